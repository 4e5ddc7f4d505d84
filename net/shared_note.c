#include "net/shared_note.h"

#include <stdlib.h>
#include <string.h>

struct sy_shared_note {
    size_t users;
    uint64_t size;
    size_t len;
    uint8_t data[];
};

enum sy_err sy_shared_note_make(struct sy_bytes bytes, uint64_t size,
                                struct sy_shared_note **out)
{
    struct sy_shared_note *note = malloc(sizeof(*note) + bytes.len);

    if (note == NULL)
        return SY_NO_MEMORY;
    note->users = 1;
    note->size = size;
    note->len = bytes.len;
    if (bytes.len > 0)
        memcpy(note->data, bytes.data, bytes.len);
    *out = note;
    return SY_OK;
}

struct sy_shared_note *sy_shared_note_use(struct sy_shared_note *note)
{
    if (note != NULL)
        note->users++;
    return note;
}

void sy_shared_note_release(struct sy_shared_note *note)
{
    if (note == NULL)
        return;
    sy_assert(note->users > 0);
    if (--note->users == 0)
        free(note);
}

struct sy_bytes sy_shared_note_bytes(const struct sy_shared_note *note)
{
    return note == NULL ? (struct sy_bytes){NULL, 0} : (struct sy_bytes){note->data, note->len};
}

uint64_t sy_shared_note_size(const struct sy_shared_note *note)
{
    return note == NULL ? 0 : note->size;
}
