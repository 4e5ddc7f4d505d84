/* outbox.h - signed statements on their way to a node: written before they are sent, so that a
 * run after a crash sends the very same bytes again.
 *
 * Shape    <base>/<network id, 16 hex digits>/<place, '/' written '+'>/<name>.statement, each
 *          file a Submission. The name follows from principal, kind and records alone: the same
 *          report made again finds the bytes that were signed before. A statement is staged
 *          until all of a report is known to be right, and is in refused/ once the node refused
 *          it for good.
 * Errors   those of file.h. Several processes may use one outbox.
 */
#ifndef SY_OUTBOX_H
#define SY_OUTBOX_H

#include "proto/base.h"
#include "proto/buffer.h"
#include "proto/statement.h"

enum { SY_OUTBOX_PATH_BYTES = 3072, SY_OUTBOX_NAME_BYTES = 2 * SY_HASH_BYTES };

struct sy_outbox {
    char folder[SY_OUTBOX_PATH_BYTES];
};

struct sy_outbox_name {
    char hex[SY_OUTBOX_NAME_BYTES + 1];
};

/* All zero is an empty list. */
struct sy_outbox_list {
    struct sy_outbox_name *names; /* in ascending order */
    size_t count;
    size_t capacity;
};

/* The user's own: $XDG_STATE_HOME or ~/.local/state, then suyuan/outbox. SY_NOT_FOUND when
 * neither is known. */
SY_MUST_USE enum sy_err sy_outbox_default(char *(*environment)(const char *variable),
                                          char *base, size_t size);

/* Make the folders; remove what a process that was killed has left staged. */
SY_MUST_USE enum sy_err sy_outbox_open(const char *base, const struct sy_hash *network_id,
                                       struct sy_bytes place, struct sy_outbox *out);

/* The name that such a statement has in every outbox. */
struct sy_outbox_name sy_outbox_name_of(struct sy_bytes principal, uint32_t kind,
                                        const struct sy_hash *records_root);

/* Whether a statement of that name waits to be sent. */
bool sy_outbox_has(const struct sy_outbox *outbox, const struct sy_outbox_name *name);

/* A statement that is not to be sent yet: bytes of our own, or those that wait under that name
 * already (SY_NOT_FOUND when none do). Then either keep it, or drop it. */
SY_MUST_USE enum sy_err sy_outbox_stage(const struct sy_outbox *outbox,
                                        const struct sy_outbox_name *name,
                                        struct sy_bytes submission);
SY_MUST_USE enum sy_err sy_outbox_adopt(const struct sy_outbox *outbox,
                                        const struct sy_outbox_name *name);

/* It is to be sent. When another process has kept one of that name, its bytes count. This
 * process can read the bytes until it drops or removes them, whatever becomes of the file. */
SY_MUST_USE enum sy_err sy_outbox_keep(const struct sy_outbox *outbox,
                                       const struct sy_outbox_name *name);
void sy_outbox_drop(const struct sy_outbox *outbox, const struct sy_outbox_name *name);

/* Append the submission. SY_CORRUPT when the file is not one of that name. */
SY_MUST_USE enum sy_err sy_outbox_read(const struct sy_outbox *outbox,
                                       const struct sy_outbox_name *name,
                                       struct sy_buffer *submission);

/* Put other bytes, of the same report, in the place of a statement. */
SY_MUST_USE enum sy_err sy_outbox_replace(const struct sy_outbox *outbox,
                                          const struct sy_outbox_name *name,
                                          struct sy_bytes submission);

/* It has arrived; fine when it is not there any more. */
SY_MUST_USE enum sy_err sy_outbox_remove(const struct sy_outbox *outbox,
                                         const struct sy_outbox_name *name);

/* Move it to refused/, in the place of an earlier one. */
SY_MUST_USE enum sy_err sy_outbox_refuse(const struct sy_outbox *outbox,
                                         const struct sy_outbox_name *name);

/* Every statement that waits; close the list. */
SY_MUST_USE enum sy_err sy_outbox_list(const struct sy_outbox *outbox,
                                       struct sy_outbox_list *out);
bool sy_outbox_listed(const struct sy_outbox_list *list, const struct sy_outbox_name *name);
SY_MUST_USE enum sy_err sy_outbox_list_add(struct sy_outbox_list *list,
                                           const struct sy_outbox_name *name);
void sy_outbox_list_close(struct sy_outbox_list *list);

#endif
