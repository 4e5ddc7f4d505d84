/* Key files: any bytes give a file that passes its own check and is written and read back as
 * itself, or an error that says something, changes nothing and shows no word of the file. */
#include <string.h>

#include "ledger/key_file.h"

enum { UNTOUCHED = 77, NAMED_BYTES_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that a problem may show is a word of ours. */
static void says_nothing_secret(const struct sy_problem *why)
{
    sy_assert(why->kind != SY_PROBLEM_NONE);
    sy_assert(why->path[0] == 0);
    sy_assert(strlen(why->detail) < NAMED_BYTES_MAX);
    for (unsigned i = 0; i < SY_KEY_PURPOSES; i++) {
        if (strcmp(why->detail, sy_key_purpose_name((enum sy_key_purpose)i)) == 0)
            return;
    }
    sy_assert(why->detail[0] == 0 || strcmp(why->detail, "lines") == 0 ||
              strcmp(why->detail, "bytes") == 0);
}

static void reads_back(const struct sy_key_file *file)
{
    struct sy_key_file again;
    struct sy_buffer text = {0};
    enum sy_err err = sy_key_file_check(file, NULL);

    sy_assert(err == SY_OK);
    sy_key_file_write(file, &text);
    err = sy_key_file_parse(sy_buffer_bytes(&text), &again, NULL);
    sy_assert(err == SY_OK);
    sy_assert(memcmp(file, &again, sizeof(again)) == 0);
    sy_buffer_close(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_key_file file = {.count = UNTOUCHED};
    struct sy_problem why = {0};
    enum sy_err err = sy_key_file_parse((struct sy_bytes){data, size}, &file, &why);

    if (err == SY_OK) {
        reads_back(&file);
        return 0;
    }
    sy_assert(err == SY_BAD_FILE || err == SY_LIMIT);
    sy_assert(file.count == UNTOUCHED);
    says_nothing_secret(&why);
    return 0;
}
