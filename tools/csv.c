#include "tools/csv.h"

#include <string.h>

/* What begins a formula, or is skipped before one. */
static bool is_formula(struct sy_bytes cell)
{
    return cell.len > 0 && memchr("=+-@\t\r", cell.data[0], 6) != NULL;
}

static bool needs_quotes(struct sy_bytes cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (memchr(",\"\r\n", cell.data[i], 4) != NULL)
            return true;
    }
    return cell.len > 0 && (cell.data[0] == ' ' || cell.data[cell.len - 1] == ' ');
}

void sy_csv_put(struct sy_buffer *to, struct sy_bytes cell, size_t *cells)
{
    bool quoted = needs_quotes(cell);

    if ((*cells)++ > 0)
        sy_buffer_put_u8(to, ',');
    if (quoted)
        sy_buffer_put_u8(to, '"');
    if (is_formula(cell))
        sy_buffer_put_u8(to, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.data[i] == '"')
            sy_buffer_put_u8(to, '"');
        sy_buffer_put_u8(to, cell.data[i]);
    }
    if (quoted)
        sy_buffer_put_u8(to, '"');
}

void sy_csv_end(struct sy_buffer *to, size_t *cells)
{
    sy_buffer_put_text(to, "\r\n");
    *cells = 0;
}
