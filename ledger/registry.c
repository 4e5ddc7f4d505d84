#include "ledger/registry_rows.h"

#include <stdlib.h>
#include <string.h>

#include "proto/record_type.h"

static const char *const table_names[SY_REGISTRY_TABLES] = {"state", "history",  "links",
                                                            "acts",  "policies", "grants"};

/* By the mark: one that older rules made has another. */
static enum sy_err check_rules(struct sy_registry *registry)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = sy_registry_snapshot(registry, &snapshot);

    if (err == SY_OK)
        sy_registry_release(snapshot);
    return err;
}

enum sy_err sy_registry_open(const char *path, uint64_t map_bytes,
                             const struct sy_network *genesis, struct sy_registry **out)
{
    struct sy_registry *registry = calloc(1, sizeof(*registry));
    enum sy_err err;

    if (registry == NULL)
        return SY_NO_MEMORY;
    sy_assert(genesis->version == 0);
    registry->genesis = genesis;
    err = sy_store_open(path, SY_STORE_DERIVED, map_bytes, table_names, SY_REGISTRY_TABLES,
                        &registry->store);
    if (err == SY_OK)
        err = check_rules(registry);
    if (err == SY_OK)
        *out = registry;
    else
        sy_registry_close(registry);
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
    snapshot->registry = registry;
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

uint64_t sy_registry_disk_bytes(struct sy_registry *registry)
{
    return sy_store_disk_bytes(registry->store);
}

enum sy_err sy_registry_unauthorised(struct sy_registry_snapshot *snapshot, uint64_t *index)
{
    return sy_registry_load_unauthorised(snapshot->txn, index);
}

enum sy_err sy_registry_state(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                              uint64_t size, struct sy_registry_state *out)
{
    return sy_registry_load(snapshot->txn, subject, size, out);
}

enum sy_err sy_registry_next_state(struct sy_registry_snapshot *snapshot,
                                   struct sy_bytes subject, uint64_t index,
                                   struct sy_registry_state *out)
{
    return sy_registry_load_next(snapshot->txn, subject, index, out);
}

enum sy_err sy_registry_next_subject(struct sy_registry_snapshot *snapshot,
                                     struct sy_bytes last, struct sy_bytes *out)
{
    uint8_t from[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    const uint8_t *end;
    enum sy_err err;

    sy_assert(last.len <= SY_SUBJECT_BYTES_MAX);
    if (last.len > 0)
        memcpy(from, last.data, last.len);
    from[last.len] = 1; /* behind its rows, which go on with 00, and before any longer name */
    err = sy_store_cursor_open(snapshot->txn, SY_REGISTRY_HISTORY, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, (struct sy_bytes){from, last.len + 1}, &key, &row);
    sy_store_cursor_close(cursor);
    if (err != SY_OK)
        return err;
    end = memchr(key.data, 0, key.len);
    if (end == NULL || end == key.data)
        return SY_CORRUPT;
    *out = (struct sy_bytes){key.data, (size_t)(end - key.data)};
    return SY_OK;
}

enum sy_err sy_registry_after(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                              uint64_t *out)
{
    struct sy_registry_state state;
    enum sy_err err;

    if (!sy_name_valid(subject, SY_SUBJECT_BYTES_MAX))
        return SY_BAD_NAME;
    err = sy_registry_load(snapshot->txn, subject, UINT64_MAX, &state);
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    *out = err == SY_OK ? state.index + 1 : 0;
    return SY_OK;
}

static enum sy_force by_dates(const struct sy_registry_state *state, int64_t time)
{
    int64_t from;
    int64_t until;

    switch (state->type) {
    case SY_TYPE_DELEGATION:
    case SY_TYPE_PERSON:
    case SY_TYPE_LICENCE:
    case SY_TYPE_ACCREDITATION:
    case SY_TYPE_STANDING_CERTIFICATE:
        if (sy_body_int(state->body, SY_ACT_FROM, &from) && time < from)
            return SY_FORCE_NOT_YET;
        if (sy_body_int(state->body, SY_ACT_UNTIL, &until) && time >= until)
            return SY_FORCE_LAPSED;
        return SY_FORCE_GOOD;
    default:
        return SY_FORCE_GOOD;
    }
}

/* A merger or split that was entered takes effect at its time, whatever came between. */
static bool is_succeeded(const struct sy_registry_state *state, int64_t time)
{
    int64_t from;

    return state->type == SY_TYPE_ORGANISATION &&
           (state->force == SY_FORCE_GOOD || state->force == SY_FORCE_SUSPENDED) &&
           sy_body_has(state->body, SY_ORGANISATION_SUCCESSORS) &&
           sy_body_int(state->body, SY_ACT_FROM, &from) && time >= from;
}

enum sy_force sy_registry_force(const struct sy_registry_state *state, int64_t time)
{
    int64_t since;

    if (is_succeeded(state, time))
        return SY_FORCE_SUCCEEDED;
    switch ((int)state->force) {
    case SY_FORCE_GOOD:
        return by_dates(state, time);
    case SY_FORCE_SUSPENDED:
        return time < state->term ? SY_FORCE_SUSPENDED : by_dates(state, time);
    case SY_FORCE_BARRED:
        return time < state->term ? SY_FORCE_BARRED : SY_FORCE_ENDED;
    case SY_FORCE_SUCCEEDED:
        if (sy_body_int(state->body, SY_ACT_FROM, &since) && time < since)
            return SY_FORCE_GOOD;
        return SY_FORCE_SUCCEEDED;
    case SY_FORCE_REVOKED:
        if (sy_body_int(state->body, SY_KEY_SINCE, &since) && time < since)
            return state->term == INT64_MIN ? SY_FORCE_ENDED : SY_FORCE_GOOD;
        return SY_FORCE_REVOKED;
    default:
        return state->force;
    }
}

enum sy_err sy_registry_next_link(struct sy_registry_snapshot *snapshot, struct sy_bytes from,
                                  struct sy_bytes last, uint64_t size, struct sy_bytes *out)
{
    uint8_t start[SY_STORE_KEY_MAX];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    enum sy_err err;

    if (from.len == 0 || from.len + last.len + 2 > sizeof(start))
        return SY_NOT_FOUND;
    memcpy(start, from.data, from.len);
    start[from.len] = 0;
    if (last.len > 0)
        memcpy(start + from.len + 1, last.data, last.len);
    start[from.len + 1 + last.len] = 0; /* the least key behind the last one */
    err = sy_store_cursor_open(snapshot->txn, SY_REGISTRY_LINKS, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(
        cursor, (struct sy_bytes){start, from.len + 1 + (last.len > 0 ? last.len + 1 : 0)},
        &key, &row);
    for (; err == SY_OK; err = sy_store_next(cursor, &key, &row)) {
        if (key.len <= from.len + 1 || memcmp(key.data, start, from.len + 1) != 0)
            err = SY_NOT_FOUND;
        else if (row.len != 8)
            err = SY_CORRUPT;
        if (err != SY_OK || sy_get_u64be(row.data) < size)
            break;
    }
    sy_store_cursor_close(cursor);
    if (err == SY_OK)
        *out = (struct sy_bytes){key.data + from.len + 1, key.len - from.len - 1};
    return err;
}

enum sy_err sy_registry_next_act(struct sy_registry_snapshot *snapshot,
                                 const struct sy_registry_position *from,
                                 struct sy_registry_position *at, struct sy_bytes *subject)
{
    uint8_t start[12];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    enum sy_err err = sy_store_cursor_open(snapshot->txn, SY_REGISTRY_ACTS, &cursor);

    if (err != SY_OK)
        return err;
    sy_put_u64be(start, from->index);
    sy_put_u32be(start + 8, from->record);
    err = sy_store_seek(cursor, (struct sy_bytes){start, sizeof(start)}, &key, &row);
    sy_store_cursor_close(cursor);
    if (err == SY_OK && key.len != sizeof(start))
        err = SY_CORRUPT;
    if (err != SY_OK)
        return err;
    *at = (struct sy_registry_position){sy_get_u64be(key.data), sy_get_u32be(key.data + 8)};
    *subject = row;
    return SY_OK;
}

enum sy_err sy_registry_key(struct sy_registry_snapshot *snapshot, struct sy_bytes key,
                            uint64_t size, struct sy_registered_key *out)
{
    return sy_registry_load_key(snapshot->txn, key, size, out);
}

bool sy_office_covers(struct sy_bytes body, struct sy_bytes district, struct sy_bytes street)
{
    struct sy_bytes own = sy_body_bytes(body, SY_REGULATOR_DISTRICT);
    uint64_t level = 0;
    size_t len;

    if (!sy_body_uint(body, SY_REGULATOR_LEVEL, &level) || own.len != 6 || district.len != 6)
        return false;
    if (level == SY_LEVEL_STREET)
        return street.data != NULL &&
               sy_bytes_equal(street, sy_body_bytes(body, SY_REGULATOR_STREET));
    if (level == SY_LEVEL_DISTRICT)
        return sy_bytes_equal(own, district);
    if (level != SY_LEVEL_CITY)
        return false;
    /* 310000 has all of 31, 320100 all of 3201. */
    len = memcmp(own.data + 2, "0000", 4) == 0 ? 2 : 4;
    return memcmp(own.data, district.data, len) == 0;
}
