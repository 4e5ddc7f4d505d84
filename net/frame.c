#include "net/frame.h"

#include <string.h>

void sy_frame_message_close(struct sy_frame_message *message)
{
    if (message == NULL)
        return;
    sy_buffer_close(&message->payload);
    *message = (struct sy_frame_message){0};
}

size_t sy_frame_message_max(uint8_t type)
{
    if ((type & SY_FRAME_REPLY) != 0)
        return SY_REPLY_BYTES_MAX;
    return type == SY_FRAME_APPEND ? SY_SUBMISSION_BYTES_MAX : SY_REQUEST_BYTES_MAX;
}

void sy_frame_reader_init(struct sy_frame_reader *reader, enum sy_frame_side side)
{
    *reader = (struct sy_frame_reader){.side = side, .reason = ""};
}

static enum sy_err refuse(struct sy_frame_reader *reader, enum sy_err err, const char *reason)
{
    sy_frame_reader_close(reader);
    reader->err = err;
    reader->reason = reason;
    return err;
}

static struct sy_frame_assembly *find(struct sy_frame_reader *reader, uint64_t id)
{
    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        if (reader->assembly[i].used && reader->assembly[i].id == id)
            return &reader->assembly[i];
    }
    return NULL;
}

/* A slot for a message that begins. Chunked ones leave one free, so that a message of a single
 * frame always finds it. */
static struct sy_frame_assembly *begin(struct sy_frame_reader *reader, bool chunked)
{
    struct sy_frame_assembly *slot = NULL;
    size_t used = 0;

    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        if (reader->assembly[i].used)
            used++;
        else
            slot = &reader->assembly[i];
    }
    sy_assert(used <= SY_FRAME_ASSEMBLIES_MAX);
    return chunked && used == SY_FRAME_ASSEMBLIES_MAX ? NULL : slot;
}

static enum sy_err check_type(struct sy_frame_reader *reader, uint8_t type, uint64_t id,
                              uint16_t flags)
{
    bool reply = (type & SY_FRAME_REPLY) != 0;

    if (type == 0 || reply != (reader->side == SY_FRAME_REPLIES))
        return refuse(reader, SY_BAD_ENCODING, "a type that goes the other way");
    if (id == 0 && type != SY_FRAME_ERROR)
        return refuse(reader, SY_BAD_ENCODING, "request id 0");
    if ((flags & ~(SY_FRAME_MORE | SY_FRAME_END)) != 0)
        return refuse(reader, SY_BAD_ENCODING, "unknown flags");
    if (flags == (SY_FRAME_MORE | SY_FRAME_END))
        return refuse(reader, SY_BAD_ENCODING, "a message that both goes on and ends");
    if (!reply && (flags & SY_FRAME_END) != 0)
        return refuse(reader, SY_BAD_ENCODING, "END in a request");
    return SY_OK;
}

/* The header is whole: what it says, checked against what is under assembly. */
static enum sy_err take_header(struct sy_frame_reader *reader)
{
    const uint8_t *h = reader->header;
    uint32_t length = sy_get_u32be(h);
    uint8_t type = h[5];
    uint16_t flags = sy_get_u16be(h + 6);
    uint64_t id = sy_get_u64be(h + 8);
    size_t payload;
    struct sy_frame_assembly *a;
    enum sy_err err;

    reader->reason_id = 0;
    if (h[4] != SY_FRAME_VERSION)
        return refuse(reader, SY_BAD_VERSION, "frames of another version");
    reader->reason_id = id;
    if (length < SY_FRAME_HEADER_BYTES || length > SY_FRAME_BYTES_MAX)
        return refuse(reader, SY_LIMIT, "a frame's length is out of bounds");
    payload = length - SY_FRAME_HEADER_BYTES;
    err = check_type(reader, type, id, flags);
    if (err != SY_OK)
        return err;
    if ((flags & SY_FRAME_MORE) != 0 && payload == 0)
        return refuse(reader, SY_BAD_ENCODING, "an empty chunk");
    a = find(reader, id);
    if (a != NULL && a->type != type)
        return refuse(reader, SY_BAD_ENCODING, "a message changes its type between chunks");
    if (a == NULL) {
        a = begin(reader, (flags & SY_FRAME_MORE) != 0);
        if (a == NULL)
            return refuse(reader, SY_LIMIT, "too many messages begun and not ended");
        *a = (struct sy_frame_assembly){.used = true,
                                        .type = type,
                                        .id = id,
                                        .started_ms = reader->started_ms,
                                        .payload = {.max = sy_frame_message_max(type)}};
    }
    if (payload > a->payload.max - a->payload.len)
        return refuse(reader, SY_LIMIT, "the message is too long for its type");
    a->progress_ms = reader->progress_ms;
    reader->current = a;
    reader->flags = flags;
    reader->payload_left = payload;
    return SY_OK;
}

/* Move up to len bytes off the front of *bytes. */
static struct sy_bytes cut(struct sy_bytes *bytes, size_t len)
{
    struct sy_bytes front = {bytes->data, len < bytes->len ? len : bytes->len};

    if (front.len > 0) {
        bytes->data += front.len;
        bytes->len -= front.len;
    }
    return front;
}

static void take_header_bytes(struct sy_frame_reader *reader, struct sy_bytes *bytes,
                              uint64_t now_ms)
{
    struct sy_bytes front = cut(bytes, SY_FRAME_HEADER_BYTES - reader->header_len);

    if (front.len == 0)
        return;
    if (reader->header_len == 0)
        reader->started_ms = now_ms;
    reader->progress_ms = now_ms;
    memcpy(reader->header + reader->header_len, front.data, front.len);
    reader->header_len += front.len;
}

static enum sy_err take_payload(struct sy_frame_reader *reader, struct sy_bytes *bytes,
                                uint64_t now_ms)
{
    struct sy_frame_assembly *a = reader->current;
    struct sy_bytes front = cut(bytes, reader->payload_left);

    if (front.len == 0)
        return SY_OK;
    sy_buffer_put_bytes(&a->payload, front);
    if (a->payload.err != SY_OK)
        return refuse(reader, SY_NO_MEMORY, "out of memory");
    a->progress_ms = now_ms;
    reader->payload_left -= front.len;
    return SY_OK;
}

/* The frame is whole: true when its message is. */
static bool end_frame(struct sy_frame_reader *reader, struct sy_frame_message *out)
{
    struct sy_frame_assembly *a = reader->current;

    sy_assert(a->used);
    sy_assert(reader->payload_left == 0);
    reader->header_len = 0;
    reader->current = NULL;
    if ((reader->flags & SY_FRAME_MORE) != 0)
        return false;
    *out = (struct sy_frame_message){a->type, reader->flags, a->id, a->payload};
    *a = (struct sy_frame_assembly){0};
    return true;
}

enum sy_err sy_frame_reader_take(struct sy_frame_reader *reader, struct sy_bytes *bytes,
                                 uint64_t now_ms, struct sy_frame_message *out)
{
    enum sy_err err = reader->err;

    while (err == SY_OK) {
        if (reader->current == NULL) {
            take_header_bytes(reader, bytes, now_ms);
            if (reader->header_len < SY_FRAME_HEADER_BYTES)
                return SY_NOT_FOUND;
            err = take_header(reader);
        }
        if (err == SY_OK)
            err = take_payload(reader, bytes, now_ms);
        if (err == SY_OK && reader->payload_left > 0)
            return SY_NOT_FOUND;
        if (err == SY_OK && end_frame(reader, out))
            return SY_OK;
    }
    return err;
}

size_t sy_frame_reader_held(const struct sy_frame_reader *reader)
{
    size_t held = 0;

    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++)
        held += reader->assembly[i].payload.len;
    return held;
}

bool sy_frame_reader_pending(const struct sy_frame_reader *reader)
{
    if (reader->header_len > 0)
        return true;
    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        if (reader->assembly[i].used)
            return true;
    }
    return false;
}

static bool expired(uint64_t started_ms, uint64_t progress_ms, uint64_t now_ms)
{
    return now_ms >= progress_ms + SY_FRAME_STALL_MS ||
           now_ms >= started_ms + SY_FRAME_MESSAGE_MS;
}

enum sy_err sy_frame_reader_expire(struct sy_frame_reader *reader, uint64_t now_ms)
{
    if (reader->err != SY_OK)
        return SY_OK;
    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        const struct sy_frame_assembly *a = &reader->assembly[i];

        if (a->used && expired(a->started_ms, a->progress_ms, now_ms)) {
            reader->reason_id = a->id;
            return refuse(reader, SY_TIMEOUT, "the rest of a message did not come in time");
        }
    }
    if (reader->current == NULL && reader->header_len > 0 &&
        expired(reader->started_ms, reader->progress_ms, now_ms)) {
        reader->reason_id = 0;
        return refuse(reader, SY_TIMEOUT, "the rest of a frame did not come in time");
    }
    return SY_OK;
}

void sy_frame_reader_delay(struct sy_frame_reader *reader, uint64_t ms)
{
    reader->started_ms += ms;
    reader->progress_ms += ms;
    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        reader->assembly[i].started_ms += ms;
        reader->assembly[i].progress_ms += ms;
    }
}

void sy_frame_reader_close(struct sy_frame_reader *reader)
{
    for (size_t i = 0; i < SY_FRAME_ASSEMBLIES_MAX + 1; i++) {
        sy_buffer_close(&reader->assembly[i].payload);
        reader->assembly[i] = (struct sy_frame_assembly){0};
    }
    reader->header_len = 0;
    reader->payload_left = 0;
    reader->current = NULL;
}

static void put_frame(struct sy_buffer *to, uint8_t type, uint16_t flags, uint64_t id,
                      struct sy_bytes payload)
{
    uint8_t header[SY_FRAME_HEADER_BYTES];

    sy_assert(payload.len <= SY_FRAME_PAYLOAD_BYTES_MAX);
    sy_put_u32be(header, (uint32_t)(SY_FRAME_HEADER_BYTES + payload.len));
    header[4] = SY_FRAME_VERSION;
    header[5] = type;
    sy_put_u16be(header + 6, flags);
    sy_put_u64be(header + 8, id);
    sy_buffer_put(to, header, sizeof(header));
    sy_buffer_put_bytes(to, payload);
}

void sy_frame_put(struct sy_buffer *to, uint8_t type, uint16_t flags, uint64_t id,
                  struct sy_bytes payload)
{
    sy_assert(payload.len <= sy_frame_message_max(type));
    sy_assert((flags & ~SY_FRAME_END) == 0);
    while (payload.len > SY_FRAME_PAYLOAD_BYTES_MAX)
        put_frame(to, type, SY_FRAME_MORE, id, cut(&payload, SY_FRAME_PAYLOAD_BYTES_MAX));
    put_frame(to, type, flags, id, payload);
}
