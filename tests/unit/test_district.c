/* Which district answers now for a code that once was: Shanghai's, by the acts that we ship,
 * held against tables of others; and what an office may by it. */
#include "tests/unit/registry_world.h"

#include "ledger/district.h"
#include "ledger/json.h"
#include "ledger/time.h"

#define SHIPPED SY_SOURCE_ROOT "/tools/data/shanghai-districts.jsonl"
#define GBT2260 SY_SHARED_ROOT "/data/cn/gbt2260/"

enum { DISTRICTS = 16, TEXT_BYTES = 128 };

static struct world w;
static struct sy_registry_snapshot *snapshot;

static void say_line(const char *line);

static void say_all(void)
{
    struct sy_bytes file = check_read_file(SHIPPED);
    char *rest = (char *)(uintptr_t)file.data;
    unsigned count = 0;

    assert_non_null(rest);
    for (char *line = strtok_r(rest, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        say_line(line);
        count++;
    }
    assert_int_equal(count, DISTRICTS);
    free((void *)(uintptr_t)file.data);
}

static int setup(void **state)
{
    (void)state;
    world_open(&w);
    say_all();
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_registry_release(snapshot);
    snapshot = NULL;
    world_close(&w);
    return 0;
}

/* ---- the acts ---- */

static uint64_t number_in(const struct sy_json *node, const char *name)
{
    const struct sy_json *member = sy_json_member(node, name);
    uint64_t value = 0;

    for (size_t i = 0; member != NULL && i < member->text.len; i++)
        value = value * 10 + (uint64_t)(member->text.data[i] - '0');
    return value;
}

static void put_former(const struct sy_json *former, uint64_t at, struct sy_buffer *out)
{
    uint64_t from = number_in(former, "from_year");

    sy_wire_put_uint(out, SY_FORMER_AT, at);
    sy_wire_put_bytes(out, SY_FORMER_CODE, sy_json_member(former, "code")->text);
    sy_wire_put_bytes(out, SY_FORMER_NAME, sy_json_member(former, "name")->text);
    if (from != 0)
        sy_wire_put_uint(out, SY_FORMER_FROM_YEAR, from);
    sy_wire_put_uint(out, SY_FORMER_UNTIL_YEAR, number_in(former, "until_year"));
}

static void say_line(const char *line)
{
    struct sy_buffer formers[8] = {{0}};
    struct sy_json_document doc = {0};
    struct sy_act_draft act;
    uint64_t count = 0;

    check_err(sy_json_parse(sy_text(line), &doc, NULL), SY_OK);
    assert_true(sy_json_is(sy_json_member(doc.root, "act"), "node add"));
    act =
        sy_act_draft(SY_TYPE_NODE, sy_json_member(doc.root, "subject")->text, 0, SY_NODE_ADDED);
    sy_act_draft_bytes(&act, SY_NODE_NAME, sy_json_member(doc.root, "name")->text);
    sy_act_draft_bytes(&act, SY_NODE_ADDRESSES,
                       sy_json_member(doc.root, "address")->first->text);
    if (sy_json_member(doc.root, "former") != NULL) {
        for (const struct sy_json *former = sy_json_member(doc.root, "former")->first;
             former != NULL; former = former->next) {
            put_former(former, count, &formers[count]);
            sy_act_draft_bytes(&act, SY_NODE_FORMER, sy_buffer_bytes(&formers[count]));
            count++;
        }
    }
    world_done(&w.f, SAYS(SY_AUTHORITY, &w.f.authority), act);
    for (size_t i = 0; i < count; i++)
        sy_buffer_close(&formers[i]);
    sy_json_close(&doc);
}

/* ---- questions ---- */

/* 2 July of a year. */
static int64_t in_year(unsigned year)
{
    int64_t days;

    assert_true(sy_date_days((int)year, 7, 2, &days));
    return days * 86400 * 1000000;
}

static struct sy_district find(const char *code, unsigned year)
{
    struct sy_district found;

    check_err(sy_district_find(snapshot, sy_text(code), in_year(year), UINT64_MAX, &found),
              SY_OK);
    return found;
}

static void check_district(const char *code, unsigned year, const char *now, const char *name)
{
    struct sy_district found = find(code, year);
    char node[16];

    snprintf(node, sizeof(node), "node:%s", now);
    check_text(found.code, now);
    check_text(found.node, node);
    check_text(found.name, name);
    assert_int_equal(found.former, strcmp(code, now) != 0);
}

static void test_codes_of_districts_that_are_gone(void **state)
{
    (void)state;
    check_district("310103", 2011, "310101", "卢湾区");
    check_district("310108", 2015, "310106", "闸北区");
    check_district("310119", 2001, "310115", "南汇区");
    check_district("310119", 2009, "310115", "南汇区");
    check_district("310230", 2016, "310151", "崇明县");
    check_district("310102", 2000, "310101", "南市区");
    check_district("310101", 2005, "310101", "黄浦区");
    assert_true(find("310119", 2009).in_years);
    assert_false(find("310119", 2010).in_years);
    assert_false(find("310119", 2000).in_years);
    /* Written long after, it is still nobody else's. */
    check_district("310103", 2026, "310101", "卢湾区");
    assert_int_equal(find("310103", 2026).until_year, 2011);
    assert_int_equal(find("310119", 2026).from_year, 2001);
}

static void test_codes_that_nobody_mentions(void **state)
{
    struct sy_district found = find("320102", 2026);

    (void)state;
    check_text(found.code, "320102");
    assert_null(found.node.data);
    found = find("31011", 2026); /* no code at all */
    check_text(found.code, "31011");
    assert_null(found.node.data);
    /* As of a size at which no node was registered. */
    check_err(sy_district_find(snapshot, sy_text("310103"), in_year(2011), 1, &found), SY_OK);
    check_text(found.code, "310103");
    assert_false(found.former);
}

static void say_node(const char *subject, uint32_t verb, const char *former, unsigned from)
{
    struct sy_act_draft act =
        sy_act_draft(SY_TYPE_NODE, sy_text(subject), world_after(&w.f, subject), verb);
    struct sy_buffer body = {0};

    if (verb == SY_NODE_ADDED)
        sy_act_draft_text(&act, SY_NODE_ADDRESSES, "127.0.0.1:1");
    if (former != NULL) {
        sy_wire_put_uint(&body, SY_FORMER_AT, 0);
        sy_wire_put_bytes(&body, SY_FORMER_CODE, sy_text(former));
        sy_wire_put_uint(&body, SY_FORMER_FROM_YEAR, from);
        sy_act_draft_bytes(&act, SY_NODE_FORMER, sy_buffer_bytes(&body));
    }
    world_done(&w.f, SAYS(SY_AUTHORITY, &w.f.authority), act);
    sy_buffer_close(&body);
    sy_registry_release(snapshot);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
}

static void test_a_code_given_again(void **state)
{
    (void)state;
    /* A new district gets the code of Luwan: it is the new one's, but for Luwan's years. */
    say_node("node:310103", SY_NODE_ADDED, NULL, 0);
    check_text(find("310103", 2030).code, "310103");
    check_text(find("310103", 2011).code, "310101");
    assert_false(find("310103", 2030).former);
    /* And is given up: Luwan's again. */
    say_node("node:310103", SY_NODE_RETIRED, NULL, 0);
    check_text(find("310103", 2030).code, "310101");
}

static void test_which_node_answers(void **state)
{
    (void)state;
    say_node("node:310101", SY_NODE_RETIRED, NULL, 0);
    assert_null(find("310101", 2026).node.data);
    check_text(find("310103", 2011).code, "310103"); /* nobody mentions it any more */
    say_node("node:310000", SY_NODE_ADDED, "310101", 2027);
    check_text(find("310101", 2026).node, "node:310000"); /* of its city */
    check_text(find("310101", 2027).code, "310000");
    check_text(find("310104", 2026).node, "node:310104");
}

/* ---- tables of others ---- */

/* "  0103 county="[-2011]卢湾区"": a code below 31 with its years. False for other lines. */
static bool read_historic(const char *line, char code[7], unsigned *from, unsigned *until,
                          char name[TEXT_BYTES])
{
    char rest[TEXT_BYTES];
    char years[16] = "";
    char digits[5];

    if (sscanf(line, "  %4[0-9] county=\"%127[^\"]\"", digits, rest) != 2)
        return false;
    snprintf(code, 7, "31%s", digits);
    *from = 0;
    *until = 0;
    if (sscanf(rest, "[%15[0-9-]]%127[^\"]", years, name) == 2) {
        *from = (unsigned)strtoul(years, NULL, 10);
        if (years[0] == '-')
            *from = 0;
        *until = strchr(years, '-')[1] == 0
                     ? 0
                     : (unsigned)strtoul(strchr(years, '-') + 1, NULL, 10);
    } else {
        snprintf(name, TEXT_BYTES, "%s", rest);
    }
    return strcmp(digits, "0000") != 0 && strcmp(digits + 2, "00") != 0;
}

static void test_every_code_that_shanghai_ever_had(void **state)
{
    struct sy_bytes file = check_read_file(GBT2260 "historic-codes-stdnum.dat");
    char *rest = (char *)(uintptr_t)file.data;
    unsigned present = 0;
    unsigned former = 0;
    bool shanghai = false;

    (void)state;
    if (file.data == NULL) {
        print_message("# skipped: the historic codes are not there\n");
        skip();
    }
    for (char *line = strtok_r(rest, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char code[7], name[TEXT_BYTES];
        unsigned from, until;
        struct sy_district found;

        if (line[0] >= '0' && line[0] <= '9')
            shanghai = strncmp(line, "31 ", 3) == 0;
        if (!shanghai || !read_historic(line, code, &from, &until, name))
            continue;
        found = find(code, until != 0 ? until : 2026);
        assert_non_null(found.node.data);
        check_text(found.name, name);
        assert_int_equal(found.former, until != 0);
        if (found.former) {
            assert_true(found.in_years);
            assert_int_equal(found.from_year, from);
            assert_int_equal(found.until_year, until);
            former++;
        } else {
            check_text(found.code, code);
            present++;
        }
    }
    assert_int_equal(present, DISTRICTS);
    assert_int_equal(former, 25);
    free((void *)(uintptr_t)file.data);
}

static void test_every_code_that_shanghai_has(void **state)
{
    struct sy_bytes file = check_read_file(GBT2260 "areas.csv");
    char *rest = (char *)(uintptr_t)file.data;
    unsigned count = 0;

    (void)state;
    if (file.data == NULL) {
        print_message("# skipped: the codes are not there\n");
        skip();
    }
    for (char *line = strtok_r(rest, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char code[7], name[TEXT_BYTES];

        if (sscanf(line, "%6[0-9],\"%127[^\"]\"", code, name) != 2 ||
            strncmp(code, "31", 2) != 0)
            continue;
        check_district(code, 2026, code, name);
        count++;
    }
    assert_int_equal(count, DISTRICTS);
    free((void *)(uintptr_t)file.data);
}

/* ---- what an office may by it ---- */

static struct sy_act_draft suspension(const char *organisation)
{
    return world_act(&w.f, SY_TYPE_ORGANISATION, organisation, SY_ORGANISATION_SUSPENDED,
                     WORLD_FIELDS(TEXT(ACT_GROUND, "a ground")));
}

static bool covered(const char *office, const char *district)
{
    struct sy_district_place place = {sy_text(district), {NULL, 0}, in_year(2026)};
    struct sy_registry_state state;
    bool yes;

    sy_registry_release(snapshot);
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
    check_err(sy_registry_state(snapshot, sy_text(office), UINT64_MAX, &state), SY_OK);
    check_err(sy_district_covered(snapshot, state.body, &place, &yes), SY_OK);
    return yes;
}

/* Registered under Zhabei's code, it is Jing'an's, and no office of Zhabei's any more. */
static void test_old_code_is_of_the_successor_s_office(void **state)
{
    struct world_saying jingan = SAYS(JINGAN, &w.keys[WORLD_JINGAN]);
    struct world_saying pudong = SAYS(PUDONG, &w.keys[WORLD_PUDONG]);
    struct world_saying city = SAYS(CITY, &w.keys[WORLD_CITY]);
    struct world_saying zhabei = SAYS("regulator:310108-1", &w.keys[WORLD_STREET]);
    struct sy_secret_key key;

    (void)state;
    fixture_key(790, &key);
    zhabei.signers[0].key = &key;
    w.keys[WORLD_STREET] = key;
    world_appoint(&w, "regulator:310108-1", WORLD_STREET, SY_LEVEL_DISTRICT, "310108", NULL);
    world_admit(&w, 3, "310108", SY_ROLE_WHOLESALER);
    world_void(&w.f, pudong, suspension(w.f.orgs[3].subject));
    world_void(&w.f, zhabei, suspension(w.f.orgs[3].subject));
    world_done(&w.f, jingan, suspension(w.f.orgs[3].subject));
    world_done(&w.f, city, suspension(w.f.orgs[3].subject));
    assert_true(covered(JINGAN, "310108"));
    assert_true(covered(CITY, "310108"));
    assert_false(covered("regulator:310108-1", "310108"));
    assert_false(covered(PUDONG, "310108"));
    assert_true(covered(PUDONG, "310119"));
    assert_true(covered(PUDONG, "310115"));
}

#define DISTRICT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISTRICT(test_codes_of_districts_that_are_gone),
        DISTRICT(test_codes_that_nobody_mentions),
        DISTRICT(test_a_code_given_again),
        DISTRICT(test_which_node_answers),
        DISTRICT(test_every_code_that_shanghai_ever_had),
        DISTRICT(test_every_code_that_shanghai_has),
        DISTRICT(test_old_code_is_of_the_successor_s_office),
    };

    return cmocka_run_group_tests_name("district", tests, NULL, NULL);
}
