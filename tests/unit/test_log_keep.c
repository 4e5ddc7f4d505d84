/* A copy of a log that holds some parts only: each of the others says why it is not here, what
 * is counted and listed is what is there, what comes from elsewhere is put only where it is
 * wanted and right; in random histories of subscriptions, clocks, erasures and gifts, too. */
#include "tests/unit/fixture.h"

#include "ledger/identifier.h"
#include "ledger/log_erase.h"
#include "ledger/log_fill.h"
#include "ledger/log_scrub.h"
#include "ledger/record.h"
#include "ledger/time.h"
#include "ledger/view.h"

enum { ENTRIES = 12, RECORDS = 3, DAY_S = 24 * 3600, SEEDS = 12, STEPS = 300 };

static const int64_t day_us = (int64_t)DAY_S * 1000000;

static struct fixture f;
static struct sy_log *copy;
static uint32_t counts[ENTRIES + 1]; /* records of each entry */

/* A statement of count records with all four parts, a day after the one before. */
static void append(size_t count, uint32_t kind)
{
    struct fixture_org *o = &f.orgs[0];
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .kind = kind,
                                 .signed_at = f.now,
                                 .keys = &o->sign,
                                 .key_count = 1};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    struct sy_hash id;
    char open[32];
    uint64_t index;

    snprintf(open, sizeof(open), "open %lld", (long long)f.now);
    sy_composer_init(&composer, sy_text(o->subject), o->nonce_secret);
    for (size_t i = 0; i < count; i++) {
        struct sy_draft draft =
            fixture_draft(9999, open, "chain", "commercial", i == 1 ? NULL : "personal");

        check_err(sy_composer_add(&composer, &draft, i), SY_OK);
    }
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_composer_close(&composer);
    index = fixture_append(&f, FIXTURE_DISTRICT, sy_buffer_bytes(&submission));
    counts[index] = (uint32_t)count;
    f.now += day_us;
    sy_buffer_close(&submission);
}

static int setup(void **state)
{
    struct sy_log_identity identity = {0};

    (void)state;
    fixture_open(&f);
    for (unsigned i = 0; i < ENTRIES; i++)
        append(1 + i % RECORDS, i == 4 ? SY_KIND_NOTICE : SY_KIND_RECORDS);
    identity.network_id = f.network.id;
    snprintf(identity.origin, sizeof(identity.origin), "%s",
             f.logs_of[FIXTURE_DISTRICT]->vkey.name);
    check_err(sy_log_open(fixture_path(&f, "copy"), FIXTURE_MAP_BYTES, &identity, &copy),
              SY_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_log_close(copy);
    copy = NULL;
    fixture_close(&f);
    return 0;
}

static struct sy_log_keep keep_of(uint32_t kinds, uint32_t days)
{
    return (struct sy_log_keep){kinds, days * DAY_S, f.now};
}

/* The next entry of the log into the copy, as it is there but for the parts of "without". */
static void take(const struct sy_log_keep *keep, uint32_t without)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_buffer submission = {0};
    struct sy_log_snapshot *from;
    struct sy_log_writer *writer;
    struct sy_record_share record;
    struct sy_statement statement;
    struct sy_check_place where;
    struct sy_checked checked;
    struct sy_entry entry;
    struct sy_bytes bytes;
    uint64_t index;

    check_err(sy_log_begin(copy, &writer), SY_OK);
    index = sy_log_writer_head(writer)->tree.size;
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &from), SY_OK);
    check_err(sy_log_statement(from, index, &bytes, &entry, &statement), SY_OK);
    sy_submission_put_head(&submission, entry.statement, entry.signatures,
                           entry.signature_count);
    for (uint32_t i = 0; i < statement.record_count; i++) {
        check_err(sy_log_record(from, index, i, &record), SY_OK);
        for (size_t p = 0; p < record.part_count; p++) {
            struct sy_part_share *share = &record.parts[p];

            if ((without >> share->kind & 1) == 0)
                continue;
            hashes[p] = sy_part_hash((uint8_t)share->kind, share->part);
            share->part = (struct sy_bytes){NULL, 0};
            share->hash = fixture_hash_bytes(&hashes[p]);
        }
        sy_record_share_put(&submission, SY_SUBMISSION_RECORDS, &record);
    }
    check_err(sy_checked_open_sequenced(&scope, sy_buffer_bytes(&submission), &checked, &where),
              SY_OK);
    check_err(sy_log_put_kept(writer, bytes, &entry, &checked, keep), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
    sy_checked_close(&checked);
    sy_log_release(from);
    sy_buffer_close(&submission);
}

static void take_all(const struct sy_log_keep *keep, uint32_t without)
{
    for (unsigned i = 0; i < ENTRIES; i++)
        take(keep, without);
}

static enum sy_part_state state_in(struct sy_log_snapshot *snapshot, uint64_t index,
                                   uint32_t record, uint8_t kind)
{
    enum sy_part_state state = SY_PART_HERE;
    uint64_t order;
    enum sy_err err = sy_log_part_state(snapshot, index, record, kind, &state, &order);

    if (err == SY_NOT_FOUND)
        return SY_PART_STATES;
    check_err(err, SY_OK);
    return state;
}

static enum sy_part_state state_of(uint64_t index, uint32_t record, uint8_t kind)
{
    struct sy_log_snapshot *snapshot;
    enum sy_part_state state;

    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    state = state_in(snapshot, index, record, kind);
    sy_log_release(snapshot);
    return state;
}

static struct sy_log_kept kept(void)
{
    struct sy_log_snapshot *snapshot;
    struct sy_log_kept out;

    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_log_kept(snapshot, &out), SY_OK);
    sy_log_release(snapshot);
    return out;
}

static uint64_t missing(const struct sy_log_keep *keep)
{
    struct sy_log_snapshot *snapshot;
    uint64_t out;

    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_log_missing(snapshot, keep, &out), SY_OK);
    sy_log_release(snapshot);
    return out;
}

/* One step; false when nothing is left to be done. */
static bool step(const struct sy_log_keep *keep, uint64_t parts_max, bool killed)
{
    struct sy_log_writer *writer;
    bool changed;
    bool more;

    check_err(sy_log_begin(copy, &writer), SY_OK);
    check_err(sy_log_keep(writer, keep, parts_max, &more, &changed), SY_OK);
    if (killed)
        sy_log_abort(writer);
    else
        check_err(sy_log_commit(writer), SY_OK);
    return more;
}

static void bring_in_line(const struct sy_log_keep *keep)
{
    unsigned steps = 0;

    while (step(keep, 5, false))
        assert_true(++steps < 100);
}

/* Gives the copy an entry's parts as the log has them. */
static enum sy_err give(uint64_t index, uint64_t from, uint64_t *filled)
{
    struct sy_buffer message = {0};
    struct sy_entry_share share;
    struct sy_log_writer *writer;
    enum sy_err err;

    fixture_entry_share(&f, FIXTURE_DISTRICT, from, &message);
    check_err(sy_entry_share_read(sy_buffer_bytes(&message), &share), SY_OK);
    check_err(sy_log_begin(copy, &writer), SY_OK);
    err = sy_log_fill(writer, index, &share.records, filled);
    if (err == SY_OK)
        check_err(sy_log_commit(writer), SY_OK);
    else
        sy_log_abort(writer);
    sy_buffer_close(&message);
    return err;
}

static void erase(uint64_t index, uint32_t record, uint8_t kind)
{
    struct sy_log_erasure erasure = {.index = index, .record = record, .kind = kind};
    struct sy_record_digest digest;
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;

    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_log_digest(snapshot, index, record, &digest), SY_OK);
    sy_log_release(snapshot);
    for (size_t i = 0; i < digest.part_count; i++) {
        if (digest.parts[i].kind == kind)
            erasure.part_hash = digest.parts[i].hash;
    }
    check_err(sy_log_begin(copy, &writer), SY_OK);
    check_err(sy_log_erase(writer, &erasure), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
}

/* What is counted and listed is what is there; every part that is here is the right one; the
 * tree is the log's. */
static void check_all(void)
{
    struct sy_log_kept want = kept();
    struct sy_log_kept seen = want;
    struct sy_log_snapshot *snapshot;
    struct sy_log_scrub scrub = {.scope = fixture_scope(&f, FIXTURE_DISTRICT), .whole = true};
    struct sy_log_flaw flaw;
    uint64_t first;
    uint64_t to;

    seen.not_subscribed = seen.aged_out = seen.wanted = seen.unread = 0;
    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    scrub.size = sy_log_head(snapshot)->tree.size;
    scrub.root = sy_merkle_root(&sy_log_head(snapshot)->tree);
    for (uint64_t i = 0; i < scrub.size; i++) {
        uint64_t wanted = 0;

        for (uint32_t r = 0; r < counts[i]; r++) {
            bool unread = false;

            for (uint8_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++) {
                enum sy_part_state state = state_in(snapshot, i, r, kind);

                seen.not_subscribed += state == SY_PART_NOT_SUBSCRIBED;
                seen.aged_out += state == SY_PART_AGED_OUT;
                wanted += state == SY_PART_WANTED;
                unread = unread || (kind <= SY_PART_CHAIN &&
                                    (state == SY_PART_NOT_SUBSCRIBED ||
                                     state == SY_PART_AGED_OUT || state == SY_PART_WANTED));
            }
            seen.unread += unread;
        }
        seen.wanted += wanted;
        to = 0;
        first = UINT64_MAX;
        if (sy_log_wanted(snapshot, i, 1, &first, &to) == SY_OK)
            assert_int_equal(to, first + 1);
        assert_int_equal(first == i, wanted > 0);
    }
    assert_memory_equal(&seen, &want, sizeof(seen));
    check_err(sy_log_scrub(snapshot, &scrub, UINT64_MAX, &flaw), SY_OK);
    sy_log_release(snapshot);
}

static void test_what_is_due(void **state)
{
    const struct sy_log_keep keep = {1 << SY_PART_OPEN | 1 << SY_PART_PERSONAL, 3 * DAY_S,
                                     10 * day_us};
    struct sy_statement records = {.kind = SY_KIND_RECORDS};
    struct sy_statement notice = {.kind = SY_KIND_NOTICE};
    struct sy_statement acts = {.kind = SY_KIND_REGISTRY};

    (void)state;
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us, SY_PART_OPEN), SY_PART_HERE);
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us - 1, SY_PART_OPEN),
                     SY_PART_AGED_OUT);
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us, SY_PART_CHAIN),
                     SY_PART_NOT_SUBSCRIBED);
    assert_int_equal(sy_log_due(&keep, &records, 0, SY_PART_CHAIN), SY_PART_NOT_SUBSCRIBED);
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us, 128 + SY_PART_OPEN), SY_PART_HERE);
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us, 128 + SY_PART_CHAIN),
                     SY_PART_NOT_SUBSCRIBED);
    assert_int_equal(sy_log_due(&keep, &records, 7 * day_us, 77), SY_PART_HERE);
    for (uint32_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++) {
        assert_int_equal(sy_log_due(&keep, &notice, 0, kind), SY_PART_HERE);
        assert_int_equal(sy_log_due(&keep, &acts, 0, kind), SY_PART_HERE);
    }
}

static void test_each_part_says_why_it_is_not_here(void **state)
{
    struct sy_log_keep keep = keep_of(1 << SY_PART_OPEN | 1 << SY_PART_CHAIN, 5);
    struct sy_log_snapshot *snapshot;
    uint64_t first;
    uint64_t to;

    (void)state;
    take_all(&keep, 1 << SY_PART_CHAIN);
    assert_int_equal(state_of(11, 0, SY_PART_OPEN), SY_PART_HERE);
    assert_int_equal(state_of(11, 0, SY_PART_CHAIN), SY_PART_WANTED);
    assert_int_equal(state_of(11, 0, SY_PART_COMMERCIAL), SY_PART_NOT_SUBSCRIBED);
    assert_int_equal(state_of(0, 0, SY_PART_OPEN), SY_PART_AGED_OUT);
    assert_int_equal(state_of(4, 0, SY_PART_OPEN), SY_PART_HERE); /* a notice */
    assert_int_equal(state_of(4, 0, SY_PART_CHAIN), SY_PART_WANTED);
    assert_int_equal(state_of(4, 0, SY_PART_PERSONAL), SY_PART_HERE);
    check_all();
    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_log_wanted(snapshot, 0, 9, &first, &to), SY_OK);
    assert_int_equal(first, 4);
    assert_int_equal(to, 5);
    check_err(sy_log_wanted(snapshot, 5, 3, &first, &to), SY_OK);
    assert_int_equal(first, 7);
    assert_int_equal(to, 10);
    check_err(sy_log_wanted(snapshot, 12, 3, &first, &to), SY_NOT_FOUND);
    sy_log_release(snapshot);
}

static void test_narrowed_and_widened_and_filled(void **state)
{
    struct sy_log_keep all = keep_of(SY_LOG_KEEP_ALL, 0);
    struct sy_log_keep open = keep_of(1 << SY_PART_OPEN, 0);
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;
    uint64_t filled = 0;
    uint64_t from;
    uint64_t to;
    bool some;

    (void)state;
    take_all(&all, 0);
    assert_false(step(&all, UINT64_MAX, false));
    assert_int_equal(kept().wanted + kept().not_subscribed, 0);
    bring_in_line(&open);
    assert_int_equal(state_of(3, 0, SY_PART_OPEN), SY_PART_HERE);
    assert_int_equal(state_of(3, 0, SY_PART_CHAIN), SY_PART_NOT_SUBSCRIBED);
    check_all();
    assert_int_equal(missing(&open), UINT64_MAX);
    assert_int_equal(missing(&all), 0); /* nothing says so yet but what is asked for */
    (void)step(&all, 1, false);
    (void)step(&open, 1, false); /* back again, and there again */
    assert_int_equal(missing(&all), 0);
    bring_in_line(&all);
    assert_int_equal(state_of(3, 0, SY_PART_CHAIN), SY_PART_WANTED);
    assert_int_equal(kept().not_subscribed, 0);
    check_all();
    for (uint64_t i = 2; i < ENTRIES; i++)
        check_err(give(i, i, &filled), SY_OK);
    assert_int_equal(state_of(3, 0, SY_PART_CHAIN), SY_PART_HERE);
    assert_int_equal(state_of(0, 0, SY_PART_CHAIN), SY_PART_WANTED);
    assert_int_equal(missing(&all), 0);
    check_all();
    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_log_refilled(snapshot, &some), SY_OK);
    assert_true(some);
    sy_log_release(snapshot);
    check_err(sy_log_begin(copy, &writer), SY_OK);
    check_err(sy_log_begin_refilled(writer, &from, &to), SY_OK);
    assert_int_equal(from, 2);
    assert_int_equal(to, ENTRIES);
    check_err(sy_log_commit(writer), SY_OK);
    check_err(give(0, 0, &filled), SY_OK); /* while views read the others */
    assert_int_equal(missing(&all), 1);
    check_err(give(1, 1, &filled), SY_OK);
    assert_int_equal(missing(&all), UINT64_MAX);
    check_err(sy_log_begin(copy, &writer), SY_OK);
    check_err(sy_log_begin_refilled(writer, &from, &to), SY_OK);
    assert_int_equal(from, 2);
    check_err(sy_log_end_refilled(writer, ENTRIES), SY_OK);
    check_err(sy_log_begin_refilled(writer, &from, &to), SY_OK);
    assert_int_equal(from, 0);
    assert_int_equal(to, 2);
    check_err(sy_log_end_refilled(writer, 2), SY_OK);
    check_err(sy_log_begin_refilled(writer, &from, &to), SY_OK);
    assert_int_equal(from, to);
    check_err(sy_log_commit(writer), SY_OK);
}

static void test_what_is_given_is_taken_only_where_it_belongs(void **state)
{
    struct sy_log_keep open = keep_of(1 << SY_PART_OPEN, 0);
    struct sy_log_keep all = keep_of(SY_LOG_KEEP_ALL, 0);
    uint64_t filled = 0;

    (void)state;
    take_all(&open, 0);
    check_err(give(3, 3, &filled), SY_OK);
    assert_int_equal(filled, 0); /* nothing is wanted */
    bring_in_line(&all);
    check_err(give(3, 0, &filled), SY_BAD_ROOT);
    check_err(give(0, 2, &filled), SY_BAD_ROOT); /* of more records than there are */
    check_err(give(ENTRIES, 3, &filled), SY_NOT_FOUND);
    assert_int_equal(filled, 0);
    erase(3, 0, SY_PART_CHAIN);
    check_err(give(3, 3, &filled), SY_OK);
    assert_int_equal(filled, 2);
    assert_int_equal(state_of(3, 0, SY_PART_CHAIN), SY_PART_ERASED);
    check_all();
    erase(0, 0, SY_PART_CHAIN);
    erase(0, 0, SY_PART_COMMERCIAL);
    check_all();
    erase(0, 0, SY_PART_PERSONAL); /* the last that was wanted of it */
    check_all();
    bring_in_line(&open);
    assert_int_equal(state_of(3, 0, SY_PART_CHAIN), SY_PART_ERASED);
    check_all();
}

static void test_parts_age_as_time_goes(void **state)
{
    struct sy_log_keep keep = keep_of(SY_LOG_KEEP_ALL, 20);
    int64_t first = f.now - (int64_t)ENTRIES * day_us;

    (void)state;
    take_all(&keep, 0);
    bring_in_line(&keep);
    assert_int_equal(kept().aged_out, 0);
    assert_false(step(&keep, UINT64_MAX, false));
    keep.now = first + 23 * day_us; /* entries 0, 1 and 2 are older than twenty days */
    while (step(&keep, 4, false))
        check_all();
    assert_int_equal(kept().aged, 3);
    assert_int_equal(state_of(2, 0, SY_PART_OPEN), SY_PART_AGED_OUT);
    assert_int_equal(state_of(3, 0, SY_PART_OPEN), SY_PART_HERE);
    keep.now += 100 * day_us;
    bring_in_line(&keep);
    assert_int_equal(state_of(11, 2, SY_PART_OPEN), SY_PART_AGED_OUT);
    assert_int_equal(state_of(4, 1, SY_PART_CHAIN), SY_PART_HERE);
    keep.now = first; /* a clock that goes back brings nothing back by itself */
    bring_in_line(&keep);
    assert_int_equal(state_of(11, 2, SY_PART_OPEN), SY_PART_AGED_OUT);
    keep.age_s = 0;
    bring_in_line(&keep);
    assert_int_equal(state_of(11, 2, SY_PART_OPEN), SY_PART_WANTED);
    check_all();
}

static uint64_t seed;

static uint64_t below(uint64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % bound;
}

/* Nothing is left to be done: every part is as it is to be, or on its way, or erased. */
static void check_in_line(const struct sy_log_keep *keep)
{
    struct sy_log_snapshot *snapshot;
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;

    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    for (uint64_t i = 0; i < sy_log_head(snapshot)->tree.size; i++) {
        check_err(sy_log_statement(snapshot, i, &bytes, &entry, &statement), SY_OK);
        for (uint32_t r = 0; r < counts[i]; r++) {
            for (uint8_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++) {
                enum sy_part_state due = sy_log_due(keep, &statement, entry.sequenced_at, kind);
                enum sy_part_state is = state_in(snapshot, i, r, kind);

                if (is != SY_PART_ERASED && is != SY_PART_STATES &&
                    !(due == SY_PART_HERE && is == SY_PART_WANTED))
                    assert_string_equal(sy_part_state_name(is), sy_part_state_name(due));
            }
        }
    }
    sy_log_release(snapshot);
}

static void random_step(struct sy_log_keep *keep, uint64_t *size)
{
    uint64_t filled = 0;
    uint64_t index = *size == 0 ? 0 : below(*size);

    switch (below(8)) {
    case 0:
        if (*size < ENTRIES) {
            take(keep, (uint32_t)below(32));
            (*size)++;
        }
        break;
    case 1:
        keep->kinds = (uint32_t)below(16) << 1;
        keep->age_s = (uint32_t)below(3) * 4 * DAY_S;
        break;
    case 2:
        keep->now += (int64_t)below(3) * day_us;
        break;
    case 3:
        if (*size > 0 && below(4) == 0)
            erase(index, (uint32_t)below(counts[index]), SY_PART_COMMERCIAL);
        break;
    case 4:
    case 5:
        if (*size > 0)
            check_err(give(index, index, &filled), SY_OK);
        break;
    case 6:
        (void)step(keep, 1 + below(9), below(3) == 0);
        break;
    default:
        if (below(4) == 0) {
            bring_in_line(keep);
            check_in_line(keep);
        }
        break;
    }
}

static void test_random_histories(void **state)
{
    for (uint64_t s = 1; s <= SEEDS; s++) {
        struct sy_log_keep keep = keep_of(SY_LOG_KEEP_ALL, 0);
        uint64_t size = 0;

        if (s > 1)
            setup(state);
        seed = s;
        keep.now = f.now - 6 * day_us;
        for (unsigned i = 0; i < STEPS; i++) {
            random_step(&keep, &size);
            check_all();
        }
        bring_in_line(&keep);
        check_in_line(&keep);
        if (s < SEEDS)
            teardown(state);
    }
}

/* An event of which the part that has its time was not here when the view read it. */
static uint64_t append_event(void)
{
    struct sy_buffer bodies[2] = {{0}, {0}};
    struct sy_draft draft = {.type = SY_TYPE_EPCIS_EVENT};
    uint64_t index;

    sy_wire_put_text(&bodies[0], 1, "ObjectEvent");
    sy_wire_put_text(&bodies[1], 2, "2026-11-20T08:00:00+08:00");
    sy_wire_put_text(&bodies[1], 3, "+08:00");
    sy_wire_put_text(&bodies[0], 5, "OBSERVE");
    sy_wire_put_text(&bodies[0], 11, "urn:epc:id:sgtin:4012345.077889.1");
    sy_wire_put_text(&bodies[1], 13, "urn:epc:id:sscc:4012345.0778890001");
    for (size_t i = 0; i < 2; i++)
        draft.bodies[i] = sy_buffer_bytes(&bodies[i]);
    index = fixture_append_drafts(&f, 0, &draft, 1);
    counts[index] = 1;
    for (size_t i = 0; i < 2; i++)
        sy_buffer_close(&bodies[i]);
    return index;
}

struct rows {
    size_t count;
    int64_t time;
};

static bool count_row(void *ctx, const struct sy_view_row *row)
{
    struct rows *rows = ctx;

    rows->count++;
    rows->time = row->time;
    return true;
}

static struct rows rows_of(struct sy_view *view, const char *item)
{
    struct sy_buffer name = {0};
    struct sy_view_snapshot *snapshot;
    struct rows rows = {0};

    check_err(sy_identifier_canonical(sy_text(item), &name, NULL), SY_OK);
    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    check_err(
        sy_view_scan(snapshot, sy_buffer_bytes(&name), INT64_MIN, INT64_MAX, count_row, &rows),
        SY_OK);
    sy_view_release(snapshot);
    sy_buffer_close(&name);
    return rows;
}

static void test_a_view_reads_again_what_came(void **state)
{
    static const char piece[] = "urn:epc:id:sgtin:4012345.077889.1";
    static const char pallet[] = "urn:epc:id:sscc:4012345.0778890001";
    struct sy_log_keep all = keep_of(SY_LOG_KEEP_ALL, 0);
    struct sy_bytes origin = fixture_origin(&f, FIXTURE_DISTRICT);
    struct sy_log_snapshot *snapshot;
    struct sy_view *view;
    struct sy_view_again again = {0, origin, 0, ENTRIES + 1, 5};
    uint64_t filled = 0;
    uint64_t done;
    int64_t told;

    (void)state;
    check_err(sy_time_parse(sy_text("2026-11-20T08:00:00+08:00"), &told), SY_OK);
    assert_int_equal(append_event(), ENTRIES);
    for (unsigned i = 0; i <= ENTRIES; i++)
        take(&all, 1 << SY_PART_CHAIN);
    check_err(sy_view_open(fixture_path(&f, "items"), FIXTURE_MAP_BYTES, &view), SY_OK);
    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    check_err(sy_view_apply(view, 0, origin, snapshot, 1000, &done), SY_OK);
    sy_log_release(snapshot);
    assert_int_equal(rows_of(view, piece).count, 1);
    assert_true(rows_of(view, piece).time != told);
    assert_int_equal(rows_of(view, pallet).count, 0);
    check_err(give(ENTRIES, ENTRIES, &filled), SY_OK);
    assert_int_equal(filled, 1);
    check_err(sy_log_snapshot(copy, &snapshot), SY_OK);
    for (again.from = 0; again.from < again.to; again.from = done) {
        check_err(sy_view_apply_again(view, &again, snapshot, &done), SY_OK);
        assert_true(done > again.from && done <= again.from + again.max);
    }
    sy_log_release(snapshot);
    assert_int_equal(rows_of(view, piece).count, 1); /* and not one at each time */
    assert_true(rows_of(view, piece).time == told);
    assert_int_equal(rows_of(view, pallet).count, 1);
    sy_view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_due),
        cmocka_unit_test_setup_teardown(test_each_part_says_why_it_is_not_here, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_narrowed_and_widened_and_filled, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_given_is_taken_only_where_it_belongs,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_parts_age_as_time_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random_histories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_view_reads_again_what_came, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
