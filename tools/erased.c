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

enum sy_err sy_erased_add(const struct sy_erased_place *place,
                          const struct sy_record_share *record, struct sy_epcis_parts *parts)
{
    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        struct sy_erasure erasure;
        enum sy_err err;

        if (share->part.data != NULL || share->kind > SY_PART_CHAIN)
            continue;
        err = sy_erased_find(place, share, &erasure);
        if (err == SY_OK)
            parts->body[share->kind - 1] = erasure.what.residue;
        else if (err != SY_NOT_FOUND)
            return err;
    }
    return SY_OK;
}

/* Who answers for the order; empty when its entry cannot be read. */
static struct sy_bytes who_ordered(const struct sy_directory *directory,
                                   const struct sy_erasure *erasure)
{
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;

    if (sy_log_statement(sy_directory_log(directory), erasure->what.order, &bytes, &entry,
                         &statement) != SY_OK)
        return (struct sy_bytes){NULL, 0};
    return statement.principal;
}

static void put_who(struct sy_buffer *to, const struct sy_directory *directory,
                    struct sy_bytes subject)
{
    struct sy_bytes name = sy_directory_name(directory, subject);

    sy_plain_put(to, name.len > 0 ? name : subject);
    if (name.len == 0)
        return;
    sy_buffer_put_text(to, " (");
    sy_plain_put(to, subject);
    sy_buffer_put_u8(to, ')');
}

void sy_erased_say(struct sy_output *o, const struct sy_directory *directory,
                   const struct sy_erasure *erasure)
{
    const char *kind = sy_words_part(erasure->what.kind, o->language);
    struct sy_buffer ground = {0};
    struct sy_buffer who = {0};
    char number[24];
    char order[24];

    snprintf(number, sizeof(number), "%u", erasure->what.kind);
    snprintf(order, sizeof(order), "%" PRIu64, erasure->what.order);
    sy_plain_put(&ground, erasure->ground);
    put_who(&who, directory, who_ordered(directory, erasure));
    sy_output_say(o, SY_SAY(PART_ERASED, kind == NULL ? number : kind, order,
                            sy_buffer_text(&ground), sy_buffer_text(&who)));
    sy_buffer_close(&ground);
    sy_buffer_close(&who);
}

void sy_erased_put(struct sy_output *o, const struct sy_directory *directory,
                   const struct sy_erasure *erasure)
{
    struct sy_json_writer *w = sy_output_json(o);

    if (erasure == NULL) {
        sy_json_put_null(w);
        return;
    }
    sy_json_begin_object(w);
    sy_output_number(o, "kind", erasure->what.kind);
    sy_output_number(o, "order", erasure->what.order);
    sy_json_name(w, "by");
    sy_json_put_text(w, who_ordered(directory, erasure));
    sy_json_name(w, "ground");
    sy_json_put_text(w, erasure->ground);
    if (erasure->reason.data != NULL) {
        sy_json_name(w, "reason");
        sy_json_put_text(w, erasure->reason);
    }
    sy_json_end_object(w);
}
