/* sim - the cluster under many seeds: prints TAP, and how often each fault struck and each path
 * of recovery ran.
 *
 * usage: sim [FIRST [COUNT [trace]]]
 *
 * SY_SIM_SEEDS sets the count, SY_SIM_FIRST the first seed. A seed with the same program gives
 * the same run: "sim SEED 1 trace" shows it. */
#include "tests/sim/sim.h"

enum { SEEDS = 500, COVERAGE_FROM = 200 };

static uint64_t number(const char *text, uint64_t otherwise)
{
    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* What a run has come to: equal for equal runs. */
static struct sy_hash digest(const struct sim_world *w)
{
    struct sy_buffer all = {0};
    struct sy_hash hash;

    sy_buffer_put(&all, w->counts, sizeof(w->counts));
    sy_buffer_printf(&all, "%llu %llu\n", (unsigned long long)w->now_ms,
                     (unsigned long long)w->random);
    for (uint32_t i = 0; i < w->nodes; i++) {
        for (uint32_t log = 0; log < w->logs; log++) {
            struct sy_hash root = sy_merkle_root(&w->node[i].stores[log]->synced.head.tree);

            sy_buffer_put(&all, root.bytes, SY_HASH_BYTES);
        }
    }
    hash = sy_hash_of(sy_buffer_bytes(&all));
    sy_buffer_close(&all);
    return hash;
}

static struct sy_hash run_again(uint64_t seed)
{
    struct sim_world *w = sim_open(seed);
    struct sy_hash hash;

    (void)sim_run(w);
    hash = digest(w);
    sim_close(w);
    return hash;
}

int main(int argc, char **argv)
{
    uint64_t first = number(argc > 1 ? argv[1] : getenv("SY_SIM_FIRST"), 1);
    uint64_t count = number(argc > 2 ? argv[2] : getenv("SY_SIM_SEEDS"), SEEDS);
    bool trace = argc > 3;
    uint64_t total[SIM_COUNT] = {0};
    uint64_t runs[SIM_COUNT] = {0};
    struct sy_hash first_digest = {{0}};
    struct sy_hash again;
    unsigned failed = 0;
    unsigned never = 0;

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct sim_world *w = sim_open(seed);

        w->trace = trace;
        if (!sim_run(w)) {
            failed++;
            printf("# seed %llu: %s (see it: sim %llu 1 trace)\n", (unsigned long long)seed,
                   w->failure, (unsigned long long)seed);
            fflush(stdout);
        }
        if (seed == first)
            first_digest = digest(w);
        for (size_t i = 0; i < SIM_COUNT; i++) {
            total[i] += w->counts[i];
            runs[i] += w->counts[i] > 0;
        }
        sim_close(w);
    }
    for (size_t i = 0; i < SIM_COUNT; i++) {
        printf("# %-20s %9llu times in %llu runs\n", sim_count_names[i],
               (unsigned long long)total[i], (unsigned long long)runs[i]);
        never += total[i] == 0;
    }
    again = run_again(first);
    printf("%s 1 - %llu seeds from %llu: nothing is lost or contradicted, and all that is "
           "honest converges\n",
           failed == 0 ? "ok" : "not ok", (unsigned long long)count, (unsigned long long)first);
    printf("%s 2 - an equal seed gives an equal run\n",
           sy_hash_equal(&again, &first_digest) ? "ok" : "not ok");
    printf("%s 3 - every fault has struck and every path of recovery has run\n1..3\n",
           never == 0               ? "ok"
           : count >= COVERAGE_FROM ? "not ok"
                                    : "ok");
    return failed == 0 ? 0 : 1;
}
