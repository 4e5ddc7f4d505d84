/* act_words.h - what a registry act says, in words: for who is asked to sign it.
 *
 * Shape    a line for the act and its subject, then one a field, named as on the command line;
 *          what others wrote is shown plainly (plain.h).
 * Pure     bytes into a buffer.
 */
#ifndef SY_ACT_WORDS_H
#define SY_ACT_WORDS_H

#include "ledger/language.h"
#include "proto/act.h"

/* Append the act of a canonical body; personal is the body of its personal part, data NULL when
 * there is none. */
void sy_act_words_put(struct sy_buffer *to, const struct sy_act *act, struct sy_bytes personal,
                      enum sy_language language);

#endif
