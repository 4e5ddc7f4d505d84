/* audit.h - verifies whole logs again, from nothing but their bytes and network.json.
 *
 * Shape    the registry's log first, then any others; of each, its entries in order as
 *          EntryShare messages, from a node or from a folder. Every rule V1-V8 is checked,
 *          every part that is here against its hash, and the tree against the signed
 *          checkpoint. What the audit must remember (the registry, statement ids) it keeps in a
 *          folder of its own. One that is kept has the registry as far as it was read, open
 *          parts only: an audit in it reads what is behind that.
 * Source   design section 3, "Valid".
 */
#ifndef SY_AUDIT_H
#define SY_AUDIT_H

#include "ledger/checkpoint.h"
#include "ledger/log.h"
#include "ledger/network.h"

struct sy_audit;
struct sy_registry;

/* Which rule the entry breaks. */
struct sy_audit_problem {
    uint64_t index;   /* the first bad entry; the log's size when it is about the whole */
    const char *rule; /* "V1" ... "V8", "policy", "tree", "checkpoint", "stored" */
    const char *what; /* a static English sentence */
    char member[64];  /* "records[3].parts[1]"; may be empty */
};

/* What an audited log holds. */
struct sy_audit_counts {
    uint64_t entries;
    uint64_t records;
    uint64_t parts_here;
    uint64_t parts_withheld; /* by hash: aged out, erased, not subscribed, not for the reader */
};

/* The network as network.json founds it, and as the newest policy that is known has it (the
 * same when none is); both outlive the audit. scratch is a folder, empty or kept from an
 * earlier audit. SY_CORRUPT, SY_WRONG_PLACE, SY_WRONG_NETWORK for a kept one that cannot be
 * gone on with. */
SY_MUST_USE enum sy_err sy_audit_open(const struct sy_network *genesis,
                                      const struct sy_network *network, const char *scratch,
                                      struct sy_audit **out);

/* The next log: the note must be its log's (and cosigned by the quorum). The registry comes
 * first and once (SY_EXISTS when again); its next entry is the one at sy_audit_head, which is
 * not 0 in a folder that was kept, and SY_BAD_ROOT says that the note contradicts what is kept.
 * Where the registry holds a newer policy than was known, that one counts for the logs behind
 * it. Of a log that a policy has closed the checkpoint is never beyond that end, whatever the
 * note says. Generations of one place come in their order, so that a statement is seen to stand
 * in one of them only (V7). SY_UNKNOWN_KEY for a log the network does not have, SY_NOT_YET
 * before the registry, and what sy_checkpoint_open refuses: *why says. */
SY_MUST_USE enum sy_err sy_audit_begin(struct sy_audit *audit, struct sy_bytes origin,
                                       struct sy_bytes note, struct sy_audit_problem *why);

/* The next entry of the log. The error of the rule that it breaks, *why filled; or a fault. */
SY_MUST_USE enum sy_err sy_audit_entry(struct sy_audit *audit, struct sy_bytes entry_share,
                                       struct sy_audit_problem *why);

/* The end of the log: as many entries as the checkpoint promises, or more. The registry's has
 * the policy that is known, if it has one of that version. */
SY_MUST_USE enum sy_err sy_audit_finish(struct sy_audit *audit, struct sy_audit_counts *counts,
                                        struct sy_audit_problem *why);

/* The checkpoint of the log under audit; the tree and chain so far. */
const struct sy_checkpoint *sy_audit_checkpoint(const struct sy_audit *audit);
const struct sy_log_head *sy_audit_head(const struct sy_audit *audit);

/* How many entries the log has signed behind where a policy closed it: they are none of its
 * own, and are not to be given to the audit. */
uint64_t sy_audit_beyond(const struct sy_audit *audit);

/* The registry's log as far as it was read: written by the audit alone, between begin and
 * finish. */
struct sy_log *sy_audit_registry_log(const struct sy_audit *audit);

/* The network as the newest policy known has it, those of the audited registry included. */
const struct sy_network *sy_audit_network(const struct sy_audit *audit);

/* Who may speak for whom, once the registry's log is finished; it lives as long as the
 * audit. */
struct sy_registry *sy_audit_registry(const struct sy_audit *audit);

/* NULL is fine. */
void sy_audit_close(struct sy_audit *audit);

#endif
