#include "tools/bench/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/addresses.h"
#include "ledger/compose.h"
#include "ledger/genesis.h"
#include "ledger/possession.h"
#include "ledger/registry.h"
#include "net/clock.h"
#include "net/error_reply.h"
#include "proto/message.h"
#include "tools/file.h"
#include "tools/random.h"

enum {
    NODE_PORT = 7411,
    TIMEOUT_MS = 10000,
    STOP_MS = 10000,
    READY_TRIES = 10000,
    READY_WAIT_US = 1000
};

static const char principal[] = "uscc:91310112087994932F";
static const char code[] = "310000";
static const char *const codes[SY_STAGE_NODES_MAX] = {code, "310101", "310104", "310115"};

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

static bool found(struct sy_stage *stage, size_t count, struct sy_key_file *node_files)
{
    uint8_t(*seeds)[SY_SEED_BYTES] = calloc(SY_GENESIS_SEEDS_MAX, sizeof(*seeds));
    struct sy_genesis genesis = {.name = sy_text("suyuan.example/bench"),
                                 .node_count = count,
                                 .authority_count = 1,
                                 .authority_k = 1};
    struct sy_buffer text = {0};
    struct sy_problem why;
    char path[SY_STAGE_PATH_BYTES + 32];
    bool ok = seeds != NULL && stage->network != NULL;

    genesis.faults = sy_genesis_faults(count);
    for (size_t i = 0; i < count; i++)
        memcpy(genesis.codes[i], codes[i], sizeof(code));
    ok = ok && sy_random_fill(seeds[0], sy_genesis_seeds(&genesis) * SY_SEED_BYTES) == SY_OK &&
         sy_genesis_make(&genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, stage->network,
                         node_files, &stage->authority_file, &why) == SY_OK;
    stage->node_file = node_files[0];
    if (ok) {
        sy_network_write(stage->network, &text);
        stage->network->id = sy_hash_of(sy_buffer_bytes(&text));
        snprintf(path, sizeof(path), "%s/network.json", stage->folder);
        ok = text.err == SY_OK && sy_file_create(path, 0644, sy_buffer_bytes(&text)) == SY_OK;
    }
    if (ok) {
        sy_buffer_clear(&text);
        sy_key_file_write(&stage->node_file, &text);
        snprintf(path, sizeof(path), "%s/node.key", stage->folder);
        ok = text.err == SY_OK && sy_file_create(path, 0600, sy_buffer_bytes(&text)) == SY_OK;
    }
    sy_buffer_close(&text);
    free(seeds);
    return ok || fail("cannot found the network");
}

void sy_stage_path(const struct sy_stage *stage, const char *name,
                   char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES])
{
    snprintf(out, SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES, "%s/%s", stage->folder, name);
}

bool sy_stage_said(const struct sy_stage *stage, const char *words, char *rest,
                   size_t rest_bytes)
{
    struct sy_buffer text = {0};
    const char *at = NULL;
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];

    sy_stage_path(stage, "node.log", path);
    if (sy_file_read(path, &text) == SY_OK && sy_buffer_text(&text) != NULL &&
        text.len > stage->said)
        at = strstr((const char *)text.data + stage->said, words);
    if (at != NULL && rest != NULL)
        snprintf(rest, rest_bytes, "%.*s", (int)strcspn(at + strlen(words), "\n"),
                 at + strlen(words));
    sy_buffer_close(&text);
    return at != NULL;
}

static void become_node(const struct sy_stage *stage, const char *daemon)
{
    char path[4][SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    int fd;

    sy_stage_path(stage, "network.json", path[0]);
    sy_stage_path(stage, "node.key", path[1]);
    sy_stage_path(stage, "data", path[2]);
    sy_stage_path(stage, "node.log", path[3]);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = open(path[3], O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0 || dup2(fd, 2) < 0)
        _exit(127);
    execl(daemon, daemon, "--network", path[0], "--key", path[1], "--data", path[2], "--listen",
          "127.0.0.1:0", stage->scrub_s == NULL ? (char *)NULL : "--scrub", stage->scrub_s,
          (char *)NULL);
    _exit(127);
}

bool sy_stage_launch(struct sy_stage *stage, const char *daemon)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    struct stat lines;

    sy_stage_path(stage, "node.log", path);
    stage->said = stat(path, &lines) == 0 ? (size_t)lines.st_size : 0;
    stage->node = fork();
    if (stage->node == 0)
        become_node(stage, daemon);
    return stage->node > 0 || fail("cannot start suyuand");
}

/* Whether the node has ended, and how. */
static bool has_ended(struct sy_stage *stage, int *status)
{
    if (stage->node > 0 && waitpid(stage->node, status, WNOHANG) != stage->node)
        return false;
    stage->node = -1;
    return true;
}

bool sy_stage_await(struct sy_stage *stage)
{
    char port[16];
    int status;

    snprintf(stage->address.host, sizeof(stage->address.host), "127.0.0.1");
    for (int i = 0; i < READY_TRIES; i++) {
        if (sy_stage_said(stage, "event=ready node=310000 port=", port, sizeof(port))) {
            stage->address.port = (uint16_t)strtoul(port, NULL, 10);
            return true;
        }
        if (has_ended(stage, &status))
            break;
        usleep(READY_WAIT_US);
    }
    return false;
}

bool sy_stage_start(struct sy_stage *stage, const char *daemon)
{
    return sy_stage_launch(stage, daemon) &&
           (sy_stage_await(stage) || fail("suyuand does not come up"));
}

int sy_stage_end(struct sy_stage *stage, int signal_number)
{
    int status = -1;

    if (stage->node <= 0)
        return -1;
    kill(stage->node, signal_number);
    for (int waited = 0; waited < STOP_MS; waited += 5) {
        if (has_ended(stage, &status))
            return status;
        usleep(5000);
    }
    kill(stage->node, SIGKILL);
    waitpid(stage->node, &status, 0);
    stage->node = -1;
    return -1;
}

void sy_stage_node_path(const struct sy_stage *stage, size_t node, const char *what,
                        char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES])
{
    char name[SY_STAGE_NAME_BYTES];

    snprintf(name, sizeof(name), "%s-%zu", what, node);
    sy_stage_path(stage, name, out);
}

_Noreturn void sy_stage_become(const struct sy_stage *stage, size_t node, const char *daemon,
                               const struct sy_address *address)
{
    char path[4][SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    char listen[SY_HOST_BYTES_MAX + 8];
    int fd;

    sy_stage_path(stage, "network.json", path[0]);
    sy_stage_node_path(stage, node, "key", path[1]);
    sy_stage_node_path(stage, node, "data", path[2]);
    sy_stage_node_path(stage, node, "log", path[3]);
    snprintf(listen, sizeof(listen), "%s:%u", address->host, (unsigned)address->port);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = open(path[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd >= 0 && dup2(fd, 2) >= 0)
        execl(daemon, daemon, "--network", path[0], "--key", path[1], "--data", path[2],
              "--listen", listen, (char *)NULL);
    _exit(127);
}

enum sy_err sy_stage_greet(const struct sy_network *network, const struct sy_network_node *node,
                           const struct sy_address *address, struct sy_client **out)
{
    struct sy_hello hello = {
        SY_PROTOCOL_VERSION, {network->id.bytes, SY_HASH_BYTES}, sy_text("suyuan-bench")};
    struct sy_buffer message = {0};
    struct sy_frame_message reply = {0};
    enum sy_err err;

    *out = NULL;
    err = sy_client_connect(address, node->transport.bytes + 1, TIMEOUT_MS, out);
    sy_hello_write(&hello, &message);
    if (err == SY_OK)
        err =
            sy_client_call(*out, SY_FRAME_HELLO, sy_buffer_bytes(&message), TIMEOUT_MS, &reply);
    sy_buffer_close(&message);
    if (err == SY_OK && reply.type != SY_FRAME_HELLO_REPLY)
        err = SY_DENIED;
    sy_frame_message_close(&reply);
    return err;
}

struct sy_client *sy_stage_connect(const struct sy_stage *stage)
{
    const struct sy_network_node *node = sy_network_node(stage->network, sy_text(code));
    struct sy_client *client;

    if (sy_stage_greet(stage->network, node, &stage->address, &client) == SY_OK)
        return client;
    if (client != NULL)
        fail(sy_client_reason(client));
    sy_client_close(client);
    return NULL;
}

bool sy_stage_add_act(struct sy_composer *composer, const struct sy_act_draft *act)
{
    struct sy_draft draft = {.type = act->type};
    struct sy_buffer body = {0};
    bool ok;

    sy_act_write(act, &body);
    draft.bodies[0] = sy_buffer_bytes(&body);
    ok = body.err == SY_OK && sy_composer_add(composer, &draft, 0) == SY_OK;
    sy_buffer_close(&body);
    return ok;
}

static bool send_append(struct sy_client *client, const char *origin,
                        struct sy_bytes submission)
{
    struct sy_append append = {.origin = sy_text(origin), .submission = submission};
    struct sy_frame_message reply = {0};
    struct sy_error_reply why;
    struct sy_buffer message = {0};
    bool ok;

    sy_append_write(&append, &message);
    ok = message.err == SY_OK &&
         sy_client_call(client, SY_FRAME_APPEND, sy_buffer_bytes(&message), TIMEOUT_MS,
                        &reply) == SY_OK &&
         reply.type == SY_FRAME_APPEND_REPLY;
    if (!ok && reply.type == SY_FRAME_ERROR &&
        sy_error_reply_read(sy_buffer_bytes(&reply.payload), &why) == SY_OK)
        fprintf(stderr, "suyuan-bench: %.*s\n", (int)why.detail.len,
                (const char *)why.detail.data);
    sy_frame_message_close(&reply);
    sy_buffer_close(&message);
    return ok;
}

bool sy_stage_admit(struct sy_stage *stage)
{
    const char *origin = stage->network->registry.vkey.name;
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_secret_key authority;
    struct sy_composer composer;
    struct sy_composition how = {.scope = {sy_text(origin), stage->network->id},
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = sy_clock_us(),
                                 .keys = &authority,
                                 .key_count = 1};
    struct sy_act_draft organisation =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text(principal), 0, SY_ORGANISATION_ADMITTED);
    struct sy_act_draft key;
    uint8_t possession[SY_SIGNATURE_BYTES];
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_buffer submission = {0};
    struct sy_hash id;
    bool ok = client != NULL;

    sy_key_subject(stage->sign.public_key.bytes, subject);
    sy_act_draft_text(&organisation, SY_ORGANISATION_NAME, "a bench");
    key = sy_act_draft(SY_TYPE_KEY, sy_text(subject), 0, SY_KEY_ADDED);
    sy_act_draft_text(&key, SY_KEY_ORGANISATION, principal);
    sy_act_draft_bytes(&key, SY_KEY_PUBLIC_KEY,
                       (struct sy_bytes){stage->sign.public_key.bytes, SY_PUBLIC_KEY_BYTES});
    sy_act_draft_uint(&key, SY_KEY_USES, SY_USE_SIGN);
    ok = ok && sy_possession_sign(&stage->network->id, sy_text(principal), 1u << SY_USE_SIGN,
                                  &stage->sign, possession) == SY_OK;
    sy_act_draft_bytes(&key, SY_KEY_POSSESSION,
                       (struct sy_bytes){possession, SY_SIGNATURE_BYTES});
    ok = ok && sy_key_file_secret(&stage->authority_file, SY_KEY_AUTHORITY, NULL, &authority) ==
                   SY_OK;
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), stage->nonce);
    ok = ok && sy_stage_add_act(&composer, &organisation) &&
         sy_stage_add_act(&composer, &key) &&
         sy_composer_finish(&composer, &how, &submission, &id) == SY_OK &&
         send_append(client, origin, sy_buffer_bytes(&submission));
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    sy_client_close(client);
    return ok || fail("cannot admit the organisation");
}

static bool prepare(struct sy_stage *stage)
{
    const char *parent = getenv("TMPDIR");
    uint8_t seed[SY_SEED_BYTES];

    memset(stage, 0, sizeof(*stage));
    stage->node = -1;
    stage->network = calloc(1, sizeof(*stage->network));
    snprintf(stage->principal, sizeof(stage->principal), "%s", principal);
    snprintf(stage->folder, sizeof(stage->folder), "%s/suyuan-bench-XXXXXX",
             parent == NULL ? "/tmp" : parent);
    if (mkdtemp(stage->folder) == NULL) {
        stage->folder[0] = 0;
        return fail("cannot make a temporary folder");
    }
    if (sy_random_fill(seed, sizeof(seed)) != SY_OK ||
        sy_random_fill(stage->nonce, sizeof(stage->nonce)) != SY_OK)
        return fail("no randomness");
    sy_secret_key_from_seed(seed, &stage->sign);
    return true;
}

bool sy_stage_found(struct sy_stage *stage)
{
    struct sy_key_file file;

    return prepare(stage) && found(stage, 1, &file);
}

/* nodes.json: each node at an address of its own. */
static bool write_addresses(struct sy_stage *stage, size_t count,
                            struct sy_address addresses[SY_STAGE_NODES_MAX])
{
    struct sy_addresses *all = calloc(1, sizeof(*all));
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    struct sy_buffer text = {0};
    bool ok = all != NULL;

    for (size_t i = 0; i < count && ok; i++) {
        struct sy_node_addresses *node = &all->node[all->count++];

        snprintf(addresses[i].host, sizeof(addresses[i].host), "127.%u.%u.%zu",
                 (unsigned)getpid() % 250 + 1, (unsigned)getpid() / 250 % 250, i + 1);
        addresses[i].port = NODE_PORT;
        memcpy(node->code, codes[i], sizeof(code));
        node->address[node->count++] = addresses[i];
    }
    if (ok) {
        sy_addresses_write(all, &text);
        sy_stage_path(stage, "nodes.json", path);
        ok = text.err == SY_OK && sy_file_create(path, 0644, sy_buffer_bytes(&text)) == SY_OK;
    }
    sy_buffer_close(&text);
    free(all);
    return ok;
}

bool sy_stage_found_nodes(struct sy_stage *stage, size_t count,
                          struct sy_key_file key_files[SY_STAGE_NODES_MAX],
                          struct sy_address addresses[SY_STAGE_NODES_MAX])
{
    if (!prepare(stage) || !found(stage, count, key_files) ||
        !write_addresses(stage, count, addresses))
        return false;
    stage->address = addresses[0];
    return true;
}

bool sy_stage_open(struct sy_stage *stage, const char *daemon)
{
    return sy_stage_found(stage) && sy_stage_start(stage, daemon) && sy_stage_admit(stage);
}

const char *sy_stage_origin(const struct sy_stage *stage)
{
    return stage->network->logs[0].vkey.name;
}

struct sy_scope sy_stage_scope(const struct sy_stage *stage)
{
    return (struct sy_scope){sy_text(sy_stage_origin(stage)), stage->network->id};
}

uint64_t sy_stage_anonymous_bytes(const struct sy_stage *stage)
{
    char path[64];
    char line[256];
    unsigned long long kib = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)stage->node);
    file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "RssAnon:", 8) == 0)
            kib = strtoull(line + 8, NULL, 10);
    }
    if (file != NULL)
        fclose(file);
    return kib * 1024;
}

/* Fields 14 and 15 of /proc/PID/stat; the name in field 2 has no blank and no bracket. */
double sy_stage_used(pid_t node)
{
    char path[64];
    unsigned long long user = 0;
    unsigned long long system = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)node);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
               &system) != 2)
        user = system = 0;
    fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

void sy_stage_close(struct sy_stage *stage)
{
    (void)sy_stage_end(stage, SIGTERM);
    if (stage->folder[0] != 0)
        nftw(stage->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    stage->folder[0] = 0;
    sy_key_file_wipe(&stage->node_file);
    sy_key_file_wipe(&stage->authority_file);
    sy_secret_key_wipe(&stage->sign);
    free(stage->network);
    stage->network = NULL;
}
