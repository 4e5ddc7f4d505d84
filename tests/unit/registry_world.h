/* registry_world.h - a registry with offices, firms, a laboratory and their papers, and means
 * to put acts into it that anybody signs, allowed or not.
 *
 * Shape    world_open admits what it names below, over a fixture. A saying is who speaks
 *          and with which keys; world_done and world_void say an act and expect that it has
 *          effect, or none.
 */
#ifndef SY_REGISTRY_WORLD_H
#define SY_REGISTRY_WORLD_H

#include "tests/unit/fixture.h"

#include "proto/statement.h"
#include "proto/submission.h"

#define WORLD_HOUR ((int64_t)3600 * 1000000)
#define WORLD_YEAR (24 * 365 * WORLD_HOUR)

/* One further field of an act: a text, or a number when the text is NULL. */
struct world_field {
    uint32_t number;
    const char *text;
    int64_t value;
};
#define TEXT(field, said)                                                                      \
    {                                                                                          \
        SY_##field, said, 0                                                                    \
    }
#define NUMBER(field, said)                                                                    \
    {                                                                                          \
        SY_##field, NULL, said                                                                 \
    }

/* Who says it: the signers' subjects are NULL for the principal's own keys. */
struct world_saying {
    const char *principal;
    size_t count;
    struct {
        const char *subject;
        const struct sy_secret_key *key;
    } signers[4];
};
#define SAYS(who, key) ((struct world_saying){who, 1, {{NULL, key}}})

/* Offices, beside the authority: the city's, of districts 310115 and 310106, of a street. */
#define CITY   "regulator:310000-1"
#define PUDONG "regulator:310115-1"
#define JINGAN "regulator:310106-1"
#define STREET "regulator:310115-2"

enum { WORLD_CITY, WORLD_PUDONG, WORLD_JINGAN, WORLD_STREET, WORLD_PERSON, WORLD_KEYS };

struct world {
    struct fixture f;
    struct sy_secret_key keys[WORLD_KEYS];
};

static inline uint64_t world_after(struct fixture *f, const char *subject)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t after = 0;

    if (!sy_name_valid(sy_text(subject), SY_SUBJECT_BYTES_MAX))
        return 0;
    check_err(sy_registry_snapshot(f->registry, &snapshot), SY_OK);
    check_err(sy_registry_after(snapshot, sy_text(subject), &after), SY_OK);
    sy_registry_release(snapshot);
    return after;
}

/* How many acts had effect. */
static inline uint64_t world_effects(struct fixture *f)
{
    struct sy_registry_position at = {0, 0};
    struct sy_registry_snapshot *snapshot;
    struct sy_bytes subject;
    uint64_t count = 0;

    check_err(sy_registry_snapshot(f->registry, &snapshot), SY_OK);
    for (; sy_registry_next_act(snapshot, &at, &at, &subject) == SY_OK; at.record++)
        count++;
    sy_registry_release(snapshot);
    return count;
}

/* An act whose "after" is right. Fields end with number 0. */
static inline struct sy_act_draft world_act(struct fixture *f, uint32_t type,
                                            const char *subject, uint32_t verb,
                                            const struct world_field *fields)
{
    struct sy_act_draft act =
        sy_act_draft(type, sy_text(subject), world_after(f, subject), verb);

    for (; fields->number != 0; fields++) {
        if (fields->text == NULL)
            sy_act_draft_int(&act, fields->number, fields->value);
        else
            sy_act_draft_text(&act, fields->number, fields->text);
    }
    return act;
}
#define WORLD_FIELDS(...) ((const struct world_field[]){__VA_ARGS__, {0, NULL, 0}})
#define WORLD_NOTHING     ((const struct world_field[]){{0, NULL, 0}})

/* A statement by those who sign, over what the composer holds. */
static inline void world_sign(struct fixture *f, const struct world_saying *who, uint32_t kind,
                              const struct sy_scope *scope, const struct sy_composer *composer,
                              const uint64_t *delegation, struct sy_buffer *out)
{
    struct sy_hash root = sy_composer_root(composer);
    struct sy_statement s = {.principal = sy_text(who->principal),
                             .signer_count = who->count,
                             .kind = kind,
                             .record_count = composer->count,
                             .signed_at = f->now};
    uint8_t signatures[4][SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed[4];
    struct sy_buffer statement = {0};

    f->now += 1000000;
    s.records_root = fixture_hash_bytes(&root);
    s.has_delegation = delegation != NULL;
    s.delegation = delegation == NULL ? 0 : *delegation;
    for (size_t i = 0; i < who->count; i++) {
        s.signers[i].key = fixture_key_bytes(who->signers[i].key);
        if (who->signers[i].subject != NULL)
            s.signers[i].subject = sy_text(who->signers[i].subject);
    }
    sy_statement_write(&s, &statement);
    for (size_t i = 0; i < who->count; i++) {
        check_err(sy_statement_sign(scope, sy_buffer_bytes(&statement), who->signers[i].key,
                                    signatures[i]),
                  SY_OK);
        borrowed[i] = (struct sy_bytes){signatures[i], SY_SIGNATURE_BYTES};
    }
    sy_submission_put_head(out, sy_buffer_bytes(&statement), borrowed, who->count);
    sy_buffer_put_bytes(out, sy_buffer_bytes(&composer->records));
    assert_int_equal(out->err, SY_OK);
    sy_buffer_close(&statement);
}

/* Acts for the registry's log. Close the buffer. */
static inline void world_submission(struct fixture *f, const struct world_saying *who,
                                    const struct sy_act_draft *acts, size_t count,
                                    struct sy_buffer *out)
{
    static const uint8_t secret[SY_HASH_BYTES] = {9};
    struct sy_scope scope = fixture_scope(f, FIXTURE_REGISTRY);
    struct sy_composer composer;

    sy_composer_init(&composer, sy_text(who->principal), secret);
    for (size_t i = 0; i < count; i++) {
        struct sy_draft draft = {.type = acts[i].type};
        struct sy_buffer body = {0};

        sy_act_write(&acts[i], &body);
        draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
        check_err(sy_composer_add(&composer, &draft, i), SY_OK);
        sy_buffer_close(&body);
    }
    world_sign(f, who, SY_KIND_REGISTRY, &scope, &composer, NULL, out);
    sy_composer_close(&composer);
}

/* Would it have effect: SY_OK, SY_VOID, or what V5 says. */
static inline enum sy_err world_try_bytes(struct fixture *f, struct sy_bytes submission,
                                          const char **why)
{
    struct sy_scope scope = fixture_scope(f, FIXTURE_REGISTRY);
    struct sy_registry_trial trial;
    struct sy_check_place where;
    struct sy_checked checked;
    enum sy_err err;

    *why = NULL;
    check_err(sy_checked_open(&scope, submission, &checked, &where), SY_OK);
    err = sy_registry_try(f->registry, &checked, f->now, &trial);
    *why = trial.why;
    sy_registry_drop(&trial);
    sy_checked_close(&checked);
    return err;
}

static inline uint64_t world_put(struct fixture *f, struct sy_bytes submission)
{
    uint64_t index = fixture_append(f, FIXTURE_REGISTRY, submission);

    fixture_apply(f);
    return index;
}

/* It is accepted, and has effect. The index. */
static inline uint64_t world_done(struct fixture *f, struct world_saying who,
                                  struct sy_act_draft act)
{
    struct sy_buffer submission = {0};
    uint64_t before = world_effects(f);
    const char *why;
    uint64_t index;
    enum sy_err err;

    world_submission(f, &who, &act, 1, &submission);
    err = world_try_bytes(f, sy_buffer_bytes(&submission), &why);
    if (err != SY_OK)
        fail_msg("%.*s: %s: %s", (int)act.fields[0].bytes.len,
                 (const char *)act.fields[0].bytes.data, sy_err_name(err),
                 why == NULL ? "" : why);
    index = world_put(f, sy_buffer_bytes(&submission));
    assert_int_equal(world_effects(f), before + 1);
    sy_buffer_close(&submission);
    return index;
}

/* It is refused, and has no effect when it stands in the log all the same. */
static inline void world_void(struct fixture *f, struct world_saying who,
                              struct sy_act_draft act)
{
    struct sy_buffer submission = {0};
    uint64_t before = world_effects(f);
    const char *why;
    enum sy_err err;

    world_submission(f, &who, &act, 1, &submission);
    err = world_try_bytes(f, sy_buffer_bytes(&submission), &why);
    if (err == SY_OK)
        fail_msg("%.*s: it was taken", (int)act.fields[0].bytes.len,
                 (const char *)act.fields[0].bytes.data);
    assert_true(err != SY_VOID || why != NULL);
    world_put(f, sy_buffer_bytes(&submission));
    assert_int_equal(world_effects(f), before);
    sy_buffer_close(&submission);
}

/* A key of any holder, said by the authority. */
static inline void world_give_key(struct world *w, const char *holder,
                                  const struct sy_secret_key *key)
{
    struct fixture_key_words words;
    struct sy_act_draft act = fixture_holder_key(&w->f, holder, key, 1u << SY_USE_SIGN, &words);

    world_done(&w->f, SAYS(SY_AUTHORITY, &w->f.authority), act);
}

static inline void world_appoint(struct world *w, const char *subject, unsigned key,
                                 uint32_t level, const char *district, const char *street)
{
    struct sy_act_draft act = world_act(
        &w->f, SY_TYPE_REGULATOR, subject, SY_REGULATOR_APPOINTED,
        WORLD_FIELDS(TEXT(REGULATOR_NAME, "an office"), NUMBER(REGULATOR_LEVEL, level),
                     TEXT(REGULATOR_DISTRICT, district)));

    sy_act_draft_text(&act, SY_REGULATOR_STREET, street);
    world_done(&w->f, SAYS(SY_AUTHORITY, &w->f.authority), act);
    world_give_key(w, subject, &w->keys[key]);
}

static inline void world_admit(struct world *w, unsigned org, const char *district,
                               uint32_t role)
{
    const struct fixture_org *o = &w->f.orgs[org];
    struct sy_act_draft act = fixture_admission(o);

    act = fixture_with_text(act, SY_ORGANISATION_DISTRICT, district);
    act = fixture_with_int(act, SY_ORGANISATION_ROLES, role);
    world_done(&w->f, SAYS(SY_AUTHORITY, &w->f.authority), act);
    world_give_key(w, o->subject, &o->sign);
}

/* Organisation 0 is a firm of Pudong, 1 a laboratory there, 2 a firm of Jing'an; 3 is nobody
 * yet. */
static inline void world_open(struct world *w)
{
    static const char *const classes[] = {"class:meat", "class:milk"};
    struct world_saying authority = SAYS(SY_AUTHORITY, &w->f.authority);

    fixture_open(&w->f);
    for (uint32_t i = 0; i < WORLD_KEYS; i++)
        fixture_key(700 + i, &w->keys[i]);
    world_appoint(w, CITY, WORLD_CITY, SY_LEVEL_CITY, "310000", NULL);
    world_appoint(w, PUDONG, WORLD_PUDONG, SY_LEVEL_DISTRICT, "310115", NULL);
    world_appoint(w, JINGAN, WORLD_JINGAN, SY_LEVEL_DISTRICT, "310106", NULL);
    world_appoint(w, STREET, WORLD_STREET, SY_LEVEL_STREET, "310115", "310115103");
    world_admit(w, 1, "310115", SY_ROLE_LABORATORY);
    world_admit(w, 2, "310106", SY_ROLE_WHOLESALER);
    for (size_t i = 0; i < 2; i++)
        world_done(&w->f, authority,
                   world_act(&w->f, SY_TYPE_PRODUCT_CLASS, classes[i], SY_PRODUCT_REGISTERED,
                             WORLD_FIELDS(TEXT(CLASS_NAME, "a class"))));
    world_done(&w->f, authority,
               world_act(&w->f, SY_TYPE_ACCREDITATION, "accreditation:1", SY_LICENCE_GRANTED,
                         WORLD_FIELDS(TEXT(ACCREDITATION_ORGANISATION, w->f.orgs[1].subject),
                                      TEXT(ACCREDITATION_KINDS, "inspection"),
                                      TEXT(ACCREDITATION_KINDS, "organic"),
                                      TEXT(ACCREDITATION_CLASSES, "class:meat"),
                                      NUMBER(ACT_UNTIL, w->f.now + WORLD_YEAR))));
    world_done(&w->f, authority,
               world_act(&w->f, SY_TYPE_PERSON, "person:310115-1", SY_PERSON_QUALIFIED,
                         WORLD_FIELDS(TEXT(PERSON_ORGANISATION, w->f.orgs[1].subject),
                                      TEXT(PERSON_POST, "auditor"),
                                      NUMBER(ACT_UNTIL, w->f.now + WORLD_YEAR))));
    world_give_key(w, "person:310115-1", &w->keys[WORLD_PERSON]);
}

static inline void world_close(struct world *w)
{
    fixture_close(&w->f);
}

#endif
