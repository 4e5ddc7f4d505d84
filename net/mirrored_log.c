#include "net/mirrored_log.h"

#include <string.h>

#include "net/earlier.h"
#include "net/mirror_held.h"

/* What a stretch is checked with, and where its entries go. */
struct storing {
    const struct sy_kept_log *log;
    struct sy_log_writer *writer;
    struct sy_log_snapshot *registry_log;
    struct sy_registry_snapshot *registry;
    struct sy_stretch_ahead ahead; /* where it was not looked at before */
    struct sy_earlier earlier;
    bool repeats; /* an earlier generation has the statement */
    const struct sy_log_keep *keep;
    struct sy_hash leaves[SY_MIRROR_STRETCH_ENTRIES];
};

/* What the log holds, and what stands beside it: found says whether the bytes are there. */
static enum sy_err held_of(const struct sy_kept_log *log, const struct sy_log_head *head,
                           enum sy_err found, struct sy_bytes bytes, struct sy_mirror_held *out)
{
    memset(out, 0, sizeof(*out));
    out->size = head->tree.size;
    out->root = sy_merkle_root(&head->tree);
    if (found == SY_NOT_FOUND)
        return SY_OK;
    return found == SY_OK ? sy_mirror_held_read(bytes, &log->vkey, out) : found;
}

static enum sy_err read_held(const struct sy_kept_log *log, struct sy_log_snapshot *snapshot,
                             struct sy_mirror_held *out)
{
    struct sy_bytes bytes = {NULL, 0};
    enum sy_err err = sy_log_beside(snapshot, SY_LOG_MIRROR, &bytes);

    return held_of(log, sy_log_head(snapshot), err, bytes, out);
}

enum sy_err sy_mirrored_log_load(const struct sy_kept_log *log, struct sy_mirror_held *out)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = read_held(log, snapshot, out);
    sy_log_release(snapshot);
    return err;
}

static enum sy_err put_held(struct sy_log_writer *writer, const struct sy_mirror_held *held)
{
    struct sy_buffer bytes = {0};
    enum sy_err err;

    sy_mirror_held_put(held, &bytes);
    err = bytes.err;
    if (err == SY_OK)
        err = sy_log_put_beside(writer, SY_LOG_MIRROR, sy_buffer_bytes(&bytes));
    sy_buffer_close(&bytes);
    return err;
}

/* What the writer sees: nobody else changes it meanwhile. */
static enum sy_err writer_held(const struct sy_kept_log *log, struct sy_log_writer *writer,
                               struct sy_mirror_held *out)
{
    struct sy_bytes bytes = {NULL, 0};
    enum sy_err err = sy_log_writer_beside(writer, SY_LOG_MIRROR, &bytes);

    return held_of(log, sy_log_writer_head(writer), err, bytes, out);
}

static enum sy_err end_writer(struct sy_log_writer *writer, enum sy_err err)
{
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

enum sy_err sy_mirrored_log_freeze(const struct sy_kept_log *log, struct sy_bytes evidence)
{
    struct sy_mirror_held held;
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_begin(log->log, &writer);

    if (err != SY_OK)
        return err;
    err = writer_held(log, writer, &held);
    held.frozen = true;
    if (err == SY_OK)
        err = put_held(writer, &held);
    if (err == SY_OK)
        err = sy_log_put_beside(writer, SY_LOG_EVIDENCE, evidence);
    return end_writer(writer, err);
}

enum sy_err sy_mirrored_log_evidence(const struct sy_kept_log *log, struct sy_buffer *out)
{
    struct sy_log_snapshot *snapshot;
    struct sy_bytes bytes;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_beside(snapshot, SY_LOG_EVIDENCE, &bytes);
    if (err == SY_OK) {
        sy_buffer_put_bytes(out, bytes);
        err = out->err;
    }
    sy_log_release(snapshot);
    return err;
}

enum sy_err sy_mirrored_log_cosign(const struct sy_kept_log *log,
                                   const struct sy_checkpoint *checkpoint, struct sy_bytes note,
                                   const struct sy_log_keep *keep, bool *whole)
{
    struct sy_mirror_held held;
    struct sy_log_writer *writer;
    uint64_t missing = 0;
    uint64_t unused;
    enum sy_err err = sy_log_begin(log->log, &writer);

    if (err != SY_OK)
        return err;
    err = writer_held(log, writer, &held);
    if (err == SY_OK && held.frozen)
        err = SY_DENIED; /* evidence has come meanwhile */
    held.cosigned = *checkpoint;
    if (err == SY_OK)
        err = put_held(writer, &held);
    if (err == SY_OK && note.len > 0)
        err = sy_log_put_note(writer, note);
    if (err == SY_OK)
        err = sy_log_writer_missing(writer, keep, 0, &unused, &missing);
    *whole = err == SY_OK && missing >= checkpoint->size;
    return end_writer(writer, err);
}

static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    struct storing *s = context;
    struct sy_merkle_source source = sy_log_source(s->registry_log);

    return sy_merkle_root_at(&source, size, out);
}

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    struct storing *s = context;

    return sy_registry_authorise(s->registry, size, sequenced_at, statement);
}

static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    struct storing *s = context;
    enum sy_err err = sy_log_writer_find(s->writer, signed_at, id, index);
    uint64_t unused;
    size_t which;

    if (err == SY_NOT_FOUND) {
        err = sy_earlier_find(&s->earlier, signed_at, id, &which, &unused);
        s->repeats = err == SY_OK;
    }
    return err == SY_OK ? SY_EXISTS : err;
}

/* An entry that has passed goes into the writer, as its sequencer put it. */
static enum sy_err take(void *context, struct sy_bytes entry,
                        const struct sy_entry_share *share, const struct sy_entry_facts *facts)
{
    struct storing *s = context;
    struct sy_checked checked = {
        .statement = facts->statement,
        .id = facts->id,
        .records = share->records,
        .nodes = {.data = facts->nodes, .len = facts->nodes_len},
        .digests = {.data = facts->digests, .len = facts->digests_len}};

    if (facts->nodes == NULL)
        return SY_NO_MEMORY; /* which is all that an entry that passes can have lacked before */
    return sy_log_put_kept(s->writer, entry, &facts->entry, &checked, s->keep);
}

/* The registry's own entries are held against what is before them when its view applies them:
 * whose signers might not speak has no effect. */
static enum sy_err open_rules(struct storing *s, const struct sy_mirrored_registry *registry,
                              struct sy_entry_rules *out)
{
    enum sy_err err;

    *out = (struct sy_entry_rules){.scope = s->log->scope,
                                   .registry = s->log->registry,
                                   .registry_root = registry_root,
                                   .seen = seen,
                                   .context = s};
    if (s->log->registry)
        return SY_OK;
    err = sy_earlier_open(s->log, &s->earlier);
    if (err == SY_OK)
        err = sy_registry_snapshot(registry->view, &s->registry);
    if (err == SY_OK)
        err = sy_log_snapshot(registry->log, &s->registry_log);
    if (err != SY_OK)
        return err;
    out->authorise = authorise;
    out->registry_size = sy_registry_size(s->registry);
    if (out->registry_size > registry->vouched)
        out->registry_size = registry->vouched;
    return SY_OK;
}

static void close_rules(struct storing *s)
{
    sy_earlier_close(&s->earlier);
    sy_log_release(s->registry_log);
    sy_registry_release(s->registry);
    sy_stretch_ahead_close(&s->ahead);
}

static enum sy_err read_entry(void *context, uint64_t index, struct sy_buffer *out)
{
    struct sy_bytes bytes;
    enum sy_err err = sy_log_entry(context, index, &bytes);

    if (err == SY_OK)
        sy_buffer_put_bytes(out, bytes);
    return err == SY_OK ? out->err : err;
}

/* The text of evidence, and the log frozen with it. */
static enum sy_err keep_evidence(const struct sy_kept_log *log, struct sy_evidence *evidence,
                                 struct sy_buffer *text)
{
    enum sy_err err;

    sy_evidence_put(evidence, text);
    err = text->err;
    if (err == SY_OK)
        err = sy_mirrored_log_freeze(log, sy_buffer_bytes(text));
    return err;
}

static enum sy_err evidence_of_stretch(const struct storing *s,
                                       const struct sy_mirrored_stretch *stretch,
                                       struct sy_mirrored_outcome *out)
{
    struct sy_evidence_case from = {&stretch->stretch, stretch->shares, s->leaves,
                                    &out->result};
    struct sy_log_snapshot *snapshot;
    struct sy_mirror_held held;
    struct sy_evidence evidence;
    enum sy_err err = sy_log_snapshot(s->log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = read_held(s->log, snapshot, &held);
    if (err == SY_OK) {
        struct sy_evidence_held here = {sy_log_source(snapshot), held.size, &held.cover,
                                        read_entry, snapshot};

        err = sy_evidence_of_stretch(&here, &from, &evidence);
    }
    sy_log_release(snapshot);
    if (err != SY_OK)
        return err;
    err = keep_evidence(s->log, &evidence, &out->evidence);
    sy_evidence_close(&evidence);
    return err;
}

/* What is held with the stretch behind it. */
static enum sy_err put_stretch(struct storing *s, const struct sy_stretch *stretch,
                               struct sy_bytes note, struct sy_mirror_held *held)
{
    const struct sy_log_head *head = sy_log_writer_head(s->writer);
    enum sy_err err = writer_held(s->log, s->writer, held);

    if (err != SY_OK)
        return err;
    sy_assert(head->tree.size == stretch->to);
    held->cover.checkpoint = stretch->checkpoint;
    held->cover.proof = stretch->proof_to;
    if (stretch->checkpoint.checkpoint.size == head->tree.size)
        held->full = stretch->checkpoint;
    err = put_held(s->writer, held);
    if (err == SY_OK && note.len > 0)
        err = sy_log_put_note(s->writer, note);
    return err;
}

static enum sy_err store(struct storing *s, const struct sy_mirrored_stretch *stretch,
                         const struct sy_mirrored_registry *registry, struct sy_bytes note,
                         struct sy_mirrored_outcome *out)
{
    struct sy_stretch_check check = {
        .leaves = s->leaves, .ahead = &stretch->ahead, .take = take, .context = s};
    struct sy_log_head head;
    enum sy_err err = open_rules(s, registry, &check.rules);

    if (err == SY_OK && !stretch->ahead.made) {
        check.ahead = &s->ahead;
        err = sy_stretch_look_ahead(&s->log->scope, stretch->shares,
                                    stretch->stretch.to - stretch->stretch.from, &s->ahead);
    }
    if (err == SY_OK)
        err = sy_log_begin(s->log->log, &s->writer);
    if (err != SY_OK)
        return err;
    head = *sy_log_writer_head(s->writer);
    err = sy_stretch_check(&stretch->stretch, stretch->shares, &check, &head, &out->result);
    if (err == SY_OK && out->result.verdict == SY_STRETCH_FOLLOWS) {
        uint64_t missing;
        uint64_t wanted = 0;

        err = put_stretch(s, &stretch->stretch, note, &out->held);
        if (err == SY_OK)
            err = sy_log_writer_missing(s->writer, s->keep, stretch->stretch.from, &wanted,
                                        &missing);
        out->lacking = wanted != UINT64_MAX;
        return end_writer(s->writer, err);
    }
    sy_log_abort(s->writer);
    if (s->repeats && out->result.verdict == SY_STRETCH_BROKEN)
        out->result.verdict = SY_STRETCH_AT_ODDS; /* evidence shows one log, not two */
    if (err == SY_OK &&
        (out->result.verdict == SY_STRETCH_FORKED || out->result.verdict == SY_STRETCH_BROKEN))
        err = evidence_of_stretch(s, stretch, out);
    return err;
}

enum sy_err sy_mirrored_log_store(const struct sy_kept_log *log,
                                  const struct sy_mirrored_stretch *stretch,
                                  const struct sy_mirrored_registry *registry,
                                  struct sy_bytes note, struct sy_mirrored_outcome *out)
{
    struct storing s = {.log = log, .keep = &stretch->keep};
    enum sy_err err;

    out->evidence = (struct sy_buffer){0};
    err = store(&s, stretch, registry, note, out);
    close_rules(&s);
    return err;
}

static enum sy_err compare(struct sy_log_snapshot *snapshot,
                           const struct sy_checkpoint *checkpoint, bool *same)
{
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_hash root;
    enum sy_err err = SY_NOT_FOUND;

    if (checkpoint->size <= sy_log_head(snapshot)->tree.size)
        err = sy_merkle_root_at(&source, checkpoint->size, &root);
    if (err == SY_OK)
        *same = sy_hash_equal(&root, &checkpoint->root);
    return err;
}

enum sy_err sy_mirrored_log_same(const struct sy_kept_log *log,
                                 const struct sy_checkpoint *checkpoint, bool *same)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = compare(snapshot, checkpoint, same);
    sy_log_release(snapshot);
    return err;
}

/* An owner that has not signed what it holds has nothing to show against the checkpoint. */
static enum sy_err evidence_of_checkpoint(const struct sy_kept_log *log,
                                          struct sy_log_snapshot *snapshot,
                                          const struct sy_signed_checkpoint *checkpoint,
                                          struct sy_evidence *out)
{
    struct sy_mirror_held held;
    enum sy_err err = read_held(log, snapshot, &held);

    if (err == SY_OK && held.cover.checkpoint.note_len == 0)
        err = SY_NOT_FOUND;
    if (err == SY_OK) {
        struct sy_evidence_held here = {sy_log_source(snapshot), held.size, &held.cover,
                                        read_entry, snapshot};

        err = sy_evidence_of_checkpoint(&here, checkpoint, out);
    }
    return err;
}

enum sy_err sy_mirrored_log_compare(const struct sy_kept_log *log,
                                    const struct sy_signed_checkpoint *checkpoint, bool *same,
                                    struct sy_buffer *text)
{
    struct sy_log_snapshot *snapshot;
    struct sy_evidence evidence;
    enum sy_err made = SY_NOT_FOUND;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = compare(snapshot, &checkpoint->checkpoint, same);
    if (err == SY_OK && !*same)
        made = evidence_of_checkpoint(log, snapshot, checkpoint, &evidence);
    sy_log_release(snapshot);
    if (err != SY_OK || *same)
        return err;
    if (made == SY_NOT_FOUND)
        return SY_OK;
    if (made != SY_OK)
        return made;
    err = keep_evidence(log, &evidence, text);
    sy_evidence_close(&evidence);
    return err;
}

enum sy_err sy_mirrored_log_fork(const struct sy_kept_log *log,
                                 const struct sy_signed_checkpoint *a,
                                 const struct sy_signed_checkpoint *b, struct sy_buffer *text)
{
    struct sy_evidence_tree first = {.checkpoint = *a};
    struct sy_evidence_tree second = {.checkpoint = *b};
    struct sy_evidence evidence;
    enum sy_err err;

    sy_evidence_fork(&first, &second, &evidence);
    err = keep_evidence(log, &evidence, text);
    sy_evidence_close(&evidence);
    return err;
}
