#include "ledger/admission_table.h"

#include "ledger/admission_record.h"
#include "ledger/cbv.h"
#include "proto/act.h"

#define R(role) 1u << SY_ROLE_##role

/* Whoever grows, makes or brings in goods; whoever sells them; whoever moves or keeps them. */
#define MAKERS                                                                                 \
    (R(PRODUCER) | R(FARM) | R(SLAUGHTERHOUSE) | R(CATERER) | R(IMPORTER) | R(FILLER))
#define SELLERS (R(WHOLESALER) | R(MARKET) | R(RETAILER))
#define MOVERS  (R(CARRIER) | R(WAREHOUSE))
#define TRADE   (MAKERS | SELLERS | MOVERS)

static const struct {
    const char *step;
    uint32_t roles;
} shipped[] = {
    {"killing", R(SLAUGHTERHOUSE)},
    {"commissioning", MAKERS | SELLERS | R(WAREHOUSE)},
    {"creating_class_instance", MAKERS | SELLERS | R(WAREHOUSE)},
    {"encoding", MAKERS | SELLERS | R(WAREHOUSE)},
    {"assembling", MAKERS | SELLERS},
    {"disassembling", MAKERS | SELLERS},
    {"repackaging", MAKERS | SELLERS | R(WAREHOUSE)},
    {"replacing", MAKERS | SELLERS},
    {"repairing", MAKERS | SELLERS},
    {"packing", TRADE},
    {"unpacking", TRADE},
    {"dispensing", MAKERS | SELLERS},
    {"retail_selling", MAKERS | SELLERS},
    {"shipping", TRADE | R(LABORATORY)},
    {"consigning", TRADE},
    {SY_ADMISSION_TERM "input_use", MAKERS},
    {SY_ADMISSION_TERM "lot_certificate", MAKERS | SELLERS | R(LABORATORY) | R(CERTIFIER)},
    {SY_ADMISSION_TERM "certification_step", R(CERTIFIER) | R(LABORATORY)},
};

bool sy_admission_in_dates(struct sy_admission_time *time, bool has_from, int64_t from,
                           bool has_until, int64_t until)
{
    if (has_from && from > time->now && from < time->changes)
        time->changes = from;
    if (has_until && until > time->now && until < time->changes)
        time->changes = until;
    return (!has_from || from <= time->now) && (!has_until || time->now < until);
}

static uint32_t bits_of(struct sy_bytes rule, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(rule);
    struct sy_wire_field field;
    uint32_t bits = 0;

    while (sy_body_each(&wire, number, &field)) {
        if (field.value < 32)
            bits |= 1u << field.value;
    }
    return bits;
}

/* What only newer programs know counts, too: a rule for such roles alone is for none of ours.
 * */
static uint32_t demanded(struct sy_bytes rule, uint32_t number)
{
    uint32_t bits = bits_of(rule, number);

    return bits == 0 && sy_body_has(rule, number) ? 1u : bits;
}

static bool rule_in_force(struct sy_bytes rule, struct sy_admission_time *time)
{
    int64_t from = 0;
    int64_t until = 0;
    bool has_from = sy_body_int(rule, SY_STEP_FROM, &from);
    bool has_until = sy_body_int(rule, SY_STEP_UNTIL, &until);

    return sy_admission_in_dates(time, has_from, from, has_until, until);
}

static bool find_rule(struct sy_bytes body, struct sy_bytes step,
                      struct sy_admission_time *time, struct sy_admission_rule *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, SY_CLASS_STEPS, &field)) {
        struct sy_bytes named =
            sy_cbv_bare(SY_CBV_BIZ_STEP, sy_body_bytes(field.bytes, SY_STEP_STEP));

        if (!sy_bytes_equal(named, step) || !rule_in_force(field.bytes, time))
            continue;
        out->roles = demanded(field.bytes, SY_STEP_ROLES);
        out->licences = demanded(field.bytes, SY_STEP_LICENCES);
        return true;
    }
    return false;
}

bool sy_admission_rule_of(struct sy_bytes body, struct sy_bytes step,
                          struct sy_admission_time *time, struct sy_admission_rule *out)
{
    return find_rule(body, step, time, out) || find_rule(body, sy_text("*"), time, out);
}

struct sy_admission_rule sy_admission_rule_shipped(struct sy_bytes step)
{
    struct sy_admission_rule rule = {0};

    for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++) {
        if (sy_bytes_equal(step, sy_text(shipped[i].step)))
            rule.roles = shipped[i].roles;
    }
    return rule;
}

const char *sy_role_name(unsigned role)
{
    static const char *const names[] = {
        [SY_ROLE_PRODUCER] = "producer",
        [SY_ROLE_FARM] = "farm",
        [SY_ROLE_SLAUGHTERHOUSE] = "slaughterhouse",
        [SY_ROLE_CARRIER] = "carrier",
        [SY_ROLE_WAREHOUSE] = "warehouse",
        [SY_ROLE_WHOLESALER] = "wholesaler",
        [SY_ROLE_MARKET] = "market",
        [SY_ROLE_RETAILER] = "retailer",
        [SY_ROLE_CATERER] = "caterer",
        [SY_ROLE_IMPORTER] = "importer",
        [SY_ROLE_FILLER] = "filler",
        [SY_ROLE_LABORATORY] = "laboratory",
        [SY_ROLE_CERTIFIER] = "certifier",
        [SY_ROLE_INSURER] = "insurer",
        [SY_ROLE_CONSUMER_BODY] = "consumer_body",
    };

    return role < sizeof(names) / sizeof(names[0]) ? names[role] : NULL;
}

const char *sy_licence_kind_name(unsigned kind)
{
    static const char *const names[] = {
        [SY_LICENCE_PRODUCTION] = "production", [SY_LICENCE_SALE] = "sale",
        [SY_LICENCE_CATERING] = "catering",     [SY_LICENCE_SLAUGHTER] = "slaughter",
        [SY_LICENCE_FILLING] = "filling",       [SY_LICENCE_LABORATORY] = "laboratory",
        [SY_LICENCE_TRANSPORT] = "transport",   [SY_LICENCE_OTHER] = "other",
    };

    return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : NULL;
}
