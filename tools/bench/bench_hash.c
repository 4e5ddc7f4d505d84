/* SHA-256 over the sizes that matter: a tree node, a small part, a large one. */
#include <stdio.h>
#include <string.h>

#include "ledger/hash.h"
#include "net/clock.h"
#include "tools/bench/bench.h"

enum { REPEATS = 200000 };

static bool measure(struct sy_bench *bench, size_t len, const char *name)
{
    static uint8_t data[65536];
    struct sy_hash hash = {{0}};
    size_t repeats = REPEATS * 64 / (64 + len / 16);
    int64_t start = sy_clock_steady_us();
    double ns;

    for (size_t i = 0; i < repeats; i++) {
        memcpy(data, hash.bytes, sizeof(hash.bytes));
        hash = sy_hash_of((struct sy_bytes){data, len});
    }
    ns = (double)(sy_clock_steady_us() - start) * 1000 / (double)repeats;
    sy_bench_number(bench, name, ns, "ns");
    return hash.bytes[0] != 0 || hash.bytes[1] != 0;
}

bool sy_bench_hash(struct sy_bench *bench)
{
    bool ok = true;

    for (unsigned round = 0; round < bench->rounds; round++) {
        sy_bench_begin(bench, "sha256");
        ok = measure(bench, 65, "65_bytes") && ok;
        ok = measure(bench, 300, "300_bytes") && ok;
        ok = measure(bench, 65536, "64_kib") && ok;
        sy_bench_end(bench);
    }
    return ok;
}
