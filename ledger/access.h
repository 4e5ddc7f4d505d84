/* access.h - which parts of a record a reader may have: the one place that decides.
 *
 * Shape    a table in access.c, reader x case: which kinds of parts. What a reader is to a
 *          record is a set of cases (access_case.h finds it); he may have what any of them
 *          gives. A sealed part is as the kind that it seals; a kind that nobody has defined is
 *          personal.
 * Rule     anybody: open parts of what he names, and of the registry. Only offices, nodes and
 *          the authority read a log in bulk for its open parts. An organisation: open and
 *          chain parts of records that it signed, or that name it; commercial and personal ones
 *          of its own. An office, where the site is in its area: all but personal parts; those
 *          only when its level is that by which the organisation was admitted. Elsewhere an
 *          office has open parts. The authority is an office of the city that has all
 *          districts: it, too, sees no personal part of whom a district or street office
 *          admitted. A node: what it subscribes to. A person: what the registry says of him. A
 *          disclosure opens a chain or commercial part, never a personal one, and the open part
 *          beside it.
 * Why      an organisation that is suspended, expelled or struck off keeps sight of its own: it
 *          still answers for what it said, and must be able to prove it and to object. Once
 *          expelled or struck off it no longer sees what others say of it.
 * Source   design sections 5 (default deny) and 6; records.md section 4.
 * Pure     static data.
 */
#ifndef SY_ACCESS_H
#define SY_ACCESS_H

#include "proto/share.h"

enum sy_reader_kind {
    SY_READER_ANONYMOUS,
    SY_READER_PERSON,
    SY_READER_ORGANISATION,
    SY_READER_REGULATOR,
    SY_READER_NODE,
    SY_READER_AUTHORITY,
    SY_READERS
};

/* What a reader may be to a record, several at once. */
enum sy_access_fact {
    SY_FACT_ANY,        /* every reader, to every record */
    SY_FACT_PRESENTED,  /* he named what it is about, or it is public: the registry's */
    SY_FACT_NAMED,      /* the record names it: a party, or who runs a place in it */
    SY_FACT_SIGNED,     /* one of the signers, not the principal: a delegate */
    SY_FACT_OWN,        /* the principal; of a registry act whoever it is about, too */
    SY_FACT_AREA,       /* an office whose area has the site */
    SY_FACT_SUPERVISED, /* that, and of the level by which the principal was admitted; of a
                           registry act every office whose area has it */
    SY_FACT_SUBSCRIBED, /* a node that holds these parts */
    SY_FACT_DISCLOSED,  /* a disclosure in effect names the part, for this reader */
    SY_FACTS
};

struct sy_access_case {
    enum sy_reader_kind who;
    unsigned facts;     /* bits 1 << enum sy_access_fact; of DISCLOSED disclosed says more */
    unsigned disclosed; /* bits 1 << kind of part */
};

/* May the reader have a part of that kind? */
bool sy_access_part(const struct sy_access_case *it, uint32_t kind);

/* May he have every part that the record has, be it here or not? */
bool sy_access_whole(const struct sy_access_case *it, const struct sy_record_share *record);

/* Puts the hash in place of every part that he may not have; the hashes live in the array that
 * the caller gives. */
void sy_access_withhold(const struct sy_access_case *it, struct sy_record_share *record,
                        struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX]);

#endif
