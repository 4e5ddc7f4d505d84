#include "ledger/capture_walk.h"

#include "ledger/json_writer.h"
#include "proto/wire.h"

/* What stands there, as people would write it; of objects and lists only what they are. */
static void show_value(const struct sy_json *node, char out[SY_CAPTURE_VALUE_BYTES])
{
    struct sy_buffer quoted = {0};
    struct sy_json_writer w = {.to = &quoted};
    struct sy_bytes shown = node->text;

    if (node->type == SY_JSON_TEXT) {
        sy_json_put_text(&w, node->text);
        shown = sy_buffer_bytes(&quoted);
    } else if (node->type == SY_JSON_BOOL) {
        shown = sy_text(node->truth ? "true" : "false");
    } else if (node->type != SY_JSON_NUMBER) {
        shown = sy_text(sy_json_type_name(node->type));
    }
    sy_capture_shorten(shown, out, SY_CAPTURE_VALUE_BYTES);
    sy_buffer_close(&quoted);
}

static struct sy_capture_error *add(const struct sy_capture_walk *walk,
                                    struct sy_capture_errors *errors, enum sy_capture_code code)
{
    struct sy_capture_error *error = sy_capture_errors_add(errors, code);

    if (error == NULL)
        return NULL;
    error->event = walk->event;
    sy_capture_shorten(walk->event_id, error->event_id, sizeof(error->event_id));
    sy_capture_path_text(&walk->path, error->path);
    return error;
}

void sy_capture_walk_error(struct sy_capture_walk *walk, enum sy_capture_code code,
                           const struct sy_json *node, const char *expected)
{
    struct sy_capture_error *error = add(walk, walk->errors, code);

    if (error == NULL)
        return;
    sy_capture_shorten(sy_text(expected), error->expected, sizeof(error->expected));
    if (node != NULL)
        show_value(node, error->value);
}

void sy_capture_walk_warning(struct sy_capture_walk *walk, enum sy_capture_code code,
                             const struct sy_json *node)
{
    struct sy_capture_error *warning = add(walk, walk->warnings, code);

    if (warning != NULL)
        show_value(node, warning->value);
}

void sy_capture_walk_unknown(struct sy_capture_walk *walk, const struct sy_json *member)
{
    struct sy_capture_error *error;

    sy_capture_path_push(&walk->path, member->name);
    error = add(walk, walk->errors, SY_CAPTURE_UNKNOWN_MEMBER);
    if (error != NULL)
        sy_capture_shorten(member->name, error->value, sizeof(error->value));
    sy_capture_path_pop(&walk->path);
}

void sy_capture_walk_context(struct sy_capture_walk *walk, const struct sy_json *own)
{
    walk->context = (struct sy_epcis_context){0};
    sy_epcis_context_add(&walk->context, walk->document_context);
    walk->context_kept = walk->context.prefixed;
    walk->context_part = walk->context.other ? SY_PART_COMMERCIAL : SY_PART_OPEN;
    sy_epcis_context_add(&walk->context, own);
}

struct sy_buffer *sy_capture_walk_into(struct sy_capture_walk *walk, enum sy_part_kind kind)
{
    struct sy_capture_frame *frame = &walk->frame[walk->depth];
    unsigned i = (unsigned)kind - 1;

    sy_assert(i < SY_PART_KINDS);
    if (!frame->begun[i]) {
        frame->begun[i] = true;
        if (frame->in_list)
            sy_wire_put_uint(&frame->part[i], 1, frame->at);
    }
    return &frame->part[i];
}

void sy_capture_walk_push(struct sy_capture_walk *walk, bool in_list, uint64_t at)
{
    struct sy_capture_frame *frame;

    sy_assert(walk->depth + 1 < SY_CAPTURE_LEVELS_MAX);
    walk->depth++;
    frame = &walk->frame[walk->depth];
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        sy_buffer_clear(&frame->part[i]);
        frame->begun[i] = false;
    }
    frame->in_list = in_list;
    frame->at = at;
}

void sy_capture_walk_pop(struct sy_capture_walk *walk, uint32_t number,
                         enum sy_part_kind otherwise)
{
    struct sy_capture_frame *frame = &walk->frame[walk->depth];
    bool some = false;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        some = some || frame->begun[i];
    if (!some)
        (void)sy_capture_walk_into(walk, otherwise);
    walk->depth--;
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (!frame->begun[i])
            continue;
        if (frame->part[i].err != SY_OK)
            walk->failed = true;
        sy_wire_put_bytes(sy_capture_walk_into(walk, (enum sy_part_kind)(i + 1)), number,
                          sy_buffer_bytes(&frame->part[i]));
    }
}

void sy_capture_walk_start(struct sy_capture_walk *walk)
{
    walk->depth = 0;
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        sy_buffer_clear(&walk->frame[0].part[i]);
        walk->frame[0].begun[i] = false;
    }
    walk->opened = false;
    walk->floor = SY_PART_OPEN;
}

void sy_capture_walk_finish(struct sy_capture_walk *walk)
{
    sy_assert(walk->depth == 0);
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (walk->frame[0].part[i].err != SY_OK)
            walk->failed = true;
    }
}

void sy_capture_walk_placed(const struct sy_capture_walk *walk, enum sy_part_kind kind)
{
    char path[SY_CAPTURE_PATH_BYTES];

    if (walk->options->placed == NULL)
        return;
    sy_capture_path_text(&walk->path, path);
    walk->options->placed(walk->options->context, walk->event, path, kind);
}

void sy_capture_walk_close(struct sy_capture_walk *walk)
{
    for (unsigned d = 0; d < SY_CAPTURE_LEVELS_MAX; d++) {
        for (unsigned i = 0; i < SY_PART_KINDS; i++)
            sy_buffer_close(&walk->frame[d].part[i]);
    }
    sy_buffer_close(&walk->json);
}
