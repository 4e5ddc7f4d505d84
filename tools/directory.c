#include "tools/directory.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/origin.h"
#include "ledger/registry.h"
#include "proto/act.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "tools/broken.h"
#include "tools/entries.h"
#include "tools/progress.h"
#include "tools/report.h"
#include "tools/scratch.h"

/* Offsets into text, which may move. */
struct name {
    size_t subject, subject_len;
    size_t name, name_len;
};

struct sy_directory {
    struct sy_scratch scratch;
    struct sy_audit *audit;
    struct sy_registry_snapshot *registry;
    struct sy_authority authority;
    struct sy_checkpoint checkpoint;
    struct sy_buffer text;
    struct sy_buffer names; /* struct name, in the order of admission */
    struct name *sorted;    /* by subject, once the registry is whole */
    size_t count;
    enum sy_err (*visit)(void *context, struct sy_bytes entry_share); /* NULL: nobody */
    void *context;
};

static struct sy_bytes piece(const struct sy_directory *d, size_t at, size_t len)
{
    return (struct sy_bytes){d->text.data + at, len};
}

static struct sy_bytes name_of(const struct sy_act *act)
{
    return sy_body_bytes(act->body, SY_ORGANISATION_NAME);
}

static enum sy_err keep_name(struct sy_directory *d, const struct sy_act *act)
{
    struct name name = {.subject = d->text.len, .subject_len = act->subject.len};

    sy_buffer_put_bytes(&d->text, act->subject);
    name.name = d->text.len;
    name.name_len = name_of(act).len;
    sy_buffer_put_bytes(&d->text, name_of(act));
    sy_buffer_put(&d->names, &name, sizeof(name));
    return d->text.err != SY_OK ? d->text.err : d->names.err;
}

/* The admissions of an entry that has been verified. A later admission of the same subject is
 * void, and its "after" is not 0 or is wrong, so the first one counts. */
static enum sy_err keep_names(struct sy_directory *d, struct sy_bytes share_bytes)
{
    struct sy_entry_share share;
    struct sy_record_share record;
    struct sy_wire cursor;
    enum sy_err err = sy_entry_share_read(share_bytes, &share);

    if (err != SY_OK)
        return err;
    cursor = sy_list_open(&share.records);
    while (err == SY_OK &&
           sy_record_share_next(&cursor, share.records.number, &record) == SY_OK) {
        struct sy_part part;
        struct sy_act act;

        if (record.parts[0].part.data == NULL ||
            sy_part_read(record.parts[0].part, &part) != SY_OK ||
            sy_act_read(part.type, part.body, &act) != SY_OK)
            continue;
        if (act.type == SY_TYPE_ORGANISATION && act.verb == SY_ORGANISATION_ADMITTED &&
            act.after == 0)
            err = keep_name(d, &act);
    }
    return err;
}

static int compare(const void *a, const void *b, void *context)
{
    const struct sy_directory *d = context;
    const struct name *x = a;
    const struct name *y = b;
    int order = sy_bytes_compare(piece(d, x->subject, x->subject_len),
                                 piece(d, y->subject, y->subject_len));

    if (order != 0)
        return order;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

static void sort(struct sy_directory *d)
{
    /* Aligned: the buffer's memory is malloc's. */
    d->sorted = (struct name *)(void *)d->names.data;
    d->count = d->names.len / sizeof(struct name);
    if (d->count > 1)
        qsort_r(d->sorted, d->count, sizeof(struct name), compare, d);
}

struct sy_bytes sy_directory_name(const struct sy_directory *d, struct sy_bytes subject)
{
    size_t from = 0;
    size_t to = d->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct name *at = &d->sorted[middle];

        if (sy_bytes_compare(piece(d, at->subject, at->subject_len), subject) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from < d->count &&
        sy_bytes_equal(piece(d, d->sorted[from].subject, d->sorted[from].subject_len), subject))
        return piece(d, d->sorted[from].name, d->sorted[from].name_len);
    return (struct sy_bytes){NULL, 0};
}

/* All entries up to the checkpoint. SY_EXIT_NO when one breaks a rule. */
static enum sy_exit read_entries(struct sy_directory *d, struct sy_peer *peer,
                                 struct sy_progress *progress)
{
    struct sy_bytes origin = sy_text(d->checkpoint.origin);
    struct sy_frame_message message;
    struct sy_audit_problem why;
    struct sy_entries entries;
    enum sy_err err = sy_entries_ask(&entries, peer, origin, 0, d->checkpoint.size, true);

    while (err == SY_OK) {
        err = sy_entries_next(&entries, &message);
        if (err != SY_OK)
            break;
        err = sy_audit_entry(d->audit, sy_buffer_bytes(&message.payload), &why);
        if (err == SY_OK)
            err = keep_names(d, sy_buffer_bytes(&message.payload));
        if (err == SY_OK && d->visit != NULL)
            err = d->visit(d->context, sy_buffer_bytes(&message.payload));
        sy_frame_message_close(&message);
        if (err != SY_OK) {
            sy_progress_end(progress);
            return sy_broken_report(peer->output, d->checkpoint.origin, err, &why);
        }
        sy_progress_step(progress, entries.next, d->checkpoint.size);
    }
    sy_progress_end(progress);
    return err == SY_NOT_FOUND ? SY_EXIT_YES : sy_peer_report(peer);
}

static enum sy_exit finish(struct sy_directory *d, struct sy_peer *peer)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    enum sy_err err = sy_audit_finish(d->audit, &counts, &why);

    if (err == SY_OK)
        err = sy_registry_snapshot(sy_audit_registry(d->audit), &d->registry);
    if (err != SY_OK)
        return sy_broken_report(peer->output, d->checkpoint.origin, err, &why);
    sort(d);
    return SY_EXIT_YES;
}

static enum sy_exit read_registry(struct sy_directory *d, struct sy_peer *peer)
{
    const char *name = peer->network.registry.vkey.name;
    struct sy_progress progress;
    struct sy_audit_problem why;
    struct sy_buffer note = {0};
    enum sy_exit status;
    enum sy_err err = sy_audit_open(&peer->network, d->scratch.path, &d->audit);

    if (err != SY_OK)
        return sy_report_file(peer->output, err, d->scratch.path);
    err = sy_peer_checkpoint(peer, sy_text(name), &note);
    if (err != SY_OK) {
        sy_buffer_close(&note);
        return sy_peer_report(peer);
    }
    err = sy_audit_begin(d->audit, sy_text(name), sy_buffer_bytes(&note), &why);
    sy_buffer_close(&note);
    if (err != SY_OK)
        return sy_broken_report(peer->output, name, err, &why);
    d->checkpoint = *sy_audit_checkpoint(d->audit);
    sy_progress_start(&progress, SY_MESSAGE_READING_REGISTRY, peer->output->language);
    status = read_entries(d, peer, &progress);
    return status == SY_EXIT_YES ? finish(d, peer) : status;
}

enum sy_exit sy_directory_visit(struct sy_peer *peer,
                                enum sy_err (*visit)(void *context,
                                                     struct sy_bytes entry_share),
                                void *context, struct sy_directory **out)
{
    struct sy_directory *d = calloc(1, sizeof(*d));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (d == NULL) {
        sy_output_error(peer->output, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    d->visit = visit;
    d->context = context;
    d->authority = (struct sy_authority){
        peer->network.authority_k, peer->network.authority_count, peer->network.authority_keys};
    if (sy_scratch_make(peer->output, &d->scratch))
        status = read_registry(d, peer);
    if (status == SY_EXIT_YES)
        *out = d;
    else
        sy_directory_close(d);
    return status;
}

enum sy_exit sy_directory_open(struct sy_peer *peer, struct sy_directory **out)
{
    return sy_directory_visit(peer, NULL, NULL, out);
}

struct sy_registry_snapshot *sy_directory_registry(const struct sy_directory *d)
{
    return d->registry;
}

enum sy_err sy_directory_authorise(struct sy_directory *d, struct sy_bytes origin,
                                   const struct sy_evidence *evidence)
{
    if (sy_origin_is_registry(origin) != (evidence->statement.kind == SY_KIND_REGISTRY))
        return SY_DENIED;
    return sy_registry_authorise(d->registry, evidence->entry.registry_size,
                                 evidence->entry.sequenced_at, &evidence->statement);
}

const struct sy_checkpoint *sy_directory_checkpoint(const struct sy_directory *d)
{
    return &d->checkpoint;
}

void sy_directory_close(struct sy_directory *d)
{
    if (d == NULL)
        return;
    sy_registry_release(d->registry);
    sy_audit_close(d->audit);
    sy_scratch_remove(&d->scratch);
    sy_buffer_close(&d->text);
    sy_buffer_close(&d->names);
    free(d);
}
