/* words.h - the words of EPCIS, CBV and UN/ECE Rec 20 as people say them, in both languages.
 *
 * Source   GS1 Core Business Vocabulary 2.0, in our own words; UN/ECE Recommendation 20 for
 *          units.
 * Pure     static text only.
 */
#ifndef SY_WORDS_H
#define SY_WORDS_H

#include "ledger/cbv.h"
#include "ledger/identifier.h"
#include "tools/message.h"

/* A word of a vocabulary, bare or not; NULL when there is none. Of the vocabularies, those that
 * a reader meets: steps, dispositions, papers, parties, reasons, measurements, alerts,
 * bases. */
const char *sy_words_of(enum sy_cbv vocabulary, struct sy_bytes value,
                        enum sy_language language);

/* What an event of that type does with that action: "packed into", "taken out". */
const char *sy_words_action(struct sy_bytes type, struct sy_bytes action,
                            enum sy_language language);

/* A unit's sign or name; NULL for a code that is not listed. */
const char *sy_words_unit(struct sy_bytes uom, enum sy_language language);

/* What a kind of identifier is. */
const char *sy_words_kind(enum sy_identifier_kind kind, enum sy_language language);

/* A member of ilmd or an extension whose name means something to most readers, without its
 * prefix: "lotNumber"; NULL. */
const char *sy_words_member(struct sy_bytes name, enum sy_language language);

/* A part kind: "open", "chain"... */
const char *sy_words_part(uint32_t kind, enum sy_language language);

#endif
