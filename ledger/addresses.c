#include "ledger/addresses.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/json_fields.h"
#include "ledger/json_writer.h"

const struct sy_node_addresses *sy_addresses_of(const struct sy_addresses *addresses,
                                                struct sy_bytes code)
{
    for (uint64_t i = 0; i < addresses->count; i++) {
        if (sy_bytes_equal(sy_text(addresses->node[i].code), code))
            return &addresses->node[i];
    }
    return NULL;
}

static bool read_addresses(const struct sy_field *f, struct sy_node_addresses *out)
{
    struct sy_field list;
    struct sy_field element = {0};

    if (!sy_field_list(f, "addresses", 1, SY_ADDRESSES_PER_NODE_MAX, &list))
        return false;
    while (sy_field_next(&list, &element)) {
        if (element.node->type != SY_JSON_TEXT)
            return sy_field_wrong(&element, SY_PROBLEM_WRONG_TYPE, sy_text("text"));
        if (sy_address_parse(element.node->text, &out->address[element.index]) != SY_OK ||
            out->address[element.index].port == 0)
            return sy_field_wrong(&element, SY_PROBLEM_BAD_ADDRESS, element.node->text);
    }
    out->count = list.node->count;
    return true;
}

static bool read_node(const struct sy_field *f, struct sy_addresses *out)
{
    static const char *const names[] = {"code", "addresses"};
    struct sy_node_addresses *node = &out->node[f->index];
    struct sy_bytes code;

    if (!sy_field_object(f, names, 2) || !sy_field_text(f, "code", &code))
        return false;
    if (!sy_node_code_valid(code))
        return sy_field_wrong(f, SY_PROBLEM_BAD_NODE_CODE, code);
    if (sy_addresses_of(out, code) != NULL)
        return sy_field_wrong(f, SY_PROBLEM_LISTED_TWICE, code);
    memcpy(node->code, code.data, code.len);
    if (!read_addresses(f, node))
        return false;
    out->count++;
    return true;
}

static bool read_root(const struct sy_field *root, struct sy_addresses *out)
{
    static const char *const names[] = {"format", "nodes"};
    struct sy_field member;
    struct sy_field list;
    struct sy_field f = {0};

    if (root->node->type != SY_JSON_OBJECT)
        return sy_field_wrong(root, SY_PROBLEM_WRONG_TYPE, sy_text("object"));
    if (!sy_field_member(root, "format", SY_JSON_TEXT, &member))
        return false;
    if (!sy_json_is(member.node, SY_ADDRESSES_FORMAT))
        return sy_field_wrong(&member, SY_PROBLEM_WRONG_FORMAT, member.node->text);
    if (!sy_field_object(root, names, 2) ||
        !sy_field_list(root, "nodes", 1, SY_NETWORK_NODES_MAX, &list))
        return false;
    while (sy_field_next(&list, &f)) {
        if (!read_node(&f, out))
            return false;
    }
    return true;
}

static enum sy_err parse(struct sy_bytes file, struct sy_addresses *out, struct sy_problem *why)
{
    struct sy_json_document document = {0};
    struct sy_field root;
    enum sy_err err = sy_field_document(file, &document, &root, why);

    if (err != SY_OK)
        return err;
    err = read_root(&root, out) ? SY_OK : SY_BAD_FILE;
    sy_json_close(&document);
    return err;
}

enum sy_err sy_addresses_parse(struct sy_bytes file, struct sy_addresses *out,
                               struct sy_problem *why)
{
    struct sy_addresses *addresses = calloc(1, sizeof(*addresses));
    enum sy_err err;

    if (addresses == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    err = parse(file, addresses, why);
    if (err == SY_OK)
        *out = *addresses;
    free(addresses);
    return err;
}

void sy_addresses_write(const struct sy_addresses *addresses, struct sy_buffer *out)
{
    struct sy_json_writer w = {.to = out, .pretty = true};
    struct sy_buffer text = {0};

    sy_json_begin_object(&w);
    sy_json_name(&w, "format");
    sy_json_put_string(&w, SY_ADDRESSES_FORMAT);
    sy_json_name(&w, "nodes");
    sy_json_begin_list(&w);
    for (uint64_t i = 0; i < addresses->count; i++) {
        const struct sy_node_addresses *node = &addresses->node[i];

        sy_json_begin_object(&w);
        sy_json_name(&w, "code");
        sy_json_put_string(&w, node->code);
        sy_json_name(&w, "addresses");
        sy_json_begin_list(&w);
        for (uint64_t j = 0; j < node->count; j++) {
            sy_buffer_clear(&text);
            sy_address_put(&node->address[j], &text);
            sy_json_put_text(&w, sy_buffer_bytes(&text));
        }
        sy_json_end_list(&w);
        sy_json_end_object(&w);
    }
    sy_json_end_list(&w);
    sy_json_end_object(&w);
    sy_buffer_put_u8(out, '\n');
    if (text.err != SY_OK && out->err == SY_OK)
        out->err = text.err;
    sy_buffer_close(&text);
}
