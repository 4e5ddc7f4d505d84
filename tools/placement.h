/* placement.h - which member of the events goes into which part: what 'append --dry-run' shows.
 *
 * Shape    rows ascending by member, its places in lists left out ("eventList[].bizStep"), then
 *          part.
 */
#ifndef SY_PLACEMENT_H
#define SY_PLACEMENT_H

#include "proto/base.h"
#include "proto/err.h"
#include "proto/record_type.h"

enum { SY_PLACEMENT_MEMBER_BYTES = 200, SY_PLACEMENT_ROWS_MAX = 10000 };

struct sy_placement_row {
    char member[SY_PLACEMENT_MEMBER_BYTES];
    enum sy_part_kind part;
    uint64_t count;
};

/* All zero is empty. */
struct sy_placement {
    struct sy_placement_row *rows;
    size_t count;
    size_t capacity;
    uint64_t more; /* values of members that had no row left */
};

/* One more value of the member at path, as capture tells it. */
void sy_placement_count(struct sy_placement *placement, const char *path,
                        enum sy_part_kind part);

/* "open", "chain", "commercial", "personal" */
const char *sy_part_name(enum sy_part_kind part);

/* Twice is fine. */
void sy_placement_close(struct sy_placement *placement);

#endif
