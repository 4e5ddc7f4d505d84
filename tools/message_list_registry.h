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
    X(BAD_USCC, "bad_uscc", "'{0}' is no unified social credit code",                                     \
      "“{0}”不是统一社会信用代码",                                                                        \
      "a code has 18 characters of 0-9 and A-Z without I O S V Z; who has none gets --id",                \
      "代码 18 位，由 0-9 和除 I O S V Z 外的大写字母组成；没有代码者用 --id")                            \
    X(WRONG_CHECK_CHARACTER, "bad_check_digit",                                                           \
      "the code {0} should end in {1}: a character is mistyped",                                          \
      "代码 {0} 的末位应为 {1}：有字符写错了",                                                            \
      "compare it with the licence (with the same first 17 it would be {2}); if the licence "             \
      "really says so, add --override REASON",                                                            \
      "与营业执照核对（前 17 位不变时应为 {2}）；执照确实如此时加 --override 理由")                       \
    X(SUBJECT_NOT_GIVEN, "subject_not_given", "who is to be admitted is not said",                        \
      "没有说明准入谁", "give --uscc CODE, or --id reg:310115-42 for who has no code",                    \
      "给出 --uscc 代码；没有代码者用 --id reg:310115-42")                                                \
    X(BAD_ORGANISATION_ID, "bad_organisation_id", "'{0}' is no registry id",                              \
      "“{0}”不是登记号",                                                                                  \
      "write uscc:<18 characters>, gln:<13 digits> or reg:<district>-<number>",                           \
      "写成 uscc:<18 位>、gln:<13 位> 或 reg:<区代码>-<编号>")                                            \
    X(BAD_DISTRICT, "bad_district", "--district {0} is no district",                                      \
      "--district {0} 不是区代码", "give six digits of GB/T 2260, as 310115",                             \
      "给出 GB/T 2260 的六位数字，如 310115")                                                             \
    X(NO_SUCH_KEY, "no_such_key", "{0} has no key of that use", "{0} 中没有该用途的密钥",                 \
      "an organisation's key file has them: suyuan key new FILE",                                         \
      "企业密钥文件才有：suyuan key new 文件")                                                            \
    X(NEXT_AFTER_REQUEST, "next_after_request",                                                           \
      "hand the request to your office: it registers the key with 'suyuan registry'",                     \
      "将申请交给主管机构，由其用“suyuan registry”登记", 0, 0)                                            \
    X(BAD_KEY_USE, "bad_key_use", "--use {0} is neither sign nor connect",                                \
      "--use {0} 不是 sign 或 connect", "write --use sign or --use connect",                              \
      "写 --use sign 或 --use connect")                                                                   \
    X(BAD_SINCE, "bad_since", "--since {0} is no time", "--since {0} 不是时间",                           \
      "write now, or a time with its offset: 2026-11-23T08:00:00+08:00",                                  \
      "写 now，或带时区的时间：2026-11-23T08:00:00+08:00")                                                \
    X(ADMITTED, "admitted", "admitted {0}", "已准入 {0}", 0, 0)                                           \
    X(NEXT_AFTER_ADMIT, "next_after_admit",                                                               \
      "it can report events: suyuan append --network {0} --node CODE --key ITS.key --as {1} "             \
      "FILE...",                                                                                          \
      "企业可以申报事件：suyuan append --network {0} --node 代码 "                             \
      "--key 企业.key --as {1} "                                                                        \
      "文件...",                                                                                          \
      0, 0)                                                                                               \
    X(KEY_ADDED, "key_added", "added a key of {0}", "已为 {0} 增加密钥", 0, 0)                            \
    X(KEY_RETIRED, "key_retired", "retired the key {0}", "已停用密钥 {0}", 0, 0)                          \
    X(KEY_REVOKED, "key_revoked", "revoked the key {0}", "已吊销密钥 {0}", 0, 0)                          \
    X(LIST_KEY_IN_FORCE, "list_key_in_force", "  {0}  {1}  in force", "  {0}  {1}  有效", 0,              \
      0)                                                                                                  \
    X(LIST_KEY_RETIRED, "list_key_retired", "  {0}  {1}  retired", "  {0}  {1}  已停用", 0, 0)            \
    X(LIST_KEY_REVOKED, "list_key_revoked", "  {0}  {1}  revoked since {2}",                              \
      "  {0}  {1}  自 {2} 起吊销", 0, 0)                                                                  \
    X(LIST_VERIFIED, "list_verified", "all {0} entries of {1} verify",                                    \
      "{1} 的 {0} 个条目全部核验通过", 0, 0)

#endif
