/* exhibit.h - a text of evidence against a log, checked, and told.
 *
 * Pure     bytes and a network in; says nothing by itself.
 */
#ifndef SY_EXHIBIT_H
#define SY_EXHIBIT_H

#include "ledger/evidence.h"
#include "tools/output.h"

struct sy_exhibit {
    const struct sy_network *network;
    const char *name; /* of the file, or whoever gave it */
    struct sy_evidence evidence;
    const char *what; /* what is proved, or why nothing is: static English; NULL for a fault */
    enum sy_err
        err; /* SY_OK: it proves what it says; SY_NOT_YET: the registry has to be asked */
};

/* Reads and checks the text; network and name live as long. The registry may be NULL. Close it
 * in every case. */
void sy_exhibit_open(const struct sy_network *network,
                     const struct sy_evidence_registry *registry, struct sy_bytes text,
                     const char *name, struct sy_exhibit *out);

/* For people: what it proves. */
void sy_exhibit_say(const struct sy_exhibit *exhibit, struct sy_output *o);

/* For programs: what was read, whether it holds or not, as members of the open object. */
void sy_exhibit_put(const struct sy_exhibit *exhibit, struct sy_output *o);

/* Twice is fine. */
void sy_exhibit_close(struct sy_exhibit *exhibit);

#endif
