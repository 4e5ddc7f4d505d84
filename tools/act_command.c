#include "tools/act_command.h"

#include <stdio.h>
#include <string.h>

#include "proto/record_type.h"
#include "tools/act_field.h"
#include "tools/act_run.h"
#include "tools/nearest.h"
#include "tools/registry_act.h"

enum { NAME_WIDTH = 33 };

static const struct sy_option option_public_key = {
    .name = "public-key",
    .value = "PUBLIC",
    .help = {"the key, as 'suyuan key show' prints it", "密钥，由“suyuan key show”显示"}};
static const struct sy_option option_id = {
    .name = "id",
    .value = "ID",
    .help = {"registry id of an organisation without a code, as reg:310115-42",
             "没有信用代码者的登记号，如 reg:310115-42"}};
static const struct sy_option option_org_key = {
    .name = "org-key",
    .value = "REQUEST",
    .required = true,
    .help = {"its request, as 'suyuan key request' prints it",
             "其申请，由“suyuan key request”显示"}};
static const struct sy_option option_connect_key = {
    .name = "connect-key",
    .value = "REQUEST",
    .help = {"its connect request, to see its own restricted parts",
             "其连接密钥申请，用于查看自己的受限分部"}};

/* ---- what stands in an example ---- */

static const struct {
    uint32_t type;
    const char *subject;
} subjects[] = {
    {SY_TYPE_REGULATOR, "regulator:310115-1"},
    {SY_TYPE_ORGANISATION, "uscc:91310112087994932F"},
    {SY_TYPE_SITE, "urn:suyuan:1:site:uscc:91310112087994932F:A-12"},
    {SY_TYPE_DEVICE, "device:uscc:91310112087994932F:scale-3"},
    {SY_TYPE_CARD, "card:uscc:91310112087994932F:00417"},
    {SY_TYPE_DELEGATION, "delegation:reg:310115-42:1"},
    {SY_TYPE_PERSON, "person:310115-17"},
    {SY_TYPE_LICENCE, "licence:JY13101150012345"},
    {SY_TYPE_ACCREDITATION, "accreditation:CMA-2026-017"},
    {SY_TYPE_STANDING_CERTIFICATE, "certificate:uscc:12320681MAYYYY075G:HACCP-2026-88"},
    {SY_TYPE_PRODUCT, "06901234567892"},
    {SY_TYPE_PRODUCT_CLASS, "class:pork"},
    {SY_TYPE_NODE, "node:310115"},
    {SY_TYPE_KEY, "PUBLIC_KEY"},
};

static const char *subject_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (subjects[i].type == type)
            return subjects[i].subject;
    }
    return "uscc:91310112087994932F";
}

/* By name of the field. */
static const struct {
    const char *name;
    const char *value[SY_LANGUAGES];
} samples[] = {
    {"name", {"'Sunny Meat'", "阳光肉类"}},
    {"ground", {"'Food Safety Law, art. 124'", "《食品安全法》第一百二十四条"}},
    {"post", {"'quality inspector'", "质量检验员"}},
    {"kind", {"'residue test'", "兽药残留检测"}},
    {"number", {"HACCP-2026-88", "HACCP-2026-88"}},
    {"agent", {"uscc:12320681MAYYYY075G", "uscc:12320681MAYYYY075G"}},
    {"issuer", {"uscc:12320681MAYYYY075G", "uscc:12320681MAYYYY075G"}},
    {"successor", {"uscc:12320681MAYYYY075G", "uscc:12320681MAYYYY075G"}},
    {"body", {"uscc:12320681MAYYYY075G", "uscc:12320681MAYYYY075G"}},
    {"principal", {"reg:310115-42", "reg:310115-42"}},
    {"address", {"node.example.cn:7411", "node.example.cn:7411"}},
    {"document", {"certificate.pdf", "证书.pdf"}},
    {"uscc", {"91310112087994932F", "91310112087994932F"}},
};

static const char *sample_of(const struct sy_act_field *field, enum sy_language language)
{
    if (field->kind == SY_ACT_IS_WORD)
        return field->words[field->repeated ? 2 : 0].name[language];
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        if (strcmp(samples[i].name, field->name) == 0)
            return samples[i].value[language];
    }
    switch ((int)field->kind) {
    case SY_ACT_IS_FROM:
        return "2027-01-01";
    case SY_ACT_IS_UNTIL:
        return "2027-12-31";
    case SY_ACT_IS_DISTRICT:
        return "310115";
    case SY_ACT_IS_SUBJECT:
        return subject_of(field->subject);
    default:
        return field->value;
    }
}

/* ---- who may sign ---- */

static const struct {
    unsigned who;
    const char *words[SY_LANGUAGES];
    const char *signs; /* how an example signs for them */
} signers[] = {
    {SY_WHO_OFFICE,
     {"an office whose area has it", "辖区内的监管机构"},
     "--as regulator:310115-1 --key office.key"},
    {SY_WHO_AUTHORITY, {"the authority", "管理机构"}, "--key authority.key"},
    {SY_WHO_CITY, {"a city office", "市级机构"}, "--as regulator:310000-1 --key city.key"},
    {SY_WHO_ITSELF,
     {"whom it belongs to", "所属单位"},
     "--as uscc:91310112087994932F --key org.key"},
    {SY_WHO_AGENT, {"the agent", "代理单位"}, "--as uscc:12320681MAYYYY075G --key agent.key"},
    {SY_WHO_PARENT,
     {"who runs the parent site", "上级场所的经营单位"},
     "--as uscc:91310112087994932F --key market.key"},
    {SY_WHO_CERTIFIER,
     {"the body together with the responsible person", "机构与责任人共同签名"},
     "--as uscc:12320681MAYYYY075G --key lab.key --key person.key=person:310115-17"},
};

static const char *put_signers(struct sy_act_command *c, enum sy_language language)
{
    const char *signs = signers[0].signs;
    size_t used;
    bool first = true;
    char *to = c->details[language];

    used = (size_t)snprintf(to, sizeof(c->details[0]), "%s",
                            language == SY_CHINESE ? "签名者：" : "Signed by ");
    for (size_t i = 0; i < sizeof(signers) / sizeof(signers[0]); i++) {
        if ((c->rule->who & signers[i].who) == 0)
            continue;
        if (first)
            signs = signers[i].signs;
        used += (size_t)snprintf(to + used, sizeof(c->details[0]) - used, "%s%s",
                                 first                    ? ""
                                 : language == SY_CHINESE ? "；"
                                                          : ", or by ",
                                 signers[i].words[language]);
        first = false;
    }
    snprintf(
        to + used, sizeof(c->details[0]) - used, "%s\n",
        language == SY_CHINESE
            ? "。\n仅写日期时按中国时间；until、term、due 为当日终了，from、since 为当日开始。"
            : ".\nA day is one of China's clock: until, term and due mean its end, from and "
              "since its beginning.");
    return signs;
}

/* Which words the fields of words take. */
static void put_words(struct sy_act_command *c, enum sy_language language)
{
    const struct sy_act_field *field;
    size_t cursor = 0;
    char *to = c->details[language];
    size_t size = sizeof(c->details[0]);
    size_t used = strlen(to);

    while ((field = sy_act_field_each(c->rule->type, &cursor)) != NULL) {
        if (field->kind != SY_ACT_IS_WORD || !sy_act_field_allowed(c->rule, field))
            continue;
        used += (size_t)snprintf(to + used, size - used, "--%s: ", field->name);
        for (const struct sy_act_word *word = field->words; word->value != 0; word++)
            used += (size_t)snprintf(to + used, size - used, "%s%s", word->name[language],
                                     (word + 1)->value != 0 ? ", " : "\n");
        sy_assert(used + 1 < size);
    }
}

/* ---- making ---- */

static void add(struct sy_act_command *c, const struct sy_option *option)
{
    sy_assert(c->option_count < SY_ACT_COMMAND_OPTIONS_MAX);
    c->list[c->option_count++] = option;
}

static bool is_needed(const struct sy_act_rule *rule, const struct sy_act_field *field)
{
    return (rule->needs & sy_act_field_bits(field)) != 0 && !sy_act_field_follows(rule, field);
}

static void add_fields(struct sy_act_command *c)
{
    const struct sy_act_field *field;
    size_t cursor = 0;

    while ((field = sy_act_field_each(c->rule->type, &cursor)) != NULL) {
        struct sy_option *option = &c->option[c->option_count];

        if (!sy_act_field_allowed(c->rule, field))
            continue;
        *option = (struct sy_option){.name = field->name,
                                     .value = field->value,
                                     .required = is_needed(c->rule, field),
                                     .repeated = field->repeated,
                                     .help = {field->help[0], field->help[1]}};
        add(c, option);
    }
}

static void put_examples(struct sy_act_command *c, enum sy_language language, const char *signs)
{
    const struct sy_act_field *field;
    size_t cursor = 0;
    char *to = c->examples[language];
    size_t size = sizeof(c->examples[0]);
    size_t used = (size_t)snprintf(to, size, "  suyuan %s %s --network demo %s", c->name,
                                   subject_of(c->rule->type), signs);

    if (c->rule->type == SY_TYPE_KEY && (c->rule->when & 1u << SY_FORCE_NONE) != 0)
        used = (size_t)snprintf(to, size, "  suyuan %s --network demo %s", c->name, signs);
    while ((field = sy_act_field_each(c->rule->type, &cursor)) != NULL) {
        if (is_needed(c->rule, field) ||
            (field->number == SY_ORGANISATION_ROLES && field->repeated &&
             c->rule->type == SY_TYPE_ORGANISATION && sy_act_field_allowed(c->rule, field)))
            used += (size_t)snprintf(to + used, size - used, " \\\n      --%s %s", field->name,
                                     sample_of(field, language));
    }
    if (c->with_keys)
        used += (size_t)snprintf(to + used, size - used, " \\\n      --org-key REQUEST");
    snprintf(to + used, size - used, "\n");
    sy_assert(used + 1 < size);
}

static void make(struct sy_act_command *c)
{
    static const struct sy_option *const posting[] = {SY_ACT_OPTIONS};

    for (size_t i = 0; i < sizeof(posting) / sizeof(posting[0]); i++)
        add(c, posting[i]);
    add_fields(c);
    if (c->with_keys) {
        add(c, &option_id);
        add(c, &option_org_key);
        add(c, &option_connect_key);
    } else if (c->rule->type == SY_TYPE_KEY && (c->rule->when & 1u << SY_FORCE_NONE) == 0) {
        add(c, &option_public_key);
    }
    c->list[c->option_count] = NULL;
    c->command = (struct sy_command){
        .name = c->name,
        .usage = {.options = c->list, .operands = "[SUBJECT]", .operands_max = 1, .about = c},
        .summary = {c->rule->summary[SY_ENGLISH], c->rule->summary[SY_CHINESE]},
        .run = sy_act_run,
    };
    for (unsigned language = 0; language < SY_LANGUAGES; language++) {
        put_examples(c, language, put_signers(c, language));
        put_words(c, language);
        c->command.details[language] = c->details[language];
        c->command.examples[language] = c->examples[language];
    }
}

/* ---- finding ---- */

static bool is_ours(const struct sy_act_rule *rule)
{
    return rule->type != SY_TYPE_POLICY && rule->type != SY_TYPE_ERASURE_ORDER;
}

/* "key-add" is "key add". */
static const struct sy_act_rule *find_hyphened(const char *word)
{
    for (size_t i = 0; i < sy_act_rule_count(); i++) {
        const struct sy_act_rule *rule = sy_act_rule_at(i);
        size_t len = strlen(rule->noun);

        if (strncmp(word, rule->noun, len) == 0 && word[len] == '-' &&
            strcmp(word + len + 1, rule->word) == 0)
            return rule;
    }
    return NULL;
}

bool sy_act_command_find(int argc, const char *const *argv, struct sy_act_command *out,
                         int *words)
{
    const struct sy_act_rule *rule = NULL;

    if (argc < 2 || strcmp(argv[0], "registry") != 0)
        return false;
    *out = (struct sy_act_command){.with_keys = strcmp(argv[1], "admit") == 0};
    *words = 2;
    if (out->with_keys) {
        rule = sy_act_rule(SY_TYPE_ORGANISATION, SY_ORGANISATION_ADMITTED);
    } else {
        rule = find_hyphened(argv[1]);
        if (rule == NULL && argc > 2) {
            rule = sy_act_rule_named(argv[1], argv[2]);
            *words = 3;
        }
    }
    if (rule == NULL || !is_ours(rule))
        return false;
    out->rule = rule;
    if (out->with_keys)
        snprintf(out->name, sizeof(out->name), "registry admit");
    else
        snprintf(out->name, sizeof(out->name), "registry %s %s", rule->noun, rule->word);
    make(out);
    return true;
}

bool sy_act_command_is_noun(const char *word)
{
    for (size_t i = 0; i < sy_act_rule_count(); i++) {
        if (is_ours(sy_act_rule_at(i)) && strcmp(sy_act_rule_at(i)->noun, word) == 0)
            return true;
    }
    return false;
}

void sy_act_command_list(struct sy_buffer *to, const char *noun, enum sy_language language)
{
    static const char *const admit[SY_LANGUAGES] = {"admit an organisation with its keys",
                                                    "准入单位及其密钥"};
    char name[64];

    if (noun == NULL)
        sy_buffer_printf(to, "  %-*s %s\n", NAME_WIDTH, "registry admit", admit[language]);
    for (size_t i = 0; i < sy_act_rule_count(); i++) {
        const struct sy_act_rule *rule = sy_act_rule_at(i);

        if (!is_ours(rule) || (noun != NULL && strcmp(noun, rule->noun) != 0))
            continue;
        snprintf(name, sizeof(name), "registry %s %s", rule->noun, rule->word);
        sy_buffer_printf(to, "  %-*s %s\n", NAME_WIDTH, name, rule->summary[language]);
    }
}

bool sy_act_command_nearest(const char *noun, const char *verb, char *name, size_t size)
{
    size_t best = 4;

    for (size_t i = 0; i < sy_act_rule_count(); i++) {
        const struct sy_act_rule *rule = sy_act_rule_at(i);
        size_t to_noun = sy_nearest_distance(noun, rule->noun);
        size_t to_verb = sy_nearest_distance(verb, rule->word);

        if (!is_ours(rule) || to_noun == SIZE_MAX || to_verb == SIZE_MAX ||
            to_noun + to_verb >= best)
            continue;
        best = to_noun + to_verb;
        snprintf(name, size, "%s %s", rule->noun, rule->word);
    }
    return best < 4;
}
