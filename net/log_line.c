#include "net/log_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {"error", "warning", "info", "debug"};

/* Bytes written of what fits; never more than there is room for. */
static size_t fitted(int wanted, size_t room)
{
    if (wanted < 0)
        return 0;
    return (size_t)wanted < room ? (size_t)wanted : room - 1;
}

static size_t put_head(char *line, size_t room, enum sy_log_level level, const char *event)
{
    struct timespec now = {0};
    struct tm utc = {0};
    size_t len;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    len = strftime(line, room, "%Y-%m-%dT%H:%M:%S", &utc);
    return len + fitted(snprintf(line + len, room - len, ".%03ldZ level=%s event=%s",
                                 now.tv_nsec / 1000000, level_names[level], event),
                        room - len);
}

void sy_log_line(const struct sy_logger *log, enum sy_log_level level, const char *event,
                 const char *format, ...)
{
    char line[SY_LOG_LINE_BYTES_MAX];
    size_t room = sizeof(line) - 1; /* one for the end of the line */
    size_t len;
    va_list arguments;

    if (log->fd < 0 || level > log->level)
        return;
    len = put_head(line, room, level, event);
    if (format[0] != 0 && len + 2 < room) {
        line[len++] = ' ';
        va_start(arguments, format);
        len += fitted(vsnprintf(line + len, room - len, format, arguments), room - len);
        va_end(arguments);
    }
    for (size_t i = 0; i < len; i++) {
        if (line[i] < ' ' || line[i] > '~')
            line[i] = '?';
    }
    line[len++] = '\n';
    /* A log that cannot be written must not stop the node. */
    if (write(log->fd, line, len) < 0)
        return;
}
