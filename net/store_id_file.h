/* store_id_file.h - which stores a key file signs for: a text beside it, written once a log.
 *
 * Why      it tells a data folder that was wiped, or is another one, from the one that the key
 *          has signed for (start.h); so it stands with the key, not with the data.
 * Shape    "suyuan-stores/v1", then a line a log: origin, and the store id in hex.
 */
#ifndef SY_STORE_ID_FILE_H
#define SY_STORE_ID_FILE_H

#include "ledger/log.h"

enum { SY_STORE_ID_FILE_BYTES_MAX = 64 << 10 };

/* The id of the log's store, in the file beside that of the keys. SY_NOT_FOUND when none is
 * written; SY_BAD_FILE, SY_IO, SY_DENIED. */
SY_MUST_USE enum sy_err sy_store_id_read(const char *key_path, const char *origin,
                                         uint8_t out[SY_STORE_ID_BYTES]);

/* Adds it; on SY_OK it is on disk. */
SY_MUST_USE enum sy_err sy_store_id_write(const char *key_path, const char *origin,
                                          const uint8_t id[SY_STORE_ID_BYTES]);

#endif
