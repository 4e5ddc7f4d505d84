/* suyuan policy sign, suyuan policy show, suyuan policy fetch */
#include <stdio.h>
#include <stdlib.h>

#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/peer.h"
#include "tools/policies.h"
#include "tools/policy_chain.h"
#include "tools/policy_change.h"
#include "tools/report.h"

enum { PUBLIC_FILE_MODE = 0644, NUMBER_BYTES = 24 };

/* A document and the policy it follows, too large for the stack. */
struct reading {
    const char *path;
    const char *network;
    struct sy_policy before;
    struct sy_policy next;
    struct sy_policy_signatures signatures;
    struct sy_buffer file;
    struct sy_bytes text;
};

/* Read the file and the policy before it. The document follows that policy; who signed is not
 * looked at. */
static enum sy_exit read_both(struct sy_output *o, struct reading *r)
{
    struct sy_problem why = {0};

    if (!sy_policy_open(o, r->path, &r->file, &r->text, &r->signatures))
        return SY_EXIT_UNASKED;
    if (sy_policy_parse(r->text, &r->next, &why) != SY_OK) {
        sy_report_problem(o, r->path, &why);
        return SY_EXIT_NO;
    }
    if (!sy_policies_open(o, r->network, r->next.network.version - 1, &r->before))
        return SY_EXIT_UNASKED;
    if (sy_policy_follows(&r->before, &r->next, &why) != SY_OK) {
        sy_report_problem(o, r->path, &why);
        return SY_EXIT_NO;
    }
    return SY_EXIT_YES;
}

static void show_document(struct sy_output *o, const struct reading *r)
{
    char version[NUMBER_BYTES];

    snprintf(version, sizeof(version), "%llu", (unsigned long long)r->next.network.version);
    sy_output_say(o, SY_SAY(POLICY_SHOWN, version, r->next.network.name));
    sy_policy_change_show(o, &r->before.network, &r->next.network);
}

static void show_counts(struct sy_output *o, const struct reading *r)
{
    char hex[2 * SY_HASH_BYTES + 1];

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "file", r->path);
        sy_output_number(o, "version", r->next.network.version);
        sy_hash_hex(&r->next.hash, hex);
        sy_output_value(o, "hash", hex);
        sy_hash_hex(&r->next.previous, hex);
        sy_output_value(o, "previous", hex);
    }
    sy_policy_change_count(o, &r->before.network, &r->next.network, &r->signatures);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
}

static bool signed_enough(const struct reading *r)
{
    return sy_policy_count(&r->before.network, &r->signatures) >=
               r->before.network.authority_k &&
           sy_policy_count(&r->next.network, &r->signatures) >= r->next.network.authority_k;
}

static void show_next(struct sy_output *o, const struct reading *r)
{
    if (signed_enough(r))
        sy_output_next(o, SY_SAY(NEXT_POLICY_ADOPT, r->path, r->network));
    else
        sy_output_next(o, SY_SAY(NEXT_POLICY_SIGN, r->path, r->network));
}

static enum sy_exit add_signature(struct sy_output *o, struct reading *r, const char *key_path)
{
    struct sy_key_file file;
    struct sy_secret_key key = {0};
    enum sy_exit status = SY_EXIT_USAGE;

    if (!sy_open_key(o, key_path, &file))
        return SY_EXIT_UNASKED;
    if (sy_key_file_secret(&file, SY_KEY_AUTHORITY, NULL, &key) != SY_OK ||
        (!sy_network_is_authority(&r->before.network, &key.public_key) &&
         !sy_network_is_authority(&r->next.network, &key.public_key))) {
        sy_output_error(o, SY_SAY(POLICY_NOT_A_SIGNER, key_path, r->path));
    } else if (sy_policy_sign(&r->next.network.id, r->text, &key, &r->signatures) != SY_OK) {
        sy_output_error(o, SY_SAY(POLICY_SIGNED_ALREADY, key_path, r->path));
    } else {
        status = SY_EXIT_YES;
    }
    sy_secret_key_wipe(&key);
    sy_key_file_wipe(&file);
    return status;
}

static enum sy_exit write_back(struct sy_output *o, const struct reading *r)
{
    struct sy_buffer file = {0};
    enum sy_err err;

    sy_policy_file_write(r->text, &r->signatures, &file);
    err = file.err;
    if (err == SY_OK)
        err = sy_file_replace(r->path, PUBLIC_FILE_MODE, sy_buffer_bytes(&file));
    sy_buffer_close(&file);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(o, err, r->path);
}

/* What is signed is said before the file has the signature. */
static enum sy_exit sign(struct sy_output *o, struct reading *r, const char *key_path)
{
    enum sy_exit status = read_both(o, r);

    if (status == SY_EXIT_YES)
        status = add_signature(o, r, key_path);
    if (status != SY_EXIT_YES)
        return status;
    show_document(o, r);
    status = write_back(o, r);
    if (status == SY_EXIT_YES) {
        show_counts(o, r);
        show_next(o, r);
    }
    return status;
}

static enum sy_exit show(struct sy_output *o, struct reading *r, const char *unused)
{
    struct sy_problem why = {0};
    enum sy_exit status = read_both(o, r);

    (void)unused;
    if (status != SY_EXIT_YES)
        return status;
    show_document(o, r);
    show_counts(o, r);
    /* Too few is what a document on its way has; a signature that is none is not. */
    if (sy_policy_check_signatures(&r->before, &r->next, &r->signatures, &why) != SY_OK &&
        why.kind != SY_PROBLEM_POLICY_TOO_FEW_BEFORE &&
        why.kind != SY_PROBLEM_POLICY_TOO_FEW_AFTER) {
        sy_report_problem(o, r->path, &why);
        return SY_EXIT_NO;
    }
    show_next(o, r);
    return SY_EXIT_YES;
}

static enum sy_exit
run(const struct sy_options *options, struct sy_output *o, const char *key_path,
    enum sy_exit (*what)(struct sy_output *o, struct reading *r, const char *key_path))
{
    struct reading *r = calloc(1, sizeof(*r));
    enum sy_exit status;

    if (r == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    r->path = options->operands[0];
    r->network = sy_options_value(options, "network");
    status = what(o, r, key_path);
    sy_buffer_close(&r->file);
    free(r);
    return status;
}

static enum sy_exit run_sign(const struct sy_options *options, struct sy_output *o)
{
    return run(options, o, sy_options_value(options, "key"), sign);
}

/* A document, or the chain that is known. */
static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    if (options->operand_count == 0)
        return sy_policy_chain_show(o, sy_options_value(options, "network"));
    return run(options, o, NULL, show);
}

/* Every command that asks a node does the same on its way. */
static enum sy_exit run_fetch(const struct sy_options *options, struct sy_output *o)
{
    struct sy_peer *peer;
    char version[NUMBER_BYTES];
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status != SY_EXIT_YES)
        return status;
    snprintf(version, sizeof(version), "%llu", (unsigned long long)peer->network.version);
    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_number(o, "version", peer->network.version);
        sy_json_end_object(sy_output_json(o));
    }
    sy_output_say(o, SY_SAY(POLICY_UP_TO_DATE, version));
    sy_peer_close(peer);
    return SY_EXIT_YES;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .required = true,
    .help = {"authority.key of an authority in force, or of one that joins",
             "现任或新任管理机构的密钥文件"}};
static const struct sy_option option_node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .help = {"the node to ask; by default the registry's owner",
             "要询问的节点；默认为登记簿所有者"}};

static const struct sy_option *const sign_options[] = {&sy_option_network, &option_key, NULL};
static const struct sy_option *const show_options[] = {&sy_option_network, NULL};
static const struct sy_option *const fetch_options[] = {&sy_option_network, &option_node, NULL};

const struct sy_command sy_command_policy_sign = {
    .name = "policy sign",
    .usage = {.options = sign_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"say what a policy changes, and add an authority's signature",
                "说明规则的变化，并加上管理机构的签名"},
    .examples = {"  suyuan policy sign next.policy --network demo --key demo/authority.key\n",
                 "  suyuan policy sign next.policy --network demo --key demo/authority.key\n"},
    .run = run_sign};

const struct sy_command sy_command_policy_show = {
    .name = "policy show",
    .usage = {.options = show_options, .operands = "[FILE]", .operands_max = 1},
    .summary = {"say what a policy changes and who has signed it; without a file, what those "
                "known have changed",
                "说明规则的变化和已有的签名；不给文件则说明已知各版的变化"},
    .examples = {"  suyuan policy show next.policy --network demo\n"
                 "  suyuan policy show --network demo\n",
                 "  suyuan policy show next.policy --network demo\n"
                 "  suyuan policy show --network demo\n"},
    .run = run_show};

const struct sy_command sy_command_policy_fetch = {
    .name = "policy fetch",
    .usage = {.options = fetch_options},
    .summary = {"fetch the policies that a node has and this folder has not",
                "取回本目录尚无的规则"},
    .examples = {"  suyuan policy fetch --network demo\n",
                 "  suyuan policy fetch --network demo\n"},
    .run = run_fetch};
