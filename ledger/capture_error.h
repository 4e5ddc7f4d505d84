/* capture_error.h - everything that is wrong with a document, so that it is mended in one go.
 *
 * Shape    up to SY_CAPTURE_ERRORS_MAX errors in the order they were met, the rest counted.
 *          Texts of the document that are shown are shortened. Words for people are in
 *          capture_message.h.
 * Pure     allocation only.
 */
#ifndef SY_CAPTURE_ERROR_H
#define SY_CAPTURE_ERROR_H

#include "proto/base.h"
#include "proto/err.h"

enum {
    SY_CAPTURE_ERRORS_MAX = 1000,
    SY_CAPTURE_PATH_BYTES = 200,
    SY_CAPTURE_VALUE_BYTES = 100,
    SY_CAPTURE_PATH_STEPS_MAX = 16
};

/* X(constant, stable name): programs match on the names. */
#define SY_CAPTURE_CODE_LIST(X)                                                                \
    X(BAD_JSON, "bad_json")                                                                    \
    X(NOT_EPCIS, "not_epcis")                                                                  \
    X(BAD_VERSION, "bad_version")                                                              \
    X(MEMBER_MISSING, "member_missing")                                                        \
    X(UNKNOWN_MEMBER, "unknown_member")                                                        \
    X(MEMBER_MISPLACED, "member_misplaced")                                                    \
    X(WRONG_TYPE, "wrong_type")                                                                \
    X(NOT_A_NUMBER, "not_a_number")                                                            \
    X(LIST_EMPTY, "list_empty")                                                                \
    X(NOTHING_NAMED, "nothing_named")                                                          \
    X(BAD_VOCABULARY, "bad_vocabulary")                                                        \
    X(BAD_TIME, "bad_time")                                                                    \
    X(BAD_OFFSET, "bad_offset")                                                                \
    X(BAD_URI, "bad_uri")                                                                      \
    X(BAD_IDENTIFIER, "bad_identifier")                                                        \
    X(FULL_WIDTH, "full_width")                                                                \
    X(SPREADSHEET_NUMBER, "spreadsheet_number")                                                \
    X(BAD_UOM, "bad_uom")                                                                      \
    X(LOCAL_UNIT, "local_unit")                                                                \
    X(BAD_HEX, "bad_hex")                                                                      \
    X(PERSONAL_NUMBER, "personal_number")                                                      \
    X(TOO_LARGE, "too_large")                                                                  \
    /* warnings */                                                                             \
    X(REPEATED_MEMBER, "repeated_member")

#define SY_CAPTURE_CODE_CONSTANT(constant, name) SY_CAPTURE_##constant,
enum sy_capture_code { SY_CAPTURE_CODE_LIST(SY_CAPTURE_CODE_CONSTANT) SY_CAPTURE_CODE_COUNT };
#undef SY_CAPTURE_CODE_CONSTANT

struct sy_capture_error {
    enum sy_capture_code code;
    uint64_t event; /* from 1, in the order of the document; 0: the document itself */
    char event_id[SY_CAPTURE_VALUE_BYTES]; /* "" when it has none */
    char path[SY_CAPTURE_PATH_BYTES];      /* epcisBody.eventList[3].quantityList[0].quantity */
    char value[SY_CAPTURE_VALUE_BYTES];    /* what stands there; "" when nothing does */
    char expected
        [SY_CAPTURE_VALUE_BYTES]; /* what should: words of a vocabulary, a type; or "" */
};

/* All zero is an empty list. */
struct sy_capture_errors {
    struct sy_capture_error *list;
    size_t count;
    size_t capacity;
    uint64_t more; /* met beyond SY_CAPTURE_ERRORS_MAX */
    bool no_memory;
};

/* Where in the document: members and places in lists, from the outside in. */
struct sy_capture_path {
    struct {
        struct sy_bytes name; /* data NULL: an index */
        uint64_t index;
    } step[SY_CAPTURE_PATH_STEPS_MAX];
    unsigned count;
};

/* A step down, into a member or an element of a list, and back up. The caller sees to it that
 * there are at most SY_CAPTURE_PATH_STEPS_MAX. */
void sy_capture_path_push(struct sy_capture_path *path, struct sy_bytes name);
void sy_capture_path_push_index(struct sy_capture_path *path, uint64_t index);
void sy_capture_path_pop(struct sy_capture_path *path);

/* "a.b[3].c" and a NUL, cut at SY_CAPTURE_PATH_BYTES. */
void sy_capture_path_text(const struct sy_capture_path *path, char out[SY_CAPTURE_PATH_BYTES]);

/* One more error of this code, all else zero, to be filled by the caller; NULL when there are
 * too many or memory ran out. */
struct sy_capture_error *sy_capture_errors_add(struct sy_capture_errors *errors,
                                               enum sy_capture_code code);

/* Copies text, shortened between characters, with an ellipsis where something is left out. */
void sy_capture_shorten(struct sy_bytes text, char *out, size_t size);

/* "member_missing" */
const char *sy_capture_code_name(enum sy_capture_code code);

/* Empty again, memory freed. */
void sy_capture_errors_close(struct sy_capture_errors *errors);

#endif
