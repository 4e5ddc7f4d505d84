/* problem.h - what is wrong with a file that a person wrote or keeps, and where.
 *
 * Shape    a kind with a stable name, which the programs turn into a sentence in the reader's
 *          language; a place, as a line or as a path into the JSON ("logs[2].vkey"); and a
 *          detail, which never holds a secret.
 * Pure     fixed size, no allocation.
 */
#ifndef SY_PROBLEM_H
#define SY_PROBLEM_H

#include "proto/base.h"
#include "proto/err.h"

/* X(constant, stable name) */
#define SY_PROBLEM_LIST(X)                                                                     \
    X(NONE, "none")                                                                            \
    X(NO_MEMORY, "no_memory")                                                                  \
    X(NOT_JSON, "not_json")                                                                    \
    X(NOT_TEXT, "not_text")                                                                    \
    X(WRONG_FORMAT, "wrong_format")                                                            \
    X(WRONG_TYPE, "wrong_type")                                                                \
    X(UNKNOWN_MEMBER, "unknown_member")                                                        \
    X(MISSING_MEMBER, "missing_member")                                                        \
    X(BAD_NUMBER, "bad_number")                                                                \
    X(TOO_MANY, "too_many")                                                                    \
    X(TOO_FEW, "too_few")                                                                      \
    X(BAD_PLACE_NAME, "bad_place_name")                                                        \
    X(BAD_NODE_CODE, "bad_node_code")                                                          \
    X(BAD_VKEY, "bad_vkey")                                                                    \
    X(BAD_PUBLIC_KEY, "bad_public_key")                                                        \
    X(BAD_ADDRESS, "bad_address")                                                              \
    X(WRONG_ORIGIN, "wrong_origin")                                                            \
    X(WRONG_ROLE, "wrong_role")                                                                \
    X(WRONG_QUORUM, "wrong_quorum")                                                            \
    X(UNKNOWN_NODE, "unknown_node")                                                            \
    X(LISTED_TWICE, "listed_twice")                                                            \
    X(KEY_REUSED, "key_reused")                                                                \
    X(LINE_TOO_LONG, "line_too_long")                                                          \
    X(UNKNOWN_PURPOSE, "unknown_purpose")                                                      \
    X(WRONG_WORDS, "wrong_words")                                                              \
    X(BAD_SEED, "bad_seed")                                                                    \
    X(MIXED_PURPOSES, "mixed_purposes")                                                        \
    X(MISSING_PURPOSE, "missing_purpose")                                                      \
    X(BAD_SUBSCRIPTION, "bad_subscription")                                                    \
    X(BAD_AGE, "bad_age")                                                                      \
    X(BAD_HASH, "bad_hash")                                                                    \
    X(POLICY_FORM, "policy_form")                                                              \
    X(POLICY_NETWORK, "policy_network")                                                        \
    X(POLICY_VERSION, "policy_version")                                                        \
    X(POLICY_PREVIOUS, "policy_previous")                                                      \
    X(POLICY_REGISTRY, "policy_registry")                                                      \
    X(POLICY_LOG_DROPPED, "policy_log_dropped")                                                \
    X(POLICY_LOG_CHANGED, "policy_log_changed")                                                \
    X(POLICY_LOG_REOPENED, "policy_log_reopened")                                              \
    X(POLICY_LOG_NEW, "policy_log_new")                                                        \
    X(POLICY_KEY_REUSED, "policy_key_reused")                                                  \
    X(POLICY_SIGNATURE, "policy_signature")                                                    \
    X(POLICY_SIGNER, "policy_signer")                                                          \
    X(POLICY_SIGNATURE_ORDER, "policy_signature_order")                                        \
    X(POLICY_TOO_FEW_BEFORE, "policy_too_few_before")                                          \
    X(POLICY_TOO_FEW_AFTER, "policy_too_few_after")

#define SY_PROBLEM_CONSTANT(constant, name) SY_PROBLEM_##constant,
enum sy_problem_kind { SY_PROBLEM_LIST(SY_PROBLEM_CONSTANT) SY_PROBLEM_COUNT };
#undef SY_PROBLEM_CONSTANT

enum { SY_PROBLEM_PATH_BYTES = 96, SY_PROBLEM_DETAIL_BYTES = 224 };

struct sy_problem {
    enum sy_problem_kind kind;
    uint64_t line;                        /* from 1; 0 when the place is a path */
    char path[SY_PROBLEM_PATH_BYTES];     /* empty: the file as a whole */
    char detail[SY_PROBLEM_DETAIL_BYTES]; /* what was found or expected; may be empty */
};

/* "bad_vkey" */
const char *sy_problem_name(enum sy_problem_kind kind);

/* Fill why, which may be NULL. Bytes of the detail that are not printable ASCII or UTF-8 become
 * '?', and what is too long is cut between characters. */
void sy_problem_set(struct sy_problem *why, enum sy_problem_kind kind, struct sy_bytes detail);

#endif
