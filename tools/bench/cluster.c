#include "tools/bench/cluster.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/trust.h"
#include "tools/file.h"

enum { TIMEOUT_MS = 60000, WAIT_US = 20000, WAITS_MAX = 3000 };

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

bool sy_cluster_start(struct sy_cluster *c, size_t node)
{
    c->nodes[node] = fork();
    if (c->nodes[node] == 0)
        sy_stage_become(&c->stage, node, c->daemon, &c->addresses[node]);
    return c->nodes[node] > 0 || fail("cannot start suyuand");
}

static double seconds_of(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

double sy_cluster_end(struct sy_cluster *c, size_t node)
{
    struct rusage usage = {0};
    int status;

    if (c->nodes[node] <= 0)
        return 0;
    kill(c->nodes[node], SIGTERM);
    wait4(c->nodes[node], &status, 0, &usage);
    c->nodes[node] = 0;
    return seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

double sy_cluster_used(const struct sy_cluster *c, size_t node)
{
    return sy_stage_used(c->nodes[node]);
}

double sy_cluster_carried(const struct sy_cluster *c, size_t node)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    struct sy_buffer text = {0};
    const char *at = NULL;
    double bytes = 0;

    sy_stage_node_path(&c->stage, node, "log", path);
    if (sy_file_read(path, &text) == SY_OK)
        at = sy_buffer_text(&text);
    if (at == NULL)
        bytes = -1;
    while (at != NULL && (at = strstr(at, "carried_bytes=")) != NULL) {
        at += strlen("carried_bytes=");
        bytes += strtod(at, NULL);
    }
    sy_buffer_close(&text);
    return bytes;
}

struct sy_client *sy_cluster_connect(const struct sy_cluster *c, size_t i)
{
    const struct sy_network *network = c->stage.network;
    struct sy_client *client;

    if (sy_stage_greet(network, &network->nodes[i], &c->addresses[i], &client) == SY_OK)
        return client;
    sy_client_close(client);
    return NULL;
}

uint64_t sy_cluster_verified(struct sy_client *client, const struct sy_cluster *c)
{
    struct sy_get_checkpoint ask = {sy_text(sy_stage_origin(&c->stage))};
    struct sy_frame_message reply = {0};
    struct sy_checkpoint_reply checkpoint;
    struct sy_buffer message = {0};
    struct sy_trust trust;
    uint64_t size = 0;

    sy_get_checkpoint_write(&ask, &message);
    if (sy_client_call(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&message), TIMEOUT_MS,
                       &reply) == SY_OK &&
        reply.type == SY_FRAME_CHECKPOINT &&
        sy_checkpoint_reply_read(sy_buffer_bytes(&reply.payload), &checkpoint) == SY_OK &&
        sy_trust_open(c->stage.network, checkpoint.note, &trust) == SY_OK)
        size = trust.checkpoint.size;
    sy_buffer_close(&message);
    sy_frame_message_close(&reply);
    return size;
}

bool sy_cluster_held(struct sy_client *client, const struct sy_cluster *c, uint64_t *held,
                     uint64_t *viewed)
{
    struct sy_frame_message reply = {0};
    struct sy_log_status log;
    struct sy_status status;
    struct sy_wire cursor;
    struct sy_bytes item;
    bool found = false;

    if (sy_client_call(client, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, TIMEOUT_MS,
                       &reply) == SY_OK &&
        reply.type == SY_FRAME_STATUS &&
        sy_status_read(sy_buffer_bytes(&reply.payload), &status) == SY_OK) {
        cursor = sy_list_open(&status.logs);
        while (!found && sy_list_next(&status.logs, &cursor, &item))
            found = sy_log_status_read(item, &log) == SY_OK &&
                    sy_bytes_equal(log.origin, sy_text(sy_stage_origin(&c->stage)));
    }
    if (found) {
        *held = log.size;
        *viewed = log.view_size;
    }
    sy_frame_message_close(&reply);
    return found;
}

static bool write_key(const struct sy_cluster *c, size_t i)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    struct sy_buffer text = {0};
    bool ok;

    sy_stage_node_path(&c->stage, i, "key", path);
    sy_key_file_write(&c->keys[i], &text);
    ok = text.err == SY_OK && sy_file_create(path, 0600, sy_buffer_bytes(&text)) == SY_OK;
    sy_buffer_close(&text);
    return ok;
}

/* The first node has asked the others, and signs. */
static bool signs(struct sy_cluster *c)
{
    struct sy_get_checkpoint ask = {sy_text(c->stage.network->registry.vkey.name)};
    struct sy_client *client = sy_cluster_connect(c, 0);
    struct sy_frame_message reply = {0};
    struct sy_buffer message = {0};
    bool ok;

    sy_get_checkpoint_write(&ask, &message);
    ok = client != NULL &&
         sy_client_call(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&message), TIMEOUT_MS,
                        &reply) == SY_OK &&
         reply.type == SY_FRAME_CHECKPOINT;
    sy_buffer_close(&message);
    sy_frame_message_close(&reply);
    sy_client_close(client);
    return ok;
}

bool sy_cluster_open(struct sy_cluster *c, const char *daemon)
{
    bool ok;

    memset(c, 0, sizeof(*c));
    c->daemon = daemon;
    ok = sy_stage_found_nodes(&c->stage, SY_CLUSTER_NODES, c->keys, c->addresses);
    for (size_t i = 0; i < SY_CLUSTER_NODES && ok; i++)
        ok = write_key(c, i) && sy_cluster_start(c, i);
    for (int i = 0; i < WAITS_MAX && ok; i++) {
        if (signs(c))
            return sy_stage_admit(&c->stage);
        usleep(WAIT_US);
    }
    return fail("the nodes do not come up");
}

void sy_cluster_close(struct sy_cluster *c)
{
    for (size_t i = 0; i < SY_CLUSTER_NODES; i++)
        (void)sy_cluster_end(c, i);
    sy_stage_close(&c->stage);
}
