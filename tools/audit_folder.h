/* audit_folder.h - a node's data folder, stopped or copied, as input of an audit.
 *
 * Shape    DIR/logs/ with one folder a log; each is opened for reading. Besides the entries,
 *          what is stored beside them is checked against them: look-up of statements, digests,
 *          nodes of the trees, head.
 */
#ifndef SY_AUDIT_FOLDER_H
#define SY_AUDIT_FOLDER_H

#include "tools/audit_run.h"
#include "tools/contained.h"

/* Audit the registry's log of the folder and then the others; of them only wanted, unless it is
 * NULL. place says where it is. Said on anything but SY_EXIT_YES. */
SY_MUST_USE enum sy_exit sy_audit_folder(struct sy_audit_run *run, const char *data,
                                         const char *wanted, struct sy_contained_place *place);

#endif
