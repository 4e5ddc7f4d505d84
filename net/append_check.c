#include "net/clock.h"
#include "net/pending.h"
#include "proto/message.h"
#include "proto/record_type.h"

/* Only its owner sequences a log, and nobody one that has ended; one that a policy opened is
 * known, but not here yet. */
static enum sy_err find_log(const struct sy_appender_options *options,
                            const struct sy_network *network, struct sy_bytes origin,
                            struct sy_pending *pending)
{
    const struct sy_network_log *of;

    if (sy_kept_log_find(options->logs, origin, &pending->log) != SY_OK) {
        if (sy_network_log(network, origin) == NULL)
            return SY_WRONG_PLACE;
        pending->detail = "a policy has opened that log, and this node does not keep it yet; "
                          "send the same bytes again later";
        return SY_NOT_YET;
    }
    of = sy_network_log(network, origin);
    if (options->logs->log[pending->log].owned || (of != NULL && of->closed))
        return SY_OK;
    if (options->logs->log[pending->log].keyless) {
        pending->detail =
            "this node has no key for that log yet; the line log ORIGIN of its key "
            "file has to be there; send the same bytes again later";
        return SY_NOT_YET;
    }
    sy_buffer_printf(&pending->words,
                     "this node mirrors that log; node %s sequences it: ask that one",
                     options->logs->log[pending->log].owner);
    return SY_WRONG_PLACE;
}

/* Cheap, before the signature: a signer whom nobody knows costs little. */
static enum sy_err check_authority(const struct sy_kept_log *log, struct sy_bytes submission,
                                   struct sy_registry_snapshot *registry)
{
    struct sy_wire wire = sy_wire_open(submission);
    struct sy_wire_field field;
    struct sy_statement statement;
    enum sy_err err = sy_wire_next(&wire, &field);

    if (err != SY_OK || field.number != 1 || field.type != SY_WIRE_BYTES)
        return SY_BAD_ENCODING;
    err = sy_statement_read(field.bytes, &statement);
    if (err != SY_OK)
        return err;
    if (log->registry != (statement.kind == SY_KIND_REGISTRY))
        return SY_DENIED;
    return sy_registry_authorise(registry, sy_registry_size(registry), sy_clock_us(),
                                 &statement);
}

/* Nobody gets a signature for nothing: the signers' own are checked first. */
static void note_genuine(struct sy_pending *pending, const struct sy_kept_log *log,
                         struct sy_bytes message)
{
    struct sy_submission submission;
    struct sy_statement statement;

    if (message.len > SY_STATEMENT_BYTES_MAX ||
        sy_submission_read(message, &submission) != SY_OK ||
        sy_statement_read(submission.statement, &statement) != SY_OK ||
        sy_statement_verify(&log->scope, submission.statement, &statement,
                            submission.signatures, submission.signature_count) != SY_OK)
        return;
    pending->genuine = true;
    pending->id = sy_statement_id(&log->scope, submission.statement);
}

/* The registry waits for the quorum, whatever was asked for. */
static enum sy_err take_durability(const struct sy_kept_log *log,
                                   const struct sy_network *network,
                                   const struct sy_append *append, struct sy_pending *pending)
{
    pending->witnesses = append->witnesses.has ? append->witnesses.value : 0;
    pending->wait_ms = append->wait_ms.has ? append->wait_ms.value : SY_APPEND_WAIT_MS;
    if (pending->wait_ms > SY_APPEND_WAIT_MS_MAX)
        pending->wait_ms = SY_APPEND_WAIT_MS_MAX;
    if (log->registry && pending->witnesses < network->quorum_needed)
        pending->witnesses = network->quorum_needed;
    if (pending->witnesses < network->node_count)
        return SY_OK;
    pending->detail = "the network has fewer other nodes than are to hold it";
    return SY_LIMIT;
}

static enum sy_err check_one(const struct sy_appender_options *options,
                             const struct sy_network *network, struct sy_pending *pending,
                             struct sy_registry_snapshot *registry)
{
    struct sy_append append;
    struct sy_kept_log *log;
    enum sy_err err = sy_append_read(pending->request->payload, &append);

    if (err == SY_OK)
        err = find_log(options, network, append.origin, pending);
    if (err != SY_OK)
        return err;
    log = &options->logs->log[pending->log];
    err = take_durability(log, network, &append, pending);
    if (err != SY_OK)
        return err;
    if (!options->logs->log[0].owned && sy_registry_size(registry) == 0) {
        pending->detail = "this node has not received the registry yet; send the same bytes "
                          "again later";
        return SY_NOT_YET;
    }
    err = check_authority(log, append.submission, registry);
    if (err != SY_OK) {
        if (sy_err_grpc(err) == SY_GRPC_PERMISSION_DENIED)
            note_genuine(pending, log, append.submission);
        return err;
    }
    err = sy_checked_open(&log->scope, append.submission, &pending->checked, &pending->where);
    if (err != SY_OK)
        return err;
    pending->genuine = true;
    pending->id = pending->checked.id;
    err = sy_pending_look_back(pending, log, network);
    if (err != SY_OK || pending->answered)
        return err;
    return log->registry ? SY_OK : sy_pending_admit(pending, registry, sy_clock_us());
}

void sy_pending_check(const struct sy_appender_options *options,
                      const struct sy_network *network, struct sy_pending_queue *queue)
{
    struct sy_registry_snapshot *registry = NULL;
    enum sy_err err = sy_registry_snapshot(options->registry, &registry);

    for (struct sy_pending *p = queue->first; p != NULL; p = p->next) {
        p->err = err == SY_OK ? check_one(options, network, p, registry) : err;
        if (p->err != SY_OK && p->genuine && options->logs->log[p->log].owned)
            sy_pending_sign_refusal(p, &options->logs->log[p->log], sy_registry_size(registry));
    }
    sy_registry_release(registry);
}
