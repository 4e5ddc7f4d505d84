#include "tests/fault/craft.h"

#include "net/clock.h"
#include "proto/part.h"
#include "proto/record_type.h"

void craft_begin(struct craft *craft, const struct sy_stage *stage)
{
    *craft = (struct craft){
        .scope = sy_stage_scope(stage),
        .origin = sy_stage_origin(stage),
        .statement = {.principal = sy_text(stage->principal),
                      .signer_count = 1,
                      .kind = SY_KIND_RECORDS,
                      .signed_at = sy_clock_us()},
        .signature_count = 1,
    };
    craft->keys[0] = stage->sign;
}

void craft_add(struct craft *craft, uint32_t kind, size_t body_bytes)
{
    uint8_t nonce[SY_NONCE_BYTES] = {0};
    uint8_t *body = malloc(body_bytes + 1);
    struct sy_part part = {{nonce, sizeof(nonce)}, CRAFT_TYPE, {body, body_bytes}};
    struct sy_record_share record = {.index = craft->added, .part_count = 1};
    struct sy_record_digest digest;
    struct sy_buffer bytes = {0};
    struct sy_hash leaf;

    assert_non_null(body);
    memset(body, (int)(craft->added & 0xff), body_bytes);
    sy_put_u64be(nonce, craft->added);
    sy_put_u64be(nonce + 8, (uint64_t)craft->statement.signed_at);
    sy_part_write(&part, &bytes);
    record.parts[0] = (struct sy_part_share){.kind = kind, .part = sy_buffer_bytes(&bytes)};
    sy_record_digest_of(&record, &digest);
    leaf = sy_record_hash(&digest);
    sy_buffer_put(&craft->leaves, &leaf, sizeof(leaf));
    sy_record_share_put(&craft->records, SY_SUBMISSION_RECORDS, &record);
    craft->added++;
    craft->statement.record_count++;
    sy_buffer_close(&bytes);
    free(body);
}

/* As sy_statement_write, which would not write what is wrong. */
static void write_statement(const struct sy_statement *s, struct sy_buffer *to)
{
    sy_wire_put_bytes(to, 1, s->principal);
    for (size_t i = 0; i < s->signer_count; i++) {
        struct sy_buffer signer = {0};

        sy_wire_put_bytes(&signer, 2, s->signers[i].key);
        sy_wire_put_bytes(to, 2, sy_buffer_bytes(&signer));
        sy_buffer_close(&signer);
    }
    if (s->has_delegation)
        sy_wire_put_uint(to, 3, s->delegation);
    sy_wire_put_uint(to, 4, s->kind);
    sy_wire_put_uint(to, 5, s->record_count);
    sy_wire_put_bytes(to, 6, s->records_root);
    sy_wire_put_int(to, 7, s->signed_at);
}

void craft_submission(struct craft *craft, struct sy_buffer *out)
{
    uint8_t signatures[SY_SIGNERS_MAX][SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed[SY_SIGNERS_MAX];
    struct sy_buffer statement = {0};

    if (!craft->root_set) {
        craft->root = sy_merkle_root_of(
            (const struct sy_hash *)(const void *)craft->leaves.data, craft->added);
        craft->statement.records_root = (struct sy_bytes){craft->root.bytes, SY_HASH_BYTES};
    }
    for (size_t i = 0; i < craft->statement.signer_count; i++) {
        if (craft->statement.signers[i].key.data == NULL)
            craft->statement.signers[i].key =
                (struct sy_bytes){craft->keys[i].public_key.bytes, SY_PUBLIC_KEY_BYTES};
    }
    write_statement(&craft->statement, &statement);
    check_err(statement.err, SY_OK);
    for (size_t i = 0; i < craft->signature_count; i++) {
        check_err(sy_statement_sign(&craft->scope, sy_buffer_bytes(&statement), &craft->keys[i],
                                    signatures[i]),
                  SY_OK);
        borrowed[i] = (struct sy_bytes){signatures[i], SY_SIGNATURE_BYTES};
    }
    sy_submission_put_head(out, sy_buffer_bytes(&statement), borrowed, craft->signature_count);
    sy_buffer_put_bytes(out, sy_buffer_bytes(&craft->records));
    check_err(out->err, SY_OK);
    sy_buffer_close(&statement);
}

void craft_append(const char *origin, struct sy_bytes submission, struct sy_buffer *out)
{
    struct sy_append append = {.origin = sy_text(origin), .submission = submission};

    sy_append_write(&append, out);
    check_err(out->err, SY_OK);
}

void craft_finish(struct craft *craft, struct sy_buffer *out)
{
    struct sy_buffer submission = {0};

    craft_submission(craft, &submission);
    craft_append(craft->origin, sy_buffer_bytes(&submission), out);
    sy_buffer_close(&submission);
    craft_close(craft);
}

void craft_close(struct craft *craft)
{
    sy_buffer_close(&craft->records);
    sy_buffer_close(&craft->leaves);
}
