#include "tools/contained.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CRASHED = 101 };

static void end_at_once(int signal_number)
{
    (void)signal_number;
    _exit(CRASHED);
}

static void catch_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    struct sigaction action = {.sa_handler = end_at_once};

    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        (void)sigaction(signals[i], &action, NULL);
}

static int wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return status;
}

enum sy_exit sy_contained_run(struct sy_output *o,
                              enum sy_exit (*work)(void *context,
                                                   struct sy_contained_place *place),
                              void *context, struct sy_contained_place *place, bool *crashed)
{
    struct sy_contained_place *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = -1;
    int status;

    *crashed = false;
    fflush(stdout);
    if (shared != MAP_FAILED)
        child = fork();
    if (child < 0) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        if (shared != MAP_FAILED)
            munmap(shared, sizeof(*shared));
        return SY_EXIT_UNASKED;
    }
    if (child == 0) {
        catch_crashes();
        status = (int)work(context, shared);
        status = (int)sy_output_end(o, (enum sy_exit)status);
        _exit(status);
    }
    status = wait_for(child);
    *place = *shared;
    munmap(shared, sizeof(*shared));
    if (WIFEXITED(status) && WEXITSTATUS(status) <= SY_EXIT_UNASKED)
        return (enum sy_exit)WEXITSTATUS(status);
    *crashed = true;
    return SY_EXIT_NO;
}
