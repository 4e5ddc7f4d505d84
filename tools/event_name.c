#include "tools/event_name.h"

#include <string.h>

#include "ledger/identifier.h"
#include "ledger/percent.h"
#include "tools/plain.h"
#include "tools/words.h"

enum { PIECES_MAX = 6 };

/* The texts between the colons, at most PIECES_MAX; the last one is the rest. */
static size_t split(struct sy_bytes text, struct sy_bytes out[PIECES_MAX])
{
    size_t count = 0;

    while (count < PIECES_MAX - 1) {
        const uint8_t *colon = memchr(text.data, ':', text.len);

        if (colon == NULL)
            break;
        out[count].data = text.data;
        out[count++].len = (size_t)(colon - text.data);
        text.len -= out[count - 1].len + 1;
        text.data = colon + 1;
    }
    out[count++] = text;
    return count;
}

static void put_decoded(struct sy_buffer *to, struct sy_bytes escaped)
{
    uint8_t text[SY_ITEM_BYTES_MAX];
    size_t len = 0;

    if (escaped.len <= sizeof(text) && sy_percent_decode(escaped, text, &len) == SY_OK)
        sy_plain_put(to, (struct sy_bytes){text, len});
    else
        sy_plain_put(to, escaped);
}

void sy_event_put_subject(struct sy_buffer *to, const struct sy_event_teller *t,
                          struct sy_bytes subject)
{
    struct sy_bytes name = {NULL, 0};

    if (t->directory != NULL)
        name = sy_directory_name(t->directory, subject);
    if (name.len == 0) {
        sy_plain_put(to, subject);
        return;
    }
    sy_plain_put(to, name);
    sy_buffer_put_text(to, t->language == SY_CHINESE ? "（" : " (");
    sy_plain_put(to, subject);
    sy_buffer_put_text(to, t->language == SY_CHINESE ? "）" : ")");
}

/* urn:suyuan:1:<kind>:<scheme>:<id>[:<local>] of an organisation. */
static void put_organisation_name(struct sy_buffer *to, const struct sy_event_teller *t,
                                  const char *kind, const struct sy_bytes pieces[PIECES_MAX])
{
    const uint8_t *end = pieces[5].data + pieces[5].len;
    const uint8_t *colon = memchr(pieces[5].data, ':', pieces[5].len);
    struct sy_bytes subject = {pieces[4].data,
                               (size_t)((colon == NULL ? end : colon) - pieces[4].data)};
    struct sy_bytes name = {NULL, 0};

    if (colon == NULL) {
        sy_event_put_subject(to, t, subject);
        return;
    }
    if (t->directory != NULL)
        name = sy_directory_name(t->directory, subject);
    if (kind != NULL)
        sy_buffer_printf(to, "%s ", kind);
    put_decoded(to, (struct sy_bytes){colon + 1, (size_t)(end - colon - 1)});
    if (sy_bytes_equal(subject, t->principal))
        return;
    sy_buffer_put_text(to, t->language == SY_CHINESE ? "（" : " (");
    sy_plain_put(to, name.len > 0 ? name : subject);
    sy_buffer_put_text(to, t->language == SY_CHINESE ? "）" : ")");
}

static void put_canonical(struct sy_buffer *to, const struct sy_event_teller *t,
                          struct sy_bytes canonical, const struct sy_identifier *about_it,
                          bool with_kind)
{
    const char *kind = with_kind ? sy_words_kind(about_it->kind, t->language) : NULL;
    struct sy_buffer human = {0};
    struct sy_bytes pieces[PIECES_MAX];

    if (about_it->kind >= SY_IDENTIFIER_ORG && about_it->kind <= SY_IDENTIFIER_DOC &&
        split(canonical, pieces) == PIECES_MAX) {
        put_organisation_name(to, t, kind, pieces);
    } else if (about_it->kind == SY_IDENTIFIER_TICKET &&
               split(canonical, pieces) == PIECES_MAX) {
        const uint8_t *colon = memchr(pieces[5].data, ':', pieces[5].len);

        if (kind != NULL)
            sy_buffer_printf(to, "%s ", kind);
        put_decoded(to, (struct sy_bytes){pieces[5].data,
                                          colon == NULL ? pieces[5].len
                                                        : (size_t)(colon - pieces[5].data)});
    } else if (sy_identifier_human(canonical, &human) == SY_OK) {
        sy_plain_put(to, sy_buffer_bytes(&human));
    } else {
        sy_plain_put(to, canonical);
    }
    sy_buffer_close(&human);
}

static void put_name(struct sy_buffer *to, const struct sy_event_teller *t,
                     struct sy_bytes identifier, bool with_kind)
{
    struct sy_buffer canonical = {0};
    struct sy_identifier about_it;

    if (sy_identifier_canonical(identifier, &canonical, &about_it) == SY_OK &&
        about_it.kind != SY_IDENTIFIER_OPAQUE)
        put_canonical(to, t, sy_buffer_bytes(&canonical), &about_it, with_kind);
    else
        sy_plain_put(to, identifier);
    sy_buffer_close(&canonical);
}

void sy_event_put_name(struct sy_buffer *to, const struct sy_event_teller *t,
                       struct sy_bytes identifier)
{
    put_name(to, t, identifier, true);
}

void sy_event_put_bare_name(struct sy_buffer *to, const struct sy_event_teller *t,
                            struct sy_bytes identifier)
{
    put_name(to, t, identifier, false);
}
