/* emit.c - writes what our library makes, for a program that knows nothing of it to check.
 *
 * Shape    FOLDER/keys                     vkeys of log and witness, a line each
 *          FOLDER/note                     a note of both that is no checkpoint
 *          FOLDER/stored-index             lines "level index position"
 *          FOLDER/tree-N/                  checkpoint and tiles of a log of N entries
 *          FOLDER/tree-N/proof/I           tlog-proof of entry I
 *          FOLDER/tree-N/receipt/I         the same with an extra line that holds the entry
 *          FOLDER/tree-N/consistency/M     add-checkpoint body: from M entries to N
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/base64.h"
#include "ledger/checkpoint.h"
#include "ledger/tile.h"
#include "ledger/tlog_proof.h"
#include "proto/wire.h"

enum { ENTRIES_MAX = 70000, PATH_BYTES = 4096, COSIGNED_AT_S = 1700000000 };

#define LOG_NAME     "suyuan.example/interop/310115"
#define WITNESS_NAME "suyuan.example/interop/310101"

static const uint64_t tree_sizes[] = {1, 2, 255, 256, 257, ENTRIES_MAX};

struct emitter {
    const char *folder;
    struct sy_secret_key log_key, witness_key;
    struct sy_vkey log, witness;
    struct sy_merkle frontier;
    struct sy_hash *node; /* by stored index */
};

static void must(bool held, const char *what)
{
    if (held)
        return;
    fprintf(stderr, "emit: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void must_ok(enum sy_err err, const char *what)
{
    if (err == SY_OK)
        return;
    fprintf(stderr, "emit: %s: %s\n", what, sy_err_name(err));
    exit(1);
}

static void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        must(mkdir(path, 0777) == 0 || errno == EEXIST, path);
        *slash = '/';
    }
}

/* Write the buffer to FOLDER/name and empty it. */
static void write_out(const struct emitter *e, const char *name, struct sy_buffer *content)
{
    char path[PATH_BYTES];
    FILE *file;

    must_ok(content->err, name);
    must(snprintf(path, sizeof(path), "%s/%s", e->folder, name) < (int)sizeof(path), name);
    make_parents(path);
    file = fopen(path, "wb");
    must(file != NULL, path);
    must(content->len == 0 || fwrite(content->data, content->len, 1, file) == 1, path);
    must(fclose(file) == 0, path);
    sy_buffer_clear(content);
}

/* Entries of different lengths, one of them empty. */
static void put_entry(struct sy_buffer *out, uint64_t index)
{
    for (uint64_t i = 0; i < index % 5; i++)
        sy_buffer_printf(out, "entry %" PRIu64 "\n", index);
}

static enum sy_err read_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    const struct emitter *e = context;

    *out = e->node[sy_merkle_stored_index(level, index)];
    return SY_OK;
}

static struct sy_merkle_source source_of(struct emitter *e)
{
    return (struct sy_merkle_source){read_node, e};
}

static void make_keys(struct emitter *e)
{
    uint8_t seed[SY_SEED_BYTES];

    memset(seed, 1, sizeof(seed));
    sy_secret_key_from_seed(seed, &e->log_key);
    memset(seed, 2, sizeof(seed));
    sy_secret_key_from_seed(seed, &e->witness_key);
    must_ok(sy_vkey_make(sy_text(LOG_NAME), SY_VKEY_ED25519, &e->log_key.public_key, &e->log),
            LOG_NAME);
    must_ok(sy_vkey_make(sy_text(WITNESS_NAME), SY_VKEY_COSIGNATURE, &e->witness_key.public_key,
                         &e->witness),
            WITNESS_NAME);
}

static void make_tree(struct emitter *e)
{
    struct sy_buffer entry = {0};

    e->node = calloc(sy_merkle_stored_count(ENTRIES_MAX), sizeof(e->node[0]));
    must(e->node != NULL, "memory");
    for (uint64_t i = 0; i < ENTRIES_MAX; i++) {
        struct sy_merkle_completed completed;
        struct sy_hash leaf;

        put_entry(&entry, i);
        leaf = sy_hash_leaf(sy_buffer_bytes(&entry));
        must_ok(sy_merkle_append_nodes(&e->frontier, &leaf, &completed), "append");
        for (size_t j = 0; j < completed.count; j++)
            e->node[sy_merkle_stored_index(completed.node[j].level, completed.node[j].index)] =
                completed.node[j].hash;
        sy_buffer_clear(&entry);
    }
    sy_buffer_close(&entry);
}

static void emit_keys(const struct emitter *e)
{
    struct sy_buffer out = {0};

    sy_vkey_put(&e->log, &out);
    sy_buffer_put_u8(&out, '\n');
    sy_vkey_put(&e->witness, &out);
    sy_buffer_put_u8(&out, '\n');
    write_out(e, "keys", &out);
    sy_buffer_close(&out);
}

static void emit_note(const struct emitter *e)
{
    static const char text[] = "\xe6\xba\xaf\xe6\xba\x90\n\nAn empty line stands above.\n";
    struct sy_buffer out = {0};

    must_ok(sy_note_put_text(&out, sy_text(text)), "note");
    must_ok(sy_note_put_signature(&out, sy_text(text), &e->log, &e->log_key, 0), "note");
    must_ok(
        sy_note_put_signature(&out, sy_text(text), &e->witness, &e->witness_key, COSIGNED_AT_S),
        "note");
    write_out(e, "note", &out);
    sy_buffer_close(&out);
}

static void emit_stored_index(const struct emitter *e)
{
    struct sy_buffer out = {0};

    for (unsigned level = 0; level < 50; level++) {
        for (uint64_t index = 0; index < 1000; index = 2 * index + 1)
            sy_buffer_printf(&out, "%u %" PRIu64 " %" PRIu64 "\n", level, index,
                             sy_merkle_stored_index(level, index));
    }
    write_out(e, "stored-index", &out);
    sy_buffer_close(&out);
}

/* The checkpoint of the first size entries, signed by the log and, if it may, by the
 * witness. */
static void put_checkpoint(struct emitter *e, uint64_t size, bool cosigned,
                           struct sy_buffer *out)
{
    struct sy_merkle_source source = source_of(e);
    struct sy_checkpoint checkpoint;
    struct sy_buffer text = {0};
    struct sy_hash root;

    must_ok(sy_merkle_root_at(&source, size, &root), "root");
    must_ok(sy_checkpoint_make(sy_text(LOG_NAME), size, &root, &checkpoint), "checkpoint");
    must_ok(sy_checkpoint_sign(&checkpoint, &e->log, &e->log_key, out), "checkpoint");
    sy_checkpoint_put(&checkpoint, &text);
    if (cosigned)
        must_ok(sy_note_put_signature(out, sy_buffer_bytes(&text), &e->witness, &e->witness_key,
                                      COSIGNED_AT_S),
                "cosignature");
    sy_buffer_close(&text);
}

static void emit_tiles(struct emitter *e, uint64_t size)
{
    struct sy_merkle_source source = source_of(e);
    struct sy_buffer out = {0};
    struct sy_buffer entry = {0};
    struct sy_tile tile;
    char path[SY_TILE_PATH_BYTES];
    char name[PATH_BYTES];

    for (bool more = sy_tile_first(size, &tile); more; more = sy_tile_next(size, &tile)) {
        must_ok(sy_tile_put(&source, &tile, &out), "tile");
        sy_tile_path(&tile, path);
        snprintf(name, sizeof(name), "tree-%" PRIu64 "/%s", size, path);
        write_out(e, name, &out);
        if (tile.level != 0)
            continue;
        for (unsigned i = 0; i < tile.width; i++) {
            put_entry(&entry, tile.index * SY_TILE_WIDTH + i);
            must_ok(sy_tile_put_entry(&out, sy_buffer_bytes(&entry)), "bundle");
            sy_buffer_clear(&entry);
        }
        sy_tile_bundle_path(&tile, path);
        snprintf(name, sizeof(name), "tree-%" PRIu64 "/%s", size, path);
        write_out(e, name, &out);
    }
    sy_buffer_close(&entry);
    sy_buffer_close(&out);
}

/* As a receipt holds it: field 1 the format, field 4 the entry (log.proto, Receipt). */
static void put_extra(struct sy_buffer *out, uint64_t index)
{
    struct sy_buffer entry = {0};

    put_entry(&entry, index);
    sy_wire_put_uint(out, 1, 1);
    sy_wire_put_bytes(out, 4, sy_buffer_bytes(&entry));
    sy_buffer_close(&entry);
}

static void emit_inclusion(struct emitter *e, uint64_t size, uint64_t index)
{
    struct sy_merkle_source source = source_of(e);
    struct sy_merkle_proof path;
    struct sy_buffer note = {0};
    struct sy_buffer extra = {0};
    struct sy_buffer out = {0};
    char name[PATH_BYTES];

    put_checkpoint(e, size, true, &note);
    put_extra(&extra, index);
    must_ok(sy_merkle_prove_inclusion(&source, size, index, &path), "inclusion");
    must_ok(sy_tlog_proof_put(&out, (struct sy_bytes){NULL, 0}, index, &path,
                              sy_buffer_bytes(&note)),
            "proof");
    snprintf(name, sizeof(name), "tree-%" PRIu64 "/proof/%" PRIu64, size, index);
    write_out(e, name, &out);
    must_ok(
        sy_tlog_proof_put(&out, sy_buffer_bytes(&extra), index, &path, sy_buffer_bytes(&note)),
        "receipt");
    snprintf(name, sizeof(name), "tree-%" PRIu64 "/receipt/%" PRIu64, size, index);
    write_out(e, name, &out);
    sy_buffer_close(&note);
    sy_buffer_close(&extra);
    sy_buffer_close(&out);
}

static void emit_consistency(struct emitter *e, uint64_t from, uint64_t to)
{
    struct sy_merkle_source source = source_of(e);
    struct sy_merkle_proof proof;
    struct sy_buffer out = {0};
    char name[PATH_BYTES];

    must_ok(sy_merkle_prove_consistency(&source, from, to, &proof), "consistency");
    sy_buffer_printf(&out, "old %" PRIu64 "\n", from);
    for (size_t i = 0; i < proof.count; i++) {
        sy_base64_put(&out, (struct sy_bytes){proof.hash[i].bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(&out, '\n');
    }
    sy_buffer_put_u8(&out, '\n');
    put_checkpoint(e, to, false, &out);
    snprintf(name, sizeof(name), "tree-%" PRIu64 "/consistency/%" PRIu64, to, from);
    write_out(e, name, &out);
    sy_buffer_close(&out);
}

static void emit_tree(struct emitter *e, uint64_t size)
{
    /* All of a small tree; of the large one a few hundred. */
    uint64_t step = size / 258 + 1;
    struct sy_buffer out = {0};
    char name[PATH_BYTES];

    put_checkpoint(e, size, true, &out);
    snprintf(name, sizeof(name), "tree-%" PRIu64 "/checkpoint", size);
    write_out(e, name, &out);
    emit_tiles(e, size);
    for (uint64_t i = 0; i < size; i += step) {
        emit_inclusion(e, size, i);
        emit_consistency(e, i + 1, size);
    }
    emit_inclusion(e, size, size - 1);
    sy_buffer_close(&out);
}

int main(int argc, char **argv)
{
    struct emitter e = {0};

    if (argc != 2) {
        fputs("usage: emit FOLDER\n", stderr);
        return 2;
    }
    e.folder = argv[1];
    make_keys(&e);
    make_tree(&e);
    emit_keys(&e);
    emit_note(&e);
    emit_stored_index(&e);
    for (size_t i = 0; i < sizeof(tree_sizes) / sizeof(tree_sizes[0]); i++)
        emit_tree(&e, tree_sizes[i]);
    free(e.node);
    sy_secret_key_wipe(&e.log_key);
    sy_secret_key_wipe(&e.witness_key);
    return 0;
}
