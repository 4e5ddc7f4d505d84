/* Numbers that real organisations and products have, as registry acts: taken or refused as the
 * files say that they came from. The files are not ours to copy: without them it skips. */
#include "tests/unit/registry_world.h"

#define USCCS    SY_SHARED_ROOT "/data/cn/uscc/"
#define PRODUCTS SY_SHARED_ROOT "/data/products/"

enum { LINES_MAX = 1024, GTIN_DIGITS = 14 };

static struct world w;

/* A file, line by line; each lives until it is closed. */
struct lines {
    char *text;
    size_t count;
    char *line[LINES_MAX];
};

static int setup(void **state)
{
    (void)state;
    world_open(&w);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    world_close(&w);
    return 0;
}

/* Skips the test when the file is not there. */
static void read_lines(const char *path, struct lines *out)
{
    struct sy_bytes file = check_read_file(path);

    *out = (struct lines){.text = (char *)(uintptr_t)file.data};
    if (file.data == NULL) {
        print_message("# skipped: %s is not there\n", path);
        skip();
    }
    for (char *at = out->text; at != NULL && *at != 0;) {
        char *end = strchr(at, '\n');

        assert_true(out->count < LINES_MAX);
        out->line[out->count++] = at;
        if (end != NULL)
            *end++ = 0;
        at = end;
    }
}

static void close_lines(struct lines *lines)
{
    free(lines->text);
}

/* SY_OK, or SY_VOID and why; and in the log it has effect accordingly. */
static const char *say(const struct sy_act_draft *act)
{
    struct world_saying authority = SAYS(SY_AUTHORITY, &w.f.authority);
    struct sy_buffer submission = {0};
    uint64_t before = world_effects(&w.f);
    const char *why;
    enum sy_err err;

    world_submission(&w.f, &authority, act, 1, &submission);
    err = world_try_bytes(&w.f, sy_buffer_bytes(&submission), &why);
    assert_true(err == SY_OK || err == SY_VOID);
    assert_int_equal(why == NULL, err == SY_OK);
    world_put(&w.f, sy_buffer_bytes(&submission));
    assert_int_equal(world_effects(&w.f), before + (err == SY_OK));
    sy_buffer_close(&submission);
    return why;
}

/* ---- unified social credit codes ---- */

static const char *admit(const char *code, const char *reason)
{
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_act_draft act;

    snprintf(subject, sizeof(subject), "uscc:%s", code);
    act = sy_act_draft(SY_TYPE_ORGANISATION, sy_text(subject), 0, SY_ORGANISATION_ADMITTED);
    sy_act_draft_text(&act, SY_ORGANISATION_USCC, code);
    sy_act_draft_text(&act, SY_ORGANISATION_USCC_OVERRIDE, reason);
    sy_act_draft_text(&act, SY_ORGANISATION_NAME, "a real one");
    return say(&act);
}

static void test_codes_that_are_valid(void **state)
{
    struct lines codes;

    (void)state;
    read_lines(USCCS "valid-a.txt", &codes);
    assert_int_equal(codes.count, 134);
    for (size_t i = 0; i < codes.count; i++) {
        const char *why = admit(codes.line[i], NULL);

        if (why != NULL)
            fail_msg("%s: %s", codes.line[i], why);
        assert_non_null(admit(codes.line[i], NULL)); /* once */
    }
    close_lines(&codes);
}

/* A reason helps a code that was really issued, with a character that does not fit. It does not
 * help what is no code at all. */
static void test_codes_that_are_not(void **state)
{
    unsigned refused = 0;
    unsigned accepted = 0;
    struct lines codes;

    (void)state;
    read_lines(USCCS "invalid.tsv", &codes);
    for (size_t i = 0; i < codes.count; i++) {
        char *code = codes.line[i];
        char *reason = strchr(code, '\t');

        if (code[0] == '#')
            continue;
        *reason++ = 0;
        assert_non_null(admit(code, NULL));
        refused++;
        if (admit(code, "the certificate of 2015 says so") == NULL)
            accepted++;
        else
            assert_null(strstr(reason, "check character"));
    }
    assert_int_equal(refused, 5);
    /* The pilot's, L written as N, and an authority that is a letter (GB 32100 has A, N, Y). */
    assert_int_equal(accepted, 3);
    close_lines(&codes);
}

static void test_right_character_is_said(void **state)
{
    const char *why;

    (void)state;
    why = admit("91110000600037341N", NULL);
    assert_non_null(strstr(why, "would be L;"));
    why = admit("91350211M00013FA1N", NULL); /* of the pilot */
    assert_non_null(strstr(why, "would be 3;"));
}

/* ---- products ---- */

static const char *product(const char *gtin)
{
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_act_draft act;

    snprintf(subject, sizeof(subject), "gtin:%s", gtin);
    act = sy_act_draft(SY_TYPE_PRODUCT, sy_text(subject), 0, SY_PRODUCT_REGISTERED);
    sy_act_draft_text(&act, SY_PRODUCT_ORGANISATION, w.f.orgs[0].subject);
    sy_act_draft_text(&act, SY_PRODUCT_NAME, "as on the package");
    return say(&act);
}

/* The digit that the others demand, by the long way of the specification. */
static char right_digit(const char *gtin)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < GTIN_DIGITS - 1; i++)
        sum += (unsigned)(gtin[i] - '0') * (i % 2 == 0 ? 3 : 1);
    return (char)('0' + (1000 - sum) % 10);
}

static void test_products_of_a_shop(void **state)
{
    unsigned counts[2] = {0, 0};
    struct lines rows;

    (void)state;
    read_lines(PRODUCTS "openfoodfacts-a.tsv", &rows);
    for (size_t i = 1; i < rows.count; i++) {
        char gtin[GTIN_DIGITS + 1];
        char expected[32];
        size_t digits = strspn(rows.line[i], "0123456789");
        const char *why;

        assert_true(digits == 8 || digits == 13);
        memset(gtin, '0', sizeof(gtin));
        memcpy(gtin + GTIN_DIGITS - digits, rows.line[i], digits);
        gtin[GTIN_DIGITS] = 0;
        why = product(gtin);
        snprintf(expected, sizeof(expected), "it would be %c;", right_digit(gtin));
        counts[why != NULL]++;
        if ((why == NULL) != (right_digit(gtin) == gtin[GTIN_DIGITS - 1]) ||
            (why != NULL && strstr(why, expected) == NULL))
            fail_msg("%s: %s", gtin, why == NULL ? "taken" : why);
    }
    assert_int_equal(counts[0], 664);
    assert_int_equal(counts[1], 3);
    close_lines(&rows);
}

/* Every GTIN of the trade items, once; those without one are made of zeros. */
static void test_trade_items(void **state)
{
    static const char *const files[] = {"gdsn/gdsn_product.xml",
                                        "gdsn/gdsn_product_multiple.xml",
                                        "gdsn/gdsn_product_invalid.xml"};
    unsigned count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[512];
        struct sy_bytes file;
        const char *at;

        snprintf(path, sizeof(path), PRODUCTS "%s", files[i]);
        file = check_read_file(path);
        if (file.data == NULL) {
            print_message("# skipped: %s is not there\n", path);
            skip();
        }
        at = (const char *)file.data;
        while ((at = strstr(at, "<gtin>")) != NULL) {
            char gtin[GTIN_DIGITS + 1] = {0};
            char subject[SY_SUBJECT_BYTES_MAX + 1];

            at += strlen("<gtin>");
            memcpy(gtin, at, GTIN_DIGITS);
            snprintf(subject, sizeof(subject), "gtin:%s", gtin);
            if (world_after(&w.f, subject) == 0)
                assert_int_equal(product(gtin) == NULL,
                                 right_digit(gtin) == gtin[GTIN_DIGITS - 1]);
            count++;
        }
        free((void *)(uintptr_t)file.data);
    }
    assert_true(count >= 4);
}

#define REAL(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REAL(test_codes_that_are_valid),
        REAL(test_codes_that_are_not),
        REAL(test_right_character_is_said),
        REAL(test_products_of_a_shop),
        REAL(test_trade_items),
    };

    return cmocka_run_group_tests_name("registry_real", tests, NULL, NULL);
}
