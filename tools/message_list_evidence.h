/* message_list_evidence.h - the part of message_list.h about evidence against a log. */
#ifndef SY_MESSAGE_LIST_EVIDENCE_H
#define SY_MESSAGE_LIST_EVIDENCE_H

#define SY_MESSAGE_LIST_EVIDENCE(X)                                                            \
    X(EVIDENCE_HOLDS, "evidence_holds", "{0}: proves that the log {1} broke its promise",      \
      "{0}：证明日志 {1} 违背了承诺", 0, 0)                                                    \
    X(EVIDENCE_FORK, "evidence_fork", "  it signed two histories that cannot both be true",    \
      "  它签署了两份不能同时为真的历史", 0, 0)                                                \
    X(EVIDENCE_ENTRY, "evidence_entry",                                                        \
      "  entry {0}, under its signature, breaks rule {1}: {2}",                                \
      "  在其签名之下的第 {0} 号条目违反规则 {1}：{2}", 0, 0)                                  \
    X(EVIDENCE_TREE, "evidence_tree", "  it signed: {0} entries, root {1}",                    \
      "  它签署过：{0} 条，根 {1}", 0, 0)                                                      \
    X(EVIDENCE_STEP, "evidence_step", "    which start with: {0} entries, root {1}",           \
      "    其开头为：{0} 条，根 {1}", 0, 0)                                                    \
    X(EVIDENCE_SIGNED, "evidence_signed", "  signed by node {0} with the key {1}",             \
      "  由节点 {0} 用密钥 {1} 签署", 0, 0)                                                    \
    X(EVIDENCE_CLOSED, "evidence_closed",                                                      \
      "  a policy has closed this log at {0} entries; its successor: {1}",                     \
      "  网络规则已在第 {0} 条处关闭该日志；后继：{1}", 0, 0)                                  \
    X(EVIDENCE_OPEN, "evidence_open",                                                          \
      "  no policy known here has closed this log: what it promises from now on is worth "     \
      "nothing",                                                                               \
      "  本处所知的网络规则尚未关闭该日志：此后它的承诺不可采信", 0, 0)                        \
    X(EVIDENCE_FAILS, "evidence_fails", "{0}: proves nothing: {1} ({2})",                      \
      "{0}：不证明任何事：{1}（{2}）",                                                         \
      "do not hold it against the log; ask whoever gave it for the original file, and check "  \
      "that network.json is the right network's",                                              \
      "不要据此指责该日志；请提供者重新给出原文件，并核对 network.json 是否为这个网络的")      \
    X(EVIDENCE_NEEDS_REGISTRY, "evidence_needs_registry",                                      \
      "{0}: whether a signer might speak cannot be told without the registry",                 \
      "{0}：签署者是否有权申报，没有登记簿无法判断",                                           \
      "suyuan audit --log ORIGIN reads log and registry from a node and checks the entry",     \
      "用 suyuan audit --log 日志名 从节点读取日志和登记簿，核对该条目")

#endif
