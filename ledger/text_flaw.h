/* text_flaw.h - what makes a text unfit to be an identifier, so that people can be told which
 * and where.
 *
 * Source   the Unicode characters that look like nothing or like something else.
 * Pure     no allocation.
 */
#ifndef SY_TEXT_FLAW_H
#define SY_TEXT_FLAW_H

#include "proto/base.h"

enum sy_text_flaw {
    SY_FLAW_NONE,
    SY_FLAW_EMPTY,
    SY_FLAW_LONG,       /* more than SY_ITEM_BYTES_MAX */
    SY_FLAW_NOT_UTF8,   /* NUL included */
    SY_FLAW_CONTROL,    /* tabs and line ends included */
    SY_FLAW_BLANK,      /* of any width */
    SY_FLAW_FULL_WIDTH, /* digits and letters as Chinese input methods make them */
    SY_FLAW_INVISIBLE   /* zero width, or turning the direction of writing */
};

/* The first flaw and the byte it starts at. */
enum sy_text_flaw sy_text_flaw_find(struct sy_bytes text, size_t *at);

/* "full_width" */
const char *sy_text_flaw_name(enum sy_text_flaw flaw);

/* True when text has no character that normalisation form C would change. Knows those that
 * turn up (combining marks, compatibility ideographs, signs for units), and may be false for
 * a rare text that is in form C. */
bool sy_text_is_nfc(struct sy_bytes text);

#endif
