#include "tools/append_report.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/capture_message.h"
#include "ledger/epcis_fields.h"

enum { NUMBER_BYTES = 24 };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

void sy_append_report_begin(struct sy_append_report *r)
{
    if (!r->output->json)
        return;
    sy_json_begin_object(sy_output_json(r->output));
    sy_json_name(sy_output_json(r->output), "errors");
    sy_json_begin_list(sy_output_json(r->output));
}

/* "farm.json, line 3, event 3 (urn:uuid:...)" */
static void put_where(const struct sy_append_report *r, const struct sy_intake_flaw *flaw,
                      struct sy_buffer *to)
{
    bool chinese = r->output->language == SY_CHINESE;

    sy_buffer_put_text(to, flaw->file);
    if (flaw->line > 0)
        sy_buffer_printf(to, chinese ? "，第 %" PRIu64 " 行" : ", line %" PRIu64, flaw->line);
    if (flaw->error->event > 0)
        sy_buffer_printf(to, chinese ? "，第 %" PRIu64 " 个事件" : ", event %" PRIu64,
                         flaw->error->event);
    if (flaw->error->event_id[0] != 0)
        sy_buffer_printf(to, chinese ? "（%s）" : " (%s)", flaw->error->event_id);
}

static void say_flaw(const struct sy_append_report *r, const struct sy_intake_flaw *flaw,
                     const char *text)
{
    struct sy_buffer line = {0};
    const char *whole;

    sy_buffer_printf(&line, "%s: ", r->output->program);
    put_where(r, flaw, &line);
    sy_buffer_printf(&line, "%s%s [%s]\n", r->output->language == SY_CHINESE ? "：" : ": ",
                     text, sy_capture_code_name(flaw->error->code));
    whole = sy_buffer_text(&line);
    if (whole != NULL)
        fputs(whole, stderr);
    sy_buffer_close(&line);
}

static void put_flaw(struct sy_output *o, const struct sy_intake_flaw *flaw, const char *text)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_value(o, "file", flaw->file);
    if (flaw->line > 0)
        sy_output_number(o, "line", flaw->line);
    if (flaw->error->event > 0)
        sy_output_number(o, "event", flaw->error->event);
    if (flaw->error->event_id[0] != 0)
        sy_output_value(o, "event_id", flaw->error->event_id);
    sy_output_value(o, "path", flaw->error->path);
    sy_output_value(o, "value", flaw->error->value);
    sy_output_value(o, "code", sy_capture_code_name(flaw->error->code));
    sy_output_value(o, "text", text);
    sy_json_name(w, "warning");
    sy_json_put_bool(w, flaw->warning);
    sy_json_end_object(w);
}

void sy_append_report_flaw(struct sy_append_report *r, const struct sy_intake_flaw *flaw)
{
    struct sy_buffer text = {0};
    const char *said;

    if (r->said == SY_FLAWS_SAID_MAX) {
        r->more++;
        return;
    }
    r->said++;
    sy_capture_message_put(flaw->error, r->output->language, &text);
    said = sy_buffer_text(&text);
    if (said != NULL) {
        say_flaw(r, flaw, said);
        if (r->output->json)
            put_flaw(r->output, flaw, said);
    }
    sy_buffer_close(&text);
}

void sy_append_report_read(struct sy_append_report *r)
{
    char more[NUMBER_BYTES];

    if (r->more > 0)
        sy_output_error(r->output, SY_SAY(FLAWS_MORE, number(r->more, more)));
    if (r->output->json)
        sy_json_end_list(sy_output_json(r->output));
}

static void say_letter(struct sy_append_report *r, const struct sy_letter *letter)
{
    char index[NUMBER_BYTES];

    number(letter->index, index);
    if (letter->known)
        sy_output_say(r->output, SY_SAY(ENTRY_KNOWN, letter->origin, index));
    else
        sy_output_say(r->output, SY_SAY(ENTRY_NEW, letter->origin, index));
    if (letter->witnesses > 0)
        sy_output_say(r->output, SY_SAY(ENTRY_WITNESSED, number(letter->witnesses, index)));
    if (letter->receipt != NULL)
        sy_output_say(r->output, SY_SAY(RECEIPT_KEPT, letter->receipt));
}

static void put_letter(struct sy_append_report *r, const struct sy_letter *letter)
{
    struct sy_output *o = r->output;
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_value(o, "origin", letter->origin);
    sy_output_number(o, "index", letter->index);
    sy_output_number(o, "records", letter->records);
    sy_output_number(o, "witnesses", letter->witnesses);
    sy_json_name(w, "known");
    sy_json_put_bool(w, letter->known);
    sy_json_name(w, "signed_again");
    sy_json_put_bool(w, letter->again);
    if (letter->receipt != NULL)
        sy_output_value(o, "receipt", letter->receipt);
    sy_json_end_object(w);
}

/* The letters of one file that were taken. A letter of an earlier run that another process has
 * delivered has no entry to show. */
static void show_letters(struct sy_append_report *r, size_t file)
{
    for (size_t i = 0; i < r->letters->count; i++) {
        const struct sy_letter *letter = &r->letters->list[i];

        if (letter->file != file || letter->state != SY_LETTER_TAKEN || letter->records == 0)
            continue;
        if (r->output->json)
            put_letter(r, letter);
        else
            say_letter(r, letter);
    }
}

static bool has_earlier(const struct sy_append_report *r)
{
    return r->letters->count > 0 && r->letters->list[0].file == SY_LETTER_EARLIER;
}

static void say_file(struct sy_append_report *r, const struct sy_append_file *file)
{
    char events[NUMBER_BYTES];
    char records[NUMBER_BYTES];
    char statements[NUMBER_BYTES];

    sy_output_say(r->output,
                  SY_SAY(FILE_REPORTED, file->path, number(file->counts.events, events),
                         number(file->counts.records, records),
                         number(file->statements, statements)));
}

static void put_file(struct sy_append_report *r, const struct sy_append_file *file)
{
    sy_output_value(r->output, "file", file->path);
    sy_output_number(r->output, "events", file->counts.events);
    sy_output_number(r->output, "records", file->counts.records);
    sy_output_number(r->output, "errors", file->counts.flaws);
    sy_output_number(r->output, "statements", file->statements);
}

static void show_files_json(struct sy_append_report *r, bool entries)
{
    struct sy_json_writer *w = sy_output_json(r->output);

    sy_json_name(w, "files");
    sy_json_begin_list(w);
    for (size_t i = 0; i < r->file_count; i++) {
        sy_json_begin_object(w);
        put_file(r, &r->files[i]);
        if (entries) {
            sy_json_name(w, "entries");
            sy_json_begin_list(w);
            show_letters(r, i);
            sy_json_end_list(w);
        }
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

void sy_append_report_sent(struct sy_append_report *r)
{
    if (r->output->json) {
        sy_json_name(sy_output_json(r->output), "earlier");
        sy_json_begin_list(sy_output_json(r->output));
        show_letters(r, SY_LETTER_EARLIER);
        sy_json_end_list(sy_output_json(r->output));
        show_files_json(r, true);
        return;
    }
    if (has_earlier(r)) {
        sy_output_say(r->output, SY_SAY(SENT_EARLIER, NULL));
        show_letters(r, SY_LETTER_EARLIER);
    }
    for (size_t i = 0; i < r->file_count; i++) {
        say_file(r, &r->files[i]);
        show_letters(r, i);
    }
}

static void put_placement(struct sy_output *o, const struct sy_placement *placement)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_output_number(o, "parts_table", SY_EPCIS_TABLE_VERSION);
    sy_json_name(w, "members");
    sy_json_begin_list(w);
    for (size_t i = 0; i < placement->count; i++) {
        sy_json_begin_object(w);
        sy_output_value(o, "member", placement->rows[i].member);
        sy_output_value(o, "part", sy_part_name(placement->rows[i].part));
        sy_output_number(o, "count", placement->rows[i].count);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    sy_output_number(o, "members_more", placement->more);
}

static void say_placement(struct sy_output *o, const struct sy_placement *placement)
{
    char version[NUMBER_BYTES];
    struct sy_buffer line = {0};
    const char *text;

    sy_output_say(o, SY_SAY(PLACED_HEAD, number(SY_EPCIS_TABLE_VERSION, version)));
    for (size_t i = 0; i < placement->count; i++)
        sy_buffer_printf(&line, "  %-10s  %6" PRIu64 "  %s\n",
                         sy_part_name(placement->rows[i].part), placement->rows[i].count,
                         placement->rows[i].member);
    text = sy_buffer_text(&line);
    if (text != NULL)
        sy_output_text(o, text);
    else
        o->failed = true;
    sy_buffer_close(&line);
}

void sy_append_report_placed(struct sy_append_report *r, const struct sy_placement *placement)
{
    if (r->output->json) {
        put_placement(r->output, placement);
        show_files_json(r, false);
        return;
    }
    say_placement(r->output, placement);
    for (size_t i = 0; i < r->file_count; i++)
        say_file(r, &r->files[i]);
    sy_output_next(r->output, SY_SAY(NEXT_AFTER_DRY_RUN, NULL));
}

void sy_append_report_end(struct sy_append_report *r)
{
    if (r->output->json)
        sy_json_end_object(sy_output_json(r->output));
}
