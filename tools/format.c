#include "tools/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ledger/time.h"

enum { SECOND_US = 1000000 };

_Static_assert((int)SY_TIME_TEXT_BYTES <= (int)SY_FORMAT_BYTES, "a time fits");

void sy_format_size(uint64_t bytes, char out[SY_FORMAT_BYTES])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    uint64_t whole = bytes;
    uint64_t rest = 0;
    size_t unit = 0;

    if (bytes < 1024) {
        snprintf(out, SY_FORMAT_BYTES, "%" PRIu64 " B", bytes);
        return;
    }
    for (rest = whole % 1024, whole /= 1024; whole >= 1024; unit++) {
        rest = whole % 1024;
        whole /= 1024;
    }
    if (whole < 10)
        snprintf(out, SY_FORMAT_BYTES, "%" PRIu64 ".%" PRIu64 " %s", whole, rest * 10 / 1024,
                 units[unit]);
    else
        snprintf(out, SY_FORMAT_BYTES, "%" PRIu64 " %s", whole, units[unit]);
}

void sy_format_count(uint64_t count, char out[SY_FORMAT_BYTES])
{
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, count);
    size_t at = 0;

    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = 0;
}

void sy_format_span(uint64_t us, enum sy_language language, char out[SY_FORMAT_BYTES])
{
    static const struct {
        uint64_t seconds;
        const char *name[SY_LANGUAGES];
    } units[] = {
        {86400, {"days", "天"}},
        {3600, {"hours", "小时"}},
        {60, {"minutes", "分钟"}},
        {1, {"seconds", "秒"}},
    };
    uint64_t seconds = us / SECOND_US;
    size_t i = 0;

    while (i + 1 < sizeof(units) / sizeof(units[0]) && seconds < 2 * units[i].seconds)
        i++;
    snprintf(out, SY_FORMAT_BYTES, "%" PRIu64 " %s%s", seconds / units[i].seconds,
             units[i].name[language], "");
}

void sy_format_time_at(int64_t time_us, int offset_minutes, char out[SY_FORMAT_BYTES])
{
    char text[SY_TIME_TEXT_BYTES];
    int64_t whole = time_us - (time_us % SECOND_US + SECOND_US) % SECOND_US;

    if (sy_time_format_at(whole, offset_minutes, text) != SY_OK) {
        snprintf(out, SY_FORMAT_BYTES, "?");
        return;
    }
    snprintf(out, SY_FORMAT_BYTES, "%s", text);
    out[strcspn(out, "T")] = ' ';
}

void sy_format_time(int64_t time_us, char out[SY_FORMAT_BYTES])
{
    time_t seconds = (time_t)(time_us / SECOND_US);
    struct tm local;
    int minutes = 0;

    if (localtime_r(&seconds, &local) != NULL)
        minutes = (int)(local.tm_gmtoff / 60);
    sy_format_time_at(time_us, minutes, out);
}

void sy_format_utc(int64_t time_us, char out[SY_FORMAT_BYTES])
{
    char text[SY_TIME_TEXT_BYTES];

    snprintf(out, SY_FORMAT_BYTES, "%s", sy_time_format(time_us, text) == SY_OK ? text : "?");
}
