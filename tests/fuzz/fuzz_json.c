/* JSON: what is read and written, compact or pretty, reads as the same value. */
#include "ledger/json.h"
#include "ledger/json_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const struct sy_json *root, bool pretty)
{
    struct sy_buffer out = {0};
    struct sy_buffer again = {0};
    struct sy_json_writer w = {.to = &out, .pretty = pretty};
    struct sy_json_writer raw = {.to = &again, .pretty = pretty};
    struct sy_json_document doc = {0};
    struct sy_buffer compact = {0};
    struct sy_json_writer flat = {.to = &compact};
    enum sy_err err;

    sy_json_write(&w, root);
    err = sy_json_parse(sy_buffer_bytes(&out), &doc, NULL);
    sy_assert(err == SY_OK);
    sy_assert(sy_json_equal(root, doc.root));
    sy_json_write(&flat, doc.root);
    sy_json_put_raw(&raw, sy_buffer_bytes(&compact));
    sy_assert(sy_bytes_equal(sy_buffer_bytes(&out), sy_buffer_bytes(&again)));
    sy_json_close(&doc);
    sy_buffer_close(&out);
    sy_buffer_close(&again);
    sy_buffer_close(&compact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_bytes text = {data, size};
    struct sy_json_document strict = {.arena_max = 1 << 24};
    struct sy_json_document lenient = {.arena_max = 1 << 24, .last_counts = true};
    struct sy_json_error why = {0};
    enum sy_err err = sy_json_parse(text, &strict, &why);

    if (err != SY_OK) {
        sy_assert(strict.root == NULL);
        sy_assert(err == SY_BAD_JSON || err == SY_LIMIT);
        sy_assert(why.line > 0);
        sy_assert(why.offset <= size);
    }
    if (sy_json_parse(text, &lenient, NULL) == SY_OK) {
        write_and_read(lenient.root, false);
        write_and_read(lenient.root, true);
        if (err == SY_OK)
            sy_assert(sy_json_equal(strict.root, lenient.root));
    } else {
        sy_assert(err != SY_OK);
    }
    sy_json_close(&strict);
    sy_json_close(&lenient);
    return 0;
}
