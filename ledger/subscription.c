#include "ledger/subscription.h"

#include <string.h>

#include "ledger/line.h"
#include "ledger/origin.h"
#include "ledger/place.h"

static const char *const words_of_kinds[] = {
    [SY_PART_OPEN] = "open",
    [SY_PART_CHAIN] = "chain",
    [SY_PART_COMMERCIAL] = "commercial",
    [SY_PART_PERSONAL] = "personal",
};

void sy_subscription_init(struct sy_subscription *out)
{
    *out = (struct sy_subscription){.others = {SY_LOG_KEEP_ALL, 0}};
}

static enum sy_err wrong(struct sy_problem *why, enum sy_problem_kind kind,
                         struct sy_bytes detail)
{
    sy_problem_set(why, kind, detail);
    return SY_BAD_FILE;
}

/* The next word; words are apart by one space or several. False at the end of the line. */
static bool next_word(struct sy_bytes *line, struct sy_bytes *word)
{
    while (line->len > 0 && line->data[0] == ' ')
        *line = (struct sy_bytes){line->data + 1, line->len - 1};
    if (line->len == 0)
        return false;
    if (!sy_line_cut(line, ' ', word)) {
        *word = *line;
        line->len = 0;
    }
    return true;
}

/* "days": in seconds; 0 when it is no unit. One is one day, too. */
static uint32_t unit_of(struct sy_bytes word)
{
    static const struct {
        const char *name;
        uint32_t seconds;
    } units[] = {
        {"day", 24 * 3600},
        {"hour", 3600},
        {"minute", 60},
        {"second", 1},
    };

    if (word.len > 0 && word.data[word.len - 1] == 's')
        word.len--;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (sy_bytes_equal(word, sy_text(units[i].name)))
            return units[i].seconds;
    }
    return 0;
}

/* Behind "for": a number and its unit. */
static enum sy_err read_age(struct sy_bytes *line, uint32_t *out, struct sy_problem *why)
{
    const uint64_t most = (uint64_t)SY_SUBSCRIPTION_DAYS_MAX * 24 * 3600;
    struct sy_bytes number = {NULL, 0};
    struct sy_bytes word = {NULL, 0};
    uint64_t count = 0;
    uint32_t unit;

    if (!next_word(line, &number) || !sy_line_decimal(number, &count) || count == 0)
        return wrong(why, SY_PROBLEM_BAD_AGE, number);
    unit = next_word(line, &word) ? unit_of(word) : 0;
    if (unit == 0 || next_word(line, &word))
        return wrong(why, SY_PROBLEM_BAD_SUBSCRIPTION, word);
    if (count > most / unit)
        return wrong(why, SY_PROBLEM_BAD_AGE, number);
    *out = (uint32_t)(count * unit);
    return SY_OK;
}

static uint32_t kind_of(struct sy_bytes word)
{
    uint32_t kind = SY_PART_OPEN;

    while (kind <= SY_PART_PERSONAL && !sy_bytes_equal(word, sy_text(words_of_kinds[kind])))
        kind++;
    return kind;
}

/* all, none, or a list of kinds; then perhaps for how long. */
static enum sy_err read_choice(struct sy_bytes line, struct sy_subscribed *out,
                               struct sy_problem *why)
{
    struct sy_bytes word = {NULL, 0};
    bool alone = false; /* all and none stand alone */

    *out = (struct sy_subscribed){0};
    if (!next_word(&line, &word))
        return wrong(why, SY_PROBLEM_BAD_SUBSCRIPTION, word);
    do {
        uint32_t kind = kind_of(word);

        if ((alone || out->kinds != 0) && sy_bytes_equal(word, sy_text("for")))
            return read_age(&line, &out->age_s, why);
        if (out->kinds == 0 && !alone && sy_bytes_equal(word, sy_text("all")))
            out->kinds = SY_LOG_KEEP_ALL;
        else if (kind > SY_PART_PERSONAL && !sy_bytes_equal(word, sy_text("none")))
            return wrong(why, SY_PROBLEM_BAD_SUBSCRIPTION, word);
        else if (alone || (kind > SY_PART_PERSONAL && out->kinds != 0))
            return wrong(why, SY_PROBLEM_BAD_SUBSCRIPTION, word);
        else if (kind <= SY_PART_PERSONAL && (out->kinds >> kind & 1) != 0)
            return wrong(why, SY_PROBLEM_LISTED_TWICE, word);
        else if (kind <= SY_PART_PERSONAL)
            out->kinds |= 1u << kind;
        alone = alone || kind > SY_PART_PERSONAL;
    } while (next_word(&line, &word));
    return SY_OK;
}

static bool is_named(const struct sy_subscription *subscription, struct sy_bytes code)
{
    for (size_t i = 0; i < subscription->count; i++) {
        if (sy_bytes_equal(sy_text(subscription->named[i].code), code))
            return true;
    }
    return false;
}

static enum sy_err read_line(struct sy_subscription *out, struct sy_bytes line, bool *others,
                             struct sy_problem *why)
{
    struct sy_subscribed what;
    struct sy_bytes who;
    bool others_too;
    enum sy_err err;

    if (!next_word(&line, &who))
        return SY_OK;
    others_too = sy_bytes_equal(who, sy_text("default"));
    if (!others_too && !sy_node_code_valid(who))
        return wrong(why, SY_PROBLEM_BAD_NODE_CODE, who);
    if (others_too ? *others : is_named(out, who))
        return wrong(why, SY_PROBLEM_LISTED_TWICE, who);
    err = read_choice(line, &what, why);
    if (err != SY_OK)
        return err;
    if (others_too) {
        out->others = what;
        *others = true;
        return SY_OK;
    }
    if (out->count == SY_NETWORK_NODES_MAX)
        return wrong(why, SY_PROBLEM_TOO_MANY, who);
    memcpy(out->named[out->count].code, who.data, who.len);
    out->named[out->count++].what = what;
    return SY_OK;
}

/* Comments may be in any language; the rest is ASCII. */
static enum sy_err check_line(struct sy_bytes line, struct sy_problem *why)
{
    if (line.len > SY_SUBSCRIPTION_LINE_BYTES_MAX)
        return wrong(why, SY_PROBLEM_LINE_TOO_LONG, sy_text(""));
    if (line.len > 0 && line.data[0] == '#')
        return SY_OK;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] < 0x20 || line.data[i] > 0x7e)
            return wrong(why, SY_PROBLEM_BAD_SUBSCRIPTION, line);
    }
    return SY_OK;
}

enum sy_err sy_subscription_parse(struct sy_bytes file, struct sy_subscription *out,
                                  struct sy_problem *why)
{
    struct sy_subscription read;
    struct sy_bytes line;
    bool others = false;
    uint64_t number = 0;
    enum sy_err err = SY_OK;

    sy_subscription_init(&read);
    while (err == SY_OK && file.len > 0) {
        number++;
        if (!sy_line_cut(&file, '\n', &line)) {
            line = file;
            file.len = 0;
        }
        if (line.len > 0 && line.data[line.len - 1] == '\r')
            line.len--;
        err = check_line(line, why);
        if (err == SY_OK && (line.len == 0 || line.data[0] != '#'))
            err = read_line(&read, line, &others, why);
    }
    if (err == SY_OK)
        *out = read;
    else if (why != NULL)
        why->line = number;
    return err;
}

struct sy_subscribed sy_subscription_of(const struct sy_subscription *subscription,
                                        const char *node, const char *owner,
                                        struct sy_bytes origin)
{
    if (strcmp(node, owner) == 0 || sy_origin_is_registry(origin))
        return (struct sy_subscribed){SY_LOG_KEEP_ALL, 0};
    for (size_t i = 0; i < subscription->count; i++) {
        if (strcmp(subscription->named[i].code, owner) == 0)
            return subscription->named[i].what;
    }
    return subscription->others;
}
