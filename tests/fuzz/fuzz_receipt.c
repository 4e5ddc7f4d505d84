/* Any bytes as a receipt, as the message in the extra line of a sound one, and as the .parts
 * file beside it: what is accepted is of the one statement that the network's log holds, and
 * an extract of it is accepted too. The first byte says as what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/receipt.h"
#include "ledger/tlog_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sy_network network;
static struct sy_buffer whole;
static struct sy_receipt sound;

static void read_file(const char *name, struct sy_buffer *out)
{
    char path[1024];
    FILE *file;
    size_t got;

    snprintf(path, sizeof(path), "%s/tests/vectors/%s", SY_SOURCE_ROOT, name);
    file = fopen(path, "rb");
    sy_assert(file != NULL);
    sy_assert(sy_buffer_reserve(out, SY_NOTE_BYTES_MAX) != NULL);
    got = fread(out->data, 1, SY_NOTE_BYTES_MAX, file);
    sy_buffer_grew(out, got);
    fclose(file);
}

static void read_sound_ones(void)
{
    struct sy_receipt_problem why;
    struct sy_buffer json = {0};
    enum sy_err err;

    if (whole.len > 0)
        return;
    read_file("network.json", &json);
    err = sy_network_parse(sy_buffer_bytes(&json), &network, NULL);
    sy_assert(err == SY_OK);
    sy_buffer_close(&json);
    read_file("whole.receipt", &whole);
    err = sy_receipt_open(&network, sy_buffer_bytes(&whole), &sound, &why);
    sy_assert(err == SY_OK);
}

static void try_extract(const struct sy_receipt *receipt, struct sy_bytes records)
{
    struct sy_receipt_problem why;
    struct sy_receipt again;
    struct sy_buffer file = {0};
    enum sy_err err = sy_receipt_extract(&network, receipt, records, 1, ~0u, &file);

    if (err == SY_OK) {
        err = sy_receipt_open(&network, sy_buffer_bytes(&file), &again, &why);
        sy_assert(err == SY_OK);
        sy_receipt_close(&again);
    } else {
        sy_assert(err == SY_NOT_FOUND);
        sy_assert(file.len == 0);
    }
    sy_buffer_close(&file);
}

static void try_receipt(struct sy_bytes file)
{
    struct sy_receipt_problem why;
    struct sy_receipt receipt;

    if (sy_receipt_open(&network, file, &receipt, &why) != SY_OK) {
        sy_assert(why.what != NULL);
        return;
    }
    sy_assert(sy_hash_equal(&receipt.statement_id, &sound.statement_id));
    try_extract(&receipt, (struct sy_bytes){NULL, 0});
    sy_receipt_close(&receipt);
}

static void try_extra(struct sy_bytes extra)
{
    struct sy_tlog_proof proof;
    struct sy_buffer file = {0};
    enum sy_err err = sy_tlog_proof_parse(sy_buffer_bytes(&whole), &proof);

    sy_assert(err == SY_OK);
    if (sy_tlog_proof_put(&file, extra, proof.index, &proof.path, proof.note) == SY_OK)
        try_receipt(sy_buffer_bytes(&file));
    sy_buffer_close(&file);
}

static void try_parts(struct sy_bytes file)
{
    struct sy_receipt_problem why;
    struct sy_bytes records;

    if (sy_parts_file_open(&sound, file, &records, &why) == SY_OK)
        try_extract(&sound, records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(struct sy_bytes) = {try_receipt, try_extra, try_parts};

    read_sound_ones();
    if (size > 0)
        tries[data[0] % 3]((struct sy_bytes){data + 1, size - 1});
    return 0;
}
