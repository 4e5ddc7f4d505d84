/* suyuan key renew */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/origin.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/random.h"
#include "tools/report.h"
#include "tools/show_key.h"

enum { KEY_FILE_MODE = 0600 };

/* A node's key file, and the network that names the keys it had. */
struct renewal {
    struct sy_output *output;
    const struct sy_options *options;
    const char *path;
    const char *code; /* of the node */
    struct sy_network network;
    struct sy_key_file file;
};

static enum sy_exit refuse(struct renewal *r, const struct sy_saying *saying)
{
    sy_output_error(r->output, saying);
    return SY_EXIT_USAGE;
}

static enum sy_exit add(struct renewal *r, enum sy_key_purpose purpose, const char *name)
{
    uint8_t seed[SY_SEED_BYTES];
    enum sy_err err = sy_random_fill(seed, sizeof(seed));
    enum sy_exit status = SY_EXIT_YES;

    if (err != SY_OK) {
        sy_output_error(r->output, SY_SAY(NO_RANDOMNESS, NULL));
        status = SY_EXIT_UNASKED;
    } else if (sy_key_file_add(&r->file, purpose, name, seed) != SY_OK) {
        status = refuse(r, SY_SAY(RENEW_FULL, r->path));
    }
    explicit_bzero(seed, sizeof(seed));
    return status;
}

/* All of the file or nothing: a node that starts meanwhile finds one that is whole. */
static enum sy_exit save(struct renewal *r)
{
    struct sy_buffer text = {0};
    enum sy_err err;

    sy_key_file_write(&r->file, &text);
    err = text.err;
    if (err == SY_OK)
        err = sy_file_replace(r->path, KEY_FILE_MODE, sy_buffer_bytes(&text));
    if (text.data != NULL)
        explicit_bzero(text.data, text.len);
    sy_buffer_close(&text);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(r->output, err, r->path);
}

static void show(struct renewal *r, bool made, const struct sy_saying *next)
{
    struct sy_output *o = r->output;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "made");
        sy_json_put_bool(sy_output_json(o), made);
    } else if (made) {
        sy_output_say(o, SY_SAY(RENEWED, r->path));
    } else {
        sy_output_say(o, SY_SAY(RENEWED_BEFORE, r->path));
    }
    sy_output_value(o, "file", r->path);
    sy_show_key_file(o, &r->file);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    sy_output_next(o, next);
}

/* The latest generation of the place that the network knows. */
static const struct sy_network_log *latest(const struct sy_network *network,
                                           const struct sy_network_log *log)
{
    const struct sy_network_log *next = sy_network_successor(network, log);

    return next == NULL ? log : latest(network, next);
}

/* A key for the generation behind the latest. One that was made before and is not in the
 * network yet is that key: the policy that names it may be on its way. */
static enum sy_exit renew_log(struct renewal *r, const char *origin)
{
    const struct sy_network_log *log = sy_network_log(&r->network, sy_text(origin));
    char next[SY_NAME_BYTES_MAX + 16];
    struct sy_bytes place;
    bool made;
    enum sy_exit status = SY_EXIT_YES;

    if (log == &r->network.registry)
        return refuse(r, SY_SAY(CLOSE_REGISTRY, origin));
    if (log == NULL || strcmp(log->node, r->code) != 0)
        return refuse(r, SY_SAY(RENEW_NOT_ITS_LOG, origin, r->code));
    log = latest(&r->network, log);
    place = sy_origin_place(sy_text(log->vkey.name));
    snprintf(next, sizeof(next), "%.*s/%" PRIu64, (int)place.len, (const char *)place.data,
             sy_origin_generation(sy_text(log->vkey.name)) + 1);
    made = sy_key_file_find(&r->file, SY_KEY_LOG, next) == NULL;
    if (made)
        status = add(r, SY_KEY_LOG, next);
    if (status == SY_EXIT_YES && made)
        status = save(r);
    if (status == SY_EXIT_YES)
        show(r, made,
             log->closed ? SY_SAY(NEXT_RENEWED_CLOSED, log->vkey.name)
                         : SY_SAY(NEXT_RENEWED_LOG, log->vkey.name));
    return status;
}

static bool is_named(const struct renewal *r, enum sy_key_purpose purpose,
                     enum sy_cosigner_role role)
{
    const struct sy_network_cosigner *cosigner =
        sy_network_cosigner(&r->network, sy_text(r->code), role);
    struct sy_public_key key;

    return cosigner != NULL && sy_key_file_public(&r->file, purpose, NULL, &key) == SY_OK &&
           sy_public_key_equal(&key, &cosigner->vkey.key);
}

/* The old seeds are nowhere any more: a mirror that has lost what it cosigned must not be able
 * to cosign otherwise. */
static void drop_cosigners(struct renewal *r, char place[SY_NAME_BYTES_MAX + 1])
{
    size_t kept = 0;

    snprintf(place, SY_NAME_BYTES_MAX + 1, "%s",
             sy_key_file_find(&r->file, SY_KEY_MIRROR, NULL)->name);
    for (size_t i = 0; i < r->file.count; i++) {
        enum sy_key_purpose purpose = r->file.line[i].purpose;

        if (purpose != SY_KEY_MIRROR && purpose != SY_KEY_WITNESS)
            r->file.line[kept++] = r->file.line[i];
    }
    r->file.count = kept;
}

static enum sy_exit renew_cosigners(struct renewal *r)
{
    bool pending = !is_named(r, SY_KEY_MIRROR, SY_COSIGNER_MIRROR) &&
                   !is_named(r, SY_KEY_WITNESS, SY_COSIGNER_WITNESS);
    bool made = !pending || sy_options_value(r->options, "again") != NULL;
    char place[SY_NAME_BYTES_MAX + 1];
    enum sy_exit status = SY_EXIT_YES;

    if (made) {
        drop_cosigners(r, place);
        status = add(r, SY_KEY_MIRROR, place);
        if (status == SY_EXIT_YES)
            status = add(r, SY_KEY_WITNESS, place);
        if (status == SY_EXIT_YES)
            status = save(r);
    }
    if (status == SY_EXIT_YES)
        show(r, made, SY_SAY(NEXT_RENEWED_COSIGNERS, NULL));
    return status;
}

static enum sy_exit renew(struct renewal *r)
{
    const char *origin = sy_options_value(r->options, "log");
    bool cosigners = sy_options_value(r->options, "cosigners") != NULL;

    if (cosigners == (origin != NULL))
        return refuse(r, SY_SAY(RENEW_WHAT, NULL));
    if (!sy_open_network(r->output, sy_options_value(r->options, "network"), &r->network) ||
        !sy_open_key(r->output, r->path, &r->file))
        return SY_EXIT_UNASKED;
    if (r->file.holder != SY_KEY_OF_NODE)
        return refuse(r, SY_SAY(RENEW_NO_NODE, r->path));
    r->code = sy_key_file_find(&r->file, SY_KEY_TRANSPORT, NULL)->name;
    return cosigners ? renew_cosigners(r) : renew_log(r, origin);
}

static enum sy_exit run_renew(const struct sy_options *options, struct sy_output *o)
{
    struct renewal r = {
        .output = o, .options = options, .path = sy_options_value(options, "key")};
    enum sy_exit status = renew(&r);

    sy_key_file_wipe(&r.file);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .required = true,
    .help = {"the node's key file; the new keys are put into it",
             "节点的密钥文件；新密钥写入其中"}};
static const struct sy_option option_log = {
    .name = "log",
    .value = "ORIGIN",
    .help = {"make the key of the log that succeeds this one", "为接续此日志的新日志生成密钥"}};
static const struct sy_option option_cosigners = {
    .name = "cosigners",
    .help = {"put new mirror and witness keys in the place of the old ones",
             "以新的 mirror 和 witness 密钥取代旧的"}};
static const struct sy_option option_again = {
    .name = "again",
    .help = {"even though the network does not know the last ones yet",
             "即使网络尚不知上次所生成的"}};

static const struct sy_option *const renew_options[] = {
    &sy_option_network, &option_key, &option_log, &option_cosigners, &option_again, NULL};

#define EXAMPLES                                                                               \
    "  suyuan key renew --network demo --key demo/310115.key --log "                           \
    "suyuan.example/demo/310115\n"                                                             \
    "  suyuan key renew --network demo --key demo/310115.key --cosigners\n"

const struct sy_command sy_command_key_renew = {
    .name = "key renew",
    .usage = {.options = renew_options},
    .summary = {"make a node the keys that it needs after it has lost its store",
                "节点丢失存储之后，为其生成所需的新密钥"},
    .details =
        {"A key that may have signed what is lost signs nothing more. The log of a node "
         "is closed and\nsucceeded under a new key; a mirror that was rebuilt cosigns "
         "with new keys. Run it on the\nnode's own machine: secret keys are not shown "
         "and do not leave the file. Only what is public\ngoes to the authority, which "
         "writes it into the next policy.\n",
         "可能签署过已丢失内容的密钥，不得再签署任何内容：节点的日志须关闭，由使用新密钥的日志"
         "接续；\n重建的镜像以新密钥共签。请在节点本机运行：私钥不显示，也不离开文件；"
         "只把公开部分交给\n管理机构，写入下一版规则。\n"},
    .examples = {EXAMPLES, EXAMPLES},
    .run = run_renew};
