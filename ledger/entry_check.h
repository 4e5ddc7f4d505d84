/* entry_check.h - is this the valid next entry of a log: rules V1 to V8, for whoever did not
 * sequence it: a mirror before it stores, an auditor, a reader of evidence.
 *
 * Source   design section 3, "Valid": permanent, the same verdict at every node for ever.
 * Pure     what must be looked up (the registry, earlier statements) comes through the rules
 *          that are passed in.
 */
#ifndef SY_ENTRY_CHECK_H
#define SY_ENTRY_CHECK_H

#include "ledger/log.h"
#include "ledger/scope.h"
#include "proto/message.h"

/* What the entries of one log are held against. The functions may be NULL only where they say
 * so; each may give a fault. */
struct sy_entry_rules {
    struct sy_scope scope;
    bool registry;          /* the log is a registry's */
    bool verified;          /* V4 was checked before, on another thread */
    uint64_t registry_size; /* as far as the registry is known, and vouched for by the quorum */

    /* The registry's root at a size up to registry_size; not asked for a registry's log. */
    enum sy_err (*registry_root)(void *context, uint64_t size, struct sy_hash *out);

    /* V5, as sy_registry_authorise; for a registry's log the size is the entry's own index.
     * NULL: whoever asks looks at that himself. */
    enum sy_err (*authorise)(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement);

    /* V7. SY_EXISTS with the index of the entry that has the statement already; SY_NOT_FOUND,
     * or SY_OK when it was noted as standing at *index. */
    enum sy_err (*seen)(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index);
    void *context;
};

/* Which rule an entry breaks. */
struct sy_entry_problem {
    const char *rule; /* "V1" ... "V8" */
    const char *what; /* a static English sentence */
    char member[64];  /* "records[3].parts[1]"; may be empty */
};

/* What was read of an entry; borrowed from its bytes. */
struct sy_entry_facts {
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_hash id;
    uint64_t records;
    uint64_t parts_here;
    uint64_t parts_withheld;
    /* What the store keeps of its records, where it was looked at ahead; else NULL. The layout
       is that of struct sy_checked. */
    uint8_t *digests;
    size_t digests_len;
    uint8_t *nodes;
    size_t nodes_len;
    uint64_t same;       /* when V7 is broken: the entry with the same statement */
    bool other_registry; /* V3 is broken by a root other than the registry's that is known here:
                            either of the two logs may be the one that is wrong */
};

/* All rules, for the entry behind head. The error of the first rule that it breaks, with *why
 * filled; SY_NOT_YET (V3) when it names a registry beyond rules->registry_size, facts->entry
 * says which; or a fault, with *why empty. */
SY_MUST_USE enum sy_err sy_entry_check(const struct sy_entry_rules *rules,
                                       const struct sy_log_head *head,
                                       const struct sy_entry_share *share,
                                       struct sy_entry_facts *facts,
                                       struct sy_entry_problem *why);

/* V1 alone: reads the entry and its statement into *facts. */
SY_MUST_USE enum sy_err sy_entry_check_encoding(const struct sy_scope *scope,
                                                struct sy_bytes entry,
                                                struct sy_entry_facts *facts,
                                                struct sy_entry_problem *why);

/* Where V6 puts, record by record, what the store keeps of them. */
struct sy_entry_kept {
    struct sy_buffer *digests;
    struct sy_buffer *nodes;
};

/* V1, V4 and V6, which do not depend on what stands before the entry. On an error what was put
 * into keep counts for nothing. */
SY_MUST_USE enum sy_err sy_entry_check_alone(const struct sy_scope *scope,
                                             const struct sy_entry_share *share,
                                             const struct sy_entry_kept *keep,
                                             struct sy_entry_facts *facts,
                                             struct sy_entry_problem *why);

/* The rest of sy_entry_check, of facts that V1 has read and of which V4 and V6 are known. */
SY_MUST_USE enum sy_err sy_entry_check_place(const struct sy_entry_rules *rules,
                                             const struct sy_log_head *head,
                                             struct sy_entry_facts *facts,
                                             struct sy_entry_problem *why);

/* One of V2, V3, V4, V5, V7, V8, of facts that V1 has read. */
SY_MUST_USE enum sy_err sy_entry_check_rule(unsigned rule, const struct sy_entry_rules *rules,
                                            const struct sy_log_head *head,
                                            struct sy_entry_facts *facts,
                                            struct sy_entry_problem *why);

/* V6: the records are those that were signed, each part that is here is what its hash says. */
SY_MUST_USE enum sy_err sy_entry_check_records(const struct sy_list *records,
                                               struct sy_entry_facts *facts,
                                               struct sy_entry_problem *why);

/* The head of an empty log. */
void sy_log_head_init(struct sy_log_head *head, struct sy_bytes origin,
                      const struct sy_hash *network_id);

/* The head behind that entry. SY_FULL. */
SY_MUST_USE enum sy_err sy_log_head_advance(struct sy_log_head *head, struct sy_bytes entry,
                                            const struct sy_entry_facts *facts);

#endif
