/* network_members.h - the members that network.json and a policy document have in common; only
 * for network_json.c and policy_json.c.
 *
 * Errors   those that return bool return false with the field's why filled; *out then means
 *          nothing.
 * Pure     no allocation but the writer's.
 */
#ifndef SY_NETWORK_MEMBERS_H
#define SY_NETWORK_MEMBERS_H

#include "ledger/json_fields.h"
#include "ledger/json_writer.h"
#include "ledger/network.h"

/* name, registry, authority, nodes, logs (at least logs_min), cosigners and quorum into *out,
 * which is all zero. Each by itself: sy_network_check has the rules between them. */
SY_MUST_USE bool sy_network_read_members(const struct sy_field *root, size_t logs_min,
                                         struct sy_network *out);

/* closed_logs, behind the logs that are there. */
SY_MUST_USE bool sy_network_read_closed_logs(const struct sy_field *root,
                                             struct sy_network *out);

/* registry, authority, nodes, logs that are open, cosigners, quorum; and closed_logs. */
void sy_network_put_members(struct sy_json_writer *w, const struct sy_network *network);
void sy_network_put_closed_logs(struct sy_json_writer *w, const struct sy_network *network);

#endif
