/* message_list_refusal.h - the part of message_list.h about statements that a node does not
 * admit, and about the refusals that it signs.
 *
 * Words    of the first ones: node, reason, outbox.
 */
#ifndef SY_MESSAGE_LIST_REFUSAL_H
#define SY_MESSAGE_LIST_REFUSAL_H

#define SY_MESSAGE_LIST_REFUSAL(X)                                                                                   \
    X(REFUSED_SUSPENDED, "organisation_suspended", "node {0} refuses a statement: {1}",                              \
      "节点 {0} 拒绝一份申报：单位资格已暂停：{1}",                                                                  \
      "ask the office to reinstate the organisation, then run the command again; recall, "                           \
      "return, holding, inspection and destruction are taken even now. The refused "                                 \
      "statement is in {2}/refused",                                                                                 \
      "请监管机构恢复资格后重新运行；召回、退货、封存、检验、销毁现在仍可申报。" \
      "被拒的申报在 {2}/refused")                                                                                    \
    X(REFUSED_ENDED, "organisation_ended", "node {0} refuses a statement: {1}",                                      \
      "节点 {0} 拒绝一份申报：单位已被清退、注销，或已由他人承继：{1}",                                              \
      "a successor declares in its own name; recall, return, holding, inspection and "                               \
      "destruction are taken even now. The refused statement is in {2}/refused",                                     \
      "由承继单位以自己的名义申报；召回、退货、封存、检验、销毁现在仍可申报。"    \
      "被拒的申报在 {2}/refused")                                                                                    \
    X(REFUSED_STEP, "step_not_allowed", "node {0} refuses a statement: {1}",                                         \
      "节点 {0} 拒绝一份申报：登记的角色不能做这个环节：{1}",                                                        \
      "check bizStep; if it is right, ask the office to register the role, then run the "                            \
      "command again. The refused statement is in {2}/refused",                                                      \
      "检查 bizStep；若无误，请监管机构登记相应角色后重新运行。被拒的申报在 {2}/refused")                            \
    X(REFUSED_DELEGATION, "beyond_delegation", "node {0} refuses a statement: {1}",                                  \
      "节点 {0} 拒绝一份申报：超出委托范围：{1}",                                                                    \
      "let the principal sign it, or widen the delegation; then run the command again. The "                         \
      "refused statement is in {2}/refused",                                                                         \
      "由委托人自己签署，或扩大委托范围后重新运行。被拒的申报在 {2}/refused")                                        \
    X(REFUSED_LICENCE, "licence_missing", "node {0} refuses a statement: {1}",                                       \
      "节点 {0} 拒绝一份申报：缺少有效许可：{1}",                                                                    \
      "ask the office to grant or renew the licence, then run the command again. The refused "                       \
      "statement is in {2}/refused",                                                                                 \
      "请监管机构核发或延续许可后重新运行。被拒的申报在 {2}/refused")                                                \
    X(REFUSAL_KEPT, "refusal_kept", "the node signed its refusal, kept as {0}",                                      \
      "节点签署了拒收凭证，保存为 {0}",                                                                              \
      "it proves that you tried: suyuan verify --network NETWORK.JSON {0}",                                          \
      "它能证明你申报过：suyuan verify --network 网络文件 {0}")                                                      \
    X(REFUSAL_WRONG, "refusal_wrong", "node {0} sent a refusal that does not verify ({1})",                          \
      "节点 {0} 发来的拒收凭证核验不通过（{1}）",                                                                    \
      "it is not kept; tell the operator of the node", "没有保存；请告知节点的运营方")                               \
    X(REFUSAL_HOLDS, "refusal_holds", "{0}: a refusal that holds", "{0}：拒收凭证，核验通过",                        \
      0, 0)                                                                                                          \
    X(REFUSAL_FAILS, "refusal_fails", "{0}: is no refusal by a log of this network ({1})",                           \
      "{0}：不是本网络日志签署的拒收凭证（{1}）",                                                                    \
      "do not rely on it; ask whoever gave it for the original file, and check that "                                \
      "network.json is the right network's",                                                                         \
      "不要采信；请提供者重新给出原文件，并核对 network.json 是否为这个网络的")                                      \
    X(REFUSAL_BY, "refusal_by", "  node {0} signed, with the key of the log {1},",                                   \
      "  节点 {0} 用日志 {1} 的密钥签名确认：", 0, 0)                                                                \
    X(REFUSAL_OF, "refusal_of", "  that at {1} it refused the statement {0},",                                       \
      "  于 {1} 拒收申报 {0}，", 0, 0)                                                                               \
    X(REFUSAL_WHY, "refusal_why", "  for this reason ({0}): {1}", "  理由（{0}）：{1}", 0, 0)                        \
    X(REFUSAL_SIZE, "refusal_size", "  by the registry as it was with {0} entries",                                  \
      "  依据当时有 {0} 条的登记簿", 0, 0)                                                                           \
    X(REFUSAL_TRIED, "refusal_tried",                                                                                \
      "  so whoever signed that statement sent it by then, with a signature that verifies",                          \
      "  可见该申报最迟在此时已经送达，且其签名有效", 0, 0)                                                          \
    X(REFUSAL_NOT_RIGHT, "refusal_not_right", "  that the refusal was right",                                        \
      "  拒收是否正确", 0, 0)                                                                                        \
    X(REFUSAL_NOT_LATER, "refusal_not_later", "  that the statement was not taken later",                            \
      "  该申报此后是否被收入", 0, 0)

#endif
