#include "net/stretch_answer.h"

#include "net/frame.h"

void sy_stretch_answer_init(struct sy_stretch_answer *answer)
{
    answer->begun = false;
    answer->shares = (struct sy_buffer){0};
    answer->count = 0;
    answer->read.ahead = (struct sy_stretch_ahead){0};
}

static size_t entries_of(const struct sy_stretch_answer *answer)
{
    return (size_t)(answer->read.stretch.to - answer->read.stretch.from);
}

static const char *begin(struct sy_stretch_answer *answer, const struct sy_vkey *log,
                         uint8_t type, struct sy_bytes payload)
{
    if (type != SY_FRAME_STRETCH_START ||
        sy_stretch_read(payload, log, &answer->read.stretch) != SY_OK ||
        entries_of(answer) > SY_MIRROR_STRETCH_ENTRIES)
        return "a stretch does not begin as it should";
    answer->begun = true;
    return NULL;
}

static const char *add(struct sy_stretch_answer *answer, uint8_t type, struct sy_bytes payload)
{
    if (type != SY_FRAME_ENTRY_SHARE || answer->count == entries_of(answer))
        return "a stretch is not what it says";
    sy_buffer_put_bytes(&answer->shares, payload);
    answer->ends[answer->count++] = answer->shares.len;
    return NULL;
}

/* The buffer grows no more, so its parts may be named. */
static void name_shares(struct sy_stretch_answer *answer)
{
    size_t at = 0;

    for (size_t i = 0; i < answer->count; i++) {
        answer->read.shares[i] =
            (struct sy_bytes){answer->shares.data + at, answer->ends[i] - at};
        at = answer->ends[i];
    }
}

const char *sy_stretch_answer_take(struct sy_stretch_answer *answer, const struct sy_vkey *log,
                                   uint8_t type, struct sy_bytes payload, bool end)
{
    const char *wrong =
        answer->begun ? add(answer, type, payload) : begin(answer, log, type, payload);

    if (wrong != NULL || !end)
        return wrong;
    if (answer->count != entries_of(answer))
        return "a stretch ends before its end";
    if (answer->shares.err == SY_OK)
        name_shares(answer);
    return NULL;
}

void sy_stretch_answer_close(struct sy_stretch_answer *answer)
{
    sy_buffer_close(&answer->shares);
    sy_stretch_ahead_close(&answer->read.ahead);
}
