#include "net/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/clock.h"

enum { POLL_MS_MAX = 60000 };

uint64_t sy_dial_now_ms(void)
{
    return (uint64_t)sy_clock_steady_us() / 1000;
}

uint64_t sy_dial_deadline(uint64_t timeout_ms)
{
    uint64_t deadline_ms;

    return sy_add_u64(sy_dial_now_ms(), timeout_ms, &deadline_ms) ? deadline_ms : UINT64_MAX;
}

const char *sy_dial_reason(int error)
{
    const char *text = strerrordesc_np(error);

    return text == NULL ? "an error that the system does not name" : text;
}

static enum sy_err unreachable(int error, const char **reason)
{
    *reason = sy_dial_reason(error);
    return SY_UNREACHABLE;
}

enum sy_err sy_dial_wait(int fd, short events, uint64_t deadline_ms, const char **reason)
{
    for (;;) {
        struct pollfd poll_fd = {.fd = fd, .events = events};
        uint64_t now_ms = sy_dial_now_ms();
        uint64_t left = deadline_ms > now_ms ? deadline_ms - now_ms : 0;
        int ready = poll(&poll_fd, 1, left > POLL_MS_MAX ? POLL_MS_MAX : (int)left);

        if (ready > 0)
            return SY_OK;
        if (ready < 0 && errno != EINTR)
            return unreachable(errno, reason);
        if (ready == 0 && left <= POLL_MS_MAX) {
            *reason = "the node did not answer in time";
            return SY_TIMEOUT;
        }
    }
}

static int open_socket(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                    address->ai_protocol);
    int one = 1;

    /* Without it requests only wait a little longer. */
    if (fd >= 0)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return fd;
}

static enum sy_err finish(int fd, uint64_t deadline_ms, const char **reason)
{
    int error = 0;
    socklen_t len = sizeof(error);
    enum sy_err err = sy_dial_wait(fd, POLLOUT, deadline_ms, reason);

    if (err != SY_OK)
        return err;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    return error == 0 ? SY_OK : unreachable(error, reason);
}

static enum sy_err dial_one(const struct addrinfo *address, uint64_t deadline_ms, int *out,
                            const char **reason)
{
    int fd = open_socket(address);
    enum sy_err err = SY_OK;

    if (fd < 0)
        return unreachable(errno, reason);
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0)
        err =
            errno == EINPROGRESS ? finish(fd, deadline_ms, reason) : unreachable(errno, reason);
    if (err != SY_OK) {
        close(fd);
        return err;
    }
    *out = fd;
    return SY_OK;
}

enum sy_err sy_dial(const struct sy_address *address, uint64_t deadline_ms, int *fd,
                    const char **reason)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    char port[8];
    enum sy_err err = SY_UNREACHABLE;
    int status;

    snprintf(port, sizeof(port), "%u", (unsigned)address->port);
    status = getaddrinfo(address->host, port, &hints, &list);
    if (status != 0) {
        *reason = gai_strerror(status);
        return SY_UNREACHABLE;
    }
    for (const struct addrinfo *at = list; at != NULL && err != SY_OK; at = at->ai_next)
        err = dial_one(at, deadline_ms, fd, reason);
    freeaddrinfo(list);
    return err;
}
