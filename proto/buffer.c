#include "proto/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

uint8_t *sy_buffer_reserve(struct sy_buffer *b, size_t len)
{
    size_t max = b->max == 0 ? SIZE_MAX / 2 : b->max;
    size_t need;
    size_t capacity;
    uint8_t *data;

    if (b->err != SY_OK)
        return NULL;
    if (!sy_add_size(b->len, len, &need) || need > max) {
        b->err = SY_LIMIT;
        return NULL;
    }
    if (need <= b->capacity && b->data != NULL)
        return b->data + b->len;
    capacity = b->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : b->capacity;
    while (capacity < need)
        capacity *= 2;
    data = realloc(b->data, capacity);
    if (data == NULL) {
        b->err = SY_NO_MEMORY;
        return NULL;
    }
    b->data = data;
    b->capacity = capacity;
    return b->data + b->len;
}

void sy_buffer_grew(struct sy_buffer *b, size_t len)
{
    sy_assert(len <= b->capacity - b->len);
    b->len += len;
}

void sy_buffer_put(struct sy_buffer *b, const void *data, size_t len)
{
    uint8_t *to;

    if (len == 0)
        return;
    to = sy_buffer_reserve(b, len);
    if (to == NULL)
        return;
    memcpy(to, data, len);
    b->len += len;
}

void sy_buffer_put_bytes(struct sy_buffer *b, struct sy_bytes bytes)
{
    sy_buffer_put(b, bytes.data, bytes.len);
}

void sy_buffer_put_text(struct sy_buffer *b, const char *text)
{
    sy_buffer_put(b, text, strlen(text));
}

void sy_buffer_put_u8(struct sy_buffer *b, uint8_t byte)
{
    sy_buffer_put(b, &byte, 1);
}

void sy_buffer_printf(struct sy_buffer *b, const char *format, ...)
{
    va_list arguments;
    va_list again;
    uint8_t *to;
    int len;

    va_start(arguments, format);
    va_copy(again, arguments);
    len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    to = len < 0 ? NULL : sy_buffer_reserve(b, (size_t)len + 1);
    if (to != NULL) {
        vsnprintf((char *)to, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

void sy_buffer_consume(struct sy_buffer *b, size_t len)
{
    sy_assert(len <= b->len);
    if (len == 0)
        return;
    b->len -= len;
    memmove(b->data, b->data + len, b->len);
}

void sy_buffer_clear(struct sy_buffer *b)
{
    b->len = 0;
    b->err = SY_OK;
}

struct sy_bytes sy_buffer_bytes(const struct sy_buffer *b)
{
    return (struct sy_bytes){b->data, b->len};
}

const char *sy_buffer_text(struct sy_buffer *b)
{
    uint8_t *end = sy_buffer_reserve(b, 1);

    if (end == NULL)
        return NULL;
    *end = 0;
    return (const char *)b->data;
}

void sy_buffer_close(struct sy_buffer *b)
{
    if (b == NULL)
        return;
    free(b->data);
    *b = (struct sy_buffer){.max = b->max};
}
