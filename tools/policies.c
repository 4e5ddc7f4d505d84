#include "tools/policies.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/file.h"
#include "tools/open.h"
#include "tools/report.h"

enum { POLICY_FILE_MODE = 0644 };

/* The path of a version's file; NULL when memory is short. */
static const char *path_of(const char *network_path, uint64_t version, struct sy_buffer *to)
{
    sy_buffer_clear(to);
    sy_open_beside(network_path, "policies", to);
    sy_buffer_printf(to, "/%llu.policy", (unsigned long long)version);
    return sy_buffer_text(to);
}

bool sy_policy_open(struct sy_output *o, const char *path, struct sy_buffer *file,
                    struct sy_bytes *text, struct sy_policy_signatures *signatures)
{
    struct sy_problem why = {0};
    enum sy_err err = SY_NO_MEMORY;

    file->max = SY_POLICY_FILE_BYTES_MAX;
    if (path != NULL)
        err = sy_file_read(path, file);
    if (err != SY_OK) {
        sy_report_file(o, err, path);
        return false;
    }
    if (sy_policy_file_parse(sy_buffer_bytes(file), text, signatures, &why) == SY_OK)
        return true;
    sy_report_problem(o, path, &why);
    return false;
}

/* Put the policy of the file in the place of the one before it. */
static bool follow(struct sy_output *o, const char *path, struct sy_policy *policy)
{
    struct sy_policy_signatures signatures;
    struct sy_problem why = {0};
    struct sy_buffer file = {0};
    struct sy_bytes text;
    bool good = sy_policy_open(o, path, &file, &text, &signatures);

    if (good && sy_policy_check(policy, text, &signatures, policy, &why) != SY_OK) {
        sy_report_problem(o, path, &why);
        good = false;
    }
    sy_buffer_close(&file);
    return good;
}

bool sy_policies_open(struct sy_output *o, const char *network_path, uint64_t up_to,
                      struct sy_policy *out)
{
    struct sy_buffer path = {0};
    const char *name = NULL;
    struct sy_network *genesis = calloc(1, sizeof(*genesis));
    bool good = genesis != NULL;

    if (!good)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    good = good && sy_open_genesis(o, network_path, genesis);
    if (good)
        sy_policy_of_genesis(genesis, out);
    while (good && out->network.version < up_to) {
        name = path_of(network_path, out->network.version + 1, &path);
        if (name != NULL && !sy_file_exists(name))
            break;
        good = follow(o, name, out);
    }
    if (good && out->network.version + 1 < up_to) {
        name = path_of(network_path, out->network.version + 2, &path);
        good = name != NULL && !sy_file_exists(name);
        if (!good)
            sy_output_error(o, SY_SAY(POLICY_GAP, name));
    }
    sy_buffer_close(&path);
    free(genesis);
    return good;
}

void sy_policies_keep(struct sy_output *o, const char *network_path, uint64_t version,
                      struct sy_bytes text, const struct sy_policy_signatures *signatures)
{
    struct sy_buffer folder = {0};
    struct sy_buffer path = {0};
    struct sy_buffer file = {0};
    const char *name = path_of(network_path, version, &path);
    enum sy_err err = SY_NO_MEMORY;

    sy_open_beside(network_path, "policies", &folder);
    sy_policy_file_write(text, signatures, &file);
    if (name != NULL && file.err == SY_OK && sy_buffer_text(&folder) != NULL)
        err = sy_file_make_directory(sy_buffer_text(&folder));
    if (err == SY_OK)
        err = sy_file_publish(name, POLICY_FILE_MODE, sy_buffer_bytes(&file));
    /* Another command may have kept it meanwhile. */
    if (err != SY_OK && err != SY_EXISTS) {
        char number[24];

        snprintf(number, sizeof(number), "%llu", (unsigned long long)version);
        sy_output_error(o, SY_SAY(POLICY_NOT_KEPT, name, number));
    }
    sy_buffer_close(&file);
    sy_buffer_close(&path);
    sy_buffer_close(&folder);
}
