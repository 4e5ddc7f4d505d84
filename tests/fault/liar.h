/* liar.h - the fourth node of a city, with that node's real keys: it answers as its lie says,
 * to each of the others as is chosen for it, and asks what it likes.
 *
 * Shape    its log is a valid one, in memory; who is told no lie gets all of it. It serves on a
 *          thread of its own; the rest is the test's.
 */
#ifndef SY_LIAR_H
#define SY_LIAR_H

#include "ledger/signed_checkpoint.h"
#include "tests/fault/city.h"
#include "tests/fault/raw.h"

enum { LIAR_ENTRIES = 512, LIAR_CONNECTIONS = 64 };

/* X(lie): what it does to whoever dials it. */
#define LIAR_LIES(X)                                                                           \
    X(LIAR_NOTHING)                                                                            \
    X(LIAR_GARBAGE)     /* bytes that are no frames */                                         \
    X(LIAR_OTHER_CODE)  /* calls itself by another node's code */                              \
    X(LIAR_NO_LINES)    /* what is no answer, to an offer */                                   \
    X(LIAR_FALSE_LINE)  /* a cosignature that is not true */                                   \
    X(LIAR_NOT_ASKED)   /* answers what nobody asked */                                        \
    X(LIAR_BAD_START)   /* a stretch that does not begin as one */                             \
    X(LIAR_ALTERED)     /* a bit of an entry */                                                \
    X(LIAR_REORDERED)   /* two entries, each in the other's place */                           \
    X(LIAR_BAD_PROOF)   /* a bit of a proof */                                                 \
    X(LIAR_BAD_PART)    /* a part that its hash does not fit */                                \
    X(LIAR_MORE)        /* entries behind the last one */                                      \
    X(LIAR_LESS)        /* fewer than it says */                                               \
    X(LIAR_OTHER_RANGE) /* entries that were not asked for */                                  \
    X(LIAR_ENDLESS)     /* large entries, without end */                                       \
    X(LIAR_HUGE)        /* a message larger than any may be */                                 \
    X(LIAR_HALF)        /* half a message, and then nothing */                                 \
    X(LIAR_SILENT)      /* stretches and offers are not answered, and it claims to have all */ \
    X(LIAR_DEAF)        /* reads nothing once it is greeted */

#define LIAR_CONSTANT(lie) lie,
enum liar_lie { LIAR_LIES(LIAR_CONSTANT) LIAR_COUNT };
#undef LIAR_CONSTANT

struct liar_connection {
    int fd; /* -1: free */
    size_t node;
    struct sy_channel *channel;
    struct sy_frame_reader reader;
    struct sy_buffer out; /* encrypted, from out_at on not sent */
    size_t out_at;
    bool deaf;
};

struct liar {
    const struct city *city;
    const char *origin; /* of its log */
    struct sy_secret_key log_key;
    struct sy_secret_key mirror_key;
    struct sy_channel_context *server;
    struct sy_channel_context *client;
    pthread_t thread;
    atomic_bool stop;
    atomic_int lies[CITY_RUNNING];
    atomic_uint told[LIAR_COUNT];
    int listener;
    struct liar_connection connections[LIAR_CONNECTIONS];
    /* Its log. */
    pthread_mutex_t lock;
    uint64_t size;
    struct sy_log_head head;
    struct sy_buffer shares[LIAR_ENTRIES];
    struct sy_hash leaves[LIAR_ENTRIES];
    struct sy_hash registry_root;
    struct sy_signed_checkpoint checkpoint; /* of all of it */
};

/* It listens, and tells the truth. The organisation of the stage must be admitted. */
void liar_open(struct liar *liar, const struct city *city);

/* From now on to that node; *told counts how often it has. */
void liar_tell(struct liar *liar, size_t node, enum liar_lie lie);
unsigned liar_told(struct liar *liar, enum liar_lie lie);

/* So many more entries, valid ones, and a checkpoint over them. */
void liar_append(struct liar *liar, size_t count);

/* Sign any root for any size. */
void liar_sign(const struct liar *liar, uint64_t size, const struct sy_hash *root,
               struct sy_signed_checkpoint *out);

/* A connection to a node with its certificate, greeted. */
void liar_dial(const struct liar *liar, size_t node, struct raw *raw);

/* Show the node a note over a connection of its own: the type of the answer. */
uint8_t liar_show(const struct liar *liar, size_t node, struct sy_bytes note, uint64_t held);

/* The same, and the note that the node answers with. */
uint8_t liar_hear(const struct liar *liar, size_t node, struct sy_bytes note, uint64_t held,
                  struct sy_buffer *answer);

void liar_close(struct liar *liar);

#endif
