#include "tests/fault/disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "tests/fault/fault.h"

enum { LINE_BYTES = 64 };

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    if (fd >= 0)
        close(fd);
    return ok;
}

static int make(const char *size)
{
    int context = fsopen("tmpfs", FSOPEN_CLOEXEC);
    int disk = -1;

    if (context < 0)
        return -1;
    if (fsconfig(context, FSCONFIG_SET_STRING, "size", size, 0) == 0 &&
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        disk = fsmount(context, 0, 0); /* the node inherits it */
    close(context);
    return disk;
}

/* In its own user name space, where it is whoever it was, it may mount. */
static bool claim_user(void)
{
    char users[LINE_BYTES];
    char groups[LINE_BYTES];

    snprintf(users, sizeof(users), "%u %u 1", geteuid(), geteuid());
    snprintf(groups, sizeof(groups), "%u %u 1", getegid(), getegid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           write_file("/proc/self/uid_map", users) &&
           write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/gid_map", groups);
}

bool disk_allowed(void)
{
    int disk = make("64k");

    if (disk < 0 && claim_user())
        disk = make("64k");
    if (disk < 0) {
        printf("# no small disks: neither may this user mount, nor have a user name space\n");
        return false;
    }
    close(disk);
    return true;
}

int disk_open(const char *path, const char *size)
{
    char target[LINE_BYTES];
    int disk = make(size);

    assert_true(disk >= 0);
    snprintf(target, sizeof(target), "/proc/self/fd/%d", disk);
    assert_int_equal(symlink(target, path), 0);
    return disk;
}

static void change(int disk, enum fsconfig_command command, const char *key, const char *value)
{
    int context = fspick(disk, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);

    assert_true(context >= 0);
    assert_int_equal(fsconfig(context, command, key, value, 0), 0);
    assert_int_equal(fsconfig(context, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0), 0);
    close(context);
}

void disk_resize(int disk, const char *size)
{
    change(disk, FSCONFIG_SET_STRING, "size", size);
}

void disk_protect(int disk, bool read_only)
{
    change(disk, FSCONFIG_SET_FLAG, read_only ? "ro" : "rw", NULL);
}

void disk_close(int disk)
{
    assert_int_equal(close(disk), 0);
}
