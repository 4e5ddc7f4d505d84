/* append_delegation.h - by which right somebody appends for somebody else. */
#ifndef SY_APPEND_DELEGATION_H
#define SY_APPEND_DELEGATION_H

#include "tools/delivery.h"

/* Where the first signer is not the principal: the registry's entry that gave it leave, as
 * --delegation says, or else the latest delegation in force from one to the other; whoever has
 * several with scopes of their own names one. It goes into signing, whose other fields are
 * there. On anything but SY_EXIT_YES it has been said: SY_EXIT_NO when there is no such
 * delegation. */
SY_MUST_USE enum sy_exit sy_append_delegation(struct sy_output *o,
                                              const struct sy_options *options,
                                              struct sy_signing *signing);

#endif
