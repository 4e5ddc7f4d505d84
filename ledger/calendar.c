#include "ledger/calendar.h"

#include "ledger/check_digit.h"

bool sy_calendar_is_day(unsigned year, unsigned month, unsigned day)
{
    static const unsigned days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool sy_calendar_is_date(struct sy_bytes text)
{
    unsigned century;

    if (text.len != 8 || !sy_check_digit_all_digits(text))
        return false;
    century = sy_calendar_two(text.data);
    return (century == 19 || century == 20) &&
           sy_calendar_is_day(century * 100 + sy_calendar_two(text.data + 2),
                              sy_calendar_two(text.data + 4), sy_calendar_two(text.data + 6));
}
