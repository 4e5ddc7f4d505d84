#include "ledger/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/entry_check.h"
#include "ledger/origin.h"
#include "ledger/registry.h"
#include "ledger/trust.h"
#include "proto/record_type.h"

enum { SEEN, TABLES, PATH_BYTES_MAX = 4096, COMMIT_EVERY = 4096, SEEN_KEY_BYTES = 8 + 16 };

static const uint64_t map_bytes = (uint64_t)1 << 38;
static const char *const table_names[TABLES] = {"seen"};

/* A log that holds: its statements must not stand in a later generation of the place. */
struct done {
    char origin[SY_NAME_BYTES_MAX + 1];
    uint64_t round; /* of its audit */
};

struct sy_audit {
    const struct sy_network *network; /* of the newest policy known */
    struct sy_policy *policy;         /* the registry's, once it is newer; else NULL */
    struct sy_log *registry_log;      /* a copy of what was verified */
    struct sy_registry *registry;
    struct sy_store *seen; /* statement ids of the logs but the registry's, by rounds */
    bool registry_done;

    /* The log under audit. */
    bool is_registry;
    const struct sy_network_log *log;
    struct sy_checkpoint checkpoint;
    uint64_t beyond; /* so many entries were signed behind the end of a closed log */
    struct sy_log_head head;
    struct sy_audit_counts counts;
    struct sy_log_writer *writer; /* of registry_log, while the registry is audited */
    struct sy_store_txn *seen_txn;
    uint64_t uncommitted;
    uint64_t round; /* counts the logs audited: what was seen in which of them */
    size_t done_count;
    struct done done[SY_NETWORK_LOGS_MAX + 1];
    struct sy_log_snapshot *registry_snapshot;
    struct sy_registry_snapshot *authority_snapshot;
    struct sy_buffer submission; /* scratch */
};

static enum sy_err broken(struct sy_audit_problem *why, enum sy_err err, const char *rule,
                          const char *what)
{
    why->rule = rule;
    why->what = what;
    return err;
}

enum sy_err sy_audit_open(const struct sy_network *genesis, const struct sy_network *network,
                          const char *scratch, struct sy_audit **out)
{
    struct sy_audit *audit = calloc(1, sizeof(*audit));
    struct sy_log_identity identity = {.network_id = network->id};
    char path[PATH_BYTES_MAX];
    enum sy_err err;

    if (audit == NULL)
        return SY_NO_MEMORY;
    audit->network = network;
    snprintf(identity.origin, sizeof(identity.origin), "%s", network->registry.vkey.name);
    snprintf(path, sizeof(path), "%s/registry-log", scratch);
    err = sy_log_open(path, map_bytes, &identity, &audit->registry_log);
    if (err == SY_OK) {
        snprintf(path, sizeof(path), "%s/registry-view", scratch);
        err = sy_registry_open(path, map_bytes, genesis, &audit->registry);
    }
    if (err == SY_OK) {
        snprintf(path, sizeof(path), "%s/seen", scratch);
        err =
            sy_store_open(path, SY_STORE_CREATE, map_bytes, table_names, TABLES, &audit->seen);
    }
    if (err == SY_OK)
        *out = audit;
    else
        sy_audit_close(audit);
    return err;
}

/* Everything that belongs to the log under audit. */
static void forget_log(struct sy_audit *audit)
{
    sy_log_abort(audit->writer);
    sy_store_end(audit->seen_txn);
    sy_registry_release(audit->authority_snapshot);
    sy_log_release(audit->registry_snapshot);
    audit->writer = NULL;
    audit->seen_txn = NULL;
    audit->authority_snapshot = NULL;
    audit->registry_snapshot = NULL;
    audit->uncommitted = 0;
}

void sy_audit_close(struct sy_audit *audit)
{
    if (audit == NULL)
        return;
    forget_log(audit);
    sy_registry_close(audit->registry);
    sy_log_close(audit->registry_log);
    sy_store_close(audit->seen);
    sy_buffer_close(&audit->submission);
    free(audit->policy);
    free(audit);
}

const struct sy_checkpoint *sy_audit_checkpoint(const struct sy_audit *audit)
{
    return &audit->checkpoint;
}

uint64_t sy_audit_beyond(const struct sy_audit *audit)
{
    return audit->beyond;
}

const struct sy_log_head *sy_audit_head(const struct sy_audit *audit)
{
    return &audit->head;
}

struct sy_log *sy_audit_registry_log(const struct sy_audit *audit)
{
    return audit->registry_log;
}

const struct sy_network *sy_audit_network(const struct sy_audit *audit)
{
    return audit->network;
}

struct sy_registry *sy_audit_registry(const struct sy_audit *audit)
{
    sy_assert(audit->registry_done);
    return audit->registry;
}

static enum sy_err open_snapshots(struct sy_audit *audit)
{
    enum sy_err err;

    if (audit->is_registry)
        return sy_log_begin(audit->registry_log, &audit->writer);
    err = sy_log_snapshot(audit->registry_log, &audit->registry_snapshot);
    if (err == SY_OK)
        err = sy_registry_snapshot(audit->registry, &audit->authority_snapshot);
    return err;
}

static enum sy_err check_root(const struct sy_audit *audit, struct sy_audit_problem *why)
{
    struct sy_hash root;

    if (audit->head.tree.size != audit->checkpoint.size)
        return SY_OK;
    root = sy_merkle_root(&audit->head.tree);
    if (sy_hash_equal(&root, &audit->checkpoint.root))
        return SY_OK;
    if (audit->log->closed && audit->checkpoint.size == audit->log->final_size)
        return broken(why, SY_BAD_ROOT, "policy",
                      "the entries are not those with which a policy has closed the log");
    return broken(why, SY_BAD_ROOT, "tree", "the entries do not have the root that was signed");
}

/* The folder has the registry's first entries from an earlier audit: only those behind them are
 * to come. */
static enum sy_err go_on(struct sy_audit *audit, struct sy_audit_problem *why)
{
    struct sy_merkle_source source = sy_log_writer_source(audit->writer);
    struct sy_hash root;
    enum sy_err err;

    audit->head = *sy_log_writer_head(audit->writer);
    audit->counts.entries = audit->head.tree.size;
    audit->counts.records = audit->head.record_count;
    why->index = audit->head.tree.size;
    if (audit->checkpoint.size >= audit->head.tree.size)
        return check_root(audit, why);
    err = sy_merkle_root_at(&source, audit->checkpoint.size, &root);
    if (err == SY_OK && !sy_hash_equal(&root, &audit->checkpoint.root))
        return broken(why, SY_BAD_ROOT, "tree",
                      "the entries do not have the root that was signed");
    return err;
}

/* What the log has signed beyond where a policy closed it is not part of it any more. */
static void end_at_close(struct sy_audit *audit)
{
    audit->beyond = audit->checkpoint.size - audit->log->final_size;
    audit->checkpoint.size = audit->log->final_size;
    audit->checkpoint.root = audit->log->final_root;
}

enum sy_err sy_audit_begin(struct sy_audit *audit, struct sy_bytes origin, struct sy_bytes note,
                           struct sy_audit_problem *why)
{
    bool is_registry = sy_origin_is_registry(origin);
    struct sy_trust trust;
    enum sy_err err;

    *why = (struct sy_audit_problem){0};
    if (!is_registry && !audit->registry_done)
        return broken(why, SY_NOT_YET, "V5", "the registry's log comes first");
    if (is_registry && audit->registry_done)
        return broken(why, SY_EXISTS, "checkpoint", "the registry's log was audited before");
    err = sy_trust_open(audit->network, note, &trust);
    if (err != SY_OK && err != SY_CLOSED)
        return broken(why, err, "checkpoint", trust.what);
    if (!sy_bytes_equal(sy_text(trust.checkpoint.origin), origin))
        return broken(why, SY_BAD_CHECKPOINT, "checkpoint", "the checkpoint is another log's");
    forget_log(audit);
    audit->round++;
    audit->is_registry = is_registry;
    audit->log = trust.log;
    audit->checkpoint = trust.checkpoint;
    audit->beyond = 0;
    if (err == SY_CLOSED)
        end_at_close(audit);
    audit->counts = (struct sy_audit_counts){0};
    sy_log_head_init(&audit->head, origin, &audit->network->id);
    err = open_snapshots(audit);
    if (err == SY_OK && is_registry && sy_log_writer_head(audit->writer)->tree.size > 0)
        err = go_on(audit, why);
    return err;
}

static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    const struct sy_audit *audit = context;
    struct sy_merkle_source source = sy_log_source(audit->registry_snapshot);

    return sy_merkle_root_at(&source, size, out);
}

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    const struct sy_audit *audit = context;

    return sy_registry_authorise(audit->authority_snapshot, size, sequenced_at, statement);
}

/* Whether that audit was of this log, or of an earlier generation of its place (V7). */
static bool is_of_place(const struct sy_audit *audit, uint64_t round)
{
    struct sy_bytes place = sy_origin_place(sy_text(audit->checkpoint.origin));

    if (round == audit->round)
        return true;
    for (size_t i = 0; i < audit->done_count; i++) {
        const struct done *done = &audit->done[i];

        if (done->round == round)
            return strcmp(done->origin, audit->checkpoint.origin) != 0 &&
                   sy_bytes_equal(sy_origin_place(sy_text(done->origin)), place);
    }
    return false;
}

static void note_done(struct sy_audit *audit)
{
    size_t i = 0;

    while (i < audit->done_count &&
           strcmp(audit->done[i].origin, audit->checkpoint.origin) != 0)
        i++;
    sy_assert(i < sizeof(audit->done) / sizeof(audit->done[0]));
    memcpy(audit->done[i].origin, audit->checkpoint.origin, sizeof(audit->done[i].origin));
    audit->done[i].round = audit->round;
    if (i == audit->done_count)
        audit->done_count++;
}

/* Statement ids, noted as they are seen. */
static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    struct sy_audit *audit = context;
    uint8_t key[SEEN_KEY_BYTES];
    uint8_t row[16];
    struct sy_bytes found;
    struct sy_bytes wanted = {key, sizeof(key)};
    enum sy_err err = SY_OK;

    if (audit->is_registry) { /* the copy of it knows its statements */
        err = sy_log_writer_find(audit->writer, signed_at, id, index);
        return err == SY_OK ? SY_EXISTS : err == SY_NOT_FOUND ? SY_OK : err;
    }
    if (audit->seen_txn == NULL)
        err = sy_store_write(audit->seen, &audit->seen_txn);
    if (err != SY_OK)
        return err;
    sy_put_u64be(key, (uint64_t)signed_at ^ (uint64_t)1 << 63);
    memcpy(key + 8, id->bytes, sizeof(key) - 8);
    sy_put_u64be(row, audit->round);
    sy_put_u64be(row + 8, *index);
    err = sy_store_get(audit->seen_txn, SEEN, wanted, &found);
    if (err == SY_OK && found.len == sizeof(row) &&
        is_of_place(audit, sy_get_u64be(found.data))) {
        *index = sy_get_u64be(found.data + 8);
        return SY_EXISTS;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    err = sy_store_put(audit->seen_txn, SEEN, wanted, (struct sy_bytes){row, sizeof(row)});
    if (err == SY_OK && ++audit->uncommitted == COMMIT_EVERY) {
        err = sy_store_commit(audit->seen_txn);
        audit->seen_txn = NULL;
        audit->uncommitted = 0;
    }
    return err;
}

/* What the entries of the log under audit are held against. The registry's own authority is
 * looked at when it is whole. */
static struct sy_entry_rules rules_of(struct sy_audit *audit)
{
    struct sy_entry_rules rules = {
        .scope = {sy_origin_place(sy_text(audit->checkpoint.origin)), audit->network->id},
        .registry = audit->is_registry,
        .registry_root = registry_root,
        .authorise = audit->is_registry ? NULL : authorise,
        .seen = seen,
        .context = audit,
    };

    if (!audit->is_registry)
        rules.registry_size = sy_log_head(audit->registry_snapshot)->tree.size;
    return rules;
}

/* The registry needs the open parts; names and telephone numbers of persons must not stay on
 * the disk of whoever was allowed to see them. */
static void keep_open(struct sy_record_share *record,
                      struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX])
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part_share *share = &record->parts[i];

        if (share->kind == SY_PART_OPEN || share->part.data == NULL)
            continue;
        hashes[i] = sy_part_hash((uint8_t)share->kind, share->part);
        share->hash = (struct sy_bytes){hashes[i].bytes, SY_HASH_BYTES};
        share->part = (struct sy_bytes){NULL, 0};
    }
}

/* The registry's entries are kept, so that the other logs can be held against them. */
static enum sy_err keep_registry(struct sy_audit *audit, struct sy_bytes bytes,
                                 const struct sy_entry *entry, const struct sy_list *records,
                                 const struct sy_scope *scope, struct sy_audit_problem *why)
{
    struct sy_wire wire = sy_list_open(records);
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    struct sy_checked checked;
    struct sy_check_place where;
    enum sy_err err;

    sy_buffer_clear(&audit->submission);
    sy_submission_put_head(&audit->submission, entry->statement, entry->signatures,
                           entry->signature_count);
    while (sy_record_share_next(&wire, records->number, &record) == SY_OK) {
        if (record.parts[0].kind == SY_PART_OPEN && record.parts[0].part.data == NULL)
            return broken(why, SY_BAD_ENCODING, "V6",
                          "the open part of a registry act is not here");
        keep_open(&record, hashes);
        sy_record_share_put(&audit->submission, SY_SUBMISSION_RECORDS, &record);
    }
    err = audit->submission.err;
    if (err == SY_OK)
        err = sy_checked_open_sequenced(scope, sy_buffer_bytes(&audit->submission), &checked,
                                        &where);
    if (err != SY_OK)
        return sy_err_class(err) == SY_CLASS_FAULT
                   ? err
                   : broken(why, err, "V6", "a registry act cannot be kept");
    err = sy_log_put(audit->writer, bytes, entry, &checked);
    sy_checked_close(&checked);
    if (err == SY_OK && (entry->index + 1) % COMMIT_EVERY == 0) {
        struct sy_log_writer *writer = audit->writer;

        audit->writer = NULL;
        err = sy_log_commit(writer);
        if (err == SY_OK)
            err = sy_log_begin(audit->registry_log, &audit->writer);
    }
    return err;
}

enum sy_err sy_audit_entry(struct sy_audit *audit, struct sy_bytes entry_share,
                           struct sy_audit_problem *why)
{
    struct sy_entry_rules rules = rules_of(audit);
    struct sy_entry_problem problem;
    struct sy_entry_facts facts;
    struct sy_entry_share share;
    enum sy_err err;

    *why = (struct sy_audit_problem){.index = audit->head.tree.size};
    if (sy_entry_share_read(entry_share, &share) != SY_OK)
        return broken(why, SY_BAD_ENCODING, "V1", "the entry did not come as it should");
    if (audit->log->closed && audit->head.tree.size >= audit->log->final_size)
        return broken(why, SY_CLOSED, "policy", "it stands behind the end of a closed log");
    err = sy_entry_check(&rules, &audit->head, &share, &facts, &problem);
    why->rule = problem.rule;
    why->what = problem.what;
    snprintf(why->member, sizeof(why->member), "%s", problem.member);
    if (err == SY_OK && audit->is_registry)
        err =
            keep_registry(audit, share.entry, &facts.entry, &share.records, &rules.scope, why);
    if (err == SY_OK)
        err = sy_log_head_advance(&audit->head, share.entry, &facts);
    if (err != SY_OK)
        return err;
    audit->counts.entries++;
    audit->counts.records += facts.records;
    audit->counts.parts_here += facts.parts_here;
    audit->counts.parts_withheld += facts.parts_withheld;
    return check_root(audit, why);
}

/* An entry of the registry's log whose signers might not speak. */
static enum sy_err check_registry_authority(struct sy_audit *audit,
                                            struct sy_audit_problem *why)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t index;
    enum sy_err err = sy_registry_snapshot(audit->registry, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_registry_unauthorised(snapshot, &index);
    sy_registry_release(snapshot);
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err != SY_OK)
        return err;
    why->index = index;
    return broken(why, SY_UNKNOWN_KEY, "V5", "its signers may not speak for its principal");
}

/* Whether both say the same of the network. */
static enum sy_err compare_policies(const struct sy_policy *policy,
                                    const struct sy_network *known, bool *same)
{
    struct sy_policy *other = malloc(sizeof(*other));
    struct sy_buffer texts[2] = {{0}, {0}};
    enum sy_err err = SY_NO_MEMORY;

    if (other != NULL) {
        *other = *policy;
        other->network = *known;
        sy_policy_write(policy, &texts[0]);
        sy_policy_write(other, &texts[1]);
        err = texts[0].err != SY_OK ? texts[0].err : texts[1].err;
        *same = sy_bytes_equal(sy_buffer_bytes(&texts[0]), sy_buffer_bytes(&texts[1]));
    }
    for (size_t i = 0; i < 2; i++)
        sy_buffer_close(&texts[i]);
    free(other);
    return err;
}

/* The policy that is known is the registry's, too: else authorities have signed two of one
 * version. One that the registry does not have yet is as good. */
static enum sy_err check_policy(struct sy_audit *audit, struct sy_registry_snapshot *snapshot,
                                struct sy_audit_problem *why)
{
    struct sy_policy_signatures signatures;
    struct sy_policy *policy;
    struct sy_bytes text;
    bool same = false;
    enum sy_err err = sy_registry_policy_document(snapshot, audit->network->version, &text,
                                                  &signatures, &why->index);

    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    policy = calloc(1, sizeof(*policy));
    err = policy == NULL ? SY_NO_MEMORY : sy_policy_parse(text, policy, NULL);
    if (err == SY_OK)
        err = compare_policies(policy, audit->network, &same);
    free(policy);
    return err != SY_OK || same
               ? err
               : broken(why, SY_BAD_CHAIN, "policy",
                        "the registry adopted another policy of that version than is known");
}

/* A policy in the registry that was not known counts from now on. */
static enum sy_err take_policy(struct sy_audit *audit, struct sy_audit_problem *why)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t version = 0;
    enum sy_err err = sy_registry_snapshot(audit->registry, &snapshot);

    if (err != SY_OK)
        return err;
    err = check_policy(audit, snapshot, why);
    if (err == SY_OK)
        err = sy_registry_policy_version(snapshot, UINT64_MAX, &version);
    if (err == SY_OK && version > audit->network->version) {
        audit->policy = calloc(1, sizeof(*audit->policy));
        err = audit->policy == NULL ? SY_NO_MEMORY
                                    : sy_registry_policy(snapshot, UINT64_MAX, audit->policy);
        if (err == SY_OK)
            audit->network = &audit->policy->network;
    }
    sy_registry_release(snapshot);
    return err;
}

/* The registry is whole: from now on it answers for the other logs. */
static enum sy_err finish_registry(struct sy_audit *audit, struct sy_audit_problem *why)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied = 0;
    struct sy_log_writer *writer = audit->writer;
    enum sy_err err;

    audit->writer = NULL;
    err = sy_log_commit(writer);
    if (err == SY_OK)
        err = sy_log_snapshot(audit->registry_log, &snapshot);
    if (err != SY_OK)
        return err;
    do
        err = sy_registry_apply(audit->registry, snapshot, COMMIT_EVERY, &applied);
    while (err == SY_OK && applied > 0);
    sy_log_release(snapshot);
    if (err == SY_OK)
        err = check_registry_authority(audit, why);
    if (err == SY_OK)
        err = take_policy(audit, why);
    if (err == SY_OK)
        audit->registry_done = true;
    return err;
}

enum sy_err sy_audit_finish(struct sy_audit *audit, struct sy_audit_counts *counts,
                            struct sy_audit_problem *why)
{
    enum sy_err err = SY_OK;

    *why = (struct sy_audit_problem){.index = audit->head.tree.size};
    if (audit->head.tree.size < audit->checkpoint.size)
        return broken(why, SY_BAD_CHECKPOINT, "checkpoint",
                      "the log is shorter than its checkpoint promises");
    if (audit->is_registry)
        err = finish_registry(audit, why);
    if (err == SY_OK && audit->seen_txn != NULL) { /* later generations look there */
        err = sy_store_commit(audit->seen_txn);
        audit->seen_txn = NULL;
    }
    if (err == SY_OK) {
        *counts = audit->counts;
        note_done(audit);
    }
    forget_log(audit);
    return err;
}
