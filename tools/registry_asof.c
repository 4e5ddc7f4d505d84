#include "tools/registry_asof.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/time.h"
#include "net/clock.h"
#include "tools/broken.h"
#include "tools/format.h"

enum { NUMBER_BYTES = 24, SIZE_DIGITS_MAX = 18 };

const struct sy_option sy_option_as_of = {
    .name = "as-of",
    .value = "SIZE|TIME",
    .help = {"the answer that was right then: with so many entries, or at that time",
             "当时的答案：登记簿有多少条目时，或某一时刻"}};

static bool take_size(const char *text, uint64_t *out)
{
    uint64_t size = 0;
    size_t len = strlen(text);

    if (len == 0 || len > SIZE_DIGITS_MAX)
        return false;
    for (; *text != 0; text++) {
        if (*text < '0' || *text > '9')
            return false;
        size = size * 10 + (uint64_t)(*text - '0');
    }
    *out = size;
    return true;
}

static enum sy_exit beyond(struct sy_output *o, const char *text, uint64_t size, int64_t now)
{
    char number[NUMBER_BYTES];
    char until[SY_FORMAT_BYTES];

    snprintf(number, sizeof(number), "%" PRIu64, size);
    sy_format_time(now, until);
    sy_output_error(o, SY_SAY(AS_OF_BEYOND, text, number, until));
    return SY_EXIT_USAGE;
}

enum sy_exit sy_registry_asof(const struct sy_options *options, struct sy_output *o,
                              const struct sy_directory *directory,
                              struct sy_registry_moment *out)
{
    const char *text = sy_options_value(options, "as-of");
    struct sy_log_snapshot *log = sy_directory_log(directory);
    uint64_t size = sy_log_head(log)->tree.size;
    int64_t now = sy_clock_us();
    struct sy_registry_moment moment = {size, now};
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err = SY_OK;

    if (text != NULL && take_size(text, &moment.size)) {
        if (moment.size > size)
            return beyond(o, text, size, now);
        if (moment.size > 0) {
            err = sy_log_statement(log, moment.size - 1, &bytes, &entry, &statement);
            moment.time = err == SY_OK ? entry.sequenced_at : 0;
        }
    } else if (text != NULL && sy_time_parse(sy_text(text), &moment.time) == SY_OK) {
        if (moment.time > now)
            return beyond(o, text, size, now);
        err = sy_registry_size_at(log, moment.time, &moment.size);
    } else if (text != NULL) {
        sy_output_error(o, SY_SAY(BAD_AS_OF, text));
        return SY_EXIT_USAGE;
    }
    if (err != SY_OK)
        return sy_broken_fault(o, err);
    *out = moment;
    return SY_EXIT_YES;
}

void sy_registry_asof_show(const struct sy_options *options, struct sy_output *o,
                           const struct sy_directory *directory,
                           const struct sy_registry_moment *moment)
{
    const struct sy_checkpoint *checkpoint = sy_directory_checkpoint(directory);
    char number[NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];

    if (o->json) {
        sy_output_value(o, "origin", checkpoint->origin);
        sy_output_number(o, "size", checkpoint->size);
        sy_json_name(sy_output_json(o), "as_of");
        sy_json_begin_object(sy_output_json(o));
        sy_output_number(o, "size", moment->size);
        sy_format_utc(moment->time, time);
        sy_output_value(o, "time", time);
        sy_json_end_object(sy_output_json(o));
        return;
    }
    if (sy_options_value(options, "as-of") == NULL)
        return;
    snprintf(number, sizeof(number), "%" PRIu64, moment->size);
    sy_format_time(moment->time, time);
    sy_output_say(o, SY_SAY(SHOW_AS_OF, number, checkpoint->origin, time));
}
