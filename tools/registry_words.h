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

/* What a subject of that type is: "organisation", "企业". */
const char *sy_registry_words_type(uint32_t type, enum sy_language language);

/* What an act did to its subject: "admitted", "准入"; of a subject that an act on another one
 * ended, such as a key that was rotated out, "replaced". */
const char *sy_registry_words_done(uint32_t type, uint32_t verb, enum sy_force then,
                                   enum sy_language language);

#endif
