/* erased.h - why a part is missing: the registry's order by which it was erased, told to
 * people.
 *
 * Shape    the order is found in the verified registry, by its own name; it must be for the
 *          very part that is missing. A part without an order is withheld from the reader.
 * Source   ledger/erasure.h.
 */
#ifndef SY_ERASED_H
#define SY_ERASED_H

#include "ledger/epcis_merge.h"
#include "ledger/erasure.h"
#include "proto/share.h"
#include "tools/directory.h"

/* A record of a log. */
struct sy_erased_place {
    struct sy_directory *directory;
    struct sy_bytes origin;
    uint64_t index;
    uint32_t record;
};

/* The order that erased a part which came by its hash; its bytes live as long as the directory.
 * SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_erased_find(const struct sy_erased_place *place,
                                       const struct sy_part_share *share,
                                       struct sy_erasure *out);

/* Adds to the bodies of an event those that orders have left of its erased parts; they live as
 * long as the directory. Faults only. */
SY_MUST_USE enum sy_err sy_erased_add(const struct sy_erased_place *place,
                                      const struct sy_record_share *record,
                                      struct sy_epcis_parts *parts);

/* A line for people: which part, by whose order, on what ground. */
void sy_erased_say(struct sy_output *o, const struct sy_directory *directory,
                   const struct sy_erasure *erasure);

/* The same as a JSON object; null when erasure is NULL. */
void sy_erased_put(struct sy_output *o, const struct sy_directory *directory,
                   const struct sy_erasure *erasure);

#endif
