#include "tools/apply_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "tools/file.h"
#include "tools/state_folder.h"

enum { STATE_BYTES_MAX = 4096, FILE_MODE = 0600 };

#define FORMAT "suyuan-apply/v1"

void sy_apply_chain(struct sy_hash *chain, struct sy_bytes object)
{
    const struct sy_bytes pieces[] = {{chain->bytes, SY_HASH_BYTES}, object};

    *chain = sy_hash_pieces(pieces, 2);
}

static bool hex_read(const char *text, struct sy_hash *out)
{
    for (size_t i = 0; i < SY_HASH_BYTES; i++) {
        unsigned byte;

        if (sscanf(text + 2 * i, "%2x", &byte) != 1)
            return false;
        out->bytes[i] = (uint8_t)byte;
    }
    return true;
}

static enum sy_err parse(const char *text, struct sy_apply_state *state)
{
    char done[2 * SY_HASH_BYTES + 1] = {0};
    char sent[2 * SY_HASH_BYTES + 1] = {0};
    int fields = sscanf(text,
                        FORMAT "\ndone %" SCNu64 " %64s %" SCNu64 "\nsending %" SCNu64
                               " %64s %" SCNu64 " %64s\n",
                        &state->done.objects, done, &state->acts, &state->sent.objects, sent,
                        &state->sent_acts, state->name.hex);

    if ((fields != 3 && fields != 7) || !hex_read(done, &state->done.chain))
        return SY_CORRUPT;
    state->sending = fields == 7;
    return !state->sending || hex_read(sent, &state->sent.chain) ? SY_OK : SY_CORRUPT;
}

enum sy_err sy_apply_state_open(char *(*environment)(const char *variable),
                                const struct sy_hash *network_id, struct sy_bytes principal,
                                const char *file, struct sy_apply_state *out)
{
    char folder[SY_OUTBOX_PATH_BYTES];
    char hex[2 * SY_HASH_BYTES + 1];
    struct sy_buffer text = {.max = STATE_BYTES_MAX};
    char *whole = realpath(file, NULL);
    struct sy_bytes pieces[] = {sy_text("suyuan/apply/v1\n"),
                                {network_id->bytes, SY_HASH_BYTES},
                                principal,
                                sy_text("\n"),
                                sy_text(whole == NULL ? file : whole)};
    struct sy_hash hash = sy_hash_pieces(pieces, sizeof(pieces) / sizeof(pieces[0]));
    enum sy_err err = sy_state_folder(environment, "apply", folder, sizeof(folder));

    free(whole);
    *out = (struct sy_apply_state){.acts = 0};
    sy_hash_hex(&hash, hex);
    if (err == SY_OK)
        err = sy_file_make_directory(folder);
    if (err == SY_OK && snprintf(out->path, sizeof(out->path), "%s/%.32s.state", folder, hex) >=
                            (int)sizeof(out->path))
        err = SY_BAD_FILE;
    if (err == SY_OK)
        err = sy_file_read(out->path, &text);
    if (err == SY_OK)
        err = sy_buffer_text(&text) == NULL ? SY_NO_MEMORY : parse(sy_buffer_text(&text), out);
    sy_buffer_close(&text);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_apply_state_save(const struct sy_apply_state *state)
{
    struct sy_buffer text = {.max = STATE_BYTES_MAX};
    char hex[2 * SY_HASH_BYTES + 1];
    enum sy_err err;

    sy_hash_hex(&state->done.chain, hex);
    sy_buffer_printf(&text, FORMAT "\ndone %" PRIu64 " %s %" PRIu64 "\n", state->done.objects,
                     hex, state->acts);
    sy_hash_hex(&state->sent.chain, hex);
    if (state->sending)
        sy_buffer_printf(&text, "sending %" PRIu64 " %s %" PRIu64 " %s\n", state->sent.objects,
                         hex, state->sent_acts, state->name.hex);
    err = text.err;
    if (err == SY_OK)
        err = sy_file_replace(state->path, FILE_MODE, sy_buffer_bytes(&text));
    sy_buffer_close(&text);
    return err;
}

enum sy_err sy_apply_state_remove(const struct sy_apply_state *state)
{
    return sy_file_remove(state->path);
}
