#include "tools/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "net/clock.h"

enum { FIRST_US = 1000000, EVERY_US = 200000 };

void sy_progress_start(struct sy_progress *p, enum sy_message what, enum sy_language language)
{
    *p = (struct sy_progress){.what = what,
                              .language = language,
                              .next_us = sy_clock_steady_us() + FIRST_US,
                              .terminal = isatty(STDERR_FILENO) == 1};
}

void sy_progress_step(struct sy_progress *p, uint64_t done, uint64_t total)
{
    struct sy_buffer line = {0};
    char of[32] = "?";
    char so_far[32];
    const char *text;
    int64_t now_us;

    if (!p->terminal)
        return;
    now_us = sy_clock_steady_us();
    if (now_us < p->next_us)
        return;
    p->next_us = now_us + EVERY_US;
    snprintf(so_far, sizeof(so_far), "%" PRIu64, done);
    if (total > 0)
        snprintf(of, sizeof(of), "%" PRIu64, total);
    sy_message_put(&line, &(const struct sy_saying){.message = p->what, .words = {so_far, of}},
                   p->language);
    text = sy_buffer_text(&line);
    if (text != NULL) {
        fprintf(stderr, "\r\033[K%s", text);
        p->shown = true;
    }
    sy_buffer_close(&line);
}

void sy_progress_end(struct sy_progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
