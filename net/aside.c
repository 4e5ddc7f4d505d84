#include "net/aside.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_BYTES = 512 };

/* The files of one store. */
static uint64_t store_bytes(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    uint64_t bytes = 0;

    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    while ((entry = readdir(dir)) != NULL) {
        struct stat file;

        if (fstatat(fd, entry->d_name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(file.st_mode))
            bytes += (uint64_t)file.st_blocks * BLOCK_BYTES;
    }
    closedir(dir);
    return bytes;
}

struct sy_aside sy_aside_measure(const char *data)
{
    struct sy_aside aside = {0};
    struct dirent *entry;
    int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int folder = fd < 0 ? -1 : openat(fd, "aside", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = folder < 0 ? NULL : fdopendir(folder);

    if (fd >= 0)
        close(fd);
    if (dir == NULL) {
        if (folder >= 0)
            close(folder);
        return aside;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        aside.stores++;
        aside.bytes += store_bytes(folder, entry->d_name);
    }
    closedir(dir);
    return aside;
}
