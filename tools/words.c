#include "tools/words.h"

#include <string.h>

#include "proto/record_type.h"

struct word {
    const char *code;
    const char *text[SY_LANGUAGES];
};

static const struct word steps[] = {
    {"accepting", {"taken over", "验收"}},
    {"arriving", {"arrived", "到达"}},
    {"assembling", {"assembled", "组装"}},
    {"collecting", {"collected", "收集"}},
    {"commissioning", {"made, or first named", "赋码建档"}},
    {"consigning", {"consigned", "委托运输"}},
    {"creating_class_instance", {"a lot was made", "形成批次"}},
    {"cycle_counting", {"counted in passing", "循环盘点"}},
    {"decommissioning", {"its code was ended", "注销编码"}},
    {"departing", {"left", "离开"}},
    {"destroying", {"destroyed", "销毁"}},
    {"disassembling", {"taken apart", "拆解"}},
    {"dispensing", {"dispensed in part", "分发"}},
    {"encoding", {"its tag was written", "写入标签"}},
    {"entering_exiting", {"passed a gate", "通过道口"}},
    {"holding", {"held back", "扣留待处理"}},
    {"inspecting", {"inspected", "检验检疫"}},
    {"installing", {"installed", "安装"}},
    {"killing", {"slaughtered", "屠宰"}},
    {"loading", {"loaded", "装车"}},
    {"other", {"something else", "其他"}},
    {"packing", {"packed", "装箱"}},
    {"picking", {"picked", "拣货"}},
    {"receiving", {"received", "收货"}},
    {"removing", {"removed", "移除"}},
    {"repackaging", {"packed anew", "重新包装"}},
    {"repairing", {"repaired", "维修"}},
    {"replacing", {"replaced", "更换"}},
    {"reserving", {"reserved", "预留"}},
    {"retail_selling", {"sold to a consumer", "零售"}},
    {"sampling", {"sampled", "抽样"}},
    {"sensor_reporting", {"measured", "传感器上报"}},
    {"shipping", {"shipped", "发货"}},
    {"staging_outbound", {"made ready to leave", "待发备货"}},
    {"stock_taking", {"counted in stock", "盘点"}},
    {"stocking", {"put on the shelf", "上架"}},
    {"storing", {"stored", "入库"}},
    {"transporting", {"carried", "运输"}},
    {"unloading", {"unloaded", "卸车"}},
    {"unpacking", {"unpacked", "拆箱"}},
    {"void_shipping", {"the shipment was called off", "取消发货"}},
    {NULL, {NULL, NULL}},
};

static const struct word dispositions[] = {
    {"active", {"in being", "有效"}},
    {"available", {"available", "可用"}},
    {"completeness_inferred", {"taken to be complete", "推定完整"}},
    {"completeness_verified", {"found complete", "核实完整"}},
    {"conformant", {"meets the requirements", "合格"}},
    {"container_closed", {"container closed", "容器已封闭"}},
    {"container_open", {"container open", "容器已打开"}},
    {"damaged", {"damaged", "损坏"}},
    {"destroyed", {"destroyed", "已销毁"}},
    {"dispensed", {"dispensed", "已分发"}},
    {"disposed", {"disposed of", "已处置"}},
    {"encoded", {"tag written", "已写标签"}},
    {"expired", {"expired", "已过期"}},
    {"in_progress", {"in hand", "处理中"}},
    {"in_transit", {"under way", "运输途中"}},
    {"inactive", {"no longer in being", "失效"}},
    {"mismatch_class", {"not what was expected", "品类不符"}},
    {"mismatch_instance", {"not the one expected", "个体不符"}},
    {"mismatch_quantity", {"not as many as expected", "数量不符"}},
    {"needs_replacement", {"needs replacing", "需更换"}},
    {"no_pedigree_match", {"papers do not match", "来源凭证不符"}},
    {"non_conformant", {"does not meet the requirements", "不合格"}},
    {"non_sellable_other", {"not for sale", "不可售"}},
    {"partially_dispensed", {"dispensed in part", "部分分发"}},
    {"recalled", {"RECALLED", "已召回"}},
    {"reserved", {"reserved", "已预留"}},
    {"retail_sold", {"sold to a consumer", "已零售"}},
    {"returned", {"returned", "已退回"}},
    {"sellable_accessible", {"on sale", "在售"}},
    {"sellable_not_accessible", {"for sale, not on the shelf", "可售未上架"}},
    {"stolen", {"stolen", "被盗"}},
    {"unavailable", {"not available", "不可用"}},
    {"unknown", {"not known", "不明"}},
    {NULL, {NULL, NULL}},
};

static const struct word papers[] = {
    {"bol", {"bill of lading", "提单"}},          {"cert", {"certificate", "证书"}},
    {"desadv", {"despatch advice", "发货通知"}},  {"inv", {"invoice", "发票"}},
    {"pedigree", {"pedigree", "来源凭证"}},       {"po", {"purchase order", "采购单"}},
    {"poc", {"order confirmation", "订单确认"}},  {"prodorder", {"production order", "生产单"}},
    {"recadv", {"receiving advice", "收货通知"}}, {"rma", {"return permit", "退货许可"}},
    {"testprd", {"test procedure", "检测规程"}},  {"testres", {"test result", "检测结果"}},
    {"upevt", {"earlier event", "上游事件"}},     {NULL, {NULL, NULL}},
};

static const struct word parties[] = {
    {"owning_party", {"owner", "所有方"}},
    {"possessing_party", {"holder", "持有方"}},
    {"location", {"place", "地点"}},
    {NULL, {NULL, NULL}},
};

static const struct word reasons[] = {
    {"did_not_occur", {"it did not happen", "并未发生"}},
    {"incorrect_data", {"its data were wrong", "数据有误"}},
    {NULL, {NULL, NULL}},
};

/* Those that a buyer of food, gas or machines meets; the others keep their English names. */
static const struct word measurements[] = {
    {"Temperature", {"temperature", "温度"}},
    {"RelativeHumidity", {"relative humidity", "相对湿度"}},
    {"AbsoluteHumidity", {"absolute humidity", "绝对湿度"}},
    {"Pressure", {"pressure", "压力"}},
    {"Mass", {"weight", "重量"}},
    {"Volume", {"volume", "体积"}},
    {"Length", {"length", "长度"}},
    {"Speed", {"speed", "速度"}},
    {"Acceleration", {"acceleration", "加速度"}},
    {"Illuminance", {"light", "照度"}},
    {"Time", {"duration", "时长"}},
    {"Voltage", {"voltage", "电压"}},
    {"Count", {"count", "计数"}},
    {NULL, {NULL, NULL}},
};

static const struct word alerts[] = {
    {"ALARM_CONDITION", {"ALARM: outside its limits", "报警：超出限值"}},
    {"ERROR_CONDITION", {"the sensor failed", "传感器故障"}},
    {NULL, {NULL, NULL}},
};

static const struct word bases[] = {
    {"NET", {"net", "净"}},         {"GROSS", {"gross", "毛"}}, {"TARE", {"tare", "皮"}},
    {"COUNT", {"counted", "计数"}}, {NULL, {NULL, NULL}},
};

static const struct word units[] = {
    {"KGM", {"kg", "千克"}},        {"GRM", {"g", "克"}},       {"MGM", {"mg", "毫克"}},
    {"TNE", {"t", "吨"}},           {"LBR", {"lb", "磅"}},      {"LTR", {"l", "升"}},
    {"MLT", {"ml", "毫升"}},        {"MTQ", {"m³", "立方米"}},  {"MTR", {"m", "米"}},
    {"CMT", {"cm", "厘米"}},        {"MMT", {"mm", "毫米"}},    {"MTK", {"m²", "平方米"}},
    {"HEA", {"head", "头"}},        {"H87", {"pieces", "件"}},  {"EA", {"each", "个"}},
    {"C62", {"units", "个"}},       {"CT", {"cartons", "箱"}},  {"BG", {"bags", "袋"}},
    {"BX", {"boxes", "盒"}},        {"BO", {"bottles", "瓶"}},  {"DZN", {"dozen", "打"}},
    {"CEL", {"°C", "℃"}},           {"FAH", {"°F", "℉"}},       {"KEL", {"K", "K"}},
    {"A93", {"g/m³", "克/立方米"}}, {"P1", {"%", "%"}},         {"PAL", {"Pa", "帕"}},
    {"MPA", {"MPa", "兆帕"}},       {"HUR", {"hours", "小时"}}, {"MIN", {"minutes", "分钟"}},
    {"SEC", {"seconds", "秒"}},     {"DAY", {"days", "天"}},    {NULL, {NULL, NULL}},
};

static const struct word actions[] = {
    {"ObjectEvent ADD", {"begun", "新增"}},
    {"ObjectEvent OBSERVE", {"seen", "观察"}},
    {"ObjectEvent DELETE", {"ended", "终止"}},
    {"AggregationEvent ADD", {"put together", "装入"}},
    {"AggregationEvent OBSERVE", {"seen together", "同在其中"}},
    {"AggregationEvent DELETE", {"taken out", "取出"}},
    {"AssociationEvent ADD", {"joined", "关联"}},
    {"AssociationEvent OBSERVE", {"seen joined", "关联状态"}},
    {"AssociationEvent DELETE", {"separated", "解除关联"}},
    {"TransactionEvent ADD", {"put under a paper", "与单据关联"}},
    {"TransactionEvent OBSERVE", {"seen under a paper", "单据关联状态"}},
    {"TransactionEvent DELETE", {"taken off a paper", "解除单据关联"}},
    {"TransformationEvent ", {"made into something else", "加工转化"}},
    {NULL, {NULL, NULL}},
};

static const struct word members[] = {
    {"lotNumber", {"lot", "批号"}},
    {"hasBatchLotNumber", {"lot", "批号"}},
    {"batchLotNumber", {"lot", "批号"}},
    {"productionDate", {"made on", "生产日期"}},
    {"productionDateTime", {"made on", "生产时间"}},
    {"slaughterDate", {"slaughtered on", "屠宰日期"}},
    {"expirationDate", {"expires on", "有效期至"}},
    {"itemExpirationDate", {"expires on", "有效期至"}},
    {"bestBeforeDate", {"best before", "保质期至"}},
    {"sellByDate", {"sell by", "销售截止"}},
    {"shelfLife", {"shelf life", "保质期"}},
    {"countryOfOrigin", {"country of origin", "原产国"}},
    {"originDistrict", {"district of origin", "产地区划"}},
    {"district", {"district", "区划"}},
    {"grade", {"grade", "等级"}},
    {"qualityGrade", {"grade", "等级"}},
    {"standard", {"standard", "执行标准"}},
    {"quarantineCertificate", {"quarantine certificate", "检疫证明"}},
    {"meatQualityCertificate", {"meat quality certificate", "肉品品质检验合格证"}},
    {"inspectionCertificate", {"inspection certificate", "检验证书"}},
    {"conformityCertificate", {"certificate of conformity", "合格证"}},
    {"headCount", {"heads", "头数"}},
    {"breed", {"breed", "品种"}},
    {"unitPrice", {"unit price", "单价"}},
    {"amount", {"amount", "金额"}},
    {"plateNumber", {"plate", "车牌号"}},
    {"driverName", {"driver", "司机"}},
    {"ticket", {"ticket", "小票"}},
    {NULL, {NULL, NULL}},
};

static const struct word kinds[] = {
    {"opaque", {"code", "编码"}},
    {"gtin", {"product", "产品（未指明批次）"}},
    {"gtin_lot", {"product lot", "产品批次"}},
    {"gtin_serial", {"single product", "单件产品"}},
    {"itip", {"piece of a product", "产品部件"}},
    {"itip_lot", {"lot of pieces", "部件批次"}},
    {"itip_serial", {"single piece", "单个部件"}},
    {"sscc", {"shipping unit", "物流单元"}},
    {"grai_class", {"kind of returnable asset", "周转器具类别"}},
    {"grai", {"returnable asset", "周转器具"}},
    {"giai", {"asset", "资产"}},
    {"cpi_class", {"kind of part", "零部件类别"}},
    {"cpi", {"part", "零部件"}},
    {"gsrn_provider", {"service provider", "服务提供方"}},
    {"gsrn", {"service receiver", "服务接受方"}},
    {"gdti_class", {"kind of document", "单证类别"}},
    {"gdti", {"document", "单证"}},
    {"coupon_class", {"kind of coupon", "优惠券类别"}},
    {"coupon", {"coupon", "优惠券"}},
    {"ginc", {"consignment", "托运批"}},
    {"gsin", {"shipment", "装运批"}},
    {"location", {"place", "地点"}},
    {"party", {"party", "参与方"}},
    {"org", {"organisation", "单位"}},
    {"site", {"site", "场所"}},
    {"class", {"product class", "产品类别（未指明批次）"}},
    {"lot", {"lot", "批次"}},
    {"serial", {"single item", "单件"}},
    {"unit", {"unit", "容器或运输单元"}},
    {"doc", {"paper", "单证"}},
    {"lotdate", {"day lot", "按生产日期的批次"}},
    {"instore", {"shop label", "店内标签"}},
    {"ticket", {"ticket", "小票"}},
    {"code", {"supervision code", "追溯码"}},
    {NULL, {NULL, NULL}},
};

static const struct word parts[] = {
    {"1", {"open", "公开"}},     {"2", {"chain", "供应链"}}, {"3", {"commercial", "商业"}},
    {"4", {"personal", "个人"}}, {NULL, {NULL, NULL}},
};

static const char *find(const struct word *list, struct sy_bytes code,
                        enum sy_language language)
{
    for (; list->code != NULL; list++) {
        if (sy_bytes_equal(code, sy_text(list->code)))
            return list->text[language];
    }
    return NULL;
}

const char *sy_words_of(enum sy_cbv vocabulary, struct sy_bytes value,
                        enum sy_language language)
{
    static const struct word *const lists[SY_CBV_COUNT] = {
        [SY_CBV_BIZ_STEP] = steps,          [SY_CBV_DISPOSITION] = dispositions,
        [SY_CBV_TRANSACTION_TYPE] = papers, [SY_CBV_SOURCE_TYPE] = parties,
        [SY_CBV_ERROR_REASON] = reasons,    [SY_CBV_MEASUREMENT] = measurements,
        [SY_CBV_SENSOR_ALERT] = alerts,     [SY_CBV_BASIS] = bases,
    };

    sy_assert((unsigned)vocabulary < SY_CBV_COUNT);
    if (lists[vocabulary] == NULL)
        return NULL;
    return find(lists[vocabulary], sy_cbv_bare(vocabulary, value), language);
}

const char *sy_words_action(struct sy_bytes type, struct sy_bytes action,
                            enum sy_language language)
{
    char key[64];

    if (type.len + 1 + action.len >= sizeof(key))
        return NULL;
    memset(key, 0, sizeof(key));
    if (type.len > 0)
        memcpy(key, type.data, type.len);
    key[type.len] = ' ';
    if (action.len > 0)
        memcpy(key + type.len + 1, action.data, action.len);
    return find(actions, (struct sy_bytes){(const uint8_t *)key, type.len + 1 + action.len},
                language);
}

const char *sy_words_unit(struct sy_bytes uom, enum sy_language language)
{
    return find(units, uom, language);
}

const char *sy_words_kind(enum sy_identifier_kind kind, enum sy_language language)
{
    return find(kinds, sy_text(sy_identifier_kind_name(kind)), language);
}

const char *sy_words_member(struct sy_bytes name, enum sy_language language)
{
    return find(members, name, language);
}

const char *sy_words_part(uint32_t kind, enum sy_language language)
{
    uint8_t digit = (uint8_t)('0' + kind % SY_PART_SEALED);

    return kind % SY_PART_SEALED > SY_PART_KINDS
               ? NULL
               : find(parts, (struct sy_bytes){&digit, 1}, language);
}
