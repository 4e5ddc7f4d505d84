/* Any bytes as the body of a registry act of any type: what is read comes back from an
 * overlay with itself as the same bytes, and its rules can be asked without harm. The first
 * byte says of which type. */
#include <string.h>

#include "ledger/act_check.h"
#include "proto/record_type.h"
#include "proto/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Over itself, over nothing and under nothing it is the same. */
static void check_overlay(struct sy_bytes old_body, struct sy_bytes new_body,
                          struct sy_bytes want)
{
    struct sy_buffer got = {0};

    sy_body_overlay(old_body, new_body, &got);
    sy_assert(got.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&got), want));
    sy_buffer_close(&got);
}

/* Field by field into a draft and out again. */
static void check_draft(const struct sy_act *act)
{
    struct sy_act_draft draft = {.type = act->type};
    struct sy_wire wire = sy_wire_open(act->body);
    struct sy_wire_field field;
    struct sy_buffer again = {0};

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.type == SY_WIRE_BYTES)
            sy_act_draft_bytes(&draft, field.number, field.bytes);
        else
            sy_act_draft_uint(&draft, field.number, field.value);
    }
    sy_act_write(&draft, &again);
    if (draft.full)
        sy_assert(again.err == SY_LIMIT);
    else
        sy_assert(again.err == SY_OK && sy_bytes_equal(sy_buffer_bytes(&again), act->body));
    sy_buffer_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_bytes body;
    struct sy_act act;
    uint32_t type;

    if (size == 0)
        return 0;
    type = SY_TYPE_POLICY + data[0] % 25;
    body = (struct sy_bytes){data + 1, size - 1};
    if (sy_act_read(type, body, &act) != SY_OK)
        return 0;
    sy_assert(act.type == type && sy_body_has(body, SY_ACT_SUBJECT));
    check_overlay(body, body, body);
    check_overlay(body, (struct sy_bytes){NULL, 0}, body);
    check_overlay((struct sy_bytes){NULL, 0}, body, body);
    check_draft(&act);
    if (sy_act_check_fields(&act) == NULL && sy_act_check_subject(&act) == NULL)
        sy_assert(act.subject.len <= SY_SUBJECT_BYTES_MAX &&
                  memchr(act.subject.data, 0, act.subject.len) == NULL);
    return 0;
}
