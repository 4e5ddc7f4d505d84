#include "ledger/witness.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/line.h"

void sy_witness_request_put(const struct sy_witness_request *request, struct sy_buffer *to)
{
    sy_buffer_printf(to, "old %" PRIu64 "\n", request->old_size);
    for (size_t i = 0; i < request->proof.count; i++) {
        sy_base64_put(to, (struct sy_bytes){request->proof.hash[i].bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(to, '\n');
    }
    sy_buffer_put_u8(to, '\n');
    sy_buffer_put_bytes(to, request->note);
}

/* The hashes and the empty line behind them. */
static enum sy_err read_proof(struct sy_bytes *rest, struct sy_merkle_proof *out)
{
    struct sy_bytes line;

    out->count = 0;
    while (sy_line_cut(rest, '\n', &line)) {
        if (line.len == 0)
            return SY_OK;
        if (out->count == SY_PROOF_HASHES_MAX)
            return SY_LIMIT;
        if (!sy_line_hash(line, &out->hash[out->count++]))
            return SY_BAD_ENCODING;
    }
    return SY_BAD_ENCODING;
}

enum sy_err sy_witness_request_read(struct sy_bytes bytes, struct sy_witness_request *out)
{
    struct sy_witness_request request;
    struct sy_bytes rest = bytes;
    struct sy_bytes line;
    struct sy_bytes word;
    enum sy_err err;

    if (bytes.len > SY_WITNESS_REQUEST_BYTES_MAX)
        return SY_LIMIT;
    if (!sy_line_cut(&rest, '\n', &line) || !sy_line_cut(&line, ' ', &word) ||
        !sy_bytes_equal(word, sy_text("old")) || !sy_line_decimal(line, &request.old_size))
        return SY_BAD_ENCODING;
    err = read_proof(&rest, &request.proof);
    if (err != SY_OK)
        return err;
    request.note = rest;
    *out = request;
    return SY_OK;
}

struct sy_bytes sy_witness_request_origin(const struct sy_witness_request *request)
{
    struct sy_bytes rest = request->note;
    struct sy_bytes origin;

    return sy_line_cut(&rest, '\n', &origin) ? origin : (struct sy_bytes){NULL, 0};
}

static void answer(struct sy_witness_answer *out, enum sy_witness_status status,
                   const struct sy_witness_state *state)
{
    out->status = status;
    out->state = *state;
}

/* Before any key is asked for: the note and the checkpoint in it can be read. */
static bool readable(const struct sy_witness_request *request)
{
    struct sy_checkpoint checkpoint;
    struct sy_bytes rest;
    struct sy_bytes line;
    struct sy_note note;

    if (sy_note_parse(request->note, &note) != SY_OK)
        return false;
    /* An empty tree with another root is read as far as its size, for it has a status of its
     * own. */
    if (sy_checkpoint_parse(note.text, &checkpoint) == SY_OK)
        return true;
    rest = note.text;
    return sy_line_cut(&rest, '\n', &line) && sy_origin_valid(line) &&
           sy_line_cut(&rest, '\n', &line) && sy_bytes_equal(line, sy_text("0")) &&
           sy_line_cut(&rest, '\n', &line) && rest.len == 0 &&
           sy_line_hash(line, &checkpoint.root);
}

static enum sy_err check_signature(const struct sy_witness_request *request,
                                   const struct sy_vkey *log, struct sy_note_signers *signers)
{
    struct sy_note note;
    enum sy_err err = sy_note_parse(request->note, &note);

    return err == SY_OK ? sy_note_verify(&note, log, 1, signers) : err;
}

static bool consistent(const struct sy_witness_request *request,
                       const struct sy_witness_state *state,
                       const struct sy_checkpoint *checkpoint)
{
    if (state->size == 0)
        return request->proof.count == 0;
    return sy_merkle_verify_consistency(&state->root, state->size, &checkpoint->root,
                                        checkpoint->size, request->proof.hash,
                                        request->proof.count) == SY_OK;
}

enum sy_err sy_witness_decide(const struct sy_witness_request *request,
                              const struct sy_vkey *log, const struct sy_witness_state *state,
                              struct sy_witness_answer *out)
{
    struct sy_signed_checkpoint signed_one;
    struct sy_note_signers signers;
    struct sy_witness_state next;
    enum sy_err err;

    memset(out, 0, sizeof(*out));
    if (!readable(request)) {
        answer(out, SY_WITNESS_UNREADABLE, state);
        return SY_OK;
    }
    if (log == NULL) {
        answer(out, SY_WITNESS_UNKNOWN_LOG, state);
        return SY_OK;
    }
    err = check_signature(request, log, &signers);
    if (err != SY_OK && sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    if (err != SY_OK) {
        answer(out, SY_WITNESS_UNSIGNED, state);
        return SY_OK;
    }
    err = sy_signed_checkpoint_open(request->note, log, &signed_one);
    if (err != SY_OK && sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    if (err != SY_OK) { /* signed, and a checkpoint but for an empty tree's root */
        answer(out, request->old_size > 0 ? SY_WITNESS_UNREADABLE : SY_WITNESS_INCONSISTENT,
               state);
        return SY_OK;
    }
    out->checkpoint = signed_one;
    next = (struct sy_witness_state){signed_one.checkpoint.size, signed_one.checkpoint.root};
    if (request->old_size > next.size) {
        answer(out, SY_WITNESS_UNREADABLE, state);
    } else if (request->old_size != state->size) {
        answer(out, SY_WITNESS_OTHER_SIZE, state);
    } else if (!consistent(request, state, &signed_one.checkpoint)) {
        answer(out, SY_WITNESS_INCONSISTENT, state);
        out->fork = next.size == state->size && !sy_hash_equal(&next.root, &state->root);
    } else {
        answer(out, SY_WITNESS_COSIGN, &next);
    }
    return SY_OK;
}

enum sy_err sy_witness_cosign(const struct sy_checkpoint *checkpoint,
                              const struct sy_vkey *cosigner, const struct sy_secret_key *key,
                              uint64_t time_s, struct sy_buffer *out)
{
    struct sy_buffer text = {0};
    enum sy_err err;

    if (cosigner->type != SY_VKEY_COSIGNATURE)
        return SY_BAD_KEY;
    sy_checkpoint_put(checkpoint, &text);
    err = text.err;
    if (err == SY_OK)
        err = sy_note_put_signature(out, sy_buffer_bytes(&text), cosigner, key, time_s);
    sy_buffer_close(&text);
    return err;
}
