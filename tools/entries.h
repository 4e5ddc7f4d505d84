/* entries.h - a stretch of a log as a node sends it: EntryShare messages, not checked yet.
 *
 * Shape    ask for [from, to), then take one after another. What has not been taken waits at
 *          the node, so that memory does not grow with the log.
 */
#ifndef SY_ENTRIES_H
#define SY_ENTRIES_H

#include "tools/peer.h"

struct sy_entries {
    struct sy_peer *peer;
    uint64_t id;
    uint64_t next, to;
    bool parts; /* with every part that we may have */
    bool ended;
};

/* Errors as sy_peer_send. An empty stretch asks nothing. */
SY_MUST_USE enum sy_err sy_entries_ask(struct sy_entries *entries, struct sy_peer *peer,
                                       struct sy_bytes origin, uint64_t from, uint64_t to,
                                       bool parts);

/* Entry index alone, with its open parts where it is about the item (empty: none is named, and
 * the node gives what we may have anyway). */
SY_MUST_USE enum sy_err sy_entries_ask_one(struct sy_entries *entries, struct sy_peer *peer,
                                           struct sy_bytes origin, uint64_t index,
                                           struct sy_bytes item);

/* The next; close it. SY_NOT_FOUND behind the last one, which is entry to - 1 or an error
 * before it; otherwise the errors of sy_peer_receive, kept for sy_peer_report. */
SY_MUST_USE enum sy_err sy_entries_next(struct sy_entries *entries,
                                        struct sy_frame_message *out);

#endif
