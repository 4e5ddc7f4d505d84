/* Any bytes as a proof file: what is accepted is written back as the same bytes, and proves its
 * entry to nobody else's root. Any bytes as a bundle: entries are its bytes and nothing
 * else. */
#include "ledger/base64.h"
#include "ledger/tile.h"
#include "ledger/tlog_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const struct sy_tlog_proof *proof)
{
    struct sy_hash leaf = sy_hash_leaf(sy_text("an entry"));
    struct sy_hash nothing = {{0}};
    enum sy_err err = SY_BAD_PROOF;

    /* A path of n hashes belongs to trees of up to 2^n entries: no root is found by chance. */
    if (proof->index < SY_TREE_SIZE_MAX)
        err = sy_merkle_verify_inclusion(&nothing, proof->index + 1, proof->index, &leaf,
                                         proof->path.hash, proof->path.count);
    sy_assert(err == SY_BAD_PROOF);
    err = sy_merkle_verify_consistency(&nothing, proof->index, &leaf, SY_TREE_SIZE_MAX,
                                       proof->path.hash, proof->path.count);
    sy_assert(err == SY_BAD_PROOF);
}

static void check_proof(struct sy_bytes input)
{
    struct sy_tlog_proof proof;
    struct sy_buffer extra = {.max = SY_TLOG_PROOF_EXTRA_BYTES_MAX};
    struct sy_buffer again = {0};
    enum sy_err err;

    if (sy_tlog_proof_parse(input, &proof) != SY_OK)
        return;
    err = sy_base64_decode(proof.extra, &extra);
    sy_assert(err == SY_OK);
    err = sy_tlog_proof_put(&again, sy_buffer_bytes(&extra), proof.index, &proof.path,
                            proof.note);
    sy_assert(err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    check_path(&proof);
    sy_buffer_close(&extra);
    sy_buffer_close(&again);
}

static void check_bundle(struct sy_bytes input)
{
    struct sy_bytes rest = input;
    struct sy_bytes entry;
    struct sy_buffer again = {0};

    while (sy_tile_take_entry(&rest, &entry) == SY_OK)
        sy_assert(sy_tile_put_entry(&again, entry) == SY_OK);
    sy_assert(again.len + rest.len == input.len);
    sy_assert(
        sy_bytes_equal(sy_buffer_bytes(&again), (struct sy_bytes){input.data, again.len}));
    sy_buffer_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_proof((struct sy_bytes){data, size});
    check_bundle((struct sy_bytes){data, size});
    return 0;
}
