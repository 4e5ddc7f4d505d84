/* Any bytes as a checkpoint's text, as a signed one, and as a tree's stored frontier: what is
 * accepted is written back as the same bytes. */
#include "ledger/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct sy_bytes input)
{
    struct sy_checkpoint checkpoint;
    struct sy_buffer again = {0};

    if (sy_checkpoint_parse(input, &checkpoint) != SY_OK)
        return;
    sy_assert(checkpoint.size <= SY_TREE_SIZE_MAX);
    sy_assert(sy_origin_valid(sy_text(checkpoint.origin)));
    sy_checkpoint_put(&checkpoint, &again);
    sy_assert(again.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    sy_buffer_close(&again);
}

/* Opened by the key of the corpus; nobody else has signed with it. */
static void check_note(struct sy_bytes input)
{
    static const char log[] =
        "suyuan.example/log1+41385a6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    struct sy_vkey vkey;
    struct sy_note note;
    struct sy_checkpoint checkpoint;

    sy_assert(sy_vkey_parse(sy_text(log), &vkey) == SY_OK);
    if (sy_note_parse(input, &note) == SY_OK)
        check_text(note.text);
    if (sy_checkpoint_open(input, &vkey, &checkpoint) == SY_OK)
        sy_assert(checkpoint.size == 8);
}

static void check_frontier(struct sy_bytes input)
{
    struct sy_merkle m;
    struct sy_buffer again = {0};

    if (sy_merkle_restore(input, &m) != SY_OK)
        return;
    sy_merkle_put(&m, &again);
    sy_assert(again.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    (void)sy_merkle_root(&m);
    sy_buffer_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text((struct sy_bytes){data, size});
    check_note((struct sy_bytes){data, size});
    check_frontier((struct sy_bytes){data, size});
    return 0;
}
