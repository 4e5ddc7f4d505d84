#include "tools/bench/registry_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/log.h"
#include "net/clock.h"
#include "net/error_reply.h"
#include "proto/message.h"
#include "tools/bench/load.h"

enum { TIMEOUT_MS = 60000, BLOCKS_AT_ONCE = 4 };

/* A statement under way. */
struct item {
    struct sy_buffer submission;
    struct sy_buffer message;
    uint64_t *entry; /* where it comes to stand */
};

struct group {
    size_t count;
    struct item *items;
};

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

static double seconds_since(int64_t start)
{
    return (double)(sy_clock_steady_us() - start) / 1e6;
}

static void clear(struct group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        sy_buffer_close(&group->items[i].submission);
        sy_buffer_close(&group->items[i].message);
    }
    group->count = 0;
}

/* ---- through the node ---- */

/* What the node says against it is a wrong result. */
static bool explain(const struct sy_frame_message *reply)
{
    struct sy_error_reply why;

    if (reply->type != SY_FRAME_ERROR ||
        sy_error_reply_read(sy_buffer_bytes(&reply->payload), &why) != SY_OK)
        return fail("no answer, or a wrong one");
    fprintf(stderr, "suyuan-bench: the node answers %.*s: %.*s\n", (int)why.name.len,
            (const char *)why.name.data, (int)why.detail.len, (const char *)why.detail.data);
    return false;
}

static bool take_reply(struct sy_client *client, const struct group *group, uint64_t first_id)
{
    struct sy_frame_message reply = {0};
    struct sy_append_reply append;
    struct sy_entry entry;
    bool ok = sy_client_receive(client, TIMEOUT_MS, &reply) == SY_OK &&
              reply.type == SY_FRAME_APPEND_REPLY && reply.id - first_id < group->count &&
              sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append) == SY_OK &&
              !append.known && sy_entry_read(append.entry, &entry) == SY_OK;

    if (ok)
        *group->items[reply.id - first_id].entry = entry.index;
    else
        explain(&reply);
    sy_frame_message_close(&reply);
    return ok;
}

static bool send_all(struct sy_registry_load *load, const struct group *group)
{
    int64_t start = sy_clock_steady_us();
    uint64_t first_id = 0;
    bool ok = true;

    for (size_t i = 0; i < group->count && ok; i++) {
        uint64_t id = 0;

        ok = sy_client_send(load->client, SY_FRAME_APPEND,
                            sy_buffer_bytes(&group->items[i].message), TIMEOUT_MS,
                            &id) == SY_OK ||
             fail(sy_client_reason(load->client));
        first_id = i == 0 ? id : first_id;
    }
    for (size_t i = 0; i < group->count && ok; i++)
        ok = take_reply(load->client, group, first_id);
    load->node_seconds += seconds_since(start);
    return ok;
}

/* ---- straight into the store ---- */

static int compare_places(const void *a, const void *b)
{
    uint64_t x = *((const struct item *)a)->entry;
    uint64_t y = *((const struct item *)b)->entry;

    return x < y ? -1 : x > y;
}

static bool apply_all(struct sy_registry_load *load, size_t count)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied = 0;
    bool ok = sy_log_snapshot(load->log, &snapshot) == SY_OK;

    if (!ok)
        return false;
    ok = sy_registry_apply(load->registry, snapshot, UINT64_MAX, &applied) == SY_OK &&
         applied == count;
    sy_log_release(snapshot);
    return ok;
}

/* The same statements in the same places, checked before the clock starts; synced, like the
 * node's. */
static bool store_all(struct sy_registry_load *load, const struct group *group)
{
    struct sy_checked *checked = calloc(group->count, sizeof(*checked));
    struct sy_check_place where;
    bool ok = checked != NULL;
    int64_t start;

    qsort(group->items, group->count, sizeof(*group->items), compare_places);
    for (size_t i = 0; i < group->count && ok; i++)
        ok = sy_checked_open(&load->population.scope,
                             sy_buffer_bytes(&group->items[i].submission), &checked[i],
                             &where) == SY_OK;
    start = sy_clock_steady_us();
    ok = ok && sy_load_store(load->log, checked, group->count) && apply_all(load, group->count);
    load->store_seconds += seconds_since(start);
    for (size_t i = 0; i < group->count && checked != NULL; i++)
        sy_checked_close(&checked[i]);
    free(checked);
    return ok || fail("the store does not take what the node took");
}

/* ---- blocks ---- */

static bool wrap(struct sy_registry_load *load, struct item *item)
{
    struct sy_append append = {.origin = load->population.scope.place,
                               .submission = sy_buffer_bytes(&item->submission)};

    sy_append_write(&append, &item->message);
    return item->message.err == SY_OK;
}

static bool post(struct sy_registry_load *load, struct group *group)
{
    bool ok = true;

    for (size_t i = 0; i < group->count && ok; i++)
        ok = wrap(load, &group->items[i]);
    ok = ok && send_all(load, group) && store_all(load, group);
    load->statements += group->count;
    clear(group);
    return ok;
}

static bool post_step(struct sy_registry_load *load, struct group *group, size_t blocks,
                      unsigned step)
{
    struct sy_population *p = &load->population;
    bool ok = true;

    for (size_t i = 0; i < blocks && ok; i++) {
        struct item *item = &group->items[group->count++];
        size_t block = load->blocks + i;

        *item = (struct item){.entry = &p->entries[block * SY_POPULATION_STEPS + step]};
        ok = sy_population_step(p, block, step, sy_clock_us(), &item->submission);
    }
    ok = ok && post(load, group);
    if (step != SY_POPULATION_ROTATES)
        return ok;
    for (size_t i = load->blocks * p->block; i < (load->blocks + blocks) * p->block && ok;
         i++) {
        struct item *item = &group->items[group->count];

        if (!sy_population_rotates(i))
            continue;
        group->count++;
        *item = (struct item){.entry = &p->rotations[i]};
        ok = sy_population_rotation(p, i, sy_clock_us(), &item->submission);
    }
    return ok && post(load, group);
}

bool sy_registry_load_until(struct sy_registry_load *load, size_t blocks)
{
    struct group group = {
        .items = calloc(BLOCKS_AT_ONCE * load->population.block, sizeof(struct item))};
    bool ok = group.items != NULL && blocks <= load->population.blocks;

    load->client = sy_stage_connect(load->stage);
    ok = ok && load->client != NULL;
    while (load->blocks < blocks && ok) {
        size_t count =
            blocks - load->blocks < BLOCKS_AT_ONCE ? blocks - load->blocks : BLOCKS_AT_ONCE;

        for (unsigned step = 0; step < SY_POPULATION_STEPS && ok; step++)
            ok = post_step(load, &group, count, step);
        load->blocks += count;
    }
    clear(&group);
    free(group.items);
    sy_client_close(load->client);
    load->client = NULL;
    return ok || fail("not all acts were taken");
}

bool sy_registry_load_open(struct sy_registry_load *load, struct sy_stage *stage, size_t block,
                           size_t blocks)
{
    const struct sy_network *network = stage->network;
    struct sy_log_identity identity = {.network_id = network->id};
    char path[2][SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];

    *load = (struct sy_registry_load){.stage = stage};
    load->population.scope =
        (struct sy_scope){sy_text(network->registry.vkey.name), network->id};
    load->population.authority = &load->authority;
    load->population.now = sy_clock_us();
    sy_stage_path(stage, "limit-log", path[0]);
    sy_stage_path(stage, "limit-view", path[1]);
    snprintf(identity.origin, sizeof(identity.origin), "%s", network->registry.vkey.name);
    return (sy_population_open(&load->population, block, blocks) &&
            sy_key_file_secret(&stage->authority_file, SY_KEY_AUTHORITY, NULL,
                               &load->authority) == SY_OK &&
            sy_log_open(path[0], (uint64_t)1 << 40, &identity, &load->log) == SY_OK &&
            sy_registry_open(path[1], (uint64_t)1 << 40, network, &load->registry) == SY_OK) ||
           fail("cannot open the store beside the node");
}

void sy_registry_load_close(struct sy_registry_load *load)
{
    sy_registry_close(load->registry);
    sy_log_close(load->log);
    sy_population_close(&load->population);
    sy_secret_key_wipe(&load->authority);
    load->registry = NULL;
    load->log = NULL;
}
