/* message_list_receipt.h - the part of message_list.h about receipts. */
#ifndef SY_MESSAGE_LIST_RECEIPT_H
#define SY_MESSAGE_LIST_RECEIPT_H

#define SY_MESSAGE_LIST_RECEIPT(X)                                                                                        \
    X(RECEIPT_HOLDS, "receipt_holds", "{0}: holds", "{0}：核验通过", 0, 0)                                                \
    X(RECEIPT_NOT_CHECKED, "receipt_not_checked", "{0}: not checked", "{0}：未核验", 0, 0)                                \
    X(RECEIPT_FAILS, "receipt_fails", "{0}: does not hold: {1} ({2})",                                                    \
      "{0}：核验不通过：{1}（{2}）",                                                                                      \
      "do not rely on it; ask whoever gave it for the original file, and check that "                                     \
      "network.json is the right network's",                                                                              \
      "不要采信；请提供者重新给出原文件，并核对 network.json 是否为这个网络的")                                           \
    X(RECEIPT_SHORT, "receipt_fails", "{0}: does not hold: {1} ({2})",                                                    \
      "{0}：核验不通过：{1}（{2}）",                                                                                      \
      "do not rely on it yet. It may have been given before others held the entry (append "                               \
      "--durability local): 'suyuan receipt renew' asks a node for what stands behind it now",                            \
      "暂不要采信。回执可能在他人持有该条目之前给出（append --durability local）：用“suyuan " \
      "receipt renew”向节点取得现在为它作证的内容")                                                                       \
    X(RECEIPT_OUT_OF_ONE, "receipt_out_of_one", "--out is for one receipt",                                               \
      "--out 只用于一份回执", "leave --out away, or give one receipt",                                                    \
      "去掉 --out，或只给一份回执")                                                                                       \
    X(RECEIPT_RENEWED, "receipt_renewed", "{0} now stands under the checkpoint of today",                                 \
      "{0} 现以今日的检查点为据", 0, 0)                                                                                   \
    X(RENEW_LEFT_OUT, "renew_left_out",                                                                                   \
      "{0}: what the registry says of its signers was of an earlier policy, and is left out",                             \
      "{0}：登记簿对签署者的记载属于先前的规则，已略去",                                                                  \
      "put it in again: suyuan receipt attach", "重新附加：suyuan receipt attach")                                        \
    X(RENEW_OTHER, "renew_other",                                                                                         \
      "{0}: node {1} shows another entry at this place of the log",                                                       \
      "{0}：节点 {1} 在日志的同一位置给出另一条目",                                                                       \
      "keep the receipt, which is as it was: it proves what the log held before; tell the "                               \
      "authority, "                                                                                                       \
      "and look at 'suyuan evidence list'",                                                                               \
      "保留回执（未改动），它证明日志原先的内容；报告管理机构，并查看“suyuan evidence list”")                             \
    X(RENEW_FAILS, "renew_fails",                                                                                         \
      "{0} would not hold with what node {1} shows: {2}; it is as it was",                                                \
      "以节点 {1} 给出的内容，{0} 将不成立：{2}；回执未改动",                                                             \
      "ask another node, or again later", "询问其他节点，或稍后再试")                                                     \
    X(RECEIPT_IS_PARTS, "receipt_fails", "{0}: holds the parts of a receipt, and is none",                                \
      "{0}：是回执的分部文件，不是回执",                                                                                  \
      "check the .receipt beside it: its parts are found by themselves",                                                  \
      "核验旁边的 .receipt：分部会自动找到")                                                                              \
    X(PARTS_OF_ONE, "parts_of_one", "--parts belongs to one receipt, and several are given",                              \
      "--parts 只对应一个回执，却给了多个", "check that receipt by itself", "单独核验该回执")                             \
    X(BAD_PART, "bad_part", "--with {0}: there is no such part", "--with {0}：没有这样的分部",                            \
      "write chain, commercial and personal, apart by commas",                                                            \
      "写 chain、commercial、personal，用逗号隔开")                                                                       \
    X(RECORD_NOT_HERE, "record_not_here", "record {0} is not in {1} and no .parts file",                                  \
      "{1} 和 .parts 文件中都没有第 {0} 条记录",                                                                          \
      "put the .parts file beside the receipt, or give it with --parts",                                                  \
      "把 .parts 文件放在回执旁边，或用 --parts 指明")                                                                    \
    X(RECORD_TOO_LARGE, "record_too_large", "record {0} with these parts is too large",                                   \
      "第 {0} 条记录连同这些分部放不进一个回执",                                                                          \
      "leave parts out of --with; hand the .parts file on instead",                                                       \
      "减少 --with 的分部；改为转交 .parts 文件")                                                                         \
    X(RECORD_EXTRACTED, "record_extracted", "wrote {0}", "已写入 {0}", 0, 0)                                              \
    X(DISCLOSE_PART, "disclose_part", "--part {0} cannot be disclosed", "--part {0} 不能公开",                            \
      "write chain or commercial; what is personal is not opened, and open parts are open",                               \
      "写 chain 或 commercial；个人分部不予公开，open 本来就是公开的")                                                    \
    X(DISCLOSE_TO, "disclose_to", "--to {0} is no registry id", "--to {0} 不是登记号",                                    \
      "write the registry id of who may see it, as uscc:91310112087994932F, or everyone",                                 \
      "写明向谁公开的登记号，如 uscc:91310112087994932F；或 everyone（所有人）")                                          \
    X(DISCLOSE_CLOSED, "disclose_closed", "the log {0} is closed, and has no successor yet",                              \
      "日志 {0} 已关闭，尚无后继",                                                                                        \
      "a disclosure can stand in any node's log: give another --node; the record stays where "                            \
      "it is",                                                                                                            \
      "公开声明可写入任一节点的日志：换一个 --node；记录仍在原处")                                                        \
    X(DISCLOSED, "disclosed", "opened to {0}: entry {1} of {2}",                                                          \
      "已向 {0} 公开：{2} 的第 {1} 号条目", 0, 0)                                                                         \
    X(NEXT_CHECK_RECEIPT, "next_check_receipt",                                                                           \
      "check it: suyuan verify --network NETWORK.JSON {0}",                                                               \
      "核验：suyuan verify --network 网络文件 {0}", 0, 0)                                                                 \
    X(VERDICT_PROVED, "verdict_proved", "proved", "已证明", 0, 0)                                                         \
    X(VERDICT_DECLARED, "verdict_declared",                                                                               \
      "  {0} declared this (records: {1}), unchanged since",                                                              \
      "  {0} 作出了这份申报（{1} 条记录），此后未被改动", 0, 0)                                                           \
    X(VERDICT_SIGNED, "verdict_signed", "  signed with the key {1} in the name of {0}",                                   \
      "  以 {0} 的名义用密钥 {1} 签署", 0, 0)                                                                             \
    X(VERDICT_ENTRY, "verdict_entry",                                                                                     \
      "  entry {0} of the log {1}, which then had {2} entries",                                                           \
      "  日志 {1} 的第 {0} 号条目，当时共 {2} 条", 0, 0)                                                                  \
    X(VERDICT_SEQUENCED, "verdict_sequenced", "  node {0} signed that it took it in at {1}",                              \
      "  节点 {0} 签名确认于 {1} 收入", 0, 0)                                                                             \
    X(VERDICT_NO_QUORUM, "verdict_no_quorum",                                                                             \
      "  no witnesses: the network has one node, so node {0} alone stands for the log",                                   \
      "  无见证：网络只有一个节点，日志仅由节点 {0} 担保", 0, 0)                                                          \
    X(VERDICT_QUORUM, "verdict_quorum", "  districts that cosigned the log: {0}, needed: {1}",                            \
      "  共签该日志的区：{0} 个，须有 {1} 个", 0, 0)                                                                      \
    X(VERDICT_WITNESS, "verdict_witness", "    {0} at {1}", "    {0}，{1}", 0, 0)                                         \
    X(VERDICT_HERE, "verdict_here",                                                                                       \
      "  records at hand: {0} of {1}; their parts at hand: {2}, by their hash only: {3}",                                 \
      "  手头有 {0} 条记录（共 {1} 条）；分部在手 {2} 个，仅有散列 {3} 个", 0, 0)                                         \
    X(VERDICT_NONE_HERE, "verdict_none_here",                                                                             \
      "  what the records say is in the .parts file, which is not here",                                                  \
      "  记录内容在 .parts 文件中，不在手头", 0, 0)                                                                       \
    X(VERDICT_CLAIMED, "verdict_claimed", "claimed", "仅为声称", 0, 0)                                                    \
    X(VERDICT_SIGNED_AT, "verdict_signed_at", "  signed at {0}, by the signer's own clock",                               \
      "  签署于 {0}（签署者自己的时钟）", 0, 0)                                                                           \
    X(DELAY_OFFLINE, "delay_offline", "  late because the signer was offline",                                            \
      "  迟报原因：签署者离线", 0, 0)                                                                                     \
    X(DELAY_NODE, "delay_node", "  late because the node was down", "  迟报原因：节点停机", 0,                            \
      0)                                                                                                                  \
    X(DELAY_CORRECTION, "delay_correction", "  late because it is a correction",                                          \
      "  迟报原因：更正", 0, 0)                                                                                           \
    X(DELAY_BACK_FILL, "delay_back_fill", "  late because it was filled in afterwards",                                   \
      "  迟报原因：补录", 0, 0)                                                                                           \
    X(VERDICT_AUTHORITY, "verdict_authority",                                                                             \
      "  node {0} attests that whoever signed might speak for {2}, with a key in force, by "                              \
      "the "                                                                                                              \
      "registry at size {1}; its word alone is no proof",                                                                 \
      "  节点 {0} 声明：按登记簿（{1} 条时），签署者有权代表 {2}，密钥有效；"                  \
      "仅凭其声明不足为证",                                                                                               \
      0, 0)                                                                                                               \
    X(VERDICT_CONTENT, "verdict_content", "  what the records say is {0}'s word",                                         \
      "  记录内容是 {0} 的陈述", 0, 0)                                                                                    \
    X(VERDICT_EVENT, "verdict_event", "    record {0}: {1}", "    记录 {0}：{1}", 0, 0)                                   \
    X(VERDICT_EVENTS_MORE, "verdict_events_more", "    and {0} more", "    另有 {0} 条", 0, 0)                            \
    X(VERDICT_NOT_PROVED, "verdict_not_proved", "not proved", "未证明", 0, 0)                                             \
    X(VERDICT_NOT_TRUE, "verdict_not_true", "  that what was declared is true",                                           \
      "  申报内容属实", 0, 0)                                                                                             \
    X(VERDICT_NOT_THIS_PIECE, "verdict_not_this_piece", "  that this piece is that piece",                                \
      "  眼前这件就是所申报的那件", 0, 0)                                                                                 \
    X(VERDICT_NOT_LATER, "verdict_not_later",                                                                             \
      "  that nothing was declared later: a recall, a correction",                                                        \
      "  此后没有新的申报，如召回、更正", 0, 0)

#endif
