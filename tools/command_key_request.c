/* suyuan key request */
#include <string.h>

#include "ledger/possession.h"
#include "proto/act.h"
#include "proto/statement.h"
#include "tools/command.h"
#include "tools/open.h"

static enum sy_exit make(const struct sy_options *options, struct sy_output *o,
                         struct sy_key_file *file, bool connect)
{
    const char *holder = sy_options_value(options, "for");
    struct sy_network network;
    struct sy_key_request request = {.uses = 1u << (connect ? SY_USE_CONNECT : SY_USE_SIGN)};
    struct sy_secret_key key;
    char text[SY_KEY_REQUEST_TEXT_BYTES + 1];
    enum sy_err err;

    if (!sy_open_network(o, sy_options_value(options, "network"), &network))
        return SY_EXIT_UNASKED;
    err = sy_key_file_secret(file, connect ? SY_KEY_CONNECT : SY_KEY_SIGN, NULL, &key);
    if (err == SY_OK)
        err = sy_possession_sign(&network.id, sy_text(holder), request.uses, &key,
                                 request.possession);
    if (err == SY_OK) {
        request.key = key.public_key;
        sy_key_request_write(&request, text);
    }
    sy_secret_key_wipe(&key);
    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_SUCH_KEY, sy_options_value(options, "key")));
        return SY_EXIT_USAGE;
    }
    if (o->json)
        sy_json_begin_object(sy_output_json(o));
    sy_output_value(o, "holder", holder);
    sy_output_value(o, "request", text);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    sy_output_next(o, SY_SAY(NEXT_AFTER_REQUEST, NULL));
    return SY_EXIT_YES;
}

static enum sy_exit run(const struct sy_options *options, struct sy_output *o)
{
    const char *holder = sy_options_value(options, "for");
    const char *use = sy_options_value(options, "use");
    struct sy_key_file file;
    enum sy_exit status;

    if (strcmp(use, "sign") != 0 && strcmp(use, "connect") != 0) {
        sy_output_error(o, SY_SAY(BAD_KEY_USE, use));
        return SY_EXIT_USAGE;
    }
    if (!sy_name_valid(sy_text(holder), SY_SUBJECT_BYTES_MAX)) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, holder));
        return SY_EXIT_USAGE;
    }
    if (!sy_open_key(o, sy_options_value(options, "key"), &file))
        return SY_EXIT_UNASKED;
    status = make(options, o, &file, strcmp(use, "connect") == 0);
    sy_key_file_wipe(&file);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .required = true,
    .help = {"the holder's key file", "持有者的密钥文件"}};
static const struct sy_option option_for = {
    .name = "for",
    .value = "ID",
    .required = true,
    .help = {"registry id of the holder, as uscc:...", "持有者的登记号，如 uscc:..."}};
static const struct sy_option option_use = {
    .name = "use",
    .value = "sign|connect",
    .fallback = "sign",
    .help = {"sign statements, or connect to nodes", "sign 签署申报，connect 连接节点"}};
static const struct sy_option *const request_options[] = {&sy_option_network, &option_key,
                                                          &option_for, &option_use, NULL};

const struct sy_command sy_command_key_request = {
    .name = "key request",
    .usage = {.options = request_options},
    .summary = {"ask an office to register a key: it signs that it is the holder's",
                "生成密钥登记申请：由密钥本身签名"},
    .examples = {"  suyuan key request --network demo --key farm.key --for "
                 "uscc:91310112087994932F\n",
                 "  suyuan key request --network demo --key farm.key --for "
                 "uscc:91310112087994932F\n"},
    .run = run};
