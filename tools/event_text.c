#include "tools/event_text.h"

#include <stdio.h>
#include <string.h>

#include "tools/plain.h"
#include "tools/words.h"

enum { THINGS_MAX = 8, NOTES_MAX = 8, NOTE_BYTES_MAX = 200 };

/* What a line begins with. */
struct label {
    const char *text[SY_LANGUAGES];
};

static const struct label things = {{"things", "对象"}};
static const struct label inputs = {{"used up", "投入"}};
static const struct label outputs = {{"gave", "产出"}};
static const struct label container_label = {{"in", "容器"}};
static const struct label paper_label = {{"under", "归入"}};
static const struct label place = {{"at", "地点"}};
static const struct label remains = {{"then at", "其后位于"}};
static const struct label from_party = {{"from", "来自"}};
static const struct label to_party = {{"to", "交给"}};
static const struct label paper = {{"papers", "单证"}};
static const struct label state = {{"state", "状态"}};
static const struct label state_set = {{"state from now on", "持续状态"}};
static const struct label state_unset = {{"state ended", "解除状态"}};
static const struct label measured = {{"measured", "测得"}};
static const struct label about = {{"about it", "属性"}};
static const struct label further = {{"further", "其他"}};

static void begin_line(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct label *label)
{
    sy_buffer_printf(to, "    %s%s", label->text[t->language],
                     t->language == SY_CHINESE ? "：" : ": ");
}

static const char *separator(const struct sy_event_teller *t)
{
    return t->language == SY_CHINESE ? "；" : "; ";
}

static struct sy_bytes text_of(const struct sy_json *node)
{
    if (node == NULL || (node->type != SY_JSON_TEXT && node->type != SY_JSON_NUMBER))
        return (struct sy_bytes){NULL, 0};
    return node->text;
}

/* A word of a vocabulary, or what was written. */
static void put_word(struct sy_buffer *to, const struct sy_event_teller *t,
                     enum sy_cbv vocabulary, struct sy_bytes value)
{
    const char *word = sy_words_of(vocabulary, value, t->language);

    if (word != NULL)
        sy_buffer_put_text(to, word);
    else
        sy_plain_put(to, sy_cbv_bare(vocabulary, value));
}

void sy_event_put_step(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *event)
{
    struct sy_bytes step = text_of(sy_json_member(event, "bizStep"));
    struct sy_bytes type = text_of(sy_json_member(event, "type"));
    struct sy_bytes action = text_of(sy_json_member(event, "action"));
    const char *done = sy_words_action(type, action, t->language);

    if (step.len > 0)
        put_word(to, t, SY_CBV_BIZ_STEP, step);
    if (step.len > 0 && done != NULL)
        sy_buffer_printf(to, t->language == SY_CHINESE ? "（%s）" : " (%s)", done);
    else if (done != NULL)
        sy_buffer_put_text(to, done);
    else if (step.len == 0)
        sy_plain_put(to, type);
}

static void put_quantity(struct sy_buffer *to, const struct sy_event_teller *t,
                         const struct sy_json *element)
{
    struct sy_bytes amount = text_of(sy_json_member(element, "quantity"));
    struct sy_bytes uom = text_of(sy_json_member(element, "uom"));
    struct sy_bytes declared = text_of(sy_json_member(element, "suyuan:declared"));
    struct sy_bytes basis = text_of(sy_json_member(element, "suyuan:basis"));
    const char *unit = sy_words_unit(uom, t->language);

    if (amount.len > 0) {
        sy_buffer_put_u8(to, ' ');
        sy_plain_put(to, amount);
        if (uom.len > 0)
            sy_buffer_put_u8(to, ' ');
        if (unit != NULL)
            sy_buffer_put_text(to, unit);
        else
            sy_plain_put(to, uom);
    }
    if (basis.len > 0 && !sy_bytes_equal(basis, sy_text("COUNT"))) {
        sy_buffer_put_u8(to, ' ');
        put_word(to, t, SY_CBV_BASIS, basis);
    }
    if (declared.len > 0) {
        sy_buffer_put_text(to, t->language == SY_CHINESE ? "（" : " (");
        sy_plain_put(to, declared);
        sy_buffer_put_text(to, t->language == SY_CHINESE ? "）" : ")");
    }
}

/* The list's things, those of one class as one; *count how many were said. */
static void put_quantities(struct sy_buffer *to, const struct sy_event_teller *t,
                           const struct sy_json *list, const struct label *label, size_t *count)
{
    struct sy_bytes before = {NULL, 0};

    for (const struct sy_json *at = list == NULL ? NULL : list->first; at != NULL;
         at = at->next) {
        struct sy_bytes class = text_of(sy_json_member(at, "epcClass"));

        if (class.len > 0 && sy_bytes_equal(class, before)) {
            if (sy_json_member(at, "quantity") != NULL)
                sy_buffer_put_u8(to, ',');
        } else {
            if (*count == THINGS_MAX)
                break;
            if (*count == 0)
                begin_line(to, t, label);
            else
                sy_buffer_put_text(to, separator(t));
            ++*count;
            sy_event_put_name(to, t, class);
        }
        put_quantity(to, t, at);
        before = class;
    }
}

static void put_texts(struct sy_buffer *to, const struct sy_event_teller *t,
                      const struct sy_json *list, const struct label *label, size_t *count)
{
    for (const struct sy_json *at = list == NULL ? NULL : list->first;
         at != NULL && *count < THINGS_MAX; at = at->next, ++*count) {
        if (*count == 0)
            begin_line(to, t, label);
        else
            sy_buffer_put_text(to, separator(t));
        sy_event_put_name(to, t, text_of(at));
    }
}

static size_t length(const struct sy_json *list)
{
    return list == NULL ? 0 : list->count;
}

/* Single things and quantities under one label. */
static void put_things(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *event, const char *singles, const char *quantities,
                       const struct label *label)
{
    const struct sy_json *epcs = sy_json_member(event, singles);
    const struct sy_json *amounts = sy_json_member(event, quantities);
    size_t count = 0;

    put_texts(to, t, epcs, label, &count);
    put_quantities(to, t, amounts, label, &count);
    if (count == 0)
        return;
    if (length(epcs) > THINGS_MAX)
        sy_buffer_printf(to, t->language == SY_CHINESE ? "…… 共 %zu 件" : " ... %zu in all",
                         length(epcs));
    sy_buffer_put_u8(to, '\n');
}

static void put_all_things(struct sy_buffer *to, const struct sy_event_teller *t,
                           const struct sy_json *event)
{
    struct sy_bytes container = text_of(sy_json_member(event, "parentID"));

    put_things(to, t, event, "epcList", "quantityList", &things);
    put_things(to, t, event, "childEPCs", "childQuantityList", &things);
    put_things(to, t, event, "inputEPCList", "inputQuantityList", &inputs);
    put_things(to, t, event, "outputEPCList", "outputQuantityList", &outputs);
    if (container.len > 0) {
        begin_line(to, t,
                   sy_json_is(sy_json_member(event, "type"), "TransactionEvent")
                       ? &paper_label
                       : &container_label);
        sy_event_put_name(to, t, container);
        sy_buffer_put_u8(to, '\n');
    }
}

static bool put_place(struct sy_buffer *to, const struct sy_event_teller *t,
                      const struct sy_json *location, const struct label *label)
{
    struct sy_bytes id = text_of(sy_json_member(location, "id"));
    struct sy_bytes district = text_of(sy_json_member(location, "suyuan:district"));

    if (id.len == 0 && district.len == 0)
        return false;
    begin_line(to, t, label);
    if (id.len > 0)
        sy_event_put_name(to, t, id);
    if (district.len > 0) {
        sy_buffer_printf(to, "%s%s ", id.len > 0 ? " " : "",
                         t->language == SY_CHINESE ? "区划" : "district");
        sy_plain_put(to, district);
    }
    sy_buffer_put_u8(to, '\n');
    return true;
}

static void put_places(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *event, bool chain_withheld)
{
    bool said = put_place(to, t, sy_json_member(event, "readPoint"), &place);

    said = put_place(to, t, sy_json_member(event, "bizLocation"), &remains) || said;
    if (!said && chain_withheld) {
        begin_line(to, t, &place);
        sy_buffer_put_text(to, t->language == SY_CHINESE ? "（未向你公开）\n" : "(withheld)\n");
    }
}

static void put_parties(struct sy_buffer *to, const struct sy_event_teller *t,
                        const struct sy_json *list, const char *member,
                        const struct label *label)
{
    size_t count = 0;

    for (const struct sy_json *at = list == NULL ? NULL : list->first;
         at != NULL && count < THINGS_MAX; at = at->next, count++) {
        if (count == 0)
            begin_line(to, t, label);
        else
            sy_buffer_put_text(to, separator(t));
        put_word(to, t, SY_CBV_SOURCE_TYPE, text_of(sy_json_member(at, "type")));
        sy_buffer_put_u8(to, ' ');
        sy_event_put_name(to, t, text_of(sy_json_member(at, member)));
    }
    if (count > 0)
        sy_buffer_put_u8(to, '\n');
}

/* A word of CBV, or one of ours with its prefix. */
static void put_paper_type(struct sy_buffer *to, const struct sy_event_teller *t,
                           struct sy_bytes type)
{
    const char *word = NULL;
    size_t prefix = strlen("suyuan:");

    if (type.len > prefix && memcmp(type.data, "suyuan:", prefix) == 0)
        word = sy_words_member((struct sy_bytes){type.data + prefix, type.len - prefix},
                               t->language);
    if (word != NULL)
        sy_buffer_put_text(to, word);
    else
        put_word(to, t, SY_CBV_TRANSACTION_TYPE, type);
}

static void put_papers(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *event)
{
    const struct sy_json *list = sy_json_member(event, "bizTransactionList");
    const struct sy_json *certification = sy_json_member(event, "certificationInfo");
    size_t count = 0;

    for (const struct sy_json *at = list == NULL ? NULL : list->first;
         at != NULL && count < THINGS_MAX; at = at->next, count++) {
        struct sy_bytes type = text_of(sy_json_member(at, "type"));

        if (count == 0)
            begin_line(to, t, &paper);
        else
            sy_buffer_put_text(to, separator(t));
        if (type.len > 0) {
            put_paper_type(to, t, type);
            sy_buffer_put_u8(to, ' ');
        }
        if (type.len == 0)
            sy_event_put_name(to, t, text_of(sy_json_member(at, "bizTransaction")));
        else
            sy_event_put_bare_name(to, t, text_of(sy_json_member(at, "bizTransaction")));
    }
    if (certification != NULL && certification->type == SY_JSON_LIST)
        put_texts(to, t, certification, &paper, &count);
    else if (certification != NULL && count < THINGS_MAX) {
        if (count++ == 0)
            begin_line(to, t, &paper);
        else
            sy_buffer_put_text(to, separator(t));
        sy_event_put_name(to, t, text_of(certification));
    }
    if (count > 0)
        sy_buffer_put_u8(to, '\n');
}

static void put_states(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *list, const struct label *label)
{
    for (const struct sy_json *at = list == NULL ? NULL : list->first; at != NULL;
         at = at->next) {
        begin_line(to, t, label);
        put_word(to, t, SY_CBV_DISPOSITION, text_of(at));
        sy_buffer_put_u8(to, '\n');
    }
}

static void put_disposition(struct sy_buffer *to, const struct sy_event_teller *t,
                            const struct sy_json *event)
{
    const struct sy_json *lasting = sy_json_member(event, "persistentDisposition");
    struct sy_bytes now = text_of(sy_json_member(event, "disposition"));

    if (now.len > 0) {
        begin_line(to, t, &state);
        put_word(to, t, SY_CBV_DISPOSITION, now);
        sy_buffer_put_u8(to, '\n');
    }
    put_states(to, t, sy_json_member(lasting, "set"), &state_set);
    put_states(to, t, sy_json_member(lasting, "unset"), &state_unset);
}

static void put_report(struct sy_buffer *to, const struct sy_event_teller *t,
                       const struct sy_json *report)
{
    struct sy_bytes low = text_of(sy_json_member(report, "minValue"));
    struct sy_bytes high = text_of(sy_json_member(report, "maxValue"));
    struct sy_bytes value = text_of(sy_json_member(report, "value"));
    struct sy_bytes uom = text_of(sy_json_member(report, "uom"));
    struct sy_bytes exception = text_of(sy_json_member(report, "exception"));
    const char *unit = sy_words_unit(uom, t->language);

    begin_line(to, t, &measured);
    put_word(to, t, SY_CBV_MEASUREMENT, text_of(sy_json_member(report, "type")));
    if (value.len > 0) {
        sy_buffer_put_u8(to, ' ');
        sy_plain_put(to, value);
    }
    if (low.len > 0 || high.len > 0) {
        sy_buffer_put_u8(to, ' ');
        sy_plain_put(to, low);
        sy_buffer_put_text(to, t->language == SY_CHINESE ? " 至 " : " to ");
        sy_plain_put(to, high);
    }
    sy_buffer_put_u8(to, ' ');
    if (unit != NULL)
        sy_buffer_put_text(to, unit);
    else
        sy_plain_put(to, uom);
    if (exception.len > 0) {
        sy_buffer_put_text(to, separator(t));
        put_word(to, t, SY_CBV_SENSOR_ALERT, exception);
    }
    sy_buffer_put_u8(to, '\n');
}

static void put_measurements(struct sy_buffer *to, const struct sy_event_teller *t,
                             const struct sy_json *event)
{
    const struct sy_json *list = sy_json_member(event, "sensorElementList");
    size_t count = 0;

    for (const struct sy_json *at = list == NULL ? NULL : list->first; at != NULL;
         at = at->next) {
        const struct sy_json *reports = sy_json_member(at, "sensorReport");

        for (const struct sy_json *r = reports == NULL ? NULL : reports->first;
             r != NULL && count < NOTES_MAX; r = r->next, count++)
            put_report(to, t, r);
    }
}

/* name value, when the value is one that a line can hold. */
static bool put_note(struct sy_buffer *to, const struct sy_event_teller *t,
                     const struct sy_json *member, const struct label *label, bool first)
{
    const uint8_t *colon = memchr(member->name.data, ':', member->name.len);
    struct sy_bytes name = member->name;
    struct sy_bytes value = text_of(member);
    const char *word;

    if (member->type == SY_JSON_BOOL)
        value = sy_text(member->truth ? "true" : "false");
    if (value.len == 0 || value.len > NOTE_BYTES_MAX)
        return false;
    if (colon != NULL)
        name = (struct sy_bytes){colon + 1,
                                 member->name.len - (size_t)(colon + 1 - member->name.data)};
    word = sy_words_member(name, t->language);
    if (first)
        begin_line(to, t, label);
    else
        sy_buffer_put_text(to, separator(t));
    if (word != NULL)
        sy_buffer_put_text(to, word);
    else
        sy_plain_put(to, name);
    sy_buffer_put_u8(to, ' ');
    sy_event_put_bare_name(to, t, value);
    return true;
}

/* Members that EPCIS leaves to its users have a prefix. */
static void put_notes(struct sy_buffer *to, const struct sy_event_teller *t,
                      const struct sy_json *object, const struct label *label)
{
    size_t count = 0;

    for (const struct sy_json *at = object == NULL ? NULL : object->first;
         at != NULL && count < NOTES_MAX; at = at->next) {
        if (at->name.len > 0 && at->name.data[0] != '@' &&
            memchr(at->name.data, ':', at->name.len) != NULL &&
            put_note(to, t, at, label, count == 0))
            count++;
    }
    if (count > 0)
        sy_buffer_put_u8(to, '\n');
}

void sy_event_put_lines(struct sy_buffer *to, const struct sy_event_teller *t,
                        const struct sy_json *event, bool chain_withheld)
{
    put_all_things(to, t, event);
    put_places(to, t, event, chain_withheld);
    put_parties(to, t, sy_json_member(event, "sourceList"), "source", &from_party);
    put_parties(to, t, sy_json_member(event, "destinationList"), "destination", &to_party);
    put_papers(to, t, event);
    put_disposition(to, t, event);
    put_measurements(to, t, event);
    put_notes(to, t, sy_json_member(event, "ilmd"), &about);
    put_notes(to, t, event, &further);
}
