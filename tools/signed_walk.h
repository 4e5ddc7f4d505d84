/* signed_walk.h - the entries that a key signed, as a node sends them, each verified before
 * anybody sees it.
 *
 * Shape    open asks, and checks the checkpoints of the logs that the entries come from; next
 *          gives one entry after another, oldest first. An entry that does not verify ends the
 *          walk. That none is left out nobody can prove: the node says what it has read.
 * Life     an entry's bytes live until the next one.
 */
#ifndef SY_SIGNED_WALK_H
#define SY_SIGNED_WALK_H

#include "tools/directory.h"
#include "tools/verified.h"

enum { SY_SIGNED_LOGS_MAX = 129 };

struct sy_signed_log {
    struct sy_trust trust;
    uint64_t as_of; /* entries that the node's view had read */
};

/* All zero but for peer and directory before open. */
struct sy_signed_walk {
    struct sy_peer *peer;
    struct sy_directory *directory;
    struct sy_bytes key; /* as asked; borrowed */
    uint64_t id;
    bool ended;
    int64_t latest; /* sequenced_at of the entry before */
    size_t log_count;
    struct sy_signed_log *logs;
    struct sy_frame_message frame;
};

struct sy_signed_step {
    const struct sy_signed_log *log;
    struct sy_verified evidence;
    struct sy_bytes subject; /* whose key it was said to be */
};

/* Ask. SY_EXIT_NO when the node's checkpoints do not verify. It has been said. Close it in
 * every case. */
SY_MUST_USE enum sy_exit sy_signed_walk_open(struct sy_signed_walk *walk,
                                             const struct sy_get_signed *ask);

/* The next entry; *done when there was none. SY_EXIT_NO, and said, when it does not verify, the
 * key did not sign it, or its signers might not speak. */
SY_MUST_USE enum sy_exit sy_signed_walk_next(struct sy_signed_walk *walk,
                                             struct sy_signed_step *out, bool *done);

/* Twice is fine. */
void sy_signed_walk_close(struct sy_signed_walk *walk);

#endif
