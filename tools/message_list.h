/* message_list.h - the catalogue of message.h.
 *
 * X(constant, code, English, Chinese, what to do next in English, in Chinese). The code never
 * changes; the words may. A message that is no error has no next step, or one that helps.
 */
#ifndef SY_MESSAGE_LIST_H
#define SY_MESSAGE_LIST_H

#include "tools/message_list_append.h"
#include "tools/message_list_ask.h"
#include "tools/message_list_erase.h"
#include "tools/message_list_evidence.h"
#include "tools/message_list_generation.h"
#include "tools/message_list_parts.h"
#include "tools/message_list_policy.h"
#include "tools/message_list_receipt.h"
#include "tools/message_list_refusal.h"
#include "tools/message_list_registry.h"
#include "tools/message_list_registry_read.h"
#include "tools/message_list_support.h"

#define SY_MESSAGE_LIST(X)                                                                     \
    SY_MESSAGE_LIST_USAGE(X)                                                                   \
    SY_MESSAGE_LIST_FILE(X)                                                                    \
    SY_MESSAGE_LIST_PROBLEM(X)                                                                 \
    SY_MESSAGE_LIST_KEY(X)                                                                     \
    SY_MESSAGE_LIST_NETWORK(X)                                                                 \
    SY_MESSAGE_LIST_POLICY(X)                                                                  \
    SY_MESSAGE_LIST_GENERATION(X)                                                              \
    SY_MESSAGE_LIST_NODE(X)                                                                    \
    SY_MESSAGE_LIST_PARTS(X)                                                                   \
    SY_MESSAGE_LIST_ASK(X)                                                                     \
    SY_MESSAGE_LIST_REGISTRY(X)                                                                \
    SY_MESSAGE_LIST_ACT(X)                                                                     \
    SY_MESSAGE_LIST_REGISTRY_READ(X)                                                           \
    SY_MESSAGE_LIST_ERASE(X)                                                                   \
    SY_MESSAGE_LIST_APPEND(X)                                                                  \
    SY_MESSAGE_LIST_RECEIPT(X)                                                                 \
    SY_MESSAGE_LIST_EVIDENCE(X)                                                                \
    SY_MESSAGE_LIST_SUPPORT(X)                                                                 \
    SY_MESSAGE_LIST_REFUSAL(X)

/* What was typed. */
#define SY_MESSAGE_LIST_USAGE(X)                                                               \
    X(NO_COMMAND, "no_command", "no command is given", "没有给出命令",                         \
      "suyuan --help lists the commands", "suyuan --help 列出全部命令")                        \
    X(UNKNOWN_COMMAND, "unknown_command", "there is no command '{0}'", "没有命令“{0}”",        \
      "suyuan --help lists the commands", "suyuan --help 列出全部命令")                        \
    X(UNKNOWN_COMMAND_NEAR, "unknown_command", "there is no command '{0}'", "没有命令“{0}”",   \
      "did you mean 'suyuan {1}'?", "是不是“suyuan {1}”？")                                    \
    X(COMMAND_UNFINISHED, "command_unfinished", "'{0}' needs a second word",                   \
      "“{0}”后面还要一个词", "suyuan {0} --help lists them", "suyuan {0} --help 列出有哪些")   \
    X(UNKNOWN_OPTION, "unknown_option", "there is no option {0}", "没有选项 {0}",              \
      "{2} --help shows the options", "{2} --help 显示全部选项")                               \
    X(UNKNOWN_OPTION_NEAR, "unknown_option", "there is no option {0}", "没有选项 {0}",         \
      "did you mean {1}? {2} --help shows the options", "是不是 {1}？{2} --help 显示全部选项") \
    X(OPTION_TWICE, "option_twice", "--{0} is given twice", "--{0} 给了两次",                  \
      "give --{0} once", "--{0} 只给一次")                                                     \
    X(OPTION_IS_A_FLAG, "option_is_a_flag", "--{0} takes no value", "--{0} 不带值",            \
      "write just --{0}", "只写 --{0}")                                                        \
    X(OPTION_WITHOUT_VALUE, "option_without_value", "--{0} lacks its value", "--{0} 缺少值",   \
      "write --{0} {1}; a value that starts with -- as --{0}=VALUE",                           \
      "写成 --{0} {1}；值以 -- 开头时写成 --{0}=值")                                           \
    X(OPTION_MISSING, "option_missing", "--{0} is missing", "缺少 --{0}",                      \
      "add --{0} {1}; {2} --help shows an example", "加上 --{0} {1}；{2} --help 有示例")       \
    X(OPTION_OR_VARIABLE_MISSING, "option_missing", "--{0} is missing", "缺少 --{0}",          \
      "add --{0}, or set the environment variable {1}", "加上 --{0}，或设置环境变量 {1}")      \
    X(OPERAND_MISSING, "operand_missing", "{0} is missing", "缺少 {0}",                        \
      "{2} --help shows an example", "{2} --help 有示例")                                      \
    X(OPERAND_UNWANTED, "operand_unwanted", "'{0}' is one word too many", "多了一个词“{0}”",   \
      "{2} --help shows what the command takes", "{2} --help 说明命令的写法")                  \
    X(UNKNOWN_LANGUAGE, "unknown_language", "'{0}' is no language of this program",            \
      "本程序没有语言“{0}”", "--lang en or --lang zh", "--lang en 或 --lang zh")               \
    X(BAD_COUNT, "bad_count", "--{0} {1} is not a number from {2} to {3}",                     \
      "--{0} {1} 不是 {2} 到 {3} 的整数", "give a whole number from {2} to {3}",               \
      "给出 {2} 到 {3} 的整数")

/* What the machine would not do. */
#define SY_MESSAGE_LIST_FILE(X)                                                                \
    X(NO_MEMORY, "no_memory", "memory is short", "内存不足",                                   \
      "close other programs and try again", "关闭其他程序后再试")                              \
    X(FILE_NOT_FOUND, "file_not_found", "there is no {0}", "没有 {0}", "check the path",       \
      "检查路径")                                                                              \
    X(FILE_EXISTS, "file_exists", "{0} is there already and is never overwritten",             \
      "{0} 已存在，不会覆盖", "choose another name, or move the old file away first",          \
      "换一个名字，或先把旧文件移走")                                                          \
    X(FILE_DENIED, "file_denied", "this user may not use {0}", "当前用户无权使用 {0}",         \
      "check the owner and the mode: ls -l {0}", "检查属主和权限：ls -l {0}")                  \
    X(FILE_NO_SPACE, "no_space", "no space is left for {0}", "没有空间写 {0}",                 \
      "make room and run the same command again", "腾出空间后重新运行同一命令")                \
    X(FILE_NOT_REGULAR, "bad_file", "{0} is not a file that can be used here",                 \
      "{0} 不是这里能用的文件", "give the path of a file, not of a directory",                 \
      "给出文件的路径，不是目录")                                                              \
    X(FILE_TOO_LARGE, "file_too_large", "{0} is too large for what it should be",              \
      "{0} 过大，不会是所要的文件", "check that this is the right file", "检查是不是这个文件") \
    X(FILE_IO, "io", "reading or writing {0} failed", "读写 {0} 失败",                         \
      "check the disk: dmesg | tail", "检查磁盘：dmesg | tail")                                \
    X(OUTPUT_FAILED, "output_failed", "the answer could not be written to standard output",    \
      "结果没能写到标准输出", "check where the output goes: a closed pipe, a full disk",       \
      "检查输出去向：管道已关闭，或磁盘已满")                                                  \
    X(NO_RANDOMNESS, "no_randomness", "the system gives no random numbers", "系统不给随机数",  \
      "keys are not made without them; try another machine",                                   \
      "没有随机数就不生成密钥；换一台机器")

/* What is wrong with network.json, nodes.json or a key file: {0} file and place, {1} detail. */
#define SY_MESSAGE_LIST_PROBLEM(X)                                                             \
    X(NOT_JSON, "not_json", "{0}: this is not JSON: {1}", "{0}：不是 JSON：{1}",               \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(NOT_TEXT, "not_text", "{0}: a line here has other bytes than plain text, or no end",     \
      "{0}：这一行有不是纯文本的字节，或没有换行",                                             \
      "lines end in a newline alone and hold ASCII; restore the file from its copy",           \
      "每行只以换行符结尾，只含 ASCII；用备份恢复文件")                                        \
    X(WRONG_FORMAT, "wrong_format", "{0}: this is not a file of the format that is needed",    \
      "{0}：不是所需格式的文件",                                                               \
      "check that this is the right file, and this program's version",                         \
      "检查是不是这个文件，以及本程序的版本")                                                  \
    X(WRONG_TYPE, "wrong_type", "{0}: this must be of type {1}", "{0}：类型应为 {1}",          \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(UNKNOWN_MEMBER, "unknown_member", "{0}: there is no member '{1}' in this format",        \
      "{0}：此格式没有成员“{1}”", "get the file again, or a newer version of this program",    \
      "重新取得文件，或使用本程序的新版本")                                                    \
    X(MISSING_MEMBER, "missing_member", "{0}: the member '{1}' is missing",                    \
      "{0}：缺少成员“{1}”", "get the file again from where it came from",                      \
      "从原处重新取得这个文件")                                                                \
    X(BAD_NUMBER, "bad_number", "{0}: the number does not fit: {1}", "{0}：数值不合：{1}",     \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(TOO_MANY, "too_many", "{0}: more than is allowed: {1}", "{0}：超出允许：{1}",            \
      "check that this is the right file", "检查是不是这个文件")                               \
    X(TOO_FEW, "too_few", "{0}: at least {1} must be here", "{0}：至少应有 {1} 项",            \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(BAD_PLACE_NAME, "bad_place_name", "{0}: '{1}' is no name of a network, a log or a node", \
      "{0}：“{1}”不是网络、日志或节点的名称",                                                  \
      "names are at most 200 printable ASCII characters without space and '+'",                \
      "名称不超过 200 个可见 ASCII 字符，不含空格和“+”")                                       \
    X(BAD_NODE_CODE, "bad_node_code", "{0}: '{1}' is no node code", "{0}：“{1}”不是节点代码",  \
      "a node code is six digits of GB/T 2260, as 310000",                                     \
      "节点代码是 GB/T 2260 的六位数字，如 310000")                                            \
    X(BAD_VKEY, "bad_vkey", "{0}: this is not the vkey of what it stands beside: {1}",         \
      "{0}：不是此处应有的验证密钥：{1}", "get the file again from where it came from",        \
      "从原处重新取得这个文件")                                                                \
    X(BAD_PUBLIC_KEY, "bad_public_key", "{0}: '{1}' is no public key", "{0}：“{1}”不是公钥",   \
      "a public key is base64 of 33 bytes, as 'suyuan key show FILE' prints it",               \
      "公钥是 33 字节的 base64，“suyuan key show FILE”会显示")                                 \
    X(BAD_ADDRESS, "bad_address", "{0}: '{1}' is no address", "{0}：“{1}”不是地址",            \
      "an address is HOST:PORT, an IPv6 host in brackets: [::1]:7411",                         \
      "地址写成 主机:端口，IPv6 加方括号：[::1]:7411")                                         \
    X(WRONG_ORIGIN, "wrong_origin", "{0}: '{1}' is not the name that belongs here",            \
      "{0}：“{1}”不是此处应有的名称", "get the file again from where it came from",            \
      "从原处重新取得这个文件")                                                                \
    X(WRONG_ROLE, "wrong_role", "{0}: a cosigner is a mirror or a witness, not '{1}'",         \
      "{0}：共签者是 mirror 或 witness，不是“{1}”",                                            \
      "get the file again from where it came from", "从原处重新取得这个文件")                  \
    X(WRONG_QUORUM, "wrong_quorum", "{0}: the quorum does not follow its rule: {1}",           \
      "{0}：法定数不合规则：{1}",                                                              \
      "one vote a node but the owner; fewer liars (--faults) than votes",                      \
      "除所有者外每节点一票；说谎者（--faults）少于票数")                                      \
    X(UNKNOWN_NODE, "unknown_node", "{0}: there is no node {1} in the network",                \
      "{0}：网络中没有节点 {1}", "'suyuan network show' lists the nodes",                      \
      "“suyuan network show”列出节点")                                                         \
    X(LISTED_TWICE, "listed_twice", "{0}: '{1}' stands here twice", "{0}：“{1}”出现两次",      \
      "remove one of the two", "去掉其中一个")                                                 \
    X(KEY_REUSED, "key_reused", "{0}: the same key stands at {1} too",                         \
      "{0}：同一密钥还出现在 {1}", "every purpose needs a key of its own: make new ones",      \
      "每个用途要有自己的密钥：重新生成")                                                      \
    X(LINE_TOO_LONG, "line_too_long", "{0}: the line is too long", "{0}：这一行过长",          \
      "check that this is the right file", "检查是不是这个文件")                               \
    X(UNKNOWN_PURPOSE, "unknown_purpose",                                                      \
      "{0}: the first word of the line is no purpose of a key", "{0}：行首的词不是密钥用途",   \
      "restore the key file from its copy", "用备份恢复密钥文件")                              \
    X(WRONG_WORDS, "wrong_words", "{0}: the line has too few or too many words: {1}",          \
      "{0}：这一行的词数不对：{1}",                                                            \
      "words are apart by one space; restore the file from its copy",                          \
      "词之间只有一个空格；用备份恢复文件")                                                    \
    X(BAD_SEED, "bad_seed", "{0}: the last word of '{1}' is no seed",                          \
      "{0}：“{1}”一行的末词不是种子", "restore the key file from its copy",                    \
      "用备份恢复密钥文件")                                                                    \
    X(MIXED_PURPOSES, "mixed_purposes", "{0}: these purposes do not belong in one file",       \
      "{0}：这些用途不属于同一文件",                                                           \
      "a node, an organisation and an authority each have their own",                          \
      "节点、企业和管理机构各有自己的文件")                                                    \
    X(MISSING_PURPOSE, "missing_purpose", "{0}: the line '{1}' is missing",                    \
      "{0}：缺少“{1}”一行", "restore the key file from its copy", "用备份恢复密钥文件")

#define SY_MESSAGE_LIST_KEY(X)                                                                           \
    X(KEY_CREATED, "key_created", "wrote {0}: the secret keys of an organisation",                       \
      "已写入 {0}：企业的密钥", 0, 0)                                                                    \
    X(NEXT_AFTER_KEY, "next_after_key",                                                                  \
      "keep a copy of {0} where only you can read it; give public_key and connect_key to the "           \
      "authority, which admits you with 'suyuan registry admit'",                                        \
      "把 {0} 备份在只有你能读的地方；把 public_key 和 connect_key 交给管理机构，" \
      "由其用“suyuan registry admit”准入",                                                               \
      0, 0)

#define SY_MESSAGE_LIST_NETWORK(X)                                                                            \
    X(BAD_NODE_OPTION, "bad_node_option", "--node {0} is not CODE=HOST:PORT",                                 \
      "--node {0} 不是 代码=主机:端口", "write it as --node 310000=127.0.0.1:7411",                           \
      "写成 --node 310000=127.0.0.1:7411")                                                                    \
    X(TOO_MANY_NODES, "too_many_nodes", "a network has at most {0} nodes of {1} addresses",                   \
      "一个网络最多 {0} 个节点，每个 {1} 个地址", "give fewer --node", "减少 --node")                         \
    X(BAD_THRESHOLD, "bad_threshold", "{0} of {1} authorities cannot be required",                            \
      "{1} 个管理机构不能要求 {0} 个", "--threshold is from 1 to --authorities",                              \
      "--threshold 为 1 到 --authorities")                                                                    \
    X(BAD_NETWORK_NAME, "bad_network_name", "'{0}' cannot name a network",                                    \
      "“{0}”不能作网络名称",                                                                                  \
      "use printable ASCII without space and '+', short enough for NAME/310000/witness in "                   \
      "200 "                                                                                                  \
      "bytes, as suyuan.example/shanghai",                                                                    \
      "用不含空格和“+”的可见 ASCII，NAME/310000/witness 不超过 200 字节，如 "            \
      "suyuan.example/shanghai")                                                                              \
    X(NETWORK_CREATED, "network_created", "founded the network {0}", "已建立网络 {0}", 0, 0)                  \
    X(WROTE_NETWORK, "wrote_network",                                                                         \
      "{0}  the network: everyone gets this, its hash is the id",                                             \
      "{0}  网络本身：人人都要有，其散列即网络标识", 0, 0)                                                    \
    X(WROTE_ADDRESSES, "wrote_addresses", "{0}  where the nodes are: everyone gets this too",                 \
      "{0}  节点地址：也发给所有人", 0, 0)                                                                    \
    X(WROTE_NODE_KEY, "wrote_node_key", "{0}  secret: only on node {1}",                                      \
      "{0}  机密：只放在节点 {1}", 0, 0)                                                                      \
    X(WROTE_AUTHORITY_KEY, "wrote_authority_key",                                                             \
      "{0}  secret: only with the authority, and a copy in a safe",                                           \
      "{0}  机密：只由管理机构保管，另备一份入柜", 0, 0)                                                      \
    X(NEXT_START_NODE, "next_start_node",                                                                     \
      "start the node: suyuand --network {0}/network.json --key {0}/{1}.key --data DATA",                     \
      "启动节点：suyuand --network {0}/network.json --key {0}/{1}.key --data DATA", 0, 0)                     \
    X(NEXT_START_NODES, "next_start_node",                                                                    \
      "start each node, on its machine, with its key: suyuand --network {0}/network.json "                    \
      "--key {0}/{1}.key --data DATA",                                                                        \
      "在各自的机器上用各自的密钥启动每个节点：suyuand --network {0}/network.json --key " \
      "{0}/{1}.key --data DATA",                                                                              \
      0, 0)                                                                                                   \
    X(NEXT_ADMIT, "next_admit",                                                                               \
      "admit an organisation: suyuan key new org.key; suyuan key request --network {0} "                      \
      "--key org.key --for uscc:CODE; then suyuan registry admit uscc:CODE --network {0} "                    \
      "--key {0}/{1} --name NAME --role ROLE --org-key REQUEST",                                              \
      "准入企业：先 suyuan key new org.key；再 suyuan key request --network {0} --key "               \
      "org.key "                                                                                              \
      "--for uscc:代码；然后 suyuan registry admit uscc:代码 --network {0} --key {0}/{1} "             \
      "--name 名称 --role 角色 --org-key 申请",                                                               \
      0, 0)                                                                                                   \
    X(SHOW_AUTHORITY, "show_authority", "authority: {0} of {1} must sign",                                    \
      "管理机构：{1} 个中须有 {0} 个签名", 0, 0)                                                              \
    X(SHOW_QUORUM, "show_quorum", "quorum: {0} of {1} votes; {2} may lie",                                    \
      "法定数：{1} 票中 {0} 票；容许 {2} 个说谎", 0, 0)                                                       \
    X(SHOW_QUORUM_NONE, "show_quorum_none", "quorum: none, there is one node",                                \
      "法定数：无，只有一个节点", 0, 0)                                                                       \
    X(SHOW_NODE, "show_node", "node {0}: {1}", "节点 {0}：{1}", 0, 0)                                         \
    X(SHOW_NO_ADDRESS, "show_no_address", "address not known", "地址不详", 0, 0)                              \
    X(SHOW_CLOSED_LOG, "show_closed_log", "  log {0}, closed at {1} entries",                                 \
      "  日志 {0}，止于 {1} 条", 0, 0)                                                                        \
    X(SHOW_UNKNOWN_LOG, "show_unknown_log", "there is no log {0} in the network",                             \
      "网络中没有日志 {0}", "'suyuan network show' lists the logs",                                           \
      "“suyuan network show”列出日志")                                                                        \
    X(SHOW_LOG, "show_log", "  log {0}", "  日志 {0}", 0, 0)

#define SY_MESSAGE_LIST_NODE(X)                                                                \
    X(BAD_SCRUB, "bad_scrub", "--scrub takes seconds, 1 to 31622400: '{0}'",                   \
      "--scrub 为秒数，1 至 31622400：'{0}'", "leave it out for a week", "不写则为一周")       \
    X(BAD_LISTEN, "bad_listen", "--listen {0} is not ADDR:PORT",                               \
      "--listen {0} 不是 地址:端口",                                                           \
      "write it as --listen 127.0.0.1:7411 or --listen [::]:7411",                             \
      "写成 --listen 127.0.0.1:7411 或 --listen [::]:7411")                                    \
    X(NOT_A_NODE_KEY, "not_a_node_key", "{0} is no node's key file", "{0} 不是节点的密钥文件", \
      "give the file that 'suyuan network new' wrote for this node, as 310000.key",            \
      "请给出 suyuan network new 为本节点写的文件，如 310000.key")                             \
    X(NO_LISTEN, "no_listen", "nodes.json gives this node no address",                         \
      "nodes.json 中没有本节点的地址", "say where to listen with --listen ADDR:PORT",          \
      "用 --listen 地址:端口 说明监听何处")                                                    \
    X(NODE_NOT_STARTED, "node_not_started", "the node cannot start: {0}: {1} ({2})",           \
      "节点无法启动：{0}：{1}（{2}）", "mend that and start it again; nothing was changed",    \
      "处理后再启动；没有改动任何数据")

#endif
