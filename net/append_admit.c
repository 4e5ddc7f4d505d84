#include "ledger/admission.h"
#include "net/pending.h"

enum sy_err sy_pending_admit(struct sy_pending *pending, struct sy_registry_snapshot *registry,
                             int64_t now)
{
    struct sy_admission admission;
    enum sy_err err;

    if (pending->admitted && pending->admitted_size == sy_registry_size(registry) &&
        now < pending->admitted_until)
        return SY_OK;
    err = sy_admission_check(registry, now, &pending->checked, &admission);
    pending->admitted = err == SY_OK;
    pending->admitted_size = admission.size;
    pending->admitted_until = admission.until;
    if (err != SY_OK) {
        pending->where = admission.where;
        sy_buffer_put_text(&pending->words, admission.words);
    }
    return err;
}
