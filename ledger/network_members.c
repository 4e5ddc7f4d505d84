#include "ledger/network_members.h"

#include <string.h>

#include "ledger/base64.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Copy a member that is a valid node code. */
static bool read_code(const struct sy_field *f, const char *name, char *out)
{
    struct sy_field member;

    if (!sy_field_member(f, name, SY_JSON_TEXT, &member))
        return false;
    if (!sy_node_code_valid(member.node->text))
        return sy_field_wrong(&member, SY_PROBLEM_BAD_NODE_CODE, member.node->text);
    memcpy(out, member.node->text.data, SY_NODE_CODE_BYTES);
    out[SY_NODE_CODE_BYTES] = 0;
    return true;
}

static bool to_public_key(const struct sy_field *f, struct sy_public_key *out)
{
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];

    if (f->node->type != SY_JSON_TEXT)
        return sy_field_wrong(f, SY_PROBLEM_WRONG_TYPE, sy_text("text"));
    if (sy_base64_decode_exact(f->node->text, bytes, sizeof(bytes)) != SY_OK ||
        sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, out) != SY_OK)
        return sy_field_wrong(f, SY_PROBLEM_BAD_PUBLIC_KEY, f->node->text);
    return true;
}

static bool read_public_key(const struct sy_field *f, const char *name,
                            struct sy_public_key *out)
{
    struct sy_field member;

    return sy_field_member(f, name, SY_JSON_TEXT, &member) && to_public_key(&member, out);
}

/* A vkey whose name is written a second time beside it, where people look for it. */
static bool read_vkey(const struct sy_field *f, const char *name_member, struct sy_vkey *out)
{
    struct sy_field name;
    struct sy_field vkey;

    if (!sy_field_member(f, name_member, SY_JSON_TEXT, &name) ||
        !sy_field_member(f, "vkey", SY_JSON_TEXT, &vkey))
        return false;
    if (!sy_place_valid(name.node->text))
        return sy_field_wrong(&name, SY_PROBLEM_BAD_PLACE_NAME, name.node->text);
    if (sy_vkey_parse(vkey.node->text, out) != SY_OK)
        return sy_field_wrong(&vkey, SY_PROBLEM_BAD_VKEY, vkey.node->text);
    if (!sy_bytes_equal(sy_text(out->name), name.node->text))
        return sy_field_wrong(&vkey, SY_PROBLEM_BAD_VKEY, sy_text(out->name));
    return true;
}

static bool read_log(const struct sy_field *f, struct sy_network_log *out)
{
    static const char *const names[] = {"origin", "vkey", "node"};

    return sy_field_object(f, names, COUNT(names)) && read_vkey(f, "origin", &out->vkey) &&
           read_code(f, "node", out->node);
}

static bool read_keys(const struct sy_field *f, const char *name, struct sy_public_key *out,
                      uint64_t *count)
{
    struct sy_field list;
    struct sy_field element = {0};

    if (!sy_field_list(f, name, 1, SY_NETWORK_AUTHORITIES_MAX, &list))
        return false;
    while (sy_field_next(&list, &element)) {
        if (!to_public_key(&element, &out[element.index]))
            return false;
    }
    *count = list.node->count;
    return true;
}

static bool read_authority(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"k", "keys", "connect_keys"};
    struct sy_field f;
    uint64_t connect_count;

    if (!sy_field_member(root, "authority", SY_JSON_OBJECT, &f) ||
        !sy_field_object(&f, names, COUNT(names)) ||
        !sy_field_uint(&f, "k", SY_NETWORK_AUTHORITIES_MAX, &out->authority_k) ||
        !read_keys(&f, "keys", out->authority_keys, &out->authority_count) ||
        !read_keys(&f, "connect_keys", out->authority_connect_keys, &connect_count))
        return false;
    if (connect_count != out->authority_count)
        return sy_field_wrong(&f, SY_PROBLEM_BAD_NUMBER, sy_text("keys, connect_keys"));
    return true;
}

static bool read_nodes(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"code", "transport_key", "statement_key"};
    struct sy_field list;
    struct sy_field f = {0};

    if (!sy_field_list(root, "nodes", 1, SY_NETWORK_NODES_MAX, &list))
        return false;
    while (sy_field_next(&list, &f)) {
        struct sy_network_node *node = &out->nodes[f.index];

        if (!sy_field_object(&f, names, COUNT(names)) || !read_code(&f, "code", node->code) ||
            !read_public_key(&f, "transport_key", &node->transport) ||
            !read_public_key(&f, "statement_key", &node->statement))
            return false;
    }
    out->node_count = list.node->count;
    return true;
}

static bool read_logs(const struct sy_field *root, size_t min, struct sy_network *out)
{
    struct sy_field registry;
    struct sy_field list;
    struct sy_field f = {0};

    if (!sy_field_member(root, "registry", SY_JSON_OBJECT, &registry) ||
        !read_log(&registry, &out->registry) ||
        !sy_field_list(root, "logs", min, SY_NETWORK_NODES_MAX, &list))
        return false;
    while (sy_field_next(&list, &f)) {
        if (!read_log(&f, &out->logs[f.index]))
            return false;
    }
    out->log_count = list.node->count;
    return true;
}

static bool read_closed(const struct sy_field *f, struct sy_network_log *out)
{
    static const char *const names[] = {"origin", "vkey", "node", "size", "root"};
    struct sy_field root;

    if (!sy_field_object(f, names, COUNT(names)) || !read_vkey(f, "origin", &out->vkey) ||
        !read_code(f, "node", out->node) ||
        !sy_field_uint(f, "size", INT64_MAX, &out->final_size) ||
        !sy_field_member(f, "root", SY_JSON_TEXT, &root))
        return false;
    if (sy_base64_decode_exact(root.node->text, out->final_root.bytes, SY_HASH_BYTES) != SY_OK)
        return sy_field_wrong(&root, SY_PROBLEM_BAD_HASH, root.node->text);
    out->closed = true;
    return true;
}

bool sy_network_read_closed_logs(const struct sy_field *root, struct sy_network *out)
{
    struct sy_field list;
    struct sy_field f = {0};

    if (!sy_field_list(root, "closed_logs", 0, SY_NETWORK_LOGS_MAX - out->log_count, &list))
        return false;
    while (sy_field_next(&list, &f)) {
        if (!read_closed(&f, &out->logs[out->log_count + f.index]))
            return false;
    }
    out->log_count += list.node->count;
    return true;
}

static bool read_role(const struct sy_field *f, enum sy_cosigner_role *out)
{
    struct sy_field role;

    if (!sy_field_member(f, "role", SY_JSON_TEXT, &role))
        return false;
    if (sy_json_is(role.node, "mirror"))
        *out = SY_COSIGNER_MIRROR;
    else if (sy_json_is(role.node, "witness"))
        *out = SY_COSIGNER_WITNESS;
    else
        return sy_field_wrong(&role, SY_PROBLEM_WRONG_ROLE, role.node->text);
    return true;
}

static bool read_cosigners(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"name", "vkey", "node", "role"};
    struct sy_field list;
    struct sy_field f = {0};

    if (!sy_field_list(root, "cosigners", 0, SY_NETWORK_COSIGNERS_MAX, &list))
        return false;
    while (sy_field_next(&list, &f)) {
        struct sy_network_cosigner *cosigner = &out->cosigners[f.index];

        if (!sy_field_object(&f, names, COUNT(names)) ||
            !read_vkey(&f, "name", &cosigner->vkey) || !read_code(&f, "node", cosigner->node) ||
            !read_role(&f, &cosigner->role))
            return false;
    }
    out->cosigner_count = list.node->count;
    return true;
}

static bool read_quorum(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"faults", "of", "needed"};
    struct sy_field f;

    return sy_field_member(root, "quorum", SY_JSON_OBJECT, &f) &&
           sy_field_object(&f, names, COUNT(names)) &&
           sy_field_uint(&f, "faults", SY_NETWORK_NODES_MAX, &out->quorum_faults) &&
           sy_field_uint(&f, "of", SY_NETWORK_NODES_MAX, &out->quorum_of) &&
           sy_field_uint(&f, "needed", SY_NETWORK_NODES_MAX, &out->quorum_needed);
}

bool sy_network_read_members(const struct sy_field *root, size_t logs_min,
                             struct sy_network *out)
{
    struct sy_field name;

    if (!sy_field_member(root, "name", SY_JSON_TEXT, &name))
        return false;
    if (!sy_place_valid(name.node->text))
        return sy_field_wrong(&name, SY_PROBLEM_BAD_PLACE_NAME, name.node->text);
    memcpy(out->name, name.node->text.data, name.node->text.len);
    return read_nodes(root, out) && read_logs(root, logs_min, out) &&
           read_cosigners(root, out) && read_authority(root, out) && read_quorum(root, out);
}

static void put_key(struct sy_json_writer *w, const struct sy_public_key *key)
{
    struct sy_buffer text = {0};

    sy_base64_put(&text, (struct sy_bytes){key->bytes, sizeof(key->bytes)});
    if (text.err != SY_OK && w->to->err == SY_OK)
        w->to->err = text.err;
    sy_json_put_text(w, sy_buffer_bytes(&text));
    sy_buffer_close(&text);
}

static void put_keys(struct sy_json_writer *w, const char *name,
                     const struct sy_public_key *keys, uint64_t count)
{
    sy_json_name(w, name);
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < count; i++)
        put_key(w, &keys[i]);
    sy_json_end_list(w);
}

static void put_vkey(struct sy_json_writer *w, const char *name_member,
                     const struct sy_vkey *vkey, const char *node)
{
    struct sy_buffer text = {0};

    sy_json_name(w, name_member);
    sy_json_put_string(w, vkey->name);
    sy_vkey_put(vkey, &text);
    if (text.err != SY_OK && w->to->err == SY_OK)
        w->to->err = text.err;
    sy_json_name(w, "vkey");
    sy_json_put_text(w, sy_buffer_bytes(&text));
    sy_json_name(w, "node");
    sy_json_put_string(w, node);
    sy_buffer_close(&text);
}

static void put_uint(struct sy_json_writer *w, const char *name, uint64_t value)
{
    sy_json_name(w, name);
    sy_json_put_uint(w, value);
}

static void put_log(struct sy_json_writer *w, const struct sy_network_log *log)
{
    sy_json_begin_object(w);
    put_vkey(w, "origin", &log->vkey, log->node);
    sy_json_end_object(w);
}

static void put_authority(struct sy_json_writer *w, const struct sy_network *n)
{
    sy_json_name(w, "authority");
    sy_json_begin_object(w);
    put_uint(w, "k", n->authority_k);
    put_keys(w, "keys", n->authority_keys, n->authority_count);
    put_keys(w, "connect_keys", n->authority_connect_keys, n->authority_count);
    sy_json_end_object(w);
}

static void put_nodes(struct sy_json_writer *w, const struct sy_network *n)
{
    sy_json_name(w, "nodes");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < n->node_count; i++) {
        sy_json_begin_object(w);
        sy_json_name(w, "code");
        sy_json_put_string(w, n->nodes[i].code);
        sy_json_name(w, "transport_key");
        put_key(w, &n->nodes[i].transport);
        sy_json_name(w, "statement_key");
        put_key(w, &n->nodes[i].statement);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

static void put_cosigners(struct sy_json_writer *w, const struct sy_network *n)
{
    sy_json_name(w, "cosigners");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < n->cosigner_count; i++) {
        sy_json_begin_object(w);
        put_vkey(w, "name", &n->cosigners[i].vkey, n->cosigners[i].node);
        sy_json_name(w, "role");
        sy_json_put_string(w, sy_cosigner_role_name(n->cosigners[i].role));
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

void sy_network_put_quorum(struct sy_json_writer *w, const struct sy_network *n)
{
    sy_json_name(w, "quorum");
    sy_json_begin_object(w);
    put_uint(w, "faults", n->quorum_faults);
    put_uint(w, "of", n->quorum_of);
    put_uint(w, "needed", n->quorum_needed);
    sy_json_end_object(w);
}

void sy_network_put_closed_logs(struct sy_json_writer *w, const struct sy_network *network)
{
    sy_json_name(w, "closed_logs");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < network->log_count; i++) {
        const struct sy_network_log *log = &network->logs[i];
        struct sy_buffer root = {0};

        if (!log->closed)
            continue;
        sy_json_begin_object(w);
        put_vkey(w, "origin", &log->vkey, log->node);
        put_uint(w, "size", log->final_size);
        sy_json_name(w, "root");
        sy_base64_put(&root, (struct sy_bytes){log->final_root.bytes, SY_HASH_BYTES});
        if (root.err != SY_OK && w->to->err == SY_OK)
            w->to->err = root.err;
        sy_json_put_text(w, sy_buffer_bytes(&root));
        sy_buffer_close(&root);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
}

void sy_network_put_members(struct sy_json_writer *w, const struct sy_network *network)
{
    sy_json_name(w, "registry");
    put_log(w, &network->registry);
    put_authority(w, network);
    put_nodes(w, network);
    sy_json_name(w, "logs");
    sy_json_begin_list(w);
    for (uint64_t i = 0; i < network->log_count; i++) {
        if (!network->logs[i].closed)
            put_log(w, &network->logs[i]);
    }
    sy_json_end_list(w);
    put_cosigners(w, network);
    sy_network_put_quorum(w, network);
}
