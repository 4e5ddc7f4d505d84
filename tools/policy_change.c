#include "tools/policy_change.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"

enum { NUMBER_BYTES = 24 };

/* Tells what changes, and that something did. */
struct teller {
    struct sy_output *output;
    const struct sy_network *before;
    const struct sy_network *next;
    bool told;
};

static void tell(struct teller *t, const struct sy_saying *saying)
{
    t->told = true;
    sy_output_say(t->output, saying);
}

static void tell_numbers(struct teller *t, enum sy_message message, const uint64_t *values,
                         size_t count)
{
    char text[SY_MESSAGE_WORDS_MAX][NUMBER_BYTES];
    struct sy_saying saying = {.message = message};

    sy_assert(count <= SY_MESSAGE_WORDS_MAX);
    for (size_t i = 0; i < count; i++) {
        snprintf(text[i], NUMBER_BYTES, "%llu", (unsigned long long)values[i]);
        saying.words[i] = text[i];
    }
    tell(t, &saying);
}

static void tell_base64(struct teller *t, enum sy_message message, const uint8_t *bytes,
                        size_t len)
{
    struct sy_buffer text = {0};

    sy_base64_put(&text, (struct sy_bytes){bytes, len});
    tell(t, &(const struct sy_saying){.message = message, .words = {sy_buffer_text(&text)}});
    sy_buffer_close(&text);
}

static void tell_authorities(struct teller *t)
{
    const struct sy_network *a = t->before;
    const struct sy_network *b = t->next;
    const uint64_t counts[] = {b->authority_k, b->authority_count, a->authority_k,
                               a->authority_count};

    for (uint64_t i = 0; i < b->authority_count; i++) {
        if (!sy_network_is_authority(a, &b->authority_keys[i]))
            tell_base64(t, SY_MESSAGE_POLICY_AUTHORITY_ADDED, b->authority_keys[i].bytes,
                        SY_PUBLIC_KEY_BYTES);
    }
    for (uint64_t i = 0; i < a->authority_count; i++) {
        if (!sy_network_is_authority(b, &a->authority_keys[i]))
            tell_base64(t, SY_MESSAGE_POLICY_AUTHORITY_REMOVED, a->authority_keys[i].bytes,
                        SY_PUBLIC_KEY_BYTES);
    }
    if (counts[0] != counts[2] || counts[1] != counts[3])
        tell_numbers(t, SY_MESSAGE_POLICY_AUTHORITY_NEEDED, counts, 4);
}

static void tell_closed(struct teller *t, const struct sy_network_log *log)
{
    char size[NUMBER_BYTES];
    struct sy_buffer root = {0};

    snprintf(size, sizeof(size), "%llu", (unsigned long long)log->final_size);
    sy_base64_put(&root, (struct sy_bytes){log->final_root.bytes, SY_HASH_BYTES});
    tell(t, SY_SAY(POLICY_LOG_CLOSED, log->vkey.name, size, sy_buffer_text(&root)));
    sy_buffer_close(&root);
}

static void tell_logs(struct teller *t)
{
    for (uint64_t i = 0; i < t->next->log_count; i++) {
        const struct sy_network_log *log = &t->next->logs[i];
        const struct sy_network_log *old = sy_network_log(t->before, sy_text(log->vkey.name));

        if (old == NULL)
            tell(t, SY_SAY(POLICY_LOG_OPENED, log->vkey.name, log->node));
        if (log->closed && (old == NULL || !old->closed))
            tell_closed(t, log);
    }
}

static void tell_nodes(struct teller *t)
{
    for (uint64_t i = 0; i < t->next->node_count; i++) {
        const struct sy_network_node *node = &t->next->nodes[i];
        const struct sy_network_node *old = sy_network_node(t->before, sy_text(node->code));

        if (old == NULL)
            tell(t, SY_SAY(POLICY_NODE_ADDED, node->code));
        else if (!sy_public_key_equal(&old->transport, &node->transport) ||
                 !sy_public_key_equal(&old->statement, &node->statement))
            tell(t, SY_SAY(POLICY_NODE_CHANGED, node->code));
    }
    for (uint64_t i = 0; i < t->before->node_count; i++) {
        if (sy_network_node(t->next, sy_text(t->before->nodes[i].code)) == NULL)
            tell(t, SY_SAY(POLICY_NODE_REMOVED, t->before->nodes[i].code));
    }
}

static const struct sy_network_cosigner *find_cosigner(const struct sy_network *n,
                                                       const struct sy_network_cosigner *like)
{
    return sy_network_cosigner(n, sy_text(like->node), like->role);
}

static void tell_cosigners(struct teller *t)
{
    for (uint64_t i = 0; i < t->next->cosigner_count; i++) {
        const struct sy_network_cosigner *c = &t->next->cosigners[i];
        const struct sy_network_cosigner *old = find_cosigner(t->before, c);

        if (old == NULL)
            tell(t, SY_SAY(POLICY_COSIGNER_ADDED, c->vkey.name));
        else if (!sy_public_key_equal(&old->vkey.key, &c->vkey.key))
            tell(t, SY_SAY(POLICY_COSIGNER_CHANGED, c->vkey.name));
    }
    for (uint64_t i = 0; i < t->before->cosigner_count; i++) {
        if (find_cosigner(t->next, &t->before->cosigners[i]) == NULL)
            tell(t, SY_SAY(POLICY_COSIGNER_REMOVED, t->before->cosigners[i].vkey.name));
    }
}

void sy_policy_change_show(struct sy_output *o, const struct sy_network *before,
                           const struct sy_network *next)
{
    struct teller t = {o, before, next, false};
    const uint64_t quorum[] = {next->quorum_needed, next->quorum_of, before->quorum_needed,
                               before->quorum_of};
    const uint64_t limits[] = {next->limits.statement_bytes, next->limits.records};

    tell_authorities(&t);
    tell_nodes(&t);
    tell_logs(&t);
    tell_cosigners(&t);
    if (quorum[0] != quorum[2] || quorum[1] != quorum[3])
        tell_numbers(&t, SY_MESSAGE_POLICY_QUORUM_CHANGED, quorum, 4);
    if (limits[0] != before->limits.statement_bytes || limits[1] != before->limits.records)
        tell_numbers(&t, SY_MESSAGE_POLICY_LIMITS_CHANGED, limits, 2);
    if (!t.told)
        sy_output_say(o, SY_SAY(POLICY_CHANGES_NOTHING, NULL));
}

void sy_policy_change_count(struct sy_output *o, const struct sy_network *before,
                            const struct sy_network *next,
                            const struct sy_policy_signatures *signatures)
{
    struct teller t = {o, before, next, false};
    const uint64_t old[] = {sy_policy_count(before, signatures), before->authority_k};
    const uint64_t now[] = {sy_policy_count(next, signatures), next->authority_k};

    if (o->json) {
        sy_output_number(o, "signed_before", old[0]);
        sy_output_number(o, "needed_before", old[1]);
        sy_output_number(o, "signed_after", now[0]);
        sy_output_number(o, "needed_after", now[1]);
        return;
    }
    tell_numbers(&t, SY_MESSAGE_POLICY_SIGNED_BEFORE, old, 2);
    tell_numbers(&t, SY_MESSAGE_POLICY_SIGNED_AFTER, now, 2);
}
