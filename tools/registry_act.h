/* registry_act.h - registry acts from the authority to the registry's log.
 *
 * Shape    all acts of one command are the records of one statement, in order, all parts open.
 */
#ifndef SY_REGISTRY_ACT_H
#define SY_REGISTRY_ACT_H

#include "proto/act.h"
#include "tools/options.h"
#include "tools/output.h"

enum { SY_ACTS_MAX = 4 };

struct sy_acts {
    size_t count;
    struct sy_act_draft act[SY_ACTS_MAX];
};

/* Ask the registry's node what each act must say in "after", sign with every --key, send, and
 * check the answer as a receipt is checked; *index is the entry. On anything but SY_EXIT_YES it
 * has been said: SY_EXIT_NO when the node refuses the acts. */
SY_MUST_USE enum sy_exit sy_acts_post(struct sy_output *o, const struct sy_options *options,
                                      struct sy_acts *acts, uint64_t *index);

#endif
