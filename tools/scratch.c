#include "tools/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tools/report.h"

enum { DESCRIPTORS_MAX = 8 };

bool sy_scratch_make(struct sy_output *o, struct sy_scratch *out)
{
    const char *parent = getenv("TMPDIR");
    struct sy_scratch made;

    if (parent == NULL || parent[0] == 0)
        parent = "/tmp";
    if (snprintf(made.path, sizeof(made.path), "%s/suyuan-XXXXXX", parent) >=
        (int)sizeof(made.path)) {
        sy_report_file(o, SY_NOT_FOUND, parent);
        return false;
    }
    if (mkdtemp(made.path) == NULL) {
        sy_report_file(o,
                       errno == ENOSPC   ? SY_NO_SPACE
                       : errno == ENOENT ? SY_NOT_FOUND
                       : errno == EACCES ? SY_DENIED
                                         : SY_IO,
                       parent);
        return false;
    }
    *out = made;
    return true;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    /* What is left behind is a temporary file; the system clears those. */
    (void)remove(path);
    return 0;
}

void sy_scratch_remove(struct sy_scratch *scratch)
{
    if (scratch->path[0] != 0)
        (void)nftw(scratch->path, remove_one, DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS);
    scratch->path[0] = 0;
}
