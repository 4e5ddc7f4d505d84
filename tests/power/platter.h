/* platter.h - what may be on disk when the power fails: a model of a file system that promises
 * no more than POSIX does.
 *
 * Shape    fed with the records of a tape, in order. What was synced is there for certain. Of
 *          everything else any part may be: each sector of each write, by itself; of what was
 *          done to a folder, the first so many. A file's sync makes its bytes durable, not its
 *          name; a folder's sync the names in it, not the folder's own name.
 * Source   POSIX fsync, open (O_DSYNC); what file systems lose in practice is less.
 */
#ifndef SY_PLATTER_H
#define SY_PLATTER_H

#include "tests/power/tape.h"

/* Syncs that are believed to have happened, though the program never made them. A test of the
 * test. */
enum platter_lie {
    PLATTER_HONEST,
    PLATTER_NO_FILE_SYNC,   /* fsync and fdatasync of files do nothing */
    PLATTER_NO_WRITE_SYNC,  /* nor does O_DSYNC, alone */
    PLATTER_NO_FOLDER_SYNC, /* nor fsync of folders, alone */
    PLATTER_LIES
};

struct platter;

struct platter *platter_open(enum platter_lie lie);
void platter_close(struct platter *platter);

/* The next record. What changes nothing on disk is passed over. */
void platter_take(struct platter *platter, const struct tape_record *record);

/* Changes that may be lost as things stand. */
size_t platter_pending(const struct platter *platter);

/* What is lost. */
enum platter_loss {
    PLATTER_LOSE_ALL,     /* whatever may be */
    PLATTER_LOSE_NOTHING, /* the machine was quick */
    PLATTER_LOSE_TAIL,    /* what came after a moment */
    PLATTER_LOSE_ONE,     /* one change, or part of it */
    PLATTER_KEEP_ONE,
    PLATTER_LOSE_CHANGES, /* each by chance */
    PLATTER_LOSE_PAGES,   /* each page of 4 KiB by chance */
    PLATTER_LOSE_SECTORS, /* each sector of 512 bytes by chance */
    PLATTER_LOSSES
};

/* What is left after a power failure now, as files in the folder, which must be there and
 * empty. Chance is below(n): 0 <= result < n. */
void platter_image(const struct platter *platter, enum platter_loss loss,
                   uint64_t (*below)(uint64_t), const char *folder);

/* Everything as the program saw it: the folder must have the same bytes. For a test of the
 * recorder. */
void platter_same(const struct platter *platter, const char *folder);

#endif
