#include "ledger/refusal.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/checkpoint.h"
#include "ledger/line.h"
#include "ledger/time.h"
#include "proto/utf8.h"

static bool origin_fits(struct sy_bytes origin)
{
    return sy_origin_valid(origin) && !sy_bytes_equal(origin, sy_text(SY_REFUSAL_FORMAT));
}

static bool error_fits(struct sy_bytes name)
{
    if (name.len == 0 || name.len > SY_REFUSAL_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

static bool is_control(uint8_t byte)
{
    return byte < 0x20 || byte == 0x7f;
}

static bool reason_fits(struct sy_bytes reason)
{
    if (reason.len == 0 || reason.len > SY_REFUSAL_REASON_BYTES_MAX || !sy_utf8_valid(reason))
        return false;
    for (size_t i = 0; i < reason.len; i++) {
        if (is_control(reason.data[i]))
            return false;
    }
    return true;
}

/* The text becomes one that fits; what is no text at all leaves a dash. */
static void put_reason(const char *text, char out[SY_REFUSAL_REASON_BYTES_MAX + 1])
{
    struct sy_bytes reason = sy_text(text);

    if (reason.len > SY_REFUSAL_REASON_BYTES_MAX) {
        reason.len = SY_REFUSAL_REASON_BYTES_MAX;
        while (reason.len > 0 && (reason.data[reason.len] & 0xc0) == 0x80)
            reason.len--;
    }
    if (reason.len == 0 || !sy_utf8_valid(reason))
        reason = sy_text("-");
    for (size_t i = 0; i < reason.len; i++)
        out[i] = is_control(reason.data[i]) ? ' ' : (char)reason.data[i];
    out[reason.len] = 0;
}

enum sy_err sy_refusal_make(struct sy_bytes origin, const struct sy_hash *statement_id,
                            int64_t time, uint64_t registry_size, enum sy_err error,
                            const char *reason, struct sy_refusal *out)
{
    struct sy_refusal refusal = {
        .statement_id = *statement_id, .time = time, .registry_size = registry_size};
    struct sy_bytes name = sy_text(sy_err_name(error));
    char text[SY_TIME_TEXT_BYTES];

    if (!origin_fits(origin))
        return SY_BAD_NAME;
    if (sy_time_format(time, text) != SY_OK)
        return SY_BAD_TIME;
    if (error == SY_OK || !error_fits(name))
        return SY_INTERNAL;
    memcpy(refusal.origin, origin.data, origin.len);
    memcpy(refusal.error, name.data, name.len);
    put_reason(reason, refusal.reason);
    *out = refusal;
    return SY_OK;
}

void sy_refusal_put(const struct sy_refusal *refusal, struct sy_buffer *out)
{
    char time[SY_TIME_TEXT_BYTES] = "";

    sy_assert(sy_time_format(refusal->time, time) == SY_OK);
    sy_buffer_printf(out, SY_REFUSAL_FORMAT "\n%s\n", refusal->origin);
    sy_base64_put(out, (struct sy_bytes){refusal->statement_id.bytes, SY_HASH_BYTES});
    sy_buffer_printf(out, "\n%s\n%" PRIu64 "\n%s\n%s\n", time, refusal->registry_size,
                     refusal->error, refusal->reason);
}

/* In the one form that is written. */
static bool read_time(struct sy_bytes text, int64_t *out)
{
    char again[SY_TIME_TEXT_BYTES];

    return sy_time_parse(text, out) == SY_OK && sy_time_format(*out, again) == SY_OK &&
           sy_bytes_equal(text, sy_text(again));
}

enum { FORMAT, ORIGIN, ID, TIME, SIZE, ERROR, REASON, LINES };

enum sy_err sy_refusal_parse(struct sy_bytes text, struct sy_refusal *out)
{
    struct sy_refusal refusal = {0};
    struct sy_bytes line[LINES];

    for (unsigned i = 0; i < LINES; i++) {
        if (!sy_line_cut(&text, '\n', &line[i]))
            return SY_BAD_REFUSAL;
    }
    if (text.len != 0 || !sy_bytes_equal(line[FORMAT], sy_text(SY_REFUSAL_FORMAT)) ||
        !origin_fits(line[ORIGIN]) || !sy_line_hash(line[ID], &refusal.statement_id) ||
        !read_time(line[TIME], &refusal.time) ||
        !sy_line_decimal(line[SIZE], &refusal.registry_size) || !error_fits(line[ERROR]) ||
        !reason_fits(line[REASON]))
        return SY_BAD_REFUSAL;
    memcpy(refusal.origin, line[ORIGIN].data, line[ORIGIN].len);
    memcpy(refusal.error, line[ERROR].data, line[ERROR].len);
    memcpy(refusal.reason, line[REASON].data, line[REASON].len);
    *out = refusal;
    return SY_OK;
}

enum sy_err sy_refusal_sign(const struct sy_refusal *refusal, const struct sy_vkey *vkey,
                            const struct sy_secret_key *key, struct sy_buffer *out)
{
    struct sy_buffer text = {0};
    struct sy_buffer note = {.max = SY_REFUSAL_BYTES_MAX};
    enum sy_err err;

    if (strcmp(refusal->origin, vkey->name) != 0)
        return SY_BAD_NAME;
    if (vkey->type != SY_VKEY_ED25519)
        return SY_BAD_KEY;
    sy_refusal_put(refusal, &text);
    err = text.err;
    if (err == SY_OK)
        err = sy_note_put_text(&note, sy_buffer_bytes(&text));
    if (err == SY_OK)
        err = sy_note_put_signature(&note, sy_buffer_bytes(&text), vkey, key, 0);
    if (err == SY_OK) {
        sy_buffer_put_bytes(out, sy_buffer_bytes(&note));
        err = out->err;
    }
    sy_buffer_close(&text);
    sy_buffer_close(&note);
    return err;
}

/* One signature, by the log that it names. */
static enum sy_err divide(struct sy_bytes bytes, struct sy_note *note, struct sy_refusal *out)
{
    struct sy_refusal refusal;

    if (bytes.len > SY_REFUSAL_BYTES_MAX || sy_note_parse(bytes, note) != SY_OK ||
        sy_refusal_parse(note->text, &refusal) != SY_OK || note->line_count != 1 ||
        !sy_bytes_equal(note->line[0].name, sy_text(refusal.origin)))
        return SY_BAD_REFUSAL;
    *out = refusal;
    return SY_OK;
}

enum sy_err sy_refusal_read(struct sy_bytes note, struct sy_refusal *out)
{
    struct sy_note divided;

    return divide(note, &divided, out);
}

enum sy_err sy_refusal_open(struct sy_bytes note, const struct sy_vkey *log,
                            struct sy_refusal *out)
{
    struct sy_note_signers signers;
    struct sy_refusal refusal;
    struct sy_note divided;
    enum sy_err err = divide(note, &divided, &refusal);

    if (err == SY_OK &&
        (log->type != SY_VKEY_ED25519 || strcmp(refusal.origin, log->name) != 0))
        err = SY_BAD_REFUSAL;
    if (err == SY_OK)
        err = sy_note_verify(&divided, log, 1, &signers);
    if (err == SY_OK)
        *out = refusal;
    return err;
}

bool sy_refusal_begins(struct sy_bytes bytes)
{
    static const char first[] = SY_REFUSAL_FORMAT "\n";

    return bytes.len >= sizeof(first) - 1 && memcmp(bytes.data, first, sizeof(first) - 1) == 0;
}
