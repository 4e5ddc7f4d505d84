/* Which parts a reader may have: every combination of reader, kind of part and cases against
 * expectations that are written down a second time here; and what withholding leaves. */
#include "tests/check.h"

#include "ledger/access.h"
#include "ledger/record.h"
#include "proto/record_type.h"

#define BIT(fact) (1u << SY_FACT_##fact)

/* By kind of part: whom which cases give it. */
static const struct {
    const char *who;
    unsigned open, chain, commercial, personal;
} expectations[SY_READERS] = {
    [SY_READER_ANONYMOUS] = {"anonymous", BIT(PRESENTED), 0, 0, 0},
    [SY_READER_PERSON] = {"person", BIT(PRESENTED) | BIT(OWN), 0, 0, BIT(OWN)},
    [SY_READER_ORGANISATION] = {"organisation",
                                BIT(PRESENTED) | BIT(NAMED) | BIT(SIGNED) | BIT(OWN),
                                BIT(NAMED) | BIT(SIGNED) | BIT(OWN), BIT(OWN), BIT(OWN)},
    [SY_READER_REGULATOR] = {"regulator",
                             BIT(ANY) | BIT(PRESENTED) | BIT(NAMED) | BIT(SIGNED) | BIT(OWN) |
                                 BIT(AREA),
                             BIT(NAMED) | BIT(SIGNED) | BIT(OWN) | BIT(AREA),
                             BIT(OWN) | BIT(AREA), BIT(OWN) | BIT(SUPERVISED)},
    [SY_READER_NODE] = {"node", BIT(ANY) | BIT(PRESENTED) | BIT(SUBSCRIBED), BIT(SUBSCRIBED),
                        BIT(SUBSCRIBED), BIT(SUBSCRIBED)},
    [SY_READER_AUTHORITY] = {"authority",
                             BIT(ANY) | BIT(PRESENTED) | BIT(NAMED) | BIT(SIGNED) | BIT(OWN) |
                                 BIT(AREA),
                             BIT(NAMED) | BIT(SIGNED) | BIT(OWN) | BIT(AREA),
                             BIT(OWN) | BIT(AREA), BIT(OWN) | BIT(SUPERVISED)},
};

static bool expected(unsigned who, uint32_t kind, unsigned facts, unsigned disclosed)
{
    uint32_t plain = kind >= 128 ? kind - 128 : kind;
    bool opened = (facts & BIT(DISCLOSED)) != 0 && (plain == 2 || plain == 3) &&
                  (disclosed >> plain & 1) != 0;

    if (plain == 1)
        return (facts & expectations[who].open) != 0 ||
               ((facts & BIT(DISCLOSED)) != 0 && disclosed != 0);
    if (plain == 2)
        return (facts & expectations[who].chain) != 0 || opened;
    if (plain == 3)
        return (facts & expectations[who].commercial) != 0 || opened;
    return (facts & expectations[who].personal) != 0; /* and what nobody has defined */
}

static void test_every_combination(void **state)
{
    (void)state;
    for (unsigned who = 0; who < SY_READERS; who++)
        for (uint32_t kind = 0; kind < 256; kind++)
            for (unsigned facts = 0; facts < 1u << SY_FACTS; facts++)
                for (unsigned disclosed = 0; disclosed < 32; disclosed += 2) {
                    struct sy_access_case it = {(enum sy_reader_kind)who, facts, disclosed};

                    if ((facts & BIT(DISCLOSED)) == 0 && disclosed > 0)
                        break;
                    if (sy_access_part(&it, kind) != expected(who, kind, facts, disclosed))
                        fail_msg("%s, kind %u, cases %x, disclosed %x: %s",
                                 expectations[who].who, kind, facts, disclosed,
                                 expected(who, kind, facts, disclosed) ? "refused" : "given");
                }
}

static struct sy_record_share three_parts(const struct sy_hash *third)
{
    struct sy_record_share record = {.part_count = 3};

    record.parts[0] = (struct sy_part_share){.kind = SY_PART_OPEN, .part = sy_text("open")};
    record.parts[1] = (struct sy_part_share){.kind = SY_PART_CHAIN, .part = sy_text("chain")};
    record.parts[2] =
        (struct sy_part_share){.kind = SY_PART_PERSONAL, .hash = {third->bytes, SY_HASH_BYTES}};
    return record;
}

static void test_withheld(void **state)
{
    const struct sy_access_case anybody = {SY_READER_ANONYMOUS, BIT(ANY) | BIT(PRESENTED), 0};
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_hash gone = {{8}};
    struct sy_record_share record = three_parts(&gone);
    struct sy_record_digest before;
    struct sy_record_digest after;

    (void)state;
    sy_record_digest_of(&record, &before);
    sy_access_withhold(&anybody, &record, hashes);
    check_text(record.parts[0].part, "open"); /* he named it */
    assert_null(record.parts[1].part.data);
    assert_true(record.parts[2].hash.data == gone.bytes);
    sy_record_digest_of(&record, &after);
    gone = sy_record_hash(&before);
    hashes[0] = sy_record_hash(&after);
    assert_true(sy_hash_equal(&gone, &hashes[0])); /* the same record */
}

/* A part that is not here counts: whoever may have it is found, for what views know of it. */
static void test_whole(void **state)
{
    const struct sy_access_case own = {SY_READER_ORGANISATION, BIT(ANY) | BIT(OWN), 0};
    const struct sy_access_case named = {SY_READER_ORGANISATION, BIT(ANY) | BIT(NAMED), 0};
    struct sy_hash gone = {{8}};
    struct sy_record_share record = three_parts(&gone);

    (void)state;
    assert_true(sy_access_whole(&own, &record));
    assert_false(sy_access_whole(&named, &record));
    record.part_count = 2;
    assert_true(sy_access_whole(&named, &record));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination),
        cmocka_unit_test(test_withheld),
        cmocka_unit_test(test_whole),
    };

    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
