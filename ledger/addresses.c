#include "ledger/addresses.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/json_fields.h"
#include "ledger/json_writer.h"

enum { PORT_MAX = 65535 };

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* Letters, digits, '-', '.' and '_', or what an IPv6 address with its zone is made of. */
static bool host_valid(struct sy_bytes host, bool bracketed)
{
    bool colon = false;

    if (host.len == 0 || host.len > SY_HOST_BYTES_MAX)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        uint8_t byte = host.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');

        if (bracketed ? !is_hex(byte) && byte != ':' && byte != '.' && byte != '%' && !letter
                      : !is_digit(byte) && !letter && byte != '-' && byte != '.' && byte != '_')
            return false;
        colon = colon || byte == ':';
    }
    return colon == bracketed;
}

static bool read_port(struct sy_bytes text, uint16_t *out)
{
    unsigned port = 0;

    if (text.len == 0 || text.len > 5 || text.data[0] == '0')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.data[i]))
            return false;
        port = port * 10 + (unsigned)(text.data[i] - '0');
    }
    if (port > PORT_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

enum sy_err sy_address_parse(struct sy_bytes text, struct sy_address *out)
{
    struct sy_address address = {0};
    size_t colon = text.len;
    struct sy_bytes host;
    bool bracketed;

    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return SY_BAD_NAME;
    host = (struct sy_bytes){text.data, colon - 1};
    bracketed = host.len >= 2 && host.data[0] == '[' && host.data[host.len - 1] == ']';
    if (bracketed)
        host = (struct sy_bytes){host.data + 1, host.len - 2};
    if (!host_valid(host, bracketed) ||
        !read_port((struct sy_bytes){text.data + colon, text.len - colon}, &address.port))
        return SY_BAD_NAME;
    memcpy(address.host, host.data, host.len);
    *out = address;
    return SY_OK;
}

void sy_address_put(const struct sy_address *address, struct sy_buffer *out)
{
    bool bracketed = strchr(address->host, ':') != NULL;

    sy_buffer_printf(out, "%s%s%s:%u", bracketed ? "[" : "", address->host,
                     bracketed ? "]" : "", address->port);
}

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
        if (sy_address_parse(element.node->text, &out->address[element.index]) != SY_OK)
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
