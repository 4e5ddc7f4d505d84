#include "net/clock_watch.h"

static bool is_led(const struct sy_clock_reading *reading)
{
    return reading->here && reading->error_us >= 0 && reading->error_us <= SY_CLOCK_LEAD_US &&
           reading->lead_us < -(int64_t)SY_CLOCK_LEAD_US - reading->error_us;
}

size_t sy_clock_watch_led(const struct sy_clock_reading *readings, size_t count)
{
    size_t led = 0;

    for (size_t i = 0; i < count; i++)
        led += is_led(&readings[i]);
    return led;
}

bool sy_clock_watch_ahead(const struct sy_clock_reading *readings, size_t count)
{
    return sy_clock_watch_led(readings, count) >= SY_CLOCK_DISTRICTS;
}
