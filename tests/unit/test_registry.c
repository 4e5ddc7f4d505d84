/* Who may speak for whom: void acts by hand, and random histories against a plain model that is
 * asked about every size. */
#include "tests/unit/fixture.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* ---- acts by hand ---- */

static enum sy_err try_acts(const struct sy_act *acts, size_t count, const char **why)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_REGISTRY);
    struct sy_buffer submission = {0};
    struct sy_registry_snapshot *snapshot;
    struct sy_check_place where;
    struct sy_checked checked;
    enum sy_err err;

    fixture_submit_acts(&f, acts, count, &f.authority, 1, &submission);
    check_err(sy_checked_open(&scope, sy_buffer_bytes(&submission), &checked, &where), SY_OK);
    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    err = sy_registry_check_acts(snapshot, &checked, &where, why);
    sy_registry_release(snapshot);
    sy_checked_close(&checked);
    sy_buffer_close(&submission);
    return err;
}

static uint64_t after_of(struct sy_bytes subject)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t after;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_after(snapshot, subject, &after), SY_OK);
    sy_registry_release(snapshot);
    return after;
}

/* Refused at the door; and sequenced all the same, it changes nothing. */
static void check_void(const struct sy_act *act)
{
    uint64_t before = after_of(act->subject);
    const char *why;

    check_err(try_acts(act, 1, &why), SY_VOID);
    assert_non_null(why);
    fixture_act(&f, act, 1);
    assert_int_equal(after_of(act->subject), before);
}

static void test_void_admissions(void **state)
{
    const struct fixture_org *o = &f.orgs[1];
    struct sy_act sound = fixture_admission(o);
    struct sy_act act = sound;
    const char *why;

    (void)state;
    check_err(try_acts(&sound, 1, &why), SY_OK);
    act.after = 1;
    check_void(&act);
    act = sound;
    act.verb = 2;
    check_void(&act);
    act = sound;
    act.name = sy_text("");
    check_void(&act);
    act.name = sy_text("two\nlines");
    check_void(&act);
    act.name = sy_text(" blank in front");
    check_void(&act);
    act = sound;
    act.district = sy_text("31011");
    check_void(&act);
    act.district = sy_text("310115");
    check_err(try_acts(&act, 1, &why), SY_OK);
    act = sound;
    act.uscc = sy_text(f.orgs[2].uscc);
    check_void(&act);
    act = sound;
    act.subject = sy_text("uscc:91310115MA1K3BTP2A"); /* ends in B */
    act.uscc.data = NULL;
    check_void(&act);
    act.subject = sy_text("authority");
    check_void(&act);
    act.subject = sy_text("someone");
    check_void(&act);
    /* With a reason, a code that fails its check is admitted. */
    act.subject = sy_text("uscc:91310115MA1K3BTP2A");
    act.uscc_override = sy_text("the paper says so");
    check_err(try_acts(&act, 1, &why), SY_OK);
    act.subject = sy_text("uscc:91310115MA1K3BTP2");
    check_void(&act);
    act.subject = sy_text("uscc:91310115ma1k3btp2a");
    check_void(&act);
    act = sound;
    act.subject = sy_text("reg:310115-7");
    act.uscc.data = NULL;
    fixture_act(&f, &act, 1);
    assert_int_not_equal(after_of(act.subject), 0);
    check_void(&act); /* a second time */
    act.after = after_of(act.subject);
    check_void(&act); /* even with the right "after" */
}

static void test_void_keys(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_secret_key key;
    struct sy_act sound;
    struct sy_act act;
    const char *why;
    uint8_t weak[SY_PUBLIC_KEY_BYTES] = {1, 1}; /* the neutral point */

    (void)state;
    fixture_key(500, &key);
    sound = fixture_key_act(&f.orgs[0], &key, 1u << SY_USE_SIGN, subject);
    check_err(try_acts(&sound, 1, &why), SY_OK);
    act = sound;
    act.organisation = sy_text(f.orgs[3].subject); /* not admitted */
    check_void(&act);
    act = sound;
    act.after = 7;
    check_void(&act);
    act = sound;
    act.uses = 0;
    check_void(&act);
    act.uses = 1u << SY_USE_SIGN | 1u << 3;
    check_void(&act);
    act = sound;
    act.has_since = true;
    check_void(&act);
    act = sound;
    act.possession = sy_text("not known yet");
    check_void(&act);
    act = sound;
    act.public_key = fixture_key_bytes(&f.orgs[0].sign); /* not the subject's */
    check_void(&act);
    sy_key_subject(weak, subject);
    act = sound;
    act.public_key = (struct sy_bytes){weak, sizeof(weak)};
    check_void(&act);
    sy_key_subject(key.public_key.bytes, subject);
    act = (struct sy_act){
        .type = SY_TYPE_KEY, .subject = sound.subject, .verb = SY_ACT_KEY_RETIRED};
    check_void(&act); /* never added */
    fixture_act(&f, &sound, 1);
    check_void(&sound);
    sound.after = after_of(sound.subject);
    check_void(&sound); /* a key is added once */
    check_void(&act);   /* "after" 0 */
    act.after = after_of(act.subject);
    act.has_since = true;
    check_void(&act); /* retired since */
    act.verb = SY_ACT_KEY_REVOKED;
    act.has_since = false;
    check_void(&act); /* revoked, but not since when */
    act.verb = SY_ACT_KEY_RETIRED;
    fixture_act(&f, &act, 1);
    act.after = after_of(act.subject);
    check_void(&act); /* retired twice */
}

static void test_one_statement(void **state)
{
    struct fixture_org *o = &f.orgs[2];
    char subjects[2][SY_KEY_SUBJECT_BYTES + 1];
    struct sy_act acts[4] = {
        fixture_admission(o),
        fixture_key_act(o, &o->sign, 1u << SY_USE_SIGN, subjects[0]),
        fixture_key_act(o, &o->connect, 1u << SY_USE_CONNECT, subjects[1]),
        fixture_key_act(o, &o->sign, 1u << SY_USE_CONNECT, subjects[0]),
    };
    const char *why;

    (void)state;
    check_err(try_acts(acts, 3, &why), SY_OK);
    check_err(try_acts(acts + 1, 2, &why), SY_VOID); /* without the organisation */
    check_err(try_acts(acts, 4, &why), SY_VOID);     /* one key twice */
    acts[1] = acts[0];
    check_err(try_acts(acts, 2, &why), SY_VOID); /* the organisation twice */
}

/* Whoever writes into the registry's log without being the authority changes nothing. */
static void test_stranger(void **state)
{
    struct sy_act act = fixture_admission(&f.orgs[3]);
    struct sy_buffer submission = {0};

    (void)state;
    fixture_submit_acts(&f, &act, 1, &f.orgs[0].sign, 1, &submission);
    fixture_append(&f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    fixture_apply(&f);
    assert_int_equal(after_of(act.subject), 0);
    sy_buffer_close(&submission);
}

/* ---- the authority ---- */

static enum sy_err check_authority(const struct sy_authority *authority, const uint32_t keys[],
                                   size_t count, const char *subject, const char *principal,
                                   uint32_t kind)
{
    static const uint8_t root[SY_HASH_BYTES];
    struct sy_secret_key key[4];
    struct sy_statement s = {.principal = sy_text(principal),
                             .signer_count = count,
                             .kind = kind,
                             .record_count = 1,
                             .records_root = {root, sizeof(root)}};

    for (size_t i = 0; i < count; i++) {
        fixture_key(keys[i], &key[i]);
        s.signers[i].key = fixture_key_bytes(&key[i]);
        if (subject != NULL)
            s.signers[i].subject = sy_text(subject);
    }
    return sy_authority_check(authority, &s);
}

static void test_authority(void **state)
{
    struct sy_public_key keys[3];
    struct sy_authority authority = {2, 3, keys};

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        struct sy_secret_key key;

        fixture_key(i, &key);
        keys[i] = key.public_key;
    }
    check_err(check_authority(&authority, (uint32_t[]){0, 2}, 2, NULL, "authority", 2), SY_OK);
    check_err(check_authority(&authority, (uint32_t[]){2, 1, 0}, 3, NULL, "authority", 2),
              SY_OK);
    check_err(check_authority(&authority, (uint32_t[]){1}, 1, NULL, "authority", 2),
              SY_UNKNOWN_KEY);
    check_err(check_authority(&authority, (uint32_t[]){0, 3}, 2, NULL, "authority", 2),
              SY_UNKNOWN_KEY);
    check_err(check_authority(&authority, (uint32_t[]){0, 1, 3}, 3, NULL, "authority", 2),
              SY_UNKNOWN_KEY);
    check_err(
        check_authority(&authority, (uint32_t[]){0, 1}, 2, "reg:310115-1", "authority", 2),
        SY_UNKNOWN_KEY);
    check_err(check_authority(&authority, (uint32_t[]){0, 1}, 2, NULL, "reg:310115-1", 2),
              SY_DENIED);
    check_err(check_authority(&authority, (uint32_t[]){0, 1}, 2, NULL, "authority", 1),
              SY_DENIED);
}

/* ---- random histories ---- */

enum { MODEL_ORGS = 3, MODEL_KEYS = 6, MODEL_ACTS = 120, NEVER = -1 };

/* What happened, at which entry; NEVER when it has not. */
struct model {
    int admitted[MODEL_ORGS];
    struct {
        int added, retired, revoked;
        unsigned org, uses;
        int64_t since;
        uint64_t after;
    } keys[MODEL_KEYS];
    uint64_t org_after[MODEL_ORGS];
};

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

static void model_org(struct sy_act *act, struct model *m, unsigned org, int index)
{
    act->after = draw(4) == 0 ? draw(20) : m->org_after[org];
    if (m->admitted[org] == NEVER && act->after == m->org_after[org]) {
        m->admitted[org] = index;
        m->org_after[org] = (uint64_t)index + 1;
    }
}

static void model_key(struct sy_act *act, struct model *m, unsigned key, unsigned org,
                      int index)
{
    uint32_t verb = draw(4);
    bool right;

    act->after = draw(6) == 0 ? draw(20) : m->keys[key].after;
    right = act->after == m->keys[key].after;
    if (verb <= 1) {
        if (right && m->keys[key].added == NEVER && m->admitted[org] != NEVER) {
            m->keys[key].added = index;
            m->keys[key].org = org;
            m->keys[key].uses = act->uses;
            m->keys[key].after = (uint64_t)index + 1;
        }
        return;
    }
    act->verb = verb == 2 ? SY_ACT_KEY_RETIRED : SY_ACT_KEY_REVOKED;
    act->organisation.data = act->public_key.data = NULL;
    act->organisation.len = act->public_key.len = 0;
    act->uses = 0;
    if (verb == 3) {
        act->has_since = true;
        act->since = FIXTURE_NOW + (int64_t)draw(100);
    }
    if (!right || m->keys[key].added == NEVER || m->keys[key].revoked != NEVER ||
        (verb == 2 && m->keys[key].retired != NEVER))
        return;
    if (verb == 2)
        m->keys[key].retired = index;
    else
        m->keys[key].revoked = index;
    if (verb == 3)
        m->keys[key].since = act->since;
    m->keys[key].after = (uint64_t)index + 1;
}

static bool below(int index, uint64_t size)
{
    return index != NEVER && (uint64_t)index < size;
}

static bool model_force(const struct model *m, unsigned key, uint64_t size, int64_t at)
{
    return below(m->keys[key].added, size) && !below(m->keys[key].retired, size) &&
           !(below(m->keys[key].revoked, size) && m->keys[key].since <= at);
}

/* A statement of org signed by one key of its own and one beside it for another subject. */
static enum sy_err model_authorise(const struct model *m, uint64_t size, int64_t at,
                                   unsigned org, unsigned own, unsigned other,
                                   unsigned other_org)
{
    if (!below(m->admitted[org], size))
        return SY_UNKNOWN_PRINCIPAL;
    if (!below(m->keys[own].added, size) || m->keys[own].org != org ||
        (m->keys[own].uses >> SY_USE_SIGN & 1) == 0)
        return SY_UNKNOWN_KEY;
    if (other != own &&
        (!below(m->keys[other].added, size) || m->keys[other].org != other_org ||
         (m->keys[other].uses >> SY_USE_SIGN & 1) == 0))
        return SY_UNKNOWN_KEY;
    if (model_force(m, own, size, at) ||
        (other != own && other_org == org && model_force(m, other, size, at)))
        return SY_OK;
    return SY_KEY_NOT_IN_FORCE;
}

static void check_every_size(struct fixture *g, const struct model *m,
                             const struct sy_secret_key keys[], uint64_t max)
{
    static const uint8_t root[SY_HASH_BYTES];
    struct sy_registry_snapshot *snapshot;

    check_err(sy_registry_snapshot(g->registry, &snapshot), SY_OK);
    assert_int_equal(sy_registry_size(snapshot), max);
    for (uint64_t size = 0; size <= max; size++) {
        for (unsigned n = 0; n < 40; n++) {
            unsigned org = draw(MODEL_ORGS), own = draw(MODEL_KEYS), other = draw(MODEL_KEYS);
            unsigned other_org = draw(MODEL_ORGS);
            int64_t at = FIXTURE_NOW + (int64_t)draw(100);
            struct sy_statement s = {.principal = sy_text(g->orgs[org].subject),
                                     .signer_count = own == other ? 1 : 2,
                                     .kind = SY_KIND_RECORDS,
                                     .record_count = 1,
                                     .records_root = {root, sizeof(root)}};
            enum sy_err got;
            enum sy_err want = model_authorise(m, size, at, org, own, other, other_org);

            s.signers[0].key = fixture_key_bytes(&keys[own]);
            s.signers[1].key = fixture_key_bytes(&keys[other]);
            if (other_org != org)
                s.signers[1].subject = sy_text(g->orgs[other_org].subject);
            got = sy_registry_authorise(snapshot, size, at, &s);
            if (got != want)
                fail_msg("size %u: %s, not %s", (unsigned)size, sy_err_name(got),
                         sy_err_name(want));
        }
    }
    check_err(sy_registry_authorise(snapshot, max + 1, 0, &(struct sy_statement){.kind = 1}),
              SY_NOT_YET);
    for (unsigned n = 0; n < 200; n++) {
        unsigned org = draw(MODEL_ORGS), key = draw(MODEL_KEYS);
        int64_t at = FIXTURE_NOW + (int64_t)draw(100);
        enum sy_err want = SY_UNKNOWN_KEY;

        if (m->admitted[org] != NEVER && m->keys[key].added != NEVER &&
            m->keys[key].org == org && (m->keys[key].uses >> SY_USE_CONNECT & 1) != 0)
            want = model_force(m, key, max, at) ? SY_OK : SY_KEY_NOT_IN_FORCE;
        check_err(sy_registry_connect(snapshot, sy_text(g->orgs[org].subject),
                                      fixture_key_bytes(&keys[key]), at),
                  want);
    }
    sy_registry_release(snapshot);
}

static void run_history(uint32_t seed)
{
    static struct fixture g;
    struct sy_secret_key keys[MODEL_KEYS];
    struct model m = {.admitted = {NEVER, NEVER, NEVER}};

    memset(&g, 0, sizeof(g));
    random_state = seed;
    fixture_folder(g.folder);
    fixture_found(&g, 1, 1, 1);
    fixture_open_logs(&g);
    for (uint32_t i = 0; i < MODEL_KEYS; i++) {
        fixture_key(1000 + i, &keys[i]);
        m.keys[i].added = m.keys[i].retired = m.keys[i].revoked = NEVER;
    }
    for (int index = 0; index < MODEL_ACTS / 4; index++) {
        char subjects[4][SY_KEY_SUBJECT_BYTES + 1];
        struct sy_act acts[4];

        for (unsigned a = 0; a < 4; a++) {
            unsigned org = draw(MODEL_ORGS), key = draw(MODEL_KEYS);

            if (draw(5) == 0) {
                acts[a] = fixture_admission(&g.orgs[org]);
                model_org(&acts[a], &m, org, index);
            } else {
                acts[a] = fixture_key_act(
                    &g.orgs[org], &keys[key],
                    draw(2) == 0 ? 1u << SY_USE_SIGN : 1u << SY_USE_SIGN | 1u << SY_USE_CONNECT,
                    subjects[a]);
                model_key(&acts[a], &m, key, org, index);
            }
        }
        fixture_act(&g, acts, 4);
    }
    check_every_size(&g, &m, keys, MODEL_ACTS / 4);
    fixture_close(&g);
}

static void test_random_histories(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 8; seed++)
        run_history(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_void_admissions), cmocka_unit_test(test_void_keys),
        cmocka_unit_test(test_one_statement),   cmocka_unit_test(test_stranger),
        cmocka_unit_test(test_authority),       cmocka_unit_test(test_random_histories),
    };

    return cmocka_run_group_tests_name("registry", tests, setup, teardown);
}
