/* Parts, shares, submissions and registry acts: canonical, within their limits, refused by
 * name. */
#include "tests/check.h"

#include "proto/act.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/share.h"
#include "proto/submission.h"

static uint8_t bytes_64[64];
static uint8_t zeros[SY_SUBMISSION_BYTES_MAX + 1];

static struct sy_bytes of(size_t len)
{
    return (struct sy_bytes){bytes_64, len};
}

static void test_part(void **state)
{
    struct sy_buffer bytes = {0};
    struct sy_part part = {of(SY_NONCE_BYTES), 9999, sy_text("whatever it may be")};
    struct sy_part got;

    (void)state;
    sy_part_write(&part, &bytes);
    check_err(sy_part_read(sy_buffer_bytes(&bytes), &got), SY_OK);
    assert_int_equal(got.type, 9999);
    check_text(got.body, "whatever it may be");
    check_err(sy_part_check_body(&got), SY_OK);
    got.type = SY_TYPE_EPCIS_EVENT;
    check_err(sy_part_check_body(&got), SY_BAD_ENCODING);
    got.body.len = 0;
    check_err(sy_part_check_body(&got), SY_OK);
    got.type = SY_TYPE_KEY; /* has required members */
    check_err(sy_part_check_body(&got), SY_BAD_ENCODING);
    sy_buffer_close(&bytes);
}

static enum sy_err read_part_of(size_t nonce, size_t body, struct sy_part *out)
{
    struct sy_buffer bytes = {0};
    enum sy_err err;

    sy_wire_put_bytes(&bytes, 1, of(nonce));
    sy_wire_put_uint(&bytes, 2, 1);
    sy_wire_put_bytes(&bytes, 3, (struct sy_bytes){zeros, body});
    err = sy_part_read(sy_buffer_bytes(&bytes), out);
    sy_buffer_close(&bytes);
    return err;
}

static void test_part_limits(void **state)
{
    const size_t around = 2 + SY_NONCE_BYTES + 2 + 1 + 3; /* tags, lengths, nonce and type */
    struct sy_part untouched;
    struct sy_part got;

    (void)state;
    memset(&untouched, 0x5a, sizeof(untouched));
    got = untouched;
    check_err(read_part_of(15, 0, &got), SY_LIMIT);
    check_err(read_part_of(17, 0, &got), SY_LIMIT);
    check_err(read_part_of(16, SY_PART_BYTES_MAX - around + 1, &got), SY_LIMIT);
    check_err(sy_part_read(sy_text("\x08\x01"), &got), SY_BAD_ENCODING);
    check_err(sy_part_read(sy_text(""), &got), SY_BAD_ENCODING);
    assert_memory_equal(&got, &untouched, sizeof(got));
    check_err(read_part_of(16, SY_PART_BYTES_MAX - around, &got), SY_OK);
    check_err(read_part_of(16, 0, &got), SY_OK);
}

/* Parts are read without their schema: what is read must be what it says. */
static void check_as_schema(struct sy_bytes bytes)
{
    enum sy_err want = sy_schema_check(sy_schema_of(SY_SCHEMA_PART), bytes);
    struct sy_part got;
    enum sy_err err = sy_part_read(bytes, &got);

    if (want == SY_OK)
        assert_true(err == SY_OK || err == SY_LIMIT);
    else
        check_err(err, SY_BAD_ENCODING);
}

static void test_part_is_as_its_schema(void **state)
{
    struct sy_part part = {of(SY_NONCE_BYTES), 300, sy_text("abc")};
    struct sy_buffer bytes = {0};
    uint8_t *at;

    (void)state;
    sy_part_write(&part, &bytes);
    sy_wire_put_bytes(&bytes, 3, sy_text("d")); /* one field too many */
    sy_wire_put_uint(&bytes, 4, 1);
    for (size_t len = 0; len <= bytes.len; len++) {
        check_as_schema((struct sy_bytes){bytes.data, len});
        for (at = bytes.data; at < bytes.data + len; at++) {
            for (unsigned change = 1; change < 256; change++) {
                *at ^= (uint8_t)change;
                check_as_schema((struct sy_bytes){bytes.data, len});
                *at ^= (uint8_t)change;
            }
        }
    }
    for (size_t from = 0; from < bytes.len; from++)
        check_as_schema((struct sy_bytes){bytes.data + from, bytes.len - from});
    bytes.len = 0;
    sy_wire_put_bytes(&bytes, 1, of(SY_NONCE_BYTES));
    sy_wire_put_uint(&bytes, 2, (uint64_t)UINT32_MAX + 1);
    sy_wire_put_bytes(&bytes, 3, sy_text(""));
    check_as_schema(sy_buffer_bytes(&bytes));
    sy_buffer_close(&bytes);
}

static struct sy_record_share share(void)
{
    struct sy_record_share record = {.index = 300, .part_count = 2, .path_count = 2};

    record.parts[0] = (struct sy_part_share){.kind = SY_PART_OPEN, .part = sy_text("p")};
    record.parts[1] = (struct sy_part_share){.kind = 255, .hash = of(SY_HASH_BYTES)};
    return record;
}

static void test_share(void **state)
{
    struct sy_record_share record = share();
    struct sy_record_share got;
    struct sy_buffer bytes = {0};
    struct sy_wire wire;

    (void)state;
    sy_record_share_put(&bytes, 5, &record);
    sy_record_share_put(&bytes, 5, &record);
    wire = sy_wire_open(sy_buffer_bytes(&bytes));
    check_err(sy_record_share_next(&wire, 5, &got), SY_OK);
    check_err(sy_record_share_next(&wire, 5, &got), SY_OK);
    assert_int_equal(got.index, 300);
    assert_int_equal(got.part_count, 2);
    check_text(got.parts[0].part, "p");
    assert_null(got.parts[0].hash.data);
    assert_null(got.parts[1].part.data);
    assert_int_equal(got.parts[1].kind, 255);
    assert_int_equal(got.path_count, 2);
    check_err(sy_record_share_next(&wire, 5, &got), SY_NOT_FOUND);
    assert_int_equal(bytes.len, 2 * sy_wire_bytes_size(5, sy_record_share_size(&record)));
    sy_buffer_close(&bytes);
}

static void put_part(struct sy_buffer *to, uint64_t kind, int part, int hash)
{
    struct sy_buffer inner = {0};

    sy_wire_put_uint(&inner, 1, kind);
    if (part >= 0)
        sy_wire_put_bytes(&inner, 2, (struct sy_bytes){zeros, (size_t)part});
    if (hash >= 0)
        sy_wire_put_bytes(&inner, 3, of((size_t)hash));
    sy_wire_put_bytes(to, 2, sy_buffer_bytes(&inner));
    sy_buffer_close(&inner);
}

static void check_share(struct sy_buffer *bytes, enum sy_err want)
{
    struct sy_record_share untouched;
    struct sy_record_share got;

    memset(&untouched, 0x5a, sizeof(untouched));
    got = untouched;
    check_err(sy_schema_check(sy_schema_of(SY_SCHEMA_RECORD_SHARE), sy_buffer_bytes(bytes)),
              SY_OK);
    check_err(sy_record_share_read(sy_buffer_bytes(bytes), &got), want);
    if (want != SY_OK)
        assert_memory_equal(&got, &untouched, sizeof(got));
    sy_buffer_close(bytes);
}

static void test_share_limits(void **state)
{
    static const struct {
        uint64_t kind;
        int part, hash;
        enum sy_err want;
    } parts[] = {
        {1, 1, -1, SY_OK},
        {1, -1, 32, SY_OK},
        {255, -1, 32, SY_OK},
        {0, 1, -1, SY_LIMIT},
        {256, 1, -1, SY_LIMIT},
        {UINT32_MAX, 1, -1, SY_LIMIT},
        {1, 1, 32, SY_LIMIT},
        {1, -1, -1, SY_LIMIT},
        {1, 0, -1, SY_LIMIT},
        {1, 1 << 20, -1, SY_OK},
        {1, (1 << 20) + 1, -1, SY_LIMIT},
        {1, -1, 31, SY_LIMIT},
        {1, -1, 0, SY_LIMIT},
        {1, 0, 32, SY_LIMIT},
    };
    struct sy_buffer bytes = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        sy_wire_put_uint(&bytes, 1, 0);
        put_part(&bytes, parts[i].kind, parts[i].part, parts[i].hash);
        check_share(&bytes, parts[i].want);
    }
    sy_wire_put_uint(&bytes, 1, 0);
    check_share(&bytes, SY_LIMIT); /* no part */
    for (unsigned second = 2; second <= 4; second++) {
        sy_wire_put_uint(&bytes, 1, 0);
        put_part(&bytes, 3, 1, -1);
        put_part(&bytes, second, 1, -1);
        check_share(&bytes, second > 3 ? SY_OK : SY_LIMIT);
    }
    for (unsigned count = 8; count <= 9; count++) {
        sy_wire_put_uint(&bytes, 1, 0);
        for (unsigned kind = 1; kind <= count; kind++)
            put_part(&bytes, kind, 1, -1);
        check_share(&bytes, count <= 8 ? SY_OK : SY_LIMIT);
    }
    for (size_t count = 14; count <= 15; count++) {
        sy_wire_put_uint(&bytes, 1, 0);
        put_part(&bytes, 1, 1, -1);
        for (size_t i = 0; i < count; i++)
            sy_wire_put_bytes(&bytes, 3, of(SY_HASH_BYTES));
        check_share(&bytes, count <= 14 ? SY_OK : SY_LIMIT);
    }
    sy_wire_put_uint(&bytes, 1, 0);
    put_part(&bytes, 1, 1, -1);
    sy_wire_put_bytes(&bytes, 3, of(31));
    check_share(&bytes, SY_LIMIT);
}

static enum sy_err read_submission(size_t signatures, size_t signature_bytes)
{
    struct sy_record_share record = share();
    struct sy_submission untouched;
    struct sy_submission got;
    struct sy_buffer bytes = {0};
    enum sy_err err;

    memset(&untouched, 0x5a, sizeof(untouched));
    got = untouched;
    sy_wire_put_text(&bytes, 1, "statement");
    for (size_t i = 0; i < signatures; i++)
        sy_wire_put_bytes(&bytes, 2, of(signature_bytes));
    sy_record_share_put(&bytes, SY_SUBMISSION_RECORDS, &record);
    err = sy_submission_read(sy_buffer_bytes(&bytes), &got);
    if (err == SY_OK) {
        check_text(got.statement, "statement");
        assert_int_equal(got.signature_count, signatures);
        assert_int_equal(got.message.len, bytes.len);
    } else {
        assert_memory_equal(&got, &untouched, sizeof(got));
    }
    sy_buffer_close(&bytes);
    return err;
}

static void test_submission(void **state)
{
    struct sy_submission got;

    (void)state;
    check_err(read_submission(1, 64), SY_OK);
    check_err(read_submission(16, 64), SY_OK);
    check_err(read_submission(17, 64), SY_LIMIT);
    check_err(read_submission(0, 64), SY_LIMIT);
    check_err(read_submission(1, 63), SY_LIMIT);
    check_err(sy_submission_read(sy_text("\x12\x01"
                                         "a"),
                                 &got),
              SY_BAD_ENCODING);
    check_err(sy_submission_read((struct sy_bytes){zeros, SY_SUBMISSION_BYTES_MAX + 1}, &got),
              SY_LIMIT);
}

static void test_acts(void **state)
{
    struct sy_act_draft drafts[2] = {
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text("uscc:91310115MA1K3BTP2B"), 7,
                     SY_ORGANISATION_ADMITTED),
        sy_act_draft(SY_TYPE_KEY, sy_text("key:01"), 0, SY_KEY_REVOKED),
    };

    (void)state;
    /* In any order: what is written is in order. */
    sy_act_draft_text(&drafts[0], SY_ACT_REASON, "because");
    sy_act_draft_uint(&drafts[0], SY_ORGANISATION_ROLES, SY_ROLE_FARM);
    sy_act_draft_uint(&drafts[0], SY_ORGANISATION_ROLES, SY_ROLE_CARRIER);
    sy_act_draft_text(&drafts[0], SY_ORGANISATION_NAME, "名");
    sy_act_draft_text(&drafts[0], SY_ORGANISATION_ADDRESS, NULL);
    sy_act_draft_int(&drafts[1], SY_KEY_SINCE, -5);
    sy_act_draft_bytes(&drafts[1], SY_KEY_POSSESSION, of(64));
    sy_act_draft_uint(&drafts[1], SY_KEY_USES, SY_USE_SIGN);
    sy_act_draft_after(&drafts[1], 9);
    for (size_t i = 0; i < 2; i++) {
        struct sy_buffer bytes = {0};
        struct sy_act got;

        sy_act_write(&drafts[i], &bytes);
        check_err(sy_act_read(drafts[i].type, sy_buffer_bytes(&bytes), &got), SY_OK);
        assert_int_equal(got.after, i == 0 ? 7 : 9);
        assert_int_equal(got.verb, i == 0 ? SY_ORGANISATION_ADMITTED : SY_KEY_REVOKED);
        check_err(sy_act_read(SY_TYPE_CATALOGUE, sy_buffer_bytes(&bytes), &got),
                  SY_UNIMPLEMENTED);
        sy_buffer_close(&bytes);
    }
}

/* The later act's words stand, field by field; the rest stays. */
static void test_overlay(void **state)
{
    struct sy_act_draft old =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text("s"), 0, SY_ORGANISATION_ADMITTED);
    struct sy_act_draft new =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text("s"), 1, SY_ORGANISATION_CHANGED);
    struct sy_buffer a = {0};
    struct sy_buffer b = {0};
    struct sy_buffer both = {0};
    uint64_t after = 0;

    (void)state;
    sy_act_draft_text(&old, SY_ORGANISATION_NAME, "name");
    for (uint64_t role = 1; role <= 3; role++)
        sy_act_draft_uint(&old, SY_ORGANISATION_ROLES, role);
    sy_act_draft_uint(&new, SY_ORGANISATION_ROLES, 9);
    sy_act_draft_text(&new, SY_ORGANISATION_ADDRESS, "here");
    sy_act_write(&old, &a);
    sy_act_write(&new, &b);
    sy_body_overlay(sy_buffer_bytes(&a), sy_buffer_bytes(&b), &both);
    check_err(both.err, SY_OK);
    check_err(
        sy_schema_check(sy_schema_of_record(SY_TYPE_ORGANISATION), sy_buffer_bytes(&both)),
        SY_OK);
    assert_true(sy_body_uint(sy_buffer_bytes(&both), SY_ACT_AFTER, &after));
    assert_int_equal(after, 1);
    assert_true(sy_bytes_equal(sy_body_bytes(sy_buffer_bytes(&both), SY_ORGANISATION_NAME),
                               sy_text("name")));
    assert_true(sy_bytes_equal(sy_body_bytes(sy_buffer_bytes(&both), SY_ORGANISATION_ADDRESS),
                               sy_text("here")));
    assert_false(sy_body_lists_uint(sy_buffer_bytes(&both), SY_ORGANISATION_ROLES, 1));
    assert_false(sy_body_lists_uint(sy_buffer_bytes(&both), SY_ORGANISATION_ROLES, 3));
    assert_true(sy_body_lists_uint(sy_buffer_bytes(&both), SY_ORGANISATION_ROLES, 9));
    sy_buffer_close(&a);
    sy_buffer_close(&b);
    sy_buffer_close(&both);
}

static void test_act_refusals(void **state)
{
    struct sy_act_draft draft = sy_act_draft(SY_TYPE_SITE, sy_text("site"), 0, SY_SITE_OPENED);
    struct sy_buffer bytes = {0};
    struct sy_act got;

    (void)state;
    sy_act_write(&draft, &bytes);
    check_err(sy_act_read(SY_TYPE_SITE, sy_buffer_bytes(&bytes), &got), SY_OK);
    for (uint32_t type = 0; type < 130; type++) {
        enum sy_err want = sy_act_type_known(type) ? SY_OK : SY_UNIMPLEMENTED;

        check_err(sy_act_read(type, sy_buffer_bytes(&bytes), &got), want);
    }
    assert_false(sy_act_type_known(SY_TYPE_EPCIS_EVENT));
    assert_false(sy_act_type_known(103)); /* given away, not used yet */
    check_err(sy_act_read(SY_TYPE_SITE, sy_text("x"), &got), SY_BAD_ENCODING);
    check_err(sy_act_read(SY_TYPE_SITE, (struct sy_bytes){NULL, 0}, &got), SY_BAD_ENCODING);
    sy_buffer_close(&bytes);
    for (size_t i = 3; i <= SY_ACT_DRAFT_FIELDS_MAX; i++)
        sy_act_draft_text(&draft, SY_SITE_NAME, "n"); /* one more than it holds */
    sy_act_write(&draft, &bytes);
    assert_int_equal(bytes.err, SY_LIMIT);
    sy_buffer_close(&bytes);
}

static void test_key_subject(void **state)
{
    uint8_t key[SY_PUBLIC_KEY_BYTES] = {1, 0xab, 0x0f};
    uint8_t back[SY_PUBLIC_KEY_BYTES];
    char subject[SY_KEY_SUBJECT_BYTES + 1];

    (void)state;
    sy_key_subject(key, subject);
    assert_int_equal(strlen(subject), SY_KEY_SUBJECT_BYTES);
    assert_memory_equal(subject, "key:01ab0f00", 12);
    assert_true(sy_key_of_subject(sy_text(subject), back));
    assert_memory_equal(back, key, sizeof(key));
    subject[7] = 'B';
    assert_false(sy_key_of_subject(sy_text(subject), back));
    subject[7] = 'g';
    assert_false(sy_key_of_subject(sy_text(subject), back));
    subject[7] = 'b';
    subject[0] = 'K';
    assert_false(sy_key_of_subject(sy_text(subject), back));
    subject[0] = 'k';
    subject[SY_KEY_SUBJECT_BYTES - 1] = 0;
    assert_false(sy_key_of_subject(sy_text(subject), back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_part),         cmocka_unit_test(test_part_limits),
        cmocka_unit_test(test_share),        cmocka_unit_test(test_share_limits),
        cmocka_unit_test(test_submission),   cmocka_unit_test(test_acts),
        cmocka_unit_test(test_act_refusals), cmocka_unit_test(test_overlay),
        cmocka_unit_test(test_key_subject),  cmocka_unit_test(test_part_is_as_its_schema),
    };

    return cmocka_run_group_tests_name("part", tests, NULL, NULL);
}
