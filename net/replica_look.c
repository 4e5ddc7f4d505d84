/* A stretch is looked at as soon as it is here, several at once, each on a worker: when its
 * turn comes to be stored, most of what there is to check about it is known. */
#include <stdlib.h>
#include <string.h>

#include "net/replica_state.h"
#include "net/worker.h"

struct sy_replica_look {
    struct sy_replica_log *log;
    struct sy_replica_stretch *stretch; /* NULL once it is forgotten */
    struct sy_buffer kept;              /* then its bytes, which are being read */
    struct sy_stretch_ahead ahead;
    enum sy_err err; /* then it is looked at again in its turn */
    size_t count;
    struct sy_bytes shares[];
};

static void run(void *data)
{
    struct sy_replica_look *look = data;

    look->err =
        sy_stretch_look_ahead(&look->log->log->scope, look->shares, look->count, &look->ahead);
}

static void done(void *data)
{
    struct sy_replica_look *look = data;
    struct sy_replica_stretch *stretch = look->stretch;

    if (stretch != NULL && look->err == SY_OK)
        stretch->answer.read.ahead = look->ahead;
    else
        sy_stretch_ahead_close(&look->ahead);
    if (stretch != NULL) {
        stretch->look = NULL;
        sy_replica_looked(stretch);
    }
    sy_buffer_close(&look->kept);
    free(look);
}

void sy_replica_look(struct sy_replica_stretch *stretch)
{
    const struct sy_stretch_answer *answer = &stretch->answer;
    struct sy_replica_look *look =
        calloc(1, sizeof(*look) + answer->count * sizeof(look->shares[0]));

    if (look == NULL)
        return;
    look->log = stretch->log;
    look->stretch = stretch;
    look->count = answer->count;
    memcpy(look->shares, answer->read.shares, answer->count * sizeof(look->shares[0]));
    stretch->look = look;
    if (sy_worker_submit(stretch->log->replica->options.loop, run, done, look) == SY_OK)
        return;
    stretch->look = NULL;
    free(look);
}

void sy_replica_look_no_more(struct sy_replica_stretch *stretch)
{
    struct sy_replica_look *look = stretch->look;

    if (look == NULL)
        return;
    look->stretch = NULL;
    look->kept = stretch->answer.shares;
    stretch->answer.shares = (struct sy_buffer){0};
    stretch->look = NULL;
}
