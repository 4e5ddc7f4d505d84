/* append_report.h - what 'suyuan append' found and did, for people and as JSON.
 *
 * Shape    as JSON one object: "errors" as they are met, then "files", "earlier". For people
 *          errors go to standard error at once, the rest to standard output.
 */
#ifndef SY_APPEND_REPORT_H
#define SY_APPEND_REPORT_H

#include "tools/delivery.h"
#include "tools/intake.h"
#include "tools/placement.h"

enum { SY_FLAWS_SAID_MAX = 1000 };

/* What became of one file of the line. */
struct sy_append_file {
    const char *path;
    struct sy_intake_counts counts;
    uint64_t statements;
};

struct sy_append_report {
    struct sy_output *output;
    uint64_t said; /* flaws */
    uint64_t more; /* flaws beyond what is said */
    const struct sy_append_file *files;
    size_t file_count;
    const struct sy_letters
        *letters; /* in the order of the files, those of earlier runs first */
};

/* Before the first file is read. */
void sy_append_report_begin(struct sy_append_report *r);

/* One error of a file, as it is met. */
void sy_append_report_flaw(struct sy_append_report *r, const struct sy_intake_flaw *flaw);

/* After the last file was read. */
void sy_append_report_read(struct sy_append_report *r);

/* What was sent; nothing of what was not. */
void sy_append_report_sent(struct sy_append_report *r);

/* Which parts the members of a file went into, for a dry run. */
void sy_append_report_placed(struct sy_append_report *r, const struct sy_placement *placement);

/* Ends the JSON. */
void sy_append_report_end(struct sy_append_report *r);

#endif
