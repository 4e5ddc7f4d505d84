#include "tools/registry_words.h"

#include <string.h>

#include "proto/record_type.h"

const char *sy_registry_words_force(enum sy_force force, enum sy_language language)
{
    static const char *const words[SY_FORCES][SY_LANGUAGES] = {
        [SY_FORCE_NONE] = {"never registered", "从未登记"},
        [SY_FORCE_GOOD] = {"in force", "有效"},
        [SY_FORCE_SUSPENDED] = {"suspended", "暂停"},
        [SY_FORCE_ENDED] = {"no longer in force", "已终止"},
        [SY_FORCE_REVOKED] = {"revoked", "已吊销"},
        [SY_FORCE_LOST] = {"lost", "已挂失"},
        [SY_FORCE_BARRED] = {"barred", "禁止从业"},
        [SY_FORCE_BARRED_FOR_LIFE] = {"barred for life", "终身禁止从业"},
        [SY_FORCE_SUCCEEDED] = {"succeeded by others", "已由他人承继"},
        [SY_FORCE_LAPSED] = {"lapsed", "已到期"},
        [SY_FORCE_NOT_YET] = {"not in force yet", "尚未生效"},
    };

    return words[force][language];
}

const char *sy_registry_words_type(uint32_t type, enum sy_language language)
{
    static const struct {
        uint32_t type;
        const char *words[SY_LANGUAGES];
    } rows[] = {
        {SY_TYPE_POLICY, {"policy", "网络规则"}},
        {SY_TYPE_REGULATOR, {"office", "监管机构"}},
        {SY_TYPE_ORGANISATION, {"organisation", "企业"}},
        {SY_TYPE_SITE, {"site", "场所"}},
        {SY_TYPE_DEVICE, {"device", "设备"}},
        {SY_TYPE_CARD, {"card", "卡"}},
        {SY_TYPE_KEY, {"key", "密钥"}},
        {SY_TYPE_DELEGATION, {"delegation", "委托"}},
        {SY_TYPE_PERSON, {"person", "人员"}},
        {SY_TYPE_LICENCE, {"licence", "许可证"}},
        {SY_TYPE_ACCREDITATION, {"accreditation", "资质"}},
        {SY_TYPE_STANDING_CERTIFICATE, {"certificate", "证书"}},
        {SY_TYPE_PRODUCT, {"product", "产品"}},
        {SY_TYPE_PRODUCT_CLASS, {"product class", "产品类别"}},
        {SY_TYPE_NODE, {"node", "节点"}},
        {SY_TYPE_ERASURE_ORDER, {"erasure order", "删除令"}},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].type == type)
            return rows[i].words[language];
    }
    return "?";
}

/* The English words of the rules, in Chinese. */
static const char *chinese_of(const char *done)
{
    static const char *const rows[][2] = {
        {"adopted", "通过"},
        {"appointed", "任命"},
        {"changed", "变更"},
        {"dismissed", "免除"},
        {"admitted", "准入"},
        {"suspended", "暂停"},
        {"reinstated", "恢复"},
        {"expelled", "清退"},
        {"struck off", "注销"},
        {"renamed", "更名"},
        {"given a new code", "换发代码"},
        {"merged", "合并"},
        {"split", "分立"},
        {"opened", "设立"},
        {"moved", "迁址"},
        {"closed", "关闭"},
        {"verified", "检定"},
        {"issued", "签发"},
        {"lost", "挂失"},
        {"issued as a replacement", "补发"},
        {"added", "登记"},
        {"rotated in", "轮换启用"},
        {"put in place of a lost one", "补办"},
        {"retired", "停用"},
        {"revoked", "吊销"},
        {"granted", "授予"},
        {"narrowed", "缩小"},
        {"ended", "终止"},
        {"qualified", "确认合格"},
        {"lapsed", "失效"},
        {"barred", "禁止从业"},
        {"barred for life", "终身禁止从业"},
        {"withdrawn", "撤销"},
        {"registered", "登记"},
        {"ordered", "下令"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i][0], done) == 0)
            return rows[i][1];
    }
    return done;
}

const char *sy_registry_words_done(uint32_t type, uint32_t verb, enum sy_force then,
                                   enum sy_language language)
{
    const struct sy_act_rule *rule = sy_act_rule(type, verb);

    if (rule == NULL)
        return "?";
    if (rule->then != SY_FORCE_KEEP && rule->then != then)
        return language == SY_CHINESE ? "被替换" : "replaced";
    return language == SY_CHINESE ? chinese_of(rule->done) : rule->done;
}
