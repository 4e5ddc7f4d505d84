#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/check_digit.h"
#include "ledger/org_id.h"
#include "ledger/place.h"
#include "ledger/registry_rows.h"
#include "proto/part.h"
#include "proto/record_type.h"

enum { LEGAL_NAME_BYTES_MAX = 256 };

static const char bad_subject[] =
    "the subject must be uscc:<18 characters> or reg:<district>-<number>";
static const char bad_uscc[] =
    "the unified social credit code does not have the check character "
    "of GB 32100; correct it, or give a reason to accept it";
static const char after_wrong[] =
    "another act on this subject came first; look at it, then sign the act again";
static const char not_admitted[] = "admit the organisation before its keys";
static const char bad_key_act[] = "the key act does not have the members that its verb needs";

/* What a person can read on one line. What is void is void at every node, for ever. */
static bool is_legal_name(struct sy_bytes name)
{
    if (name.len == 0 || name.len > LEGAL_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] < 0x20 || name.data[i] == 0x7f)
            return false;
    }
    return name.data[0] != ' ' && name.data[name.len - 1] != ' ';
}

/* A code that is accepted for a reason still has the letters and digits that codes have. */
static bool is_code_text(struct sy_bytes code)
{
    for (size_t i = 0; i < code.len; i++) {
        bool digit = code.data[i] >= '0' && code.data[i] <= '9';

        if (!digit && (code.data[i] < 'A' || code.data[i] > 'Z'))
            return false;
    }
    return code.len == SY_USCC_CHARACTERS;
}

/* "uscc:<code>" whose check character holds or is overridden, or "reg:<district>-<number>". */
static const char *organisation_void(const struct sy_act *act)
{
    static const char prefix[] = "uscc:";
    const size_t skip = sizeof(prefix) - 1;
    struct sy_bytes code;

    if (act->verb != SY_ACT_ADMITTED || !is_legal_name(act->name))
        return "an organisation is admitted with its name: one line of at most 256 bytes";
    if (act->district.data != NULL && !sy_node_code_valid(act->district))
        return "a district is six digits of GB/T 2260";
    if (act->subject.len > skip && memcmp(act->subject.data, prefix, skip) == 0) {
        code = (struct sy_bytes){act->subject.data + skip, act->subject.len - skip};
        if (act->uscc.data != NULL && !sy_bytes_equal(act->uscc, code))
            return "the code and the registry id made of it differ";
        if (sy_org_id_check(act->subject) == SY_OK)
            return NULL;
        if (act->uscc_override.len == 0 || !is_code_text(code))
            return bad_uscc;
        return NULL;
    }
    if (sy_org_id_check(act->subject) != SY_OK)
        return bad_subject;
    if (act->uscc.data != NULL && !sy_check_digit_uscc_valid(act->uscc) &&
        (act->uscc_override.len == 0 || !is_code_text(act->uscc)))
        return bad_uscc;
    return NULL;
}

static const char *key_void(const struct sy_act *act)
{
    const unsigned known_uses = 1u << SY_USE_SIGN | 1u << SY_USE_CONNECT;
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_public_key key;

    if (act->possession.data != NULL)
        return "a proof of possession is not known yet";
    switch (act->verb) {
    case SY_ACT_KEY_ADDED:
        if (act->public_key.len != SY_PUBLIC_KEY_BYTES || act->organisation.len == 0 ||
            act->organisation.len > SY_SUBJECT_BYTES_MAX || act->uses == 0 ||
            (act->uses & ~known_uses) != 0 || act->has_since)
            return bad_key_act;
        if (sy_public_key_check(act->public_key, &key) != SY_OK)
            return "the public key is not a sound Ed25519 key";
        sy_key_subject(key.bytes, subject);
        return sy_bytes_equal(act->subject, sy_text(subject)) ? NULL : bad_key_act;
    case SY_ACT_KEY_RETIRED:
        return act->public_key.data == NULL && act->organisation.data == NULL &&
                       act->uses == 0 && !act->has_since
                   ? NULL
                   : bad_key_act;
    case SY_ACT_KEY_REVOKED:
        return act->public_key.data == NULL && act->organisation.data == NULL &&
                       act->uses == 0 && act->has_since
                   ? NULL
                   : bad_key_act;
    default:
        return "this verb is not known for keys";
    }
}

/* The public key that a key act is about, from its subject. */
static bool key_of_subject(struct sy_bytes subject, uint8_t out[SY_PUBLIC_KEY_BYTES])
{
    if (subject.len != SY_KEY_SUBJECT_BYTES || memcmp(subject.data, "key:", 4) != 0)
        return false;
    for (size_t i = 0; i < 2 * (size_t)SY_PUBLIC_KEY_BYTES; i++) {
        uint8_t c = subject.data[4 + i];
        uint8_t nibble;

        if (c >= '0' && c <= '9')
            nibble = (uint8_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            nibble = (uint8_t)(c - 'a' + 10);
        else
            return false;
        out[i / 2] = (uint8_t)(i % 2 == 0 ? nibble << 4 : out[i / 2] | nibble);
    }
    return true;
}

/* What stands in the tables against it; NULL in *why when nothing does. */
static enum sy_err state_void(struct sy_store_txn *txn, const struct sy_act *act,
                              const char **why)
{
    uint8_t key[SY_PUBLIC_KEY_BYTES];
    struct sy_key_state state;
    uint64_t after;
    bool admitted;
    enum sy_err err = sy_registry_load_u64(txn, SY_REGISTRY_SUBJECTS, act->subject, &after);

    if (err != SY_OK)
        return err;
    if (act->type == SY_TYPE_ORGANISATION) {
        err = sy_registry_organisation_at(txn, act->subject, UINT64_MAX, &admitted);
        *why = admitted ? "the organisation is admitted already" : NULL;
    } else if (!key_of_subject(act->subject, key)) {
        *why = bad_key_act;
    } else if (act->verb == SY_ACT_KEY_ADDED) {
        err = sy_registry_organisation_at(txn, act->organisation, UINT64_MAX, &admitted);
        *why = admitted ? NULL : not_admitted;
        if (after > 0)
            *why = "this key was registered before; make a new one";
    } else {
        err = sy_registry_key_at(txn, (struct sy_bytes){key, sizeof(key)}, UINT64_MAX, &state);
        *why = state.added ? NULL : "this key was never added";
        if (state.revoked || (state.retired && act->verb == SY_ACT_KEY_RETIRED))
            *why = "this key was retired or revoked already";
    }
    if (*why == NULL && act->after != after)
        *why = after_wrong;
    return err;
}

/* Why the act would have no effect; NULL in *why when it would. */
static enum sy_err act_void(struct sy_store_txn *txn, const struct sy_act *act,
                            const char **why)
{
    *why = NULL;
    if (!sy_name_valid(act->subject, SY_SUBJECT_BYTES_MAX)) {
        *why = bad_subject;
        return SY_OK;
    }
    *why = act->type == SY_TYPE_ORGANISATION ? organisation_void(act) : key_void(act);
    return *why == NULL ? state_void(txn, act, why) : SY_OK;
}

static enum sy_err append_key_row(struct sy_store_txn *txn, const struct sy_act *act,
                                  uint64_t index)
{
    uint8_t fixed[SY_REGISTRY_KEY_ROW_FIXED_BYTES] = {0};
    uint8_t key[SY_PUBLIC_KEY_BYTES];
    struct sy_buffer row = {0};
    struct sy_bytes history;
    enum sy_err err;

    sy_assert(key_of_subject(act->subject, key));
    err = sy_store_get(txn, SY_REGISTRY_KEYS, (struct sy_bytes){key, sizeof(key)}, &history);
    if (err == SY_OK)
        sy_buffer_put_bytes(&row, history);
    else if (err != SY_NOT_FOUND)
        return err;
    sy_put_u64be(fixed, index);
    fixed[8] = (uint8_t)act->verb;
    fixed[9] = (uint8_t)act->uses;
    sy_put_u64be(fixed + 10, (uint64_t)act->since);
    fixed[18] = (uint8_t)act->organisation.len;
    sy_buffer_put(&row, fixed, sizeof(fixed));
    sy_buffer_put_bytes(&row, act->organisation);
    err = row.err;
    if (err == SY_OK)
        err = sy_store_put(txn, SY_REGISTRY_KEYS, (struct sy_bytes){key, sizeof(key)},
                           sy_buffer_bytes(&row));
    sy_buffer_close(&row);
    return err;
}

static enum sy_err apply_act(struct sy_store_txn *txn, const struct sy_act *act, uint64_t index)
{
    const char *why;
    enum sy_err err = act_void(txn, act, &why);

    if (err != SY_OK || why != NULL)
        return err;
    if (act->type == SY_TYPE_ORGANISATION)
        err = sy_registry_save_u64(txn, SY_REGISTRY_ORGANISATIONS, act->subject, index);
    else
        err = append_key_row(txn, act, index);
    if (err == SY_OK)
        err = sy_registry_save_u64(txn, SY_REGISTRY_SUBJECTS, act->subject, index + 1);
    return err;
}

/* The act of a record: one open part of a known type. SY_UNIMPLEMENTED for anything else. */
static enum sy_err act_of(const struct sy_record_share *record, struct sy_act *out)
{
    struct sy_part part;
    enum sy_err err;

    if (record->part_count != 1 || record->parts[0].kind != SY_PART_OPEN ||
        record->parts[0].part.data == NULL)
        return SY_UNIMPLEMENTED;
    err = sy_part_read(record->parts[0].part, &part);
    return err == SY_OK ? sy_act_read(part.type, part.body, out) : err;
}

static enum sy_err apply_entry(struct sy_store_txn *txn, const struct sy_authority *authority,
                               struct sy_log_snapshot *log, uint64_t index)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_act act;
    enum sy_err err = sy_log_entry(log, index, &bytes);

    if (err == SY_OK)
        err = sy_entry_read(bytes, &entry);
    if (err == SY_OK)
        err = sy_statement_read(entry.statement, &statement);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err;
    if (sy_authority_check(authority, &statement) != SY_OK)
        return SY_OK; /* not an act of the authority: whoever put it there, it has no effect */
    for (uint32_t i = 0; i < statement.record_count; i++) {
        err = sy_log_record(log, index, i, &record);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        if (act_of(&record, &act) != SY_OK)
            continue; /* a type of a later version, or no act at all: carried, no effect */
        err = apply_act(txn, &act, index);
        if (err != SY_OK)
            return err;
    }
    return SY_OK;
}

static enum sy_err apply(struct sy_store_txn *txn, const struct sy_authority *authority,
                         struct sy_log_snapshot *log, uint64_t max, uint64_t *applied)
{
    uint64_t log_size = sy_log_head(log)->tree.size;
    struct sy_registry_mark mark;
    uint64_t from;
    uint64_t to;
    enum sy_err err = sy_registry_load_mark(txn, &mark);

    if (err == SY_OK)
        err = sy_log_continues(log, mark.size, &mark.leaf);
    if (err != SY_OK)
        return err;
    from = mark.size;
    to = log_size - from > max ? from + max : log_size;
    for (uint64_t i = from; i < to && err == SY_OK; i++)
        err = apply_entry(txn, authority, log, i);
    mark.size = to;
    if (err == SY_OK)
        err = sy_log_leaf(log, to, &mark.leaf);
    if (err == SY_OK && to > from)
        err = sy_registry_save_mark(txn, &mark);
    *applied = to - from;
    return err;
}

enum sy_err sy_registry_apply(struct sy_registry *registry, struct sy_log_snapshot *log,
                              uint64_t max, uint64_t *applied)
{
    struct sy_store_txn *txn;
    uint64_t count = 0;
    enum sy_err err = sy_store_write(registry->store, &txn);

    *applied = 0;
    if (err != SY_OK)
        return err;
    err = apply(txn, &registry->authority, log, max, &count);
    if (err != SY_OK || count == 0) {
        sy_store_end(txn); /* nothing new: a full disk does not matter */
        return err;
    }
    err = sy_store_commit(txn);
    if (err == SY_OK)
        *applied = count;
    return err;
}

static int compare_hashes(const void *a, const void *b)
{
    return memcmp(a, b, SY_HASH_BYTES);
}

/* Of two acts on one subject the second cannot know the index of the first: it would be
 * void. */
static const char *subjects_void(struct sy_buffer *hashes)
{
    size_t count = hashes->len / SY_HASH_BYTES;

    if (count < 2)
        return NULL;
    qsort(hashes->data, count, SY_HASH_BYTES, compare_hashes);
    for (size_t i = 1; i < count; i++) {
        if (compare_hashes(hashes->data + (i - 1) * SY_HASH_BYTES,
                           hashes->data + i * SY_HASH_BYTES) == 0)
            return "two acts of one statement are about the same subject";
    }
    return NULL;
}

/* One act after the other; the hashes of their subjects go into the buffer. */
static enum sy_err check_acts(struct sy_registry_snapshot *snapshot,
                              const struct sy_checked *checked, struct sy_buffer *subjects,
                              struct sy_check_place *where, const char **why)
{
    struct sy_wire wire = sy_wire_open(checked->submission.message);
    struct sy_record_share record;
    struct sy_act act;
    struct sy_act first = {0};
    struct sy_hash subject;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        snprintf(where->member, sizeof(where->member), "records[%u]", record.index);
        err = act_of(&record, &act);
        if (err != SY_OK) {
            *why = "a registry statement holds registry acts, each one open part";
            return SY_VOID;
        }
        /* The keys of an organisation that this very statement admits. */
        if (record.index == 0)
            first = act;
        err = act_void(snapshot->txn, &act, why);
        if (err == SY_OK && *why == not_admitted && first.type == SY_TYPE_ORGANISATION &&
            sy_bytes_equal(first.subject, act.organisation))
            *why = act.after == 0 ? NULL : after_wrong;
        if (err != SY_OK || *why != NULL)
            return err != SY_OK ? err : SY_VOID;
        subject = sy_hash_of(act.subject);
        sy_buffer_put(subjects, subject.bytes, SY_HASH_BYTES);
    }
    where->member[0] = 0;
    if (err != SY_NOT_FOUND || subjects->err != SY_OK)
        return err != SY_NOT_FOUND ? err : subjects->err;
    *why = subjects_void(subjects);
    return *why == NULL ? SY_OK : SY_VOID;
}

enum sy_err sy_registry_check_acts(struct sy_registry_snapshot *snapshot,
                                   const struct sy_checked *checked,
                                   struct sy_check_place *where, const char **why)
{
    struct sy_buffer subjects = {0};
    enum sy_err err;

    *why = NULL;
    err = check_acts(snapshot, checked, &subjects, where, why);
    sy_buffer_close(&subjects);
    return err;
}
