#include "tools/receipt_change.h"

#include <sys/stat.h>

#include "tools/file.h"
#include "tools/report.h"

enum { RECEIPT_MODE = 0644, MODE_MASK = 0777 };

const struct sy_option sy_receipt_option_out = {
    .name = "out",
    .value = "FILE",
    .help = {"where to write it; by default it takes the receipt's place",
             "写到哪里；默认替换原回执"}};

static mode_t mode_of(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? about.st_mode & MODE_MASK : RECEIPT_MODE;
}

enum sy_exit sy_receipt_put(struct sy_output *o, const char *path, const char *out,
                            struct sy_bytes file)
{
    enum sy_err err = out == NULL ? sy_file_replace(path, mode_of(path), file)
                                  : sy_file_publish(out, mode_of(path), file);

    return err == SY_OK ? SY_EXIT_YES : sy_report_file(o, err, out == NULL ? path : out);
}

bool sy_receipt_out_fits(const struct sy_options *options, struct sy_output *o)
{
    if (sy_options_value(options, "out") == NULL || options->operand_count == 1)
        return true;
    sy_output_error(o, SY_SAY(RECEIPT_OUT_OF_ONE, NULL));
    return false;
}

static void show(struct sy_output *o, const struct sy_receipt_change *change, const char *path,
                 const char *to, bool changed)
{
    const struct sy_saying saying = {.message = change->said, .words = {to}};

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "file", path);
        sy_json_name(sy_output_json(o), change->member);
        sy_json_put_bool(sy_output_json(o), changed);
        sy_json_end_object(sy_output_json(o));
    } else if (changed) {
        sy_output_say(o, &saying);
    }
}

enum sy_exit sy_receipts_change(const struct sy_options *options, struct sy_output *o,
                                const struct sy_receipt_change *change)
{
    const char *out = sy_options_value(options, "out");
    enum sy_exit status = SY_EXIT_YES;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "receipts");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        const char *path = options->operands[i];
        enum sy_exit one = change->one(change->context, path);

        if (one == SY_EXIT_NO || status == SY_EXIT_YES)
            status = one;
        show(o, change, path, out == NULL ? path : out, one == SY_EXIT_YES);
    }
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
    }
    return status;
}
