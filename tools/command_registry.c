/* suyuan registry admit, key-add, key-retire, key-revoke */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/check_digit.h"
#include "ledger/key.h"
#include "ledger/org_id.h"
#include "ledger/place.h"
#include "ledger/possession.h"
#include "ledger/time.h"
#include "net/clock.h"
#include "proto/record_type.h"
#include "proto/statement.h"
#include "tools/command.h"
#include "tools/registry_act.h"

/* ---- words of the line ---- */

/* A key that its holder asks for, as 'key request' prints it. False, and said, when it is none.
 * */
static bool take_request(struct sy_output *o, const char *option, const char *text,
                         struct sy_key_request *out)
{
    if (sy_key_request_read(sy_text(text), out) == SY_OK)
        return true;
    sy_output_error(o, SY_SAY(BAD_KEY_OPTION, option, text));
    return false;
}

/* A public key as 'key show' prints it. False, and said, when it is none. */
static bool take_public_key(struct sy_output *o, const char *option, const char *text,
                            struct sy_public_key *out)
{
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];

    if (sy_base64_decode_exact(sy_text(text), bytes, sizeof(bytes)) == SY_OK &&
        sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, out) == SY_OK)
        return true;
    sy_output_error(o, SY_SAY(BAD_KEY_OPTION, option, text));
    return false;
}

static bool override_missing(struct sy_output *o, const char *code)
{
    char right[2] = {0};
    char shown[SY_USCC_CHARACTERS + 1];

    if (sy_check_digit_uscc(sy_text(code), right) != SY_OK) {
        sy_output_error(o, SY_SAY(BAD_USCC, code));
        return true;
    }
    memcpy(shown, code, SY_USCC_CHARACTERS - 1);
    shown[SY_USCC_CHARACTERS - 1] = right[0];
    shown[SY_USCC_CHARACTERS] = 0;
    sy_output_error(o, SY_SAY(WRONG_CHECK_CHARACTER, code, right, shown));
    return true;
}

/* --uscc and --id into the act; id holds the subject. False, and said, when they are wrong. */
static bool take_subject(struct sy_output *o, const struct sy_options *options,
                         struct sy_act_draft *act, char *id, size_t size)
{
    const char *uscc = sy_options_value(options, "uscc");
    const char *given = sy_options_value(options, "id");
    const char *reason = sy_options_value(options, "override");

    if (uscc == NULL && given == NULL) {
        sy_output_error(o, SY_SAY(SUBJECT_NOT_GIVEN, NULL));
        return false;
    }
    if (uscc != NULL && strlen(uscc) != SY_USCC_CHARACTERS) {
        sy_output_error(o, SY_SAY(BAD_USCC, uscc));
        return false;
    }
    if (uscc != NULL && !sy_check_digit_uscc_valid(sy_text(uscc)) && reason == NULL)
        return !override_missing(o, uscc);
    if (given != NULL && sy_org_id_check(sy_text(given)) != SY_OK) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, given));
        return false;
    }
    if (given != NULL)
        snprintf(id, size, "%s", given);
    else
        snprintf(id, size, "uscc:%s", uscc);
    if (!sy_name_valid(sy_text(id), SY_SUBJECT_BYTES_MAX)) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, id));
        return false;
    }
    *act = sy_act_draft(SY_TYPE_ORGANISATION, sy_text(id), 0, SY_ORGANISATION_ADMITTED);
    sy_act_draft_text(act, SY_ORGANISATION_USCC, uscc);
    if (reason != NULL && uscc != NULL && !sy_check_digit_uscc_valid(sy_text(uscc)))
        sy_act_draft_text(act, SY_ORGANISATION_USCC_OVERRIDE, reason);
    return true;
}

/* ---- acts ---- */

static void add_key(struct sy_acts *acts, struct sy_bytes organisation,
                    const struct sy_key_request *request,
                    char subject[SY_KEY_SUBJECT_BYTES + 1])
{
    struct sy_act_draft *act = &acts->act[acts->count++];

    sy_assert(acts->count <= SY_ACTS_MAX);
    sy_key_subject(request->key.bytes, subject);
    *act = sy_act_draft(SY_TYPE_KEY, sy_text(subject), 0, SY_KEY_ADDED);
    sy_act_draft_bytes(act, SY_KEY_ORGANISATION, organisation);
    sy_act_draft_bytes(act, SY_KEY_PUBLIC_KEY,
                       (struct sy_bytes){request->key.bytes, SY_PUBLIC_KEY_BYTES});
    for (unsigned use = SY_USE_SIGN; use <= SY_USE_CONNECT; use++) {
        if ((request->uses & 1u << use) != 0)
            sy_act_draft_uint(act, SY_KEY_USES, use);
    }
    sy_act_draft_bytes(act, SY_KEY_POSSESSION,
                       (struct sy_bytes){request->possession, SY_SIGNATURE_BYTES});
}

static void show_posted(struct sy_output *o, const char *subject,
                        const struct sy_posted *posted)
{
    if (o->json)
        sy_json_begin_object(sy_output_json(o));
    sy_output_value(o, "registry_id", subject);
    if (!posted->prepared)
        sy_output_number(o, "entry", posted->index);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
}

static enum sy_exit run_admit(const struct sy_options *options, struct sy_output *o)
{
    const char *connect_text = sy_options_value(options, "connect-key");
    const char *district = sy_options_value(options, "district");
    char id[SY_SUBJECT_BYTES_MAX + 2];
    char subjects[2][SY_KEY_SUBJECT_BYTES + 1];
    struct sy_key_request sign_key;
    struct sy_key_request connect_key;
    struct sy_acts acts = {.count = 1};
    struct sy_posted posted;
    enum sy_exit status;

    if (!take_subject(o, options, &acts.act[0], id, sizeof(id)) ||
        !take_request(o, "org-key", sy_options_value(options, "org-key"), &sign_key) ||
        (connect_text != NULL && !take_request(o, "connect-key", connect_text, &connect_key)))
        return SY_EXIT_USAGE;
    if (district != NULL && !sy_node_code_valid(sy_text(district))) {
        sy_output_error(o, SY_SAY(BAD_DISTRICT, district));
        return SY_EXIT_USAGE;
    }
    sy_act_draft_text(&acts.act[0], SY_ORGANISATION_NAME, sy_options_value(options, "name"));
    sy_act_draft_text(&acts.act[0], SY_ORGANISATION_DISTRICT, district);
    add_key(&acts, sy_text(id), &sign_key, subjects[0]);
    if (connect_text != NULL)
        add_key(&acts, sy_text(id), &connect_key, subjects[1]);
    status = sy_acts_post(o, options, &acts, &posted);
    if (status != SY_EXIT_YES)
        return status;
    if (!posted.prepared)
        sy_output_say(o, SY_SAY(ADMITTED, sy_options_value(options, "name")));
    show_posted(o, id, &posted);
    if (!posted.prepared)
        sy_output_next(o, SY_SAY(NEXT_AFTER_ADMIT, sy_options_value(options, "network"), id));
    return SY_EXIT_YES;
}

static enum sy_exit run_key_add(const struct sy_options *options, struct sy_output *o)
{
    const char *organisation = sy_options_value(options, "org");
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_key_request key;
    struct sy_acts acts = {0};
    struct sy_posted posted;
    enum sy_exit status;

    if (!take_request(o, "request", sy_options_value(options, "request"), &key))
        return SY_EXIT_USAGE;
    if (!sy_name_valid(sy_text(organisation), SY_SUBJECT_BYTES_MAX)) {
        sy_output_error(o, SY_SAY(BAD_ORGANISATION_ID, organisation));
        return SY_EXIT_USAGE;
    }
    add_key(&acts, sy_text(organisation), &key, subject);
    status = sy_acts_post(o, options, &acts, &posted);
    if (status != SY_EXIT_YES)
        return status;
    if (!posted.prepared)
        sy_output_say(o, SY_SAY(KEY_ADDED, organisation));
    show_posted(o, subject, &posted);
    return SY_EXIT_YES;
}

/* A retirement or a revocation of --public-key. */
static enum sy_exit end_key(const struct sy_options *options, struct sy_output *o,
                            uint32_t verb, int64_t since, enum sy_message said)
{
    const char *reason = sy_options_value(options, "reason");
    const char *text = sy_options_value(options, "public-key");
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_public_key key;
    struct sy_acts acts = {.count = 1};
    struct sy_posted posted;
    enum sy_exit status;

    if (!take_public_key(o, "public-key", text, &key))
        return SY_EXIT_USAGE;
    sy_key_subject(key.bytes, subject);
    acts.act[0] = sy_act_draft(SY_TYPE_KEY, sy_text(subject), 0, verb);
    sy_act_draft_text(&acts.act[0], SY_ACT_REASON, reason);
    if (verb == SY_KEY_REVOKED)
        sy_act_draft_int(&acts.act[0], SY_KEY_SINCE, since);
    status = sy_acts_post(o, options, &acts, &posted);
    if (status != SY_EXIT_YES)
        return status;
    if (!posted.prepared)
        sy_output_say(o, &(const struct sy_saying){.message = said, .words = {text}});
    show_posted(o, subject, &posted);
    return SY_EXIT_YES;
}

static enum sy_exit run_key_retire(const struct sy_options *options, struct sy_output *o)
{
    return end_key(options, o, SY_KEY_RETIRED, 0, SY_MESSAGE_KEY_RETIRED);
}

static enum sy_exit run_key_revoke(const struct sy_options *options, struct sy_output *o)
{
    const char *since = sy_options_value(options, "since");
    int64_t time;

    if (strcmp(since, "now") == 0) {
        time = sy_clock_us();
    } else if (sy_time_parse(sy_text(since), &time) != SY_OK) {
        sy_output_error(o, SY_SAY(BAD_SINCE, since));
        return SY_EXIT_USAGE;
    }
    return end_key(options, o, SY_KEY_REVOKED, time, SY_MESSAGE_KEY_REVOKED);
}

/* ---- declarations ---- */

static const struct sy_option option_uscc = {
    .name = "uscc",
    .value = "CODE",
    .help = {"unified social credit code, 18 characters", "统一社会信用代码，18 位"}};
static const struct sy_option option_id = {
    .name = "id",
    .value = "ID",
    .help = {"registry id of an organisation without a code, as reg:310115-42",
             "没有信用代码者的登记号，如 reg:310115-42"}};
static const struct sy_option option_name = {
    .name = "name", .value = "NAME", .required = true, .help = {"legal name", "法定名称"}};
static const struct sy_option option_org_key = {
    .name = "org-key",
    .value = "PUBLIC",
    .required = true,
    .help = {"its request, as 'suyuan key request' prints it",
             "其申请，由“suyuan key request”显示"}};
static const struct sy_option option_connect_key = {
    .name = "connect-key",
    .value = "PUBLIC",
    .help = {"its connect request, to see its own restricted parts",
             "其连接密钥申请，用于查看自己的受限分部"}};
static const struct sy_option option_district = {
    .name = "district",
    .value = "CODE",
    .help = {"GB/T 2260 code of its district", "所在区的 GB/T 2260 代码"}};
static const struct sy_option option_override = {
    .name = "override",
    .value = "REASON",
    .help = {"accept a code whose check character is wrong, and say why",
             "校验位不符仍予接受的理由"}};
static const struct sy_option option_org = {
    .name = "org",
    .value = "ID",
    .required = true,
    .help = {"registry id of whose key it is", "密钥所属单位的登记号"}};
static const struct sy_option option_public_key = {
    .name = "public-key",
    .value = "PUBLIC",
    .required = true,
    .help = {"the key, as 'suyuan key show' prints it", "密钥，由“suyuan key show”显示"}};
static const struct sy_option option_request = {
    .name = "request",
    .value = "REQUEST",
    .required = true,
    .help = {"what 'suyuan key request' printed", "“suyuan key request”的输出"}};
static const struct sy_option option_since = {
    .name = "since",
    .value = "TIME",
    .required = true,
    .help = {"now, or when it was lost: 2026-11-23T08:00:00+08:00",
             "now，或丢失时间：2026-11-23T08:00:00+08:00"}};
static const struct sy_option option_reason = {
    .name = "reason", .value = "TEXT", .help = {"why, for people", "原因，供人阅读"}};

static const struct sy_option *const admit_options[] = {
    SY_ACT_OPTIONS,      &option_uscc,     &option_id,       &option_name, &option_org_key,
    &option_connect_key, &option_district, &option_override, NULL};
static const struct sy_option *const key_add_options[] = {SY_ACT_OPTIONS, &option_org,
                                                          &option_request, NULL};
static const struct sy_option *const key_retire_options[] = {SY_ACT_OPTIONS, &option_public_key,
                                                             &option_reason, NULL};
static const struct sy_option *const key_revoke_options[] = {
    SY_ACT_OPTIONS, &option_public_key, &option_since, &option_reason, NULL};

#define ADMIT_EXAMPLE(code, name, public)                                                      \
    "  suyuan registry admit --network demo --key demo/authority.key --uscc " code             \
    " --name " name " --org-key " public "\n"
#define KEY_EXAMPLE(verb, rest)                                                                \
    "  suyuan registry key-" verb " --network demo --key demo/authority.key " rest "\n"

const struct sy_command sy_command_registry_admit = {
    .name = "registry admit",
    .usage = {.options = admit_options},
    .summary = {"admit an organisation with its keys", "准入企业及其密钥"},
    .examples = {ADMIT_EXAMPLE("91310112087994932F", "'Sunny Farm'", "PUBLIC_KEY"),
                 ADMIT_EXAMPLE("91310112087994932F", "阳光养殖场", "公钥")},
    .run = run_admit};

const struct sy_command sy_command_registry_key_add = {
    .name = "registry key-add",
    .usage = {.options = key_add_options},
    .summary = {"add a key of an admitted organisation", "为已准入企业增加密钥"},
    .examples = {KEY_EXAMPLE("add", "--org uscc:91310112087994932F --request REQUEST"),
                 KEY_EXAMPLE("add", "--org uscc:91310112087994932F --request 申请")},
    .run = run_key_add};

const struct sy_command sy_command_registry_key_retire = {
    .name = "registry key-retire",
    .usage = {.options = key_retire_options},
    .summary = {"end a key in order: what it signed stands", "正常停用密钥：已签内容仍有效"},
    .examples = {KEY_EXAMPLE("retire", "--public-key PUBLIC_KEY"),
                 KEY_EXAMPLE("retire", "--public-key 公钥")},
    .run = run_key_retire};

const struct sy_command sy_command_registry_key_revoke = {
    .name = "registry key-revoke",
    .usage = {.options = key_revoke_options},
    .summary = {"end a lost or stolen key", "吊销丢失或被盗的密钥"},
    .examples = {KEY_EXAMPLE("revoke", "--public-key PUBLIC_KEY --since now --reason stolen"),
                 KEY_EXAMPLE("revoke", "--public-key 公钥 --since now --reason 被盗")},
    .run = run_key_revoke};
