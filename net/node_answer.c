#include "net/node_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "ledger/connect.h"
#include "ledger/stale.h"
#include "net/aside.h"
#include "net/clock.h"
#include "net/identity.h"
#include "proto/message.h"

enum { STATM_BYTES = 256 };

static const char software[] = "suyuan/" SY_VERSION;

/* A node that shows its certificate speaks for itself from HELLO on; anybody else's certificate
 * is worth nothing. */
static enum sy_err know_node(struct sy_node *node, struct sy_connection *connection)
{
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_registry_snapshot *snapshot;
    struct sy_public_key key;
    enum sy_err err = sy_connection_shown_key(connection, &key);

    if (err != SY_OK)
        return SY_OK;
    err = sy_registry_snapshot(node->registry, &snapshot);
    if (err != SY_OK)
        return err;
    err = sy_identity_node_of(sy_shared_policy_network(node->policy), snapshot, &key, subject);
    if (err == SY_OK)
        err = sy_connection_set_subject(connection, sy_text(subject), &key);
    sy_registry_release(snapshot);
    return err;
}

static void answer_hello(struct sy_node *node, struct sy_request *request)
{
    struct sy_bytes origins[SY_KEPT_LOGS_MAX];
    struct sy_hello_reply reply = {.version = SY_PROTOCOL_VERSION,
                                   .node = sy_text(node->code),
                                   .time = sy_clock_us(),
                                   .software = sy_text(software)};
    uint64_t policy_version = sy_shared_policy_network(node->policy)->version;
    struct sy_buffer message = {0};
    struct sy_hello hello;
    size_t own = 0;
    enum sy_err err;

    if (sy_hello_read(request->payload, &hello) != SY_OK) {
        sy_request_error(request, SY_BAD_ENCODING, "the hello is not canonical", NULL, true);
        return;
    }
    if (hello.version != SY_PROTOCOL_VERSION) {
        sy_request_error(request, SY_BAD_VERSION, "this node speaks version 1 of the protocol",
                         "version", true);
        return;
    }
    if (!sy_bytes_equal(hello.network_id,
                        (struct sy_bytes){node->network->id.bytes, SY_HASH_BYTES})) {
        sy_request_error(request, SY_WRONG_NETWORK,
                         "this node belongs to another network; check network.json",
                         "network_id", true);
        return;
    }
    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++) {
        if (node->logs.log[i].owned)
            origins[own++] = sy_text(node->logs.log[i].vkey.name);
    }
    if (policy_version > 0)
        reply.policy_version = (struct sy_optional){true, policy_version};
    reply.origins = (struct sy_list){.items = origins, .count = own};
    sy_hello_reply_write(&reply, &message);
    err = know_node(node, request->connection);
    if (err != SY_OK)
        sy_log_line(&node->logger, SY_LOG_WARNING, "certificate_unknown", "peer=%s error=%s",
                    sy_connection_peer(request->connection), sy_err_name(err));
    sy_connection_greet(request->connection);
    sy_request_reply(request, SY_FRAME_HELLO_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static enum sy_err check_identity(struct sy_node *node, struct sy_bytes subject,
                                  const struct sy_public_key *key)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = sy_registry_snapshot(node->registry, &snapshot);

    if (err == SY_OK)
        err = sy_identity_check(sy_shared_policy_network(node->policy), snapshot, subject, key,
                                sy_clock_us());
    else
        snapshot = NULL;
    sy_registry_release(snapshot);
    return err;
}

static enum sy_err authenticate(struct sy_node *node, struct sy_request *request,
                                struct sy_bytes *subject)
{
    uint8_t exporter[SY_CHANNEL_EXPORTER_BYTES];
    struct sy_connect_claim claim = {
        .network_id = node->network->id, .node = sy_text(node->code), .exporter = exporter};
    struct sy_authenticate ask;
    struct sy_public_key key;
    enum sy_err err = sy_authenticate_read(request->payload, &ask);

    if (err == SY_OK && !sy_name_valid(ask.subject, SY_SUBJECT_BYTES_MAX))
        err = SY_BAD_NAME;
    if (err == SY_OK)
        err = sy_public_key_check(ask.key, &key);
    if (err == SY_OK)
        err = sy_connection_exporter(request->connection, exporter);
    if (err != SY_OK)
        return err;
    claim.subject = ask.subject;
    err = check_identity(node, ask.subject, &key);
    if (err == SY_OK)
        err = sy_connect_verify(&claim, &key, ask.signature);
    if (err == SY_OK)
        err = sy_connection_set_subject(request->connection, ask.subject, &key);
    *subject = ask.subject;
    return err;
}

static void answer_authenticate(struct sy_node *node, struct sy_request *request)
{
    struct sy_authenticate_reply reply;
    struct sy_buffer message = {0};
    enum sy_err err = authenticate(node, request, &reply.subject);

    if (err != SY_OK) {
        sy_request_error(request, err,
                         "the connect key is not one of the subject's in force, or it did not "
                         "sign for this connection",
                         NULL, false);
        return;
    }
    sy_authenticate_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_AUTHENTICATE_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static uint64_t resident_bytes(void)
{
    char line[STATM_BYTES] = "";
    char *rest = line;
    uint64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file == NULL)
        return 0;
    if (fgets(line, sizeof(line), file) != NULL) {
        (void)strtoull(line, &rest, 10); /* first the address space, then what is resident */
        pages = strtoull(rest, NULL, 10);
    }
    fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t disk_free_bytes(const char *path)
{
    struct statvfs stat;

    return statvfs(path, &stat) == 0 ? (uint64_t)stat.f_bavail * stat.f_frsize : 0;
}

static void set_scrub(const struct sy_node *node, size_t i, struct sy_log_status *out)
{
    const struct sy_scrub_state *scrub = sy_scrubber_state(node->scrubber, i);
    const struct sy_scrub_repair *repair = &scrub->repair;
    enum sy_err fault = sy_scrubber_fault(node->scrubber, i);

    out->scrub_next = (struct sy_optional){true, scrub->next};
    if (scrub->finished_at > 0)
        out->scrubbed_at = (struct sy_optional){true, scrub->finished_at};
    if (scrub->bad_count > 0) {
        out->bad_index = (struct sy_optional){true, scrub->bad[0].index};
        out->bad_what = sy_text(sy_flaw_name(scrub->bad[0].kind));
        out->bad_since = (struct sy_optional){true, (uint64_t)scrub->bad[0].since};
        out->bad_count = (struct sy_optional){true, scrub->bad_count + scrub->more};
    }
    if (scrub->repair_count > 0) {
        out->repairs = (struct sy_optional){true, scrub->repair_count};
        out->repaired_index = (struct sy_optional){true, repair->index};
        out->repaired_what = sy_text(sy_flaw_name(repair->kind));
        out->repaired_at = (struct sy_optional){true, (uint64_t)repair->at};
    }
    if (repair->node[0] != 0)
        out->repaired_from = sy_text(repair->node);
    if (fault != SY_OK)
        out->scrub_error = sy_text(sy_err_name(fault));
}

/* Which registry the log's last entry names, and whether it could have known a later one. */
static void set_registry(const struct sy_node *node, const struct sy_log_head *head,
                         struct sy_log_status *out)
{
    const struct sy_kept_log *registry = &node->logs.log[0];
    struct sy_log_snapshot *snapshot;
    struct sy_bytes bytes;
    struct sy_entry next; /* the first that the entry does not know of */
    uint64_t stale_us = 0;

    if (head->tree.size == 0)
        return;
    out->registry_size = (struct sy_optional){true, head->registry_size};
    if (head->registry_size >= sy_kept_log_vouched(registry) ||
        sy_log_snapshot(registry->log, &snapshot) != SY_OK)
        return;
    if (sy_log_entry(snapshot, head->registry_size, &bytes) == SY_OK &&
        sy_entry_read(bytes, &next) == SY_OK)
        stale_us = sy_registry_stale(head->sequenced_at, next.sequenced_at);
    sy_log_release(snapshot);
    if (stale_us > 0)
        out->stale_us = (struct sy_optional){true, stale_us};
}

static void put_keeping(const struct sy_kept_log *log, struct sy_log_snapshot *snapshot,
                        struct sy_buffer *to)
{
    struct sy_keeping message = {.kinds = log->keep.kinds, .age_s = log->keep.age_s};
    struct sy_log_kept kept;
    uint64_t first;
    uint64_t end;

    if (sy_log_kept(snapshot, &kept) != SY_OK)
        return;
    message.not_subscribed = kept.not_subscribed;
    message.aged_out = kept.aged_out;
    message.wanted = kept.wanted;
    message.unread = kept.unread;
    message.changing =
        !log->owned && (kept.kinds != log->keep.kinds || kept.age_s != log->keep.age_s ||
                        kept.next != UINT64_MAX);
    if (sy_log_wanted(snapshot, 0, 1, &first, &end) == SY_OK)
        message.wanted_from = (struct sy_optional){true, first};
    sy_keeping_write(&message, to);
}

static void put_log_status(struct sy_node *node, size_t i, struct sy_buffer *to)
{
    struct sy_kept_log *log = &node->logs.log[i];
    struct sy_log_status status = {
        .origin = sy_text(log->vkey.name),
        .size = sy_shared_note_size(log->note != NULL ? log->note : log->proved),
        .note = sy_shared_note_bytes(sy_kept_log_served(log)),
        .disk_bytes = sy_log_disk_bytes(log->log),
        .map_bytes = sy_log_map_bytes(log->log),
        .view_size = sy_follower_size(node->follower, i),
        .owner = sy_text(log->owner)};
    struct sy_replica_state mirror = sy_replica_state(node->replica, i);
    const struct sy_network_log *of =
        sy_network_log(sy_shared_policy_network(node->policy), sy_text(log->vkey.name));
    struct sy_log_snapshot *snapshot;
    struct sy_buffer keeping = {0};

    if (log->note != sy_kept_log_served(log))
        status.held_note = sy_shared_note_bytes(log->note);
    if (log->refusing != SY_OK)
        status.refusing = sy_text(sy_err_name(log->refusing));
    else if (of != NULL && of->closed)
        status.refusing = sy_text(sy_err_name(SY_CLOSED));
    status.awaited = sy_buffer_bytes(&log->awaited);
    if (log->owned && log->refusing == SY_OK && node->clock_ahead)
        status.refusing = sy_text(sy_err_name(SY_CLOCK_AHEAD));
    if (!log->owned)
        status.known_size = (struct sy_optional){true, mirror.known_size};
    if (mirror.frozen)
        status.frozen = (struct sy_optional){true, 1};
    else if (mirror.stall != NULL)
        status.stalled = sy_text(mirror.stall);
    if (mirror.lost != NULL)
        status.lost = sy_text(mirror.lost);
    set_scrub(node, i, &status);
    if (sy_log_snapshot(log->log, &snapshot) == SY_OK) {
        status.records = sy_log_head(snapshot)->record_count;
        if (!log->registry)
            set_registry(node, sy_log_head(snapshot), &status);
        put_keeping(log, snapshot, &keeping);
        sy_log_release(snapshot);
    }
    if (keeping.len > 0)
        status.keeping = sy_buffer_bytes(&keeping);
    sy_log_status_write(&status, to);
    sy_buffer_close(&keeping);
}

/* How the link to a peer is; false for this node itself. */
static bool put_peer_status(struct sy_node *node, size_t i, struct sy_buffer *to)
{
    struct sy_peer_link *link = sy_peers_link(node->peers, i);
    struct sy_peer_link_state state;
    struct sy_peer_status status;

    if (link == NULL)
        return false;
    state = sy_peer_link_state(link);
    status = (struct sy_peer_status){.node = sy_text(sy_peers_code(node->peers, i)),
                                     .connected = state.up,
                                     .since = state.since,
                                     .attempts = state.failures};
    if (state.measured)
        status.lead_us = (struct sy_optional){true, (uint64_t)state.lead_us};
    if (state.address[0] != 0)
        status.address = sy_text(state.address);
    if (state.reason[0] != 0)
        status.reason = sy_text(state.reason);
    sy_peer_status_write(&status, to);
    return true;
}

static void answer_status(struct sy_node *node, struct sy_request *request)
{
    struct sy_server_stats stats = sy_server_stats(node->server);
    struct sy_buffer logs[SY_KEPT_LOGS_MAX] = {{0}};
    struct sy_bytes items[SY_KEPT_LOGS_MAX];
    struct sy_buffer peers[SY_NETWORK_NODES_MAX] = {{0}};
    struct sy_bytes peer_items[SY_NETWORK_NODES_MAX];
    size_t peer_count = 0;
    size_t log_count = sy_kept_logs_count(&node->logs);
    struct sy_aside aside = sy_aside_measure(node->data);
    struct sy_buffer message = {0};
    struct sy_status status = {
        .node = sy_text(node->code),
        .time = sy_clock_us(),
        .started_at = node->started_at,
        .connections = stats.connections,
        .appended = sy_appender_count(node->appender),
        .refused = stats.errors,
        .memory_bytes = stats.held_bytes,
        .memory_max = stats.held_max,
        .resident_bytes = resident_bytes(),
        .disk_free_bytes = disk_free_bytes(node->data),
        .view_bytes = sy_view_disk_bytes(node->view),
        .software = sy_text(software),
        .appends_per_minute = node->minute_count,
    };

    for (size_t i = 0; i < log_count; i++) {
        put_log_status(node, i, &logs[i]);
        items[i] = sy_buffer_bytes(&logs[i]);
    }
    status.logs = (struct sy_list){.items = items, .count = log_count};
    for (size_t i = 0; i < sy_peers_count(node->peers); i++) {
        if (!put_peer_status(node, i, &peers[peer_count]))
            continue;
        peer_items[peer_count] = sy_buffer_bytes(&peers[peer_count]);
        peer_count++;
    }
    status.peers = (struct sy_list){.items = peer_items, .count = peer_count};
    if (node->clock_ahead)
        status.clock_ahead = (struct sy_optional){true, 1};
    if (sy_replica_lost_cosigner(node->replica))
        status.cosigners_lost = (struct sy_optional){true, 1};
    if (aside.stores > 0) {
        status.aside = (struct sy_optional){true, aside.stores};
        status.aside_bytes = (struct sy_optional){true, aside.bytes};
    }
    sy_status_write(&status, &message);
    sy_request_reply(request, SY_FRAME_STATUS, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
    for (size_t i = 0; i < log_count; i++)
        sy_buffer_close(&logs[i]);
    for (size_t i = 0; i < peer_count; i++)
        sy_buffer_close(&peers[i]);
}

/* What a log broke its promise with is for everybody. */
static void answer_evidence(struct sy_node *node, struct sy_request *request)
{
    struct sy_get_evidence ask;
    struct sy_evidence_reply reply = {{NULL, 0}};
    struct sy_buffer message = {0};
    size_t log;
    enum sy_err err = sy_get_evidence_read(request->payload, &ask);

    if (err == SY_OK)
        err = sy_kept_log_find(&node->logs, ask.origin, &log);
    if (err == SY_OK)
        reply.text = sy_replica_evidence(node->replica, log);
    if (err == SY_OK && reply.text.len == 0)
        err = SY_NOT_FOUND;
    if (err != SY_OK) {
        sy_request_error(request, err,
                         err == SY_NOT_FOUND ? "this node has no evidence against such a log"
                                             : "this is no question for evidence",
                         NULL, false);
        return;
    }
    sy_evidence_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_EVIDENCE, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

/* Does a node ask, whose certificate the policy and the registry still name? One that a policy
 * has added since it connected becomes one now. */
static bool asks_node(struct sy_node *node, struct sy_request *request)
{
    struct sy_connection *connection = request->connection;

    if (sy_connection_subject(connection).len == 0)
        (void)know_node(node, connection);
    return sy_identity_is_node(sy_connection_subject(connection)) &&
           check_identity(node, sy_connection_subject(connection),
                          sy_connection_key(connection)) == SY_OK;
}

static void take_from_node(struct sy_node *node, struct sy_request *request)
{
    if (asks_node(node, request))
        sy_replica_take(node->replica, request);
    else
        sy_request_error(request, SY_DENIED,
                         "only the network's nodes may ask for that, with their certificate",
                         NULL, false);
}

static void take_request(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    switch (request->type) {
    case SY_FRAME_HELLO:
        answer_hello(node, request);
        break;
    case SY_FRAME_AUTHENTICATE:
        answer_authenticate(node, request);
        break;
    case SY_FRAME_APPEND:
        sy_appender_take(node->appender, request);
        break;
    case SY_FRAME_GET_STATUS:
        answer_status(node, request);
        break;
    case SY_FRAME_GET_EVIDENCE:
        answer_evidence(node, request);
        break;
    case SY_FRAME_SHOW_CHECKPOINT:
    case SY_FRAME_OFFER_CHECKPOINT:
    case SY_FRAME_GIVE_EVIDENCE:
        take_from_node(node, request);
        break;
    case SY_FRAME_GET_CHECKPOINT:
        if (asks_node(node, request))
            sy_replica_take(node->replica, request); /* the largest, not what clients rely on */
        else
            sy_reader_take(node->reader, request);
        break;
    case SY_FRAME_GET_STRETCH:
        (void)asks_node(node, request); /* the reader looks who it is */
        sy_reader_take(node->reader, request);
        break;
    case SY_FRAME_GET_ENTRIES:
    case SY_FRAME_GET_PROOF:
    case SY_FRAME_GET_JOURNEY:
    case SY_FRAME_GET_SUBJECT:
    case SY_FRAME_GET_SIGNED:
    case SY_FRAME_GET_POLICY:
        sy_reader_take(node->reader, request);
        break;
    default:
        sy_request_error(request, SY_UNIMPLEMENTED,
                         "this node does not know that request; it may be of an older version",
                         NULL, false);
        break;
    }
}

static void more_wanted(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    sy_reader_more(node->reader, request);
}

static void request_cancelled(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    if (request->type == SY_FRAME_OFFER_CHECKPOINT)
        sy_replica_cancelled(node->replica, request);
    else if (request->type != SY_FRAME_APPEND)
        sy_reader_cancelled(node->reader, request);
}

struct sy_server_handler sy_node_handler(struct sy_node *node)
{
    return (struct sy_server_handler){node, take_request, more_wanted, request_cancelled};
}
