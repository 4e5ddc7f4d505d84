#include "tools/log_histories_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/base64.h"

enum { NUMBER_BYTES = 24 };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

/* As checkpoints and policies have it. */
static void put_root(struct sy_buffer *to, const struct sy_checkpoint *checkpoint)
{
    sy_base64_put(to, (struct sy_bytes){checkpoint->root.bytes, SY_HASH_BYTES});
}

static void say_claim(struct sy_output *o, const struct sy_log_claim *claim)
{
    struct sy_buffer why = {.len = 0};
    char size[NUMBER_BYTES];
    char proved[NUMBER_BYTES];
    struct sy_buffer root = {.len = 0};

    sy_buffer_put_bytes(&why, sy_buffer_bytes(&claim->why));
    put_root(&root, &claim->held.checkpoint);
    if (claim->peer == NULL)
        sy_output_say(o, SY_SAY(CLOSE_UNASKED, claim->code, sy_buffer_text(&why)));
    else if (why.len > 0)
        sy_output_say(o, SY_SAY(CLOSE_DISBELIEVED, claim->code, sy_buffer_text(&why)));
    else if (!claim->holds)
        sy_output_say(o, SY_SAY(CLOSE_HOLDS_NONE, claim->code));
    else
        sy_output_say(o, SY_SAY(CLOSE_HOLDS, claim->code,
                                number(claim->held.checkpoint.size, size),
                                number(claim->proved.size, proved), sy_buffer_text(&root)));
    sy_buffer_close(&root);
    sy_buffer_close(&why);
}

void sy_log_histories_say(struct sy_output *o, const struct sy_log_histories *h)
{
    char text[NUMBER_BYTES];

    sy_output_say(o, SY_SAY(CLOSE_LOG, h->log->vkey.name, h->log->node));
    for (size_t i = 0; i < h->claim_count; i++) {
        if (!h->claims[i].holds)
            say_claim(o, &h->claims[i]);
    }
    for (size_t n = 0; n < h->count; n++) {
        if (h->count > 1)
            sy_output_say(o, SY_SAY(CLOSE_HISTORY, number(n + 1, text)));
        for (size_t i = 0; i < h->claim_count; i++) {
            if ((h->claims[i].histories >> n & 1) != 0)
                say_claim(o, &h->claims[i]);
        }
    }
}

static void put_claim(struct sy_output *o, const struct sy_log_claim *claim)
{
    struct sy_json_writer *w = sy_output_json(o);
    char root[2 * SY_HASH_BYTES + 1];

    sy_json_begin_object(w);
    sy_output_value(o, "node", claim->code);
    sy_json_name(w, "asked");
    sy_json_put_bool(w, claim->peer != NULL);
    if (claim->why.len > 0) {
        sy_json_name(w, "why");
        sy_json_put_text(w, sy_buffer_bytes(&claim->why));
    }
    sy_output_number(o, "size", claim->holds ? claim->held.checkpoint.size : 0);
    if (claim->holds) {
        sy_hash_hex(&claim->held.checkpoint.root, root);
        sy_output_value(o, "root", root);
        sy_output_number(o, "quorum_size", claim->proved.size);
        sy_output_number(o, "votes", claim->votes);
        sy_json_name(w, "histories");
        sy_json_begin_list(w);
        for (unsigned n = 0; n < SY_NETWORK_NODES_MAX; n++) {
            if ((claim->histories >> n & 1) != 0)
                sy_json_put_uint(w, n + 1);
        }
        sy_json_end_list(w);
    }
    sy_json_end_object(w);
}

void sy_log_end_say(struct sy_output *o, const struct sy_log_histories *h,
                    const struct sy_log_end *end)
{
    struct sy_buffer holders = {0};
    char size[NUMBER_BYTES];
    struct sy_buffer root = {0};

    for (size_t i = 0; i < h->claim_count; i++) {
        if ((end->holders >> i & 1) != 0)
            sy_buffer_printf(&holders, "%s%s", holders.len > 0 ? " " : "", h->claims[i].code);
    }
    put_root(&root, &end->checkpoint);
    sy_output_say(o, SY_SAY(CLOSE_END, number(end->checkpoint.size, size),
                            sy_buffer_text(&root), sy_buffer_text(&holders)));
    sy_buffer_close(&root);
    sy_buffer_close(&holders);
}

static void put_end(struct sy_output *o, const struct sy_log_histories *h,
                    const struct sy_log_end *end)
{
    struct sy_json_writer *w = sy_output_json(o);
    char root[2 * SY_HASH_BYTES + 1];

    sy_json_name(w, "end");
    if (end == NULL) {
        sy_json_put_null(w);
        return;
    }
    sy_json_begin_object(w);
    sy_output_number(o, "size", end->checkpoint.size);
    sy_hash_hex(&end->checkpoint.root, root);
    sy_output_value(o, "root", root);
    sy_json_name(w, "held_by");
    sy_json_begin_list(w);
    for (size_t i = 0; i < h->claim_count; i++) {
        if ((end->holders >> i & 1) != 0)
            sy_json_put_string(w, h->claims[i].code);
    }
    sy_json_end_list(w);
    sy_json_end_object(w);
}

void sy_log_histories_put(struct sy_output *o, const struct sy_log_histories *h,
                          const struct sy_log_end *end)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_output_value(o, "log", h->log->vkey.name);
    sy_output_value(o, "owner", h->log->node);
    sy_json_name(w, "nodes");
    sy_json_begin_list(w);
    for (size_t i = 0; i < h->claim_count; i++)
        put_claim(o, &h->claims[i]);
    sy_json_end_list(w);
    sy_output_number(o, "histories", h->count);
    sy_output_number(o, "others_asked", sy_log_histories_asked(h));
    sy_output_number(o, "others_needed", sy_log_histories_needed(h));
    put_end(o, h, end);
}
