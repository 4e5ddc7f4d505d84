/* act_body.h - what the body of a registry act, or all acts on a subject laid over each other,
 * says: for people line by line, or as JSON.
 *
 * Shape    other people's text is shown plainly (plain.h); a subject stands with its name.
 *          Fields that this program does not know, and personal ones, are left out.
 */
#ifndef SY_ACT_BODY_H
#define SY_ACT_BODY_H

#include "tools/act_label.h"
#include "tools/directory.h"
#include "tools/output.h"

/* "name (subject)", or the subject alone; the buffer keeps the error. */
void sy_act_body_party(const struct sy_directory *directory, struct sy_bytes subject,
                       struct sy_buffer *to);

/* One line: "  label  value", the labels of one width. value NULL is a failed output. */
void sy_act_body_line(struct sy_output *o, const char *label, const char *value);

/* Each field on a line of its own, but those of the bits in leave (1 << number). */
void sy_act_body_say(struct sy_output *o, const struct sy_directory *directory, uint32_t type,
                     struct sy_bytes body, uint64_t leave);

/* Each field as a member of the object under way. */
void sy_act_body_put(struct sy_output *o, uint32_t type, struct sy_bytes body, uint64_t leave);

/* A few words: the fields that are marked brief, but those of the bits in leave. */
void sy_act_body_brief(const struct sy_output *o, const struct sy_directory *directory,
                       uint32_t type, struct sy_bytes body, uint64_t leave,
                       struct sy_buffer *to);

/* One field's value as text, the values of a repeated one with commas between:
 * the stable names, times as records have them. */
void sy_act_body_value(const struct sy_act_label *field, struct sy_bytes body,
                       struct sy_buffer *to);

#endif
