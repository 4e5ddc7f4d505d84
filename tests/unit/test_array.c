#include "tests/check.h"

#include "proto/array.h"

enum { ITEMS = 1000 };

/* What is in it stays in it, and it moves seldom. */
static void test_grows(void **state)
{
    uint64_t *list = NULL;
    size_t capacity = 0;
    size_t grown = 0;

    (void)state;
    for (size_t i = 0; i < ITEMS; i++) {
        size_t before = capacity;

        list = sy_array_room(list, i, &capacity, sizeof(*list));
        assert_non_null(list);
        assert_true(capacity > i);
        grown += capacity != before;
        list[i] = i * i;
    }
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(list[i], i * i);
    assert_true(grown < 12);
    free(list);
}

static void test_more_than_can_be(void **state)
{
    uint64_t item = 7;
    size_t capacity = SIZE_MAX / sizeof(item) - 1;

    (void)state;
    assert_null(sy_array_room(&item, capacity, &capacity, sizeof(item)));
    assert_int_equal(capacity, SIZE_MAX / sizeof(item) - 1);
    capacity = SIZE_MAX / 2 + 1;
    assert_null(sy_array_room(&item, capacity, &capacity, 1));
    assert_int_equal(capacity, SIZE_MAX / 2 + 1);
    assert_int_equal(item, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_more_than_can_be),
    };

    return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
