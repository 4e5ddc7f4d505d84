/* stretch_ahead.h - what can be found out about a stretch before its turn: the leaf hashes of
 * its entries, and which of them keep the rules that do not depend on what stands before them.
 *
 * Shape    one row an entry; digests and tree nodes of all their records, one behind the other,
 *          as in checked.h, so that whoever stores an entry hashes nothing again.
 * Rule     what was found good is not looked at again, what was not is judged in its turn.
 * Bounds   a record that takes n bytes in the stretch takes less than 3n here.
 * Pure     any thread, many stretches at once.
 */
#ifndef SY_STRETCH_AHEAD_H
#define SY_STRETCH_AHEAD_H

#include "ledger/entry_check.h"

struct sy_entry_ahead {
    struct sy_entry_share share; /* borrowed from the stretch */
    bool good;                   /* it keeps V1, V4 and V6; what follows stands only then */
    uint64_t records;
    uint64_t parts_here;
    uint64_t parts_withheld;
    size_t digests_at; /* in bytes, of the stretch's digests */
    size_t digests_len;
    size_t nodes_at; /* the same of its nodes */
    size_t nodes_len;
};

struct sy_stretch_ahead {
    bool made;                  /* all of it; else nothing of it counts */
    struct sy_hash *entry_leaf; /* of each entry */
    struct sy_entry_ahead *entries;
    struct sy_buffer digests;
    struct sy_buffer nodes;
};

/* Look at count EntryShare messages. Nothing is made when one of them is no EntryShare: whoever
 * gave it is found out in its turn. Close it, after errors too. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_stretch_look_ahead(const struct sy_scope *scope,
                                              const struct sy_bytes *shares, size_t count,
                                              struct sy_stretch_ahead *out);

/* What was found out about entry i, into facts whose V1 was read. */
void sy_stretch_ahead_facts(const struct sy_stretch_ahead *ahead, size_t i,
                            struct sy_entry_facts *facts);

/* Twice is fine. */
void sy_stretch_ahead_close(struct sy_stretch_ahead *ahead);

#endif
