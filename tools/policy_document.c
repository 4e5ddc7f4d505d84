#include "tools/policy_document.h"

#include <stdio.h>

#include "tools/file.h"
#include "tools/policy_change.h"
#include "tools/report.h"

enum { PUBLIC_FILE_MODE = 0644, NUMBER_BYTES = 24 };

static enum sy_exit check_size(struct sy_output *o, size_t len)
{
    char have[NUMBER_BYTES];
    char most[NUMBER_BYTES];

    if (len <= SY_POLICY_TEXT_BYTES_MAX)
        return SY_EXIT_YES;
    snprintf(have, sizeof(have), "%zu", len);
    snprintf(most, sizeof(most), "%d", SY_POLICY_TEXT_BYTES_MAX);
    sy_output_error(o, SY_SAY(POLICY_TOO_LONG, have, most));
    return SY_EXIT_USAGE;
}

/* Write it, read it back, and hold it against the one in force. */
static enum sy_exit make(struct sy_output *o, struct sy_policy_document *d,
                         struct sy_buffer *text)
{
    struct sy_problem why = {0};
    enum sy_exit status;

    sy_policy_write(&d->next, text);
    if (text->err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    status = check_size(o, text->len);
    if (status == SY_EXIT_YES &&
        (sy_policy_parse(sy_buffer_bytes(text), &d->read, &why) != SY_OK ||
         sy_policy_follows(&d->before, &d->read, &why) != SY_OK)) {
        sy_report_problem(o, d->path, &why);
        status = SY_EXIT_USAGE;
    }
    return status;
}

enum sy_exit sy_policy_document_write(struct sy_output *o, struct sy_policy_document *document)
{
    struct sy_buffer text = {0};
    enum sy_exit status = make(o, document, &text);

    if (status == SY_EXIT_YES) {
        enum sy_err err =
            sy_file_create(document->path, PUBLIC_FILE_MODE, sy_buffer_bytes(&text));

        if (err != SY_OK)
            status = sy_report_file(o, err, document->path);
    }
    sy_buffer_close(&text);
    return status;
}

void sy_policy_document_show(struct sy_output *o, const struct sy_policy_document *document)
{
    const struct sy_network *next = &document->read.network;
    char version[NUMBER_BYTES];

    if (o->json) {
        sy_output_value(o, "file", document->path);
        sy_output_number(o, "version", next->version);
        return;
    }
    snprintf(version, sizeof(version), "%llu", (unsigned long long)next->version);
    sy_output_say(o, SY_SAY(POLICY_WRITTEN, document->path, version));
    sy_policy_change_show(o, &document->before.network, next);
    sy_output_next(o, SY_SAY(NEXT_POLICY_SIGN, document->path, document->network_path));
}

const struct sy_option sy_option_policy_out = {
    .name = "out",
    .value = "FILE",
    .required = true,
    .help = {"the document to write, as next.policy", "要写出的文件，如 next.policy"}};
