/* suyuan show */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/identifier.h"
#include "proto/record_type.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/directory.h"
#include "tools/entries.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/show_record.h"

struct shown {
    struct sy_output *output;
    struct sy_peer *peer;
    struct sy_directory *directory;
    struct sy_trust trust;
    const char *origin;
    uint64_t index;
    const char *item; /* that it is about, as typed; "" when none is given */
    struct sy_evidence evidence;
    struct sy_list records;
};

static const char *const kinds[] = {"?", "records", "registry", "notice"};

static const char *kind_of(const struct sy_statement *statement)
{
    return kinds[statement->kind <= SY_KIND_NOTICE ? statement->kind : 0];
}

/* "name (id)", or the id alone. */
static const char *party(const struct shown *s, struct sy_bytes subject, struct sy_buffer *to)
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

static void show_signers(const struct shown *s)
{
    const struct sy_statement *statement = &s->evidence.statement;
    struct sy_output *o = s->output;
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

static void show_entry(const struct shown *s)
{
    const struct sy_entry *entry = &s->evidence.entry;
    const struct sy_statement *statement = &s->evidence.statement;
    struct sy_output *o = s->output;
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

static void show_records(const struct shown *s)
{
    struct sy_wire cursor = sy_list_open(&s->records);
    struct sy_output *o = s->output;
    struct sy_record_share record;

    if (o->json) {
        sy_json_name(sy_output_json(o), "records");
        sy_json_begin_list(sy_output_json(o));
    }
    while (sy_record_share_next(&cursor, s->records.number, &record) == SY_OK) {
        struct sy_erased_place place = {s->directory, sy_text(s->origin), s->index,
                                        record.index};

        sy_show_record(o, &place, &record);
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
}

/* Of the first record, which stands for all. */
static bool open_part_here(const struct shown *s)
{
    struct sy_wire cursor = sy_list_open(&s->records);
    struct sy_record_share record;

    return sy_record_share_next(&cursor, s->records.number, &record) != SY_OK ||
           record.parts[0].part.data != NULL;
}

static void show(const struct shown *s)
{
    struct sy_output *o = s->output;
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

static enum sy_exit broken(struct shown *s, enum sy_err err, const char *what)
{
    return sy_broken_entry(s->output, sy_text(s->origin), s->index, err, what);
}

static enum sy_exit verify(struct shown *s, const struct sy_entry_share *share,
                           const struct sy_list *path)
{
    const char *what = NULL;
    enum sy_err err = sy_evidence_entry(&s->peer->network, &s->trust, share->entry, path,
                                        &s->evidence, &what);

    if (err == SY_OK && s->evidence.entry.index != s->index) {
        what = "it stands at another index";
        err = SY_BAD_PROOF;
    }
    if (err == SY_OK)
        err = sy_evidence_records(&s->evidence.statement, &share->records, &what);
    if (err == SY_OK) {
        err = sy_directory_authorise(s->directory, sy_text(s->origin), &s->evidence);
        what = "its signers may not speak for its principal";
    }
    if (err == SY_NOT_YET) {
        sy_output_error(s->output, SY_SAY(REGISTRY_GREW, NULL));
        return SY_EXIT_UNASKED;
    }
    if (err != SY_OK)
        return broken(s, err, sy_err_class(err) == SY_CLASS_FAULT ? NULL : what);
    s->records = share->records;
    show(s);
    return SY_EXIT_YES;
}

static enum sy_exit ask_proof(struct shown *s, const struct sy_entry_share *share)
{
    struct sy_get_proof ask = {
        sy_text(s->origin), s->trust.checkpoint.size, {true, s->index}, {false, 0}};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    struct sy_proof proof;
    enum sy_exit status;
    enum sy_err err;

    sy_get_proof_write(&ask, &payload);
    err = sy_peer_call(s->peer, SY_FRAME_GET_PROOF, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return sy_peer_report(s->peer);
    err = sy_proof_read(sy_buffer_bytes(&message.payload), &proof);
    if (err != SY_OK)
        err = sy_peer_malformed(s->peer);
    status = err == SY_OK ? verify(s, share, &proof.path) : sy_peer_report(s->peer);
    sy_frame_message_close(&message);
    return status;
}

static enum sy_exit ask_entry(struct shown *s)
{
    struct sy_frame_message message;
    struct sy_entry_share share;
    struct sy_entries entries;
    enum sy_exit status;
    enum sy_err err =
        sy_entries_ask_one(&entries, s->peer, sy_text(s->origin), s->index, sy_text(s->item));

    if (err == SY_OK)
        err = sy_entries_next(&entries, &message);
    if (err != SY_OK)
        return sy_peer_report(s->peer);
    if (sy_entry_share_read(sy_buffer_bytes(&message.payload), &share) == SY_OK)
        status = ask_proof(s, &share);
    else
        status = broken(s, SY_BAD_ENCODING, "the entry did not come as it should");
    sy_frame_message_close(&message);
    return status;
}

static enum sy_exit ask_checkpoint(struct shown *s)
{
    struct sy_audit_problem why = {.rule = "checkpoint"};
    struct sy_buffer note = {0};
    char size[24];
    enum sy_err err = sy_peer_checkpoint(s->peer, sy_text(s->origin), &note);

    if (err != SY_OK) {
        sy_buffer_close(&note);
        return sy_peer_report(s->peer);
    }
    err = sy_trust_open(&s->peer->network, sy_buffer_bytes(&note), &s->trust);
    sy_buffer_close(&note);
    why.what = err != SY_OK ? s->trust.what : "the checkpoint is another log's";
    if (err == SY_OK && strcmp(s->trust.checkpoint.origin, s->origin) != 0)
        err = SY_BAD_CHECKPOINT;
    if (err != SY_OK)
        return sy_broken_report(s->output, s->origin, err, &why);
    if (s->index < s->trust.checkpoint.size)
        return SY_EXIT_YES;
    snprintf(size, sizeof(size), "%" PRIu64, s->trust.checkpoint.size);
    sy_output_error(s->output, SY_SAY(NO_SUCH_ENTRY, s->origin, size));
    return SY_EXIT_NO;
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
    struct shown s = {
        .output = o, .origin = options->operands[0], .item = sy_options_value(options, "item")};
    enum sy_exit status;

    if (s.item == NULL)
        s.item = "";
    else if (!names_item(o, s.item))
        return SY_EXIT_USAGE;
    if (!sy_command_count(o, "index", options->operands[1], 0, UINT32_MAX * (uint64_t)1024,
                          &s.index))
        return SY_EXIT_USAGE;
    status = sy_peer_open(o, options, &s.peer);
    if (status != SY_EXIT_YES)
        return status;
    status = ask_checkpoint(&s);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(s.peer, options, &s.directory);
    if (status == SY_EXIT_YES)
        status = ask_entry(&s);
    sy_directory_close(s.directory);
    sy_peer_close(s.peer);
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
