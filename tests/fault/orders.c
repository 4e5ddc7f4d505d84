#include "tests/fault/orders.h"

#include "ledger/compose.h"
#include "ledger/erasure.h"
#include "ledger/record.h"
#include "net/clock.h"
#include "proto/act.h"
#include "proto/record_type.h"

void order_invoice(size_t n, char out[ORDER_INVOICE_BYTES])
{
    snprintf(out, ORDER_INVOICE_BYTES, "urn:suyuan:1:doc:uscc:91310112087994932F:%zu", n);
}

struct sy_hash order_hash(const struct sy_load *load, size_t i, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(sy_load_submission(load, i));
    struct sy_record_share record;
    struct sy_hash hash = {{0}};

    while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK) {
        for (size_t p = 0; record.index == number && p < record.part_count; p++) {
            if (record.parts[p].kind == SY_PART_COMMERCIAL)
                hash = sy_part_hash(SY_PART_COMMERCIAL, record.parts[p].part);
        }
    }
    return hash;
}

static void add_order(struct sy_composer *composer, const char *origin,
                      const struct order *order)
{
    struct sy_buffer subject = {0};
    struct sy_buffer body = {0};
    struct sy_draft draft = {.type = SY_TYPE_ERASURE_ORDER};
    struct sy_act_draft act;

    sy_erasure_subject(sy_text(origin), order->index, order->record, SY_PART_COMMERCIAL,
                       &subject);
    act = sy_act_draft(SY_TYPE_ERASURE_ORDER, sy_buffer_bytes(&subject), 0, SY_ERASURE_ORDERED);
    sy_act_draft_text(&act, SY_ERASURE_ORIGIN, origin);
    sy_act_draft_uint(&act, SY_ERASURE_INDEX, order->index);
    sy_act_draft_uint(&act, SY_ERASURE_RECORD, order->record);
    sy_act_draft_uint(&act, SY_ERASURE_KIND, SY_PART_COMMERCIAL);
    sy_act_draft_bytes(&act, SY_ERASURE_PART_HASH,
                       (struct sy_bytes){order->hash.bytes, SY_HASH_BYTES});
    sy_act_draft_text(&act, SY_ACT_GROUND, "a test");
    sy_act_write(&act, &body);
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
    check_err(sy_composer_add(composer, &draft, 0), SY_OK);
    sy_buffer_close(&subject);
    sy_buffer_close(&body);
}

void order_erasures(const struct sy_stage *stage, const struct order *orders, size_t count,
                    struct sy_buffer *request)
{
    const char *registry = stage->network->registry.vkey.name;
    struct sy_secret_key authority;
    struct sy_composition how = {.scope = {sy_text(registry), stage->network->id},
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = sy_clock_us(),
                                 .keys = &authority,
                                 .key_count = 1};
    struct sy_buffer submission = {0};
    struct sy_composer composer;
    struct sy_hash id;

    check_err(sy_key_file_secret(&stage->authority_file, SY_KEY_AUTHORITY, NULL, &authority),
              SY_OK);
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), stage->nonce);
    for (size_t i = 0; i < count; i++)
        add_order(&composer, sy_stage_origin(stage), &orders[i]);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_append_write(&(struct sy_append){.origin = sy_text(registry),
                                        .submission = sy_buffer_bytes(&submission)},
                    request);
    check_err(request->err, SY_OK);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
}

/* The number at the end of an invoice, of which the byte before tells the length: a piece that
 * was left when its end was overwritten is none. */
static bool read_number(const char *at, const char *end, size_t digits, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < digits; i++) {
        if (at + i == end || at[i] < '0' || at[i] > '9')
            return false;
        *out = *out * 10 + (size_t)(at[i] - '0');
    }
    return digits > 0 && digits < 10;
}

void order_find(const char *path, uint8_t *found, size_t count)
{
    char prefix[ORDER_INVOICE_BYTES];
    struct sy_bytes file = check_read_file(path);
    const char *at = (const char *)file.data;

    const char *end = at + file.len;
    size_t len;
    size_t n;

    assert_non_null(file.data);
    order_invoice(0, prefix);
    len = strlen(prefix) - 1;
    memset(found, 0, count);
    while ((at = memmem(at, (size_t)(end - at), prefix, len)) != NULL) {
        size_t whole = at == (const char *)file.data ? 0 : (uint8_t)at[-1];

        at += len;
        if (whole > len && read_number(at, end, whole - len, &n) && n < count)
            found[n] = 1;
    }
    free((void *)(uintptr_t)file.data);
}
