/* What a mirror gets is stored only if it is what the log signed, behind what is held, and
 * every entry keeps the rules; otherwise it is clear who is wrong. What is wrong with the log
 * becomes evidence that holds for everyone; what is not proved does not. */
#include "tests/unit/made_log.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    memset(&f, 0, sizeof(f));
    fixture_found(&f, 4, 1, 1);
    return 0;
}

/* A mirror in memory. */
struct mirror {
    struct made_log *of; /* whose tree it holds */
    struct sy_log_head head;
    struct sy_cover cover;
    struct sy_hash leaves[MADE_ENTRIES_MAX];
    struct sy_bytes shares[MADE_ENTRIES_MAX];
    uint64_t registry_size;
    uint8_t registry_root;
    bool deny;
    uint64_t taken;
    struct sy_stretch stretch;
    struct sy_stretch_result result;
};

static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    const struct mirror *m = context;

    (void)size;
    *out = (struct sy_hash){{m->registry_root}};
    return SY_OK;
}

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    const struct mirror *m = context;

    (void)size, (void)sequenced_at, (void)statement;
    return m->deny ? SY_UNKNOWN_KEY : SY_OK;
}

/* Looks through all that it holds and has taken. */
static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    const struct mirror *m = context;

    (void)signed_at;
    for (uint64_t i = 0; i < m->taken; i++) {
        struct sy_scope scope = {sy_origin_place(sy_text(m->of->log->vkey.name)),
                                 m->of->network_id};
        struct sy_entry_problem why;
        struct sy_entry_facts facts;

        if (sy_entry_check_encoding(&scope, sy_buffer_bytes(&m->of->entries[i]), &facts,
                                    &why) == SY_OK &&
            sy_hash_equal(&facts.id, id)) {
            *index = i;
            return SY_EXISTS;
        }
    }
    return SY_NOT_FOUND;
}

/* What was kept of the records, looked at ahead, is what they are. */
static void check_kept(const struct sy_entry_share *share, const struct sy_entry_facts *facts)
{
    struct sy_wire wire = sy_list_open(&share->records);
    struct sy_buffer digests = {0};
    struct sy_buffer nodes = {0};
    struct sy_merkle tree = {0};
    struct sy_record_digest digest;
    struct sy_record_share record;

    while (sy_record_share_next(&wire, share->records.number, &record) == SY_OK) {
        struct sy_hash leaf;

        sy_record_digest_of(&record, &digest);
        sy_digest_put(&digest, &digests);
        leaf = sy_record_hash(&digest);
        check_err(sy_merkle_append_to(&tree, &leaf, &nodes), SY_OK);
    }
    assert_int_equal(tree.size, facts->records);
    assert_true(sy_bytes_equal((struct sy_bytes){facts->nodes, facts->nodes_len},
                               sy_buffer_bytes(&nodes)));
    assert_true(sy_bytes_equal((struct sy_bytes){facts->digests, facts->digests_len},
                               sy_buffer_bytes(&digests)));
    sy_buffer_close(&nodes);
    sy_buffer_close(&digests);
}

static enum sy_err take(void *context, struct sy_bytes entry,
                        const struct sy_entry_share *share, const struct sy_entry_facts *facts)
{
    struct mirror *m = context;

    assert_true(sy_bytes_equal(entry, share->entry));
    assert_int_equal(facts->entry.index, m->taken);
    if (facts->nodes != NULL)
        check_kept(share, facts);
    m->taken++;
    return SY_OK;
}

static enum sy_err stored_entry(void *context, uint64_t index, struct sy_buffer *out)
{
    const struct mirror *m = context;

    sy_buffer_put_bytes(out, sy_buffer_bytes(&m->of->entries[index]));
    return SY_OK;
}

static void mirror_open(struct mirror *m, struct made_log *of)
{
    memset(m, 0, sizeof(*m));
    m->of = of;
    m->registry_size = 1;
    m->registry_root = 1;
    sy_log_head_init(&m->head, sy_text(of->log->vkey.name), &of->network_id);
}

static enum sy_err check_with(struct mirror *m, const struct sy_stretch_ahead *ahead)
{
    struct sy_stretch_check how = {
        .rules = {.scope = {sy_origin_place(sy_text(m->of->log->vkey.name)), m->of->network_id},
                  .registry_size = m->registry_size,
                  .registry_root = registry_root,
                  .authorise = authorise,
                  .seen = seen,
                  .context = m},
        .leaves = m->leaves,
        .ahead = ahead,
        .take = take,
        .context = m,
    };

    return sy_stretch_check(&m->stretch, m->shares, &how, &m->head, &m->result);
}

/* Checks what another gives, in its turn and looked at ahead: nobody may see a difference. */
static enum sy_err check(struct mirror *m, struct made_log *from)
{
    struct sy_scope scope = {sy_origin_place(sy_text(m->of->log->vkey.name)),
                             m->of->network_id};
    struct sy_stretch_ahead ahead;
    static struct mirror plain;
    enum sy_err err;

    made_shares(from, m->stretch.from, m->stretch.to, m->shares);
    plain = *m;
    err = check_with(&plain, NULL);
    check_err(sy_stretch_look_ahead(&scope, m->shares, m->stretch.to - m->stretch.from, &ahead),
              SY_OK);
    check_err(check_with(m, &ahead), err);
    sy_stretch_ahead_close(&ahead);
    assert_int_equal(m->result.verdict, plain.result.verdict);
    assert_int_equal(m->result.index, plain.result.index);
    assert_int_equal(m->result.registry_size, plain.result.registry_size);
    assert_int_equal(m->result.same, plain.result.same);
    assert_ptr_equal(m->result.problem.rule, plain.result.problem.rule);
    assert_ptr_equal(m->result.problem.what, plain.result.problem.what);
    assert_string_equal(m->result.problem.member, plain.result.problem.member);
    assert_int_equal(m->taken, plain.taken);
    assert_memory_equal(&m->head, &plain.head, sizeof(plain.head));
    assert_memory_equal(m->leaves, plain.leaves, sizeof(plain.leaves));
    return err;
}

static void give(struct mirror *m, struct made_log *from, uint64_t to, uint64_t size,
                 enum sy_stretch_verdict want)
{
    struct sy_log_head before = m->head;

    made_stretch(from, m->head.tree.size, to, size, &m->stretch);
    check_err(check(m, from), SY_OK);
    assert_int_equal(m->result.verdict, want);
    if (want == SY_STRETCH_FOLLOWS) {
        assert_int_equal(m->head.tree.size, to);
        m->cover = (struct sy_cover){m->stretch.checkpoint, m->stretch.proof_to};
    } else {
        assert_memory_equal(&before, &m->head, sizeof(before));
    }
    m->taken = m->head.tree.size;
}

/* The evidence of the last check, through its text; it must hold. */
static void evidence(struct mirror *m, struct made_log *held, const char *first,
                     enum sy_err want)
{
    struct sy_evidence_held of = {.tree = tree_source(&held->tree),
                                  .size = m->head.tree.size,
                                  .cover = &m->cover,
                                  .entry = stored_entry,
                                  .context = m};
    struct sy_evidence_case from = {&m->stretch, m->shares, m->leaves, &m->result};
    struct sy_buffer text = {0};
    struct sy_evidence made;
    struct sy_evidence read;
    const char *what = NULL;

    check_err(sy_evidence_of_stretch(&of, &from, &made), SY_OK);
    sy_evidence_put(&made, &text);
    assert_true(sy_evidence_begins(sy_buffer_bytes(&text)));
    assert_true(text.len < SY_EVIDENCE_BYTES_MAX);
    assert_non_null(strstr(sy_buffer_text(&text), first));
    check_err(sy_evidence_read(&f.network, sy_buffer_bytes(&text), &read), SY_OK);
    check_err(sy_evidence_check(&f.network, &read, NULL, &what), want);
    assert_non_null(what);
    assert_string_equal(sy_evidence_origin(&read), held->log->vkey.name);
    sy_evidence_close(&read);
    sy_evidence_close(&read);
    sy_evidence_close(&made);
    sy_buffer_close(&text);
}

static void test_honest_stretches(void **state)
{
    struct made_log log;
    struct mirror m;

    (void)state;
    made_open(&f, FIXTURE_DISTRICT, &log);
    made_append_some(&log, 0, 40);
    for (uint64_t size = 1; size <= 40; size += 3) {
        for (uint64_t step = 1; step < 9; step += 2) {
            mirror_open(&m, &log);
            while (m.head.tree.size < size) {
                uint64_t to = m.head.tree.size + step;

                give(&m, &log, to < size ? to : size, size, SY_STRETCH_FOLLOWS);
            }
        }
    }
    made_stretch(&log, 3, 5, 7, &m.stretch);
    check_err(check(&m, &log), SY_BAD_CHAIN); /* not behind what is held */
    made_close(&log);
}

/* Lies of whoever gives: never evidence. */
static void test_false_stretches(void **state)
{
    struct made_log log;
    struct made_log other;
    struct made_spoil dropped = {.drop_record = true};
    struct mirror m;

    (void)state;
    made_open(&f, FIXTURE_DISTRICT, &log);
    made_append_some(&log, 0, 8);
    other = log;
    other.head = log.head;
    made_append_some(&log, 100, 4);
    made_append_some(&other, 200, 4);
    mirror_open(&m, &log);
    give(&m, &log, 8, 12, SY_STRETCH_FOLLOWS);
    made_stretch(&log, 8, 12, 12, &m.stretch);
    check_err(check(&m, &other), SY_OK); /* the proofs of one, the entries of another */
    assert_int_equal(m.result.verdict, SY_STRETCH_FALSE);
    made_stretch(&log, 8, 11, 12, &m.stretch);
    m.stretch.proof_from.hash[0].bytes[0] ^= 1;
    check_err(check(&m, &log), SY_OK);
    assert_int_equal(m.result.verdict, SY_STRETCH_FALSE);
    made_stretch(&log, 8, 11, 12, &m.stretch);
    m.stretch.root_from.bytes[0] ^= 1; /* would be a fork, if its proof held */
    check_err(check(&m, &log), SY_OK);
    assert_int_equal(m.result.verdict, SY_STRETCH_FALSE);
    made_stretch(&log, 8, 11, 12, &m.stretch);
    m.stretch.proof_to.count--;
    check_err(check(&m, &log), SY_OK);
    assert_int_equal(m.result.verdict, SY_STRETCH_FALSE);
    made_append(&log, 300, &dropped);
    mirror_open(&m, &log);
    give(&m, &log, 13, 13, SY_STRETCH_FALSE); /* V6: records do not travel in the tree */
    assert_string_equal(m.result.problem.rule, "V6");
    made_close_branch(&other, 8);
    made_close(&log);
}

/* An entry that is none, of that many bytes. */
static void append_garbage(struct made_log *log, size_t len)
{
    uint64_t index = log->head.tree.size++;
    struct sy_buffer *entry = &log->entries[index];
    struct sy_buffer *share = &log->shares[index];

    memset(entry, 0, sizeof(*entry));
    memset(share, 0, sizeof(*share));
    while (entry->len < len)
        sy_buffer_put_u8(entry, 0x55);
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(entry));
    tree_append(&log->tree, sy_buffer_bytes(entry));
}

/* Its owner signed it: evidence, which everybody can be given; but for what is so large that
 * nobody could be. */
static void test_entries_that_are_too_large(void **state)
{
    static const size_t lens[] = {SY_ENTRY_BYTES_MAX + 1, SY_STRETCH_ENTRY_BYTES_MAX,
                                  SY_STRETCH_ENTRY_BYTES_MAX + 1, (size_t)1 << 20};

    (void)state;
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        bool fits = lens[i] <= SY_STRETCH_ENTRY_BYTES_MAX;
        struct made_log log;
        struct mirror m;

        made_open(&f, FIXTURE_DISTRICT, &log);
        made_append_some(&log, 0, 8);
        append_garbage(&log, lens[i]);
        mirror_open(&m, &log);
        give(&m, &log, 8, 8, SY_STRETCH_FOLLOWS);
        give(&m, &log, 9, 9, fits ? SY_STRETCH_BROKEN : SY_STRETCH_FALSE);
        assert_string_equal(m.result.problem.rule, "V1");
        if (fits)
            evidence(&m, &log, "\nentry V1\n", SY_OK);
        made_close(&log);
    }
}

static void test_forks(void **state)
{
    static const struct {
        uint64_t common, held, cover, size;
    } cases[] = {{4, 8, 8, 12}, {4, 8, 11, 12}, {7, 8, 9, 9}, {0, 1, 1, 2}, {1, 16, 20, 30}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct made_log log;
        struct made_log other;
        struct mirror m;

        made_open(&f, FIXTURE_DISTRICT, &log);
        made_append_some(&log, 0, cases[i].common);
        other = log;
        made_append_some(&log, 100, cases[i].cover - cases[i].common);
        made_append_some(&other, 200, cases[i].size - cases[i].common);
        mirror_open(&m, &log);
        give(&m, &log, cases[i].held, cases[i].cover, SY_STRETCH_FOLLOWS);
        give(&m, &other, cases[i].size, cases[i].size, SY_STRETCH_FORKED);
        evidence(&m, &log, "\nfork\n", SY_OK);
        made_close_branch(&other, cases[i].common);
        made_close(&log);
    }
}

/* A checkpoint that is smaller than what is held, at every size. */
static void test_forks_that_are_smaller(void **state)
{
    struct made_log log;
    struct made_log other;
    struct sy_signed_checkpoint shown;
    struct sy_evidence made;
    struct sy_evidence read;
    struct sy_buffer text = {0};
    struct mirror m;

    (void)state;
    made_open(&f, FIXTURE_DISTRICT, &log);
    made_append_some(&log, 0, 3);
    other = log;
    made_append_some(&log, 100, 20);
    made_append_some(&other, 200, 20);
    for (uint64_t cover = 15; cover <= 23; cover++) {
        struct sy_evidence_held held = {
            .tree = tree_source(&log.tree), .size = 15, .entry = stored_entry, .context = &m};

        mirror_open(&m, &log);
        give(&m, &log, 15, cover, SY_STRETCH_FOLLOWS);
        held.cover = &m.cover;
        for (uint64_t size = 4; size <= 15; size++) {
            made_sign(&other, size, &shown);
            check_err(sy_evidence_of_checkpoint(&held, &shown, &made), SY_OK);
            sy_buffer_clear(&text);
            sy_evidence_put(&made, &text);
            check_err(sy_evidence_read(&f.network, sy_buffer_bytes(&text), &read), SY_OK);
            check_err(sy_evidence_check(&f.network, &read, NULL, NULL), SY_OK);
            made_sign(&log, size, &shown); /* of the same tree nothing is proved */
            check_err(sy_evidence_of_checkpoint(&held, &shown, &made), SY_OK);
            check_err(sy_evidence_check(&f.network, &made, NULL, NULL), SY_BAD_PROOF);
        }
    }
    sy_buffer_close(&text);
    made_close_branch(&other, 3);
    made_close(&log);
}

static void index_wrong(struct sy_entry *e)
{
    e->index++;
}

static void previous_wrong(struct sy_entry *e)
{
    static const struct sy_hash other = {{9}};

    e->previous = (struct sy_bytes){other.bytes, SY_HASH_BYTES};
}

static void earlier(struct sy_entry *e)
{
    e->sequenced_at -= 1000;
}

static void registry_back(struct sy_entry *e)
{
    e->registry_size = 0;
}

static void root_needless(struct sy_entry *e)
{
    static const struct sy_hash other = {{1}};

    e->registry_root = (struct sy_bytes){other.bytes, SY_HASH_BYTES};
}

static void registry_other(struct sy_entry *e)
{
    static const struct sy_hash other = {{9}};

    e->registry_size = 2;
    e->registry_root = (struct sy_bytes){other.bytes, SY_HASH_BYTES};
}

static void registry_beyond(struct sy_entry *e)
{
    registry_other(e);
    e->registry_size = 99;
}

static void signed_late(struct sy_statement *s)
{
    s->signed_at += SY_SIGNED_AFTER_MAX_US + 1000;
}

static void no_registry_kind(struct sy_statement *s)
{
    s->kind = SY_KIND_REGISTRY;
}

static void test_broken_rules(void **state)
{
    static const struct {
        struct made_spoil spoil;
        const char *first;
        enum sy_stretch_verdict verdict;
        enum sy_err proved;
        bool again; /* an earlier statement */
    } cases[] = {
        {{.entry = index_wrong}, "\nentry V2\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.entry = previous_wrong}, "\nentry V2\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.entry = earlier}, "\nentry V3\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.entry = registry_back}, "\nentry V3\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.entry = root_needless}, "\nentry V3\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.flip_signature = true}, "\nentry V4\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.statement = no_registry_kind}, "\nentry V5\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{0}, "\nentry V7\n", SY_STRETCH_BROKEN, SY_OK, true},
        {{.statement = signed_late}, "\nentry V8\n", SY_STRETCH_BROKEN, SY_OK, false},
        {{.entry = registry_other}, NULL, SY_STRETCH_AT_ODDS, SY_OK, false},
        {{.entry = registry_beyond}, NULL, SY_STRETCH_WAITS, SY_OK, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (uint64_t at = 5; at < 9; at++) { /* the first of the stretch, and within it */
            struct made_log log;
            struct mirror m;

            made_open(&f, FIXTURE_DISTRICT, &log);
            made_append_some(&log, 0, at);
            made_append(&log, cases[i].again ? at - 2 : 50, &cases[i].spoil);
            made_append_some(&log, 60, 3);
            mirror_open(&m, &log);
            m.registry_size = 2;
            give(&m, &log, 5, at, SY_STRETCH_FOLLOWS);
            give(&m, &log, at + 2, at + 4, cases[i].verdict);
            assert_int_equal(m.result.index, at);
            if (cases[i].verdict == SY_STRETCH_BROKEN) {
                m.taken = m.head.tree.size;
                evidence(&m, &log, cases[i].first, cases[i].proved);
            } else if (cases[i].verdict == SY_STRETCH_WAITS) {
                assert_int_equal(m.result.registry_size, 99);
            }
            made_close(&log);
        }
    }
}

/* V5 by the registry: told by whoever has it. */
static enum sy_err deny(void *context, uint64_t size, int64_t sequenced_at,
                        const struct sy_statement *statement)
{
    (void)context, (void)size, (void)sequenced_at, (void)statement;
    return SY_UNKNOWN_KEY;
}

static void test_authority(void **state)
{
    struct sy_evidence_registry registry = {deny, NULL};
    struct sy_evidence made;
    struct made_log log;
    struct mirror m;

    (void)state;
    made_open(&f, FIXTURE_DISTRICT, &log);
    made_append_some(&log, 0, 9);
    mirror_open(&m, &log);
    give(&m, &log, 5, 9, SY_STRETCH_FOLLOWS);
    m.deny = true;
    give(&m, &log, 9, 9, SY_STRETCH_BROKEN);
    evidence(&m, &log, "\nentry V5\n", SY_NOT_YET);
    check_err(
        sy_evidence_of_stretch(
            &(struct sy_evidence_held){tree_source(&log.tree), 5, &m.cover, stored_entry, &m},
            &(struct sy_evidence_case){&m.stretch, m.shares, m.leaves, &m.result}, &made),
        SY_OK);
    check_err(sy_evidence_check(&f.network, &made, &registry, NULL), SY_OK);
    made.rule = 4; /* an honest signature is not evidence */
    check_err(sy_evidence_check(&f.network, &made, &registry, NULL), SY_BAD_PROOF);
    sy_evidence_close(&made);
    made_close(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_honest_stretches),
        cmocka_unit_test(test_false_stretches),
        cmocka_unit_test(test_entries_that_are_too_large),
        cmocka_unit_test(test_forks),
        cmocka_unit_test(test_forks_that_are_smaller),
        cmocka_unit_test(test_broken_rules),
        cmocka_unit_test(test_authority),
    };

    return cmocka_run_group_tests_name("stretch", tests, setup, NULL);
}
