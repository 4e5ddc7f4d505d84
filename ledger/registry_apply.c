#include <stdio.h>
#include <string.h>

#include "ledger/act_check.h"
#include "ledger/org_id.h"
#include "proto/part.h"
#include "proto/record_type.h"

enum { TRANSACTION_ACTS = 2048 };

/* ground, reason and term are of one act, not of what it leaves */
static void put_lasting(struct sy_bytes body, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == SY_ACT_TERM || field.number == SY_ACT_GROUND ||
            field.number == SY_ACT_REASON)
            continue;
        if (field.type == SY_WIRE_BYTES)
            sy_wire_put_bytes(to, field.number, field.bytes);
        else
            sy_wire_put_uint(to, field.number, field.value);
    }
}

static enum sy_err merge(const struct sy_registry_state *old, struct sy_bytes body,
                         struct sy_buffer *out)
{
    struct sy_buffer lasting = {0};
    enum sy_err err;

    if (old != NULL)
        put_lasting(old->body, &lasting);
    err = lasting.err;
    if (err == SY_OK) {
        sy_body_overlay(sy_buffer_bytes(&lasting), body, out);
        err = out->err;
    }
    sy_buffer_close(&lasting);
    return err;
}

/* A merger or split leaves a suspension as it is, and takes effect at its time all the same. */
static bool keeps_force(const struct sy_act_case *it)
{
    return it->rule->then == SY_FORCE_KEEP ||
           (it->rule->then == SY_FORCE_SUCCEEDED && it->old->force == SY_FORCE_SUSPENDED);
}

static int64_t term_of(const struct sy_act_case *it)
{
    int64_t term;

    if (it->act->type == SY_TYPE_KEY && it->act->verb == SY_KEY_REVOKED)
        return it->old->force == SY_FORCE_ENDED ? INT64_MIN : INT64_MAX;
    if (sy_body_int(it->act->body, SY_ACT_TERM, &term))
        return term;
    return keeps_force(it) ? it->old->term : INT64_MAX;
}

static enum sy_err save_state(const struct sy_act_case *it, uint32_t record)
{
    struct sy_buffer body = {0};
    struct sy_registry_state state = {
        .type = it->act->type,
        .verb = it->act->verb,
        .force = keeps_force(it) ? it->old->force : it->rule->then,
        .term = term_of(it),
        .at = it->now,
        .index = it->index,
        .record = record,
        .first = it->old == NULL ? it->index : it->old->first,
    };
    enum sy_err err = merge(it->old, it->act->body, &body);

    if (err == SY_OK)
        err = sy_act_by(it, state.force, &state.by);
    state.body = sy_buffer_bytes(&body);
    if (err == SY_OK)
        err = sy_registry_save(it->txn, it->act->subject, &state);
    sy_buffer_close(&body);
    return err;
}

/* What a new key or card does to the one that it replaces. */
static enum sy_err end_replaced(const struct sy_act_case *it, uint32_t record)
{
    bool key = it->act->type == SY_TYPE_KEY;
    struct sy_bytes subject =
        sy_body_bytes(it->act->body, key ? SY_KEY_REPLACES : SY_CARD_REPLACES);
    struct sy_registry_state state;
    struct sy_buffer since = {0};
    struct sy_buffer body = {0};
    int64_t time;
    enum sy_err err;

    if ((!key && it->act->type != SY_TYPE_CARD) || subject.data == NULL)
        return SY_OK;
    err = sy_registry_load(it->txn, subject, UINT64_MAX, &state);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err;
    state.force = SY_FORCE_ENDED;
    if (key && sy_body_int(it->act->body, SY_KEY_SINCE, &time)) {
        state.force = SY_FORCE_REVOKED;
        sy_wire_put_int(&since, SY_KEY_SINCE, time);
    }
    sy_body_overlay(state.body, sy_buffer_bytes(&since), &body);
    err = since.err == SY_OK ? body.err : since.err;
    state.verb = it->act->verb;
    state.term = INT64_MAX;
    state.index = it->index;
    state.record = record;
    state.at = it->now;
    state.body = sy_buffer_bytes(&body);
    if (err == SY_OK)
        err = sy_registry_save(it->txn, subject, &state);
    sy_buffer_close(&since);
    sy_buffer_close(&body);
    return err;
}

/* Under which names a subject is found; the first field of a row whose type is 0 ends it. */
static const struct {
    uint32_t type;
    uint32_t field;
    const char *prefix;
} links[] = {
    {SY_TYPE_REGULATOR, SY_REGULATOR_DISTRICT, "district:"},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_USCC, "code:"},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_GLN, "gln:"},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_SUCCESSORS, ""},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_SUCCESSORS, "predecessor:"},
    {SY_TYPE_SITE, SY_SITE_ORGANISATION, ""},
    {SY_TYPE_SITE, SY_SITE_PARENT, ""},
    {SY_TYPE_SITE, SY_SITE_GLN, "gln:"},
    {SY_TYPE_SITE, SY_SITE_LICENCE, ""},
    {SY_TYPE_DEVICE, SY_DEVICE_ORGANISATION, ""},
    {SY_TYPE_DEVICE, SY_DEVICE_SITE, ""},
    {SY_TYPE_DEVICE, SY_DEVICE_SERIAL, "number:"},
    {SY_TYPE_CARD, SY_CARD_ORGANISATION, ""},
    {SY_TYPE_CARD, SY_CARD_ISSUER, ""},
    {SY_TYPE_KEY, SY_KEY_ORGANISATION, ""},
    {SY_TYPE_DELEGATION, SY_DELEGATION_PRINCIPAL, ""},
    {SY_TYPE_DELEGATION, SY_DELEGATION_AGENT, ""},
    {SY_TYPE_PERSON, SY_PERSON_ORGANISATION, ""},
    {SY_TYPE_LICENCE, SY_LICENCE_ORGANISATION, ""},
    {SY_TYPE_ACCREDITATION, SY_ACCREDITATION_ORGANISATION, ""},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_BODY, ""},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_ORGANISATION, ""},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_PERSON, ""},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_ACCREDITATION, ""},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_NUMBER, "number:"},
    {SY_TYPE_PRODUCT, SY_PRODUCT_ORGANISATION, ""},
    {SY_TYPE_PRODUCT, SY_PRODUCT_CLASS, ""},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_PARENT, ""},
    {SY_TYPE_ERASURE_ORDER, SY_ERASURE_ORIGIN, "erased:"},
};

/* The number that a subject ends in, for those who have only that; data NULL. */
static struct sy_bytes number_of(const struct sy_act *act)
{
    struct sy_bytes rest = act->subject;
    const uint8_t *colon = memchr(rest.data, ':', rest.len);
    size_t span;

    if (colon == NULL)
        return (struct sy_bytes){NULL, 0};
    rest.len -= (size_t)(colon + 1 - rest.data);
    rest.data = colon + 1;
    switch (act->type) {
    case SY_TYPE_LICENCE:
    case SY_TYPE_ACCREDITATION:
        return rest;
    case SY_TYPE_CARD:
    case SY_TYPE_DEVICE: /* behind whose it is */
        span = sy_org_id_span(rest);
        if (span + 1 < rest.len)
            return (struct sy_bytes){rest.data + span + 1, rest.len - span - 1};
        return (struct sy_bytes){NULL, 0};
    default:
        return (struct sy_bytes){NULL, 0};
    }
}

static enum sy_err link_number(const struct sy_act_case *it)
{
    struct sy_bytes number = number_of(it->act);

    if (number.len == 0)
        return SY_OK;
    return sy_registry_link(it->txn, "number:", number, it->act->subject, it->index);
}

/* The codes that a node's district had before. */
static enum sy_err link_former(const struct sy_act_case *it)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    enum sy_err err = SY_OK;

    if (it->act->type != SY_TYPE_NODE)
        return SY_OK;
    while (err == SY_OK && sy_body_each(&wire, SY_NODE_FORMER, &field))
        err = sy_registry_link(it->txn, "former:", sy_body_bytes(field.bytes, SY_FORMER_CODE),
                               it->act->subject, it->index);
    return err;
}

static enum sy_err save_links(const struct sy_act_case *it)
{
    enum sy_err err = link_number(it);

    if (err == SY_OK)
        err = link_former(it);
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]) && err == SY_OK; i++) {
        struct sy_wire wire = sy_wire_open(it->act->body);
        struct sy_wire_field field;

        if (links[i].type != it->act->type)
            continue;
        while (err == SY_OK && sy_body_each(&wire, links[i].field, &field))
            err = sy_registry_link(it->txn, links[i].prefix, field.bytes, it->act->subject,
                                   it->index);
    }
    return err;
}

static enum sy_err save_act(const struct sy_act_case *it, uint32_t record)
{
    uint8_t key[12];
    enum sy_err err;

    sy_put_u64be(key, it->index);
    sy_put_u32be(key + 8, record);
    err = sy_store_append(it->txn, SY_REGISTRY_ACTS, (struct sy_bytes){key, sizeof(key)},
                          it->act->subject);
    return err == SY_EXISTS ? SY_CORRUPT : err; /* of an older layout */
}

/* The act of a record: its open part, of a known type. SY_UNIMPLEMENTED for anything else. */
static enum sy_err act_of(const struct sy_record_share *record, struct sy_act *out)
{
    struct sy_part part;
    enum sy_err err;

    if (record->part_count == 0 || record->parts[0].kind != SY_PART_OPEN ||
        record->parts[0].part.data == NULL)
        return SY_UNIMPLEMENTED;
    err = sy_part_read(record->parts[0].part, &part);
    return err == SY_OK ? sy_act_read(part.type, part.body, out) : err;
}

/* An entry of the registry's log that is being applied, or tried. */
struct applying {
    struct sy_store_txn *txn;
    const struct sy_registry *registry;
    const struct sy_statement *statement;
    uint64_t index;
    int64_t at;
};

/* Applies the act, or says why it has no effect. */
static enum sy_err apply_act(const struct applying *entry, const struct sy_act *act,
                             uint32_t record, const char **why)
{
    struct sy_registry_state old;
    struct sy_act_case it = {
        .txn = entry->txn,
        .registry = entry->registry,
        .statement = entry->statement,
        .act = act,
        .rule = sy_act_rule(act->type, act->verb),
        .index = entry->index,
        .now = entry->at,
    };
    struct sy_buffer body = {0};
    enum sy_err err = sy_registry_load(entry->txn, act->subject, UINT64_MAX, &old);

    if (err == SY_OK) {
        sy_buffer_put_bytes(&body, old.body); /* the store's own bytes move as it writes */
        sy_buffer_put_bytes(&body, old.by);
        err = body.err;
        old.body.data = body.data;
        old.by.data = body.data + old.body.len;
        it.old = &old;
    } else if (err == SY_NOT_FOUND) {
        err = SY_OK;
    }
    *why = NULL;
    if (err == SY_OK)
        err = sy_act_check(&it, why);
    if (err == SY_OK && *why == NULL) {
        err = save_state(&it, record);
        if (err == SY_OK)
            err = end_replaced(&it, record);
        if (err == SY_OK)
            err = save_links(&it);
        if (err == SY_OK)
            err = save_act(&it, record);
        if (err == SY_OK && act->type == SY_TYPE_POLICY)
            err = sy_registry_save_policy(entry->txn, entry->index,
                                          sy_body_bytes(act->body, SY_POLICY_TEXT));
        if (err == SY_OK && act->type == SY_TYPE_DELEGATION &&
            act->verb == SY_DELEGATION_GRANTED)
            err = sy_registry_save_grant(entry->txn, entry->index, act);
    }
    sy_buffer_close(&body);
    return err;
}

static enum sy_err apply_entry(struct sy_store_txn *txn, const struct sy_registry *registry,
                               struct sy_log_snapshot *log, uint64_t index, uint64_t *acts)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_act act;
    struct applying applying = {.txn = txn, .registry = registry, .index = index};
    const char *why;
    enum sy_err err = sy_log_statement(log, index, &bytes, &entry, &statement);

    if (err != SY_OK)
        return err;
    applying.statement = &statement;
    applying.at = entry.sequenced_at;
    err = SY_DENIED;
    if (statement.kind == SY_KIND_REGISTRY)
        err = sy_registry_authorise_in(txn, registry, index, entry.sequenced_at, &statement);
    if (err != SY_OK && sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    *acts += statement.record_count;
    if (err != SY_OK) /* nobody who may speak: whoever put it there, it has no effect */
        return sy_registry_save_unauthorised(txn, index);
    for (uint32_t i = 0; i < statement.record_count; i++) {
        err = sy_log_record(log, index, i, &record);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        if (act_of(&record, &act) != SY_OK)
            continue; /* a type of a later version, or no act at all: carried, no effect */
        err = apply_act(&applying, &act, i, &why);
        if (err != SY_OK)
            return err;
    }
    return SY_OK;
}

/* How far the view has come, if it was made from this log. */
static enum sy_err load_mark(struct sy_store_txn *txn, struct sy_log_snapshot *log,
                             struct sy_registry_mark *out)
{
    enum sy_err err = sy_registry_load_mark(txn, out);

    return err == SY_OK ? sy_log_continues(log, out->size, &out->leaf) : err;
}

/* At most max entries, and no more once they have so many acts: what a store changes in one
 * transaction it keeps in a sorted list, and the longer that is the longer an act takes. */
static enum sy_err apply_some(struct sy_store_txn *txn, const struct sy_registry *registry,
                              struct sy_log_snapshot *log, uint64_t max, uint64_t *applied)
{
    uint64_t log_size = sy_log_head(log)->tree.size;
    struct sy_registry_mark mark;
    uint64_t from;
    uint64_t acts = 0;
    enum sy_err err = load_mark(txn, log, &mark);

    if (err != SY_OK)
        return err;
    from = mark.size;
    while (err == SY_OK && mark.size < log_size && mark.size - from < max &&
           acts < TRANSACTION_ACTS)
        err = apply_entry(txn, registry, log, mark.size++, &acts);
    if (err == SY_OK)
        err = sy_log_leaf(log, mark.size, &mark.leaf);
    if (err == SY_OK && mark.size > from)
        err = sy_registry_save_mark(txn, &mark);
    *applied = mark.size - from;
    return err;
}

/* Nothing new is found out without waiting for whoever writes, and on a full disk, too. */
static enum sy_err is_behind(struct sy_registry *registry, struct sy_log_snapshot *log,
                             bool *out)
{
    struct sy_registry_mark mark;
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_read(registry->store, &txn);

    if (err != SY_OK)
        return err;
    err = load_mark(txn, log, &mark);
    *out = mark.size < sy_log_head(log)->tree.size;
    sy_store_end(txn);
    return err;
}

static enum sy_err apply_transaction(struct sy_registry *registry, struct sy_log_snapshot *log,
                                     uint64_t max, uint64_t *applied)
{
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_write(registry->store, &txn);

    if (err != SY_OK)
        return err;
    err = apply_some(txn, registry, log, max, applied);
    if (err == SY_OK && *applied > 0)
        return sy_store_commit(txn);
    sy_store_end(txn); /* somebody else was faster */
    return err;
}

enum sy_err sy_registry_apply(struct sy_registry *registry, struct sy_log_snapshot *log,
                              uint64_t max, uint64_t *applied)
{
    uint64_t count = 1;
    bool behind = false;
    enum sy_err err = is_behind(registry, log, &behind);

    *applied = 0;
    while (err == SY_OK && behind && count > 0 && *applied < max) {
        err = apply_transaction(registry, log, max - *applied, &count);
        if (err == SY_OK)
            *applied += count;
        if (err == SY_OK)
            err = is_behind(registry, log, &behind);
    }
    return err;
}

/* A personal part names persons to its act, and says nothing else of it. Once sequenced nobody
 * reads it for anything but their names: what it holds decides no act. */
static bool is_personal_of(const struct sy_act *act, const struct sy_part_share *share)
{
    const uint64_t naming =
        SY_FIELD_BIT(SY_ACT_SUBJECT) | SY_FIELD_BIT(SY_ACT_AFTER) | SY_FIELD_BIT(SY_ACT_VERB);
    uint64_t may = naming | sy_act_personal_fields(act->type);
    struct sy_wire_field field;
    struct sy_wire wire;
    struct sy_act personal;
    struct sy_part part;

    if (share->kind != SY_PART_PERSONAL || may == naming ||
        sy_part_read(share->part, &part) != SY_OK || part.type != act->type ||
        sy_act_read(part.type, part.body, &personal) != SY_OK ||
        !sy_bytes_equal(personal.subject, act->subject) || personal.verb != act->verb)
        return false;
    wire = sy_wire_open(part.body);
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if ((may & SY_FIELD_BIT(field.number)) == 0)
            return false;
    }
    return true;
}

static enum sy_err try_acts(const struct applying *entry, const struct sy_checked *checked,
                            struct sy_registry_trial *trial)
{
    struct sy_wire wire = sy_wire_open(checked->submission.message);
    struct sy_record_share record;
    struct sy_act act;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        snprintf(trial->where.member, sizeof(trial->where.member), "records[%u]", record.index);
        if (act_of(&record, &act) != SY_OK)
            trial->why = "a registry statement holds registry acts, each in its open part";
        for (size_t i = 1; i < record.part_count && trial->why == NULL; i++) {
            if (!is_personal_of(&act, &record.parts[i]))
                trial->why = "an act has an open part and, where persons are named, a personal "
                             "one that says of the same act who they are, and no more";
        }
        if (trial->why != NULL)
            return SY_VOID;
        err = apply_act(entry, &act, record.index, &trial->why);
        if (err != SY_OK || trial->why != NULL)
            return err != SY_OK ? err : SY_VOID;
    }
    trial->where.member[0] = 0;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_registry_try(struct sy_registry *registry, const struct sy_checked *checked,
                            int64_t now, struct sy_registry_trial *out)
{
    struct applying entry = {.registry = registry, .statement = &checked->statement, .at = now};
    struct sy_registry_mark mark;
    enum sy_err err;

    *out = (struct sy_registry_trial){0};
    err = sy_store_write(registry->store, &out->txn);
    if (err != SY_OK)
        return err;
    err = sy_registry_load_mark(out->txn, &mark);
    entry.txn = out->txn;
    entry.index = mark.size;
    if (err == SY_OK)
        err =
            sy_registry_authorise_in(entry.txn, registry, mark.size, now, &checked->statement);
    if (err == SY_OK)
        err = try_acts(&entry, checked, out);
    if (err != SY_OK)
        sy_registry_drop(out);
    return err;
}

enum sy_err sy_registry_keep(struct sy_registry_trial *trial, struct sy_log_snapshot *log)
{
    struct sy_registry_mark mark;
    struct sy_store_txn *txn = trial->txn;
    enum sy_err err = load_mark(txn, log, &mark);

    sy_assert(txn != NULL);
    trial->txn = NULL;
    if (err == SY_OK && sy_log_head(log)->tree.size != mark.size + 1)
        err = SY_BAD_CHAIN;
    mark.size++;
    if (err == SY_OK)
        err = sy_log_leaf(log, mark.size, &mark.leaf);
    if (err == SY_OK)
        err = sy_registry_save_mark(txn, &mark);
    if (err == SY_OK)
        return sy_store_commit(txn);
    sy_store_end(txn);
    return err;
}

void sy_registry_drop(struct sy_registry_trial *trial)
{
    sy_store_end(trial->txn);
    trial->txn = NULL;
}
