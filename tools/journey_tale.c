#include "tools/journey_tale.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/format.h"
#include "tools/plain.h"
#include "tools/words.h"

enum { ROOT_SHOWN = 16 };

static const int64_t late_us = (int64_t)24 * 3600 * 1000000;

static const char *number(uint64_t value, char out[24])
{
    snprintf(out, 24, "%" PRIu64, value);
    return out;
}

/* Say a message whose one word has been gathered in text. */
static void say_text(struct sy_tale *tale, enum sy_message message)
{
    const char *text = sy_buffer_text(&tale->text);

    sy_output_say(tale->output, &(const struct sy_saying){.message = message, .words = {text}});
    sy_buffer_clear(&tale->text);
}

static const char *name_of(struct sy_tale *tale, struct sy_bytes identifier,
                           struct sy_buffer *scratch)
{
    sy_buffer_clear(scratch);
    sy_event_put_name(scratch, &tale->teller, identifier);
    return sy_buffer_text(scratch);
}

static const char *subject_of(struct sy_tale *tale, struct sy_bytes subject,
                              struct sy_buffer *scratch)
{
    sy_buffer_clear(scratch);
    sy_event_put_subject(scratch, &tale->teller, subject);
    return sy_buffer_text(scratch);
}

static void remember_signer(struct sy_tale *tale, struct sy_bytes principal)
{
    for (size_t i = 0; i < tale->signer_count; i++) {
        if (sy_bytes_equal(sy_buffer_bytes(&tale->signers[i]), principal))
            return;
    }
    if (tale->signer_count < SY_TALE_SIGNERS_MAX)
        sy_buffer_put_bytes(&tale->signers[tale->signer_count++], principal);
}

static void remember_hint(struct sy_tale *tale, struct sy_bytes item)
{
    for (size_t i = 0; i < tale->hint_count; i++) {
        if (sy_bytes_equal(sy_buffer_bytes(&tale->hints[i]), item))
            return;
    }
    if (item.len > 0 && tale->hint_count < SY_TALE_HINTS_MAX)
        sy_buffer_put_bytes(&tale->hints[tale->hint_count++], item);
}

static void remember_list(struct sy_tale *tale, const struct sy_json *list, const char *member)
{
    for (const struct sy_json *at = list == NULL ? NULL : list->first; at != NULL;
         at = at->next) {
        const struct sy_json *id = member == NULL ? at : sy_json_member(at, member);

        if (id != NULL && id->type == SY_JSON_TEXT)
            remember_hint(tale, id->text);
    }
}

/* A transformation leads on: what the item was made into, or made from. */
static void remember_hints(struct sy_tale *tale, const struct sy_walk_step *step)
{
    const uint64_t used = 1u << SY_ROLE_INPUT | 1u << SY_ROLE_INPUT_QUANTITY;
    const uint64_t made = 1u << SY_ROLE_OUTPUT | 1u << SY_ROLE_OUTPUT_QUANTITY;

    if ((step->message.roles & used) != 0) {
        remember_list(tale, sy_json_member(step->event, "outputEPCList"), NULL);
        remember_list(tale, sy_json_member(step->event, "outputQuantityList"), "epcClass");
    }
    if ((step->message.roles & made) != 0) {
        remember_list(tale, sy_json_member(step->event, "inputEPCList"), NULL);
        remember_list(tale, sy_json_member(step->event, "inputQuantityList"), "epcClass");
    }
    if (tale->kind == SY_IDENTIFIER_TICKET || tale->kind == SY_IDENTIFIER_DOC) {
        remember_list(tale, sy_json_member(step->event, "epcList"), NULL);
        remember_list(tale, sy_json_member(step->event, "quantityList"), "epcClass");
    }
}

static void remember_last(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_wire cursor = sy_list_open(&step->message.via);
    struct sy_bytes item = sy_buffer_bytes(&tale->walk->item);
    struct sy_bytes next;

    while (sy_list_next(&step->message.via, &cursor, &next))
        item = next;
    sy_buffer_clear(&tale->last_origin);
    sy_buffer_put_bytes(&tale->last_origin, step->message.origin);
    tale->last_index = step->evidence.entry.index;
    sy_buffer_clear(&tale->last_item);
    sy_plain_put(&tale->last_item, item);
}

/* Those that the node itself does not have, no order having erased them. */
static unsigned gone_of(const struct sy_walk_step *step)
{
    unsigned gone = 0;

    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if (step->states[kind - 1] > SY_PART_ERASED && (step->erased >> kind & 1) == 0)
            gone |= 1u << kind;
    }
    return gone;
}

static void remember(struct sy_tale *tale, const struct sy_walk_step *step)
{
    int64_t at = step->evidence.entry.sequenced_at;

    if (step->number == 1 || at < tale->first_us)
        tale->first_us = at;
    if (step->number == 1 || at > tale->last_us)
        tale->last_us = at;
    tale->withheld |= step->withheld & ~step->erased & ~gone_of(step);
    remember_signer(tale, step->evidence.statement.principal);
    remember_hints(tale, step);
    remember_last(tale, step);
}

static const char *time_of(const struct sy_walk_step *step, char out[SY_FORMAT_BYTES])
{
    if (step->view.timed)
        sy_format_time_at(step->view.event_time_us, step->view.offset_minutes, out);
    else
        snprintf(out, SY_FORMAT_BYTES, "?");
    return out;
}

static void say_head(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_buffer what = {0};
    char count[24];
    char time[SY_FORMAT_BYTES];

    sy_event_put_step(&what, &tale->teller, step->event);
    sy_output_say(tale->output, SY_SAY(JOURNEY_STEP, number(step->number, count),
                                       time_of(step, time), sy_buffer_text(&what)));
    sy_buffer_close(&what);
}

static void say_standing(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_occurrence_message regarding = {0};
    struct sy_buffer reason = {0};
    const struct sy_json *declaration = sy_json_member(step->event, "errorDeclaration");
    const struct sy_json *why = sy_json_member(declaration, "reason");
    const char *word = NULL;
    char index[24];

    if (!step->message.standing.has)
        return;
    if (sy_occurrence_message_read(step->message.regarding, &regarding) != SY_OK)
        regarding.index = 0;
    number(regarding.index, index);
    if (why != NULL)
        word = sy_words_of(SY_CBV_ERROR_REASON, why->text, tale->teller.language);
    if (why != NULL && word == NULL) {
        sy_plain_put(&reason, why->text);
        word = sy_buffer_text(&reason);
    }
    if (step->message.standing.value == SY_STANDING_WITHDRAWN)
        sy_output_say(tale->output, SY_SAY(JOURNEY_WITHDRAWN, index));
    else if (step->message.regarding.data == NULL)
        sy_output_say(tale->output, SY_SAY(JOURNEY_DECLARES_UNSEEN, word == NULL ? "-" : word));
    else if (step->message.standing.value == SY_STANDING_DECLARATION)
        sy_output_say(tale->output, SY_SAY(JOURNEY_DECLARES, index, word == NULL ? "-" : word));
    else
        sy_output_say(tale->output, SY_SAY(JOURNEY_CLAIMS, index, word == NULL ? "-" : word));
    sy_buffer_close(&reason);
}

/* It is one of the events that an earlier declaration names in the place of the wrong one. */
static void say_replacement(struct sy_tale *tale, const struct sy_walk_step *step)
{
    const struct sy_json *list =
        sy_json_member(sy_json_member(step->event, "errorDeclaration"), "correctiveEventIDs");

    for (size_t i = 0; i < tale->corrective_count; i++) {
        if (step->view.event_id.len > 0 && !step->view.declared_wrong &&
            sy_bytes_equal(sy_buffer_bytes(&tale->correctives[i]), step->view.event_id))
            sy_output_say(tale->output, SY_SAY(JOURNEY_REPLACES, NULL));
    }
    for (const struct sy_json *at = list == NULL ? NULL : list->first;
         at != NULL && tale->corrective_count < SY_TALE_CORRECTIVES_MAX; at = at->next) {
        if (at->type == SY_JSON_TEXT)
            sy_buffer_put_bytes(&tale->correctives[tale->corrective_count++], at->text);
    }
}

static void say_inside(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_wire cursor = sy_list_open(&step->message.via);
    struct sy_buffer scratch = {0};
    struct sy_bytes name;

    while (sy_list_next(&step->message.via, &cursor, &name)) {
        if (tale->text.len > 0)
            sy_buffer_put_text(&tale->text, tale->teller.language == SY_CHINESE ? "，再装在 "
                                                                                : ", that in ");
        sy_buffer_put_text(&tale->text, name_of(tale, name, &scratch));
    }
    if (tale->text.len > 0)
        say_text(tale, SY_MESSAGE_JOURNEY_INSIDE);
    sy_buffer_close(&scratch);
}

/* Who signed in the name of whoever answers for it. */
static void say_through(struct sy_tale *tale, const struct sy_statement *statement)
{
    struct sy_buffer scratch = {0};
    char index[24];

    if (statement->has_delegation)
        sy_output_say(tale->output,
                      SY_SAY(JOURNEY_THROUGH,
                             subject_of(tale, statement->signers[0].subject, &scratch),
                             number(statement->delegation, index)));
    sy_buffer_close(&scratch);
}

static void say_declared(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_buffer scratch = {0};
    struct sy_buffer origin = {0};
    int64_t sequenced = step->evidence.entry.sequenced_at;
    char time[SY_FORMAT_BYTES];
    char index[24];
    char span[SY_FORMAT_BYTES];

    sy_buffer_put_bytes(&origin, step->message.origin);
    sy_format_time(sequenced, time);
    sy_output_say(tale->output,
                  SY_SAY(JOURNEY_DECLARED,
                         subject_of(tale, step->evidence.statement.principal, &scratch), time,
                         number(step->evidence.entry.index, index), sy_buffer_text(&origin)));
    say_through(tale, &step->evidence.statement);
    if (step->view.timed && sequenced > step->view.event_time_us &&
        sequenced - step->view.event_time_us > late_us) {
        sy_format_span((uint64_t)(sequenced - step->view.event_time_us), tale->teller.language,
                       span);
        sy_output_say(tale->output, SY_SAY(JOURNEY_LATE, span));
    }
    sy_buffer_close(&scratch);
    sy_buffer_close(&origin);
}

static void say_again(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_wire cursor = sy_list_open(&step->message.again);
    struct sy_bytes message;

    while (sy_list_next(&step->message.again, &cursor, &message)) {
        struct sy_occurrence_message at;

        if (sy_occurrence_message_read(message, &at) == SY_OK)
            sy_buffer_printf(&tale->text, "%s%" PRIu64, tale->text.len > 0 ? ", " : "",
                             at.index);
    }
    if (tale->text.len > 0)
        say_text(tale, SY_MESSAGE_JOURNEY_AGAIN);
}

static void put_withheld(struct sy_tale *tale, unsigned withheld)
{
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((withheld >> kind & 1) != 0)
            sy_buffer_printf(&tale->text, "%s%s",
                             tale->text.len == 0                   ? ""
                             : tale->teller.language == SY_CHINESE ? "、"
                                                                   : ", ",
                             sy_words_part(kind, tale->teller.language));
    }
}

static void say_step(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_buffer lines = {0};
    unsigned gone = gone_of(step);
    unsigned shut = step->withheld & ~gone;

    tale->teller.principal = step->evidence.statement.principal;
    say_head(tale, step);
    say_standing(tale, step);
    say_replacement(tale, step);
    say_inside(tale, step);
    if (!step->names_item && step->event != NULL)
        sy_output_say(tale->output, SY_SAY(JOURNEY_NOT_NAMED, NULL));
    if (step->event != NULL)
        sy_event_put_lines(&lines, &tale->teller, step->event,
                           (step->withheld >> SY_PART_CHAIN & 1) != 0);
    if (sy_buffer_text(&lines) != NULL)
        sy_output_text(tale->output, sy_buffer_text(&lines));
    sy_buffer_close(&lines);
    tale->teller.principal = (struct sy_bytes){NULL, 0};
    say_declared(tale, step);
    say_again(tale, step);
    if ((shut & ~step->erased) != 0) {
        put_withheld(tale, shut & ~step->erased);
        say_text(tale, SY_MESSAGE_JOURNEY_WITHHELD);
    }
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((gone >> kind & 1) != 0)
            sy_keeping_say_gap(tale->walk->peer, step->message.origin, kind,
                               step->states[kind - 1]);
    }
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((step->erased >> kind & 1) != 0)
            sy_erased_say(tale->output, tale->walk->directory, &step->erasures[kind - 1]);
    }
}

static void put_text(struct sy_json_writer *w, const char *name, struct sy_bytes text)
{
    sy_json_name(w, name);
    sy_json_put_text(w, text);
}

static void put_time(struct sy_json_writer *w, const char *name, int64_t time_us)
{
    char text[SY_FORMAT_BYTES];

    sy_format_utc(time_us, text);
    sy_json_name(w, name);
    sy_json_put_string(w, text);
}

static void put_occurrence(struct sy_json_writer *w, struct sy_bytes message)
{
    struct sy_occurrence_message at;

    if (sy_occurrence_message_read(message, &at) != SY_OK) {
        sy_json_put_null(w);
        return;
    }
    sy_json_begin_object(w);
    put_text(w, "origin", at.origin);
    sy_json_name(w, "index");
    sy_json_put_uint(w, at.index);
    sy_json_name(w, "record");
    sy_json_put_uint(w, at.record);
    sy_json_end_object(w);
}

static void put_party(struct sy_tale *tale, struct sy_json_writer *w, struct sy_bytes subject)
{
    struct sy_bytes name = sy_directory_name(tale->walk->directory, subject);

    sy_json_begin_object(w);
    put_text(w, "id", subject);
    if (name.len > 0)
        put_text(w, "name", name);
    sy_json_end_object(w);
}

static void put_through(struct sy_tale *tale, struct sy_json_writer *w,
                        const struct sy_statement *statement)
{
    if (!statement->has_delegation)
        return;
    sy_json_name(w, "signed_for_it_by");
    put_party(tale, w, statement->signers[0].subject);
    sy_json_name(w, "delegation");
    sy_json_put_uint(w, statement->delegation);
}

static void put_relations(struct sy_json_writer *w, const struct sy_walk_step *step)
{
    static const char *const standings[] = {"plain", "withdrawn", "declaration", "claim"};
    struct sy_wire cursor = sy_list_open(&step->message.via);
    uint64_t standing = step->message.standing.has ? step->message.standing.value : 0;
    struct sy_bytes item;

    sy_json_name(w, "via");
    sy_json_begin_list(w);
    while (sy_list_next(&step->message.via, &cursor, &item))
        sy_json_put_text(w, item);
    sy_json_end_list(w);
    sy_json_name(w, "again");
    sy_json_begin_list(w);
    cursor = sy_list_open(&step->message.again);
    while (sy_list_next(&step->message.again, &cursor, &item))
        put_occurrence(w, item);
    sy_json_end_list(w);
    sy_json_name(w, "standing");
    sy_json_put_string(w, standings[standing > SY_STANDING_CLAIM ? 0 : standing]);
    if (step->message.regarding.data != NULL) {
        sy_json_name(w, "regarding");
        put_occurrence(w, step->message.regarding);
    }
}

/* The orders by which parts were erased. */
static void put_erased(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_json_writer *w = sy_output_json(tale->output);

    sy_json_name(w, "erased");
    sy_json_begin_list(w);
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((step->erased >> kind & 1) != 0)
            sy_erased_put(tale->output, tale->walk->directory, &step->erasures[kind - 1]);
    }
    sy_json_end_list(w);
}

/* {"open": "aged_out"} */
static void put_gone(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_json_writer *w = sy_output_json(tale->output);
    unsigned gone = gone_of(step);

    if (gone == 0)
        return;
    sy_json_name(w, "not_kept");
    sy_json_begin_object(w);
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((gone >> kind & 1) == 0)
            continue;
        sy_json_name(w, sy_words_part(kind, SY_ENGLISH));
        sy_json_put_string(w, sy_part_state_name(step->states[kind - 1]));
    }
    sy_json_end_object(w);
}

static void put_step(struct sy_tale *tale, const struct sy_walk_step *step)
{
    struct sy_json_writer *w = sy_output_json(tale->output);

    sy_json_begin_object(w);
    sy_json_name(w, "step");
    sy_json_put_uint(w, step->number);
    put_text(w, "origin", step->message.origin);
    sy_json_name(w, "index");
    sy_json_put_uint(w, step->evidence.entry.index);
    sy_json_name(w, "record");
    sy_json_put_uint(w, step->record.index);
    sy_json_name(w, "verified");
    sy_json_put_bool(w, true);
    sy_json_name(w, "declared_by");
    put_party(tale, w, step->evidence.statement.principal);
    put_through(tale, w, &step->evidence.statement);
    put_time(w, "signed_at", step->evidence.statement.signed_at);
    put_time(w, "sequenced_at", step->evidence.entry.sequenced_at);
    sy_json_name(w, "names_item");
    sy_json_put_bool(w, step->names_item);
    put_relations(w, step);
    sy_json_name(w, "withheld");
    sy_json_begin_list(w);
    for (unsigned kind = 1; kind <= SY_PART_KINDS; kind++) {
        if ((step->withheld >> kind & 1) != 0)
            sy_json_put_string(w, sy_words_part(kind, SY_ENGLISH));
    }
    sy_json_end_list(w);
    put_erased(tale, step);
    put_gone(tale, step);
    sy_json_name(w, "event");
    if (step->event != NULL)
        sy_json_write(w, step->event);
    else
        sy_json_put_null(w);
    sy_json_end_object(w);
    sy_output_json_line(tale->output);
}

void sy_tale_step(struct sy_tale *tale, const struct sy_walk_step *step)
{
    remember(tale, step);
    if (tale->output->json)
        put_step(tale, step);
    else
        say_step(tale, step);
}

static void put_logs(struct sy_tale *tale, struct sy_json_writer *w)
{
    sy_json_name(w, "logs");
    sy_json_begin_list(w);
    for (size_t i = 0; i < tale->walk->log_count; i++) {
        const struct sy_walk_log *log = &tale->walk->logs[i];
        char root[2 * SY_HASH_BYTES + 1];

        sy_hash_hex(&log->trust.checkpoint.root, root);
        sy_json_begin_object(w);
        sy_json_name(w, "origin");
        sy_json_put_string(w, log->trust.checkpoint.origin);
        sy_json_name(w, "size");
        sy_json_put_uint(w, log->trust.checkpoint.size);
        sy_json_name(w, "root");
        sy_json_put_string(w, root);
        sy_json_name(w, "as_of");
        sy_json_put_uint(w, log->as_of);
        sy_json_name(w, "unread");
        sy_json_put_uint(w, log->unread);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

void sy_tale_begin(struct sy_tale *tale)
{
    struct sy_identifier about = {0};
    struct sy_buffer canonical = {0};
    struct sy_buffer name = {0};
    struct sy_bytes item = sy_buffer_bytes(&tale->walk->item);

    tale->teller = (struct sy_event_teller){.language = tale->output->language,
                                            .directory = tale->walk->directory};
    if (sy_identifier_canonical(item, &canonical, &about) != SY_OK)
        about.kind = SY_IDENTIFIER_OPAQUE;
    tale->kind = about.kind;
    if (tale->output->json) {
        struct sy_json_writer *w = sy_output_json(tale->output);

        w->pretty = false;
        sy_json_begin_object(w);
        put_text(w, "item", item);
        sy_json_name(w, "kind");
        sy_json_put_string(w, sy_identifier_kind_name(about.kind));
        put_logs(tale, w);
        sy_json_end_object(w);
        sy_output_json_line(tale->output);
    } else {
        const char *text = name_of(tale, item, &name);

        sy_plain_put(&tale->text, item);
        sy_output_say(tale->output, SY_SAY(JOURNEY_TITLE, text, sy_buffer_text(&tale->text)));
        sy_buffer_clear(&tale->text);
    }
    sy_buffer_close(&canonical);
    sy_buffer_close(&name);
}

static void say_proved(struct sy_tale *tale)
{
    char steps[24];
    char since[SY_FORMAT_BYTES];
    char until[SY_FORMAT_BYTES];
    char size[24];
    char root[2 * SY_HASH_BYTES + 1];

    sy_format_time(tale->first_us, since);
    sy_format_time(tale->last_us, until);
    sy_output_say(tale->output,
                  SY_SAY(JOURNEY_PROVED, number(tale->walk->steps, steps), since, until));
    for (size_t i = 0; i < tale->walk->log_count; i++) {
        const struct sy_checkpoint *c = &tale->walk->logs[i].trust.checkpoint;

        sy_hash_hex(&c->root, root);
        root[ROOT_SHOWN] = 0;
        sy_output_say(tale->output,
                      SY_SAY(JOURNEY_CHECKPOINT, c->origin, number(c->size, size), root));
    }
}

static void say_claimed(struct sy_tale *tale)
{
    struct sy_buffer scratch = {0};

    for (size_t i = 0; i < tale->signer_count; i++) {
        if (i > 0)
            sy_buffer_put_text(&tale->text, tale->teller.language == SY_CHINESE ? "、" : ", ");
        sy_buffer_put_text(&tale->text,
                           subject_of(tale, sy_buffer_bytes(&tale->signers[i]), &scratch));
    }
    say_text(tale, SY_MESSAGE_JOURNEY_CLAIMED);
    sy_output_say(tale->output, SY_SAY(JOURNEY_NOT_PROVED, NULL));
    sy_buffer_close(&scratch);
}

static void say_lag(struct sy_tale *tale)
{
    char missing[24];

    for (size_t i = 0; i < tale->walk->log_count; i++) {
        const struct sy_walk_log *log = &tale->walk->logs[i];

        if (log->as_of < log->trust.checkpoint.size)
            sy_output_say(tale->output,
                          SY_SAY(JOURNEY_LAG, log->trust.checkpoint.origin,
                                 number(log->trust.checkpoint.size - log->as_of, missing)));
    }
    if (tale->limit > 0 && tale->walk->steps >= tale->limit)
        sy_output_say(tale->output, SY_SAY(JOURNEY_CUT, number(tale->limit, missing)));
    if (tale->limit == 0 && tale->walk->steps >= SY_JOURNEY_STEPS_MAX)
        sy_output_say(tale->output, SY_SAY(JOURNEY_CUT, number(SY_JOURNEY_STEPS_MAX, missing)));
}

/* Which logs the node has without all parts: steps may be missing. */
static void say_unread(struct sy_tale *tale)
{
    char records[24];

    for (size_t i = 0; i < tale->walk->log_count; i++) {
        const struct sy_walk_log *log = &tale->walk->logs[i];
        const char *origin = log->trust.checkpoint.origin;
        const struct sy_network_log *of =
            sy_network_log(&tale->walk->peer->network, sy_text(origin));

        if (log->unread > 0)
            sy_output_say(tale->output,
                          SY_SAY(JOURNEY_UNREAD, origin, number(log->unread, records),
                                 of == NULL ? "?" : of->node));
    }
}

static void say_next(struct sy_tale *tale)
{
    char index[24];

    for (size_t i = 0; i < tale->hint_count; i++) {
        if (sy_bytes_equal(sy_buffer_bytes(&tale->hints[i]),
                           sy_buffer_bytes(&tale->walk->item)))
            continue;
        sy_plain_put(&tale->text, sy_buffer_bytes(&tale->hints[i]));
        sy_output_next(tale->output, SY_SAY(NEXT_JOURNEY, sy_buffer_text(&tale->text)));
        sy_buffer_clear(&tale->text);
    }
    if (tale->kind == SY_IDENTIFIER_GTIN || tale->kind == SY_IDENTIFIER_CLASS)
        sy_output_next(tale->output, SY_SAY(NEXT_NAME_A_LOT, NULL));
    if (tale->withheld != 0 && tale->walk->peer->subject[0] == 0)
        sy_output_next(tale->output, SY_SAY(NEXT_SHOW_KEY, NULL));
    sy_output_next(tale->output,
                   SY_SAY(NEXT_SHOW_ENTRY, sy_buffer_text(&tale->last_origin),
                          number(tale->last_index, index), sy_buffer_text(&tale->last_item)));
}

void sy_tale_end(struct sy_tale *tale)
{
    if (tale->output->json) {
        struct sy_json_writer *w = sy_output_json(tale->output);

        sy_json_begin_object(w);
        sy_json_name(w, "steps");
        sy_json_put_uint(w, tale->walk->steps);
        sy_json_name(w, "verified");
        sy_json_put_bool(w, true);
        sy_json_name(w, "registry_size");
        sy_json_put_uint(w, sy_directory_checkpoint(tale->walk->directory)->size);
        sy_json_name(w, "limit_reached");
        sy_json_put_bool(w, tale->limit > 0 && tale->walk->steps >= tale->limit);
        sy_json_end_object(w);
        sy_output_json_line(tale->output);
        return;
    }
    if (tale->walk->steps > 0) {
        say_proved(tale);
        say_claimed(tale);
    } else {
        sy_output_say(tale->output, SY_SAY(JOURNEY_EMPTY, NULL));
    }
    say_lag(tale);
    say_unread(tale);
    if (tale->walk->steps > 0)
        say_next(tale);
}

void sy_tale_close(struct sy_tale *tale)
{
    sy_buffer_close(&tale->text);
    sy_buffer_close(&tale->last_origin);
    sy_buffer_close(&tale->last_item);
    for (size_t i = 0; i < SY_TALE_SIGNERS_MAX; i++)
        sy_buffer_close(&tale->signers[i]);
    for (size_t i = 0; i < SY_TALE_HINTS_MAX; i++)
        sy_buffer_close(&tale->hints[i]);
    for (size_t i = 0; i < SY_TALE_CORRECTIVES_MAX; i++)
        sy_buffer_close(&tale->correctives[i]);
}
