#include "ledger/stale.h"

uint64_t sy_registry_stale(int64_t sequenced_at, int64_t unknown_at)
{
    int64_t age;

    if (unknown_at < 0 || sequenced_at <= unknown_at)
        return 0;
    age = sequenced_at - unknown_at;
    return (uint64_t)age > SY_REGISTRY_STALE_US ? (uint64_t)age : 0;
}
