#include "ledger/compose.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "ledger/merkle.h"
#include "proto/part.h"
#include "proto/submission.h"

enum {
    FIRST_CAPACITY = 256,
    KEY_BYTES = 16,
    HEAD_ROOM =
        SY_ENTRY_BYTES_MAX + 4096 /* statement, signatures and tags around the records */
};

struct sy_hash sy_draft_hash(const struct sy_draft *draft)
{
    struct sy_bytes pieces[1 + 2 * SY_PART_KINDS];
    uint8_t lengths[SY_PART_KINDS][9];
    uint8_t type[4];

    sy_put_u32be(type, draft->type);
    pieces[0] = (struct sy_bytes){type, sizeof(type)};
    for (size_t i = 0; i < SY_PART_KINDS; i++) {
        lengths[i][0] = draft->bodies[i].data != NULL;
        sy_put_u64be(lengths[i] + 1, draft->bodies[i].len);
        pieces[1 + 2 * i] = (struct sy_bytes){lengths[i], sizeof(lengths[i])};
        pieces[2 + 2 * i] = draft->bodies[i];
    }
    return sy_hash_pieces(pieces, sizeof(pieces) / sizeof(pieces[0]));
}

static struct sy_repeats_slot *slot_of(struct sy_repeats_slot *slots, size_t capacity,
                                       const uint8_t *key)
{
    size_t at = (size_t)sy_get_u64be(key) & (capacity - 1);

    while (slots[at].count > 0 && memcmp(slots[at].key, key, KEY_BYTES) != 0)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static enum sy_err grow(struct sy_repeats *repeats)
{
    size_t capacity = repeats->capacity == 0 ? FIRST_CAPACITY : 2 * repeats->capacity;
    struct sy_repeats_slot *slots = calloc(capacity, sizeof(*slots));

    if (slots == NULL)
        return SY_NO_MEMORY;
    for (size_t i = 0; i < repeats->capacity; i++) {
        if (repeats->slots[i].count > 0)
            *slot_of(slots, capacity, repeats->slots[i].key) = repeats->slots[i];
    }
    free(repeats->slots);
    repeats->slots = slots;
    repeats->capacity = capacity;
    return SY_OK;
}

enum sy_err sy_repeats_count(struct sy_repeats *repeats, const struct sy_draft *draft,
                             uint64_t *n)
{
    struct sy_hash hash = sy_draft_hash(draft);
    struct sy_repeats_slot *slot;

    if (2 * (repeats->used + 1) > repeats->capacity) {
        enum sy_err err = grow(repeats);

        if (err != SY_OK)
            return err;
    }
    slot = slot_of(repeats->slots, repeats->capacity, hash.bytes);
    if (slot->count == 0) {
        memcpy(slot->key, hash.bytes, KEY_BYTES);
        repeats->used++;
    }
    *n = slot->count++;
    return SY_OK;
}

void sy_repeats_close(struct sy_repeats *repeats)
{
    if (repeats == NULL)
        return;
    free(repeats->slots);
    *repeats = (struct sy_repeats){0};
}

void sy_composer_init(struct sy_composer *composer, struct sy_bytes principal,
                      const uint8_t nonce_secret[SY_HASH_BYTES])
{
    *composer = (struct sy_composer){.principal = principal,
                                     .nonce_secret = nonce_secret,
                                     .count_max = SY_RECORDS_MAX,
                                     .bytes_max = SY_STATEMENT_BYTES_MAX};
}

void sy_composer_limit(struct sy_composer *composer, uint64_t records, uint64_t bytes)
{
    sy_assert(records > 0);
    sy_assert(bytes > HEAD_ROOM);
    if (records < composer->count_max)
        composer->count_max = records;
    if (bytes < composer->bytes_max)
        composer->bytes_max = bytes;
}

/* Every part's bytes one behind the other in the scratch buffer, the share pointing into it. */
static enum sy_err make_parts(struct sy_composer *composer, const struct sy_draft *draft,
                              uint64_t n, struct sy_record_share *out)
{
    struct sy_buffer *bytes = &composer->part;
    struct sy_hash hash = sy_draft_hash(draft);
    size_t ends[SY_PART_KINDS] = {0};
    size_t start = 0;

    sy_buffer_clear(bytes);
    for (uint8_t kind = 1; kind <= SY_PART_KINDS; kind++) {
        uint8_t nonce[SY_NONCE_BYTES];
        struct sy_bytes body = draft->bodies[kind - 1];
        size_t before = bytes->len;

        if (body.data == NULL)
            continue;
        sy_part_nonce(composer->nonce_secret, composer->principal, kind, &hash, n, nonce);
        sy_part_write(&(struct sy_part){{nonce, sizeof(nonce)}, draft->type, body}, bytes);
        if (bytes->err == SY_OK && bytes->len - before > SY_PART_BYTES_MAX)
            return SY_LIMIT;
        out->parts[out->part_count].kind = kind;
        ends[out->part_count++] = bytes->len;
    }
    if (bytes->err != SY_OK)
        return bytes->err;
    for (size_t i = 0; i < out->part_count; i++) {
        out->parts[i].part = (struct sy_bytes){bytes->data + start, ends[i] - start};
        start = ends[i];
    }
    return out->part_count > 0 ? SY_OK : SY_LIMIT;
}

enum sy_err sy_composer_add(struct sy_composer *composer, const struct sy_draft *draft,
                            uint64_t n)
{
    struct sy_record_share record = {.index = composer->count};
    struct sy_record_digest digest;
    struct sy_hash leaf;
    size_t size;
    enum sy_err err = make_parts(composer, draft, n, &record);

    if (err != SY_OK)
        return err;
    size = sy_wire_bytes_size(SY_SUBMISSION_RECORDS, sy_record_share_size(&record));
    if (size > composer->bytes_max - HEAD_ROOM)
        return SY_LIMIT;
    if (composer->count == composer->count_max ||
        composer->records.len > composer->bytes_max - HEAD_ROOM - size)
        return SY_FULL;
    sy_record_digest_of(&record, &digest);
    leaf = sy_record_hash(&digest);
    sy_buffer_put(&composer->leaves, &leaf, sizeof(leaf));
    if (composer->leaves.err == SY_OK)
        sy_record_share_put(&composer->records, SY_SUBMISSION_RECORDS, &record);
    if (composer->records.err != SY_OK || composer->leaves.err != SY_OK)
        return SY_NO_MEMORY;
    composer->count++;
    return SY_OK;
}

struct sy_hash sy_composer_root(const struct sy_composer *composer)
{
    return sy_merkle_root_of((const struct sy_hash *)(const void *)composer->leaves.data,
                             composer->count);
}

static enum sy_err write_statement(const struct sy_composer *composer,
                                   const struct sy_composition *how, const struct sy_hash *root,
                                   struct sy_buffer *out)
{
    struct sy_statement statement = {
        .principal = composer->principal,
        .signer_count = how->key_count + how->further_count,
        .kind = how->kind,
        .record_count = composer->count,
        .records_root = {root->bytes, SY_HASH_BYTES},
        .signed_at = how->signed_at,
        .delay = how->delay,
        .has_delegation = how->has_delegation,
        .delegation = how->delegation,
    };
    enum sy_err err;

    if (composer->count == 0 || statement.signer_count == 0 ||
        statement.signer_count > SY_SIGNERS_MAX)
        return SY_LIMIT;
    for (size_t i = 0; i < how->key_count; i++)
        statement.signers[i].key =
            (struct sy_bytes){how->keys[i].public_key.bytes, SY_PUBLIC_KEY_BYTES};
    for (size_t i = 0; i < how->further_count; i++)
        statement.signers[how->key_count + i] = (struct sy_signer){
            how->further[i].subject,
            {how->further[i].public_key.bytes, SY_PUBLIC_KEY_BYTES},
        };
    err = sy_statement_check(&statement);
    if (err != SY_OK)
        return err;
    sy_statement_write(&statement, out);
    return out->err;
}

static const struct sy_secret_key *key_at(const struct sy_composition *how, size_t i)
{
    return i < how->key_count ? &how->keys[i] : how->further[i - how->key_count].key;
}

enum sy_err sy_composer_finish(struct sy_composer *composer, const struct sy_composition *how,
                               struct sy_buffer *submission, struct sy_hash *id)
{
    uint8_t signatures[SY_SIGNERS_MAX][SY_SIGNATURE_BYTES] = {{0}};
    struct sy_bytes borrowed[SY_SIGNERS_MAX];
    struct sy_hash root = sy_composer_root(composer);
    struct sy_buffer statement = {0};
    size_t before = submission->len;
    enum sy_err err = write_statement(composer, how, &root, &statement);

    for (size_t i = 0; i < how->key_count + how->further_count && err == SY_OK; i++) {
        const struct sy_secret_key *key = key_at(how, i);

        if (key != NULL)
            err =
                sy_statement_sign(&how->scope, sy_buffer_bytes(&statement), key, signatures[i]);
        borrowed[i] = (struct sy_bytes){signatures[i], SY_SIGNATURE_BYTES};
    }
    if (err == SY_OK) {
        sy_submission_put_head(submission, sy_buffer_bytes(&statement), borrowed,
                               how->key_count + how->further_count);
        sy_buffer_put_bytes(submission, sy_buffer_bytes(&composer->records));
        err = submission->err;
        if (err != SY_OK)
            submission->len = before;
    }
    if (err == SY_OK) {
        *id = sy_statement_id(&how->scope, sy_buffer_bytes(&statement));
        sy_buffer_clear(&composer->records);
        sy_buffer_clear(&composer->leaves);
        composer->count = 0;
    }
    sy_buffer_close(&statement);
    return err;
}

void sy_composer_close(struct sy_composer *composer)
{
    if (composer == NULL)
        return;
    sy_buffer_close(&composer->records);
    sy_buffer_close(&composer->leaves);
    sy_buffer_close(&composer->part);
}
