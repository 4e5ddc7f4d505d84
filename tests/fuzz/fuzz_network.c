/* network.json and nodes.json: any bytes give a network that passes its own check and is
 * written and read back as itself, or an error that says something and changes nothing. */
#include <string.h>

#include "ledger/addresses.h"
#include "ledger/network.h"

enum { UNTOUCHED = 77 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Too large for the stack. */
static struct sy_network network, network_again;
static struct sy_addresses addresses, addresses_again;

static void says_something(enum sy_err err, const struct sy_problem *why)
{
    sy_assert(err == SY_BAD_JSON || err == SY_BAD_FILE || err == SY_LIMIT);
    sy_assert(why->kind != SY_PROBLEM_NONE);
    sy_assert(strlen(why->detail) < sizeof(why->detail));
    sy_assert(strlen(why->path) < sizeof(why->path));
}

static void read_network(struct sy_bytes file)
{
    struct sy_problem why = {0};
    struct sy_buffer text = {0};
    enum sy_err err;

    network.node_count = UNTOUCHED;
    err = sy_network_parse(file, &network, &why);
    if (err != SY_OK) {
        says_something(err, &why);
        sy_assert(network.node_count == UNTOUCHED);
        return;
    }
    err = sy_network_check(&network, NULL);
    sy_assert(err == SY_OK);
    sy_network_write(&network, &text);
    err = sy_network_parse(sy_buffer_bytes(&text), &network_again, NULL);
    sy_assert(err == SY_OK);
    /* The spelling of the file, and so the id, may have been another one. */
    network_again.id = network.id;
    sy_assert(memcmp(&network, &network_again, sizeof(network)) == 0);
    sy_buffer_close(&text);
}

static void read_addresses(struct sy_bytes file)
{
    struct sy_problem why = {0};
    struct sy_buffer text = {0};
    enum sy_err err;

    addresses.count = UNTOUCHED;
    err = sy_addresses_parse(file, &addresses, &why);
    if (err != SY_OK) {
        says_something(err, &why);
        sy_assert(addresses.count == UNTOUCHED);
        return;
    }
    sy_addresses_write(&addresses, &text);
    err = sy_addresses_parse(sy_buffer_bytes(&text), &addresses_again, NULL);
    sy_assert(err == SY_OK);
    sy_assert(memcmp(&addresses, &addresses_again, sizeof(addresses)) == 0);
    sy_buffer_close(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_bytes file = {data, size};

    read_network(file);
    read_addresses(file);
    return 0;
}
