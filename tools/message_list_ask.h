/* message_list_ask.h - the part of the catalogue for commands that ask a node; see
 * message_list.h. */
#ifndef SY_MESSAGE_LIST_ASK_H
#define SY_MESSAGE_LIST_ASK_H

#define SY_MESSAGE_LIST_ASK(X)                                                                 \
    SY_MESSAGE_LIST_PEER(X)                                                                    \
    SY_MESSAGE_LIST_BROKEN(X)                                                                  \
    SY_MESSAGE_LIST_STATUS(X)                                                                  \
    SY_MESSAGE_LIST_JOURNEY(X)                                                                 \
    SY_MESSAGE_LIST_AUDIT(X)                                                                   \
    SY_MESSAGE_LIST_EXPORT(X)                                                                  \
    SY_MESSAGE_LIST_SHOW(X)

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
    X(PEER_STARTING, "node_starting",                                                          \
      "node {0} has just started and compares its log with the others'; waiting for it",       \
      "节点 {0} 刚启动，正在与其他节点核对日志；等待中", 0, 0)                                 \
    X(PEER_REFUSED, "node_refused", "node {0} at {1} refuses: {2}",                            \
      "节点 {0}（{1}）拒绝：{2}",                                                              \
      "what it says in brackets or behind the colon is the reason", "冒号后面就是原因")        \
    X(PEER_NOT_YET, "node_refused", "node {0} at {1} refuses: {2}",                            \
      "节点 {0}（{1}）拒绝：{2}",                                                              \
      "wait a moment and run the same command again, or ask another node with --node",         \
      "稍候重新运行同一命令，或用 --node 询问其他节点")                                        \
    X(PEER_CLOSED, "node_refused", "node {0} at {1} refuses: {2}", "节点 {0}（{1}）拒绝：{2}", \
      "once the authority has opened the log's successor, the same command sends there what "  \
      "waits; until then other nodes take what is reported",                                   \
      "管理机构开设其后继后，同一命令会把等待的内容发往那里；此前可向其他节点申报")            \
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

#define SY_MESSAGE_LIST_STATUS(X)                                                                          \
    X(STATUS_NODE, "status_node", "node {0} at {1}, {2}", "节点 {0}（{1}），{2}", 0, 0)                    \
    X(STATUS_UP, "status_up", "  up for {0}; its clock: {1}", "  已运行 {0}；其时钟：{1}", 0,              \
      0)                                                                                                   \
    X(STATUS_CLOCK, "status_clock",                                                                        \
      "  its clock and this machine's differ by {0}: one of them is wrong",                                \
      "  其时钟与本机相差 {0}：其中之一不准", 0, 0)                                                        \
    X(STATUS_RATES, "status_rates",                                                                        \
      "  {0} statements appended since it started, {1} in the last minute; {2} requests "                  \
      "refused",                                                                                           \
      "  启动以来入列 {0} 份声明，最近一分钟 {1} 份；拒绝请求 {2} 个", 0, 0)                               \
    X(STATUS_MEMORY, "status_memory",                                                                      \
      "  {0} connections; requests under way hold {1} of at most {2}; the process {3}",                    \
      "  {0} 个连接；处理中的请求占用 {1}，上限 {2}；进程共 {3}", 0, 0)                                    \
    X(STATUS_DISK, "status_disk", "  {0} free on its disk; views take {1}",                                \
      "  磁盘剩余 {0}；视图占用 {1}", 0, 0)                                                                \
    X(STATUS_LOG, "status_log", "log {0}", "日志 {0}", 0, 0)                                               \
    X(STATUS_SIZE, "status_size", "  {0} entries with {1} records; {2} on disk, room for {3}",             \
      "  {0} 个条目，{1} 条记录；占用磁盘 {2}，预留 {3}", 0, 0)                                            \
    X(STATUS_CHECKPOINT, "status_checkpoint",                                                              \
      "  checkpoint: {0} entries, root {1}; signed by the log, {2} votes, {3} needed: "                    \
      "verified",                                                                                          \
      "  检查点：{0} 个条目，根 {1}；日志已签名，{2} 票，须有 {3} 票：已校验", 0, 0)                       \
    X(STATUS_CHECKPOINT_ALONE, "status_checkpoint",                                                        \
      "  checkpoint: {0} entries, root {1}; signed by the log: verified (one node: nobody "                \
      "else votes)",                                                                                       \
      "  检查点：{0} 个条目，根 {1}；日志已签名：已校验（只有一个节点，无他人投票）", 0, 0)                \
    X(STATUS_CHECKPOINT_AWAITED, "status_checkpoint",                                                      \
      "  checkpoint: {0} entries, root {1}; signed by the log: verified; votes so far: {2}, "              \
      "{3} needed",                                                                                        \
      "  检查点：{0} 个条目，根 {1}；日志已签名：已校验；目前 {2} 票，须有 {3} 票", 0, 0)                  \
    X(STATUS_MIRROR, "status_mirror",                                                                      \
      "  a mirror: node {0} owns the log; {1} entries behind it",                                          \
      "  镜像：日志归节点 {0} 所有；落后 {1} 个条目", 0, 0)                                                \
    X(STATUS_MIRROR_EMPTY, "status_mirror_empty",                                                          \
      "  a mirror: node {0} owns the log; nothing has come yet",                                           \
      "  镜像：日志归节点 {0} 所有；尚未收到任何内容", 0, 0)                                               \
    X(STATUS_PEER, "status_peer", "peer {0}: connected to {1} for {2}",                                    \
      "对端 {0}：已连接 {1}，历时 {2}", 0, 0)                                                              \
    X(STATUS_PEER_AWAY, "status_peer_away",                                                                \
      "peer {0}: not connected for {1}, after {2} attempts: {3}",                                          \
      "对端 {0}：未连接，历时 {1}，已尝试 {2} 次：{3}", 0, 0)                                              \
    X(STATUS_VIEW_READY, "status_view_ready", "  view: up to date", "  视图：最新", 0, 0)                  \
    X(STATUS_VIEW_BEHIND, "status_view_behind",                                                            \
      "  view: {0} entries behind; journeys lack those",                                                   \
      "  视图：落后 {0} 个条目；追溯中还没有它们", 0, 0)                                                   \
    X(STATUS_SCRUBBED, "status_scrubbed", "  read again to the end {0} ago; now at entry {1}",             \
      "  {0}前已从头到尾重读；现读到第 {1} 个条目", 0, 0)                                                  \
    X(STATUS_SCRUBBING, "status_scrubbed",                                                                 \
      "  being read again for the first time: at entry {0}",                                               \
      "  正在首次重读：读到第 {0} 个条目", 0, 0)                                                           \
    X(STATUS_FLAW, "status_flaw",                                                                          \
      "  entry {0} is no longer as it was on this node's disk: {1}; found {2} ago, with {3} "              \
      "such entries in all",                                                                               \
      "  该节点磁盘上的第 {0} 个条目已不是原样：{1}；{2}前发现，此类条目共 {3} 个",                        \
      "the node asks the others for it and does not give it out meanwhile; connect it to a "               \
      "node that has the log, and look at the disk",                                                       \
      "节点正向其他节点索取该条目，其间不对外提供；请使其连上保有该日志的节点，并检查磁盘")                \
    X(STATUS_FLAW_END, "status_flaw",                                                                      \
      "  the stored end of the log is not what was signed; found {0} ago",                                 \
      "  日志存储的末端与已签署的不一致；{0}前发现",                                                       \
      "stop the node; where others mirror the log, delete its folder and start again: it is "              \
      "fetched from them",                                                                                 \
      "停止节点；若其他节点有该日志的镜像，删除其文件夹后重新启动，将从它们取回")                          \
    X(STATUS_REPAIRED, "status_repaired",                                                                  \
      "  entry {0} was repaired {2} ago ({1}), from node {3}",                                             \
      "  第 {0} 个条目已于{2}前修复（{1}），来自节点 {3}", 0, 0)                                           \
    X(STATUS_REPAIRED_ITSELF, "status_repaired",                                                           \
      "  entry {0} was repaired {2} ago ({1}), from what the log itself still had",                        \
      "  第 {0} 个条目已于{2}前修复（{1}），依据日志自身", 0, 0)                                           \
    X(STATUS_UNREAD, "status_unread", "  the log cannot be read again: {0}",                               \
      "  日志无法重读：{0}",                                                                               \
      "look at the disk; when the file itself is damaged (corrupt), stop the node, delete "                \
      "the log's folder where others mirror it, and start again",                                          \
      "检查磁盘；文件损坏（corrupt）时停止节点，他处有镜像则删除该日志的文件夹，再启动")                   \
    X(STATUS_FROZEN, "status_frozen",                                                                      \
      "  it broke its promise, and there is evidence of it: nothing more of it is taken",                  \
      "  该日志违背了承诺，且有证据：不再接收其内容",                                                      \
      "suyuan evidence show {0} tells it; the authority ends the log: suyuan policy close "                \
      "{0}",                                                                                               \
      "suyuan evidence show {0} 可查看；由主管机构关闭：suyuan policy close {0}")                          \
    X(STATUS_STALLED_FAULT, "status_stalled",                                                              \
      "  nothing more of it is taken now: this node cannot store it",                                      \
      "  暂不再接收其内容：该节点无法存储",                                                                \
      "look at the node's disk and its log lines; it tries again by itself",                               \
      "检查该节点的磁盘和运行日志；它会自行重试")                                                          \
    X(STATUS_STALLED_UNSEEN, "status_stalled",                                                             \
      "  nothing more of it is taken now: an entry names a registry that nobody has shown",                \
      "  暂不再接收其内容：有条目引用了尚无人出示的登记日志",                                              \
      "connect the node to the one that owns the registry, or to others that have more of it",             \
      "请使该节点连上登记日志的所有者，或拥有更多登记内容的节点")                                          \
    X(STATUS_STALLED_ODDS, "status_stalled",                                                               \
      "  nothing more of it is taken now: an entry contradicts the registry or an earlier "                \
      "log",                                                                                               \
      "  暂不再接收其内容：有条目与本节点所知的登记日志或前一代日志相矛盾",                                \
      "one of the two logs is wrong: compare what the nodes hold, with suyuan evidence list",              \
      "两份日志之一有误：用 suyuan evidence list 比较各节点所存")                                          \
    X(STATUS_STALLED_EARLIER, "status_stalled",                                                            \
      "  nothing more of it is taken now: an earlier generation of it is not whole here yet",              \
      "  暂不再接收其内容：其前一代日志在此尚不完整",                                                      \
      "connect the node to others that hold the earlier generation",                                       \
      "请使该节点连上保有前一代日志的节点")                                                                \
    X(STATUS_STALE, "status_stale",                                                                        \
      "  its last entry names the registry of {0} entries, which had been grown beyond {1} "               \
      "before",                                                                                            \
      "  其最后一个条目引用 {0} 条的登记日志，当时该登记早在{1}前就已增长",                                \
      "connect its owner to the registry's: until then who was revoked since can still sign "              \
      "there",                                                                                             \
      "请使其所有者连上登记日志的所有者：此前被吊销者仍可在此签名")                                        \
    X(STATUS_CLOCK_AHEAD, "status_clock_ahead",                                                            \
      "  its clock leads those of two other districts by more than five minutes: it "                      \
      "sequences "                                                                                         \
      "nothing",                                                                                           \
      "  其时钟比另外两个区快五分钟以上：暂不定序",                                                        \
      "set its clock right (NTP); it goes on by itself", "校正其时钟（NTP），之后会自行恢复")              \
    X(STATUS_PEER_CLOCK, "status_peer_clock",                                                              \
      "  the clocks of node {0} and this node differ by {1}",                                              \
      "  节点 {0} 与该节点的时钟相差 {1}", "set right the one that is wrong (NTP)",                        \
      "校正不准的一个（NTP）")                                                                             \
    X(STATUS_TAKING, "status_taking", "  appends: taken", "  追加：接受", 0, 0)                            \
    X(STATUS_REFUSING, "status_refusing", "  appends: refused now ({0})",                                  \
      "  追加：暂时拒绝（{0}）", 0, 0)                                                                     \
    X(STATUS_ASKING, "status_refusing",                                                                    \
      "  appends: not yet: it asks the other nodes whether it has all that it signed, ten "                \
      "seconds at most",                                                                                   \
      "  追加：尚未接受：正在询问其他节点本节点是否保有其签署过的全部内容，至多十秒", 0, 0)                \
    X(STATUS_LOST, "status_lost",                                                                          \
      "  appends: never again: its key may have signed more than is here ({0})",                           \
      "  追加：不再接受：其密钥签署过的内容可能多于此处所存（{0}）",                                       \
      "on the node: suyuan key renew --log {1}; then the authority: suyuan policy close {1} "              \
      "--open-log VKEY; what waits goes to the successor by itself",                                       \
      "在节点上：suyuan key renew --log {1}；再由管理机构：suyuan policy close {1} "          \
      "--open-log VKEY；等待的申报会自动转到后继")                                                         \
    X(STATUS_LOST_REGISTRY, "status_lost",                                                                 \
      "  appends: never again: its key may have signed more than is here ({0})",                           \
      "  追加：不再接受：其密钥签署过的内容可能多于此处所存（{0}）",                                       \
      "once it has as many entries as the other nodes show, stop this node, run 'suyuan "                  \
      "key resume' on its machine, and start it; until then trade goes on at all nodes, "                  \
      "and nobody is admitted or revoked",                                                                 \
      "待其条数与其他节点所示相同后，停止本节点，在其机器上运行“suyuan key " \
      "resume”，再启动它；此前各节点照常申报，但不能准入或吊销")                                           \
    X(STATUS_COSIGNERS_LOST, "status_cosigners_lost",                                                      \
      "  it cosigns nothing: its cosigning keys may have cosigned more than is here",                      \
      "  不再共签：其共签密钥签过的内容可能多于此处所存",                                                  \
      "on the node: suyuan key renew --cosigners; then the authority: suyuan policy new "                  \
      "--cosigner MIRROR --cosigner WITNESS",                                                              \
      "在节点上：suyuan key renew --cosigners；再由管理机构：suyuan policy new --cosigner "   \
      "镜像密钥 --cosigner 见证密钥")

#define SY_MESSAGE_LIST_JOURNEY(X)                                                                           \
    X(REGISTRY_GREW, "registry_grew", "the registry has grown while it was asked",                           \
      "询问期间登记日志又增长了", "run the same command again", "重新运行同一命令")                          \
    X(ITEM_UNKNOWN, "item_unknown", "no event that anybody may read names {0}",                              \
      "没有任何人都可读的事件提到 {0}",                                                                      \
      "check the number; ask another district's node; with --key a party sees its own events "               \
      "too",                                                                                                 \
      "检查编号；询问其他区的节点；当事方用 --key 还能看到自己的事件")                                       \
    X(ITEM_UNKNOWN_TO_YOU, "item_unknown", "no event that you may read names {0}",                           \
      "没有你可读的事件提到 {0}", "check the number; ask another district's node",                           \
      "检查编号；询问其他区的节点")                                                                          \
    X(ITEM_IS_NONE, "bad_identifier", "'{0}' names no item", "“{0}”不是物品编号",                            \
      "give what is printed on it: a GS1 code as (01)...(10)..., an EPC URN, a Digital Link, "               \
      "urn:suyuan:1:..., or a certificate's number",                                                         \
      "给出其上印的编号：GS1 编码如 (01)...(10)...、EPC URN、数字链接、urn:suyuan:1:... " \
      "或证书编号")                                                                                          \
    X(ITEM_IS_A_PERSON, "personal_number", "that is the number of a person, not of an item",                 \
      "这是个人的号码，不是物品的", "ask for the item, the ticket or the paper",                             \
      "请查询物品、小票或单证")                                                                              \
    X(JOURNEY_TITLE, "journey_title", "What happened to {0}\n{1}", "{0} 的来龙去脉\n{1}", 0,                 \
      0)                                                                                                     \
    X(JOURNEY_REPLACES, "journey_replaces", "    in place of what was declared wrong",                       \
      "    用以取代已声明有误者", 0, 0)                                                                      \
    X(JOURNEY_STEP, "journey_step", "\n{0}. {1}  {2}", "\n{0}. {1}  {2}", 0, 0)                              \
    X(JOURNEY_WITHDRAWN, "journey_withdrawn",                                                                \
      "    WITHDRAWN: whoever declared this has declared it wrong, in entry {0}",                            \
      "    已撤回：声明者自己在条目 {0} 中声明此事有误", 0, 0)                                               \
    X(JOURNEY_DECLARES, "journey_declares",                                                                  \
      "    CORRECTION: declares what it said in entry {0} wrong: {1}",                                       \
      "    更正：声明其在条目 {0} 中所述有误：{1}", 0, 0)                                                    \
    X(JOURNEY_DECLARES_UNSEEN, "journey_declares_unseen",                                                    \
      "    CORRECTION: declares this event wrong: {0}; the event itself was never reported "                 \
      "here",                                                                                                \
      "    更正：声明此事件有误：{0}；该事件本身从未在此上报", 0, 0)                                         \
    X(JOURNEY_CLAIMS, "journey_claims",                                                                      \
      "    CLAIM WITHOUT EFFECT: says that another's event in entry {0} is wrong: {1}",                      \
      "    主张，不生效：称他人在条目 {0} 中的事件有误：{1}", 0, 0)                                          \
    X(JOURNEY_INSIDE, "journey_inside", "    while it was in: {0}", "    当时装在：{0}", 0, 0)               \
    X(JOURNEY_NOT_NAMED, "journey_not_named",                                                                \
      "    this event itself does not name the item; the node put it here",                                  \
      "    此事件本身没有提到该物品，是节点列在这里的", 0, 0)                                                \
    X(JOURNEY_DECLARED, "journey_declared", "    declared by: {0}, {1} (entry {2} of {3})",                  \
      "    声明者：{0}，{1}（{3} 的条目 {2}）", 0, 0)                                                        \
    X(JOURNEY_THROUGH, "journey_through",                                                                    \
      "    signed for it by: {0}, by the delegation in entry {1} of the registry",                           \
      "    代为签署：{0}，依据登记簿条目 {1} 的委托", 0, 0)                                                  \
    X(JOURNEY_LATE, "journey_late", "    LATE: reported {0} after it happened",                              \
      "    迟报：发生 {0}后才上报", 0, 0)                                                                    \
    X(JOURNEY_AGAIN, "journey_again", "    reported again in entry {0}",                                     \
      "    在条目 {0} 中重复上报", 0, 0)                                                                     \
    X(JOURNEY_WITHHELD, "journey_withheld", "    not shown to you: the {0} part",                            \
      "    未向你公开：{0}部分", 0, 0)                                                                       \
    X(JOURNEY_PROVED, "journey_proved",                                                                      \
      "\nproved      these {0} steps were declared by those named, recorded from {1} to {2}, "               \
      "and "                                                                                                 \
      "are unchanged since",                                                                                 \
      "\n已证明      以上 {0} 步由所列各方声明，记录于 {1} 至 {2}，此后未改动", 0, 0)                        \
    X(JOURNEY_CHECKPOINT, "journey_checkpoint", "            in {0} at {1} entries, root {2}",               \
      "            日志 {0}，{1} 个条目，根 {2}", 0, 0)                                                      \
    X(JOURNEY_CLAIMED, "journey_claimed", "claimed     what the steps say, by: {0}",                         \
      "声明内容    各步所述，出自：{0}", 0, 0)                                                               \
    X(JOURNEY_NOT_PROVED, "journey_not_proved",                                                              \
      "not proved  that it is true, and that the piece in your hand is that piece",                          \
      "未证明      所述属实，以及你手中的就是那一件", 0, 0)                                                  \
    X(JOURNEY_EMPTY, "journey_empty", "\nno step is recorded yet in what the node can prove",                \
      "\n该节点能证明的部分还没有任何一步", 0, 0)                                                            \
    X(JOURNEY_LAG, "journey_lag", "note: the newest {1} entries of {0} are not searched yet",                \
      "注意：{0} 最新的 {1} 个条目尚未检索", 0, 0)                                                           \
    X(JOURNEY_CUT, "journey_cut", "note: there may be more than {0} steps; raise --limit",                   \
      "注意：可能不止 {0} 步；可加大 --limit", 0, 0)                                                         \
    X(NEXT_JOURNEY, "next_journey", "suyuan journey {0}", "suyuan journey {0}", 0, 0)                        \
    X(NEXT_NAME_A_LOT, "next_name_a_lot",                                                                    \
      "this names a product, not a lot: add the lot (10) or the date made, as "                              \
      "urn:suyuan:1:lotdate:GTIN:YYYYMMDD",                                                                  \
      "这只是产品而非批次：加上批号 (10) 或生产日期，如 urn:suyuan:1:lotdate:GTIN:YYYYMMDD",                 \
      0, 0)                                                                                                  \
    X(NEXT_SHOW_KEY, "next_show_key",                                                                        \
      "a party sees more of its own events: --key FILE --as ID",                                             \
      "当事方可看到自己事件的更多内容：--key 文件 --as 登记号", 0, 0)                                        \
    X(NEXT_SHOW_ENTRY, "next_show_entry",                                                                    \
      "the last step in full: suyuan show {0} {1} --item '{2}'",                                             \
      "查看最后一步全文：suyuan show {0} {1} --item '{2}'", 0, 0)

#define SY_MESSAGE_LIST_AUDIT(X)                                                               \
    X(AUDITING, "auditing", "verifying entry {0} of {1}", "正在核验条目 {0}/{1}", 0, 0)        \
    X(AUDIT_WHAT, "audit_what", "neither a node nor a data folder is named",                   \
      "没有指明节点或数据目录", "add --node CODE or --data DIR",                               \
      "加上 --node 代码 或 --data 目录")                                                       \
    X(AUDIT_LOG, "audit_log", "log {0}", "日志 {0}", 0, 0)                                     \
    X(AUDIT_AWAITED, "audit_awaited", "  nothing of it has come to this node yet",             \
      "  此节点尚未收到其任何内容", 0, 0)                                                      \
    X(AUDIT_COUNTS, "audit_counts",                                                            \
      "  {0} entries with {1} records; parts: {2} here, {3} by hash only",                     \
      "  {0} 个条目，{1} 条记录；部分：{2} 个在此，{3} 个只有散列", 0, 0)                      \
    X(AUDIT_ERASED, "audit_erased", "  of those by hash only, {0} were erased by order",       \
      "  只有散列的部分中，{0} 个系依命令删除", 0, 0)                                          \
    X(AUDIT_CHECKPOINT, "audit_checkpoint", "  checkpoint of {0} entries verified; root {1}",  \
      "  {0} 个条目的检查点已校验；根 {1}", 0, 0)                                              \
    X(AUDIT_UNSIGNED, "audit_unsigned", "  the last {0} entries are not yet signed here",      \
      "  最后 {0} 个条目此处尚未签名", 0, 0)                                                   \
    X(AUDIT_STALE, "audit_stale",                                                              \
      "  {0} entries from {1} on name a registry that had been grown beyond for {2} at most",  \
      "  自第 {1} 个条目起有 {0} 个条目引用早已增长的登记日志，最长 {2}",                      \
      "ask its owner whether it was cut off from the city; see who was revoked in that time",  \
      "询问其所有者当时是否与市级节点断开，并查看其间吊销了谁")                                \
    X(AUDIT_CLOCK, "audit_clock",                                                              \
      "  its last entry is dated later than when {0} districts had cosigned it, by {1} at "    \
      "most",                                                                                  \
      "  其最后一个条目的时间晚于 {0} 个区为其见证的时间，最多 {1}",                           \
      "the clock of its owner runs ahead: have it set right (NTP)",                            \
      "其所有者的时钟偏快：应予校正（NTP）")                                                   \
    X(AUDIT_SPEED, "audit_speed", "  {0} s, {1} entries/s", "  {0} 秒，每秒 {1} 个条目", 0, 0) \
    X(AUDIT_CLEAN, "audit_clean", "every rule holds", "所有规则均成立", 0, 0)                  \
    X(FOLDER_BROKEN, "folder_broken",                                                          \
      "{0} is not a log of this network that can be read ({1})",                               \
      "{0} 不是本网络可读的日志（{1}）",                                                       \
      "check --network; a damaged folder is restored from a copy or a mirror",                 \
      "检查 --network；损坏的目录用副本或镜像恢复")                                            \
    X(LOG_NOT_HERE, "log_not_here", "{0} has no log {1}", "{0} 中没有日志 {1}",                \
      "give the folder that suyuand was started with as --data",                               \
      "给出 suyuand 启动时 --data 所用的目录")

#define SY_MESSAGE_LIST_EXPORT(X)                                                              \
    X(EXPORTING, "exporting", "entry {0} of {1}", "条目 {0}/{1}", 0, 0)                        \
    X(TILES_WRITTEN, "tiles_written",                                                          \
      "wrote {0} with {1} entries to {2}, verified against its checkpoint",                    \
      "已将 {0} 的 {1} 个条目写入 {2}，并与其检查点核对", 0, 0)                                \
    X(NEXT_CHECK_TILES, "next_check_tiles",                                                    \
      "serve {0} over HTTP, or check it with any C2SP tool and the key {1}",                   \
      "可用 HTTP 提供 {0}，或用任何 C2SP 工具和密钥 {1} 核验", 0, 0)                           \
    X(EXPORT_WHAT, "export_what", "name either an item or a log, not both",                    \
      "请只指明物品或日志之一", "add ITEM, or --log ORIGIN", "加上物品编号，或 --log 日志")    \
    X(EXPORT_RECORDS, "export_records",                                                        \
      "wrote {0} events and {1} elements of master data to {2}",                               \
      "已将 {0} 个事件、{1} 条主数据写入 {2}", 0, 0)                                           \
    X(EXPORT_WITHHELD, "export_withheld",                                                      \
      "{0} records of this log are not in it: their open parts are for whoever names an item", \
      "本日志有 {0} 条记录未导出：公开分部只向指明物品者提供",                                 \
      "export by item; offices, nodes and parties give --key FILE --as ID",                    \
      "按物品导出；监管机构、节点和当事方请用 --key 文件 --as 登记号")

#define SY_MESSAGE_LIST_SHOW(X)                                                                \
    X(NO_SUCH_ENTRY, "no_such_entry", "{0} has {1} entries, numbered from 0",                  \
      "{0} 有 {1} 个条目，从 0 编号", "give a smaller index", "给出较小的序号")                \
    X(SHOW_SIGNER, "show_signer", "signed by       {0} with key {1}",                          \
      "签名者          {0}，密钥 {1}", 0, 0)                                                   \
    X(SHOW_RECORD, "show_record", "record {0}  {1}", "记录 {0}  {1}", 0, 0)                    \
    X(SHOW_PART, "show_part", "    {0} part: {1}, {2} bytes", "    {0}部分：{1}，{2} 字节", 0, \
      0)                                                                                       \
    X(SHOW_WITHHELD, "show_withheld", "    {0} part: not shown to you, hash {1}",              \
      "    {0}部分：未向你公开，散列 {1}", 0, 0)                                               \
    X(PART_ERASED, "part_erased",                                                              \
      "    {0} part: erased by order of {3}, entry {1} of the registry; ground: {2}",          \
      "    {0}部分：已依 {3} 的命令删除，登记日志条目 {1}；依据：{2}", 0, 0)                   \
    X(NEXT_NAME_ITEM, "next_name_item",                                                        \
      "its open parts are for whoever names what it is about: --item ID; a party gives --key " \
      "FILE --as ID",                                                                          \
      "公开分部只向指明所涉物品者提供：--item 编号；当事方请用 --key 文件 --as 登记号", 0, 0)  \
    X(SHOW_PROVED, "show_proved",                                                              \
      "verified: in the log under its checkpoint of {0} entries, signed by those named, each " \
      "record "                                                                                \
      "and part as signed",                                                                    \
      "已校验：在日志 {0} 个条目的检查点之下，由所列各方签名，各记录和部分均与所签一致", 0, 0)

#endif
