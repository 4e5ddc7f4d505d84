/* What views read from an event: its scalars, and every identifier with its role and part; and
 * bodies that no capture of ours wrote. */
#include "tests/check.h"

#include "ledger/capture.h"
#include "ledger/epcis_event.h"
#include "ledger/epcis_export.h"
#include "ledger/epcis_fields.h"

static struct sy_epcis_parts captured(struct sy_capture *capture, const char *json)
{
    struct sy_epcis_parts parts = {0};

    check_err(sy_capture_read(sy_text(json), NULL, capture), SY_OK);
    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        parts.body[i] = capture->records[0].body[i];
    return parts;
}

static const char transformation[] =
    "{\"type\":\"TransformationEvent\",\"eventTime\":\"2026-11-23T08:00:00.25+08:00\","
    "\"eventTimeZoneOffset\":\"+08:00\",\"eventID\":\"urn:uuid:f81d4fae-7dec-11d0-a765-"
    "00a0c91e6bf6\","
    "\"bizStep\":\"https://ref.gs1.org/cbv/BizStep-killing\","
    "\"disposition\":\"urn:epcglobal:cbv:disp:active\","
    "\"persistentDisposition\":{\"set\":[\"recalled\"]},"
    "\"errorDeclaration\":{\"declarationTime\":\"2026-11-24T00:00:00Z\","
    "\"reason\":\"urn:epcglobal:cbv:er:incorrect_data\","
    "\"correctiveEventIDs\":[\"urn:uuid:2\",\"urn:uuid:3\"]},"
    "\"certificationInfo\":[\"urn:c:1\",\"urn:c:2\"],"
    "\"inputEPCList\":[\"urn:in:1\"],\"inputQuantityList\":[{\"epcClass\":\"urn:in:2\"}],"
    "\"outputEPCList\":[\"urn:out:1\"],\"outputQuantityList\":[{\"epcClass\":\"urn:out:2\"}],"
    "\"transformationID\":\"urn:t:1\",\"readPoint\":{\"id\":\"urn:rp\"},"
    "\"bizLocation\":{\"id\":\"urn:bl\"},\"bizTransactionList\":["
    "{\"type\":\"https://ref.gs1.org/cbv/BTT-testres\",\"bizTransaction\":\"urn:bt:1\"},"
    "{\"bizTransaction\":\"urn:bt:2\"}],"
    "\"ilmd\":{\"cbvmda:lotNumber\":\"批次7\",\"suyuan:quarantineCertificate\":\"a\\\"b\","
    "\"gs1:hasBatchLotNumber\":12.50000,\"suyuan:grade\":\"A\",\"ex:lotNumber\":\"no\"}}";

static void test_scalars(void **state)
{
    struct sy_capture capture = {0};
    struct sy_epcis_parts parts;
    struct sy_epcis_view view;

    (void)state;
    parts = captured(&capture, transformation);
    check_err(sy_epcis_event_read(&parts, &view), SY_OK);
    assert_int_equal(view.event_bit, SY_EVENT_TRANSFORMATION);
    check_text(view.type, "TransformationEvent");
    assert_int_equal(view.action.len, 0);
    check_text(view.biz_step, "killing");
    check_text(view.disposition, "active");
    check_text(view.event_id, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    assert_true(view.timed);
    assert_int_equal(view.event_time_us, 1795392000250000);
    assert_int_equal(view.offset_minutes, 480);
    assert_true(view.declared_wrong);
    assert_true(view.declaration_timed);
    assert_int_equal(view.declaration_time_us, 1795478400000000);
    check_text(view.error_reason, "incorrect_data");
    assert_true(view.sets_recalled);
    assert_false(view.unsets_recalled);
    check_text(view.read_point, "urn:rp");
    check_text(view.biz_location, "urn:bl");
    assert_int_equal(view.place_kind, SY_PART_OPEN);
    sy_capture_close(&capture);
}

static void test_identifiers(void **state)
{
    static const struct {
        enum sy_role role;
        enum sy_part_kind kind;
        const char *id, *type;
    } want[] = {
        {SY_ROLE_EVENT, SY_PART_OPEN, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", ""},
        {SY_ROLE_CORRECTIVE, SY_PART_OPEN, "urn:uuid:2", ""},
        {SY_ROLE_CORRECTIVE, SY_PART_OPEN, "urn:uuid:3", ""},
        {SY_ROLE_CERTIFICATION, SY_PART_OPEN, "urn:c:1", ""},
        {SY_ROLE_CERTIFICATION, SY_PART_OPEN, "urn:c:2", ""},
        {SY_ROLE_OUTPUT, SY_PART_OPEN, "urn:out:1", ""},
        {SY_ROLE_OUTPUT_QUANTITY, SY_PART_OPEN, "urn:out:2", ""},
        {SY_ROLE_TRANSACTION, SY_PART_OPEN, "urn:bt:1", "testres"},
        {SY_ROLE_ILMD_LOT, SY_PART_OPEN, "批次7", ""},
        {SY_ROLE_ILMD_CERTIFICATE, SY_PART_OPEN, "a\"b", ""},
        {SY_ROLE_ILMD_LOT, SY_PART_OPEN, "12.50000", ""},
        {SY_ROLE_INPUT, SY_PART_CHAIN, "urn:in:1", ""},
        {SY_ROLE_INPUT_QUANTITY, SY_PART_CHAIN, "urn:in:2", ""},
        {SY_ROLE_TRANSFORMATION, SY_PART_CHAIN, "urn:t:1", ""},
        {SY_ROLE_TRANSACTION, SY_PART_COMMERCIAL, "urn:bt:2", ""},
    };
    struct sy_capture capture = {0};
    struct sy_epcis_parts parts;
    struct sy_epcis_items items;
    struct sy_epcis_item item;

    (void)state;
    parts = captured(&capture, transformation);
    sy_epcis_items(&items, &parts);
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
        assert_true(sy_epcis_items_next(&items, &item));
        assert_int_equal(item.role, want[i].role);
        assert_int_equal(item.kind, want[i].kind);
        check_text(item.id, want[i].id);
        check_text(item.type, want[i].type);
    }
    assert_false(sy_epcis_items_next(&items, &item));
    assert_false(sy_epcis_items_next(&items, &item));
    sy_capture_close(&capture);
}

static void test_aggregation_items(void **state)
{
    static const enum sy_role want[] = {SY_ROLE_PARENT, SY_ROLE_CHILD, SY_ROLE_CHILD_QUANTITY};
    struct sy_capture capture = {0};
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    struct sy_epcis_parts parts = captured(
        &capture,
        "{\"type\":\"AggregationEvent\",\"eventTime\":\"2026-11-23T08:00:00Z\","
        "\"eventTimeZoneOffset\":\"+08:00\",\"action\":\"ADD\",\"parentID\":\"urn:p:1\","
        "\"childEPCs\":[\"urn:c:1\"],\"childQuantityList\":[{\"epcClass\":\"urn:c:2\"}]}");

    (void)state;
    sy_epcis_items(&items, &parts);
    for (size_t i = 0; i < 3; i++) {
        assert_true(sy_epcis_items_next(&items, &item));
        assert_int_equal(item.role, want[i]);
    }
    assert_false(sy_epcis_items_next(&items, &item));
    sy_capture_close(&capture);
}

/* Without the chain part its members are not there, and nothing else changes. */
static void test_missing_parts(void **state)
{
    struct sy_capture capture = {0};
    struct sy_epcis_parts parts = captured(
        &capture, "{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-23T08:00:00Z\","
                  "\"eventTimeZoneOffset\":\"+08:00\",\"action\":\"ADD\",\"eventID\":\"ni:1\","
                  "\"bizLocation\":{\"id\":\"urn:store\"},\"quantityList\":["
                  "{\"epcClass\":\"urn:a\",\"quantity\":1.50},{\"epcClass\":\"urn:b\"}]}");
    struct sy_epcis_view view;
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out};

    (void)state;
    parts.body[1] = (struct sy_bytes){NULL, 0};
    check_err(sy_epcis_event_read(&parts, &view), SY_OK);
    assert_int_equal(view.biz_location.len, 0);
    assert_int_equal(view.event_id.len, 0);
    check_text(view.action, "ADD");
    check_err(sy_epcis_export_object(&w, SY_TYPE_EPCIS_EVENT, &parts, sy_text(""), sy_text("")),
              SY_OK);
    assert_string_equal(
        sy_buffer_text(&out),
        "{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-23T08:00:00Z\","
        "\"eventTimeZoneOffset\":\"+08:00\",\"action\":\"ADD\",\"quantityList\":["
        "{\"epcClass\":\"urn:a\"},{\"epcClass\":\"urn:b\"}]}");
    sy_buffer_close(&out);
    sy_capture_close(&capture);
}

static void put_extension(struct sy_buffer *body, uint64_t at, const char *name,
                          const char *json)
{
    struct sy_buffer extension = {0};

    sy_wire_put_uint(&extension, 1, at);
    sy_wire_put_text(&extension, 2, name);
    sy_wire_put_text(&extension, 3, json);
    sy_wire_put_bytes(body, 28, sy_buffer_bytes(&extension));
    sy_buffer_close(&extension);
}

/* A signer can sign anything: what he writes must not become members he did not write. */
static void test_bodies_of_strangers(void **state)
{
    struct sy_buffer body = {0};
    struct sy_buffer quantity = {0};
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out};
    struct sy_epcis_parts parts = {0};

    (void)state;
    sy_wire_put_text(&body, 1, "ObjectEvent");
    sy_wire_put_uint(&quantity, 1, 0);
    sy_wire_put_text(&quantity, 3, "1,\"x\":2");
    sy_wire_put_bytes(&body, 12, sy_buffer_bytes(&quantity));
    put_extension(&body, 7, "ex:second", "2");
    put_extension(&body, 3, "ex:first", "}],\"type\":\"Forged\"");
    put_extension(&body, 8, "action", "\"DELETE\"");
    sy_wire_put_uint(&body, 30, 5);
    sy_wire_put_uint(&body, 30, 14);
    parts.body[0] = sy_buffer_bytes(&body);
    check_err(sy_epcis_export_object(&w, SY_TYPE_EPCIS_EVENT, &parts, sy_text(""), sy_text("")),
              SY_OK);
    assert_string_equal(sy_buffer_text(&out),
                        "{\"type\":\"ObjectEvent\",\"quantityList\":[{\"quantity\":"
                        "\"1,\\\"x\\\":2\"}],\"childEPCs\":[],\"ex:first\":"
                        "\"}],\\\"type\\\":\\\"Forged\\\"\",\"ex:second\":2}");
    parts.body[1] = sy_text("\xff");
    out.len = 0;
    check_err(sy_epcis_export_object(&w, SY_TYPE_EPCIS_EVENT, &parts, sy_text(""), sy_text("")),
              SY_BAD_ENCODING);
    assert_int_equal(out.len, 0);
    sy_buffer_close(&body);
    sy_buffer_close(&quantity);
    sy_buffer_close(&out);
}

/* An event that was captured under another @context than the document's carries its own. */
static void test_context_of_another_document(void **state)
{
    static const char document[] =
        "{\"@context\":[\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
        "{\"ex\":\"https://example.org/"
        "\"}],\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
        "\"creationDate\":\"2026-11-23T08:00:00Z\",\"epcisBody\":{\"eventList\":["
        "{\"@context\":{\"own\":\"https://own.example/\"},\"type\":\"ObjectEvent\","
        "\"eventTime\":\"2026-11-23T08:00:00Z\",\"eventTimeZoneOffset\":\"+08:00\","
        "\"action\":\"ADD\",\"epcList\":[\"a:b\"],\"ex:a\":1,\"own:b\":2}]}}";
    struct sy_capture capture = {0};
    struct sy_epcis_parts parts = captured(&capture, document);
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out};
    struct sy_epcis_export e = {.writer = &w};

    (void)state;
    sy_epcis_export_begin(&e, sy_text(""), sy_text("2026-11-24T08:00:00Z"), NULL);
    check_err(sy_epcis_export_event(&e, &parts, sy_text("2026-11-23T08:01:00Z")), SY_OK);
    sy_epcis_export_end(&e);
    assert_string_equal(
        sy_buffer_text(&out),
        "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"],"
        "\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":"
        "\"2026-11-24T08:00:00Z\",\"epcisBody\":{\"eventList\":[{\"@context\":["
        "\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
        "{\"ex\":\"https://example.org/\"},{\"own\":\"https://own.example/\"}],"
        "\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-23T08:00:00Z\","
        "\"eventTimeZoneOffset\":\"+08:00\",\"action\":\"ADD\",\"epcList\":[\"a:b\"],\"ex:a\":"
        "1,"
        "\"own:b\":2,\"recordTime\":\"2026-11-23T08:01:00Z\"}]}}");
    sy_epcis_export_close(&e);
    sy_buffer_close(&out);
    sy_capture_close(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_aggregation_items),
        cmocka_unit_test(test_missing_parts),
        cmocka_unit_test(test_bodies_of_strangers),
        cmocka_unit_test(test_context_of_another_document),
    };

    return cmocka_run_group_tests_name("epcis_event", tests, NULL, NULL);
}
