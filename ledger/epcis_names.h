/* epcis_names.h - members that EPCIS leaves to its users: whose word a name is, and which part
 * its value goes into.
 *
 * Shape    a name is prefix:local or a full URI. Only GS1's prefixes (cbvmda, gs1) and ours
 *          (suyuan) are known, and only while the @context does not bind them to something
 *          else: whoever reads an open part may not have the @context.
 * Source   CBV master data attributes; GS1 web vocabulary; our terms urn:suyuan:1:term:.
 *          Unlisted names are not open: default deny.
 * Pure     no allocation, no state.
 */
#ifndef SY_EPCIS_NAMES_H
#define SY_EPCIS_NAMES_H

#include "ledger/cbv.h"
#include "ledger/json.h"
#include "ledger/occurrence.h"
#include "proto/record_type.h"

/* What an @context says, as far as it matters here. All zero is GS1's alone. */
struct sy_epcis_context {
    bool foreign[3]; /* cbvmda, gs1, suyuan are bound to something else */
    bool other;      /* it names more than GS1's context and those prefixes */
    bool prefixed;   /* it binds prefixes at all, or names GS1's context in a rare form */
};

/* Adds what a value of @context says. */
void sy_epcis_context_add(struct sy_epcis_context *context, const struct sy_json *value);

/* Is this name, at least as far as its looks go, one that an extension may have. */
bool sy_epcis_name_extends(struct sy_bytes name);

/* Is the name prefixed with suyuan, and does that mean us. */
bool sy_epcis_name_ours(const struct sy_epcis_context *context, struct sy_bytes name);

/* The part of an extension: commercial but for listed names. */
enum sy_part_kind sy_epcis_extension_part(const struct sy_epcis_context *context,
                                          const struct sy_json *member);

/* The part of a member of ilmd: chain but for listed names. */
enum sy_part_kind sy_epcis_ilmd_part(const struct sy_epcis_context *context,
                                     const struct sy_json *member);

/* The part of an attribute of master data whose element goes into the part given. */
enum sy_part_kind sy_epcis_attribute_part(struct sy_bytes id, const struct sy_json *value,
                                          enum sy_part_kind element);

/* Is this open member of a place its district (suyuan:district, six digits). */
bool sy_epcis_name_is_district(struct sy_bytes name);

/* SY_ROLE_ILMD_LOT, SY_ROLE_ILMD_CERTIFICATE, or 0, for a name of an open member of ilmd. */
unsigned sy_epcis_ilmd_role(struct sy_bytes name);

#endif
