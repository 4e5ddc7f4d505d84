#include "tools/verdict_support.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/act_rule.h"
#include "ledger/base64.h"
#include "proto/record_type.h"
#include "tools/format.h"
#include "tools/plain.h"

enum { NUMBER_BYTES = 24 };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

static const char *text_of(struct sy_buffer *to, struct sy_bytes bytes)
{
    sy_buffer_clear(to);
    sy_plain_put(to, bytes);
    return sy_buffer_text(to);
}

/* Acts behind what the entry was checked by tell what became of its signers since. */
static bool is_later(const struct sy_receipt *receipt, const struct sy_support_act *it)
{
    return it->index >= receipt->entry.registry_size;
}

/* "organisation admitted, uscc:..., its name" */
static void put_act(struct sy_buffer *to, const struct sy_act *act, enum sy_language language)
{
    const struct sy_act_rule *rule = sy_act_rule(act->type, act->verb);
    struct sy_bytes name = {NULL, 0};

    if (act->type == SY_TYPE_ORGANISATION)
        name = sy_body_bytes(act->body, SY_ORGANISATION_NAME);
    if (act->type == SY_TYPE_REGULATOR)
        name = sy_body_bytes(act->body, SY_REGULATOR_NAME);
    if (act->type == SY_TYPE_KEY)
        name = sy_body_bytes(act->body, SY_KEY_ORGANISATION);
    if (rule == NULL)
        sy_buffer_printf(to, "%u.%u", act->type, act->verb);
    else if (language == SY_ENGLISH)
        sy_buffer_printf(to, "%s %s", rule->noun, rule->done);
    else
        sy_buffer_put_text(to, rule->summary[language]);
    sy_buffer_put_text(to, ", ");
    sy_plain_put(to, act->subject);
    if (name.len > 0)
        sy_buffer_put_text(to, ", ");
    sy_plain_put(to, name);
}

static void say_act(struct sy_output *o, const struct sy_receipt *receipt,
                    const struct sy_support_act *it)
{
    struct sy_saying saying = {.message = is_later(receipt, it)
                                              ? SY_MESSAGE_VERDICT_SUPPORT_LATER
                                              : SY_MESSAGE_VERDICT_SUPPORT_ACT};
    struct sy_buffer act = {0};
    struct sy_buffer by = {0};
    char index[NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];
    int64_t since;

    put_act(&act, &it->act, o->language);
    sy_format_time(it->sequenced_at, time);
    saying.words[0] = number(it->index, index);
    saying.words[1] = time;
    saying.words[2] = sy_buffer_text(&act);
    saying.words[3] = text_of(&by, it->by);
    sy_output_say(o, &saying);
    if (sy_body_int(it->act.body, SY_KEY_SINCE, &since) && it->act.type == SY_TYPE_KEY) {
        sy_format_time(since, time);
        sy_output_say(o, SY_SAY(VERDICT_SUPPORT_SINCE, time));
    }
    if (sy_bytes_equal(it->by, sy_text(SY_AUTHORITY)) && !it->by_authority)
        sy_output_say(o, SY_SAY(VERDICT_SUPPORT_KEYS, NULL));
    sy_buffer_close(&act);
    sy_buffer_close(&by);
}

/* What follows from the acts, signer by signer. */
static void say_signers(struct sy_output *o, const struct sy_receipt *receipt)
{
    const struct sy_statement *statement = &receipt->statement;
    const struct sy_support_act *grant = sy_support_grant(&receipt->support, statement);
    struct sy_buffer key = {0};
    struct sy_buffer who = {0};
    char index[NUMBER_BYTES];

    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];
        const struct sy_support_act *it = sy_support_key(&receipt->support, statement, signer);

        sy_assert(it != NULL);
        sy_buffer_clear(&key);
        sy_base64_put(&key, signer->key);
        sy_output_say(o, SY_SAY(VERDICT_SUPPORT_KEY, sy_buffer_text(&key),
                                text_of(&who, sy_body_bytes(it->act.body, SY_KEY_ORGANISATION)),
                                number(it->index, index)));
    }
    if (grant != NULL)
        sy_output_say(
            o, SY_SAY(VERDICT_SUPPORT_GRANT, text_of(&who, statement->signers[0].subject),
                      text_of(&key, statement->principal), number(grant->index, index)));
    sy_buffer_close(&key);
    sy_buffer_close(&who);
}

void sy_verdict_support_say(struct sy_output *o, const struct sy_network *network,
                            const struct sy_receipt *receipt)
{
    const struct sy_support *support = &receipt->support;
    char text[3][NUMBER_BYTES];

    if (!support->here)
        return;
    sy_output_say(o, SY_SAY(VERDICT_SUPPORT, number(support->trust.checkpoint.size, text[0]),
                            number(support->trust.votes, text[1]),
                            number(network->quorum_needed, text[2])));
    for (size_t i = 0; i < support->act_count; i++)
        say_act(o, receipt, &support->acts[i]);
    say_signers(o, receipt);
}

void sy_verdict_attested_say(struct sy_output *o, const struct sy_network *network,
                             const struct sy_receipt *receipt)
{
    struct sy_buffer principal = {0};
    char text[3][NUMBER_BYTES];

    number(receipt->entry.registry_size, text[2]);
    if (network->quorum_needed > 0)
        sy_output_say(o, SY_SAY(VERDICT_ATTESTED, number(receipt->trust.votes, text[0]),
                                number(network->quorum_needed, text[1]), text[2]));
    else
        sy_output_say(o, SY_SAY(VERDICT_AUTHORITY, receipt->trust.log->node, text[2],
                                text_of(&principal, receipt->statement.principal)));
    if (!receipt->support.here)
        sy_output_say(o, SY_SAY(VERDICT_NO_SUPPORT, NULL));
    sy_buffer_close(&principal);
}

static void put_support_act(struct sy_output *o, const struct sy_receipt *receipt,
                            const struct sy_support_act *it)
{
    const struct sy_act_rule *rule = sy_act_rule(it->act.type, it->act.verb);
    struct sy_json_writer *w = sy_output_json(o);
    char time[SY_FORMAT_BYTES];

    sy_format_utc(it->sequenced_at, time);
    sy_json_begin_object(w);
    sy_output_number(o, "entry", it->index);
    sy_output_number(o, "record", it->record);
    sy_output_value(o, "sequenced_at", time);
    sy_json_name(w, "subject");
    sy_json_put_text(w, it->act.subject);
    sy_output_value(o, "type", rule == NULL ? "?" : rule->noun);
    sy_output_value(o, "act", rule == NULL ? "?" : rule->done);
    sy_json_name(w, "by");
    sy_json_put_text(w, it->by);
    sy_json_name(w, "by_authority_keys");
    sy_json_put_bool(w, it->by_authority);
    sy_json_name(w, "later");
    sy_json_put_bool(w, is_later(receipt, it));
    sy_json_end_object(w);
}

static void put_signers(struct sy_output *o, const struct sy_receipt *receipt)
{
    const struct sy_statement *statement = &receipt->statement;
    const struct sy_support_act *grant = sy_support_grant(&receipt->support, statement);
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_buffer key = {0};

    sy_json_name(w, "keys");
    sy_json_begin_list(w);
    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];
        const struct sy_support_act *it = sy_support_key(&receipt->support, statement, signer);

        sy_assert(it != NULL);
        sy_buffer_clear(&key);
        sy_base64_put(&key, signer->key);
        sy_json_begin_object(w);
        sy_json_name(w, "key");
        sy_json_put_text(w, sy_buffer_bytes(&key));
        sy_json_name(w, "holder");
        sy_json_put_text(w, sy_body_bytes(it->act.body, SY_KEY_ORGANISATION));
        sy_output_number(o, "entry", it->index);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    sy_json_name(w, "delegation");
    if (grant == NULL)
        sy_json_put_null(w);
    else
        sy_json_put_uint(w, grant->index);
    sy_buffer_close(&key);
}

void sy_verdict_support_put(struct sy_output *o, const struct sy_network *network,
                            const struct sy_receipt *receipt)
{
    const struct sy_support *support = &receipt->support;
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_name(w, "support");
    if (!support->here) {
        sy_json_put_null(w);
        return;
    }
    sy_json_begin_object(w);
    sy_output_number(o, "checkpoint_size", support->trust.checkpoint.size);
    sy_output_number(o, "quorum_needed", network->quorum_needed);
    sy_output_number(o, "quorum_reached", support->trust.votes);
    put_signers(o, receipt);
    sy_json_name(w, "acts");
    sy_json_begin_list(w);
    for (size_t i = 0; i < support->act_count; i++)
        put_support_act(o, receipt, &support->acts[i]);
    sy_json_end_list(w);
    sy_json_end_object(w);
}
