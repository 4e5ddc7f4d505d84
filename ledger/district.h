/* district.h - which district answers now for what stands under a code of GB/T 2260, and which
 * node.
 *
 * Shape    a node's former codes are those of districts that became part of its own; each has
 *          the years in which it was valid, first and last. A code is looked at as of a time:
 *          it is the former code whose years have it; or else a node's own; or else, out of its
 *          years, still the former one. A code that no node mentions stands for itself.
 * Source   registry.proto, Node; GB/T 2260: Luwan 310103, until 2011, is of Huangpu 310101.
 * Pure     reads the snapshot.
 */
#ifndef SY_DISTRICT_H
#define SY_DISTRICT_H

#include "ledger/registry.h"

struct sy_district {
    struct sy_bytes code; /* of the district now, six digits */
    struct sy_bytes node; /* subject of the node that answers: the district's own, its city's or
                             its province's; data NULL when none is registered */
    struct sy_bytes name; /* that the code had when it was valid, or the district's node has;
                             data NULL */
    bool former;          /* the code is one that the district had before */
    bool in_years;        /* of a former one: valid at that time */
    uint64_t from_year;   /* of a former one; 0: it has always been there */
    uint64_t until_year;  /* of a former one; UINT64_MAX: not said */
};

/* The code at a time (microseconds), as the registry of that size knows it. Borrows from the
 * code and the snapshot. Faults only. */
SY_MUST_USE enum sy_err sy_district_find(struct sy_registry_snapshot *registry,
                                         struct sy_bytes code, int64_t time, uint64_t size,
                                         struct sy_district *out);

/* Where something is, as it is registered, and when that is asked. */
struct sy_district_place {
    struct sy_bytes district; /* six digits; data NULL: unknown */
    struct sy_bytes street;   /* nine digits; data NULL: unknown */
    int64_t time;
};

/* Whether an office's area has the place (sy_office_covers). What stands under a former code is
 * the successor's, and no longer of an office of that code. Faults only. */
SY_MUST_USE enum sy_err sy_district_covered(struct sy_registry_snapshot *registry,
                                            struct sy_bytes office,
                                            const struct sy_district_place *place,
                                            bool *covered);

#endif
