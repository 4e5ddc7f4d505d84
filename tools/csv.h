/* csv.h - rows of comma-separated values that spreadsheets open as they are meant.
 *
 * Shape    a cell is quoted where it has to be; one that a spreadsheet would take for a formula
 *          begins with an apostrophe. Rows end in CR LF.
 * Source   RFC 4180; OWASP, CSV injection.
 * Pure     text into a buffer, which keeps the error.
 */
#ifndef SY_CSV_H
#define SY_CSV_H

#include "proto/buffer.h"

/* The next cell of a row; *cells counts those that the row has, from 0. */
void sy_csv_put(struct sy_buffer *to, struct sy_bytes cell, size_t *cells);

/* The end of a row. */
void sy_csv_end(struct sy_buffer *to, size_t *cells);

#endif
