/* suyuan-bench - measures a node, and prints the limit of the machine beside each figure. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/bench/bench.h"

static const char help[] =
    "suyuan-bench: figures of a node on this machine, each beside its limit\n\n"
    "  suyuan-bench append [--rounds N] [--statements N] [--seconds S] [--json]\n"
    "      appends over TLS and TCP to a suyuand of its own, synced: one and 100 events a\n"
    "      statement, and the time of an append at 1,000 statements a second\n"
    "  suyuan-bench registry [--rounds N] [--acts N] [--json]\n"
    "      a registry of N acts, N / 10 organisations and N / 5 keys: how fast a node takes "
    "it,\n"
    "      what it takes on disk, what an authority check and a start of the node cost among\n"
    "      all of it; every answer is held against what was loaded\n"
    "  suyuan-bench replicate [--rounds N] [--statements N] [--json]\n"
    "      four nodes: from a receipt to visible and verified at the farthest; throughput "
    "with\n"
    "      witnessed:2 beside local; how fast a node that was wiped catches up with a log of "
    "N\n"
    "      statements of 100 events, what it and its giver use for it, bytes between them\n"
    "  suyuan-bench hash [--rounds N] [--json]\n"
    "      SHA-256 as this program uses it\n\n"
    "  --rounds N      repeat and print medians (default 3)\n"
    "  --statements N  a round: of append, of one event (default 30000); of replicate, of 100\n"
    "                  (default 5000; 50000 are 5 million events: 20 GB and some minutes)\n"
    "  --seconds S     at the steady rate, a round (default 5)\n"
    "  --acts N        of a registry, 1000 to 10000000 (default 100000)\n"
    "  --suyuand PATH  the node to measure (default: beside this program)\n";

/* suyuand in the folder of this program. */
static bool find_daemon(char *out, size_t len)
{
    char self[4096];
    ssize_t got = readlink("/proc/self/exe", self, sizeof(self) - 1);
    char *slash;

    if (got <= 0)
        return false;
    self[got] = 0;
    slash = strrchr(self, '/');
    if (slash == NULL)
        return false;
    *slash = 0;
    if ((size_t)snprintf(out, len, "%s/suyuand", self) >= len)
        return false;
    return access(out, X_OK) == 0;
}

static bool number(const char *text, double least, double most, double *out)
{
    char *end;
    double value = strtod(text, &end);

    if (*text == 0 || *end != 0 || !(value >= least && value <= most)) {
        fprintf(stderr, "suyuan-bench: %s is not a number from %.0f to %.0f\n", text, least,
                most);
        return false;
    }
    *out = value;
    return true;
}

/* False when nothing of that name is measured with a node. */
static bool is_of_a_node(const char *name)
{
    return strcmp(name, "append") == 0 || strcmp(name, "registry") == 0 ||
           strcmp(name, "replicate") == 0;
}

static bool measure(struct sy_bench *bench, const char *name, const char *daemon)
{
    if (strcmp(name, "append") == 0)
        return sy_bench_append(bench, daemon);
    if (strcmp(name, "registry") == 0)
        return sy_bench_registry(bench, daemon);
    return sy_bench_replicate(bench, daemon);
}

int main(int argc, char **argv)
{
    static const struct option long_options[] = {
        {"rounds", required_argument, NULL, 'r'},  {"statements", required_argument, NULL, 'n'},
        {"seconds", required_argument, NULL, 's'}, {"acts", required_argument, NULL, 'a'},
        {"suyuand", required_argument, NULL, 'd'}, {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    static struct sy_bench bench;
    char daemon[4096] = "";
    double rounds = 3;
    double statements = 0;
    double seconds = 5;
    double acts = 100000;
    bool json = false;
    bool ok = true;
    int option;

    while (ok && (option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        switch (option) {
        case 'r':
            ok = number(optarg, 1, SY_BENCH_ROUNDS_MAX, &rounds);
            break;
        case 'n':
            ok = number(optarg, 20, 10000000, &statements);
            break;
        case 's':
            ok = number(optarg, 1, 600, &seconds);
            break;
        case 'a':
            ok = number(optarg, 1000, 10000000, &acts);
            break;
        case 'd':
            snprintf(daemon, sizeof(daemon), "%s", optarg);
            break;
        case 'j':
            json = true;
            break;
        case 'h':
            fputs(help, stdout);
            return 0;
        default:
            ok = false;
            break;
        }
    }
    if (!ok || optind + 1 != argc) {
        fputs(help, stderr);
        return 2;
    }
    bench.rounds = (unsigned)rounds;
    bench.seconds = seconds;
    bench.acts = (size_t)acts;
    bench.statements = statements > 0                           ? (size_t)statements
                       : strcmp(argv[optind], "replicate") == 0 ? 5000
                                                                : 30000;
    if (strcmp(argv[optind], "hash") == 0) {
        ok = sy_bench_hash(&bench);
    } else if (is_of_a_node(argv[optind])) {
        if (daemon[0] == 0 && !find_daemon(daemon, sizeof(daemon))) {
            fputs("suyuan-bench: there is no suyuand beside this program; --suyuand PATH\n",
                  stderr);
            return 3;
        }
        ok = measure(&bench, argv[optind], daemon);
    } else {
        fputs(help, stderr);
        return 2;
    }
    if (ok)
        sy_bench_print(&bench, json);
    else
        fputs("suyuan-bench: not measured\n", stderr);
    return ok ? 0 : 3;
}
