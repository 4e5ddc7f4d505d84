/* log_line.h - what happened, one line an event, "time level=info event=listening port=7443".
 *
 * Shape    key=value, in English, for people and grep; never a secret, never a payload; a hash
 *          as 16 hex digits. Control bytes and what is not ASCII come out as '?', so nothing
 *          that a peer names can start a line of its own.
 * Thread   any; a line is one write.
 */
#ifndef SY_LOG_LINE_H
#define SY_LOG_LINE_H

#include "proto/base.h"

enum sy_log_level { SY_LOG_ERROR, SY_LOG_WARNING, SY_LOG_INFO, SY_LOG_DEBUG };

enum { SY_LOG_LINE_BYTES_MAX = 1024 }; /* longer is cut */

struct sy_logger {
    int fd;                  /* 2 is stderr; -1 writes nothing */
    enum sy_log_level level; /* what is less important is left out */
};

/* format gives the key=value pairs behind the event's name; "" when there are none. */
void sy_log_line(const struct sy_logger *log, enum sy_log_level level, const char *event,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
