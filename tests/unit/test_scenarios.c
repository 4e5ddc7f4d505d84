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

/* ---- what can be captured ---- */

static const struct {
    const char *file;
    uint64_t events;
    uint64_t master_data; /* records beside the events, an envelope's included */
} documents[] = {
    {"pork/01-farm.jsonld", 2, 2},         {"pork/02-slaughterhouse.jsonld", 4, 2},
    {"pork/03-checkpoint.jsonld", 1, 1},   {"pork/04-wholesale.jsonld", 8, 3},
    {"pork/05-stall.jsonld", 6, 1},        {"pork/06-wholesale-correction.jsonld", 2, 0},
    {"pork/07-carrier-late.jsonld", 2, 0},
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

/* ---- who may see what ---- */

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

/* ---- the pork chain's mistake ---- */

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_are_captured),
        cmocka_unit_test(test_texts_lie_in_their_parts),
        cmocka_unit_test(test_the_correction_names_what_it_corrects),
    };

    return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
