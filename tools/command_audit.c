/* suyuan audit */
#include <stdlib.h>
#include <string.h>

#include "ledger/origin.h"
#include "tools/audit_folder.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/entries.h"
#include "tools/open.h"

enum { LOGS_MAX = 1 + SY_NETWORK_LOGS_MAX };

/* What the node says of the parts that it does not have; that one was erased it cannot prove
 * so. */
static void count_gaps(struct sy_audit_run *run, struct sy_bytes message)
{
    struct sy_entry_share share;
    struct sy_bytes bytes;
    struct sy_wire cursor;
    struct sy_gap gap;

    if (sy_entry_share_read(message, &share) != SY_OK)
        return;
    cursor = sy_list_open(&share.gaps);
    while (sy_list_next(&share.gaps, &cursor, &bytes)) {
        if (sy_gap_read(bytes, &gap) == SY_OK && gap.state > SY_PART_ERASED &&
            gap.state < SY_PART_STATES)
            run->missing[gap.state]++;
    }
}

static enum sy_exit audit_log(struct sy_audit_run *run, struct sy_peer *peer,
                              const char *origin, struct sy_bytes note,
                              struct sy_buffer *evidence)
{
    struct sy_frame_message message;
    struct sy_entries entries;
    enum sy_exit status;
    enum sy_err err;
    uint64_t size;

    status = sy_audit_run_begin(run, origin, note, 0);
    if (status != SY_EXIT_YES)
        return status;
    size = sy_audit_checkpoint(run->audit)->size;
    run->total = size;
    err = sy_entries_ask(&entries, peer, sy_text(origin), 0, size, true);
    while (err == SY_OK && status == SY_EXIT_YES) {
        err = sy_entries_next(&entries, &message);
        if (err != SY_OK)
            break;
        status = sy_audit_run_entry(run, sy_buffer_bytes(&message.payload));
        if (status == SY_EXIT_YES)
            count_gaps(run, sy_buffer_bytes(&message.payload));
        sy_frame_message_close(&message);
    }
    if (status != SY_EXIT_YES)
        return status;
    sy_progress_end(&run->progress);
    if (err == SY_NOT_FOUND)
        err = sy_peer_evidence(peer, origin, evidence);
    return err == SY_OK ? sy_audit_run_finish(run, sy_buffer_bytes(evidence))
                        : sy_peer_report(peer);
}

/* Of which nothing has come to the node but, perhaps, evidence. */
static enum sy_exit audit_awaited(struct sy_audit_run *run, struct sy_peer *peer,
                                  const char *origin, struct sy_buffer *evidence)
{
    enum sy_err err = sy_peer_evidence(peer, origin, evidence);

    return err == SY_OK ? sy_audit_run_awaited(run, origin, sy_buffer_bytes(evidence))
                        : sy_peer_report(peer);
}

/* What is audited: origins, and a note of each; the registry's first. */
struct wanted {
    size_t count;
    const char *origins[LOGS_MAX];
    struct sy_buffer notes[LOGS_MAX]; /* empty: nothing of it has come to the node yet */
};

static int compare_origins(const void *a, const void *b)
{
    return sy_origin_order(sy_text(*(const char *const *)a), sy_text(*(const char *const *)b));
}

/* One log, and those that it has succeeded: a statement must not stand in both (V7). */
static bool goes_with(const char *origin, const char *only)
{
    return only == NULL ||
           (sy_bytes_equal(sy_origin_place(sy_text(origin)), sy_origin_place(sy_text(only))) &&
            sy_origin_order(sy_text(origin), sy_text(only)) <= 0);
}

static void want(struct wanted *wanted, const struct sy_network *network, const char *only)
{
    const char *registry = network->registry.vkey.name;

    wanted->origins[wanted->count++] = registry;
    for (uint64_t i = 0; i < network->log_count; i++) {
        if (goes_with(network->logs[i].vkey.name, only))
            wanted->origins[wanted->count++] = network->logs[i].vkey.name;
    }
    if (only != NULL && wanted->count == 1 && strcmp(only, registry) != 0)
        wanted->origins[wanted->count++] = only; /* which nobody has; the node says so */
    qsort(&wanted->origins[1], wanted->count - 1, sizeof(wanted->origins[0]), compare_origins);
}

/* The registry's note is taken last: then the registry is at least as large as any entry below
 * the other notes asks for. */
static enum sy_exit take_notes(struct sy_peer *peer, struct wanted *wanted)
{
    enum sy_err err = SY_OK;

    for (size_t i = wanted->count; i-- > 0 && err == SY_OK;) {
        err = sy_peer_checkpoint(peer, sy_text(wanted->origins[i]), &wanted->notes[i]);
        if (err == SY_NOT_YET && i > 0) /* a mirror to which its owner has signed nothing */
            err = SY_OK;
    }
    return err == SY_OK ? SY_EXIT_YES : sy_peer_report(peer);
}

static enum sy_exit audit_node(struct sy_audit_run *run, struct sy_peer *peer, const char *only)
{
    struct wanted *wanted = calloc(1, sizeof(*wanted));
    struct sy_buffer evidence = {0};
    enum sy_exit status;

    if (wanted == NULL)
        return sy_broken_fault(run->output, SY_NO_MEMORY);
    want(wanted, &peer->network, only);
    status = take_notes(peer, wanted);
    for (size_t i = 0; i < wanted->count && status == SY_EXIT_YES; i++) {
        if (wanted->notes[i].len > 0)
            status = audit_log(run, peer, wanted->origins[i],
                               sy_buffer_bytes(&wanted->notes[i]), &evidence);
        else
            status = audit_awaited(run, peer, wanted->origins[i], &evidence);
    }
    sy_buffer_close(&evidence);
    for (size_t i = 0; i < wanted->count; i++)
        sy_buffer_close(&wanted->notes[i]);
    free(wanted);
    return status;
}

static enum sy_exit run_node(const struct sy_options *options, struct sy_output *o,
                             struct sy_scratch *scratch)
{
    struct sy_audit_run run = {.output = o};
    struct sy_peer *peer;
    enum sy_exit status = sy_peer_open(o, options, &peer);

    if (status != SY_EXIT_YES)
        return status;
    run.genesis = &peer->genesis;
    run.network = &peer->network;
    status = sy_audit_run_open(&run, scratch);
    if (status == SY_EXIT_YES)
        status = audit_node(&run, peer, sy_options_value(options, "log"));
    status = sy_audit_run_end(&run, status);
    sy_audit_run_close(&run);
    sy_peer_close(peer);
    return status;
}

struct folder_work {
    const struct sy_options *options;
    struct sy_output *output;
    struct sy_network genesis;
    struct sy_network network;
    const struct sy_scratch *scratch;
};

static enum sy_exit work_on_folder(void *context, struct sy_contained_place *place)
{
    const struct folder_work *work = context;
    struct sy_audit_run run = {
        .output = work->output, .genesis = &work->genesis, .network = &work->network};
    enum sy_exit status = sy_audit_run_open(&run, work->scratch);

    if (status == SY_EXIT_YES)
        status = sy_audit_folder(&run, sy_options_value(work->options, "data"),
                                 sy_options_value(work->options, "log"), place);
    run.aside = sy_aside_measure(sy_options_value(work->options, "data"));
    status = sy_audit_run_end(&run, status);
    sy_audit_run_close(&run);
    return status;
}

static enum sy_exit run_folder(const struct sy_options *options, struct sy_output *o,
                               struct sy_scratch *scratch)
{
    const char *path = sy_options_value(options, "network");
    struct folder_work *work = calloc(1, sizeof(*work));
    struct sy_contained_place place;
    enum sy_exit status = SY_EXIT_UNASKED;
    bool crashed = false;

    if (work == NULL)
        return sy_broken_fault(o, SY_NO_MEMORY);
    work->options = options;
    work->output = o;
    work->scratch = scratch;
    if (sy_open_genesis(o, path, &work->genesis) && sy_open_network(o, path, &work->network))
        status = sy_contained_run(o, work_on_folder, work, &place, &crashed);
    if (crashed) {
        struct sy_audit_problem why = {.index = place.index,
                                       .rule = "stored",
                                       .what = "the files are damaged beyond reading"};

        status = sy_broken_report(o, place.what, SY_CORRUPT, &why);
    }
    free(work);
    return status;
}

static enum sy_exit run_audit(const struct sy_options *options, struct sy_output *o)
{
    struct sy_scratch scratch = {{0}};
    enum sy_exit status;
    bool from_folder = sy_options_value(options, "data") != NULL;

    if (!from_folder && sy_options_value(options, "node") == NULL) {
        sy_output_error(o, SY_SAY(AUDIT_WHAT, NULL));
        return SY_EXIT_USAGE;
    }
    if (!sy_scratch_make(o, &scratch))
        return SY_EXIT_UNASKED;
    status = from_folder ? run_folder(options, o, &scratch) : run_node(options, o, &scratch);
    sy_scratch_remove(&scratch);
    return status;
}

static const struct sy_option node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .help = {"audit every log that this node keeps", "审计此节点保存的所有日志"}};
static const struct sy_option data = {
    .name = "data",
    .value = "DIR",
    .help = {"audit a data folder, of a stopped node or a copy",
             "审计数据目录（停机节点或副本）"}};
static const struct sy_option log_option = {
    .name = "log",
    .value = "ORIGIN",
    .help = {"the registry and this log only", "只审计登记日志和这一个日志"}};

static const struct sy_option *const audit_options[] = {
    &sy_option_network, &node, &data, &log_option, &sy_option_key, &sy_option_as, NULL};

const struct sy_command sy_command_audit = {
    .name = "audit",
    .usage = {.options = audit_options},
    .summary = {"verify whole logs again, from their bytes", "从字节起重新核验整个日志"},
    .examples =
        {"  suyuan audit --network demo --node 310000\n"
         "  suyuan audit --network demo --data /var/lib/suyuan\n"
         "  suyuan audit --network demo --node 310000 --log suyuan.example/test/310000\n",
         "  suyuan audit --network demo --node 310000\n"
         "  suyuan audit --network demo --data /var/lib/suyuan\n"
         "  suyuan audit --network demo --node 310000 --log suyuan.example/test/310000\n"},
    .run = run_audit};
