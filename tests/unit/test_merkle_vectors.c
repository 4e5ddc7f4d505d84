/* Vectors made by others: transparency-dev/merkle's case files, and the accumulated ones of
 * draft-ietf-plants-merkle-tree-certs, where one hash stands for tens of thousands of
 * proofs. */
#include "tests/check.h"

#include <ftw.h>
#include <inttypes.h>

#include "ledger/base64.h"
#include "ledger/json.h"
#include "ledger/line.h"
#include "ledger/merkle_proof.h"
#include "tests/unit/tree.h"

enum { CASE_FILES = 122 };

static uint64_t number(const struct sy_json *object, const char *name)
{
    const struct sy_json *member = sy_json_member(object, name);
    uint64_t value = 0;

    assert_non_null(member);
    assert_true(sy_line_decimal(member->text, &value));
    return value;
}

/* Bytes that are no hash get one that is theirs alone. */
static struct sy_hash hash(const struct sy_json *text)
{
    struct sy_buffer bytes = {0};
    struct sy_hash out = {{0}};

    assert_non_null(text);
    check_err(sy_base64_decode(text->text, &bytes), SY_OK);
    if (bytes.len == SY_HASH_BYTES)
        memcpy(out.bytes, bytes.data, SY_HASH_BYTES);
    else
        out = sy_hash_pieces((struct sy_bytes[]){sy_text("no hash: "), sy_buffer_bytes(&bytes)},
                             2);
    sy_buffer_close(&bytes);
    return out;
}

static struct sy_hash hash_of_member(const struct sy_json *object, const char *name)
{
    return hash(sy_json_member(object, name));
}

static size_t hashes(const struct sy_json *list, struct sy_hash out[SY_PROOF_HASHES_MAX])
{
    size_t count = 0;

    for (const struct sy_json *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        assert_true(count < SY_PROOF_HASHES_MAX);
        out[count++] = hash(item);
    }
    return count;
}

static enum sy_err run_case(const struct sy_json *c)
{
    struct sy_hash proof[SY_PROOF_HASHES_MAX];
    size_t count = hashes(sy_json_member(c, "proof"), proof);

    if (sy_json_member(c, "leafIdx") != NULL) {
        struct sy_hash root = hash_of_member(c, "root");
        struct sy_hash leaf = hash_of_member(c, "leafHash");

        /* No bytes, where theirs checks a length that ours cannot get wrong. */
        if (sy_json_member(c, "leafHash")->text.len == 0)
            return SY_BAD_PROOF;
        return sy_merkle_verify_inclusion(&root, number(c, "treeSize"), number(c, "leafIdx"),
                                          &leaf, proof, count);
    }
    struct sy_hash from = hash_of_member(c, "root1");
    struct sy_hash to = hash_of_member(c, "root2");

    return sy_merkle_verify_consistency(&from, number(c, "size1"), &to, number(c, "size2"),
                                        proof, count);
}

static int files_run;

static int run_file(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
    size_t len = strlen(path);
    struct sy_json_document doc = {0};
    struct sy_bytes text;
    enum sy_err err;
    bool want_err;

    (void)stat;
    (void)ftw;
    if (type != FTW_F || len < 5 || strcmp(path + len - 5, ".json") != 0)
        return 0;
    text = check_read_file(path);
    assert_non_null(text.data);
    check_err(sy_json_parse(text, &doc, NULL), SY_OK);
    want_err = sy_json_member(doc.root, "wantErr")->truth;
    err = run_case(doc.root);
    /* From the empty tree to itself theirs wants no proof; ours refuses to call that one. */
    if (sy_json_member(doc.root, "size1") != NULL && number(doc.root, "size1") == 0)
        want_err = true;
    if ((err == SY_OK) == want_err)
        fail_msg("%s: %s", path, sy_err_name(err));
    files_run++;
    sy_json_close(&doc);
    free((void *)(uintptr_t)text.data);
    return 0;
}

static void test_case_files(void **state)
{
    (void)state;
    files_run = 0;
    assert_int_equal(nftw(SY_SOURCE_ROOT "/tests/data/tlog/inclusion", run_file, 8, 0), 0);
    assert_int_equal(nftw(SY_SOURCE_ROOT "/tests/data/tlog/consistency", run_file, 8, 0), 0);
    assert_int_equal(files_run, CASE_FILES);
}

enum { LEAVES = 130 };

/* The lines that are hashed. */
struct lines {
    struct sy_buffer text;
};

static void add_proof(struct lines *l, const struct sy_merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        char hex[2 * SY_HASH_BYTES + 1];

        sy_hash_hex(&proof->hash[i], hex);
        sy_buffer_printf(&l->text, " %s", hex);
    }
    sy_buffer_put_text(&l->text, "\n");
}

static void check_lines(struct lines *l, const char *want)
{
    struct sy_hash got = sy_hash_of(sy_buffer_bytes(&l->text));

    check_err(l->text.err, SY_OK);
    check_hash(got, want);
    sy_buffer_close(&l->text);
}

/* The draft's valid subtrees: from is a multiple of the smallest power of two that is not below
 * their size. Empty ones count. */
static bool is_subtree(size_t from, size_t to)
{
    size_t width = 1;

    while (width < to - from)
        width *= 2;
    return from % width == 0;
}

static void setup_leaves(struct sy_hash leaf[LEAVES])
{
    for (size_t i = 0; i < LEAVES; i++) {
        uint8_t byte = (uint8_t)i;

        leaf[i] = sy_hash_leaf((struct sy_bytes){&byte, 1});
    }
}

static void test_accumulated_roots(void **state)
{
    struct sy_hash leaf[LEAVES];
    struct lines lines = {0};

    (void)state;
    setup_leaves(leaf);
    for (size_t to = 0; to <= LEAVES; to++) {
        for (size_t from = 0; from <= to; from++) {
            struct sy_hash root = sy_merkle_root_of(leaf + from, to - from);
            char hex[2 * SY_HASH_BYTES + 1];

            sy_hash_hex(&root, hex);
            if (is_subtree(from, to))
                sy_buffer_printf(&lines.text, "[%zu, %zu) %s\n", from, to, hex);
        }
    }
    check_lines(&lines, "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81");
}

static void test_accumulated_inclusion_proofs(void **state)
{
    struct sy_hash leaf[LEAVES];
    struct lines lines = {0};

    (void)state;
    setup_leaves(leaf);
    for (size_t to = 0; to <= LEAVES; to++) {
        for (size_t from = 0; from < to; from++) {
            if (!is_subtree(from, to))
                continue;
            for (size_t i = from; i < to; i++) {
                struct sy_merkle_proof proof;

                check_err(sy_merkle_path_of(leaf + from, to - from, i - from, &proof), SY_OK);
                sy_buffer_printf(&lines.text, "%zu [%zu, %zu)", i, from, to);
                add_proof(&lines, &proof);
            }
        }
    }
    check_lines(&lines, "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f");
}

static void prepend(struct sy_merkle_proof *proof, const struct sy_hash *leaf, size_t count)
{
    memmove(proof->hash + 1, proof->hash, proof->count * sizeof(proof->hash[0]));
    proof->hash[0] = sy_merkle_root_of(leaf, count);
    proof->count++;
}

/* Subtree [from, to) in a tree of size entries; the draft's definition, from the root down. */
static struct sy_merkle_proof subtree_proof(const struct sy_hash *leaf, size_t from, size_t to,
                                            size_t size)
{
    struct sy_merkle_proof proof = {0};
    size_t low = 0;
    size_t high = size;
    bool known = true;

    while (from != low || to != high) {
        size_t middle = 1;

        while (2 * middle < high - low)
            middle *= 2;
        middle += low;
        if (to <= middle) {
            prepend(&proof, leaf + middle, high - middle);
            high = middle;
        } else {
            prepend(&proof, leaf + low, middle - low);
            if (from < middle) {
                from = middle;
                known = false;
            }
            low = middle;
        }
    }
    if (!known)
        prepend(&proof, leaf + low, high - low);
    return proof;
}

static void test_accumulated_consistency_proofs(void **state)
{
    struct sy_hash leaf[LEAVES];
    struct tree tree = {0};
    struct sy_merkle_source source = tree_source(&tree);
    struct lines lines = {0};

    (void)state;
    setup_leaves(leaf);
    for (size_t i = 0; i < LEAVES; i++)
        tree_append_hash(&tree, leaf[i]);
    for (size_t size = 0; size <= LEAVES; size++) {
        for (size_t to = 0; to <= size; to++) {
            for (size_t from = 0; from <= to; from++) {
                struct sy_merkle_proof proof = {0};

                if (!is_subtree(from, to))
                    continue;
                /* Those that begin at 0 are our consistency proofs. */
                if (from == 0 && to > 0)
                    check_err(sy_merkle_prove_consistency(&source, to, size, &proof), SY_OK);
                else if (from < to)
                    proof = subtree_proof(leaf, from, to, size);
                sy_buffer_printf(&lines.text, "[%zu, %zu) %zu", from, to, size);
                add_proof(&lines, &proof);
            }
        }
    }
    check_lines(&lines, "10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_files),
        cmocka_unit_test(test_accumulated_roots),
        cmocka_unit_test(test_accumulated_inclusion_proofs),
        cmocka_unit_test(test_accumulated_consistency_proofs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
