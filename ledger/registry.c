#include "ledger/registry_rows.h"

#include <stdlib.h>
#include <string.h>

#include "proto/record_type.h"

static const char *const table_names[SY_REGISTRY_TABLES] = {"state", "subjects",
                                                            "organisations", "keys"};

enum sy_err sy_registry_open(const char *path, uint64_t map_bytes,
                             const struct sy_authority *authority, struct sy_registry **out)
{
    struct sy_registry *registry = calloc(1, sizeof(*registry));
    enum sy_err err;

    if (registry == NULL)
        return SY_NO_MEMORY;
    registry->authority = *authority;
    err = sy_store_open(path, SY_STORE_DERIVED, map_bytes, table_names, SY_REGISTRY_TABLES,
                        &registry->store);
    if (err == SY_OK)
        *out = registry;
    else
        free(registry);
    return err;
}

void sy_registry_close(struct sy_registry *registry)
{
    if (registry == NULL)
        return;
    sy_store_close(registry->store);
    free(registry);
}

enum sy_err sy_registry_snapshot(struct sy_registry *registry,
                                 struct sy_registry_snapshot **out)
{
    struct sy_registry_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    struct sy_registry_mark mark = {0};
    enum sy_err err;

    if (snapshot == NULL)
        return SY_NO_MEMORY;
    err = sy_store_read(registry->store, &snapshot->txn);
    if (err == SY_OK)
        err = sy_registry_load_mark(snapshot->txn, &mark);
    snapshot->size = mark.size;
    if (err == SY_OK)
        *out = snapshot;
    else
        sy_registry_release(snapshot);
    return err;
}

void sy_registry_release(struct sy_registry_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    sy_store_end(snapshot->txn);
    free(snapshot);
}

uint64_t sy_registry_size(const struct sy_registry_snapshot *snapshot)
{
    return snapshot->size;
}

static bool in_force(const struct sy_key_state *state, int64_t at)
{
    return state->added && !state->retired && !(state->revoked && state->since <= at);
}

enum sy_err sy_registry_authorise(struct sy_registry_snapshot *snapshot, uint64_t size,
                                  int64_t sequenced_at, const struct sy_statement *statement)
{
    bool admitted;
    bool one_in_force = false;
    enum sy_err err;

    if (size > snapshot->size)
        return SY_NOT_YET;
    if (statement->kind == SY_KIND_REGISTRY || statement->has_delegation)
        return SY_DENIED;
    err = sy_registry_organisation_at(snapshot->txn, statement->principal, size, &admitted);
    if (err != SY_OK)
        return err;
    if (!admitted)
        return SY_UNKNOWN_PRINCIPAL;
    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];
        bool own = signer->subject.len == 0;
        struct sy_key_state state;

        err = sy_registry_key_at(snapshot->txn, signer->key, size, &state);
        if (err != SY_OK)
            return err;
        if (!state.added || (state.uses & 1u << SY_USE_SIGN) == 0 ||
            !sy_bytes_equal(state.organisation, own ? statement->principal : signer->subject))
            return SY_UNKNOWN_KEY;
        if (own && in_force(&state, sequenced_at))
            one_in_force = true;
    }
    return one_in_force ? SY_OK : SY_KEY_NOT_IN_FORCE;
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

enum sy_err sy_registry_connect(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                                struct sy_bytes key, int64_t now)
{
    struct sy_key_state state;
    bool admitted;
    enum sy_err err =
        sy_registry_organisation_at(snapshot->txn, subject, snapshot->size, &admitted);

    if (err == SY_OK)
        err = sy_registry_key_at(snapshot->txn, key, snapshot->size, &state);
    if (err != SY_OK)
        return err;
    if (!admitted || !state.added || (state.uses & 1u << SY_USE_CONNECT) == 0 ||
        !sy_bytes_equal(state.organisation, subject))
        return SY_UNKNOWN_KEY;
    return in_force(&state, now) ? SY_OK : SY_KEY_NOT_IN_FORCE;
}

enum sy_err sy_registry_organisation(struct sy_registry_snapshot *snapshot,
                                     struct sy_bytes subject, uint64_t *index)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(snapshot->txn, SY_REGISTRY_ORGANISATIONS, subject, &row);

    if (err == SY_OK && row.len != 8)
        err = SY_CORRUPT;
    if (err == SY_OK)
        *index = sy_get_u64be(row.data);
    return err;
}

enum sy_err sy_registry_key(struct sy_registry_snapshot *snapshot, struct sy_bytes key,
                            struct sy_registered_key *out)
{
    struct sy_key_state state;
    enum sy_err err = sy_registry_key_at(snapshot->txn, key, snapshot->size, &state);

    if (err == SY_OK && !state.added)
        err = SY_NOT_FOUND;
    if (err == SY_OK)
        *out = (struct sy_registered_key){.organisation = state.organisation,
                                          .uses = state.uses,
                                          .index = state.index,
                                          .retired = state.retired,
                                          .revoked = state.revoked,
                                          .since = state.since};
    return err;
}

enum sy_err sy_registry_after(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                              uint64_t *out)
{
    if (subject.len == 0 || subject.len > SY_SUBJECT_BYTES_MAX)
        return SY_BAD_NAME;
    return sy_registry_load_u64(snapshot->txn, SY_REGISTRY_SUBJECTS, subject, out);
}
