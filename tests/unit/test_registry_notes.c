/* What each kind of act promises beyond who may sign it: codes and succession, terms and dates,
 * verification, cards, bars, licences, former codes. */
#include "tests/unit/registry_world.h"

static struct world w;
#define F            (&w.f)
#define AUTHORITY    SAYS(SY_AUTHORITY, &w.f.authority)
#define OFFICE(name) SAYS(name, &w.keys[WORLD_##name])
#define ORG(n)       SAYS(w.f.orgs[n].subject, &w.f.orgs[n].sign)
#define ID(n)        (w.f.orgs[n].subject)
#define ACT(type, subject, verb, ...)                                                          \
    world_act(F, SY_TYPE_##type, subject, SY_##verb, WORLD_FIELDS(__VA_ARGS__))
#define PLAIN_ACT(type, subject, verb)                                                         \
    world_act(F, SY_TYPE_##type, subject, SY_##verb, WORLD_NOTHING)

static int setup(void **state)
{
    (void)state;
    memset(&w, 0, sizeof(w));
    world_open(&w);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    world_close(&w);
    return 0;
}

static const char *name_of(const char *prefix, unsigned org, const char *local)
{
    static char names[8][320];
    static unsigned next;
    char *name = names[next++ % 8];

    snprintf(name, sizeof(names[0]), "%s:%s:%s", prefix, ID(org), local);
    return name;
}

static void check_force(const char *subject, int64_t time, enum sy_force want)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state state;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, sy_text(subject), UINT64_MAX, &state), SY_OK);
    assert_string_equal(sy_force_name(sy_registry_force(&state, time)), sy_force_name(want));
    sy_registry_release(snapshot);
}

static void check_says(const char *subject, uint32_t field, const char *want)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state state;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, sy_text(subject), UINT64_MAX, &state), SY_OK);
    assert_true(sy_bytes_equal(sy_body_bytes(state.body, field), sy_text(want)));
    sy_registry_release(snapshot);
}

/* The name leads to the subject. */
static bool leads(const char *name, const char *subject)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_bytes last = {NULL, 0};
    bool found = false;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    while (!found &&
           sy_registry_next_link(snapshot, sy_text(name), last, UINT64_MAX, &last) == SY_OK)
        found = sy_bytes_equal(last, sy_text(subject));
    sy_registry_release(snapshot);
    return found;
}

/* Real codes of the pilot years fail their check character. */
static void test_a_wrong_code_is_taken_with_a_reason(void **state)
{
    static const char subject[] = "uscc:91310115MA1K3BTP2A"; /* it would be B */
    struct sy_act_draft act = ACT(
        ORGANISATION, subject, ORGANISATION_ADMITTED, TEXT(ORGANISATION_NAME, "n"),
        TEXT(ORGANISATION_DISTRICT, "310115"), TEXT(ORGANISATION_USCC, "91310115MA1K3BTP2A"));

    (void)state;
    world_void(F, OFFICE(PUDONG), act);
    world_void(F, OFFICE(PUDONG),
               fixture_with_text(act, SY_ORGANISATION_USCC_OVERRIDE, "two\nlines"));
    world_void(F, OFFICE(PUDONG), fixture_with_text(act, SY_ORGANISATION_USCC_OVERRIDE, ""));
    world_done(
        F, OFFICE(PUDONG),
        fixture_with_text(act, SY_ORGANISATION_USCC_OVERRIDE, "so it stands on the paper"));
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RECODED,
                   TEXT(ORGANISATION_USCC, "91310115MA1K3BTP2C"), NUMBER(ACT_FROM, w.f.now)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RECODED,
                   TEXT(ORGANISATION_USCC, "91310115MA1K3BTP2C"),
                   TEXT(ORGANISATION_USCC_OVERRIDE, "as printed"), NUMBER(ACT_FROM, w.f.now)));
}

static void test_kinds_without_a_code(void **state)
{
    (void)state;
    for (uint32_t kind = SY_ORGANISATION_STALL; kind < SY_ORGANISATION_FOREIGN; kind++) {
        char subject[32];

        snprintf(subject, sizeof(subject), "reg:310115-%u", 100 + kind);
        world_done(F, OFFICE(PUDONG),
                   ACT(ORGANISATION, subject, ORGANISATION_ADMITTED,
                       TEXT(ORGANISATION_NAME, "n"), TEXT(ORGANISATION_DISTRICT, "310115"),
                       NUMBER(ORGANISATION_KIND, kind)));
    }
    world_done(F, AUTHORITY,
               ACT(ORGANISATION, "gln:4012345000009", ORGANISATION_ADMITTED,
                   TEXT(ORGANISATION_NAME, "n"),
                   NUMBER(ORGANISATION_KIND, SY_ORGANISATION_FOREIGN),
                   TEXT(ORGANISATION_GLN, "4012345000009")));
    assert_true(leads("gln:4012345000009", "gln:4012345000009"));
    world_void(F, AUTHORITY,
               ACT(ORGANISATION, "gln:4012345000008", ORGANISATION_ADMITTED,
                   TEXT(ORGANISATION_NAME, "n"),
                   NUMBER(ORGANISATION_KIND, SY_ORGANISATION_FOREIGN)));
    world_void(F, AUTHORITY,
               ACT(ORGANISATION, "reg:310115-200", ORGANISATION_ADMITTED,
                   TEXT(ORGANISATION_NAME, "n"),
                   NUMBER(ORGANISATION_KIND, SY_ORGANISATION_FOREIGN + 1)));
}

/* What it is at a time, as of a size; NULL: it has none. */
static void check_dated(const char *subject, uint32_t field, uint64_t size, int64_t time,
                        const char *want)
{
    struct sy_registry_moment moment = {size, time};
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_dated dated;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_dated(snapshot, sy_text(subject), field, &moment, &dated),
              want == NULL ? SY_NOT_FOUND : SY_OK);
    if (want != NULL)
        assert_true(sy_bytes_equal(dated.value, sy_text(want)));
    sy_registry_release(snapshot);
}

static uint64_t rename_to(const char *name, int64_t from)
{
    return world_done(F, OFFICE(PUDONG),
                      ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED,
                          TEXT(ORGANISATION_NAME, name), NUMBER(ACT_FROM, from)));
}

/* Entered in any order, each has its time; what a later act says of the same time is right. */
static void test_names_follow_each_other(void **state)
{
    static const char first[] = "上海示例食品有限公司";
    static const char *const order[] = {"a", "b", "c2", "d"};
    struct sy_registry_dated at = {{NULL, 0}, 0, 0};
    struct sy_registry_snapshot *snapshot;
    int64_t t = w.f.now;
    uint64_t before = rename_to("d", t + 4 * WORLD_HOUR);

    (void)state;
    rename_to("b", t + 2 * WORLD_HOUR);
    rename_to("c", t + 3 * WORLD_HOUR);
    rename_to("c2", t + 3 * WORLD_HOUR);
    rename_to("a", t - 9 * WORLD_YEAR); /* entered late */
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "1")));
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, INT64_MIN, first);
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t - 9 * WORLD_YEAR - 1, first);
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t, "a");
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t + 2 * WORLD_HOUR - 1, "a");
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t + 2 * WORLD_HOUR, "b");
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t + 3 * WORLD_HOUR, "c2");
    check_dated(ID(0), SY_ORGANISATION_NAME, UINT64_MAX, t + 4 * WORLD_HOUR, "d");
    check_dated(ID(0), SY_ORGANISATION_NAME, before + 1, t + 3 * WORLD_HOUR, first);
    check_dated(ID(0), SY_ORGANISATION_NAME, before, INT64_MAX, first);
    check_dated(ID(0), SY_ORGANISATION_NAME, 0, INT64_MAX, NULL);
    check_dated(CITY, SY_ORGANISATION_NAME, UINT64_MAX, INT64_MAX, NULL);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(
        sy_registry_next_dated(snapshot, sy_text(ID(0)), SY_ORGANISATION_NAME, UINT64_MAX, &at),
        SY_OK);
    assert_true(at.from == INT64_MIN && sy_bytes_equal(at.value, sy_text(first)));
    for (size_t i = 0; i < 4; i++) {
        check_err(sy_registry_next_dated(snapshot, sy_text(ID(0)), SY_ORGANISATION_NAME,
                                         UINT64_MAX, &at),
                  SY_OK);
        if (sy_bytes_equal(at.value, sy_text("c"))) /* shown, though it never was */
            check_err(sy_registry_next_dated(snapshot, sy_text(ID(0)), SY_ORGANISATION_NAME,
                                             UINT64_MAX, &at),
                      SY_OK);
        assert_true(sy_bytes_equal(at.value, sy_text(order[i])));
    }
    check_err(
        sy_registry_next_dated(snapshot, sy_text(ID(0)), SY_ORGANISATION_NAME, UINT64_MAX, &at),
        SY_NOT_FOUND);
    sy_registry_release(snapshot);
}

static struct sy_act_draft admission(const char *subject, const char *code, const char *gln)
{
    struct sy_act_draft act =
        ACT(ORGANISATION, subject, ORGANISATION_ADMITTED, TEXT(ORGANISATION_NAME, "n"),
            TEXT(ORGANISATION_DISTRICT, "310115"));

    sy_act_draft_text(&act, SY_ORGANISATION_USCC, code);
    sy_act_draft_text(&act, SY_ORGANISATION_GLN, gln);
    return act;
}

static struct sy_act_draft recoded(const char *subject, const char *code, int64_t from)
{
    return ACT(ORGANISATION, subject, ORGANISATION_RECODED, TEXT(ORGANISATION_USCC, code),
               NUMBER(ACT_FROM, from));
}

/* A code is one organisation's at any time: also one that is still to come, or of an id that
 * says it without a field. */
static void test_a_code_is_one_organisations_at_once(void **state)
{
    const char *code = w.f.orgs[3].uscc;
    const char *stall = "reg:310115-7";
    const char *other = "reg:310115-8";
    int64_t t = w.f.now + WORLD_HOUR;

    (void)state;
    world_void(F, OFFICE(PUDONG), admission(stall, w.f.orgs[0].uscc, NULL));
    world_done(F, OFFICE(PUDONG), admission(stall, NULL, NULL));
    world_void(F, OFFICE(PUDONG), recoded(stall, w.f.orgs[1].uscc, t));
    world_done(F, OFFICE(PUDONG), recoded(stall, code, t));
    check_dated(stall, SY_ORGANISATION_USCC, UINT64_MAX, t - 1, NULL);
    check_dated(stall, SY_ORGANISATION_USCC, UINT64_MAX, t, code);
    world_void(F, OFFICE(PUDONG), admission(ID(3), NULL, NULL)); /* it will be the stall's */
    world_void(F, OFFICE(PUDONG), admission(other, code, NULL));
    world_done(F, OFFICE(PUDONG), admission(other, NULL, NULL));
    world_void(F, OFFICE(PUDONG), recoded(other, code, t + WORLD_HOUR));
    world_done(F, OFFICE(PUDONG), recoded(stall, code, t + 1)); /* its own */
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, stall, ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, other), NUMBER(ACT_FROM, t + WORLD_HOUR)));
    world_void(F, OFFICE(PUDONG), recoded(other, code, t + WORLD_HOUR - 1));
    world_done(F, OFFICE(PUDONG), recoded(other, code, t + WORLD_HOUR)); /* passes on */
}

/* Who has had it until then may be followed: by a new code, and by the end. */
static void test_a_code_is_free_again(void **state)
{
    const char *own = w.f.orgs[0].uscc;
    int64_t t = w.f.now + WORLD_HOUR;

    (void)state;
    world_done(F, OFFICE(PUDONG), admission("reg:310115-7", NULL, NULL));
    world_done(F, OFFICE(PUDONG), admission("reg:310115-8", NULL, NULL));
    world_done(F, OFFICE(PUDONG), recoded(ID(0), w.f.orgs[3].uscc, t));
    world_void(F, OFFICE(PUDONG), recoded("reg:310115-7", own, t - 1));
    world_done(F, OFFICE(PUDONG), recoded("reg:310115-7", own, t));
    world_void(F, OFFICE(PUDONG), recoded(ID(0), own, t + WORLD_HOUR)); /* back */
    world_void(F, OFFICE(JINGAN), recoded("reg:310115-8", w.f.orgs[2].uscc, t));
    world_done(F, OFFICE(JINGAN), PLAIN_ACT(ORGANISATION, ID(2), ORGANISATION_STRUCK_OFF));
    world_done(F, OFFICE(PUDONG), recoded("reg:310115-8", w.f.orgs[2].uscc, w.f.now));
    /* A stall gets a code: it stays what it is, or merges into who has the code. */
    world_done(F, OFFICE(PUDONG), admission("reg:310115-9", NULL, NULL));
    world_void(F, OFFICE(PUDONG), admission(ID(3), NULL, NULL)); /* that is ID(0)'s now */
}

static struct sy_act_draft site_opened(const char *site, unsigned org, const char *gln)
{
    return ACT(SITE, site, SITE_OPENED, TEXT(SITE_ORGANISATION, ID(org)),
               TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_GLN, gln));
}

static void test_a_gln_is_one_partys_and_one_sites(void **state)
{
    static const char gln[] = "6901234567892";
    const char *first = name_of("urn:suyuan:1:site", 0, "1");
    const char *second = name_of("urn:suyuan:1:site", 0, "2");
    const char *others = name_of("urn:suyuan:1:site", 1, "1");

    (void)state;
    world_done(F, OFFICE(PUDONG), site_opened(first, 0, gln));
    world_void(F, OFFICE(PUDONG), site_opened(second, 0, gln));
    world_void(F, OFFICE(PUDONG), site_opened(others, 1, gln));
    world_void(F, OFFICE(PUDONG), admission("reg:310115-7", NULL, gln));
    world_void(F, AUTHORITY, admission("gln:6901234567892", NULL, NULL));
    world_void(F, AUTHORITY, admission("gln:6901234567892", NULL, "4012345000009"));
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(1), ORGANISATION_CHANGED, TEXT(ORGANISATION_GLN, gln)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_GLN, gln)));
    world_done(F, OFFICE(PUDONG), PLAIN_ACT(SITE, first, SITE_CLOSED));
    world_void(F, OFFICE(PUDONG), site_opened(others, 1, gln)); /* it is still the firm's */
    world_done(F, OFFICE(PUDONG), site_opened(second, 0, gln));
    world_void(F, OFFICE(PUDONG), /* anew, with the one that it had */
               ACT(SITE, first, SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115")));
    world_done(F, OFFICE(PUDONG),
               ACT(SITE, second, SITE_CHANGED, TEXT(SITE_GLN, "4012345000009")));
    world_done(F, OFFICE(PUDONG),
               ACT(SITE, first, SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115")));
    world_void(F, AUTHORITY, admission("gln:4012345000009", NULL, NULL));
    world_done(F, OFFICE(PUDONG), PLAIN_ACT(SITE, second, SITE_CLOSED));
    world_done(F, AUTHORITY, admission("gln:4012345000009", NULL, NULL));
    world_void(F, OFFICE(PUDONG), site_opened(second, 0, "4012345000009"));
}

static void test_a_new_name_and_a_new_code_have_their_time(void **state)
{
    char old_code[64];
    char new_code[64];

    (void)state;
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED, TEXT(ORGANISATION_NAME, "new")));
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RECODED,
                   TEXT(ORGANISATION_USCC, w.f.orgs[3].uscc)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED, TEXT(ORGANISATION_NAME, "new"),
                   NUMBER(ACT_FROM, w.f.now)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RECODED,
                   TEXT(ORGANISATION_USCC, w.f.orgs[3].uscc), NUMBER(ACT_FROM, w.f.now)));
    check_says(ID(0), SY_ORGANISATION_NAME, "new");
    check_says(ID(0), SY_ORGANISATION_USCC, w.f.orgs[3].uscc);
    check_force(ID(0), w.f.now, SY_FORCE_GOOD);
    snprintf(old_code, sizeof(old_code), "code:%s", w.f.orgs[0].uscc);
    snprintf(new_code, sizeof(new_code), "code:%s", w.f.orgs[3].uscc);
    assert_true(leads(old_code, ID(0))); /* papers of before name it so */
    assert_true(leads(new_code, ID(0)));
}

static void test_a_merger_takes_effect_at_its_time(void **state)
{
    int64_t from = w.f.now + WORLD_HOUR;
    char predecessor[256];

    (void)state;
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(3)), NUMBER(ACT_FROM, from))); /* nobody */
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), TEXT(ORGANISATION_SUCCESSORS, ID(2)),
                   NUMBER(ACT_FROM, from)));
    world_void(
        F, OFFICE(PUDONG),
        ACT(ORGANISATION, ID(0), ORGANISATION_MERGED, TEXT(ORGANISATION_SUCCESSORS, ID(1))));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), NUMBER(ACT_FROM, from)));
    check_force(ID(0), from - 1, SY_FORCE_GOOD);
    check_force(ID(0), from, SY_FORCE_SUCCEEDED);
    assert_true(leads(ID(1), ID(0)));
    snprintf(predecessor, sizeof(predecessor), "predecessor:%s", ID(1));
    assert_true(leads(predecessor, ID(0)));
    world_done(F, ORG(0),
               ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p")));
    w.f.now = from;
    world_void(F, ORG(0), PLAIN_ACT(PRODUCT, "gtin:06141411234562", PRODUCT_WITHDRAWN));
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
}

static void test_a_split_has_its_successors(void **state)
{
    (void)state;
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SPLIT,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), TEXT(ORGANISATION_SUCCESSORS, ID(0)),
                   NUMBER(ACT_FROM, w.f.now)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SPLIT,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), TEXT(ORGANISATION_SUCCESSORS, ID(2)),
                   NUMBER(ACT_FROM, w.f.now)));
    assert_true(leads(ID(1), ID(0)));
    assert_true(leads(ID(2), ID(0)));
    check_force(ID(0), w.f.now, SY_FORCE_SUCCEEDED);
}

/* Who is suspended while it waits for its merger merges all the same. */
static void test_a_suspension_does_not_undo_a_merger(void **state)
{
    int64_t from = w.f.now + WORLD_HOUR;

    (void)state;
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), NUMBER(ACT_FROM, from)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")));
    check_force(ID(0), from - 1, SY_FORCE_SUSPENDED);
    check_force(ID(0), from, SY_FORCE_SUCCEEDED);
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED, TEXT(ORGANISATION_NAME, "n"),
                   NUMBER(ACT_FROM, from + WORLD_YEAR)));
    world_done(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    check_force(ID(0), from - 1, SY_FORCE_GOOD);
    check_force(ID(0), from, SY_FORCE_SUCCEEDED);
    w.f.now = from;
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")));
}

static void test_a_suspension_has_a_ground_and_may_have_a_term(void **state)
{
    int64_t term = w.f.now + WORLD_HOUR;

    (void)state;
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED));
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, NUMBER(ACT_TERM, term)));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "Article 124"),
                   NUMBER(ACT_TERM, term)));
    check_says(ID(0), SY_ACT_GROUND, "Article 124");
    check_force(ID(0), term - 1, SY_FORCE_SUSPENDED);
    check_force(ID(0), term, SY_FORCE_GOOD);
    /* What is done in between does not make it longer, or end it. */
    world_done(
        F, OFFICE(PUDONG),
        ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "No. 1")));
    check_force(ID(0), term - 1, SY_FORCE_SUSPENDED);
    check_force(ID(0), term, SY_FORCE_GOOD);
    world_done(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    check_force(ID(0), w.f.now, SY_FORCE_GOOD);
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")));
    check_force(ID(0), INT64_MAX - 1, SY_FORCE_SUSPENDED);
}

static void test_contacts_are_personal(void **state)
{
    struct sy_act_draft act = fixture_admission(&w.f.orgs[3]);

    (void)state;
    world_void(F, OFFICE(PUDONG), fixture_with_text(act, SY_ORGANISATION_CONTACT, "somebody"));
    world_void(F, OFFICE(PUDONG), fixture_with_text(act, SY_ORGANISATION_PHONE, "1"));
    world_void(F, OFFICE(PUDONG),
               ACT(PERSON, "person:310115-7", PERSON_QUALIFIED,
                   TEXT(PERSON_ORGANISATION, ID(1)), TEXT(PERSON_POST, "p"),
                   TEXT(PERSON_NAME, "somebody"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    world_done(F, OFFICE(PUDONG), act);
}

/* A scale's owner opens and closes it; its verification is the office's. */
static void test_a_scale_is_verified_by_an_office(void **state)
{
    const char *scale = name_of("device", 0, "scale-1");
    struct sy_act_draft opened = ACT(DEVICE, scale, DEVICE_OPENED,
                                     TEXT(DEVICE_ORGANISATION, ID(0)), NUMBER(DEVICE_KIND, 1));
    int64_t due = w.f.now + WORLD_YEAR;

    (void)state;
    world_void(F, ORG(0), fixture_with_int(opened, SY_DEVICE_DUE, due));
    world_done(F, ORG(0), opened);
    world_void(F, ORG(0), ACT(DEVICE, scale, DEVICE_VERIFIED, NUMBER(DEVICE_DUE, due)));
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(DEVICE, scale, DEVICE_VERIFIED));
    world_done(F, OFFICE(PUDONG), ACT(DEVICE, scale, DEVICE_VERIFIED, NUMBER(DEVICE_DUE, due)));
    world_done(F, ORG(0), PLAIN_ACT(DEVICE, scale, DEVICE_CLOSED));
    sy_act_draft_after(&opened, world_after(F, scale));
    world_void(F, ORG(0), fixture_with_int(opened, SY_DEVICE_DUE, due + WORLD_YEAR));
    world_done(F, ORG(0), opened);
    world_done(F, OFFICE(PUDONG),
               ACT(DEVICE, name_of("device", 0, "scale-2"), DEVICE_OPENED,
                   TEXT(DEVICE_ORGANISATION, ID(0)), NUMBER(DEVICE_KIND, 1),
                   NUMBER(DEVICE_DUE, due)));
}

static struct sy_act_draft card(const char *subject, const char *replaces)
{
    struct sy_act_draft act = world_act(
        F, SY_TYPE_CARD, subject, replaces == NULL ? SY_CARD_ISSUED : SY_CARD_REPLACED,
        WORLD_FIELDS(TEXT(CARD_ORGANISATION, ID(2)), TEXT(CARD_ISSUER, ID(0))));

    sy_act_draft_text(&act, SY_CARD_REPLACES, replaces);
    return act;
}

static void test_a_lost_card_is_replaced_once(void **state)
{
    const char *first = name_of("card", 0, "1");
    const char *second = name_of("card", 0, "2");
    const char *third = name_of("card", 0, "3");

    (void)state;
    world_void(F, ORG(2), card(first, NULL)); /* another's card */
    world_done(F, ORG(0), card(first, NULL));
    world_void(F, ORG(0), card(second, third)); /* there is none */
    world_done(F, ORG(0), PLAIN_ACT(CARD, first, CARD_LOST));
    check_force(first, w.f.now, SY_FORCE_LOST);
    world_void(F, ORG(0), PLAIN_ACT(CARD, first, CARD_LOST));
    world_done(F, ORG(0), card(second, first));
    check_force(first, w.f.now, SY_FORCE_ENDED);
    check_force(second, w.f.now, SY_FORCE_GOOD);
    world_void(F, ORG(0), card(third, first));
    world_void(F, ORG(0), card(first, NULL)); /* for good */
    world_done(F, ORG(0), card(third, second));
    check_force(second, w.f.now, SY_FORCE_ENDED);
    world_done(F, ORG(0), PLAIN_ACT(CARD, third, CARD_CLOSED));
}

static struct sy_act_draft qualified(const char *person, int64_t until)
{
    return ACT(PERSON, person, PERSON_QUALIFIED, TEXT(PERSON_ORGANISATION, ID(1)),
               TEXT(PERSON_POST, "veterinarian"), NUMBER(ACT_UNTIL, until));
}

static void test_a_bar_holds(void **state)
{
    static const char person[] = "person:310115-1";
    int64_t term = w.f.now + WORLD_HOUR;

    (void)state;
    world_void(F, OFFICE(PUDONG), ACT(PERSON, person, PERSON_BARRED, NUMBER(ACT_TERM, term)));
    world_void(F, OFFICE(PUDONG), ACT(PERSON, person, PERSON_BARRED, TEXT(ACT_GROUND, "g")));
    world_done(
        F, OFFICE(CITY),
        ACT(PERSON, person, PERSON_BARRED, NUMBER(ACT_TERM, term), TEXT(ACT_GROUND, "g")));
    check_force(person, term - 1, SY_FORCE_BARRED);
    world_void(F, OFFICE(PUDONG),
               qualified(person, term + WORLD_YEAR)); /* not before it ends */
    w.f.now = term;
    world_done(F, OFFICE(PUDONG), qualified(person, term + WORLD_YEAR));
    check_force(person, w.f.now, SY_FORCE_GOOD);
    check_force(person, term + WORLD_YEAR, SY_FORCE_LAPSED);
    world_done(F, OFFICE(PUDONG),
               ACT(PERSON, person, PERSON_BARRED_FOR_LIFE, TEXT(ACT_GROUND, "g")));
    w.f.now += 90 * WORLD_YEAR;
    world_void(F, AUTHORITY, qualified(person, w.f.now + WORLD_YEAR));
    world_void(
        F, AUTHORITY,
        ACT(PERSON, person, PERSON_BARRED, NUMBER(ACT_TERM, w.f.now), TEXT(ACT_GROUND, "g")));
    world_void(F, AUTHORITY, PLAIN_ACT(PERSON, person, PERSON_LAPSED));
    check_force(person, w.f.now, SY_FORCE_BARRED_FOR_LIFE);
}

static struct sy_act_draft barred(const char *person, int64_t term)
{
    return ACT(PERSON, person, PERSON_BARRED, NUMBER(ACT_TERM, term), TEXT(ACT_GROUND, "g"));
}

/* Longer, anybody in charge may make it; shorter, only who is above, or said it. */
static void test_a_bar_is_not_made_shorter_from_below(void **state)
{
    static const char person[] = "person:310115-1";
    int64_t term = w.f.now + WORLD_YEAR;

    (void)state;
    world_done(F, OFFICE(CITY), barred(person, term));
    world_void(F, OFFICE(PUDONG), barred(person, w.f.now + 1));
    world_void(F, OFFICE(PUDONG), barred(person, term - 1));
    world_done(F, OFFICE(PUDONG), barred(person, term + WORLD_HOUR));
    world_void(F, OFFICE(PUDONG), barred(person, term)); /* it is the city's still */
    check_force(person, term, SY_FORCE_BARRED);
    world_done(F, OFFICE(CITY), barred(person, term - WORLD_HOUR));
    world_done(F, AUTHORITY, barred(person, term - 2 * WORLD_HOUR));
    world_done(F, AUTHORITY, barred(person, term));
    world_done(F, OFFICE(CITY), barred(person, term)); /* no shorter: nothing is overruled */
    world_done(F, AUTHORITY, barred(person, term + WORLD_HOUR));
    world_done(F, OFFICE(CITY), barred(person, term + WORLD_YEAR));
    world_done(F, AUTHORITY, barred(person, w.f.now + WORLD_HOUR));
    world_void(F, OFFICE(CITY), barred(person, w.f.now + 1));
    w.f.now += WORLD_HOUR;
    world_done(F, OFFICE(PUDONG), barred(person, w.f.now + WORLD_HOUR)); /* a new one */
    world_done(F, OFFICE(PUDONG), barred(person, w.f.now + 1));
}

/* Nor is a suspension ended from below, or by a merger that is to come. */
static void test_a_suspension_is_not_lifted_from_below(void **state)
{
    struct sy_act_draft suspended =
        ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g"));
    int64_t from;

    (void)state;
    world_done(F, OFFICE(CITY), suspended);
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    sy_act_draft_after(&suspended, world_after(F, ID(0)));
    world_void(F, OFFICE(PUDONG), fixture_with_int(suspended, SY_ACT_TERM, w.f.now + 1));
    world_done(
        F, OFFICE(PUDONG),
        ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "No. 1")));
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    from = w.f.now + WORLD_YEAR; /* a merger to come does not lift it either */
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(1)), NUMBER(ACT_FROM, from)));
    check_force(ID(0), from - 1, SY_FORCE_SUSPENDED);
    check_force(ID(0), from, SY_FORCE_SUCCEEDED);
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    world_done(F, AUTHORITY, PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    check_force(ID(0), from - 1, SY_FORCE_GOOD);
    check_force(ID(0), from, SY_FORCE_SUCCEEDED);
}

static void test_a_licence_lapses_and_is_renewed(void **state)
{
    static const char licence[] = "licence:SC10131011500017";
    int64_t until = w.f.now + WORLD_HOUR;
    struct sy_act_draft granted =
        ACT(LICENCE, licence, LICENCE_GRANTED, TEXT(LICENCE_ORGANISATION, ID(0)),
            NUMBER(LICENCE_KIND, SY_LICENCE_PRODUCTION));

    (void)state;
    world_void(F, OFFICE(PUDONG), granted); /* until when */
    world_done(F, OFFICE(PUDONG), fixture_with_int(granted, SY_ACT_UNTIL, until));
    assert_true(leads("number:SC10131011500017", licence));
    check_force(licence, until - 1, SY_FORCE_GOOD);
    check_force(licence, until, SY_FORCE_LAPSED);
    w.f.now = until;
    world_void(F, OFFICE(JINGAN),
               ACT(LICENCE, licence, LICENCE_CHANGED, NUMBER(ACT_UNTIL, until + WORLD_YEAR)));
    world_done(F, OFFICE(PUDONG),
               ACT(LICENCE, licence, LICENCE_CHANGED, NUMBER(ACT_UNTIL, until + WORLD_YEAR)));
    check_force(licence, until, SY_FORCE_GOOD);
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(LICENCE, licence, LICENCE_SUSPENDED));
    world_done(F, OFFICE(PUDONG),
               ACT(LICENCE, licence, LICENCE_SUSPENDED, TEXT(ACT_GROUND, "g"),
                   NUMBER(ACT_TERM, until + WORLD_HOUR)));
    check_force(licence, until + WORLD_HOUR - 1, SY_FORCE_SUSPENDED);
    check_force(licence, until + WORLD_HOUR, SY_FORCE_GOOD);
    check_force(licence, until + WORLD_YEAR, SY_FORCE_LAPSED);
    world_done(F, OFFICE(PUDONG),
               ACT(LICENCE, licence, LICENCE_WITHDRAWN, TEXT(ACT_GROUND, "g")));
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(LICENCE, licence, LICENCE_REINSTATED));
    world_void(F, OFFICE(PUDONG),
               ACT(LICENCE, licence, LICENCE_CHANGED, NUMBER(ACT_UNTIL, INT64_MAX)));
}

/* One former code; 0: no such year. */
static struct sy_act_draft node_act(const char *code, uint64_t from, uint64_t until,
                                    struct sy_buffer *former)
{
    struct sy_act_draft act =
        ACT(NODE, "node:310101", NODE_ADDED, TEXT(NODE_ADDRESSES, "node.example:7411"));

    sy_buffer_clear(former);
    sy_wire_put_uint(former, SY_FORMER_AT, 0);
    sy_wire_put_bytes(former, SY_FORMER_CODE, sy_text(code));
    if (from > 0)
        sy_wire_put_uint(former, SY_FORMER_FROM_YEAR, from);
    if (until > 0)
        sy_wire_put_uint(former, SY_FORMER_UNTIL_YEAR, until);
    sy_act_draft_bytes(&act, SY_NODE_FORMER, sy_buffer_bytes(former));
    return act;
}

static void test_former_codes_have_their_years(void **state)
{
    struct sy_buffer former = {0};

    (void)state;
    world_void(F, AUTHORITY, node_act("31010", 0, 2011, &former));
    world_void(F, AUTHORITY, node_act("310103", 2011, 2010, &former));
    world_void(F, OFFICE(CITY), node_act("310103", 0, 2011, &former));
    world_done(F, AUTHORITY, node_act("310103", 0, 2011, &former));
    assert_true(leads("former:310103", "node:310101"));
    sy_buffer_close(&former);
}

#define NOTE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTE(test_a_wrong_code_is_taken_with_a_reason),
        NOTE(test_kinds_without_a_code),
        NOTE(test_names_follow_each_other),
        NOTE(test_a_code_is_one_organisations_at_once),
        NOTE(test_a_code_is_free_again),
        NOTE(test_a_gln_is_one_partys_and_one_sites),
        NOTE(test_a_bar_is_not_made_shorter_from_below),
        NOTE(test_a_suspension_is_not_lifted_from_below),
        NOTE(test_a_new_name_and_a_new_code_have_their_time),
        NOTE(test_a_merger_takes_effect_at_its_time),
        NOTE(test_a_split_has_its_successors),
        NOTE(test_a_suspension_does_not_undo_a_merger),
        NOTE(test_a_suspension_has_a_ground_and_may_have_a_term),
        NOTE(test_contacts_are_personal),
        NOTE(test_a_scale_is_verified_by_an_office),
        NOTE(test_a_lost_card_is_replaced_once),
        NOTE(test_a_bar_holds),
        NOTE(test_a_licence_lapses_and_is_renewed),
        NOTE(test_former_codes_have_their_years),
    };

    return cmocka_run_group_tests_name("registry_notes", tests, NULL, NULL);
}
