/* act_label.h - the fields of registry acts as they are shown, to people and to programs.
 *
 * Shape    the name is that of registry.proto, and of the member in JSON; the label is what
 *          people read. A field that two types share has a row for each. Fields 20 to 25 are
 *          in every act. Personal fields have no row: they are never shown.
 * Source   registry.proto.
 * Pure     static data.
 */
#ifndef SY_ACT_LABEL_H
#define SY_ACT_LABEL_H

#include "proto/act.h"
#include "tools/act_word.h"

enum sy_act_label_kind {
    SY_LABEL_TEXT,
    SY_LABEL_SUBJECT,  /* the name of another subject */
    SY_LABEL_DISTRICT, /* six digits */
    SY_LABEL_NUMBER,
    SY_LABEL_WORD,    /* a number that stands for a word */
    SY_LABEL_TIME,    /* microseconds */
    SY_LABEL_KEY,     /* a public key */
    SY_LABEL_BYTES,   /* a hash, a signature */
    SY_LABEL_MESSAGE, /* of the fields in sy_act_label_inner */
};

struct sy_act_label {
    uint32_t type; /* 0: every act */
    uint32_t number;
    const char *name;
    enum sy_act_label_kind kind;
    bool repeated;
    bool brief;                      /* shown where a subject gets one line */
    const struct sy_act_word *words; /* of a word field */
    const char *label[SY_LANGUAGES];
};

/* The field of that number; NULL for one that is not shown. */
const struct sy_act_label *sy_act_label(uint32_t type, uint32_t number);

/* All of them, in the order in which they are shown. */
size_t sy_act_label_count(void);
const struct sy_act_label *sy_act_label_at(size_t i);

/* A field of a message within a field, such as a node's former codes; NULL. */
const struct sy_act_label *sy_act_label_inner(const struct sy_act_label *outer,
                                              uint32_t number);

#endif
