#include "ledger/registry_rows.h"

#include "proto/record_type.h"

bool sy_registered_key_in_force(const struct sy_registered_key *key, int64_t time)
{
    return !key->retired && !(key->revoked && key->since <= time);
}

static bool is_authority_key(const struct sy_authority *authority, struct sy_bytes key)
{
    for (uint64_t i = 0; i < authority->count; i++) {
        if (sy_bytes_equal(key,
                           (struct sy_bytes){authority->keys[i].bytes, SY_PUBLIC_KEY_BYTES}))
            return true;
    }
    return false;
}

enum sy_err sy_authority_check(const struct sy_authority *authority,
                               const struct sy_statement *statement)
{
    if (statement->kind != SY_KIND_REGISTRY || statement->has_delegation ||
        !sy_bytes_equal(statement->principal, sy_text(SY_AUTHORITY)))
        return SY_DENIED;
    for (size_t i = 0; i < statement->signer_count; i++) {
        if (statement->signers[i].subject.len > 0 ||
            !is_authority_key(authority, statement->signers[i].key))
            return SY_UNKNOWN_KEY;
    }
    return statement->signer_count >= authority->k ? SY_OK : SY_UNKNOWN_KEY;
}

/* What may answer for a statement. */
static bool is_principal(uint32_t type)
{
    return type == SY_TYPE_ORGANISATION || type == SY_TYPE_REGULATOR || type == SY_TYPE_NODE;
}

/* SY_NOT_FOUND when the entry grants the agent nothing for the principal. What was granted to
 * one agent, ended, and granted to another is no longer the first one's. */
static enum sy_err find_delegation(struct sy_store_txn *txn, uint64_t index,
                                   struct sy_bytes principal, struct sy_bytes agent,
                                   uint64_t size, struct sy_registry_state *out)
{
    struct sy_bytes subject;
    enum sy_err err = SY_NOT_FOUND;

    if (index < size)
        err = sy_registry_load_grant(txn, index, principal, agent, &subject);
    if (err == SY_OK)
        err = sy_registry_load(txn, subject, size, out);
    if (err == SY_OK && !sy_bytes_equal(sy_body_bytes(out->body, SY_DELEGATION_AGENT), agent))
        err = SY_NOT_FOUND;
    return err;
}

enum sy_err sy_registry_delegation(struct sy_registry_snapshot *snapshot, uint64_t index,
                                   struct sy_bytes principal, struct sy_bytes agent,
                                   uint64_t size, struct sy_registry_state *out)
{
    return find_delegation(snapshot->txn, index, principal, agent, size, out);
}

/* Whose key may stand for the principal's: its agent, or nobody (data NULL). */
static enum sy_err find_agent(struct sy_store_txn *txn, uint64_t size, int64_t sequenced_at,
                              const struct sy_statement *statement, struct sy_bytes *out)
{
    struct sy_registry_state delegation;
    enum sy_err err;

    *out = (struct sy_bytes){NULL, 0};
    if (!statement->has_delegation)
        return SY_OK;
    if (statement->kind == SY_KIND_REGISTRY || statement->signers[0].subject.len == 0)
        return SY_DENIED;
    err = find_delegation(txn, statement->delegation, statement->principal,
                          statement->signers[0].subject, size, &delegation);
    if (err == SY_NOT_FOUND)
        return SY_DENIED;
    if (err != SY_OK)
        return err;
    if (sy_registry_force(&delegation, sequenced_at) != SY_FORCE_GOOD)
        return SY_DENIED;
    *out = statement->signers[0].subject;
    return SY_OK;
}

enum sy_err sy_registry_authorise_in(struct sy_store_txn *txn,
                                     const struct sy_registry *registry, uint64_t size,
                                     int64_t sequenced_at, const struct sy_statement *statement)
{
    struct sy_registry_state principal;
    struct sy_authority authority;
    struct sy_bytes agent;
    bool one_in_force = false;
    enum sy_err err;

    if (sy_bytes_equal(statement->principal, sy_text(SY_AUTHORITY))) {
        err = sy_registry_load_authority(txn, registry, size, &authority);
        return err == SY_OK ? sy_authority_check(&authority, statement) : err;
    }
    err = sy_registry_load(txn, statement->principal, size, &principal);
    if (err == SY_NOT_FOUND || (err == SY_OK && !is_principal(principal.type)))
        return SY_UNKNOWN_PRINCIPAL;
    if (err == SY_OK)
        err = find_agent(txn, size, sequenced_at, statement, &agent);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];
        bool own = signer->subject.len == 0;
        struct sy_registered_key key;

        err = sy_registry_load_key(txn, signer->key, size, &key);
        if (err == SY_NOT_FOUND ||
            (err == SY_OK &&
             ((key.uses & 1u << SY_USE_SIGN) == 0 ||
              !sy_bytes_equal(key.holder, own ? statement->principal : signer->subject))))
            return SY_UNKNOWN_KEY;
        if (err != SY_OK)
            return err;
        if ((own || (agent.data != NULL && sy_bytes_equal(agent, signer->subject))) &&
            sy_registered_key_in_force(&key, sequenced_at))
            one_in_force = true;
    }
    return one_in_force ? SY_OK : SY_KEY_NOT_IN_FORCE;
}

enum sy_err sy_registry_authorise(struct sy_registry_snapshot *snapshot, uint64_t size,
                                  int64_t sequenced_at, const struct sy_statement *statement)
{
    if (size > snapshot->size)
        return SY_NOT_YET;
    return sy_registry_authorise_in(snapshot->txn, snapshot->registry, size, sequenced_at,
                                    statement);
}

enum sy_err sy_registry_connect(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                                struct sy_bytes key, int64_t now)
{
    struct sy_registered_key registered;
    enum sy_err err = sy_registry_load_key(snapshot->txn, key, snapshot->size, &registered);

    if (err == SY_NOT_FOUND ||
        (err == SY_OK && ((registered.uses & 1u << SY_USE_CONNECT) == 0 ||
                          !sy_bytes_equal(registered.holder, subject))))
        return SY_UNKNOWN_KEY;
    if (err != SY_OK)
        return err;
    return sy_registered_key_in_force(&registered, now) ? SY_OK : SY_KEY_NOT_IN_FORCE;
}
