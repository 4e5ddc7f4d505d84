/* Keys: RFC 8032's vectors, and keys that nobody should trust. */
#include "tests/check.h"

#include "ledger/key.h"

static const struct {
    const char *seed, *public_key, *message, *signature;
} rfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
     "c"
     "f9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "013d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
     "0"
     "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "01fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7609"
     "8"
     "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

static void test_known_signatures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rfc8032) / sizeof(rfc8032[0]); i++) {
        struct sy_secret_key key;
        struct sy_public_key public_key;
        struct sy_bytes message;
        uint8_t signature[SY_SIGNATURE_BYTES];
        struct sy_bytes bytes = {signature, sizeof(signature)};

        sy_secret_key_from_seed(check_unhex(rfc8032[i].seed).data, &key);
        check_bytes_hex(((struct sy_bytes){key.public_key.bytes, SY_PUBLIC_KEY_BYTES}),
                        rfc8032[i].public_key);
        check_err(sy_public_key_check(check_unhex(rfc8032[i].public_key), &public_key), SY_OK);
        assert_true(sy_public_key_equal(&public_key, &key.public_key));
        message = check_unhex(rfc8032[i].message);
        sy_sign(&key, message, signature);
        check_bytes_hex(bytes, rfc8032[i].signature);
        message = check_unhex(rfc8032[i].message);
        check_err(sy_verify(&public_key, message, bytes), SY_OK);
    }
}

static void test_every_damaged_bit_is_noticed(void **state)
{
    struct sy_secret_key key;
    uint8_t message[] = "What was written.";
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_bytes text = {message, sizeof(message)};
    struct sy_bytes bytes = {signature, sizeof(signature)};

    (void)state;
    sy_secret_key_from_seed(check_unhex(rfc8032[0].seed).data, &key);
    sy_sign(&key, text, signature);
    for (size_t bit = 0; bit < 8 * sizeof(signature); bit++) {
        signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
        check_err(sy_verify(&key.public_key, text, bytes), SY_BAD_SIGNATURE);
        signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * sizeof(message); bit++) {
        message[bit / 8] ^= (uint8_t)(1 << bit % 8);
        check_err(sy_verify(&key.public_key, text, bytes), SY_BAD_SIGNATURE);
        message[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < sizeof(signature); len++)
        check_err(sy_verify(&key.public_key, text, (struct sy_bytes){signature, len}),
                  SY_BAD_SIGNATURE);
    check_err(sy_verify(&key.public_key, text, bytes), SY_OK);
}

/* The order of the group added to s: the same equation, another text. RFC 8032 section
 * 5.1.7. */
static void test_a_second_form_of_a_signature(void **state)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,       0x63,
                                      0x12, 0x58, 0xd6, 0x9c, 0xf7,       0xa2,
                                      0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    struct sy_secret_key key;
    uint8_t signature[SY_SIGNATURE_BYTES];
    unsigned carry = 0;

    (void)state;
    sy_secret_key_from_seed(check_unhex(rfc8032[0].seed).data, &key);
    sy_sign(&key, sy_text("x"), signature);
    for (size_t i = 0; i < sizeof(order); i++) {
        carry += (unsigned)signature[32 + i] + order[i];
        signature[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    check_err(sy_verify(&key.public_key, sy_text("x"),
                        (struct sy_bytes){signature, sizeof(signature)}),
              SY_BAD_SIGNATURE);
}

static void test_keys_that_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "01",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",   /* no type */
        "00d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", /* types */
        "02d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "03d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "04d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",     /* short */
        "01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00", /* long */
        /* Of small order: 1, 2, 4 and 8. */
        "010100000000000000000000000000000000000000000000000000000000000000",
        "01ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "010000000000000000000000000000000000000000000000000000000000000000",
        "010000000000000000000000000000000000000000000000000000000000000080",
        "0126e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "01c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        /* Not canonical: p, p + 1, and ones. */
        "01edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "01eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        /* Not on the curve. */
        "010200000000000000000000000000000000000000000000000000000000000000",
    };
    struct sy_public_key key = {{42}};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_public_key_check(check_unhex(bad[i]), &key) != SY_BAD_KEY)
            fail_msg("key is not refused: %s", bad[i]);
    }
    assert_int_equal(key.bytes[0], 42);
}

static void test_wiping(void **state)
{
    struct sy_secret_key key;
    const struct sy_secret_key nothing = {0};

    (void)state;
    sy_secret_key_from_seed(check_unhex(rfc8032[0].seed).data, &key);
    sy_secret_key_wipe(&key);
    assert_memory_equal(&key, &nothing, sizeof(key));
    sy_secret_key_wipe(NULL);
    check_err(sy_verify(&key.public_key, sy_text(""), check_unhex(rfc8032[0].signature)),
              SY_BAD_SIGNATURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_signatures),
        cmocka_unit_test(test_every_damaged_bit_is_noticed),
        cmocka_unit_test(test_a_second_form_of_a_signature),
        cmocka_unit_test(test_keys_that_are_refused),
        cmocka_unit_test(test_wiping),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
