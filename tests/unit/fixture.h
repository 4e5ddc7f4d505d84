/* fixture.h - a network of one node with its logs in a folder of their own, for tests.
 *
 * Shape    fixture_open founds a network from fixed seeds, opens the district's and the
 *          registry's log under $TMPDIR and admits organisation 0. What a node does with an
 *          append is done here in a few lines: check, authorise, sequence, put, commit, sign.
 *          fixture_close removes the folder.
 */
#ifndef SY_FIXTURE_H
#define SY_FIXTURE_H

#include "tests/check.h"

#include <ftw.h>
#include <unistd.h>

#include "ledger/check_digit.h"
#include "ledger/checkpoint.h"
#include "ledger/compose.h"
#include "ledger/genesis.h"
#include "ledger/hash.h"
#include "ledger/log.h"
#include "ledger/origin.h"
#include "ledger/possession.h"
#include "ledger/receipt.h"
#include "ledger/registry.h"
#include "ledger/sequence.h"
#include "proto/act.h"
#include "proto/message.h"
#include "proto/part.h"

#define FIXTURE_NOW       ((int64_t)1795392000000000) /* 2026-11-23T00:00:00Z */
#define FIXTURE_MAP_BYTES ((uint64_t)1 << 32)

enum { FIXTURE_ORGS = 4, FIXTURE_LOGS = 2, FIXTURE_DISTRICT = 0, FIXTURE_REGISTRY = 1 };

struct fixture_org {
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    char uscc[SY_USCC_CHARACTERS + 1];
    struct sy_secret_key sign;
    struct sy_secret_key connect;
    uint8_t nonce_secret[SY_HASH_BYTES];
};

struct fixture {
    char folder[512];
    struct sy_network network;
    struct sy_secret_key log_keys[FIXTURE_LOGS];
    const struct sy_network_log *logs_of[FIXTURE_LOGS];
    struct sy_secret_key authority;
    struct sy_log *logs[FIXTURE_LOGS];
    struct sy_registry *registry;
    struct fixture_org orgs[FIXTURE_ORGS];
    int64_t now; /* moves by a second with each statement */
};

static inline struct sy_bytes fixture_hash_bytes(const struct sy_hash *hash)
{
    return (struct sy_bytes){hash->bytes, SY_HASH_BYTES};
}

static inline struct sy_bytes fixture_key_bytes(const struct sy_secret_key *key)
{
    return (struct sy_bytes){key->public_key.bytes, SY_PUBLIC_KEY_BYTES};
}

/* Key number n: always the same. */
static inline void fixture_key(uint32_t n, struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {0};

    memcpy(seed, "fixture", 7);
    sy_put_u32be(seed + 8, n);
    sy_secret_key_from_seed(seed, out);
}

static inline void fixture_org(uint32_t n, struct fixture_org *org)
{
    for (unsigned last = 0; last < 31; last++) {
        snprintf(org->uscc, sizeof(org->uscc), "91310115MA1K3BT%02u%c", n % 100,
                 "0123456789ABCDEFGHJKLMNPQRTUWXY"[last]);
        if (sy_check_digit_uscc_valid(sy_text(org->uscc)))
            break;
    }
    snprintf(org->subject, sizeof(org->subject), "uscc:%s", org->uscc);
    fixture_key(100 + 10 * n, &org->sign);
    fixture_key(101 + 10 * n, &org->connect);
    memset(org->nonce_secret, (int)(n + 1), sizeof(org->nonce_secret));
}

static inline int fixture_remove_one(const char *path, const struct stat *s, int type,
                                     struct FTW *ftw)
{
    (void)s, (void)type, (void)ftw;
    return remove(path);
}

static inline void fixture_remove(const char *folder)
{
    nftw(folder, fixture_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void fixture_folder(char out[512])
{
    const char *tmp = getenv("TMPDIR");

    snprintf(out, 512, "%s/suyuan-test-XXXXXX", tmp == NULL ? "/tmp" : tmp);
    assert_non_null(mkdtemp(out));
}

static inline const char *fixture_path(const struct fixture *f, const char *name)
{
    static char path[1024];

    snprintf(path, sizeof(path), "%s/%s", f->folder, name);
    return path;
}

/* Of that many nodes; one node needs no cosigners. */
static inline void fixture_found(struct fixture *f, unsigned nodes, unsigned authorities,
                                 unsigned k)
{
    static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
    static struct sy_key_file node_files[SY_NETWORK_NODES_MAX];
    static struct sy_key_file authority_files[SY_NETWORK_AUTHORITIES_MAX];
    struct sy_genesis genesis = {.name = sy_text("suyuan.example/test"),
                                 .node_count = nodes,
                                 .authority_count = authorities,
                                 .authority_k = k};
    struct sy_buffer json = {0};
    struct sy_problem why;

    for (unsigned i = 0; i < nodes; i++)
        snprintf(genesis.codes[i], sizeof(genesis.codes[i]), "3100%02u", i % 100);
    for (uint32_t i = 0; i < SY_GENESIS_SEEDS_MAX; i++)
        sy_put_u32be(seeds[i], i + 1);
    check_err(sy_genesis_make(&genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, &f->network,
                              node_files, authority_files, &why),
              SY_OK);
    sy_network_write(&f->network, &json);
    f->network.id = sy_hash_of(sy_buffer_bytes(&json));
    sy_buffer_close(&json);
    f->logs_of[FIXTURE_DISTRICT] = &f->network.logs[0];
    f->logs_of[FIXTURE_REGISTRY] = &f->network.registry;
    for (unsigned i = 0; i < FIXTURE_LOGS; i++)
        check_err(sy_key_file_secret(&node_files[0], SY_KEY_LOG, f->logs_of[i]->vkey.name,
                                     &f->log_keys[i]),
                  SY_OK);
    check_err(sy_key_file_secret(&authority_files[0], SY_KEY_AUTHORITY, NULL, &f->authority),
              SY_OK);
    for (uint32_t i = 0; i < FIXTURE_ORGS; i++)
        fixture_org(i, &f->orgs[i]);
    f->now = FIXTURE_NOW;
}

static inline struct sy_bytes fixture_origin(const struct fixture *f, unsigned log)
{
    return sy_text(f->logs_of[log]->vkey.name);
}

static inline struct sy_scope fixture_scope(const struct fixture *f, unsigned log)
{
    return (struct sy_scope){sy_origin_place(fixture_origin(f, log)), f->network.id};
}

static inline void fixture_open_logs(struct fixture *f)
{
    for (unsigned i = 0; i < FIXTURE_LOGS; i++) {
        struct sy_log_identity identity = {.network_id = f->network.id};

        snprintf(identity.origin, sizeof(identity.origin), "%s", f->logs_of[i]->vkey.name);
        check_err(sy_log_open(fixture_path(f, i == FIXTURE_DISTRICT ? "district" : "registry"),
                              FIXTURE_MAP_BYTES, &identity, &f->logs[i]),
                  SY_OK);
    }
    check_err(sy_registry_open(fixture_path(f, "authority"), FIXTURE_MAP_BYTES, &f->network,
                               &f->registry),
              SY_OK);
}

static inline void fixture_close_logs(struct fixture *f)
{
    for (unsigned i = 0; i < FIXTURE_LOGS; i++) {
        sy_log_close(f->logs[i]);
        f->logs[i] = NULL;
    }
    sy_registry_close(f->registry);
    f->registry = NULL;
}

/* A record whose part of each kind has that body; NULL for none. */
static inline struct sy_draft fixture_draft(uint32_t type, const char *open, const char *chain,
                                            const char *commercial, const char *personal)
{
    const char *bodies[SY_PART_KINDS] = {open, chain, commercial, personal};
    struct sy_draft draft = {.type = type};

    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (bodies[i] != NULL)
            draft.bodies[i] = sy_text(bodies[i]);
    }
    return draft;
}

/* A submission of the organisation to the district's log. Close the buffer. */
static inline struct sy_hash fixture_submit(struct fixture *f, unsigned org,
                                            const struct sy_draft *drafts, size_t count,
                                            struct sy_buffer *out)
{
    struct fixture_org *o = &f->orgs[org];
    struct sy_composition how = {.scope = fixture_scope(f, FIXTURE_DISTRICT),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = f->now,
                                 .keys = &o->sign,
                                 .key_count = 1};
    struct sy_repeats repeats = {0};
    struct sy_composer composer;
    struct sy_hash id;

    f->now += 1000000;
    sy_composer_init(&composer, sy_text(o->subject), o->nonce_secret);
    for (size_t i = 0; i < count; i++) {
        uint64_t n;

        check_err(sy_repeats_count(&repeats, &drafts[i], &n), SY_OK);
        check_err(sy_composer_add(&composer, &drafts[i], n), SY_OK);
    }
    check_err(sy_composer_finish(&composer, &how, out, &id), SY_OK);
    sy_composer_close(&composer);
    sy_repeats_close(&repeats);
    return id;
}

/* A submission of registry acts of that principal, signed by these keys. Close the buffer. */
static inline struct sy_hash fixture_submit_acts(struct fixture *f, struct sy_bytes principal,
                                                 const struct sy_act_draft *acts, size_t count,
                                                 const struct sy_secret_key *keys,
                                                 size_t key_count, struct sy_buffer *out)
{
    static const uint8_t secret[SY_HASH_BYTES] = {7};
    struct sy_composition how = {.scope = fixture_scope(f, FIXTURE_REGISTRY),
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = f->now,
                                 .keys = keys,
                                 .key_count = key_count};
    struct sy_composer composer;
    struct sy_hash id;

    f->now += 1000000;
    sy_composer_init(&composer, principal, secret);
    for (size_t i = 0; i < count; i++) {
        struct sy_buffer body = {0};
        struct sy_draft draft = {.type = acts[i].type};

        sy_act_write(&acts[i], &body);
        draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
        check_err(sy_composer_add(&composer, &draft, i), SY_OK);
        sy_buffer_close(&body);
    }
    check_err(sy_composer_finish(&composer, &how, out, &id), SY_OK);
    sy_composer_close(&composer);
    return id;
}

/* The next entry behind head, into the empty buffer. */
static inline struct sy_entry fixture_sequence(struct fixture *f, unsigned log,
                                               const struct sy_log_head *head,
                                               const struct sy_checked *checked,
                                               struct sy_buffer *bytes)
{
    struct sy_sequence how = {.registry = log == FIXTURE_REGISTRY, .now = f->now};
    struct sy_log_snapshot *registry_log;
    struct sy_merkle_source source;
    struct sy_entry entry;

    check_err(sy_log_snapshot(f->logs[FIXTURE_REGISTRY], &registry_log), SY_OK);
    source = sy_log_source(registry_log);
    how.registry_size = sy_log_head(registry_log)->tree.size;
    check_err(sy_merkle_root_at(&source, how.registry_size, &how.registry_root), SY_OK);
    sy_log_release(registry_log);
    check_err(sy_sequence_entry(head, &how, &checked->submission, checked->statement.signed_at,
                                bytes, &entry),
              SY_OK);
    return entry;
}

/* Puts it into the log, as one commit; the index. */
static inline uint64_t fixture_append(struct fixture *f, unsigned log,
                                      struct sy_bytes submission)
{
    struct sy_scope scope = fixture_scope(f, log);
    struct sy_buffer bytes = {0};
    struct sy_check_place where;
    struct sy_log_writer *writer;
    struct sy_checked checked;
    struct sy_entry entry;

    check_err(sy_checked_open(&scope, submission, &checked, &where), SY_OK);
    check_err(sy_log_begin(f->logs[log], &writer), SY_OK);
    entry = fixture_sequence(f, log, sy_log_writer_head(writer), &checked, &bytes);
    check_err(sy_log_put(writer, sy_buffer_bytes(&bytes), &entry, &checked), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
    sy_checked_close(&checked);
    sy_buffer_close(&bytes);
    return entry.index;
}

static inline uint64_t fixture_append_drafts(struct fixture *f, unsigned org,
                                             const struct sy_draft *drafts, size_t count)
{
    struct sy_buffer submission = {0};
    uint64_t index;

    fixture_submit(f, org, drafts, count, &submission);
    index = fixture_append(f, FIXTURE_DISTRICT, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    return index;
}

static inline void fixture_apply(struct fixture *f)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;

    check_err(sy_log_snapshot(f->logs[FIXTURE_REGISTRY], &snapshot), SY_OK);
    check_err(sy_registry_apply(f->registry, snapshot, UINT64_MAX, &applied), SY_OK);
    sy_log_release(snapshot);
}

/* Acts of the authority, sequenced and applied, void or not; the index. */
static inline uint64_t fixture_act(struct fixture *f, const struct sy_act_draft *acts,
                                   size_t count)
{
    struct sy_buffer submission = {0};
    uint64_t index;

    fixture_submit_acts(f, sy_text(SY_AUTHORITY), acts, count, &f->authority, 1, &submission);
    index = fixture_append(f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    fixture_apply(f);
    return index;
}

/* Acts of another principal, signed by one key; the index. */
static inline uint64_t fixture_act_of(struct fixture *f, const char *principal,
                                      const struct sy_secret_key *key,
                                      const struct sy_act_draft *acts, size_t count)
{
    struct sy_buffer submission = {0};
    uint64_t index;

    fixture_submit_acts(f, sy_text(principal), acts, count, key, 1, &submission);
    index = fixture_append(f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    sy_buffer_close(&submission);
    fixture_apply(f);
    return index;
}

static inline struct sy_act_draft fixture_admission(const struct fixture_org *org)
{
    struct sy_act_draft act =
        sy_act_draft(SY_TYPE_ORGANISATION, sy_text(org->subject), 0, SY_ORGANISATION_ADMITTED);

    sy_act_draft_text(&act, SY_ORGANISATION_USCC, org->uscc);
    sy_act_draft_text(&act, SY_ORGANISATION_NAME, "上海示例食品有限公司");
    sy_act_draft_text(&act, SY_ORGANISATION_DISTRICT, "310115");
    return act;
}

/* The act without its fields of that number, and with this one in their place. */
static inline struct sy_act_draft fixture_without(struct sy_act_draft act, uint32_t number)
{
    size_t kept = 0;

    for (size_t i = 0; i < act.count; i++) {
        if (act.fields[i].number != number)
            act.fields[kept++] = act.fields[i];
    }
    act.count = kept;
    return act;
}

static inline struct sy_act_draft fixture_with_text(struct sy_act_draft act, uint32_t number,
                                                    const char *text)
{
    act = fixture_without(act, number);
    sy_act_draft_text(&act, number, text);
    return act;
}

static inline struct sy_act_draft fixture_with_int(struct sy_act_draft act, uint32_t number,
                                                   int64_t value)
{
    act = fixture_without(act, number);
    sy_act_draft_int(&act, number, value);
    return act;
}

static inline struct sy_act_draft fixture_with_bytes(struct sy_act_draft act, uint32_t number,
                                                     struct sy_bytes bytes)
{
    act = fixture_without(act, number);
    sy_act_draft_bytes(&act, number, bytes);
    return act;
}

/* What a key act borrows. */
struct fixture_key_words {
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    uint8_t possession[SY_SIGNATURE_BYTES];
};

/* The new key's own fields: whose it is, what for, and its word for it. */
static inline void fixture_new_key(const struct fixture *f, struct sy_act_draft *act,
                                   const char *holder, const struct sy_secret_key *key,
                                   unsigned uses, struct fixture_key_words *words)
{
    sy_act_draft_text(act, SY_KEY_ORGANISATION, holder);
    sy_act_draft_bytes(act, SY_KEY_PUBLIC_KEY, fixture_key_bytes(key));
    for (unsigned use = 1; use < 32; use++) {
        if ((uses & 1u << use) != 0)
            sy_act_draft_uint(act, SY_KEY_USES, use);
    }
    check_err(sy_possession_sign(&f->network.id, sy_text(holder), uses, key, words->possession),
              SY_OK);
    sy_act_draft_bytes(act, SY_KEY_POSSESSION,
                       (struct sy_bytes){words->possession, SY_SIGNATURE_BYTES});
}

/* A key of any holder, added. */
static inline struct sy_act_draft
fixture_holder_key(const struct fixture *f, const char *holder, const struct sy_secret_key *key,
                   unsigned uses, struct fixture_key_words *words)
{
    struct sy_act_draft act;

    sy_key_subject(key->public_key.bytes, words->subject);
    act = sy_act_draft(SY_TYPE_KEY, sy_text(words->subject), 0, SY_KEY_ADDED);
    fixture_new_key(f, &act, holder, key, uses, words);
    return act;
}

static inline struct sy_act_draft
fixture_key_act(const struct fixture *f, const struct fixture_org *org,
                const struct sy_secret_key *key, unsigned uses, struct fixture_key_words *words)
{
    return fixture_holder_key(f, org->subject, key, uses, words);
}

/* The organisation and both its keys, in one statement. */
static inline void fixture_admit(struct fixture *f, unsigned org)
{
    struct fixture_org *o = &f->orgs[org];
    struct fixture_key_words words[2];
    struct sy_act_draft acts[3] = {
        fixture_admission(o),
        fixture_key_act(f, o, &o->sign, 1u << SY_USE_SIGN, &words[0]),
        fixture_key_act(f, o, &o->connect, 1u << SY_USE_CONNECT, &words[1]),
    };

    fixture_act(f, acts, 3);
}

/* The log's signed checkpoint at its size now. */
static inline void fixture_note(struct fixture *f, unsigned log, struct sy_buffer *out)
{
    struct sy_log_snapshot *snapshot;
    struct sy_checkpoint checkpoint;
    struct sy_hash root;

    check_err(sy_log_snapshot(f->logs[log], &snapshot), SY_OK);
    root = sy_merkle_root(&sy_log_head(snapshot)->tree);
    check_err(sy_checkpoint_make(fixture_origin(f, log), sy_log_head(snapshot)->tree.size,
                                 &root, &checkpoint),
              SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &f->logs_of[log]->vkey, &f->log_keys[log], out),
              SY_OK);
    sy_log_release(snapshot);
}

/* The receipt of entry index, made from the submission that it came from. */
static inline void fixture_receipt(struct fixture *f, unsigned log, uint64_t index,
                                   struct sy_bytes submission, struct sy_buffer *out)
{
    struct sy_buffer note = {0};
    struct sy_log_snapshot *snapshot;
    struct sy_merkle_source source;
    struct sy_inclusion inclusion;

    fixture_note(f, log, &note);
    check_err(sy_log_snapshot(f->logs[log], &snapshot), SY_OK);
    source = sy_log_source(snapshot);
    inclusion.note = sy_buffer_bytes(&note);
    check_err(sy_log_entry(snapshot, index, &inclusion.entry), SY_OK);
    check_err(sy_merkle_prove_inclusion(&source, sy_log_head(snapshot)->tree.size, index,
                                        &inclusion.path),
              SY_OK);
    check_err(sy_receipt_write(&f->network, &inclusion, submission, out), SY_OK);
    sy_log_release(snapshot);
    sy_buffer_close(&note);
}

/* Entry index with its records as an EntryShare message. */
static inline void fixture_entry_share(struct fixture *f, unsigned log, uint64_t index,
                                       struct sy_buffer *out)
{
    struct sy_log_snapshot *snapshot;
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_entry entry;
    struct sy_bytes bytes;

    check_err(sy_log_snapshot(f->logs[log], &snapshot), SY_OK);
    check_err(sy_log_entry(snapshot, index, &bytes), SY_OK);
    check_err(sy_entry_read(bytes, &entry), SY_OK);
    check_err(sy_statement_read(entry.statement, &statement), SY_OK);
    sy_wire_put_bytes(out, 1, bytes);
    for (uint32_t i = 0; i < statement.record_count; i++) {
        check_err(sy_log_record(snapshot, index, i, &record), SY_OK);
        sy_record_share_put(out, 2, &record);
    }
    sy_log_release(snapshot);
}

static inline void fixture_open(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    fixture_folder(f->folder);
    fixture_found(f, 1, 1, 1);
    fixture_open_logs(f);
    fixture_admit(f, 0);
}

static inline void fixture_close(struct fixture *f)
{
    fixture_close_logs(f);
    fixture_remove(f->folder);
}

#endif
