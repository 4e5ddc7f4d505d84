/* Files: made whole or not at all, never over another. */
#include "tests/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tools/file.h"

static char folder[] = "/tmp/suyuan-test-file-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[4][256];
    static unsigned turn;
    char *to = path[turn++ % 4];

    snprintf(to, sizeof(path[0]), "%s/%s", folder, name);
    return to;
}

static void check_content(const char *path, const char *want)
{
    struct sy_buffer text = {0};

    check_err(sy_file_read(path, &text), SY_OK);
    check_text(sy_buffer_bytes(&text), want);
    sy_buffer_close(&text);
}

static void test_created_once(void **state)
{
    const char *path = in_folder("once");
    struct stat status;

    (void)state;
    check_err(sy_file_create(path, 0600, sy_text("first")), SY_OK);
    check_err(sy_file_create(path, 0600, sy_text("second")), SY_EXISTS);
    check_content(path, "first");
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    check_err(sy_file_create(in_folder("no/such/folder"), 0600, sy_text("x")), SY_NOT_FOUND);
    check_err(sy_file_create("/dev/full/x", 0600, sy_text("x")), SY_NOT_FOUND);
}

/* A link at the place of a secret would put it where somebody else looks. */
static void test_links_are_not_followed(void **state)
{
    (void)state;
    assert_int_equal(symlink("elsewhere", in_folder("link")), 0);
    check_err(sy_file_create(in_folder("link"), 0600, sy_text("x")), SY_EXISTS);
    assert_true(sy_file_exists(in_folder("link")));
    assert_false(sy_file_exists(in_folder("elsewhere")));
}

static void test_published_whole(void **state)
{
    const char *path = in_folder("published");

    (void)state;
    check_err(sy_file_publish(path, 0600, sy_text("first")), SY_OK);
    check_err(sy_file_publish(path, 0600, sy_text("second")), SY_EXISTS);
    check_content(path, "first");
    check_err(sy_file_publish(in_folder("no/folder"), 0600, sy_text("x")), SY_NOT_FOUND);
    check_err(sy_file_remove(path), SY_OK);
}

static void test_renamed_over_nothing(void **state)
{
    const char *from = in_folder("from");
    const char *to = in_folder("to");

    (void)state;
    check_err(sy_file_create(from, 0600, sy_text("one")), SY_OK);
    check_err(sy_file_rename(from, to), SY_OK);
    assert_false(sy_file_exists(from));
    check_content(to, "one");
    check_err(sy_file_rename(from, to), SY_NOT_FOUND);
    check_err(sy_file_create(from, 0600, sy_text("two")), SY_OK);
    check_err(sy_file_rename(from, to), SY_EXISTS);
    check_content(to, "one");
    check_content(from, "two");
    check_err(sy_file_link(from, to), SY_EXISTS);
    check_err(sy_file_remove(to), SY_OK);
    check_err(sy_file_link(from, to), SY_OK);
    check_content(to, "two");
    check_err(sy_file_link(in_folder("nothing"), in_folder("other")), SY_NOT_FOUND);
    check_err(sy_file_remove(from), SY_OK);
    check_err(sy_file_remove(to), SY_OK);
}

static void test_replaced_whole(void **state)
{
    const char *path = in_folder("replaced");

    (void)state;
    check_err(sy_file_replace(path, 0644, sy_text("one")), SY_OK);
    check_err(sy_file_replace(path, 0644, sy_text("two")), SY_OK);
    check_content(path, "two");
    check_err(sy_file_replace(in_folder("no/such"), 0644, sy_text("x")), SY_NOT_FOUND);
}

static void test_read_up_to_the_limit(void **state)
{
    const char *path = in_folder("limit");
    struct sy_buffer text = {.max = 5};

    (void)state;
    check_err(sy_file_create(path, 0600, sy_text("12345")), SY_OK);
    check_err(sy_file_read(path, &text), SY_OK);
    check_text(sy_buffer_bytes(&text), "12345");
    sy_buffer_close(&text);
    text.max = 4;
    check_err(sy_file_read(path, &text), SY_LIMIT);
    assert_int_equal(text.len, 0);
    check_err(sy_file_read(in_folder("none"), &text), SY_NOT_FOUND);
    check_err(sy_file_read(folder, &text), SY_BAD_FILE);
    sy_buffer_close(&text);
}

static void test_long_files(void **state)
{
    const char *path = in_folder("long");
    struct sy_buffer text = {0};
    struct sy_buffer again = {0};

    (void)state;
    while (text.len < 300000)
        sy_buffer_printf(&text, "%zu ", text.len);
    check_err(sy_file_create(path, 0600, sy_buffer_bytes(&text)), SY_OK);
    check_err(sy_file_read(path, &again), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&text), sy_buffer_bytes(&again)));
    sy_buffer_close(&text);
    sy_buffer_close(&again);
}

static void test_directories(void **state)
{
    (void)state;
    check_err(sy_file_make_directory(in_folder("a/b/c/")), SY_OK);
    check_err(sy_file_make_directory(in_folder("a/b/c")), SY_OK);
    check_err(sy_file_create(in_folder("a/b/c/file"), 0600, sy_text("x")), SY_OK);
    check_err(sy_file_make_directory(in_folder("a/b/c/file")), SY_EXISTS);
    check_err(sy_file_make_directory(in_folder("a/b/c/file/d")), SY_EXISTS);
    check_err(sy_file_make_directory(""), SY_NOT_FOUND);
    check_err(sy_file_remove(in_folder("a/b/c/file")), SY_OK);
    check_err(sy_file_remove(in_folder("a/b/c/file")), SY_OK);
    assert_false(sy_file_exists(in_folder("a/b/c/file")));
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"once", "link",  "replaced", "limit",
                                        "long", "a/b/c", "a/b",      "a"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (remove(in_folder(names[i])) != 0)
            return -1;
    }
    /* Whatever else is there was left behind by a function that should not have. */
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_created_once),    cmocka_unit_test(test_links_are_not_followed),
        cmocka_unit_test(test_published_whole), cmocka_unit_test(test_renamed_over_nothing),
        cmocka_unit_test(test_replaced_whole),  cmocka_unit_test(test_read_up_to_the_limit),
        cmocka_unit_test(test_long_files),      cmocka_unit_test(test_directories),
    };

    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
