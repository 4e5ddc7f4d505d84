#include "ledger/capture_event.h"

static struct sy_bytes text_of(const struct sy_json *node)
{
    if (node == NULL || node->type != SY_JSON_TEXT)
        return (struct sy_bytes){NULL, 0};
    return node->text;
}

static bool is_word(enum sy_cbv vocabulary, struct sy_bytes value, const char *word)
{
    return sy_bytes_equal(sy_cbv_bare(vocabulary, value), sy_text(word));
}

static bool list_has(const struct sy_json *list, const char *word)
{
    if (list == NULL || list->type != SY_JSON_LIST)
        return false;
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        if (is_word(SY_CBV_DISPOSITION, text_of(n), word))
            return true;
    }
    return false;
}

static bool about_recall(const struct sy_json *event)
{
    const struct sy_json *persistent = sy_json_member(event, "persistentDisposition");
    struct sy_bytes disposition = text_of(sy_json_member(event, "disposition"));

    return is_word(SY_CBV_DISPOSITION, disposition, "recalled") ||
           list_has(sy_json_member(persistent, "set"), "recalled") ||
           list_has(sy_json_member(persistent, "unset"), "recalled");
}

void sy_capture_event_begin(struct sy_capture_walk *walk, const struct sy_json *event)
{
    struct sy_bytes step = text_of(sy_json_member(event, "bizStep"));
    bool sold = is_word(SY_CBV_BIZ_STEP, step, "retail_selling");

    walk->event_id = text_of(sy_json_member(event, "eventID"));
    walk->event_bit = sy_epcis_event_bit(text_of(sy_json_member(event, "type")));
    walk->places_open = sold || is_word(SY_CBV_BIZ_STEP, step, "killing") ||
                        is_word(SY_CBV_BIZ_STEP, step, "entering_exiting");
    walk->amounts_open =
        sold || is_word(SY_CBV_BIZ_STEP, step, "destroying") || about_recall(event);
    sy_capture_walk_context(walk, sy_json_member(event, "@context"));
}

static bool has_some(const struct sy_json *event, const char *name)
{
    const struct sy_json *list = sy_json_member(event, name);

    return list != NULL && list->count > 0;
}

static void error_at(struct sy_capture_walk *walk, const char *name, enum sy_capture_code code,
                     const char *expected)
{
    sy_capture_path_push(&walk->path, sy_text(name));
    sy_capture_walk_error(walk, code, NULL, expected);
    sy_capture_path_pop(&walk->path);
}

static void check_object(struct sy_capture_walk *walk, const struct sy_json *event, bool adds)
{
    bool somewhere = sy_json_member(event, "readPoint") != NULL ||
                     sy_json_member(event, "bizLocation") != NULL;

    if (!has_some(event, "epcList") && !has_some(event, "quantityList") &&
        !(has_some(event, "sensorElementList") && somewhere))
        sy_capture_walk_error(
            walk, SY_CAPTURE_NOTHING_NAMED, NULL,
            "epcList or quantityList, or a sensorElementList with a readPoint");
    if (sy_json_member(event, "ilmd") != NULL && !adds)
        error_at(walk, "ilmd", SY_CAPTURE_MEMBER_MISPLACED,
                 "only an event with action ADD describes what it made");
}

static void check_group(struct sy_capture_walk *walk, const struct sy_json *event)
{
    if (sy_json_is(sy_json_member(event, "action"), "DELETE"))
        return;
    if (!has_some(event, "childEPCs") && !has_some(event, "childQuantityList"))
        sy_capture_walk_error(walk, SY_CAPTURE_NOTHING_NAMED, NULL,
                              "childEPCs or childQuantityList");
}

static void check_transaction(struct sy_capture_walk *walk, const struct sy_json *event)
{
    const struct sy_json *list = sy_json_member(event, "bizTransactionList");

    if (list == NULL)
        error_at(walk, "bizTransactionList", SY_CAPTURE_MEMBER_MISSING, "list of objects");
    else if (list->type == SY_JSON_LIST && list->count == 0)
        error_at(walk, "bizTransactionList", SY_CAPTURE_LIST_EMPTY, "");
}

static void check_transformation(struct sy_capture_walk *walk, const struct sy_json *event)
{
    bool input = has_some(event, "inputEPCList") || has_some(event, "inputQuantityList");
    bool output = has_some(event, "outputEPCList") || has_some(event, "outputQuantityList");
    bool joined = sy_json_member(event, "transformationID") != NULL;

    if (!(input && output) && !(joined && (input || output)))
        sy_capture_walk_error(walk, SY_CAPTURE_NOTHING_NAMED, NULL,
                              "inputs and outputs, or a transformationID with either");
}

static void check_inner_lists(struct sy_capture_walk *walk, const struct sy_json *event)
{
    const struct sy_json *persistent = sy_json_member(event, "persistentDisposition");
    const struct sy_json *sensors = sy_json_member(event, "sensorElementList");

    if (persistent != NULL && persistent->type == SY_JSON_OBJECT &&
        sy_json_member(persistent, "set") == NULL &&
        sy_json_member(persistent, "unset") == NULL)
        error_at(walk, "persistentDisposition", SY_CAPTURE_NOTHING_NAMED, "set or unset");
    if (sensors == NULL || sensors->type != SY_JSON_LIST)
        return;
    sy_capture_path_push(&walk->path, sensors->name);
    for (const struct sy_json *n = sensors->first; n != NULL; n = n->next) {
        const struct sy_json *reports = sy_json_member(n, "sensorReport");

        if (reports != NULL && reports->type == SY_JSON_LIST && reports->count == 0)
            error_at(walk, "sensorReport", SY_CAPTURE_LIST_EMPTY, "");
    }
    sy_capture_path_pop(&walk->path);
}

void sy_capture_event_check(struct sy_capture_walk *walk, const struct sy_json *event)
{
    const struct sy_json *action = sy_json_member(event, "action");

    switch (walk->event_bit) {
    case SY_EVENT_OBJECT:
        check_object(walk, event, sy_json_is(action, "ADD"));
        break;
    case SY_EVENT_AGGREGATION:
    case SY_EVENT_ASSOCIATION:
        check_group(walk, event);
        if (walk->event_bit == SY_EVENT_ASSOCIATION &&
            sy_json_member(event, "parentID") == NULL)
            error_at(walk, "parentID", SY_CAPTURE_MEMBER_MISSING, "URI");
        break;
    case SY_EVENT_TRANSACTION:
        check_transaction(walk, event);
        break;
    case SY_EVENT_TRANSFORMATION:
        check_transformation(walk, event);
        break;
    default:
        break;
    }
    check_inner_lists(walk, event);
}
