/* Random histories of the registry against a plain model (registry_model.h): every kind of act,
 * said by whoever may and by whoever may not; then every answer, at every size, is the model's.
 * And however its view is built, statement by statement as a node does, at once or in steps, it
 * is the same to the byte.
 *
 * SUYUAN_SEED=N begins with that history, SUYUAN_COUNT=N runs so many. */
#include "tests/unit/registry_world.h"

#include "ledger/registry_rows.h"
#include "tests/unit/registry_model.h"

enum { HISTORIES = 24, STATEMENTS = 70, ACTS_MAX = 16, KEYS = 28, ORGS = 4, CODES = 6 };

#define MINUTE ((int64_t)60 * 1000000)

static struct fixture f;
static struct model m;
static struct sy_secret_key keys[KEYS];
static char codes[CODES][SY_USCC_CHARACTERS + 1]; /* the first ones in names */
static const char *const glns[] = {"0614141123452", "6901234567892", "6901234000009"};
static uint64_t random_state;
static uint64_t seed;
static unsigned effects[MODEL_RULES]; /* in this history, by kind; and over all of them: */
static unsigned long all_effects[MODEL_RULES], voids;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

static bool one_in(uint32_t n)
{
    return draw(n) == 0;
}

#define fail_at(...)                                                                           \
    do {                                                                                       \
        print_error("SUYUAN_SEED=%llu SUYUAN_COUNT=1: ", (unsigned long long)seed);            \
        fail_msg(__VA_ARGS__);                                                                 \
    } while (0)

/* ---- who and what there is ---- */

static const struct model_said nothing = {.owner = MODEL_NOBODY,
                                          .second = MODEL_NOBODY,
                                          .third = MODEL_NOBODY,
                                          .fourth = MODEL_NOBODY,
                                          .replaces = MODEL_NOBODY,
                                          .class = MODEL_NOBODY,
                                          .product = MODEL_NOBODY};
static int first_of[SY_TYPE_ERASURE_ORDER + 1];
static int count_of[SY_TYPE_ERASURE_ORDER + 1];

__attribute__((format(printf, 4, 5))) static void add(unsigned type, int whose, unsigned place,
                                                      const char *format, ...)
{
    struct model_subject *s = &m.subjects[m.count];
    va_list args;

    assert_true(m.count < MODEL_SUBJECTS_MAX);
    if (count_of[type]++ == 0)
        first_of[type] = m.count;
    assert_int_equal(first_of[type] + count_of[type], m.count + 1); /* one after the other */
    *s = (struct model_subject){.type = type, .whose = whose, .place = place};
    va_start(args, format);
    vsnprintf(s->name, sizeof(s->name), format, args);
    va_end(args);
    m.count++;
}

static int any(unsigned type)
{
    return first_of[type] + (int)draw((uint32_t)count_of[type]);
}

static int org(unsigned n)
{
    return first_of[SY_TYPE_ORGANISATION] + (int)n;
}

static const char *id(unsigned n)
{
    return f.orgs[n].subject;
}

enum { GLNS = sizeof(glns) / sizeof(glns[0]) };

/* Some by their code, one by its GLN and one by a number of its district. */
static void name_organisations(void)
{
    for (unsigned i = 0; i < CODES; i++) {
        struct fixture_org one;

        fixture_org(i, &one);
        memcpy(codes[i], one.uscc, sizeof(codes[i]));
    }
    for (unsigned i = 0; i < ORGS; i++) {
        add(SY_TYPE_ORGANISATION, MODEL_NOBODY, 0, "%s", id(i));
        assert_string_equal(id(i) + 5, codes[i]);
        m.subjects[org(i)].code = i + 1;
    }
    add(SY_TYPE_ORGANISATION, MODEL_NOBODY, 0, "gln:%s", glns[0]);
    m.subjects[org(ORGS)].gln = 1;
    add(SY_TYPE_ORGANISATION, MODEL_NOBODY, 0, "reg:310115-1");
}

static void name_everybody(void)
{
    char key[SY_KEY_SUBJECT_BYTES + 1];

    add(SY_TYPE_REGULATOR, MODEL_NOBODY, 310000, "regulator:310000-1");
    add(SY_TYPE_REGULATOR, MODEL_NOBODY, 310115, "regulator:310115-1");
    add(SY_TYPE_REGULATOR, MODEL_NOBODY, 310106, "regulator:310106-1");
    name_organisations();
    for (unsigned i = 0; i < KEYS; i++) {
        fixture_key(3000 + i, &keys[i]);
        sy_key_subject(keys[i].public_key.bytes, key);
        add(SY_TYPE_KEY, MODEL_NOBODY, 0, "%s", key);
    }
    for (unsigned i = 0; i < 9; i++)
        add(SY_TYPE_SITE, org(i % ORGS), 0, "urn:suyuan:1:site:%s:%u", id(i % ORGS), i);
    for (unsigned i = 0; i < 6; i++)
        add(SY_TYPE_DELEGATION, org(i % 3), 0, "delegation:%s:%u", id(i % 3), i);
    add(SY_TYPE_DEVICE, org(0), 0, "device:%s:1", id(0));
    add(SY_TYPE_DEVICE, org(1), 0, "device:%s:1", id(1));
    for (unsigned i = 0; i < 4; i++)
        add(SY_TYPE_CARD, org(i / 3), 0, "card:%s:%u", id(i / 3), i);
    add(SY_TYPE_PERSON, MODEL_NOBODY, 310115, "person:310115-1");
    add(SY_TYPE_PERSON, MODEL_NOBODY, 310106, "person:310106-1");
    for (unsigned i = 0; i < 3; i++)
        add(SY_TYPE_LICENCE, MODEL_NOBODY, 0, "licence:L%u", i);
    for (unsigned i = 0; i < 3; i++)
        add(SY_TYPE_ACCREDITATION, MODEL_NOBODY, 0, "accreditation:A%u", i);
    for (unsigned i = 0; i < 2; i++)
        add(SY_TYPE_PRODUCT_CLASS, MODEL_NOBODY, 0, "class:c%u", i);
    add(SY_TYPE_PRODUCT, MODEL_NOBODY, 0, "gtin:06141411234562");
    add(SY_TYPE_PRODUCT, MODEL_NOBODY, 0, "gtin:00000000000000");
    for (unsigned i = 0; i < 4; i++)
        add(SY_TYPE_STANDING_CERTIFICATE, org(i % 2), 0, "certificate:%s:N%u", id(i % 2), i);
    add(SY_TYPE_NODE, MODEL_NOBODY, 310115, "node:310115");
    add(SY_TYPE_ERASURE_ORDER, MODEL_NOBODY, 310000, "erasure:%s:1:0:3",
        f.logs_of[FIXTURE_DISTRICT]->vkey.name);
}

/* ---- random statements ---- */

static int64_t some_time(void)
{
    return f.now + ((int64_t)draw(240) - 60) * MINUTE;
}

static void set_until(struct model_said *said)
{
    said->has_until = true;
    said->until = some_time() + (one_in(3) ? 20 : 2000) * MINUTE;
    if (one_in(3)) {
        said->has_from = true;
        said->from = some_time();
        if (said->from >= said->until)
            said->from = said->until - 1;
    }
}

/* One of a type that belongs to them, if there is one; mostly one in force. */
static int theirs(unsigned type, int owner)
{
    bool ended = one_in(4);
    int found = any(type);

    for (unsigned tries = 0; tries < 20; tries++) {
        const struct model_row *row = model_row(&m, found, UINT64_MAX);

        if (row != NULL && row->said.owner == owner && (row->force != 'g') == ended)
            break;
        found = any(type);
    }
    return found;
}

static void fill_organisation(struct model_act *act)
{
    static const unsigned places[] = {310115, 310106, 310115, 320102};
    struct model_said *said = &act->said;

    if (act->verb <= SY_ORGANISATION_CHANGED && !one_in(4))
        said->place = places[draw(4)];
    if (act->verb <= SY_ORGANISATION_CHANGED && !one_in(4))
        said->kinds = one_in(3) ? 1u << SY_ROLE_FARM : 1u << SY_ROLE_LABORATORY;
    said->has_term = act->verb == SY_ORGANISATION_SUSPENDED && one_in(2);
    said->term = said->has_term ? some_time() : 0;
    if (act->verb >= SY_ORGANISATION_RENAMED) {
        said->has_from = true;
        said->from = one_in(3) ? f.now - f.now % (60 * MINUTE) : some_time();
    }
    if (act->verb >= SY_ORGANISATION_MERGED)
        said->second = any(SY_TYPE_ORGANISATION);
    if (act->verb == SY_ORGANISATION_RECODED ||
        (act->verb == SY_ORGANISATION_ADMITTED && one_in(4)))
        said->code = 1 + draw(CODES);
    if (act->verb <= SY_ORGANISATION_CHANGED && one_in(3))
        said->gln = 1 + draw(GLNS);
}

static void fill_site(struct model_act *act, const struct model_saying *who)
{
    struct model_said *said = &act->said;
    int market = who->principal >= 0 && !one_in(4) ? who->principal : any(SY_TYPE_ORGANISATION);

    if (act->verb == SY_SITE_OPENED)
        said->owner = one_in(2) ? org(draw(2)) : any(SY_TYPE_ORGANISATION);
    if (act->verb == SY_SITE_OPENED || act->verb == SY_SITE_MOVED) {
        said->place = one_in(2) ? 310115 : 310106;
        said->second = one_in(3) ? MODEL_NOBODY : theirs(SY_TYPE_SITE, market);
    }
    if (act->verb <= SY_SITE_CHANGED && one_in(2))
        said->gln = 1 + draw(GLNS);
}

static void fill_thing(struct model_act *act, unsigned type)
{
    struct model_said *said = &act->said;
    int whose = m.subjects[act->subject].whose;

    if (type == SY_TYPE_DEVICE && act->verb == SY_DEVICE_OPENED)
        said->owner = whose;
    if (type == SY_TYPE_DEVICE &&
        (act->verb == SY_DEVICE_MOVED || (act->verb == SY_DEVICE_OPENED && one_in(2))))
        said->second = any(SY_TYPE_SITE);
    if (type == SY_TYPE_CARD &&
        (act->verb == SY_CARD_ISSUED || act->verb == SY_CARD_REPLACED)) {
        said->owner = any(SY_TYPE_ORGANISATION);
        said->second = whose;
        if (act->verb == SY_CARD_REPLACED)
            said->replaces = any(SY_TYPE_CARD);
    }
}

static void fill_key(struct model_act *act, const struct model_saying *who)
{
    struct model_said *said = &act->said;

    if (act->verb <= SY_KEY_REPLACED) {
        said->owner = one_in(4)   ? any(SY_TYPE_REGULATOR)
                      : one_in(3) ? any(SY_TYPE_PERSON)
                                  : any(SY_TYPE_ORGANISATION);
        said->kinds = one_in(4) ? 1u << SY_USE_CONNECT : 1u << SY_USE_SIGN;
        said->forged = one_in(12);
    }
    if (act->verb == SY_KEY_ROTATED && who->principal >= 0 && !one_in(4))
        said->owner = who->principal;
    if (act->verb == SY_KEY_ROTATED || act->verb == SY_KEY_REPLACED)
        said->replaces = act->verb == SY_KEY_ROTATED && who->signers[0].key >= 0 && !one_in(3)
                             ? who->signers[0].key
                             : theirs(SY_TYPE_KEY, said->owner);
    if (act->verb == SY_KEY_REPLACED || act->verb == SY_KEY_REVOKED) {
        said->has_since = true;
        said->since = some_time();
    }
}

static void fill_delegation(struct model_act *act)
{
    struct model_said *said = &act->said;

    if (act->verb == SY_DELEGATION_GRANTED) {
        said->owner = m.subjects[act->subject].whose;
        said->second = one_in(5) ? any(SY_TYPE_REGULATOR) : any(SY_TYPE_ORGANISATION);
        said->capacity = 1 + draw(4);
    }
    if (act->verb <= SY_DELEGATION_NARROWED) {
        said->kinds = draw(8);
        said->third = one_in(4) ? any(SY_TYPE_SITE) : MODEL_NOBODY;
        said->has_until = one_in(2);
        said->until = said->has_until ? some_time() + 60 * MINUTE : 0;
        if (act->verb == SY_DELEGATION_GRANTED && one_in(3)) {
            said->has_from = true;
            said->from = (said->has_until ? said->until : some_time()) - MINUTE;
        }
    }
}

static void fill_paper(struct model_act *act, unsigned type)
{
    struct model_said *said = &act->said;
    bool granted = act->verb == SY_LICENCE_GRANTED;

    if (granted) {
        said->owner = one_in(2) ? org(draw(2)) : any(SY_TYPE_ORGANISATION);
        set_until(said);
    } else if (act->verb == SY_LICENCE_CHANGED && one_in(2)) {
        said->has_until = true;
        said->until = f.now + (int64_t)(1 + draw(200)) * MINUTE;
    }
    if (act->verb <= SY_LICENCE_CHANGED && one_in(3))
        said->class = any(SY_TYPE_PRODUCT_CLASS);
    if (type == SY_TYPE_ACCREDITATION && (granted || (act->verb == 2 && one_in(2))))
        said->kinds = 1 + draw(3);
    said->has_term = act->verb == SY_LICENCE_SUSPENDED && one_in(2);
    said->term = said->has_term ? some_time() : 0;
}

static void fill_certificate(struct model_act *act)
{
    struct model_said *said = &act->said;
    const struct model_row *right;

    if (act->verb == SY_CERTIFICATE_ISSUED) {
        said->owner = any(SY_TYPE_ORGANISATION);
        said->second = m.subjects[act->subject].whose;
        said->third = theirs(SY_TYPE_PERSON, said->second);
        said->fourth = theirs(SY_TYPE_ACCREDITATION, said->second);
        right = model_row(&m, said->fourth, UINT64_MAX);
        said->kinds = 1u << draw(2);
        if (right != NULL && (right->said.kinds & said->kinds) == 0 && !one_in(4))
            said->kinds ^= 3;
        said->class = one_in(2) ? any(SY_TYPE_PRODUCT_CLASS) : MODEL_NOBODY;
        if (right != NULL && !one_in(4))
            said->class = right->said.class;
        said->product = one_in(3) ? any(SY_TYPE_PRODUCT) : MODEL_NOBODY;
        set_until(said);
    }
    said->has_term = act->verb == SY_CERTIFICATE_SUSPENDED && one_in(2);
    said->term = said->has_term ? some_time() : 0;
}

static void fill_person(struct model_act *act)
{
    struct model_said *said = &act->said;

    if (act->verb == SY_PERSON_QUALIFIED) {
        said->owner = one_in(3) ? any(SY_TYPE_ORGANISATION) : org(draw(2));
        set_until(said);
    }
    if (act->verb == SY_PERSON_BARRED) {
        said->has_term = true;
        said->term = some_time();
    }
}

static void fill_product(struct model_act *act, unsigned type, const struct model_saying *who)
{
    struct model_said *said = &act->said;

    if (type == SY_TYPE_PRODUCT && act->verb == SY_PRODUCT_REGISTERED)
        said->owner = model_type(&m, who->principal) == SY_TYPE_ORGANISATION
                          ? who->principal
                          : any(SY_TYPE_ORGANISATION);
    if (act->verb == SY_PRODUCT_WITHDRAWN || one_in(2))
        return;
    if (type == SY_TYPE_PRODUCT)
        said->class = any(SY_TYPE_PRODUCT_CLASS);
    else
        said->second = any(SY_TYPE_PRODUCT_CLASS);
}

static void fill(struct model_act *act, const struct model_saying *who)
{
    unsigned type = m.subjects[act->subject].type;

    switch (type) {
    case SY_TYPE_REGULATOR:
        if (act->verb == SY_REGULATOR_APPOINTED) {
            act->said.place = m.subjects[act->subject].place;
            act->said.level = act->said.place == 310000 ? SY_LEVEL_CITY : SY_LEVEL_DISTRICT;
        }
        break;
    case SY_TYPE_ORGANISATION:
        fill_organisation(act);
        break;
    case SY_TYPE_SITE:
        fill_site(act, who);
        break;
    case SY_TYPE_DEVICE:
    case SY_TYPE_CARD:
        fill_thing(act, type);
        break;
    case SY_TYPE_KEY:
        fill_key(act, who);
        break;
    case SY_TYPE_DELEGATION:
        fill_delegation(act);
        break;
    case SY_TYPE_PERSON:
        fill_person(act);
        break;
    case SY_TYPE_LICENCE:
    case SY_TYPE_ACCREDITATION:
        fill_paper(act, type);
        break;
    case SY_TYPE_STANDING_CERTIFICATE:
        fill_certificate(act);
        break;
    case SY_TYPE_PRODUCT:
    case SY_TYPE_PRODUCT_CLASS:
        fill_product(act, type, who);
        break;
    default:
        break;
    }
}

/* Of two kinds the one that had effect less often so far. */
static const struct model_rule *some_rule(void)
{
    uint32_t a = draw(MODEL_RULES);
    uint32_t b = draw(MODEL_RULES);

    if (one_in(5)) { /* nothing goes without organisations, keys and papers */
        do
            a = draw(MODEL_RULES);
        while (strchr(model_rules[a].before, '-') == NULL);
        return &model_rules[a];
    }
    return &model_rules[effects[a] < effects[b] ? a : b];
}

/* A body and its person have come together for certificates. */
static bool with_person(const struct model_saying *who)
{
    return who->count == 2 && model_type(&m, who->signers[1].subject) == SY_TYPE_PERSON;
}

/* Something that is suspended or barred, once more or no longer; or the firm moves. */
static void take_held(struct model_act *act)
{
    int start = (int)draw((uint32_t)m.count);

    for (int i = 0; i < m.count; i++) {
        int subject = (start + i) % m.count;
        char force = model_now(&m, subject, f.now);
        unsigned type = model_type(&m, subject);

        if (force != 's' && force != 'b')
            continue;
        act->subject = subject;
        if (force == 'b')
            act->verb = SY_PERSON_BARRED;
        else if (type == SY_TYPE_ORGANISATION)
            act->verb = SY_ORGANISATION_CHANGED + draw(3);
        else if (type == SY_TYPE_STANDING_CERTIFICATE)
            act->verb = SY_CERTIFICATE_SUSPENDED + draw(2);
        else
            act->verb = SY_LICENCE_SUSPENDED + draw(2);
        return;
    }
}

/* What a firm does by itself: stalls in its hall, and its products. */
static void take_own(struct model_act *act)
{
    const struct model_row *row;
    bool there;

    act->subject = any(one_in(3) ? SY_TYPE_PRODUCT : SY_TYPE_SITE);
    row = model_row(&m, act->subject, UINT64_MAX);
    there = row != NULL && row->force == 'g';
    act->verb = !there ? 1 : model_type(&m, act->subject) == SY_TYPE_SITE ? 2 + draw(3) : 3;
}

static struct model_act some_act(const struct model_saying *who)
{
    const struct model_rule *rule = some_rule();
    struct model_act act = {.verb = rule->verb, .said = nothing};
    const struct model_row *old;

    act.subject = any(rule->type);
    if (with_person(who) && !one_in(3)) {
        act.subject = any(SY_TYPE_STANDING_CERTIFICATE);
        act.verb = 1 + draw(4);
    }
    if (one_in(8))
        take_held(&act);
    if (model_type(&m, who->principal) == SY_TYPE_ORGANISATION && one_in(3))
        take_own(&act);
    old = model_row(&m, act.subject, UINT64_MAX);
    act.after = old == NULL ? 0 : (uint64_t)old->index + 1;
    if (one_in(20))
        act.after = draw(30);
    fill(&act, who);
    return act;
}

/* A key of theirs as often as not of another's; NOBODY when it stands there already. */
static int some_key(const struct model_saying *who, int holder)
{
    int key = any(SY_TYPE_KEY);

    for (unsigned tries = 0; tries < 40; tries++) {
        const struct model_row *row = model_row(&m, key, UINT64_MAX);

        if (row != NULL && row->said.owner == holder &&
            (model_key_in_force(row, f.now) || one_in(8)))
            break;
        key = any(SY_TYPE_KEY);
    }
    for (int i = 0; i < who->count; i++) {
        if (who->signers[i].key == key)
            return MODEL_NOBODY;
    }
    return key;
}

static void sign_with(struct model_saying *who, int subject, int key)
{
    if (key == MODEL_NOBODY || who->count == MODEL_SIGNERS_MAX)
        return;
    who->signers[who->count].subject = subject == who->principal ? MODEL_NOBODY : subject;
    who->signers[who->count++].key = key;
}

static struct model_saying some_saying(void)
{
    static const unsigned types[] = {
        SY_TYPE_ORGANISATION, SY_TYPE_ORGANISATION, SY_TYPE_ORGANISATION, SY_TYPE_REGULATOR,
        SY_TYPE_REGULATOR,    SY_TYPE_PERSON,       SY_TYPE_NODE};
    struct model_saying who = {.principal = MODEL_AUTHORITY};

    if (one_in(2)) {
        sign_with(&who, MODEL_NOBODY, MODEL_AUTHORITY);
        return who;
    }
    if (one_in(3)) { /* a body and its person */
        int person = theirs(SY_TYPE_PERSON, org(draw(2)));
        const struct model_row *row = model_row(&m, person, UINT64_MAX);

        if (row != NULL && row->said.owner != MODEL_NOBODY) {
            who.principal = row->said.owner;
            sign_with(&who, MODEL_NOBODY, some_key(&who, who.principal));
            sign_with(&who, person, some_key(&who, person));
            return who;
        }
    }
    if (!one_in(30))
        who.principal = any(types[draw(one_in(8) ? 7 : 5)]);
    sign_with(&who, MODEL_NOBODY, some_key(&who, who.principal));
    if (one_in(3)) { /* a rotation takes two, and a certificate the person */
        int subject = one_in(2) ? any(SY_TYPE_PERSON) : MODEL_NOBODY;

        sign_with(&who, subject,
                  some_key(&who, subject == MODEL_NOBODY ? who.principal : subject));
    }
    if (one_in(8)) {
        int subject = any(SY_TYPE_ORGANISATION);

        sign_with(&who, subject, some_key(&who, subject));
    }
    return who;
}

/* ---- from the model's words to those of the ledger ---- */

/* What the drafts of one statement borrow. */
static struct words {
    char place[8];
    uint8_t possession[SY_SIGNATURE_BYTES];
} words[ACTS_MAX];

static void put_ref(struct sy_act_draft *draft, uint32_t number, int subject)
{
    if (subject != MODEL_NOBODY)
        sy_act_draft_text(draft, number, m.subjects[subject].name);
}

static void put_bits(struct sy_act_draft *draft, uint32_t number, unsigned bits,
                     const char *const names[])
{
    for (unsigned i = 0; i < 16; i++) {
        if ((bits >> i & 1) == 0)
            continue;
        if (names == NULL)
            sy_act_draft_uint(draft, number, i);
        else
            sy_act_draft_text(draft, number, names[i]);
    }
}

static void put_key(struct sy_act_draft *draft, const struct model_act *act, struct words *w)
{
    const struct sy_secret_key *key = &keys[act->subject - first_of[SY_TYPE_KEY]];

    put_ref(draft, SY_KEY_ORGANISATION, act->said.owner);
    if (act->verb <= SY_KEY_REPLACED) {
        sy_act_draft_bytes(draft, SY_KEY_PUBLIC_KEY, fixture_key_bytes(key));
        put_bits(draft, SY_KEY_USES, act->said.kinds, NULL);
        check_err(sy_possession_sign(&f.network.id, sy_text(m.subjects[act->said.owner].name),
                                     act->said.kinds, key, w->possession),
                  SY_OK);
        w->possession[0] ^= act->said.forged;
        sy_act_draft_bytes(draft, SY_KEY_POSSESSION,
                           (struct sy_bytes){w->possession, SY_SIGNATURE_BYTES});
    }
    put_ref(draft, SY_KEY_REPLACES, act->said.replaces);
    if (act->said.has_since)
        sy_act_draft_int(draft, SY_KEY_SINCE, act->said.since);
}

static void put_organisation(struct sy_act_draft *draft, const struct model_act *act)
{
    if (act->verb == SY_ORGANISATION_ADMITTED || act->verb == SY_ORGANISATION_RENAMED)
        sy_act_draft_text(draft, SY_ORGANISATION_NAME, "a firm");
    if (act->said.code != 0)
        sy_act_draft_text(draft, SY_ORGANISATION_USCC, codes[act->said.code - 1]);
    if (act->said.gln != 0)
        sy_act_draft_text(draft, SY_ORGANISATION_GLN, glns[act->said.gln - 1]);
    put_bits(draft, SY_ORGANISATION_ROLES, act->said.kinds, NULL);
    put_ref(draft, SY_ORGANISATION_SUCCESSORS, act->said.second);
}

static void put_erasure(struct sy_act_draft *draft)
{
    static const uint8_t hash[SY_HASH_BYTES];

    sy_act_draft_text(draft, SY_ERASURE_ORIGIN, f.logs_of[FIXTURE_DISTRICT]->vkey.name);
    sy_act_draft_uint(draft, SY_ERASURE_INDEX, 1);
    sy_act_draft_uint(draft, SY_ERASURE_RECORD, 0);
    sy_act_draft_uint(draft, SY_ERASURE_KIND, SY_PART_COMMERCIAL);
    sy_act_draft_bytes(draft, SY_ERASURE_PART_HASH, (struct sy_bytes){hash, sizeof(hash)});
}

static void put_certificate(struct sy_act_draft *draft, const struct model_act *act)
{
    static const char *const names[] = {"inspection", "organic"};
    static const uint8_t hash[SY_HASH_BYTES];
    const struct model_said *said = &act->said;

    if (act->verb != SY_CERTIFICATE_ISSUED)
        return;
    put_ref(draft, SY_CERTIFICATE_BODY, said->second);
    sy_act_draft_text(draft, SY_CERTIFICATE_NUMBER,
                      strrchr(m.subjects[act->subject].name, ':') + 1);
    put_bits(draft, SY_CERTIFICATE_KIND, said->kinds, names);
    put_ref(draft, SY_CERTIFICATE_ORGANISATION, said->owner);
    put_ref(draft, SY_CERTIFICATE_PERSON, said->third);
    put_ref(draft, SY_CERTIFICATE_ACCREDITATION, said->fourth);
    put_ref(draft, SY_CERTIFICATE_CLASSES, said->class);
    put_ref(draft, SY_CERTIFICATE_PRODUCTS, said->product);
    sy_act_draft_bytes(draft, SY_ACT_DOCUMENT, (struct sy_bytes){hash, sizeof(hash)});
}

/* The fields of the smaller types. */
static void put_rest(struct sy_act_draft *draft, const struct model_act *act)
{
    static const char *const steps[] = {"receiving", "shipping", "packing"};
    static const char *const kinds[] = {"inspection", "organic"};
    const struct model_said *said = &act->said;
    bool first = act->verb == 1;

    switch (draft->type) {
    case SY_TYPE_REGULATOR:
        if (first) {
            sy_act_draft_text(draft, SY_REGULATOR_NAME, "an office");
            sy_act_draft_uint(draft, SY_REGULATOR_LEVEL, said->level);
        }
        break;
    case SY_TYPE_SITE:
        put_ref(draft, SY_SITE_ORGANISATION, said->owner);
        put_ref(draft, SY_SITE_PARENT, said->second);
        if (said->gln != 0)
            sy_act_draft_text(draft, SY_SITE_GLN, glns[said->gln - 1]);
        break;
    case SY_TYPE_DEVICE:
        put_ref(draft, SY_DEVICE_ORGANISATION, said->owner);
        put_ref(draft, SY_DEVICE_SITE, said->second);
        if (first)
            sy_act_draft_uint(draft, SY_DEVICE_KIND, 1);
        if (act->verb == SY_DEVICE_VERIFIED)
            sy_act_draft_int(draft, SY_DEVICE_DUE, f.now);
        break;
    case SY_TYPE_CARD:
        put_ref(draft, SY_CARD_ORGANISATION, said->owner);
        put_ref(draft, SY_CARD_ISSUER, said->second);
        put_ref(draft, SY_CARD_REPLACES, said->replaces);
        break;
    case SY_TYPE_DELEGATION:
        put_ref(draft, SY_DELEGATION_PRINCIPAL, said->owner);
        put_ref(draft, SY_DELEGATION_AGENT, said->second);
        if (said->capacity != 0)
            sy_act_draft_uint(draft, SY_DELEGATION_CAPACITY, said->capacity);
        put_bits(draft, SY_DELEGATION_STEPS, said->kinds, steps);
        put_ref(draft, SY_DELEGATION_SITES, said->third);
        break;
    case SY_TYPE_PERSON:
        put_ref(draft, SY_PERSON_ORGANISATION, said->owner);
        if (first)
            sy_act_draft_text(draft, SY_PERSON_POST, "inspector");
        break;
    case SY_TYPE_LICENCE:
        put_ref(draft, SY_LICENCE_ORGANISATION, said->owner);
        put_ref(draft, SY_LICENCE_CLASSES, said->class);
        if (first)
            sy_act_draft_uint(draft, SY_LICENCE_KIND, SY_LICENCE_SALE);
        break;
    case SY_TYPE_ACCREDITATION:
        put_ref(draft, SY_ACCREDITATION_ORGANISATION, said->owner);
        put_bits(draft, SY_ACCREDITATION_KINDS, said->kinds, kinds);
        put_ref(draft, SY_ACCREDITATION_CLASSES, said->class);
        break;
    case SY_TYPE_PRODUCT:
        put_ref(draft, SY_PRODUCT_ORGANISATION, said->owner);
        put_ref(draft, SY_PRODUCT_CLASS, said->class);
        if (first)
            sy_act_draft_text(draft, SY_PRODUCT_NAME, "a product");
        break;
    case SY_TYPE_PRODUCT_CLASS:
        put_ref(draft, SY_CLASS_PARENT, said->second);
        if (first)
            sy_act_draft_text(draft, SY_CLASS_NAME, "a class");
        break;
    case SY_TYPE_NODE:
        if (first || act->verb == SY_NODE_MOVED)
            sy_act_draft_text(draft, SY_NODE_ADDRESSES, "127.0.0.1:1");
        break;
    default:
        break;
    }
}

static bool needs_ground(const struct model_act *act, unsigned type)
{
    switch (type) {
    case SY_TYPE_ORGANISATION:
        return act->verb == SY_ORGANISATION_SUSPENDED || act->verb == SY_ORGANISATION_EXPELLED;
    case SY_TYPE_PERSON:
        return act->verb >= SY_PERSON_BARRED;
    case SY_TYPE_LICENCE:
    case SY_TYPE_ACCREDITATION:
        return act->verb == SY_LICENCE_SUSPENDED || act->verb == SY_LICENCE_WITHDRAWN;
    case SY_TYPE_STANDING_CERTIFICATE:
        return act->verb == SY_CERTIFICATE_SUSPENDED || act->verb == SY_CERTIFICATE_WITHDRAWN;
    default:
        return type == SY_TYPE_ERASURE_ORDER;
    }
}

static struct sy_act_draft draft_of(const struct model_act *act, struct words *w)
{
    unsigned type = m.subjects[act->subject].type;
    const struct model_said *said = &act->said;
    struct sy_act_draft draft =
        sy_act_draft(type, sy_text(m.subjects[act->subject].name), act->after, act->verb);

    if (said->place != 0) {
        snprintf(w->place, sizeof(w->place), "%u", said->place % 1000000);
        sy_act_draft_text(&draft,
                          type == SY_TYPE_REGULATOR ? SY_REGULATOR_DISTRICT
                          : type == SY_TYPE_SITE    ? SY_SITE_DISTRICT
                                                    : SY_ORGANISATION_DISTRICT,
                          w->place);
    }
    if (type == SY_TYPE_KEY)
        put_key(&draft, act, w);
    else if (type == SY_TYPE_ORGANISATION)
        put_organisation(&draft, act);
    else if (type == SY_TYPE_STANDING_CERTIFICATE)
        put_certificate(&draft, act);
    else if (type == SY_TYPE_ERASURE_ORDER)
        put_erasure(&draft);
    else
        put_rest(&draft, act);
    if (said->has_from)
        sy_act_draft_int(&draft, SY_ACT_FROM, said->from);
    if (said->has_until)
        sy_act_draft_int(&draft, SY_ACT_UNTIL, said->until);
    if (said->has_term)
        sy_act_draft_int(&draft, SY_ACT_TERM, said->term);
    if (needs_ground(act, type))
        sy_act_draft_text(&draft, SY_ACT_GROUND, "a ground");
    return draft;
}

static struct world_saying saying_of(const struct model_saying *who)
{
    struct world_saying saying = {.count = (size_t)who->count};

    saying.principal =
        who->principal == MODEL_AUTHORITY ? SY_AUTHORITY : m.subjects[who->principal].name;
    for (int i = 0; i < who->count; i++) {
        int key = who->signers[i].key;

        saying.signers[i].key =
            key == MODEL_AUTHORITY ? &f.authority : &keys[key - first_of[SY_TYPE_KEY]];
        if (who->signers[i].subject != MODEL_NOBODY)
            saying.signers[i].subject = m.subjects[who->signers[i].subject].name;
    }
    return saying;
}

/* ---- a history ---- */

static void apply_to(struct sy_registry *registry, uint64_t max)
{
    struct sy_log_snapshot *log;
    uint64_t applied = max;

    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &log), SY_OK);
    while (applied == max)
        check_err(sy_registry_apply(registry, log, max, &applied), SY_OK);
    sy_log_release(log);
}

/* As a node does it: tried at the door first, and kept if it is taken there. What is not taken
 * stands in the log here all the same. */
static void put_statement(struct sy_bytes submission, bool taken)
{
    struct sy_scope scope = fixture_scope(&f, FIXTURE_REGISTRY);
    struct sy_registry_trial trial;
    struct sy_check_place where;
    struct sy_log_snapshot *log;
    struct sy_checked checked;
    enum sy_err err;

    check_err(sy_checked_open(&scope, submission, &checked, &where), SY_OK);
    err = sy_registry_try(f.registry, &checked, f.now, &trial);
    if ((err == SY_OK) != taken)
        fail_at("the door says %s%s%s", sy_err_name(err), trial.why == NULL ? "" : ": ",
                trial.why == NULL ? "" : trial.why);
    fixture_append(&f, FIXTURE_REGISTRY, submission);
    check_err(sy_log_snapshot(f.logs[FIXTURE_REGISTRY], &log), SY_OK);
    if (err == SY_OK)
        check_err(sy_registry_keep(&trial, log), SY_OK);
    sy_log_release(log);
    apply_to(f.registry, UINT64_MAX);
    sy_checked_close(&checked);
}

static void count_effect(const struct model_act *act, bool effect)
{
    voids += !effect;
    for (int i = 0; i < MODEL_RULES && effect; i++) {
        bool same = model_rules[i].type == m.subjects[act->subject].type &&
                    model_rules[i].verb == act->verb;

        effects[i] += same;
        all_effects[i] += same;
    }
}

/* A statement under way. */
struct speech {
    struct model_saying who;
    int index;
    int64_t now; /* of the entry: world_sign moves the time */
    bool authorised, taken;
    size_t count;
    struct sy_act_draft drafts[ACTS_MAX];
};

static void begin(struct speech *s, int index, const struct model_saying *who)
{
    s->who = *who;
    s->index = index;
    s->now = f.now + 1000000;
    s->count = 0;
    s->authorised = model_authorise(&m, (uint64_t)index, s->now, who, -1, true) == SY_OK;
    s->taken = s->authorised;
    if (!s->authorised && m.unauthorised == MODEL_NOBODY)
        m.unauthorised = index;
}

static void say(struct speech *s, const struct model_act *act)
{
    bool effect =
        s->authorised && model_apply(&m, act, &s->who, s->index, (unsigned)s->count, s->now);

    assert_true(s->count < ACTS_MAX);
    count_effect(act, effect);
    s->taken = s->taken && effect;
    s->drafts[s->count] = draft_of(act, &words[s->count]);
    s->count++;
}

static void finish(struct speech *s)
{
    struct world_saying saying = saying_of(&s->who);
    struct sy_buffer submission = {0};

    world_submission(&f, &saying, s->drafts, s->count, &submission);
    put_statement(sy_buffer_bytes(&submission), s->taken);
    sy_buffer_close(&submission);
}

/* Most of the acts have effect; of the others some come at their time, and some may be said by
 * whoever says them, but what they say is not fine. */
static bool is_wished(uint32_t wish, const struct speech *s, const struct model_act *act)
{
    const struct model_saying *who = &s->who;
    bool effective = model_find(&m, act, who, s->index, s->now, true) != NULL;

    if (wish == 0)
        return model_timely(&m, act, s->index, s->now) != NULL;
    if (wish == 1)
        return !effective && model_find(&m, act, who, s->index, s->now, false) != NULL;
    return effective;
}

static void say_something(int index)
{
    struct model_saying who = some_saying();
    size_t count = 1 + draw(6);
    struct speech s;

    f.now += one_in(4) ? (int64_t)draw(60) * MINUTE : 0;
    for (unsigned tries = 0;
         tries < 10 && !one_in(12) &&
         model_authorise(&m, (uint64_t)index, f.now + 1000000, &who, -1, true) != SY_OK;
         tries++)
        who = some_saying();
    begin(&s, index, &who);
    for (size_t i = 0; i < count; i++) {
        struct model_act act = some_act(&who);
        uint32_t wish = draw(6);

        for (unsigned tries = 0; tries < 40 && !one_in(25) && !is_wished(wish, &s, &act);
             tries++)
            act = some_act(&who);
        say(&s, &act);
    }
    finish(&s);
}

/* A world to begin with, so that there is somebody to suspend: in three statements. */
static void say_first(int index)
{
    const struct model_saying authority = {
        MODEL_AUTHORITY, 1, {{MODEL_NOBODY, MODEL_AUTHORITY}}};
    static const struct {
        int statement;
        unsigned type;
        int subject, owner_type, owner;
    } first[] = {
        {0, SY_TYPE_REGULATOR, 0, 0, 0},
        {0, SY_TYPE_REGULATOR, 1, 0, 0},
        {0, SY_TYPE_REGULATOR, 2, 0, 0},
        {0, SY_TYPE_ORGANISATION, 0, 0, 0},
        {0, SY_TYPE_ORGANISATION, 1, 0, 0},
        {0, SY_TYPE_ORGANISATION, 2, 0, 0},
        {1, SY_TYPE_KEY, 0, SY_TYPE_REGULATOR, 0},
        {1, SY_TYPE_KEY, 1, SY_TYPE_REGULATOR, 1},
        {1, SY_TYPE_KEY, 2, SY_TYPE_REGULATOR, 2},
        {1, SY_TYPE_KEY, 3, SY_TYPE_ORGANISATION, 0},
        {1, SY_TYPE_KEY, 4, SY_TYPE_ORGANISATION, 1},
        {1, SY_TYPE_KEY, 5, SY_TYPE_ORGANISATION, 2},
        {1, SY_TYPE_PERSON, 0, SY_TYPE_ORGANISATION, 0},
        {1, SY_TYPE_PERSON, 1, SY_TYPE_ORGANISATION, 1},
        {1, SY_TYPE_SITE, 0, SY_TYPE_ORGANISATION, 0},
        {1, SY_TYPE_SITE, 1, SY_TYPE_ORGANISATION, 1},
        {1, SY_TYPE_ACCREDITATION, 0, SY_TYPE_ORGANISATION, 0},
        {1, SY_TYPE_ACCREDITATION, 1, SY_TYPE_ORGANISATION, 1},
        {2, SY_TYPE_KEY, 6, SY_TYPE_PERSON, 0},
        {2, SY_TYPE_KEY, 7, SY_TYPE_PERSON, 1},
    };
    struct speech s;

    begin(&s, index, &authority);
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
        struct model_act act = {
            .subject = first_of[first[i].type] + first[i].subject, .verb = 1, .said = nothing};

        if (first[i].statement != index)
            continue;
        fill(&act, &authority);
        if (first[i].type == SY_TYPE_ORGANISATION) {
            act.said.place = 310115;
            act.said.kinds = 1u << SY_ROLE_LABORATORY;
        }
        if (first[i].owner_type != 0)
            act.said.owner = first_of[first[i].owner_type] + first[i].owner;
        if (first[i].type == SY_TYPE_KEY) {
            act.said.kinds = 1u << SY_USE_SIGN;
            act.said.forged = false;
        }
        say(&s, &act);
    }
    finish(&s);
}

/* ---- every answer at every size ---- */

static char letter_of(enum sy_force force)
{
    static const char letters[SY_FORCES] = {
        [SY_FORCE_NONE] = '-',      [SY_FORCE_GOOD] = 'g',
        [SY_FORCE_SUSPENDED] = 's', [SY_FORCE_ENDED] = 'e',
        [SY_FORCE_REVOKED] = 'r',   [SY_FORCE_LOST] = 'l',
        [SY_FORCE_BARRED] = 'b',    [SY_FORCE_BARRED_FOR_LIFE] = 'B',
        [SY_FORCE_SUCCEEDED] = 'x', [SY_FORCE_LAPSED] = 'p',
        [SY_FORCE_NOT_YET] = 'n',
    };

    return letters[force];
}

static bool has_time(struct sy_bytes body, uint32_t number, bool has, int64_t want)
{
    int64_t got;

    return sy_body_int(body, number, &got) == has && (!has || got == want);
}

static void check_state(struct sy_registry_snapshot *snapshot, int subject, uint64_t size)
{
    const struct model_row *row = model_row(&m, subject, size);
    const char *name = m.subjects[subject].name;
    struct sy_registry_state state;
    enum sy_err err = sy_registry_state(snapshot, sy_text(name), size, &state);

    if (row == NULL) {
        if (err != SY_NOT_FOUND)
            fail_at("%s as of %u: it is there", name, (unsigned)size);
        return;
    }
    if (err != SY_OK || state.verb != row->verb || state.index != (uint64_t)row->index ||
        state.record != row->record || letter_of(state.force) != row->force ||
        state.term != row->term || state.at != row->at ||
        state.type != m.subjects[subject].type ||
        state.first != (uint64_t)m.subjects[subject].past[0].index)
        fail_at("%s as of %u: %s, verb %u at %u in force %c, not %u at %d in force %c", name,
                (unsigned)size, sy_err_name(err), state.verb, (unsigned)state.index,
                letter_of(state.force), row->verb, row->index, row->force);
    if (!sy_bytes_equal(state.by,
                        sy_text(row->by == MODEL_NOBODY      ? ""
                                : row->by == MODEL_AUTHORITY ? SY_AUTHORITY
                                                             : m.subjects[row->by].name)))
        fail_at("%s as of %u: suspended or barred by %.*s", name, (unsigned)size,
                (int)state.by.len, (const char *)state.by.data);
    if (!has_time(state.body, SY_ACT_FROM, row->said.has_from, row->said.from) ||
        !has_time(state.body, SY_ACT_UNTIL, row->said.has_until, row->said.until))
        fail_at("%s as of %u: other dates", name, (unsigned)size);
    for (unsigned i = 0; i < 4; i++) {
        int64_t at = some_time() - (int64_t)draw(3000) * MINUTE / 10;
        char want = model_force(&m, subject, row, at);

        if (letter_of(sy_registry_force(&state, at)) != want)
            fail_at("%s as of %u at %lld: %c, not %c", name, (unsigned)size, (long long)at,
                    letter_of(sy_registry_force(&state, at)), want);
    }
}

static int subject_named(struct sy_bytes name)
{
    for (int i = 0; i < m.count; i++) {
        if (sy_bytes_equal(name, sy_text(m.subjects[i].name)))
            return i;
    }
    return MODEL_NOBODY;
}

static void check_links(struct sy_registry_snapshot *snapshot, int from, uint64_t size)
{
    struct sy_bytes last = {NULL, 0};
    unsigned got = 0;
    unsigned want = 0;
    enum sy_err err;

    for (int i = 0; i < m.link_count; i++)
        want += m.links[i].from == from && (uint64_t)m.links[i].index < size;
    while ((err = sy_registry_next_link(snapshot, sy_text(m.subjects[from].name), last, size,
                                        &last)) == SY_OK) {
        int to = subject_named(last);
        bool known = false;

        for (int i = 0; i < m.link_count; i++)
            known = known || (m.links[i].from == from && m.links[i].to == to &&
                              (uint64_t)m.links[i].index < size);
        if (!known)
            fail_at("%s as of %u leads to %.*s", m.subjects[from].name, (unsigned)size,
                    (int)last.len, (const char *)last.data);
        got++;
    }
    check_err(err, SY_NOT_FOUND);
    if (got != want)
        fail_at("%s as of %u leads to %u subjects, not %u", m.subjects[from].name,
                (unsigned)size, got, want);
}

static void check_key(struct sy_registry_snapshot *snapshot, unsigned n, uint64_t size)
{
    int subject = first_of[SY_TYPE_KEY] + (int)n;
    const struct model_row *row = model_row(&m, subject, size);
    struct sy_registered_key key;
    enum sy_err err = sy_registry_key(snapshot, fixture_key_bytes(&keys[n]), size, &key);
    int64_t at = some_time();

    if ((err == SY_OK) != (row != NULL) ||
        (row != NULL &&
         (subject_named(key.holder) != row->said.owner || key.uses != row->said.kinds ||
          key.retired != model_key_retired(row) || key.revoked != (row->force == 'r') ||
          sy_registered_key_in_force(&key, at) != model_key_in_force(row, at))))
        fail_at("key %u as of %u", n, (unsigned)size);
}

/* A statement of records by a random principal, and perhaps under a delegation. */
static void check_authority(struct sy_registry_snapshot *snapshot, uint64_t size)
{
    static const uint8_t root[SY_HASH_BYTES];
    struct model_saying who = some_saying();
    struct sy_statement s = {
        .kind = SY_KIND_RECORDS, .record_count = 1, .records_root = {root, sizeof(root)}};
    struct world_saying saying;
    int64_t delegation = -1;
    int64_t at = some_time();
    enum sy_err got;
    enum sy_err want;

    if (one_in(2) && m.grant_count > 0) {
        unsigned n = draw((uint32_t)m.grant_count);
        int agent = m.grants[n].agent;

        delegation = one_in(6) ? (int64_t)draw(STATEMENTS) : m.grants[n].index;
        who = (struct model_saying){.principal = m.grants[n].principal};
        sign_with(&who, one_in(10) ? MODEL_NOBODY : agent, some_key(&who, agent));
        if (one_in(3))
            sign_with(&who, MODEL_NOBODY, some_key(&who, who.principal));
    }
    saying = saying_of(&who);
    s.principal = sy_text(saying.principal);
    s.signer_count = saying.count;
    s.has_delegation = delegation >= 0;
    s.delegation = delegation < 0 ? 0 : (uint64_t)delegation;
    for (size_t i = 0; i < saying.count; i++) {
        s.signers[i].key = fixture_key_bytes(saying.signers[i].key);
        if (saying.signers[i].subject != NULL)
            s.signers[i].subject = sy_text(saying.signers[i].subject);
    }
    got = sy_registry_authorise(snapshot, size, at, &s);
    want = model_authorise(&m, size, at, &who, delegation, false);
    if (got != want)
        fail_at("%s by %s, delegation %lld, as of %u: %s, not %s", saying.principal,
                saying.signers[0].subject == NULL ? "itself" : saying.signers[0].subject,
                (long long)delegation, (unsigned)size, sy_err_name(got), sy_err_name(want));
}

static void check_delegation(struct sy_registry_snapshot *snapshot, uint64_t size)
{
    int principal = any(SY_TYPE_ORGANISATION);
    int agent = one_in(3) ? any(SY_TYPE_REGULATOR) : any(SY_TYPE_ORGANISATION);
    uint64_t index = draw(STATEMENTS);
    struct sy_registry_state state;
    int want = model_delegation(&m, (int64_t)index, principal, agent, size);
    enum sy_err err =
        sy_registry_delegation(snapshot, index, sy_text(m.subjects[principal].name),
                               sy_text(m.subjects[agent].name), size, &state);

    if (err != (want == MODEL_NOBODY ? SY_NOT_FOUND : SY_OK) ||
        (err == SY_OK && state.index != (uint64_t)model_row(&m, want, size)->index))
        fail_at("delegation of entry %u as of %u: %s", (unsigned)index, (unsigned)size,
                sy_err_name(err));
}

/* The code that an organisation has at some time. */
static void check_code(struct sy_registry_snapshot *snapshot, uint64_t size)
{
    int organisation = any(SY_TYPE_ORGANISATION);
    struct sy_registry_moment moment = {.size = size, .time = some_time()};
    struct model_code given[MODEL_PAST_MAX];
    int count = model_codes(&m, organisation, size, given);
    const char *want = NULL;
    struct sy_registry_dated got;
    enum sy_err err;

    for (int i = 0; i < count && given[i].from <= moment.time; i++)
        want = codes[given[i].code - 1];
    err = sy_registry_dated(snapshot, sy_text(m.subjects[organisation].name),
                            SY_ORGANISATION_USCC, &moment, &got);
    if (err != (want == NULL ? SY_NOT_FOUND : SY_OK) ||
        (want != NULL && !sy_bytes_equal(got.value, sy_text(want))))
        fail_at("%s as of %u has another code: %s", m.subjects[organisation].name,
                (unsigned)size, sy_err_name(err));
}

static void check_connect(struct sy_registry_snapshot *snapshot)
{
    unsigned n = draw(KEYS);
    int holder = one_in(2) ? any(SY_TYPE_ORGANISATION) : any(SY_TYPE_REGULATOR);
    const struct model_row *row = model_row(&m, first_of[SY_TYPE_KEY] + (int)n, UINT64_MAX);
    int64_t at = some_time();
    enum sy_err want = SY_UNKNOWN_KEY;

    if (row != NULL && row->said.owner == holder &&
        (row->said.kinds & 1u << SY_USE_CONNECT) != 0)
        want = model_key_in_force(row, at) ? SY_OK : SY_KEY_NOT_IN_FORCE;
    check_err(sy_registry_connect(snapshot, sy_text(m.subjects[holder].name),
                                  fixture_key_bytes(&keys[n]), at),
              want);
}

static void check_every_size(void)
{
    struct sy_registry_snapshot *snapshot;
    uint64_t unauthorised = 0;

    check_err(sy_registry_snapshot(f.registry, &snapshot), SY_OK);
    assert_int_equal(sy_registry_size(snapshot), STATEMENTS);
    for (uint64_t size = 0; size <= STATEMENTS; size++) {
        for (int i = 0; i < m.count; i++)
            check_state(snapshot, i, size);
        for (int i = 0; i < m.count; i++)
            check_links(snapshot, i, size);
        for (unsigned n = 0; n < KEYS; n++)
            check_key(snapshot, n, size);
        for (unsigned n = 0; n < 30; n++) {
            check_authority(snapshot, size);
            check_delegation(snapshot, size);
            check_code(snapshot, size);
        }
    }
    for (unsigned n = 0; n < 100; n++)
        check_connect(snapshot);
    if (sy_registry_unauthorised(snapshot, &unauthorised) !=
            (m.unauthorised == MODEL_NOBODY ? SY_NOT_FOUND : SY_OK) ||
        (m.unauthorised != MODEL_NOBODY && unauthorised != (uint64_t)m.unauthorised))
        fail_at("the first entry that breaks V5 is %u, not %d", (unsigned)unauthorised,
                m.unauthorised);
    sy_registry_release(snapshot);
}

/* ---- one view, however it was built ---- */

static void check_same_rows(struct sy_registry *a, struct sy_registry *b, const char *how)
{
    struct sy_registry_snapshot *sa, *sb;

    check_err(sy_registry_snapshot(a, &sa), SY_OK);
    check_err(sy_registry_snapshot(b, &sb), SY_OK);
    for (unsigned table = 0; table < SY_REGISTRY_TABLES; table++) {
        struct sy_store_cursor *ca, *cb;
        struct sy_bytes ka, va, kb, vb;
        enum sy_err ea, eb;

        check_err(sy_store_cursor_open(sa->txn, table, &ca), SY_OK);
        check_err(sy_store_cursor_open(sb->txn, table, &cb), SY_OK);
        ea = sy_store_seek(ca, (struct sy_bytes){NULL, 0}, &ka, &va);
        eb = sy_store_seek(cb, (struct sy_bytes){NULL, 0}, &kb, &vb);
        while (ea == SY_OK && eb == SY_OK) {
            if (!sy_bytes_equal(ka, kb) || !sy_bytes_equal(va, vb))
                break;
            ea = sy_store_next(ca, &ka, &va);
            eb = sy_store_next(cb, &kb, &vb);
        }
        sy_store_cursor_close(ca);
        sy_store_cursor_close(cb);
        if (ea != SY_NOT_FOUND || eb != SY_NOT_FOUND)
            fail_at("table %u is another when the view is built %s", table, how);
    }
    sy_registry_release(sa);
    sy_registry_release(sb);
}

static void check_built_again(const char *folder, uint64_t max, const char *how)
{
    struct sy_registry *registry;

    check_err(
        sy_registry_open(fixture_path(&f, folder), FIXTURE_MAP_BYTES, &f.network, &registry),
        SY_OK);
    apply_to(registry, max);
    check_same_rows(f.registry, registry, how);
    sy_registry_close(registry);
}

static void run_history(void)
{
    memset(&f, 0, sizeof(f));
    memset(&m, 0, sizeof(m));
    memset(count_of, 0, sizeof(count_of));
    memset(effects, 0, sizeof(effects));
    m.unauthorised = MODEL_NOBODY;
    random_state = seed;
    fixture_folder(f.folder);
    fixture_found(&f, 1, 1, 1);
    fixture_open_logs(&f);
    name_everybody();
    for (int index = 0; index < STATEMENTS; index++) {
        if (index < 3 && seed % 3 != 0)
            say_first(index);
        else
            say_something(index);
    }
    for (int i = 0; i < m.count; i++)
        assert_true(m.subjects[i].count <= MODEL_PAST_MAX);
    assert_true(m.link_count < MODEL_LINKS_MAX);
    assert_true(m.grant_count < MODEL_GRANTS_MAX);
    check_every_size();
    check_built_again("at-once", UINT64_MAX, "at once");
    check_built_again("in-steps", 1 + draw(9), "in steps");
    fixture_close(&f);
}

static uint64_t number_from(const char *variable, uint64_t fallback)
{
    const char *text = getenv(variable);

    return text == NULL ? fallback : strtoull(text, NULL, 10);
}

static void test_random_histories(void **state)
{
    uint64_t first = number_from("SUYUAN_SEED", 1);
    uint64_t count = number_from("SUYUAN_COUNT", HISTORIES);
    unsigned long total = 0;
    int kinds = 0;

    (void)state;
    for (seed = first; seed < first + count; seed++)
        run_history();
    for (int i = 0; i < MODEL_RULES; i++) {
        total += all_effects[i];
        kinds += all_effects[i] > 0;
    }
    print_message("# %lu acts had effect, of %d of %d kinds; %lu were void\n", total, kinds,
                  MODEL_RULES, voids);
    assert_true(count < HISTORIES || kinds > MODEL_RULES - 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_histories)};

    /* Thousands of commits, and none has to outlive us. */
    if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);

    return cmocka_run_group_tests_name("registry_model", tests, NULL, NULL);
}
