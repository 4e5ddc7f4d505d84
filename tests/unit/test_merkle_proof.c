/* Proofs: every one in every tree of up to 64 entries, and each again with something
 * damaged. */
#include "tests/check.h"

#include "ledger/merkle_recent.h"
#include "tests/unit/tree.h"

enum { SIZES = 64 };

struct fixture {
    struct tree tree;
    struct sy_hash leaf[SIZES];
    struct sy_hash root[SIZES + 1];
};

static void setup(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    f->root[0] = sy_merkle_root(&f->tree.frontier);
    for (uint64_t i = 0; i < SIZES; i++) {
        f->leaf[i] = tree_leaf(i);
        tree_append_hash(&f->tree, f->leaf[i]);
        f->root[i + 1] = tree_hash(f->leaf, i + 1);
    }
}

/* How long an inclusion proof is: a level for every bit in which the paths to the leaf and
 * to the last leaf differ, and one for every left sibling above. */
static size_t inclusion_length(uint64_t size, uint64_t index)
{
    uint64_t differs = index ^ (size - 1);
    unsigned bits = differs == 0 ? 0 : 64u - (unsigned)__builtin_clzll(differs);

    return bits + (size_t)__builtin_popcountll(index >> bits);
}

static void test_roots_from_stored_hashes(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t size = 0; size <= SIZES; size++) {
        struct sy_hash root;

        check_err(sy_merkle_root_at(&source, size, &root), SY_OK);
        assert_true(sy_hash_equal(&root, &f.root[size]));
    }
}

static void test_every_inclusion(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t size = 1; size <= SIZES; size++) {
        for (uint64_t index = 0; index < size; index++) {
            struct sy_merkle_proof proof;
            struct sy_merkle_proof path;

            check_err(sy_merkle_prove_inclusion(&source, size, index, &proof), SY_OK);
            assert_int_equal(proof.count, inclusion_length(size, index));
            check_err(sy_merkle_verify_inclusion(&f.root[size], size, index, &f.leaf[index],
                                                 proof.hash, proof.count),
                      SY_OK);
            check_err(sy_merkle_path_of(f.leaf, size, index, &path), SY_OK);
            assert_int_equal(path.count, proof.count);
            assert_memory_equal(path.hash, proof.hash, proof.count * sizeof(proof.hash[0]));
        }
    }
}

/* What is remembered is what is stored, in whatever order it is asked for. */
static void test_recent_nodes(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);
    struct sy_merkle_recent recent = {.base = source};
    struct sy_merkle_source again = sy_merkle_recent_source(&recent);

    (void)state;
    setup(&f);
    for (uint64_t i = 0; i < SIZES * SIZES; i++) {
        uint64_t size = 1 + i * 37 % SIZES;
        uint64_t index = i * 53 % size;
        struct sy_merkle_proof proof;
        struct sy_merkle_proof same;

        check_err(sy_merkle_prove_inclusion(&source, size, index, &proof), SY_OK);
        check_err(sy_merkle_prove_inclusion(&again, size, index, &same), SY_OK);
        assert_int_equal(same.count, proof.count);
        assert_memory_equal(same.hash, proof.hash, proof.count * sizeof(proof.hash[0]));
    }
}

static void test_every_consistency(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t to = 1; to <= SIZES; to++) {
        for (uint64_t from = 1; from <= to; from++) {
            struct sy_merkle_proof proof;

            check_err(sy_merkle_prove_consistency(&source, from, to, &proof), SY_OK);
            check_err(sy_merkle_verify_consistency(&f.root[from], from, &f.root[to], to,
                                                   proof.hash, proof.count),
                      SY_OK);
        }
    }
}

static void check_inclusion_refused(const struct fixture *f, uint64_t size, uint64_t index,
                                    const struct sy_merkle_proof *proof)
{
    check_err(sy_merkle_verify_inclusion(&f->root[size], size, index, &f->leaf[index],
                                         proof->hash, proof->count),
              SY_BAD_PROOF);
}

static void test_a_damaged_inclusion_is_refused(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t size = 1; size <= SIZES; size += 3) {
        for (uint64_t index = 0; index < size; index++) {
            struct sy_merkle_proof proof;
            struct sy_hash other = f.leaf[index];

            check_err(sy_merkle_prove_inclusion(&source, size, index, &proof), SY_OK);
            for (size_t bit = 0; bit < proof.count * 256; bit++) {
                proof.hash[bit / 256].bytes[bit % 256 / 8] ^= (uint8_t)(1 << bit % 8);
                check_inclusion_refused(&f, size, index, &proof);
                proof.hash[bit / 256].bytes[bit % 256 / 8] ^= (uint8_t)(1 << bit % 8);
            }
            other.bytes[31] ^= 1;
            check_err(sy_merkle_verify_inclusion(&f.root[size], size, index, &other, proof.hash,
                                                 proof.count),
                      SY_BAD_PROOF);
            for (uint64_t wrong = 0; wrong <= SIZES; wrong++) {
                if (wrong != index)
                    check_err(sy_merkle_verify_inclusion(&f.root[size], size, wrong,
                                                         &f.leaf[index], proof.hash,
                                                         proof.count),
                              SY_BAD_PROOF);
            }
            if (proof.count > 0) {
                proof.count--;
                check_inclusion_refused(&f, size, index, &proof);
                proof.count++;
            }
            proof.hash[proof.count++] = f.leaf[0];
            check_inclusion_refused(&f, size, index, &proof);
        }
    }
}

static void check_consistency_refused(const struct fixture *f, uint64_t from, uint64_t to,
                                      const struct sy_merkle_proof *proof)
{
    check_err(sy_merkle_verify_consistency(&f->root[from], from, &f->root[to], to, proof->hash,
                                           proof->count),
              SY_BAD_PROOF);
}

static void test_a_damaged_consistency_is_refused(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t to = 1; to <= SIZES; to += 3) {
        for (uint64_t from = 1; from <= to; from++) {
            struct sy_merkle_proof proof;
            struct sy_hash other = f.root[from];

            check_err(sy_merkle_prove_consistency(&source, from, to, &proof), SY_OK);
            for (size_t bit = 0; bit < proof.count * 256; bit++) {
                proof.hash[bit / 256].bytes[bit % 256 / 8] ^= (uint8_t)(1 << bit % 8);
                check_consistency_refused(&f, from, to, &proof);
                proof.hash[bit / 256].bytes[bit % 256 / 8] ^= (uint8_t)(1 << bit % 8);
            }
            other.bytes[0] ^= 0x80;
            check_err(sy_merkle_verify_consistency(&other, from, &f.root[to], to, proof.hash,
                                                   proof.count),
                      SY_BAD_PROOF);
            check_err(sy_merkle_verify_consistency(&f.root[from], from, &other, to, proof.hash,
                                                   proof.count),
                      SY_BAD_PROOF);
            if (proof.count > 0) {
                proof.count--;
                check_consistency_refused(&f, from, to, &proof);
                proof.count++;
            }
            proof.hash[proof.count++] = f.leaf[0];
            check_consistency_refused(&f, from, to, &proof);
        }
    }
}

/* The hashes of a proof, and one more at its end that a made-up root takes in: the tree of that
 * size has no such level. */
static void test_a_level_too_many(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t size = 1; size <= SIZES; size++) {
        const struct sy_hash above[2] = {sy_hash_node(&f.leaf[0], &f.root[size]),
                                         sy_hash_node(&f.root[size], &f.leaf[0])};

        for (uint64_t i = 0; i < 2 * size; i++) {
            const struct sy_hash *to = &above[i % 2];
            uint64_t from = i / 2 + 1;
            struct sy_hash both = sy_hash_node(&f.leaf[0], &f.root[from]);
            struct sy_merkle_proof proof;

            check_err(sy_merkle_prove_inclusion(&source, size, i / 2, &proof), SY_OK);
            proof.hash[proof.count++] = f.leaf[0];
            check_err(sy_merkle_verify_inclusion(to, size, i / 2, &f.leaf[i / 2], proof.hash,
                                                 proof.count),
                      SY_BAD_PROOF);
            check_err(sy_merkle_prove_consistency(&source, from, size, &proof), SY_OK);
            proof.hash[proof.count++] = f.leaf[0];
            check_err(sy_merkle_verify_consistency(&f.root[from], from, to, size, proof.hash,
                                                   proof.count),
                      SY_BAD_PROOF);
            /* Taken in by both roots, where the last hash stands to the left. */
            check_err(
                sy_merkle_verify_consistency(&both, from, to, size, proof.hash, proof.count),
                SY_BAD_PROOF);
        }
    }
}

/* True hashes and roots, but claimed for a tree that has more levels. */
static void test_a_level_too_few(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);

    (void)state;
    setup(&f);
    for (uint64_t size = 1; size <= SIZES; size++) {
        for (uint64_t i = 0; i < size; i++) {
            struct sy_merkle_proof proof;

            check_err(sy_merkle_prove_inclusion(&source, size, i, &proof), SY_OK);
            check_err(sy_merkle_verify_inclusion(&f.root[size], 4 * size, i, &f.leaf[i],
                                                 proof.hash, proof.count),
                      SY_BAD_PROOF);
            check_err(sy_merkle_prove_consistency(&source, i + 1, size, &proof), SY_OK);
            check_err(sy_merkle_verify_consistency(&f.root[i + 1], i + 1, &f.root[size],
                                                   4 * size, proof.hash, proof.count),
                      SY_BAD_PROOF);
        }
    }
}

static void test_what_no_tree_has(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);
    struct sy_merkle_proof proof = {.count = 5};
    struct sy_hash root;

    (void)state;
    setup(&f);
    check_err(sy_merkle_root_at(&source, SY_TREE_SIZE_MAX + 1, &root), SY_NOT_FOUND);
    check_err(sy_merkle_root_at(&source, UINT64_MAX, &root), SY_NOT_FOUND);
    check_err(sy_merkle_prove_inclusion(&source, 0, 0, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_prove_inclusion(&source, 7, 7, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_prove_inclusion(&source, UINT64_MAX, 7, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_prove_consistency(&source, 0, 7, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_prove_consistency(&source, 8, 7, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_prove_consistency(&source, 8, UINT64_MAX, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_path_of(f.leaf, 7, 7, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_path_of(f.leaf, 0, 0, &proof), SY_NOT_FOUND);
    check_err(sy_merkle_verify_inclusion(&f.root[0], 0, 0, &f.leaf[0], NULL, 0), SY_BAD_PROOF);
    check_err(sy_merkle_verify_consistency(&f.root[0], 0, &f.root[0], 0, NULL, 0),
              SY_BAD_PROOF);
    check_err(sy_merkle_verify_consistency(&f.root[2], 2, &f.root[1], 1, NULL, 0),
              SY_BAD_PROOF);
    assert_int_equal(proof.count, 5);
}

/* A store that cannot give a hash: the error comes through and nothing is handed out. */
static void test_the_source_fails(void **state)
{
    struct fixture f;
    struct sy_merkle_source source = tree_source(&f.tree);
    struct sy_merkle_proof proof = {.count = 5};
    struct sy_hash root = tree_leaf(0);

    (void)state;
    setup(&f);
    check_err(sy_merkle_prove_inclusion(&source, SIZES + 1, 3, &proof), SY_CORRUPT);
    check_err(sy_merkle_prove_consistency(&source, 3, SIZES + 1, &proof), SY_CORRUPT);
    check_err(sy_merkle_root_at(&source, SIZES + 1, &root), SY_CORRUPT);
    assert_true(sy_hash_equal(&root, &f.leaf[0]));
    assert_int_equal(proof.count, 5);
}

/* Every node of a huge tree of equal subtrees is its level's hash; no proof is above the
 * limit. */
static enum sy_err read_equal(void *context, unsigned level, uint64_t index,
                              struct sy_hash *out)
{
    const struct sy_hash *by_level = context;

    (void)index;
    *out = by_level[level];
    return SY_OK;
}

static void test_the_largest_tree(void **state)
{
    struct sy_hash by_level[SY_MERKLE_LEVEL_MAX + 1];
    struct sy_merkle_source source = {read_equal, by_level};
    const uint64_t sizes[] = {SY_TREE_SIZE_MAX, SY_TREE_SIZE_MAX - 1, SY_TREE_SIZE_MAX / 2 + 1,
                              ((uint64_t)1 << 40) + 12345};
    const uint64_t places[] = {0, 1, 2, 3, 1000, ((uint64_t)1 << 39) + 1, (uint64_t)1 << 40};

    (void)state;
    by_level[0] = tree_leaf(0);
    for (unsigned i = 1; i <= SY_MERKLE_LEVEL_MAX; i++)
        by_level[i] = sy_hash_node(&by_level[i - 1], &by_level[i - 1]);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sy_hash root;
        struct sy_merkle_proof proof;

        check_err(sy_merkle_root_at(&source, sizes[i], &root), SY_OK);
        for (size_t j = 0; j < sizeof(places) / sizeof(places[0]); j++) {
            struct sy_hash from;

            check_err(sy_merkle_prove_inclusion(&source, sizes[i], places[j], &proof), SY_OK);
            check_err(sy_merkle_verify_inclusion(&root, sizes[i], places[j], &by_level[0],
                                                 proof.hash, proof.count),
                      SY_OK);
            check_err(sy_merkle_root_at(&source, places[j] + 1, &from), SY_OK);
            check_err(sy_merkle_prove_consistency(&source, places[j] + 1, sizes[i], &proof),
                      SY_OK);
            check_err(sy_merkle_verify_consistency(&from, places[j] + 1, &root, sizes[i],
                                                   proof.hash, proof.count),
                      SY_OK);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots_from_stored_hashes),
        cmocka_unit_test(test_every_inclusion),
        cmocka_unit_test(test_recent_nodes),
        cmocka_unit_test(test_every_consistency),
        cmocka_unit_test(test_a_damaged_inclusion_is_refused),
        cmocka_unit_test(test_a_damaged_consistency_is_refused),
        cmocka_unit_test(test_a_level_too_many),
        cmocka_unit_test(test_a_level_too_few),
        cmocka_unit_test(test_what_no_tree_has),
        cmocka_unit_test(test_the_source_fails),
        cmocka_unit_test(test_the_largest_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
