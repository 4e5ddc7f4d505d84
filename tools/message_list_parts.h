/* message_list_parts.h - which parts a node keeps, and what is said where one is not kept. */
#ifndef SY_MESSAGE_LIST_PARTS_H
#define SY_MESSAGE_LIST_PARTS_H

#define SY_MESSAGE_LIST_PARTS(X)                                                                                                 \
    X(BAD_SUBSCRIPTION, "bad_subscription", "{0}: this line chooses no parts: '{1}'",                                            \
      "{0}：这一行没有选定分部：“{1}”",                                                                                          \
      "write 'CODE PARTS' or 'CODE PARTS for 90 days', CODE a node's or 'default', PARTS "                                       \
      "all, "                                                                                                                    \
      "none, or some of open chain commercial personal",                                                                         \
      "写成“代码 分部”或“代码 分部 for 90 days”；代码为节点代码或 default，分部为 all、none，" \
      "或 open chain commercial personal 中的几个")                                                                              \
    X(BAD_AGE, "bad_age", "{0}: '{1}' is no number of days from 1 to 36500, or as many hours",                                   \
      "{0}：“{1}”不是 1 到 36500 的天数（或相应的小时数）",                                                                      \
      "write it as 'for 90 days' or 'for 36 hours'", "写成“for 90 days”或“for 36 hours”")                                        \
    X(KEEPING_NONE, "keeping_none", "  no parts of it are kept, only its entries and notices",                                   \
      "  不保存其任何分部，只保存条目和通告", 0, 0)                                                                              \
    X(KEEPING_KINDS, "keeping_kinds", "  parts kept: {0}", "  保存的分部：{0}", 0, 0)                                            \
    X(KEEPING_FOR, "keeping_for", "  parts kept: {0}, for {1}", "  保存的分部：{0}，保存{1}",                                    \
      0, 0)                                                                                                                      \
    X(KEEPING_NOT_HERE, "keeping_not_here",                                                                                      \
      "  parts not here: {0} not subscribed, {1} aged out; {2} records without their open or "                                   \
      "chain part",                                                                                                              \
      "  不在此处的分部：未订阅 {0}，到期 {1}；缺公开或链上分部的记录 {2}", 0, 0)                                                \
    X(KEEPING_WANTED, "keeping_wanted",                                                                                          \
      "  {0} parts are to be here and nobody has given them yet, the first of entry {1}; "                                       \
      "they are asked for again and again",                                                                                      \
      "  有 {0} 个分部应在此处而尚无节点提供，最早在第 {1} 条；会不断索取", 0, 0)                                                \
    X(KEEPING_CHANGING, "keeping_changing",                                                                                      \
      "  what is stored is being brought in line with the subscription",                                                         \
      "  正在按订阅调整已存的分部", 0, 0)                                                                                        \
    X(PART_NOT_SUBSCRIBED, "part_not_subscribed",                                                                                \
      "    {0} part: node {1} does not keep it (not subscribed); ask node {2}, which owns "                                      \
      "the log",                                                                                                                 \
      "    {0}分部：节点 {1} 未订阅，不保存；请向日志所有者节点 {2} 查询", 0, 0)                                                 \
    X(PART_AGED_OUT, "part_aged_out",                                                                                            \
      "    {0} part: node {1} does not keep it any more (aged out); ask node {2}, which owns "                                   \
      "the log",                                                                                                                 \
      "    {0}分部：节点 {1} 已到期不再保存；请向日志所有者节点 {2} 查询", 0, 0)                                                 \
    X(PART_WANTED, "part_wanted",                                                                                                \
      "    {0} part: node {1} has not received it yet; ask again later, or node {2}, which "                                     \
      "owns the log",                                                                                                            \
      "    {0}分部：节点 {1} 尚未收到；请稍后再问，或向日志所有者节点 {2} 查询", 0, 0)                                           \
    X(PART_ABSENT, "part_absent",                                                                                                \
      "    {0} part: node {1} has lost it; ask node {2}, which owns the log",                                                    \
      "    {0}分部：节点 {1} 已丢失；请向日志所有者节点 {2} 查询", 0, 0)                                                         \
    X(ERASE_NOT_KEPT, "part_not_kept",                                                                                           \
      "node {1} does not have the {0} part, and views read it: what they are to keep must be "                                   \
      "known",                                                                                                                   \
      "节点 {1} 没有{0}部分，而视图要读它：须先知道应保留什么",                                                                  \
      "ask node {2}, which owns the log: --node {2}", "向日志所有者节点 {2} 查询：--node {2}")                                   \
    X(JOURNEY_UNREAD, "journey_unread",                                                                                          \
      "not complete: of {0}, {1} records are without the parts that say what they are about, "                                   \
      "at this node; ask node {2}, which owns the log",                                                                          \
      "不完整：{0} 中有 {1} 条记录的相关分部本节点没有；请向日志所有者节点 {2} 查询", 0, 0)                                      \
    X(AUDIT_NOT_KEPT, "audit_not_kept",                                                                                          \
      "  parts that this node does not keep: {0} not subscribed, {1} aged out, {2} not come "                                    \
      "yet; the node that owns the log has them",                                                                                \
      "  本节点不保存的分部：未订阅 {0}，到期 {1}，尚未收到 {2}；日志所有者节点有", 0, 0)                                        \
    X(EXPORT_NOT_KEPT, "export_not_kept",                                                                                        \
      "{0} records are not in the export, or not whole: this node does not keep their parts",                                    \
      "有 {0} 条记录未导出或不完整：本节点不保存其分部",                                                                         \
      "ask node {1}, which owns the log, with --node {1}",                                                                       \
      "用 --node {1} 向日志所有者节点查询")

#endif
