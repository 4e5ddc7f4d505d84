/* lookup.h - the addresses of a host's name, asked for on a thread of its own.
 *
 * Rule     nobody can take back what the system's resolver has been asked, and with a dead name
 *          server that is half a minute and more. So no worker waits for it, nor the end of the
 *          node: a thread that nobody waits for any more lets go of what it finds.
 * Bounds   SY_LOOKUPS_MAX threads at a time, those that nobody waits for included. What is no
 *          name but an address takes none.
 * Thread   the loop's, callbacks too.
 */
#ifndef SY_LOOKUP_H
#define SY_LOOKUP_H

#include <netdb.h>

#include "ledger/address.h"
#include "net/loop.h"

enum { SY_LOOKUPS_MAX = 64 };

struct sy_lookup;

/* found is called once, never from here: status 0 and addresses, to be freed with freeaddrinfo,
 * or an EAI error. SY_BUSY when too many are under way, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_lookup_start(struct sy_loop *loop, const struct sy_address *address,
                                        void (*found)(void *ctx, int status,
                                                      struct addrinfo *addresses),
                                        void *ctx, struct sy_lookup **out);

/* Nobody wants to know any more; found is not called. Not after it was called. */
void sy_lookup_forget(struct sy_lookup *lookup);

#endif
