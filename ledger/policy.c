#include "ledger/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char context[] = "suyuan/policy/v1\n";

enum { MESSAGE_BYTES = sizeof(context) - 1 + 2 * SY_HASH_BYTES };

static void make_message(const struct sy_hash *network_id, const struct sy_hash *text,
                         uint8_t out[MESSAGE_BYTES])
{
    memcpy(out, context, sizeof(context) - 1);
    memcpy(out + sizeof(context) - 1, network_id->bytes, SY_HASH_BYTES);
    memcpy(out + sizeof(context) - 1 + SY_HASH_BYTES, text->bytes, SY_HASH_BYTES);
}

void sy_policy_of_genesis(const struct sy_network *genesis, struct sy_policy *out)
{
    sy_assert(genesis->version == 0);
    out->network = *genesis;
    out->previous = (struct sy_hash){{0}};
    out->hash = genesis->id;
}

enum sy_err sy_policy_sign(const struct sy_hash *network_id, struct sy_bytes text,
                           const struct sy_secret_key *key,
                           struct sy_policy_signatures *signatures)
{
    struct sy_hash hash = sy_hash_of(text);
    uint8_t message[MESSAGE_BYTES];
    size_t at = 0;
    int order = 1;

    if (signatures->count == SY_POLICY_SIGNATURES_MAX)
        return SY_LIMIT;
    while (at < signatures->count &&
           (order = memcmp(signatures->item[at], key->public_key.bytes, SY_PUBLIC_KEY_BYTES)) <
               0)
        at++;
    if (at < signatures->count && order == 0)
        return SY_EXISTS;
    memmove(signatures->item[at + 1], signatures->item[at],
            (signatures->count - at) * SY_POLICY_SIGNATURE_BYTES);
    signatures->count++;
    make_message(network_id, &hash, message);
    memcpy(signatures->item[at], key->public_key.bytes, SY_PUBLIC_KEY_BYTES);
    sy_sign(key, (struct sy_bytes){message, sizeof(message)},
            signatures->item[at] + SY_PUBLIC_KEY_BYTES);
    return SY_OK;
}

static struct sy_public_key key_at(const struct sy_policy_signatures *signatures, size_t i)
{
    struct sy_public_key key;

    memcpy(key.bytes, signatures->item[i], SY_PUBLIC_KEY_BYTES);
    return key;
}

uint64_t sy_policy_count(const struct sy_network *network,
                         const struct sy_policy_signatures *signatures)
{
    uint64_t count = 0;

    for (size_t i = 0; i < signatures->count; i++) {
        struct sy_public_key key = key_at(signatures, i);

        count += sy_network_is_authority(network, &key);
    }
    return count;
}

static enum sy_err wrong(struct sy_problem *why, enum sy_err err, enum sy_problem_kind kind,
                         uint64_t a, uint64_t b)
{
    char detail[64];

    snprintf(detail, sizeof(detail), "%llu/%llu", (unsigned long long)a, (unsigned long long)b);
    sy_problem_set(why, kind, sy_text(detail));
    return err;
}

enum sy_err sy_policy_check_signatures(const struct sy_policy *before,
                                       const struct sy_policy *next,
                                       const struct sy_policy_signatures *signatures,
                                       struct sy_problem *why)
{
    const struct sy_network *a = &before->network;
    const struct sy_network *b = &next->network;
    size_t count = signatures->count;
    uint8_t message[MESSAGE_BYTES];
    uint64_t have;

    make_message(&b->id, &next->hash, message);
    for (size_t i = 0; i < count; i++) {
        struct sy_public_key key = key_at(signatures, i);

        if (i > 0 && memcmp(signatures->item[i - 1], key.bytes, SY_PUBLIC_KEY_BYTES) >= 0)
            return wrong(why, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE_ORDER, i + 1,
                         count);
        if (!sy_network_is_authority(a, &key) && !sy_network_is_authority(b, &key))
            return wrong(why, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_SIGNER, i + 1, count);
        if (sy_verify(&key, (struct sy_bytes){message, sizeof(message)},
                      (struct sy_bytes){signatures->item[i] + SY_PUBLIC_KEY_BYTES,
                                        SY_SIGNATURE_BYTES}) != SY_OK)
            return wrong(why, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE, i + 1, count);
    }
    have = sy_policy_count(a, signatures);
    if (have < a->authority_k)
        return wrong(why, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_TOO_FEW_BEFORE, have,
                     a->authority_k);
    have = sy_policy_count(b, signatures);
    if (have < b->authority_k)
        return wrong(why, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_TOO_FEW_AFTER, have,
                     b->authority_k);
    return SY_OK;
}

enum sy_err sy_policy_check(const struct sy_policy *before, struct sy_bytes text,
                            const struct sy_policy_signatures *signatures,
                            struct sy_policy *out, struct sy_problem *why)
{
    struct sy_policy *next = calloc(1, sizeof(*next));
    enum sy_err err = next == NULL ? SY_NO_MEMORY : sy_policy_parse(text, next, why);

    if (next == NULL)
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
    if (err == SY_OK)
        err = sy_policy_follows(before, next, why);
    if (err == SY_OK)
        err = sy_policy_check_signatures(before, next, signatures, why);
    if (err == SY_OK)
        *out = *next;
    free(next);
    return err;
}

const char *sy_policy_sentence(const struct sy_problem *why)
{
    switch ((int)why->kind) {
    case SY_PROBLEM_POLICY_NETWORK:
        return "the document is of another network";
    case SY_PROBLEM_POLICY_VERSION:
        return "the document's version must be the one in force and one; make it again from "
               "the policy in force";
    case SY_PROBLEM_POLICY_PREVIOUS:
        return "the document does not follow the policy in force; make it again from that";
    case SY_PROBLEM_POLICY_REGISTRY:
        return "a policy of this version cannot change the registry's log";
    case SY_PROBLEM_POLICY_LOG_DROPPED:
        return "a log is missing; what is to end is closed, and stays in the list";
    case SY_PROBLEM_POLICY_LOG_CHANGED:
        return "the key, owner, last size or last root of a log changed; open its successor "
               "instead";
    case SY_PROBLEM_POLICY_LOG_REOPENED:
        return "a log that is closed cannot be opened again; open its successor instead";
    case SY_PROBLEM_POLICY_LOG_NEW:
        return "a log cannot be closed before it was open";
    case SY_PROBLEM_POLICY_KEY_REUSED:
    case SY_PROBLEM_KEY_REUSED:
        return "a key serves, or served, another purpose; make a new one";
    case SY_PROBLEM_POLICY_SIGNATURE:
        return "a signature does not verify; sign the document as it is now";
    case SY_PROBLEM_POLICY_SIGNER:
        return "a signature is of nobody who is an authority before or after";
    case SY_PROBLEM_POLICY_SIGNATURE_ORDER:
        return "the signatures do not ascend by public key, each once";
    case SY_PROBLEM_POLICY_TOO_FEW_BEFORE:
        return "too few of the authorities in force have signed";
    case SY_PROBLEM_POLICY_TOO_FEW_AFTER:
        return "too few of the authorities that it names have signed";
    default:
        return "the document cannot be read, or breaks a rule of its own; 'suyuan policy "
               "show' says where";
    }
}
