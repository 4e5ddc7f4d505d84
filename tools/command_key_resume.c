/* suyuan key resume */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ledger/log.h"
#include "ledger/origin.h"
#include "net/store_id_file.h"
#include "tools/command.h"
#include "tools/open.h"
#include "tools/report.h"

enum { PATH_BYTES_MAX = 4096, NUMBER_BYTES = 24 };

static const uint64_t map_bytes = (uint64_t)1 << 42; /* as a node reserves */

/* The log that is to be resumed, and where. */
struct resumption {
    struct sy_output *output;
    const char *key_path;
    const char *data;
    const char *origin;
    struct sy_network network;
    struct sy_key_file file;
    struct sy_store_bound bound;
    uint64_t size;
};

static enum sy_exit refuse(struct resumption *r, const struct sy_saying *saying)
{
    sy_output_error(r->output, saying);
    return SY_EXIT_USAGE;
}

static enum sy_exit check_log(struct resumption *r)
{
    const struct sy_network_log *registry = &r->network.registry;
    const struct sy_key_line *line = sy_key_file_find(&r->file, SY_KEY_LOG, r->origin);
    struct sy_public_key key;

    if (strcmp(r->origin, registry->vkey.name) != 0)
        return refuse(r, SY_SAY(RESUME_NOT_THE_REGISTRY, r->origin));
    if (line != NULL && sy_key_file_public(&r->file, SY_KEY_LOG, r->origin, &key) == SY_OK &&
        sy_public_key_equal(&key, &registry->vkey.key))
        return SY_EXIT_YES;
    return refuse(r, SY_SAY(RESUME_NOT_ITS_LOG, r->key_path, r->origin, registry->node));
}

/* Holds the folder as a running node would; -1: one does. A folder that no node has locked yet
 * is nobody's. */
static bool hold_folder(const struct resumption *r, int *fd)
{
    char path[PATH_BYTES_MAX];

    snprintf(path, sizeof(path), "%s/lock", r->data);
    *fd = open(path, O_RDWR | O_CLOEXEC);
    return *fd < 0 || flock(*fd, LOCK_EX | LOCK_NB) == 0;
}

/* Where a node keeps the log. */
static void find_store(const struct resumption *r, char path[PATH_BYTES_MAX])
{
    char name[SY_NAME_BYTES_MAX + 1];

    sy_origin_file_name(sy_text(r->origin), name);
    snprintf(path, PATH_BYTES_MAX, "%s/logs/%s", r->data, name);
}

static enum sy_exit read_store(struct resumption *r)
{
    char path[PATH_BYTES_MAX];
    struct sy_log_identity identity;
    struct sy_log_snapshot *snapshot = NULL;
    struct sy_log *log = NULL;
    enum sy_err err;

    find_store(r, path);
    err = sy_log_open_read(path, map_bytes, &identity, &log);
    if (err == SY_OK && (strcmp(identity.origin, r->origin) != 0 ||
                         !sy_hash_equal(&identity.network_id, &r->network.id)))
        err = SY_WRONG_NETWORK;
    if (err == SY_OK)
        err = sy_log_snapshot(log, &snapshot);
    if (err == SY_OK) {
        r->size = sy_log_head(snapshot)->tree.size;
        memcpy(r->bound.id, sy_log_store_id(log), sizeof(r->bound.id));
        r->bound.resume = true;
    }
    sy_log_release(snapshot);
    sy_log_close(log);
    if (err == SY_NOT_FOUND || (err == SY_OK && r->size == 0))
        return refuse(r, SY_SAY(RESUME_EMPTY, r->origin, r->data));
    if (err == SY_CORRUPT || err == SY_WRONG_NETWORK) {
        sy_output_error(r->output, SY_SAY(FOLDER_BROKEN, path, sy_err_name(err)));
        return SY_EXIT_NO;
    }
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(r->output, err, path);
}

static enum sy_exit mark(struct resumption *r)
{
    char path[PATH_BYTES_MAX];
    enum sy_err err = sy_store_id_write(r->key_path, r->origin, &r->bound);

    snprintf(path, sizeof(path), "%s.stores", r->key_path);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(r->output, err, path);
}

static void show(struct resumption *r)
{
    struct sy_output *o = r->output;
    struct sy_buffer others = {0};
    char size[NUMBER_BYTES];
    char path[PATH_BYTES_MAX];

    for (uint64_t i = 0; i < r->network.node_count; i++) {
        if (strcmp(r->network.nodes[i].code, r->network.registry.node) != 0)
            sy_buffer_printf(&others, others.len == 0 ? "%s" : " %s", r->network.nodes[i].code);
    }
    snprintf(size, sizeof(size), "%" PRIu64, r->size);
    snprintf(path, sizeof(path), "%s.stores", r->key_path);
    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "origin", r->origin);
        sy_output_number(o, "size", r->size);
        sy_output_value(o, "marked", path);
        sy_output_value(o, "awaited", sy_buffer_text(&others));
        sy_json_end_object(sy_output_json(o));
    } else {
        sy_output_say(o, SY_SAY(RESUME_MARKED, r->origin, size, path));
        sy_output_say(o, SY_SAY(RESUME_WAITS, sy_buffer_text(&others)));
    }
    sy_output_next(o, SY_SAY(NEXT_RESUMED, NULL));
    sy_buffer_close(&others);
}

static enum sy_exit resume(struct resumption *r)
{
    enum sy_exit status = check_log(r);
    int fd = -1;

    if (status == SY_EXIT_YES && !hold_folder(r, &fd))
        status = refuse(r, SY_SAY(RESUME_RUNS, r->data));
    if (status == SY_EXIT_YES)
        status = read_store(r);
    if (status == SY_EXIT_YES)
        status = mark(r);
    if (status == SY_EXIT_YES)
        show(r);
    if (fd >= 0)
        close(fd);
    return status;
}

static enum sy_exit run_resume(const struct sy_options *options, struct sy_output *o)
{
    struct resumption r = {.output = o,
                           .key_path = sy_options_value(options, "key"),
                           .data = sy_options_value(options, "data"),
                           .origin = sy_options_value(options, "log")};
    enum sy_exit status = SY_EXIT_UNASKED;

    if (!sy_open_network(o, sy_options_value(options, "network"), &r.network) ||
        !sy_open_key(o, r.key_path, &r.file))
        return status;
    if (r.origin == NULL)
        r.origin = r.network.registry.vkey.name;
    status = resume(&r);
    sy_key_file_wipe(&r.file);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .required = true,
    .help = {"the node's key file; the mark is made beside it",
             "节点的密钥文件；标记写在其旁"}};
static const struct sy_option option_data = {
    .name = "data",
    .value = "DIR",
    .required = true,
    .help = {"the node's data folder", "节点的数据目录"}};
static const struct sy_option option_log = {
    .name = "log",
    .value = "ORIGIN",
    .help = {"the log, if not the registry's: refused, with what to do instead",
             "日志，默认为登记簿；其他日志会被拒绝，并说明该怎么做"}};

static const struct sy_option *const resume_options[] = {&sy_option_network, &option_key,
                                                         &option_data, &option_log, NULL};

#define EXAMPLES                                                                               \
    "  suyuan key resume --network demo --key demo/310000.key --data demo/data-310000\n"

const struct sy_command sy_command_key_resume = {
    .name = "key resume",
    .usage = {.options = resume_options},
    .summary = {"let the registry's node, stopped, sign on in a store that was recovered",
                "让登记簿的节点（已停止）在取回的存储中恢复签署"},
    .details =
        {"A node that has lost entries of the registry that it signed, by a wiped disk or an "
         "older copy\nthat was put back, gets them back from the others, and signs nothing "
         "more. This marks, beside\nits key, the store that is there now. Started again, the "
         "node waits, however long it takes,\nuntil every other node of the network has said "
         "what it knows of the registry, and signs only\nif that is no more than it has. No "
         "act is lost by this: each was answered only when other\nnodes held it.\n",
         "登记簿的节点因磁盘被清空或恢复了旧副本而丢失已签署的条目时，会从其他节点取回，"
         "但不再\n签署。本命令在其密钥旁标记现有的存储。再次启动后，节点会一直等到网络中其他"
         "每个节点都说明\n对登记簿所知，且仅当都不多于它所存时才签署。不会因此丢失任何登记"
         "行为：每项都是在其他\n节点已持有之后才答复的。\n"},
    .examples = {EXAMPLES, EXAMPLES},
    .run = run_resume};
