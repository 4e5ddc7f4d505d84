/* act_fields.h - the fields of registry acts as programs and people name them.
 *
 * Shape    the name is that of registry.proto, and of the member in JSON; the label is what
 *          people read. A field that two types share has a row for each. Fields 20 to 25 are
 *          in every act. Personal fields have no row: they are never shown.
 * Source   registry.proto.
 * Pure     static data.
 */
#ifndef SY_ACT_FIELDS_H
#define SY_ACT_FIELDS_H

#include "ledger/language.h"
#include "proto/act.h"

enum sy_act_field_kind {
    SY_FIELD_TEXT,
    SY_FIELD_SUBJECT,  /* the name of another subject */
    SY_FIELD_DISTRICT, /* six digits */
    SY_FIELD_NUMBER,
    SY_FIELD_WORD,    /* a number that stands for a word: sy_act_value_* */
    SY_FIELD_TIME,    /* microseconds */
    SY_FIELD_KEY,     /* a public key */
    SY_FIELD_BYTES,   /* a hash, a signature */
    SY_FIELD_MESSAGE, /* of the fields in sy_act_field_inner */
};

struct sy_act_words;

struct sy_act_field {
    uint32_t type; /* 0: every act */
    uint32_t number;
    const char *name;
    enum sy_act_field_kind kind;
    bool repeated;
    bool brief;                       /* shown where a subject gets one line */
    const struct sy_act_words *words; /* of a word field */
    const char *label[SY_LANGUAGES];
};

/* The field of that number; NULL for one that is not shown. */
const struct sy_act_field *sy_act_field(uint32_t type, uint32_t number);

/* All of them, in the order in which they are shown. */
size_t sy_act_field_count(void);
const struct sy_act_field *sy_act_field_at(size_t i);

/* A field of a message within a field, such as a node's former codes; NULL. */
const struct sy_act_field *sy_act_field_inner(const struct sy_act_field *outer,
                                              uint32_t number);

/* The stable name of a word field's value ("slaughterhouse"), and what people call it; NULL for
 * a value that is not known. */
const char *sy_act_value_name(const struct sy_act_field *field, uint64_t value);
const char *sy_act_value_word(const struct sy_act_field *field, uint64_t value,
                              enum sy_language language);

#endif
