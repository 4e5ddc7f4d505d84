/* lossy - a line between two networks that delays and loses what it carries: what netem does,
 * for kernels that have none.
 *
 * usage: lossy HERE NETNS THERE DELAY_MS JITTER_MS LOSS_PERMILLE SEED
 *
 * Makes the interface HERE, and THERE in the network NETNS of 'ip netns', and carries frames
 * between them until it is ended. Each comes DELAY_MS give or take JITTER_MS later, so that
 * they overtake each other, or not at all. At SIGUSR1 it says what it has carried and lost. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_BYTES = 2048, FRAMES = 2000, ENDS = 2 };

struct frame {
    bool used;
    int to; /* the end that it is for */
    int64_t due_ms;
    size_t len;
    uint8_t bytes[FRAME_BYTES];
};

struct line {
    int ends[ENDS];
    int64_t delay_ms;
    int64_t jitter_ms;
    uint64_t loss_permille;
    uint64_t chance;
    uint64_t carried;
    uint64_t lost;
    struct frame frames[FRAMES];
};

static struct line line;
static volatile sig_atomic_t asked;

static void on_signal(int number)
{
    (void)number;
    asked = 1;
}

static void answer(void)
{
    asked = 0;
    fprintf(stderr, "carried %llu, lost %llu\n", (unsigned long long)line.carried,
            (unsigned long long)line.lost);
}

static int fail(const char *what)
{
    fprintf(stderr, "lossy: %s: %s\n", what, strerror(errno));
    return 1;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t draw(uint64_t below)
{
    line.chance ^= line.chance << 13;
    line.chance ^= line.chance >> 7;
    line.chance ^= line.chance << 17;
    return line.chance % below;
}

static int make_interface(const char *name)
{
    struct ifreq how = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

    snprintf(how.ifr_name, sizeof(how.ifr_name), "%s", name);
    if (fd >= 0 && ioctl(fd, TUNSETIFF, &how) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int make_there(const char *network, const char *name)
{
    char path[256];
    int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    int there;
    int made = -1;

    snprintf(path, sizeof(path), "/run/netns/%s", network);
    there = open(path, O_RDONLY | O_CLOEXEC);
    if (here >= 0 && there >= 0 && setns(there, CLONE_NEWNET) == 0) {
        made = make_interface(name);
        if (setns(here, CLONE_NEWNET) != 0)
            made = -1;
    }
    close(here);
    close(there);
    return made;
}

/* What has come at one end, to be carried to the other; what does not fit is lost. */
static void take(int end)
{
    uint8_t bytes[FRAME_BYTES];
    size_t slot = 0;
    ssize_t len;

    while ((len = read(line.ends[end], bytes, sizeof(bytes))) > 0) {
        struct frame *frame;
        int64_t spread = 2 * line.jitter_ms + 1;

        while (slot < FRAMES && line.frames[slot].used)
            slot++;
        if (slot == FRAMES || draw(1000) < line.loss_permille) {
            line.lost++;
            continue;
        }
        frame = &line.frames[slot];
        frame->used = true;
        frame->to = 1 - end;
        frame->due_ms =
            now_ms() + line.delay_ms - line.jitter_ms + (int64_t)draw((uint64_t)spread);
        frame->len = (size_t)len;
        memcpy(frame->bytes, bytes, (size_t)len);
    }
}

/* How long until the next one is due; -1: there is none. */
static int carry(void)
{
    int64_t now = now_ms();
    int64_t wait = -1;

    for (size_t i = 0; i < FRAMES; i++) {
        struct frame *frame = &line.frames[i];

        if (!frame->used)
            continue;
        if (frame->due_ms <= now) {
            frame->used = false;
            line.carried++;
            if (write(line.ends[frame->to], frame->bytes, frame->len) < 0 && errno == EBADFD)
                exit(0); /* the network has gone */
        } else if (wait < 0 || frame->due_ms - now < wait) {
            wait = frame->due_ms - now;
        }
    }
    return (int)wait;
}

int main(int argc, char **argv)
{
    struct pollfd polled[ENDS];
    int wait = -1;

    if (argc != 8) {
        fprintf(stderr,
                "usage: lossy HERE NETNS THERE DELAY_MS JITTER_MS LOSS_PERMILLE SEED\n");
        return 2;
    }
    line.delay_ms = strtoll(argv[4], NULL, 10);
    line.jitter_ms = strtoll(argv[5], NULL, 10);
    line.loss_permille = strtoull(argv[6], NULL, 10);
    line.chance = strtoull(argv[7], NULL, 10) * 2 + 1;
    line.ends[1] = make_there(argv[2], argv[3]);
    line.ends[0] = line.ends[1] < 0 ? -1 : make_interface(argv[1]);
    if (line.ends[0] < 0)
        return fail("cannot make an interface");
    signal(SIGUSR1, on_signal);
    for (;;) {
        for (int end = 0; end < ENDS; end++)
            polled[end] = (struct pollfd){.fd = line.ends[end], .events = POLLIN};
        if (poll(polled, ENDS, wait) < 0 && errno != EINTR)
            return fail("poll");
        if (asked)
            answer();
        for (int end = 0; end < ENDS; end++)
            take(end);
        wait = carry();
    }
}
