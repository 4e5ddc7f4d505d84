/* Which stores a key file signs for: written once a log, kept beside the key. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"

#include "net/store_id_file.h"

static char folder[] = "/tmp/suyuan-test-XXXXXX";
static char key_path[64];
static char path[80];

static const struct sy_store_bound first = {{1, 2, 0xab}, false};
static const struct sy_store_bound second = {{0xff, 0xfe}, false};
static const struct sy_store_bound marked = {{3, 4}, true};

static void put_file(const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int begin(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(key_path, sizeof(key_path), "%s/node.key", folder);
    snprintf(path, sizeof(path), "%s.stores", key_path);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void check_bound(const char *origin, const struct sy_store_bound *want)
{
    struct sy_store_bound bound;

    check_err(sy_store_id_read(key_path, origin, &bound), SY_OK);
    assert_memory_equal(bound.id, want->id, sizeof(bound.id));
    assert_int_equal(bound.resume, want->resume);
}

static void test_what_was_written_is_read(void **state)
{
    struct sy_store_bound bound;
    struct stat status;

    (void)state;
    check_err(sy_store_id_read(key_path, "a/310115", &bound), SY_NOT_FOUND);
    check_err(sy_store_id_write(key_path, "a/310115", &first), SY_OK);
    check_err(sy_store_id_read(key_path, "a/310101", &bound), SY_NOT_FOUND);
    check_err(sy_store_id_write(key_path, "a/310101", &second), SY_OK);
    check_bound("a/310115", &first);
    check_bound("a/310101", &second);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

/* An operator marks another store, the node takes the mark away; the other logs' stay. */
static void test_a_log_is_bound_to_another_store(void **state)
{
    (void)state;
    check_err(sy_store_id_write(key_path, "a/310115", &first), SY_OK);
    check_err(sy_store_id_write(key_path, "a/310101", &second), SY_OK);
    check_err(sy_store_id_write(key_path, "a/310115", &marked), SY_OK);
    check_bound("a/310115", &marked);
    check_bound("a/310101", &second);
    check_err(sy_store_id_write(key_path, "a/310115", &second), SY_OK);
    check_bound("a/310115", &second);
    check_bound("a/310101", &second);
}

static void test_another_text_is_no_such_file(void **state)
{
    static const char *const texts[] = {
        "",
        "suyuan-stores/v2\n",
        "suyuan-stores/v1",
        "suyuan-stores/v1\na/310115\n",
        "suyuan-stores/v1\na/310115 0102\n",
        "suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0F10\n",
        "suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0f1011\n",
        "suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0f10 resum\n",
        "suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0f10 resume \n",
        "suyuan-stores/v1\na/310101 0102030405060708090a0b0c0d0e0f10\nrest",
    };
    struct sy_store_bound bound;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        put_file(texts[i]);
        check_err(sy_store_id_read(key_path, "a/310115", &bound), SY_BAD_FILE);
    }
    put_file("suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0f10\n");
    check_err(sy_store_id_read(key_path, "a/310115", &bound), SY_OK);
    /* What cannot be read is not written over either. */
    put_file("suyuan-stores/v2\n");
    check_err(sy_store_id_write(key_path, "a/310115", &first), SY_BAD_FILE);
    check_err(sy_store_id_read(key_path, "a/310115", &bound), SY_BAD_FILE);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_a_log_is_bound_to_another_store),
        cmocka_unit_test(test_another_text_is_no_such_file),
    };

    return cmocka_run_group_tests_name("store_id_file", tests, begin, end);
}
