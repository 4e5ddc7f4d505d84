/* What the owner offers and when, whose cosignatures count, and which appends they satisfy. */
#include "ledger/trust.h"
#include "ledger/witness.h"
#include "net/offer.h"
#include "tests/unit/fixture.h"

enum { NODES = 5 }; /* four votes, one may lie: three are needed */

static struct fixture f;
static struct sy_secret_key cosigner_keys[2 * NODES]; /* as in the network */
static struct sy_offer offer;
static struct sy_offer_effects todo;
static uint64_t now_ms;

static void find_keys(void)
{
    static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
    struct sy_secret_key key;

    for (uint32_t i = 0; i < SY_GENESIS_SEEDS_MAX; i++) {
        sy_put_u32be(seeds[i], i + 1); /* as fixture_found has them */
        sy_secret_key_from_seed(seeds[i], &key);
        for (size_t c = 0; c < f.network.cosigner_count; c++) {
            if (sy_public_key_equal(&f.network.cosigners[c].vkey.key, &key.public_key))
                cosigner_keys[c] = key;
        }
    }
}

static int setup(void **state)
{
    (void)state;
    memset(&f, 0, sizeof(f));
    fixture_found(&f, NODES, 1, 1);
    f.network.quorum_needed = sy_network_quorum_needed(NODES - 1, 1);
    find_keys();
    now_ms = 1000;
    sy_offer_init(&offer, &f.network, f.logs_of[FIXTURE_DISTRICT]->node);
    return 0;
}

static enum sy_err step(const struct sy_offer_event *event)
{
    return sy_offer_step(&offer, event, now_ms, &todo);
}

static void commit(uint64_t size)
{
    struct sy_hash root = {{1}};
    struct sy_signed_checkpoint signed_one;
    struct sy_checkpoint checkpoint;

    sy_put_u64be(root.bytes + 8, size);
    check_err(
        sy_checkpoint_make(fixture_origin(&f, FIXTURE_DISTRICT), size, &root, &checkpoint),
        SY_OK);
    check_err(sy_signed_checkpoint_make(&checkpoint, &f.logs_of[0]->vkey, &f.log_keys[0],
                                        &signed_one),
              SY_OK);
    check_err(
        step(&(struct sy_offer_event){.type = SY_OFFER_COMMITTED, .checkpoint = &signed_one}),
        SY_OK);
}

static void tick(uint64_t ms)
{
    now_ms += ms;
    check_err(step(&(struct sy_offer_event){.type = SY_OFFER_TICK}), SY_OK);
}

/* The node's cosigner of that role signs what was offered at that size. */
static enum sy_err cosign_as(uint32_t node, uint32_t from, enum sy_cosigner_role role,
                             uint64_t size)
{
    const struct sy_network_cosigner *cosigner =
        sy_network_cosigner(&f.network, sy_text(f.network.nodes[from].code), role);
    size_t index = (size_t)(cosigner - f.network.cosigners);
    struct sy_buffer line = {0};
    struct sy_checkpoint checkpoint = {0};
    struct sy_hash root = {{1}};
    enum sy_err err;

    sy_put_u64be(root.bytes + 8, size);
    check_err(
        sy_checkpoint_make(fixture_origin(&f, FIXTURE_DISTRICT), size, &root, &checkpoint),
        SY_OK);
    check_err(sy_witness_cosign(&checkpoint, &cosigner->vkey, &cosigner_keys[index], 1700000000,
                                &line),
              SY_OK);
    err = step(&(struct sy_offer_event){
        .type = SY_OFFER_COSIGNED, .node = node, .size = size, .line = sy_buffer_bytes(&line)});
    sy_buffer_close(&line);
    return err;
}

static void cosign(uint32_t node, enum sy_cosigner_role role, uint64_t size)
{
    check_err(cosign_as(node, node, role, size), SY_OK);
}

/* The only effect of that type; NULL when there is none. */
static const struct sy_offer_effect *one(enum sy_offer_effect_type type)
{
    const struct sy_offer_effect *found = NULL;

    for (size_t i = 0; i < todo.count; i++) {
        if (todo.list[i].type != type)
            continue;
        assert_null(found);
        found = &todo.list[i];
    }
    return found;
}

static uint64_t served(void)
{
    struct sy_buffer note = {0};
    struct sy_trust trust = {0};

    check_err(sy_offer_note(&offer, &note), SY_OK);
    if (sy_trust_open(&f.network, sy_buffer_bytes(&note), &trust) != SY_OK)
        trust.checkpoint.size = 0; /* nothing that the network stands behind */
    sy_buffer_close(&note);
    return trust.checkpoint.size;
}

static void test_one_outstanding(void **state)
{
    (void)state;
    commit(3);
    assert_int_equal(one(SY_OFFER_SEND)->checkpoint->checkpoint.size, 3);
    assert_int_equal(one(SY_OFFER_SEND)->node, UINT32_MAX);
    commit(4);
    commit(5);
    assert_null(one(SY_OFFER_SEND));
    tick(SY_OFFER_AGAIN_MS - 1);
    assert_null(one(SY_OFFER_SEND));
    assert_int_equal(served(), 0);
    cosign(1, SY_COSIGNER_MIRROR, 3);
    cosign(2, SY_COSIGNER_MIRROR, 3);
    assert_null(one(SY_OFFER_SERVED));
    cosign(3, SY_COSIGNER_WITNESS, 3);
    assert_non_null(one(SY_OFFER_SERVED));
    assert_int_equal(served(), 3);
    assert_int_equal(one(SY_OFFER_SEND)->checkpoint->checkpoint.size, 5); /* at once */
    tick(SY_OFFER_AGAIN_MS);
    commit(6); /* the last one has had its time */
    assert_int_equal(one(SY_OFFER_SEND)->checkpoint->checkpoint.size, 6);
    cosign(4, SY_COSIGNER_MIRROR, 3); /* for a fuller receipt */
    assert_non_null(one(SY_OFFER_SERVED));
    /* What comes late over a slow line still counts. */
    cosign(1, SY_COSIGNER_MIRROR, 5);
    cosign(2, SY_COSIGNER_MIRROR, 5);
    cosign(3, SY_COSIGNER_MIRROR, 5);
    assert_int_equal(served(), 5);
    assert_int_equal(offer.open_count, 1);
}

static void test_one_vote_a_node(void **state)
{
    struct sy_buffer note = {0};

    (void)state;
    commit(3);
    cosign(1, SY_COSIGNER_MIRROR, 3);
    cosign(1, SY_COSIGNER_WITNESS, 3);
    cosign(1, SY_COSIGNER_MIRROR, 3);
    cosign(2, SY_COSIGNER_WITNESS, 3);
    check_err(cosign_as(0, 0, SY_COSIGNER_MIRROR, 3), SY_UNKNOWN_KEY); /* the owner's own */
    check_err(cosign_as(3, 4, SY_COSIGNER_MIRROR, 3), SY_UNKNOWN_KEY); /* another node's */
    check_err(cosign_as(3, 3, SY_COSIGNER_MIRROR, 4), SY_NOT_FOUND);
    check_err(
        step(&(struct sy_offer_event){
            .type = SY_OFFER_COSIGNED, .node = 3, .size = 3, .line = sy_text("nothing\n")}),
        SY_BAD_NOTE);
    assert_int_equal(served(), 0);
    check_err(sy_offer_note(&offer, &note), SY_OK); /* what the log alone has signed */
    sy_buffer_close(&note);
    assert_int_equal(sy_offer_mirrors(&offer, 3), 1); /* a witness holds nothing */
}

static void test_untrue_cosignature(void **state)
{
    struct sy_checkpoint other = {0};
    struct sy_buffer line = {0};
    const struct sy_network_cosigner *cosigner =
        sy_network_cosigner(&f.network, sy_text(f.network.nodes[1].code), SY_COSIGNER_MIRROR);

    (void)state;
    commit(3);
    other = offer.committed.checkpoint;
    other.root.bytes[3] ^= 1;
    check_err(sy_witness_cosign(&other, &cosigner->vkey,
                                &cosigner_keys[cosigner - f.network.cosigners], 1, &line),
              SY_OK);
    check_err(
        step(&(struct sy_offer_event){
            .type = SY_OFFER_COSIGNED, .node = 1, .size = 3, .line = sy_buffer_bytes(&line)}),
        SY_BAD_SIGNATURE);
    assert_int_equal(offer.open[0].votes, 0);
    sy_buffer_close(&line);
}

static void wait_for(uint64_t id, uint64_t size, uint64_t mirrors, uint64_t ms)
{
    struct sy_offer_event event = {.type = SY_OFFER_WAIT,
                                   .wait = {id, size, mirrors, now_ms + ms}};

    check_err(step(&event), SY_OK);
}

static void test_durability(void **state)
{
    (void)state;
    commit(3);
    wait_for(70, 3, 2, 5000);
    wait_for(71, 3, 0, 5000);
    assert_int_equal(one(SY_OFFER_REACHED)->id, 71);
    cosign(1, SY_COSIGNER_MIRROR, 3);
    cosign(2, SY_COSIGNER_WITNESS, 3);
    assert_null(one(SY_OFFER_REACHED)); /* a witness holds nothing */
    cosign(2, SY_COSIGNER_MIRROR, 3);
    assert_int_equal(one(SY_OFFER_REACHED)->id, 70);
    assert_int_equal(one(SY_OFFER_REACHED)->mirrors, 2);
    wait_for(72, 4, 2, 5000);
    tick(4999);
    assert_null(one(SY_OFFER_EXPIRED));
    tick(1);
    assert_int_equal(one(SY_OFFER_EXPIRED)->id, 72);
    assert_int_equal(one(SY_OFFER_EXPIRED)->mirrors, 0);
    assert_int_equal(offer.wait_count, 0);
}

static void test_offers_again(void **state)
{
    (void)state;
    commit(3);
    tick(SY_OFFER_RETRY_MS);
    assert_non_null(one(SY_OFFER_SEND)); /* nobody has answered */
    check_err(step(&(struct sy_offer_event){.type = SY_OFFER_CONNECTED, .node = 4}), SY_OK);
    assert_int_equal(one(SY_OFFER_SEND)->node, 4);
    for (uint32_t i = 1; i < 4; i++)
        cosign(i, SY_COSIGNER_MIRROR, 3);
    tick(SY_OFFER_RETRY_MS);
    assert_null(one(SY_OFFER_SEND)); /* agreed on */
    wait_for(1, 3, 4, 100000);
    tick(SY_OFFER_RETRY_MS);
    assert_non_null(one(SY_OFFER_SEND)); /* one more is waited for */
}

static void test_slow_lines(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 100; i++) { /* 20 s without an answer */
        commit(3 + i);
        tick(SY_OFFER_AGAIN_MS);
        assert_true(offer.open_count <= SY_OFFER_OPEN);
    }
    /* All places are taken, and each has SY_OFFER_LATE_MS. */
    assert_int_equal(offer.open_count, SY_OFFER_OPEN);
    for (uint32_t i = 1; i < 4; i++)
        cosign(i, SY_COSIGNER_MIRROR, offer.open[0].checkpoint.checkpoint.size);
    assert_true(served() > 0);
}

static void test_too_many_waits(void **state)
{
    struct sy_offer_event event = {.type = SY_OFFER_WAIT, .wait = {1, 9, 1, UINT64_MAX}};

    (void)state;
    for (size_t i = 0; i < SY_OFFER_WAITS_MAX; i++)
        check_err(step(&event), SY_OK);
    check_err(step(&event), SY_FULL);
    commit(9);
    cosign(1, SY_COSIGNER_MIRROR, 9);
    while (offer.wait_count > 0) {
        assert_true(todo.more);
        tick(0);
    }
}

/* Votes are of keys that the policy names now; whoever may cosign now is asked to. */
static void test_a_policy_changes_who_votes(void **state)
{
    static struct sy_network next;
    const struct sy_offer_event policy = {.type = SY_OFFER_POLICY, .network = &next};
    struct sy_buffer note = {0};

    (void)state;
    commit(5);
    for (uint32_t node = 2; node < NODES; node++)
        cosign(node, SY_COSIGNER_MIRROR, 5);
    assert_int_equal(served(), 5);
    assert_int_equal(sy_offer_mirrors(&offer, 5), 3);
    /* One of those who voted has another key, and one is not there any more. */
    next = f.network;
    for (uint64_t i = 0; i < next.cosigner_count; i++) {
        if (strcmp(next.cosigners[i].node, next.nodes[2].code) == 0)
            next.cosigners[i].vkey.key.bytes[1] ^= 1;
    }
    next.nodes[3] = next.nodes[4];
    next.node_count = NODES - 1;
    now_ms += 1000;
    check_err(step(&policy), SY_OK);
    assert_int_equal(one(SY_OFFER_SEND)->node, UINT32_MAX);
    assert_null(one(SY_OFFER_SERVED));
    check_err(sy_offer_note(&offer, &note), SY_OK); /* only what the log signed is left */
    assert_true(
        sy_bytes_equal(sy_buffer_bytes(&note), sy_signed_checkpoint_note(&offer.committed)));
    sy_buffer_close(&note);
    assert_int_equal(sy_offer_mirrors(&offer, 5), 2);
    /* And back again: those who have not changed count at once. */
    next = f.network;
    next.quorum_needed = 1;
    offer.network = &f.network;
    cosign(3, SY_COSIGNER_MIRROR, 5);
    check_err(step(&policy), SY_OK);
    assert_non_null(one(SY_OFFER_SERVED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_one_outstanding, setup),
        cmocka_unit_test_setup(test_one_vote_a_node, setup),
        cmocka_unit_test_setup(test_untrue_cosignature, setup),
        cmocka_unit_test_setup(test_durability, setup),
        cmocka_unit_test_setup(test_offers_again, setup),
        cmocka_unit_test_setup(test_slow_lines, setup),
        cmocka_unit_test_setup(test_too_many_waits, setup),
        cmocka_unit_test_setup(test_a_policy_changes_who_votes, setup),
    };

    return cmocka_run_group_tests_name("offer", tests, NULL, NULL);
}
