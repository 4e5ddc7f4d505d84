/* Founding: what comes out is a network that passes its own check, with keys that fit. */
#include "tests/check.h"

#include "ledger/genesis.h"

static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
static struct sy_network network;
static struct sy_key_file node_keys[SY_NETWORK_NODES_MAX];
static struct sy_key_file authority_keys[SY_NETWORK_AUTHORITIES_MAX];

static void plan(struct sy_genesis *genesis, unsigned nodes, unsigned authorities)
{
    *genesis = (struct sy_genesis){.name = sy_text("suyuan.example/shanghai"),
                                   .node_count = nodes,
                                   .authority_count = authorities,
                                   .authority_k = authorities / 2 + 1,
                                   .faults = sy_genesis_faults(nodes)};
    for (unsigned i = 0; i < nodes; i++)
        snprintf(genesis->codes[i], sizeof(genesis->codes[i]), "%u", (310100 + i) % 1000000);
    for (unsigned i = 0; i < SY_GENESIS_SEEDS_MAX; i++)
        sy_put_u32be(seeds[i], i + 1);
}

static enum sy_err make(const struct sy_genesis *genesis, struct sy_problem *why)
{
    return sy_genesis_make(genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, &network, node_keys,
                           authority_keys, why);
}

static void check_node_keys(unsigned i)
{
    const struct sy_network_node *node = &network.nodes[i];
    struct sy_bytes code = sy_text(node->code);
    struct sy_public_key key;

    check_err(sy_key_file_check(&node_keys[i], NULL), SY_OK);
    check_err(sy_key_file_public(&node_keys[i], SY_KEY_LOG,
                                 sy_network_log_of(&network, code)->vkey.name, &key),
              SY_OK);
    assert_true(sy_public_key_equal(&key, &sy_network_log_of(&network, code)->vkey.key));
    check_err(sy_key_file_public(&node_keys[i], SY_KEY_MIRROR, NULL, &key), SY_OK);
    assert_true(sy_public_key_equal(
        &key, &sy_network_cosigner(&network, code, SY_COSIGNER_MIRROR)->vkey.key));
    check_err(sy_key_file_public(&node_keys[i], SY_KEY_WITNESS, NULL, &key), SY_OK);
    assert_true(sy_public_key_equal(
        &key, &sy_network_cosigner(&network, code, SY_COSIGNER_WITNESS)->vkey.key));
    check_err(sy_key_file_public(&node_keys[i], SY_KEY_TRANSPORT, node->code, &key), SY_OK);
    assert_true(sy_public_key_equal(&key, &node->transport));
    check_err(sy_key_file_public(&node_keys[i], SY_KEY_STATEMENT, node->code, &key), SY_OK);
    assert_true(sy_public_key_equal(&key, &node->statement));
}

static void test_keys_fit_the_network(void **state)
{
    static const unsigned sizes[][2] = {{1, 1}, {2, 3}, {5, 1}, {64, 16}};
    struct sy_genesis genesis;
    struct sy_public_key key;

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        plan(&genesis, sizes[i][0], sizes[i][1]);
        assert_true(sy_genesis_seeds(&genesis) <= SY_GENESIS_SEEDS_MAX);
        check_err(make(&genesis, NULL), SY_OK);
        check_err(sy_network_check(&network, NULL), SY_OK);
        assert_string_equal(network.registry.vkey.name, "suyuan.example/shanghai/registry");
        assert_string_equal(network.registry.node, "310100");
        check_err(
            sy_key_file_public(&node_keys[0], SY_KEY_LOG, network.registry.vkey.name, &key),
            SY_OK);
        assert_true(sy_public_key_equal(&key, &network.registry.vkey.key));
        for (unsigned j = 0; j < sizes[i][0]; j++)
            check_node_keys(j);
        for (unsigned j = 0; j < sizes[i][1]; j++) {
            check_err(sy_key_file_check(&authority_keys[j], NULL), SY_OK);
            check_err(sy_key_file_public(&authority_keys[j], SY_KEY_AUTHORITY, NULL, &key),
                      SY_OK);
            assert_true(sy_network_is_authority(&network, &key));
            check_err(sy_key_file_public(&authority_keys[j], SY_KEY_CONNECT, NULL, &key),
                      SY_OK);
            assert_true(sy_network_is_authority_connect(&network, &key));
        }
    }
}

static void test_equal_seeds_found_equal_networks(void **state)
{
    static struct sy_network first;
    struct sy_genesis genesis;

    (void)state;
    plan(&genesis, 4, 2);
    check_err(make(&genesis, NULL), SY_OK);
    first = network;
    check_err(make(&genesis, NULL), SY_OK);
    assert_memory_equal(&first, &network, sizeof(first));
}

/* f liars may fall silent and the rest still reach the quorum; f + 1 may not. */
static void test_default_faults(void **state)
{
    (void)state;
    assert_int_equal(sy_genesis_faults(1), 0);
    for (uint64_t nodes = 2; nodes <= SY_NETWORK_NODES_MAX; nodes++) {
        uint64_t n = nodes - 1;
        uint64_t f = sy_genesis_faults(nodes);

        assert_true(sy_network_quorum_needed(n, f) <= n - f);
        if (f + 1 < n)
            assert_true(sy_network_quorum_needed(n, f + 1) > n - (f + 1));
    }
}

static void test_refused(void **state)
{
    static const struct sy_key_file zero;
    struct sy_genesis genesis;
    struct sy_problem why = {0};
    char name[SY_NAME_BYTES_MAX];

    (void)state;
    plan(&genesis, 2, 1);
    genesis.name = sy_text("no spaces");
    check_err(make(&genesis, &why), SY_BAD_NAME);
    assert_int_equal(why.kind, SY_PROBLEM_BAD_PLACE_NAME);
    assert_string_equal(why.detail, "no spaces");

    /* The longest name that leaves room for /310100/witness, and one byte more. */
    memset(name, 'a', sizeof(name));
    genesis.name =
        (struct sy_bytes){(uint8_t *)name, SY_NAME_BYTES_MAX - strlen("/310100/witness")};
    check_err(make(&genesis, &why), SY_OK);
    genesis.name.len++;
    check_err(make(&genesis, &why), SY_BAD_NAME);
    assert_memory_equal(&node_keys[0], &zero, sizeof(zero));

    plan(&genesis, 3, 1);
    memcpy(genesis.codes[2], genesis.codes[1], sizeof(genesis.codes[1]));
    check_err(make(&genesis, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_LISTED_TWICE);
    plan(&genesis, 3, 1);
    genesis.faults = 2;
    check_err(make(&genesis, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_WRONG_QUORUM);
    plan(&genesis, 2, 2);
    genesis.authority_k = 3;
    check_err(make(&genesis, &why), SY_BAD_FILE);
    assert_string_equal(why.path, "authority.k");
    assert_memory_equal(&authority_keys[1], &zero, sizeof(zero));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_fit_the_network),
        cmocka_unit_test(test_equal_seeds_found_equal_networks),
        cmocka_unit_test(test_default_faults),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests_name("genesis", tests, NULL, NULL);
}
