#include "net/lookup.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/loop_uv.h"

enum { PORT_BYTES = 8, STACK_BYTES = 1 << 20 };

/* What the loop and the threads have in common; whoever holds it last frees it. */
struct sy_lookups {
    pthread_mutex_t lock;
    unsigned holders; /* the loop, and each thread */
};

/* A thread's question: of the thread alone, but for lookup. */
struct question {
    struct sy_lookups *all;
    struct sy_lookup *lookup; /* NULL when nobody waits for it; under the lock */
    char host[SY_HOST_BYTES_MAX + 1];
    char port[PORT_BYTES];
};

struct sy_lookup {
    uv_async_t async;
    struct sy_lookups *all;
    struct question *question; /* under the lock; NULL once it is answered */
    void (*found)(void *ctx, int status, struct addrinfo *addresses);
    void *ctx;
    int status; /* these two are the loop's once the async was sent */
    struct addrinfo *addresses;
};

static void let_go(struct sy_lookups *all)
{
    unsigned left;

    pthread_mutex_lock(&all->lock);
    sy_assert(all->holders > 0);
    left = --all->holders;
    pthread_mutex_unlock(&all->lock);
    if (left > 0)
        return;
    pthread_mutex_destroy(&all->lock);
    free(all);
}

static enum sy_err hold(struct sy_lookups *all)
{
    enum sy_err err = SY_OK;

    pthread_mutex_lock(&all->lock);
    if (all->holders > SY_LOOKUPS_MAX)
        err = SY_BUSY;
    else
        all->holders++;
    pthread_mutex_unlock(&all->lock);
    return err;
}

enum sy_err sy_lookups_open(struct sy_lookups **out)
{
    struct sy_lookups *all = calloc(1, sizeof(*all));

    if (all == NULL || pthread_mutex_init(&all->lock, NULL) != 0) {
        free(all);
        return SY_NO_MEMORY;
    }
    all->holders = 1;
    *out = all;
    return SY_OK;
}

void sy_lookups_close(struct sy_lookups *all)
{
    if (all != NULL)
        let_go(all);
}

static int ask(const char *host, const char *port, int flags, struct addrinfo **out)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | flags};

    *out = NULL;
    return getaddrinfo(host, port, &hints, out);
}

static void *run(void *data)
{
    struct question *question = data;
    struct sy_lookups *all = question->all;
    struct addrinfo *addresses;
    int status = ask(question->host, question->port, 0, &addresses);

    pthread_mutex_lock(&all->lock);
    if (question->lookup != NULL) {
        question->lookup->status = status;
        question->lookup->addresses = addresses;
        question->lookup->question = NULL;
        (void)uv_async_send(&question->lookup->async);
        addresses = NULL;
    }
    pthread_mutex_unlock(&all->lock);
    if (addresses != NULL)
        freeaddrinfo(addresses);
    free(question);
    let_go(all);
    return NULL;
}

static enum sy_err start_thread(struct sy_lookup *lookup, const struct sy_address *address)
{
    struct question *question = calloc(1, sizeof(*question));
    pthread_attr_t attributes;
    pthread_t thread;
    int status;

    if (question == NULL)
        return SY_NO_MEMORY;
    *question = (struct question){.all = lookup->all, .lookup = lookup};
    snprintf(question->host, sizeof(question->host), "%s", address->host);
    snprintf(question->port, sizeof(question->port), "%u", (unsigned)address->port);
    lookup->question = question;
    status = pthread_attr_init(&attributes);
    if (status == 0) {
        (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
        status = pthread_create(&thread, &attributes, run, question);
        pthread_attr_destroy(&attributes);
    }
    if (status != 0) {
        lookup->question = NULL;
        free(question);
    }
    return status == 0 ? SY_OK : SY_NO_MEMORY;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_answered(uv_async_t *async)
{
    struct sy_lookup *lookup = async->data;

    /* Behind the lock, the thread has let go of it. */
    pthread_mutex_lock(&lookup->all->lock);
    sy_assert(lookup->question == NULL);
    pthread_mutex_unlock(&lookup->all->lock);
    uv_close((uv_handle_t *)async, on_closed);
    lookup->found(lookup->ctx, lookup->status, lookup->addresses);
}

/* An address is known at once; a name takes a thread. */
static enum sy_err begin(struct sy_lookup *lookup, const struct sy_address *address)
{
    char port[PORT_BYTES];
    enum sy_err err;

    snprintf(port, sizeof(port), "%u", (unsigned)address->port);
    if (ask(address->host, port, AI_NUMERICHOST, &lookup->addresses) == 0) {
        (void)uv_async_send(&lookup->async);
        return SY_OK;
    }
    err = hold(lookup->all);
    if (err != SY_OK)
        return err;
    err = start_thread(lookup, address);
    if (err != SY_OK)
        let_go(lookup->all);
    return err;
}

enum sy_err sy_lookup_start(struct sy_loop *loop, const struct sy_address *address,
                            void (*found)(void *ctx, int status, struct addrinfo *addresses),
                            void *ctx, struct sy_lookup **out)
{
    struct sy_lookup *lookup = calloc(1, sizeof(*lookup));
    enum sy_err err;

    if (lookup == NULL || uv_async_init(&loop->uv, &lookup->async, on_answered) != 0) {
        free(lookup);
        return SY_NO_MEMORY;
    }
    lookup->async.data = lookup;
    lookup->all = loop->lookups;
    lookup->found = found;
    lookup->ctx = ctx;
    err = begin(lookup, address);
    if (err == SY_OK)
        *out = lookup;
    else
        uv_close((uv_handle_t *)&lookup->async, on_closed);
    return err;
}

void sy_lookup_forget(struct sy_lookup *lookup)
{
    pthread_mutex_lock(&lookup->all->lock);
    if (lookup->question != NULL)
        lookup->question->lookup = NULL;
    pthread_mutex_unlock(&lookup->all->lock);
    if (lookup->addresses != NULL)
        freeaddrinfo(lookup->addresses); /* answered, and not told yet */
    uv_close((uv_handle_t *)&lookup->async, on_closed);
}
