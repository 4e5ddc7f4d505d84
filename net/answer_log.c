#include "net/answer.h"

#include "ledger/identifier.h"
#include "ledger/log_scrub.h"
#include "proto/message.h"
#include "proto/record_type.h"

/* Is a record about what the reader names, as its open part says? */
struct naming {
    struct sy_position at;
    bool found;
};

static bool look_at_row(void *ctx, const struct sy_view_row *row)
{
    struct naming *naming = ctx;
    bool same = row->position.log == naming->at.log &&
                row->position.index == naming->at.index &&
                row->position.record == naming->at.record;

    for (size_t i = 0; i < row->role_count && same; i++)
        naming->found = naming->found || row->roles[i].kind == SY_PART_OPEN;
    return !naming->found;
}

static enum sy_err find_named(const struct sy_answer *answer, struct sy_answer_sight *sight,
                              uint64_t index, uint32_t record)
{
    struct naming naming = {.at = {(uint32_t)answer->log, index, record}};
    enum sy_err err = SY_OK;

    if (answer->item.len > 0)
        err = sy_view_scan(sight->view, sy_buffer_bytes(&answer->item), INT64_MIN, INT64_MAX,
                           look_at_row, &naming);
    sight->access.presented = naming.found;
    return err;
}

static enum sy_err put_records(struct sy_answer *answer, struct sy_answer_sight *sight,
                               struct sy_log_snapshot *snapshot, uint64_t index,
                               const struct sy_statement *statement)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    enum sy_err err;

    for (uint32_t i = 0; i < statement->record_count; i++) {
        err = sy_log_record(snapshot, index, i, &record);
        if (err == SY_OK)
            err = sy_log_record_sound(snapshot, index, &record);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        err = sy_answer_note_gaps(answer, snapshot, index, &record);
        if (err == SY_OK)
            err = find_named(answer, sight, index, i);
        if (err != SY_OK)
            return err;
        err = sy_answer_withhold(sight, snapshot, index, statement, &record, hashes);
        if (err != SY_OK)
            return err;
        sy_record_share_put(&answer->message, 2, &record);
    }
    sy_answer_put_gaps(answer, 3);
    return SY_OK;
}

static enum sy_err put_entry(struct sy_answer *answer, struct sy_answer_sight *sight,
                             struct sy_log_snapshot *snapshot, uint64_t index)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    enum sy_err err = sy_log_statement(snapshot, index, &bytes, &entry, &statement);

    if (err == SY_OK)
        err = sy_log_entry_sound(snapshot, index, bytes);
    if (err != SY_OK)
        return err;
    sy_buffer_clear(&answer->message);
    sy_wire_put_bytes(&answer->message, 1, bytes);
    if (answer->parts)
        err = put_records(answer, sight, snapshot, index, &statement);
    if (err == SY_OK)
        sy_answer_put(answer, SY_FRAME_ENTRY_SHARE);
    return err;
}

static enum sy_err put_entries(struct sy_answer *answer, struct sy_answer_sight *sight,
                               struct sy_log_snapshot *snapshot)
{
    enum sy_err err = SY_OK;

    if (answer->to > sy_log_head(snapshot)->tree.size)
        answer->to = sy_log_head(snapshot)->tree.size;
    while (err == SY_OK && answer->next < answer->to &&
           answer->piece.len < SY_ANSWER_PIECE_BYTES) {
        err = put_entry(answer, sight, snapshot, answer->next);
        err = sy_answer_stored(answer, answer->log, answer->next++, err);
    }
    answer->last = answer->next >= answer->to;
    return err;
}

static enum sy_err make_entries(struct sy_answer *answer)
{
    struct sy_log_snapshot *snapshot = NULL;
    struct sy_answer_sight sight = {0};
    enum sy_err err = SY_OK;

    if (answer->parts)
        err = sy_answer_sight_open(answer, &sight);
    if (err == SY_OK)
        err = sy_log_snapshot(answer->options->logs->log[answer->log].log, &snapshot);
    if (err == SY_OK)
        err = put_entries(answer, &sight, snapshot);
    sy_log_release(snapshot);
    sy_answer_sight_close(&sight);
    return err;
}

enum sy_err sy_answer_entries(struct sy_answer *answer)
{
    struct sy_get_entries ask;
    enum sy_err err = sy_get_entries_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_answer_find_log(answer, ask.origin);
    if (err == SY_OK && (ask.parts > 1 || (ask.gaps.has && ask.gaps.value != 1) ||
                         ask.to < ask.from || (ask.item.len > 0 && ask.to - ask.from > 1)))
        err = SY_LIMIT;
    if (err == SY_OK && ask.item.len > 0)
        err = sy_identifier_canonical(ask.item, &answer->item, NULL);
    if (err != SY_OK)
        return err;
    answer->next = ask.from;
    answer->to = ask.to;
    answer->parts = ask.parts != 0;
    answer->has_gaps = ask.gaps.has;
    answer->make = make_entries;
    return SY_OK;
}

static enum sy_err make_proof(struct sy_answer *answer)
{
    struct sy_bytes items[SY_PROOF_HASHES_MAX];
    struct sy_merkle_proof path = {0};
    struct sy_merkle_source source;
    struct sy_log_snapshot *snapshot;
    struct sy_get_proof ask;
    struct sy_proof reply;
    enum sy_err err = sy_get_proof_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_log_snapshot(answer->options->logs->log[answer->log].log, &snapshot);
    if (err != SY_OK)
        return err;
    source = sy_log_source(snapshot);
    if (ask.size > sy_log_head(snapshot)->tree.size)
        err = SY_NOT_FOUND;
    else if (ask.index.has)
        err = sy_merkle_prove_inclusion(&source, ask.size, ask.index.value, &path);
    else
        err = sy_merkle_prove_consistency(&source, ask.old_size.value, ask.size, &path);
    sy_log_release(snapshot);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < path.count; i++)
        items[i] = (struct sy_bytes){path.hash[i].bytes, SY_HASH_BYTES};
    reply.path = (struct sy_list){.items = items, .count = path.count};
    sy_proof_write(&reply, &answer->message);
    sy_answer_put(answer, SY_FRAME_PROOF);
    answer->last = true;
    return SY_OK;
}

enum sy_err sy_answer_proof(struct sy_answer *answer)
{
    struct sy_get_proof ask;
    enum sy_err err = sy_get_proof_read(answer->request->payload, &ask);

    if (err == SY_OK && ask.index.has == ask.old_size.has)
        err = SY_LIMIT;
    if (err == SY_OK)
        err = sy_answer_find_log(answer, ask.origin);
    if (err == SY_OK)
        answer->make = make_proof;
    return err;
}

static enum sy_err make_subject(struct sy_answer *answer)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_subject_reply reply;
    struct sy_get_subject ask;
    enum sy_err err = sy_get_subject_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_registry_snapshot(answer->options->registry, &snapshot);
    if (err != SY_OK)
        return err;
    reply.registry_size = sy_registry_size(snapshot);
    err = sy_registry_after(snapshot, ask.subject, &reply.after);
    sy_registry_release(snapshot);
    if (err != SY_OK)
        return err;
    sy_subject_reply_write(&reply, &answer->message);
    sy_answer_put(answer, SY_FRAME_SUBJECT_REPLY);
    answer->last = true;
    return SY_OK;
}

enum sy_err sy_answer_subject(struct sy_answer *answer)
{
    answer->make = make_subject;
    return SY_OK;
}

static enum sy_err put_policy(struct sy_answer *answer, struct sy_registry_snapshot *snapshot,
                              uint64_t version)
{
    struct sy_policy_signatures signatures;
    struct sy_bytes items[SY_POLICY_SIGNATURES_MAX];
    struct sy_policy_reply reply;
    uint64_t index;
    enum sy_err err =
        sy_registry_policy_document(snapshot, version, &reply.text, &signatures, &index);

    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < signatures.count; i++)
        items[i] = (struct sy_bytes){signatures.item[i], SY_POLICY_SIGNATURE_BYTES};
    reply.signatures = (struct sy_list){.items = items, .count = signatures.count};
    sy_policy_reply_write(&reply, &answer->message);
    sy_answer_put(answer, SY_FRAME_POLICY_REPLY);
    answer->last = true;
    return SY_OK;
}

static enum sy_err make_policy(struct sy_answer *answer)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_get_policy ask;
    enum sy_err err = sy_get_policy_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_registry_snapshot(answer->options->registry, &snapshot);
    if (err != SY_OK)
        return err;
    err = put_policy(answer, snapshot, ask.version);
    sy_registry_release(snapshot);
    return err;
}

enum sy_err sy_answer_policy(struct sy_answer *answer)
{
    answer->make = make_policy;
    return SY_OK;
}

static enum sy_err make_checkpoint(struct sy_answer *answer)
{
    struct sy_checkpoint_reply reply = {sy_shared_note_bytes(answer->notes[answer->log])};

    if (reply.note.len == 0)
        return SY_NOT_YET;
    sy_checkpoint_reply_write(&reply, &answer->message);
    sy_answer_put(answer, SY_FRAME_CHECKPOINT);
    answer->last = true;
    return SY_OK;
}

enum sy_err sy_answer_checkpoint(struct sy_answer *answer)
{
    struct sy_get_checkpoint ask;
    enum sy_err err = sy_get_checkpoint_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_answer_find_log(answer, ask.origin);
    if (err == SY_OK)
        answer->make = make_checkpoint;
    return err;
}
