/* load.h - statements made and signed before the clock starts. */
#ifndef SY_LOAD_H
#define SY_LOAD_H

#include "ledger/log.h"
#include "tools/bench/stage.h"

struct sy_load {
    size_t count;               /* statements */
    size_t events;              /* in all of them */
    struct sy_buffer *requests; /* an Append message each */
    size_t request_bytes;       /* in all */
};

/* count statements of batch EPCIS events each: a lot received, some 300 bytes in two or three
 * parts. first tells loads of one run apart. False when memory is short. */
SY_MUST_USE bool sy_load_make(const struct sy_stage *stage, size_t count, size_t batch,
                              size_t first, struct sy_load *out);

/* The submission inside request i. */
struct sy_bytes sy_load_submission(const struct sy_load *load, size_t i);

/* Straight into a store, in one commit: the limit that a node is held against. */
SY_MUST_USE bool sy_load_store(struct sy_log *log, const struct sy_checked *checked,
                               size_t count);

/* Frees it; twice is fine. */
void sy_load_close(struct sy_load *load);

#endif
