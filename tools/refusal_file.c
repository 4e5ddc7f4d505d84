#include "tools/refusal_file.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger/hash.h"
#include "ledger/origin.h"
#include "ledger/refusal.h"
#include "ledger/scope.h"
#include "proto/submission.h"
#include "tools/file.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/report.h"

enum { PATH_BYTES = 4096, NUMBER_BYTES = 24, FILE_MODE = 0644 };

#define SUFFIX ".refusal"

static enum sy_err open_refusal(const struct sy_network *network, struct sy_bytes note,
                                struct sy_refusal *out, const struct sy_network_log **log)
{
    enum sy_err err = sy_refusal_read(note, out);

    if (err != SY_OK)
        return err;
    *log = sy_network_log(network, sy_text(out->origin));
    return *log == NULL ? SY_UNKNOWN_KEY : sy_refusal_open(note, &(*log)->vkey, out);
}

/* It must be about what was sent, and say what the node said. */
static enum sy_err check_own(const struct sy_peer *peer, struct sy_bytes origin,
                             struct sy_bytes sent, struct sy_refusal *out)
{
    struct sy_scope scope = {sy_origin_place(origin), peer->network.id};
    const struct sy_network_log *log;
    struct sy_submission submission;
    struct sy_hash id;
    enum sy_err err = sy_submission_read(sent, &submission);

    if (err == SY_OK)
        err = open_refusal(&peer->network, sy_buffer_bytes(&peer->refusal), out, &log);
    if (err != SY_OK)
        return err;
    id = sy_statement_id(&scope, submission.statement);
    if (!sy_bytes_equal(origin, sy_text(out->origin)) ||
        !sy_hash_equal(&id, &out->statement_id) ||
        !sy_bytes_equal(sy_buffer_bytes(&peer->name), sy_text(out->error)))
        return SY_BAD_REFUSAL;
    return SY_OK;
}

void sy_refusal_keep(struct sy_peer *peer, struct sy_bytes origin, struct sy_bytes submission,
                     const char *folder)
{
    char id[2 * SY_HASH_BYTES + 1];
    struct sy_refusal refusal;
    char path[PATH_BYTES];
    enum sy_err err;

    if (!peer->refused || peer->refusal.len == 0)
        return;
    err = check_own(peer, origin, submission, &refusal);
    if (err != SY_OK) {
        sy_output_error(peer->output,
                        SY_SAY(REFUSAL_WRONG, peer->node->code, sy_err_name(err)));
        return;
    }
    sy_hash_hex(&refusal.statement_id, id);
    if (snprintf(path, sizeof(path), "%s/%s" SUFFIX, folder, id) >= (int)sizeof(path))
        err = SY_BAD_FILE;
    else
        err = sy_file_publish(path, FILE_MODE, sy_buffer_bytes(&peer->refusal));
    if (err == SY_OK || err == SY_EXISTS)
        sy_output_error(peer->output, SY_SAY(REFUSAL_KEPT, path));
    else
        sy_report_file(peer->output, err, path);
}

static void show_json(struct sy_output *o, const struct sy_refusal *refusal, const char *node,
                      const char *id, const char *time)
{
    sy_output_value(o, "node", node);
    sy_output_value(o, "log", refusal->origin);
    sy_output_value(o, "statement_id", id);
    sy_output_value(o, "refused_at", time);
    sy_output_number(o, "registry_size", refusal->registry_size);
    sy_output_value(o, "error", refusal->error);
    sy_output_value(o, "reason", refusal->reason);
}

static void show_text(struct sy_output *o, const struct sy_refusal *refusal, const char *node,
                      const char *id, const char *time)
{
    struct sy_buffer reason = {0};
    char size[NUMBER_BYTES];

    snprintf(size, sizeof(size), "%" PRIu64, refusal->registry_size);
    sy_plain_put(&reason, sy_text(refusal->reason));
    sy_output_say(o, SY_SAY(VERDICT_PROVED, NULL));
    sy_output_say(o, SY_SAY(REFUSAL_BY, node, refusal->origin));
    sy_output_say(o, SY_SAY(REFUSAL_OF, id, time));
    sy_output_say(o, SY_SAY(REFUSAL_WHY, refusal->error, sy_buffer_text(&reason)));
    sy_output_say(o, SY_SAY(REFUSAL_SIZE, size));
    sy_output_say(o, SY_SAY(REFUSAL_TRIED, NULL));
    sy_output_say(o, SY_SAY(VERDICT_NOT_PROVED, NULL));
    sy_output_say(o, SY_SAY(REFUSAL_NOT_RIGHT, NULL));
    sy_output_say(o, SY_SAY(REFUSAL_NOT_LATER, NULL));
    sy_output_say(o, SY_SAY(VERDICT_NOT_TRUE, NULL));
    sy_buffer_close(&reason);
}

enum sy_exit sy_refusal_show(struct sy_output *o, const struct sy_network *network,
                             const char *path, struct sy_bytes file)
{
    const struct sy_network_log *log = NULL;
    char id[2 * SY_HASH_BYTES + 1];
    char time[SY_FORMAT_BYTES];
    struct sy_refusal refusal;
    enum sy_err err = open_refusal(network, file, &refusal, &log);

    if (o->json) {
        sy_json_name(sy_output_json(o), "holds");
        sy_json_put_bool(sy_output_json(o), err == SY_OK);
    }
    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(REFUSAL_FAILS, path, sy_err_name(err)));
        if (o->json)
            sy_output_value(o, "error", sy_err_name(err));
        return SY_EXIT_NO;
    }
    sy_hash_hex(&refusal.statement_id, id);
    sy_format_utc(refusal.time, time);
    sy_output_say(o, SY_SAY(REFUSAL_HOLDS, path));
    if (o->json)
        show_json(o, &refusal, log->node, id, time);
    else
        show_text(o, &refusal, log->node, id, time);
    return SY_EXIT_YES;
}
