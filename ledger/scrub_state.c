#include "ledger/scrub_state.h"

#include <string.h>

#include "ledger/log_rows.h"
#include "proto/wire.h"

enum { NEXT = 1, FINISHED_AT, BAD, MORE_FROM, REPAIR_COUNT, REPAIR }; /* of the row */
enum { INDEX = 1, KIND, AT, NODE };                                   /* of BAD and REPAIR */

static const char state_row[] = "scrub";

const struct sy_scrub_bad *sy_scrub_state_bad(const struct sy_scrub_state *state,
                                              uint64_t index)
{
    for (size_t i = 0; i < state->bad_count; i++) {
        if (state->bad[i].index == index)
            return &state->bad[i];
    }
    return NULL;
}

static bool remember_more(struct sy_scrub_state *state, uint64_t index)
{
    bool news = !state->more || index < state->more_from;

    if (news)
        state->more_from = index;
    state->more = true;
    return news;
}

/* Where there is no room, the last one gives way: the first are put right first. */
bool sy_scrub_state_found(struct sy_scrub_state *state, const struct sy_scrub_bad *bad)
{
    size_t at = 0;

    if (sy_scrub_state_bad(state, bad->index) != NULL)
        return false;
    while (at < state->bad_count && state->bad[at].index < bad->index)
        at++;
    if (at == SY_SCRUB_BAD_MAX)
        return remember_more(state, bad->index);
    if (state->bad_count == SY_SCRUB_BAD_MAX)
        (void)remember_more(state, state->bad[--state->bad_count].index);
    memmove(&state->bad[at + 1], &state->bad[at],
            (state->bad_count - at) * sizeof(state->bad[0]));
    state->bad[at] = *bad;
    state->bad_count++;
    if (state->more && state->more_from == bad->index)
        state->more = false; /* what is wrong behind it the same pass finds */
    return true;
}

bool sy_scrub_state_sound(struct sy_scrub_state *state, uint64_t from, uint64_t to)
{
    size_t left = 0;
    size_t before = state->bad_count;

    for (size_t i = 0; i < before; i++) {
        if (state->bad[i].index < from || state->bad[i].index >= to)
            state->bad[left++] = state->bad[i];
    }
    state->bad_count = left;
    if (state->more && from <= state->more_from && state->more_from < to)
        state->more = false; /* likewise */
    if (state->more && left < before && state->more_from < state->next)
        state->next = state->more_from;
    return left < before;
}

void sy_scrub_state_repaired(struct sy_scrub_state *state, const struct sy_scrub_repair *repair)
{
    state->repair_count++;
    state->repair = *repair;
}

static bool kind_of(uint64_t value, enum sy_flaw_kind *out)
{
    *out = (enum sy_flaw_kind)value;
    return value <= SY_FLAW_END;
}

/* An entry of which something is or was wrong; node is of a repair. */
static bool read_one(struct sy_bytes bytes, struct sy_scrub_repair *out)
{
    struct sy_wire wire = sy_wire_open(bytes);
    struct sy_wire_field field;
    bool fine = true;

    while (fine && sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == INDEX) {
            out->index = field.value;
        } else if (field.number == KIND) {
            fine = kind_of(field.value, &out->kind);
        } else if (field.number == AT) {
            out->at = (int64_t)field.value;
        } else {
            fine = field.number == NODE && field.type == SY_WIRE_BYTES &&
                   field.bytes.len == SY_NODE_CODE_BYTES;
            if (fine)
                memcpy(out->node, field.bytes.data, SY_NODE_CODE_BYTES);
        }
    }
    return fine;
}

static bool read_field(const struct sy_wire_field *field, struct sy_scrub_state *out)
{
    struct sy_scrub_repair one = {0};

    switch (field->number) {
    case NEXT:
        out->next = field->value;
        return true;
    case FINISHED_AT:
        out->finished_at = field->value;
        return true;
    case BAD:
        if (field->type != SY_WIRE_BYTES || out->bad_count == SY_SCRUB_BAD_MAX ||
            !read_one(field->bytes, &one))
            return false;
        out->bad[out->bad_count++] = (struct sy_scrub_bad){one.index, one.kind, one.at};
        return true;
    case MORE_FROM:
        out->more = true;
        out->more_from = field->value;
        return true;
    case REPAIR_COUNT:
        out->repair_count = field->value;
        return true;
    case REPAIR:
        return field->type == SY_WIRE_BYTES && read_one(field->bytes, &out->repair);
    default:
        return false;
    }
}

enum sy_err sy_log_scrub_state(struct sy_log_snapshot *snapshot, struct sy_scrub_state *out)
{
    struct sy_bytes row;
    struct sy_wire wire;
    struct sy_wire_field field;
    bool fine = true;
    enum sy_err err = sy_store_get(snapshot->txn, SY_LOG_STATE, sy_text(state_row), &row);

    *out = (struct sy_scrub_state){0};
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    wire = sy_wire_open(row);
    while (fine && (err = sy_wire_next(&wire, &field)) == SY_OK)
        fine = read_field(&field, out);
    if (!fine || err != SY_NOT_FOUND)
        *out = (struct sy_scrub_state){0};
    return SY_OK;
}

static void put_one(const struct sy_scrub_repair *one, struct sy_buffer *to, uint32_t number)
{
    struct sy_buffer bytes = {0};

    sy_wire_put_uint(&bytes, INDEX, one->index);
    sy_wire_put_uint(&bytes, KIND, one->kind);
    sy_wire_put_uint(&bytes, AT, (uint64_t)one->at);
    if (one->node[0] != 0)
        sy_wire_put_bytes(&bytes, NODE, sy_text(one->node));
    if (bytes.err != SY_OK)
        to->err = bytes.err;
    sy_wire_put_bytes(to, number, sy_buffer_bytes(&bytes));
    sy_buffer_close(&bytes);
}

enum sy_err sy_log_put_scrub_state(struct sy_log_writer *writer,
                                   const struct sy_scrub_state *state)
{
    struct sy_buffer *row = &writer->scratch;

    sy_buffer_clear(row);
    sy_wire_put_uint(row, NEXT, state->next);
    sy_wire_put_uint(row, FINISHED_AT, state->finished_at);
    for (size_t i = 0; i < state->bad_count; i++) {
        struct sy_scrub_repair one = {.index = state->bad[i].index,
                                      .kind = state->bad[i].kind,
                                      .at = state->bad[i].since};

        put_one(&one, row, BAD);
    }
    if (state->more)
        sy_wire_put_uint(row, MORE_FROM, state->more_from);
    sy_wire_put_uint(row, REPAIR_COUNT, state->repair_count);
    if (state->repair_count > 0)
        put_one(&state->repair, row, REPAIR);
    return row->err == SY_OK ? sy_store_put(writer->txn, SY_LOG_STATE, sy_text(state_row),
                                            sy_buffer_bytes(row))
                             : row->err;
}
