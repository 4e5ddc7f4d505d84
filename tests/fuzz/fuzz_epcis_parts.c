/* Bodies from anybody: canonical ones are read and exported, whatever they say, and what is
 * written is JSON. The first byte says how the rest is split into two parts. */
#include "ledger/epcis_event.h"
#include "ledger/epcis_export.h"
#include "proto/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void export_one(enum sy_record_type type, const struct sy_epcis_parts *parts)
{
    struct sy_json_document doc = {.last_counts = true};
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out};
    struct sy_bytes context = {NULL, 0};
    enum sy_err err = sy_epcis_export_object(&w, type, parts, context, sy_text("x"));

    if (err == SY_OK) {
        err = sy_json_parse(sy_buffer_bytes(&out), &doc, NULL);
        sy_assert(err == SY_OK || err == SY_LIMIT);
    } else {
        sy_assert(err == SY_BAD_ENCODING);
        sy_assert(out.len == 0);
    }
    sy_json_close(&doc);
    sy_buffer_close(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_epcis_parts parts = {0};
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    struct sy_epcis_view view;
    size_t split;

    if (size == 0)
        return 0;
    split = 1 + data[0] * (size - 1) / 255;
    parts.body[0] = (struct sy_bytes){data + 1, split - 1};
    parts.body[1] = (struct sy_bytes){data + split, size - split};
    export_one(SY_TYPE_EPCIS_EVENT, &parts);
    export_one(SY_TYPE_MASTER_DATA, &parts);
    (void)!sy_epcis_event_read(&parts, &view);
    sy_epcis_items(&items, &parts);
    while (sy_epcis_items_next(&items, &item)) {
        sy_assert(item.role < SY_ROLE_COUNT);
        sy_assert(item.id.len > 0);
    }
    return 0;
}
