#include "ledger/stretch_ahead.h"

#include <stdlib.h>

static void look(const struct sy_scope *scope, struct sy_stretch_ahead *ahead,
                 struct sy_entry_ahead *entry)
{
    struct sy_entry_kept keep = {&ahead->digests, &ahead->nodes};
    struct sy_entry_problem why;
    struct sy_entry_facts facts;

    entry->digests_at = ahead->digests.len;
    entry->nodes_at = ahead->nodes.len;
    entry->good = sy_entry_check_alone(scope, &entry->share, &keep, &facts, &why) == SY_OK;
    if (!entry->good) {
        ahead->digests.len = entry->digests_at;
        ahead->nodes.len = entry->nodes_at;
        return;
    }
    entry->digests_len = ahead->digests.len - entry->digests_at;
    entry->nodes_len = ahead->nodes.len - entry->nodes_at;
    entry->records = facts.records;
    entry->parts_here = facts.parts_here;
    entry->parts_withheld = facts.parts_withheld;
}

enum sy_err sy_stretch_look_ahead(const struct sy_scope *scope, const struct sy_bytes *shares,
                                  size_t count, struct sy_stretch_ahead *out)
{
    *out = (struct sy_stretch_ahead){0};
    out->entry_leaf = calloc(count, sizeof(*out->entry_leaf));
    out->entries = calloc(count, sizeof(*out->entries));
    if (out->entry_leaf == NULL || out->entries == NULL)
        return SY_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (sy_entry_share_read(shares[i], &out->entries[i].share) != SY_OK)
            return SY_OK;
        out->entry_leaf[i] = sy_hash_leaf(out->entries[i].share.entry);
        look(scope, out, &out->entries[i]);
    }
    if (out->digests.err != SY_OK)
        return out->digests.err;
    out->made = out->nodes.err == SY_OK;
    return out->nodes.err;
}

void sy_stretch_ahead_facts(const struct sy_stretch_ahead *ahead, size_t i,
                            struct sy_entry_facts *facts)
{
    const struct sy_entry_ahead *entry = &ahead->entries[i];

    sy_assert(ahead->made);
    sy_assert(entry->good);
    facts->records = entry->records;
    facts->parts_here = entry->parts_here;
    facts->parts_withheld = entry->parts_withheld;
    facts->digests = ahead->digests.data + entry->digests_at;
    facts->digests_len = entry->digests_len;
    facts->nodes = ahead->nodes.data + entry->nodes_at;
    facts->nodes_len = entry->nodes_len;
}

void sy_stretch_ahead_close(struct sy_stretch_ahead *ahead)
{
    free(ahead->entry_leaf);
    free(ahead->entries);
    sy_buffer_close(&ahead->digests);
    sy_buffer_close(&ahead->nodes);
    *ahead = (struct sy_stretch_ahead){0};
}
