#include "tools/receipt_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/origin.h"
#include "proto/message.h"
#include "tools/file.h"
#include "tools/verified.h"

#define RECEIPT_SUFFIX ".receipt"
#define PARTS_SUFFIX   ".parts"

enum { RECEIPT_MODE = 0644, PARTS_MODE = 0600 }; /* parts hold what is not for everybody */

struct sy_network *sy_without_quorum(const struct sy_network *network)
{
    struct sy_network *copy = malloc(sizeof(*copy));

    if (copy != NULL) {
        *copy = *network;
        copy->quorum_needed = 0;
    }
    return copy;
}

static enum sy_err make_receipt(const struct sy_network *network,
                                const struct sy_inclusion *inclusion,
                                struct sy_bytes submission, struct sy_taken *out,
                                struct sy_receipt_problem *why)
{
    struct sy_network *copy = sy_without_quorum(network);
    const struct sy_network_log *log;
    enum sy_err err = SY_NO_MEMORY;

    if (copy == NULL)
        return err;
    err = sy_receipt_write(copy, inclusion, submission, &out->file);
    if (err == SY_OK)
        err = sy_receipt_open(copy, sy_buffer_bytes(&out->file), &out->receipt, why);
    if (err == SY_OK) {
        log = sy_network_log(network, sy_text(out->receipt.trust.checkpoint.origin));
        out->receipt.trust.log = log;
        for (size_t i = 0; i < out->receipt.trust.cosigner_count; i++)
            out->receipt.trust.cosigners[i] =
                &network->cosigners[out->receipt.trust.cosigners[i] - copy->cosigners];
    }
    free(copy);
    return err;
}

enum sy_err sy_taken_read(const struct sy_network *network, struct sy_bytes origin,
                          struct sy_bytes submission, struct sy_bytes message,
                          struct sy_taken *out, struct sy_receipt_problem *why)
{
    struct sy_inclusion inclusion;
    struct sy_append_reply reply;
    enum sy_err err = sy_append_reply_read(message, &reply);

    *why = (struct sy_receipt_problem){.what = "the answer cannot be read"};
    if (err == SY_OK)
        err = sy_verified_path(&reply.path, &inclusion.path);
    if (err != SY_OK)
        return err;
    inclusion.entry = reply.entry;
    inclusion.note = reply.note;
    why->what = "the entry does not hold the statement that was sent";
    err = make_receipt(network, &inclusion, submission, out, why);
    if (err != SY_OK)
        return err;
    out->known = reply.known;
    out->witnesses = out->receipt.trust.votes;
    /* One that was taken before its log was closed stays where it is, once in the place. */
    if (sy_bytes_equal(sy_origin_place(origin),
                       sy_origin_place(sy_text(out->receipt.trust.checkpoint.origin))))
        return SY_OK;
    why->what = "the entry is in another log";
    return SY_WRONG_PLACE;
}

static bool make_path(const struct sy_taken *taken, const char *folder,
                      char path[SY_RECEIPT_PATH_BYTES])
{
    char origin[SY_NAME_BYTES_MAX + 1];
    int len;

    sy_origin_file_name(sy_text(taken->receipt.trust.checkpoint.origin), origin);
    len = snprintf(path, SY_RECEIPT_PATH_BYTES, "%s/%s-%" PRIu64 RECEIPT_SUFFIX, folder, origin,
                   taken->receipt.entry.index);
    return len > 0 && len < SY_RECEIPT_PATH_BYTES;
}

bool sy_taken_stands_twice(const struct sy_taken *taken, const char *folder,
                           char path[SY_RECEIPT_PATH_BYTES])
{
    struct sy_buffer text = {.max = SY_RECEIPT_FILE_BYTES_MAX};
    struct sy_receipt receipt = {0};
    struct sy_receipt_problem why;
    bool twice =
        make_path(taken, folder, path) && sy_file_read(path, &text) == SY_OK &&
        sy_receipt_read(sy_buffer_bytes(&text), &receipt, &why) == SY_OK &&
        strcmp(receipt.trust.checkpoint.origin, taken->receipt.trust.checkpoint.origin) == 0 &&
        receipt.entry.index == taken->receipt.entry.index &&
        !sy_bytes_equal(receipt.entry.statement, taken->receipt.entry.statement);

    sy_receipt_close(&receipt);
    sy_buffer_close(&text);
    return twice;
}

/* Whether the receipt that is there is one of the same statement, and how many lines sign its
 * checkpoint. It may have been made under an earlier policy: who signed the log then does not
 * matter here. */
static bool holds_same(const struct sy_taken *taken, const char *path, size_t *lines)
{
    struct sy_note note;
    struct sy_buffer text = {.max = SY_RECEIPT_FILE_BYTES_MAX};
    struct sy_receipt receipt = {0};
    struct sy_receipt_problem why;
    bool same =
        sy_file_read(path, &text) == SY_OK &&
        sy_receipt_read(sy_buffer_bytes(&text), &receipt, &why) == SY_OK &&
        strcmp(receipt.trust.checkpoint.origin, taken->receipt.trust.checkpoint.origin) == 0 &&
        receipt.entry.index == taken->receipt.entry.index &&
        sy_bytes_equal(receipt.entry.statement, taken->receipt.entry.statement);

    *lines = same && sy_note_parse(receipt.note, &note) == SY_OK ? note.line_count : 0;
    sy_receipt_close(&receipt);
    sy_buffer_close(&text);
    return same;
}

static bool holds_bytes(const char *path, struct sy_bytes content)
{
    struct sy_buffer text = {.max = SY_PARTS_FILE_BYTES_MAX};
    bool same =
        sy_file_read(path, &text) == SY_OK && sy_bytes_equal(sy_buffer_bytes(&text), content);

    sy_buffer_close(&text);
    return same;
}

static enum sy_err keep_parts(const struct sy_taken *taken, struct sy_bytes submission,
                              const char *path)
{
    struct sy_buffer parts = {.max = SY_PARTS_FILE_BYTES_MAX};
    enum sy_err err = sy_parts_file_write(&taken->receipt.statement_id, submission, &parts);

    if (err == SY_OK)
        err = sy_file_publish(path, PARTS_MODE, sy_buffer_bytes(&parts));
    if (err == SY_EXISTS && holds_bytes(path, sy_buffer_bytes(&parts)))
        err = SY_OK;
    sy_buffer_close(&parts);
    return err;
}

enum sy_err sy_parts_path(const char *receipt_path, char path[SY_RECEIPT_PATH_BYTES])
{
    const size_t suffix = strlen(RECEIPT_SUFFIX);
    size_t len = strlen(receipt_path);

    if (len > suffix && strcmp(receipt_path + len - suffix, RECEIPT_SUFFIX) == 0)
        len -= suffix;
    if (len + sizeof(PARTS_SUFFIX) > SY_RECEIPT_PATH_BYTES)
        return SY_LIMIT;
    memcpy(path, receipt_path, len);
    memcpy(path + len, PARTS_SUFFIX, sizeof(PARTS_SUFFIX));
    return SY_OK;
}

enum sy_err sy_taken_keep(const struct sy_taken *taken, struct sy_bytes submission,
                          const char *folder, char path[SY_RECEIPT_PATH_BYTES])
{
    char parts_path[SY_RECEIPT_PATH_BYTES];
    size_t lines = 0;
    enum sy_err err;

    if (!make_path(taken, folder, path) || sy_parts_path(path, parts_path) != SY_OK)
        return SY_BAD_FILE;
    err = keep_parts(taken, submission, parts_path);
    if (err != SY_OK) {
        memcpy(path, parts_path, sizeof(parts_path));
        return err;
    }
    err = sy_file_publish(path, RECEIPT_MODE, sy_buffer_bytes(&taken->file));
    if (err != SY_EXISTS || !holds_same(taken, path, &lines))
        return err;
    if (lines > taken->receipt.trust.cosigner_count)
        return SY_OK;
    return sy_file_replace(path, RECEIPT_MODE, sy_buffer_bytes(&taken->file));
}

void sy_taken_close(struct sy_taken *taken)
{
    if (taken == NULL)
        return;
    sy_receipt_close(&taken->receipt);
    sy_buffer_close(&taken->file);
    *taken = (struct sy_taken){0};
}
