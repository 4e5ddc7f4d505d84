#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <lmdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/store_file.h"

enum {
    FOLDER_MODE = 0700,
    FILE_MODE = 0600,
    PATH_BYTES_MAX = 4096,
    PROBE_BYTES = 4096,
    CURSOR_FROM = 2,        /* rows of a table without one */
    LOCK_READER_BYTES = 64, /* of a reader's slot in LMDB's lock file */
    LOCK_FILE_BYTES = 20 << 10
};

_Static_assert((SY_STORE_READERS_MAX + 4) * LOCK_READER_BYTES <= LOCK_FILE_BYTES,
               "every reader's slot is in what was reserved");

struct sy_store {
    MDB_env *env; /* NULL after a reopening that failed */
    atomic_uint open_txns;
    unsigned table_count;
    MDB_dbi tables[SY_STORE_TABLES_MAX];
    /* As it was opened. */
    enum sy_store_mode mode;
    uint64_t map_bytes;
    const char *const *names;
    char path[];
};

struct sy_store_txn {
    struct sy_store *store;
    MDB_txn *txn;
    bool reads;
    /* Where each table was read last, or written if the transaction writes. Whoever reads a log
     * or puts neighbours stays on a page, and need not come down from the root for every row.
     * All writes go through the one cursor: another one would move the rows under it. */
    uint8_t rows[SY_STORE_TABLES_MAX];
    MDB_cursor *at[SY_STORE_TABLES_MAX];
};

struct sy_store_cursor {
    MDB_cursor *cursor;
};

static enum sy_err from_lmdb(int code)
{
    switch (code) {
    case MDB_SUCCESS:
        return SY_OK;
    case MDB_NOTFOUND:
        return SY_NOT_FOUND;
    case MDB_KEYEXIST:
        return SY_EXISTS;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SY_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
        return SY_DENIED;
    case MDB_READERS_FULL:
        return SY_BUSY;
    case ENOMEM:
        return SY_NO_MEMORY;
    case ENOENT:
        return SY_NOT_FOUND;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_PANIC:
        return SY_CORRUPT;
    default:
        return SY_IO;
    }
}

static MDB_val to_val(struct sy_bytes bytes)
{
    union {
        const uint8_t *from;
        void *to;
    } borrowed = {.from = bytes.data};

    return (MDB_val){bytes.len, borrowed.to};
}

static struct sy_bytes from_val(MDB_val val)
{
    return (struct sy_bytes){val.mv_data, val.mv_size};
}

static enum sy_err sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed;

    if (fd < 0)
        return SY_IO;
    failed = fsync(fd);
    close(fd);
    return failed ? SY_IO : SY_OK;
}

enum sy_err sy_store_folder(const char *path)
{
    char parent[PATH_BYTES_MAX];
    char *slash;

    if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST)
        return from_lmdb(errno);
    if ((size_t)snprintf(parent, sizeof(parent), "%s", path) >= sizeof(parent))
        return SY_LIMIT;
    slash = strrchr(parent, '/');
    if (slash == NULL)
        return sync_folder(".");
    slash[slash == parent ? 1 : 0] = 0;
    return sync_folder(parent);
}

static int name_file(const char *path, const char *name, char out[PATH_BYTES_MAX])
{
    return snprintf(out, PATH_BYTES_MAX, "%s/%s", path, name) < PATH_BYTES_MAX ? 0
                                                                               : ENAMETOOLONG;
}

/* An environment without a table, synced, in a folder where there is none. */
static int write_empty(const char *folder)
{
    MDB_env *env;
    int code = mdb_env_create(&env);

    if (code != 0)
        return code;
    code = mdb_env_open(env, folder, MDB_NOLOCK, FILE_MODE);
    if (code == 0)
        code = mdb_env_sync(env, 1);
    mdb_env_close(env);
    return code;
}

/* Whoever holds the lock of the folder "new" may make the file in it, and move it to where
 * there is none yet. */
static int make_file(const char *path, const char *data, const char *folder, int fd)
{
    char fresh[PATH_BYTES_MAX];
    int code = name_file(path, "new/data.mdb", fresh);

    if (code == 0 && flock(fd, LOCK_EX) != 0)
        code = errno;
    if (code == 0 && unlink(fresh) != 0 && errno != ENOENT)
        code = errno;
    if (code == 0 && access(data, F_OK) != 0) {
        code = write_empty(folder);
        if (code == 0 && rename(fresh, data) != 0)
            code = errno;
    }
    if (code == 0)
        (void)rmdir(folder); /* one that is left does no harm */
    return code;
}

/* LMDB writes the beginning of a new file in its place and syncs it no sooner than with the
 * first commit: a power failure could leave half of it, which is no environment for ever. So it
 * gets its place when it is whole. */
static enum sy_err make_data_file(const char *path)
{
    char data[PATH_BYTES_MAX];
    char folder[PATH_BYTES_MAX];
    int code = name_file(path, "data.mdb", data);
    int fd;

    if (code == 0)
        code = name_file(path, "new", folder);
    if (code != 0)
        return SY_LIMIT;
    if (access(data, F_OK) == 0)
        return SY_OK;
    if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST)
        return from_lmdb(errno);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return from_lmdb(errno);
    code = make_file(path, data, folder, fd);
    close(fd);
    return from_lmdb(code);
}

/* LMDB writes to its lock file through a sparse map: on a full disk that would be a SIGBUS. So
 * its blocks are taken before LMDB looks at it. */
static enum sy_err reserve_lock_file(const char *path)
{
    char name[PATH_BYTES_MAX];
    struct stat file;
    int code = 0;
    int fd;

    if (name_file(path, "lock.mdb", name) != 0)
        return SY_LIMIT;
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return from_lmdb(errno);
    if (fstat(fd, &file) != 0 ||
        fallocate(fd, 0, 0, file.st_size == 0 ? LOCK_FILE_BYTES : file.st_size) != 0)
        code = errno == EOPNOTSUPP ? 0 : errno; /* such a file system cannot promise */
    close(fd);
    return from_lmdb(code);
}

/* Bytes that the environment's pages take; the file may be shorter by the last few, when these
 * were freed before they were ever written. */
static int page_bytes(MDB_env *env, off_t *out)
{
    MDB_envinfo info;
    MDB_stat stat;
    int code = mdb_env_info(env, &info);

    if (code == 0)
        code = mdb_env_stat(env, &stat);
    if (code == 0)
        *out = (off_t)(info.me_last_pgno + 1) * (off_t)stat.ms_psize;
    return code;
}

/* A file that was cut off must be an error, not a SIGBUS: zeros where pages are missing, which
 * are no pages to LMDB. */
static int check_length(MDB_env *env, enum sy_store_mode mode)
{
    struct stat file;
    off_t wanted;
    int fd;
    int code = page_bytes(env, &wanted);

    if (code == 0)
        code = mdb_env_get_fd(env, &fd);
    if (code == 0 && fstat(fd, &file) != 0)
        code = errno;
    if (code != 0 || file.st_size >= wanted || mode == SY_STORE_READ)
        return code;
    if (mode == SY_STORE_DERIVED)
        return MDB_CORRUPTED;
    return ftruncate(fd, wanted) == 0 ? 0 : errno;
}

/* The tables as of one transaction; made where they are missing. */
static int open_tables(struct sy_store *store, unsigned flags, const char *const *names)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(store->env, NULL, flags & MDB_RDONLY, &txn);

    if (code != 0)
        return code;
    for (unsigned i = 0; i < store->table_count && code == 0; i++)
        code =
            mdb_dbi_open(txn, names[i], flags & MDB_RDONLY ? 0 : MDB_CREATE, &store->tables[i]);
    if (code == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

static enum sy_err open_env(struct sy_store *store)
{
    unsigned flags = MDB_NOTLS | (store->mode == SY_STORE_READ ? MDB_RDONLY : 0);
    int code = mdb_env_create(&store->env);

    if (code == 0)
        code = mdb_env_set_maxdbs(store->env, store->table_count);
    if (code == 0)
        code = mdb_env_set_maxreaders(store->env, SY_STORE_READERS_MAX);
    if (code == 0)
        code = mdb_env_set_mapsize(store->env, store->map_bytes);
    if (code == 0)
        code = mdb_env_open(store->env, store->path, flags, FILE_MODE);
    if (code == 0)
        code = check_length(store->env, store->mode);
    /* A process that was killed may have left what is seen here and is not on disk yet: nobody
     * may believe it before it is. */
    if (code == 0 && store->mode != SY_STORE_READ)
        code = mdb_env_sync(store->env, 1);
    if (code == 0)
        code = open_tables(store, flags, store->names);
    return from_lmdb(code);
}

static void close_env(struct sy_store *store)
{
    if (store->env != NULL)
        mdb_env_close(store->env);
    store->env = NULL;
}

enum sy_err sy_store_open(const char *path, enum sy_store_mode mode, uint64_t map_bytes,
                          const char *const *tables, unsigned table_count,
                          struct sy_store **out)
{
    size_t path_bytes = strlen(path) + 1;
    struct sy_store *store = calloc(1, sizeof(*store) + path_bytes);
    enum sy_err err = SY_OK;

    sy_assert(table_count <= SY_STORE_TABLES_MAX);
    if (store == NULL)
        return SY_NO_MEMORY;
    memcpy(store->path, path, path_bytes);
    store->mode = mode;
    store->map_bytes = map_bytes;
    store->names = tables;
    store->table_count = table_count;
    if (mode != SY_STORE_READ)
        err = sy_store_folder(path);
    if (err == SY_OK && mode != SY_STORE_READ)
        err = make_data_file(path);
    if (err == SY_OK && mode != SY_STORE_READ)
        err = reserve_lock_file(path);
    if (err == SY_OK)
        err = open_env(store);
    if (err == SY_OK && mode != SY_STORE_READ)
        err = sync_folder(path);
    if (err == SY_OK && mode != SY_STORE_READ)
        sy_store_clear_stale_readers(store); /* else what they read would be kept for ever */
    if (err == SY_OK)
        *out = store;
    else
        sy_store_close(store);
    return err;
}

enum sy_err sy_store_reopen(struct sy_store *store)
{
    enum sy_err err;

    if (atomic_load(&store->open_txns) > 0)
        return SY_BUSY;
    close_env(store);
    err = open_env(store);
    if (err != SY_OK)
        close_env(store);
    return err;
}

enum sy_err sy_store_remove(const char *path)
{
    static const char *const names[] = {"data.mdb", "lock.mdb", "new/data.mdb"};
    char name[PATH_BYTES_MAX];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (name_file(path, names[i], name) != 0)
            return SY_LIMIT;
        if (unlink(name) != 0 && errno != ENOENT)
            return from_lmdb(errno);
    }
    if (name_file(path, "new", name) == 0)
        (void)rmdir(name);
    return SY_OK;
}

void sy_store_close(struct sy_store *store)
{
    if (store == NULL)
        return;
    close_env(store);
    free(store);
}

static enum sy_err begin(struct sy_store *store, unsigned flags, struct sy_store_txn **out)
{
    struct sy_store_txn *txn;
    int code;

    if (store->env == NULL)
        return SY_IO;
    txn = calloc(1, sizeof(*txn));
    if (txn == NULL)
        return SY_NO_MEMORY;
    txn->store = store;
    txn->reads = (flags & MDB_RDONLY) != 0;
    code = mdb_txn_begin(store->env, NULL, flags, &txn->txn);
    if (code != 0) {
        free(txn);
        return from_lmdb(code);
    }
    atomic_fetch_add(&store->open_txns, 1);
    *out = txn;
    return SY_OK;
}

enum sy_err sy_store_read(struct sy_store *store, struct sy_store_txn **out)
{
    return begin(store, MDB_RDONLY, out);
}

enum sy_err sy_store_write(struct sy_store *store, struct sy_store_txn **out)
{
    return begin(store, 0, out);
}

/* Room for one page behind the last? What is there belongs to nobody yet. */
static bool is_full(const struct sy_store *store)
{
    static const uint8_t zeros[PROBE_BYTES];
    struct stat file;
    off_t end;
    int fd;

    if (mdb_env_get_fd(store->env, &fd) != 0 || fstat(fd, &file) != 0 ||
        page_bytes(store->env, &end) != 0)
        return false;
    if (end < file.st_size)
        end = file.st_size;
    return pwrite(fd, zeros, sizeof(zeros), end) < (ssize_t)sizeof(zeros) &&
           (errno == ENOSPC || errno == EDQUOT || errno == EFBIG);
}

/* LMDB calls a write that was cut short EIO, though the disk is only full. */
static enum sy_err from_writing(const struct sy_store *store, int code)
{
    return code == EIO && is_full(store) ? SY_NO_SPACE : from_lmdb(code);
}

static void drop_cursor(struct sy_store_txn *txn, unsigned table)
{
    if (txn->at[table] != NULL)
        mdb_cursor_close(txn->at[table]);
    txn->at[table] = NULL;
}

static void drop_cursors(struct sy_store_txn *txn)
{
    for (unsigned table = 0; table < txn->store->table_count; table++)
        drop_cursor(txn, table);
}

enum sy_err sy_store_commit(struct sy_store_txn *txn)
{
    enum sy_err err;

    sy_assert(!txn->reads);
    drop_cursors(txn);
    err = from_writing(txn->store, mdb_txn_commit(txn->txn));
    atomic_fetch_sub(&txn->store->open_txns, 1);
    free(txn);
    return err;
}

void sy_store_end(struct sy_store_txn *txn)
{
    if (txn == NULL)
        return;
    drop_cursors(txn);
    mdb_txn_abort(txn->txn);
    atomic_fetch_sub(&txn->store->open_txns, 1);
    free(txn);
}

static MDB_dbi table_of(const struct sy_store_txn *txn, unsigned table)
{
    sy_assert(table < txn->store->table_count);
    return txn->store->tables[table];
}

/* A cursor pays when there are more rows to read or write than one or two. NULL without one. */
static MDB_cursor *cursor_of(struct sy_store_txn *txn, unsigned table)
{
    MDB_dbi dbi = table_of(txn, table);

    if (txn->at[table] != NULL)
        return txn->at[table];
    if (txn->rows[table] < CURSOR_FROM)
        txn->rows[table]++;
    else if (mdb_cursor_open(txn->txn, dbi, &txn->at[table]) != 0)
        txn->at[table] = NULL;
    return txn->at[table];
}

enum sy_err sy_store_get(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                         struct sy_bytes *out)
{
    MDB_cursor *cursor = txn->reads ? cursor_of(txn, table) : NULL;
    MDB_val k = to_val(key);
    MDB_val v;
    int code = cursor == NULL ? mdb_get(txn->txn, table_of(txn, table), &k, &v)
                              : mdb_cursor_get(cursor, &k, &v, MDB_SET);

    if (code == 0)
        *out = from_val(v);
    return from_lmdb(code);
}

enum sy_err sy_store_get_next(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                              struct sy_bytes *out)
{
    MDB_cursor *cursor = txn->reads ? cursor_of(txn, table) : NULL;
    MDB_val k;
    MDB_val v;

    if (cursor == NULL || mdb_cursor_get(cursor, &k, &v, MDB_NEXT) != 0 ||
        !sy_bytes_equal(from_val(k), key))
        return sy_store_get(txn, table, key, out);
    *out = from_val(v);
    return SY_OK;
}

static enum sy_err put(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                       struct sy_bytes value, unsigned flags)
{
    MDB_cursor *cursor = cursor_of(txn, table);
    MDB_val k = to_val(key);
    MDB_val v = to_val(value);
    int code;

    sy_assert(key.len > 0);
    sy_assert(key.len <= SY_STORE_KEY_MAX);
    code = cursor == NULL ? mdb_put(txn->txn, table_of(txn, table), &k, &v, flags)
                          : mdb_cursor_put(cursor, &k, &v, flags);
    return from_writing(txn->store, code);
}

enum sy_err sy_store_put(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                         struct sy_bytes value)
{
    return put(txn, table, key, value, 0);
}

enum sy_err sy_store_append(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                            struct sy_bytes value)
{
    return put(txn, table, key, value, MDB_APPEND);
}

enum sy_err sy_store_delete(struct sy_store_txn *txn, unsigned table, struct sy_bytes key)
{
    MDB_val k = to_val(key);

    drop_cursor(txn, table);
    return from_writing(txn->store, mdb_del(txn->txn, table_of(txn, table), &k, NULL));
}

enum sy_err sy_store_clear(struct sy_store_txn *txn, unsigned table)
{
    drop_cursor(txn, table);
    return from_writing(txn->store, mdb_drop(txn->txn, table_of(txn, table), 0));
}

enum sy_err sy_store_count(struct sy_store_txn *txn, unsigned table, uint64_t *out)
{
    MDB_stat stat;
    int code = mdb_stat(txn->txn, table_of(txn, table), &stat);

    if (code == 0)
        *out = stat.ms_entries;
    return from_lmdb(code);
}

enum sy_err sy_store_cursor_open(struct sy_store_txn *txn, unsigned table,
                                 struct sy_store_cursor **out)
{
    struct sy_store_cursor *cursor = calloc(1, sizeof(*cursor));
    int code;

    if (cursor == NULL)
        return SY_NO_MEMORY;
    code = mdb_cursor_open(txn->txn, table_of(txn, table), &cursor->cursor);
    if (code != 0) {
        free(cursor);
        return from_lmdb(code);
    }
    *out = cursor;
    return SY_OK;
}

void sy_store_cursor_close(struct sy_store_cursor *cursor)
{
    if (cursor == NULL)
        return;
    mdb_cursor_close(cursor->cursor);
    free(cursor);
}

static enum sy_err move(MDB_cursor *cursor, MDB_val key, MDB_cursor_op op,
                        struct sy_bytes *key_out, struct sy_bytes *value_out)
{
    MDB_val value;
    int code = mdb_cursor_get(cursor, &key, &value, op);

    if (code == 0) {
        *key_out = from_val(key);
        *value_out = from_val(value);
    }
    return from_lmdb(code);
}

enum sy_err sy_store_seek(struct sy_store_cursor *cursor, struct sy_bytes from,
                          struct sy_bytes *key, struct sy_bytes *value)
{
    return move(cursor->cursor, to_val(from), from.len == 0 ? MDB_FIRST : MDB_SET_RANGE, key,
                value);
}

enum sy_err sy_store_next(struct sy_store_cursor *cursor, struct sy_bytes *key,
                          struct sy_bytes *value)
{
    return move(cursor->cursor, (MDB_val){0}, MDB_NEXT, key, value);
}

enum sy_err sy_store_seek_before(struct sy_store_cursor *cursor, struct sy_bytes before,
                                 struct sy_bytes *key, struct sy_bytes *value)
{
    enum sy_err err = move(cursor->cursor, to_val(before), MDB_SET_RANGE, key, value);

    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    return move(cursor->cursor, (MDB_val){0}, err == SY_OK ? MDB_PREV : MDB_LAST, key, value);
}

enum sy_err sy_store_last(struct sy_store_txn *txn, unsigned table, struct sy_bytes *key,
                          struct sy_bytes *value)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->txn, table_of(txn, table), &cursor);
    enum sy_err err;

    if (code != 0)
        return from_lmdb(code);
    err = move(cursor, (MDB_val){0}, MDB_LAST, key, value);
    mdb_cursor_close(cursor);
    return err;
}

uint64_t sy_store_disk_bytes(struct sy_store *store)
{
    struct stat file;
    int fd;

    if (store->env == NULL || mdb_env_get_fd(store->env, &fd) != 0 || fstat(fd, &file) != 0)
        return 0;
    return (uint64_t)file.st_blocks * 512;
}

uint64_t sy_store_map_bytes(struct sy_store *store)
{
    MDB_envinfo info;

    if (store->env == NULL || mdb_env_info(store->env, &info) != 0)
        return 0;
    return info.me_mapsize;
}

void sy_store_clear_stale_readers(struct sy_store *store)
{
    int dead;

    if (store->env != NULL)
        (void)mdb_reader_check(store->env, &dead);
}

struct reader_scan {
    uint64_t oldest;
    bool unknown; /* a line that is not as it should be */
};

/* LMDB tells its readers as lines of text: process, thread, and the transaction that it sees or
 * "-" when it sees none. The lines in which no number comes first are headings. */
static int take_reader(const char *line, void *data)
{
    struct reader_scan *scan = data;
    uint64_t txn;
    char dash;
    int pid;

    if (sscanf(line, "%d", &pid) != 1)
        return 0;
    if (sscanf(line, "%*d %*x %" SCNu64, &txn) == 1)
        scan->oldest = txn < scan->oldest ? txn : scan->oldest;
    else if (sscanf(line, "%*d %*x %c", &dash) != 1 || dash != '-')
        scan->unknown = true;
    return 0;
}

enum sy_err sy_store_file(struct sy_store_txn *txn, struct sy_store_file *out)
{
    struct reader_scan scan = {.oldest = UINT64_MAX};
    MDB_env *env = txn->store->env;
    int version[3];

    mdb_version(&version[0], &version[1], &version[2]);
    if (version[0] != 0 || version[1] != 9)
        return SY_UNIMPLEMENTED;
    sy_store_clear_stale_readers(txn->store);
    if (mdb_reader_list(env, take_reader, &scan) < 0 || scan.unknown)
        return SY_UNIMPLEMENTED;
    out->txn = mdb_txn_id(txn->txn);
    out->oldest_reader = scan.oldest;
    return from_lmdb(mdb_env_get_fd(env, &out->fd));
}

enum sy_err sy_store_age(struct sy_store *store)
{
    static const uint8_t zero[1];
    struct sy_bytes key = {zero, sizeof(zero)};
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_write(store, &txn);

    if (err != SY_OK)
        return err;
    err = sy_store_put(txn, 0, key, key);
    if (err == SY_OK)
        err = sy_store_delete(txn, 0, key);
    if (err == SY_OK)
        return sy_store_commit(txn);
    sy_store_end(txn);
    return err;
}
