/* message_list_registry.h - the part of message_list.h about the registry. */
#ifndef SY_MESSAGE_LIST_REGISTRY_H
#define SY_MESSAGE_LIST_REGISTRY_H

#define SY_MESSAGE_LIST_REGISTRY(X)                                                                       \
    X(NOT_AN_AUTHORITY, "not_an_authority", "{0} is no key file of this network's authority",             \
      "{0} 不是本网络管理机构的密钥文件",                                                                 \
      "give --key authority.key, which 'suyuan network new' wrote for this network",                      \
      "给出 --key authority.key，即“suyuan network new”为本网络生成的文件")                               \
    X(TOO_FEW_AUTHORITIES, "too_few_authorities", "{0} keys are given, {1} must sign",                    \
      "给了 {0} 个密钥，须有 {1} 个签名", "repeat --key with another authority's file",                   \
      "再用 --key 给出其他管理机构的密钥文件")                                                            \
    X(SIGNER_TWICE, "signer_twice", "{0} is given twice", "{0} 给了两次",                                 \
      "each signer once, by --key or by --with", "每个签名者只用 --key 或 --with 给一次")                 \
    X(TOO_MANY_SIGNERS, "too_many_signers", "more than {0} signers", "签名者超过 {0} 个",                 \
      "leave some out", "减少几个")                                                                       \
    X(PREPARE_MISSING, "prepare_missing", "who is named by --with has not signed yet",                    \
      "--with 所指者尚未签名",                                                                            \
      "add --prepare FILE: the others sign it there with 'suyuan "                                        \
      "registry sign FILE'",                                                                              \
      "加上 --prepare 文件，由其他人用“suyuan registry sign 文件”签名")                                   \
    X(ACT_TOO_LARGE, "act_too_large", "the act is too large, or a signer is named wrongly",               \
      "登记行为过大，或签名者写法有误", "an act has at most 64 KiB; use several acts",                    \
      "一项登记行为最多 64 KiB；分成几项")                                                                \
    X(PREPARED, "prepared", "wrote {0}, not sent; signatures missing: {1}",                               \
      "已写入 {0}，未发送；还缺 {1} 个签名", 0, 0)                                                        \
    X(NEXT_SIGN, "next_sign",                                                                             \
      "hand {0} to who must sign: suyuan registry sign {0} --key FILE; once complete, suyuan "            \
      "registry send {0}",                                                                                \
      "把 {0} 交给签名者：suyuan registry sign {0} --key 文件；签全后 suyuan registry send " \
      "{0}",                                                                                              \
      0, 0)                                                                                               \
    X(NEXT_SEND, "next_send", "it is complete: suyuan registry send {0}",                                 \
      "签名已全：suyuan registry send {0}", 0, 0)                                                         \
    X(ACT_VOID, "void_act", "the registry does not accept this: {0}", "登记簿不接受：{0}",                \
      "nothing was changed; 'suyuan registry list' shows what stands",                                    \
      "没有改动；“suyuan registry list”显示现状")                                                         \
    X(ANSWER_WRONG, "answer_wrong", "node {0} answered, but the answer is wrong: {1} ({2})",              \
      "节点 {0} 的回答不对：{1}（{2}）",                                                                  \
      "do not rely on it; keep the messages and tell the authority",                                      \
      "不要采信；保留这些信息并报告管理机构")                                                             \
    X(BAD_KEY_OPTION, "bad_public_key", "--{0} {1} is no public key", "--{0} {1} 不是公钥",               \
      "copy public_key or connect_key from 'suyuan key show FILE'",                                       \
      "从“suyuan key show FILE”复制 public_key 或 connect_key")                                           \
    X(BAD_ORGANISATION_ID, "bad_organisation_id", "'{0}' is no registry id",                              \
      "“{0}”不是登记号",                                                                                  \
      "write uscc:<18 characters>, gln:<13 digits> or reg:<district>-<number>",                           \
      "写成 uscc:<18 位>、gln:<13 位> 或 reg:<区代码>-<编号>")                                            \
    X(NO_SUCH_KEY, "no_such_key", "{0} has no key of that use", "{0} 中没有该用途的密钥",                 \
      "an organisation's key file has them: suyuan key new FILE",                                         \
      "企业密钥文件才有：suyuan key new 文件")                                                            \
    X(NEXT_AFTER_REQUEST, "next_after_request",                                                           \
      "hand the request to your office: it registers the key with 'suyuan registry'",                     \
      "将申请交给主管机构，由其用“suyuan registry”登记", 0, 0)                                            \
    X(BAD_KEY_USE, "bad_key_use", "--use {0} is neither sign nor connect",                                \
      "--use {0} 不是 sign 或 connect", "write --use sign or --use connect",                              \
      "写 --use sign 或 --use connect")                                                                   \
    X(ADMITTED, "admitted", "admitted {0}", "已准入 {0}", 0, 0)                                           \
    X(NEXT_AFTER_ADMIT, "next_after_admit",                                                               \
      "it can report events: suyuan append --network {0} --node CODE --key ITS.key --as {1} "             \
      "FILE...",                                                                                          \
      "企业可以申报事件：suyuan append --network {0} --node 代码 "                             \
      "--key 企业.key --as {1} "                                                                        \
      "文件...",                                                                                          \
      0, 0)                                                                                               \
    X(LIST_KEY_IN_FORCE, "list_key_in_force", "  {0}  {1}  in force", "  {0}  {1}  有效", 0,              \
      0)                                                                                                  \
    X(LIST_KEY_RETIRED, "list_key_retired", "  {0}  {1}  retired", "  {0}  {1}  已停用", 0, 0)            \
    X(LIST_KEY_REVOKED, "list_key_revoked", "  {0}  {1}  revoked since {2}",                              \
      "  {0}  {1}  自 {2} 起吊销", 0, 0)                                                                  \
    X(LIST_VERIFIED, "list_verified", "all {0} entries of {1} verify",                                    \
      "{1} 的 {0} 个条目全部核验通过", 0, 0)

/* What an act says, and how it was written. {0} is where: an option, or a line and its field. */
#define SY_MESSAGE_LIST_ACT(X)                                                                 \
    X(BAD_USCC, "bad_uscc", "{0}: '{1}' is no unified social credit code",                     \
      "{0}：“{1}”不是统一社会信用代码",                                                        \
      "a code has 18 characters of 0-9 and A-Z without I O S V Z, digits alone in places 3 "   \
      "to 8; who has none gets a "                                                             \
      "registry id, as reg:310115-42",                                                         \
      "代码 18 位，由 0-9 和除 I O S V Z 外的大写字母组成，第 3 至 8 "       \
      "位为数字；没有代码者用登记号，如 reg:310115-42")                                        \
    X(WRONG_CHECK_CHARACTER, "bad_check_digit",                                                \
      "{0}: the code {1} should end in {2}: a character is mistyped",                          \
      "{0}：代码 {1} 的末位应为 {2}：有字符写错了",                                            \
      "compare it with the licence (with the same first 17 it would be {3}); if the licence "  \
      "really says so, add --override REASON",                                                 \
      "与营业执照核对（前 17 位不变时应为 {3}）；执照确实如此时加 --override 理由")            \
    X(ACT_BAD_CHECK, "bad_check_digit",                                                        \
      "{0}: {1} should end in {2}: a digit is mistyped, or missing",                           \
      "{0}：{1} 的末位应为 {2}：有数字写错或漏写", "compare it with the label or the paper",   \
      "与标签或证书核对")                                                                      \
    X(ACT_BAD_SC, "bad_licence_number", "{0}: '{1}' is no food production licence",            \
      "{0}：“{1}”不是食品生产许可证编号",                                                      \
      "such a number is SC and 14 digits; if the paper really says so, add --override REASON", \
      "编号为 SC 加 14 位数字；证书确实如此时加 --override 理由")                              \
    X(ACT_BAD_GLN, "bad_gln", "{0}: '{1}' is no GLN", "{0}：“{1}”不是全球位置码",              \
      "a GLN has 13 digits", "全球位置码为 13 位数字")                                         \
    X(BAD_DISTRICT, "bad_district", "{0}: '{1}' is no district", "{0}：“{1}”不是区代码",       \
      "give six digits of GB/T 2260, as 310115", "给出 GB/T 2260 的六位数字，如 310115")       \
    X(ACT_BAD_STREET, "bad_street", "{0}: '{1}' is no street", "{0}：“{1}”不是街道代码",       \
      "give nine digits that begin with the district, as 310115101",                           \
      "给出以区代码开头的九位数字，如 310115101")                                              \
    X(SUBJECT_NOT_GIVEN, "subject_not_given", "what '{3}' is about is not said",               \
      "没有说明“{3}”的对象", "name it: 'suyuan registry {3} --help' shows an example",         \
      "写明对象：“suyuan registry {3} --help”有示例")                                          \
    X(ACT_BAD_SUBJECT, "bad_subject", "{0}: '{1}' is no registry id of that kind",             \
      "{0}：“{1}”不是这一类的登记号", "write {2}", "写成 {2}")                                 \
    X(ACT_PERSONAL, "personal_number", "{0}: '{1}' is a person's identity number",             \
      "{0}：“{1}”是个人身份证件号码",                                                          \
      "number it otherwise: what the registry names is seen by everybody",                     \
      "换一种编号：登记簿的名称对所有人公开")                                                  \
    X(ACT_MANGLED, "mangled_code", "{0}: a spreadsheet has made '{1}' of the code",            \
      "{0}：电子表格把代码变成了“{1}”",                                                        \
      "the digits are lost: format the column as text, enter the code again, export again",    \
      "数字已丢失：把该列设为文本格式，重新录入后再导出")                                      \
    X(ACT_BAD_KEY, "bad_public_key", "{0}: '{1}' is no public key", "{0}：“{1}”不是公钥",      \
      "copy public_key from 'suyuan key show FILE'",                                           \
      "从“suyuan key show 文件”复制 public_key")                                               \
    X(ACT_BAD_REQUEST, "bad_key_request", "{0}: '{1}' is no key request",                      \
      "{0}：“{1}”不是密钥申请", "the key's holder makes it: suyuan key request",               \
      "由密钥持有者生成：suyuan key request")                                                  \
    X(ACT_BAD_TIME, "bad_date", "{0}: '{1}' is no date", "{0}：“{1}”不是日期",                 \
      "write a day, 2026-12-31, a time with its offset, 2026-12-31T08:00:00+08:00, or now",    \
      "写日期 2026-12-31、带时区的时间 2026-12-31T08:00:00+08:00，或 now")                     \
    X(ACT_BAD_NUMBER, "bad_number", "{0}: '{1}' is no number that can stand here",             \
      "{0}：此处不能是“{1}”", "write digits", "写数字")                                        \
    X(ACT_BAD_WORD, "bad_word", "{0}: '{1}' is none of its words", "{0}：“{1}”不在可选词之中", \
      "write one of: {2}", "可选：{2}")                                                        \
    X(ACT_BAD_STEP, "bad_step", "{0}: '{1}' is no business step", "{0}：“{1}”不是业务步骤",    \
      "write a word of GS1's CBV, as receiving, or a URI of your own",                         \
      "写 GS1 CBV 的词，如 receiving，或自己的 URI")                                           \
    X(ACT_BAD_LINE, "bad_text", "{0}: '{1}' cannot stand there", "{0}：此处不能写“{1}”",       \
      "write one line of at most 1,024 bytes, no blank at its ends",                           \
      "写一行，最多 1024 字节，首尾无空格")                                                    \
    X(ACT_NO_DOCUMENT, "no_document", "{0}: there is no file '{1}' to read",                   \
      "{0}：没有可读的文件“{1}”", "give the paper's file, or its SHA-256 in 64 hex digits",    \
      "给出文书文件，或其 64 位十六进制 SHA-256")                                              \
    X(ACT_NOT_AN_OBJECT, "not_an_object", "{0}: '{1}' is no JSON object",                      \
      "{0}：“{1}”不是 JSON 对象", "'suyuan registry {3} --help' shows which members it has",   \
      "“suyuan registry {3} --help”说明有哪些成员")                                            \
    X(ACT_MEMBER_UNKNOWN, "unknown_member", "{0}: there is no member '{1}'",                   \
      "{0}：没有成员“{1}”", "'suyuan registry {3} --help' shows which members it has",         \
      "“suyuan registry {3} --help”说明有哪些成员")                                            \
    X(ACT_BAD_TYPE, "bad_type", "{0}: such a value cannot stand there", "{0}：值的类型不对",   \
      "write it as a text, in quotation marks", "写成加引号的文本")                            \
    X(ACT_FIELD_UNKNOWN, "unknown_field", "{0}: '{3}' has no such field",                      \
      "{0}：“{3}”没有这个字段", "'suyuan registry {3} --help' lists them",                     \
      "“suyuan registry {3} --help”列出全部字段")                                              \
    X(ACT_FIELD_TWICE, "field_twice", "{0} is given twice", "{0} 给了两次", "give it once",    \
      "只给一次")                                                                              \
    X(ACT_FIELD_MISSING, "field_missing", "{0} is missing; '{3}' must say it",                 \
      "缺少 {0}，“{3}”必须写明", "'suyuan registry {3} --help' shows an example",              \
      "“suyuan registry {3} --help”有示例")                                                    \
    X(ACT_CONVERTED, "converted", "{0}: read '{1}' as '{2}'", "{0}：“{1}”按“{2}”理解", 0, 0)   \
    X(ACT_POSTED, "posted", "{0}: {1}", "{0}：{1}", 0, 0)                                      \
    X(BAD_STATEMENT_FILE, "bad_statement_file", "{0} is no statement of registry acts: {1}",   \
      "{0} 不是登记行为申报：{1}", "ask whoever prepared it for the file again",               \
      "请准备者重新提供文件")                                                                  \
    X(NOT_A_SIGNER, "not_a_signer", "{0} is none of the keys that {1} names as signers",       \
      "{0} 不是 {1} 指定的签名密钥",                                                           \
      "'suyuan registry sign FILE' shows whose signatures it takes",                           \
      "“suyuan registry sign 文件”显示需要谁签名")                                             \
    X(SIGNATURES_MISSING, "signatures_missing", "{0} still lacks {1} signatures",              \
      "{0} 还缺 {1} 个签名", "suyuan registry sign {0} --key FILE",                            \
      "suyuan registry sign {0} --key 文件")                                                   \
    X(STATEMENT_OF, "statement_of",                                                            \
      "in the name of {0}, prepared {1}:", "以 {0} 的名义，准备于 {1}：", 0, 0)                \
    X(SIGNER_HAS_SIGNED, "signer_has_signed", "  signed   {0}  key {1}",                       \
      "  已签名   {0}  密钥 {1}", 0, 0)                                                        \
    X(SIGNER_IS_MISSING, "signer_is_missing", "  missing  {0}  key {1}",                       \
      "  未签名   {0}  密钥 {1}", 0, 0)                                                        \
    X(STATEMENT_SENT, "statement_sent", "{0} is in the registry", "{0} 已登记", 0, 0)          \
    X(ACT_UNKNOWN_IN_FILE, "unknown_act", "{0}: there is no act '{1}'",                        \
      "{0}：没有登记行为“{1}”",                                                                \
      "write \"act\": \"organisation admit\"; suyuan registry --help lists them",              \
      "写 \"act\": \"organisation admit\"；suyuan registry --help 列出全部")                   \
    X(ACT_BAD_JSON, "bad_json", "{0}: {2}", "{0}：{2}", "mend the object", "改正该对象")       \
    X(ACT_NO_OBJECT, "no_object", "{0}: this is no JSON object", "{0}：不是 JSON 对象",        \
      "write one object an act: {\"act\": \"organisation admit\", ...}",                       \
      "每项写一个对象：{\"act\": \"organisation admit\", ...}")                                \
    X(ACT_VOID_IN_FILE, "void_act", "line {0}, {1}: the registry does not accept this: {2}",   \
      "第 {0} 行，{1}：登记簿不接受：{2}", "mend it and run the command again",                \
      "改正后重新运行")                                                                        \
    X(CHECKING_ACTS, "checking_acts", "checked {0} of {1}", "已检查 {0} / {1}", 0, 0)          \
    X(APPLYING, "applying", "applied {0} of {1}", "已登记 {0} / {1}", 0, 0)                    \
    X(APPLIED, "applied", "applied {0} of {1}, before that {2}; wrong or refused {3}",         \
      "登记 {0} / {1}，此前已登记 {2}；有错或被拒 {3}", 0, 0)                                  \
    X(APPLIED_CHANGED, "applied_changed", "what was applied of {0} has changed since",         \
      "{0} 中已登记的部分后来被改动",                                                          \
      "put it back, or put what is new into another file; --restart begins anew",              \
      "恢复原样，或把新内容放到另一个文件；--restart 从头开始")                                \
    X(APPLY_STOPPED, "apply_stopped", "stopped before the end of {0}", "未到 {0} 末尾即停止",  \
      "mend what is said above and run the same command again: it goes on there, and enters "  \
      "nothing twice",                                                                         \
      "处理上述问题后重新运行同一命令：从停处继续，不会重复登记")                              \
    X(NOTHING_APPLIED, "nothing_applied", "errors: {0}; nothing was sent",                     \
      "{0} 处错误；没有发送", "mend them, or add --proceed to apply the good acts",            \
      "改正，或加 --proceed 只登记正确的")                                                     \
    X(ACT_UNKNOWN, "unknown_act", "there is no act 'registry {0}'",                            \
      "没有登记行为“registry {0}”", "suyuan registry --help lists them",                       \
      "suyuan registry --help 列出全部登记行为")                                               \
    X(ACT_UNKNOWN_NEAR, "unknown_act", "there is no act 'registry {0}'",                       \
      "没有登记行为“registry {0}”", "did you mean 'suyuan registry {1}'?",                     \
      "是不是“suyuan registry {1}”？")

#endif
