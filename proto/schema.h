/* schema.h - the messages of the .proto files: which fields they have, and whether bytes are
 * the one canonical encoding of one.
 *
 * Canonical   exactly what protobuf-c would write for what it would read: known fields only, in
 *             ascending order, minimal varints, values within their type, no field twice unless
 *             repeated, required ones present, text UTF-8 without NUL, at most SY_DEPTH_MAX
 *             messages within each other. Checked in one pass over the bytes, against
 *             protobuf-c's own descriptors, without unpacking: so nothing is allocated, and
 *             what is accepted does not depend on the size of any machine's structs.
 * Pure        no allocation, no state.
 */
#ifndef SY_SCHEMA_H
#define SY_SCHEMA_H

#include "proto/base.h"
#include "proto/err.h"

/* X(constant, message name) */
#define SY_SCHEMA_LIST(X)                                                                      \
    X(SIGNER, signer)                                                                          \
    X(SEEN, seen)                                                                              \
    X(STATEMENT, statement)                                                                    \
    X(ENTRY, entry)                                                                            \
    X(PART, part)                                                                              \
    X(PART_SHARE, part_share)                                                                  \
    X(RECORD_SHARE, record_share)                                                              \
    X(SUBMISSION, submission)                                                                  \
    X(RECEIPT, receipt)                                                                        \
    X(SUPPORT, support)                                                                        \
    X(SUPPORT_ENTRY, support_entry)                                                            \
    X(PARTS_FILE, parts_file)                                                                  \
    X(EXTENSION, extension)                                                                    \
    X(REFERENCE, reference)                                                                    \
    X(QUANTITY, quantity)                                                                      \
    X(PLACE, place)                                                                            \
    X(PARTY, party)                                                                            \
    X(ATTACHMENT, attachment)                                                                  \
    X(CODE_RANGE, code_range)                                                                  \
    X(CODE_SET, code_set)                                                                      \
    X(MASTER_DATA, master_data)                                                                \
    X(DISCLOSURE, disclosure)                                                                  \
    X(EPCIS_EVENT, epcis_event)                                                                \
    X(POLICY, policy)                                                                          \
    X(REGULATOR, regulator)                                                                    \
    X(ORGANISATION, organisation)                                                              \
    X(SITE, site)                                                                              \
    X(DEVICE, device)                                                                          \
    X(CARD, card)                                                                              \
    X(KEY, key)                                                                                \
    X(DELEGATION, delegation)                                                                  \
    X(PERSON, person)                                                                          \
    X(LICENCE, licence)                                                                        \
    X(ACCREDITATION, accreditation)                                                            \
    X(STANDING_CERTIFICATE, standing_certificate)                                              \
    X(PRODUCT, product)                                                                        \
    X(STEP_RULE, step_rule)                                                                    \
    X(PART_RULE, part_rule)                                                                    \
    X(PRODUCT_CLASS, product_class)                                                            \
    X(FORMER_CODE, former_code)                                                                \
    X(NODE, node)                                                                              \
    X(ERASURE_ORDER, erasure_order)                                                            \
    X(HELLO, hello)                                                                            \
    X(HELLO_REPLY, hello_reply)                                                                \
    X(AUTHENTICATE, authenticate)                                                              \
    X(AUTHENTICATE_REPLY, authenticate_reply)                                                  \
    X(APPEND, append)                                                                          \
    X(APPEND_REPLY, append_reply)                                                              \
    X(GET_CHECKPOINT, get_checkpoint)                                                          \
    X(CHECKPOINT, checkpoint)                                                                  \
    X(GET_ENTRIES, get_entries)                                                                \
    X(ENTRY_SHARE, entry_share)                                                                \
    X(GET_PROOF, get_proof)                                                                    \
    X(PROOF, proof)                                                                            \
    X(GET_JOURNEY, get_journey)                                                                \
    X(JOURNEY_START, journey_start)                                                            \
    X(JOURNEY_STEP, journey_step)                                                              \
    X(GET_SUBJECT, get_subject)                                                                \
    X(SUBJECT_REPLY, subject_reply)                                                            \
    X(GET_POLICY, get_policy)                                                                  \
    X(POLICY_REPLY, policy_reply)                                                              \
    X(GET_STATUS, get_status)                                                                  \
    X(STATUS, status)                                                                          \
    X(ERROR, error)                                                                            \
    X(WATERMARK, watermark)                                                                    \
    X(OCCURRENCE, occurrence)                                                                  \
    X(LOG_STATUS, log_status)                                                                  \
    X(SHOW_CHECKPOINT, show_checkpoint)                                                        \
    X(SHOW_CHECKPOINT_REPLY, show_checkpoint_reply)                                            \
    X(OFFER_CHECKPOINT, offer_checkpoint)                                                      \
    X(OFFER_CHECKPOINT_REPLY, offer_checkpoint_reply)                                          \
    X(GET_STRETCH, get_stretch)                                                                \
    X(STRETCH_START, stretch_start)                                                            \
    X(GIVE_EVIDENCE, give_evidence)                                                            \
    X(GIVE_EVIDENCE_REPLY, give_evidence_reply)                                                \
    X(PEER_STATUS, peer_status)                                                                \
    X(GET_EVIDENCE, get_evidence)                                                              \
    X(EVIDENCE_REPLY, evidence_reply)                                                          \
    X(GET_SIGNED, get_signed)                                                                  \
    X(SIGNED_START, signed_start)                                                              \
    X(SIGNED_ENTRY, signed_entry)                                                              \
    X(GAP, gap)                                                                                \
    X(UNREAD, unread)                                                                          \
    X(KEEPING, keeping)

#define SY_SCHEMA_CONSTANT(constant, name) SY_SCHEMA_##constant,
enum sy_schema_kind { SY_SCHEMA_LIST(SY_SCHEMA_CONSTANT) SY_SCHEMA_COUNT };
#undef SY_SCHEMA_CONSTANT

struct sy_schema; /* a message type, with static life */

enum sy_field_type {
    SY_FIELD_TEXT,
    SY_FIELD_BYTES,
    SY_FIELD_UINT32,
    SY_FIELD_UINT64,
    SY_FIELD_INT64,
    SY_FIELD_BOOL,
    SY_FIELD_MESSAGE
};

struct sy_field {
    const char *name; /* snake case, as in the .proto file; static */
    uint32_t number;
    enum sy_field_type type;
    bool repeated;
    bool required;
    const struct sy_schema *message; /* of SY_FIELD_MESSAGE, else NULL */
};

/* The message's type, for the functions below. */
const struct sy_schema *sy_schema_of(enum sy_schema_kind message);

/* The body of a record type (record_type.h); NULL for one this program does not know. */
const struct sy_schema *sy_schema_of_record(uint32_t type);

/* "EpcisEvent" */
const char *sy_schema_name(const struct sy_schema *schema);

/* How many fields it has. */
size_t sy_schema_field_count(const struct sy_schema *schema);

/* Field number i < sy_schema_field_count, in ascending order of numbers. */
struct sy_field sy_schema_field(const struct sy_schema *schema, size_t i);

/* False when the message has no field of that number; *out unchanged. */
bool sy_schema_find(const struct sy_schema *schema, uint32_t number, struct sy_field *out);

/* SY_OK when message is the canonical encoding of one, SY_BAD_ENCODING when not, SY_LIMIT when
 * messages nest deeper than SY_DEPTH_MAX. */
SY_MUST_USE enum sy_err sy_schema_check(const struct sy_schema *schema,
                                        struct sy_bytes message);

#endif
