#include "tools/act_word.h"

#include <string.h>

#include "proto/act_field.h"
#include "proto/record_type.h"

enum { DIGITS_MAX = 9 };

const struct sy_act_word sy_act_roles[] = {
    {SY_ROLE_PRODUCER, {"producer", "生产"}},
    {SY_ROLE_FARM, {"farm", "养殖种植"}},
    {SY_ROLE_SLAUGHTERHOUSE, {"slaughterhouse", "屠宰"}},
    {SY_ROLE_CARRIER, {"carrier", "运输"}},
    {SY_ROLE_WAREHOUSE, {"warehouse", "仓储"}},
    {SY_ROLE_WHOLESALER, {"wholesaler", "批发"}},
    {SY_ROLE_MARKET, {"market", "市场"}},
    {SY_ROLE_RETAILER, {"retailer", "零售"}},
    {SY_ROLE_CATERER, {"caterer", "餐饮"}},
    {SY_ROLE_IMPORTER, {"importer", "进口"}},
    {SY_ROLE_FILLER, {"filler", "充装"}},
    {SY_ROLE_LABORATORY, {"laboratory", "检验"}},
    {SY_ROLE_CERTIFIER, {"certifier", "认证"}},
    {SY_ROLE_INSURER, {"insurer", "保险"}},
    {SY_ROLE_CONSUMER_BODY, {"consumer-body", "消费者组织"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_licences[] = {
    {SY_LICENCE_PRODUCTION, {"production", "生产"}},
    {SY_LICENCE_SALE, {"sale", "销售"}},
    {SY_LICENCE_CATERING, {"catering", "餐饮"}},
    {SY_LICENCE_SLAUGHTER, {"slaughter", "屠宰"}},
    {SY_LICENCE_FILLING, {"filling", "充装"}},
    {SY_LICENCE_LABORATORY, {"laboratory", "检验"}},
    {SY_LICENCE_TRANSPORT, {"transport", "运输"}},
    {SY_LICENCE_OTHER, {"other", "其他"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_parts[] = {
    {SY_PART_OPEN, {"open", "公开"}},
    {SY_PART_CHAIN, {"chain", "链上"}},
    {SY_PART_COMMERCIAL, {"commercial", "商业"}},
    {SY_PART_PERSONAL, {"personal", "个人"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_levels[] = {
    {SY_LEVEL_CITY, {"city", "市"}},
    {SY_LEVEL_DISTRICT, {"district", "区"}},
    {SY_LEVEL_STREET, {"street", "街道"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_organisation_kinds[] = {
    {SY_ORGANISATION_WITH_CODE, {"with-code", "有信用代码"}},
    {SY_ORGANISATION_STALL, {"stall", "摊位"}},
    {SY_ORGANISATION_WORKSHOP, {"workshop", "作坊"}},
    {SY_ORGANISATION_FARM_HOUSEHOLD, {"farm-household", "农户"}},
    {SY_ORGANISATION_TEMPORARY, {"temporary", "临时备案"}},
    {SY_ORGANISATION_FOREIGN, {"foreign", "境外"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_site_kinds[] = {
    {1, {"market", "市场"}},           {2, {"stall", "摊位"}},      {3, {"branch", "分店"}},
    {4, {"slaughterhouse", "屠宰场"}}, {5, {"warehouse", "仓库"}},  {6, {"farm", "养殖种植场"}},
    {7, {"factory", "工厂"}},          {8, {"checkpoint", "道口"}}, {9, {"canteen", "食堂"}},
    {10, {"other", "其他"}},           {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_device_kinds[] = {
    {1, {"scale", "秤"}},
    {2, {"gate", "闸门"}},
    {3, {"reader", "读写器"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_capacities[] = {
    {SY_CAPACITY_HEAD_OFFICE, {"head-office", "总部"}},
    {SY_CAPACITY_MARKET_OPERATOR, {"market-operator", "市场开办者"}},
    {SY_CAPACITY_SERVICE_PROVIDER, {"service-provider", "服务商"}},
    {SY_CAPACITY_AUTHORITY, {"authority", "监管指定"}},
    {0, {NULL, NULL}},
};
const struct sy_act_word sy_act_uses[] = {
    {SY_USE_SIGN, {"sign", "签名"}},
    {SY_USE_CONNECT, {"connect", "连接"}},
    {0, {NULL, NULL}},
};

uint32_t sy_act_word_value(const struct sy_act_word *words, struct sy_bytes text)
{
    uint32_t number = 0;

    for (size_t i = 0; i < text.len && i < DIGITS_MAX; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            break;
        number = 10 * number + (uint32_t)(text.data[i] - '0');
        if (i + 1 == text.len && sy_act_word_name(words, number, SY_ENGLISH) != NULL)
            return number;
    }
    for (; words->value != 0; words++) {
        for (unsigned language = 0; language < SY_LANGUAGES; language++) {
            if (sy_bytes_equal(text, sy_text(words->name[language])))
                return words->value;
        }
    }
    return 0;
}

const char *sy_act_word_name(const struct sy_act_word *words, uint64_t value,
                             enum sy_language language)
{
    for (; words->value != 0; words++) {
        if (words->value == value)
            return words->name[language];
    }
    return NULL;
}
