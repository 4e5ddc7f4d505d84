#include "tools/act_label.h"

#include "proto/record_type.h"

#define FIELD(type, field, name, kind, repeated, brief, words, ...)                            \
    {                                                                                          \
        type, SY_##field, name, SY_LABEL_##kind, repeated, brief, words,                       \
        {                                                                                      \
            __VA_ARGS__                                                                        \
        }                                                                                      \
    }
#define ROW(type, field, name, kind, ...)                                                      \
    FIELD(SY_TYPE_##type, field, name, kind, false, false, NULL, __VA_ARGS__)
#define BRIEF(type, field, name, kind, ...)                                                    \
    FIELD(SY_TYPE_##type, field, name, kind, false, true, NULL, __VA_ARGS__)
#define LIST(type, field, name, kind, ...)                                                     \
    FIELD(SY_TYPE_##type, field, name, kind, true, false, NULL, __VA_ARGS__)
#define WORD(type, field, name, repeated, brief, words, ...)                                   \
    FIELD(SY_TYPE_##type, field, name, WORD, repeated, brief, words, __VA_ARGS__)
#define EVERY(field, name, kind, ...)                                                          \
    FIELD(0, field, name, kind, false, false, NULL, __VA_ARGS__)

/* In the order in which they are shown. */
static const struct sy_act_label fields[] = {
    ROW(POLICY, POLICY_VERSION, "version", NUMBER, "version", "版本"),
    ROW(POLICY, POLICY_PREVIOUS, "previous", BYTES, "hash of the version before",
        "前一版的哈希"),

    BRIEF(REGULATOR, REGULATOR_NAME, "name", TEXT, "name", "名称"),
    ROW(REGULATOR, REGULATOR_DEPARTMENT, "department", TEXT, "department", "部门"),
    WORD(REGULATOR, REGULATOR_LEVEL, "level", false, false, sy_act_levels, "level", "级别"),
    ROW(REGULATOR, REGULATOR_DISTRICT, "district", DISTRICT, "district", "区"),
    ROW(REGULATOR, REGULATOR_STREET, "street", TEXT, "street", "街镇"),

    BRIEF(ORGANISATION, ORGANISATION_NAME, "name", TEXT, "name", "名称"),
    ROW(ORGANISATION, ORGANISATION_USCC, "uscc", TEXT, "unified social credit code",
        "统一社会信用代码"),
    ROW(ORGANISATION, ORGANISATION_USCC_OVERRIDE, "uscc_override", TEXT,
        "why its check character was waived", "校验位不符仍予接受的理由"),
    WORD(ORGANISATION, ORGANISATION_KIND, "kind", false, false, sy_act_organisation_kinds,
         "kind", "类别"),
    WORD(ORGANISATION, ORGANISATION_ROLES, "roles", true, false, sy_act_roles, "roles", "角色"),
    ROW(ORGANISATION, ORGANISATION_DISTRICT, "district", DISTRICT, "district", "区"),
    ROW(ORGANISATION, ORGANISATION_STREET, "street", TEXT, "street", "街镇"),
    ROW(ORGANISATION, ORGANISATION_ADDRESS, "address", TEXT, "address", "地址"),
    ROW(ORGANISATION, ORGANISATION_GLN, "gln", TEXT, "GLN", "GLN"),
    LIST(ORGANISATION, ORGANISATION_SUCCESSORS, "successors", SUBJECT, "successors", "承继者"),

    BRIEF(SITE, SITE_NAME, "name", TEXT, "name", "名称"),
    WORD(SITE, SITE_KIND, "kind", false, true, sy_act_site_kinds, "kind", "类别"),
    ROW(SITE, SITE_ORGANISATION, "organisation", SUBJECT, "run by", "经营者"),
    ROW(SITE, SITE_PARENT, "parent", SUBJECT, "part of", "所属场所"),
    ROW(SITE, SITE_DISTRICT, "district", DISTRICT, "district", "区"),
    ROW(SITE, SITE_STREET, "street", TEXT, "street", "街镇"),
    ROW(SITE, SITE_ADDRESS, "address", TEXT, "address", "地址"),
    ROW(SITE, SITE_GLN, "gln", TEXT, "GLN", "GLN"),
    ROW(SITE, SITE_LICENCE, "licence", SUBJECT, "licence", "许可证"),

    WORD(DEVICE, DEVICE_KIND, "kind", false, true, sy_act_device_kinds, "kind", "类别"),
    ROW(DEVICE, DEVICE_ORGANISATION, "organisation", SUBJECT, "belongs to", "所属单位"),
    ROW(DEVICE, DEVICE_SITE, "site", SUBJECT, "stands at", "所在场所"),
    ROW(DEVICE, DEVICE_DUE, "due", TIME, "next verification due", "下次检定到期"),
    BRIEF(DEVICE, DEVICE_SERIAL, "serial", TEXT, "maker's number", "出厂编号"),
    ROW(DEVICE, DEVICE_MODEL, "model", TEXT, "model", "型号"),

    ROW(CARD, CARD_ORGANISATION, "organisation", SUBJECT, "carried by", "持卡单位"),
    ROW(CARD, CARD_ISSUER, "issuer", SUBJECT, "issued by", "发卡单位"),
    ROW(CARD, CARD_SITE, "site", SUBJECT, "site", "场所"),
    ROW(CARD, CARD_REPLACES, "replaces", SUBJECT, "replaces", "替代"),

    ROW(KEY, KEY_ORGANISATION, "organisation", SUBJECT, "belongs to", "所属单位"),
    BRIEF(KEY, KEY_PUBLIC_KEY, "public_key", KEY, "public key", "公钥"),
    WORD(KEY, KEY_USES, "uses", true, true, sy_act_uses, "uses", "用途"),
    ROW(KEY, KEY_SINCE, "since", TIME, "suspect from", "自此可疑"),
    ROW(KEY, KEY_REPLACES, "replaces", SUBJECT, "replaces", "替代"),

    BRIEF(DELEGATION, DELEGATION_PRINCIPAL, "principal", SUBJECT, "on behalf of", "委托方"),
    BRIEF(DELEGATION, DELEGATION_AGENT, "agent", SUBJECT, "agent", "受托方"),
    WORD(DELEGATION, DELEGATION_CAPACITY, "capacity", false, true, sy_act_capacities, "as",
         "身份"),
    LIST(DELEGATION, DELEGATION_STEPS, "steps", TEXT, "steps", "环节"),
    LIST(DELEGATION, DELEGATION_SITES, "sites", SUBJECT, "sites", "场所"),

    BRIEF(PERSON, PERSON_POST, "post", TEXT, "post", "岗位"),
    BRIEF(PERSON, PERSON_ORGANISATION, "organisation", SUBJECT, "works for", "所在单位"),

    WORD(LICENCE, LICENCE_KIND, "kind", false, true, sy_act_licences, "kind", "类别"),
    ROW(LICENCE, LICENCE_ORGANISATION, "organisation", SUBJECT, "holder", "持证单位"),
    LIST(LICENCE, LICENCE_CLASSES, "classes", SUBJECT, "for", "产品类别"),
    LIST(LICENCE, LICENCE_SITES, "sites", SUBJECT, "at", "场所"),
    ROW(LICENCE, LICENCE_OFFICE, "office", TEXT, "issued by, as printed", "发证机关（证载）"),

    ROW(ACCREDITATION, ACCREDITATION_ORGANISATION, "organisation", SUBJECT, "body", "机构"),
    FIELD(SY_TYPE_ACCREDITATION, ACCREDITATION_KINDS, "kinds", TEXT, true, true, NULL,
          "may issue", "可出具"),
    LIST(ACCREDITATION, ACCREDITATION_CLASSES, "classes", SUBJECT, "for", "产品类别"),

    BRIEF(STANDING_CERTIFICATE, CERTIFICATE_NUMBER, "number", TEXT, "number", "编号"),
    BRIEF(STANDING_CERTIFICATE, CERTIFICATE_KIND, "kind", TEXT, "kind", "种类"),
    BRIEF(STANDING_CERTIFICATE, CERTIFICATE_ORGANISATION, "organisation", SUBJECT, "holder",
          "持证单位"),
    ROW(STANDING_CERTIFICATE, CERTIFICATE_BODY, "body", SUBJECT, "issued by", "出证机构"),
    ROW(STANDING_CERTIFICATE, CERTIFICATE_PERSON, "person", SUBJECT,
        "person who answers for it", "签发责任人"),
    ROW(STANDING_CERTIFICATE, CERTIFICATE_ACCREDITATION, "accreditation", SUBJECT,
        "by accreditation", "依据资质"),
    LIST(STANDING_CERTIFICATE, CERTIFICATE_CLASSES, "classes", SUBJECT, "for", "产品类别"),
    LIST(STANDING_CERTIFICATE, CERTIFICATE_PRODUCTS, "products", SUBJECT, "products", "产品"),
    ROW(STANDING_CERTIFICATE, CERTIFICATE_STANDARD, "standard", TEXT, "standard", "标准"),

    BRIEF(PRODUCT, PRODUCT_NAME, "name", TEXT, "name", "名称"),
    ROW(PRODUCT, PRODUCT_ORGANISATION, "organisation", SUBJECT, "producer or importer",
        "生产或进口单位"),
    ROW(PRODUCT, PRODUCT_CLASS, "product_class", SUBJECT, "class", "产品类别"),
    ROW(PRODUCT, PRODUCT_BRAND, "brand", TEXT, "brand", "品牌"),
    ROW(PRODUCT, PRODUCT_SPECIFICATION, "specification", TEXT, "specification", "规格"),
    ROW(PRODUCT, PRODUCT_STANDARD, "standard", TEXT, "standard", "标准"),
    ROW(PRODUCT, PRODUCT_EQUIPMENT, "equipment", TEXT, "test equipment", "检验设备"),
    ROW(PRODUCT, PRODUCT_SHELF_LIFE_DAYS, "shelf_life_days", NUMBER, "shelf life in days",
        "保质期（天）"),

    BRIEF(PRODUCT_CLASS, CLASS_NAME, "name", TEXT, "name", "名称"),
    ROW(PRODUCT_CLASS, CLASS_PARENT, "parent", SUBJECT, "within", "上级类别"),
    ROW(PRODUCT_CLASS, CLASS_STANDARD, "standard", TEXT, "standard", "标准"),
    ROW(PRODUCT_CLASS, CLASS_EQUIPMENT, "equipment", TEXT, "test equipment", "检验设备"),
    ROW(PRODUCT_CLASS, CLASS_SHELF_LIFE_DAYS, "shelf_life_days", NUMBER, "shelf life in days",
        "保质期（天）"),
    LIST(PRODUCT_CLASS, CLASS_STEPS, "steps", MESSAGE, "what a step demands", "环节要求"),
    LIST(PRODUCT_CLASS, CLASS_PARTS, "parts", MESSAGE, "secrecy of a field", "字段分部"),

    BRIEF(NODE, NODE_NAME, "name", TEXT, "name", "名称"),
    LIST(NODE, NODE_ADDRESSES, "addresses", TEXT, "addresses", "地址"),
    ROW(NODE, NODE_TRANSPORT, "transport", KEY, "transport key", "传输公钥"),
    LIST(NODE, NODE_FORMER, "former", MESSAGE, "former codes", "原代码"),

    ROW(ERASURE_ORDER, ERASURE_ORIGIN, "origin", TEXT, "log", "日志"),
    ROW(ERASURE_ORDER, ERASURE_INDEX, "index", NUMBER, "entry", "条目"),
    ROW(ERASURE_ORDER, ERASURE_RECORD, "record", NUMBER, "record", "记录"),
    WORD(ERASURE_ORDER, ERASURE_KIND, "kind", false, false, sy_act_parts, "part", "分部"),
    ROW(ERASURE_ORDER, ERASURE_PART_HASH, "part_hash", BYTES, "hash of the part", "分部哈希"),

    EVERY(ACT_FROM, "from", TIME, "from", "生效"),
    EVERY(ACT_UNTIL, "until", TIME, "until", "有效期至"),
    EVERY(ACT_TERM, "term", TIME, "term", "期限"),
    EVERY(ACT_GROUND, "ground", TEXT, "ground", "依据"),
    EVERY(ACT_REASON, "reason", TEXT, "reason", "理由"),
    EVERY(ACT_DOCUMENT, "document", BYTES, "hash of the paper", "文件哈希"),
};

static const struct sy_act_label former[] = {
    ROW(NODE, FORMER_CODE, "code", TEXT, "code", "代码"),
    ROW(NODE, FORMER_NAME, "name", TEXT, "name", "名称"),
    ROW(NODE, FORMER_FROM_YEAR, "from_year", NUMBER, "from", "起始年"),
    ROW(NODE, FORMER_UNTIL_YEAR, "until_year", NUMBER, "last year", "终止年"),
};

static const struct sy_act_label steps[] = {
    ROW(PRODUCT_CLASS, STEP_STEP, "step", TEXT, "step", "环节"),
    WORD(PRODUCT_CLASS, STEP_ROLES, "roles", true, false, sy_act_roles, "roles", "角色"),
    WORD(PRODUCT_CLASS, STEP_LICENCES, "licences", true, false, sy_act_licences, "licences",
         "许可证"),
    LIST(PRODUCT_CLASS, STEP_PAPERS, "papers", TEXT, "papers", "单证"),
    ROW(PRODUCT_CLASS, STEP_FROM, "from", TIME, "from", "生效"),
    ROW(PRODUCT_CLASS, STEP_UNTIL, "until", TIME, "until", "有效期至"),
};

static const struct sy_act_label parts[] = {
    ROW(PRODUCT_CLASS, CLASS_PART_FIELD, "field", TEXT, "field", "字段"),
    WORD(PRODUCT_CLASS, CLASS_PART_KIND, "kind", false, false, sy_act_parts, "part", "分部"),
    ROW(PRODUCT_CLASS, CLASS_PART_FROM, "from", TIME, "from", "生效"),
    ROW(PRODUCT_CLASS, CLASS_PART_UNTIL, "until", TIME, "until", "有效期至"),
};

static const struct sy_act_label *find(const struct sy_act_label *rows, size_t count,
                                       uint32_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].number == number)
            return &rows[i];
    }
    return NULL;
}

const struct sy_act_label *sy_act_label(uint32_t type, uint32_t number)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (fields[i].number == number && (fields[i].type == type || fields[i].type == 0))
            return &fields[i];
    }
    return NULL;
}

size_t sy_act_label_count(void)
{
    return sizeof(fields) / sizeof(fields[0]);
}

const struct sy_act_label *sy_act_label_at(size_t i)
{
    sy_assert(i < sy_act_label_count());
    return &fields[i];
}

const struct sy_act_label *sy_act_label_inner(const struct sy_act_label *outer, uint32_t number)
{
    if (outer->type == SY_TYPE_NODE && outer->number == SY_NODE_FORMER)
        return find(former, sizeof(former) / sizeof(former[0]), number);
    if (outer->type == SY_TYPE_PRODUCT_CLASS && outer->number == SY_CLASS_STEPS)
        return find(steps, sizeof(steps) / sizeof(steps[0]), number);
    if (outer->type == SY_TYPE_PRODUCT_CLASS && outer->number == SY_CLASS_PARTS)
        return find(parts, sizeof(parts) / sizeof(parts[0]), number);
    return NULL;
}
