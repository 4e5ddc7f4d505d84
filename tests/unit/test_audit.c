/* An honest log passes its audit; of one in which a single rule is broken by hand, the audit
 * names the rule and the first bad index. What this program does not know is carried all the
 * way. */
#include "tests/unit/fixture.h"

#include "ledger/audit.h"

static struct fixture f;
static struct sy_audit *audit;
static unsigned scratch;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* As new: the cases before have left entries in the logs. */
static int again(void **state)
{
    return teardown(state) == 0 ? setup(state) : -1;
}

static void begin(void)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s", fixture_path(&f, "scratch"));
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "-%u", scratch++);
    assert_int_equal(mkdir(path, 0700), 0);
    check_err(sy_audit_open(&f.network, &f.network, path, &audit), SY_OK);
}

static enum sy_err begin_log(unsigned log, struct sy_audit_problem *why)
{
    struct sy_buffer note = {0};
    enum sy_err err;

    fixture_note(&f, log, &note);
    err = sy_audit_begin(audit, fixture_origin(&f, log), sy_buffer_bytes(&note), why);
    sy_buffer_close(&note);
    return err;
}

static enum sy_err audit_log(unsigned log, struct sy_audit_counts *counts,
                             struct sy_audit_problem *why)
{
    struct sy_buffer share = {0};
    enum sy_err err = begin_log(log, why);

    for (uint64_t i = 0; err == SY_OK && i < sy_audit_checkpoint(audit)->size; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(&f, log, i, &share);
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), why);
    }
    sy_buffer_close(&share);
    return err == SY_OK ? sy_audit_finish(audit, counts, why) : err;
}

static void begin_after_registry(void)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    begin();
    check_err(audit_log(FIXTURE_REGISTRY, &counts, &why), SY_OK);
}

static void end(void)
{
    sy_audit_close(audit);
    audit = NULL;
}

/* The same folder again, as a later program opens it. */
static void begin_again(void)
{
    char path[1024];

    end();
    snprintf(path, sizeof(path), "%s", fixture_path(&f, "scratch"));
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "-%u", scratch - 1);
    check_err(sy_audit_open(&f.network, &f.network, path, &audit), SY_OK);
}

static void append_some(size_t statements, size_t records)
{
    struct sy_draft drafts[20];

    for (size_t s = 0; s < statements; s++) {
        for (size_t i = 0; i < records; i++)
            drafts[i] = fixture_draft(9999, "of a type nobody knows", "chain", NULL, "name");
        fixture_append_drafts(&f, 0, drafts, records);
    }
}

static void test_honest_logs(void **state)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    append_some(3, 20);
    begin();
    check_err(begin_log(FIXTURE_DISTRICT, &why), SY_NOT_YET);
    check_err(audit_log(FIXTURE_REGISTRY, &counts, &why), SY_OK);
    assert_int_equal(counts.entries, 1);
    assert_int_equal(counts.records, 3);
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK);
    assert_int_equal(counts.entries, 3);
    assert_int_equal(counts.records, 60);
    assert_int_equal(counts.parts_here, 180);
    assert_int_equal(counts.parts_withheld, 0);
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK); /* once more */
    check_err(begin_log(FIXTURE_REGISTRY, &why), SY_EXISTS);
    end();
    sy_audit_close(NULL);
}

/* In a folder that was kept only what is behind is read; what contradicts it is refused. */
static void test_kept(void **state)
{
    struct sy_buffer older = {0};
    struct sy_buffer share = {0};
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    fixture_note(&f, FIXTURE_REGISTRY, &older);
    begin_after_registry();
    fixture_admit(&f, 1);
    fixture_apply(&f);
    begin_again();
    check_err(begin_log(FIXTURE_REGISTRY, &why), SY_OK);
    assert_int_equal(sy_audit_head(audit)->tree.size, 1);
    fixture_entry_share(&f, FIXTURE_REGISTRY, 1, &share);
    check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why), SY_OK);
    check_err(sy_audit_finish(audit, &counts, &why), SY_OK);
    assert_int_equal(counts.entries, 2);
    assert_int_equal(counts.records, 6);
    begin_again(); /* a statement of before is known */
    check_err(begin_log(FIXTURE_REGISTRY, &why), SY_OK);
    check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why), SY_BAD_CHAIN);
    begin_again(); /* an older checkpoint of it goes with it */
    check_err(sy_audit_begin(audit, fixture_origin(&f, FIXTURE_REGISTRY),
                             sy_buffer_bytes(&older), &why),
              SY_OK);
    check_err(sy_audit_finish(audit, &counts, &why), SY_OK);
    end();
    sy_buffer_close(&older);
    sy_buffer_close(&share);
}

/* Names of persons that somebody was allowed to see do not stay in the folder. */
static void test_keeps_open_parts_only(void **state)
{
    static const char secret[] = "13800138000";
    static const uint8_t nonces[SY_HASH_BYTES] = {7};
    struct sy_draft draft;
    struct sy_log_snapshot *log;
    struct sy_record_share record;
    struct sy_act_draft act;
    struct sy_act_draft personal;
    struct sy_buffer bodies[2] = {{0}, {0}};
    struct sy_buffer submission = {0};
    struct sy_composition how = {
        .kind = SY_KIND_REGISTRY, .keys = &f.authority, .key_count = 1};
    struct sy_composer composer;
    struct sy_hash id;
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    how.scope = fixture_scope(&f, FIXTURE_REGISTRY);
    how.signed_at = f.now;
    act = fixture_admission(&f.orgs[1]);
    personal = sy_act_draft(SY_TYPE_ORGANISATION, sy_text(f.orgs[1].subject), 0,
                            SY_ORGANISATION_ADMITTED);
    sy_act_draft_text(&personal, SY_ORGANISATION_PHONE, secret);
    sy_act_write(&act, &bodies[0]);
    sy_act_write(&personal, &bodies[1]);
    draft = (struct sy_draft){.type = SY_TYPE_ORGANISATION};
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&bodies[0]);
    draft.bodies[SY_PART_PERSONAL - 1] = sy_buffer_bytes(&bodies[1]);
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), nonces);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    fixture_append(&f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    begin();
    check_err(audit_log(FIXTURE_REGISTRY, &counts, &why), SY_OK);
    assert_int_equal(counts.parts_withheld, 0);
    check_err(sy_log_snapshot(sy_audit_registry_log(audit), &log), SY_OK);
    check_err(sy_log_record(log, 1, 0, &record), SY_OK);
    assert_int_equal(record.part_count, 2);
    assert_non_null(record.parts[0].part.data);
    assert_null(record.parts[1].part.data);
    sy_log_release(log);
    end();
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    sy_buffer_close(&bodies[0]);
    sy_buffer_close(&bodies[1]);
}

static void test_too_short(void **state)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    begin_after_registry();
    check_err(begin_log(FIXTURE_DISTRICT, &why), SY_OK);
    check_err(sy_audit_finish(audit, &counts, &why), SY_BAD_CHECKPOINT);
    assert_string_equal(why.rule, "checkpoint");
    end();
}

/* A log of one's own making: entry 0 is honest, entry 1 is spoilt. */
struct forged {
    struct sy_statement statement;
    struct sy_entry entry;
    const struct sy_secret_key *key;
    bool flip_signature;
    bool flip_root_of_tree;
    bool flip_part;
    bool second_record_first;
    bool drop_record;
};

static struct sy_hash registry_root;
static struct sy_hash previous[2];
static struct sy_hash records_root;
static uint8_t signature[SY_SIGNATURE_BYTES];

static void make_record(const char *body, struct sy_record_share *record,
                        struct sy_buffer *part)
{
    static const uint8_t nonce[SY_NONCE_BYTES] = {1};

    sy_buffer_clear(part);
    sy_part_write(&(struct sy_part){{nonce, sizeof(nonce)}, 9999, sy_text(body)}, part);
    *record = (struct sy_record_share){.part_count = 1};
    record->parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(part)};
}

static struct sy_hash leaf_of(const struct sy_record_share *record)
{
    struct sy_record_digest digest;

    sy_record_digest_of(record, &digest);
    return sy_record_hash(&digest);
}

/* The honest form, as entry number index after the entry of that leaf hash. */
static void honest(uint64_t index, const struct sy_hash *before, struct forged *out)
{
    struct sy_buffer part = {0};
    struct sy_record_share record;

    make_record("body", &record, &part);
    records_root = leaf_of(&record);
    sy_buffer_close(&part);
    previous[index] = *before;
    *out = (struct forged){.key = &f.orgs[0].sign};
    out->statement = (struct sy_statement){
        .principal = sy_text(f.orgs[0].subject),
        .signer_count = 1,
        .kind = SY_KIND_RECORDS,
        .record_count = 1,
        .records_root = fixture_hash_bytes(&records_root),
        .signed_at = f.now + (int64_t)index,
    };
    out->statement.signers[0].key = fixture_key_bytes(&f.orgs[0].sign);
    out->entry = (struct sy_entry){
        .index = index,
        .previous = fixture_hash_bytes(&previous[index]),
        .sequenced_at = f.now,
        .registry_size = 1,
        .signature_count = 1,
    };
    if (index == 0)
        out->entry.registry_root = fixture_hash_bytes(&registry_root);
    out->entry.signatures[0] = (struct sy_bytes){signature, sizeof(signature)};
}

/* Signs and puts together; the leaf's hash. */
static struct sy_hash build(const struct forged *forged, struct sy_buffer *share)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_entry entry = forged->entry;
    struct sy_buffer statement = {0};
    struct sy_buffer bytes = {0};
    struct sy_buffer part = {0};
    struct sy_record_share record;
    struct sy_hash leaf;

    sy_statement_write(&forged->statement, &statement);
    check_err(sy_statement_sign(&scope, sy_buffer_bytes(&statement), forged->key, signature),
              SY_OK);
    if (forged->flip_signature)
        signature[7] ^= 1;
    entry.statement = sy_buffer_bytes(&statement);
    sy_entry_write(&entry, &bytes);
    leaf = sy_hash_leaf(sy_buffer_bytes(&bytes));
    sy_buffer_clear(share);
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(&bytes));
    make_record(forged->flip_part ? "bodY" : "body", &record, &part);
    if (forged->second_record_first)
        record.index = 1;
    if (!forged->drop_record)
        sy_record_share_put(share, 2, &record);
    sy_buffer_close(&statement);
    sy_buffer_close(&bytes);
    sy_buffer_close(&part);
    return leaf;
}

/* Entry 0 honest, entry 1 as given, under a checkpoint of both (or of one other root). */
static enum sy_err audit_forged(const struct forged *zero, const struct forged *one,
                                struct sy_audit_problem *why)
{
    struct sy_buffer shares[2] = {{0}, {0}};
    struct sy_buffer note = {0};
    struct sy_checkpoint checkpoint;
    struct sy_hash leaves[2];
    struct sy_hash root;
    enum sy_err err;

    leaves[0] = build(zero, &shares[0]);
    leaves[1] = build(one, &shares[1]);
    root = sy_merkle_root_of(leaves, 2);
    if (one->flip_root_of_tree)
        root.bytes[0] ^= 1;
    check_err(sy_checkpoint_make(fixture_origin(&f, FIXTURE_DISTRICT), 2, &root, &checkpoint),
              SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &f.logs_of[FIXTURE_DISTRICT]->vkey,
                                 &f.log_keys[FIXTURE_DISTRICT], &note),
              SY_OK);
    check_err(sy_audit_begin(audit, fixture_origin(&f, FIXTURE_DISTRICT),
                             sy_buffer_bytes(&note), why),
              SY_OK);
    check_err(sy_audit_entry(audit, sy_buffer_bytes(&shares[0]), why), SY_OK);
    err = sy_audit_entry(audit, sy_buffer_bytes(&shares[1]), why);
    sy_buffer_close(&note);
    sy_buffer_close(&shares[0]);
    sy_buffer_close(&shares[1]);
    return err;
}

static void spoil(unsigned n, struct forged *x)
{
    static const struct sy_hash other = {{9}};

    switch (n) {
    case 1:
        x->entry.index = 2;
        break;
    case 2:
        x->entry.previous = fixture_hash_bytes(&other);
        break;
    case 3:
        x->entry.sequenced_at--;
        break;
    case 4:
        x->entry.registry_size = 0;
        break;
    case 5:
        x->entry.registry_root = fixture_hash_bytes(&registry_root);
        break;
    case 6:
        x->entry.registry_size = 2;
        x->entry.registry_root = fixture_hash_bytes(&other);
        break;
    case 7:
        x->flip_signature = true;
        break;
    case 8:
        x->key = &f.orgs[1].sign;
        break;
    case 9:
        x->key = &f.orgs[1].sign;
        x->statement.signers[0].key = fixture_key_bytes(&f.orgs[1].sign);
        break;
    case 10:
        x->statement.principal = sy_text(f.orgs[1].subject);
        break;
    case 11:
        x->key = &f.orgs[0].connect;
        x->statement.signers[0].key = fixture_key_bytes(&f.orgs[0].connect);
        break;
    case 12:
        x->statement.kind = SY_KIND_REGISTRY;
        break;
    case 13:
        x->flip_part = true;
        break;
    case 14:
        x->second_record_first = true;
        break;
    case 15:
        x->drop_record = true;
        break;
    case 16:
        x->statement.record_count = 2;
        break;
    case 17:
        x->statement.signed_at--;
        break; /* entry 0's very statement */
    case 18:
        x->statement.signed_at = f.now + SY_SIGNED_AFTER_MAX_US + 1;
        break;
    case 19:
        x->statement.signed_at = f.now - SY_SIGNED_BEFORE_MAX_US - 1;
        break;
    case 20:
        x->flip_root_of_tree = true;
        break;
    case 21:
        x->statement.has_delegation = true;
        break;
    default:
        break;
    }
}

static void test_each_rule(void **state)
{
    static const struct {
        const char *rule; /* NULL: passes */
        enum sy_err err;
    } want[] = {
        {NULL, SY_OK},          {"V2", SY_BAD_CHAIN},         {"V2", SY_BAD_CHAIN},
        {"V3", SY_BAD_TIME},    {"V3", SY_BAD_ROOT},          {"V3", SY_BAD_ROOT},
        {"V3", SY_NOT_YET},     {"V4", SY_BAD_SIGNATURE},     {"V4", SY_BAD_SIGNATURE},
        {"V5", SY_UNKNOWN_KEY}, {"V5", SY_UNKNOWN_PRINCIPAL}, {"V5", SY_UNKNOWN_KEY},
        {"V5", SY_DENIED},      {"V6", SY_BAD_ROOT},          {"V6", SY_BAD_ENCODING},
        {"V6", SY_BAD_ROOT},    {"V6", SY_BAD_ROOT},          {"V7", SY_EXISTS},
        {"V8", SY_BAD_TIME},    {"V8", SY_BAD_TIME},          {"tree", SY_BAD_ROOT},
        {"V5", SY_DENIED},
    };
    struct sy_log_snapshot *registry;
    struct sy_hash genesis =
        sy_log_genesis(fixture_origin(&f, FIXTURE_DISTRICT), &f.network.id);

    (void)state;
    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &registry), SY_OK);
    registry_root = sy_merkle_root(&sy_log_head(registry)->tree);
    sy_log_release(registry);
    begin_after_registry();
    for (unsigned n = 0; n < sizeof(want) / sizeof(want[0]); n++) {
        struct sy_audit_problem why = {0};
        struct sy_buffer share = {0};
        struct forged zero;
        struct forged one;
        struct sy_hash leaf;
        enum sy_err err;

        honest(0, &genesis, &zero);
        leaf = build(&zero, &share);
        honest(1, &leaf, &one);
        spoil(n, &one);
        err = audit_forged(&zero, &one, &why);
        if (err != want[n].err || (want[n].rule != NULL && strcmp(why.rule, want[n].rule) != 0))
            fail_msg("case %u: %s %s (%s)", n, why.rule == NULL ? "-" : why.rule,
                     sy_err_name(err), why.what == NULL ? "" : why.what);
        if (want[n].rule != NULL)
            assert_int_equal(why.index, 1);
        sy_buffer_close(&share);
    }
    end();
}

static void test_not_canonical(void **state)
{
    struct sy_audit_problem why;

    (void)state;
    begin_after_registry();
    check_err(begin_log(FIXTURE_DISTRICT, &why), SY_OK);
    check_err(sy_audit_entry(audit, sy_text("\xff"), &why), SY_BAD_ENCODING);
    assert_string_equal(why.rule, "V1");
    check_err(sy_audit_entry(audit, sy_text("\x0a\x01x"), &why), SY_BAD_ENCODING);
    assert_string_equal(why.rule, "V1");
    assert_int_equal(why.index, 0);
    end();
}

static void test_note_of_another_log(void **state)
{
    struct sy_buffer note = {0};
    struct sy_audit_problem why;

    (void)state;
    begin_after_registry();
    fixture_note(&f, FIXTURE_REGISTRY, &note);
    check_err(sy_audit_begin(audit, fixture_origin(&f, FIXTURE_DISTRICT),
                             sy_buffer_bytes(&note), &why),
              SY_BAD_CHECKPOINT);
    note.data[note.len - 20] = note.data[note.len - 20] == 'A' ? 'B' : 'A';
    check_err(sy_audit_begin(audit, fixture_origin(&f, FIXTURE_DISTRICT),
                             sy_buffer_bytes(&note), &why),
              SY_BAD_SIGNATURE);
    assert_string_equal(why.rule, "checkpoint");
    sy_buffer_close(&note);
    end();
}

/* A record of a type of a later version with a sealed part: checked, logged, given a receipt,
 * audited with the sealed part and without. */
static void test_unknown_is_carried(void **state)
{
    static const uint8_t nonce[SY_NONCE_BYTES] = {3};
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_record_share record = {.part_count = 2};
    struct sy_buffer open = {0}, sealed = {0}, statement = {0}, submission = {0}, file = {0};
    struct sy_statement s = {.principal = sy_text(f.orgs[0].subject),
                             .signer_count = 1,
                             .kind = SY_KIND_RECORDS,
                             .record_count = 1,
                             .signed_at = f.now};
    uint8_t made[SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed = {made, sizeof(made)};
    struct sy_record_share stored;
    struct sy_receipt_problem problem;
    struct sy_log_snapshot *snapshot;
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    struct sy_receipt receipt;
    struct sy_hash root;
    uint64_t index;

    (void)state;
    sy_part_write(&(struct sy_part){{nonce, 16}, 9999, sy_text("\xff\xff")}, &open);
    sy_part_write(&(struct sy_part){{nonce, 16}, 9999, sy_text("ciphertext")}, &sealed);
    record.parts[0] = (struct sy_part_share){.kind = 1, .part = sy_buffer_bytes(&open)};
    record.parts[1] = (struct sy_part_share){.kind = 130, .part = sy_buffer_bytes(&sealed)};
    root = leaf_of(&record);
    s.records_root = fixture_hash_bytes(&root);
    s.signers[0].key = fixture_key_bytes(&f.orgs[0].sign);
    sy_statement_write(&s, &statement);
    check_err(sy_statement_sign(&scope, sy_buffer_bytes(&statement), &f.orgs[0].sign, made),
              SY_OK);
    sy_submission_put_head(&submission, sy_buffer_bytes(&statement), &borrowed, 1);
    sy_record_share_put(&submission, SY_SUBMISSION_RECORDS, &record);
    index = fixture_append(&f, FIXTURE_DISTRICT, sy_buffer_bytes(&submission));
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_record(snapshot, index, 0, &stored), SY_OK);
    assert_true(sy_bytes_equal(stored.parts[1].part, sy_buffer_bytes(&sealed)));
    sy_log_release(snapshot);
    fixture_receipt(&f, FIXTURE_DISTRICT, index, sy_buffer_bytes(&submission), &file);
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&file), &receipt, &problem), SY_OK);
    assert_int_equal(receipt.records_here, 1);
    sy_receipt_close(&receipt);
    begin_after_registry();
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK);
    end();
    sy_buffer_close(&open);
    sy_buffer_close(&sealed);
    sy_buffer_close(&statement);
    sy_buffer_close(&submission);
    sy_buffer_close(&file);
}

/* A registry record with a part that the auditor may not have. */
static void test_registry_with_a_withheld_part(void **state)
{
    static const uint8_t secret[SY_HASH_BYTES] = {5};
    struct sy_draft draft =
        fixture_draft(118, "a person's post", NULL, NULL, "a person's name");
    struct sy_composition how = {.scope = fixture_scope(&f, FIXTURE_REGISTRY),
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = f.now,
                                 .keys = &f.authority,
                                 .key_count = 1};
    struct sy_buffer submission = {0}, share = {0}, withheld = {0};
    struct sy_composer composer;
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    struct sy_entry_share read;
    struct sy_record_share record;
    struct sy_wire wire;
    struct sy_hash id;
    struct sy_hash hash;
    uint64_t index;

    (void)state;
    f.now += 1000000;
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), secret);
    check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_composer_close(&composer);
    index = fixture_append(&f, FIXTURE_REGISTRY, sy_buffer_bytes(&submission));
    fixture_apply(&f);
    begin();
    check_err(begin_log(FIXTURE_REGISTRY, &why), SY_OK);
    for (uint64_t i = 0; i < index; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(&f, FIXTURE_REGISTRY, i, &share);
        check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why), SY_OK);
    }
    sy_buffer_clear(&share);
    fixture_entry_share(&f, FIXTURE_REGISTRY, index, &share);
    check_err(sy_entry_share_read(sy_buffer_bytes(&share), &read), SY_OK);
    wire = sy_list_open(&read.records);
    check_err(sy_record_share_next(&wire, read.records.number, &record), SY_OK);
    hash = sy_part_hash(SY_PART_PERSONAL, record.parts[1].part);
    record.parts[1].part = (struct sy_bytes){NULL, 0};
    record.parts[1].hash = fixture_hash_bytes(&hash);
    sy_wire_put_bytes(&withheld, 1, read.entry);
    sy_record_share_put(&withheld, 2, &record);
    check_err(sy_audit_entry(audit, sy_buffer_bytes(&withheld), &why), SY_OK);
    check_err(sy_audit_finish(audit, &counts, &why), SY_OK);
    assert_int_equal(counts.parts_withheld, 1);
    end();
    sy_buffer_close(&submission);
    sy_buffer_close(&share);
    sy_buffer_close(&withheld);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_honest_logs),
        cmocka_unit_test(test_too_short),
        cmocka_unit_test(test_each_rule),
        cmocka_unit_test(test_not_canonical),
        cmocka_unit_test(test_note_of_another_log),
        cmocka_unit_test(test_unknown_is_carried),
        cmocka_unit_test(test_registry_with_a_withheld_part),
        cmocka_unit_test_setup(test_kept, again),
        cmocka_unit_test_setup(test_keeps_open_parts_only, again),
    };

    return cmocka_run_group_tests_name("audit", tests, setup, teardown);
}
