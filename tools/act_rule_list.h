/* act_rule_list.h - the lists of objects in acts: what a class's steps demand, into which part
 * its fields go, which codes a district had before.
 *
 * Shape    {"step": "slaughtering", "roles": ["slaughterhouse"], "licences": ["slaughter"],
 *          "papers": ["inspection"], "from": "2026-01-01"}; {"field": "price", "part":
 *          "commercial"}; {"code": "310119", "name": "南汇区", "until_year": 2009}.
 */
#ifndef SY_ACT_RULE_LIST_H
#define SY_ACT_RULE_LIST_H

#include "tools/act_form.h"

/* One more object of that field. False with the form's problem filled. */
SY_MUST_USE bool sy_act_rule_list_take(struct sy_act_form *form,
                                       const struct sy_act_field *field,
                                       const struct sy_json *object);

#endif
