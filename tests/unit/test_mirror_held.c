/* What a mirror holds, as bytes and back; damaged bytes are refused. */
#include "tests/check.h"

#include "net/mirror_held.h"

static const uint8_t seed[SY_SEED_BYTES] = {5};
static struct sy_vkey vkey;
static struct sy_secret_key key;

static struct sy_signed_checkpoint checkpoint_of(uint64_t size)
{
    struct sy_hash root = {{(uint8_t)size, 9}};
    struct sy_signed_checkpoint out;
    struct sy_checkpoint checkpoint;

    check_err(sy_checkpoint_make(sy_text(vkey.name), size, &root, &checkpoint), SY_OK);
    check_err(sy_signed_checkpoint_make(&checkpoint, &vkey, &key, &out), SY_OK);
    return out;
}

static int begin(void **state)
{
    (void)state;
    sy_secret_key_from_seed(seed, &key);
    check_err(sy_vkey_make(sy_text("suyuan.example/test/310115"), SY_VKEY_ED25519,
                           &key.public_key, &vkey),
              SY_OK);
    return 0;
}

static struct sy_mirror_held example(void)
{
    struct sy_mirror_held held = {.frozen = true};

    held.cover.checkpoint = checkpoint_of(12);
    held.cover.proof.count = 3;
    for (size_t i = 0; i < 3; i++)
        held.cover.proof.hash[i].bytes[0] = (uint8_t)(i + 1);
    held.full = checkpoint_of(8);
    held.cosigned = checkpoint_of(7).checkpoint;
    return held;
}

static void check_again(const struct sy_mirror_held *held)
{
    struct sy_mirror_held read = {0};
    struct sy_buffer bytes = {0};
    struct sy_buffer again = {0};

    sy_mirror_held_put(held, &bytes);
    check_err(bytes.err, SY_OK);
    check_err(sy_mirror_held_read(sy_buffer_bytes(&bytes), &vkey, &read), SY_OK);
    sy_mirror_held_put(&read, &again);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&bytes), sy_buffer_bytes(&again)));
    assert_int_equal(read.frozen, held->frozen);
    assert_int_equal(read.full.checkpoint.size, held->full.checkpoint.size);
    assert_int_equal(read.cover.proof.count, held->cover.proof.count);
    assert_true(sy_checkpoint_same(&read.cosigned, &held->cosigned));
    check_text(sy_text(read.cosigned.origin), vkey.name);
    sy_buffer_close(&bytes);
    sy_buffer_close(&again);
}

static void test_written_and_read(void **state)
{
    struct sy_mirror_held nothing = {0};
    struct sy_mirror_held held = example();

    (void)state;
    check_again(&nothing);
    check_again(&held);
}

/* Nothing is taken for a checkpoint that the log did not sign. */
static void test_damage_is_noticed(void **state)
{
    struct sy_mirror_held held = example();
    struct sy_buffer bytes = {0};
    size_t taken = 0;

    (void)state;
    sy_mirror_held_put(&held, &bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        struct sy_mirror_held read = {0};

        bytes.data[at] ^= 0x40;
        if (sy_mirror_held_read(sy_buffer_bytes(&bytes), &vkey, &read) == SY_OK) {
            taken++; /* numbers and proof hashes are checked where they are used */
            assert_true(sy_checkpoint_same(&read.full.checkpoint, &held.full.checkpoint));
            assert_int_equal(read.cover.checkpoint.checkpoint.size, 12);
        }
        bytes.data[at] ^= 0x40;
    }
    assert_true(taken < bytes.len / 2);
    sy_buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_and_read),
        cmocka_unit_test(test_damage_is_noticed),
    };

    return cmocka_run_group_tests_name("mirror_held", tests, begin, NULL);
}
