/* base.h - the few words every file uses: borrowed bytes, assertions, checked additions.
 *
 * Pure     no allocation, no I/O.
 */
#ifndef SY_BASE_H
#define SY_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SY_MUST_USE __attribute__((warn_unused_result))

/* On in every build, never tied to NDEBUG. States what we guarantee; never checks input. */
#define sy_assert(condition)                                                                   \
    ((condition) ? (void)0 : sy_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void sy_assert_failed(const char *condition, const char *file, int line);

/* Borrowed bytes: whoever hands them out says how long they live. data may be NULL when len is
 * 0. */
struct sy_bytes {
    const uint8_t *data;
    size_t len;
};

enum {
    SY_HASH_BYTES = 32,
    SY_SIGNATURE_BYTES = 64,
    SY_PUBLIC_KEY_BYTES = 33,
    SY_NONCE_BYTES = 16
};

struct sy_hash {
    uint8_t bytes[SY_HASH_BYTES];
};

/* Bytes of a NUL-terminated text, without the NUL. */
struct sy_bytes sy_text(const char *text);

/* The same length and content. */
bool sy_bytes_equal(struct sy_bytes a, struct sy_bytes b);

/* Order as memcmp gives it; of two where one starts with the other, the shorter is less. */
int sy_bytes_compare(struct sy_bytes a, struct sy_bytes b);

/* The same 32 bytes. */
bool sy_hash_equal(const struct sy_hash *a, const struct sy_hash *b);

/* False when the sum does not fit, *sum unchanged. */
SY_MUST_USE static inline bool sy_add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
    if (a > UINT64_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

SY_MUST_USE static inline bool sy_add_size(size_t a, size_t b, size_t *sum)
{
    if (a > SIZE_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

/* Big-endian integers, as keys, tiles and frames hold them. */
static inline void sy_put_u64be(uint8_t *to, uint64_t value)
{
    for (int i = 7; i >= 0; i--) {
        to[i] = (uint8_t)value;
        value >>= 8;
    }
}

static inline uint64_t sy_get_u64be(const uint8_t *from)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | from[i];
    return value;
}

static inline void sy_put_u32be(uint8_t *to, uint32_t value)
{
    for (int i = 3; i >= 0; i--) {
        to[i] = (uint8_t)value;
        value >>= 8;
    }
}

static inline uint32_t sy_get_u32be(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline void sy_put_u16be(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

static inline uint16_t sy_get_u16be(const uint8_t *from)
{
    return (uint16_t)((uint16_t)from[0] << 8 | from[1]);
}

#endif
