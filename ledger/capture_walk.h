/* capture_walk.h - what a walk down an EPCIS document knows and collects: where it is, what is
 * wrong, and the messages being written.
 *
 * Shape    a stack of frames, one a message, each with a buffer a part kind. An inner message
 *          goes into the outer one of its kind when it is complete. What is wrong is added to
 *          errors and the walk goes on; bodies are then of no use.
 * Pure     allocation only.
 */
#ifndef SY_CAPTURE_WALK_H
#define SY_CAPTURE_WALK_H

#include "ledger/capture.h"
#include "ledger/epcis_fields.h"
#include "ledger/epcis_names.h"
#include "proto/buffer.h"

enum { SY_CAPTURE_LEVELS_MAX = 5 }; /* event, sensor element, report, extension, one to spare */

/* The message being written at one depth. */
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
    unsigned event_bit; /* its type; 0 for none of the five */
    bool places_open;
    bool amounts_open;
    bool opened;             /* within a member that the signer opens */
    enum sy_part_kind floor; /* the part of the member that is walked */
    enum sy_part_kind transaction_part;
    enum sy_part_kind master_data_part;
    struct sy_bytes vocabulary_type; /* of a master data element */

    struct sy_capture_frame frame[SY_CAPTURE_LEVELS_MAX];
    unsigned depth;
    struct sy_buffer json; /* an extension's text */
    bool failed;           /* no memory */
};

/* Adds an error about the place that the path names; node is what stands there, or NULL. */
void sy_capture_walk_error(struct sy_capture_walk *walk, enum sy_capture_code code,
                           const struct sy_json *node, const char *expected);

/* The same, a warning. */
void sy_capture_walk_warning(struct sy_capture_walk *walk, enum sy_capture_code code,
                             const struct sy_json *node);

/* Adds an error about a member that nobody knows; the path names the object it stands in. */
void sy_capture_walk_unknown(struct sy_capture_walk *walk, const struct sy_json *member);

/* Sets what @context says for the objects to come: the document's value and the event's own,
 * which may be NULL. */
void sy_capture_walk_context(struct sy_capture_walk *walk, const struct sy_json *own);

/* Tells whoever asked that the member of this path goes into that part. */
void sy_capture_walk_placed(const struct sy_capture_walk *walk, enum sy_part_kind kind);

/* An empty message at depth 0, and its end. */
void sy_capture_walk_start(struct sy_capture_walk *walk);
void sy_capture_walk_finish(struct sy_capture_walk *walk);

/* The buffer of a part kind at this depth; its place in a list goes before anything else. */
struct sy_buffer *sy_capture_walk_into(struct sy_capture_walk *walk, enum sy_part_kind kind);

/* Begins an inner message. */
void sy_capture_walk_push(struct sy_capture_walk *walk, bool in_list, uint64_t at);

/* The inner message is complete: it becomes field number of the outer one of each kind that has
 * any of it, and when none has, of the kind given. */
void sy_capture_walk_pop(struct sy_capture_walk *walk, uint32_t number,
                         enum sy_part_kind otherwise);

/* Frees its buffers; twice is fine. */
void sy_capture_walk_close(struct sy_capture_walk *walk);

#endif
