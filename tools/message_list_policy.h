/* message_list_policy.h - the part of message_list.h about policies: what is wrong with a
 * document, what it changes, and what became of it. */
#ifndef SY_MESSAGE_LIST_POLICY_H
#define SY_MESSAGE_LIST_POLICY_H

#define SY_MESSAGE_LIST_POLICY(X)                                                              \
    X(BAD_HASH, "bad_hash", "{0}: '{1}' is no SHA-256 hash", "{0}：“{1}”不是 SHA-256 散列",    \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(POLICY_FORM, "policy_form", "{0}: behind the document only lines '{1}' may stand",       \
      "{0}：文件正文之后只能有“{1}”行", "get the file again from where it came from",          \
      "从原处重新取得这个文件")                                                                \
    X(POLICY_NETWORK, "policy_network", "{0}: this policy is of another network: {1}",         \
      "{0}：这是另一个网络的规则：{1}", "check --network", "检查 --network")                   \
    X(POLICY_VERSION, "policy_version", "{0}: the next policy is version {1}",                 \
      "{0}：下一版应为第 {1} 版",                                                              \
      "another one has come first: make it again with the command that made it",               \
      "已有另一版先行生效：用原来的命令重新生成")                                              \
    X(POLICY_PREVIOUS, "policy_previous",                                                      \
      "{0}: this does not follow the policy in force, whose hash is {1}",                      \
      "{0}：没有接在现行规则之后，其散列为 {1}", "make it again with 'suyuan policy new'",     \
      "用“suyuan policy new”重新生成")                                                         \
    X(POLICY_REGISTRY, "policy_registry", "{0}: the registry's log {1} cannot be changed",     \
      "{0}：登记簿日志 {1} 不能改动", "make it again with 'suyuan policy new'",                \
      "用“suyuan policy new”重新生成")                                                         \
    X(POLICY_LOG_DROPPED, "policy_log_dropped", "{0}: the log {1} is missing",                 \
      "{0}：缺少日志 {1}", "a log that ends is closed and stays in the list: --close-log",     \
      "要结束的日志应关闭并留在清单中：--close-log")                                           \
    X(POLICY_LOG_CHANGED, "policy_log_changed",                                                \
      "{0}: key, owner, last size or last root of the log {1} would change",                   \
      "{0}：日志 {1} 的密钥、所有者、最终条数或最终根会改变",                                  \
      "close it and open its successor: --close-log, --open-log",                              \
      "关闭它并开设后继：--close-log、--open-log")                                             \
    X(POLICY_LOG_REOPENED, "policy_log_reopened", "{0}: the log {1} is closed for good",       \
      "{0}：日志 {1} 已永久关闭", "open its successor: --open-log", "开设后继：--open-log")    \
    X(POLICY_LOG_NEW, "policy_log_new", "{0}: the log {1} would be closed before it was open", \
      "{0}：日志 {1} 尚未开设就被关闭", "leave it out", "去掉它")                              \
    X(POLICY_KEY_REUSED, "policy_key_reused", "{0}: this key was for something else: {1}",     \
      "{0}：此密钥原作他用：{1}", "every purpose needs a key of its own: make a new one",      \
      "每个用途要有自己的密钥：重新生成")                                                      \
    X(POLICY_SIGNATURE, "policy_signature", "{0}: signature {1} does not verify",              \
      "{0}：第 {1} 个签名核验不过",                                                            \
      "the document was changed after it was signed; get it again, or sign it again",          \
      "文件在签名后被改动；重新取得或重新签名")                                                \
    X(POLICY_SIGNER, "policy_signer",                                                          \
      "{0}: signature {1} is of nobody who is an authority before or after",                   \
      "{0}：第 {1} 个签名者在此前和此后都不是管理机构", "remove that line", "去掉这一行")      \
    X(POLICY_SIGNATURE_ORDER, "policy_signature_order",                                        \
      "{0}: signature {1} is out of order, or stands twice",                                   \
      "{0}：第 {1} 个签名次序不对或重复", "get the file again from where it came from",        \
      "从原处重新取得这个文件")                                                                \
    X(POLICY_TOO_FEW_BEFORE, "policy_too_few_before",                                          \
      "{0}: too few of the authorities in force have signed: {1}",                             \
      "{0}：现任管理机构签名不足：{1}", "have more of them sign: suyuan policy sign",          \
      "请更多机构签名：suyuan policy sign")                                                    \
    X(POLICY_TOO_FEW_AFTER, "policy_too_few_after",                                            \
      "{0}: too few of the authorities that it names have signed: {1}",                        \
      "{0}：新任管理机构签名不足：{1}", "have more of them sign: suyuan policy sign",          \
      "请更多机构签名：suyuan policy sign")                                                    \
    X(POLICY_GAP, "policy_gap", "{0} is there, but the version before it is not",              \
      "有 {0}，但缺少前一版",                                                                  \
      "remove the folder policies beside network.json; the next command that asks a node "     \
      "fetches all of them",                                                                   \
      "删除 network.json 旁的 policies 目录；下一个询问节点的命令会全部取回")                  \
    X(POLICY_NOT_KEPT, "policy_not_kept",                                                      \
      "policy version {1} is verified, but cannot be kept as {0}",                             \
      "第 {1} 版规则已核验，但无法存为 {0}",                                                   \
      "make the folder writable, or copy the file there: an older one could be shown again",   \
      "使目录可写，或把文件复制过去：否则旧版仍可能被出示")                                    \
    X(PEER_POLICY_OLDER, "peer_policy_older",                                                  \
      "node {0} follows policy version {1}, this folder knows version {2}; version {2} holds", \
      "节点 {0} 执行第 {1} 版规则，本目录已知第 {2} 版；以第 {2} 版为准",                      \
      "ask the node's operator why it is behind; other nodes may be up to date",               \
      "询问该节点的运营者为何落后；其他节点可能是新的")                                        \
    X(PEER_POLICY_WRONG, "peer_policy_wrong",                                                  \
      "node {0} offers a policy version {1} that does not hold: {2}",                          \
      "节点 {0} 出示的第 {1} 版规则不成立：{2}",                                               \
      "do not rely on it; keep these messages and tell the authority",                         \
      "不要采信；保留这些信息并报告管理机构")                                                  \
    X(PEER_NODE_GONE, "peer_node_gone",                                                        \
      "node {0} is no longer in the network, by policy version {1}",                           \
      "按第 {1} 版规则，节点 {0} 已不在网络中",                                                \
      "'suyuan network show' lists the nodes; ask one of those",                               \
      "“suyuan network show”列出节点；请询问其中之一")                                         \
    X(RECEIPT_POLICY_NEWER, "receipt_policy_newer",                                            \
      "{0}: it was made under policy version {1}, this folder knows version {2}",              \
      "{0}：按第 {1} 版规则出具，本目录只知第 {2} 版",                                         \
      "fetch the policy: suyuan policy fetch --network DIR; then verify again",                \
      "取回规则：suyuan policy fetch --network 目录；再核验")                                  \
    X(POLICY_UP_TO_DATE, "policy_up_to_date", "policy version {0} is in force",                \
      "现行规则为第 {0} 版", 0, 0)                                                             \
    X(POLICY_KNOWN, "policy_known",                                                            \
      "policy version {0} is the newest known here; 'suyuan policy fetch' asks a node",        \
      "本目录所知最新规则为第 {0} 版；可用“suyuan policy fetch”询问节点", 0, 0)                \
    X(STATUS_POLICY, "status_policy", "  policy version {0}", "  规则第 {0} 版", 0, 0)         \
    X(POLICY_CUTS_OFF, "policy_cuts_off",                                                      \
      "the log {0} has {1} entries at node {3}, or another root, where the policy ends it at " \
      "{2}: what stands behind would be valid no more",                                        \
      "日志 {0} 在节点 {3} 处有 {1} 条，或根不同，而规则使其止于 {2} "    \
      "条：其后的内容将不再有效",                                                              \
      "stop what appends to it and make the policy again: suyuan policy close {0}; or say "    \
      "--cut-off",                                                                             \
      "停止向其追加，并重新拟定：suyuan policy close {0}；或加上 --cut-off")                   \
    X(LOG_IS_CLOSED, "log_is_closed", "the log {0} is closed, and has no successor yet",       \
      "日志 {0} 已关闭，尚无后继", "append at another node, or later",                         \
      "向其他节点追加，或稍后再试")                                                            \
    X(POLICY_WRITTEN, "policy_written", "wrote {0}: policy version {1}, not in force yet",     \
      "已写出 {0}：第 {1} 版规则，尚未生效", 0, 0)                                             \
    X(POLICY_SHOWN, "policy_shown", "policy version {0} of {1}", "{1} 的第 {0} 版规则", 0, 0)  \
    X(POLICY_SIGNED_BEFORE, "policy_signed_before",                                            \
      "signed by {0} of the authorities in force before it; {1} must",                         \
      "此前在任的管理机构已有 {0} 个签名；须 {1} 个", 0, 0)                                    \
    X(POLICY_SIGNED_AFTER, "policy_signed_after",                                              \
      "signed by {0} of the authorities that it names; {1} must",                              \
      "所列管理机构已有 {0} 个签名；须 {1} 个", 0, 0)                                          \
    X(NEXT_POLICY_SIGN, "next_policy_sign",                                                    \
      "every authority: suyuan policy sign {0} --network {1} --key authority.key",             \
      "各管理机构：suyuan policy sign {0} --network {1} --key authority.key", 0, 0)            \
    X(NEXT_POLICY_ADOPT, "next_policy_adopt",                                                  \
      "suyuan policy adopt {0} --network {1} --key authority.key",                             \
      "suyuan policy adopt {0} --network {1} --key authority.key", 0, 0)                       \
    X(NEXT_AFTER_AUTHORITY_KEY, "next_after_authority_key",                                    \
      "give public_key and connect_key to whoever writes the policy: suyuan policy new "       \
      "--add-authority PUBLIC_KEY,CONNECT_KEY; keep {0} secret",                               \
      "把 public_key 和 connect_key 交给拟定规则者：suyuan policy new "              \
      "--add-authority 公钥,连接公钥；{0} 须保密",                                             \
      0, 0)                                                                                    \
    X(POLICY_ADOPTED, "policy_adopted", "policy version {0} is in force: registry entry {1}",  \
      "第 {0} 版规则已生效：登记簿第 {1} 条", 0, 0)                                            \
    X(NEXT_POLICY_NODES, "next_policy_nodes",                                                  \
      "nodes take it up by themselves; a node whose log opened or is succeeded needs that "    \
      "log's key in its key file: a line log ORIGIN",                                          \
      "各节点自行生效；有日志新开或接续的节点，其密钥文件须有该日志的密钥：log 名称 一行", 0,  \
      0)                                                                                       \
    X(POLICY_SIGNED_ALREADY, "policy_signed_already", "{0} has signed {1} already",            \
      "{0} 已在 {1} 上签名", "have another authority sign it", "请另一个管理机构签名")         \
    X(POLICY_NOT_A_SIGNER, "policy_not_a_signer",                                              \
      "{0} is no key file of an authority in force or of one that {1} names",                  \
      "{0} 不是现任管理机构或 {1} 所列管理机构的密钥文件",                                     \
      "give the authority.key of one of them", "给出其中之一的 authority.key")                 \
    X(POLICY_BAD_AUTHORITY, "policy_bad_authority", "--{0} {1} names no authority",            \
      "--{0} {1} 不是管理机构",                                                                \
      "write PUBLIC_KEY,CONNECT_KEY to add and PUBLIC_KEY to remove, as 'suyuan key show "     \
      "authority.key' prints them",                                                            \
      "增加写 public_key,connect_key，移除写 public_key，由“suyuan key show "       \
      "authority.key”显示")                                                                    \
    X(POLICY_BAD_LOG, "policy_bad_log", "--{0} {1} is no log that this can be done to",        \
      "--{0} {1} 不是可作此处理的日志",                                                        \
      "open NAME/CODE of a node that has no open log, NAME/CODE/2 behind one that is closed, " \
      "and so on; close one that is open",                                                     \
      "开设：无开放日志的节点用 名称/代码，已关闭者之后用 名称/代码/2；关闭：须为开放的日志")  \
    X(POLICY_BAD_END, "policy_bad_end", "where {0} ends is not said, or not rightly",          \
      "没有正确说明 {0} 止于何处",                                                             \
      "add --checkpoint FILE with its last signed checkpoint, or --size N --root BASE64",      \
      "加上 --checkpoint 文件（其最后的签名检查点），或 --size N --root BASE64")               \
    X(POLICY_BAD_COSIGNER, "policy_bad_cosigner", "--{0} {1} is no vkey of a cosigner",        \
      "--{0} {1} 不是共签者的验证密钥",                                                        \
      "copy mirror or witness from 'suyuan key show NODE.key'",                                \
      "从“suyuan key show NODE.key”复制 mirror 或 witness")                                    \
    X(POLICY_BAD_NODE, "policy_bad_node", "--{0} {1} is no node", "--{0} {1} 不是节点",        \
      "write CODE,TRANSPORT_KEY,STATEMENT_KEY to add and CODE to remove",                      \
      "增加写 代码,transport_key,statement_key，移除写 代码")                                  \
    X(POLICY_TOO_LONG, "policy_too_long", "the policy would have {0} bytes, at most {1} fit",  \
      "规则文件将有 {0} 字节，上限 {1}", "remove what is no longer needed",                    \
      "去掉不再需要的内容")                                                                    \
    X(POLICY_CHANGES_NOTHING, "policy_changes_nothing", "  nothing changes", "  没有变化", 0,  \
      0)                                                                                       \
    X(POLICY_AUTHORITY_ADDED, "policy_authority_added", "  authority joins: {0}",              \
      "  增加管理机构：{0}", 0, 0)                                                             \
    X(POLICY_AUTHORITY_REMOVED, "policy_authority_removed", "  authority leaves: {0}",         \
      "  移除管理机构：{0}", 0, 0)                                                             \
    X(POLICY_AUTHORITY_NEEDED, "policy_authority_needed",                                      \
      "  {0} of {1} authorities must sign; until now {2} of {3}",                              \
      "  {1} 个管理机构中须有 {0} 个签名；此前为 {3} 个中 {2} 个", 0, 0)                       \
    X(POLICY_LOG_OPENED, "policy_log_opened", "  log opens: {0}, owned by node {1}",           \
      "  开设日志：{0}，属节点 {1}", 0, 0)                                                     \
    X(POLICY_LOG_CLOSED, "policy_log_closed", "  log closes: {0}, at {1} entries, root {2}",   \
      "  关闭日志：{0}，止于 {1} 条，根 {2}", 0, 0)                                            \
    X(POLICY_NODE_ADDED, "policy_node_added", "  node joins: {0}", "  增加节点：{0}", 0, 0)    \
    X(POLICY_NODE_REMOVED, "policy_node_removed", "  node leaves: {0}", "  移除节点：{0}", 0,  \
      0)                                                                                       \
    X(POLICY_NODE_CHANGED, "policy_node_changed", "  node has other keys: {0}",                \
      "  节点更换密钥：{0}", 0, 0)                                                             \
    X(POLICY_COSIGNER_ADDED, "policy_cosigner_added", "  cosigner joins: {0}",                 \
      "  增加共签者：{0}", 0, 0)                                                               \
    X(POLICY_COSIGNER_REMOVED, "policy_cosigner_removed", "  cosigner leaves: {0}",            \
      "  移除共签者：{0}", 0, 0)                                                               \
    X(POLICY_COSIGNER_CHANGED, "policy_cosigner_changed", "  cosigner has another key: {0}",   \
      "  共签者更换密钥：{0}", 0, 0)                                                           \
    X(POLICY_QUORUM_CHANGED, "policy_quorum_changed",                                          \
      "  quorum: {0} of {1} votes; until now {2} of {3}",                                      \
      "  法定数：{1} 票中 {0} 票；此前为 {3} 票中 {2} 票", 0, 0)                               \
    X(POLICY_LIMITS_CHANGED, "policy_limits_changed",                                          \
      "  a statement has at most {0} bytes and {1} records",                                   \
      "  一份申报至多 {0} 字节、{1} 条记录", 0, 0)

#endif
