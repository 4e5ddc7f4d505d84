/* suyuan network new */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/addresses.h"
#include "ledger/genesis.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/random.h"
#include "tools/report.h"

enum {
    PUBLIC_FILE_MODE = 0644,
    FILES_MAX = 2 + SY_NETWORK_NODES_MAX + SY_NETWORK_AUTHORITIES_MAX,
    PATH_BYTES = 4096
};

/* Everything that founding takes, too large for the stack. */
struct founding {
    struct sy_genesis genesis;
    struct sy_addresses addresses;
    struct sy_network network;
    struct sy_key_file node_keys[SY_NETWORK_NODES_MAX];
    struct sy_key_file authority_keys[SY_NETWORK_AUTHORITIES_MAX];
    uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
    const char *directory;
    char paths[FILES_MAX][PATH_BYTES]; /* in the order of writing */
    size_t path_count, written;
};

/* Take "CODE=HOST:PORT": a new node, or another address of one that is known. */
static enum sy_exit take_node(struct founding *f, const char *text, struct sy_output *o)
{
    struct sy_bytes code = {(const uint8_t *)text, strcspn(text, "=")};
    struct sy_node_addresses *node = NULL;
    struct sy_address address;

    if (text[code.len] != '=' || !sy_node_code_valid(code) ||
        sy_address_parse(sy_text(text + code.len + 1), &address) != SY_OK ||
        address.port == 0) {
        sy_output_error(o, SY_SAY(BAD_NODE_OPTION, text));
        return SY_EXIT_USAGE;
    }
    for (uint64_t i = 0; i < f->addresses.count; i++) {
        if (sy_bytes_equal(sy_text(f->addresses.node[i].code), code))
            node = &f->addresses.node[i];
    }
    if (node == NULL && f->addresses.count < SY_NETWORK_NODES_MAX) {
        node = &f->addresses.node[f->addresses.count];
        memcpy(node->code, code.data, code.len);
        memcpy(f->genesis.codes[f->addresses.count++], code.data, code.len);
    }
    if (node == NULL || node->count == SY_ADDRESSES_PER_NODE_MAX) {
        char nodes[24];
        char addresses[24];

        snprintf(nodes, sizeof(nodes), "%d", SY_NETWORK_NODES_MAX);
        snprintf(addresses, sizeof(addresses), "%d", SY_ADDRESSES_PER_NODE_MAX);
        sy_output_error(o, SY_SAY(TOO_MANY_NODES, nodes, addresses));
        return SY_EXIT_USAGE;
    }
    node->address[node->count++] = address;
    return SY_EXIT_YES;
}

static enum sy_exit take_counts(struct founding *f, const struct sy_options *options,
                                struct sy_output *o)
{
    const char *authorities = sy_options_value(options, "authorities");
    const char *threshold = sy_options_value(options, "threshold");
    const char *faults = sy_options_value(options, "faults");
    struct sy_genesis *g = &f->genesis;

    if (!sy_command_count(o, "authorities", authorities, 1, SY_NETWORK_AUTHORITIES_MAX,
                          &g->authority_count))
        return SY_EXIT_USAGE;
    g->authority_k = g->authority_count / 2 + 1;
    if (threshold != NULL &&
        !sy_command_count(o, "threshold", threshold, 1, g->authority_count, &g->authority_k))
        return SY_EXIT_USAGE;
    g->faults = sy_genesis_faults(g->node_count);
    if (faults != NULL &&
        !sy_command_count(o, "faults", faults, 0, g->node_count < 2 ? 0 : g->node_count - 2,
                          &g->faults))
        return SY_EXIT_USAGE;
    return SY_EXIT_YES;
}

static enum sy_exit take_options(struct founding *f, const struct sy_options *options,
                                 struct sy_output *o)
{
    enum sy_exit status = SY_EXIT_YES;
    const char *name = sy_options_value(options, "name");
    const char *node;
    size_t cursor = 0;

    while ((node = sy_options_each(options, "node", &cursor)) != NULL && status == SY_EXIT_YES)
        status = take_node(f, node, o);
    f->genesis.name = sy_text(name);
    f->genesis.node_count = f->addresses.count;
    f->directory = sy_options_value(options, "out");
    return status == SY_EXIT_YES ? take_counts(f, options, o) : status;
}

static enum sy_exit make(struct founding *f, struct sy_output *o)
{
    size_t seeds = sy_genesis_seeds(&f->genesis);
    struct sy_problem why = {0};
    enum sy_exit status = SY_EXIT_YES;

    sy_assert(seeds <= SY_GENESIS_SEEDS_MAX);
    if (sy_random_fill((uint8_t *)f->seeds, seeds * SY_SEED_BYTES) != SY_OK) {
        sy_output_error(o, SY_SAY(NO_RANDOMNESS, NULL));
        status = SY_EXIT_UNASKED;
    } else if (sy_genesis_make(&f->genesis, (const uint8_t(*)[SY_SEED_BYTES])f->seeds,
                               &f->network, f->node_keys, f->authority_keys, &why) != SY_OK) {
        if (why.kind == SY_PROBLEM_BAD_PLACE_NAME) {
            sy_output_error(o, SY_SAY(BAD_NETWORK_NAME, why.detail));
            status = SY_EXIT_USAGE;
        } else {
            status = sy_report_problem(o, "network.json", &why);
        }
    }
    return status;
}

/* The path of one more file to write; false when it is too long. */
static bool plan(struct founding *f, const char *name)
{
    int len = snprintf(f->paths[f->path_count], PATH_BYTES, "%s/%s", f->directory, name);

    sy_assert(f->path_count < FILES_MAX);
    f->path_count++;
    return len > 0 && len < PATH_BYTES;
}

static bool plan_all(struct founding *f)
{
    char name[64];
    bool fits = true;

    for (uint64_t i = 0; i < f->genesis.node_count; i++) {
        snprintf(name, sizeof(name), "%s.key", f->genesis.codes[i]);
        fits = plan(f, name) && fits;
    }
    for (uint64_t i = 0; i < f->genesis.authority_count; i++) {
        if (f->genesis.authority_count == 1)
            snprintf(name, sizeof(name), "authority.key");
        else
            snprintf(name, sizeof(name), "authority-%u.key", (unsigned)i + 1);
        fits = plan(f, name) && fits;
    }
    fits = plan(f, "nodes.json") && fits;
    return plan(f, "network.json") && fits;
}

/* File number i of the plan. */
static enum sy_err write_one(struct founding *f, size_t i)
{
    size_t nodes = f->genesis.node_count;
    size_t keys = nodes + f->genesis.authority_count;
    struct sy_buffer text = {0};
    enum sy_err err;

    if (i < nodes)
        return sy_save_key(f->paths[i], &f->node_keys[i]);
    if (i < keys)
        return sy_save_key(f->paths[i], &f->authority_keys[i - nodes]);
    if (i == keys)
        sy_addresses_write(&f->addresses, &text);
    else
        sy_network_write(&f->network, &text);
    err = text.err;
    if (err == SY_OK)
        err = sy_file_create(f->paths[i], PUBLIC_FILE_MODE, sy_buffer_bytes(&text));
    if (err == SY_OK && i > keys)
        f->network.id = sy_hash_of(sy_buffer_bytes(&text));
    sy_buffer_close(&text);
    return err;
}

/* All files or none; network.json is the last, so that where it stands its keys do too. */
static enum sy_exit write_all(struct founding *f, struct sy_output *o)
{
    const char *path = f->directory;
    enum sy_err err = plan_all(f) ? SY_OK : SY_BAD_FILE;

    if (err == SY_OK)
        err = sy_file_make_directory(f->directory);
    for (size_t i = 0; i < f->path_count && err == SY_OK; i++) {
        path = f->paths[i];
        err = sy_file_exists(path) ? SY_EXISTS : SY_OK;
    }
    for (size_t i = 0; i < f->path_count && err == SY_OK; i++) {
        path = f->paths[i];
        err = write_one(f, i);
        f->written += err == SY_OK;
    }
    if (err == SY_OK)
        return SY_EXIT_YES;
    while (f->written > 0) {
        enum sy_err removed = sy_file_remove(f->paths[--f->written]);

        if (removed != SY_OK)
            sy_report_file(o, removed, f->paths[f->written]);
    }
    return sy_report_file(o, err, path);
}

static void show_for_people(const struct founding *f, struct sy_output *o)
{
    size_t nodes = f->genesis.node_count;
    size_t keys = nodes + f->genesis.authority_count;
    char id[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(&f->network.id, id);
    sy_output_say(o, SY_SAY(NETWORK_CREATED, f->network.name));
    sy_output_value(o, "network_id", id);
    sy_output_say(o, SY_SAY(WROTE_NETWORK, f->paths[keys + 1]));
    sy_output_say(o, SY_SAY(WROTE_ADDRESSES, f->paths[keys]));
    for (size_t i = 0; i < nodes; i++)
        sy_output_say(o, SY_SAY(WROTE_NODE_KEY, f->paths[i], f->genesis.codes[i]));
    for (size_t i = nodes; i < keys; i++)
        sy_output_say(o, SY_SAY(WROTE_AUTHORITY_KEY, f->paths[i]));
    if (nodes == 1)
        sy_output_next(o, SY_SAY(NEXT_START_NODE, f->directory, f->genesis.codes[0]));
    else
        sy_output_next(o, SY_SAY(NEXT_START_NODES, f->directory, f->genesis.codes[0]));
    sy_output_next(o, SY_SAY(NEXT_ADMIT, f->directory,
                             nodes + 1 == keys ? "authority.key" : "authority-1.key"));
}

static void show_as_json(const struct founding *f, struct sy_output *o)
{
    struct sy_json_writer *w = sy_output_json(o);
    char id[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(&f->network.id, id);
    sy_json_begin_object(w);
    sy_output_value(o, "name", f->network.name);
    sy_output_value(o, "network_id", id);
    sy_json_name(w, "files");
    sy_json_begin_list(w);
    for (size_t i = 0; i < f->path_count; i++)
        sy_json_put_string(w, f->paths[i]);
    sy_json_end_list(w);
    sy_json_end_object(w);
}

static enum sy_exit run_new(const struct sy_options *options, struct sy_output *o)
{
    struct founding *f = calloc(1, sizeof(*f));
    enum sy_exit status;

    if (f == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    status = take_options(f, options, o);
    if (status == SY_EXIT_YES)
        status = make(f, o);
    if (status == SY_EXIT_YES)
        status = write_all(f, o);
    if (status == SY_EXIT_YES && o->json)
        show_as_json(f, o);
    else if (status == SY_EXIT_YES)
        show_for_people(f, o);
    explicit_bzero(f, sizeof(*f));
    free(f);
    return status;
}

static const struct sy_option option_name = {
    .name = "name",
    .value = "NAME",
    .required = true,
    .help = {"the network's name, as suyuan.example/shanghai",
             "网络名称，如 suyuan.example/shanghai"}};
static const struct sy_option option_node = {
    .name = "node",
    .value = "CODE=HOST:PORT",
    .required = true,
    .repeated = true,
    .help = {"a node; the first owns the registry", "节点；第一个持有登记簿"}};
static const struct sy_option option_out = {.name = "out",
                                            .value = "DIR",
                                            .required = true,
                                            .help = {"where the files go", "文件写到哪里"}};
static const struct sy_option option_faults = {
    .name = "faults",
    .value = "F",
    .help = {"how many nodes may lie; by default as many as the quorum can do without",
             "容许几个节点说谎；默认为缺了它们仍够法定数的最大值"}};
static const struct sy_option option_authorities = {
    .name = "authorities",
    .value = "N",
    .fallback = "1",
    .help = {"how many keys the authority has", "管理机构有几把密钥"}};
static const struct sy_option option_threshold = {
    .name = "threshold",
    .value = "K",
    .help = {"how many of them must sign; by default a majority", "须几把签名；默认为多数"}};
static const struct sy_option *const new_options[] = {
    &option_name,        &option_node,      &option_out, &option_faults,
    &option_authorities, &option_threshold, NULL};

const struct sy_command sy_command_network_new = {
    .name = "network new",
    .usage = {.options = new_options},
    .summary = {"found a network: its genesis, addresses and keys",
                "建立网络：创世文件、地址和密钥"},
    .examples =
        {"  suyuan network new --name suyuan.example/demo --node 310000=127.0.0.1:7411 --out "
         "demo\n"
         "  suyuan network new --name suyuan.example/shanghai --node 310000=10.0.0.1:7411 \\\n"
         "    --node 310101=10.0.0.2:7411 --node 310115=[fd00::3]:7411 --faults 0 --out "
         "shanghai\n",
         "  suyuan network new --name suyuan.example/demo --node 310000=127.0.0.1:7411 --out "
         "demo\n"
         "  suyuan network new --name suyuan.example/shanghai --node 310000=10.0.0.1:7411 \\\n"
         "    --node 310101=10.0.0.2:7411 --node 310115=[fd00::3]:7411 --faults 0 --out "
         "shanghai\n"},
    .run = run_new};
