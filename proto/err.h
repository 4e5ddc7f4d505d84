/* err.h - the one enumeration of errors, and what each asks of whoever meets it.
 *
 * Three classes are three policies: an outcome is told to the caller; a refusal means that the
 * peer or its bytes are wrong (tell it, drop them); a fault means that this machine cannot do
 * its work (stop, leave the disk alone). On any error outputs and state are as before the call.
 * The names are stable: people and programs match on them. The codes are gRPC's.
 */
#ifndef SY_ERR_H
#define SY_ERR_H

#include "proto/base.h"

enum sy_err_class { SY_CLASS_OK, SY_CLASS_OUTCOME, SY_CLASS_REFUSAL, SY_CLASS_FAULT };

/* X(constant, class, gRPC code, stable name) */
#define SY_ERR_LIST(X)                                                                         \
    X(SY_OK, OK, OK, "ok")                                                                     \
    /* outcomes */                                                                             \
    X(SY_NOT_FOUND, OUTCOME, NOT_FOUND, "not_found")                                           \
    X(SY_EXISTS, OUTCOME, ALREADY_EXISTS, "already_exists")                                    \
    X(SY_FULL, OUTCOME, RESOURCE_EXHAUSTED, "full")                                            \
    X(SY_BUSY, OUTCOME, UNAVAILABLE, "busy")                                                   \
    X(SY_STOPPING, OUTCOME, UNAVAILABLE, "stopping")                                           \
    X(SY_DENIED, OUTCOME, PERMISSION_DENIED, "denied")                                         \
    X(SY_UNAUTHENTICATED, OUTCOME, UNAUTHENTICATED, "unauthenticated")                         \
    X(SY_UNREACHABLE, OUTCOME, UNAVAILABLE, "unreachable")                                     \
    X(SY_TIMEOUT, OUTCOME, DEADLINE_EXCEEDED, "timeout")                                       \
    X(SY_VOID, OUTCOME, FAILED_PRECONDITION, "void_act")                                       \
    X(SY_NOT_YET, OUTCOME, FAILED_PRECONDITION, "not_yet")                                     \
    X(SY_CLOSED, OUTCOME, FAILED_PRECONDITION, "closed")                                       \
    X(SY_CLOCK_AHEAD, OUTCOME, UNAVAILABLE, "clock_ahead")                                     \
    X(SY_STARTING, OUTCOME, UNAVAILABLE, "starting")                                           \
    X(SY_UNIMPLEMENTED, OUTCOME, UNIMPLEMENTED, "unimplemented")                               \
    /* refusals */                                                                             \
    X(SY_BAD_ENCODING, REFUSAL, INVALID_ARGUMENT, "bad_encoding")                              \
    X(SY_BAD_VERSION, REFUSAL, INVALID_ARGUMENT, "bad_version")                                \
    X(SY_LIMIT, REFUSAL, INVALID_ARGUMENT, "limit")                                            \
    X(SY_BAD_SIGNATURE, REFUSAL, INVALID_ARGUMENT, "bad_signature")                            \
    X(SY_BAD_KEY, REFUSAL, INVALID_ARGUMENT, "bad_key")                                        \
    X(SY_BAD_PROOF, REFUSAL, INVALID_ARGUMENT, "bad_proof")                                    \
    X(SY_BAD_NOTE, REFUSAL, INVALID_ARGUMENT, "bad_note")                                      \
    X(SY_BAD_CHECKPOINT, REFUSAL, INVALID_ARGUMENT, "bad_checkpoint")                          \
    X(SY_BAD_REFUSAL, REFUSAL, INVALID_ARGUMENT, "bad_refusal")                                \
    X(SY_BAD_ROOT, REFUSAL, INVALID_ARGUMENT, "bad_root")                                      \
    X(SY_BAD_CHAIN, REFUSAL, INVALID_ARGUMENT, "bad_chain")                                    \
    X(SY_BAD_TIME, REFUSAL, INVALID_ARGUMENT, "bad_time")                                      \
    X(SY_BAD_NAME, REFUSAL, INVALID_ARGUMENT, "bad_name")                                      \
    X(SY_BAD_IDENTIFIER, REFUSAL, INVALID_ARGUMENT, "bad_identifier")                          \
    X(SY_BAD_CHECK_DIGIT, REFUSAL, INVALID_ARGUMENT, "bad_check_digit")                        \
    X(SY_BAD_JSON, REFUSAL, INVALID_ARGUMENT, "bad_json")                                      \
    X(SY_BAD_EVENT, REFUSAL, INVALID_ARGUMENT, "bad_event")                                    \
    X(SY_BAD_FILE, REFUSAL, INVALID_ARGUMENT, "bad_file")                                      \
    X(SY_PERSONAL, REFUSAL, INVALID_ARGUMENT, "personal_number")                               \
    X(SY_UNKNOWN_KEY, REFUSAL, PERMISSION_DENIED, "unknown_key")                               \
    X(SY_KEY_NOT_IN_FORCE, REFUSAL, PERMISSION_DENIED, "key_not_in_force")                     \
    X(SY_UNKNOWN_PRINCIPAL, REFUSAL, PERMISSION_DENIED, "unknown_principal")                   \
    X(SY_SUSPENDED, REFUSAL, PERMISSION_DENIED, "organisation_suspended")                      \
    X(SY_ENDED, REFUSAL, PERMISSION_DENIED, "organisation_ended")                              \
    X(SY_STEP_DENIED, REFUSAL, PERMISSION_DENIED, "step_not_allowed")                          \
    X(SY_BEYOND_DELEGATION, REFUSAL, PERMISSION_DENIED, "beyond_delegation")                   \
    X(SY_UNLICENSED, REFUSAL, PERMISSION_DENIED, "licence_missing")                            \
    X(SY_WRONG_NETWORK, REFUSAL, FAILED_PRECONDITION, "wrong_network")                         \
    X(SY_WRONG_PLACE, REFUSAL, FAILED_PRECONDITION, "wrong_place")                             \
    X(SY_QUORUM, REFUSAL, FAILED_PRECONDITION, "quorum")                                       \
    /* faults */                                                                               \
    X(SY_NO_MEMORY, FAULT, RESOURCE_EXHAUSTED, "no_memory")                                    \
    X(SY_NO_SPACE, FAULT, RESOURCE_EXHAUSTED, "no_space")                                      \
    X(SY_IO, FAULT, INTERNAL, "io")                                                            \
    X(SY_CORRUPT, FAULT, DATA_LOSS, "corrupt")                                                 \
    X(SY_INTERNAL, FAULT, INTERNAL, "internal")

#define SY_ERR_CONSTANT(constant, class, grpc, name) constant,
enum sy_err { SY_ERR_LIST(SY_ERR_CONSTANT) SY_ERR_COUNT };
#undef SY_ERR_CONSTANT

/* gRPC's canonical codes, with its numbers. */
enum sy_grpc {
    SY_GRPC_OK = 0,
    SY_GRPC_INVALID_ARGUMENT = 3,
    SY_GRPC_DEADLINE_EXCEEDED = 4,
    SY_GRPC_NOT_FOUND = 5,
    SY_GRPC_ALREADY_EXISTS = 6,
    SY_GRPC_PERMISSION_DENIED = 7,
    SY_GRPC_RESOURCE_EXHAUSTED = 8,
    SY_GRPC_FAILED_PRECONDITION = 9,
    SY_GRPC_UNIMPLEMENTED = 12,
    SY_GRPC_INTERNAL = 13,
    SY_GRPC_UNAVAILABLE = 14,
    SY_GRPC_DATA_LOSS = 15,
    SY_GRPC_UNAUTHENTICATED = 16
};

/* "bad_signature"; "unknown_error" for a number that is no error of ours. */
const char *sy_err_name(enum sy_err err);

/* The error of that name; SY_INTERNAL when there is none. */
enum sy_err sy_err_from_name(struct sy_bytes name);

/* Whose affair it is, and the code by which peers are told. */
enum sy_err_class sy_err_class(enum sy_err err);
enum sy_grpc sy_err_grpc(enum sy_err err);

/* "INVALID_ARGUMENT" */
const char *sy_grpc_name(enum sy_grpc code);

#endif
