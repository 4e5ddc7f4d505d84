/* Frames: whatever the bytes are cut into, the same messages come out; whatever is not a frame
 * is refused; and what is refused or given up holds no memory. */
#include "tests/check.h"

#include "net/error_reply.h"
#include "net/frame.h"

/* A message of a story: seeded bytes, so that a swapped or lost byte shows. */
static struct sy_buffer content(size_t len, uint32_t seed)
{
    struct sy_buffer b = {0};

    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525 + 1013904223;
        sy_buffer_put_u8(&b, (uint8_t)(seed >> 24));
    }
    check_err(b.err, SY_OK);
    return b;
}

/* One frame, made by hand so that it may be wrong. */
static void put_raw(struct sy_buffer *to, uint8_t version, uint8_t type, uint16_t flags,
                    uint64_t id, struct sy_bytes payload)
{
    uint8_t header[SY_FRAME_HEADER_BYTES];

    sy_put_u32be(header, (uint32_t)(SY_FRAME_HEADER_BYTES + payload.len));
    header[4] = version;
    header[5] = type;
    sy_put_u16be(header + 6, flags);
    sy_put_u64be(header + 8, id);
    sy_buffer_put(to, header, sizeof(header));
    sy_buffer_put_bytes(to, payload);
}

static void put_chunk(struct sy_buffer *to, uint8_t type, uint16_t flags, uint64_t id,
                      const char *text)
{
    put_raw(to, SY_FRAME_VERSION, type, flags, id, sy_text(text));
}

static void test_header_is_as_documented(void **state)
{
    struct sy_buffer b = {0};

    (void)state;
    sy_frame_put(&b, SY_FRAME_APPEND_REPLY, SY_FRAME_END, 0x0102030405060708, sy_text("abc"));
    check_bytes_hex(sy_buffer_bytes(&b), "000000130183000201020304050607"
                                         "08616263");
    sy_buffer_close(&b);
}

struct expected {
    uint8_t type;
    uint64_t id;
    const char *text;
};

/* Three messages, one of them in chunks between which the others come whole. */
static const struct expected interleaved[] = {
    {SY_FRAME_GET_STATUS, 7, ""},
    {SY_FRAME_GET_PROOF, 8, "whole"},
    {SY_FRAME_APPEND, 6, "onetwothree"},
};

static struct sy_buffer interleaved_bytes(void)
{
    struct sy_buffer b = {0};

    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 6, "one");
    put_chunk(&b, SY_FRAME_GET_STATUS, 0, 7, "");
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 6, "two");
    put_chunk(&b, SY_FRAME_GET_PROOF, 0, 8, "whole");
    put_chunk(&b, SY_FRAME_APPEND, 0, 6, "three");
    return b;
}

/* Feed the pieces [0, cut) and [cut, len), counting messages against the story. */
static size_t feed_checked(struct sy_frame_reader *reader, struct sy_bytes bytes, size_t seen)
{
    struct sy_frame_message message = {0};
    enum sy_err err;

    while ((err = sy_frame_reader_take(reader, &bytes, 0, &message)) == SY_OK) {
        assert_true(seen < 3);
        assert_int_equal(message.type, interleaved[seen].type);
        assert_int_equal(message.id, interleaved[seen].id);
        check_text(sy_buffer_bytes(&message.payload), interleaved[seen].text);
        sy_frame_message_close(&message);
        seen++;
    }
    check_err(err, SY_NOT_FOUND);
    assert_int_equal(bytes.len, 0);
    return seen;
}

static void test_any_split_gives_the_same_messages(void **state)
{
    struct sy_buffer b = interleaved_bytes();

    (void)state;
    for (size_t cut = 0; cut <= b.len; cut++) {
        struct sy_frame_reader reader;
        size_t seen;

        sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
        seen = feed_checked(&reader, (struct sy_bytes){b.data, cut}, 0);
        seen = feed_checked(&reader, (struct sy_bytes){b.data + cut, b.len - cut}, seen);
        assert_int_equal(seen, 3);
        assert_int_equal(sy_frame_reader_held(&reader), 0);
        assert_false(sy_frame_reader_pending(&reader));
        sy_frame_reader_close(&reader);
    }
    sy_buffer_close(&b);
}

static void test_byte_by_byte(void **state)
{
    struct sy_buffer b = interleaved_bytes();
    struct sy_frame_reader reader;
    size_t seen = 0;

    (void)state;
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    for (size_t i = 0; i < b.len; i++)
        seen = feed_checked(&reader, (struct sy_bytes){b.data + i, 1}, seen);
    assert_int_equal(seen, 3);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

/* A message around each size where the number of frames changes. */
static void test_chunks_of_large_messages(void **state)
{
    const size_t one = SY_FRAME_PAYLOAD_BYTES_MAX;
    const size_t sizes[] = {0, 1, one - 1, one, one + 1, 2 * one, SY_SUBMISSION_BYTES_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sy_buffer payload = content(sizes[i], (uint32_t)i);
        struct sy_buffer frames = {0};
        struct sy_frame_reader reader;
        struct sy_frame_message message = {0};
        struct sy_bytes rest;
        size_t count = sizes[i] == 0 ? 1 : (sizes[i] + one - 1) / one;

        sy_frame_put(&frames, SY_FRAME_APPEND, 0, 9, sy_buffer_bytes(&payload));
        assert_int_equal(frames.len, sizes[i] + count * SY_FRAME_HEADER_BYTES);
        sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
        rest = sy_buffer_bytes(&frames);
        check_err(sy_frame_reader_take(&reader, &rest, 0, &message), SY_OK);
        assert_int_equal(rest.len, 0);
        assert_true(
            sy_bytes_equal(sy_buffer_bytes(&message.payload), sy_buffer_bytes(&payload)));
        sy_frame_message_close(&message);
        sy_frame_reader_close(&reader);
        sy_buffer_close(&frames);
        sy_buffer_close(&payload);
    }
}

static void test_held_bytes_are_counted_and_given_back(void **state)
{
    struct sy_buffer b = {0};
    struct sy_frame_reader reader;
    struct sy_frame_message message = {0};
    struct sy_bytes rest;

    (void)state;
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 1, "12345");
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 2, "678");
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    rest = sy_buffer_bytes(&b);
    check_err(sy_frame_reader_take(&reader, &rest, 0, &message), SY_NOT_FOUND);
    assert_int_equal(sy_frame_reader_held(&reader), 8);
    sy_buffer_clear(&b);
    put_chunk(&b, SY_FRAME_APPEND, 0, 1, "");
    rest = sy_buffer_bytes(&b);
    check_err(sy_frame_reader_take(&reader, &rest, 0, &message), SY_OK);
    sy_frame_message_close(&message);
    assert_int_equal(sy_frame_reader_held(&reader), 3);
    sy_frame_reader_close(&reader);
    assert_int_equal(sy_frame_reader_held(&reader), 0);
    sy_buffer_close(&b);
}

/* What is wrong with a stream, and the name for it. Text that starts with "more " is in a
 * chunk. */
static void test_refusals(void **state)
{
    static const struct {
        uint8_t version, type;
        uint16_t flags;
        uint64_t id;
        const char *payload;
        enum sy_err want;
        uint64_t reason_id;
    } cases[] = {
        {0, SY_FRAME_HELLO, 0, 1, "", SY_BAD_VERSION, 0},
        {2, SY_FRAME_HELLO, 0, 1, "", SY_BAD_VERSION, 0},
        {1, 0, 0, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO_REPLY, 0, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_ERROR, 0, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO, 0, 0, "", SY_BAD_ENCODING, 0},
        {1, SY_FRAME_HELLO, SY_FRAME_END, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO, SY_FRAME_MORE | SY_FRAME_END, 1, "x", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO, 4, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO, 0x8000, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_HELLO, SY_FRAME_MORE, 1, "", SY_BAD_ENCODING, 1},
        {1, SY_FRAME_GET_PROOF, 0, 50, "changes the type of 50", SY_BAD_ENCODING, 50},
        {1, SY_FRAME_GET_PROOF, SY_FRAME_MORE, 50, "likewise", SY_BAD_ENCODING, 50},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_frame_reader reader;
        struct sy_buffer b = {0};
        struct sy_frame_message message = {.id = 77};
        struct sy_bytes rest;

        put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 50, "begun");
        put_raw(&b, cases[i].version, cases[i].type, cases[i].flags, cases[i].id,
                sy_text(cases[i].payload));
        sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
        rest = sy_buffer_bytes(&b);
        check_err(sy_frame_reader_take(&reader, &rest, 0, &message), cases[i].want);
        assert_int_equal(message.id, 77);
        assert_int_equal(reader.reason_id, cases[i].reason_id);
        assert_true(strlen(reader.reason) > 0);
        assert_int_equal(sy_frame_reader_held(&reader), 0);
        check_err(sy_frame_reader_take(&reader, &rest, 0, &message), cases[i].want);
        sy_frame_reader_close(&reader);
        sy_buffer_close(&b);
    }
}

static enum sy_err take_length(uint32_t length, uint8_t type, enum sy_frame_side side)
{
    uint8_t header[SY_FRAME_HEADER_BYTES] = {0};
    struct sy_bytes rest = {header, sizeof(header)};
    struct sy_frame_reader reader;
    struct sy_frame_message message = {0};
    enum sy_err err;

    sy_put_u32be(header, length);
    header[4] = SY_FRAME_VERSION;
    header[5] = type;
    sy_put_u64be(header + 8, 1);
    sy_frame_reader_init(&reader, side);
    err = sy_frame_reader_take(&reader, &rest, 0, &message);
    sy_frame_message_close(&message);
    sy_frame_reader_close(&reader);
    return err;
}

static void test_lengths_are_refused_before_their_bytes_come(void **state)
{
    (void)state;
    check_err(take_length(0, SY_FRAME_HELLO, SY_FRAME_REQUESTS), SY_LIMIT);
    check_err(take_length(15, SY_FRAME_HELLO, SY_FRAME_REQUESTS), SY_LIMIT);
    check_err(take_length(16, SY_FRAME_HELLO, SY_FRAME_REQUESTS), SY_OK);
    check_err(take_length(16 + SY_REQUEST_BYTES_MAX, SY_FRAME_HELLO, SY_FRAME_REQUESTS),
              SY_NOT_FOUND);
    check_err(take_length(17 + SY_REQUEST_BYTES_MAX, SY_FRAME_HELLO, SY_FRAME_REQUESTS),
              SY_LIMIT);
    check_err(take_length(SY_FRAME_BYTES_MAX, SY_FRAME_APPEND, SY_FRAME_REQUESTS),
              SY_NOT_FOUND);
    check_err(take_length(SY_FRAME_BYTES_MAX + 1, SY_FRAME_APPEND, SY_FRAME_REQUESTS),
              SY_LIMIT);
    check_err(take_length(UINT32_MAX, SY_FRAME_APPEND, SY_FRAME_REQUESTS), SY_LIMIT);
    check_err(take_length(16, SY_FRAME_HELLO, SY_FRAME_REPLIES), SY_BAD_ENCODING);
    check_err(take_length(16, SY_FRAME_STATUS, SY_FRAME_REPLIES), SY_OK);
}

/* Chunks of 64 KiB until the submission is one byte too long. */
static void test_a_chunked_message_is_limited_too(void **state)
{
    struct sy_buffer chunk = content(65536, 1);
    struct sy_buffer frame = {0};
    struct sy_frame_reader reader;
    struct sy_frame_message message = {0};
    enum sy_err err = SY_NOT_FOUND;
    size_t fed = 0;

    (void)state;
    put_raw(&frame, SY_FRAME_VERSION, SY_FRAME_APPEND, SY_FRAME_MORE, 1,
            sy_buffer_bytes(&chunk));
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    while (err == SY_NOT_FOUND) {
        struct sy_bytes rest = sy_buffer_bytes(&frame);

        assert_true(fed <= SY_SUBMISSION_BYTES_MAX);
        err = sy_frame_reader_take(&reader, &rest, 0, &message);
        fed += chunk.len;
    }
    check_err(err, SY_LIMIT);
    assert_int_equal(fed, SY_SUBMISSION_BYTES_MAX + 65536);
    assert_int_equal(sy_frame_reader_held(&reader), 0);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&frame);
    sy_buffer_close(&chunk);
}

static void test_messages_begun_are_few(void **state)
{
    struct sy_frame_reader reader;
    struct sy_buffer b = {0};
    struct sy_frame_message message = {0};
    struct sy_bytes rest;

    (void)state;
    for (uint64_t id = 1; id <= SY_FRAME_ASSEMBLIES_MAX; id++)
        put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, id, "begun");
    put_chunk(&b, SY_FRAME_GET_STATUS, 0, 90, "");
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 91, "one too many");
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    rest = sy_buffer_bytes(&b);
    check_err(sy_frame_reader_take(&reader, &rest, 0, &message), SY_OK);
    assert_int_equal(message.id, 90);
    sy_frame_message_close(&message);
    check_err(sy_frame_reader_take(&reader, &rest, 0, &message), SY_LIMIT);
    assert_int_equal(reader.reason_id, 91);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

/* Feed text at a time, and what the reader makes of the hour. */
static void feed_at(struct sy_frame_reader *reader, struct sy_buffer *b, uint64_t now_ms)
{
    struct sy_frame_message message = {0};
    struct sy_bytes rest = sy_buffer_bytes(b);

    check_err(sy_frame_reader_take(reader, &rest, now_ms, &message), SY_NOT_FOUND);
    sy_buffer_clear(b);
}

static void test_a_stalled_message_is_given_up(void **state)
{
    struct sy_frame_reader reader;
    struct sy_buffer b = {0};

    (void)state;
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    check_err(sy_frame_reader_expire(&reader, 1000000), SY_OK);
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 5, "one");
    feed_at(&reader, &b, 1000);
    check_err(sy_frame_reader_expire(&reader, 10999), SY_OK);
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 5, "two");
    feed_at(&reader, &b, 10999);
    check_err(sy_frame_reader_expire(&reader, 20998), SY_OK);
    assert_int_equal(sy_frame_reader_held(&reader), 6);
    check_err(sy_frame_reader_expire(&reader, 20999), SY_TIMEOUT);
    assert_int_equal(reader.reason_id, 5);
    assert_int_equal(sy_frame_reader_held(&reader), 0);
    put_chunk(&b, SY_FRAME_APPEND, 0, 6, "too late");
    check_err(sy_frame_reader_take(&reader, &(struct sy_bytes){b.data, b.len}, 20999,
                                   &(struct sy_frame_message){0}),
              SY_TIMEOUT);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

static void test_a_stalled_header_is_given_up(void **state)
{
    struct sy_frame_reader reader;
    struct sy_buffer b = {0};

    (void)state;
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    sy_buffer_put(&b, "\0\0\0", 3);
    feed_at(&reader, &b, 500);
    check_err(sy_frame_reader_expire(&reader, 10499), SY_OK);
    check_err(sy_frame_reader_expire(&reader, 10500), SY_TIMEOUT);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

/* A byte now and then keeps nothing for ever. */
static void test_a_trickling_message_is_given_up(void **state)
{
    struct sy_frame_reader reader;
    struct sy_buffer b = {0};
    uint64_t now_ms = 0;

    (void)state;
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    while (sy_frame_reader_expire(&reader, now_ms) == SY_OK) {
        put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 5, "x");
        feed_at(&reader, &b, now_ms);
        now_ms += SY_FRAME_STALL_MS - 1;
        assert_true(now_ms < 2 * SY_FRAME_MESSAGE_MS);
    }
    assert_true(now_ms >= SY_FRAME_MESSAGE_MS);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

static void test_our_own_delay_does_not_count(void **state)
{
    struct sy_frame_reader reader;
    struct sy_buffer b = {0};

    (void)state;
    sy_frame_reader_init(&reader, SY_FRAME_REQUESTS);
    put_chunk(&b, SY_FRAME_APPEND, SY_FRAME_MORE, 5, "one");
    feed_at(&reader, &b, 0);
    sy_frame_reader_delay(&reader, 60000);
    check_err(sy_frame_reader_expire(&reader, 69999), SY_OK);
    check_err(sy_frame_reader_expire(&reader, 70000), SY_TIMEOUT);
    sy_frame_reader_close(&reader);
    sy_buffer_close(&b);
}

static void test_error_reply_round_trip(void **state)
{
    struct sy_buffer b = {0};
    struct sy_error_reply reply;

    (void)state;
    sy_error_reply_put(&b, SY_BAD_ROOT, "the root does not match", "records[3]", true);
    check_err(sy_error_reply_read(sy_buffer_bytes(&b), &reply), SY_OK);
    check_err(reply.err, SY_BAD_ROOT);
    check_text(reply.name, "bad_root");
    assert_int_equal(reply.grpc, SY_GRPC_INVALID_ARGUMENT);
    check_text(reply.detail, "the root does not match");
    check_text(reply.member, "records[3]");
    assert_true(reply.closing);
    for (size_t len = 0; len < b.len; len++)
        check_err(sy_error_reply_read((struct sy_bytes){b.data, len}, &reply), SY_BAD_ENCODING);
    check_text(reply.name, "bad_root");
    sy_buffer_clear(&b);
    sy_error_reply_put(&b, SY_NOT_FOUND, NULL, NULL, false);
    check_err(sy_error_reply_read(sy_buffer_bytes(&b), &reply), SY_OK);
    assert_int_equal(reply.detail.len, 0);
    assert_false(reply.closing);
    assert_int_equal(reply.refusal.len, 0);
    sy_error_reply_put_refusal(&b, sy_text("note\n"));
    check_err(sy_error_reply_read(sy_buffer_bytes(&b), &reply), SY_OK);
    check_text(reply.refusal, "note\n");
    for (size_t len = b.len - 7 + 1; len < b.len; len++)
        check_err(sy_error_reply_read((struct sy_bytes){b.data, len}, &reply), SY_BAD_ENCODING);
    sy_buffer_clear(&b);
    sy_error_reply_put(&b, SY_NOT_FOUND, NULL, NULL, false);
    /* Twice the same field is two messages, not one. */
    sy_error_reply_put(&b, SY_NOT_FOUND, NULL, NULL, false);
    check_err(sy_error_reply_read(sy_buffer_bytes(&b), &reply), SY_BAD_ENCODING);
    sy_buffer_close(&b);
}

static void test_long_error_texts_are_cut_between_characters(void **state)
{
    struct sy_buffer text = {0};
    struct sy_buffer b = {0};
    struct sy_error_reply reply;

    (void)state;
    sy_buffer_put_text(&text, "x");
    for (size_t i = 0; i < SY_ERROR_TEXT_BYTES_MAX; i++)
        sy_buffer_put_text(&text, "\xe6\xba\xaf");
    sy_error_reply_put(&b, SY_LIMIT, sy_buffer_text(&text), NULL, false);
    check_err(sy_error_reply_read(sy_buffer_bytes(&b), &reply), SY_OK);
    assert_true(reply.detail.len <= SY_ERROR_TEXT_BYTES_MAX);
    assert_true(reply.detail.len > SY_ERROR_TEXT_BYTES_MAX - 3);
    sy_buffer_close(&b);
    sy_buffer_close(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_is_as_documented),
        cmocka_unit_test(test_any_split_gives_the_same_messages),
        cmocka_unit_test(test_byte_by_byte),
        cmocka_unit_test(test_chunks_of_large_messages),
        cmocka_unit_test(test_held_bytes_are_counted_and_given_back),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_lengths_are_refused_before_their_bytes_come),
        cmocka_unit_test(test_a_chunked_message_is_limited_too),
        cmocka_unit_test(test_messages_begun_are_few),
        cmocka_unit_test(test_a_stalled_message_is_given_up),
        cmocka_unit_test(test_a_stalled_header_is_given_up),
        cmocka_unit_test(test_a_trickling_message_is_given_up),
        cmocka_unit_test(test_our_own_delay_does_not_count),
        cmocka_unit_test(test_error_reply_round_trip),
        cmocka_unit_test(test_long_error_texts_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
