/* Keys to what they signed: a row an entry and signer, in the order of the logs' clocks, the
 * same however often the view is built. */
#include "tests/unit/registry_world.h"

#include <pthread.h>

#include "ledger/view_signed.h"

static struct world w;

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

/* A record that all of these keys of organisation 0 sign; the index. */
static uint64_t sign_with(const struct sy_secret_key *const *keys, size_t count)
{
    static const uint8_t secret[SY_HASH_BYTES] = {9};
    struct sy_scope scope = fixture_scope(&w.f, FIXTURE_DISTRICT);
    struct sy_draft draft = fixture_draft(9999, "open", NULL, NULL, NULL);
    struct world_saying who = {w.f.orgs[0].subject, count, {{0}}};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    uint64_t index;

    for (size_t i = 0; i < count; i++)
        who.signers[i].key = keys[i];
    sy_composer_init(&composer, sy_text(who.principal), secret);
    check_err(sy_composer_add(&composer, &draft, (uint64_t)w.f.now), SY_OK);
    world_sign(&w.f, &who, SY_KIND_RECORDS, &scope, &composer, NULL, &submission);
    sy_composer_close(&composer);
    index = fixture_append(&w.f, FIXTURE_DISTRICT, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    return index;
}

/* Both logs, max entries at a time. */
static void apply(struct sy_view *view, uint64_t max)
{
    for (unsigned log = 0; log < 2; log++) {
        struct sy_log_snapshot *snapshot;
        uint64_t applied = 0;

        check_err(sy_log_snapshot(w.f.logs[log], &snapshot), SY_OK);
        do
            check_err(
                sy_view_apply(view, log, fixture_origin(&w.f, log), snapshot, max, &applied),
                SY_OK);
        while (applied > 0);
        sy_log_release(snapshot);
    }
}

/* "log:index log:index" of what the key signed since then. */
static void expect(struct sy_view *view, const struct sy_secret_key *key, int64_t since,
                   const char *expected)
{
    struct sy_view_signed at = {.begun = false};
    struct sy_view_snapshot *snapshot;
    struct sy_buffer text = {0};
    int64_t last = INT64_MIN;
    enum sy_err err;

    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    while ((err = sy_view_next_signed(snapshot, fixture_key_bytes(key), since, &at)) == SY_OK) {
        sy_buffer_printf(&text, "%s%u:%llu", text.len == 0 ? "" : " ", at.log,
                         (unsigned long long)at.index);
        assert_true(at.at >= last);
        assert_true(at.at >= since);
        last = at.at;
    }
    check_err(err, SY_NOT_FOUND);
    sy_buffer_put_text(&text, "");
    assert_string_equal(text.len == 0 ? "" : sy_buffer_text(&text), expected);
    sy_view_release(snapshot);
    sy_buffer_close(&text);
}

static void test_rows(void **state)
{
    const struct sy_secret_key *const one[] = {&w.f.orgs[0].sign};
    const struct sy_secret_key *const two[] = {&w.keys[WORLD_CITY], &w.f.orgs[0].sign};
    const uint64_t chunks[] = {UINT64_MAX, 1, 2};
    struct sy_secret_key nobody;
    struct sy_log_snapshot *log;
    char authority_rows[32];
    int64_t authority_since;
    int64_t between;
    char path[1024];

    (void)state;
    fixture_key(4711, &nobody);
    assert_int_equal(sign_with(one, 1), 0);
    between = w.f.now + 1;
    assert_int_equal(sign_with(two, 2), 1);
    check_err(sy_log_snapshot(w.f.logs[FIXTURE_REGISTRY], &log), SY_OK);
    authority_since = sy_log_head(log)->sequenced_at; /* the latest act is the authority's */
    snprintf(authority_rows, sizeof(authority_rows), "1:%llu",
             (unsigned long long)sy_log_head(log)->tree.size - 1);
    sy_log_release(log);
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        struct sy_view *view;

        snprintf(path, sizeof(path), "%s", fixture_path(&w.f, "signed"));
        snprintf(path + strlen(path), sizeof(path) - strlen(path), "-%zu", i);
        check_err(sy_view_open(path, (uint64_t)1 << 30, &view), SY_OK);
        apply(view, chunks[i]);
        apply(view, chunks[i]); /* once more changes nothing */
        expect(view, &w.f.orgs[0].sign, INT64_MIN, "0:0 0:1");
        expect(view, &w.f.orgs[0].sign, between, "0:1");
        expect(view, &w.f.orgs[0].sign, INT64_MAX, "");
        expect(view, &w.keys[WORLD_CITY], INT64_MIN, "0:1");
        expect(view, &nobody, INT64_MIN, "");
        expect(view, &w.f.authority, authority_since, authority_rows);
        sy_view_close(view);
    }
}

static void *stop_it(void *view)
{
    sy_view_stop(view);
    return NULL;
}

/* Who stops waits for one entry and a commit, however many there are; the rest is there for the
 * next time. */
static void test_stopped(void **state)
{
    enum { ENTRIES = 400, RECORDS = 100 };
    struct sy_draft drafts[RECORDS];
    struct sy_log_snapshot *snapshot;
    uint64_t applied = 0;
    uint64_t more = 0;
    struct sy_view *view;
    pthread_t thread;
    char path[1024];

    (void)state;
    for (size_t i = 0; i < RECORDS; i++)
        drafts[i] = fixture_draft(9999, "open", NULL, NULL, NULL);
    for (size_t i = 0; i < ENTRIES; i++)
        fixture_append_drafts(&w.f, 0, drafts, RECORDS);
    snprintf(path, sizeof(path), "%s", fixture_path(&w.f, "stopped"));
    check_err(sy_view_open(path, (uint64_t)1 << 30, &view), SY_OK);
    check_err(sy_log_snapshot(w.f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    assert_int_equal(pthread_create(&thread, NULL, stop_it, view), 0);
    check_err(sy_view_apply(view, 0, fixture_origin(&w.f, FIXTURE_DISTRICT), snapshot,
                            UINT64_MAX, &applied),
              SY_OK);
    pthread_join(thread, NULL);
    print_message("# %llu of %d entries\n", (unsigned long long)applied, ENTRIES);
    assert_true(applied < ENTRIES);
    check_err(sy_view_apply(view, 0, fixture_origin(&w.f, FIXTURE_DISTRICT), snapshot,
                            UINT64_MAX, &more),
              SY_OK);
    assert_int_equal(more, 0);
    sy_view_close(view);
    check_err(sy_view_open(path, (uint64_t)1 << 30, &view), SY_OK);
    check_err(sy_view_apply(view, 0, fixture_origin(&w.f, FIXTURE_DISTRICT), snapshot,
                            UINT64_MAX, &more),
              SY_OK);
    assert_int_equal(applied + more, ENTRIES);
    sy_log_release(snapshot);
    sy_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped, setup, teardown),
    };

    return cmocka_run_group_tests_name("view_signed", tests, NULL, NULL);
}
