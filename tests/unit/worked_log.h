/* worked_log.h - for tests: the small log that was also checked with other people's programs.
 *
 * Log key from the seed 00..1f, witness key from 20..3f, eight entries. */
#ifndef SY_TESTS_WORKED_LOG_H
#define SY_TESTS_WORKED_LOG_H

#include "ledger/checkpoint.h"
#include "tests/unit/tree.h"

enum { WORKED_ENTRIES = 8, WORKED_TIME_S = 1700000000 };

#define WORKED_ORIGIN  "suyuan.example/log1"
#define WORKED_WITNESS "suyuan.example/w1"
#define WORKED_LOG_VKEY                                                                        \
    "suyuan.example/log1+41385a6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define WORKED_WITNESS_VKEY                                                                    \
    "suyuan.example/w1+733cc344+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define WORKED_TEXT "suyuan.example/log1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define WORKED_LOG_LINE                                                                        \
    "\xe2\x80\x94 suyuan.example/log1 "                                                        \
    "QThabqnDxw8nay+xZMCKYLtFC+ISnwZkFr30SmLeGI9kEZ65eYhg48C1Q"                                \
    "KeCFMcx9aji0CK7ioBTppenNqPcl4qhEQ8=\n"
#define WORKED_WITNESS_LINE                                                                    \
    "\xe2\x80\x94 suyuan.example/w1 "                                                          \
    "czzDRAAAAABlU/EAeCqpVaPaqKnJ3GdVC6n1EHNSpJjmh3T/60oVU/1TOJa"                              \
    "1K4RNlHlGPr9jgAbRBOKBZJkspED3KSXRzyEAxkSQAA==\n"
#define WORKED_NOTE_LOG WORKED_TEXT "\n" WORKED_LOG_LINE
#define WORKED_NOTE     WORKED_NOTE_LOG WORKED_WITNESS_LINE

static const char *const worked_entry_hex[WORKED_ENTRIES] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f"};

struct worked_log {
    struct tree tree;
    struct sy_secret_key log_key;
    struct sy_secret_key witness_key;
    struct sy_vkey log;
    struct sy_vkey witness;
    struct sy_checkpoint checkpoint;
};

static inline void worked_log_setup(struct worked_log *w)
{
    uint8_t seed[2][SY_SEED_BYTES];
    struct sy_hash root;

    memset(w, 0, sizeof(*w));
    for (uint8_t i = 0; i < SY_SEED_BYTES; i++) {
        seed[0][i] = i;
        seed[1][i] = (uint8_t)(SY_SEED_BYTES + i);
    }
    sy_secret_key_from_seed(seed[0], &w->log_key);
    sy_secret_key_from_seed(seed[1], &w->witness_key);
    check_err(
        sy_vkey_make(sy_text(WORKED_ORIGIN), SY_VKEY_ED25519, &w->log_key.public_key, &w->log),
        SY_OK);
    check_err(sy_vkey_make(sy_text(WORKED_WITNESS), SY_VKEY_COSIGNATURE,
                           &w->witness_key.public_key, &w->witness),
              SY_OK);
    for (size_t i = 0; i < WORKED_ENTRIES; i++)
        tree_append(&w->tree, check_unhex(worked_entry_hex[i]));
    root = sy_merkle_root(&w->tree.frontier);
    check_err(sy_checkpoint_make(sy_text(WORKED_ORIGIN), WORKED_ENTRIES, &root, &w->checkpoint),
              SY_OK);
}

#endif
