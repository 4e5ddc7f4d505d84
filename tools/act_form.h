/* act_form.h - a registry act being filled in: field by field, from the line or from a file,
 * each checked before anything is signed.
 *
 * Shape    begin, then the subject and the fields in any order, then finish. What is a person's
 *          goes into the personal part's draft. The drafts borrow from the form until it is
 *          begun again or closed.
 * Errors   functions that return bool return false with problem filled, the form then unusable
 *          until it is begun again.
 */
#ifndef SY_ACT_FORM_H
#define SY_ACT_FORM_H

#include "ledger/json.h"
#include "proto/act.h"
#include "tools/act_field.h"
#include "tools/message.h"

enum { SY_ACT_FORM_WORD_BYTES = 320, SY_ACT_FORM_WHERE_BYTES = 96 };

struct sy_act_problem {
    enum sy_message message;
    char words[SY_MESSAGE_WORDS_MAX][SY_ACT_FORM_WORD_BYTES];
};

struct sy_act_form {
    /* Set before the first begin. */
    enum sy_language language;
    char where[SY_ACT_FORM_WHERE_BYTES]; /* stands before a field's name: "--", "line 3, " */
    /* Something was read as another text; NULL: nobody is told. */
    void (*converted)(void *context, const char *where, const char *before, const char *after);
    void *context;

    const struct sy_act_rule *rule;
    struct sy_bytes typed; /* the subject, as it was given; data NULL: not yet */
    struct sy_bytes subject;
    uint64_t said;  /* bits of the fields that are there */
    uint64_t roles; /* bits of a repeated word's values */
    uint32_t roles_of;
    const char *override; /* a wrong check character is meant, and why */
    struct sy_act_draft draft;
    struct sy_act_draft personal; /* type 0: nothing */
    struct sy_buffer arena;       /* never moves */
    struct sy_act_problem problem;
};

/* An empty form for such an act. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_act_form_begin(struct sy_act_form *form,
                                          const struct sy_act_rule *rule);

/* Whose or what the act is about, as typed. */
SY_MUST_USE bool sy_act_form_subject(struct sy_act_form *form, struct sy_bytes text);

/* A value of a field; again for another of a repeated one. "override" comes first. */
SY_MUST_USE bool sy_act_form_take(struct sy_act_form *form, const struct sy_act_field *field,
                                  struct sy_bytes text);
/* The same of a field that takes an object. */
SY_MUST_USE bool sy_act_form_take_object(struct sy_act_form *form,
                                         const struct sy_act_field *field,
                                         const struct sy_json *object);

/* All has been said: fills in what the subject says by itself, and checks what is missing. */
SY_MUST_USE bool sy_act_form_finish(struct sy_act_form *form);

/* The problem as something to say; lives as long as the form is left alone. */
struct sy_saying sy_act_form_saying(const struct sy_act_form *form);

/* NULL and twice are fine. */
void sy_act_form_close(struct sy_act_form *form);

/* ---- for the files that read values ---- */

/* Fill in the problem; always false. */
bool sy_act_form_wrong(struct sy_act_form *form, enum sy_message message, const char *field,
                       struct sy_bytes value, const char *more);

/* A copy that lives as long as the act; data NULL, and the problem filled, when it is too
 * large. */
struct sy_bytes sy_act_form_keep(struct sy_act_form *form, struct sy_bytes bytes);

/* A code as it is meant, kept; what was converted is told. */
SY_MUST_USE bool sy_act_form_code(struct sy_act_form *form, const char *field, int lookalike,
                                  struct sy_bytes text, struct sy_bytes *out);

/* A moment: a day of China's clock (its end where end is set), a time with its offset, or now.
 * A value that is one of the words. */
SY_MUST_USE bool sy_act_form_time(struct sy_act_form *form, const char *field, bool end,
                                  struct sy_bytes text, int64_t *out);
SY_MUST_USE bool sy_act_form_word(struct sy_act_form *form, const char *field,
                                  const struct sy_act_word *words, struct sy_bytes text,
                                  uint32_t *out);

#endif
