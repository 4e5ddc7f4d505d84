/* nearest.h - the word that was probably meant.
 *
 * Pure     no allocation.
 */
#ifndef SY_NEAREST_H
#define SY_NEAREST_H

#include <stddef.h>

enum { SY_NEAREST_BYTES_MAX = 32 }; /* longer words have no neighbours */

/* Letters to insert, drop, replace or swap with the next one to make b of a; SIZE_MAX when
 * either is too long. */
size_t sy_nearest_distance(const char *a, const char *b);

/* The candidate nearest to word, NULL when none is near enough to be a slip of the hand. */
const char *sy_nearest(const char *word, const char *const *candidates, size_t count);

#endif
