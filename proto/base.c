#include "proto/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sy_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "suyuan: a guarantee of the program itself does not hold: %s (%s:%d)\n",
            condition, file, line);
    abort();
}

struct sy_bytes sy_text(const char *text)
{
    return (struct sy_bytes){(const uint8_t *)text, strlen(text)};
}

bool sy_bytes_equal(struct sy_bytes a, struct sy_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

int sy_bytes_compare(struct sy_bytes a, struct sy_bytes b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);

    if (order != 0)
        return order;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

bool sy_hash_equal(const struct sy_hash *a, const struct sy_hash *b)
{
    return memcmp(a->bytes, b->bytes, SY_HASH_BYTES) == 0;
}
