/* keeping.h - which parts of a log a node keeps, told; and why it does not have a part.
 *
 * Shape    what a node says of its own store: nobody signs it, and nothing is decided by it.
 *          That a part was erased is told by its order instead (erased.h).
 */
#ifndef SY_KEEPING_H
#define SY_KEEPING_H

#include "ledger/part_state.h"
#include "proto/message.h"
#include "proto/share.h"
#include "tools/peer.h"

/* Lines for people; none of a log that is kept whole. */
void sy_keeping_say(struct sy_output *o, const struct sy_keeping *keeping);

/* The member "keeping". */
void sy_keeping_put(struct sy_output *o, const struct sy_keeping *keeping);

/* Why the node does not have a part, as its message's gaps say; HERE when they do not. */
enum sy_part_state sy_keeping_state(const struct sy_list *gaps, uint64_t record, uint64_t kind);

/* The node that owns a log, and so has every part of it. */
const char *sy_keeping_owner(const struct sy_peer *peer, struct sy_bytes origin);

/* A line for people: which part, why, and who has it: the node that owns the log. */
void sy_keeping_say_gap(const struct sy_peer *peer, struct sy_bytes origin, uint32_t kind,
                        enum sy_part_state state);

#endif
