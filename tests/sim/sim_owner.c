#include "tests/sim/sim.h"

#include "ledger/compose.h"
#include "ledger/origin.h"
#include "ledger/sequence.h"

enum { ASK_AGAIN_MS = 5 * 1000 };

static int64_t wall_us(const struct sim_world *w, const struct sim_node *n)
{
    return SIM_WALL_US + (int64_t)w->now_ms * 1000 + n->skew_us;
}

/* Signs what is durable and tells everyone; again at every start: equal state, equal note. */
static void sign_and_publish(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    struct sim_store *store = n->stores[o->log];
    struct sy_signed_checkpoint signed_one;
    struct sy_checkpoint checkpoint;
    struct sy_hash root = sy_merkle_root(&store->synced.head.tree);

    sy_assert(sy_checkpoint_make(sy_text(w->log_vkeys[o->log].name),
                                 store->synced.head.tree.size, &root, &checkpoint) == SY_OK);
    sy_assert(sy_signed_checkpoint_make(&checkpoint, &w->log_vkeys[o->log], &o->key,
                                        &signed_one) == SY_OK);
    sim_check_signed(w, n, o->log, &checkpoint);
    store->synced.held.size = checkpoint.size;
    store->synced.held.root = root;
    store->synced.held.cover.checkpoint = signed_one;
    store->synced.held.cover.proof.count = 0;
    store->synced.held.full = signed_one;
    store->now.held = store->synced.held;
    sim_trace(w, "node %u log %u: signed size %llu", n->index, o->log,
              (unsigned long long)checkpoint.size);
    if (checkpoint.size > 0) {
        sim_mirror(
            w, n, o->log,
            &(struct sy_mirror_event){.type = SY_MIRROR_GROWN, .store = &store->synced.held});
        sim_gossip(w, n,
                   &(struct sy_gossip_event){
                       .type = SY_GOSSIP_LEARNT, .log = o->log, .checkpoint = &signed_one});
        sim_gossip(w, n,
                   &(struct sy_gossip_event){.type = SY_GOSSIP_HELD,
                                             .log = o->log,
                                             .held = checkpoint.size,
                                             .checkpoint = &signed_one});
    }
    sim_offer(w, n, o,
              &(struct sy_offer_event){.type = SY_OFFER_COMMITTED, .checkpoint = &signed_one});
    if (o->forked)
        sim_branch_commit(w, n, o);
}

/* Each once: then there is evidence, or nobody follows any more. */
static void spoil_entry(struct sim_world *w, struct sim_node *n, const struct sy_log_head *head,
                        struct sy_sequence *how, int64_t *signed_at)
{
    bool first = head->tree.size < 2;

    if (sim_lies(n, SIM_LIE_BAD_ENTRY) && !first) {
        sim_count(w, SIM_lie_bad_entry);
        how->now += (int64_t)40 * 86400 * 1000000; /* V8: signed too long before */
        *signed_at = how->now;
        n->lies &= ~(1u << SIM_LIE_BAD_ENTRY);
    } else if (sim_lies(n, SIM_LIE_BAD_ROOT) && !how->registry &&
               (how->registry_size > head->registry_size || head->tree.size == 0)) {
        sim_count(w, SIM_lie_bad_root);
        how->registry_root.bytes[0] ^= 1;
        n->lies &= ~(1u << SIM_LIE_BAD_ROOT);
    } else if (sim_lies(n, SIM_LIE_BAD_SIZE) && !how->registry && !first) {
        sim_count(w, SIM_lie_bad_size);
        how->registry_size += 1000;
        n->lies &= ~(1u << SIM_LIE_BAD_SIZE);
    }
}

/* One statement behind the store's end; false when it is not valid, or there already. */
static bool sequence(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                     struct sim_store *store, struct sim_pending *pending, uint64_t *index)
{
    struct sy_entry_rules rules = sim_rules(w, n, o->log);
    struct sy_sequence how = {.registry = o->log == w->nodes, .now = wall_us(w, n)};
    struct sy_wire wire;
    struct sy_record_share record;
    struct sy_check_place where;
    struct sy_entry_facts facts = {0};
    struct sy_entry_problem why;
    struct sy_buffer bytes = {0};
    struct sy_buffer share = {0};
    struct sy_checked checked;
    struct sy_entry entry;
    int64_t signed_at;
    bool put = false;

    if (sy_checked_open(&rules.scope, pending->submission, &checked, &where) != SY_OK) {
        sim_fail(w, "an honest submission is refused at %s", where.member);
        return false;
    }
    signed_at = checked.statement.signed_at;
    if (sim_find(store, &checked.id, index) == SY_EXISTS) {
        sim_count(w, SIM_append_again);
        sy_checked_close(&checked);
        return true;
    }
    if (!how.registry) {
        how.registry_size = n->registry.size > store->now.head.registry_size
                                ? n->registry.size
                                : store->now.head.registry_size;
        if (how.registry_size <= n->registry.size)
            how.registry_root = sim_root_at(n->stores[w->nodes], how.registry_size);
    }
    if (sim_authorise(n->stores[w->nodes],
                      how.registry ? store->now.head.tree.size : how.registry_size,
                      &checked.statement, w) != SY_OK) {
        sim_count(w, SIM_append_invalid);
        sy_checked_close(&checked);
        return false;
    }
    if (n->rotten)
        spoil_entry(w, n, &store->now.head, &how, &signed_at);
    if (sy_sequence_entry(&store->now.head, &how, &checked.submission, signed_at, &bytes,
                          &entry) == SY_OK) {
        sy_wire_put_bytes(&share, 1, sy_buffer_bytes(&bytes));
        wire = sy_wire_open(checked.submission.message);
        while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK)
            sy_record_share_put(&share, 2, &record);
        sy_assert(sy_entry_check_encoding(&rules.scope, sy_buffer_bytes(&bytes), &facts,
                                          &why) == SY_OK);
        facts.records = checked.statement.record_count;
        *index = store->now.head.tree.size;
        put = sim_put(w, store, sy_buffer_bytes(&share), &facts);
    } else {
        sim_count(w, SIM_append_invalid); /* a clock too far off: V8 */
    }
    sy_buffer_close(&bytes);
    sy_buffer_close(&share);
    sy_checked_close(&checked);
    return put;
}

/* Group commit: all that wait go into one write. */
void sim_append(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    if (!o->signing || o->pending_count == 0 || o->batch_count > 0)
        return;
    o->batch_count = o->pending_count;
    sim_job(w, n, o->log, &(struct sim_job){.kind = SIM_JOB_APPEND});
}

void sim_append_begin(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                      struct sim_job *job)
{
    struct sim_store *store = n->stores[o->log];

    if (!o->signing) {
        job->err = SY_CLOSED;
        return;
    }
    for (size_t i = 0; i < o->batch_count; i++) {
        if (!sequence(w, n, o, store, &o->pending[i], &o->batch_index[i]))
            o->batch_index[i] = UINT64_MAX;
    }
    if (n->disk_full)
        job->err = SY_NO_SPACE;
    if (store->now.head.tree.size > store->synced.head.tree.size) {
        store->now.held.size = store->now.head.tree.size;
        store->now.held.root = sy_merkle_root(&store->now.head.tree);
    }
}

static void receipt(struct sim_world *w, struct sim_node *n, struct sim_owned *o, size_t i)
{
    const struct sim_store *store = n->stores[o->log];
    struct sim_receipt *r;

    if (w->receipt_count == SIM_RECEIPTS_MAX || n->rotten)
        return;
    r = &w->receipts[w->receipt_count++];
    *r = (struct sim_receipt){.log = o->log,
                              .index = o->batch_index[i],
                              .leaf = store->rows[o->batch_index[i]].leaf,
                              .holders = 1u << n->index};
    sim_count(w, SIM_receipt_local);
    if (o->pending[i].mirrors > 0) {
        struct sy_offer_event wait = {.type = SY_OFFER_WAIT,
                                      .wait = {w->receipt_count - 1, o->batch_index[i] + 1,
                                               o->pending[i].mirrors, w->now_ms + 8000}};

        sim_offer(w, n, o, &wait);
    }
}

void sim_append_done(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                     enum sy_err err)
{
    size_t count = o->batch_count;

    if (err == SY_OK && o->signing) {
        sim_count(w, SIM_commit);
        sign_and_publish(w, n, o);
        for (size_t i = 0; i < count; i++) {
            if (o->batch_index[i] != UINT64_MAX)
                receipt(w, n, o, i);
        }
        sim_check_store(w, n, o->log);
    }
    if (err == SY_NO_SPACE) {
        sim_count(w, SIM_fault_stalled);
        o->batch_count = 0; /* the clients are told, and try again */
        o->pending_count = 0;
        return;
    }
    o->pending_count -= count;
    memmove(&o->pending[0], &o->pending[count], o->pending_count * sizeof(o->pending[0]));
    o->batch_count = 0;
    sim_append(w, n, o);
}

static void served(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                   const struct sy_offer *offer)
{
    static struct sy_trust trust;
    struct sy_buffer note = {0};

    sy_assert(sy_offer_note(offer, &note) == SY_OK);
    if (sy_trust_open(&w->network, sy_buffer_bytes(&note), &trust) != SY_OK) {
        sim_fail(w, "a served note of log %u is not what the network stands behind", o->log);
    } else {
        sim_count(w, SIM_quorum);
        sim_check_quorum(w, o->log, &trust);
        sim_learn_proved(w, n, o->log, sy_buffer_bytes(&note));
    }
    sy_buffer_close(&note);
}

static void send_offer(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                       const struct sy_offer *offer, const struct sy_offer_effect *effect)
{
    for (uint32_t peer = 0; peer < w->nodes; peer++) {
        struct sim_message *message;
        struct sy_offer_checkpoint request;

        if (peer == n->index || (effect->node != UINT32_MAX && effect->node != peer))
            continue;
        if (sim_other_side(n, o, peer) != (offer == &o->branch_offer))
            continue;
        message = sim_message(n->index, peer, SY_FRAME_OFFER_CHECKPOINT, o->log);
        message->size = effect->checkpoint->checkpoint.size;
        request.note = sy_signed_checkpoint_note(effect->checkpoint);
        sy_offer_checkpoint_write(&request, &message->payload);
        sim_send(w, message);
    }
}

static void reached(struct sim_world *w, const struct sy_offer *offer,
                    const struct sy_offer_effect *effect)
{
    struct sim_receipt *r = &w->receipts[effect->id];

    r->mirrors = effect->mirrors;
    for (uint32_t node = 0; node < w->nodes; node++) {
        if (offer->mirrored[node] > r->index)
            r->holders |= 1u << node;
    }
    sim_count(w, SIM_receipt_witnessed);
}

void sim_offer(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
               const struct sy_offer_event *event)
{
    bool branch = (event->type == SY_OFFER_COSIGNED || event->type == SY_OFFER_CONNECTED) &&
                  sim_other_side(n, o, event->node);
    struct sy_offer *offer = branch ? &o->branch_offer : &o->offer;
    struct sy_offer_effects todo;
    enum sy_err err = sy_offer_step(offer, event, w->now_ms, &todo);

    if (err != SY_OK && err != SY_NOT_FOUND && !w->node[event->node].rotten && !n->rotten)
        sim_fail(w, "an honest cosignature is refused: %s", sy_err_name(err));
    for (size_t i = 0; i < todo.count; i++) {
        switch (todo.list[i].type) {
        case SY_OFFER_SEND:
            send_offer(w, n, o, offer, &todo.list[i]);
            break;
        case SY_OFFER_SERVED:
            served(w, n, o, offer);
            break;
        case SY_OFFER_REACHED:
            reached(w, offer, &todo.list[i]);
            break;
        case SY_OFFER_EXPIRED:
            sim_count(w, SIM_receipt_expired);
            break;
        }
    }
}

static bool same_tree(const struct sim_node *n, struct sim_store *store,
                      const struct sy_signed_checkpoint *latest)
{
    struct sy_hash root;

    if (n->rotten || latest->checkpoint.size > store->synced.head.tree.size)
        return true;
    root = sim_root_at(store, latest->checkpoint.size);
    return sy_hash_equal(&root, &latest->checkpoint.root);
}

/* Somebody has shown something of this node's own log. */
void sim_owner_shown(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                     const struct sy_signed_checkpoint *latest)
{
    struct sim_store *store = n->stores[o->log];
    uint64_t size = store->synced.head.tree.size;
    bool same = same_tree(n, store, latest);

    if (latest->checkpoint.size > size || !same)
        o->shown_otherwise = true;
    sy_start_shown(&o->start, latest, size, same);
    (void)w;
}

/* A peer has answered what it knows of it. */
void sim_owner_answered(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                        uint32_t peer, const struct sy_signed_checkpoint *latest)
{
    struct sim_store *store = n->stores[o->log];

    sy_start_answer(&o->start, peer, latest, store->synced.head.tree.size,
                    latest == NULL || same_tree(n, store, latest));
    (void)w;
}

static void begin_signing(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                          enum sy_start_reason reason)
{
    struct sim_store *store = n->stores[o->log];

    sim_count(w, reason == SY_START_RESUMED   ? SIM_start_resumed
                 : reason == SY_START_CUT_OFF ? SIM_start_cut_off
                                              : SIM_start_agreed);
    if (reason == SY_START_RESUMED)
        sim_check_resumed(w, n, o);
    if (!store->made) {
        store->made = true;
        sy_put_u64be(store->id, sim_random(w));
    }
    if (!o->has_key_id) {
        o->has_key_id = true;
        memcpy(o->key_id, store->id, SY_STORE_ID_BYTES);
    }
    if ((n->wiped >> o->log & 1) != 0)
        sim_fail(w, "log %u: its owner signs in a wiped store", o->log);
    if (o->shown_otherwise && !n->rotten)
        sim_fail(w, "log %u: its owner signs on, though it was shown better", o->log);
    if (store->synced.head.tree.size < w->signed_count[o->log] && !w->excused[o->log]) {
        /* A snapshot was put back, and nobody who could be asked knew better. */
        sim_trace(w, "log %u: its owner signs on after a rollback", o->log);
        w->excused[o->log] = true;
    }
    o->signing = true;
    sign_and_publish(w, n, o);
    if (reason == SY_START_RESUMED)
        sim_submit(w, n, o); /* it takes acts again */
}

static void ask_again(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    if (w->now_ms < o->asked_ms + ASK_AGAIN_MS)
        return;
    o->asked_ms = w->now_ms;
    for (uint32_t peer = 0; peer < w->nodes; peer++) {
        if (peer != n->index && !o->start.answered[peer])
            sim_ask_checkpoint(w, n, peer, o->log);
    }
}

void sim_owner_tick(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    enum sy_start_reason reason = 0;
    enum sy_start_verdict verdict = sy_start_verdict(&o->start, w->now_ms, &reason);

    if (verdict == SY_START_WAIT && o->start.resumes)
        ask_again(w, n, o);
    if (verdict == SY_START_NEVER && !n->rotten) {
        if (!o->never)
            sim_count(w, SIM_start_never);
        sim_trace(w, "log %u: its owner never signs again (%d)", o->log, (int)reason);
        o->never = true;
        o->signing = false;
        o->pending_count = o->batch_count;
        if (!n->jobs[o->log].busy)
            sim_cut_unsigned(w, n->stores[o->log], o->log, &n->mirrors[o->log].store);
        if (!o->catching_up && n->stores[o->log]->synced.head.tree.size > 0 &&
            sy_mirror_behind(&n->mirrors[o->log]) == 0) {
            o->catching_up = true;
            sim_count(w, SIM_owner_recovered);
        }
        return;
    }
    if (!o->signing && verdict == SY_START_SIGN && !o->never && n->evidence[o->log].len == 0)
        begin_signing(w, n, o, reason);
    if (!o->signing)
        return;
    sim_offer(w, n, o, &(struct sy_offer_event){.type = SY_OFFER_TICK});
    if (o->forked) {
        struct sy_offer_effects todo;

        if (sy_offer_step(&o->branch_offer, &(struct sy_offer_event){.type = SY_OFFER_TICK},
                          w->now_ms, &todo) == SY_OK) {
            for (size_t i = 0; i < todo.count; i++) {
                if (todo.list[i].type == SY_OFFER_SEND)
                    send_offer(w, n, o, &o->branch_offer, &todo.list[i]);
            }
        }
    }
    sim_append(w, n, o);
}

/* Mostly of an organisation that the node knows to be admitted. */
static struct sy_bytes make_statement(struct sim_world *w, const struct sim_node *n,
                                      uint32_t log)
{
    bool registry = log == w->nodes;
    static const uint8_t nonce_secret[SY_HASH_BYTES] = {3};
    struct sy_secret_key key;
    struct sy_composition how = {
        .scope = {sy_origin_place(sy_text(w->log_vkeys[log].name)), w->network.id},
        .kind = registry ? 2 : 1,
        .signed_at = wall_us(w, n),
        .keys = &key,
        .key_count = 1};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    struct sy_draft draft = {.type = 9999};
    struct sy_bytes kept;
    struct sy_hash id;
    char principal[32];
    char body[64];
    uint32_t org = (uint32_t)sim_below(w, w->orgs + 1);

    if (!registry && n->registry.size > 0 && !sim_chance(w, 150))
        org = n->stores[w->nodes]->rows[sim_below(w, n->registry.size)].org;
    if (registry) {
        bool revoke = w->orgs > 4 && sim_chance(w, 250);

        sim_authority_key(&key);
        snprintf(principal, sizeof(principal), "authority");
        snprintf(body, sizeof(body), "%c %u", revoke ? 'R' : 'A', revoke ? org : w->orgs + 1);
        w->orgs += !revoke && w->orgs < SIM_ORGS_MAX;
    } else {
        sim_org_key(org, &key);
        snprintf(principal, sizeof(principal), "org:%u", org);
        snprintf(body, sizeof(body), "event %llu", (unsigned long long)++w->statements);
    }
    draft.bodies[0] = sy_text(body);
    sy_composer_init(&composer, sy_text(principal), nonce_secret);
    sy_assert(sy_composer_add(&composer, &draft, 0) == SY_OK);
    if (sim_chance(w, 300)) {
        draft.bodies[1] = sy_text("chain");
        sy_assert(sy_composer_add(&composer, &draft, 0) == SY_OK);
    }
    sy_assert(sy_composer_finish(&composer, &how, &submission, &id) == SY_OK);
    kept = sim_keep(w, sy_buffer_bytes(&submission));
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    return kept;
}

/* A statement comes to some node that is up; now and then one that came before. */
void sim_client(struct sim_world *w)
{
    struct sim_node *n = &w->node[sim_chance(w, 100) ? 0 : sim_below(w, w->nodes)];
    bool registry = n->index == 0 && (w->orgs < 3 || sim_chance(w, 500));

    sim_submit(w, n, sim_owned(n, registry ? w->nodes : n->index));
}

/* One to that log. */
void sim_submit(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    struct sim_pending *pending;

    if (!n->up || !o->signing || o->pending_count == SIM_PENDING_MAX ||
        n->stores[o->log]->now.head.tree.size + o->pending_count + 40 > SIM_ROWS_MAX)
        return;
    sim_count(w, SIM_append);
    pending = &o->pending[o->pending_count++];
    pending->submission = make_statement(w, n, o->log);
    pending->mirrors = sim_chance(w, 400) ? 1 + sim_below(w, w->nodes - 1) : 0;
    if (sim_chance(w, 100) && o->pending_count < SIM_PENDING_MAX) /* sent twice */
        o->pending[o->pending_count++] = *pending;
    sim_append(w, n, o);
}

/* A liar's other history grows too. */
void sim_branch_commit(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    struct sim_pending pending = {.submission = make_statement(w, n, o->log)};
    struct sim_store *store = n->stores[o->log];
    struct sy_signed_checkpoint signed_one;
    struct sy_checkpoint checkpoint;
    struct sy_offer_effects todo;
    struct sy_hash root;
    uint64_t index;

    n->stores[o->log] = o->branch; /* what the rules look through */
    if (o->branch->now.head.tree.size + 8 < SIM_ROWS_MAX)
        (void)sequence(w, n, o, o->branch, &pending, &index);
    n->stores[o->log] = store;
    sim_sync(o->branch);
    root = sy_merkle_root(&o->branch->synced.head.tree);
    sy_assert(sy_checkpoint_make(sy_text(w->log_vkeys[o->log].name),
                                 o->branch->synced.head.tree.size, &root,
                                 &checkpoint) == SY_OK);
    sy_assert(sy_signed_checkpoint_make(&checkpoint, &w->log_vkeys[o->log], &o->key,
                                        &signed_one) == SY_OK);
    o->branch->synced.held.full = signed_one;
    o->branch->now.held.full = signed_one;
    if (sy_offer_step(
            &o->branch_offer,
            &(struct sy_offer_event){.type = SY_OFFER_COMMITTED, .checkpoint = &signed_one},
            w->now_ms, &todo) != SY_OK)
        return;
    for (size_t i = 0; i < todo.count; i++) {
        if (todo.list[i].type == SY_OFFER_SEND)
            send_offer(w, n, o, &o->branch_offer, &todo.list[i]);
    }
}
