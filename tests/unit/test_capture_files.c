/* Every real document that is meant to be valid is captured, every invalid one refused with a
 * message that names the member. */
#include "tests/epcis_files.h"

#include "ledger/capture.h"
#include "ledger/capture_message.h"
#include "proto/schema.h"

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

static void must_capture(const char *path, struct sy_bytes text)
{
    struct sy_capture capture = {0};
    enum sy_err err = sy_capture_read(text, NULL, &capture);

    if (err != SY_OK) {
        print_errors(&capture);
        fail_msg("%s: %s", path, sy_err_name(err));
    }
    assert_true(capture.events > 0);
    for (size_t i = 0; i < capture.count; i++) {
        const struct sy_capture_record *record = &capture.records[i];

        assert_true(record->has[0]);
        for (unsigned k = 0; k < SY_PART_KINDS; k++)
            check_err(sy_schema_check(sy_schema_of_record(record->type), record->body[k]),
                      SY_OK);
    }
    sy_capture_close(&capture);
}

static void test_valid_documents_are_captured(void **state)
{
    (void)state;
    epcis_visit_all(epcis_valid, sizeof(epcis_valid) / sizeof(epcis_valid[0]), must_capture);
}

struct refusal {
    const char *file;
    const char *path;
    enum sy_capture_code code;
    uint64_t event;
};

static const struct refusal refusals[] = {
    {"Combination_of_events_with_missing_mandatory_fields.json",
     "epcisBody.eventList[0].action", SY_CAPTURE_MEMBER_MISSING, 1},
    {"Combination_of_events_with_missing_mandatory_fields.json",
     "epcisBody.eventList[1].eventTimeZoneOffset", SY_CAPTURE_MEMBER_MISSING, 2},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[0].bizStep",
     SY_CAPTURE_BAD_VOCABULARY, 1},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[1].disposition",
     SY_CAPTURE_BAD_VOCABULARY, 2},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[2].sourceList[0].type",
     SY_CAPTURE_BAD_VOCABULARY, 3},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[3].ilmd.materialType",
     SY_CAPTURE_UNKNOWN_MEMBER, 4},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[4].eventTime",
     SY_CAPTURE_BAD_TIME, 5},
    {"Combination_of_multiple_invalid_fields.json", "epcisBody.eventList[4].action",
     SY_CAPTURE_BAD_VOCABULARY, 5},
    {"EPCISDocument_without_context.json", "@context", SY_CAPTURE_MEMBER_MISSING, 0},
    {"ObjectEvent_with_invalid_action.json", "epcisBody.eventList[0].action",
     SY_CAPTURE_BAD_VOCABULARY, 1},
    {"ObjectEvent_with_invalid_certificationInfo.json",
     "epcisBody.eventList[0].certificationInfo[0]", SY_CAPTURE_WRONG_TYPE, 1},
    {"ObjectEvent_with_non_standard_bizStep.json", "epcisBody.eventList[0].bizStep",
     SY_CAPTURE_BAD_VOCABULARY, 1},
    {"ObjectEvent_with_non_standard_disposition.json", "epcisBody.eventList[0].disposition",
     SY_CAPTURE_BAD_VOCABULARY, 1},
    {"ObjectEvent_with_quantity_as_text.json",
     "epcisBody.eventList[0].quantityList[0].quantity", SY_CAPTURE_NOT_A_NUMBER, 1},
    {"ObjectEvent_with_unknown_field_in_quantityList.json",
     "epcisBody.eventList[0].quantityList[0].weight", SY_CAPTURE_UNKNOWN_MEMBER, 1},
    {"ObjectEvent_without_identifier_list.json", "epcisBody.eventList[0]",
     SY_CAPTURE_NOTHING_NAMED, 1},
    {"QueryDocument_with_invalid_action.json",
     "epcisBody.queryResults.resultsBody.eventList[0].action", SY_CAPTURE_BAD_VOCABULARY, 1},
    {"QueryDocument_with_invalid_eventType.json",
     "epcisBody.queryResults.resultsBody.eventList[0].type", SY_CAPTURE_BAD_VOCABULARY, 1},
};

static bool says(const struct sy_capture *capture, const struct refusal *want)
{
    for (size_t i = 0; i < capture->errors.count; i++) {
        const struct sy_capture_error *error = &capture->errors.list[i];

        if (error->code == want->code && error->event == want->event &&
            strcmp(error->path, want->path) == 0)
            return true;
    }
    return false;
}

static void must_refuse(const char *path, struct sy_bytes text)
{
    struct sy_capture capture = {0};
    const char *file = strrchr(path, '/') + 1;
    size_t listed = 0;

    check_err(sy_capture_read(text, NULL, &capture), SY_BAD_EVENT);
    assert_int_equal(capture.count, 0);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (strcmp(refusals[i].file, file) != 0)
            continue;
        listed++;
        if (!says(&capture, &refusals[i])) {
            print_errors(&capture);
            fail_msg("%s: nothing about %s", file, refusals[i].path);
        }
    }
    if (listed == 0)
        fail_msg("%s is not in the list of refusals", file);
    sy_capture_close(&capture);
}

static void test_invalid_documents_are_refused(void **state)
{
    (void)state;
    epcis_visit_all(epcis_invalid, sizeof(epcis_invalid) / sizeof(epcis_invalid[0]),
                    must_refuse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_documents_are_captured),
        cmocka_unit_test(test_invalid_documents_are_refused),
    };

    return cmocka_run_group_tests_name("capture_files", tests, NULL, NULL);
}
