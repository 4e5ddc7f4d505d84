/* suyuan registry list */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/org_id.h"
#include "net/clock.h"
#include "proto/act.h"
#include "proto/record_type.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/directory.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/registry_words.h"

enum { NUMBER_BYTES = 24 };

struct roster {
    struct sy_output *output;
    struct sy_registry_snapshot *registry;
    struct sy_buffer keys; /* struct held_key, of the organisation at hand */
    struct sy_buffer text; /* scratch */
};

struct held_key {
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];
    struct sy_registered_key key;
};

static int compare_keys(const void *a, const void *b)
{
    const struct held_key *x = a;
    const struct held_key *y = b;

    if (x->key.index != y->key.index)
        return x->key.index < y->key.index ? -1 : 1;
    return (x->key.uses > y->key.uses) - (x->key.uses < y->key.uses);
}

/* The keys that were ever added for the organisation, in the order of the log. */
static enum sy_err find_keys(struct roster *roster, struct sy_bytes subject)
{
    struct held_key held;
    struct sy_bytes link = {NULL, 0};
    enum sy_err err;

    sy_buffer_clear(&roster->keys);
    while ((err = sy_registry_next_link(roster->registry, subject, link, UINT64_MAX, &link)) ==
           SY_OK) {
        if (!sy_key_of_subject(link, held.bytes))
            continue;
        err =
            sy_registry_key(roster->registry, (struct sy_bytes){held.bytes, sizeof(held.bytes)},
                            UINT64_MAX, &held.key);
        if (err != SY_OK)
            return err;
        sy_buffer_put(&roster->keys, &held, sizeof(held));
    }
    if (err != SY_NOT_FOUND)
        return err;
    if (roster->keys.len > sizeof(held))
        qsort(roster->keys.data, roster->keys.len / sizeof(held), sizeof(held), compare_keys);
    return roster->keys.err;
}

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

static void show_keys(struct roster *roster)
{
    /* Aligned: the buffer's memory is malloc's. */
    const struct held_key *keys = (const struct held_key *)(const void *)roster->keys.data;
    struct sy_output *o = roster->output;

    for (size_t i = 0; i < roster->keys.len / sizeof(*keys); i++) {
        const char *public_key;

        sy_buffer_clear(&roster->text);
        sy_base64_put(&roster->text, (struct sy_bytes){keys[i].bytes, sizeof(keys[i].bytes)});
        public_key = sy_buffer_text(&roster->text);
        if (public_key == NULL)
            o->failed = true;
        else if (o->json)
            put_key(o, public_key, &keys[i].key);
        else
            say_key(o, public_key, &keys[i].key);
    }
}

/* The name that it has now: the state's may be one to come. */
static struct sy_bytes name_of(const struct roster *roster, struct sy_bytes subject,
                               int64_t now)
{
    const struct sy_registry_moment moment = {UINT64_MAX, now};
    struct sy_registry_dated name;

    if (sy_registry_dated(roster->registry, subject, SY_ORGANISATION_NAME, &moment, &name) !=
        SY_OK)
        return (struct sy_bytes){NULL, 0};
    return name.value;
}

static void put_organisation(struct roster *roster, struct sy_bytes subject,
                             const struct sy_registry_state *state, int64_t now)
{
    struct sy_json_writer *w = sy_output_json(roster->output);
    struct sy_bytes district = sy_body_bytes(state->body, SY_ORGANISATION_DISTRICT);

    sy_json_begin_object(w);
    sy_json_name(w, "registry_id");
    sy_json_put_text(w, subject);
    sy_json_name(w, "name");
    sy_json_put_text(w, name_of(roster, subject, now));
    if (district.len > 0) {
        sy_json_name(w, "district");
        sy_json_put_text(w, district);
    }
    sy_output_value(roster->output, "state", sy_force_name(sy_registry_force(state, now)));
    sy_output_number(roster->output, "entry", state->first);
    sy_json_name(w, "keys");
    sy_json_begin_list(w);
    show_keys(roster);
    sy_json_end_list(w);
    sy_json_end_object(w);
}

static void say_organisation(struct roster *roster, struct sy_bytes subject,
                             const struct sy_registry_state *state, int64_t now)
{
    struct sy_bytes district = sy_body_bytes(state->body, SY_ORGANISATION_DISTRICT);
    enum sy_force force = sy_registry_force(state, now);
    struct sy_buffer *line = &roster->text;

    sy_buffer_clear(line);
    sy_plain_put(line, subject);
    sy_buffer_put_text(line, "  ");
    sy_plain_put(line, name_of(roster, subject, now));
    if (district.len > 0) {
        sy_buffer_put_text(line, "  ");
        sy_plain_put(line, district);
    }
    if (force != SY_FORCE_GOOD) {
        sy_buffer_put_text(line, "  ");
        sy_buffer_put_text(line, sy_registry_words_force(force, roster->output->language));
    }
    sy_buffer_put_u8(line, '\n');
    if (sy_buffer_text(line) == NULL)
        roster->output->failed = true;
    else
        sy_output_text(roster->output, sy_buffer_text(line));
    show_keys(roster);
}

/* Every organisation that was ever admitted, in the order of the log. */
static enum sy_err show_all(struct roster *roster, int64_t now)
{
    struct sy_registry_position at = {0, 0};
    uint64_t shown = UINT64_MAX; /* the entry of the one before */
    uint8_t last[SY_SUBJECT_BYTES_MAX];
    size_t last_len = 0;
    struct sy_registry_state state;
    struct sy_bytes subject;
    enum sy_err err;

    for (; (err = sy_registry_next_act(roster->registry, &at, &at, &subject)) == SY_OK;
         at.record++) {
        if (sy_org_id_span(subject) != subject.len)
            continue;
        err = sy_registry_state(roster->registry, subject, UINT64_MAX, &state);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        if (state.type != SY_TYPE_ORGANISATION || state.first != at.index ||
            (shown == at.index && sy_bytes_equal(subject, (struct sy_bytes){last, last_len})))
            continue; /* a later act on it */
        err = find_keys(roster, subject);
        if (err != SY_OK)
            return err;
        if (roster->output->json)
            put_organisation(roster, subject, &state, now);
        else
            say_organisation(roster, subject, &state, now);
        shown = at.index;
        last_len = subject.len;
        memcpy(last, subject.data, subject.len);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_exit show(struct roster *roster, const struct sy_checkpoint *checkpoint,
                         int64_t now)
{
    struct sy_output *o = roster->output;
    char size[NUMBER_BYTES];
    enum sy_err err;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "origin", checkpoint->origin);
        sy_output_number(o, "size", checkpoint->size);
        sy_json_name(sy_output_json(o), "organisations");
        sy_json_begin_list(sy_output_json(o));
    }
    err = show_all(roster, now);
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
    }
    if (err != SY_OK)
        return sy_broken_fault(o, err);
    snprintf(size, sizeof(size), "%" PRIu64, checkpoint->size);
    sy_output_say(o, SY_SAY(LIST_VERIFIED, size, checkpoint->origin));
    return SY_EXIT_YES;
}

static enum sy_exit run_list(const struct sy_options *options, struct sy_output *o)
{
    struct roster roster = {.output = o};
    struct sy_directory *directory = NULL;
    struct sy_peer *peer = NULL;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES)
        status = sy_directory_open(peer, options, &directory);
    if (status == SY_EXIT_YES) {
        roster.registry = sy_directory_registry(directory);
        status = show(&roster, sy_directory_checkpoint(directory), sy_clock_us());
    }
    sy_directory_close(directory);
    sy_peer_close(peer);
    sy_buffer_close(&roster.keys);
    sy_buffer_close(&roster.text);
    return status;
}

static const struct sy_option *const list_options[] = {
    &sy_option_network, &sy_option_registry_node, &sy_option_no_cache, NULL};

const struct sy_command sy_command_registry_list = {
    .name = "registry list",
    .usage = {.options = list_options},
    .summary = {"who is admitted with which keys, verified", "已准入企业及其密钥（经核验）"},
    .examples = {"  suyuan registry list --network demo\n",
                 "  suyuan registry list --network demo\n"},
    .run = run_list};
