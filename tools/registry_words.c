#include "tools/registry_words.h"

const char *sy_registry_words_force(enum sy_force force, enum sy_language language)
{
    static const char *const words[SY_FORCES][SY_LANGUAGES] = {
        [SY_FORCE_NONE] = {"never registered", "从未登记"},
        [SY_FORCE_GOOD] = {"in force", "有效"},
        [SY_FORCE_SUSPENDED] = {"suspended", "暂停"},
        [SY_FORCE_ENDED] = {"ended", "已终止"},
        [SY_FORCE_REVOKED] = {"revoked", "已吊销"},
        [SY_FORCE_LOST] = {"lost", "已挂失"},
        [SY_FORCE_BARRED] = {"barred", "禁止从业"},
        [SY_FORCE_BARRED_FOR_LIFE] = {"barred for life", "终身禁止从业"},
        [SY_FORCE_SUCCEEDED] = {"succeeded by others", "已由他人承继"},
        [SY_FORCE_LAPSED] = {"lapsed", "已到期"},
        [SY_FORCE_NOT_YET] = {"not in force yet", "尚未生效"},
    };

    return words[force][language];
}
