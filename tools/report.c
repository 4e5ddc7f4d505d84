#include "tools/report.h"

enum sy_exit sy_report_file(struct sy_output *o, enum sy_err err, const char *path)
{
    static const struct {
        enum sy_err err;
        enum sy_message message;
    } rows[] = {
        {SY_NOT_FOUND, SY_MESSAGE_FILE_NOT_FOUND},  {SY_EXISTS, SY_MESSAGE_FILE_EXISTS},
        {SY_DENIED, SY_MESSAGE_FILE_DENIED},        {SY_NO_SPACE, SY_MESSAGE_FILE_NO_SPACE},
        {SY_BAD_FILE, SY_MESSAGE_FILE_NOT_REGULAR}, {SY_LIMIT, SY_MESSAGE_FILE_TOO_LARGE},
        {SY_NO_MEMORY, SY_MESSAGE_NO_MEMORY},
    };
    struct sy_saying saying = {.message = SY_MESSAGE_FILE_IO, .words = {path}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].err == err)
            saying.message = rows[i].message;
    }
    sy_output_error(o, &saying);
    return SY_EXIT_UNASKED;
}

enum sy_exit sy_report_problem(struct sy_output *o, const char *path,
                               const struct sy_problem *why)
{
    struct sy_buffer where = {0};
    struct sy_saying saying = {.message = sy_message_find(sy_problem_name(why->kind))};

    sy_assert(saying.message != SY_MESSAGE_COUNT);
    sy_buffer_put_text(&where, path);
    if (why->line > 0 && o->language == SY_CHINESE)
        sy_buffer_printf(&where, " 第 %llu 行", (unsigned long long)why->line);
    else if (why->line > 0)
        sy_buffer_printf(&where, ", line %llu", (unsigned long long)why->line);
    if (why->path[0] != 0)
        sy_buffer_printf(&where, ", %s", why->path);
    saying.words[0] = sy_buffer_text(&where);
    saying.words[1] = why->detail;
    sy_output_error(o, &saying);
    sy_buffer_close(&where);
    return SY_EXIT_UNASKED;
}
