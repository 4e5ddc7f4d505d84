/* orders.h - orders of the authority to erase the trade papers of events that were appended.
 *
 * Shape    event number n of a load (load.h) names one invoice that no other event names: in
 *          its commercial part. So whether a file still holds the papers can be seen by reading
 *          it.
 */
#ifndef SY_ORDERS_H
#define SY_ORDERS_H

#include "tests/fault/fault.h"

enum { ORDER_INVOICE_BYTES = 96 };

/* The papers of a record of an entry. */
struct order {
    uint64_t index;
    uint32_t record;
    struct sy_hash hash;
};

/* The invoice of event number n. */
void order_invoice(size_t n, char out[ORDER_INVOICE_BYTES]);

/* The hash of the papers of a record of statement i, as its signer made them. */
struct sy_hash order_hash(const struct sy_load *load, size_t i, uint32_t record);

/* One statement of the authority, with an order for each: an Append message. */
void order_erasures(const struct sy_stage *stage, const struct order *orders, size_t count,
                    struct sy_buffer *request);

/* Which invoices below count stand in the file: found[n] is 1. */
void order_find(const char *path, uint8_t *found, size_t count);

#endif
