/* intake.h - files of events into statements: read, captured, composed, all that is wrong told.
 *
 * Shape    one composer is filled with the records of one file at a time, in their order, and
 *          handed over whenever it is full and at the file's end.
 */
#ifndef SY_INTAKE_H
#define SY_INTAKE_H

#include "ledger/capture.h"
#include "ledger/compose.h"

/* What is wrong with a text of the file. */
struct sy_intake_flaw {
    const char *file;
    uint64_t line; /* of the text, in a file of lines; 0 otherwise */
    const struct sy_capture_error *error;
    bool warning; /* it was taken all the same */
};

struct sy_intake {
    struct sy_capture_options options;
    bool proceed; /* leave out what is wrong, take the rest */
    struct sy_composer composer;
    /* Called with a composer that holds records, which it must empty. */
    enum sy_err (*full)(void *context, struct sy_composer *composer);
    void (*flawed)(void *context, const struct sy_intake_flaw *flaw);
    void *context;
};

/* What a file gave. */
struct sy_intake_counts {
    uint64_t events;  /* taken */
    uint64_t records; /* taken, master data included */
    uint64_t flaws;   /* errors; those beyond what is listed included */
};

/* Empty a composer without finishing it. */
void sy_intake_forget(struct sy_composer *composer);

/* Read one file. SY_BAD_EVENT when something in it is wrong, all of it told; nothing of a file
 * is handed over from the first flaw on, unless it is to proceed. The errors of event_source.h,
 * of full, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_intake_read(struct sy_intake *intake, const char *path,
                                       struct sy_intake_counts *counts);

#endif
