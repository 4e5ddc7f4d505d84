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
      "没有丢失；如再次出现，请检查磁盘")

#endif
