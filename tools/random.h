/* random.h - unguessable bytes from the kernel, for keys. */
#ifndef SY_RANDOM_H
#define SY_RANDOM_H

#include "proto/err.h"

/* Fill all len bytes. SY_IO when the kernel gives none; the bytes are then zero. */
SY_MUST_USE enum sy_err sy_random_fill(uint8_t *bytes, size_t len);

#endif
