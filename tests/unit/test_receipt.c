/* Receipts of every size verify with nothing but the network; no bit of one can change;
 * extracts and .parts files fit their receipt and no other. */
#include "tests/unit/fixture.h"

#include "ledger/base64.h"
#include "ledger/tlog_proof.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

struct made {
    struct sy_buffer submission;
    struct sy_buffer file;
    struct sy_buffer parts;
    uint64_t index;
};

/* Of so many records with an open and a chain part, the first open one that long. */
static void make(size_t count, size_t open_bytes, struct made *out)
{
    struct sy_draft *drafts = calloc(count, sizeof(*drafts));
    uint8_t *open = malloc(open_bytes);
    struct sy_hash id;

    assert_non_null(drafts);
    assert_non_null(open);
    memset(open, 'o', open_bytes);
    for (size_t i = 0; i < count; i++) {
        drafts[i] = fixture_draft(9999, "an open part", "a chain part", NULL, NULL);
        if (i == 0)
            drafts[i].bodies[0] = (struct sy_bytes){open, open_bytes};
    }
    *out = (struct made){0};
    id = fixture_submit(&f, 0, drafts, count, &out->submission);
    out->index = fixture_append(&f, FIXTURE_DISTRICT, sy_buffer_bytes(&out->submission));
    fixture_receipt(&f, FIXTURE_DISTRICT, out->index, sy_buffer_bytes(&out->submission),
                    &out->file);
    check_err(sy_parts_file_write(&id, sy_buffer_bytes(&out->submission), &out->parts), SY_OK);
    free(drafts);
    free(open);
}

static void close_made(struct made *made)
{
    sy_buffer_close(&made->submission);
    sy_buffer_close(&made->file);
    sy_buffer_close(&made->parts);
}

static enum sy_err open_bytes(struct sy_bytes file)
{
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    enum sy_err err = sy_receipt_open(&f.network, file, &receipt, &why);

    if (err == SY_OK)
        sy_receipt_close(&receipt);
    else
        assert_non_null(why.what);
    return err;
}

static void check_lines(const struct sy_buffer *file)
{
    size_t len = 0;

    for (size_t i = 0; i < file->len; i++) {
        len = file->data[i] == '\n' ? 0 : len + 1;
        assert_true(len < 65536);
    }
}

static void check_size(size_t count, size_t bytes, uint32_t here, uint32_t extracted)
{
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    struct sy_buffer extract = {0};
    struct sy_bytes records;
    struct made made;

    make(count, bytes, &made);
    check_lines(&made.file);
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&made.file), &receipt, &why), SY_OK);
    assert_int_equal(receipt.records_here, here);
    assert_int_equal(receipt.statement.record_count, count);
    check_err(sy_parts_file_open(&receipt, sy_buffer_bytes(&made.parts), &records, &why),
              SY_OK);
    check_err(sy_receipt_extract(&f.network, &receipt, records, extracted, 1u << SY_PART_CHAIN,
                                 &extract),
              SY_OK);
    check_lines(&extract);
    check_err(open_bytes(sy_buffer_bytes(&extract)), SY_OK);
    sy_buffer_clear(&extract);
    check_err(sy_receipt_extract(&f.network, &receipt, (struct sy_bytes){NULL, 0}, extracted,
                                 1u << SY_PART_OPEN, &extract),
              here == 0 ? SY_NOT_FOUND : SY_OK);
    if (here > 0)
        check_err(open_bytes(sy_buffer_bytes(&extract)), SY_OK);
    check_err(sy_receipt_extract(&f.network, &receipt, records, (uint32_t)count, 0, &extract),
              SY_NOT_FOUND);
    if (bytes > SY_RECEIPT_EXTRA_BYTES_MAX)
        check_err(
            sy_receipt_extract(&f.network, &receipt, records, 0, 1u << SY_PART_OPEN, &extract),
            SY_LIMIT);
    sy_receipt_close(&receipt);
    sy_buffer_close(&extract);
    close_made(&made);
}

static void test_sizes(void **state)
{
    (void)state;
    check_size(1, 5, 1, 0);
    check_size(2, 5, 2, 1);
    check_size(16, 5, 16, 7);
    check_size(17, 5, 17, 16);
    check_size(1000, 5, 0, 999);
    check_size(10000, 5, 0, 5000);
    check_size(1, SY_PART_BYTES_MAX - 64, 1, 0);
    check_size(3, SY_PART_BYTES_MAX - 64, 3, 0);
}

static void test_every_bit_counts(void **state)
{
    struct made made;

    (void)state;
    make(2, 5, &made);
    for (size_t at = 0; at < made.file.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            made.file.data[at] = (uint8_t)(made.file.data[at] ^ 1u << bit);
            if (open_bytes(sy_buffer_bytes(&made.file)) == SY_OK)
                fail_msg("bit %u of byte %zu may change", bit, at);
            made.file.data[at] = (uint8_t)(made.file.data[at] ^ 1u << bit);
        }
        if (open_bytes((struct sy_bytes){made.file.data, at}) == SY_OK)
            fail_msg("all from byte %zu on may be missing", at);
    }
    check_err(open_bytes(sy_buffer_bytes(&made.file)), SY_OK);
    close_made(&made);
}

/* Each line left out, doubled, and followed by another one. */
static void test_every_line_counts(void **state)
{
    struct sy_buffer other = {0};
    struct made made;
    size_t start = 0;

    (void)state;
    make(2, 5, &made);
    for (size_t end = 0; end < made.file.len; end++) {
        if (made.file.data[end] != '\n')
            continue;
        for (unsigned how = 0; how < 4; how++) {
            sy_buffer_clear(&other);
            sy_buffer_put(&other, made.file.data, how == 0 ? start : end + 1);
            if (how == 1)
                sy_buffer_put(&other, made.file.data + start, end + 1 - start);
            else if (how == 2)
                sy_buffer_put_text(&other, "a further line\n");
            else if (how == 3)
                sy_buffer_put_text(&other, "\n");
            sy_buffer_put(&other, made.file.data + end + 1, made.file.len - end - 1);
            if (open_bytes(sy_buffer_bytes(&other)) == SY_OK)
                fail_msg("case %u at the line that ends at %zu", how, end);
        }
        start = end + 1;
    }
    sy_buffer_close(&other);
    close_made(&made);
}

/* A signature that is sound, but of nobody whom the network names. */
static void test_unknown_signature(void **state)
{
    struct sy_vkey stranger;
    struct sy_secret_key key;
    struct sy_tlog_proof proof;
    struct sy_note note;
    struct made made;

    (void)state;
    make(1, 5, &made);
    fixture_key(7, &key);
    check_err(sy_vkey_make(sy_text("stranger"), SY_VKEY_ED25519, &key.public_key, &stranger),
              SY_OK);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&made.file), &proof), SY_OK);
    check_err(sy_note_parse(proof.note, &note), SY_OK);
    check_err(sy_note_put_signature(&made.file, note.text, &stranger, &key, 0), SY_OK);
    check_err(open_bytes(sy_buffer_bytes(&made.file)), SY_UNKNOWN_KEY);
    close_made(&made);
}

static void test_other_network(void **state)
{
    static struct fixture other;
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    struct made made;

    (void)state;
    make(1, 5, &made);
    fixture_found(&other, 1, 2, 1);
    check_err(sy_receipt_open(&other.network, sy_buffer_bytes(&made.file), &receipt, &why),
              SY_WRONG_NETWORK);
    close_made(&made);
}

/* The receipt with another message in its extra line. */
static enum sy_err open_with(const struct made *made, const struct sy_buffer *extra)
{
    struct sy_tlog_proof proof;
    struct sy_buffer file = {0};
    enum sy_err err;

    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&made->file), &proof), SY_OK);
    check_err(
        sy_tlog_proof_put(&file, sy_buffer_bytes(extra), proof.index, &proof.path, proof.note),
        SY_OK);
    err = open_bytes(sy_buffer_bytes(&file));
    sy_buffer_close(&file);
    return err;
}

static void put_head(const struct made *made, uint64_t format, uint64_t policy,
                     struct sy_buffer *to)
{
    struct sy_log_snapshot *snapshot;
    struct sy_bytes entry;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_entry(snapshot, made->index, &entry), SY_OK);
    sy_buffer_clear(to);
    sy_wire_put_uint(to, 1, format);
    sy_wire_put_bytes(to, 2, fixture_hash_bytes(&f.network.id));
    sy_wire_put_uint(to, 3, policy);
    sy_wire_put_bytes(to, 4, entry);
    sy_log_release(snapshot);
}

static void test_messages_made_by_hand(void **state)
{
    struct sy_wire wire;
    struct sy_record_share records[3];
    struct sy_buffer extra = {0};
    struct made made;

    (void)state;
    make(3, 5, &made);
    wire = sy_wire_open(sy_buffer_bytes(&made.submission));
    for (size_t i = 0; i < 3; i++)
        check_err(sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &records[i]), SY_OK);
    put_head(&made, 1, 0, &extra);
    check_err(open_with(&made, &extra), SY_OK); /* none of the records: the statement alone */
    put_head(&made, 2, 0, &extra);
    check_err(open_with(&made, &extra), SY_BAD_VERSION);
    put_head(&made, 1, 1, &extra);
    check_err(open_with(&made, &extra), SY_NOT_YET); /* under a policy that comes later */
    f.network.version = 2;
    check_err(open_with(&made, &extra), SY_BAD_VERSION); /* under one that went before */
    f.network.version = 1;
    check_err(open_with(&made, &extra), SY_OK);
    f.network.version = 0;
    put_head(&made, 1, 0, &extra);
    sy_wire_put_text(&extra, 6, "support");
    check_err(open_with(&made, &extra), SY_BAD_ENCODING);
    put_head(&made, 1, 0, &extra);
    sy_wire_put_uint(&extra, 7, 0);
    check_err(open_with(&made, &extra), SY_BAD_ENCODING);
    put_head(&made, 1, 0, &extra);
    for (size_t i = 0; i < 3; i++)
        sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &records[i]);
    check_err(open_with(&made, &extra), SY_OK); /* with the chain parts */
    put_head(&made, 1, 0, &extra);
    for (size_t i = 0; i < 3; i++)
        sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &records[i == 1 ? 0 : i]);
    check_err(open_with(&made, &extra), SY_BAD_ENCODING); /* one twice */
    put_head(&made, 1, 0, &extra);
    sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &records[0]);
    check_err(open_with(&made, &extra), SY_BAD_PROOF); /* without its path */
    records[1].path_count = 1;
    put_head(&made, 1, 0, &extra);
    for (size_t i = 0; i < 3; i++)
        sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &records[i]);
    check_err(open_with(&made, &extra), SY_BAD_ENCODING); /* a path that nothing needs */
    records[1].path_count = 0;
    records[2].index = 3;
    put_head(&made, 1, 0, &extra);
    for (size_t i = 0; i < 3; i++)
        sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &records[i]);
    check_err(open_with(&made, &extra), SY_BAD_ENCODING); /* more than the statement has */
    sy_buffer_close(&extra);
    close_made(&made);
}

static void test_writing_refuses(void **state)
{
    struct sy_inclusion inclusion = {0};
    struct sy_log_snapshot *snapshot;
    struct sy_buffer out = {0};
    struct made one;
    struct made two;

    (void)state;
    make(1, 5, &one);
    make(1, 6, &two);
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_entry(snapshot, two.index, &inclusion.entry), SY_OK);
    check_err(sy_receipt_write(&f.network, &inclusion, sy_buffer_bytes(&one.submission), &out),
              SY_BAD_PROOF);
    assert_int_equal(out.len, 0);
    sy_log_release(snapshot);
    close_made(&one);
    close_made(&two);
}

/* Under a later checkpoint it is the receipt that would be made there. */
static void test_renewed(void **state)
{
    struct sy_network *other = malloc(sizeof(*other));
    struct sy_receipt_problem why;
    struct sy_receipt old;
    struct sy_receipt now;
    struct sy_log_snapshot *snapshot;
    struct sy_inclusion inclusion;
    struct sy_buffer later = {0};
    struct sy_buffer file = {0};
    struct made made;
    struct made next;

    (void)state;
    assert_non_null(other);
    make(3, 20, &made);
    make(1, 20, &next);
    fixture_receipt(&f, FIXTURE_DISTRICT, made.index, sy_buffer_bytes(&made.submission),
                    &later);
    check_err(sy_receipt_read(sy_buffer_bytes(&made.file), &old, &why), SY_OK);
    check_err(sy_receipt_read(sy_buffer_bytes(&later), &now, &why), SY_OK);
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    inclusion = (struct sy_inclusion){.path = now.path, .note = now.note};
    check_err(sy_log_entry(snapshot, made.index, &inclusion.entry), SY_OK);
    check_err(sy_receipt_renew(&f.network, &old, &inclusion, &file), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&file), sy_buffer_bytes(&later)));
    check_err(open_bytes(sy_buffer_bytes(&file)), SY_OK);
    *other = f.network;
    other->id.bytes[0] ^= 1;
    check_err(sy_receipt_renew(other, &old, &inclusion, &file), SY_WRONG_NETWORK);
    check_err(sy_log_entry(snapshot, next.index, &inclusion.entry), SY_OK);
    check_err(sy_receipt_renew(&f.network, &old, &inclusion, &file), SY_BAD_PROOF);
    sy_log_release(snapshot);
    sy_receipt_close(&old);
    sy_receipt_close(&now);
    sy_buffer_close(&later);
    sy_buffer_close(&file);
    close_made(&made);
    close_made(&next);
    free(other);
}

static void test_parts_files(void **state)
{
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    struct sy_bytes records;
    struct made made;
    struct made other;

    (void)state;
    make(2, 5, &made);
    make(2, 6, &other);
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&made.file), &receipt, &why), SY_OK);
    check_err(sy_parts_file_open(&receipt, sy_buffer_bytes(&other.parts), &records, &why),
              SY_WRONG_PLACE);
    for (size_t at = 0; at < made.parts.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            made.parts.data[at] = (uint8_t)(made.parts.data[at] ^ 1u << bit);
            if (sy_parts_file_open(&receipt, sy_buffer_bytes(&made.parts), &records, &why) ==
                SY_OK)
                fail_msg("bit %u of byte %zu may change", bit, at);
            made.parts.data[at] = (uint8_t)(made.parts.data[at] ^ 1u << bit);
        }
        if (sy_parts_file_open(&receipt, (struct sy_bytes){made.parts.data, at}, &records,
                               &why) == SY_OK)
            fail_msg("all from byte %zu on may be missing", at);
    }
    sy_receipt_close(&receipt);
    sy_receipt_close(&receipt);
    sy_receipt_close(NULL);
    close_made(&made);
    close_made(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_every_line_counts),
        cmocka_unit_test(test_unknown_signature),
        cmocka_unit_test(test_other_network),
        cmocka_unit_test(test_messages_made_by_hand),
        cmocka_unit_test(test_writing_refuses),
        cmocka_unit_test(test_parts_files),
        cmocka_unit_test(test_renewed),
    };

    return cmocka_run_group_tests_name("receipt", tests, setup, teardown);
}
