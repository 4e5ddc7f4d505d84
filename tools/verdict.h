/* verdict.h - what a receipt that holds proves, what it only claims, and what nothing proves.
 *
 * Shape    three blocks of plain words, or the same as JSON. Only open parts are ever shown,
 *          whatever parts are at hand.
 */
#ifndef SY_VERDICT_H
#define SY_VERDICT_H

#include "tools/receipt_input.h"

/* As JSON the members of the open object. */
void sy_verdict_show(struct sy_output *o, const struct sy_network *network,
                     const struct sy_receipt_input *in);

#endif
