/* events.h - bytes as a story: where a target takes the next event, and what it says, from. */
#ifndef SY_FUZZ_EVENTS_H
#define SY_FUZZ_EVENTS_H

#include "proto/base.h"

/* What is left; at the end all is zero. */
struct events {
    const uint8_t *data;
    size_t len;
};

static inline uint8_t events_byte(struct events *e)
{
    if (e->len == 0)
        return 0;
    e->len--;
    return *e->data++;
}

/* 0 <= result < below, of one byte. */
static inline uint32_t events_below(struct events *e, uint32_t below)
{
    return events_byte(e) % below;
}

/* A number, small as often as not, and now and then as large as they get. */
static inline uint64_t events_number(struct events *e)
{
    uint8_t head = events_byte(e);

    if (head < 0xc0)
        return head;
    if (head < 0xf0)
        return (uint64_t)(head - 0xc0) << 8 | events_byte(e);
    return head < 0xf8 ? (uint64_t)1 << (head - 0xf0) * 8 : UINT64_MAX - (0xff - head);
}

/* Time that passes, in milliseconds: nothing, moments, or minutes. */
static inline uint64_t events_ms(struct events *e)
{
    uint8_t head = events_byte(e);

    return head < 0x80 ? head : (uint64_t)(head & 0x7f) * 1000;
}

#endif
