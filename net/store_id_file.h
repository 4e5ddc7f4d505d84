/* store_id_file.h - which stores a key file signs for: a text beside it, written once a log,
 * and again where its operator resumes one.
 *
 * Why      it tells a data folder that was wiped, or is another one, from the one that the key
 *          has signed for (start.h); so it stands with the key, not with the data.
 * Shape    "suyuan-stores/v1", then a line a log: origin, the store id in hex and, while the
 *          log is to be resumed in that store and has not been, "resume".
 */
#ifndef SY_STORE_ID_FILE_H
#define SY_STORE_ID_FILE_H

#include "ledger/log.h"

enum { SY_STORE_ID_FILE_BYTES_MAX = 64 << 10 };

/* The store of a log. */
struct sy_store_bound {
    uint8_t id[SY_STORE_ID_BYTES];
    bool resume; /* the log is to be resumed in it */
};

/* The log's store, in the file beside that of the keys. SY_NOT_FOUND when none is written;
 * SY_BAD_FILE, SY_IO, SY_DENIED. */
SY_MUST_USE enum sy_err sy_store_id_read(const char *key_path, const char *origin,
                                         struct sy_store_bound *out);

/* Puts it in the place of the one before; on SY_OK it is on disk. */
SY_MUST_USE enum sy_err sy_store_id_write(const char *key_path, const char *origin,
                                          const struct sy_store_bound *bound);

#endif
