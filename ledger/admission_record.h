/* admission_record.h - a record as admission sees it: which step it is, where, and whether it
 * is one that is admitted from everybody.
 *
 * Rule     recall, return, holding, inspection and destruction are admitted from any key in
 *          force, and so is what takes a record back. An event counts as one by its step
 *          (inspecting, holding, destroying), or by what becomes of the goods (recalled,
 *          returned, destroyed ...) while they are only moved and kept; never one that makes
 *          goods or sells them, or every sale could be written as a return.
 * Shape    texts are borrowed from the record.
 * Pure     no allocation, no clock.
 */
#ifndef SY_ADMISSION_RECORD_H
#define SY_ADMISSION_RECORD_H

#include "ledger/epcis_merge.h"
#include "proto/share.h"

enum { SY_ADMISSION_PLACES = 2 };

/* Records that are no events are steps too, in rules and delegations: this and the name of
 * their type, "urn:suyuan:1:term:lot_certificate". */
#define SY_ADMISSION_TERM "urn:suyuan:1:term:"

struct sy_admission_record {
    uint32_t type;
    struct sy_bytes written; /* its business step; of what is no event empty */
    bool free;               /* admitted from any key in force */
    struct sy_bytes
        step; /* bare; of what is no event the name of its type; empty when it says none */
    struct sy_bytes
        places[SY_ADMISSION_PLACES]; /* bizLocation, readPoint, as written; or empty */
    struct sy_epcis_parts parts;     /* of an event: the bodies that can be read */
};

/* A record of a statement that was checked; before is the one before it, all zero for the
 * first. SY_BAD_ENCODING when a part or the body of an event cannot be read. */
SY_MUST_USE enum sy_err sy_admission_record_read(const struct sy_record_share *share,
                                                 const struct sy_admission_record *before,
                                                 struct sy_admission_record *out);

/* A walk over the identifiers, as written, of the goods of an event: of those that it handles
 * or makes, or of its inputs. */
struct sy_admission_goods {
    const struct sy_admission_record *record;
    bool inputs;
    unsigned part;
    struct sy_wire wire;
};

/* Before the first of them; the record lives as long as the walk. */
struct sy_admission_goods sy_admission_goods(const struct sy_admission_record *record,
                                             bool inputs);

/* False at the end. */
bool sy_admission_goods_next(struct sy_admission_goods *goods, struct sy_bytes *id);

/* Decisions, cases and the like: for offices alone. */
bool sy_admission_type_is_official(uint32_t type);

#endif
