/* What views keep of an erased part: of every real event exactly what they read, nothing that
 * somebody wrote freely; and whatever parts of whatever records are erased, before a view is
 * built, after, or in the middle, its rows are the same, and so is every root. */
#include "tests/epcis_files.h"
#include "tests/unit/fixture.h"

#include "ledger/capture.h"
#include "ledger/log_erase.h"
#include "ledger/residue.h"
#include "ledger/view_rows.h"
#include "proto/disclosure.h"
#include "proto/schema.h"

enum { SEEDS = 12, ERASURES_MAX = 60, CHUNK = 40, PLACES_MAX = 20000 };

static struct fixture f;
static struct sy_buffer rows_before;
static struct sy_buffer roots_before;
static uint64_t events; /* that were looked at */

/* Every part of the log. */
struct place {
    uint64_t index;
    uint32_t record;
    uint8_t kind;
};
static struct place places[PLACES_MAX];
static size_t place_count;

static uint64_t random_state;

static uint64_t random_below(uint64_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % n;
}

/* ---- a log of real events ---- */

static void append(const struct sy_capture *capture)
{
    struct sy_draft *drafts = calloc(capture->count, sizeof(*drafts));

    assert_non_null(drafts);
    for (size_t i = 0; i < capture->count; i++) {
        drafts[i].type = capture->records[i].type;
        for (size_t p = 0; p < SY_PART_KINDS; p++) {
            if (capture->records[i].has[p])
                drafts[i].bodies[p] = capture->records[i].body[p];
        }
    }
    fixture_append_drafts(&f, 0, drafts, capture->count);
    free(drafts);
}

static void append_document(const char *path, struct sy_bytes text)
{
    struct sy_capture capture = {0};

    if (sy_capture_read(text, NULL, &capture) != SY_OK)
        fail_msg("%s cannot be captured", path);
    if (capture.count > 0)
        append(&capture);
    sy_capture_close(&capture);
}

/* An event without an eventID, and the declaration that withdraws it: only what they say makes
 * them one. */
static void append_declared_wrong(void)
{
    static const char event[] =
        "{\"type\":\"ObjectEvent\",\"action\":\"OBSERVE\",\"eventTime\":"
        "\"2026-11-23T08:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\",\"epcList\":[\"urn:w:1\"],"
        "\"destinationList\":[{\"type\":\"owning_party\",\"destination\":\"urn:w:shop\"}]";
    char text[2048];

    snprintf(text, sizeof(text),
             "[%s},%s,\"errorDeclaration\":{\"declarationTime\":\"2026-11-23T09:00:00Z\","
             "\"reason\":\"incorrect_data\"}}]",
             event, event);
    append_document("declared wrong", sy_text(text));
}

static void append_disclosure(void)
{
    static const uint8_t hash[SY_HASH_BYTES] = {7};
    struct sy_disclosure disclosure = {.record_hash = {hash, sizeof(hash)},
                                       .kind = SY_PART_CHAIN,
                                       .ground = sy_text("FREE TEXT")};
    struct sy_draft draft = {.type = SY_TYPE_DISCLOSURE};
    struct sy_buffer body = {0};

    sy_disclosure_write(&disclosure, &body);
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
    fixture_append_drafts(&f, 0, &draft, 1);
    sy_buffer_close(&body);
}

static struct sy_log_snapshot *snapshot_of_log(void)
{
    struct sy_log_snapshot *out;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &out), SY_OK);
    return out;
}

static void find_places(void)
{
    struct sy_log_snapshot *snapshot = snapshot_of_log();

    place_count = 0;
    for (uint64_t i = 0; i < sy_log_head(snapshot)->tree.size; i++) {
        struct sy_record_digest digest;

        for (uint32_t r = 0; sy_log_digest(snapshot, i, r, &digest) == SY_OK; r++) {
            for (size_t p = 0; p < digest.part_count; p++) {
                assert_true(place_count < PLACES_MAX);
                places[place_count++] = (struct place){i, r, digest.parts[p].kind};
            }
        }
    }
    sy_log_release(snapshot);
}

/* ---- views, whole ---- */

static struct sy_view *open_view(const char *name)
{
    struct sy_view *view;

    check_err(sy_view_open(fixture_path(&f, name), FIXTURE_MAP_BYTES, &view), SY_OK);
    return view;
}

/* So many entries more; all: UINT64_MAX. */
static void apply(struct sy_view *view, uint64_t count)
{
    struct sy_log_snapshot *snapshot = snapshot_of_log();
    uint64_t applied = 1;

    for (uint64_t done = 0; done < count && applied > 0; done += applied)
        check_err(sy_view_apply(view, 0, fixture_origin(&f, FIXTURE_DISTRICT), snapshot, CHUNK,
                                &applied),
                  SY_OK);
    sy_log_release(snapshot);
}

static void put_table(struct sy_store_txn *txn, unsigned table, struct sy_buffer *out)
{
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes value;
    enum sy_err err;

    check_err(sy_store_cursor_open(txn, table, &cursor), SY_OK);
    for (err = sy_store_seek(cursor, (struct sy_bytes){NULL, 0}, &key, &value); err == SY_OK;
         err = sy_store_next(cursor, &key, &value)) {
        sy_buffer_put_bytes(out, key);
        sy_buffer_put_u8(out, '=');
        sy_buffer_put_bytes(out, value);
    }
    check_err(err, SY_NOT_FOUND);
    sy_store_cursor_close(cursor);
}

static void put_rows(struct sy_view *view, struct sy_buffer *out)
{
    struct sy_store_txn *txn;

    check_err(sy_store_read(view->store, &txn), SY_OK);
    for (unsigned table = 0; table < SY_VIEW_TABLES; table++)
        put_table(txn, table, out);
    sy_store_end(txn);
    check_err(out->err, SY_OK);
}

static void put_roots(struct sy_buffer *out)
{
    struct sy_log_snapshot *snapshot = snapshot_of_log();
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_hash root;

    for (uint64_t i = 0; i <= sy_log_head(snapshot)->tree.size; i++) {
        check_err(sy_merkle_root_at(&source, i, &root), SY_OK);
        sy_buffer_put(out, root.bytes, SY_HASH_BYTES);
    }
    sy_log_release(snapshot);
}

static void check_same(struct sy_view *view)
{
    struct sy_buffer rows = {0};
    struct sy_buffer roots = {0};

    put_rows(view, &rows);
    put_roots(&roots);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&rows), sy_buffer_bytes(&rows_before)));
    assert_true(sy_bytes_equal(sy_buffer_bytes(&roots), sy_buffer_bytes(&roots_before)));
    sy_buffer_close(&rows);
    sy_buffer_close(&roots);
}

/* ---- erasing as an order does ---- */

static void erase(struct sy_log_snapshot *snapshot, struct sy_log_writer *writer,
                  const struct place *at)
{
    struct sy_log_erasure what = {.index = at->index, .record = at->record, .kind = at->kind};
    struct sy_record_share record;
    struct sy_buffer residue = {0};

    check_err(sy_log_record(snapshot, at->index, at->record, &record), SY_OK);
    for (size_t i = 0; i < record.part_count; i++) {
        struct sy_part part;

        if (record.parts[i].kind != at->kind)
            continue;
        if (record.parts[i].part.data == NULL) { /* erased before */
            memcpy(what.part_hash.bytes, record.parts[i].hash.data, SY_HASH_BYTES);
            continue;
        }
        what.part_hash = sy_part_hash(at->kind, record.parts[i].part);
        check_err(sy_part_read(record.parts[i].part, &part), SY_OK);
        if (at->kind <= SY_PART_CHAIN)
            sy_residue_write(part.type, part.body, &residue);
    }
    what.residue = sy_buffer_bytes(&residue);
    check_err(sy_log_erase(writer, &what), SY_OK);
    sy_buffer_close(&residue);
}

/* So many of the parts, at random, in one commit; all of them: PLACES_MAX. */
static void erase_some(size_t count)
{
    struct sy_log_snapshot *snapshot = snapshot_of_log();
    struct sy_log_writer *writer;

    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    if (count == PLACES_MAX) {
        for (size_t i = 0; i < place_count; i++)
            erase(snapshot, writer, &places[i]);
    } else {
        for (size_t i = 0; i < count; i++)
            erase(snapshot, writer, &places[random_below(place_count)]);
    }
    check_err(sy_log_commit(writer), SY_OK);
    sy_log_release(snapshot);
}

static int setup(void **state)
{
    struct sy_view *view;

    (void)state;
    fixture_open(&f);
    for (size_t i = 0; i < sizeof(epcis_valid) / sizeof(epcis_valid[0]); i++)
        epcis_visit(epcis_valid[i].path, append_document);
    append_declared_wrong();
    append_disclosure();
    find_places();
    view = open_view("before");
    apply(view, UINT64_MAX);
    put_rows(view, &rows_before);
    put_roots(&roots_before);
    sy_view_close(view);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_buffer_close(&rows_before);
    sy_buffer_close(&roots_before);
    fixture_close(&f);
    return 0;
}

/* ---- tests ---- */

static bool fits(uint32_t type, struct sy_bytes body, struct sy_bytes residue)
{
    bool out = false;

    check_err(sy_residue_fits(type, body, residue, &out), SY_OK);
    return out;
}

/* Some of what may be left fits; what another event said, or nobody, does not. */
static void check_fits(uint32_t type, struct sy_bytes body, struct sy_bytes left)
{
    struct sy_wire wire = sy_wire_open(left);
    struct sy_wire_field field;
    struct sy_buffer lie = {0};

    assert_true(fits(type, body, left));
    assert_true(fits(type, body, (struct sy_bytes){NULL, 0}));
    if (sy_wire_next(&wire, &field) == SY_OK)
        assert_true(fits(type, body, (struct sy_bytes){wire.at, (size_t)(wire.end - wire.at)}));
    sy_buffer_put_bytes(&lie, left);
    sy_wire_put_text(&lie, 99, "urn:never:said");
    assert_false(fits(type, body, sy_buffer_bytes(&lie)));
    assert_false(fits(type, body, sy_text("no message")));
    if (left.len > 0) {
        sy_buffer_clear(&lie);
        sy_buffer_put_bytes(&lie, left);
        lie.data[left.len - 1] ^= 1;
        assert_false(fits(type, body, sy_buffer_bytes(&lie)));
    }
    sy_buffer_close(&lie);
}

static void check_residue(uint32_t type, struct sy_bytes body)
{
    struct sy_buffer once = {0};
    struct sy_buffer twice = {0};

    sy_residue_write(type, body, &once);
    check_err(once.err, SY_OK);
    if (once.len > 0)
        check_err(sy_schema_check(sy_schema_of_record(type), sy_buffer_bytes(&once)), SY_OK);
    sy_residue_write(type, sy_buffer_bytes(&once), &twice);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&once), sy_buffer_bytes(&twice)));
    assert_true(once.len <= body.len);
    check_fits(type, body, sy_buffer_bytes(&once));
    sy_buffer_close(&once);
    sy_buffer_close(&twice);
}

static void look_at_events(const char *path, struct sy_bytes text)
{
    struct sy_capture capture = {0};

    (void)path;
    check_err(sy_capture_read(text, NULL, &capture), SY_OK);
    for (size_t i = 0; i < capture.count; i++) {
        for (size_t p = 0; p < SY_PART_CHAIN; p++) {
            if (capture.records[i].has[p])
                check_residue(capture.records[i].type, capture.records[i].body[p]);
        }
        events++;
    }
    sy_capture_close(&capture);
}

static void test_what_is_left_is_canonical_and_left_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(epcis_valid) / sizeof(epcis_valid[0]); i++)
        epcis_visit(epcis_valid[i].path, look_at_events);
    assert_true(events > 40);
}

/* Every member of an event that somebody may fill as he likes. */
static void test_nothing_free_is_left(void **state)
{
    static const char *const opened[] = {"x:free"};
    struct sy_capture_options options = {.open_members = opened, .open_member_count = 1};
    static const char text[] =
        "[{\"type\":\"ObjectEvent\",\"action\":\"ADD\",\"bizStep\":\"retail_selling\","
        "\"eventTime\":\"2026-11-23T08:00:00Z\",\"eventTimeZoneOffset\":\"+00:00\","
        "\"@context\":[{\"x\":\"https://x.example/FREE\"}],"
        "\"epcList\":[\"urn:keep:1\"],\"x:free\":\"FREE\","
        "\"quantityList\":[{\"epcClass\":\"urn:keep:2\",\"quantity\":7,\"x:free\":\"FREE\"}],"
        "\"readPoint\":{\"id\":\"urn:keep:3\",\"x:free\":\"FREE\","
        "\"suyuan:district\":\"310115\"},"
        "\"bizTransactionList\":[{\"type\":\"cert\",\"bizTransaction\":\"urn:keep:4\"}],"
        "\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:keep:5\"}],"
        "\"sensorElementList\":[{\"sensorReport\":[{\"type\":\"Temperature\",\"value\":1,"
        "\"uom\":\"CEL\",\"deviceID\":\"urn:FREE\"}]}],"
        "\"ilmd\":{\"suyuan:lotNumber\":\"KEEP-6\",\"suyuan:grade\":\"FREE\"}}]";
    static const char *const kept[] = {"urn:keep:1", "urn:keep:2", "7",      "urn:keep:3",
                                       "310115",     "urn:keep:4", "KEEP-6", "urn:keep:5"};
    struct sy_capture capture = {0};
    struct sy_buffer left = {0};

    (void)state;
    check_err(sy_capture_read(sy_text(text), &options, &capture), SY_OK);
    assert_int_equal(capture.count, 1);
    for (size_t p = 0; p < SY_PART_CHAIN; p++)
        sy_residue_write(SY_TYPE_EPCIS_EVENT, capture.records[0].body[p], &left);
    assert_null(memmem(left.data, left.len, "FREE", 4));
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (memmem(left.data, left.len, kept[i], strlen(kept[i])) == NULL)
            fail_msg("%s is lost", kept[i]);
    }
    sy_buffer_close(&left);
    sy_capture_close(&capture);
}

static void test_of_other_types(void **state)
{
    static const uint8_t hash[SY_HASH_BYTES] = {9};
    struct sy_disclosure disclosure = {.record_hash = {hash, sizeof(hash)},
                                       .kind = SY_PART_COMMERCIAL,
                                       .to = sy_text("uscc:91310112087994932F"),
                                       .ground = sy_text("FREE TEXT")};
    struct sy_disclosure left;
    struct sy_buffer body = {0};
    struct sy_buffer out = {0};

    (void)state;
    sy_disclosure_write(&disclosure, &body);
    sy_residue_write(SY_TYPE_DISCLOSURE, sy_buffer_bytes(&body), &out);
    check_err(sy_disclosure_read(sy_buffer_bytes(&out), &left), SY_OK);
    assert_int_equal(left.kind, SY_PART_COMMERCIAL);
    check_text(left.to, "uscc:91310112087994932F");
    assert_null(left.ground.data);
    sy_buffer_clear(&out);
    sy_residue_write(SY_TYPE_MASTER_DATA, sy_buffer_bytes(&body), &out);
    assert_int_equal(out.len, 0);
    sy_buffer_close(&body);
    sy_buffer_close(&out);
}

/* Erase at random, more with each seed; a view that has read part of the log goes on behind the
 * erasures, and one is built anew. */
static void test_views_and_roots_are_as_without(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        char name[32];
        struct sy_view *half;
        struct sy_view *anew;

        random_state = seed;
        snprintf(name, sizeof(name), "half-%llu", (unsigned long long)seed);
        half = open_view(name);
        apply(half, random_below(1 + place_count / 8));
        erase_some(random_below(ERASURES_MAX) + 1);
        apply(half, UINT64_MAX);
        check_same(half);
        sy_view_close(half);
        snprintf(name, sizeof(name), "anew-%llu", (unsigned long long)seed);
        anew = open_view(name);
        apply(anew, UINT64_MAX);
        check_same(anew);
        sy_view_close(anew);
    }
}

/* In the end nothing is left but what orders left. */
static void test_all_is_erased(void **state)
{
    struct sy_view *view;

    (void)state;
    erase_some(PLACES_MAX);
    view = open_view("all");
    apply(view, UINT64_MAX);
    check_same(view);
    sy_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_left_is_canonical_and_left_again),
        cmocka_unit_test(test_nothing_free_is_left),
        cmocka_unit_test(test_of_other_types),
        cmocka_unit_test(test_views_and_roots_are_as_without),
        cmocka_unit_test(test_all_is_erased),
    };

    return cmocka_run_group_tests_name("residue", tests, setup, teardown);
}
