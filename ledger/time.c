#include "ledger/time.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND_US INT64_C(1000000)
#define DAY_S     INT64_C(86400)

enum { FRACTION_DIGITS = 6, EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */ };

/* Two or four digits at text.data[at]; -1 when they are not there. */
static int digits(struct sy_bytes text, size_t at, size_t count)
{
    int value = 0;

    if (at + count > text.len)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

static bool is(struct sy_bytes text, size_t at, char c)
{
    return at < text.len && text.data[at] == (uint8_t)c;
}

bool sy_date_days(int year, int month, int day, int64_t *out)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t era_year = year - (month <= 2);
    int64_t era = era_year / 400;
    int64_t of_era = era_year - era * 400;
    int64_t of_year;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    if (day > lengths[month - 1] + (month == 2 && leap))
        return false;
    /* Years begin in March, so that the leap day is the last. */
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    *out = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
    return true;
}

enum sy_err sy_time_parse_offset(struct sy_bytes text, int *out_minutes)
{
    int hours = digits(text, 1, 2);
    int minutes = digits(text, 4, 2);
    int all;

    if (text.len != 6 || !is(text, 3, ':') || !(is(text, 0, '+') || is(text, 0, '-')))
        return SY_BAD_TIME;
    if (hours < 0 || minutes < 0 || minutes > 59)
        return SY_BAD_TIME;
    all = hours * 60 + minutes;
    if (all > SY_OFFSET_MINUTES_MAX)
        return SY_BAD_TIME;
    *out_minutes = is(text, 0, '-') ? -all : all;
    return SY_OK;
}

/* The fraction that starts behind a point at *at, which moves behind it. */
static bool read_fraction(struct sy_bytes text, size_t *at, int64_t *out_us)
{
    int64_t us = 0;
    size_t from = *at + 1;
    size_t i = from;

    while (digits(text, i, 1) >= 0) {
        if (i - from < FRACTION_DIGITS)
            us = us * 10 + digits(text, i, 1);
        i++;
    }
    if (i == from)
        return false;
    for (size_t n = i - from; n < FRACTION_DIGITS; n++)
        us *= 10;
    *out_us = us;
    *at = i;
    return true;
}

enum sy_err sy_time_parse(struct sy_bytes text, int64_t *out_us)
{
    int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    int64_t days;
    int64_t us = 0;
    int offset = 0;
    size_t at = 19;

    if (!is(text, 4, '-') || !is(text, 7, '-') || !is(text, 10, 'T') || !is(text, 13, ':') ||
        !is(text, 16, ':'))
        return SY_BAD_TIME;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return SY_BAD_TIME;
    if (!sy_date_days(year, month, day, &days))
        return SY_BAD_TIME;
    if (is(text, at, '.') && !read_fraction(text, &at, &us))
        return SY_BAD_TIME;
    if (!(is(text, at, 'Z') && text.len == at + 1)) {
        struct sy_bytes rest = {text.data + at, text.len - at};

        if (sy_time_parse_offset(rest, &offset) != SY_OK)
            return SY_BAD_TIME;
    }
    *out_us = (days * DAY_S + (hour * 60 + minute - offset) * 60 + second) * SECOND_US + us;
    return SY_OK;
}

/* Rounds down, also below zero. */
static int64_t divide(int64_t a, int64_t b, int64_t *rest)
{
    int64_t quotient = a / b;

    *rest = a % b;
    if (*rest < 0) {
        *rest += b;
        quotient--;
    }
    return quotient;
}

static enum sy_err format(int64_t time_us, const char *zone, char out[SY_TIME_TEXT_BYTES])
{
    int64_t us, second, of_era, year, of_year, month, day;
    int64_t days = divide(divide(time_us, SECOND_US, &us), DAY_S, &second);
    int64_t era = divide(days + EPOCH_DAYS, 146097, &of_era);
    char fraction[8] = "";

    of_year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    year = of_year + era * 400;
    day = of_era - (365 * of_year + of_year / 4 - of_year / 100);
    month = (5 * day + 2) / 153;
    day = day - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    year += month <= 2;
    if (year < 1 || year > 9999)
        return SY_BAD_TIME;
    if (us != 0)
        snprintf(fraction, sizeof(fraction), ".%06d", (int)us);
    snprintf(out, SY_TIME_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", (int)year,
             (int)month, (int)day, (int)(second / 3600), (int)(second / 60 % 60),
             (int)(second % 60), fraction, zone);
    return SY_OK;
}

enum sy_err sy_time_format(int64_t time_us, char out[SY_TIME_TEXT_BYTES])
{
    return format(time_us, "Z", out);
}

enum sy_err sy_time_format_at(int64_t time_us, int offset_minutes, char out[SY_TIME_TEXT_BYTES])
{
    int64_t shift = offset_minutes * 60 * SECOND_US;
    char zone[8];

    sy_assert(abs(offset_minutes) <= SY_OFFSET_MINUTES_MAX);
    if ((shift > 0 && time_us > INT64_MAX - shift) ||
        (shift < 0 && time_us < INT64_MIN - shift))
        return SY_BAD_TIME;
    snprintf(zone, sizeof(zone), "%c%02d:%02d", offset_minutes < 0 ? '-' : '+',
             abs(offset_minutes) / 60 % 100, abs(offset_minutes) % 60);
    return format(time_us + shift, zone, out);
}
