/* The frozen bytes of every signed and hashed structure, and of the wire, both ways: what the
 * vectors' own script made (tests/vectors/make.py) is read into the fields it was made of, and
 * the fields are written as those bytes. */
#include "tests/unit/fixture.h"

#include "ledger/capture.h"
#include "ledger/connect.h"
#include "ledger/policy.h"
#include "proto/schema.h"

#define VECTORS SY_SOURCE_ROOT "/tests/vectors/"

/* The value of a label in a file of vectors: static, for the run of the program. */
static const char *value(const char *file, const char *label)
{
    static char values[64][16384];
    static size_t next;
    char path[512];
    char start[128];
    FILE *in;
    char *line = values[next++ % 64];
    size_t len = (size_t)snprintf(start, sizeof(start), "%s = ", label);

    snprintf(path, sizeof(path), "%s%s", VECTORS, file);
    in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, (int)sizeof(values[0]), in) != NULL) {
        if (strncmp(line, start, len) == 0) {
            fclose(in);
            line[strcspn(line, "\n")] = 0;
            return line + len;
        }
    }
    fclose(in);
    fail_msg("%s has no %s", file, label);
    return NULL;
}

static struct sy_bytes text(const char *file, const char *label)
{
    return sy_text(value(file, label));
}

static struct sy_bytes hex(const char *file, const char *label)
{
    static uint8_t bytes[64][8192];
    static size_t next;
    struct sy_bytes got = check_unhex(value(file, label));
    uint8_t *kept = bytes[next++ % 64];

    assert_true(got.len <= sizeof(bytes[0]));
    memcpy(kept, got.data, got.len);
    return (struct sy_bytes){kept, got.len};
}

static struct sy_hash hash(const char *file, const char *label)
{
    struct sy_bytes bytes = hex(file, label);
    struct sy_hash out;

    assert_int_equal(bytes.len, SY_HASH_BYTES);
    memcpy(out.bytes, bytes.data, SY_HASH_BYTES);
    return out;
}

static int64_t integer(const char *file, const char *label)
{
    return strtoll(value(file, label), NULL, 10);
}

static void secret(const char *file, const char *label, struct sy_secret_key *out)
{
    sy_secret_key_from_seed(hex(file, label).data, out);
}

static void check_same(struct sy_bytes got, struct sy_bytes want)
{
    char *hex_of_want = check_hex(want);

    check_bytes_hex(got, hex_of_want);
    free(hex_of_want);
}

static void check_written(struct sy_buffer *got, struct sy_bytes want)
{
    check_err(got->err, SY_OK);
    check_same(sy_buffer_bytes(got), want);
    sy_buffer_close(got);
}

static struct sy_network *network(void)
{
    static struct sy_network out;
    struct sy_bytes file = check_read_file(VECTORS "network.json");
    struct sy_buffer again = {0};

    assert_non_null(file.data);
    check_err(sy_network_parse(file, &out, NULL), SY_OK);
    sy_network_write(&out, &again);
    check_written(&again, file);
    free((void *)(uintptr_t)file.data);
    return &out;
}

static void test_statement(void **state)
{
    const char *file = "statement.txt";
    struct sy_statement s;
    struct sy_statement want = {.principal = text(file, "principal"),
                                .signer_count = 1,
                                .kind = SY_KIND_RECORDS,
                                .record_count = 1,
                                .records_root = hex(file, "root"),
                                .signed_at = integer(file, "signed_at")};
    struct sy_secret_key key;
    struct sy_buffer bytes = {0};

    (void)state;
    secret(file, "seed", &key);
    check_same(fixture_key_bytes(&key), hex(file, "key"));
    want.signers[0].key = hex(file, "key");
    sy_statement_write(&want, &bytes);
    check_written(&bytes, hex(file, "small"));
    check_err(sy_statement_read(hex(file, "full"), &s), SY_OK);
    check_text(s.principal, value(file, "principal"));
    assert_int_equal(s.signer_count, 2);
    assert_int_equal(s.signers[0].subject.len, 0);
    check_same(s.signers[0].key, hex(file, "key"));
    check_text(s.signers[1].subject, value(file, "subject2"));
    check_same(s.signers[1].key, hex(file, "key2"));
    assert_true(s.has_delegation && s.delegation == UINT64_MAX);
    assert_int_equal(s.kind, SY_KIND_NOTICE);
    assert_int_equal(s.record_count, 10000);
    check_same(s.records_root, hex(file, "root"));
    assert_int_equal(s.signed_at, -1);
    assert_true(s.has_seen);
    check_text(s.seen.origin, value(file, "origin"));
    assert_int_equal(s.seen.size, 7);
    check_same(s.seen.root, hex(file, "root"));
    assert_int_equal(s.delay, 4);
    sy_statement_write(&s, &bytes);
    check_written(&bytes, hex(file, "full"));
}

static void test_entry(void **state)
{
    const char *file = "entry.txt";
    uint8_t fives[SY_SIGNATURE_BYTES];
    struct sy_hash empty = sy_hash_of(sy_text(""));
    struct sy_hash leaf;
    struct sy_buffer bytes = {0};
    struct sy_entry e;
    struct sy_entry first = {.previous = hex(file, "previous"),
                             .sequenced_at = integer(file, "sequenced_at"),
                             .registry_root = fixture_hash_bytes(&empty),
                             .statement = hex("statement.txt", "small"),
                             .signature_count = 1};

    (void)state;
    memset(fives, 5, sizeof(fives));
    first.signatures[0] = (struct sy_bytes){fives, sizeof(fives)};
    sy_entry_write(&first, &bytes);
    leaf = sy_hash_leaf(sy_buffer_bytes(&bytes));
    check_hash(leaf, value(file, "first_leaf"));
    check_written(&bytes, hex(file, "first"));
    check_err(sy_entry_read(hex(file, "later"), &e), SY_OK);
    assert_true(e.index == (uint64_t)1 << 63);
    check_same(e.previous, hex(file, "previous"));
    assert_int_equal(e.sequenced_at, integer(file, "sequenced_at"));
    assert_int_equal(e.registry_size, 300);
    assert_int_equal(e.registry_root.len, 0);
    check_same(e.statement, hex("statement.txt", "full"));
    assert_int_equal(e.signature_count, 2);
    check_same(e.signatures[0], (struct sy_bytes){fives, sizeof(fives)});
    sy_entry_write(&e, &bytes);
    leaf = sy_hash_leaf(sy_buffer_bytes(&bytes));
    check_hash(leaf, value(file, "later_leaf"));
    check_written(&bytes, hex(file, "later"));
}

static void check_part(const char *name, uint8_t kind)
{
    char label[32];
    struct sy_part part = {.type = 9999};
    struct sy_part got;
    struct sy_buffer bytes = {0};
    struct sy_hash part_hash;

    snprintf(label, sizeof(label), "%s_nonce", name);
    part.nonce = hex("part.txt", label);
    snprintf(label, sizeof(label), "%s_body", name);
    part.body = hex("part.txt", label);
    sy_part_write(&part, &bytes);
    part_hash = sy_part_hash(kind, sy_buffer_bytes(&bytes));
    snprintf(label, sizeof(label), "%s_hash", name);
    check_hash(part_hash, value("part.txt", label));
    check_written(&bytes, hex("part.txt", name));
    check_err(sy_part_read(hex("part.txt", name), &got), SY_OK);
    assert_int_equal(got.type, 9999);
    check_same(got.nonce, part.nonce);
    check_same(got.body, part.body);
}

static void test_part(void **state)
{
    (void)state;
    check_part("open", SY_PART_OPEN);
    check_part("sealed", SY_PART_SEALED + SY_PART_PERSONAL);
}

static struct sy_hash record_of(size_t count, const uint32_t kinds[], const char *const parts[])
{
    struct sy_record_share record = {.part_count = count};
    struct sy_record_digest digest;

    for (size_t i = 0; i < count; i++)
        record.parts[i] =
            (struct sy_part_share){.kind = kinds[i], .part = hex("part.txt", parts[i])};
    sy_record_digest_of(&record, &digest);
    return sy_record_hash(&digest);
}

static void test_record(void **state)
{
    const char *file = "record.txt";
    struct sy_hash leaves[3];
    struct sy_hash d = sy_hash_leaf(hex(file, "d0"));
    struct sy_hash root;
    struct sy_merkle_proof path;

    (void)state;
    leaves[0] = record_of(2, (uint32_t[]){1, 132}, (const char *[]){"open", "sealed"});
    leaves[1] = record_of(1, (uint32_t[]){1}, (const char *[]){"open"});
    leaves[2] = record_of(1, (uint32_t[]){2}, (const char *[]){"open"});
    check_hash(leaves[0], value(file, "hash0"));
    check_hash(d, value(file, "hash0"));
    check_hash(leaves[1], value(file, "hash1"));
    check_hash(leaves[2], value(file, "hash2"));
    root = sy_merkle_root_of(leaves, 3);
    check_hash(root, value(file, "root"));
    check_err(sy_merkle_path_of(leaves, 3, 2, &path), SY_OK);
    assert_int_equal(path.count, 1);
    check_hash(path.hash[0], value(file, "path2"));
}

static void test_nonce(void **state)
{
    const char *file = "nonce.txt";
    struct sy_draft draft = fixture_draft(9999, "open body", NULL, "", "personal");
    struct sy_hash drafted = sy_draft_hash(&draft);
    uint8_t nonce[SY_NONCE_BYTES];

    (void)state;
    check_hash(drafted, value(file, "draft"));
    sy_part_nonce(hex(file, "secret").data, text(file, "principal"), 1, &drafted, 0, nonce);
    check_same((struct sy_bytes){nonce, sizeof(nonce)}, hex(file, "kind1_n0"));
    sy_part_nonce(hex(file, "secret").data, text(file, "principal"), 4, &drafted, 1, nonce);
    check_same((struct sy_bytes){nonce, sizeof(nonce)}, hex(file, "kind4_n1"));
}

static void test_scope(void **state)
{
    const char *file = "scope.txt";
    struct sy_scope scope = {text(file, "place"), network()->id};
    struct sy_bytes statement = hex("statement.txt", "small");
    struct sy_secret_key key;
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_hash got;

    (void)state;
    check_hash(scope.network_id, value(file, "network_id"));
    secret(file, "seed", &key);
    got = sy_statement_id(&scope, statement);
    check_hash(got, value(file, "id"));
    got = sy_hash_of(hex(file, "m"));
    check_hash(got, value(file, "id"));
    check_err(sy_statement_sign(&scope, statement, &key, signature), SY_OK);
    check_same((struct sy_bytes){signature, sizeof(signature)}, hex(file, "signature"));
    check_err(sy_verify(&key.public_key, hex(file, "m"), hex(file, "signature")), SY_OK);
    got = sy_log_genesis(scope.place, &scope.network_id);
    check_hash(got, value(file, "genesis"));
    got = sy_log_genesis(text(file, "origin2"), &scope.network_id);
    check_hash(got, value(file, "genesis2"));
    check_text(sy_origin_place(text(file, "origin2")), value(file, "place"));
}

static void test_connect(void **state)
{
    const char *file = "connect.txt";
    struct sy_connect_claim claim = {.network_id = network()->id,
                                     .node = sy_text("310000"),
                                     .subject = text(file, "subject"),
                                     .exporter = hex(file, "exporter").data};
    struct sy_secret_key key;
    uint8_t signature[SY_SIGNATURE_BYTES];

    (void)state;
    secret(file, "seed", &key);
    check_err(sy_connect_sign(&claim, &key, signature), SY_OK);
    check_same((struct sy_bytes){signature, sizeof(signature)}, hex(file, "signature"));
    check_err(sy_verify(&key.public_key, hex(file, "m"), hex(file, "signature")), SY_OK);
    check_err(sy_connect_verify(&claim, &key.public_key, hex(file, "signature")), SY_OK);
}

/* The draft's bytes, and what is read from them. */
static void check_act(const struct sy_act_draft *draft, const char *label)
{
    struct sy_buffer bytes = {0};
    struct sy_wire wire;
    struct sy_wire_field field;
    struct sy_act got;
    size_t i = 0;

    sy_act_write(draft, &bytes);
    check_written(&bytes, hex("act.txt", label));
    check_err(sy_act_read(draft->type, hex("act.txt", label), &got), SY_OK);
    assert_int_equal(got.type, draft->type);
    assert_true(sy_bytes_equal(got.subject, draft->fields[0].bytes));
    assert_int_equal(got.after, draft->fields[1].value);
    assert_int_equal(got.verb, draft->fields[2].value);
    wire = sy_wire_open(got.body);
    while (sy_wire_next(&wire, &field) == SY_OK) {
        assert_true(i < draft->count);
        assert_int_equal(field.number, draft->fields[i].number);
        if (field.type == SY_WIRE_VARINT)
            assert_int_equal(field.value, draft->fields[i].value);
        assert_true(sy_bytes_equal(field.bytes, draft->fields[i].bytes));
        i++;
    }
    assert_int_equal(i, draft->count);
}

/* A further field of an act: a text, or bytes of the file when the text begins with "@", or a
 * number when it is NULL. */
struct further {
    uint32_t number;
    const char *text;
    int64_t value;
};

static void check_fields(uint32_t type, const char *subject, uint64_t after, uint32_t verb,
                         const struct further *further, const char *label)
{
    struct sy_act_draft draft = sy_act_draft(type, sy_text(subject), after, verb);

    for (; further->number != 0; further++) {
        if (further->text == NULL)
            sy_act_draft_int(&draft, further->number, further->value);
        else if (further->text[0] == '@')
            sy_act_draft_bytes(&draft, further->number, hex("act.txt", further->text + 1));
        else
            sy_act_draft_text(&draft, further->number, further->text);
    }
    check_act(&draft, label);
}
#define FURTHER(...) ((const struct further[]){__VA_ARGS__, {0, NULL, 0}})

static void test_acts_of_organisations(void **state)
{
    const char *who = value("act.txt", "principal");
    int64_t now = integer("act.txt", "since");

    (void)state;
    check_fields(SY_TYPE_ORGANISATION, who, 0, SY_ORGANISATION_ADMITTED,
                 FURTHER({4, who + 5, 0}, {6, value("act.txt", "name"), 0}, {7, "310115", 0},
                         {8, NULL, 1}, {9, NULL, 1}, {9, NULL, 6}, {10, "0614141000012", 0},
                         {11, "310115103", 0}, {12, "浦东新区1号", 0}),
                 "organisation");
    check_fields(SY_TYPE_ORGANISATION, who, 3, SY_ORGANISATION_ADMITTED,
                 FURTHER({5, "旧代码", 0}, {6, "x", 0}), "override");
    check_fields(SY_TYPE_ORGANISATION, who, 4, SY_ORGANISATION_SUSPENDED,
                 FURTHER({SY_ACT_TERM, NULL, now}, {SY_ACT_GROUND, "食品安全法", 0},
                         {SY_ACT_REASON, "丢失", 0}, {SY_ACT_DOCUMENT, "@paper", 0}),
                 "suspended");
    check_fields(
        SY_TYPE_ORGANISATION, who, 5, SY_ORGANISATION_MERGED,
        FURTHER({SY_ORGANISATION_SUCCESSORS, "reg:310115-1", 0}, {SY_ACT_FROM, NULL, now}),
        "merged");
    check_fields(SY_TYPE_ORGANISATION, who, 5, SY_ORGANISATION_CHANGED,
                 FURTHER({SY_ORGANISATION_CONTACT, "张三", 0},
                         {SY_ORGANISATION_PHONE, "021-5550000", 0}),
                 "contact");
    check_fields(SY_TYPE_REGULATOR, "regulator:310115-1", 0, SY_REGULATOR_APPOINTED,
                 FURTHER({SY_REGULATOR_NAME, "浦东新区市场监督管理局", 0},
                         {SY_REGULATOR_DEPARTMENT, "市场监管", 0},
                         {SY_REGULATOR_LEVEL, NULL, SY_LEVEL_STREET},
                         {SY_REGULATOR_DISTRICT, "310115", 0},
                         {SY_REGULATOR_STREET, "310115103", 0}),
                 "regulator");
}

static void test_acts_of_places(void **state)
{
    const char *file = "act.txt";
    const char *who = value(file, "principal");
    const char *site = value(file, "site_subject");
    char subject[128];

    (void)state;
    check_fields(SY_TYPE_SITE, site, 0, SY_SITE_OPENED,
                 FURTHER({SY_SITE_ORGANISATION, who, 0}, {SY_SITE_NAME, "一号摊", 0},
                         {SY_SITE_DISTRICT, "310115", 0}, {SY_SITE_STREET, "310115103", 0},
                         {SY_SITE_PARENT, site, 0}, {SY_SITE_GLN, "0614141000012", 0},
                         {SY_SITE_LICENCE, "licence:1", 0}, {SY_SITE_KIND, NULL, 2},
                         {SY_SITE_ADDRESS, "a", 0}),
                 "site");
    snprintf(subject, sizeof(subject), "device:%s:7", who);
    check_fields(SY_TYPE_DEVICE, subject, 0, SY_DEVICE_OPENED,
                 FURTHER({SY_DEVICE_ORGANISATION, who, 0}, {SY_DEVICE_KIND, NULL, 1},
                         {SY_DEVICE_SITE, site, 0},
                         {SY_DEVICE_DUE, NULL, integer(file, "since")},
                         {SY_DEVICE_SERIAL, "SN-7", 0}, {SY_DEVICE_MODEL, "M", 0}),
                 "device");
    snprintf(subject, sizeof(subject), "card:%s:7", who);
    check_fields(SY_TYPE_CARD, value(file, "card_subject"), 0, SY_CARD_REPLACED,
                 FURTHER({SY_CARD_ORGANISATION, "reg:310115-1", 0}, {SY_CARD_ISSUER, who, 0},
                         {SY_CARD_SITE, site, 0}, {SY_CARD_REPLACES, subject, 0}),
                 "card");
    check_fields(SY_TYPE_NODE, "node:310115", 0, SY_NODE_ADDED,
                 FURTHER({SY_NODE_NAME, "浦东新区", 0},
                         {SY_NODE_ADDRESSES, "node.example:7001", 0},
                         {SY_NODE_ADDRESSES, "127.0.0.1:1", 0}, {SY_NODE_TRANSPORT, "@key", 0},
                         {SY_NODE_FORMER, "@former", 0}),
                 "node");
}

static void test_acts_of_keys(void **state)
{
    const char *file = "act.txt";
    const char *who = value(file, "principal");
    struct sy_hash network_id = hash(file, "network_id");
    uint8_t possession[SY_SIGNATURE_BYTES];
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_secret_key key;

    (void)state;
    secret(file, "seed", &key);
    sy_key_subject(key.public_key.bytes, subject);
    assert_string_equal(subject, value(file, "subject"));
    check_same(fixture_key_bytes(&key), hex(file, "key"));
    check_err(sy_possession_sign(&network_id, sy_text(who), 6, &key, possession), SY_OK);
    check_same((struct sy_bytes){possession, sizeof(possession)}, hex(file, "possession"));
    check_err(sy_possession_verify(&network_id, sy_text(who), 6, &key.public_key,
                                   hex(file, "possession")),
              SY_OK);
    check_err(sy_possession_verify(&network_id, sy_text(who), 2, &key.public_key,
                                   hex(file, "possession")),
              SY_BAD_SIGNATURE);
    check_fields(SY_TYPE_KEY, subject, 0, SY_KEY_ADDED,
                 FURTHER({SY_KEY_ORGANISATION, who, 0}, {SY_KEY_PUBLIC_KEY, "@key", 0},
                         {SY_KEY_USES, NULL, SY_USE_SIGN}, {SY_KEY_USES, NULL, SY_USE_CONNECT},
                         {SY_KEY_POSSESSION, "@possession", 0}),
                 "added");
    check_fields(SY_TYPE_KEY, value(file, "subject2"), 0, SY_KEY_ROTATED,
                 FURTHER({SY_KEY_ORGANISATION, who, 0}, {SY_KEY_PUBLIC_KEY, "@key2", 0},
                         {SY_KEY_USES, NULL, SY_USE_SIGN},
                         {SY_KEY_POSSESSION, "@possession2", 0}, {SY_KEY_REPLACES, subject, 0}),
                 "rotated");
    check_fields(SY_TYPE_KEY, subject, 2, SY_KEY_RETIRED,
                 FURTHER({SY_ACT_REASON, "replaced", 0}), "retired");
    check_fields(
        SY_TYPE_KEY, subject, 2, SY_KEY_REVOKED,
        FURTHER({SY_KEY_SINCE, NULL, integer(file, "since")}, {SY_ACT_REASON, "丢失", 0}),
        "revoked");
}

static void test_acts_of_papers(void **state)
{
    const char *file = "act.txt";
    const char *who = value(file, "principal");
    const char *site = value(file, "site_subject");
    int64_t now = integer(file, "since");

    (void)state;
    check_fields(
        SY_TYPE_DELEGATION, value(file, "delegation_subject"), 0, SY_DELEGATION_GRANTED,
        FURTHER({SY_DELEGATION_PRINCIPAL, who, 0}, {SY_DELEGATION_AGENT, "reg:310115-1", 0},
                {SY_DELEGATION_CAPACITY, NULL, SY_CAPACITY_MARKET_OPERATOR},
                {SY_DELEGATION_STEPS, "shipping", 0}, {SY_DELEGATION_STEPS, "receiving", 0},
                {SY_DELEGATION_SITES, site, 0}, {SY_ACT_FROM, NULL, now},
                {SY_ACT_UNTIL, NULL, now + 1}),
        "delegation");
    check_fields(SY_TYPE_PERSON, "person:310115-1", 0, SY_PERSON_QUALIFIED,
                 FURTHER({SY_PERSON_ORGANISATION, who, 0}, {SY_PERSON_POST, "检验员", 0},
                         {SY_ACT_FROM, NULL, now}, {SY_ACT_UNTIL, NULL, now + 1}),
                 "person");
    check_fields(SY_TYPE_LICENCE, "licence:SC10131011500017", 0, SY_LICENCE_GRANTED,
                 FURTHER({SY_LICENCE_ORGANISATION, who, 0},
                         {SY_LICENCE_KIND, NULL, SY_LICENCE_PRODUCTION},
                         {SY_LICENCE_CLASSES, "class:0301", 0}, {SY_LICENCE_SITES, site, 0},
                         {SY_LICENCE_OFFICE, "局", 0}, {SY_ACT_FROM, NULL, now},
                         {SY_ACT_UNTIL, NULL, now + 1}),
                 "licence");
    check_fields(SY_TYPE_ACCREDITATION, "accreditation:CNAS-L0001", 0, SY_LICENCE_GRANTED,
                 FURTHER({SY_ACCREDITATION_ORGANISATION, who, 0},
                         {SY_ACCREDITATION_KINDS, "inspection", 0},
                         {SY_ACCREDITATION_KINDS, "organic", 0},
                         {SY_ACCREDITATION_CLASSES, "class:0301", 0},
                         {SY_ACT_UNTIL, NULL, now + 1}),
                 "accreditation");
    check_fields(SY_TYPE_STANDING_CERTIFICATE, value(file, "certificate_subject"), 0,
                 SY_CERTIFICATE_ISSUED,
                 FURTHER({SY_CERTIFICATE_BODY, who, 0}, {SY_CERTIFICATE_NUMBER, "A1", 0},
                         {SY_CERTIFICATE_KIND, "organic", 0},
                         {SY_CERTIFICATE_ORGANISATION, "reg:310115-1", 0},
                         {SY_CERTIFICATE_PERSON, "person:310115-1", 0},
                         {SY_CERTIFICATE_ACCREDITATION, "accreditation:CNAS-L0001", 0},
                         {SY_CERTIFICATE_CLASSES, "class:0301", 0},
                         {SY_CERTIFICATE_PRODUCTS, "gtin:06141411234567", 0},
                         {SY_CERTIFICATE_STANDARD, "GB/T 19630", 0}, {SY_ACT_FROM, NULL, now},
                         {SY_ACT_UNTIL, NULL, now + 1}, {SY_ACT_DOCUMENT, "@paper", 0}),
                 "certificate");
}

static void test_acts_of_goods_and_rules(void **state)
{
    const char *origin = value("act.txt", "origin");
    char subject[128];

    (void)state;
    check_fields(SY_TYPE_PRODUCT, "gtin:06141411234567", 0, SY_PRODUCT_REGISTERED,
                 FURTHER({SY_PRODUCT_ORGANISATION, value("act.txt", "principal"), 0},
                         {SY_PRODUCT_NAME, "鲜猪肉", 0}, {SY_PRODUCT_CLASS, "class:0301", 0},
                         {SY_PRODUCT_BRAND, "b", 0}, {SY_PRODUCT_SPECIFICATION, "500 g", 0},
                         {SY_PRODUCT_STANDARD, "GB 2707", 0}, {SY_PRODUCT_EQUIPMENT, "pH", 0},
                         {SY_PRODUCT_SHELF_LIFE_DAYS, NULL, 0}),
                 "product");
    check_fields(SY_TYPE_PRODUCT_CLASS, "class:0301", 0, SY_PRODUCT_REGISTERED,
                 FURTHER({SY_CLASS_NAME, "鲜肉", 0}, {SY_CLASS_PARENT, "class:default", 0},
                         {SY_CLASS_STANDARD, "GB 2707", 0}, {SY_CLASS_EQUIPMENT, "pH", 0},
                         {SY_CLASS_SHELF_LIFE_DAYS, NULL, 3}, {SY_CLASS_STEPS, "@step_rule", 0},
                         {SY_CLASS_PARTS, "@part_rule", 0}),
                 "class");
    snprintf(subject, sizeof(subject), "erasure:%s:9:0:4", origin);
    check_fields(SY_TYPE_ERASURE_ORDER, subject, 0, SY_ERASURE_ORDERED,
                 FURTHER({SY_ERASURE_ORIGIN, origin, 0}, {SY_ERASURE_INDEX, NULL, 9},
                         {SY_ERASURE_RECORD, NULL, 0}, {SY_ERASURE_KIND, NULL, 4},
                         {SY_ERASURE_PART_HASH, "@part", 0},
                         {SY_ACT_GROUND, "个人信息保护法", 0}),
                 "erasure");
    check_fields(SY_TYPE_POLICY, "policy", 0, SY_POLICY_ADOPTED,
                 FURTHER({SY_POLICY_VERSION, NULL, 1}, {SY_POLICY_PREVIOUS, "@network_id", 0},
                         {SY_POLICY_TEXT, "text\n", 0}, {SY_POLICY_SIGNATURES, "@zero1", 0},
                         {SY_POLICY_SIGNATURES, "@zero2", 0}),
                 "policy");
}

static void test_bodies(void **state)
{
    static const char *const labels[] = {"event_open", "event_chain", "event_commercial"};
    const char *file = "body.txt";
    struct sy_capture capture = {0};

    (void)state;
    check_err(sy_capture_read(text(file, "event_json"), NULL, &capture), SY_OK);
    assert_int_equal(capture.count, 1);
    assert_false(capture.records[0].has[SY_PART_PERSONAL - 1]);
    for (size_t i = 0; i < 3; i++) {
        check_same(capture.records[0].body[i], hex(file, labels[i]));
        check_err(
            sy_schema_check(sy_schema_of_record(SY_TYPE_EPCIS_EVENT), hex(file, labels[i])),
            SY_OK);
    }
    sy_capture_close(&capture);
    check_err(sy_capture_read(text(file, "master_json"), NULL, &capture), SY_OK);
    assert_int_equal(capture.count, 1);
    assert_int_equal(capture.records[0].type, SY_TYPE_MASTER_DATA);
    check_same(capture.records[0].body[0], hex(file, "master_open"));
    check_err(
        sy_schema_check(sy_schema_of_record(SY_TYPE_MASTER_DATA), hex(file, "master_open")),
        SY_OK);
    sy_capture_close(&capture);
}

static struct sy_bytes whole_file(const char *path)
{
    struct sy_bytes file = check_read_file(path);

    assert_non_null(file.data);
    return file;
}

/* The submission, composed from its drafts. */
static void compose(struct sy_buffer *submission)
{
    const char *file = "receipt.txt";
    struct sy_bytes principal = text("statement.txt", "principal");
    struct sy_bytes nonce_secret = hex(file, "nonce_secret");
    struct sy_secret_key key;
    struct sy_composition how = {
        .scope = {sy_text("suyuan.example/test/310000"), network()->id},
        .kind = SY_KIND_RECORDS,
        .signed_at = integer("statement.txt", "signed_at"),
        .keys = &key,
        .key_count = 1};
    struct sy_composer composer;
    struct sy_hash id;

    secret(file, "seed", &key);
    sy_composer_init(&composer, principal, nonce_secret.data);
    for (int i = 0; i < 3; i++) {
        char open[16];
        struct sy_draft draft;

        snprintf(open, sizeof(open), "open %d", i);
        draft = fixture_draft(9999, open, "chain", NULL, NULL);
        check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    }
    check_err(sy_composer_finish(&composer, &how, submission, &id), SY_OK);
    check_hash(id, value(file, "statement_id"));
    sy_composer_close(&composer);
}

static void test_receipt_is_written(void **state)
{
    const char *file = "receipt.txt";
    const struct sy_network *n = network();
    struct sy_bytes whole = whole_file(VECTORS "whole.receipt");
    struct sy_bytes extracted = whole_file(VECTORS "extract.receipt");
    struct sy_bytes parts = whole_file(VECTORS "whole.parts");
    struct sy_hash leaves[2] = {sy_hash_leaf(hex(file, "entry0")),
                                sy_hash_leaf(hex(file, "entry1"))};
    struct sy_hash root = sy_merkle_root_of(leaves, 2);
    struct sy_hash id = hash(file, "statement_id");
    struct sy_inclusion inclusion = {.entry = hex(file, "entry0")};
    struct sy_buffer submission = {0};
    struct sy_buffer note = {0};
    struct sy_buffer out = {0};
    struct sy_receipt_problem why;
    struct sy_checkpoint checkpoint;
    struct sy_receipt receipt;
    struct sy_secret_key log_key;
    struct sy_bytes records;

    (void)state;
    compose(&submission);
    check_same(sy_buffer_bytes(&submission), hex(file, "submission"));
    check_hash(root, value(file, "root"));
    secret(file, "log_seed", &log_key);
    check_err(sy_checkpoint_make(sy_text(n->logs[0].vkey.name), 2, &root, &checkpoint), SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &n->logs[0].vkey, &log_key, &note), SY_OK);
    check_err(sy_merkle_path_of(leaves, 2, 0, &inclusion.path), SY_OK);
    inclusion.note = sy_buffer_bytes(&note);
    check_err(sy_receipt_write(n, &inclusion, sy_buffer_bytes(&submission), &out), SY_OK);
    check_written(&out, whole);
    check_err(sy_parts_file_write(&id, sy_buffer_bytes(&submission), &out), SY_OK);
    check_written(&out, parts);
    check_err(sy_receipt_open(n, whole, &receipt, &why), SY_OK);
    assert_true(sy_hash_equal(&receipt.statement_id, &id));
    assert_int_equal(receipt.records_here, 3);
    check_err(sy_parts_file_open(&receipt, parts, &records, &why), SY_OK);
    check_err(sy_receipt_extract(n, &receipt, records, 2, 1u << 1 | 1u << 2, &out), SY_OK);
    check_written(&out, extracted);
    sy_receipt_close(&receipt);
    check_err(sy_receipt_open(n, extracted, &receipt, &why), SY_OK);
    assert_int_equal(receipt.records_here, 1);
    sy_receipt_close(&receipt);
    free((void *)(uintptr_t)whole.data);
    free((void *)(uintptr_t)extracted.data);
    free((void *)(uintptr_t)parts.data);
    sy_buffer_close(&submission);
    sy_buffer_close(&note);
}

#define CHECK(name, ...)                                                                       \
    do {                                                                                       \
        struct sy_##name check_want = __VA_ARGS__;                                             \
        struct sy_##name check_got;                                                            \
        struct sy_bytes check_vector = hex("wire.txt", #name);                                 \
        struct sy_buffer check_bytes = {0};                                                    \
                                                                                               \
        sy_##name##_write(&check_want, &check_bytes);                                          \
        check_written(&check_bytes, check_vector);                                             \
        check_err(sy_##name##_read(check_vector, &check_got), SY_OK);                          \
        sy_##name##_write(&check_got, &check_bytes);                                           \
        check_written(&check_bytes, check_vector);                                             \
    } while (0)

static void test_policy(void **state)
{
    const char *file = "policy.txt";
    struct sy_bytes whole = check_read_file(VECTORS "one.policy");
    struct sy_policy *before = calloc(2, sizeof(*before));
    struct sy_policy *next = before + 1;
    struct sy_policy_signatures signatures;
    struct sy_policy_signatures made = {0};
    struct sy_secret_key founder;
    struct sy_secret_key joined;
    struct sy_hash root = hash(file, "root");
    struct sy_problem why = {0};
    struct sy_buffer again = {0};
    struct sy_bytes document;

    (void)state;
    assert_non_null(before);
    assert_non_null(whole.data);
    sy_policy_of_genesis(network(), before);
    check_err(sy_policy_file_parse(whole, &document, &signatures, NULL), SY_OK);
    if (sy_policy_check(before, document, &signatures, next, &why) != SY_OK)
        fail_msg("%s: %s", why.path, sy_problem_name(why.kind));
    check_same((struct sy_bytes){next->hash.bytes, SY_HASH_BYTES}, hex(file, "hash"));
    assert_true(next->network.logs[next->network.log_count - 1].closed);
    assert_int_equal(next->network.logs[next->network.log_count - 1].final_size,
                     integer(file, "size"));
    assert_true(
        sy_hash_equal(&next->network.logs[next->network.log_count - 1].final_root, &root));
    assert_int_equal(next->network.limits.records, 1000);
    /* Written and signed again it is the same file. */
    secret(file, "founder", &founder);
    secret(file, "joined", &joined);
    sy_policy_write(next, &again);
    check_same(sy_buffer_bytes(&again), document);
    check_err(sy_policy_sign(&before->hash, document, &joined, &made), SY_OK);
    check_err(sy_policy_sign(&before->hash, document, &founder, &made), SY_OK);
    sy_buffer_clear(&again);
    sy_policy_file_write(document, &made, &again);
    check_written(&again, whole);
    free((void *)(uintptr_t)whole.data);
    free(before);
}

static void test_wire(void **state)
{
    const struct sy_bytes origin = sy_text("suyuan.example/test/310000");
    const struct sy_bytes root = hex("statement.txt", "root");
    const struct sy_bytes hashes[] = {root, root};
    const struct sy_bytes letters[] = {sy_text("a"), sy_text("b")};
    const struct sy_bytes origins[] = {origin, sy_text("b")};
    const struct sy_bytes watermark = hex("wire.txt", "watermark");
    const struct sy_bytes watermarks[] = {watermark, watermark};
    const struct sy_bytes occurrence = hex("wire.txt", "occurrence_message");
    const struct sy_bytes occurrences[] = {occurrence, occurrence};
    const struct sy_bytes log_status = hex("wire.txt", "log_status");
    const struct sy_bytes statuses[] = {log_status, log_status};
    const struct sy_list path = {.items = hashes, .count = 2};
    struct sy_record_share record = {.part_count = 1};
    struct sy_buffer field = {0};
    struct sy_wire wire;
    struct sy_wire_field inner;
    struct sy_list records = {.count = 1};
    uint8_t fives[SY_SIGNATURE_BYTES];

    (void)state;
    memset(fives, 5, sizeof(fives));
    record.parts[0] =
        (struct sy_part_share){.kind = SY_PART_OPEN, .part = hex("part.txt", "open")};
    sy_record_share_put(&field, 1, &record);
    wire = sy_wire_open(sy_buffer_bytes(&field));
    check_err(sy_wire_next(&wire, &inner), SY_OK);
    records.items = &inner.bytes;
    CHECK(hello, {1, root, sy_text("suyuan 0.1")});
    CHECK(hello_reply,
          {1, sy_text("310000"), {.items = origins, .count = 2}, -5, sy_text("x"), {true, 3}});
    CHECK(authenticate, {sy_text("authority"), hex("statement.txt", "key"), {fives, 64}});
    CHECK(authenticate_reply, {sy_text("authority")});
    CHECK(append, {origin, sy_text("submission"), {false, 0}, {false, 0}});
    CHECK(append_reply, {sy_text("entry"), path, sy_text("note"), true});
    CHECK(get_checkpoint, {origin});
    CHECK(checkpoint_reply, {sy_text("note")});
    CHECK(get_entries, {origin, 0, UINT64_MAX, 1, {NULL, 0}, {false, 0}});
    CHECK(entry_share, {sy_text("entry"), records, {.count = 0}});
    CHECK(get_proof, {origin, 9, {true, 8}, {false, 0}});
    CHECK(proof, {path});
    CHECK(get_journey, {sy_text("物品"), true, {true, 5}, {false, 0}});
    CHECK(watermark, {origin, 77});
    CHECK(journey_start, {sy_text("item"),
                          {.items = watermarks, .count = 2},
                          {.items = letters, .count = 2},
                          {.count = 0}});
    CHECK(occurrence_message, {origin, 5, 2});
    CHECK(journey_step, {origin,
                         sy_text("entry"),
                         path,
                         inner.bytes,
                         {.items = letters, .count = 2},
                         {.items = occurrences, .count = 2},
                         1u << 1 | 1u << 16,
                         {true, 2},
                         occurrence,
                         {.count = 0}});
    CHECK(get_subject, {sy_text("key:01")});
    CHECK(subject_reply, {7, 9});
    CHECK(get_policy, {3});
    CHECK(policy_reply, {sy_text("{}\n"), path});
    CHECK(get_status, {0});
    CHECK(log_status, {origin,     1,          sy_text("note"),     2,
                       3,          4,          sy_text("no_space"), 5,
                       {NULL, 0},  {false, 0}, {false, 0},          {false, 0},
                       {false, 0}, {NULL, 0},  {NULL, 0},           {false, 0},
                       {false, 0}, {false, 0}, {false, 0},          {NULL, 0},
                       {false, 0}, {NULL, 0},  {NULL, 0},           {false, 0},
                       {NULL, 0},  {false, 0}, {false, 0},          {NULL, 0},
                       {NULL, 0},  {NULL, 0}});
    CHECK(status, {sy_text("310000"),
                   1,
                   2,
                   {.items = statuses, .count = 2},
                   3,
                   4,
                   5,
                   6,
                   7,
                   8,
                   9,
                   10,
                   sy_text("x"),
                   11,
                   {.count = 0},
                   {false, 0},
                   {false, 0},
                   {false, 0},
                   {false, 0}});
    CHECK(show_checkpoint, {sy_text("note"), 9});
    CHECK(show_checkpoint_reply, {sy_text("note"), 9});
    CHECK(offer_checkpoint, {sy_text("note")});
    CHECK(offer_checkpoint_reply, {{.items = letters, .count = 2}});
    CHECK(get_stretch,
          {origin, 5, UINT64_MAX, 1, 1048576, sy_text("note"), {false, 0}, {false, 0}});
    CHECK(stretch_start,
          {5, 7, sy_text("note"), root, path, {.items = hashes, .count = 1}, {.count = 0}});
    CHECK(give_evidence, {sy_text("text")});
    CHECK(give_evidence_reply, {true});
    CHECK(get_signed, {{fives, 33}, -1});
    CHECK(signed_start, {{.items = watermarks, .count = 2}, {.items = letters, .count = 2}});
    CHECK(signed_entry, {origin, sy_text("entry"), path});
    sy_buffer_close(&field);
}

/* A receipt with support, made elsewhere: each act is read, and it is written the same again.
 * */
static void test_support_is_read(void **state)
{
    const struct sy_network *n = network();
    struct sy_bytes file = whole_file(VECTORS "supported.receipt");
    struct sy_receipt_problem why;
    struct sy_buffer out = {0};
    struct sy_receipt receipt;

    (void)state;
    check_err(sy_receipt_open(n, file, &receipt, &why), SY_OK);
    check_same(receipt.support_bytes, hex("support.txt", "support"));
    assert_int_equal(receipt.support.act_count, 2);
    assert_int_equal(receipt.support.trust.checkpoint.size, 2);
    assert_true(receipt.support.acts[1].by_authority);
    assert_non_null(
        sy_support_key(&receipt.support, &receipt.statement, &receipt.statement.signers[0]));
    check_err(sy_receipt_attach(&receipt, receipt.support_bytes, &out), SY_OK);
    check_same(sy_buffer_bytes(&out), file);
    sy_receipt_close(&receipt);
    sy_buffer_close(&out);
    free((void *)(uintptr_t)file.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statement),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_nonce),
        cmocka_unit_test(test_scope),
        cmocka_unit_test(test_connect),
        cmocka_unit_test(test_acts_of_organisations),
        cmocka_unit_test(test_acts_of_places),
        cmocka_unit_test(test_acts_of_keys),
        cmocka_unit_test(test_acts_of_papers),
        cmocka_unit_test(test_acts_of_goods_and_rules),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_receipt_is_written),
        cmocka_unit_test(test_support_is_read),
        cmocka_unit_test(test_policy),
        cmocka_unit_test(test_wire),
    };

    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
