/* Any bytes as evidence against a log: what is read is written back as the same bytes, and what
 * proves something still does. */
#include <string.h>

#include "ledger/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A network with the log of the corpus, whose key signed all that is in it. */
static void make_network(struct sy_network *network)
{
    static const char log[] =
        "suyuan.example/log1+41385a6e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

    memset(network, 0, sizeof(*network));
    network->log_count = 1;
    sy_assert(sy_vkey_parse(sy_text(log), &network->logs[0].vkey) == SY_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sy_network network;
    struct sy_bytes input = {data, size};
    struct sy_buffer again = {0};
    struct sy_evidence evidence;
    const char *what = NULL;

    make_network(&network);
    if (sy_evidence_read(&network, input, &evidence) != SY_OK)
        return 0;
    sy_assert(sy_evidence_begins(input));
    sy_evidence_put(&evidence, &again);
    sy_assert(again.err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), input));
    if (sy_evidence_check(&network, &evidence, NULL, &what) == SY_OK)
        sy_assert(strcmp(sy_evidence_origin(&evidence), network.logs[0].vkey.name) == 0);
    sy_assert(what != NULL);
    sy_evidence_close(&evidence);
    sy_buffer_close(&again);
    return 0;
}
