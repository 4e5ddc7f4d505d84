/* What somebody answers to GET_STRETCH, through the code that reads, checks and accuses.
 *
 * Of a log that is honest, given by whoever: what follows is what the log has, and there is
 * never evidence, whatever the giver does to it. Of a log whose owner signs anything: what is
 * no continuation is evidence that holds, and fits a request.
 *
 * Input: a story (events.h) of who lies about what; behind it, what is said. */
#include <string.h>

#include "ledger/evidence.h"
#include "ledger/merkle_overlay.h"
#include "ledger/origin.h"
#include "net/frame.h"
#include "net/stretch_answer.h"
#include "proto/entry.h"
#include "proto/part.h"
#include "tests/fuzz/events.h"

enum { ENTRIES = 24, NODES_STORED = 4 * ENTRIES, NOW_S = 1795392000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A history of the log: share i is the EntryShare of entry i. */
struct history {
    uint64_t size;
    struct sy_buffer shares[ENTRIES];
    struct sy_hash leaves[ENTRIES];
};

static struct sy_network network;
static struct sy_secret_key log_key;
static struct sy_secret_key signer;
static struct history honest;
static struct sy_log_head heads[ENTRIES + 1]; /* behind so many of its entries */

static void make_key(uint8_t n, struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {n};

    sy_secret_key_from_seed(seed, out);
}

static struct sy_scope scope(void)
{
    return (struct sy_scope){sy_origin_place(sy_text(network.logs[0].vkey.name)), network.id};
}

static struct sy_bytes hash_bytes(const struct sy_hash *hash)
{
    return (struct sy_bytes){hash->bytes, SY_HASH_BYTES};
}

/* The next honest entry: one statement of one record. */
static void append(const struct sy_log_head *head, struct sy_log_head *after)
{
    static const struct sy_hash registry_root = {{1}};
    uint64_t index = honest.size++;
    uint8_t nonce[SY_NONCE_BYTES] = {(uint8_t)index};
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_record_share record = {.part_count = 1};
    struct sy_record_digest digest;
    struct sy_buffer part = {0};
    struct sy_buffer statement = {0};
    struct sy_buffer entry = {0};
    struct sy_entry_facts facts = {.records = 1};
    struct sy_statement s = {.principal = sy_text("uscc:91310115MA1K3BT00A"),
                             .signer_count = 1,
                             .kind = SY_KIND_RECORDS,
                             .record_count = 1,
                             .signed_at = (int64_t)NOW_S * 1000000};
    struct sy_entry e = {.index = index,
                         .previous = hash_bytes(&head->last_leaf),
                         .sequenced_at = (int64_t)NOW_S * 1000000 + (int64_t)index,
                         .registry_size = 1,
                         .signature_count = 1};
    struct sy_scope place = scope();
    struct sy_hash root;

    sy_part_write(&(struct sy_part){{nonce, sizeof(nonce)}, 9999, sy_text("body")}, &part);
    record.parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(&part)};
    sy_record_digest_of(&record, &digest);
    root = sy_record_hash(&digest);
    s.records_root = hash_bytes(&root);
    s.signers[0].key = (struct sy_bytes){signer.public_key.bytes, SY_PUBLIC_KEY_BYTES};
    sy_statement_write(&s, &statement);
    sy_assert(sy_statement_sign(&place, sy_buffer_bytes(&statement), &signer, signature) ==
              SY_OK);
    if (index == 0)
        e.registry_root = hash_bytes(&registry_root);
    e.statement = sy_buffer_bytes(&statement);
    e.signatures[0] = (struct sy_bytes){signature, sizeof(signature)};
    sy_entry_write(&e, &entry);
    facts.entry = e;
    *after = *head;
    sy_assert(sy_log_head_advance(after, sy_buffer_bytes(&entry), &facts) == SY_OK);
    honest.leaves[index] = sy_hash_leaf(sy_buffer_bytes(&entry));
    sy_wire_put_bytes(&honest.shares[index], 1, sy_buffer_bytes(&entry));
    sy_record_share_put(&honest.shares[index], 2, &record);
    sy_buffer_close(&part);
    sy_buffer_close(&statement);
    sy_buffer_close(&entry);
}

static void found(void)
{
    make_key(1, &log_key);
    make_key(2, &signer);
    network.log_count = 1;
    sy_assert(sy_vkey_make(sy_text("fuzz.example/310115"), SY_VKEY_ED25519, &log_key.public_key,
                           &network.logs[0].vkey) == SY_OK);
    sy_log_head_init(&heads[0], sy_text(network.logs[0].vkey.name), &network.id);
    for (size_t i = 0; i < ENTRIES; i++)
        append(&heads[i], &heads[i + 1]);
}

/* The tree over leaves that are all in memory. */
static enum sy_err no_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    (void)context, (void)level, (void)index, (void)out;
    return SY_CORRUPT;
}

static struct sy_merkle_source source_of(struct sy_merkle_overlay *overlay,
                                         const struct history *history)
{
    *overlay =
        (struct sy_merkle_overlay){{no_node, NULL}, 0, history->leaves, (size_t)history->size};
    return sy_merkle_overlay_source(overlay);
}

static void sign(const struct history *history, uint64_t size, struct sy_signed_checkpoint *out)
{
    struct sy_hash root = sy_merkle_root_of(history->leaves, (size_t)size);
    struct sy_checkpoint checkpoint;

    sy_assert(sy_checkpoint_make(sy_text(network.logs[0].vkey.name), size, &root,
                                 &checkpoint) == SY_OK);
    sy_assert(sy_signed_checkpoint_make(&checkpoint, &network.logs[0].vkey, &log_key, out) ==
              SY_OK);
}

static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    (void)context, (void)size;
    *out = (struct sy_hash){{1}};
    return SY_OK;
}

/* One who may speak is the honest signer. */
static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    (void)context, (void)size, (void)sequenced_at;
    for (size_t i = 0; i < statement->signer_count; i++) {
        if (!sy_bytes_equal(statement->signers[i].key,
                            (struct sy_bytes){signer.public_key.bytes, SY_PUBLIC_KEY_BYTES}))
            return SY_UNKNOWN_KEY;
    }
    return SY_OK;
}

static struct sy_bytes entry_of(struct sy_bytes share)
{
    struct sy_entry_share read;

    sy_assert(sy_entry_share_read(share, &read) == SY_OK);
    return read.entry;
}

/* Looks through what is held and what has come before it. */
struct checked {
    struct sy_stretch_answer answer;
    uint64_t held;
    uint64_t taken;
    struct sy_hash leaves[SY_MIRROR_STRETCH_ENTRIES];
    struct sy_log_head head;
    struct sy_stretch_result result;
};

static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    const struct checked *c = context;

    (void)signed_at;
    for (uint64_t i = 0; i < c->taken; i++) {
        struct sy_scope place = scope();
        struct sy_entry_facts facts;
        struct sy_entry_problem why;
        struct sy_bytes entry = entry_of(i < c->held ? sy_buffer_bytes(&honest.shares[i])
                                                     : c->answer.read.shares[i - c->held]);

        if (sy_entry_check_encoding(&place, entry, &facts, &why) == SY_OK &&
            sy_hash_equal(&facts.id, id)) {
            *index = i;
            return SY_EXISTS;
        }
    }
    return SY_NOT_FOUND;
}

static enum sy_err take(void *context, struct sy_bytes entry,
                        const struct sy_entry_share *share, const struct sy_entry_facts *facts)
{
    struct checked *c = context;

    sy_assert(sy_bytes_equal(entry, share->entry));
    sy_assert(facts->entry.index == c->taken);
    c->taken++;
    return SY_OK;
}

static enum sy_err held_entry(void *context, uint64_t index, struct sy_buffer *out)
{
    (void)context;
    sy_buffer_put_bytes(out, entry_of(sy_buffer_bytes(&honest.shares[index])));
    return out->err;
}

/* What is made of it can be given to everybody, and holds there. */
static void accuse(const struct checked *c)
{
    struct sy_merkle_overlay overlay;
    struct sy_cover cover = {0};
    struct sy_evidence_held held = {source_of(&overlay, &honest), c->held, &cover, held_entry,
                                    NULL};
    struct sy_evidence_case from = {&c->answer.read.stretch, c->answer.read.shares, c->leaves,
                                    &c->result};
    struct sy_buffer text = {0};
    struct sy_evidence made;
    struct sy_evidence read;
    enum sy_err err;

    if (c->held > 0)
        sign(&honest, c->held, &cover.checkpoint);
    sy_assert(sy_evidence_of_stretch(&held, &from, &made) == SY_OK);
    sy_evidence_put(&made, &text);
    sy_assert(text.err == SY_OK);
    sy_assert(text.len <= SY_EVIDENCE_BYTES_MAX);
    sy_assert(sy_evidence_read(&network, sy_buffer_bytes(&text), &read) == SY_OK);
    err = sy_evidence_check(&network, &read, NULL, NULL);
    sy_assert(err == SY_OK || (err == SY_NOT_YET && made.kind == SY_EVIDENCE_ENTRY &&
                               (made.rule == 3 || made.rule == 5)));
    sy_evidence_close(&read);
    sy_evidence_close(&made);
    sy_buffer_close(&text);
}

/* Check what has come, behind what is held. */
static void check(struct checked *c, bool owner_lies)
{
    const struct sy_stretch *stretch = &c->answer.read.stretch;
    struct sy_stretch_check how = {.rules = {.scope = scope(),
                                             .registry_size = 1,
                                             .registry_root = registry_root,
                                             .authorise = authorise,
                                             .seen = seen,
                                             .context = c},
                                   .leaves = c->leaves,
                                   .take = take,
                                   .context = c};

    c->head = heads[c->held];
    c->taken = c->held;
    if (sy_stretch_check(stretch, c->answer.read.shares, &how, &c->head, &c->result) != SY_OK) {
        sy_assert(stretch->from != c->held);
        return;
    }
    if (c->result.verdict == SY_STRETCH_FOLLOWS)
        sy_assert(c->head.tree.size == stretch->to);
    else
        sy_assert(memcmp(&c->head, &heads[c->held], sizeof(c->head)) == 0);
    if (!owner_lies) {
        sy_assert(c->result.verdict == SY_STRETCH_FOLLOWS ||
                  c->result.verdict == SY_STRETCH_FALSE);
        if (c->result.verdict == SY_STRETCH_FOLLOWS)
            sy_assert(memcmp(&c->head, &heads[stretch->to], sizeof(c->head)) == 0);
    } else if (c->result.verdict == SY_STRETCH_FORKED ||
               c->result.verdict == SY_STRETCH_BROKEN) {
        accuse(c);
    }
}

static void change(struct events *e, struct sy_buffer *bytes)
{
    size_t at = ((size_t)events_byte(e) << 8 | events_byte(e)) % (bytes->len + 1);

    if (at < bytes->len)
        bytes->data[at] ^= (uint8_t)(1 + events_byte(e) % 255);
    else
        bytes->len -= events_byte(e) % (bytes->len + 1);
}

/* An entry as its owner likes it: bytes of the story, long ones too, or an honest one that is
 * changed, or of another place. */
static void invent(struct events *e, uint64_t index, struct sy_buffer *share)
{
    struct sy_buffer entry = {0};
    uint8_t how = events_byte(e);

    if (how < 0x40) {
        sy_buffer_put_bytes(share, sy_buffer_bytes(&honest.shares[index]));
        return;
    }
    if (how < 0x80) {
        size_t len = e->len < how ? e->len : how;

        sy_buffer_put(&entry, e->data, len);
        for (size_t i = (size_t)1 << events_below(e, 17); i > 0; i--)
            sy_buffer_put_u8(&entry, (uint8_t)i);
    } else {
        uint64_t from = how < 0xe0 ? index : events_below(e, ENTRIES);

        sy_buffer_put_bytes(&entry, entry_of(sy_buffer_bytes(&honest.shares[from])));
        if (how < 0xf0)
            change(e, &entry);
    }
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(&entry));
    sy_buffer_close(&entry);
}

/* The owner's other history: honest up to somewhere. Its shares from there on are its own. */
static uint64_t make_history(struct events *e, struct history *out)
{
    uint64_t same = events_below(e, ENTRIES);
    uint64_t more = 1 + events_below(e, 4);

    memset(out, 0, sizeof(*out));
    memcpy(out->leaves, honest.leaves, sizeof(out->leaves));
    memcpy(out->shares, honest.shares, same * sizeof(out->shares[0]));
    out->size = same;
    while (out->size < ENTRIES && more-- > 0) {
        struct sy_buffer *share = &out->shares[out->size];

        invent(e, out->size, share);
        out->leaves[out->size] = sy_hash_leaf(entry_of(sy_buffer_bytes(share)));
        out->size++;
    }
    return same;
}

static void say(struct checked *c, uint8_t type, struct sy_bytes payload, bool end,
                const char **wrong)
{
    if (*wrong == NULL)
        *wrong = sy_stretch_answer_take(&c->answer, &network.logs[0].vkey, type, payload, end);
}

/* The answer from history, behind what is held; the giver changes some of its messages. */
static bool give(struct events *e, const struct history *history, struct checked *c,
                 bool giver_lies)
{
    uint64_t from = c->held;
    uint64_t to = from + 1 + events_below(e, ENTRIES);
    uint64_t lie_at = giver_lies ? events_below(e, ENTRIES) : UINT64_MAX;
    struct sy_merkle_overlay overlay;
    struct sy_merkle_source source = source_of(&overlay, history);
    struct sy_signed_checkpoint checkpoint;
    struct sy_stretch stretch;
    struct sy_buffer message = {0};
    const char *wrong = NULL;

    if (from >= history->size)
        return false;
    to = to < history->size ? to : history->size;
    sign(history, history->size - events_byte(e) % (history->size - to + 1), &checkpoint);
    sy_assert(sy_stretch_prove(&source, &checkpoint, from, to, &stretch) == SY_OK);
    sy_stretch_put(&stretch, &message);
    for (uint64_t i = from; i <= to; i++) {
        if (i - from == lie_at)
            change(e, &message);
        say(c, i == from ? SY_FRAME_STRETCH_START : SY_FRAME_ENTRY_SHARE,
            sy_buffer_bytes(&message), i == to, &wrong);
        sy_buffer_clear(&message);
        if (i < to) {
            bool other = i - from + 1 == lie_at && events_byte(e) < 64;

            sy_buffer_put_bytes(
                &message,
                sy_buffer_bytes(
                    &history->shares[other ? events_below(e, (uint32_t)history->size) : i]));
        }
    }
    sy_buffer_close(&message);
    return wrong == NULL;
}

/* Whatever bytes as whatever messages. */
static bool babble(struct events *e, struct checked *c)
{
    const char *wrong = NULL;
    bool end = false;

    while (e->len > 0 && !end && wrong == NULL) {
        uint8_t type = events_byte(e);
        size_t len = events_byte(e) * (size_t)4;

        len = len < e->len ? len : e->len;
        end = (type & 1) != 0;
        say(c,
            type < 8    ? SY_FRAME_STRETCH_START
            : type < 16 ? SY_FRAME_ENTRY_SHARE
                        : type,
            (struct sy_bytes){e->data, len}, end, &wrong);
        e->data += len;
        e->len -= len;
    }
    return end && wrong == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct checked c;
    struct events e = {data, len};
    struct history other;
    uint8_t who = events_byte(&e);
    uint64_t same;

    if (honest.size == 0)
        found();
    sy_stretch_answer_init(&c.answer);
    c.held = events_below(&e, ENTRIES);
    if (who < 0x10) {
        if (babble(&e, &c))
            check(&c, false);
    } else if (who < 0x80) {
        if (give(&e, &honest, &c, true))
            check(&c, false);
    } else {
        same = make_history(&e, &other);
        if (give(&e, &other, &c, who >= 0xf0))
            check(&c, true);
        for (uint64_t i = same; i < other.size; i++)
            sy_buffer_close(&other.shares[i]);
    }
    sy_stretch_answer_close(&c.answer);
    return 0;
}
