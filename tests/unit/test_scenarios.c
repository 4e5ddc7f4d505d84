/* The scenarios of our own: each document is captured, says what its story needs, and calls
 * everything by a name that can be asked for. */
#include "tests/epcis_files.h"

#include "ledger/capture.h"
#include "ledger/capture_message.h"
#include "ledger/epcis_event.h"
#include "ledger/identifier.h"
#include "proto/schema.h"

#define SCENARIOS   SY_SOURCE_ROOT "/tests/data/scenarios/"
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void print_errors(const struct sy_capture *capture)
{
    for (size_t i = 0; i < capture->errors.count; i++) {
        struct sy_buffer text = {0};

        sy_capture_message_put(&capture->errors.list[i], SY_ENGLISH, &text);
        print_message("  event %llu: %s\n", (unsigned long long)capture->errors.list[i].event,
                      sy_buffer_text(&text));
        sy_buffer_close(&text);
    }
}

static struct sy_bytes read_scenario(const char *name)
{
    char path[4096];
    struct sy_bytes text;

    snprintf(path, sizeof(path), SCENARIOS "%s", name);
    text = check_read_file(path);
    if (text.data == NULL)
        fail_msg("%s cannot be read", path);
    return text;
}

static bool contains(struct sy_bytes body, const char *text)
{
    return body.len > 0 && memmem(body.data, body.len, text, strlen(text)) != NULL;
}

static struct sy_epcis_parts parts_of(const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        parts.body[i] = record->body[i];
    return parts;
}

/* The part kind of the one body of all records that holds the text; 0 when none or several
 * do. */
static unsigned where(const struct sy_capture *capture, const char *text)
{
    unsigned found = 0;

    for (size_t i = 0; i < capture->count; i++) {
        for (unsigned k = 0; k < SY_PART_KINDS; k++) {
            if (contains(capture->records[i].body[k], text))
                found = found == 0 || found == k + 1 ? k + 1 : 99;
        }
    }
    return found == 99 ? 0 : found;
}

static const struct {
    const char *file;
    uint64_t events;
    uint64_t master_data; /* records beside the events, an envelope's included */
} documents[] = {
    {"pork/01-farm.jsonld", 2, 2},
    {"pork/02-slaughterhouse.jsonld", 4, 2},
    {"pork/03-checkpoint.jsonld", 1, 1},
    {"pork/04-wholesale.jsonld", 8, 3},
    {"pork/05-stall.jsonld", 6, 1},
    {"pork/06-wholesale-correction.jsonld", 2, 0},
    {"pork/07-carrier-late.jsonld", 2, 0},
    {"packaged_food/01-maker.jsonld", 4, 5},
    {"packaged_food/02-store.jsonld", 6, 1},
    {"cylinder/01-filler.jsonld", 7, 2},
    {"cylinder/02-restaurant.jsonld", 3, 0},
    {"awkward/numbers.jsonld", 1, 0},
    {"awkward/times.jsonld", 11, 0},
    {"awkward/empty_lists.jsonld", 3, 0},
    {"awkward/bare_event.json", 1, 0},
    {"awkward/bare_list.json", 2, 0},
    {"awkward/query.json", 2, 0},
    {"awkward/chinese_names.jsonld", 1, 0},
    {"awkward/unknown_extensions.jsonld", 1, 0},
};

static void capture_scenario(const char *name, struct sy_capture *out)
{
    struct sy_bytes text = read_scenario(name);
    enum sy_err err = sy_capture_read(text, NULL, out);

    if (err != SY_OK) {
        print_errors(out);
        fail_msg("%s: %s", name, sy_err_name(err));
    }
    assert_int_equal(out->warnings.count, 0);
    free((void *)(uintptr_t)text.data);
}

static void check_names(const char *file, const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts = parts_of(record);
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    unsigned count = 0;

    sy_epcis_items(&items, &parts);
    while (sy_epcis_items_next(&items, &item)) {
        struct sy_buffer canonical = {0};
        struct sy_identifier about;
        enum sy_err err = sy_identifier_canonical(item.id, &canonical, &about);

        if (err != SY_OK || about.problem != SY_OK)
            fail_msg("%s event %llu: %.*s: %s", file, (unsigned long long)record->event,
                     (int)item.id.len, (const char *)item.id.data,
                     sy_err_name(err != SY_OK ? err : about.problem));
        sy_buffer_close(&canonical);
        count++;
    }
    assert_true(count > 0);
}

static void check_record(const char *file, const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts = parts_of(record);
    struct sy_epcis_view view;

    for (unsigned k = 0; k < SY_PART_KINDS; k++)
        check_err(sy_schema_check(sy_schema_of_record(record->type), record->body[k]), SY_OK);
    if (record->type != SY_TYPE_EPCIS_EVENT)
        return;
    check_err(sy_epcis_event_read(&parts, &view), SY_OK);
    assert_true(view.timed);
    assert_int_not_equal(view.event_bit, 0);
    check_names(file, record);
}

static void test_documents_are_captured(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(documents); i++) {
        struct sy_capture capture = {0};

        capture_scenario(documents[i].file, &capture);
        if (capture.events != documents[i].events ||
            capture.count != documents[i].events + documents[i].master_data)
            fail_msg("%s: %llu events in %zu records", documents[i].file,
                     (unsigned long long)capture.events, capture.count);
        for (size_t r = 0; r < capture.count; r++)
            check_record(documents[i].file, &capture.records[r]);
        sy_capture_close(&capture);
    }
}

static const struct {
    const char *file;
    const char *text;
    unsigned kind;
} places[] = {
    {"pork/01-farm.jsonld", "沈示例", SY_PART_PERSONAL},
    {"pork/01-farm.jsonld", "13900000000", SY_PART_PERSONAL},
    {"pork/01-farm.jsonld", "15.80", SY_PART_COMMERCIAL},
    {"pork/01-farm.jsonld", "CG-20261118-11", SY_PART_COMMERCIAL},
    {"pork/01-farm.jsonld", "8972斤", SY_PART_CHAIN},
    {"pork/02-slaughterhouse.jsonld", "陆示例", SY_PART_PERSONAL},
    {"pork/02-slaughterhouse.jsonld", "顾示例", SY_PART_PERSONAL},
    {"pork/02-slaughterhouse.jsonld", "苏F11111", SY_PART_PERSONAL},
    {"pork/02-slaughterhouse.jsonld", "CK-20261121-02", SY_PART_COMMERCIAL},
    {"pork/02-slaughterhouse.jsonld", "RP-20261120-0086", SY_PART_OPEN},
    {"pork/03-checkpoint.jsonld", "苏F11111", SY_PART_PERSONAL},
    {"pork/03-checkpoint.jsonld", "DK-20261121-0312", SY_PART_OPEN},
    {"pork/03-checkpoint.jsonld", "查验结论", SY_PART_COMMERCIAL},
    {"pork/04-wholesale.jsonld", "CJ-20261121-0231", SY_PART_COMMERCIAL},
    {"pork/04-wholesale.jsonld", "1356.80", SY_PART_COMMERCIAL},
    {"pork/04-wholesale.jsonld", "KJ-20261121-018", SY_PART_OPEN},
    {"pork/05-stall.jsonld", "39.60", SY_PART_COMMERCIAL},
    {"pork/05-stall.jsonld", "1斤半", SY_PART_OPEN},
    {"pork/05-stall.jsonld", "31011500720000012346", SY_PART_OPEN},
    {"pork/07-carrier-late.jsonld", "周示例", SY_PART_PERSONAL},
    {"pork/07-carrier-late.jsonld", "沪D00000", SY_PART_PERSONAL},
    {"pork/07-carrier-late.jsonld", "probe-21a", SY_PART_COMMERCIAL},
    {"packaged_food/01-maker.jsonld", "FH-20261123-0042", SY_PART_COMMERCIAL},
    {"packaged_food/01-maker.jsonld", "示例牌酿造酱油", SY_PART_OPEN},
    {"packaged_food/01-maker.jsonld", "奉贤工厂", SY_PART_OPEN},
    {"packaged_food/01-maker.jsonld", "02100000000", SY_PART_PERSONAL},
    {"packaged_food/01-maker.jsonld", "GD-20261123-2", SY_PART_CHAIN},
    {"packaged_food/01-maker.jsonld", "260518", SY_PART_CHAIN},
    {"packaged_food/02-store.jsonld", "17.28斤", SY_PART_CHAIN},
    {"packaged_food/02-store.jsonld", "6两4钱", SY_PART_OPEN},
    {"packaged_food/02-store.jsonld", "31.16", SY_PART_COMMERCIAL},
    {"packaged_food/02-store.jsonld", "0001000420261125183207", SY_PART_OPEN},
    {"cylinder/01-filler.jsonld", "JY-2026-051077", SY_PART_OPEN},
    {"cylinder/01-filler.jsonld", "许示例", SY_PART_PERSONAL},
    {"cylinder/01-filler.jsonld", "沪D22222", SY_PART_PERSONAL},
    {"cylinder/01-filler.jsonld", "13900000001", SY_PART_PERSONAL},
    {"cylinder/01-filler.jsonld", "残液1斤", SY_PART_CHAIN},
    {"awkward/chinese_names.jsonld", "吴示例", SY_PART_PERSONAL},
    {"awkward/chinese_names.jsonld", "咸肉", SY_PART_OPEN},
    {"awkward/chinese_names.jsonld", "𩽾𩾌", SY_PART_CHAIN},
    {"awkward/chinese_names.jsonld", "全角数字１２３", SY_PART_COMMERCIAL},
    /* as written */
    {"awkward/numbers.jsonld", "0.10", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "12.500", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "1234567890.123456789", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "1e-7", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "1.50E+3", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "-0.0", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "-1.85e1", SY_PART_CHAIN},
    {"awkward/numbers.jsonld", "81234567890123456789", SY_PART_COMMERCIAL},
    {"awkward/numbers.jsonld", "18446744073709551616", SY_PART_COMMERCIAL},
    {"awkward/numbers.jsonld", "0.30000000000000000001", SY_PART_COMMERCIAL},
    {"awkward/times.jsonld", "2026-11-23T08:00:00.1230+08:00", SY_PART_OPEN},
    {"awkward/times.jsonld", "2026-11-23T14:00:00+14:00", SY_PART_OPEN},
};

static void test_texts_lie_in_their_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++) {
        struct sy_capture capture = {0};

        capture_scenario(places[i].file, &capture);
        if (where(&capture, places[i].text) != places[i].kind)
            fail_msg("%s: %s is in part %u", places[i].file, places[i].text,
                     where(&capture, places[i].text));
        sy_capture_close(&capture);
    }
}

/* Phones, plates and names of people, wherever they stand in the scenarios. */
static void test_nothing_personal_is_open(void **state)
{
    static const char *const personal[] = {
        "沈示例",   "陆示例",      "顾示例",      "周示例",      "许示例",
        "吴示例",   "13900000000", "13900000001", "02100000000", "苏F00000",
        "苏F11111", "沪D00000",    "沪D22222",
    };
    unsigned found = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(documents); i++) {
        struct sy_capture capture = {0};

        capture_scenario(documents[i].file, &capture);
        for (size_t r = 0; r < capture.count; r++) {
            for (size_t p = 0; p < COUNT(personal); p++) {
                const struct sy_bytes *body = capture.records[r].body;

                for (unsigned k = 0; k < SY_PART_PERSONAL - 1; k++)
                    assert_false(contains(body[k], personal[p]));
                found += contains(body[SY_PART_PERSONAL - 1], personal[p]) ? 1 : 0;
            }
        }
        sy_capture_close(&capture);
    }
    assert_true(found >= COUNT(personal));
}

static unsigned occurrences(struct sy_bytes body, const char *text)
{
    unsigned count = 0;
    size_t len = strlen(text);

    for (size_t i = 0; i + len <= body.len; i++)
        count += memcmp(body.data + i, text, len) == 0 ? 1 : 0;
    return count;
}

static void test_a_hundred_unknown_names_are_commercial(void **state)
{
    struct sy_capture capture = {0};
    const struct sy_bytes *body;

    (void)state;
    capture_scenario("awkward/unknown_extensions.jsonld", &capture);
    body = capture.records[0].body;
    assert_true(occurrences(body[SY_PART_COMMERCIAL - 1], "erp:") >= 100);
    assert_int_equal(occurrences(body[SY_PART_COMMERCIAL - 1], "往来单位-"), 75);
    for (unsigned k = 0; k < SY_PART_KINDS; k++) {
        if (k == SY_PART_COMMERCIAL - 1)
            continue;
        assert_int_equal(occurrences(body[k], "erp"), 0);
        assert_int_equal(occurrences(body[k], "往来单位"), 0);
        for (unsigned i = 1; i < 100; i++) {
            char price[16];

            snprintf(price, sizeof(price), "%u.%02u5", 900 + i, i);
            assert_false(contains(body[k], price));
        }
    }
    sy_capture_close(&capture);
}

static void test_json_lines(void **state)
{
    struct sy_bytes text = read_scenario("awkward/events.jsonl");
    struct sy_capture_options options = {0};
    size_t from = 0;

    (void)state;
    for (size_t i = 0; i < text.len; i++) {
        struct sy_capture capture = {0};

        if (text.data[i] != '\n')
            continue;
        check_err(
            sy_capture_read((struct sy_bytes){text.data + from, i - from}, &options, &capture),
            SY_OK);
        assert_int_equal(capture.count, 1);
        assert_int_equal(capture.records[0].event, options.events_before + 1);
        check_record("awkward/events.jsonl", &capture.records[0]);
        options.events_before++;
        from = i + 1;
        sy_capture_close(&capture);
    }
    assert_int_equal(options.events_before, 3);
    free((void *)(uintptr_t)text.data);
}

static struct sy_epcis_view event_of(const struct sy_capture *capture, const char *event_id,
                                     size_t *record)
{
    for (size_t i = 0; i < capture->count; i++) {
        struct sy_epcis_parts parts = parts_of(&capture->records[i]);
        struct sy_epcis_view view;

        if (!sy_bytes_equal(capture->records[i].event_id, sy_text(event_id)))
            continue;
        check_err(sy_epcis_event_read(&parts, &view), SY_OK);
        *record = i;
        return view;
    }
    fail_msg("no event %s", event_id);
    return (struct sy_epcis_view){0};
}

static bool names(const struct sy_capture_record *record, enum sy_role role, const char *end)
{
    struct sy_epcis_parts parts = parts_of(record);
    struct sy_epcis_items items;
    struct sy_epcis_item item;

    sy_epcis_items(&items, &parts);
    while (sy_epcis_items_next(&items, &item)) {
        if (item.role == role && item.id.len >= strlen(end) &&
            memcmp(item.id.data + item.id.len - strlen(end), end, strlen(end)) == 0)
            return true;
    }
    return false;
}

static void test_the_correction_names_what_it_corrects(void **state)
{
    static const char wrong_id[] = "urn:uuid:5a1f000b-6d1e-4c62-9a70-20261121b004";
    static const char right_id[] = "urn:uuid:5a1f0016-6d1e-4c62-9a70-20261121b009";
    struct sy_capture before = {0};
    struct sy_capture after = {0};
    struct sy_epcis_view wrong, declaration, right;
    size_t w = 0, d = 0, r = 0;

    (void)state;
    capture_scenario("pork/04-wholesale.jsonld", &before);
    capture_scenario("pork/06-wholesale-correction.jsonld", &after);
    wrong = event_of(&before, wrong_id, &w);
    declaration = event_of(&after, wrong_id, &d);
    right = event_of(&after, right_id, &r);

    assert_false(wrong.declared_wrong);
    assert_true(declaration.declared_wrong);
    assert_false(right.declared_wrong);
    assert_int_equal(wrong.event_time_us, declaration.event_time_us);
    assert_true(names(&before.records[w], SY_ROLE_PARENT, ":LC-17"));
    assert_true(names(&after.records[d], SY_ROLE_PARENT, ":LC-17"));
    assert_true(names(&after.records[d], SY_ROLE_CORRECTIVE, right_id));
    assert_true(names(&after.records[r], SY_ROLE_PARENT, ":LC-07"));
    assert_true(names(&after.records[r], SY_ROLE_CHILD_QUANTITY, ":HT-20261121-03"));
    sy_capture_close(&before);
    sy_capture_close(&after);
}

/* How many events of a document name the item in that role, however they write it. */
static unsigned events_that_name(const char *file, enum sy_role role, const char *item)
{
    struct sy_capture capture = {0};
    unsigned count = 0;

    capture_scenario(file, &capture);
    for (size_t i = 0; i < capture.count; i++) {
        struct sy_epcis_parts parts = parts_of(&capture.records[i]);
        struct sy_epcis_items items;
        struct sy_epcis_item found;
        bool named = false;

        if (capture.records[i].type != SY_TYPE_EPCIS_EVENT)
            continue;
        sy_epcis_items(&items, &parts);
        while (sy_epcis_items_next(&items, &found)) {
            struct sy_buffer canonical = {0};

            check_err(sy_identifier_canonical(found.id, &canonical, NULL), SY_OK);
            named =
                named || (found.role == role && strcmp(sy_buffer_text(&canonical), item) == 0);
            sy_buffer_close(&canonical);
        }
        count += named ? 1 : 0;
    }
    sy_capture_close(&capture);
    return count;
}

static const struct {
    const char *file;
    enum sy_role role;
    const char *item;
    unsigned events;
} stories[] = {
    /* the ticket, the certificates, the meat and the cages of the pork chain */
    {"pork/05-stall.jsonld", SY_ROLE_TRANSACTION,
     "urn:suyuan:1:ticket:sh:31011500720000012346:20261122", 1},
    {"pork/05-stall.jsonld", SY_ROLE_QUANTITY,
     "urn:suyuan:1:lot:uscc:91310114MAYYYY040R:HT-20261121-03", 3},
    {"pork/02-slaughterhouse.jsonld", SY_ROLE_ILMD_CERTIFICATE,
     "urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615", 1},
    {"pork/02-slaughterhouse.jsonld", SY_ROLE_TRANSACTION,
     "urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615", 2},
    {"pork/03-checkpoint.jsonld", SY_ROLE_TRANSACTION,
     "urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615", 1},
    {"pork/05-stall.jsonld", SY_ROLE_TRANSACTION,
     "urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615", 3},
    {"pork/01-farm.jsonld", SY_ROLE_ILMD_LOT, "PIG-20261120-03", 1},
    {"pork/04-wholesale.jsonld", SY_ROLE_PARENT,
     "urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-17", 2},
    {"pork/07-carrier-late.jsonld", SY_ROLE_EPC,
     "urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-07", 2},
    /* one order in two events */
    {"packaged_food/01-maker.jsonld", SY_ROLE_TRANSFORMATION,
     "urn:suyuan:1:doc:uscc:91310120MAYYYY1128:GD-20261123-2", 2},
    /* a pallet, written as Digital Link, EPC URN and under another domain */
    {"packaged_food/01-maker.jsonld", SY_ROLE_PARENT,
     "https://id.gs1.org/00/169012340000001737", 1},
    {"packaged_food/02-store.jsonld", SY_ROLE_EPC, "https://id.gs1.org/00/169012340000001737",
     1},
    {"packaged_food/02-store.jsonld", SY_ROLE_PARENT,
     "https://id.gs1.org/00/169012340000001737", 1},
    /* a scale label, and the gas in a cylinder */
    {"packaged_food/02-store.jsonld", SY_ROLE_QUANTITY,
     "urn:suyuan:1:instore:uscc:91310107MAYYYY1209:2012345:20261125", 1},
    {"cylinder/01-filler.jsonld", SY_ROLE_CHILD_QUANTITY,
     "urn:suyuan:1:lot:uscc:91310112MAYYYY139D:LPG-20261119-T2", 2},
    {"cylinder/01-filler.jsonld", SY_ROLE_CERTIFICATION,
     "urn:suyuan:1:doc:uscc:91310112MAYYYY1478:JY-2026-051077", 1},
};

static void test_stories_can_be_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stories); i++) {
        unsigned got = events_that_name(stories[i].file, stories[i].role, stories[i].item);

        if (got != stories[i].events)
            fail_msg("%s: %u events name %s", stories[i].file, got, stories[i].item);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_are_captured),
        cmocka_unit_test(test_texts_lie_in_their_parts),
        cmocka_unit_test(test_nothing_personal_is_open),
        cmocka_unit_test(test_a_hundred_unknown_names_are_commercial),
        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_the_correction_names_what_it_corrects),
        cmocka_unit_test(test_stories_can_be_asked_for),
    };

    return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
