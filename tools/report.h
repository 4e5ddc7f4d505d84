/* report.h - what the libraries found wrong, said to the user.
 *
 * Each returns SY_EXIT_UNASKED, so that a command can end with it.
 */
#ifndef SY_REPORT_H
#define SY_REPORT_H

#include "ledger/problem.h"
#include "tools/output.h"

/* A file that could not be read or made: an error of file.h. */
enum sy_exit sy_report_file(struct sy_output *o, enum sy_err err, const char *path);

/* A file whose content is wrong. */
enum sy_exit sy_report_problem(struct sy_output *o, const char *path,
                               const struct sy_problem *why);

#endif
