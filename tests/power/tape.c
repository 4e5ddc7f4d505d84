#include "tests/power/tape.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/check.h"

void tape_read(const char *path, struct tape *out)
{
    size_t at = 0;
    size_t capacity = 0;

    *out = (struct tape){.file = check_read_file(path)};
    assert_non_null(out->file.data);
    while (out->file.len - at >= sizeof(struct tape_head)) {
        struct tape_record record;

        memcpy(&record.head, out->file.data + at, sizeof(record.head));
        at += sizeof(record.head);
        if (out->file.len - at < record.head.bytes)
            break;
        record.bytes = (struct sy_bytes){out->file.data + at, record.head.bytes};
        at += record.head.bytes;
        if (out->count == capacity) {
            capacity = capacity == 0 ? 1024 : 2 * capacity;
            out->records = realloc(out->records, capacity * sizeof(record));
            assert_non_null(out->records);
        }
        out->records[out->count++] = record;
    }
}

void tape_close(struct tape *tape)
{
    free((void *)(uintptr_t)tape->file.data);
    free(tape->records);
    *tape = (struct tape){0};
}

void tape_mark(const char *path, const char *text)
{
    struct tape_head head = {.kind = TAPE_MARK, .bytes = (uint32_t)strlen(text)};
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, &head, sizeof(head)), sizeof(head));
    assert_int_equal(write(fd, text, head.bytes), head.bytes);
    close(fd);
}
