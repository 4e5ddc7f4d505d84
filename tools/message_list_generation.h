/* message_list_generation.h - the part of message_list.h about logs that end and the logs that
 * succeed them. */
#ifndef SY_MESSAGE_LIST_GENERATION_H
#define SY_MESSAGE_LIST_GENERATION_H

#define SY_MESSAGE_LIST_GENERATION(X)                                                                                      \
    X(LOG_SUCCEEDED, "log_succeeded",                                                                                      \
      "the log {0} was closed at {1} entries; its successor takes what is sent: {2}",                                      \
      "日志 {0} 已关闭，止于 {1} 条；所发内容由其后继接收：{2}", 0, 0)                                                     \
    X(EXPORT_GOES_ON, "export_goes_on",                                                                                    \
      "{0} is closed, and all of it is in the export; what came after is in {1}",                                          \
      "{0} 已关闭，已全部导出；其后的内容在 {1}", "export that, too: --log {1}",                                           \
      "也导出它：--log {1}")                                                                                               \
    X(LOG_ENDS, "log_ends", "  closed at {0} entries by a policy; its successor: {1}",                                     \
      "  规则已将其关闭，止于 {0} 条；后继：{1}", 0, 0)                                                                    \
    X(AUDIT_BEYOND, "audit_beyond",                                                                                        \
      "  {0} entries that it signed behind that are not part of it",                                                       \
      "  其后签署的 {0} 条不属于该日志", 0, 0)                                                                             \
    X(STATUS_ASIDE, "status_aside",                                                                                        \
      "  {0} stores of logs are set aside, and take {1}: no order to erase reaches them",                                  \
      "  有 {0} 个日志存储已移出，占用 {1}：删除命令对其不起作用",                                                         \
      "look at aside/ of the data folder: what stands only there is to be reported again; "                                \
      "then delete it",                                                                                                    \
      "查看数据目录中的 aside/：只在其中的内容须重新申报；之后将其删除")                                                   \
    X(AUDIT_SHORT, "audit_short", "  the last {0} of them have not come to this node",                                     \
      "  其中最后 {0} 条尚未到达本节点", 0, 0)                                                                             \
    X(RECEIPT_CUT_OFF, "receipt_cut_off",                                                                                  \
      "{0}: not part of the log {1}: a policy has closed it at {2} entries, and this would "                               \
      "be entry {3}. What the receipt shows was signed: it is evidence that the log's owner "                              \
      "signed more than was kept",                                                                                         \
      "{0}：不属于日志 {1}：规则已将其关闭，止于 {2} 条，而本条为第 {3} "                          \
      "条。回执所示确经签署：它证明日志所有者签署的内容多于保存下来的",                                                    \
      "keep the receipt as that evidence, and report the events again: suyuan append sends "                               \
      "them to the log's successor",                                                                                       \
      "保留回执作为证据，并重新申报这些事件：suyuan append 会发往该日志的后继")                                            \
    X(RECEIPT_BEYOND, "receipt_beyond",                                                                                    \
      "{0}: a policy has closed the log {1} at {2} entries; this receipt is under a larger "                               \
      "checkpoint, which counts no more. Entry {3} can still be in the log, but this does "                                \
      "not prove it",                                                                                                      \
      "{0}：规则已将日志 {1} 关闭，止于 {2} 条；本回执依据更大的检查点，不再有效。第 {3} " \
      "条可能仍在日志中，但本回执不能证明",                                                                                \
      "ask a node for it, under where the log ends: suyuan show {1} {3}",                                                  \
      "向节点索取，以日志终点为准：suyuan show {1} {3}")                                                                   \
    X(RECEIPT_OF_ANOTHER, "receipt_of_another",                                                                            \
      "{0} is there already, of another statement: the log {1} seems to have given one place "                             \
      "twice",                                                                                                             \
      "{0} 已存在，属于另一份申报：日志 {1} 似乎把同一位置给了两次",                                                       \
      "keep it, and run the command again with another --receipts; if 'suyuan verify' holds "                              \
      "for both, the log has two histories: tell the authority",                                                           \
      "保留它，换一个 --receipts 目录重新运行；若两者“suyuan "                                          \
      "verify”均成立，该日志即有两份历史：报告管理机构")                                                                   \
    X(VERDICT_LOG_ENDED, "verdict_log_ended",                                                                              \
      "  a policy has closed that log since, at {0} entries, this one included; its "                                      \
      "successor: {1}",                                                                                                    \
      "  此后规则已关闭该日志，止于 {0} 条，本条在内；后继：{1}", 0, 0)                                                    \
    X(CLOSE_LOG, "close_log", "the log {0}, owned by node {1}", "日志 {0}，属节点 {1}", 0, 0)                              \
    X(CLOSE_HISTORY, "close_history", "  history {0} of the fork:", "  分叉的第 {0} 份历史：",                             \
      0, 0)                                                                                                                \
    X(CLOSE_HOLDS, "close_holds",                                                                                          \
      "  node {0} holds {1} entries, root {3}; a quorum stands behind {2}",                                                \
      "  节点 {0} 持有 {1} 条，根 {3}；其中 {2} 条有法定票数", 0, 0)                                                       \
    X(CLOSE_HOLDS_NONE, "close_holds_none", "  node {0} holds none of it",                                                 \
      "  节点 {0} 未持有其任何条目", 0, 0)                                                                                 \
    X(CLOSE_UNASKED, "close_unasked", "  node {0} could not be asked: {1}",                                                \
      "  节点 {0} 无法询问：{1}", 0, 0)                                                                                    \
    X(CLOSE_DISBELIEVED, "close_disbelieved", "  node {0} is not believed: {1}",                                           \
      "  节点 {0} 不可采信：{1}", 0, 0)                                                                                    \
    X(CLOSE_END, "close_end", "it can end at {0} entries, root {1}, held by: {2}",                                         \
      "可止于 {0} 条，根 {1}，持有者：{2}", 0, 0)                                                                          \
    X(CLOSE_WITHOUT_SUCCESSOR, "close_without_successor",                                                                  \
      "nothing takes its place yet: with --open-log VKEY its successor {0} starts at once; "                               \
      "the node's operator makes the key with 'suyuan key renew --log {1}'",                                               \
      "尚无后继：加上 --open-log VKEY，后继 {0} 即刻开始；其密钥由节点运营者用"                   \
      "“suyuan key renew --log {1}”生成",                                                                                  \
      0, 0)                                                                                                                \
    X(CLOSE_NOT_OPEN, "close_not_open", "{0} is no open district log of this network",                                     \
      "{0} 不是本网络中开放的区日志",                                                                                      \
      "'suyuan network show' lists the logs; one that is closed is succeeded with 'suyuan "                                \
      "policy succeed'",                                                                                                   \
      "“suyuan network show”列出日志；已关闭的用“suyuan policy succeed”接续")                                              \
    X(CLOSE_REGISTRY, "close_registry", "{0} is the registry's log: no policy can close it",                               \
      "{0} 是登记簿日志：规则不能关闭它",                                                                                  \
      "if its owner has lost entries that it signed: let it take back what the others"                                     \
      " hold, stop it, run 'suyuan key resume' on its machine, and start it; until "                                       \
      "then all nodes go on, and nobody is admitted or revoked",                                                           \
      "若其所有者丢失了已签署的条目：先让它取回其他节点持有的内容，再停止它，在该机" \
      "上运行“suyuan key resume”，然后启动；此前各节点照常工作，但不能准入或吊销")                                         \
    X(CLOSE_SUCCEEDED, "close_not_open", "{0} is closed already, and {1} has succeeded it",                                \
      "{0} 已关闭，由 {1} 接续", "to end that one: suyuan policy close {1}",                                               \
      "要结束它：suyuan policy close {1}")                                                                                 \
    X(CLOSE_ONE_END, "close_one_end", "--checkpoint and --held-by both say where it ends",                                 \
      "--checkpoint 和 --held-by 都指定了终点", "give one of them", "只给其中之一")                                        \
    X(CLOSE_BAD_CHECKPOINT, "close_bad_checkpoint",                                                                        \
      "{0} is no checkpoint that the log {1} has signed", "{0} 不是日志 {1} 签署的检查点",                                 \
      "give the note as the log signed it, as 'suyuan status --json' shows it",                                            \
      "给出日志签署的原文，如“suyuan status --json”所示")                                                                  \
    X(CLOSE_UNHELD, "close_unheld", "{0}: nobody who was asked holds those {1} entries",                                   \
      "{0}：所询问的节点都不持有这 {1} 条",                                                                                \
      "reach more nodes and ask again; entries that nobody holds are lost, and end nowhere",                               \
      "联系更多节点后再试；无人持有的条目已经丢失，不能作为终点")                                                          \
    X(CLOSE_NODE_HOLDS_NONE, "close_node_holds_none",                                                                      \
      "--held-by {0}: that node shows none of {1}", "--held-by {0}：该节点未出示 {1} 的条目",                              \
      "name one of the nodes that hold entries of it", "写出持有其条目的节点之一")                                         \
    X(CLOSE_NOTHING, "close_nothing", "nobody who was asked holds an entry of {0}",                                        \
      "所询问的节点都不持有 {0} 的条目",                                                                                   \
      "reach more nodes; if there never was one, end it empty: suyuan policy new --close-log "                             \
      "{0} --size 0 --root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",                                                  \
      "联系更多节点；若从未有过条目，可按空日志关闭：suyuan policy new --close-log {0} "            \
      "--size 0 --root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")                                                      \
    X(CLOSE_FORKED, "close_forked",                                                                                        \
      "the log {0} has forked, and no history, or more than one, has a quorum of its own",                                 \
      "日志 {0} 已分叉，且没有一份、或不止一份历史各有法定票数",                                                           \
      "people decide which one counts: --held-by CODE of a node that holds it, or "                                        \
      "--checkpoint FILE; what is only in the other ones is to be reported again",                                         \
      "由人决定以哪一份为准：--held-by 持有它的节点代码，或 --checkpoint 文件；"                   \
      "只在其他历史中的内容须重新申报")                                                                                    \
    X(CLOSE_CUTS_OFF, "close_cuts_off",                                                                                    \
      "to end it at {0} entries cuts off what a quorum stands behind: {1} entries, at node "                               \
      "{2}",                                                                                                               \
      "止于 {0} 条会切掉有法定票数的内容：节点 {2} 处有 {1} 条",                                                           \
      "leave --checkpoint and --held-by out; or say --cut-off: receipts for it then fail",                                 \
      "去掉 --checkpoint 和 --held-by；或加上 --cut-off：其回执从此无效")                                                  \
    X(CLOSE_TOO_FEW, "close_too_few",                                                                                      \
      "only {0} of the {1} other nodes could be asked: a receipt that has the quorum may lie "                             \
      "beyond {3} entries",                                                                                                \
      "其他 {1} 个节点中只问到 {0} 个：已获法定票数的回执可能在第 {3} 条之后",                                             \
      "ask again when {2} of them can be reached; or say --cut-off",                                                       \
      "待能联系到其中 {2} 个时再试；或加上 --cut-off")                                                                     \
    X(CLOSE_NOT_THERE, "close_not_there",                                                                                  \
      "node {0} does not give out the last entry that it says it holds",                                                   \
      "节点 {0} 给不出它声称持有的最后一条",                                                                               \
      "tell its operator; end the log where another node's copy ends: --held-by CODE",                                     \
      "告知其运营者；以其他节点的副本为终点：--held-by 代码")                                                              \
    X(SUCCESSOR_WRONG, "successor_wrong",                                                                                  \
      "--open-log {0} is no vkey of a log named {1}, or the node has an open log",                                         \
      "--open-log {0} 不是名为 {1} 的日志的 vkey，或该节点已有开放的日志",                                                 \
      "copy the vkey that 'suyuan key renew --log' prints at the node",                                                    \
      "复制节点上“suyuan key renew --log”显示的 vkey")                                                                     \
    X(SUCCEED_NOT_CLOSED, "succeed_not_closed", "{0} is no log that a policy has closed",                                  \
      "{0} 不是规则已关闭的日志",                                                                                          \
      "close it and open its successor in one policy: suyuan policy close {0} --open-log "                                 \
      "VKEY",                                                                                                              \
      "可在一版规则中关闭它并开设后继：suyuan policy close {0} --open-log VKEY")                                           \
    X(RENEWED, "renewed", "new keys are in {0}", "新密钥已写入 {0}", 0, 0)                                                 \
    X(RENEWED_BEFORE, "renewed_before",                                                                                    \
      "{0} has them already; no policy known here names them yet",                                                         \
      "{0} 中已有；本目录所知的规则尚未列入", 0, 0)                                                                        \
    X(RENEW_WHAT, "renew_what", "what is to be made is not said", "没有说明要生成什么",                                    \
      "--log ORIGIN: the key of its successor; --cosigners: mirror and witness",                                           \
      "--log 日志名：其后继的密钥；--cosigners：mirror 和 witness")                                                        \
    X(RENEW_NO_NODE, "renew_no_node", "{0} is no node's key file", "{0} 不是节点的密钥文件",                               \
      "give the node's own, as demo/310115.key", "给出节点自己的，如 demo/310115.key")                                     \
    X(RENEW_NOT_ITS_LOG, "renew_not_its_log", "{0} is no log of node {1}",                                                 \
      "{0} 不是节点 {1} 的日志", "'suyuan network show' says whose log is whose",                                          \
      "“suyuan network show”说明各日志属于谁")                                                                             \
    X(RENEW_FULL, "renew_full", "{0} has no room for another key", "{0} 容不下更多密钥",                                   \
      "remove the lines of logs that are closed long since", "去掉早已关闭的日志的行")                                     \
    X(RESUME_NOT_THE_REGISTRY, "resume_not_the_registry",                                                                  \
      "{0} is not the registry's log, and is not resumed: a receipt of it may be "                                         \
      "known to its holder alone",                                                                                         \
      "{0} 不是登记簿日志，不能恢复签署：它的回执可能只有持有人知道",                                                      \
      "the authority closes it and opens its successor: suyuan key renew --log {0}, "                                      \
      "then suyuan policy close {0} (once it is closed, suyuan policy succeed {0})",                                       \
      "由管理机构关闭它并开设后继：suyuan key renew --log {0}，再 suyuan policy clo"                       \
      "se {0}（已关闭的用 suyuan policy succeed {0}）")                                                                    \
    X(RESUME_NOT_ITS_LOG, "resume_not_its_log",                                                                            \
      "{0} has not the key of {1}, which node {2} sequences",                                                              \
      "{0} 中没有 {1} 的密钥；该日志由节点 {2} 定序",                                                                      \
      "run it on that node's machine, with its key file",                                                                  \
      "请在该节点的机器上用其密钥文件运行")                                                                                \
    X(RESUME_RUNS, "resume_runs", "the node whose folder {0} is runs",                                                     \
      "数据目录 {0} 的节点正在运行", "stop it, and run the command again",                                                 \
      "停止它，再运行此命令")                                                                                              \
    X(RESUME_EMPTY, "resume_empty", "there is nothing of {0} in {1} to go on with",                                        \
      "{1} 中没有 {0} 的任何条目，无从继续",                                                                               \
      "start the node, wait until 'suyuan status' shows that it has what the others "                                      \
      "have, stop it, and run the command again",                                                                          \
      "启动节点，待“suyuan status”显示它已有其他节点所持有的内容后停止它，再运行"         \
      "此命令")                                                                                                            \
    X(RESUME_MARKED, "resume_marked",                                                                                      \
      "marked in {2}: {0} may be resumed in the store that is here now, of {1} "                                           \
      "entries",                                                                                                           \
      "已在 {2} 中标记：{0} 可在现有存储（{1} 条）中恢复签署", 0, 0)                                                       \
    X(RESUME_WAITS, "resume_waits",                                                                                        \
      "it signs nothing before all other nodes have answered, however long that "                                          \
      "takes, and only if none of them knows more of it than is here: {0}",                                                \
      "在其他所有节点都答复之前它不签署任何内容，无论等多久；且仅当它们所知都不多于" \
      "此处：{0}",                                                                                                         \
      0, 0)                                                                                                                \
    X(NEXT_RESUMED, "next_resumed",                                                                                        \
      "start the node; 'suyuan status' says for whom it waits. If one of them knows "                                      \
      "more, that comes back first: then start it once more. A node that is gone for "                                     \
      "good has to be started too, with its key and an empty folder",                                                      \
      "启动节点；“suyuan status”说明它在等谁。若有节点所知更多，先取回那些内容，"         \
      "再启动一次。永久失去的节点也须用其密钥和空目录启动",                                                                \
      0, 0)                                                                                                                \
    X(STATUS_AWAITED, "status_awaited",                                                                                    \
      "  it is to be resumed, and waits for what these nodes know of it: {0}",                                             \
      "  它将恢复签署，正等待这些节点答复所知：{0}",                                                                       \
      "start them; one that is gone for good with its key and an empty folder",                                            \
      "启动它们；永久失去的节点用其密钥和空目录启动")                                                                      \
    X(NEXT_RENEWED_LOG, "next_renewed_log",                                                                                \
      "give the vkey of the last log to the authority: suyuan policy close {0} --open-log "                                \
      "VKEY",                                                                                                              \
      "把最后一个日志的 vkey 交给管理机构：suyuan policy close {0} --open-log VKEY", 0, 0)                                 \
    X(NEXT_RENEWED_CLOSED, "next_renewed_closed",                                                                          \
      "give the vkey of the last log to the authority: suyuan policy succeed {0} --open-log "                              \
      "VKEY",                                                                                                              \
      "把最后一个日志的 vkey 交给管理机构：suyuan policy succeed {0} --open-log VKEY", 0, 0)                               \
    X(NEXT_RENEWED_COSIGNERS, "next_renewed_cosigners",                                                                    \
      "give mirror and witness to the authority: suyuan policy new --cosigner MIRROR "                                     \
      "--cosigner WITNESS; the node takes them up by itself",                                                              \
      "重启节点，并把 mirror 和 witness 交给管理机构：suyuan policy new --cosigner MIRROR "                 \
      "--cosigner WITNESS",                                                                                                \
      0, 0)

#endif
