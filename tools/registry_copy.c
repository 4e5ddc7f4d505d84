#include "tools/registry_copy.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/store.h"
#include "net/clock.h"
#include "proto/limits.h"
#include "tools/file.h"
#include "tools/state_folder.h"

enum {
    LOCK_WAIT_MS = 30 * 1000, /* for a command that brings it up to date; then without it */
    LOCK_POLL_MS = 20,
    FILE_MODE = 0600,
    FOLDER_MODE = 0700,
    PATH_BYTES = SY_REGISTRY_COPY_PATH_BYTES + 64
};

static void path_of(const struct sy_registry_copy *copy, const char *name,
                    char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/%s", copy->path, name);
}

static bool take_lock(struct sy_registry_copy *copy)
{
    const struct timespec pause = {0, (long)LOCK_POLL_MS * 1000000};
    int64_t until = sy_clock_steady_us() + (int64_t)LOCK_WAIT_MS * 1000;
    char path[PATH_BYTES];

    path_of(copy, "lock", path);
    copy->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (copy->lock < 0)
        return false;
    while (flock(copy->lock, LOCK_EX | LOCK_NB) != 0) {
        if (sy_clock_steady_us() >= until) {
            sy_registry_copy_unlock(copy);
            return false;
        }
        nanosleep(&pause, NULL);
    }
    return true;
}

static bool open_kept(struct sy_registry_copy *copy, const struct sy_hash *network_id)
{
    char base[SY_REGISTRY_COPY_PATH_BYTES - 2 * SY_HASH_BYTES - 2];
    char network[2 * SY_HASH_BYTES + 1];
    char path[PATH_BYTES];

    if (sy_state_folder(getenv, "registry", base, sizeof(base)) != SY_OK)
        return false;
    sy_hash_hex(network_id, network);
    snprintf(copy->path, sizeof(copy->path), "%s/%s", base, network);
    if (sy_file_make_directory(copy->path) != SY_OK || chmod(copy->path, FOLDER_MODE) != 0 ||
        !take_lock(copy))
        return false;
    path_of(copy, "checkpoint", path);
    copy->note.max = SY_NOTE_BYTES_MAX;
    /* One that cannot be read is none: it says of nothing that it was verified. */
    if (sy_file_read(path, &copy->note) != SY_OK)
        sy_buffer_clear(&copy->note);
    return true;
}

bool sy_registry_copy_open(struct sy_output *o, const struct sy_hash *network_id, bool keep,
                           struct sy_registry_copy *out)
{
    *out = (struct sy_registry_copy){.lock = -1};
    out->kept = keep && open_kept(out, network_id);
    if (out->kept)
        return true;
    if (!sy_scratch_make(o, &out->scratch))
        return false;
    snprintf(out->path, sizeof(out->path), "%s", out->scratch.path);
    return true;
}

enum sy_err sy_registry_copy_forget(struct sy_registry_copy *copy)
{
    static const char *const names[] = {"registry-log", "registry-view", "seen"};
    enum sy_err err = SY_OK;

    sy_assert(copy->lock >= 0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && err == SY_OK; i++) {
        char path[PATH_BYTES];

        path_of(copy, names[i], path);
        err = sy_store_remove(path);
    }
    return err;
}

enum sy_err sy_registry_copy_verified(struct sy_registry_copy *copy, struct sy_bytes note)
{
    char path[PATH_BYTES];

    if (!copy->kept || sy_bytes_equal(note, sy_buffer_bytes(&copy->note)))
        return SY_OK;
    sy_assert(copy->lock >= 0);
    path_of(copy, "checkpoint", path);
    return sy_file_replace(path, FILE_MODE, note);
}

void sy_registry_copy_fork(struct sy_registry_copy *copy, struct sy_bytes note,
                           struct sy_buffer *path)
{
    struct sy_hash hash = sy_hash_of(note);
    char hex[2 * SY_HASH_BYTES + 1];
    enum sy_err err;

    sy_hash_hex(&hash, hex);
    sy_buffer_printf(path, "%s/forks", copy->path);
    err = sy_buffer_text(path) == NULL ? SY_NO_MEMORY
                                       : sy_file_make_directory(sy_buffer_text(path));
    sy_buffer_printf(path, "/%.16s.note", hex);
    if (err == SY_OK && sy_buffer_text(path) != NULL)
        err = sy_file_publish(sy_buffer_text(path), FILE_MODE, note);
    if (err != SY_OK && err != SY_EXISTS && path->err == SY_OK)
        path->err = err;
}

void sy_registry_copy_unlock(struct sy_registry_copy *copy)
{
    if (copy->lock >= 0)
        close(copy->lock);
    copy->lock = -1;
}

void sy_registry_copy_close(struct sy_registry_copy *copy)
{
    sy_registry_copy_unlock(copy);
    sy_scratch_remove(&copy->scratch);
    sy_buffer_close(&copy->note);
    copy->kept = false;
}
