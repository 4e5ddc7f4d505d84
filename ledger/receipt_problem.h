/* receipt_problem.h - which check a receipt, or what stands in it, has failed. */
#ifndef SY_RECEIPT_PROBLEM_H
#define SY_RECEIPT_PROBLEM_H

#include "proto/err.h"

/* For people: a static English sentence. */
struct sy_receipt_problem {
    const char *what;
    char member[64];
};

/* Sets what, and returns err. */
static inline enum sy_err sy_receipt_refuse(struct sy_receipt_problem *why, enum sy_err err,
                                            const char *what)
{
    why->what = what;
    return err;
}

#endif
