#include "tests/power/promises.h"

#include "ledger/log_scrub.h"
#include "ledger/origin.h"
#include "ledger/trust.h"
#include "net/frame.h"
#include "proto/array.h"
#include "proto/message.h"
#include "tests/check.h"

enum { LOGS = 2, PATH_BYTES = 1024, WHAT_BYTES = 512 };

static const uint64_t map_bytes = (uint64_t)1 << 40;
static const uint64_t whole_log = UINT64_MAX;

/* What was said on one connection. */
struct stream {
    uint64_t id;
    struct sy_frame_reader reader;
};

struct given {
    size_t log;
    uint64_t index;
    struct sy_hash leaf;
};

struct promises {
    const struct sy_network *network;
    struct stream *streams;
    size_t stream_count;
    size_t stream_capacity;
    struct {
        const struct sy_network_log *of;
        uint64_t size; /* the largest that was signed */
        struct sy_hash root;
    } logs[LOGS];
    struct given *given;
    size_t given_count;
    size_t given_capacity;
};

struct promises *promises_open(const struct sy_network *network)
{
    struct promises *promises = calloc(1, sizeof(*promises));

    assert_non_null(promises);
    assert_int_equal(network->log_count, 1);
    promises->network = network;
    promises->logs[0].of = &network->registry;
    promises->logs[1].of = &network->logs[0];
    return promises;
}

static void drop_stream(struct promises *promises, size_t i)
{
    sy_frame_reader_close(&promises->streams[i].reader);
    promises->streams[i] = promises->streams[--promises->stream_count];
}

void promises_close(struct promises *promises)
{
    if (promises == NULL)
        return;
    while (promises->stream_count > 0)
        drop_stream(promises, 0);
    free(promises->streams);
    free(promises->given);
    free(promises);
}

static size_t find_stream(const struct promises *promises, uint64_t id)
{
    size_t i = 0;

    while (i < promises->stream_count && promises->streams[i].id != id)
        i++;
    return i;
}

/* The log of a note; what it promises. */
static size_t take_note(struct promises *promises, struct sy_bytes note)
{
    struct sy_trust trust;
    size_t log;

    check_err(sy_trust_open(promises->network, note, &trust), SY_OK);
    log = trust.log == promises->logs[1].of;
    if (trust.checkpoint.size == promises->logs[log].size && promises->logs[log].size > 0)
        assert_true(sy_hash_equal(&trust.checkpoint.root, &promises->logs[log].root));
    if (trust.checkpoint.size > promises->logs[log].size) {
        promises->logs[log].size = trust.checkpoint.size;
        promises->logs[log].root = trust.checkpoint.root;
    }
    return log;
}

static void take_append(struct promises *promises, struct sy_bytes message)
{
    struct sy_append_reply reply;
    struct sy_entry entry;
    struct given *list = sy_array_room(promises->given, promises->given_count,
                                       &promises->given_capacity, sizeof(*list));

    assert_non_null(list);
    promises->given = list;
    check_err(sy_append_reply_read(message, &reply), SY_OK);
    check_err(sy_entry_read(reply.entry, &entry), SY_OK);
    list[promises->given_count++] =
        (struct given){take_note(promises, reply.note), entry.index, sy_hash_leaf(reply.entry)};
}

static void take_message(struct promises *promises, const struct sy_frame_message *message)
{
    struct sy_bytes payload = sy_buffer_bytes(&message->payload);
    struct sy_checkpoint_reply reply;

    if (message->type == SY_FRAME_APPEND_REPLY) {
        take_append(promises, payload);
    } else if (message->type == SY_FRAME_CHECKPOINT) {
        check_err(sy_checkpoint_reply_read(payload, &reply), SY_OK);
        take_note(promises, reply.note);
    }
}

static void take_said(struct promises *promises, const struct tape_record *record)
{
    size_t i = find_stream(promises, record->head.id);
    struct sy_bytes bytes = record->bytes;
    struct sy_frame_message message = {0};
    enum sy_err err;

    if (i == promises->stream_count) {
        struct stream *list = sy_array_room(promises->streams, promises->stream_count,
                                            &promises->stream_capacity, sizeof(*list));

        assert_non_null(list);
        promises->streams = list;
        list[i].id = record->head.id;
        sy_frame_reader_init(&list[i].reader, SY_FRAME_REPLIES);
        promises->stream_count++;
    }
    while ((err = sy_frame_reader_take(&promises->streams[i].reader, &bytes, 0, &message)) ==
           SY_OK) {
        take_message(promises, &message);
        sy_frame_message_close(&message);
    }
    check_err(err, SY_NOT_FOUND);
}

void promises_take(struct promises *promises, const struct tape_record *record)
{
    size_t i;

    if (record->head.kind == TAPE_SAID)
        take_said(promises, record);
    else if (record->head.kind == TAPE_START)
        while (promises->stream_count > 0)
            drop_stream(promises, 0);
    else if (record->head.kind == TAPE_HUNG_UP &&
             (i = find_stream(promises, record->head.id)) < promises->stream_count)
        drop_stream(promises, i);
}

size_t promises_count(const struct promises *promises)
{
    return promises->given_count;
}

static const char *say(const char *origin, const char *what, uint64_t index)
{
    static char text[WHAT_BYTES];

    snprintf(text, sizeof(text), "%s, entry %llu: %s", origin, (unsigned long long)index, what);
    return text;
}

/* All rows, as far as the log goes. */
static const char *scrub(struct sy_log_snapshot *snapshot, const struct sy_network *network,
                         const char *origin)
{
    const struct sy_log_head *head = sy_log_head(snapshot);
    struct sy_log_scrub scrub = {.scope = {sy_origin_place(sy_text(origin)), network->id},
                                 .size = head->tree.size,
                                 .root = sy_merkle_root(&head->tree),
                                 .whole = true};
    struct sy_log_flaw flaw;
    enum sy_err err = sy_log_scrub(snapshot, &scrub, whole_log, &flaw);

    if (err == SY_CORRUPT)
        return say(origin, flaw.what == NULL ? "corrupt" : flaw.what, flaw.index);
    return err == SY_OK ? NULL : say(origin, sy_err_name(err), scrub.next);
}

static const char *check_log(const struct promises *promises, size_t i,
                             struct sy_log_snapshot *snapshot)
{
    const char *origin = promises->logs[i].of->vkey.name;
    struct sy_merkle_source source = sy_log_source(snapshot);
    uint64_t size = promises->logs[i].size;
    struct sy_hash root;
    struct sy_hash leaf;

    if (sy_log_head(snapshot)->tree.size < size)
        return say(origin, "the log has lost entries that it signed",
                   sy_log_head(snapshot)->tree.size);
    if (size > 0 && (sy_merkle_root_at(&source, size, &root) != SY_OK ||
                     !sy_hash_equal(&root, &promises->logs[i].root)))
        return say(origin, "the root is another one than was signed", size);
    for (size_t n = 0; n < promises->given_count; n++) {
        const struct given *given = &promises->given[n];

        if (given->log == i && (sy_log_leaf(snapshot, given->index + 1, &leaf) != SY_OK ||
                                !sy_hash_equal(&leaf, &given->leaf)))
            return say(origin, "another entry than a receipt was given for", given->index);
    }
    return scrub(snapshot, promises->network, origin);
}

const char *promises_broken(const struct promises *promises, const char *data)
{
    const char *broken = NULL;

    for (size_t i = 0; i < LOGS && broken == NULL; i++) {
        const char *origin = promises->logs[i].of->vkey.name;
        struct sy_log_identity identity;
        struct sy_log_snapshot *snapshot;
        struct sy_log *log;
        char path[PATH_BYTES];
        size_t at = (size_t)snprintf(path, sizeof(path), "%s/logs/", data);
        enum sy_err err;

        snprintf(path + at, sizeof(path) - at, "%s", origin);
        for (char *c = path + at; *c != 0; c++)
            *c = *c == '/' ? '+' : *c;
        err = sy_log_open_read(path, map_bytes, &identity, &log);
        if (err != SY_OK)
            return say(origin, sy_err_name(err), 0);
        err = sy_log_snapshot(log, &snapshot);
        if (err == SY_OK) {
            broken = check_log(promises, i, snapshot);
            sy_log_release(snapshot);
        } else {
            broken = say(origin, sy_err_name(err), 0);
        }
        sy_log_close(log);
    }
    return broken;
}
