#include "ledger/admission_record.h"

#include "ledger/cbv.h"
#include "proto/wire.h"

#define TERM(word) SY_ADMISSION_TERM word

/* By type: its name, and whether it is admitted from everybody, or from offices alone. */
static const struct {
    const char *name;
    bool free;
    bool official;
} types[] = {
    [SY_TYPE_MASTER_DATA] = {TERM("master_data"), false, false},
    [SY_TYPE_CODE_LIFECYCLE] = {TERM("code_lifecycle"), false, false},
    [SY_TYPE_CODE_CHECK] = {TERM("code_check"), true, false},
    [SY_TYPE_LOT_CERTIFICATE] = {TERM("lot_certificate"), false, false},
    [SY_TYPE_SAMPLE] = {TERM("sample"), true, false},
    [SY_TYPE_TEST_RESULT] = {TERM("test_result"), true, false},
    [SY_TYPE_ASSET_CHECK] = {TERM("asset_check"), true, false},
    [SY_TYPE_INPUT_USE] = {TERM("input_use"), false, false},
    [SY_TYPE_RECALL_NOTICE] = {TERM("recall_notice"), true, false},
    [SY_TYPE_RECALL_RESPONSE] = {TERM("recall_response"), true, false},
    [SY_TYPE_DISPOSAL] = {TERM("disposal"), true, false},
    [SY_TYPE_STOP_ORDER] = {TERM("stop_order"), true, false},
    [SY_TYPE_COMPLAINT] = {TERM("complaint"), true, false},
    [SY_TYPE_RISK_STEP] = {TERM("risk_step"), true, false},
    [SY_TYPE_INCIDENT] = {TERM("incident"), true, false},
    [SY_TYPE_DEPARTMENT_NOTICE] = {TERM("department_notice"), false, true},
    [SY_TYPE_CASE] = {TERM("case"), false, true},
    [SY_TYPE_DECISION] = {TERM("decision"), false, true},
    [SY_TYPE_DRAW] = {TERM("draw"), false, true},
    [SY_TYPE_ASSESSMENT] = {TERM("assessment"), false, false},
    [SY_TYPE_PLEDGE] = {TERM("pledge"), false, false},
    [SY_TYPE_PUBLICATION] = {TERM("publication"), false, false},
    [SY_TYPE_CERTIFICATION_STEP] = {TERM("certification_step"), false, false},
    [SY_TYPE_DOCUMENT] = {TERM("document"), false, false},
    [SY_TYPE_DISCLOSURE] = {TERM("disclosure"), false, false},
    [SY_TYPE_FOREIGN_EVIDENCE] = {TERM("foreign_evidence"), false, false},
    [SY_TYPE_CORRECTION] = {TERM("correction"), true, false},
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

bool sy_admission_type_is_official(uint32_t type)
{
    return type < TYPES && types[type].official;
}

static bool is_one_of(struct sy_bytes word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (sy_bytes_equal(word, sy_text(*list)))
            return true;
    }
    return false;
}

/* Field numbers of EpcisEvent (epcis.proto). */
enum {
    EVENT_TYPE = 1,
    ACTION = 5,
    BIZ_STEP = 6,
    DISPOSITION = 7,
    PERSISTENT = 8,
    DECLARATION = 9,
    EPCS = 11,
    QUANTITIES = 12,
    CHILDREN = 14,
    CHILD_QUANTITIES = 15,
    INPUTS = 16,
    INPUT_QUANTITIES = 17,
    OUTPUTS = 18,
    OUTPUT_QUANTITIES = 19,
    READ_POINT = 21,
    BIZ_LOCATION = 22,
    FIELDS = 23
};

/* An event's fields, as written; of one that stands in several parts that of the first. */
struct event {
    struct sy_bytes field[FIELDS];
};

/* Views read every event, and take their time; a node that admits has little. */
static enum sy_err read_event(const struct sy_epcis_parts *parts, struct event *out)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        struct sy_wire wire = sy_wire_open(parts->body[i]);
        struct sy_wire_field field;
        enum sy_err err;

        while ((err = sy_wire_next(&wire, &field)) == SY_OK) {
            if (field.number < FIELDS && out->field[field.number].data == NULL)
                out->field[field.number] = field.bytes;
        }
        if (err != SY_NOT_FOUND)
            return SY_BAD_ENCODING;
    }
    return SY_OK;
}

/* An event that brings goods into the world; to take one back makes none. */
static bool makes_goods(const struct event *event)
{
    struct sy_bytes type = event->field[EVENT_TYPE];

    if (sy_bytes_equal(type, sy_text("ObjectEvent")))
        return sy_bytes_equal(event->field[ACTION], sy_text("ADD"));
    return event->field[OUTPUTS].data != NULL || event->field[OUTPUT_QUANTITIES].data != NULL;
}

static bool sets_recalled(struct sy_bytes persistent)
{
    struct sy_wire wire = sy_wire_open(persistent);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1 &&
            sy_bytes_equal(sy_cbv_bare(SY_CBV_DISPOSITION, field.bytes), sy_text("recalled")))
            return true;
    }
    return false;
}

static bool is_free_event(const struct event *event, struct sy_bytes step)
{
    static const char *const steps[] = {"inspecting", "holding", "destroying", NULL};
    static const char *const handling[] = {
        "accepting", "arriving", "collecting", "decommissioning",  "departing",    "loading",
        "receiving", "removing", "shipping",   "staging_outbound", "transporting", "unloading",
        "storing",   NULL};
    static const char *const fates[] = {"recalled", "returned", "destroyed", "disposed",
                                        "damaged",  "expired",  NULL};

    if (event->field[DECLARATION].data != NULL)
        return true;
    if (makes_goods(event))
        return false;
    if (is_one_of(step, steps))
        return true;
    return (step.len == 0 || is_one_of(step, handling)) &&
           (sets_recalled(event->field[PERSISTENT]) ||
            is_one_of(sy_cbv_bare(SY_CBV_DISPOSITION, event->field[DISPOSITION]), fates));
}

/* The bodies that can be read: those that are not sealed. That the parts are canonical was
 * checked before. */
static enum sy_err read_parts(const struct sy_record_share *share,
                              struct sy_admission_record *out)
{
    for (size_t i = 0; i < share->part_count; i++) {
        struct sy_wire wire = sy_wire_open(share->parts[i].part);
        uint32_t kind = share->parts[i].kind;
        struct sy_wire_field field;
        enum sy_err err;

        while ((err = sy_wire_next(&wire, &field)) == SY_OK) {
            if (field.number == 2)
                out->type = (uint32_t)field.value;
            else if (field.number == 3 && kind >= SY_PART_OPEN && kind <= SY_PART_KINDS)
                out->parts.body[kind - 1] = field.bytes;
        }
        if (err != SY_NOT_FOUND)
            return SY_BAD_ENCODING;
    }
    return SY_OK;
}

/* The same step is written the same way all over a statement. */
static struct sy_bytes bare_step(struct sy_bytes written,
                                 const struct sy_admission_record *before)
{
    return before->written.data != NULL && sy_bytes_equal(written, before->written)
               ? before->step
               : sy_cbv_bare(SY_CBV_BIZ_STEP, written);
}

enum sy_err sy_admission_record_read(const struct sy_record_share *share,
                                     const struct sy_admission_record *before,
                                     struct sy_admission_record *out)
{
    struct sy_admission_record record = {0};
    struct event event = {0};
    enum sy_err err = read_parts(share, &record);

    if (err == SY_OK && record.type == SY_TYPE_EPCIS_EVENT) {
        err = read_event(&record.parts, &event);
        record.written = event.field[BIZ_STEP];
        record.step = bare_step(record.written, before);
        record.places[0] = sy_epcis_field(event.field[BIZ_LOCATION], 1);
        record.places[1] = sy_epcis_field(event.field[READ_POINT], 1);
        record.free = err == SY_OK && is_free_event(&event, record.step);
    } else if (err == SY_OK && record.type < TYPES && types[record.type].name != NULL) {
        record.step = sy_text(types[record.type].name);
        record.free = types[record.type].free;
    }
    if (err == SY_OK)
        *out = record;
    return err;
}

struct sy_admission_goods sy_admission_goods(const struct sy_admission_record *record,
                                             bool inputs)
{
    return (struct sy_admission_goods){.record = record, .inputs = inputs};
}

static bool is_goods(uint32_t number, bool inputs)
{
    if (inputs)
        return number == INPUTS || number == INPUT_QUANTITIES;
    return number == EPCS || number == QUANTITIES || number == CHILDREN ||
           number == CHILD_QUANTITIES || number == OUTPUTS || number == OUTPUT_QUANTITIES;
}

static bool is_quantity(uint32_t number)
{
    return number == QUANTITIES || number == CHILD_QUANTITIES || number == INPUT_QUANTITIES ||
           number == OUTPUT_QUANTITIES;
}

bool sy_admission_goods_next(struct sy_admission_goods *goods, struct sy_bytes *id)
{
    struct sy_wire_field field;

    for (;;) {
        while (sy_wire_next(&goods->wire, &field) == SY_OK) {
            if (!is_goods(field.number, goods->inputs))
                continue;
            *id = is_quantity(field.number) ? sy_epcis_field(field.bytes, 2) : field.bytes;
            if (id->len > 0)
                return true;
        }
        if (goods->part == SY_PART_KINDS)
            return false;
        goods->wire = sy_wire_open(goods->record->parts.body[goods->part++]);
    }
}
