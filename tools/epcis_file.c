#include "tools/epcis_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ledger/time.h"
#include "net/clock.h"
#include "proto/part.h"
#include "tools/broken.h"
#include "tools/file.h"
#include "tools/report.h"

static enum sy_exit failed(struct sy_epcis_file *file)
{
    enum sy_err err = errno == ENOSPC   ? SY_NO_SPACE
                      : errno == EACCES ? SY_DENIED
                      : errno == ENOENT ? SY_NOT_FOUND
                                        : SY_IO;

    if (file->path[0] != 0)
        return sy_report_file(file->output, err, file->path);
    file->output->failed = true; /* sy_output_end says so */
    return SY_EXIT_UNASKED;
}

bool sy_epcis_file_parts(const struct sy_record_share *record, struct sy_epcis_parts *out,
                         enum sy_record_type *type)
{
    bool some = false;

    *out = (struct sy_epcis_parts){0};
    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        struct sy_part part;

        if (share->kind > SY_PART_KINDS || share->part.data == NULL ||
            sy_part_read(share->part, &part) != SY_OK)
            continue;
        if ((part.type != SY_TYPE_EPCIS_EVENT && part.type != SY_TYPE_MASTER_DATA) ||
            (some && part.type != (uint32_t)*type))
            return false;
        *type = (enum sy_record_type)part.type;
        out->body[share->kind - 1] = part.body;
        some = true;
    }
    return some;
}

enum sy_exit sy_epcis_file_open(struct sy_epcis_file *file, const char *path)
{
    file->to = stdout;
    if (path != NULL) {
        if (strlen(path) + sizeof(".partial") > sizeof(file->path))
            return sy_report_file(file->output, SY_NOT_FOUND, path);
        snprintf(file->path, sizeof(file->path), "%s", path);
        snprintf(file->partial, sizeof(file->partial), "%.4000s.partial", path);
        file->to = fopen(file->partial, "wxe");
        if (file->to == NULL && errno == EEXIST)
            return sy_report_file(file->output, SY_EXISTS, file->partial);
        if (file->to == NULL)
            return failed(file);
    }
    return SY_EXIT_YES;
}

static enum sy_exit flush(struct sy_epcis_file *file)
{
    struct sy_buffer *text = &file->text;

    if (text->err != SY_OK)
        return sy_broken_fault(file->output, text->err);
    if (text->len > 0 && fwrite(text->data, 1, text->len, file->to) != text->len)
        return failed(file);
    sy_buffer_clear(text);
    return SY_EXIT_YES;
}

static void begin(struct sy_epcis_file *file, struct sy_bytes context)
{
    char now[SY_TIME_TEXT_BYTES];

    if (sy_time_format(sy_clock_us(), now) != SY_OK)
        snprintf(now, sizeof(now), "1970-01-01T00:00:00Z");
    sy_buffer_put_bytes(&file->context, context);
    file->writer = (struct sy_json_writer){.to = &file->text, .pretty = true};
    file->export = (struct sy_epcis_export){.writer = &file->writer};
    sy_epcis_export_begin(&file->export, sy_buffer_bytes(&file->context), sy_text(now), NULL);
    file->begun = true;
}

enum sy_exit sy_epcis_file_put(struct sy_epcis_file *file, enum sy_record_type type,
                               const struct sy_epcis_parts *parts, int64_t sequenced_at)
{
    char time[SY_TIME_TEXT_BYTES];
    enum sy_err err;

    if (!file->begun)
        begin(file, sy_epcis_export_context(type, parts));
    if (type == SY_TYPE_MASTER_DATA) {
        err = sy_epcis_export_master_data(&file->export, parts);
        file->elements++;
    } else {
        err = sy_time_format(sequenced_at, time);
        if (err == SY_OK)
            err = sy_epcis_export_event(&file->export, parts, sy_text(time));
        file->events++;
    }
    return err == SY_OK ? flush(file) : sy_broken_fault(file->output, err);
}

enum sy_exit sy_epcis_file_finish(struct sy_epcis_file *file)
{
    enum sy_exit status;

    if (!file->begun)
        begin(file, (struct sy_bytes){NULL, 0});
    sy_epcis_export_end(&file->export);
    sy_buffer_put_u8(&file->text, '\n');
    status = flush(file);
    if (status != SY_EXIT_YES)
        return status;
    if (fflush(file->to) != 0)
        return failed(file);
    if (file->path[0] == 0)
        return SY_EXIT_YES;
    if (fsync(fileno(file->to)) != 0 || sy_file_move(file->partial, file->path) != SY_OK)
        return failed(file);
    file->partial[0] = 0;
    return SY_EXIT_YES;
}

void sy_epcis_file_close(struct sy_epcis_file *file)
{
    if (file->to != NULL && file->path[0] != 0) {
        (void)fclose(file->to);
        if (file->partial[0] != 0)
            (void)unlink(file->partial);
    }
    file->to = NULL;
    sy_epcis_export_close(&file->export);
    sy_buffer_close(&file->text);
    sy_buffer_close(&file->context);
}
