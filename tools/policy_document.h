/* policy_document.h - the next policy on its way into a file: written, read back as anybody
 * will read it, held against the one in force, and said.
 *
 * Errors   said to the user; the functions then give what the command ends with.
 */
#ifndef SY_POLICY_DOCUMENT_H
#define SY_POLICY_DOCUMENT_H

#include "ledger/policy.h"
#include "tools/options.h"
#include "tools/output.h"

/* The file to write, which the commands that write one share. */
extern const struct sy_option sy_option_policy_out;

/* Too large for the stack. */
struct sy_policy_document {
    const char *path;
    const char *network_path;
    struct sy_policy before; /* in force */
    struct sy_policy next;   /* to be written */
    struct sy_policy read;   /* what was written, once it is */
};

/* Write the file; it must not be there. SY_EXIT_USAGE when next is no policy, or may not follow
 * before: there is no file then. */
SY_MUST_USE enum sy_exit sy_policy_document_write(struct sy_output *o,
                                                  struct sy_policy_document *document);

/* What was written and what it changes; members of the open object with --json. */
void sy_policy_document_show(struct sy_output *o, const struct sy_policy_document *document);

#endif
