/* attach.h - what the registry says of whoever signed, put into a receipt (support.h).
 *
 * Errors   said to the user; the function returns what the command ends with.
 */
#ifndef SY_ATTACH_H
#define SY_ATTACH_H

#include "tools/directory.h"

struct sy_attach {
    struct sy_peer *peer;
    const struct sy_directory *directory;
    const char *network_path;
    const char *out; /* where to write it; NULL: in the place of the receipt */
};

/* Read the receipt, check it, add the support in the place of any that it has, check it again,
 * and write it, whole or not at all. SY_EXIT_NO when the receipt does not hold, when it would
 * not with its support, or has no room for it: it is then as it was. */
SY_MUST_USE enum sy_exit sy_attach_file(const struct sy_attach *attach, const char *path);

#endif
