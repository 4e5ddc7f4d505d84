/* Each attack on the registry by name: what is tried is refused at the door, and has no effect
 * when a log holds it all the same. */
#include "tests/unit/registry_world.h"

#include "ledger/act_check.h"
#include "ledger/audit.h"

static struct world w;
#define F            (&w.f)
#define AUTHORITY    SAYS(SY_AUTHORITY, &w.f.authority)
#define OFFICE(name) SAYS(name, &w.keys[WORLD_##name])
#define ORG(n)       SAYS(w.f.orgs[n].subject, &w.f.orgs[n].sign)
#define ID(n)        (w.f.orgs[n].subject)

/* ACT(SITE, subject, SITE_OPENED, fields...) */
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

static const char *site_of(unsigned org, const char *local)
{
    static char names[16][320];
    static unsigned next;
    char *name = names[next++ % 16];

    snprintf(name, sizeof(names[0]), "urn:suyuan:1:site:%s:%s", ID(org), local);
    return name;
}

static const char *name_of(const char *prefix, unsigned org, const char *local)
{
    static char names[16][320];
    static unsigned next;
    char *name = names[next++ % 16];

    snprintf(name, sizeof(names[0]), "%s:%s:%s", prefix, ID(org), local);
    return name;
}

static enum sy_force force_of(const char *subject, int64_t time)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state state;
    enum sy_force force;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, sy_text(subject), UINT64_MAX, &state), SY_OK);
    force = sy_registry_force(&state, time);
    sy_registry_release(snapshot);
    return force;
}

/* An office signs an admission and a key, and keeps them back until the firm is expelled. */
static void test_admission_held_back_or_replayed_after_expulsion(void **state)
{
    struct fixture_key_words words;
    struct sy_act_draft admission = fixture_admission(&w.f.orgs[3]);
    struct sy_act_draft key = fixture_key_act(F, &w.f.orgs[3], &w.f.orgs[3].sign, 2, &words);
    struct world_saying pudong = OFFICE(PUDONG);
    struct sy_buffer kept[2] = {{0}, {0}};
    const char *why;

    (void)state;
    world_submission(F, &pudong, &admission, 1, &kept[0]);
    world_submission(F, &pudong, &key, 1, &kept[1]);
    check_err(world_try_bytes(F, sy_buffer_bytes(&kept[0]), &why), SY_OK);
    world_done(F, OFFICE(PUDONG), admission);
    check_err(world_try_bytes(F, sy_buffer_bytes(&kept[1]), &why), SY_OK);
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(3), ORGANISATION_EXPELLED, TEXT(ACT_GROUND, "the law")));
    for (size_t i = 0; i < 2; i++) {
        uint64_t before = world_effects(F);

        check_err(world_try_bytes(F, sy_buffer_bytes(&kept[i]), &why), SY_VOID);
        assert_non_null(why);
        world_put(F, sy_buffer_bytes(&kept[i]));
        assert_int_equal(world_effects(F), before);
        sy_buffer_close(&kept[i]);
    }
    sy_act_draft_after(&admission, world_after(F, ID(3)));
    world_void(F, OFFICE(PUDONG), admission);
    world_void(F, AUTHORITY, admission);
    world_void(F, AUTHORITY, PLAIN_ACT(ORGANISATION, ID(3), ORGANISATION_REINSTATED));
    world_void(F, AUTHORITY, key);
    assert_int_equal(force_of(ID(3), w.f.now), SY_FORCE_ENDED);
}

/* The same act, by an office that may not and by one that may. */
static void only(struct sy_act_draft act, const struct world_saying * not,
                 const struct world_saying *but)
{
    world_void(F, *not, act);
    world_done(F, *but, act);
}

static void test_office_acting_for_another_district(void **state)
{
    struct world_saying jingan = OFFICE(JINGAN);
    struct world_saying pudong = OFFICE(PUDONG);
    struct world_saying street = OFFICE(STREET);
    struct world_saying city = OFFICE(CITY);
    struct world_saying authority = AUTHORITY;
    struct fixture_key_words words;
    struct sy_secret_key key;

    (void)state;
    only(fixture_admission(&w.f.orgs[3]), &jingan, &pudong);
    only(ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "a")),
         &jingan, &pudong);
    only(ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED, TEXT(ORGANISATION_NAME, "b"),
             NUMBER(ACT_FROM, 0)),
         &jingan, &pudong);
    only(ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")), &jingan,
         &pudong);
    only(PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED), &jingan, &pudong);
    only(ACT(ORGANISATION, ID(3), ORGANISATION_EXPELLED, TEXT(ACT_GROUND, "g")), &jingan,
         &pudong);
    /* Neither may pull an organisation over nor push it away: both districts' do, the city. */
    world_void(
        F, OFFICE(PUDONG),
        ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_DISTRICT, "310106")));
    only(ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_DISTRICT, "310106")),
         &jingan, &city);
    only(ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_DISTRICT, "310115")),
         &jingan, &city);
    only(ACT(LICENCE, "licence:1", LICENCE_GRANTED, TEXT(LICENCE_ORGANISATION, ID(0)),
             NUMBER(LICENCE_KIND, SY_LICENCE_SALE), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)),
         &jingan, &pudong);
    only(ACT(LICENCE, "licence:1", LICENCE_WITHDRAWN, TEXT(ACT_GROUND, "g")), &jingan, &pudong);
    fixture_key(900, &key);
    only(fixture_key_act(F, &w.f.orgs[0], &key, 2, &words), &jingan, &pudong);
    only(ACT(KEY, words.subject, KEY_REVOKED, NUMBER(KEY_SINCE, w.f.now)), &jingan, &pudong);
    only(ACT(PERSON, "person:310115-9", PERSON_QUALIFIED, TEXT(PERSON_ORGANISATION, ID(0)),
             TEXT(PERSON_POST, "p"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)),
         &jingan, &pudong);
    only(ACT(PERSON, "person:310115-9", PERSON_BARRED_FOR_LIFE, TEXT(ACT_GROUND, "g")), &jingan,
         &pudong);
    only(ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
             TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p")),
         &jingan, &pudong);
    only(ACT(DELEGATION, name_of("delegation", 0, "order"), DELEGATION_GRANTED,
             TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, JINGAN),
             NUMBER(DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY)),
         &jingan, &pudong);
    /* What is the city's or the authority's alone. */
    only(ACT(ACCREDITATION, "accreditation:2", LICENCE_GRANTED,
             TEXT(ACCREDITATION_ORGANISATION, ID(1)), TEXT(ACCREDITATION_KINDS, "k"),
             NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)),
         &pudong, &city);
    only(ACT(REGULATOR, "regulator:310115-9", REGULATOR_APPOINTED, TEXT(REGULATOR_NAME, "n"),
             NUMBER(REGULATOR_LEVEL, SY_LEVEL_DISTRICT), TEXT(REGULATOR_DISTRICT, "310115")),
         &city, &authority);
    fixture_key(901, &key);
    only(fixture_holder_key(F, PUDONG, &key, 2, &words), &pudong, &authority);
    world_void(F, OFFICE(PUDONG), PLAIN_ACT(REGULATOR, JINGAN, REGULATOR_DISMISSED));
    only(ACT(PRODUCT_CLASS, "class:x", PRODUCT_REGISTERED, TEXT(CLASS_NAME, "n")), &city,
         &authority);
    only(ACT(NODE, "node:310115", NODE_ADDED, TEXT(NODE_ADDRESSES, "node.example:7001")), &city,
         &authority);
    /* A street's office has its street alone. */
    world_void(F, street,
               ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "a")));
    only(ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_STREET, "310115103")),
         &street, &pudong);
    world_done(F, street,
               ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_ADDRESS, "a")));
    only(ACT(ORGANISATION, ID(0), ORGANISATION_CHANGED, TEXT(ORGANISATION_STREET, "310115104")),
         &street, &pudong);
}

static void test_office_reaching_for_sites_and_devices_of_another(void **state)
{
    struct world_saying jingan = OFFICE(JINGAN);
    struct world_saying pudong = OFFICE(PUDONG);
    struct world_saying city = OFFICE(CITY);
    const char *device = name_of("device", 0, "scale");

    (void)state;
    only(ACT(SITE, site_of(0, "P"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
             TEXT(SITE_DISTRICT, "310115")),
         &jingan, &pudong);
    only(ACT(SITE, site_of(0, "J"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
             TEXT(SITE_DISTRICT, "310106")),
         &pudong, &jingan);
    only(ACT(SITE, site_of(0, "P"), SITE_MOVED, TEXT(SITE_DISTRICT, "310106")), &jingan, &city);
    only(ACT(SITE, site_of(0, "P"), SITE_MOVED, TEXT(SITE_DISTRICT, "310115")), &pudong, &city);
    only(ACT(DEVICE, device, DEVICE_OPENED, TEXT(DEVICE_ORGANISATION, ID(0)),
             NUMBER(DEVICE_KIND, 1), TEXT(DEVICE_SITE, site_of(0, "P"))),
         &jingan, &pudong);
    only(ACT(DEVICE, device, DEVICE_VERIFIED, NUMBER(DEVICE_DUE, w.f.now)), &jingan, &pudong);
    world_void(F, ORG(0), ACT(DEVICE, device, DEVICE_VERIFIED, NUMBER(DEVICE_DUE, w.f.now)));
    only(ACT(DEVICE, device, DEVICE_MOVED, TEXT(DEVICE_SITE, site_of(0, "J"))), &jingan, &city);
    world_void(F, pudong, PLAIN_ACT(DEVICE, device, DEVICE_CLOSED));
    only(PLAIN_ACT(SITE, site_of(0, "P"), SITE_CLOSED), &jingan, &pudong);
    /* Opened again in another district, by that district's office alone. */
    world_void(F, jingan,
               ACT(SITE, site_of(0, "P"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310106")));
}

/* A dismissed office keeps its keys, and has no more to say with them. */
static void test_dismissed_office(void **state)
{
    (void)state;
    world_done(F, AUTHORITY, PLAIN_ACT(REGULATOR, JINGAN, REGULATOR_DISMISSED));
    world_void(F, OFFICE(JINGAN),
               ACT(ORGANISATION, ID(2), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")));
    world_void(F, OFFICE(JINGAN),
               ACT(SITE, site_of(2, "S"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310106")));
}

/* An order for entry 4, record 0 of a log. */
static struct sy_act_draft order(const char *origin, uint32_t kind, const char *residue)
{
    static struct sy_hash part = {{7}};
    static char subject[256];
    struct sy_act_draft act;

    snprintf(subject, sizeof(subject), "erasure:%s:4:0:%u", origin, kind);
    act = world_act(F, SY_TYPE_ERASURE_ORDER, subject, SY_ERASURE_ORDERED,
                    WORLD_FIELDS(TEXT(ERASURE_ORIGIN, origin), TEXT(ACT_GROUND, "PIPL 47")));
    sy_act_draft_uint(&act, SY_ERASURE_INDEX, 4);
    sy_act_draft_uint(&act, SY_ERASURE_RECORD, 0);
    sy_act_draft_uint(&act, SY_ERASURE_KIND, kind);
    sy_act_draft_bytes(&act, SY_ERASURE_PART_HASH, fixture_hash_bytes(&part));
    sy_act_draft_text(&act, SY_ERASURE_RESIDUE, residue);
    return act;
}

/* The registry's open parts stay, whichever generation of its log holds them; and a city office
 * orders for its city's logs, whichever generation. */
static void test_erasure_in_a_later_generation(void **state)
{
    (void)state;
    world_void(F, AUTHORITY, order("suyuan.example/t/registry", SY_PART_OPEN, "r"));
    world_void(F, AUTHORITY, order("suyuan.example/t/registry/2", SY_PART_OPEN, "r"));
    world_done(F, OFFICE(CITY), order("suyuan.example/t/310115", SY_PART_PERSONAL, NULL));
    world_done(F, OFFICE(CITY), order("suyuan.example/t/310115/2", SY_PART_PERSONAL, NULL));
    world_void(F, OFFICE(CITY), order("suyuan.example/t/320115/2", SY_PART_PERSONAL, NULL));
    world_void(F, OFFICE(PUDONG), order("suyuan.example/t/310115/3", SY_PART_PERSONAL, NULL));
}

/* Whoever runs a market opens and moves its stalls, and nobody else's sites. */
static void test_site_pulled_under_a_market_of_the_attacker(void **state)
{
    (void)state;
    world_done(F, OFFICE(PUDONG),
               ACT(SITE, site_of(0, "market"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115")));
    world_done(F, OFFICE(JINGAN),
               ACT(SITE, site_of(2, "yard"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310106")));
    world_done(F, ORG(0),
               ACT(SITE, site_of(0, "stall"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_PARENT, site_of(0, "market"))));
    world_void(F, ORG(0),
               ACT(SITE, site_of(2, "yard"), SITE_MOVED, TEXT(SITE_DISTRICT, "310106"),
                   TEXT(SITE_PARENT, site_of(0, "market"))));
    world_void(F, ORG(0), PLAIN_ACT(SITE, site_of(2, "yard"), SITE_CLOSED));
    world_void(F, ORG(2), PLAIN_ACT(SITE, site_of(0, "stall"), SITE_CLOSED));
    world_void(F, ORG(2),
               ACT(SITE, site_of(0, "stall"), SITE_MOVED, TEXT(SITE_DISTRICT, "310115"),
                   TEXT(SITE_PARENT, site_of(2, "yard"))));
    world_void(F, ORG(0), /* nor pushed under another's */
               ACT(SITE, site_of(0, "stall"), SITE_MOVED, TEXT(SITE_DISTRICT, "310115"),
                   TEXT(SITE_PARENT, site_of(2, "yard"))));
    world_done(F, OFFICE(JINGAN), PLAIN_ACT(SITE, site_of(2, "yard"), SITE_CLOSED));
    world_void(F, ORG(0), /* nor taken over when it is closed */
               ACT(SITE, site_of(2, "yard"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_PARENT, site_of(0, "market"))));
    world_done(F, ORG(0), PLAIN_ACT(SITE, site_of(0, "stall"), SITE_CLOSED));
}

/* A market opens stalls in its own hall. Sites in districts where nobody watches it, places
 * in another's name that make it a party to what happens there, and GLNs are an office's to
 * give. */
static void test_market_reaching_beyond_its_hall(void **state)
{
    (void)state;
    world_done(F, OFFICE(PUDONG),
               ACT(SITE, site_of(0, "market"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_STREET, "310115103")));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "far"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310106"), TEXT(SITE_PARENT, site_of(0, "market"))));
    world_void(F, ORG(0),
               ACT(SITE, site_of(2, "yard"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_PARENT, site_of(0, "market"))));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_PARENT, site_of(0, "market")),
                   TEXT(SITE_GLN, "0614141000012")));
    world_done(F, ORG(0), /* by the market's numbers, or by the stallholder's */
               ACT(SITE, site_of(0, "A-1"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_STREET, "310115103"),
                   TEXT(SITE_PARENT, site_of(0, "market"))));
    world_done(F, ORG(0),
               ACT(SITE, site_of(2, "stand"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_PARENT, site_of(0, "market"))));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_MOVED, TEXT(SITE_DISTRICT, "310106"),
                   TEXT(SITE_STREET, "310106001")));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_MOVED, TEXT(SITE_DISTRICT, "310115"),
                   TEXT(SITE_STREET, "310115104")));
    world_done(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_MOVED, TEXT(SITE_DISTRICT, "310115"),
                   TEXT(SITE_ADDRESS, "hall 2")));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_CHANGED, TEXT(SITE_GLN, "0614141000012")));
    world_done(F, OFFICE(PUDONG),
               ACT(SITE, site_of(0, "A-1"), SITE_CHANGED, TEXT(SITE_GLN, "0614141000012")));
    world_done(F, ORG(0), PLAIN_ACT(SITE, site_of(0, "A-1"), SITE_CLOSED));
    world_void(F, ORG(0),
               ACT(SITE, site_of(0, "A-1"), SITE_OPENED, TEXT(SITE_ORGANISATION, ID(2)),
                   TEXT(SITE_DISTRICT, "310106"), TEXT(SITE_STREET, "310106001")));
}

/* ---- certificates ---- */

static struct sy_act_draft certificate(const char *number)
{
    static const uint8_t paper[SY_HASH_BYTES] = {4};
    struct sy_act_draft act =
        ACT(STANDING_CERTIFICATE, name_of("certificate", 1, number), CERTIFICATE_ISSUED,
            TEXT(CERTIFICATE_BODY, ID(1)), TEXT(CERTIFICATE_NUMBER, number),
            TEXT(CERTIFICATE_KIND, "organic"), TEXT(CERTIFICATE_ORGANISATION, ID(0)),
            TEXT(CERTIFICATE_PERSON, "person:310115-1"),
            TEXT(CERTIFICATE_ACCREDITATION, "accreditation:1"),
            TEXT(CERTIFICATE_CLASSES, "class:meat"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR));

    sy_act_draft_bytes(&act, SY_ACT_DOCUMENT, (struct sy_bytes){paper, sizeof(paper)});
    return act;
}

static struct world_saying certifier(void)
{
    return (struct world_saying){
        ID(1), 2, {{NULL, &w.f.orgs[1].sign}, {"person:310115-1", &w.keys[WORLD_PERSON]}}};
}

/* An accreditation for every class is none for products that nobody registered, or that only
 * look like one. */
static void test_certificate_for_products_that_are_none(void **state)
{
    struct sy_act_draft act;
    static const char *const numbers[] = {"gtin:06901234567892", "gtin:０6141411234562",
                                          "class:meat"};

    (void)state;
    world_done(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:2", LICENCE_GRANTED,
                   TEXT(ACCREDITATION_ORGANISATION, ID(1)),
                   TEXT(ACCREDITATION_KINDS, "organic"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    world_done(F, ORG(0),
               ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p")));
    act = fixture_with_text(certificate("B1"), SY_CERTIFICATE_ACCREDITATION, "accreditation:2");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_PRODUCTS, numbers[i]));
    world_done(F, certifier(),
               fixture_with_text(act, SY_CERTIFICATE_PRODUCTS, "gtin:06141411234562"));
}

/* Whoever is quick registers another's product number as his own. An office takes it from him
 * and gives it to whom it belongs; he does not get it back. */
static void test_product_number_taken_by_another(void **state)
{
    static const char gtin[] = "gtin:06141411234562";

    (void)state;
    world_done(F, ORG(2),
               ACT(PRODUCT, gtin, PRODUCT_REGISTERED, TEXT(PRODUCT_ORGANISATION, ID(2)),
                   TEXT(PRODUCT_NAME, "a copy"), TEXT(PRODUCT_BRAND, "copied")));
    world_void(F, ORG(0), PLAIN_ACT(PRODUCT, gtin, PRODUCT_WITHDRAWN));
    world_done(F, OFFICE(JINGAN), PLAIN_ACT(PRODUCT, gtin, PRODUCT_WITHDRAWN));
    world_void(F, ORG(2),
               ACT(PRODUCT, gtin, PRODUCT_REGISTERED, TEXT(PRODUCT_ORGANISATION, ID(2)),
                   TEXT(PRODUCT_NAME, "a copy")));
    world_done(F, OFFICE(PUDONG),
               ACT(PRODUCT, gtin, PRODUCT_REGISTERED, TEXT(PRODUCT_ORGANISATION, ID(0)),
                   TEXT(PRODUCT_NAME, "p")));
    world_void(F, ORG(2), ACT(PRODUCT, gtin, PRODUCT_CHANGED, TEXT(PRODUCT_NAME, "q")));
    world_done(F, ORG(0), ACT(PRODUCT, gtin, PRODUCT_CHANGED, TEXT(PRODUCT_NAME, "q")));
}

static void test_certifier_out_of_scope(void **state)
{
    struct sy_act_draft act = certificate("A1");
    struct sy_act_draft two = certificate("A2");

    (void)state;
    sy_act_draft_text(&two, SY_CERTIFICATE_CLASSES, "class:milk");
    world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_KIND, "halal"));
    world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_CLASSES, "class:milk"));
    world_void(F, certifier(), two);
    world_void(F, certifier(), fixture_without(act, SY_CERTIFICATE_CLASSES));
    world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_NUMBER, "1"));
    world_void(F, certifier(), /* all of the subject is not its number */
               fixture_with_text(act, SY_CERTIFICATE_NUMBER, name_of("certificate", 1, "A1")));
    world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_ACCREDITATION, "none"));
    world_void(F, certifier(), fixture_without(act, SY_ACT_DOCUMENT));
    /* A product of another class, or of nobody knows which. */
    world_done(F, ORG(0),
               ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "milk"),
                   TEXT(PRODUCT_CLASS, "class:milk")));
    world_void(F, certifier(),
               fixture_with_text(act, SY_CERTIFICATE_PRODUCTS, "gtin:06141411234562"));
    world_void(F, certifier(),
               fixture_with_text(act, SY_CERTIFICATE_PRODUCTS, "gtin:06901234567892"));
    /* Another's accreditation. */
    world_done(F, AUTHORITY,
               ACT(ORGANISATION, ID(2), ORGANISATION_CHANGED,
                   NUMBER(ORGANISATION_ROLES, SY_ROLE_CERTIFIER)));
    world_done(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:2", LICENCE_GRANTED,
                   TEXT(ACCREDITATION_ORGANISATION, ID(2)),
                   TEXT(ACCREDITATION_KINDS, "organic"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    world_void(F, certifier(),
               fixture_with_text(act, SY_CERTIFICATE_ACCREDITATION, "accreditation:2"));
    /* Suspended, for an hour; and lapsed. */
    world_done(F, OFFICE(CITY),
               ACT(ACCREDITATION, "accreditation:1", LICENCE_SUSPENDED, TEXT(ACT_GROUND, "g"),
                   NUMBER(ACT_TERM, w.f.now + WORLD_HOUR)));
    world_void(F, certifier(), act);
    w.f.now += WORLD_HOUR;
    world_done(F, certifier(), act);
    w.f.now += WORLD_YEAR;
    world_void(F, certifier(), certificate("A3"));
}

static void test_body_that_is_not_accredited_at_all(void **state)
{
    (void)state;
    /* A firm that is neither laboratory nor certifier. */
    world_void(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:2", LICENCE_GRANTED,
                   TEXT(ACCREDITATION_ORGANISATION, ID(2)),
                   TEXT(ACCREDITATION_KINDS, "organic"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    world_done(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:1", LICENCE_WITHDRAWN, TEXT(ACT_GROUND, "g")));
    world_void(F, certifier(), certificate("A1"));
}

/* Both sign, the body and the person, or it is no certificate. */
static void test_certificate_signed_by_one_of_two(void **state)
{
    struct sy_act_draft act = certificate("A1");
    struct world_saying turned = {
        "person:310115-1", 2, {{NULL, &w.keys[WORLD_PERSON]}, {ID(1), &w.f.orgs[1].sign}}};
    struct world_saying borrowed = certifier();
    struct sy_secret_key key;

    (void)state;
    world_void(F, ORG(1), act);
    world_void(F, AUTHORITY, act);
    world_void(F, OFFICE(CITY), act);
    world_void(F, turned, act);
    world_void(F, SAYS(ID(1), &w.keys[WORLD_PERSON]), act);
    borrowed.signers[1].subject = ID(0); /* somebody else beside the body */
    borrowed.signers[1].key = &w.f.orgs[0].sign;
    world_void(F, borrowed, act);
    borrowed = certifier(); /* a person that is not the one named */
    world_done(F, AUTHORITY,
               ACT(PERSON, "person:310115-2", PERSON_QUALIFIED,
                   TEXT(PERSON_ORGANISATION, ID(1)), TEXT(PERSON_POST, "p"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    fixture_key(910, &key);
    world_give_key(&w, "person:310115-2", &key);
    borrowed.signers[1].subject = "person:310115-2";
    borrowed.signers[1].key = &key;
    world_void(F, borrowed, act);
    world_done(F, certifier(), act);
    /* In the name of another body, which did not sign. */
    act = certificate("A2");
    world_void(F, certifier(), fixture_with_text(act, SY_CERTIFICATE_BODY, ID(2)));
    world_void(F,
               ((struct world_saying){
                   ID(2), 2, {{NULL, &w.f.orgs[2].sign}, {"person:310115-1", &w.keys[4]}}}),
               act);
}

/* Its own suspension a body takes back, an office's it does not. */
static void test_body_lifting_what_an_office_suspended(void **state)
{
    const char *number = name_of("certificate", 1, "A0");

    (void)state;
    world_done(F, certifier(), certificate("A0"));
    world_done(F, certifier(),
               ACT(STANDING_CERTIFICATE, number, CERTIFICATE_SUSPENDED, TEXT(ACT_GROUND, "g")));
    world_done(F, certifier(), PLAIN_ACT(STANDING_CERTIFICATE, number, CERTIFICATE_REINSTATED));
    world_done(F, OFFICE(CITY),
               ACT(STANDING_CERTIFICATE, number, CERTIFICATE_SUSPENDED, TEXT(ACT_GROUND, "g")));
    world_void(F, certifier(), PLAIN_ACT(STANDING_CERTIFICATE, number, CERTIFICATE_REINSTATED));
    world_void(F, certifier(),
               ACT(STANDING_CERTIFICATE, number, CERTIFICATE_SUSPENDED, TEXT(ACT_GROUND, "g"),
                   NUMBER(ACT_TERM, w.f.now + 1)));
    world_done(F, AUTHORITY, PLAIN_ACT(STANDING_CERTIFICATE, number, CERTIFICATE_REINSTATED));
}

static void test_certificate_of_a_barred_person(void **state)
{
    const char *person = "person:310115-1";
    struct sy_act_draft act = certificate("A1");

    (void)state;
    world_done(F, certifier(), certificate("A0"));
    world_done(F, AUTHORITY,
               ACT(PERSON, person, PERSON_BARRED, NUMBER(ACT_TERM, w.f.now + WORLD_YEAR),
                   TEXT(ACT_GROUND, "g")));
    world_void(F, certifier(), act);
    world_done(F, OFFICE(CITY),
               ACT(STANDING_CERTIFICATE, name_of("certificate", 1, "A0"), CERTIFICATE_SUSPENDED,
                   TEXT(ACT_GROUND, "g")));
    /* Nor does the body take back what the office did, with that person or without. */
    world_void(F, certifier(),
               PLAIN_ACT(STANDING_CERTIFICATE, name_of("certificate", 1, "A0"),
                         CERTIFICATE_REINSTATED));
    world_void(F, ORG(1),
               PLAIN_ACT(STANDING_CERTIFICATE, name_of("certificate", 1, "A0"),
                         CERTIFICATE_REINSTATED));
    world_done(F, AUTHORITY,
               ACT(PERSON, person, PERSON_BARRED_FOR_LIFE, TEXT(ACT_GROUND, "g")));
    world_void(F, AUTHORITY,
               ACT(PERSON, person, PERSON_QUALIFIED, TEXT(PERSON_ORGANISATION, ID(1)),
                   TEXT(PERSON_POST, "p"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    w.f.now += 2 * WORLD_YEAR;
    world_void(F, certifier(), certificate("A1"));
    assert_int_equal(force_of(person, w.f.now), SY_FORCE_BARRED_FOR_LIFE);
}

/* A bar that is over leaves no qualification behind. */
static void test_bar_that_is_over(void **state)
{
    (void)state;
    world_done(F, AUTHORITY,
               ACT(PERSON, "person:310115-1", PERSON_BARRED,
                   NUMBER(ACT_TERM, w.f.now + WORLD_HOUR), TEXT(ACT_GROUND, "g")));
    w.f.now += 2 * WORLD_HOUR;
    world_void(F, certifier(), certificate("A1"));
}

static void test_certificate_of_another_body_s_person(void **state)
{
    (void)state;
    world_done(F, AUTHORITY,
               ACT(PERSON, "person:310115-1", PERSON_QUALIFIED,
                   TEXT(PERSON_ORGANISATION, ID(2)), TEXT(PERSON_POST, "p"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    world_void(F, certifier(), certificate("A1"));
}

static void test_certificate_when_the_person_s_key_is_revoked(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];

    (void)state;
    sy_key_subject(w.keys[WORLD_PERSON].public_key.bytes, subject);
    world_done(F, OFFICE(PUDONG), ACT(KEY, subject, KEY_REVOKED, NUMBER(KEY_SINCE, w.f.now)));
    world_void(F, certifier(), certificate("A1"));
}

static void test_certificate_when_the_person_s_qualification_lapsed(void **state)
{
    (void)state;
    world_done(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:1", LICENCE_CHANGED,
                   NUMBER(ACT_UNTIL, w.f.now + 9 * WORLD_YEAR)));
    w.f.now += WORLD_YEAR;
    world_void(F, certifier(), certificate("A1"));
}

/* ---- keys ---- */

static struct sy_act_draft rotation(const struct sy_secret_key *to, const char *holder,
                                    const struct sy_secret_key *old,
                                    struct fixture_key_words *words, char *replaced)
{
    struct sy_act_draft act;

    sy_key_subject(to->public_key.bytes, words->subject);
    sy_key_subject(old->public_key.bytes, replaced);
    act = PLAIN_ACT(KEY, words->subject, KEY_ROTATED);
    fixture_new_key(F, &act, holder, to, 2, words);
    sy_act_draft_text(&act, SY_KEY_REPLACES, replaced);
    return act;
}

static void test_rotation_signed_by_one_key(void **state)
{
    char replaced[SY_KEY_SUBJECT_BYTES + 1];
    struct fixture_key_words words;
    struct sy_secret_key key;
    struct sy_secret_key second;
    struct sy_act_draft act;

    (void)state;
    fixture_key(920, &key);
    fixture_key(921, &second);
    act = rotation(&key, ID(0), &w.f.orgs[0].sign, &words, replaced);
    world_void(F, ORG(0), fixture_without(act, SY_KEY_POSSESSION)); /* the old one alone */
    world_void(F, SAYS(ID(0), &key), act);                          /* the new one alone */
    world_void(F, AUTHORITY, act);
    world_void(F, OFFICE(PUDONG), act);
    world_void(F, ORG(1), act);
    /* Another key of the holder's is not the one that is replaced. */
    world_give_key(&w, ID(0), &second);
    world_void(F, SAYS(ID(0), &second), act);
    /* Nor is another's key one's own to replace. */
    world_void(F, ORG(1), rotation(&key, ID(1), &w.f.orgs[0].sign, &words, replaced));
    world_void(F,
               ((struct world_saying){
                   ID(1), 2, {{NULL, &w.f.orgs[1].sign}, {ID(0), &w.f.orgs[0].sign}}}),
               rotation(&key, ID(1), &w.f.orgs[0].sign, &words, replaced));
    act = rotation(&key, ID(0), &w.f.orgs[0].sign, &words, replaced);
    world_done(F, ORG(0), act);
    assert_int_equal(force_of(replaced, w.f.now), SY_FORCE_ENDED);
    world_void(F, ORG(0),
               PLAIN_ACT(KEY, words.subject, KEY_RETIRED)); /* the old speaks no more */
    world_done(F, SAYS(ID(0), &key), PLAIN_ACT(KEY, words.subject, KEY_RETIRED));
}

/* A word of possession given for one purpose is good for no other. */
static void test_registering_another_s_public_key(void **state)
{
    struct sy_hash elsewhere = w.f.network.id;
    struct fixture_key_words words;
    struct sy_secret_key key;
    struct sy_act_draft act;
    const struct {
        const struct sy_hash *network;
        const char *holder;
        unsigned uses;
        const struct sy_secret_key *signer;
    } words_given[] = {
        {&w.f.network.id, ID(1), 2, &key},              /* to another holder */
        {&elsewhere, ID(0), 2, &key},                   /* in another network */
        {&w.f.network.id, ID(0), 4, &key},              /* for connecting */
        {&w.f.network.id, ID(0), 6, &key},              /* for both */
        {&w.f.network.id, ID(0), 2, &w.f.orgs[0].sign}, /* by the one who wants it */
    };

    (void)state;
    elsewhere.bytes[31] ^= 1;
    fixture_key(930, &key);
    act = fixture_key_act(F, &w.f.orgs[0], &key, 2, &words);
    world_void(F, OFFICE(PUDONG), fixture_without(act, SY_KEY_POSSESSION));
    for (size_t i = 0; i < sizeof(words_given) / sizeof(words_given[0]); i++) {
        check_err(sy_possession_sign(words_given[i].network, sy_text(words_given[i].holder),
                                     words_given[i].uses, words_given[i].signer,
                                     words.possession),
                  SY_OK);
        world_void(F, OFFICE(PUDONG), act); /* the draft borrows the word */
    }
    act = fixture_key_act(F, &w.f.orgs[0], &key, 2, &words);
    world_done(F, OFFICE(PUDONG), act);
    /* Registered is registered: nobody else gets it, even with its word. */
    act = fixture_key_act(F, &w.f.orgs[1], &key, 2, &words);
    world_void(F, OFFICE(PUDONG), act);
    sy_act_draft_after(&act, world_after(F, words.subject));
    world_void(F, OFFICE(PUDONG), act);
}

/* Nobody's keys are retired or revoked by another organisation. */
static void test_ending_another_s_keys(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];

    (void)state;
    sy_key_subject(w.f.orgs[0].sign.public_key.bytes, subject);
    world_void(F, ORG(1), PLAIN_ACT(KEY, subject, KEY_RETIRED));
    world_void(F, ORG(1), ACT(KEY, subject, KEY_REVOKED, NUMBER(KEY_SINCE, 0)));
    world_void(F, OFFICE(JINGAN), ACT(KEY, subject, KEY_REVOKED, NUMBER(KEY_SINCE, 0)));
    /* Nor does it help to say whose it is. */
    world_void(F, ORG(1), ACT(KEY, subject, KEY_RETIRED, TEXT(KEY_ORGANISATION, ID(1))));
}

static enum sy_err authorise(struct world_saying who, uint64_t size, int64_t at,
                             const uint64_t *delegation)
{
    static const uint8_t root[SY_HASH_BYTES];
    struct sy_registry_snapshot *snapshot;
    struct sy_statement s = {.principal = sy_text(who.principal),
                             .signer_count = who.count,
                             .has_delegation = delegation != NULL,
                             .delegation = delegation == NULL ? 0 : *delegation,
                             .kind = SY_KIND_RECORDS,
                             .record_count = 1,
                             .records_root = {root, sizeof(root)}};
    enum sy_err err;

    for (size_t i = 0; i < who.count; i++) {
        s.signers[i].key = fixture_key_bytes(who.signers[i].key);
        if (who.signers[i].subject != NULL)
            s.signers[i].subject = sy_text(who.signers[i].subject);
    }
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    err = sy_registry_authorise(snapshot, size, at, &s);
    sy_registry_release(snapshot);
    return err;
}

static void test_key_before_it_was_added_and_after_it_was_revoked(void **state)
{
    struct fixture_key_words words;
    struct sy_secret_key key;
    uint64_t added;
    uint64_t revoked;
    int64_t since;

    (void)state;
    fixture_key(940, &key);
    added = world_done(F, AUTHORITY, fixture_key_act(F, &w.f.orgs[0], &key, 2, &words));
    since = w.f.now + WORLD_HOUR;
    revoked = world_done(F, AUTHORITY,
                         ACT(KEY, words.subject, KEY_REVOKED, NUMBER(KEY_SINCE, since)));
    check_err(authorise(SAYS(ID(0), &key), added, since, NULL), SY_UNKNOWN_KEY);
    check_err(authorise(SAYS(ID(0), &key), added + 1, since, NULL), SY_OK);
    check_err(authorise(SAYS(ID(0), &key), revoked, since, NULL), SY_OK);
    check_err(authorise(SAYS(ID(0), &key), revoked + 1, since - 1, NULL), SY_OK);
    check_err(authorise(SAYS(ID(0), &key), revoked + 1, since, NULL), SY_KEY_NOT_IN_FORCE);
    check_err(authorise(SAYS(ID(0), &key), revoked + 2, since, NULL), SY_NOT_YET);
    /* For another principal, or as another's. */
    check_err(authorise(SAYS(ID(1), &key), added + 1, since, NULL), SY_UNKNOWN_KEY);
    check_err(authorise((struct world_saying){ID(1), 1, {{ID(0), &key}}}, added + 1, 0, NULL),
              SY_KEY_NOT_IN_FORCE);
    /* Beside one that is in force it may stand. */
    check_err(
        authorise((struct world_saying){ID(0), 2, {{NULL, &key}, {NULL, &w.f.orgs[0].sign}}},
                  revoked + 1, since, NULL),
        SY_OK);
    /* A connect key signs nothing. */
    check_err(authorise(SAYS(ID(0), &w.f.orgs[0].connect), revoked, since, NULL),
              SY_UNKNOWN_KEY);
    w.f.now = since;
    world_void(F, SAYS(ID(0), &key),
               ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p")));
}

/* ---- hand-made bytes before an auditor ---- */

static struct sy_audit *audit;

static void audit_begin(unsigned log)
{
    struct sy_buffer note = {0};
    struct sy_audit_problem why;

    fixture_note(F, log, &note);
    check_err(sy_audit_begin(audit, fixture_origin(F, log), sy_buffer_bytes(&note), &why),
              SY_OK);
    sy_buffer_close(&note);
}

static enum sy_err audit_log(unsigned log, struct sy_audit_problem *why)
{
    struct sy_buffer share = {0};
    struct sy_audit_counts counts;
    enum sy_err err = SY_OK;

    audit_begin(log);
    for (uint64_t i = 0; err == SY_OK && i < sy_audit_checkpoint(audit)->size; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(F, log, i, &share);
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), why);
    }
    sy_buffer_close(&share);
    return err == SY_OK ? sy_audit_finish(audit, &counts, why) : err;
}

static void audit_open(void)
{
    static unsigned scratch;
    char path[1100];

    snprintf(path, sizeof(path), "%s-%u", fixture_path(F, "scratch"), scratch++);
    assert_int_equal(mkdir(path, 0700), 0);
    check_err(sy_audit_open(&w.f.network, &w.f.network, path, &audit), SY_OK);
}

/* A node that lets a statement in which it should not have: the index. */
static uint64_t let_in(struct world_saying who)
{
    static const uint8_t secret[SY_HASH_BYTES] = {6};
    struct sy_scope scope = fixture_scope(F, FIXTURE_DISTRICT);
    struct sy_draft draft = fixture_draft(9999, "anything", NULL, NULL, NULL);
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    uint64_t index;

    sy_composer_init(&composer, sy_text(who.principal), secret);
    check_err(sy_composer_add(&composer, &draft, (uint64_t)w.f.now), SY_OK);
    world_sign(F, &who, SY_KIND_RECORDS, &scope, &composer, NULL, &submission);
    index = fixture_append(F, FIXTURE_DISTRICT, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    sy_composer_close(&composer);
    return index;
}

static void check_audit(uint64_t bad, enum sy_err want)
{
    struct sy_audit_problem why = {0};

    audit_open();
    check_err(audit_log(FIXTURE_REGISTRY, &why), SY_OK);
    check_err(audit_log(FIXTURE_DISTRICT, &why), want);
    if (want != SY_OK) {
        assert_string_equal(why.rule, "V5");
        assert_int_equal(why.index, bad);
    }
    sy_audit_close(audit);
}

static void test_auditor_finds_a_key_before_it_was_added(void **state)
{
    struct fixture_key_words words;
    struct sy_secret_key key;
    uint64_t bad;

    (void)state;
    fixture_key(941, &key);
    let_in(ORG(0));
    check_audit(0, SY_OK);
    bad = let_in(SAYS(ID(0), &key));
    world_done(F, AUTHORITY, fixture_key_act(F, &w.f.orgs[0], &key, 2, &words));
    let_in(SAYS(ID(0), &key));
    check_audit(bad, SY_UNKNOWN_KEY);
}

static void test_auditor_finds_a_key_after_it_was_revoked(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    uint64_t bad;

    (void)state;
    let_in(ORG(0));
    sy_key_subject(w.f.orgs[0].sign.public_key.bytes, subject);
    world_done(F, AUTHORITY, ACT(KEY, subject, KEY_REVOKED, NUMBER(KEY_SINCE, w.f.now)));
    bad = let_in(ORG(0));
    check_audit(bad, SY_KEY_NOT_IN_FORCE);
}

/* A registry's node that lets a stranger in: the auditor names the entry. */
static void test_auditor_finds_a_stranger_in_the_registry(void **state)
{
    struct sy_act_draft act = fixture_admission(&w.f.orgs[3]);
    struct sy_audit_problem why = {0};
    struct sy_secret_key key;
    uint64_t bad;

    (void)state;
    fixture_key(942, &key);
    bad = fixture_act_of(F, PUDONG, &key, &act, 1);
    audit_open();
    check_err(audit_log(FIXTURE_REGISTRY, &why), SY_UNKNOWN_KEY);
    assert_string_equal(why.rule, "V5");
    assert_int_equal(why.index, bad);
    sy_audit_close(audit);
}

/* Who serves the registry to an auditor cannot keep a revocation back: its open part is
 * needed. */
static void test_revocation_withheld_from_an_auditor(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_buffer share = {0};
    struct sy_buffer withheld = {0};
    struct sy_audit_problem why = {0};
    struct sy_entry_share read;
    struct sy_record_share record;
    struct sy_wire wire;
    struct sy_hash hash;
    uint64_t bad;

    (void)state;
    sy_key_subject(w.f.orgs[0].sign.public_key.bytes, subject);
    bad = world_done(F, AUTHORITY, ACT(KEY, subject, KEY_REVOKED, NUMBER(KEY_SINCE, w.f.now)));
    audit_open();
    audit_begin(FIXTURE_REGISTRY);
    for (uint64_t i = 0; i < bad; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(F, FIXTURE_REGISTRY, i, &share);
        check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why), SY_OK);
    }
    sy_buffer_clear(&share);
    fixture_entry_share(F, FIXTURE_REGISTRY, bad, &share);
    check_err(sy_entry_share_read(sy_buffer_bytes(&share), &read), SY_OK);
    wire = sy_list_open(&read.records);
    check_err(sy_record_share_next(&wire, read.records.number, &record), SY_OK);
    hash = sy_part_hash(SY_PART_OPEN, record.parts[0].part);
    record.parts[0].part = (struct sy_bytes){NULL, 0};
    record.parts[0].hash = fixture_hash_bytes(&hash);
    sy_wire_put_bytes(&withheld, 1, read.entry);
    sy_record_share_put(&withheld, 2, &record);
    check_err(sy_audit_entry(audit, sy_buffer_bytes(&withheld), &why), SY_BAD_ENCODING);
    assert_int_equal(why.index, bad);
    sy_audit_close(audit);
    sy_buffer_close(&share);
    sy_buffer_close(&withheld);
}

/* ---- k of n ---- */

static void test_fewer_authorities_than_needed(void **state)
{
    struct fixture_key_words words;
    struct sy_act_draft act = fixture_admission(&w.f.orgs[3]);
    struct sy_act_draft key = fixture_key_act(F, &w.f.orgs[0], &w.keys[0], 2, &words);
    struct sy_secret_key stranger;
    struct sy_secret_key second;
    struct sy_public_key *keys = w.f.network.authority_keys;
    struct world_saying two;

    (void)state;
    fixture_key(950, &stranger);
    fixture_key(951, &second);
    keys[0] = w.f.authority.public_key;
    keys[1] = second.public_key;
    fixture_key(952, &stranger);
    keys[2] = stranger.public_key;
    fixture_key(953, &stranger);
    /* The same registry, from now on under 2 of 3. */
    fixture_close_logs(F);
    w.f.network.authority_k = 2;
    w.f.network.authority_count = 3;
    fixture_remove(fixture_path(F, "authority"));
    fixture_open_logs(F);
    fixture_apply(F);
    assert_int_equal(world_effects(F), 0); /* all of it was said by one */
    world_void(F, AUTHORITY, act);
    world_void(F, SAYS(SY_AUTHORITY, &second), act);
    two = (struct world_saying){SY_AUTHORITY, 2, {{NULL, &w.f.authority}, {NULL, &stranger}}};
    world_void(F, two, act); /* one of them is nobody */
    two.count = 3;
    two.signers[2].key = &second;
    world_void(F, two, act); /* two, and somebody beside them */
    two = (struct world_saying){
        SY_AUTHORITY, 2, {{NULL, &w.f.authority}, {"regulator:310115-1", &second}}};
    world_void(F, two, act); /* one of them for another */
    two.signers[1].subject = NULL;
    world_done(F, two, act);
    world_void(F, two, key); /* the holder was never admitted here */
}

/* ---- statements on their way ---- */

/* What a relay makes of a statement with two signers. */
enum meddling { NOTHING, STRIPPED, ADDED, REORDERED, REPEATED, SIGNER_STRIPPED, SIGNER_ADDED };

static enum sy_err relayed(struct sy_bytes message, enum meddling how)
{
    struct sy_scope scope = fixture_scope(F, FIXTURE_REGISTRY);
    struct sy_wire wire = sy_wire_open(message);
    struct sy_submission read;
    struct sy_record_share record;
    struct sy_statement s;
    struct sy_buffer statement = {0};
    struct sy_buffer out = {0};
    struct sy_check_place where;
    struct sy_checked checked;
    struct sy_bytes signatures[4];
    size_t count = 2;
    enum sy_err err;

    check_err(sy_submission_read(message, &read), SY_OK);
    check_err(sy_statement_read(read.statement, &s), SY_OK);
    memcpy(signatures, read.signatures, 2 * sizeof(signatures[0]));
    signatures[2] = signatures[0];
    if (how == STRIPPED || how == SIGNER_STRIPPED)
        count = 1;
    if (how == ADDED || how == SIGNER_ADDED)
        count = 3;
    if (how == REORDERED) {
        signatures[0] = read.signatures[1];
        signatures[1] = read.signatures[0];
    }
    if (how == REPEATED)
        signatures[1] = signatures[0];
    if (how == SIGNER_STRIPPED)
        s.signer_count = 1;
    if (how == SIGNER_ADDED) {
        s.signers[2].key = fixture_key_bytes(&w.f.orgs[2].sign);
        s.signers[2].subject = sy_text(ID(2));
        s.signer_count = 3;
    }
    sy_statement_write(&s, &statement);
    sy_submission_put_head(&out, sy_buffer_bytes(&statement), signatures, count);
    while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK)
        sy_record_share_put(&out, SY_SUBMISSION_RECORDS, &record);
    err = sy_checked_open(&scope, sy_buffer_bytes(&out), &checked, &where);
    if (err == SY_OK)
        sy_checked_close(&checked);
    sy_buffer_close(&statement);
    sy_buffer_close(&out);
    return err;
}

static void test_signatures_of_a_relayed_statement(void **state)
{
    struct world_saying two = {
        ID(0), 2, {{NULL, &w.f.orgs[0].sign}, {ID(1), &w.f.orgs[1].sign}}};
    struct sy_act_draft act = ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                                  TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p"));
    struct sy_buffer message = {0};

    (void)state;
    world_submission(F, &two, &act, 1, &message);
    check_err(relayed(sy_buffer_bytes(&message), NOTHING), SY_OK);
    for (unsigned how = STRIPPED; how <= SIGNER_ADDED; how++)
        check_err(relayed(sy_buffer_bytes(&message), (enum meddling)how), SY_BAD_SIGNATURE);
    sy_buffer_close(&message);
}

static void test_statement_from_another_network_or_place(void **state)
{
    struct world_saying authority = AUTHORITY;
    struct sy_act_draft act = fixture_admission(&w.f.orgs[3]);
    struct sy_buffer message = {0};
    struct sy_scope scopes[2] = {fixture_scope(F, FIXTURE_REGISTRY),
                                 fixture_scope(F, FIXTURE_DISTRICT)};
    struct sy_check_place where;
    struct sy_checked checked;

    (void)state;
    scopes[0].network_id.bytes[0] ^= 1;
    world_submission(F, &authority, &act, 1, &message);
    for (size_t i = 0; i < 2; i++)
        check_err(sy_checked_open(&scopes[i], sy_buffer_bytes(&message), &checked, &where),
                  SY_BAD_SIGNATURE);
    sy_buffer_close(&message);
}

/* ---- look-alikes ---- */

static void test_look_alike_identifiers(void **state)
{
    static const struct {
        uint32_t type;
        const char *subject;
        bool fine;
    } cases[] = {
        {SY_TYPE_ORGANISATION, "uscc:91310115MA1K3BTP2B", true},
        {SY_TYPE_ORGANISATION, "uscc:9131O115MA1K3BTP2B", false},       /* O for 0 */
        {SY_TYPE_ORGANISATION, "uscc:9131０115MA1K3BTP2B", false},      /* full width */
        {SY_TYPE_ORGANISATION, "uscc:91310115MA1K3BTP2B\u200b", false}, /* zero width */
        {SY_TYPE_ORGANISATION, "uscc:\u202e91310115MA1K3BTP2B", false}, /* turned round */
        {SY_TYPE_ORGANISATION, "uscc:91310115MA1K3BTP2b", false},       /* small */
        {SY_TYPE_ORGANISATION, "USCC:91310115MA1K3BTP2B", false},
        {SY_TYPE_ORGANISATION, "uscc:91310115MА1K3BTP2B", false}, /* Cyrillic A */
        {SY_TYPE_ORGANISATION, "uscc: 91310115MA1K3BTP2B", false},
        {SY_TYPE_ORGANISATION, "uscc:91310115MA1K3BTP2B ", false},
        {SY_TYPE_ORGANISATION, "reg:310115-7", true},
        {SY_TYPE_ORGANISATION, "reg:310115-07", false},
        {SY_TYPE_ORGANISATION, "reg:310115-7 ", false},
        {SY_TYPE_ORGANISATION, "reg:31O115-7", false},
        {SY_TYPE_ORGANISATION, "authority", false},
        {SY_TYPE_ORGANISATION, "regulator:310115-1", false},
        {SY_TYPE_REGULATOR, "regulator:310115-1", true},
        {SY_TYPE_REGULATOR, "regulator:310115-01", false},
        {SY_TYPE_REGULATOR, "regulator:310115-1１", false},
        {SY_TYPE_REGULATOR, "authority", false},
        {SY_TYPE_PERSON, "person:310115-1", true},
        {SY_TYPE_PERSON, "person:110101199003070012", false}, /* a document's number */
        {SY_TYPE_PERSON, "person:310115-l", false},
        {SY_TYPE_SITE, "urn:suyuan:1:site:uscc:91310115MA1K3BTP2B:1", true},
        {SY_TYPE_SITE, "URN:SUYUAN:1:site:uscc:91310115MA1K3BTP2B:1", false},
        {SY_TYPE_SITE, "urn:suyuan:1:site:uscc:91310115MA1K3BTP2B:%41", false},
        {SY_TYPE_SITE, "urn:suyuan:1:site:uscc:91310115MA1K3BTP2B:%e9", false},
        {SY_TYPE_SITE, "urn:suyuan:1:lot:uscc:91310115MA1K3BTP2B:1", false},
        {SY_TYPE_DEVICE, "device:uscc:91310115MA1K3BTP2B:1", true},
        {SY_TYPE_DEVICE, "device:uscc:91310115MA1K3BTP2B:", false},
        {SY_TYPE_PRODUCT, "gtin:06141411234562", true},
        {SY_TYPE_PRODUCT, "gtin:0614141123456２", false},
        {SY_TYPE_PRODUCT, "gtin:6141411234562", false}, /* a zero too few */
        {SY_TYPE_PRODUCT, "gtin:0614141123456O", false},
        {SY_TYPE_LICENCE, "licence:SC10131011500017", true},
        {SY_TYPE_LICENCE, "licence:ＳＣ10131011500017", false},
        {SY_TYPE_LICENCE, "licence:SC1013101\u00ad1500017", false},
        {SY_TYPE_LICENCE, "licence:", false},
        {SY_TYPE_PRODUCT_CLASS, "class:0301", true},
        {SY_TYPE_PRODUCT_CLASS, "class:03 01", false},
        {SY_TYPE_NODE, "node:310115", true},
        {SY_TYPE_NODE, "node:31011５", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_act act = {.type = cases[i].type, .subject = sy_text(cases[i].subject)};
        const char *why;

        act.verb = 1;
        why = sy_act_check_subject(&act);
        if ((why == NULL) != cases[i].fine)
            fail_msg("%s: %s", cases[i].subject, why == NULL ? "taken" : why);
    }
}

/* A reason lets a wrong check character pass, and no letter that codes do not have. */
static void test_look_alike_code_with_a_reason(void **state)
{
    static const char *const codes[] = {"9131O115MA1K3BTP2B", "91310115MA1K3BTP2I",
                                        "91310115ma1k3btp2b", "9131０115MA1K3BTP2"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char subject[64];

        snprintf(subject, sizeof(subject), "uscc:%s", codes[i]);
        world_void(F, AUTHORITY,
                   ACT(ORGANISATION, subject, ORGANISATION_ADMITTED,
                       TEXT(ORGANISATION_NAME, "n"),
                       TEXT(ORGANISATION_USCC_OVERRIDE, "so it stands on the paper")));
        world_void(F, AUTHORITY,
                   ACT(ORGANISATION, ID(0), ORGANISATION_RECODED,
                       TEXT(ORGANISATION_USCC, codes[i]), NUMBER(ACT_FROM, 0),
                       TEXT(ORGANISATION_USCC_OVERRIDE, "so it stands on the paper")));
    }
}

/* ---- delegations ---- */

static struct world_saying agent_of(unsigned principal, unsigned agent)
{
    return (struct world_saying){ID(principal), 1, {{ID(agent), &w.f.orgs[agent].sign}}};
}

static enum sy_err speaks(unsigned agent, uint64_t grant, int64_t at)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t size;

    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    size = sy_registry_size(snapshot);
    sy_registry_release(snapshot);
    return authorise(agent_of(0, agent), size, at, &grant);
}

static void test_delegation_widened(void **state)
{
    const char *name = name_of("delegation", 0, "1");
    int64_t until = w.f.now + WORLD_YEAR;

    (void)state;
    world_void(F, ORG(1), /* by the agent */
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(1)), NUMBER(DELEGATION_CAPACITY, 3)));
    world_void(F, OFFICE(PUDONG), /* by an office, but not by its order */
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(1)), NUMBER(DELEGATION_CAPACITY, 3)));
    world_void(F, ORG(0), /* to itself */
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(0)), NUMBER(DELEGATION_CAPACITY, 3)));
    world_void(F, ORG(1), /* of another, under one's own name */
               ACT(DELEGATION, name_of("delegation", 1, "1"), DELEGATION_GRANTED,
                   TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, ID(1)),
                   NUMBER(DELEGATION_CAPACITY, 3)));
    world_done(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(1)), NUMBER(DELEGATION_CAPACITY, 3),
                   TEXT(DELEGATION_STEPS, "shipping"), TEXT(DELEGATION_STEPS, "receiving"),
                   NUMBER(ACT_UNTIL, until)));
    world_void(F, ORG(1),
               ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "shipping")));
    world_done(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "shipping")));
    world_void(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "receiving")));
    world_void(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "receiving"),
                   TEXT(DELEGATION_STEPS, "shipping")));
    world_void(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, NUMBER(ACT_UNTIL, until + 1)));
    world_done(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, NUMBER(ACT_UNTIL, until - 1)));
    assert_int_equal(force_of(name, until - 2), SY_FORCE_GOOD);
    assert_int_equal(force_of(name, until - 1), SY_FORCE_LAPSED);
}

static void test_agent_beyond_its_delegation(void **state)
{
    const char *name = name_of("delegation", 0, "1");
    int64_t from = w.f.now + WORLD_HOUR;
    int64_t until = from + WORLD_HOUR;
    uint64_t other;
    uint64_t narrowed;
    uint64_t grant;

    (void)state;
    other = world_done(F, ORG(0),
                       ACT(DELEGATION, name_of("delegation", 0, "2"), DELEGATION_GRANTED,
                           TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, ID(2)),
                           NUMBER(DELEGATION_CAPACITY, 3)));
    grant =
        world_done(F, ORG(0),
                   ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                       TEXT(DELEGATION_AGENT, ID(1)), NUMBER(DELEGATION_CAPACITY, 3),
                       NUMBER(ACT_FROM, from), NUMBER(ACT_UNTIL, until)));
    check_err(speaks(1, grant, from - 1), SY_DENIED);
    check_err(speaks(1, grant, from), SY_OK);
    check_err(speaks(1, grant, until - 1), SY_OK);
    check_err(speaks(1, grant, until), SY_DENIED);
    check_err(speaks(2, grant, from), SY_DENIED); /* another's delegation */
    check_err(speaks(1, other, from), SY_DENIED);
    check_err(speaks(1, grant - 1, from), SY_DENIED); /* another act's index */
    check_err(speaks(1, UINT64_MAX, from), SY_DENIED);
    check_err(authorise(agent_of(0, 1), grant, from, &grant), SY_DENIED); /* not granted yet */
    check_err(authorise(agent_of(0, 1), grant + 1, from, NULL), SY_KEY_NOT_IN_FORCE);
    check_err(authorise(agent_of(1, 0), grant + 1, from, &grant), SY_DENIED); /* turned round */
    narrowed = world_done(
        F, ORG(0),
        ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "shipping")));
    check_err(speaks(1, grant, from), SY_OK);
    check_err(speaks(1, narrowed, from), SY_DENIED); /* which granted nothing */
    world_done(F, ORG(1), PLAIN_ACT(DELEGATION, name, DELEGATION_ENDED));
    check_err(speaks(1, grant, from), SY_DENIED);
    check_err(authorise(agent_of(0, 1), narrowed + 1, from, &grant), SY_OK); /* as of then */
    /* Nobody speaks for another in the registry. */
    world_void(F, agent_of(0, 2),
               ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p")));
}

/* A statement of the agent names the entry: two grants in one would leave it open which of them
 * holds, the wide or the narrow one. */
static void test_two_delegations_to_one_agent_in_one_statement(void **state)
{
    struct sy_buffer submission = {0};
    struct world_saying who = ORG(0);
    struct sy_act_draft acts[2];
    uint64_t before = world_effects(F);
    const char *why;
    uint64_t grant;

    (void)state;
    acts[0] = ACT(DELEGATION, name_of("delegation", 0, "1"), DELEGATION_GRANTED,
                  TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, ID(1)),
                  NUMBER(DELEGATION_CAPACITY, 3));
    acts[1] = ACT(DELEGATION, name_of("delegation", 0, "2"), DELEGATION_GRANTED,
                  TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, ID(1)),
                  NUMBER(DELEGATION_CAPACITY, 3), TEXT(DELEGATION_STEPS, "shipping"));
    world_submission(F, &who, acts, 2, &submission);
    check_err(world_try_bytes(F, sy_buffer_bytes(&submission), &why), SY_VOID);
    grant = world_put(F, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    assert_int_equal(world_effects(F), before + 1); /* the first, not the second */
    check_err(speaks(1, grant, w.f.now), SY_OK);
}

/* What was the agent's is not its any more when the principal gave it to another. */
static void test_delegation_given_to_another_agent(void **state)
{
    const char *name = name_of("delegation", 0, "1");
    uint64_t grants[2];

    (void)state;
    for (unsigned agent = 1; agent <= 2; agent++) {
        grants[agent - 1] = world_done(
            F, ORG(0),
            ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                TEXT(DELEGATION_AGENT, ID(agent)), NUMBER(DELEGATION_CAPACITY, 3)));
        check_err(speaks(agent, grants[agent - 1], w.f.now), SY_OK);
        if (agent == 1)
            world_done(F, ORG(0), PLAIN_ACT(DELEGATION, name, DELEGATION_ENDED));
    }
    check_err(speaks(1, grants[0], w.f.now), SY_DENIED);
    check_err(speaks(1, grants[1], w.f.now), SY_DENIED);
    check_err(authorise(agent_of(0, 1), grants[0] + 1, w.f.now, &grants[0]), SY_OK); /* then */
}

/* What an office ordered, the one under the order does not end. */
static void test_order_ended_by_the_one_under_it(void **state)
{
    const char *name = name_of("delegation", 0, "1");

    (void)state;
    world_void(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(1)),
                   NUMBER(DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY)));
    world_done(F, OFFICE(PUDONG),
               ACT(DELEGATION, name, DELEGATION_GRANTED, TEXT(DELEGATION_PRINCIPAL, ID(0)),
                   TEXT(DELEGATION_AGENT, ID(1)),
                   NUMBER(DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY)));
    world_void(F, ORG(0), PLAIN_ACT(DELEGATION, name, DELEGATION_ENDED));
    world_void(F, ORG(0),
               ACT(DELEGATION, name, DELEGATION_NARROWED, TEXT(DELEGATION_STEPS, "shipping")));
    world_done(F, OFFICE(PUDONG), PLAIN_ACT(DELEGATION, name, DELEGATION_ENDED));
}

/* ---- standing ---- */

/* Who is suspended registers and grants nothing, but ends and changes its keys. */
static void test_suspended_organisation_acting(void **state)
{
    char replaced[SY_KEY_SUBJECT_BYTES + 1];
    struct fixture_key_words words;
    struct sy_secret_key key;
    struct sy_act_draft act = ACT(PRODUCT, "gtin:06141411234562", PRODUCT_REGISTERED,
                                  TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "p"));

    (void)state;
    fixture_key(960, &key);
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_SUSPENDED, TEXT(ACT_GROUND, "g")));
    world_void(F, ORG(0), act);
    world_void(F, ORG(0), PLAIN_ACT(ORGANISATION, ID(0), ORGANISATION_REINSTATED));
    world_void(F, ORG(0),
               ACT(DELEGATION, name_of("delegation", 0, "1"), DELEGATION_GRANTED,
                   TEXT(DELEGATION_PRINCIPAL, ID(0)), TEXT(DELEGATION_AGENT, ID(1)),
                   NUMBER(DELEGATION_CAPACITY, 3)));
    world_done(F, ORG(0), rotation(&key, ID(0), &w.f.orgs[0].sign, &words, replaced));
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_EXPELLED, TEXT(ACT_GROUND, "g")));
    world_void(F, SAYS(ID(0), &key), rotation(&w.keys[0], ID(0), &key, &words, replaced));
    sy_key_subject(key.public_key.bytes, words.subject);
    world_done(F, SAYS(ID(0), &key),
               ACT(KEY, words.subject, KEY_REVOKED, NUMBER(KEY_SINCE, 0)));
}

/* What would be said if the act of an open part came with this personal part. */
static enum sy_err try_parts(const struct sy_act_draft *open,
                             const struct sy_act_draft *personal)
{
    static const uint8_t secret[SY_HASH_BYTES] = {9};
    struct world_saying who = OFFICE(PUDONG);
    struct sy_scope scope = fixture_scope(F, FIXTURE_REGISTRY);
    struct sy_draft draft = {.type = open->type};
    struct sy_buffer bodies[2] = {{0}};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    const char *why;
    enum sy_err err;

    sy_act_write(open, &bodies[0]);
    sy_act_write(personal, &bodies[1]);
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&bodies[0]);
    draft.bodies[SY_PART_PERSONAL - 1] = sy_buffer_bytes(&bodies[1]);
    sy_composer_init(&composer, sy_text(who.principal), secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    world_sign(F, &who, SY_KIND_REGISTRY, &scope, &composer, NULL, &submission);
    err = world_try_bytes(F, sy_buffer_bytes(&submission), &why);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    sy_buffer_close(&bodies[0]);
    sy_buffer_close(&bodies[1]);
    return err;
}

/* The part that few may read tells another story than the one that all may. */
static void test_personal_part_that_contradicts_the_act(void **state)
{
    struct sy_act_draft open =
        ACT(PERSON, "person:310115-9", PERSON_QUALIFIED, TEXT(PERSON_ORGANISATION, ID(1)),
            TEXT(PERSON_POST, "auditor"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR));
    struct sy_act_draft fits =
        ACT(PERSON, "person:310115-9", PERSON_QUALIFIED, TEXT(PERSON_NAME, "n"));
    struct sy_act_draft other =
        ACT(PERSON, "person:310115-8", PERSON_QUALIFIED, TEXT(PERSON_NAME, "n"));
    struct sy_act_draft ended =
        ACT(PERSON, "person:310115-9", PERSON_LAPSED, TEXT(PERSON_NAME, "n"));
    struct sy_act_draft more = ACT(PERSON, "person:310115-9", PERSON_QUALIFIED,
                                   TEXT(PERSON_ORGANISATION, ID(0)), TEXT(PERSON_NAME, "n"));

    (void)state;
    check_err(try_parts(&open, &fits), SY_OK);
    check_err(try_parts(&open, &other), SY_VOID);
    check_err(try_parts(&open, &ended), SY_VOID);
    check_err(try_parts(&open, &more), SY_VOID);
}

/* A merger that is decided is not put off by a new name. */
static void test_merger_put_off(void **state)
{
    int64_t from = w.f.now + WORLD_HOUR;

    (void)state;
    world_done(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(2)), NUMBER(ACT_FROM, from)));
    assert_int_equal(force_of(ID(0), from - 1), SY_FORCE_GOOD);
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_RENAMED, TEXT(ORGANISATION_NAME, "n"),
                   NUMBER(ACT_FROM, from + WORLD_YEAR)));
    world_void(F, OFFICE(PUDONG),
               ACT(ORGANISATION, ID(0), ORGANISATION_MERGED,
                   TEXT(ORGANISATION_SUCCESSORS, ID(0)), NUMBER(ACT_FROM, from)));
    assert_int_equal(force_of(ID(0), from), SY_FORCE_SUCCEEDED);
}

#define ATTACK(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ATTACK(test_admission_held_back_or_replayed_after_expulsion),
        ATTACK(test_office_acting_for_another_district),
        ATTACK(test_office_reaching_for_sites_and_devices_of_another),
        ATTACK(test_dismissed_office),
        ATTACK(test_erasure_in_a_later_generation),
        ATTACK(test_site_pulled_under_a_market_of_the_attacker),
        ATTACK(test_market_reaching_beyond_its_hall),
        ATTACK(test_certificate_for_products_that_are_none),
        ATTACK(test_product_number_taken_by_another),
        ATTACK(test_certifier_out_of_scope),
        ATTACK(test_body_that_is_not_accredited_at_all),
        ATTACK(test_certificate_signed_by_one_of_two),
        ATTACK(test_body_lifting_what_an_office_suspended),
        ATTACK(test_certificate_of_a_barred_person),
        ATTACK(test_bar_that_is_over),
        ATTACK(test_certificate_of_another_body_s_person),
        ATTACK(test_certificate_when_the_person_s_key_is_revoked),
        ATTACK(test_certificate_when_the_person_s_qualification_lapsed),
        ATTACK(test_rotation_signed_by_one_key),
        ATTACK(test_registering_another_s_public_key),
        ATTACK(test_ending_another_s_keys),
        ATTACK(test_key_before_it_was_added_and_after_it_was_revoked),
        ATTACK(test_auditor_finds_a_key_before_it_was_added),
        ATTACK(test_auditor_finds_a_key_after_it_was_revoked),
        ATTACK(test_auditor_finds_a_stranger_in_the_registry),
        ATTACK(test_revocation_withheld_from_an_auditor),
        ATTACK(test_fewer_authorities_than_needed),
        ATTACK(test_signatures_of_a_relayed_statement),
        ATTACK(test_statement_from_another_network_or_place),
        ATTACK(test_look_alike_identifiers),
        ATTACK(test_look_alike_code_with_a_reason),
        ATTACK(test_delegation_widened),
        ATTACK(test_agent_beyond_its_delegation),
        ATTACK(test_two_delegations_to_one_agent_in_one_statement),
        ATTACK(test_delegation_given_to_another_agent),
        ATTACK(test_order_ended_by_the_one_under_it),
        ATTACK(test_suspended_organisation_acting),
        ATTACK(test_personal_part_that_contradicts_the_act),
        ATTACK(test_merger_put_off),
    };

    return cmocka_run_group_tests_name("registry_attacks", tests, NULL, NULL);
}
