/* registry_act.h - registry acts from whoever may make them to the registry's log.
 *
 * Shape    all acts of one command are the records of one statement, in order. The statement
 *          is kept in the outbox until the node has answered: a command that was killed and is
 *          run again sends the same bytes, and the node answers with the same place. Where
 *          others must sign, too, it goes to a file for them instead, a Submission with zeros
 *          in the place of what is not signed yet (act_statement.h).
 */
#ifndef SY_REGISTRY_ACT_H
#define SY_REGISTRY_ACT_H

#include "proto/act.h"
#include "tools/act_signers.h"
#include "tools/outbox.h"
#include "tools/peer.h"

enum { SY_ACTS_MAX = 8 };

struct sy_acts {
    size_t count;
    struct sy_act_draft act[SY_ACTS_MAX];
    struct sy_act_draft personal[SY_ACTS_MAX]; /* type 0: it has no personal part */
};

/* What became of it. */
struct sy_posted {
    bool prepared;  /* written to a file; else it is in the log */
    uint64_t index; /* of the entry */
};

/* The options of a command that posts acts, for its list. */
#define SY_ACT_OPTIONS                                                                         \
    &sy_option_network, &sy_act_option_node, &sy_act_option_key, &sy_act_option_as,            \
        &sy_act_option_with, &sy_act_option_prepare, &sy_act_option_outbox
enum { SY_ACT_OPTION_COUNT = 7 };
extern const struct sy_option sy_act_option_outbox;

/* Ask the registry's node what each act must say in "after", sign, send, and check the answer
 * as a receipt is checked. On anything but SY_EXIT_YES it has been said: SY_EXIT_NO when the
 * node refuses the acts. */
SY_MUST_USE enum sy_exit sy_acts_post(struct sy_output *o, const struct sy_options *options,
                                      struct sy_acts *acts, struct sy_posted *out);

/* ---- the steps of it ---- */

/* The outbox of the registry's log, as --outbox or the environment says. */
SY_MUST_USE enum sy_exit sy_acts_outbox(struct sy_output *o, const struct sy_options *options,
                                        const struct sy_network *network,
                                        struct sy_outbox *out);

/* Keep a complete statement in the outbox, send it and check the answer; when it is taken it is
 * removed, when it is refused moved to refused/, the node's signed refusal beside it. Says what
 * went wrong; SY_EXIT_UNASKED leaves it in the outbox. */
SY_MUST_USE enum sy_exit sy_acts_send(struct sy_peer *peer, const struct sy_outbox *outbox,
                                      struct sy_bytes submission, uint64_t *index);

/* The first half of that: kept, sent, checked, and still in the outbox. The errors of peer.h
 * and file.h, nothing said; SY_BAD_PROOF, and said, when the answer is wrong. */
SY_MUST_USE enum sy_err sy_acts_deliver(struct sy_peer *peer, const struct sy_outbox *outbox,
                                        const struct sy_outbox_name *name,
                                        struct sy_bytes submission, uint64_t *index);

#endif
