/* Tiles: paths, which ones a tree has, and the worked log's bytes. */
#include "tests/check.h"

#include "ledger/tile.h"
#include "tests/unit/worked_log.h"

static void test_paths(void **state)
{
    static const struct {
        struct sy_tile tile;
        const char *path;
    } known[] = {
        {{0, 0, 8}, "tile/0/000.p/8"},
        {{0, 5, 256}, "tile/0/005"},
        {{1, 999, 255}, "tile/1/999.p/255"},
        {{0, 1000, 256}, "tile/0/x001/000"},
        {{2, 1234067, 1}, "tile/2/x001/x234/067.p/1"},
        {{0, SY_TREE_SIZE_MAX / 256 - 1, 256}, "tile/0/x018/x014/x398/x509/x481/983"},
        {{7, 1, 255}, "tile/7/001.p/255"},
    };
    char path[SY_TILE_PATH_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        sy_tile_path(&known[i].tile, path);
        assert_string_equal(path, known[i].path);
    }
    sy_tile_bundle_path(&known[0].tile, path);
    assert_string_equal(path, "tile/entries/000.p/8");
    sy_tile_bundle_path(&known[3].tile, path);
    assert_string_equal(path, "tile/entries/x001/000");
}

/* Every tile of a tree, in order, against counting the hashes of every level. */
static void check_tiles(uint64_t size)
{
    struct sy_tile tile;
    bool more = sy_tile_first(size, &tile);

    for (unsigned level = 0; 8 * level < 64 && size >> (8 * level) > 0; level++) {
        uint64_t hashes = size >> (8 * level);

        for (uint64_t index = 0; hashes > 0; index++) {
            unsigned width = hashes < 256 ? (unsigned)hashes : 256;

            assert_true(more);
            assert_int_equal(tile.level, level);
            assert_int_equal(tile.index, index);
            assert_int_equal(tile.width, width);
            hashes -= width;
            more = sy_tile_next(size, &tile);
        }
    }
    assert_false(more);
}

static void test_which_tiles_a_tree_has(void **state)
{
    const uint64_t sizes[] = {0,   1,   2,     8,     255,   256,   257,
                              511, 512, 65535, 65536, 65537, 70000, 256 * 65536};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        check_tiles(sizes[i]);
}

static void test_the_tiles_of_70000(void **state)
{
    struct sy_tile tile;
    unsigned full[3] = {0};
    char path[SY_TILE_PATH_BYTES];
    char partial[3][SY_TILE_PATH_BYTES] = {"", "", ""};

    (void)state;
    for (bool more = sy_tile_first(70000, &tile); more; more = sy_tile_next(70000, &tile)) {
        assert_true(tile.level < 3);
        sy_tile_path(&tile, path);
        if (tile.width == 256)
            full[tile.level]++;
        else
            memcpy(partial[tile.level], path, sizeof(path));
    }
    assert_int_equal(full[0], 273);
    assert_int_equal(full[1], 1);
    assert_int_equal(full[2], 0);
    assert_string_equal(partial[0], "tile/0/273.p/112");
    assert_string_equal(partial[1], "tile/1/001.p/17");
    assert_string_equal(partial[2], "tile/2/000.p/1");
}

static void test_the_worked_tile_and_bundle(void **state)
{
    struct worked_log w;
    struct sy_merkle_source source;
    struct sy_tile tile;
    struct sy_buffer out = {0};
    struct sy_hash hash;

    (void)state;
    worked_log_setup(&w);
    source = tree_source(&w.tree);
    assert_true(sy_tile_first(WORKED_ENTRIES, &tile));
    check_err(sy_tile_put(&source, &tile, &out), SY_OK);
    hash = sy_hash_of(sy_buffer_bytes(&out));
    check_hash(hash, "aea2f1bbb5140fd5f8eacb503fdf54c00c3d860c72588e40233addd416bc8f10");
    sy_buffer_clear(&out);
    for (size_t i = 0; i < WORKED_ENTRIES; i++)
        check_err(sy_tile_put_entry(&out, check_unhex(worked_entry_hex[i])), SY_OK);
    hash = sy_hash_of(sy_buffer_bytes(&out));
    check_hash(hash, "1afdc32f06ff88236207410a37b10ff2b5647186b52a531da0416d539b15a876");
    sy_buffer_close(&out);
}

/* 300 entries: a full tile, a partial one, and the one above, whose hash is the full one's
 * root. */
static void test_higher_tiles(void **state)
{
    static struct tree tree;
    struct sy_merkle_source source = tree_source(&tree);
    struct sy_hash leaf[300];
    struct sy_hash root;
    struct sy_buffer out = {0};

    (void)state;
    for (uint64_t i = 0; i < 300; i++) {
        leaf[i] = tree_leaf(i);
        tree_append_hash(&tree, leaf[i]);
    }
    check_err(sy_tile_put(&source, &(struct sy_tile){0, 0, 256}, &out), SY_OK);
    check_err(sy_tile_put(&source, &(struct sy_tile){0, 1, 44}, &out), SY_OK);
    assert_int_equal(out.len, sizeof(leaf));
    assert_memory_equal(out.data, leaf, sizeof(leaf));
    sy_buffer_clear(&out);
    check_err(sy_tile_put(&source, &(struct sy_tile){1, 0, 1}, &out), SY_OK);
    root = tree_hash(leaf, 256);
    assert_int_equal(out.len, SY_HASH_BYTES);
    assert_memory_equal(out.data, root.bytes, SY_HASH_BYTES);
    /* What the source does not have leaves nothing behind. */
    check_err(sy_tile_put(&source, &(struct sy_tile){0, 1, 45}, &out), SY_CORRUPT);
    assert_int_equal(out.len, SY_HASH_BYTES);
    out.max = 10 * SY_HASH_BYTES;
    check_err(sy_tile_put(&source, &(struct sy_tile){0, 1, 44}, &out), SY_LIMIT);
    assert_int_equal(out.len, SY_HASH_BYTES);
    sy_buffer_close(&out);
}

static void test_bundles(void **state)
{
    static uint8_t longest[UINT16_MAX + 1];
    struct sy_buffer out = {0};
    struct sy_bytes rest;
    struct sy_bytes entry;

    (void)state;
    check_err(sy_tile_put_entry(&out, (struct sy_bytes){longest, sizeof(longest)}), SY_LIMIT);
    check_err(sy_tile_put_entry(&out, (struct sy_bytes){longest, UINT16_MAX}), SY_OK);
    check_err(sy_tile_put_entry(&out, sy_text("")), SY_OK);
    check_err(sy_tile_put_entry(&out, sy_text("abc")), SY_OK);
    rest = sy_buffer_bytes(&out);
    check_err(sy_tile_take_entry(&rest, &entry), SY_OK);
    assert_int_equal(entry.len, UINT16_MAX);
    check_err(sy_tile_take_entry(&rest, &entry), SY_OK);
    assert_int_equal(entry.len, 0);
    for (size_t len = 0; len < rest.len; len++) {
        struct sy_bytes cut = {rest.data, len};

        check_err(sy_tile_take_entry(&cut, &entry), SY_BAD_ENCODING);
        assert_int_equal(cut.len, len);
    }
    check_err(sy_tile_take_entry(&rest, &entry), SY_OK);
    check_text(entry, "abc");
    assert_int_equal(rest.len, 0);
    sy_buffer_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_which_tiles_a_tree_has),
        cmocka_unit_test(test_the_tiles_of_70000),
        cmocka_unit_test(test_the_worked_tile_and_bundle),
        cmocka_unit_test(test_higher_tiles),
        cmocka_unit_test(test_bundles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
