/* Names are looked up beside everything else: what a resolver does not answer holds up nothing,
 * and no more of it than a bound is ever under way. */
#include <dlfcn.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "net/lookup.h"
#include "tests/check.h"

enum { PATIENCE_S = 60 };

static sem_t dead; /* whoever asks for "dead.example" waits here */
static atomic_uint waiting;
static atomic_uint answered;

/* In the place of the C library's. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **out)
{
    int (*real)(const char *host, const char *port, const struct addrinfo *hints,
                struct addrinfo **out);
    bool is_dead = strcmp(host, "dead.example") == 0;
    int status;

    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if ((hints->ai_flags & AI_NUMERICHOST) != 0)
        return real(host, port, hints, out);
    if (is_dead) {
        waiting++;
        while (sem_wait(&dead) != 0)
            continue;
    }
    status =
        strcmp(host, "none.example") == 0 ? EAI_NONAME : real("127.0.0.1", port, hints, out);
    answered++;
    return status;
}

struct finding {
    unsigned calls;
    int status;
    int family;
};

static void found(void *ctx, int status, struct addrinfo *addresses)
{
    struct finding *finding = ctx;

    finding->calls++;
    finding->status = status;
    finding->family = addresses == NULL ? AF_UNSPEC : addresses->ai_family;
    if (addresses != NULL)
        freeaddrinfo(addresses);
}

static struct sy_address address_of(const char *host)
{
    struct sy_address address = {.port = 7411};

    snprintf(address.host, sizeof(address.host), "%s", host);
    return address;
}

static struct finding look_up(const char *host)
{
    struct sy_address address = address_of(host);
    struct finding finding = {0};
    struct sy_lookup *lookup;
    struct sy_loop *loop;

    check_err(sy_loop_open(&loop), SY_OK);
    check_err(sy_lookup_start(loop, &address, found, &finding, &lookup), SY_OK);
    assert_int_equal(finding.calls, 0);
    sy_loop_run(loop);
    sy_loop_close(loop);
    assert_int_equal(finding.calls, 1);
    return finding;
}

static void test_found(void **state)
{
    struct finding finding = look_up("::1");

    (void)state;
    assert_int_equal(finding.status, 0);
    assert_int_equal(finding.family, AF_INET6);
    finding = look_up("127.0.0.1");
    assert_int_equal(finding.family, AF_INET);
    assert_int_equal(answered, 0); /* no thread was asked */
    finding = look_up("quick.example");
    assert_int_equal(finding.status, 0);
    assert_int_equal(finding.family, AF_INET);
    assert_int_equal(look_up("none.example").status, EAI_NONAME);
    assert_int_equal(answered, 2);
}

static void test_one_that_was_answered_is_forgotten(void **state)
{
    struct sy_address address = address_of("quick.example");
    struct finding finding = {0};
    struct sy_lookup *lookup;
    struct sy_loop *loop;
    unsigned before = answered;

    (void)state;
    check_err(sy_loop_open(&loop), SY_OK);
    check_err(sy_lookup_start(loop, &address, found, &finding, &lookup), SY_OK);
    while (answered == before)
        sched_yield();
    sy_lookup_forget(lookup);
    sy_loop_run(loop);
    sy_loop_close(loop);
    assert_int_equal(finding.calls, 0);
}

/* The loop ends while all of them still wait; then they end by themselves. */
static void test_a_dead_resolver_holds_up_nobody(void **state)
{
    struct sy_address address = address_of("dead.example");
    struct sy_lookup *lookups[SY_LOOKUPS_MAX];
    struct finding finding = {0};
    struct sy_lookup *more;
    struct sy_loop *loop;
    unsigned before = answered;

    (void)state;
    check_err(sy_loop_open(&loop), SY_OK);
    for (size_t i = 0; i < SY_LOOKUPS_MAX; i++)
        check_err(sy_lookup_start(loop, &address, found, &finding, &lookups[i]), SY_OK);
    check_err(sy_lookup_start(loop, &address, found, &finding, &more), SY_BUSY);
    for (size_t i = 0; i < SY_LOOKUPS_MAX; i++)
        sy_lookup_forget(lookups[i]);
    check_err(sy_lookup_start(loop, &address, found, &finding, &more), SY_BUSY);
    sy_loop_run(loop);
    sy_loop_close(loop);
    assert_int_equal(answered, before);
    for (size_t i = 0; i < SY_LOOKUPS_MAX; i++)
        sem_post(&dead);
    while (answered < before + SY_LOOKUPS_MAX)
        sched_yield();
    assert_int_equal(waiting, SY_LOOKUPS_MAX);
    assert_int_equal(finding.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_one_that_was_answered_is_forgotten),
        cmocka_unit_test(test_a_dead_resolver_holds_up_nobody),
    };

    alarm(PATIENCE_S);
    sem_init(&dead, 0, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
