/* link.h - when a node dials another one, at which address, and when it gives a connection up.
 *
 * Shape    phases: WAITING until it is time to dial, DIALLING one address, GREETING until the
 *          peer has answered HELLO, UP. Every failure takes the next address and doubles the
 *          time to wait, which is drawn from its upper half, so that nodes that lost each other
 *          together do not come back together. Who did what no honest node does (BLAMED) waits
 *          longer.
 * Sans-I/O feed one event, carry out the one action. Times are the caller's, in milliseconds,
 *          never going back; chance is the seed's.
 */
#ifndef SY_LINK_H
#define SY_LINK_H

#include "proto/base.h"

enum {
    SY_LINK_DIAL_MS = 5000,    /* for an address to take the connection */
    SY_LINK_GREET_MS = 10000,  /* from there until HELLO is answered */
    SY_LINK_QUIET_MS = 5000,   /* without a byte: ask for a sign of life */
    SY_LINK_SILENT_MS = 15000, /* without a byte: it has gone */
    SY_LINK_STEADY_MS = 30000, /* up for so long: failures are forgotten */
    SY_LINK_WAIT_MIN_MS = 200,
    SY_LINK_WAIT_MAX_MS = 30000,
    SY_LINK_SIGHTED_MS = 1000, /* at least since it failed, though it has been sighted */
    SY_LINK_BLAMED_MIN_MS = 60000,
    SY_LINK_BLAMED_MAX_MS = 600000
};

enum sy_link_phase { SY_LINK_WAITING, SY_LINK_DIALLING, SY_LINK_GREETING, SY_LINK_UP };

enum sy_link_event {
    SY_LINK_TICK,
    SY_LINK_CONNECTED, /* the address took the connection */
    SY_LINK_GREETED,   /* HELLO is answered, by the right node */
    SY_LINK_HEARD,     /* bytes have come */
    SY_LINK_SIGHTED,   /* the peer has come by itself, so it is there: dial soon */
    SY_LINK_LOST,      /* refused, broken off */
    SY_LINK_BLAMED     /* it sent garbage, a flood, or a lie: hang up */
};

enum sy_link_action {
    SY_LINK_NOTHING,
    SY_LINK_DIAL,   /* link->address */
    SY_LINK_PROBE,  /* ask something that has to be answered */
    SY_LINK_HANG_UP /* it has been silent for too long; no LOST is to follow */
};

struct sy_link {
    enum sy_link_phase phase;
    size_t address_count;
    size_t address;    /* the one to dial next, or dialled */
    uint64_t since_ms; /* of the phase */
    uint64_t heard_ms;
    bool probed;       /* since then */
    uint64_t wait_ms;  /* while WAITING */
    uint64_t failures; /* since it was steadily up */
    uint64_t blames;   /* since it was steadily up */
    bool shunned;      /* while WAITING: it was blamed, and is not listened to either */
    uint64_t chance;   /* never 0 */
};

/* Waiting, and dials at the first tick. Without addresses it never does. */
void sy_link_init(struct sy_link *link, size_t address_count, uint64_t seed, uint64_t now_ms);

/* What an event that does not fit the phase means is nothing; BLAMED fits every phase, for a
 * peer may have come by itself. */
enum sy_link_action sy_link_step(struct sy_link *link, enum sy_link_event event,
                                 uint64_t now_ms);

/* It was blamed, and the time that it has to stay away is not over. */
bool sy_link_shuns(const struct sy_link *link, uint64_t now_ms);

#endif
