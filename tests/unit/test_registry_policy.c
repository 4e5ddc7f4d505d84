/* Policies in the registry: what makes one take effect, what keeps it from doing so, and that
 * every size of the registry has the authority that it had then. */
#include "tests/unit/registry_world.h"

#include "ledger/audit.h"

enum { AUTHORITIES = 4 };

/* Authority 0 is the genesis'; the others are nobody until a policy names them. before is the
 * policy in force. */
static struct world w;
static struct sy_secret_key authority[AUTHORITIES];
static struct sy_policy before;
#define F       (&w.f)
#define ORG(n)  SAYS(w.f.orgs[n].subject, &w.f.orgs[n].sign)
#define ID(n)   (w.f.orgs[n].subject)
#define FOUNDER SAYS(SY_AUTHORITY, &authority[0])
#define BOTH(a, b)                                                                             \
    ((struct world_saying){SY_AUTHORITY, 2, {{NULL, &authority[a]}, {NULL, &authority[b]}}})

static int setup(void **state)
{
    (void)state;
    memset(&w, 0, sizeof(w));
    world_open(&w);
    authority[0] = w.f.authority;
    for (uint32_t i = 1; i < AUTHORITIES; i++)
        fixture_key(900 + i, &authority[i]);
    sy_policy_of_genesis(&w.f.network, &before);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    world_close(&w);
    return 0;
}

/* What would come after the one in force, as yet unchanged. */
static struct sy_policy next_policy(void)
{
    struct sy_policy next = before;

    next.previous = before.hash;
    next.network.version++;
    return next;
}

/* k of the authorities from..from + count - 1. */
static void set_authorities(struct sy_policy *policy, uint32_t from, uint32_t count, uint64_t k)
{
    struct sy_network *n = &policy->network;

    n->authority_k = k;
    n->authority_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct sy_secret_key connect;

        fixture_key(920 + from + i, &connect);
        n->authority_keys[i] = authority[from + i].public_key;
        n->authority_connect_keys[i] = connect.public_key;
    }
}

/* A document and the act that carries it. */
struct document {
    struct sy_buffer text;
    struct sy_policy_signatures signatures;
    struct sy_act_draft act;
};

static void make_act(const struct sy_policy *policy, struct document *d)
{
    d->act = sy_act_draft(SY_TYPE_POLICY, sy_text(SY_POLICY_SUBJECT),
                          world_after(F, SY_POLICY_SUBJECT), SY_POLICY_ADOPTED);
    sy_act_draft_uint(&d->act, SY_POLICY_VERSION, policy->network.version);
    sy_act_draft_bytes(&d->act, SY_POLICY_PREVIOUS, fixture_hash_bytes(&policy->previous));
    sy_act_draft_bytes(&d->act, SY_POLICY_TEXT, sy_buffer_bytes(&d->text));
    for (size_t i = 0; i < d->signatures.count; i++)
        sy_act_draft_bytes(&d->act, SY_POLICY_SIGNATURES,
                           (struct sy_bytes){d->signatures.item[i], SY_POLICY_SIGNATURE_BYTES});
}

/* Signed by the authorities whose bit is set, for the network of that id. */
static void publish_for(struct sy_policy *policy, const struct sy_hash *network_id,
                        unsigned signers, struct document *d)
{
    *d = (struct document){0};
    sy_policy_write(policy, &d->text);
    check_err(d->text.err, SY_OK);
    policy->hash = sy_hash_of(sy_buffer_bytes(&d->text));
    for (unsigned i = 0; i < AUTHORITIES; i++) {
        if ((signers & 1u << i) != 0)
            check_err(sy_policy_sign(network_id, sy_buffer_bytes(&d->text), &authority[i],
                                     &d->signatures),
                      SY_OK);
    }
    make_act(policy, d);
}

static void publish(struct sy_policy *policy, unsigned signers, struct document *d)
{
    publish_for(policy, &policy->network.id, signers, d);
}

/* It takes effect, and is the one in force. The index of its entry. */
static uint64_t adopt(struct world_saying who, struct sy_policy *policy, unsigned signers)
{
    struct document d;
    uint64_t index;

    publish(policy, signers, &d);
    index = world_done(F, who, d.act);
    sy_buffer_close(&d.text);
    before = *policy;
    return index;
}

static void refuse(struct world_saying who, struct sy_policy policy, unsigned signers)
{
    struct document d;

    publish(&policy, signers, &d);
    world_void(F, who, d.act);
    sy_buffer_close(&d.text);
}

static uint64_t version_at(uint64_t size)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t version;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_policy_version(snapshot, size, &version), SY_OK);
    sy_registry_release(snapshot);
    return version;
}

/* What V5 says to a statement of the authority's, as of a size. */
static enum sy_err authorised(const struct world_saying *who, uint64_t size)
{
    static const uint8_t root[SY_HASH_BYTES];
    struct sy_statement s = {.principal = sy_text(who->principal),
                             .signer_count = who->count,
                             .kind = SY_KIND_REGISTRY,
                             .record_count = 1,
                             .records_root = {root, sizeof(root)}};
    struct sy_registry_snapshot *snapshot;
    enum sy_err err;

    for (size_t i = 0; i < who->count; i++)
        s.signers[i].key = fixture_key_bytes(who->signers[i].key);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    err = sy_registry_authorise(snapshot, size, w.f.now, &s);
    sy_registry_release(snapshot);
    return err;
}

static uint64_t size_now(void)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t size;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    size = sy_registry_size(snapshot);
    sy_registry_release(snapshot);
    return size;
}

static struct sy_act_draft admission(unsigned org)
{
    return fixture_admission(&w.f.orgs[org]);
}

/* From one authority to two of three: one alone can do nothing more. */
static void test_a_policy_changes_who_the_authority_is(void **state)
{
    struct sy_policy one = next_policy();
    struct world_saying founder = FOUNDER;
    struct world_saying two = BOTH(0, 2);
    uint64_t at;

    (void)state;
    set_authorities(&one, 0, 3, 2);
    world_void(F, two, admission(3));
    at = adopt(FOUNDER, &one, 1u << 0 | 1u << 1);
    world_void(F, FOUNDER, admission(3));
    world_void(F, SAYS(SY_AUTHORITY, &authority[1]), admission(3));
    world_void(F, BOTH(0, 3), admission(3));
    world_done(F, BOTH(0, 2), admission(3));
    /* As of each size, who it was then. */
    assert_int_equal(version_at(at), 0);
    assert_int_equal(version_at(at + 1), 1);
    check_err(authorised(&founder, at), SY_OK);
    check_err(authorised(&founder, at + 1), SY_UNKNOWN_KEY);
    check_err(authorised(&two, at), SY_UNKNOWN_KEY);
    check_err(authorised(&two, at + 1), SY_OK);
    check_err(authorised(&two, size_now() + 1), SY_NOT_YET);
}

/* What is said in one statement with a policy, those say who were the authority before. */
static void test_the_entry_itself_is_the_old_authority_s(void **state)
{
    struct sy_policy one = next_policy();
    struct world_saying founder = FOUNDER;
    struct sy_act_draft acts[2];
    struct sy_buffer submission = {0};
    uint64_t effects = world_effects(F);
    struct document d;
    const char *why;

    (void)state;
    set_authorities(&one, 1, 1, 1);
    publish(&one, 1u << 0 | 1u << 1, &d);
    acts[0] = d.act;
    acts[1] = admission(3);
    world_submission(F, &founder, acts, 2, &submission);
    check_err(world_try_bytes(F, sy_buffer_bytes(&submission), &why), SY_OK);
    world_put(F, sy_buffer_bytes(&submission));
    assert_int_equal(world_effects(F), effects + 2);
    world_void(
        F, FOUNDER,
        world_act(F, SY_TYPE_ORGANISATION, ID(3), SY_ORGANISATION_STRUCK_OFF, WORLD_NOTHING));
    sy_buffer_close(&submission);
    sy_buffer_close(&d.text);
}

/* The act has its own signatures: a firm may bring it, a stranger or a revoked key may not. */
static void test_anybody_with_a_key_in_force_may_submit(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_policy two;
    struct sy_secret_key stranger;

    (void)state;
    fixture_key(990, &stranger);
    set_authorities(&one, 0, 2, 2);
    refuse(SAYS("reg:310115-9", &stranger), one, 1u << 0 | 1u << 1);
    refuse(SAYS(ID(0), &stranger), one, 1u << 0 | 1u << 1);
    refuse(SAYS(ID(0), &w.f.orgs[0].connect), one, 1u << 0 | 1u << 1);
    adopt(ORG(2), &one, 1u << 0 | 1u << 1);
    two = next_policy();
    set_authorities(&two, 0, 1, 1);
    refuse(FOUNDER, two, 1u << 0 | 1u << 1); /* one of two is no authority now */
    adopt(SAYS(PUDONG, &w.keys[WORLD_PUDONG]), &two, 1u << 0 | 1u << 1);
    assert_int_equal(version_at(size_now()), 2);
}

/* An authority that left: what it said stays, what it says is nothing; nor has a version's
 * signature of his any weight for the version after the next. */
static void test_key_of_the_authority_that_was_rotated_out(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_policy two;
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state kept;

    (void)state;
    set_authorities(&one, 1, 1, 1);
    adopt(FOUNDER, &one, 1u << 0 | 1u << 1);
    world_void(F, FOUNDER, admission(3));
    two = next_policy();
    set_authorities(&two, 2, 1, 1);
    refuse(ORG(0), two, 1u << 0 | 1u << 2);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, sy_text(ID(2)), UINT64_MAX, &kept), SY_OK);
    assert_int_equal(sy_registry_force(&kept, w.f.now), SY_FORCE_GOOD);
    sy_registry_release(snapshot);
    world_done(F, SAYS(SY_AUTHORITY, &authority[1]), admission(3));
}

static void test_k_minus_one_of_n(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_policy two;

    (void)state;
    set_authorities(&one, 0, 3, 2);
    refuse(FOUNDER, one, 0);
    refuse(FOUNDER, one, 1u << 0);           /* one of those after */
    refuse(FOUNDER, one, 1u << 1 | 1u << 2); /* nobody of those before */
    refuse(FOUNDER, one, 1u << 0 | 1u << 3); /* and somebody who is neither */
    adopt(FOUNDER, &one, 1u << 0 | 1u << 2);
    two = next_policy();
    set_authorities(&two, 0, 1, 1);
    refuse(BOTH(0, 1), two, 1u << 0);
    refuse(BOTH(0, 1), two, 1u << 1 | 1u << 2);
    adopt(BOTH(0, 1), &two, 1u << 0 | 1u << 1);
}

static void test_version_going_back_or_skipped(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_policy other = next_policy();
    struct sy_policy skipped = next_policy();
    struct sy_policy two;
    struct document kept;

    (void)state;
    skipped.network.version = 2;
    refuse(FOUNDER, skipped, 1);
    skipped.network.version = UINT64_C(1) << 62;
    refuse(FOUNDER, skipped, 1);
    other.network.limits.records = 9;
    publish(&one, 1, &kept);
    adopt(FOUNDER, &one, 1);
    /* Again, with the "after" of then and of now; another one in its place. */
    world_void(F, FOUNDER, kept.act);
    sy_act_draft_after(&kept.act, world_after(F, SY_POLICY_SUBJECT));
    world_void(F, FOUNDER, kept.act);
    refuse(FOUNDER, other, 1);
    two = next_policy();
    two.previous = w.f.network.id; /* it follows the genesis, not the first */
    refuse(FOUNDER, two, 1);
    two.previous = other.hash;
    refuse(FOUNDER, two, 1);
    two.previous = one.hash;
    adopt(FOUNDER, &two, 1);
    world_void(F, FOUNDER, kept.act);
    assert_int_equal(version_at(size_now()), 2);
    sy_buffer_close(&kept.text);
}

static void test_signatures_of_another_network(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_hash another = {{1, 2, 3}};
    struct document d;

    (void)state;
    publish_for(&one, &another, 1, &d);
    world_void(F, FOUNDER, d.act);
    sy_buffer_close(&d.text);
    one.network.id = another;
    refuse(FOUNDER, one, 1);
}

/* The act says of its document what that does not say of itself, or has no document. */
static void test_an_act_that_belies_its_document(void **state)
{
    static char long_text[SY_POLICY_TEXT_BYTES_MAX + 2];
    struct sy_policy one = next_policy();
    struct sy_policy none = one;
    struct sy_act_draft act;
    struct document d;

    (void)state;
    publish(&one, 1, &d);
    act = fixture_without(d.act, SY_POLICY_PREVIOUS);
    world_void(F, FOUNDER, act);
    none.previous.bytes[0] ^= 1;
    sy_act_draft_bytes(&act, SY_POLICY_PREVIOUS, fixture_hash_bytes(&none.previous));
    world_void(F, FOUNDER, act);
    world_void(F, FOUNDER, fixture_with_int(d.act, SY_POLICY_VERSION, 2));
    world_void(F, FOUNDER, fixture_without(d.act, SY_POLICY_SIGNATURES));
    act = fixture_without(d.act, SY_POLICY_SIGNATURES);
    sy_act_draft_bytes(&act, SY_POLICY_SIGNATURES,
                       (struct sy_bytes){d.signatures.item[0], SY_POLICY_SIGNATURE_BYTES - 1});
    world_void(F, FOUNDER, act);
    act = d.act;
    for (size_t i = 0; i < SY_POLICY_SIGNATURES_MAX; i++)
        sy_act_draft_bytes(&act, SY_POLICY_SIGNATURES,
                           (struct sy_bytes){d.signatures.item[0], SY_POLICY_SIGNATURE_BYTES});
    world_void(F, FOUNDER, act);
    world_void(F, FOUNDER, fixture_with_text(d.act, SY_POLICY_TEXT, "{}"));
    world_void(F, FOUNDER, fixture_with_text(d.act, SY_POLICY_TEXT, "not JSON"));
    memset(long_text, ' ', sizeof(long_text) - 1);
    world_void(F, FOUNDER, fixture_with_text(d.act, SY_POLICY_TEXT, long_text));
    world_void(F, FOUNDER, fixture_with_text(d.act, SY_ACT_REASON, "two\nlines"));
    assert_int_equal(version_at(size_now()), 0);
    world_done(F, FOUNDER, d.act);
    sy_buffer_close(&d.text);
}

/* A document of that many bytes, blanks behind the text, signed by the founder. */
static void publish_long(struct sy_policy *policy, size_t len, struct document *d)
{
    *d = (struct document){0};
    sy_policy_write(policy, &d->text);
    while (d->text.len < len)
        sy_buffer_put_u8(&d->text, ' ');
    check_err(d->text.err, SY_OK);
    policy->hash = sy_hash_of(sy_buffer_bytes(&d->text));
    check_err(sy_policy_sign(&policy->network.id, sy_buffer_bytes(&d->text), &authority[0],
                             &d->signatures),
              SY_OK);
    make_act(policy, d);
}

static void test_the_longest_document(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_registry_snapshot *snapshot;
    struct sy_policy_signatures signatures;
    struct sy_bytes text;
    struct document d;
    uint64_t index;

    (void)state;
    publish_long(&one, SY_POLICY_TEXT_BYTES_MAX + 1, &d);
    world_void(F, FOUNDER, d.act);
    sy_buffer_close(&d.text);
    publish_long(&one, SY_POLICY_TEXT_BYTES_MAX, &d);
    world_done(F, FOUNDER, d.act);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_policy_document(snapshot, 1, &text, &signatures, &index), SY_OK);
    assert_true(sy_bytes_equal(text, sy_buffer_bytes(&d.text)));
    sy_registry_release(snapshot);
    sy_buffer_close(&d.text);
}

/* Two policies in one statement: each would be signed under another authority. */
static void test_two_policies_in_one_statement(void **state)
{
    struct sy_policy one = next_policy();
    struct world_saying founder = FOUNDER;
    struct sy_buffer submission = {0};
    struct sy_act_draft acts[2];
    struct document d[2];
    struct sy_policy two;
    const char *why;

    (void)state;
    publish(&one, 1, &d[0]);
    before = one;
    two = next_policy();
    publish(&two, 1, &d[1]);
    acts[0] = d[0].act;
    acts[1] = d[1].act;
    sy_act_draft_after(&acts[1], size_now() + 1);
    world_submission(F, &founder, acts, 2, &submission);
    check_err(world_try_bytes(F, sy_buffer_bytes(&submission), &why), SY_VOID);
    world_put(F, sy_buffer_bytes(&submission));
    assert_int_equal(version_at(size_now()), 1);
    sy_buffer_close(&submission);
    for (size_t i = 0; i < 2; i++)
        sy_buffer_close(&d[i].text);
}

/* Every version can be had, and is a chain from the genesis for whoever has only that. */
static void test_the_chain_is_given_back(void **state)
{
    static struct sy_policy chain;
    static struct sy_policy read;
    struct sy_registry_snapshot *snapshot;
    struct sy_policy_signatures signatures;
    struct sy_bytes text;
    uint64_t index;
    uint64_t at[4] = {0};

    (void)state;
    for (uint32_t version = 1; version < 4; version++) {
        struct sy_policy next = next_policy();

        set_authorities(&next, version % 2, 2, 1);
        next.network.limits.records = 100 * version;
        at[version] = adopt(ORG(0), &next, 1u << 0 | 1u << 1);
    }
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    sy_policy_of_genesis(&w.f.network, &chain);
    for (uint64_t version = 1; version < 4; version++) {
        check_err(sy_registry_policy_document(snapshot, version, &text, &signatures, &index),
                  SY_OK);
        assert_int_equal(index, at[version]);
        check_err(sy_policy_check(&chain, text, &signatures, &chain, NULL), SY_OK);
        check_err(sy_registry_policy(snapshot, index + 1, &read), SY_OK);
        assert_memory_equal(&read, &chain, sizeof(read));
        assert_int_equal(read.network.limits.records, 100 * version);
        check_err(sy_registry_policy(snapshot, index, &read), SY_OK);
        assert_int_equal(read.network.version, version - 1);
    }
    check_err(sy_registry_policy_document(snapshot, 4, &text, &signatures, &index),
              SY_NOT_FOUND);
    check_err(sy_registry_policy_document(snapshot, 0, &text, &signatures, &index),
              SY_NOT_FOUND);
    sy_registry_release(snapshot);
}

/* A snapshot keeps its answers; a view made again from the log has the same ones. */
static void test_a_view_made_again_answers_the_same(void **state)
{
    struct sy_policy one = next_policy();
    struct world_saying founder = FOUNDER;
    struct world_saying two = BOTH(0, 2);
    struct sy_registry_snapshot *snapshot;
    uint64_t version;
    uint64_t effects;
    uint64_t at;

    (void)state;
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    set_authorities(&one, 0, 3, 2);
    at = adopt(FOUNDER, &one, 1u << 0 | 1u << 1);
    world_done(F, BOTH(0, 2), admission(3));
    check_err(sy_registry_policy_version(snapshot, UINT64_MAX, &version), SY_OK);
    assert_int_equal(version, 0);
    sy_registry_release(snapshot);
    effects = world_effects(F);
    fixture_close_logs(F);
    fixture_remove(fixture_path(F, "authority"));
    fixture_open_logs(F);
    fixture_apply(F);
    assert_int_equal(world_effects(F), effects);
    for (uint64_t size = 0; size <= size_now(); size++) {
        assert_int_equal(version_at(size), size > at);
        check_err(authorised(&founder, size), size > at ? SY_UNKNOWN_KEY : SY_OK);
        check_err(authorised(&two, size), size > at ? SY_OK : SY_UNKNOWN_KEY);
    }
}

/* Where the view has not come yet, the chain in the log says which policy will be in force;
 * what does not follow, or was not signed by enough, is passed over. */
static void test_the_policy_ahead_of_the_view(void **state)
{
    static struct sy_policy ahead;
    struct sy_policy one = next_policy();
    struct sy_policy two;
    struct sy_log_snapshot *log;

    (void)state;
    set_authorities(&one, 0, 2, 2);
    adopt(FOUNDER, &one, 1u << 0 | 1u << 1);
    two = next_policy();
    two.network.limits.records = 7;
    refuse(BOTH(0, 1), two, 1u << 0); /* one of two */
    two.network.limits.records = 8;
    adopt(BOTH(0, 1), &two, 1u << 0 | 1u << 1);
    fixture_close_logs(F);
    fixture_remove(fixture_path(F, "authority"));
    fixture_open_logs(F);
    check_err(sy_log_snapshot(w.f.logs[FIXTURE_REGISTRY], &log), SY_OK);
    assert_int_equal(version_at(UINT64_MAX), 0);
    check_err(sy_registry_policy_ahead(w.f.registry, log, &ahead), SY_OK);
    assert_memory_equal(&ahead, &two, sizeof(ahead));
    assert_int_equal(version_at(UINT64_MAX), 0); /* nothing is applied */
    fixture_apply(F);
    check_err(sy_registry_policy_ahead(w.f.registry, log, &ahead), SY_OK);
    assert_memory_equal(&ahead, &two, sizeof(ahead));
    sy_log_release(log);
}

/* A view that knew nothing of policies is not misread. */
static void test_a_view_of_earlier_rules_is_corrupt(void **state)
{
    static const char *const tables[] = {"state"};
    uint8_t mark[8 + SY_HASH_BYTES] = {0};
    struct sy_store_txn *txn;
    struct sy_store *store;

    (void)state;
    sy_registry_close(w.f.registry);
    w.f.registry = NULL;
    check_err(sy_store_open(fixture_path(F, "authority"), SY_STORE_CREATE, FIXTURE_MAP_BYTES,
                            tables, 1, &store),
              SY_OK);
    check_err(sy_store_write(store, &txn), SY_OK);
    sy_put_u64be(mark, 5);
    check_err(sy_store_put(txn, 0, sy_text("applied"), (struct sy_bytes){mark, sizeof(mark)}),
              SY_OK);
    check_err(sy_store_commit(txn), SY_OK);
    sy_store_close(store);
    check_err(sy_registry_open(fixture_path(F, "authority"), FIXTURE_MAP_BYTES, &w.f.network,
                               &w.f.registry),
              SY_CORRUPT);
}

/* ---- the auditor ---- */

static enum sy_err audit_log(struct sy_audit *audit, unsigned log, struct sy_audit_problem *why)
{
    struct sy_audit_counts counts;
    struct sy_buffer share = {0};
    struct sy_buffer note = {0};
    enum sy_err err;

    fixture_note(F, log, &note);
    err = sy_audit_begin(audit, fixture_origin(F, log), sy_buffer_bytes(&note), why);
    for (uint64_t i = 0; err == SY_OK && i < sy_audit_checkpoint(audit)->size; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(F, log, i, &share);
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), why);
    }
    sy_buffer_close(&share);
    sy_buffer_close(&note);
    return err == SY_OK ? sy_audit_finish(audit, &counts, why) : err;
}

static struct sy_audit *open_audit(const struct sy_network *newest)
{
    static unsigned scratch;
    struct sy_audit *audit;
    char path[1100];

    snprintf(path, sizeof(path), "%s-%u", fixture_path(F, "scratch"), scratch++);
    assert_int_equal(mkdir(path, 0700), 0);
    check_err(sy_audit_open(&w.f.network, newest, path, &audit), SY_OK);
    return audit;
}

static void say_something(unsigned org)
{
    struct sy_draft draft = fixture_draft(9999, "anything", NULL, NULL, NULL);

    fixture_append_drafts(F, org, &draft, 1);
}

/* Who has only network.json finds the chain in the registry, and judges by it. */
static void test_an_auditor_follows_the_chain(void **state)
{
    struct sy_policy one = next_policy();
    struct sy_audit_problem why = {0};
    struct sy_audit *audit;
    uint64_t bad;

    (void)state;
    set_authorities(&one, 1, 1, 1);
    say_something(0);
    adopt(FOUNDER, &one, 1u << 0 | 1u << 1);
    world_done(F, SAYS(SY_AUTHORITY, &authority[1]), admission(3));
    say_something(0);
    for (unsigned known = 0; known < 2; known++) {
        audit = open_audit(known ? &before.network : &w.f.network);
        check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_OK);
        assert_int_equal(sy_audit_network(audit)->version, 1);
        check_err(audit_log(audit, FIXTURE_DISTRICT, &why), SY_OK);
        sy_audit_close(audit);
    }
    /* A registry that lets the founder in after he left. */
    bad = size_now();
    world_void(F, FOUNDER, admission(3));
    audit = open_audit(&w.f.network);
    check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_UNKNOWN_KEY);
    assert_string_equal(why.rule, "V5");
    assert_int_equal(why.index, bad);
    sy_audit_close(audit);
}

/* Authorities that sign two policies of one version show them to different people. */
static void test_two_policies_of_one_version(void **state)
{
    static struct sy_policy shown;
    struct sy_policy one = next_policy();
    struct sy_audit_problem why = {0};
    struct document d;
    struct sy_audit *audit;
    uint64_t at;

    (void)state;
    shown = one;
    shown.network.limits.records = 9;
    publish(&shown, 1, &d); /* as good as the other, by itself */
    check_err(sy_policy_check(&before, sy_buffer_bytes(&d.text), &d.signatures, &shown, NULL),
              SY_OK);
    at = adopt(FOUNDER, &one, 1);
    for (unsigned known = 0; known < 2; known++) {
        audit = open_audit(known ? &shown.network : &one.network);
        check_err(audit_log(audit, FIXTURE_REGISTRY, &why), known ? SY_BAD_CHAIN : SY_OK);
        sy_audit_close(audit);
    }
    assert_string_equal(why.rule, "policy");
    assert_int_equal(why.index, at);
    /* The same behind which the registry went on. */
    one = next_policy();
    adopt(FOUNDER, &one, 1);
    audit = open_audit(&shown.network);
    check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_BAD_CHAIN);
    sy_audit_close(audit);
    sy_buffer_close(&d.text);
}

/* The district's log closed where it is now. */
static struct sy_policy closing(void)
{
    struct sy_policy next = next_policy();
    struct sy_network_log *log = &next.network.logs[0];
    struct sy_log_snapshot *snapshot;

    check_err(sy_log_snapshot(w.f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    log->closed = true;
    log->final_size = sy_log_head(snapshot)->tree.size;
    log->final_root = sy_merkle_root(&sy_log_head(snapshot)->tree);
    sy_log_release(snapshot);
    return next;
}

static void test_nothing_stands_behind_the_end_of_a_closed_log(void **state)
{
    struct sy_audit_problem why = {0};
    struct sy_policy one;
    struct sy_audit *audit;

    (void)state;
    say_something(0);
    one = closing();
    adopt(FOUNDER, &one, 1);
    audit = open_audit(&w.f.network);
    check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_OK);
    check_err(audit_log(audit, FIXTURE_DISTRICT, &why), SY_OK);
    assert_int_equal(sy_audit_beyond(audit), 0);
    sy_audit_close(audit);
    say_something(0); /* by a node that goes on */
    audit = open_audit(&w.f.network);
    check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_OK);
    check_err(audit_log(audit, FIXTURE_DISTRICT, &why), SY_OK);
    assert_int_equal(sy_audit_beyond(audit), 1);
    assert_int_equal(sy_audit_checkpoint(audit)->size, one.network.logs[0].final_size);
    sy_audit_close(audit);
}

static void test_an_end_with_another_root(void **state)
{
    struct sy_audit_problem why = {0};
    struct sy_policy one;
    struct sy_audit *audit;

    (void)state;
    say_something(0);
    one = closing();
    one.network.logs[0].final_root.bytes[5] ^= 1;
    adopt(FOUNDER, &one, 1);
    audit = open_audit(&w.f.network);
    check_err(audit_log(audit, FIXTURE_REGISTRY, &why), SY_OK);
    check_err(audit_log(audit, FIXTURE_DISTRICT, &why), SY_BAD_ROOT);
    sy_audit_close(audit);
}

#define POLICY(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POLICY(test_a_policy_changes_who_the_authority_is),
        POLICY(test_the_entry_itself_is_the_old_authority_s),
        POLICY(test_anybody_with_a_key_in_force_may_submit),
        POLICY(test_key_of_the_authority_that_was_rotated_out),
        POLICY(test_k_minus_one_of_n),
        POLICY(test_version_going_back_or_skipped),
        POLICY(test_signatures_of_another_network),
        POLICY(test_an_act_that_belies_its_document),
        POLICY(test_the_longest_document),
        POLICY(test_two_policies_in_one_statement),
        POLICY(test_the_chain_is_given_back),
        POLICY(test_a_view_made_again_answers_the_same),
        POLICY(test_the_policy_ahead_of_the_view),
        POLICY(test_a_view_of_earlier_rules_is_corrupt),
        POLICY(test_an_auditor_follows_the_chain),
        POLICY(test_two_policies_of_one_version),
        POLICY(test_nothing_stands_behind_the_end_of_a_closed_log),
        POLICY(test_an_end_with_another_root),
    };

    return cmocka_run_group_tests_name("registry_policy", tests, NULL, NULL);
}
