#include "net/orders.h"

enum sy_err sy_orders_of(void *ctx, struct sy_bytes origin, struct sy_order_position *at,
                         struct sy_order *out, size_t max, size_t *count)
{
    struct sy_registry_position from = {at->index, at->record};
    struct sy_registry_snapshot *snapshot;
    struct sy_erasure erasure;
    enum sy_err err = sy_registry_snapshot(ctx, &snapshot);

    *count = 0;
    if (err != SY_OK)
        return err;
    while (*count < max &&
           (err = sy_erasure_next(snapshot, origin, &from, &erasure)) == SY_OK) {
        struct sy_order *order = &out[(*count)++];

        sy_buffer_put_bytes(&order->residue, erasure.what.residue);
        order->what = erasure.what;
        order->what.residue = (struct sy_bytes){NULL, 0};
    }
    sy_registry_release(snapshot);
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    *at = (struct sy_order_position){from.index, from.record};
    return SY_OK;
}
