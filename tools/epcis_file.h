/* epcis_file.h - an EPCIS document that is written as its events come: to standard output, or
 * to a file that appears only when it is whole.
 */
#ifndef SY_EPCIS_FILE_H
#define SY_EPCIS_FILE_H

#include <stdio.h>

#include "ledger/epcis_export.h"
#include "proto/share.h"
#include "tools/output.h"

enum { SY_EPCIS_FILE_PATH_BYTES = 4096 };

/* All zero but for output before open. */
struct sy_epcis_file {
    struct sy_output *output;
    FILE *to;
    char path[SY_EPCIS_FILE_PATH_BYTES];    /* empty: standard output */
    char partial[SY_EPCIS_FILE_PATH_BYTES]; /* its name until it is whole */
    struct sy_buffer text;
    struct sy_buffer context; /* the document's */
    struct sy_json_writer writer;
    struct sy_epcis_export export;
    bool begun;
    uint64_t events, elements;
};

/* Events and master data among a record's parts: its type, and the bodies that are here. False
 * for any other record, or one of which nothing is here. */
bool sy_epcis_file_parts(const struct sy_record_share *record, struct sy_epcis_parts *out,
                         enum sy_record_type *type);

/* path NULL: standard output. Each of these says what fails, and gives SY_EXIT_UNASKED then. */
SY_MUST_USE enum sy_exit sy_epcis_file_open(struct sy_epcis_file *file, const char *path);

/* Master data comes before the first event. The document's @context is the first record's. */
SY_MUST_USE enum sy_exit sy_epcis_file_put(struct sy_epcis_file *file, enum sy_record_type type,
                                           const struct sy_epcis_parts *parts,
                                           int64_t sequenced_at);

/* The end of the document; the file is there now. */
SY_MUST_USE enum sy_exit sy_epcis_file_finish(struct sy_epcis_file *file);

/* What was not finished is removed. */
void sy_epcis_file_close(struct sy_epcis_file *file);

#endif
