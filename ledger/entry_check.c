#include "ledger/entry_check.h"

#include <stdio.h>
#include <string.h>

#include "ledger/record.h"
#include "ledger/sequence.h"
#include "proto/part.h"
#include "proto/record_type.h"

static enum sy_err broken(struct sy_entry_problem *why, enum sy_err err, const char *rule,
                          const char *what)
{
    why->rule = rule;
    why->what = what;
    return err;
}

static enum sy_err check_chain(const struct sy_log_head *head, const struct sy_entry *entry,
                               struct sy_entry_problem *why)
{
    if (entry->index != head->tree.size)
        return broken(why, SY_BAD_CHAIN, "V2", "its index is not the next one");
    if (memcmp(entry->previous.data, head->last_leaf.bytes, SY_HASH_BYTES) != 0)
        return broken(why, SY_BAD_CHAIN, "V2", "it does not name the entry before it");
    return SY_OK;
}

static enum sy_err check_registry_size(const struct sy_entry_rules *rules,
                                       const struct sy_log_head *head,
                                       struct sy_entry_facts *facts,
                                       struct sy_entry_problem *why)
{
    const struct sy_entry *entry = &facts->entry;
    bool has_root = entry->registry_root.len > 0;
    bool needs_root = entry->index == 0 || entry->registry_size != head->registry_size;
    struct sy_hash root;
    enum sy_err err;

    if (entry->sequenced_at < head->sequenced_at)
        return broken(why, SY_BAD_TIME, "V3", "it is sequenced before the entry before it");
    if (rules->registry) {
        if (entry->registry_size != entry->index || has_root)
            return broken(why, SY_BAD_ROOT, "V3", "a registry entry names itself otherwise");
        return SY_OK;
    }
    if (entry->registry_size < head->registry_size)
        return broken(why, SY_BAD_ROOT, "V3",
                      "its registry is older than that of the entry before");
    if (has_root != needs_root)
        return broken(why, SY_BAD_ROOT, "V3", "its registry root is missing, or needless");
    if (entry->registry_size > rules->registry_size)
        return broken(why, SY_NOT_YET, "V3",
                      "its registry is larger than the one that is known");
    if (!has_root)
        return SY_OK;
    err = rules->registry_root(rules->context, entry->registry_size, &root);
    if (err != SY_OK)
        return err;
    facts->other_registry = memcmp(root.bytes, entry->registry_root.data, SY_HASH_BYTES) != 0;
    if (facts->other_registry)
        return broken(why, SY_BAD_ROOT, "V3",
                      "its registry root is not the registry's at that size");
    return SY_OK;
}

static enum sy_err check_signatures(const struct sy_scope *scope,
                                    const struct sy_entry_facts *facts,
                                    struct sy_entry_problem *why)
{
    enum sy_err err =
        sy_statement_verify(scope, facts->entry.statement, &facts->statement,
                            facts->entry.signatures, facts->entry.signature_count);

    if (err == SY_OK || sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    return broken(why, err, "V4", "a signature does not verify");
}

static enum sy_err check_authority(const struct sy_entry_rules *rules,
                                   const struct sy_entry_facts *facts,
                                   struct sy_entry_problem *why)
{
    enum sy_err err = SY_OK;

    if (rules->registry != (facts->statement.kind == SY_KIND_REGISTRY))
        err = SY_DENIED;
    else if (rules->authorise != NULL)
        err = rules->authorise(rules->context, facts->entry.registry_size,
                               facts->entry.sequenced_at, &facts->statement);
    if (err == SY_OK || sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    return broken(why, err, "V5", "its signers may not speak for its principal");
}

static enum sy_err check_new(const struct sy_entry_rules *rules, struct sy_entry_facts *facts,
                             struct sy_entry_problem *why)
{
    enum sy_err err;

    facts->same = facts->entry.index;
    err = rules->seen(rules->context, facts->statement.signed_at, &facts->id, &facts->same);
    if (err == SY_EXISTS)
        return broken(why, err, "V7", "its statement stands in the log already");
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err check_time(const struct sy_entry_facts *facts, struct sy_entry_problem *why)
{
    if (sy_sequence_check_time(facts->statement.signed_at, facts->entry.sequenced_at) != SY_OK)
        return broken(why, SY_BAD_TIME, "V8", "it was signed too long before or after");
    return SY_OK;
}

/* Only of what is wrong: a name a record would cost as much as its hash. */
static enum sy_err broken_record(struct sy_entry_problem *why, enum sy_err err, uint32_t index,
                                 const char *what)
{
    snprintf(why->member, sizeof(why->member), "records[%u]", index);
    return broken(why, err, "V6", what);
}

static enum sy_err count_parts(const struct sy_record_share *record,
                               struct sy_entry_facts *facts, struct sy_entry_problem *why)
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part part;

        if (record->parts[i].part.data == NULL) {
            facts->parts_withheld++;
            continue;
        }
        facts->parts_here++;
        if (sy_part_read(record->parts[i].part, &part) != SY_OK) {
            snprintf(why->member, sizeof(why->member), "records[%u].parts[%zu]", record->index,
                     i);
            return broken(why, SY_BAD_ENCODING, "V6", "a part is not canonical");
        }
    }
    return SY_OK;
}

static enum sy_err check_records(const struct sy_list *records,
                                 const struct sy_entry_kept *keep, struct sy_entry_facts *facts,
                                 struct sy_entry_problem *why)
{
    struct sy_wire wire = sy_list_open(records);
    struct sy_merkle tree = {0};
    struct sy_record_share record;
    struct sy_record_digest digest;
    struct sy_hash leaf;
    struct sy_hash root;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, records->number, &record)) == SY_OK) {
        if (record.index != tree.size || record.path_count != 0)
            return broken_record(why, SY_BAD_ENCODING, record.index,
                                 "its records are not in order");
        err = count_parts(&record, facts, why);
        if (err != SY_OK)
            return err;
        sy_record_digest_of(&record, &digest);
        leaf = sy_record_hash(&digest);
        if (keep != NULL)
            sy_digest_put(&digest, keep->digests);
        err = keep != NULL ? sy_merkle_append_to(&tree, &leaf, keep->nodes)
                           : sy_merkle_append(&tree, &leaf);
        if (err != SY_OK)
            return err;
    }
    if (err != SY_NOT_FOUND)
        return broken_record(why, err, (uint32_t)tree.size, "a record cannot be read");
    root = sy_merkle_root(&tree);
    if (tree.size != facts->statement.record_count ||
        memcmp(root.bytes, facts->statement.records_root.data, SY_HASH_BYTES) != 0)
        return broken(why, SY_BAD_ROOT, "V6", "its records are not those that were signed");
    facts->records = tree.size;
    return SY_OK;
}

enum sy_err sy_entry_check_records(const struct sy_list *records, struct sy_entry_facts *facts,
                                   struct sy_entry_problem *why)
{
    return check_records(records, NULL, facts, why);
}

enum sy_err sy_entry_check_encoding(const struct sy_scope *scope, struct sy_bytes entry,
                                    struct sy_entry_facts *facts, struct sy_entry_problem *why)
{
    enum sy_err err = sy_entry_read(entry, &facts->entry);

    if (err != SY_OK)
        return broken(why, err, "V1", "the entry is not canonical, or beyond its limits");
    err = sy_statement_read(facts->entry.statement, &facts->statement);
    if (err != SY_OK)
        return broken(why, err, "V1", "the statement is not canonical, or beyond its limits");
    facts->id = sy_statement_id(scope, facts->entry.statement);
    return SY_OK;
}

enum sy_err sy_entry_check_rule(unsigned rule, const struct sy_entry_rules *rules,
                                const struct sy_log_head *head, struct sy_entry_facts *facts,
                                struct sy_entry_problem *why)
{
    switch (rule) {
    case 2:
        return check_chain(head, &facts->entry, why);
    case 3:
        return check_registry_size(rules, head, facts, why);
    case 4:
        return check_signatures(&rules->scope, facts, why);
    case 5:
        return check_authority(rules, facts, why);
    case 7:
        return check_new(rules, facts, why);
    case 8:
        return check_time(facts, why);
    default:
        sy_assert(false);
        return SY_INTERNAL;
    }
}

enum sy_err sy_entry_check(const struct sy_entry_rules *rules, const struct sy_log_head *head,
                           const struct sy_entry_share *share, struct sy_entry_facts *facts,
                           struct sy_entry_problem *why)
{
    static const unsigned before_records[] = {2, 3, 4, 5};
    enum sy_err err;

    *why = (struct sy_entry_problem){0};
    *facts = (struct sy_entry_facts){0};
    err = sy_entry_check_encoding(&rules->scope, share->entry, facts, why);
    for (size_t i = 0; i < sizeof(before_records) / sizeof(*before_records); i++) {
        if (err == SY_OK && !(before_records[i] == 4 && rules->verified))
            err = sy_entry_check_rule(before_records[i], rules, head, facts, why);
    }
    if (err == SY_OK)
        err = sy_entry_check_records(&share->records, facts, why);
    if (err == SY_OK)
        err = check_time(facts, why);
    if (err == SY_OK)
        err = check_new(rules, facts, why);
    return err;
}

enum sy_err sy_entry_check_alone(const struct sy_scope *scope,
                                 const struct sy_entry_share *share,
                                 const struct sy_entry_kept *keep, struct sy_entry_facts *facts,
                                 struct sy_entry_problem *why)
{
    enum sy_err err;

    *why = (struct sy_entry_problem){0};
    *facts = (struct sy_entry_facts){0};
    err = sy_entry_check_encoding(scope, share->entry, facts, why);
    if (err == SY_OK)
        err = check_signatures(scope, facts, why);
    return err == SY_OK ? check_records(&share->records, keep, facts, why) : err;
}

enum sy_err sy_entry_check_place(const struct sy_entry_rules *rules,
                                 const struct sy_log_head *head, struct sy_entry_facts *facts,
                                 struct sy_entry_problem *why)
{
    static const unsigned of_its_place[] = {2, 3, 5, 8, 7};
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < sizeof(of_its_place) / sizeof(*of_its_place) && err == SY_OK; i++)
        err = sy_entry_check_rule(of_its_place[i], rules, head, facts, why);
    return err;
}

void sy_log_head_init(struct sy_log_head *head, struct sy_bytes origin,
                      const struct sy_hash *network_id)
{
    *head = (struct sy_log_head){.sequenced_at = INT64_MIN};
    head->last_leaf = sy_log_genesis(origin, network_id);
}

enum sy_err sy_log_head_advance(struct sy_log_head *head, struct sy_bytes entry,
                                const struct sy_entry_facts *facts)
{
    struct sy_hash leaf = sy_hash_leaf(entry);
    enum sy_err err = sy_merkle_append(&head->tree, &leaf);

    if (err != SY_OK)
        return err;
    head->last_leaf = leaf;
    head->sequenced_at = facts->entry.sequenced_at;
    head->registry_size = facts->entry.registry_size;
    head->record_count += facts->records;
    return SY_OK;
}
