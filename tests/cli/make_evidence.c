/* make_evidence.c - evidence against a log of a network, made with the log's own key, for the
 * tests of whoever checks it.
 *
 * make_evidence NETWORK.JSON KEY fork|same|entry|other-rule
 *
 * fork: two trees of two entries that begin alike. same: twice the same tree, which proves
 * nothing. entry: bytes that are no entry, under a signed root, against rule V1. other-rule:
 * the same against V4, which it does not show.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/evidence.h"
#include "ledger/key_file.h"
#include "tools/file.h"

static void must(enum sy_err err, const char *what)
{
    if (err == SY_OK)
        return;
    fprintf(stderr, "make_evidence: %s: %s\n", what, sy_err_name(err));
    exit(1);
}

static void read_network(const char *path, struct sy_network *out)
{
    struct sy_buffer text = {.max = SY_NETWORK_FILE_BYTES_MAX};
    struct sy_problem why = {0};

    must(sy_file_read(path, &text), path);
    must(sy_network_parse(sy_buffer_bytes(&text), out, &why), path);
    sy_buffer_close(&text);
}

/* The log's secret key. */
static void read_key(const char *path, const char *origin, struct sy_secret_key *out)
{
    struct sy_buffer text = {.max = SY_KEY_FILE_BYTES_MAX};
    struct sy_problem why = {0};
    struct sy_key_file file;

    must(sy_file_read(path, &text), path);
    must(sy_key_file_parse(sy_buffer_bytes(&text), &file, &why), path);
    must(sy_key_file_secret(&file, SY_KEY_LOG, origin, out), origin);
    sy_key_file_wipe(&file);
    sy_buffer_close(&text);
}

/* A tree of so many entries, the last of which is that text, signed. */
static void make_tree(const struct sy_network_log *log, const struct sy_secret_key *key,
                      uint64_t size, const char *last, struct sy_evidence_tree *out)
{
    struct sy_merkle tree = {0};
    struct sy_checkpoint checkpoint;
    struct sy_hash leaf;
    struct sy_hash root;

    for (uint64_t i = 0; i < size; i++) {
        leaf = sy_hash_leaf(sy_text(i + 1 < size ? "an entry" : last));
        must(sy_merkle_append(&tree, &leaf), "tree");
    }
    root = sy_merkle_root(&tree);
    *out = (struct sy_evidence_tree){.step_count = 0};
    must(sy_checkpoint_make(sy_text(log->vkey.name), size, &root, &checkpoint), "checkpoint");
    must(sy_signed_checkpoint_make(&checkpoint, &log->vkey, key, &out->checkpoint), "note");
}

int main(int argc, char **argv)
{
    static struct sy_network network;
    static struct sy_evidence evidence;
    static struct sy_evidence_tree trees[2];
    const struct sy_network_log *log = &network.logs[0];
    struct sy_buffer text = {0};
    struct sy_secret_key key;

    must(argc == 4 ? SY_OK : SY_BAD_FILE, "NETWORK.JSON KEY WHAT");
    read_network(argv[1], &network);
    read_key(argv[2], log->vkey.name, &key);
    if (strcmp(argv[3], "fork") == 0 || strcmp(argv[3], "same") == 0) {
        make_tree(log, &key, 2, "one", &trees[0]);
        make_tree(log, &key, 2, strcmp(argv[3], "fork") == 0 ? "other" : "one", &trees[1]);
        sy_evidence_fork(&trees[0], &trees[1], &evidence);
    } else {
        evidence.kind = SY_EVIDENCE_ENTRY;
        evidence.rule = strcmp(argv[3], "entry") == 0 ? 1 : 4;
        evidence.tree_count = 1;
        make_tree(log, &key, 1, "no entry", &evidence.trees[0]);
        evidence.entry_count = 1;
        sy_buffer_put_text(&evidence.entries[0].bytes, "no entry");
    }
    sy_evidence_put(&evidence, &text);
    must(text.err, "evidence");
    if (fwrite(text.data, text.len, 1, stdout) != 1)
        must(SY_IO, "output");
    sy_evidence_close(&evidence);
    sy_buffer_close(&text);
    return 0;
}
