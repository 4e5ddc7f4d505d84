#include "tools/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/hash.h"
#include "ledger/origin.h"
#include "net/clock.h"
#include "proto/array.h"
#include "proto/submission.h"
#include "tools/file.h"
#include "tools/state_folder.h"

enum {
    FILE_PATH_BYTES = 4096,
    FILE_MODE = 0600,            /* every part of every record stands in it */
    STAGED_MAX_S = 24 * 60 * 60, /* whoever staged it is gone */
};

#define SUFFIX  ".statement"
#define STAGED  ".staged"
#define REFUSED "refused"

static void path_of(const struct sy_outbox *outbox, const struct sy_outbox_name *name,
                    char path[FILE_PATH_BYTES])
{
    snprintf(path, FILE_PATH_BYTES, "%s/%s" SUFFIX, outbox->folder, name->hex);
}

static void staged_path_of(const struct sy_outbox *outbox, const struct sy_outbox_name *name,
                           char path[FILE_PATH_BYTES])
{
    snprintf(path, FILE_PATH_BYTES, "%s/%s.%ld" STAGED, outbox->folder, name->hex,
             (long)getpid());
}

enum sy_err sy_outbox_default(char *(*environment)(const char *variable), char *base,
                              size_t size)
{
    return sy_state_folder(environment, "outbox", base, size);
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t tail = strlen(end);

    return len >= tail && strcmp(text + len - tail, end) == 0;
}

static void remove_abandoned(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *found;
    struct stat status;
    char path[FILE_PATH_BYTES];

    while (directory != NULL && (found = readdir(directory)) != NULL) {
        if (!ends_with(found->d_name, STAGED) && !ends_with(found->d_name, ".new"))
            continue;
        if (snprintf(path, sizeof(path), "%s/%s", folder, found->d_name) >= (int)sizeof(path))
            continue;
        if (stat(path, &status) == 0 &&
            status.st_mtime + STAGED_MAX_S < sy_clock_us() / 1000000)
            unlink(path);
    }
    if (directory != NULL)
        closedir(directory);
}

enum sy_err sy_outbox_open(const char *base, const struct sy_hash *network_id,
                           struct sy_bytes place, struct sy_outbox *out)
{
    char network[2 * SY_HASH_BYTES + 1];
    char name[SY_NAME_BYTES_MAX + 1];
    struct sy_outbox outbox;
    enum sy_err err;

    sy_origin_file_name(place, name);
    sy_hash_hex(network_id, network);
    if (snprintf(outbox.folder, sizeof(outbox.folder), "%s/%.16s/%s", base, network, name) >=
        (int)sizeof(outbox.folder))
        return SY_BAD_FILE;
    err = sy_file_make_directory(outbox.folder);
    if (err != SY_OK)
        return err;
    remove_abandoned(outbox.folder);
    *out = outbox;
    return SY_OK;
}

struct sy_outbox_name sy_outbox_name_of(struct sy_bytes principal, uint32_t kind,
                                        const struct sy_hash *records_root)
{
    uint8_t number[4];
    const struct sy_bytes pieces[] = {sy_text("suyuan/outbox/v1\n"),
                                      {number, sizeof(number)},
                                      {records_root->bytes, SY_HASH_BYTES},
                                      principal};
    struct sy_outbox_name name;
    struct sy_hash hash;

    sy_put_u32be(number, kind);
    hash = sy_hash_pieces(pieces, sizeof(pieces) / sizeof(pieces[0]));
    sy_hash_hex(&hash, name.hex);
    return name;
}

/* Whether the bytes are a submission that belongs under that name. */
static bool fits(struct sy_bytes bytes, const struct sy_outbox_name *name)
{
    struct sy_submission submission;
    struct sy_statement statement;
    struct sy_outbox_name own;
    struct sy_hash root;

    if (sy_submission_read(bytes, &submission) != SY_OK ||
        sy_statement_read(submission.statement, &statement) != SY_OK)
        return false;
    memcpy(root.bytes, statement.records_root.data, SY_HASH_BYTES);
    own = sy_outbox_name_of(statement.principal, statement.kind, &root);
    return strcmp(own.hex, name->hex) == 0;
}

bool sy_outbox_has(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char path[FILE_PATH_BYTES];

    path_of(outbox, name, path);
    return sy_file_exists(path);
}

enum sy_err sy_outbox_stage(const struct sy_outbox *outbox, const struct sy_outbox_name *name,
                            struct sy_bytes submission)
{
    char path[FILE_PATH_BYTES];

    sy_assert(fits(submission, name));
    staged_path_of(outbox, name, path);
    return sy_file_replace(path, FILE_MODE, submission);
}

enum sy_err sy_outbox_adopt(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char staged[FILE_PATH_BYTES];
    char path[FILE_PATH_BYTES];
    struct sy_buffer submission = {.max = SY_SUBMISSION_BYTES_MAX};
    enum sy_err err;

    staged_path_of(outbox, name, staged);
    path_of(outbox, name, path);
    unlink(staged);
    err = sy_file_link(path, staged);
    if (err == SY_UNIMPLEMENTED) {
        err = sy_file_read(path, &submission);
        if (err == SY_OK)
            err = sy_file_replace(staged, FILE_MODE, sy_buffer_bytes(&submission));
    }
    sy_buffer_close(&submission);
    return err;
}

enum sy_err sy_outbox_keep(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char staged[FILE_PATH_BYTES];
    char path[FILE_PATH_BYTES];
    enum sy_err err;

    staged_path_of(outbox, name, staged);
    path_of(outbox, name, path);
    err = sy_file_link(staged, path);
    if (err == SY_UNIMPLEMENTED)
        err = sy_file_rename(staged, path);
    if (err == SY_EXISTS)
        err = sy_outbox_adopt(outbox, name);
    return err;
}

void sy_outbox_drop(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char path[FILE_PATH_BYTES];

    staged_path_of(outbox, name, path);
    unlink(path);
}

enum sy_err sy_outbox_read(const struct sy_outbox *outbox, const struct sy_outbox_name *name,
                           struct sy_buffer *submission)
{
    char path[FILE_PATH_BYTES];
    enum sy_err err;

    staged_path_of(outbox, name, path);
    err = sy_file_read(path, submission);
    if (err == SY_NOT_FOUND) {
        path_of(outbox, name, path);
        err = sy_file_read(path, submission);
    }
    if (err == SY_OK && !fits(sy_buffer_bytes(submission), name))
        err = SY_CORRUPT;
    return err;
}

enum sy_err sy_outbox_replace(const struct sy_outbox *outbox, const struct sy_outbox_name *name,
                              struct sy_bytes submission)
{
    char path[FILE_PATH_BYTES];

    sy_assert(fits(submission, name));
    sy_outbox_drop(outbox, name);
    path_of(outbox, name, path);
    return sy_file_replace(path, FILE_MODE, submission);
}

enum sy_err sy_outbox_remove(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char path[FILE_PATH_BYTES];

    sy_outbox_drop(outbox, name);
    path_of(outbox, name, path);
    return sy_file_remove(path);
}

enum sy_err sy_outbox_refuse(const struct sy_outbox *outbox, const struct sy_outbox_name *name)
{
    char path[FILE_PATH_BYTES];
    char refused[FILE_PATH_BYTES];
    enum sy_err err;

    snprintf(refused, sizeof(refused), "%s/" REFUSED, outbox->folder);
    err = sy_file_make_directory(refused);
    if (err != SY_OK)
        return err;
    sy_outbox_drop(outbox, name);
    path_of(outbox, name, path);
    snprintf(refused, sizeof(refused), "%s/" REFUSED "/%s" SUFFIX, outbox->folder, name->hex);
    unlink(refused);
    return sy_file_rename(path, refused);
}

enum sy_err sy_outbox_list_add(struct sy_outbox_list *list, const struct sy_outbox_name *name)
{
    struct sy_outbox_name *names =
        sy_array_room(list->names, list->count, &list->capacity, sizeof(*names));

    if (names == NULL)
        return SY_NO_MEMORY;
    list->names = names;
    list->names[list->count++] = *name;
    return SY_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct sy_outbox_name *)a)->hex,
                  ((const struct sy_outbox_name *)b)->hex);
}

enum sy_err sy_outbox_list(const struct sy_outbox *outbox, struct sy_outbox_list *out)
{
    DIR *directory = opendir(outbox->folder);
    struct dirent *found;
    enum sy_err err = SY_OK;

    if (directory == NULL)
        return errno == EACCES ? SY_DENIED : SY_IO;
    while (err == SY_OK && (found = readdir(directory)) != NULL) {
        struct sy_outbox_name name;

        if (strlen(found->d_name) != SY_OUTBOX_NAME_BYTES + strlen(SUFFIX) ||
            !ends_with(found->d_name, SUFFIX))
            continue;
        memcpy(name.hex, found->d_name, SY_OUTBOX_NAME_BYTES);
        name.hex[SY_OUTBOX_NAME_BYTES] = 0;
        err = sy_outbox_list_add(out, &name);
    }
    closedir(directory);
    if (out->count > 0)
        qsort(out->names, out->count, sizeof(*out->names), compare_names);
    return err;
}

bool sy_outbox_listed(const struct sy_outbox_list *list, const struct sy_outbox_name *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->names[i].hex, name->hex) == 0)
            return true;
    }
    return false;
}

void sy_outbox_list_close(struct sy_outbox_list *list)
{
    if (list == NULL)
        return;
    free(list->names);
    *list = (struct sy_outbox_list){0};
}
