/* suyuan export tiles */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/tile.h"
#include "ledger/trust.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/entries.h"
#include "tools/file.h"
#include "tools/progress.h"
#include "tools/report.h"

enum {
    FILE_MODE = 0644,
    PATH_BYTES_MAX = 4096,
    LEVELS_MAX = SY_MERKLE_PEAKS_MAX / SY_TILE_BITS,
    TILE_BYTES_MAX = SY_TILE_WIDTH * SY_HASH_BYTES
};

/* Hashes of a tile that is being filled, the lowest level first. */
struct level {
    uint64_t count; /* hashes so far, of all its tiles */
    struct sy_buffer hashes;
    struct sy_merkle
        within; /* the tree of this tile alone: its root is a hash of the next level */
};

struct tiles {
    struct sy_output *output;
    const char *out;
    struct sy_merkle tree;
    struct sy_buffer bundle; /* of entries */
    struct level levels[LEVELS_MAX];
};

static enum sy_exit write_file(struct tiles *t, const char *name, struct sy_bytes content)
{
    char path[PATH_BYTES_MAX];
    char *slash;
    enum sy_err err;

    snprintf(path, sizeof(path), "%s/%s", t->out, name);
    slash = strrchr(path, '/');
    *slash = 0;
    err = sy_file_make_directory(path);
    *slash = '/';
    if (err == SY_OK)
        err = sy_file_replace(path, FILE_MODE, content);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(t->output, err, path);
}

/* The bundle of entries and the tile of hashes of a level, which may be partial. */
static enum sy_exit write_tile(struct tiles *t, unsigned level)
{
    struct level *l = &t->levels[level];
    struct sy_tile tile = {
        .level = level,
        .index = (l->count - 1) / SY_TILE_WIDTH,
        .width = (unsigned)(l->hashes.len / SY_HASH_BYTES),
    };
    char path[SY_TILE_PATH_BYTES];
    enum sy_exit status = SY_EXIT_YES;

    if (l->hashes.err != SY_OK || t->bundle.err != SY_OK)
        return sy_broken_fault(t->output, SY_NO_MEMORY);
    if (level == 0) {
        sy_tile_bundle_path(&tile, path);
        status = write_file(t, path, sy_buffer_bytes(&t->bundle));
        sy_buffer_clear(&t->bundle);
    }
    sy_tile_path(&tile, path);
    if (status == SY_EXIT_YES)
        status = write_file(t, path, sy_buffer_bytes(&l->hashes));
    return status;
}

/* A hash at a level. A tile that is full is written, and its root goes to the next level. */
static enum sy_exit add_hash(struct tiles *t, unsigned level, const struct sy_hash *hash)
{
    struct level *l = &t->levels[level];
    struct sy_hash root;
    enum sy_exit status;
    enum sy_err err;

    sy_assert(level < LEVELS_MAX);
    sy_buffer_put(&l->hashes, hash->bytes, SY_HASH_BYTES);
    err = sy_merkle_append(&l->within, hash);
    if (err != SY_OK)
        return sy_broken_fault(t->output, err);
    l->count++;
    if (l->hashes.len < TILE_BYTES_MAX)
        return SY_EXIT_YES;
    root = sy_merkle_root(&l->within);
    status = write_tile(t, level);
    sy_buffer_clear(&l->hashes);
    l->within = (struct sy_merkle){0};
    return status == SY_EXIT_YES ? add_hash(t, level + 1, &root) : status;
}

static enum sy_exit add_entry(struct tiles *t, struct sy_bytes entry)
{
    struct sy_hash leaf = sy_hash_leaf(entry);
    enum sy_err err = sy_merkle_append(&t->tree, &leaf);

    if (err == SY_OK)
        err = sy_tile_put_entry(&t->bundle, entry);
    if (err != SY_OK)
        return sy_broken_fault(t->output, err);
    return add_hash(t, 0, &leaf);
}

/* The tiles that are not full at the end. */
static enum sy_exit write_rest(struct tiles *t)
{
    enum sy_exit status = SY_EXIT_YES;

    for (unsigned level = 0; level < LEVELS_MAX && status == SY_EXIT_YES; level++) {
        if (t->levels[level].hashes.len > 0)
            status = write_tile(t, level);
    }
    return status;
}

static enum sy_exit fetch(struct tiles *t, struct sy_peer *peer, const struct sy_trust *trust)
{
    const struct sy_checkpoint *c = &trust->checkpoint;
    struct sy_frame_message message;
    struct sy_entry_share share;
    struct sy_progress progress;
    struct sy_entries entries;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_entries_ask(&entries, peer, sy_text(c->origin), 0, c->size, false);

    sy_progress_start(&progress, SY_MESSAGE_EXPORTING, t->output->language);
    while (err == SY_OK && status == SY_EXIT_YES) {
        err = sy_entries_next(&entries, &message);
        if (err != SY_OK)
            break;
        if (sy_entry_share_read(sy_buffer_bytes(&message.payload), &share) != SY_OK)
            err = sy_peer_malformed(peer);
        else
            status = add_entry(t, share.entry);
        sy_frame_message_close(&message);
        sy_progress_step(&progress, entries.next, c->size);
    }
    sy_progress_end(&progress);
    if (status == SY_EXIT_YES && err != SY_NOT_FOUND)
        status = sy_peer_report(peer);
    return status;
}

/* Only when all entries have the root that was signed does the checkpoint go beside them. */
static enum sy_exit finish(struct tiles *t, const struct sy_trust *trust, struct sy_bytes note)
{
    const struct sy_checkpoint *c = &trust->checkpoint;
    struct sy_hash root = sy_merkle_root(&t->tree);
    enum sy_exit status;

    if (!sy_hash_equal(&root, &c->root)) {
        struct sy_audit_problem why = {.index = t->tree.size,
                                       .rule = "tree",
                                       .what =
                                           "the entries do not have the root that was signed"};

        return sy_broken_report(t->output, c->origin, SY_BAD_ROOT, &why);
    }
    status = write_rest(t);
    return status == SY_EXIT_YES ? write_file(t, "checkpoint", note) : status;
}

static void say_done(struct tiles *t, const struct sy_trust *trust)
{
    struct sy_buffer vkey = {0};
    char size[24];

    snprintf(size, sizeof(size), "%" PRIu64, trust->checkpoint.size);
    sy_vkey_put(&trust->log->vkey, &vkey);
    if (t->output->json) {
        sy_json_begin_object(sy_output_json(t->output));
        sy_output_value(t->output, "origin", trust->checkpoint.origin);
        sy_output_number(t->output, "size", trust->checkpoint.size);
        sy_output_value(t->output, "folder", t->out);
        sy_output_value(t->output, "vkey", vkey.err == SY_OK ? sy_buffer_text(&vkey) : "");
        sy_json_end_object(sy_output_json(t->output));
    }
    sy_output_say(t->output, SY_SAY(TILES_WRITTEN, trust->checkpoint.origin, size, t->out));
    sy_output_next(t->output, SY_SAY(NEXT_CHECK_TILES, t->out, sy_buffer_text(&vkey)));
    sy_buffer_close(&vkey);
}

static enum sy_exit export_log(struct tiles *t, struct sy_peer *peer, const char *origin)
{
    struct sy_audit_problem why = {.rule = "checkpoint"};
    struct sy_buffer note = {0};
    struct sy_trust trust;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err;

    if (sy_peer_checkpoint(peer, sy_text(origin), &note) != SY_OK) {
        sy_buffer_close(&note);
        return sy_peer_report(peer);
    }
    err = sy_trust_open(&peer->network, sy_buffer_bytes(&note), &trust);
    why.what = err != SY_OK ? trust.what : "the checkpoint is another log's";
    if (err == SY_OK && strcmp(trust.checkpoint.origin, origin) != 0)
        err = SY_BAD_CHECKPOINT;
    if (err != SY_OK)
        status = sy_broken_report(t->output, origin, err, &why);
    if (status == SY_EXIT_YES)
        status = fetch(t, peer, &trust);
    if (status == SY_EXIT_YES)
        status = finish(t, &trust, sy_buffer_bytes(&note));
    if (status == SY_EXIT_YES)
        say_done(t, &trust);
    sy_buffer_close(&note);
    return status;
}

/* A checkpoint of an earlier export would speak for tiles that are not there yet. */
static enum sy_exit remove_checkpoint(struct tiles *t)
{
    char path[PATH_BYTES_MAX];
    enum sy_err err;

    if (strlen(t->out) + SY_TILE_PATH_BYTES >= sizeof(path))
        return sy_report_file(t->output, SY_NOT_FOUND, t->out);
    snprintf(path, sizeof(path), "%s/checkpoint", t->out);
    err = sy_file_make_directory(t->out);
    if (err == SY_OK)
        err = sy_file_remove(path);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(t->output, err, path);
}

static void close_tiles(struct tiles *t)
{
    sy_buffer_close(&t->bundle);
    for (unsigned level = 0; level < LEVELS_MAX; level++)
        sy_buffer_close(&t->levels[level].hashes);
    free(t);
}

static enum sy_exit run_tiles(const struct sy_options *options, struct sy_output *o)
{
    struct tiles *t = calloc(1, sizeof(*t));
    struct sy_peer *peer;
    enum sy_exit status;

    if (t == NULL)
        return sy_broken_fault(o, SY_NO_MEMORY);
    t->output = o;
    t->out = sy_options_value(options, "out");
    status = sy_peer_open(o, options, &peer);
    if (status == SY_EXIT_YES) {
        status = remove_checkpoint(t);
        if (status == SY_EXIT_YES)
            status = export_log(t, peer, sy_options_value(options, "log"));
        sy_peer_close(peer);
    }
    close_tiles(t);
    return status;
}

static const struct sy_option log_option = {
    .name = "log",
    .value = "ORIGIN",
    .required = true,
    .help = {"the log, as suyuan.example/test/310000", "日志，如 suyuan.example/test/310000"}};
static const struct sy_option out = {.name = "out",
                                     .value = "DIR",
                                     .required = true,
                                     .help = {"where the files go", "文件写到何处"}};

static const struct sy_option *const tiles_options[] = {
    &sy_option_network, &sy_option_node, &log_option, &out,
    &sy_option_key,     &sy_option_as,   NULL};

const struct sy_command sy_command_export_tiles = {
    .name = "export tiles",
    .usage = {.options = tiles_options},
    .summary = {"a log as static files (C2SP tlog-tiles)",
                "把日志导出为静态文件（C2SP tlog-tiles）"},
    .examples = {"  suyuan export tiles --network demo --node 310000 "
                 "--log suyuan.example/test/310000 --out tiles\n",
                 "  suyuan export tiles --network demo --node 310000 "
                 "--log suyuan.example/test/310000 --out tiles\n"},
    .run = run_tiles};
