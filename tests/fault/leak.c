/* What is not open never reaches those who may not have it: not in an answer, not in a receipt.
 * Searched for in the bytes, beside a reader who may, and gets it. */
#include "tests/fault/fault.h"

#include "ledger/base64.h"
#include "ledger/capture.h"
#include "ledger/compose.h"
#include "ledger/connect.h"
#include "ledger/receipt.h"
#include "net/clock.h"

enum { SECRETS_MAX = 400, SECRETS_MIN = 240 };

static struct sy_stage stage;
static struct sy_buffer document;
static struct sy_buffer submission;
static struct sy_bytes secrets[SECRETS_MAX];
static size_t secret_count;
static const char item[] = "urn:suyuan:1:unit:uscc:91310114MAYYYY040R:LC-100";

static void add_secret(const char *from, const char *to)
{
    assert_true(secret_count < SECRETS_MAX);
    secrets[secret_count++] = (struct sy_bytes){(const uint8_t *)from, (size_t)(to - from)};
}

/* Names that begin with erp:, partners, and prices, as the document has them. */
static void find_secrets(const char *text)
{
    static const char partner[] = "往来单位-";

    for (const char *at = text; (at = strstr(at, "\"erp:")) != NULL; at++)
        add_secret(at + 5, strchr(at + 5, '"'));
    for (const char *at = text; (at = strstr(at, partner)) != NULL; at++)
        add_secret(at, strchr(at, '"'));
    for (const char *at = text; (at = strchr(at, '.')) != NULL; at++) {
        if (at - text > 4 && at[-3] == '9' && strspn(at - 3, "0123456789") == 3 &&
            strspn(at + 1, "0123456789") == 3)
            add_secret(at - 3, at + 4);
    }
}

static bool holds(struct sy_bytes bytes, struct sy_bytes word)
{
    return memmem(bytes.data, bytes.len, word.data, word.len) != NULL;
}

static size_t secrets_in(const struct sy_buffer *bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < secret_count; i++)
        count += holds(sy_buffer_bytes(bytes), secrets[i]);
    return count;
}

static void compose(void)
{
    struct sy_capture capture = {0};
    struct sy_composer composer;
    struct sy_composition how = {.scope = sy_stage_scope(&stage),
                                 .kind = SY_KIND_RECORDS,
                                 .signed_at = sy_clock_us(),
                                 .keys = &stage.sign,
                                 .key_count = 1};
    struct sy_hash id;

    check_err(
        sy_capture_read(sy_buffer_bytes(&document), &(struct sy_capture_options){0}, &capture),
        SY_OK);
    sy_composer_init(&composer, sy_text(stage.principal), stage.nonce);
    for (size_t n = 0; n < capture.count; n++) {
        struct sy_draft draft = {.type = capture.records[n].type};

        for (size_t i = 0; i < SY_PART_KINDS; i++) {
            if (capture.records[n].has[i])
                draft.bodies[i] = capture.records[n].body[i];
        }
        check_err(sy_composer_add(&composer, &draft, 0), SY_OK);
    }
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_composer_close(&composer);
    sy_capture_close(&capture);
}

static int open_all(void **state)
{
    struct sy_bytes file = check_read_file(
        SY_SOURCE_ROOT "/tests/data/scenarios/awkward/unknown_extensions.jsonld");

    (void)state;
    assert_non_null(file.data);
    sy_buffer_put_bytes(&document, file);
    free((void *)(uintptr_t)file.data);
    find_secrets(sy_buffer_text(&document));
    assert_true(secret_count > SECRETS_MIN);
    fault_open(&stage);
    compose();
    assert_int_equal(secrets_in(&submission), secret_count); /* they are in what is sent */
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    sy_stage_close(&stage);
    sy_buffer_close(&document);
    sy_buffer_close(&submission);
    return 0;
}

/* Every message of the answer, behind one another. */
static void collect(struct sy_client *client, enum sy_frame_type type,
                    struct sy_buffer *request, struct sy_buffer *to)
{
    struct sy_frame_message reply;
    bool end = false;

    fault_ask(client, type, sy_buffer_bytes(request), &reply);
    while (!end) {
        sy_buffer_put_bytes(to, sy_buffer_bytes(&reply.payload));
        end = (reply.flags & SY_FRAME_END) != 0;
        sy_frame_message_close(&reply);
        if (!end)
            check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
    }
    sy_buffer_close(request);
}

/* All that a reader of the log can ask. */
static void ask_everything(struct sy_client *client, struct sy_buffer *to)
{
    struct sy_bytes origin = sy_text(sy_stage_origin(&stage));
    struct sy_buffer request = {0};

    sy_get_entries_write(
        &(const struct sy_get_entries){origin, 0, UINT64_MAX, 1, {NULL, 0}, {false, 0}},
        &request);
    collect(client, SY_FRAME_GET_ENTRIES, &request, to);
    sy_get_entries_write(
        &(const struct sy_get_entries){origin, 0, UINT64_MAX, 0, {NULL, 0}, {false, 0}},
        &request);
    collect(client, SY_FRAME_GET_ENTRIES, &request, to);
    for (unsigned direct = 0; direct < 2; direct++) {
        sy_get_journey_write(
            &(const struct sy_get_journey){.item = sy_text(item), .direct = direct != 0},
            &request);
        collect(client, SY_FRAME_GET_JOURNEY, &request, to);
    }
    sy_get_proof_write(
        &(const struct sy_get_proof){.origin = origin, .size = 1, .index = {true, 0}},
        &request);
    collect(client, SY_FRAME_GET_PROOF, &request, to);
    sy_get_checkpoint_write(&(const struct sy_get_checkpoint){origin}, &request);
    collect(client, SY_FRAME_GET_CHECKPOINT, &request, to);
    sy_get_subject_write(&(const struct sy_get_subject){sy_text(stage.principal)}, &request);
    collect(client, SY_FRAME_GET_SUBJECT, &request, to);
    sy_get_signed_write(
        &(const struct sy_get_signed){{stage.sign.public_key.bytes, SY_PUBLIC_KEY_BYTES},
                                      INT64_MIN},
        &request);
    collect(client, SY_FRAME_GET_SIGNED, &request, to);
    collect(client, SY_FRAME_GET_STATUS, &request, to);
    check_err(to->err, SY_OK);
}

/* The connection speaks for the authority from now on, who may have everything. */
static void authenticate(struct sy_client *client)
{
    uint8_t exporter[SY_CHANNEL_EXPORTER_BYTES];
    uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_connect_claim claim = {.network_id = stage.network->id,
                                     .node = sy_text("310000"),
                                     .subject = sy_text("authority"),
                                     .exporter = exporter};
    struct sy_secret_key key;
    struct sy_authenticate ask;
    struct sy_buffer request = {0};
    struct sy_frame_message reply;

    check_err(sy_key_file_secret(&stage.authority_file, SY_KEY_CONNECT, NULL, &key), SY_OK);
    check_err(sy_client_exporter(client, exporter), SY_OK);
    check_err(sy_connect_sign(&claim, &key, signature), SY_OK);
    ask = (struct sy_authenticate){claim.subject,
                                   {key.public_key.bytes, SY_PUBLIC_KEY_BYTES},
                                   {signature, sizeof(signature)}};
    sy_authenticate_write(&ask, &request);
    fault_ask(client, SY_FRAME_AUTHENTICATE, sy_buffer_bytes(&request), &reply);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
}

/* Base64 hides nothing. */
static void put_decoded(struct sy_buffer *receipt, struct sy_buffer *to)
{
    const char *at = sy_buffer_text(receipt);

    sy_buffer_put_bytes(to, sy_buffer_bytes(receipt));
    while (*at != 0) {
        size_t len = strcspn(at, " \n");

        /* Most words are not base64: these are there as they are. */
        if (len > 20 &&
            sy_base64_decode((struct sy_bytes){(const uint8_t *)at, len}, to) != SY_OK)
            assert_int_equal(to->err, SY_OK);
        at += len + (at[len] != 0);
    }
}

static void check_receipt(const struct sy_frame_message *reply)
{
    struct sy_append_reply append;
    struct sy_inclusion inclusion = {0};
    struct sy_buffer receipt = {0};
    struct sy_buffer readable = {0};

    check_err(sy_append_reply_read(sy_buffer_bytes(&reply->payload), &append), SY_OK);
    assert_int_equal(append.path.count, 0); /* the first entry of its log */
    inclusion.entry = append.entry;
    inclusion.note = append.note;
    check_err(
        sy_receipt_write(stage.network, &inclusion, sy_buffer_bytes(&submission), &receipt),
        SY_OK);
    put_decoded(&receipt, &readable);
    assert_true(holds(sy_buffer_bytes(&readable), sy_text("shipping"))); /* its open part */
    assert_int_equal(secrets_in(&readable), 0);
    sy_buffer_close(&receipt);
    sy_buffer_close(&readable);
}

static void test_receipt(void **state)
{
    struct sy_append append = {.origin = sy_text(sy_stage_origin(&stage)),
                               .submission = sy_buffer_bytes(&submission)};
    struct sy_client *client = sy_stage_connect(&stage);
    struct sy_buffer request = {0};
    struct sy_frame_message reply;

    (void)state;
    assert_non_null(client);
    sy_append_write(&append, &request);
    fault_ask(client, SY_FRAME_APPEND, sy_buffer_bytes(&request), &reply);
    check_receipt(&reply);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    fault_wait_view(client);
    sy_client_close(client);
}

static void test_answers(void **state)
{
    struct sy_client *client = sy_stage_connect(&stage);
    struct sy_buffer anonymous = {0};
    struct sy_buffer authority = {0};

    (void)state;
    assert_non_null(client);
    ask_everything(client, &anonymous);
    assert_true(holds(sy_buffer_bytes(&anonymous), sy_text("shipping")));
    assert_int_equal(secrets_in(&anonymous), 0);
    authenticate(client);
    ask_everything(client, &authority);
    assert_int_equal(secrets_in(&authority), secret_count);
    sy_client_close(client);
    sy_buffer_close(&anonymous);
    sy_buffer_close(&authority);
}

/* What the node writes for its operator. */
static void test_log_lines(void **state)
{
    struct sy_buffer lines = {0};
    struct sy_bytes file;
    char path[FAULT_PATH_BYTES];

    (void)state;
    sy_stage_path(&stage, "node.log", path);
    file = check_read_file(path);
    assert_non_null(file.data);
    sy_buffer_put_bytes(&lines, file);
    free((void *)(uintptr_t)file.data);
    assert_true(holds(sy_buffer_bytes(&lines), sy_text("event=ready")));
    assert_int_equal(secrets_in(&lines), 0);
    sy_buffer_close(&lines);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_receipt),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_log_lines),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("leak", tests, open_all, close_all);
}
