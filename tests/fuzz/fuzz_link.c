/* Any story of a link: it dials only when it has waited, never more often than its waits allow,
 * and one whose peer was blamed stays away for as long as that takes. */
#include "net/link.h"
#include "tests/fuzz/events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Every action fits the phase that it leaves behind. */
static void check(const struct sy_link *link, enum sy_link_phase before,
                  enum sy_link_action action, uint64_t now_ms, uint64_t quiet_until_ms)
{
    sy_assert(link->address_count == 0 || link->address < link->address_count);
    sy_assert(link->wait_ms <= SY_LINK_BLAMED_MAX_MS);
    sy_assert(link->chance != 0);
    switch (action) {
    case SY_LINK_DIAL:
        sy_assert(before == SY_LINK_WAITING);
        sy_assert(link->phase == SY_LINK_DIALLING);
        sy_assert(link->address_count > 0);
        sy_assert(now_ms >= quiet_until_ms);
        break;
    case SY_LINK_PROBE:
        sy_assert(link->phase == SY_LINK_UP);
        sy_assert(now_ms - link->heard_ms >= SY_LINK_QUIET_MS);
        break;
    case SY_LINK_HANG_UP:
        sy_assert(before != SY_LINK_WAITING);
        sy_assert(link->phase == SY_LINK_WAITING);
        break;
    case SY_LINK_NOTHING:
        break;
    }
    sy_assert(link->phase != SY_LINK_UP || now_ms - link->heard_ms < SY_LINK_SILENT_MS ||
              action != SY_LINK_NOTHING);
}

/* Waits are drawn from the upper half of what they may be. */
static uint64_t least_wait(enum sy_link_event event)
{
    return event == SY_LINK_BLAMED ? SY_LINK_BLAMED_MIN_MS / 2 : SY_LINK_WAIT_MIN_MS / 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct events e = {data, len};
    uint64_t now_ms = events_byte(&e);
    size_t addresses = events_below(&e, 4);
    uint64_t quiet_until_ms = 0;
    struct sy_link link;

    sy_link_init(&link, addresses, events_number(&e), now_ms);
    while (e.len > 0) {
        enum sy_link_event event = (enum sy_link_event)events_below(&e, SY_LINK_BLAMED + 1);
        enum sy_link_phase before = link.phase;
        uint64_t blames = link.blames;
        enum sy_link_action action;

        now_ms += events_ms(&e);
        if (event != SY_LINK_TICK && before == SY_LINK_UP &&
            now_ms - link.heard_ms >= SY_LINK_SILENT_MS)
            event = SY_LINK_TICK; /* ticks come more often than that */
        action = sy_link_step(&link, event, now_ms);
        check(&link, before, action, now_ms, quiet_until_ms);
        sy_assert(action != SY_LINK_DIAL || !sy_link_shuns(&link, now_ms));
        if (event == SY_LINK_BLAMED)
            sy_assert(sy_link_shuns(&link, now_ms));
        if ((before != SY_LINK_WAITING || event == SY_LINK_BLAMED) &&
            link.phase == SY_LINK_WAITING)
            quiet_until_ms = now_ms + least_wait(event);
        sy_assert(event == SY_LINK_BLAMED || link.blames <= blames);
    }
    return 0;
}
