#include "tools/verdict.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/base64.h"
#include "ledger/epcis_event.h"
#include "proto/part.h"
#include "tools/format.h"
#include "tools/verdict_support.h"

enum { NUMBER_BYTES = 24, EVENTS_SHOWN_MAX = 10, ID_BYTES = 2 * SY_HASH_BYTES + 1 };

/* Records and parts at hand. */
struct here {
    uint64_t records;
    uint64_t parts;
    uint64_t hashes; /* parts by hash only */
};

static struct here count_here(const struct sy_receipt_input *in)
{
    struct sy_record_share record;
    struct here here = {0};
    uint32_t number;
    struct sy_wire wire = sy_wire_open(sy_receipt_input_records(in, &number));

    while (sy_record_share_next(&wire, number, &record) == SY_OK) {
        here.records++;
        for (size_t i = 0; i < record.part_count; i++) {
            here.parts += record.parts[i].part.data != NULL;
            here.hashes += record.parts[i].part.data == NULL;
        }
    }
    return here;
}

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

/* A text of the statement as a C string; NULL when memory is short. */
static const char *text_of(struct sy_buffer *to, struct sy_bytes bytes)
{
    sy_buffer_clear(to);
    sy_buffer_put_bytes(to, bytes);
    return sy_buffer_text(to);
}

/* The open part of a record as an event; false when it is no event or not here. */
static bool read_event(const struct sy_record_share *record, struct sy_epcis_view *out)
{
    struct sy_epcis_parts parts = {0};
    struct sy_part part;

    if (record->parts[0].kind != SY_PART_OPEN || record->parts[0].part.data == NULL ||
        sy_part_read(record->parts[0].part, &part) != SY_OK || part.type != SY_TYPE_EPCIS_EVENT)
        return false;
    parts.body[SY_PART_OPEN - 1] = part.body;
    return sy_epcis_event_read(&parts, out) == SY_OK;
}

static void put_event(struct sy_output *o, uint32_t index, const struct sy_epcis_view *event)
{
    struct sy_json_writer *w = sy_output_json(o);
    const struct {
        const char *name;
        struct sy_bytes value;
    } members[] = {{"type", event->type},
                   {"action", event->action},
                   {"biz_step", event->biz_step},
                   {"disposition", event->disposition},
                   {"event_time", event->event_time}};

    sy_json_begin_object(w);
    sy_output_number(o, "record", index);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (members[i].value.len == 0)
            continue;
        sy_json_name(w, members[i].name);
        sy_json_put_text(w, members[i].value);
    }
    sy_json_end_object(w);
}

static void say_event(struct sy_output *o, uint32_t index, const struct sy_epcis_view *event)
{
    const struct sy_bytes words[] = {event->type, event->action, event->biz_step,
                                     event->event_time};
    struct sy_buffer line = {0};
    char text[NUMBER_BYTES];

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (words[i].len > 0 && line.len > 0)
            sy_buffer_put_text(&line, " ");
        sy_buffer_put_bytes(&line, words[i]);
    }
    sy_output_say(o, SY_SAY(VERDICT_EVENT, number(index, text), sy_buffer_text(&line)));
    sy_buffer_close(&line);
}

static void show_events(struct sy_output *o, const struct sy_receipt_input *in)
{
    struct sy_record_share record;
    struct sy_epcis_view event;
    uint64_t shown = 0;
    uint64_t more = 0;
    char text[NUMBER_BYTES];
    uint32_t field;
    struct sy_wire wire = sy_wire_open(sy_receipt_input_records(in, &field));

    while (sy_record_share_next(&wire, field, &record) == SY_OK) {
        if (!read_event(&record, &event))
            continue;
        if (o->json)
            put_event(o, record.index, &event);
        else if (shown++ < EVENTS_SHOWN_MAX)
            say_event(o, record.index, &event);
        else
            more++;
    }
    if (more > 0)
        sy_output_say(o, SY_SAY(VERDICT_EVENTS_MORE, number(more, text)));
}

static void say_signers(struct sy_output *o, const struct sy_statement *statement,
                        const char *principal)
{
    struct sy_buffer subject = {0};
    struct sy_buffer key = {0};

    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];

        sy_buffer_clear(&key);
        sy_base64_put(&key, signer->key);
        sy_output_say(
            o, SY_SAY(VERDICT_SIGNED,
                      signer->subject.len == 0 ? principal : text_of(&subject, signer->subject),
                      sy_buffer_text(&key)));
    }
    sy_buffer_close(&subject);
    sy_buffer_close(&key);
}

static void say_witnesses(struct sy_output *o, const struct sy_network *network,
                          const struct sy_trust *trust)
{
    char needed[NUMBER_BYTES];
    char votes[NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];

    if (network->quorum_needed == 0)
        sy_output_say(o, SY_SAY(VERDICT_NO_QUORUM, trust->log->node));
    else
        sy_output_say(o, SY_SAY(VERDICT_QUORUM, number(trust->votes, votes),
                                number(network->quorum_needed, needed)));
    for (size_t i = 0; i < trust->cosigner_count; i++) {
        sy_format_time((int64_t)trust->cosigned_at_s[i] * 1000000, time);
        sy_output_say(o, SY_SAY(VERDICT_WITNESS, trust->cosigners[i]->vkey.name, time));
    }
}

/* The log by now; NULL while it is open. */
static const struct sy_network_log *closed_log(const struct sy_receipt_input *in)
{
    const struct sy_network_log *log =
        sy_network_log(in->newest, sy_text(in->receipt.trust.checkpoint.origin));

    return log != NULL && log->closed ? log : NULL;
}

static const struct sy_network_log *successor_of(const struct sy_receipt_input *in)
{
    return sy_network_successor(in->newest, closed_log(in));
}

static void say_end(struct sy_output *o, const struct sy_receipt_input *in)
{
    const struct sy_network_log *log = closed_log(in);
    const struct sy_network_log *next = log == NULL ? NULL : successor_of(in);
    char size[NUMBER_BYTES];

    if (log != NULL)
        sy_output_say(o, SY_SAY(VERDICT_LOG_ENDED, number(log->final_size, size),
                                next == NULL ? "-" : next->vkey.name));
}

static void put_end(struct sy_output *o, const struct sy_receipt_input *in)
{
    const struct sy_network_log *log = closed_log(in);
    const struct sy_network_log *next = log == NULL ? NULL : successor_of(in);

    sy_json_name(sy_output_json(o), "log_closed");
    sy_json_put_bool(sy_output_json(o), log != NULL);
    if (log != NULL)
        sy_output_number(o, "final_size", log->final_size);
    if (next != NULL)
        sy_output_value(o, "successor", next->vkey.name);
}

static void say_proved(struct sy_output *o, const struct sy_network *network,
                       const struct sy_receipt_input *in, const char *principal)
{
    const struct sy_receipt *receipt = &in->receipt;
    struct here here = count_here(in);
    char text[4][NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];

    sy_output_say(o, SY_SAY(VERDICT_PROVED, NULL));
    sy_output_say(o, SY_SAY(VERDICT_DECLARED, principal,
                            number(receipt->statement.record_count, text[0])));
    say_signers(o, &receipt->statement, principal);
    sy_format_time(receipt->entry.sequenced_at, time);
    sy_output_say(o, SY_SAY(VERDICT_ENTRY, number(receipt->entry.index, text[0]),
                            receipt->trust.checkpoint.origin,
                            number(receipt->trust.checkpoint.size, text[1])));
    sy_output_say(o, SY_SAY(VERDICT_SEQUENCED, receipt->trust.log->node, time));
    say_end(o, in);
    say_witnesses(o, network, &receipt->trust);
    sy_output_say(o, SY_SAY(VERDICT_HERE, number(here.records, text[0]),
                            number(receipt->statement.record_count, text[1]),
                            number(here.parts, text[2]), number(here.hashes, text[3])));
    if (here.records == 0)
        sy_output_say(o, SY_SAY(VERDICT_NONE_HERE, NULL));
    sy_verdict_support_say(o, network, receipt);
}

static void say_claimed(struct sy_output *o, const struct sy_network *network,
                        const struct sy_receipt_input *in, const char *principal)
{
    static const enum sy_message reasons[] = {SY_MESSAGE_DELAY_OFFLINE, SY_MESSAGE_DELAY_NODE,
                                              SY_MESSAGE_DELAY_CORRECTION,
                                              SY_MESSAGE_DELAY_BACK_FILL};
    const struct sy_receipt *receipt = &in->receipt;
    uint32_t delay = receipt->statement.delay;
    char time[SY_FORMAT_BYTES];

    sy_output_say(o, SY_SAY(VERDICT_CLAIMED, NULL));
    sy_format_time(receipt->statement.signed_at, time);
    sy_output_say(o, SY_SAY(VERDICT_SIGNED_AT, time));
    if (delay >= 1 && delay <= sizeof(reasons) / sizeof(reasons[0]))
        sy_output_say(o, &(const struct sy_saying){.message = reasons[delay - 1]});
    sy_verdict_attested_say(o, network, receipt);
    sy_output_say(o, SY_SAY(VERDICT_CONTENT, principal));
    show_events(o, in);
}

static void put_signers(struct sy_output *o, const struct sy_statement *statement)
{
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_buffer key = {0};

    sy_json_name(w, "signers");
    sy_json_begin_list(w);
    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];

        sy_buffer_clear(&key);
        sy_base64_put(&key, signer->key);
        sy_json_begin_object(w);
        sy_json_name(w, "subject");
        sy_json_put_text(w, signer->subject.len == 0 ? statement->principal : signer->subject);
        sy_json_name(w, "key");
        sy_json_put_text(w, sy_buffer_bytes(&key));
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    sy_buffer_close(&key);
}

static void put_witnesses(struct sy_output *o, const struct sy_network *network,
                          const struct sy_trust *trust)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_output_number(o, "policy_version", network->version);
    sy_output_number(o, "quorum_needed", network->quorum_needed);
    sy_output_number(o, "quorum_reached", trust->votes);
    sy_json_name(w, "witnesses");
    sy_json_begin_list(w);
    for (size_t i = 0; i < trust->cosigner_count; i++) {
        sy_json_begin_object(w);
        sy_output_value(o, "name", trust->cosigners[i]->vkey.name);
        sy_output_number(o, "time_s", trust->cosigned_at_s[i]);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

static void put_time(struct sy_output *o, const char *name, int64_t time_us)
{
    char time[SY_FORMAT_BYTES];

    sy_format_utc(time_us, time);
    sy_output_value(o, name, time);
}

static void put_proved(struct sy_output *o, const struct sy_network *network,
                       const struct sy_receipt_input *in)
{
    const struct sy_receipt *receipt = &in->receipt;
    struct sy_json_writer *w = sy_output_json(o);
    struct here here = count_here(in);
    char id[ID_BYTES];

    sy_json_name(w, "proved");
    sy_json_begin_object(w);
    sy_json_name(w, "principal");
    sy_json_put_text(w, receipt->statement.principal);
    put_signers(o, &receipt->statement);
    sy_hash_hex(&receipt->statement_id, id);
    sy_output_value(o, "statement_id", id);
    sy_output_value(o, "origin", receipt->trust.checkpoint.origin);
    sy_output_number(o, "index", receipt->entry.index);
    put_time(o, "sequenced_at", receipt->entry.sequenced_at);
    sy_output_value(o, "node", receipt->trust.log->node);
    sy_output_number(o, "checkpoint_size", receipt->trust.checkpoint.size);
    put_end(o, in);
    put_witnesses(o, network, &receipt->trust);
    sy_output_number(o, "records", receipt->statement.record_count);
    sy_output_number(o, "records_here", here.records);
    sy_output_number(o, "parts_here", here.parts);
    sy_output_number(o, "parts_by_hash", here.hashes);
    sy_json_end_object(w);
}

static void put_claimed(struct sy_output *o, const struct sy_receipt_input *in)
{
    const struct sy_receipt *receipt = &in->receipt;
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_name(w, "claimed");
    sy_json_begin_object(w);
    put_time(o, "signed_at", receipt->statement.signed_at);
    if (receipt->statement.delay != 0)
        sy_output_number(o, "delay", receipt->statement.delay);
    sy_output_number(o, "key_attested_at_registry_size", receipt->entry.registry_size);
    sy_json_name(w, "events");
    sy_json_begin_list(w);
    show_events(o, in);
    sy_json_end_list(w);
    sy_json_end_object(w);
    sy_json_name(w, "not_proved");
    sy_json_begin_list(w);
    sy_json_put_string(w, "the_declaration_is_true");
    sy_json_put_string(w, "this_piece_is_that_piece");
    sy_json_put_string(w, "the_key_was_in_force");
    sy_json_put_string(w, "nothing_was_declared_later");
    if (receipt->support.here)
        sy_json_put_string(w, "nothing_was_revoked");
    sy_json_end_list(w);
}

void sy_verdict_show(struct sy_output *o, const struct sy_network *network,
                     const struct sy_receipt_input *in)
{
    struct sy_buffer principal = {0};
    const char *name = text_of(&principal, in->receipt.statement.principal);

    if (name == NULL) {
        o->failed = true;
    } else if (o->json) {
        put_proved(o, network, in);
        sy_verdict_support_put(o, network, &in->receipt);
        put_claimed(o, in);
    } else {
        say_proved(o, network, in, name);
        say_claimed(o, network, in, name);
        sy_output_say(o, SY_SAY(VERDICT_NOT_PROVED, NULL));
        sy_output_say(o, SY_SAY(VERDICT_NOT_TRUE, NULL));
        sy_output_say(o, SY_SAY(VERDICT_NOT_THIS_PIECE, NULL));
        sy_output_say(o, SY_SAY(VERDICT_NOT_LATER, NULL));
        if (in->receipt.support.here)
            sy_output_say(o, SY_SAY(VERDICT_NO_REVOCATION, NULL));
    }
    sy_buffer_close(&principal);
}
