#include "tools/audit_dates.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/stale.h"
#include "net/clock_watch.h"

void sy_audit_dates_begin(struct sy_audit_dates *dates)
{
    struct sy_buffer registry = dates->registry;

    *dates = (struct sy_audit_dates){.registry = registry};
}

static void hold_against_registry(struct sy_audit_dates *dates, const struct sy_log_head *head)
{
    int64_t unknown_at;
    uint64_t stale_us;

    if (head->registry_size >= dates->registry.len / sizeof(unknown_at))
        return;
    memcpy(&unknown_at, dates->registry.data + head->registry_size * sizeof(unknown_at),
           sizeof(unknown_at));
    stale_us = sy_registry_stale(head->sequenced_at, unknown_at);
    if (stale_us == 0)
        return;
    if (dates->stale++ == 0)
        dates->stale_first = head->tree.size - 1;
    if (stale_us > dates->stale_us_max)
        dates->stale_us_max = stale_us;
}

enum sy_err sy_audit_dates_entry(struct sy_audit_dates *dates, bool registry,
                                 const struct sy_log_head *head, uint64_t size)
{
    sy_assert(head->tree.size > 0);
    if (registry)
        sy_buffer_put(&dates->registry, &head->sequenced_at, sizeof(head->sequenced_at));
    else
        hold_against_registry(dates, head);
    if (head->tree.size == size)
        dates->last_us = head->sequenced_at;
    return dates->registry.err;
}

/* Once a district, the owner's left out. */
static bool counts(const struct sy_trust *trust, size_t i)
{
    const char *node = trust->cosigners[i]->node;
    bool first = strcmp(node, trust->log->node) != 0;

    for (size_t j = 0; j < i && first; j++)
        first = strcmp(node, trust->cosigners[j]->node) != 0;
    return first;
}

void sy_audit_dates_finish(struct sy_audit_dates *dates, const struct sy_network *network,
                           struct sy_bytes note)
{
    struct sy_trust *trust = calloc(1, sizeof(*trust));
    enum sy_err err = trust == NULL ? SY_NO_MEMORY : sy_trust_open(network, note, trust);

    for (size_t i = 0; (err == SY_OK || err == SY_QUORUM) && i < trust->cosigner_count; i++) {
        int64_t at_us = (int64_t)(trust->cosigned_at_s[i] % INT32_MAX) * 1000000;
        int64_t lead_us = dates->last_us - at_us;

        if (!counts(trust, i) || at_us == 0 || lead_us <= SY_CLOCK_LEAD_US)
            continue;
        dates->led++;
        if (lead_us > dates->lead_us_max)
            dates->lead_us_max = lead_us;
    }
    free(trust);
}

void sy_audit_dates_close(struct sy_audit_dates *dates)
{
    sy_buffer_close(&dates->registry);
}
