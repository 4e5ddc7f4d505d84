#include "tools/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 << 10, PATH_BYTES_MAX = 4096 };

static enum sy_err from_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return SY_NOT_FOUND;
    case EEXIST:
        return SY_EXISTS;
    case EACCES:
    case EPERM:
    case EROFS:
        return SY_DENIED;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SY_NO_SPACE;
    case ENOMEM:
        return SY_NO_MEMORY;
    case EISDIR:
    case ENAMETOOLONG:
    case ELOOP:
        return SY_BAD_FILE;
    default:
        return SY_IO;
    }
}

static enum sy_err read_all(int fd, struct sy_buffer *out)
{
    for (;;) {
        size_t room = out->max == 0 || out->max - out->len >= READ_BYTES ? READ_BYTES
                                                                         : out->max - out->len;
        uint8_t extra;
        uint8_t *to = room == 0 ? &extra : sy_buffer_reserve(out, room);
        ssize_t got;

        if (to == NULL)
            return out->err;
        do {
            got = read(fd, to, room == 0 ? 1 : room);
        } while (got < 0 && errno == EINTR);
        if (got < 0)
            return from_errno();
        if (got == 0)
            return SY_OK;
        if (room == 0)
            return SY_LIMIT;
        sy_buffer_grew(out, (size_t)got);
    }
}

enum sy_err sy_file_read(const char *path, struct sy_buffer *out)
{
    size_t before = out->len;
    enum sy_err err;
    int fd;

    if (strcmp(path, "-") == 0) {
        err = read_all(STDIN_FILENO, out);
    } else {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return from_errno();
        err = read_all(fd, out);
        close(fd);
    }
    if (err != SY_OK)
        out->len = before;
    return err;
}

/* Sync the directory that holds path, so that the name itself survives. */
static enum sy_err sync_directory(const char *path)
{
    char directory[PATH_BYTES_MAX];
    const char *slash = strrchr(path, '/');
    enum sy_err err = SY_OK;
    int fd;

    if (slash == NULL)
        snprintf(directory, sizeof(directory), ".");
    else if ((size_t)(slash - path) + 2 > sizeof(directory))
        return SY_BAD_FILE;
    else
        snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path) + 1, path);
    fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return from_errno();
    if (fsync(fd) != 0)
        err = from_errno();
    close(fd);
    return err;
}

static enum sy_err write_all(int fd, struct sy_bytes content)
{
    size_t written = 0;

    while (written < content.len) {
        ssize_t put = write(fd, content.data + written, content.len - written);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return from_errno();
        written += (size_t)put;
    }
    return fsync(fd) == 0 ? SY_OK : from_errno();
}

enum sy_err sy_file_create(const char *path, mode_t mode, struct sy_bytes content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    enum sy_err err;

    if (fd < 0)
        return from_errno();
    err = write_all(fd, content);
    if (close(fd) != 0 && err == SY_OK)
        err = from_errno();
    if (err == SY_OK)
        err = sync_directory(path);
    if (err != SY_OK)
        unlink(path);
    return err;
}

/* Make a file beside path, under a name of this process. */
static enum sy_err create_beside(const char *path, mode_t mode, struct sy_bytes content,
                                 char beside[PATH_BYTES_MAX])
{
    if (snprintf(beside, PATH_BYTES_MAX, "%s.%ld.new", path, (long)getpid()) >= PATH_BYTES_MAX)
        return SY_BAD_FILE;
    /* One left by a process of the same number that was killed. */
    unlink(beside);
    return sy_file_create(beside, mode, content);
}

/* Two ways, since no file system must have both: NFS lacks the first, FAT the second. */
static bool move_to_free_name(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (link(from, to) != 0)
        return false;
    unlink(from);
    return true;
}

enum sy_err sy_file_rename(const char *from, const char *to)
{
    return move_to_free_name(from, to) ? sync_directory(to) : from_errno();
}

enum sy_err sy_file_link(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return sync_directory(to);
    return errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK ? SY_UNIMPLEMENTED
                                                                    : from_errno();
}

enum sy_err sy_file_publish(const char *path, mode_t mode, struct sy_bytes content)
{
    char beside[PATH_BYTES_MAX];
    enum sy_err err = sy_file_exists(path) ? SY_EXISTS : SY_OK;

    if (err == SY_OK)
        err = create_beside(path, mode, content, beside);
    if (err != SY_OK)
        return err;
    err = sy_file_rename(beside, path);
    if (err != SY_OK)
        unlink(beside);
    return err;
}

enum sy_err sy_file_move(const char *from, const char *to)
{
    return rename(from, to) == 0 ? sync_directory(to) : from_errno();
}

enum sy_err sy_file_replace(const char *path, mode_t mode, struct sy_bytes content)
{
    char beside[PATH_BYTES_MAX];
    enum sy_err err = create_beside(path, mode, content, beside);

    if (err != SY_OK)
        return err;
    err = sy_file_move(beside, path);
    if (err != SY_OK)
        unlink(beside);
    return err;
}

static enum sy_err make_one(const char *path)
{
    struct stat status;

    if (mkdir(path, 0777) == 0)
        return sync_directory(path);
    if (errno != EEXIST)
        return from_errno();
    if (stat(path, &status) != 0)
        return from_errno();
    return S_ISDIR(status.st_mode) ? SY_OK : SY_EXISTS;
}

enum sy_err sy_file_make_directory(const char *path)
{
    char part[PATH_BYTES_MAX];
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len == 0)
        return SY_NOT_FOUND;
    if (len >= sizeof(part))
        return SY_BAD_FILE;
    memcpy(part, path, len);
    part[len] = 0;
    for (size_t i = 1; i < len; i++) {
        if (part[i] != '/')
            continue;
        part[i] = 0;
        enum sy_err err = make_one(part);
        if (err != SY_OK)
            return err;
        part[i] = '/';
    }
    return make_one(part);
}

enum sy_err sy_file_remove(const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return SY_OK;
    return from_errno();
}

bool sy_file_exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}
