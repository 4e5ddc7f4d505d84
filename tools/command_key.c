/* suyuan key new, suyuan key show */
#include <string.h>

#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/random.h"
#include "tools/report.h"
#include "tools/show_key.h"

static enum sy_err make(struct sy_key_file *file, enum sy_key_holder holder)
{
    const enum sy_key_purpose purposes[] = {holder == SY_KEY_OF_AUTHORITY ? SY_KEY_AUTHORITY
                                                                          : SY_KEY_SIGN,
                                            SY_KEY_CONNECT, SY_KEY_NONCE};
    uint8_t seed[SY_SEED_BYTES];
    enum sy_err err = SY_OK;

    *file = (struct sy_key_file){.holder = holder};
    for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]) && err == SY_OK; i++) {
        err = sy_random_fill(seed, sizeof(seed));
        if (err == SY_OK)
            err = sy_key_file_add(file, purposes[i], "", seed);
    }
    explicit_bzero(seed, sizeof(seed));
    return err;
}

static void show(struct sy_output *o, const char *path, const struct sy_key_file *file)
{
    if (o->json)
        sy_json_begin_object(sy_output_json(o));
    sy_output_value(o, "file", path);
    sy_show_key_file(o, file);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
}

static enum sy_exit run_new(const struct sy_options *options, struct sy_output *o)
{
    const char *path = options->operands[0];
    struct sy_key_file file;
    enum sy_exit status = SY_EXIT_YES;
    bool authority = sy_options_value(options, "authority") != NULL;
    enum sy_err err = make(&file, authority ? SY_KEY_OF_AUTHORITY : SY_KEY_OF_ORGANISATION);

    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_RANDOMNESS, NULL));
        status = SY_EXIT_UNASKED;
    } else {
        err = sy_save_key(path, &file);
        if (err != SY_OK)
            status = sy_report_file(o, err, path);
    }
    if (status == SY_EXIT_YES) {
        sy_output_say(o, SY_SAY(KEY_CREATED, path));
        show(o, path, &file);
        if (authority)
            sy_output_next(o, SY_SAY(NEXT_AFTER_AUTHORITY_KEY, path));
        else
            sy_output_next(o, SY_SAY(NEXT_AFTER_KEY, path));
    }
    sy_key_file_wipe(&file);
    return status;
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    const char *path = options->operands[0];
    struct sy_key_file file;

    if (!sy_open_key(o, path, &file))
        return SY_EXIT_UNASKED;
    show(o, path, &file);
    sy_key_file_wipe(&file);
    return SY_EXIT_YES;
}

static const struct sy_option option_authority = {
    .name = "authority",
    .help = {"for an authority that is to join the network", "供拟加入网络的管理机构使用"}};
static const struct sy_option *const new_options[] = {&option_authority, NULL};

const struct sy_command sy_command_key_new = {
    .name = "key new",
    .usage = {.options = new_options, .operands = "FILE", .operands_min = 1, .operands_max = 1},
    .summary = {"make the secret keys of an organisation or an authority",
                "生成企业或管理机构的密钥"},
    .examples = {"  suyuan key new farm.key\n  suyuan key new --authority authority-2.key\n",
                 "  suyuan key new farm.key\n  suyuan key new --authority authority-2.key\n"},
    .run = run_new};

const struct sy_command sy_command_key_show = {
    .name = "key show",
    .usage = {.operands = "FILE", .operands_min = 1, .operands_max = 1},
    .summary = {"print the public keys of a key file", "显示密钥文件的公钥"},
    .examples = {"  suyuan key show farm.key\n  suyuan key show --json demo/310000.key\n",
                 "  suyuan key show farm.key\n  suyuan key show --json demo/310000.key\n"},
    .run = run_show};
