/* message_list_support.h - the part of message_list.h about what a receipt shows of its
 * signers. */
#ifndef SY_MESSAGE_LIST_SUPPORT_H
#define SY_MESSAGE_LIST_SUPPORT_H

#define SY_MESSAGE_LIST_SUPPORT(X)                                                             \
    X(ATTACHED, "attached", "{0} now shows what the registry says of its signers",             \
      "{0} 现已载明登记簿对签署者的记载", 0, 0)                                                \
    X(ATTACH_REGISTRY, "attach_registry", "{0} is of the registry itself",                     \
      "{0} 是登记簿本身的回执", "it needs no support: 'suyuan verify' checks all of it",       \
      "无需附加：“suyuan verify”可核验全部内容")                                               \
    X(ATTACH_BEHIND, "attach_behind",                                                          \
      "node {0} shows a registry that is older than the receipt", "节点 {0} 的登记簿比回执旧", \
      "ask another node, or again later", "询问其他节点，或稍后再试")                          \
    X(ATTACH_NOT_FOUND, "attach_not_found", "the registry does not have whoever signed {0}",   \
      "登记簿中没有 {0} 的签署者",                                                             \
      "keep the receipt and tell the authority: no node may take such a statement",            \
      "保留回执并报告管理机构：节点不得接受这样的申报")                                        \
    X(ATTACH_TOO_LARGE, "attach_too_large",                                                    \
      "{0} has no room for what the registry says of its signers; it is as it was",            \
      "{0} 放不下登记簿对签署者的记载；回执未改动",                                            \
      "make the receipt of one record: suyuan receipt extract --record N, then attach to "     \
      "that",                                                                                  \
      "先取出一条记录的回执：suyuan receipt extract --record N，再对其附加")                   \
    X(ATTACH_FAILS, "attach_fails",                                                            \
      "with what the registry says {0} would not hold: {1}; it is as it was",                  \
      "附加登记簿的记载后 {0} 将不成立：{1}；回执未改动",                                      \
      "the registry's checkpoint must stand under the policy of the receipt: append again, "   \
      "or "                                                                                    \
      "ask the authority",                                                                     \
      "登记簿检查点须在回执所依政策下成立：重新申报，或询问管理机构")                          \
    X(SUPPORT_NEEDS_RECEIPTS, "support_needs_receipts", "--support goes into receipts",        \
      "--support 须放入回执", "add --receipts DIR", "加上 --receipts 目录")                    \
    X(VERDICT_SUPPORT, "verdict_support",                                                      \
      "shown of its signers, each act proved to stand in the registry under its checkpoint "   \
      "of {0} entries ({1} of {2} votes needed)",                                              \
      "签署者的登记情况（每项均已证明载于登记簿，检查点 {0} 条，所需 {2} 票中有 {1} 票）", 0,  \
      0)                                                                                       \
    X(VERDICT_SUPPORT_ACT, "verdict_support_act", "  entry {0}, {1}: {2}; signed by {3}",      \
      "  条目 {0}，{1}：{2}；签署：{3}", 0, 0)                                                 \
    X(VERDICT_SUPPORT_LATER, "verdict_support_later",                                          \
      "  LATER, entry {0}, {1}: {2}; signed by {3}", "  此后，条目 {0}，{1}：{2}；签署：{3}",  \
      0, 0)                                                                                    \
    X(VERDICT_SUPPORT_SINCE, "verdict_support_since",                                          \
      "    what it signed since {0} does not count", "    自 {0} 起的签名无效", 0, 0)          \
    X(VERDICT_SUPPORT_KEYS, "verdict_support_keys",                                            \
      "    in the authority's name, by keys that are not its own under this receipt's policy", \
      "    以管理机构名义，但所用密钥在本回执所依政策下不属于管理机构", 0, 0)                  \
    X(VERDICT_SUPPORT_KEY, "verdict_support_key",                                              \
      "  so the key {0} was brought for {1} by entry {2}",                                     \
      "  即：密钥 {0} 由条目 {2} 登记给 {1}", 0, 0)                                            \
    X(VERDICT_SUPPORT_GRANT, "verdict_support_grant",                                          \
      "  so {0} may speak for {1} by the delegation of entry {2}",                             \
      "  即：依条目 {2} 的委托，{0} 可代表 {1}", 0, 0)                                         \
    X(VERDICT_ATTESTED, "verdict_attested",                                                    \
      "  that the signers' keys were in force, by the registry at size {2}: each that "        \
      "cosigns "                                                                               \
      "checks that before; votes {0}, needed {1}",                                             \
      "  按登记簿（{2} 条时）签署密钥有效：各方在共签前均核查；{0} 票，须有 {1} 票", 0, 0)     \
    X(VERDICT_NO_SUPPORT, "verdict_no_support",                                                \
      "  whose key that is: this receipt does not show it; suyuan receipt attach adds it",     \
      "  密钥属于谁：本回执没有载明；可用 suyuan receipt attach 附加", 0, 0)                   \
    X(VERDICT_NO_REVOCATION, "verdict_no_revocation",                                          \
      "  that nothing else was registered: no revocation is shown, which is not the same as "  \
      "none; nor that each act had effect",                                                    \
      "  没有其他登记：未见吊销，不等于没有吊销；也未证明每项登记都有效", 0, 0)

#endif
