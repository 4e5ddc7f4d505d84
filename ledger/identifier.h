/* identifier.h - what an item, place, party or paper is called: one canonical text for all the
 * ways to write it.
 *
 * Shape    GS1 keys become https://id.gs1.org/..., names without a GS1 prefix urn:suyuan:1:...;
 *          any other text without blanks stands for itself. The canonical text of a canonical
 *          text is itself.
 * Source   design.md section 5; records.md section 1; epcis.md section 1.6.
 * Pure     no allocation but the buffer's, no clock; about 1 us for a typical URN.
 */
#ifndef SY_IDENTIFIER_H
#define SY_IDENTIFIER_H

#include "ledger/gs1.h"
#include "proto/buffer.h"

/* X(constant, stable name) */
#define SY_IDENTIFIER_KIND_LIST(X)                                                             \
    X(SY_IDENTIFIER_OPAQUE, "opaque")                                                          \
    X(SY_IDENTIFIER_GTIN, "gtin")                                                              \
    X(SY_IDENTIFIER_GTIN_LOT, "gtin_lot") /* dates that tell lots apart, too */                \
    X(SY_IDENTIFIER_GTIN_SERIAL, "gtin_serial")                                                \
    X(SY_IDENTIFIER_ITIP, "itip") /* piece of a trade item: its class */                       \
    X(SY_IDENTIFIER_ITIP_LOT, "itip_lot")                                                      \
    X(SY_IDENTIFIER_ITIP_SERIAL, "itip_serial")                                                \
    X(SY_IDENTIFIER_SSCC, "sscc")                                                              \
    X(SY_IDENTIFIER_GRAI_CLASS, "grai_class")                                                  \
    X(SY_IDENTIFIER_GRAI, "grai")                                                              \
    X(SY_IDENTIFIER_GIAI, "giai")                                                              \
    X(SY_IDENTIFIER_CPI_CLASS, "cpi_class") /* component or part */                            \
    X(SY_IDENTIFIER_CPI, "cpi")                                                                \
    X(SY_IDENTIFIER_GSRN_PROVIDER, "gsrn_provider")                                            \
    X(SY_IDENTIFIER_GSRN, "gsrn")                                                              \
    X(SY_IDENTIFIER_GDTI_CLASS, "gdti_class")                                                  \
    X(SY_IDENTIFIER_GDTI, "gdti") /* document */                                               \
    X(SY_IDENTIFIER_COUPON_CLASS, "coupon_class")                                              \
    X(SY_IDENTIFIER_COUPON, "coupon")                                                          \
    X(SY_IDENTIFIER_GINC, "ginc")         /* consignment */                                    \
    X(SY_IDENTIFIER_GSIN, "gsin")         /* shipment */                                       \
    X(SY_IDENTIFIER_LOCATION, "location") /* GLN, with extension or not */                     \
    X(SY_IDENTIFIER_PARTY, "party")       /* GLN */                                            \
    X(SY_IDENTIFIER_ORG, "org")           /* from here on: urn:suyuan */                       \
    X(SY_IDENTIFIER_SITE, "site")                                                              \
    X(SY_IDENTIFIER_CLASS, "class")                                                            \
    X(SY_IDENTIFIER_LOT, "lot")                                                                \
    X(SY_IDENTIFIER_SERIAL, "serial")                                                          \
    X(SY_IDENTIFIER_UNIT, "unit")                                                              \
    X(SY_IDENTIFIER_DOC, "doc")                                                                \
    X(SY_IDENTIFIER_LOTDATE, "lotdate")                                                        \
    X(SY_IDENTIFIER_INSTORE, "instore")                                                        \
    X(SY_IDENTIFIER_TICKET, "ticket")                                                          \
    X(SY_IDENTIFIER_CODE, "code")

#define SY_IDENTIFIER_CONSTANT(constant, name) constant,
enum sy_identifier_kind { SY_IDENTIFIER_KIND_LIST(SY_IDENTIFIER_CONSTANT) SY_IDENTIFIER_KINDS };
#undef SY_IDENTIFIER_CONSTANT

struct sy_identifier {
    enum sy_identifier_kind kind;
    enum sy_err problem; /* why an opaque text is not what it looks like: SY_BAD_CHECK_DIGIT or
                            SY_BAD_IDENTIFIER; SY_OK otherwise */
    char expected;       /* for SY_BAD_CHECK_DIGIT the right character, else 0 */
    bool in_store;       /* its GTIN means something only inside one shop or company */
    char gtin[SY_GTIN_DIGITS + 1]; /* the 14 digits, "" when it has none */
};

/* "gtin_lot" */
const char *sy_identifier_kind_name(enum sy_identifier_kind kind);

/* Append the canonical form of a text as written, and say what it names; about may be NULL.
 * SY_BAD_IDENTIFIER for text that sy_text_flaw_find objects to or a urn:suyuan:1: that
 * breaks its grammar; SY_LIMIT when it, or its canonical form, is longer than
 * SY_ITEM_BYTES_MAX; SY_PERSONAL when it is the number of a person; the buffer's errors. */
SY_MUST_USE enum sy_err sy_identifier_canonical(struct sy_bytes text, struct sy_buffer *out,
                                                struct sy_identifier *about);

/* The functions below take canonical text and append to out; on an error nothing is
 * appended. */

/* The n-th wider name under which a look-up should ask as well, from near to far: of a GTIN
 * with serial, lot and dates the bare serial, the bare lot, the lotdate, the GTIN.
 * SY_NOT_FOUND beyond the last. */
SY_MUST_USE enum sy_err sy_identifier_wider(struct sy_bytes canonical, size_t n,
                                            struct sy_buffer *out);

/* False where there is certainly no wider name: what is asked of every item of every event. */
bool sy_identifier_has_wider(const struct sy_identifier *about);

/* The widest of those, its class: the GTIN of a lot, serial or lotdate; the type of an asset
 * or document; the location without its extension. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_identifier_class(struct sy_bytes canonical, struct sy_buffer *out);

/* As an EPC URN. SY_NOT_FOUND when no URN says all of it (a lot and a serial, dates, names
 * that are not GS1's); SY_BAD_IDENTIFIER for an impossible number of company prefix digits. */
SY_MUST_USE enum sy_err sy_identifier_epc_urn(struct sy_bytes canonical,
                                              unsigned company_prefix_digits,
                                              struct sy_buffer *out);

/* As a GS1 element string, (01)...(10)... SY_NOT_FOUND for what is not GS1's; a lotdate
 * without a line is (01)...(11)... */
SY_MUST_USE enum sy_err sy_identifier_element_string(struct sy_bytes canonical,
                                                     struct sy_buffer *out);

/* In a few words: GTIN 06901234567892 lot L261123; what has no such words stands for itself.
 * Unescaped, so it may hold any visible character. */
SY_MUST_USE enum sy_err sy_identifier_human(struct sy_bytes canonical, struct sy_buffer *out);

#endif
