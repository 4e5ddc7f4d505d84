#include "net/mirror_parts.h"

static void fork(struct sy_mirror *mirror, const struct sy_signed_checkpoint *a,
                 const struct sy_signed_checkpoint *b, struct sy_mirror_effects *out)
{
    struct sy_mirror_effect *effect = sy_mirror_put(out, SY_MIRROR_FORK);

    effect->a = a;
    effect->b = b;
    sy_mirror_freeze(mirror, out);
}

/* The two roots of one size that the log has signed, when this is one of them; NULL. */
static const struct sy_signed_checkpoint *
contradicted(const struct sy_mirror *mirror, const struct sy_signed_checkpoint *checkpoint)
{
    const struct sy_signed_checkpoint *known[] = {
        &mirror->store.full, &mirror->store.cover.checkpoint, &mirror->target, &mirror->offer};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i]->note_len > 0 &&
            sy_checkpoint_contradicts(&known[i]->checkpoint, &checkpoint->checkpoint))
            return known[i];
    }
    for (size_t i = 0; i < mirror->shown_count; i++) {
        if (sy_checkpoint_contradicts(&mirror->shown[i].checkpoint, &checkpoint->checkpoint))
            return &mirror->shown[i];
    }
    return NULL;
}

static bool known_to_hold(const struct sy_mirror *mirror,
                          const struct sy_checkpoint *checkpoint)
{
    return mirror->store.full.note_len > 0 &&
           sy_checkpoint_same(&mirror->store.full.checkpoint, checkpoint);
}

static void forget_shown(struct sy_mirror *mirror, size_t index)
{
    mirror->shown_count--;
    for (size_t i = index; i < mirror->shown_count; i++)
        mirror->shown[i] = mirror->shown[i + 1];
}

/* It will be compared when that size is held. Where there is no room, it takes the place of the
 * oldest: checkpoints are shown again and again. */
static void remember(struct sy_mirror *mirror, const struct sy_signed_checkpoint *checkpoint)
{
    if (known_to_hold(mirror, &checkpoint->checkpoint) ||
        (mirror->compared.note_len > 0 &&
         sy_checkpoint_same(&mirror->compared.checkpoint, &checkpoint->checkpoint)))
        return;
    for (size_t i = 0; i < mirror->shown_count; i++) {
        if (sy_checkpoint_same(&mirror->shown[i].checkpoint, &checkpoint->checkpoint))
            return;
    }
    if (mirror->shown_count == SY_MIRROR_SHOWN_MAX)
        forget_shown(mirror, 0);
    mirror->shown[mirror->shown_count++] = *checkpoint;
}

void sy_mirror_learn(struct sy_mirror *mirror, const struct sy_signed_checkpoint *checkpoint,
                     struct sy_mirror_effects *out)
{
    const struct sy_signed_checkpoint *other = contradicted(mirror, checkpoint);
    uint64_t size = checkpoint->checkpoint.size;

    if (mirror->ended && size > mirror->end.size)
        return; /* the network does not stand behind it */
    if (other != NULL) {
        fork(mirror, other, checkpoint, out);
        return;
    }
    if (size == 0)
        return; /* every tree starts with the empty one */
    if (size <= mirror->target.checkpoint.size || size <= mirror->store.size) {
        if (!sy_checkpoint_same(&mirror->target.checkpoint, &checkpoint->checkpoint))
            remember(mirror, checkpoint);
        return;
    }
    if (mirror->target.note_len > 0)
        remember(mirror, &mirror->target);
    mirror->target = *checkpoint;
}

static void compare(struct sy_mirror *mirror, const struct sy_signed_checkpoint *checkpoint,
                    struct sy_mirror_effects *out)
{
    mirror->compared = *checkpoint;
    mirror->comparing = true;
    for (size_t i = mirror->shown_count; i > 0; i--) {
        if (sy_checkpoint_same(&mirror->shown[i - 1].checkpoint, &mirror->compared.checkpoint))
            forget_shown(mirror, i - 1);
    }
    sy_mirror_put(out, SY_MIRROR_COMPARE)->a = &mirror->compared;
}

/* Only what is held, and not damaged; never less than before. */
static void cosign(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    struct sy_mirror_effect *effect;
    const struct sy_checkpoint *offer = &mirror->offer.checkpoint;

    mirror->offer_open = false;
    if (offer->size < mirror->store.cosigned.size ||
        sy_checkpoint_contradicts(&mirror->store.cosigned, offer))
        return;
    sy_assert(offer->size <= mirror->store.size);
    mirror->store.cosigned = *offer;
    effect = sy_mirror_put(out, SY_MIRROR_COSIGN);
    effect->a = &mirror->offer;
    effect->peer = mirror->offer_peer;
}

static void compare_next_shown(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    for (size_t i = 0; i < mirror->shown_count; i++) {
        if (mirror->shown[i].checkpoint.size > mirror->store.size)
            continue;
        compare(mirror, &mirror->shown[i], out);
        return;
    }
}

void sy_mirror_vouch(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    if (mirror->store.frozen)
        return;
    if (mirror->offer_open && mirror->damaged_count == 0 &&
        mirror->offer.checkpoint.size <= mirror->store.size) {
        if (known_to_hold(mirror, &mirror->offer.checkpoint))
            cosign(mirror, out);
        else if (!mirror->comparing)
            compare(mirror, &mirror->offer, out);
    }
    if (!mirror->comparing)
        compare_next_shown(mirror, out);
}

void sy_mirror_compared(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                        struct sy_mirror_effects *out)
{
    if (!mirror->comparing)
        return;
    mirror->comparing = false;
    if (mirror->store.frozen)
        return;
    if (event->err != SY_OK) {
        /* A fault of the store: nothing is known. An offer will be compared again when it is
         * made again. */
        mirror->offer_open = false;
        mirror->compared.note_len = 0;
        return;
    }
    if (!event->same) {
        sy_mirror_freeze(mirror, out);
        return;
    }
    if (mirror->offer_open && mirror->damaged_count == 0 &&
        sy_checkpoint_same(&mirror->offer.checkpoint, &mirror->compared.checkpoint))
        cosign(mirror, out);
}
