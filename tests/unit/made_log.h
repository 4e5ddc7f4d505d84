/* made_log.h - for tests: logs in memory whose entries are made by hand, so that each rule can
 * be broken alone, and that can be forked.
 *
 * Shape    every entry has one statement of one record. A copy of the struct is another history
 *          from there on; its shares are shared with the first, who closes them.
 */
#ifndef SY_TESTS_MADE_LOG_H
#define SY_TESTS_MADE_LOG_H

#include "ledger/evidence.h"
#include "tests/unit/fixture.h"
#include "tests/unit/tree.h"

enum { MADE_ENTRIES_MAX = 64 };

struct made_log {
    const struct sy_network_log *log;
    struct sy_hash network_id;
    struct sy_secret_key key; /* the log's */
    struct sy_secret_key signer;
    struct tree tree;
    struct sy_log_head head;
    struct sy_buffer shares[MADE_ENTRIES_MAX];
    struct sy_buffer entries[MADE_ENTRIES_MAX];
};

/* Changes an entry before it is written; the statement is then signed, or not. */
struct made_spoil {
    void (*statement)(struct sy_statement *statement);
    void (*entry)(struct sy_entry *entry);
    bool flip_signature;
    bool drop_record;
};

static inline void made_open(const struct fixture *f, unsigned log, struct made_log *m)
{
    memset(m, 0, sizeof(*m));
    m->log = f->logs_of[log];
    m->network_id = f->network.id;
    m->key = f->log_keys[log];
    fixture_key(77, &m->signer);
    sy_log_head_init(&m->head, sy_text(m->log->vkey.name), &m->network_id);
}

static inline void made_close(struct made_log *m)
{
    for (size_t i = 0; i < MADE_ENTRIES_MAX; i++) {
        sy_buffer_close(&m->shares[i]);
        sy_buffer_close(&m->entries[i]);
    }
}

/* Whatever the branch holds beyond "from" is its own: the other one closes the rest. */
static inline void made_close_branch(struct made_log *branch, uint64_t from)
{
    for (size_t i = from; i < MADE_ENTRIES_MAX; i++) {
        sy_buffer_close(&branch->shares[i]);
        sy_buffer_close(&branch->entries[i]);
    }
}

/* The next entry; number tells its statement from all others. */
static inline void made_append(struct made_log *m, uint64_t number,
                               const struct made_spoil *spoil)
{
    static const struct sy_hash registry_root = {{1}};
    struct sy_bytes origin = sy_text(m->log->vkey.name);
    struct sy_scope scope = {sy_origin_place(origin), m->network_id};
    uint64_t index = m->head.tree.size;
    uint8_t nonce[SY_NONCE_BYTES] = {0};
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_record_share record = {.part_count = 1};
    struct sy_record_digest digest;
    struct sy_buffer part = {0};
    struct sy_buffer statement = {0};
    struct sy_buffer *entry = &m->entries[index];
    struct sy_buffer *share = &m->shares[index];
    struct sy_entry_facts facts = {.records = 1};
    struct sy_statement s;
    struct sy_hash root;
    struct sy_hash previous = m->head.last_leaf;
    struct sy_entry e;

    assert_true(index < MADE_ENTRIES_MAX);
    sy_put_u64be(nonce, number);
    sy_part_write(&(struct sy_part){{nonce, sizeof(nonce)}, 9999, sy_text("body")}, &part);
    record.parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(&part)};
    sy_record_digest_of(&record, &digest);
    root = sy_record_hash(&digest);
    s = (struct sy_statement){.principal = sy_text("uscc:91310115MA1K3BT00A"),
                              .signer_count = 1,
                              .kind = sy_origin_is_registry(origin) ? SY_KIND_REGISTRY
                                                                    : SY_KIND_RECORDS,
                              .record_count = 1,
                              .records_root = {root.bytes, SY_HASH_BYTES},
                              .signed_at = FIXTURE_NOW};
    s.signers[0].key = fixture_key_bytes(&m->signer);
    e = (struct sy_entry){.index = index,
                          .previous = {previous.bytes, SY_HASH_BYTES},
                          .sequenced_at = FIXTURE_NOW + (int64_t)index,
                          .registry_size = sy_origin_is_registry(origin) ? index : 1,
                          .signature_count = 1};
    if (index == 0 && !sy_origin_is_registry(origin))
        e.registry_root = (struct sy_bytes){registry_root.bytes, SY_HASH_BYTES};
    if (spoil != NULL && spoil->statement != NULL)
        spoil->statement(&s);
    sy_statement_write(&s, &statement);
    check_err(sy_statement_sign(&scope, sy_buffer_bytes(&statement), &m->signer, signature),
              SY_OK);
    if (spoil != NULL && spoil->flip_signature)
        signature[9] ^= 1;
    e.statement = sy_buffer_bytes(&statement);
    e.signatures[0] = (struct sy_bytes){signature, sizeof(signature)};
    if (spoil != NULL && spoil->entry != NULL)
        spoil->entry(&e);
    memset(entry, 0, sizeof(*entry));
    memset(share, 0, sizeof(*share));
    sy_entry_write(&e, entry);
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(entry));
    if (spoil == NULL || !spoil->drop_record)
        sy_record_share_put(share, 2, &record);
    facts.entry = e;
    tree_append(&m->tree, sy_buffer_bytes(entry));
    check_err(sy_log_head_advance(&m->head, sy_buffer_bytes(entry), &facts), SY_OK);
    sy_buffer_close(&part);
    sy_buffer_close(&statement);
}

static inline void made_append_some(struct made_log *m, uint64_t number, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        made_append(m, number + i, NULL);
}

/* The log's checkpoint at that size. */
static inline void made_sign(struct made_log *m, uint64_t size,
                             struct sy_signed_checkpoint *out)
{
    struct sy_merkle_source source = tree_source(&m->tree);
    struct sy_checkpoint checkpoint;
    struct sy_hash root;

    check_err(sy_merkle_root_at(&source, size, &root), SY_OK);
    check_err(sy_checkpoint_make(sy_text(m->log->vkey.name), size, &root, &checkpoint), SY_OK);
    check_err(sy_signed_checkpoint_make(&checkpoint, &m->log->vkey, &m->key, out), SY_OK);
}

/* [from, to) under the checkpoint at that size, through the wire and back. */
static inline void made_stretch(struct made_log *m, uint64_t from, uint64_t to, uint64_t size,
                                struct sy_stretch *out)
{
    struct sy_merkle_source source = tree_source(&m->tree);
    struct sy_signed_checkpoint checkpoint;
    struct sy_buffer message = {0};
    struct sy_stretch given;

    made_sign(m, size, &checkpoint);
    check_err(sy_stretch_prove(&source, &checkpoint, from, to, &given), SY_OK);
    sy_stretch_put(&given, &message);
    check_err(sy_stretch_read(sy_buffer_bytes(&message), &m->log->vkey, out), SY_OK);
    sy_buffer_close(&message);
}

static inline void made_shares(const struct made_log *m, uint64_t from, uint64_t to,
                               struct sy_bytes *out)
{
    for (uint64_t i = from; i < to; i++)
        out[i - from] = sy_buffer_bytes(&m->shares[i]);
}

#endif
