/* What a reader is to a record, in a city with offices of three levels: whom the record names,
 * where it happened, by whom its principal was admitted, what was disclosed; and who somebody
 * is when the registry has moved on. */
#include "tests/unit/fixture.h"

#include "ledger/access_case.h"
#include "ledger/capture.h"
#include "ledger/possession.h"
#include "ledger/view_disclosure.h"
#include "proto/disclosure.h"

/* Organisations 0 and 1 have sites; the place of org 0 is 310115, that of org 1 310112. */
enum { FARM, SHOP, HEIR, STRANGER };

#define CITY      "regulator:310000-1"
#define PUDONG    "regulator:310115-1"
#define MINHANG   "regulator:310112-1"
#define STREET    "regulator:310115-2"
#define ELSEWHERE "regulator:320600-1"
#define PERSON    "person:310115-1"

static struct fixture f;
static struct sy_view *view;
static char farm_site[256];
static char shop_site[256];
static struct sy_secret_key offices[5];

static struct sy_secret_key *key_of(const char *principal)
{
    static const char *const names[] = {CITY, PUDONG, MINHANG, STREET, ELSEWHERE};

    for (size_t i = 0; i < 5; i++) {
        if (strcmp(principal, names[i]) == 0)
            return &offices[i];
    }
    return &f.authority;
}

/* An act with an open part and, where there is one, a personal part; the entry's index. */
static uint64_t act(const char *principal, const struct sy_act_draft *open,
                    const struct sy_act_draft *personal)
{
    static const uint8_t secret[SY_HASH_BYTES] = {7};
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_REGISTRY),
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = f.now,
                                 .keys = key_of(principal),
                                 .key_count = 1};
    struct sy_draft draft = {.type = open->type};
    struct sy_composer composer;
    struct sy_buffer bodies[2] = {{0}};
    struct sy_buffer submission = {0};
    struct sy_hash id;
    uint64_t index;

    f.now += 1000000;
    sy_act_write(open, &bodies[0]);
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&bodies[0]);
    if (personal != NULL) {
        sy_act_write(personal, &bodies[1]);
        draft.bodies[SY_PART_PERSONAL - 1] = sy_buffer_bytes(&bodies[1]);
    }
    sy_composer_init(&composer, sy_text(principal), secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    index = fixture_append(&f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    fixture_apply(&f);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    sy_buffer_close(&bodies[0]);
    sy_buffer_close(&bodies[1]);
    return index;
}

/* What an act on the subject must say in "after" now. */
static uint64_t after(const char *subject)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t out;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_after(snapshot, sy_text(subject), &out), SY_OK);
    sy_registry_release(snapshot);
    return out;
}

static struct sy_act_draft draft_of(uint32_t type, const char *subject, uint32_t verb)
{
    return sy_act_draft(type, sy_text(subject), after(subject), verb);
}

static void add_key(const char *holder, const struct sy_secret_key *key, unsigned use)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    uint8_t possession[SY_SIGNATURE_BYTES];
    struct sy_act_draft draft;

    sy_key_subject(key->public_key.bytes, subject);
    check_err(sy_possession_sign(&f.network.id, sy_text(holder), 1u << use, key, possession),
              SY_OK);
    draft = draft_of(SY_TYPE_KEY, subject, SY_KEY_ADDED);
    sy_act_draft_text(&draft, SY_KEY_ORGANISATION, holder);
    sy_act_draft_bytes(&draft, SY_KEY_PUBLIC_KEY, fixture_key_bytes(key));
    sy_act_draft_uint(&draft, SY_KEY_USES, use);
    sy_act_draft_bytes(&draft, SY_KEY_POSSESSION,
                       (struct sy_bytes){possession, sizeof(possession)});
    act(SY_AUTHORITY, &draft, NULL);
}

static void appoint(const char *office, uint64_t level, const char *district,
                    const char *street)
{
    struct sy_act_draft draft = draft_of(SY_TYPE_REGULATOR, office, SY_REGULATOR_APPOINTED);

    sy_act_draft_text(&draft, SY_REGULATOR_NAME, "市场监管机构");
    sy_act_draft_uint(&draft, SY_REGULATOR_LEVEL, level);
    sy_act_draft_text(&draft, SY_REGULATOR_DISTRICT, district);
    if (street != NULL)
        sy_act_draft_text(&draft, SY_REGULATOR_STREET, street);
    act(SY_AUTHORITY, &draft, NULL);
    add_key(office, key_of(office), SY_USE_SIGN);
}

/* An organisation, admitted by that office, with a contact in its personal part; the entry. */
static uint64_t admit(const char *office, unsigned org, const char *district, const char *gln)
{
    const char *subject = f.orgs[org].subject;
    struct sy_act_draft open =
        draft_of(SY_TYPE_ORGANISATION, subject, SY_ORGANISATION_ADMITTED);
    struct sy_act_draft personal = open;
    uint64_t index;

    sy_act_draft_text(&open, SY_ORGANISATION_USCC, f.orgs[org].uscc);
    sy_act_draft_text(&open, SY_ORGANISATION_NAME, "上海示例食品有限公司");
    sy_act_draft_text(&open, SY_ORGANISATION_DISTRICT, district);
    if (gln != NULL)
        sy_act_draft_text(&open, SY_ORGANISATION_GLN, gln);
    sy_act_draft_text(&personal, SY_ORGANISATION_CONTACT, "示例联系人");
    index = act(office, &open, &personal);
    add_key(subject, &f.orgs[org].sign, SY_USE_SIGN);
    return index;
}

static void open_site(const char *site, unsigned org, const char *district, const char *street,
                      const char *gln)
{
    struct sy_act_draft draft = draft_of(SY_TYPE_SITE, site, SY_SITE_OPENED);

    sy_act_draft_text(&draft, SY_SITE_ORGANISATION, f.orgs[org].subject);
    sy_act_draft_text(&draft, SY_SITE_DISTRICT, district);
    if (street != NULL)
        sy_act_draft_text(&draft, SY_SITE_STREET, street);
    if (gln != NULL)
        sy_act_draft_text(&draft, SY_SITE_GLN, gln);
    act(SY_AUTHORITY, &draft, NULL);
}

static uint64_t shop_admitted;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f); /* organisation 0, by the authority */
    check_err(sy_view_open(fixture_path(&f, "view"), FIXTURE_MAP_BYTES, &view), SY_OK);
    for (uint32_t i = 0; i < 5; i++)
        fixture_key(900 + i, &offices[i]);
    snprintf(farm_site, sizeof(farm_site), "urn:suyuan:1:site:%s:barn", f.orgs[FARM].subject);
    snprintf(shop_site, sizeof(shop_site), "urn:suyuan:1:site:%s:hall", f.orgs[SHOP].subject);
    appoint(CITY, SY_LEVEL_CITY, "310000", NULL);
    appoint(PUDONG, SY_LEVEL_DISTRICT, "310115", NULL);
    appoint(MINHANG, SY_LEVEL_DISTRICT, "310112", NULL);
    appoint(STREET, SY_LEVEL_STREET, "310115", "310115004");
    appoint(ELSEWHERE, SY_LEVEL_CITY, "320600", NULL);
    shop_admitted = admit(PUDONG, SHOP, "310115", "4012345000009");
    admit(PUDONG, HEIR, "310115", NULL);
    admit(MINHANG, STRANGER, "310112", NULL);
    open_site(farm_site, FARM, "310115", "310115004", NULL);
    open_site(shop_site, SHOP, "310112", NULL, "4012345000016");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_view_close(view);
    fixture_close(&f);
    return 0;
}

/* An event of the organisation with these members, each behind a comma, and a part of every
 * kind; the entry's index. */
static uint64_t event(unsigned org, const char *members)
{
    char json[4096];
    struct sy_capture capture = {0};
    struct sy_draft draft = {0};
    uint64_t index;

    snprintf(
        json, sizeof(json),
        "{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-23T08:00:00Z\","
        "\"eventTimeZoneOffset\":\"+00:00\",\"action\":\"OBSERVE\",\"epcList\":[\"urn:a:1\"],"
        "\"eventID\":\"urn:x:chain-1\",\"suyuan:unitPrice\":1,\"suyuan:driver\":\"x\"%s}",
        members);
    check_err(sy_capture_read(sy_text(json), NULL, &capture), SY_OK);
    assert_int_equal(capture.count, 1);
    draft.type = capture.records[0].type;
    for (size_t p = 0; p < SY_PART_KINDS; p++) {
        assert_true(capture.records[0].has[p]);
        draft.bodies[p] = capture.records[0].body[p];
    }
    index = fixture_append_drafts(&f, org, &draft, 1);
    sy_capture_close(&capture);
    return index;
}

static void apply_view(struct sy_view *to)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_view_apply(to, 0, fixture_origin(&f, FIXTURE_DISTRICT), snapshot, UINT64_MAX,
                            &applied),
              SY_OK);
    sy_log_release(snapshot);
}

/* A reader, and what he looks at. */
struct looking {
    struct sy_registry_snapshot *registry;
    struct sy_log_snapshot *registry_log;
    struct sy_view_snapshot *items;
    struct sy_access access;
};

/* He names what he looks at. */
static void look(struct looking *l, const char *reader, int64_t now)
{
    apply_view(view);
    check_err(sy_registry_snapshot(f.registry, &l->registry), SY_OK);
    check_err(sy_view_snapshot(view, &l->items), SY_OK);
    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &l->registry_log), SY_OK);
    check_err(sy_access_open(l->registry, l->registry_log, l->items, sy_text(reader), now,
                             &l->access),
              SY_OK);
    l->access.presented = true;
}

static void look_away(struct looking *l)
{
    sy_log_release(l->registry_log);
    sy_view_release(l->items);
    sy_registry_release(l->registry);
}

static struct sy_hash hash_of(const struct sy_record_share *record)
{
    struct sy_record_digest digest;

    sy_record_digest_of(record, &digest);
    return sy_record_hash(&digest);
}

/* Which parts of record 0 of the entry he gets: letters O, C, M and P. */
static const char *parts_seen(struct looking *l, unsigned log, uint64_t index)
{
    static char out[8];
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_log_snapshot *own;
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_access_case it;
    struct sy_entry entry;
    struct sy_bytes bytes;
    struct sy_hash before;
    struct sy_hash now;
    size_t len = 0;

    check_err(sy_log_snapshot(f.logs[log], &own), SY_OK);
    check_err(sy_log_statement(own, index, &bytes, &entry, &statement), SY_OK);
    check_err(sy_log_record(own, index, 0, &record), SY_OK);
    before = hash_of(&record);
    check_err(sy_access_decide(&l->access, own, index, &statement, &record, &it), SY_OK);
    sy_access_withhold(&it, &record, hashes);
    for (size_t i = 0; i < record.part_count; i++) {
        if (record.parts[i].part.data != NULL)
            out[len++] = "?OCMP"[record.parts[i].kind];
    }
    out[len] = 0;
    now = hash_of(&record); /* whatever is withheld, it is the same record */
    assert_true(sy_hash_equal(&before, &now));
    sy_log_release(own);
    return out;
}

static const char *seen_at(unsigned log, uint64_t index, const char *reader, int64_t now)
{
    struct looking l;
    const char *out;

    look(&l, reader, now);
    out = parts_seen(&l, log, index);
    look_away(&l);
    return out;
}

static const char *seen(uint64_t index, const char *reader)
{
    return seen_at(FIXTURE_DISTRICT, index, reader, f.now);
}

/* What he gets who reads the log from its beginning. */
static const char *seen_in_bulk(unsigned log, uint64_t index, const char *reader)
{
    struct looking l;
    const char *out;

    look(&l, reader, f.now);
    l.access.presented = false;
    out = parts_seen(&l, log, index);
    look_away(&l);
    return out;
}

#define CHECK_BULK(index, reader, want)                                                        \
    assert_string_equal(seen_in_bulk(FIXTURE_DISTRICT, index, reader), want)
#define CHECK_SEEN(index, reader, want) assert_string_equal(seen(index, reader), want)

static const char *org(unsigned n)
{
    return f.orgs[n].subject;
}

static void test_organisations(void **state)
{
    char members[1024];
    uint64_t alone = event(FARM, "");
    uint64_t sold;
    uint64_t by_gln;

    (void)state;
    CHECK_SEEN(alone, "", "O");
    CHECK_SEEN(alone, org(FARM), "OCMP");
    CHECK_SEEN(alone, org(SHOP), "O");
    CHECK_SEEN(alone, "uscc:91310115MA1K3BT", "O"); /* the front of an id is nobody */
    snprintf(members, sizeof(members),
             ",\"destinationList\":[{\"type\":\"owning_party\",\"destination\":"
             "\"urn:suyuan:1:org:%s\"}]",
             org(SHOP));
    sold = event(FARM, members);
    CHECK_SEEN(sold, org(SHOP), "OC");
    CHECK_BULK(sold, "", "");
    CHECK_BULK(sold, org(STRANGER), "");
    CHECK_BULK(sold, org(SHOP), "OC");
    CHECK_BULK(sold, org(FARM), "OCMP");
    CHECK_BULK(sold, ELSEWHERE, "O");
    CHECK_BULK(sold, SY_AUTHORITY, "OCMP");
    assert_string_equal(seen_in_bulk(FIXTURE_REGISTRY, 0, ""), "O");
    CHECK_SEEN(sold, org(STRANGER), "O");
    by_gln = event(FARM, ",\"sourceList\":[{\"type\":\"possessing_party\",\"source\":"
                         "\"urn:epc:id:pgln:4012345.00000.\"}]");
    CHECK_SEEN(by_gln, org(STRANGER), "O");
    by_gln = event(FARM, ",\"sourceList\":[{\"type\":\"possessing_party\",\"source\":"
                         "\"https://id.gs1.org/417/4012345000009\"}]");
    CHECK_SEEN(by_gln, org(SHOP), "OC");
    CHECK_SEEN(by_gln, org(STRANGER), "O");
}

/* Who runs the place is named, whether the place is given by its registry id or its GLN. */
static void test_whose_place(void **state)
{
    char members[1024];
    uint64_t at;

    (void)state;
    snprintf(members, sizeof(members), ",\"bizLocation\":{\"id\":\"%s\"}", shop_site);
    at = event(FARM, members);
    CHECK_SEEN(at, org(SHOP), "OC");
    CHECK_SEEN(at, org(STRANGER), "O");
    at = event(FARM, ",\"readPoint\":{\"id\":\"https://id.gs1.org/414/4012345000016\"}");
    CHECK_SEEN(at, org(SHOP), "OC");
    CHECK_SEEN(at, org(STRANGER), "O");
}

static void change_site(const char *site, uint32_t verb, const char *gln)
{
    struct sy_act_draft draft = draft_of(SY_TYPE_SITE, site, verb);

    if (gln != NULL)
        sy_act_draft_text(&draft, SY_SITE_GLN, gln);
    act(SY_AUTHORITY, &draft, NULL);
}

/* Who had a GLN before is not named by it once another has it: closed, or with another GLN. */
static void test_gln_of_a_former_site(void **state)
{
    static const char *const glns[] = {"4012345000023", "4012345000030", "4012345000047"};
    char names[2][2][256];
    uint64_t at[2];

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        unsigned former = i == 0 ? SHOP : STRANGER;
        unsigned now = i == 0 ? STRANGER : SHOP;
        char members[128];

        snprintf(names[i][0], sizeof(names[i][0]), "urn:suyuan:1:site:%s:f%u", org(former), i);
        snprintf(names[i][1], sizeof(names[i][1]), "urn:suyuan:1:site:%s:n%u", org(now), i);
        open_site(names[i][0], former, "310112", NULL, glns[i]);
        snprintf(members, sizeof(members),
                 ",\"readPoint\":{\"id\":\"https://id.gs1.org/414/%s\"}", glns[i]);
        at[i] = event(FARM, members);
        CHECK_SEEN(at[i], org(former), "OC");
        change_site(names[i][0], i == 0 ? SY_SITE_CLOSED : SY_SITE_CHANGED,
                    i == 0 ? NULL : glns[2]);
        CHECK_SEEN(at[i], org(former), "OC"); /* nobody else's */
        open_site(names[i][1], now, "310112", NULL, glns[i]);
        CHECK_SEEN(at[i], org(former), "O");
        CHECK_SEEN(at[i], org(now), "OC");
    }
}

/* The farm was admitted by the authority: its persons are the city's business. */
static void test_area_by_site(void **state)
{
    char members[1024];
    uint64_t at;

    (void)state;
    snprintf(members, sizeof(members), ",\"readPoint\":{\"id\":\"%s\"}", farm_site);
    at = event(FARM, members);
    CHECK_SEEN(at, CITY, "OCMP");
    CHECK_SEEN(at, SY_AUTHORITY, "OCMP");
    CHECK_SEEN(at, PUDONG, "OCM");
    CHECK_SEEN(at, STREET, "OCM");
    CHECK_SEEN(at, MINHANG, "O");
    CHECK_SEEN(at, ELSEWHERE, "O");
    snprintf(members, sizeof(members), ",\"readPoint\":{\"id\":\"%s\"}", shop_site);
    at = event(FARM, members); /* another's place, in another district */
    CHECK_SEEN(at, MINHANG, "OCM");
    CHECK_SEEN(at, PUDONG, "O");
    CHECK_SEEN(at, STREET, "O");
    CHECK_SEEN(at, CITY, "OCMP");
}

/* The shop was admitted by a district office, and happens to have its place elsewhere. */
static void test_level_by_admission(void **state)
{
    char members[1024];
    uint64_t at;

    (void)state;
    snprintf(members, sizeof(members), ",\"readPoint\":{\"id\":\"%s\"}", shop_site);
    at = event(SHOP, members);
    CHECK_SEEN(at, MINHANG, "OCMP");
    CHECK_SEEN(at, CITY, "OCM");
    CHECK_SEEN(at, SY_AUTHORITY, "OCM");
    CHECK_SEEN(at, PUDONG, "O");
    CHECK_SEEN(at, org(SHOP), "OCMP");
}

/* What was found of one principal is not held for another's. */
static void test_one_after_another(void **state)
{
    const uint64_t at[] = {event(SHOP, ""), event(FARM, ""), event(SHOP, "")};
    const char *const want[] = {"OCM", "OCMP", "OCM"};
    struct looking l;

    (void)state;
    look(&l, SY_AUTHORITY, f.now);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(parts_seen(&l, FIXTURE_DISTRICT, at[i]), want[i]);
    look_away(&l);
}

static void test_area_without_site(void **state)
{
    uint64_t at;

    (void)state;
    at = event(SHOP, ""); /* nowhere: where its principal is registered */
    CHECK_SEEN(at, PUDONG, "OCMP");
    CHECK_SEEN(at, MINHANG, "O");
    CHECK_SEEN(at, STREET, "O");
    at = event(SHOP, ",\"readPoint\":{\"id\":\"urn:x:van\",\"suyuan:district\":\"310112\"}");
    CHECK_SEEN(at, MINHANG, "OCMP");
    CHECK_SEEN(at, PUDONG, "O");
    CHECK_SEEN(at, STREET, "O"); /* nobody said which street */
    at = event(SHOP, ",\"readPoint\":{\"id\":\"https://id.gs1.org/414/4012345000016/254/7\"}");
    CHECK_SEEN(at, MINHANG, "OCMP");
    CHECK_SEEN(at, PUDONG, "O");
}

static void test_registry(void **state)
{
    struct sy_act_draft open = draft_of(SY_TYPE_PERSON, PERSON, SY_PERSON_QUALIFIED);
    struct sy_act_draft personal = open;
    uint64_t person;

    (void)state;
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, "", f.now), "O");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, org(SHOP), f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, org(FARM), f.now), "O");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, PUDONG, f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, CITY, f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, MINHANG, f.now), "O");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, STREET, f.now), "O");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, shop_admitted, SY_AUTHORITY, f.now), "OP");
    sy_act_draft_text(&open, SY_PERSON_ORGANISATION, org(SHOP));
    sy_act_draft_text(&open, SY_PERSON_POST, "质量检验员");
    sy_act_draft_int(&open, SY_ACT_UNTIL, f.now + 1000000000);
    sy_act_draft_text(&personal, SY_PERSON_NAME, "示例人员");
    person = act(PUDONG, &open, &personal);
    assert_string_equal(seen_at(FIXTURE_REGISTRY, person, PERSON, f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, person, org(SHOP), f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, person, PUDONG, f.now), "OP");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, person, org(FARM), f.now), "O");
    assert_string_equal(seen_at(FIXTURE_REGISTRY, person, MINHANG, f.now), "O");
    CHECK_SEEN(event(SHOP, ""), PERSON, "O");
    CHECK_SEEN(event(SHOP, ""), "node:310115", "OCMP");
}

static uint64_t disclose(unsigned org_n, uint64_t index, uint32_t kind, const char *to,
                         bool open)
{
    struct sy_log_snapshot *own;
    struct sy_record_digest digest;
    struct sy_buffer body = {0};
    struct sy_draft draft = {.type = SY_TYPE_DISCLOSURE};
    struct sy_hash hash;
    struct sy_disclosure disclosure = {.kind = kind};
    uint64_t at;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &own), SY_OK);
    check_err(sy_log_digest(own, index, 0, &digest), SY_OK);
    sy_log_release(own);
    hash = sy_record_hash(&digest);
    disclosure.record_hash = fixture_hash_bytes(&hash);
    if (to != NULL)
        disclosure.to = sy_text(to);
    sy_disclosure_write(&disclosure, &body);
    draft.bodies[open ? 0 : 1] = sy_buffer_bytes(&body);
    at = fixture_append_drafts(&f, org_n, &draft, 1);
    sy_buffer_close(&body);
    return at;
}

static void test_disclosed(void **state)
{
    uint64_t first = event(FARM, "");
    uint64_t second = event(FARM, ",\"disposition\":\"active\"");
    uint64_t disclosed;

    (void)state;
    for (unsigned i = 0; i < 100; i++)
        disclose(STRANGER, first, SY_PART_CHAIN, NULL, true); /* it is not its own to open */
    CHECK_SEEN(first, "", "O");
    CHECK_SEEN(first, org(STRANGER), "O");
    disclosed = disclose(FARM, first, SY_PART_COMMERCIAL, org(SHOP), false);
    CHECK_SEEN(first, org(SHOP), "OM");
    CHECK_SEEN(first, org(STRANGER), "O");
    CHECK_SEEN(first, "", "O");
    CHECK_SEEN(disclosed, org(SHOP), "C"); /* it may know of it */
    CHECK_SEEN(disclosed, org(STRANGER), "");
    disclose(FARM, first, SY_PART_CHAIN, NULL, true);
    CHECK_SEEN(first, "", "OC");
    CHECK_SEEN(first, org(SHOP), "OCM");
    CHECK_SEEN(first, org(STRANGER), "OC");
    CHECK_SEEN(second, "", "O"); /* another record stays as it was */
}

/* However often others disclose it, before or behind its principal in order: what the principal
 * says is found. */
static void test_disclosed_by_many(void **state)
{
    uint64_t farm = event(FARM, ",\"disposition\":\"in_progress\"");
    uint64_t heir = event(HEIR, ",\"disposition\":\"in_progress\"");

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        disclose(HEIR, farm, SY_PART_CHAIN, NULL, true);
        disclose(FARM, heir, SY_PART_CHAIN, NULL, true);
    }
    CHECK_SEEN(farm, "", "O");
    CHECK_SEEN(heir, "", "O");
    disclose(FARM, farm, SY_PART_COMMERCIAL, NULL, true);
    disclose(HEIR, heir, SY_PART_COMMERCIAL, NULL, true);
    CHECK_SEEN(farm, "", "OM");
    CHECK_SEEN(heir, "", "OM");
}

/* Signed by an office: one whose area has the place, or one that has not. */
static void test_disclosed_by_office(void **state)
{
    struct fixture_org office = f.orgs[FARM];
    struct fixture_org kept = f.orgs[FARM];
    char members[1024];
    uint64_t at;

    (void)state;
    snprintf(members, sizeof(members), ",\"readPoint\":{\"id\":\"%s\"}", shop_site);
    at = event(SHOP, members);
    snprintf(office.subject, sizeof(office.subject), PUDONG);
    office.sign = *key_of(PUDONG);
    f.orgs[FARM] = office;
    disclose(FARM, at, SY_PART_CHAIN, NULL, true);
    CHECK_SEEN(at, "", "O");
    snprintf(office.subject, sizeof(office.subject), MINHANG);
    office.sign = *key_of(MINHANG);
    f.orgs[FARM] = office;
    disclose(FARM, at, SY_PART_CHAIN, NULL, true);
    f.orgs[FARM] = kept;
    CHECK_SEEN(at, "", "OC");
    CHECK_SEEN(at, org(STRANGER), "OC");
}

static void say(const char *subject, uint32_t type, uint32_t verb)
{
    struct sy_act_draft draft = draft_of(type, subject, verb);

    if (verb != SY_REGULATOR_DISMISSED || type != SY_TYPE_REGULATOR) {
        sy_act_draft_text(&draft, SY_ACT_GROUND, "示例法规第一条");
        sy_act_draft_text(&draft, SY_ACT_REASON, "示例");
    }
    act(SY_AUTHORITY, &draft, NULL);
}

static void test_standing_and_succession(void **state)
{
    struct sy_act_draft merged;
    char members[1024];
    uint64_t named;
    uint64_t own;

    (void)state;
    snprintf(members, sizeof(members),
             ",\"destinationList\":[{\"type\":\"owning_party\",\"destination\":"
             "\"urn:suyuan:1:org:%s\"}]",
             org(STRANGER));
    named = event(FARM, members);
    own = event(STRANGER, "");
    CHECK_SEEN(named, org(STRANGER), "OC");
    say(org(STRANGER), SY_TYPE_ORGANISATION, SY_ORGANISATION_SUSPENDED);
    CHECK_SEEN(named, org(STRANGER), "OC");
    CHECK_SEEN(own, org(STRANGER), "OCMP");
    say(org(STRANGER), SY_TYPE_ORGANISATION, SY_ORGANISATION_EXPELLED);
    CHECK_SEEN(named, org(STRANGER), "O");
    CHECK_SEEN(own, org(STRANGER), "OCMP"); /* it still answers for what it said */

    own = event(SHOP, "");
    CHECK_SEEN(own, org(HEIR), "O");
    merged = draft_of(SY_TYPE_ORGANISATION, org(SHOP), SY_ORGANISATION_MERGED);
    sy_act_draft_text(&merged, SY_ORGANISATION_SUCCESSORS, org(HEIR));
    sy_act_draft_int(&merged, SY_ACT_FROM, f.now + 60000000);
    act(SY_AUTHORITY, &merged, NULL);
    CHECK_SEEN(own, org(HEIR), "O"); /* not yet */
    assert_string_equal(seen_at(FIXTURE_DISTRICT, own, org(HEIR), f.now + 61000000), "OCMP");
    assert_string_equal(seen_at(FIXTURE_DISTRICT, own, org(FARM), f.now + 61000000), "O");
}

static void test_dismissed(void **state)
{
    uint64_t at = event(SHOP, "");

    (void)state;
    CHECK_SEEN(at, PUDONG, "OCMP");
    say(PUDONG, SY_TYPE_REGULATOR, SY_REGULATOR_DISMISSED);
    CHECK_SEEN(at, PUDONG, "O");
}

static void put_disclosures(struct sy_view *from, const struct sy_hash *record,
                            struct sy_bytes to, struct sy_buffer *out)
{
    struct sy_view_disclosure at = {0};
    struct sy_view_snapshot *snapshot;

    check_err(sy_view_snapshot(from, &snapshot), SY_OK);
    while (sy_view_next_disclosure(snapshot, record, to, false, &at) == SY_OK) {
        sy_buffer_put(out, at.key, sizeof(at.key));
        sy_buffer_put_u8(out, (uint8_t)at.kind);
        sy_buffer_put_bytes(out, at.principal);
    }
    sy_view_release(snapshot);
}

static void test_built_anew(void **state)
{
    uint64_t at = event(FARM, "");
    struct sy_buffer rows[2] = {{0}};
    struct sy_record_digest digest;
    struct sy_log_snapshot *own;
    struct sy_view *again;
    struct sy_hash hash;

    (void)state;
    disclose(FARM, at, SY_PART_CHAIN, NULL, true);
    disclose(STRANGER, at, SY_PART_COMMERCIAL, org(SHOP), false);
    disclose(FARM, at, SY_PART_COMMERCIAL, org(SHOP), false);
    apply_view(view);
    check_err(sy_view_open(fixture_path(&f, "again"), FIXTURE_MAP_BYTES, &again), SY_OK);
    apply_view(again);
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &own), SY_OK);
    check_err(sy_log_digest(own, at, 0, &digest), SY_OK);
    sy_log_release(own);
    hash = sy_record_hash(&digest);
    for (unsigned i = 0; i < 2; i++) {
        put_disclosures(i == 0 ? view : again, &hash, (struct sy_bytes){NULL, 0}, &rows[i]);
        put_disclosures(i == 0 ? view : again, &hash, sy_text(org(SHOP)), &rows[i]);
    }
    assert_true(rows[0].len > 3 * SY_VIEW_DISCLOSURE_KEY_BYTES);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&rows[0]), sy_buffer_bytes(&rows[1])));
    sy_buffer_close(&rows[0]);
    sy_buffer_close(&rows[1]);
    sy_view_close(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_organisations),
        cmocka_unit_test(test_whose_place),
        cmocka_unit_test(test_gln_of_a_former_site),
        cmocka_unit_test(test_area_by_site),
        cmocka_unit_test(test_level_by_admission),
        cmocka_unit_test(test_one_after_another),
        cmocka_unit_test(test_area_without_site),
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_disclosed),
        cmocka_unit_test(test_disclosed_by_many),
        cmocka_unit_test(test_disclosed_by_office),
        cmocka_unit_test(test_built_anew),
        cmocka_unit_test(test_standing_and_succession),
        cmocka_unit_test(test_dismissed),
    };

    return cmocka_run_group_tests_name("access_case", tests, setup, teardown);
}
