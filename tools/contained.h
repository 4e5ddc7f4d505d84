/* contained.h - work on files that may be damaged, in a process of its own: a reader that
 * crashes on them is an answer, not the end.
 */
#ifndef SY_CONTAINED_H
#define SY_CONTAINED_H

#include "tools/output.h"

/* What the work shares with whoever waits for it: where it was. */
struct sy_contained_place {
    char what[256];
    uint64_t index;
};

/* Run the work and give its status. *crashed says that it ended itself; *place is where it was
 * then. SY_EXIT_UNASKED, and said, when no process can be made. */
enum sy_exit sy_contained_run(struct sy_output *o,
                              enum sy_exit (*work)(void *context,
                                                   struct sy_contained_place *place),
                              void *context, struct sy_contained_place *place, bool *crashed);

#endif
