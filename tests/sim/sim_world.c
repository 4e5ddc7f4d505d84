#include "tests/sim/sim.h"

#include <stdarg.h>

#define SIM_COUNT_NAME(name) #name,
const char *const sim_count_names[SIM_COUNT] = {SIM_COUNTS(SIM_COUNT_NAME)};
#undef SIM_COUNT_NAME

uint64_t sim_random(struct sim_world *w)
{
    uint64_t x = w->random += 0x9e3779b97f4a7c15;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

uint64_t sim_below(struct sim_world *w, uint64_t bound)
{
    return bound == 0 ? 0 : sim_random(w) % bound;
}

bool sim_chance(struct sim_world *w, unsigned permille)
{
    return sim_below(w, 1000) < permille;
}

void sim_count(struct sim_world *w, enum sim_count what)
{
    w->counts[what]++;
}

void sim_fail(struct sim_world *w, const char *format, ...)
{
    va_list arguments;

    if (w->failure != NULL)
        return;
    va_start(arguments, format);
    vsnprintf(w->failure_text, sizeof(w->failure_text), format, arguments);
    va_end(arguments);
    w->failure = w->failure_text;
    sim_trace(w, "FAILED %s", w->failure);
}

void sim_trace(struct sim_world *w, const char *format, ...)
{
    va_list arguments;

    if (!w->trace)
        return;
    fprintf(stderr, "%7llu ", (unsigned long long)w->now_ms);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

/* Bytes that live until the world ends. */
struct sy_bytes sim_keep(struct sim_world *w, struct sy_bytes bytes)
{
    uint8_t *copy = malloc(bytes.len + 1);

    sy_assert(copy != NULL);
    memcpy(copy, bytes.data, bytes.len);
    if (w->arena_count == w->arena_capacity) {
        w->arena_capacity = w->arena_capacity == 0 ? 1024 : 2 * w->arena_capacity;
        w->arena = realloc(w->arena, w->arena_capacity * sizeof(*w->arena));
        sy_assert(w->arena != NULL);
    }
    w->arena[w->arena_count++] = copy;
    return (struct sy_bytes){copy, bytes.len};
}

static bool before(const struct sim_event *a, const struct sim_event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

/* The caller fills in what the kind needs; when and in which order stands. */
struct sim_event *sim_schedule(struct sim_world *w, uint64_t delay_ms, enum sim_event_kind kind,
                               uint32_t node)
{
    struct sim_event event = {
        .at_ms = w->now_ms + delay_ms, .order = ++w->order, .kind = kind, .node = node};
    size_t i;

    if (w->event_count == w->event_capacity) {
        w->event_capacity = w->event_capacity == 0 ? 1024 : 2 * w->event_capacity;
        w->events = realloc(w->events, w->event_capacity * sizeof(*w->events));
        sy_assert(w->events != NULL);
    }
    if (node < SIM_NODES_MAX)
        event.epoch = w->node[node].epoch;
    for (i = w->event_count++; i > 0 && before(&event, &w->events[(i - 1) / 2]);
         i = (i - 1) / 2)
        w->events[i] = w->events[(i - 1) / 2];
    w->events[i] = event;
    return &w->events[i];
}

bool sim_next(struct sim_world *w, struct sim_event *out)
{
    struct sim_event last;
    size_t i = 0;

    if (w->event_count == 0)
        return false;
    *out = w->events[0];
    last = w->events[--w->event_count];
    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= w->event_count)
            break;
        if (child + 1 < w->event_count && before(&w->events[child + 1], &w->events[child]))
            child++;
        if (!before(&w->events[child], &last))
            break;
        w->events[i] = w->events[child];
        i = child;
    }
    w->events[i] = last;
    sy_assert(out->at_ms >= w->now_ms);
    w->now_ms = out->at_ms;
    return true;
}

struct sim_message *sim_message(uint32_t from, uint32_t to, uint8_t type, uint32_t log)
{
    struct sim_message *message = calloc(1, sizeof(*message));

    sy_assert(message != NULL);
    message->from = from;
    message->to = to;
    message->type = type;
    message->log = log;
    return message;
}

void sim_message_free(struct sim_message *message)
{
    sy_buffer_close(&message->payload);
    free(message);
}

bool sim_line_open(const struct sim_world *w, uint32_t from, uint32_t to)
{
    return w->now_ms >= w->line[from][to].cut_until_ms;
}

static void deliver_later(struct sim_world *w, struct sim_message *message, uint64_t delay_ms)
{
    sim_schedule(w, delay_ms, SIM_DELIVER, message->to)->message = message;
}

static struct sim_message *copy_of(const struct sim_message *message)
{
    struct sim_message *copy =
        sim_message(message->from, message->to, message->type, message->log);

    copy->id = message->id;
    copy->size = message->size;
    sy_buffer_put_bytes(&copy->payload, sy_buffer_bytes(&message->payload));
    return copy;
}

/* Takes the message. Lines are bad one message at a time: a real one would break, and be made
 * again; what is lost with it is the same. */
void sim_send(struct sim_world *w, struct sim_message *message)
{
    struct sim_line *line = &w->line[message->from][message->to];
    struct sim_node *sender = &w->node[message->from];
    uint64_t delay = 1 + sim_below(w, w->latency_ms);

    if (!line->connected || (sender->rotten && !sim_spoil(w, sender, message))) {
        sim_message_free(message);
        return;
    }
    sim_count(w, SIM_message);
    if (!sim_line_open(w, message->from, message->to) ||
        (!w->healed && sim_chance(w, w->loss_permille))) {
        sim_count(w, SIM_loss);
        sim_message_free(message);
        return;
    }
    if (!w->healed && sim_chance(w, 30)) {
        sim_count(w, SIM_delay);
        sim_count(w, SIM_reorder);
        delay += sim_below(w, 2000);
    }
    if (line->clog_ms > 0) {
        line->busy_until_ms =
            (line->busy_until_ms > w->now_ms ? line->busy_until_ms : w->now_ms) + line->clog_ms;
        delay += line->busy_until_ms - w->now_ms;
    }
    if (!w->healed && sim_chance(w, w->duplicate_permille)) {
        sim_count(w, SIM_duplicate);
        deliver_later(w, copy_of(message), delay + sim_below(w, 500));
    }
    deliver_later(w, message, delay);
}

enum { BREAKS_AFTER_MS = 4000 };

static void connect_pair(struct sim_world *w, uint32_t a, uint32_t b, bool connected)
{
    w->line[a][b].connected = w->line[b][a].connected = connected;
    sim_trace(w, "line %u-%u %s", a, b, connected ? "up" : "down");
    if (w->node[a].up)
        sim_connected(w, &w->node[a], b, connected);
    if (w->node[b].up)
        sim_connected(w, &w->node[b], a, connected);
}

/* The node is gone, and its connections with it. */
void sim_lines_break(struct sim_world *w, uint32_t node)
{
    for (uint32_t other = 0; other < w->nodes; other++) {
        if (w->line[node][other].connected)
            connect_pair(w, node, other, false);
    }
}

/* Keep-alives: a line that is cut one way or both breaks after a while; one that can be, is
 * made again. */
void sim_lines_step(struct sim_world *w)
{
    for (uint32_t a = 0; a < w->nodes; a++) {
        for (uint32_t b = a + 1; b < w->nodes; b++) {
            struct sim_line *line = &w->line[a][b];
            bool open = sim_line_open(w, a, b) && sim_line_open(w, b, a) && w->node[a].up &&
                        w->node[b].up;

            if (open) {
                line->cut_since_ms = 0;
                if (!line->connected)
                    connect_pair(w, a, b, true);
                continue;
            }
            if (line->cut_since_ms == 0)
                line->cut_since_ms = w->now_ms;
            if (line->connected && (!w->node[a].up || !w->node[b].up ||
                                    w->now_ms >= line->cut_since_ms + BREAKS_AFTER_MS))
                connect_pair(w, a, b, false);
        }
    }
}
