#include "tools/attach.h"

#include "ledger/origin.h"
#include "tools/receipt_change.h"
#include "tools/receipt_input.h"

static enum sy_exit say(struct sy_output *o, enum sy_message message, const char *path,
                        const char *what)
{
    const struct sy_saying saying = {.message = message, .words = {path, what}};

    sy_output_error(o, &saying);
    return SY_EXIT_NO;
}

static enum sy_exit make(const struct sy_attach *attach, const struct sy_receipt_input *in,
                         struct sy_buffer *support)
{
    const struct sy_directory *directory = attach->directory;
    struct sy_output *o = attach->peer->output;
    const struct sy_support_source source = {
        .registry = sy_directory_registry(directory),
        .log = sy_directory_log(directory),
        .note = sy_directory_note(directory),
        .size = sy_directory_checkpoint(directory)->size,
    };
    enum sy_err err;

    if (sy_origin_is_registry(sy_text(in->receipt.trust.checkpoint.origin)))
        return say(o, SY_MESSAGE_ATTACH_REGISTRY, in->path, NULL);
    if (source.size < in->receipt.entry.registry_size) {
        sy_output_error(o, SY_SAY(ATTACH_BEHIND, attach->peer->node->code));
        return SY_EXIT_UNASKED;
    }
    err = sy_support_make(&source, &in->receipt.statement, support);
    if (err == SY_OK)
        return SY_EXIT_YES;
    if (err == SY_NOT_FOUND)
        return say(o, SY_MESSAGE_ATTACH_NOT_FOUND, in->path, NULL);
    if (err == SY_LIMIT)
        return say(o, SY_MESSAGE_ATTACH_TOO_LARGE, in->path, NULL);
    sy_output_error(o, SY_SAY(MACHINE_FAULT, sy_err_name(err)));
    return SY_EXIT_UNASKED;
}

/* With the support, checked as anybody would check it. */
static enum sy_exit join(const struct sy_attach *attach, const struct sy_receipt_input *in,
                         struct sy_bytes support, struct sy_buffer *file)
{
    struct sy_output *o = attach->peer->output;
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    enum sy_err err = sy_receipt_attach(&in->receipt, support, file);

    if (err == SY_LIMIT)
        return say(o, SY_MESSAGE_ATTACH_TOO_LARGE, in->path, NULL);
    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    err = sy_receipt_open(in->network, sy_buffer_bytes(file), &receipt, &why);
    if (err != SY_OK)
        return say(o, SY_MESSAGE_ATTACH_FAILS, in->path, why.what);
    sy_receipt_close(&receipt);
    return SY_EXIT_YES;
}

enum sy_exit sy_attach_file(const struct sy_attach *attach, const char *path)
{
    struct sy_output *o = attach->peer->output;
    struct sy_receipt_input in = {.network_path = attach->network_path};
    struct sy_buffer support = {0};
    struct sy_buffer file = {0};
    enum sy_exit status = sy_receipt_input_open(o, path, &attach->peer->network, &in);

    if (status == SY_EXIT_YES)
        status = make(attach, &in, &support);
    if (status == SY_EXIT_YES)
        status = join(attach, &in, sy_buffer_bytes(&support), &file);
    if (status == SY_EXIT_YES)
        status = sy_receipt_put(o, path, attach->out, sy_buffer_bytes(&file));
    sy_receipt_input_close(&in);
    sy_buffer_close(&support);
    sy_buffer_close(&file);
    return status;
}
