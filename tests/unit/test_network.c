/* network.json and nodes.json: what is written reads back; every member that is wrong is
 * named. */
#include "tests/check.h"

#include "ledger/addresses.h"
#include "ledger/network.h"

/* Key number n of the network under test. */
static struct sy_public_key key_of(unsigned n)
{
    uint8_t seed[SY_SEED_BYTES] = {0};
    struct sy_secret_key secret;

    sy_put_u32be(seed, n);
    sy_secret_key_from_seed(seed, &secret);
    return secret.public_key;
}

static void make_vkey(const struct sy_network *n, const char *code, const char *role,
                      unsigned key, struct sy_vkey *out)
{
    char name[SY_NAME_BYTES_MAX + 1];
    struct sy_public_key public_key = key_of(key);

    snprintf(name, sizeof(name), "%.100s/%s%s%s", n->name, code, role == NULL ? "" : "/",
             role == NULL ? "" : role);
    check_err(sy_vkey_make(sy_text(name), role == NULL ? SY_VKEY_ED25519 : SY_VKEY_COSIGNATURE,
                           &public_key, out),
              SY_OK);
}

/* A network of that many nodes, 310100 and up, with every key its own. */
static void make_network(struct sy_network *n, unsigned nodes, uint64_t faults)
{
    unsigned key = 0;

    *n = (struct sy_network){.name = "suyuan.example/shanghai",
                             .authority_k = 1,
                             .limits = sy_network_limits_of_genesis};
    n->authority_count = 1;
    n->authority_keys[0] = key_of(key++);
    n->authority_connect_keys[0] = key_of(key++);
    make_vkey(n, "registry", NULL, key++, &n->registry.vkey);
    snprintf(n->registry.node, sizeof(n->registry.node), "310100");
    for (unsigned i = 0; i < nodes; i++) {
        char *code = n->nodes[i].code;

        snprintf(code, SY_NODE_CODE_BYTES + 1, "%u", (310100 + i) % 1000000);
        n->nodes[i].transport = key_of(key++);
        n->nodes[i].statement = key_of(key++);
        make_vkey(n, code, NULL, key++, &n->logs[i].vkey);
        memcpy(n->logs[i].node, code, SY_NODE_CODE_BYTES);
        for (unsigned role = 0; role < 2; role++) {
            struct sy_network_cosigner *c = &n->cosigners[n->cosigner_count++];

            c->role = role == 0 ? SY_COSIGNER_MIRROR : SY_COSIGNER_WITNESS;
            make_vkey(n, code, sy_cosigner_role_name(c->role), key++, &c->vkey);
            memcpy(c->node, code, SY_NODE_CODE_BYTES);
        }
    }
    n->node_count = n->log_count = nodes;
    n->quorum_of = nodes - 1;
    n->quorum_faults = faults;
    n->quorum_needed = sy_network_quorum_needed(n->quorum_of, faults);
}

static void write_network(const struct sy_network *n, struct sy_buffer *out)
{
    sy_buffer_clear(out);
    sy_network_write(n, out);
    check_err(out->err, SY_OK);
}

static void test_what_is_written_reads_back(void **state)
{
    struct sy_network n;
    struct sy_network again = {0};
    struct sy_buffer text = {0};
    struct sy_buffer text_again = {0};
    struct sy_problem why = {0};

    (void)state;
    for (unsigned nodes = 1; nodes <= SY_NETWORK_NODES_MAX; nodes += nodes < 4 ? 1 : 30) {
        make_network(&n, nodes, (nodes - 1) / 4);
        check_err(sy_network_check(&n, &why), SY_OK);
        write_network(&n, &text);
        if (sy_network_parse(sy_buffer_bytes(&text), &again, &why) != SY_OK)
            fail_msg("%s: %s %s", why.path, sy_problem_name(why.kind), why.detail);
        n.id = sy_hash_of(sy_buffer_bytes(&text));
        assert_true(sy_hash_equal(&n.id, &again.id));
        assert_memory_equal(&n, &again, sizeof(n));
        write_network(&again, &text_again);
        assert_true(sy_bytes_equal(sy_buffer_bytes(&text), sy_buffer_bytes(&text_again)));
    }
    sy_buffer_close(&text);
    sy_buffer_close(&text_again);
}

static void test_look_ups(void **state)
{
    struct sy_network n;
    struct sy_public_key key;

    (void)state;
    make_network(&n, 3, 0);
    assert_ptr_equal(sy_network_log(&n, sy_text("suyuan.example/shanghai/registry")),
                     &n.registry);
    assert_ptr_equal(sy_network_log(&n, sy_text("suyuan.example/shanghai/310102")), &n.logs[2]);
    assert_null(sy_network_log(&n, sy_text("suyuan.example/shanghai/310103")));
    assert_ptr_equal(sy_network_log_of(&n, sy_text("310101")), &n.logs[1]);
    assert_ptr_equal(sy_network_node(&n, sy_text("310101")), &n.nodes[1]);
    assert_null(sy_network_node(&n, sy_text("31010")));
    assert_ptr_equal(sy_network_cosigner(&n, sy_text("310101"), SY_COSIGNER_WITNESS),
                     &n.cosigners[3]);
    key = key_of(0);
    assert_true(sy_network_is_authority(&n, &key));
    assert_false(sy_network_is_authority_connect(&n, &key));
    key = key_of(1);
    assert_true(sy_network_is_authority_connect(&n, &key));
    assert_false(sy_network_is_authority(&n, &key));
}

/* n and f against ⌊(n+f)/2⌋+1, by hand. */
static void test_quorum(void **state)
{
    static const uint64_t cases[][3] = {{0, 0, 0}, {1, 0, 1},   {2, 0, 2},
                                        {3, 0, 2}, {4, 1, 3},   {7, 2, 5},
                                        {9, 0, 5}, {16, 5, 11}, {16, 15, 16}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(sy_network_quorum_needed(cases[i][0], cases[i][1]), cases[i][2]);
}

/* Replace the first occurrence of from; the text must hold it. */
static void edit(struct sy_buffer *text, const char *from, const char *to)
{
    const char *whole = sy_buffer_text(text);
    const char *at = strstr(whole, from);
    struct sy_buffer edited = {0};

    if (at == NULL)
        fail_msg("the text has no %s", from);
    sy_buffer_put(&edited, whole, (size_t)(at - whole));
    sy_buffer_put_text(&edited, to);
    sy_buffer_put_text(&edited, at + strlen(from));
    sy_buffer_close(text);
    *text = edited;
}

static void test_every_wrong_member_is_named(void **state)
{
    static const struct {
        const char *from, *to;
        enum sy_problem_kind kind;
        const char *path;
    } cases[] = {
        {"suyuan-network/v1", "suyuan-network/v2", SY_PROBLEM_WRONG_FORMAT, "format"},
        {"\"format\"", "\"fromat\"", SY_PROBLEM_MISSING_MEMBER, ""},
        {"\"name\": \"suyuan.example/shanghai\"", "\"name\": \"suyuan+\"",
         SY_PROBLEM_BAD_PLACE_NAME, "name"},
        {"\"name\": \"suyuan.example/shanghai\"", "\"name\": \"上海\"",
         SY_PROBLEM_BAD_PLACE_NAME, "name"},
        {"\"name\": \"suyuan.example/shanghai\"", "\"name\": \"other.example\"",
         SY_PROBLEM_WRONG_ORIGIN, "registry.origin"},
        {"\"name\": \"suyuan.example/shanghai\"", "\"name\": 7", SY_PROBLEM_WRONG_TYPE, "name"},
        {"\"quorum\"", "\"extra\": 1, \"quorum\"", SY_PROBLEM_UNKNOWN_MEMBER, ""},
        {"\"k\": 1", "\"k\": 2", SY_PROBLEM_BAD_NUMBER, "authority.k"},
        {"\"k\": 1", "\"k\": 0", SY_PROBLEM_BAD_NUMBER, "authority.k"},
        {"\"k\": 1", "\"k\": -1", SY_PROBLEM_BAD_NUMBER, "authority.k"},
        {"\"k\": 1", "\"k\": 1.0", SY_PROBLEM_BAD_NUMBER, "authority.k"},
        {"\"k\": 1", "\"k\": 99999999999999999999999", SY_PROBLEM_BAD_NUMBER, "authority.k"},
        {"\"k\": 1", "\"k\": \"1\"", SY_PROBLEM_WRONG_TYPE, "authority.k"},
        {"\"k\": 1", "\"k\": 1, \"l\": 1", SY_PROBLEM_UNKNOWN_MEMBER, "authority"},
        {"\"code\": \"310101\"", "\"code\": \"31010\"", SY_PROBLEM_BAD_NODE_CODE,
         "nodes[1].code"},
        {"\"code\": \"310101\"", "\"code\": \"310100\"", SY_PROBLEM_LISTED_TWICE,
         "nodes[1].code"},
        {"\"code\": \"310101\"", "\"code\": \"310109\"", SY_PROBLEM_UNKNOWN_NODE,
         "logs[1].node"},
        {"\"transport_key\": \"A", "\"transport_key\": \"B", SY_PROBLEM_BAD_PUBLIC_KEY,
         "nodes[0].transport_key"},
        {"\"transport_key\": \"", "\"transport_key\": \" ", SY_PROBLEM_BAD_PUBLIC_KEY,
         "nodes[0].transport_key"},
        {"\"role\": \"witness\"", "\"role\": \"judge\"", SY_PROBLEM_WRONG_ROLE,
         "cosigners[1].role"},
        {"\"role\": \"witness\"", "\"role\": \"mirror\"", SY_PROBLEM_WRONG_ORIGIN,
         "cosigners[1].name"},
        {"/310101\",\n", "/310102\",\n", SY_PROBLEM_BAD_VKEY, "logs[1].vkey"},
        {"\"faults\": 0", "\"faults\": 1", SY_PROBLEM_WRONG_QUORUM, "quorum.needed"},
        {"\"faults\": 0", "\"faults\": 3", SY_PROBLEM_WRONG_QUORUM, "quorum.faults"},
        {"\"of\": 3", "\"of\": 4", SY_PROBLEM_WRONG_QUORUM, "quorum.of"},
        {"\"needed\": 2", "\"needed\": 1", SY_PROBLEM_WRONG_QUORUM, "quorum.needed"},
        {"\"quorum\"", "quorum", SY_PROBLEM_NOT_JSON, ""},
        {"\"quorum\"", "\"name\": 1, \"quorum\"", SY_PROBLEM_NOT_JSON, ""},
    };
    struct sy_network n;
    struct sy_buffer text = {0};

    (void)state;
    make_network(&n, 4, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_problem why = {0};
        struct sy_network out = {.node_count = 77};

        write_network(&n, &text);
        edit(&text, cases[i].from, cases[i].to);
        if (sy_network_parse(sy_buffer_bytes(&text), &out, &why) == SY_OK)
            fail_msg("case %zu is accepted", i);
        if (why.kind != cases[i].kind || strcmp(why.path, cases[i].path) != 0)
            fail_msg("case %zu: %s at %s", i, sy_problem_name(why.kind), why.path);
        assert_int_equal(out.node_count, 77);
    }
    sy_buffer_close(&text);
}

static void test_no_key_serves_twice(void **state)
{
    struct sy_network n;
    struct sy_problem why = {0};

    (void)state;
    make_network(&n, 3, 0);
    n.nodes[1].statement = n.nodes[0].transport;
    check_err(sy_network_check(&n, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_KEY_REUSED);
    assert_string_equal(why.path, "nodes[1].statement_key");
    assert_string_equal(why.detail, "nodes[0].transport_key");
    make_network(&n, 3, 0);
    n.logs[2].vkey.key = n.authority_keys[0];
    check_err(sy_network_check(&n, &why), SY_BAD_FILE);
    assert_string_equal(why.path, "logs[2].vkey");
}

static void test_a_cosigner_is_not_a_log(void **state)
{
    struct sy_network n;
    struct sy_problem why = {0};

    (void)state;
    make_network(&n, 2, 0);
    n.logs[0].vkey.type = SY_VKEY_COSIGNATURE;
    check_err(sy_network_check(&n, &why), SY_BAD_FILE);
    assert_string_equal(why.path, "logs[0].vkey");
    make_network(&n, 2, 0);
    n.cosigners[3].vkey.type = SY_VKEY_ED25519;
    check_err(sy_network_check(&n, &why), SY_BAD_FILE);
    assert_string_equal(why.path, "cosigners[3].vkey");
}

static void test_files_cut_short_are_refused(void **state)
{
    struct sy_network n;
    struct sy_network out;
    struct sy_buffer text = {0};

    (void)state;
    make_network(&n, 1, 0);
    write_network(&n, &text);
    for (size_t len = 0; len + 2 < text.len; len += 7)
        assert_int_not_equal(sy_network_parse((struct sy_bytes){text.data, len}, &out, NULL),
                             SY_OK);
    while (text.len <= SY_NETWORK_FILE_BYTES_MAX)
        sy_buffer_put_text(&text, "                                                ");
    check_err(sy_network_parse(sy_buffer_bytes(&text), &out, NULL), SY_LIMIT);
    sy_buffer_close(&text);
}

static void test_names(void **state)
{
    char place[SY_NAME_BYTES_MAX + 1] = "unchanged";
    char longest[SY_NAME_BYTES_MAX + 2];

    (void)state;
    memset(longest, 'a', sizeof(longest));
    longest[SY_NAME_BYTES_MAX] = 0;
    assert_true(sy_place_valid(sy_text(longest)));
    longest[SY_NAME_BYTES_MAX] = 'a';
    assert_false(sy_place_valid((struct sy_bytes){(uint8_t *)longest, sizeof(longest) - 1}));
    assert_true(sy_place_valid(sy_text("suyuan.example/shanghai/310115/2")));
    assert_false(sy_place_valid(sy_text("")));
    assert_false(sy_place_valid(sy_text("/a")));
    assert_false(sy_place_valid(sy_text("a/")));
    assert_false(sy_place_valid(sy_text("a//b")));
    assert_false(sy_place_valid(sy_text("a b")));
    assert_false(sy_place_valid(sy_text("a+b")));
    assert_false(sy_place_valid(sy_text("a\x7f")));
    check_err(sy_place_make(sy_text("a.example"), "310000", place), SY_OK);
    assert_string_equal(place, "a.example/310000");
    longest[SY_NAME_BYTES_MAX - 6] = 0;
    check_err(sy_place_make(sy_text(longest), "310000", place), SY_BAD_NAME);
    check_err(sy_place_make(sy_text(""), "310000", place), SY_BAD_NAME);
    assert_string_equal(place, "a.example/310000");
    check_text(sy_place_last(sy_text("a/b/c")), "c");
    assert_int_equal(sy_place_last(sy_text("abc")).len, 0);
    assert_true(sy_node_code_valid(sy_text("310000")));
    assert_false(sy_node_code_valid(sy_text("000000")));
    assert_false(sy_node_code_valid(sy_text("31000a")));
    assert_false(sy_node_code_valid(sy_text("3100000")));
}

static void test_nodes_file(void **state)
{
    static const char text[] =
        "{\"format\": \"suyuan-nodes/v1\", \"nodes\": [\n"
        "{\"code\": \"310000\", \"addresses\": [\"127.0.0.1:7411\", \"[::1]:7411\"]},\n"
        "{\"code\": \"310101\", \"addresses\": [\"huangpu.example:7411\"]}]}";
    static const struct {
        const char *from, *to;
        enum sy_problem_kind kind;
        const char *path;
    } cases[] = {
        {"nodes/v1", "nodes/v2", SY_PROBLEM_WRONG_FORMAT, "format"},
        {"310101", "310000", SY_PROBLEM_LISTED_TWICE, "nodes[1]"},
        {"310101", "3101", SY_PROBLEM_BAD_NODE_CODE, "nodes[1]"},
        {"[::1]:7411", "[::1]:0", SY_PROBLEM_BAD_ADDRESS, "nodes[0].addresses[1]"},
        {"[::1]:7411", "::1:7411", SY_PROBLEM_BAD_ADDRESS, "nodes[0].addresses[1]"},
        {"\"[::1]:7411\"", "7", SY_PROBLEM_WRONG_TYPE, "nodes[0].addresses[1]"},
        {"\"huangpu.example:7411\"", "", SY_PROBLEM_TOO_FEW, "nodes[1].addresses"},
        {"\"code\"", "\"coed\"", SY_PROBLEM_UNKNOWN_MEMBER, "nodes[0]"},
    };
    struct sy_addresses addresses = {0};
    struct sy_addresses again = {0};
    struct sy_buffer written = {0};

    (void)state;
    check_err(sy_addresses_parse(sy_text(text), &addresses, NULL), SY_OK);
    assert_int_equal(addresses.count, 2);
    assert_int_equal(sy_addresses_of(&addresses, sy_text("310000"))->count, 2);
    assert_null(sy_addresses_of(&addresses, sy_text("310102")));
    sy_addresses_write(&addresses, &written);
    check_err(sy_addresses_parse(sy_buffer_bytes(&written), &again, NULL), SY_OK);
    assert_memory_equal(&addresses, &again, sizeof(again));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_problem why = {0};

        sy_buffer_clear(&written);
        sy_buffer_put_text(&written, text);
        edit(&written, cases[i].from, cases[i].to);
        check_err(sy_addresses_parse(sy_buffer_bytes(&written), &again, &why), SY_BAD_FILE);
        if (why.kind != cases[i].kind || strcmp(why.path, cases[i].path) != 0)
            fail_msg("case %zu: %s at %s", i, sy_problem_name(why.kind), why.path);
        assert_memory_equal(&addresses, &again, sizeof(again));
    }
    sy_buffer_close(&written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_reads_back),
        cmocka_unit_test(test_look_ups),
        cmocka_unit_test(test_quorum),
        cmocka_unit_test(test_every_wrong_member_is_named),
        cmocka_unit_test(test_no_key_serves_twice),
        cmocka_unit_test(test_a_cosigner_is_not_a_log),
        cmocka_unit_test(test_files_cut_short_are_refused),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_nodes_file),
    };

    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
