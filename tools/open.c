#include "tools/open.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/file.h"
#include "tools/policies.h"
#include "tools/report.h"

enum { SECRET_FILE_MODE = 0600 };

#define NETWORK_FILE "network.json"
#define NODES_FILE   "nodes.json"

static bool is_directory(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The path of network.json that "--network PATH" means. */
static const char *network_path(const char *path, struct sy_buffer *to)
{
    sy_buffer_put_text(to, path);
    if (is_directory(path))
        sy_buffer_put_text(to, "/" NETWORK_FILE);
    return sy_buffer_text(to);
}

void sy_open_beside(const char *network_path, const char *name, struct sy_buffer *to)
{
    size_t folder = strlen(network_path);

    if (is_directory(network_path)) {
        sy_buffer_put_text(to, network_path);
        sy_buffer_put_text(to, "/");
    } else {
        while (folder > 0 && network_path[folder - 1] != '/')
            folder--;
        sy_buffer_put(to, network_path, folder);
    }
    sy_buffer_put_text(to, name);
}

static const char *nodes_path(const char *path, struct sy_buffer *to)
{
    sy_open_beside(path, NODES_FILE, to);
    return sy_buffer_text(to);
}

/* Read all of a file of at most max bytes. */
static bool read_file(struct sy_output *o, const char *path, size_t max, struct sy_buffer *text)
{
    enum sy_err err = path == NULL ? SY_NO_MEMORY : SY_OK;

    /* All at once: a buffer that grows leaves copies of a secret behind. */
    text->max = max;
    if (err == SY_OK && sy_buffer_reserve(text, max) == NULL)
        err = text->err;
    if (err == SY_OK)
        err = sy_file_read(path, text);
    if (err != SY_OK)
        sy_report_file(o, err, path);
    return err == SY_OK;
}

bool sy_open_genesis(struct sy_output *o, const char *path, struct sy_network *out)
{
    struct sy_buffer full_path = {0};
    struct sy_buffer text = {0};
    struct sy_problem why = {0};
    const char *name = network_path(path, &full_path);
    bool good = read_file(o, name, SY_NETWORK_FILE_BYTES_MAX, &text);

    if (good && sy_network_parse(sy_buffer_bytes(&text), out, &why) != SY_OK) {
        sy_report_problem(o, name, &why);
        good = false;
    }
    sy_buffer_close(&text);
    sy_buffer_close(&full_path);
    return good;
}

bool sy_open_network(struct sy_output *o, const char *path, struct sy_network *out)
{
    struct sy_policy *policy = calloc(1, sizeof(*policy));
    bool good = policy != NULL;

    if (!good)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    good = good && sy_policies_open(o, path, UINT64_MAX, policy);
    if (good)
        *out = policy->network;
    free(policy);
    return good;
}

bool sy_open_addresses(struct sy_output *o, const char *path, struct sy_addresses *out)
{
    struct sy_buffer full_path = {0};
    struct sy_buffer text = {0};
    struct sy_problem why = {0};
    const char *name = nodes_path(path, &full_path);
    bool good = true;

    if (name != NULL && !sy_file_exists(name)) {
        out->count = 0;
    } else {
        good = read_file(o, name, SY_NETWORK_FILE_BYTES_MAX, &text);
        if (good && sy_addresses_parse(sy_buffer_bytes(&text), out, &why) != SY_OK) {
            sy_report_problem(o, name, &why);
            good = false;
        }
    }
    sy_buffer_close(&text);
    sy_buffer_close(&full_path);
    return good;
}

bool sy_open_key(struct sy_output *o, const char *path, struct sy_key_file *out)
{
    struct sy_buffer text = {0};
    struct sy_problem why = {0};
    bool good = read_file(o, path, SY_KEY_FILE_BYTES_MAX, &text);

    if (good && sy_key_file_parse(sy_buffer_bytes(&text), out, &why) != SY_OK) {
        sy_report_problem(o, path, &why);
        good = false;
    }
    if (text.data != NULL)
        explicit_bzero(text.data, text.capacity);
    sy_buffer_close(&text);
    return good;
}

bool sy_open_subscription(struct sy_output *o, const char *path, struct sy_subscription *out)
{
    struct sy_buffer text = {0};
    struct sy_problem why = {0};
    bool good = read_file(o, path, SY_SUBSCRIPTION_FILE_BYTES_MAX, &text);

    if (good && sy_subscription_parse(sy_buffer_bytes(&text), out, &why) != SY_OK) {
        sy_report_problem(o, path, &why);
        good = false;
    }
    sy_buffer_close(&text);
    return good;
}

enum sy_err sy_save_key(const char *path, const struct sy_key_file *file)
{
    struct sy_buffer text = {0};
    enum sy_err err = SY_NO_MEMORY;

    if (sy_buffer_reserve(&text, SY_KEY_FILE_BYTES_MAX) != NULL) {
        sy_key_file_write(file, &text);
        err = text.err;
    }
    if (err == SY_OK)
        err = sy_file_create(path, SECRET_FILE_MODE, sy_buffer_bytes(&text));
    if (text.data != NULL)
        explicit_bzero(text.data, text.capacity);
    sy_buffer_close(&text);
    return err;
}
