/* Every message of the wire: written from its struct and read back the same; every byte
 * altered, left out or doubled is refused, or is a message of its own with one spelling. */
#include "tests/check.h"

#include "proto/message.h"
#include "proto/schema.h"

static uint8_t bytes_64[64] = {1, 2, 3};
static const struct sy_bytes three[] = {{bytes_64, 32}, {bytes_64, 0}, {bytes_64 + 1, 32}};

static struct sy_list list(void)
{
    return (struct sy_list){.items = three, .count = 3};
}

static struct sy_list texts(void)
{
    static struct sy_bytes items[2];

    items[0] = sy_text("suyuan.example/test/310115");
    items[1] = sy_text("第二");
    return (struct sy_list){.items = items, .count = 2};
}

/* Read, write and read again: the bytes are the same. */
#define DEFINE_AGAIN(name)                                                                     \
    static void again_##name(struct sy_bytes bytes)                                            \
    {                                                                                          \
        struct sy_##name message;                                                              \
        struct sy_##name untouched;                                                            \
        struct sy_buffer written = {0};                                                        \
        enum sy_err err;                                                                       \
                                                                                               \
        memset(&untouched, 0x5a, sizeof(untouched));                                           \
        memset(&message, 0x5a, sizeof(message));                                               \
        err = sy_##name##_read(bytes, &message);                                               \
        if (err != SY_OK) {                                                                    \
            assert_memory_equal(&message, &untouched, sizeof(message));                        \
        } else {                                                                               \
            sy_##name##_write(&message, &written);                                             \
            assert_true(sy_bytes_equal(sy_buffer_bytes(&written), bytes));                     \
        }                                                                                      \
        sy_buffer_close(&written);                                                             \
    }
SY_WIRE_MESSAGES(DEFINE_AGAIN)
#undef DEFINE_AGAIN

static void alter(struct sy_bytes bytes, void (*again)(struct sy_bytes))
{
    uint8_t *copy = malloc(bytes.len + 1);

    assert_non_null(copy);
    again(bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, bytes.data, bytes.len);
            copy[at] = (uint8_t)(copy[at] ^ 1u << bit);
            again((struct sy_bytes){copy, bytes.len});
        }
        again((struct sy_bytes){bytes.data, at});
        memcpy(copy, bytes.data, at + 1);
        memcpy(copy + at + 1, bytes.data + at, bytes.len - at);
        again((struct sy_bytes){copy, bytes.len + 1});
    }
    free(copy);
}

#define CHECK(name, ...)                                                                       \
    do {                                                                                       \
        struct sy_##name check_message = __VA_ARGS__;                                          \
        struct sy_##name check_got;                                                            \
        struct sy_buffer check_bytes = {0};                                                    \
                                                                                               \
        sy_##name##_write(&check_message, &check_bytes);                                       \
        check_err(sy_##name##_read(sy_buffer_bytes(&check_bytes), &check_got), SY_OK);         \
        alter(sy_buffer_bytes(&check_bytes), again_##name);                                    \
        sy_buffer_close(&check_bytes);                                                         \
    } while (0)

static void test_every_message(void **state)
{
    const struct sy_bytes hash = {bytes_64, 32};
    const struct sy_bytes key = {bytes_64, 33};
    const struct sy_bytes signature = {bytes_64, 64};
    const struct sy_bytes origin = sy_text("suyuan.example/test/310115");
    const struct sy_bytes none = {NULL, 0};
    const struct sy_list path = {.items = three, .count = 1};
    struct sy_bytes inner[2];
    struct sy_list nested = {.items = inner, .count = 2};
    struct sy_buffer bytes = {0};

    (void)state;
    CHECK(hello, {1, hash, sy_text("suyuan 0.1")});
    CHECK(hello, {1, hash, none});
    CHECK(hello_reply, {1, sy_text("310115"), texts(), INT64_MIN, sy_text("x"), {true, 3}});
    CHECK(hello_reply, {1, sy_text("310115"), {.count = 0}, 0, none, {false, 0}});
    CHECK(authenticate, {sy_text("authority"), key, signature});
    CHECK(authenticate_reply, {sy_text("authority")});
    CHECK(append, {origin, sy_text("submission"), {false, 0}, {false, 0}});
    CHECK(append, {origin, sy_text("submission"), {true, 2}, {true, 30000}});
    CHECK(append_reply, {sy_text("entry"), path, sy_text("note"), true});
    CHECK(append_reply, {sy_text("entry"), list(), sy_text("note"), false});
    CHECK(get_checkpoint, {origin});
    CHECK(checkpoint_reply, {sy_text("note")});
    CHECK(get_entries, {origin, 0, UINT64_MAX, 1, sy_text("物品"), {false, 0}});
    CHECK(get_entries, {origin, 0, UINT64_MAX, 1, none, {true, 1}});
    CHECK(gap, {9999, 4, 2});
    CHECK(entry_share, {sy_text("entry"), {.count = 0}, {.count = 0}});
    sy_gap_write(&(struct sy_gap){1, 3, 2}, &bytes);
    inner[0] = inner[1] = sy_buffer_bytes(&bytes);
    CHECK(entry_share, {sy_text("entry"), {.count = 0}, nested});
    sy_buffer_clear(&bytes);
    CHECK(get_proof, {origin, 9, {true, 0}, {false, 0}});
    CHECK(get_proof, {origin, 9, {false, 0}, {true, UINT64_MAX}});
    CHECK(proof, {list()});
    CHECK(proof, {{.count = 0}});
    CHECK(get_journey, {sy_text("(01)06901234567892(10)溯"), true, {true, 5}, {true, 1}});
    CHECK(unread, {origin, 12});
    CHECK(watermark, {origin, 77});
    sy_watermark_write(&(struct sy_watermark){origin, 77}, &bytes);
    inner[0] = inner[1] = sy_buffer_bytes(&bytes);
    CHECK(journey_start, {sy_text("item"), nested, texts(), {.count = 0}});
    sy_buffer_clear(&bytes);
    CHECK(occurrence_message, {origin, UINT64_MAX, 9999});
    sy_occurrence_message_write(&(struct sy_occurrence_message){origin, 1, 2}, &bytes);
    inner[0] = inner[1] = sy_buffer_bytes(&bytes);
    CHECK(journey_step, {origin,
                         sy_text("entry"),
                         path,
                         sy_text("\x08\x03"),
                         texts(),
                         nested,
                         1u << 1 | 1u << 16,
                         {true, 2},
                         inner[0],
                         {.count = 0}});
    CHECK(journey_step, {origin,
                         sy_text("entry"),
                         path,
                         sy_text("\x08\x03"),
                         {.count = 0},
                         {.count = 0},
                         0,
                         {false, 0},
                         none,
                         {.count = 0}});
    sy_buffer_clear(&bytes);
    CHECK(get_subject, {sy_text("key:01")});
    CHECK(subject_reply, {7, 9});
    CHECK(get_policy, {UINT64_MAX});
    CHECK(policy_reply, {sy_text("{}\n"), list()});
    CHECK(policy_reply, {sy_text("规则"), {.count = 0}});
    CHECK(get_status, {0});
    CHECK(log_status, {origin,
                       1,
                       sy_text("note"),
                       2,
                       3,
                       4,
                       sy_text("no_space"),
                       5,
                       sy_text("310115"),
                       {true, 6},
                       {true, 7},
                       {true, 8},
                       {true, 9},
                       sy_text("part"),
                       sy_text("held"),

                       {true, 10},
                       {true, 11},
                       {true, 12},
                       {true, 13},
                       sy_text("node"),
                       {true, 14},
                       sy_text("310000"),
                       sy_text("corrupt"),
                       {true, 1},
                       sy_text("fault"),
                       {true, 15},
                       {true, 16},
                       none,
                       sy_text("wiped"),
                       sy_text("310101 310104")});
    CHECK(keeping, {30, 90, 1, 2, 3, 4, true, {true, 7}});
    CHECK(peer_status,
          {sy_text("310115"), true, sy_text("[::1]:7411"), 1, none, 0, {true, UINT64_MAX}});
    CHECK(peer_status, {sy_text("310115"), false, none, 1, sy_text("refused"), 5, {false, 0}});
    sy_log_status_write(&(struct sy_log_status){.origin = origin, .note = sy_text("note")},
                        &bytes);
    inner[0] = inner[1] = sy_buffer_bytes(&bytes);
    CHECK(status, {sy_text("310115"),
                   1,
                   2,
                   nested,
                   3,
                   4,
                   5,
                   6,
                   7,
                   8,
                   9,
                   10,
                   sy_text("x"),
                   11,
                   {.count = 0},
                   {true, 1},
                   {true, 1},
                   {true, 2},
                   {true, 4096}});
    sy_buffer_clear(&bytes);
    sy_peer_status_write(&(struct sy_peer_status){.node = sy_text("310115")}, &bytes);
    inner[0] = inner[1] = sy_buffer_bytes(&bytes);
    CHECK(status, {sy_text("310115"),
                   1,
                   2,
                   {.count = 0},
                   3,
                   4,
                   5,
                   6,
                   7,
                   8,
                   9,
                   10,
                   sy_text("x"),
                   11,
                   nested,
                   {false, 0},
                   {false, 0},
                   {false, 0},
                   {false, 0}});
    CHECK(show_checkpoint, {sy_text("note"), UINT64_MAX});
    CHECK(show_checkpoint_reply, {sy_text("note"), 3});
    CHECK(show_checkpoint_reply, {none, 0});
    CHECK(offer_checkpoint, {sy_text("note")});
    CHECK(offer_checkpoint_reply, {texts()});
    CHECK(offer_checkpoint_reply, {{.count = 0}});
    CHECK(get_stretch, {origin, 0, UINT64_MAX, 1, 1 << 20, none, {true, 30}, {true, 5}});
    CHECK(get_stretch,
          {origin, 0, UINT64_MAX, 1, 1 << 20, sy_text("note"), {false, 0}, {false, 0}});
    CHECK(stretch_start, {0, 1, sy_text("note"), none, {.count = 0}, list(), {.count = 0}});
    CHECK(stretch_start, {7, 9, sy_text("note"), path.items[0], list(), path, {.count = 0}});
    CHECK(stretch_start, {7, 8, sy_text("note"), path.items[0], list(), path, path});
    CHECK(give_evidence, {sy_text("text")});
    CHECK(give_evidence_reply, {false});
    CHECK(get_evidence, {origin});
    CHECK(evidence_reply, {sy_text("text")});
    CHECK(get_signed, {key, INT64_MIN});
    CHECK(signed_start, {{.count = 0}, {.count = 0}});
    CHECK(signed_entry, {origin, sy_text("entry"), path});
    sy_buffer_close(&bytes);
}

static void test_lists_are_walked(void **state)
{
    struct sy_buffer bytes = {0};
    struct sy_proof proof = {list()};
    struct sy_proof got;
    struct sy_bytes item;
    struct sy_wire cursor;

    (void)state;
    sy_proof_write(&proof, &bytes);
    check_err(sy_proof_read(sy_buffer_bytes(&bytes), &got), SY_OK);
    assert_int_equal(got.path.count, 3);
    cursor = sy_list_open(&got.path);
    for (size_t i = 0; i < 3; i++) {
        assert_true(sy_list_next(&got.path, &cursor, &item));
        assert_true(sy_bytes_equal(item, three[i]));
    }
    assert_false(sy_list_next(&got.path, &cursor, &item));
    sy_buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_message),
        cmocka_unit_test(test_lists_are_walked),
    };

    return cmocka_run_group_tests_name("wire_message", tests, NULL, NULL);
}
