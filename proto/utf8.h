/* utf8.h - is it text.
 *
 * Source   RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef SY_UTF8_H
#define SY_UTF8_H

#include "proto/base.h"

/* UTF-8 without NUL. */
bool sy_utf8_valid(struct sy_bytes text);

/* Decode one character at text.data; its length in bytes, 0 when there is no valid one. */
size_t sy_utf8_next(struct sy_bytes text, uint32_t *character);

#endif
