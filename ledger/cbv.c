#include "ledger/cbv.h"

#include <string.h>

static const char *const event_types[] = {"ObjectEvent",         "AggregationEvent",
                                          "AssociationEvent",    "TransactionEvent",
                                          "TransformationEvent", NULL};

static const char *const actions[] = {"ADD", "OBSERVE", "DELETE", NULL};

static const char *const biz_steps[] = {"accepting",
                                        "arriving",
                                        "assembling",
                                        "collecting",
                                        "commissioning",
                                        "consigning",
                                        "creating_class_instance",
                                        "cycle_counting",
                                        "decommissioning",
                                        "departing",
                                        "destroying",
                                        "disassembling",
                                        "dispensing",
                                        "encoding",
                                        "entering_exiting",
                                        "holding",
                                        "inspecting",
                                        "installing",
                                        "killing",
                                        "loading",
                                        "other",
                                        "packing",
                                        "picking",
                                        "receiving",
                                        "removing",
                                        "repackaging",
                                        "repairing",
                                        "replacing",
                                        "reserving",
                                        "retail_selling",
                                        "sampling",
                                        "sensor_reporting",
                                        "shipping",
                                        "staging_outbound",
                                        "stock_taking",
                                        "stocking",
                                        "storing",
                                        "transporting",
                                        "unloading",
                                        "unpacking",
                                        "void_shipping",
                                        NULL};

static const char *const dispositions[] = {"active",
                                           "available",
                                           "completeness_inferred",
                                           "completeness_verified",
                                           "conformant",
                                           "container_closed",
                                           "container_open",
                                           "damaged",
                                           "destroyed",
                                           "dispensed",
                                           "disposed",
                                           "encoded",
                                           "expired",
                                           "in_progress",
                                           "in_transit",
                                           "inactive",
                                           "mismatch_class",
                                           "mismatch_instance",
                                           "mismatch_quantity",
                                           "needs_replacement",
                                           "no_pedigree_match",
                                           "non_conformant",
                                           "non_sellable_other",
                                           "partially_dispensed",
                                           "recalled",
                                           "reserved",
                                           "retail_sold",
                                           "returned",
                                           "sellable_accessible",
                                           "sellable_not_accessible",
                                           "stolen",
                                           "unavailable",
                                           "unknown",
                                           NULL};

static const char *const transaction_types[] = {
    "bol",       "cert",   "desadv", "inv",     "pedigree", "po",    "poc",
    "prodorder", "recadv", "rma",    "testprd", "testres",  "upevt", NULL};

static const char *const source_types[] = {"owning_party", "possessing_party", "location",
                                           NULL};

static const char *const error_reasons[] = {"did_not_occur", "incorrect_data", NULL};

static const char *const measurements[] = {"AbsoluteHumidity",
                                           "AbsorbedDose",
                                           "AbsorbedDoseRate",
                                           "Acceleration",
                                           "Altitude",
                                           "AmountOfSubstance",
                                           "AmountOfSubstancePerUnitVolume",
                                           "Angle",
                                           "AngularAcceleration",
                                           "AngularMomentum",
                                           "AngularVelocity",
                                           "Area",
                                           "Capacitance",
                                           "Conductance",
                                           "Conductivity",
                                           "Count",
                                           "Density",
                                           "Dimensionless",
                                           "DoseEquivalent",
                                           "DoseEquivalentRate",
                                           "DynamicViscosity",
                                           "EffectiveDoseRate",
                                           "ElectricCharge",
                                           "ElectricCurrent",
                                           "ElectricCurrentDensity",
                                           "ElectricFieldStrength",
                                           "Energy",
                                           "Exposure",
                                           "Force",
                                           "Frequency",
                                           "Illuminance",
                                           "Inductance",
                                           "Irradiance",
                                           "KinematicViscosity",
                                           "Length",
                                           "LinearMomentum",
                                           "Luminance",
                                           "LuminousFlux",
                                           "LuminousIntensity",
                                           "MagneticFlux",
                                           "MagneticFluxDensity",
                                           "MagneticVectorPotential",
                                           "Mass",
                                           "MassConcentration",
                                           "MassFlowRate",
                                           "MassPerAreaTime",
                                           "MemoryCapacity",
                                           "MolalityOfSolute",
                                           "MolarEnergy",
                                           "MolarMass",
                                           "MolarVolume",
                                           "Power",
                                           "Pressure",
                                           "RadiantFlux",
                                           "RadiantIntensity",
                                           "Radioactivity",
                                           "RelativeHumidity",
                                           "Resistance",
                                           "Resistivity",
                                           "SolidAngle",
                                           "SpecificVolume",
                                           "Speed",
                                           "SurfaceDensity",
                                           "SurfaceTension",
                                           "Temperature",
                                           "Time",
                                           "Torque",
                                           "Voltage",
                                           "Volume",
                                           "VolumeFlowRate",
                                           "VolumeFraction",
                                           "VolumetricFlux",
                                           "Wavenumber",
                                           NULL};

static const char *const sensor_alerts[] = {"ALARM_CONDITION", "ERROR_CONDITION", NULL};

static const char *const components[] = {"x",
                                         "y",
                                         "z",
                                         "axial_distance",
                                         "azimuth",
                                         "height",
                                         "spherical_radius",
                                         "polar_angle",
                                         "elevation_angle",
                                         "easting",
                                         "northing",
                                         "latitude",
                                         "longitude",
                                         "altitude",
                                         NULL};

static const char *const bases[] = {"NET", "GROSS", "TARE", "COUNT", NULL};

static const struct {
    const char *const *words;
    const char *urn;          /* behind urn:epcglobal:cbv: */
    const char *web;          /* behind https://ref.gs1.org/cbv/ */
    const char *namespace[3]; /* other beginnings that are GS1's own; the words follow them */
    bool open;                /* a URI of one's own will do */
} vocabularies[SY_CBV_COUNT] = {
    [SY_CBV_EVENT_TYPE] = {event_types, NULL, NULL, {NULL}, false},
    [SY_CBV_ACTION] = {actions, NULL, NULL, {NULL}, false},
    [SY_CBV_BIZ_STEP] = {biz_steps, "bizstep:", "BizStep-", {NULL}, true},
    [SY_CBV_DISPOSITION] = {dispositions, "disp:", "Disp-", {NULL}, true},
    [SY_CBV_TRANSACTION_TYPE] = {transaction_types, "btt:", "BTT-", {NULL}, true},
    [SY_CBV_SOURCE_TYPE] = {source_types, "sdt:", "SDT-", {NULL}, true},
    [SY_CBV_ERROR_REASON] = {error_reasons, "er:", "ER-", {NULL}, true},
    [SY_CBV_MEASUREMENT] = {measurements,
                            NULL,
                            NULL,
                            {"gs1:", "https://gs1.org/voc/", "https://www.gs1.org/voc/"},
                            true},
    [SY_CBV_SENSOR_ALERT] = {sensor_alerts,
                             NULL,
                             NULL,
                             {"gs1:", "https://gs1.org/voc/", "https://www.gs1.org/voc/"},
                             true},
    [SY_CBV_COMPONENT] = {components, "comp:", "Comp-", {NULL}, true},
    [SY_CBV_BASIS] = {bases, NULL, NULL, {NULL}, false},
};

/* Beginnings of the web form; the CURIE's is kept apart because cbv: may hold other words. */
static const char *const webs[] = {"https://ref.gs1.org/cbv/", "http://ref.gs1.org/cbv/",
                                   "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"};
static const char urn_start[] = "urn:epcglobal:cbv:";
static const char curie_start[] = "cbv:";

/* Takes start off the front of *text. */
static bool take(struct sy_bytes *text, const char *start)
{
    size_t len = strlen(start);

    if (text->len < len || memcmp(text->data, start, len) != 0)
        return false;
    text->data += len;
    text->len -= len;
    return true;
}

static bool is_word(enum sy_cbv vocabulary, struct sy_bytes text)
{
    for (const char *const *w = vocabularies[vocabulary].words; *w != NULL; w++) {
        if (text.len > 0 && (uint8_t) * *w == text.data[0] && sy_bytes_equal(text, sy_text(*w)))
            return true;
    }
    return false;
}

/* What stands behind a beginning that is GS1's own; *own says whether there was one. */
static struct sy_bytes behind_start(enum sy_cbv vocabulary, struct sy_bytes value, bool *own)
{
    struct sy_bytes rest = value;

    *own = true;
    if (take(&rest, urn_start)) {
        const char *urn = vocabularies[vocabulary].urn;

        return urn != NULL && take(&rest, urn) ? rest : value;
    }
    for (size_t i = 0; i < sizeof(webs) / sizeof(webs[0]); i++) {
        const char *web = vocabularies[vocabulary].web;

        if (take(&rest, webs[i]))
            return web != NULL && take(&rest, web) ? rest : value;
    }
    if (vocabularies[vocabulary].web != NULL && take(&rest, curie_start) &&
        take(&rest, vocabularies[vocabulary].web))
        return rest;
    for (size_t i = 0; i < 3 && vocabularies[vocabulary].namespace[i] != NULL; i++) {
        rest = value;
        if (take(&rest, vocabularies[vocabulary].namespace[i]))
            return rest;
    }
    *own = false;
    return value;
}

bool sy_uri_valid(struct sy_bytes text)
{
    size_t colon = 0;

    while (colon < text.len && text.data[colon] != ':')
        colon++;
    if (colon == 0 || colon + 1 >= text.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c <= 0x20 || c == 0x7f || strchr("<>\"{}|\\^`", c) != NULL)
            return false;
        if (i < colon && (strchr("/?#[]@!$&'()*,;=%", c) != NULL))
            return false;
    }
    return true;
}

bool sy_cbv_allows(enum sy_cbv vocabulary, struct sy_bytes value)
{
    bool own;
    struct sy_bytes rest;

    sy_assert(vocabulary > SY_CBV_NONE);
    sy_assert(vocabulary < SY_CBV_COUNT);
    if (is_word(vocabulary, value))
        return true;
    if (!vocabularies[vocabulary].open)
        return false;
    rest = behind_start(vocabulary, value, &own);
    return own ? is_word(vocabulary, rest) : sy_uri_valid(value);
}

struct sy_bytes sy_cbv_bare(enum sy_cbv vocabulary, struct sy_bytes value)
{
    bool own;
    struct sy_bytes rest;

    if (value.len == 0 || memchr(value.data, ':', value.len) == NULL)
        return value;
    rest = behind_start(vocabulary, value, &own);
    return own && is_word(vocabulary, rest) ? rest : value;
}

const char *const *sy_cbv_words(enum sy_cbv vocabulary)
{
    sy_assert(vocabulary > SY_CBV_NONE);
    sy_assert(vocabulary < SY_CBV_COUNT);
    return vocabularies[vocabulary].words;
}
