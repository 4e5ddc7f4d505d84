/* What was captured comes back: each event of each real document equals what went in. */
#include "tests/epcis_files.h"

#include "ledger/capture.h"
#include "ledger/epcis_event.h"
#include "ledger/epcis_export.h"

static struct sy_epcis_parts parts_of(const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        parts.body[i] = record->body[i];
    return parts;
}

static const struct sy_json *event_list(const struct sy_json *root)
{
    const struct sy_json *body = sy_json_member(root, "epcisBody");
    const struct sy_json *results = sy_json_member(body, "queryResults");

    if (root->type == SY_JSON_LIST)
        return root;
    if (results != NULL)
        body = sy_json_member(results, "resultsBody");
    return body == NULL ? NULL : sy_json_member(body, "eventList");
}

static void check_event(const char *path, const struct sy_json *event,
                        const struct sy_capture_record *record, bool pretty)
{
    struct sy_epcis_parts parts = parts_of(record);
    const struct sy_json *record_time = sy_json_member(event, "recordTime");
    struct sy_json_document doc = {0};
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out, .pretty = pretty};
    struct sy_bytes time = {NULL, 0};

    if (record_time != NULL)
        time = record_time->text;
    check_err(sy_epcis_export_object(&w, SY_TYPE_EPCIS_EVENT, &parts,
                                     sy_epcis_export_context(SY_TYPE_EPCIS_EVENT, &parts),
                                     time),
              SY_OK);
    check_err(sy_json_parse(sy_buffer_bytes(&out), &doc, NULL), SY_OK);
    if (!sy_json_equal(event, doc.root))
        fail_msg("%s event %llu: %s", path, (unsigned long long)record->event,
                 sy_buffer_text(&out));
    sy_json_close(&doc);
    sy_buffer_close(&out);
}

static void each_event_comes_back(const char *path, struct sy_bytes text)
{
    struct sy_json_document doc = {.last_counts = true};
    struct sy_capture capture = {0};
    const struct sy_json *list;
    const struct sy_json *event;
    size_t i = 0;

    check_err(sy_json_parse(text, &doc, NULL), SY_OK);
    check_err(sy_capture_json(doc.root, NULL, &capture), SY_OK);
    list = event_list(doc.root);
    event = list == NULL ? doc.root : list->first;
    for (; i < capture.count; i++) {
        if (capture.records[i].type != SY_TYPE_EPCIS_EVENT)
            continue;
        assert_non_null(event);
        check_event(path, event, &capture.records[i], i % 2 == 0);
        event = event->next;
    }
    assert_null(event);
    sy_capture_close(&capture);
    sy_json_close(&doc);
}

static void test_each_event_comes_back(void **state)
{
    (void)state;
    epcis_visit_all(epcis_valid, sizeof(epcis_valid) / sizeof(epcis_valid[0]),
                    each_event_comes_back);
}

/* All records of a capture as one document. */
static void export_all(const struct sy_capture *capture, struct sy_bytes context,
                       struct sy_buffer *out)
{
    struct sy_json_writer w = {.to = out};
    struct sy_epcis_export e = {.writer = &w};
    const struct sy_epcis_parts *envelope = NULL;
    struct sy_epcis_parts first = {0};

    if (capture->count > 0 && sy_epcis_field(capture->records[0].body[2], 6).data != NULL) {
        first = parts_of(&capture->records[0]);
        envelope = &first;
    }
    sy_epcis_export_begin(&e, context, sy_text("2026-11-23T08:00:00Z"), envelope);
    for (size_t i = 0; i < capture->count; i++) {
        struct sy_epcis_parts parts = parts_of(&capture->records[i]);

        if (capture->records[i].type == SY_TYPE_MASTER_DATA)
            check_err(sy_epcis_export_master_data(&e, &parts), SY_OK);
        else
            check_err(sy_epcis_export_event(&e, &parts, sy_text("")), SY_OK);
    }
    sy_epcis_export_end(&e);
    sy_epcis_export_close(&e);
}

static void check_same_records(const struct sy_capture *a, const struct sy_capture *b,
                               const char *what)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        bool envelope =
            a->records[i].event == 0 && sy_epcis_field(a->records[i].body[2], 6).len;

        assert_int_equal(a->records[i].type, b->records[i].type);
        for (unsigned k = 0; k < SY_PART_KINDS && !envelope; k++) {
            assert_int_equal(a->records[i].has[k], b->records[i].has[k]);
            if (!sy_bytes_equal(a->records[i].body[k], b->records[i].body[k]))
                fail_msg("%s: record %zu part %u", what, i, k + 1);
        }
    }
}

/* Exported as a document and captured again, every body is the same but for the envelope's
 * date, so it is the same record and would be counted once. */
static void document_comes_back(const char *path, struct sy_bytes text)
{
    struct sy_capture capture = {0};
    struct sy_capture again = {0};
    struct sy_buffer out = {0};
    struct sy_epcis_parts last;

    check_err(sy_capture_read(text, NULL, &capture), SY_OK);
    last = parts_of(&capture.records[capture.count - 1]);
    export_all(&capture, sy_epcis_export_context(SY_TYPE_EPCIS_EVENT, &last), &out);
    check_err(out.err, SY_OK);
    if (sy_capture_read(sy_buffer_bytes(&out), NULL, &again) != SY_OK)
        fail_msg("%s: %s", path, sy_buffer_text(&out));
    check_same_records(&capture, &again, path);
    sy_buffer_close(&out);
    sy_capture_close(&capture);
    sy_capture_close(&again);
}

static void test_documents_come_back(void **state)
{
    (void)state;
    epcis_visit_all(epcis_valid, sizeof(epcis_valid) / sizeof(epcis_valid[0]),
                    document_comes_back);
}

/* A document of our own: Chinese words, numbers that others would round, lists without
 * elements, one object for a list, master data, an envelope. */
static const char own_document[] =
    "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\","
    "{\"suyuan\":\"urn:suyuan:1:term:\",\"ex\":\"https://example.org/\"}],"
    "\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\","
    "\"creationDate\":\"2026-11-23T08:00:00Z\",\"id\":\"_:文档1\",\"sender\":\"甲\","
    "\"receiver\":\"乙\",\"instanceIdentifier\":\"7\",\"ex:batch\":[1.0,{}],"
    "\"epcisHeader\":{\"epcisMasterData\":{\"vocabularyList\":["
    "{\"type\":\"urn:epcglobal:epcis:vtype:EPCClass\",\"vocabularyElementList\":["
    "{\"id\":\"urn:example:pork\",\"attributes\":[{\"id\":\"ex:name\",\"attribute\":\"五花肉\"}"
    ","
    "{\"id\":\"ex:price\",\"attribute\":19.90},{\"id\":\"ex:none\"},"
    "{\"id\":\"ex:more\",\"attribute\":{\"ex:phone\":\"1\"},\"ex:note\":null}],"
    "\"children\":[\"urn:example:belly\"],\"ex:shade\":1e-7},"
    "{\"id\":\"urn:example:belly\",\"attributes\":[],\"children\":[]}]},"
    "{\"type\":\"urn:example:places\",\"vocabularyElementList\":[{\"id\":\"urn:example:1\"}]}]}"
    "},"
    "\"epcisBody\":{\"eventList\":[{\"type\":\"ObjectEvent\","
    "\"eventTime\":\"2026-11-23T08:00:00.000000+08:00\",\"eventTimeZoneOffset\":\"+08:00\","
    "\"action\":\"ADD\",\"epcList\":[],\"quantityList\":[{\"epcClass\":\"urn:example:批\","
    "\"quantity\":12345678901234567890,\"uom\":\"KGM\",\"suyuan:declared\":\"12斤\"},"
    "{\"epcClass\":\"urn:example:2\",\"quantity\":1234567890.123456789},"
    "{\"epcClass\":\"urn:example:3\",\"quantity\":1e-7},"
    "{\"epcClass\":\"urn:example:4\",\"quantity\":0.10,\"ex:a\":{\"ex:b\":[-0,1E+2]}},"
    "{\"epcClass\":\"urn:example:5\"}],\"ilmd\":{},\"bizTransactionList\":[],"
    "\"sourceList\":{\"type\":\"location\",\"source\":\"urn:example:6\"},"
    "\"destinationList\":[{\"type\":\"location\",\"destination\":\"urn:example:7\"}],"
    "\"persistentDisposition\":{\"set\":[],\"unset\":[\"recalled\"]},"
    "\"certificationInfo\":[\"urn:example:8\"],\"sensorElementList\":[{\"sensorMetadata\":{},"
    "\"sensorReport\":[{},{\"booleanValue\":false,\"value\":-18.50}]}],"
    "\"suyuan:plate\":\"沪A12345\"}]}}";

static void test_own_document_comes_back_whole(void **state)
{
    struct sy_json_document want = {0};
    struct sy_json_document got = {0};
    struct sy_capture capture = {0};
    struct sy_buffer out = {0};
    struct sy_epcis_parts last;

    (void)state;
    check_err(sy_json_parse(sy_text(own_document), &want, NULL), SY_OK);
    check_err(sy_capture_json(want.root, NULL, &capture), SY_OK);
    last = parts_of(&capture.records[capture.count - 1]);
    export_all(&capture, sy_epcis_export_context(SY_TYPE_EPCIS_EVENT, &last), &out);
    check_err(sy_json_parse(sy_buffer_bytes(&out), &got, NULL), SY_OK);
    if (!sy_json_equal(want.root, got.root))
        fail_msg("%s", sy_buffer_text(&out));
    sy_capture_close(&capture);
    sy_json_close(&want);
    sy_json_close(&got);
    document_comes_back("own", sy_text(own_document));
    each_event_comes_back("own", sy_text(own_document));
    sy_buffer_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_event_comes_back),
        cmocka_unit_test(test_documents_come_back),
        cmocka_unit_test(test_own_document_comes_back_whole),
    };

    return cmocka_run_group_tests_name("epcis_export", tests, NULL, NULL);
}
