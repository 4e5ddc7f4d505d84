/* Which stores a key file signs for: written once a log, kept beside the key. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"

#include "net/store_id_file.h"

static char folder[] = "/tmp/suyuan-test-XXXXXX";
static char key_path[64];
static char path[80];

static const uint8_t first[SY_STORE_ID_BYTES] = {1, 2, 0xab};
static const uint8_t second[SY_STORE_ID_BYTES] = {0xff, 0xfe};

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

static void test_what_was_written_is_read(void **state)
{
    uint8_t id[SY_STORE_ID_BYTES];
    struct stat status;

    (void)state;
    check_err(sy_store_id_read(key_path, "a/310115", id), SY_NOT_FOUND);
    check_err(sy_store_id_write(key_path, "a/310115", first), SY_OK);
    check_err(sy_store_id_read(key_path, "a/310101", id), SY_NOT_FOUND);
    check_err(sy_store_id_write(key_path, "a/310101", second), SY_OK);
    check_err(sy_store_id_read(key_path, "a/310115", id), SY_OK);
    assert_memory_equal(id, first, sizeof(id));
    check_err(sy_store_id_read(key_path, "a/310101", id), SY_OK);
    assert_memory_equal(id, second, sizeof(id));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
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
        "suyuan-stores/v1\na/310101 0102030405060708090a0b0c0d0e0f10\nrest",
    };
    uint8_t id[SY_STORE_ID_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        put_file(texts[i]);
        check_err(sy_store_id_read(key_path, "a/310115", id), SY_BAD_FILE);
    }
    put_file("suyuan-stores/v1\na/310115 0102030405060708090a0b0c0d0e0f10\n");
    check_err(sy_store_id_read(key_path, "a/310115", id), SY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_another_text_is_no_such_file),
    };

    return cmocka_run_group_tests_name("store_id_file", tests, begin, end);
}
