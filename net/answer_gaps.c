#include "ledger/log_erase.h"
#include "net/answer.h"
#include "proto/message.h"

enum { GAP = 1 }; /* the field under which each is noted until the message has room for them */

enum sy_err sy_answer_note_gaps(struct sy_answer *answer, struct sy_log_snapshot *log,
                                uint64_t index, const struct sy_record_share *record)
{
    for (size_t i = 0; answer->has_gaps && i < record->part_count; i++) {
        struct sy_gap gap = {record->index, record->parts[i].kind, SY_PART_ABSENT};
        enum sy_part_state state;
        uint64_t order;
        enum sy_err err;

        if (record->parts[i].part.data != NULL)
            continue;
        err = sy_log_part_state(log, index, record->index, (uint8_t)gap.kind, &state, &order);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        gap.state = state;
        sy_buffer_clear(&answer->nested);
        sy_gap_write(&gap, &answer->nested);
        sy_wire_put_bytes(&answer->gaps, GAP, sy_buffer_bytes(&answer->nested));
    }
    return answer->gaps.err;
}

void sy_answer_put_gaps(struct sy_answer *answer, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(sy_buffer_bytes(&answer->gaps));
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK)
        sy_wire_put_bytes(&answer->message, number, field.bytes);
    sy_buffer_clear(&answer->gaps);
}
