/* suyuan status */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/trust.h"
#include "net/clock.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/format.h"
#include "tools/keeping.h"
#include "tools/peer.h"

enum { CLOCK_DIFFERENCE_US = 5 * 1000000, ROOT_SHOWN = 16 };

/* Text of a message, for words of a line. */
static const char *text_of(struct sy_bytes bytes, struct sy_buffer *scratch)
{
    const char *text;

    sy_buffer_clear(scratch);
    sy_buffer_put_bytes(scratch, bytes);
    text = sy_buffer_text(scratch);
    return text == NULL ? "" : text;
}

static void say_node(struct sy_output *o, const struct sy_peer *peer,
                     const struct sy_status *status)
{
    struct sy_buffer software = {0};
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];
    char fourth[SY_FORMAT_BYTES];
    int64_t ahead = status->time - sy_clock_us();

    sy_output_say(
        o, SY_SAY(STATUS_NODE, peer->node->code, peer->where,
                  status->software.len > 0 ? text_of(status->software, &software) : "suyuand"));
    sy_buffer_close(&software);
    sy_format_span(
        status->time > status->started_at ? (uint64_t)(status->time - status->started_at) : 0,
        o->language, first);
    sy_format_time(status->time, second);
    sy_output_say(o, SY_SAY(STATUS_UP, first, second));
    if (ahead > CLOCK_DIFFERENCE_US || ahead < -CLOCK_DIFFERENCE_US) {
        sy_format_span((uint64_t)(ahead < 0 ? -ahead : ahead), o->language, first);
        sy_output_say(o, SY_SAY(STATUS_CLOCK, first));
    }
    if (status->clock_ahead.has)
        sy_output_trouble(o, SY_SAY(STATUS_CLOCK_AHEAD, NULL));
    if (status->cosigners_lost.has)
        sy_output_trouble(o, SY_SAY(STATUS_COSIGNERS_LOST, NULL));
    snprintf(first, sizeof(first), "%" PRIu64, peer->policy_version);
    sy_output_say(o, SY_SAY(STATUS_POLICY, first));
    sy_format_count(status->appended, first);
    sy_format_count(status->appends_per_minute, second);
    sy_format_count(status->refused, third);
    sy_output_say(o, SY_SAY(STATUS_RATES, first, second, third));
    sy_format_count(status->connections, first);
    sy_format_size(status->memory_bytes, second);
    sy_format_size(status->memory_max, third);
    sy_format_size(status->resident_bytes, fourth);
    sy_output_say(o, SY_SAY(STATUS_MEMORY, first, second, third, fourth));
    sy_format_size(status->disk_free_bytes, first);
    sy_format_size(status->view_bytes, second);
    sy_output_say(o, SY_SAY(STATUS_DISK, first, second));
    sy_format_count(status->aside.value, first);
    sy_format_size(status->aside_bytes.value, second);
    if (status->aside.has)
        sy_output_trouble(o, SY_SAY(STATUS_ASIDE, first, second));
}

static void say_checkpoint(struct sy_output *o, const struct sy_network *network,
                           const struct sy_trust *trust)
{
    char size[SY_FORMAT_BYTES];
    char root[2 * SY_HASH_BYTES + 1];
    char votes[24];
    char needed[24];
    bool reached = trust->votes >= network->quorum_needed;

    sy_format_count(trust->checkpoint.size, size);
    sy_hash_hex(&trust->checkpoint.root, root);
    root[ROOT_SHOWN] = 0;
    snprintf(votes, sizeof(votes), "%" PRIu64, trust->votes);
    snprintf(needed, sizeof(needed), "%" PRIu64, network->quorum_needed);
    if (network->quorum_needed == 0)
        sy_output_say(o, SY_SAY(STATUS_CHECKPOINT_ALONE, size, root));
    else if (reached)
        sy_output_say(o, SY_SAY(STATUS_CHECKPOINT, size, root, votes, needed));
    else
        sy_output_say(o, SY_SAY(STATUS_CHECKPOINT_AWAITED, size, root, votes, needed));
}

/* Why nothing more is taken of a log, and what its entries are held against. */
static void say_troubles(struct sy_output *o, const struct sy_log_status *log)
{
    static const struct {
        const char *stalled;
        enum sy_message message;
    } stalls[] = {{"fault", SY_MESSAGE_STATUS_STALLED_FAULT},
                  {"registry_unseen", SY_MESSAGE_STATUS_STALLED_UNSEEN},
                  {"at_odds", SY_MESSAGE_STATUS_STALLED_ODDS},
                  {"earlier_generation", SY_MESSAGE_STATUS_STALLED_EARLIER}};
    struct sy_buffer origin = {0};
    char size[SY_FORMAT_BYTES];
    char age[SY_FORMAT_BYTES];

    if (log->frozen.has)
        sy_output_trouble(o, SY_SAY(STATUS_FROZEN, text_of(log->origin, &origin)));
    for (size_t i = 0; i < sizeof(stalls) / sizeof(stalls[0]); i++) {
        const struct sy_saying saying = {.message = stalls[i].message};

        if (sy_bytes_equal(log->stalled, sy_text(stalls[i].stalled)))
            sy_output_trouble(o, &saying);
    }
    sy_format_count(log->registry_size.value, size);
    sy_format_span(log->stale_us.value, o->language, age);
    if (log->stale_us.has)
        sy_output_trouble(o, SY_SAY(STATUS_STALE, size, age));
    sy_buffer_close(&origin);
}

/* Whether appends are taken; a mirror takes none. */
static void say_taking(struct sy_output *o, const struct sy_network *network,
                       const struct sy_log_status *log)
{
    struct sy_buffer text = {0};
    struct sy_buffer origin = {0};

    if (log->lost.len > 0 && sy_bytes_equal(log->origin, sy_text(network->registry.vkey.name)))
        sy_output_trouble(o, SY_SAY(STATUS_LOST_REGISTRY, text_of(log->lost, &text)));
    else if (log->lost.len > 0)
        sy_output_trouble(
            o, SY_SAY(STATUS_LOST, text_of(log->lost, &text), text_of(log->origin, &origin)));
    else if (log->refusing.len == 0)
        sy_output_say(o, SY_SAY(STATUS_TAKING, NULL));
    else if (log->awaited.len > 0)
        sy_output_trouble(o, SY_SAY(STATUS_AWAITED, text_of(log->awaited, &text)));
    else if (sy_bytes_equal(log->refusing, sy_text(sy_err_name(SY_STARTING))))
        sy_output_say(o, SY_SAY(STATUS_ASKING, NULL));
    else
        sy_output_say(o, SY_SAY(STATUS_REFUSING, text_of(log->refusing, &text)));
    sy_buffer_close(&text);
    sy_buffer_close(&origin);
}

static void format_ago(struct sy_output *o, struct sy_optional at, int64_t now,
                       char out[SY_FORMAT_BYTES])
{
    int64_t then = (int64_t)at.value;

    sy_format_span(now > then ? (uint64_t)(now - then) : 0, o->language, out);
}

/* What is damaged and not put right. The end of a log is no entry: nobody can give it. */
static void say_flaws(struct sy_output *o, const struct sy_log_status *log, int64_t now)
{
    struct sy_buffer what = {0};
    char index[SY_FORMAT_BYTES];
    char since[SY_FORMAT_BYTES];
    char count[SY_FORMAT_BYTES];

    if (!log->bad_index.has)
        return;
    sy_format_count(log->bad_index.value, index);
    sy_format_count(log->bad_count.value, count);
    format_ago(o, log->bad_since, now, since);
    if (sy_bytes_equal(log->bad_what, sy_text("end")))
        sy_output_trouble(o, SY_SAY(STATUS_FLAW_END, since));
    else
        sy_output_trouble(
            o, SY_SAY(STATUS_FLAW, index, text_of(log->bad_what, &what), since, count));
    sy_buffer_close(&what);
}

static void say_repair(struct sy_output *o, const struct sy_log_status *log, int64_t now)
{
    struct sy_buffer what = {0};
    struct sy_buffer node = {0};
    char index[SY_FORMAT_BYTES];
    char ago[SY_FORMAT_BYTES];

    if (!log->repairs.has)
        return;
    sy_format_count(log->repaired_index.value, index);
    format_ago(o, log->repaired_at, now, ago);
    if (log->repaired_from.len > 0)
        sy_output_say(o, SY_SAY(STATUS_REPAIRED, index, text_of(log->repaired_what, &what), ago,
                                text_of(log->repaired_from, &node)));
    else
        sy_output_say(
            o, SY_SAY(STATUS_REPAIRED_ITSELF, index, text_of(log->repaired_what, &what), ago));
    sy_buffer_close(&what);
    sy_buffer_close(&node);
}

/* What the scrub has found, and how far it is. */
static void say_scrub(struct sy_output *o, const struct sy_log_status *log, int64_t now)
{
    int64_t at = (int64_t)log->scrubbed_at.value;
    struct sy_buffer what = {0};
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];

    sy_format_count(log->scrub_next.value, second);
    sy_format_span(now > at ? (uint64_t)(now - at) : 0, o->language, first);
    if (log->scrubbed_at.has)
        sy_output_say(o, SY_SAY(STATUS_SCRUBBED, first, second));
    else if (log->scrub_next.has)
        sy_output_say(o, SY_SAY(STATUS_SCRUBBING, second));
    if (log->scrub_error.len > 0)
        sy_output_trouble(o, SY_SAY(STATUS_UNREAD, text_of(log->scrub_error, &what)));
    sy_buffer_close(&what);
    say_flaws(o, log, now);
    say_repair(o, log, now);
}

static void say_mirror(struct sy_output *o, const struct sy_log_status *log)
{
    uint64_t known = log->known_size.value;
    struct sy_buffer owner = {0};
    char behind[SY_FORMAT_BYTES];

    sy_format_count(known > log->size ? known - log->size : 0, behind);
    if (log->note.len == 0)
        sy_output_say(o, SY_SAY(STATUS_MIRROR_EMPTY, text_of(log->owner, &owner)));
    else
        sy_output_say(o, SY_SAY(STATUS_MIRROR, text_of(log->owner, &owner), behind));
    sy_buffer_close(&owner);
}

static bool is_mirror(const struct sy_peer *peer, const struct sy_log_status *log)
{
    return log->owner.len > 0 && !sy_bytes_equal(log->owner, sy_text(peer->node->code));
}

/* Where a policy has closed it, and what of that has not come. */
static void say_end(struct sy_output *o, const struct sy_network *network,
                    const struct sy_network_log *log, uint64_t size)
{
    const struct sy_network_log *next = sy_network_successor(network, log);
    char text[SY_FORMAT_BYTES];

    sy_format_count(log->final_size, text);
    sy_output_say(o, SY_SAY(LOG_ENDS, text, next == NULL ? "-" : next->vkey.name));
    sy_format_count(log->final_size > size ? log->final_size - size : 0, text);
    if (log->final_size > size)
        sy_output_say(o, SY_SAY(AUDIT_SHORT, text));
}

static void put_end(struct sy_output *o, const struct sy_network *network,
                    struct sy_bytes origin)
{
    const struct sy_network_log *log = sy_network_log(network, origin);
    const struct sy_network_log *next = NULL;
    bool closed = log != NULL && log->closed;

    sy_json_name(sy_output_json(o), "closed");
    sy_json_put_bool(sy_output_json(o), closed);
    if (closed) {
        sy_output_number(o, "final_size", log->final_size);
        next = sy_network_successor(network, log);
    }
    if (next != NULL)
        sy_output_value(o, "successor", next->vkey.name);
}

static void say_log(struct sy_output *o, const struct sy_peer *peer,
                    const struct sy_log_status *log, const struct sy_trust *trust)
{
    struct sy_buffer text = {0};
    struct sy_keeping keeping;
    char first[SY_FORMAT_BYTES];
    char second[SY_FORMAT_BYTES];
    char third[SY_FORMAT_BYTES];
    char fourth[SY_FORMAT_BYTES];
    const struct sy_network_log *of = sy_network_log(&peer->network, log->origin);

    sy_output_say(o, SY_SAY(STATUS_LOG, text_of(log->origin, &text)));
    sy_format_count(log->size, first);
    sy_format_count(log->records, second);
    sy_format_size(log->disk_bytes, third);
    sy_format_size(log->map_bytes, fourth);
    sy_output_say(o, SY_SAY(STATUS_SIZE, first, second, third, fourth));
    if (trust != NULL)
        say_checkpoint(o, &peer->network, trust);
    sy_format_count(log->size > log->view_size ? log->size - log->view_size : 0, first);
    if (log->view_size >= log->size)
        sy_output_say(o, SY_SAY(STATUS_VIEW_READY, NULL));
    else
        sy_output_say(o, SY_SAY(STATUS_VIEW_BEHIND, first));
    if (is_mirror(peer, log))
        say_mirror(o, log);
    if (of != NULL && of->closed)
        say_end(o, &peer->network, of, log->size);
    else if (!is_mirror(peer, log))
        say_taking(o, &peer->network, log);
    say_troubles(o, log);
    if (sy_keeping_read(log->keeping, &keeping) == SY_OK)
        sy_keeping_say(o, &keeping);
    say_scrub(o, log, sy_clock_us());
    sy_buffer_close(&text);
}

static void put_repair(struct sy_output *o, const struct sy_log_status *log)
{
    struct sy_json_writer *w = sy_output_json(o);
    char at[SY_FORMAT_BYTES];

    sy_output_number(o, "repairs", log->repairs.value);
    sy_output_number(o, "repaired_index", log->repaired_index.value);
    sy_json_name(w, "repaired_what");
    sy_json_put_text(w, log->repaired_what);
    sy_format_utc((int64_t)log->repaired_at.value, at);
    sy_output_value(o, "repaired_at", at);
    sy_json_name(w, "repaired_from");
    if (log->repaired_from.len > 0)
        sy_json_put_text(w, log->repaired_from);
    else
        sy_json_put_null(w);
}

static void put_scrub(struct sy_output *o, const struct sy_log_status *log)
{
    struct sy_json_writer *w = sy_output_json(o);
    char at[SY_FORMAT_BYTES];

    sy_json_name(w, "scrub");
    sy_json_begin_object(w);
    sy_output_number(o, "next", log->scrub_next.value);
    if (log->scrubbed_at.has) {
        sy_format_utc((int64_t)log->scrubbed_at.value, at);
        sy_output_value(o, "finished_at", at);
    }
    if (log->bad_index.has) {
        sy_output_number(o, "bad_index", log->bad_index.value);
        sy_json_name(w, "bad_what");
        sy_json_put_text(w, log->bad_what);
        sy_output_number(o, "bad_count", log->bad_count.value);
        sy_format_utc((int64_t)log->bad_since.value, at);
        sy_output_value(o, "bad_since", at);
    }
    if (log->repairs.has)
        put_repair(o, log);
    if (log->scrub_error.len > 0) {
        sy_json_name(w, "error");
        sy_json_put_text(w, log->scrub_error);
    }
    sy_json_end_object(w);
}

static void put_log(struct sy_output *o, const struct sy_network *network,
                    const struct sy_log_status *log, const struct sy_trust *trust)
{
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_keeping keeping;
    char root[2 * SY_HASH_BYTES + 1];

    sy_json_begin_object(w);
    sy_json_name(w, "origin");
    sy_json_put_text(w, log->origin);
    sy_output_number(o, "size", log->size);
    sy_output_number(o, "records", log->records);
    sy_output_number(o, "disk_bytes", log->disk_bytes);
    sy_output_number(o, "map_bytes", log->map_bytes);
    sy_output_number(o, "view_size", log->view_size);
    sy_json_name(w, "owner");
    sy_json_put_text(w, log->owner);
    sy_output_number(o, "known_size", log->known_size.has ? log->known_size.value : log->size);
    sy_json_name(w, "refusing");
    if (log->refusing.len > 0)
        sy_json_put_text(w, log->refusing);
    else
        sy_json_put_null(w);
    sy_json_name(w, "lost");
    if (log->lost.len > 0)
        sy_json_put_text(w, log->lost);
    else
        sy_json_put_null(w);
    sy_json_name(w, "awaited");
    if (log->awaited.len > 0)
        sy_json_put_text(w, log->awaited);
    else
        sy_json_put_null(w);
    put_end(o, network, log->origin);
    sy_json_name(w, "checkpoint");
    sy_json_begin_object(w);
    sy_json_name(w, "verified");
    sy_json_put_bool(w, trust != NULL);
    if (trust != NULL) {
        sy_hash_hex(&trust->checkpoint.root, root);
        sy_output_number(o, "size", trust->checkpoint.size);
        sy_output_value(o, "root", root);
        sy_output_number(o, "votes", trust->votes);
        sy_output_number(o, "votes_needed", network->quorum_needed);
    }
    sy_json_name(w, "note");
    sy_json_put_text(w, log->note);
    sy_json_end_object(w);
    sy_json_name(w, "frozen");
    sy_json_put_bool(w, log->frozen.has && log->frozen.value != 0);
    sy_json_name(w, "stalled");
    if (log->stalled.len > 0)
        sy_json_put_text(w, log->stalled);
    else
        sy_json_put_null(w);
    if (log->registry_size.has)
        sy_output_number(o, "registry_size", log->registry_size.value);
    sy_output_number(o, "registry_stale_us", log->stale_us.value);
    if (sy_keeping_read(log->keeping, &keeping) == SY_OK)
        sy_keeping_put(o, &keeping);
    put_scrub(o, log);
    sy_json_end_object(w);
}

static void put_node(struct sy_output *o, const struct sy_peer *peer,
                     const struct sy_status *status)
{
    char time[SY_FORMAT_BYTES];

    sy_output_value(o, "node", peer->node->code);
    sy_output_value(o, "address", peer->where);
    sy_json_name(sy_output_json(o), "software");
    sy_json_put_text(sy_output_json(o), status->software);
    sy_format_utc(status->time, time);
    sy_output_value(o, "time", time);
    sy_format_utc(status->started_at, time);
    sy_output_value(o, "started_at", time);
    sy_output_number(o, "policy_version", peer->policy_version);
    sy_json_name(sy_output_json(o), "clock_ahead");
    sy_json_put_bool(sy_output_json(o), status->clock_ahead.has);
    sy_json_name(sy_output_json(o), "cosigners_lost");
    sy_json_put_bool(sy_output_json(o), status->cosigners_lost.has);
    sy_output_number(o, "connections", status->connections);
    sy_output_number(o, "appended", status->appended);
    sy_output_number(o, "appends_per_minute", status->appends_per_minute);
    sy_output_number(o, "refused", status->refused);
    sy_output_number(o, "memory_bytes", status->memory_bytes);
    sy_output_number(o, "memory_max", status->memory_max);
    sy_output_number(o, "resident_bytes", status->resident_bytes);
    sy_output_number(o, "disk_free_bytes", status->disk_free_bytes);
    sy_output_number(o, "view_bytes", status->view_bytes);
    sy_output_number(o, "aside_stores", status->aside.value);
    sy_output_number(o, "aside_bytes", status->aside_bytes.value);
}

/* One log: SY_EXIT_NO, and said, when its checkpoint cannot be trusted. */
static enum sy_exit show_log(struct sy_output *o, struct sy_peer *peer,
                             const struct sy_log_status *log)
{
    struct sy_trust trust;
    struct sy_audit_problem why = {.rule = "checkpoint"};
    struct sy_buffer origin = {0};
    enum sy_exit status = SY_EXIT_YES;
    bool empty = log->note.len == 0;
    enum sy_err err = empty ? SY_NOT_YET : sy_trust_open(&peer->network, log->note, &trust);

    if (err == SY_QUORUM) /* it is the log's, and nobody is asked to rely on it yet */
        err = SY_OK;
    if (err == SY_OK && !sy_bytes_equal(log->origin, sy_text(trust.checkpoint.origin))) {
        err = SY_BAD_CHECKPOINT;
        trust.what = "the checkpoint is another log's";
    }
    if (o->json)
        put_log(o, &peer->network, log, err == SY_OK ? &trust : NULL);
    else
        say_log(o, peer, log, err == SY_OK ? &trust : NULL);
    if (err != SY_OK && !empty) {
        why.what = trust.what;
        status = sy_broken_report(o, text_of(log->origin, &origin), err, &why);
    }
    sy_buffer_close(&origin);
    return status;
}

static void put_peer(struct sy_output *o, const struct sy_peer_status *peer)
{
    struct sy_json_writer *w = sy_output_json(o);
    char since[SY_FORMAT_BYTES];

    sy_json_begin_object(w);
    sy_json_name(w, "node");
    sy_json_put_text(w, peer->node);
    sy_json_name(w, "connected");
    sy_json_put_bool(w, peer->connected);
    sy_json_name(w, "address");
    sy_json_put_text(w, peer->address);
    sy_format_utc(peer->since, since);
    sy_output_value(o, "since", since);
    sy_json_name(w, "reason");
    sy_json_put_text(w, peer->reason);
    sy_output_number(o, "attempts", peer->attempts);
    sy_json_name(w, "lead_us");
    if (peer->lead_us.has)
        sy_json_put_int(w, (int64_t)peer->lead_us.value);
    else
        sy_json_put_null(w);
    sy_json_end_object(w);
}

static void say_peer(struct sy_output *o, const struct sy_peer_status *peer, int64_t now)
{
    struct sy_buffer node = {0};
    struct sy_buffer text = {0};
    char since[SY_FORMAT_BYTES];
    char attempts[SY_FORMAT_BYTES];
    int64_t lead;

    sy_format_span(now > peer->since ? (uint64_t)(now - peer->since) : 0, o->language, since);
    sy_format_count(peer->attempts, attempts);
    if (peer->connected)
        sy_output_say(o, SY_SAY(STATUS_PEER, text_of(peer->node, &node),
                                text_of(peer->address, &text), since));
    else
        sy_output_say(o, SY_SAY(STATUS_PEER_AWAY, text_of(peer->node, &node), since, attempts,
                                text_of(peer->reason, &text)));
    lead = peer->lead_us.has ? (int64_t)peer->lead_us.value : 0;
    if (lead > CLOCK_DIFFERENCE_US || lead < -CLOCK_DIFFERENCE_US) {
        sy_format_span(lead < 0 ? 0 - (uint64_t)lead : (uint64_t)lead, o->language, since);
        sy_output_trouble(o, SY_SAY(STATUS_PEER_CLOCK, text_of(peer->node, &node), since));
    }
    sy_buffer_close(&node);
    sy_buffer_close(&text);
}

static void show_peers(struct sy_output *o, const struct sy_status *status)
{
    struct sy_wire cursor = sy_list_open(&status->peers);
    struct sy_bytes message;
    struct sy_peer_status peer;

    if (o->json) {
        sy_json_name(sy_output_json(o), "peers");
        sy_json_begin_list(sy_output_json(o));
    }
    while (sy_list_next(&status->peers, &cursor, &message)) {
        if (sy_peer_status_read(message, &peer) != SY_OK)
            continue;
        if (o->json)
            put_peer(o, &peer);
        else
            say_peer(o, &peer, status->time);
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
}

static enum sy_exit show(struct sy_output *o, struct sy_peer *peer,
                         const struct sy_status *status)
{
    struct sy_wire cursor = sy_list_open(&status->logs);
    struct sy_bytes message;
    struct sy_log_status log;
    enum sy_exit worst = SY_EXIT_YES;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        put_node(o, peer, status);
        sy_json_name(sy_output_json(o), "logs");
        sy_json_begin_list(sy_output_json(o));
    } else {
        say_node(o, peer, status);
    }
    while (sy_list_next(&status->logs, &cursor, &message)) {
        enum sy_exit one = SY_EXIT_UNASKED;

        if (sy_log_status_read(message, &log) == SY_OK)
            one = show_log(o, peer, &log);
        worst = one > worst ? one : worst;
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
    show_peers(o, status);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    return worst;
}

static enum sy_exit run_status(const struct sy_options *options, struct sy_output *o)
{
    struct sy_frame_message message;
    struct sy_status status;
    struct sy_peer *peer;
    enum sy_exit result = sy_peer_open(o, options, &peer);
    enum sy_err err;

    if (result != SY_EXIT_YES)
        return result;
    err = sy_peer_call(peer, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, &message);
    if (err == SY_OK) {
        err = sy_status_read(sy_buffer_bytes(&message.payload), &status);
        if (err != SY_OK)
            err = sy_peer_malformed(peer);
        else
            result = show(o, peer, &status);
        sy_frame_message_close(&message);
    }
    if (err != SY_OK)
        result = sy_peer_report(peer);
    sy_peer_close(peer);
    return result;
}

static const struct sy_option *const status_options[] = {&sy_option_network, &sy_option_node,
                                                         &sy_option_key, &sy_option_as, NULL};

const struct sy_command sy_command_status = {
    .name = "status",
    .usage = {.options = status_options},
    .summary = {"how a node and its logs are", "查看节点及其日志的状态"},
    .examples = {"  suyuan status --network demo --node 310000\n"
                 "  suyuan status --network demo --node 310000 --json\n",
                 "  suyuan status --network demo --node 310000\n"
                 "  suyuan status --network demo --node 310000 --json\n"},
    .run = run_status};
