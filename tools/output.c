#include "tools/output.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAME_WIDTH = 14 };

void sy_output_guard(void)
{
    /* Standard output is opened for reading, so that writing to it fails as it should. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};

    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            abort();
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, and said so */
}

void sy_output_start(struct sy_output *o, const char *program, enum sy_language language,
                     bool json)
{
    *o = (struct sy_output){.program = program, .language = language, .json = json};
    o->writer = (struct sy_json_writer){.to = &o->text, .pretty = true};
}

/* Write what has been gathered, and start afresh. */
static void put_out(struct sy_output *o)
{
    if (o->text.err != SY_OK ||
        (o->text.len > 0 && fwrite(o->text.data, 1, o->text.len, stdout) != o->text.len))
        o->failed = true;
    sy_buffer_clear(&o->text);
}

void sy_output_say(struct sy_output *o, const struct sy_saying *saying)
{
    if (o->json)
        return;
    sy_message_put(&o->text, saying, o->language);
    sy_buffer_put_u8(&o->text, '\n');
    put_out(o);
}

void sy_output_next(struct sy_output *o, const struct sy_saying *saying)
{
    if (o->json)
        return;
    sy_buffer_put_text(&o->text, o->language == SY_CHINESE ? "下一步：" : "next: ");
    sy_message_put(&o->text, saying, o->language);
    sy_buffer_put_u8(&o->text, '\n');
    put_out(o);
}

void sy_output_trouble(struct sy_output *o, const struct sy_saying *saying)
{
    if (o->json)
        return;
    sy_output_say(o, saying);
    sy_buffer_put_text(&o->text, o->language == SY_CHINESE ? "    下一步：" : "    next: ");
    sy_message_put_next(&o->text, saying, o->language);
    sy_buffer_put_u8(&o->text, '\n');
    put_out(o);
}

void sy_output_value(struct sy_output *o, const char *name, const char *value)
{
    if (o->json) {
        sy_json_name(&o->writer, name);
        sy_json_put_string(&o->writer, value);
    } else {
        sy_buffer_printf(&o->text, "%-*s  %s\n", NAME_WIDTH, name, value);
        put_out(o);
    }
}

void sy_output_number(struct sy_output *o, const char *name, uint64_t value)
{
    if (o->json) {
        sy_json_name(&o->writer, name);
        sy_json_put_uint(&o->writer, value);
    } else {
        sy_buffer_printf(&o->text, "%-*s  %llu\n", NAME_WIDTH, name, (unsigned long long)value);
        put_out(o);
    }
}

struct sy_json_writer *sy_output_json(struct sy_output *o)
{
    sy_assert(o->json);
    return &o->writer;
}

void sy_output_json_lines(struct sy_output *o)
{
    o->json = true;
    o->writer = (struct sy_json_writer){.to = &o->text, .pretty = false};
}

void sy_output_json_line(struct sy_output *o)
{
    sy_assert(o->json);
    sy_assert(o->writer.depth == 0);
    sy_buffer_put_u8(&o->text, '\n');
    put_out(o);
    o->writer = (struct sy_json_writer){.to = &o->text, .pretty = o->writer.pretty};
}

void sy_output_text(struct sy_output *o, const char *text)
{
    sy_buffer_put_text(&o->text, text);
    put_out(o);
}

void sy_output_error(struct sy_output *o, const struct sy_saying *saying)
{
    struct sy_buffer line = {0};
    const char *text;
    size_t before;

    if (o->unsaid != NULL) {
        if (o->unsaid->len > 0)
            sy_buffer_put_text(o->unsaid, "; ");
        sy_message_put(o->unsaid, saying, o->language);
        return;
    }
    sy_buffer_printf(&line, "%s: ", o->program);
    sy_message_put(&line, saying, o->language);
    sy_buffer_printf(&line, " [%s]\n", sy_message_code(saying->message));
    sy_buffer_put_text(&line, o->language == SY_CHINESE ? "下一步：" : "next: ");
    before = line.len;
    sy_message_put_next(&line, saying, o->language);
    sy_assert(line.err != SY_OK || line.len > before);
    sy_buffer_put_u8(&line, '\n');
    text = sy_buffer_text(&line);
    /* The answer so far stands before the error when both go to one place. */
    fflush(stdout);
    fputs(text == NULL ? "no memory [no_memory]\n" : text, stderr);
    sy_buffer_close(&line);
}

enum sy_exit sy_output_end(struct sy_output *o, enum sy_exit status)
{
    /* A command that failed half way through its document has said so; half a document helps
     * nobody. */
    if (o->json && o->writer.depth > 0)
        sy_buffer_clear(&o->text);
    if (o->text.len > 0)
        sy_buffer_put_u8(&o->text, '\n');
    put_out(o);
    if (fflush(stdout) != 0 || ferror(stdout))
        o->failed = true;
    if (o->failed) {
        sy_output_error(o, SY_SAY(OUTPUT_FAILED, NULL));
        status = SY_EXIT_UNASKED;
    }
    sy_buffer_close(&o->text);
    return status;
}
