/* pending.h - appends on their way, and the queues they wait in; only for appender.c and the
 * files that do its work.
 */
#ifndef SY_PENDING_H
#define SY_PENDING_H

#include "net/appender.h"
#include "net/owned_log.h"

/* One append, from its request to its answer. */
struct sy_pending {
    struct sy_pending *next;
    struct sy_request *request;
    size_t log; /* index of its log, once checked */
    struct sy_checked checked;
    enum sy_err err;
    struct sy_check_place where;
    const char *detail; /* static; NULL: what the error says in general */
    bool genuine;       /* its signers signed it: a refusal of it is signed, too */
    struct sy_hash id;  /* of a genuine statement */
    bool admitted;      /* as of that size, until that time (admission.h) */
    uint64_t admitted_size;
    int64_t admitted_until;
    struct sy_buffer words;   /* why it is not admitted; empty otherwise */
    struct sy_buffer refusal; /* the signed note; empty when there is none */
    bool known;               /* the statement was in the log before */
    bool answered;            /* its reply is made: it is not to be written */
    uint64_t witnesses;       /* whose cosignatures it waits for */
    uint64_t wait_ms;         /* for so long at most */
    uint64_t index;
    struct sy_buffer reply;
};

struct sy_pending_queue {
    struct sy_pending *first;
    struct sy_pending **last;
};

/* A queue: empty, and one more at its end. */
void sy_pending_init(struct sy_pending_queue *queue);
void sy_pending_put(struct sy_pending_queue *queue, struct sy_pending *pending);

/* NULL when it is empty. */
struct sy_pending *sy_pending_take(struct sy_pending_queue *queue);

/* Moves requests into the queue to, which was empty, until count or bytes are reached; at least
 * one if there is one. */
void sy_pending_move(struct sy_pending_queue *from, struct sy_pending_queue *to,
                     size_t count_max, size_t bytes_max);

/* Answers its request and frees it. */
void sy_pending_finish(struct sy_pending *pending);

/* What is written to one log in one commit, and what it leaves for the next. */
struct sy_batch {
    const struct sy_appender_options *options;
    struct sy_kept_log *log;
    struct sy_pending_queue queue;
    struct sy_shared_policy *policy; /* in force when it began */
    struct sy_shared_note *kept;     /* the note served before it: goes to disk with it */
    struct sy_own_note note;         /* of what is on disk after it */
    struct sy_registry_trial trial;  /* of a registry statement on its way into the log */
    enum sy_err err;                 /* a fault: of the whole batch */
    uint64_t registry_vouched;       /* how far the registry may be followed */
    uint64_t root_size;              /* the registry root that was computed last */
    struct sy_hash root;
};

/* Appends of one batch that wait for the same number of witnesses. */
struct sy_waiting {
    struct sy_waiting *next;
    struct sy_appender *appender;
    struct sy_kept_log *log;
    size_t log_number;
    uint64_t id;
    uint64_t size; /* of the log behind their entries */
    uint64_t witnesses;
    uint64_t wait_ms;
    struct sy_pending_queue queue;
    struct sy_shared_note *note; /* once it is there */
    enum sy_err err;             /* a fault: of all of them */
};

/* On a worker: the receipt of the entry at its index, under a note of so many entries; tree is
 * the snapshot's. */
SY_MUST_USE enum sy_err sy_pending_receipt(struct sy_pending *pending,
                                           struct sy_log_snapshot *snapshot,
                                           const struct sy_merkle_source *tree,
                                           struct sy_bytes note, uint64_t size);

/* On a worker: a statement of a log that has ended, or of the next generation of one. If it
 * stands in there, the receipt says where, and it is answered; if the log has ended, SY_CLOSED
 * with the words who takes it. SY_NOT_YET when it cannot be known yet; faults. */
SY_MUST_USE enum sy_err sy_pending_look_back(struct sy_pending *pending,
                                             const struct sy_kept_log *log,
                                             const struct sy_network *network);

/* Says where to send it, as the policy has closed its log. */
void sy_pending_say_closed(struct sy_pending *pending, const struct sy_network *network,
                           const struct sy_network_log *log);

/* On a worker: makes the answers under its note. */
void sy_waiting_answer(struct sy_waiting *waiting);

/* Why it is refused, in English. */
const char *sy_pending_detail(struct sy_pending *pending);

/* On a worker: admission of a checked statement as of the snapshot and a time; what was decided
 * before and cannot have changed is not looked at again. */
SY_MUST_USE enum sy_err sy_pending_admit(struct sy_pending *pending,
                                         struct sy_registry_snapshot *registry, int64_t now);

/* On a worker: the refusal of a genuine statement that was decided against, signed by its log's
 * key; nothing for any other. */
void sy_pending_sign_refusal(struct sy_pending *pending, const struct sy_kept_log *log,
                             uint64_t registry_size);

/* On a worker: everything that can be checked without the log. Sets err, where, log,
 * checked. */
void sy_pending_check(const struct sy_appender_options *options,
                      const struct sy_network *network, struct sy_pending_queue *queue);

/* On a worker: sequence, commit, sign, and make the answers. */
void sy_batch_write(struct sy_batch *batch);

#endif
