/* scratch.h - a folder for the length of a command, under $TMPDIR. */
#ifndef SY_SCRATCH_H
#define SY_SCRATCH_H

#include "tools/output.h"

enum { SY_SCRATCH_PATH_BYTES = 1024 };

/* All zero is none. */
struct sy_scratch {
    char path[SY_SCRATCH_PATH_BYTES];
};

/* Make one. False, and said, when that fails. */
SY_MUST_USE bool sy_scratch_make(struct sy_output *o, struct sy_scratch *out);

/* Remove it with all that is in it; none is fine. */
void sy_scratch_remove(struct sy_scratch *scratch);

#endif
