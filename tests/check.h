/* check.h - the test library (cmocka), and comparisons whose failures can be read. */
#ifndef SY_CHECK_H
#define SY_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/base.h"
#include "proto/err.h"

/* Errors by name. */
#define check_err(got, want) assert_string_equal(sy_err_name(got), sy_err_name(want))

/* Bytes as lower-case hex; free it. */
static inline char *check_hex(struct sy_bytes bytes)
{
    char *hex = calloc(2 * bytes.len + 1, 1);

    for (size_t i = 0; hex != NULL && i < bytes.len; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes.data[i]);
    return hex;
}

#define check_bytes_hex(bytes, want)                                                           \
    do {                                                                                       \
        char *check_hex_got = check_hex(bytes);                                                \
        assert_string_equal(check_hex_got, want);                                              \
        free(check_hex_got);                                                                   \
    } while (0)

#define check_hash(hash, want)                                                                 \
    check_bytes_hex(((struct sy_bytes){(hash).bytes, SY_HASH_BYTES}), want)

/* Text that is not NUL-terminated. */
#define check_text(bytes, want)                                                                \
    do {                                                                                       \
        struct sy_bytes check_text_got = (bytes);                                              \
        assert_int_equal(check_text_got.len, strlen(want));                                    \
        if (check_text_got.len > 0)                                                            \
            assert_memory_equal(check_text_got.data, want, check_text_got.len);                \
    } while (0)

/* Bytes of a hex text, in a static buffer that the next call overwrites. */
static inline struct sy_bytes check_unhex(const char *hex)
{
    static uint8_t bytes[65536];
    size_t len = strlen(hex) / 2;

    assert_true(len <= sizeof(bytes));
    for (size_t i = 0; i < len; i++) {
        unsigned value;

        assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
        bytes[i] = (uint8_t)value;
    }
    return (struct sy_bytes){bytes, len};
}

/* A whole file, NUL-terminated beyond len; NULL when it cannot be read. Free data. */
static inline struct sy_bytes check_read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long len;

    if (file == NULL)
        return (struct sy_bytes){NULL, 0};
    fseek(file, 0, SEEK_END);
    len = ftell(file);
    rewind(file);
    data = malloc((size_t)len + 1);
    if (data != NULL && fread(data, 1, (size_t)len, file) != (size_t)len) {
        free(data);
        data = NULL;
    }
    if (data != NULL)
        data[len] = 0;
    fclose(file);
    return (struct sy_bytes){data, data == NULL ? 0 : (size_t)len};
}

#endif
