/* From drafts to a submission that a node takes; and every way in which one is refused. */
#include "tests/unit/fixture.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    fixture_found(&f, 1, 1, 1);
    return 0;
}

static enum sy_err open_in(struct sy_scope scope, struct sy_bytes submission, char member[64])
{
    struct sy_checked checked = {0};
    struct sy_checked untouched;
    struct sy_check_place where;
    enum sy_err err;

    memset(&untouched, 0x5a, sizeof(untouched));
    memcpy(&checked, &untouched, sizeof(checked));
    err = sy_checked_open(&scope, submission, &checked, &where);
    if (err == SY_OK)
        sy_checked_close(&checked);
    else
        assert_memory_equal(&checked, &untouched, sizeof(checked));
    memcpy(member, where.member, sizeof(where.member));
    return err;
}

static void check_open(struct sy_bytes submission, enum sy_err want, const char *member)
{
    char got[64];

    check_err(open_in(fixture_scope(&f, FIXTURE_DISTRICT), submission, got), want);
    assert_string_equal(got, member);
}

static const uint8_t *leaf_at(const struct sy_checked *checked, uint64_t record)
{
    return checked->nodes.data + sy_merkle_stored_index(0, record) * SY_HASH_BYTES;
}

static void test_submission_is_taken(void **state)
{
    struct sy_draft drafts[3] = {
        fixture_draft(9999, "open", "chain", "commercial", "personal"),
        fixture_draft(9999, "open", NULL, NULL, NULL),
        fixture_draft(9999, "open", "chain", "commercial", "personal"),
    };
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_buffer submission = {0};
    struct sy_check_place where;
    struct sy_checked checked;
    struct sy_record_digest digest;
    struct sy_hash leaf;
    struct sy_hash id = fixture_submit(&f, 0, drafts, 3, &submission);

    (void)state;
    check_err(sy_checked_open(&scope, sy_buffer_bytes(&submission), &checked, &where), SY_OK);
    assert_true(sy_hash_equal(&checked.id, &id));
    assert_int_equal(checked.statement.record_count, 3);
    check_text(checked.statement.principal, f.orgs[0].subject);
    /* Equal drafts are different records. */
    assert_int_equal(checked.nodes.len, sy_merkle_stored_count(3) * SY_HASH_BYTES);
    assert_memory_not_equal(leaf_at(&checked, 0), leaf_at(&checked, 2), SY_HASH_BYTES);
    assert_int_equal(checked.digests.data[0], 4);
    check_err(sy_digest_read((struct sy_bytes){checked.digests.data + 1, 4 * 33}, &digest),
              SY_OK);
    assert_int_equal(digest.parts[3].kind, SY_PART_PERSONAL);
    leaf = sy_record_hash(&digest);
    assert_memory_equal(leaf_at(&checked, 0), leaf.bytes, SY_HASH_BYTES);
    check_err(sy_digest_read((struct sy_bytes){checked.digests.data + 1, 32}, &digest),
              SY_CORRUPT);
    check_err(sy_digest_read((struct sy_bytes){checked.digests.data, 0}, &digest), SY_CORRUPT);
    sy_checked_close(&checked);
    sy_checked_close(&checked);
    sy_checked_close(NULL);
    sy_buffer_close(&submission);
}

/* The nth part of a record of the submission. */
static struct sy_part_share part_of(const struct sy_buffer *submission, uint32_t record,
                                    size_t n)
{
    struct sy_wire wire = sy_wire_open(sy_buffer_bytes(submission));
    struct sy_record_share share;

    do
        check_err(sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &share), SY_OK);
    while (share.index != record);
    assert_true(n < share.part_count);
    return share.parts[n];
}

static void test_parts_do_not_show_what_they_share(void **state)
{
    struct sy_draft drafts[2] = {
        fixture_draft(9999, "one thing", "the same customer", NULL, "the same person"),
        fixture_draft(9999, "another thing", "the same customer", NULL, "the same person"),
    };
    struct sy_buffer first = {0};
    struct sy_buffer again = {0};

    (void)state;
    fixture_submit(&f, 0, drafts, 2, &first);
    fixture_submit(&f, 0, drafts, 2, &again);
    for (size_t n = 1; n < 3; n++) {
        struct sy_part_share a = part_of(&first, 0, n);
        struct sy_part_share b = part_of(&first, 1, n);

        assert_false(sy_bytes_equal(a.part, b.part)); /* nor do their hashes */
    }
    /* But the same report made again is the same record. */
    for (uint32_t record = 0; record < 2; record++)
        assert_true(
            sy_bytes_equal(part_of(&first, record, 2).part, part_of(&again, record, 2).part));
    sy_buffer_close(&first);
    sy_buffer_close(&again);
}

static void test_drafts_are_told_apart(void **state)
{
    const struct sy_draft drafts[] = {
        fixture_draft(1, "a", NULL, NULL, NULL), fixture_draft(2, "a", NULL, NULL, NULL),
        fixture_draft(1, "", NULL, NULL, NULL),  fixture_draft(1, "a", "", NULL, NULL),
        fixture_draft(1, NULL, "a", NULL, NULL), fixture_draft(1, "ab", NULL, NULL, NULL),
    };
    const size_t count = sizeof(drafts) / sizeof(drafts[0]);
    struct sy_repeats repeats = {0};
    uint64_t n;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        check_err(sy_repeats_count(&repeats, &drafts[i], &n), SY_OK);
        assert_int_equal(n, 0);
    }
    for (size_t round = 1; round < 400; round++) {
        char text[16];
        struct sy_draft other;

        check_err(sy_repeats_count(&repeats, &drafts[round % count], &n), SY_OK);
        assert_int_equal(n, (round - 1) / count + 1);
        snprintf(text, sizeof(text), "other %zu", round);
        other = fixture_draft(1, text, NULL, NULL, NULL);
        check_err(sy_repeats_count(&repeats, &other, &n), SY_OK);
        assert_int_equal(n, 0);
    }
    sy_repeats_close(&repeats);
    sy_repeats_close(&repeats);
}

struct forged {
    struct sy_buffer records;
    struct sy_hash leaves[16];
    uint32_t count;
};

static struct sy_hash leaf_of(const struct sy_record_share *record)
{
    struct sy_record_digest digest;

    sy_record_digest_of(record, &digest);
    return sy_record_hash(&digest);
}

static void put_part(uint32_t type, const char *body, struct sy_buffer *to)
{
    static const uint8_t nonce[SY_NONCE_BYTES] = {9};

    sy_part_write(&(struct sy_part){{nonce, sizeof(nonce)}, type, sy_text(body)}, to);
}

static void add_record(struct forged *forged, const struct sy_record_share *record)
{
    forged->leaves[forged->count++] = leaf_of(record);
    sy_record_share_put(&forged->records, SY_SUBMISSION_RECORDS, record);
}

/* Parts with their types; bodies that are canonical of none. */
static void add_parts(struct forged *forged, uint32_t index, size_t count,
                      const uint32_t kinds[], const uint32_t types[])
{
    struct sy_record_share record = {.index = index, .part_count = count};
    struct sy_buffer parts[8] = {{0}};

    for (size_t i = 0; i < count; i++) {
        put_part(types[i], "\xff", &parts[i]);
        record.parts[i] =
            (struct sy_part_share){.kind = kinds[i], .part = sy_buffer_bytes(&parts[i])};
    }
    add_record(forged, &record);
    for (size_t i = 0; i < count; i++)
        sy_buffer_close(&parts[i]);
}

/* Signs a statement over those leaves that claims so many records. */
static void finish(struct forged *forged, uint32_t claimed, struct sy_buffer *out)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_hash root = sy_merkle_root_of(forged->leaves, forged->count);
    struct sy_statement statement = {.principal = sy_text(f.orgs[0].subject),
                                     .signer_count = 1,
                                     .kind = SY_KIND_RECORDS,
                                     .record_count = claimed,
                                     .records_root = fixture_hash_bytes(&root),
                                     .signed_at = f.now};
    struct sy_buffer bytes = {0};
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed = {signature, sizeof(signature)};

    statement.signers[0].key = fixture_key_bytes(&f.orgs[0].sign);
    sy_statement_write(&statement, &bytes);
    check_err(sy_statement_sign(&scope, sy_buffer_bytes(&bytes), &f.orgs[0].sign, signature),
              SY_OK);
    sy_submission_put_head(out, sy_buffer_bytes(&bytes), &borrowed, 1);
    sy_buffer_put_bytes(out, sy_buffer_bytes(&forged->records));
    sy_buffer_close(&bytes);
    sy_buffer_close(&forged->records);
    *forged = (struct forged){0};
}

static void check_parts(size_t count, const uint32_t kinds[], const uint32_t types[],
                        enum sy_err want, const char *member)
{
    struct forged forged = {0};
    struct sy_buffer submission = {0};

    add_parts(&forged, 0, count, kinds, types);
    finish(&forged, 1, &submission);
    check_open(sy_buffer_bytes(&submission), want, member);
    sy_buffer_close(&submission);
}

static void test_parts_are_refused(void **state)
{
    (void)state;
    check_parts(1, (uint32_t[]){1}, (uint32_t[]){9999}, SY_OK, "");
    check_parts(1, (uint32_t[]){1}, (uint32_t[]){1}, SY_BAD_ENCODING, "records[0].parts[0]");
    check_parts(1, (uint32_t[]){129}, (uint32_t[]){1}, SY_OK, ""); /* sealed: ciphertext */
    check_parts(1, (uint32_t[]){5}, (uint32_t[]){9999}, SY_LIMIT, "records[0].parts[0]");
    check_parts(1, (uint32_t[]){128}, (uint32_t[]){9999}, SY_LIMIT, "records[0].parts[0]");
    check_parts(1, (uint32_t[]){133}, (uint32_t[]){9999}, SY_LIMIT, "records[0].parts[0]");
    check_parts(2, (uint32_t[]){1, 132}, (uint32_t[]){9999, 9999}, SY_OK, "");
    /* A record has one type. */
    check_parts(2, (uint32_t[]){1, 2}, (uint32_t[]){9999, 9998}, SY_LIMIT,
                "records[0].parts[1]");
    check_parts(2, (uint32_t[]){1, 130}, (uint32_t[]){9999, 1}, SY_LIMIT,
                "records[0].parts[1]");
}

static void test_withheld_part_is_refused(void **state)
{
    struct sy_hash hash = {{1}};
    struct sy_record_share record = {.part_count = 1};
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct forged forged = {0};
    struct sy_buffer submission = {0};
    struct sy_check_place where;
    struct sy_checked checked;

    (void)state;
    record.parts[0] = (struct sy_part_share){.kind = 77, .hash = fixture_hash_bytes(&hash)};
    add_record(&forged, &record);
    finish(&forged, 1, &submission);
    check_open(sy_buffer_bytes(&submission), SY_LIMIT, "records[0].parts[0]");
    /* But once it is in a log, others carry it. */
    check_err(sy_checked_open_sequenced(&scope, sy_buffer_bytes(&submission), &checked, &where),
              SY_OK);
    sy_checked_close(&checked);
    sy_buffer_close(&submission);
}

static void test_records_do_not_fit_the_root(void **state)
{
    static const uint32_t kinds[] = {1};
    static const uint32_t types[] = {9999};
    struct forged forged = {0};
    struct sy_buffer submission = {0};

    (void)state;
    add_parts(&forged, 0, 1, kinds, types);
    add_parts(&forged, 1, 1, kinds, types);
    finish(&forged, 2, &submission); /* equal records: allowed */
    check_open(sy_buffer_bytes(&submission), SY_OK, "");
    sy_buffer_clear(&submission);
    add_parts(&forged, 0, 1, kinds, types);
    finish(&forged, 2, &submission); /* one missing */
    check_open(sy_buffer_bytes(&submission), SY_BAD_ROOT, "");
    sy_buffer_clear(&submission);
    add_parts(&forged, 0, 1, kinds, types);
    add_parts(&forged, 1, 1, kinds, types);
    finish(&forged, 1, &submission); /* one too many */
    check_open(sy_buffer_bytes(&submission), SY_BAD_ROOT, "records[1]");
    sy_buffer_clear(&submission);
    add_parts(&forged, 1, 1, kinds, types);
    add_parts(&forged, 0, 1, kinds, types);
    finish(&forged, 2, &submission); /* out of order */
    check_open(sy_buffer_bytes(&submission), SY_LIMIT, "records[0]");
    sy_buffer_clear(&submission);
    add_parts(&forged, 0, 1, kinds, types);
    forged.leaves[0].bytes[5] ^= 1;
    finish(&forged, 1, &submission); /* another root */
    check_open(sy_buffer_bytes(&submission), SY_BAD_ROOT, "");
    sy_buffer_close(&submission);
}

static void test_path_in_a_submission(void **state)
{
    struct sy_hash hash = {{1}};
    struct sy_buffer part = {0};
    struct sy_record_share record = {.part_count = 1, .path_count = 1};
    struct forged forged = {0};
    struct sy_buffer submission = {0};

    (void)state;
    put_part(9999, "x", &part);
    record.parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(&part)};
    record.path[0] = hash;
    add_record(&forged, &record);
    finish(&forged, 1, &submission);
    check_open(sy_buffer_bytes(&submission), SY_LIMIT, "records[0]");
    sy_buffer_close(&submission);
    sy_buffer_close(&part);
}

static void test_scope_is_bound(void **state)
{
    struct sy_draft draft = fixture_draft(9999, "open", NULL, NULL, NULL);
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_buffer submission = {0};
    char member[64];

    (void)state;
    fixture_submit(&f, 0, &draft, 1, &submission);
    check_err(open_in(scope, sy_buffer_bytes(&submission), member), SY_OK);
    scope.place = sy_text("suyuan.example/test/310101");
    check_err(open_in(scope, sy_buffer_bytes(&submission), member), SY_BAD_SIGNATURE);
    assert_string_equal(member, "signatures");
    scope = fixture_scope(&f, FIXTURE_REGISTRY);
    check_err(open_in(scope, sy_buffer_bytes(&submission), member), SY_BAD_SIGNATURE);
    scope = fixture_scope(&f, FIXTURE_DISTRICT);
    scope.network_id.bytes[31] ^= 1;
    check_err(open_in(scope, sy_buffer_bytes(&submission), member), SY_BAD_SIGNATURE);
    sy_buffer_close(&submission);
}

/* A statement of two signers, with the signatures of those keys. */
static enum sy_err open_signed(size_t signers, size_t signatures, const size_t order[],
                               uint8_t key_type)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_record_share record = {.part_count = 1};
    struct sy_statement statement = {.principal = sy_text(f.orgs[0].subject),
                                     .signer_count = signers,
                                     .kind = SY_KIND_RECORDS,
                                     .record_count = 1,
                                     .signed_at = f.now};
    uint8_t keys[2][SY_PUBLIC_KEY_BYTES];
    uint8_t made[3][SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed[3];
    struct sy_buffer part = {0};
    struct sy_buffer bytes = {0};
    struct sy_buffer submission = {0};
    struct sy_hash root;
    char member[64];
    enum sy_err err;

    put_part(9999, "x", &part);
    record.parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(&part)};
    root = leaf_of(&record);
    statement.records_root = fixture_hash_bytes(&root);
    for (size_t i = 0; i < signers; i++) {
        memcpy(keys[i], f.orgs[i].sign.public_key.bytes, SY_PUBLIC_KEY_BYTES);
        keys[i][0] = key_type;
        statement.signers[i].key = (struct sy_bytes){keys[i], SY_PUBLIC_KEY_BYTES};
    }
    sy_statement_write(&statement, &bytes);
    for (size_t i = 0; i < signatures; i++) {
        check_err(
            sy_statement_sign(&scope, sy_buffer_bytes(&bytes), &f.orgs[order[i]].sign, made[i]),
            SY_OK);
        borrowed[i] = (struct sy_bytes){made[i], SY_SIGNATURE_BYTES};
    }
    sy_submission_put_head(&submission, sy_buffer_bytes(&bytes), borrowed, signatures);
    sy_record_share_put(&submission, SY_SUBMISSION_RECORDS, &record);
    err = open_in(scope, sy_buffer_bytes(&submission), member);
    sy_buffer_close(&part);
    sy_buffer_close(&bytes);
    sy_buffer_close(&submission);
    return err;
}

static void test_signatures(void **state)
{
    (void)state;
    check_err(open_signed(1, 1, (size_t[]){0}, 1), SY_OK);
    check_err(open_signed(2, 2, (size_t[]){0, 1}, 1), SY_OK);
    check_err(open_signed(2, 2, (size_t[]){1, 0}, 1), SY_BAD_SIGNATURE);
    check_err(open_signed(2, 2, (size_t[]){0, 0}, 1), SY_BAD_SIGNATURE);
    check_err(open_signed(2, 1, (size_t[]){0}, 1), SY_BAD_SIGNATURE);
    check_err(open_signed(1, 2, (size_t[]){0, 1}, 1), SY_BAD_SIGNATURE);
    check_err(open_signed(1, 1, (size_t[]){1}, 1), SY_BAD_SIGNATURE);
    for (unsigned type = 0; type < 256; type += type == 2 ? 251 : 1) {
        if (type != 1)
            check_err(open_signed(1, 1, (size_t[]){0}, (uint8_t)type), SY_BAD_KEY);
    }
}

static void test_every_bit_counts(void **state)
{
    struct sy_draft draft = fixture_draft(9999, "open", "chain", NULL, NULL);
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_buffer submission = {0};
    char member[64];

    (void)state;
    fixture_submit(&f, 0, &draft, 1, &submission);
    for (size_t at = 0; at < submission.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            submission.data[at] = (uint8_t)(submission.data[at] ^ 1u << bit);
            assert_int_not_equal(open_in(scope, sy_buffer_bytes(&submission), member), SY_OK);
            submission.data[at] = (uint8_t)(submission.data[at] ^ 1u << bit);
        }
        assert_int_not_equal(open_in(scope, (struct sy_bytes){submission.data, at}, member),
                             SY_OK);
    }
    sy_buffer_close(&submission);
}

static void test_composer_is_full(void **state)
{
    struct sy_composer composer;
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = f.now,
                                 .keys = &f.orgs[0].sign,
                                 .key_count = 1};
    struct sy_draft draft = fixture_draft(9999, "small", NULL, NULL, NULL);
    struct sy_buffer submission = {0};
    struct sy_hash before;
    struct sy_hash id;

    (void)state;
    sy_composer_init(&composer, sy_text(f.orgs[0].subject), f.orgs[0].nonce_secret);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_LIMIT);
    for (uint64_t n = 0; n < SY_RECORDS_MAX; n++)
        check_err(sy_composer_add(&composer, &draft, n), SY_OK);
    before = sy_composer_root(&composer);
    check_err(sy_composer_add(&composer, &draft, SY_RECORDS_MAX), SY_FULL);
    id = sy_composer_root(&composer);
    assert_true(sy_hash_equal(&before, &id));
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    check_open(sy_buffer_bytes(&submission), SY_OK, "");
    /* Empty again: what did not fit goes into the next. */
    check_err(sy_composer_add(&composer, &draft, SY_RECORDS_MAX), SY_OK);
    sy_buffer_clear(&submission);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    check_open(sy_buffer_bytes(&submission), SY_OK, "");
    sy_composer_close(&composer);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
}

static void test_composer_keeps_to_the_bytes(void **state)
{
    static uint8_t large[SY_PART_BYTES_MAX];
    const size_t around = 2 + SY_NONCE_BYTES + 3 + 4; /* of a part whose type takes two bytes */
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = f.now,
                                 .keys = &f.orgs[0].sign,
                                 .key_count = 1};
    struct sy_draft draft = {.type = 9999};
    struct sy_draft empty = {.type = 9999};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    struct sy_hash id;
    uint64_t n = 0;
    enum sy_err err;

    (void)state;
    sy_composer_init(&composer, sy_text(f.orgs[0].subject), f.orgs[0].nonce_secret);
    check_err(sy_composer_add(&composer, &empty, 0), SY_LIMIT);
    draft.bodies[2] = (struct sy_bytes){large, SY_PART_BYTES_MAX - around + 1};
    check_err(sy_composer_add(&composer, &draft, 0), SY_LIMIT);
    draft.bodies[2].len--;
    while ((err = sy_composer_add(&composer, &draft, n)) == SY_OK)
        n++;
    check_err(err, SY_FULL);
    assert_int_equal(n, 7); /* an eighth MiB holds the statement and its frame */
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    assert_true(submission.len <= SY_STATEMENT_BYTES_MAX);
    check_open(sy_buffer_bytes(&submission), SY_OK, "");
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
}

static void test_too_large(void **state)
{
    uint8_t *bytes = calloc(SY_STATEMENT_BYTES_MAX + 1, 1);

    (void)state;
    assert_non_null(bytes);
    check_open((struct sy_bytes){bytes, SY_STATEMENT_BYTES_MAX + 1}, SY_LIMIT, "");
    check_open((struct sy_bytes){bytes, SY_STATEMENT_BYTES_MAX}, SY_BAD_ENCODING, "");
    free(bytes);
}

static void test_composer_refuses(void **state)
{
    struct sy_secret_key keys[SY_SIGNERS_MAX + 1];
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = f.now,
                                 .keys = keys};
    struct sy_draft draft = fixture_draft(9999, "small", NULL, NULL, NULL);
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    struct sy_hash id = {{7}};

    (void)state;
    for (uint32_t i = 0; i <= SY_SIGNERS_MAX; i++)
        fixture_key(i, &keys[i]);
    sy_composer_init(&composer, sy_text(f.orgs[0].subject), f.orgs[0].nonce_secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_LIMIT);
    how.key_count = SY_SIGNERS_MAX + 1;
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_LIMIT);
    keys[1] = keys[0];
    how.key_count = 2;
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_LIMIT);
    assert_int_equal(submission.len, 0);
    assert_int_equal(id.bytes[0], 7);
    how.key_count = 1;
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_composer_close(&composer);
    sy_composer_init(&composer, sy_text("no name"), f.orgs[0].nonce_secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_BAD_NAME);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_submission_is_taken),
        cmocka_unit_test(test_parts_do_not_show_what_they_share),
        cmocka_unit_test(test_drafts_are_told_apart),
        cmocka_unit_test(test_parts_are_refused),
        cmocka_unit_test(test_withheld_part_is_refused),
        cmocka_unit_test(test_records_do_not_fit_the_root),
        cmocka_unit_test(test_path_in_a_submission),
        cmocka_unit_test(test_scope_is_bound),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_composer_is_full),
        cmocka_unit_test(test_composer_keeps_to_the_bytes),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_composer_refuses),
    };

    return cmocka_run_group_tests_name("checked", tests, setup, NULL);
}
