/* One log's mirror, step by step: what it asks of whom, what it stores and cosigns, when it
 * waits, whom it drops, and that evidence ends it. */
#include "net/mirror.h"
#include "tests/check.h"

enum { OWNER = 0, OTHER = 1, THIRD = 2 };

static struct sy_mirror m;
static struct sy_mirror_effects todo;
static uint64_t now_ms;

static struct sy_signed_checkpoint at(uint64_t size, uint8_t root)
{
    struct sy_signed_checkpoint c = {.checkpoint = {.origin = "o", .size = size},
                                     .note_len = 1};

    c.checkpoint.root.bytes[0] = root;
    c.checkpoint.root.bytes[1] = (uint8_t)size;
    return c;
}

static struct sy_mirror_held held_at(uint64_t size, uint64_t cover)
{
    struct sy_mirror_held held = {.size = size};

    if (size > 0) {
        held.root = at(size, 1).checkpoint.root;
        held.cover.checkpoint = at(cover, 1);
    }
    if (size == cover && size > 0)
        held.full = held.cover.checkpoint;
    return held;
}

static void step(const struct sy_mirror_event *event)
{
    sy_mirror_step(&m, event, now_ms, &todo);
}

static void peer(uint32_t n)
{
    step(&(struct sy_mirror_event){.type = SY_MIRROR_PEER, .peer = n, .owner = n == OWNER});
}

static void show(uint32_t n, uint64_t size, uint8_t root, uint64_t held)
{
    struct sy_signed_checkpoint c = at(size, root);

    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_SHOWN, .peer = n, .checkpoint = &c, .held = held});
}

static void offer(uint64_t size, uint8_t root)
{
    struct sy_signed_checkpoint c = at(size, root);

    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_OFFERED, .peer = OWNER, .checkpoint = &c, .held = size});
}

static void answered(uint64_t ticket, uint64_t from, uint64_t to, uint64_t size)
{
    struct sy_signed_checkpoint c = at(size, 1);

    step(&(struct sy_mirror_event){.type = SY_MIRROR_ANSWERED,
                                   .ticket = ticket,
                                   .from = from,
                                   .to = to,
                                   .checkpoint = &c});
}

static void stored(uint64_t ticket, enum sy_stretch_verdict verdict, uint64_t size,
                   uint64_t cover)
{
    struct sy_mirror_held held = held_at(size, cover);

    if (size != cover)
        held.full = m.store.full;
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_STORED, .ticket = ticket, .verdict = verdict, .store = &held});
}

static void tick(uint64_t ms)
{
    now_ms += ms;
    step(&(struct sy_mirror_event){.type = SY_MIRROR_TICK});
}

/* The only effect of that type; NULL when there is none. */
static const struct sy_mirror_effect *one(enum sy_mirror_effect_type type)
{
    const struct sy_mirror_effect *found = NULL;

    for (size_t i = 0; i < todo.count; i++) {
        if (todo.list[i].type != type)
            continue;
        assert_null(found);
        found = &todo.list[i];
    }
    return found;
}

static int setup(void **state)
{
    struct sy_mirror_held nothing = {0};

    (void)state;
    now_ms = 1000;
    sy_mirror_init(&m, &nothing, 7);
    return 0;
}

static void test_pulls_stores_and_cosigns(void **state)
{
    (void)state;
    peer(OWNER);
    assert_int_equal(todo.count, 0);
    offer(5, 1);
    assert_non_null(one(SY_MIRROR_ASK));
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 0);
    assert_int_equal(one(SY_MIRROR_ASK)->to, 5);
    assert_null(one(SY_MIRROR_COSIGN));
    answered(1, 0, 5, 5);
    assert_int_equal(one(SY_MIRROR_STORE)->ticket, 1);
    assert_null(one(SY_MIRROR_COSIGN)); /* not before it is durable */
    stored(1, SY_STRETCH_FOLLOWS, 5, 5);
    assert_non_null(one(SY_MIRROR_FORGET));
    assert_int_equal(one(SY_MIRROR_COSIGN)->a->checkpoint.size, 5);
    assert_int_equal(one(SY_MIRROR_COSIGN)->peer, OWNER);
    assert_int_equal(sy_mirror_behind(&m), 0);
    offer(5, 1); /* once more: for a fresh time */
    assert_non_null(one(SY_MIRROR_COSIGN));
    offer(3, 1); /* an older one: never less than before */
    assert_null(one(SY_MIRROR_COSIGN));
}

/* An offer that is less than what is held is compared first. */
static void test_compares_before_it_cosigns(void **state)
{
    struct sy_mirror_held held = held_at(9, 9);

    (void)state;
    sy_mirror_init(&m, &held, 7);
    peer(OWNER);
    offer(7, 1);
    assert_int_equal(one(SY_MIRROR_COMPARE)->a->checkpoint.size, 7);
    assert_null(one(SY_MIRROR_COSIGN));
    step(&(struct sy_mirror_event){.type = SY_MIRROR_COMPARED, .same = true});
    assert_int_equal(one(SY_MIRROR_COSIGN)->a->checkpoint.size, 7);
    show(OTHER, 6, 1, 6);
    assert_int_equal(one(SY_MIRROR_COMPARE)->a->checkpoint.size, 6);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_COMPARED, .same = false});
    assert_true(m.store.frozen);
    offer(12, 1);
    assert_int_equal(todo.count, 0);
}

static void test_window(void **state)
{
    (void)state;
    peer(OWNER);
    peer(OTHER);
    show(OTHER, 5000, 1, 5000);
    assert_int_equal(todo.count, SY_MIRROR_WINDOW); /* from whoever has it */
    for (uint64_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        assert_int_equal(todo.list[i].type, SY_MIRROR_ASK);
        assert_int_equal(todo.list[i].from, i * SY_MIRROR_STRETCH_ENTRIES);
    }
    answered(2, 256, 512, 5000);
    assert_null(one(SY_MIRROR_STORE)); /* its turn has not come */
    answered(1, 0, 100, 5000);         /* not all of what was asked for */
    assert_int_equal(one(SY_MIRROR_STORE)->to, 100);
    stored(1, SY_STRETCH_FOLLOWS, 100, 5000);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 100); /* the hole that it left */
    assert_int_equal(one(SY_MIRROR_ASK)->to, 256);
    answered(one(SY_MIRROR_ASK)->ticket, 100, 256, 5000);
    stored(one(SY_MIRROR_STORE)->ticket, SY_STRETCH_FOLLOWS, 256, 5000);
    assert_int_equal(one(SY_MIRROR_STORE)->ticket, 2);
}

static void test_timeout_asks_another(void **state)
{
    uint64_t waited = 0;

    (void)state;
    peer(OWNER);
    peer(OTHER);
    show(OWNER, 5, 1, 5);
    show(OTHER, 5, 1, 5);
    tick(SY_MIRROR_ASK_MS);
    assert_int_equal(one(SY_MIRROR_CANCEL)->ticket, 1);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OTHER);
    answered(1, 0, 5, 5); /* too late */
    assert_int_equal(todo.count, 1);
    assert_int_equal(one(SY_MIRROR_FORGET)->ticket, 1);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_LOST, .peer = OTHER});
    assert_non_null(one(SY_MIRROR_CANCEL));
    while (one(SY_MIRROR_ASK) == NULL) { /* the owner again, after its wait */
        tick(50);
        waited += 50;
    }
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    assert_true(waited <= SY_MIRROR_BACKOFF_MIN_MS);
    assert_int_equal(m.peers[OWNER].failures, 1);
}

/* Over a slow line a stretch takes its time, but not for ever. */
static void test_slow_line(void **state)
{
    uint64_t ms = 0;

    (void)state;
    peer(OWNER);
    show(OWNER, 5, 1, 5);
    while (one(SY_MIRROR_CANCEL) == NULL) {
        step(&(struct sy_mirror_event){.type = SY_MIRROR_COMING, .ticket = 1});
        tick(1000);
        ms += 1000;
    }
    assert_int_equal(ms, SY_MIRROR_ASK_MAX_MS);
}

/* One that claims to hold everything, and gives nothing, holds nobody up for long: another is
 * asked soon, and it is asked last from then on. */
static void test_who_stalls_is_asked_last(void **state)
{
    (void)state;
    peer(OWNER);
    peer(OTHER);
    peer(THIRD);
    show(OTHER, 5, 1, (uint64_t)1 << 60);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OTHER);
    show(OWNER, 5, 1, 5);
    tick(SY_MIRROR_OTHER_MS - 1);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_COMING, .ticket = 1}); /* it drips */
    assert_int_equal(todo.count, 0);
    tick(1);
    assert_int_equal(one(SY_MIRROR_CANCEL)->peer, OTHER);
    assert_non_null(one(SY_MIRROR_CANCEL)->reason);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    tick(SY_MIRROR_OTHER_MS); /* nobody else, who has not failed */
    assert_int_equal(todo.count, 0);
    answered(2, 0, 5, 5);
    stored(2, SY_STRETCH_FOLLOWS, 5, 5);
    now_ms += SY_MIRROR_BACKOFF_MAX_MS;
    show(OWNER, 2000, 1, 2000); /* four stretches, none of them its */
    for (size_t i = 0; i < todo.count; i++) {
        if (todo.list[i].type == SY_MIRROR_ASK)
            assert_int_equal(todo.list[i].peer, OWNER);
    }
    assert_int_equal(m.peers[OWNER].asked, SY_MIRROR_WINDOW);
}

static void test_liars_are_dropped(void **state)
{
    (void)state;
    peer(OWNER);
    peer(OTHER);
    show(OTHER, 5, 1, 5);
    answered(1, 0, 6, 6); /* more than was asked */
    assert_int_equal(one(SY_MIRROR_DROP)->peer, OTHER);
    assert_int_equal(one(SY_MIRROR_FORGET)->ticket, 1);
    show(OWNER, 5, 1, 5);
    answered(one(SY_MIRROR_ASK)->ticket, 0, 5, 5);
    stored(2, SY_STRETCH_FALSE, 0, 0);
    assert_int_equal(one(SY_MIRROR_DROP)->peer, OWNER);
    assert_null(one(SY_MIRROR_ASK)); /* both have to wait */
    assert_false(m.store.frozen);    /* a lie about a log is not the log's */
    for (unsigned i = 0; i < 20; i++)
        sy_mirror_step(&m, &(struct sy_mirror_event){.type = SY_MIRROR_UNANSWERED, .ticket = 3},
                       now_ms, &todo); /* of what was never asked */
    assert_int_equal(m.store.size, 0);
}

static void test_two_roots(void **state)
{
    (void)state;
    peer(OWNER);
    show(OWNER, 5, 1, 5);
    show(OTHER, 5, 2, 5);
    assert_non_null(one(SY_MIRROR_FORK));
    assert_int_equal(one(SY_MIRROR_FORK)->a->checkpoint.root.bytes[0], 1);
    assert_int_equal(one(SY_MIRROR_FORK)->b->checkpoint.root.bytes[0], 2);
    assert_non_null(one(SY_MIRROR_CANCEL));
    assert_true(m.store.frozen);
    tick(100000);
    assert_int_equal(todo.count, 0);
}

static void test_evidence_ends_it(void **state)
{
    static const enum sy_stretch_verdict verdicts[] = {SY_STRETCH_FORKED, SY_STRETCH_BROKEN};

    for (size_t i = 0; i < 2; i++) {
        setup(state);
        peer(OWNER);
        offer(5, 1);
        answered(1, 0, 5, 5);
        stored(1, verdicts[i], 0, 0);
        assert_true(m.store.frozen);
        assert_null(one(SY_MIRROR_COSIGN));
        assert_null(one(SY_MIRROR_ASK));
    }
    setup(state);
    peer(OWNER);
    offer(5, 1);
    answered(1, 0, 5, 5);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_EVIDENCE});
    stored(1, SY_STRETCH_FOLLOWS, 5, 5); /* it was being stored */
    assert_int_equal(m.store.size, 5);
    assert_null(one(SY_MIRROR_COSIGN));
}

/* What others refer to may be in a log that has forked: as far as the quorum stands behind it,
 * a frozen mirror goes on, under that very checkpoint, and cosigns nothing. */
static void test_frozen_goes_on_to_what_is_vouched_for(void **state)
{
    struct sy_signed_checkpoint vouched = at(7, 1);
    const struct sy_mirror_effect *ask;

    (void)state;
    peer(OWNER);
    show(OWNER, 9, 2, 9);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_EVIDENCE});
    assert_null(one(SY_MIRROR_ASK));
    step(&(struct sy_mirror_event){.type = SY_MIRROR_VOUCHED, .checkpoint = &vouched});
    ask = one(SY_MIRROR_ASK);
    assert_non_null(ask);
    assert_int_equal(ask->to, 7);
    assert_int_equal(ask->a->checkpoint.size, 7);
    answered(ask->ticket, 0, 7, 8); /* under another one */
    assert_non_null(one(SY_MIRROR_DROP));
    now_ms += SY_MIRROR_BACKOFF_MAX_MS;
    tick(0);
    answered(one(SY_MIRROR_ASK)->ticket, 0, 7, 7);
    stored(one(SY_MIRROR_STORE)->ticket, SY_STRETCH_FOLLOWS, 7, 7);
    assert_int_equal(m.store.size, 7);
    offer(9, 1);
    assert_null(one(SY_MIRROR_COSIGN));
    tick(100000);
    assert_null(one(SY_MIRROR_ASK)); /* no further */
    /* This copy is of the other tree: it stays as it is. */
    vouched = at(9, 1);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_VOUCHED, .checkpoint = &vouched});
    answered(one(SY_MIRROR_ASK)->ticket, 7, 9, 9);
    stored(one(SY_MIRROR_STORE)->ticket, SY_STRETCH_FORKED, 7, 7);
    tick(100000);
    assert_null(one(SY_MIRROR_ASK));
}

static void test_waits_for_a_registry_that_was_shown(void **state)
{
    (void)state;
    peer(OWNER);
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_REGISTRY, .registry_shown = 9, .registry_held = 4});
    offer(5, 1);
    answered(1, 0, 5, 5);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_STORED,
                                   .ticket = 1,
                                   .verdict = SY_STRETCH_WAITS,
                                   .registry_size = 9});
    assert_int_equal(todo.count, 0); /* parked, its bytes kept */
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_REGISTRY, .registry_shown = 9, .registry_held = 8});
    assert_int_equal(todo.count, 0);
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_REGISTRY, .registry_shown = 9, .registry_held = 9});
    assert_int_equal(one(SY_MIRROR_STORE)->ticket, 1);
    /* Nobody has shown one of that size: no memory is held for it. */
    step(&(struct sy_mirror_event){.type = SY_MIRROR_STORED,
                                   .ticket = 1,
                                   .verdict = SY_STRETCH_WAITS,
                                   .registry_size = 1000});
    assert_non_null(one(SY_MIRROR_FORGET));
    assert_null(one(SY_MIRROR_ASK));
    assert_int_equal(m.stall, SY_MIRROR_REGISTRY_UNSEEN);
    tick(SY_MIRROR_STALL_MS);
    assert_non_null(one(SY_MIRROR_ASK));
}

static void waits(uint64_t ticket, enum sy_stretch_verdict verdict, uint64_t sound_to)
{
    step(&(struct sy_mirror_event){.type = SY_MIRROR_STORED,
                                   .ticket = ticket,
                                   .verdict = verdict,
                                   .registry_size = 9,
                                   .sound_to = sound_to});
}

/* What stands before an entry that cannot be stored now is had all the same. */
static void check_sound_part(enum sy_stretch_verdict verdict, enum sy_mirror_stall stall)
{
    peer(OWNER);
    offer(5, 1);
    answered(1, 0, 5, 5);
    waits(1, verdict, 3);
    if (stall == SY_MIRROR_GOING) { /* it may come any moment */
        assert_int_equal(todo.count, 0);
        tick(SY_MIRROR_PARKED_MS);
    }
    assert_int_equal(one(SY_MIRROR_ASK)->from, 0);
    assert_int_equal(one(SY_MIRROR_ASK)->to, 3);
    answered(2, 0, 3, 5);
    stored(2, SY_STRETCH_FOLLOWS, 3, 5);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 3);
    assert_int_equal(one(SY_MIRROR_ASK)->to, 5);
    answered(3, 3, 5, 5);
    waits(3, verdict, 3);
    tick(SY_MIRROR_PARKED_MS - 1);
    assert_int_equal(todo.count, 0);
    assert_int_equal(m.stall, stall);
}

static void test_stores_what_stands_before_it(void **state)
{
    (void)state;
    check_sound_part(SY_STRETCH_AT_ODDS, SY_MIRROR_AT_ODDS);
    setup(NULL);
    check_sound_part(SY_STRETCH_WAITS, SY_MIRROR_REGISTRY_UNSEEN);
    setup(NULL);
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_REGISTRY, .registry_shown = 9, .registry_held = 4});
    check_sound_part(SY_STRETCH_WAITS, SY_MIRROR_GOING);
    step(&(struct sy_mirror_event){/* the last one was parked */
                                   .type = SY_MIRROR_REGISTRY,
                                   .registry_shown = 9,
                                   .registry_held = 9});
    assert_int_equal(one(SY_MIRROR_STORE)->ticket, 3);
}

/* What could not be stored is asked of another one: it may have the log's other history. */
static void test_asks_another_what_is_at_odds(void **state)
{
    (void)state;
    peer(OWNER);
    show(OWNER, 5, 1, 5);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    peer(OTHER);
    show(OTHER, 5, 1, 5);
    answered(1, 0, 5, 5);
    waits(1, SY_STRETCH_AT_ODDS, 0);
    tick(SY_MIRROR_STALL_MS);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OTHER);
    answered(2, 0, 5, 5);
    waits(2, SY_STRETCH_AT_ODDS, 0);
    tick(SY_MIRROR_STALL_MS);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    answered(3, 0, 5, 5);
    stored(3, SY_STRETCH_FOLLOWS, 5, 5);
    assert_int_equal(m.peers[OWNER].doubts, 0);
}

static void test_fault_is_tried_again(void **state)
{
    (void)state;
    peer(OWNER);
    offer(5, 1);
    answered(1, 0, 5, 5);
    step(&(struct sy_mirror_event){.type = SY_MIRROR_STORED, .ticket = 1, .err = SY_NO_SPACE});
    assert_int_equal(m.fault, SY_NO_SPACE);
    assert_null(one(SY_MIRROR_ASK));
    tick(SY_MIRROR_STALL_MS);
    answered(one(SY_MIRROR_ASK)->ticket, 0, 5, 5);
    stored(2, SY_STRETCH_FOLLOWS, 5, 5);
    assert_int_equal(m.fault, SY_OK);
    assert_non_null(one(SY_MIRROR_COSIGN)); /* the offer still stands */
}

/* An entry is damaged: found under the root of nine. */
static void damage(uint64_t index)
{
    struct sy_signed_checkpoint promised = at(9, 1);

    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_DAMAGED, .from = index, .checkpoint = &promised});
}

static void test_repair_comes_before_cosigning(void **state)
{
    struct sy_mirror_held held = held_at(9, 9);

    (void)state;
    sy_mirror_init(&m, &held, 7);
    peer(OWNER);
    show(OWNER, 9, 1, 9);
    damage(4);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 4);
    assert_int_equal(one(SY_MIRROR_ASK)->to, 5);
    offer(9, 1);
    assert_null(one(SY_MIRROR_COSIGN));
    answered(1, 4, 5, 9);
    assert_int_equal(one(SY_MIRROR_REPAIR)->ticket, 1);
    stored(1, SY_STRETCH_FOLLOWS, 9, 9);
    assert_int_equal(m.damaged_count, 0);
    assert_non_null(one(SY_MIRROR_COSIGN));
}

static void unanswered(uint64_t ticket, enum sy_err err)
{
    step(&(struct sy_mirror_event){.type = SY_MIRROR_UNANSWERED, .ticket = ticket, .err = err});
}

/* Whoever has it is asked in turn, later each time, under the root that was promised and under
 * any; nobody is dropped for a copy that is damaged, too, or waits for other things. */
static void test_repair_asks_one_after_the_other(void **state)
{
    struct sy_mirror_held held = held_at(9, 9);

    (void)state;
    sy_mirror_init(&m, &held, 7);
    peer(OWNER);
    peer(OTHER);
    peer(THIRD);
    show(OWNER, 9, 1, 9);
    show(OTHER, 9, 1, 9);
    show(THIRD, 4, 1, 4); /* has not got it */
    damage(4);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    assert_int_equal(one(SY_MIRROR_ASK)->a->checkpoint.size, 9);
    damage(4); /* known */
    assert_null(one(SY_MIRROR_ASK));
    answered(1, 4, 5, 9);
    assert_int_equal(one(SY_MIRROR_REPAIR)->a->checkpoint.size, 9);
    stored(1, SY_STRETCH_FALSE, 9, 9);
    assert_null(one(SY_MIRROR_DROP));
    assert_null(one(SY_MIRROR_ASK)); /* not at once */
    tick(SY_MIRROR_BACKOFF_MIN_MS);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OTHER);
    assert_null(one(SY_MIRROR_ASK)->a);
    answered(2, 4, 5, 9);
    stored(2, SY_STRETCH_WAITS, 9, 9);
    assert_int_equal(m.damaged_count, 1);
    assert_int_equal(m.stall, SY_MIRROR_GOING);
    tick(SY_MIRROR_BACKOFF_MIN_MS / 2);
    assert_null(one(SY_MIRROR_ASK)); /* longer than the first time */
    tick(2 * SY_MIRROR_BACKOFF_MIN_MS);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    unanswered(3, SY_CORRUPT);
    show(OWNER, 12, 1, 12); /* what is new is asked of it all the same */
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OWNER);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 9);
    tick(4 * SY_MIRROR_BACKOFF_MIN_MS);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 4);
    assert_int_equal(one(SY_MIRROR_ASK)->peer, OTHER);
    tick(SY_MIRROR_ASK_MS); /* it says nothing */
    assert_int_equal(m.damaged[0].failures, 4);
}

/* No more at a time than leave room for what is new, and no more in all than there is room. */
static void test_repairs_leave_room(void **state)
{
    struct sy_mirror_held held = held_at(9, 9);
    size_t asked = 0;

    (void)state;
    sy_mirror_init(&m, &held, 7);
    for (uint64_t i = 0; i < 9; i++)
        damage(i);
    assert_int_equal(m.damaged_count, SY_MIRROR_DAMAGED_MAX);
    peer(OWNER);
    show(OWNER, 9 + 2 * SY_MIRROR_STRETCH_ENTRIES, 1, 9 + 2 * SY_MIRROR_STRETCH_ENTRIES);
    for (size_t i = 0; i < todo.count; i++)
        asked += todo.list[i].type == SY_MIRROR_ASK && todo.list[i].from < 9;
    assert_int_equal(asked, SY_MIRROR_REPAIRS_MAX);
    assert_int_equal(todo.count, SY_MIRROR_WINDOW);
}

/* What was asked for before the end was known is not wanted, what lies behind it never is. */
static void test_ends_where_a_policy_closes_it(void **state)
{
    struct sy_hash root = at(4, 1).checkpoint.root;
    uint64_t ticket;

    (void)state;
    peer(OWNER);
    show(OWNER, 6, 1, 6);
    ticket = one(SY_MIRROR_ASK)->ticket;
    assert_int_equal(one(SY_MIRROR_ASK)->to, 6);
    sy_mirror_end(&m, 4, &root);
    tick(1000);
    assert_int_equal(one(SY_MIRROR_CANCEL)->ticket, ticket);
    assert_null(one(SY_MIRROR_ASK));
    show(OWNER, 7, 2, 7); /* neither pulled nor held against what is known */
    assert_int_equal(todo.count, 0);
    show(OWNER, 4, 1, 6);
    assert_int_equal(one(SY_MIRROR_ASK)->from, 0);
    assert_int_equal(one(SY_MIRROR_ASK)->to, 4);
    ticket = one(SY_MIRROR_ASK)->ticket;
    answered(ticket, 0, 4, 4);
    stored(ticket, SY_STRETCH_FOLLOWS, 4, 4);
    offer(7, 1);
    assert_null(one(SY_MIRROR_COSIGN));
    offer(4, 1);
    assert_non_null(one(SY_MIRROR_COSIGN));
    assert_int_equal(sy_mirror_behind(&m), 0);
}

/* The generation before it is not whole here: it waits, and tries again. */
static void test_waits_for_an_earlier_generation(void **state)
{
    uint64_t ticket;

    (void)state;
    peer(OWNER);
    show(OWNER, 2, 1, 2);
    ticket = one(SY_MIRROR_ASK)->ticket;
    answered(ticket, 0, 2, 2);
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_STORED, .ticket = ticket, .err = SY_NOT_YET});
    assert_int_equal(m.stall, SY_MIRROR_EARLIER);
    assert_null(one(SY_MIRROR_ASK));
    tick(SY_MIRROR_STALL_MS);
    assert_non_null(one(SY_MIRROR_ASK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_pulls_stores_and_cosigns, setup),
        cmocka_unit_test_setup(test_compares_before_it_cosigns, setup),
        cmocka_unit_test_setup(test_window, setup),
        cmocka_unit_test_setup(test_timeout_asks_another, setup),
        cmocka_unit_test_setup(test_slow_line, setup),
        cmocka_unit_test_setup(test_who_stalls_is_asked_last, setup),
        cmocka_unit_test_setup(test_liars_are_dropped, setup),
        cmocka_unit_test_setup(test_two_roots, setup),
        cmocka_unit_test_setup(test_evidence_ends_it, setup),
        cmocka_unit_test_setup(test_frozen_goes_on_to_what_is_vouched_for, setup),
        cmocka_unit_test_setup(test_waits_for_a_registry_that_was_shown, setup),
        cmocka_unit_test_setup(test_stores_what_stands_before_it, setup),
        cmocka_unit_test_setup(test_asks_another_what_is_at_odds, setup),
        cmocka_unit_test_setup(test_fault_is_tried_again, setup),
        cmocka_unit_test_setup(test_ends_where_a_policy_closes_it, setup),
        cmocka_unit_test_setup(test_waits_for_an_earlier_generation, setup),
        cmocka_unit_test_setup(test_repair_comes_before_cosigning, setup),
        cmocka_unit_test_setup(test_repair_asks_one_after_the_other, setup),
        cmocka_unit_test_setup(test_repairs_leave_room, setup),
    };

    return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
