/* output.h - the answer on standard output, for people or as JSON, and errors on standard
 * error.
 *
 * Shape    with --json standard output holds one JSON document, or for a stream one a line, and
 *          nothing else; without, lines for people. Errors are for people in both cases: a text
 *          with its stable code in brackets, then what to do next.
 */
#ifndef SY_OUTPUT_H
#define SY_OUTPUT_H

#include "ledger/json_writer.h"
#include "tools/message.h"

/* What the exit status says. */
enum sy_exit {
    SY_EXIT_YES = 0,
    SY_EXIT_NO = 1,      /* a check failed */
    SY_EXIT_USAGE = 2,   /* the command was not understood */
    SY_EXIT_UNASKED = 3, /* it could not be found out: network, file, memory */
};

/* Keep its address: the JSON writer points into it. */
struct sy_output {
    const char *program; /* "suyuan" */
    enum sy_language language;
    bool json;
    bool failed;              /* standard output took no more */
    struct sy_buffer *unsaid; /* where the text of errors goes, of which one of many may be;
                               * NULL: to standard error */
    struct sy_buffer text;
    struct sy_json_writer writer;
};

/* Make sure that descriptors 0 to 2 are taken, so that no file a program opens becomes its
 * standard output, and that a closed pipe is an error rather than the end. At the start of
 * main. */
void sy_output_guard(void);

/* Begins an answer: for people in that language, or one JSON document. */
void sy_output_start(struct sy_output *o, const char *program, enum sy_language language,
                     bool json);

/* A line for people; with --json nothing. */
void sy_output_say(struct sy_output *o, const struct sy_saying *saying);

/* "next: ..." for people; with --json nothing. */
void sy_output_next(struct sy_output *o, const struct sy_saying *saying);

/* A line for people about something that is wrong, though not with the command, and below it
 * what to do next; with --json nothing. */
void sy_output_trouble(struct sy_output *o, const struct sy_saying *saying);

/* A named value: a line "name  value" for people, a member of the open object with --json. */
void sy_output_value(struct sy_output *o, const char *name, const char *value);
void sy_output_number(struct sy_output *o, const char *name, uint64_t value);

/* The writer of the JSON document; asserts that --json was given. */
struct sy_json_writer *sy_output_json(struct sy_output *o);

/* From now on standard output is a stream of JSON documents, each on one line, whether --json
 * was given or not. */
void sy_output_json_lines(struct sy_output *o);

/* End one document of a stream: it goes out as a line of its own. */
void sy_output_json_line(struct sy_output *o);

/* Text for people as it is, such as a help page. */
void sy_output_text(struct sy_output *o, const char *text);

/* On standard error: "program: text [code]" and what to do next. */
void sy_output_error(struct sy_output *o, const struct sy_saying *saying);

/* Finish: what is pending goes out. Returns status, or SY_EXIT_UNASKED when the answer could
 * not all be written, which is then said. */
SY_MUST_USE enum sy_exit sy_output_end(struct sy_output *o, enum sy_exit status);

#endif
