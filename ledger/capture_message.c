#include "ledger/capture_message.h"

#include <string.h>

static const char *const formats[SY_CAPTURE_CODE_COUNT][SY_LANGUAGES] = {
    [SY_CAPTURE_BAD_JSON] = {"not JSON at {path}: {expected}",
                             "{path} 处不是合法的 JSON：{expected}"},
    [SY_CAPTURE_NOT_EPCIS] = {"{path} is no EPCIS document and no event: {expected}",
                              "{path} 不是 EPCIS 文档，也不是事件：{expected}"},
    [SY_CAPTURE_BAD_VERSION] =
        {"{path} is {value}; this program reads EPCIS 2.0: write \"2.0\"",
         "{path} 为 {value}；本程序只读 EPCIS 2.0，请写 \"2.0\""},
    [SY_CAPTURE_MEMBER_MISSING] = {"{path} is missing: add it ({expected})",
                                   "缺少 {path}：请补上（{expected}）"},
    [SY_CAPTURE_UNKNOWN_MEMBER] =
        {"{path} is no member of EPCIS: correct its spelling, or give it "
         "a prefix of your own that @context binds (suyuan:{value})",
         "{path} 不是 EPCIS 的成员：请检查拼写，或加上 @context "
         "中定义的前缀（如 suyuan:{value}）"},
    [SY_CAPTURE_MEMBER_MISPLACED] = {"{path} may not stand here: {expected}",
                                     "{path} 不能出现在这里：{expected}"},
    [SY_CAPTURE_WRONG_TYPE] = {"{path} must be {expected}, not {value}",
                               "{path} 应为 {expected}，而不是 {value}"},
    [SY_CAPTURE_NOT_A_NUMBER] = {"{path} must be a JSON number, not {value}: write it without "
                                 "quotes, and the unit in uom",
                                 "{path} 必须是 JSON 数字，而不是 {value}：请去掉引号，"
                                 "单位写在 uom 里"},
    [SY_CAPTURE_LIST_EMPTY] = {"{path} has no elements: add one or leave the member out",
                               "{path} 是空列表：请加上元素，或删去这个成员"},
    [SY_CAPTURE_NOTHING_NAMED] = {"{path} says nothing about any thing: add {expected}",
                                  "{path} 没有写明是什么东西：请补上 {expected}"},
    [SY_CAPTURE_BAD_VOCABULARY] = {"{path} is {value}: write one of {expected}",
                                   "{path} 为 {value}：请从下列值中选一个：{expected}"},
    [SY_CAPTURE_BAD_TIME] =
        {"{path} is {value}: write a real date and time with its offset, as "
         "2026-11-23T08:00:00+08:00",
         "{path} 为 {value}：请写真实存在的日期时间并带时区，"
         "如 2026-11-23T08:00:00+08:00"},
    [SY_CAPTURE_BAD_OFFSET] = {"{path} is {value}: write the local offset from UTC, as +08:00",
                               "{path} 为 {value}：请写当地时区，如 +08:00"},
    [SY_CAPTURE_BAD_URI] =
        {"{path} is {value}, which is no URI: write an EPC, a GS1 Digital Link, "
         "or urn:suyuan:1:… for your own numbers",
         "{path} 为 {value}，不是 URI：请写 EPC、GS1 Digital Link，"
         "自编号码用 urn:suyuan:1:…"},
    [SY_CAPTURE_BAD_IDENTIFIER] = {"{path} is {value}, which breaks the rules of {expected}",
                                   "{path} 为 {value}，不符合 {expected} 的规则"},
    [SY_CAPTURE_FULL_WIDTH] =
        {"{path} is {value}, with full-width digits or letters: type them "
         "anew with the input method set to half width",
         "{path} 为 {value}，含有全角数字或字母："
         "请切换到半角重新输入"},
    [SY_CAPTURE_SPREADSHEET_NUMBER] =
        {"{path} is {value}: a spreadsheet has shortened a long code and its last digits are "
         "lost; set the column to text and enter the code anew from the paper",
         "{path} 为 {value}：长编码被电子表格改成了科学计数法，末尾数字已丢失；"
         "请把该列设为文本格式，再按原单据重新填写"},
    [SY_CAPTURE_BAD_UOM] = {"{path} is {value}: write a UN/ECE Recommendation 20 code, as KGM "
                            "(kilogram) or HEA (head); without one it is a count of pieces",
                            "{path} 为 {value}：请写 UN/ECE 第 20 号建议书的单位代码，"
                            "如 KGM（千克）、HEA（头）；不写则为件数"},
    [SY_CAPTURE_LOCAL_UNIT] =
        {"{path} is {value}, which has no international code: convert the "
         "quantity to {expected} and keep what the paper says in "
         "\"suyuan:declared\", as \"12斤\"",
         "{path} 为 {value}，没有国际代码：请把数量换算为 {expected}，"
         "原单位写在 \"suyuan:declared\" 里，如 \"12斤\""},
    [SY_CAPTURE_BAD_HEX] = {"{path} is {value}: write hexadecimal digits, two for each byte",
                            "{path} 为 {value}：请写十六进制数字，每字节两位"},
    [SY_CAPTURE_PERSONAL_NUMBER] =
        {"{path} holds a resident identity number and would be open to "
         "everyone: put in a stall, card or organisation number",
         "{path} 含有居民身份证号，且会对所有人公开："
         "请改用摊位号、卡号或单位编号"},
    [SY_CAPTURE_TOO_LARGE] = {"{path} is larger than one part of a record may be ({expected}): "
                              "split the event",
                              "{path} 超过了记录分部的上限（{expected}）：请拆成多个事件"},
    [SY_CAPTURE_REPEATED_MEMBER] = {"{path} stands more than once in its object: the last one, "
                                    "{value}, was taken",
                                    "{path} 在同一对象中出现多次：采用了最后一个 {value}"},
};

const char *sy_capture_message_format(enum sy_capture_code code, enum sy_language language)
{
    sy_assert((unsigned)code < SY_CAPTURE_CODE_COUNT);
    sy_assert((unsigned)language < SY_LANGUAGES);
    return formats[code][language];
}

void sy_capture_message_put(const struct sy_capture_error *error, enum sy_language language,
                            struct sy_buffer *to)
{
    const struct {
        const char *name;
        const char *text;
    } filled[] = {
        {"{path}", error->path}, {"{value}", error->value}, {"{expected}", error->expected}};
    const char *at = sy_capture_message_format(error->code, language);

    while (*at != 0) {
        size_t plain = strcspn(at, "{");
        bool found = false;

        sy_buffer_put(to, at, plain);
        at += plain;
        for (size_t i = 0; i < 3 && !found && *at == '{'; i++) {
            found = strncmp(at, filled[i].name, strlen(filled[i].name)) == 0;
            if (found) {
                sy_buffer_put_text(to, filled[i].text);
                at += strlen(filled[i].name);
            }
        }
        sy_assert(found || *at == 0);
    }
}
