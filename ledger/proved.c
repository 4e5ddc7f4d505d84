#include "ledger/proved.h"

#include "ledger/hash.h"
#include "ledger/origin.h"
#include "ledger/scope.h"
#include "ledger/sequence.h"

enum sy_err sy_proved_note(const struct sy_network *network, struct sy_bytes note,
                           struct sy_trust *out, struct sy_receipt_problem *why)
{
    enum sy_err err = sy_trust_open(network, note, out);

    if (err != SY_OK)
        return sy_receipt_refuse(why, err, out->what);
    if (out->unknown_count > 0)
        return sy_receipt_refuse(
            why, SY_UNKNOWN_KEY,
            "the checkpoint has a signature of somebody the network does not name");
    return SY_OK;
}

static enum sy_err check_signatures(const struct sy_scope *scope, struct sy_proved *it,
                                    struct sy_receipt_problem *why)
{
    enum sy_err err;

    for (size_t i = 0; i < it->statement.signer_count; i++) {
        struct sy_public_key key;

        if (sy_public_key_check(it->statement.signers[i].key, &key) != SY_OK)
            return sy_receipt_refuse(why, SY_BAD_KEY, "a signer's key is not a sound key");
    }
    err = sy_statement_verify(scope, it->entry.statement, &it->statement, it->entry.signatures,
                              it->entry.signature_count);
    if (err != SY_OK)
        return sy_receipt_refuse(why, err, "a signer's signature does not verify");
    err = sy_sequence_check_time(it->statement.signed_at, it->entry.sequenced_at);
    if (err != SY_OK)
        return sy_receipt_refuse(why, err,
                                 "it was signed too long before or after it was sequenced");
    it->statement_id = sy_statement_id(scope, it->entry.statement);
    return SY_OK;
}

enum sy_err sy_proved_entry(const struct sy_network *network, const struct sy_trust *trust,
                            struct sy_bytes entry, const struct sy_merkle_proof *path,
                            struct sy_proved *out, struct sy_receipt_problem *why)
{
    struct sy_scope scope = {sy_origin_place(sy_text(trust->checkpoint.origin)), network->id};
    struct sy_hash leaf = sy_hash_leaf(entry);
    enum sy_err err;

    if (sy_entry_read(entry, &out->entry) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the entry is not canonical");
    if (sy_statement_read(out->entry.statement, &out->statement) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the statement is not canonical");
    err = sy_merkle_verify_inclusion(&trust->checkpoint.root, trust->checkpoint.size,
                                     out->entry.index, &leaf, path->hash, path->count);
    if (err != SY_OK)
        return sy_receipt_refuse(why, err, "the entry is not in the log that was signed");
    return check_signatures(&scope, out, why);
}
