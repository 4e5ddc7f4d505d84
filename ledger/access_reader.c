#include "ledger/access_reader.h"

#include <string.h>

#include "proto/record_type.h"

static const char before[] = "predecessor:";
static const char node[] = "node:";

bool sy_access_reader_is(const struct sy_access_reader *reader, struct sy_bytes subject)
{
    for (size_t i = 0; i < reader->name_count; i++) {
        if (sy_bytes_equal(reader->names[i], subject))
            return true;
    }
    return false;
}

/* Those whom one of the names has succeeded, once the succession has taken effect. */
static enum sy_err add_predecessors(struct sy_registry_snapshot *registry, size_t n,
                                    int64_t now, struct sy_access_reader *out)
{
    char from[sizeof(before) + SY_SUBJECT_BYTES_MAX];
    struct sy_bytes name = out->names[n];
    struct sy_bytes found = {NULL, 0};
    enum sy_err err = SY_OK;

    sy_assert(name.len <= SY_SUBJECT_BYTES_MAX);
    memcpy(from, before, sizeof(before) - 1);
    memcpy(from + sizeof(before) - 1, name.data, name.len);
    name = (struct sy_bytes){(const uint8_t *)from, sizeof(before) - 1 + name.len};
    while (err == SY_OK && out->name_count < SY_ACCESS_NAMES_MAX) {
        struct sy_registry_state state;

        err = sy_registry_next_link(registry, name, found, UINT64_MAX, &found);
        if (err == SY_OK)
            err = sy_registry_state(registry, found, UINT64_MAX, &state);
        if (err == SY_OK && sy_registry_force(&state, now) == SY_FORCE_SUCCEEDED &&
            !sy_access_reader_is(out, found))
            out->names[out->name_count++] = found;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err as_organisation(struct sy_registry_snapshot *registry,
                                   const struct sy_registry_state *state, int64_t now,
                                   struct sy_access_reader *out)
{
    enum sy_force force = sy_registry_force(state, now);
    enum sy_err err = SY_OK;

    out->who = SY_READER_ORGANISATION;
    out->in_standing = force == SY_FORCE_GOOD || force == SY_FORCE_SUSPENDED;
    for (size_t n = 0; n < out->name_count && err == SY_OK; n++)
        err = add_predecessors(registry, n, now, out);
    return err;
}

enum sy_err sy_access_reader_find(struct sy_registry_snapshot *registry,
                                  struct sy_bytes subject, int64_t now,
                                  struct sy_access_reader *out)
{
    struct sy_registry_state state;
    enum sy_err err;

    *out = (struct sy_access_reader){.who = SY_READER_ANONYMOUS};
    if (subject.len == 0 || subject.len > SY_SUBJECT_BYTES_MAX)
        return SY_OK;
    out->names[out->name_count++] = subject;
    if (sy_bytes_equal(subject, sy_text(SY_AUTHORITY))) {
        out->who = SY_READER_AUTHORITY;
        return SY_OK;
    }
    err = sy_registry_state(registry, subject, UINT64_MAX, &state);
    if (err == SY_OK && state.type == SY_TYPE_ORGANISATION)
        return as_organisation(registry, &state, now, out);
    if (err == SY_OK && sy_registry_force(&state, now) == SY_FORCE_GOOD &&
        state.type == SY_TYPE_REGULATOR) {
        out->who = SY_READER_REGULATOR;
        out->office = state.body;
    } else if (err == SY_OK && state.type == SY_TYPE_NODE && state.force == SY_FORCE_GOOD) {
        out->who = SY_READER_NODE;
    } else if (err == SY_OK && state.type == SY_TYPE_PERSON) {
        out->who = SY_READER_PERSON; /* barred or not: it is about him */
    } else if (err == SY_NOT_FOUND && subject.len > sizeof(node) - 1 &&
               memcmp(subject.data, node, sizeof(node) - 1) == 0) {
        out->who = SY_READER_NODE; /* of the genesis: the registry says nothing of it yet */
    } else {
        out->name_count = 0;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}
