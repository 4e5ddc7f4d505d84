#include "tools/bench/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/capture.h"
#include "ledger/compose.h"
#include "ledger/sequence.h"
#include "net/clock.h"
#include "proto/message.h"

enum { TEMPLATE_BYTES = 1024 };

/* A lot of meat received at a stall: the commonest event of the trade that this is for. */
static int write_event(size_t n, char text[TEMPLATE_BYTES])
{
    return snprintf(
        text, TEMPLATE_BYTES,
        "{\"type\":\"ObjectEvent\",\"eventTime\":\"2026-11-%02zuT%02zu:%02zu:%02zu.%03zu+08:"
        "00\","
        "\"eventTimeZoneOffset\":\"+08:00\",\"action\":\"OBSERVE\",\"bizStep\":\"receiving\","
        "\"disposition\":\"in_progress\",\"quantityList\":[{\"epcClass\":"
        "\"urn:suyuan:1:lot:uscc:91310112087994932F:%09zu\",\"quantity\":%zu.%zu,"
        "\"uom\":\"KGM\"}],\"readPoint\":{\"id\":"
        "\"urn:suyuan:1:site:uscc:91310112087994932F:%zu\"},\"bizTransactionList\":[{\"type\":"
        "\"inv\",\"bizTransaction\":\"urn:suyuan:1:doc:uscc:91310112087994932F:%zu\"}]}",
        1 + n / 86400000 % 28, n / 3600000 % 24, n / 60000 % 60, n / 1000 % 60, n % 1000, n / 4,
        1 + n % 90, n % 10, n % 600, n);
}

static bool add_event(struct sy_composer *composer, size_t n)
{
    struct sy_capture capture = {0};
    char text[TEMPLATE_BYTES];
    int len = write_event(n, text);
    bool ok = len > 0 && len < TEMPLATE_BYTES &&
              sy_capture_read((struct sy_bytes){(const uint8_t *)text, (size_t)len},
                              &(struct sy_capture_options){0}, &capture) == SY_OK &&
              capture.count == 1;

    if (ok) {
        struct sy_draft draft = {.type = capture.records[0].type};

        for (size_t i = 0; i < SY_PART_KINDS; i++) {
            if (capture.records[0].has[i])
                draft.bodies[i] = capture.records[0].body[i];
        }
        ok = sy_composer_add(composer, &draft, 0) == SY_OK;
    }
    sy_capture_close(&capture);
    return ok;
}

static bool make_one(const struct sy_stage *stage, struct sy_composer *composer, size_t batch,
                     size_t first, struct sy_load *load, struct sy_buffer *out)
{
    struct sy_composition how = {.scope = sy_stage_scope(stage),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = sy_clock_us(),
                                 .keys = &stage->sign,
                                 .key_count = 1};
    struct sy_buffer submission = {0};
    struct sy_append append;
    struct sy_hash id;
    bool ok = true;

    for (size_t i = 0; i < batch && ok; i++)
        ok = add_event(composer, first + i);
    ok = ok && sy_composer_finish(composer, &how, &submission, &id) == SY_OK;
    append = (struct sy_append){.origin = sy_text(sy_stage_origin(stage)),
                                .submission = sy_buffer_bytes(&submission)};
    if (ok)
        sy_append_write(&append, out);
    load->request_bytes += out->len;
    sy_buffer_close(&submission);
    return ok && out->err == SY_OK;
}

bool sy_load_make(const struct sy_stage *stage, size_t count, size_t batch, size_t first,
                  struct sy_load *out)
{
    struct sy_composer composer;
    bool ok = true;

    *out = (struct sy_load){.count = count, .events = count * batch};
    out->requests = calloc(count, sizeof(*out->requests));
    if (out->requests == NULL)
        return false;
    sy_composer_init(&composer, sy_text(stage->principal), stage->nonce);
    for (size_t i = 0; i < count && ok; i++)
        ok = make_one(stage, &composer, batch, first + i * batch, out, &out->requests[i]);
    sy_composer_close(&composer);
    return ok;
}

struct sy_bytes sy_load_submission(const struct sy_load *load, size_t i)
{
    struct sy_append append = {0};

    if (sy_append_read(sy_buffer_bytes(&load->requests[i]), &append) != SY_OK)
        return (struct sy_bytes){NULL, 0};
    return append.submission;
}

void sy_load_close(struct sy_load *load)
{
    for (size_t i = 0; i < load->count && load->requests != NULL; i++)
        sy_buffer_close(&load->requests[i]);
    free(load->requests);
    *load = (struct sy_load){0};
}

bool sy_load_store(struct sy_log *log, const struct sy_checked *checked, size_t count)
{
    struct sy_log_writer *writer;
    struct sy_buffer bytes = {0};
    struct sy_entry entry;
    struct sy_sequence how = {.registry = true, .now = sy_clock_us()};
    bool ok = sy_log_begin(log, &writer) == SY_OK;

    if (!ok)
        return false;
    for (size_t i = 0; i < count && ok; i++) {
        sy_buffer_clear(&bytes);
        ok = sy_sequence_entry(sy_log_writer_head(writer), &how, &checked[i].submission,
                               checked[i].statement.signed_at, &bytes, &entry) == SY_OK &&
             sy_log_put(writer, sy_buffer_bytes(&bytes), &entry, &checked[i]) == SY_OK;
    }
    sy_buffer_close(&bytes);
    if (ok)
        return sy_log_commit(writer) == SY_OK;
    sy_log_abort(writer);
    return false;
}
