/* journey_tale.h - a journey as it is told: lines for people, or JSON documents one a line.
 *
 * Shape    a title or start object; each step; at the end what is proved, what is claimed, what
 *          is not proved, and where to go on.
 */
#ifndef SY_JOURNEY_TALE_H
#define SY_JOURNEY_TALE_H

#include "ledger/identifier.h"
#include "tools/event_text.h"
#include "tools/journey_walk.h"

enum { SY_TALE_SIGNERS_MAX = 16, SY_TALE_HINTS_MAX = 4, SY_TALE_CORRECTIVES_MAX = 16 };

/* All zero but for output, walk and limit before begin. */
struct sy_tale {
    struct sy_output *output;
    struct sy_walk *walk;
    uint64_t limit; /* steps asked for; 0: none was */
    struct sy_event_teller teller;
    struct sy_buffer text;
    size_t signer_count; /* different principals, at most SIGNERS_MAX of them kept */
    struct sy_buffer signers[SY_TALE_SIGNERS_MAX];
    size_t hint_count; /* items to go on with */
    struct sy_buffer hints[SY_TALE_HINTS_MAX];
    size_t corrective_count; /* eventIDs that declarations so far have named */
    struct sy_buffer correctives[SY_TALE_CORRECTIVES_MAX];
    int64_t first_us, last_us; /* when the steps were sequenced */
    unsigned withheld;         /* bit 1 << kind */
    enum sy_identifier_kind kind;
    struct sy_buffer last_origin;
    struct sy_buffer last_item; /* that the last step names: the item, or what contained it */
    uint64_t last_index;
};

/* What the tale is about; a step; what of it is proved and what is not. */
void sy_tale_begin(struct sy_tale *tale);
void sy_tale_step(struct sy_tale *tale, const struct sy_walk_step *step);
void sy_tale_end(struct sy_tale *tale);
void sy_tale_close(struct sy_tale *tale);

#endif
