/* kept_log.h - a log that this node keeps: one that it sequences (owned_log.h), or its copy of
 * another node's (mirrored_log.h).
 *
 * Notes    note is the latest checkpoint that the node holds every entry of. Where the network
 *          has a quorum, proved is the latest of them that has reached it, which is what
 *          clients are served; below that they have to take note, and will say so.
 * Thread   notes, refusing, awaited, keep and what is bad are set on the loop's thread; workers
 *          get uses of the notes, and copies of keep.
 */
#ifndef SY_KEPT_LOG_H
#define SY_KEPT_LOG_H

#include <stdatomic.h>

#include "ledger/log_keep.h"
#include "ledger/network.h"
#include "ledger/scope.h"
#include "ledger/scrub_state.h"
#include "ledger/view.h"
#include "net/shared_note.h"

enum {
    SY_KEPT_LOGS_MAX = SY_NETWORK_LOGS_MAX + 1,
    SY_KEPT_LOG_AWAITED_BYTES_MAX = SY_NETWORK_NODES_MAX * (SY_NODE_CODE_BYTES + 1)
};

_Static_assert((int)SY_KEPT_LOGS_MAX <= (int)SY_VIEW_LOGS_MAX, "the view can count them");

struct sy_kept_log {
    struct sy_vkey vkey; /* its name is the origin */
    char owner[SY_NODE_CODE_BYTES + 1];
    bool owned;   /* by this node, and it has the key; set when no work is under way */
    bool keyless; /* by this node, and the key is not there */
    struct sy_secret_key key;          /* of an owned one */
    const struct sy_kept_log *earlier; /* the generation before it; NULL */
    uint64_t earlier_size;             /* where the policy has closed that one */
    struct sy_hash earlier_root;
    struct sy_scope scope;
    bool registry;
    struct sy_log_keep keep; /* which parts are to be here; its time the keeper sets */
    bool quorum;             /* the network has one */
    uint64_t vouched;        /* for so many of another node's entries a quorum stood once */
    struct sy_log *log;
    struct sy_shared_note *note;   /* NULL while nothing is mirrored */
    struct sy_shared_note *proved; /* NULL while nothing is; always without a quorum */
    enum sy_err refusing;          /* why nothing can be put; SY_OK when it can */
    struct sy_buffer awaited; /* codes of nodes, by blanks: that have to answer before a log
                                      that is resumed is signed; empty: none */
    size_t bad_count;         /* entries that are known to be damaged here (scrubber.h): */
    uint64_t bad[SY_SCRUB_BAD_MAX]; /* they are not given to others */
    bool closed;                    /* a policy has closed it, and it fits that end: */
    uint64_t end_size;
    struct sy_hash end_root;
    bool settled; /* the note of that end stands beside the entries */
    bool misfit;  /* the store cannot be gone on with: it is to be set aside */
    bool aside;   /* one was set aside */
};

/* All that a node keeps, the registry's first. A policy adds to them; none is ever taken away,
 * and none ever moves, so that work on any thread may look at those below the count. */
struct sy_kept_logs {
    atomic_size_t count;
    struct sy_kept_log log[SY_KEPT_LOGS_MAX];
};

/* On any thread. */
size_t sy_kept_logs_count(const struct sy_kept_logs *logs);

/* The log behind the last one is ready: from now on it is one of them. On the loop's thread. */
void sy_kept_logs_add(struct sy_kept_logs *logs);

/* Opens or makes the log in folder path, without notes, as of the network's log. What
 * sy_log_open refuses. */
SY_MUST_USE enum sy_err sy_kept_log_open(const char *path, uint64_t map_bytes,
                                         const struct sy_network *network,
                                         const struct sy_network_log *log,
                                         const uint8_t store_id[SY_STORE_ID_BYTES],
                                         struct sy_kept_log *out);

/* Serves the note again that was kept beside the entries, as far as the network stands behind
 * it: a mirrored log has no other, an owned one has it as proved. SY_CORRUPT when the entries
 * are not those that it promises. */
SY_MUST_USE enum sy_err sy_kept_log_take_note(struct sy_kept_log *log,
                                              const struct sy_network *network);

/* For how many entries of another node's log the network stands; all, of an owned one, which
 * this node stands for. */
uint64_t sy_kept_log_vouched(const struct sy_kept_log *log);

/* The note that clients are served; NULL while there is none. */
struct sy_shared_note *sy_kept_log_served(const struct sy_kept_log *log);

/* Puts a copy in the place of a note of the log. SY_NO_MEMORY: the old one stays. */
SY_MUST_USE enum sy_err sy_kept_log_set_note(struct sy_shared_note **place,
                                             struct sy_bytes note, uint64_t size);

/* The index of an origin's log among them. SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_kept_log_find(const struct sy_kept_logs *logs,
                                         struct sy_bytes origin, size_t *out);

/* Keeps the note that clients are served beside the entries, so that the folder can be audited
 * by itself. */
SY_MUST_USE enum sy_err sy_kept_log_keep_note(struct sy_kept_log *log);

/* Wipes the key. NULL is fine. */
void sy_kept_log_close(struct sy_kept_log *log);

#endif
