/* registry_words.h - what the registry's subjects, states and acts are called, in both
 * languages.
 *
 * Pure     static text only.
 */
#ifndef SY_REGISTRY_WORDS_H
#define SY_REGISTRY_WORDS_H

#include "ledger/act_rule.h"
#include "ledger/language.h"

/* "in force", "有效" */
const char *sy_registry_words_force(enum sy_force force, enum sy_language language);

#endif
