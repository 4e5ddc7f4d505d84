#include "tools/placement.h"

#include <stdlib.h>
#include <string.h>

#include "proto/array.h"

/* The path without the numbers in its brackets. */
static void generalise(const char *path, char out[SY_PLACEMENT_MEMBER_BYTES])
{
    size_t len = 0;

    while (*path != 0 && len < SY_PLACEMENT_MEMBER_BYTES - 1) {
        out[len++] = *path;
        if (*path++ == '[')
            path += strspn(path, "0123456789");
    }
    out[len] = 0;
}

static int compare(const struct sy_placement_row *row, const char *member,
                   enum sy_part_kind part)
{
    int order = strcmp(row->member, member);

    return order != 0 ? order : (int)row->part - (int)part;
}

/* The place of the row, whether or not it is there. */
static size_t find(const struct sy_placement *placement, const char *member,
                   enum sy_part_kind part)
{
    size_t from = 0;
    size_t to = placement->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (compare(&placement->rows[middle], member, part) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool make_room(struct sy_placement *placement)
{
    struct sy_placement_row *rows;

    if (placement->count == SY_PLACEMENT_ROWS_MAX)
        return false;
    rows =
        sy_array_room(placement->rows, placement->count, &placement->capacity, sizeof(*rows));
    if (rows == NULL)
        return false;
    placement->rows = rows;
    return true;
}

void sy_placement_count(struct sy_placement *placement, const char *path,
                        enum sy_part_kind part)
{
    char member[SY_PLACEMENT_MEMBER_BYTES];
    size_t at;

    generalise(path, member);
    at = find(placement, member, part);
    if (at == placement->count || compare(&placement->rows[at], member, part) != 0) {
        if (!make_room(placement)) {
            placement->more++;
            return;
        }
        memmove(&placement->rows[at + 1], &placement->rows[at],
                (placement->count - at) * sizeof(*placement->rows));
        memcpy(placement->rows[at].member, member, sizeof(member));
        placement->rows[at].part = part;
        placement->rows[at].count = 0;
        placement->count++;
    }
    placement->rows[at].count++;
}

const char *sy_part_name(enum sy_part_kind part)
{
    switch (part) {
    case SY_PART_OPEN:
        return "open";
    case SY_PART_CHAIN:
        return "chain";
    case SY_PART_COMMERCIAL:
        return "commercial";
    case SY_PART_PERSONAL:
        return "personal";
    case SY_PART_SEALED:
        return "sealed";
    }
    return "unknown";
}

void sy_placement_close(struct sy_placement *placement)
{
    if (placement == NULL)
        return;
    free(placement->rows);
    *placement = (struct sy_placement){0};
}
