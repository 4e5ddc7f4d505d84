/* gs1.h - a GS1 key with what belongs to it, apart from how it is written.
 *
 * Shape    value[ai] holds the text behind each application identifier (AI), decoded; data is
 *          NULL where there is none. Values are borrowed from the text read or lie in the
 *          arena, so a struct sy_gs1 is not copied.
 * Source   GS1 General Specifications 3; GS1 Syntax Dictionary.
 * Pure     no allocation, no clock.
 */
#ifndef SY_GS1_H
#define SY_GS1_H

#include "proto/base.h"
#include "proto/err.h"
#include "proto/limits.h"

/* Keys first, by precedence where a label carries several; then what follows a key in the
 * path of a Digital Link, in order; then what follows it in the query, in order. */
enum sy_gs1_ai {
    SY_GS1_SSCC,
    SY_GS1_GTIN,
    SY_GS1_ITIP,
    SY_GS1_GRAI,
    SY_GS1_GIAI,
    SY_GS1_CPI,
    SY_GS1_GSRNP,
    SY_GS1_GSRN,
    SY_GS1_GDTI,
    SY_GS1_GCN,
    SY_GS1_GINC,
    SY_GS1_GSIN,
    SY_GS1_LOCATION,
    SY_GS1_PARTY,
    SY_GS1_KEYS,
    SY_GS1_LOT = SY_GS1_KEYS,
    SY_GS1_SERIAL,
    SY_GS1_TPX, /* third-party serial, of tobacco */
    SY_GS1_EXTENSION,
    SY_GS1_CPI_SERIAL,
    SY_GS1_MADE,
    SY_GS1_BEST_BEFORE,
    SY_GS1_EXPIRY,
    SY_GS1_EXPIRY_TIME,
    SY_GS1_MADE_TIME,
    SY_GS1_COUNT
};

enum { SY_GTIN_DIGITS = 14, SY_GS1_DATE_DIGITS = 6 };

struct sy_gs1 {
    struct sy_bytes value[SY_GS1_COUNT];
    enum sy_gs1_ai key; /* set by sy_gs1_settle */
    size_t used;
    uint8_t arena[SY_ITEM_BYTES_MAX + 64];
};

/* "8003" */
const char *sy_gs1_code(enum sy_gs1_ai ai);

/* The AI of a code such as 01; SY_GS1_COUNT when it is none of ours. */
enum sy_gs1_ai sy_gs1_find(struct sy_bytes code);

/* As sy_gs1_find, and the words that Digital Links may have in their path, such as gtin. */
enum sy_gs1_ai sy_gs1_find_word(struct sy_bytes word);

/* Leading digits of the key that a check digit ends, 0 when it has none. */
size_t sy_gs1_checked_digits(enum sy_gs1_ai ai);

/* Could value be one of this AI, by its length and characters. A GTIN may have 8, 12 or 13
 * digits. */
bool sy_gs1_fits(enum sy_gs1_ai ai, struct sy_bytes value);

/* Keep a value, which must outlive g; a shorter GTIN is padded to 14 digits. SY_BAD_IDENTIFIER
 * when it does not fit or another value of the AI stands there. */
SY_MUST_USE enum sy_err sy_gs1_add(struct sy_gs1 *g, enum sy_gs1_ai ai, struct sy_bytes value);

/* Room for len bytes that live as long as g; NULL when the arena is full. */
uint8_t *sy_gs1_room(struct sy_gs1 *g, size_t len);

/* Choose the key, drop what does not belong to it (and extension 0 of a location, which says
 * that there is none), check digits and dates. SY_BAD_IDENTIFIER without a key or for what
 * cannot stand together; SY_BAD_CHECK_DIGIT with *expected the digit that should be there;
 * g->key is set then, too. */
SY_MUST_USE enum sy_err sy_gs1_settle(struct sy_gs1 *g, char *expected);

static inline bool sy_gs1_has(const struct sy_gs1 *g, enum sy_gs1_ai ai)
{
    return g->value[ai].data != NULL;
}

/* True for a GTIN of 14 digits that means something only inside one shop or company:
 * prefixes 20-29, 02 and 04, and of GTIN-8 those that start with 0 or 2. */
bool sy_gs1_is_in_store(struct sy_bytes gtin);

#endif
