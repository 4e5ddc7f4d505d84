#include "tools/act_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum sy_err sy_act_source_open(struct sy_act_source *source, const char *path)
{
    struct stat status;

    *source = (struct sy_act_source){.at = 1};
    source->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (source->file == NULL)
        return errno == ENOENT || errno == ENOTDIR ? SY_NOT_FOUND
               : errno == EACCES || errno == EPERM ? SY_DENIED
                                                   : SY_IO;
    if (fstat(fileno(source->file), &status) == 0 && S_ISDIR(status.st_mode)) {
        sy_act_source_close(source);
        return SY_BAD_FILE;
    }
    return SY_OK;
}

static int next(struct sy_act_source *source)
{
    int c = getc_unlocked(source->file);

    source->at += c == '\n';
    return c;
}

static enum sy_err skip_line(struct sy_act_source *source, int c, enum sy_err err)
{
    while (c != EOF && c != '\n')
        c = next(source);
    return err;
}

static bool is_between(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '[' || c == ']';
}

/* A byte order mark at the very start. */
static int skip_mark(struct sy_act_source *source, int c)
{
    return c == 0xef && source->at == 1 && next(source) == 0xbb && next(source) == 0xbf
               ? next(source)
               : c;
}

/* A brace where only a comma or the end can stand, at the start of a line: the object before
 * was not ended, and here the next one begins. */
static bool begins_another(int last, int before, int c)
{
    return c == '{' && before == '\n' && last != ':' && last != '[' && last != ',' && last != 0;
}

/* The object whose first brace has been read. */
static enum sy_err read_object(struct sy_act_source *source)
{
    size_t depth = 0;
    bool quoted = false;
    bool escaped = false;
    int last = 0; /* but blanks */
    int before = 0;
    int c = '{';

    for (;; before = c, c = next(source)) {
        if (!quoted && begins_another(last, before, c)) {
            ungetc(c, source->file);
            return SY_BAD_JSON;
        }
        last = c == ' ' || c == '\t' || c == '\r' || c == '\n' ? last : c;
        /* No text goes over a line's end: the line is broken, not all that follows. */
        if (c == EOF || (c == '\n' && quoted))
            return ferror(source->file) ? SY_IO : SY_BAD_JSON;
        if (source->text.len == SY_ACT_SOURCE_BYTES_MAX)
            return skip_line(source, c, SY_LIMIT);
        sy_buffer_put_u8(&source->text, (uint8_t)c);
        if (quoted) {
            quoted = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            if (depth == 0)
                return source->text.err;
        }
    }
}

enum sy_err sy_act_source_next(struct sy_act_source *source, struct sy_bytes *text)
{
    enum sy_err err;
    int c = skip_mark(source, next(source));

    while (is_between(c))
        c = next(source);
    source->line = source->at - (c == '\n');
    sy_buffer_clear(&source->text);
    if (c == EOF)
        return ferror(source->file) ? SY_IO : SY_NOT_FOUND;
    if (c != '{')
        return skip_line(source, c, SY_BAD_JSON);
    err = read_object(source);
    if (err == SY_OK)
        *text = sy_buffer_bytes(&source->text);
    return err;
}

void sy_act_source_close(struct sy_act_source *source)
{
    if (source->file != NULL && source->file != stdin)
        fclose(source->file);
    source->file = NULL;
    sy_buffer_close(&source->text);
}
