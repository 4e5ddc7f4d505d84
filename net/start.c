#include "net/start.h"

#include <string.h>

#include "ledger/log.h"

static uint64_t count_answers(const struct sy_start *start)
{
    uint64_t count = 0;

    for (size_t i = 0; i < SY_NETWORK_NODES_MAX; i++)
        count += start->answered[i];
    return count;
}

void sy_start_init(struct sy_start *start, const uint8_t *store_id, const uint8_t *key_id,
                   uint64_t peers, uint64_t now_ms)
{
    memset(start, 0, sizeof(*start));
    start->began_ms = now_ms;
    start->peers = peers;
    start->new_log = store_id == NULL;
    start->same_store =
        store_id != NULL && key_id != NULL && memcmp(store_id, key_id, SY_STORE_ID_BYTES) == 0;
    /* A key that has never signed has nothing to lose, whatever the store. */
    if (key_id != NULL && !start->same_store)
        start->lost = SY_START_WIPED;
}

void sy_start_resume(struct sy_start *start)
{
    sy_assert(count_answers(start) == 0);
    start->resumes = start->same_store;
}

void sy_start_shown(struct sy_start *start, const struct sy_signed_checkpoint *latest,
                    uint64_t size, bool same)
{
    if (start->lost != 0)
        return;
    if (latest->checkpoint.size > size)
        start->lost = SY_START_ROLLED_BACK;
    else if (!same)
        start->lost = SY_START_OTHER_TREE;
}

void sy_start_answer(struct sy_start *start, uint32_t peer,
                     const struct sy_signed_checkpoint *latest, uint64_t size, bool same)
{
    sy_assert(peer < SY_NETWORK_NODES_MAX);
    start->answered[peer] = true;
    if (latest != NULL)
        sy_start_shown(start, latest, size, same);
}

enum sy_start_verdict sy_start_verdict(const struct sy_start *start, uint64_t now_ms,
                                       enum sy_start_reason *reason)
{
    uint64_t answers = count_answers(start);
    enum sy_start_reason why = start->lost;

    if (why == 0 && answers < start->peers &&
        (start->resumes || now_ms < start->began_ms + SY_START_WAIT_MS))
        return SY_START_WAIT;
    if (why == 0 && start->resumes)
        why = SY_START_RESUMED;
    else if (why == 0 && start->new_log)
        why = SY_START_FIRST;
    else if (why == 0)
        why = answers > 0 || start->peers == 0 ? SY_START_AGREED : SY_START_CUT_OFF;
    if (reason != NULL)
        *reason = why;
    return start->lost != 0 ? SY_START_NEVER : SY_START_SIGN;
}

enum sy_err sy_start_cosigned(struct sy_bytes bytes, const struct sy_vkey *own,
                              size_t own_count, uint64_t *size)
{
    struct sy_note_signers signers;
    struct sy_checkpoint checkpoint;
    struct sy_note note;
    enum sy_err err = sy_note_parse(bytes, &note);

    if (err == SY_OK)
        err = sy_note_verify(&note, own, own_count, &signers);
    if (err == SY_UNKNOWN_KEY)
        return SY_NOT_FOUND;
    if (err == SY_OK)
        err = sy_checkpoint_parse(note.text, &checkpoint);
    if (err == SY_OK)
        *size = checkpoint.size;
    return err;
}
