/* view.h - items to their events: a table derived from logs, which can be deleted and built
 * again.
 *
 * Shape    one row an identifier and event: canonical identifier, time of the event, where the
 *          record stands; and in the row what a journey needs to know of it. Documents
 *          (certificates, tickets, orders, event ids) are identifiers like any other. Rows
 *          depend on what the logs hold, not on the order in which they were read.
 * Source   design sections 1 (point 5) and 7.
 * Thread   as log.h: one writer, snapshots on any thread.
 */
#ifndef SY_VIEW_H
#define SY_VIEW_H

#include "ledger/epcis_fields.h"
#include "ledger/log.h"
#include "ledger/occurrence.h"
#include "ledger/store.h"

enum {
    SY_VIEW_LOGS_MAX = 129, /* as many as a network can have, closed ones too */
    SY_VIEW_ROLES_MAX = 8,  /* of one identifier in one event */
    SY_VIEW_PRINCIPAL_BYTES = 8,
    SY_VIEW_IDENTITY_BYTES = 16,
    SY_VIEW_CONTENT_BYTES = 8
};

struct sy_view;
struct sy_view_snapshot;

enum sy_action {
    SY_ACTION_NONE = 0,
    SY_ACTION_ADD = 1,
    SY_ACTION_OBSERVE = 2,
    SY_ACTION_DELETE = 3
};

/* Where a record stands. log counts the logs in the order in which the view was given them. */
struct sy_position {
    uint32_t log;
    uint64_t index;
    uint32_t record;
};

/* One row: an event in which an identifier stands. */
struct sy_view_row {
    int64_t time; /* of the event, microseconds UTC; sequenced_at where it says none */
    struct sy_position position;
    unsigned event_bit; /* SY_EVENT_OBJECT ... of epcis_fields.h */
    enum sy_action action;
    bool has_children;   /* of an aggregation: it lists children */
    bool declares_error; /* it has an errorDeclaration */
    size_t role_count;
    struct {
        enum sy_role role;
        uint8_t kind; /* of the part that shows it */
    } roles[SY_VIEW_ROLES_MAX];
    uint8_t principal[SY_VIEW_PRINCIPAL_BYTES]; /* sy_view_principal of who declared it */
    uint8_t identity
        [SY_VIEW_IDENTITY_BYTES]; /* of (principal, record hash): equal is the same record */
    uint8_t content
        [SY_VIEW_CONTENT_BYTES]; /* of an event without eventID: all but its errorDeclaration */
    struct sy_bytes
        parent;          /* canonical parentID, of a child; empty when it has none; borrowed */
    uint8_t parent_kind; /* of the part that shows it */
};

/* Opens or makes the view in folder path. */
SY_MUST_USE enum sy_err sy_view_open(const char *path, uint64_t map_bytes,
                                     struct sy_view **out);

/* Forgets all of it: it is made anew from the logs as they are now. */
SY_MUST_USE enum sy_err sy_view_clear(struct sy_view *view);

/* From any thread: what is being applied ends with the entry that it is at, and is committed;
 * nothing is applied any more. */
void sy_view_stop(struct sy_view *view);

/* NULL is fine. */
void sy_view_close(struct sy_view *view);

/* What the view takes on disk. */
uint64_t sy_view_disk_bytes(struct sy_view *view);

/* Applies at most max entries of the log, the log-th, that the view has not. With
 * max 0 it only looks whether the view was made from this log. SY_BAD_CHAIN when it was not, or
 * from more than the log has; SY_CORRUPT when it cannot be read, or counts the logs
 * otherwise. */
SY_MUST_USE enum sy_err sy_view_apply(struct sy_view *view, uint32_t log,
                                      struct sy_bytes origin, struct sy_log_snapshot *snapshot,
                                      uint64_t max, uint64_t *applied);

/* Entries of a log that have got parts since they were applied (log_fill.h). */
struct sy_view_again {
    uint32_t log;
    struct sy_bytes origin;
    uint64_t from, to;
    uint64_t max; /* entries at most */
};

/* Applies them once more, as far as they were; those below *done know of everything that is
 * here. Errors as sy_view_apply. */
SY_MUST_USE enum sy_err sy_view_apply_again(struct sy_view *view,
                                            const struct sy_view_again *again,
                                            struct sy_log_snapshot *snapshot, uint64_t *done);

/* The view as applied until now, unchanged until it is released. */
SY_MUST_USE enum sy_err sy_view_snapshot(struct sy_view *view, struct sy_view_snapshot **out);

/* NULL is fine. */
void sy_view_release(struct sy_view_snapshot *snapshot);

/* Entries applied of the log. */
SY_MUST_USE enum sy_err sy_view_watermark(struct sy_view_snapshot *snapshot,
                                          struct sy_bytes origin, uint64_t *out);

/* Calls row for each event of the identifier (canonical) with from <= time < to, in order of
 * time, then position, until it returns false. The row is borrowed for the call. */
SY_MUST_USE enum sy_err sy_view_scan(struct sy_view_snapshot *snapshot, struct sy_bytes item,
                                     int64_t from, int64_t to,
                                     bool (*row)(void *ctx, const struct sy_view_row *row),
                                     void *ctx);

/* Identifiers that begin with the prefix, each once, in order, until it returns false: what a
 * class has in the way of lots. Long identifiers, whose key ends in a hash, are left out. */
SY_MUST_USE enum sy_err sy_view_names(struct sy_view_snapshot *snapshot, struct sy_bytes prefix,
                                      bool (*name)(void *ctx, struct sy_bytes name), void *ctx);

/* What a row's principal says of a registry id. */
void sy_view_principal(struct sy_bytes subject, uint8_t out[SY_VIEW_PRINCIPAL_BYTES]);

#endif
