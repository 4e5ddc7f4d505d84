#include "ledger/key_file.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"

enum { WORDS_MAX = 4, SEED_TEXT_BYTES = 44 };

enum name_form { NO_NAME, PLACE, CODE };

static const struct {
    const char *name;
    enum name_form form;
    unsigned holders; /* bit of each enum sy_key_holder whose file has it */
} purposes[SY_KEY_PURPOSES] = {
    [SY_KEY_LOG] = {"log", PLACE, 1u << SY_KEY_OF_NODE},
    [SY_KEY_MIRROR] = {"mirror", PLACE, 1u << SY_KEY_OF_NODE},
    [SY_KEY_WITNESS] = {"witness", PLACE, 1u << SY_KEY_OF_NODE},
    [SY_KEY_TRANSPORT] = {"transport", CODE, 1u << SY_KEY_OF_NODE},
    [SY_KEY_STATEMENT] = {"statement", CODE, 1u << SY_KEY_OF_NODE},
    [SY_KEY_AUTHORITY] = {"authority", NO_NAME, 1u << SY_KEY_OF_AUTHORITY},
    [SY_KEY_SIGN] = {"sign", NO_NAME, 1u << SY_KEY_OF_ORGANISATION},
    [SY_KEY_CONNECT] = {"connect", NO_NAME,
                        1u << SY_KEY_OF_ORGANISATION | 1u << SY_KEY_OF_AUTHORITY},
    [SY_KEY_NONCE] = {"nonce", NO_NAME,
                      1u << SY_KEY_OF_ORGANISATION | 1u << SY_KEY_OF_AUTHORITY},
};

const char *sy_key_purpose_name(enum sy_key_purpose purpose)
{
    sy_assert((unsigned)purpose < SY_KEY_PURPOSES);
    return purposes[purpose].name;
}

const char *sy_key_holder_name(enum sy_key_holder holder)
{
    static const char *const names[] = {"", "node", "organisation", "authority"};

    sy_assert((unsigned)holder < sizeof(names) / sizeof(names[0]));
    return names[holder];
}

static bool name_fits(enum sy_key_purpose purpose, struct sy_bytes name)
{
    switch (purposes[purpose].form) {
    case NO_NAME:
        return name.len == 0;
    case PLACE:
        return sy_place_valid(name);
    case CODE:
        return sy_node_code_valid(name);
    }
    return false;
}

static enum sy_err wrong(struct sy_problem *why, enum sy_problem_kind kind, const char *detail)
{
    sy_problem_set(why, kind, sy_text(detail));
    return SY_BAD_FILE;
}

static enum sy_err add(struct sy_key_file *file, enum sy_key_purpose purpose,
                       struct sy_bytes name, const uint8_t seed[SY_SEED_BYTES])
{
    struct sy_key_line *line;

    if (file->count == SY_KEY_FILE_LINES_MAX)
        return SY_LIMIT;
    if (!name_fits(purpose, name))
        return SY_BAD_NAME;
    line = &file->line[file->count++];
    *line = (struct sy_key_line){.purpose = purpose};
    if (name.len > 0)
        memcpy(line->name, name.data, name.len);
    memcpy(line->seed, seed, SY_SEED_BYTES);
    return SY_OK;
}

enum sy_err sy_key_file_add(struct sy_key_file *file, enum sy_key_purpose purpose,
                            const char *name, const uint8_t seed[SY_SEED_BYTES])
{
    return add(file, purpose, sy_text(name), seed);
}

/* The words of a line; WORDS_MAX when there are more, 0 when one is empty. */
static size_t split(struct sy_bytes line, struct sy_bytes words[WORDS_MAX])
{
    size_t count = 0;

    while (count < WORDS_MAX) {
        const uint8_t *space = line.len == 0 ? NULL : memchr(line.data, ' ', line.len);
        size_t len = space == NULL ? line.len : (size_t)(space - line.data);

        if (len == 0)
            return 0;
        words[count++] = (struct sy_bytes){line.data, len};
        if (space == NULL)
            return count;
        line.data += len + 1;
        line.len -= len + 1;
    }
    return WORDS_MAX;
}

static enum sy_err read_line(struct sy_key_file *file, struct sy_bytes text,
                             struct sy_problem *why)
{
    struct sy_bytes words[WORDS_MAX];
    size_t count = split(text, words);
    unsigned purpose = 0;
    uint8_t seed[SY_SEED_BYTES];
    struct sy_bytes name = {NULL, 0};
    enum sy_err err;

    if (count == 0)
        return wrong(why, SY_PROBLEM_WRONG_WORDS, "");
    while (purpose < SY_KEY_PURPOSES &&
           !sy_bytes_equal(words[0], sy_text(purposes[purpose].name)))
        purpose++;
    /* The word is not shown: it may be a seed whose purpose was forgotten. */
    if (purpose == SY_KEY_PURPOSES)
        return wrong(why, SY_PROBLEM_UNKNOWN_PURPOSE, "");
    if (count != (purposes[purpose].form == NO_NAME ? 2 : 3))
        return wrong(why, SY_PROBLEM_WRONG_WORDS, purposes[purpose].name);
    if (count == 3)
        name = words[1];
    if (!name_fits((enum sy_key_purpose)purpose, name))
        return wrong(why,
                     purposes[purpose].form == CODE ? SY_PROBLEM_BAD_NODE_CODE
                                                    : SY_PROBLEM_BAD_PLACE_NAME,
                     purposes[purpose].name);
    if (words[count - 1].len != SEED_TEXT_BYTES ||
        sy_base64_decode_exact(words[count - 1], seed, sizeof(seed)) != SY_OK)
        return wrong(why, SY_PROBLEM_BAD_SEED, purposes[purpose].name);
    err = add(file, (enum sy_key_purpose)purpose, name, seed);
    explicit_bzero(seed, sizeof(seed));
    if (err == SY_LIMIT)
        sy_problem_set(why, SY_PROBLEM_TOO_MANY, sy_text("lines"));
    return err;
}

/* Take the next line off *rest. False when it has no newline. */
static bool next_line(struct sy_bytes *rest, struct sy_bytes *line)
{
    const uint8_t *end = rest->len == 0 ? NULL : memchr(rest->data, '\n', rest->len);
    size_t len = end == NULL ? 0 : (size_t)(end - rest->data);

    if (end == NULL)
        return false;
    *line = (struct sy_bytes){rest->data, len};
    rest->data += len + 1;
    rest->len -= len + 1;
    return true;
}

static enum sy_err check_line(struct sy_bytes line, struct sy_problem *why)
{
    if (line.len > SY_KEY_FILE_LINE_BYTES_MAX)
        return wrong(why, SY_PROBLEM_LINE_TOO_LONG, "");
    if (line.len > 0 && line.data[0] == '#')
        return SY_OK;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] < 0x20 || line.data[i] > 0x7e)
            return wrong(why, SY_PROBLEM_NOT_TEXT, "");
    }
    return SY_OK;
}

static enum sy_err read_lines(struct sy_bytes rest, struct sy_key_file *file,
                              struct sy_problem *why)
{
    struct sy_bytes line;
    bool formatted = false;
    enum sy_err err = SY_OK;
    uint64_t number = 0;

    while (err == SY_OK && rest.len > 0) {
        number++;
        if (!next_line(&rest, &line))
            err = wrong(why, SY_PROBLEM_NOT_TEXT, "");
        else
            err = check_line(line, why);
        if (err != SY_OK)
            break;
        if (!formatted && !sy_bytes_equal(line, sy_text(SY_KEY_FILE_FORMAT)))
            err = wrong(why, SY_PROBLEM_WRONG_FORMAT, "");
        else if (formatted && line.len > 0 && line.data[0] != '#')
            err = read_line(file, line, why);
        formatted = true;
    }
    if (err == SY_OK && !formatted) {
        number = 1;
        err = wrong(why, SY_PROBLEM_WRONG_FORMAT, "");
    }
    if (err != SY_OK && why != NULL)
        why->line = number;
    return err;
}

static size_t count_of(const struct sy_key_file *file, enum sy_key_purpose purpose)
{
    size_t count = 0;

    for (size_t i = 0; i < file->count; i++)
        count += file->line[i].purpose == purpose;
    return count;
}

/* The holder whose purposes all these are: 0 when they do not go together. */
static unsigned holder_of(const struct sy_key_file *file)
{
    unsigned holders = ~0u;

    for (size_t i = 0; i < file->count; i++)
        holders &= purposes[file->line[i].purpose].holders;
    for (unsigned holder = SY_KEY_OF_NODE; holder <= SY_KEY_OF_AUTHORITY; holder++) {
        if (file->count > 0 && (holders & 1u << holder) != 0)
            return holder;
    }
    return 0;
}

static enum sy_err check_purposes(const struct sy_key_file *file, unsigned holder,
                                  struct sy_problem *why)
{
    for (unsigned p = 0; p < SY_KEY_PURPOSES; p++) {
        size_t count = count_of(file, (enum sy_key_purpose)p);

        if ((purposes[p].holders & 1u << holder) == 0 || p == SY_KEY_LOG)
            continue;
        if (count == 0)
            return wrong(why, SY_PROBLEM_MISSING_PURPOSE, purposes[p].name);
        if (count > 1)
            return wrong(why, SY_PROBLEM_LISTED_TWICE, purposes[p].name);
    }
    return SY_OK;
}

/* Seeds are each other's strangers, and the lines of a node all speak of that node. */
static enum sy_err check_pairs(const struct sy_key_file *file, struct sy_problem *why)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct sy_key_line *a = &file->line[i];

        for (size_t j = 0; j < i; j++) {
            const struct sy_key_line *b = &file->line[j];

            if (memcmp(a->seed, b->seed, SY_SEED_BYTES) == 0)
                return wrong(why, SY_PROBLEM_KEY_REUSED, purposes[a->purpose].name);
            if (a->purpose == b->purpose && strcmp(a->name, b->name) == 0)
                return wrong(why, SY_PROBLEM_LISTED_TWICE, purposes[a->purpose].name);
        }
    }
    return SY_OK;
}

static enum sy_err check_node(const struct sy_key_file *file, struct sy_problem *why)
{
    const char *place = sy_key_file_find(file, SY_KEY_MIRROR, NULL)->name;
    struct sy_bytes code = sy_place_last(sy_text(place));

    if (strcmp(sy_key_file_find(file, SY_KEY_WITNESS, NULL)->name, place) != 0)
        return wrong(why, SY_PROBLEM_BAD_PLACE_NAME, purposes[SY_KEY_WITNESS].name);
    if (!sy_bytes_equal(sy_text(sy_key_file_find(file, SY_KEY_TRANSPORT, NULL)->name), code))
        return wrong(why, SY_PROBLEM_BAD_NODE_CODE, purposes[SY_KEY_TRANSPORT].name);
    if (!sy_bytes_equal(sy_text(sy_key_file_find(file, SY_KEY_STATEMENT, NULL)->name), code))
        return wrong(why, SY_PROBLEM_BAD_NODE_CODE, purposes[SY_KEY_STATEMENT].name);
    return SY_OK;
}

enum sy_err sy_key_file_check(const struct sy_key_file *file, struct sy_problem *why)
{
    unsigned holder = holder_of(file);
    enum sy_err err;

    if (holder == 0)
        return wrong(why,
                     file->count == 0 ? SY_PROBLEM_MISSING_PURPOSE : SY_PROBLEM_MIXED_PURPOSES,
                     file->count == 0 ? purposes[SY_KEY_SIGN].name : "");
    err = check_pairs(file, why);
    if (err == SY_OK)
        err = check_purposes(file, holder, why);
    if (err == SY_OK && holder == SY_KEY_OF_NODE)
        err = check_node(file, why);
    return err;
}

enum sy_err sy_key_file_parse(struct sy_bytes text, struct sy_key_file *out,
                              struct sy_problem *why)
{
    struct sy_key_file file = {0};
    enum sy_err err = SY_LIMIT;

    if (text.len > SY_KEY_FILE_BYTES_MAX)
        sy_problem_set(why, SY_PROBLEM_TOO_MANY, sy_text("bytes"));
    else
        err = read_lines(text, &file, why);
    if (err == SY_OK)
        err = sy_key_file_check(&file, why);
    if (err == SY_OK) {
        file.holder = (enum sy_key_holder)holder_of(&file);
        *out = file;
    }
    sy_key_file_wipe(&file);
    return err;
}

void sy_key_file_write(const struct sy_key_file *file, struct sy_buffer *out)
{
    sy_buffer_put_text(out, SY_KEY_FILE_FORMAT "\n");
    sy_buffer_printf(out,
                     "# The secret keys of one %s. Whoever has this file can act in its name:\n"
                     "# keep a copy where only you can read it, and never send it to anyone.\n",
                     sy_key_holder_name((enum sy_key_holder)holder_of(file)));
    for (size_t i = 0; i < file->count; i++) {
        const struct sy_key_line *line = &file->line[i];

        sy_buffer_printf(out, "%s %s%s", purposes[line->purpose].name, line->name,
                         line->name[0] == 0 ? "" : " ");
        sy_base64_put(out, (struct sy_bytes){line->seed, SY_SEED_BYTES});
        sy_buffer_put_u8(out, '\n');
    }
}

const struct sy_key_line *sy_key_file_find(const struct sy_key_file *file,
                                           enum sy_key_purpose purpose, const char *name)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct sy_key_line *line = &file->line[i];

        if (line->purpose == purpose && (name == NULL || strcmp(line->name, name) == 0))
            return line;
    }
    return NULL;
}

enum sy_err sy_key_file_secret(const struct sy_key_file *file, enum sy_key_purpose purpose,
                               const char *name, struct sy_secret_key *out)
{
    const struct sy_key_line *line = sy_key_file_find(file, purpose, name);

    if (line == NULL)
        return SY_NOT_FOUND;
    sy_secret_key_from_seed(line->seed, out);
    return SY_OK;
}

enum sy_err sy_key_file_public(const struct sy_key_file *file, enum sy_key_purpose purpose,
                               const char *name, struct sy_public_key *out)
{
    struct sy_secret_key secret;
    enum sy_err err = sy_key_file_secret(file, purpose, name, &secret);

    if (err != SY_OK)
        return err;
    *out = secret.public_key;
    sy_secret_key_wipe(&secret);
    return SY_OK;
}

void sy_key_file_wipe(struct sy_key_file *file)
{
    if (file != NULL)
        explicit_bzero(file, sizeof(*file));
}
