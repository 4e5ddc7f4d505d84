#include "tests/power/platter.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/array.h"
#include "tests/check.h"

enum {
    SECTOR_BYTES = 512,
    PAGE_BYTES = 4096,
    LOCK_BYTES = 20 << 10,
    NAMES_MAX = 1024,
    FOLDERS_MAX = 256,
    SYNCS_MAX = 64
};

static const size_t folder_content = SIZE_MAX; /* in place of one: the name is a folder's */
static const size_t no_change = SIZE_MAX;

struct content {
    uint64_t id;
    bool stale; /* another file has the inode now */
    bool held;  /* while changes are folded: an earlier one of this content stays */
    uint8_t *bytes;
    size_t len;
    size_t capacity;
};

struct name {
    struct sy_bytes path; /* on the tape */
    size_t content;
};

/* The files at some moment. Contents without a name are kept: they may have one later. */
struct state {
    struct name names[NAMES_MAX];
    size_t name_count;
    struct content *contents;
    size_t content_count;
    size_t content_capacity;
};

enum change_kind { CHANGE_NAME, CHANGE_GONE, CHANGE_MOVE, CHANGE_WRITE, CHANGE_CUT };

struct change {
    enum change_kind kind;
    size_t index; /* among all that were ever made */
    bool durable;
    struct sy_bytes folder; /* of names */
    struct sy_bytes path;
    struct sy_bytes to;
    size_t content;
    size_t behind;   /* gone: only when that change, in another folder, has happened */
    uint64_t number; /* of a write that syncs by itself */
    uint64_t at;
    struct sy_bytes bytes;
};

struct sync {
    uint64_t number;
    size_t content; /* folder_content: the folder's */
    struct sy_bytes folder;
    size_t before; /* the changes below are synced */
};

struct platter {
    enum platter_lie lie;
    struct state base; /* is on disk */
    struct state live; /* is what programs see */
    struct change *changes;
    size_t count;
    size_t capacity;
    size_t made; /* changes, ever */
    struct sync syncs[SYNCS_MAX];
    size_t sync_count;
};

struct platter *platter_open(enum platter_lie lie)
{
    struct platter *platter = calloc(1, sizeof(*platter));

    assert_non_null(platter);
    platter->lie = lie;
    return platter;
}

static void close_state(struct state *state)
{
    for (size_t i = 0; i < state->content_count; i++)
        free(state->contents[i].bytes);
    free(state->contents);
}

void platter_close(struct platter *platter)
{
    if (platter == NULL)
        return;
    close_state(&platter->base);
    close_state(&platter->live);
    free(platter->changes);
    free(platter);
}

/* The folder that a path is in; none is the root. */
static struct sy_bytes parent(struct sy_bytes path)
{
    size_t len = path.len;

    while (len > 0 && path.data[len - 1] != '/')
        len--;
    return (struct sy_bytes){path.data, len == 0 ? 0 : len - 1};
}

static size_t find_name(const struct state *state, struct sy_bytes path)
{
    size_t i = 0;

    while (i < state->name_count && !sy_bytes_equal(path, state->names[i].path))
        i++;
    return i;
}

static void set_name(struct state *state, struct sy_bytes path, size_t content)
{
    size_t i = find_name(state, path);

    assert_true(i < NAMES_MAX);
    if (i == state->name_count)
        state->name_count++;
    state->names[i] = (struct name){path, content};
}

static void remove_name(struct state *state, struct sy_bytes path)
{
    size_t i = find_name(state, path);

    if (i < state->name_count)
        state->names[i] = state->names[--state->name_count];
}

static void add_content(struct state *state, uint64_t id)
{
    struct content *list = sy_array_room(state->contents, state->content_count,
                                         &state->content_capacity, sizeof(*list));

    assert_non_null(list);
    for (size_t i = 0; i < state->content_count; i++)
        list[i].stale = list[i].stale || list[i].id == id;
    state->contents = list;
    list[state->content_count++] = (struct content){.id = id};
}

static size_t find_content(const struct state *state, uint64_t id)
{
    size_t i = state->content_count;

    while (i > 0 && (state->contents[i - 1].stale || state->contents[i - 1].id != id))
        i--;
    assert_true(i > 0); /* a file that was there before the tape began, or was made unseen */
    return i - 1;
}

static void resize(struct content *content, size_t len)
{
    if (len > content->capacity) {
        content->capacity = len + len / 2;
        content->bytes = realloc(content->bytes, content->capacity);
        assert_non_null(content->bytes);
    }
    if (len > content->len)
        memset(content->bytes + content->len, 0, len - content->len);
    content->len = len;
}

static void write_bytes(struct content *content, uint64_t at, struct sy_bytes bytes)
{
    if (at + bytes.len > content->len)
        resize(content, at + bytes.len);
    memcpy(content->bytes + at, bytes.data, bytes.len);
}

static void apply(struct state *state, const struct change *change)
{
    switch (change->kind) {
    case CHANGE_NAME:
        set_name(state, change->path, change->content);
        break;
    case CHANGE_GONE:
        remove_name(state, change->path);
        break;
    case CHANGE_MOVE:
        remove_name(state, change->path);
        set_name(state, change->to, change->content);
        break;
    case CHANGE_WRITE:
        write_bytes(&state->contents[change->content], change->at, change->bytes);
        break;
    case CHANGE_CUT:
        resize(&state->contents[change->content], change->at);
        break;
    }
}

static bool is_name(const struct change *change)
{
    return change->kind <= CHANGE_MOVE;
}

static size_t add_change(struct platter *platter, struct change change)
{
    struct change *list =
        sy_array_room(platter->changes, platter->count, &platter->capacity, sizeof(*list));

    assert_non_null(list);
    platter->changes = list;
    change.index = platter->made++;
    if (is_name(&change))
        change.folder = parent(change.path);
    list[platter->count++] = change;
    apply(&platter->live, &change);
    return change.index;
}

/* Folders of which an earlier change stays, or is lost. */
struct folders {
    struct sy_bytes list[FOLDERS_MAX];
    size_t count;
};

static bool in_folders(const struct folders *folders, struct sy_bytes folder)
{
    for (size_t i = 0; i < folders->count; i++) {
        if (sy_bytes_equal(folders->list[i], folder))
            return true;
    }
    return false;
}

static void add_folder(struct folders *folders, struct sy_bytes folder)
{
    if (in_folders(folders, folder))
        return;
    assert_true(folders->count < FOLDERS_MAX);
    folders->list[folders->count++] = folder;
}

static bool stays(const struct platter *platter, size_t kept, const struct folders *held,
                  const struct change *change)
{
    if (!change->durable)
        return true;
    if (!is_name(change))
        return platter->base.contents[change->content].held;
    for (size_t i = 0; change->kind == CHANGE_GONE && i < kept; i++) {
        if (platter->changes[i].index == change->behind)
            return true;
    }
    return in_folders(held, change->folder);
}

/* What is durable, and has nothing before it that is not, goes into the base. */
static void fold(struct platter *platter)
{
    struct folders held = {.count = 0};
    size_t kept = 0;

    for (size_t i = 0; i < platter->base.content_count; i++)
        platter->base.contents[i].held = false;
    for (size_t i = 0; i < platter->count; i++) {
        struct change change = platter->changes[i];

        if (!stays(platter, kept, &held, &change)) {
            apply(&platter->base, &change);
            continue;
        }
        if (is_name(&change))
            add_folder(&held, change.folder);
        else
            platter->base.contents[change.content].held = true;
        platter->changes[kept++] = change;
    }
    platter->count = kept;
}

static void begin_sync(struct platter *platter, const struct tape_record *record)
{
    struct sync sync = {.number = record->head.number,
                        .content = folder_content,
                        .folder = record->bytes,
                        .before = platter->made};

    assert_true(platter->sync_count < SYNCS_MAX);
    if (record->head.id != 0)
        sync.content = find_content(&platter->live, record->head.id);
    platter->syncs[platter->sync_count++] = sync;
}

static void end_sync(struct platter *platter, uint64_t number)
{
    struct sync sync;
    size_t i = 0;
    bool folder;

    while (i < platter->sync_count && platter->syncs[i].number != number)
        i++;
    assert_true(i < platter->sync_count);
    sync = platter->syncs[i];
    platter->syncs[i] = platter->syncs[--platter->sync_count];
    folder = sync.content == folder_content;
    if (platter->lie == (folder ? PLATTER_NO_FOLDER_SYNC : PLATTER_NO_FILE_SYNC))
        return;
    for (i = 0; i < platter->count; i++) {
        struct change *change = &platter->changes[i];

        if (change->index < sync.before && is_name(change) == folder &&
            (folder ? sy_bytes_equal(change->folder, sync.folder)
                    : change->content == sync.content))
            change->durable = true;
    }
    fold(platter);
}

static void end_write(struct platter *platter, uint64_t number)
{
    if (platter->lie == PLATTER_NO_WRITE_SYNC)
        return;
    for (size_t i = 0; i < platter->count; i++) {
        if (platter->changes[i].number == number)
            platter->changes[i].durable = true;
    }
    fold(platter);
}

static void make_file(struct platter *platter, const struct tape_record *record)
{
    add_content(&platter->base, record->head.id);
    add_content(&platter->live, record->head.id);
    add_change(platter, (struct change){.kind = CHANGE_NAME,
                                        .path = record->bytes,
                                        .content = platter->live.content_count - 1});
}

/* Renamed or linked: a name in another folder is there before the old one is gone. */
static void move(struct platter *platter, const struct tape_record *record)
{
    struct sy_bytes from = {record->bytes.data, record->head.split};
    struct sy_bytes to = {from.data + from.len, record->bytes.len - from.len};
    size_t i = find_name(&platter->live, from);
    struct change change = {.kind = CHANGE_MOVE, .path = from, .to = to};

    assert_true(i < platter->live.name_count);
    change.content = platter->live.names[i].content;
    assert_int_not_equal(change.content, folder_content); /* no program of ours does that */
    if (record->head.kind == TAPE_MOVED && sy_bytes_equal(parent(from), parent(to))) {
        add_change(platter, change);
        return;
    }
    change.kind = CHANGE_NAME;
    change.path = to;
    i = add_change(platter, change);
    if (record->head.kind == TAPE_MOVED)
        add_change(platter, (struct change){.kind = CHANGE_GONE, .path = from, .behind = i});
}

static struct change write_of(const struct platter *platter, const struct tape_record *record)
{
    return (struct change){.kind = record->head.kind == TAPE_WRITE ? CHANGE_WRITE : CHANGE_CUT,
                           .content = find_content(&platter->live, record->head.id),
                           .number = record->head.number,
                           .at = record->head.at,
                           .bytes = record->bytes};
}

void platter_take(struct platter *platter, const struct tape_record *record)
{
    switch ((enum tape_kind)record->head.kind) {
    case TAPE_START:
        platter->sync_count = 0; /* the program before was killed while it waited for them */
        break;
    case TAPE_FOLDER:
        add_change(platter, (struct change){.kind = CHANGE_NAME,
                                            .path = record->bytes,
                                            .content = folder_content});
        break;
    case TAPE_MADE:
        make_file(platter, record);
        break;
    case TAPE_WRITE:
    case TAPE_CUT:
        add_change(platter, write_of(platter, record));
        break;
    case TAPE_WROTE:
        end_write(platter, record->head.number);
        break;
    case TAPE_MOVED:
    case TAPE_LINKED:
        move(platter, record);
        break;
    case TAPE_REMOVED:
        add_change(
            platter,
            (struct change){.kind = CHANGE_GONE, .path = record->bytes, .behind = no_change});
        break;
    case TAPE_SYNC:
        begin_sync(platter, record);
        break;
    case TAPE_SYNCED:
        end_sync(platter, record->head.number);
        break;
    case TAPE_MARK:
    case TAPE_SAID:
    case TAPE_HUNG_UP:
        break;
    }
}

size_t platter_pending(const struct platter *platter)
{
    size_t pending = 0;

    for (size_t i = 0; i < platter->count; i++)
        pending += !platter->changes[i].durable;
    return pending;
}

/* One power failure. */
struct failure {
    const struct platter *platter;
    enum platter_loss loss;
    uint64_t (*below)(uint64_t bound);
    size_t one; /* the change that alone is lost, or kept, or is the first of those lost */
    struct folders lost;
    struct state left;
};

/* The share of a change that is kept. */
enum share { SHARE_NONE, SHARE_ALL, SHARE_SECTORS, SHARE_PAGES };

static enum share share_of(struct failure *f, size_t i)
{
    switch (f->loss) {
    case PLATTER_LOSE_NOTHING:
        return SHARE_ALL;
    case PLATTER_LOSE_TAIL:
        return i < f->one ? SHARE_ALL : SHARE_NONE;
    case PLATTER_LOSE_ONE:
        if (i != f->one)
            return SHARE_ALL;
        return f->below(2) == 0 ? SHARE_NONE : SHARE_SECTORS;
    case PLATTER_KEEP_ONE:
        if (i != f->one)
            return SHARE_NONE;
        return f->below(2) == 0 ? SHARE_ALL : SHARE_SECTORS;
    case PLATTER_LOSE_CHANGES:
        return f->below(2) == 0 ? SHARE_NONE : SHARE_ALL;
    case PLATTER_LOSE_PAGES:
        return SHARE_PAGES;
    case PLATTER_LOSE_SECTORS:
        return SHARE_SECTORS;
    case PLATTER_LOSE_ALL:
    case PLATTER_LOSSES:
        break;
    }
    return SHARE_NONE;
}

/* Each piece of the disk's size, or none of it. */
static void apply_torn(struct failure *f, const struct change *change, size_t piece_bytes)
{
    struct content *content = &f->left.contents[change->content];
    size_t done = 0;

    while (done < change->bytes.len) {
        size_t at = change->at + done;
        size_t len = piece_bytes - at % piece_bytes;

        if (len > change->bytes.len - done)
            len = change->bytes.len - done;
        if (f->below(2) == 0)
            write_bytes(content, at, (struct sy_bytes){change->bytes.data + done, len});
        done += len;
    }
}

static bool can_happen(const struct failure *f, const struct change *change)
{
    if (change->kind == CHANGE_GONE && change->behind != no_change) {
        for (size_t i = 0; i < f->platter->count; i++) {
            const struct change *other = &f->platter->changes[i];

            if (other->index == change->behind &&
                find_name(&f->left, other->path) == f->left.name_count)
                return false;
        }
    }
    return !is_name(change) || !in_folders(&f->lost, change->folder);
}

static void fail_change(struct failure *f, size_t i)
{
    const struct change *change = &f->platter->changes[i];
    enum share share = change->durable ? SHARE_ALL : share_of(f, i);

    if (change->kind != CHANGE_WRITE && (share == SHARE_SECTORS || share == SHARE_PAGES))
        share = f->below(2) == 0 ? SHARE_ALL : SHARE_NONE;
    if (!can_happen(f, change))
        share = SHARE_NONE;
    if (share == SHARE_ALL)
        apply(&f->left, change);
    else if (share != SHARE_NONE)
        apply_torn(f, change, share == SHARE_PAGES ? PAGE_BYTES : SECTOR_BYTES);
    else if (is_name(change))
        add_folder(&f->lost, change->folder);
}

static void copy_state(const struct state *from, struct state *to)
{
    *to = *from;
    to->contents = calloc(from->content_count + 1, sizeof(*to->contents));
    assert_non_null(to->contents);
    for (size_t i = 0; i < from->content_count; i++) {
        const struct content *content = &from->contents[i];

        to->contents[i] = (struct content){.id = content->id};
        resize(&to->contents[i], content->len);
        if (content->len > 0)
            memcpy(to->contents[i].bytes, content->bytes, content->len);
    }
}

static int shorter_first(const void *a, const void *b)
{
    size_t x = ((const struct name *)a)->path.len;
    size_t y = ((const struct name *)b)->path.len;

    return x < y ? -1 : x > y;
}

static bool ends_with(struct sy_bytes path, const char *end)
{
    size_t len = strlen(end);

    return path.len >= len && memcmp(path.data + path.len - len, end, len) == 0;
}

/* LMDB's lock file is written through a mapping, and never synced. */
static void spoil_lock(struct failure *f, struct content *content)
{
    resize(content, f->below(2) * LOCK_BYTES);
    for (size_t i = 0; i < content->len; i++)
        content->bytes[i] = (uint8_t)f->below(256);
}

/* A name whose folder is not there is not there either. */
static void write_name(struct failure *f, const struct name *name, const char *folder)
{
    char path[PATH_MAX];
    struct content *content;
    int fd;

    assert_in_range(snprintf(path, sizeof(path), "%s/%.*s", folder, (int)name->path.len,
                             (const char *)name->path.data),
                    1, sizeof(path) - 1);
    if (name->content == folder_content) {
        (void)mkdir(path, 0700);
        return;
    }
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    content = &f->left.contents[name->content];
    if (ends_with(name->path, "lock.mdb"))
        spoil_lock(f, content);
    assert_int_equal(write(fd, content->bytes, content->len), content->len);
    close(fd);
}

void platter_image(const struct platter *platter, enum platter_loss loss,
                   uint64_t (*below)(uint64_t), const char *folder)
{
    struct failure f = {.platter = platter, .loss = loss, .below = below};

    f.one = below(platter->count + 1);
    copy_state(&platter->base, &f.left);
    for (size_t i = 0; i < platter->count; i++)
        fail_change(&f, i);
    qsort(f.left.names, f.left.name_count, sizeof(f.left.names[0]), shorter_first);
    for (size_t i = 0; i < f.left.name_count; i++)
        write_name(&f, &f.left.names[i], folder);
    close_state(&f.left);
}

void platter_same(const struct platter *platter, const char *folder)
{
    const struct state *live = &platter->live;
    char path[PATH_MAX];

    for (size_t i = 0; i < live->name_count; i++) {
        const struct name *name = &live->names[i];
        const struct content *content = &live->contents[name->content];
        struct sy_bytes file;

        if (name->content == folder_content || ends_with(name->path, "lock.mdb"))
            continue;
        snprintf(path, sizeof(path), "%s/%.*s", folder, (int)name->path.len,
                 (const char *)name->path.data);
        file = check_read_file(path);
        assert_non_null(file.data);
        assert_true(sy_bytes_equal(file, (struct sy_bytes){content->bytes, content->len}));
        free((void *)(uintptr_t)file.data);
    }
}
