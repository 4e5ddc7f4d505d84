#include "tools/one_entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/broken.h"
#include "tools/entries.h"

static enum sy_exit broken(const struct sy_one_entry *one, enum sy_err err, const char *what)
{
    return sy_broken_entry(one->peer->output, sy_text(one->origin), one->index, err, what);
}

static enum sy_exit verify(struct sy_one_entry *one, const struct sy_entry_share *share,
                           const struct sy_list *path)
{
    const char *what = NULL;
    enum sy_err err = sy_verified_entry(&one->peer->network, &one->trust, share->entry, path,
                                        &one->evidence, &what);

    if (err == SY_OK && one->evidence.entry.index != one->index) {
        what = "it stands at another index";
        err = SY_BAD_PROOF;
    }
    if (err == SY_OK)
        err = sy_verified_records(&one->evidence.statement, &share->records, &what);
    if (err == SY_OK) {
        err = sy_directory_authorise(one->directory, sy_text(one->origin), &one->evidence);
        what = "its signers may not speak for its principal";
    }
    if (err == SY_NOT_YET) {
        sy_output_error(one->peer->output, SY_SAY(REGISTRY_GREW, NULL));
        return SY_EXIT_UNASKED;
    }
    if (err != SY_OK)
        return broken(one, err, sy_err_class(err) == SY_CLASS_FAULT ? NULL : what);
    one->records = share->records;
    one->gaps = share->gaps;
    one->entry = share->entry;
    err = sy_verified_path(path, &one->path);
    sy_assert(err == SY_OK);
    return SY_EXIT_YES;
}

static enum sy_exit ask_proof(struct sy_one_entry *one, const struct sy_entry_share *share)
{
    struct sy_get_proof ask = {
        sy_text(one->origin), one->trust.checkpoint.size, {true, one->index}, {false, 0}};
    struct sy_buffer payload = {0};
    struct sy_proof proof;
    enum sy_err err;

    sy_get_proof_write(&ask, &payload);
    err = sy_peer_call(one->peer, SY_FRAME_GET_PROOF, sy_buffer_bytes(&payload), &one->proof);
    sy_buffer_close(&payload);
    if (err == SY_OK && sy_proof_read(sy_buffer_bytes(&one->proof.payload), &proof) != SY_OK)
        err = sy_peer_malformed(one->peer);
    return err == SY_OK ? verify(one, share, &proof.path) : sy_peer_report(one->peer);
}

static enum sy_exit ask_entry(struct sy_one_entry *one)
{
    struct sy_entry_share share;
    struct sy_entries entries;
    enum sy_err err =
        sy_entries_ask_one(&entries, one->peer, sy_text(one->origin), one->index, one->item);

    if (err == SY_OK)
        err = sy_entries_next(&entries, &one->share);
    if (err != SY_OK)
        return sy_peer_report(one->peer);
    if (sy_entry_share_read(sy_buffer_bytes(&one->share.payload), &share) != SY_OK)
        return broken(one, SY_BAD_ENCODING, "the entry did not come as it should");
    return ask_proof(one, &share);
}

static enum sy_exit ask_checkpoint(struct sy_one_entry *one)
{
    struct sy_peer *peer = one->peer;
    struct sy_audit_problem why = {.rule = "checkpoint"};
    char size[24];
    enum sy_err err = sy_peer_checkpoint(peer, sy_text(one->origin), &one->note);

    if (err != SY_OK)
        return sy_peer_report(peer);
    err = sy_trust_open(&peer->network, sy_buffer_bytes(&one->note), &one->trust);
    why.what = err != SY_OK ? one->trust.what : "the checkpoint is another log's";
    if (err == SY_OK && strcmp(one->trust.checkpoint.origin, one->origin) != 0)
        err = SY_BAD_CHECKPOINT;
    if (err != SY_OK)
        return sy_broken_report(peer->output, one->origin, err, &why);
    if (one->index < one->trust.checkpoint.size)
        return SY_EXIT_YES;
    snprintf(size, sizeof(size), "%" PRIu64, one->trust.checkpoint.size);
    sy_output_error(peer->output, SY_SAY(NO_SUCH_ENTRY, one->origin, size));
    return SY_EXIT_NO;
}

enum sy_exit sy_one_entry_open(struct sy_one_entry *one, const struct sy_options *options)
{
    enum sy_exit status = ask_checkpoint(one);

    if (status == SY_EXIT_YES)
        status = sy_directory_open(one->peer, options, &one->directory);
    return status == SY_EXIT_YES ? ask_entry(one) : status;
}

void sy_one_entry_close(struct sy_one_entry *one)
{
    sy_directory_close(one->directory);
    sy_frame_message_close(&one->share);
    sy_frame_message_close(&one->proof);
    sy_buffer_close(&one->note);
    *one = (struct sy_one_entry){0};
}
