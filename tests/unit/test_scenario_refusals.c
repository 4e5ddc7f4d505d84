/* What people get wrong is refused, all of it at once, with words that help. */
#include "tests/epcis_files.h"

#include "ledger/capture.h"
#include "ledger/capture_message.h"

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

#define EVENT(n) "epcisBody.eventList[" #n "]."

static const struct refusal {
    const char *file;
    uint64_t event;
    enum sy_capture_code code;
    const char *path;
} refusals[] = {
    {"resident_number_as_identifier.json", 1, SY_CAPTURE_PERSONAL_NUMBER,
     EVENT(0) "epcList[0]"},
    {"resident_number_as_identifier.json", 2, SY_CAPTURE_PERSONAL_NUMBER,
     EVENT(1) "destinationList[0].destination"},
    {"resident_number_in_open_value.json", 1, SY_CAPTURE_PERSONAL_NUMBER,
     EVENT(0) "ilmd.suyuan:grade"},
    {"resident_number_in_open_value.json", 2, SY_CAPTURE_PERSONAL_NUMBER,
     EVENT(1) "bizTransactionList[0].bizTransaction"},
    {"quantity_as_text.json", 1, SY_CAPTURE_NOT_A_NUMBER, EVENT(0) "quantityList[0].quantity"},
    {"quantity_as_text.json", 1, SY_CAPTURE_NOT_A_NUMBER, EVENT(0) "quantityList[1].quantity"},
    {"jin_as_unit.json", 1, SY_CAPTURE_LOCAL_UNIT, EVENT(0) "quantityList[0].uom"},
    {"jin_as_unit.json", 1, SY_CAPTURE_LOCAL_UNIT, EVENT(0) "quantityList[1].uom"},
    {"jin_as_unit.json", 1, SY_CAPTURE_BAD_UOM, EVENT(0) "quantityList[2].uom"},
    {"event_time_missing.json", 1, SY_CAPTURE_MEMBER_MISSING, EVENT(0) "eventTime"},
    {"bad_offsets.json", 1, SY_CAPTURE_BAD_OFFSET, EVENT(0) "eventTimeZoneOffset"},
    {"bad_offsets.json", 2, SY_CAPTURE_BAD_OFFSET, EVENT(1) "eventTimeZoneOffset"},
    {"bad_offsets.json", 3, SY_CAPTURE_BAD_OFFSET, EVENT(2) "eventTimeZoneOffset"},
    {"bad_offsets.json", 4, SY_CAPTURE_BAD_OFFSET, EVENT(3) "eventTimeZoneOffset"},
    {"bad_offsets.json", 5, SY_CAPTURE_BAD_TIME, EVENT(4) "eventTime"},
    {"bad_offsets.json", 6, SY_CAPTURE_BAD_TIME, EVENT(5) "eventTime"},
    {"days_that_are_none.json", 1, SY_CAPTURE_BAD_TIME, EVENT(0) "eventTime"},
    {"days_that_are_none.json", 2, SY_CAPTURE_BAD_TIME, EVENT(1) "eventTime"},
    {"days_that_are_none.json", 3, SY_CAPTURE_BAD_TIME, EVENT(2) "eventTime"},
    {"days_that_are_none.json", 4, SY_CAPTURE_BAD_TIME, EVENT(3) "eventTime"},
    {"members_without_prefix.json", 1, SY_CAPTURE_UNKNOWN_MEMBER, EVENT(0) "产地"},
    {"members_without_prefix.json", 2, SY_CAPTURE_UNKNOWN_MEMBER, EVENT(1) "ilmd.批号"},
    {"members_without_prefix.json", 3, SY_CAPTURE_UNKNOWN_MEMBER,
     EVENT(2) "quantityList[0].单价"},
    {"full_width_digits.json", 1, SY_CAPTURE_FULL_WIDTH, EVENT(0) "epcList[0]"},
    {"full_width_digits.json", 2, SY_CAPTURE_FULL_WIDTH, EVENT(1) "epcList[0]"},
    {"full_width_digits.json", 3, SY_CAPTURE_FULL_WIDTH, EVENT(2) "epcList[0]"},
    {"spreadsheet_numbers.json", 1, SY_CAPTURE_SPREADSHEET_NUMBER,
     EVENT(0) "bizTransactionList[0].bizTransaction"},
    {"spreadsheet_numbers.json", 2, SY_CAPTURE_SPREADSHEET_NUMBER, EVENT(1) "epcList[0]"},
    {"spreadsheet_numbers.json", 3, SY_CAPTURE_SPREADSHEET_NUMBER, EVENT(2) "epcList[0]"},
    {"broken_names.json", 1, SY_CAPTURE_BAD_IDENTIFIER, EVENT(0) "epcList[0]"},
    {"broken_names.json", 2, SY_CAPTURE_BAD_IDENTIFIER, EVENT(1) "epcList[0]"},
    {"broken_names.json", 3, SY_CAPTURE_BAD_IDENTIFIER,
     EVENT(2) "bizTransactionList[0].bizTransaction"},
    {"broken_names.json", 4, SY_CAPTURE_BAD_URI, EVENT(3) "epcList[0]"},
    {"words_of_our_own.json", 1, SY_CAPTURE_BAD_VOCABULARY, EVENT(0) "bizStep"},
    {"words_of_our_own.json", 2, SY_CAPTURE_BAD_VOCABULARY, EVENT(1) "action"},
    {"words_of_our_own.json", 3, SY_CAPTURE_BAD_VOCABULARY, EVENT(2) "disposition"},
    {"words_of_our_own.json", 4, SY_CAPTURE_BAD_VOCABULARY, EVENT(3) "type"},
    {"cut_off.json", 0, SY_CAPTURE_BAD_JSON, NULL},
};

static bool is_error(const struct sy_capture_error *error, const struct refusal *want)
{
    return error->code == want->code && error->event == want->event &&
           (want->path == NULL || strcmp(error->path, want->path) == 0);
}

static void check_message(const struct sy_capture_error *error)
{
    assert_null(strstr(error->value, "310115190001010001"));
    for (unsigned language = 0; language < SY_LANGUAGES; language++) {
        struct sy_buffer text = {0};

        sy_capture_message_put(error, (enum sy_language)language, &text);
        assert_non_null(strstr(sy_buffer_text(&text), error->path));
        assert_null(strstr(sy_buffer_text(&text), "310115190001010001"));
        sy_buffer_close(&text);
    }
}

/* A file gives the errors listed for it, in their order, and no other. */
static void must_refuse(const char *path, struct sy_bytes text)
{
    const char *file = strrchr(path, '/') + 1;
    struct sy_capture capture = {0};
    enum sy_err err = sy_capture_read(text, NULL, &capture);
    size_t met = 0;

    assert_true(err == SY_BAD_EVENT || err == SY_BAD_JSON);
    assert_int_equal(capture.count, 0);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        if (strcmp(refusals[i].file, file) != 0)
            continue;
        if (met == capture.errors.count || !is_error(&capture.errors.list[met], &refusals[i])) {
            print_errors(&capture);
            fail_msg("%s: error %zu is not %s", file, met,
                     sy_capture_code_name(refusals[i].code));
        }
        check_message(&capture.errors.list[met]);
        met++;
    }
    if (met == 0 || met != capture.errors.count) {
        print_errors(&capture);
        fail_msg("%s: %zu errors, %zu expected", file, capture.errors.count, met);
    }
    sy_capture_close(&capture);
}

static void test_what_must_be_refused_is(void **state)
{
    (void)state;
    assert_int_equal(epcis_visit(SY_SOURCE_ROOT "/tests/data/scenarios/refused", must_refuse),
                     13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_must_be_refused_is),
    };

    return cmocka_run_group_tests_name("scenario_refusals", tests, NULL, NULL);
}
