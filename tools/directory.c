#include "tools/directory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/audit.h"
#include "ledger/origin.h"
#include "net/clock.h"
#include "proto/act.h"
#include "proto/record_type.h"
#include "tools/broken.h"
#include "tools/entries.h"
#include "tools/progress.h"
#include "tools/registry_copy.h"
#include "tools/report.h"

const struct sy_option sy_option_no_cache = {
    .name = "no-cache",
    .variable = "SUYUAN_NO_CACHE",
    .help = {"read the whole registry again, and keep no copy of it",
             "重新读取整个登记簿，不保留副本"}};

struct sy_directory {
    struct sy_registry_copy copy;
    struct sy_audit *audit;
    struct sy_registry_snapshot *registry;
    struct sy_log_snapshot *log;
    struct sy_checkpoint checkpoint;
    struct sy_buffer note;
    bool anew;    /* the copy has been forgotten: what is wrong now is the node's */
    bool damaged; /* the copy cannot be gone on with; nothing was said of it */
};

/* ---- what was verified before ---- */

static const char *number(uint64_t value, char text[24])
{
    snprintf(text, 24, "%" PRIu64, value);
    return text;
}

/* Entries that the copy has, verified or not. */
static enum sy_err copied(const struct sy_directory *d, uint64_t *size)
{
    struct sy_log_snapshot *log;
    enum sy_err err = sy_log_snapshot(sy_audit_registry_log(d->audit), &log);

    if (err != SY_OK)
        return err;
    *size = sy_log_head(log)->tree.size;
    sy_log_release(log);
    return SY_OK;
}

/* The root over the first entries of the copy. */
static enum sy_err copied_root(const struct sy_directory *d, uint64_t size, struct sy_hash *out)
{
    struct sy_merkle_source source;
    struct sy_log_snapshot *log;
    enum sy_err err = sy_log_snapshot(sy_audit_registry_log(d->audit), &log);

    if (err != SY_OK)
        return err;
    source = sy_log_source(log);
    err = size > sy_log_head(log)->tree.size ? SY_NOT_FOUND
                                             : sy_merkle_root_at(&source, size, out);
    sy_log_release(log);
    return err;
}

/* SY_BAD_PROOF when the node cannot show that its registry begins with what is known. */
static enum sy_err prove_growth(struct sy_peer *peer, const struct sy_checkpoint *known,
                                const struct sy_checkpoint *now)
{
    struct sy_get_proof ask = {sy_text(now->origin), now->size, {0}, {true, known->size}};
    struct sy_merkle_proof path = {.count = 0};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    struct sy_proof proof;
    enum sy_err err;

    sy_get_proof_write(&ask, &payload);
    err = sy_peer_call(peer, SY_FRAME_GET_PROOF, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err == SY_BAD_PROOF ? SY_INTERNAL : err;
    err = sy_proof_read(sy_buffer_bytes(&message.payload), &proof);
    if (err == SY_OK)
        err = sy_verified_path(&proof.path, &path);
    if (err == SY_OK)
        err = sy_merkle_verify_consistency(&known->root, known->size, &now->root, now->size,
                                           path.hash, path.count);
    sy_frame_message_close(&message);
    return err == SY_BAD_ENCODING ? sy_peer_malformed(peer) : err;
}

static enum sy_exit say_fork(struct sy_directory *d, struct sy_peer *peer, struct sy_bytes note,
                             const struct sy_checkpoint *known, const struct sy_checkpoint *now)
{
    struct sy_buffer path = {0};
    char before[24];
    char after[24];

    sy_registry_copy_fork(&d->copy, note, &path);
    sy_output_error(
        peer->output,
        SY_SAY(REGISTRY_FORKED, peer->node->code, number(now->size, after),
               number(known->size, before),
               sy_buffer_text(&path) == NULL ? d->copy.path : sy_buffer_text(&path)));
    sy_buffer_close(&path);
    return SY_EXIT_NO;
}

static enum sy_exit say_behind(struct sy_peer *peer, const struct sy_checkpoint *known,
                               const struct sy_checkpoint *now, enum sy_exit status)
{
    char before[24];
    char after[24];
    const struct sy_saying saying = {
        .message = status == SY_EXIT_YES ? SY_MESSAGE_REGISTRY_BEHIND
                                         : SY_MESSAGE_REGISTRY_TOO_FAR_BEHIND,
        .words = {peer->node->code, number(now->size, after), number(known->size, before)}};

    sy_output_error(peer->output, &saying);
    return status;
}

/* The node shows less than is known: what is known is enough, if it is all here. */
static enum sy_exit stay(struct sy_directory *d, struct sy_peer *peer, struct sy_buffer *note,
                         const struct sy_checkpoint *known, const struct sy_checkpoint *now)
{
    struct sy_hash root;
    uint64_t size = 0;
    enum sy_err err = copied(d, &size);

    if (err == SY_OK && size < now->size)
        return say_behind(peer, known, now, SY_EXIT_UNASKED);
    if (err == SY_OK)
        err = copied_root(d, now->size, &root);
    if (err != SY_OK)
        return sy_broken_fault(peer->output, err);
    if (!sy_hash_equal(&root, &now->root))
        return say_fork(d, peer, sy_buffer_bytes(note), known, now);
    if (size != known->size)
        return say_behind(peer, known, now, SY_EXIT_UNASKED);
    sy_buffer_clear(note);
    sy_buffer_put_bytes(note, sy_buffer_bytes(&d->copy.note));
    return say_behind(peer, known, now, SY_EXIT_YES);
}

/* The note of the node against the checkpoint that was kept. Where the node is behind, the note
 * becomes the one that was kept. */
static enum sy_exit compare(struct sy_directory *d, struct sy_peer *peer,
                            struct sy_buffer *note)
{
    struct sy_checkpoint known;
    struct sy_trust trust;
    enum sy_err err;

    if (sy_checkpoint_open(sy_buffer_bytes(&d->copy.note), &peer->network.registry.vkey,
                           &known) != SY_OK ||
        known.size == 0)
        return SY_EXIT_YES;
    if (sy_trust_open(&peer->network, sy_buffer_bytes(note), &trust) != SY_OK ||
        strcmp(trust.checkpoint.origin, known.origin) != 0)
        return SY_EXIT_YES; /* the audit says what is wrong with it */
    if (trust.checkpoint.size < known.size)
        return stay(d, peer, note, &known, &trust.checkpoint);
    if (trust.checkpoint.size == known.size)
        err = sy_hash_equal(&trust.checkpoint.root, &known.root) ? SY_OK : SY_BAD_PROOF;
    else
        err = prove_growth(peer, &known, &trust.checkpoint);
    if (err == SY_BAD_PROOF)
        return say_fork(d, peer, sy_buffer_bytes(note), &known, &trust.checkpoint);
    return err == SY_OK ? SY_EXIT_YES : sy_peer_report(peer);
}

/* ---- reading ---- */

/* What went wrong is the copy's fault, not the node's: it cannot be read, or it holds entries
 * that a node sent and no checkpoint covered. */
static bool is_damage(struct sy_directory *d, enum sy_err err,
                      const struct sy_audit_problem *why, bool unsure)
{
    bool unreadable = why->rule == NULL &&
                      (err == SY_CORRUPT || err == SY_BAD_CHAIN || err == SY_WRONG_PLACE ||
                       err == SY_WRONG_NETWORK || err == SY_BAD_ENCODING);

    d->damaged = d->copy.kept && !d->anew && (unreadable || (unsure && why->rule != NULL));
    return d->damaged;
}

static enum sy_exit say_broken(struct sy_directory *d, struct sy_peer *peer, enum sy_err err,
                               const struct sy_audit_problem *why, bool unsure)
{
    if (is_damage(d, err, why, unsure))
        return SY_EXIT_UNASKED;
    return sy_broken_report(peer->output, peer->network.registry.vkey.name, err, why);
}

/* All entries up to the checkpoint. SY_EXIT_NO when one breaks a rule. */
static enum sy_exit read_entries(struct sy_directory *d, struct sy_peer *peer, bool unsure)
{
    struct sy_bytes origin = sy_text(d->checkpoint.origin);
    uint64_t from = sy_audit_head(d->audit)->tree.size;
    struct sy_progress progress;
    struct sy_frame_message message;
    struct sy_audit_problem why;
    struct sy_entries entries;
    enum sy_err err = sy_entries_ask(&entries, peer, origin, from, d->checkpoint.size, true);

    sy_progress_start(&progress, SY_MESSAGE_READING_REGISTRY, peer->output->language);
    while (err == SY_OK) {
        err = sy_entries_next(&entries, &message);
        if (err != SY_OK)
            break;
        err = sy_audit_entry(d->audit, sy_buffer_bytes(&message.payload), &why);
        sy_frame_message_close(&message);
        if (err != SY_OK) {
            sy_progress_end(&progress);
            return say_broken(d, peer, err, &why, unsure);
        }
        sy_progress_step(&progress, entries.next, d->checkpoint.size);
    }
    sy_progress_end(&progress);
    return err == SY_NOT_FOUND ? SY_EXIT_YES : sy_peer_report(peer);
}

static enum sy_exit finish(struct sy_directory *d, struct sy_peer *peer, struct sy_bytes note,
                           bool unsure)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    enum sy_err err = sy_audit_finish(d->audit, &counts, &why);

    if (err == SY_OK)
        err = sy_log_snapshot(sy_audit_registry_log(d->audit), &d->log);
    if (err == SY_OK)
        err = sy_registry_snapshot(sy_audit_registry(d->audit), &d->registry);
    if (err != SY_OK)
        return say_broken(d, peer, err, &why, unsure);
    sy_buffer_clear(&d->note);
    sy_buffer_put_bytes(&d->note, note);
    err = d->note.err == SY_OK ? sy_registry_copy_verified(&d->copy, note) : d->note.err;
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(peer->output, err, d->copy.path);
}

/* From what is there to what the node has. */
static enum sy_exit bring_up(struct sy_directory *d, struct sy_peer *peer,
                             struct sy_buffer *note)
{
    struct sy_bytes origin = sy_text(peer->network.registry.vkey.name);
    struct sy_checkpoint known = {.size = 0};
    struct sy_audit_problem why = {0};
    bool unsure;
    enum sy_exit status;
    enum sy_err err = sy_audit_open(&peer->genesis, &peer->network, d->copy.path, &d->audit);

    if (err != SY_OK)
        return is_damage(d, err, &why, false) ? SY_EXIT_UNASKED
                                              : sy_report_file(peer->output, err, d->copy.path);
    status = compare(d, peer, note);
    if (status != SY_EXIT_YES)
        return status;
    if (d->copy.note.len > 0 &&
        sy_checkpoint_open(sy_buffer_bytes(&d->copy.note), &peer->network.registry.vkey,
                           &known) != SY_OK)
        known.size = 0;
    err = sy_audit_begin(d->audit, origin, sy_buffer_bytes(note), &why);
    unsure = sy_audit_head(d->audit)->tree.size != known.size;
    if (err != SY_OK) /* that the node's note goes with what is known has been seen */
        return say_broken(d, peer, err, &why,
                          why.rule != NULL && strcmp(why.rule, "tree") == 0);
    d->checkpoint = *sy_audit_checkpoint(d->audit);
    if (sy_audit_head(d->audit)->tree.size > d->checkpoint.size)
        return say_broken(d, peer, SY_CORRUPT, &why, false); /* no checkpoint covers its end */
    status = read_entries(d, peer, unsure);
    return status == SY_EXIT_YES ? finish(d, peer, sy_buffer_bytes(note), unsure) : status;
}

static void close_copy(struct sy_directory *d)
{
    sy_registry_release(d->registry);
    sy_log_release(d->log);
    sy_audit_close(d->audit);
    d->registry = NULL;
    d->log = NULL;
    d->audit = NULL;
}

/* The copy is forgotten, and everything read again. */
static enum sy_exit begin_anew(struct sy_directory *d, struct sy_peer *peer,
                               struct sy_buffer *note)
{
    enum sy_err err;

    sy_output_error(peer->output, SY_SAY(REGISTRY_COPY_DAMAGED, d->copy.path));
    close_copy(d);
    d->anew = true;
    err = sy_registry_copy_forget(&d->copy);
    if (err != SY_OK)
        return sy_report_file(peer->output, err, d->copy.path);
    return bring_up(d, peer, note);
}

static enum sy_exit read_registry(struct sy_directory *d, struct sy_peer *peer)
{
    struct sy_buffer note = {0};
    enum sy_exit status;

    if (sy_peer_checkpoint(peer, sy_text(peer->network.registry.vkey.name), &note) != SY_OK) {
        sy_buffer_close(&note);
        return sy_peer_report(peer);
    }
    status = bring_up(d, peer, &note);
    if (d->damaged)
        status = begin_anew(d, peer, &note);
    sy_buffer_close(&note);
    sy_registry_copy_unlock(&d->copy);
    return status;
}

enum sy_exit sy_directory_open(struct sy_peer *peer, const struct sy_options *options,
                               struct sy_directory **out)
{
    bool keep = sy_options_value(options, "no-cache") == NULL;
    struct sy_directory *d = calloc(1, sizeof(*d));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (d == NULL) {
        sy_output_error(peer->output, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    if (sy_registry_copy_open(peer->output, &peer->network.id, keep, &d->copy))
        status = read_registry(d, peer);
    if (status == SY_EXIT_YES)
        *out = d;
    else
        sy_directory_close(d);
    return status;
}

void sy_directory_close(struct sy_directory *d)
{
    if (d == NULL)
        return;
    close_copy(d);
    sy_registry_copy_close(&d->copy);
    sy_buffer_close(&d->note);
    free(d);
}

/* ---- asking ---- */

struct sy_registry_snapshot *sy_directory_registry(const struct sy_directory *d)
{
    return d->registry;
}

struct sy_bytes sy_directory_note(const struct sy_directory *d)
{
    return sy_buffer_bytes(&d->note);
}

struct sy_log_snapshot *sy_directory_log(const struct sy_directory *d)
{
    return d->log;
}

struct sy_bytes sy_directory_name(const struct sy_directory *d, struct sy_bytes subject)
{
    static const struct {
        uint32_t type;
        uint32_t field;
    } rows[] = {
        {SY_TYPE_ORGANISATION, SY_ORGANISATION_NAME},
        {SY_TYPE_REGULATOR, SY_REGULATOR_NAME},
        {SY_TYPE_SITE, SY_SITE_NAME},
        {SY_TYPE_PRODUCT, SY_PRODUCT_NAME},
        {SY_TYPE_PRODUCT_CLASS, SY_CLASS_NAME},
        {SY_TYPE_NODE, SY_NODE_NAME},
    };
    const struct sy_registry_moment now = {UINT64_MAX, sy_clock_us()};
    struct sy_registry_state state;
    struct sy_registry_dated dated;

    if (sy_registry_state(d->registry, subject, UINT64_MAX, &state) != SY_OK)
        return (struct sy_bytes){NULL, 0};
    if (state.type == SY_TYPE_ORGANISATION &&
        sy_registry_dated(d->registry, subject, SY_ORGANISATION_NAME, &now, &dated) == SY_OK)
        return dated.value;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].type == state.type)
            return sy_body_bytes(state.body, rows[i].field);
    }
    return (struct sy_bytes){NULL, 0};
}

enum sy_err sy_directory_authorise(struct sy_directory *d, struct sy_bytes origin,
                                   const struct sy_verified *evidence)
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
