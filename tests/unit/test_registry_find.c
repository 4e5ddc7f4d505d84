/* What a person types finds the subjects that it may mean, and how they stood at a moment is
 * said as it was right then. */
#include "tests/unit/registry_world.h"

#include "ledger/base64.h"
#include "tools/csv.h"
#include "tools/registry_find.h"
#include "tools/registry_standing.h"

static struct world w;
#define F         (&w.f)
#define AUTHORITY SAYS(SY_AUTHORITY, &w.f.authority)
#define ID(n)     (w.f.orgs[n].subject)
#define ACT(type, subject, verb, ...)                                                          \
    world_act(F, SY_TYPE_##type, subject, SY_##verb, WORLD_FIELDS(__VA_ARGS__))

static struct sy_registry_snapshot *snapshot;

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

static void look(void)
{
    check_err(sy_registry_snapshot(w.f.registry, &snapshot), SY_OK);
}

static void done(void)
{
    sy_registry_release(snapshot);
    snapshot = NULL;
}

/* The subjects that are found, in order, with a blank between. */
static void finds(const char *typed, const char *expected)
{
    struct sy_registry_found found;
    struct sy_buffer text = {0};

    check_err(sy_registry_find(snapshot, sy_text(typed), &found), SY_OK);
    for (size_t i = 0; i < found.count; i++) {
        sy_buffer_put_text(&text, i == 0 ? "" : " ");
        sy_buffer_put_text(&text, found.subject[i]);
    }
    sy_buffer_put_text(&text, "");
    if (strcmp(text.len == 0 ? "" : sy_buffer_text(&text), expected) != 0)
        fail_msg("'%s' finds '%s', not '%s'", typed, text.len == 0 ? "" : sy_buffer_text(&text),
                 expected);
    sy_buffer_close(&text);
    sy_registry_found_close(&found);
}

static void test_codes(void **state)
{
    char typed[256];
    const char *code = w.f.orgs[0].uscc;
    struct sy_buffer key = {0};
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    size_t len = 0;

    (void)state;
    look();
    finds(ID(0), ID(0));
    finds(code, ID(0));
    snprintf(typed, sizeof(typed), " \xe2\x80\x8b%s\xe3\x80\x80", code);
    finds(typed, ID(0)); /* a zero-width space before it, an ideographic one behind */
    for (size_t i = 0; code[i] != 0; i++) /* letters and digits of full width */
        len += (size_t)snprintf(typed + len, sizeof(typed) - len, "\xef%c%c",
                                0xbc + (code[i] >= 0x60), 0x80 + (code[i] - 0x20) % 0x40);
    finds(typed, ID(0));
    for (size_t i = 0; i <= strlen(code); i++)
        typed[i] = (char)(code[i] >= 'A' && code[i] <= 'Z' ? code[i] - 'A' + 'a' : code[i]);
    finds(typed, ID(0));
    for (size_t i = 0; i <= strlen(code); i++)
        typed[i] = (char)(code[i] == '0' ? 'O' : code[i] == '1' ? 'I' : code[i]);
    finds(typed, ID(0));
    sy_base64_put(&key, fixture_key_bytes(&w.f.orgs[1].sign));
    sy_key_subject(w.f.orgs[1].sign.public_key.bytes, subject);
    finds(sy_buffer_text(&key), subject);
    finds(subject, subject);
    finds(subject + 4, subject);
    sy_buffer_close(&key);
    finds("91310112087994932F", "");
    finds("", "");
    finds("   ", "");
    finds("310115", PUDONG " " STREET);
    finds("310115-1", PUDONG " person:310115-1");
    finds("1", "accreditation:1");
    finds("class:meat", "class:meat");
    finds("meat", "class:meat");
    done();
}

/* One number, given twice: both are found. */
static void test_number_of_two(void **state)
{
    static const uint8_t paper[SY_HASH_BYTES] = {4};
    const struct world_saying certifier = {
        ID(1), 2, {{NULL, &w.f.orgs[1].sign}, {"person:310115-1", &w.keys[WORLD_PERSON]}}};
    struct sy_act_draft act;
    char subject[256];
    char both[512];

    (void)state;
    snprintf(subject, sizeof(subject), "certificate:%s:C-1", ID(1));
    act =
        ACT(STANDING_CERTIFICATE, subject, CERTIFICATE_ISSUED, TEXT(CERTIFICATE_BODY, ID(1)),
            TEXT(CERTIFICATE_NUMBER, "C-1"), TEXT(CERTIFICATE_KIND, "organic"),
            TEXT(CERTIFICATE_ORGANISATION, ID(0)), TEXT(CERTIFICATE_PERSON, "person:310115-1"),
            TEXT(CERTIFICATE_ACCREDITATION, "accreditation:1"),
            TEXT(CERTIFICATE_CLASSES, "class:meat"), NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR));
    sy_act_draft_bytes(&act, SY_ACT_DOCUMENT, (struct sy_bytes){paper, sizeof(paper)});
    world_done(F, certifier, act);
    world_done(F, AUTHORITY,
               ACT(ACCREDITATION, "accreditation:C-1", LICENCE_GRANTED,
                   TEXT(ACCREDITATION_ORGANISATION, ID(1)),
                   TEXT(ACCREDITATION_KINDS, "organic"),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    look();
    snprintf(both, sizeof(both), "accreditation:C-1 %s", subject);
    finds("C-1", both);
    finds("c-1", both);
    finds("number:C-1", both);
    finds(subject, subject);
    finds("C-2", "");
    done();
}

static void test_numbers(void **state)
{
    char site[256];
    char both[512];

    (void)state;
    world_done(F, AUTHORITY,
               ACT(PRODUCT, "gtin:06901234567892", PRODUCT_REGISTERED,
                   TEXT(PRODUCT_ORGANISATION, ID(0)), TEXT(PRODUCT_NAME, "milk"),
                   TEXT(PRODUCT_CLASS, "class:milk")));
    world_done(F, AUTHORITY,
               ACT(LICENCE, "licence:SC10131011500018", LICENCE_GRANTED,
                   TEXT(LICENCE_ORGANISATION, ID(0)), NUMBER(LICENCE_KIND, 1),
                   NUMBER(ACT_UNTIL, w.f.now + WORLD_YEAR)));
    snprintf(site, sizeof(site), "urn:suyuan:1:site:%s:yard", ID(0));
    world_done(F, AUTHORITY,
               ACT(SITE, site, SITE_OPENED, TEXT(SITE_ORGANISATION, ID(0)),
                   TEXT(SITE_DISTRICT, "310115"), TEXT(SITE_GLN, "6901234567892")));
    look();
    snprintf(both, sizeof(both), "%s gtin:06901234567892", site);
    finds("6901234567892", both); /* a GLN, too */
    finds("06901234567892", "gtin:06901234567892");
    finds("gtin:6901234567892", "gtin:06901234567892");
    finds("(01)06901234567892(10)L1", "gtin:06901234567892");
    finds("https://id.gs1.org/01/06901234567892", "gtin:06901234567892");
    finds("gln:6901234567892", site);
    finds("https://id.gs1.org/414/6901234567892", site);
    finds("SC10131011500018", "licence:SC10131011500018");
    finds("sc10131011500018", "licence:SC10131011500018");
    finds(site, site);
    done();
}

static struct sy_registry_standing stands(const char *subject, uint64_t size, int64_t time)
{
    const struct sy_registry_moment moment = {size, time};
    struct sy_registry_standing standing;

    check_err(sy_registry_standing_find(snapshot, sy_text(subject), &moment, &standing), SY_OK);
    return standing;
}

static void test_standing(void **state)
{
    static const char licence[] = "licence:JY13101150000001";
    const struct sy_registry_moment nothing = {0, INT64_MAX};
    struct sy_registry_standing s;
    struct sy_log_snapshot *log;
    uint64_t granted;
    uint64_t changed;
    uint64_t suspended;
    uint64_t size;
    int64_t from = w.f.now + 10 * WORLD_HOUR;
    int64_t until = w.f.now + 100 * WORLD_HOUR;
    int64_t term = w.f.now + 50 * WORLD_HOUR;

    (void)state;
    granted = world_done(F, AUTHORITY,
                         ACT(LICENCE, licence, LICENCE_GRANTED,
                             TEXT(LICENCE_ORGANISATION, ID(0)), NUMBER(LICENCE_KIND, 2),
                             NUMBER(ACT_FROM, from), NUMBER(ACT_UNTIL, until)));
    changed =
        world_done(F, AUTHORITY,
                   ACT(LICENCE, licence, LICENCE_CHANGED, TEXT(LICENCE_CLASSES, "class:milk")));
    w.f.now += 20 * WORLD_HOUR;
    suspended = world_done(F, AUTHORITY,
                           ACT(LICENCE, licence, LICENCE_SUSPENDED, NUMBER(ACT_TERM, term),
                               TEXT(ACT_GROUND, "Article 1")));
    look();
    check_err(sy_registry_standing_find(snapshot, sy_text(licence), &nothing, &s),
              SY_NOT_FOUND);
    s = stands(licence, granted + 1, from - 1);
    assert_int_equal(s.force, SY_FORCE_NOT_YET);
    assert_int_equal(s.until, from);
    s = stands(licence, changed + 1, from);
    assert_int_equal(s.force, SY_FORCE_GOOD);
    assert_int_equal(s.since, from);
    assert_int_equal(s.entry, granted); /* not the change */
    assert_true(s.has_until);
    assert_int_equal(s.until, until);
    s = stands(licence, suspended + 1, term - 1);
    assert_int_equal(s.force, SY_FORCE_SUSPENDED);
    assert_int_equal(s.entry, suspended);
    assert_int_equal(s.until, term);
    s = stands(licence, UINT64_MAX, term);
    assert_int_equal(s.force, SY_FORCE_GOOD);
    assert_int_equal(s.since, term);
    s = stands(licence, UINT64_MAX, until);
    assert_int_equal(s.force, SY_FORCE_LAPSED);
    assert_int_equal(s.since, until);
    /* And the answer of before the suspension, of a time when it had been. */
    s = stands(licence, suspended, term - 1);
    assert_int_equal(s.force, SY_FORCE_GOOD);
    done();
    check_err(sy_log_snapshot(w.f.logs[FIXTURE_REGISTRY], &log), SY_OK);
    check_err(sy_registry_size_at(log, INT64_MIN, &size), SY_OK);
    assert_int_equal(size, 0);
    check_err(sy_registry_size_at(log, INT64_MAX, &size), SY_OK);
    assert_int_equal(size, sy_log_head(log)->tree.size);
    check_err(sy_registry_size_at(log, sy_log_head(log)->sequenced_at - 1, &size), SY_OK);
    assert_int_equal(size, suspended);
    sy_log_release(log);
}

static void test_every_subject_once(void **state)
{
    struct sy_bytes subject = {NULL, 0};
    char last[SY_SUBJECT_BYTES_MAX + 1] = "";
    size_t count = 0;
    enum sy_err err;

    (void)state;
    world_done(F, AUTHORITY, /* a second act on one */
               ACT(PRODUCT_CLASS, "class:meat", PRODUCT_CHANGED, TEXT(CLASS_NAME, "meats")));
    look();
    while ((err = sy_registry_next_subject(snapshot, subject, &subject)) == SY_OK) {
        char name[SY_SUBJECT_BYTES_MAX + 1];

        memcpy(name, subject.data, subject.len);
        name[subject.len] = 0;
        assert_true(strcmp(last, name) < 0);
        memcpy(last, name, sizeof(last));
        count++;
    }
    check_err(err, SY_NOT_FOUND);
    /* 4 offices, 3 organisations, 2 classes, accreditation, person, and their keys: 8, and one
     * more of the first organisation's to connect. */
    assert_int_equal(count, 4 + 3 + 2 + 1 + 1 + 9);
    done();
}

static void test_csv(void **state)
{
    static const struct {
        const char *cell, *row;
    } rows[] = {
        {"plain", "plain\r\n"},
        {"a,b", "\"a,b\"\r\n"},
        {"say \"x\"", "\"say \"\"x\"\"\"\r\n"},
        {"two\nlines", "\"two\nlines\"\r\n"},
        {"=1+1", "'=1+1\r\n"},
        {"+86", "'+86\r\n"},
        {"-1", "'-1\r\n"},
        {"@x", "'@x\r\n"},
        {"\t=1", "'\t=1\r\n"},
        {"=A1,B", "\"'=A1,B\"\r\n"},
        {"", "\r\n"},
        {" x", "\" x\"\r\n"},
        {"a=b", "a=b\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sy_buffer to = {0};
        size_t cells = 0;

        sy_csv_put(&to, sy_text(rows[i].cell), &cells);
        assert_int_equal(cells, 1);
        sy_csv_end(&to, &cells);
        assert_int_equal(cells, 0);
        assert_string_equal(sy_buffer_text(&to), rows[i].row);
        sy_buffer_close(&to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_codes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_number_of_two, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_standing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_subject_once, setup, teardown),
        cmocka_unit_test(test_csv),
    };

    return cmocka_run_group_tests_name("registry_find", tests, NULL, NULL);
}
