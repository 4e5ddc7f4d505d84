#include "ledger/part_state.h"

#include "proto/base.h"

const char *sy_part_state_name(enum sy_part_state state)
{
    static const char *const names[] = {"here",     "erased", "not_subscribed",
                                        "aged_out", "wanted", "absent"};

    sy_assert((unsigned)state < SY_PART_STATES);
    return names[state];
}
