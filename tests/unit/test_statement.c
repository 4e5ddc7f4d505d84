/* Statements and entries: what is canonical and within its limits is read and written back as
 * the same bytes; everything else is refused by name, and leaves the output alone. */
#include "tests/check.h"

#include "proto/entry.h"
#include "proto/record_type.h"
#include "proto/statement.h"
#include "proto/wire.h"

enum { KEY_BYTES = SY_PUBLIC_KEY_BYTES };

static uint8_t keys[SY_SIGNERS_MAX + 1][KEY_BYTES];
static uint8_t root[SY_HASH_BYTES];
static uint8_t signature[SY_SIGNATURE_BYTES];

static struct sy_bytes key(size_t i)
{
    keys[i][0] = 1;
    keys[i][1] = (uint8_t)i;
    return (struct sy_bytes){keys[i], KEY_BYTES};
}

static struct sy_statement small(void)
{
    struct sy_statement s = {
        .principal = sy_text("uscc:91310115MA1K3BTP2B"),
        .signer_count = 1,
        .kind = SY_KIND_RECORDS,
        .record_count = 1,
        .records_root = {root, sizeof(root)},
        .signed_at = 1795392000000000,
    };

    s.signers[0].key = key(0);
    return s;
}

static struct sy_statement large(void)
{
    struct sy_statement s = small();

    s.signer_count = SY_SIGNERS_MAX;
    for (size_t i = 0; i < SY_SIGNERS_MAX; i++) {
        s.signers[i].key = key(i);
        if (i % 2 == 1)
            s.signers[i].subject = sy_text("reg:310115-7");
    }
    s.has_delegation = true;
    s.delegation = UINT64_MAX;
    s.kind = SY_KIND_NOTICE;
    s.record_count = SY_RECORDS_MAX;
    s.signed_at = INT64_MIN;
    s.has_seen = true;
    s.seen = (struct sy_seen){sy_text("suyuan.example/test/310115"), 7, {root, sizeof(root)}};
    s.delay = 4;
    return s;
}

static void check_round_trip(const struct sy_statement *want)
{
    struct sy_buffer bytes = {0};
    struct sy_buffer again = {0};
    struct sy_statement got;

    sy_statement_write(want, &bytes);
    check_err(sy_statement_read(sy_buffer_bytes(&bytes), &got), SY_OK);
    assert_int_equal(got.signer_count, want->signer_count);
    assert_int_equal(got.signed_at, want->signed_at);
    assert_int_equal(got.has_delegation, want->has_delegation);
    assert_int_equal(got.delay, want->delay);
    assert_true(sy_bytes_equal(got.principal, want->principal));
    sy_statement_write(&got, &again);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&bytes), sy_buffer_bytes(&again)));
    sy_buffer_close(&bytes);
    sy_buffer_close(&again);
}

static void test_statement_round_trip(void **state)
{
    struct sy_statement s = small();
    struct sy_statement l = large();

    (void)state;
    check_round_trip(&s);
    check_round_trip(&l);
}

/* A sound statement but for what is added to its numbers or put in place of its texts. */
struct spoilt {
    const char *principal; /* NULL: a sound one */
    const char *subject;   /* of the first signer; NULL: none */
    int signers, key_bytes, kind, count, root_bytes;
    bool same_key;
    const char *seen_origin; /* NULL: no seen */
    int seen_root_bytes;
    bool has_delay;
    uint64_t delay;
    enum sy_err want;
};

static void put_signer(const struct spoilt *s, size_t i, struct sy_buffer *to)
{
    struct sy_bytes k = key(i == 1 && s->same_key ? 0 : i);
    struct sy_buffer inner = {0};

    if (i == 0 && s->subject != NULL)
        sy_wire_put_text(&inner, 1, s->subject);
    if (i == 0)
        k.len = (size_t)(KEY_BYTES + s->key_bytes);
    sy_wire_put_bytes(&inner, 2, k);
    sy_wire_put_bytes(to, 2, sy_buffer_bytes(&inner));
    sy_buffer_close(&inner);
}

static void put_spoilt(const struct spoilt *s, struct sy_buffer *to)
{
    struct sy_buffer inner = {0};

    sy_wire_put_text(to, 1, s->principal == NULL ? "reg:310115-1" : s->principal);
    for (size_t i = 0; i < (size_t)(2 + s->signers); i++)
        put_signer(s, i, to);
    sy_wire_put_uint(to, 4, (uint64_t)(1 + s->kind));
    sy_wire_put_uint(to, 5, (uint64_t)(1 + s->count));
    sy_wire_put_bytes(to, 6, (struct sy_bytes){root, (size_t)(SY_HASH_BYTES + s->root_bytes)});
    sy_wire_put_int(to, 7, 5);
    if (s->seen_origin != NULL) {
        sy_wire_put_text(&inner, 1, s->seen_origin);
        sy_wire_put_uint(&inner, 2, 1);
        sy_wire_put_bytes(
            &inner, 3, (struct sy_bytes){root, (size_t)(SY_HASH_BYTES + s->seen_root_bytes)});
        sy_wire_put_bytes(to, 8, sy_buffer_bytes(&inner));
    }
    if (s->has_delay)
        sy_wire_put_uint(to, 9, s->delay);
    sy_buffer_close(&inner);
}

static void test_statement_limits(void **state)
{
    static char long_name[SY_SUBJECT_BYTES_MAX + 2];
    static const struct spoilt cases[] = {
        {.want = SY_OK},
        {.subject = "reg:310115-2", .want = SY_OK},
        {.seen_origin = "a/b", .want = SY_OK},
        {.has_delay = true, .delay = 4, .want = SY_OK},
        {.principal = "", .want = SY_BAD_NAME},
        {.principal = "with space", .want = SY_BAD_NAME},
        {.principal = "with+plus", .want = SY_BAD_NAME},
        {.principal = "上海", .want = SY_BAD_NAME},
        {.principal = "line\nend", .want = SY_BAD_NAME},
        {.principal = long_name, .want = SY_BAD_NAME},
        {.subject = "", .want = SY_BAD_NAME},
        {.subject = "a b", .want = SY_BAD_NAME},
        {.subject = "reg:310115-1", .want = SY_BAD_ENCODING}, /* the principal, said twice */
        {.signers = -2, .want = SY_LIMIT},
        {.signers = 14, .want = SY_OK},
        {.signers = 15, .want = SY_LIMIT},
        {.same_key = true, .want = SY_LIMIT},
        {.key_bytes = -1, .want = SY_LIMIT},
        {.key_bytes = -33, .want = SY_LIMIT},
        {.kind = -1, .want = SY_LIMIT},
        {.kind = 2, .want = SY_OK},
        {.kind = 3, .want = SY_LIMIT},
        {.kind = -2, .want = SY_BAD_ENCODING}, /* 2^64 - 1 is no uint32 */
        {.count = -1, .want = SY_LIMIT},
        {.count = 9999, .want = SY_OK},
        {.count = 10000, .want = SY_LIMIT},
        {.root_bytes = -1, .want = SY_LIMIT},
        {.root_bytes = -32, .want = SY_LIMIT},
        {.seen_origin = "a b", .want = SY_BAD_NAME},
        {.seen_origin = "a/b", .seen_root_bytes = -1, .want = SY_LIMIT},
        {.has_delay = true, .delay = 0, .want = SY_LIMIT},
        {.has_delay = true, .delay = 5, .want = SY_LIMIT},
    };

    (void)state;
    memset(long_name, 'a', SY_SUBJECT_BYTES_MAX + 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_statement untouched;
        struct sy_statement got;
        struct sy_buffer bytes = {0};
        enum sy_err err;

        memset(&untouched, 0x5a, sizeof(untouched));
        got = untouched;
        put_spoilt(&cases[i], &bytes);
        err = sy_statement_read(sy_buffer_bytes(&bytes), &got);
        if (err != cases[i].want)
            fail_msg("case %zu: %s, not %s", i, sy_err_name(err), sy_err_name(cases[i].want));
        if (err != SY_OK)
            assert_memory_equal(&got, &untouched, sizeof(got));
        sy_buffer_close(&bytes);
    }
}

static void test_names(void **state)
{
    char name[4] = "a?b";

    (void)state;
    for (int c = 1; c < 256; c++) {
        name[1] = (char)c;
        assert_int_equal(sy_name_valid(sy_text(name), 3), c >= 0x21 && c <= 0x7e && c != '+');
    }
    assert_false(sy_name_valid(sy_text(name), 2));
    assert_false(sy_name_valid(sy_text(""), 2));
}

/* Every byte of a canonical message replaced, dropped or doubled: refused, or canonical
 * itself. */
static void check_altered(struct sy_bytes bytes, void (*check)(struct sy_bytes))
{
    uint8_t *copy = malloc(bytes.len + 1);

    assert_non_null(copy);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, bytes.data, bytes.len);
            copy[at] = (uint8_t)(copy[at] ^ 1u << bit);
            check((struct sy_bytes){copy, bytes.len});
        }
        check((struct sy_bytes){bytes.data, at});
        memcpy(copy, bytes.data, at + 1);
        memcpy(copy + at + 1, bytes.data + at, bytes.len - at);
        check((struct sy_bytes){copy, bytes.len + 1});
    }
    free(copy);
}

static void check_statement_bytes(struct sy_bytes bytes)
{
    struct sy_statement s;
    struct sy_buffer again = {0};

    if (sy_statement_read(bytes, &s) == SY_OK) {
        sy_statement_write(&s, &again);
        assert_true(sy_bytes_equal(sy_buffer_bytes(&again), bytes));
    }
    sy_buffer_close(&again);
}

static void check_entry_bytes(struct sy_bytes bytes)
{
    struct sy_entry e;
    struct sy_buffer again = {0};

    if (sy_entry_read(bytes, &e) == SY_OK) {
        sy_entry_write(&e, &again);
        assert_true(sy_bytes_equal(sy_buffer_bytes(&again), bytes));
    }
    sy_buffer_close(&again);
}

static struct sy_entry entry(void)
{
    struct sy_entry e = {
        .index = 3,
        .previous = {root, sizeof(root)},
        .sequenced_at = -1,
        .registry_size = UINT64_MAX,
        .registry_root = {root, sizeof(root)},
        .statement = sy_text("anything"),
        .signature_count = 2,
    };

    e.signatures[0] = e.signatures[1] = (struct sy_bytes){signature, sizeof(signature)};
    return e;
}

static void test_altered_bytes(void **state)
{
    struct sy_statement s = large();
    struct sy_entry e = entry();
    struct sy_buffer bytes = {0};

    (void)state;
    s.signer_count = 2;
    sy_statement_write(&s, &bytes);
    check_altered(sy_buffer_bytes(&bytes), check_statement_bytes);
    sy_buffer_clear(&bytes);
    sy_entry_write(&e, &bytes);
    check_altered(sy_buffer_bytes(&bytes), check_entry_bytes);
    sy_buffer_close(&bytes);
}

static void test_entry_round_trip(void **state)
{
    struct sy_entry want = entry();
    struct sy_buffer bytes = {0};
    struct sy_entry got;

    (void)state;
    sy_entry_write(&want, &bytes);
    check_err(sy_entry_read(sy_buffer_bytes(&bytes), &got), SY_OK);
    assert_int_equal(got.index, 3);
    assert_int_equal(got.sequenced_at, -1);
    assert_true(got.registry_size == UINT64_MAX);
    check_text(got.statement, "anything");
    assert_int_equal(got.signature_count, 2);
    sy_buffer_clear(&bytes);
    want.registry_root.len = 0;
    sy_entry_write(&want, &bytes);
    check_err(sy_entry_read(sy_buffer_bytes(&bytes), &got), SY_OK);
    assert_int_equal(got.registry_root.len, 0);
    sy_buffer_close(&bytes);
}

static enum sy_err read_entry(unsigned format, size_t previous, int registry_root,
                              size_t signatures, size_t signature_bytes)
{
    struct sy_buffer bytes = {0};
    struct sy_entry untouched;
    struct sy_entry got;
    enum sy_err err;

    memset(&untouched, 0x5a, sizeof(untouched));
    got = untouched;
    sy_wire_put_uint(&bytes, 1, format);
    sy_wire_put_uint(&bytes, 2, 0);
    sy_wire_put_bytes(&bytes, 3, (struct sy_bytes){root, previous});
    sy_wire_put_int(&bytes, 4, 0);
    sy_wire_put_uint(&bytes, 5, 0);
    if (registry_root >= 0)
        sy_wire_put_bytes(&bytes, 6, (struct sy_bytes){root, (size_t)registry_root});
    sy_wire_put_text(&bytes, 7, "");
    for (size_t i = 0; i < signatures; i++)
        sy_wire_put_bytes(&bytes, 8, (struct sy_bytes){signature, signature_bytes});
    err = sy_entry_read(sy_buffer_bytes(&bytes), &got);
    if (err != SY_OK)
        assert_memory_equal(&got, &untouched, sizeof(got));
    sy_buffer_close(&bytes);
    return err;
}

static void test_entry_limits(void **state)
{
    (void)state;
    check_err(read_entry(1, 32, -1, 1, 64), SY_OK);
    check_err(read_entry(1, 32, 32, 16, 64), SY_OK);
    check_err(read_entry(0, 32, -1, 1, 64), SY_BAD_VERSION);
    check_err(read_entry(2, 32, -1, 1, 64), SY_BAD_VERSION);
    check_err(read_entry(1, 31, -1, 1, 64), SY_LIMIT);
    check_err(read_entry(1, 32, 0, 1, 64), SY_LIMIT);
    check_err(read_entry(1, 32, 31, 1, 64), SY_LIMIT);
    check_err(read_entry(1, 32, -1, 0, 64), SY_LIMIT);
    check_err(read_entry(1, 32, -1, 17, 64), SY_LIMIT);
    check_err(read_entry(1, 32, -1, 1, 63), SY_LIMIT);
}

/* The largest statement there can be fits an entry with all its signatures. */
static void test_largest_entry(void **state)
{
    static char subjects[SY_SIGNERS_MAX + 2][SY_SUBJECT_BYTES_MAX + 1];
    static uint8_t over[SY_ENTRY_BYTES_MAX];
    struct sy_statement s = large();
    struct sy_entry e = entry();
    struct sy_entry read;
    struct sy_buffer statement = {0};
    struct sy_buffer bytes = {0};

    (void)state;
    for (size_t i = 0; i < SY_SIGNERS_MAX + 2; i++) {
        memset(subjects[i], 'a', SY_SUBJECT_BYTES_MAX);
        subjects[i][0] = (char)('a' + i);
    }
    for (size_t i = 0; i < SY_SIGNERS_MAX; i++)
        s.signers[i].subject = sy_text(subjects[i]);
    s.principal = sy_text(subjects[SY_SIGNERS_MAX]);
    s.seen.origin = sy_text(subjects[SY_SIGNERS_MAX + 1]);
    s.seen.size = UINT64_MAX;
    sy_statement_write(&s, &statement);
    e.index = e.registry_size = UINT64_MAX;
    e.sequenced_at = INT64_MIN;
    e.signature_count = SY_SIGNERS_MAX;
    for (size_t i = 0; i < SY_SIGNERS_MAX; i++)
        e.signatures[i] = (struct sy_bytes){signature, sizeof(signature)};
    e.statement = sy_buffer_bytes(&statement);
    sy_entry_write(&e, &bytes);
    check_err(bytes.err, SY_OK);
    check_err(sy_entry_read(sy_buffer_bytes(&bytes), &read), SY_OK);
    e.statement = (struct sy_bytes){over, sizeof(over)};
    sy_buffer_clear(&bytes);
    sy_entry_write(&e, &bytes);
    check_err(bytes.err, SY_LIMIT);
    check_err(sy_entry_read((struct sy_bytes){over, sizeof(over)}, &e), SY_BAD_ENCODING);
    sy_buffer_close(&bytes);
    sy_buffer_close(&statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statement_round_trip),
        cmocka_unit_test(test_statement_limits),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_altered_bytes),
        cmocka_unit_test(test_entry_round_trip),
        cmocka_unit_test(test_entry_limits),
        cmocka_unit_test(test_largest_entry),
    };

    return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
