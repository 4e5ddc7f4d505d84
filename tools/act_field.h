/* act_field.h - the fields of registry acts as people write them: what each is called, on the
 * line and in a file, what may stand in it, and what it is in both languages.
 *
 * Shape    one row a field of a type; together with the rules (act_rule.h) the table makes the
 *          commands, so that a new act takes rows, not code. Rows with type 0 hold for all.
 * Source   registry.proto.
 * Pure     static data.
 */
#ifndef SY_ACT_FIELD_TABLE_H
#define SY_ACT_FIELD_TABLE_H

#include "ledger/act_rule.h"
#include "tools/act_word.h"

enum sy_act_kind {
    SY_ACT_IS_TEXT,     /* one line for people, kept as it is */
    SY_ACT_IS_CODE,     /* a code that others gave: without blanks */
    SY_ACT_IS_USCC,     /* its letters and check character */
    SY_ACT_IS_GLN,      /* 13 digits with their check digit */
    SY_ACT_IS_DISTRICT, /* six digits */
    SY_ACT_IS_STREET,   /* nine digits */
    SY_ACT_IS_NUMBER,   /* a count */
    SY_ACT_IS_FROM,     /* a moment; a day means its beginning */
    SY_ACT_IS_UNTIL,    /* a moment; a day means its end */
    SY_ACT_IS_WORD,     /* one of the field's words */
    SY_ACT_IS_SUBJECT,  /* a registered subject of the field's type (0: any) */
    SY_ACT_IS_STEP,     /* a business step of CBV, or a URI */
    SY_ACT_IS_KEY,      /* a public key */
    SY_ACT_IS_REQUEST,  /* a key's request: sets public key, uses and possession */
    SY_ACT_IS_DOCUMENT, /* a file whose SHA-256 counts, or that in hex */
    SY_ACT_IS_MESSAGE   /* a JSON object: a rule of a class, a former code */
};

struct sy_act_field {
    uint32_t type; /* of the record; 0: every act */
    uint32_t number;
    const char *name;  /* "shelf-life-days"; a file may have _ for - */
    const char *value; /* what stands for it in the help */
    enum sy_act_kind kind;
    uint32_t subject;                /* SY_ACT_IS_SUBJECT: the record type */
    const struct sy_act_word *words; /* SY_ACT_IS_WORD: ends in value 0 */
    bool repeated;
    const char *help[SY_LANGUAGES];
};

/* The rows of a type one by one, those of every act behind them: start with *cursor = 0; NULL
 * after the last. */
const struct sy_act_field *sy_act_field_each(uint32_t type, size_t *cursor);

/* By name, with - or _; by number. NULL. */
const struct sy_act_field *sy_act_field_named(uint32_t type, struct sy_bytes name);
const struct sy_act_field *sy_act_field_numbered(uint32_t type, uint32_t number);

/* Whether an act that the rule has may say it: in its open part or its personal one. */
bool sy_act_field_allowed(const struct sy_act_rule *rule, const struct sy_act_field *field);

/* The bits of record fields that it sets. */
uint64_t sy_act_field_bits(const struct sy_act_field *field);

/* Whether the subject's own text says it when nothing else does. */
bool sy_act_field_follows(const struct sy_act_rule *rule, const struct sy_act_field *field);

#endif
