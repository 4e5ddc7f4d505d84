#include "tools/state_folder.h"

#include <stdio.h>

enum sy_err sy_state_folder(char *(*environment)(const char *variable), const char *name,
                            char *path, size_t size)
{
    const char *state = environment("XDG_STATE_HOME");
    const char *home = environment("HOME");
    int len;

    if (state != NULL && state[0] == '/')
        len = snprintf(path, size, "%s/suyuan/%s", state, name);
    else if (home != NULL && home[0] == '/')
        len = snprintf(path, size, "%s/.local/state/suyuan/%s", home, name);
    else
        return SY_NOT_FOUND;
    return len > 0 && (size_t)len < size ? SY_OK : SY_BAD_FILE;
}
