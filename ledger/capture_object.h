/* capture_object.h - one JSON object of EPCIS to the bodies of its parts, checked on the way.
 *
 * Shape    a walk down the levels of epcis_fields.h. At each level members are sorted into rows,
 *          then the rows written in ascending order of field numbers into one buffer a part kind;
 *          an inner message goes into the outer one of its kind when it is complete. What is
 *          wrong is added to errors and the walk goes on; bodies are then of no use.
 * Pure     allocation only.
 */
#ifndef SY_CAPTURE_OBJECT_H
#define SY_CAPTURE_OBJECT_H

#include "ledger/capture.h"
#include "ledger/epcis_fields.h"
#include "ledger/epcis_names.h"
#include "proto/buffer.h"

enum { SY_CAPTURE_LEVELS_MAX = 5 }; /* event, sensor element, report, extension, one to spare */

/* The message being written at one depth, a buffer a part kind. */
struct sy_capture_frame {
    struct sy_buffer part[SY_PART_KINDS];
    bool begun[SY_PART_KINDS]; /* something was written */
    bool in_list;
    uint64_t at; /* place in the list, written first of all */
};

struct sy_capture_walk {
    const struct sy_capture_options *options;
    struct sy_capture_errors *errors;
    struct sy_capture_errors *warnings;
    struct sy_capture_path path;

    const struct sy_json *document_context; /* the value of @context; NULL when there is none */
    struct sy_epcis_context context;        /* what is in force, an event's own included */
    enum sy_part_kind context_part;
    bool context_kept; /* it says more than goes without saying */

    uint64_t event; /* number; 0 outside events */
    struct sy_bytes event_id;
    unsigned event_bit;
    bool places_open;
    bool amounts_open;
    bool opened; /* within a member that the signer opens */
    enum sy_part_kind
        floor; /* the part of the member that is walked: what is in it is not wider */
    enum sy_part_kind transaction_part;
    enum sy_part_kind master_data_part;
    struct sy_bytes vocabulary_type; /* of a master data element */

    struct sy_capture_frame frame[SY_CAPTURE_LEVELS_MAX];
    unsigned depth;
    struct sy_buffer json; /* an extension's text */
    bool failed;           /* no memory */
};

/* Sets what @context says for the objects to come: the document's value and the event's own,
 * either may be NULL. */
void sy_capture_walk_context(struct sy_capture_walk *walk, const struct sy_json *own);

/* Writes an object of that level into the frame at depth 0, which is emptied first. */
void sy_capture_walk_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                            const struct sy_json *object);

/* The same for an object that is field number of the message at depth 0 and all of it. */
void sy_capture_walk_inner(struct sy_capture_walk *walk, enum sy_epcis_level level,
                           const struct sy_json *object, uint32_t number);

/* Adds an error about the place that the path names; node is what stands there, or NULL. */
void sy_capture_walk_error(struct sy_capture_walk *walk, enum sy_capture_code code,
                           const struct sy_json *node, const char *expected);

/* The same, a warning. */
void sy_capture_walk_warning(struct sy_capture_walk *walk, enum sy_capture_code code,
                             const struct sy_json *node);

void sy_capture_walk_close(struct sy_capture_walk *walk);

#endif
