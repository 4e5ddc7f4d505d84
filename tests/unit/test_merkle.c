/* The tree: known roots, and every small size against RFC 6962's definition taken literally. */
#include "tests/check.h"

#include "ledger/merkle.h"
#include "ledger/merkle_proof.h"
#include "tests/unit/tree.h"

/* As in Certificate Transparency's own tests. */
static const char *const leaf_hex[] = {"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
static const char *const root_hex[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void test_known_hashes(void **state)
{
    struct sy_hash left = sy_hash_leaf(sy_text("L123456"));
    struct sy_hash right;

    (void)state;
    check_hash(left, "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    /* node() of two texts that are no hashes, so spelled out here. */
    right = sy_hash_pieces(
        (struct sy_bytes[]){sy_text("\x01"), sy_text("N123"), sy_text("N456")}, 3);
    check_hash(right, "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
}

static void test_known_roots(void **state)
{
    struct sy_merkle m = {0};
    struct sy_hash leaves[8];

    (void)state;
    check_hash(sy_merkle_root(&m), root_hex[0]);
    for (size_t i = 0; i < 8; i++) {
        leaves[i] = sy_hash_leaf(check_unhex(leaf_hex[i]));
        check_err(sy_merkle_append(&m, &leaves[i]), SY_OK);
        assert_int_equal(m.size, i + 1);
        check_hash(sy_merkle_root(&m), root_hex[i + 1]);
        check_hash(sy_merkle_root_of(leaves, i + 1), root_hex[i + 1]);
    }
    check_hash(sy_merkle_root_of(leaves, 0), root_hex[0]);
}

static void test_known_consistency_proof(void **state)
{
    struct tree tree = {0};
    struct sy_merkle_source source = tree_source(&tree);
    struct sy_merkle_proof proof;

    (void)state;
    for (size_t i = 0; i < 8; i++)
        tree_append(&tree, check_unhex(leaf_hex[i]));
    check_err(sy_merkle_prove_consistency(&source, 3, 7, &proof), SY_OK);
    assert_int_equal(proof.count, 4);
    check_hash(proof.hash[2],
               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    check_hash(proof.hash[3],
               "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e");
}

/* Every node becomes complete once, in the order of its position. */
static void test_nodes_are_stored_in_order(void **state)
{
    struct sy_merkle m = {0};
    uint64_t position = 0;

    (void)state;
    for (uint64_t size = 0; size < 1000; size++) {
        struct sy_hash leaf = tree_leaf(size);
        struct sy_merkle_completed completed;

        assert_int_equal(sy_merkle_stored_count(size), position);
        check_err(sy_merkle_append_nodes(&m, &leaf, &completed), SY_OK);
        assert_int_equal(completed.count, 1 + __builtin_ctzll(size + 1));
        for (size_t i = 0; i < completed.count; i++) {
            const struct sy_merkle_node *node = &completed.node[i];

            assert_int_equal(node->level, i);
            assert_int_equal(node->index, size >> i);
            assert_int_equal(sy_merkle_stored_index(node->level, node->index), position);
            position++;
        }
    }
    /* What golang.org/x/mod/sumdb/tlog says of the same coordinates. */
    assert_int_equal(sy_merkle_stored_index(0, 3), 4);
    assert_int_equal(sy_merkle_stored_index(2, 0), 6);
    assert_int_equal(sy_merkle_stored_index(0, 1000000), 1999993);
}

static void test_completed_nodes_are_the_subtrees(void **state)
{
    struct sy_merkle m = {0};
    struct sy_merkle same = {0};
    struct sy_buffer stored = {0};
    struct sy_hash leaves[200];

    (void)state;
    for (size_t size = 0; size < 200; size++) {
        struct sy_merkle_completed completed;

        leaves[size] = tree_leaf(size);
        check_err(sy_merkle_append_nodes(&m, &leaves[size], &completed), SY_OK);
        check_err(sy_merkle_append_to(&same, &leaves[size], &stored), SY_OK);
        assert_memory_equal(&same, &m, sizeof(m));
        assert_int_equal(stored.len, sy_merkle_stored_count(size + 1) * SY_HASH_BYTES);
        for (size_t i = 0; i < completed.count; i++) {
            const struct sy_merkle_node *node = &completed.node[i];
            uint64_t position = sy_merkle_stored_index(node->level, node->index);
            struct sy_hash want =
                tree_hash(leaves + (node->index << node->level), (size_t)1 << node->level);

            assert_true(sy_hash_equal(&node->hash, &want));
            assert_memory_equal(stored.data + position * SY_HASH_BYTES, want.bytes,
                                SY_HASH_BYTES);
        }
    }
    sy_buffer_close(&stored);
}

static void test_a_full_tree_takes_no_more(void **state)
{
    struct sy_merkle m = {.size = SY_TREE_SIZE_MAX};
    struct sy_merkle before = m;
    struct sy_merkle_completed completed = {.count = 7};
    struct sy_hash leaf = tree_leaf(0);
    struct sy_buffer nodes = {0};

    (void)state;
    check_err(sy_merkle_append(&m, &leaf), SY_FULL);
    check_err(sy_merkle_append_nodes(&m, &leaf, &completed), SY_FULL);
    check_err(sy_merkle_append_to(&m, &leaf, &nodes), SY_FULL);
    assert_int_equal(nodes.len, 0);
    assert_memory_equal(&m, &before, sizeof(m));
    assert_int_equal(completed.count, 7);
}

static void test_the_last_entry_fits(void **state)
{
    struct sy_merkle m = {.size = SY_TREE_SIZE_MAX - 1};
    struct sy_merkle_completed completed;
    struct sy_hash leaf = tree_leaf(0);

    (void)state;
    check_err(sy_merkle_append_nodes(&m, &leaf, &completed), SY_OK);
    assert_int_equal(completed.count, SY_MERKLE_PEAKS_MAX);
    assert_int_equal(completed.node[SY_MERKLE_LEVEL_MAX].level, SY_MERKLE_LEVEL_MAX);
}

static void test_the_frontier_is_restored(void **state)
{
    struct sy_merkle m = {0};
    struct sy_merkle again;

    (void)state;
    for (uint64_t size = 0; size < 70; size++) {
        struct sy_buffer bytes = {0};
        struct sy_hash leaf = tree_leaf(size);
        struct sy_hash root = sy_merkle_root(&m);
        struct sy_hash root_again;

        sy_merkle_put(&m, &bytes);
        check_err(sy_merkle_restore(sy_buffer_bytes(&bytes), &again), SY_OK);
        root_again = sy_merkle_root(&again);
        assert_true(sy_hash_equal(&root, &root_again));
        check_err(sy_merkle_append(&again, &leaf), SY_OK);
        check_err(sy_merkle_append(&m, &leaf), SY_OK);
        root = sy_merkle_root(&m);
        root_again = sy_merkle_root(&again);
        assert_true(sy_hash_equal(&root, &root_again));
        sy_buffer_close(&bytes);
    }
}

static void test_a_damaged_frontier_is_refused(void **state)
{
    struct sy_merkle m = {0};
    struct sy_merkle untouched = {.size = 99};
    struct sy_buffer bytes = {0};
    struct sy_hash leaf = tree_leaf(0);

    (void)state;
    for (int i = 0; i < 5; i++)
        check_err(sy_merkle_append(&m, &leaf), SY_OK);
    sy_merkle_put(&m, &bytes);
    for (size_t len = 0; len < bytes.len; len++)
        check_err(sy_merkle_restore((struct sy_bytes){bytes.data, len}, &untouched),
                  SY_BAD_ENCODING);
    sy_buffer_put_u8(&bytes, 0);
    check_err(sy_merkle_restore(sy_buffer_bytes(&bytes), &untouched), SY_BAD_ENCODING);
    sy_buffer_clear(&bytes);
    sy_buffer_put(&bytes, "\x40\x00\x00\x00\x00\x00\x00\x01", 8); /* 2^62 + 1: two peaks */
    sy_buffer_put(&bytes, m.peak, 2 * sizeof(m.peak[0]));
    check_err(sy_merkle_restore(sy_buffer_bytes(&bytes), &untouched), SY_BAD_ENCODING);
    assert_int_equal(untouched.size, 99);
    sy_buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_hashes),
        cmocka_unit_test(test_known_roots),
        cmocka_unit_test(test_known_consistency_proof),
        cmocka_unit_test(test_nodes_are_stored_in_order),
        cmocka_unit_test(test_completed_nodes_are_the_subtrees),
        cmocka_unit_test(test_a_full_tree_takes_no_more),
        cmocka_unit_test(test_the_last_entry_fits),
        cmocka_unit_test(test_the_frontier_is_restored),
        cmocka_unit_test(test_a_damaged_frontier_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
