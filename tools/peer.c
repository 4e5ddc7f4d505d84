#include "tools/peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/connect.h"
#include "ledger/registry.h"
#include "net/clock.h"
#include "tools/open.h"
#include "tools/policy_sync.h"

_Static_assert((int)SY_EXPORTER_BYTES == (int)SY_CHANNEL_EXPORTER_BYTES,
               "what the claim signs");

#define SOFTWARE "suyuan"

enum { START_PAUSE_MS = 250 };

/* Keep why a request failed. reason may be NULL. */
static enum sy_err fail(struct sy_peer *peer, enum sy_err err, const char *reason)
{
    sy_buffer_clear(&peer->name);
    sy_buffer_clear(&peer->detail);
    sy_buffer_clear(&peer->member);
    sy_buffer_clear(&peer->refusal);
    peer->err = err;
    peer->refused = false;
    sy_buffer_put_text(&peer->name, sy_err_name(err));
    sy_buffer_put_text(&peer->detail, reason == NULL ? "" : reason);
    return err;
}

enum sy_err sy_peer_malformed(struct sy_peer *peer)
{
    return fail(peer, SY_BAD_ENCODING, "an answer that is not as the protocol says");
}

/* Keep what the node itself said. */
static enum sy_err refusal(struct sy_peer *peer, struct sy_bytes message)
{
    struct sy_error_reply reply;

    if (sy_error_reply_read(message, &reply) != SY_OK || reply.err == SY_OK)
        return sy_peer_malformed(peer);
    (void)fail(peer, reply.err, NULL);
    sy_buffer_clear(&peer->name);
    sy_buffer_put_bytes(&peer->name, reply.name);
    sy_buffer_put_bytes(&peer->detail, reply.detail);
    sy_buffer_put_bytes(&peer->member, reply.member);
    sy_buffer_put_bytes(&peer->refusal, reply.refusal);
    peer->refused = true;
    return peer->err;
}

enum sy_err sy_peer_send(struct sy_peer *peer, enum sy_frame_type type, struct sy_bytes payload,
                         uint64_t *id)
{
    enum sy_err err = sy_client_send(peer->client, type, payload, SY_PEER_ANSWER_MS, id);

    return err == SY_OK ? SY_OK : fail(peer, err, sy_client_reason(peer->client));
}

enum sy_err sy_peer_receive(struct sy_peer *peer, struct sy_frame_message *out)
{
    enum sy_err err = sy_client_receive(peer->client, SY_PEER_ANSWER_MS, out);
    uint64_t id;

    if (err != SY_OK)
        return fail(peer, err, sy_client_reason(peer->client));
    if (out->type != SY_FRAME_ERROR)
        return SY_OK;
    err = refusal(peer, sy_buffer_bytes(&out->payload));
    id = out->id;
    sy_frame_message_close(out);
    out->id = id;
    return err;
}

enum sy_err sy_peer_call(struct sy_peer *peer, enum sy_frame_type type, struct sy_bytes payload,
                         struct sy_frame_message *reply)
{
    struct sy_frame_message message;
    enum sy_err err = sy_client_call(peer->client, type, payload, SY_PEER_ANSWER_MS, &message);

    if (err != SY_OK)
        return fail(peer, err, sy_client_reason(peer->client));
    if (message.type == SY_FRAME_ERROR)
        err = refusal(peer, sy_buffer_bytes(&message.payload));
    else if (message.type != (type | SY_FRAME_REPLY))
        err = sy_peer_malformed(peer);
    if (err == SY_OK)
        *reply = message;
    else
        sy_frame_message_close(&message);
    return err;
}

enum sy_exit sy_peer_report(struct sy_peer *peer)
{
    static const struct {
        enum sy_err err;
        enum sy_message message;
    } rows[] = {
        {SY_UNREACHABLE, SY_MESSAGE_PEER_UNREACHABLE},
        {SY_TIMEOUT, SY_MESSAGE_PEER_TIMEOUT},
        {SY_BAD_KEY, SY_MESSAGE_PEER_WRONG_KEY},
        {SY_NO_MEMORY, SY_MESSAGE_NO_MEMORY},
        {SY_BAD_ENCODING, SY_MESSAGE_PEER_MALFORMED},
        {SY_BAD_VERSION, SY_MESSAGE_PEER_VERSION},
        {SY_LIMIT, SY_MESSAGE_PEER_MALFORMED},
    };
    static const struct {
        enum sy_err err;
        enum sy_message message;
    } refusals[] = {
        {SY_NOT_YET, SY_MESSAGE_PEER_NOT_YET},
        {SY_STARTING, SY_MESSAGE_PEER_NOT_YET},
        {SY_CLOSED, SY_MESSAGE_PEER_CLOSED},
        {SY_BUSY, SY_MESSAGE_PEER_BUSY},
        {SY_STOPPING, SY_MESSAGE_PEER_BUSY},
        {SY_TIMEOUT, SY_MESSAGE_PEER_BUSY},
        {SY_NO_SPACE, SY_MESSAGE_PEER_FULL},
        {SY_FULL, SY_MESSAGE_PEER_FULL},
        {SY_BAD_VERSION, SY_MESSAGE_PEER_VERSION},
        {SY_WRONG_NETWORK, SY_MESSAGE_PEER_WRONG_NETWORK},
        {SY_UNKNOWN_KEY, SY_MESSAGE_PEER_UNKNOWN_KEY},
        {SY_UNKNOWN_PRINCIPAL, SY_MESSAGE_PEER_UNKNOWN_KEY},
        {SY_KEY_NOT_IN_FORCE, SY_MESSAGE_PEER_UNKNOWN_KEY},
        {SY_CORRUPT, SY_MESSAGE_PEER_FAULT},
        {SY_IO, SY_MESSAGE_PEER_FAULT},
        {SY_INTERNAL, SY_MESSAGE_PEER_FAULT},
    };
    struct sy_buffer said = {0};
    struct sy_saying saying = {.message = peer->refused ? SY_MESSAGE_PEER_REFUSED
                                                        : SY_MESSAGE_PEER_UNREACHABLE};

    for (size_t i = 0; !peer->refused && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].err == peer->err)
            saying.message = rows[i].message;
    }
    for (size_t i = 0; peer->refused && i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].err == peer->err)
            saying.message = refusals[i].message;
    }
    sy_buffer_put_bytes(&said, sy_buffer_bytes(&peer->name));
    if (peer->member.len > 0)
        sy_buffer_printf(&said, " (%s)", sy_buffer_text(&peer->member));
    if (peer->detail.len > 0)
        sy_buffer_printf(&said, ": %s", sy_buffer_text(&peer->detail));
    saying.words[0] = peer->node->code;
    saying.words[1] = peer->where;
    saying.words[2] = sy_buffer_text(&said);
    sy_output_error(peer->output, &saying);
    sy_buffer_close(&said);
    return SY_EXIT_UNASKED;
}

/* --node CODE, or CODE=HOST:PORT, which *given then holds. */
static enum sy_exit find_node(struct sy_peer *peer, const char *option,
                              struct sy_node_addresses *given)
{
    struct sy_bytes code = {(const uint8_t *)option, strcspn(option, "=")};

    given->count = 0;
    if (option[code.len] == '=') {
        if (sy_address_parse(sy_text(option + code.len + 1), &given->address[0]) != SY_OK ||
            given->address[0].port == 0) {
            sy_output_error(peer->output, SY_SAY(BAD_NODE_OPTION, option));
            return SY_EXIT_USAGE;
        }
        given->count = 1;
    }
    peer->node = sy_network_node(&peer->network, code);
    if (peer->node != NULL)
        return SY_EXIT_YES;
    sy_output_error(peer->output, SY_SAY(PEER_NOT_IN_NETWORK, option, peer->network.name));
    return SY_EXIT_USAGE;
}

static enum sy_err connect_one(struct sy_peer *peer, const struct sy_address *address)
{
    struct sy_buffer where = {0};
    enum sy_err err;

    sy_address_put(address, &where);
    snprintf(peer->where, sizeof(peer->where), "%s",
             where.err == SY_OK ? sy_buffer_text(&where) : "");
    sy_buffer_close(&where);
    sy_client_close(peer->client);
    peer->client = NULL;
    err = sy_client_connect(address, sy_public_key_raw(&peer->node->transport).data,
                            SY_PEER_CONNECT_MS, &peer->client);
    if (err == SY_OK)
        return SY_OK;
    return fail(peer, err, peer->client == NULL ? NULL : sy_client_reason(peer->client));
}

/* Each address of the node in turn. */
static enum sy_exit connect_node(struct sy_peer *peer, const char *network_path,
                                 const struct sy_node_addresses *given)
{
    struct sy_addresses *all = calloc(1, sizeof(*all));
    const struct sy_node_addresses *known = given;
    enum sy_exit status = SY_EXIT_UNASKED;
    bool readable = all != NULL;

    if (all == NULL)
        sy_output_error(peer->output, SY_SAY(NO_MEMORY, NULL));
    if (readable && given->count == 0) {
        readable = sy_open_addresses(peer->output, network_path, all);
        known = readable ? sy_addresses_of(all, sy_text(peer->node->code)) : NULL;
    }
    if (readable && (known == NULL || known->count == 0)) {
        sy_output_error(peer->output, SY_SAY(PEER_WITHOUT_ADDRESS, peer->node->code));
    } else if (readable) {
        enum sy_err err = SY_UNREACHABLE;

        for (uint64_t i = 0; i < known->count && err != SY_OK; i++)
            err = connect_one(peer, &known->address[i]);
        status = err == SY_OK ? SY_EXIT_YES : sy_peer_report(peer);
    }
    free(all);
    return status;
}

static enum sy_err greet(struct sy_peer *peer)
{
    struct sy_hello hello = {
        SY_PROTOCOL_VERSION, {peer->network.id.bytes, SY_HASH_BYTES}, sy_text(SOFTWARE)};
    struct sy_frame_message message;
    struct sy_hello_reply reply;
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_hello_write(&hello, &payload);
    err = sy_peer_call(peer, SY_FRAME_HELLO, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    if (sy_hello_reply_read(sy_buffer_bytes(&message.payload), &reply) != SY_OK)
        err = sy_peer_malformed(peer);
    else if (reply.version != SY_PROTOCOL_VERSION)
        err = fail(peer, SY_BAD_VERSION, "it answered with another version of the protocol");
    else if (!sy_bytes_equal(reply.node, sy_text(peer->node->code)))
        err = fail(peer, SY_BAD_ENCODING, "it calls itself by another node's code");
    else
        peer->time_us = reply.time;
    if (err == SY_OK)
        peer->policy_version = reply.policy_version.value;
    sy_frame_message_close(&message);
    return err;
}

static enum sy_err prove(struct sy_peer *peer, const char *subject,
                         const struct sy_secret_key *key)
{
    uint8_t exporter[SY_CHANNEL_EXPORTER_BYTES];
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_connect_claim claim = {peer->network.id, sy_text(peer->node->code),
                                     sy_text(subject), exporter};
    struct sy_authenticate ask = {sy_text(subject),
                                  {key->public_key.bytes, SY_PUBLIC_KEY_BYTES},
                                  {signature, SY_SIGNATURE_BYTES}};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_err err = sy_client_exporter(peer->client, exporter);

    if (err == SY_OK)
        err = sy_connect_sign(&claim, key, signature);
    if (err != SY_OK)
        return fail(peer, err, NULL);
    sy_authenticate_write(&ask, &payload);
    err = sy_peer_call(peer, SY_FRAME_AUTHENTICATE, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    sy_frame_message_close(&message);
    snprintf(peer->subject, sizeof(peer->subject), "%s", subject);
    return SY_OK;
}

enum sy_exit sy_peer_prove(struct sy_peer *peer, const struct sy_key_file *file,
                           const char *path, const char *subject)
{
    struct sy_secret_key key;
    enum sy_exit status = SY_EXIT_YES;

    if (sy_key_file_secret(file, SY_KEY_CONNECT, NULL, &key) != SY_OK) {
        sy_output_error(peer->output, SY_SAY(KEY_CANNOT_CONNECT, path));
        status = SY_EXIT_USAGE;
    } else if (subject == NULL || strlen(subject) > SY_SUBJECT_BYTES_MAX) {
        sy_output_error(peer->output, SY_SAY(SUBJECT_MISSING, path));
        status = SY_EXIT_USAGE;
    } else if (prove(peer, subject, &key) != SY_OK) {
        status = sy_peer_report(peer);
    }
    sy_secret_key_wipe(&key);
    return status;
}

/* Prove the connect key of a file; NULL: nobody asks. */
static enum sy_exit authenticate(struct sy_peer *peer, const char *key_path,
                                 const char *subject)
{
    struct sy_key_file file;
    enum sy_exit status;

    if (key_path == NULL)
        return SY_EXIT_YES;
    if (!sy_open_key(peer->output, key_path, &file))
        return SY_EXIT_UNASKED;
    if (subject == NULL && file.holder == SY_KEY_OF_AUTHORITY)
        subject = SY_AUTHORITY;
    status = sy_peer_prove(peer, &file, key_path, subject);
    sy_key_file_wipe(&file);
    return status;
}

enum sy_exit sy_peer_open_unnamed(struct sy_output *o, const char *network_path,
                                  const char *node, struct sy_peer **out)
{
    struct sy_node_addresses given;
    struct sy_peer *peer = calloc(1, sizeof(*peer));
    enum sy_exit status = SY_EXIT_YES;

    if (peer == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    peer->output = o;
    if (!sy_open_genesis(o, network_path, &peer->genesis) ||
        !sy_open_network(o, network_path, &peer->network))
        status = SY_EXIT_UNASKED;
    if (status == SY_EXIT_YES)
        status = find_node(peer, node == NULL ? peer->network.registry.node : node, &given);
    if (status == SY_EXIT_YES)
        status = connect_node(peer, network_path, &given);
    if (status == SY_EXIT_YES && greet(peer) != SY_OK)
        status = sy_peer_report(peer);
    if (status == SY_EXIT_YES)
        status = sy_policy_sync(peer, network_path);
    if (status == SY_EXIT_YES)
        *out = peer;
    else
        sy_peer_close(peer);
    return status;
}

enum sy_exit sy_peer_open(struct sy_output *o, const struct sy_options *options,
                          struct sy_peer **out)
{
    struct sy_peer *peer;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES) {
        status = authenticate(peer, sy_options_value(options, "key"),
                              sy_options_value(options, "as"));
        if (status == SY_EXIT_YES)
            *out = peer;
        else
            sy_peer_close(peer);
    }
    return status;
}

bool sy_peer_await_start(struct sy_peer *peer)
{
    const struct timespec pause = {.tv_nsec = START_PAUSE_MS * 1000000};
    int64_t now_us = sy_clock_steady_us();

    if (!peer->refused || peer->err != SY_STARTING)
        return false;
    if (peer->starting_us == 0) {
        peer->starting_us = now_us;
        sy_output_say(peer->output, SY_SAY(PEER_STARTING, peer->node->code));
        fflush(stdout);
    }
    if (now_us - peer->starting_us >= (int64_t)SY_PEER_START_MS * 1000)
        return false;
    nanosleep(&pause, NULL);
    return true;
}

enum sy_err sy_peer_checkpoint(struct sy_peer *peer, struct sy_bytes origin,
                               struct sy_buffer *note)
{
    struct sy_get_checkpoint ask = {origin};
    struct sy_checkpoint_reply reply;
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_get_checkpoint_write(&ask, &payload);
    err = sy_peer_call(peer, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    if (sy_checkpoint_reply_read(sy_buffer_bytes(&message.payload), &reply) != SY_OK) {
        err = sy_peer_malformed(peer);
    } else {
        sy_buffer_clear(note);
        sy_buffer_put_bytes(note, reply.note);
        err = note->err == SY_OK ? SY_OK : fail(peer, note->err, NULL);
    }
    sy_frame_message_close(&message);
    return err;
}

enum sy_err sy_peer_evidence(struct sy_peer *peer, const char *origin, struct sy_buffer *text)
{
    const struct sy_get_evidence ask = {sy_text(origin)};
    struct sy_evidence_reply reply;
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_buffer_clear(text);
    sy_get_evidence_write(&ask, &payload);
    err = sy_peer_call(peer, SY_FRAME_GET_EVIDENCE, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err == SY_NOT_FOUND && peer->refused)
        return SY_OK;
    if (err != SY_OK)
        return err;
    if (sy_evidence_reply_read(sy_buffer_bytes(&message.payload), &reply) != SY_OK) {
        err = sy_peer_malformed(peer);
    } else {
        sy_buffer_put_bytes(text, reply.text);
        err = text->err == SY_OK ? SY_OK : fail(peer, text->err, NULL);
    }
    sy_frame_message_close(&message);
    return err;
}

void sy_peer_close(struct sy_peer *peer)
{
    if (peer == NULL)
        return;
    sy_client_close(peer->client);
    sy_buffer_close(&peer->name);
    sy_buffer_close(&peer->detail);
    sy_buffer_close(&peer->member);
    sy_buffer_close(&peer->refusal);
    free(peer);
}
