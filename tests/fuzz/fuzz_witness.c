/* Any bytes as a request to a witness: what is read is written back as the same bytes; a
 * cosignature is given only for what continues what was cosigned before. */
#include "ledger/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char log[] =
        "suyuan.example/log1+41385a6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    static const struct sy_witness_state nothing;
    struct sy_witness_state beyond = {.size = UINT64_MAX};
    struct sy_bytes input = {data, size};
    struct sy_witness_request request;
    struct sy_witness_answer answer;
    struct sy_buffer again = {0};
    struct sy_vkey vkey;

    sy_assert(sy_vkey_parse(sy_text(log), &vkey) == SY_OK);
    if (sy_witness_request_read(input, &request) != SY_OK)
        return 0;
    sy_witness_request_put(&request, &again);
    sy_assert(again.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    sy_assert(sy_witness_decide(&request, &vkey, &nothing, &answer) == SY_OK);
    if (answer.status == SY_WITNESS_COSIGN)
        sy_assert(request.old_size == 0);
    sy_assert(sy_witness_decide(&request, &vkey, &beyond, &answer) == SY_OK);
    sy_assert(answer.status != SY_WITNESS_COSIGN);
    sy_buffer_close(&again);
    return 0;
}
