#include "tools/event_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/json.h"

enum { READ_BYTES = 64 << 10 };

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum sy_err at_end(const struct sy_event_source *source)
{
    return ferror(source->file) ? SY_IO : SY_NOT_FOUND;
}

/* The next line that is not blank, without its end, into the text. SY_LIMIT leaves what was
 * read of it in the text. */
static enum sy_err read_line(struct sy_event_source *source)
{
    bool blank = true;
    int c = 0;

    while (blank && c != EOF) {
        sy_buffer_clear(&source->text);
        source->line++;
        while ((c = getc_unlocked(source->file)) != EOF && c != '\n') {
            sy_buffer_put_u8(&source->text, (uint8_t)c);
            blank = blank && is_space(c);
            if (source->text.len == SY_SOURCE_LINE_BYTES_MAX)
                return SY_LIMIT;
        }
        if (source->text.err != SY_OK)
            return source->text.err;
    }
    return blank ? at_end(source) : SY_OK;
}

/* All that is left, behind what is in the text. */
static enum sy_err read_rest(struct sy_event_source *source)
{
    size_t got;

    do {
        uint8_t *to = sy_buffer_reserve(&source->text, READ_BYTES);

        if (to == NULL)
            return source->text.err;
        got = fread(to, 1, READ_BYTES, source->file);
        sy_buffer_grew(&source->text, got);
    } while (got > 0);
    return ferror(source->file) ? SY_IO : SY_OK;
}

static bool more_follows(struct sy_event_source *source)
{
    int c;

    do {
        c = getc_unlocked(source->file);
        source->line += c == '\n';
    } while (is_space(c));
    if (c == EOF)
        return false;
    ungetc(c, source->file);
    return true;
}

static bool is_whole_value(struct sy_bytes text)
{
    struct sy_json_document document = {.last_counts = true};
    bool whole = sy_json_parse(text, &document, NULL) == SY_OK;

    sy_json_close(&document);
    return whole;
}

static enum sy_err open_file(struct sy_event_source *source, const char *path)
{
    struct stat status;

    source->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (source->file == NULL)
        return errno == ENOENT || errno == ENOTDIR ? SY_NOT_FOUND
               : errno == EACCES || errno == EPERM ? SY_DENIED
                                                   : SY_IO;
    if (fstat(fileno(source->file), &status) == 0 && S_ISDIR(status.st_mode))
        return SY_BAD_FILE;
    return SY_OK;
}

/* Find out of which shape it is, the first text at hand. */
static enum sy_err begin(struct sy_event_source *source)
{
    enum sy_err err;

    source->text.max = SY_SOURCE_DOCUMENT_BYTES_MAX;
    err = read_line(source);
    if (err == SY_NOT_FOUND)
        return SY_OK; /* an empty document, which whoever reads it refuses */
    if (err == SY_OK && is_whole_value(sy_buffer_bytes(&source->text))) {
        source->lines = more_follows(source);
        return source->lines ? SY_OK : read_rest(source);
    }
    if (err == SY_OK)
        sy_buffer_put_u8(&source->text, '\n');
    return err == SY_OK || err == SY_LIMIT ? read_rest(source) : err;
}

enum sy_err sy_event_source_open(struct sy_event_source *source, const char *path)
{
    enum sy_err err;

    *source = (struct sy_event_source){0};
    err = open_file(source, path);
    if (err == SY_OK)
        err = begin(source);
    if (err != SY_OK)
        sy_event_source_close(source);
    return err;
}

enum sy_err sy_event_source_next(struct sy_event_source *source, struct sy_bytes *text)
{
    enum sy_err err = SY_OK;

    if (source->taken && !source->lines)
        return SY_NOT_FOUND;
    if (source->taken)
        err = read_line(source);
    source->taken = true;
    if (err == SY_OK)
        *text = sy_buffer_bytes(&source->text);
    return err;
}

void sy_event_source_close(struct sy_event_source *source)
{
    if (source->file != NULL && source->file != stdin)
        fclose(source->file);
    sy_buffer_close(&source->text);
    *source = (struct sy_event_source){0};
}
