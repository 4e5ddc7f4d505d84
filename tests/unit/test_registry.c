/* Who may speak for whom: void acts by hand. Random histories are in test_registry_model. */
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

static enum sy_err try_acts(const struct sy_act_draft *acts, size_t count, const char **why)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_REGISTRY);
    struct sy_buffer submission = {0};
    struct sy_registry_trial trial;
    struct sy_check_place where;
    struct sy_checked checked;
    enum sy_err err;

    fixture_submit_acts(&f, sy_text(SY_AUTHORITY), acts, count, &f.authority, 1, &submission);
    check_err(sy_checked_open(&scope, sy_buffer_bytes(&submission), &checked, &where), SY_OK);
    err = sy_registry_try(f.registry, &checked, f.now, &trial);
    *why = trial.why;
    sy_registry_drop(&trial);
    sy_checked_close(&checked);
    sy_buffer_close(&submission);
    return err;
}

static uint64_t after_of(const char *subject)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t after;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_after(snapshot, sy_text(subject), &after), SY_OK);
    sy_registry_release(snapshot);
    return after;
}

static uint64_t acts_of_all(void)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_position at = {0, 0};
    struct sy_bytes subject;
    uint64_t count = 0;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    while (sy_registry_next_act(snapshot, &at, &at, &subject) == SY_OK) {
        count++;
        at.record++;
    }
    sy_registry_release(snapshot);
    return count;
}

/* Refused at the door; and sequenced all the same, it changes nothing. */
static void check_void(struct sy_act_draft act)
{
    uint64_t before = acts_of_all();
    const char *why;

    check_err(try_acts(&act, 1, &why), SY_VOID);
    assert_non_null(why);
    fixture_act(&f, &act, 1);
    assert_int_equal(acts_of_all(), before);
}

static void check_sound(struct sy_act_draft act)
{
    const char *why;
    enum sy_err err = try_acts(&act, 1, &why);

    if (err != SY_OK)
        fail_msg("%s: %s", sy_err_name(err), why);
}

static struct sy_act_draft admission(const char *subject, const char *name)
{
    struct sy_act_draft act =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text(subject), 0, SY_ORGANISATION_ADMITTED);

    sy_act_draft_text(&act, SY_ORGANISATION_NAME, name);
    return act;
}

static void test_void_admissions(void **state)
{
    static const char *const bad_subjects[] = {
        "authority",
        "someone",
        "uscc:91310115MA1K3BTP2A", /* ends in B */
        "uscc:91310115MA1K3BTP2",
        "uscc:91310115ma1k3btp2b",
        "uscc:9131O115MA1K3BTP2B",             /* letter O */
        "uscc:９1310115MA1K3BTP2B",            /* full width */
        "uscc:91310115MA1K3BTP2B\xe2\x80\x8b", /* zero width */
        "reg:310115-07",
        "gln:4000001000006",
    };
    static const char *const bad_names[] = {"", "two\nlines", " blank in front"};
    const struct fixture_org *o = &f.orgs[1];
    struct sy_act_draft act;

    (void)state;
    check_sound(fixture_admission(o));
    for (size_t i = 0; i < sizeof(bad_subjects) / sizeof(bad_subjects[0]); i++)
        check_void(admission(bad_subjects[i], "x"));
    for (size_t i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++)
        check_void(admission(o->subject, bad_names[i]));
    act = fixture_admission(o);
    sy_act_draft_after(&act, 1);
    check_void(act);
    check_void(sy_act_draft(SY_TYPE_ORGANISATION, sy_text(o->subject), 0, 99));
    check_void(sy_act_draft(SY_TYPE_ORGANISATION, sy_text(o->subject), 0,
                            SY_ORGANISATION_ADMITTED)); /* no name */
    act = admission(o->subject, "x");
    sy_act_draft_text(&act, SY_ORGANISATION_DISTRICT, "31011");
    check_void(act);
    act = admission(o->subject, "x");
    sy_act_draft_text(&act, SY_ORGANISATION_USCC, f.orgs[2].uscc);
    check_void(act);
    act = admission(o->subject, "x");
    sy_act_draft_text(&act, SY_ORGANISATION_CONTACT, "a person"); /* not in the open part */
    check_void(act);
    act = admission(o->subject, "x");
    sy_act_draft_int(&act, SY_ACT_TERM, 5); /* more than an admission may say */
    check_void(act);
    act = admission(o->subject, "x");
    sy_act_draft_uint(&act, SY_ORGANISATION_ROLES, 16);
    check_void(act);
    /* With a reason, a code that fails its check is admitted. */
    act = admission("uscc:91310115MA1K3BTP2A", "x");
    sy_act_draft_text(&act, SY_ORGANISATION_USCC_OVERRIDE, "the paper says so");
    check_sound(act);
    act = admission("reg:310115-7", "x");
    fixture_act(&f, &act, 1);
    assert_int_not_equal(after_of("reg:310115-7"), 0);
    check_void(act); /* a second time */
    sy_act_draft_after(&act, after_of("reg:310115-7"));
    check_void(act); /* even with the right "after" */
}

static void test_void_keys(void **state)
{
    struct fixture_key_words words;
    struct fixture_key_words other;
    struct sy_secret_key key;
    struct sy_act_draft sound;
    struct sy_act_draft act;

    (void)state;
    fixture_key(500, &key);
    sound = fixture_key_act(&f, &f.orgs[0], &key, 1u << SY_USE_SIGN, &words);
    check_sound(sound);
    check_void(
        fixture_key_act(&f, &f.orgs[3], &key, 1u << SY_USE_SIGN, &other)); /* not there */
    act = sound;
    sy_act_draft_after(&act, 7);
    check_void(act);
    check_void(fixture_key_act(&f, &f.orgs[0], &key, 0, &other));
    check_void(fixture_key_act(&f, &f.orgs[0], &key, 1u << SY_USE_SIGN | 1u << 3, &other));
    act = sound;
    sy_act_draft_int(&act, SY_KEY_SINCE, 5);
    check_void(act);
    act = sound;
    act.fields[0].bytes = sy_text("key:01"); /* another subject than the key's */
    check_void(act);
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words.subject), 0, SY_KEY_RETIRED);
    check_void(act); /* never added */
    fixture_act(&f, &sound, 1);
    check_void(sound);
    sy_act_draft_after(&sound, after_of(words.subject));
    check_void(sound); /* a key is added once */
    check_void(act);   /* "after" 0 */
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words.subject), after_of(words.subject),
                       SY_KEY_REVOKED);
    check_void(act); /* revoked, but not since when */
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words.subject), after_of(words.subject),
                       SY_KEY_RETIRED);
    fixture_act(&f, &act, 1);
    sy_act_draft_after(&act, after_of(words.subject));
    check_void(act); /* retired twice */
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words.subject), after_of(words.subject),
                       SY_KEY_REVOKED);
    sy_act_draft_int(&act, SY_KEY_SINCE, f.now + (int64_t)3600 * 1000000);
    fixture_act(&f, &act, 1);
    sy_act_draft_after(&act, after_of(words.subject));
    check_void(act); /* nor is a revocation put off, though its time has not come */
}

/* Somebody registers a key that is another's: without its word, with a word given to another,
 * or for another use, it does not become theirs. */
static void test_another_s_key(void **state)
{
    struct fixture_key_words words;
    struct sy_secret_key key;
    struct sy_act_draft act;
    uint8_t possession[SY_SIGNATURE_BYTES];
    struct sy_hash other_network = f.network.id;

    (void)state;
    other_network.bytes[0] ^= 1;
    fixture_key(501, &key);
    for (unsigned i = 0; i < 4; i++) {
        act = fixture_key_act(&f, &f.orgs[0], &key, 1u << SY_USE_SIGN, &words);
        check_sound(act);
        check_err(sy_possession_sign(i == 0 ? &other_network : &f.network.id,
                                     sy_text(f.orgs[i == 1 ? 1 : 0].subject),
                                     1u << (i == 2 ? SY_USE_CONNECT : SY_USE_SIGN),
                                     i == 3 ? &f.orgs[0].sign : &key, possession),
                  SY_OK);
        memcpy(words.possession, possession, sizeof(possession));
        check_void(act);
    }
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words.subject), 0, SY_KEY_ADDED);
    sy_act_draft_text(&act, SY_KEY_ORGANISATION, f.orgs[0].subject);
    sy_act_draft_bytes(&act, SY_KEY_PUBLIC_KEY, fixture_key_bytes(&key));
    sy_act_draft_uint(&act, SY_KEY_USES, SY_USE_SIGN);
    check_void(act);
}

static void test_one_statement(void **state)
{
    struct fixture_org *o = &f.orgs[2];
    struct fixture_key_words words[2];
    struct sy_act_draft acts[4] = {
        fixture_admission(o),
        fixture_key_act(&f, o, &o->sign, 1u << SY_USE_SIGN, &words[0]),
        fixture_key_act(&f, o, &o->connect, 1u << SY_USE_CONNECT, &words[1]),
        fixture_key_act(&f, o, &o->sign, 1u << SY_USE_SIGN, &words[0]),
    };
    const char *why;

    (void)state;
    check_err(try_acts(acts, 3, &why), SY_OK);
    check_err(try_acts(acts + 1, 2, &why), SY_VOID); /* without the organisation */
    check_err(try_acts(acts, 4, &why), SY_VOID);     /* one key twice */
    acts[1] = acts[0];
    check_err(try_acts(acts, 2, &why), SY_VOID); /* the organisation twice */
}

/* Whoever writes into the registry's log without being anybody changes nothing, and is found.
 * */
static void test_stranger(void **state)
{
    struct sy_act_draft act = fixture_admission(&f.orgs[3]);
    struct sy_registry_snapshot *snapshot;
    uint64_t index = 0;
    uint64_t at;

    (void)state;
    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_unauthorised(snapshot, &index), SY_NOT_FOUND);
    sy_registry_release(snapshot);
    at = fixture_act_of(&f, SY_AUTHORITY, &f.orgs[0].sign, &act, 1);
    assert_int_equal(after_of(f.orgs[3].subject), 0);
    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_unauthorised(snapshot, &index), SY_OK);
    sy_registry_release(snapshot);
    assert_int_equal(index, at);
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
    struct sy_authority authority = {.k = 2, .count = 3};

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        struct sy_secret_key key;

        fixture_key(i, &key);
        authority.keys[i] = key.public_key;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_void_admissions), cmocka_unit_test(test_void_keys),
        cmocka_unit_test(test_one_statement),   cmocka_unit_test(test_another_s_key),
        cmocka_unit_test(test_stranger),        cmocka_unit_test(test_authority),
    };

    return cmocka_run_group_tests_name("registry", tests, setup, teardown);
}
