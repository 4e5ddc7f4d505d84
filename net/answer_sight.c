#include "ledger/access.h"
#include "net/answer.h"
#include "net/clock.h"
#include "net/identity.h"

enum sy_err sy_answer_sight_open(const struct sy_answer *answer, struct sy_answer_sight *out)
{
    const struct sy_reader_options *options = answer->options;
    struct sy_bytes subject = {answer->subject, answer->subject_len};
    int64_t now = sy_clock_us();
    enum sy_err err;

    *out = (struct sy_answer_sight){0};
    err = sy_registry_snapshot(options->registry, &out->registry);
    if (err == SY_OK && subject.len > 0)
        err = sy_identity_check(sy_shared_policy_network(answer->policy), out->registry,
                                subject, &answer->key, now);
    if (err == SY_OK)
        err = sy_view_snapshot(options->view, &out->view);
    /* After the registry's view: so that it has every entry that the view knows. */
    if (err == SY_OK)
        err = sy_log_snapshot(options->logs->log[0].log, &out->registry_log);
    if (err == SY_OK)
        err = sy_access_open(out->registry, out->registry_log, out->view, subject, now,
                             &out->access);
    return err;
}

void sy_answer_sight_close(struct sy_answer_sight *sight)
{
    sy_log_release(sight->registry_log);
    sy_view_release(sight->view);
    sy_registry_release(sight->registry);
    *sight = (struct sy_answer_sight){0};
}

enum sy_err sy_answer_withhold(struct sy_answer_sight *sight, struct sy_log_snapshot *log,
                               uint64_t index, const struct sy_statement *statement,
                               struct sy_record_share *record,
                               struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX])
{
    struct sy_access_case it;
    enum sy_err err = sy_access_decide(&sight->access, log, index, statement, record, &it);

    if (err == SY_OK)
        sy_access_withhold(&it, record, hashes);
    return err;
}
