#include "ledger/capture_value.h"

#include "ledger/capture_check.h"
#include "ledger/json_writer.h"
#include "proto/wire.h"

void sy_capture_value_refuse_personal(struct sy_capture_walk *walk, const struct sy_json *node)
{
    if (node->type == SY_JSON_TEXT || node->type == SY_JSON_NUMBER) {
        if (sy_capture_check_personal(node->text) || sy_capture_check_personal(node->name))
            sy_capture_walk_error(walk, SY_CAPTURE_PERSONAL_NUMBER, NULL, "");
        return;
    }
    for (const struct sy_json *n = node->first; n != NULL; n = n->next)
        sy_capture_value_refuse_personal(walk, n);
}

bool sy_capture_value_check(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                            const struct sy_json *node)
{
    enum sy_capture_code code = SY_CAPTURE_WRONG_TYPE;
    const char *expected = "";
    char words[SY_CAPTURE_VALUE_BYTES];

    if (node->type != SY_JSON_TEXT) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, node, "text");
        return false;
    }
    if (sy_capture_check_text(row, node->text, &code, &expected))
        return true;
    if (code == SY_CAPTURE_BAD_VOCABULARY) {
        sy_capture_check_words((enum sy_cbv)row->vocabulary, words, sizeof(words));
        expected = words;
    }
    /* The number of a person goes no further, not into an error either. */
    sy_capture_walk_error(walk, code, code == SY_CAPTURE_PERSONAL_NUMBER ? NULL : node,
                          expected);
    return false;
}

void sy_capture_value_text(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind)
{
    if (!sy_capture_value_check(walk, row, node))
        return;
    if (kind == SY_PART_OPEN)
        sy_capture_value_refuse_personal(walk, node);
    sy_wire_put_bytes(sy_capture_walk_into(walk, kind), row->number, node->text);
}

void sy_capture_value_texts(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                            const struct sy_json *list, enum sy_part_kind kind)
{
    uint64_t at = 0;

    if (list->type != SY_JSON_LIST) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, list, "list of texts");
        return;
    }
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        sy_capture_path_push_index(&walk->path, at++);
        sy_capture_value_text(walk, row, n, kind);
        sy_capture_path_pop(&walk->path);
    }
}

void sy_capture_value_number(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                             const struct sy_json *node, enum sy_part_kind kind)
{
    if (node->type != SY_JSON_NUMBER) {
        sy_capture_walk_error(walk, SY_CAPTURE_NOT_A_NUMBER, node, "");
        return;
    }
    sy_wire_put_bytes(sy_capture_walk_into(walk, kind), row->number, node->text);
}

void sy_capture_value_bool(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind)
{
    if (node->type != SY_JSON_BOOL) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, node, "true or false");
        return;
    }
    sy_wire_put_uint(sy_capture_walk_into(walk, kind), row->number, node->truth);
}

struct sy_bytes sy_capture_value_json_text(struct sy_capture_walk *walk,
                                           const struct sy_json *node)
{
    struct sy_json_writer w = {.to = &walk->json};

    sy_buffer_clear(&walk->json);
    sy_json_write(&w, node);
    if (walk->json.err != SY_OK)
        walk->failed = true;
    return sy_buffer_bytes(&walk->json);
}

void sy_capture_value_json(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind)
{
    if (kind == SY_PART_OPEN)
        sy_capture_value_refuse_personal(walk, node);
    sy_wire_put_bytes(sy_capture_walk_into(walk, kind), row->number,
                      sy_capture_value_json_text(walk, node));
}
