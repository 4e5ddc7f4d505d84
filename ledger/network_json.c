/* The two directions between struct sy_network and network.json. */
#include <stdlib.h>

#include "ledger/network_members.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool read_root(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"format", "name",  "registry",  "authority",
                                        "logs",   "nodes", "cosigners", "quorum"};
    struct sy_field format;

    /* The format first: another version has other members. */
    if (root->node->type != SY_JSON_OBJECT)
        return sy_field_wrong(root, SY_PROBLEM_WRONG_TYPE, sy_text("object"));
    if (!sy_field_member(root, "format", SY_JSON_TEXT, &format))
        return false;
    if (!sy_json_is(format.node, SY_NETWORK_FORMAT))
        return sy_field_wrong(&format, SY_PROBLEM_WRONG_FORMAT, format.node->text);
    out->limits = sy_network_limits_of_genesis;
    return sy_field_object(root, names, COUNT(names)) && sy_network_read_members(root, 1, out);
}

static enum sy_err parse(struct sy_bytes file, struct sy_network *out, struct sy_problem *why)
{
    struct sy_json_document document = {0};
    struct sy_field root;
    enum sy_err err = sy_field_document(file, &document, &root, why);

    if (err != SY_OK)
        return err;
    err = read_root(&root, out) ? sy_network_check(out, why) : SY_BAD_FILE;
    sy_json_close(&document);
    return err;
}

enum sy_err sy_network_parse(struct sy_bytes file, struct sy_network *out,
                             struct sy_problem *why)
{
    struct sy_network *network = calloc(1, sizeof(*network));
    enum sy_err err;

    if (network == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    err = parse(file, network, why);
    if (err == SY_OK) {
        *out = *network;
        out->id = sy_hash_of(file);
    }
    free(network);
    return err;
}

void sy_network_write(const struct sy_network *network, struct sy_buffer *out)
{
    struct sy_json_writer w = {.to = out, .pretty = true};

    sy_json_begin_object(&w);
    sy_json_name(&w, "format");
    sy_json_put_string(&w, SY_NETWORK_FORMAT);
    sy_json_name(&w, "name");
    sy_json_put_string(&w, network->name);
    sy_network_put_members(&w, network);
    sy_json_end_object(&w);
    sy_buffer_put_u8(out, '\n');
}
