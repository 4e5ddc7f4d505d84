/* mirror_parts.h - the parts of the mirror's step; only for the mirror_*.c files. */
#ifndef SY_MIRROR_PARTS_H
#define SY_MIRROR_PARTS_H

#include "net/mirror.h"

/* The next effect of the step, zero but for its type. */
struct sy_mirror_effect *sy_mirror_put(struct sy_mirror_effects *out,
                                       enum sy_mirror_effect_type type);

/* The stretch under way of that ticket, in that state; NULL. */
struct sy_mirror_slot *sy_mirror_slot(struct sy_mirror *mirror, uint64_t ticket,
                                      enum sy_mirror_slot_state state);

/* The slot is free again; what it holds is forgotten, what it waits for is cancelled. */
void sy_mirror_free(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                    struct sy_mirror_effects *out);

/* One that nothing is under way in; NULL. */
struct sy_mirror_slot *sy_mirror_free_slot(struct sy_mirror *mirror);

/* Ask for what the free slot says, of whom it says: it has a ticket from here on. */
struct sy_mirror_effect *sy_mirror_ask(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                                       uint64_t now_ms, struct sy_mirror_effects *out);

/* How long to wait after so many failures, one at least: half of the longest wait at least, so
 * that many who wait for one do not come back together. */
uint64_t sy_mirror_backoff(const struct sy_mirror *mirror, uint64_t salt, unsigned failures);

/* The peer has failed: it is not asked again for a while, longer each time. */
void sy_mirror_blame(struct sy_mirror *mirror, uint32_t peer, uint64_t now_ms);

/* The same, and it is dropped. */
void sy_mirror_drop(struct sy_mirror *mirror, uint32_t peer, uint64_t now_ms,
                    const char *reason, struct sy_mirror_effects *out);

/* Ask for what is missing, as far as there are slots and peers. */
void sy_mirror_pull(struct sy_mirror *mirror, uint64_t now_ms, struct sy_mirror_effects *out);

/* The stretch asked for is the one that comes next, has taken too long for that, and could be
 * had elsewhere. */
bool sy_mirror_has_other(const struct sy_mirror *mirror, const struct sy_mirror_slot *slot,
                         uint64_t now_ms);

/* An entry is damaged; it will be asked for under that checkpoint, or a later one. */
void sy_mirror_damaged(struct sy_mirror *mirror, uint64_t index,
                       const struct sy_signed_checkpoint *promised);

/* The repair of the slot came to nothing: somebody else is asked, after a while. */
void sy_mirror_unrepaired(struct sy_mirror *mirror, const struct sy_mirror_slot *slot,
                          uint64_t now_ms);

/* The entry is as it was. */
void sy_mirror_repaired(struct sy_mirror *mirror, uint64_t index);

/* Ask for what is damaged, before what is new. */
void sy_mirror_pull_repairs(struct sy_mirror *mirror, uint64_t now_ms,
                            struct sy_mirror_effects *out);

/* Nothing is pulled for a while. */
void sy_mirror_stall(struct sy_mirror *mirror, enum sy_mirror_stall why, uint64_t now_ms);

/* An entry of the slot cannot be stored, for now or for good. Those before it, up to the slot's
 * sound_to, are asked for by themselves; where there are none, the mirror stalls. */
void sy_mirror_leave_out(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                         enum sy_mirror_stall why, uint64_t now_ms,
                         struct sy_mirror_effects *out);

/* An entry of the slot names a registry that is not here: worth keeping the stretch in memory
 * only if that exists. */
void sy_mirror_wait_for_registry(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                                 const struct sy_mirror_event *event, uint64_t now_ms,
                                 struct sy_mirror_effects *out);

/* The registry has grown: what waited for it may be stored. */
void sy_mirror_take_registry(struct sy_mirror *mirror, const struct sy_mirror_event *event);

/* A registry that was shown need not come, for its owner may be lost: what waited long enough
 * does without the entry that names it. */
void sy_mirror_expire_parked(struct sy_mirror *mirror, uint64_t now_ms,
                             struct sy_mirror_effects *out);

/* Store the stretch that comes next, when it is in memory. */
void sy_mirror_store_next(struct sy_mirror *mirror, struct sy_mirror_effects *out);

/* A checkpoint that the log signed: does it contradict what is known; is it to be compared, or
 * reached? */
void sy_mirror_learn(struct sy_mirror *mirror, const struct sy_signed_checkpoint *checkpoint,
                     struct sy_mirror_effects *out);

/* Compare and cosign what can be by now. */
void sy_mirror_vouch(struct sy_mirror *mirror, struct sy_mirror_effects *out);

/* A comparison has ended. */
void sy_mirror_compared(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                        struct sy_mirror_effects *out);

/* Evidence is there: nothing more is pulled, stored or cosigned. */
void sy_mirror_freeze(struct sy_mirror *mirror, struct sy_mirror_effects *out);

#endif
