#include "tools/erased.h"

#include <inttypes.h>
#include <stdio.h>

#include "tools/plain.h"
#include "tools/words.h"

enum sy_err sy_erased_find(const struct sy_erased_place *place,
                           const struct sy_part_share *share, struct sy_erasure *out)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(place->directory);
    struct sy_buffer subject = {0};
    struct sy_registry_state state;
    enum sy_err err;

    sy_erasure_subject(place->origin, place->index, place->record, (uint8_t)share->kind,
                       &subject);
    err = subject.err;
    if (err == SY_OK)
        err = sy_registry_state(registry, sy_buffer_bytes(&subject), sy_registry_size(registry),
                                &state);
    sy_buffer_close(&subject);
    if (err == SY_OK)
        err = sy_erasure_read(state.body, state.index, out);
    if (err != SY_OK)
        return err;
    return sy_bytes_equal(share->hash,
                          (struct sy_bytes){out->what.part_hash.bytes, SY_HASH_BYTES})
               ? SY_OK
               : SY_NOT_FOUND;
}

void sy_erased_say(struct sy_output *o, const struct sy_erasure *erasure)
{
    const char *kind = sy_words_part(erasure->what.kind, o->language);
    struct sy_buffer ground = {0};
    char number[24];
    char order[24];

    snprintf(number, sizeof(number), "%u", erasure->what.kind);
    snprintf(order, sizeof(order), "%" PRIu64, erasure->what.order);
    sy_plain_put(&ground, erasure->ground);
    sy_output_say(o, SY_SAY(PART_ERASED, kind == NULL ? number : kind, order,
                            sy_buffer_text(&ground) == NULL ? "" : sy_buffer_text(&ground)));
    sy_buffer_close(&ground);
}

void sy_erased_put(struct sy_output *o, const struct sy_erasure *erasure)
{
    struct sy_json_writer *w = sy_output_json(o);

    if (erasure == NULL) {
        sy_json_put_null(w);
        return;
    }
    sy_json_begin_object(w);
    sy_output_number(o, "kind", erasure->what.kind);
    sy_output_number(o, "order", erasure->what.order);
    sy_json_name(w, "ground");
    sy_json_put_text(w, erasure->ground);
    if (erasure->reason.data != NULL) {
        sy_json_name(w, "reason");
        sy_json_put_text(w, erasure->reason);
    }
    sy_json_end_object(w);
}
