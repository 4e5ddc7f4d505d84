/* message_list_ask.h - the part of the catalogue for commands that ask a node; see
 * message_list.h. */
#ifndef SY_MESSAGE_LIST_ASK_H
#define SY_MESSAGE_LIST_ASK_H

#define SY_MESSAGE_LIST_ASK(X)                                                                 \
    SY_MESSAGE_LIST_PEER(X)                                                                    \
    SY_MESSAGE_LIST_BROKEN(X)                                                                  \
    SY_MESSAGE_LIST_STATUS(X)

/* A node that is asked: {0} its code, {1} its address, {2} what it said. */
#define SY_MESSAGE_LIST_PEER(X)                                                                \
    X(PEER_NOT_IN_NETWORK, "unknown_node", "there is no node {0} in the network {1}",          \
      "网络 {1} 中没有节点 {0}", "'suyuan network show' lists the nodes",                      \
      "“suyuan network show”列出节点")                                                         \
    X(PEER_WITHOUT_ADDRESS, "node_without_address", "nodes.json has no address of node {0}",   \
      "nodes.json 中没有节点 {0} 的地址",                                                      \
      "put nodes.json beside network.json, or write --node {0}=HOST:PORT",                     \
      "把 nodes.json 放在 network.json 旁边，或写 --node {0}=主机:端口")                       \
    X(PEER_UNREACHABLE, "node_unreachable", "node {0} cannot be reached at {1} ({2})",         \
      "在 {1} 联系不上节点 {0}（{2}）",                                                        \
      "check that suyuand is running and the address is right, or try another node",           \
      "检查 suyuand 是否在运行、地址是否正确，或换一个节点")                                   \
    X(PEER_TIMEOUT, "timeout", "node {0} at {1} did not answer in time",                       \
      "节点 {0}（{1}）没有及时回答", "try again; if it stays so, look at the node's log",      \
      "再试一次；若仍如此，查看节点的日志")                                                    \
    X(PEER_WRONG_KEY, "node_wrong_key", "whoever answers at {1} is not node {0} ({2})",        \
      "在 {1} 应答的不是节点 {0}（{2}）",                                                      \
      "nothing was sent; check the address, and that network.json is the right network's",     \
      "没有发送任何内容；检查地址，以及 network.json 是不是这个网络的")                        \
    X(PEER_MALFORMED, "node_malformed", "node {0} at {1} does not keep to the protocol ({2})", \
      "节点 {0}（{1}）不守协议（{2}）",                                                        \
      "compare the versions of suyuan and suyuand; tell whoever runs the node",                \
      "核对 suyuan 与 suyuand 的版本；告知节点管理者")                                         \
    X(PEER_VERSION, "bad_version", "node {0} at {1} speaks another version ({2})",             \
      "节点 {0}（{1}）的协议版本不同（{2}）", "use the same version of suyuan and suyuand",    \
      "suyuan 与 suyuand 使用同一版本")                                                        \
    X(PEER_BUSY, "node_busy", "node {0} at {1} is busy or stopping ({2})",                     \
      "节点 {0}（{1}）正忙或正在停止（{2}）", "try again in a moment", "稍后再试")             \
    X(PEER_FULL, "node_full", "node {0} at {1} has no room ({2})",                             \
      "节点 {0}（{1}）没有空间（{2}）",                                                        \
      "nothing was stored; whoever runs the node must make room, then run this again",         \
      "没有存入任何内容；请节点管理者腾出空间，然后重新运行")                                  \
    X(PEER_WRONG_NETWORK, "wrong_network", "node {0} at {1} belongs to another network ({2})", \
      "节点 {0}（{1}）属于另一个网络（{2}）",                                                  \
      "use the network.json that the node was started with", "使用启动该节点的 network.json")  \
    X(PEER_UNKNOWN_KEY, "key_refused", "node {0} at {1} does not take this key ({2})",         \
      "节点 {0}（{1}）不接受这个密钥（{2}）",                                                  \
      "check --key and --as; 'suyuan registry list' shows who is admitted with which keys",    \
      "检查 --key 和 --as；“suyuan registry list”列出已准入者及其密钥")                        \
    X(PEER_FAULT, "node_fault", "node {0} at {1} has a fault ({2})",                           \
      "节点 {0}（{1}）出了故障（{2}）",                                                        \
      "whoever runs the node should look at its log and disk", "请节点管理者查看日志和磁盘")   \
    X(PEER_REFUSED, "node_refused", "node {0} at {1} refuses: {2}",                            \
      "节点 {0}（{1}）拒绝：{2}",                                                              \
      "what it says in brackets or behind the colon is the reason", "冒号后面就是原因")        \
    X(KEY_CANNOT_CONNECT, "key_cannot_connect",                                                \
      "{0} is a node's key file and shows nobody's "                                           \
      "identity",                                                                              \
      "{0} 是节点的密钥文件，不能证明身份",                                                    \
      "give an organisation's or the authority's key file, or leave --key out",                \
      "给出企业或管理机构的密钥文件，或去掉 --key")                                            \
    X(SUBJECT_MISSING, "subject_missing", "whose key is {0}?", "{0} 是谁的密钥？",             \
      "add --as with the registry id of the organisation, as --as uscc:91310112087994932F; "   \
      "or "                                                                                    \
      "set SUYUAN_AS",                                                                         \
      "用 --as 写明企业的登记号，如 --as uscc:91310112087994932F；或设置 SUYUAN_AS")

/* What does not verify. */
#define SY_MESSAGE_LIST_BROKEN(X)                                                              \
    X(READING_REGISTRY, "reading_registry", "reading the registry: {0} of {1} entries",        \
      "正在读取登记日志：{0}/{1} 条", 0, 0)                                                    \
    X(MACHINE_FAULT, "machine_fault", "this machine could not do it ({0})",                    \
      "本机无法完成（{0}）", "check the disk, and the space under $TMPDIR",                    \
      "检查磁盘，以及 $TMPDIR 的空间")                                                         \
    X(CHECKPOINT_BROKEN, "bad_checkpoint",                                                     \
      "the checkpoint of {0} cannot be trusted: {2} ({1})", "{0} 的检查点不可信：{2}（{1}）",  \
      "believe nothing of this log; ask another node, and keep what you were sent as "         \
      "evidence",                                                                              \
      "不要相信这个日志；询问别的节点，并保留收到的内容作为证据")                              \
    X(LOG_BROKEN, "log_broken", "{0} does not verify at entry {1}: {3} ({2})",                 \
      "{0} 在条目 {1} 处校验不通过：{3}（{2}）",                                               \
      "believe nothing from there on; compare with another node or a copy, and tell the "      \
      "authority",                                                                             \
      "从该处起不可信；与别的节点或副本比对，并告知管理机构")                                  \
    X(ENTRY_BROKEN, "entry_broken", "entry {1} of {0} does not verify: {3} ({2})",             \
      "{0} 的条目 {1} 校验不通过：{3}（{2}）",                                                 \
      "do not rely on this answer; ask another node, and tell the authority",                  \
      "不要依据这个回答；询问别的节点，并告知管理机构")                                        \
    X(RULE_V1, "rule_v1",                                                                      \
      "an entry must be in its one canonical encoding and within its limits",                  \
      "条目必须是唯一的规范编码且不超限", 0, 0)                                                \
    X(RULE_V2, "rule_v2",                                                                      \
      "an entry must carry the next index and the hash of the entry before it",                \
      "条目必须带下一个序号和前一条目的散列", 0, 0)                                            \
    X(RULE_V3, "rule_v3",                                                                      \
      "times and registry sizes never go back, and the registry root is true",                 \
      "时间与登记日志大小不得倒退，登记日志的根必须属实", 0, 0)                                \
    X(RULE_V4, "rule_v4", "every signature must be the signer's", "每个签名都必须出自签名者",  \
      0, 0)                                                                                    \
    X(RULE_V5, "rule_v5", "only those whom the registry allows may sign for a principal",      \
      "只有登记日志准许的人才能代表主体签名", 0, 0)                                            \
    X(RULE_V6, "rule_v6", "the records must be those that were signed, part by part",          \
      "记录必须逐部分与所签一致", 0, 0)                                                        \
    X(RULE_V7, "rule_v7", "a statement stands in its log once", "一份声明在日志中只出现一次",  \
      0, 0)                                                                                    \
    X(RULE_V8, "rule_v8", "a statement is sequenced within 30 days of its signing",            \
      "声明须在签名后 30 天内入列", 0, 0)                                                      \
    X(RULE_TREE, "rule_tree", "the entries must have the root that the log signed",            \
      "全部条目的根必须与日志所签一致", 0, 0)                                                  \
    X(RULE_CHECKPOINT, "rule_checkpoint", "a log never becomes shorter than it promised",      \
      "日志不得短于其承诺", 0, 0)                                                              \
    X(RULE_STORED, "rule_stored", "what is stored beside the entries must follow from them",   \
      "与条目一起存放的内容必须由条目推得", 0, 0)

#define SY_MESSAGE_LIST_STATUS(X)                                                              \
    X(STATUS_NODE, "status_node", "node {0} at {1}, {2}", "节点 {0}（{1}），{2}", 0, 0)        \
    X(STATUS_UP, "status_up", "  up for {0}; its clock: {1}", "  已运行 {0}；其时钟：{1}", 0,  \
      0)                                                                                       \
    X(STATUS_CLOCK, "status_clock",                                                            \
      "  its clock and this machine's differ by {0}: one of them is wrong",                    \
      "  其时钟与本机相差 {0}：其中之一不准", 0, 0)                                            \
    X(STATUS_RATES, "status_rates",                                                            \
      "  {0} statements appended since it started, {1} in the last minute; {2} requests "      \
      "refused",                                                                               \
      "  启动以来入列 {0} 份声明，最近一分钟 {1} 份；拒绝请求 {2} 个", 0, 0)                   \
    X(STATUS_MEMORY, "status_memory",                                                          \
      "  {0} connections; requests under way hold {1} of at most {2}; the process {3}",        \
      "  {0} 个连接；处理中的请求占用 {1}，上限 {2}；进程共 {3}", 0, 0)                        \
    X(STATUS_DISK, "status_disk", "  {0} free on its disk; views take {1}",                    \
      "  磁盘剩余 {0}；视图占用 {1}", 0, 0)                                                    \
    X(STATUS_LOG, "status_log", "log {0}", "日志 {0}", 0, 0)                                   \
    X(STATUS_SIZE, "status_size", "  {0} entries with {1} records; {2} on disk, room for {3}", \
      "  {0} 个条目，{1} 条记录；占用磁盘 {2}，预留 {3}", 0, 0)                                \
    X(STATUS_CHECKPOINT, "status_checkpoint",                                                  \
      "  checkpoint: {0} entries, root {1}; signed by the log, {2} of {3} votes needed: "      \
      "verified",                                                                              \
      "  检查点：{0} 个条目，根 {1}；日志已签名，所需 {3} 票中有 {2} 票：已校验", 0, 0)        \
    X(STATUS_CHECKPOINT_ALONE, "status_checkpoint",                                            \
      "  checkpoint: {0} entries, root {1}; signed by the log: verified (one node: nobody "    \
      "else votes)",                                                                           \
      "  检查点：{0} 个条目，根 {1}；日志已签名：已校验（只有一个节点，无他人投票）", 0, 0)    \
    X(STATUS_VIEW_READY, "status_view_ready", "  view: up to date", "  视图：最新", 0, 0)      \
    X(STATUS_VIEW_BEHIND, "status_view_behind",                                                \
      "  view: {0} entries behind; journeys lack those",                                       \
      "  视图：落后 {0} 个条目；追溯中还没有它们", 0, 0)                                       \
    X(STATUS_TAKING, "status_taking", "  appends: taken", "  追加：接受", 0, 0)                \
    X(STATUS_REFUSING, "status_refusing", "  appends: refused now ({0})",                      \
      "  追加：暂时拒绝（{0}）", 0, 0)

#endif
