#include "tools/act_batch.h"

#include <stdlib.h>
#include <string.h>

#include "proto/array.h"
#include "proto/record_type.h"

enum { ASKED_AT_ONCE = 64 };

/* ---- subjects ---- */

static uint64_t hash_of(struct sy_bytes subject)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < subject.len; i++)
        hash = (hash ^ subject.data[i]) * UINT64_C(1099511628211);
    return hash == 0 ? 1 : hash;
}

/* The slot of that hash, or the free one where it belongs. Two subjects of one hash only make
 * a batch end sooner. */
static uint64_t *slot_of(struct sy_act_batch *batch, uint64_t hash)
{
    size_t at = (size_t)hash & (SY_ACT_BATCH_SLOTS - 1);

    while (batch->subjects[at] != 0 && batch->subjects[at] != hash)
        at = (at + 1) & (SY_ACT_BATCH_SLOTS - 1);
    return &batch->subjects[at];
}

/* What else the act changes: the key or card that it replaces. */
static struct sy_bytes replaced_by(const struct sy_act_form *form)
{
    uint32_t number = form->rule->type == SY_TYPE_KEY    ? SY_KEY_REPLACES
                      : form->rule->type == SY_TYPE_CARD ? SY_CARD_REPLACES
                                                         : 0;

    for (size_t i = 0; number != 0 && i < form->draft.count; i++) {
        if (form->draft.fields[i].number == number)
            return form->draft.fields[i].bytes;
    }
    return (struct sy_bytes){NULL, 0};
}

/* ---- adding ---- */

static enum sy_err put_bodies(struct sy_act_batch *batch, const struct sy_act_form *form,
                              struct sy_act_item *item)
{
    struct sy_buffer *to = &batch->bodies;

    item->open_from = to->len;
    sy_act_write(&form->draft, to);
    item->personal_from = to->len;
    if (form->personal.type != 0)
        sy_act_write(&form->personal, to);
    item->text_from = to->len;
    sy_buffer_put_bytes(to, item->origin.text);
    item->origin.text = (struct sy_bytes){NULL, 0};
    item->end = to->len;
    return to->err;
}

enum sy_err sy_act_batch_add(struct sy_act_batch *batch, const struct sy_act_form *form,
                             const struct sy_act_origin *origin)
{
    struct sy_act_item item = {.type = form->rule->type,
                               .ask = form->rule->when != 1u << SY_FORCE_NONE,
                               .origin = *origin};
    struct sy_bytes replaced = replaced_by(form);
    struct sy_act_item *items;
    enum sy_err err;

    if (batch->count == SY_RECORDS_MAX || batch->bodies.len > SY_ACT_BATCH_BYTES_MAX ||
        *slot_of(batch, hash_of(form->subject)) != 0 ||
        (replaced.data != NULL && *slot_of(batch, hash_of(replaced)) != 0))
        return SY_FULL;
    items = sy_array_room(batch->items, batch->count, &batch->capacity, sizeof(*items));
    if (items == NULL)
        return SY_NO_MEMORY;
    batch->items = items;
    err = put_bodies(batch, form, &item);
    if (err != SY_OK)
        return err;
    *slot_of(batch, hash_of(form->subject)) = hash_of(form->subject);
    if (replaced.data != NULL)
        *slot_of(batch, hash_of(replaced)) = hash_of(replaced);
    items[batch->count++] = item;
    return SY_OK;
}

static struct sy_bytes body_of(const struct sy_act_batch *batch, size_t from, size_t to)
{
    return (struct sy_bytes){batch->bodies.data + from, to - from};
}

struct sy_bytes sy_act_batch_subject(const struct sy_act_batch *batch, size_t i)
{
    const struct sy_act_item *item = &batch->items[i];

    return sy_body_bytes(body_of(batch, item->open_from, item->personal_from), SY_ACT_SUBJECT);
}

struct sy_bytes sy_act_batch_text(const struct sy_act_batch *batch, size_t i)
{
    return body_of(batch, batch->items[i].text_from, batch->items[i].end);
}

/* ---- asking ---- */

static enum sy_err ask(struct sy_act_batch *batch, struct sy_peer *peer, size_t i, uint64_t *id)
{
    struct sy_get_subject question = {sy_act_batch_subject(batch, i)};
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_get_subject_write(&question, &payload);
    err = payload.err;
    if (err == SY_OK)
        err = sy_peer_send(peer, SY_FRAME_GET_SUBJECT, sy_buffer_bytes(&payload), id);
    sy_buffer_close(&payload);
    return err;
}

/* The questions that are not answered yet: which act each is about. */
struct asked {
    size_t count;
    struct {
        uint64_t id;
        size_t item;
    } list[ASKED_AT_ONCE];
};

static enum sy_err take_answer(struct sy_act_batch *batch, struct sy_peer *peer,
                               struct asked *asked)
{
    struct sy_frame_message message = {0};
    struct sy_subject_reply reply;
    enum sy_err err = sy_peer_receive(peer, &message);
    bool found = false;

    if (err != SY_OK)
        return err;
    if (message.type != SY_FRAME_SUBJECT_REPLY ||
        sy_subject_reply_read(sy_buffer_bytes(&message.payload), &reply) != SY_OK)
        err = sy_peer_malformed(peer);
    for (size_t i = 0; err == SY_OK && i < asked->count && !found; i++) {
        if (asked->list[i].id != message.id)
            continue;
        found = true;
        batch->items[asked->list[i].item].after = reply.after;
        asked->list[i] = asked->list[--asked->count];
    }
    sy_frame_message_close(&message);
    return err == SY_OK && !found ? sy_peer_malformed(peer) : err;
}

enum sy_err sy_act_batch_ask(struct sy_act_batch *batch, struct sy_peer *peer)
{
    struct asked asked = {0};
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < batch->count && err == SY_OK; i++) {
        if (!batch->items[i].ask)
            continue;
        if (asked.count == ASKED_AT_ONCE)
            err = take_answer(batch, peer, &asked);
        if (err == SY_OK)
            err = ask(batch, peer, i, &asked.list[asked.count].id);
        if (err == SY_OK)
            asked.list[asked.count++].item = i;
    }
    while (asked.count > 0 && err == SY_OK)
        err = take_answer(batch, peer, &asked);
    return err;
}

/* ---- signing ---- */

static enum sy_err compose_one(const struct sy_act_batch *batch, const struct sy_act_item *item,
                               struct sy_composer *composer, struct sy_buffer scratch[3])
{
    struct sy_draft draft = {.type = item->type};
    enum sy_err err;

    for (size_t i = 0; i < 3; i++)
        sy_buffer_clear(&scratch[i]);
    sy_wire_put_uint(&scratch[0], SY_ACT_AFTER, item->after);
    sy_body_overlay(body_of(batch, item->open_from, item->personal_from),
                    sy_buffer_bytes(&scratch[0]), &scratch[1]);
    if (item->text_from > item->personal_from)
        sy_body_overlay(body_of(batch, item->personal_from, item->text_from),
                        sy_buffer_bytes(&scratch[0]), &scratch[2]);
    err = scratch[0].err != SY_OK   ? scratch[0].err
          : scratch[1].err != SY_OK ? scratch[1].err
                                    : scratch[2].err;
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&scratch[1]);
    if (scratch[2].len > 0)
        draft.bodies[SY_PART_PERSONAL - 1] = sy_buffer_bytes(&scratch[2]);
    return err == SY_OK ? sy_composer_add(composer, &draft, 0) : err;
}

enum sy_err sy_act_batch_sign(const struct sy_act_batch *batch, size_t from, size_t to,
                              const struct sy_act_signers *signers,
                              const struct sy_scope *scope, struct sy_buffer *submission)
{
    const struct sy_key_line *nonce = sy_key_file_find(&signers->file, SY_KEY_NONCE, NULL);
    struct sy_buffer scratch[3] = {{0}};
    struct sy_composer composer;
    enum sy_err err = SY_OK;

    sy_assert(from < to);
    sy_assert(nonce != NULL);
    sy_composer_init(&composer, sy_text(signers->principal), nonce->seed);
    for (size_t i = from; i < to && err == SY_OK; i++)
        err = compose_one(batch, &batch->items[i], &composer, scratch);
    if (err == SY_OK)
        err = sy_act_signers_sign(signers, scope, &composer, submission);
    sy_composer_close(&composer);
    for (size_t i = 0; i < 3; i++)
        sy_buffer_close(&scratch[i]);
    return err;
}

void sy_act_batch_clear(struct sy_act_batch *batch)
{
    batch->count = 0;
    sy_buffer_clear(&batch->bodies);
    memset(batch->subjects, 0, sizeof(batch->subjects));
}

void sy_act_batch_close(struct sy_act_batch *batch)
{
    if (batch == NULL)
        return;
    free(batch->items);
    batch->items = NULL;
    batch->count = batch->capacity = 0;
    sy_buffer_close(&batch->bodies);
}
