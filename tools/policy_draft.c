#include "tools/policy_draft.h"

#include <string.h>

#include "ledger/base64.h"
#include "ledger/origin.h"
#include "ledger/trust.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/report.h"

struct draft {
    struct sy_output *output;
    const struct sy_options *options;
    struct sy_network *network;
};

static enum sy_exit refuse(struct draft *d, enum sy_message message, const char *option,
                           const char *value)
{
    sy_output_error(d->output,
                    &(const struct sy_saying){.message = message, .words = {option, value}});
    return SY_EXIT_USAGE;
}

/* Every value of a repeated option, in turn. */
static enum sy_exit each(struct draft *d, const char *option, enum sy_message wrong,
                         bool (*take)(struct draft *d, struct sy_bytes value))
{
    const char *value;
    size_t cursor = 0;

    while ((value = sy_options_each(d->options, option, &cursor)) != NULL) {
        if (!take(d, sy_text(value)))
            return refuse(d, wrong, option, value);
    }
    return SY_EXIT_YES;
}

static bool read_key(struct sy_bytes text, struct sy_public_key *out)
{
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];

    return sy_base64_decode_exact(text, bytes, sizeof(bytes)) == SY_OK &&
           sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, out) == SY_OK;
}

/* The words between commas; exactly count of them. */
static bool split(struct sy_bytes value, struct sy_bytes *out, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const uint8_t *comma = memchr(value.data, ',', value.len);

        if (comma == NULL)
            return false;
        out[i] = (struct sy_bytes){value.data, (size_t)(comma - value.data)};
        value = (struct sy_bytes){comma + 1, value.len - out[i].len - 1};
    }
    out[count - 1] = value;
    return memchr(value.data, ',', value.len) == NULL;
}

static bool add_authority(struct draft *d, struct sy_bytes value)
{
    struct sy_network *n = d->network;
    struct sy_public_key key;
    struct sy_public_key connect;
    struct sy_bytes words[2];

    if (!split(value, words, 2) || !read_key(words[0], &key) || !read_key(words[1], &connect) ||
        n->authority_count == SY_NETWORK_AUTHORITIES_MAX)
        return false;
    n->authority_keys[n->authority_count] = key;
    n->authority_connect_keys[n->authority_count++] = connect;
    return true;
}

static bool remove_authority(struct draft *d, struct sy_bytes value)
{
    struct sy_network *n = d->network;
    struct sy_public_key key;
    uint64_t at = 0;

    if (!read_key(value, &key))
        return false;
    while (at < n->authority_count && !sy_public_key_equal(&n->authority_keys[at], &key))
        at++;
    if (at == n->authority_count)
        return false;
    for (n->authority_count--; at < n->authority_count; at++) {
        n->authority_keys[at] = n->authority_keys[at + 1];
        n->authority_connect_keys[at] = n->authority_connect_keys[at + 1];
    }
    return true;
}

static bool add_node(struct draft *d, struct sy_bytes value)
{
    struct sy_network *n = d->network;
    struct sy_network_node node = {0};
    struct sy_network_node *to;
    struct sy_bytes words[3];

    if (!split(value, words, 3) || !sy_node_code_valid(words[0]) ||
        !read_key(words[1], &node.transport) || !read_key(words[2], &node.statement))
        return false;
    memcpy(node.code, words[0].data, SY_NODE_CODE_BYTES);
    to = (struct sy_network_node *)(uintptr_t)sy_network_node(n, words[0]);
    if (to == NULL && n->node_count < SY_NETWORK_NODES_MAX)
        to = &n->nodes[n->node_count++];
    if (to != NULL)
        *to = node;
    return to != NULL;
}

/* Its cosigners go with it. */
static bool remove_node(struct draft *d, struct sy_bytes code)
{
    struct sy_network *n = d->network;
    uint64_t kept = 0;
    uint64_t at = 0;

    while (at < n->node_count && !sy_bytes_equal(sy_text(n->nodes[at].code), code))
        at++;
    if (at == n->node_count)
        return false;
    for (n->node_count--; at < n->node_count; at++)
        n->nodes[at] = n->nodes[at + 1];
    for (uint64_t i = 0; i < n->cosigner_count; i++) {
        if (!sy_bytes_equal(sy_text(n->cosigners[i].node), code))
            n->cosigners[kept++] = n->cosigners[i];
    }
    n->cosigner_count = kept;
    return true;
}

/* The code at the end of a place. */
static bool copy_code(struct sy_bytes place, char out[SY_NODE_CODE_BYTES + 1])
{
    struct sy_bytes code = sy_place_last(place);

    if (!sy_node_code_valid(code))
        return false;
    memcpy(out, code.data, SY_NODE_CODE_BYTES);
    return true;
}

bool sy_policy_draft_open(struct sy_network *n, struct sy_bytes value)
{
    struct sy_network_log log = {.closed = false};
    uint64_t at = 0;

    if (n->log_count == SY_NETWORK_LOGS_MAX || sy_vkey_parse(value, &log.vkey) != SY_OK ||
        log.vkey.type != SY_VKEY_ED25519 ||
        !copy_code(sy_origin_place(sy_text(log.vkey.name)), log.node) ||
        sy_network_log_of(n, sy_text(log.node)) != NULL)
        return false;
    /* Open ones stand before those that are closed. */
    while (at < n->log_count && !n->logs[at].closed)
        at++;
    memmove(&n->logs[at + 1], &n->logs[at], (n->log_count - at) * sizeof(n->logs[0]));
    n->logs[at] = log;
    n->log_count++;
    return true;
}

static bool open_log(struct draft *d, struct sy_bytes value)
{
    return sy_policy_draft_open(d->network, value);
}

static bool set_cosigner(struct draft *d, struct sy_bytes value)
{
    struct sy_network *n = d->network;
    struct sy_network_cosigner cosigner = {0};
    struct sy_network_cosigner *to;
    struct sy_bytes role;
    struct sy_bytes name;

    if (sy_vkey_parse(value, &cosigner.vkey) != SY_OK ||
        cosigner.vkey.type != SY_VKEY_COSIGNATURE)
        return false;
    name = sy_text(cosigner.vkey.name);
    role = sy_place_last(name);
    cosigner.role =
        sy_bytes_equal(role, sy_text("mirror")) ? SY_COSIGNER_MIRROR : SY_COSIGNER_WITNESS;
    if (role.len == 0 || !sy_bytes_equal(role, sy_text(sy_cosigner_role_name(cosigner.role))) ||
        !copy_code((struct sy_bytes){name.data, name.len - role.len - 1}, cosigner.node))
        return false;
    to = (struct sy_network_cosigner *)(uintptr_t)sy_network_cosigner(n, sy_text(cosigner.node),
                                                                      cosigner.role);
    if (to == NULL && n->cosigner_count < SY_NETWORK_COSIGNERS_MAX)
        to = &n->cosigners[n->cosigner_count++];
    if (to != NULL)
        *to = cosigner;
    return to != NULL;
}

/* From its last signed checkpoint, which the network must stand behind. */
static bool end_from_file(struct draft *d, const char *path, struct sy_network_log *log)
{
    struct sy_buffer note = {.max = SY_NOTE_BYTES_MAX};
    struct sy_trust trust;
    enum sy_err err = sy_file_read(path, &note);
    bool good = err == SY_OK &&
                sy_trust_open(d->network, sy_buffer_bytes(&note), &trust) == SY_OK &&
                trust.log == log;

    if (err != SY_OK)
        sy_report_file(d->output, err, path);
    if (good) {
        log->final_size = trust.checkpoint.size;
        log->final_root = trust.checkpoint.root;
    }
    sy_buffer_close(&note);
    return good;
}

static bool end_from_words(struct draft *d, struct sy_network_log *log)
{
    const char *size = sy_options_value(d->options, "size");
    const char *root = sy_options_value(d->options, "root");

    return size != NULL && root != NULL &&
           sy_command_count(d->output, "size", size, 0, UINT64_MAX / 16, &log->final_size) &&
           sy_base64_decode_exact(sy_text(root), log->final_root.bytes, SY_HASH_BYTES) == SY_OK;
}

/* Its place in the list, where it is one that is open; else the list's end. */
static uint64_t find_open(const struct sy_network *n, const char *origin)
{
    uint64_t at = 0;

    while (at < n->log_count &&
           (n->logs[at].closed || strcmp(n->logs[at].vkey.name, origin) != 0))
        at++;
    return at;
}

/* Closed ones stand behind those that are open. */
bool sy_policy_draft_close(struct sy_network *n, const char *origin, uint64_t final_size,
                           const struct sy_hash *final_root)
{
    uint64_t at = find_open(n, origin);
    struct sy_network_log closed;

    if (at == n->log_count)
        return false;
    closed = n->logs[at];
    closed.closed = true;
    closed.final_size = final_size;
    closed.final_root = *final_root;
    memmove(&n->logs[at], &n->logs[at + 1], (n->log_count - at - 1) * sizeof(closed));
    n->logs[n->log_count - 1] = closed;
    return true;
}

static enum sy_exit close_log(struct draft *d)
{
    const char *origin = sy_options_value(d->options, "close-log");
    const char *checkpoint = sy_options_value(d->options, "checkpoint");
    struct sy_network *n = d->network;
    struct sy_network_log *log;
    uint64_t at;

    if (origin == NULL)
        return SY_EXIT_YES;
    at = find_open(n, origin);
    if (at == n->log_count)
        return refuse(d, SY_MESSAGE_POLICY_BAD_LOG, "close-log", origin);
    log = &n->logs[at];
    if (checkpoint != NULL ? !end_from_file(d, checkpoint, log) : !end_from_words(d, log)) {
        sy_output_error(d->output, SY_SAY(POLICY_BAD_END, origin));
        return SY_EXIT_USAGE;
    }
    return sy_policy_draft_close(n, origin, log->final_size, &log->final_root) ? SY_EXIT_YES
                                                                               : SY_EXIT_USAGE;
}

static bool count(struct draft *d, const char *option, uint64_t min, uint64_t max,
                  uint64_t *value)
{
    const char *text = sy_options_value(d->options, option);

    return text == NULL || sy_command_count(d->output, option, text, min, max, value);
}

static enum sy_exit set_numbers(struct draft *d)
{
    struct sy_network *n = d->network;

    if (!count(d, "authorities-needed", 1, n->authority_count, &n->authority_k) ||
        !count(d, "statement-bytes", SY_POLICY_STATEMENT_BYTES_MIN, SY_STATEMENT_BYTES_MAX,
               &n->limits.statement_bytes) ||
        !count(d, "records", 1, SY_RECORDS_MAX, &n->limits.records))
        return SY_EXIT_USAGE;
    n->quorum_of = n->node_count - 1;
    if (n->quorum_faults >= n->quorum_of)
        n->quorum_faults = n->quorum_of == 0 ? 0 : n->quorum_of - 1;
    if (!count(d, "faults", 0, n->quorum_of == 0 ? 0 : n->quorum_of - 1, &n->quorum_faults))
        return SY_EXIT_USAGE;
    n->quorum_needed = sy_network_quorum_needed(n->quorum_of, n->quorum_faults);
    return SY_EXIT_YES;
}

void sy_policy_draft_begin(struct sy_policy *policy)
{
    policy->previous = policy->hash;
    policy->network.version++;
}

enum sy_exit sy_policy_draft(struct sy_output *o, const struct sy_options *options,
                             struct sy_policy *policy)
{
    static const struct {
        const char *option;
        enum sy_message wrong;
        bool (*take)(struct draft *d, struct sy_bytes value);
    } rows[] = {
        {"remove-authority", SY_MESSAGE_POLICY_BAD_AUTHORITY, remove_authority},
        {"add-authority", SY_MESSAGE_POLICY_BAD_AUTHORITY, add_authority},
        {"remove-node", SY_MESSAGE_POLICY_BAD_NODE, remove_node},
        {"add-node", SY_MESSAGE_POLICY_BAD_NODE, add_node},
        {"open-log", SY_MESSAGE_POLICY_BAD_LOG, open_log},
        {"cosigner", SY_MESSAGE_POLICY_BAD_COSIGNER, set_cosigner},
    };
    struct draft d = {o, options, &policy->network};
    enum sy_exit status;

    sy_policy_draft_begin(policy);
    status = close_log(&d); /* first: its successor takes its node over */
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && status == SY_EXIT_YES; i++)
        status = each(&d, rows[i].option, rows[i].wrong, rows[i].take);
    if (status == SY_EXIT_YES && policy->network.node_count == 0)
        status = refuse(&d, SY_MESSAGE_POLICY_BAD_NODE, "remove-node", "");
    return status == SY_EXIT_YES ? set_numbers(&d) : status;
}

const struct sy_option sy_option_add_authority = {
    .name = "add-authority",
    .value = "PUBLIC,CONNECT",
    .repeated = true,
    .help = {"another authority: its public_key and connect_key",
             "增加管理机构：其 public_key 和 connect_key"}};
const struct sy_option sy_option_remove_authority = {
    .name = "remove-authority",
    .value = "PUBLIC",
    .repeated = true,
    .help = {"an authority that leaves: its public_key", "移除管理机构：其 public_key"}};
const struct sy_option sy_option_authorities_needed = {
    .name = "authorities-needed",
    .value = "K",
    .help = {"how many of the authorities must sign", "须有几个管理机构签名"}};
const struct sy_option sy_option_close_log = {
    .name = "close-log",
    .value = "ORIGIN",
    .help = {"a log that ends, for good, where --checkpoint or --size and --root say",
             "永久关闭的日志，止于 --checkpoint 或 --size 和 --root 所指之处"}};
const struct sy_option sy_option_checkpoint = {
    .name = "checkpoint",
    .value = "FILE",
    .help = {"the last signed checkpoint of the log that ends", "被关闭日志最后的签名检查点"}};
const struct sy_option sy_option_size = {
    .name = "size",
    .value = "N",
    .help = {"how many entries the log that ends has", "被关闭日志的条数"}};
const struct sy_option sy_option_root = {
    .name = "root",
    .value = "BASE64",
    .help = {"the root of the log that ends, as a checkpoint has it",
             "被关闭日志的根，如检查点所示"}};
const struct sy_option sy_option_open_log = {
    .name = "open-log",
    .value = "VKEY",
    .repeated = true,
    .help = {"a new log, NAME/CODE; or the successor of one that is closed, NAME/CODE/2",
             "新日志 名称/代码；或已关闭者的后继 名称/代码/2"}};
const struct sy_option sy_option_add_node = {
    .name = "add-node",
    .value = "CODE,TRANSPORT,STATEMENT",
    .repeated = true,
    .help = {"another node, or other keys of a node: transport_key, statement_key",
             "增加节点或更换其密钥：transport_key、statement_key"}};
const struct sy_option sy_option_remove_node = {
    .name = "remove-node",
    .value = "CODE",
    .repeated = true,
    .help = {"a node that leaves; its log must be closed", "移除节点；其日志须已关闭"}};
const struct sy_option sy_option_cosigner = {
    .name = "cosigner",
    .value = "VKEY",
    .repeated = true,
    .help = {"another cosigner, or its new key: NAME/CODE/mirror or NAME/CODE/witness",
             "增加共签者或更换其密钥：名称/代码/mirror 或 名称/代码/witness"}};
const struct sy_option sy_option_quorum_faults = {
    .name = "faults", .value = "F", .help = {"how many nodes may lie", "容许几个节点说谎"}};
const struct sy_option sy_option_statement_bytes = {
    .name = "statement-bytes",
    .value = "N",
    .help = {"the largest statement with its parts that nodes take", "节点接收的申报字节上限"}};
const struct sy_option sy_option_records = {
    .name = "records",
    .value = "N",
    .help = {"the most records of a statement that nodes take", "节点接收的申报记录数上限"}};
