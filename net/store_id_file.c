#include "net/store_id_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/line.h"
#include "net/whole_file.h"

enum { PATH_BYTES_MAX = 4096, FILE_MODE = 0600 };

#define HEAD   "suyuan-stores/v1\n"
#define SUFFIX ".stores"
#define RESUME " resume"

static enum sy_err path_of(const char *key_path, char out[PATH_BYTES_MAX])
{
    int len = snprintf(out, PATH_BYTES_MAX, "%s" SUFFIX, key_path);

    return len < 0 || len >= PATH_BYTES_MAX ? SY_LIMIT : SY_OK;
}

static bool hex_digit(uint8_t c, uint8_t *out)
{
    if (c >= '0' && c <= '9')
        *out = (uint8_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *out = (uint8_t)(c - 'a' + 10);
    else
        return false;
    return true;
}

static bool read_bound(struct sy_bytes text, struct sy_store_bound *out)
{
    const size_t hex = (size_t)2 * SY_STORE_ID_BYTES;
    struct sy_bytes rest;

    if (text.len < hex)
        return false;
    for (size_t i = 0; i < SY_STORE_ID_BYTES; i++) {
        uint8_t high;
        uint8_t low;

        if (!hex_digit(text.data[2 * i], &high) || !hex_digit(text.data[2 * i + 1], &low))
            return false;
        out->id[i] = (uint8_t)(high << 4 | low);
    }
    rest = (struct sy_bytes){text.data + hex, text.len - hex};
    out->resume = sy_bytes_equal(rest, sy_text(RESUME));
    return out->resume || rest.len == 0;
}

static bool cut_head(struct sy_bytes *text)
{
    struct sy_bytes line;

    return sy_line_cut(text, '\n', &line) && sy_bytes_equal(line, sy_text("suyuan-stores/v1"));
}

static enum sy_err find(struct sy_bytes text, const char *origin, struct sy_store_bound *out)
{
    struct sy_bytes line;
    struct sy_bytes name;

    if (!cut_head(&text))
        return SY_BAD_FILE;
    while (sy_line_cut(&text, '\n', &line)) {
        if (!sy_line_cut(&line, ' ', &name))
            return SY_BAD_FILE;
        if (sy_bytes_equal(name, sy_text(origin)))
            return read_bound(line, out) ? SY_OK : SY_BAD_FILE;
    }
    return text.len == 0 ? SY_NOT_FOUND : SY_BAD_FILE;
}

enum sy_err sy_store_id_read(const char *key_path, const char *origin,
                             struct sy_store_bound *out)
{
    char path[PATH_BYTES_MAX];
    struct sy_buffer text = {.max = SY_STORE_ID_FILE_BYTES_MAX};
    struct sy_store_bound bound;
    enum sy_err err = path_of(key_path, path);

    if (err == SY_OK)
        err = sy_whole_file_read(path, &text);
    if (err == SY_OK)
        err = find(sy_buffer_bytes(&text), origin, &bound);
    if (err == SY_OK)
        *out = bound;
    sy_buffer_close(&text);
    return err;
}

/* The lines of the other logs, as they are. */
static enum sy_err copy_others(struct sy_bytes text, const char *origin, struct sy_buffer *to)
{
    struct sy_bytes line;
    struct sy_bytes name;

    if (!cut_head(&text))
        return SY_BAD_FILE;
    while (sy_line_cut(&text, '\n', &line)) {
        struct sy_bytes rest = line;

        if (!sy_line_cut(&rest, ' ', &name))
            return SY_BAD_FILE;
        if (sy_bytes_equal(name, sy_text(origin)))
            continue;
        sy_buffer_put_bytes(to, line);
        sy_buffer_put_u8(to, '\n');
    }
    return text.len == 0 ? SY_OK : SY_BAD_FILE;
}

static enum sy_err write_all(const char *path, struct sy_bytes text)
{
    char fresh[PATH_BYTES_MAX + 8];
    int fd;
    enum sy_err err = SY_OK;

    snprintf(fresh, sizeof(fresh), "%s.new", path);
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return sy_whole_file_error(errno);
    if (write(fd, text.data, text.len) != (ssize_t)text.len || fsync(fd) != 0)
        err = errno == ENOSPC ? SY_NO_SPACE : SY_IO;
    close(fd);
    if (err == SY_OK && rename(fresh, path) != 0)
        err = sy_whole_file_error(errno);
    return err;
}

/* The folder, so that the file's name is on disk too. */
static enum sy_err sync_folder(const char *path)
{
    char folder[PATH_BYTES_MAX];
    const char *slash = strrchr(path, '/');
    int fd;
    enum sy_err err;

    snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - path + 1),
             slash == NULL ? "." : path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return sy_whole_file_error(errno);
    err = fsync(fd) == 0 ? SY_OK : SY_IO;
    close(fd);
    return err;
}

enum sy_err sy_store_id_write(const char *key_path, const char *origin,
                              const struct sy_store_bound *bound)
{
    char path[PATH_BYTES_MAX];
    struct sy_buffer before = {.max = SY_STORE_ID_FILE_BYTES_MAX};
    struct sy_buffer text = {.max = SY_STORE_ID_FILE_BYTES_MAX};
    enum sy_err err = path_of(key_path, path);

    sy_buffer_put_text(&text, HEAD);
    if (err == SY_OK)
        err = sy_whole_file_read(path, &before);
    if (err == SY_OK)
        err = copy_others(sy_buffer_bytes(&before), origin, &text);
    else if (err == SY_NOT_FOUND)
        err = SY_OK;
    sy_buffer_printf(&text, "%s ", origin);
    for (size_t i = 0; i < SY_STORE_ID_BYTES; i++)
        sy_buffer_printf(&text, "%02x", bound->id[i]);
    sy_buffer_put_text(&text, bound->resume ? RESUME "\n" : "\n");
    if (err == SY_OK)
        err = text.err;
    if (err == SY_OK)
        err = write_all(path, sy_buffer_bytes(&text));
    if (err == SY_OK)
        err = sync_folder(path);
    sy_buffer_close(&before);
    sy_buffer_close(&text);
    return err;
}
