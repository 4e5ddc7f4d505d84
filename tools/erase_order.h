/* erase_order.h - what an order to erase says of each part: found in a verified entry, with
 * what views are to keep of it.
 *
 * Errors   said to the user; the functions return what the command ends with.
 * Source   registry.proto: ErasureOrder; ledger/residue.h.
 */
#ifndef SY_ERASE_ORDER_H
#define SY_ERASE_ORDER_H

#include "proto/record_type.h"
#include "tools/one_entry.h"
#include "tools/registry_act.h"

/* What is asked for. */
struct sy_erase_wish {
    const struct sy_one_entry *entry;
    uint32_t record;
    unsigned kinds;                   /* bit 1 << kind */
    const struct sy_hash *part_hash;  /* that it must have; NULL: any */
    const struct sy_options *options; /* leave-out, repeated: fields that views lose, too */
};

/* A part to be erased. */
struct sy_erase_part {
    uint8_t kind;
    uint32_t type; /* 0 when its bytes are not here */
    size_t bytes;
    struct sy_hash hash;
    bool told; /* views read it: the order says what they keep */
    struct sy_buffer residue;
    struct sy_buffer subject; /* of the order */
};

/* All zero holds nothing. */
struct sy_erase_order {
    size_t count;
    struct sy_erase_part parts[SY_PART_KINDS];
};

/* Find the parts. SY_EXIT_NO when there is no such record or part, it has another hash, was
 * ordered to be erased before, cannot be erased, or must be read and is withheld. Close it in
 * every case. */
SY_MUST_USE enum sy_exit sy_erase_order_find(const struct sy_erase_wish *wish,
                                             struct sy_erase_order *out);

/* The acts of the order, but for ground, reason and document; they borrow from both. */
void sy_erase_order_acts(const struct sy_erase_wish *wish, const struct sy_erase_order *order,
                         struct sy_acts *acts);

/* Lines for people, or the list "parts" in the open object. */
void sy_erase_order_show(const struct sy_erase_wish *wish, const struct sy_erase_order *order);

/* Twice is fine. */
void sy_erase_order_close(struct sy_erase_order *order);

#endif
