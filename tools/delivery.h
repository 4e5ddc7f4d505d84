/* delivery.h - statements of the outbox to their log: several on the way at a time, each answer
 * checked as a receipt is checked before it counts.
 *
 * Shape    statements of one file arrive in their order, those of several files side by side.
 *          One that the node refuses for good moves to refused/ and ends the delivery; so does
 *          any failure to ask, which leaves all statements where they are.
 */
#ifndef SY_DELIVERY_H
#define SY_DELIVERY_H

#include "ledger/scope.h"
#include "tools/act_signers.h"
#include "tools/outbox.h"
#include "tools/peer.h"
#include "tools/progress.h"

enum sy_letter_state { SY_LETTER_WAITING, SY_LETTER_TAKEN, SY_LETTER_REFUSED };

/* One statement on its way. */
struct sy_letter {
    struct sy_outbox_name name;
    size_t file; /* whose; SY_LETTER_EARLIER: left by an earlier run */
    enum sy_letter_state state;
    bool again; /* it was signed again: too long ago, or by a key that has ended since */
    bool known; /* taken: it was in the log before */
    const char *origin; /* taken: the log, as the peer's network has it */
    uint64_t index;
    uint32_t records;
    uint64_t witnesses; /* other nodes that hold it, as its receipt shows */
    char *receipt;      /* path; NULL when none is kept */
};

#define SY_LETTER_EARLIER SIZE_MAX

/* All zero is an empty list. */
struct sy_letters {
    struct sy_letter *list;
    size_t count;
    size_t capacity;
};

/* With what statements are signed. */
struct sy_signing {
    struct sy_scope scope;
    struct sy_bytes principal;
    const struct sy_act_signers *signers; /* all sign here */
    uint32_t delay;                       /* as in a statement; 0: in time */
    bool has_delegation; /* by which the first signer speaks for the principal */
    uint64_t delegation;
};

struct sy_delivery {
    struct sy_output *output;
    struct sy_peer *peer;
    const struct sy_outbox *outbox;
    const char *origin;
    const char *receipts; /* folder, there already; NULL: keep none */
    const struct sy_signing *signing;
    uint64_t
        witnesses; /* other nodes that are to hold it; 0: the log's own signature will do */
    struct sy_letters *letters;
};

/* One more statement to send, of that file. SY_NO_MEMORY, letters unchanged. */
SY_MUST_USE enum sy_err sy_letters_add(struct sy_letters *letters,
                                       const struct sy_outbox_name *name, size_t file);
/* Twice is fine. */
void sy_letters_close(struct sy_letters *letters);

/* Send all letters, in order. SY_EXIT_YES when every one was taken; otherwise it has been said:
 * SY_EXIT_NO when one was refused, or an answer is wrong. Files stay in the outbox, but for
 * those of earlier runs that were taken. */
SY_MUST_USE enum sy_exit sy_delivery_run(const struct sy_delivery *delivery);

#endif
