#include "tools/audit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/erasure.h"
#include "ledger/origin.h"
#include "ledger/scope.h"
#include "tools/broken.h"
#include "tools/report.h"

enum { LOGS_MAX = SY_NETWORK_LOGS_MAX + 1, PATH_BYTES_MAX = 1024 };

static const uint64_t map_bytes = (uint64_t)1 << 42; /* as a node reserves */

struct folder {
    char path[PATH_BYTES_MAX];
    char origin[SY_NAME_BYTES_MAX + 1];
};

static enum sy_err stored(struct sy_audit_problem *why, const char *what)
{
    why->rule = "stored";
    why->what = what;
    return SY_CORRUPT;
}

static enum sy_err check_lookup(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                                const struct sy_entry *entry,
                                const struct sy_statement *statement,
                                struct sy_audit_problem *why)
{
    struct sy_scope scope = {sy_origin_place(sy_text(run->origin)), run->network->id};
    struct sy_hash id = sy_statement_id(&scope, entry->statement);
    uint64_t index = 0;
    enum sy_err err = sy_log_find(snapshot, statement->signed_at, &id, &index);

    if (err == SY_NOT_FOUND || (err == SY_OK && index != entry->index))
        return stored(why, "its statement is not found where it stands");
    return err;
}

/* The nodes that this entry completes: each is made of one checked before and the one below. */
static enum sy_err check_nodes(struct sy_log_snapshot *snapshot, uint64_t index,
                               const struct sy_hash *leaf, struct sy_audit_problem *why)
{
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_hash hash = *leaf;
    struct sy_hash found;
    struct sy_hash left;
    enum sy_err err = SY_OK;

    for (unsigned level = 0; err == SY_OK; level++) {
        err = source.read(source.context, level, index >> level, &found);
        if (err == SY_NOT_FOUND || (err == SY_OK && !sy_hash_equal(&found, &hash)))
            return stored(why, "a stored node of the tree is not what the entries give");
        if (err != SY_OK || (index >> level & 1) == 0)
            break;
        err = source.read(source.context, level, (index >> level) - 1, &left);
        hash = sy_hash_node(&left, &hash);
    }
    return err;
}

static enum sy_err check_path(struct sy_log_snapshot *snapshot, uint64_t index,
                              const struct sy_statement *statement,
                              struct sy_record_share *record, const struct sy_hash *leaf)
{
    struct sy_hash root;
    enum sy_err err =
        sy_log_record_path(snapshot, index, record->index, statement->record_count, record);

    if (err != SY_OK)
        return err;
    memcpy(root.bytes, statement->records_root.data, SY_HASH_BYTES);
    err = sy_merkle_verify_inclusion(&root, statement->record_count, record->index, leaf,
                                     record->path, record->path_count);
    record->path_count = 0;
    return err;
}

/* The registry's entry that the mark names does order it. The registry's own log comes before
 * its view is whole; there the mark must do. */
static enum sy_err check_order(struct sy_audit_run *run, uint64_t index,
                               const struct sy_record_share *record, size_t i, uint64_t order,
                               struct sy_audit_problem *why)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state state;
    struct sy_buffer subject = {0};
    enum sy_err err;

    if (sy_origin_is_registry(sy_text(run->origin)))
        return SY_OK;
    sy_erasure_subject(sy_text(run->origin), index, record->index,
                       (uint8_t)record->parts[i].kind, &subject);
    err = subject.err;
    if (err == SY_OK)
        err = sy_registry_snapshot(sy_audit_registry(run->audit), &snapshot);
    if (err == SY_OK) {
        err = sy_registry_state(snapshot, sy_buffer_bytes(&subject), sy_registry_size(snapshot),
                                &state);
        if (err == SY_OK && state.index != order)
            err = SY_NOT_FOUND;
        sy_registry_release(snapshot);
    }
    sy_buffer_close(&subject);
    return err == SY_NOT_FOUND ? stored(why, "a part is missing, and the registry has no such "
                                             "order to erase it")
                               : err;
}

/* A part that is not here must say why (V6): erased by an order that the registry has, or not
 * kept by whoever's folder it is. */
static enum sy_err check_absent(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                                uint64_t index, const struct sy_record_share *record,
                                struct sy_audit_problem *why)
{
    for (size_t i = 0; i < record->part_count; i++) {
        enum sy_part_state state;
        uint64_t order;
        enum sy_err err;

        if (record->parts[i].part.data != NULL)
            continue;
        err = sy_log_part_state(snapshot, index, record->index, (uint8_t)record->parts[i].kind,
                                &state, &order);
        if (err != SY_OK)
            return err;
        if (state == SY_PART_ABSENT)
            return stored(why, "a part is missing that no order has erased");
        if (state == SY_PART_ERASED)
            err = check_order(run, index, record, i, order, why);
        if (err != SY_OK)
            return err;
        run->missing[state]++;
    }
    return SY_OK;
}

/* A record: what is here against its digest, and its path; then into the EntryShare. */
static enum sy_err put_record(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                              uint64_t index, uint32_t i, const struct sy_statement *statement,
                              struct sy_buffer *to, struct sy_audit_problem *why)
{
    struct sy_record_digest kept;
    struct sy_record_digest here;
    struct sy_record_share record;
    struct sy_hash leaf;
    struct sy_hash kept_leaf;
    enum sy_err err = sy_log_record(snapshot, index, i, &record);

    snprintf(why->member, sizeof(why->member), "records[%u]", i);
    if (err == SY_OK)
        err = sy_log_digest(snapshot, index, i, &kept);
    if (err == SY_NOT_FOUND || err == SY_CORRUPT)
        return stored(why, "a record is missing, or cannot be read");
    if (err != SY_OK)
        return err;
    sy_record_digest_of(&record, &here);
    leaf = sy_record_hash(&here);
    kept_leaf = sy_record_hash(&kept);
    if (!sy_hash_equal(&leaf, &kept_leaf))
        return stored(why, "a part is not the one that its digest names");
    err = check_absent(run, snapshot, index, &record, why);
    if (err != SY_OK)
        return err;
    if (check_path(snapshot, index, statement, &record, &leaf) != SY_OK)
        return stored(why, "a record's path does not lead to the root that was signed");
    sy_record_share_put(to, 2, &record);
    why->member[0] = 0;
    return to->err;
}

static enum sy_err put_share(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                             struct sy_bytes bytes, const struct sy_entry *entry,
                             const struct sy_statement *statement, struct sy_buffer *to,
                             struct sy_audit_problem *why)
{
    struct sy_record_digest extra;
    enum sy_err err = SY_OK;

    sy_wire_put_bytes(to, 1, bytes);
    for (uint32_t i = 0; i < statement->record_count && err == SY_OK; i++)
        err = put_record(run, snapshot, entry->index, i, statement, to, why);
    if (err == SY_OK &&
        sy_log_digest(snapshot, entry->index, statement->record_count, &extra) != SY_NOT_FOUND)
        err = stored(why, "more records are stored than were signed");
    return err == SY_OK ? to->err : err;
}

static enum sy_exit check_entry(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                                uint64_t index, struct sy_buffer *share)
{
    struct sy_audit_problem why = {.index = index};
    struct sy_statement statement;
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_hash leaf;
    enum sy_exit status;
    enum sy_err err = sy_log_entry(snapshot, index, &bytes);

    if (err != SY_OK) {
        err = stored(&why, "the entry is missing");
        return sy_audit_run_broken(run, err, &why);
    }
    sy_buffer_clear(share);
    /* Bytes that are no entry are the audit's to name. */
    if (sy_entry_read(bytes, &entry) != SY_OK || entry.index != index ||
        sy_statement_read(entry.statement, &statement) != SY_OK) {
        sy_wire_put_bytes(share, 1, bytes);
        return sy_audit_run_entry(run, sy_buffer_bytes(share));
    }
    err = put_share(run, snapshot, bytes, &entry, &statement, share, &why);
    if (err != SY_OK)
        return sy_audit_run_broken(run, err, &why);
    status = sy_audit_run_entry(run, sy_buffer_bytes(share));
    if (status != SY_EXIT_YES)
        return status;
    leaf = sy_hash_leaf(bytes);
    err = check_lookup(run, snapshot, &entry, &statement, &why);
    if (err == SY_OK)
        err = check_nodes(snapshot, index, &leaf, &why);
    return err == SY_OK ? SY_EXIT_YES : sy_audit_run_broken(run, err, &why);
}

static enum sy_exit check_head(struct sy_audit_run *run, struct sy_log_snapshot *snapshot)
{
    struct sy_audit_problem why = {.index = sy_log_head(snapshot)->tree.size};
    const struct sy_log_head *kept = sy_log_head(snapshot);
    const struct sy_log_head *made = sy_audit_head(run->audit);
    struct sy_hash kept_root = sy_merkle_root(&kept->tree);
    struct sy_hash made_root = sy_merkle_root(&made->tree);
    struct sy_bytes bytes;

    if (kept->tree.size != made->tree.size || !sy_hash_equal(&kept_root, &made_root) ||
        !sy_hash_equal(&kept->last_leaf, &made->last_leaf) ||
        kept->sequenced_at != made->sequenced_at ||
        kept->registry_size != made->registry_size || kept->record_count != made->record_count)
        return sy_audit_run_broken(
            run, stored(&why, "the stored end of the log is not what its entries give"), &why);
    if (sy_log_entry(snapshot, kept->tree.size, &bytes) != SY_NOT_FOUND)
        return sy_audit_run_broken(
            run, stored(&why, "entries are stored behind the end of the log"), &why);
    return SY_EXIT_YES;
}

static enum sy_exit check_snapshot(struct sy_audit_run *run, struct sy_log_snapshot *snapshot,
                                   const struct folder *folder,
                                   struct sy_contained_place *place)
{
    uint64_t size = sy_log_head(snapshot)->tree.size;
    struct sy_buffer share = {0};
    struct sy_bytes note = {NULL, 0};
    struct sy_bytes evidence = {NULL, 0};
    enum sy_exit status;
    bool beyond;
    enum sy_err err = sy_log_beside(snapshot, SY_LOG_EVIDENCE, &evidence);

    if (err == SY_OK || err == SY_NOT_FOUND)
        err = sy_log_note(snapshot, &note);
    if (err != SY_OK && err != SY_NOT_FOUND)
        return sy_broken_fault(run->output, err);
    if (err == SY_NOT_FOUND && size == 0 && !sy_origin_is_registry(sy_text(folder->origin)))
        return sy_audit_run_awaited(run, folder->origin, evidence);
    status = sy_audit_run_begin(run, folder->origin, note, size);
    beyond = status == SY_EXIT_YES && sy_audit_beyond(run->audit) > 0;
    if (beyond && size > sy_audit_checkpoint(run->audit)->size)
        size = sy_audit_checkpoint(run->audit)->size;
    for (uint64_t i = 0; i < size && status == SY_EXIT_YES; i++) {
        place->index = i;
        status = check_entry(run, snapshot, i, &share);
    }
    if (status == SY_EXIT_YES && !beyond)
        status = check_head(run, snapshot);
    if (status == SY_EXIT_YES)
        status = sy_audit_run_finish(run, evidence);
    sy_buffer_close(&share);
    return status;
}

static enum sy_exit cannot_open(struct sy_output *o, const char *path, enum sy_err err)
{
    if (err == SY_CORRUPT || err == SY_WRONG_NETWORK || err == SY_WRONG_PLACE) {
        sy_output_error(o, SY_SAY(FOLDER_BROKEN, path, sy_err_name(err)));
        return SY_EXIT_NO;
    }
    return sy_report_file(o, err, path);
}

static enum sy_exit check_log(struct sy_audit_run *run, const struct folder *folder,
                              struct sy_contained_place *place)
{
    struct sy_log_identity identity;
    struct sy_log_snapshot *snapshot;
    struct sy_log *log;
    enum sy_exit status;
    enum sy_err err;

    snprintf(place->what, sizeof(place->what), "%s", folder->origin);
    place->index = 0;
    err = sy_log_open_read(folder->path, map_bytes, &identity, &log);
    if (err != SY_OK)
        return cannot_open(run->output, folder->path, err);
    err = sy_log_snapshot(log, &snapshot);
    if (err == SY_OK) {
        status = check_snapshot(run, snapshot, folder, place);
        sy_log_release(snapshot);
    } else {
        status = cannot_open(run->output, folder->path, err);
    }
    sy_log_close(log);
    return status;
}

/* Whose log is in the folder; one of another network is refused. */
static enum sy_exit identify(struct sy_audit_run *run, struct folder *folder)
{
    struct sy_log_identity identity;
    struct sy_log *log;
    enum sy_err err = sy_log_open_read(folder->path, map_bytes, &identity, &log);

    if (err != SY_OK)
        return cannot_open(run->output, folder->path, err);
    sy_log_close(log);
    /* A log that a policy opened may be known from the registry alone, which comes first. */
    if (!sy_hash_equal(&identity.network_id, &run->network->id))
        return cannot_open(run->output, folder->path, SY_WRONG_NETWORK);
    snprintf(folder->origin, sizeof(folder->origin), "%s", identity.origin);
    return SY_EXIT_YES;
}

static int compare_folders(const void *a, const void *b)
{
    return sy_origin_order(sy_text(((const struct folder *)a)->origin),
                           sy_text(((const struct folder *)b)->origin));
}

static enum sy_exit list(struct sy_audit_run *run, const char *data, struct folder *folders,
                         size_t *count, struct sy_contained_place *place)
{
    char path[PATH_BYTES_MAX / 2];
    struct dirent *entry;
    enum sy_exit status = SY_EXIT_YES;
    DIR *dir;

    snprintf(path, sizeof(path), "%s/logs", data);
    dir = opendir(path);
    if (dir == NULL)
        return sy_report_file(run->output, errno == EACCES ? SY_DENIED : SY_NOT_FOUND, path);
    while (status == SY_EXIT_YES && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || *count == LOGS_MAX)
            continue;
        snprintf(folders[*count].path, sizeof(folders[*count].path), "%s/%s", path,
                 entry->d_name);
        snprintf(place->what, sizeof(place->what), "%.250s", entry->d_name);
        status = identify(run, &folders[(*count)++]);
    }
    closedir(dir);
    if (*count > 1)
        qsort(folders, *count, sizeof(folders[0]), compare_folders);
    return status;
}

static const struct folder *find(const struct folder *folders, size_t count, const char *origin)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(folders[i].origin, origin) == 0)
            return &folders[i];
    }
    return NULL;
}

enum sy_exit sy_audit_folder(struct sy_audit_run *run, const char *data, const char *wanted,
                             struct sy_contained_place *place)
{
    const char *registry_origin = run->network->registry.vkey.name;
    struct folder *folders = calloc(LOGS_MAX, sizeof(*folders));
    const struct folder *registry;
    enum sy_exit status;
    size_t count = 0;

    if (folders == NULL)
        return sy_broken_fault(run->output, SY_NO_MEMORY);
    status = list(run, data, folders, &count, place);
    registry = find(folders, count, registry_origin);
    if (status == SY_EXIT_YES &&
        (registry == NULL || (wanted != NULL && find(folders, count, wanted) == NULL))) {
        sy_output_error(run->output, SY_SAY(LOG_NOT_HERE, data,
                                            registry == NULL ? registry_origin : wanted));
        status = SY_EXIT_UNASKED;
    }
    if (status == SY_EXIT_YES)
        status = check_log(run, registry, place);
    for (size_t i = 0; i < count && status == SY_EXIT_YES; i++) {
        if (&folders[i] != registry &&
            (wanted == NULL || strcmp(folders[i].origin, wanted) == 0))
            status = check_log(run, &folders[i], place);
    }
    free(folders);
    return status;
}
