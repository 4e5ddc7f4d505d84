#include "tests/sim/sim.h"

#include "ledger/origin.h"
#include "ledger/witness.h"

/* What the rules of one log look up; the simulation has one thread. */
static struct {
    struct sim_world *w;
    struct sim_node *n;
    uint32_t log;
} rule_context;

static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    (void)context;
    *out = sim_root_at(rule_context.n->stores[rule_context.w->nodes], size);
    return SY_OK;
}

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    (void)context, (void)sequenced_at;
    return sim_authorise(rule_context.n->stores[rule_context.w->nodes], size, statement,
                         rule_context.w);
}

static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    (void)context, (void)signed_at;
    return sim_find(rule_context.n->stores[rule_context.log], id, index);
}

struct sy_entry_rules sim_rules(struct sim_world *w, struct sim_node *n, uint32_t log)
{
    rule_context.w = w;
    rule_context.n = n;
    rule_context.log = log;
    return (struct sy_entry_rules){
        .scope = {sy_origin_place(sy_text(w->log_vkeys[log].name)), w->network.id},
        .registry = log == w->nodes,
        .registry_size = n->registry.size,
        .registry_root = registry_root,
        .authorise = authorise,
        .seen = seen,
    };
}

struct sim_owned *sim_owned(struct sim_node *n, uint32_t log)
{
    for (size_t i = 0; i < SIM_OWN_MAX; i++) {
        if (n->own[i].used && n->own[i].log == log)
            return &n->own[i];
    }
    return NULL;
}

static struct sim_stretch *stretch_of(struct sim_node *n, uint32_t log, uint64_t ticket)
{
    for (size_t i = 0; i < SIM_HELD_STRETCHES; i++) {
        if (n->stretches[log][i].used && n->stretches[log][i].ticket == ticket)
            return &n->stretches[log][i];
    }
    return NULL;
}

static void forget(struct sim_stretch *stretch)
{
    sy_assert(stretch != NULL);
    sy_buffer_close(&stretch->bytes);
    stretch->used = false;
}

static enum sy_err stored_entry(void *context, uint64_t index, struct sy_buffer *out)
{
    const struct sim_store *store = context;

    sy_buffer_put_bytes(out, store->rows[index].entry);
    return SY_OK;
}

static struct sy_evidence_held held_of(struct sim_store *store)
{
    return (struct sy_evidence_held){.tree = sim_source(store),
                                     .size = store->synced.head.tree.size,
                                     .cover = &store->synced.held.cover,
                                     .entry = stored_entry,
                                     .context = store};
}

struct taker {
    struct sim_world *w;
    struct sim_store *store;
};

static enum sy_err take(void *context, struct sy_bytes entry,
                        const struct sy_entry_share *share, const struct sy_entry_facts *facts)
{
    const struct taker *taker = context;
    struct sy_buffer bytes = {0};
    bool put;

    (void)entry;
    sy_entry_share_write(share, &bytes);
    put = sim_put(taker->w, taker->store, sy_buffer_bytes(&bytes), facts);
    sy_buffer_close(&bytes);
    return put ? SY_OK : SY_FULL;
}

static void store_begin(struct sim_world *w, struct sim_node *n, uint32_t log,
                        struct sim_job *job)
{
    static struct sy_hash leaves[SY_MIRROR_STRETCH_ENTRIES];
    struct sim_stretch *s = stretch_of(n, log, job->ticket);
    struct sy_stretch_ahead ahead = {0};
    struct sim_store *store = n->stores[log];
    struct taker taker = {w, store};
    struct sy_log_head head = store->now.head;
    struct sy_stretch_check how = {
        .rules = sim_rules(w, n, log), .leaves = leaves, .take = take, .context = &taker};

    if (s == NULL) {
        job->err = SY_NOT_FOUND; /* forgotten meanwhile */
        return;
    }
    if (job->ticket % 2 == 0) { /* the others in their turn: it makes no difference */
        job->err = sy_stretch_look_ahead(&how.rules.scope, s->shares,
                                         s->stretch.to - s->stretch.from, &ahead);
        how.ahead = &ahead;
    }
    if (job->err == SY_OK)
        job->err = sy_stretch_check(&s->stretch, s->shares, &how, &head, &job->result);
    sy_stretch_ahead_close(&ahead);
    if (job->err == SY_OK && job->result.verdict == SY_STRETCH_FOLLOWS && n->disk_full)
        job->err = SY_NO_SPACE;
    if (job->err == SY_OK && job->result.verdict == SY_STRETCH_FOLLOWS) {
        struct sy_mirror_held *held = &store->now.held;

        held->size = s->stretch.to;
        held->root = sy_merkle_root(&head.tree);
        held->cover = (struct sy_cover){s->stretch.checkpoint, s->stretch.proof_to};
        if (s->stretch.to == s->stretch.checkpoint.checkpoint.size)
            held->full = s->stretch.checkpoint;
        if (!sim_owned(n, log) && job->peer != log % w->nodes)
            sim_count(w, SIM_stretch_from_other);
        return;
    }
    sim_unwrite(store);
    if (job->err == SY_OK && (job->result.verdict == SY_STRETCH_FORKED ||
                              job->result.verdict == SY_STRETCH_BROKEN)) {
        struct sy_evidence_held held = held_of(store);
        struct sy_evidence_case from = {&s->stretch, s->shares, leaves, &job->result};
        struct sy_evidence evidence;

        sim_trace(w, "node %u log %u: %s", n->index, log, job->result.problem.what);
        if (sy_evidence_of_stretch(&held, &from, &evidence) != SY_OK) {
            sim_fail(w, "no evidence can be made of a stretch");
            return;
        }
        sim_count(w, SIM_evidence_found);
        sim_take_evidence(w, n, log, &evidence);
        sy_evidence_close(&evidence);
    }
}

/* The entry of the stretch takes the place of the damaged one, if it is that one. */
static void repair_begin(struct sim_world *w, struct sim_node *n, uint32_t log,
                         struct sim_job *job)
{
    struct sim_stretch *s = stretch_of(n, log, job->ticket);
    struct sim_store *store = n->stores[log];
    struct sy_entry_rules rules = sim_rules(w, n, log);
    struct sy_entry_problem why = {0};
    struct sy_entry_facts facts = {0};
    struct sy_entry_share share;
    struct sim_row *row;
    struct sy_hash leaf;

    job->result.verdict = SY_STRETCH_FALSE;
    if (s == NULL || s->stretch.from >= store->synced.head.tree.size) {
        job->err = SY_NOT_FOUND;
        return;
    }
    row = &store->rows[s->stretch.from];
    if (sy_entry_share_read(s->shares[0], &share) != SY_OK)
        return;
    leaf = sy_hash_leaf(share.entry);
    if (!sy_hash_equal(&leaf, &row->leaf) ||
        sy_entry_check_encoding(&rules.scope, share.entry, &facts, &why) != SY_OK ||
        sy_entry_check_records(&share.records, &facts, &why) != SY_OK)
        return;
    row->share = sim_keep(w, s->shares[0]);
    sy_assert(sy_entry_share_read(row->share, &share) == SY_OK);
    row->entry = share.entry;
    job->result.verdict = SY_STRETCH_FOLLOWS;
}

static void begin_job(struct sim_world *w, struct sim_node *n, uint32_t log)
{
    struct sim_jobs *jobs = &n->jobs[log];
    struct sim_job *job = &jobs->list[0];
    struct sim_event *event;
    uint64_t delay = 1 + sim_below(w, 12);

    if (jobs->busy || jobs->count == 0)
        return;
    jobs->busy = true;
    switch (job->kind) {
    case SIM_JOB_APPEND:
        sim_append_begin(w, n, sim_owned(n, log), job);
        break;
    case SIM_JOB_STORE:
        store_begin(w, n, log, job);
        break;
    case SIM_JOB_REPAIR:
        repair_begin(w, n, log, job);
        break;
    case SIM_JOB_COSIGN:
        if (n->disk_full)
            job->err = SY_NO_SPACE;
        else
            n->stores[log]->now.held.cosigned = job->checkpoint.checkpoint;
        break;
    }
    event = sim_schedule(w, delay * n->disk_slow, SIM_DISK, n->index);
    event->log = log;
    if (n->crash_in_write && job->err == SY_OK) {
        n->crash_in_write = false;
        sim_schedule(w, 0, SIM_CRASH, n->index);
    }
}

void sim_job(struct sim_world *w, struct sim_node *n, uint32_t log, const struct sim_job *job)
{
    struct sim_jobs *jobs = &n->jobs[log];

    sy_assert(jobs->count < SIM_JOBS_MAX);
    jobs->list[jobs->count++] = *job;
    begin_job(w, n, log);
}

/* The registry that entries may name: vouched for by the quorum, and held here. */
static void update_registry(struct sim_world *w, struct sim_node *n)
{
    struct sim_store *store = n->stores[w->nodes];
    const struct sy_checkpoint *proved = &n->proved_checkpoint[w->nodes];
    struct sy_mirror_event event = {.type = SY_MIRROR_REGISTRY};
    uint64_t held = store->synced.head.tree.size;

    /* What an owner has stored and not signed it may have to give up (sim_cut_unsigned). */
    if (sim_owned(n, w->nodes) != NULL && n->mirrors[w->nodes].store.size < held)
        held = n->mirrors[w->nodes].store.size;
    if (proved->size > n->registry.size && proved->size <= held) {
        struct sy_hash root = sim_root_at(store, proved->size);

        if (sy_hash_equal(&root, &proved->root))
            n->registry = *proved;
    }
    event.registry_shown = n->registry_shown;
    event.registry_held = n->registry.size;
    for (uint32_t log = 0; log < w->nodes; log++)
        sim_mirror(w, n, log, &event);
}

void sim_learn_proved(struct sim_world *w, struct sim_node *n, uint32_t log,
                      struct sy_bytes note)
{
    static struct sy_trust trust;
    struct sy_signed_checkpoint signed_one;

    if (sy_trust_open(&w->network, note, &trust) != SY_OK ||
        trust.checkpoint.size <= n->proved_checkpoint[log].size)
        return;
    n->proved_checkpoint[log] = trust.checkpoint;
    sy_buffer_clear(&n->proved[log]);
    sy_buffer_put_bytes(&n->proved[log], note);
    if (sy_signed_checkpoint_open(note, &w->log_vkeys[log], &signed_one) == SY_OK)
        sim_mirror(
            w, n, log,
            &(struct sy_mirror_event){.type = SY_MIRROR_VOUCHED, .checkpoint = &signed_one});
    if (log == w->nodes) {
        if (trust.checkpoint.size > n->registry_shown)
            n->registry_shown = trust.checkpoint.size;
        update_registry(w, n);
    }
}

static void cosigned(struct sim_world *w, struct sim_node *n, uint32_t log,
                     const struct sim_job *job)
{
    struct sim_message *message;
    struct sy_bytes items[2];
    struct sy_buffer lines[2] = {{0}, {0}};
    struct sy_offer_checkpoint_reply reply = {{.items = items, .count = 2}};

    if (n->cosigner_lost)
        return;
    sim_check_cosigned(w, n, log, &job->checkpoint.checkpoint);
    sim_count(w, SIM_cosigned);
    message = sim_message(n->index, job->peer, SY_FRAME_OFFER_CHECKPOINT_REPLY, log);
    message->size = job->checkpoint.checkpoint.size;
    for (size_t i = 0; i < 2; i++) {
        sy_assert(sy_witness_cosign(&job->checkpoint.checkpoint, &n->cosigner_vkeys[i],
                                    &n->cosigners[i], w->now_ms / 1000, &lines[i]) == SY_OK);
        items[i] = sy_buffer_bytes(&lines[i]);
    }
    sy_offer_checkpoint_reply_write(&reply, &message->payload);
    sy_buffer_close(&lines[0]);
    sy_buffer_close(&lines[1]);
    sim_send(w, message);
}

static void count_verdict(struct sim_world *w, const struct sim_node *n, uint32_t log,
                          const struct sim_job *job)
{
    if (job->err != SY_OK) {
        if (job->err == SY_NO_SPACE)
            sim_count(w, SIM_fault_stalled);
        return;
    }
    switch (job->result.verdict) {
    case SY_STRETCH_FOLLOWS:
        sim_count(w, job->kind == SIM_JOB_REPAIR ? SIM_repaired : SIM_stretch_stored);
        break;
    case SY_STRETCH_FALSE:
        sim_count(w, SIM_stretch_false);
        break;
    case SY_STRETCH_WAITS:
        sim_count(w, job->result.registry_size <= n->mirrors[log].registry_shown
                         ? SIM_stretch_parked
                         : SIM_stretch_unseen);
        break;
    case SY_STRETCH_AT_ODDS:
        sim_count(w, SIM_stretch_at_odds);
        break;
    case SY_STRETCH_FORKED:
    case SY_STRETCH_BROKEN:
        break;
    }
}

static void stored(struct sim_world *w, struct sim_node *n, uint32_t log,
                   const struct sim_job *job)
{
    struct sim_store *store = n->stores[log];
    struct sy_mirror_event event = {.type = SY_MIRROR_STORED,
                                    .ticket = job->ticket,
                                    .verdict = job->result.verdict,
                                    .registry_size = job->result.registry_size,
                                    .sound_to = job->result.index,
                                    .store = &store->synced.held,
                                    .err = job->err};
    bool grown = job->err == SY_OK && job->kind == SIM_JOB_STORE &&
                 job->result.verdict == SY_STRETCH_FOLLOWS;

    count_verdict(w, n, log, job);
    sim_trace(w, "node %u log %u: stored ticket %llu verdict %d err %s size %llu", n->index,
              log, (unsigned long long)job->ticket, (int)job->result.verdict,
              sy_err_name(job->err), (unsigned long long)store->synced.held.size);
    sim_check_store(w, n, log);
    sim_mirror(w, n, log, &event);
    if (grown) {
        sim_gossip(w, n,
                   &(struct sy_gossip_event){.type = SY_GOSSIP_HELD,
                                             .log = log,
                                             .held = store->synced.held.full.checkpoint.size,
                                             .checkpoint = &store->synced.held.full});
        if (log == w->nodes)
            update_registry(w, n);
    }
}

void sim_disk_done(struct sim_world *w, struct sim_node *n, uint32_t log)
{
    struct sim_jobs *jobs = &n->jobs[log];
    struct sim_job job = jobs->list[0];

    sy_assert(jobs->busy);
    if (job.err == SY_OK)
        sim_sync(n->stores[log]);
    else
        sim_unwrite(n->stores[log]);
    jobs->busy = false;
    memmove(&jobs->list[0], &jobs->list[1], --jobs->count * sizeof(jobs->list[0]));
    switch (job.kind) {
    case SIM_JOB_APPEND:
        sim_append_done(w, n, sim_owned(n, log), job.err);
        break;
    case SIM_JOB_STORE:
    case SIM_JOB_REPAIR:
        stored(w, n, log, &job);
        break;
    case SIM_JOB_COSIGN:
        if (job.err == SY_OK)
            cosigned(w, n, log, &job);
        break;
    }
    begin_job(w, n, log);
}

void sim_compared(struct sim_world *w, struct sim_node *n, uint32_t log,
                  const struct sy_signed_checkpoint *checkpoint)
{
    struct sim_store *store = n->stores[log];
    struct sy_mirror_event event = {.type = SY_MIRROR_COMPARED};
    struct sy_hash root;

    sim_count(w, SIM_compared);
    sy_assert(checkpoint->checkpoint.size <= store->synced.head.tree.size);
    root = sim_root_at(store, checkpoint->checkpoint.size);
    event.same = sy_hash_equal(&root, &checkpoint->checkpoint.root);
    if (!event.same) {
        struct sy_evidence_held held = held_of(store);
        struct sy_evidence evidence;

        if (sy_evidence_of_checkpoint(&held, checkpoint, &evidence) != SY_OK) {
            sim_fail(w, "no evidence can be made of a checkpoint");
            return;
        }
        sim_count(w, SIM_evidence_found);
        sim_take_evidence(w, n, log, &evidence);
        sy_evidence_close(&evidence);
    }
    sim_mirror(w, n, log, &event);
}

static enum sy_err evidence_authorise(void *context, uint64_t size, int64_t sequenced_at,
                                      const struct sy_statement *statement)
{
    const struct sim_node *n = context;

    (void)sequenced_at;
    if (statement->kind != 2 && size > n->registry.size)
        return SY_NOT_YET;
    return sim_authorise(n->stores[rule_context.w->nodes], size, statement, rule_context.w);
}

/* Evidence, found or received: through its text, and only if that proves it. */
void sim_take_evidence(struct sim_world *w, struct sim_node *n, uint32_t log,
                       struct sy_evidence *evidence)
{
    struct sy_evidence_registry registry = {evidence_authorise, n};
    struct sy_buffer text = {0};
    struct sy_evidence read;
    enum sy_err err;

    if (n->evidence[log].len > 0 || (n->rotten && sim_owned(n, log) != NULL))
        return;
    rule_context.w = w;
    sy_evidence_put(evidence, &text);
    err = sy_evidence_read(&w->network, sy_buffer_bytes(&text), &read);
    if (err == SY_OK) {
        err = sy_evidence_check(&w->network, &read, &registry, NULL);
        sy_evidence_close(&read);
    }
    if (err != SY_OK) {
        sim_fail(w, "node %u has evidence against log %u that does not hold: %s", n->index, log,
                 sy_err_name(err));
        sy_buffer_close(&text);
        return;
    }
    sim_count(w, evidence->kind == SY_EVIDENCE_FORK ? SIM_evidence_fork : SIM_evidence_entry);
    sim_trace(w, "node %u has evidence against log %u", n->index, log);
    n->evidence[log] = text;
    n->stores[log]->now.held.frozen = n->stores[log]->synced.held.frozen = true;
    sim_check_evidence(w, log);
    sim_mirror(w, n, log, &(struct sy_mirror_event){.type = SY_MIRROR_EVIDENCE});
    sim_gossip(w, n, &(struct sy_gossip_event){.type = SY_GOSSIP_EVIDENCE, .log = log});
}

static void ask(struct sim_world *w, struct sim_node *n, uint32_t log,
                const struct sy_mirror_effect *effect)
{
    struct sim_message *message =
        sim_message(n->index, effect->peer, SY_FRAME_GET_STRETCH, log);
    struct sy_get_stretch request = {.origin = sy_text(w->log_vkeys[log].name),
                                     .from = effect->from,
                                     .to = effect->to,
                                     .parts = 1,
                                     .bytes_max = SY_MIRROR_STRETCH_BYTES};

    if (effect->a != NULL)
        request.note = sy_signed_checkpoint_note(effect->a);
    if (effect->a == &n->mirrors[log].vouched)
        sim_count(w, SIM_asked_frozen);
    message->id = effect->ticket;
    sy_get_stretch_write(&request, &message->payload);
    sim_trace(w, "node %u log %u: ask %u for [%llu, %llu) ticket %llu", n->index, log,
              effect->peer, (unsigned long long)effect->from, (unsigned long long)effect->to,
              (unsigned long long)effect->ticket);
    sim_send(w, message);
}

/* One effect; evidence that it makes waits until all are carried out. */
static void carry_out(struct sim_world *w, struct sim_node *n, uint32_t log,
                      const struct sy_mirror_effect *effect, struct sy_evidence *fork)
{
    struct sim_job job = {.ticket = effect->ticket, .peer = effect->peer};
    struct sy_evidence_tree trees[2];
    struct sim_event *event;

    switch (effect->type) {
    case SY_MIRROR_ASK:
        ask(w, n, log, effect);
        break;
    case SY_MIRROR_CANCEL:
        sim_count(w, SIM_asked_again);
        break;
    case SY_MIRROR_FORGET:
        if (stretch_of(n, log, effect->ticket) != NULL)
            forget(stretch_of(n, log, effect->ticket));
        break;
    case SY_MIRROR_STORE:
    case SY_MIRROR_REPAIR:
        job.kind = effect->type == SY_MIRROR_STORE ? SIM_JOB_STORE : SIM_JOB_REPAIR;
        sim_job(w, n, log, &job);
        break;
    case SY_MIRROR_COMPARE:
        event = sim_schedule(w, 1 + sim_below(w, 5), SIM_COMPARED, n->index);
        event->log = log;
        event->compared = *effect->a;
        break;
    case SY_MIRROR_FORK:
        memset(trees, 0, sizeof(trees));
        trees[0].checkpoint = *effect->a;
        trees[1].checkpoint = *effect->b;
        sy_evidence_fork(&trees[0], &trees[1], fork);
        sim_count(w, SIM_evidence_found);
        break;
    case SY_MIRROR_COSIGN:
        job.kind = SIM_JOB_COSIGN;
        job.checkpoint = *effect->a;
        sim_job(w, n, log, &job);
        break;
    case SY_MIRROR_DROP:
        sim_count(w, SIM_dropped);
        break;
    }
}

void sim_mirror(struct sim_world *w, struct sim_node *n, uint32_t log,
                const struct sy_mirror_event *event)
{
    struct sy_mirror_effects todo;
    struct sy_evidence fork = {0};

    sy_mirror_step(&n->mirrors[log], event, w->now_ms, &todo);
    for (size_t i = 0; i < todo.count; i++)
        carry_out(w, n, log, &todo.list[i], &fork);
    if (fork.kind != 0)
        sim_take_evidence(w, n, log, &fork);
}

static void give(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log)
{
    struct sim_message *message = sim_message(n->index, peer, SY_FRAME_GIVE_EVIDENCE, log);
    struct sy_give_evidence give = {sy_buffer_bytes(&n->evidence[log])};

    sy_give_evidence_write(&give, &message->payload);
    sim_send(w, message);
}

static void tell(struct sim_world *w, struct sim_node *n, const struct sy_gossip_effect *effect)
{
    switch (effect->type) {
    case SY_GOSSIP_SHOW:
        sim_show(w, n, effect->peer, effect->log);
        break;
    case SY_GOSSIP_SHOW_HELD:
        sim_show_held(w, n, effect->peer, effect->log);
        break;
    case SY_GOSSIP_ASK:
        sim_ask_checkpoint(w, n, effect->peer, effect->log);
        break;
    case SY_GOSSIP_GIVE:
        give(w, n, effect->peer, effect->log);
        break;
    }
}

void sim_gossip(struct sim_world *w, struct sim_node *n, const struct sy_gossip_event *event)
{
    struct sy_gossip_effects todo;
    struct sy_gossip_event again = *event;

    do {
        sy_gossip_step(&n->gossip, &again, w->now_ms, &todo);
        for (size_t i = 0; i < todo.count; i++)
            tell(w, n, &todo.list[i]);
        again = (struct sy_gossip_event){.type = SY_GOSSIP_TICK};
    } while (todo.more);
}

void sim_connected(struct sim_world *w, struct sim_node *n, uint32_t peer, bool here)
{
    struct sy_gossip_event gossip = {.type = here ? SY_GOSSIP_PEER : SY_GOSSIP_LOST,
                                     .peer = peer};

    for (uint32_t log = 0; log < w->logs; log++) {
        struct sy_mirror_event event = {.type = here ? SY_MIRROR_PEER : SY_MIRROR_LOST,
                                        .peer = peer,
                                        .owner = peer == log % w->nodes};

        sim_mirror(w, n, log, &event);
    }
    sim_gossip(w, n, &gossip);
    if (!here)
        return;
    for (size_t i = 0; i < SIM_OWN_MAX; i++) {
        if (n->own[i].used)
            sim_ask_checkpoint(w, n, peer, n->own[i].log);
        if (n->own[i].used && n->own[i].signing)
            sim_offer(w, n, &n->own[i],
                      &(struct sy_offer_event){.type = SY_OFFER_CONNECTED, .node = peer});
    }
}

/* An entry of a log has been found to be damaged. */
void sim_damaged(struct sim_world *w, struct sim_node *n, uint32_t log, uint64_t index)
{
    const struct sy_mirror_held *held = &n->mirrors[log].store;
    struct sy_mirror_event event = {.type = SY_MIRROR_DAMAGED,
                                    .from = index,
                                    .checkpoint = index < held->full.checkpoint.size
                                                      ? &held->full
                                                      : &held->cover.checkpoint};

    if (index < event.checkpoint->checkpoint.size)
        sim_mirror(w, n, log, &event);
}

/* Re-reads what is stored, one entry a time. */
static void scrub(struct sim_world *w, struct sim_node *n)
{
    uint32_t log = (uint32_t)(n->scrub_log % w->logs);
    const struct sim_store *store = n->stores[log];

    if (n->scrub_index >= store->synced.head.tree.size) {
        n->scrub_index = 0;
        n->scrub_log++;
        return;
    }
    if (!sim_row_sound(store, n->scrub_index)) {
        sim_trace(w, "node %u log %u: entry %llu is damaged", n->index, log,
                  (unsigned long long)n->scrub_index);
        sim_damaged(w, n, log, n->scrub_index);
    }
    n->scrub_index++;
}

void sim_tick(struct sim_world *w, struct sim_node *n)
{
    for (uint32_t log = 0; log < w->logs; log++)
        sim_mirror(w, n, log, &(struct sy_mirror_event){.type = SY_MIRROR_TICK});
    sim_gossip(w, n, &(struct sy_gossip_event){.type = SY_GOSSIP_TICK});
    for (size_t i = 0; i < SIM_OWN_MAX; i++) {
        if (n->own[i].used)
            sim_owner_tick(w, n, &n->own[i]);
    }
    for (unsigned i = 0; i < 8; i++)
        scrub(w, n);
    if (sim_lies(n, SIM_LIE_SWAP))
        n->side = (uint32_t)(w->now_ms / 3000 % 2);
    for (size_t i = 0; i < SIM_OWN_MAX; i++) {
        if (n->own[i].used && sim_lies(n, SIM_LIE_FORK) && w->now_ms >= n->fork_ms)
            sim_fork(w, n, &n->own[i]);
    }
    sim_schedule(w, SIM_TICK_MS, SIM_TICK, n->index);
}

static void start_owner(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    const struct sim_store *store = n->stores[o->log];

    o->signing = false;
    o->shown_otherwise = false;
    o->pending_count = o->batch_count = 0;
    sy_start_init(&o->start, store->made ? store->id : NULL, o->has_key_id ? o->key_id : NULL,
                  w->nodes - 1, w->now_ms);
    sy_offer_init(&o->offer, &w->network,
                  sy_network_log(&w->network, sy_text(w->log_vkeys[o->log].name))->node);
    if (o->resume) {
        o->never = false;
        sy_start_resume(&o->start);
        if (store->synced.held.cover.checkpoint.note_len > 0)
            sim_owner_shown(w, n, o, &store->synced.held.cover.checkpoint);
    }
    if (o->never)
        o->start.lost = SY_START_WIPED;
}

void sim_node_start(struct sim_world *w, struct sim_node *n)
{
    sim_trace(w, "node %u starts", n->index);
    n->up = true;
    n->epoch++;
    n->started_ms = w->now_ms;
    n->registry = (struct sy_checkpoint){0};
    n->registry_shown = 0;
    memset(n->proved_checkpoint, 0, sizeof(n->proved_checkpoint));
    sy_gossip_init(&n->gossip, w->logs);
    for (uint32_t log = 0; log < w->logs; log++) {
        struct sim_store *store = n->stores[log];
        struct sy_mirror_held held = store->synced.held;

        sy_assert(store->now.head.tree.size == store->synced.head.tree.size);
        n->jobs[log] = (struct sim_jobs){0};
        if (sim_owned(n, log) != NULL && held.size > held.full.checkpoint.size) {
            /* Stored, and not signed yet: promised to nobody. */
            held.size = held.full.checkpoint.size;
            held.root = held.full.checkpoint.root;
        }
        sy_mirror_init(&n->mirrors[log], &held, w->seed * 64 + n->index);
    }
    for (uint32_t log = 0; log < w->logs; log++) {
        struct sim_store *store = n->stores[log];

        if (store->synced.held.full.note_len > 0) {
            sim_gossip(w, n,
                       &(struct sy_gossip_event){.type = SY_GOSSIP_LEARNT,
                                                 .log = log,
                                                 .checkpoint = &store->synced.held.full});
            sim_gossip(
                w, n,
                &(struct sy_gossip_event){.type = SY_GOSSIP_HELD,
                                          .log = log,
                                          .held = store->synced.held.full.checkpoint.size,
                                          .checkpoint = &store->synced.held.full});
        }
        if (n->evidence[log].len > 0)
            sim_gossip(w, n, &(struct sy_gossip_event){.type = SY_GOSSIP_EVIDENCE, .log = log});
        if (n->proved[log].len > 0) { /* kept beside the entries */
            struct sy_buffer note = n->proved[log];

            n->proved[log] = (struct sy_buffer){0};
            sim_learn_proved(w, n, log, sy_buffer_bytes(&note));
            sy_buffer_close(&note);
        }
    }
    for (size_t i = 0; i < SIM_OWN_MAX; i++) {
        if (n->own[i].used)
            start_owner(w, n, &n->own[i]);
    }
    sim_schedule(w, 1 + sim_below(w, SIM_TICK_MS), SIM_TICK, n->index);
}

/* The power fails: a write under way is there as a whole or not at all, as the real store has
 * it; whoever waits is not told. */
void sim_node_stop(struct sim_world *w, struct sim_node *n)
{
    sim_trace(w, "node %u stops", n->index);
    sim_count(w, SIM_crash);
    n->up = false;
    n->epoch++;
    sim_lines_break(w, n->index);
    for (uint32_t log = 0; log < w->logs; log++) {
        if (n->jobs[log].busy && n->jobs[log].list[0].err == SY_OK) {
            uint64_t how = sim_below(w, 3);

            sim_count(w, SIM_crash_in_write);
            sim_count(w, how == 0   ? SIM_write_kept
                         : how == 1 ? SIM_write_torn
                                    : SIM_write_dropped);
            if (how == 0)
                sim_sync(n->stores[log]);
        }
        sim_unwrite(n->stores[log]);
        for (size_t i = 0; i < SIM_HELD_STRETCHES; i++)
            forget(&n->stretches[log][i]);
    }
    sim_check_receipts(w);
}

void sim_node_free(struct sim_node *n)
{
    for (uint32_t log = 0; log < SIM_LOGS_MAX; log++) {
        for (size_t i = 0; i < SIM_HELD_STRETCHES; i++)
            forget(&n->stretches[log][i]);
        sy_buffer_close(&n->evidence[log]);
        sy_buffer_close(&n->proved[log]);
        free(n->stores[log]);
    }
    for (size_t i = 0; i < SIM_OWN_MAX; i++)
        free(n->own[i].branch);
}
