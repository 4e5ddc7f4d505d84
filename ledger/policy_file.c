/* A policy with its signatures, as a file. */
#include <string.h>

#include "ledger/base64.h"
#include "ledger/line.h"
#include "ledger/policy.h"

static const char word[] = "signature ";

static enum sy_err wrong(struct sy_problem *why, enum sy_problem_kind kind, uint64_t line,
                         const char *detail)
{
    sy_problem_set(why, kind, sy_text(detail));
    if (why != NULL)
        why->line = line;
    return SY_BAD_FILE;
}

/* Where the text ends: at the first empty line, or at the end. Counts its lines. */
static size_t find_end(struct sy_bytes file, uint64_t *lines)
{
    *lines = 0;
    for (size_t i = 0; i < file.len; i++) {
        if (file.data[i] != '\n')
            continue;
        ++*lines;
        if (i + 1 < file.len && file.data[i + 1] == '\n')
            return i + 1;
    }
    return file.len;
}

static bool read_line(struct sy_bytes line, uint8_t out[SY_POLICY_SIGNATURE_BYTES])
{
    const size_t skip = sizeof(word) - 1;

    return line.len > skip && memcmp(line.data, word, skip) == 0 &&
           sy_base64_decode_exact((struct sy_bytes){line.data + skip, line.len - skip}, out,
                                  SY_POLICY_SIGNATURE_BYTES) == SY_OK;
}

enum sy_err sy_policy_file_parse(struct sy_bytes file, struct sy_bytes *text,
                                 struct sy_policy_signatures *signatures,
                                 struct sy_problem *why)
{
    uint64_t lines;
    size_t end = find_end(file, &lines);
    struct sy_bytes rest;
    struct sy_bytes line;

    if (file.len > SY_POLICY_FILE_BYTES_MAX) {
        sy_problem_set(why, SY_PROBLEM_TOO_MANY, sy_text("bytes"));
        return SY_LIMIT;
    }
    signatures->count = 0;
    *text = (struct sy_bytes){file.data, end};
    if (end == file.len)
        return SY_OK;
    rest = (struct sy_bytes){file.data + end + 1, file.len - end - 1};
    lines += 2; /* the empty one, and the first of the signatures */
    for (; sy_line_cut(&rest, '\n', &line); lines++) {
        if (signatures->count == SY_POLICY_SIGNATURES_MAX)
            return wrong(why, SY_PROBLEM_TOO_MANY, lines, "signatures");
        if (!read_line(line, signatures->item[signatures->count]))
            return wrong(why, SY_PROBLEM_POLICY_FORM, lines, "signature BASE64");
        signatures->count++;
    }
    if (rest.len > 0 || signatures->count == 0)
        return wrong(why, SY_PROBLEM_POLICY_FORM, lines, "signature BASE64");
    return SY_OK;
}

void sy_policy_file_write(struct sy_bytes text, const struct sy_policy_signatures *signatures,
                          struct sy_buffer *out)
{
    sy_buffer_put_bytes(out, text);
    if (signatures->count > 0)
        sy_buffer_put_u8(out, '\n');
    for (size_t i = 0; i < signatures->count; i++) {
        sy_buffer_put_text(out, word);
        sy_base64_put(out, (struct sy_bytes){signatures->item[i], SY_POLICY_SIGNATURE_BYTES});
        sy_buffer_put_u8(out, '\n');
    }
}
