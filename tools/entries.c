#include "tools/entries.h"

static enum sy_err send_ask(struct sy_entries *entries, struct sy_peer *peer,
                            const struct sy_get_entries *ask)
{
    struct sy_buffer payload = {0};
    enum sy_err err = SY_OK;

    *entries = (struct sy_entries){
        .peer = peer, .next = ask->from, .to = ask->to, .parts = ask->parts != 0};
    entries->ended = ask->from >= ask->to;
    if (entries->ended)
        return SY_OK;
    sy_get_entries_write(ask, &payload);
    err = sy_peer_send(peer, SY_FRAME_GET_ENTRIES, sy_buffer_bytes(&payload), &entries->id);
    sy_buffer_close(&payload);
    return err;
}

enum sy_err sy_entries_ask(struct sy_entries *entries, struct sy_peer *peer,
                           struct sy_bytes origin, uint64_t from, uint64_t to, bool parts)
{
    const struct sy_get_entries ask = {
        .origin = origin, .from = from, .to = to, .parts = parts ? 1 : 0, .gaps = {parts, 1}};

    return send_ask(entries, peer, &ask);
}

enum sy_err sy_entries_ask_one(struct sy_entries *entries, struct sy_peer *peer,
                               struct sy_bytes origin, uint64_t index, struct sy_bytes item)
{
    const struct sy_get_entries ask = {.origin = origin,
                                       .from = index,
                                       .to = index + 1,
                                       .parts = 1,
                                       .item = item,
                                       .gaps = {true, 1}};

    return send_ask(entries, peer, &ask);
}

enum sy_err sy_entries_next(struct sy_entries *entries, struct sy_frame_message *out)
{
    enum sy_err err;

    if (entries->next == entries->to)
        return SY_NOT_FOUND;
    if (entries->ended)
        return sy_peer_malformed(entries->peer);
    err = sy_peer_receive(entries->peer, out);
    if (err == SY_NOT_FOUND)
        err = sy_peer_malformed(entries->peer);
    if (err != SY_OK)
        return err;
    if (out->type != SY_FRAME_ENTRY_SHARE || out->id != entries->id) {
        sy_frame_message_close(out);
        return sy_peer_malformed(entries->peer);
    }
    entries->ended = (out->flags & SY_FRAME_END) != 0;
    entries->next++;
    return SY_OK;
}
