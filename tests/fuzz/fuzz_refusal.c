/* Any bytes as a refusal's text and as a signed one: what is accepted is written back as the
 * same bytes, and is no checkpoint. */
#include "ledger/checkpoint.h"
#include "ledger/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct sy_bytes input)
{
    struct sy_checkpoint checkpoint;
    struct sy_buffer again = {0};
    struct sy_refusal refusal;

    if (sy_refusal_parse(input, &refusal) != SY_OK)
        return;
    sy_assert(sy_refusal_begins(input));
    sy_assert(sy_checkpoint_parse(input, &checkpoint) == SY_BAD_CHECKPOINT);
    sy_refusal_put(&refusal, &again);
    sy_assert(again.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    sy_buffer_close(&again);
}

/* Opened by the key of the corpus, with which one refusal was signed. */
static void check_note(struct sy_bytes input)
{
    static const char log[] =
        "suyuan.example/log1+41385a6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    struct sy_refusal refusal;
    struct sy_vkey vkey;
    struct sy_note note;

    sy_assert(sy_vkey_parse(sy_text(log), &vkey) == SY_OK);
    if (sy_note_parse(input, &note) == SY_OK)
        check_text(note.text);
    if (sy_refusal_open(input, &vkey, &refusal) == SY_OK)
        sy_assert(refusal.registry_size == 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text((struct sy_bytes){data, size});
    check_note((struct sy_bytes){data, size});
    return 0;
}
