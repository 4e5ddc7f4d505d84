/* Statements and questions that are wrong in every way we could think of: each gets an error by
 * its name and code, nothing is stored, and the connection that is in step goes on. */
#include "tests/fault/craft.h"

#include "ledger/compose.h"
#include "ledger/possession.h"
#include "net/clock.h"
#include "proto/act.h"
#include "proto/record_type.h"

enum { MIB = 1 << 20, BOMB_BYTES = 9 << 20 };

static const int64_t minute_us = (int64_t)60 * 1000 * 1000;
static struct sy_stage stage;
static struct sy_client *client;

static int open_all(void **state)
{
    (void)state;
    fault_open(&stage);
    client = sy_stage_connect(&stage);
    return client == NULL;
}

static int close_all(void **state)
{
    (void)state;
    sy_client_close(client);
    sy_stage_close(&stage);
    return 0;
}

/* Size of a log of the node. */
static uint64_t size_of(const struct sy_vkey *vkey)
{
    struct sy_get_checkpoint ask = {sy_text(vkey->name)};
    struct sy_checkpoint_reply read;
    struct sy_checkpoint checkpoint;
    struct sy_frame_message reply;
    struct sy_buffer request = {0};

    sy_get_checkpoint_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&request), &reply);
    check_err(sy_checkpoint_reply_read(sy_buffer_bytes(&reply.payload), &read), SY_OK);
    check_err(sy_checkpoint_open(read.note, vkey, &checkpoint), SY_OK);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    return checkpoint.size;
}

static uint64_t stored(void)
{
    return size_of(&stage.network->logs[0].vkey) + size_of(&stage.network->registry.vkey);
}

static void refused(struct sy_buffer *request, enum sy_err want)
{
    uint64_t size = stored();

    fault_refused(client, SY_FRAME_APPEND, sy_buffer_bytes(request), want);
    assert_int_equal(stored(), size);
    sy_buffer_close(request);
}

static void craft_refused(struct craft *craft, enum sy_err want)
{
    struct sy_buffer request = {0};

    craft_finish(craft, &request);
    refused(&request, want);
}

/* An honest submission of one record. */
static void honest(struct sy_buffer *submission)
{
    struct craft craft;

    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft_submission(&craft, submission);
    craft_close(&craft);
}

static void submission_refused(struct sy_buffer *submission, enum sy_err want)
{
    struct sy_buffer request = {0};

    craft_append(sy_stage_origin(&stage), sy_buffer_bytes(submission), &request);
    refused(&request, want);
    sy_buffer_close(submission);
}

static void test_the_honest_one_is_taken(void **state)
{
    struct sy_buffer request = {0};
    struct craft craft;
    uint64_t size = stored();

    (void)state;
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft_add(&craft, SY_PART_SEALED | SY_PART_PERSONAL, 100);
    craft_finish(&craft, &request);
    fault_append(client, sy_buffer_bytes(&request), NULL);
    assert_int_equal(stored(), size + 1);
    sy_buffer_close(&request);
}

static void test_encoding(void **state)
{
    struct sy_buffer whole = {0};
    struct sy_buffer bent = {0};
    struct sy_buffer request = {0};
    struct sy_bytes bytes;

    (void)state;
    honest(&whole);
    bytes = sy_buffer_bytes(&whole);
    for (size_t cut = 0; cut < bytes.len; cut += 1 + bytes.len / 40) { /* truncated */
        struct sy_buffer part = {0};

        sy_buffer_put(&part, bytes.data, cut);
        submission_refused(&part, SY_BAD_ENCODING);
    }
    sy_buffer_put_bytes(&bent, bytes); /* an unknown field */
    sy_wire_put_uint(&bent, 15, 1);
    submission_refused(&bent, SY_BAD_ENCODING);
    sy_buffer_put_bytes(&bent, bytes); /* a field twice */
    sy_buffer_put_bytes(&bent, bytes);
    submission_refused(&bent, SY_BAD_ENCODING);
    sy_buffer_put_u8(&bent, bytes.data[0]); /* a length of more bytes than it needs */
    assert_int_equal(bytes.data[1] & 0x80, 0);
    sy_buffer_put_u8(&bent, bytes.data[1] | 0x80);
    sy_buffer_put_u8(&bent, 0);
    sy_buffer_put(&bent, bytes.data + 2, bytes.len - 2);
    submission_refused(&bent, SY_BAD_ENCODING);
    for (unsigned i = 0; i < 200; i++) /* garbage */
        sy_buffer_put_u8(&bent, (uint8_t)fault_random(256));
    submission_refused(&bent, SY_BAD_ENCODING);
    sy_wire_put_text(&request, 1, sy_stage_origin(&stage)); /* the origin twice */
    sy_wire_put_text(&request, 1, sy_stage_origin(&stage));
    sy_wire_put_bytes(&request, 2, bytes);
    refused(&request, SY_BAD_ENCODING);
    for (unsigned i = 0; i < 200; i++)
        sy_buffer_put_u8(&request, (uint8_t)fault_random(256));
    refused(&request, SY_BAD_ENCODING);
    refused(&request, SY_BAD_ENCODING); /* nothing at all */
    sy_buffer_close(&whole);
}

/* Signed as they should be: what they say is what is wrong. */
static void test_signed_nonsense(void **state)
{
    static const char nul[] = "uscc:9131\0"
                              "0112087994932F";
    struct craft craft;

    (void)state;
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.principal = (struct sy_bytes){(const uint8_t *)nul, sizeof(nul) - 1};
    craft_refused(&craft, SY_BAD_ENCODING);

    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.principal = sy_text("uscc:9131 0112");
    craft_refused(&craft, SY_BAD_NAME);

    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.principal = sy_text("\xff\xfe");
    craft_refused(&craft, SY_BAD_ENCODING);

    for (uint32_t kind = 0; kind < 200; kind += 4) { /* 0, 4, 8, ... no statement kind of V1 */
        craft_begin(&craft, &stage);
        craft_add(&craft, SY_PART_OPEN, 100);
        craft.statement.kind = kind;
        craft_refused(&craft, SY_LIMIT);
    }
    for (uint32_t kind = 5; kind < 128; kind++) { /* reserved part kinds */
        craft_begin(&craft, &stage);
        craft_add(&craft, kind, 100);
        craft_refused(&craft, SY_LIMIT);
    }
    for (uint32_t kind = 133; kind < 400; kind += 13) {
        craft_begin(&craft, &stage);
        craft_add(&craft, kind, 100);
        craft_refused(&craft, SY_LIMIT);
    }
    craft_begin(&craft, &stage);
    craft_add(&craft, 0, 100);
    craft_refused(&craft, SY_LIMIT);
}

static void test_times(void **state)
{
    static const int64_t offsets[] = {11, 60, (int64_t)-31 * 24 * 60, (int64_t)365 * 24 * 60};
    struct craft craft;

    (void)state;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        craft_begin(&craft, &stage);
        craft.statement.signed_at += offsets[i] * minute_us;
        craft_add(&craft, SY_PART_OPEN, 100);
        craft_refused(&craft, SY_BAD_TIME);
    }
    craft_begin(&craft, &stage);
    craft.statement.signed_at = INT64_MIN;
    craft_add(&craft, SY_PART_OPEN, 100);
    craft_refused(&craft, SY_BAD_TIME);
    craft_begin(&craft, &stage);
    craft.statement.signed_at = INT64_MAX;
    craft_add(&craft, SY_PART_OPEN, 100);
    craft_refused(&craft, SY_BAD_TIME);
}

static void test_roots_and_counts(void **state)
{
    static const uint8_t zeros[SY_HASH_BYTES];
    struct craft craft;

    (void)state;
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.root_set = true;
    craft.statement.records_root = (struct sy_bytes){zeros, sizeof(zeros)};
    craft_refused(&craft, SY_BAD_ROOT);
    for (uint32_t lie = 1; lie < 10; lie++) {
        craft_begin(&craft, &stage);
        for (unsigned i = 0; i < 5; i++)
            craft_add(&craft, SY_PART_OPEN, 100);
        craft.statement.record_count = lie;
        if (lie != 5)
            craft_refused(&craft, SY_BAD_ROOT);
        craft_close(&craft);
    }
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.record_count = 0;
    craft_refused(&craft, SY_LIMIT);
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.record_count = UINT32_MAX;
    craft_refused(&craft, SY_LIMIT);
    craft_begin(&craft, &stage);
    for (unsigned i = 0; i < SY_RECORDS_MAX + 1; i++)
        craft_add(&craft, SY_PART_OPEN, 1);
    craft_refused(&craft, SY_LIMIT);
    craft_begin(&craft, &stage); /* the record of index 1 stands first */
    craft.added = 1;
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.added = 1;
    craft_refused(&craft, SY_LIMIT);
}

static void test_sizes(void **state)
{
    struct craft craft;
    struct sy_buffer request = {0};

    (void)state;
    craft_begin(&craft, &stage); /* the largest part that may be is taken */
    craft_add(&craft, SY_PART_OPEN, MIB - 30);
    craft_finish(&craft, &request);
    fault_append(client, sy_buffer_bytes(&request), NULL);
    sy_buffer_close(&request);
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, MIB);
    craft_refused(&craft, SY_LIMIT);
    craft_begin(&craft, &stage);
    for (unsigned i = 0; i < 9; i++)
        craft_add(&craft, SY_PART_OPEN, MIB - 30000);
    craft_refused(&craft, SY_LIMIT);
}

static void test_signatures(void **state)
{
    struct craft craft;
    struct sy_buffer submission = {0};

    (void)state;
    honest(&submission);
    for (size_t i = 0; i < submission.len;
         i++) { /* the first signature follows the statement */
        if (submission.data[i] == 0x12 && submission.data[i + 1] == SY_SIGNATURE_BYTES) {
            submission.data[i + 10] ^= 1;
            break;
        }
    }
    submission_refused(&submission, SY_BAD_SIGNATURE);
    craft_begin(&craft, &stage); /* of another network */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.scope.network_id.bytes[0] ^= 1;
    craft_refused(&craft, SY_BAD_SIGNATURE);
    craft_begin(&craft, &stage); /* for another log */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.scope.place = sy_text("suyuan.example/bench/310115");
    craft_refused(&craft, SY_BAD_SIGNATURE);
    craft_begin(&craft, &stage); /* sent to another log */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.origin = "suyuan.example/bench/310115";
    craft_refused(&craft, SY_WRONG_PLACE);
    craft_begin(&craft, &stage); /* nobody signs */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.signature_count = 0;
    craft_refused(&craft, SY_LIMIT);
    craft_begin(&craft, &stage); /* one signs twice */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.signature_count = 2;
    craft.keys[1] = stage.sign;
    craft_refused(&craft, SY_BAD_SIGNATURE);
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.signature_count = 2;
    craft.statement.signer_count = 2;
    craft.keys[1] = stage.sign;
    craft_refused(&craft, SY_LIMIT);
}

static void make_key(struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES];

    for (size_t i = 0; i < sizeof(seed); i++)
        seed[i] = (uint8_t)fault_random(256);
    sy_secret_key_from_seed(seed, out);
}

static void test_keys(void **state)
{
    /* Type 1 and points that verify what nobody signed; then types that are reserved. */
    static const uint8_t weak[][SY_PUBLIC_KEY_BYTES] = {{1},    {1, 1}, {1, 0xec, 0xff}, {2, 9},
                                                        {3, 9}, {0, 9}, {255, 9}};
    struct sy_secret_key other;
    struct craft craft;

    (void)state;
    make_key(&other);
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.keys[0] = other;
    craft_refused(&craft, SY_UNKNOWN_KEY);
    craft_begin(&craft, &stage); /* a known one, and one that nobody knows */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.signer_count = 2;
    craft.signature_count = 2;
    craft.keys[1] = other;
    craft_refused(&craft, SY_UNKNOWN_KEY);
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        craft_begin(&craft, &stage);
        craft_add(&craft, SY_PART_OPEN, 100);
        craft.statement.signers[0].key = (struct sy_bytes){weak[i], SY_PUBLIC_KEY_BYTES};
        craft_refused(&craft, SY_UNKNOWN_KEY);
    }
    craft_begin(&craft, &stage);
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.principal = sy_text("uscc:91310000MA1FL0000A");
    craft_refused(&craft, SY_UNKNOWN_PRINCIPAL);
    craft_begin(&craft, &stage); /* in the name of the authority */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.principal = sy_text("authority");
    craft_refused(&craft, SY_DENIED);
    craft_begin(&craft, &stage); /* by a delegation that nobody gave */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.has_delegation = true;
    craft.statement.delegation = 0;
    craft_refused(&craft, SY_DENIED);
}

static void test_the_registry_is_not_for_everybody(void **state)
{
    const char *registry = stage.network->registry.vkey.name;
    struct craft craft;

    (void)state;
    craft_begin(&craft, &stage); /* acts, in the district's log */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.kind = SY_KIND_REGISTRY;
    craft_refused(&craft, SY_DENIED);
    craft_begin(&craft, &stage); /* records, in the registry's */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.origin = registry;
    craft.scope.place = sy_text(registry);
    craft_refused(&craft, SY_DENIED);
    craft_begin(&craft, &stage); /* acts of the authority, signed by somebody */
    craft_add(&craft, SY_PART_OPEN, 100);
    craft.statement.kind = SY_KIND_REGISTRY;
    craft.statement.principal = sy_text("authority");
    craft.origin = registry;
    craft.scope.place = sy_text(registry);
    craft_refused(&craft, SY_UNKNOWN_KEY);
}

/* One act of the authority on a key; SY_OK or the error. */
static void act_on_key(const struct sy_secret_key *key,
                       const uint8_t public_key[SY_PUBLIC_KEY_BYTES], uint64_t after,
                       uint32_t verb, enum sy_err want)
{
    const char *registry = stage.network->registry.vkey.name;
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_secret_key authority;
    struct sy_composer composer;
    struct sy_composition how = {.scope = {sy_text(registry), stage.network->id},
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = sy_clock_us(),
                                 .keys = &authority,
                                 .key_count = 1};
    struct sy_act_draft act;
    uint8_t possession[SY_SIGNATURE_BYTES];
    struct sy_draft draft = {.type = SY_TYPE_KEY};
    struct sy_buffer body = {0};
    struct sy_buffer submission = {0};
    struct sy_buffer request = {0};
    struct sy_hash id;

    sy_key_subject(public_key, subject);
    act = sy_act_draft(SY_TYPE_KEY, sy_text(subject), after, verb);
    if (verb == SY_KEY_ADDED) {
        sy_act_draft_text(&act, SY_KEY_ORGANISATION, stage.principal);
        sy_act_draft_bytes(&act, SY_KEY_PUBLIC_KEY,
                           (struct sy_bytes){public_key, SY_PUBLIC_KEY_BYTES});
        sy_act_draft_uint(&act, SY_KEY_USES, SY_USE_SIGN);
        check_err(sy_possession_sign(&stage.network->id, sy_text(stage.principal),
                                     1u << SY_USE_SIGN, key, possession),
                  SY_OK);
        sy_act_draft_bytes(&act, SY_KEY_POSSESSION,
                           (struct sy_bytes){possession, SY_SIGNATURE_BYTES});
    } else if (verb == SY_KEY_REVOKED) {
        sy_act_draft_int(&act, SY_KEY_SINCE, sy_clock_us());
    }
    check_err(sy_key_file_secret(&stage.authority_file, SY_KEY_AUTHORITY, NULL, &authority),
              SY_OK);
    sy_act_write(&act, &body);
    draft.bodies[0] = sy_buffer_bytes(&body);
    sy_composer_init(&composer, sy_text("authority"), stage.nonce);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    craft_append(registry, sy_buffer_bytes(&submission), &request);
    if (want == SY_OK)
        fault_append(client, sy_buffer_bytes(&request), NULL);
    else
        fault_refused(client, SY_FRAME_APPEND, sy_buffer_bytes(&request), want);
    sy_composer_close(&composer);
    sy_buffer_close(&body);
    sy_buffer_close(&submission);
    sy_buffer_close(&request);
}

static uint64_t after_of(const uint8_t public_key[SY_PUBLIC_KEY_BYTES])
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_get_subject ask;
    struct sy_subject_reply read;
    struct sy_frame_message reply;
    struct sy_buffer request = {0};

    sy_key_subject(public_key, subject);
    ask.subject = sy_text(subject);
    sy_get_subject_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_SUBJECT, sy_buffer_bytes(&request), &reply);
    check_err(sy_subject_reply_read(sy_buffer_bytes(&reply.payload), &read), SY_OK);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    return read.after;
}

static void test_keys_that_are_no_longer_in_force(void **state)
{
    static const uint32_t verbs[] = {SY_KEY_RETIRED, SY_KEY_REVOKED};
    static const uint8_t weak[][SY_PUBLIC_KEY_BYTES] = {{1}, {1, 1}, {2, 9}};
    struct sy_secret_key key;
    struct craft craft;
    struct sy_buffer request = {0};
    struct sy_buffer late = {0};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        make_key(&key);
        act_on_key(&key, key.public_key.bytes, 0, SY_KEY_ADDED, SY_OK);
        craft_begin(&craft, &stage);
        craft.keys[0] = key;
        craft_add(&craft, SY_PART_OPEN, 100);
        craft_finish(&craft, &request);
        fault_append(client, sy_buffer_bytes(&request), NULL);
        craft_begin(&craft, &stage); /* signed in time, sent too late */
        craft.keys[0] = key;
        craft_add(&craft, SY_PART_OPEN, 200);
        craft_finish(&craft, &late);
        act_on_key(&key, key.public_key.bytes, after_of(key.public_key.bytes), verbs[i], SY_OK);
        refused(&late, SY_KEY_NOT_IN_FORCE);
        act_on_key(&key, key.public_key.bytes, 0, SY_KEY_ADDED, SY_VOID);
        sy_buffer_close(&request);
    }
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
        act_on_key(&key, weak[i], 0, SY_KEY_ADDED, SY_VOID);
}

/* The same few bytes over and over, as long as a request may be. */
static void bomb(const char *bytes, size_t len, enum sy_err want)
{
    struct sy_buffer submission = {0};

    while (submission.len + len < BOMB_BYTES - 100)
        sy_buffer_put(&submission, bytes, len);
    submission_refused(&submission, want);
}

static void nested_bomb(unsigned depth, enum sy_err want)
{
    struct sy_buffer submission = {0};

    for (unsigned i = 0; i < depth; i++) {
        struct sy_buffer outer = {0};

        sy_wire_put_bytes(&outer, 3, sy_buffer_bytes(&submission));
        sy_buffer_close(&submission);
        submission = outer;
    }
    submission_refused(&submission, want);
}

static void test_bombs(void **state)
{
    (void)state;
    bomb("\x1a\x00", 2, SY_BAD_ENCODING); /* records of nothing */
    bomb("\x0a\x00", 2, SY_BAD_ENCODING); /* statements of nothing */
    bomb("\x12\x00", 2, SY_BAD_ENCODING); /* signatures */
    bomb("\x00", 1, SY_BAD_ENCODING);
    bomb("\xff", 1, SY_BAD_ENCODING);
    bomb("\x1b", 1, SY_BAD_ENCODING); /* groups */
    nested_bomb(9, SY_BAD_ENCODING);
    nested_bomb(2000, SY_BAD_ENCODING);
}

/* An honest head, and then bombs where records should be. */
static void test_bombs_behind_an_honest_statement(void **state)
{
    static const char *const records[] = {"\x1a\x00", "\x1a\x02\x08\x00",
                                          "\x1a\x04\x08\x00\x12\x00"};
    static const size_t lens[] = {2, 4, 6};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct craft craft;
        struct sy_buffer request = {0};

        craft_begin(&craft, &stage);
        craft_add(&craft, SY_PART_OPEN, 100);
        craft.statement.record_count = SY_RECORDS_MAX;
        while (craft.records.len + lens[i] < SY_STATEMENT_BYTES_MAX - 1000)
            sy_buffer_put(&craft.records, records[i], lens[i]);
        craft_finish(&craft, &request);
        refused(&request, i == 0 ? SY_BAD_ENCODING : i == 1 ? SY_LIMIT : SY_BAD_ENCODING);
    }
}

static void ask_refused(enum sy_frame_type type, struct sy_buffer *request, enum sy_err want)
{
    fault_refused(client, type, sy_buffer_bytes(request), want);
    sy_buffer_close(request);
}

static void test_entries(void **state)
{
    static const struct {
        uint64_t from, to, parts;
        enum sy_err want;
    } asks[] = {
        {5, 1, 0, SY_LIMIT},
        {0, 1, 2, SY_LIMIT},
        {0, 1, UINT32_MAX, SY_LIMIT},
        {UINT64_MAX, UINT64_MAX, 1, SY_NOT_FOUND},
        {UINT64_MAX - 1, UINT64_MAX, 0, SY_NOT_FOUND},
        {0, 0, 1, SY_NOT_FOUND},
        {UINT64_MAX, 0, 0, SY_LIMIT},
    };
    struct sy_get_entries ask = {.origin = sy_text("suyuan.example/bench/310115"), .to = 1};
    struct sy_frame_message reply;
    struct sy_buffer request = {0};
    uint64_t count = 0;
    uint64_t size = size_of(&stage.network->logs[0].vkey);
    bool end = false;

    (void)state;
    for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
        struct sy_get_entries bad = {sy_text(sy_stage_origin(&stage)),
                                     asks[i].from,
                                     asks[i].to,
                                     asks[i].parts,
                                     {NULL, 0},
                                     {false, 0}};

        sy_get_entries_write(&bad, &request);
        ask_refused(SY_FRAME_GET_ENTRIES, &request, asks[i].want);
    }
    sy_get_entries_write(&ask, &request);
    ask_refused(SY_FRAME_GET_ENTRIES, &request, SY_NOT_FOUND);
    ask = (struct sy_get_entries){
        sy_text(sy_stage_origin(&stage)), 0, UINT64_MAX, 1, {NULL, 0}, {false, 0}};
    sy_get_entries_write(&ask, &request); /* everything there is, and no more */
    fault_ask(client, SY_FRAME_GET_ENTRIES, sy_buffer_bytes(&request), &reply);
    while (!end) {
        count++;
        end = (reply.flags & SY_FRAME_END) != 0;
        sy_frame_message_close(&reply);
        if (!end)
            check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
    }
    assert_int_equal(count, size);
    sy_buffer_close(&request);
}

static void test_proofs(void **state)
{
    static const struct {
        uint64_t size;
        struct sy_optional index, old_size;
        enum sy_err want;
    } asks[] = {
        {1, {false, 0}, {false, 0}, SY_LIMIT},
        {1, {true, 0}, {true, 1}, SY_LIMIT},
        {0, {true, 0}, {false, 0}, SY_NOT_FOUND},
        {UINT64_MAX, {true, 0}, {false, 0}, SY_NOT_FOUND},
        {1, {true, UINT64_MAX}, {false, 0}, SY_NOT_FOUND},
        {1, {true, 1}, {false, 0}, SY_NOT_FOUND},
        {1, {false, 0}, {true, 0}, SY_NOT_FOUND},
        {1, {false, 0}, {true, 2}, SY_NOT_FOUND},
        {UINT64_MAX, {false, 0}, {true, UINT64_MAX}, SY_NOT_FOUND},
        {(uint64_t)1 << 62, {true, 5}, {false, 0}, SY_NOT_FOUND},
    };
    struct sy_buffer request = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
        struct sy_get_proof ask = {sy_text(sy_stage_origin(&stage)), asks[i].size,
                                   asks[i].index, asks[i].old_size};

        sy_get_proof_write(&ask, &request);
        ask_refused(SY_FRAME_GET_PROOF, &request, asks[i].want);
    }
}

static void journey_refused(struct sy_bytes item, enum sy_err want)
{
    struct sy_get_journey ask = {.item = item, .limit = {true, UINT32_MAX}};
    struct sy_buffer request = {0};

    sy_get_journey_write(&ask, &request);
    ask_refused(SY_FRAME_GET_JOURNEY, &request, want);
}

static void test_journeys(void **state)
{
    static char text[SY_REQUEST_BYTES_MAX - 64];
    static const char nul[] = "urn:suyuan:1:lot:\0x";

    (void)state;
    journey_refused(sy_text("urn:suyuan:1:lot:uscc:91310112087994932F:not-there"),
                    SY_NOT_FOUND);
    journey_refused((struct sy_bytes){(const uint8_t *)nul, sizeof(nul) - 1}, SY_BAD_ENCODING);
    journey_refused(sy_text("\xff\xff"), SY_BAD_ENCODING);
    journey_refused(sy_text("11010519491231002X"), SY_PERSONAL);
    journey_refused(sy_text("urn:suyuan:1:person:x"), SY_BAD_IDENTIFIER);
    journey_refused(sy_text("urn:suyuan:1:lot:\x1b[2J"), SY_BAD_IDENTIFIER);
    journey_refused((struct sy_bytes){(const uint8_t *)text, 0}, SY_BAD_IDENTIFIER);
    memset(text, 'x', sizeof(text));
    journey_refused((struct sy_bytes){(const uint8_t *)text, sizeof(text)}, SY_LIMIT);
    journey_refused((struct sy_bytes){(const uint8_t *)text, SY_ITEM_BYTES_MAX + 1}, SY_LIMIT);
    memcpy(text, "https://id.gs1.org/01/", 22);
    journey_refused((struct sy_bytes){(const uint8_t *)text, SY_ITEM_BYTES_MAX}, SY_NOT_FOUND);
}

static void test_questions_that_are_no_messages(void **state)
{
    static const enum sy_frame_type types[] = {SY_FRAME_AUTHENTICATE, SY_FRAME_GET_CHECKPOINT,
                                               SY_FRAME_GET_ENTRIES,  SY_FRAME_GET_PROOF,
                                               SY_FRAME_GET_JOURNEY,  SY_FRAME_GET_SUBJECT,
                                               SY_FRAME_GET_STRETCH,  SY_FRAME_GET_POLICY,
                                               SY_FRAME_GET_SIGNED,   SY_FRAME_GET_EVIDENCE};

    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        struct sy_buffer request = {0};

        ask_refused(types[i], &request, SY_BAD_ENCODING);
        for (unsigned n = 0; n < 1000; n++)
            sy_buffer_put_u8(&request, (uint8_t)fault_random(256));
        ask_refused(types[i], &request, SY_BAD_ENCODING);
        for (unsigned n = 0; n < SY_REQUEST_BYTES_MAX / 2; n++)
            sy_buffer_put(&request, "\x0a\x00", 2);
        ask_refused(types[i], &request, SY_BAD_ENCODING);
    }
    for (unsigned type = 10; type < 0x80; type++) {
        struct sy_buffer request = {0};
        enum sy_err want = SY_UNIMPLEMENTED;

        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
            if (types[i] == type)
                want = SY_BAD_ENCODING;
        }
        if (type == SY_FRAME_SHOW_CHECKPOINT || type == SY_FRAME_OFFER_CHECKPOINT ||
            type == SY_FRAME_GIVE_EVIDENCE)
            want = SY_DENIED; /* only nodes are listened to */
        sy_buffer_put_text(&request, "what is it?");
        ask_refused((enum sy_frame_type)type, &request, want);
    }
}

static void test_authentication(void **state)
{
    static const uint8_t zeros[SY_SIGNATURE_BYTES];
    struct sy_authenticate ask = {
        sy_text(stage.principal),
        {stage.sign.public_key.bytes, SY_PUBLIC_KEY_BYTES},
        {zeros, sizeof(zeros)},
    };
    struct sy_buffer request = {0};

    (void)state;
    sy_authenticate_write(&ask, &request); /* a signing key is no connect key */
    ask_refused(SY_FRAME_AUTHENTICATE, &request, SY_UNKNOWN_KEY);
    ask.subject = sy_text("authority");
    sy_authenticate_write(&ask, &request);
    ask_refused(SY_FRAME_AUTHENTICATE, &request, SY_UNKNOWN_KEY);
    ask.key =
        (struct sy_bytes){stage.network->authority_connect_keys[0].bytes, SY_PUBLIC_KEY_BYTES};
    sy_authenticate_write(&ask, &request);
    ask_refused(SY_FRAME_AUTHENTICATE, &request, SY_BAD_SIGNATURE);
    ask.key = (struct sy_bytes){zeros, SY_PUBLIC_KEY_BYTES};
    sy_authenticate_write(&ask, &request);
    ask_refused(SY_FRAME_AUTHENTICATE, &request, SY_BAD_KEY);
    ask.subject = sy_text("a b");
    sy_authenticate_write(&ask, &request);
    ask_refused(SY_FRAME_AUTHENTICATE, &request, SY_BAD_NAME);
}

static void test_it_is_all_in_order_afterwards(void **state)
{
    (void)state;
    sy_client_close(client);
    client = NULL;
    fault_stop(&stage);
    fault_audit(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_honest_one_is_taken),
        cmocka_unit_test(test_encoding),
        cmocka_unit_test(test_signed_nonsense),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_roots_and_counts),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_the_registry_is_not_for_everybody),
        cmocka_unit_test(test_keys_that_are_no_longer_in_force),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_bombs_behind_an_honest_statement),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_journeys),
        cmocka_unit_test(test_questions_that_are_no_messages),
        cmocka_unit_test(test_authentication),
        cmocka_unit_test(test_it_is_all_in_order_afterwards),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("hostile", tests, open_all, close_all);
}
