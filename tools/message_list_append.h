/* message_list_append.h - the part of message_list.h about reporting events. */
#ifndef SY_MESSAGE_LIST_APPEND_H
#define SY_MESSAGE_LIST_APPEND_H

#define SY_MESSAGE_LIST_APPEND(X)                                                                              \
    X(KEY_NOT_ORGANISATION, "key_not_organisation",                                                            \
      "{0} is no organisation's key file and cannot sign for one",                                             \
      "{0} 不是企业的密钥文件，不能代其签名", "make one with 'suyuan key new FILE'",                           \
      "用“suyuan key new 文件”生成")                                                                           \
    X(NODE_WITHOUT_LOG, "node_without_log", "node {0} has no log of its own in this network",                  \
      "节点 {0} 在本网络中没有自己的日志", "'suyuan network show' lists nodes and logs",                       \
      "“suyuan network show”列出节点和日志")                                                                   \
    X(BAD_DELAY, "bad_delay", "--delay {0} is no reason for being late",                                       \
      "--delay {0} 不是迟报原因", "write offline, node_down, correction or back_fill",                         \
      "写 offline、node_down、correction 或 back_fill")                                                        \
    X(NO_OUTBOX, "no_outbox", "there is no place for the outbox", "没有地方放发件箱",                          \
      "give --outbox DIR, or set HOME", "用 --outbox 目录 指明，或设置 HOME")                                  \
    X(TOO_MANY_OPEN, "too_many_open", "more than {0} times --open", "--open 超过 {0} 次",                      \
      "leave some out", "减少几个")                                                                            \
    X(FLAWS_MORE, "flaws_more", "{0} more errors are not listed", "另有 {0} 个错误没有列出",                   \
      "mend these and run it again", "改好这些后重新运行")                                                     \
    X(NOTHING_SENT, "bad_events", "errors: {0}, in {1} of {2} files; nothing was sent",                        \
      "{2} 个文件中的 {1} 个有 {0} 处错误；没有发送任何内容",                                                  \
      "mend them and run the same command again, or send the good events with --proceed",                      \
      "改好后重新运行同一命令；或用 --proceed 只发送正确的事件")                                               \
    X(SENT_THE_GOOD, "bad_events",                                                                             \
      "errors: {0}, in {1} of {2} files; those events were left "                                              \
      "out",                                                                                                   \
      "{2} 个文件中的 {1} 个有 {0} 处错误；已略去这些事件",                                                    \
      "mend them and report them in a file of their own", "改好后单独成文件再申报")                            \
    X(OUTBOX_DAMAGED, "outbox_damaged", "in {0} the file {1}.statement is damaged",                            \
      "{0} 中的文件 {1}.statement 已损坏",                                                                     \
      "move it away and report its events again from your own files",                                          \
      "移走它，并用自己的文件重新申报其中的事件")                                                              \
    X(STATEMENTS_WAIT, "statements_wait", "signed statements waiting in {1}: {0}",                             \
      "{0} 份已签申报在 {1} 中等待",                                                                           \
      "run the same command again: it sends the same bytes, and what has arrived already is "                  \
      "not entered twice",                                                                                     \
      "重新运行同一命令：发送的字节相同，已到达的不会重复入账")                                                \
    X(SENDING_EARLIER, "sending_earlier",                                                                      \
      "sending first what an earlier run left in the outbox: statements {0}",                                  \
      "先发送之前留在发件箱中的 {0} 份申报", 0, 0)                                                             \
    X(SENT_EARLIER, "sent_earlier", "left by an earlier run", "之前留下的", 0, 0)                              \
    X(NO_DELEGATION, "no_delegation",                                                                          \
      "the registry has no delegation in force by which {1} may speak for {0}",                                \
      "登记簿中没有使 {1} 可代 {0} 申报的有效委托",                                                            \
      "{0} grants one: suyuan registry delegation grant; or name its entry: --delegation "                     \
      "ENTRY",                                                                                                 \
      "由 {0} 授予：suyuan registry delegation grant；或指明条目：--delegation 条目")                          \
    X(SIGNED_AGAIN, "signed_again",                                                                            \
      "the statement {0} is signed again: more than 30 days ago it was too early, or its key "                 \
      "has ended",                                                                                             \
      "申报 {0} 现重新签署：签于 30 天以前，或其密钥已停用", 0, 0)                                             \
    X(DELIVERING, "delivering", "sent {0} of {1} statements", "已发送 {0}/{1} 份申报", 0, 0)                   \
    X(READING, "reading", "read {0} events", "已读 {0} 个事件", 0, 0)                                          \
    X(FILE_REPORTED, "file_reported", "{0}: events {1}, records {2}, statements {3}",                          \
      "{0}：{1} 个事件，{2} 条记录，{3} 份申报", 0, 0)                                                         \
    X(ENTRY_NEW, "entry_new", "  entry {1} of {0}", "  {0} 的第 {1} 号条目", 0, 0)                             \
    X(ENTRY_KNOWN, "entry_known", "  entry {1} of {0}: was there already",                                     \
      "  {0} 的第 {1} 号条目：先前已有", 0, 0)                                                                 \
    X(RECEIPT_KEPT, "receipt_kept", "  receipt {0}", "  回执 {0}", 0, 0)                                       \
    X(NEXT_AFTER_APPEND, "next_after_append",                                                                  \
      "anybody can check a receipt without a network: suyuan verify --network {0} {1}",                        \
      "任何人都可脱网核验回执：suyuan verify --network {0} {1}", 0, 0)                                         \
    X(NEXT_AFTER_LOCAL, "next_after_local",                                                                    \
      "its node alone answers for what too few others hold so far, and 'suyuan verify' does "                  \
      "not take such a receipt; a moment later: suyuan receipt renew --network {0} {1}",                       \
      "他人持有尚不足时只有该节点作保，“suyuan verify”不认可这样的回执；"         \
      "稍后：suyuan receipt renew --network {0} {1}",                                                          \
      0, 0)                                                                                                    \
    X(NEXT_KEEP_RECEIPTS, "next_keep_receipts",                                                                \
      "to keep proof of what you reported, add --receipts DIR",                                                \
      "要留存申报凭证，请加 --receipts 目录", 0, 0)                                                            \
    X(PLACED_HEAD, "placed_head",                                                                              \
      "where each member goes, by table version {0}; nothing is sent",                                         \
      "每个成员进入哪个分部（第 {0} 版表）；不发送任何内容", 0, 0)                                             \
    X(NEXT_AFTER_DRY_RUN, "next_after_dry_run",                                                                \
      "open is for everybody; chain, commercial and personal only for you and the authority "                  \
      "until you hand them on. Run it without --dry-run to send",                                              \
      "open 对所有人公开；chain、commercial、personal 只有你和管理机构能看，"              \
      "除非你另行给出。"                                                                               \
      "去掉 --dry-run 即发送",                                                                                 \
      0, 0)                                                                                                    \
    X(DURABILITY_SHORT, "durability_short",                                                                    \
      "entry {1} of {0} is in the log, and {2} of the {3} other nodes asked for hold it so "                   \
      "far",                                                                                                   \
      "{0} 的第 {1} 条已入列，但要求的 {3} 个其他节点中目前只有 {2} 个持有它",                                 \
      "nothing is lost: run the same command again for the receipt, or with --durability "                     \
      "local",                                                                                                 \
      "没有丢失任何内容：重新运行同一命令即可取得回执，或加 --durability local")                               \
    X(ACT_SHORT, "durability_short",                                                                           \
      "entry {1} of {0} is in the log, and {2} of the {3} other nodes that must hold it do "                   \
      "so far",                                                                                                \
      "{0} 的第 {1} 条已入列，但须有 {3} 个其他节点持有它，目前为 {2} 个",                                     \
      "nothing is lost: run the same command again once more nodes are up; 'suyuan status' "                   \
      "shows which are away",                                                                                  \
      "没有丢失任何内容：待更多节点恢复后重新运行同一命令；suyuan status 显示哪些节点不在")                    \
    X(BAD_DURABILITY, "bad_durability",                                                                        \
      "--durability {0}: this is neither local nor witnessed:K with K from 1 to {1}",                          \
      "--durability {0}：不是 local，也不是 witnessed:K（K 为 1 到 {1}）",                                     \
      "local: the log's node has it on disk; witnessed:2: two other nodes, too",                               \
      "local：日志所在节点已落盘；witnessed:2：另有两个节点也已落盘")                                          \
    X(ENTRY_WITNESSED, "entry_witnessed", "  {0} other nodes hold it",                                         \
      "  另有 {0} 个节点持有它", 0, 0)                                                                         \
    X(STATEMENT_REFUSED, "statement_refused", "node {0} refuses a statement: {1}",                             \
      "节点 {0} 拒绝一份申报：{1}",                                                                            \
      "mend that and run the command again; the refused statement is {2}/refused/{3}."                         \
      "statement",                                                                                             \
      "处理后重新运行；被拒的申报在 {2}/refused/{3}.statement")                                                \
    X(REFUSED_UNKNOWN_PRINCIPAL, "unknown_principal",                                                          \
      "node {0} refuses a statement: {1}: the organisation is not admitted",                                   \
      "节点 {0} 拒绝一份申报：{1}：该企业没有准入",                                                            \
      "check --as; the authority admits it with 'suyuan registry admit'; then run the "                        \
      "command again. The refused statement is in {2}/refused",                                                \
      "检查 --as；由管理机构用“suyuan registry admit”准入后重新运行。被拒的申报在 " \
      "{2}/refused")                                                                                           \
    X(REFUSED_UNKNOWN_KEY, "unknown_key",                                                                      \
      "node {0} refuses a statement: {1}: the key is not one of this organisation's",                          \
      "节点 {0} 拒绝一份申报：{1}：该密钥不是这个企业的签名密钥",                                              \
      "check --key and --as; the authority adds a key with 'suyuan registry key add'; then "                   \
      "run the command again. The refused statement is in {2}/refused",                                        \
      "检查 --key 和 --as；由管理机构用“suyuan registry key add”增加密钥后重新运行。"  \
      "被拒的申报在 {2}/refused")                                                                              \
    X(REFUSED_KEY_NOT_IN_FORCE, "key_not_in_force",                                                            \
      "node {0} refuses a statement: {1}: the key was retired or revoked",                                     \
      "节点 {0} 拒绝一份申报：{1}：该密钥已停用或吊销",                                                        \
      "sign with a key in force ('suyuan registry list' shows them): run the command again "                   \
      "with it. The refused statement is in {2}/refused",                                                      \
      "改用有效的密钥（“suyuan registry list”可查）重新运行。被拒的申报在 "          \
      "{2}/refused")                                                                                           \
    X(REFUSED_BAD_TIME, "bad_time",                                                                            \
      "node {0} refuses a statement: {1}: it was signed too long before, or later than now",                   \
      "节点 {0} 拒绝一份申报：{1}：签署时间过早，或晚于现在",                                                  \
      "check this machine's clock (date -u) and run the command again. The refused statement "                 \
      "is in {2}/refused",                                                                                     \
      "校对本机时钟（date -u）后重新运行。被拒的申报在 {2}/refused")

#endif
