/* Any bytes as a note and as a vkey: what is accepted is made of exactly its parts. */
#include <string.h>

#include "ledger/base64.h"
#include "ledger/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct sy_buffer *built, struct sy_bytes input)
{
    return built->err == SY_OK && sy_bytes_equal(sy_buffer_bytes(built), input);
}

/* A line is its name and its blob and nothing else. */
static void put_line(struct sy_buffer *out, const struct sy_note_line *line)
{
    struct sy_buffer blob = {0};
    enum sy_err err = sy_base64_decode(line->base64, &blob);

    sy_assert(err == SY_OK);
    sy_assert(blob.len > SY_KEY_ID_BYTES);
    sy_assert(sy_get_u32be(blob.data) == line->key_id);
    sy_assert(sy_vkey_name_valid(line->name));
    sy_buffer_put_text(out, "\xe2\x80\x94 ");
    sy_buffer_put_bytes(out, line->name);
    sy_buffer_put_text(out, " ");
    sy_base64_put(out, sy_buffer_bytes(&blob));
    sy_buffer_put_text(out, "\n");
    sy_buffer_close(&blob);
}

static void check_note(struct sy_bytes input)
{
    static const char foo[] =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    static const char witness[] =
        "suyuan.example/w1+733cc344+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
    struct sy_vkey known[2];
    struct sy_note note;
    struct sy_note_signers signers;
    struct sy_buffer again = {0};

    if (sy_note_parse(input, &note) != SY_OK)
        return;
    sy_assert(note.line_count >= 1);
    sy_assert(sy_note_put_text(&again, note.text) == SY_OK);
    for (size_t i = 0; i < note.line_count; i++)
        put_line(&again, &note.line[i]);
    sy_assert(same(&again, input));
    sy_buffer_close(&again);
    sy_assert(sy_vkey_parse(sy_text(foo), &known[0]) == SY_OK);
    sy_assert(sy_vkey_parse(sy_text(witness), &known[1]) == SY_OK);
    if (sy_note_verify(&note, known, 2, &signers) != SY_OK)
        return;
    sy_assert(signers.count >= 1);
    sy_assert(signers.count <= 2);
    for (size_t i = 0; i < signers.count; i++)
        sy_assert(sy_bytes_equal(note.line[signers.by[i].line].name,
                                 sy_text(known[signers.by[i].known].name)));
}

static void check_vkey(struct sy_bytes input)
{
    struct sy_vkey vkey;
    struct sy_buffer again = {0};

    if (sy_vkey_parse(input, &vkey) != SY_OK)
        return;
    sy_vkey_put(&vkey, &again);
    sy_assert(same(&again, input));
    sy_buffer_close(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_note((struct sy_bytes){data, size});
    check_vkey((struct sy_bytes){data, size});
    return 0;
}
