#include "tests/fault/liar.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "ledger/checked.h"
#include "ledger/entry_check.h"
#include "ledger/merkle_overlay.h"
#include "ledger/origin.h"
#include "ledger/sequence.h"
#include "ledger/stretch.h"
#include "ledger/witness.h"
#include "net/clock.h"
#include "tests/fault/craft.h"

enum { POLL_MS = 10, READ_BYTES = 64 << 10, LARGE_BYTES = 4 << 20, LARGE_COUNT = 10 };

static void put(struct liar_connection *c, struct sy_bytes plain)
{
    struct sy_buffer cipher = {0};

    if (sy_channel_write(c->channel, plain) != SY_OK)
        return;
    sy_channel_take(c->channel, &cipher);
    sy_buffer_put_bytes(&c->out, sy_buffer_bytes(&cipher));
    sy_buffer_close(&cipher);
}

static void reply(struct liar_connection *c, uint8_t type, uint64_t id, struct sy_bytes payload,
                  bool end)
{
    struct sy_buffer frames = {0};

    sy_frame_put(&frames, type, end ? SY_FRAME_END : 0, id, payload);
    put(c, sy_buffer_bytes(&frames));
    sy_buffer_close(&frames);
}

static void reply_error(struct liar_connection *c, uint64_t id)
{
    struct sy_buffer message = {0};

    sy_error_reply_put(&message, SY_NOT_YET, "there is nothing", NULL, false);
    reply(c, SY_FRAME_ERROR, id, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static bool tells(struct liar *liar, const struct liar_connection *c, enum liar_lie lie)
{
    if (atomic_load(&liar->lies[c->node]) != (int)lie)
        return false;
    atomic_fetch_add(&liar->told[lie], 1);
    return true;
}

static void answer_hello(struct liar *liar, struct liar_connection *c, uint64_t id)
{
    const char *code = liar->city->stage.network->nodes[CITY_OTHER].code;
    struct sy_hello_reply hello = {
        .version = SY_PROTOCOL_VERSION, .node = sy_text(code), .time = sy_clock_us()};
    struct sy_buffer message = {0};

    if (tells(liar, c, LIAR_GARBAGE)) {
        for (size_t i = 0; i < 1000; i++)
            sy_buffer_put_u8(&message, (uint8_t)(i * 7 + 5));
        put(c, sy_buffer_bytes(&message));
        sy_buffer_close(&message);
        return;
    }
    if (tells(liar, c, LIAR_OTHER_CODE))
        hello.node = sy_text(liar->city->stage.network->nodes[1].code);
    sy_hello_reply_write(&hello, &message);
    reply(c, SY_FRAME_HELLO_REPLY, id, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
    if (tells(liar, c, LIAR_NOT_ASKED))
        reply(c, SY_FRAME_ENTRY_SHARE, id + 1000, sy_text("no question was this"), true);
    c->deaf = tells(liar, c, LIAR_DEAF);
}

static void answer_show(struct liar *liar, struct liar_connection *c,
                        const struct sy_frame_message *m)
{
    struct sy_show_checkpoint_reply show = {0};
    struct sy_show_checkpoint shown;
    struct sy_buffer message = {0};
    size_t len = strlen(liar->origin);

    check_err(sy_show_checkpoint_read(sy_buffer_bytes(&m->payload), &shown), SY_OK);
    if (shown.note.len > len && memcmp(shown.note.data, liar->origin, len) == 0) {
        show.note = sy_signed_checkpoint_note(&liar->checkpoint);
        show.held = liar->size;
    }
    if (tells(liar, c, LIAR_SILENT)) {
        show.note = shown.note;
        show.held = (uint64_t)1 << 60;
    }
    sy_show_checkpoint_reply_write(&show, &message);
    reply(c, SY_FRAME_SHOW_CHECKPOINT_REPLY, m->id, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static void answer_offer(struct liar *liar, struct liar_connection *c,
                         const struct sy_frame_message *m)
{
    const struct sy_network *network = liar->city->stage.network;
    const struct sy_network_cosigner *cosigner = sy_network_cosigner(
        network, sy_text(network->nodes[CITY_OTHER].code), SY_COSIGNER_MIRROR);
    struct sy_offer_checkpoint_reply offer = {0};
    struct sy_checkpoint checkpoint;
    struct sy_hash root = {{1}};
    struct sy_buffer message = {0};
    struct sy_buffer line = {0};
    struct sy_bytes item;

    if (tells(liar, c, LIAR_SILENT))
        return;
    if (tells(liar, c, LIAR_NO_LINES))
        sy_buffer_put_text(&message, "\xff\xff what is this");
    if (tells(liar, c, LIAR_FALSE_LINE)) { /* of another checkpoint */
        check_err(sy_checkpoint_make(sy_text(liar->origin), 1, &root, &checkpoint), SY_OK);
        check_err(sy_witness_cosign(&checkpoint, &cosigner->vkey, &liar->mirror_key, 1700000000,
                                    &line),
                  SY_OK);
        item = sy_buffer_bytes(&line);
        offer.lines = (struct sy_list){.items = &item, .count = 1};
    }
    if (message.len == 0)
        sy_offer_checkpoint_reply_write(&offer, &message);
    reply(c, SY_FRAME_OFFER_CHECKPOINT_REPLY, m->id, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
    sy_buffer_close(&line);
}

static enum sy_err no_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    (void)context, (void)level, (void)index, (void)out;
    return SY_CORRUPT;
}

/* [from, to) of its log, as it is. */
static void make_start(const struct liar *liar, uint64_t from, uint64_t to,
                       struct sy_buffer *out)
{
    struct sy_merkle_overlay overlay = {{no_node, NULL}, 0, liar->leaves, (size_t)liar->size};
    struct sy_merkle_source source = sy_merkle_overlay_source(&overlay);
    struct sy_stretch stretch;

    check_err(sy_stretch_prove(&source, &liar->checkpoint, from, to, &stretch), SY_OK);
    sy_stretch_put(&stretch, out);
}

/* Large entries, one after the other, and never the last. */
static void send_endless(struct liar_connection *c, uint64_t id)
{
    struct sy_buffer share = {0};
    uint8_t *bytes = calloc(1, LARGE_BYTES);

    assert_non_null(bytes);
    sy_wire_put_bytes(&share, 1, (struct sy_bytes){bytes, LARGE_BYTES});
    for (size_t i = 0; i < LARGE_COUNT; i++)
        reply(c, SY_FRAME_ENTRY_SHARE, id, sy_buffer_bytes(&share), false);
    free(bytes);
    sy_buffer_close(&share);
}

/* In pieces that are frames, each of them, until there are more than a message may have. */
static void send_huge(struct liar_connection *c, uint64_t id)
{
    size_t count = sy_frame_message_max(SY_FRAME_ENTRY_SHARE) / SY_FRAME_PAYLOAD_BYTES_MAX + 1;
    uint8_t *frame = calloc(1, SY_FRAME_BYTES_MAX);

    assert_non_null(frame);
    sy_put_u32be(frame, SY_FRAME_BYTES_MAX);
    frame[4] = SY_FRAME_VERSION;
    frame[5] = SY_FRAME_ENTRY_SHARE;
    sy_put_u16be(frame + 6, SY_FRAME_MORE);
    sy_put_u64be(frame + 8, id);
    for (size_t i = 0; i < count; i++)
        put(c, (struct sy_bytes){frame, SY_FRAME_BYTES_MAX});
    free(frame);
}

static void send_half(struct liar_connection *c, uint64_t id, struct sy_bytes payload)
{
    struct sy_buffer frames = {0};

    sy_frame_put(&frames, SY_FRAME_ENTRY_SHARE, 0, id, payload);
    frames.len /= 2;
    put(c, sy_buffer_bytes(&frames));
    sy_buffer_close(&frames);
}

/* The share at index, as the lie has it. */
static void bend_share(struct liar *liar, const struct liar_connection *c, uint64_t index,
                       uint64_t from, struct sy_buffer *out)
{
    bool first = index == from;

    if (index - from < 2 && tells(liar, c, LIAR_REORDERED))
        index = first ? index + 1 : index - 1;
    sy_buffer_clear(out);
    sy_buffer_put_bytes(out, sy_buffer_bytes(&liar->shares[index]));
    if (first && tells(liar, c, LIAR_ALTERED))
        out->data[40] ^= 1; /* in the entry, which stands first */
    if (first && tells(liar, c, LIAR_BAD_PART))
        out->data[out->len - 1] ^= 1; /* in the last part's body */
}

static void answer_stretch(struct liar *liar, struct liar_connection *c,
                           const struct sy_frame_message *m)
{
    struct sy_buffer message = {0};
    struct sy_get_stretch ask;
    uint64_t from, to;

    check_err(sy_get_stretch_read(sy_buffer_bytes(&m->payload), &ask), SY_OK);
    if (tells(liar, c, LIAR_SILENT))
        return;
    if (!sy_bytes_equal(ask.origin, sy_text(liar->origin)) || ask.from >= liar->size) {
        reply_error(c, m->id);
        return;
    }
    from = ask.from + (liar->size - ask.from > 1 && tells(liar, c, LIAR_OTHER_RANGE));
    to = ask.to < liar->size ? ask.to : liar->size;
    make_start(liar, from, to, &message);
    if (tells(liar, c, LIAR_BAD_START))
        message.data[0] ^= 0xff;
    if (tells(liar, c, LIAR_BAD_PROOF))
        message.data[message.len - 1] ^= 1;
    reply(c, SY_FRAME_STRETCH_START, m->id, sy_buffer_bytes(&message), false);
    if (tells(liar, c, LIAR_ENDLESS))
        send_endless(c, m->id);
    if (tells(liar, c, LIAR_HUGE))
        send_huge(c, m->id);
    if (tells(liar, c, LIAR_HALF)) {
        send_half(c, m->id, sy_buffer_bytes(&liar->shares[from]));
        c->deaf = true; /* nor anything else */
        to = from;
    }
    for (uint64_t i = from; i < to; i++) {
        bool last = i + 1 == to;

        bend_share(liar, c, i, from, &message);
        if (last && tells(liar, c, LIAR_MORE))
            reply(c, SY_FRAME_ENTRY_SHARE, m->id, sy_buffer_bytes(&message), false);
        if (i == from && tells(liar, c, LIAR_LESS))
            last = true;
        reply(c, SY_FRAME_ENTRY_SHARE, m->id, sy_buffer_bytes(&message), last);
        if (last)
            break;
    }
    sy_buffer_close(&message);
}

static void answer(struct liar *liar, struct liar_connection *c,
                   const struct sy_frame_message *m)
{
    struct sy_give_evidence_reply known = {.known = true};
    struct sy_buffer message = {0};

    switch (m->type) {
    case SY_FRAME_HELLO:
        answer_hello(liar, c, m->id);
        break;
    case SY_FRAME_SHOW_CHECKPOINT:
        answer_show(liar, c, m);
        break;
    case SY_FRAME_OFFER_CHECKPOINT:
        answer_offer(liar, c, m);
        break;
    case SY_FRAME_GET_STRETCH:
        answer_stretch(liar, c, m);
        break;
    case SY_FRAME_GIVE_EVIDENCE:
        sy_give_evidence_reply_write(&known, &message);
        reply(c, SY_FRAME_GIVE_EVIDENCE_REPLY, m->id, sy_buffer_bytes(&message), true);
        break;
    default:
        reply_error(c, m->id);
        break;
    }
    sy_buffer_close(&message);
}

static void drop(struct liar_connection *c)
{
    close(c->fd);
    c->fd = -1;
    sy_channel_close(c->channel);
    c->channel = NULL;
    sy_frame_reader_close(&c->reader);
    sy_buffer_close(&c->out);
    c->out_at = 0;
}

/* Whose certificate it is; false for anybody else's. */
static bool find_node(const struct liar *liar, struct liar_connection *c)
{
    uint8_t key[SY_CHANNEL_KEY_BYTES];

    if (sy_channel_shown_key(c->channel, key) != SY_OK)
        return false;
    for (c->node = 0; c->node < CITY_RUNNING; c->node++) {
        if (memcmp(liar->city->stage.network->nodes[c->node].transport.bytes + 1, key,
                   sizeof(key)) == 0)
            return true;
    }
    return false;
}

static bool take_plain(struct liar *liar, struct liar_connection *c, struct sy_bytes plain)
{
    while (plain.len > 0) {
        struct sy_frame_message m = {0};
        enum sy_err err = sy_frame_reader_take(&c->reader, &plain, fault_now_ms(), &m);

        if (err == SY_NOT_FOUND)
            return true;
        if (err != SY_OK)
            return false;
        pthread_mutex_lock(&liar->lock);
        answer(liar, c, &m);
        pthread_mutex_unlock(&liar->lock);
        sy_frame_message_close(&m);
    }
    return true;
}

/* False when it has ended. */
static bool receive(struct liar *liar, struct liar_connection *c)
{
    static uint8_t cipher[READ_BYTES];
    static uint8_t plain[SY_CHANNEL_RECORD_BYTES];
    ssize_t n = recv(c->fd, cipher, sizeof(cipher), MSG_DONTWAIT);
    struct sy_bytes in = {cipher, n > 0 ? (size_t)n : 0};
    struct sy_buffer handshake = {0};

    if (n <= 0)
        return n < 0 && errno == EAGAIN;
    while (in.len > 0) {
        bool ready = sy_channel_ready(c->channel);
        size_t got = 0;

        if (sy_channel_read(c->channel, &in, plain, sizeof(plain), &got) != SY_OK)
            return false;
        if (!ready && sy_channel_ready(c->channel) && !find_node(liar, c))
            return false;
        if (got > 0 && !take_plain(liar, c, (struct sy_bytes){plain, got}))
            return false;
        if (got == 0)
            break;
    }
    if (sy_channel_pending(c->channel) > 0) {
        sy_channel_take(c->channel, &handshake);
        sy_buffer_put_bytes(&c->out, sy_buffer_bytes(&handshake));
        sy_buffer_close(&handshake);
    }
    return true;
}

static bool transmit(struct liar_connection *c)
{
    ssize_t n = send(c->fd, c->out.data + c->out_at, c->out.len - c->out_at,
                     MSG_DONTWAIT | MSG_NOSIGNAL);

    if (n < 0)
        return errno == EAGAIN;
    c->out_at += (size_t)n;
    if (c->out_at == c->out.len) {
        sy_buffer_clear(&c->out);
        c->out_at = 0;
    }
    return true;
}

static void take_connection(struct liar *liar)
{
    int fd = accept4(liar->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    for (size_t i = 0; i < LIAR_CONNECTIONS && fd >= 0; i++) {
        struct liar_connection *c = &liar->connections[i];

        if (c->fd >= 0)
            continue;
        *c = (struct liar_connection){.fd = fd};
        sy_frame_reader_init(&c->reader, SY_FRAME_REQUESTS);
        check_err(sy_channel_open(liar->server, NULL, &c->channel), SY_OK);
        return;
    }
    if (fd >= 0)
        close(fd);
}

static void *serve(void *data)
{
    struct liar *liar = data;
    struct pollfd fds[LIAR_CONNECTIONS + 1];

    while (!atomic_load(&liar->stop)) {
        fds[0] = (struct pollfd){.fd = liar->listener, .events = POLLIN};
        for (size_t i = 0; i < LIAR_CONNECTIONS; i++) {
            const struct liar_connection *c = &liar->connections[i];

            fds[i + 1] = (struct pollfd){.fd = c->fd, .events = c->deaf ? 0 : POLLIN};
            if (c->fd >= 0 && c->out_at < c->out.len)
                fds[i + 1].events |= POLLOUT;
        }
        poll(fds, LIAR_CONNECTIONS + 1, POLL_MS);
        for (size_t i = 0; i < LIAR_CONNECTIONS; i++) {
            struct liar_connection *c = &liar->connections[i];
            bool ok = c->fd >= 0;

            if (ok && !c->deaf && fds[i + 1].revents != 0)
                ok = receive(liar, c);
            else if (ok && c->deaf && (fds[i + 1].revents & (POLLHUP | POLLERR)) != 0)
                ok = false;
            if (ok && c->out_at < c->out.len)
                ok = transmit(c);
            if (c->fd >= 0 && !ok)
                drop(c);
        }
        if ((fds[0].revents & POLLIN) != 0)
            take_connection(liar);
    }
    return NULL;
}

static void listen_at(struct liar *liar)
{
    const struct sy_address *address = &liar->city->addresses[CITY_OTHER];
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    int on = 1;

    liar->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(liar->listener >= 0);
    setsockopt(liar->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    assert_int_equal(inet_pton(AF_INET, address->host, &at.sin_addr), 1);
    assert_int_equal(bind(liar->listener, (const struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(liar->listener, 64), 0);
}

/* The registry as everybody has it: its entries name that root. */
static void learn_registry(struct liar *liar)
{
    const struct sy_vkey *registry = &liar->city->stage.network->registry.vkey;
    struct sy_client *client = city_connect(liar->city, 0);
    struct sy_get_checkpoint ask = {sy_text(registry->name)};
    struct sy_checkpoint_reply read;
    struct sy_checkpoint checkpoint;
    struct sy_frame_message message;
    struct sy_buffer request = {0};

    sy_get_checkpoint_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&request), &message);
    check_err(sy_checkpoint_reply_read(sy_buffer_bytes(&message.payload), &read), SY_OK);
    check_err(sy_checkpoint_open(read.note, registry, &checkpoint), SY_OK);
    assert_int_equal(checkpoint.size, 1);
    liar->registry_root = checkpoint.root;
    sy_frame_message_close(&message);
    sy_buffer_close(&request);
    sy_client_close(client);
}

void liar_open(struct liar *liar, const struct city *city)
{
    const struct sy_key_file *keys = &city->keys[CITY_OTHER];
    const struct sy_key_line *transport = sy_key_file_find(keys, SY_KEY_TRANSPORT, NULL);
    const char *code = city->stage.network->nodes[CITY_OTHER].code;

    memset(liar, 0, sizeof(*liar));
    liar->city = city;
    for (size_t i = 0; i < LIAR_CONNECTIONS; i++)
        liar->connections[i].fd = -1;
    liar->origin = sy_network_log_of(city->stage.network, sy_text(code))->vkey.name;
    check_err(sy_key_file_secret(keys, SY_KEY_LOG, liar->origin, &liar->log_key), SY_OK);
    check_err(sy_key_file_secret(keys, SY_KEY_MIRROR, NULL, &liar->mirror_key), SY_OK);
    check_err(sy_channel_server(transport->seed, code, &liar->server), SY_OK);
    check_err(sy_channel_node(transport->seed, code, &liar->client), SY_OK);
    sy_log_head_init(&liar->head, sy_text(liar->origin), &city->stage.network->id);
    learn_registry(liar);
    assert_int_equal(pthread_mutex_init(&liar->lock, NULL), 0);
    listen_at(liar);
    assert_int_equal(pthread_create(&liar->thread, NULL, serve, liar), 0);
}

void liar_tell(struct liar *liar, size_t node, enum liar_lie lie)
{
    atomic_store(&liar->lies[node], (int)lie);
}

unsigned liar_told(struct liar *liar, enum liar_lie lie)
{
    return atomic_load(&liar->told[lie]);
}

/* A fresh statement, in its place. */
static void append_one(struct liar *liar)
{
    struct sy_scope scope = {sy_origin_place(sy_text(liar->origin)),
                             liar->city->stage.network->id};
    struct sy_sequence how = {
        .now = sy_clock_us(), .registry_size = 1, .registry_root = liar->registry_root};
    struct sy_entry_facts facts = {.records = 1};
    struct sy_buffer *share = &liar->shares[liar->size];
    struct sy_buffer submission = {0};
    struct sy_buffer entry = {0};
    struct sy_submission read;
    struct sy_record_share record;
    struct sy_wire wire;
    struct craft craft;

    craft_begin(&craft, &liar->city->stage);
    craft.scope = scope;
    craft_add(&craft, SY_PART_OPEN, 200);
    craft_submission(&craft, &submission);
    check_err(sy_submission_read(sy_buffer_bytes(&submission), &read), SY_OK);
    check_err(sy_sequence_entry(&liar->head, &how, &read, craft.statement.signed_at, &entry,
                                &facts.entry),
              SY_OK);
    check_err(sy_log_head_advance(&liar->head, sy_buffer_bytes(&entry), &facts), SY_OK);
    liar->leaves[liar->size++] = sy_hash_leaf(sy_buffer_bytes(&entry));
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(&entry));
    wire = sy_wire_open(read.message);
    check_err(sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record), SY_OK);
    sy_record_share_put(share, 2, &record);
    craft_close(&craft);
    sy_buffer_close(&submission);
    sy_buffer_close(&entry);
}

void liar_append(struct liar *liar, size_t count)
{
    struct sy_hash root;

    pthread_mutex_lock(&liar->lock);
    assert_true(liar->size + count <= LIAR_ENTRIES);
    for (size_t i = 0; i < count; i++)
        append_one(liar);
    root = sy_merkle_root_of(liar->leaves, (size_t)liar->size);
    liar_sign(liar, liar->size, &root, &liar->checkpoint);
    pthread_mutex_unlock(&liar->lock);
}

void liar_sign(const struct liar *liar, uint64_t size, const struct sy_hash *root,
               struct sy_signed_checkpoint *out)
{
    const struct sy_network *network = liar->city->stage.network;
    struct sy_checkpoint checkpoint;

    check_err(sy_checkpoint_make(sy_text(liar->origin), size, root, &checkpoint), SY_OK);
    check_err(sy_signed_checkpoint_make(&checkpoint,
                                        &sy_network_log(network, sy_text(liar->origin))->vkey,
                                        &liar->log_key, out),
              SY_OK);
}

void liar_dial(const struct liar *liar, size_t node, struct raw *raw)
{
    const struct sy_network *network = liar->city->stage.network;

    raw_open_as(raw, &liar->city->addresses[node], liar->client,
                network->nodes[node].transport.bytes + 1, &network->id);
}

uint8_t liar_show(const struct liar *liar, size_t node, struct sy_bytes note, uint64_t held)
{
    struct sy_buffer answer = {0};
    uint8_t type = liar_hear(liar, node, note, held, &answer);

    sy_buffer_close(&answer);
    return type;
}

uint8_t liar_hear(const struct liar *liar, size_t node, struct sy_bytes note, uint64_t held,
                  struct sy_buffer *answer)
{
    struct sy_show_checkpoint show = {note, held};
    struct sy_show_checkpoint_reply reply;
    struct sy_frame_message message = {0};
    struct sy_buffer request = {0};
    struct sy_error_reply why;
    struct raw raw;
    uint8_t type;

    liar_dial(liar, node, &raw);
    sy_show_checkpoint_write(&show, &request);
    assert_true(raw_send_message(&raw, SY_FRAME_SHOW_CHECKPOINT, 2, sy_buffer_bytes(&request),
                                 FAULT_TIMEOUT_MS));
    assert_true(raw_receive(&raw, FAULT_TIMEOUT_MS, &message));
    type = message.type;
    if (type == SY_FRAME_ERROR &&
        sy_error_reply_read(sy_buffer_bytes(&message.payload), &why) == SY_OK)
        print_message("# node %zu answers %.*s: %.*s\n", node, (int)why.name.len,
                      (const char *)why.name.data, (int)why.detail.len,
                      (const char *)why.detail.data);
    sy_buffer_clear(answer);
    if (type == SY_FRAME_SHOW_CHECKPOINT_REPLY) {
        check_err(sy_show_checkpoint_reply_read(sy_buffer_bytes(&message.payload), &reply),
                  SY_OK);
        sy_buffer_put_bytes(answer, reply.note);
    }
    sy_frame_message_close(&message);
    sy_buffer_close(&request);
    raw_close(&raw);
    return type;
}

void liar_close(struct liar *liar)
{
    atomic_store(&liar->stop, true);
    pthread_join(liar->thread, NULL);
    for (size_t i = 0; i < LIAR_CONNECTIONS; i++) {
        if (liar->connections[i].fd >= 0)
            drop(&liar->connections[i]);
    }
    close(liar->listener);
    for (size_t i = 0; i < LIAR_ENTRIES; i++)
        sy_buffer_close(&liar->shares[i]);
    sy_channel_context_close(liar->server);
    sy_channel_context_close(liar->client);
    sy_secret_key_wipe(&liar->log_key);
    sy_secret_key_wipe(&liar->mirror_key);
    pthread_mutex_destroy(&liar->lock);
}
