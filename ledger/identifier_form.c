#include "ledger/identifier_form.h"

#include "ledger/check_digit.h"
#include "ledger/digital_link.h"
#include "ledger/element_string.h"
#include "ledger/epc_urn.h"

/* The digits below a bar code, as a person types them. */
static enum sy_err read_bare(struct sy_bytes text, struct sy_gs1 *g)
{
    enum sy_gs1_ai ai = text.len == 18 ? SY_GS1_SSCC : SY_GS1_GTIN;

    if (text.len > 18 || !sy_check_digit_all_digits(text) || !sy_gs1_fits(ai, text))
        return SY_NOT_FOUND;
    /* Numbers of organisations may be 18 digits, too. */
    if (ai == SY_GS1_SSCC && !sy_check_digit_gs1_valid(text) && sy_check_digit_uscc_valid(text))
        return SY_NOT_FOUND;
    return sy_gs1_add(g, ai, text);
}

static enum sy_err read_gs1(struct sy_bytes text, struct sy_gs1 *g)
{
    enum sy_err err = sy_epc_urn_read(text, g);

    if (err == SY_NOT_FOUND)
        err = sy_digital_link_read(text, g);
    if (err == SY_NOT_FOUND)
        err = sy_element_string_read(text, g);
    return err == SY_NOT_FOUND ? read_bare(text, g) : err;
}

enum sy_err sy_identifier_form_read(struct sy_bytes text, struct sy_identifier_form *form,
                                    char *expected)
{
    enum sy_err err = sy_suyuan_urn_read(text, &form->urn, expected);

    if (err != SY_NOT_FOUND) {
        form->is_suyuan = true;
        return err;
    }
    err = read_gs1(text, &form->gs1);
    if (err == SY_NOT_FOUND)
        return err;
    form->is_gs1 = true;
    return err != SY_OK ? err : sy_gs1_settle(&form->gs1, expected);
}

void sy_identifier_form_put(const struct sy_identifier_form *form, struct sy_buffer *out)
{
    sy_assert(form->is_gs1 != form->is_suyuan);
    if (form->is_gs1)
        sy_digital_link_put(&form->gs1, out);
    else
        sy_suyuan_urn_put(&form->urn, out);
}
