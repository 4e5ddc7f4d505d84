#include "ledger/journey.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/epcis_event.h"
#include "ledger/identifier.h"
#include "ledger/residue.h"
#include "proto/part.h"
#include "proto/record_type.h"

enum { WIDER_MAX = 4, ROWS_VISITED_MAX = 20 * SY_JOURNEY_STEPS_MAX };

/* A row of one identifier, kept while it is looked at. */
struct row {
    struct sy_view_row view; /* its parent is in parents */
    size_t parent_at;
    uint64_t roles; /* those the reader may know */
    enum sy_standing standing;
    bool has_regarding;
    struct sy_position regarding;
};

/* While what contained the item is followed. */
struct walk {
    struct sy_view_snapshot *view;
    const struct sy_journey_ask *ask;
    struct sy_journey *out;
    struct sy_access_case all; /* what the reader is to every record */
    bool all_final;
    bool decided;
    struct sy_position decided_at; /* what he is to this one */
    struct sy_access_case it;
    enum sy_err err; /* of deciding, within a scan */
    size_t limit;
    int64_t from[SY_JOURNEY_CONTAINERS_MAX]; /* while a container contained: half-open */
    int64_t to[SY_JOURNEY_CONTAINERS_MAX];
    struct sy_buffer rows; /* struct row, of the container at hand */
    struct sy_buffer parents;
    size_t visited; /* rows of all containers, those that the reader may not know too */
};

static struct row *rows_of(const struct walk *walk)
{
    return (struct row *)(void *)walk->rows.data;
}

static size_t row_count(const struct walk *walk)
{
    return walk->rows.len / sizeof(struct row);
}

static bool same_position(const struct sy_position *a, const struct sy_position *b)
{
    return a->log == b->log && a->index == b->index && a->record == b->record;
}

/* What is the reader to the record? It is kept for the row's other roles. */
static enum sy_err decide(struct walk *walk, const struct sy_position *at)
{
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err;

    if (walk->decided && same_position(&walk->decided_at, at))
        return SY_OK;
    if (at->log >= walk->ask->log_count)
        return SY_CORRUPT;
    err = sy_log_statement(walk->ask->logs[at->log], at->index, &bytes, &entry, &statement);
    if (err == SY_OK)
        err = sy_log_record(walk->ask->logs[at->log], at->index, at->record, &record);
    if (err == SY_OK)
        err = sy_access_decide(walk->ask->access, walk->ask->logs[at->log], at->index,
                               &statement, &record, &walk->it);
    walk->decided = err == SY_OK;
    walk->decided_at = *at;
    return err == SY_NOT_FOUND ? SY_CORRUPT : err;
}

/* May the reader know what stands in that part of the row's record? */
static bool may_know(struct walk *walk, const struct sy_view_row *row, uint8_t kind)
{
    if (sy_access_part(&walk->all, kind))
        return true;
    if (walk->all_final || walk->err != SY_OK)
        return false;
    walk->err = decide(walk, &row->position);
    return walk->err == SY_OK && sy_access_part(&walk->it, kind);
}

static uint64_t known_roles(struct walk *walk, const struct sy_view_row *row)
{
    uint64_t roles = 0;

    for (size_t i = 0; i < row->role_count; i++) {
        if (may_know(walk, row, row->roles[i].kind))
            roles |= (uint64_t)1 << row->roles[i].role;
    }
    return roles;
}

/* One more row of the view is looked at: false when there were enough. Whoever floods an
 * identifier with events makes its journeys short, not this machine slow. */
static bool visit(struct walk *walk)
{
    if (walk->visited == ROWS_VISITED_MAX) {
        walk->out->cut = true;
        return false;
    }
    walk->visited++;
    return true;
}

static bool take_row(void *ctx, const struct sy_view_row *view)
{
    struct walk *walk = ctx;
    struct row row = {.view = *view, .parent_at = walk->parents.len};

    if (!visit(walk))
        return false;
    row.roles = known_roles(walk, view);
    if (row.roles == 0)
        return walk->err == SY_OK;
    if (row_count(walk) == walk->limit) {
        walk->out->cut = true;
        return false;
    }
    if (view->parent.len > 0 && !may_know(walk, view, view->parent_kind))
        row.view.parent.len = 0;
    sy_buffer_put_bytes(&walk->parents, row.view.parent);
    sy_buffer_put(&walk->rows, &row, sizeof(row));
    return walk->rows.err == SY_OK;
}

/* Its open and chain parts, borrowed from the log's snapshot. */
static enum sy_err read_parts(const struct walk *walk, const struct sy_position *at,
                              struct sy_epcis_parts *out)
{
    struct sy_record_share record;
    enum sy_err err;

    *out = (struct sy_epcis_parts){0};
    if (at->log >= walk->ask->log_count)
        return SY_CORRUPT;
    err = sy_log_record(walk->ask->logs[at->log], at->index, at->record, &record);
    if (err == SY_NOT_FOUND)
        return SY_CORRUPT; /* the view is of other logs, or newer than these snapshots */
    for (size_t i = 0; err == SY_OK && i < record.part_count; i++) {
        struct sy_part part;

        if (record.parts[i].part.data != NULL && record.parts[i].kind <= SY_PART_CHAIN &&
            sy_part_read(record.parts[i].part, &part) == SY_OK &&
            part.type == SY_TYPE_EPCIS_EVENT)
            out->body[record.parts[i].kind - 1] = part.body;
    }
    if (err == SY_OK)
        err = sy_residue_add(walk->ask->logs[at->log], at->index, &record, out);
    return err;
}

static bool same_principal(const struct sy_view_row *a, const struct sy_view_row *b)
{
    return memcmp(a->principal, b->principal, sizeof(a->principal)) == 0;
}

/* Another event with the same eventID (or content): what does it mean for this row? */
static void weigh(struct row *row, const struct sy_view_row *other)
{
    bool own = same_principal(&row->view, other);
    enum sy_standing standing;

    if (same_position(&row->view.position, &other->position) ||
        row->view.declares_error == other->declares_error)
        return;
    if (row->view.declares_error)
        standing = own ? SY_STANDING_DECLARATION : SY_STANDING_CLAIM;
    else if (own)
        standing = SY_STANDING_WITHDRAWN;
    else
        return; /* somebody else's declaration about it is a claim, and shows as its own step */
    if (row->has_regarding && row->standing != SY_STANDING_CLAIM)
        return; /* the first one counts */
    row->standing = standing;
    row->has_regarding = true;
    row->regarding = other->position;
}

struct weighing {
    struct walk *walk;
    struct row *row;
};

static bool weigh_row(void *ctx, const struct sy_view_row *other)
{
    struct weighing *weighing = ctx;

    if (!visit(weighing->walk))
        return false;
    for (size_t i = 0; i < other->role_count; i++) {
        if (other->roles[i].role == SY_ROLE_EVENT) {
            weigh(weighing->row, other);
            break;
        }
    }
    return true;
}

static enum sy_err weigh_by_id(struct walk *walk, struct row *row, struct sy_bytes event_id)
{
    struct weighing weighing = {walk, row};
    struct sy_buffer name = {0};
    enum sy_err err = sy_identifier_canonical(event_id, &name, NULL);

    if (err == SY_OK)
        err = sy_view_scan(walk->view, sy_buffer_bytes(&name), INT64_MIN, INT64_MAX, weigh_row,
                           &weighing);
    sy_buffer_close(&name);
    return err != SY_OK && sy_err_class(err) != SY_CLASS_FAULT ? SY_OK : err;
}

/* A declaration repeats its event whole, so it has the same items at the same time. */
static void weigh_by_content(struct walk *walk, size_t i)
{
    struct row *rows = rows_of(walk);
    size_t count = row_count(walk);
    size_t from = i;

    while (from > 0 && rows[from - 1].view.time == rows[i].view.time)
        from--;
    for (size_t j = from; j < count && rows[j].view.time == rows[i].view.time; j++) {
        if (memcmp(rows[i].view.content, rows[j].view.content, SY_VIEW_CONTENT_BYTES) == 0)
            weigh(&rows[i], &rows[j].view);
    }
}

static enum sy_err find_standing(struct walk *walk, size_t i)
{
    struct row *row = &rows_of(walk)[i];
    struct sy_epcis_parts parts;
    struct sy_epcis_view event;
    enum sy_err err = read_parts(walk, &row->view.position, &parts);

    if (err != SY_OK)
        return err;
    if (row->view.declares_error)
        row->standing = SY_STANDING_DECLARATION; /* even of an event that nobody has seen */
    if (sy_epcis_event_read(&parts, &event) != SY_OK)
        return SY_OK;
    if (event.event_id.len > 0)
        return weigh_by_id(walk, row, event.event_id);
    weigh_by_content(walk, i);
    return SY_OK;
}

static void add_event(struct walk *walk, const struct row *row, uint32_t container,
                      uint64_t roles)
{
    struct sy_journey_event event = {
        .position = row->view.position,
        .time = row->view.time,
        .roles = roles,
        .container = container,
        .standing = row->standing,
        .has_regarding = row->has_regarding,
        .regarding = row->regarding,
    };

    memcpy(event.identity, row->view.identity, sizeof(event.identity));
    sy_buffer_put(&walk->out->events, &event, sizeof(event));
}

struct replacing {
    struct walk *walk;
    const struct row *declaration;
    uint32_t container;
};

static bool add_replacement(void *ctx, const struct sy_view_row *view)
{
    struct replacing *replacing = ctx;
    struct row row = {.view = *view};
    uint64_t own = known_roles(replacing->walk, view);

    if (!visit(replacing->walk))
        return false;
    if (view->declares_error || !same_principal(view, &replacing->declaration->view) ||
        (own >> SY_ROLE_EVENT & 1) == 0)
        return true;
    add_event(replacing->walk, &row, replacing->container, (uint64_t)1 << SY_ROLE_CORRECTIVE);
    return true;
}

/* The events that replace the one declared wrong stand beside it, whatever items they have. */
static enum sy_err add_replacements(struct walk *walk, const struct row *row,
                                    uint32_t container)
{
    struct replacing replacing = {walk, row, container};
    struct sy_epcis_items items;
    struct sy_epcis_item item;
    struct sy_epcis_parts parts;
    struct sy_buffer name = {0};
    enum sy_err err = read_parts(walk, &row->view.position, &parts);

    if (err != SY_OK)
        return err;
    sy_epcis_items(&items, &parts);
    while (err == SY_OK && sy_epcis_items_next(&items, &item)) {
        if (item.role != SY_ROLE_CORRECTIVE || !may_know(walk, &row->view, (uint8_t)item.kind))
            continue;
        if (!visit(walk))
            break;
        sy_buffer_clear(&name);
        if (sy_identifier_canonical(item.id, &name, NULL) == SY_OK)
            err = sy_view_scan(walk->view, sy_buffer_bytes(&name), INT64_MIN, INT64_MAX,
                               add_replacement, &replacing);
        if (err == SY_OK)
            err = walk->err;
    }
    sy_buffer_close(&name);
    return err;
}

static unsigned depth_of(const struct sy_journey *journey, uint32_t container)
{
    unsigned depth = 0;

    while (container != 0) {
        container = journey->containers[container].inner;
        depth++;
    }
    return depth;
}

static void add_container(struct walk *walk, uint32_t inner, struct sy_bytes name, int64_t from,
                          int64_t to)
{
    struct sy_journey *out = walk->out;
    uint32_t n = out->container_count;

    sy_assert(n < SY_JOURNEY_CONTAINERS_MAX);
    out->containers[n] = (struct sy_journey_container){out->names.len, name.len, inner};
    sy_buffer_put_bytes(&out->names, name);
    walk->from[n] = from;
    walk->to[n] = to;
    out->container_count++;
}

static struct sy_bytes parent_of(const struct walk *walk, const struct row *row)
{
    return (struct sy_bytes){walk->parents.data + row->parent_at, row->view.parent.len};
}

static bool counts(const struct row *row)
{
    return row->standing == SY_STANDING_PLAIN && row->view.event_bit == SY_EVENT_AGGREGATION;
}

static bool is_one_child(const struct row *row)
{
    return (row->roles >> SY_ROLE_CHILD & 1) != 0;
}

static bool is_child(const struct row *row)
{
    return ((row->roles >> SY_ROLE_CHILD | row->roles >> SY_ROLE_CHILD_QUANTITY) & 1) != 0;
}

/* When does the containment that begins at rows[i] end? A thing that is one piece is in one
 * place: another parent ends it too; a lot may be in many. */
static int64_t end_of(const struct walk *walk, size_t i, int64_t to)
{
    const struct row *rows = rows_of(walk);
    struct sy_bytes parent = parent_of(walk, &rows[i]);

    for (size_t j = i + 1; j < row_count(walk); j++) {
        struct sy_bytes other = parent_of(walk, &rows[j]);
        bool same = sy_bytes_equal(parent, other);

        if (!counts(&rows[j]) || !is_child(&rows[j]))
            continue;
        if (rows[j].view.action == SY_ACTION_DELETE && (same || other.len == 0))
            return rows[j].view.time + 1;
        if (rows[j].view.action == SY_ACTION_ADD && !same && is_one_child(&rows[i]))
            return rows[j].view.time;
    }
    return to;
}

/* Is the item known to be in that parent at the time already? */
static bool inside(const struct walk *walk, uint32_t inner, struct sy_bytes parent,
                   int64_t time)
{
    for (uint32_t n = 1; n < walk->out->container_count; n++) {
        if (walk->out->containers[n].inner == inner && walk->from[n] <= time &&
            time < walk->to[n] && sy_bytes_equal(sy_journey_name(walk->out, n), parent))
            return true;
    }
    return false;
}

/* A container of the item cannot be contained in it. */
static bool in_chain(const struct walk *walk, uint32_t container, struct sy_bytes name)
{
    while (container != 0) {
        if (sy_bytes_equal(sy_journey_name(walk->out, container), name))
            return true;
        container = walk->out->containers[container].inner;
    }
    return sy_bytes_equal(sy_buffer_bytes(&walk->out->item), name);
}

static void find_containers(struct walk *walk, uint32_t inner)
{
    for (size_t i = 0; i < row_count(walk); i++) {
        const struct row *row = &rows_of(walk)[i];
        struct sy_bytes parent = parent_of(walk, row);

        if (!counts(row) || !is_child(row) || parent.len == 0 ||
            row->view.action == SY_ACTION_DELETE || row->view.action == SY_ACTION_NONE ||
            in_chain(walk, inner, parent) || inside(walk, inner, parent, row->view.time))
            continue;
        if (walk->out->container_count == SY_JOURNEY_CONTAINERS_MAX ||
            depth_of(walk->out, inner) == SY_JOURNEY_DEPTH_MAX) {
            walk->out->cut = true;
            return;
        }
        add_container(walk, inner, parent, row->view.time, end_of(walk, i, walk->to[inner]));
    }
}

/* The parent taken apart without naming its children: from then on it contains nothing, and
 * what contains it is no longer of interest. */
static void cut_at_unpacking(struct walk *walk, uint32_t n)
{
    struct row *rows = rows_of(walk);

    for (size_t i = 0; i < row_count(walk); i++) {
        const struct row *row = &rows[i];
        size_t keep = i + 1;

        if (!counts(row) || row->view.action != SY_ACTION_DELETE || row->view.has_children ||
            (row->roles >> SY_ROLE_PARENT & 1) == 0)
            continue;
        while (keep < row_count(walk) && rows[keep].view.time == row->view.time)
            keep++;
        walk->rows.len = keep * sizeof(struct row);
        walk->to[n] = row->view.time + 1;
        return;
    }
}

static enum sy_err walk_container(struct walk *walk, uint32_t n)
{
    struct sy_journey *out = walk->out;
    struct sy_bytes name = n == 0 ? sy_buffer_bytes(&out->item) : sy_journey_name(out, n);
    enum sy_err err;

    sy_buffer_clear(&walk->rows);
    sy_buffer_clear(&walk->parents);
    err = sy_view_scan(walk->view, name, walk->from[n], walk->to[n], take_row, walk);
    if (err == SY_OK)
        err = walk->err;
    if (err == SY_OK)
        err = walk->rows.err != SY_OK ? walk->rows.err : walk->parents.err;
    for (size_t i = 0; i < row_count(walk) && err == SY_OK; i++)
        err = find_standing(walk, i);
    if (err != SY_OK)
        return err;
    if (n != 0)
        cut_at_unpacking(walk, n);
    for (size_t i = 0; i < row_count(walk) && err == SY_OK; i++) {
        const struct row *row = &rows_of(walk)[i];

        add_event(walk, row, n, row->roles);
        if (row->standing == SY_STANDING_DECLARATION)
            err = add_replacements(walk, row, n);
    }
    if (!walk->ask->direct)
        find_containers(walk, n);
    if (err == SY_OK)
        err = out->events.err != SY_OK ? out->events.err : out->names.err;
    return err;
}

static int compare_position(const struct sy_position *a, const struct sy_position *b)
{
    if (a->log != b->log)
        return a->log < b->log ? -1 : 1;
    if (a->index != b->index)
        return a->index < b->index ? -1 : 1;
    return a->record == b->record ? 0 : a->record < b->record ? -1 : 1;
}

/* By time; the same record's places together, the first of them first; of one place, the item's
 * own say before that of what contained it. */
static int compare_events(const void *a, const void *b)
{
    const struct sy_journey_event *x = a;
    const struct sy_journey_event *y = b;
    int order;

    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    order = compare_position(&x->position, &y->position);
    if (order != 0)
        return order;
    return x->container == y->container ? 0 : x->container < y->container ? -1 : 1;
}

static void drop_doubles(struct sy_journey *out)
{
    struct sy_journey_event *events = (struct sy_journey_event *)(void *)out->events.data;
    size_t kept = 0;

    for (size_t i = 0; i < out->count; i++) {
        if (kept > 0 && same_position(&events[kept - 1].position, &events[i].position))
            continue;
        events[kept++] = events[i];
    }
    out->count = kept;
}

/* Reports of one record, made again, move behind the first of them. They have one time. */
static void gather_again(struct sy_journey *out)
{
    struct sy_journey_event *events = (struct sy_journey_event *)(void *)out->events.data;

    for (size_t i = 0; i < out->count; i += 1 + events[i].again) {
        size_t next = i + 1;

        for (size_t j = next; j < out->count && events[j].time == events[i].time; j++) {
            struct sy_journey_event moved = events[j];

            if (memcmp(moved.identity, events[i].identity, sizeof(moved.identity)) != 0)
                continue;
            memmove(&events[next + 1], &events[next], (j - next) * sizeof(moved));
            events[next++] = moved;
        }
        events[i].again = (uint32_t)(next - i - 1);
    }
}

/* Of very many events only the first limit are ever given: no need to hold more than twice
 * that. */
static void trim(struct walk *walk)
{
    struct sy_journey *out = walk->out;

    out->count = out->events.len / sizeof(struct sy_journey_event);
    if (out->count <= 2 * walk->limit)
        return;
    qsort(out->events.data, out->count, sizeof(struct sy_journey_event), compare_events);
    drop_doubles(out);
    if (out->count > walk->limit) {
        out->count = walk->limit;
        out->cut = true;
    }
    out->events.len = out->count * sizeof(struct sy_journey_event);
}

static enum sy_err walk_all(struct walk *walk)
{
    struct sy_journey *out = walk->out;
    enum sy_err err = SY_OK;

    out->container_count = 1;
    walk->from[0] = INT64_MIN;
    walk->to[0] = INT64_MAX;
    for (uint32_t n = 0; n < out->container_count && err == SY_OK; n++) {
        err = walk_container(walk, n);
        if (err == SY_OK)
            trim(walk);
    }
    if (err != SY_OK)
        return err;
    out->count = out->events.len / sizeof(struct sy_journey_event);
    if (out->count > 1)
        qsort(out->events.data, out->count, sizeof(struct sy_journey_event), compare_events);
    drop_doubles(out);
    gather_again(out);
    if (out->count > walk->limit) {
        out->count = walk->limit;
        out->cut = true;
    }
    /* A cut must not leave an event whose further places are cut off. */
    for (size_t i = 0; i < out->count; i += 1 + (size_t)sy_journey_at(out, i)->again) {
        struct sy_journey_event *event =
            (struct sy_journey_event *)(void *)(out->events.data) + i;

        if (event->again > out->count - i - 1)
            event->again = (uint32_t)(out->count - i - 1);
    }
    return out->count > 0 ? SY_OK : SY_NOT_FOUND;
}

static void start_over(struct sy_journey *out)
{
    sy_buffer_clear(&out->events);
    sy_buffer_clear(&out->names);
    out->count = 0;
    out->cut = false;
}

/* By its own name; then by the wider ones, for a label that says more than the event did. */
static enum sy_err try_names(struct walk *walk)
{
    struct sy_journey *out = walk->out;
    struct sy_buffer typed = {0};
    struct sy_buffer class = {0};
    enum sy_err err = walk_all(walk);

    if (err != SY_NOT_FOUND)
        return err;
    sy_buffer_put_bytes(&typed, sy_buffer_bytes(&out->item));
    if (sy_identifier_class(sy_buffer_bytes(&typed), &class) != SY_OK)
        sy_buffer_clear(&class);
    for (size_t n = 0; err == SY_NOT_FOUND && n < WIDER_MAX; n++) {
        start_over(out);
        sy_buffer_clear(&out->item);
        if (sy_identifier_wider(sy_buffer_bytes(&typed), n, &out->item) != SY_OK ||
            sy_bytes_equal(sy_buffer_bytes(&out->item), sy_buffer_bytes(&class)))
            break;
        err = walk_all(walk);
    }
    if (err == SY_NOT_FOUND) {
        sy_buffer_clear(&out->item);
        sy_buffer_put_bytes(&out->item, sy_buffer_bytes(&typed));
    }
    sy_buffer_close(&typed);
    sy_buffer_close(&class);
    return err;
}

enum sy_err sy_journey_open(struct sy_view_snapshot *view, const struct sy_journey_ask *ask,
                            struct sy_journey *out)
{
    struct walk *walk = calloc(1, sizeof(*walk));
    enum sy_err err;

    if (walk == NULL)
        return SY_NO_MEMORY;
    walk->view = view;
    walk->ask = ask;
    walk->out = out;
    walk->all = sy_access_of_all(ask->access, &walk->all_final);
    walk->limit = ask->limit == 0 || ask->limit > SY_JOURNEY_STEPS_MAX ? SY_JOURNEY_STEPS_MAX
                                                                       : ask->limit;
    err = sy_identifier_canonical(ask->item, &out->item, NULL);
    if (err == SY_OK)
        err = try_names(walk);
    sy_buffer_close(&walk->rows);
    sy_buffer_close(&walk->parents);
    free(walk);
    return err;
}

const struct sy_journey_event *sy_journey_at(const struct sy_journey *journey, size_t i)
{
    sy_assert(i < journey->count);
    return (const struct sy_journey_event *)(const void *)journey->events.data + i;
}

struct sy_bytes sy_journey_name(const struct sy_journey *journey, uint32_t container)
{
    const struct sy_journey_container *c = &journey->containers[container];

    return (struct sy_bytes){journey->names.data + c->name_at, c->name_len};
}

void sy_journey_close(struct sy_journey *journey)
{
    if (journey == NULL)
        return;
    sy_buffer_close(&journey->item);
    sy_buffer_close(&journey->names);
    sy_buffer_close(&journey->events);
}
