/* A node of the network that lies: whatever it says to whoever dials it, and whatever it asks,
 * the others say why they drop it and do not listen for a while, keep within their memory, and
 * go on: appends are taken, cosigned and held as fast as they were before. */
#include "tests/fault/liar.h"

#include "ledger/evidence.h"
#include "ledger/trust.h"

enum {
    VICTIM = 2, /* to whom it lies; the others hear the truth, unless a test says so */
    ENTRIES = 8,
    APPENDS = 12,
    LIMIT_MS = 5000,
    FLOOD = 40000,
    HALF_WAIT_MS = 25000,
    UNREAD_WAIT_MS = 60000,
    STRETCHES = 900
};

static struct city city;
static struct liar liar;
static const char *other; /* its code */

static int open_all(void **state)
{
    (void)state;
    raw_count_memory();
    city_open(&city);
    liar_open(&liar, &city);
    other = city.stage.network->nodes[CITY_OTHER].code;
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    liar_close(&liar);
    city_close(&city);
    return 0;
}

static struct sy_bytes own_note(void)
{
    return sy_signed_checkpoint_note(&liar.checkpoint);
}

/* Its log grows, and the node is shown that; if it has not seen it already in an answer, and
 * dropped the liar for what followed. */
static void grow_and_show(size_t node)
{
    liar_append(&liar, ENTRIES);
    (void)liar_show(&liar, node, own_note(), liar.size);
}

static void words(char *out, size_t size, const char *event)
{
    snprintf(out, size, "event=%s peer=%s", event, other);
}

/* The node starts again: it has no memory of whom it dropped. */
static void start_again(size_t node)
{
    city_stop(&city, node);
    city_start(&city, node);
}

static void test_who_is_honest_is_mirrored(void **state)
{
    (void)state;
    city_appends(&city, APPENDS, LIMIT_MS);
    grow_and_show(0);
    for (size_t i = 0; i < CITY_RUNNING; i++)
        city_await_size(&city, i, liar.origin, liar.size);
}

/* Said to the victim once it asks for the entries behind a new checkpoint. What it does not get
 * from the liar, it gets from the others. */
static void lie_in_a_stretch(enum liar_lie lie, const char *event, const char *reason)
{
    char first[64];

    words(first, sizeof(first), event);
    start_again(VICTIM);
    city_await(&city, VICTIM, "event=peer_up", other);
    liar_tell(&liar, VICTIM, lie);
    grow_and_show(VICTIM);
    city_await(&city, VICTIM, first, reason);
    assert_true(liar_told(&liar, lie) > 0);
    city_check_memory(&city, VICTIM);
    city_appends(&city, APPENDS, LIMIT_MS);
    for (size_t i = 0; i < CITY_RUNNING; i++)
        city_await_size(&city, i, liar.origin, liar.size);
    liar_tell(&liar, VICTIM, LIAR_NOTHING);
}

static void test_lies_in_stretches(void **state)
{
    static const struct {
        enum liar_lie lie;
        const char *reason;
    } cases[] = {
        {LIAR_BAD_START, "a stretch does not begin as it should"},
        {LIAR_ALTERED, "what it gave is not what the log signed"},
        {LIAR_REORDERED, "what it gave is not what the log signed"},
        {LIAR_BAD_PROOF, "what it gave is not what the log signed"},
        {LIAR_BAD_PART, "what it gave is not what the log signed"},
        {LIAR_MORE, "a stretch is not what it says"},
        {LIAR_LESS, "a stretch ends before its end"},
        {LIAR_OTHER_RANGE, "it answered what it was not asked"},
        {LIAR_ENDLESS, "an answer is longer than was asked for"},
        {LIAR_HUGE, "reason="},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("# %s\n", cases[i].reason);
        lie_in_a_stretch(cases[i].lie, "peer_dropped", cases[i].reason);
    }
}

/* Half a message, and then nothing: the line is given up. */
static void test_half_an_answer(void **state)
{
    (void)state;
    lie_in_a_stretch(LIAR_HALF, "peer_lost", "a message that had begun did not go on");
}

/* It claims to have everything, and gives nothing: others are asked. */
static void test_who_gives_nothing_is_not_waited_for(void **state)
{
    char first[128];

    (void)state;
    snprintf(first, sizeof(first), "event=mirror_unanswered origin=%s", liar.origin);
    start_again(VICTIM);
    city_await(&city, VICTIM, "event=peer_up", other);
    liar_tell(&liar, VICTIM, LIAR_SILENT);
    city_appends(&city, APPENDS, LIMIT_MS);
    grow_and_show(VICTIM);
    city_await(&city, VICTIM, first, "it took too long");
    city_await_size(&city, VICTIM, liar.origin, liar.size);
    liar_tell(&liar, VICTIM, LIAR_NOTHING);
}

/* At the start of a connection. */
static void lie_at_once(size_t node, enum liar_lie lie, const char *reason)
{
    char first[64];

    words(first, sizeof(first), "peer_dropped");
    liar_tell(&liar, node, lie);
    start_again(node);
    city_await(&city, node, first, reason);
    assert_true(liar_told(&liar, lie) > 0);
    city_check_memory(&city, node);
    city_appends(&city, APPENDS, LIMIT_MS);
    liar_tell(&liar, node, LIAR_NOTHING);
}

static void test_lies_at_once(void **state)
{
    (void)state;
    lie_at_once(VICTIM, LIAR_GARBAGE, "reason=");
    lie_at_once(VICTIM, LIAR_OTHER_CODE, "it calls itself by another node's code");
    lie_at_once(VICTIM, LIAR_NOT_ASKED, "it answers what nobody asked");
}

/* To node 0, whose log is appended to: it offers its checkpoints. */
static void lie_about_an_offer(enum liar_lie lie, const char *reason)
{
    char first[64];

    words(first, sizeof(first), "peer_dropped");
    start_again(0);
    city_await(&city, 0, "event=peer_up", other);
    city_await(&city, 0, "event=log_signed", sy_stage_origin(&city.stage));
    liar_tell(&liar, 0, lie);
    city_appends(&city, APPENDS, LIMIT_MS);
    city_await(&city, 0, first, reason);
    city_appends(&city, APPENDS, LIMIT_MS);
    liar_tell(&liar, 0, LIAR_NOTHING);
}

static void test_lies_about_offers(void **state)
{
    (void)state;
    lie_about_an_offer(LIAR_NO_LINES, "its cosignatures cannot be read");
    lie_about_an_offer(LIAR_FALSE_LINE, "a cosignature is not true");
}

/* One that never answers, and one that does not even read, while the owner offers and shows it
 * everything: the others cosign as fast as before. */
static void test_who_is_slow_slows_nobody(void **state)
{
    char first[64];

    (void)state;
    start_again(0);
    city_await(&city, 0, "event=peer_up", other);
    city_await(&city, 0, "event=log_signed", sy_stage_origin(&city.stage));
    city_appends(&city, 4 * APPENDS, LIMIT_MS);
    liar_tell(&liar, 0, LIAR_SILENT);
    city_appends(&city, 4 * APPENDS, LIMIT_MS);
    assert_true(liar_told(&liar, LIAR_SILENT) > 0);
    liar_tell(&liar, 0, LIAR_DEAF);
    start_again(0);
    city_await(&city, 0, "event=peer_up", other);
    city_await(&city, 0, "event=log_signed", sy_stage_origin(&city.stage));
    city_appends(&city, 4 * APPENDS, LIMIT_MS);
    words(first, sizeof(first), "peer_lost");
    city_await(&city, 0, first, "it does not answer");
    city_check_memory(&city, 0);
    liar_tell(&liar, 0, LIAR_NOTHING);
}

/* What the liar sends by itself, over a connection of its own: it is hung up on with the reason
 * in the node's log, and its next question is not answered either. */
static void send_lie(enum sy_frame_type type, struct sy_buffer *payload, const char *reason)
{
    char first[64];
    struct raw raw;

    words(first, sizeof(first), "peer_dropped");
    start_again(VICTIM);
    liar_dial(&liar, VICTIM, &raw);
    assert_true(
        raw_send_message(&raw, (uint8_t)type, 2, sy_buffer_bytes(payload), FAULT_TIMEOUT_MS));
    assert_true(raw_ends(&raw, FAULT_TIMEOUT_MS));
    raw_close(&raw);
    city_await(&city, VICTIM, first, reason);
    assert_int_equal(liar_show(&liar, VICTIM, own_note(), liar.size), SY_FRAME_ERROR);
    city_appends(&city, APPENDS, LIMIT_MS);
    sy_buffer_close(payload);
}

/* Two trees that do not contradict each other. */
static void make_false_evidence(struct sy_buffer *out)
{
    static struct sy_evidence evidence;
    struct sy_evidence_tree trees[2] = {0};
    struct sy_give_evidence give;
    struct sy_buffer text = {0};
    struct sy_hash root = sy_merkle_root_of(liar.leaves, (size_t)liar.size - 1);

    trees[0].checkpoint = liar.checkpoint;
    liar_sign(&liar, liar.size - 1, &root, &trees[1].checkpoint);
    sy_evidence_fork(&trees[0], &trees[1], &evidence);
    sy_evidence_put(&evidence, &text);
    give.text = sy_buffer_bytes(&text);
    sy_give_evidence_write(&give, out);
    check_err(out->err, SY_OK);
    sy_buffer_close(&text);
}

static void test_lies_of_its_own(void **state)
{
    struct sy_signed_checkpoint bent = liar.checkpoint;
    struct sy_show_checkpoint show;
    struct sy_offer_checkpoint offer;
    struct sy_buffer payload = {0};

    (void)state;
    bent.note[bent.note_len - 10] ^= 1; /* in the signature */
    show = (struct sy_show_checkpoint){sy_signed_checkpoint_note(&bent), 1};
    sy_show_checkpoint_write(&show, &payload);
    send_lie(SY_FRAME_SHOW_CHECKPOINT, &payload, "what it shows is no checkpoint");
    offer = (struct sy_offer_checkpoint){sy_signed_checkpoint_note(&bent)};
    sy_offer_checkpoint_write(&offer, &payload);
    send_lie(SY_FRAME_OFFER_CHECKPOINT, &payload, "what it offers is no checkpoint");
    sy_buffer_put_text(&payload, "\xff\xff what is this");
    send_lie(SY_FRAME_SHOW_CHECKPOINT, &payload, "it sends what cannot be read");
    make_false_evidence(&payload);
    send_lie(SY_FRAME_GIVE_EVIDENCE, &payload, "the evidence that it gives proves nothing");
}

/* Thousands of questions at once, each of them a fair one. */
static void test_a_flood(void **state)
{
    struct sy_get_checkpoint ask = {sy_text(liar.origin)};
    struct sy_buffer payload = {0};
    struct sy_buffer frames = {0};
    struct raw raw;
    char first[64];

    (void)state;
    words(first, sizeof(first), "peer_dropped");
    start_again(VICTIM);
    city_await_size(&city, VICTIM, liar.origin, liar.size);
    liar_dial(&liar, VICTIM, &raw);
    sy_get_checkpoint_write(&ask, &payload);
    for (uint64_t i = 0; i < FLOOD; i++)
        sy_frame_put(&frames, SY_FRAME_GET_CHECKPOINT, 0, 2 + i, sy_buffer_bytes(&payload));
    (void)raw_send(&raw, sy_buffer_bytes(&frames), FAULT_TIMEOUT_MS); /* it may be cut short */
    assert_true(raw_ends(&raw, FAULT_TIMEOUT_MS));
    city_await(&city, VICTIM, first, "it asks more than a node may");
    city_check_memory(&city, VICTIM);
    raw_close(&raw);
    sy_buffer_close(&frames);
    sy_buffer_close(&payload);
    city_appends(&city, APPENDS, LIMIT_MS);
}

/* Half a message for ever, and a thousand large questions of which no answer is read. */
static void test_stalls_of_its_own(void **state)
{
    struct sy_get_stretch ask = {
        .origin = sy_text(liar.origin), .to = ENTRIES, .parts = 1, .bytes_max = 1 << 20};
    struct sy_buffer payload = {0};
    struct sy_buffer frames = {0};
    struct raw half;
    struct raw deaf;

    (void)state;
    start_again(VICTIM);
    city_await_size(&city, VICTIM, liar.origin, liar.size);
    sy_get_stretch_write(&ask, &payload);
    sy_frame_put(&frames, SY_FRAME_GET_STRETCH, 0, 2, sy_buffer_bytes(&payload));
    liar_dial(&liar, VICTIM, &half);
    assert_true(
        raw_send(&half, (struct sy_bytes){frames.data, frames.len / 2}, FAULT_TIMEOUT_MS));
    liar_dial(&liar, VICTIM, &deaf);
    for (uint64_t i = 0; i < STRETCHES; i++)
        sy_frame_put(&frames, SY_FRAME_GET_STRETCH, 0, 3 + i, sy_buffer_bytes(&payload));
    assert_true(raw_send(&deaf, sy_buffer_bytes(&frames), FAULT_TIMEOUT_MS));
    city_appends(&city, 4 * APPENDS, LIMIT_MS);
    city_check_memory(&city, VICTIM);
    assert_true(raw_ends(&half, HALF_WAIT_MS));
    city_await(&city, VICTIM, "event=disconnected", "error=timeout");
    raw_close(&half);
    raw_close(&deaf);
    sy_buffer_close(&frames);
    sy_buffer_close(&payload);
}

/* What it signed long ago, and a size that it has no entries for: nobody minds the one, nobody
 * is held up by the other. */
static void test_old_checkpoints_and_empty_ones(void **state)
{
    struct sy_signed_checkpoint old;
    struct sy_hash root = sy_merkle_root_of(liar.leaves, 3);

    (void)state;
    start_again(VICTIM);
    liar_sign(&liar, 3, &root, &old);
    assert_int_equal(liar_show(&liar, VICTIM, sy_signed_checkpoint_note(&old), UINT64_MAX),
                     SY_FRAME_SHOW_CHECKPOINT_REPLY);
    root.bytes[0] ^= 1;
    liar_sign(&liar, (uint64_t)1 << 40, &root, &old);
    assert_int_equal(
        liar_show(&liar, VICTIM, sy_signed_checkpoint_note(&old), (uint64_t)1 << 60),
        SY_FRAME_SHOW_CHECKPOINT_REPLY);
    city_appends(&city, APPENDS, LIMIT_MS);
    city_check_memory(&city, VICTIM);
    for (size_t i = 0; i < CITY_RUNNING; i++)
        assert_false(city_said(&city, i, "event=evidence", liar.origin));
}

/* Another root for a size that it has signed: one is shown to the one node, the other one to
 * the other; they talk, and all three have the evidence. */
static void test_a_fork_ends_as_evidence(void **state)
{
    struct sy_hash roots[2] = {{{1}}, {{2}}};
    uint64_t size = (uint64_t)1 << 41;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sy_signed_checkpoint side;

        liar_sign(&liar, size, &roots[i], &side);
        (void)liar_show(&liar, i, sy_signed_checkpoint_note(&side), size);
    }
    for (size_t i = 0; i < CITY_RUNNING; i++)
        city_await(&city, i, "event=evidence", liar.origin);
    city_appends(&city, APPENDS, LIMIT_MS);
    for (size_t i = 0; i < CITY_RUNNING; i++) {
        assert_true(city_size(&city, i, liar.origin) >= ENTRIES);
        city_stop(&city, i);
    }
}

/* What clients are served there of the city's own log. */
static void served(size_t node, struct sy_buffer *note)
{
    const struct sy_get_checkpoint ask = {sy_text(sy_stage_origin(&city.stage))};
    struct sy_client *client = city_connect(&city, node);
    struct sy_frame_message message = {0};
    struct sy_buffer request = {0};
    struct sy_checkpoint_reply reply;

    assert_non_null(client);
    sy_get_checkpoint_write(&ask, &request);
    check_err(sy_client_call(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&request),
                             FAULT_TIMEOUT_MS, &message),
              SY_OK);
    check_err(sy_checkpoint_reply_read(sy_buffer_bytes(&message.payload), &reply), SY_OK);
    sy_buffer_put_bytes(note, reply.note);
    sy_frame_message_close(&message);
    sy_buffer_close(&request);
    sy_client_close(client);
}

/* Of the city's own log, of that size, with a root that nobody can look into. */
static void sign_more(uint64_t size, struct sy_signed_checkpoint *out)
{
    const char *origin = sy_stage_origin(&city.stage);
    const struct sy_network_log *log = sy_network_log(city.stage.network, sy_text(origin));
    const struct sy_hash root = {{1}};
    struct sy_checkpoint checkpoint;
    struct sy_secret_key key;

    assert_non_null(log);
    check_err(sy_key_file_secret(&city.stage.node_file, SY_KEY_LOG, origin, &key), SY_OK);
    check_err(sy_checkpoint_make(sy_text(origin), size, &root, &checkpoint), SY_OK);
    check_err(sy_signed_checkpoint_make(&checkpoint, &log->vkey, &key, out), SY_OK);
    sy_secret_key_wipe(&key);
}

/* Whoever shows less is answered with the largest checkpoint, cosigned or not; whoever shows
 * that one, with what the quorum stands behind. The last test: by this the log's owner loses
 * it. */
static void test_what_is_answered_to_whom(void **state)
{
    struct sy_trust *trust = calloc(1, sizeof(*trust));
    struct sy_signed_checkpoint more;
    struct sy_buffer proved = {0};
    struct sy_buffer answer = {0};
    uint64_t size;

    (void)state;
    assert_non_null(trust);
    for (size_t i = 0; i < CITY_RUNNING; i++) {
        if (city.nodes[i] == 0)
            city_start(&city, i);
    }
    city_await(&city, 0, "event=log_signed", sy_stage_origin(&city.stage));
    city_appends(&city, 1, LIMIT_MS);
    city_await_size(&city, VICTIM, sy_stage_origin(&city.stage),
                    city_size(&city, 0, sy_stage_origin(&city.stage)));
    served(VICTIM, &proved);
    check_err(sy_trust_open(city.stage.network, sy_buffer_bytes(&proved), trust), SY_OK);
    size = trust->checkpoint.size;
    sign_more((uint64_t)1 << 40, &more);
    assert_int_equal(liar_hear(&liar, VICTIM, sy_signed_checkpoint_note(&more), 0, &answer),
                     SY_FRAME_SHOW_CHECKPOINT_REPLY);
    check_err(sy_trust_open(city.stage.network, sy_buffer_bytes(&answer), trust), SY_OK);
    assert_true(trust->checkpoint.size >= size);
    assert_true(trust->checkpoint.size < more.checkpoint.size);
    assert_int_equal(liar_hear(&liar, VICTIM, sy_buffer_bytes(&proved), 0, &answer),
                     SY_FRAME_SHOW_CHECKPOINT_REPLY);
    check_err(sy_trust_open(city.stage.network, sy_buffer_bytes(&answer), trust), SY_QUORUM);
    assert_int_equal(trust->checkpoint.size, more.checkpoint.size);
    sy_buffer_close(&proved);
    sy_buffer_close(&answer);
    free(trust);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_honest_is_mirrored),
        cmocka_unit_test(test_lies_in_stretches),
        cmocka_unit_test(test_half_an_answer),
        cmocka_unit_test(test_who_gives_nothing_is_not_waited_for),
        cmocka_unit_test(test_lies_at_once),
        cmocka_unit_test(test_lies_about_offers),
        cmocka_unit_test(test_who_is_slow_slows_nobody),
        cmocka_unit_test(test_lies_of_its_own),
        cmocka_unit_test(test_a_flood),
        cmocka_unit_test(test_stalls_of_its_own),
        cmocka_unit_test(test_old_checkpoints_and_empty_ones),
        cmocka_unit_test(test_a_fork_ends_as_evidence),
        cmocka_unit_test(test_what_is_answered_to_whom),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("lies", tests, open_all, close_all);
}
