/* answer.h - one answer of a reader on its way; only for reader.c and the files that make
 * answers.
 *
 * Shape    start, on the loop's thread, reads the request and says how the answer is made;
 *          make, on a worker, makes the next piece of it from one snapshot.
 */
#ifndef SY_ANSWER_H
#define SY_ANSWER_H

#include "ledger/journey.h"
#include "ledger/view_signed.h"
#include "net/reader.h"

enum { SY_ANSWER_PIECE_BYTES = 256 << 10 }; /* made at a time; one message may be larger */

struct sy_answer {
    const struct sy_reader_options *options;
    struct sy_request *request;
    enum sy_err (*make)(struct sy_answer *answer); /* the next piece; sets last */
    bool busy;                                     /* on a worker */
    bool last;
    enum sy_err err;
    struct sy_buffer piece; /* type u8, length u32be, message; one behind the other */
    size_t subject_len;
    uint8_t subject[SY_SUBJECT_BYTES_MAX]; /* who asks, as proved */
    struct sy_public_key key;              /* with which */
    size_t log;
    uint64_t next;
    uint64_t to;
    bool parts;
    bool has_gaps;         /* why parts are not here is said, too */
    struct sy_buffer gaps; /* that, of the message under way */
    bool lacks;            /* the node has records without the parts that views read */
    uint32_t kinds;        /* of GET_STRETCH: the parts that are wanted */
    int64_t since;         /* of entries sequenced then or later */
    struct sy_buffer
        item;         /* of GET_ENTRIES: canonical, what the reader names; empty when nothing */
    size_t bytes_max; /* of GET_STRETCH */
    bool one;         /* likewise: one entry under a note, which gets its path */
    struct sy_shared_note *held; /* likewise: the log's note, of what is all here */
    size_t log_count;            /* as of the request */
    struct sy_shared_note *notes[SY_KEPT_LOGS_MAX]; /* as of the request, log by log */
    struct sy_shared_policy *policy;                /* of the piece that is made */
    struct sy_buffer message;                       /* scratch */
    struct sy_buffer nested;                        /* scratch */
    struct sy_journey journey;
    bool journey_begun;
    struct sy_view_signed at; /* of GET_SIGNED: the one to be given next */
    bool damaged;             /* an entry that was to be given is: it is to be looked at */
    size_t damaged_log;
    uint64_t damaged_index;
};

/* Puts the message that was written behind the piece. */
void sy_answer_put(struct sy_answer *answer, enum sy_frame_type type);

/* What the asker may see, from snapshots of now: taken anew for each piece of an answer. */
struct sy_answer_sight {
    struct sy_registry_snapshot *registry;
    struct sy_view_snapshot *view;
    struct sy_log_snapshot *registry_log;
    struct sy_access access;
};

/* SY_UNKNOWN_KEY, SY_KEY_NOT_IN_FORCE when what he proved no longer holds; faults. Close it in
 * every case. */
SY_MUST_USE enum sy_err sy_answer_sight_open(const struct sy_answer *answer,
                                             struct sy_answer_sight *out);

/* Twice is fine. */
void sy_answer_sight_close(struct sy_answer_sight *sight);

/* Puts hashes in place of the parts of a record of entry index that he may not have; they live
 * in the array that the caller gives. */
SY_MUST_USE enum sy_err sy_answer_withhold(struct sy_answer_sight *sight,
                                           struct sy_log_snapshot *log, uint64_t index,
                                           const struct sy_statement *statement,
                                           struct sy_record_share *record,
                                           struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX]);

/* What the reading of a stored entry came to: one that is not as it was is not given, whatever
 * the error that showed it, but reported. */
SY_MUST_USE enum sy_err sy_answer_stored(struct sy_answer *answer, size_t log, uint64_t index,
                                         enum sy_err err);

/* Notes why parts of a record, as the log has it, are not here; then, as fields of that number,
 * into the message that is written. Nothing where that was not asked for. */
SY_MUST_USE enum sy_err sy_answer_note_gaps(struct sy_answer *answer,
                                            struct sy_log_snapshot *log, uint64_t index,
                                            const struct sy_record_share *record);
void sy_answer_put_gaps(struct sy_answer *answer, uint32_t number);

/* The log of that origin. SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_answer_find_log(struct sy_answer *answer, struct sy_bytes origin);

/* For each kind of request. */
SY_MUST_USE enum sy_err sy_answer_checkpoint(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_entries(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_proof(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_subject(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_policy(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_signed(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_stretch(struct sy_answer *answer);
SY_MUST_USE enum sy_err sy_answer_journey(struct sy_answer *answer);

#endif
