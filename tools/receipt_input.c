#include "tools/receipt_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/file.h"
#include "tools/policies.h"
#include "tools/receipt_file.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24 };

/* By its name: somebody gave all the files that lie there. */
static bool is_parts(const char *path)
{
    static const char end[] = ".parts";
    size_t len = strlen(path);

    return len >= sizeof(end) && strcmp(path + len - (sizeof(end) - 1), end) == 0;
}

static enum sy_exit fails(struct sy_output *o, struct sy_receipt_input *in, const char *path,
                          enum sy_err err)
{
    struct sy_buffer what = {0};

    in->err = err;
    if (path == in->path && is_parts(path)) {
        sy_output_error(o, SY_SAY(RECEIPT_IS_PARTS, path));
        return SY_EXIT_NO;
    }
    sy_buffer_put_text(&what, in->why.what == NULL ? sy_err_name(err) : in->why.what);
    if (in->why.member[0] != 0)
        sy_buffer_printf(&what, " (%s)", in->why.member);
    if (err == SY_QUORUM)
        sy_output_error(o,
                        SY_SAY(RECEIPT_SHORT, path, sy_buffer_text(&what), sy_err_name(err)));
    else
        sy_output_error(o,
                        SY_SAY(RECEIPT_FAILS, path, sy_buffer_text(&what), sy_err_name(err)));
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

/* What cannot be found out with the policies that are here. */
static enum sy_exit is_newer(struct sy_output *o, struct sy_receipt_input *in, uint64_t version,
                             uint64_t known)
{
    char its[NUMBER_BYTES];
    char ours[NUMBER_BYTES];

    snprintf(its, sizeof(its), "%llu", (unsigned long long)version);
    snprintf(ours, sizeof(ours), "%llu", (unsigned long long)known);
    in->err = SY_NOT_YET;
    in->why.what = "it was made under a policy that is not known here";
    sy_output_error(o, SY_SAY(RECEIPT_POLICY_NEWER, in->path, its, ours));
    return SY_EXIT_UNASKED;
}

/* All is as the log signed it, and a policy has closed the log before that. What it holds may
 * still be in the log, but is not shown to be. */
static enum sy_exit is_cut_off(struct sy_output *o, struct sy_receipt_input *in,
                               const struct sy_network *network, enum sy_err err)
{
    const struct sy_checkpoint *checkpoint = &in->receipt.trust.checkpoint;
    const struct sy_network_log *log = sy_network_log(network, sy_text(checkpoint->origin));
    bool beyond = in->receipt.entry.index >= log->final_size;
    char index[NUMBER_BYTES];
    char end[NUMBER_BYTES];

    in->err = err;
    in->cut_off = beyond;
    in->why.what = beyond ? "its entry lies beyond where the network has closed the log"
                          : "its checkpoint goes beyond where the network has closed the log";
    snprintf(index, sizeof(index), "%llu", (unsigned long long)in->receipt.entry.index);
    snprintf(end, sizeof(end), "%llu", (unsigned long long)log->final_size);
    if (beyond)
        sy_output_error(o, SY_SAY(RECEIPT_CUT_OFF, in->path, log->vkey.name, end, index));
    else
        sy_output_error(o, SY_SAY(RECEIPT_BEYOND, in->path, log->vkey.name, end, index));
    return SY_EXIT_NO;
}

/* The network as the receipt's own policy has it. */
static enum sy_exit find_network(struct sy_output *o, const struct sy_network *newest,
                                 struct sy_receipt_input *in)
{
    uint64_t version = in->receipt.policy_version;

    in->network = newest;
    in->newest = newest;
    if (version == newest->version)
        return SY_EXIT_YES;
    if (version > newest->version)
        return is_newer(o, in, version, newest->version);
    in->older = calloc(1, sizeof(*in->older));
    if (in->older == NULL) {
        in->err = SY_NO_MEMORY;
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    if (!sy_policies_open(o, in->network_path, version, in->older)) {
        in->err = SY_BAD_FILE;
        return SY_EXIT_UNASKED;
    }
    in->network = &in->older->network;
    return SY_EXIT_YES;
}

/* Too few had cosigned it when it was made. Where a policy has closed the log since, that says
 * whether it counts. */
static enum sy_err open_without_quorum(struct sy_receipt_input *in)
{
    struct sy_policy *copy = malloc(sizeof(*copy));
    const struct sy_checkpoint *checkpoint = &in->receipt.trust.checkpoint;
    const char *what = in->why.what;
    const struct sy_network_log *log;
    enum sy_err err;

    if (copy == NULL)
        return SY_NO_MEMORY;
    copy->network = *in->network;
    copy->network.quorum_needed = 0;
    err = sy_receipt_open(&copy->network, sy_buffer_bytes(&in->file), &in->receipt, &in->why);
    copy->network.quorum_needed = in->network->quorum_needed;
    free(in->older);
    in->older = copy;
    in->network = &copy->network;
    if (err != SY_OK)
        return err;
    log = sy_network_log(in->newest, sy_text(checkpoint->origin));
    if (log != NULL && (sy_trust_stands(in->newest, checkpoint, NULL) != SY_OK ||
                        sy_network_log_ends(log, checkpoint->size, &checkpoint->root)))
        return SY_OK;
    in->why.what = what;
    return SY_QUORUM;
}

enum sy_exit sy_receipt_input_check(struct sy_output *o, const struct sy_network *network,
                                    struct sy_receipt_input *in)
{
    enum sy_exit status;
    enum sy_err err = sy_receipt_read(sy_buffer_bytes(&in->file), &in->receipt, &in->why);

    if (err != SY_OK)
        return fails(o, in, in->path, err);
    if (network == NULL)
        return SY_EXIT_YES;
    status = find_network(o, network, in);
    if (status != SY_EXIT_YES)
        return status;
    sy_receipt_close(&in->receipt);
    err = sy_receipt_open(in->network, sy_buffer_bytes(&in->file), &in->receipt, &in->why);
    if (err == SY_QUORUM)
        err = open_without_quorum(in);
    if (err != SY_OK)
        return fails(o, in, in->path, err);
    err = sy_trust_stands(network, &in->receipt.trust.checkpoint, &in->why.what);
    if (err != SY_OK)
        return is_cut_off(o, in, network, err);
    in->checked = true;
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
    free(in->older);
    *in = (struct sy_receipt_input){0};
}
