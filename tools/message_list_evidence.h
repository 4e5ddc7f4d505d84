/* message_list_evidence.h - the part of message_list.h about evidence against a log. */
#ifndef SY_MESSAGE_LIST_EVIDENCE_H
#define SY_MESSAGE_LIST_EVIDENCE_H

#define SY_MESSAGE_LIST_EVIDENCE(X)                                                                             \
    X(EVIDENCE_HOLDS, "evidence_holds", "{0}: proves that the log {1} broke its promise",                       \
      "{0}：证明日志 {1} 违背了承诺", 0, 0)                                                                     \
    X(EVIDENCE_FORK, "evidence_fork", "  it signed two histories that cannot both be true",                     \
      "  它签署了两份不能同时为真的历史", 0, 0)                                                                 \
    X(EVIDENCE_ENTRY, "evidence_entry",                                                                         \
      "  entry {0}, under its signature, breaks rule {1}: {2}",                                                 \
      "  在其签名之下的第 {0} 号条目违反规则 {1}：{2}", 0, 0)                                                   \
    X(EVIDENCE_TREE, "evidence_tree", "  it signed: {0} entries, root {1}",                                     \
      "  它签署过：{0} 条，根 {1}", 0, 0)                                                                       \
    X(EVIDENCE_STEP, "evidence_step", "    which start with: {0} entries, root {1}",                            \
      "    其开头为：{0} 条，根 {1}", 0, 0)                                                                     \
    X(EVIDENCE_SIGNED, "evidence_signed", "  signed by node {0} with the key {1}",                              \
      "  由节点 {0} 用密钥 {1} 签署", 0, 0)                                                                     \
    X(EVIDENCE_CLOSED, "evidence_closed",                                                                       \
      "  a policy has closed this log at {0} entries; its successor: {1}",                                      \
      "  网络规则已在第 {0} 条处关闭该日志；后继：{1}", 0, 0)                                                   \
    X(EVIDENCE_OPEN, "evidence_open",                                                                           \
      "  no policy known here has closed this log: what it promises from now on is worth "                      \
      "nothing",                                                                                                \
      "  本处所知的网络规则尚未关闭该日志：此后它的承诺不可采信", 0, 0)                                         \
    X(EVIDENCE_FAILS, "evidence_fails", "{0}: proves nothing: {1} ({2})",                                       \
      "{0}：不证明任何事：{1}（{2}）",                                                                          \
      "do not hold it against the log; ask whoever gave it for the original file, and check "                   \
      "that network.json is the right network's",                                                               \
      "不要据此指责该日志；请提供者重新给出原文件，并核对 network.json 是否为这个网络的")                       \
    X(EVIDENCE_LISTED, "evidence_listed", "{0}: {1}, as node {2} has it",                                       \
      "{0}：{1}，节点 {2} 持有证据",                                                                            \
      "suyuan evidence show ORIGIN --node CODE tells it; then the authority ends the log: "                     \
      "suyuan policy close",                                                                                    \
      "用 suyuan evidence show 查看；再由主管机构关闭：suyuan policy close")                                    \
    X(EVIDENCE_NONE, "evidence_none", "no node that was asked has evidence against a log",                      \
      "所问节点均无针对任何日志的证据", 0, 0)                                                                   \
    X(EVIDENCE_UNASKED, "evidence_unasked", "node {0} could not be asked: {1}",                                 \
      "未能询问节点 {0}：{1}", 0, 0)                                                                            \
    X(EVIDENCE_NOBODY, "evidence_nobody", "no node could be asked", "没有一个节点可以询问",                     \
      "check the network, or the addresses in nodes.json",                                                      \
      "检查网络，或 nodes.json 中的地"                                                                 \
      "址")                                                                                                     \
    X(EVIDENCE_UNKNOWN, "evidence_unknown", "node {0} has no evidence against {1}",                             \
      "节点 {0} 没有针对 {1} 的证据",                                                                           \
      "suyuan evidence list asks every node; suyuan network show names the logs",                               \
      "suyuan evidence list 询问所有节点；suyuan network show 列出日志名")                                      \
    X(EVIDENCE_SERVED, "evidence_served",                                                                       \
      "  node {0} serves {1} entries, root {2}; cosigned by: {3}",                                              \
      "  节点 {0} 提供 {1} 条，根 {2}；见证者：{3}", 0, 0)                                                      \
    X(NEXT_EVIDENCE, "next_evidence",                                                                           \
      "suyuan evidence check {0} checks it with no network; suyuan policy close {1} ends "                      \
      "the "                                                                                                    \
      "log",                                                                                                    \
      "suyuan evidence check {0} 可脱网核验；suyuan policy close {1} 关闭该日志", 0, 0)                         \
    X(EVIDENCE_NEEDS_REGISTRY, "evidence_needs_registry",                                                       \
      "{0}: whether a signer might speak cannot be told without the registry",                                  \
      "{0}：签署者是否有权申报，没有登记簿无法判断",                                                            \
      "suyuan audit --log ORIGIN reads log and registry from a node and checks the entry",                      \
      "用 suyuan audit --log 日志名 从节点读取日志和登记簿，核对该条目")                                        \
    X(AUDIT_EVIDENCE, "audit_evidence",                                                                         \
      "  it broke its promise, and the evidence of it is here: {0}",                                            \
      "  该日志违背了承诺，证据在此：{0}",                                                                      \
      "suyuan evidence show {1} tells it, from a node that runs; the authority ends the log: "                  \
      "suyuan policy close {1}",                                                                                \
      "用 suyuan evidence show {1} 从运行中的节点查看；由主管机构关闭：suyuan policy close " \
      "{1}")                                                                                                    \
    X(AUDIT_EVIDENCE_CLOSED, "audit_evidence_closed",                                                           \
      "  it broke its promise ({0}); a policy has ended it since",                                              \
      "  该日志曾违背承诺（{0}），之后已由网络规则关闭", 0, 0)                                                  \
    X(AUDIT_EVIDENCE_FAILS, "audit_evidence_fails",                                                             \
      "what is kept as evidence against {0} proves nothing: {1} ({2})",                                         \
      "作为针对 {0} 的证据所存的内容不证明任何事：{1}（{2}）",                                                  \
      "the disk has damaged it, or somebody changed it: ask the other nodes, with suyuan "                      \
      "evidence list",                                                                                          \
      "可能是磁盘损坏或被改动：用 suyuan evidence list 询问其他节点")                                           \
    X(AUDIT_PROMISE, "audit_promise",                                                                           \
      "the entries keep every rule, but there is evidence against {0} of the logs",                             \
      "各条目均符合规则，但有针对其中 {0} 个日志的证据",                                                        \
      "what such a log promises from now on is worth nothing: see the lines about it",                          \
      "此类日志今后的承诺不可采信：见上文相关各行")

#endif
