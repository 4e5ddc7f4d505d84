#include "tools/show_key.h"

#include "ledger/base64.h"
#include "ledger/network.h"

static void show_text(struct sy_output *o, const char *name, struct sy_buffer *text)
{
    const char *value = sy_buffer_text(text);

    if (value == NULL)
        o->failed = true;
    else
        sy_output_value(o, name, value);
    sy_buffer_close(text);
}

void sy_show_public_key(struct sy_output *o, const char *name, const struct sy_public_key *key)
{
    struct sy_buffer text = {0};

    sy_base64_put(&text, (struct sy_bytes){key->bytes, sizeof(key->bytes)});
    show_text(o, name, &text);
}

void sy_show_vkey(struct sy_output *o, const char *name, const struct sy_vkey *vkey)
{
    struct sy_buffer text = {0};

    sy_vkey_put(vkey, &text);
    show_text(o, name, &text);
}

static void show_purpose(struct sy_output *o, const struct sy_key_file *file,
                         enum sy_key_purpose purpose, const char *name)
{
    struct sy_public_key key;

    if (sy_key_file_public(file, purpose, NULL, &key) == SY_OK)
        sy_show_public_key(o, name, &key);
}

/* The vkey that a log's or a cosigner's line stands for. */
static bool vkey_of(const struct sy_key_line *line, struct sy_vkey *out)
{
    char name[SY_NAME_BYTES_MAX + 1];
    struct sy_secret_key secret;
    enum sy_err err;

    sy_secret_key_from_seed(line->seed, &secret);
    if (line->purpose == SY_KEY_LOG) {
        err = sy_vkey_make(sy_text(line->name), SY_VKEY_ED25519, &secret.public_key, out);
    } else {
        err = sy_place_make(sy_text(line->name), sy_key_purpose_name(line->purpose), name);
        if (err == SY_OK)
            err = sy_vkey_make(sy_text(name), SY_VKEY_COSIGNATURE, &secret.public_key, out);
    }
    sy_secret_key_wipe(&secret);
    return err == SY_OK;
}

static void show_node(struct sy_output *o, const struct sy_key_file *file)
{
    struct sy_vkey vkey;

    sy_output_value(o, "code", sy_key_file_find(file, SY_KEY_TRANSPORT, NULL)->name);
    if (o->json) {
        sy_json_name(sy_output_json(o), "logs");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < file->count; i++) {
        if (file->line[i].purpose != SY_KEY_LOG || !vkey_of(&file->line[i], &vkey))
            continue;
        if (o->json)
            sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "origin", file->line[i].name);
        sy_show_vkey(o, "vkey", &vkey);
        if (o->json)
            sy_json_end_object(sy_output_json(o));
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
    if (vkey_of(sy_key_file_find(file, SY_KEY_MIRROR, NULL), &vkey))
        sy_show_vkey(o, "mirror", &vkey);
    if (vkey_of(sy_key_file_find(file, SY_KEY_WITNESS, NULL), &vkey))
        sy_show_vkey(o, "witness", &vkey);
    show_purpose(o, file, SY_KEY_TRANSPORT, "transport_key");
    show_purpose(o, file, SY_KEY_STATEMENT, "statement_key");
}

void sy_show_key_file(struct sy_output *o, const struct sy_key_file *file)
{
    sy_output_value(o, "holder", sy_key_holder_name(file->holder));
    switch (file->holder) {
    case SY_KEY_OF_NODE:
        show_node(o, file);
        break;
    case SY_KEY_OF_ORGANISATION:
        show_purpose(o, file, SY_KEY_SIGN, "public_key");
        show_purpose(o, file, SY_KEY_CONNECT, "connect_key");
        break;
    case SY_KEY_OF_AUTHORITY:
        show_purpose(o, file, SY_KEY_AUTHORITY, "public_key");
        show_purpose(o, file, SY_KEY_CONNECT, "connect_key");
        break;
    }
}
