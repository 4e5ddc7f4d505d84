/* suyuan show */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/identifier.h"
#include "proto/record_type.h"
#include "tools/command.h"
#include "tools/format.h"
#include "tools/one_entry.h"
#include "tools/plain.h"
#include "tools/show_record.h"

static const char *const kinds[] = {"?", "records", "registry", "notice"};

static const char *kind_of(const struct sy_statement *statement)
{
    return kinds[statement->kind <= SY_KIND_NOTICE ? statement->kind : 0];
}

/* "name (id)", or the id alone. */
static const char *party(const struct sy_one_entry *s, struct sy_bytes subject,
                         struct sy_buffer *to)
{
    struct sy_bytes name = sy_directory_name(s->directory, subject);

    sy_buffer_clear(to);
    sy_plain_put(to, name.len > 0 ? name : subject);
    if (name.len > 0) {
        sy_buffer_put_text(to, " (");
        sy_plain_put(to, subject);
        sy_buffer_put_u8(to, ')');
    }
    return sy_buffer_text(to);
}

static void say_time(struct sy_output *o, const char *name, int64_t time_us)
{
    char local[SY_FORMAT_BYTES];
    char utc[SY_FORMAT_BYTES];
    char both[2 * SY_FORMAT_BYTES + 4];

    sy_format_time(time_us, local);
    sy_format_utc(time_us, utc);
    snprintf(both, sizeof(both), "%s  %s", local, utc);
    sy_output_value(o, name, o->json ? utc : both);
}

static void show_hash(struct sy_output *o, const char *name, struct sy_bytes bytes)
{
    struct sy_hash hash;
    char hex[2 * SY_HASH_BYTES + 1];

    memcpy(hash.bytes, bytes.data, SY_HASH_BYTES);
    sy_hash_hex(&hash, hex);
    sy_output_value(o, name, hex);
}

static void show_signers(const struct sy_one_entry *s)
{
    const struct sy_statement *statement = &s->evidence.statement;
    struct sy_output *o = s->peer->output;
    struct sy_buffer key = {0};
    struct sy_buffer who = {0};

    if (o->json) {
        sy_json_name(sy_output_json(o), "signers");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < statement->signer_count; i++) {
        const struct sy_signer *signer = &statement->signers[i];
        struct sy_bytes subject =
            signer->subject.len > 0 ? signer->subject : statement->principal;

        sy_buffer_clear(&key);
        sy_base64_put(&key, signer->key);
        if (o->json) {
            sy_json_begin_object(sy_output_json(o));
            sy_json_name(sy_output_json(o), "subject");
            sy_json_put_text(sy_output_json(o), subject);
            sy_output_value(o, "key", sy_buffer_text(&key));
            sy_json_end_object(sy_output_json(o));
        } else {
            sy_output_say(o,
                          SY_SAY(SHOW_SIGNER, party(s, subject, &who), sy_buffer_text(&key)));
        }
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
    sy_buffer_close(&key);
    sy_buffer_close(&who);
}

static void show_entry(const struct sy_one_entry *s)
{
    const struct sy_entry *entry = &s->evidence.entry;
    const struct sy_statement *statement = &s->evidence.statement;
    struct sy_output *o = s->peer->output;
    struct sy_buffer who = {0};

    sy_output_value(o, "origin", s->origin);
    sy_output_number(o, "index", entry->index);
    say_time(o, "sequenced_at", entry->sequenced_at);
    sy_output_number(o, "registry_size", entry->registry_size);
    show_hash(o, "previous", entry->previous);
    show_hash(o, "statement_id", (struct sy_bytes){s->evidence.id.bytes, SY_HASH_BYTES});
    if (o->json) {
        sy_json_name(sy_output_json(o), "principal");
        sy_json_put_text(sy_output_json(o), statement->principal);
    } else {
        sy_output_value(o, "principal", party(s, statement->principal, &who));
    }
    sy_output_value(o, "kind", kind_of(statement));
    say_time(o, "signed_at", statement->signed_at);
    sy_output_number(o, "record_count", statement->record_count);
    show_hash(o, "records_root", statement->records_root);
    if (statement->has_delegation)
        sy_output_number(o, "delegation", statement->delegation);
    if (statement->delay != 0)
        sy_output_number(o, "delay", statement->delay);
    show_signers(s);
    sy_buffer_close(&who);
}

static void show_records(const struct sy_one_entry *s)
{
    struct sy_wire cursor = sy_list_open(&s->records);
    struct sy_output *o = s->peer->output;
    struct sy_record_share record;

    if (o->json) {
        sy_json_name(sy_output_json(o), "records");
        sy_json_begin_list(sy_output_json(o));
    }
    while (sy_record_share_next(&cursor, s->records.number, &record) == SY_OK) {
        struct sy_erased_place place = {s->directory, sy_text(s->origin), s->index,
                                        record.index};

        sy_show_record(s->peer, &place, &record, &s->gaps);
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
}

/* Of the first record, which stands for all; or the node does not have it. */
static bool open_part_here(const struct sy_one_entry *s)
{
    struct sy_wire cursor = sy_list_open(&s->records);
    struct sy_record_share record;

    return sy_record_share_next(&cursor, s->records.number, &record) != SY_OK ||
           record.parts[0].part.data != NULL ||
           sy_keeping_state(&s->gaps, record.index, record.parts[0].kind) != SY_PART_HERE;
}

static void show(const struct sy_one_entry *s)
{
    struct sy_output *o = s->peer->output;
    char size[24];

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "verified");
        sy_json_put_bool(sy_output_json(o), true);
        sy_output_number(o, "checkpoint_size", s->trust.checkpoint.size);
    }
    show_entry(s);
    show_records(s);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    snprintf(size, sizeof(size), "%" PRIu64, s->trust.checkpoint.size);
    sy_output_say(o, SY_SAY(SHOW_PROVED, size));
    if (!open_part_here(s))
        sy_output_next(o, SY_SAY(NEXT_NAME_ITEM, NULL));
}

static bool names_item(struct sy_output *o, const char *item)
{
    struct sy_buffer canonical = {0};
    enum sy_err err = sy_identifier_canonical(sy_text(item), &canonical, NULL);

    sy_buffer_close(&canonical);
    if (err != SY_OK)
        sy_output_error(o, SY_SAY(ITEM_IS_NONE, item));
    return err == SY_OK;
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    struct sy_one_entry one = {.origin = options->operands[0]};
    const char *item = sy_options_value(options, "item");
    struct sy_peer *peer = NULL;
    enum sy_exit status;

    if (item != NULL && !names_item(o, item))
        return SY_EXIT_USAGE;
    if (item != NULL)
        one.item = sy_text(item);
    if (!sy_command_count(o, "index", options->operands[1], 0, UINT32_MAX * (uint64_t)1024,
                          &one.index))
        return SY_EXIT_USAGE;
    status = sy_peer_open(o, options, &peer);
    if (status != SY_EXIT_YES)
        return status;
    one.peer = peer;
    status = sy_one_entry_open(&one, options);
    if (status == SY_EXIT_YES)
        show(&one);
    sy_one_entry_close(&one);
    sy_peer_close(peer);
    return status;
}

static const struct sy_option option_item = {
    .name = "item",
    .value = "ID",
    .help = {"what it is about: gives its open parts to whoever names it",
             "条目所涉的标识：出示标识即可查看公开分部"}};

static const struct sy_option *const show_options[] = {&sy_option_network,
                                                       &sy_option_node,
                                                       &sy_option_key,
                                                       &sy_option_as,
                                                       &option_item,
                                                       &sy_option_no_cache,
                                                       NULL};

const struct sy_command sy_command_show = {
    .name = "show",
    .usage = {.options = show_options,
              .operands = "ORIGIN INDEX",
              .operands_min = 2,
              .operands_max = 2},
    .summary = {"one entry of a log, verified and decoded", "查看日志的一个条目，核验并解码"},
    .examples = {"  suyuan show --network demo --node 310000 suyuan.example/test/310000 4 "
                 "--item 06901234567892\n"
                 "  suyuan show suyuan.example/test/registry 0 --json\n",
                 "  suyuan show --network demo --node 310000 suyuan.example/test/310000 4 "
                 "--item 06901234567892\n"
                 "  suyuan show suyuan.example/test/registry 0 --json\n"},
    .run = run_show};
