/* Frames of a peer that sends anything: the reader never holds more than it may, gives the same
 * messages whatever the bytes are cut into, and what it gives is written as it can be read
 * again.
 *
 * Input: the first byte says how the rest is cut and which side reads it. */
#include "ledger/hash.h"
#include "net/error_reply.h"
#include "net/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What came of a run. */
struct outcome {
    enum sy_err err;
    size_t messages;
    struct sy_hash digest; /* over every message, in order */
};

static void note(struct outcome *o, const struct sy_frame_message *m)
{
    uint8_t head[11];

    head[0] = m->type;
    sy_put_u16be(head + 1, m->flags);
    sy_put_u64be(head + 3, m->id);
    o->digest = sy_hash_pieces((struct sy_bytes[]){{o->digest.bytes, sizeof(o->digest.bytes)},
                                                   {head, sizeof(head)},
                                                   sy_buffer_bytes(&m->payload)},
                               3);
    o->messages++;
}

/* Written and read again it is the same message. */
static void again(const struct sy_frame_message *m, enum sy_frame_side side)
{
    struct sy_frame_reader reader;
    struct sy_buffer frames = {0};
    struct sy_frame_message copy = {0};
    struct sy_bytes rest;
    enum sy_err err;

    sy_frame_put(&frames, m->type, m->flags, m->id, sy_buffer_bytes(&m->payload));
    rest = sy_buffer_bytes(&frames);
    sy_frame_reader_init(&reader, side);
    err = sy_frame_reader_take(&reader, &rest, 0, &copy);
    sy_assert(err == SY_OK);
    sy_assert(rest.len == 0);
    sy_assert(copy.type == m->type);
    sy_assert(copy.flags == m->flags);
    sy_assert(copy.id == m->id);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&copy.payload), sy_buffer_bytes(&m->payload)));
    sy_frame_message_close(&copy);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&frames);
}

static void check_message(const struct sy_frame_message *m, enum sy_frame_side side)
{
    struct sy_error_reply error;

    sy_assert(m->payload.len <= sy_frame_message_max(m->type));
    sy_assert((m->flags & ~SY_FRAME_END) == 0);
    sy_assert(((m->type & SY_FRAME_REPLY) != 0) == (side == SY_FRAME_REPLIES));
    again(m, side);
    if (sy_error_reply_read(sy_buffer_bytes(&m->payload), &error) == SY_OK)
        sy_assert(error.name.len > 0);
}

static struct outcome run(struct sy_bytes all, size_t piece, enum sy_frame_side side)
{
    struct outcome o = {.err = SY_NOT_FOUND};
    struct sy_frame_reader reader;
    size_t fed = 0;

    sy_frame_reader_init(&reader, side);
    while (fed < all.len && o.err == SY_NOT_FOUND) {
        size_t len = all.len - fed < piece ? all.len - fed : piece;
        struct sy_bytes bytes = {all.data + fed, len};
        struct sy_frame_message m = {0};

        while ((o.err = sy_frame_reader_take(&reader, &bytes, 0, &m)) == SY_OK) {
            check_message(&m, side);
            note(&o, &m);
            sy_frame_message_close(&m);
        }
        fed += len;
        sy_assert(sy_frame_reader_held(&reader) <= fed);
    }
    if (o.err == SY_NOT_FOUND) {
        bool pending = sy_frame_reader_pending(&reader);
        enum sy_err err = sy_frame_reader_expire(&reader, SY_FRAME_STALL_MS);

        sy_assert((err == SY_TIMEOUT) == pending);
    }
    sy_assert(o.err != SY_NOT_FOUND || sy_frame_reader_held(&reader) == 0);
    sy_frame_reader_close(&reader);
    sy_assert(sy_frame_reader_held(&reader) == 0);
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    enum sy_frame_side side;
    struct outcome whole, cut;

    if (len == 0)
        return 0;
    side = (data[0] & 0x80) != 0 ? SY_FRAME_REPLIES : SY_FRAME_REQUESTS;
    whole = run((struct sy_bytes){data + 1, len - 1}, SIZE_MAX, side);
    cut = run((struct sy_bytes){data + 1, len - 1}, 1 + (size_t)(data[0] & 0x7f), side);
    sy_assert(whole.err == cut.err);
    sy_assert(whole.messages == cut.messages);
    sy_assert(sy_hash_equal(&whole.digest, &cut.digest));
    return 0;
}
