/* act_check.h - is an act effective: said by whom it may be, at the right time, about the right
 * things.
 *
 * Shape    an answer is a static English sentence that says what to do, NULL when the act has
 *          effect. What is void is void at every node, for ever: the rules here are permanent.
 * Source   registry.proto; act_rule.h; design section 3, "registry acts".
 * Pure     reads the view within the caller's transaction.
 */
#ifndef SY_ACT_CHECK_H
#define SY_ACT_CHECK_H

#include "ledger/registry_rows.h"

/* An act as it stands in a statement whose signers were checked (V5). */
struct sy_act_case {
    struct sy_store_txn *txn;
    const struct sy_registry *registry;
    const struct sy_statement *statement;
    const struct sy_act *act;
    const struct sy_act_rule *rule;      /* NULL: there is no such act */
    const struct sy_registry_state *old; /* the subject before; NULL when there is none */
    uint64_t index;                      /* of the entry */
    int64_t now;                         /* its sequenced_at */
};

/* The whole answer. SY_OK with *why set or NULL; SY_CORRUPT, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_act_check(const struct sy_act_case *it, const char **why);

/* The shares of it. Who says it. */
SY_MUST_USE enum sy_err sy_act_check_who(const struct sy_act_case *it, const char **why);

/* Whether the subject is spelt as its type demands. */
const char *sy_act_check_subject(const struct sy_act *act);

/* What is wrong with a number that ends in a check character, and what the right one would be;
 * NULL when nothing is. */
const char *sy_act_gtin_bad(struct sy_bytes number);
const char *sy_act_gln_bad(struct sy_bytes number);
const char *sy_act_uscc_bad(struct sy_bytes code);

/* What the fields say by themselves, and against what else is registered. */
const char *sy_act_check_fields(const struct sy_act *act);
SY_MUST_USE enum sy_err sy_act_check_content(const struct sy_act_case *it, const char **why);

/* Who suspended or barred the subject is not overruled by another of the same rank or below. */
SY_MUST_USE enum sy_err sy_act_check_overrule(const struct sy_act_case *it, const char **why);

/* Whose word it is, once an effective act has left the subject with that force, that it is
 * suspended or barred: of several that hold, the highest one's, so that no lower one makes it
 * shorter by making it longer first. Empty when it is neither. */
SY_MUST_USE enum sy_err sy_act_by(const struct sy_act_case *it, enum sy_force then,
                                  struct sy_bytes *out);

/* What whoever runs a parent site may say of the sites in it, when nothing else gives the
 * right: no GLN, no other place, and no number of a third. */
SY_MUST_USE enum sy_err sy_act_check_parent(const struct sy_act_case *it, const char **why);

/* Once the content is sound: no code and no GLN is two organisations' at once, no GLN two
 * sites'. */
SY_MUST_USE enum sy_err sy_act_check_taken(const struct sy_act_case *it, const char **why);

/* A policy act: its document follows the one in force and carries the signatures for it. Who
 * submits it does not matter. */
SY_MUST_USE enum sy_err sy_act_check_policy(const struct sy_act_case *it, const char **why);

/* The text field as the act or, where it does not say, the state before has it; data NULL. */
struct sy_bytes sy_act_text(const struct sy_act_case *it, uint32_t number);

/* An organisation, site ... as it is now; NULL in *why when it is of that type and in force,
 * else the sentence given. */
SY_MUST_USE enum sy_err sy_act_check_reference(const struct sy_act_case *it,
                                               struct sy_bytes subject, uint32_t type,
                                               const char *sentence, const char **why);

/* Is there still such an organisation: not ended, not succeeded. */
SY_MUST_USE enum sy_err sy_act_check_organisation(const struct sy_act_case *it,
                                                  struct sy_bytes subject, const char **why);

#endif
