#include "ledger/origin.h"

enum { CODE_DIGITS = 6 };

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

static bool is_registry(struct sy_bytes place)
{
    return sy_bytes_equal(last_name(place), sy_text("registry"));
}

struct sy_bytes sy_origin_place(struct sy_bytes origin)
{
    struct sy_bytes name = last_name(origin);

    if (!all_digits(name) || name.len == CODE_DIGITS || name.len + 1 >= origin.len)
        return origin;
    return (struct sy_bytes){origin.data, origin.len - name.len - 1};
}

uint64_t sy_origin_generation(struct sy_bytes origin)
{
    struct sy_bytes place = sy_origin_place(origin);
    struct sy_bytes name = last_name(origin);
    uint64_t generation = 0;

    if (place.len == origin.len)
        return 1;
    if (name.data[0] == '0' || name.len >= CODE_DIGITS)
        return 0;
    for (size_t i = 0; i < name.len; i++)
        generation = generation * 10 + (uint64_t)(name.data[i] - '0');
    return generation < 2 ? 0 : generation;
}

int sy_origin_order(struct sy_bytes a, struct sy_bytes b)
{
    uint64_t first = sy_origin_generation(a);
    uint64_t second = sy_origin_generation(b);
    int order = sy_bytes_compare(sy_origin_place(a), sy_origin_place(b));

    return order != 0 ? order : (first > second) - (first < second);
}

bool sy_origin_is_registry(struct sy_bytes origin)
{
    return is_registry(sy_origin_place(origin));
}

void sy_origin_file_name(struct sy_bytes origin, char out[SY_NAME_BYTES_MAX + 1])
{
    sy_assert(origin.len <= SY_NAME_BYTES_MAX);
    for (size_t i = 0; i < origin.len; i++)
        out[i] = origin.data[i] == '/' ? '+' : (char)origin.data[i];
    out[origin.len] = 0;
}
