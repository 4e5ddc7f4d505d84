#include "ledger/place.h"

static const char registry_name[] = "registry";

static bool all_digits(struct sy_bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0;
}

/* What stands behind the last slash. */
static struct sy_bytes last_name(struct sy_bytes text)
{
    size_t at = text.len;

    while (at > 0 && text.data[at - 1] != '/')
        at--;
    return (struct sy_bytes){text.data + at, text.len - at};
}

bool sy_code_valid(struct sy_bytes code)
{
    return code.len == SY_CODE_DIGITS && all_digits(code);
}

bool sy_place_is_registry(struct sy_bytes place)
{
    return sy_bytes_equal(last_name(place), sy_text(registry_name));
}

struct sy_bytes sy_place_of(struct sy_bytes origin)
{
    struct sy_bytes name = last_name(origin);

    if (sy_place_is_registry(origin) || sy_code_valid(name) || !all_digits(name) ||
        name.len + 1 >= origin.len)
        return origin;
    return (struct sy_bytes){origin.data, origin.len - name.len - 1};
}
