/* lookalike.h - codes as people type, paste and scan them, made into the codes they mean.
 *
 * Shape    what cannot be seen is left out (blanks of any width, zero width, direction marks);
 *          letters and digits of full width become ordinary ones; where only digits, or a code
 *          without I and O, can stand, O becomes 0 and I becomes 1. Whoever converts shows what
 *          was converted. Names are not for this: they stay as they are.
 * Pure     text into a buffer.
 */
#ifndef SY_LOOKALIKE_H
#define SY_LOOKALIKE_H

#include "proto/buffer.h"

enum sy_lookalike {
    SY_LOOKALIKE_CODE,   /* any letters and digits */
    SY_LOOKALIKE_DIGITS, /* digits only */
    SY_LOOKALIKE_USCC    /* digits, and capitals without I O S V Z */
};

/* Append what the text means; true when that is not the text itself. In a CODE the 18 places
 * behind "uscc:" are taken as a USCC. The buffer keeps the error. */
bool sy_lookalike_put(struct sy_buffer *to, enum sy_lookalike what, struct sy_bytes text);

/* Whether a spreadsheet made a number of it: 8.1E+19. The digits are lost then. */
bool sy_lookalike_is_mangled(struct sy_bytes text);

#endif
