/* frame.h - messages cut into frames, and put together again.
 *
 * Shape    a frame is 16 bytes of header and a payload:
 *
 *              u32be length    of the whole frame, header included, 16..SY_FRAME_BYTES_MAX
 *              u8    version   1
 *              u8    type      enum sy_frame_type: what the message is
 *              u16be flags     1 MORE: the message continues in the next frame of this id
 *                              2 END: the last message of this answer; never with MORE, never
 *                              in a request; the other bits are zero
 *              u64be id        the requester's choice, not 0; an answer carries its request's.
 *                              0 is an ERROR about the connection itself
 *
 *          The payload is a canonical protobuf message (wire.proto), or a chunk of one. A
 *          message that needs one frame is sent in one. Chunks of one message have the same
 *          type; between them frames of other ids may come. No chunk but the last may be empty.
 * Pure     bytes and a time in, messages out; the only allocation is the messages under
 *          assembly.
 */
#ifndef SY_FRAME_H
#define SY_FRAME_H

#include "proto/buffer.h"
#include "proto/limits.h"

enum sy_frame_type {
    SY_FRAME_HELLO = 1,
    SY_FRAME_AUTHENTICATE = 2,
    SY_FRAME_APPEND = 3,
    SY_FRAME_GET_CHECKPOINT = 4,
    SY_FRAME_GET_ENTRIES = 5,
    SY_FRAME_GET_PROOF = 6,
    SY_FRAME_GET_JOURNEY = 7,
    SY_FRAME_GET_SUBJECT = 8,
    SY_FRAME_GET_STATUS = 9,
    SY_FRAME_GET_POLICY = 14,
    SY_FRAME_SHOW_CHECKPOINT = 15,
    SY_FRAME_OFFER_CHECKPOINT = 16,
    SY_FRAME_GET_STRETCH = 17,
    SY_FRAME_GIVE_EVIDENCE = 18,
    SY_FRAME_GET_SIGNED = 19,
    SY_FRAME_GET_EVIDENCE = 20,
    /* An answer: its request's type and this bit. */
    SY_FRAME_REPLY = 0x80,
    SY_FRAME_HELLO_REPLY = 0x81,
    SY_FRAME_AUTHENTICATE_REPLY = 0x82,
    SY_FRAME_APPEND_REPLY = 0x83,
    SY_FRAME_CHECKPOINT = 0x84,
    SY_FRAME_ENTRY_SHARE = 0x85,
    SY_FRAME_PROOF = 0x86,
    SY_FRAME_JOURNEY_START = 0x87,
    SY_FRAME_SUBJECT_REPLY = 0x88,
    SY_FRAME_STATUS = 0x89,
    SY_FRAME_POLICY_REPLY = 0x8e,
    SY_FRAME_SHOW_CHECKPOINT_REPLY = 0x8f,
    SY_FRAME_OFFER_CHECKPOINT_REPLY = 0x90,
    SY_FRAME_STRETCH_START = 0x91, /* then ENTRY_SHAREs */
    SY_FRAME_GIVE_EVIDENCE_REPLY = 0x92,
    SY_FRAME_SIGNED_START = 0x93,
    SY_FRAME_EVIDENCE = 0x94,
    SY_FRAME_JOURNEY_STEP = 0x97,
    SY_FRAME_SIGNED_ENTRY = 0x98,
    SY_FRAME_ERROR = 0xff
};

enum { SY_FRAME_MORE = 1, SY_FRAME_END = 2 };

enum {
    SY_FRAME_VERSION = 1,
    SY_FRAME_HEADER_BYTES = 16,
    SY_FRAME_PAYLOAD_BYTES_MAX = SY_FRAME_BYTES_MAX - SY_FRAME_HEADER_BYTES,
    SY_FRAME_ASSEMBLIES_MAX = 4,     /* chunked messages begun and not ended, a connection */
    SY_FRAME_STALL_MS = 10 * 1000,   /* without a byte of a message that has begun */
    SY_FRAME_MESSAGE_MS = 120 * 1000 /* from the first byte of a message to its last */
};

/* A whole message. Whoever gets one closes it. */
struct sy_frame_message {
    uint8_t type;
    uint16_t flags; /* 0 or SY_FRAME_END */
    uint64_t id;
    struct sy_buffer payload;
};

/* Frees the payload; twice is fine. */
void sy_frame_message_close(struct sy_frame_message *message);

/* Bytes that a message of this type may have. */
size_t sy_frame_message_max(uint8_t type);

/* Which half of the types a reader takes. */
enum sy_frame_side { SY_FRAME_REQUESTS, SY_FRAME_REPLIES };

struct sy_frame_assembly {
    bool used;
    uint8_t type;
    uint64_t id;
    uint64_t started_ms;
    uint64_t progress_ms;
    struct sy_buffer payload;
};

struct sy_frame_reader {
    enum sy_frame_side side;
    uint8_t header[SY_FRAME_HEADER_BYTES];
    size_t header_len;                 /* bytes of the header that have come */
    uint64_t started_ms;               /* first byte of the header */
    uint64_t progress_ms;              /* latest byte of the header */
    size_t payload_left;               /* bytes of the frame's payload still to come */
    uint16_t flags;                    /* of the frame */
    struct sy_frame_assembly *current; /* of the frame; NULL while its header comes */
    struct sy_frame_assembly assembly[SY_FRAME_ASSEMBLIES_MAX + 1]; /* one for a single frame */
    enum sy_err err;    /* the refusal, which stays */
    const char *reason; /* why, in English, static */
    uint64_t reason_id; /* of the frame at fault; 0 when it has none */
};

/* An empty reader; side says whose frames it reads. */
void sy_frame_reader_init(struct sy_frame_reader *reader, enum sy_frame_side side);

/* Take bytes off the front of *bytes until a message is whole. SY_NOT_FOUND when the bytes are
 * used up before that. SY_BAD_VERSION, SY_BAD_ENCODING (length, flags, type, id, or a chunk
 * that does not fit what came before) and SY_LIMIT refuse the connection: reader->reason says
 * why, and every later call fails alike. SY_NO_MEMORY likewise. */
SY_MUST_USE enum sy_err sy_frame_reader_take(struct sy_frame_reader *reader,
                                             struct sy_bytes *bytes, uint64_t now_ms,
                                             struct sy_frame_message *out);

/* Bytes of messages under assembly. */
size_t sy_frame_reader_held(const struct sy_frame_reader *reader);

/* True while a message has begun and not ended. */
bool sy_frame_reader_pending(const struct sy_frame_reader *reader);

/* SY_TIMEOUT when a message has had no byte for SY_FRAME_STALL_MS, or has not ended within
 * SY_FRAME_MESSAGE_MS: its memory is freed and the connection refused as by take. */
SY_MUST_USE enum sy_err sy_frame_reader_expire(struct sy_frame_reader *reader, uint64_t now_ms);

/* The reader was not given bytes for ms because of us: the clocks leave that out. */
void sy_frame_reader_delay(struct sy_frame_reader *reader, uint64_t ms);

/* Frees messages that are not whole yet; twice is fine. */
void sy_frame_reader_close(struct sy_frame_reader *reader);

/* The frames of one message. flags: 0 or SY_FRAME_END. */
void sy_frame_put(struct sy_buffer *to, uint8_t type, uint16_t flags, uint64_t id,
                  struct sy_bytes payload);

#endif
