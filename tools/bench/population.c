#include "tools/bench/population.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/check_digit.h"
#include "ledger/compose.h"
#include "ledger/possession.h"
#include "ledger/registry.h"
#include "proto/record_type.h"
#include "proto/statement.h"
#include "tools/bench/stage.h"

enum {
    ADMIT,
    FIRST_KEY,
    SITE,
    LICENCE,
    PRODUCT,
    DELEGATE,
    SECOND_KEY,
    SECOND_PRODUCT,
    CHANGE,
    AGAIN
};

enum { TEXT_BYTES = 256, SHUFFLE = 7919 };

#define HOUR ((int64_t)3600 * 1000000)
#define YEAR (365 * 24 * HOUR)

static const char *const districts[] = {
    "310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112",
    "310113", "310114", "310115", "310116", "310117", "310118", "310120", "310151"};

/* An act under way and what it borrows. */
struct making {
    const struct sy_population *population;
    size_t organisation;
    struct sy_act_draft act;
    char organisation_text[SY_SUBJECT_BYTES_MAX + 1];
    char agent_text[SY_SUBJECT_BYTES_MAX + 1];
    char subject[TEXT_BYTES];
    char old_key[SY_KEY_SUBJECT_BYTES + 1];
    char name[TEXT_BYTES];
    struct sy_secret_key key;
    uint8_t possession[SY_SIGNATURE_BYTES];
};

/* ---- who is who ---- */

static const char *district_of(size_t organisation)
{
    return districts[organisation % (sizeof(districts) / sizeof(districts[0]))];
}

/* Neighbours in time are not neighbours in the register. */
void sy_population_subject(size_t organisation, char out[SY_SUBJECT_BYTES_MAX + 1])
{
    char expected = 0;

    snprintf(out, SY_SUBJECT_BYTES_MAX + 1, "uscc:92%sMA%07zu0", district_of(organisation),
             organisation * SHUFFLE % 10000000);
    if (sy_check_digit_uscc(sy_text(out + 5), &expected) == SY_OK)
        out[5 + SY_USCC_CHARACTERS - 1] = expected;
}

void sy_population_key(size_t organisation, unsigned which, struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {0};

    memcpy(seed, "population", 10);
    sy_put_u64be(seed + 16, organisation);
    seed[24] = (uint8_t)which;
    sy_secret_key_from_seed(seed, out);
}

/* The second key takes the first one's place: changed in order, or after it was lost. */
static bool takes_place(size_t organisation)
{
    return organisation % 4 == 0;
}

bool sy_population_rotates(size_t organisation)
{
    return organisation % 40 == 0;
}

static bool retires(size_t organisation)
{
    return organisation % 10 == 2 && !takes_place(organisation);
}

static bool revokes(size_t organisation)
{
    return organisation % 10 == 3;
}

bool sy_population_suspended(size_t organisation)
{
    return organisation % 10 == 1;
}

/* The first of a block is the agent of all others of it. */
size_t sy_population_agent(const struct sy_population *population, size_t organisation)
{
    return organisation - organisation % population->block;
}

static bool ends_delegation(const struct sy_population *population, size_t organisation)
{
    return organisation % 10 == 5 &&
           sy_population_agent(population, organisation) != organisation;
}

static uint64_t entry_of(const struct sy_population *population, size_t organisation, int step)
{
    size_t block = organisation / population->block;

    return population->entries[block * SY_POPULATION_STEPS + (size_t)step];
}

/* When a key's time was over for whoever lost it. */
static int64_t lost_at(const struct sy_population *population)
{
    return population->now - HOUR;
}

/* ---- acts ---- */

static struct sy_act_draft *begin(struct making *m, uint32_t type, uint32_t verb, int after)
{
    uint64_t index = after < 0 ? 0 : entry_of(m->population, m->organisation, after) + 1;

    m->act = sy_act_draft(type, sy_text(m->subject), index, verb);
    return &m->act;
}

static void name_subject(struct making *m, const char *prefix, const char *rest)
{
    snprintf(m->subject, sizeof(m->subject), "%s%s:%s", prefix, m->organisation_text, rest);
}

static void name_key(struct making *m, unsigned which)
{
    sy_population_key(m->organisation, which, &m->key);
    sy_key_subject(m->key.public_key.bytes, m->subject);
}

static void admit(struct making *m)
{
    struct sy_act_draft *act;

    snprintf(m->subject, sizeof(m->subject), "%s", m->organisation_text);
    snprintf(m->name, sizeof(m->name), "上海示例第%zu食品经营部", m->organisation);
    act = begin(m, SY_TYPE_ORGANISATION, SY_ORGANISATION_ADMITTED, -1);
    sy_act_draft_text(act, SY_ORGANISATION_NAME, m->name);
    sy_act_draft_text(act, SY_ORGANISATION_DISTRICT, district_of(m->organisation));
    sy_act_draft_uint(act, SY_ORGANISATION_ROLES, 1 + m->organisation % SY_ROLE_MAX);
}

/* False when the key cannot sign. */
static bool new_key(struct making *m, unsigned which, uint32_t use, uint32_t verb)
{
    struct sy_act_draft *act;

    if (verb != SY_KEY_ADDED) {
        name_key(m, 0);
        memcpy(m->old_key, m->subject, sizeof(m->old_key));
    }
    name_key(m, which);
    act = begin(m, SY_TYPE_KEY, verb, -1);
    sy_act_draft_text(act, SY_KEY_ORGANISATION, m->organisation_text);
    sy_act_draft_bytes(act, SY_KEY_PUBLIC_KEY,
                       (struct sy_bytes){m->key.public_key.bytes, SY_PUBLIC_KEY_BYTES});
    sy_act_draft_uint(act, SY_KEY_USES, use);
    if (verb == SY_KEY_REPLACED)
        sy_act_draft_int(act, SY_KEY_SINCE, lost_at(m->population));
    if (sy_possession_sign(&m->population->scope.network_id, sy_text(m->organisation_text),
                           1u << use, &m->key, m->possession) != SY_OK)
        return false;
    sy_act_draft_bytes(act, SY_KEY_POSSESSION,
                       (struct sy_bytes){m->possession, SY_SIGNATURE_BYTES});
    if (verb != SY_KEY_ADDED)
        sy_act_draft_text(act, SY_KEY_REPLACES, m->old_key);
    return true;
}

static void open_site(struct making *m, const char *number)
{
    struct sy_act_draft *act;

    name_subject(m, "urn:suyuan:1:site:", number);
    act = begin(m, SY_TYPE_SITE, SY_SITE_OPENED, -1);
    sy_act_draft_text(act, SY_SITE_ORGANISATION, m->organisation_text);
    sy_act_draft_text(act, SY_SITE_NAME, "示例路门店");
    sy_act_draft_text(act, SY_SITE_DISTRICT, district_of(m->organisation));
    sy_act_draft_uint(act, SY_SITE_KIND, 1 + m->organisation % 9);
}

static void grant_licence(struct making *m)
{
    struct sy_act_draft *act;

    snprintf(m->subject, sizeof(m->subject), "licence:SC1%013zu", m->organisation);
    act = begin(m, SY_TYPE_LICENCE, SY_LICENCE_GRANTED, -1);
    sy_act_draft_text(act, SY_LICENCE_ORGANISATION, m->organisation_text);
    sy_act_draft_uint(act, SY_LICENCE_KIND, 1 + m->organisation % 7);
    sy_act_draft_int(act, SY_ACT_UNTIL, m->population->now + 5 * YEAR);
}

static void register_product(struct making *m, const char *number)
{
    struct sy_act_draft *act;

    name_subject(m, "urn:suyuan:1:class:", number);
    act = begin(m, SY_TYPE_PRODUCT, SY_PRODUCT_REGISTERED, -1);
    sy_act_draft_text(act, SY_PRODUCT_ORGANISATION, m->organisation_text);
    sy_act_draft_text(act, SY_PRODUCT_NAME, "冷鲜猪肉（示例）");
    sy_act_draft_text(act, SY_PRODUCT_SPECIFICATION, "500 g");
    sy_act_draft_uint(act, SY_PRODUCT_SHELF_LIFE_DAYS, 7);
}

static void delegate(struct making *m)
{
    struct sy_act_draft *act;

    if (sy_population_agent(m->population, m->organisation) == m->organisation) {
        register_product(m, "3");
        return;
    }
    sy_population_subject(sy_population_agent(m->population, m->organisation), m->agent_text);
    name_subject(m, "delegation:", "1");
    act = begin(m, SY_TYPE_DELEGATION, SY_DELEGATION_GRANTED, -1);
    sy_act_draft_text(act, SY_DELEGATION_PRINCIPAL, m->organisation_text);
    sy_act_draft_text(act, SY_DELEGATION_AGENT, m->agent_text);
    sy_act_draft_uint(act, SY_DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY);
    sy_act_draft_text(act, SY_DELEGATION_STEPS, "receiving");
    sy_act_draft_text(act, SY_DELEGATION_STEPS, "shipping");
}

static void change(struct making *m)
{
    struct sy_act_draft *act;

    if (m->organisation % 10 <= 1) {
        snprintf(m->subject, sizeof(m->subject), "%s", m->organisation_text);
        act = begin(m, SY_TYPE_ORGANISATION, SY_ORGANISATION_SUSPENDED, ADMIT);
        sy_act_draft_text(act, SY_ACT_GROUND, "食品安全法第一百二十三条");
    } else if (retires(m->organisation) || revokes(m->organisation)) {
        name_key(m, 0);
        act = begin(m, SY_TYPE_KEY, retires(m->organisation) ? SY_KEY_RETIRED : SY_KEY_REVOKED,
                    FIRST_KEY);
        if (revokes(m->organisation))
            sy_act_draft_int(act, SY_KEY_SINCE, lost_at(m->population));
    } else {
        open_site(m, "2");
    }
}

static void change_again(struct making *m)
{
    struct sy_act_draft *act;

    if (m->organisation % 10 == 0) {
        snprintf(m->subject, sizeof(m->subject), "%s", m->organisation_text);
        begin(m, SY_TYPE_ORGANISATION, SY_ORGANISATION_REINSTATED, CHANGE);
    } else if (ends_delegation(m->population, m->organisation)) {
        name_subject(m, "delegation:", "1");
        begin(m, SY_TYPE_DELEGATION, SY_DELEGATION_ENDED, DELEGATE);
    } else if (m->organisation % 10 == 6) {
        name_subject(m, "urn:suyuan:1:class:", "1");
        begin(m, SY_TYPE_PRODUCT, SY_PRODUCT_WITHDRAWN, PRODUCT);
    } else if (m->organisation % 10 == 7) {
        name_subject(m, "urn:suyuan:1:site:", "1");
        begin(m, SY_TYPE_SITE, SY_SITE_CLOSED, SITE);
    } else {
        snprintf(m->subject, sizeof(m->subject), "licence:SC1%013zu", m->organisation);
        act = begin(m, SY_TYPE_LICENCE, SY_LICENCE_CHANGED, LICENCE);
        sy_act_draft_int(act, SY_ACT_UNTIL, m->population->now + 10 * YEAR);
    }
}

/* False when it cannot be made. */
static bool make(struct making *m, unsigned step)
{
    sy_population_subject(m->organisation, m->organisation_text);
    switch (step) {
    case ADMIT:
        admit(m);
        return true;
    case FIRST_KEY:
        return new_key(m, 0, SY_USE_SIGN, SY_KEY_ADDED);
    case SITE:
        open_site(m, "1");
        return true;
    case LICENCE:
        grant_licence(m);
        return true;
    case PRODUCT:
        register_product(m, "1");
        return true;
    case DELEGATE:
        delegate(m);
        return true;
    case SECOND_KEY:
        return takes_place(m->organisation)
                   ? new_key(m, 1, SY_USE_SIGN,
                             sy_population_rotates(m->organisation) ? SY_KEY_ROTATED
                                                                    : SY_KEY_REPLACED)
                   : new_key(m, 1, SY_USE_CONNECT, SY_KEY_ADDED);
    case SECOND_PRODUCT:
        register_product(m, "2");
        return true;
    case CHANGE:
        change(m);
        return true;
    default:
        change_again(m);
        return true;
    }
}

/* ---- statements ---- */

static bool finish(const struct sy_population *population, struct sy_composer *composer,
                   const struct sy_secret_key *key, int64_t signed_at, struct sy_buffer *out)
{
    struct sy_composition how = {.scope = population->scope,
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = signed_at,
                                 .keys = key,
                                 .key_count = 1};
    struct sy_hash id;

    return sy_composer_finish(composer, &how, out, &id) == SY_OK;
}

bool sy_population_step(const struct sy_population *population, size_t block, unsigned step,
                        int64_t signed_at, struct sy_buffer *out)
{
    static const uint8_t nonce[SY_HASH_BYTES] = {'p'};
    struct making m = {.population = population};
    struct sy_composer composer;
    bool ok = true;

    sy_composer_init(&composer, sy_text(SY_AUTHORITY), nonce);
    for (size_t i = 0; i < population->block && ok; i++) {
        m.organisation = block * population->block + i;
        if (step != SECOND_KEY || !sy_population_rotates(m.organisation))
            ok = make(&m, step) && sy_stage_add_act(&composer, &m.act);
    }
    ok = ok && finish(population, &composer, population->authority, signed_at, out);
    sy_composer_close(&composer);
    return ok;
}

bool sy_population_rotation(const struct sy_population *population, size_t organisation,
                            int64_t signed_at, struct sy_buffer *out)
{
    static const uint8_t nonce[SY_HASH_BYTES] = {'r'};
    struct making m = {.population = population, .organisation = organisation};
    struct sy_secret_key old_key;
    struct sy_composer composer;
    bool ok = make(&m, SECOND_KEY);

    sy_population_key(organisation, 0, &old_key);
    sy_composer_init(&composer, sy_text(m.organisation_text), nonce);
    ok = ok && sy_stage_add_act(&composer, &m.act) &&
         finish(population, &composer, &old_key, signed_at, out);
    sy_composer_close(&composer);
    return ok;
}

/* ---- what must be so ---- */

static bool before(uint64_t entry, uint64_t size)
{
    return entry < size;
}

static enum sy_err first_key(const struct sy_population *p,
                             const struct sy_population_question *q)
{
    size_t who = q->agent;

    if (!before(entry_of(p, who, FIRST_KEY), q->size))
        return SY_UNKNOWN_KEY;
    if ((sy_population_rotates(who) && before(p->rotations[who], q->size)) ||
        (retires(who) && before(entry_of(p, who, CHANGE), q->size)))
        return SY_KEY_NOT_IN_FORCE;
    if ((takes_place(who) && !sy_population_rotates(who) &&
         before(entry_of(p, who, SECOND_KEY), q->size)) ||
        (revokes(who) && before(entry_of(p, who, CHANGE), q->size)))
        return q->at >= lost_at(p) ? SY_KEY_NOT_IN_FORCE : SY_OK;
    return SY_OK;
}

static enum sy_err second_key(const struct sy_population *p,
                              const struct sy_population_question *q)
{
    size_t who = q->agent;
    uint64_t entry =
        sy_population_rotates(who) ? p->rotations[who] : entry_of(p, who, SECOND_KEY);

    return takes_place(who) && before(entry, q->size) ? SY_OK : SY_UNKNOWN_KEY;
}

enum sy_err sy_population_authorise(const struct sy_population *population,
                                    const struct sy_population_question *question)
{
    size_t who = question->organisation;

    if (!before(entry_of(population, who, ADMIT), question->size))
        return SY_UNKNOWN_PRINCIPAL;
    if (who != question->agent &&
        (!before(entry_of(population, who, DELEGATE), question->size) ||
         (ends_delegation(population, who) &&
          before(entry_of(population, who, AGAIN), question->size))))
        return SY_DENIED;
    return question->key == 0 ? first_key(population, question)
                              : second_key(population, question);
}

uint64_t sy_population_delegation(const struct sy_population *population, size_t organisation)
{
    return entry_of(population, organisation, DELEGATE);
}

size_t sy_population_links(const struct sy_population *population, size_t organisation)
{
    bool agent = sy_population_agent(population, organisation) == organisation;
    size_t links = 2 + 1 + 1 + 2 + 1; /* keys, site, licence, products, delegation or product */

    if (organisation % 10 > 1 && !retires(organisation) && !revokes(organisation))
        links++; /* a second site */
    return agent ? links + population->block - 1 : links;
}

bool sy_population_open(struct sy_population *population, size_t block, size_t blocks)
{
    size_t steps = blocks * SY_POPULATION_STEPS;

    population->block = block;
    population->blocks = blocks;
    population->entries = calloc(steps, sizeof(uint64_t));
    population->rotations = calloc(block * blocks, sizeof(uint64_t));
    if (population->entries == NULL || population->rotations == NULL)
        return false;
    for (size_t i = 0; i < steps; i++)
        population->entries[i] = SY_POPULATION_NOWHERE;
    for (size_t i = 0; i < block * blocks; i++)
        population->rotations[i] = SY_POPULATION_NOWHERE;
    return true;
}

void sy_population_close(struct sy_population *population)
{
    free(population->entries);
    free(population->rotations);
    population->entries = NULL;
    population->rotations = NULL;
}
