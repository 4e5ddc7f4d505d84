#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/evidence.h"
#include "ledger/line.h"

/* The next line when it begins with that word: what stands behind it. */
static bool take_word(struct sy_bytes *rest, const char *word, struct sy_bytes *out)
{
    struct sy_bytes after = *rest;
    struct sy_bytes line;
    size_t len = strlen(word);

    if (!sy_line_cut(&after, '\n', &line) || line.len < len ||
        memcmp(line.data, word, len) != 0)
        return false;
    *out = (struct sy_bytes){line.data + len, line.len - len};
    *rest = after;
    return true;
}

static enum sy_err read_hashes(struct sy_bytes *rest, struct sy_merkle_proof *out)
{
    struct sy_bytes field;

    out->count = 0;
    while (take_word(rest, "hash ", &field)) {
        if (out->count == SY_PROOF_HASHES_MAX)
            return SY_LIMIT;
        if (!sy_line_hash(field, &out->hash[out->count]))
            return SY_BAD_FILE;
        out->count++;
    }
    return SY_OK;
}

static enum sy_err read_step(struct sy_bytes field, struct sy_bytes *rest,
                             struct sy_evidence_step *out)
{
    struct sy_bytes size;

    if (!sy_line_cut(&field, ' ', &size) || !sy_line_decimal(size, &out->size) ||
        !sy_line_hash(field, &out->root))
        return SY_BAD_FILE;
    return read_hashes(rest, &out->proof);
}

static enum sy_err read_note(const struct sy_network *network, struct sy_bytes note,
                             struct sy_signed_checkpoint *out)
{
    struct sy_bytes rest = note;
    struct sy_bytes origin;
    const struct sy_network_log *log = NULL;
    enum sy_err err;

    if (sy_line_cut(&rest, '\n', &origin))
        log = sy_network_log(network, origin);
    if (log == NULL)
        return SY_UNKNOWN_KEY;
    err = sy_signed_checkpoint_open(note, &log->vkey, out);
    if (err != SY_OK)
        return err;
    /* With the log's own line alone. */
    return sy_bytes_equal(sy_signed_checkpoint_note(out), note) ? SY_OK : SY_BAD_FILE;
}

static enum sy_err read_tree(const struct sy_network *network, struct sy_bytes field,
                             struct sy_bytes *rest, struct sy_evidence_tree *out)
{
    struct sy_bytes note;
    uint64_t len;
    enum sy_err err;

    if (!sy_line_decimal(field, &len) || len > rest->len ||
        len > SY_SIGNED_CHECKPOINT_BYTES_MAX)
        return SY_BAD_FILE;
    note = (struct sy_bytes){rest->data, (size_t)len};
    *rest = (struct sy_bytes){rest->data + len, rest->len - (size_t)len};
    err = read_note(network, note, &out->checkpoint);
    while (err == SY_OK && take_word(rest, "step ", &field)) {
        if (out->step_count == SY_EVIDENCE_STEPS_MAX)
            return SY_LIMIT;
        err = read_step(field, rest, &out->steps[out->step_count++]);
    }
    return err;
}

static enum sy_err read_entry(struct sy_bytes field, struct sy_bytes *rest,
                              struct sy_evidence_entry *out)
{
    enum sy_err err;

    if (!sy_line_decimal(field, &out->index) || !take_word(rest, "entry ", &field))
        return SY_BAD_FILE;
    err = sy_base64_decode(field, &out->bytes);
    if (err == SY_BAD_ENCODING)
        return SY_BAD_FILE;
    return err == SY_OK ? read_hashes(rest, &out->path) : err;
}

static bool read_kind(struct sy_bytes *rest, struct sy_evidence *out)
{
    struct sy_bytes field;

    if (take_word(rest, "fork", &field)) {
        out->kind = SY_EVIDENCE_FORK;
        return field.len == 0;
    }
    if (!take_word(rest, "entry V", &field) || field.len != 1 || field.data[0] < '1' ||
        field.data[0] > '0' + SY_EVIDENCE_RULES)
        return false;
    out->kind = SY_EVIDENCE_ENTRY;
    out->rule = (unsigned)(field.data[0] - '0');
    return true;
}

static enum sy_err read_all(const struct sy_network *network, struct sy_bytes rest,
                            struct sy_evidence *out)
{
    struct sy_bytes field;
    enum sy_err err = SY_OK;

    if (!take_word(&rest, SY_EVIDENCE_FORMAT, &field) || field.len != 0)
        return SY_BAD_VERSION;
    if (!read_kind(&rest, out))
        return SY_BAD_FILE;
    while (err == SY_OK && out->tree_count < 2 && take_word(&rest, "tree ", &field))
        err = read_tree(network, field, &rest, &out->trees[out->tree_count++]);
    while (err == SY_OK && out->entry_count < 2 && take_word(&rest, "index ", &field))
        err = read_entry(field, &rest, &out->entries[out->entry_count++]);
    if (err != SY_OK)
        return err;
    return rest.len == 0 && out->tree_count > 0 ? SY_OK : SY_BAD_FILE;
}

/* Numbers, hashes and base64 have one spelling each and lines one order, so that this can only
 * fail where a reader is wrong; it is cheap beside the signatures. */
static enum sy_err check_text(const struct sy_evidence *evidence, struct sy_bytes text)
{
    struct sy_buffer again = {0};
    enum sy_err err;

    sy_evidence_put(evidence, &again);
    err = again.err;
    if (err == SY_OK && !sy_bytes_equal(sy_buffer_bytes(&again), text))
        err = SY_BAD_FILE;
    sy_buffer_close(&again);
    return err;
}

enum sy_err sy_evidence_read(const struct sy_network *network, struct sy_bytes text,
                             struct sy_evidence *out)
{
    struct sy_evidence evidence = {0};
    enum sy_err err;

    if (text.len > SY_EVIDENCE_BYTES_MAX)
        return SY_LIMIT;
    err = read_all(network, text, &evidence);
    if (err == SY_OK)
        err = check_text(&evidence, text);
    if (err == SY_OK)
        *out = evidence;
    else
        sy_evidence_close(&evidence);
    return err;
}
