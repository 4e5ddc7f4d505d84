#include "tools/act_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/cbv.h"
#include "ledger/check_digit.h"
#include "ledger/hash.h"
#include "ledger/place.h"
#include "ledger/possession.h"
#include "ledger/time.h"
#include "net/clock.h"
#include "proto/record_type.h"
#include "tools/act_rule_list.h"
#include "tools/act_subject.h"
#include "tools/file.h"
#include "tools/lookalike.h"
#include "tools/plain.h"

enum {
    ARENA_BYTES = 256 << 10,
    LINE_BYTES_MAX = 1024,
    STREET_DIGITS = 9,
    GLN_DIGITS = 13,
    DAY_TEXT_BYTES = 10, /* 2026-12-31 */
    DOCUMENT_BYTES_MAX = 256 << 20,
    COUNT_DIGITS_MAX = 9
};

#define DAY_US INT64_C(86400000000)

/* ---- problems and memory ---- */

static void put_word(char *to, struct sy_bytes text)
{
    struct sy_buffer plain = {0};
    const char *shown;

    if (text.len > SY_ACT_FORM_WORD_BYTES / 2)
        text.len = SY_ACT_FORM_WORD_BYTES / 2;
    sy_plain_put(&plain, text);
    shown = sy_buffer_text(&plain);
    snprintf(to, SY_ACT_FORM_WORD_BYTES, "%s", shown == NULL ? "" : shown);
    sy_buffer_close(&plain);
}

/* An option by its dashes; the subject is none. */
static void put_where(const struct sy_act_form *form, const char *field, char *to, size_t size)
{
    bool subject = strcmp(field, "subject") == 0 && strcmp(form->where, "--") == 0;

    snprintf(to, size, "%s%s", subject ? "" : form->where, field);
}

bool sy_act_form_wrong(struct sy_act_form *form, enum sy_message message, const char *field,
                       struct sy_bytes value, const char *more)
{
    struct sy_act_problem *p = &form->problem;

    *p = (struct sy_act_problem){.message = message};
    put_where(form, field, p->words[0], sizeof(p->words[0]));
    put_word(p->words[1], value);
    snprintf(p->words[2], sizeof(p->words[2]), "%s", more);
    snprintf(p->words[3], sizeof(p->words[3]), "%s %s",
             form->rule == NULL ? "" : form->rule->noun,
             form->rule == NULL ? "" : form->rule->word);
    return false;
}

struct sy_saying sy_act_form_saying(const struct sy_act_form *form)
{
    const struct sy_act_problem *p = &form->problem;

    return (struct sy_saying){.message = p->message,
                              .words = {p->words[0], p->words[1], p->words[2], p->words[3]}};
}

struct sy_bytes sy_act_form_keep(struct sy_act_form *form, struct sy_bytes bytes)
{
    size_t start = form->arena.len;

    sy_buffer_put_bytes(&form->arena, bytes);
    if (form->arena.err == SY_OK)
        return (struct sy_bytes){form->arena.data + start, bytes.len};
    (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_TOO_LARGE, "", bytes, "");
    return (struct sy_bytes){NULL, 0};
}

enum sy_err sy_act_form_begin(struct sy_act_form *form, const struct sy_act_rule *rule)
{
    form->arena.max = ARENA_BYTES;
    sy_buffer_clear(&form->arena);
    if (sy_buffer_reserve(&form->arena, ARENA_BYTES) == NULL)
        return SY_NO_MEMORY;
    form->rule = rule;
    form->typed = form->subject = (struct sy_bytes){NULL, 0};
    form->said = 0;
    form->roles = 0;
    form->roles_of = 0;
    form->override = NULL;
    form->draft = sy_act_draft(rule->type, sy_text("?"), 0, rule->verb);
    form->personal.type = 0;
    return SY_OK;
}

void sy_act_form_close(struct sy_act_form *form)
{
    if (form != NULL)
        sy_buffer_close(&form->arena);
}

/* ---- codes ---- */

bool sy_act_form_code(struct sy_act_form *form, const char *field, int lookalike,
                      struct sy_bytes text, struct sy_bytes *out)
{
    struct sy_buffer meant = {.max = LINE_BYTES_MAX};
    char words[2][SY_ACT_FORM_WORD_BYTES];
    char where[SY_ACT_FORM_WHERE_BYTES + 32];
    bool changed = sy_lookalike_put(&meant, (enum sy_lookalike)lookalike, text);

    *out = (struct sy_bytes){NULL, 0};
    if (sy_lookalike_is_mangled(sy_buffer_bytes(&meant)))
        (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_MANGLED, field, text, "");
    else if (meant.err != SY_OK || meant.len == 0)
        (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_LINE, field, text, "");
    else
        *out = sy_act_form_keep(form, sy_buffer_bytes(&meant));
    if (out->data != NULL && changed && form->converted != NULL) {
        put_where(form, field, where, sizeof(where));
        put_word(words[0], text);
        put_word(words[1], sy_buffer_bytes(&meant));
        form->converted(form->context, where, words[0], words[1]);
    }
    sy_buffer_close(&meant);
    return out->data != NULL;
}

/* So many digits; of a GLN with the check digit. */
static bool read_digits(struct sy_act_form *form, const struct sy_act_field *field,
                        struct sy_bytes text, size_t count, struct sy_bytes *out)
{
    char expected[2] = {0};
    bool shaped;

    if (!sy_act_form_code(form, field->name, SY_LOOKALIKE_DIGITS, text, out))
        return false;
    shaped = out->len == count && sy_check_digit_all_digits(*out);
    if (shaped && field->kind == SY_ACT_IS_DISTRICT)
        shaped = sy_node_code_valid(*out);
    if (!shaped)
        return sy_act_form_wrong(form,
                                 field->kind == SY_ACT_IS_GLN      ? SY_MESSAGE_ACT_BAD_GLN
                                 : field->kind == SY_ACT_IS_STREET ? SY_MESSAGE_ACT_BAD_STREET
                                                                   : SY_MESSAGE_BAD_DISTRICT,
                                 field->name, text, "");
    if (field->kind != SY_ACT_IS_GLN)
        return true;
    if (sy_check_digit_gs1(*out, expected) == SY_OK &&
        out->data[out->len - 1] == (uint8_t)expected[0])
        return true;
    return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_CHECK, field->name, *out, expected);
}

/* With the right check character, or the reason why not. */
static bool check_uscc(struct sy_act_form *form, const char *field, struct sy_bytes code)
{
    char right[2] = {0};
    char whole[SY_USCC_CHARACTERS + 1] = {0};

    if (sy_check_digit_uscc(code, right) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_BAD_USCC, field, code, "");
    if (code.data[code.len - 1] == (uint8_t)right[0])
        return true;
    if (form->override != NULL) {
        sy_act_draft_text(&form->draft, SY_ORGANISATION_USCC_OVERRIDE, form->override);
        return true;
    }
    memcpy(whole, code.data, SY_USCC_CHARACTERS - 1);
    whole[SY_USCC_CHARACTERS - 1] = right[0];
    (void)sy_act_form_wrong(form, SY_MESSAGE_WRONG_CHECK_CHARACTER, field, code, right);
    snprintf(form->problem.words[3], sizeof(form->problem.words[3]), "%s", whole);
    return false;
}

/* ---- values ---- */

static bool is_line(struct sy_bytes text)
{
    if (text.len == 0 || text.len > LINE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    }
    return text.data[0] != ' ' && text.data[text.len - 1] != ' ';
}

static bool two_digits(const uint8_t *at, int *out)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *out = 10 * (at[0] - '0') + at[1] - '0';
    return true;
}

/* A day of China's clock, 2026-12-31: where it begins. */
static bool read_day(struct sy_bytes text, int64_t *out)
{
    int century;
    int year;
    int month;
    int day;
    int64_t days;

    if (text.len != DAY_TEXT_BYTES || text.data[4] != '-' || text.data[7] != '-' ||
        !two_digits(text.data, &century) || !two_digits(text.data + 2, &year) ||
        !two_digits(text.data + 5, &month) || !two_digits(text.data + 8, &day) ||
        !sy_date_days(100 * century + year, month, day, &days))
        return false;
    *out = days * DAY_US - 8 * (DAY_US / 24);
    return true;
}

bool sy_act_form_time(struct sy_act_form *form, const char *field, bool end,
                      struct sy_bytes text, int64_t *out)
{
    if (sy_bytes_equal(text, sy_text("now"))) {
        *out = sy_clock_us();
        return true;
    }
    if (read_day(text, out)) {
        *out += end ? DAY_US : 0;
        return true;
    }
    return sy_time_parse(text, out) == SY_OK ||
           sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_TIME, field, text, "");
}

static bool read_number(struct sy_act_form *form, const struct sy_act_field *field,
                        struct sy_bytes text, uint64_t *out)
{
    uint64_t value = 0;

    if (!sy_check_digit_all_digits(text) || text.len > COUNT_DIGITS_MAX)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_NUMBER, field->name, text, "");
    for (size_t i = 0; i < text.len; i++)
        value = 10 * value + (uint64_t)(text.data[i] - '0');
    *out = value;
    return true;
}

bool sy_act_form_word(struct sy_act_form *form, const char *field,
                      const struct sy_act_word *words, struct sy_bytes text, uint32_t *out)
{
    struct sy_buffer list = {0};
    const char *shown;

    *out = sy_act_word_value(words, text);
    if (*out != 0)
        return true;
    for (; words->value != 0; words++)
        sy_buffer_printf(&list, "%s%s", list.len > 0 ? ", " : "", words->name[form->language]);
    shown = sy_buffer_text(&list);
    (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_WORD, field, text,
                            shown == NULL ? "" : shown);
    sy_buffer_close(&list);
    return false;
}

static bool read_public_key(struct sy_act_form *form, const struct sy_act_field *field,
                            struct sy_bytes text, struct sy_bytes *out)
{
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];
    struct sy_public_key key;

    if (sy_base64_decode_exact(text, bytes, sizeof(bytes)) != SY_OK ||
        sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, &key) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_KEY, field->name, text, "");
    *out = sy_act_form_keep(form, (struct sy_bytes){bytes, sizeof(bytes)});
    return out->data != NULL;
}

/* Key, uses and possession; the key is the act's subject. */
static bool take_request(struct sy_act_form *form, const struct sy_act_field *field,
                         struct sy_bytes text)
{
    struct sy_key_request request;
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_bytes key;
    struct sy_bytes possession;

    if (sy_key_request_read(text, &request) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_REQUEST, field->name, text, "");
    sy_key_subject(request.key.bytes, subject);
    form->typed = sy_act_form_keep(form, sy_text(subject));
    key = sy_act_form_keep(form, (struct sy_bytes){request.key.bytes, SY_PUBLIC_KEY_BYTES});
    possession =
        sy_act_form_keep(form, (struct sy_bytes){request.possession, SY_SIGNATURE_BYTES});
    sy_act_draft_bytes(&form->draft, SY_KEY_PUBLIC_KEY, key);
    sy_act_draft_bytes(&form->draft, SY_KEY_POSSESSION, possession);
    for (unsigned use = SY_USE_SIGN; use <= SY_USE_CONNECT; use++) {
        if ((request.uses & 1u << use) != 0)
            sy_act_draft_uint(&form->draft, SY_KEY_USES, use);
    }
    return form->typed.data != NULL && key.data != NULL && possession.data != NULL;
}

static bool from_hex(struct sy_bytes text, uint8_t out[SY_HASH_BYTES])
{
    if (text.len != 2 * (size_t)SY_HASH_BYTES)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        static const char digits[] = "0123456789abcdef";
        uint8_t c = text.data[i] >= 'A' && text.data[i] <= 'F'
                        ? (uint8_t)(text.data[i] - 'A' + 'a')
                        : text.data[i];
        const char *found = c == 0 ? NULL : strchr(digits, c);

        if (found == NULL)
            return false;
        out[i / 2] = (uint8_t)(i % 2 == 0 ? (found - digits) << 4
                                          : out[i / 2] | (uint8_t)(found - digits));
    }
    return true;
}

static bool read_document(struct sy_act_form *form, const struct sy_act_field *field,
                          struct sy_bytes text, struct sy_bytes *out)
{
    struct sy_buffer content = {.max = DOCUMENT_BYTES_MAX};
    struct sy_hash hash;
    char path[LINE_BYTES_MAX + 1];
    enum sy_err err = SY_OK;

    if (!from_hex(text, hash.bytes)) {
        snprintf(path, sizeof(path), "%.*s", (int)text.len, (const char *)text.data);
        err = sy_file_read(path, &content);
        if (err == SY_OK)
            hash = sy_hash_of(sy_buffer_bytes(&content));
        sy_buffer_close(&content);
    }
    if (err != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_NO_DOCUMENT, field->name, text, "");
    *out = sy_act_form_keep(form, (struct sy_bytes){hash.bytes, SY_HASH_BYTES});
    return out->data != NULL;
}

/* ---- taking ---- */

static struct sy_act_draft *draft_of(struct sy_act_form *form, const struct sy_act_field *field)
{
    if ((sy_act_personal_fields(form->rule->type) & SY_FIELD_BIT(field->number)) == 0 ||
        field->type == 0)
        return &form->draft;
    if (form->personal.type == 0)
        form->personal = sy_act_draft(form->rule->type, sy_text("?"), 0, form->rule->verb);
    return &form->personal;
}

static bool put_bytes(struct sy_act_form *form, const struct sy_act_field *field,
                      struct sy_bytes bytes)
{
    sy_act_draft_bytes(draft_of(form, field), field->number, bytes);
    return !form->draft.full ||
           sy_act_form_wrong(form, SY_MESSAGE_ACT_TOO_LARGE, field->name, bytes, "");
}

static bool put_word_value(struct sy_act_form *form, const struct sy_act_field *field,
                           uint32_t value)
{
    if (field->repeated) { /* ascending, each once: put when all are known */
        form->roles |= UINT64_C(1) << value;
        form->roles_of = field->number;
    } else {
        sy_act_draft_uint(&form->draft, field->number, value);
    }
    return true;
}

static bool take_code(struct sy_act_form *form, const struct sy_act_field *field,
                      struct sy_bytes text)
{
    const struct sy_bytes none = {NULL, 0};
    struct sy_bytes code = {NULL, 0};
    bool good = false;

    switch ((int)field->kind) {
    case SY_ACT_IS_CODE:
        good = sy_act_form_code(form, field->name, SY_LOOKALIKE_CODE, text, &code);
        break;
    case SY_ACT_IS_USCC:
        good = sy_act_form_code(form, field->name, SY_LOOKALIKE_USCC, text, &code) &&
               check_uscc(form, field->name, code);
        break;
    case SY_ACT_IS_GLN:
        good = read_digits(form, field, text, GLN_DIGITS, &code);
        break;
    case SY_ACT_IS_DISTRICT:
        good = read_digits(form, field, text, 6, &code);
        break;
    case SY_ACT_IS_STREET:
        good = read_digits(form, field, text, STREET_DIGITS, &code);
        break;
    case SY_ACT_IS_SUBJECT:
        good = sy_act_subject_read(form, field->name, field->subject, text, none, &code);
        break;
    case SY_ACT_IS_KEY:
        good = read_public_key(form, field, text, &code);
        break;
    case SY_ACT_IS_DOCUMENT:
        good = read_document(form, field, text, &code);
        break;
    default:
        sy_assert(false);
    }
    return good && put_bytes(form, field, code);
}

static bool take_text(struct sy_act_form *form, const struct sy_act_field *field,
                      struct sy_bytes text)
{
    if (!is_line(text))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_LINE, field->name, text, "");
    if (field->kind == SY_ACT_IS_STEP && !sy_cbv_allows(SY_CBV_BIZ_STEP, text))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_STEP, field->name, text, "");
    text = sy_act_form_keep(form, text);
    return text.data != NULL && put_bytes(form, field, text);
}

/* Why a wrong check character is meant: entered when there is one. */
static bool is_override(const struct sy_act_field *field)
{
    return strcmp(field->name, "override") == 0;
}

static bool take_override(struct sy_act_form *form, const struct sy_act_field *field,
                          struct sy_bytes text)
{
    const uint8_t nul = 0;

    if (!is_line(text))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_LINE, field->name, text, "");
    text = sy_act_form_keep(form, text);
    if (text.data == NULL || sy_act_form_keep(form, (struct sy_bytes){&nul, 1}).data == NULL)
        return false;
    form->override = (const char *)text.data;
    return field->number == SY_ORGANISATION_USCC_OVERRIDE || put_bytes(form, field, text);
}

/* A value that came as text although an object belongs there. */
static bool take_object_text(struct sy_act_form *form, const struct sy_act_field *field,
                             struct sy_bytes text)
{
    struct sy_json_document document = {.arena_max = 1 << 20};
    bool good = false;

    if (sy_json_parse(text, &document, NULL) != SY_OK || document.root->type != SY_JSON_OBJECT)
        (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_NOT_AN_OBJECT, field->name, text, "");
    else
        good = sy_act_rule_list_take(form, field, document.root);
    sy_json_close(&document);
    return good;
}

/* First or, of a repeated field, again; and the act may say it at all. */
static bool admissible(struct sy_act_form *form, const struct sy_act_field *field)
{
    uint64_t bits = sy_act_field_bits(field);
    const struct sy_bytes none = {NULL, 0};

    if (!sy_act_field_allowed(form->rule, field))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_UNKNOWN, field->name, none, "");
    if ((form->said & bits) != 0 && !field->repeated)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_TWICE, field->name, none, "");
    form->said |= bits;
    return true;
}

bool sy_act_form_take(struct sy_act_form *form, const struct sy_act_field *field,
                      struct sy_bytes text)
{
    uint64_t number;
    uint32_t word;
    int64_t time;

    if (!admissible(form, field))
        return false;
    if (is_override(field))
        return take_override(form, field, text);
    switch ((int)field->kind) {
    case SY_ACT_IS_TEXT:
    case SY_ACT_IS_STEP:
        return take_text(form, field, text);
    case SY_ACT_IS_NUMBER:
        if (!read_number(form, field, text, &number))
            return false;
        sy_act_draft_uint(&form->draft, field->number, number);
        return true;
    case SY_ACT_IS_FROM:
    case SY_ACT_IS_UNTIL:
        if (!sy_act_form_time(form, field->name, field->kind == SY_ACT_IS_UNTIL, text, &time))
            return false;
        sy_act_draft_int(&form->draft, field->number, time);
        return true;
    case SY_ACT_IS_WORD:
        return sy_act_form_word(form, field->name, field->words, text, &word) &&
               put_word_value(form, field, word);
    case SY_ACT_IS_REQUEST:
        return take_request(form, field, text);
    case SY_ACT_IS_MESSAGE:
        return take_object_text(form, field, text);
    default:
        return take_code(form, field, text);
    }
}

bool sy_act_form_take_object(struct sy_act_form *form, const struct sy_act_field *field,
                             const struct sy_json *object)
{
    return admissible(form, field) && sy_act_rule_list_take(form, field, object);
}

bool sy_act_form_subject(struct sy_act_form *form, struct sy_bytes text)
{
    if (form->typed.data != NULL)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_TWICE, "subject", text, "");
    form->typed = sy_act_form_keep(form, text);
    return form->typed.data != NULL;
}

/* ---- finishing ---- */

/* The organisation that the act names as the subject's owner. */
static struct sy_bytes owner_said(const struct sy_act_form *form)
{
    const struct sy_act_field *field;
    size_t cursor = 0;

    while ((field = sy_act_field_each(form->rule->type, &cursor)) != NULL) {
        if (field->kind != SY_ACT_IS_SUBJECT || !sy_act_field_follows(form->rule, field))
            continue;
        for (size_t i = 0; i < form->draft.count; i++) {
            if (form->draft.fields[i].number == field->number)
                return form->draft.fields[i].bytes;
        }
    }
    return (struct sy_bytes){NULL, 0};
}

/* What the subject says by itself and nobody has said. */
static void follow(struct sy_act_form *form)
{
    struct sy_bytes number = {NULL, 0};
    struct sy_bytes owner = sy_act_subject_owner(form->subject, &number);
    const struct sy_act_field *field;
    size_t cursor = 0;

    while (owner.data != NULL &&
           (field = sy_act_field_each(form->rule->type, &cursor)) != NULL) {
        uint64_t bit = SY_FIELD_BIT(field->number);

        if (!sy_act_field_follows(form->rule, field) || (form->said & bit) != 0 ||
            (form->rule->needs & bit) == 0)
            continue;
        form->said |= bit;
        sy_act_draft_bytes(&form->draft, field->number,
                           field->kind == SY_ACT_IS_SUBJECT ? owner : number);
    }
}

/* An organisation whose code was given and nothing else is named by it. */
static void type_code(struct sy_act_form *form)
{
    if (form->rule->type != SY_TYPE_ORGANISATION ||
        form->rule->verb != SY_ORGANISATION_ADMITTED)
        return;
    for (size_t i = 0; i < form->draft.count; i++) {
        if (form->draft.fields[i].number == SY_ORGANISATION_USCC)
            form->typed = form->draft.fields[i].bytes;
    }
}

/* The code of an organisation that is named by it. */
static bool follow_code(struct sy_act_form *form)
{
    static const char prefix[] = "uscc:";
    size_t skip = strlen(prefix);
    struct sy_bytes code = {form->subject.data + skip, form->subject.len - skip};

    if (form->rule->type != SY_TYPE_ORGANISATION ||
        form->rule->verb != SY_ORGANISATION_ADMITTED || form->subject.len <= skip ||
        memcmp(form->subject.data, prefix, skip) != 0 ||
        (form->said & SY_FIELD_BIT(SY_ORGANISATION_USCC)) != 0)
        return true;
    if (!check_uscc(form, "uscc", code))
        return false;
    sy_act_draft_bytes(&form->draft, SY_ORGANISATION_USCC, code);
    return true;
}

static bool all_there(struct sy_act_form *form)
{
    const struct sy_act_field *field;
    const struct sy_bytes none = {NULL, 0};
    size_t cursor = 0;

    while ((field = sy_act_field_each(form->rule->type, &cursor)) != NULL) {
        if ((form->rule->needs & sy_act_field_bits(field) & ~form->said) != 0)
            return sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_MISSING, field->name, none, "");
    }
    return true;
}

bool sy_act_form_finish(struct sy_act_form *form)
{
    const struct sy_bytes none = {NULL, 0};

    if (form->typed.data == NULL)
        type_code(form);
    if (form->typed.data == NULL)
        return sy_act_form_wrong(form, SY_MESSAGE_SUBJECT_NOT_GIVEN, "", none, "");
    if (!sy_act_subject_read(form, "subject", form->rule->type, form->typed, owner_said(form),
                             &form->subject))
        return false;
    for (uint32_t value = 0; value < 64; value++) {
        if ((form->roles & UINT64_C(1) << value) != 0)
            sy_act_draft_uint(&form->draft, form->roles_of, value);
    }
    follow(form);
    if (!follow_code(form) || !all_there(form))
        return false;
    if (form->draft.full || form->personal.full)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_TOO_LARGE, "", none, "");
    form->draft.fields[0].bytes = form->subject;
    form->personal.fields[0].bytes = form->subject;
    return true;
}
