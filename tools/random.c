#include "tools/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum sy_err sy_random_fill(uint8_t *bytes, size_t len)
{
    size_t filled = 0;

    while (filled < len) {
        ssize_t got = getrandom(bytes + filled, len - filled, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            explicit_bzero(bytes, len);
            return SY_IO;
        }
        filled += (size_t)got;
    }
    return SY_OK;
}
