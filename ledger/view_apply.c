#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/epcis_event.h"
#include "ledger/hash.h"
#include "ledger/identifier.h"
#include "ledger/residue.h"
#include "ledger/view_disclosure.h"
#include "ledger/view_rows.h"
#include "ledger/view_signed.h"
#include "proto/part.h"
#include "proto/record_type.h"

enum {
    ERROR_DECLARATION_FIELD = 9,
    ROWS_BYTES_MAX = 4 << 20, /* made before they are put */
    WIDER_MAX = 4
};

/* One identifier of the event at hand. */
struct named {
    size_t at; /* its canonical name in names */
    size_t len;
    enum sy_role role;
    uint8_t kind;
};

/* One row of the chunk, key and value in bytes. */
struct made {
    size_t at;
    size_t key_len;
    size_t value_len;
};

/* What is being made out of a range of entries. */
struct chunk {
    const struct sy_view *view;
    struct sy_store_txn *txn; /* NULL once a commit has failed */
    uint32_t log;
    struct sy_buffer names; /* of the event at hand */
    struct sy_buffer found; /* struct named, of the event at hand */
    struct sy_buffer left;  /* of the event at hand, what views keep of it */
    struct sy_buffer bytes; /* keys and values of the rows */
    struct sy_buffer rows;  /* struct made */
    struct sy_buffer scratch;
    struct sy_buffer sorted;  /* pointers, while sorting */
    struct sy_buffer signers; /* rows of view_signed.h */
    bool again;               /* the entries were applied before, perhaps with fewer parts */
};

static void chunk_close(struct chunk *chunk)
{
    sy_store_end(chunk->txn);
    sy_buffer_close(&chunk->names);
    sy_buffer_close(&chunk->found);
    sy_buffer_close(&chunk->left);
    sy_buffer_close(&chunk->bytes);
    sy_buffer_close(&chunk->rows);
    sy_buffer_close(&chunk->scratch);
    sy_buffer_close(&chunk->sorted);
    sy_buffer_close(&chunk->signers);
}

static void add_name(struct chunk *chunk, struct sy_bytes name, enum sy_role role, uint8_t kind)
{
    struct named named = {chunk->names.len, name.len, role, kind};

    sy_buffer_put_bytes(&chunk->names, name);
    sy_buffer_put(&chunk->found, &named, sizeof(named));
}

/* The item by its own name and by the wider ones under which it may be scanned: its bare
 * serial, lot and lotdate; not the class, which would gather every event of a product. */
static void add_item(struct chunk *chunk, const struct sy_epcis_item *item)
{
    struct sy_buffer *own = &chunk->scratch;
    struct sy_identifier about;
    struct sy_buffer wider = {0};
    struct sy_buffer class = {0};
    bool has_class;

    sy_buffer_clear(own);
    if (sy_identifier_canonical(item->id, own, &about) != SY_OK) {
        sy_buffer_clear(own);
        return; /* no name at all: it is in the log, and no one can look for it */
    }
    add_name(chunk, sy_buffer_bytes(own), item->role, (uint8_t)item->kind);
    if (!sy_identifier_has_wider(&about))
        return;
    has_class = sy_identifier_class(sy_buffer_bytes(own), &class) == SY_OK;
    for (size_t n = 0; has_class && n < WIDER_MAX; n++) {
        sy_buffer_clear(&wider);
        if (sy_identifier_wider(sy_buffer_bytes(own), n, &wider) != SY_OK)
            break;
        if (!sy_bytes_equal(sy_buffer_bytes(&wider), sy_buffer_bytes(&class)))
            add_name(chunk, sy_buffer_bytes(&wider), item->role, (uint8_t)item->kind);
    }
    sy_buffer_close(&wider);
    sy_buffer_close(&class);
}

static struct sy_bytes name_of(const struct chunk *chunk, const struct named *named)
{
    return (struct sy_bytes){chunk->names.data + named->at, named->len};
}

static int compare_named(const void *a, const void *b, void *context)
{
    const struct named *x = a;
    const struct named *y = b;
    int order = sy_bytes_compare(name_of(context, x), name_of(context, y));

    if (order != 0)
        return order;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    return x->kind == y->kind ? 0 : x->kind < y->kind ? -1 : 1;
}

static bool is_child(enum sy_role role)
{
    return role == SY_ROLE_CHILD || role == SY_ROLE_CHILD_QUANTITY;
}

/* The event's own say in all its rows. */
struct event {
    struct sy_position position;
    struct sy_epcis_view view;
    int64_t time;
    bool has_children;
    struct sy_bytes parent; /* canonical, in names */
    uint8_t parent_kind;
    uint8_t principal[SY_VIEW_PRINCIPAL_BYTES];
    uint8_t identity[SY_VIEW_IDENTITY_BYTES];
    uint8_t content[SY_VIEW_CONTENT_BYTES];
};

static uint8_t action_of(struct sy_bytes text)
{
    if (sy_bytes_equal(text, sy_text("ADD")))
        return SY_ACTION_ADD;
    if (sy_bytes_equal(text, sy_text("OBSERVE")))
        return SY_ACTION_OBSERVE;
    return sy_bytes_equal(text, sy_text("DELETE")) ? SY_ACTION_DELETE : SY_ACTION_NONE;
}

static void put_value(struct chunk *chunk, const struct event *event, const struct named *first,
                      size_t count)
{
    struct sy_buffer *to = &chunk->bytes;
    size_t roles = 0;
    size_t roles_at;
    bool child = false;

    sy_buffer_put_u8(to, (uint8_t)event->view.event_bit);
    sy_buffer_put_u8(to, action_of(event->view.action));
    sy_buffer_put_u8(to, (uint8_t)((event->has_children ? SY_VIEW_FLAG_CHILDREN : 0) |
                                   (event->view.declared_wrong ? SY_VIEW_FLAG_DECLARES : 0)));
    roles_at = to->len;
    sy_buffer_put_u8(to, 0);
    for (size_t i = 0; i < count && roles < SY_VIEW_ROLES_MAX; i++) {
        if (i > 0 && first[i].role == first[i - 1].role && first[i].kind == first[i - 1].kind)
            continue; /* listed twice */
        sy_buffer_put_u8(to, (uint8_t)first[i].role);
        sy_buffer_put_u8(to, first[i].kind);
        child = child || is_child(first[i].role);
        roles++;
    }
    if (to->err == SY_OK)
        to->data[roles_at] = (uint8_t)roles;
    sy_buffer_put(to, event->principal, sizeof(event->principal));
    sy_buffer_put(to, event->identity, sizeof(event->identity));
    sy_buffer_put(to, event->content, sizeof(event->content));
    if (child && event->parent.len > 0) {
        sy_buffer_put_u8(to, event->parent_kind);
        sy_buffer_put_bytes(to, event->parent);
    }
}

static int compare_made(const void *a, const void *b, void *context)
{
    const struct chunk *chunk = context;
    const struct made *x = a;
    const struct made *y = b;

    return sy_bytes_compare((struct sy_bytes){chunk->bytes.data + x->at, x->key_len},
                            (struct sy_bytes){chunk->bytes.data + y->at, y->key_len});
}

/* In the order of their keys: neighbours share pages. */
static enum sy_err save_rows(struct chunk *chunk)
{
    struct made *rows = (struct made *)(void *)chunk->rows.data;
    size_t count = chunk->rows.len / sizeof(*rows);
    enum sy_err err = SY_OK;

    if (chunk->bytes.err != SY_OK || chunk->rows.err != SY_OK)
        return SY_NO_MEMORY;
    if (count > 1)
        qsort_r(rows, count, sizeof(*rows), compare_made, chunk);
    for (size_t i = 0; i < count && err == SY_OK; i++) {
        const uint8_t *at = chunk->bytes.data + rows[i].at;

        err = sy_store_put(chunk->txn, SY_VIEW_ITEMS, (struct sy_bytes){at, rows[i].key_len},
                           (struct sy_bytes){at + rows[i].key_len, rows[i].value_len});
    }
    sy_buffer_clear(&chunk->bytes);
    sy_buffer_clear(&chunk->rows);
    return err;
}

/* One entry may make very many rows: they go to disk before their entry counts as applied, and
 * are put there again, the same, when it has to be applied once more. */
static enum sy_err make_room(struct chunk *chunk)
{
    enum sy_err err;

    if (chunk->bytes.len < ROWS_BYTES_MAX)
        return SY_OK;
    err = save_rows(chunk);
    if (err != SY_OK)
        return err;
    err = sy_store_commit(chunk->txn);
    chunk->txn = NULL;
    return err == SY_OK ? sy_store_write(chunk->view->store, &chunk->txn) : err;
}

/* found is sorted: equal names lie together and make one row. */
static enum sy_err put_rows(struct chunk *chunk, const struct event *event)
{
    const struct named *found = (const struct named *)(const void *)chunk->found.data;
    size_t count = chunk->found.len / sizeof(*found);
    size_t from = 0;
    enum sy_err err = SY_OK;

    while (from < count && err == SY_OK) {
        struct sy_bytes name = name_of(chunk, &found[from]);
        struct made made = {.at = chunk->bytes.len};
        uint8_t key[SY_VIEW_ROW_KEY_BYTES_MAX];
        size_t to = from + 1;

        while (to < count && sy_bytes_equal(name_of(chunk, &found[to]), name))
            to++;
        sy_buffer_put_bytes(&chunk->bytes,
                            sy_view_row_key(name, event->time, &event->position, key));
        made.key_len = chunk->bytes.len - made.at;
        put_value(chunk, event, found + from, to - from);
        made.value_len = chunk->bytes.len - made.at - made.key_len;
        sy_buffer_put(&chunk->rows, &made, sizeof(made));
        from = to;
        err = make_room(chunk);
    }
    return err;
}

static void put_but_declaration(struct sy_bytes fields, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(fields);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == ERROR_DECLARATION_FIELD)
            continue;
        if (field.type == SY_WIRE_BYTES)
            sy_wire_put_bytes(to, field.number, field.bytes);
        else
            sy_wire_put_uint(to, field.number, field.value);
    }
}

/* Everything but the declaration, of what views keep of open and chain parts whatever becomes
 * of those: two events are one and the same, and an order that erases a part makes no
 * difference to it. */
static enum sy_err content_of(struct chunk *chunk, const struct sy_epcis_parts *parts,
                              struct event *event)
{
    struct sy_buffer *content = &chunk->left;
    struct sy_hash hash;

    sy_buffer_clear(content);
    for (unsigned kind = SY_PART_OPEN; kind <= SY_PART_CHAIN; kind++)
        sy_residue_write(SY_TYPE_EPCIS_EVENT, parts->body[kind - 1], content);
    if (content->err == SY_OK && event->view.declared_wrong) {
        content = &chunk->scratch;
        sy_buffer_clear(content);
        put_but_declaration(sy_buffer_bytes(&chunk->left), content);
    }
    if (content->err != SY_OK)
        return content->err;
    hash = sy_hash_of(sy_buffer_bytes(content));
    memcpy(event->content, hash.bytes, SY_VIEW_CONTENT_BYTES);
    return SY_OK;
}

static void identity_of(struct sy_bytes principal, const struct sy_hash *record,
                        uint8_t out[SY_VIEW_IDENTITY_BYTES])
{
    const struct sy_bytes pieces[] = {principal, sy_text("\n"), {record->bytes, SY_HASH_BYTES}};
    struct sy_hash hash = sy_hash_pieces(pieces, 3);

    memcpy(out, hash.bytes, SY_VIEW_IDENTITY_BYTES);
}

/* Every identifier of the event, by its canonical name, sorted. */
static enum sy_err find_names(struct chunk *chunk, const struct sy_epcis_parts *parts,
                              struct event *event)
{
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    struct named *found;
    size_t count;

    sy_buffer_clear(&chunk->names);
    sy_buffer_clear(&chunk->found);
    sy_epcis_items(&items, parts);
    while (sy_epcis_items_next(&items, &item)) {
        event->has_children = event->has_children || is_child(item.role);
        add_item(chunk, &item);
    }
    if (chunk->names.err != SY_OK || chunk->found.err != SY_OK || chunk->scratch.err != SY_OK)
        return SY_NO_MEMORY;
    found = (struct named *)(void *)chunk->found.data;
    count = chunk->found.len / sizeof(*found);
    for (size_t i = 0; i < count; i++) {
        if (found[i].role == SY_ROLE_PARENT && event->parent.len == 0 &&
            found[i].len <= SY_VIEW_NAME_KEPT_BYTES) {
            event->parent =
                name_of(chunk, &found[i]); /* not a wider name: its own comes first */
            event->parent_kind = found[i].kind;
        }
    }
    if (count > 1)
        qsort_r(found, count, sizeof(*found), compare_named, chunk);
    return SY_OK;
}

/* What the records of an entry have in common. */
struct said {
    const struct sy_entry *entry;
    struct sy_bytes principal;
    uint8_t principal_hash[SY_VIEW_PRINCIPAL_BYTES];
    struct sy_bytes tree; /* of the records, as stored; empty when they are few */
};

/* A record as the log has it. */
struct applied {
    struct sy_record_share share;
    struct sy_record_digest digest;
    struct sy_part parts[SY_PART_CHAIN]; /* open and chain, that are here and can be read */
};

/* The bodies that views read: of an event. */
static void event_parts(const struct applied *applied, struct sy_epcis_parts *out)
{
    *out = (struct sy_epcis_parts){0};
    for (size_t i = 0; i < SY_PART_CHAIN; i++) {
        if (applied->parts[i].type == SY_TYPE_EPCIS_EVENT)
            out->body[i] = applied->parts[i].body;
    }
}

/* An event's time may be in a part that was not here when its rows were made first: they stood
 * at the time that the other part gave, or at that of the entry. */
static enum sy_err drop_rows_at(struct chunk *chunk, const struct event *event, int64_t time)
{
    const struct named *found = (const struct named *)(const void *)chunk->found.data;
    size_t count = chunk->found.len / sizeof(*found);
    enum sy_err err = SY_OK;

    if (time == event->time)
        return SY_OK;
    for (size_t i = 0; err == SY_OK && i < count; i++) {
        uint8_t key[SY_VIEW_ROW_KEY_BYTES_MAX];

        err = sy_store_delete(
            chunk->txn, SY_VIEW_ITEMS,
            sy_view_row_key(name_of(chunk, &found[i]), time, &event->position, key));
        err = err == SY_NOT_FOUND ? SY_OK : err;
    }
    return err;
}

static enum sy_err drop_stale(struct chunk *chunk, const struct event *event,
                              const struct sy_epcis_parts *parts, int64_t sequenced_at)
{
    enum sy_err err = drop_rows_at(chunk, event, sequenced_at);

    for (unsigned i = 0; err == SY_OK && i < SY_PART_CHAIN; i++) {
        struct sy_epcis_parts alone = {0};
        struct sy_epcis_view view;

        alone.body[i] = parts->body[i];
        if (alone.body[i].data != NULL && sy_epcis_event_read(&alone, &view) == SY_OK &&
            view.timed)
            err = drop_rows_at(chunk, event, view.event_time_us);
    }
    return err;
}

static struct sy_hash record_hash(const struct said *said, const struct applied *applied)
{
    struct sy_hash hash;

    if (sy_log_tree_leaf(said->tree, applied->share.index, &hash))
        return hash;
    return sy_record_hash(&applied->digest);
}

static enum sy_err apply_event(struct chunk *chunk, struct sy_log_snapshot *snapshot,
                               const struct sy_position *position, const struct said *said,
                               const struct applied *applied)
{
    struct event event = {.position = *position};
    struct sy_epcis_parts parts;
    struct sy_hash hash;
    enum sy_err err;

    event_parts(applied, &parts);
    err = sy_residue_add(snapshot, position->index, &applied->share, &parts);
    if (err != SY_OK)
        return err;
    if ((parts.body[SY_PART_OPEN - 1].data == NULL &&
         parts.body[SY_PART_CHAIN - 1].data == NULL) ||
        sy_epcis_event_read(&parts, &event.view) != SY_OK)
        return SY_OK; /* not an event, or none that can be read: the log keeps it */
    event.time = event.view.timed ? event.view.event_time_us : said->entry->sequenced_at;
    hash = record_hash(said, applied);
    memcpy(event.principal, said->principal_hash, sizeof(event.principal));
    identity_of(said->principal, &hash, event.identity);
    if (event.view.event_id.len == 0)
        err = content_of(chunk, &parts, &event);
    if (err == SY_OK)
        err = find_names(chunk, &parts, &event);
    if (err == SY_OK && chunk->again)
        err = drop_stale(chunk, &event, &parts, said->entry->sequenced_at);
    if (err == SY_OK)
        err = put_rows(chunk, &event);
    return err;
}

static void read_parts(struct applied *applied)
{
    for (size_t i = 0; i < applied->share.part_count; i++) {
        const struct sy_part_share *share = &applied->share.parts[i];
        struct sy_part part;

        if (share->part.data != NULL && share->kind <= SY_PART_CHAIN &&
            sy_part_read(share->part, &part) == SY_OK)
            applied->parts[share->kind - 1] = part;
    }
}

static enum sy_err apply_record(struct chunk *chunk, struct sy_log_snapshot *snapshot,
                                const struct sy_position *position, const struct said *said)
{
    struct sy_view_disclosed at = {*position, said->entry->registry_size, said->principal};
    struct applied applied = {0};
    enum sy_err err = sy_log_record_digest(snapshot, position->index, position->record,
                                           &applied.share, &applied.digest);

    if (err == SY_NOT_FOUND)
        return SY_CORRUPT;
    if (err != SY_OK)
        return err;
    read_parts(&applied);
    err = sy_view_disclose(chunk->txn, snapshot, &at, &applied.share, applied.parts);
    if (err == SY_OK)
        err = apply_event(chunk, snapshot, position, said, &applied);
    return err;
}

static enum sy_err apply_entry(struct chunk *chunk, struct sy_log_snapshot *snapshot,
                               uint64_t index)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    struct said said = {.entry = &entry};
    enum sy_err err = sy_log_statement(snapshot, index, &bytes, &entry, &statement);

    if (err != SY_OK)
        return err;
    sy_view_signed_add(&chunk->signers, chunk->log, &entry, &statement);
    if (statement.kind == SY_KIND_REGISTRY)
        return SY_OK;
    said.principal = statement.principal;
    sy_view_principal(said.principal, said.principal_hash);
    err = sy_log_tree(snapshot, index, &said.tree);
    for (uint32_t i = 0; i < statement.record_count && err == SY_OK; i++)
        err = apply_record(chunk, snapshot, &(struct sy_position){chunk->log, index, i}, &said);
    return err;
}

static enum sy_err save_mark(struct sy_store_txn *txn, struct sy_bytes origin,
                             const struct sy_view_mark *mark)
{
    uint8_t row[SY_VIEW_MARK_BYTES];

    sy_put_u32be(row, mark->log);
    sy_put_u64be(row + 4, mark->size);
    memcpy(row + 12, mark->leaf.bytes, SY_HASH_BYTES);
    return sy_store_put(txn, SY_VIEW_STATE, origin, (struct sy_bytes){row, sizeof(row)});
}

static enum sy_err apply(struct chunk *chunk, struct sy_bytes origin,
                         struct sy_log_snapshot *snapshot, uint64_t max, uint64_t *applied)
{
    uint64_t log_size = sy_log_head(snapshot)->tree.size;
    struct sy_view_mark mark = {.log = chunk->log};
    uint64_t from;
    enum sy_err err = sy_view_load_mark(chunk->txn, origin, &mark);

    if (err == SY_OK && mark.log != chunk->log)
        err = SY_CORRUPT; /* of a time when the logs were given in another order */
    if (err == SY_OK)
        err = sy_log_continues(snapshot, mark.size, &mark.leaf);
    if (err != SY_OK)
        return err;
    from = mark.size;
    while (err == SY_OK && mark.size < log_size && mark.size - from < max &&
           !atomic_load(&chunk->view->stopping))
        err = apply_entry(chunk, snapshot, mark.size++);
    if (err == SY_OK)
        err = save_rows(chunk);
    if (err == SY_OK)
        err = sy_view_signed_save(chunk->txn, &chunk->signers);
    if (err == SY_OK)
        err = sy_log_leaf(snapshot, mark.size, &mark.leaf);
    if (err == SY_OK)
        err = save_mark(chunk->txn, origin, &mark);
    *applied = mark.size - from;
    return err;
}

enum sy_err sy_view_apply(struct sy_view *view, uint32_t log, struct sy_bytes origin,
                          struct sy_log_snapshot *snapshot, uint64_t max, uint64_t *applied)
{
    struct chunk chunk = {.view = view, .log = log};
    uint64_t count = 0;
    enum sy_err err;

    sy_assert(log < SY_VIEW_LOGS_MAX);
    *applied = 0;
    err = sy_store_write(view->store, &chunk.txn);
    if (err == SY_OK)
        err = apply(&chunk, origin, snapshot, max, &count);
    if (err == SY_OK && count > 0) {
        err = sy_store_commit(chunk.txn);
        chunk.txn = NULL;
        if (err == SY_OK)
            *applied = count;
    }
    chunk_close(&chunk);
    return err;
}

static enum sy_err apply_again(struct chunk *chunk, const struct sy_view_again *again,
                               struct sy_log_snapshot *snapshot, uint64_t *done)
{
    struct sy_view_mark mark = {.log = chunk->log};
    uint64_t next = again->from;
    enum sy_err err = sy_view_load_mark(chunk->txn, again->origin, &mark);

    if (err == SY_OK && mark.log != chunk->log)
        err = SY_CORRUPT;
    if (err == SY_OK)
        err = sy_log_continues(snapshot, mark.size, &mark.leaf);
    while (err == SY_OK && next < again->to && next < mark.size &&
           next - again->from < again->max && !atomic_load(&chunk->view->stopping))
        err = apply_entry(chunk, snapshot, next++);
    if (err == SY_OK)
        err = save_rows(chunk);
    if (err == SY_OK)
        err = sy_view_signed_save(chunk->txn, &chunk->signers);
    *done = next < mark.size ? next : again->to; /* the others are still to be applied */
    return err;
}

enum sy_err sy_view_apply_again(struct sy_view *view, const struct sy_view_again *again,
                                struct sy_log_snapshot *snapshot, uint64_t *done)
{
    struct chunk chunk = {.view = view, .log = again->log, .again = true};
    uint64_t reached = again->from;
    enum sy_err err = sy_store_write(view->store, &chunk.txn);

    if (err == SY_OK)
        err = apply_again(&chunk, again, snapshot, &reached);
    if (err == SY_OK) {
        err = sy_store_commit(chunk.txn);
        chunk.txn = NULL;
    }
    if (err == SY_OK)
        *done = reached;
    chunk_close(&chunk);
    return err;
}
