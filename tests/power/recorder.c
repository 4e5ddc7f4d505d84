/* Linked into a program, this stands before the C library's calls that change files, for the
 * libraries of the program too, and before what gives plain text to TLS: each is carried out,
 * and written to the tape. What is changed through a mapping is not seen: of ours only LMDB's
 * lock file is, which means nothing after a restart of the machine. stdio's own writes are not
 * seen either. */
#include "tests/power/tape.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };

struct watched {
    bool used;
    bool folder;
    bool synced; /* opened with O_DSYNC */
    uint64_t id;
    char path[512]; /* of a folder */
};

static struct {
    pthread_mutex_t lock;
    bool ready;
    int tape; /* -1: nothing is recorded */
    char root[PATH_MAX];
    uint64_t numbers;
    uint64_t writes;
    uint64_t kill_at; /* 0: never */
    struct watched files[FILES_MAX];
} r = {.lock = PTHREAD_MUTEX_INITIALIZER, .tape = -1};

/* The next definition of the name: the library's. */
#define NEXT(type, name) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))

#define REAL_OPEN  NEXT(int (*)(const char *, int, ...), "open64")
#define REAL_WRITE NEXT(ssize_t (*)(int, const void *, size_t), "write")

static void put(struct tape_head head, const void *bytes, size_t len)
{
    head.bytes = (uint32_t)len;
    struct iovec pieces[] = {{&head, sizeof(head)}, {(void *)(uintptr_t)bytes, len}};
    ssize_t (*real)(int, const struct iovec *, int) =
        NEXT(ssize_t(*)(int, const struct iovec *, int), "writev");

    if (r.tape >= 0 && real(r.tape, pieces, 2) != (ssize_t)(sizeof(head) + len))
        abort();
}

static void put_paths(enum tape_kind kind, uint64_t id, const char *path, const char *second)
{
    char both[2 * PATH_MAX];
    int len = snprintf(both, sizeof(both), "%s%s", path, second == NULL ? "" : second);

    put((struct tape_head){.kind = kind, .id = id, .split = (uint32_t)strlen(path)}, both,
        (size_t)len);
}

/* The lock is held from here to leave. */
static void enter(void)
{
    const char *tape;
    const char *root;
    const char *last;

    pthread_mutex_lock(&r.lock);
    if (r.ready)
        return;
    r.ready = true;
    tape = getenv(TAPE_FILE);
    root = getenv(TAPE_ROOT);
    last = getenv(TAPE_KILL);
    if (tape == NULL || root == NULL || realpath(root, r.root) == NULL)
        return;
    r.tape = REAL_OPEN(tape, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (r.tape < 0)
        abort();
    r.numbers = (uint64_t)getpid() << 32;
    r.kill_at = last == NULL ? 0 : strtoull(last, NULL, 10);
    put((struct tape_head){.kind = TAPE_START}, NULL, 0);
}

static void leave(void)
{
    int keep = errno;

    pthread_mutex_unlock(&r.lock);
    errno = keep;
}

/* The path below the root, of a file whose folder is there; NULL when it is not below it. */
static const char *below(const char *path, char out[PATH_MAX])
{
    char folder[PATH_MAX];
    char real[PATH_MAX];
    const char *name = strrchr(path, '/');
    size_t root = strlen(r.root);

    if (r.tape < 0 || strlen(path) >= PATH_MAX)
        return NULL;
    snprintf(folder, sizeof(folder), "%.*s", name == NULL ? 1 : (int)(name - path) + 1,
             name == NULL ? "." : path);
    name = name == NULL ? path : name + 1;
    if (realpath(folder, real) == NULL || strncmp(real, r.root, root) != 0 ||
        (real[root] != 0 && real[root] != '/'))
        return NULL;
    if (snprintf(out, PATH_MAX, "%s%s%s", real + root + (real[root] == '/'),
                 real[root] == '/' ? "/" : "", name) >= PATH_MAX)
        return NULL;
    return out;
}

static struct watched *watched(int fd)
{
    return r.tape >= 0 && fd >= 0 && fd < FILES_MAX && r.files[fd].used ? &r.files[fd] : NULL;
}

/* The path of a folder below the root, or of the root itself: "". */
static const char *folder_below(const char *path, char real[PATH_MAX])
{
    size_t root = strlen(r.root);

    if (r.tape < 0 || realpath(path, real) == NULL || strncmp(real, r.root, root) != 0 ||
        (real[root] != 0 && real[root] != '/'))
        return NULL;
    return real + root + (real[root] == '/');
}

static void watch_folder(int fd, const char *path)
{
    char real[PATH_MAX];
    const char *name = folder_below(path, real);

    if (name == NULL)
        return;
    r.files[fd] = (struct watched){.used = true, .folder = true};
    if (snprintf(r.files[fd].path, sizeof(r.files[fd].path), "%s", name) >=
        (int)sizeof(r.files[fd].path))
        abort();
}

static void watch_file(int fd, const char *path, int flags, bool fresh, uint64_t id)
{
    char name[PATH_MAX];

    if (below(path, name) == NULL)
        return;
    if (fresh)
        put_paths(TAPE_MADE, id, name, NULL);
    else if ((flags & O_TRUNC) != 0 && (flags & O_ACCMODE) != O_RDONLY)
        put((struct tape_head){.kind = TAPE_CUT, .id = id}, NULL, 0);
    r.files[fd] = (struct watched){.used = true, .synced = (flags & O_DSYNC) != 0, .id = id};
}

static int do_open(const char *path, int flags, mode_t mode)
{
    struct stat before;
    struct stat after;
    bool fresh;
    int fd;

    enter();
    fresh = (flags & O_CREAT) != 0 && lstat(path, &before) != 0;
    fd = REAL_OPEN(path, flags, mode);
    if (r.tape >= 0 && fd >= 0) {
        if (fd >= FILES_MAX || fstat(fd, &after) != 0)
            abort();
        r.files[fd].used = false;
        if (S_ISDIR(after.st_mode))
            watch_folder(fd, path);
        else if (S_ISREG(after.st_mode))
            watch_file(fd, path, flags, fresh, after.st_ino);
    }
    leave();
    return fd;
}

/* The write was carried out. One that syncs by itself is on disk now, unless the program is to
 * be killed: then it is only seen by whoever comes next. */
static void wrote(const struct watched *file, const void *bytes, ssize_t len, off_t at)
{
    struct tape_head head = {.kind = TAPE_WRITE, .id = file->id, .at = (uint64_t)at};

    if (len <= 0)
        return;
    head.number = file->synced ? ++r.numbers : 0;
    put(head, bytes, (size_t)len);
    if (++r.writes == r.kill_at)
        raise(SIGKILL);
    if (file->synced)
        put((struct tape_head){.kind = TAPE_WROTE, .number = head.number}, NULL, 0);
}

static ssize_t do_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    ssize_t put_bytes;
    const struct watched *file;

    enter();
    put_bytes =
        NEXT(ssize_t(*)(int, const void *, size_t, off_t), "pwrite64")(fd, bytes, len, at);
    file = watched(fd);
    if (file != NULL)
        wrote(file, bytes, put_bytes, at);
    leave();
    return put_bytes;
}

static int do_truncate(int fd, off_t size)
{
    const struct watched *file;
    int failed;

    enter();
    failed = NEXT(int (*)(int, off_t), "ftruncate64")(fd, size);
    file = watched(fd);
    if (file != NULL && failed == 0)
        put((struct tape_head){.kind = TAPE_CUT, .id = file->id, .at = (uint64_t)size}, NULL,
            0);
    leave();
    return failed;
}

/* Others may go on meanwhile: what they write after this has begun need not be on disk. */
static int do_sync(int fd, const char *call)
{
    struct watched *file;
    struct tape_head head = {.kind = TAPE_SYNC};
    int failed;

    enter();
    file = watched(fd);
    if (file != NULL) {
        head.id = file->folder ? 0 : file->id;
        head.number = ++r.numbers;
        put(head, file->path, file->folder ? strlen(file->path) : 0);
    }
    leave();
    failed = NEXT(int (*)(int), call)(fd);
    enter();
    if (file != NULL && failed == 0)
        put((struct tape_head){.kind = TAPE_SYNCED, .number = head.number}, NULL, 0);
    leave();
    return failed;
}

static int do_change(enum tape_kind kind, int failed, const char *path, const char *second)
{
    char from[PATH_MAX];
    char to[PATH_MAX];

    if (failed == 0 && below(path, from) != NULL &&
        (second == NULL || below(second, to) != NULL))
        put_paths(kind, 0, from, second == NULL ? NULL : to);
    return failed;
}

/* What stands before the library's. The large-file names are what our own objects call. */
int recorder_open(const char *path, int flags, ...) __asm__("open");
int recorder_open64(const char *path, int flags, ...) __asm__("open64");
int recorder_close(int fd) __asm__("close");
ssize_t recorder_pwrite(int fd, const void *bytes, size_t len, off_t at) __asm__("pwrite");
ssize_t recorder_pwrite64(int fd, const void *bytes, size_t len, off_t at) __asm__("pwrite64");
ssize_t recorder_write(int fd, const void *bytes, size_t len) __asm__("write");
ssize_t recorder_writev(int fd, const struct iovec *pieces, int count) __asm__("writev");
int recorder_ftruncate(int fd, off_t size) __asm__("ftruncate");
int recorder_ftruncate64(int fd, off_t size) __asm__("ftruncate64");
int recorder_fsync(int fd) __asm__("fsync");
int recorder_fdatasync(int fd) __asm__("fdatasync");
int recorder_mkdir(const char *path, mode_t mode) __asm__("mkdir");
int recorder_rename(const char *from, const char *to) __asm__("rename");
int recorder_renameat2(int a, const char *from, int b, const char *to,
                       unsigned flags) __asm__("renameat2");
int recorder_link(const char *from, const char *to) __asm__("link");
int recorder_unlink(const char *path) __asm__("unlink");
int recorder_ssl_write(void *ssl, const void *bytes, size_t len,
                       size_t *written) __asm__("SSL_write_ex");
void recorder_ssl_free(void *ssl) __asm__("SSL_free");

int recorder_open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return do_open(path, flags, mode);
}

int recorder_open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return do_open(path, flags, mode);
}

int recorder_close(int fd)
{
    int failed;

    enter();
    if (watched(fd) != NULL)
        r.files[fd].used = false;
    failed = NEXT(int (*)(int), "close")(fd);
    leave();
    return failed;
}

ssize_t recorder_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
    return do_pwrite(fd, bytes, len, at);
}

ssize_t recorder_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    return do_pwrite(fd, bytes, len, at);
}

ssize_t recorder_write(int fd, const void *bytes, size_t len)
{
    const struct watched *file;
    ssize_t put_bytes;

    enter();
    file = watched(fd);
    if (file == NULL) {
        leave(); /* a socket may make it wait */
        return REAL_WRITE(fd, bytes, len);
    }
    put_bytes = REAL_WRITE(fd, bytes, len);
    wrote(file, bytes, put_bytes, lseek(fd, 0, SEEK_CUR) - put_bytes);
    leave();
    return put_bytes;
}

ssize_t recorder_writev(int fd, const struct iovec *pieces, int count)
{
    ssize_t (*real)(int, const struct iovec *, int) =
        NEXT(ssize_t(*)(int, const struct iovec *, int), "writev");
    const struct watched *file;
    ssize_t put_bytes;
    ssize_t left;
    off_t at;

    enter();
    file = watched(fd);
    if (file == NULL) {
        leave();
        return real(fd, pieces, count);
    }
    at = lseek(fd, 0, SEEK_CUR);
    left = put_bytes = real(fd, pieces, count);
    for (int i = 0; i < count && left > 0; i++) {
        ssize_t len = (ssize_t)pieces[i].iov_len < left ? (ssize_t)pieces[i].iov_len : left;

        wrote(file, pieces[i].iov_base, len, at);
        at += len;
        left -= len;
    }
    leave();
    return put_bytes;
}

int recorder_ftruncate(int fd, off_t size)
{
    return do_truncate(fd, size);
}

int recorder_ftruncate64(int fd, off_t size)
{
    return do_truncate(fd, size);
}

int recorder_fsync(int fd)
{
    return do_sync(fd, "fsync");
}

int recorder_fdatasync(int fd)
{
    return do_sync(fd, "fdatasync");
}

/* A sanitizer that is to write reports makes their folder before the program has begun: then
 * nothing of it, and nothing of the sanitizer, may be used here. */
static volatile bool begun;

__attribute__((constructor)) static void begin(void)
{
    begun = true;
}

__attribute__((no_sanitize("address", "undefined"))) int recorder_mkdir(const char *path,
                                                                        mode_t mode)
{
    int failed;

    if (!begun)
        return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    enter();
    failed = do_change(TAPE_FOLDER, NEXT(int (*)(const char *, mode_t), "mkdir")(path, mode),
                       path, NULL);
    leave();
    return failed;
}

int recorder_rename(const char *from, const char *to)
{
    int failed;

    enter();
    failed = do_change(TAPE_MOVED,
                       NEXT(int (*)(const char *, const char *), "rename")(from, to), from, to);
    leave();
    return failed;
}

int recorder_renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    int failed;

    enter();
    failed = do_change(TAPE_MOVED,
                       NEXT(int (*)(int, const char *, int, const char *, unsigned),
                            "renameat2")(a, from, b, to, flags),
                       from, to);
    leave();
    return failed;
}

int recorder_link(const char *from, const char *to)
{
    int failed;

    enter();
    failed = do_change(TAPE_LINKED, NEXT(int (*)(const char *, const char *), "link")(from, to),
                       from, to);
    leave();
    return failed;
}

int recorder_unlink(const char *path)
{
    int failed;

    enter();
    failed = do_change(TAPE_REMOVED, NEXT(int (*)(const char *), "unlink")(path), path, NULL);
    leave();
    return failed;
}

/* On the tape before it is on its way. */
int recorder_ssl_write(void *ssl, const void *bytes, size_t len, size_t *written)
{
    enter();
    put((struct tape_head){.kind = TAPE_SAID, .id = (uintptr_t)ssl}, bytes, len);
    leave();
    return NEXT(int (*)(void *, const void *, size_t, size_t *), "SSL_write_ex")(ssl, bytes,
                                                                                 len, written);
}

void recorder_ssl_free(void *ssl)
{
    enter();
    put((struct tape_head){.kind = TAPE_HUNG_UP, .id = (uintptr_t)ssl}, NULL, 0);
    leave();
    NEXT(void (*)(void *), "SSL_free")(ssl);
}
