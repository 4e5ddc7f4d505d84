#include "tools/receipt_input.h"

#include <stdio.h>

#include "tools/file.h"
#include "tools/receipt_file.h"
#include "tools/report.h"

static enum sy_exit fails(struct sy_output *o, struct sy_receipt_input *in, const char *path,
                          enum sy_err err)
{
    struct sy_buffer what = {0};

    in->err = err;
    sy_buffer_put_text(&what, in->why.what == NULL ? sy_err_name(err) : in->why.what);
    if (in->why.member[0] != 0)
        sy_buffer_printf(&what, " (%s)", in->why.member);
    sy_output_error(o, SY_SAY(RECEIPT_FAILS, path, sy_buffer_text(&what), sy_err_name(err)));
    sy_buffer_close(&what);
    return SY_EXIT_NO;
}

enum sy_exit sy_receipt_input_read(struct sy_output *o, const char *path,
                                   struct sy_receipt_input *in)
{
    enum sy_err err;

    in->path = path;
    in->file.max = SY_RECEIPT_FILE_BYTES_MAX;
    err = sy_file_read(path, &in->file);
    if (err == SY_OK)
        return SY_EXIT_YES;
    in->err = err;
    return sy_report_file(o, err, path);
}

enum sy_exit sy_receipt_input_check(struct sy_output *o, const struct sy_network *network,
                                    struct sy_receipt_input *in)
{
    enum sy_err err;

    if (network == NULL)
        err = sy_receipt_read(sy_buffer_bytes(&in->file), &in->receipt, &in->why);
    else
        err = sy_receipt_open(network, sy_buffer_bytes(&in->file), &in->receipt, &in->why);
    if (err != SY_OK)
        return fails(o, in, in->path, err);
    in->checked = network != NULL;
    return SY_EXIT_YES;
}

enum sy_exit sy_receipt_input_open(struct sy_output *o, const char *path,
                                   const struct sy_network *network,
                                   struct sy_receipt_input *in)
{
    enum sy_exit status = sy_receipt_input_read(o, path, in);

    return status == SY_EXIT_YES ? sy_receipt_input_check(o, network, in) : status;
}

enum sy_exit sy_receipt_input_parts(struct sy_output *o, const char *given,
                                    struct sy_receipt_input *in)
{
    char beside[SY_RECEIPT_PATH_BYTES];
    const char *path = given;
    enum sy_err err;

    if (path == NULL) {
        if (sy_parts_path(in->path, beside) != SY_OK || !sy_file_exists(beside))
            return SY_EXIT_YES;
        path = beside;
    }
    in->parts_file.max = SY_PARTS_FILE_BYTES_MAX;
    err = sy_file_read(path, &in->parts_file);
    if (err != SY_OK) {
        in->err = err;
        return sy_report_file(o, err, path);
    }
    err = sy_parts_file_open(&in->receipt, sy_buffer_bytes(&in->parts_file), &in->parts,
                             &in->why);
    return err == SY_OK ? SY_EXIT_YES : fails(o, in, path, err);
}

struct sy_bytes sy_receipt_input_records(const struct sy_receipt_input *in, uint32_t *number)
{
    *number = in->parts.len > 0 ? SY_PARTS_FILE_RECORDS : SY_RECEIPT_RECORDS;
    return in->parts.len > 0 ? in->parts : in->receipt.message;
}

void sy_receipt_input_close(struct sy_receipt_input *in)
{
    sy_receipt_close(&in->receipt);
    sy_buffer_close(&in->file);
    sy_buffer_close(&in->parts_file);
    *in = (struct sy_receipt_input){0};
}
