/* occurrence.h - what an identifier is in an event: the number that views keep and that
 * JourneyStep.roles carries, so once given it is never used for something else.
 */
#ifndef SY_OCCURRENCE_H
#define SY_OCCURRENCE_H

enum sy_role {
    SY_ROLE_EPC = 1,               /* epcList: one thing that was seen, made or ended */
    SY_ROLE_QUANTITY = 2,          /* quantityList: so much of a class or lot */
    SY_ROLE_PARENT = 3,            /* parentID: contains, carries or stands for the children */
    SY_ROLE_CHILD = 4,             /* childEPCs */
    SY_ROLE_CHILD_QUANTITY = 5,    /* childQuantityList */
    SY_ROLE_INPUT = 6,             /* inputEPCList: used up */
    SY_ROLE_INPUT_QUANTITY = 7,    /* inputQuantityList: used up */
    SY_ROLE_OUTPUT = 8,            /* outputEPCList: came of it */
    SY_ROLE_OUTPUT_QUANTITY = 9,   /* outputQuantityList: came of it */
    SY_ROLE_TRANSFORMATION = 10,   /* transformationID */
    SY_ROLE_TRANSACTION = 11,      /* bizTransactionList: a paper, a ticket */
    SY_ROLE_CERTIFICATION = 12,    /* certificationInfo */
    SY_ROLE_ILMD_LOT = 13,         /* ilmd: lot or batch number, as printed */
    SY_ROLE_ILMD_CERTIFICATE = 14, /* ilmd: number of a certificate */
    SY_ROLE_EVENT = 15,            /* eventID: the event itself */
    SY_ROLE_CORRECTIVE = 16,       /* errorDeclaration: an event that replaces this one */
    SY_ROLE_COUNT = 17
};

#endif
