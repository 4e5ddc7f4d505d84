#include "tools/journey_walk.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/epcis_export.h"
#include "ledger/identifier.h"
#include "proto/part.h"
#include "tools/broken.h"

enum { WIDER_MAX = 8 };

_Static_assert(SY_WALK_LOGS_MAX >= SY_NETWORK_NODES_MAX + 1, "every log of a network");

static enum sy_exit broken_log(struct sy_walk *walk, struct sy_bytes origin, enum sy_err err,
                               const char *what)
{
    struct sy_audit_problem why = {.rule = "checkpoint", .what = what};
    struct sy_buffer name = {0};
    enum sy_exit status;

    sy_buffer_put_bytes(&name, origin);
    status = sy_broken_report(walk->peer->output, sy_buffer_text(&name), err, &why);
    sy_buffer_close(&name);
    return status;
}

static enum sy_exit malformed(struct sy_walk *walk)
{
    enum sy_err err = sy_peer_malformed(walk->peer);

    sy_assert(err != SY_OK);
    return sy_peer_report(walk->peer);
}

static enum sy_exit take_log(struct sy_walk *walk, struct sy_bytes mark_bytes,
                             struct sy_bytes note)
{
    struct sy_walk_log *log = &walk->logs[walk->log_count];
    struct sy_watermark mark;
    enum sy_err err;

    if (walk->log_count == SY_WALK_LOGS_MAX || sy_watermark_read(mark_bytes, &mark) != SY_OK)
        return malformed(walk);
    err = sy_trust_open(&walk->peer->network, note, &log->trust);
    if (err != SY_OK)
        return broken_log(walk, mark.origin, err, log->trust.what);
    if (!sy_bytes_equal(mark.origin, sy_text(log->trust.checkpoint.origin)))
        return broken_log(walk, mark.origin, SY_BAD_CHECKPOINT,
                          "the checkpoint is another log's");
    log->as_of = mark.size;
    walk->log_count++;
    return SY_EXIT_YES;
}

/* What the node says of itself: how many records it has without the parts that views read. */
static void take_unread(struct sy_walk *walk, const struct sy_journey_start *start)
{
    struct sy_wire cursor = sy_list_open(&start->unread);
    struct sy_bytes message;
    struct sy_unread unread;

    while (sy_list_next(&start->unread, &cursor, &message)) {
        if (sy_unread_read(message, &unread) != SY_OK)
            continue;
        for (size_t i = 0; i < walk->log_count; i++) {
            if (sy_bytes_equal(unread.origin, sy_text(walk->logs[i].trust.checkpoint.origin)))
                walk->logs[i].unread = unread.records;
        }
    }
}

static enum sy_exit take_start(struct sy_walk *walk, struct sy_bytes message)
{
    struct sy_journey_start start;
    struct sy_wire marks;
    struct sy_wire notes;
    struct sy_bytes mark;
    struct sy_bytes note;
    enum sy_exit status = SY_EXIT_YES;
    bool has_note;

    if (sy_journey_start_read(message, &start) != SY_OK)
        return malformed(walk);
    sy_buffer_put_bytes(&walk->item, start.item);
    marks = sy_list_open(&start.as_of);
    notes = sy_list_open(&start.notes);
    while (status == SY_EXIT_YES && sy_list_next(&start.as_of, &marks, &mark)) {
        has_note = sy_list_next(&start.notes, &notes, &note);
        if (!has_note)
            note = (struct sy_bytes){NULL, 0};
        status = take_log(walk, mark, note);
    }
    if (status == SY_EXIT_YES)
        take_unread(walk, &start);
    return status;
}

/* What the node says when there is no journey. */
static enum sy_exit refuse(struct sy_walk *walk, const struct sy_get_journey *ask)
{
    struct sy_output *o = walk->peer->output;
    enum sy_err err = walk->peer->refused ? walk->peer->err : SY_OK;
    struct sy_buffer item = {0};
    enum sy_exit status = SY_EXIT_USAGE;
    const char *text;

    sy_buffer_put_bytes(&item, ask->item);
    text = sy_buffer_text(&item);
    if (err == SY_NOT_FOUND) {
        sy_output_error(o, walk->peer->subject[0] == 0 ? SY_SAY(ITEM_UNKNOWN, text)
                                                       : SY_SAY(ITEM_UNKNOWN_TO_YOU, text));
        status = SY_EXIT_NO;
    } else if (err == SY_BAD_IDENTIFIER || err == SY_LIMIT) {
        sy_output_error(o, SY_SAY(ITEM_IS_NONE, text));
    } else if (err == SY_PERSONAL) {
        sy_output_error(o, SY_SAY(ITEM_IS_A_PERSON, NULL));
    } else {
        status = sy_peer_report(walk->peer);
    }
    sy_buffer_close(&item);
    return status;
}

enum sy_exit sy_walk_open(struct sy_walk *walk, const struct sy_get_journey *ask)
{
    struct sy_get_journey with_gaps = *ask;
    struct sy_buffer payload = {0};
    enum sy_exit status;
    enum sy_err err;

    with_gaps.gaps = (struct sy_optional){true, 1};
    walk->logs = calloc(SY_WALK_LOGS_MAX, sizeof(*walk->logs));
    if (walk->logs == NULL)
        return sy_broken_fault(walk->peer->output, SY_NO_MEMORY);
    sy_get_journey_write(&with_gaps, &payload);
    err = sy_peer_send(walk->peer, SY_FRAME_GET_JOURNEY, sy_buffer_bytes(&payload), &walk->id);
    sy_buffer_close(&payload);
    if (err == SY_OK)
        err = sy_peer_receive(walk->peer, &walk->frame);
    if (err != SY_OK)
        return refuse(walk, ask);
    if (walk->frame.type != SY_FRAME_JOURNEY_START || walk->frame.id != walk->id)
        return malformed(walk);
    walk->ended = (walk->frame.flags & SY_FRAME_END) != 0;
    status = take_start(walk, sy_buffer_bytes(&walk->frame.payload));
    return status;
}

static const struct sy_walk_log *find_log(const struct sy_walk *walk, struct sy_bytes origin)
{
    for (size_t i = 0; i < walk->log_count; i++) {
        if (sy_bytes_equal(origin, sy_text(walk->logs[i].trust.checkpoint.origin)))
            return &walk->logs[i];
    }
    return NULL;
}

/* A part that is not here. Of one that was erased, the order may have left something. */
static enum sy_err read_missing(struct sy_walk *walk, struct sy_walk_step *step,
                                const struct sy_part_share *share)
{
    struct sy_erased_place place = {walk->directory, step->message.origin,
                                    step->evidence.entry.index, step->record.index};
    struct sy_erasure *erasure = &step->erasures[share->kind - 1];
    enum sy_err err = sy_erased_find(&place, share, erasure);

    step->withheld |= 1u << share->kind;
    step->states[share->kind - 1] =
        sy_keeping_state(&step->message.gaps, step->record.index, share->kind);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    step->erased |= 1u << share->kind;
    if (share->kind <= SY_PART_CHAIN)
        step->parts.body[share->kind - 1] = erasure->what.residue;
    return SY_OK;
}

/* The bodies of an event; what is withheld, as bits. */
static enum sy_err read_parts(struct sy_walk *walk, struct sy_walk_step *step,
                              const char **what)
{
    for (size_t i = 0; i < step->record.part_count; i++) {
        const struct sy_part_share *share = &step->record.parts[i];
        struct sy_part part;

        if (share->kind > SY_PART_KINDS)
            continue;
        if (share->part.data == NULL) {
            enum sy_err err = read_missing(walk, step, share);

            if (err != SY_OK)
                return err;
            continue;
        }
        if (sy_part_read(share->part, &part) != SY_OK || part.type != SY_TYPE_EPCIS_EVENT) {
            *what = "the step's record is no EPCIS event";
            return SY_BAD_EVENT;
        }
        step->parts.body[share->kind - 1] = part.body;
    }
    return SY_OK;
}

/* The node knows of the event from a time when it had a part that it does not have any more. */
static bool has_nothing(const struct sy_walk_step *step)
{
    bool gone = false;

    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (step->parts.body[i].data != NULL)
            return false;
        gone = gone || step->states[i] == SY_PART_NOT_SUBSCRIBED ||
               step->states[i] == SY_PART_AGED_OUT || step->states[i] == SY_PART_WANTED;
    }
    return gone;
}

static enum sy_err read_event(struct sy_walk *walk, struct sy_walk_step *step,
                              const char **what)
{
    struct sy_json_writer writer = {.to = &walk->text};
    enum sy_err err;

    sy_json_close(&walk->document);
    sy_buffer_clear(&walk->text);
    if (has_nothing(step))
        return SY_OK;
    err = sy_epcis_event_read(&step->parts, &step->view);
    if (err == SY_OK)
        err = sy_epcis_export_object(&writer, SY_TYPE_EPCIS_EVENT, &step->parts,
                                     sy_epcis_export_context(SY_TYPE_EPCIS_EVENT, &step->parts),
                                     (struct sy_bytes){NULL, 0});
    if (err == SY_OK)
        err = walk->text.err;
    walk->document.last_counts = true;
    if (err == SY_OK)
        err = sy_json_parse(sy_buffer_bytes(&walk->text), &walk->document, NULL);
    if (err != SY_OK) {
        *what = sy_err_class(err) == SY_CLASS_FAULT ? NULL : "the event cannot be read";
        return err;
    }
    step->event = walk->document.root;
    return SY_OK;
}

/* Is one of the wider names of narrow the other? Canonical texts. */
static bool is_wider(struct sy_bytes narrow, struct sy_bytes wide)
{
    struct sy_buffer name = {0};
    bool found = false;

    for (size_t n = 0; n < WIDER_MAX && !found; n++) {
        sy_buffer_clear(&name);
        if (sy_identifier_wider(narrow, n, &name) != SY_OK)
            break;
        found = sy_bytes_equal(sy_buffer_bytes(&name), wide);
    }
    sy_buffer_close(&name);
    return found;
}

static bool names(const struct sy_epcis_parts *parts, struct sy_bytes wanted)
{
    struct sy_buffer canonical = {0};
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    bool found = false;

    sy_epcis_items(&items, parts);
    while (!found && sy_epcis_items_next(&items, &item)) {
        struct sy_bytes name;

        sy_buffer_clear(&canonical);
        if (sy_identifier_canonical(item.id, &canonical, NULL) != SY_OK)
            continue;
        name = sy_buffer_bytes(&canonical);
        found =
            sy_bytes_equal(name, wanted) || is_wider(name, wanted) || is_wider(wanted, name);
    }
    sy_buffer_close(&canonical);
    return found;
}

/* What the event should name: the outermost of what contained the item, or the item. */
static struct sy_bytes wanted_name(const struct sy_walk *walk, const struct sy_walk_step *step)
{
    struct sy_wire cursor = sy_list_open(&step->message.via);
    struct sy_bytes name = sy_buffer_bytes(&walk->item);
    struct sy_bytes next;

    while (sy_list_next(&step->message.via, &cursor, &next))
        name = next;
    return name;
}

static enum sy_err verify(struct sy_walk *walk, struct sy_walk_step *step, const char **what)
{
    enum sy_err err =
        sy_verified_entry(&walk->peer->network, &step->log->trust, step->message.entry,
                          &step->message.path, &step->evidence, what);

    if (err == SY_OK && sy_record_share_read(step->message.record, &step->record) != SY_OK) {
        *what = "the record cannot be read";
        err = SY_BAD_ENCODING;
    }
    if (err == SY_OK)
        err = sy_verified_record(&step->evidence.statement, &step->record, what);
    if (err == SY_OK) {
        err = sy_directory_authorise(walk->directory, step->message.origin, &step->evidence);
        *what = "its signers may not speak for its principal";
    }
    if (err == SY_OK)
        err = read_parts(walk, step, what);
    if (err == SY_OK)
        err = read_event(walk, step, what);
    if (sy_err_class(err) == SY_CLASS_FAULT)
        *what = NULL;
    return err;
}

enum sy_exit sy_walk_next(struct sy_walk *walk, struct sy_walk_step *out, bool *done)
{
    struct sy_walk_step step = {.number = walk->steps + 1};
    const char *what = NULL;
    enum sy_err err = SY_OK;

    *done = walk->ended;
    if (walk->ended)
        return SY_EXIT_YES;
    sy_frame_message_close(&walk->frame);
    if (sy_peer_receive(walk->peer, &walk->frame) != SY_OK)
        return sy_peer_report(walk->peer);
    if (walk->frame.type == SY_FRAME_JOURNEY_STEP && walk->frame.id == walk->id)
        err = sy_journey_step_read(sy_buffer_bytes(&walk->frame.payload), &step.message);
    else
        err = SY_BAD_ENCODING;
    if (err == SY_OK)
        step.log = find_log(walk, step.message.origin);
    if (err != SY_OK || step.log == NULL)
        return malformed(walk);
    err = verify(walk, &step, &what);
    if (err == SY_NOT_YET) {
        sy_output_error(walk->peer->output, SY_SAY(REGISTRY_GREW, NULL));
        return SY_EXIT_UNASKED;
    }
    if (err != SY_OK)
        return sy_broken_entry(walk->peer->output, step.message.origin,
                               step.evidence.entry.index, err, what);
    step.names_item = names(&step.parts, wanted_name(walk, &step));
    walk->ended = (walk->frame.flags & SY_FRAME_END) != 0;
    walk->steps++;
    *out = step;
    return SY_EXIT_YES;
}

void sy_walk_close(struct sy_walk *walk)
{
    sy_frame_message_close(&walk->frame);
    sy_json_close(&walk->document);
    sy_buffer_close(&walk->text);
    sy_buffer_close(&walk->item);
    free(walk->logs);
    walk->logs = NULL;
}
