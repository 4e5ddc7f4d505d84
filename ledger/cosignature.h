/* cosignature.h - a witness's signature on a checkpoint, and the time at which it was made.
 *
 * Shape    u64be seconds since 1970 UTC, then the Ed25519 signature over "cosignature/v1\n",
 *          "time <seconds>\n" and the checkpoint's text.
 * Source   C2SP tlog-cosignature, type 04.
 * Pure     no clock: the time is passed in.
 */
#ifndef SY_COSIGNATURE_H
#define SY_COSIGNATURE_H

#include "ledger/key.h"

enum { SY_COSIGNATURE_BYTES = 8 + SY_SIGNATURE_BYTES };

/* Times that every verifier can hold. */
#define SY_COSIGNATURE_TIME_MAX ((uint64_t)INT64_MAX)

/* SY_BAD_TIME above SY_COSIGNATURE_TIME_MAX; SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_cosignature_sign(const struct sy_secret_key *key,
                                            struct sy_bytes text, uint64_t time_s,
                                            uint8_t out[SY_COSIGNATURE_BYTES]);

/* SY_BAD_SIGNATURE unless cosignature is one of text by the key's holder, at *time_s;
 * SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_cosignature_verify(const struct sy_public_key *key,
                                              struct sy_bytes text, struct sy_bytes cosignature,
                                              uint64_t *time_s);

#endif
