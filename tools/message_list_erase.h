/* message_list_erase.h - the part of message_list.h about erasure by order. */
#ifndef SY_MESSAGE_LIST_ERASE_H
#define SY_MESSAGE_LIST_ERASE_H

#define SY_MESSAGE_LIST_ERASE(X)                                                                                                       \
    X(ERASE_NOT_NAMED, "erase_not_named", "which record is meant is not said",                                                         \
      "没有说明是哪条记录", "give --log ORIGIN and --index N, or --receipt FILE",                                                      \
      "给出 --log 日志 和 --index 序号，或 --receipt 回执文件")                                                                        \
    X(ERASE_NAMED_TWICE, "erase_named_twice",                                                                                          \
      "--receipt says which entry it is, and so does --{0}",                                                                           \
      "--receipt 和 --{0} 都指明了条目", "give one of the two", "两者只给一个")                                                        \
    X(ERASE_WHICH_RECORD, "erase_which_record", "the statement has {0} records",                                                       \
      "该申报有 {0} 条记录", "say which one with --record N, from 0",                                                                  \
      "用 --record 序号 说明是哪一条，从 0 起")                                                                                        \
    X(ERASE_NO_RECORD, "no_such_record", "entry {0} has {1} records, numbered from 0",                                                 \
      "条目 {0} 有 {1} 条记录，从 0 编号", "give a smaller --record", "给出较小的 --record")                                           \
    X(ERASE_KIND, "erase_kind", "--kind {0} is no part", "--kind {0} 不是分部",                                                        \
      "write open, chain, commercial or personal, each once",                                                                          \
      "写 open、chain、commercial 或 personal，各写一次")                                                                              \
    X(ERASE_NO_PART, "no_such_part", "record {0} has no {1} part", "第 {0} 条记录没有{1}部分",                                         \
      "'suyuan show {2} {3}' shows what it has", "“suyuan show {2} {3}”显示它有哪些分部")                                              \
    X(ERASE_REGISTRY_OPEN, "registry_open_part",                                                                                       \
      "open parts of the registry cannot be erased: everybody's rights follow from them",                                              \
      "登记日志的公开部分不能删除：各方的权限由此而定",                                                                                \
      "what tells of a person stands in the personal part, which can be: --kind personal",                                             \
      "涉及个人的内容在个人部分，可以删除：--kind personal")                                                                           \
    X(ERASE_TWICE, "already_erased",                                                                                                   \
      "the {0} part was ordered to be erased before, by entry {1} of the registry",                                                    \
      "{0}部分此前已依登记日志条目 {1} 责令删除",                                                                                      \
      "'suyuan show {2} {3}' shows where it stands", "“suyuan show {2} {3}”显示现状")                                                  \
    X(ERASE_OTHER_HASH, "erase_other_hash", "the {0} part has another hash: {1}",                                                      \
      "{0}部分的散列不同：{1}",                                                                                                        \
      "compare log, index and record with what the order is about; nothing was sent",                                                  \
      "核对日志、序号和记录是不是所要删除的；没有发送任何内容")                                                                        \
    X(ERASE_BAD_HASH, "bad_hash", "--{0} {1} is no hash", "--{0} {1} 不是散列",                                                        \
      "a hash has 64 hexadecimal digits; 'suyuan receipt show' prints those of a record's "                                            \
      "parts",                                                                                                                         \
      "散列为 64 位十六进制数；“suyuan receipt show”显示各分部的散列")                                                                 \
    X(ERASE_HASH_OF_ONE, "erase_hash_of_one",                                                                                          \
      "--part-hash names one part, but several are to be erased",                                                                      \
      "--part-hash 只指一个分部，而要删除的有几个", "erase one part at a time",                                                        \
      "一次只删除一个分部")                                                                                                            \
    X(ERASE_WITHHELD, "part_withheld",                                                                                                 \
      "the {0} part is not shown to this key, and views read it: what they are to keep must "                                          \
      "be known",                                                                                                                      \
      "本密钥看不到{0}部分，而视图要读它：须先知道应保留什么",                                                                         \
      "use a key of the authority or of an office that may read it",                                                                   \
      "使用管理机构或有权查看者的密钥")                                                                                                \
    X(ERASE_FIELD, "erase_field", "--leave-out {0} is no field of this record",                                                        \
      "--leave-out {0} 不是该记录的字段",                                                                                              \
      "with --dry-run the fields that views keep are shown",                                                                           \
      "加 --dry-run 可看到视图保留的字段")                                                                                             \
    X(ERASE_UNREADABLE, "part_unreadable",                                                                                             \
      "the {0} part cannot be read as what it says it is", "{0}部分的内容与其类型不符",                                                \
      "tell whoever runs the node", "告知节点管理者")                                                                                  \
    X(ERASE_PART, "erase_part", "to be erased: the {0} part of record {1}, entry {2} of {3}",                                          \
      "将删除：{3} 条目 {2} 第 {1} 条记录的{0}部分", 0, 0)                                                                             \
    X(ERASE_BYTES, "erase_bytes", "    {0} bytes; its hash stays: {1}",                                                                \
      "    {0} 字节；其散列保留：{1}", 0, 0)                                                                                           \
    X(ERASE_BYTES_UNSEEN, "erase_bytes", "    not shown to this key; its hash stays: {0}",                                             \
      "    本密钥不可见；其散列保留：{0}", 0, 0)                                                                                       \
    X(ERASE_KEEPS, "erase_keeps", "    views keep of it, in the open: {0}",                                                            \
      "    视图从中保留（公开）：{0}", 0, 0)                                                                                           \
    X(ERASE_KEEPS_NOTHING, "erase_keeps", "    views keep nothing of it",                                                              \
      "    视图不保留任何内容", 0, 0)                                                                                                  \
    X(ERASE_STAYS, "erase_stays",                                                                                                      \
      "what stays: the entry, its signatures, every proof and receipt, and this order with "                                           \
      "its ground, for everybody to see. Receipts, .parts files and outboxes that others "                                             \
      "keep "                                                                                                                          \
      "are out of its reach",                                                                                                          \
      "保留：条目、签名、全部证明和回执，以及本命令及其依据（任何人可见）。他人留存的回执、" \
      ".parts 文件和发件箱不受影响",                                                                                                   \
      0, 0)                                                                                                                            \
    X(ERASE_ORDERED, "erase_ordered",                                                                                                  \
      "ordered: entry {0} of the registry; every node that holds the bytes erases them",                                               \
      "已下令：登记日志条目 {0}；凡存有这些字节的节点都将删除", 0, 0)                                                                  \
    X(ERASE_DRY, "erase_dry", "a dry run: nothing was sent", "试运行：没有发送任何内容", 0, 0)                                         \
    X(NEXT_AFTER_ERASE, "next_after_erase", "see it gone: suyuan show {0} {1}",                                                        \
      "确认已删除：suyuan show {0} {1}", 0, 0)

#endif
