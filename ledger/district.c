#include "ledger/district.h"

#include <string.h>

#include "ledger/place.h"
#include "ledger/time.h"
#include "proto/record_type.h"

enum {
    NODE_BYTES = 5 + SY_NODE_CODE_BYTES,
    FORMER_BYTES = 7 + SY_NODE_CODE_BYTES,
    CHINA_OFFSET_MINUTES = 8 * 60 /* whose years the codes have */
};

struct finding {
    struct sy_registry_snapshot *registry;
    struct sy_bytes code;
    uint64_t size;
    uint64_t year;
};

static uint64_t year_of(int64_t time)
{
    char text[SY_TIME_TEXT_BYTES];
    uint64_t year = 0;

    if (sy_time_format_at(time, CHINA_OFFSET_MINUTES, text) != SY_OK)
        return 0;
    for (size_t i = 0; i < 4; i++)
        year = year * 10 + (uint64_t)(text[i] - '0');
    return year;
}

/* The node of a code, if it is in force: its state, and its subject as the snapshot has it. */
static enum sy_err find_node(const struct finding *it, struct sy_bytes code,
                             struct sy_registry_state *out, struct sy_bytes *subject)
{
    uint8_t text[NODE_BYTES];
    enum sy_err err;

    memcpy(text, "node:", 5);
    memcpy(text + 5, code.data, SY_NODE_CODE_BYTES);
    err = sy_registry_state(it->registry, (struct sy_bytes){text, sizeof(text)}, it->size, out);
    if (err == SY_OK && out->force != SY_FORCE_GOOD)
        err = SY_NOT_FOUND;
    if (err == SY_OK)
        *subject = sy_body_bytes(out->body, SY_ACT_SUBJECT);
    return err;
}

/* A former code of that node, of the year or of any. */
static bool read_former(const struct finding *it, struct sy_bytes body, struct sy_bytes node,
                        bool of_year, struct sy_district *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, SY_NODE_FORMER, &field)) {
        struct sy_district found = {.former = true, .until_year = UINT64_MAX};

        if (!sy_bytes_equal(sy_body_bytes(field.bytes, SY_FORMER_CODE), it->code))
            continue;
        (void)sy_body_uint(field.bytes, SY_FORMER_FROM_YEAR, &found.from_year);
        (void)sy_body_uint(field.bytes, SY_FORMER_UNTIL_YEAR, &found.until_year);
        found.in_years = found.from_year <= it->year && it->year <= found.until_year;
        if (of_year && !found.in_years)
            continue;
        found.name = sy_body_bytes(field.bytes, SY_FORMER_NAME);
        found.node = node;
        found.code = (struct sy_bytes){node.data + 5, SY_NODE_CODE_BYTES};
        *out = found;
        return true;
    }
    return false;
}

/* Among the nodes that mention the code. SY_NOT_FOUND. */
static enum sy_err find_former(const struct finding *it, bool of_year, struct sy_district *out)
{
    uint8_t text[FORMER_BYTES];
    struct sy_bytes link = {NULL, 0};
    struct sy_registry_state state;
    struct sy_bytes node;
    enum sy_err err = SY_OK;

    memcpy(text, "former:", 7);
    memcpy(text + 7, it->code.data, SY_NODE_CODE_BYTES);
    while (err == SY_OK) {
        err = sy_registry_next_link(it->registry, (struct sy_bytes){text, sizeof(text)}, link,
                                    it->size, &link);
        if (err != SY_OK)
            return err;
        if (link.len != NODE_BYTES)
            return SY_CORRUPT;
        err =
            find_node(it, (struct sy_bytes){link.data + 5, SY_NODE_CODE_BYTES}, &state, &node);
        if (err == SY_OK && read_former(it, state.body, node, of_year, out))
            return SY_OK;
        if (err == SY_NOT_FOUND)
            err = SY_OK; /* it has retired; the next one */
    }
    return err;
}

/* The district's own node, or that of the city or province that has it. */
static enum sy_err find_answering(const struct finding *it, struct sy_district *out)
{
    static const size_t kept[] = {6, 4, 2};
    struct sy_registry_state state;
    enum sy_err err = SY_NOT_FOUND;

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]) && err == SY_NOT_FOUND; i++) {
        uint8_t code[] = "000000";

        memcpy(code, it->code.data, kept[i]);
        err = find_node(it, (struct sy_bytes){code, SY_NODE_CODE_BYTES}, &state, &out->node);
        if (err == SY_OK && kept[i] == SY_NODE_CODE_BYTES)
            out->name = sy_body_bytes(state.body, SY_NODE_NAME);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_district_find(struct sy_registry_snapshot *registry, struct sy_bytes code,
                             int64_t time, uint64_t size, struct sy_district *out)
{
    struct finding it = {registry, code, size, year_of(time)};
    struct sy_registry_state state;
    struct sy_bytes node;
    enum sy_err err;

    *out = (struct sy_district){.code = code};
    if (!sy_node_code_valid(code))
        return SY_OK;
    err = find_former(&it, true, out);
    if (err != SY_NOT_FOUND)
        return err;
    err = find_node(&it, code, &state, &node);
    if (err == SY_NOT_FOUND) {
        err = find_former(&it, false, out);
        if (err != SY_NOT_FOUND)
            return err;
        err = SY_OK;
    }
    return err == SY_OK ? find_answering(&it, out) : err;
}

enum sy_err sy_district_covered(struct sy_registry_snapshot *registry, struct sy_bytes office,
                                const struct sy_district_place *place, bool *covered)
{
    struct sy_district now;
    enum sy_err err =
        sy_district_find(registry, place->district, place->time, UINT64_MAX, &now);

    *covered = err == SY_OK && sy_office_covers(office, now.code, place->street);
    return err;
}
