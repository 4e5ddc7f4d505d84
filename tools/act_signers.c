#include "tools/act_signers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/registry.h"
#include "net/clock.h"
#include "proto/statement.h"
#include "tools/open.h"

enum { NUMBER_BYTES = 24, PATH_BYTES = 4096 };

const struct sy_option sy_act_option_node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .help = {"the node that owns the registry; found in network.json",
             "拥有登记簿的节点；默认取自 network.json"}};
const struct sy_option sy_act_option_key = {
    .name = "key",
    .value = "FILE[=ID]",
    .variable = "SUYUAN_KEY",
    .required = true,
    .repeated = true,
    .help = {"key file that signs; =ID when it is another's than --as",
             "签名的密钥文件；不属于 --as 所指者时加 =登记号"}};
const struct sy_option sy_act_option_as = {
    .name = "as",
    .value = "ID",
    .variable = "SUYUAN_AS",
    .help = {"who says so: registry id; the authority when the key is its own",
             "由谁作出：登记号；管理机构密钥即为管理机构"}};
const struct sy_option sy_act_option_with = {
    .name = "with",
    .value = "PUBLIC[=ID]",
    .repeated = true,
    .help = {"public key of one who signs elsewhere, later; see --prepare",
             "在别处稍后签名者的公钥；见 --prepare"}};
const struct sy_option sy_act_option_prepare = {
    .name = "prepare",
    .value = "FILE",
    .help = {"send nothing; write the statement there, for others to sign",
             "不发送；把申报写入该文件供他人签名"}};

enum sy_err sy_act_key(const struct sy_key_file *file, struct sy_secret_key *out)
{
    return sy_key_file_secret(
        file, file->holder == SY_KEY_OF_AUTHORITY ? SY_KEY_AUTHORITY : SY_KEY_SIGN, NULL, out);
}

/* Whether --as stands on the line: what the environment says yields to the authority's key. */
static bool as_is_given(const struct sy_options *options)
{
    for (size_t i = 0; i < options->count; i++) {
        if (options->values[i].option == &sy_act_option_as)
            return true;
    }
    return false;
}

/* Not every command that signs lets others sign elsewhere. */
static bool takes_others(const struct sy_options *options)
{
    for (const struct sy_option *const *o = options->usage->options; *o != NULL; o++) {
        if (*o == &sy_act_option_with)
            return true;
    }
    return false;
}

/* FILE=ID and PUBLIC=ID: an id has a colon, so that a path may have an equals sign. */
static void split(const char *text, char *first, size_t size, const char **id)
{
    const char *equals = strrchr(text, '=');

    *id = equals != NULL && strchr(equals, ':') != NULL ? equals + 1 : NULL;
    snprintf(first, size, "%.*s", (int)(*id == NULL ? strlen(text) : (size_t)(equals - text)),
             text);
}

static bool by_authority(const struct sy_act_signers *signers)
{
    return strcmp(signers->principal, SY_AUTHORITY) == 0;
}

/* Who answers for it: follows from the first key's file. */
static enum sy_exit take_principal(struct sy_output *o, const struct sy_options *options,
                                   const char *path, struct sy_act_signers *signers)
{
    const char *as = sy_options_value(options, "as");

    if (signers->file.holder == SY_KEY_OF_AUTHORITY && !as_is_given(options))
        as = SY_AUTHORITY;
    if (as == NULL) {
        sy_output_error(o, SY_SAY(SUBJECT_MISSING, path));
        return SY_EXIT_USAGE;
    }
    if (!sy_name_valid(sy_text(as), SY_SUBJECT_BYTES_MAX)) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, as));
        return SY_EXIT_USAGE;
    }
    snprintf(signers->principal, sizeof(signers->principal), "%s", as);
    return SY_EXIT_YES;
}

/* One more: it must be new, the authority's when the authority speaks, and have room. */
static enum sy_exit add(struct sy_output *o, const struct sy_network *network,
                        struct sy_act_signers *signers, const char *what, const char *id)
{
    struct sy_act_signer *one = &signers->signer[signers->count];

    if (id != NULL && !sy_name_valid(sy_text(id), SY_SUBJECT_BYTES_MAX)) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, id));
        return SY_EXIT_USAGE;
    }
    for (size_t i = 0; i < signers->count; i++) {
        if (sy_public_key_equal(&signers->signer[i].key.public_key, &one->key.public_key)) {
            sy_output_error(o, SY_SAY(SIGNER_TWICE, what));
            return SY_EXIT_USAGE;
        }
    }
    if (by_authority(signers) &&
        (id != NULL || !sy_network_is_authority(network, &one->key.public_key))) {
        sy_output_error(o, SY_SAY(NOT_AN_AUTHORITY, what));
        return SY_EXIT_USAGE;
    }
    if (id != NULL && strcmp(id, signers->principal) != 0)
        snprintf(one->subject, sizeof(one->subject), "%s", id);
    signers->elsewhere += !one->here;
    signers->count++;
    return SY_EXIT_YES;
}

static enum sy_exit has_room(struct sy_output *o, const struct sy_act_signers *signers)
{
    if (signers->count < SY_SIGNERS_MAX)
        return SY_EXIT_YES;
    sy_output_error(o, SY_SAY(TOO_MANY_SIGNERS, "16"));
    return SY_EXIT_USAGE;
}

static enum sy_exit add_key(struct sy_output *o, const struct sy_options *options,
                            const struct sy_network *network, const char *text,
                            struct sy_act_signers *signers)
{
    struct sy_act_signer *one = &signers->signer[signers->count];
    struct sy_key_file file;
    char path[PATH_BYTES];
    const char *id;
    enum sy_exit status = has_room(o, signers);

    split(text, path, sizeof(path), &id);
    if (status != SY_EXIT_YES)
        return status;
    if (!sy_open_key(o, path, &file))
        return SY_EXIT_UNASKED;
    if (signers->count == 0) {
        signers->file = file;
        status = take_principal(o, options, path, signers);
    }
    one->here = true;
    if (status == SY_EXIT_YES && by_authority(signers) && file.holder != SY_KEY_OF_AUTHORITY) {
        sy_output_error(o, SY_SAY(NOT_AN_AUTHORITY, path));
        status = SY_EXIT_USAGE;
    } else if (status == SY_EXIT_YES && !by_authority(signers) &&
               file.holder != SY_KEY_OF_ORGANISATION) {
        sy_output_error(o, SY_SAY(KEY_NOT_ORGANISATION, path));
        status = SY_EXIT_USAGE;
    } else if (status == SY_EXIT_YES) {
        sy_assert(sy_act_key(&file, &one->key) == SY_OK);
        status = add(o, network, signers, path, id);
    }
    sy_key_file_wipe(&file);
    return status;
}

static enum sy_exit add_public(struct sy_output *o, const struct sy_network *network,
                               const char *text, struct sy_act_signers *signers)
{
    struct sy_act_signer *one = &signers->signer[signers->count];
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];
    char key[PATH_BYTES];
    const char *id;
    enum sy_exit status = has_room(o, signers);

    split(text, key, sizeof(key), &id);
    if (status != SY_EXIT_YES)
        return status;
    one->here = false;
    if (sy_base64_decode_exact(sy_text(key), bytes, sizeof(bytes)) != SY_OK ||
        sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, &one->key.public_key) !=
            SY_OK) {
        sy_output_error(o, SY_SAY(BAD_KEY_OPTION, "with", key));
        return SY_EXIT_USAGE;
    }
    return add(o, network, signers, key, id);
}

static enum sy_exit check(struct sy_output *o, const struct sy_options *options,
                          const struct sy_network *network,
                          const struct sy_act_signers *signers)
{
    char needed[NUMBER_BYTES];
    char given[NUMBER_BYTES];

    if (by_authority(signers) && signers->count < network->authority_k) {
        snprintf(needed, sizeof(needed), "%llu", (unsigned long long)network->authority_k);
        snprintf(given, sizeof(given), "%zu", signers->count);
        sy_output_error(o, SY_SAY(TOO_FEW_AUTHORITIES, given, needed));
        return SY_EXIT_USAGE;
    }
    if (signers->elsewhere > 0 && sy_options_value(options, "prepare") == NULL) {
        sy_output_error(o, SY_SAY(PREPARE_MISSING, NULL));
        return SY_EXIT_USAGE;
    }
    return SY_EXIT_YES;
}

static enum sy_exit add_keys(struct sy_output *o, const struct sy_options *options,
                             const struct sy_network *network, struct sy_act_signers *signers)
{
    const char *text;
    size_t cursor = 0;
    enum sy_exit status = SY_EXIT_YES;

    while (status == SY_EXIT_YES && (text = sy_options_each(options, "key", &cursor)) != NULL)
        status = add_key(o, options, network, text, signers);
    /* It is required: when the line has none, the environment does. */
    if (signers->count == 0 && status == SY_EXIT_YES)
        status = add_key(o, options, network, sy_options_value(options, "key"), signers);
    return status;
}

enum sy_exit sy_act_signers_open(struct sy_output *o, const struct sy_options *options,
                                 const struct sy_network *network, struct sy_act_signers *out)
{
    const char *text;
    size_t cursor = 0;
    enum sy_exit status;

    *out = (struct sy_act_signers){0};
    status = add_keys(o, options, network, out);
    while (status == SY_EXIT_YES && takes_others(options) &&
           (text = sy_options_each(options, "with", &cursor)) != NULL)
        status = add_public(o, network, text, out);
    if (status == SY_EXIT_YES)
        status = check(o, options, network, out);
    if (status != SY_EXIT_YES)
        sy_act_signers_close(out);
    return status;
}

enum sy_exit sy_act_signers_open_here(struct sy_output *o, const struct sy_options *options,
                                      const struct sy_network *network,
                                      struct sy_act_signers *out)
{
    enum sy_exit status;

    *out = (struct sy_act_signers){0};
    status = add_keys(o, options, network, out);
    if (status != SY_EXIT_YES)
        sy_act_signers_close(out);
    return status;
}

void sy_act_signers_list(const struct sy_act_signers *signers,
                         struct sy_further_signer out[SY_SIGNERS_MAX])
{
    for (size_t i = 0; i < signers->count; i++) {
        const struct sy_act_signer *one = &signers->signer[i];

        out[i] = (struct sy_further_signer){.public_key = one->key.public_key,
                                            .key = one->here ? &one->key : NULL};
        if (one->subject[0] != 0)
            out[i].subject = sy_text(one->subject);
    }
}

enum sy_err sy_act_signers_sign(const struct sy_act_signers *signers,
                                const struct sy_scope *scope, struct sy_composer *composer,
                                struct sy_buffer *submission)
{
    struct sy_further_signer further[SY_SIGNERS_MAX];
    struct sy_composition how = {
        .scope = *scope,
        .kind = SY_KIND_REGISTRY,
        .signed_at = sy_clock_us(),
        .further = further,
        .further_count = signers->count,
    };
    struct sy_hash id;

    sy_act_signers_list(signers, further);
    return sy_composer_finish(composer, &how, submission, &id);
}

void sy_act_signers_close(struct sy_act_signers *signers)
{
    if (signers == NULL)
        return;
    for (size_t i = 0; i < signers->count; i++)
        sy_secret_key_wipe(&signers->signer[i].key);
    sy_key_file_wipe(&signers->file);
    signers->count = 0;
}
