#include "tools/keeping.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/log_keep.h"
#include "ledger/subscription.h"
#include "tools/format.h"
#include "tools/placement.h"
#include "tools/words.h"

/* "open, chain" */
static const char *kinds_text(const struct sy_output *o, uint64_t kinds, struct sy_buffer *to)
{
    const char *text;

    for (uint32_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++) {
        if ((kinds >> kind & 1) == 0)
            continue;
        if (to->len > 0)
            sy_buffer_put_text(to, o->language == SY_CHINESE ? "、" : ", ");
        sy_buffer_put_text(to, sy_words_part(kind, o->language));
    }
    text = sy_buffer_text(to);
    return text == NULL ? "" : text;
}

static void say_choice(struct sy_output *o, const struct sy_keeping *keeping)
{
    struct sy_buffer kinds = {0};
    const char *text = kinds_text(o, keeping->kinds, &kinds);
    char age[SY_FORMAT_BYTES];

    sy_format_span(keeping->age_s * 1000000, o->language, age);
    if (keeping->kinds == 0)
        sy_output_say(o, SY_SAY(KEEPING_NONE, NULL));
    else if (keeping->age_s > 0)
        sy_output_say(o, SY_SAY(KEEPING_FOR, text, age));
    else if (keeping->kinds != SY_LOG_KEEP_ALL)
        sy_output_say(o, SY_SAY(KEEPING_KINDS, text));
    sy_buffer_close(&kinds);
}

void sy_keeping_say(struct sy_output *o, const struct sy_keeping *keeping)
{
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];

    say_choice(o, keeping);
    sy_format_count(keeping->not_subscribed, first);
    sy_format_count(keeping->aged_out, second);
    sy_format_count(keeping->unread, third);
    if (keeping->not_subscribed > 0 || keeping->aged_out > 0)
        sy_output_say(o, SY_SAY(KEEPING_NOT_HERE, first, second, third));
    sy_format_count(keeping->wanted, first);
    sy_format_count(keeping->wanted_from.value, second);
    if (keeping->wanted > 0)
        sy_output_say(o, SY_SAY(KEEPING_WANTED, first, second));
    if (keeping->changing)
        sy_output_say(o, SY_SAY(KEEPING_CHANGING, NULL));
}

void sy_keeping_put(struct sy_output *o, const struct sy_keeping *keeping)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_name(w, "keeping");
    sy_json_begin_object(w);
    sy_json_name(w, "parts");
    sy_json_begin_list(w);
    for (uint32_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++) {
        if ((keeping->kinds >> kind & 1) != 0)
            sy_json_put_string(w, sy_part_name((enum sy_part_kind)kind));
    }
    sy_json_end_list(w);
    sy_json_name(w, "age_s");
    if (keeping->age_s > 0)
        sy_json_put_uint(w, keeping->age_s);
    else
        sy_json_put_null(w);
    sy_output_number(o, "not_subscribed", keeping->not_subscribed);
    sy_output_number(o, "aged_out", keeping->aged_out);
    sy_output_number(o, "wanted", keeping->wanted);
    sy_json_name(w, "wanted_from");
    if (keeping->wanted_from.has)
        sy_json_put_uint(w, keeping->wanted_from.value);
    else
        sy_json_put_null(w);
    sy_output_number(o, "unread", keeping->unread);
    sy_json_name(w, "changing");
    sy_json_put_bool(w, keeping->changing);
    sy_json_end_object(w);
}

enum sy_part_state sy_keeping_state(const struct sy_list *gaps, uint64_t record, uint64_t kind)
{
    struct sy_wire cursor = sy_list_open(gaps);
    struct sy_bytes message;
    struct sy_gap gap;

    while (sy_list_next(gaps, &cursor, &message)) {
        if (sy_gap_read(message, &gap) == SY_OK && gap.record == record && gap.kind == kind &&
            gap.state < SY_PART_STATES)
            return (enum sy_part_state)gap.state;
    }
    return SY_PART_HERE;
}

const char *sy_keeping_owner(const struct sy_peer *peer, struct sy_bytes origin)
{
    const struct sy_network_log *log = sy_network_log(&peer->network, origin);

    return log == NULL ? "?" : log->node;
}

void sy_keeping_say_gap(const struct sy_peer *peer, struct sy_bytes origin, uint32_t kind,
                        enum sy_part_state state)
{
    struct sy_output *o = peer->output;
    const char *name = sy_words_part(kind, o->language);
    const char *owner = sy_keeping_owner(peer, origin);
    char number[24];

    snprintf(number, sizeof(number), "%u", kind);
    name = name == NULL ? number : name;
    if (state == SY_PART_NOT_SUBSCRIBED)
        sy_output_say(o, SY_SAY(PART_NOT_SUBSCRIBED, name, peer->node->code, owner));
    else if (state == SY_PART_AGED_OUT)
        sy_output_say(o, SY_SAY(PART_AGED_OUT, name, peer->node->code, owner));
    else if (state == SY_PART_WANTED)
        sy_output_say(o, SY_SAY(PART_WANTED, name, peer->node->code, owner));
    else
        sy_output_say(o, SY_SAY(PART_ABSENT, name, peer->node->code, owner));
}
