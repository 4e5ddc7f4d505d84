/* policy.h - what changes in a network after its genesis: a chain of documents, each signed by
 * k of the authorities before it and k of its own.
 *
 * Shape    a document is JSON: "format", "name", "network" (its id, hex), "version" (1, 2 ...),
 *          "previous" (hex; H of the text before, of network.json for version 1), then what
 *          network.json has too (registry, authority, nodes, logs, cosigners, quorum), then
 *          "closed_logs" and "limits". It says all that holds, not what changes. A log that is
 *          closed stays in the list for ever; NAME/CODE/2 in "logs" succeeds NAME/CODE.
 *          signature = Ed25519("suyuan/policy/v1\n" || network id || H(text)), 64 bytes; a
 *          public key (33) in front makes 97. Of a document they ascend by key, no key twice.
 *          A .policy file is the text, an empty line, and a line "signature <base64>" for each.
 * Why      our own form and no C2SP note: a note's signature names its signer, and an authority
 *          key has no name; and the context in front keeps a policy from being taken for
 *          anything else that an authority signs.
 * Source   design section 4. What is checked here is permanent: every node and terminal must
 *          agree for ever.
 * Pure     needs no log: a chain is verified from network.json and the documents alone.
 */
#ifndef SY_POLICY_H
#define SY_POLICY_H

#include "ledger/network.h"

#define SY_POLICY_FORMAT  "suyuan-policy/v1"
#define SY_POLICY_SUBJECT "policy" /* of its acts in the registry */

enum {
    SY_POLICY_TEXT_BYTES_MAX = 60 << 10, /* with all signatures an act holds it */
    SY_POLICY_FILE_BYTES_MAX = 68 << 10,
    SY_POLICY_STATEMENT_BYTES_MIN = 1 << 20, /* the least limit: the next policy must fit */
    SY_POLICY_SIGNATURE_BYTES = SY_PUBLIC_KEY_BYTES + SY_SIGNATURE_BYTES,
    SY_POLICY_SIGNATURES_MAX = 2 * SY_NETWORK_AUTHORITIES_MAX
};

/* A document that was read, or one to be written. */
struct sy_policy {
    struct sy_network network; /* id is the genesis'; version says which it is */
    struct sy_hash previous;   /* of the text before */
    struct sy_hash hash;       /* of this text */
};

/* What a chain begins with: version 0, whose text is network.json. */
void sy_policy_of_genesis(const struct sy_network *genesis, struct sy_policy *out);

/* Read a document by itself. SY_BAD_JSON, SY_BAD_FILE, SY_LIMIT, SY_NO_MEMORY: *why, which may
 * be NULL, says what and where, and *out is unchanged. */
SY_MUST_USE enum sy_err sy_policy_parse(struct sy_bytes text, struct sy_policy *out,
                                        struct sy_problem *why);

/* Append the text, readable, ending in a newline; the buffer keeps the error, SY_LIMIT is the
 * caller's to see. hash is not looked at. */
void sy_policy_write(const struct sy_policy *policy, struct sy_buffer *out);

/* May next follow before? Version and hash count on; name, network and registry stay; a log may
 * be added, closed and succeeded, never dropped, changed or opened again; no key changes what
 * it is for. Signatures are not looked at. SY_BAD_FILE, SY_NO_MEMORY with *why filled. */
SY_MUST_USE enum sy_err sy_policy_follows(const struct sy_policy *before,
                                          const struct sy_policy *next, struct sy_problem *why);

/* Signatures of one text: ascending by public key. */
struct sy_policy_signatures {
    size_t count;
    uint8_t item[SY_POLICY_SIGNATURES_MAX][SY_POLICY_SIGNATURE_BYTES];
};

/* Sign the text and put the signature where it belongs. SY_EXISTS when the key has signed
 * already, SY_LIMIT when there are too many. */
SY_MUST_USE enum sy_err sy_policy_sign(const struct sy_hash *network_id, struct sy_bytes text,
                                       const struct sy_secret_key *key,
                                       struct sy_policy_signatures *signatures);

/* k of the authorities before and k of the next, each signature of one of them and true.
 * SY_BAD_SIGNATURE, SY_UNKNOWN_KEY with *why filled. */
SY_MUST_USE enum sy_err
sy_policy_check_signatures(const struct sy_policy *before, const struct sy_policy *next,
                           const struct sy_policy_signatures *signatures,
                           struct sy_problem *why);

/* How many of a network's authorities are among them. */
uint64_t sy_policy_count(const struct sy_network *network,
                         const struct sy_policy_signatures *signatures);

/* All of it: read, follows, signatures. */
SY_MUST_USE enum sy_err sy_policy_check(const struct sy_policy *before, struct sy_bytes text,
                                        const struct sy_policy_signatures *signatures,
                                        struct sy_policy *out, struct sy_problem *why);

/* What is wrong with a document, as a static English sentence that says what to do. */
const char *sy_policy_sentence(const struct sy_problem *why);

/* A .policy file. The text is borrowed; without signatures it may stand alone. SY_LIMIT,
 * SY_BAD_FILE with *why filled. */
SY_MUST_USE enum sy_err sy_policy_file_parse(struct sy_bytes file, struct sy_bytes *text,
                                             struct sy_policy_signatures *signatures,
                                             struct sy_problem *why);

/* Append a .policy file; the buffer keeps the error. */
void sy_policy_file_write(struct sy_bytes text, const struct sy_policy_signatures *signatures,
                          struct sy_buffer *out);

#endif
