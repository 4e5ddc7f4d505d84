/* damage - a disk that flips a bit: in a row of a log, wherever the row's bytes stand in the
 * file, while the node runs or not.
 *
 * usage: damage FOLDER entry INDEX            the folder of the log
 *        damage FOLDER part INDEX RECORD      the first part that is here
 *        damage FOLDER node LEVEL INDEX       of the log's tree
 * Exit status 0, or 1 when there is no such row. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/log.h"

static enum sy_err find_part(struct sy_log_snapshot *log, uint64_t index, uint32_t record,
                             struct sy_bytes *out)
{
    struct sy_record_share share;
    enum sy_err err = sy_log_record(log, index, record, &share);

    for (size_t i = 0; err == SY_OK && i < share.part_count; i++) {
        if (share.parts[i].part.data == NULL)
            continue;
        *out = share.parts[i].part;
        return SY_OK;
    }
    return err == SY_OK ? SY_NOT_FOUND : err;
}

static enum sy_err find(struct sy_log_snapshot *log, char **words, struct sy_buffer *out)
{
    uint64_t first = strtoull(words[1], NULL, 10);
    uint64_t second = words[2] == NULL ? 0 : strtoull(words[2], NULL, 10);
    struct sy_merkle_source source = sy_log_source(log);
    struct sy_bytes row = {NULL, 0};
    struct sy_hash hash;
    enum sy_err err = SY_NOT_FOUND;

    if (strcmp(words[0], "entry") == 0)
        err = sy_log_entry(log, first, &row);
    else if (strcmp(words[0], "part") == 0)
        err = find_part(log, first, (uint32_t)second, &row);
    else if (strcmp(words[0], "node") == 0)
        err = source.read(source.context, (unsigned)first, second, &hash);
    if (err == SY_OK && row.data == NULL)
        row = (struct sy_bytes){hash.bytes, SY_HASH_BYTES};
    if (err == SY_OK)
        sy_buffer_put_bytes(out, row);
    return err == SY_OK ? out->err : err;
}

/* Every copy that the file has of it, older pages' too. */
static int flip(const char *path, struct sy_bytes row)
{
    struct stat stat;
    uint8_t *file;
    uint8_t *at;
    size_t left;
    int count = 0;
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &stat) != 0)
        return 0;
    left = (size_t)stat.st_size;
    file = mmap(NULL, left, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (file == MAP_FAILED)
        return 0;
    for (at = file; (at = memmem(at, left, row.data, row.len)) != NULL; count++) {
        at[row.len / 2] ^= 1;
        left = (size_t)stat.st_size - (size_t)(at - file);
    }
    munmap(file, (size_t)stat.st_size);
    return count;
}

int main(int argc, char **argv)
{
    struct sy_log_identity identity;
    struct sy_log_snapshot *snapshot;
    struct sy_buffer row = {0};
    struct sy_log *log;
    char path[4096];
    int count = 0;

    if (argc < 4)
        return 2;
    if (sy_log_open_read(argv[1], (uint64_t)1 << 30, &identity, &log) != SY_OK)
        return 1;
    if (sy_log_snapshot(log, &snapshot) == SY_OK) {
        if (find(snapshot, argv + 2, &row) != SY_OK)
            row.len = 0;
        sy_log_release(snapshot);
    }
    sy_log_close(log);
    snprintf(path, sizeof(path), "%s/data.mdb", argv[1]);
    if (row.len > 0)
        count = flip(path, sy_buffer_bytes(&row));
    sy_buffer_close(&row);
    printf("%d\n", count);
    return count > 0 ? 0 : 1;
}
