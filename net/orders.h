/* orders.h - the registry's orders to erase, as the eraser asks for them. */
#ifndef SY_ORDERS_H
#define SY_ORDERS_H

#include "ledger/erasure.h"
#include "net/eraser.h"

/* sy_eraser_options.orders, with the registry's view as ctx. */
SY_MUST_USE enum sy_err sy_orders_of(void *ctx, struct sy_bytes origin,
                                     struct sy_order_position *at, struct sy_order *out,
                                     size_t max, size_t *count);

#endif
