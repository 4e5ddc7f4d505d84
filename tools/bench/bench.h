/* bench.h - figures: gathered over rounds, printed as medians with their ranges, each named. */
#ifndef SY_BENCH_H
#define SY_BENCH_H

#include <stdbool.h>
#include <stddef.h>

enum { SY_BENCH_FIGURES_MAX = 64, SY_BENCH_ROUNDS_MAX = 99 };

struct sy_bench_figure {
    char group[48];
    char name[64];
    const char *unit;
    size_t count;
    double values[SY_BENCH_ROUNDS_MAX];
};

struct sy_bench {
    unsigned rounds;
    size_t statements; /* of one event, a round */
    double seconds;    /* at a steady rate, a round */
    size_t acts;       /* of a registry */
    size_t figure_count;
    struct sy_bench_figure figures[SY_BENCH_FIGURES_MAX];
    const char *group;
};

/* One group of figures of one round. The name lives as long as the bench. */
void sy_bench_begin(struct sy_bench *bench, const char *group);
void sy_bench_number(struct sy_bench *bench, const char *name, double value, const char *unit);
void sy_bench_end(struct sy_bench *bench);

/* All figures: for people, or as one JSON document. */
void sy_bench_print(const struct sy_bench *bench, bool json);

/* What is measured. False, and said on stderr, when it could not be, or a result is wrong. */
bool sy_bench_append(struct sy_bench *bench, const char *daemon);
bool sy_bench_registry(struct sy_bench *bench, const char *daemon);
bool sy_bench_replicate(struct sy_bench *bench, const char *daemon);
bool sy_bench_hash(struct sy_bench *bench);

#endif
