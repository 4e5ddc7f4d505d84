/* Who is believed: checkpoints and their quorum, connect keys and what they are bound to. */
#include "tests/unit/fixture.h"

#include "ledger/connect.h"
#include "ledger/cosignature.h"
#include "ledger/trust.h"

static struct fixture f;

enum { NODES = 5 };

static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
static struct sy_key_file node_files[SY_NETWORK_NODES_MAX];
static struct sy_key_file authority_files[SY_NETWORK_AUTHORITIES_MAX];

/* Five nodes, one of which may lie: three of the four others must have cosigned. */
static void found(void)
{
    struct sy_genesis genesis = {.name = sy_text("suyuan.example/test"),
                                 .node_count = NODES,
                                 .authority_count = 1,
                                 .authority_k = 1,
                                 .faults = 1};

    for (unsigned i = 0; i < NODES; i++)
        snprintf(genesis.codes[i], sizeof(genesis.codes[i]), "31010%u", i);
    for (uint32_t i = 0; i < SY_GENESIS_SEEDS_MAX; i++)
        sy_put_u32be(seeds[i], i + 1);
    check_err(sy_genesis_make(&genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, &f.network,
                              node_files, authority_files, NULL),
              SY_OK);
    assert_int_equal(f.network.quorum_needed, 3);
}

static void cosign(unsigned node, enum sy_cosigner_role role, struct sy_buffer *note)
{
    const struct sy_network_cosigner *cosigner =
        sy_network_cosigner(&f.network, sy_text(f.network.nodes[node].code), role);
    struct sy_secret_key key;
    struct sy_note read;
    struct sy_buffer text = {0};

    check_err(sy_key_file_secret(&node_files[node],
                                 role == SY_COSIGNER_MIRROR ? SY_KEY_MIRROR : SY_KEY_WITNESS,
                                 NULL, &key),
              SY_OK);
    check_err(sy_note_parse(sy_buffer_bytes(note), &read), SY_OK);
    sy_buffer_put_bytes(&text, read.text);
    check_err(
        sy_note_put_signature(note, sy_buffer_bytes(&text), &cosigner->vkey, &key, 1700000000),
        SY_OK);
    sy_buffer_close(&text);
}

static void note_at(const struct sy_network_log *log, uint64_t size, const struct sy_hash *root,
                    struct sy_buffer *out)
{
    struct sy_checkpoint checkpoint;
    struct sy_secret_key key;

    sy_buffer_clear(out);
    check_err(sy_key_file_secret(&node_files[0], SY_KEY_LOG, log->vkey.name, &key), SY_OK);
    check_err(sy_checkpoint_make(sy_text(log->vkey.name), size, root, &checkpoint), SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &log->vkey, &key, out), SY_OK);
}

static void note_of(const struct sy_network_log *log, struct sy_buffer *out)
{
    note_at(log, 7, &(struct sy_hash){{1}}, out);
}

static void check_trust(const struct sy_buffer *note, enum sy_err want, uint64_t votes)
{
    struct sy_trust trust;

    check_err(sy_trust_open(&f.network, sy_buffer_bytes(note), &trust), want);
    if (want == SY_OK || want == SY_QUORUM)
        assert_int_equal(trust.votes, votes);
    if (want != SY_OK)
        assert_non_null(trust.what);
}

static void test_quorum(void **state)
{
    struct sy_buffer note = {0};

    (void)state;
    found();
    note_of(&f.network.logs[0], &note);
    check_trust(&note, SY_QUORUM, 0);
    cosign(0, SY_COSIGNER_MIRROR, &note); /* the owner's own: no vote */
    cosign(0, SY_COSIGNER_WITNESS, &note);
    check_trust(&note, SY_QUORUM, 0);
    cosign(1, SY_COSIGNER_MIRROR, &note);
    cosign(1, SY_COSIGNER_WITNESS, &note); /* one vote a district */
    cosign(2, SY_COSIGNER_WITNESS, &note);
    check_trust(&note, SY_QUORUM, 2);
    cosign(3, SY_COSIGNER_MIRROR, &note);
    check_trust(&note, SY_OK, 3);
    note.data[note.len - 20] = note.data[note.len - 20] == 'A' ? 'B' : 'A';
    check_trust(&note, SY_BAD_SIGNATURE, 0);
    /* The registry is owned by the same node. */
    note_of(&f.network.registry, &note);
    cosign(1, SY_COSIGNER_MIRROR, &note);
    cosign(2, SY_COSIGNER_MIRROR, &note);
    cosign(4, SY_COSIGNER_MIRROR, &note);
    check_trust(&note, SY_OK, 3);
    sy_buffer_close(&note);
}

/* There is one empty tree, and nothing in it that a district could hold. */
static void test_an_empty_log_needs_no_votes(void **state)
{
    struct sy_hash empty = sy_hash_of((struct sy_bytes){NULL, 0});
    struct sy_buffer note = {0};

    (void)state;
    found();
    note_at(&f.network.logs[0], 0, &empty, &note);
    check_trust(&note, SY_OK, 0);
    note.data[note.len - 20] = note.data[note.len - 20] == 'A' ? 'B' : 'A';
    check_trust(&note, SY_BAD_SIGNATURE, 0);
    note_at(&f.network.logs[0], 1, &empty, &note);
    check_trust(&note, SY_QUORUM, 0);
    sy_buffer_close(&note);
}

/* note_of signs size 7 with root 01 00 ...: what holds of it when the log is closed. */
static void test_a_closed_log_ends(void **state)
{
    static const struct {
        uint64_t size;
        uint8_t root;
        enum sy_err want;
    } rows[] = {{8, 9, SY_OK}, {7, 1, SY_OK}, {7, 9, SY_CLOSED}, {6, 1, SY_CLOSED}};
    struct sy_network_log *log = &f.network.logs[0];
    struct sy_buffer note = {0};

    (void)state;
    found();
    note_of(log, &note);
    for (unsigned node = 1; node < NODES; node++)
        cosign(node, SY_COSIGNER_MIRROR, &note);
    log->closed = true;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        log->final_size = rows[i].size;
        log->final_root = (struct sy_hash){{rows[i].root}};
        check_trust(&note, rows[i].want, 4);
    }
    sy_buffer_close(&note);
}

/* Where the authorities have closed it: they stand behind that, and behind nothing else. */
static void test_the_end_needs_no_votes(void **state)
{
    struct sy_network_log *log;
    struct sy_buffer note = {0};

    (void)state;
    found();
    log = &f.network.logs[0];
    log->closed = true;
    log->final_size = 7;
    log->final_root = (struct sy_hash){{1}};
    note_of(log, &note);
    check_trust(&note, SY_OK, 0);
    note_at(log, 6, &(struct sy_hash){{1}}, &note);
    check_trust(&note, SY_QUORUM, 0);
    note_at(log, 7, &(struct sy_hash){{2}}, &note);
    check_trust(&note, SY_CLOSED, 0);
    sy_buffer_close(&note);
}

static void test_other_logs(void **state)
{
    struct sy_network_log stranger;
    struct sy_secret_key key;
    struct sy_checkpoint checkpoint;
    struct sy_hash root = {{1}};
    struct sy_buffer note = {0};

    (void)state;
    found();
    stranger = f.network.logs[0];
    fixture_key(3, &key);
    /* A log's name under another key, and a name that the network does not have. */
    check_err(sy_vkey_make(sy_text(f.network.logs[0].vkey.name), SY_VKEY_ED25519,
                           &key.public_key, &stranger.vkey),
              SY_OK);
    check_err(sy_checkpoint_make(sy_text(stranger.vkey.name), 7, &root, &checkpoint), SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &stranger.vkey, &key, &note), SY_OK);
    check_trust(&note, SY_UNKNOWN_KEY, 0);
    sy_buffer_clear(&note);
    check_err(sy_vkey_make(sy_text("elsewhere/310101"), SY_VKEY_ED25519, &key.public_key,
                           &stranger.vkey),
              SY_OK);
    check_err(sy_checkpoint_make(sy_text("elsewhere/310101"), 7, &root, &checkpoint), SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &stranger.vkey, &key, &note), SY_OK);
    check_trust(&note, SY_UNKNOWN_KEY, 0);
    sy_buffer_clear(&note);
    sy_buffer_put_text(&note, "no note");
    check_trust(&note, SY_BAD_NOTE, 0);
    sy_buffer_close(&note);
}

static void test_connect_is_bound(void **state)
{
    uint8_t exporter[SY_EXPORTER_BYTES] = {5};
    uint8_t other_exporter[SY_EXPORTER_BYTES] = {6};
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_bytes signed_by = {signature, sizeof(signature)};
    struct sy_connect_claim claim = {.network_id = {{1}},
                                     .node = sy_text("310101"),
                                     .subject = sy_text("reg:310101-1"),
                                     .exporter = exporter};
    struct sy_connect_claim other;
    struct sy_secret_key key;
    struct sy_secret_key stranger;

    (void)state;
    fixture_key(1, &key);
    fixture_key(2, &stranger);
    check_err(sy_connect_sign(&claim, &key, signature), SY_OK);
    check_err(sy_connect_verify(&claim, &key.public_key, signed_by), SY_OK);
    check_err(sy_connect_verify(&claim, &stranger.public_key, signed_by), SY_BAD_SIGNATURE);
    other = claim;
    other.network_id.bytes[31] = 1;
    check_err(sy_connect_verify(&other, &key.public_key, signed_by), SY_BAD_SIGNATURE);
    other = claim;
    other.node = sy_text("310102");
    check_err(sy_connect_verify(&other, &key.public_key, signed_by), SY_BAD_SIGNATURE);
    other = claim;
    other.subject = sy_text("reg:310101-2");
    check_err(sy_connect_verify(&other, &key.public_key, signed_by), SY_BAD_SIGNATURE);
    other = claim;
    other.exporter = other_exporter;
    check_err(sy_connect_verify(&other, &key.public_key, signed_by), SY_BAD_SIGNATURE);
    signed_by.len = 63;
    check_err(sy_connect_verify(&claim, &key.public_key, signed_by), SY_BAD_SIGNATURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quorum),
        cmocka_unit_test(test_an_empty_log_needs_no_votes),
        cmocka_unit_test(test_a_closed_log_ends),
        cmocka_unit_test(test_the_end_needs_no_votes),
        cmocka_unit_test(test_other_logs),
        cmocka_unit_test(test_connect_is_bound),
    };

    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
