/* The registry's orders to erase: found in its view one after another, those of one log only,
 * and asked for by the eraser a few at a time. */
#include "tests/unit/fixture.h"

#include "ledger/erasure.h"
#include "ledger/registry_rows.h"
#include "net/orders.h"
#include "proto/record_type.h"

enum { OTHERS = 40, ORDERS = 5 };

#define HERE  "suyuan.example/test/310000"
#define THERE "suyuan.example/test/310101"

static char folder[512];
static struct sy_registry *registry;
static struct sy_network network;

/* An act that has had effect, as the view keeps it. */
static void save(struct sy_store_txn *txn, uint64_t index, uint32_t record,
                 struct sy_bytes subject, uint32_t type, struct sy_bytes body)
{
    struct sy_registry_state state = {.type = type,
                                      .verb = SY_ERASURE_ORDERED,
                                      .force = SY_FORCE_GOOD,
                                      .term = INT64_MAX,
                                      .index = index,
                                      .record = record,
                                      .first = index,
                                      .body = body};
    uint8_t key[12];

    sy_put_u64be(key, index);
    sy_put_u32be(key + 8, record);
    check_err(sy_registry_save(txn, subject, &state), SY_OK);
    check_err(sy_store_put(txn, SY_REGISTRY_ACTS, (struct sy_bytes){key, sizeof(key)}, subject),
              SY_OK);
}

static void save_order(struct sy_store_txn *txn, uint64_t index, uint32_t record,
                       const char *origin, uint64_t entry, const char *residue)
{
    struct sy_buffer subject = {0};
    struct sy_buffer body = {0};
    struct sy_act_draft draft;
    uint8_t hash[SY_HASH_BYTES];

    memset(hash, (int)entry, sizeof(hash));
    sy_erasure_subject(sy_text(origin), entry, 1, SY_PART_PERSONAL, &subject);
    draft =
        sy_act_draft(SY_TYPE_ERASURE_ORDER, sy_buffer_bytes(&subject), 0, SY_ERASURE_ORDERED);
    sy_act_draft_text(&draft, SY_ERASURE_ORIGIN, origin);
    sy_act_draft_uint(&draft, SY_ERASURE_INDEX, entry);
    sy_act_draft_uint(&draft, SY_ERASURE_RECORD, 1);
    sy_act_draft_uint(&draft, SY_ERASURE_KIND, SY_PART_PERSONAL);
    sy_act_draft_bytes(&draft, SY_ERASURE_PART_HASH, (struct sy_bytes){hash, sizeof(hash)});
    if (residue != NULL)
        sy_act_draft_text(&draft, SY_ERASURE_RESIDUE, residue);
    sy_act_draft_text(&draft, SY_ACT_GROUND, "PIPL 47");
    sy_act_write(&draft, &body);
    check_err(body.err, SY_OK);
    save(txn, index, record, sy_buffer_bytes(&subject), SY_TYPE_ERASURE_ORDER,
         sy_buffer_bytes(&body));
    sy_buffer_close(&subject);
    sy_buffer_close(&body);
}

/* Orders for entries 10 to 14 of HERE among other acts, and one for THERE. */
static int setup(void **state)
{
    struct sy_registry_mark mark = {.size = OTHERS + 2};
    struct sy_store_txn *txn;
    char subject[32];

    (void)state;
    fixture_folder(folder);
    check_err(sy_registry_open(folder, FIXTURE_MAP_BYTES, &network, &registry), SY_OK);
    check_err(sy_store_write(registry->store, &txn), SY_OK);
    for (uint32_t i = 0; i < OTHERS; i++) {
        snprintf(subject, sizeof(subject), "node:3100%02u", i);
        save(txn, i, 0, sy_text(subject), SY_TYPE_NODE, sy_text(""));
    }
    save_order(txn, 3, 1, HERE, 10, "residue");
    save_order(txn, 3, 2, THERE, 99, NULL);
    save_order(txn, 3, 3, HERE, 11, NULL);
    save_order(txn, 20, 1, HERE, 12, NULL);
    save_order(txn, 21, 1, HERE, 13, NULL);
    save_order(txn, OTHERS, 0, HERE, 14, NULL);
    check_err(sy_registry_save_mark(txn, &mark), SY_OK);
    check_err(sy_store_commit(txn), SY_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sy_registry_close(registry);
    fixture_remove(folder);
    return 0;
}

static void test_orders_one_after_another(void **state)
{
    static const uint64_t in[ORDERS] = {3, 3, 20, 21, OTHERS};
    struct sy_registry_position at = {0, 0};
    struct sy_registry_snapshot *snapshot;
    struct sy_erasure erasure;

    (void)state;
    check_err(sy_registry_snapshot(registry, &snapshot), SY_OK);
    for (uint64_t i = 0; i < ORDERS; i++) {
        check_err(sy_erasure_next(snapshot, sy_text(HERE), &at, &erasure), SY_OK);
        assert_int_equal(erasure.what.index, 10 + i);
        assert_int_equal(erasure.what.record, 1);
        assert_int_equal(erasure.what.kind, SY_PART_PERSONAL);
        assert_int_equal(erasure.what.order, in[i]);
        assert_int_equal(erasure.what.part_hash.bytes[31], 10 + i);
        check_text(erasure.what.residue, i == 0 ? "residue" : "");
        check_text(erasure.ground, "PIPL 47");
        assert_null(erasure.reason.data);
    }
    check_err(sy_erasure_next(snapshot, sy_text(HERE), &at, &erasure), SY_NOT_FOUND);
    assert_int_equal(at.index, OTHERS + 2);
    at = (struct sy_registry_position){3, 2};
    check_err(sy_erasure_next(snapshot, sy_text(THERE), &at, &erasure), SY_OK);
    assert_int_equal(erasure.what.index, 99);
    check_err(sy_erasure_next(snapshot, sy_text(THERE), &at, &erasure), SY_NOT_FOUND);
    sy_registry_release(snapshot);
}

/* However few are asked for at a time, each comes once. */
static void test_orders_a_few_at_a_time(void **state)
{
    (void)state;
    for (size_t max = 1; max <= ORDERS + 1; max++) {
        struct sy_order_position at = {0, 0};
        uint64_t next = 10;
        size_t count;

        do {
            struct sy_order orders[ORDERS + 1] = {0};

            check_err(sy_orders_of(registry, sy_text(HERE), &at, orders, max, &count), SY_OK);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(orders[i].what.index, next++);
                check_text(sy_buffer_bytes(&orders[i].residue), next == 11 ? "residue" : "");
                sy_buffer_close(&orders[i].residue);
            }
        } while (count == max);
        assert_int_equal(next, 10 + ORDERS);
        assert_int_equal(at.index, OTHERS + 2);
        assert_int_equal(at.record, 0);
    }
}

static void test_orders_that_name_no_part(void **state)
{
    struct sy_erasure erasure;

    (void)state;
    check_err(sy_erasure_read(sy_text(""), 1, &erasure), SY_BAD_ENCODING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_orders_one_after_another, setup, teardown),
        cmocka_unit_test_setup_teardown(test_orders_a_few_at_a_time, setup, teardown),
        cmocka_unit_test(test_orders_that_name_no_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
