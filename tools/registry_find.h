/* registry_find.h - what a person types, as the subjects of the registry that it may mean.
 *
 * Shape    a registry id; a unified social credit code, GTIN, GLN, key, district code or number
 *          of a certificate, licence, accreditation, card or device with nothing before it; a
 *          site's or product's name in any form of identifier.h. Full-width letters and digits
 *          become plain ones, what cannot be seen is left out, and of a code that has no
 *          letters O and I these are 0 and 1; the text says what was looked for then.
 * Pure     reads a snapshot.
 */
#ifndef SY_REGISTRY_FIND_H
#define SY_REGISTRY_FIND_H

#include "ledger/registry.h"
#include "tools/output.h"

enum { SY_REGISTRY_FOUND_MAX = 64 };

/* Close it. */
struct sy_registry_found {
    struct sy_buffer text; /* what was looked for */
    bool converted;        /* and that is not what was typed */
    bool more;             /* than there is room for */
    size_t count;
    char subject[SY_REGISTRY_FOUND_MAX][SY_SUBJECT_BYTES_MAX + 1];
};

/* Subjects that were ever registered; count 0 when there are none. Faults only; close *out in
 * every case. */
SY_MUST_USE enum sy_err sy_registry_find(struct sy_registry_snapshot *snapshot,
                                         struct sy_bytes typed, struct sy_registry_found *out);

/* Nothing was found among that many entries: say so, with the character that a mistyped number
 * should end in. SY_EXIT_NO. */
enum sy_exit sy_registry_find_unknown(struct sy_output *o,
                                      const struct sy_registry_found *found, uint64_t size);

/* Twice is fine. */
void sy_registry_found_close(struct sy_registry_found *found);

#endif
