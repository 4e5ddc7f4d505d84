/* suyuan registry show */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "proto/record_type.h"
#include "tools/act_body.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/plain.h"
#include "tools/registry_asof.h"
#include "tools/registry_find.h"
#include "tools/registry_profile.h"

enum { NUMBER_BYTES = 24, DISTRICT_DIGITS = 6 };

/* What the node says of a code that its district had before. */
static void say_former(const struct sy_registry_profile *p, struct sy_bytes node,
                       struct sy_bytes former)
{
    struct sy_bytes code = sy_body_bytes(former, SY_FORMER_CODE);
    struct sy_buffer words[4] = {{0}, {0}, {0}, {0}};
    char year[NUMBER_BYTES];
    uint64_t until;

    sy_plain_put(&words[0], code);
    sy_plain_put(&words[1], sy_body_bytes(former, SY_FORMER_NAME));
    sy_buffer_put_text(&words[2], "");
    if (sy_body_uint(former, SY_FORMER_UNTIL_YEAR, &until)) {
        snprintf(year, sizeof(year), "%" PRIu64, until);
        sy_message_put(&words[2], SY_SAY(SHOW_FORMER_UNTIL, year), p->output->language);
    }
    sy_act_body_party(p->directory, node, &words[3]);
    sy_output_say(p->output,
                  &(const struct sy_saying){
                      .message = SY_MESSAGE_SHOW_FORMER,
                      .words = {sy_buffer_text(&words[0]), sy_buffer_text(&words[1]),
                                sy_buffer_text(&words[2]), sy_buffer_text(&words[3])}});
    for (size_t i = 0; i < 4; i++)
        sy_buffer_close(&words[i]);
}

static void put_former(const struct sy_registry_profile *p, struct sy_bytes node,
                       struct sy_bytes former)
{
    struct sy_json_writer *w = sy_output_json(p->output);
    uint64_t year;

    sy_json_begin_object(w);
    sy_json_name(w, "code");
    sy_json_put_text(w, sy_body_bytes(former, SY_FORMER_CODE));
    sy_json_name(w, "name");
    sy_json_put_text(w, sy_body_bytes(former, SY_FORMER_NAME));
    if (sy_body_uint(former, SY_FORMER_FROM_YEAR, &year))
        sy_output_number(p->output, "from_year", year);
    if (sy_body_uint(former, SY_FORMER_UNTIL_YEAR, &year))
        sy_output_number(p->output, "until_year", year);
    sy_json_name(w, "node");
    sy_json_put_text(w, node);
    sy_json_end_object(w);
}

/* The districts that had the code, among the nodes that were found. */
static enum sy_err show_former(const struct sy_registry_profile *p,
                               const struct sy_registry_found *found)
{
    struct sy_bytes code = sy_buffer_bytes(&found->text);
    struct sy_registry_state state;

    for (size_t i = 0; i < found->count && code.len == DISTRICT_DIGITS; i++) {
        struct sy_bytes node = sy_text(found->subject[i]);
        enum sy_err err = sy_registry_state(sy_directory_registry(p->directory), node,
                                            p->moment.size, &state);
        struct sy_wire wire;
        struct sy_wire_field former;

        if (err == SY_NOT_FOUND || (err == SY_OK && state.type != SY_TYPE_NODE))
            continue;
        if (err != SY_OK)
            return err;
        wire = sy_wire_open(state.body);
        while (sy_body_each(&wire, SY_NODE_FORMER, &former)) {
            if (!sy_bytes_equal(sy_body_bytes(former.bytes, SY_FORMER_CODE), code))
                continue;
            if (p->output->json)
                put_former(p, node, former.bytes);
            else
                say_former(p, node, former.bytes);
        }
    }
    return SY_OK;
}

/* All that was found, *there when one of it was registered at the moment. */
static enum sy_err show_found(const struct sy_registry_profile *p,
                              const struct sy_registry_found *found, bool *there)
{
    enum sy_err err = SY_OK;

    *there = false;
    for (size_t i = 0; i < found->count && err == SY_OK; i++) {
        bool one = false;

        if (i > 0 && !p->output->json)
            sy_output_text(p->output, "\n");
        err = sy_registry_profile_show(p, sy_text(found->subject[i]), &one);
        *there = *there || one;
    }
    return err;
}

/* A key that network.json or the policy names, not the registry; NULL. */
static const char *network_key(const struct sy_network *network, struct sy_bytes text,
                               const char **holder)
{
    static const char *const purposes[] = {[SY_PURPOSE_LOG] = "log",
                                           [SY_PURPOSE_AUTHORITY] = "authority",
                                           [SY_PURPOSE_CONNECT] = "connect",
                                           [SY_PURPOSE_TRANSPORT] = "transport",
                                           [SY_PURPOSE_STATEMENT] = "statement",
                                           [SY_PURPOSE_COSIGNER] = "cosigner"};
    struct sy_network_key keys[SY_NETWORK_KEYS_MAX];
    size_t count = sy_network_keys(network, keys);
    uint8_t key[SY_PUBLIC_KEY_BYTES];

    if (!sy_key_of_subject(text, key) &&
        sy_base64_decode_exact(text, key, sizeof(key)) != SY_OK)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(keys[i].key->bytes, key, sizeof(key)) == 0) {
            *holder = keys[i].holder;
            return purposes[keys[i].purpose];
        }
    }
    return NULL;
}

static enum sy_err put_answer(const struct sy_options *options,
                              const struct sy_registry_profile *p,
                              const struct sy_network *network,
                              const struct sy_registry_found *found, bool *there)
{
    const char *holder = "";
    const char *purpose = network_key(network, sy_buffer_bytes(&found->text), &holder);
    struct sy_json_writer *w = sy_output_json(p->output);
    enum sy_err err;

    sy_json_begin_object(w);
    sy_json_name(w, "asked");
    sy_json_put_text(w, sy_buffer_bytes(&found->text));
    sy_registry_asof_show(options, p->output, p->directory, &p->moment);
    sy_json_name(w, "former");
    sy_json_begin_list(w);
    err = show_former(p, found);
    sy_json_end_list(w);
    sy_json_name(w, "found");
    sy_json_begin_list(w);
    if (err == SY_OK)
        err = show_found(p, found, there);
    sy_json_end_list(w);
    sy_json_name(w, "more");
    sy_json_put_bool(w, found->more);
    if (purpose != NULL) {
        sy_json_name(w, "network_key");
        sy_json_begin_object(w);
        sy_output_value(p->output, "purpose", purpose);
        sy_output_value(p->output, "holder", holder);
        sy_json_end_object(w);
    }
    sy_json_end_object(w);
    return err;
}

static enum sy_err say_answer(const struct sy_options *options,
                              const struct sy_registry_profile *p,
                              const struct sy_registry_found *found, bool *there)
{
    const struct sy_checkpoint *checkpoint = sy_directory_checkpoint(p->directory);
    struct sy_buffer text = {0};
    char size[NUMBER_BYTES];
    enum sy_err err;

    sy_plain_put(&text, sy_buffer_bytes(&found->text));
    if (found->converted && sy_buffer_text(&text) != NULL)
        sy_output_say(p->output, SY_SAY(SHOW_READ_AS, sy_buffer_text(&text)));
    sy_buffer_close(&text);
    sy_registry_asof_show(options, p->output, p->directory, &p->moment);
    err = show_former(p, found);
    if (err == SY_OK)
        err = show_found(p, found, there);
    if (err != SY_OK)
        return err;
    if (found->more)
        sy_output_say(p->output, SY_SAY(SHOW_FOUND_MORE, NULL));
    snprintf(size, sizeof(size), "%" PRIu64, checkpoint->size);
    sy_output_say(p->output, SY_SAY(SHOW_VERIFIED, size, checkpoint->origin));
    return SY_OK;
}

static enum sy_exit show_nothing(const struct sy_registry_profile *p,
                                 const struct sy_network *network,
                                 const struct sy_registry_found *found)
{
    const char *holder = "";
    const char *purpose = network_key(network, sy_buffer_bytes(&found->text), &holder);

    if (purpose == NULL)
        return sy_registry_find_unknown(p->output, found,
                                        sy_directory_checkpoint(p->directory)->size);
    sy_output_say(p->output, SY_SAY(SHOW_NETWORK_KEY, purpose, holder));
    sy_output_next(p->output, SY_SAY(NEXT_SHOW_NETWORK, NULL));
    return SY_EXIT_YES;
}

static enum sy_exit show(const struct sy_options *options, const struct sy_registry_profile *p,
                         const struct sy_network *network)
{
    struct sy_bytes typed = sy_text(options->operands[0]);
    struct sy_registry_found found;
    bool there = false;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_registry_find(sy_directory_registry(p->directory), typed, &found);

    if (err == SY_OK && p->output->json)
        err = put_answer(options, p, network, &found, &there);
    else if (err == SY_OK && found.count > 0)
        err = say_answer(options, p, &found, &there);
    if (err != SY_OK)
        status = sy_broken_fault(p->output, err);
    else if (found.count == 0)
        status = show_nothing(p, network, &found);
    else if (!there)
        status = SY_EXIT_NO;
    sy_registry_found_close(&found);
    return status;
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    struct sy_registry_profile profile = {.output = o};
    struct sy_peer *peer = NULL;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES)
        status = sy_directory_open(peer, options, &profile.directory);
    if (status == SY_EXIT_YES)
        status = sy_registry_asof(options, o, profile.directory, &profile.moment);
    if (status == SY_EXIT_YES)
        status = show(options, &profile, &peer->network);
    sy_directory_close(profile.directory);
    sy_peer_close(peer);
    return status;
}

static const struct sy_option *const show_options[] = {
    &sy_option_network, &sy_option_registry_node, &sy_option_as_of, &sy_option_no_cache, NULL};

const struct sy_command sy_command_registry_show = {
    .name = "registry show",
    .usage = {.options = show_options,
              .operands = "ID|CODE|KEY|NUMBER",
              .operands_min = 1,
              .operands_max = 1},
    .summary =
        {"what is registered under an id, code, key or number, and whether it is in force",
         "按登记号、代码、密钥或编号查询登记内容及是否有效"},
    .examples = {"  suyuan registry show 91310112087994932F\n"
                 "  suyuan registry show SC10131011500018\n"
                 "  suyuan registry show 6901234567892 --as-of 2026-11-23T08:00:00+08:00\n"
                 "  suyuan registry show 310103\n",
                 "  suyuan registry show 91310112087994932F\n"
                 "  suyuan registry show SC10131011500018\n"
                 "  suyuan registry show 6901234567892 --as-of 2026-11-23T08:00:00+08:00\n"
                 "  suyuan registry show 310103\n"},
    .run = run_show};
