#include "net/mirror_parts.h"

void sy_mirror_stall(struct sy_mirror *mirror, enum sy_mirror_stall why, uint64_t now_ms)
{
    mirror->stall = why;
    mirror->stall_until_ms = now_ms + SY_MIRROR_STALL_MS;
}

void sy_mirror_leave_out(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                         enum sy_mirror_stall why, uint64_t now_ms,
                         struct sy_mirror_effects *out)
{
    if (slot->sound_to > slot->from)
        mirror->sound_to = slot->sound_to;
    else
        sy_mirror_stall(mirror, why, now_ms);
    mirror->peers[slot->peer].doubts++;
    sy_mirror_free(mirror, slot, out);
}

void sy_mirror_wait_for_registry(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                                 const struct sy_mirror_event *event, uint64_t now_ms,
                                 struct sy_mirror_effects *out)
{
    if (event->registry_size <= mirror->registry_held) {
        slot->state = SY_MIRROR_READY; /* it has come meanwhile */
    } else if (event->registry_size <= mirror->registry_shown) {
        slot->state = SY_MIRROR_PARKED;
        slot->registry_size = event->registry_size;
        slot->deadline_ms = now_ms + SY_MIRROR_PARKED_MS;
    } else {
        sy_mirror_leave_out(mirror, slot, SY_MIRROR_REGISTRY_UNSEEN, now_ms, out);
    }
}

void sy_mirror_take_registry(struct sy_mirror *mirror, const struct sy_mirror_event *event)
{
    bool more = event->registry_shown > mirror->registry_shown ||
                event->registry_held > mirror->registry_held;

    if (event->registry_shown > mirror->registry_shown)
        mirror->registry_shown = event->registry_shown;
    if (event->registry_held > mirror->registry_held)
        mirror->registry_held = event->registry_held;
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == SY_MIRROR_PARKED && slot->registry_size <= mirror->registry_held)
            slot->state = SY_MIRROR_READY;
    }
    if (more &&
        (mirror->stall == SY_MIRROR_REGISTRY_UNSEEN || mirror->stall == SY_MIRROR_AT_ODDS))
        mirror->stall_until_ms = 0;
}

void sy_mirror_expire_parked(struct sy_mirror *mirror, uint64_t now_ms,
                             struct sy_mirror_effects *out)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == SY_MIRROR_PARKED && slot->sound_to > slot->from &&
            now_ms >= slot->deadline_ms)
            sy_mirror_leave_out(mirror, slot, SY_MIRROR_GOING, now_ms, out);
    }
}
