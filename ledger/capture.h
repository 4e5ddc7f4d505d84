/* capture.h - EPCIS 2.0 JSON to records: each event and each element of master data as the
 * bodies of its parts.
 *
 * Shape    takes an EPCISDocument, an EPCISQueryDocument, one event, or a list of events. A
 *          record has up to four bodies, canonical messages of its type; it always has an open
 *          one, though it may be empty. Everything is kept as written but: white space, the
 *          order of members, recordTime (the log's own time stands for it), the @context when
 *          it is GS1's alone, creationDate unless the document has an envelope, the name and
 *          subscription of a query. A document gives a record of its envelope when it says more
 *          about itself than when it was made: an id, sender, receiver, instanceIdentifier or
 *          extensions.
 * Source   EPCIS 2.0 and CBV 2.0 as epcis_fields.h has them; parts as there.
 * Pure     allocation only; no clock, no randomness: equal input gives equal bodies.
 */
#ifndef SY_CAPTURE_H
#define SY_CAPTURE_H

#include "ledger/capture_error.h"
#include "ledger/json.h"
#include "proto/limits.h"
#include "proto/record_type.h"

/* Room for type and nonce around a body in its Part. */
enum { SY_CAPTURE_BODY_BYTES_MAX = SY_PART_BYTES_MAX - 64 };

/* All zero are the defaults. */
struct sy_capture_options {
    const char *const *open_members; /* names whose chain and commercial values become open */
    size_t open_member_count;
    /* Called for every member that is kept, path as in errors; NULL: nobody asks. */
    void (*placed)(void *context, uint64_t event, const char *path, enum sy_part_kind part);
    void *context;          /* handed to placed */
    uint64_t events_before; /* events of earlier texts, so that numbers go on */
};

struct sy_capture_record {
    enum sy_record_type type; /* SY_TYPE_EPCIS_EVENT or SY_TYPE_MASTER_DATA */
    uint64_t event;           /* number from 1 in the document; 0 for master data */
    struct sy_bytes event_id; /* as written; empty when it has none */
    bool has[SY_PART_KINDS];  /* by part kind - 1; has[0] is always true */
    struct sy_bytes body[SY_PART_KINDS];
};

/* All zero holds nothing. */
struct sy_capture {
    struct sy_capture_record *records;
    size_t count;
    uint64_t events; /* of them */
    struct sy_capture_errors errors;
    struct sy_capture_errors warnings; /* what was taken, though it may not be what was meant */
    uint8_t *bytes;                    /* what the records point into */
};

/* Reads one text into a capture that holds nothing. SY_BAD_JSON and SY_BAD_EVENT: errors lists
 * all that is wrong, records holds nothing. SY_LIMIT: as SY_BAD_JSON, larger than is read at
 * once. SY_NO_MEMORY: holds nothing. Close it in every case. */
SY_MUST_USE enum sy_err sy_capture_read(struct sy_bytes text,
                                        const struct sy_capture_options *options,
                                        struct sy_capture *out);

/* The same for JSON that has been read already. */
SY_MUST_USE enum sy_err sy_capture_json(const struct sy_json *root,
                                        const struct sy_capture_options *options,
                                        struct sy_capture *out);

/* Free everything; holds nothing afterwards. NULL and twice are fine. */
void sy_capture_close(struct sy_capture *capture);

#endif
