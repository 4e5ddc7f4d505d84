/* city.h - a network of four nodes, three of which run as suyuand; the fourth is the test's.
 *
 * Shape    nodes are numbered as in the network: node 0 owns the registry and the stage's log.
 *          Every function asserts that what it asks for works.
 */
#ifndef SY_CITY_H
#define SY_CITY_H

#include "tests/fault/fault.h"

enum {
    CITY_NODES = SY_STAGE_NODES_MAX,
    CITY_RUNNING = CITY_NODES - 1,
    CITY_OTHER = CITY_RUNNING, /* the one that is the test's */
    CITY_WAIT_MS = 60000
};

struct city {
    struct sy_stage stage; /* its address is node 0's; its node is not used */
    struct sy_key_file keys[CITY_NODES];
    struct sy_address addresses[CITY_NODES];
    pid_t nodes[CITY_RUNNING]; /* 0 while it does not run */
    size_t said[CITY_RUNNING]; /* bytes of its log before the latest start */
};

/* Founded, started, the organisation admitted; the registry's log then has one entry. */
void city_open(struct city *city);

void city_start(struct city *city, size_t node);

/* SIGTERM: it ends in order, with status 0. */
void city_stop(struct city *city, size_t node);

/* Anonymous, and greeted. */
struct sy_client *city_connect(const struct city *city, size_t node);

/* The node has written that line since its latest start: the words stand in it, in order. */
bool city_said(const struct city *city, size_t node, const char *first, const char *second);

/* Until it has. */
void city_await(const struct city *city, size_t node, const char *first, const char *second);

/* Entries that the node holds of the log; whether it has evidence against it. */
uint64_t city_size(const struct city *city, size_t node, const char *origin);

/* Until it holds so many. */
void city_await_size(const struct city *city, size_t node, const char *origin, uint64_t size);

/* So many appends at node 0, one after the other, each of which waits until both of the other
 * running nodes hold it and its receipt has the quorum; 99 of 100 within limit_ms. */
void city_appends(const struct city *city, size_t count, uint64_t limit_ms);

/* What the node has in memory of its own is within raw_memory_max. */
void city_check_memory(const struct city *city, size_t node);

/* Ends what runs, and removes the folder. */
void city_close(struct city *city);

#endif
