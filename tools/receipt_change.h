/* receipt_change.h - receipts that a command makes anew, each by itself: in its place, or in
 * that of --out.
 *
 * Errors   said to the user; the functions return what the command ends with.
 */
#ifndef SY_RECEIPT_CHANGE_H
#define SY_RECEIPT_CHANGE_H

#include "tools/options.h"
#include "tools/output.h"

extern const struct sy_option sy_receipt_option_out;

/* How one receipt is changed, and what is said when it was. */
struct sy_receipt_change {
    enum sy_exit (*one)(void *context, const char *path);
    void *context;
    enum sy_message said; /* of the path */
    const char *member;   /* the same with --json */
};

/* Is --out, if it is given, to take one receipt? */
SY_MUST_USE bool sy_receipt_out_fits(const struct sy_options *options, struct sy_output *o);

/* Every receipt that is named. */
SY_MUST_USE enum sy_exit sy_receipts_change(const struct sy_options *options,
                                            struct sy_output *o,
                                            const struct sy_receipt_change *change);

/* Write the new one, whole or not at all: to out, which must not be there, or where that is
 * NULL in the place of the old one; as restricted as that. */
SY_MUST_USE enum sy_exit sy_receipt_put(struct sy_output *o, const char *path, const char *out,
                                        struct sy_bytes file);

#endif
