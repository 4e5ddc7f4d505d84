/* What a receipt shows of its signers: every act proved, none between them missing, none about
 * anybody else; no byte of it can change. And what it cannot tell, said as a test. */
#include "tests/unit/fixture.h"

#include "ledger/support.h"
#include "ledger/tlog_proof.h"
#include "proto/record_type.h"

enum { RECORDS_MAX = 4 };

static struct fixture f;
static struct sy_buffer opened; /* the file of the receipt that was opened last */

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_buffer_close(&opened);
    fixture_close(&f);
    return 0;
}

/* ---- receipts ---- */

struct made {
    struct sy_buffer file;
    struct sy_receipt receipt;
};

static void open_made(struct made *made)
{
    struct sy_receipt_problem why;

    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&made->file), &made->receipt, &why),
              SY_OK);
}

static void take(struct made *made, struct sy_buffer *submission)
{
    uint64_t index = fixture_append(&f, FIXTURE_DISTRICT, sy_buffer_bytes(submission));

    fixture_receipt(&f, FIXTURE_DISTRICT, index, sy_buffer_bytes(submission), &made->file);
    open_made(made);
    sy_buffer_close(submission);
}

/* Of three records of the organisation. */
static struct made make(unsigned org)
{
    struct sy_draft drafts[3];
    struct sy_buffer submission = {0};
    struct made made = {0};

    for (unsigned i = 0; i < 3; i++)
        drafts[i] = fixture_draft(9999, "an open part", "a chain part", NULL, NULL);
    fixture_submit(&f, org, drafts, 3, &submission);
    take(&made, &submission);
    return made;
}

/* Of the organisation, signed by its agent under the delegation. */
static struct made make_delegated(unsigned org, unsigned agent, uint64_t delegation)
{
    struct sy_draft draft = fixture_draft(9999, "an open part", NULL, NULL, NULL);
    struct sy_further_signer signer = {sy_text(f.orgs[agent].subject),
                                       f.orgs[agent].sign.public_key, &f.orgs[agent].sign};
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = f.now,
                                 .further = &signer,
                                 .further_count = 1,
                                 .has_delegation = true,
                                 .delegation = delegation};
    struct sy_composer composer;
    struct sy_buffer submission = {0};
    struct made made = {0};
    struct sy_hash id;

    sy_composer_init(&composer, sy_text(f.orgs[org].subject), f.orgs[agent].nonce_secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_composer_close(&composer);
    take(&made, &submission);
    return made;
}

static void close_made(struct made *made)
{
    sy_receipt_close(&made->receipt);
    sy_buffer_close(&made->file);
}

/* ---- support, made as a client makes it, or by hand ---- */

struct source {
    struct sy_support_source it;
    struct sy_buffer note;
};

static void open_source(struct source *source)
{
    *source = (struct source){0};
    check_err(sy_registry_snapshot(f.registry, &source->it.registry), SY_OK);
    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &source->it.log), SY_OK);
    fixture_note(&f, FIXTURE_REGISTRY, &source->note);
    source->it.note = sy_buffer_bytes(&source->note);
    source->it.size = sy_log_head(source->it.log)->tree.size;
}

static void close_source(struct source *source)
{
    sy_registry_release(source->it.registry);
    sy_log_release(source->it.log);
    sy_buffer_close(&source->note);
}

static struct sy_buffer support_of(const struct made *made)
{
    struct sy_buffer support = {0};
    struct source source;

    open_source(&source);
    check_err(sy_support_make(&source.it, &made->receipt.statement, &support), SY_OK);
    close_source(&source);
    return support;
}

/* Acts of one entry of the registry; ends with UINT32_MAX. */
struct pick {
    uint64_t index;
    uint32_t records[RECORDS_MAX];
};
#define PICK(index, ...)                                                                       \
    {                                                                                          \
        index,                                                                                 \
        {                                                                                      \
            __VA_ARGS__, UINT32_MAX                                                            \
        }                                                                                      \
    }

static void put_pick(const struct source *source, const struct pick *pick, struct sy_buffer *to)
{
    struct sy_merkle_source tree = sy_log_source(source->it.log);
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_merkle_proof path;
    struct sy_entry entry;
    struct sy_bytes bytes;
    uint32_t count = 0;

    check_err(sy_log_statement(source->it.log, pick->index, &bytes, &entry, &statement), SY_OK);
    check_err(sy_merkle_prove_inclusion(&tree, source->it.size, pick->index, &path), SY_OK);
    sy_wire_put_bytes(to, 1, bytes);
    for (size_t i = 0; i < path.count; i++)
        sy_wire_put_bytes(to, 2, fixture_hash_bytes(&path.hash[i]));
    while (pick->records[count] != UINT32_MAX)
        count++;
    for (uint32_t i = 0; i < count; i++) {
        check_err(sy_log_record(source->it.log, pick->index, pick->records[i], &record), SY_OK);
        record.path_count = 0;
        if (count < statement.record_count)
            check_err(sy_log_record_path(source->it.log, pick->index, pick->records[i],
                                         statement.record_count, &record),
                      SY_OK);
        sy_record_share_put(to, 3, &record);
    }
}

static struct sy_buffer by_hand(const struct pick *picks, size_t count)
{
    struct sy_buffer support = {0};
    struct sy_buffer entry = {0};
    struct source source;

    open_source(&source);
    sy_wire_put_uint(&support, 1, 1);
    sy_wire_put_bytes(&support, 2, source.it.note);
    for (size_t i = 0; i < count; i++) {
        sy_buffer_clear(&entry);
        put_pick(&source, &picks[i], &entry);
        sy_wire_put_bytes(&support, 3, sy_buffer_bytes(&entry));
    }
    close_source(&source);
    sy_buffer_close(&entry);
    return support;
}

/* The receipt with that support, opened; close it when it is SY_OK. */
static enum sy_err open_with(const struct made *made, struct sy_bytes support,
                             struct sy_receipt *out)
{
    struct sy_receipt_problem why = {0};
    enum sy_err err;

    sy_buffer_clear(&opened);
    check_err(sy_receipt_attach(&made->receipt, support, &opened), SY_OK);
    err = sy_receipt_open(&f.network, sy_buffer_bytes(&opened), out, &why);
    if (err != SY_OK)
        assert_non_null(why.what);
    return err;
}

static void check_with(const struct made *made, struct sy_buffer *support, enum sy_err want)
{
    struct sy_receipt receipt;

    check_err(open_with(made, sy_buffer_bytes(support), &receipt), want);
    if (want == SY_OK)
        sy_receipt_close(&receipt);
    sy_buffer_close(support);
}

#define BY_HAND(...)                                                                           \
    by_hand((const struct pick[]){__VA_ARGS__},                                                \
            sizeof((const struct pick[]){__VA_ARGS__}) / sizeof(struct pick))

static uint64_t act_on(const char *subject, uint32_t type, uint32_t verb, uint64_t after)
{
    struct sy_act_draft act = sy_act_draft(type, sy_text(subject), after, verb);

    if (type == SY_TYPE_ORGANISATION && verb == SY_ORGANISATION_CHANGED)
        sy_act_draft_text(&act, SY_ORGANISATION_NAME, "另一个名字");
    if (type == SY_TYPE_KEY && verb == SY_KEY_REVOKED)
        sy_act_draft_int(&act, SY_KEY_SINCE, f.now);
    return fixture_act(&f, &act, 1);
}

/* ---- tests ---- */

static void test_it_shows_whose_key_it_is(void **state)
{
    struct made made = make(0);
    struct sy_buffer support = support_of(&made);
    struct sy_receipt receipt;
    const struct sy_support_act *key;

    (void)state;
    assert_false(made.receipt.support.here);
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    assert_true(receipt.support.here);
    assert_int_equal(receipt.support.act_count, 2);
    check_text(receipt.support.acts[0].act.subject, f.orgs[0].subject);
    key = sy_support_key(&receipt.support, &receipt.statement, &receipt.statement.signers[0]);
    assert_non_null(key);
    assert_int_equal(key->index, 0);
    assert_int_equal(key->record, 1);
    check_text(key->by, SY_AUTHORITY);
    assert_true(key->by_authority);
    assert_null(sy_support_grant(&receipt.support, &receipt.statement));
    sy_receipt_close(&receipt);
    sy_buffer_close(&support);
    close_made(&made);
}

/* Taken out again, and never put in, it is the receipt that it was. */
static void test_without_it_not_a_byte_differs(void **state)
{
    struct made made = make(0);
    struct sy_buffer support = support_of(&made);
    struct sy_buffer file = {0};
    struct sy_receipt receipt;

    (void)state;
    check_err(sy_receipt_attach(&made.receipt, (struct sy_bytes){NULL, 0}, &file), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&file), sy_buffer_bytes(&made.file)));
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    sy_buffer_clear(&file);
    check_err(sy_receipt_attach(&receipt, (struct sy_bytes){NULL, 0}, &file), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&file), sy_buffer_bytes(&made.file)));
    sy_receipt_close(&receipt);
    sy_buffer_close(&file);
    sy_buffer_close(&support);
    close_made(&made);
}

/* The receipt of one record carries it on. */
static void test_an_extract_shows_it_too(void **state)
{
    struct made made = make(0);
    struct sy_buffer support = support_of(&made);
    struct sy_buffer file = {0};
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    struct sy_receipt extract;

    (void)state;
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    check_err(sy_receipt_extract(&f.network, &receipt, (struct sy_bytes){NULL, 0}, 1,
                                 1u << SY_PART_OPEN, &file),
              SY_OK);
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&file), &extract, &why), SY_OK);
    assert_true(extract.support.here);
    sy_receipt_close(&extract);
    sy_receipt_close(&receipt);
    sy_buffer_close(&file);
    sy_buffer_close(&support);
    close_made(&made);
}

static void test_no_byte_of_it_can_change(void **state)
{
    struct made made = make(0);
    struct sy_buffer support = support_of(&made);
    struct sy_receipt receipt;

    (void)state;
    for (size_t i = 0; i < support.len; i++) {
        for (unsigned bit = 1; bit < 256; bit <<= 3) {
            support.data[i] ^= (uint8_t)bit;
            if (open_with(&made, sy_buffer_bytes(&support), &receipt) == SY_OK)
                fail_msg("byte %zu may change by %u", i, bit);
            support.data[i] ^= (uint8_t)bit;
        }
    }
    for (size_t len = 0; len < support.len; len += 7) {
        struct sy_bytes cut = {support.data, len};

        if (open_with(&made, cut, &receipt) == SY_OK)
            fail_msg("it may end at %zu", len);
    }
    check_with(&made, &support, SY_OK);
    close_made(&made);
}

static void test_acts_of_others_are_refused(void **state)
{
    struct made mine = make(0);
    struct made other;
    struct sy_buffer support;

    (void)state;
    fixture_admit(&f, 1);
    other = make(1);
    support = support_of(&other);
    check_with(&mine, &support, SY_BAD_ENCODING);
    support = BY_HAND(PICK(0, 0, 1, 2)); /* the connect key did not sign */
    check_with(&mine, &support, SY_BAD_ENCODING);
    support = BY_HAND(PICK(0, 0, 1), PICK(1, 0));
    check_with(&mine, &support, SY_BAD_ENCODING);
    close_made(&mine);
    close_made(&other);
}

static void test_what_it_must_show(void **state)
{
    struct made made = make(0);
    struct sy_buffer support;

    (void)state;
    support = BY_HAND(PICK(0, 0));
    check_with(&made, &support, SY_DENIED);
    support = BY_HAND(PICK(0, 1));
    check_with(&made, &support, SY_DENIED);
    support = BY_HAND(PICK(0, 1, 0));
    check_with(&made, &support, SY_BAD_ENCODING);
    support = BY_HAND(PICK(0, 0, 1), PICK(0, 0, 1));
    check_with(&made, &support, SY_BAD_ENCODING);
    support = BY_HAND(PICK(0, 0, 1));
    check_with(&made, &support, SY_OK);
    close_made(&made);
}

/* A change between two others cannot be left out, a void act not be put among them. */
static void test_acts_follow_one_another(void **state)
{
    const char *subject = f.orgs[2].subject;
    struct sy_buffer support;
    struct made made;
    uint64_t admitted;
    uint64_t first;
    uint64_t second;
    uint64_t stale;

    (void)state;
    fixture_admit(&f, 2);
    {
        struct source source;

        open_source(&source);
        admitted = source.it.size - 1;
        close_source(&source);
    }
    first = act_on(subject, SY_TYPE_ORGANISATION, SY_ORGANISATION_CHANGED, admitted + 1);
    stale = act_on(subject, SY_TYPE_ORGANISATION, SY_ORGANISATION_CHANGED, admitted + 1);
    second = act_on(subject, SY_TYPE_ORGANISATION, SY_ORGANISATION_CHANGED, first + 1);
    made = make(2);
    support = support_of(&made);
    check_with(&made, &support, SY_OK);
    support = BY_HAND(PICK(admitted, 0, 1), PICK(first, 0), PICK(second, 0));
    check_with(&made, &support, SY_OK);
    support = BY_HAND(PICK(admitted, 0, 1), PICK(second, 0));
    check_with(&made, &support, SY_BAD_CHAIN);
    support = BY_HAND(PICK(admitted, 0, 1), PICK(first, 0), PICK(stale, 0), PICK(second, 0));
    check_with(&made, &support, SY_BAD_CHAIN);
    support = BY_HAND(PICK(admitted, 1), PICK(first, 0), PICK(second, 0));
    check_with(&made, &support, SY_BAD_CHAIN);
    close_made(&made);
}

/* Nobody can show that the last act is the last; and a void one behind it looks like any other,
 * but for who signed it. */
static void test_what_it_cannot_tell(void **state)
{
    struct sy_act_draft act = sy_act_draft(SY_TYPE_ORGANISATION, sy_text(f.orgs[0].subject), 1,
                                           SY_ORGANISATION_SUSPENDED);
    struct made made = make(0);
    struct sy_buffer support;
    struct sy_receipt receipt;
    uint64_t forged;

    (void)state;
    sy_act_draft_text(&act, SY_ACT_GROUND, "none");
    forged = fixture_act_of(&f, f.orgs[1].subject, &f.orgs[1].sign, &act, 1);
    support = BY_HAND(PICK(0, 0, 1), PICK(forged, 0));
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    assert_int_equal(receipt.support.act_count, 3);
    check_text(receipt.support.acts[2].by, f.orgs[1].subject);
    assert_false(receipt.support.acts[2].by_authority);
    sy_receipt_close(&receipt);
    sy_buffer_close(&support);
    support = support_of(&made); /* who makes it from the registry knows better */
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    assert_int_equal(receipt.support.act_count, 2);
    sy_receipt_close(&receipt);
    sy_buffer_close(&support);
    close_made(&made);
}

static void test_what_came_later(void **state)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_buffer old;
    struct sy_buffer support;
    struct sy_receipt receipt;
    struct made made;
    struct made after;
    uint64_t admitted;
    uint64_t revoked;

    (void)state;
    fixture_admit(&f, 3);
    made = make(3);
    old = support_of(&made);
    sy_key_subject(f.orgs[3].sign.public_key.bytes, subject);
    admitted = made.receipt.entry.registry_size - 1;
    revoked = act_on(subject, SY_TYPE_KEY, SY_KEY_REVOKED, admitted + 1);
    support = support_of(&made);
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    assert_int_equal(receipt.support.act_count, 3);
    assert_int_equal(receipt.support.acts[2].index, revoked);
    assert_true(receipt.support.acts[2].index >= receipt.entry.registry_size);
    sy_receipt_close(&receipt);
    sy_buffer_close(&support);
    after = make(3); /* nobody checks here whether the key may sign: the registry has grown */
    check_with(&after, &old, SY_NOT_YET);
    close_made(&made);
    close_made(&after);
}

static void test_a_delegation(void **state)
{
    char subject[SY_SUBJECT_BYTES_MAX + 16];
    struct sy_act_draft act;
    struct sy_buffer support;
    struct sy_receipt receipt;
    struct made made;
    uint64_t granted;

    (void)state;
    snprintf(subject, sizeof(subject), "delegation:%s:1", f.orgs[0].subject);
    act = sy_act_draft(SY_TYPE_DELEGATION, sy_text(subject), 0, SY_DELEGATION_GRANTED);
    sy_act_draft_text(&act, SY_DELEGATION_PRINCIPAL, f.orgs[0].subject);
    sy_act_draft_text(&act, SY_DELEGATION_AGENT, f.orgs[1].subject);
    sy_act_draft_uint(&act, SY_DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY);
    granted = fixture_act(&f, &act, 1);
    made = make_delegated(0, 1, granted);
    support = support_of(&made);
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    assert_non_null(sy_support_grant(&receipt.support, &receipt.statement));
    assert_int_equal(sy_support_grant(&receipt.support, &receipt.statement)->index, granted);
    sy_receipt_close(&receipt);
    sy_buffer_close(&support);
    support = BY_HAND(PICK(0, 0), PICK(1, 0, 1));
    check_with(&made, &support, SY_DENIED);
    close_made(&made);
    made = make(0); /* its own key signed: no delegation has to do with it */
    support = BY_HAND(PICK(0, 0, 1), PICK(granted, 0));
    check_with(&made, &support, SY_BAD_ENCODING);
    close_made(&made);
}

/* A second support, one of a later version, or one that does not fit. */
static void test_forms(void **state)
{
    struct made made = make(0);
    struct sy_buffer support = support_of(&made);
    struct sy_buffer large = {0};
    struct sy_buffer twice = {0};
    struct sy_buffer file = {0};
    struct sy_receipt_problem why;
    struct sy_receipt receipt;

    (void)state;
    check_err(open_with(&made, sy_buffer_bytes(&support), &receipt), SY_OK);
    sy_buffer_put_bytes(&twice, receipt.message);
    sy_wire_put_bytes(&twice, 6, sy_buffer_bytes(&support));
    check_err(sy_tlog_proof_put(&file, sy_buffer_bytes(&twice), receipt.entry.index,
                                &receipt.path, receipt.note),
              SY_OK);
    sy_receipt_close(&receipt);
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&file), &receipt, &why),
              SY_BAD_VERSION);
    assert_int_equal(support.data[1], 1);
    support.data[1] = 2;
    check_with(&made, &support, SY_BAD_VERSION);
    sy_buffer_reserve(&large, SY_RECEIPT_EXTRA_BYTES_MAX);
    sy_buffer_grew(&large, SY_RECEIPT_EXTRA_BYTES_MAX);
    sy_buffer_clear(&file);
    check_err(sy_receipt_attach(&made.receipt, sy_buffer_bytes(&large), &file), SY_LIMIT);
    assert_int_equal(file.len, 0);
    sy_buffer_close(&large);
    sy_buffer_close(&twice);
    sy_buffer_close(&file);
    close_made(&made);
}

/* Who is not in the registry has no support. */
static void test_of_strangers(void **state)
{
    struct sy_statement statement;
    struct made made = make(0);
    struct sy_buffer support = {0};
    struct source source;

    (void)state;
    statement = made.receipt.statement;
    statement.principal = sy_text("uscc:91310112087994932F");
    open_source(&source);
    check_err(sy_support_make(&source.it, &statement, &support), SY_NOT_FOUND);
    assert_int_equal(support.len, 0);
    close_source(&source);
    sy_buffer_close(&support);
    close_made(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_shows_whose_key_it_is),
        cmocka_unit_test(test_without_it_not_a_byte_differs),
        cmocka_unit_test(test_an_extract_shows_it_too),
        cmocka_unit_test(test_no_byte_of_it_can_change),
        cmocka_unit_test(test_acts_of_others_are_refused),
        cmocka_unit_test(test_what_it_must_show),
        cmocka_unit_test(test_acts_follow_one_another),
        cmocka_unit_test(test_what_it_cannot_tell),
        cmocka_unit_test(test_what_came_later),
        cmocka_unit_test(test_a_delegation),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_of_strangers),
    };

    return cmocka_run_group_tests_name("support", tests, setup, teardown);
}
