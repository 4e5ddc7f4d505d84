#include <stdlib.h>
#include <string.h>

#include "ledger/support.h"
#include "proto/record_type.h"
#include "proto/share.h"

/* Field numbers of Support and SupportEntry. */
enum { FORMAT = 1, SUPPORT_FORMAT = 1, SUPPORT_NOTE, SUPPORT_ENTRIES };
enum { ENTRY_BYTES = 1, ENTRY_PATH };

struct making {
    const struct sy_support_source *source;
    size_t count;
    struct sy_registry_position acts[SY_SUPPORT_ACTS_MAX];
};

static int compare(const void *a, const void *b)
{
    const struct sy_registry_position *x = a;
    const struct sy_registry_position *y = b;

    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static enum sy_err add(struct making *m, uint64_t index, uint32_t record)
{
    for (size_t i = 0; i < m->count; i++) {
        if (m->acts[i].index == index && m->acts[i].record == record)
            return SY_OK;
    }
    if (m->count == SY_SUPPORT_ACTS_MAX)
        return SY_LIMIT;
    m->acts[m->count++] = (struct sy_registry_position){index, record};
    return SY_OK;
}

/* Every act that made the subject what it is. SY_NOT_FOUND when there is none. */
static enum sy_err add_subject(struct making *m, struct sy_bytes subject)
{
    struct sy_registry_state state = {.index = UINT64_MAX};
    bool any = false;
    enum sy_err err;

    while ((err = sy_registry_next_state(m->source->registry, subject, state.index, &state)) ==
               SY_OK &&
           state.index < m->source->size) {
        err = add(m, state.index, state.record);
        if (err != SY_OK)
            return err;
        any = true;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    return any ? SY_OK : SY_NOT_FOUND;
}

static enum sy_err add_delegation(struct making *m, const struct sy_statement *statement)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_delegation(
        m->source->registry, statement->delegation, statement->principal,
        statement->signers[0].subject, sy_registry_size(m->source->registry), &state);

    return err == SY_OK ? add_subject(m, sy_body_bytes(state.body, SY_ACT_SUBJECT)) : err;
}

static enum sy_err find_acts(struct making *m, const struct sy_statement *statement)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    enum sy_err err = add_subject(m, statement->principal);

    for (size_t i = 0; err == SY_OK && i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];

        sy_key_subject(signer->key.data, subject);
        err = add_subject(m, sy_text(subject));
        if (err == SY_OK && signer->subject.len > 0)
            err = add_subject(m, signer->subject);
    }
    if (err == SY_OK && statement->has_delegation)
        err = add_delegation(m, statement);
    qsort(m->acts, m->count, sizeof(m->acts[0]), compare);
    return err;
}

/* One act: its open part, and what else it has by hash. */
static enum sy_err put_record(const struct making *m, const struct sy_registry_position *at,
                              uint32_t path_of, struct sy_buffer *out)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    enum sy_err err = sy_log_record(m->source->log, at->index, at->record, &record);

    record.path_count = 0;
    if (err == SY_OK && path_of > 0)
        err = sy_log_record_path(m->source->log, at->index, at->record, path_of, &record);
    if (err != SY_OK)
        return err;
    for (size_t i = 1; i < record.part_count; i++) {
        struct sy_part_share *share = &record.parts[i];

        if (share->part.data == NULL)
            continue;
        hashes[i] = sy_part_hash((uint8_t)share->kind, share->part);
        *share =
            (struct sy_part_share){share->kind, {NULL, 0}, {hashes[i].bytes, SY_HASH_BYTES}};
    }
    sy_record_share_put(out, SY_SUPPORT_ENTRY_RECORDS, &record);
    return out->err;
}

/* The acts [from, to), which are one entry's. */
static enum sy_err put_entry(const struct making *m, size_t from, size_t to,
                             struct sy_buffer *out)
{
    struct sy_merkle_source tree = sy_log_source(m->source->log);
    uint64_t index = m->acts[from].index;
    struct sy_statement statement;
    struct sy_merkle_proof path;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err = sy_log_statement(m->source->log, index, &bytes, &entry, &statement);
    uint32_t path_of;

    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(&tree, m->source->size, index, &path);
    if (err != SY_OK)
        return err;
    sy_wire_put_bytes(out, ENTRY_BYTES, bytes);
    for (size_t i = 0; i < path.count; i++)
        sy_wire_put_bytes(out, ENTRY_PATH,
                          (struct sy_bytes){path.hash[i].bytes, SY_HASH_BYTES});
    path_of = to - from == statement.record_count ? 0 : statement.record_count;
    for (size_t i = from; err == SY_OK && i < to; i++)
        err = put_record(m, &m->acts[i], path_of, out);
    return err == SY_OK ? out->err : err;
}

static enum sy_err put_entries(const struct making *m, struct sy_buffer *out)
{
    struct sy_buffer entry = {0};
    enum sy_err err = SY_OK;
    size_t to;

    for (size_t from = 0; err == SY_OK && from < m->count; from = to) {
        to = from + 1;
        while (to < m->count && m->acts[to].index == m->acts[from].index)
            to++;
        sy_buffer_clear(&entry);
        err = put_entry(m, from, to, &entry);
        if (err == SY_OK)
            sy_wire_put_bytes(out, SUPPORT_ENTRIES, sy_buffer_bytes(&entry));
    }
    sy_buffer_close(&entry);
    return err == SY_OK ? out->err : err;
}

enum sy_err sy_support_make(const struct sy_support_source *source,
                            const struct sy_statement *statement, struct sy_buffer *out)
{
    struct making m = {.source = source};
    size_t before = out->len;
    enum sy_err err = find_acts(&m, statement);

    if (err != SY_OK)
        return err;
    sy_wire_put_uint(out, SUPPORT_FORMAT, FORMAT);
    sy_wire_put_bytes(out, SUPPORT_NOTE, source->note);
    err = put_entries(&m, out);
    if (err != SY_OK)
        out->len = before;
    return err;
}
