/* What a journey holds: containers while they contained the item and no longer, corrections,
 * reports made again; nothing that its reader may not know. Views built anew are equal. */
#include "tests/unit/fixture.h"

#include "ledger/capture.h"
#include "ledger/journey.h"
#include "ledger/log_erase.h"
#include "ledger/residue.h"

static struct fixture f;
static struct sy_view *view;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    check_err(sy_view_open(fixture_path(&f, "view"), FIXTURE_MAP_BYTES, &view), SY_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_view_close(view);
    fixture_close(&f);
    return 0;
}

/* Events of a document as records of one statement of the organisation; the entry's index. */
static uint64_t append(unsigned org, const char *json)
{
    struct sy_capture capture = {0};
    struct sy_draft *drafts;
    uint64_t index;

    check_err(sy_capture_read(sy_text(json), NULL, &capture), SY_OK);
    drafts = calloc(capture.count, sizeof(*drafts));
    assert_non_null(drafts);
    for (size_t i = 0; i < capture.count; i++) {
        drafts[i].type = capture.records[i].type;
        for (size_t p = 0; p < SY_PART_KINDS; p++) {
            if (capture.records[i].has[p])
                drafts[i].bodies[p] = capture.records[i].body[p];
        }
    }
    index = fixture_append_drafts(&f, org, drafts, capture.count);
    free(drafts);
    sy_capture_close(&capture);
    return index;
}

/* One event at that second; what else it says, each member after a comma. */
static uint64_t event(unsigned org, const char *type, unsigned second, const char *more)
{
    char json[4096];

    snprintf(json, sizeof(json),
             "{\"type\":\"%s\",\"eventTime\":\"2026-11-23T08:%02u:%02uZ\","
             "\"eventTimeZoneOffset\":\"+00:00\"%s}",
             type, second / 60, second % 60, more);
    return append(org, json);
}

static uint64_t seen(unsigned second, const char *item)
{
    char more[512];

    snprintf(more, sizeof(more), ",\"action\":\"OBSERVE\",\"epcList\":[\"%s\"]", item);
    return event(0, "ObjectEvent", second, more);
}

static uint64_t pack(unsigned second, const char *action, const char *parent, const char *child)
{
    char more[1024];

    if (child == NULL)
        snprintf(more, sizeof(more), ",\"action\":\"%s\",\"parentID\":\"%s\",\"childEPCs\":[]",
                 action, parent);
    else
        snprintf(more, sizeof(more),
                 ",\"action\":\"%s\",\"parentID\":\"%s\",\"childEPCs\":[\"%s\"]", action,
                 parent, child);
    return event(0, "AggregationEvent", second, more);
}

static void apply_to(struct sy_view *to)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    do
        check_err(
            sy_view_apply(to, 0, fixture_origin(&f, FIXTURE_DISTRICT), snapshot, 7, &applied),
            SY_OK);
    while (applied > 0);
    sy_log_release(snapshot);
}

static struct sy_journey journey;

static enum sy_err ask_as(const char *item, const char *reader, bool direct, uint32_t limit)
{
    struct sy_registry_snapshot *registry;
    struct sy_log_snapshot *registry_log;
    struct sy_view_snapshot *snapshot;
    struct sy_log_snapshot *log;
    struct sy_access access;
    struct sy_journey_ask how = {.item = sy_text(item),
                                 .access = &access,
                                 .direct = direct,
                                 .limit = limit,
                                 .logs = &log,
                                 .log_count = 1};
    enum sy_err err;

    apply_to(view);
    sy_journey_close(&journey);
    journey = (struct sy_journey){0};
    check_err(sy_registry_snapshot(f.registry, &registry), SY_OK);
    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &registry_log), SY_OK);
    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    check_err(sy_access_open(registry, registry_log, snapshot, sy_text(reader), f.now, &access),
              SY_OK);
    access.presented = true;
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &log), SY_OK);
    err = sy_journey_open(snapshot, &how, &journey);
    sy_log_release(registry_log);
    sy_registry_release(registry);
    sy_log_release(log);
    sy_view_release(snapshot);
    return err;
}

/* The entries of the steps, in order, as the authority sees them. */
static void check_steps(const char *item, size_t count, const uint64_t entries[])
{
    check_err(ask_as(item, SY_AUTHORITY, false, 0), SY_OK);
    for (size_t i = 0; i < journey.count && i < count; i++) {
        if (sy_journey_at(&journey, i)->position.index != entries[i])
            fail_msg("%s: step %zu is entry %u, not %u", item, i,
                     (unsigned)sy_journey_at(&journey, i)->position.index,
                     (unsigned)entries[i]);
    }
    if (journey.count != count)
        fail_msg("%s: %zu steps, not %zu", item, journey.count, count);
}

#define CHECK_STEPS(item, ...)                                                                 \
    do {                                                                                       \
        const uint64_t check_entries[] = {__VA_ARGS__};                                        \
        check_steps(item, sizeof(check_entries) / sizeof(check_entries[0]), check_entries);    \
    } while (0)

static void test_packed_and_taken_out(void **state)
{
    uint64_t made = seen(1, "urn:a:1");
    uint64_t packed = pack(2, "ADD", "urn:a:case", "urn:a:1");
    uint64_t moved = seen(3, "urn:a:case");
    uint64_t out = pack(4, "DELETE", "urn:a:case", "urn:a:1");
    uint64_t later = seen(5, "urn:a:case");
    uint64_t sold = seen(6, "urn:a:1");

    (void)state;
    CHECK_STEPS("urn:a:1", made, packed, moved, out, sold);
    assert_false(journey.cut);
    assert_int_equal(sy_journey_at(&journey, 2)->container, 1);
    check_text(sy_journey_name(&journey, 1), "urn:a:case");
    CHECK_STEPS("urn:a:case", packed, moved, out, later);
    check_err(ask_as("urn:a:1", "", true, 0), SY_OK);
    assert_int_equal(journey.count, 4);
}

/* The whole case is unpacked without naming what was in it: neither it nor the pallet that it
 * stands on says anything more about the item. */
static void test_unpacked_without_names(void **state)
{
    uint64_t packed = pack(11, "ADD", "urn:b:case", "urn:b:1");
    uint64_t loaded = pack(12, "ADD", "urn:b:pallet", "urn:b:case");
    uint64_t moved = seen(13, "urn:b:pallet");
    uint64_t opened = pack(14, "DELETE", "urn:b:case", NULL);

    (void)state;
    seen(15, "urn:b:pallet");
    seen(15, "urn:b:case");
    CHECK_STEPS("urn:b:1", packed, loaded, moved, opened);
}

static void test_moved_to_another_parent(void **state)
{
    uint64_t first = pack(21, "ADD", "urn:c:x", "urn:c:1");
    uint64_t second = pack(23, "ADD", "urn:c:y", "urn:c:1");
    uint64_t y;

    (void)state;
    seen(24, "urn:c:x"); /* one piece is in one place */
    y = seen(25, "urn:c:y");
    CHECK_STEPS("urn:c:1", first, second, y);
}

static void test_observed_inside(void **state)
{
    uint64_t observed = pack(31, "OBSERVE", "urn:d:box", "urn:d:1");
    uint64_t moved = seen(32, "urn:d:box");

    (void)state;
    CHECK_STEPS("urn:d:1", observed, moved);
}

static void test_cycles_and_depth(void **state)
{
    char parent[32], child[32];

    (void)state;
    pack(41, "ADD", "urn:e:2", "urn:e:1");
    pack(42, "ADD", "urn:e:1", "urn:e:2");
    check_err(ask_as("urn:e:1", SY_AUTHORITY, false, 0), SY_OK);
    assert_int_equal(journey.count, 2);
    for (unsigned i = 0; i < 12; i++) {
        snprintf(child, sizeof(child), "urn:f:%u", i);
        snprintf(parent, sizeof(parent), "urn:f:%u", i + 1);
        pack(50 + i, "ADD", parent, child);
    }
    check_err(ask_as("urn:f:0", SY_AUTHORITY, false, 0), SY_OK);
    assert_int_equal(journey.container_count, SY_JOURNEY_DEPTH_MAX + 1);
    assert_true(journey.cut);
    check_text(sy_journey_name(&journey, SY_JOURNEY_DEPTH_MAX), "urn:f:8");
}

/* A lot in more cases than are followed: those that are, are followed to their end. */
static void test_more_containers_than_are_followed(void **state)
{
    char parent[32], more[256];

    (void)state;
    for (unsigned i = 0; i < 70; i++) {
        snprintf(parent, sizeof(parent), "urn:g:case%02u", i);
        snprintf(more, sizeof(more),
                 ",\"action\":\"ADD\",\"parentID\":\"%s\",\"childQuantityList\":[{\"epcClass\":"
                 "\"urn:g:lot\"}]",
                 parent);
        event(0, "AggregationEvent", 100 + i, more);
    }
    for (unsigned i = 0; i < 70; i++) {
        snprintf(parent, sizeof(parent), "urn:g:case%02u", i);
        seen(200 + i, parent);
        seen(300 + i, parent);
    }
    check_err(ask_as("urn:g:lot", SY_AUTHORITY, false, 0), SY_OK);
    assert_true(journey.cut);
    assert_int_equal(journey.container_count, SY_JOURNEY_CONTAINERS_MAX);
    assert_int_equal(journey.count, 70 + 2 * (SY_JOURNEY_CONTAINERS_MAX - 1));
}

static void test_limit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 10; i++)
        seen(400 + i, "urn:h:1");
    check_err(ask_as("urn:h:1", "", false, 4), SY_OK);
    assert_int_equal(journey.count, 4);
    assert_true(journey.cut);
    check_err(ask_as("urn:h:1", "", false, 10), SY_OK);
    assert_int_equal(journey.count, 10);
    assert_false(journey.cut);
}

/* Listed nine times, it is still known as what else it is. */
static void test_listed_often(void **state)
{
    (void)state;
    event(0, "TransactionEvent", 420,
          ",\"action\":\"ADD\",\"parentID\":\"urn:i:1\",\"bizTransactionList\":[{\"type\":"
          "\"cert\","
          "\"bizTransaction\":\"urn:i:1\"}],\"epcList\":[\"urn:i:1\",\"urn:i:1\",\"urn:i:1\","
          "\"urn:i:1\",\"urn:i:1\",\"urn:i:1\",\"urn:i:1\",\"urn:i:1\",\"urn:i:1\"]");
    check_err(ask_as("urn:i:1", "", false, 0), SY_OK);
    assert_int_equal(journey.count, 1);
    assert_true(sy_journey_at(&journey, 0)->roles ==
                ((uint64_t)1 << SY_ROLE_EPC | (uint64_t)1 << SY_ROLE_PARENT |
                 (uint64_t)1 << SY_ROLE_TRANSACTION));
}

/* Inputs of a transformation stand in its chain part. */
static void test_strangers_find_no_chain_part(void **state)
{
    uint64_t index =
        event(0, "TransformationEvent", 430,
              ",\"inputEPCList\":[\"urn:j:in\"],\"outputEPCList\":[\"urn:j:out\"]");

    (void)state;
    CHECK_STEPS("urn:j:in", index);
    check_err(ask_as("urn:j:in", f.orgs[0].subject, false, 0), SY_OK);
    check_err(ask_as("urn:j:in", f.orgs[1].subject, false, 0), SY_NOT_FOUND);
    check_err(ask_as("urn:j:in", "", false, 0), SY_NOT_FOUND);
    check_err(ask_as("urn:j:out", "", false, 0), SY_OK);
    assert_true(sy_journey_at(&journey, 0)->roles == (uint64_t)1 << SY_ROLE_OUTPUT);
}

/* Whom the event names may look for what stands in its chain part. */
static void test_whoever_is_named_finds_it(void **state)
{
    char more[512];
    uint64_t index;

    (void)state;
    fixture_admit(&f, 1);
    snprintf(more, sizeof(more),
             ",\"inputEPCList\":[\"urn:j:in2\"],\"outputEPCList\":[\"urn:j:out2\"],"
             "\"destinationList\":[{\"type\":\"owning_party\",\"destination\":"
             "\"urn:suyuan:1:org:%s\"}]",
             f.orgs[1].subject);
    index = event(0, "TransformationEvent", 440, more);
    check_err(ask_as("urn:j:in2", f.orgs[1].subject, false, 0), SY_OK);
    assert_int_equal(sy_journey_at(&journey, 0)->position.index, index);
    check_err(ask_as("urn:j:in2", f.orgs[2].subject, false, 0), SY_NOT_FOUND);
    check_err(ask_as("urn:j:in", f.orgs[1].subject, false, 0), SY_NOT_FOUND);
}

#define ID "\"eventID\":\"urn:uuid:00000000-0000-4000-8000-0000000000%s\""

static uint64_t with_id(unsigned org, unsigned second, const char *id, bool declared,
                        const char *item)
{
    char more[512];

    snprintf(
        more, sizeof(more), "," ID ",\"action\":\"OBSERVE\",\"epcList\":[\"%s\"]%s", id, item,
        declared ? ",\"errorDeclaration\":{\"declarationTime\":\"2026-11-23T09:00:00Z\"}" : "");
    return event(org, "ObjectEvent", second, more);
}

static enum sy_standing standing_of(uint64_t entry)
{
    for (size_t i = 0; i < journey.count; i++) {
        if (sy_journey_at(&journey, i)->position.index == entry)
            return sy_journey_at(&journey, i)->standing;
    }
    fail_msg("entry %u is no step", (unsigned)entry);
    return SY_STANDING_PLAIN;
}

static void test_corrections(void **state)
{
    uint64_t wrong = with_id(0, 500, "01", false, "urn:k:1");
    uint64_t claim = with_id(1, 500, "01", true, "urn:k:1");
    uint64_t early;
    uint64_t own;

    (void)state;
    check_err(ask_as("urn:k:1", "", false, 0), SY_OK);
    assert_int_equal(standing_of(wrong), SY_STANDING_PLAIN);
    assert_int_equal(standing_of(claim), SY_STANDING_CLAIM);
    own = with_id(0, 500, "01", true, "urn:k:1");
    check_err(ask_as("urn:k:1", "", false, 0), SY_OK);
    assert_int_equal(standing_of(wrong), SY_STANDING_WITHDRAWN);
    assert_int_equal(standing_of(claim), SY_STANDING_CLAIM);
    assert_int_equal(standing_of(own), SY_STANDING_DECLARATION);
    /* The declaration may come first. */
    early = with_id(0, 510, "02", true, "urn:k:2");
    check_err(ask_as("urn:k:2", "", false, 0), SY_OK);
    assert_int_equal(standing_of(early), SY_STANDING_DECLARATION);
    wrong = with_id(0, 510, "02", false, "urn:k:2");
    check_err(ask_as("urn:k:2", "", false, 0), SY_OK);
    assert_int_equal(standing_of(wrong), SY_STANDING_WITHDRAWN);
}

static void test_correction_without_event_id(void **state)
{
    uint64_t wrong = seen(520, "urn:l:1");
    uint64_t other =
        event(0, "ObjectEvent", 520, ",\"action\":\"ADD\",\"epcList\":[\"urn:l:1\"]");
    uint64_t declared =
        event(0, "ObjectEvent", 520,
              ",\"action\":\"OBSERVE\",\"epcList\":[\"urn:l:1\"],\"errorDeclaration\":{"
              "\"declarationTime\":\"2026-11-23T09:00:00Z\"}");

    (void)state;
    check_err(ask_as("urn:l:1", "", false, 0), SY_OK);
    assert_int_equal(standing_of(wrong), SY_STANDING_WITHDRAWN);
    assert_int_equal(standing_of(other), SY_STANDING_PLAIN);
    assert_int_equal(standing_of(declared), SY_STANDING_DECLARATION);
}

static void test_reported_again(void **state)
{
    uint64_t first = seen(530, "urn:m:1");
    uint64_t foreign;

    (void)state;
    seen(530, "urn:m:1");
    foreign = event(1, "ObjectEvent", 530, ",\"action\":\"OBSERVE\",\"epcList\":[\"urn:m:1\"]");
    check_err(ask_as("urn:m:1", "", false, 0), SY_OK);
    assert_int_equal(journey.count, 3);
    assert_int_equal(sy_journey_at(&journey, 0)->position.index, first);
    assert_int_equal(sy_journey_at(&journey, 0)->again, 1);
    assert_int_equal(sy_journey_at(&journey, 2)->position.index, foreign);
    assert_int_equal(sy_journey_at(&journey, 2)->again, 0);
}

/* A snapshot of the log that is older than the view's is a mistake, not an answer. */
static void test_snapshots_in_the_wrong_order(void **state)
{
    struct sy_view_snapshot *snapshot;
    struct sy_log_snapshot *old;
    struct sy_access anybody = {.presented = true};
    struct sy_journey_ask how = {
        .item = sy_text("urn:n:1"), .access = &anybody, .logs = &old, .log_count = 1};
    struct sy_journey out = {0};

    (void)state;
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &old), SY_OK);
    seen(540, "urn:n:1");
    apply_to(view);
    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    check_err(sy_journey_open(snapshot, &how, &out), SY_CORRUPT);
    sy_journey_close(&out);
    sy_view_release(snapshot);
    sy_log_release(old);
}

struct rows {
    struct sy_buffer bytes;
    size_t count;
};

static bool add_name(void *ctx, struct sy_bytes name)
{
    struct rows *rows = ctx;

    sy_buffer_put_bytes(&rows->bytes, name);
    sy_buffer_put_u8(&rows->bytes, '\n');
    rows->count++;
    return true;
}

static bool add_row(void *ctx, const struct sy_view_row *row)
{
    struct rows *rows = ctx;

    sy_buffer_put(&rows->bytes, &row->position.index, sizeof(row->position.index));
    sy_buffer_put(&rows->bytes, row->identity, sizeof(row->identity));
    sy_buffer_put(&rows->bytes, row->content, sizeof(row->content));
    sy_buffer_put_bytes(&rows->bytes, row->parent);
    rows->count++;
    return true;
}

static void dump(struct sy_view *of, struct rows *out)
{
    static const char *const items[] = {"urn:a:1", "urn:b:case", "urn:g:lot", "urn:k:1"};
    struct sy_view_snapshot *snapshot;

    *out = (struct rows){0};
    check_err(sy_view_snapshot(of, &snapshot), SY_OK);
    check_err(sy_view_names(snapshot, sy_text("urn:"), add_name, out), SY_OK);
    for (size_t i = 0; i < 4; i++)
        check_err(sy_view_scan(snapshot, sy_text(items[i]), INT64_MIN, INT64_MAX, add_row, out),
                  SY_OK);
    sy_view_release(snapshot);
}

static void test_built_anew(void **state)
{
    struct sy_view *again;
    struct rows a;
    struct rows b;

    (void)state;
    apply_to(view);
    check_err(sy_view_open(fixture_path(&f, "again"), FIXTURE_MAP_BYTES, &again), SY_OK);
    apply_to(again);
    dump(view, &a);
    dump(again, &b);
    assert_true(a.count > 100);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&a.bytes), sy_buffer_bytes(&b.bytes)));
    sy_buffer_close(&a.bytes);
    sy_buffer_close(&b.bytes);
    sy_view_close(again);
}

/* Every open, chain and personal part of the log is erased; of the first two the orders leave
 * what they said. */
static void erase_everything(void)
{
    struct sy_log_snapshot *snapshot;
    struct sy_record_share record;
    struct sy_log_writer *writer;
    size_t erased = 0;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    for (uint64_t index = 0; index < sy_log_head(snapshot)->tree.size; index++) {
        for (uint32_t r = 0; sy_log_record(snapshot, index, r, &record) == SY_OK; r++) {
            for (size_t i = 0; i < record.part_count; i++) {
                uint8_t kind = (uint8_t)record.parts[i].kind;
                struct sy_log_erasure erasure = {index, r, kind, {{0}}, 9, {NULL, 0}};
                struct sy_buffer left = {0};
                struct sy_part part;

                erasure.part_hash = sy_part_hash(kind, record.parts[i].part);
                check_err(sy_part_read(record.parts[i].part, &part), SY_OK);
                if (kind <= SY_PART_CHAIN)
                    sy_residue_write(part.type, part.body, &left);
                erasure.residue = sy_buffer_bytes(&left);
                check_err(sy_log_erase(writer, &erasure), SY_OK);
                sy_buffer_close(&left);
                erased++;
            }
        }
    }
    check_err(sy_log_commit(writer), SY_OK);
    sy_log_release(snapshot);
    assert_true(erased > 100);
}

static void test_built_anew_after_erasures(void **state)
{
    struct sy_view *again;
    struct rows a;
    struct rows b;

    (void)state;
    apply_to(view);
    erase_everything();
    check_err(sy_view_open(fixture_path(&f, "after"), FIXTURE_MAP_BYTES, &again), SY_OK);
    apply_to(again);
    dump(view, &a);
    dump(again, &b);
    assert_true(a.count > 100);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&a.bytes), sy_buffer_bytes(&b.bytes)));
    sy_buffer_close(&a.bytes);
    sy_buffer_close(&b.bytes);
    sy_view_close(again);
}

/* One event of very many items makes more rows than one transaction should hold. */
static void test_very_many_rows(void **state)
{
    const size_t count = 40000;
    struct sy_buffer json = {0};
    struct sy_view_snapshot *snapshot;
    struct rows rows = {0};
    char parent[401];

    (void)state;
    memset(parent, 'p', sizeof(parent) - 1);
    parent[sizeof(parent) - 1] = 0;
    sy_buffer_printf(&json,
                     "{\"type\":\"AggregationEvent\",\"eventTime\":\"2026-11-23T08:10:00Z\","
                     "\"eventTimeZoneOffset\":\"+00:00\",\"action\":\"ADD\",\"parentID\":"
                     "\"urn:o:%s\",\"childEPCs\":[",
                     parent);
    for (size_t i = 0; i < count; i++)
        sy_buffer_printf(&json, "%s\"urn:p:%zu\"", i == 0 ? "" : ",", i);
    sy_buffer_put_text(&json, "]}");
    append(0, sy_buffer_text(&json));
    sy_buffer_close(&json);
    check_err(ask_as("urn:p:39999", "", false, 0), SY_OK);
    assert_int_equal(journey.container_count, 2);
    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    check_err(sy_view_names(snapshot, sy_text("urn:p:"), add_name, &rows), SY_OK);
    sy_view_release(snapshot);
    assert_int_equal(rows.count, count);
    sy_buffer_close(&rows.bytes);
}

static int close_journey(void **state)
{
    sy_journey_close(&journey);
    return teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed_and_taken_out),
        cmocka_unit_test(test_unpacked_without_names),
        cmocka_unit_test(test_moved_to_another_parent),
        cmocka_unit_test(test_observed_inside),
        cmocka_unit_test(test_cycles_and_depth),
        cmocka_unit_test(test_more_containers_than_are_followed),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_listed_often),
        cmocka_unit_test(test_strangers_find_no_chain_part),
        cmocka_unit_test(test_whoever_is_named_finds_it),
        cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_correction_without_event_id),
        cmocka_unit_test(test_reported_again),
        cmocka_unit_test(test_snapshots_in_the_wrong_order),
        cmocka_unit_test(test_built_anew),
        cmocka_unit_test(test_built_anew_after_erasures),
        cmocka_unit_test(test_very_many_rows),
    };

    return cmocka_run_group_tests_name("journey", tests, setup, close_journey);
}
