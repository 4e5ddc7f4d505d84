/* act.h - a registry act as a plain struct over its bytes: Organisation and Key so far.
 *
 * Shape    every struct sy_bytes is borrowed from the body that was read; data NULL when
 *          absent.
 * Source   registry.proto.
 */
#ifndef SY_ACT_H
#define SY_ACT_H

#include "proto/buffer.h"
#include "proto/limits.h"

enum sy_act_verb {
    SY_ACT_ADMITTED = 1,    /* organisation */
    SY_ACT_KEY_ADDED = 1,   /* key */
    SY_ACT_KEY_RETIRED = 4, /* key */
    SY_ACT_KEY_REVOKED = 5  /* key */
};

enum sy_key_use { SY_USE_SIGN = 1, SY_USE_CONNECT = 2 };

struct sy_act {
    uint32_t type; /* SY_TYPE_ORGANISATION or SY_TYPE_KEY */
    struct sy_bytes subject;
    uint64_t after;
    uint32_t verb; /* enum sy_act_verb; others are not known yet */
    /* Organisation */
    struct sy_bytes uscc;
    struct sy_bytes uscc_override;
    struct sy_bytes name;
    struct sy_bytes district;
    /* Key */
    struct sy_bytes organisation;
    struct sy_bytes public_key;
    unsigned uses; /* bit 1 << enum sy_key_use */
    bool has_since;
    int64_t since;
    struct sy_bytes reason;
    struct sy_bytes possession; /* not given yet: an act that has it is void */
};

/* SY_UNIMPLEMENTED for a type that is no act this program knows, SY_BAD_ENCODING when the body
 * is not canonical, SY_LIMIT when uses do not ascend or are beyond 31. What the other fields
 * say is not looked at. */
SY_MUST_USE enum sy_err sy_act_read(uint32_t type, struct sy_bytes body, struct sy_act *out);

/* The canonical body, into the buffer. */
void sy_act_write(const struct sy_act *act, struct sy_buffer *to);

enum { SY_KEY_SUBJECT_BYTES = 4 + 2 * SY_PUBLIC_KEY_BYTES };

/* "key:" and the public key in lower-case hex, with a NUL. */
void sy_key_subject(const uint8_t key[SY_PUBLIC_KEY_BYTES], char out[SY_KEY_SUBJECT_BYTES + 1]);

#endif
