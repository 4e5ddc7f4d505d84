/* epcis_event.h - an event as views need it: what, when, where, why, and every identifier in
 * it.
 *
 * Shape    read in place from the parts at hand; whatever lies in a part that is not there is
 *          empty. Texts are borrowed from the bodies. Vocabulary values are in bare form, so
 *          that all ways of writing one compare equal.
 * Pure     no allocation but for a lot or certificate number written with JSON escapes; no
 *          clock.
 */
#ifndef SY_EPCIS_EVENT_H
#define SY_EPCIS_EVENT_H

#include "ledger/epcis_merge.h"
#include "ledger/occurrence.h"

struct sy_epcis_view {
    unsigned
        event_bit; /* SY_EVENT_OBJECT ... of epcis_fields.h; 0 when it is none of the five */
    struct sy_bytes type;
    struct sy_bytes action;
    struct sy_bytes biz_step;    /* bare */
    struct sy_bytes disposition; /* bare */
    struct sy_bytes event_id;

    bool timed;            /* eventTime is a time */
    int64_t event_time_us; /* UTC */
    int offset_minutes;    /* eventTimeZoneOffset, 0 when it is none */
    struct sy_bytes event_time;

    bool declared_wrong; /* it has an errorDeclaration: withdraws the event of its eventID */
    bool declaration_timed;
    int64_t declaration_time_us;
    struct sy_bytes error_reason; /* bare */

    bool sets_recalled;   /* persistentDisposition.set has recalled */
    bool unsets_recalled; /* and so has unset */

    struct sy_bytes read_point;
    struct sy_bytes biz_location;
    enum sy_part_kind place_kind; /* the part that the two came from; 0 when there is neither */
};

struct sy_epcis_item {
    enum sy_role role;
    enum sy_part_kind kind; /* the part it came from: who may see it */
    struct sy_bytes id;     /* as written; valid until the next call when it has JSON escapes */
    struct sy_bytes type;   /* of a business transaction, bare; else empty */
};

enum { SY_EPCIS_ILMD_VALUE_BYTES = 256 }; /* longer numbers with escapes are passed over */

/* A walk over the identifiers; start it with sy_epcis_items. */
struct sy_epcis_items {
    struct sy_epcis_parts parts;
    unsigned part; /* index of the part that is walked */
    struct sy_wire wire;
    struct sy_wire inner; /* an errorDeclaration that is not done yet */
    uint8_t value[SY_EPCIS_ILMD_VALUE_BYTES];
};

/* SY_BAD_ENCODING when a body is no message, *out unchanged. */
SY_MUST_USE enum sy_err sy_epcis_event_read(const struct sy_epcis_parts *parts,
                                            struct sy_epcis_view *out);

/* Begins at the first identifier; the parts live as long as the items are asked for. */
void sy_epcis_items(struct sy_epcis_items *items, const struct sy_epcis_parts *parts);

/* The next identifier, by part and then in the order of the schema's fields; false at the
 * end. */
bool sy_epcis_items_next(struct sy_epcis_items *items, struct sy_epcis_item *out);

#endif
