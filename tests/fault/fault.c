#include "tests/fault/fault.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <time.h>

#include "ledger/audit.h"
#include "ledger/log.h"
#include "ledger/log_erase.h"
#include "net/clock.h"

enum { VIEW_WAIT_MS = 60000, COPY_BYTES = 1 << 16 };

const char *fault_daemon;
static uint64_t random_state = 88172645463325252U;
static const char registry_folder[] = "data/logs/suyuan.example+bench+registry";
static const char district_folder[] = "data/logs/suyuan.example+bench+310000";
static const uint64_t map_bytes = (uint64_t)1 << 40;

void fault_main(int argc, char **argv)
{
    const char *seed = getenv("SUYUAN_FAULT_SEED");

    if (argc < 2) {
        fprintf(stderr, "usage: %s SUYUAND\n", argv[0]);
        exit(2);
    }
    fault_daemon = argv[1];
    signal(SIGPIPE, SIG_IGN);
    if (seed != NULL)
        random_state ^= strtoull(seed, NULL, 10) * 0x9e3779b97f4a7c15U;
    printf("# SUYUAN_FAULT_SEED=%s\n", seed == NULL ? "0" : seed);
}

uint64_t fault_random(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

uint64_t fault_now_ms(void)
{
    return (uint64_t)sy_clock_steady_us() / 1000;
}

void fault_open(struct sy_stage *stage)
{
    assert_true(sy_stage_open(stage, fault_daemon));
}

void fault_start(struct sy_stage *stage)
{
    assert_true(sy_stage_start(stage, fault_daemon));
}

void fault_stop(struct sy_stage *stage)
{
    int status = sy_stage_end(stage, SIGTERM);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void fault_ask(struct sy_client *client, enum sy_frame_type type, struct sy_bytes payload,
               struct sy_frame_message *reply)
{
    struct sy_error_reply why;

    *reply = (struct sy_frame_message){0};
    check_err(sy_client_call(client, type, payload, FAULT_TIMEOUT_MS, reply), SY_OK);
    if (reply->type == SY_FRAME_ERROR &&
        sy_error_reply_read(sy_buffer_bytes(&reply->payload), &why) == SY_OK)
        print_message("# the node answers %s: %.*s\n", sy_err_name(why.err),
                      (int)why.detail.len, (const char *)why.detail.data);
    assert_int_not_equal(reply->type, SY_FRAME_ERROR);
}

void fault_check_error(const struct sy_frame_message *reply, enum sy_err want)
{
    struct sy_error_reply why;

    assert_int_equal(reply->type, SY_FRAME_ERROR);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply->payload), &why), SY_OK);
    if (why.err != want)
        print_message("# the node answers %s: %.*s\n", sy_err_name(why.err),
                      (int)why.detail.len, (const char *)why.detail.data);
    check_err(why.err, want);
    check_text(why.name, sy_err_name(want));
    assert_int_equal(why.grpc, sy_err_grpc(want));
    assert_true(why.detail.len > 0);
}

void fault_refused(struct sy_client *client, enum sy_frame_type type, struct sy_bytes payload,
                   enum sy_err want)
{
    struct sy_frame_message reply = {0};

    check_err(sy_client_call(client, type, payload, FAULT_TIMEOUT_MS, &reply), SY_OK);
    fault_check_error(&reply, want);
    sy_frame_message_close(&reply);
}

uint64_t fault_append(struct sy_client *client, struct sy_bytes request, bool *known)
{
    struct sy_frame_message reply;
    struct sy_append_reply append;
    struct sy_entry entry;
    uint64_t index;

    fault_ask(client, SY_FRAME_APPEND, request, &reply);
    check_err(sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append), SY_OK);
    check_err(sy_entry_read(append.entry, &entry), SY_OK);
    index = entry.index;
    if (known != NULL)
        *known = append.known;
    sy_frame_message_close(&reply);
    return index;
}

void fault_checkpoint(struct sy_client *client, const struct sy_stage *stage,
                      struct sy_checkpoint *out)
{
    struct sy_get_checkpoint ask = {sy_text(sy_stage_origin(stage))};
    struct sy_checkpoint_reply read;
    struct sy_frame_message reply;
    struct sy_buffer request = {0};

    sy_get_checkpoint_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&request), &reply);
    check_err(sy_checkpoint_reply_read(sy_buffer_bytes(&reply.payload), &read), SY_OK);
    check_err(sy_checkpoint_open(read.note, &stage->network->logs[0].vkey, out), SY_OK);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
}

static void get_proof(struct sy_client *client, const struct sy_get_proof *ask,
                      struct sy_merkle_proof *out)
{
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    struct sy_proof proof;
    struct sy_wire cursor;
    struct sy_bytes item;

    sy_get_proof_write(ask, &request);
    fault_ask(client, SY_FRAME_GET_PROOF, sy_buffer_bytes(&request), &reply);
    check_err(sy_proof_read(sy_buffer_bytes(&reply.payload), &proof), SY_OK);
    assert_true(proof.path.count <= SY_PROOF_HASHES_MAX);
    out->count = 0;
    cursor = sy_list_open(&proof.path);
    while (sy_list_next(&proof.path, &cursor, &item)) {
        assert_int_equal(item.len, SY_HASH_BYTES);
        memcpy(out->hash[out->count++].bytes, item.data, SY_HASH_BYTES);
    }
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
}

void fault_consistent(struct sy_client *client, const struct sy_stage *stage,
                      const struct sy_checkpoint *old, const struct sy_checkpoint *later)
{
    struct sy_get_proof ask = {.origin = sy_text(sy_stage_origin(stage)),
                               .size = later->size,
                               .old_size = {true, old->size}};
    struct sy_merkle_proof proof;

    assert_true(later->size >= old->size);
    if (old->size == 0)
        return;
    get_proof(client, &ask, &proof);
    check_err(sy_merkle_verify_consistency(&old->root, old->size, &later->root, later->size,
                                           proof.hash, proof.count),
              SY_OK);
}

void fault_included(struct sy_client *client, const struct sy_stage *stage,
                    const struct sy_checkpoint *checkpoint, uint64_t index,
                    struct sy_bytes entry)
{
    struct sy_get_proof ask = {.origin = sy_text(sy_stage_origin(stage)),
                               .size = checkpoint->size,
                               .index = {true, index}};
    struct sy_hash leaf = sy_hash_leaf(entry);
    struct sy_merkle_proof proof;

    get_proof(client, &ask, &proof);
    check_err(sy_merkle_verify_inclusion(&checkpoint->root, checkpoint->size, index, &leaf,
                                         proof.hash, proof.count),
              SY_OK);
}

void fault_entry(struct sy_client *client, const struct sy_stage *stage, uint64_t index,
                 struct sy_buffer *out)
{
    struct sy_get_entries ask = {
        sy_text(sy_stage_origin(stage)), index, index + 1, 0, {NULL, 0}, {false, 0}};
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    struct sy_entry_share share;

    sy_get_entries_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_ENTRIES, sy_buffer_bytes(&request), &reply);
    assert_int_equal(reply.flags, SY_FRAME_END);
    check_err(sy_entry_share_read(sy_buffer_bytes(&reply.payload), &share), SY_OK);
    sy_buffer_clear(out);
    sy_buffer_put_bytes(out, share.entry);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
}

void fault_status(struct sy_client *client, struct sy_status *status, struct sy_log_status *log,
                  struct sy_frame_message *reply)
{
    struct sy_wire cursor;
    struct sy_bytes item;

    fault_ask(client, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, reply);
    check_err(sy_status_read(sy_buffer_bytes(&reply->payload), status), SY_OK);
    cursor = sy_list_open(&status->logs);
    while (sy_list_next(&status->logs, &cursor, &item)) /* the last one is the district's */
        check_err(sy_log_status_read(item, log), SY_OK);
}

void fault_wait_view(struct sy_client *client)
{
    uint64_t deadline_ms = fault_now_ms() + VIEW_WAIT_MS;
    bool done = false;

    while (!done && fault_now_ms() < deadline_ms) {
        struct sy_frame_message reply;
        struct sy_log_status log = {0};
        struct sy_status status;

        fault_status(client, &status, &log, &reply);
        done = log.view_size == log.size;
        sy_frame_message_close(&reply);
        if (!done)
            usleep(10000);
    }
    assert_true(done);
}

static void put_share(struct sy_log_snapshot *snapshot, uint64_t index, struct sy_buffer *to)
{
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_entry entry;
    struct sy_bytes bytes;

    check_err(sy_log_entry(snapshot, index, &bytes), SY_OK);
    check_err(sy_entry_read(bytes, &entry), SY_OK);
    check_err(sy_statement_read(entry.statement, &statement), SY_OK);
    sy_buffer_clear(to);
    sy_wire_put_bytes(to, 1, bytes);
    for (uint32_t i = 0; i < statement.record_count; i++) {
        check_err(sy_log_record(snapshot, index, i, &record), SY_OK);
        sy_record_share_put(to, 2, &record);
    }
    check_err(to->err, SY_OK);
}

/* Parts that were erased by order: no others may be missing. */
static uint64_t count_erased(struct sy_log_snapshot *snapshot)
{
    struct sy_record_share record;
    uint64_t erased = 0;

    for (uint64_t index = 0; index < sy_log_head(snapshot)->tree.size; index++) {
        for (uint32_t i = 0; sy_log_record(snapshot, index, i, &record) == SY_OK; i++) {
            for (size_t p = 0; p < record.part_count; p++) {
                enum sy_part_state state;
                uint64_t order;

                if (record.parts[p].part.data != NULL)
                    continue;
                check_err(sy_log_part_state(snapshot, index, i, (uint8_t)record.parts[p].kind,
                                            &state, &order),
                          SY_OK);
                assert_int_equal(state, SY_PART_ERASED);
                erased++;
            }
        }
    }
    return erased;
}

static uint64_t audit_log(struct sy_audit *audit, const char *path)
{
    struct sy_audit_problem why = {0};
    struct sy_audit_counts counts = {0};
    struct sy_log_identity identity;
    struct sy_log_snapshot *snapshot;
    struct sy_buffer share = {0};
    struct sy_bytes note;
    struct sy_log *log;
    enum sy_err err;

    check_err(sy_log_open_read(path, map_bytes, &identity, &log), SY_OK);
    check_err(sy_log_snapshot(log, &snapshot), SY_OK);
    check_err(sy_log_note(snapshot, &note), SY_OK);
    err = sy_audit_begin(audit, sy_text(identity.origin), note, &why);
    for (uint64_t i = 0; err == SY_OK && i < sy_log_head(snapshot)->tree.size; i++) {
        put_share(snapshot, i, &share);
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), &why);
    }
    if (err == SY_OK)
        err = sy_audit_finish(audit, &counts, &why);
    if (err != SY_OK)
        print_message("# audit: entry %llu, %s: %s %s\n", (unsigned long long)why.index,
                      why.rule, why.what, why.member);
    check_err(err, SY_OK);
    assert_int_equal(counts.entries, sy_log_head(snapshot)->tree.size);
    assert_int_equal(counts.records, sy_log_head(snapshot)->record_count);
    assert_int_equal(counts.parts_withheld, count_erased(snapshot));
    sy_log_release(snapshot);
    sy_log_close(log);
    sy_buffer_close(&share);
    return counts.entries;
}

uint64_t fault_audit(struct sy_stage *stage)
{
    char path[FAULT_PATH_BYTES];
    char scratch[FAULT_PATH_BYTES];
    struct sy_audit *audit;
    uint64_t entries;

    assert_int_equal(stage->node, -1);
    sy_stage_path(stage, "audit", scratch);
    assert_int_equal(mkdir(scratch, 0700), 0);
    check_err(sy_audit_open(stage->network, stage->network, scratch, &audit), SY_OK);
    sy_stage_path(stage, registry_folder, path);
    audit_log(audit, path);
    sy_stage_path(stage, district_folder, path);
    entries = audit_log(audit, path);
    sy_audit_close(audit);
    fault_remove(scratch);
    return entries;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

void fault_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_not_equal(access(path, F_OK), 0);
}

static const char *copy_from;
static const char *copy_to;

static void copy_file(const char *from, const char *to)
{
    static char bytes[COPY_BYTES];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n;

    assert_true(in >= 0);
    assert_true(out >= 0);
    while ((n = read(in, bytes, sizeof(bytes))) > 0)
        assert_int_equal(write(out, bytes, (size_t)n), n);
    assert_int_equal(n, 0);
    close(in);
    close(out);
}

static int copy_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    char to[FAULT_PATH_BYTES];

    (void)stat;
    (void)walk;
    snprintf(to, sizeof(to), "%s%s", copy_to, path + strlen(copy_from));
    if (type == FTW_D)
        assert_int_equal(mkdir(to, 0700), 0);
    else
        copy_file(path, to);
    return 0;
}

void fault_copy(const char *from, const char *to)
{
    copy_from = from;
    copy_to = to;
    assert_int_equal(nftw(from, copy_one, 16, FTW_PHYS), 0);
}
