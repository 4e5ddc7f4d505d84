#include "tools/nearest.h"

#include <stdint.h>
#include <string.h>

static size_t least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* Optimal string alignment: row i holds the distances of a's first i letters to every start of
 * b; a swap looks back two rows. */
size_t sy_nearest_distance(const char *a, const char *b)
{
    size_t row[SY_NEAREST_BYTES_MAX + 1][SY_NEAREST_BYTES_MAX + 1];
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);

    if (a_len > SY_NEAREST_BYTES_MAX || b_len > SY_NEAREST_BYTES_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_len; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        row[i][0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t replaced = row[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

            row[i][j] = least(row[i - 1][j] + 1, row[i][j - 1] + 1, replaced);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1, SIZE_MAX);
        }
    }
    return row[a_len][b_len];
}

const char *sy_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t best_distance = 2 + strlen(word) / 4;
    const char *best = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t distance = sy_nearest_distance(word, candidates[i]);

        if (distance < best_distance && distance < strlen(candidates[i])) {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}
