#include "tools/bench/limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/log.h"
#include "net/clock.h"

enum {
    VERIFIES = 4000,
    GROUP = 256, /* statements in a commit of the store's own limit */
    HASHES = 1000
};

static double seconds_since(int64_t start)
{
    return (double)(sy_clock_steady_us() - start) / 1e6;
}

double sy_limit_verifies(const struct sy_stage *stage, const struct sy_load *load)
{
    struct sy_submission submission;
    struct sy_statement statement;
    struct sy_scope scope = sy_stage_scope(stage);
    int64_t start = sy_clock_steady_us();
    size_t done = 0;

    while (done < VERIFIES) {
        if (sy_submission_read(sy_load_submission(load, done % load->count), &submission) !=
                SY_OK ||
            sy_statement_read(submission.statement, &statement) != SY_OK ||
            sy_statement_verify(&scope, submission.statement, &statement, submission.signatures,
                                submission.signature_count) != SY_OK)
            return 0;
        done++;
    }
    return (double)done / seconds_since(start);
}

double sy_limit_store(const struct sy_stage *stage, const struct sy_load *load)
{
    size_t count = load->count < 16 * (size_t)GROUP ? load->count : 16 * (size_t)GROUP;
    size_t events = count * (load->events / load->count);
    struct sy_checked *checked = calloc(count, sizeof(*checked));
    struct sy_log_identity identity = {.network_id = stage->network->id};
    struct sy_scope scope = sy_stage_scope(stage);
    struct sy_check_place where;
    struct sy_log *log = NULL;
    char path[SY_STAGE_PATH_BYTES + 32];
    bool ok = checked != NULL;
    double seconds = 0;

    for (size_t i = 0; i < count && ok; i++)
        ok = sy_checked_open(&scope, sy_load_submission(load, i), &checked[i], &where) == SY_OK;
    snprintf(identity.origin, sizeof(identity.origin), "%s", sy_stage_origin(stage));
    snprintf(path, sizeof(path), "%s/limit-%zu", stage->folder, load->events / load->count);
    ok = ok && sy_log_open(path, (uint64_t)1 << 36, &identity, &log) == SY_OK;
    if (ok) {
        int64_t start = sy_clock_steady_us();

        for (size_t i = 0; i < count && ok; i += GROUP)
            ok = sy_load_store(log, checked + i, count - i < GROUP ? count - i : GROUP);
        seconds = seconds_since(start);
    }
    sy_log_close(log);
    for (size_t i = 0; i < count && checked != NULL; i++)
        sy_checked_close(&checked[i]);
    free(checked);
    return ok ? (double)events / seconds : 0;
}

double sy_limit_hash(void)
{
    static uint8_t data[65536];
    int64_t start = sy_clock_steady_us();

    for (size_t i = 0; i < HASHES; i++) {
        struct sy_hash hash = sy_hash_of((struct sy_bytes){data, sizeof(data)});

        memcpy(data, hash.bytes, sizeof(hash.bytes));
    }
    return (double)sizeof(data) * HASHES / seconds_since(start);
}
