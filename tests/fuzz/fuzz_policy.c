/* .policy files and their documents: any bytes give a policy that passes its own check and is
 * written and read back as itself, or an error that says something and changes nothing. What
 * the golden network's authorities did not sign never follows it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/policy.h"

enum { UNTOUCHED = 77 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Too large for the stack. */
static struct sy_policy before, policy, policy_again;

/* The golden network, once. */
static void found(void)
{
    static uint8_t json[64 << 10];
    static struct sy_network network;
    FILE *file;
    size_t len;
    enum sy_err err;

    if (before.network.node_count > 0)
        return;
    file = fopen(SY_SOURCE_ROOT "/tests/vectors/network.json", "rb");
    sy_assert(file != NULL);
    len = fread(json, 1, sizeof(json), file);
    fclose(file);
    err = sy_network_parse((struct sy_bytes){json, len}, &network, NULL);
    sy_assert(err == SY_OK);
    sy_policy_of_genesis(&network, &before);
}

static void read_back(struct sy_bytes text)
{
    struct sy_problem why = {0};
    struct sy_buffer written = {0};
    enum sy_err err;

    policy.network.node_count = UNTOUCHED;
    err = sy_policy_parse(text, &policy, &why);
    if (err != SY_OK) {
        sy_assert(err == SY_BAD_JSON || err == SY_BAD_FILE || err == SY_LIMIT);
        sy_assert(why.kind != SY_PROBLEM_NONE);
        sy_assert(policy.network.node_count == UNTOUCHED);
        return;
    }
    err = sy_network_check(&policy.network, NULL);
    sy_assert(err == SY_OK);
    sy_policy_write(&policy, &written);
    if (written.len <= SY_POLICY_TEXT_BYTES_MAX) {
        err = sy_policy_parse(sy_buffer_bytes(&written), &policy_again, NULL);
        sy_assert(err == SY_OK);
        policy_again.hash = policy.hash;
        sy_assert(memcmp(&policy, &policy_again, sizeof(policy)) == 0);
    }
    sy_buffer_close(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_policy_signatures signatures;
    struct sy_problem why = {0};
    struct sy_buffer again = {0};
    struct sy_bytes text;
    enum sy_err err;

    found();
    err = sy_policy_file_parse((struct sy_bytes){data, size}, &text, &signatures, &why);
    if (err != SY_OK) {
        sy_assert(why.kind != SY_PROBLEM_NONE);
        return 0;
    }
    sy_policy_file_write(text, &signatures, &again);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&again), (struct sy_bytes){data, size}));
    sy_buffer_close(&again);
    read_back(text);
    policy.network.node_count = UNTOUCHED;
    err = sy_policy_check(&before, text, &signatures, &policy, &why);
    if (err == SY_OK) {
        sy_assert(sy_policy_count(&before.network, &signatures) >= before.network.authority_k);
        sy_assert(policy.network.version == 1);
    } else {
        sy_assert(policy.network.node_count == UNTOUCHED);
        sy_assert(sy_policy_sentence(&why) != NULL);
    }
    return 0;
}
