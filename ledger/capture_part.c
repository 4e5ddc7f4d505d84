#include "ledger/capture_part.h"

#include <string.h>

bool sy_capture_part_opens(const struct sy_capture_walk *walk, struct sy_bytes name)
{
    for (size_t i = 0; i < walk->options->open_member_count; i++) {
        if (sy_bytes_equal(name, sy_text(walk->options->open_members[i])))
            return true;
    }
    return false;
}

enum sy_part_kind sy_capture_part_settle(const struct sy_capture_walk *walk,
                                         enum sy_part_kind kind)
{
    if (kind < walk->floor)
        kind = walk->floor;
    return walk->opened && kind != SY_PART_PERSONAL ? SY_PART_OPEN : kind;
}

/* A whole UUID: anything else behind urn:uuid: could be a number that tells something. */
static bool is_uuid(struct sy_bytes id)
{
    static const char pattern[] = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (id.len != sizeof(pattern) - 1)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        uint8_t c = id.data[i] | 0x20;
        bool hex = (id.data[i] >= '0' && id.data[i] <= '9') || (c >= 'a' && c <= 'f');

        if (pattern[i] == 'x' ? !hex : id.data[i] != (uint8_t)pattern[i])
            return false;
    }
    return true;
}

enum sy_part_kind sy_capture_part_of(const struct sy_capture_walk *walk,
                                     const struct sy_epcis_row *row, const struct sy_json *node)
{
    enum sy_part_kind kind = SY_PART_COMMERCIAL;

    switch ((enum sy_epcis_policy)row->policy) {
    case SY_POLICY_OPEN:
    case SY_POLICY_CHAIN:
    case SY_POLICY_COMMERCIAL:
    case SY_POLICY_PERSONAL:
        kind = (enum sy_part_kind)row->policy;
        break;
    case SY_POLICY_EVENT_ID:
        kind = node != NULL && is_uuid(node->text) ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_PLACE:
        kind = walk->places_open ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_AMOUNT:
        kind = walk->amounts_open ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_TRANSACTION:
        kind = walk->transaction_part;
        break;
    case SY_POLICY_MASTER_DATA:
        kind = walk->master_data_part;
        break;
    case SY_POLICY_CONTEXT:
        kind = walk->context_part;
        break;
    }
    return sy_capture_part_settle(walk, kind);
}

static bool starts(struct sy_bytes text, const char *start)
{
    size_t len = strlen(start);

    return text.len >= len && memcmp(text.data, start, len) == 0;
}

enum sy_part_kind sy_capture_part_of_transaction(const struct sy_capture_walk *walk,
                                                 const struct sy_json *element)
{
    static const char *const open_types[] = {"cert", "testres", "urn:suyuan:1:term:ticket"};
    const struct sy_json *type = sy_json_member(element, "type");
    const struct sy_json *id = sy_json_member(element, "bizTransaction");

    if (id != NULL && id->type == SY_JSON_TEXT && starts(id->text, "urn:suyuan:1:ticket:"))
        return SY_PART_OPEN;
    if (type == NULL || type->type != SY_JSON_TEXT)
        return SY_PART_COMMERCIAL;
    if (sy_json_is(type, "suyuan:ticket") && sy_epcis_name_ours(&walk->context, type->text))
        return SY_PART_OPEN;
    for (size_t i = 0; i < sizeof(open_types) / sizeof(open_types[0]); i++) {
        struct sy_bytes bare = sy_cbv_bare(SY_CBV_TRANSACTION_TYPE, type->text);

        if (sy_bytes_equal(bare, sy_text(open_types[i])))
            return SY_PART_OPEN;
    }
    return SY_PART_COMMERCIAL;
}
