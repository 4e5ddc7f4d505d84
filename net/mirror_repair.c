#include "net/mirror_parts.h"

static struct sy_mirror_damage *damage_at(struct sy_mirror *mirror, uint64_t index)
{
    for (size_t i = 0; i < mirror->damaged_count; i++) {
        if (mirror->damaged[i].index == index)
            return &mirror->damaged[i];
    }
    return NULL;
}

void sy_mirror_damaged(struct sy_mirror *mirror, uint64_t index,
                       const struct sy_signed_checkpoint *promised)
{
    sy_assert(index < promised->checkpoint.size);
    if (damage_at(mirror, index) != NULL || mirror->damaged_count == SY_MIRROR_DAMAGED_MAX ||
        index >= mirror->store.size)
        return;
    if (promised->checkpoint.size > mirror->promised.checkpoint.size)
        mirror->promised = *promised;
    mirror->damaged[mirror->damaged_count++] =
        (struct sy_mirror_damage){.index = index, .peer = SY_MIRROR_PEERS_MAX - 1};
}

void sy_mirror_unrepaired(struct sy_mirror *mirror, const struct sy_mirror_slot *slot,
                          uint64_t now_ms)
{
    struct sy_mirror_damage *damage = damage_at(mirror, slot->from);

    sy_assert(slot->repair);
    sy_assert(damage != NULL);
    damage->failures++;
    damage->not_before_ms = now_ms + sy_mirror_backoff(mirror, damage->index, damage->failures);
}

void sy_mirror_repaired(struct sy_mirror *mirror, uint64_t index)
{
    struct sy_mirror_damage *damage = damage_at(mirror, index);

    sy_assert(damage != NULL);
    *damage = mirror->damaged[--mirror->damaged_count];
}

/* The next one behind whoever was asked last. SY_MIRROR_PEERS_MAX: nobody. */
static uint32_t choose(const struct sy_mirror *mirror, const struct sy_mirror_damage *damage,
                       uint64_t now_ms)
{
    for (uint32_t i = 1; i <= SY_MIRROR_PEERS_MAX; i++) {
        uint32_t at = (damage->peer + i) % SY_MIRROR_PEERS_MAX;
        const struct sy_mirror_peer *peer = &mirror->peers[at];

        if (peer->here && peer->held > damage->index && now_ms >= peer->not_before_ms)
            return at;
    }
    return SY_MIRROR_PEERS_MAX;
}

/* Slots of repairs; *this_one: one of them is of that entry. */
static size_t under_way(const struct sy_mirror *mirror, uint64_t index, bool *this_one)
{
    size_t count = 0;

    *this_one = false;
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        const struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == SY_MIRROR_FREE || !slot->repair)
            continue;
        count++;
        *this_one = *this_one || slot->from == index;
    }
    return count;
}

/* Every second time under whatever checkpoint there is: on the other side of a fork nobody has
 * ours, and the entry may be older than that. */
void sy_mirror_pull_repairs(struct sy_mirror *mirror, uint64_t now_ms,
                            struct sy_mirror_effects *out)
{
    for (size_t i = 0; i < mirror->damaged_count; i++) {
        struct sy_mirror_damage *damage = &mirror->damaged[i];
        struct sy_mirror_slot *slot = sy_mirror_free_slot(mirror);
        struct sy_mirror_effect *effect;
        bool this_one;

        if (slot == NULL ||
            under_way(mirror, damage->index, &this_one) == SY_MIRROR_REPAIRS_MAX)
            return;
        if (this_one || now_ms < damage->not_before_ms ||
            choose(mirror, damage, now_ms) == SY_MIRROR_PEERS_MAX)
            continue;
        damage->peer = choose(mirror, damage, now_ms);
        *slot = (struct sy_mirror_slot){.repair = true,
                                        .peer = damage->peer,
                                        .from = damage->index,
                                        .to = damage->index + 1};
        effect = sy_mirror_ask(mirror, slot, now_ms, out);
        if (damage->failures % 2 == 0)
            effect->a = &mirror->promised;
    }
}
