#include "ledger/admission_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/time.h"
#include "proto/record_type.h"

enum { LIST_MAX = 8 };

/* Texts of others are cut, so that what to do is always said. */
enum { OTHERS_BYTES_MAX = 160 };

static void put(struct sy_buffer *to, struct sy_bytes text)
{
    size_t len = text.len;

    if (len > OTHERS_BYTES_MAX) {
        len = OTHERS_BYTES_MAX;
        while (len > 0 && (text.data[len] & 0xc0) == 0x80)
            len--;
    }
    sy_buffer_put(to, text.data, len);
    if (len < text.len)
        sy_buffer_put_text(to, "...");
}

static void put_step(struct sy_buffer *to, struct sy_bytes step)
{
    const size_t term = sizeof(SY_ADMISSION_TERM) - 1;

    if (step.len > term && memcmp(step.data, SY_ADMISSION_TERM, term) == 0) {
        sy_buffer_put_text(to, "a record of the type ");
        put(to, (struct sy_bytes){step.data + term, step.len - term});
    } else if (step.len == 0) {
        sy_buffer_put_text(to, "a step without a name");
    } else if (sy_bytes_equal(step, sy_text("killing"))) {
        sy_buffer_put_text(to, "the step killing (slaughtering)");
    } else {
        sy_buffer_put_text(to, "the step ");
        put(to, step);
    }
}

static void put_class(struct sy_buffer *to, struct sy_bytes class)
{
    if (class.data == NULL)
        return;
    sy_buffer_put_text(to, " with goods of ");
    put(to, class);
}

static void put_time(struct sy_buffer *to, int64_t time)
{
    char text[SY_TIME_TEXT_BYTES];

    sy_buffer_put_text(to, sy_time_format(time, text) == SY_OK ? text : "an unknown time");
}

/* "a, b or c": the names of the bits. */
static void put_names(struct sy_buffer *to, uint32_t bits, const char *(*name)(unsigned))
{
    bool first = true;

    for (unsigned i = 0; i < 32; i++) {
        if ((bits >> i & 1u) == 0 || name(i) == NULL)
            continue;
        bits &= ~(1u << i);
        sy_buffer_printf(to, "%s%s", first ? "" : bits >> i == 0 ? " or " : ", ", name(i));
        first = false;
    }
    if (first)
        sy_buffer_put_text(to, "one that only newer programs know");
}

/* The texts of a repeated field: "a, b". */
static void put_list(struct sy_buffer *to, struct sy_bytes body, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    for (unsigned i = 0; sy_body_each(&wire, number, &field); i++) {
        if (i == LIST_MAX) {
            sy_buffer_put_text(to, ", ...");
            return;
        }
        if (i > 0)
            sy_buffer_put_text(to, ", ");
        put(to, field.bytes);
    }
}

/* Whom to ask about an organisation. */
static void put_office(struct sy_buffer *to, const struct sy_registry_state *state)
{
    struct sy_bytes district = {NULL, 0};

    if (state->type == SY_TYPE_ORGANISATION)
        district = sy_body_bytes(state->body, SY_ORGANISATION_DISTRICT);
    if (district.data == NULL) {
        sy_buffer_put_text(to, "the authority");
        return;
    }
    sy_buffer_put_text(to, "the office of district ");
    put(to, district);
}

static void finish(struct sy_admission_case *it, struct sy_buffer *words)
{
    struct sy_bytes text = sy_buffer_bytes(words);
    size_t len = text.len;

    /* Memory that is short costs the words, not the answer. */
    if (words->err != SY_OK)
        len = 0;
    if (len >= sizeof(it->out->words)) {
        len = sizeof(it->out->words) - 1;
        while (len > 0 && (text.data[len] & 0xc0) == 0x80)
            len--;
    }
    if (len > 0)
        memcpy(it->out->words, text.data, len);
    it->out->words[len] = 0;
    sy_buffer_close(words);
}

static void put_ground(struct sy_buffer *to, const struct sy_registry_state *state)
{
    struct sy_bytes ground = sy_body_bytes(state->body, SY_ACT_GROUND);

    sy_buffer_put_text(to, " (");
    if (ground.data != NULL) {
        sy_buffer_put_text(to, "ground: ");
        put(to, ground);
        sy_buffer_put_text(to, "; ");
    }
    sy_buffer_printf(to, "registry entry %" PRIu64 ")", state->index);
}

static void put_successors(struct sy_buffer *to, const struct sy_registry_state *state)
{
    sy_buffer_put_text(to, " was succeeded by ");
    put_list(to, state->body, SY_ORGANISATION_SUCCESSORS);
    put_ground(to, state);
    sy_buffer_put_text(to, "; declare it in the name of the successor, with its key");
}

static const char only_safety[] =
    ": only recall, return, holding, inspection and destruction are taken from it; ";

void sy_admission_say_standing(struct sy_admission_case *it, struct sy_bytes subject,
                               const struct sy_registry_state *state, enum sy_force force)
{
    struct sy_buffer words = {0};

    put(&words, subject);
    if (force == SY_FORCE_SUCCEEDED) {
        put_successors(&words, state);
    } else if (force == SY_FORCE_SUSPENDED) {
        sy_buffer_put_text(&words, " is suspended");
        if (state->term != INT64_MAX) {
            sy_buffer_put_text(&words, " until ");
            put_time(&words, state->term);
        }
        put_ground(&words, state);
        sy_buffer_put_text(&words, only_safety);
        sy_buffer_put_text(&words, "ask ");
        put_office(&words, state);
        sy_buffer_put_text(&words, " to reinstate it");
    } else {
        bool organisation = state->type == SY_TYPE_ORGANISATION;
        bool struck = state->verb == SY_ORGANISATION_STRUCK_OFF;

        sy_buffer_put_text(&words, !organisation ? " is not in force any more"
                                   : struck      ? " was struck off the register"
                                                 : " was expelled");
        put_ground(&words, state);
        sy_buffer_put_text(&words, only_safety);
        sy_buffer_put_text(&words, "ask ");
        put_office(&words, state);
        sy_buffer_put_text(&words, " if that is wrong");
    }
    finish(it, &words);
}

void sy_admission_say_official(struct sy_admission_case *it, struct sy_bytes step)
{
    struct sy_buffer words = {0};

    put(&words, it->statement->principal);
    sy_buffer_put_text(&words, " is no office, and only an office may declare ");
    put_step(&words, step);
    sy_buffer_put_text(&words, "; ask the office concerned to declare it");
    finish(it, &words);
}

void sy_admission_say_role(struct sy_admission_case *it, struct sy_bytes class,
                           struct sy_bytes step, uint32_t roles)
{
    struct sy_buffer words = {0};

    put(&words, it->statement->principal);
    if (it->roles == 0) {
        sy_buffer_put_text(&words, " (an office)");
    } else {
        sy_buffer_put_text(&words, " (");
        put_names(&words, it->roles, sy_role_name);
        sy_buffer_put_text(&words, ")");
    }
    sy_buffer_put_text(&words, " may not take ");
    put_step(&words, step);
    put_class(&words, class);
    sy_buffer_put_text(&words, "; ask ");
    put_office(&words, &it->principal);
    sy_buffer_put_text(&words, " for the role ");
    put_names(&words, roles, sy_role_name);
    finish(it, &words);
}

static void put_delegation(struct sy_buffer *to, const struct sy_admission_case *it)
{
    put(to, it->statement->signers[0].subject);
    sy_buffer_put_text(to, " speaks for ");
    put(to, it->statement->principal);
    sy_buffer_printf(to, " by a delegation (registry entry %" PRIu64 ") that does not cover ",
                     it->statement->delegation);
}

static void put_grant(struct sy_buffer *to, const struct sy_admission_case *it)
{
    sy_buffer_put_text(to, "; ask ");
    put(to, it->statement->principal);
    sy_buffer_put_text(to, " to grant it, or to sign this itself");
}

void sy_admission_say_delegated_step(struct sy_admission_case *it, struct sy_bytes step)
{
    struct sy_buffer words = {0};

    put_delegation(&words, it);
    put_step(&words, step);
    sy_buffer_put_text(&words, ", only ");
    put_list(&words, it->delegation.body, SY_DELEGATION_STEPS);
    put_grant(&words, it);
    finish(it, &words);
}

void sy_admission_say_delegated_place(struct sy_admission_case *it, struct sy_bytes place)
{
    struct sy_buffer words = {0};

    put_delegation(&words, it);
    if (place.len == 0) {
        sy_buffer_put_text(&words, "what names no place");
    } else {
        sy_buffer_put_text(&words, "the place ");
        put(&words, place);
    }
    sy_buffer_put_text(&words, ", only ");
    put_list(&words, it->delegation.body, SY_DELEGATION_SITES);
    put_grant(&words, it);
    finish(it, &words);
}

void sy_admission_say_licence(struct sy_admission_case *it, struct sy_bytes class,
                              struct sy_bytes step, uint32_t kinds, struct sy_bytes near,
                              const char *flaw)
{
    struct sy_buffer words = {0};

    put_step(&words, step);
    put_class(&words, class);
    sy_buffer_put_text(&words, " needs a licence in force of the kind ");
    put_names(&words, kinds, sy_licence_kind_name);
    sy_buffer_put_text(&words, ", and ");
    put(&words, it->statement->principal);
    sy_buffer_put_text(&words, " has none for this");
    if (near.len > 0) {
        sy_buffer_put_text(&words, " (");
        put(&words, near);
        sy_buffer_printf(&words, " %s)", flaw);
    }
    sy_buffer_put_text(&words, "; ask ");
    put_office(&words, &it->principal);
    sy_buffer_put_text(&words, " to grant it");
    finish(it, &words);
}
