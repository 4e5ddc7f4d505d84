#include "net/link.h"

static void enter(struct sy_link *link, enum sy_link_phase phase, uint64_t now_ms)
{
    link->phase = phase;
    link->since_ms = now_ms;
    link->heard_ms = now_ms;
    link->probed = false;
}

void sy_link_init(struct sy_link *link, size_t address_count, uint64_t seed, uint64_t now_ms)
{
    *link = (struct sy_link){.address_count = address_count, .chance = seed | 1};
    enter(link, SY_LINK_WAITING, now_ms);
}

/* Marsaglia's xorshift: enough to keep nodes apart. */
static uint64_t draw(struct sy_link *link)
{
    link->chance ^= link->chance << 13;
    link->chance ^= link->chance >> 7;
    link->chance ^= link->chance << 17;
    sy_assert(link->chance != 0);
    return link->chance;
}

/* first, twice that, ... at most max. */
static uint64_t doubled(uint64_t first, uint64_t times, uint64_t max)
{
    uint64_t value = first;

    for (uint64_t i = 0; i < times && value < max; i++)
        value *= 2;
    return value < max ? value : max;
}

static void fail(struct sy_link *link, bool blamed, uint64_t now_ms)
{
    uint64_t full;

    if (link->phase == SY_LINK_UP && now_ms - link->since_ms >= SY_LINK_STEADY_MS) {
        link->failures = 0;
        link->blames = 0;
    }
    if (blamed)
        full = doubled(SY_LINK_BLAMED_MIN_MS, link->blames++, SY_LINK_BLAMED_MAX_MS);
    else
        full = doubled(SY_LINK_WAIT_MIN_MS, link->failures / link->address_count,
                       SY_LINK_WAIT_MAX_MS);
    link->failures++;
    if (link->address_count > 0)
        link->address = (link->address + 1) % link->address_count;
    link->shunned = blamed;
    enter(link, SY_LINK_WAITING, now_ms);
    link->wait_ms = full / 2 + draw(link) % (full / 2);
}

static enum sy_link_action tick_up(struct sy_link *link, uint64_t now_ms)
{
    uint64_t quiet_ms = now_ms - link->heard_ms;

    if (quiet_ms >= SY_LINK_SILENT_MS) {
        fail(link, false, now_ms);
        return SY_LINK_HANG_UP;
    }
    if (quiet_ms < SY_LINK_QUIET_MS || link->probed)
        return SY_LINK_NOTHING;
    link->probed = true;
    return SY_LINK_PROBE;
}

static enum sy_link_action tick(struct sy_link *link, uint64_t now_ms)
{
    uint64_t passed_ms = now_ms - link->since_ms;

    switch (link->phase) {
    case SY_LINK_WAITING:
        if (link->address_count == 0 || passed_ms < link->wait_ms)
            return SY_LINK_NOTHING;
        enter(link, SY_LINK_DIALLING, now_ms);
        return SY_LINK_DIAL;
    case SY_LINK_DIALLING:
    case SY_LINK_GREETING:
        if (passed_ms < (link->phase == SY_LINK_DIALLING ? SY_LINK_DIAL_MS : SY_LINK_GREET_MS))
            return SY_LINK_NOTHING;
        fail(link, false, now_ms);
        return SY_LINK_HANG_UP;
    case SY_LINK_UP:
        return tick_up(link, now_ms);
    }
    return SY_LINK_NOTHING;
}

enum sy_link_action sy_link_step(struct sy_link *link, enum sy_link_event event,
                                 uint64_t now_ms)
{
    sy_assert(now_ms >= link->since_ms);
    switch (event) {
    case SY_LINK_TICK:
        return tick(link, now_ms);
    case SY_LINK_CONNECTED:
        if (link->phase == SY_LINK_DIALLING)
            enter(link, SY_LINK_GREETING, now_ms);
        return SY_LINK_NOTHING;
    case SY_LINK_GREETED:
        if (link->phase == SY_LINK_GREETING)
            enter(link, SY_LINK_UP, now_ms);
        return SY_LINK_NOTHING;
    case SY_LINK_HEARD:
        link->heard_ms = now_ms;
        link->probed = false;
        return SY_LINK_NOTHING;
    case SY_LINK_SIGHTED:
        if (link->phase == SY_LINK_WAITING && !link->shunned &&
            link->wait_ms > SY_LINK_SIGHTED_MS)
            link->wait_ms = SY_LINK_SIGHTED_MS;
        return SY_LINK_NOTHING;
    case SY_LINK_LOST:
    case SY_LINK_BLAMED:
        if (link->phase != SY_LINK_WAITING || event == SY_LINK_BLAMED)
            fail(link, event == SY_LINK_BLAMED, now_ms);
        return SY_LINK_NOTHING;
    }
    return SY_LINK_NOTHING;
}

bool sy_link_shuns(const struct sy_link *link, uint64_t now_ms)
{
    return link->phase == SY_LINK_WAITING && link->shunned &&
           now_ms - link->since_ms < link->wait_ms;
}
