/* Any bytes as the body of a registry act: what is read is written back as the same bytes, so
 * that nothing an act says goes unseen. The first byte says of which type. */
#include "proto/act.h"
#include "proto/record_type.h"
#include "proto/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t types[] = {SY_TYPE_ORGANISATION, SY_TYPE_KEY, SY_TYPE_SITE};
    struct sy_buffer again = {0};
    struct sy_bytes body;
    struct sy_act act;
    uint32_t type;

    if (size == 0)
        return 0;
    type = types[data[0] % 3];
    body = (struct sy_bytes){data + 1, size - 1};
    if (sy_act_read(type, body, &act) == SY_OK) {
        sy_assert(type != SY_TYPE_SITE);
        sy_act_write(&act, &again);
        sy_assert(again.err == SY_OK);
        sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), body));
    }
    sy_buffer_close(&again);
    return 0;
}
