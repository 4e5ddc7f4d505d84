/* replay.c - runs a fuzz target over its corpus, and over each file cut short and damaged.
 *
 * usage: replay FOLDER_OR_FILE
 *
 * Prints TAP, one case a file. The same cuts and flips every time, spread over the whole file;
 * what was being run stands last in the output when the target aborts.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
    CUTS_MAX = 1024,  /* a file */
    FLIPS_MAX = 1024, /* places a file, each with every mask */
    FILE_BYTES_MAX = 8 * 1024 * 1024,
};

static const uint8_t masks[] = {0x01, 0x80, 0xff};

/* For the signal handler, which has no other way to know. */
static struct {
    const char *name, *change;
    size_t at;
} volatile running;

static void on_abort(int number)
{
    char text[512];
    int len = snprintf(text, sizeof(text), "# aborted on %s, %s %zu\n", running.name,
                       running.change, running.at);

    (void)number;
    if (len > 0)
        (void)!write(STDOUT_FILENO, text, (size_t)len);
    _exit(1);
}

/* On a copy of exactly that length, so that ASan sees a read beyond it. */
static void run(const uint8_t *data, size_t len, const char *change, size_t at)
{
    uint8_t *copy = malloc(len == 0 ? 1 : len);

    if (copy == NULL)
        abort();
    if (len > 0)
        memcpy(copy, data, len);
    running.change = change;
    running.at = at;
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static size_t step_of(size_t len, size_t count_max)
{
    return len / count_max + 1;
}

static size_t replay(uint8_t *data, size_t len)
{
    size_t count = 1;

    run(data, len, "whole, bytes", len);
    for (size_t at = 0; at < len; at += step_of(len, CUTS_MAX), count++)
        run(data, at, "cut at", at);
    for (size_t at = 0; at < len; at += step_of(len, FLIPS_MAX)) {
        for (size_t i = 0; i < sizeof(masks); i++, count++) {
            data[at] ^= masks[i];
            run(data, len, "flipped at", at);
            data[at] ^= masks[i];
        }
    }
    return count;
}

static uint8_t *read_file(const char *path, size_t *len)
{
    uint8_t *data = NULL;
    struct stat status;
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return NULL;
    if (fstat(fileno(file), &status) == 0 && status.st_size <= FILE_BYTES_MAX) {
        *len = (size_t)status.st_size;
        data = malloc(*len + 1);
        if (data != NULL && fread(data, 1, *len, file) != *len) {
            free(data);
            data = NULL;
        }
    }
    (void)fclose(file);
    return data;
}

static int replay_file(const char *path, const char *name, int number)
{
    size_t len = 0, count;
    uint8_t *data = read_file(path, &len);

    if (data == NULL) {
        printf("not ok %d - %s: %s\n", number, name, strerror(errno));
        return 1;
    }
    running.name = name;
    count = replay(data, len);
    free(data);
    printf("ok %d - %s, %zu inputs\n", number, name, count);
    (void)fflush(stdout);
    return 0;
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int failed = 0, count = scandir(folder, &entries, is_file, alphasort);

    if (count <= 0) {
        printf("1..1\nnot ok 1 - %s: no corpus\n", folder);
        free(entries);
        return 1;
    }
    printf("1..%d\n", count);
    for (int i = 0; i < count; i++) {
        char path[4096];
        int len = snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);

        if (len < 0 || (size_t)len >= sizeof(path))
            abort();
        failed |= replay_file(path, entries[i]->d_name, i + 1);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

int main(int argc, char **argv)
{
    struct stat status;

    if (argc != 2 || stat(argv[1], &status) != 0) {
        fprintf(stderr, "usage: replay FOLDER_OR_FILE\n");
        return 2;
    }
    if (signal(SIGABRT, on_abort) == SIG_ERR)
        return 2;
    if (S_ISDIR(status.st_mode))
        return replay_folder(argv[1]);
    printf("1..1\n");
    return replay_file(argv[1], argv[1], 1);
}
