/* Capture on small documents of our own: what goes into which part, what is refused and with
 * which words. */
#include "tests/check.h"

#include "ledger/capture.h"
#include "ledger/capture_message.h"
#include "ledger/epcis_export.h"
#include "proto/schema.h"

#define CONTEXT                                                                                \
    "[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\","                     \
    "{\"suyuan\":\"urn:suyuan:1:term:\"}]"
#define DOCUMENT(events)                                                                       \
    "{\"@context\":" CONTEXT ",\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","          \
    "\"creationDate\":\"2026-11-23T08:00:00+08:00\",\"epcisBody\":{\"eventList\":[" events     \
    "]}}"
#define WHEN "\"eventTime\":\"2026-11-23T08:00:00+08:00\",\"eventTimeZoneOffset\":\"+08:00\""
#define SEEN                                                                                   \
    "{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"OBSERVE\","                               \
    "\"epcList\":[\"urn:suyuan:1:lot:uscc:913100001322074251:P-1\"]"

static bool contains(struct sy_bytes body, const char *text)
{
    return body.len > 0 && memmem(body.data, body.len, text, strlen(text)) != NULL;
}

/* The part kind of the one body that holds the text, 0 when none or several do. */
static unsigned where(const struct sy_capture_record *record, const char *text)
{
    unsigned found = 0;

    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (contains(record->body[i], text))
            found = found == 0 ? i + 1 : 99;
    }
    return found == 99 ? 0 : found;
}

struct place {
    const char *text;
    unsigned kind;
};

static void check_places(const char *json, const struct place *places, size_t count)
{
    struct sy_capture capture = {0};

    check_err(sy_capture_read(sy_text(json), NULL, &capture), SY_OK);
    assert_int_equal(capture.count, 1);
    for (size_t i = 0; i < count; i++) {
        if (where(&capture.records[0], places[i].text) != places[i].kind)
            fail_msg("%s is in part %u", places[i].text,
                     where(&capture.records[0], places[i].text));
    }
    sy_capture_close(&capture);
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void test_default_parts(void **state)
{
    static const char slaughter[] = DOCUMENT(
        "{\"type\":\"TransformationEvent\"," WHEN ",\"bizStep\":\"commissioning\","
        "\"eventID\":\"urn:suyuan:1:doc:uscc:913100001322074251:E-77\","
        "\"certificationInfo\":\"https://example.org/cert/HALAL-9\","
        "\"inputEPCList\":[\"urn:example:pig:1\"],"
        "\"inputQuantityList\":[{\"epcClass\":\"urn:example:herd\",\"quantity\":30,"
        "\"uom\":\"HEA\",\"suyuan:district\":\"342623\"}],"
        "\"outputQuantityList\":[{\"epcClass\":\"urn:example:carcass\",\"quantity\":2345.50,"
        "\"uom\":\"KGM\",\"suyuan:declared\":\"4691斤\",\"suyuan:basis\":\"NET\","
        "\"suyuan:unitPrice\":21.80}],"
        "\"transformationID\":\"urn:example:shift:3\","
        "\"readPoint\":{\"id\":\"urn:example:line:2\",\"ex:floor\":\"storey-two\","
        "\"suyuan:district\":\"310117\"},"
        "\"bizTransactionList\":[{\"type\":\"po\",\"bizTransaction\":\"urn:example:po:88\"},"
        "{\"type\":\"testres\",\"bizTransaction\":\"urn:example:test:55\"},"
        "{\"type\":\"suyuan:ticket\",\"bizTransaction\":\"urn:example:ticket:66\"},"
        "{\"type\":\"urn:suyuan:1:term:ticket\",\"bizTransaction\":\"urn:example:ticket:67\"},"
        "{\"bizTransaction\":\"urn:suyuan:1:ticket:a:12345678901234567890:20261123\"}],"
        "\"sourceList\":[{\"type\":\"owning_party\",\"source\":\"urn:example:farm:zhang\"}],"
        "\"sensorElementList\":[{\"sensorMetadata\":{\"time\":\"2026-11-23T07:59:00+08:00\","
        "\"deviceID\":\"urn:example:probe:4\"},\"sensorReport\":[{\"type\":\"Temperature\","
        "\"maxValue\":3.90,\"uom\":\"CEL\",\"rawData\":\"urn:example:raw:5\"},"
        "{\"component\":\"latitude\",\"value\":31.2304160}]}],"
        "\"ilmd\":{\"cbvmda:lotNumber\":\"批次-7\",\"suyuan:quarantineCertificate\":\"检A-31\","
        "\"suyuan:phone\":\"13800000000\",\"ex:feed\":\"玉米\",\"ex:owner\":{\"ex:driverName\":"
        "\"王五\"},\"suyuan:price\":99.125,\"suyuan:grade\":\"甲级\"},"
        "\"suyuan:district\":\"310115\",\"suyuan:plate\":\"沪A12345\",\"ex:longitude\":121."
        "4737,"
        "\"ex:recipe\":\"secret\"}");
    static const struct place places[] = {
        {"TransformationEvent", SY_PART_OPEN},
        {"2026-11-23T08:00:00+08:00", SY_PART_OPEN},
        {"+08:00", 0}, /* of the event and of its sensor */
        {"commissioning", SY_PART_OPEN},
        {"E-77", SY_PART_CHAIN},
        {"HALAL-9", SY_PART_OPEN},
        {"pig:1", SY_PART_CHAIN},
        {"herd", SY_PART_CHAIN},
        {"HEA", SY_PART_CHAIN},
        {"342623", SY_PART_CHAIN}, /* where the pigs came from is not told by the back door */
        {"carcass", SY_PART_OPEN},
        {"2345.50", SY_PART_CHAIN},
        {"4691斤", SY_PART_CHAIN},
        {"NET", SY_PART_CHAIN},
        {"21.80", SY_PART_COMMERCIAL},
        {"shift:3", SY_PART_CHAIN},
        {"line:2", SY_PART_CHAIN},
        {"storey-two", SY_PART_COMMERCIAL},
        {"310117", SY_PART_OPEN},
        {"po:88", SY_PART_COMMERCIAL},
        {"test:55", SY_PART_OPEN},
        {"ticket:66", SY_PART_OPEN},
        {"ticket:67", SY_PART_OPEN},
        {"12345678901234567890", SY_PART_OPEN},
        {"farm:zhang", SY_PART_CHAIN},
        {"07:59:00", SY_PART_CHAIN},
        {"probe:4", SY_PART_COMMERCIAL},
        {"3.90", SY_PART_CHAIN},
        {"raw:5", SY_PART_COMMERCIAL},
        {"31.2304160", SY_PART_CHAIN},
        {"批次-7", SY_PART_OPEN},
        {"检A-31", SY_PART_OPEN},
        {"13800000000", SY_PART_PERSONAL},
        {"玉米", SY_PART_CHAIN},
        {"王五", SY_PART_PERSONAL},
        {"99.125", SY_PART_COMMERCIAL},
        {"甲级", SY_PART_OPEN},
        {"310115", SY_PART_OPEN},
        {"沪A12345", SY_PART_PERSONAL},
        {"121.4737", SY_PART_CHAIN},
        {"secret", SY_PART_COMMERCIAL},
        {"urn:suyuan:1:term:", SY_PART_OPEN}, /* @context of GS1 and us alone */
    };

    (void)state;
    check_places(slaughter, places, COUNT(places));
}

static void test_steps_that_open_places_and_amounts(void **state)
{
    static const struct {
        const char *step;
        unsigned place, amount;
    } cases[] = {
        {"\"bizStep\":\"retail_selling\"", SY_PART_OPEN, SY_PART_OPEN},
        {"\"bizStep\":\"urn:epcglobal:cbv:bizstep:retail_selling\"", SY_PART_OPEN,
         SY_PART_OPEN},
        {"\"bizStep\":\"https://ref.gs1.org/cbv/BizStep-killing\"", SY_PART_OPEN,
         SY_PART_CHAIN},
        {"\"bizStep\":\"entering_exiting\"", SY_PART_OPEN, SY_PART_CHAIN},
        {"\"bizStep\":\"destroying\"", SY_PART_CHAIN, SY_PART_OPEN},
        {"\"bizStep\":\"shipping\"", SY_PART_CHAIN, SY_PART_CHAIN},
        {"\"disposition\":\"recalled\"", SY_PART_CHAIN, SY_PART_OPEN},
        {"\"persistentDisposition\":{\"set\":[\"urn:epcglobal:cbv:disp:recalled\"]}",
         SY_PART_CHAIN, SY_PART_OPEN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct place places[] = {{"urn:example:place", cases[i].place},
                                 {"12.75", cases[i].amount}};
        char json[2000];

        snprintf(json, sizeof(json),
                 SEEN
                 ",\"quantityList\":[{\"epcClass\":\"urn:example:lot\",\"quantity\":12.75}],"
                 "\"bizLocation\":{\"id\":\"urn:example:place\"},%s}",
                 cases[i].step);
        check_places(json, places, COUNT(places));
    }
}

static void test_event_ids(void **state)
{
    static const struct place uuid[] = {{"f81d4fae", SY_PART_OPEN}};
    static const struct place hash[] = {{"ni:///", SY_PART_CHAIN}};
    static const struct place order[] = {{"ORDER-123456789", SY_PART_CHAIN}};

    (void)state;
    check_places(SEEN ",\"eventID\":\"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}", uuid,
                 1);
    check_places(SEEN ",\"eventID\":\"urn:uuid:f81d4fae-7dec-11d0-ORDER-123456789\"}", order,
                 1);
    check_places(SEEN ",\"eventID\":\"ni:///sha-256;36abb3?ver=CBV2.0\"}", hash, 1);
}

static void test_context_parts(void **state)
{
    static const struct {
        const char *context;
        unsigned kind; /* 0: left out */
        unsigned lot;
    } cases[] = {
        {"[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]", 0,
         SY_PART_OPEN},
        {"\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\"", 0, SY_PART_OPEN},
        {"[\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
         "{\"gs1\":\"https://gs1.org/voc/\"}]",
         SY_PART_OPEN, SY_PART_OPEN},
        {"[\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
         "{\"partner\":\"https://partner.example/\"}]",
         SY_PART_COMMERCIAL, SY_PART_OPEN},
        {"[\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
         "{\"cbvmda\":\"https://partner.example/\"}]",
         SY_PART_COMMERCIAL, SY_PART_CHAIN},
        {"[\"https://partner.example/context.jsonld\"]", SY_PART_COMMERCIAL, SY_PART_OPEN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct place places[] = {{".jsonld", cases[i].kind}, {"LOT-5", cases[i].lot}};
        char json[2000];

        snprintf(json, sizeof(json),
                 "{\"@context\":%s,\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
                 "\"creationDate\":\"2026-11-23T08:00:00Z\",\"epcisBody\":{\"eventList\":["
                 "{\"type\":\"ObjectEvent\"," WHEN ",\"action\":\"ADD\",\"epcList\":[\"a:b\"],"
                 "\"ilmd\":{\"cbvmda:lotNumber\":\"LOT-5\"}}]}}",
                 cases[i].context);
        check_places(json, places, COUNT(places));
    }
}

static void test_signer_opens(void **state)
{
    static const char *const names[] = {"readPoint", "ex:recipe", "suyuan:phone"};
    struct sy_capture_options options = {.open_members = names, .open_member_count = 3};
    struct sy_capture capture = {0};

    (void)state;
    check_err(sy_capture_read(sy_text(SEEN ",\"readPoint\":{\"id\":\"urn:example:gate\"},"
                                           "\"bizLocation\":{\"id\":\"urn:example:store\"},"
                                           "\"ex:recipe\":\"shown\",\"ex:other\":\"hidden\","
                                           "\"suyuan:phone\":\"13800000000\"}"),
                              &options, &capture),
              SY_OK);
    assert_int_equal(where(&capture.records[0], "urn:example:gate"), SY_PART_OPEN);
    assert_int_equal(where(&capture.records[0], "urn:example:store"), SY_PART_CHAIN);
    assert_int_equal(where(&capture.records[0], "shown"), SY_PART_OPEN);
    assert_int_equal(where(&capture.records[0], "hidden"), SY_PART_COMMERCIAL);
    assert_int_equal(where(&capture.records[0], "13800000000"), SY_PART_PERSONAL);
    sy_capture_close(&capture);
}

/* A hundred names nobody knows, the partners and the prices: none of them is open. */
static void test_nothing_unknown_is_open(void **state)
{
    struct sy_buffer json = {0};
    struct sy_capture capture = {0};
    char text[64];

    (void)state;
    sy_buffer_put_text(&json, SEEN);
    for (unsigned i = 0; i < 100; i++)
        sy_buffer_printf(&json, ",\"x%u:unknown%u\":{\"inner%u\":[\"value-%u-secret\"]}", i, i,
                         i, i);
    sy_buffer_put_text(&json, ",\"sourceList\":[");
    for (unsigned i = 0; i < 100; i++)
        sy_buffer_printf(&json,
                         "%s{\"type\":\"owning_party\",\"source\":\"urn:p:partner-%u-x\"}",
                         i == 0 ? "" : ",", i);
    sy_buffer_put_text(&json, "],\"bizTransactionList\":[");
    for (unsigned i = 0; i < 100; i++)
        sy_buffer_printf(&json,
                         "%s{\"type\":\"inv\",\"bizTransaction\":\"urn:i:invoice-%u-x\","
                         "\"suyuan:amount\":%u.375}",
                         i == 0 ? "" : ",", i, 7000 + i);
    sy_buffer_put_text(&json, "]}");
    check_err(sy_capture_read(sy_buffer_bytes(&json), NULL, &capture), SY_OK);
    for (unsigned i = 0; i < 100; i++) {
        static const char *const formats[] = {"x%u:unknown", "unknown%u", "inner%u\"",
                                              "value-%u-secret"};

        for (size_t f = 0; f < COUNT(formats); f++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof(text), formats[f], i);
#pragma GCC diagnostic pop
            assert_false(contains(capture.records[0].body[0], text));
            assert_false(contains(capture.records[0].body[1], text));
            assert_true(contains(capture.records[0].body[2], text));
        }
        snprintf(text, sizeof(text), "partner-%u-x", i);
        assert_int_equal(where(&capture.records[0], text), SY_PART_CHAIN);
        snprintf(text, sizeof(text), "invoice-%u-x", i);
        assert_int_equal(where(&capture.records[0], text), SY_PART_COMMERCIAL);
        snprintf(text, sizeof(text), "%u.375", 7000 + i);
        assert_int_equal(where(&capture.records[0], text), SY_PART_COMMERCIAL);
    }
    sy_capture_close(&capture);
    sy_buffer_close(&json);
}

struct refusal {
    const char *json;
    enum sy_capture_code code;
    const char *path;
    const char *value;
};

static const struct refusal refusals[] = {
    {"[1,", SY_CAPTURE_BAD_JSON, "1:4", ""},
    {"{}", SY_CAPTURE_NOT_EPCIS, "type", ""},
    {"12", SY_CAPTURE_NOT_EPCIS, "type", ""},
    {"[12]", SY_CAPTURE_WRONG_TYPE, "[0]", "12"},
    {"{\"type\":\"EPCISDocument\"}", SY_CAPTURE_MEMBER_MISSING, "epcisBody", ""},
    {"{\"type\":\"EPCISDocument\",\"schemaVersion\":\"1.2\"}", SY_CAPTURE_BAD_VERSION,
     "schemaVersion", "\"1.2\""},
    {DOCUMENT("") "x", SY_CAPTURE_BAD_JSON, NULL, ""},
    {SEEN ",\"colour\":\"red\"}", SY_CAPTURE_UNKNOWN_MEMBER, "colour", "colour"},
    {SEEN ",\"bizLocation\":{\"id\":\"urn:a:b\",\"name\":\"x\"}}", SY_CAPTURE_UNKNOWN_MEMBER,
     "bizLocation.name", "name"},
    {SEEN ",\"bizLocation\":{}}", SY_CAPTURE_MEMBER_MISSING, "bizLocation.id", ""},
    {SEEN ",\"bizLocation\":\"urn:a:b\"}", SY_CAPTURE_WRONG_TYPE, "bizLocation", "\"urn:a:b\""},
    {SEEN ",\"disposition\":null}", SY_CAPTURE_WRONG_TYPE, "disposition", "null"},
    {SEEN ",\"bizStep\":\"收货\"}", SY_CAPTURE_BAD_VOCABULARY, "bizStep", "\"收货\""},
    {SEEN ",\"bizStep\":\"urn:epcglobal:cbv:bizstep:transforming\"}", SY_CAPTURE_BAD_VOCABULARY,
     "bizStep", "\"urn:epcglobal:cbv:bizstep:transforming\""},
    {SEEN ",\"bizStep\":\"https://ref.gs1.org/cbv/Disp-active\"}", SY_CAPTURE_BAD_VOCABULARY,
     "bizStep", "\"https://ref.gs1.org/cbv/Disp-active\""},
    {SEEN ",\"childEPCs\":[\"urn:a:b\"]}", SY_CAPTURE_MEMBER_MISPLACED, "childEPCs", "list"},
    {SEEN ",\"ilmd\":{\"cbvmda:lotNumber\":\"1\"}}", SY_CAPTURE_MEMBER_MISPLACED, "ilmd", ""},
    {SEEN ",\"recordTime\":\"yesterday\"}", SY_CAPTURE_BAD_TIME, "recordTime", "\"yesterday\""},
    {SEEN ",\"eventID\":\"no uri\"}", SY_CAPTURE_BAD_URI, "eventID", "\"no uri\""},
    {SEEN ",\"eventID\":\"urn:suyuan:1:lott:x\"}", SY_CAPTURE_BAD_IDENTIFIER, "eventID",
     "\"urn:suyuan:1:lott:x\""},
    {SEEN ",\"eventID\":\"urn:a:１２\"}", SY_CAPTURE_FULL_WIDTH, "eventID", "\"urn:a:１２\""},
    {SEEN ",\"eventID\":\"urn:a:8.1E+19\"}", SY_CAPTURE_SPREADSHEET_NUMBER, "eventID",
     "\"urn:a:8.1E+19\""},
    {SEEN ",\"eventID\":\"urn:a:8e%2B19:x\"}", SY_CAPTURE_SPREADSHEET_NUMBER, "eventID",
     "\"urn:a:8e%2B19:x\""},
    {SEEN ",\"eventID\":\"urn:a:\\u200b1\"}", SY_CAPTURE_BAD_URI, "eventID",
     "\"urn:a:\u200b1\""},
    {SEEN ",\"persistentDisposition\":{}}", SY_CAPTURE_NOTHING_NAMED, "persistentDisposition",
     ""},
    {SEEN ",\"errorDeclaration\":{\"reason\":\"oops\"}}", SY_CAPTURE_BAD_VOCABULARY,
     "errorDeclaration.reason", "\"oops\""},
    {SEEN ",\"errorDeclaration\":{\"reason\":\"did_not_occur\"}}", SY_CAPTURE_MEMBER_MISSING,
     "errorDeclaration.declarationTime", ""},
    {SEEN ",\"quantityList\":[{\"epcClass\":\"urn:a:b\",\"quantity\":\"12\"}]}",
     SY_CAPTURE_NOT_A_NUMBER, "quantityList[0].quantity", "\"12\""},
    {SEEN ",\"quantityList\":[{\"epcClass\":\"urn:a:b\",\"quantity\":12,\"uom\":\"斤\"}]}",
     SY_CAPTURE_LOCAL_UNIT, "quantityList[0].uom", "\"斤\""},
    {SEEN ",\"quantityList\":[{\"epcClass\":\"urn:a:b\",\"quantity\":12,\"uom\":\"pounds\"}]}",
     SY_CAPTURE_BAD_UOM, "quantityList[0].uom", "\"pounds\""},
    {SEEN ",\"sensorElementList\":[{\"sensorReport\":[{\"hexBinaryValue\":\"xyz\"}]}]}",
     SY_CAPTURE_BAD_HEX, "sensorElementList[0].sensorReport[0].hexBinaryValue", "\"xyz\""},
    {SEEN ",\"sensorElementList\":[{\"sensorReport\":[{\"booleanValue\":\"true\"}]}]}",
     SY_CAPTURE_WRONG_TYPE, "sensorElementList[0].sensorReport[0].booleanValue", "\"true\""},
    {SEEN ",\"bizTransactionList\":[{\"type\":\"cert\",\"bizTransaction\":"
          "\"urn:example:11010519491231002X\"}]}",
     SY_CAPTURE_PERSONAL_NUMBER, "bizTransactionList[0].bizTransaction", ""},
    {SEEN ",\"suyuan:district\":\"11010519491231002X\"}", SY_CAPTURE_PERSONAL_NUMBER,
     "suyuan:district", ""},
    {"{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-02-30T08:00:00Z\","
     "\"eventTimeZoneOffset\":\"+8\",\"action\":\"ADD\",\"epcList\":[\"a:b\"]}",
     SY_CAPTURE_BAD_OFFSET, "eventTimeZoneOffset", "\"+8\""},
    {"{\"type\":\"TransformationEvent\"," WHEN ",\"inputEPCList\":[\"a:b\"]}",
     SY_CAPTURE_NOTHING_NAMED, "", ""},
    {"{\"type\":\"TransactionEvent\"," WHEN ",\"action\":\"ADD\",\"bizTransactionList\":[]}",
     SY_CAPTURE_LIST_EMPTY, "bizTransactionList", ""},
    {"{\"type\":\"AssociationEvent\"," WHEN ",\"action\":\"ADD\",\"childEPCs\":[\"a:b\"]}",
     SY_CAPTURE_MEMBER_MISSING, "parentID", ""},
    {"{\"type\":\"AggregationEvent\"," WHEN ",\"action\":\"ADD\",\"parentID\":\"a:b\"}",
     SY_CAPTURE_NOTHING_NAMED, "", ""},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct sy_capture capture = {0};
        bool found = false;
        enum sy_err err = sy_capture_read(sy_text(refusals[i].json), NULL, &capture);

        assert_true(err == SY_BAD_EVENT || err == SY_BAD_JSON);
        assert_int_equal(capture.count, 0);
        for (size_t e = 0; e < capture.errors.count; e++) {
            const struct sy_capture_error *error = &capture.errors.list[e];

            found = found ||
                    (error->code == refusals[i].code &&
                     (refusals[i].path == NULL || strcmp(error->path, refusals[i].path) == 0) &&
                     strcmp(error->value, refusals[i].value) == 0);
        }
        if (!found)
            fail_msg("%s: %s %s %s", refusals[i].json,
                     sy_capture_code_name(capture.errors.list[0].code),
                     capture.errors.list[0].path, capture.errors.list[0].value);
        sy_capture_close(&capture);
    }
}

static void test_what_is_taken(void **state)
{
    static const char *const jsons[] = {
        SEEN ",\"eventID\":\"urn:a:8.1E+19x:81E+19:8.E+19:8.1E19:8.1E+:A8.1E+19\"}",
        SEEN "}",
        "[" SEEN "}," SEEN ",\"rdfs:comment\":\"说明\"}]",
        "[]",
        SEEN ",\"epcList\":[\"urn:suyuan:1:lot:uscc:913100001322074251:批次\"]}",
        SEEN ",\"bizTransactionList\":[{\"type\":\"inv\",\"bizTransaction\":"
             "\"urn:example:11010519491231002X\"}]}", /* not open */
        SEEN ",\"parentless:sscc\":\"https://id.gs1.org/00/110105194912310021\"}",
        "{\"type\":\"AggregationEvent\"," WHEN ",\"action\":\"DELETE\",\"parentID\":\"a:b\"}",
        "{\"type\":\"ObjectEvent\"," WHEN
        ",\"action\":\"OBSERVE\",\"readPoint\":{\"id\":\"a:b\"},"
        "\"sensorElementList\":[{\"sensorReport\":[{\"type\":\"EffectiveDoseRate\"},{}]}]}",
        "{\"type\":\"TransformationEvent\"," WHEN ",\"transformationID\":\"urn:x:1\","
        "\"outputEPCList\":[\"a:b\"]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(jsons); i++) {
        struct sy_capture capture = {0};

        if (sy_capture_read(sy_text(jsons[i]), NULL, &capture) != SY_OK)
            fail_msg("%s: %s %s", jsons[i], sy_capture_code_name(capture.errors.list[0].code),
                     capture.errors.list[0].path);
        sy_capture_close(&capture);
    }
}

static void test_errors_are_bounded(void **state)
{
    struct sy_buffer json = {0};
    struct sy_capture capture = {0};

    (void)state;
    sy_buffer_put_text(&json, "[0");
    for (unsigned i = 1; i < 1500; i++)
        sy_buffer_printf(&json, ",%u", i);
    sy_buffer_put_text(&json, "]");
    check_err(sy_capture_read(sy_buffer_bytes(&json), NULL, &capture), SY_BAD_EVENT);
    assert_int_equal(capture.errors.count, SY_CAPTURE_ERRORS_MAX);
    assert_int_equal(capture.errors.more, 500);
    assert_int_equal(capture.errors.list[999].event, 1000);
    sy_capture_close(&capture);
    sy_capture_close(&capture);
    sy_buffer_close(&json);
}

static void test_a_body_has_a_limit(void **state)
{
    struct sy_buffer json = {0};
    struct sy_capture capture = {0};

    (void)state;
    sy_buffer_put_text(&json, SEEN ",\"ex:big\":\"");
    for (unsigned i = 0; i < SY_PART_BYTES_MAX; i++)
        sy_buffer_put_u8(&json, 'x');
    sy_buffer_put_text(&json, "\"}");
    check_err(sy_capture_read(sy_buffer_bytes(&json), NULL, &capture), SY_BAD_EVENT);
    assert_int_equal(capture.errors.list[0].code, SY_CAPTURE_TOO_LARGE);
    sy_capture_close(&capture);
    sy_buffer_close(&json);
}

static void test_messages(void **state)
{
    struct sy_capture capture = {0};
    struct sy_buffer text = {0};

    (void)state;
    for (unsigned code = 0; code < SY_CAPTURE_CODE_COUNT; code++) {
        struct sy_capture_error error = {.code = (enum sy_capture_code)code, .path = "p"};

        sy_capture_message_put(&error, SY_ENGLISH, &text);
        sy_capture_message_put(&error, SY_CHINESE, &text);
        assert_null(memchr(text.data, '{', text.len));
        sy_buffer_clear(&text);
    }
    check_err(sy_capture_read(sy_text(SEEN ",\"quantityList\":[{\"epcClass\":\"urn:a:b\","
                                           "\"quantity\":6,\"uom\":\"斤\"}]}"),
                              NULL, &capture),
              SY_BAD_EVENT);
    sy_capture_message_put(&capture.errors.list[0], SY_CHINESE, &text);
    assert_string_equal(
        sy_buffer_text(&text),
        "quantityList[0].uom 为 \"斤\"，没有国际代码：请把数量换算为 KGM (0.5 kg)，"
        "原单位写在 \"suyuan:declared\" 里，如 \"12斤\"");
    sy_capture_close(&capture);
    sy_buffer_clear(&text);
    check_err(sy_capture_read(sy_text("{\"type\":\"ObjectEvent\"," WHEN "}"), NULL, &capture),
              SY_BAD_EVENT);
    sy_capture_message_put(&capture.errors.list[1], SY_ENGLISH, &text);
    assert_string_equal(sy_buffer_text(&text),
                        "action is missing: add it (ADD OBSERVE DELETE)");
    sy_capture_close(&capture);
    sy_buffer_close(&text);
}

static void test_repeated_members_are_told(void **state)
{
    struct sy_capture capture = {0};

    (void)state;
    check_err(sy_capture_read(sy_text(SEEN ",\"eventID\":\"urn:a:1\",\"eventID\":\"urn:a:2\"}"),
                              NULL, &capture),
              SY_OK);
    check_text(capture.records[0].event_id, "urn:a:2");
    assert_int_equal(capture.warnings.count, 1);
    assert_int_equal(capture.warnings.list[0].code, SY_CAPTURE_REPEATED_MEMBER);
    assert_string_equal(capture.warnings.list[0].path, "eventID");
    sy_capture_close(&capture);
}

static void test_envelope_and_master_data(void **state)
{
    static const char json[] =
        "{\"@context\":" CONTEXT ",\"type\":\"EPCISDocument\",\"schemaVersion\":2.0,"
        "\"creationDate\":\"2026-11-23T08:00:00+08:00\",\"sender\":\"urn:example:sender\","
        "\"epcisHeader\":{\"epcisMasterData\":{\"vocabularyList\":["
        "{\"type\":\"urn:epcglobal:epcis:vtype:EPCClass\",\"vocabularyElementList\":["
        "{\"id\":\"urn:example:class:pork\",\"attributes\":["
        "{\"id\":\"urn:epcglobal:cbv:mda#descriptionShort\",\"attribute\":\"五花肉\"},"
        "{\"id\":\"suyuan:unitPrice\",\"attribute\":19.90},"
        "{\"id\":\"urn:epcglobal:cbv:mda#brand\",\"ex:note\":\"ours\"}]}]},"
        "{\"type\":\"urn:epcglobal:epcis:vtype:Location\",\"vocabularyElementList\":["
        "{\"id\":\"urn:example:site:1\",\"attributes\":[],\"children\":[\"urn:example:site:2\"]"
        "},"
        "{\"id\":\"urn:example:site:2\"}]}]}},"
        "\"epcisBody\":{\"eventList\":[" SEEN "}]}}";
    struct sy_capture capture = {0};

    (void)state;
    check_err(sy_capture_read(sy_text(json), NULL, &capture), SY_OK);
    assert_int_equal(capture.count, 5);
    assert_int_equal(capture.events, 1);
    assert_int_equal(where(&capture.records[0], "urn:example:sender"), SY_PART_COMMERCIAL);
    assert_int_equal(capture.records[0].body[0].len, 0);
    assert_int_equal(where(&capture.records[1], "五花肉"), SY_PART_OPEN);
    assert_int_equal(where(&capture.records[1], "19.90"), SY_PART_COMMERCIAL);
    assert_int_equal(where(&capture.records[1], "mda#brand"), SY_PART_OPEN);
    assert_int_equal(where(&capture.records[1], "ours"), SY_PART_COMMERCIAL);
    assert_int_equal(where(&capture.records[2], "urn:example:site:2"), SY_PART_CHAIN);
    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        check_err(sy_schema_check(sy_schema_of_record(SY_TYPE_MASTER_DATA),
                                  capture.records[1].body[i]),
                  SY_OK);
    assert_int_equal(capture.records[3].type, SY_TYPE_MASTER_DATA);
    assert_int_equal(capture.records[4].type, SY_TYPE_EPCIS_EVENT);
    assert_int_equal(capture.records[4].event, 1);
    sy_capture_close(&capture);
}

struct seen {
    unsigned calls;
    bool quantity;
};

static void on_placed(void *context, uint64_t event, const char *path, enum sy_part_kind part)
{
    struct seen *seen = context;

    seen->calls++;
    if (strcmp(path, "quantityList[0].quantity") == 0) {
        assert_int_equal(part, SY_PART_CHAIN);
        assert_int_equal(event, 8);
        seen->quantity = true;
    }
}

static void test_places_are_told(void **state)
{
    struct seen seen = {0};
    struct sy_capture_options options = {
        .placed = on_placed, .context = &seen, .events_before = 7};
    struct sy_capture capture = {0};

    (void)state;
    check_err(
        sy_capture_read(
            sy_text(SEEN ",\"quantityList\":[{\"epcClass\":\"urn:a:b\",\"quantity\":1}]}"),
            &options, &capture),
        SY_OK);
    assert_true(seen.quantity);
    assert_int_equal(seen.calls, 7);
    sy_capture_close(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_parts),
        cmocka_unit_test(test_steps_that_open_places_and_amounts),
        cmocka_unit_test(test_event_ids),
        cmocka_unit_test(test_context_parts),
        cmocka_unit_test(test_signer_opens),
        cmocka_unit_test(test_nothing_unknown_is_open),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_what_is_taken),
        cmocka_unit_test(test_errors_are_bounded),
        cmocka_unit_test(test_a_body_has_a_limit),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_repeated_members_are_told),
        cmocka_unit_test(test_envelope_and_master_data),
        cmocka_unit_test(test_places_are_told),
    };

    return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
