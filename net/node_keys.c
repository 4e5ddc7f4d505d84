#include "net/node_keys.h"

#include <string.h>

#include "net/whole_file.h"

enum { FILE_BYTES_MAX = SY_KEY_FILE_LINES_MAX * SY_KEY_FILE_LINE_BYTES_MAX };

enum sy_err sy_node_keys_read(const char *path, struct sy_key_file *out)
{
    struct sy_buffer text = {.max = FILE_BYTES_MAX};
    enum sy_err err = sy_whole_file_read(path, &text);

    if (err == SY_OK)
        err = sy_key_file_parse(sy_buffer_bytes(&text), out, NULL);
    if (text.data != NULL)
        explicit_bzero(text.data, text.capacity);
    sy_buffer_close(&text);
    return err;
}
