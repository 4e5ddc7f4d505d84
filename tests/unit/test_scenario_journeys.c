/* The journeys that the pork chain promises, asked for as a shopper would: without a key. */
#include "tests/unit/fixture.h"

#include "ledger/capture.h"
#include "ledger/epcis_event.h"
#include "ledger/journey.h"

#define PORK      SY_SOURCE_ROOT "/tests/data/scenarios/pork/"
#define WHOLESALE "91310114MAYYYY040R"
#define LOT       "urn:suyuan:1:lot:uscc:" WHOLESALE ":HT-20261121-03"
#define CAGE_7    "urn:suyuan:1:unit:uscc:" WHOLESALE ":LC-07"
#define CAGE_17   "urn:suyuan:1:unit:uscc:" WHOLESALE ":LC-17"
#define TICKET    "urn:suyuan:1:ticket:sh:31011500720000012346:20261122"
#define MEAT_CERT "urn:suyuan:1:doc:uscc:12320612MAYYYY083D:B-3200926615"
#define PIGS_CERT "urn:suyuan:1:doc:uscc:12320681MAYYYY075G:A-3200417782"

enum { DRAFTS_MAX = 16 };

static const struct {
    const char *file;
    const char *uscc; /* of who signs */
} files[] = {
    {"01-farm.jsonld", "93320681MAYYYY0162"},
    {"02-slaughterhouse.jsonld", "91320612MAYYYY0245"},
    {"03-checkpoint.jsonld", "12310151MAYYYY032N"},
    {"04-wholesale.jsonld", WHOLESALE},
    {"05-stall.jsonld", "92310115MAYYYY0592"},
    {"06-wholesale-correction.jsonld", WHOLESALE},
    {"07-carrier-late.jsonld", "91310113MAYYYY0673"},
};

enum { FILES = sizeof(files) / sizeof(files[0]) };

struct told {
    struct fixture f;
    struct sy_view *view;
};

static void append_file(struct fixture *f, size_t file)
{
    struct sy_capture capture = {0};
    struct sy_draft drafts[DRAFTS_MAX] = {0};
    struct sy_bytes text;
    char path[4096];

    snprintf(path, sizeof(path), PORK "%s", files[file].file);
    text = check_read_file(path);
    assert_non_null(text.data);
    check_err(sy_capture_read(text, NULL, &capture), SY_OK);
    assert_true(capture.count <= DRAFTS_MAX);
    for (size_t i = 0; i < capture.count; i++) {
        drafts[i].type = capture.records[i].type;
        for (unsigned k = 0; k < SY_PART_KINDS; k++) {
            if (capture.records[i].has[k])
                drafts[i].bodies[k] = capture.records[i].body[k];
        }
    }
    snprintf(f->orgs[0].subject, sizeof(f->orgs[0].subject), "uscc:%s", files[file].uscc);
    fixture_append_drafts(f, 0, drafts, capture.count);
    sy_capture_close(&capture);
    free((void *)(uintptr_t)text.data);
}

static void tell(struct told *t, size_t from, size_t to)
{
    struct sy_log_snapshot *log;
    uint64_t applied;

    for (size_t i = from; i < to; i++)
        append_file(&t->f, i);
    check_err(sy_log_snapshot(t->f.logs[FIXTURE_DISTRICT], &log), SY_OK);
    check_err(sy_view_apply(t->view, 0, fixture_origin(&t->f, FIXTURE_DISTRICT), log,
                            UINT64_MAX, &applied),
              SY_OK);
    sy_log_release(log);
}

static void told_open(struct told *t)
{
    fixture_open(&t->f);
    check_err(sy_view_open(fixture_path(&t->f, "view"), FIXTURE_MAP_BYTES, &t->view), SY_OK);
}

static void told_close(struct told *t)
{
    sy_view_close(t->view);
    fixture_close(&t->f);
}

/* "inspecting", or the type where the event has no step. */
static void step_word(struct sy_log_snapshot *log, const struct sy_position *at, char out[64])
{
    struct sy_record_share record;
    struct sy_epcis_parts parts = {0};
    struct sy_epcis_view view;
    struct sy_part part;
    struct sy_bytes word;

    check_err(sy_log_record(log, at->index, at->record, &record), SY_OK);
    for (size_t i = 0; i < record.part_count; i++) {
        check_err(sy_part_read(record.parts[i].part, &part), SY_OK);
        if (record.parts[i].kind == SY_PART_OPEN)
            parts.body[0] = part.body;
    }
    check_err(sy_epcis_event_read(&parts, &view), SY_OK);
    word = view.biz_step.len > 0 ? view.biz_step : view.type;
    snprintf(out, 64, "%.*s", (int)word.len, (const char *)word.data);
}

static void put_step(const struct sy_journey *journey, struct sy_log_snapshot *log, size_t i,
                     struct sy_buffer *out)
{
    static const char *const standings[] = {
        [SY_STANDING_PLAIN] = "",
        [SY_STANDING_WITHDRAWN] = " withdrawn",
        [SY_STANDING_DECLARATION] = " declaration",
        [SY_STANDING_CLAIM] = " claim",
    };
    const struct sy_journey_event *event = sy_journey_at(journey, i);
    char word[64];

    step_word(log, &event->position, word);
    sy_buffer_printf(out, "%s%s", word, standings[event->standing]);
    if (event->container != 0) {
        struct sy_bytes name = sy_journey_name(journey, event->container);

        assert_true(name.len > 5);
        sy_buffer_printf(out, " of %.5s", (const char *)name.data + name.len - 5);
    }
    sy_buffer_put_text(out, "\n");
}

/* The journey of an item, a step a line, as anybody sees it. */
static void check_journey(struct told *t, const char *item, const char *want)
{
    struct sy_view_snapshot *view;
    struct sy_log_snapshot *log;
    struct sy_journey journey = {0};
    struct sy_buffer got = {0};
    struct sy_access anybody = {.presented = true};
    struct sy_journey_ask ask = {
        .item = sy_text(item), .access = &anybody, .logs = &log, .log_count = 1};

    check_err(sy_log_snapshot(t->f.logs[FIXTURE_DISTRICT], &log), SY_OK);
    check_err(sy_view_snapshot(t->view, &view), SY_OK);
    check_err(sy_journey_open(view, &ask, &journey), SY_OK);
    assert_false(journey.cut);
    for (size_t i = 0; i < journey.count; i++)
        put_step(&journey, log, i, &got);
    assert_string_equal(sy_buffer_text(&got), want);
    sy_buffer_close(&got);
    sy_journey_close(&journey);
    sy_view_release(view);
    sy_log_release(log);
}

static void test_a_shopper_follows_the_ticket(void **state)
{
    struct told t;

    (void)state;
    told_open(&t);
    tell(&t, 0, FILES);
    check_journey(&t, TICKET, "retail_selling\n");
    check_journey(&t, LOT,
                  "commissioning\n"
                  "packing withdrawn\n"
                  "packing declaration\n"
                  "packing\n"
                  "TransactionEvent\n"
                  "shipping of LC-07\n"
                  "loading of LC-07\n"
                  "transporting of LC-07\n"
                  "arriving of LC-07\n"
                  "unpacking\n"
                  "accepting\n"
                  "retail_selling\n"
                  "retail_selling\n");
    told_close(&t);
}

static void test_the_correction_changes_where_the_meat_went(void **state)
{
    struct told t;

    (void)state;
    told_open(&t);
    tell(&t, 0, 4);
    check_journey(&t, LOT,
                  "commissioning\n"
                  "packing\n"
                  "packing of LC-17\n"
                  "TransactionEvent\n"
                  "shipping of LC-17\n");
    tell(&t, 4, 6);
    check_journey(&t, LOT,
                  "commissioning\n"
                  "packing withdrawn\n"
                  "packing declaration\n"
                  "packing\n"
                  "TransactionEvent\n"
                  "shipping of LC-07\n"
                  "arriving of LC-07\n"
                  "unpacking\n"
                  "accepting\n"
                  "retail_selling\n"
                  "retail_selling\n");
    told_close(&t);
}

static void test_cages_have_journeys_of_their_own(void **state)
{
    struct told t;

    (void)state;
    told_open(&t);
    tell(&t, 0, FILES);
    check_journey(&t, CAGE_7,
                  "packing\n"
                  "shipping\n"
                  "loading\n"
                  "transporting\n"
                  "arriving\n"
                  "unpacking\n"
                  "shipping\n");
    check_journey(&t, CAGE_17,
                  "packing withdrawn\n"
                  "packing declaration\n"
                  "packing\n"
                  "packing\n"
                  "shipping\n");
    told_close(&t);
}

static void test_certificates_lead_along_the_chain(void **state)
{
    struct told t;

    (void)state;
    told_open(&t);
    tell(&t, 0, FILES);
    check_journey(&t, PIGS_CERT, "commissioning\nshipping\nreceiving\n");
    check_journey(&t, "PIG-20261120-03", "commissioning\n");
    check_journey(&t, MEAT_CERT,
                  "killing\n"
                  "inspecting\n"
                  "shipping\n"
                  "entering_exiting\n"
                  "receiving\n"
                  "commissioning\n"
                  "accepting\n"
                  "retail_selling\n"
                  "retail_selling\n");
    told_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_shopper_follows_the_ticket),
        cmocka_unit_test(test_the_correction_changes_where_the_meat_went),
        cmocka_unit_test(test_cages_have_journeys_of_their_own),
        cmocka_unit_test(test_certificates_lead_along_the_chain),
    };

    return cmocka_run_group_tests_name("scenario_journeys", tests, NULL, NULL);
}
