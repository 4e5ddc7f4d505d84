/* Who may connect, and how many of whom. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/connection.h"

/* The part of an address that one owner has: IPv4 whole, of IPv6 the /64. */
static struct sy_bytes source_of(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET)
        return (struct sy_bytes){
            (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr, 4};
    return (struct sy_bytes){
        (const uint8_t *)&((const struct sockaddr_in6 *)address)->sin6_addr, 8};
}

static bool is_above_limit(const struct sy_connection *c)
{
    const struct sy_server *server = c->server;
    const struct sy_server_limits *limits = &server->options.limits;
    uint32_t same = 0;

    if (server->open >= limits->connections)
        return true;
    for (const struct sy_connection *other = server->connections; other != NULL;
         other = other->next) {
        if (other != c && other->open && !other->refused &&
            sy_bytes_equal(source_of(&other->address), source_of(&c->address)))
            same++;
    }
    return same >= limits->connections_source;
}

/* A socket that listens on both kinds gives IPv4 peers as ::ffff:a.b.c.d, all in one /64. */
static void unmap(struct sockaddr_storage *address)
{
    struct sockaddr_in6 v6 = *(const struct sockaddr_in6 *)address;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = v6.sin6_port};

    if (address->ss_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        return;
    memcpy(&v4.sin_addr, v6.sin6_addr.s6_addr + 12, sizeof(v4.sin_addr));
    *(struct sockaddr_in *)address = v4;
}

static void name_peer(struct sy_connection *c)
{
    char host[INET6_ADDRSTRLEN] = "";
    int len = sizeof(c->address);

    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&c->address, &len) != 0) {
        snprintf(c->peer, sizeof(c->peer), "gone");
        return;
    }
    unmap(&c->address);
    if (c->address.ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)&c->address;

        uv_ip4_name(v4, host, sizeof(host));
        snprintf(c->peer, sizeof(c->peer), "%s:%u", host, (unsigned)ntohs(v4->sin_port));
    } else {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&c->address;

        uv_ip6_name(v6, host, sizeof(host));
        snprintf(c->peer, sizeof(c->peer), "[%s]:%u", host, (unsigned)ntohs(v6->sin6_port));
    }
}

static void link_connection(struct sy_connection *c)
{
    struct sy_server *server = c->server;

    c->next = server->connections;
    c->link = &server->connections;
    if (c->next != NULL)
        c->next->link = &c->next;
    server->connections = c;
}

/* Count it among those open, or those to be told that there are too many. */
static bool admit(struct sy_connection *c)
{
    struct sy_server *server = c->server;

    c->refused = is_above_limit(c);
    if (c->refused)
        server->refused++;
    else
        server->open++;
    return !c->refused || server->refused <= SY_CONNECTIONS_REFUSED_MAX;
}

bool sy_connection_accept(struct sy_server *server)
{
    struct sy_connection *c = calloc(1, sizeof(*c));
    struct sy_channel *channel = NULL;

    if (c == NULL || uv_tcp_init(&server->loop->uv, &c->tcp) != 0) {
        free(c);
        return false;
    }
    c->server = server;
    c->tcp.data = c;
    c->write.data = c;
    c->open = true;
    link_connection(c);
    sy_session_init(&c->session, NULL, &server->options.limits, sy_loop_now_ms(server->loop));
    if (uv_accept((uv_stream_t *)&server->listener, (uv_stream_t *)&c->tcp) != 0)
        sy_session_kill(&c->session, SY_IO, "cannot accept");
    name_peer(c);
    if (!admit(c))
        sy_session_kill(&c->session, SY_BUSY, "too many connections");
    else if (sy_channel_open(server->options.channel, NULL, &channel) != SY_OK)
        sy_session_kill(&c->session, SY_NO_MEMORY, "out of memory");
    c->session.channel = channel;
    uv_tcp_nodelay(&c->tcp, 1);
    uv_tcp_keepalive(&c->tcp, 1, SY_CONNECTION_KEEPALIVE_S);
    sy_connection_touch(c);
    return true;
}
