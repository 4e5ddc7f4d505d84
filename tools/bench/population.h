/* population.h - made-up organisations and all that a registry is told of them, always the
 * same; and so what the registry must answer.
 *
 * Shape    every organisation has ten acts, one a step, and two keys: its first signs; the
 *          second connects, or took the first one's place. A block is as many organisations as
 *          a statement has acts: each of its steps is one statement of the authority. Who
 *          changes a key in order says so in a statement of its own.
 * Pure     but for memory. Who loads it says at which entries the statements came to stand.
 */
#ifndef SY_POPULATION_H
#define SY_POPULATION_H

#include "ledger/key.h"
#include "ledger/scope.h"
#include "proto/act.h"

enum {
    SY_POPULATION_STEPS = 10, /* acts of an organisation */
    SY_POPULATION_ROTATES = 6 /* the step at which some change their key themselves */
};

#define SY_POPULATION_NOWHERE UINT64_MAX

struct sy_population {
    size_t block; /* organisations in one */
    size_t blocks;
    const struct sy_secret_key *authority; /* borrowed */
    struct sy_scope scope;                 /* of the registry's log, borrowed */
    int64_t now;                           /* about when it is loaded */
    uint64_t *entries;                     /* of a block's step: [block * steps + step] */
    uint64_t *rotations; /* of an organisation's own statement, or nowhere: [organisation] */
};

/* False when memory is short. */
SY_MUST_USE bool sy_population_open(struct sy_population *population, size_t block,
                                    size_t blocks);

/* Twice is fine. */
void sy_population_close(struct sy_population *population);

/* The submission of a block's step, signed at a time, into the empty buffer. */
SY_MUST_USE bool sy_population_step(const struct sy_population *population, size_t block,
                                    unsigned step, int64_t signed_at, struct sy_buffer *out);

/* Whether the organisation changes its key itself. */
bool sy_population_rotates(size_t organisation);

/* And its submission that does. */
SY_MUST_USE bool sy_population_rotation(const struct sy_population *population,
                                        size_t organisation, int64_t signed_at,
                                        struct sy_buffer *out);

/* Its registry id. */
void sy_population_subject(size_t organisation, char out[SY_SUBJECT_BYTES_MAX + 1]);

/* Its first or its second key: 0 or 1. */
void sy_population_key(size_t organisation, unsigned which, struct sy_secret_key *out);

/* What the registry must answer as of a size. */
struct sy_population_question {
    size_t organisation; /* who is said to speak */
    size_t agent;        /* and by whom: itself, or the agent of its delegation */
    unsigned key;        /* of the agent: 0 or 1 */
    uint64_t size;
    int64_t at;
};

/* As sy_registry_authorise, of a statement signed by that one key. */
enum sy_err sy_population_authorise(const struct sy_population *population,
                                    const struct sy_population_question *question);

/* The agent that speaks for the organisation by its delegation; itself when there is none. */
size_t sy_population_agent(const struct sy_population *population, size_t organisation);

/* Which entry granted that delegation. */
uint64_t sy_population_delegation(const struct sy_population *population, size_t organisation);

/* What became of the organisation by the end. */
bool sy_population_suspended(size_t organisation);

/* How many subjects lead back to it: keys, sites, licences, products, delegations. */
size_t sy_population_links(const struct sy_population *population, size_t organisation);

#endif
