#include "tools/audit_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "net/clock.h"
#include "net/clock_watch.h"
#include "tools/broken.h"
#include "tools/format.h"
#include "tools/report.h"

enum { ROOT_SHOWN = 16 };

enum sy_exit sy_audit_run_open(struct sy_audit_run *run, const struct sy_scratch *scratch)
{
    enum sy_err err = sy_audit_open(run->genesis, run->network, scratch->path, &run->audit);

    if (err != SY_OK)
        return sy_report_file(run->output, err, scratch->path);
    if (run->output->json) {
        sy_json_begin_object(sy_output_json(run->output));
        sy_json_name(sy_output_json(run->output), "logs");
        sy_json_begin_list(sy_output_json(run->output));
    }
    return SY_EXIT_YES;
}

/* With --json the problem becomes part of the document, which sy_audit_run_end finishes. */
static void put_problem(struct sy_audit_run *run, enum sy_err err,
                        const struct sy_audit_problem *why)
{
    struct sy_json_writer *w = sy_output_json(run->output);

    sy_json_begin_object(w);
    sy_output_value(run->output, "origin", run->origin);
    sy_json_name(w, "ok");
    sy_json_put_bool(w, false);
    sy_output_value(run->output, "error", sy_err_name(err));
    sy_output_number(run->output, "index", why->index);
    sy_output_value(run->output, "rule", why->rule);
    sy_output_value(run->output, "what", why->what);
    sy_output_value(run->output, "member", why->member);
    sy_json_end_object(w);
}

enum sy_exit sy_audit_run_broken(struct sy_audit_run *run, enum sy_err err,
                                 const struct sy_audit_problem *why)
{
    sy_progress_end(&run->progress);
    if (run->output->json && why->rule != NULL)
        put_problem(run, err, why);
    return sy_broken_report(run->output, run->origin, err, why);
}

enum sy_exit sy_audit_run_begin(struct sy_audit_run *run, const char *origin,
                                struct sy_bytes note, uint64_t total)
{
    struct sy_audit_problem why;
    enum sy_err err;

    snprintf(run->origin, sizeof(run->origin), "%s", origin);
    run->total = total;
    memset(run->missing, 0, sizeof(run->missing));
    sy_audit_dates_begin(&run->dates);
    sy_buffer_clear(&run->note);
    sy_buffer_put_bytes(&run->note, note);
    run->started_us = sy_clock_steady_us();
    sy_progress_start(&run->progress, SY_MESSAGE_AUDITING, run->output->language);
    err = sy_audit_begin(run->audit, sy_text(origin), note, &why);
    return err == SY_OK ? SY_EXIT_YES : sy_audit_run_broken(run, err, &why);
}

enum sy_exit sy_audit_run_entry(struct sy_audit_run *run, struct sy_bytes share)
{
    struct sy_audit_problem why;
    enum sy_err err = sy_audit_entry(run->audit, share, &why);

    if (err != SY_OK)
        return sy_audit_run_broken(run, err, &why);
    err = sy_audit_dates_entry(
        &run->dates, strcmp(run->origin, run->genesis->registry.vkey.name) == 0,
        sy_audit_head(run->audit), sy_audit_checkpoint(run->audit)->size);
    if (err != SY_OK)
        return sy_broken_fault(run->output, err);
    sy_progress_step(&run->progress, sy_audit_head(run->audit)->tree.size, run->total);
    return SY_EXIT_YES;
}

/* The log as the network has it by now. */
static const struct sy_network_log *log_of(const struct sy_audit_run *run)
{
    return sy_network_log(sy_audit_network(run->audit), sy_text(run->origin));
}

static const char *successor_of(const struct sy_audit_run *run)
{
    const struct sy_network_log *next =
        sy_network_successor(sy_audit_network(run->audit), log_of(run));

    return next == NULL ? NULL : next->vkey.name;
}

/* Where a policy has closed it, and what lies behind that or is not here. */
static void say_end(struct sy_audit_run *run)
{
    const struct sy_network_log *log = log_of(run);
    const char *next = successor_of(run);
    uint64_t size = sy_audit_head(run->audit)->tree.size;
    char text[SY_FORMAT_BYTES];

    if (!log->closed)
        return;
    sy_format_count(log->final_size, text);
    sy_output_say(run->output, SY_SAY(LOG_ENDS, text, next == NULL ? "-" : next));
    sy_format_count(sy_audit_beyond(run->audit), text);
    if (sy_audit_beyond(run->audit) > 0)
        sy_output_say(run->output, SY_SAY(AUDIT_BEYOND, text));
    if (size >= log->final_size)
        return;
    sy_format_count(log->final_size - size, text);
    sy_output_say(run->output, SY_SAY(AUDIT_SHORT, text));
}

static void put_end(struct sy_audit_run *run)
{
    const struct sy_network_log *log = log_of(run);
    const char *next = successor_of(run);

    sy_json_name(sy_output_json(run->output), "closed");
    sy_json_put_bool(sy_output_json(run->output), log->closed);
    if (!log->closed)
        return;
    sy_output_number(run->output, "final_size", log->final_size);
    sy_output_number(run->output, "beyond", sy_audit_beyond(run->audit));
    sy_json_name(sy_output_json(run->output), "successor");
    if (next == NULL)
        sy_json_put_null(sy_output_json(run->output));
    else
        sy_json_put_string(sy_output_json(run->output), next);
}

/* What its times tell; none of it is a rule that was broken. */
static void say_dates(struct sy_audit_run *run)
{
    const struct sy_audit_dates *dates = &run->dates;
    struct sy_output *o = run->output;
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];

    sy_format_count(dates->stale, first);
    sy_format_count(dates->stale_first, second);
    sy_format_span(dates->stale_us_max, o->language, third);
    if (dates->stale > 0)
        sy_output_trouble(o, SY_SAY(AUDIT_STALE, first, second, third));
    sy_format_count(dates->led, first);
    sy_format_span((uint64_t)dates->lead_us_max, o->language, second);
    if (dates->led >= SY_CLOCK_DISTRICTS)
        sy_output_trouble(o, SY_SAY(AUDIT_CLOCK, first, second));
}

static void say_missing(struct sy_output *o, const uint64_t missing[SY_PART_STATES])
{
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];

    sy_format_count(missing[SY_PART_ERASED], first);
    if (missing[SY_PART_ERASED] > 0)
        sy_output_say(o, SY_SAY(AUDIT_ERASED, first));
    sy_format_count(missing[SY_PART_NOT_SUBSCRIBED], first);
    sy_format_count(missing[SY_PART_AGED_OUT], second);
    sy_format_count(missing[SY_PART_WANTED], third);
    if (missing[SY_PART_NOT_SUBSCRIBED] + missing[SY_PART_AGED_OUT] + missing[SY_PART_WANTED] >
        0)
        sy_output_say(o, SY_SAY(AUDIT_NOT_KEPT, first, second, third));
}

static void say_log(struct sy_audit_run *run, const struct sy_audit_counts *counts,
                    const char *root, uint64_t waiting, int64_t took_us)
{
    struct sy_output *o = run->output;
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];
    char fourth[SY_FORMAT_BYTES];

    sy_format_count(counts->entries, first);
    sy_format_count(counts->records, second);
    sy_format_count(counts->parts_here, third);
    sy_format_count(counts->parts_withheld, fourth);
    sy_output_say(o, SY_SAY(AUDIT_LOG, run->origin));
    sy_output_say(o, SY_SAY(AUDIT_COUNTS, first, second, third, fourth));
    say_missing(o, run->missing);
    sy_format_count(sy_audit_checkpoint(run->audit)->size, first);
    snprintf(second, sizeof(second), "%.*s", ROOT_SHOWN, root);
    sy_output_say(o, SY_SAY(AUDIT_CHECKPOINT, first, second));
    sy_format_count(waiting, first);
    if (waiting > 0)
        sy_output_say(o, SY_SAY(AUDIT_UNSIGNED, first));
    say_end(run);
    say_dates(run);
    snprintf(first, sizeof(first), "%.2f", (double)took_us / 1e6);
    sy_format_count(
        took_us <= 0 ? 0 : (uint64_t)((double)counts->entries * 1e6 / (double)took_us), second);
    sy_output_say(o, SY_SAY(AUDIT_SPEED, first, second));
}

static void put_log(struct sy_audit_run *run, const struct sy_audit_counts *counts,
                    const char *root, uint64_t waiting, int64_t took_us)
{
    struct sy_json_writer *w = sy_output_json(run->output);

    sy_json_begin_object(w);
    sy_output_value(run->output, "origin", run->origin);
    sy_json_name(w, "ok");
    sy_json_put_bool(w, true);
    sy_output_number(run->output, "entries", counts->entries);
    sy_output_number(run->output, "records", counts->records);
    sy_output_number(run->output, "parts_here", counts->parts_here);
    sy_output_number(run->output, "parts_withheld", counts->parts_withheld);
    sy_output_number(run->output, "parts_erased", run->missing[SY_PART_ERASED]);
    sy_output_number(run->output, "parts_not_subscribed", run->missing[SY_PART_NOT_SUBSCRIBED]);
    sy_output_number(run->output, "parts_aged_out", run->missing[SY_PART_AGED_OUT]);
    sy_output_number(run->output, "parts_wanted", run->missing[SY_PART_WANTED]);
    sy_output_number(run->output, "checkpoint_size", sy_audit_checkpoint(run->audit)->size);
    sy_output_number(run->output, "not_yet_signed", waiting);
    sy_output_value(run->output, "root", root);
    put_end(run);
    sy_output_number(run->output, "stale_entries", run->dates.stale);
    sy_output_number(run->output, "stale_us_max", run->dates.stale_us_max);
    sy_output_number(run->output, "clocks_led", run->dates.led);
    sy_output_number(run->output, "took_us", took_us < 0 ? 0 : (uint64_t)took_us);
}

/* The last member of a log's object, or the last line but one about it. */
static enum sy_exit show_evidence(struct sy_audit_run *run, struct sy_bytes evidence)
{
    sy_buffer_clear(&run->evidence.text);
    sy_buffer_put_bytes(&run->evidence.text, evidence);
    if (run->evidence.text.err != SY_OK)
        return sy_broken_fault(run->output, run->evidence.text.err);
    return sy_audit_evidence_show(&run->evidence, run->audit, run->origin, run->output);
}

enum sy_exit sy_audit_run_finish(struct sy_audit_run *run, struct sy_bytes evidence)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    struct sy_hash root = sy_merkle_root(&sy_audit_head(run->audit)->tree);
    char hex[2 * SY_HASH_BYTES + 1];
    enum sy_exit status;
    int64_t took_us;
    uint64_t waiting;
    enum sy_err err = sy_audit_finish(run->audit, &counts, &why);

    sy_progress_end(&run->progress);
    if (err != SY_OK)
        return sy_audit_run_broken(run, err, &why);
    sy_audit_dates_finish(&run->dates, run->network, sy_buffer_bytes(&run->note));
    took_us = sy_clock_steady_us() - run->started_us;
    waiting = counts.entries - sy_audit_checkpoint(run->audit)->size;
    sy_hash_hex(&root, hex);
    if (run->output->json)
        put_log(run, &counts, hex, waiting, took_us);
    else
        say_log(run, &counts, hex, waiting, took_us);
    status = show_evidence(run, evidence);
    if (run->output->json)
        sy_json_end_object(sy_output_json(run->output));
    fflush(stdout);
    return status;
}

enum sy_exit sy_audit_run_awaited(struct sy_audit_run *run, const char *origin,
                                  struct sy_bytes evidence)
{
    enum sy_exit status;

    snprintf(run->origin, sizeof(run->origin), "%s", origin);
    if (run->output->json) {
        sy_json_begin_object(sy_output_json(run->output));
        sy_output_value(run->output, "origin", origin);
        sy_output_number(run->output, "entries", 0);
    } else {
        sy_output_say(run->output, SY_SAY(AUDIT_LOG, origin));
        sy_output_say(run->output, SY_SAY(AUDIT_AWAITED, NULL));
    }
    status = show_evidence(run, evidence);
    if (run->output->json)
        sy_json_end_object(sy_output_json(run->output));
    return status;
}

enum sy_exit sy_audit_run_end(struct sy_audit_run *run, enum sy_exit status)
{
    char count[SY_FORMAT_BYTES];
    char size[SY_FORMAT_BYTES];

    if (status == SY_EXIT_YES && run->evidence.findings > 0) {
        sy_format_count(run->evidence.findings, count);
        sy_output_error(run->output, SY_SAY(AUDIT_PROMISE, count));
        status = SY_EXIT_NO;
    }
    sy_format_count(run->aside.stores, count);
    sy_format_size(run->aside.bytes, size);
    if (run->aside.stores > 0)
        sy_output_trouble(run->output, SY_SAY(STATUS_ASIDE, count, size));
    if (run->output->json && run->output->writer.depth > 0) {
        struct sy_json_writer *w = sy_output_json(run->output);

        sy_json_end_list(w);
        sy_output_number(run->output, "aside_stores", run->aside.stores);
        sy_output_number(run->output, "aside_bytes", run->aside.bytes);
        sy_json_name(w, "ok");
        sy_json_put_bool(w, status == SY_EXIT_YES);
        sy_json_end_object(w);
    } else if (status == SY_EXIT_YES) {
        sy_output_say(run->output, SY_SAY(AUDIT_CLEAN, NULL));
    }
    return status;
}

void sy_audit_run_close(struct sy_audit_run *run)
{
    sy_audit_close(run->audit);
    run->audit = NULL;
    sy_audit_dates_close(&run->dates);
    sy_audit_evidence_close(&run->evidence);
    sy_buffer_close(&run->note);
}
