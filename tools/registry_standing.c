#include "tools/registry_standing.h"

#include "proto/act.h"
#include "proto/record_type.h"

/* The latest acts that changed what the subject is, its dates aside. */
struct turn {
    int64_t at;
    uint64_t entry;
    uint32_t verb;
    enum sy_force force;
};

static enum sy_err find_turns(struct sy_registry_snapshot *snapshot, struct sy_bytes subject,
                              uint64_t size, struct sy_registry_state *last,
                              struct turn turns[2])
{
    struct sy_registry_state state;
    uint64_t after = UINT64_MAX;
    bool some = false;
    enum sy_err err;

    while ((err = sy_registry_next_state(snapshot, subject, after, &state)) == SY_OK &&
           state.index < size) {
        if (!some || state.force != last->force) {
            turns[0] = turns[1];
            turns[1] = (struct turn){state.at, state.index, state.verb, state.force};
            if (!some)
                turns[0] = turns[1];
        }
        *last = state;
        some = true;
        after = state.index;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    return some ? SY_OK : SY_NOT_FOUND;
}

static bool has_dates(uint32_t type)
{
    return type == SY_TYPE_DELEGATION || type == SY_TYPE_PERSON || type == SY_TYPE_LICENCE ||
           type == SY_TYPE_ACCREDITATION || type == SY_TYPE_STANDING_CERTIFICATE;
}

/* In force: by the act, from a date that it names, or because a suspension has run out. */
static void good_since(struct sy_registry_standing *s, const struct turn turns[2])
{
    int64_t from;

    if (s->state.force == SY_FORCE_SUSPENDED) {
        s->since = s->state.term;
    } else if (s->state.force == SY_FORCE_SUCCEEDED || s->state.force == SY_FORCE_REVOKED) {
        s->since = turns[0].at; /* that takes effect later */
        s->entry = turns[0].entry;
        s->verb = turns[0].verb;
    }
    if (has_dates(s->state.type) && sy_body_int(s->state.body, SY_ACT_FROM, &from) &&
        from > s->since)
        s->since = from;
    s->has_until =
        has_dates(s->state.type) && sy_body_int(s->state.body, SY_ACT_UNTIL, &s->until);
}

enum sy_err sy_registry_standing_find(struct sy_registry_snapshot *snapshot,
                                      struct sy_bytes subject,
                                      const struct sy_registry_moment *moment,
                                      struct sy_registry_standing *out)
{
    struct sy_registry_standing s = {.has_until = false};
    struct turn turns[2] = {{0}, {0}};
    enum sy_err err = find_turns(snapshot, subject, moment->size, &s.state, turns);

    if (err != SY_OK)
        return err;
    s.force = sy_registry_force(&s.state, moment->time);
    s.since = turns[1].at;
    s.entry = turns[1].entry;
    s.verb = turns[1].verb;
    switch ((int)s.force) {
    case SY_FORCE_GOOD:
        good_since(&s, turns);
        break;
    case SY_FORCE_SUSPENDED:
    case SY_FORCE_BARRED:
        s.has_until = s.state.term != INT64_MAX;
        s.until = s.state.term;
        break;
    case SY_FORCE_ENDED:
        if (s.state.force == SY_FORCE_BARRED)
            s.since = s.state.term;
        break;
    case SY_FORCE_REVOKED:
        (void)sy_body_int(s.state.body, SY_KEY_SINCE, &s.since);
        break;
    case SY_FORCE_SUCCEEDED:
        (void)sy_body_int(s.state.body, SY_ACT_FROM, &s.since);
        break;
    case SY_FORCE_LAPSED:
        (void)sy_body_int(s.state.body, SY_ACT_UNTIL, &s.since);
        break;
    case SY_FORCE_NOT_YET:
        s.has_until = sy_body_int(s.state.body, SY_ACT_FROM, &s.until);
        break;
    default:
        break;
    }
    *out = s;
    return SY_OK;
}

enum sy_err sy_registry_size_at(struct sy_log_snapshot *log, int64_t time, uint64_t *out)
{
    uint64_t from = 0;
    uint64_t to = sy_log_head(log)->tree.size;

    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        struct sy_statement statement;
        struct sy_entry entry;
        struct sy_bytes bytes;
        enum sy_err err = sy_log_statement(log, middle, &bytes, &entry, &statement);

        if (err != SY_OK)
            return err;
        if (entry.sequenced_at <= time)
            from = middle + 1;
        else
            to = middle;
    }
    *out = from;
    return SY_OK;
}
