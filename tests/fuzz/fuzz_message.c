/* Any bytes as each message of the wire: what a reader accepts is written back as the same
 * bytes. The first byte says as which. */
#include "proto/message.h"
#include "proto/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEFINE(name)                                                                           \
    static void try_##name(struct sy_bytes bytes)                                              \
    {                                                                                          \
        struct sy_##name message;                                                              \
        struct sy_buffer again = {0};                                                          \
                                                                                               \
        if (sy_##name##_read(bytes, &message) == SY_OK) {                                      \
            sy_##name##_write(&message, &again);                                               \
            sy_assert(again.err == SY_OK);                                                     \
            sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), bytes));                         \
        }                                                                                      \
        sy_buffer_close(&again);                                                               \
    }
SY_WIRE_MESSAGES(DEFINE)
#undef DEFINE

#define ROW(name) try_##name,
static void (*const tries[])(struct sy_bytes) = {SY_WIRE_MESSAGES(ROW)};
#undef ROW

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        tries[data[0] % (sizeof(tries) / sizeof(tries[0]))](
            (struct sy_bytes){data + 1, size - 1});
    return 0;
}
