#include "tools/audit_evidence.h"

#include <stdlib.h>

#include "ledger/registry.h"
#include "tools/broken.h"
#include "tools/exhibit.h"

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    return sy_registry_authorise(context, size, sequenced_at, statement);
}

/* Checks the text, V5 against the registry under audit. */
static enum sy_err check(const struct sy_audit *audit, struct sy_bytes text, const char *origin,
                         struct sy_exhibit *out)
{
    struct sy_evidence_registry registry = {.authorise = authorise};
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = sy_registry_snapshot(sy_audit_registry(audit), &snapshot);

    if (err != SY_OK)
        return err;
    registry.context = snapshot;
    sy_exhibit_open(sy_audit_network(audit), &registry, text, origin, out);
    sy_registry_release(snapshot);
    if (out->err == SY_NOT_YET) /* what it needs of the registry has not come here */
        out->err = SY_OK;
    return out->err;
}

static bool is_closed(const struct sy_exhibit *x)
{
    const struct sy_network_log *log =
        sy_network_log(x->network, sy_text(sy_evidence_origin(&x->evidence)));

    return log != NULL && log->closed;
}

/* With --json the text too: it is all that suyuan evidence check wants, and this may be the
 * last copy of it. */
static void show(struct sy_output *o, const struct sy_exhibit *x, struct sy_bytes text)
{
    const char *kind = x->evidence.kind == SY_EVIDENCE_FORK ? "fork" : "entry";

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_exhibit_put(x, o);
        sy_json_name(sy_output_json(o), "text");
        sy_json_put_text(sy_output_json(o), text);
        sy_json_end_object(sy_output_json(o));
    } else if (is_closed(x)) {
        sy_output_say(o, SY_SAY(AUDIT_EVIDENCE_CLOSED, kind));
    } else {
        sy_output_trouble(o, SY_SAY(AUDIT_EVIDENCE, kind, x->name));
    }
}

static enum sy_exit examine(struct sy_audit_evidence *evidence, const struct sy_audit *audit,
                            const char *origin, struct sy_output *o)
{
    struct sy_bytes text = sy_buffer_bytes(&evidence->text);
    struct sy_exhibit *x = calloc(1, sizeof(*x));
    enum sy_err err = x == NULL ? SY_NO_MEMORY : check(audit, text, origin, x);

    if (err == SY_OK) {
        show(o, x, text);
        evidence->findings += is_closed(x) ? 0 : 1;
    } else {
        if (o->json)
            sy_json_put_null(sy_output_json(o));
        if (sy_err_class(err) == SY_CLASS_FAULT)
            (void)sy_broken_fault(o, err);
        else
            sy_output_error(o, SY_SAY(AUDIT_EVIDENCE_FAILS, origin,
                                      x->what == NULL ? "" : x->what, sy_err_name(err)));
        evidence->findings++;
    }
    if (x != NULL)
        sy_exhibit_close(x);
    free(x);
    return sy_err_class(err) == SY_CLASS_FAULT ? SY_EXIT_UNASKED : SY_EXIT_YES;
}

enum sy_exit sy_audit_evidence_show(struct sy_audit_evidence *evidence,
                                    const struct sy_audit *audit, const char *origin,
                                    struct sy_output *o)
{
    if (o->json)
        sy_json_name(sy_output_json(o), "evidence");
    if (evidence->text.len > 0)
        return examine(evidence, audit, origin, o);
    if (o->json)
        sy_json_put_null(sy_output_json(o));
    return SY_EXIT_YES;
}

void sy_audit_evidence_close(struct sy_audit_evidence *evidence)
{
    sy_buffer_close(&evidence->text);
}
