/* verdict_support.h - what a receipt shows of its signers, and what it does not, told to
 * people.
 *
 * Shape    lines, or members of the open object. What the quorum attests and what the support
 *          proves are kept apart.
 */
#ifndef SY_VERDICT_SUPPORT_H
#define SY_VERDICT_SUPPORT_H

#include "ledger/receipt.h"
#include "tools/output.h"

/* The acts; nothing where there is no support. */
void sy_verdict_support_say(struct sy_output *o, const struct sy_network *network,
                            const struct sy_receipt *receipt);

/* What others attest of the signers, and where nothing shows it, that. */
void sy_verdict_attested_say(struct sy_output *o, const struct sy_network *network,
                             const struct sy_receipt *receipt);

/* The member "support": null where there is none. */
void sy_verdict_support_put(struct sy_output *o, const struct sy_network *network,
                            const struct sy_receipt *receipt);

#endif
