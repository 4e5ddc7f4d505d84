/* EPCIS JSON: whatever is captured is canonical, has an open part, and exported and captured
 * again gives the same bodies; whatever is refused says why in both languages. */
#include "ledger/capture.h"
#include "ledger/capture_message.h"
#include "ledger/epcis_event.h"
#include "ledger/epcis_export.h"
#include "proto/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sy_epcis_parts parts_of(const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        parts.body[i] = record->body[i];
    return parts;
}

static bool is_envelope(const struct sy_capture_record *record)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (record->type == SY_TYPE_MASTER_DATA &&
            sy_epcis_field(record->body[i], 6).data != NULL)
            return true;
    }
    return false;
}

static void check_record(const struct sy_capture_record *record)
{
    struct sy_epcis_parts parts = parts_of(record);
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    struct sy_epcis_view view;
    enum sy_err err;

    sy_assert(record->has[0]);
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        err = sy_schema_check(sy_schema_of_record(record->type), record->body[i]);
        sy_assert(err == SY_OK);
        sy_assert(record->has[i] || record->body[i].len == 0);
    }
    if (record->type != SY_TYPE_EPCIS_EVENT)
        return;
    err = sy_epcis_event_read(&parts, &view);
    sy_assert(err == SY_OK);
    sy_assert(view.timed);
    sy_assert(view.event_bit != 0);
    sy_epcis_items(&items, &parts);
    while (sy_epcis_items_next(&items, &item))
        sy_assert(item.id.len > 0);
}

static void export_all(const struct sy_capture *capture, struct sy_buffer *out)
{
    struct sy_json_writer w = {.to = out, .pretty = true};
    struct sy_epcis_export e = {.writer = &w};
    struct sy_epcis_parts first = {0};
    struct sy_epcis_parts last = {0};
    enum sy_err err = SY_OK;
    bool envelope = false;

    if (capture->count > 0) {
        envelope = is_envelope(&capture->records[0]);
        first = parts_of(&capture->records[0]);
        last = parts_of(&capture->records[capture->count - 1]);
        e.context = sy_epcis_export_context(capture->records[capture->count - 1].type, &last);
    }
    sy_epcis_export_begin(&e, e.context, sy_text("2026-11-23T08:00:00Z"),
                          envelope ? &first : NULL);
    for (size_t i = 0; i < capture->count; i++) {
        struct sy_epcis_parts parts = parts_of(&capture->records[i]);

        if (capture->records[i].type == SY_TYPE_MASTER_DATA)
            err = sy_epcis_export_master_data(&e, &parts);
        else
            err = sy_epcis_export_event(&e, &parts, sy_text(""));
        sy_assert(err == SY_OK);
    }
    sy_epcis_export_end(&e);
    sy_epcis_export_close(&e);
}

static void same_again(const struct sy_capture *capture)
{
    struct sy_capture again = {0};
    struct sy_buffer out = {0};
    enum sy_err err;

    export_all(capture, &out);
    err = sy_capture_read(sy_buffer_bytes(&out), NULL, &again);
    /* A document is a few levels deeper than a bare event. */
    sy_assert(err == SY_OK || err == SY_LIMIT);
    if (err == SY_OK) {
        sy_assert(again.count == capture->count);
        for (size_t i = 0; i < again.count; i++) {
            for (unsigned k = 0; k < SY_PART_KINDS && !is_envelope(&again.records[i]); k++)
                sy_assert(
                    sy_bytes_equal(again.records[i].body[k], capture->records[i].body[k]));
        }
    }
    sy_buffer_close(&out);
    sy_capture_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const open[] = {"readPoint", "quantity", "ex:shown"};
    struct sy_capture_options options = {.open_members = open, .open_member_count = 3};
    struct sy_capture capture = {0};
    struct sy_capture opened = {0};
    struct sy_buffer message = {0};
    enum sy_err err = sy_capture_read((struct sy_bytes){data, size}, NULL, &capture);

    if (err == SY_OK) {
        for (size_t i = 0; i < capture.count; i++)
            check_record(&capture.records[i]);
        same_again(&capture);
        /* Opening may make a personal number readable, which is refused. */
        err = sy_capture_read((struct sy_bytes){data, size}, &options, &opened);
        sy_assert(err == SY_OK || err == SY_BAD_EVENT);
    } else {
        sy_assert(capture.count == 0);
        sy_assert(capture.errors.count > 0);
        for (size_t i = 0; i < capture.errors.count; i++) {
            sy_capture_message_put(&capture.errors.list[i], SY_ENGLISH, &message);
            sy_capture_message_put(&capture.errors.list[i], SY_CHINESE, &message);
        }
    }
    sy_buffer_close(&message);
    sy_capture_close(&capture);
    sy_capture_close(&opened);
    return 0;
}
