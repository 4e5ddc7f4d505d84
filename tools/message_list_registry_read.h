/* message_list_registry_read.h - the part of message_list.h about reading the registry. */
#ifndef SY_MESSAGE_LIST_REGISTRY_READ_H
#define SY_MESSAGE_LIST_REGISTRY_READ_H

#define SY_MESSAGE_LIST_REGISTRY_READ(X)                                                       \
    X(REGISTRY_FORKED, "registry_forked",                                                      \
      "node {0} serves a registry of {1} entries that contradicts the {2} that were verified " \
      "before: one of the two was rewritten",                                                  \
      "节点 {0} 提供的登记簿（{1} 个条目）与此前核验过的 {2} 个条目相矛盾：其中一份被改写过",  \
      "do not rely on this node; keep {3}, which it signed, and tell the authority",           \
      "不要采信该节点；保留其签署的 {3} 并报告管理机构")                                       \
    X(REGISTRY_BEHIND, "registry_behind",                                                      \
      "node {0} shows only {1} entries of the registry; the {2} that were verified before "    \
      "hold",                                                                                  \
      "节点 {0} 只给出登记簿的 {1} 个条目；仍以此前核验过的 {2} 个为准",                       \
      "ask another node, or tell the operator of this one",                                    \
      "询问其他节点，或告知该节点的运行者")                                                    \
    X(REGISTRY_TOO_FAR_BEHIND, "registry_behind",                                              \
      "node {0} shows only {1} entries of the registry; {2} were verified before, and not "    \
      "all of them are here any more",                                                         \
      "节点 {0} 只给出登记簿的 {1} 个条目；此前核验过 {2} 个，但本机已不全",                   \
      "ask another node: this one hides entries, or was put back from an older copy",          \
      "询问其他节点：该节点隐瞒条目，或由旧备份恢复")                                          \
    X(REGISTRY_COPY_DAMAGED, "registry_copy_damaged",                                          \
      "the copy of the registry in {0} cannot be used; it is read again",                      \
      "{0} 中的登记簿副本不可用；现重新读取",                                                  \
      "nothing is lost; if it comes again, look at the disk",                                  \
      "没有丢失；如再次出现，请检查磁盘")                                                      \
    X(PROFILE_HEAD, "profile_head", "{0} {1}", "{0} {1}", 0, 0)                                \
    X(PROFILE_STANDS, "profile_stands", "  {0}, since {1}", "  {0}，自 {1}", 0, 0)             \
    X(PROFILE_BY, "profile_by", "  {0} by {1}, entry {2} of the registry",                     \
      "  由 {1} {0}，登记簿条目 {2}", 0, 0)                                                    \
    X(PROFILE_UNTIL, "profile_until", "{0} until {1}", "{0}至 {1}", 0, 0)                      \
    X(PROFILE_UNTIL_REINSTATED, "profile_until_reinstated", "{0} until reinstated",            \
      "{0}至恢复为止", 0, 0)                                                                   \
    X(PROFILE_NOT_BEFORE, "profile_not_before", "{0}, from {1}", "{0}，{1} 起", 0, 0)          \
    X(PROFILE_GROUP, "profile_group", "{0}:", "{0}：", 0, 0)                                   \
    X(PROFILE_FORMERLY, "profile_formerly", "  formerly {0}, until {1}", "  曾为 {0}，至 {1}", \
      0, 0)                                                                                    \
    X(PROFILE_TO_COME, "profile_to_come", "  to be {0}, from {1}", "  将为 {0}，自 {1} 起", 0, \
      0)                                                                                       \
    X(PROFILE_MORE, "profile_more", "  and {0} more; --json lists them all",                   \
      "  另有 {0} 项；--json 全部列出", 0, 0)                                                  \
    X(PROFILE_LATER, "profile_later",                                                          \
      "{0} was not registered then; it was later, by entry {1}",                               \
      "{0} 当时尚未登记；后由条目 {1} 登记", 0, 0)                                             \
    X(SHOW_READ_AS, "read_as", "read as {0}", "按 {0} 查找", 0, 0)                             \
    X(SHOW_AS_OF, "as_of", "as of {0} entries of {1}, {2}: what was known and right then",     \
      "截至 {1} 的 {0} 个条目，{2}：当时所知、当时有效的答案", 0, 0)                           \
    X(SHOW_FORMER, "former_code",                                                              \
      "{0} is a former district code: {1}{2}, whose records {3} answers for now",              \
      "{0} 是原区划代码：{1}{2}，其记录现由 {3} 负责", 0, 0)                                   \
    X(SHOW_FORMER_UNTIL, "former_until", ", until {0}", "，至 {0} 年", 0, 0)                   \
    X(SHOW_FOUND_MORE, "found_more",                                                           \
      "there are more of that number; name one as it stands above",                            \
      "还有更多同号登记；请写明其中一个", 0, 0)                                                \
    X(SHOW_VERIFIED, "show_verified", "verified: {0} entries of {1}",                          \
      "已核验：{1} 的 {0} 个条目", 0, 0)                                                       \
    X(REGISTRY_UNKNOWN, "registry_unknown",                                                    \
      "unknown: {0} stands nowhere in the {1} entries of the registry",                        \
      "查无：登记簿的 {1} 个条目中没有 {0}",                                                   \
      "compare it with the paper; nobody has registered it in this network",                   \
      "与证件核对；本网络中无人登记过")                                                        \
    X(REGISTRY_UNKNOWN_DIGIT, "registry_unknown",                                              \
      "unknown: {0} stands nowhere in the {1} entries of the registry, and its last "          \
      "character should be {2}",                                                               \
      "查无：登记簿的 {1} 个条目中没有 {0}，且其末位应为 {2}",                                 \
      "a character is mistyped, or the number is made up; compare it with the paper",          \
      "有字符写错，或号码系编造；与证件核对")                                                  \
    X(REGISTRY_NOT_THEN, "registry_not_then", "{0} was not registered then",                   \
      "{0} 当时尚未登记", "leave --as-of out for what is known now", "不加 --as-of 即查现状")  \
    X(BAD_AS_OF, "bad_as_of", "--as-of {0} is neither a number of entries nor a time",         \
      "--as-of {0} 既不是条目数，也不是时间",                                                  \
      "write a number, or a time with its offset: 2026-11-23T08:00:00+08:00",                  \
      "写条目数，或带时区的时间：2026-11-23T08:00:00+08:00")                                   \
    X(AS_OF_BEYOND, "as_of_beyond",                                                            \
      "--as-of {0} is beyond what is known: {1} entries, until {2}",                           \
      "--as-of {0} 超出已知范围：{1} 个条目，至 {2}",                                          \
      "give what has been already, or leave --as-of out", "给出已有的范围，或不加 --as-of")    \
    X(HISTORY_ACT, "history_act", "entry {0}  {1}  {2} by {3}", "条目 {0}  {1}  由 {3} {2}",   \
      0, 0)                                                                                    \
    X(HISTORY_VOID, "history_void", "entry {0}  {1}  without effect: {2} by {3}",              \
      "条目 {0}  {1}  无效：由 {3} {2}", 0, 0)                                                 \
    X(BAD_TYPE, "bad_type", "--type {0} is registered nowhere", "--type {0} 不是登记类别",     \
      "one of {1}", "应为 {1} 之一")                                                           \
    X(BAD_FORMAT, "bad_format", "--format {0} is neither csv nor json",                        \
      "--format {0} 不是 csv 或 json", "write --format csv or --format json",                  \
      "写 --format csv 或 --format json")                                                      \
    X(SIGNED_KEY_OF, "signed_key_of", "key {0} of {1}", "密钥 {0}，属于 {1}", 0, 0)            \
    X(SIGNED_KEY_UNKNOWN, "signed_key_unknown", "key {0}, which the registry does not have",   \
      "密钥 {0}，登记簿中没有", 0, 0)                                                          \
    X(SIGNED_KEY_REVOKED, "signed_key_revoked",                                                \
      "revoked since {0}: what came after is suspect", "自 {0} 起吊销：其后的内容可疑", 0, 0)  \
    X(SIGNED_KEY_RETIRED, "signed_key_retired",                                                \
      "retired in order: what it signed before stands", "已正常停用：此前所签仍有效", 0, 0)    \
    X(SIGNED_ENTRY, "signed_entry", "{0}  {1}  {2} records for {3}",                           \
      "{0}  {1}  {3} 的 {2} 条记录", 0, 0)                                                     \
    X(SIGNED_SUSPECT, "signed_suspect", "---- suspect, since {0} ----",                        \
      "---- 可疑：自 {0} 起 ----", 0, 0)                                                       \
    X(SIGNED_FINDING, "signed_finding",                                                        \
      "  finding: the key was not in force then; another one that was signed beside it",       \
      "  异常：当时该密钥已失效，另有有效密钥一并签名", 0, 0)                                  \
    X(SIGNED_AS_OF, "signed_as_of", "{0}: as far as {1} entries", "{0}：截至 {1} 个条目", 0,   \
      0)                                                                                       \
    X(SIGNED_END, "signed_end",                                                                \
      "{0} entries, each verified; {1} of them suspect. That none is missing, only an audit "  \
      "of the logs shows",                                                                     \
      "共 {0} 个条目，逐一核验；其中可疑 {1} 个。是否有遗漏，须审核整个日志", 0, 0)            \
    X(BAD_SIGNED_KEY, "bad_signed_key", "'{0}' is no public key", "“{0}”不是公钥",             \
      "copy public_key from 'suyuan key show FILE', or key:... from 'suyuan registry show'",   \
      "从“suyuan key show 文件”复制 public_key，或从“suyuan registry show”复制 key:...")       \
    X(BAD_SIGNED_SINCE, "bad_time", "--since {0} is no time", "--since {0} 不是时间",          \
      "write a time with its offset: 2026-11-23T08:00:00+08:00",                               \
      "写带时区的时间：2026-11-23T08:00:00+08:00")                                             \
    X(SHOW_NETWORK_KEY, "network_key", "a key of the network itself: {0} {1}",                 \
      "网络自身的密钥：{0} {1}", 0, 0)                                                         \
    X(NEXT_SHOW_NETWORK, "next_show_network", "suyuan network show lists them all",            \
      "suyuan network show 列出全部", 0, 0)

#endif
