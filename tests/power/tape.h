/* tape.h - what a recorded program did to its files, and what it said, in order.
 *
 * Shape    recorder.c, linked into a program, writes one record for every change to what stands
 *          under a folder, for every sync, begun and ended, and for every piece of plain text
 *          that goes into TLS. Paths are relative to that folder. A file is named by its inode,
 *          so that it stays the same one under another name. Several runs of programs, one
 *          after the other, go on the same tape.
 */
#ifndef SY_TAPE_H
#define SY_TAPE_H

#include "proto/base.h"

/* The environment of a recorded program. */
#define TAPE_ROOT "SUYUAN_TAPE_ROOT" /* the folder that is watched */
#define TAPE_FILE "SUYUAN_TAPE_FILE" /* the tape; without it nothing is recorded */
#define TAPE_KILL "SUYUAN_TAPE_KILL" /* the program is killed behind its so manieth write */

enum tape_kind {
    TAPE_START = 1, /* a program begins */
    TAPE_MARK,      /* text: something the test says itself */
    TAPE_FOLDER,    /* text: a folder was made */
    TAPE_MADE,      /* text: a file was made, id its inode */
    TAPE_WRITE,     /* id, at: the bytes were written there; number: it is synced by itself */
    TAPE_WROTE,     /* number: that write is now on disk */
    TAPE_CUT,       /* id, at: the file has that length */
    TAPE_MOVED,     /* text, second: renamed */
    TAPE_LINKED,    /* text, second: another name */
    TAPE_REMOVED,   /* text: a name is gone */
    TAPE_SYNC,      /* id, or text of a folder; number: a sync begins */
    TAPE_SYNCED,    /* number: and has ended */
    TAPE_SAID,      /* id: the connection, its bytes */
    TAPE_HUNG_UP    /* id */
};

/* Before its bytes; what is not named above is 0. */
struct tape_head {
    uint32_t kind;
    uint32_t bytes; /* that follow */
    uint32_t split; /* of a path with a second: where that begins */
    uint32_t unused;
    uint64_t id;
    uint64_t at;
    uint64_t number;
};

struct tape_record {
    struct tape_head head;
    struct sy_bytes bytes;
};

/* A tape in memory; the records borrow from it. */
struct tape {
    struct sy_bytes file;
    struct tape_record *records;
    size_t count;
};

/* Reads the tape; one that was not finished, when its program was killed, is left out. */
void tape_read(const char *path, struct tape *out);

void tape_close(struct tape *tape);

/* Adds a TAPE_MARK behind everything. */
void tape_mark(const char *path, const char *text);

#endif
