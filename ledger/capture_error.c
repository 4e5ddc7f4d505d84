#include "ledger/capture_error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/array.h"

static const char ellipsis[] = "…";

void sy_capture_path_push(struct sy_capture_path *path, struct sy_bytes name)
{
    static const uint8_t nothing[1] = {0};

    sy_assert(path->count < SY_CAPTURE_PATH_STEPS_MAX);
    path->step[path->count].name = name;
    if (name.data == NULL)
        path->step[path->count].name.data = nothing;
    path->count++;
}

void sy_capture_path_push_index(struct sy_capture_path *path, uint64_t index)
{
    sy_assert(path->count < SY_CAPTURE_PATH_STEPS_MAX);
    path->step[path->count].name = (struct sy_bytes){NULL, 0};
    path->step[path->count].index = index;
    path->count++;
}

void sy_capture_path_pop(struct sy_capture_path *path)
{
    sy_assert(path->count > 0);
    path->count--;
}

void sy_capture_path_text(const struct sy_capture_path *path, char out[SY_CAPTURE_PATH_BYTES])
{
    size_t len = 0;

    out[0] = 0;
    for (unsigned i = 0; i < path->count && len + 1 < SY_CAPTURE_PATH_BYTES; i++) {
        if (path->step[i].name.data == NULL) {
            int wrote = snprintf(out + len, SY_CAPTURE_PATH_BYTES - len, "[%" PRIu64 "]",
                                 path->step[i].index);

            len += (size_t)wrote;
            continue;
        }
        if (len > 0)
            out[len++] = '.';
        sy_capture_shorten(path->step[i].name, out + len, SY_CAPTURE_PATH_BYTES - len);
        len += strlen(out + len);
    }
}

void sy_capture_shorten(struct sy_bytes text, char *out, size_t size)
{
    size_t len = text.len;
    bool cut = len + 1 > size;

    sy_assert(size > 0);
    if (cut) {
        len = size > sizeof(ellipsis) ? size - sizeof(ellipsis) : 0;
        while (len > 0 && (text.data[len] & 0xc0) == 0x80)
            len--;
    }
    if (len > 0)
        memcpy(out, text.data, len);
    out[len] = 0;
    if (cut && size >= len + sizeof(ellipsis))
        memcpy(out + len, ellipsis, sizeof(ellipsis));
}

struct sy_capture_error *sy_capture_errors_add(struct sy_capture_errors *errors,
                                               enum sy_capture_code code)
{
    struct sy_capture_error *error;
    struct sy_capture_error *list;

    if (errors->count == SY_CAPTURE_ERRORS_MAX) {
        errors->more++;
        return NULL;
    }
    list = sy_array_room(errors->list, errors->count, &errors->capacity, sizeof(*list));
    if (list == NULL) {
        errors->no_memory = true;
        errors->more++;
        return NULL;
    }
    errors->list = list;
    error = &errors->list[errors->count++];
    memset(error, 0, sizeof(*error));
    error->code = code;
    return error;
}

const char *sy_capture_code_name(enum sy_capture_code code)
{
#define NAME(constant, name) [SY_CAPTURE_##constant] = name,
    static const char *const names[] = {SY_CAPTURE_CODE_LIST(NAME)};
#undef NAME

    sy_assert((unsigned)code < SY_CAPTURE_CODE_COUNT);
    return names[code];
}

void sy_capture_errors_close(struct sy_capture_errors *errors)
{
    if (errors == NULL)
        return;
    free(errors->list);
    *errors = (struct sy_capture_errors){0};
}
