#include "proto/array.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

void *sy_array_room(void *list, size_t count, size_t *capacity, size_t item_bytes)
{
    size_t more = *capacity == 0 ? FIRST_CAPACITY : 2 * *capacity;
    void *moved;

    sy_assert(count <= *capacity);
    sy_assert(item_bytes > 0);
    if (count < *capacity)
        return list;
    if (more < *capacity || more > SIZE_MAX / item_bytes)
        return NULL;
    moved = realloc(list, more * item_bytes);
    if (moved != NULL)
        *capacity = more;
    return moved;
}
