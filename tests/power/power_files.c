/* The files that commands keep: what was said to be kept has its name and its bytes after a
 * power failure at any moment, and no file is ever seen half written. */
#include "tests/fault/fault.h"

#include <sys/stat.h>

#include "ledger/hash.h"
#include "proto/submission.h"
#include "tests/power/platter.h"
#include "tools/file.h"
#include "tools/outbox.h"

enum { IMAGES = 12, KEPT_MAX = 32, PATH_BYTES = 600, MARK_BYTES = 800 };

/* A name, and the bytes that it may have, or must have. */
struct kept {
    char path[PATH_BYTES];
    char hash[2 * SY_HASH_BYTES + 1];
    bool must;
};

static char root[256];
static char tape_path[300];
static struct kept kept[KEPT_MAX];
static size_t kept_count;

/* sign '=': the file may have these bytes from now on; '+': it must; '-': it need not be
 * there. */
static void mark(char sign, const char *path, struct sy_bytes content)
{
    char hex[2 * SY_HASH_BYTES + 1];
    char text[MARK_BYTES];
    struct sy_hash hash = sy_hash_of(content);

    sy_hash_hex(&hash, hex);
    snprintf(text, sizeof(text), "%c%s %s", sign, hex, path + strlen(root) + 1);
    tape_mark(tape_path, text);
}

static void keep_files(void)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof(path), "%s/keys/of/farm", root);
    check_err(sy_file_make_directory(path), SY_OK);
    snprintf(path, sizeof(path), "%s/keys/of/farm/farm.key", root);
    mark('=', path, sy_text("first"));
    check_err(sy_file_publish(path, 0600, sy_text("first")), SY_OK);
    mark('+', path, sy_text("first"));
    mark('=', path, sy_text("another, and longer"));
    check_err(sy_file_replace(path, 0600, sy_text("another, and longer")), SY_OK);
    mark('+', path, sy_text("another, and longer"));
}

/* As append does: in the outbox before it is sent, and until there is a receipt. */
static void keep_statement(struct sy_bytes submission, const struct sy_hash *network)
{
    struct sy_submission read;
    struct sy_statement statement;
    struct sy_outbox_name name;
    struct sy_outbox outbox;
    struct sy_hash records;
    char base[PATH_BYTES];
    char sent[PATH_BYTES + 80];
    char receipt[PATH_BYTES];

    check_err(sy_submission_read(submission, &read), SY_OK);
    check_err(sy_statement_read(read.statement, &statement), SY_OK);
    memcpy(records.bytes, statement.records_root.data, SY_HASH_BYTES);
    name = sy_outbox_name_of(statement.principal, statement.kind, &records);
    snprintf(base, sizeof(base), "%s/outbox", root);
    check_err(sy_outbox_open(base, network, sy_text("suyuan.example/310000"), &outbox), SY_OK);
    snprintf(sent, sizeof(sent), "%.500s/%.64s.statement", outbox.folder, name.hex);
    mark('=', sent, submission);
    check_err(sy_outbox_stage(&outbox, &name, submission), SY_OK);
    check_err(sy_outbox_keep(&outbox, &name), SY_OK);
    mark('+', sent, submission);
    snprintf(receipt, sizeof(receipt), "%s/%.16s.receipt", root, name.hex);
    mark('=', receipt, sy_text("a receipt"));
    check_err(sy_file_publish(receipt, 0644, sy_text("a receipt")), SY_OK);
    mark('+', receipt, sy_text("a receipt"));
    mark('-', sent, submission);
    check_err(sy_outbox_remove(&outbox, &name), SY_OK);
}

static void take_mark(struct sy_bytes text)
{
    struct kept one = {.must = text.data[0] == '+'};
    size_t at = 1 + 2 * SY_HASH_BYTES;

    memcpy(one.hash, text.data + 1, 2 * SY_HASH_BYTES);
    snprintf(one.path, sizeof(one.path), "%.*s", (int)(text.len - at - 1),
             (const char *)text.data + at + 1);
    for (size_t i = 0; i < kept_count; i++) {
        bool same = strcmp(kept[i].path, one.path) == 0;

        if (same && text.data[0] != '+')
            kept[i].must = false;
        if (same && text.data[0] == '+')
            kept[i].must = strcmp(kept[i].hash, one.hash) == 0;
    }
    if (text.data[0] == '=') {
        assert_true(kept_count < KEPT_MAX);
        kept[kept_count++] = one;
    }
}

/* The bytes of the file are ones that it may have, and it is there when it must be. */
static bool is_kept(const struct kept *one, const char *folder)
{
    char path[2 * PATH_BYTES];
    char hex[2 * SY_HASH_BYTES + 1];
    struct sy_bytes file;
    struct sy_hash hash;
    bool allowed = false;

    snprintf(path, sizeof(path), "%s/%s", folder, one->path);
    file = check_read_file(path);
    if (file.data == NULL)
        return !one->must;
    hash = sy_hash_of(file);
    sy_hash_hex(&hash, hex);
    free((void *)(uintptr_t)file.data);
    for (size_t i = 0; i < kept_count; i++)
        allowed =
            allowed || (strcmp(kept[i].path, one->path) == 0 && strcmp(kept[i].hash, hex) == 0);
    return allowed && (!one->must || strcmp(one->hash, hex) == 0);
}

static bool is_sound(const struct platter *platter, const char *folder)
{
    bool sound = true;

    for (unsigned i = 0; i < IMAGES && sound; i++) {
        enum platter_loss loss =
            i == 0 ? PLATTER_LOSE_ALL : (enum platter_loss)fault_random(PLATTER_LOSSES);

        assert_int_equal(mkdir(folder, 0700), 0);
        platter_image(platter, loss, fault_random, folder);
        for (size_t k = 0; k < kept_count && sound; k++) {
            sound = is_kept(&kept[k], folder);
            if (!sound)
                print_message("# loss %u: %s\n", loss, kept[k].path);
        }
        fault_remove(folder);
    }
    return sound;
}

static bool play(enum platter_lie lie)
{
    struct platter *platter = platter_open(lie);
    char folder[300];
    struct tape tape;
    bool sound = true;

    snprintf(folder, sizeof(folder), "%s.image", root);
    kept_count = 0;
    tape_read(tape_path, &tape);
    for (size_t i = 0; i < tape.count && sound; i++) {
        if (tape.records[i].head.kind == TAPE_MARK)
            take_mark(tape.records[i].bytes);
        platter_take(platter, &tape.records[i]);
        sound = is_sound(platter, folder);
    }
    print_message("# %zu moments, %u images of each\n", tape.count, (unsigned)IMAGES);
    tape_close(&tape);
    platter_close(platter);
    return sound;
}

static void test_what_was_kept_survives(void **state)
{
    struct sy_stage stage;
    struct sy_load load;

    (void)state;
    assert_true(sy_stage_found(&stage));
    assert_true(sy_load_make(&stage, 2, 2, 0, &load));
    keep_files();
    for (size_t i = 0; i < load.count; i++)
        keep_statement(sy_load_submission(&load, i), &stage.network->id);
    assert_true(play(PLATTER_HONEST));
    sy_load_close(&load);
    sy_stage_close(&stage);
}

static void test_a_sync_less_is_noticed(void **state)
{
    (void)state;
    assert_false(play(PLATTER_NO_FILE_SYNC));
    assert_false(play(PLATTER_NO_FOLDER_SYNC));
}

static int forget(void **state)
{
    (void)state;
    fault_remove(root);
    unlink(tape_path);
    return 0;
}

/* The recorder looks at the environment when the program begins: so it begins again. */
static void begin_again(char **argv)
{
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

    snprintf(root, sizeof(root), "%s/suyuan-files-XXXXXX", parent);
    assert_non_null(mkdtemp(root));
    snprintf(tape_path, sizeof(tape_path), "%s.tape", root);
    setenv(TAPE_ROOT, root, 1);
    setenv(TAPE_FILE, tape_path, 1);
    execv("/proc/self/exe", argv);
    abort();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_kept_survives),
        cmocka_unit_test(test_a_sync_less_is_noticed),
    };

    if (getenv(TAPE_FILE) == NULL)
        begin_again(argv);
    snprintf(root, sizeof(root), "%s", getenv(TAPE_ROOT));
    snprintf(tape_path, sizeof(tape_path), "%s", getenv(TAPE_FILE));
    fault_main(argc, argv);
    return cmocka_run_group_tests_name("power_files", tests, NULL, forget);
}
