/* act_word.h - the words that stand for numbers in registry acts: as people type them, as they
 * are shown, and as they stand in JSON.
 *
 * Source   the enums of registry.proto.
 * Pure     static data.
 */
#ifndef SY_ACT_WORD_H
#define SY_ACT_WORD_H

#include "ledger/language.h"
#include "proto/base.h"

/* A list of them ends in value 0. */
struct sy_act_word {
    uint32_t value;
    const char *name[SY_LANGUAGES]; /* both are understood in either language */
};

extern const struct sy_act_word sy_act_roles[];
extern const struct sy_act_word sy_act_licences[];
extern const struct sy_act_word sy_act_parts[];
extern const struct sy_act_word sy_act_levels[];
extern const struct sy_act_word sy_act_organisation_kinds[];
extern const struct sy_act_word sy_act_site_kinds[];
extern const struct sy_act_word sy_act_device_kinds[];
extern const struct sy_act_word sy_act_capacities[];
extern const struct sy_act_word sy_act_uses[];

/* The value that a word stands for, in either language or as its number; 0. */
uint32_t sy_act_word_value(const struct sy_act_word *words, struct sy_bytes text);

/* The word of a value; NULL. In English it is the stable one that JSON has. */
const char *sy_act_word_name(const struct sy_act_word *words, uint64_t value,
                             enum sy_language language);

#endif
