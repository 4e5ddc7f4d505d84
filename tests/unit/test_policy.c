/* The chain of policies: which document may follow which, whose signatures make it hold, and
 * how it is kept as a file. */
#include "tests/check.h"

#include "ledger/genesis.h"
#include "ledger/policy.h"
#include "ledger/tlog_policy.h"

enum { NODES = 3, AUTHORITIES = 4 };

/* A genesis of three nodes and one authority; key files of four authorities, of which the first
 * is the genesis'. */
static struct {
    struct sy_policy genesis;
    struct sy_secret_key authority[AUTHORITIES];
} f;

/* Key number n, of nobody yet. */
static struct sy_public_key fresh_key(uint32_t n)
{
    uint8_t seed[SY_SEED_BYTES] = {0xff};
    struct sy_secret_key key;

    sy_put_u32be(seed + 4, n);
    sy_secret_key_from_seed(seed, &key);
    return key.public_key;
}

static int found(void **state)
{
    static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
    static struct sy_key_file nodes[NODES];
    static struct sy_key_file authorities[1];
    struct sy_genesis genesis = {.name = sy_text("suyuan.example/test"),
                                 .node_count = NODES,
                                 .codes = {"310000", "310101", "310115"},
                                 .authority_count = 1,
                                 .authority_k = 1};
    struct sy_network network;
    struct sy_buffer text = {0};

    (void)state;
    for (uint32_t i = 0; i < SY_GENESIS_SEEDS_MAX; i++)
        sy_put_u32be(seeds[i], i + 1);
    check_err(sy_genesis_make(&genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, &network, nodes,
                              authorities, NULL),
              SY_OK);
    sy_network_write(&network, &text);
    check_err(sy_network_parse(sy_buffer_bytes(&text), &network, NULL), SY_OK);
    sy_buffer_close(&text);
    sy_policy_of_genesis(&network, &f.genesis);
    check_err(sy_key_file_secret(&authorities[0], SY_KEY_AUTHORITY, NULL, &f.authority[0]),
              SY_OK);
    for (uint32_t i = 1; i < AUTHORITIES; i++) {
        uint8_t seed[SY_SEED_BYTES] = {0xee, (uint8_t)i};

        sy_secret_key_from_seed(seed, &f.authority[i]);
    }
    return 0;
}

/* What comes after before, as yet unchanged. */
static struct sy_policy after(const struct sy_policy *before)
{
    struct sy_policy next = *before;

    next.previous = before->hash;
    next.network.version++;
    return next;
}

/* k of the authorities from..from + count - 1. */
static void set_authorities(struct sy_policy *policy, unsigned from, unsigned count, uint64_t k)
{
    struct sy_network *n = &policy->network;

    n->authority_k = k;
    n->authority_count = count;
    for (unsigned i = 0; i < count; i++) {
        n->authority_keys[i] = f.authority[from + i].public_key;
        n->authority_connect_keys[i] = fresh_key(100 + from + i);
    }
}

static void add_log(struct sy_policy *policy, const char *origin, const char *node,
                    uint32_t key)
{
    struct sy_network_log *log = &policy->network.logs[policy->network.log_count++];
    struct sy_public_key public_key = fresh_key(key);

    *log = (struct sy_network_log){.closed = false};
    check_err(sy_vkey_make(sy_text(origin), SY_VKEY_ED25519, &public_key, &log->vkey), SY_OK);
    snprintf(log->node, sizeof(log->node), "%s", node);
}

/* The same name with another key. */
static void change_key(struct sy_network_log *log, uint32_t key)
{
    struct sy_public_key public_key = fresh_key(key);
    struct sy_vkey changed;

    check_err(sy_vkey_make(sy_text(log->vkey.name), SY_VKEY_ED25519, &public_key, &changed),
              SY_OK);
    log->vkey = changed;
}

static void close_log(struct sy_policy *policy, size_t i, uint64_t size)
{
    policy->network.logs[i].closed = true;
    policy->network.logs[i].final_size = size;
    policy->network.logs[i].final_root = (struct sy_hash){{0xab, (uint8_t)size}};
}

/* The text, signed by the authorities whose bit is set. Its hash goes into the policy. */
struct document {
    struct sy_buffer text;
    struct sy_policy_signatures signatures;
};

static void publish(struct sy_policy *policy, unsigned signers, struct document *out)
{
    *out = (struct document){0};
    sy_policy_write(policy, &out->text);
    check_err(out->text.err, SY_OK);
    policy->hash = sy_hash_of(sy_buffer_bytes(&out->text));
    for (unsigned i = 0; i < AUTHORITIES; i++) {
        if ((signers & 1u << i) != 0)
            check_err(sy_policy_sign(&policy->network.id, sy_buffer_bytes(&out->text),
                                     &f.authority[i], &out->signatures),
                      SY_OK);
    }
}

static void check_policy_of(const struct sy_policy *before, const struct document *document,
                            enum sy_err want, enum sy_problem_kind want_kind)
{
    static struct sy_policy out;
    static struct sy_policy untouched;
    struct sy_problem why = {0};
    enum sy_err err;

    memset(&out, 0x5a, sizeof(out));
    memset(&untouched, 0x5a, sizeof(untouched));
    err = sy_policy_check(before, sy_buffer_bytes(&document->text), &document->signatures, &out,
                          &why);
    if (why.kind != want_kind)
        fail_msg("%s at %s (%s), expected %s", sy_problem_name(why.kind), why.path, why.detail,
                 sy_problem_name(want_kind));
    check_err(err, want);
    if (err != SY_OK) {
        assert_memory_equal(&out, &untouched, sizeof(out));
        assert_non_null(sy_policy_sentence(&why));
    }
}

/* One document behind before. */
static void check_policy(const struct sy_policy *before, struct sy_policy *next,
                         unsigned signers, enum sy_err want, enum sy_problem_kind want_kind)
{
    struct document document;

    publish(next, signers, &document);
    check_policy_of(before, &document, want, want_kind);
    sy_buffer_close(&document.text);
}

static void test_what_is_written_reads_back(void **state)
{
    struct sy_policy next = after(&f.genesis);
    struct sy_policy again = {0};
    struct sy_buffer text_again = {0};
    struct document document;

    (void)state;
    /* The open logs come first when it is read; here they do already. */
    close_log(&next, 2, 17);
    next.network.limits = (struct sy_network_limits){2 << 20, 100};
    publish(&next, 1, &document);
    check_err(sy_policy_parse(sy_buffer_bytes(&document.text), &again, NULL), SY_OK);
    assert_memory_equal(&next, &again, sizeof(next));
    assert_true(again.network.logs[2].closed);
    assert_int_equal(again.network.logs[2].final_size, 17);
    sy_policy_write(&again, &text_again);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&document.text), sy_buffer_bytes(&text_again)));
    sy_buffer_close(&document.text);
    sy_buffer_close(&text_again);
}

/* From 1 of 1 to 2 of 3, and on to others: k of those before and k of those after. */
static void test_k_of_the_old_and_k_of_the_new(void **state)
{
    struct sy_policy one = after(&f.genesis);
    struct sy_policy two;

    (void)state;
    set_authorities(&one, 0, 3, 2);
    check_policy(&f.genesis, &one, 1u << 0 | 1u << 1, SY_OK, SY_PROBLEM_NONE);
    check_policy(&f.genesis, &one, 7, SY_OK, SY_PROBLEM_NONE);
    check_policy(&f.genesis, &one, 1u << 0, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_TOO_FEW_AFTER);
    check_policy(&f.genesis, &one, 1u << 1 | 1u << 2, SY_UNKNOWN_KEY,
                 SY_PROBLEM_POLICY_TOO_FEW_BEFORE);
    check_policy(&f.genesis, &one, 0, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_TOO_FEW_BEFORE);
    check_policy(&f.genesis, &one, 15, SY_UNKNOWN_KEY, SY_PROBLEM_POLICY_SIGNER);
    /* The first one, which founded the network, leaves: it still counts as one before. */
    two = after(&one);
    set_authorities(&two, 1, 3, 2);
    check_policy(&one, &two, 1u << 0 | 1u << 1, SY_UNKNOWN_KEY,
                 SY_PROBLEM_POLICY_TOO_FEW_AFTER);
    check_policy(&one, &two, 1u << 1 | 1u << 2, SY_OK, SY_PROBLEM_NONE);
    check_policy(&one, &two, 1u << 0 | 1u << 1 | 1u << 3, SY_OK, SY_PROBLEM_NONE);
    check_policy(&one, &two, 1u << 3 | 1u << 1, SY_UNKNOWN_KEY,
                 SY_PROBLEM_POLICY_TOO_FEW_BEFORE);
}

static void test_one_authority_counts_once(void **state)
{
    struct sy_policy one = after(&f.genesis);
    struct sy_policy_signatures *s;
    struct document document;
    uint8_t swap[SY_POLICY_SIGNATURE_BYTES];

    (void)state;
    set_authorities(&one, 0, 3, 2);
    publish(&one, 1u << 0, &document);
    s = &document.signatures;
    check_err(
        sy_policy_sign(&one.network.id, sy_buffer_bytes(&document.text), &f.authority[0], s),
        SY_EXISTS);
    assert_int_equal(s->count, 1);
    memcpy(s->item[1], s->item[0], SY_POLICY_SIGNATURE_BYTES);
    s->count = 2;
    check_policy_of(&f.genesis, &document, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE_ORDER);
    sy_buffer_close(&document.text);

    /* Reordered. */
    publish(&one, 1u << 0 | 1u << 1, &document);
    memcpy(swap, s->item[0], sizeof(swap));
    memcpy(s->item[0], s->item[1], sizeof(swap));
    memcpy(s->item[1], swap, sizeof(swap));
    check_policy_of(&f.genesis, &document, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE_ORDER);
    sy_buffer_close(&document.text);
}

static void test_a_signature_is_of_this_text_and_network(void **state)
{
    struct sy_policy one = after(&f.genesis);
    struct sy_hash other = {{1}};
    struct document document;

    (void)state;
    publish(&one, 1, &document);
    document.signatures.item[0][SY_POLICY_SIGNATURE_BYTES - 1] ^= 1;
    check_policy_of(&f.genesis, &document, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE);
    document.signatures.count = 0;
    check_err(sy_policy_sign(&other, sy_buffer_bytes(&document.text), &f.authority[0],
                             &document.signatures),
              SY_OK);
    check_policy_of(&f.genesis, &document, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE);
    /* The same document with one more space: signed before, changed after. */
    sy_buffer_close(&document.text);
    publish(&one, 1, &document);
    sy_buffer_put_text(&document.text, " ");
    check_policy_of(&f.genesis, &document, SY_BAD_SIGNATURE, SY_PROBLEM_POLICY_SIGNATURE);
    sy_buffer_close(&document.text);
}

static void test_a_version_going_back_or_skipping(void **state)
{
    struct sy_policy one = after(&f.genesis);
    struct sy_policy two;
    struct sy_policy wrong;
    struct document document;

    (void)state;
    publish(&one, 1, &document);
    two = after(&one);
    check_policy(&one, &two, 1, SY_OK, SY_PROBLEM_NONE);
    /* The very same document again, and an older one. */
    check_policy_of(&one, &document, SY_BAD_FILE, SY_PROBLEM_POLICY_VERSION);
    check_policy_of(&two, &document, SY_BAD_FILE, SY_PROBLEM_POLICY_VERSION);
    sy_buffer_close(&document.text);
    /* One that leaves its predecessor out. */
    check_policy(&f.genesis, &two, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_VERSION);
    wrong = two;
    wrong.network.version = 3;
    check_policy(&one, &wrong, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_VERSION);
    /* The right number behind another text. */
    wrong = two;
    wrong.previous = f.genesis.hash;
    check_policy(&one, &wrong, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_PREVIOUS);
}

static void test_name_network_and_registry_stay(void **state)
{
    struct sy_policy next = after(&f.genesis);

    (void)state;
    next.network.id.bytes[5] ^= 1;
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_NETWORK);
    next = after(&f.genesis);
    change_key(&next.network.registry, 1);
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_REGISTRY);
}

static void test_logs_close_for_good(void **state)
{
    struct sy_policy closed = after(&f.genesis);
    struct sy_policy next;

    (void)state;
    close_log(&closed, 2, 17);
    check_policy(&f.genesis, &closed, 1, SY_OK, SY_PROBLEM_NONE);
    assert_null(sy_network_log_of(&closed.network, sy_text("310115")));
    assert_null(sy_network_successor(&closed.network, &closed.network.logs[2]));

    next = after(&closed);
    next.network.logs[2] = f.genesis.network.logs[2];
    check_policy(&closed, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_REOPENED);
    next = after(&closed);
    close_log(&next, 2, 18);
    check_policy(&closed, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_CHANGED);
    next = after(&closed);
    next.network.logs[2].final_root.bytes[31] ^= 1;
    check_policy(&closed, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_CHANGED);
    next = after(&closed);
    next.network.log_count = 2;
    check_policy(&closed, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_DROPPED);
    /* An open one can neither be dropped nor given another key. */
    next = after(&f.genesis);
    next.network.log_count = 2;
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_DROPPED);
    next = after(&f.genesis);
    change_key(&next.network.logs[2], 1);
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_CHANGED);
}

static void test_the_next_generation_succeeds(void **state)
{
    struct sy_policy closed = after(&f.genesis);
    struct sy_policy next;

    (void)state;
    close_log(&closed, 2, 17);
    add_log(&closed, "suyuan.example/test/310115/2", "310115", 1);
    check_policy(&f.genesis, &closed, 1, SY_OK, SY_PROBLEM_NONE);
    assert_ptr_equal(sy_network_successor(&closed.network, &closed.network.logs[2]),
                     &closed.network.logs[3]);
    assert_ptr_equal(sy_network_log_of(&closed.network, sy_text("310115")),
                     &closed.network.logs[3]);
    next = after(&closed);
    close_log(&next, 3, 1);
    add_log(&next, "suyuan.example/test/310115/3", "310115", 2);
    check_policy(&closed, &next, 1, SY_OK, SY_PROBLEM_NONE);

    static const struct {
        const char *origin, *node;
        bool close;
        enum sy_problem_kind want;
    } rows[] = {
        {"suyuan.example/test/310115/3", "310115", true, SY_PROBLEM_WRONG_ORIGIN},  /* skips */
        {"suyuan.example/test/310115/2", "310115", false, SY_PROBLEM_WRONG_ORIGIN}, /* open */
        {"suyuan.example/test/310115/02", "310115", true, SY_PROBLEM_WRONG_ORIGIN},
        {"suyuan.example/test/310115/1", "310115", true, SY_PROBLEM_WRONG_ORIGIN},
        {"suyuan.example/test/310115/2", "310101", true, SY_PROBLEM_WRONG_ORIGIN},
        {"suyuan.example/test/310120", "310120", true, SY_PROBLEM_UNKNOWN_NODE},
        {"suyuan.example/test/310115", "310115", true, SY_PROBLEM_LISTED_TWICE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        next = after(&f.genesis);
        if (rows[i].close)
            close_log(&next, 2, 17);
        add_log(&next, rows[i].origin, rows[i].node, 1);
        check_policy(&f.genesis, &next, 1, SY_BAD_FILE, rows[i].want);
    }
    /* Closed from its first day. */
    next = after(&f.genesis);
    close_log(&next, 2, 17);
    add_log(&next, "suyuan.example/test/310115/2", "310115", 1);
    close_log(&next, 3, 0);
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_LOG_NEW);
}

static void test_no_key_serves_another_purpose(void **state)
{
    struct sy_policy next = after(&f.genesis);
    struct sy_policy third;

    (void)state;
    /* In one document. */
    next.network.nodes[1].statement = next.network.authority_keys[0];
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_KEY_REUSED);
    /* A node's former transport key signs its statements. */
    next = after(&f.genesis);
    next.network.nodes[1].transport = fresh_key(1);
    next.network.nodes[1].statement = f.genesis.network.nodes[1].transport;
    check_policy(&f.genesis, &next, 1, SY_BAD_FILE, SY_PROBLEM_POLICY_KEY_REUSED);
    /* The key of a log that is closed stays taken. */
    next = after(&f.genesis);
    close_log(&next, 2, 17);
    third = after(&next);
    third.network.nodes[0].transport = f.genesis.network.logs[2].vkey.key;
    check_policy(&f.genesis, &next, 1, SY_OK, SY_PROBLEM_NONE);
    third.previous = next.hash;
    check_policy(&next, &third, 1, SY_BAD_FILE, SY_PROBLEM_KEY_REUSED);
}

static void test_limits(void **state)
{
    static const struct {
        uint64_t bytes, records;
        enum sy_problem_kind want;
    } rows[] = {
        {SY_STATEMENT_BYTES_MAX, SY_RECORDS_MAX, SY_PROBLEM_NONE},
        {SY_POLICY_STATEMENT_BYTES_MIN, 1, SY_PROBLEM_NONE},
        {SY_STATEMENT_BYTES_MAX + 1, 1, SY_PROBLEM_BAD_NUMBER},
        {SY_STATEMENT_BYTES_MAX, SY_RECORDS_MAX + 1, SY_PROBLEM_BAD_NUMBER},
        {SY_POLICY_STATEMENT_BYTES_MIN - 1, 1, SY_PROBLEM_TOO_FEW},
        {SY_STATEMENT_BYTES_MAX, 0, SY_PROBLEM_TOO_FEW},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sy_policy next = after(&f.genesis);

        next.network.limits = (struct sy_network_limits){rows[i].bytes, rows[i].records};
        check_policy(&f.genesis, &next, 1,
                     rows[i].want == SY_PROBLEM_NONE ? SY_OK : SY_BAD_FILE, rows[i].want);
    }
}

static void test_a_file_holds_text_and_signatures(void **state)
{
    struct sy_policy one = after(&f.genesis);
    struct sy_policy_signatures read;
    struct document document;
    struct sy_buffer file = {0};
    struct sy_bytes text;

    (void)state;
    set_authorities(&one, 0, 3, 2);
    publish(&one, 7, &document);
    sy_policy_file_write(sy_buffer_bytes(&document.text), &document.signatures, &file);
    check_err(sy_policy_file_parse(sy_buffer_bytes(&file), &text, &read, NULL), SY_OK);
    assert_true(sy_bytes_equal(text, sy_buffer_bytes(&document.text)));
    assert_int_equal(read.count, 3);
    assert_memory_equal(read.item, document.signatures.item, 3 * SY_POLICY_SIGNATURE_BYTES);
    /* Cut anywhere behind the text it is no file, but where a signature ends. */
    for (size_t len = document.text.len + 1; len < file.len; len++) {
        struct sy_problem why = {0};
        enum sy_err err =
            sy_policy_file_parse((struct sy_bytes){file.data, len}, &text, &read, &why);

        if (file.data[len - 1] == '\n' && len > document.text.len + 1) {
            check_err(err, SY_OK);
            assert_int_equal(read.count < 3, true);
        } else {
            check_err(err, SY_BAD_FILE);
            assert_int_equal(why.kind, SY_PROBLEM_POLICY_FORM);
            assert_true(why.line > 0);
        }
    }
    /* The text alone is a document that nobody has signed yet. */
    check_err(sy_policy_file_parse(sy_buffer_bytes(&document.text), &text, &read, NULL), SY_OK);
    assert_int_equal(read.count, 0);
    sy_buffer_close(&file);
    sy_buffer_close(&document.text);
}

static void test_tlog_policy(void **state)
{
    const struct sy_network *n = &f.genesis.network;
    struct sy_network alone = *n;
    struct sy_buffer text = {0};
    struct sy_buffer want = {0};

    (void)state;
    sy_tlog_policy_put(n, &n->logs[1], &text);
    sy_buffer_put_text(&want, "log ");
    sy_vkey_put(&n->logs[1].vkey, &want);
    for (size_t i = 0; i < n->cosigner_count; i++) {
        const struct sy_network_cosigner *c = &n->cosigners[i];

        if (strcmp(c->node, "310101") == 0)
            continue;
        sy_buffer_printf(&want, "\nwitness %s ", c->vkey.name);
        sy_vkey_put(&c->vkey, &want);
        if (c->role == SY_COSIGNER_WITNESS)
            sy_buffer_printf(&want, "\ngroup %s any %s/%s/mirror %s/%s/witness", c->node,
                             n->name, c->node, n->name, c->node);
    }
    sy_buffer_put_text(&want, "\ngroup districts 2 310000 310115\nquorum districts\n");
    assert_string_equal(sy_buffer_text(&text), sy_buffer_text(&want));
    sy_buffer_clear(&text);
    sy_buffer_clear(&want);
    alone.quorum_needed = 0;
    sy_tlog_policy_put(&alone, &alone.registry, &text);
    sy_buffer_put_text(&want, "log ");
    sy_vkey_put(&n->registry.vkey, &want);
    sy_buffer_put_text(&want, "\nquorum none\n");
    assert_string_equal(sy_buffer_text(&text), sy_buffer_text(&want));
    sy_buffer_close(&text);
    sy_buffer_close(&want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_reads_back),
        cmocka_unit_test(test_k_of_the_old_and_k_of_the_new),
        cmocka_unit_test(test_one_authority_counts_once),
        cmocka_unit_test(test_a_signature_is_of_this_text_and_network),
        cmocka_unit_test(test_a_version_going_back_or_skipping),
        cmocka_unit_test(test_name_network_and_registry_stay),
        cmocka_unit_test(test_logs_close_for_good),
        cmocka_unit_test(test_the_next_generation_succeeds),
        cmocka_unit_test(test_no_key_serves_another_purpose),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_a_file_holds_text_and_signatures),
        cmocka_unit_test(test_tlog_policy),
    };

    return cmocka_run_group_tests_name("policy", tests, found, NULL);
}
