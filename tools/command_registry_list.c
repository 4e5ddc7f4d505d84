/* suyuan registry list */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base64.h"
#include "proto/act.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "tools/command.h"
#include "tools/directory.h"
#include "tools/format.h"

enum { NUMBER_BYTES = 24 };

/* An admission or a key, where its texts stand: offsets, since the text moves as it grows. */
struct row {
    size_t at, subject_len; /* registry id of the organisation */
    size_t name_len, district_len;
    uint64_t index; /* of its entry */
    uint8_t key[SY_PUBLIC_KEY_BYTES];
};

struct roster {
    struct sy_buffer text;
    struct sy_buffer organisations; /* struct row, in the order of the log */
    struct sy_buffer keys;          /* struct row, sorted by organisation once all are read */
    struct sy_registry_snapshot *registry;
};

static struct row *rows_of(const struct sy_buffer *buffer)
{
    /* Aligned: the buffer's memory is malloc's. */
    return (struct row *)(void *)buffer->data;
}

static size_t row_count(const struct sy_buffer *buffer)
{
    return buffer->len / sizeof(struct row);
}

static struct sy_bytes subject_of(const struct roster *roster, const struct row *row)
{
    return (struct sy_bytes){roster->text.data + row->at, row->subject_len};
}

/* ---- reading ---- */

static void keep_organisation(struct roster *roster, const struct sy_act *act, uint64_t index)
{
    struct sy_bytes name = sy_body_bytes(act->body, SY_ORGANISATION_NAME);
    struct sy_bytes district = sy_body_bytes(act->body, SY_ORGANISATION_DISTRICT);
    struct row row = {.at = roster->text.len,
                      .subject_len = act->subject.len,
                      .name_len = name.len,
                      .district_len = district.len,
                      .index = index};

    sy_buffer_put_bytes(&roster->text, act->subject);
    sy_buffer_put_bytes(&roster->text, name);
    sy_buffer_put_bytes(&roster->text, district);
    sy_buffer_put(&roster->organisations, &row, sizeof(row));
}

static void keep_key(struct roster *roster, const struct sy_act *act, uint64_t index)
{
    struct sy_bytes holder = sy_body_bytes(act->body, SY_KEY_ORGANISATION);
    struct sy_bytes key = sy_body_bytes(act->body, SY_KEY_PUBLIC_KEY);
    struct row row = {.at = roster->text.len, .subject_len = holder.len, .index = index};

    if (key.len != sizeof(row.key))
        return;
    memcpy(row.key, key.data, sizeof(row.key));
    sy_buffer_put_bytes(&roster->text, holder);
    sy_buffer_put(&roster->keys, &row, sizeof(row));
}

/* Every act that may count; which do, the registry says once all are read. */
static enum sy_err visit(void *context, struct sy_bytes share_bytes)
{
    struct roster *roster = context;
    struct sy_entry_share share;
    struct sy_record_share record;
    struct sy_entry entry;
    struct sy_wire cursor;
    enum sy_err err = sy_entry_share_read(share_bytes, &share);

    if (err == SY_OK)
        err = sy_entry_read(share.entry, &entry);
    if (err != SY_OK)
        return err;
    cursor = sy_list_open(&share.records);
    while (sy_record_share_next(&cursor, share.records.number, &record) == SY_OK) {
        struct sy_part part;
        struct sy_act act;

        if (record.parts[0].part.data == NULL ||
            sy_part_read(record.parts[0].part, &part) != SY_OK ||
            sy_act_read(part.type, part.body, &act) != SY_OK)
            continue;
        if (act.type == SY_TYPE_ORGANISATION && act.verb == SY_ORGANISATION_ADMITTED)
            keep_organisation(roster, &act, entry.index);
        else if (act.type == SY_TYPE_KEY && act.verb <= SY_KEY_REPLACED)
            keep_key(roster, &act, entry.index);
    }
    if (roster->text.err != SY_OK)
        return roster->text.err;
    return roster->organisations.err != SY_OK ? roster->organisations.err : roster->keys.err;
}

static int compare_keys(const void *a, const void *b, void *context)
{
    const struct roster *roster = context;
    const struct row *x = a;
    const struct row *y = b;
    int order = sy_bytes_compare(subject_of(roster, x), subject_of(roster, y));

    if (order != 0)
        return order;
    return (x->at > y->at) - (x->at < y->at);
}

/* The first key of an organisation, or where it would be. */
static size_t first_key(const struct roster *roster, struct sy_bytes subject)
{
    size_t from = 0;
    size_t to = row_count(&roster->keys);

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (sy_bytes_compare(subject_of(roster, &rows_of(&roster->keys)[middle]), subject) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* ---- showing ---- */

static const char *uses_text(unsigned uses)
{
    if ((uses & 1u << SY_USE_SIGN) != 0 && (uses & 1u << SY_USE_CONNECT) != 0)
        return "sign,connect";
    return (uses & 1u << SY_USE_SIGN) != 0 ? "sign" : "connect";
}

static void say_key(struct sy_output *o, const char *public_key,
                    const struct sy_registered_key *key)
{
    char since[SY_FORMAT_BYTES];

    sy_format_time(key->since, since);
    if (key->revoked)
        sy_output_say(o, SY_SAY(LIST_KEY_REVOKED, uses_text(key->uses), public_key, since));
    else if (key->retired)
        sy_output_say(o, SY_SAY(LIST_KEY_RETIRED, uses_text(key->uses), public_key));
    else
        sy_output_say(o, SY_SAY(LIST_KEY_IN_FORCE, uses_text(key->uses), public_key));
}

static void put_key(struct sy_output *o, const char *public_key,
                    const struct sy_registered_key *key)
{
    struct sy_json_writer *w = sy_output_json(o);
    char since[SY_FORMAT_BYTES];

    sy_json_begin_object(w);
    sy_output_value(o, "public_key", public_key);
    sy_json_name(w, "uses");
    sy_json_begin_list(w);
    if ((key->uses & 1u << SY_USE_SIGN) != 0)
        sy_json_put_string(w, "sign");
    if ((key->uses & 1u << SY_USE_CONNECT) != 0)
        sy_json_put_string(w, "connect");
    sy_json_end_list(w);
    sy_output_value(o, "state",
                    key->revoked   ? "revoked"
                    : key->retired ? "retired"
                                   : "in_force");
    if (key->revoked) {
        sy_format_utc(key->since, since);
        sy_output_value(o, "since", since);
    }
    sy_output_number(o, "entry", key->index);
    sy_json_end_object(w);
}

static void show_keys(struct sy_output *o, const struct roster *roster, struct sy_bytes subject)
{
    struct sy_buffer text = {0};

    for (size_t i = first_key(roster, subject); i < row_count(&roster->keys); i++) {
        const struct row *row = &rows_of(&roster->keys)[i];
        struct sy_registered_key key;
        const char *public_key;

        if (!sy_bytes_equal(subject_of(roster, row), subject))
            break;
        if (sy_registry_key(roster->registry, (struct sy_bytes){row->key, sizeof(row->key)},
                            UINT64_MAX, &key) != SY_OK ||
            key.index != row->index || !sy_bytes_equal(key.holder, subject))
            continue;
        sy_buffer_clear(&text);
        sy_base64_put(&text, (struct sy_bytes){row->key, sizeof(row->key)});
        public_key = sy_buffer_text(&text);
        if (public_key == NULL)
            o->failed = true;
        else if (o->json)
            put_key(o, public_key, &key);
        else
            say_key(o, public_key, &key);
    }
    sy_buffer_close(&text);
}

static void put_organisation(struct sy_output *o, const struct roster *roster,
                             const struct row *row)
{
    struct sy_json_writer *w = sy_output_json(o);
    const uint8_t *name = roster->text.data + row->at + row->subject_len;

    sy_json_begin_object(w);
    sy_json_name(w, "registry_id");
    sy_json_put_text(w, subject_of(roster, row));
    sy_json_name(w, "name");
    sy_json_put_text(w, (struct sy_bytes){name, row->name_len});
    if (row->district_len > 0) {
        sy_json_name(w, "district");
        sy_json_put_text(w, (struct sy_bytes){name + row->name_len, row->district_len});
    }
    sy_output_number(o, "entry", row->index);
    sy_json_name(w, "keys");
    sy_json_begin_list(w);
    show_keys(o, roster, subject_of(roster, row));
    sy_json_end_list(w);
    sy_json_end_object(w);
}

static void say_organisation(struct sy_output *o, const struct roster *roster,
                             const struct row *row)
{
    const char *text = (const char *)roster->text.data + row->at;
    struct sy_buffer line = {0};
    const char *whole;

    sy_buffer_put(&line, text, row->subject_len);
    sy_buffer_put_text(&line, "  ");
    sy_buffer_put(&line, text + row->subject_len, row->name_len);
    if (row->district_len > 0) {
        sy_buffer_put_text(&line, "  ");
        sy_buffer_put(&line, text + row->subject_len + row->name_len, row->district_len);
    }
    sy_buffer_put_u8(&line, '\n');
    whole = sy_buffer_text(&line);
    if (whole == NULL)
        o->failed = true;
    else
        sy_output_text(o, whole);
    sy_buffer_close(&line);
    show_keys(o, roster, subject_of(roster, row));
}

static void show(struct sy_output *o, struct roster *roster,
                 const struct sy_checkpoint *checkpoint)
{
    struct sy_registry_state admitted;
    char size[NUMBER_BYTES];

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "origin", checkpoint->origin);
        sy_output_number(o, "size", checkpoint->size);
        sy_json_name(sy_output_json(o), "organisations");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < row_count(&roster->organisations); i++) {
        const struct row *row = &rows_of(&roster->organisations)[i];

        /* A void admission stands in the log too. */
        if (sy_registry_state(roster->registry, subject_of(roster, row), UINT64_MAX,
                              &admitted) != SY_OK ||
            admitted.first != row->index)
            continue;
        if (o->json)
            put_organisation(o, roster, row);
        else
            say_organisation(o, roster, row);
    }
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
        return;
    }
    snprintf(size, sizeof(size), "%" PRIu64, checkpoint->size);
    sy_output_say(o, SY_SAY(LIST_VERIFIED, size, checkpoint->origin));
}

static enum sy_exit run_list(const struct sy_options *options, struct sy_output *o)
{
    struct roster roster = {0};
    struct sy_directory *directory = NULL;
    struct sy_peer *peer = NULL;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES)
        status = sy_directory_visit(peer, visit, &roster, &directory);
    if (status == SY_EXIT_YES) {
        roster.registry = sy_directory_registry(directory);
        if (row_count(&roster.keys) > 1)
            qsort_r(roster.keys.data, row_count(&roster.keys), sizeof(struct row), compare_keys,
                    &roster);
        show(o, &roster, sy_directory_checkpoint(directory));
    }
    sy_directory_close(directory);
    sy_peer_close(peer);
    sy_buffer_close(&roster.text);
    sy_buffer_close(&roster.organisations);
    sy_buffer_close(&roster.keys);
    return status;
}

static const struct sy_option option_node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .help = {"the node to ask; by default the registry's owner",
             "要询问的节点；默认为登记簿的拥有者"}};

static const struct sy_option *const list_options[] = {&sy_option_network, &option_node, NULL};

const struct sy_command sy_command_registry_list = {
    .name = "registry list",
    .usage = {.options = list_options},
    .summary = {"who is admitted with which keys, verified", "已准入企业及其密钥（经核验）"},
    .examples = {"  suyuan registry list --network demo\n",
                 "  suyuan registry list --network demo\n"},
    .run = run_list};
