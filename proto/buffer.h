/* buffer.h - bytes that grow at the end, up to a limit that whoever made the buffer set.
 *
 * Shape    data[0..len) is the content. All zero is an empty buffer without a limit of its own
 *          (SIZE_MAX); set max before the first byte for a smaller one.
 * Errors   sticky: after the first failure every further write does nothing, so a writer may
 *          put many things and look at err once.
 */
#ifndef SY_BUFFER_H
#define SY_BUFFER_H

#include "proto/base.h"
#include "proto/err.h"

struct sy_buffer {
    uint8_t *data;
    size_t len;
    size_t capacity;
    size_t max;      /* 0 means no limit but memory */
    enum sy_err err; /* SY_OK, or the first of SY_LIMIT and SY_NO_MEMORY */
};

/* Adds to the end. Once err is set, nothing is added: ask for it when all is put. */
void sy_buffer_put(struct sy_buffer *b, const void *data, size_t len);
void sy_buffer_put_bytes(struct sy_buffer *b, struct sy_bytes bytes);
void sy_buffer_put_text(struct sy_buffer *b, const char *text);
void sy_buffer_put_u8(struct sy_buffer *b, uint8_t byte);

/* printf; the NUL is not part of the content. */
void sy_buffer_printf(struct sy_buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for len more bytes at the end, to be written by the caller and counted with
 * sy_buffer_grew; NULL on failure. */
uint8_t *sy_buffer_reserve(struct sy_buffer *b, size_t len);
void sy_buffer_grew(struct sy_buffer *b, size_t len);

/* Drop the first len bytes. */
void sy_buffer_consume(struct sy_buffer *b, size_t len);

/* Empty again, the memory and the limit kept, the error forgotten. */
void sy_buffer_clear(struct sy_buffer *b);

/* The content; valid until the next write or close. */
struct sy_bytes sy_buffer_bytes(const struct sy_buffer *b);

/* The content with a NUL behind it, which is not counted; NULL once the buffer has failed. */
const char *sy_buffer_text(struct sy_buffer *b);

/* Free the memory; all zero afterwards but for max. NULL and twice are fine. */
void sy_buffer_close(struct sy_buffer *b);

#endif
