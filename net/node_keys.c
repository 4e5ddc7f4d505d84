#include "net/node_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = SY_KEY_FILE_LINES_MAX * SY_KEY_FILE_LINE_BYTES_MAX };

static enum sy_err err_of_errno(void)
{
    if (errno == ENOENT)
        return SY_NOT_FOUND;
    return errno == EACCES || errno == EPERM ? SY_DENIED : SY_IO;
}

static enum sy_err read_all(int fd, struct sy_buffer *out)
{
    ssize_t got = 1;

    /* Reserved at once: a buffer that grows leaves copies of secrets behind. */
    if (sy_buffer_reserve(out, FILE_BYTES_MAX + 1) == NULL)
        return SY_NO_MEMORY;
    while (got > 0 && out->len <= FILE_BYTES_MAX) {
        got = read(fd, out->data + out->len, FILE_BYTES_MAX + 1 - out->len);
        if (got > 0)
            sy_buffer_grew(out, (size_t)got);
    }
    if (got < 0)
        return SY_IO;
    return out->len > FILE_BYTES_MAX ? SY_LIMIT : SY_OK;
}

enum sy_err sy_node_keys_read(const char *path, struct sy_key_file *out)
{
    struct sy_buffer text = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum sy_err err;

    if (fd < 0)
        return err_of_errno();
    err = read_all(fd, &text);
    close(fd);
    if (err == SY_OK)
        err = sy_key_file_parse(sy_buffer_bytes(&text), out, NULL);
    if (text.data != NULL)
        explicit_bzero(text.data, text.capacity);
    sy_buffer_close(&text);
    return err;
}
