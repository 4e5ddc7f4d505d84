/* replica.h - what this node does with the other nodes' logs, and they with its own: carries
 * out what mirror.h, offer.h, gossip.h and start.h decide.
 *
 * Shape    one mirror a log; for an owned log an offer, too, and at start the question whether
 *          it may be signed. Requests of other nodes come from the server, its own go over the
 *          links of peers.h, which number the peers.
 * Bounds   a log has SY_MIRROR_WINDOW stretches under way, each of SY_MIRROR_STRETCH_BYTES and
 *          one entry; a peer SY_REPLICA_ASKS_MAX small questions, and of its own as many as
 *          SY_REPLICA_TAKEN_* say: whoever asks more, or says what is false, is dropped.
 *          Stretches are counted a log, whoever sends them: one peer that has all of 17 logs
 *          fills 17 x SY_MIRROR_WINDOW MiB and the same again at the workers; 17 x
 *          SY_MIRROR_WINDOW x 11 MiB where each is an entry as large as a message may be.
 * Thread   every function on the loop's thread; the work on workers.
 */
#ifndef SY_REPLICA_H
#define SY_REPLICA_H

#include "ledger/key_file.h"
#include "ledger/registry.h"
#include "net/kept_log.h"
#include "net/log_line.h"
#include "net/loop.h"
#include "net/peers.h"
#include "net/server.h"
#include "net/shared_policy.h"

enum {
    SY_REPLICA_ASKS_MAX = 512,
    /* What a peer may ask in a second, and at once. Evidence takes longer to check than a
     * checkpoint. */
    SY_REPLICA_TAKEN_A_SECOND = 1000,
    SY_REPLICA_TAKEN_MAX = 2000,
    SY_REPLICA_EVIDENCE_WEIGHT = 50
};

struct sy_replica;

struct sy_replica_options {
    struct sy_loop *loop;
    struct sy_shared_policy *policy; /* in force */
    const char *code;                /* of this node; this and the others live as long */
    struct sy_kept_logs *logs;
    struct sy_registry *registry;
    const struct sy_key_file *keys; /* not needed after open */
    const char *key_path; /* of the key file: beside it stands which stores it signs for; NULL:
                             nowhere */
    const struct sy_logger *logger;
    uint64_t seed; /* random */

    /* Logs have grown that this node does not sequence, or the registry is known further. */
    void (*grown)(void *ctx);

    /* An append that waited (sy_replica_wait) has what it waited for, or its time is over. */
    void (*witnessed)(void *ctx, size_t log, uint64_t id);

    /* A damaged entry (sy_replica_damaged) is as it was, by what that node gave. */
    void (*repaired)(void *ctx, size_t log, uint64_t index, const char *node);
    void *ctx;
};

/* Loads what the mirrors hold. SY_NO_MEMORY, SY_CORRUPT and the stores' errors; *log says whose
 * fault it is. */
SY_MUST_USE enum sy_err sy_replica_open(const struct sy_replica_options *options,
                                        struct sy_replica **out, size_t *log);

/* From here on the peers are asked, too. */
void sy_replica_begin(struct sy_replica *replica, struct sy_peers *peers);

/* Logs have been added: each gets its mirror, and peers that are up are asked about it. The
 * errors of sy_replica_open; what could not be added is added by the next call. */
SY_MUST_USE enum sy_err sy_replica_add(struct sy_replica *replica);

/* The log is this node's own from now on, if it was not before. No work is under way. */
void sy_replica_own(struct sy_replica *replica, size_t log);

/* Another policy is in force: its nodes vote, with its keys. */
void sy_replica_follow_policy(struct sy_replica *replica, struct sy_shared_policy *policy);

/* Cosigns with the keys of the file that the policy names; keys may be NULL. */
void sy_replica_take_cosigners(struct sy_replica *replica, const struct sy_key_file *keys);

/* Does the policy name a cosigner of this node whose key was not in the file? */
bool sy_replica_lacks_cosigner(const struct sy_replica *replica);

/* The log has ended, as its kept log says: an owner signs no more of it, and nothing behind the
 * end is kept. No work is under way. */
void sy_replica_end(struct sy_replica *replica, size_t log);

/* The log's store is another one: what the mirror holds is read again. No work is under way. */
void sy_replica_reset(struct sy_replica *replica, size_t log);

/* A peer's link is up, or no longer. */
void sy_replica_peer(struct sy_replica *replica, size_t peer, bool up);

/* An owned log has grown: its note is of what is on disk. */
void sy_replica_grown(struct sy_replica *replica);

/* An append of a log of one's own, with its entry below size, waits until so many mirrors hold
 * it. SY_FULL when too many wait; witnessed may be called before this returns. */
SY_MUST_USE enum sy_err sy_replica_wait(struct sy_replica *replica, size_t log, uint64_t id,
                                        uint64_t size, uint64_t mirrors, uint64_t wait_ms);

/* The note of an owned log that covers so many entries and has the most cosignatures: to be
 * released. NULL when there is none. */
struct sy_shared_note *sy_replica_best(const struct sy_replica *replica, size_t log,
                                       uint64_t size);

/* What only nodes ask: SHOW_CHECKPOINT, OFFER_CHECKPOINT, GIVE_EVIDENCE, and GET_CHECKPOINT,
 * which gives them the largest that is known. It will be completed. */
void sy_replica_take(struct sy_replica *replica, struct sy_request *request);

/* The server's cancelled, for requests that were taken. */
void sy_replica_cancelled(struct sy_replica *replica, struct sy_request *request);

/* A stored entry is not what it was: it is asked of the others until one has it. Again is fine.
 * What waits for repair is not cosigned. */
void sy_replica_damaged(struct sy_replica *replica, size_t log, uint64_t index);

/* Parts of the log have become wanted, or may have: they are asked for. */
void sy_replica_wanted(struct sy_replica *replica, size_t log);

/* For people: how a log is kept. */
struct sy_replica_state {
    uint64_t known_size; /* the largest that the log is known to have signed */
    bool frozen;         /* there is evidence against it */
    const char *stall;   /* why nothing is pulled, a stable word; NULL */
    const char *lost;    /* why its owner, this node, never signs it again; NULL */
};

/* Has a cosigning key of this node cosigned more than is known here? */
bool sy_replica_lost_cosigner(const struct sy_replica *replica);

/* The evidence against a log, as it was checked; empty when there is none. */
struct sy_bytes sy_replica_evidence(const struct sy_replica *replica, size_t log);

/* As it is now. */
struct sy_replica_state sy_replica_state(const struct sy_replica *replica, size_t log);

/* Starts nothing more; appends that wait get what was reached. Twice is fine. */
void sy_replica_stop(struct sy_replica *replica);

/* Stopped, and the loop has run out. NULL is fine. */
void sy_replica_close(struct sy_replica *replica);

#endif
