#include "net/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum sy_err sy_whole_file_error(int error)
{
    if (error == ENOENT)
        return SY_NOT_FOUND;
    return error == EACCES || error == EPERM || error == EROFS ? SY_DENIED : SY_IO;
}

/* Reserved at once: a buffer that grows leaves copies behind. */
static enum sy_err read_all(int fd, struct sy_buffer *out)
{
    uint8_t extra;
    ssize_t got = 1;

    if (sy_buffer_reserve(out, out->max) == NULL)
        return out->err;
    while (got > 0 && out->len < out->max) {
        got = read(fd, out->data + out->len, out->max - out->len);
        if (got > 0)
            sy_buffer_grew(out, (size_t)got);
    }
    if (got > 0)
        got = read(fd, &extra, 1);
    if (got < 0)
        return SY_IO;
    return got > 0 ? SY_LIMIT : SY_OK;
}

enum sy_err sy_whole_file_read(const char *path, struct sy_buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum sy_err err;

    sy_assert(out->max > 0 && out->len == 0);
    if (fd < 0)
        return sy_whole_file_error(errno);
    err = read_all(fd, out);
    close(fd);
    return err;
}
