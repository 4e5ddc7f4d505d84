/* The canonical check against protobuf-c itself: accepted exactly when what protobuf-c reads
 * from the bytes it writes back as the same bytes. */
#include "tests/check.h"

#include "proto/epcis.pb-c.h"
#include "proto/limits.h"
#include "proto/log.pb-c.h"
#include "proto/schema.h"
#include "proto/utf8.h"
#include "proto/wire.h"

static bool no_unknown(const ProtobufCMessage *m)
{
    const ProtobufCMessageDescriptor *d = m->descriptor;

    if (m->n_unknown_fields > 0)
        return false;
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        const uint8_t *base = (const uint8_t *)m;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (f->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t n;
            ProtobufCMessage *const *list;

            memcpy(&n, base + f->quantifier_offset, sizeof(n));
            memcpy(&list, base + f->offset, sizeof(list));
            for (size_t j = 0; j < n; j++) {
                if (!no_unknown(list[j]))
                    return false;
            }
        } else {
            const ProtobufCMessage *sub;

            memcpy(&sub, base + f->offset, sizeof(sub));
            if (sub != NULL && !no_unknown(sub))
                return false;
        }
    }
    return true;
}

static bool oracle(const ProtobufCMessageDescriptor *d, struct sy_bytes bytes)
{
    ProtobufCMessage *m = protobuf_c_message_unpack(d, NULL, bytes.len, bytes.data);
    bool same = false;

    if (m == NULL)
        return false;
    if (no_unknown(m) && protobuf_c_message_get_packed_size(m) == bytes.len) {
        uint8_t *again = malloc(bytes.len + 1);

        assert_non_null(again);
        protobuf_c_message_pack(m, again);
        same = bytes.len == 0 || memcmp(again, bytes.data, bytes.len) == 0;
        free(again);
    }
    protobuf_c_message_free_unpacked(m, NULL);
    return same;
}

/* Where the two may differ: protobuf-c does not check text or depth. */
static void compare(const ProtobufCMessageDescriptor *d, struct sy_bytes bytes)
{
    enum sy_err err = sy_schema_check((const struct sy_schema *)(const void *)d, bytes);

    if (err == SY_OK)
        assert_true(oracle(d, bytes));
    else if (sy_utf8_valid(bytes))
        assert_false(oracle(d, bytes));
}

static void sample_event(struct sy_buffer *b)
{
    struct sy_buffer q = {0};

    sy_wire_put_text(b, 1, "ObjectEvent");
    sy_wire_put_text(b, 2, "2026-11-23T08:00:00+08:00");
    sy_wire_put_text(b, 5, "ADD");
    sy_wire_put_text(b, 11, "urn:epc:id:sgtin:4012345.011111.9876");
    sy_wire_put_text(b, 11, "urn:epc:id:sgtin:4012345.011111.9877");
    sy_wire_put_uint(&q, 1, 0);
    sy_wire_put_text(&q, 3, "12.500");
    sy_wire_put_bytes(b, 12, sy_buffer_bytes(&q));
    sy_wire_put_uint(b, 30, 14);
    sy_wire_put_uint(b, 30, 16);
    sy_wire_put_uint(b, 31, 1);
    sy_buffer_close(&q);
}

static void test_canonical_bytes_pass(void **state)
{
    struct sy_buffer b = {0};

    (void)state;
    sample_event(&b);
    check_err(sy_schema_check(sy_schema_of(SY_SCHEMA_EPCIS_EVENT), sy_buffer_bytes(&b)), SY_OK);
    assert_true(oracle(&suyuan__epcis_event__descriptor, sy_buffer_bytes(&b)));
    sy_buffer_close(&b);
}

static void test_what_is_not_canonical_is_refused(void **state)
{
    static const struct {
        const char *what, *hex;
    } cases[] = {
        {"field 99", "0a0141f80601"},
        {"fields out of order", "2a03414444"
                                "0a0141"},
        {"optional field twice", "0a0141"
                                 "0a0142"},
        {"required at missing in quantityList[0]", "62031a0131"},
        {"varint not minimal", "f0018e00"},
        {"varint of eleven bytes", "f001808080808080808080808001"},
        {"bool 2", "f80102"},
        {"text as varint", "0801"},
        {"number as bytes (packed)", "f2010101"},
        {"length past the end", "0a0541"},
        {"NUL in text", "0a0100"},
        {"overlong UTF-8", "0a02c080"},
        {"surrogate", "0a03eda080"},
        {"wire type 5", "0d00000000"},
        {"group", "0b0c"},
        {"field number 0", "020141"},
        {"uint32 over 32 bits", "f0018080808010"},
        {"cut tag", "f0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_bytes bytes = check_unhex(cases[i].hex);
        enum sy_err err = sy_schema_check(sy_schema_of(SY_SCHEMA_EPCIS_EVENT), bytes);

        if (err != SY_BAD_ENCODING)
            fail_msg("%s: %s", cases[i].what, sy_err_name(err));
        compare(&suyuan__epcis_event__descriptor, bytes);
    }
}

/* Every single-byte change of a sample, and many random ones, against the oracle. */
static void test_agrees_with_protobuf_c(void **state)
{
    struct sy_buffer b = {0};
    uint64_t seed = 42;

    (void)state;
    sample_event(&b);
    for (size_t i = 0; i < b.len; i++) {
        uint8_t was = b.data[i];

        for (unsigned v = 0; v < 256; v++) {
            b.data[i] = (uint8_t)v;
            compare(&suyuan__epcis_event__descriptor, sy_buffer_bytes(&b));
        }
        b.data[i] = was;
    }
    for (size_t len = 0; len < b.len; len++)
        compare(&suyuan__epcis_event__descriptor, (struct sy_bytes){b.data, len});
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t noise[24];
        size_t len;

        for (size_t i = 0; i < sizeof(noise); i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            noise[i] = (uint8_t)(seed >> 56);
            if ((seed & 3) != 0)
                noise[i] &= 0x1f;
        }
        len = noise[0] % sizeof(noise);
        compare(&suyuan__statement__descriptor, (struct sy_bytes){noise, len});
        compare(&suyuan__epcis_event__descriptor, (struct sy_bytes){noise, len});
    }
    sy_buffer_close(&b);
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(sy_utf8_valid(sy_text("溯源 traceability 追溯单元")));
    assert_true(sy_utf8_valid(check_unhex("f48fbfbf")));
    assert_false(sy_utf8_valid(check_unhex("f4908080")));
    assert_false(sy_utf8_valid(check_unhex("6162636465666768"
                                           "00")));
    assert_false(sy_utf8_valid(check_unhex("6162630065666768")));
    assert_false(sy_utf8_valid(check_unhex("616263646566e6ba")));
    assert_false(sy_utf8_valid(check_unhex("80")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical_bytes_pass),
        cmocka_unit_test(test_what_is_not_canonical_is_refused),
        cmocka_unit_test(test_agrees_with_protobuf_c),
        cmocka_unit_test(test_utf8),
    };

    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
