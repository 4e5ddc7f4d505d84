#include "tests/sim/sim.h"

#include "proto/part.h"

static enum sy_err read_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    const struct sim_store *store = context;
    uint64_t at = sy_merkle_stored_index(level, index);

    if (at >= sy_merkle_stored_count(store->now.head.tree.size))
        return SY_CORRUPT;
    *out = store->nodes[at];
    return SY_OK;
}

struct sy_merkle_source sim_source(struct sim_store *store)
{
    return (struct sy_merkle_source){read_node, store};
}

struct sy_hash sim_root_at(struct sim_store *store, uint64_t size)
{
    struct sy_merkle_source source = sim_source(store);
    struct sy_hash root = {{0}};

    sy_assert(sy_merkle_root_at(&source, size, &root) == SY_OK);
    return root;
}

/* A registry act of the simulation is a body "A 12" (organisation 12 is admitted) or "R 12"
 * (its key is revoked). */
static void read_act(const struct sy_entry_share *share, struct sim_row *row)
{
    struct sy_wire wire = sy_list_open(&share->records);
    struct sy_record_share record;
    struct sy_part part;
    char text[32];

    if (sy_record_share_next(&wire, share->records.number, &record) != SY_OK ||
        record.parts[0].part.data == NULL ||
        sy_part_read(record.parts[0].part, &part) != SY_OK || part.body.len >= sizeof(text))
        return;
    memcpy(text, part.body.data, part.body.len);
    text[part.body.len] = 0;
    if (sscanf(text, "%c %u", &row->verb, &row->org) != 2)
        row->verb = 0;
}

bool sim_put(struct sim_world *w, struct sim_store *store, struct sy_bytes share,
             const struct sy_entry_facts *facts)
{
    uint64_t index = store->now.head.tree.size;
    struct sy_merkle_completed completed;
    struct sim_row *row = &store->rows[index];
    struct sy_merkle tree = store->now.head.tree;
    struct sy_entry_share read;

    if (index == SIM_ROWS_MAX)
        return false;
    memset(row, 0, sizeof(*row));
    row->share = sim_keep(w, share);
    sy_assert(sy_entry_share_read(row->share, &read) == SY_OK);
    row->entry = read.entry;
    row->leaf = sy_hash_leaf(row->entry);
    row->id = facts->id;
    if (facts->statement.kind == 2)
        read_act(&read, row);
    sy_assert(sy_merkle_append_nodes(&tree, &row->leaf, &completed) == SY_OK);
    for (size_t i = 0; i < completed.count; i++)
        store->nodes[sy_merkle_stored_index(completed.node[i].level, completed.node[i].index)] =
            completed.node[i].hash;
    sy_assert(sy_log_head_advance(&store->now.head, row->entry, facts) == SY_OK);
    return true;
}

void sim_sync(struct sim_store *store)
{
    store->synced = store->now;
}

void sim_unwrite(struct sim_store *store)
{
    store->now = store->synced;
}

/* An owner that never signs again gives up what it has stored and not signed: it was promised
 * to nobody, and may not be what its key has signed before. What its mirror has since taken
 * from others, up to what it holds, stays. */
void sim_cut_unsigned(struct sim_world *w, struct sim_store *store, uint32_t log,
                      const struct sy_mirror_held *held)
{
    struct sy_scope scope = {sy_text(w->log_vkeys[log].name), w->network.id};
    struct sy_log_head head;

    if (store->synced.head.tree.size <= held->size)
        return;
    sy_log_head_init(&head, sy_text(w->log_vkeys[log].name), &w->network.id);
    for (uint64_t i = 0; i < held->size; i++) {
        struct sy_entry_problem why;
        struct sy_entry_facts facts = {0};

        if (!sim_row_sound(store, i) ||
            sy_entry_check_encoding(&scope, store->rows[i].entry, &facts, &why) != SY_OK)
            return; /* once it is repaired */
        sy_assert(sy_log_head_advance(&head, store->rows[i].entry, &facts) == SY_OK);
    }
    store->synced.head = head;
    store->synced.held.size = held->size;
    store->synced.held.root = held->root;
    store->now = store->synced;
}

bool sim_row_sound(const struct sim_store *store, uint64_t index)
{
    struct sy_hash leaf = sy_hash_leaf(store->rows[index].entry);

    return sy_hash_equal(&leaf, &store->rows[index].leaf);
}

enum sy_err sim_find(const struct sim_store *store, const struct sy_hash *id, uint64_t *index)
{
    for (uint64_t i = 0; i < store->now.head.tree.size; i++) {
        if (!sy_hash_equal(&store->rows[i].id, id))
            continue;
        *index = i;
        return SY_EXISTS;
    }
    return SY_NOT_FOUND;
}

void sim_org_key(uint32_t org, struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {'o'};

    sy_put_u32be(seed + 4, org);
    sy_secret_key_from_seed(seed, out);
}

void sim_authority_key(struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {'a'};

    sy_secret_key_from_seed(seed, out);
}

/* V5 of the simulation: a function of the registry's prefix and nothing else. */
enum sy_err sim_authorise(const struct sim_store *registry, uint64_t size,
                          const struct sy_statement *statement, const struct sim_world *w)
{
    struct sy_secret_key key;
    bool in_force = false;
    char principal[32] = "";
    unsigned org = 0;

    (void)w;
    if (statement->kind == 2) {
        sim_authority_key(&key);
        return sy_bytes_equal(statement->signers[0].key,
                              (struct sy_bytes){key.public_key.bytes, SY_PUBLIC_KEY_BYTES})
                   ? SY_OK
                   : SY_UNKNOWN_KEY;
    }
    if (statement->principal.len >= sizeof(principal))
        return SY_UNKNOWN_PRINCIPAL;
    memcpy(principal, statement->principal.data, statement->principal.len);
    if (sscanf(principal, "org:%u", &org) != 1)
        return SY_UNKNOWN_PRINCIPAL;
    if (size > registry->now.head.tree.size)
        return SY_NOT_YET;
    for (uint64_t i = 0; i < size; i++) {
        if (registry->rows[i].org == org && registry->rows[i].verb != 0)
            in_force = registry->rows[i].verb == 'A';
    }
    sim_org_key(org, &key);
    if (!in_force ||
        !sy_bytes_equal(statement->signers[0].key,
                        (struct sy_bytes){key.public_key.bytes, SY_PUBLIC_KEY_BYTES}))
        return SY_KEY_NOT_IN_FORCE;
    return SY_OK;
}
