/* time.h - points in time: text with an offset to microseconds since the epoch, UTC, and back.
 *
 * Source   ISO 8601 as xsd:dateTime and RFC 3339 narrow it: 2026-11-23T08:00:00.5+08:00, the
 *          offset required, real dates of the years 1 to 9999 of the Gregorian calendar, no
 *          leap second. Digits of the second beyond the sixth are cut off.
 * Pure     no clock, no locale, no allocation.
 */
#ifndef SY_TIME_H
#define SY_TIME_H

#include "proto/base.h"
#include "proto/err.h"

enum { SY_TIME_TEXT_BYTES = 40, SY_OFFSET_MINUTES_MAX = 14 * 60 };

/* SY_BAD_TIME when text is no such time, *out_us unchanged. */
SY_MUST_USE enum sy_err sy_time_parse(struct sy_bytes text, int64_t *out_us);

/* An offset alone: +08:00, at most 14 hours, never Z. SY_BAD_TIME, *out_minutes unchanged. */
SY_MUST_USE enum sy_err sy_time_parse_offset(struct sy_bytes text, int *out_minutes);

/* 2026-11-23T00:00:00.500000Z, without the fraction when it is zero, and a NUL. SY_BAD_TIME
 * outside the years 1 to 9999, *out unchanged. */
SY_MUST_USE enum sy_err sy_time_format(int64_t time_us, char out[SY_TIME_TEXT_BYTES]);

/* The same moment as a clock that is so many minutes ahead of UTC shows it:
 * 2026-11-23T08:00:00.500000+08:00. Errors as sy_time_format. */
SY_MUST_USE enum sy_err sy_time_format_at(int64_t time_us, int offset_minutes,
                                          char out[SY_TIME_TEXT_BYTES]);

/* Days from 1970-01-01 to a date; false when there is no such date, *out unchanged. */
bool sy_date_days(int year, int month, int day, int64_t *out);

#endif
