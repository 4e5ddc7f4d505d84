#include "ledger/problem.h"

#include <string.h>

#include "proto/utf8.h"

#define NAME(constant, name) [SY_PROBLEM_##constant] = (name),
static const char *const names[SY_PROBLEM_COUNT] = {SY_PROBLEM_LIST(NAME)};
#undef NAME

const char *sy_problem_name(enum sy_problem_kind kind)
{
    sy_assert((unsigned)kind < SY_PROBLEM_COUNT);
    return names[kind];
}

static void put_detail(char *to, size_t room, struct sy_bytes detail)
{
    size_t used = 0;

    sy_assert(room > 0);
    while (detail.len > 0) {
        uint32_t character;
        size_t len = sy_utf8_next(detail, &character);
        bool shown = len > 0 && character >= 0x20 && (character < 0x7f || character >= 0xa0);

        if (len == 0)
            len = 1;
        if (used + (shown ? len : 1) >= room)
            break;
        if (shown) {
            memcpy(to + used, detail.data, len);
            used += len;
        } else {
            to[used++] = '?';
        }
        detail.data += len;
        detail.len -= len;
    }
    to[used] = 0;
}

void sy_problem_set(struct sy_problem *why, enum sy_problem_kind kind, struct sy_bytes detail)
{
    if (why == NULL)
        return;
    *why = (struct sy_problem){.kind = kind};
    put_detail(why->detail, sizeof(why->detail), detail);
}
