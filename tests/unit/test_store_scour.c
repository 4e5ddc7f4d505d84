/* What was deleted is gone from the data file once it is scoured, and everything else is as it
 * was: small values in leaves, large ones in overflow pages, random histories, interruptions,
 * readers in the way, layouts that we do not know. Every value is made of one mark, repeated,
 * that no other value has. */
#include "tests/check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/store_page.h"
#include "ledger/store_scour.h"

enum {
    TABLES = 3,
    ROWS = 400, /* keys a table */
    VALUE_MAX = 20000,
    MARK_BYTES = 12, /* "<<0000002a>>" */
    MARKS_MAX = 1 << 16,
    SEEDS = 24,
    SLICES_MAX = 100000
};

static const char *const names[TABLES] = {"first", "second", "third"};
static const uint64_t map_bytes = (uint64_t)1 << 30;
static const uint64_t whole = UINT64_MAX;

struct row {
    uint32_t mark; /* 0: no such row */
    size_t len;
};

static struct {
    char folder[512];
    char path[600];
    char file[700];
    struct sy_store *store;
    struct row rows[TABLES][ROWS];
    uint32_t marks;             /* given so far */
    uint8_t deleted[MARKS_MAX]; /* by mark: its row is gone, or has another value */
    uint64_t random;
} m;

static uint64_t below(uint64_t bound)
{
    m.random = m.random * 6364136223846793005u + 1442695040888963407u;
    return (m.random >> 33) % bound;
}

static void open_store(void)
{
    check_err(sy_store_open(m.path, SY_STORE_CREATE, map_bytes, names, TABLES, &m.store),
              SY_OK);
}

static void close_store(void)
{
    sy_store_close(m.store);
    m.store = NULL;
}

static int setup(void **state)
{
    const char *base = getenv("TMPDIR");

    (void)state;
    memset(&m, 0, sizeof(m));
    snprintf(m.folder, sizeof(m.folder), "%s/suyuan-scour-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(m.folder));
    snprintf(m.path, sizeof(m.path), "%s/store", m.folder);
    snprintf(m.file, sizeof(m.file), "%s/data.mdb", m.path);
    open_store();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close_store();
    check_err(sy_store_remove(m.path), SY_OK);
    assert_int_equal(rmdir(m.path), 0);
    assert_int_equal(rmdir(m.folder), 0);
    return 0;
}

static struct sy_bytes key_of(size_t n)
{
    static char key[128];

    /* Some long, so that branches have several levels and pages few rows. */
    snprintf(
        key, sizeof(key), "%05zu%.*s", n, n % 3 == 0 ? 90 : 2,
        "----------------------------------------------------------------------------------"
        "--------------");
    return sy_text(key);
}

static struct sy_bytes value_of(const struct row *row)
{
    static char value[VALUE_MAX + MARK_BYTES];

    for (size_t at = 0; at < row->len; at += MARK_BYTES)
        snprintf(value + at, MARK_BYTES + 1, "<<%08x>>", row->mark);
    return (struct sy_bytes){(const uint8_t *)value, row->len};
}

static const struct row *mark(unsigned table, size_t n, size_t len)
{
    struct row *row = &m.rows[table][n];

    assert_true(++m.marks < MARKS_MAX);
    m.deleted[row->mark] = 1;
    *row = (struct row){m.marks, len};
    return row;
}

static void put(struct sy_store_txn *txn, unsigned table, size_t n, size_t len)
{
    const struct row *row = mark(table, n, len);

    check_err(sy_store_put(txn, table, key_of(n), value_of(row)), SY_OK);
}

static void append(struct sy_store_txn *txn, unsigned table, size_t n, size_t len)
{
    const struct row *row = mark(table, n, len);

    check_err(sy_store_append(txn, table, key_of(n), value_of(row)), SY_OK);
}

static void drop(struct sy_store_txn *txn, unsigned table, size_t n)
{
    struct row *row = &m.rows[table][n];

    check_err(sy_store_delete(txn, table, key_of(n)), row->mark == 0 ? SY_NOT_FOUND : SY_OK);
    m.deleted[row->mark] = 1;
    *row = (struct row){0};
}

static struct sy_store_txn *begin(void)
{
    struct sy_store_txn *txn;

    check_err(sy_store_write(m.store, &txn), SY_OK);
    return txn;
}

static void check_rows(void)
{
    struct sy_store_txn *txn;
    struct sy_store_txn *onward;
    struct sy_bytes value;

    check_err(sy_store_read(m.store, &txn), SY_OK);
    check_err(sy_store_read(m.store, &onward), SY_OK);
    for (unsigned t = 0; t < TABLES; t++) {
        uint64_t rows = 0;
        uint64_t count;

        for (size_t n = 0; n < ROWS; n++) {
            const struct row *row = &m.rows[t][n];
            enum sy_err err = sy_store_get(txn, t, key_of(n), &value);

            check_err(err, row->mark == 0 ? SY_NOT_FOUND : SY_OK);
            check_err(sy_store_get_next(onward, t, key_of(n), &value), err);
            if (err != SY_OK)
                continue;
            rows++;
            assert_true(sy_bytes_equal(value, value_of(row)));
            check_err(sy_store_get(txn, t, key_of(n), &value), SY_OK);
            assert_true(sy_bytes_equal(value, value_of(row)));
        }
        check_err(sy_store_count(txn, t, &count), SY_OK);
        assert_int_equal(count, rows);
    }
    sy_store_end(onward);
    sy_store_end(txn);
}

/* Marks in the data file that are in gone (by mark); all that are deleted when it is NULL. */
static size_t count_marks(const uint8_t *gone)
{
    struct sy_bytes file = check_read_file(m.file);
    size_t found = 0;

    assert_non_null(file.data);
    for (size_t i = 0; i + MARK_BYTES <= file.len; i++) {
        const char *at = (const char *)file.data + i;

        if (memcmp(at, "<<", 2) != 0 || memcmp(at + 10, ">>", 2) != 0 ||
            strspn(at + 2, "0123456789abcdef") != 8)
            continue; /* or the end of one and the beginning of another */
        found += (gone == NULL ? m.deleted : gone)[strtoul(at + 2, NULL, 16) % MARKS_MAX];
    }
    free((void *)(uintptr_t)file.data);
    return found;
}

static size_t scour(uint64_t bytes_max)
{
    struct sy_store_scour progress = {0};
    size_t slices = 0;

    while (progress.phase != SY_SCOUR_DONE && slices++ < SLICES_MAX)
        check_err(sy_store_scour(m.store, &progress, bytes_max), SY_OK);
    assert_true(slices < SLICES_MAX);
    check_err(sy_store_scour(m.store, &progress, bytes_max), SY_OK);
    return slices;
}

/* A row of len bytes among others of len bytes is deleted. */
static void erase_one(size_t len)
{
    struct sy_store_txn *txn = begin();

    for (size_t n = 0; n < 30; n++)
        put(txn, 1, n, len);
    check_err(sy_store_commit(txn), SY_OK);
    txn = begin();
    put(txn, 1, 100, len);
    check_err(sy_store_commit(txn), SY_OK);
    txn = begin();
    drop(txn, 1, 13);
    drop(txn, 1, 29);
    check_err(sy_store_commit(txn), SY_OK);
    assert_true(count_marks(NULL) > 0);
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(whole);
    assert_int_equal(count_marks(NULL), 0);
    check_rows();
    close_store();
    open_store();
    check_rows();
}

static void test_value_in_a_leaf(void **state)
{
    (void)state;
    erase_one(99);
}

static void test_value_that_nearly_fills_a_leaf(void **state)
{
    (void)state;
    erase_one(1900);
}

static void test_value_in_an_overflow_page(void **state)
{
    (void)state;
    erase_one(3000);
}

static void test_value_in_many_overflow_pages(void **state)
{
    (void)state;
    erase_one(4096 * 4 + 17);
}

static void test_an_empty_store(void **state)
{
    (void)state;
    scour(whole);
    scour(1);
    check_rows();
}

/* A writer stays where it wrote last: what becomes of a row must not depend on where that
 * was. */
static void test_appends_among_other_writes(void **state)
{
    struct sy_store_txn *txn = begin();

    (void)state;
    for (size_t n = 0; n < ROWS; n++) {
        append(txn, 1, n, 40 + n % 7 * 90);
        if (n % 5 == 4)
            put(txn, 1, n - 3, 700);
        if (n % 11 == 10)
            drop(txn, 1, n - n % 2);
        if (n % 97 == 96) {
            check_err(sy_store_append(txn, 1, key_of(n - 1), sy_text("behind")), SY_EXISTS);
            put(txn, 0, n, 40);
        }
    }
    check_err(sy_store_commit(txn), SY_OK);
    check_rows();
    txn = begin();
    for (size_t n = 0; n < ROWS; n++)
        put(txn, 1, n, 90);
    check_err(sy_store_clear(txn, 1), SY_OK);
    for (size_t n = 0; n < ROWS; n++) {
        m.deleted[m.rows[1][n].mark] = 1;
        m.rows[1][n] = (struct row){0};
    }
    append(txn, 1, 7, 40);
    append(txn, 1, 8, 40);
    put(txn, 1, 1, 40);
    check_err(sy_store_commit(txn), SY_OK);
    check_rows();
}

static size_t random_len(void)
{
    static const size_t bounds[] = {40, 300, 2100, 4200, VALUE_MAX};

    return (size_t)below(bounds[below(sizeof(bounds) / sizeof(bounds[0]))]);
}

static void random_commit(void)
{
    struct sy_store_txn *txn = begin();
    size_t changes = 1 + (size_t)below(60);
    unsigned table = (unsigned)below(TABLES);
    size_t first = (size_t)below(ROWS);
    bool near = below(2) == 0;

    for (size_t i = 0; i < changes; i++) {
        size_t n = near ? (first + i) % ROWS : (size_t)below(ROWS);

        if (below(5) < 2)
            drop(txn, table, n);
        else
            put(txn, table, n, random_len());
    }
    check_err(sy_store_commit(txn), SY_OK);
}

/* Scours in slices of any size, while commits go on and the store is closed between. */
static void scour_among_commits(void)
{
    struct sy_store_scour progress = {0};
    uint64_t bytes_max = 1 + below(below(2) == 0 ? 20000 : 2000000);
    unsigned restarts = (unsigned)below(3);
    size_t slices = 0;

    while (progress.phase != SY_SCOUR_DONE && slices++ < SLICES_MAX) {
        check_err(sy_store_scour(m.store, &progress, bytes_max), SY_OK);
        if (below(4) == 0 && slices < 200)
            random_commit();
        if (restarts > 0 && below(8) == 0) {
            restarts--;
            close_store();
            open_store();
            progress = (struct sy_store_scour){0};
        }
    }
    assert_true(slices < SLICES_MAX);
}

static void test_random_histories(void **state)
{
    static uint8_t gone[MARKS_MAX];
    size_t before = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        assert_int_equal(setup(state), 0);
        m.random = seed;
        for (uint64_t i = 3 + below(30); i > 0; i--)
            random_commit();
        memcpy(gone, m.deleted, sizeof(gone));
        before += count_marks(gone);
        check_err(sy_store_reopen(m.store), SY_OK);
        if (seed % 2 == 0) {
            scour(1 + below(100000));
            assert_int_equal(count_marks(NULL), 0);
        } else {
            scour_among_commits();
        }
        assert_int_equal(count_marks(gone), 0);
        check_rows();
        random_commit();
        check_rows();
        if (seed < SEEDS)
            assert_int_equal(teardown(state), 0);
    }
    assert_true(before > 0);
}

static void test_what_is_clean_is_not_written_again(void **state)
{
    enum { COMMIT_BYTES = 4 * 4096 }; /* of the commit that the first scouring makes */
    struct sy_store_scour progress = {0};

    (void)state;
    m.random = 7;
    for (unsigned i = 0; i < 20; i++)
        random_commit();
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(whole);
    close_store();
    open_store();
    check_err(sy_store_scour(m.store, &progress, whole), SY_OK);
    assert_int_equal(progress.phase, SY_SCOUR_FREEING);
    assert_true(progress.read_bytes > 10 * COMMIT_BYTES);
    assert_true(progress.cleared_bytes < COMMIT_BYTES);
}

/* The pages that LMDB keeps for reuse would bring the bytes back after the scouring. */
static void test_reopening_forgets_what_memory_holds(void **state)
{
    struct sy_store_txn *txn = begin();
    struct sy_store_txn *reader;

    (void)state;
    for (size_t n = 0; n < ROWS; n++)
        put(txn, 0, n, 1000);
    check_err(sy_store_commit(txn), SY_OK);
    txn = begin();
    for (size_t n = 0; n < ROWS; n++)
        drop(txn, 0, n);
    check_err(sy_store_read(m.store, &reader), SY_OK);
    check_err(sy_store_reopen(m.store), SY_BUSY);
    sy_store_end(reader);
    check_err(sy_store_reopen(m.store), SY_BUSY);
    check_err(sy_store_commit(txn), SY_OK);
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(whole);
    txn = begin();
    for (size_t n = 0; n < ROWS; n++)
        put(txn, 2, n, 3);
    check_err(sy_store_commit(txn), SY_OK);
    assert_int_equal(count_marks(NULL), 0);
    check_rows();
}

static void test_a_store_that_cannot_be_reopened_refuses(void **state)
{
    struct sy_store_txn *txn;
    char elsewhere[700];

    (void)state;
    snprintf(elsewhere, sizeof(elsewhere), "%s/moved", m.folder);
    assert_int_equal(rename(m.path, elsewhere), 0);
    check_err(sy_store_reopen(m.store), SY_NOT_FOUND);
    check_err(sy_store_read(m.store, &txn), SY_IO);
    check_err(sy_store_write(m.store, &txn), SY_IO);
    assert_int_equal(sy_store_disk_bytes(m.store), 0);
    assert_int_equal(sy_store_map_bytes(m.store), 0);
    sy_store_clear_stale_readers(m.store);
    assert_int_equal(rename(elsewhere, m.path), 0);
    check_err(sy_store_reopen(m.store), SY_OK);
    check_rows();
}

static void fill_and_drop(struct sy_store_txn **reader)
{
    struct sy_store_txn *txn = begin();

    for (size_t n = 0; n < 50; n++)
        put(txn, 0, n, 100 * n);
    check_err(sy_store_commit(txn), SY_OK);
    if (reader != NULL)
        check_err(sy_store_read(m.store, reader), SY_OK);
}

static void drop_all(void)
{
    struct sy_store_txn *txn = begin();

    for (size_t n = 0; n < 50; n++)
        drop(txn, 0, n);
    check_err(sy_store_commit(txn), SY_OK);
}

static void test_an_old_reader_keeps_what_it_reads(void **state)
{
    struct sy_store_scour progress = {0};
    struct sy_store_txn *reader;
    struct row rows[50];
    struct sy_bytes value;

    (void)state;
    fill_and_drop(&reader);
    memcpy(rows, m.rows[0], sizeof(rows));
    drop_all();
    check_err(sy_store_scour(m.store, &progress, whole), SY_OK);
    assert_int_equal(progress.phase, SY_SCOUR_FREEING);
    for (unsigned i = 0; i < 3; i++)
        check_err(sy_store_scour(m.store, &progress, whole), SY_BUSY);
    for (size_t n = 0; n < 50; n++) {
        check_err(sy_store_get(reader, 0, key_of(n), &value), SY_OK);
        assert_true(sy_bytes_equal(value, value_of(&rows[n])));
    }
    assert_true(count_marks(NULL) > 0);
    sy_store_end(reader);
    check_err(sy_store_scour(m.store, &progress, whole), SY_OK);
    assert_int_equal(progress.phase, SY_SCOUR_DONE);
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(whole);
    assert_int_equal(count_marks(NULL), 0);
}

/* A reader in another process, until it is killed. */
static pid_t read_elsewhere(void)
{
    struct sy_store_txn *txn;
    struct sy_store *store;
    int ready[2];
    char byte = 0;
    pid_t pid;

    assert_int_equal(pipe(ready), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (sy_store_open(m.path, SY_STORE_READ, map_bytes, names, TABLES, &store) == SY_OK &&
            sy_store_read(store, &txn) == SY_OK && write(ready[1], "r", 1) == 1)
            pause();
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void test_a_reader_elsewhere_makes_it_wait(void **state)
{
    struct sy_store_scour progress = {0};
    pid_t pid;

    (void)state;
    fill_and_drop(NULL);
    pid = read_elsewhere();
    drop_all();
    check_err(sy_store_reopen(m.store), SY_OK);
    check_err(sy_store_scour(m.store, &progress, whole), SY_OK);
    check_err(sy_store_scour(m.store, &progress, whole), SY_BUSY);
    assert_true(count_marks(NULL) > 0);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    check_err(sy_store_scour(m.store, &progress, whole), SY_OK);
    assert_int_equal(progress.phase, SY_SCOUR_DONE);
    assert_int_equal(count_marks(NULL), 0);
}

static void patch_bytes(off_t at, const void *data, size_t len)
{
    int fd = open(m.file, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, data, len, at), len);
    close(fd);
}

static void patch(off_t at, uint8_t byte)
{
    patch_bytes(at, &byte, 1);
}

/* Pages of a commit that was killed stand behind the last one. */
static void test_what_was_never_committed_is_cleared(void **state)
{
    struct sy_bytes value;
    struct sy_bytes file;

    (void)state;
    fill_and_drop(NULL);
    value = value_of(&m.rows[0][40]);
    file = check_read_file(m.file);
    patch_bytes((off_t)file.len + 1234567, value.data, value.len);
    free((void *)(uintptr_t)file.data);
    drop_all();
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(5000);
    assert_int_equal(count_marks(NULL), 0);
    check_rows();
}

/* A power failure may lose the latest meta page; the one before it must still be whole. */
static void test_the_commit_before_the_latest_stays_whole(void **state)
{
    struct sy_store_meta metas[SY_STORE_METAS];
    static const uint8_t zeros[8];
    struct sy_bytes file;

    (void)state;
    fill_and_drop(NULL);
    drop_all();
    fill_and_drop(NULL);
    check_err(sy_store_reopen(m.store), SY_OK);
    scour(whole);
    close_store();
    file = check_read_file(m.file);
    check_err(sy_store_meta_read(file.data, &metas[0]), SY_OK);
    check_err(sy_store_meta_read(file.data + metas[0].page_bytes, &metas[1]), SY_OK);
    patch_bytes((metas[0].txn > metas[1].txn ? 0 : metas[0].page_bytes) + 144, zeros, 8);
    free((void *)(uintptr_t)file.data);
    open_store();
    check_rows();
}

static void test_an_unknown_layout_is_refused(void **state)
{
    /* In a meta page: kind, magic, format, page size, flags of the free and main tree. */
    static const struct {
        size_t at;
        uint8_t byte;
        enum sy_err err;
    } cases[] = {
        {0, 0, SY_OK},
        {10, 9, SY_UNIMPLEMENTED},
        {16, 0, SY_UNIMPLEMENTED},
        {20, 2, SY_UNIMPLEMENTED},
        {20, 231, SY_UNIMPLEMENTED},
        {41, 0, SY_UNIMPLEMENTED},
        {41, 1, SY_UNIMPLEMENTED},
        {42, 1, SY_UNIMPLEMENTED},
        {44, 0, SY_UNIMPLEMENTED},
        {44, 12, SY_UNIMPLEMENTED},
        {92, 4, SY_UNIMPLEMENTED},
        {94, 33, SY_CORRUPT},
        {143, 255, SY_CORRUPT},
    };
    struct sy_store_meta meta;
    struct sy_bytes file;

    (void)state;
    fill_and_drop(NULL);
    drop_all();
    file = check_read_file(m.file);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t bytes[SY_STORE_META_BYTES];

        memcpy(bytes, file.data, sizeof(bytes));
        bytes[cases[i].at] = cases[i].byte;
        check_err(sy_store_meta_read(bytes, &meta), cases[i].err);
    }
    free((void *)(uintptr_t)file.data);
}

/* A list with room for three pages that names one: what stands behind it is nothing. */
static void test_the_room_of_a_list_is_cleared(void **state)
{
    enum { NODE = 512 - 8 - 8 - 32 };
    struct sy_store_page page;
    struct sy_store_node node;
    uint8_t bytes[512];
    uint8_t clean[512];

    (void)state;
    memset(bytes, 0xaa, sizeof(bytes));
    memset(bytes, 0, 16);
    bytes[0] = 7;
    bytes[10] = 2;
    bytes[12] = 18;
    sy_put_u16be(bytes + 14, (uint16_t)((NODE & 0xff) << 8 | NODE >> 8));
    memcpy(bytes + 16, bytes + 14, 2);
    memset(bytes + NODE, 0, 8 + 8 + 8);
    bytes[NODE] = 32;     /* value */
    bytes[NODE + 6] = 8;  /* key */
    bytes[NODE + 16] = 1; /* pages in the list */
    check_err(sy_store_page_read(bytes, sizeof(bytes), 6, &page), SY_CORRUPT);
    check_err(sy_store_page_read(bytes, sizeof(bytes), 7, &page), SY_OK);
    check_err(sy_store_page_node(&page, 0, &node), SY_OK);
    assert_int_equal(node.value.len, 32);
    check_err(sy_store_page_clean(&page, false, clean), SY_OK);
    assert_memory_equal(clean + NODE, bytes + NODE, sizeof(bytes) - NODE);
    for (size_t i = 18; i < NODE; i++)
        assert_int_equal(clean[i], 0);
    check_err(sy_store_page_clean(&page, true, clean), SY_OK);
    assert_memory_equal(clean + NODE, bytes + NODE, 32);
    for (size_t i = NODE + 32; i < sizeof(clean); i++)
        assert_int_equal(clean[i], 0);
    bytes[NODE + 16] = 4;
    check_err(sy_store_page_clean(&page, true, clean), SY_CORRUPT);
}

/* The file says otherwise than the LMDB that has it open: nothing is touched. */
static void test_a_file_that_changed_is_refused(void **state)
{
    struct sy_store_scour progress = {0};
    struct sy_bytes before;
    struct sy_bytes after;

    (void)state;
    fill_and_drop(NULL);
    drop_all();
    patch(20, 2); /* the format, in the first meta page */
    before = check_read_file(m.file);
    check_err(sy_store_scour(m.store, &progress, whole), SY_UNIMPLEMENTED);
    after = check_read_file(m.file);
    assert_true(sy_bytes_equal(before, after));
    assert_int_equal(progress.read_bytes, 0);
    free((void *)(uintptr_t)before.data);
    free((void *)(uintptr_t)after.data);
    patch(20, 1);
}

/* Damaged pages: whatever a byte says, the scouring ends, and stays within the file. */
static void test_damaged_pages(void **state)
{
    struct sy_bytes file;
    size_t refused = 0;

    m.random = 5;
    for (unsigned i = 0; i < 12; i++)
        random_commit();
    file = check_read_file(m.file);
    for (unsigned i = 0; i < 120; i++) {
        struct sy_store_scour progress = {0};
        off_t page = 2 + (off_t)below(file.len / 4096 - 2);
        off_t at = page * 4096 + (off_t)below(below(2) == 0 ? 40 : 4096);
        enum sy_err err = SY_OK;
        size_t slices = 0;

        patch(at, (uint8_t)below(256));
        while (err == SY_OK && progress.phase != SY_SCOUR_DONE && slices++ < 1000)
            err = sy_store_scour(m.store, &progress, 1 << 20);
        assert_true(err == SY_OK || err == SY_CORRUPT || err == SY_UNIMPLEMENTED);
        assert_true(slices < 1000);
        refused += err != SY_OK;
        close_store();
        patch_bytes(0, file.data, file.len);
        open_store();
    }
    assert_true(refused > 0);
    free((void *)(uintptr_t)file.data);
    check_rows();
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_value_in_a_leaf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_value_that_nearly_fills_a_leaf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_value_in_an_overflow_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_value_in_many_overflow_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_store, setup, teardown),
        cmocka_unit_test_setup_teardown(test_appends_among_other_writes, setup, teardown),
        cmocka_unit_test_teardown(test_random_histories, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_clean_is_not_written_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reopening_forgets_what_memory_holds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_store_that_cannot_be_reopened_refuses, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_an_old_reader_keeps_what_it_reads, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_reader_elsewhere_makes_it_wait, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_was_never_committed_is_cleared, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_the_commit_before_the_latest_stays_whole, setup,
                                        teardown),
        cmocka_unit_test(test_the_room_of_a_list_is_cleared),
        cmocka_unit_test_setup_teardown(test_an_unknown_layout_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_that_changed_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_pages, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
