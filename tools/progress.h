/* progress.h - how far it is, on standard error, for somebody who is looking.
 *
 * Shape    nothing is shown unless standard error is a terminal and a second has passed; then
 *          one line that is rewritten a few times a second and wiped at the end.
 */
#ifndef SY_PROGRESS_H
#define SY_PROGRESS_H

#include "tools/message.h"

struct sy_progress {
    enum sy_message what; /* with {0} done and {1} of how many */
    enum sy_language language;
    int64_t next_us; /* when to show it next, by sy_clock_steady_us */
    bool terminal, shown;
};

/* Nothing is shown before a second has passed, or where nobody looks. */
void sy_progress_start(struct sy_progress *p, enum sy_message what, enum sy_language language);

/* Call as often as convenient. total 0: it is not known. */
void sy_progress_step(struct sy_progress *p, uint64_t done, uint64_t total);

/* Wipe the line. Also before anything else is said on standard error. */
void sy_progress_end(struct sy_progress *p);

#endif
