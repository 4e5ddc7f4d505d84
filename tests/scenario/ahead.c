/* A clock that a test sets, linked into a node: the time of day is so many seconds ahead as
 * stand in the file that SUYUAN_TEST_CLOCK names; none, when there is no such file. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long seconds_ahead(void)
{
    const char *path = getenv("SUYUAN_TEST_CLOCK");
    FILE *file = path == NULL ? NULL : fopen(path, "re");
    char text[32] = "";

    if (file == NULL)
        return 0;
    if (fgets(text, sizeof(text), file) == NULL)
        text[0] = 0;
    fclose(file);
    return strtol(text, NULL, 10);
}

/* In the place of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
    long err = syscall(SYS_clock_gettime, clock, out);

    if (err == 0 && clock == CLOCK_REALTIME)
        out->tv_sec += seconds_ahead();
    return (int)err;
}
