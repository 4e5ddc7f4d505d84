/* What a node admits: roles, steps, licences, delegations and standing, by date, over a
 * registry whose acts the authority made. */
#include "tests/unit/fixture.h"

#include "ledger/admission.h"
#include "ledger/admission_record.h"
#include "ledger/admission_table.h"
#include "proto/share.h"
#include "proto/submission.h"

#define DAY ((int64_t)86400 * 1000000)

#define FIRM    "uscc:91310115MA1K3BTP2B"
#define AGENT   "uscc:91310112087994932F"
#define OFFICE  "regulator:310115-1"
#define MARKET  "urn:suyuan:1:site:" FIRM ":market"
#define STALL   "urn:suyuan:1:site:" FIRM ":stall7"
#define BRANCH  "urn:suyuan:1:site:" FIRM ":branch"
#define PORK    "class:pork"
#define FOOD    "class:food"
#define FORMULA "class:formula"

/* GTIN 06901234567892 as an EPC, a lot of it, and as a web address. */
#define EPC  "urn:epc:id:sgtin:6901234.056789.7"
#define LOT  "urn:epc:class:lgtin:6901234.056789.L1"
#define LINK "https://example.com/01/06901234567892/21/7"

/* ---- statements ---- */

struct event {
    const char *type, *action, *step, *disposition, *set, *place, *read_point;
    const char *epc, *lot, *input, *output, *child;
    bool wrong;
};

static void put_nested(struct sy_buffer *to, uint32_t number, uint32_t inner, const char *text)
{
    struct sy_buffer body = {0};

    if (text == NULL)
        return;
    if (number == 12)
        sy_wire_put_uint(&body, 1, 0);
    sy_wire_put_text(&body, inner, text);
    sy_wire_put_bytes(to, number, sy_buffer_bytes(&body));
    sy_buffer_close(&body);
}

static void put_text(struct sy_buffer *to, uint32_t number, const char *text)
{
    if (text != NULL)
        sy_wire_put_text(to, number, text);
}

static void put_event(const struct event *e, struct sy_buffer *to)
{
    put_text(to, 1, e->type == NULL ? "ObjectEvent" : e->type);
    put_text(to, 5, e->action == NULL ? "OBSERVE" : e->action);
    put_text(to, 6, e->step);
    put_text(to, 7, e->disposition);
    put_nested(to, 8, 1, e->set);
    put_nested(to, 9, 2, e->wrong ? "did_not_occur" : NULL);
    put_text(to, 11, e->epc);
    put_nested(to, 12, 2, e->lot);
    put_text(to, 14, e->child);
    put_text(to, 16, e->input);
    put_text(to, 18, e->output);
    put_nested(to, 21, 1, e->read_point);
    put_nested(to, 22, 1, e->place);
}

/* A statement that was checked, its records one after the other; only for admission. */
struct declared {
    struct sy_buffer message;
    struct sy_checked checked;
    uint32_t count;
};

static void begin(struct declared *d, const char *principal)
{
    memset(d, 0, sizeof(*d));
    sy_submission_put_head(&d->message, sy_text("x"), NULL, 0);
    d->checked.statement.principal = sy_text(principal);
    d->checked.statement.kind = SY_KIND_RECORDS;
    d->checked.statement.signer_count = 1;
}

static void add_record(struct declared *d, uint32_t type, struct sy_bytes body, uint32_t kind)
{
    static const uint8_t nonce[SY_NONCE_BYTES];
    struct sy_part part = {{nonce, sizeof(nonce)}, type, body};
    struct sy_record_share share = {.index = d->count++, .part_count = 1};
    struct sy_buffer bytes = {0};

    sy_part_write(&part, &bytes);
    share.parts[0] = (struct sy_part_share){.kind = kind, .part = sy_buffer_bytes(&bytes)};
    sy_record_share_put(&d->message, SY_SUBMISSION_RECORDS, &share);
    sy_buffer_close(&bytes);
}

static void add(struct declared *d, const struct event *e)
{
    struct sy_buffer body = {0};

    put_event(e, &body);
    add_record(d, SY_TYPE_EPCIS_EVENT, sy_buffer_bytes(&body), SY_PART_OPEN);
    sy_buffer_close(&body);
}

static struct fixture f;
static struct sy_admission last; /* what the latest check said */

static enum sy_err end(struct declared *d, int64_t now)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(d->message.err, SY_OK);
    d->checked.submission.message = sy_buffer_bytes(&d->message);
    memset(&last, 0x55, sizeof(last));
    err = sy_admission_check(snapshot, now, &d->checked, &last);
    if (err == SY_OK)
        assert_int_equal(last.words[0], 0);
    sy_registry_release(snapshot);
    sy_buffer_close(&d->message);
    return err;
}

static enum sy_err one(const char *principal, const struct event *e, int64_t now)
{
    struct declared d;

    begin(&d, principal);
    add(&d, e);
    return end(&d, now);
}

static enum sy_err step(const char *principal, const char *name)
{
    return one(principal, &(const struct event){.step = name}, FIXTURE_NOW);
}

static enum sy_err delegated(const struct event *e, uint64_t delegation)
{
    struct declared d;

    begin(&d, FIRM);
    d.checked.statement.has_delegation = true;
    d.checked.statement.delegation = delegation;
    d.checked.statement.signers[0].subject = sy_text(AGENT);
    add(&d, e);
    return end(&d, FIXTURE_NOW);
}

static enum sy_err record_of(const char *principal, uint32_t type, uint32_t kind)
{
    struct declared d;

    begin(&d, principal);
    d.checked.statement.kind = kind;
    add_record(&d, type, sy_text("body"), SY_PART_OPEN);
    return end(&d, FIXTURE_NOW);
}

static void check_says(const char *text)
{
    if (strstr(last.words, text) == NULL)
        fail_msg("not said: %s\nbut: %s", text, last.words);
}

/* ---- acts ---- */

/* By the authority, with effect; the index of its entry. */
static uint64_t act(struct sy_act_draft *draft)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_state state;
    uint64_t after;
    uint64_t index;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_after(snapshot, draft->fields[0].bytes, &after), SY_OK);
    sy_registry_release(snapshot);
    sy_act_draft_after(draft, after);
    index = fixture_act(&f, draft, 1);
    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, draft->fields[0].bytes, UINT64_MAX, &state), SY_OK);
    assert_int_equal(state.index, index);
    sy_registry_release(snapshot);
    return index;
}

static void admit(const char *subject, uint32_t roles)
{
    struct sy_act_draft draft =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text(subject), 0, SY_ORGANISATION_ADMITTED);

    sy_act_draft_text(&draft, SY_ORGANISATION_NAME, "上海示例食品有限公司");
    sy_act_draft_text(&draft, SY_ORGANISATION_USCC, subject + 5);
    sy_act_draft_text(&draft, SY_ORGANISATION_DISTRICT, "310115");
    for (unsigned i = 1; i <= SY_ROLE_MAX; i++) {
        if ((roles >> i & 1u) != 0)
            sy_act_draft_uint(&draft, SY_ORGANISATION_ROLES, i);
    }
    act(&draft);
}

static void organisation_act(const char *subject, uint32_t verb, const char *ground,
                             int64_t term)
{
    struct sy_act_draft draft = sy_act_draft(SY_TYPE_ORGANISATION, sy_text(subject), 0, verb);

    if (ground != NULL)
        sy_act_draft_text(&draft, SY_ACT_GROUND, ground);
    if (term != 0)
        sy_act_draft_int(&draft, SY_ACT_TERM, term);
    act(&draft);
}

static void appoint(void)
{
    struct sy_act_draft draft =
        sy_act_draft(SY_TYPE_REGULATOR, sy_text(OFFICE), 0, SY_REGULATOR_APPOINTED);

    sy_act_draft_text(&draft, SY_REGULATOR_NAME, "浦东新区市场监督管理局");
    sy_act_draft_uint(&draft, SY_REGULATOR_LEVEL, SY_LEVEL_DISTRICT);
    sy_act_draft_text(&draft, SY_REGULATOR_DISTRICT, "310115");
    act(&draft);
}

static void open_site(const char *subject, const char *parent, const char *gln)
{
    struct sy_act_draft draft = sy_act_draft(SY_TYPE_SITE, sy_text(subject), 0, SY_SITE_OPENED);

    sy_act_draft_text(&draft, SY_SITE_ORGANISATION, FIRM);
    sy_act_draft_text(&draft, SY_SITE_NAME, "x");
    sy_act_draft_text(&draft, SY_SITE_DISTRICT, "310115");
    if (parent != NULL)
        sy_act_draft_text(&draft, SY_SITE_PARENT, parent);
    if (gln != NULL)
        sy_act_draft_text(&draft, SY_SITE_GLN, gln);
    sy_act_draft_uint(&draft, SY_SITE_KIND, 1);
    act(&draft);
}

static uint64_t delegate(const char *only_step, const char *only_site)
{
    struct sy_act_draft draft = sy_act_draft(
        SY_TYPE_DELEGATION, sy_text("delegation:" FIRM ":1"), 0, SY_DELEGATION_GRANTED);

    sy_act_draft_text(&draft, SY_DELEGATION_PRINCIPAL, FIRM);
    sy_act_draft_text(&draft, SY_DELEGATION_AGENT, AGENT);
    sy_act_draft_uint(&draft, SY_DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY);
    if (only_step != NULL)
        sy_act_draft_text(&draft, SY_DELEGATION_STEPS, only_step);
    if (only_site != NULL)
        sy_act_draft_text(&draft, SY_DELEGATION_SITES, only_site);
    return act(&draft);
}

static void register_product(const char *subject, const char *class)
{
    struct sy_act_draft draft =
        sy_act_draft(SY_TYPE_PRODUCT, sy_text(subject), 0, SY_PRODUCT_REGISTERED);

    sy_act_draft_text(&draft, SY_PRODUCT_ORGANISATION, FIRM);
    sy_act_draft_text(&draft, SY_PRODUCT_NAME, "冷鲜肉");
    sy_act_draft_text(&draft, SY_PRODUCT_CLASS, class);
    act(&draft);
}

struct rule {
    const char *step;
    unsigned role; /* 0: all */
    unsigned licence;
    int64_t from, until; /* 0: absent */
};

static void change_class(const char *subject, uint32_t verb, const char *parent,
                         const struct rule *rules, size_t count)
{
    static struct sy_buffer bodies[8];
    struct sy_act_draft draft = sy_act_draft(SY_TYPE_PRODUCT_CLASS, sy_text(subject), 0, verb);

    assert_true(count <= 8);
    if (verb == SY_PRODUCT_REGISTERED)
        sy_act_draft_text(&draft, SY_CLASS_NAME, "x");
    if (parent != NULL)
        sy_act_draft_text(&draft, SY_CLASS_PARENT, parent);
    for (size_t i = 0; i < count; i++) {
        struct sy_buffer *to = &bodies[i];

        sy_wire_put_uint(to, SY_STEP_AT, i);
        sy_wire_put_text(to, SY_STEP_STEP, rules[i].step);
        if (rules[i].role != 0)
            sy_wire_put_uint(to, SY_STEP_ROLES, rules[i].role);
        if (rules[i].licence != 0)
            sy_wire_put_uint(to, SY_STEP_LICENCES, rules[i].licence);
        if (rules[i].from != 0)
            sy_wire_put_int(to, SY_STEP_FROM, rules[i].from);
        if (rules[i].until != 0)
            sy_wire_put_int(to, SY_STEP_UNTIL, rules[i].until);
        sy_act_draft_bytes(&draft, SY_CLASS_STEPS, sy_buffer_bytes(to));
    }
    act(&draft);
    for (size_t i = 0; i < count; i++)
        sy_buffer_close(&bodies[i]);
}

static void register_class(const char *subject, const char *parent, const struct rule *rules,
                           size_t count)
{
    change_class(subject, SY_PRODUCT_REGISTERED, parent, rules, count);
}

static void license(const char *subject, unsigned kind, const char *class, const char *site,
                    int64_t from, int64_t until)
{
    struct sy_act_draft draft =
        sy_act_draft(SY_TYPE_LICENCE, sy_text(subject), 0, SY_LICENCE_GRANTED);

    sy_act_draft_text(&draft, SY_LICENCE_ORGANISATION, FIRM);
    sy_act_draft_uint(&draft, SY_LICENCE_KIND, kind);
    if (class != NULL)
        sy_act_draft_text(&draft, SY_LICENCE_CLASSES, class);
    if (site != NULL)
        sy_act_draft_text(&draft, SY_LICENCE_SITES, site);
    sy_act_draft_text(&draft, SY_LICENCE_OFFICE, "浦东新区市场监督管理局");
    if (from != 0)
        sy_act_draft_int(&draft, SY_ACT_FROM, from);
    sy_act_draft_int(&draft, SY_ACT_UNTIL, until);
    act(&draft);
}

static void license_act(const char *subject, uint32_t verb, int64_t term)
{
    struct sy_act_draft draft = sy_act_draft(SY_TYPE_LICENCE, sy_text(subject), 0, verb);

    if (verb != SY_LICENCE_REINSTATED)
        sy_act_draft_text(&draft, SY_ACT_GROUND, "x");
    if (term != 0)
        sy_act_draft_int(&draft, SY_ACT_TERM, term);
    act(&draft);
}

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

/* ---- roles ---- */

static void test_every_role_and_step_of_the_shipped_table(void **state)
{
    /* The steps of the table, and one that it does not restrict. */
    static const struct {
        const char *step;
        const char *roles; /* in order of their numbers: who may */
    } table[] = {
        {"killing", "..X............"},
        {"commissioning", "XXX.XXXXXXX...."},
        {"encoding", "XXX.XXXXXXX...."},
        {"assembling", "XXX..XXXXXX...."},
        {"repackaging", "XXX.XXXXXXX...."},
        {"packing", "XXXXXXXXXXX...."},
        {"retail_selling", "XXX..XXXXXX...."},
        {"dispensing", "XXX..XXXXXX...."},
        {"shipping", "XXXXXXXXXXXX..."},
        {"receiving", "XXXXXXXXXXXXXXX"},
        {"transporting", "XXXXXXXXXXXXXXX"},
        {"https://example.com/own-step", "XXXXXXXXXXXXXXX"},
    };

    (void)state;
    admit(FIRM, 0);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        check_err(step(FIRM, table[i].step), SY_OK);
        for (unsigned role = 1; role <= SY_ROLE_MAX; role++) {
            bool may = table[i].roles[role - 1] == 'X';
            struct sy_admission_rule rule = sy_admission_rule_shipped(sy_text(table[i].step));

            if ((rule.roles == 0 || (rule.roles >> role & 1u) != 0) != may)
                fail_msg("%s by %s", table[i].step, sy_role_name(role));
        }
    }
}

static void test_a_retailer_does_not_slaughter(void **state)
{
    (void)state;
    admit(FIRM, 1u << SY_ROLE_RETAILER | 1u << SY_ROLE_CATERER);
    check_err(step(FIRM, "killing"), SY_STEP_DENIED);
    check_says("(retailer or caterer) may not take the step killing (slaughtering)");
    check_says("ask the office of district 310115 for the role slaughterhouse");
    assert_string_equal(last.where.member, "records[0]");
    check_err(step(FIRM, "urn:epcglobal:cbv:bizstep:killing"), SY_STEP_DENIED);
    check_err(step(FIRM, "https://ref.gs1.org/cbv/BizStep-killing"), SY_STEP_DENIED);
    check_err(step(FIRM, "retail_selling"), SY_OK);
    check_err(step(FIRM, NULL), SY_OK);
    admit(AGENT, 1u << SY_ROLE_SLAUGHTERHOUSE);
    check_err(step(AGENT, "killing"), SY_OK);
}

static void test_which_record_is_said(void **state)
{
    struct declared d;

    (void)state;
    admit(FIRM, 1u << SY_ROLE_CARRIER);
    begin(&d, FIRM);
    for (unsigned i = 0; i < 40; i++)
        add(&d, &(const struct event){.step = i % 2 == 0 ? "loading" : "transporting"});
    add(&d, &(const struct event){.step = "retail_selling"});
    add(&d, &(const struct event){.step = "killing"});
    check_err(end(&d, FIXTURE_NOW), SY_STEP_DENIED);
    assert_string_equal(last.where.member, "records[40]");
    check_says("retail_selling");
}

static void test_offices_inspect_and_do_not_trade(void **state)
{
    (void)state;
    appoint();
    admit(FIRM, 0);
    check_err(step(OFFICE, "inspecting"), SY_OK);
    check_err(step(OFFICE, "sampling"), SY_OK);
    check_err(step(OFFICE, "retail_selling"), SY_STEP_DENIED);
    check_says("(an office)");
    check_err(record_of(OFFICE, SY_TYPE_DECISION, SY_KIND_RECORDS), SY_OK);
    check_err(record_of(OFFICE, SY_TYPE_LOT_CERTIFICATE, SY_KIND_RECORDS), SY_OK);
    check_err(record_of(FIRM, SY_TYPE_DECISION, SY_KIND_RECORDS), SY_STEP_DENIED);
    check_says("only an office may declare a record of the type decision");
    check_err(record_of(FIRM, SY_TYPE_LOT_CERTIFICATE, SY_KIND_RECORDS), SY_OK);
    check_err(record_of(FIRM, 9999, SY_KIND_RECORDS), SY_OK);
}

static void test_the_unknown_are_not_admitted(void **state)
{
    (void)state;
    check_err(step("reg:310115-9", "receiving"), SY_UNKNOWN_PRINCIPAL);
    check_err(step("reg:310115-9", "inspecting"), SY_OK); /* V5 has asked for a key in force */
}

/* ---- standing ---- */

static void test_a_suspension_is_said_with_its_end_and_ground(void **state)
{
    const struct event sale = {.step = "retail_selling"};

    (void)state;
    admit(FIRM, 0);
    organisation_act(FIRM, SY_ORGANISATION_SUSPENDED, "食品安全法 124", FIXTURE_NOW + 30 * DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_SUSPENDED);
    check_says(FIRM " is suspended until 20");
    check_says("(ground: 食品安全法 124; registry entry");
    check_says("ask the office of district 310115 to reinstate it");
    /* The answer is good until the term, and then another. */
    assert_int_equal(last.until, FIXTURE_NOW + 30 * DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW + 30 * DAY - 1), SY_SUSPENDED);
    check_err(one(FIRM, &sale, FIXTURE_NOW + 30 * DAY), SY_OK);
    assert_int_equal(last.until, INT64_MAX);
    organisation_act(FIRM, SY_ORGANISATION_REINSTATED, NULL, 0);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_OK);
    organisation_act(FIRM, SY_ORGANISATION_EXPELLED, "x", 0);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_ENDED);
    check_says("was expelled (ground: x");
}

static void test_a_successor_is_named(void **state)
{
    const struct event sale = {.step = "retail_selling"};
    struct sy_act_draft draft =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text(FIRM), 0, SY_ORGANISATION_MERGED);

    (void)state;
    admit(FIRM, 0);
    admit(AGENT, 0);
    sy_act_draft_text(&draft, SY_ORGANISATION_SUCCESSORS, AGENT);
    sy_act_draft_int(&draft, SY_ACT_FROM, FIXTURE_NOW + DAY);
    act(&draft);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_OK);
    assert_int_equal(last.until, FIXTURE_NOW + DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW + DAY), SY_ENDED);
    check_says("was succeeded by " AGENT);
}

/* What serves safety is admitted from the expelled; nothing else is, in whatever clothes. */
static void test_what_the_expelled_may_still_declare(void **state)
{
    static const struct {
        struct event event;
        bool free;
    } rows[] = {
        {{.step = "inspecting"}, true},
        {{.step = "holding"}, true},
        {{.step = "destroying"}, true},
        {{.step = "urn:epcglobal:cbv:bizstep:destroying"}, true},
        {{.step = "shipping", .disposition = "returned"}, true},
        {{.step = "receiving", .disposition = "urn:epcglobal:cbv:disp:recalled"}, true},
        {{.step = "storing", .set = "recalled"}, true},
        {{.disposition = "recalled"}, true},
        {{.step = "decommissioning", .disposition = "destroyed"}, true},
        {{.step = "retail_selling", .wrong = true}, true},
        {{.type = "TransformationEvent", .step = "destroying", .input = EPC}, true},
        {{.type = "AggregationEvent", .action = "ADD", .step = "holding"}, true},
        {{.step = "retail_selling"}, false},
        {{.step = "shipping"}, false},
        {{.step = "shipping", .disposition = "in_transit"}, false},
        {{.step = "decommissioning"}, false},
        {{.step = "removing"}, false},
        {{0}, false},
        /* A sale is none of these, whatever becomes of the goods. */
        {{.step = "retail_selling", .disposition = "returned"}, false},
        {{.step = "retail_selling", .set = "recalled"}, false},
        {{.step = "commissioning", .disposition = "recalled"}, false},
        {{.step = "killing", .disposition = "destroyed"}, false},
        /* Nor is what brings goods into the world. */
        {{.action = "ADD", .step = "inspecting", .epc = EPC}, false},
        {{.action = "ADD", .disposition = "recalled"}, false},
        {{.type = "TransformationEvent", .step = "destroying", .output = EPC}, false},
    };

    (void)state;
    admit(FIRM, 0);
    organisation_act(FIRM, SY_ORGANISATION_EXPELLED, "x", 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        enum sy_err err = one(FIRM, &rows[i].event, FIXTURE_NOW);

        if (err != (rows[i].free ? SY_OK : SY_ENDED))
            fail_msg("row %zu: %s", i, sy_err_name(err));
    }
    for (uint32_t type = 2; type <= 28; type++) {
        bool safe =
            type == 4 || (type >= 6 && type <= 8) || (type >= 10 && type <= 16) || type == 28;

        /* A notice is no better clothes for it. */
        check_err(record_of(FIRM, type, SY_KIND_RECORDS), safe ? SY_OK : SY_ENDED);
        check_err(record_of(FIRM, type, SY_KIND_NOTICE), safe ? SY_OK : SY_ENDED);
    }
}

/* One step out of a hundred that is not free holds back the whole statement. */
static void test_a_sale_among_inspections(void **state)
{
    struct declared d;

    (void)state;
    admit(FIRM, 0);
    organisation_act(FIRM, SY_ORGANISATION_SUSPENDED, "x", 0);
    begin(&d, FIRM);
    for (unsigned i = 0; i < 99; i++)
        add(&d, &(const struct event){.step = "inspecting"});
    add(&d, &(const struct event){.step = "retail_selling"});
    check_err(end(&d, FIXTURE_NOW), SY_SUSPENDED);
    assert_string_equal(last.where.member, "records[99]");
    check_says("is suspended (ground: x");
}

/* What a reader cannot open says no step: it is not free, and no role is asked for it. */
static void test_a_sealed_part_says_nothing(void **state)
{
    struct declared d;
    struct sy_buffer body = {0};

    (void)state;
    put_event(&(const struct event){.step = "inspecting"}, &body);
    admit(FIRM, 1u << SY_ROLE_RETAILER);
    for (unsigned i = 0; i < 2; i++) {
        begin(&d, FIRM);
        add_record(&d, SY_TYPE_EPCIS_EVENT, sy_buffer_bytes(&body),
                   SY_PART_OPEN | SY_PART_SEALED);
        check_err(end(&d, FIXTURE_NOW), i == 0 ? SY_OK : SY_SUSPENDED);
        organisation_act(FIRM, SY_ORGANISATION_SUSPENDED, "x", 0);
    }
    sy_buffer_close(&body);
}

/* ---- delegations ---- */

static void test_a_service_provider_beyond_its_delegation(void **state)
{
    uint64_t index;

    (void)state;
    admit(FIRM, 0);
    admit(AGENT, 0);
    index = delegate("receiving", NULL);
    check_err(delegated(&(const struct event){.step = "receiving"}, index), SY_OK);
    check_err(delegated(&(const struct event){.step = "cbv:BizStep-receiving"}, index), SY_OK);
    check_err(delegated(&(const struct event){.step = "retail_selling"}, index),
              SY_BEYOND_DELEGATION);
    check_says(AGENT " speaks for " FIRM " by a delegation");
    check_says("does not cover the step retail_selling, only receiving; ask " FIRM);
    check_err(delegated(&(const struct event){0}, index), SY_BEYOND_DELEGATION);
    check_err(delegated(&(const struct event){.step = "inspecting"}, index), SY_OK);
    /* The principal itself is not bound by it. */
    check_err(step(FIRM, "retail_selling"), SY_OK);
    /* An agent that is suspended speaks for nobody. */
    organisation_act(AGENT, SY_ORGANISATION_SUSPENDED, "x", 0);
    check_err(delegated(&(const struct event){.step = "receiving"}, index), SY_SUSPENDED);
    check_says(AGENT " is suspended");
}

static void test_a_delegation_covers_sites_and_what_stands_in_them(void **state)
{
    static const struct {
        const char *place, *read_point;
        bool covered;
    } rows[] = {
        {MARKET, NULL, true},
        {STALL, NULL, true},
        {NULL, STALL, true},
        {STALL, MARKET, true},
        {"urn:epc:id:sgln:6901234.00001.0", NULL, true},
        {"urn:epc:id:sgln:6901234.00001.door7", NULL, true},
        {"https://id.gs1.org/414/6901234000016", NULL, true},
        {BRANCH, NULL, false},
        {STALL, BRANCH, false},
        {BRANCH, STALL, false},
        {"urn:epc:id:sgln:6901234.00002.0", NULL, false},
        {"urn:suyuan:1:site:" FIRM ":nowhere", NULL, false},
        {"anywhere", NULL, false},
        {NULL, NULL, false},
    };
    uint64_t index;

    (void)state;
    admit(FIRM, 0);
    admit(AGENT, 0);
    open_site(MARKET, NULL, "6901234000016");
    open_site(STALL, MARKET, NULL);
    open_site(BRANCH, NULL, NULL);
    index = delegate(NULL, MARKET);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct event e = {
            .step = "retail_selling", .place = rows[i].place, .read_point = rows[i].read_point};
        enum sy_err err = delegated(&e, index);

        if (err != (rows[i].covered ? SY_OK : SY_BEYOND_DELEGATION))
            fail_msg("row %zu: %s", i, sy_err_name(err));
    }
    check_says("does not cover what names no place, only " MARKET);
}

/* The site that had a GLN before does not stand for the one that has it now. */
static void test_a_gln_is_the_site_s_that_has_it_now(void **state)
{
    static const struct event there = {.step = "retail_selling",
                                       .place = "https://id.gs1.org/414/6901234000016"};
    struct sy_act_draft close = sy_act_draft(SY_TYPE_SITE, sy_text(BRANCH), 0, SY_SITE_CLOSED);
    uint64_t index;

    (void)state;
    admit(FIRM, 0);
    admit(AGENT, 0);
    open_site(BRANCH, NULL, "6901234000016");
    index = delegate(NULL, BRANCH);
    check_err(delegated(&there, index), SY_OK);
    act(&close);
    check_err(delegated(&there, index), SY_OK);
    open_site(STALL, NULL, "6901234000016");
    check_err(delegated(&there, index), SY_BEYOND_DELEGATION);
}

/* ---- classes and licences ---- */

static void test_rules_of_the_goods_of_those_above_and_of_all(void **state)
{
    static const struct rule of_pork[] = {{.step = "killing", .role = SY_ROLE_SLAUGHTERHOUSE},
                                          {.step = "commissioning", .role = SY_ROLE_FARM}};
    static const struct rule of_food[] = {{.step = "commissioning", .role = SY_ROLE_PRODUCER},
                                          {.step = "packing", .role = SY_ROLE_PRODUCER}};
    static const struct rule of_all[] = {{.step = "*", .role = SY_ROLE_RETAILER}};
    static const char *const ways[] = {EPC, LINK,
                                       "urn:suyuan:1:lotdate:06901234567892:20261123"};

    (void)state;
    admit(FIRM, 1u << SY_ROLE_FARM);
    register_class(FOOD, NULL, NULL, 0);
    register_class(PORK, FOOD, NULL, 0);
    register_product("gtin:06901234567892", PORK);
    /* Its classes have no rules: the shipped table. */
    check_err(one(FIRM, &(const struct event){.step = "packing", .epc = EPC}, FIXTURE_NOW),
              SY_OK);
    change_class(FOOD, SY_PRODUCT_CHANGED, NULL, of_food, 2);
    change_class(PORK, SY_PRODUCT_CHANGED, NULL, of_pork, 2);
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        struct event e = {.step = "commissioning", .epc = ways[i]};

        check_err(one(FIRM, &e, FIXTURE_NOW), SY_OK);
        e.step = "packing";
        check_err(one(FIRM, &e, FIXTURE_NOW), SY_STEP_DENIED);
        check_says("with goods of class:pork");
        check_says("for the role producer");
        e.step = "receiving";
        check_err(one(FIRM, &e, FIXTURE_NOW), SY_OK);
    }
    check_err(one(FIRM, &(const struct event){.step = "packing", .lot = LOT}, FIXTURE_NOW),
              SY_STEP_DENIED);
    check_err(
        one(FIRM,
            &(const struct event){.type = "AggregationEvent", .step = "packing", .child = EPC},
            FIXTURE_NOW),
        SY_STEP_DENIED);
    check_err(one(FIRM, &(const struct event){.step = "packing"}, FIXTURE_NOW), SY_OK);
    check_err(one(FIRM,
                  &(const struct event){.step = "packing",
                                        .epc = "urn:epc:id:sgtin:4012345.077889.1"},
                  FIXTURE_NOW),
              SY_OK);
    /* The authority's own table, once there is one, is all there is. */
    register_class("class:default", NULL, of_all, 1);
    check_err(
        one(FIRM, &(const struct event){.step = "commissioning", .epc = EPC}, FIXTURE_NOW),
        SY_OK);
    check_err(step(FIRM, "receiving"), SY_STEP_DENIED);
    check_says("for the role retailer");
    change_class("class:default", SY_PRODUCT_WITHDRAWN, NULL, NULL, 0);
    check_err(step(FIRM, "receiving"), SY_OK);
}

/* An item that does not read as one of its product hides none that does. */
static void test_no_item_hides_another(void **state)
{
    static const struct rule rules[] = {{.step = "packing", .role = SY_ROLE_PRODUCER}};
    static const char *const firsts[] = {"urn:epc:id:sgtin:6901234.056789.",
                                         "urn:epc:id:sgtin:6901234.056789.%",
                                         "https://example.com/01/06901234567892/zz/zz",
                                         "https://example.com/01/06901234567892/21/"};

    (void)state;
    admit(FIRM, 1u << SY_ROLE_FARM);
    register_class(PORK, NULL, rules, 1);
    register_product("gtin:06901234567892", PORK);
    for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
        struct declared d;

        begin(&d, FIRM);
        add(&d, &(const struct event){.step = "packing", .epc = firsts[i]});
        add(&d, &(const struct event){.step = "packing", .epc = i < 2 ? EPC : LINK});
        check_err(end(&d, FIXTURE_NOW), SY_STEP_DENIED);
    }
}

/* What is used up does not bind who makes something of it. */
static void test_inputs_count_where_nothing_is_made(void **state)
{
    static const struct rule rules[] = {{.step = "*", .role = SY_ROLE_FARM}};
    struct event e = {.type = "TransformationEvent",
                      .step = "commissioning",
                      .input = EPC,
                      .output = "urn:epc:id:sgtin:4012345.077889.1"};

    (void)state;
    admit(FIRM, 1u << SY_ROLE_CATERER);
    register_class(PORK, NULL, rules, 1);
    register_product("gtin:06901234567892", PORK);
    check_err(one(FIRM, &e, FIXTURE_NOW), SY_OK);
    e.output = NULL;
    check_err(one(FIRM, &e, FIXTURE_NOW), SY_STEP_DENIED);
    e.output = EPC;
    check_err(one(FIRM, &e, FIXTURE_NOW), SY_STEP_DENIED);
}

static void test_rules_hold_by_date(void **state)
{
    static const struct rule rules[] = {
        {.step = "packing", .role = SY_ROLE_FARM, .until = FIXTURE_NOW + DAY},
        {.step = "packing",
         .role = SY_ROLE_PRODUCER,
         .from = FIXTURE_NOW + DAY,
         .until = FIXTURE_NOW + 3 * DAY},
        {.step = "*", .from = FIXTURE_NOW + 2 * DAY, .role = SY_ROLE_MARKET}};
    static const struct {
        int64_t after;
        enum sy_err farm, producer;
        int64_t until; /* of the farm's answer; 0: for good */
    } rows[] = {{0, SY_OK, SY_STEP_DENIED, DAY},
                {DAY - 1, SY_OK, SY_STEP_DENIED, DAY},
                {DAY, SY_STEP_DENIED, SY_OK, 3 * DAY},
                {3 * DAY - 1, SY_STEP_DENIED, SY_OK, 3 * DAY},
                {3 * DAY, SY_STEP_DENIED, SY_STEP_DENIED, 0}};

    (void)state;
    admit(FIRM, 1u << SY_ROLE_FARM);
    admit(AGENT, 1u << SY_ROLE_PRODUCER);
    register_class("class:default", NULL, rules, 3);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct event e = {.step = "packing"};

        check_err(one(FIRM, &e, FIXTURE_NOW + rows[i].after), rows[i].farm);
        assert_int_equal(last.until,
                         rows[i].until == 0 ? INT64_MAX : FIXTURE_NOW + rows[i].until);
        check_err(one(AGENT, &e, FIXTURE_NOW + rows[i].after), rows[i].producer);
    }
}

static void test_a_licence_lapses_by_date(void **state)
{
    static const struct rule rules[] = {{.step = "retail_selling", .licence = SY_LICENCE_SALE}};
    const struct event sale = {.step = "retail_selling", .epc = EPC};

    (void)state;
    admit(FIRM, 0);
    register_class(FORMULA, NULL, rules, 1);
    register_product("gtin:06901234567892", FORMULA);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    check_says(
        "the step retail_selling with goods of class:formula needs a licence in force of "
        "the kind sale, and " FIRM " has none for this; ask the office of district 310115");
    license("licence:JY1", SY_LICENCE_PRODUCTION, NULL, NULL, 0, FIXTURE_NOW + 9 * DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    license("licence:JY2", SY_LICENCE_SALE, NULL, NULL, FIXTURE_NOW + DAY,
            FIXTURE_NOW + 2 * DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    check_says("(licence:JY2 is not valid yet)");
    assert_int_equal(last.until, FIXTURE_NOW + DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW + DAY), SY_OK);
    assert_int_equal(last.until, FIXTURE_NOW + 2 * DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW + 2 * DAY - 1), SY_OK);
    check_err(one(FIRM, &sale, FIXTURE_NOW + 2 * DAY), SY_UNLICENSED);
    check_says("(licence:JY2 has lapsed)");
    license_act("licence:JY2", SY_LICENCE_SUSPENDED, 0);
    check_err(one(FIRM, &sale, FIXTURE_NOW + DAY), SY_UNLICENSED);
    check_says("(licence:JY2 is suspended)");
    license_act("licence:JY2", SY_LICENCE_REINSTATED, 0);
    check_err(one(FIRM, &sale, FIXTURE_NOW + DAY), SY_OK);
    license_act("licence:JY2", SY_LICENCE_WITHDRAWN, 0);
    check_err(one(FIRM, &sale, FIXTURE_NOW + DAY), SY_UNLICENSED);
    check_says("(licence:JY2 was withdrawn)");
    /* Other steps, other goods: no licence. */
    check_err(one(FIRM, &(const struct event){.step = "receiving", .epc = EPC}, FIXTURE_NOW),
              SY_OK);
    check_err(step(FIRM, "retail_selling"), SY_OK);
    check_err(
        one(FIRM,
            &(const struct event){.step = "receiving", .disposition = "returned", .epc = EPC},
            FIXTURE_NOW),
        SY_OK);
}

static void test_a_licence_covers_goods_and_places(void **state)
{
    static const struct rule rules[] = {{.step = "retail_selling", .licence = SY_LICENCE_SALE}};
    struct event sale = {.step = "retail_selling", .epc = EPC, .place = STALL};

    (void)state;
    admit(FIRM, 0);
    open_site(MARKET, NULL, NULL);
    open_site(STALL, MARKET, NULL);
    open_site(BRANCH, NULL, NULL);
    register_class(FOOD, NULL, NULL, 0);
    register_class(PORK, FOOD, NULL, 0);
    register_class(FORMULA, FOOD, rules, 1);
    register_product("gtin:06901234567892", FORMULA);
    license("licence:A", SY_LICENCE_SALE, PORK, NULL, 0, FIXTURE_NOW + DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    check_says("(licence:A does not cover these goods)");
    license("licence:B", SY_LICENCE_SALE, FOOD, BRANCH, 0, FIXTURE_NOW + DAY);
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    check_says("(licence:B does not cover this place)");
    sale.place = BRANCH;
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_OK);
    sale.place = NULL;
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_UNLICENSED);
    license("licence:C", SY_LICENCE_SALE, FORMULA, MARKET, 0, FIXTURE_NOW + DAY);
    sale.place = STALL;
    check_err(one(FIRM, &sale, FIXTURE_NOW), SY_OK);
}

/* A second product in the same statement is looked at by its own class. */
static void test_every_class_of_a_statement_counts(void **state)
{
    static const struct rule rules[] = {{.step = "packing", .role = SY_ROLE_PRODUCER}};
    struct declared d;

    (void)state;
    admit(FIRM, 1u << SY_ROLE_RETAILER);
    register_class(PORK, NULL, rules, 1);
    register_product("gtin:06901234567892", PORK);
    begin(&d, FIRM);
    for (unsigned i = 0; i < 200; i++) {
        char epc[64];

        snprintf(epc, sizeof(epc), "urn:epc:id:sgtin:4012345.0%05u.1", i);
        add(&d, &(const struct event){.step = "packing", .epc = epc});
    }
    add(&d, &(const struct event){.step = "packing", .epc = EPC});
    check_err(end(&d, FIXTURE_NOW), SY_STEP_DENIED);
    assert_string_equal(last.where.member, "records[200]");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_every_role_and_step_of_the_shipped_table),
        EACH(test_a_retailer_does_not_slaughter),
        EACH(test_which_record_is_said),
        EACH(test_offices_inspect_and_do_not_trade),
        EACH(test_the_unknown_are_not_admitted),
        EACH(test_a_suspension_is_said_with_its_end_and_ground),
        EACH(test_a_successor_is_named),
        EACH(test_what_the_expelled_may_still_declare),
        EACH(test_a_sale_among_inspections),
        EACH(test_a_sealed_part_says_nothing),
        EACH(test_a_service_provider_beyond_its_delegation),
        EACH(test_a_delegation_covers_sites_and_what_stands_in_them),
        EACH(test_a_gln_is_the_site_s_that_has_it_now),
        EACH(test_rules_of_the_goods_of_those_above_and_of_all),
        EACH(test_no_item_hides_another),
        EACH(test_inputs_count_where_nothing_is_made),
        EACH(test_rules_hold_by_date),
        EACH(test_a_licence_lapses_by_date),
        EACH(test_a_licence_covers_goods_and_places),
        EACH(test_every_class_of_a_statement_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
