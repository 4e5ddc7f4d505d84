/* Any bytes as the body of a registry act: laid over itself it is the same bytes, so that
 * nothing an act says goes unseen; and whatever it says is judged without a crash. The first
 * byte says of which type. */
#include "ledger/act_check.h"
#include "proto/record_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_buffer again = {0};
    struct sy_bytes body;
    struct sy_act act;
    uint32_t type;

    if (size == 0)
        return 0;
    type = SY_TYPE_POLICY + data[0] % 25;
    body = (struct sy_bytes){data + 1, size - 1};
    if (sy_act_read(type, body, &act) == SY_OK) {
        sy_assert(sy_act_type_known(type));
        sy_body_overlay(body, body, &again);
        sy_assert(again.err == SY_OK);
        sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), body));
        (void)sy_act_check_subject(&act);
        (void)sy_act_check_fields(&act);
    }
    sy_buffer_close(&again);
    return 0;
}
