/* format.h - numbers and times as people read them.
 *
 * Pure     but for the time zone of the machine.
 */
#ifndef SY_FORMAT_H
#define SY_FORMAT_H

#include "tools/message.h"

enum { SY_FORMAT_BYTES = 64 };

/* "1.2 GiB" */
void sy_format_size(uint64_t bytes, char out[SY_FORMAT_BYTES]);

/* "1,234,567" */
void sy_format_count(uint64_t count, char out[SY_FORMAT_BYTES]);

/* "3 hours", "2 days", "3 小时": the largest unit of which it has two, rounded down. */
void sy_format_span(uint64_t us, enum sy_language language, char out[SY_FORMAT_BYTES]);

/* "2026-11-23 08:00:00+08:00" on a clock so many minutes ahead of UTC; "?" when no clock shows
 * it. */
void sy_format_time_at(int64_t time_us, int offset_minutes, char out[SY_FORMAT_BYTES]);

/* The same on this machine's clock. */
void sy_format_time(int64_t time_us, char out[SY_FORMAT_BYTES]);

/* As records have it: 2026-11-23T00:00:00.500000Z; "?" when no clock shows it. */
void sy_format_utc(int64_t time_us, char out[SY_FORMAT_BYTES]);

#endif
