#include "ledger/scope.h"

#include <string.h>

#include "ledger/hash.h"

static const char statement_prefix[] = "suyuan/statement/v1\n";
static const char log_prefix[] = "suyuan/log/v1\n";

enum { PIECES = 5 };

static void pieces_of(const struct sy_scope *scope, struct sy_bytes statement,
                      struct sy_bytes out[PIECES])
{
    out[0] = sy_text(statement_prefix);
    out[1] = scope->place;
    out[2] = sy_text("\n");
    out[3] = (struct sy_bytes){scope->network_id.bytes, SY_HASH_BYTES};
    out[4] = statement;
}

struct sy_hash sy_statement_id(const struct sy_scope *scope, struct sy_bytes statement)
{
    struct sy_bytes pieces[PIECES];

    pieces_of(scope, statement, pieces);
    return sy_hash_pieces(pieces, PIECES);
}

static enum sy_err put_message(const struct sy_scope *scope, struct sy_bytes statement,
                               struct sy_buffer *to)
{
    struct sy_bytes pieces[PIECES];

    pieces_of(scope, statement, pieces);
    for (size_t i = 0; i < PIECES; i++)
        sy_buffer_put_bytes(to, pieces[i]);
    return to->err;
}

enum sy_err sy_statement_sign(const struct sy_scope *scope, struct sy_bytes statement,
                              const struct sy_secret_key *key, uint8_t out[SY_SIGNATURE_BYTES])
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(scope, statement, &message);

    if (err == SY_OK)
        sy_sign(key, sy_buffer_bytes(&message), out);
    sy_buffer_close(&message);
    return err;
}

enum sy_err sy_statement_verify(const struct sy_scope *scope, struct sy_bytes statement,
                                const struct sy_statement *read,
                                const struct sy_bytes *signatures, size_t signature_count)
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(scope, statement, &message);

    if (err == SY_OK && signature_count != read->signer_count)
        err = SY_BAD_SIGNATURE;
    for (size_t i = 0; i < signature_count && err == SY_OK; i++) {
        struct sy_public_key key;

        if (read->signers[i].key.data[0] != SY_KEY_ED25519) {
            err = SY_BAD_KEY;
            break;
        }
        memcpy(key.bytes, read->signers[i].key.data, SY_PUBLIC_KEY_BYTES);
        err = sy_verify(&key, sy_buffer_bytes(&message), signatures[i]);
    }
    sy_buffer_close(&message);
    return err;
}

struct sy_hash sy_log_genesis(struct sy_bytes origin, const struct sy_hash *network_id)
{
    const struct sy_bytes pieces[] = {
        sy_text(log_prefix), origin, sy_text("\n"), {network_id->bytes, SY_HASH_BYTES}};

    return sy_hash_pieces(pieces, 4);
}
