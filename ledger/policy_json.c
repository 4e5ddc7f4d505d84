/* The two directions between struct sy_policy and its text. */
#include <stdlib.h>
#include <string.h>

#include "ledger/network_members.h"
#include "ledger/policy.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 64 lower-case hex digits. */
static bool read_hash(const struct sy_field *f, const char *name, struct sy_hash *out)
{
    struct sy_field member;
    struct sy_bytes text;

    if (!sy_field_member(f, name, SY_JSON_TEXT, &member))
        return false;
    text = member.node->text;
    for (size_t i = 0; i < SY_HASH_BYTES; i++) {
        int high = text.len == 2 * SY_HASH_BYTES ? digit_of(text.data[2 * i]) : -1;
        int low = text.len == 2 * SY_HASH_BYTES ? digit_of(text.data[2 * i + 1]) : -1;

        if (high < 0 || low < 0)
            return sy_field_wrong(&member, SY_PROBLEM_BAD_HASH, text);
        out->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool read_limits(const struct sy_field *root, struct sy_network *out)
{
    static const char *const names[] = {"statement_bytes", "records"};
    struct sy_field f;

    if (!sy_field_member(root, "limits", SY_JSON_OBJECT, &f) ||
        !sy_field_object(&f, names, COUNT(names)) ||
        !sy_field_uint(&f, "statement_bytes", SY_STATEMENT_BYTES_MAX,
                       &out->limits.statement_bytes) ||
        !sy_field_uint(&f, "records", SY_RECORDS_MAX, &out->limits.records))
        return false;
    /* A policy that lets nothing in could not be lifted again. */
    if (out->limits.statement_bytes < SY_POLICY_STATEMENT_BYTES_MIN || out->limits.records == 0)
        return sy_field_wrong(&f, SY_PROBLEM_TOO_FEW, sy_text("1048576, 1"));
    return true;
}

static bool read_root(const struct sy_field *root, struct sy_policy *out)
{
    static const char *const names[] = {
        "format", "name", "network",     "version",   "previous", "registry", "authority",
        "nodes",  "logs", "closed_logs", "cosigners", "quorum",   "limits"};
    struct sy_network *n = &out->network;
    struct sy_field f;

    /* The format first: another version has other members. */
    if (root->node->type != SY_JSON_OBJECT)
        return sy_field_wrong(root, SY_PROBLEM_WRONG_TYPE, sy_text("object"));
    if (!sy_field_member(root, "format", SY_JSON_TEXT, &f))
        return false;
    if (!sy_json_is(f.node, SY_POLICY_FORMAT))
        return sy_field_wrong(&f, SY_PROBLEM_WRONG_FORMAT, f.node->text);
    if (!sy_field_object(root, names, COUNT(names)) || !read_hash(root, "network", &n->id) ||
        !sy_field_uint(root, "version", INT64_MAX, &n->version) ||
        !read_hash(root, "previous", &out->previous))
        return false;
    if (n->version == 0)
        return sy_field_wrong(root, SY_PROBLEM_TOO_FEW, sy_text("version 1"));
    return sy_network_read_members(root, 0, n) && sy_network_read_closed_logs(root, n) &&
           read_limits(root, n);
}

static enum sy_err parse(struct sy_bytes text, struct sy_policy *out, struct sy_problem *why)
{
    struct sy_json_document document = {0};
    struct sy_field root;
    enum sy_err err;

    if (text.len > SY_POLICY_TEXT_BYTES_MAX) {
        sy_problem_set(why, SY_PROBLEM_TOO_MANY, sy_text("bytes"));
        return SY_LIMIT;
    }
    err = sy_field_document(text, &document, &root, why);
    if (err != SY_OK)
        return err;
    err = read_root(&root, out) ? sy_network_check(&out->network, why) : SY_BAD_FILE;
    sy_json_close(&document);
    return err;
}

enum sy_err sy_policy_parse(struct sy_bytes text, struct sy_policy *out, struct sy_problem *why)
{
    struct sy_policy *policy = calloc(1, sizeof(*policy));
    enum sy_err err;

    if (policy == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    err = parse(text, policy, why);
    if (err == SY_OK) {
        *out = *policy;
        out->hash = sy_hash_of(text);
    }
    free(policy);
    return err;
}

static void put_hash(struct sy_json_writer *w, const char *name, const struct sy_hash *hash)
{
    char hex[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(hash, hex);
    sy_json_name(w, name);
    sy_json_put_string(w, hex);
}

void sy_policy_write(const struct sy_policy *policy, struct sy_buffer *out)
{
    struct sy_json_writer w = {.to = out, .pretty = true};
    const struct sy_network *n = &policy->network;

    sy_json_begin_object(&w);
    sy_json_name(&w, "format");
    sy_json_put_string(&w, SY_POLICY_FORMAT);
    sy_json_name(&w, "name");
    sy_json_put_string(&w, n->name);
    put_hash(&w, "network", &n->id);
    sy_json_name(&w, "version");
    sy_json_put_uint(&w, n->version);
    put_hash(&w, "previous", &policy->previous);
    sy_network_put_members(&w, n);
    sy_network_put_closed_logs(&w, n);
    sy_json_name(&w, "limits");
    sy_json_begin_object(&w);
    sy_json_name(&w, "statement_bytes");
    sy_json_put_uint(&w, n->limits.statement_bytes);
    sy_json_name(&w, "records");
    sy_json_put_uint(&w, n->limits.records);
    sy_json_end_object(&w);
    sy_json_end_object(&w);
    sy_buffer_put_u8(out, '\n');
}
