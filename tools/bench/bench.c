#include "tools/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sy_bench_begin(struct sy_bench *bench, const char *group)
{
    bench->group = group;
}

static struct sy_bench_figure *find(struct sy_bench *bench, const char *group, const char *name)
{
    for (size_t i = 0; i < bench->figure_count; i++) {
        if (strcmp(bench->figures[i].group, group) == 0 &&
            strcmp(bench->figures[i].name, name) == 0)
            return &bench->figures[i];
    }
    if (bench->figure_count == SY_BENCH_FIGURES_MAX)
        return NULL;
    snprintf(bench->figures[bench->figure_count].group, sizeof(bench->figures[0].group), "%s",
             group);
    snprintf(bench->figures[bench->figure_count].name, sizeof(bench->figures[0].name), "%s",
             name);
    return &bench->figures[bench->figure_count++];
}

void sy_bench_number(struct sy_bench *bench, const char *name, double value, const char *unit)
{
    struct sy_bench_figure *figure = find(bench, bench->group, name);

    if (figure == NULL || figure->count == SY_BENCH_ROUNDS_MAX)
        return;
    figure->unit = unit;
    figure->values[figure->count++] = value;
}

void sy_bench_end(struct sy_bench *bench)
{
    bench->group = NULL;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

void sy_bench_print(const struct sy_bench *bench, bool json)
{
    const char *group = "";

    if (json)
        printf("{\"rounds\": %u, \"figures\": [", bench->rounds);
    for (size_t i = 0; i < bench->figure_count; i++) {
        struct sy_bench_figure figure = bench->figures[i];

        qsort(figure.values, figure.count, sizeof(double), compare);
        if (json) {
            printf("%s\n  {\"group\": \"%s\", \"name\": \"%s\", \"unit\": \"%s\", \"median\": "
                   "%.6g, "
                   "\"min\": %.6g, \"max\": %.6g}",
                   i == 0 ? "" : ",", figure.group, figure.name, figure.unit,
                   figure.values[figure.count / 2], figure.values[0],
                   figure.values[figure.count - 1]);
            continue;
        }
        if (strcmp(group, figure.group) != 0)
            printf("%s%s, median of %u (min .. max)\n", i == 0 ? "" : "\n", figure.group,
                   bench->rounds);
        group = bench->figures[i].group;
        printf("  %-46s %12.1f %-4s (%.1f .. %.1f)\n", figure.name,
               figure.values[figure.count / 2], figure.unit, figure.values[0],
               figure.values[figure.count - 1]);
    }
    if (json)
        printf("\n]}\n");
}
