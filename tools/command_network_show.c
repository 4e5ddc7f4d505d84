/* suyuan network show */
#include "ledger/tlog_policy.h"
#include "tools/command.h"
#include "tools/open.h"
#include "tools/show_key.h"

#include <stdio.h>
#include <stdlib.h>

/* What is shown of a network: its genesis, and where its nodes are. */
struct shown {
    struct sy_network network;
    struct sy_addresses addresses;
};

static void say_counts(struct sy_output *o, enum sy_message message, uint64_t a, uint64_t b,
                       uint64_t c)
{
    char text[3][24];

    snprintf(text[0], sizeof(text[0]), "%llu", (unsigned long long)a);
    snprintf(text[1], sizeof(text[1]), "%llu", (unsigned long long)b);
    snprintf(text[2], sizeof(text[2]), "%llu", (unsigned long long)c);
    sy_output_say(
        o, &(const struct sy_saying){.message = message, .words = {text[0], text[1], text[2]}});
}

/* ORIGIN, and whether it is closed. */
static void say_log(struct sy_output *o, const struct sy_network_log *log)
{
    char size[24];

    snprintf(size, sizeof(size), "%llu", (unsigned long long)log->final_size);
    if (log->closed)
        sy_output_say(o, SY_SAY(SHOW_CLOSED_LOG, log->vkey.name, size));
    else
        sy_output_say(o, SY_SAY(SHOW_LOG, log->vkey.name));
}

static void say_node(struct sy_output *o, const struct shown *s, const char *code)
{
    const struct sy_node_addresses *node = sy_addresses_of(&s->addresses, sy_text(code));
    struct sy_buffer list = {0};
    const char *text;

    for (uint64_t i = 0; node != NULL && i < node->count; i++) {
        if (i > 0)
            sy_buffer_put_text(&list, " ");
        sy_address_put(&node->address[i], &list);
    }
    if (node == NULL)
        sy_message_put(&list, SY_SAY(SHOW_NO_ADDRESS, NULL), o->language);
    text = sy_buffer_text(&list);
    sy_output_say(o, SY_SAY(SHOW_NODE, code, text));
    if (sy_bytes_equal(sy_text(s->network.registry.node), sy_text(code)))
        sy_output_say(o, SY_SAY(SHOW_LOG, s->network.registry.vkey.name));
    for (uint64_t i = 0; i < s->network.log_count; i++) {
        if (sy_bytes_equal(sy_text(s->network.logs[i].node), sy_text(code)))
            say_log(o, &s->network.logs[i]);
    }
    sy_buffer_close(&list);
}

static void show_for_people(struct sy_output *o, const struct shown *s)
{
    const struct sy_network *n = &s->network;
    char id[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(&n->id, id);
    sy_output_value(o, "name", n->name);
    sy_output_value(o, "network_id", id);
    if (n->version > 0)
        sy_output_number(o, "policy_version", n->version);
    say_counts(o, SY_MESSAGE_SHOW_AUTHORITY, n->authority_k, n->authority_count, 0);
    if (n->quorum_of == 0)
        sy_output_say(o, SY_SAY(SHOW_QUORUM_NONE, NULL));
    else
        say_counts(o, SY_MESSAGE_SHOW_QUORUM, n->quorum_needed, n->quorum_of, n->quorum_faults);
    for (uint64_t i = 0; i < n->node_count; i++)
        say_node(o, s, n->nodes[i].code);
}

static void put_addresses(struct sy_output *o, const struct shown *s, const char *code)
{
    const struct sy_node_addresses *node = sy_addresses_of(&s->addresses, sy_text(code));
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_buffer text = {0};

    sy_json_name(w, "addresses");
    sy_json_begin_list(w);
    for (uint64_t i = 0; node != NULL && i < node->count; i++) {
        sy_buffer_clear(&text);
        sy_address_put(&node->address[i], &text);
        sy_json_put_text(w, sy_buffer_bytes(&text));
    }
    sy_json_end_list(w);
    if (text.err != SY_OK)
        o->failed = true;
    sy_buffer_close(&text);
}

static void put_log(struct sy_output *o, const struct sy_network *network,
                    const struct sy_network_log *log)
{
    const struct sy_network_log *next = sy_network_successor(network, log);
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_value(o, "origin", log->vkey.name);
    sy_show_vkey(o, "vkey", &log->vkey);
    sy_output_value(o, "node", log->node);
    if (log->closed)
        sy_output_number(o, "final_size", log->final_size);
    if (log->closed && next != NULL)
        sy_output_value(o, "successor", next->vkey.name);
    sy_json_end_object(w);
}

static void put_nodes(struct sy_output *o, const struct shown *s)
{
    const struct sy_network *n = &s->network;
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_name(w, "nodes");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < n->node_count; i++) {
        sy_json_begin_object(w);
        sy_output_value(o, "code", n->nodes[i].code);
        put_addresses(o, s, n->nodes[i].code);
        sy_show_public_key(o, "transport_key", &n->nodes[i].transport);
        sy_show_public_key(o, "statement_key", &n->nodes[i].statement);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

static void put_rules(struct sy_output *o, const struct sy_network *n)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_name(w, "authority");
    sy_json_begin_object(w);
    sy_output_number(o, "k", n->authority_k);
    sy_output_number(o, "of", n->authority_count);
    sy_json_end_object(w);
    sy_network_put_quorum(w, n);
}

static void show_as_json(struct sy_output *o, const struct shown *s)
{
    const struct sy_network *n = &s->network;
    struct sy_json_writer *w = sy_output_json(o);
    char id[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(&n->id, id);
    sy_json_begin_object(w);
    sy_output_value(o, "name", n->name);
    sy_output_value(o, "network_id", id);
    sy_output_number(o, "policy_version", n->version);
    put_rules(o, n);
    put_nodes(o, s);
    sy_json_name(w, "registry");
    put_log(o, n, &n->registry);
    sy_json_name(w, "logs");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < n->log_count; i++)
        put_log(o, n, &n->logs[i]);
    sy_json_end_list(w);
    sy_json_end_object(w);
}

/* Whom to trust about one log, for programs of others. */
static enum sy_exit show_trust(struct sy_output *o, const struct sy_network *n,
                               const char *origin)
{
    const struct sy_network_log *log = sy_network_log(n, sy_text(origin));
    struct sy_buffer text = {0};

    if (log == NULL) {
        sy_output_error(o, SY_SAY(SHOW_UNKNOWN_LOG, origin));
        return SY_EXIT_USAGE;
    }
    sy_tlog_policy_put(n, log, &text);
    if (sy_buffer_text(&text) == NULL) {
        o->failed = true;
    } else if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "policy_text", sy_buffer_text(&text));
        sy_json_end_object(sy_output_json(o));
    } else {
        sy_output_text(o, sy_buffer_text(&text));
    }
    sy_buffer_close(&text);
    return SY_EXIT_YES;
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    const char *path = sy_options_value(options, "network");
    const char *origin = sy_options_value(options, "policy-text");
    struct shown *s = calloc(1, sizeof(*s));
    enum sy_exit status = SY_EXIT_YES;

    if (s == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    if (!sy_open_network(o, path, &s->network) || !sy_open_addresses(o, path, &s->addresses))
        status = SY_EXIT_UNASKED;
    else if (origin != NULL)
        status = show_trust(o, &s->network, origin);
    else if (o->json)
        show_as_json(o, s);
    else
        show_for_people(o, s);
    free(s);
    return status;
}

static const struct sy_option option_policy_text = {
    .name = "policy-text",
    .value = "ORIGIN",
    .help = {"only whom to trust about that log, as a C2SP tlog-policy",
             "只输出该日志的信任规则，格式为 C2SP tlog-policy"}};
static const struct sy_option *const show_options[] = {&sy_option_network, &option_policy_text,
                                                       NULL};

const struct sy_command sy_command_network_show = {
    .name = "network show",
    .usage = {.options = show_options},
    .summary = {"say who is in a network and what it trusts", "说明网络的成员和信任的密钥"},
    .examples = {"  suyuan network show --network demo/network.json\n"
                 "  SUYUAN_NETWORK=demo suyuan network show --json\n",
                 "  suyuan network show --network demo/network.json\n"
                 "  SUYUAN_NETWORK=demo suyuan network show --json\n"},
    .run = run_show};
