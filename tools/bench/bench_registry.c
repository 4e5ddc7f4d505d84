/* How a registry fares as it grows: how fast it is loaded, what it takes on disk, what a
 * question and a start of the node cost among all of it, how long its view takes to be built
 * again. Every answer is held against what was loaded. */
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/key.h"
#include "ledger/log.h"
#include "ledger/origin.h"
#include "net/clock.h"
#include "proto/record_type.h"
#include "proto/statement.h"
#include "tools/bench/bench.h"
#include "tools/bench/registry_load.h"

enum {
    BLOCK_MIN = 10, /* acts of a statement */
    BLOCK_MAX = 1000,
    QUESTIONS_MAX = 100000, /* and no more than acts */
    SHOWN = 10000,
    COMPARED = 10000,
    SIZES = 3, /* at which the start is measured: a hundredth, a tenth, all */
    VERIFIES = 4000,
    APPLY_MAX = 4096
};

#define MAP_BYTES ((uint64_t)1 << 40)

/* What is asked: the node's own files, while it does not run. */
struct asking {
    const struct sy_population *population;
    struct sy_registry *registry;
    struct sy_registry_snapshot *snapshot;
    uint64_t random;
    double *times;
    size_t count;
};

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

static double seconds_since(int64_t start)
{
    return (double)(sy_clock_steady_us() - start) / 1e6;
}

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Always the same questions. */
static uint64_t draw(struct asking *it, uint64_t below)
{
    it->random ^= it->random << 13;
    it->random ^= it->random >> 7;
    it->random ^= it->random << 17;
    return it->random % below;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void report_times(struct sy_bench *bench, struct asking *it, const char *p50,
                         const char *p99)
{
    qsort(it->times, it->count, sizeof(*it->times), compare_times);
    sy_bench_number(bench, p50, it->times[it->count / 2], "us");
    sy_bench_number(bench, p99, it->times[it->count * 99 / 100], "us");
    it->count = 0;
}

static size_t organisations(const struct asking *it)
{
    return it->population->block * it->population->blocks;
}

/* ---- questions ---- */

/* Was this key allowed to speak for this principal, as of a size, at a time? */
static bool ask_authority(struct asking *it)
{
    static const uint8_t root[SY_HASH_BYTES];
    const int64_t times[] = {it->population->now - (int64_t)86400 * 1000000,
                             it->population->now};
    struct sy_population_question question = {
        .organisation = draw(it, organisations(it)),
        .key = (unsigned)draw(it, 2),
        .size = draw(it, sy_registry_size(it->snapshot) + 1),
        .at = times[draw(it, 2)],
    };
    bool by_agent = draw(it, 4) == 0;
    char principal[SY_SUBJECT_BYTES_MAX + 1];
    char agent[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_secret_key key;
    struct sy_statement statement = {.signer_count = 1,
                                     .kind = SY_KIND_RECORDS,
                                     .record_count = 1,
                                     .records_root = {root, sizeof(root)}};
    enum sy_err got;
    enum sy_err want;
    double start;

    question.agent = by_agent ? sy_population_agent(it->population, question.organisation)
                              : question.organisation;
    by_agent = question.agent != question.organisation;
    sy_population_subject(question.organisation, principal);
    sy_population_subject(question.agent, agent);
    sy_population_key(question.agent, question.key, &key);
    statement.principal = sy_text(principal);
    statement.signers[0].key =
        (struct sy_bytes){key.public_key.bytes, sizeof(key.public_key.bytes)};
    if (by_agent) {
        statement.signers[0].subject = sy_text(agent);
        statement.has_delegation = true;
        statement.delegation = sy_population_delegation(it->population, question.organisation);
    }
    start = now_us();
    got = sy_registry_authorise(it->snapshot, question.size, question.at, &statement);
    it->times[it->count++] = now_us() - start;
    want = sy_population_authorise(it->population, &question);
    if (got == want)
        return true;
    fprintf(stderr, "suyuan-bench: %s by key %u of %s as of %llu: %s, not %s\n", principal,
            question.key, agent, (unsigned long long)question.size, sy_err_name(got),
            sy_err_name(want));
    return false;
}

/* What was it, as of a size? */
static bool ask_state(struct asking *it)
{
    size_t organisation = draw(it, organisations(it));
    uint64_t size = draw(it, sy_registry_size(it->snapshot) + 1);
    struct sy_population_question question = {
        .organisation = organisation, .agent = organisation, .size = size};
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_registry_state state;
    enum sy_err err;
    double start;

    sy_population_subject(organisation, subject);
    start = now_us();
    err = sy_registry_state(it->snapshot, sy_text(subject), size, &state);
    it->times[it->count++] = now_us() - start;
    if ((err == SY_NOT_FOUND) !=
        (sy_population_authorise(it->population, &question) == SY_UNKNOWN_PRINCIPAL))
        return fail("an organisation is there too early or too late");
    return err == SY_OK || err == SY_NOT_FOUND || fail("a state cannot be read");
}

/* All of an organisation: its state now, its history, and each subject that leads to it. */
static bool show(struct asking *it)
{
    size_t organisation = draw(it, organisations(it));
    size_t links = 0;
    char subject[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_registry_state state;
    struct sy_registry_state then = {.index = UINT64_MAX};
    struct sy_bytes link = {NULL, 0};
    double start;
    bool ok;

    if (sy_population_agent(it->population, organisation) == organisation)
        organisation++; /* an agent leads to a thousand others */
    sy_population_subject(organisation, subject);
    start = now_us();
    ok = sy_registry_state(it->snapshot, sy_text(subject), UINT64_MAX, &state) == SY_OK;
    while (sy_registry_next_state(it->snapshot, sy_text(subject), then.index, &then) == SY_OK)
        continue;
    while (ok && sy_registry_next_link(it->snapshot, sy_text(subject), link, UINT64_MAX,
                                       &link) == SY_OK) {
        struct sy_registry_state linked;

        ok = sy_registry_state(it->snapshot, link, UINT64_MAX, &linked) == SY_OK;
        links++;
    }
    it->times[it->count++] = now_us() - start;
    return (ok && then.index == state.index &&
            links == sy_population_links(it->population, organisation) &&
            (state.force == SY_FORCE_SUSPENDED) == sy_population_suspended(organisation)) ||
           fail("an organisation is shown otherwise than it was registered");
}

static bool ask_all(struct sy_bench *bench, struct asking *it)
{
    size_t acts = organisations(it) * SY_POPULATION_STEPS;
    size_t questions = acts < QUESTIONS_MAX ? acts : QUESTIONS_MAX;
    bool ok = true;

    it->random = 88172645463325252;
    it->times = calloc(QUESTIONS_MAX, sizeof(*it->times));
    if (it->times == NULL)
        return fail("out of memory");
    for (size_t i = 0; i < questions && ok; i++)
        ok = ask_authority(it);
    if (ok)
        report_times(bench, it, "authority_check_p50", "authority_check_p99");
    for (size_t i = 0; i < questions && ok; i++)
        ok = ask_state(it);
    if (ok)
        report_times(bench, it, "state_p50", "state_p99");
    for (size_t i = 0; i < SHOWN && i < questions && ok; i++)
        ok = show(it);
    if (ok)
        report_times(bench, it, "all_of_an_organisation_p50", "all_of_an_organisation_p99");
    free(it->times);
    return ok;
}

/* ---- the view again, from the log ---- */

static uint64_t count_acts(struct sy_registry_snapshot *snapshot)
{
    struct sy_registry_position at = {0, 0};
    struct sy_bytes subject;
    uint64_t count = 0;

    for (; sy_registry_next_act(snapshot, &at, &at, &subject) == SY_OK; at.record++)
        count++;
    return count;
}

static bool same_states(struct asking *it, struct sy_registry_snapshot *other)
{
    for (size_t i = 0; i < COMPARED && i < organisations(it); i++) {
        uint64_t size = draw(it, sy_registry_size(it->snapshot) + 1);
        char subject[SY_SUBJECT_BYTES_MAX + 1];
        struct sy_registry_state a = {0};
        struct sy_registry_state b = {0};

        sy_population_subject(draw(it, organisations(it)), subject);
        if (sy_registry_state(it->snapshot, sy_text(subject), size, &a) !=
                sy_registry_state(other, sy_text(subject), size, &b) ||
            a.index != b.index || a.force != b.force || !sy_bytes_equal(a.body, b.body))
            return false;
    }
    return true;
}

/* The view from the log, in steps as a node takes them; seconds, 0 on failure. */
static double rebuild(struct sy_registry *registry, const char *log_path)
{
    struct sy_log_identity identity;
    struct sy_log *log = NULL;
    struct sy_log_snapshot *snapshot = NULL;
    uint64_t applied = APPLY_MAX;
    double seconds = 0;
    int64_t start = sy_clock_steady_us();
    bool ok = sy_log_open_read(log_path, MAP_BYTES, &identity, &log) == SY_OK &&
              sy_log_snapshot(log, &snapshot) == SY_OK;

    while (ok && applied == APPLY_MAX)
        ok = sy_registry_apply(registry, snapshot, APPLY_MAX, &applied) == SY_OK;
    if (ok)
        seconds = seconds_since(start);
    sy_log_release(snapshot);
    sy_log_close(log);
    return seconds;
}

static void log_path(const struct sy_stage *stage,
                     char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES])
{
    char file[SY_NAME_BYTES_MAX + 1];
    char name[SY_NAME_BYTES_MAX + 16];

    sy_origin_file_name(sy_text(stage->network->registry.vkey.name), file);
    snprintf(name, sizeof(name), "data/logs/%s", file);
    sy_stage_path(stage, name, out);
}

static bool build_again(struct sy_bench *bench, const struct sy_registry_load *load,
                        struct asking *it)
{
    struct sy_registry_snapshot *snapshot = NULL;
    struct sy_registry *registry = NULL;
    char path[2][SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    uint64_t acts = organisations(it) * SY_POPULATION_STEPS;
    double seconds = 0;
    bool ok;

    log_path(load->stage, path[0]);
    sy_stage_path(load->stage, "rebuilt", path[1]);
    ok = sy_registry_open(path[1], MAP_BYTES, load->stage->network, &registry) == SY_OK;
    if (ok)
        seconds = rebuild(registry, path[0]);
    ok = ok && seconds > 0 && sy_registry_snapshot(registry, &snapshot) == SY_OK &&
         count_acts(snapshot) == acts && count_acts(it->snapshot) == acts &&
         same_states(it, snapshot);
    if (ok) {
        sy_bench_number(bench, "view_built_again_from_the_log", seconds, "s");
        sy_bench_number(bench, "acts_per_second_built_again", (double)acts / seconds, "");
    }
    sy_registry_release(snapshot);
    sy_registry_close(registry);
    return ok || fail("the view from the log is another than the node's");
}

/* ---- the start of the node ---- */

/* Out of the page cache, as far as the system lets us: nobody has the file open. */
static int forget(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    int fd;

    (void)stat;
    (void)walk;
    if (type != FTW_F)
        return 0;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
    }
    return 0;
}

/* What the node has touched of its stores since it started, KiB: the pages of their files that
 * it has mapped (some come with their neighbours). Bytes read from the disk would say how far
 * the system reads ahead. -1 when it cannot be told. */
static double touched_kib(const struct sy_stage *stage)
{
    char path[64];
    char line[1024];
    double kib = 0;
    bool store = false;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/smaps", (int)stage->node);
    file = fopen(path, "re");
    if (file == NULL)
        return -1;
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strchr(line, '/') != NULL)
            store = strstr(line, "/data.mdb") != NULL;
        else if (store && strncmp(line, "Rss:", 4) == 0)
            kib += strtod(line + 4, NULL);
    }
    fclose(file);
    return kib;
}

static bool restart(struct sy_bench *bench, struct sy_stage *stage, const char *daemon,
                    size_t acts)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    char name[2][64];
    int64_t start;
    double ms;
    double kib;

    if (sy_stage_end(stage, SIGTERM) != 0)
        return fail("the node does not stop in order");
    sy_stage_path(stage, "data", path);
    nftw(path, forget, 16, FTW_PHYS);
    start = sy_clock_steady_us();
    if (!sy_stage_start(stage, daemon))
        return false;
    ms = seconds_since(start) * 1000;
    kib = touched_kib(stage);
    snprintf(name[0], sizeof(name[0]), "start_with_%zu_acts", acts);
    snprintf(name[1], sizeof(name[1]), "start_with_%zu_acts_touches", acts);
    sy_bench_number(bench, name[0], ms, "ms");
    if (kib >= 0)
        sy_bench_number(bench, name[1], kib, "KiB");
    return true;
}

/* ---- a round ---- */

/* Ed25519 verifications a second on one core: a new key comes with a signature of its own. */
static double measure_verify(void)
{
    static const uint8_t text[128];
    struct sy_bytes message = {text, sizeof(text)};
    struct sy_secret_key key;
    uint8_t signature[SY_SIGNATURE_BYTES];
    int64_t start;

    sy_population_key(0, 0, &key);
    sy_sign(&key, message, signature);
    start = sy_clock_steady_us();
    for (size_t i = 0; i < VERIFIES; i++) {
        if (sy_verify(&key.public_key, message,
                      (struct sy_bytes){signature, sizeof(signature)}) != SY_OK)
            return 0;
    }
    return VERIFIES / seconds_since(start);
}

static void report_load(struct sy_bench *bench, const struct sy_registry_load *load)
{
    double acts = (double)(load->blocks * load->population.block) * SY_POPULATION_STEPS;

    sy_bench_number(bench, "acts", acts, "");
    sy_bench_number(bench, "statements", (double)load->statements, "");
    sy_bench_number(bench, "acts_per_second", acts / load->node_seconds, "");
    sy_bench_number(bench, "limit_store_acts_per_second", acts / load->store_seconds, "");
    sy_bench_number(bench, "limit_ed25519_verifies_per_second_and_core", measure_verify(), "");
    sy_bench_number(bench, "node_anonymous_memory",
                    (double)sy_stage_anonymous_bytes(load->stage) / (1 << 20), "MiB");
}

static void report_size(struct sy_bench *bench, const struct sy_registry_load *load,
                        struct sy_registry *view)
{
    double acts = (double)(load->blocks * load->population.block) * SY_POPULATION_STEPS;
    double log_bytes = (double)sy_log_disk_bytes(load->log);
    double view_bytes = (double)sy_registry_disk_bytes(view);

    sy_bench_number(bench, "log_on_disk", log_bytes / (1 << 20), "MiB");
    sy_bench_number(bench, "view_on_disk", view_bytes / (1 << 20), "MiB");
    sy_bench_number(bench, "log_bytes_per_act", log_bytes / acts, "B");
    sy_bench_number(bench, "view_bytes_per_act", view_bytes / acts, "B");
}

static bool load_and_restart(struct sy_bench *bench, struct sy_registry_load *load,
                             const char *daemon)
{
    static const size_t shares[SIZES] = {100, 10, 1};
    size_t before = 0;

    for (size_t i = 0; i < SIZES; i++) {
        size_t blocks = load->population.blocks / shares[i];

        if (blocks == before)
            continue;
        before = blocks;
        if (!sy_registry_load_until(load, blocks))
            return false;
        if (i + 1 == SIZES)
            report_load(bench, load);
        if (!restart(bench, load->stage, daemon,
                     blocks * load->population.block * SY_POPULATION_STEPS))
            return false;
    }
    return sy_stage_end(load->stage, SIGTERM) == 0 || fail("the node does not stop in order");
}

static bool ask_what_is_there(struct sy_bench *bench, const struct sy_registry_load *load)
{
    struct asking it = {.population = &load->population};
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    bool ok;

    sy_stage_path(load->stage, "data/views/registry", path);
    ok = sy_registry_open(path, MAP_BYTES, load->stage->network, &it.registry) == SY_OK &&
         sy_registry_snapshot(it.registry, &it.snapshot) == SY_OK;
    if (!ok)
        fail("cannot open the node's view");
    if (ok)
        report_size(bench, load, it.registry);
    ok = ok && ask_all(bench, &it) && build_again(bench, load, &it);
    sy_registry_release(it.snapshot);
    sy_registry_close(it.registry);
    return ok;
}

bool sy_bench_registry(struct sy_bench *bench, const char *daemon)
{
    size_t count = bench->acts / SY_POPULATION_STEPS;
    size_t block = count / 100 < BLOCK_MAX ? count / 100 : BLOCK_MAX;
    bool ok = true;

    block = block < BLOCK_MIN ? BLOCK_MIN : block;
    for (unsigned round = 0; round < bench->rounds && ok; round++) {
        struct sy_registry_load load = {0};
        struct sy_stage stage;

        sy_bench_begin(bench, "registry");
        ok = sy_stage_found(&stage) && sy_stage_start(&stage, daemon) &&
             sy_registry_load_open(&load, &stage, block, count / block) &&
             load_and_restart(bench, &load, daemon) && ask_what_is_there(bench, &load);
        sy_bench_end(bench);
        sy_registry_load_close(&load);
        sy_stage_close(&stage);
    }
    return ok;
}
