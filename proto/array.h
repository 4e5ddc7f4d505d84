/* array.h - lists in memory that grow, a number of items and how many there is room for. */
#ifndef SY_ARRAY_H
#define SY_ARRAY_H

#include "proto/base.h"

/* The list, perhaps moved, with room for at least one item more than count; *capacity is how
 * many it has room for, item_bytes the size of each. An empty list is NULL and 0. NULL when out
 * of memory: the list is then where it was, as it was. */
void *sy_array_room(void *list, size_t count, size_t *capacity, size_t item_bytes);

#endif
