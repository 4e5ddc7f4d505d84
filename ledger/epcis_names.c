#include "ledger/epcis_names.h"

#include <string.h>

enum { MDA, GS1, SUYUAN, SPACES }; /* indices of spaces[] and of sy_epcis_context.foreign */
enum { ANYONE = SPACES };

static const struct {
    const char *prefix;
    const char *uri;
} spaces[SPACES] = {
    [MDA] = {"cbvmda", "urn:epcglobal:cbv:mda:"},
    [GS1] = {"gs1", "https://gs1.org/voc/"},
    [SUYUAN] = {"suyuan", "urn:suyuan:1:term:"},
};

/* Other prefixes of GS1's own context: bound as there, they say nothing about anybody. */
static const struct {
    const char *prefix;
    const char *uri;
} harmless[] = {
    {"epcis", "https://ref.gs1.org/epcis/"},
    {"cbv", "https://ref.gs1.org/cbv/"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

/* GS1's context in the forms that go without saying, and in the rarer ones. */
static const char *const usual_contexts[] = {
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
};
static const char *const rare_contexts[] = {
    "https://gs1.github.io/EPCIS/epcis-context-simple.jsonld",
    "https://gs1.github.io/EPCIS/epcis-context.jsonld",
    "https://gs1.github.io/EPCIS/epcis-context-root.jsonld",
    "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
    "http://ref.gs1.org/standards/epcis/epcis-context.jsonld",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Label duties: open in ilmd. What a number of a certificate or a lot is, views look up. */
static const struct {
    const char *local;
    uint8_t space;
    uint8_t role;
} open_names[] = {
    {"lotNumber", MDA, SY_ROLE_ILMD_LOT},
    {"productionDate", MDA, 0},
    {"itemExpirationDate", MDA, 0},
    {"expirationDate", MDA, 0},
    {"bestBeforeDate", MDA, 0},
    {"sellByDate", MDA, 0},
    {"countryOfOrigin", MDA, 0},
    {"qualityGrade", MDA, 0},
    {"hasBatchLotNumber", GS1, SY_ROLE_ILMD_LOT},
    {"batchLotNumber", GS1, SY_ROLE_ILMD_LOT},
    {"lotNumber", GS1, SY_ROLE_ILMD_LOT},
    {"productionDate", GS1, 0},
    {"productionDateTime", GS1, 0},
    {"expirationDate", GS1, 0},
    {"expirationDateTime", GS1, 0},
    {"itemExpirationDate", GS1, 0},
    {"bestBeforeDate", GS1, 0},
    {"sellByDate", GS1, 0},
    {"countryOfOrigin", GS1, 0},
    {"grade", GS1, 0},
    {"lotNumber", SUYUAN, SY_ROLE_ILMD_LOT},
    {"productionDate", SUYUAN, 0},
    {"slaughterDate", SUYUAN, 0},
    {"expirationDate", SUYUAN, 0},
    {"bestBeforeDate", SUYUAN, 0},
    {"shelfLife", SUYUAN, 0},
    {"countryOfOrigin", SUYUAN, 0},
    {"originDistrict", SUYUAN, 0},
    {"district", SUYUAN, 0},
    {"grade", SUYUAN, 0},
    {"standard", SUYUAN, 0},
    {"quarantineCertificate", SUYUAN, SY_ROLE_ILMD_CERTIFICATE},
    {"meatQualityCertificate", SUYUAN, SY_ROLE_ILMD_CERTIFICATE},
    {"inspectionCertificate", SUYUAN, SY_ROLE_ILMD_CERTIFICATE},
    {"conformityCertificate", SUYUAN, SY_ROLE_ILMD_CERTIFICATE},
};

/* Words for persons, their phones and plates, whoever's prefix they stand under. */
static const char *const personal_names[] = {
    "personName",   "contactName",    "contactPerson",  "contact",      "farmerName",
    "farmer",       "driverName",     "driver",         "ownerName",    "operatorName",
    "buyerName",    "sellerName",     "inspectorName",  "veterinarian", "veterinarianName",
    "phone",        "phoneNumber",    "telephone",      "tel",          "mobile",
    "mobilePhone",  "contactPhone",   "email",          "idNumber",     "idCard",
    "idCardNumber", "identityNumber", "residentNumber", "plate",        "plateNumber",
    "licensePlate", "licencePlate",   "vehiclePlate",   "homeAddress",  "姓名",
    "联系人",       "联系电话",       "电话",           "手机",         "手机号",
    "身份证",       "身份证号",       "车牌",           "车牌号",       "负责人",
    "司机",         "驾驶员",         "邮箱",           "养殖户",       "住址",
};

static const char *const commercial_names[] = {
    "price",         "unitPrice", "totalPrice", "amount", "totalAmount", "cost",
    "invoiceNumber", "单价",      "价格",       "总价",   "金额",        "成本",
};

/* Where something was: proof for those who handled it, a map of trade for others. */
static const char *const chain_names[] = {
    "latitude", "longitude", "altitude", "coordinates", "geoLocation",
    "geo",      "经度",      "纬度",     "坐标",
};

static bool starts(struct sy_bytes text, const char *start)
{
    size_t len = strlen(start);

    return text.len >= len && memcmp(text.data, start, len) == 0;
}

static bool equal_ignoring_case(struct sy_bytes text, const char *name)
{
    if (text.len != strlen(name))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t a = text.data[i];
        uint8_t b = (uint8_t)name[i];

        if (a >= 'A' && a <= 'Z')
            a |= 0x20;
        if (b >= 'A' && b <= 'Z')
            b |= 0x20;
        if (a != b)
            return false;
    }
    return true;
}

static bool among(struct sy_bytes text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (equal_ignoring_case(text, names[i]))
            return true;
    }
    return false;
}

/* The name behind its prefix: from the last of the characters that URIs divide by. */
static struct sy_bytes local_name(struct sy_bytes name)
{
    size_t from = name.len;

    if (name.len == 0)
        return name;
    while (from > 0 && strchr(":/#", name.data[from - 1]) == NULL)
        from--;
    return (struct sy_bytes){name.data + from, name.len - from};
}

/* The namespace of a name, ANYONE when it is none of ours to judge. */
static unsigned space_of(const struct sy_epcis_context *context, struct sy_bytes name,
                         struct sy_bytes *local)
{
    for (unsigned i = 0; i < SPACES; i++) {
        size_t prefix = strlen(spaces[i].prefix);
        size_t uri = strlen(spaces[i].uri);

        if (starts(name, spaces[i].uri)) {
            *local = (struct sy_bytes){name.data + uri, name.len - uri};
            return i;
        }
        if (starts(name, spaces[i].prefix) && name.len > prefix && name.data[prefix] == ':') {
            *local = (struct sy_bytes){name.data + prefix + 1, name.len - prefix - 1};
            return context->foreign[i] ? ANYONE : i;
        }
    }
    *local = local_name(name);
    return ANYONE;
}

static void add_url(struct sy_epcis_context *context, struct sy_bytes url)
{
    for (size_t i = 0; i < COUNT(usual_contexts); i++) {
        if (sy_bytes_equal(url, sy_text(usual_contexts[i])))
            return;
    }
    context->prefixed = true;
    for (size_t i = 0; i < COUNT(rare_contexts); i++) {
        if (sy_bytes_equal(url, sy_text(rare_contexts[i])))
            return;
    }
    context->other = true;
}

static void add_binding(struct sy_epcis_context *context, const struct sy_json *binding)
{
    context->prefixed = true;
    for (unsigned i = 0; i < SPACES; i++) {
        if (!sy_bytes_equal(binding->name, sy_text(spaces[i].prefix)))
            continue;
        context->foreign[i] = !sy_json_is(binding, spaces[i].uri);
        if (context->foreign[i])
            context->other = true;
        return;
    }
    for (size_t i = 0; i < COUNT(harmless); i++) {
        if (sy_bytes_equal(binding->name, sy_text(harmless[i].prefix)) &&
            sy_json_is(binding, harmless[i].uri))
            return;
    }
    context->other = true;
}

/* Recursion is bounded by SY_JSON_DEPTH_MAX. */
void sy_epcis_context_add(struct sy_epcis_context *context, const struct sy_json *value)
{
    if (value == NULL)
        return;
    if (value->type == SY_JSON_TEXT) {
        add_url(context, value->text);
        return;
    }
    if (value->type != SY_JSON_LIST && value->type != SY_JSON_OBJECT) {
        context->other = true;
        context->prefixed = true;
        return;
    }
    if (value->count == 0)
        context->prefixed = true;
    for (const struct sy_json *n = value->first; n != NULL; n = n->next) {
        if (value->type == SY_JSON_LIST)
            sy_epcis_context_add(context, n);
        else
            add_binding(context, n);
    }
}

bool sy_epcis_name_extends(struct sy_bytes name)
{
    if (name.len > 1 && name.data[0] == '@')
        return true;
    return sy_uri_valid(name);
}

bool sy_epcis_name_ours(const struct sy_epcis_context *context, struct sy_bytes name)
{
    struct sy_bytes local;

    return starts(name, "suyuan:") && space_of(context, name, &local) == SUYUAN;
}

/* The part that the names inside a value ask for, 0 when they ask for nothing. Recursion is
 * bounded by SY_JSON_DEPTH_MAX. */
static unsigned part_of_names(struct sy_bytes name, const struct sy_json *value)
{
    struct sy_bytes local = local_name(name);
    unsigned part = 0;

    if (among(local, personal_names, COUNT(personal_names)))
        return SY_PART_PERSONAL;
    if (among(local, commercial_names, COUNT(commercial_names)))
        part = SY_PART_COMMERCIAL;
    if (value == NULL || (value->type != SY_JSON_LIST && value->type != SY_JSON_OBJECT))
        return part;
    for (const struct sy_json *n = value->first; n != NULL; n = n->next) {
        unsigned inner = part_of_names(n->name, n);

        if (inner > part)
            part = inner;
    }
    return part;
}

static bool is_district(unsigned space, struct sy_bytes local)
{
    return space == SUYUAN && sy_bytes_equal(local, sy_text("district"));
}

bool sy_epcis_name_is_district(struct sy_bytes name)
{
    static const struct sy_epcis_context usual = {0};
    struct sy_bytes local;
    unsigned space = space_of(&usual, name, &local);

    return is_district(space, local);
}

enum sy_part_kind sy_epcis_extension_part(const struct sy_epcis_context *context,
                                          const struct sy_json *member)
{
    unsigned part = part_of_names(member->name, member);
    struct sy_bytes local;
    unsigned space = space_of(context, member->name, &local);

    if (part != 0)
        return (enum sy_part_kind)part;
    if (is_district(space, local))
        return SY_PART_OPEN;
    if (among(local_name(member->name), chain_names, COUNT(chain_names)))
        return SY_PART_CHAIN;
    return SY_PART_COMMERCIAL;
}

static bool find_open(unsigned space, struct sy_bytes local, unsigned *role)
{
    for (size_t i = 0; i < COUNT(open_names); i++) {
        if (open_names[i].space == space &&
            sy_bytes_equal(local, sy_text(open_names[i].local))) {
            *role = open_names[i].role;
            return true;
        }
    }
    return false;
}

enum sy_part_kind sy_epcis_ilmd_part(const struct sy_epcis_context *context,
                                     const struct sy_json *member)
{
    unsigned part = part_of_names(member->name, member);
    struct sy_bytes local;
    unsigned space = space_of(context, member->name, &local);
    unsigned role;

    if (part != 0)
        return (enum sy_part_kind)part;
    return find_open(space, local, &role) ? SY_PART_OPEN : SY_PART_CHAIN;
}

enum sy_part_kind sy_epcis_attribute_part(struct sy_bytes id, const struct sy_json *value,
                                          enum sy_part_kind element)
{
    unsigned part = part_of_names(id, value);

    return part > (unsigned)element ? (enum sy_part_kind)part : element;
}

unsigned sy_epcis_ilmd_role(struct sy_bytes name)
{
    static const struct sy_epcis_context usual = {0};
    struct sy_bytes local;
    unsigned space = space_of(&usual, name, &local);
    unsigned role = 0;

    return find_open(space, local, &role) ? role : 0;
}
