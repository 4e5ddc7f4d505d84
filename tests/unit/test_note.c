/* Notes: known vectors, Go's rules, and what is no note. */
#include "tests/check.h"

#include "ledger/checkpoint.h"
#include "ledger/cosignature.h"
#include "ledger/note.h"

#define DASH "\xe2\x80\x94 "
#define FOO_LINE                                                                               \
    DASH "example.com/foo "                                                                    \
         "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3m"               \
         "FXmRKuwHjG1Yu72IneyaQM=\n"
#define STRANGER_LINE DASH "stranger AAAAAAAAAAAAAAAA\n"

static const char foo_vkey[] =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char foo_text[] = "This is an example message.\n";
static const char foo_note[] = "This is an example message.\n\n" FOO_LINE;

static struct sy_vkey vkey_of(const char *text)
{
    struct sy_vkey vkey = {0};

    check_err(sy_vkey_parse(sy_text(text), &vkey), SY_OK);
    return vkey;
}

static struct sy_secret_key secret_of(const char *seed_hex)
{
    struct sy_secret_key key;

    sy_secret_key_from_seed(check_unhex(seed_hex).data, &key);
    return key;
}

static enum sy_err open_note(struct sy_bytes bytes, const char *const *vkeys, size_t count,
                             struct sy_note_signers *signers)
{
    struct sy_vkey known[4] = {0};
    struct sy_note note;
    enum sy_err err = sy_note_parse(bytes, &note);

    for (size_t i = 0; i < count; i++)
        known[i] = vkey_of(vkeys[i]);
    return err != SY_OK ? err : sy_note_verify(&note, known, count, signers);
}

static enum sy_err open_as_foo(const char *text)
{
    const char *const vkeys[] = {foo_vkey};
    struct sy_note_signers signers;

    return open_note(sy_text(text), vkeys, 1, &signers);
}

static void test_the_vector_verifies(void **state)
{
    const char *const vkeys[] = {foo_vkey};
    struct sy_note note;
    struct sy_note_signers signers;

    (void)state;
    check_err(sy_note_parse(sy_text(foo_note), &note), SY_OK);
    check_text(note.text, foo_text);
    assert_int_equal(note.line_count, 1);
    check_text(note.line[0].name, "example.com/foo");
    assert_int_equal(note.line[0].key_id, 0x530d903a);
    check_text(note.line[0].whole, FOO_LINE);
    check_err(open_note(sy_text(foo_note), vkeys, 1, &signers), SY_OK);
    assert_int_equal(signers.count, 1);
    assert_int_equal(signers.by[0].known, 0);
    assert_int_equal(signers.by[0].line, 0);
    assert_int_equal(signers.by[0].time_s, 0);
}

static void test_signing_is_deterministic(void **state)
{
    static const char text[] = "If you think cryptography is the answer to your problem,\n"
                               "then you don't know what your problem is.\n";
    struct sy_secret_key key =
        secret_of("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173");
    struct sy_secret_key zero =
        secret_of("0000000000000000000000000000000000000000000000000000000000000000");
    struct sy_vkey neumann;
    struct sy_vkey enoch;
    struct sy_buffer note = {0};
    struct sy_note parsed;
    struct sy_note_signers signers;

    (void)state;
    check_err(sy_vkey_make(sy_text("PeterNeumann"), SY_VKEY_ED25519, &key.public_key, &neumann),
              SY_OK);
    assert_int_equal(neumann.id, 0xc74f20a3);
    check_err(sy_vkey_make(sy_text("EnochRoot"), SY_VKEY_ED25519, &zero.public_key, &enoch),
              SY_OK);
    assert_int_equal(enoch.id, 0xaf0cfe78);
    check_err(sy_note_put_text(&note, sy_text(text)), SY_OK);
    check_err(sy_note_put_signature(&note, sy_text(text), &neumann, &key, 0), SY_OK);
    check_text(sy_buffer_bytes(&note),
               "If you think cryptography is the answer to your problem,\n"
               "then you don't know what your problem is.\n\n" DASH
               "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv"
               "qfqdngotpRZb6KE6RyyBwJnAM=\n");
    check_err(sy_note_put_signature(&note, sy_text(text), &enoch, &zero, 0), SY_OK);
    check_err(sy_note_parse(sy_buffer_bytes(&note), &parsed), SY_OK);
    check_err(sy_note_verify(&parsed, (struct sy_vkey[]){enoch, neumann}, 2, &signers), SY_OK);
    assert_int_equal(signers.count, 2);
    assert_int_equal(signers.by[0].known, 1);
    assert_int_equal(signers.by[1].known, 0);
    sy_buffer_close(&note);
    sy_secret_key_wipe(&key);
}

static void test_strangers_are_ignored(void **state)
{
    const char *const vkeys[] = {
        foo_vkey, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};
    struct sy_note_signers signers;
    static const char with_stranger[] =
        "This is an example message.\n\n" STRANGER_LINE FOO_LINE STRANGER_LINE;
    static const char only_stranger[] = "This is an example message.\n\n" STRANGER_LINE;

    (void)state;
    check_err(open_note(sy_text(with_stranger), vkeys, 2, &signers), SY_OK);
    assert_int_equal(signers.count, 1);
    assert_int_equal(signers.by[0].line, 1);
    signers.count = 77;
    check_err(open_note(sy_text(only_stranger), vkeys, 2, &signers), SY_UNKNOWN_KEY);
    assert_int_equal(signers.count, 77);
    check_err(open_note(sy_text(with_stranger), vkeys, 0, &signers), SY_UNKNOWN_KEY);
}

/* Only the first line of a key counts; one that is false refuses everything. */
static void test_known_lines_must_be_true(void **state)
{
    static const char false_line[] = DASH
        "example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH"
        "3mFXmRKuwHjG1Yu72IneyaQQ=\n";
    static const char short_line[] = DASH "example.com/foo Uw2QOkn8srU=\n";
    char text[1024];

    (void)state;
    snprintf(text, sizeof(text), "%s\n%s", foo_text, false_line);
    check_err(open_as_foo(text), SY_BAD_SIGNATURE);
    snprintf(text, sizeof(text), "%s\n%s", foo_text, short_line);
    check_err(open_as_foo(text), SY_BAD_SIGNATURE);
    snprintf(text, sizeof(text), "%s\n%s%s", foo_text, false_line, FOO_LINE);
    check_err(open_as_foo(text), SY_BAD_SIGNATURE);
    snprintf(text, sizeof(text), "%s\n%s%s", foo_text, FOO_LINE, false_line);
    check_err(open_as_foo(text), SY_OK);
    snprintf(text, sizeof(text), "%s\n%s", "This is another message.\n", FOO_LINE);
    check_err(open_as_foo(text), SY_BAD_SIGNATURE);
}

static void test_a_key_known_twice_is_refused(void **state)
{
    const char *const vkeys[] = {foo_vkey, foo_vkey};
    struct sy_note_signers signers;

    (void)state;
    check_err(open_note(sy_text(foo_note), vkeys, 2, &signers), SY_BAD_KEY);
}

/* Change any one byte of a signed note into any other: it is never accepted, but for the
 * name and key id of a line, which make it a stranger's. */
static void test_every_damaged_byte_is_noticed(void **state)
{
    char text[sizeof(foo_note)];

    (void)state;
    for (size_t i = 0; i < sizeof(foo_note) - 1; i++) {
        for (int flip = 1; flip < 256; flip++) {
            memcpy(text, foo_note, sizeof(text));
            text[i] = (char)(text[i] ^ flip);
            if (text[i] != 0)
                assert_int_not_equal(open_as_foo(text), SY_OK);
        }
    }
}

static void test_what_is_no_note(void **state)
{
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n" FOO_LINE,                     /* no empty line */
        "text\n\n" DASH "name AAAAAAAA",       /* no newline at the end */
        "text\n\nname AAAAAAAA\n",             /* no dash */
        "text\n\n- name AAAAAAAA\n",           /* another dash */
        "text\n\n\xe2\x80\x94name AAAAAAAA\n", /* no space behind it */
        "text\n\n" DASH "name\n",              /* no signature */
        "text\n\n" DASH "name \n",
        "text\n\n" DASH " AAAAAAAA\n",                 /* no name */
        "text\n\n" DASH "na+me AAAAAAAA\n",            /* a plus in it */
        "text\n\n" DASH "na\xe3\x80\x80me AAAAAAAA\n", /* U+3000 */
        "text\n\n" DASH "na\xc2\xa0me AAAAAAAA\n",
        "text\n\n" DASH "name AAAAAA==\n", /* a key id and nothing else */
        "text\n\n" DASH "name AAAAAAA\n",  /* no padding */
        "text\n\n" DASH "name AAAAAAB=\n", /* spare bits */
        "text\n\n" DASH "name AAAAAAAA \n",
        "text\n\n" DASH "name AAAAAAAA extra\n",
        "text\n\n" DASH "name AAAAAAAA\nmore\n",
        "text\r\n\n" DASH "name AAAAAAAA\n",
        "text\xff\n\n" DASH "name AAAAAAAA\n",
        "te\x01xt\n\n" DASH "name AAAAAAAA\n",
    };
    struct sy_note note = {.line_count = 42};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_note_parse(sy_text(bad[i]), &note) != SY_BAD_NOTE)
            fail_msg("note %zu is not refused: %s", i, bad[i]);
    }
    check_err(sy_note_parse((struct sy_bytes){(const uint8_t *)"a\0\n\n" FOO_LINE, 60}, &note),
              SY_BAD_NOTE);
    assert_int_equal(note.line_count, 42);
}

static void test_odd_but_good_notes(void **state)
{
    struct sy_note note;

    (void)state;
    /* Empty lines in the text, a byte that Go lets pass, a name in Chinese, five bytes of
     * blob. */
    check_err(sy_note_parse(sy_text("\n\n" DASH "n AAAAAAA=\n"), &note), SY_OK);
    check_text(note.text, "\n");
    check_err(sy_note_parse(
                  sy_text("a\n\nb\x7f\n\n" DASH "\xe6\xba\xaf\xe6\xba\x90 AAAAAAA=\n"), &note),
              SY_OK);
    check_text(note.text, "a\n\nb\x7f\n");
    check_text(note.line[0].name, "\xe6\xba\xaf\xe6\xba\x90");
    check_err(sy_note_parse(sy_text("a\n\n" STRANGER_LINE "\n" STRANGER_LINE), &note), SY_OK);
    check_text(note.text, "a\n\n" STRANGER_LINE);
}

static void test_limits(void **state)
{
    struct sy_buffer b = {0};
    struct sy_note note;

    (void)state;
    sy_buffer_put_text(&b, "text\n\n");
    for (int i = 0; i < SY_NOTE_SIGNATURES_MAX; i++)
        sy_buffer_put_text(&b, STRANGER_LINE);
    check_err(sy_note_parse(sy_buffer_bytes(&b), &note), SY_OK);
    assert_int_equal(note.line_count, SY_NOTE_SIGNATURES_MAX);
    sy_buffer_put_text(&b, STRANGER_LINE);
    check_err(sy_note_parse(sy_buffer_bytes(&b), &note), SY_LIMIT);
    sy_buffer_clear(&b);
    while (b.len < SY_NOTE_BYTES_MAX - strlen("\n" STRANGER_LINE))
        sy_buffer_put_text(&b, "\n");
    sy_buffer_put_text(&b, "\n" STRANGER_LINE);
    assert_int_equal(b.len, SY_NOTE_BYTES_MAX);
    check_err(sy_note_parse(sy_buffer_bytes(&b), &note), SY_OK);
    sy_buffer_put_text(&b, STRANGER_LINE);
    check_err(sy_note_parse(sy_buffer_bytes(&b), &note), SY_LIMIT);
    sy_buffer_close(&b);
}

static void test_what_cannot_be_signed(void **state)
{
    struct sy_secret_key key =
        secret_of("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    struct sy_vkey foo = vkey_of(foo_vkey);
    struct sy_vkey own;
    struct sy_vkey witness;
    struct sy_buffer out = {0};

    (void)state;
    check_err(sy_note_put_text(&out, sy_text("")), SY_BAD_NOTE);
    check_err(sy_note_put_text(&out, sy_text("no newline")), SY_BAD_NOTE);
    check_err(sy_note_put_text(&out, sy_text("a\tb\n")), SY_BAD_NOTE);
    check_err(sy_note_put_text(&out, sy_text("a\x80\n")), SY_BAD_NOTE);
    check_err(sy_note_put_signature(&out, sy_text("a\n"), &foo, &key, 0), SY_BAD_KEY);
    check_err(sy_vkey_make(sy_text("w"), SY_VKEY_COSIGNATURE, &key.public_key, &witness),
              SY_OK);
    check_err(sy_note_put_signature(&out, sy_text("a\n"), &witness, &key,
                                    SY_COSIGNATURE_TIME_MAX + 1),
              SY_BAD_TIME);
    assert_int_equal(out.len, 0);
    check_err(sy_vkey_make(sy_text("o"), SY_VKEY_ED25519, &key.public_key, &own), SY_OK);
    out.max = 60;
    sy_buffer_put_text(&out, "before");
    check_err(sy_note_put_signature(&out, sy_text("a\n"), &own, &key, 0), SY_LIMIT);
    check_text(sy_buffer_bytes(&out), "before");
    sy_buffer_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_vector_verifies),
        cmocka_unit_test(test_signing_is_deterministic),
        cmocka_unit_test(test_strangers_are_ignored),
        cmocka_unit_test(test_known_lines_must_be_true),
        cmocka_unit_test(test_a_key_known_twice_is_refused),
        cmocka_unit_test(test_every_damaged_byte_is_noticed),
        cmocka_unit_test(test_what_is_no_note),
        cmocka_unit_test(test_odd_but_good_notes),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_what_cannot_be_signed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
