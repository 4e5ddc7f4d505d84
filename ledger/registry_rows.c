#include "ledger/registry_rows.h"

#include <string.h>

enum {
    MARK_BYTES = 1 + 8 + SY_HASH_BYTES,
    ROW_FIXED_BYTES = 38,
    LINK_PREFIX_BYTES_MAX = 16,
    LINK_NAME_BYTES_MAX = 280
};

_Static_assert(SY_SUBJECT_BYTES_MAX + 9 <= SY_STORE_KEY_MAX, "a subject's rows have keys");
_Static_assert(LINK_PREFIX_BYTES_MAX + LINK_NAME_BYTES_MAX + 1 + SY_SUBJECT_BYTES_MAX <=
                   SY_STORE_KEY_MAX,
               "links have keys");
_Static_assert(SY_SUBJECT_BYTES_MAX <= UINT8_MAX, "a row says who in one byte how long");
_Static_assert(8 + 2 * SY_SUBJECT_BYTES_MAX + 1 <= SY_STORE_KEY_MAX, "grants have keys");

enum sy_err sy_registry_load_mark(struct sy_store_txn *txn, struct sy_registry_mark *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_REGISTRY_STATE, sy_text("applied"), &row);

    *out = (struct sy_registry_mark){0};
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && (row.len != MARK_BYTES || row.data[0] != SY_REGISTRY_RULES))
        err = SY_CORRUPT;
    if (err == SY_OK) {
        out->size = sy_get_u64be(row.data + 1);
        memcpy(out->leaf.bytes, row.data + 9, SY_HASH_BYTES);
    }
    return err;
}

enum sy_err sy_registry_save_mark(struct sy_store_txn *txn, const struct sy_registry_mark *mark)
{
    uint8_t row[MARK_BYTES] = {SY_REGISTRY_RULES};

    sy_put_u64be(row + 1, mark->size);
    memcpy(row + 9, mark->leaf.bytes, SY_HASH_BYTES);
    return sy_store_put(txn, SY_REGISTRY_STATE, sy_text("applied"),
                        (struct sy_bytes){row, sizeof(row)});
}

enum sy_err sy_registry_load_unauthorised(struct sy_store_txn *txn, uint64_t *index)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_REGISTRY_STATE, sy_text("unauthorised"), &row);

    if (err == SY_OK && row.len != 8)
        err = SY_CORRUPT;
    if (err == SY_OK)
        *index = sy_get_u64be(row.data);
    return err;
}

enum sy_err sy_registry_save_unauthorised(struct sy_store_txn *txn, uint64_t index)
{
    uint8_t row[8];
    uint64_t old;
    enum sy_err err = sy_registry_load_unauthorised(txn, &old);

    if (err != SY_NOT_FOUND)
        return err;
    sy_put_u64be(row, index);
    return sy_store_put(txn, SY_REGISTRY_STATE, sy_text("unauthorised"),
                        (struct sy_bytes){row, sizeof(row)});
}

static struct sy_bytes history_key(struct sy_bytes subject, uint64_t index,
                                   uint8_t to[SY_STORE_KEY_MAX])
{
    sy_assert(subject.len <= SY_SUBJECT_BYTES_MAX);
    memcpy(to, subject.data, subject.len);
    to[subject.len] = 0;
    sy_put_u64be(to + subject.len + 1, index);
    return (struct sy_bytes){to, subject.len + 9};
}

/* Whether the row is one of the subject's, and what it says. */
static enum sy_err read_row(struct sy_bytes subject, struct sy_bytes key, struct sy_bytes row,
                            struct sy_registry_state *out)
{
    size_t by_len;

    if (key.len != subject.len + 9 || memcmp(key.data, subject.data, subject.len) != 0 ||
        key.data[subject.len] != 0)
        return SY_NOT_FOUND;
    if (row.len < ROW_FIXED_BYTES || row.data[12] == SY_FORCE_NONE ||
        row.data[12] >= SY_FORCE_LAPSED || row.len - ROW_FIXED_BYTES < row.data[37])
        return SY_CORRUPT;
    by_len = row.data[37];
    *out = (struct sy_registry_state){
        .index = sy_get_u64be(key.data + subject.len + 1),
        .record = sy_get_u32be(row.data),
        .type = sy_get_u32be(row.data + 4),
        .verb = sy_get_u32be(row.data + 8),
        .force = (enum sy_force)row.data[12],
        .term = (int64_t)sy_get_u64be(row.data + 13),
        .at = (int64_t)sy_get_u64be(row.data + 21),
        .first = sy_get_u64be(row.data + 29),
        .by = {row.data + ROW_FIXED_BYTES, by_len},
        .body = {row.data + ROW_FIXED_BYTES + by_len, row.len - ROW_FIXED_BYTES - by_len},
    };
    return SY_OK;
}

static bool is_subject(struct sy_bytes subject)
{
    return subject.len > 0 && subject.len <= SY_SUBJECT_BYTES_MAX &&
           memchr(subject.data, 0, subject.len) == NULL;
}

enum sy_err sy_registry_load(struct sy_store_txn *txn, struct sy_bytes subject, uint64_t size,
                             struct sy_registry_state *out)
{
    uint8_t before[SY_STORE_KEY_MAX];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    enum sy_err err;

    if (!is_subject(subject))
        return SY_NOT_FOUND;
    err = sy_store_cursor_open(txn, SY_REGISTRY_HISTORY, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek_before(cursor, history_key(subject, size, before), &key, &row);
    if (err == SY_OK)
        err = read_row(subject, key, row, out);
    sy_store_cursor_close(cursor);
    return err;
}

enum sy_err sy_registry_load_next(struct sy_store_txn *txn, struct sy_bytes subject,
                                  uint64_t after, struct sy_registry_state *out)
{
    uint8_t from[SY_STORE_KEY_MAX];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    enum sy_err err;

    if (!is_subject(subject))
        return SY_NOT_FOUND;
    err = sy_store_cursor_open(txn, SY_REGISTRY_HISTORY, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, history_key(subject, after == UINT64_MAX ? 0 : after + 1, from),
                        &key, &row);
    if (err == SY_OK)
        err = read_row(subject, key, row, out);
    sy_store_cursor_close(cursor);
    return err;
}

enum sy_err sy_registry_save(struct sy_store_txn *txn, struct sy_bytes subject,
                             const struct sy_registry_state *state)
{
    uint8_t key[SY_STORE_KEY_MAX];
    uint8_t fixed[ROW_FIXED_BYTES];
    struct sy_buffer row = {0};
    enum sy_err err;

    sy_put_u32be(fixed, state->record);
    sy_put_u32be(fixed + 4, state->type);
    sy_put_u32be(fixed + 8, state->verb);
    fixed[12] = (uint8_t)state->force;
    sy_put_u64be(fixed + 13, (uint64_t)state->term);
    sy_put_u64be(fixed + 21, (uint64_t)state->at);
    sy_put_u64be(fixed + 29, state->first);
    sy_assert(state->by.len <= SY_SUBJECT_BYTES_MAX);
    fixed[37] = (uint8_t)state->by.len;
    sy_buffer_put(&row, fixed, sizeof(fixed));
    sy_buffer_put_bytes(&row, state->by);
    sy_buffer_put_bytes(&row, state->body);
    err = row.err;
    if (err == SY_OK)
        err = sy_store_put(txn, SY_REGISTRY_HISTORY, history_key(subject, state->index, key),
                           sy_buffer_bytes(&row));
    sy_buffer_close(&row);
    return err;
}

enum sy_err sy_registry_link(struct sy_store_txn *txn, const char *prefix, struct sy_bytes name,
                             struct sy_bytes subject, uint64_t index)
{
    uint8_t key[SY_STORE_KEY_MAX];
    uint8_t row[8];
    size_t prefix_len = strlen(prefix);
    size_t len = prefix_len + name.len;
    struct sy_bytes old;
    enum sy_err err;

    sy_assert(prefix_len <= LINK_PREFIX_BYTES_MAX);
    if (len == 0 || name.len > LINK_NAME_BYTES_MAX)
        return SY_OK;
    memcpy(key, prefix, prefix_len);
    if (name.len > 0)
        memcpy(key + prefix_len, name.data, name.len);
    key[len] = 0;
    memcpy(key + len + 1, subject.data, subject.len);
    err = sy_store_get(txn, SY_REGISTRY_LINKS, (struct sy_bytes){key, len + 1 + subject.len},
                       &old);
    if (err != SY_NOT_FOUND)
        return err;
    sy_put_u64be(row, index);
    return sy_store_put(txn, SY_REGISTRY_LINKS, (struct sy_bytes){key, len + 1 + subject.len},
                        (struct sy_bytes){row, 8});
}

static struct sy_bytes grant_key(uint64_t index, struct sy_bytes principal,
                                 struct sy_bytes agent, uint8_t to[SY_STORE_KEY_MAX])
{
    sy_assert(principal.len <= SY_SUBJECT_BYTES_MAX);
    sy_assert(agent.len <= SY_SUBJECT_BYTES_MAX);
    sy_put_u64be(to, index);
    memcpy(to + 8, principal.data, principal.len);
    to[8 + principal.len] = 0;
    memcpy(to + 8 + principal.len + 1, agent.data, agent.len);
    return (struct sy_bytes){to, 8 + principal.len + 1 + agent.len};
}

enum sy_err sy_registry_save_grant(struct sy_store_txn *txn, uint64_t index,
                                   const struct sy_act *act)
{
    uint8_t key[SY_STORE_KEY_MAX];
    struct sy_bytes principal = sy_body_bytes(act->body, SY_DELEGATION_PRINCIPAL);
    struct sy_bytes agent = sy_body_bytes(act->body, SY_DELEGATION_AGENT);

    return sy_store_put(txn, SY_REGISTRY_GRANTS, grant_key(index, principal, agent, key),
                        act->subject);
}

enum sy_err sy_registry_load_grant(struct sy_store_txn *txn, uint64_t index,
                                   struct sy_bytes principal, struct sy_bytes agent,
                                   struct sy_bytes *subject)
{
    uint8_t key[SY_STORE_KEY_MAX];

    if (!is_subject(principal) || !is_subject(agent))
        return SY_NOT_FOUND;
    return sy_store_get(txn, SY_REGISTRY_GRANTS, grant_key(index, principal, agent, key),
                        subject);
}

enum sy_err sy_registry_load_key(struct sy_store_txn *txn, struct sy_bytes key, uint64_t size,
                                 struct sy_registered_key *out)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_registry_state state;
    struct sy_wire wire;
    struct sy_wire_field use;
    enum sy_err err;

    if (key.len != SY_PUBLIC_KEY_BYTES)
        return SY_NOT_FOUND;
    sy_key_subject(key.data, subject);
    err = sy_registry_load(txn, sy_text(subject), size, &state);
    if (err != SY_OK)
        return err;
    *out = (struct sy_registered_key){
        .holder = sy_body_bytes(state.body, SY_KEY_ORGANISATION),
        .index = state.first,
        .retired = state.force == SY_FORCE_ENDED ||
                   (state.force == SY_FORCE_REVOKED && state.term == INT64_MIN),
        .revoked = state.force == SY_FORCE_REVOKED,
    };
    if (out->revoked && !sy_body_int(state.body, SY_KEY_SINCE, &out->since))
        return SY_CORRUPT;
    wire = sy_wire_open(state.body);
    while (sy_body_each(&wire, SY_KEY_USES, &use))
        out->uses |= 1u << (use.value & 31);
    return SY_OK;
}
