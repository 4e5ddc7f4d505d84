/* message_list_ask.h - the part of the catalogue for commands that ask a node; see message_list.h. */
#ifndef SY_MESSAGE_LIST_ASK_H
#define SY_MESSAGE_LIST_ASK_H

#define SY_MESSAGE_LIST_ASK(X) SY_MESSAGE_LIST_PEER(X)

/* A node that is asked: {0} its code, {1} its address, {2} what it said. */
#define SY_MESSAGE_LIST_PEER(X)                                                                \
    X(PEER_NOT_IN_NETWORK, "unknown_node", "there is no node {0} in the network {1}",          \
      "网络 {1} 中没有节点 {0}", "'suyuan network show' lists the nodes",                      \
      "“suyuan network show”列出节点")                                                         \
    X(PEER_WITHOUT_ADDRESS, "node_without_address", "nodes.json has no address of node {0}",   \
      "nodes.json 中没有节点 {0} 的地址",                                                      \
      "put nodes.json beside network.json, or write --node {0}=HOST:PORT",                     \
      "把 nodes.json 放在 network.json 旁边，或写 --node {0}=主机:端口")                       \
    X(PEER_UNREACHABLE, "node_unreachable", "node {0} cannot be reached at {1} ({2})",         \
      "在 {1} 联系不上节点 {0}（{2}）",                                                        \
      "check that suyuand is running and the address is right, or try another node",           \
      "检查 suyuand 是否在运行、地址是否正确，或换一个节点")                                   \
    X(PEER_TIMEOUT, "timeout", "node {0} at {1} did not answer in time",                       \
      "节点 {0}（{1}）没有及时回答", "try again; if it stays so, look at the node's log",      \
      "再试一次；若仍如此，查看节点的日志")                                                    \
    X(PEER_WRONG_KEY, "node_wrong_key", "whoever answers at {1} is not node {0} ({2})",        \
      "在 {1} 应答的不是节点 {0}（{2}）",                                                      \
      "nothing was sent; check the address, and that network.json is the right network's",     \
      "没有发送任何内容；检查地址，以及 network.json 是不是这个网络的")                        \
    X(PEER_MALFORMED, "node_malformed", "node {0} at {1} does not keep to the protocol ({2})", \
      "节点 {0}（{1}）不守协议（{2}）",                                                        \
      "compare the versions of suyuan and suyuand; tell whoever runs the node",                \
      "核对 suyuan 与 suyuand 的版本；告知节点管理者")                                         \
    X(PEER_VERSION, "bad_version", "node {0} at {1} speaks another version ({2})",             \
      "节点 {0}（{1}）的协议版本不同（{2}）", "use the same version of suyuan and suyuand",    \
      "suyuan 与 suyuand 使用同一版本")                                                        \
    X(PEER_BUSY, "node_busy", "node {0} at {1} is busy or stopping ({2})",                     \
      "节点 {0}（{1}）正忙或正在停止（{2}）", "try again in a moment", "稍后再试")             \
    X(PEER_FULL, "node_full", "node {0} at {1} has no room ({2})",                             \
      "节点 {0}（{1}）没有空间（{2}）",                                                        \
      "nothing was stored; whoever runs the node must make room, then run this again",         \
      "没有存入任何内容；请节点管理者腾出空间，然后重新运行")                                  \
    X(PEER_WRONG_NETWORK, "wrong_network", "node {0} at {1} belongs to another network ({2})", \
      "节点 {0}（{1}）属于另一个网络（{2}）",                                                  \
      "use the network.json that the node was started with", "使用启动该节点的 network.json")  \
    X(PEER_UNKNOWN_KEY, "key_refused", "node {0} at {1} does not take this key ({2})",         \
      "节点 {0}（{1}）不接受这个密钥（{2}）",                                                  \
      "check --key and --as; 'suyuan registry list' shows who is admitted with which keys",    \
      "检查 --key 和 --as；“suyuan registry list”列出已准入者及其密钥")                        \
    X(PEER_FAULT, "node_fault", "node {0} at {1} has a fault ({2})",                           \
      "节点 {0}（{1}）出了故障（{2}）",                                                        \
      "whoever runs the node should look at its log and disk", "请节点管理者查看日志和磁盘")   \
    X(PEER_REFUSED, "node_refused", "node {0} at {1} refuses: {2}",                            \
      "节点 {0}（{1}）拒绝：{2}",                                                              \
      "what it says in brackets or behind the colon is the reason", "冒号后面就是原因")        \
    X(KEY_CANNOT_CONNECT, "key_cannot_connect",                                                \
      "{0} is a node's key file and shows nobody's "                                           \
      "identity",                                                                              \
      "{0} 是节点的密钥文件，不能证明身份",                                                    \
      "give an organisation's or the authority's key file, or leave --key out",                \
      "给出企业或管理机构的密钥文件，或去掉 --key")                                            \
    X(SUBJECT_MISSING, "subject_missing", "whose key is {0}?", "{0} 是谁的密钥？",             \
      "add --as with the registry id of the organisation, as --as uscc:91310112087994932F; "   \
      "or "                                                                                    \
      "set SUYUAN_AS",                                                                  \
      "用 --as 写明企业的登记号，如 --as uscc:91310112087994932F；或设置 SUYUAN_AS")

#endif
