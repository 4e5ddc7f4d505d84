#include "ledger/refusal.h"
#include "net/clock.h"
#include "net/pending.h"

/* What is decided about the statement, rather than what this node cannot do now. */
static bool is_decision(enum sy_err err)
{
    return sy_err_grpc(err) == SY_GRPC_PERMISSION_DENIED || err == SY_VOID ||
           err == SY_BAD_TIME;
}

void sy_pending_sign_refusal(struct sy_pending *pending, const struct sy_kept_log *log,
                             uint64_t registry_size)
{
    struct sy_refusal refusal;
    enum sy_err err;

    if (!pending->genuine || !is_decision(pending->err))
        return;
    err = sy_refusal_make(sy_text(log->vkey.name), &pending->id, sy_clock_us(), registry_size,
                          pending->err, sy_pending_detail(pending), &refusal);
    if (err == SY_OK)
        err = sy_refusal_sign(&refusal, &log->vkey, &log->key, &pending->refusal);
    /* Memory is short: the answer is as good without it. */
    if (err != SY_OK)
        sy_buffer_close(&pending->refusal);
}
