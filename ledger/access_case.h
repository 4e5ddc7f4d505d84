/* access_case.h - what a reader is to a record: the cases of access.h, found once a record.
 *
 * Shape    looks up only as much as it takes: nothing for a record that its reader may have
 *          whole anyway; for the rest the parties that it names, the place where it happened
 *          and, where there are any, its disclosures. What was found of a principal is kept for
 *          the next record.
 * Rule     where it happened is the site of readPoint and bizLocation as registered (by its
 *          registry id or GLN), else the six digits of suyuan:district, else the principal's
 *          registered district: never the log's. By whom an organisation was admitted is read
 *          from the registry's log: the authority and a city office are of the city.
 * Source   design sections 5 and 6.
 * Thread   as the snapshots.
 */
#ifndef SY_ACCESS_CASE_H
#define SY_ACCESS_CASE_H

#include "ledger/access_reader.h"
#include "ledger/view.h"

enum { SY_ACCESS_PLACES_MAX = 2, SY_ACCESS_PARTIES_MAX = 64 };

/* What a principal is, as far as offices care. All zero: nobody has been looked at. */
struct sy_access_principal {
    size_t len;
    uint8_t subject[SY_SUBJECT_BYTES_MAX];
    uint64_t level; /* enum sy_regulator_level of who admitted it */
    struct sy_bytes district;
    struct sy_bytes street;
};

/* A reader's sight. Borrows the snapshots. */
struct sy_access {
    struct sy_registry_snapshot *registry;
    struct sy_log_snapshot *registry_log; /* no shorter than the registry's view */
    struct sy_view_snapshot *view;        /* of disclosures */
    int64_t now;
    struct sy_access_reader reader;
    bool presented;     /* the reader names what the records are about; false at first */
    bool any_disclosed; /* there are disclosures at all */
    struct sy_access_principal principal;
};

/* subject is what was proved, or empty. Faults only. */
SY_MUST_USE enum sy_err sy_access_open(struct sy_registry_snapshot *registry,
                                       struct sy_log_snapshot *registry_log,
                                       struct sy_view_snapshot *view, struct sy_bytes subject,
                                       int64_t now, struct sy_access *out);

/* What the reader is to every record; *final says that of no record there is more to find. */
struct sy_access_case sy_access_of_all(const struct sy_access *access, bool *final);

/* What the reader is to a record of entry index, as the log has it (all parts that are stored).
 * Of an erased part counts what its order left for views. Faults only. */
SY_MUST_USE enum sy_err sy_access_decide(struct sy_access *access, struct sy_log_snapshot *log,
                                         uint64_t index, const struct sy_statement *statement,
                                         const struct sy_record_share *record,
                                         struct sy_access_case *out);

#endif
