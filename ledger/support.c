#include "ledger/support.h"

#include <stdio.h>
#include <string.h>

#include "ledger/act_check.h"
#include "ledger/origin.h"
#include "ledger/shares.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "proto/schema.h"

/* Field numbers of Support and SupportEntry. */
enum { FORMAT = 1, SUPPORT_FORMAT = 1, SUPPORT_NOTE, SUPPORT_ENTRIES };
enum { ENTRY_BYTES = 1, ENTRY_PATH, ENTRY_RECORDS = SY_SUPPORT_ENTRY_RECORDS };

struct opening {
    const struct sy_network *network;
    const struct sy_entry *entry; /* of the receipt */
    const struct sy_statement *statement;
    struct sy_authority authority;
    struct sy_support *out;
    struct sy_receipt_problem *why;
    uint64_t next; /* entries from here on may follow */
};

static enum sy_err refuse(const struct opening *o, enum sy_err err, const char *what)
{
    return sy_receipt_refuse(o->why, err, what);
}

/* ---- whom an act is about ---- */

static struct sy_bytes holder_of(const struct sy_statement *statement,
                                 const struct sy_signer *signer)
{
    return signer->subject.len == 0 ? statement->principal : signer->subject;
}

static bool is_grant(const struct sy_support_act *it, const struct sy_statement *statement)
{
    return statement->has_delegation && it->index == statement->delegation &&
           it->act.type == SY_TYPE_DELEGATION && it->act.verb == SY_DELEGATION_GRANTED &&
           sy_bytes_equal(sy_body_bytes(it->act.body, SY_DELEGATION_PRINCIPAL),
                          statement->principal) &&
           sy_bytes_equal(sy_body_bytes(it->act.body, SY_DELEGATION_AGENT),
                          statement->signers[0].subject);
}

/* A key's subject, as the signer has the key. */
static bool is_key_of(struct sy_bytes subject, const struct sy_signer *signer)
{
    uint8_t key[SY_PUBLIC_KEY_BYTES];

    return sy_key_of_subject(subject, key) &&
           sy_bytes_equal(signer->key, (struct sy_bytes){key, sizeof(key)});
}

static bool is_about_signers(const struct sy_statement *statement, struct sy_bytes subject)
{
    if (sy_bytes_equal(subject, statement->principal))
        return true;
    for (size_t i = 0; i < statement->signer_count; i++) {
        if (sy_bytes_equal(subject, holder_of(statement, &statement->signers[i])) ||
            is_key_of(subject, &statement->signers[i]))
            return true;
    }
    return false;
}

/* The key that an act of another key takes the place of; data NULL. */
static struct sy_bytes replaced_by(const struct sy_act *act)
{
    return act->type == SY_TYPE_KEY ? sy_body_bytes(act->body, SY_KEY_REPLACES)
                                    : (struct sy_bytes){NULL, 0};
}

const struct sy_support_act *sy_support_grant(const struct sy_support *support,
                                              const struct sy_statement *statement)
{
    for (size_t i = 0; i < support->act_count; i++) {
        if (is_grant(&support->acts[i], statement))
            return &support->acts[i];
    }
    return NULL;
}

/* Acts on somebody who has to do with the statement, or whose key takes the place of one. */
static enum sy_err check_about(const struct opening *o)
{
    const struct sy_support_act *grant = sy_support_grant(o->out, o->statement);

    for (size_t i = 0; i < o->out->act_count; i++) {
        const struct sy_act *act = &o->out->acts[i].act;
        struct sy_bytes replaced = replaced_by(act);

        if (is_about_signers(o->statement, act->subject) ||
            (replaced.data != NULL && is_about_signers(o->statement, replaced)) ||
            (grant != NULL && sy_bytes_equal(act->subject, grant->act.subject)))
            continue;
        return refuse(o, SY_BAD_ENCODING, "an act of the support is about somebody else");
    }
    return SY_OK;
}

/* ---- one after the other ---- */

/* The act before number n on the same subject; NULL when there is none. */
static const struct sy_support_act *before(const struct sy_support *support, size_t n)
{
    struct sy_bytes subject = support->acts[n].act.subject;

    while (n-- > 0) {
        const struct sy_support_act *it = &support->acts[n];

        if (sy_bytes_equal(it->act.subject, subject) ||
            sy_bytes_equal(replaced_by(&it->act), subject))
            return it;
    }
    return NULL;
}

/* Each says which one it follows: what was left out between two shows. */
static enum sy_err check_chains(const struct opening *o)
{
    for (size_t i = 0; i < o->out->act_count; i++) {
        const struct sy_support_act *previous = before(o->out, i);
        uint64_t after = previous == NULL ? 0 : previous->index + 1;

        if (o->out->acts[i].act.after == after &&
            (previous == NULL || previous->index < o->out->acts[i].index))
            continue;
        return refuse(o, SY_BAD_CHAIN,
                      "the acts of the support do not follow one another: one is missing, or "
                      "void");
    }
    return SY_OK;
}

/* ---- what it must show ---- */

static bool brings_key(const struct sy_support_act *it, struct sy_bytes holder)
{
    return it->act.type == SY_TYPE_KEY &&
           (it->act.verb == SY_KEY_ADDED || it->act.verb == SY_KEY_ROTATED ||
            it->act.verb == SY_KEY_REPLACED) &&
           sy_bytes_equal(sy_body_bytes(it->act.body, SY_KEY_ORGANISATION), holder) &&
           sy_body_lists_uint(it->act.body, SY_KEY_USES, SY_USE_SIGN);
}

const struct sy_support_act *sy_support_key(const struct sy_support *support,
                                            const struct sy_statement *statement,
                                            const struct sy_signer *signer)
{
    for (size_t i = 0; i < support->act_count; i++) {
        const struct sy_support_act *it = &support->acts[i];

        if (is_key_of(it->act.subject, signer) && brings_key(it, holder_of(statement, signer)))
            return it;
    }
    return NULL;
}

static bool shows_subject(const struct opening *o, struct sy_bytes subject)
{
    for (size_t i = 0; i < o->out->act_count; i++) {
        if (sy_bytes_equal(o->out->acts[i].act.subject, subject))
            return o->out->acts[i].index < o->entry->registry_size;
    }
    return false;
}

static enum sy_err check_shown(const struct opening *o)
{
    const struct sy_support_act *it;

    if (!shows_subject(o, o->statement->principal))
        return refuse(o, SY_DENIED, "the support does not show the principal's admission");
    for (size_t i = 0; i < o->statement->signer_count; i++) {
        it = sy_support_key(o->out, o->statement, &o->statement->signers[i]);
        if (it == NULL || it->index >= o->entry->registry_size)
            return refuse(o, SY_DENIED, "the support does not show whose key signed");
        if (!shows_subject(o, holder_of(o->statement, &o->statement->signers[i])))
            return refuse(o, SY_DENIED, "the support does not show a signer's admission");
    }
    it = sy_support_grant(o->out, o->statement);
    if (o->statement->has_delegation && (it == NULL || it->index >= o->entry->registry_size))
        return refuse(o, SY_DENIED, "the support does not show the delegation");
    return SY_OK;
}

/* ---- reading ---- */

/* The open part by its bytes, no other: an act says all in it, and persons stand elsewhere. */
static enum sy_err read_act(const struct opening *o, const struct sy_proved *proved,
                            const struct sy_record_share *record)
{
    struct sy_support_act *it;
    struct sy_part part;

    if (o->out->act_count == SY_SUPPORT_ACTS_MAX)
        return refuse(o, SY_LIMIT, "the support has too many acts");
    it = &o->out->acts[o->out->act_count];
    for (size_t i = 0; i < record->part_count; i++) {
        if ((record->parts[i].part.data != NULL) != (record->parts[i].kind == SY_PART_OPEN))
            return refuse(o, SY_BAD_ENCODING,
                          "an act of the support has other parts than its open one");
    }
    if (record->parts[0].part.data == NULL ||
        sy_part_read(record->parts[0].part, &part) != SY_OK ||
        sy_act_read(part.type, part.body, &it->act) != SY_OK ||
        sy_act_check_subject(&it->act) != NULL || sy_act_check_fields(&it->act) != NULL)
        return refuse(o, SY_BAD_ENCODING, "a record of the support is no sound act");
    it->index = proved->entry.index;
    it->record = record->index;
    it->sequenced_at = proved->entry.sequenced_at;
    it->by = proved->statement.principal;
    it->by_authority = sy_authority_check(&o->authority, &proved->statement) == SY_OK;
    o->out->act_count++;
    return SY_OK;
}

static enum sy_err read_path(const struct opening *o, struct sy_bytes message,
                             struct sy_bytes *entry, struct sy_merkle_proof *path)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    path->count = 0;
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == ENTRY_BYTES)
            *entry = field.bytes;
        if (field.number != ENTRY_PATH)
            continue;
        if (field.bytes.len != SY_HASH_BYTES || path->count == SY_PROOF_HASHES_MAX)
            return refuse(o, SY_BAD_PROOF, "a path of the support is none");
        memcpy(path->hash[path->count++].bytes, field.bytes.data, SY_HASH_BYTES);
    }
    return SY_OK;
}

static enum sy_err read_entry(struct opening *o, struct sy_bytes message)
{
    struct sy_bytes entry = {NULL, 0};
    struct sy_wire wire = sy_wire_open(message);
    struct sy_record_share record;
    struct sy_merkle_proof path;
    struct sy_proved proved;
    enum sy_err err = read_path(o, message, &entry, &path);

    if (err == SY_OK)
        err = sy_proved_entry(o->network, &o->out->trust, entry, &path, &proved, o->why);
    if (err != SY_OK)
        return err;
    if (proved.entry.index < o->next || proved.statement.kind != SY_KIND_REGISTRY ||
        sy_shares_count(message, ENTRY_RECORDS) == 0)
        return refuse(o, SY_BAD_ENCODING,
                      "the entries of the support are not acts of the registry in order");
    o->next = proved.entry.index + 1;
    err = sy_shares_check(message, ENTRY_RECORDS, &proved.statement, o->why);
    while (err == SY_OK) {
        err = sy_record_share_next(&wire, ENTRY_RECORDS, &record);
        if (err == SY_OK)
            err = read_act(o, &proved, &record);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err read_note(const struct opening *o, struct sy_bytes note)
{
    const struct sy_checkpoint *checkpoint = &o->out->trust.checkpoint;
    struct sy_bytes root = {checkpoint->root.bytes, SY_HASH_BYTES};
    enum sy_err err = sy_proved_note(o->network, note, &o->out->trust, o->why);

    if (err != SY_OK)
        return err;
    if (strcmp(checkpoint->origin, o->network->registry.vkey.name) != 0)
        return refuse(o, SY_BAD_ENCODING, "the support's checkpoint is not the registry's");
    if (checkpoint->size < o->entry->registry_size)
        return refuse(o, SY_NOT_YET,
                      "the support's checkpoint is older than what the entry was checked by");
    if (checkpoint->size == o->entry->registry_size && o->entry->registry_root.len > 0 &&
        !sy_bytes_equal(o->entry->registry_root, root))
        return refuse(o, SY_BAD_ROOT,
                      "the support's checkpoint contradicts the registry that the entry names");
    return SY_OK;
}

static enum sy_err read_message(struct opening *o, struct sy_bytes message)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    enum sy_err err = SY_OK;

    while (err == SY_OK && sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == SUPPORT_FORMAT && field.value != FORMAT)
            err = refuse(o, SY_BAD_VERSION, "the support has a format of a later version");
        else if (field.number == SUPPORT_NOTE)
            err = read_note(o, field.bytes);
        else if (field.number == SUPPORT_ENTRIES)
            err = read_entry(o, field.bytes);
    }
    return err;
}

/* "records[1]" of one of its entries is not one of the receipt's. */
static void name_support(struct sy_receipt_problem *why)
{
    struct sy_receipt_problem inner = *why;

    snprintf(why->member, sizeof(why->member), "support%s%.50s",
             inner.member[0] == 0 ? "" : ".", inner.member);
}

enum sy_err sy_support_open(const struct sy_network *network, const struct sy_entry *entry,
                            const struct sy_statement *statement, struct sy_bytes message,
                            struct sy_support *out, struct sy_receipt_problem *why)
{
    struct sy_support support = {.here = true};
    struct opening o = {.network = network,
                        .entry = entry,
                        .statement = statement,
                        .out = &support,
                        .why = why};
    enum sy_err err = SY_OK;

    sy_authority_of(network, &o.authority);
    if (sy_schema_check(sy_schema_of(SY_SCHEMA_SUPPORT), message) != SY_OK)
        return refuse(&o, SY_BAD_ENCODING, "the support is not canonical");
    err = read_message(&o, message);
    if (err == SY_OK)
        err = check_about(&o);
    if (err == SY_OK)
        err = check_chains(&o);
    if (err == SY_OK)
        err = check_shown(&o);
    if (err == SY_OK)
        *out = support;
    else
        name_support(why);
    return err;
}
