/* cbv.h - the closed vocabularies of EPCIS events.
 *
 * Source   GS1 Core Business Vocabulary 2.0; EPCIS 2.0 for actions, sensors and components.
 * Shape    one value has several forms that mean the same: bare "receiving", URN
 *          "urn:epcglobal:cbv:bizstep:receiving", web
 *          "https://ref.gs1.org/cbv/BizStep-receiving", and "cbv:BizStep-receiving". Whoever
 *          needs another word takes a full URI outside GS1's namespaces. Bodies keep the form
 *          that was written; the bare one is for comparing.
 * Pure     no allocation, no state.
 */
#ifndef SY_CBV_H
#define SY_CBV_H

#include "proto/base.h"

enum sy_cbv {
    SY_CBV_NONE,
    SY_CBV_EVENT_TYPE,
    SY_CBV_ACTION,
    SY_CBV_BIZ_STEP,
    SY_CBV_DISPOSITION,
    SY_CBV_TRANSACTION_TYPE,
    SY_CBV_SOURCE_TYPE,
    SY_CBV_ERROR_REASON,
    SY_CBV_MEASUREMENT,
    SY_CBV_SENSOR_ALERT,
    SY_CBV_COMPONENT,
    SY_CBV_BASIS, /* suyuan:basis of a quantity */
    SY_CBV_COUNT
};

/* May the value stand where the vocabulary is asked for. */
bool sy_cbv_allows(enum sy_cbv vocabulary, struct sy_bytes value);

/* The bare form, a piece of value; value itself when it is none of GS1's words. */
struct sy_bytes sy_cbv_bare(enum sy_cbv vocabulary, struct sy_bytes value);

/* The words of a vocabulary, in bare form; NULL behind the last one. */
const char *const *sy_cbv_words(enum sy_cbv vocabulary);

/* A URI, IRI or CURIE by its looks: a scheme or prefix, a colon, and something behind it,
 * without white space, control characters or any of <>"{}|\^`. */
bool sy_uri_valid(struct sy_bytes text);

#endif
