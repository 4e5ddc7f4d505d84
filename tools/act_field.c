#include "tools/act_field.h"

#include <string.h>

#include "proto/record_type.h"

#define TYPE(t)           .type = SY_TYPE_##t
#define NUMBER(f)         .number = SY_##f
#define TEXT(n, v)        .name = n, .value = v, .kind = SY_ACT_IS_TEXT
#define CODE(n, v)        .name = n, .value = v, .kind = SY_ACT_IS_CODE
#define FROM(n)           .name = n, .value = "DATE", .kind = SY_ACT_IS_FROM
#define UNTIL(n)          .name = n, .value = "DATE", .kind = SY_ACT_IS_UNTIL
#define WORD(n, w)        .name = n, .value = "WORD", .kind = SY_ACT_IS_WORD, .words = w
#define SUBJECT(n, v, of) .name = n, .value = v, .kind = SY_ACT_IS_SUBJECT, .subject = of
#define MESSAGE(n)        .name = n, .value = "JSON", .kind = SY_ACT_IS_MESSAGE
#define DISTRICT          .name = "district", .value = "CODE", .kind = SY_ACT_IS_DISTRICT
#define STREET            .name = "street", .value = "CODE", .kind = SY_ACT_IS_STREET
#define GLN               .name = "gln", .value = "GLN", .kind = SY_ACT_IS_GLN
#define DAYS              .name = "shelf-life-days", .value = "DAYS", .kind = SY_ACT_IS_NUMBER
#define HELP(en, zh)      .help = {en, zh}

static const struct sy_act_field rows[] = {
    {TYPE(REGULATOR), NUMBER(REGULATOR_NAME), TEXT("name", "NAME"),
     HELP("name of the office", "机构名称")},
    {TYPE(REGULATOR), NUMBER(REGULATOR_DEPARTMENT), TEXT("department", "TEXT"),
     HELP("market regulation, agriculture, commerce ...", "市场监管、农业农村、商务等部门")},
    {TYPE(REGULATOR), NUMBER(REGULATOR_LEVEL), WORD("level", sy_act_levels),
     HELP("its level", "层级")},
    {TYPE(REGULATOR), NUMBER(REGULATOR_DISTRICT), DISTRICT,
     HELP("its district, of a city office the city's code, as 310000",
          "所在区；市级机构用市代码，如 310000")},
    {TYPE(REGULATOR), NUMBER(REGULATOR_STREET), STREET,
     HELP("its street; level street only", "街道代码，仅街道机构")},

    {TYPE(ORGANISATION), NUMBER(ORGANISATION_USCC), .name = "uscc", .value = "CODE",
     .kind = SY_ACT_IS_USCC,
     HELP("unified social credit code, 18 characters", "统一社会信用代码，18 位")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_USCC_OVERRIDE), TEXT("override", "REASON"),
     HELP("accept a code whose check character is wrong, and say why",
          "校验位不符仍予接受的理由")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_NAME), TEXT("name", "NAME"),
     HELP("legal name", "法定名称")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_DISTRICT), DISTRICT,
     HELP("GB/T 2260 code of its district", "所在区的 GB/T 2260 代码")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_KIND), WORD("kind", sy_act_organisation_kinds),
     HELP("what it is, when it has no code", "没有信用代码时属于哪一种")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_ROLES), WORD("role", sy_act_roles),
     .repeated = true, HELP("what it does in the chain", "在链条中的角色")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_GLN), GLN, HELP("its GLN", "全球位置码")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_STREET), STREET,
     HELP("its street, nine digits", "街道代码，九位")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_ADDRESS), TEXT("address", "TEXT"),
     HELP("registered address", "注册地址")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_SUCCESSORS),
     SUBJECT("successor", "ID", SY_TYPE_ORGANISATION), .repeated = true,
     HELP("who takes over", "承继单位")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_CONTACT), TEXT("contact", "NAME"),
     HELP("person to ask (personal part)", "联系人（个人信息部分）")},
    {TYPE(ORGANISATION), NUMBER(ORGANISATION_PHONE), TEXT("phone", "NUMBER"),
     HELP("phone number (personal part)", "电话（个人信息部分）")},

    {TYPE(SITE), NUMBER(SITE_ORGANISATION), SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION),
     HELP("who runs it", "经营单位")},
    {TYPE(SITE), NUMBER(SITE_NAME), TEXT("name", "NAME"), HELP("its name", "名称")},
    {TYPE(SITE), NUMBER(SITE_DISTRICT), DISTRICT, HELP("its district", "所在区")},
    {TYPE(SITE), NUMBER(SITE_STREET), STREET,
     HELP("its street, nine digits", "街道代码，九位")},
    {TYPE(SITE), NUMBER(SITE_PARENT), SUBJECT("parent", "SITE", SY_TYPE_SITE),
     HELP("the market of a stall, the seat of a branch", "摊位所属市场、分店所属总店")},
    {TYPE(SITE), NUMBER(SITE_GLN), GLN, HELP("its GLN", "全球位置码")},
    {TYPE(SITE), NUMBER(SITE_LICENCE), SUBJECT("licence", "NUMBER", SY_TYPE_LICENCE),
     HELP("licence it works under", "依据的许可证")},
    {TYPE(SITE), NUMBER(SITE_KIND), WORD("kind", sy_act_site_kinds),
     HELP("what it is", "种类")},
    {TYPE(SITE), NUMBER(SITE_ADDRESS), TEXT("address", "TEXT"), HELP("where it is", "地址")},

    {TYPE(DEVICE), NUMBER(DEVICE_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION), HELP("whose it is", "所属单位")},
    {TYPE(DEVICE), NUMBER(DEVICE_KIND), WORD("kind", sy_act_device_kinds),
     HELP("what it is", "种类")},
    {TYPE(DEVICE), NUMBER(DEVICE_SITE), SUBJECT("site", "SITE", SY_TYPE_SITE),
     HELP("where it stands", "所在场所")},
    {TYPE(DEVICE), NUMBER(DEVICE_DUE), UNTIL("due"),
     HELP("when its next verification is due", "下次检定到期日")},
    {TYPE(DEVICE), NUMBER(DEVICE_SERIAL), TEXT("serial", "TEXT"),
     HELP("maker's number", "出厂编号")},
    {TYPE(DEVICE), NUMBER(DEVICE_MODEL), TEXT("model", "TEXT"), HELP("model", "型号")},

    {TYPE(CARD), NUMBER(CARD_ORGANISATION), SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION),
     HELP("who carries it", "持卡单位")},
    {TYPE(CARD), NUMBER(CARD_ISSUER), SUBJECT("issuer", "ID", SY_TYPE_ORGANISATION),
     HELP("who issues it", "发卡单位")},
    {TYPE(CARD), NUMBER(CARD_SITE), SUBJECT("site", "SITE", SY_TYPE_SITE),
     HELP("where it is used", "使用场所")},
    {TYPE(CARD), NUMBER(CARD_REPLACES), SUBJECT("replaces", "CARD", SY_TYPE_CARD),
     HELP("the card before, which is closed", "被替换并收回的卡")},
    {TYPE(CARD), NUMBER(CARD_HOLDER), TEXT("holder", "NAME"),
     HELP("holder's name (personal part)", "持卡人（个人信息部分）")},

    {TYPE(KEY), NUMBER(KEY_ORGANISATION), SUBJECT("holder", "ID", 0),
     HELP("whose key it is: organisation, office, person or node",
          "密钥属于谁：单位、机构、人员或节点")},
    {TYPE(KEY), NUMBER(KEY_PUBLIC_KEY), .name = "request", .value = "REQUEST",
     .kind = SY_ACT_IS_REQUEST,
     HELP("what 'suyuan key request' printed", "“suyuan key request”的输出")},
    {TYPE(KEY), NUMBER(KEY_SINCE), FROM("since"),
     HELP("what it signed from then on is suspect", "此后所签内容存疑")},
    {TYPE(KEY), NUMBER(KEY_REPLACES), SUBJECT("replaces", "PUBLIC", SY_TYPE_KEY),
     HELP("the old key, as 'suyuan key show' prints it", "旧密钥，由“suyuan key show”显示")},

    {TYPE(DELEGATION), NUMBER(DELEGATION_PRINCIPAL),
     SUBJECT("principal", "ID", SY_TYPE_ORGANISATION), HELP("who delegates", "授权单位")},
    {TYPE(DELEGATION), NUMBER(DELEGATION_AGENT), SUBJECT("agent", "ID", SY_TYPE_ORGANISATION),
     HELP("who may speak for it", "代理单位")},
    {TYPE(DELEGATION), NUMBER(DELEGATION_CAPACITY), WORD("capacity", sy_act_capacities),
     HELP("as what", "身份")},
    {TYPE(DELEGATION), NUMBER(DELEGATION_STEPS), .name = "step", .value = "STEP",
     .kind = SY_ACT_IS_STEP, .repeated = true,
     HELP("business step it covers, as receiving; none: all",
          "业务步骤，如 receiving；不写为全部")},
    {TYPE(DELEGATION), NUMBER(DELEGATION_SITES), SUBJECT("site", "SITE", SY_TYPE_SITE),
     .repeated = true, HELP("site it covers; none: all", "场所；不写为全部")},

    {TYPE(PERSON), NUMBER(PERSON_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION),
     HELP("whom the person works for", "所在单位")},
    {TYPE(PERSON), NUMBER(PERSON_POST), TEXT("post", "TEXT"),
     HELP("quality inspector, veterinarian, auditor ...", "岗位：质检员、官方兽医、审核员等")},
    {TYPE(PERSON), NUMBER(PERSON_NAME), TEXT("name", "NAME"),
     HELP("the person's name (personal part)", "姓名（个人信息部分）")},
    {TYPE(PERSON), NUMBER(PERSON_DOCUMENT_NUMBER), CODE("document-number", "NUMBER"),
     HELP("identity document (personal part)", "证件号码（个人信息部分）")},
    {TYPE(PERSON), NUMBER(PERSON_PHONE), TEXT("phone", "NUMBER"),
     HELP("phone number (personal part)", "电话（个人信息部分）")},

    {TYPE(LICENCE), NUMBER(LICENCE_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION), HELP("who holds it", "持证单位")},
    {TYPE(LICENCE), NUMBER(LICENCE_KIND), WORD("kind", sy_act_licences),
     HELP("what it allows", "许可种类")},
    {TYPE(LICENCE), NUMBER(LICENCE_CLASSES), SUBJECT("class", "CLASS", SY_TYPE_PRODUCT_CLASS),
     .repeated = true, HELP("product class it covers; none: all", "产品类别；不写为全部")},
    {TYPE(LICENCE), NUMBER(LICENCE_SITES), SUBJECT("site", "SITE", SY_TYPE_SITE),
     .repeated = true, HELP("site it covers; none: all", "场所；不写为全部")},
    {TYPE(LICENCE), NUMBER(LICENCE_OFFICE), TEXT("office", "TEXT"),
     HELP("who issued it, as on the paper", "发证机关，照证书写")},

    {TYPE(LICENCE), NUMBER(ACT_REASON), TEXT("override", "REASON"),
     HELP("accept an SC number whose check digit is wrong, and say why",
          "SC 编号校验位不符仍予接受的理由")},

    {TYPE(ACCREDITATION), NUMBER(ACCREDITATION_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION), HELP("the body", "机构")},
    {TYPE(ACCREDITATION), NUMBER(ACCREDITATION_KINDS), TEXT("kind", "TEXT"), .repeated = true,
     HELP("kind of certificate that it may issue", "可签发的证书种类")},
    {TYPE(ACCREDITATION), NUMBER(ACCREDITATION_CLASSES),
     SUBJECT("class", "CLASS", SY_TYPE_PRODUCT_CLASS), .repeated = true,
     HELP("product class it covers; none: all", "产品类别；不写为全部")},

    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_BODY),
     SUBJECT("body", "ID", SY_TYPE_ORGANISATION), HELP("who certifies", "发证机构")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_NUMBER), CODE("number", "NUMBER"),
     HELP("as printed", "证书编号")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_KIND), TEXT("kind", "TEXT"),
     HELP("one of the accreditation's kinds", "认可范围内的种类")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION),
     HELP("whose certificate it is", "获证单位")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_PERSON),
     SUBJECT("person", "ID", SY_TYPE_PERSON), HELP("who answers for it, and signs", "责任人")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_ACCREDITATION),
     SUBJECT("accreditation", "NUMBER", SY_TYPE_ACCREDITATION),
     HELP("by which right", "依据的认可")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_CLASSES),
     SUBJECT("class", "CLASS", SY_TYPE_PRODUCT_CLASS), .repeated = true,
     HELP("product class it covers", "产品类别")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_PRODUCTS),
     SUBJECT("product", "GTIN", SY_TYPE_PRODUCT), .repeated = true,
     HELP("product it covers", "产品")},
    {TYPE(STANDING_CERTIFICATE), NUMBER(CERTIFICATE_STANDARD), TEXT("standard", "TEXT"),
     HELP("standard applied", "依据标准")},

    {TYPE(PRODUCT), NUMBER(PRODUCT_ORGANISATION),
     SUBJECT("organisation", "ID", SY_TYPE_ORGANISATION),
     HELP("producer or importer", "生产或进口单位")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_NAME), TEXT("name", "NAME"), HELP("its name", "名称")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_CLASS), SUBJECT("class", "CLASS", SY_TYPE_PRODUCT_CLASS),
     HELP("its class", "所属类别")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_BRAND), TEXT("brand", "TEXT"), HELP("brand", "品牌")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_SPECIFICATION), TEXT("specification", "TEXT"),
     HELP("net content and grade as on the label", "净含量、等级，照标签写")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_STANDARD), TEXT("standard", "TEXT"),
     HELP("standard applied", "执行标准")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_EQUIPMENT), TEXT("equipment", "TEXT"),
     HELP("test equipment", "检验设备")},
    {TYPE(PRODUCT), NUMBER(PRODUCT_SHELF_LIFE_DAYS), DAYS, HELP("shelf life", "保质期天数")},

    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_NAME), TEXT("name", "NAME"), HELP("its name", "名称")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_PARENT),
     SUBJECT("parent", "CLASS", SY_TYPE_PRODUCT_CLASS),
     HELP("class whose rules hold where this one has none", "本类无规则时适用的上级类别")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_STANDARD), TEXT("standard", "TEXT"),
     HELP("standard applied", "执行标准")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_EQUIPMENT), TEXT("equipment", "TEXT"),
     HELP("test equipment that its inspection takes", "检验所需设备")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_SHELF_LIFE_DAYS), DAYS,
     HELP("shelf life", "保质期天数")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_STEPS), MESSAGE("step"), .repeated = true,
     HELP("what a step demands: step, roles, licences, papers, from, until",
          "步骤的要求：step、roles、licences、papers、from、until")},
    {TYPE(PRODUCT_CLASS), NUMBER(CLASS_PARTS), MESSAGE("part"), .repeated = true,
     HELP("into which part a field goes: field, part, from, until",
          "字段进入哪个分部：field、part、from、until")},

    {TYPE(NODE), NUMBER(NODE_NAME), TEXT("name", "NAME"), HELP("its name", "名称")},
    {TYPE(NODE), NUMBER(NODE_ADDRESSES), CODE("address", "HOST:PORT"), .repeated = true,
     HELP("where it is reached", "可达地址")},
    {TYPE(NODE), NUMBER(NODE_TRANSPORT), .name = "transport", .value = "PUBLIC",
     .kind = SY_ACT_IS_KEY, HELP("public key of its TLS certificate", "TLS 证书公钥")},
    {TYPE(NODE), NUMBER(NODE_FORMER), MESSAGE("former"), .repeated = true,
     HELP("code the district had before: code, name, from_year, until_year",
          "本区旧代码：code、name、from_year、until_year")},

    {0, NUMBER(ACT_FROM), FROM("from"), HELP("in force from", "生效时间")},
    {0, NUMBER(ACT_UNTIL), UNTIL("until"), HELP("in force until", "有效期至")},
    {0, NUMBER(ACT_TERM), UNTIL("term"), HELP("when it ends by itself", "期满时间")},
    {0, NUMBER(ACT_GROUND), TEXT("ground", "TEXT"), HELP("legal ground", "法律依据")},
    {0, NUMBER(ACT_REASON), TEXT("reason", "TEXT"), HELP("why, for people", "原因，供人阅读")},
    {0, NUMBER(ACT_DOCUMENT), .name = "document", .value = "FILE", .kind = SY_ACT_IS_DOCUMENT,
     HELP("the paper: a file, or its SHA-256 in hex; only the hash is entered",
          "文书文件或其十六进制 SHA-256；只登记哈希")},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct sy_act_field *sy_act_field_each(uint32_t type, size_t *cursor)
{
    while (*cursor < ROWS) {
        const struct sy_act_field *row = &rows[(*cursor)++];

        if (row->type == type || row->type == 0)
            return row;
    }
    return NULL;
}

static bool is_named(const struct sy_act_field *row, struct sy_bytes name)
{
    if (strlen(row->name) != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (row->name[i] != (name.data[i] == '_' ? '-' : (char)name.data[i]))
            return false;
    }
    return true;
}

const struct sy_act_field *sy_act_field_named(uint32_t type, struct sy_bytes name)
{
    const struct sy_act_field *row;
    size_t cursor = 0;

    while ((row = sy_act_field_each(type, &cursor)) != NULL) {
        if (is_named(row, name))
            return row;
    }
    return NULL;
}

const struct sy_act_field *sy_act_field_numbered(uint32_t type, uint32_t number)
{
    const struct sy_act_field *row;
    size_t cursor = 0;

    while ((row = sy_act_field_each(type, &cursor)) != NULL) {
        if (row->number == number)
            return row;
    }
    return NULL;
}

uint64_t sy_act_field_bits(const struct sy_act_field *field)
{
    if (field->kind == SY_ACT_IS_REQUEST)
        return SY_FIELD_BIT(SY_KEY_PUBLIC_KEY) | SY_FIELD_BIT(SY_KEY_USES) |
               SY_FIELD_BIT(SY_KEY_POSSESSION);
    return SY_FIELD_BIT(field->number);
}

bool sy_act_field_allowed(const struct sy_act_rule *rule, const struct sy_act_field *field)
{
    const uint64_t always = SY_FIELD_BIT(SY_ACT_GROUND) | SY_FIELD_BIT(SY_ACT_REASON) |
                            SY_FIELD_BIT(SY_ACT_DOCUMENT);
    uint64_t said = rule->needs | rule->may | always;

    /* Who a person is goes with what makes or changes the subject. */
    if ((rule->when & 1u << SY_FORCE_NONE) != 0 || strcmp(rule->word, "change") == 0)
        said |= sy_act_personal_fields(rule->type);
    return (said & sy_act_field_bits(field)) != 0;
}

bool sy_act_field_follows(const struct sy_act_rule *rule, const struct sy_act_field *field)
{
    switch (rule->type) {
    case SY_TYPE_SITE:
        return field->number == SY_SITE_ORGANISATION;
    case SY_TYPE_DEVICE:
        return field->number == SY_DEVICE_ORGANISATION;
    case SY_TYPE_CARD:
        return field->number == SY_CARD_ISSUER;
    case SY_TYPE_DELEGATION:
        return field->number == SY_DELEGATION_PRINCIPAL;
    case SY_TYPE_STANDING_CERTIFICATE:
        return field->number == SY_CERTIFICATE_BODY || field->number == SY_CERTIFICATE_NUMBER;
    case SY_TYPE_PRODUCT:
        return field->number == SY_PRODUCT_ORGANISATION;
    default:
        return false;
    }
}
