/* act_subject.h - a registered subject from what people type: a bare code gets its prefix, a
 * number of an organisation's own that organisation's id.
 *
 * Shape    91310112087994932F is uscc:91310112087994932F where an organisation is meant;
 *          JY13101 is licence:JY13101; A-12 with an owner is urn:suyuan:1:site:<owner>:A-12.
 */
#ifndef SY_ACT_SUBJECT_H
#define SY_ACT_SUBJECT_H

#include "tools/act_form.h"

/* The subject of that record type (0: as it is), kept by the form. owner is the organisation
 * that numbers it, data NULL when it is not known. False with the problem filled. */
SY_MUST_USE bool sy_act_subject_read(struct sy_act_form *form, const char *field, uint32_t type,
                                     struct sy_bytes text, struct sy_bytes owner,
                                     struct sy_bytes *out);

/* The organisation in a subject that has one: of a site's, a product's or a class's URN, behind
 * device: and the like; data NULL otherwise. And what stands behind it. */
struct sy_bytes sy_act_subject_owner(struct sy_bytes subject, struct sy_bytes *number);

#endif
