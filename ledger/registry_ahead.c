/* The policies in the registry's log that its view has not come to. */
#include <stdlib.h>

#include "ledger/registry_rows.h"
#include "proto/act.h"
#include "proto/part.h"
#include "proto/record_type.h"

/* The record's policy, when it is one that follows *policy, which it then is. */
static enum sy_err take_record(const struct sy_record_share *record, struct sy_policy *policy)
{
    struct sy_policy_signatures signatures;
    struct sy_problem problem;
    struct sy_policy *next;
    struct sy_part part;
    struct sy_act act;
    enum sy_err err;

    if (record->part_count == 0 || record->parts[0].kind != SY_PART_OPEN ||
        record->parts[0].part.data == NULL ||
        sy_part_read(record->parts[0].part, &part) != SY_OK || part.type != SY_TYPE_POLICY ||
        sy_act_read(part.type, part.body, &act) != SY_OK ||
        sy_registry_read_signatures(act.body, &signatures) != SY_OK)
        return SY_OK;
    next = calloc(1, sizeof(*next));
    if (next == NULL)
        return SY_NO_MEMORY;
    err = sy_policy_check(policy, sy_body_bytes(act.body, SY_POLICY_TEXT), &signatures, next,
                          &problem);
    if (err == SY_OK)
        *policy = *next;
    free(next);
    return err == SY_OK || sy_err_class(err) != SY_CLASS_FAULT ? SY_OK : err;
}

static enum sy_err take_entry(struct sy_log_snapshot *log, uint64_t index,
                              struct sy_policy *policy)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_record_share record;
    enum sy_err err = sy_log_statement(log, index, &bytes, &entry, &statement);

    if (err != SY_OK || statement.kind != SY_KIND_REGISTRY)
        return err;
    for (uint32_t i = 0; err == SY_OK && i < statement.record_count; i++) {
        err = sy_log_record(log, index, i, &record);
        if (err == SY_OK)
            err = take_record(&record, policy);
    }
    return err == SY_NOT_FOUND ? SY_CORRUPT : err;
}

enum sy_err sy_registry_policy_ahead(struct sy_registry *registry, struct sy_log_snapshot *log,
                                     struct sy_policy *out)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t from = 0;
    enum sy_err err = sy_registry_snapshot(registry, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_registry_policy(snapshot, UINT64_MAX, out);
    from = sy_registry_size(snapshot);
    sy_registry_release(snapshot);
    for (uint64_t i = from; err == SY_OK && i < sy_log_head(log)->tree.size; i++)
        err = take_entry(log, i, out);
    return err;
}
