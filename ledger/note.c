#include "ledger/note.h"

#include <string.h>

#include "ledger/base64.h"
#include "ledger/cosignature.h"
#include "ledger/line.h"
#include "proto/utf8.h"

/* U+2014 and a space. */
static const char dash[] = "\xe2\x80\x94 ";

enum {
    DASH_BYTES = sizeof(dash) - 1,
    /* The longest signature that a key of ours makes, with its key id. */
    BLOB_BYTES_MAX = SY_KEY_ID_BYTES + SY_COSIGNATURE_BYTES
};

static bool has_control(struct sy_bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 && text.data[i] != '\n')
            return true;
    }
    return false;
}

enum sy_err sy_note_check_text(struct sy_bytes text)
{
    if (text.len > SY_NOTE_BYTES_MAX)
        return SY_LIMIT;
    if (text.len == 0 || text.data[text.len - 1] != '\n')
        return SY_BAD_NOTE;
    return has_control(text) || !sy_utf8_valid(text) ? SY_BAD_NOTE : SY_OK;
}

/* line has no newline; a newline stands behind it. */
static bool parse_line(struct sy_bytes line, struct sy_note_line *out)
{
    struct sy_bytes rest = line;
    struct sy_bytes name;
    uint8_t first[6]; /* of the blob: eight digits without padding */
    size_t len;

    if (line.len < DASH_BYTES || memcmp(line.data, dash, DASH_BYTES) != 0)
        return false;
    rest.data += DASH_BYTES;
    rest.len -= DASH_BYTES;
    if (!sy_line_cut(&rest, ' ', &name) || !sy_vkey_name_valid(name))
        return false;
    if (sy_base64_check(rest, &len) != SY_OK || len <= SY_KEY_ID_BYTES)
        return false;
    len = len < sizeof(first) ? len : sizeof(first);
    if (sy_base64_decode_exact((struct sy_bytes){rest.data, 8}, first, len) != SY_OK)
        return false;
    out->name = name;
    out->key_id = sy_get_u32be(first);
    out->base64 = rest;
    out->whole = (struct sy_bytes){line.data, line.len + 1};
    return true;
}

/* Where the signatures begin, behind the last empty line; 0 when there is none. */
static size_t find_signatures(struct sy_bytes note)
{
    for (size_t end = note.len; end >= 2; end--) {
        if (note.data[end - 1] == '\n' && note.data[end - 2] == '\n')
            return end;
    }
    return 0;
}

enum sy_err sy_note_parse(struct sy_bytes bytes, struct sy_note *out)
{
    size_t at = find_signatures(bytes);
    struct sy_note note = {0};
    struct sy_bytes rest;
    struct sy_bytes line;
    enum sy_err err = sy_note_check_text(bytes);

    if (err != SY_OK)
        return err;
    if (at == 0 || at == bytes.len)
        return SY_BAD_NOTE;
    note.text = (struct sy_bytes){bytes.data, at - 1};
    rest = (struct sy_bytes){bytes.data + at, bytes.len - at};
    while (sy_line_cut(&rest, '\n', &line)) {
        if (note.line_count == SY_NOTE_SIGNATURES_MAX)
            return SY_LIMIT;
        if (!parse_line(line, &note.line[note.line_count]))
            return SY_BAD_NOTE;
        note.line_count++;
    }
    *out = note;
    return SY_OK;
}

static bool is_of(const struct sy_note_line *line, const struct sy_vkey *vkey)
{
    return line->key_id == vkey->id && sy_bytes_equal(line->name, sy_text(vkey->name));
}

/* The known key of a line; known_count when there is none. SY_BAD_KEY when it could be two. */
static enum sy_err find_known(const struct sy_note_line *line, const struct sy_vkey *known,
                              size_t known_count, size_t *out)
{
    size_t found = known_count;

    for (size_t i = 0; i < known_count; i++) {
        if (!is_of(line, &known[i]))
            continue;
        if (found != known_count)
            return SY_BAD_KEY;
        found = i;
    }
    *out = found;
    return SY_OK;
}

static bool seen(const struct sy_note_signers *signers, size_t known)
{
    for (size_t i = 0; i < signers->count; i++) {
        if (signers->by[i].known == known)
            return true;
    }
    return false;
}

static enum sy_err verify_line(struct sy_bytes text, const struct sy_note_line *line,
                               const struct sy_vkey *vkey, uint64_t *time_s)
{
    bool timed = vkey->type == SY_VKEY_COSIGNATURE;
    size_t len = timed ? SY_COSIGNATURE_BYTES : SY_SIGNATURE_BYTES;
    uint8_t blob[BLOB_BYTES_MAX];
    struct sy_bytes signature = {blob + SY_KEY_ID_BYTES, len};

    if (sy_base64_decode_exact(line->base64, blob, SY_KEY_ID_BYTES + len) != SY_OK)
        return SY_BAD_SIGNATURE;
    if (timed)
        return sy_cosignature_verify(&vkey->key, text, signature, time_s);
    return sy_verify(&vkey->key, text, signature);
}

enum sy_err sy_note_verify(const struct sy_note *note, const struct sy_vkey *known,
                           size_t known_count, struct sy_note_signers *out)
{
    struct sy_note_signers signers = {0};

    for (size_t i = 0; i < note->line_count; i++) {
        uint64_t time_s = 0;
        size_t k;
        enum sy_err err = find_known(&note->line[i], known, known_count, &k);

        if (err != SY_OK)
            return err;
        if (k == known_count || seen(&signers, k))
            continue;
        err = verify_line(note->text, &note->line[i], &known[k], &time_s);
        if (err != SY_OK)
            return err;
        signers.by[signers.count].known = k;
        signers.by[signers.count].line = i;
        signers.by[signers.count].time_s = time_s;
        signers.count++;
    }
    if (signers.count == 0)
        return SY_UNKNOWN_KEY;
    *out = signers;
    return SY_OK;
}

enum sy_err sy_note_put_text(struct sy_buffer *out, struct sy_bytes text)
{
    enum sy_err err = sy_note_check_text(text);
    uint8_t *to;

    if (err != SY_OK)
        return err;
    to = sy_buffer_reserve(out, text.len + 1);
    if (to == NULL)
        return out->err;
    memcpy(to, text.data, text.len);
    to[text.len] = '\n';
    sy_buffer_grew(out, text.len + 1);
    return SY_OK;
}

/* Key id and signature; how many bytes they are. */
static enum sy_err make_blob(struct sy_bytes text, const struct sy_vkey *vkey,
                             const struct sy_secret_key *key, uint64_t time_s,
                             uint8_t blob[BLOB_BYTES_MAX], size_t *len)
{
    sy_put_u32be(blob, vkey->id);
    if (vkey->type == SY_VKEY_COSIGNATURE) {
        *len = SY_KEY_ID_BYTES + SY_COSIGNATURE_BYTES;
        return sy_cosignature_sign(key, text, time_s, blob + SY_KEY_ID_BYTES);
    }
    *len = SY_KEY_ID_BYTES + SY_SIGNATURE_BYTES;
    sy_sign(key, text, blob + SY_KEY_ID_BYTES);
    return SY_OK;
}

enum sy_err sy_note_put_signature(struct sy_buffer *out, struct sy_bytes text,
                                  const struct sy_vkey *vkey, const struct sy_secret_key *key,
                                  uint64_t time_s)
{
    uint8_t blob[BLOB_BYTES_MAX];
    size_t before = out->len;
    size_t len;
    enum sy_err err;

    if (!sy_public_key_equal(&vkey->key, &key->public_key))
        return SY_BAD_KEY;
    err = make_blob(text, vkey, key, time_s, blob, &len);
    if (err != SY_OK)
        return err;
    sy_buffer_printf(out, "%s%s ", dash, vkey->name);
    sy_base64_put(out, (struct sy_bytes){blob, len});
    sy_buffer_put_u8(out, '\n');
    if (out->err != SY_OK)
        out->len = before; /* no half a line */
    return out->err;
}
