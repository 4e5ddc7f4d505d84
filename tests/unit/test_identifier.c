/* Identifiers both ways: what people and machines write, its one canonical text, and back. */
#include "tests/check.h"

#include "ledger/identifier.h"
#include "ledger/text_flaw.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sy_identifier about;
static char text_out[3 * SY_ITEM_BYTES_MAX];

static const char *as_text(struct sy_buffer *b)
{
    assert_true(b->len < sizeof(text_out));
    if (b->len > 0)
        memcpy(text_out, b->data, b->len);
    text_out[b->len] = 0;
    sy_buffer_close(b);
    return text_out;
}

/* The canonical text, about filled; itself canonical. */
static const char *canonical(const char *text)
{
    struct sy_buffer first = {0};
    struct sy_buffer second = {0};
    struct sy_identifier again;

    check_err(sy_identifier_canonical(sy_text(text), &first, &about), SY_OK);
    check_err(sy_identifier_canonical(sy_buffer_bytes(&first), &second, &again), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&first), sy_buffer_bytes(&second)));
    assert_int_equal(about.kind, again.kind);
    assert_int_equal(about.problem, again.problem);
    assert_int_equal(about.expected, again.expected);
    assert_string_equal(about.gtin, again.gtin);
    sy_buffer_close(&second);
    return as_text(&first);
}

static const char *epc_urn(const char *text, unsigned digits)
{
    struct sy_buffer b = {0};

    check_err(sy_identifier_epc_urn(sy_text(text), digits, &b), SY_OK);
    return as_text(&b);
}

static const char *element_string(const char *text)
{
    struct sy_buffer b = {0};

    check_err(sy_identifier_element_string(sy_text(text), &b), SY_OK);
    return as_text(&b);
}

static const char *human(const char *text)
{
    struct sy_buffer b = {0};

    check_err(sy_identifier_human(sy_text(text), &b), SY_OK);
    return as_text(&b);
}

/* What is said at sight may be too much, but never too little. */
static bool has_wider(const char *canonical)
{
    struct sy_buffer same = {0};
    struct sy_identifier named;

    check_err(sy_identifier_canonical(sy_text(canonical), &same, &named), SY_OK);
    sy_buffer_close(&same);
    return sy_identifier_has_wider(&named);
}

static const char *wider(const char *text, size_t n)
{
    struct sy_buffer b = {0};
    enum sy_err err = sy_identifier_wider(sy_text(text), n, &b);

    if (err == SY_NOT_FOUND) {
        assert_int_equal(b.len, 0);
        return NULL;
    }
    check_err(err, SY_OK);
    return as_text(&b);
}

static const char *class_of(const char *text)
{
    struct sy_buffer b = {0};
    enum sy_err err = sy_identifier_class(sy_text(text), &b);

    if (err == SY_NOT_FOUND) {
        sy_buffer_close(&b);
        return NULL;
    }
    check_err(err, SY_OK);
    return as_text(&b);
}

/* An error leaves everything as it was. */
static void refuse(struct sy_bytes text, enum sy_err want)
{
    struct sy_buffer b = {0};
    struct sy_identifier before;

    sy_buffer_put_text(&b, "kept");
    memset(&about, 0x5a, sizeof(about));
    before = about;
    check_err(sy_identifier_canonical(text, &b, &about), want);
    check_text(sy_buffer_bytes(&b), "kept");
    assert_memory_equal(&before, &about, sizeof(about));
    sy_buffer_close(&b);
}

struct pair {
    const char *urn;
    const char *link;
    enum sy_identifier_kind kind;
    unsigned prefix;
    const char *bar_code;
};

#define GS1 "https://id.gs1.org/"

/* epcis.md section 1.6, and the other keys. */
static const struct pair pairs[] = {
    {"urn:epc:id:sgtin:4012345.011111.9876", GS1 "01/04012345111118/21/9876",
     SY_IDENTIFIER_GTIN_SERIAL, 7, "(01)04012345111118(21)9876"},
    {"urn:epc:idpat:sgtin:4012345.044444.*", GS1 "01/04012345444445", SY_IDENTIFIER_GTIN, 7,
     "(01)04012345444445"},
    {"urn:epc:class:lgtin:4012345.022222.87545GHGH", GS1 "01/04012345222227/10/87545GHGH",
     SY_IDENTIFIER_GTIN_LOT, 7, "(01)04012345222227(10)87545GHGH"},
    {"urn:epc:id:sscc:4012345.0000000111", GS1 "00/040123450000001112", SY_IDENTIFIER_SSCC, 7,
     "(00)040123450000001112"},
    {"urn:epc:id:sscc:4012345.3111111111", GS1 "00/340123451111111111", SY_IDENTIFIER_SSCC, 7,
     "(00)340123451111111111"},
    {"urn:epc:id:sgln:4012345.00011.987", GS1 "414/4012345000115/254/987",
     SY_IDENTIFIER_LOCATION, 7, "(414)4012345000115(254)987"},
    {"urn:epc:id:sgln:4012345.00005.0", GS1 "414/4012345000054", SY_IDENTIFIER_LOCATION, 7,
     "(414)4012345000054"},
    {"urn:epc:id:pgln:4012345.00000", GS1 "417/4012345000009", SY_IDENTIFIER_PARTY, 7,
     "(417)4012345000009"},
    {"urn:epc:id:pgln:999999999999.", GS1 "417/9999999999994", SY_IDENTIFIER_PARTY, 12,
     "(417)9999999999994"},
    {"urn:epc:id:grai:4012345.00022.334455", GS1 "8003/04012345000221334455",
     SY_IDENTIFIER_GRAI, 7, "(8003)04012345000221334455"},
    {"urn:epc:idpat:grai:4012345.66666.*", GS1 "8003/04012345666663", SY_IDENTIFIER_GRAI_CLASS,
     7, "(8003)04012345666663"},
    {"urn:epc:id:giai:4000001.111", GS1 "8004/4000001111", SY_IDENTIFIER_GIAI, 7,
     "(8004)4000001111"},
    {"urn:epc:id:gdti:4012345.00005.987", GS1 "253/4012345000054987", SY_IDENTIFIER_GDTI, 7,
     "(253)4012345000054987"},
    {"urn:epc:idpat:gdti:4012345.55555.*", GS1 "253/4012345555554", SY_IDENTIFIER_GDTI_CLASS, 7,
     "(253)4012345555554"},
    {"urn:epc:id:gdti:987659999999..9", GS1 "253/98765999999929", SY_IDENTIFIER_GDTI, 12,
     "(253)98765999999929"},
    {"urn:epc:id:gsrn:4012345.0000006765", GS1 "8018/401234500000067657", SY_IDENTIFIER_GSRN, 7,
     "(8018)401234500000067657"},
    {"urn:epc:id:gsrnp:4012345.0000000007", GS1 "8017/401234500000000074",
     SY_IDENTIFIER_GSRN_PROVIDER, 7, "(8017)401234500000000074"},
    {"urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234",
     GS1 "8010/061414111111111111111-A%23%2F/8011/1234", SY_IDENTIFIER_CPI, 7,
     "(8010)061414111111111111111-A#/(8011)1234"},
    {"urn:epc:idpat:cpi:4012345.ABC.*", GS1 "8010/4012345ABC", SY_IDENTIFIER_CPI_CLASS, 7,
     "(8010)4012345ABC"},
    {"urn:epc:id:sgcn:4012345.99999.44", GS1 "255/401234599999044", SY_IDENTIFIER_COUPON, 7,
     "(255)401234599999044"},
    {"urn:epc:idpat:sgcn:4012345.99999.*", GS1 "255/4012345999990", SY_IDENTIFIER_COUPON_CLASS,
     7, "(255)4012345999990"},
    {"urn:epc:id:ginc:0614141.xyz47%2F11", GS1 "401/0614141xyz47%2F11", SY_IDENTIFIER_GINC, 7,
     "(401)0614141xyz47/11"},
    {"urn:epc:id:gsin:4012345.222333444", GS1 "402/40123452223334442", SY_IDENTIFIER_GSIN, 7,
     "(402)40123452223334442"},
    {"urn:epc:id:itip:4012345.012345.01.02.999", GS1 "8006/040123451234560102/21/999",
     SY_IDENTIFIER_ITIP_SERIAL, 7, "(8006)040123451234560102(21)999"},
    {"urn:epc:idpat:itip:4012345.012345.01.02.*", GS1 "8006/040123451234560102",
     SY_IDENTIFIER_ITIP, 7, "(8006)040123451234560102"},
    {"urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB",
     GS1 "01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7'SDB", SY_IDENTIFIER_GTIN_SERIAL, 7,
     "(01)01234567987651(235)51qIgY)<&Jp3*j7'SDB"},
    {"urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
     GS1 "01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29", SY_IDENTIFIER_GTIN_SERIAL, 7,
     "(01)80614141123458(21)6789/&%\"!?()"},
    {"urn:epc:id:sgtin:415056789012.0.987654", GS1 "01/04150567890128/21/987654",
     SY_IDENTIFIER_GTIN_SERIAL, 12, "(01)04150567890128(21)987654"},
    {"urn:epc:id:sgtin:690123.0123456.a.b-c_d", GS1 "01/06901231234568/21/a.b-c_d",
     SY_IDENTIFIER_GTIN_SERIAL, 6, "(01)06901231234568(21)a.b-c_d"},
    {"urn:epc:id:sgtin:4012345.011111.a(10)b", GS1 "01/04012345111118/21/a%2810%29b",
     SY_IDENTIFIER_GTIN_SERIAL, 7, "(01)04012345111118(21)a\\(10)b"},
};

static void test_every_key_every_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct pair *p = &pairs[i];

        assert_string_equal(canonical(p->urn), p->link);
        assert_int_equal(about.kind, p->kind);
        assert_int_equal(about.problem, SY_OK);
        assert_string_equal(canonical(p->link), p->link);
        assert_int_equal(about.kind, p->kind);
        assert_string_equal(canonical(p->bar_code), p->link);
        assert_string_equal(epc_urn(p->link, p->prefix), p->urn);
        assert_string_equal(element_string(p->link), p->bar_code);
    }
}

/* Wherever the company prefix ends, a URN that could be written is read back as the same
 * link. */
static void test_any_prefix_length_round_trips(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        for (unsigned digits = 0; digits < 20; digits++) {
            struct sy_buffer urn = {0};
            enum sy_err err = sy_identifier_epc_urn(sy_text(pairs[i].link), digits, &urn);

            if (err == SY_OK) {
                char *text = strdup(as_text(&urn));

                assert_true(digits >= 6 && digits <= 12);
                assert_non_null(text);
                assert_string_equal(canonical(text), pairs[i].link);
                free(text);
            } else {
                check_err(err, SY_BAD_IDENTIFIER);
                assert_int_equal(urn.len, 0);
            }
        }
    }
}

/* Each place of the text replaced by each of a few characters; how many of these texts are
 * names. */
static size_t slip_everywhere(const char *text)
{
    static const char slips[] = "0aZ./:%*?(\x1d ";
    size_t accepted = 0;
    char slipped[256];

    for (size_t at = 0; at < strlen(text); at++) {
        for (const char *slip = slips; *slip != 0; slip++) {
            struct sy_buffer b = {0};

            snprintf(slipped, sizeof(slipped), "%s", text);
            slipped[at] = *slip;
            if (sy_identifier_canonical(sy_text(slipped), &b, NULL) == SY_OK) {
                canonical(slipped);
                accepted++;
            }
            sy_buffer_close(&b);
        }
    }
    return accepted;
}

/* A slip of the pen anywhere gives an error or another name, which then has one canonical
 * text. */
static void test_slips_of_the_pen(void **state)
{
    size_t accepted = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const char *texts[] = {pairs[i].urn, pairs[i].link, pairs[i].bar_code};

        for (size_t j = 0; j < COUNT(texts); j++)
            accepted += slip_everywhere(texts[j]);
    }
    assert_true(accepted > 1000);
}

static void test_links_of_any_domain(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"https://example.com/gtin/09780345418913/21/765tz?abc=211121",
         GS1 "01/09780345418913/21/765tz"},
        {"http://shop.example.cn/01/06901234567892", GS1 "01/06901234567892"},
        {"https://shop.example.cn:8443/a/b/01/06901234567892/", GS1 "01/06901234567892"},
        {"HTTPS://ID.GS1.ORG/01/06901234567892/10/L1", GS1 "01/06901234567892/10/L1"},
        {"https://id.gs1.org/01/6901234567892", GS1 "01/06901234567892"},
        {"https://id.gs1.org/01/96385074", GS1 "01/00000096385074"},
        {"https://id.gs1.org/01/06901234567892#top", GS1 "01/06901234567892"},
        /* What tells lots apart is kept wherever it stands. */
        {"https://x.example/01/06901234567892?11=261123", GS1 "01/06901234567892?11=261123"},
        {"https://x.example/01/06901234567892?17=270101&10=L1&utm=7&11=261123",
         GS1 "01/06901234567892/10/L1?11=261123&17=270101"},
        {"https://x.example/01/06901234567892/17/270101/10/L1",
         GS1 "01/06901234567892/10/L1?17=270101"},
        {"https://x.example/01/06901234567892/21/S1/10/L1",
         GS1 "01/06901234567892/10/L1/21/S1"},
        {"https://x.example/01/06901234567892?21=S1;8008=26112308;7003=2612011030;15=261200",
         GS1 "01/06901234567892/21/S1?15=261200&7003=2612011030&8008=26112308"},
        {"https://x.example/01/06901234567892?235=T1&10=L1",
         GS1 "01/06901234567892/235/T1?10=L1"},
        {"https://x.example/01/06901234567892/22/2A/10/L1", GS1 "01/06901234567892/10/L1"},
        {"https://x.example/01/06901234567892?10=&11", GS1 "01/06901234567892"},
        {"https://x.example/01/06901234567892/10/L1?10=L1", GS1 "01/06901234567892/10/L1"},
        {"https://x.example/414/4012345000115/254/0", GS1 "414/4012345000115"},
        {"https://x.example/00/340123451111111111?17=270101", GS1 "00/340123451111111111"},
        /* One text for one value. */
        {"https://x.example/01/06901234567892/10/%4c%2f1%7e", NULL},
        {"https://x.example/01/06901234567892/10/%4c%2f1%2e",
         GS1 "01/06901234567892/10/L%2F1."},
        {"https://x.example/01/06901234567892/10/A+B", GS1 "01/06901234567892/10/A%2BB"},
        /* Addresses that only look a little like it. */
        {"https://example.cn/2026/01/20260115", NULL},
        {"https://example.cn/blog/401/690123-welcome", NULL},
        {"https://example.cn/01/06901234567892/about", NULL},
        {"https://example.cn/01/06901234567892/price/12", NULL},
        {"https://example.cn/21/S1/01/06901234567892", NULL},
        {"https://example.cn/01/06901234567892/10/L1?10=L2", NULL},
        {"https://example.cn/01/06901234567892/21/S1?235=T1", NULL},
        {"https://example.cn/01/06901234567892?11=261323", NULL},
        {"https://example.cn/01/06901234567892?8008=26112324", NULL},
        {"https://example.cn/01/06901234567892?8008=261123235", NULL},
        {"https://example.cn/01/06901234567892?7003=2611002359", NULL},
        {"https://example.cn/01/06901234567892/10/L%2", NULL},
        {"https://example.cn/01/06901234567892/10/123456789012345678901", NULL},
        {"https://example.cn", NULL},
        {"https:///01/06901234567892", NULL},
        {"ftp://example.cn/01/06901234567892", NULL},
        {"https://example.cn/01", NULL},
        {"https://example.cn/01/", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *want = cases[i].want == NULL ? cases[i].text : cases[i].want;

        assert_string_equal(canonical(cases[i].text), want);
        assert_int_equal(about.kind == SY_IDENTIFIER_OPAQUE, cases[i].want == NULL);
    }
}

static void test_bar_codes(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"(01)06901234567892(11)261123(10)L1", GS1 "01/06901234567892/10/L1?11=261123"},
        {"(17)270101(10)L1(01)06901234567892", GS1 "01/06901234567892/10/L1?17=270101"},
        {"(01)6901234567892", GS1 "01/06901234567892"},
        {"(01)06901234567892(3103)000195(10)L(1)", GS1 "01/06901234567892/10/L%281%29"},
        {"(00)340123451111111111(02)06901234567892(37)12", GS1 "00/340123451111111111"},
        {"]C10106901234567892112611231017A\x1d"
         "21S1",
         GS1 "01/06901234567892/10/17A/21/S1?11=261123"},
        {"]d20106901234567892\x1d"
         "10L1",
         GS1 "01/06901234567892/10/L1"},
        {"]Q3010690123456789210L1", GS1 "01/06901234567892/10/L1"},
        {"\x1d"
         "0106901234567892"
         "3103000195"
         "7003261201103010L\x1d",
         NULL},
        {"\x1d"
         "0106901234567892"
         "3103000195"
         "70032612011030\x1d"
         "10L",
         GS1 "01/06901234567892/10/L?7003=2612011030"},
        {"]C100340123451111111111", GS1 "00/340123451111111111"},
        {"]C18003040123450002213344558", GS1 "8003/040123450002213344558"},
        {"6901234567892", GS1 "01/06901234567892"},
        {"96385074", GS1 "01/00000096385074"},
        {"036000291452", GS1 "01/00036000291452"},
        {"06901234567892", GS1 "01/06901234567892"},
        {"340123451111111111", GS1 "00/340123451111111111"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (cases[i].want == NULL) {
            refuse(sy_text(cases[i].text), SY_BAD_IDENTIFIER);
            continue;
        }
        assert_string_equal(canonical(cases[i].text), cases[i].want);
        assert_int_equal(about.problem, SY_OK);
    }
}

/* Recorded as it is, and said what is wrong with it. */
static void test_wrong_check_digit_is_opaque(void **state)
{
    static const struct {
        const char *text;
        char expected;
    } cases[] = {
        {"https://id.gs1.org/01/06901234567890/10/L1", '2'},
        {"(01)06901234567890(10)L1", '2'},
        {"6901234567890", '2'},
        {"340123451111111110", '1'},
        {"https://shop.example.cn/414/4012345000114", '5'},
        {"urn:suyuan:1:lotdate:06901234567890:20261123", '2'},
        {"urn:suyuan:1:lot:uscc:91310115MA1K3BTP2A:L1", 'B'},
        {"urn:suyuan:1:site:gln:4012345000114:stall", '5'},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(canonical(cases[i].text), cases[i].text);
        assert_int_equal(about.kind, SY_IDENTIFIER_OPAQUE);
        assert_int_equal(about.problem, SY_BAD_CHECK_DIGIT);
        assert_int_equal(about.expected, cases[i].expected);
        assert_string_equal(about.gtin, "");
        assert_null(class_of(cases[i].text));
    }
    /* What a scanner sends cannot be printed, so it is kept with brackets. */
    assert_string_equal(canonical("]C1010690123456789010L1\x1d"
                                  "21S1"),
                        "(01)06901234567890(10)L1(21)S1");
    assert_int_equal(about.problem, SY_BAD_CHECK_DIGIT);
}

static void test_other_names_stand_for_themselves(void **state)
{
    static const struct {
        const char *text;
        enum sy_err problem;
    } cases[] = {
        {"urn:uuid:5f1b2c3d-0000-4000-8000-000000000000", SY_OK},
        {"urn:epc:id:gid:95100000.12345.400", SY_OK},
        {"urn:epc:idpat:sgtin:4012345.*.*", SY_BAD_IDENTIFIER},
        {"urn:epc:id:sgtin:4012345.01111.9876", SY_BAD_IDENTIFIER},
        {"urn:epc:id:sgtin:4012345.011111.", SY_BAD_IDENTIFIER},
        {"urn:epc:id:sgtin:4012345.011111", SY_BAD_IDENTIFIER},
        {"urn:epc:id:sgtin:40123.01111111.1", SY_BAD_IDENTIFIER},
        {"urn:epc:id:sgtin:4012345.011111.123456789012345678901", SY_BAD_IDENTIFIER},
        {"urn:epc:id:lgtin:4012345.011111.L", SY_OK},
        {"urn:suyuan:2:lot:x", SY_OK},
        {"http://example.com/product/1", SY_OK},
        {"81234567890123456789", SY_OK},
        {"12345", SY_OK},
        {"91310115MA1K3BTP2B", SY_OK},
        {"121200004013590816", SY_OK},
        {"沪动检（2026）第123号", SY_OK},
        {"(01)069", SY_BAD_IDENTIFIER},
        {"(10)L1", SY_BAD_IDENTIFIER},
        {"]C1xyz", SY_BAD_IDENTIFIER},
        {"https://id.gs1.org/01/123", SY_BAD_IDENTIFIER},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(canonical(cases[i].text), cases[i].text);
        assert_int_equal(about.kind, SY_IDENTIFIER_OPAQUE);
        check_err(about.problem, cases[i].problem);
        assert_int_equal(about.expected, 0);
        assert_string_equal(human(cases[i].text), cases[i].text);
    }
}

#define USCC "uscc:91310115MA1K3BTP2B"

static void test_names_without_a_prefix(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: as it is */
        enum sy_identifier_kind kind;
    } cases[] = {
        {"urn:suyuan:1:org:" USCC, NULL, SY_IDENTIFIER_ORG},
        {"URN:Suyuan:1:org:reg:310115-17", "urn:suyuan:1:org:reg:310115-17", SY_IDENTIFIER_ORG},
        {"urn:suyuan:1:site:gln:4012345000115:stall-7", NULL, SY_IDENTIFIER_SITE},
        {"urn:suyuan:1:site:reg:310115-17:market:7",
         "urn:suyuan:1:site:reg:310115-17:market%3A7", SY_IDENTIFIER_SITE},
        {"urn:suyuan:1:class:" USCC ":pork", NULL, SY_IDENTIFIER_CLASS},
        {"urn:suyuan:1:lot:" USCC ":批1", "urn:suyuan:1:lot:" USCC ":%E6%89%B91",
         SY_IDENTIFIER_LOT},
        {"urn:suyuan:1:lot:" USCC ":%e6%89%b9%31", "urn:suyuan:1:lot:" USCC ":%E6%89%B91",
         SY_IDENTIFIER_LOT},
        {"urn:suyuan:1:serial:" USCC ":S%2F1~_.-", NULL, SY_IDENTIFIER_SERIAL},
        {"urn:suyuan:1:unit:" USCC ":crate'7", "urn:suyuan:1:unit:" USCC ":crate%277",
         SY_IDENTIFIER_UNIT},
        {"urn:suyuan:1:doc:" USCC ":QC-1", NULL, SY_IDENTIFIER_DOC},
        {"urn:suyuan:1:lotdate:06901234567892:20261123", NULL, SY_IDENTIFIER_LOTDATE},
        {"urn:suyuan:1:lotdate:6901234567892:20261123:A班",
         "urn:suyuan:1:lotdate:06901234567892:20261123:A%E7%8F%AD", SY_IDENTIFIER_LOTDATE},
        {"urn:suyuan:1:instore:m12:2012345", NULL, SY_IDENTIFIER_INSTORE},
        {"urn:suyuan:1:instore:reg:310115-17:2012345:20261123", NULL, SY_IDENTIFIER_INSTORE},
        {"urn:suyuan:1:ticket:sh:31011500000000000001:20261123", NULL, SY_IDENTIFIER_TICKET},
        {"urn:suyuan:1:code:cpqs:81234567890123456789", NULL, SY_IDENTIFIER_CODE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *want = cases[i].want == NULL ? cases[i].text : cases[i].want;

        assert_string_equal(canonical(cases[i].text), want);
        assert_int_equal(about.kind, cases[i].kind);
        assert_int_equal(about.problem, SY_OK);
    }
    canonical("urn:suyuan:1:lotdate:6901234567892:20261123");
    assert_string_equal(about.gtin, "06901234567892");
    assert_false(about.in_store);
}

static void test_bad_names_without_a_prefix(void **state)
{
    static const char *const bad[] = {
        "urn:suyuan:1:",
        "urn:suyuan:1:lots:" USCC ":L1",
        "urn:suyuan:1:lot:" USCC,
        "urn:suyuan:1:lot:" USCC ":",
        "urn:suyuan:1:lot:uscc:91310115:L1",
        "urn:suyuan:1:lot:abc:L1",
        "urn:suyuan:1:lot:reg:310115-0:L1",
        "urn:suyuan:1:lot:" USCC ":L%1",
        "urn:suyuan:1:lot:" USCC ":L%201",
        "urn:suyuan:1:lot:" USCC ":L%00",
        "urn:suyuan:1:lot:" USCC ":%ff",
        "urn:suyuan:1:lot:" USCC ":L?x",
        "urn:suyuan:1:lot:" USCC ":L#x",
        "urn:suyuan:1:lot:" USCC ":%EF%BC%91",
        "urn:suyuan:1:lot:" USCC ":e%CC%81",
        "urn:suyuan:1:lot:" USCC ":%EF%A4%80",
        "urn:suyuan:1:lotdate:06901234567892",
        "urn:suyuan:1:lotdate:06901234567892:20261323",
        "urn:suyuan:1:lotdate:06901234567892:2026-11-23",
        "urn:suyuan:1:lotdate:06901234567892:20261123:",
        "urn:suyuan:1:lotdate:69012345678:20261123",
        "urn:suyuan:1:instore:m12",
        "urn:suyuan:1:instore:m12:1:20261123:x",
        "urn:suyuan:1:ticket:sh:1",
        "urn:suyuan:1:ticket:sh:1:20261123:1",
        "urn:suyuan:1:ticket::1:20261123",
        "urn:suyuan:1:code:cpqs",
        "urn:suyuan:1:code:cpqs:",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        refuse(sy_text(bad[i]), SY_BAD_IDENTIFIER);
}

static void test_persons_are_refused(void **state)
{
    static const char *const persons[] = {
        "11010519491231002X",
        "urn:suyuan:1:unit:" USCC ":11010519491231002X",
        "urn:suyuan:1:doc:" USCC ":1101051949123100%32X",
        "urn:suyuan:1:code:farmer:11010519491231002x",
        "urn:suyuan:1:instore:11010519491231002X:1",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(persons); i++)
        refuse(sy_text(persons[i]), SY_PERSONAL);
}

static void test_flaws(void **state)
{
    static const struct {
        const char *text;
        enum sy_text_flaw flaw;
        size_t at;
    } cases[] = {
        {"", SY_FLAW_EMPTY, 0},
        {"a b", SY_FLAW_BLANK, 1},
        {"690\xc2\xa0", SY_FLAW_BLANK, 3},
        {"\xe3\x80\x80x", SY_FLAW_BLANK, 0},
        {"a\tb", SY_FLAW_CONTROL, 1},
        {"ab\x7f", SY_FLAW_CONTROL, 2},
        {"a\xc2\x85", SY_FLAW_CONTROL, 1},
        {"６９０", SY_FLAW_FULL_WIDTH, 0},
        {"ＡB", SY_FLAW_FULL_WIDTH, 0},
        {"690\xe2\x80\x8b"
         "1",
         SY_FLAW_INVISIBLE, 3},
        {"\xef\xbb\xbf"
         "690",
         SY_FLAW_INVISIBLE, 0},
        {"690\xe2\x80\xae"
         "1",
         SY_FLAW_INVISIBLE, 3},
        {"a\xff", SY_FLAW_NOT_UTF8, 1},
        {"a\xed\xa0\x80", SY_FLAW_NOT_UTF8, 1},
    };
    char big[SY_ITEM_BYTES_MAX + 1];
    size_t at = 99;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(sy_text_flaw_find(sy_text(cases[i].text), &at), cases[i].flaw);
        assert_int_equal(at, cases[i].at);
        refuse(sy_text(cases[i].text), SY_BAD_IDENTIFIER);
    }
    assert_int_equal(sy_text_flaw_find((struct sy_bytes){(const uint8_t *)"a\0b", 3}, &at),
                     SY_FLAW_NOT_UTF8);
    assert_int_equal(sy_text_flaw_find(sy_text("沪（2026）第1号"), &at), SY_FLAW_NONE);
    memset(big, 'a', sizeof(big));
    refuse((struct sy_bytes){(const uint8_t *)big, sizeof(big)}, SY_LIMIT);
    assert_int_equal(
        sy_text_flaw_find((struct sy_bytes){(const uint8_t *)big, sizeof(big)}, &at),
        SY_FLAW_LONG);
}

/* Escapes treble a name: one that would be too long to be read again is refused at once. */
static void test_canonical_text_is_bounded(void **state)
{
    char text[SY_ITEM_BYTES_MAX];
    size_t len = (size_t)snprintf(text, sizeof(text), "urn:suyuan:1:lot:%s:", USCC);
    struct sy_buffer small = {.max = 8};

    (void)state;
    memset(text + len, '!', sizeof(text) - len);
    refuse((struct sy_bytes){(const uint8_t *)text, sizeof(text)}, SY_LIMIT);
    check_err(sy_identifier_canonical(sy_text("6901234567892"), &small, NULL), SY_LIMIT);
    assert_int_equal(small.len, 0);
    sy_buffer_close(&small);
}

static void test_wider_names(void **state)
{
    static const struct {
        const char *text;
        const char *wider[5];
    } cases[] = {
        {GS1 "01/06901234567892", {NULL}},
        {GS1 "01/06901234567892/10/L1", {GS1 "01/06901234567892"}},
        {GS1 "01/06901234567892/21/S1", {GS1 "01/06901234567892"}},
        {GS1 "01/06901234567892/235/T1?10=L1",
         {GS1 "01/06901234567892/235/T1", GS1 "01/06901234567892/10/L1",
          GS1 "01/06901234567892"}},
        {GS1 "01/06901234567892?11=261123",
         {"urn:suyuan:1:lotdate:06901234567892:20261123", GS1 "01/06901234567892"}},
        {GS1 "01/06901234567892?11=261100", {GS1 "01/06901234567892"}},
        {GS1 "01/06901234567892/10/L1/21/S1?11=261123&17=270101",
         {GS1 "01/06901234567892/21/S1", GS1 "01/06901234567892/10/L1",
          "urn:suyuan:1:lotdate:06901234567892:20261123", GS1 "01/06901234567892"}},
        {GS1 "8006/040123451234560102/21/999", {GS1 "8006/040123451234560102"}},
        {GS1 "8003/04012345000221334455", {GS1 "8003/04012345000221"}},
        {GS1 "8003/04012345000221", {NULL}},
        {GS1 "253/4012345000054987", {GS1 "253/4012345000054"}},
        {GS1 "255/401234599999044", {GS1 "255/4012345999990"}},
        {GS1 "8010/4012345ABC/8011/123", {GS1 "8010/4012345ABC"}},
        {GS1 "8004/4000001111", {NULL}},
        {GS1 "414/4012345000115/254/987", {GS1 "414/4012345000115"}},
        {GS1 "00/340123451111111111", {NULL}},
        {"urn:suyuan:1:lotdate:06901234567892:20261123:3",
         {"urn:suyuan:1:lotdate:06901234567892:20261123", GS1 "01/06901234567892"}},
        {"urn:suyuan:1:lotdate:06901234567892:20261123", {GS1 "01/06901234567892"}},
        {"urn:suyuan:1:instore:m12:2012345:20261123", {"urn:suyuan:1:instore:m12:2012345"}},
        {"urn:suyuan:1:instore:m12:2012345", {NULL}},
        {"urn:suyuan:1:lot:" USCC ":L1", {NULL}},
        {"urn:uuid:0", {NULL}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *last = NULL;
        size_t n = 0;

        assert_true(cases[i].wider[0] == NULL || has_wider(cases[i].text));
        for (; cases[i].wider[n] != NULL; n++) {
            last = cases[i].wider[n];
            assert_string_equal(wider(cases[i].text, n), last);
        }
        assert_null(wider(cases[i].text, n));
        assert_null(wider(cases[i].text, n + 1));
        assert_null(wider(cases[i].text, SIZE_MAX));
        if (last == NULL)
            assert_null(class_of(cases[i].text));
        else
            assert_string_equal(class_of(cases[i].text), last);
    }
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {GS1 "01/06901234567892/10/L261123", "GTIN 06901234567892 lot L261123"},
        {GS1 "01/06901234567892/10/L%2F1/21/S1?11=261123&17=270100",
         "GTIN 06901234567892 lot L/1 serial S1 made 2026-11-23 expiry 2027-01"},
        {GS1 "01/06901234567892?7003=2612011030&8008=261123083059",
         "GTIN 06901234567892 expiry 2026-12-01 10:30 made 2026-11-23 08:30:59"},
        {GS1 "01/06901234567892?8008=26112308", "GTIN 06901234567892 made 2026-11-23 08:00"},
        {GS1 "00/340123451111111111", "SSCC 340123451111111111"},
        {GS1 "8003/04012345000221334455", "GRAI 04012345000221 serial 334455"},
        {GS1 "8006/040123451234560102/21/999", "GTIN 04012345123456 piece 01 of 02 serial 999"},
        {GS1 "253/4012345000054987", "GDTI 4012345000054 number 987"},
        {GS1 "414/4012345000115/254/987", "GLN 4012345000115 extension 987"},
        {GS1 "8004/4000001111", "GIAI 4000001111"},
        {"urn:suyuan:1:ticket:sh:31011500000000000001:20261123",
         "ticket 31011500000000000001 of 2026-11-23"},
        {"urn:suyuan:1:lotdate:06901234567892:20261123:A%E7%8F%AD",
         "GTIN 06901234567892 made 2026-11-23 line A班"},
        {"urn:suyuan:1:lot:" USCC ":%E6%89%B91", "lot 批1 of " USCC},
        {"urn:suyuan:1:org:" USCC, "org " USCC},
        {"urn:suyuan:1:instore:m12:2012345:20261123", "instore 2012345 of m12 on 2026-11-23"},
        {"urn:suyuan:1:code:cpqs:8123", "code cpqs 8123"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(human(cases[i].text), cases[i].want);
}

static void test_what_cannot_be_said_another_way(void **state)
{
    static const char *const no_urn[] = {
        GS1 "01/06901234567892/10/L1/21/S1", GS1 "01/06901234567892?11=261123",
        GS1 "01/06901234567892/21/S1?17=270101", "urn:suyuan:1:lot:" USCC ":L1", "urn:uuid:0"};
    struct sy_buffer b = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(no_urn); i++)
        check_err(sy_identifier_epc_urn(sy_text(no_urn[i]), 7, &b), SY_NOT_FOUND);
    check_err(sy_identifier_epc_urn(sy_text(GS1 "8004/4000001111"), 10, &b), SY_BAD_IDENTIFIER);
    check_err(sy_identifier_element_string(sy_text("urn:uuid:0"), &b), SY_NOT_FOUND);
    check_err(sy_identifier_element_string(sy_text("urn:suyuan:1:lot:" USCC ":L1"), &b),
              SY_NOT_FOUND);
    assert_int_equal(b.len, 0);
    sy_buffer_close(&b);
    assert_string_equal(element_string("urn:suyuan:1:lotdate:06901234567892:20261123"),
                        "(01)06901234567892(11)261123");
}

static void test_in_store_numbers(void **state)
{
    static const struct {
        const char *text;
        bool in_store;
    } cases[] = {
        {"2012345678903", true}, {"6901234567892", false}, {"(01)00212345678909", true},
        {"96385074", false},     {"20123451", true},       {"02012345678903", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        canonical(cases[i].text);
        if (about.problem == SY_OK)
            assert_int_equal(about.in_store, cases[i].in_store);
        else
            fail_msg("%s should end in %c", cases[i].text, about.expected);
    }
}

/* GS1 keys among the strings of a JSON text, none of which has an escape. */
static size_t each_key(char *from, void (*use)(const char *text, void *data), void *data)
{
    size_t count = 0;

    for (char *at = strchr(from, '"'); at != NULL; at = strchr(at, '"')) {
        char *end = strchr(++at, '"');

        assert_non_null(end);
        *end = 0;
        if (strstr(at, "urn:epc:") == at || strstr(at, "/gtin/") != NULL) {
            use(at, data);
            count++;
        }
        at = end + 1;
    }
    return count;
}

static void find_in_prehash(const char *text, void *data)
{
    char want[512];
    const char *found = canonical(text);

    assert_int_not_equal(about.kind, SY_IDENTIFIER_OPAQUE);
    snprintf(want, sizeof(want), "=%s", found);
    if (strstr(data, want) == NULL)
        fail_msg("%s became %s, which the pre-hash string lacks", text, found);
}

/* GS1 keys normalised by another program: each of ours is in its pre-hash string. */
static void test_vectors_of_the_event_hash(void **state)
{
    static const char folder[] =
        SY_SHARED_ROOT "/data/epcis/hash-vectors/epclist_normalisation";
    char path[sizeof(folder) + 16];
    struct sy_bytes document;
    struct sy_bytes prehash;
    size_t count;

    (void)state;
    snprintf(path, sizeof(path), "%s.jsonld", folder);
    document = check_read_file(path);
    snprintf(path, sizeof(path), "%s.prehashes", folder);
    prehash = check_read_file(path);
    if (document.data == NULL || prehash.data == NULL) {
        free((void *)(uintptr_t)document.data);
        free((void *)(uintptr_t)prehash.data);
        print_message("# skipped: %s is not there\n", path);
        skip();
    }
    count = each_key((char *)(uintptr_t)document.data, find_in_prehash,
                     (void *)(uintptr_t)prehash.data);
    assert_int_equal(count, 24);
    free((void *)(uintptr_t)document.data);
    free((void *)(uintptr_t)prehash.data);
}

static void check_known(const char *text, void *data)
{
    (void)data;
    canonical(text);
    assert_int_not_equal(about.kind, SY_IDENTIFIER_OPAQUE);
    check_err(about.problem, SY_OK);
}

static void test_a_document_with_all_keys(void **state)
{
    struct sy_bytes document = check_read_file(
        SY_SHARED_ROOT "/data/epcis/hash-vectors/epcisDocWithAllGS1Keys.jsonld");

    (void)state;
    if (document.data == NULL) {
        print_message("# skipped: the documents are not there\n");
        skip();
    }
    assert_int_equal(each_key((char *)(uintptr_t)document.data, check_known, NULL), 21);
    free((void *)(uintptr_t)document.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_every_way),
        cmocka_unit_test(test_any_prefix_length_round_trips),
        cmocka_unit_test(test_slips_of_the_pen),
        cmocka_unit_test(test_links_of_any_domain),
        cmocka_unit_test(test_bar_codes),
        cmocka_unit_test(test_wrong_check_digit_is_opaque),
        cmocka_unit_test(test_other_names_stand_for_themselves),
        cmocka_unit_test(test_names_without_a_prefix),
        cmocka_unit_test(test_bad_names_without_a_prefix),
        cmocka_unit_test(test_persons_are_refused),
        cmocka_unit_test(test_flaws),
        cmocka_unit_test(test_canonical_text_is_bounded),
        cmocka_unit_test(test_wider_names),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_what_cannot_be_said_another_way),
        cmocka_unit_test(test_in_store_numbers),
        cmocka_unit_test(test_vectors_of_the_event_hash),
        cmocka_unit_test(test_a_document_with_all_keys),
    };

    return cmocka_run_group_tests_name("identifier", tests, NULL, NULL);
}
