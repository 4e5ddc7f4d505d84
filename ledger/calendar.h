/* calendar.h - is it a day.
 *
 * Source   the Gregorian calendar.
 * Pure     no clock.
 */
#ifndef SY_CALENDAR_H
#define SY_CALENDAR_H

#include "proto/base.h"

/* True when the month has that day. */
bool sy_calendar_is_day(unsigned year, unsigned month, unsigned day);

/* True for eight digits YYYYMMDD of the years 1900 to 2099 that name a day. */
bool sy_calendar_is_date(struct sy_bytes text);

/* Two decimal digits at the place; the caller has seen that they are digits. */
static inline unsigned sy_calendar_two(const uint8_t *at)
{
    return (unsigned)(at[0] - '0') * 10u + (unsigned)(at[1] - '0');
}

#endif
