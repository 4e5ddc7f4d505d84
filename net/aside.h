/* aside.h - the stores of logs that a node has set aside (node_end.h), and that lie in its data
 * folder until somebody has looked at them and deletes them.
 *
 * Why      no order to erase reaches them: what was erased of the log may still stand there.
 */
#ifndef SY_ASIDE_H
#define SY_ASIDE_H

#include "proto/base.h"

struct sy_aside {
    uint64_t stores;
    uint64_t bytes; /* on disk */
};

/* What lies in aside/ of the data folder; nothing where that cannot be read. */
struct sy_aside sy_aside_measure(const char *data);

#endif
