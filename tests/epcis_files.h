/* epcis_files.h - real EPCIS documents for tests: ours under tests/data/epcis, GS1's where
 * shared data are at hand. */
#ifndef SY_TEST_EPCIS_FILES_H
#define SY_TEST_EPCIS_FILES_H

#include <dirent.h>
#include <sys/stat.h>

#include "tests/check.h"

struct epcis_folder {
    const char *path;
    bool shared; /* may be absent */
};

static const struct epcis_folder epcis_valid[] = {
    {SY_SOURCE_ROOT "/tests/data/epcis/documents", false},
    {SY_SOURCE_ROOT "/tests/data/epcis/events", false},
    {SY_SOURCE_ROOT "/tests/data/epcis/query", false},
    {SY_SOURCE_ROOT "/tests/data/scenarios/pork", false},
    {SY_SOURCE_ROOT "/tests/data/scenarios/packaged_food", false},
    {SY_SOURCE_ROOT "/tests/data/scenarios/cylinder", false},
    {SY_SOURCE_ROOT "/tests/data/scenarios/awkward", false},
    {SY_SHARED_ROOT "/data/epcis/gs1-examples", true},
    {SY_SHARED_ROOT "/data/epcis/gs1-examples-simple-context", true},
    {SY_SHARED_ROOT "/data/epcis/openepcis-generated", true},
};

static const struct epcis_folder epcis_invalid[] = {
    {SY_SOURCE_ROOT "/tests/data/epcis/invalid", false},
    {SY_SOURCE_ROOT "/tests/data/epcis/query-invalid", false},
};

static inline bool epcis_is_document(const char *name)
{
    const char *end = strrchr(name, '.');

    return end != NULL && (strcmp(end, ".json") == 0 || strcmp(end, ".jsonld") == 0);
}

/* Calls visit for every document below the folder; their number. */
static inline unsigned epcis_visit(const char *folder,
                                   void (*visit)(const char *path, struct sy_bytes text))
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    unsigned count = 0;

    if (dir == NULL)
        return 0;
    while ((entry = readdir(dir)) != NULL) {
        char path[4096];
        struct stat about;

        if (entry->d_name[0] == '.')
            continue;
        if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >=
            sizeof(path))
            continue;
        if (stat(path, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode)) {
            count += epcis_visit(path, visit);
        } else if (epcis_is_document(entry->d_name)) {
            struct sy_bytes text = check_read_file(path);

            assert_non_null(text.data);
            visit(path, text);
            free((void *)(uintptr_t)text.data);
            count++;
        }
    }
    closedir(dir);
    return count;
}

/* The same for a list of folders. */
static inline void epcis_visit_all(const struct epcis_folder *folders, size_t count,
                                   void (*visit)(const char *path, struct sy_bytes text))
{
    for (size_t i = 0; i < count; i++) {
        unsigned files = epcis_visit(folders[i].path, visit);

        if (files == 0 && folders[i].shared)
            print_message("# skipped: %s is not here\n", folders[i].path);
        else
            assert_true(files > 0);
    }
}

#endif
