#include "ledger/tlog_proof.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/line.h"

static const char first_line[] = "c2sp.org/tlog-proof@v1";

static void put(struct sy_buffer *out, struct sy_bytes extra, uint64_t index,
                const struct sy_merkle_proof *path, struct sy_bytes note)
{
    sy_buffer_printf(out, "%s\n", first_line);
    if (extra.len > 0) {
        sy_buffer_put_text(out, "extra ");
        sy_base64_put(out, extra);
        sy_buffer_put_u8(out, '\n');
    }
    sy_buffer_printf(out, "index %" PRIu64 "\n", index);
    for (size_t i = 0; i < path->count; i++) {
        sy_base64_put(out, (struct sy_bytes){path->hash[i].bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(out, '\n');
    }
    sy_buffer_put_u8(out, '\n');
    sy_buffer_put_bytes(out, note);
}

enum sy_err sy_tlog_proof_put(struct sy_buffer *out, struct sy_bytes extra, uint64_t index,
                              const struct sy_merkle_proof *path, struct sy_bytes note)
{
    size_t before = out->len;

    sy_assert(path->count <= SY_PROOF_HASHES_MAX);
    if (extra.len > SY_TLOG_PROOF_EXTRA_BYTES_MAX || note.len > SY_NOTE_BYTES_MAX)
        return SY_LIMIT;
    put(out, extra, index, path, note);
    if (out->err != SY_OK)
        out->len = before;
    return out->err;
}

/* What stands behind the word that begins the line. */
static bool after_word(struct sy_bytes line, const char *word, struct sy_bytes *rest)
{
    size_t len = strlen(word);

    if (line.len < len || memcmp(line.data, word, len) != 0)
        return false;
    *rest = (struct sy_bytes){line.data + len, line.len - len};
    return true;
}

static enum sy_err parse_extra(struct sy_bytes text, struct sy_bytes *out)
{
    size_t len;

    /* No extra has one spelling: no line. */
    if (sy_base64_check(text, &len) != SY_OK || len == 0)
        return SY_BAD_PROOF;
    if (len > SY_TLOG_PROOF_EXTRA_BYTES_MAX)
        return SY_LIMIT;
    *out = text;
    return SY_OK;
}

/* The hashes and the empty line behind them. */
static enum sy_err parse_path(struct sy_bytes *rest, struct sy_merkle_proof *path)
{
    struct sy_bytes line;

    while (sy_line_cut(rest, '\n', &line)) {
        if (line.len == 0)
            return SY_OK;
        if (path->count == SY_PROOF_HASHES_MAX)
            return SY_LIMIT;
        if (!sy_line_hash(line, &path->hash[path->count]))
            return SY_BAD_PROOF;
        path->count++;
    }
    return SY_BAD_PROOF;
}

enum sy_err sy_tlog_proof_parse(struct sy_bytes file, struct sy_tlog_proof *out)
{
    struct sy_tlog_proof proof = {0};
    struct sy_bytes rest = file;
    struct sy_bytes line;
    struct sy_bytes field;
    enum sy_err err = SY_OK;

    if (file.len > SY_RECEIPT_FILE_BYTES_MAX)
        return SY_LIMIT;
    if (!sy_line_cut(&rest, '\n', &line) || !sy_bytes_equal(line, sy_text(first_line)))
        return SY_BAD_VERSION;
    if (!sy_line_cut(&rest, '\n', &line))
        return SY_BAD_PROOF;
    if (after_word(line, "extra ", &field)) {
        err = parse_extra(field, &proof.extra);
        if (err == SY_OK && !sy_line_cut(&rest, '\n', &line))
            err = SY_BAD_PROOF;
    }
    if (err == SY_OK &&
        (!after_word(line, "index ", &field) || !sy_line_decimal(field, &proof.index)))
        err = SY_BAD_PROOF;
    if (err == SY_OK)
        err = parse_path(&rest, &proof.path);
    if (err == SY_OK && rest.len > SY_NOTE_BYTES_MAX)
        err = SY_LIMIT;
    if (err != SY_OK)
        return err;
    proof.note = rest;
    *out = proof;
    return SY_OK;
}
