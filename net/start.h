/* start.h - may the owner of a log go on signing it? Asked at every start before its first
 * signature, and whenever somebody shows it a checkpoint of its own log.
 *
 * Why      an owner that has lost a suffix that it signed, by a wiped disk or a snapshot that
 *          was put back, would sign a second history. Keys do not outlive the state that they
 *          promised about: such an owner never signs that log again; a policy act closes it and
 *          its successor takes over.
 * Resuming the registry is the log that policy acts stand in, and none of them can close it:
 *          its operator may mark, beside the key, the store that is there as the one to go on
 *          with. The owner then waits, however long it takes, until every other node has
 *          answered, and signs only if none of them knows more than is here. That is sound
 *          because a receipt of the registry takes the quorum: whatever anybody was given is
 *          held by other nodes, and what none of them knows binds nobody. One that does not
 *          answer may be the one that knows; so a timeout, or the answers of a quorum, would
 *          not do. A node that is gone for good has left the policy before; or it is started
 *          with its key and an empty folder, by which its operator says that what it held is
 *          gone. A liar that holds back what it was shown can make a fork of this, and evidence
 *          of it; receipts contradict each other only with more liars than the quorum bears.
 * Shape    a store id stands in the log's store and, written once, beside its key. Peers show
 *          the latest checkpoint of the log that they know, signed by this very key.
 * Source   design section 6.
 * Pure     the verdict only ever changes towards NEVER, but for WAIT.
 */
#ifndef SY_START_H
#define SY_START_H

#include "ledger/network.h"
#include "ledger/signed_checkpoint.h"

enum { SY_START_WAIT_MS = 10 * 1000 };

enum sy_start_verdict {
    SY_START_WAIT = 1, /* for peers to answer */
    SY_START_SIGN,
    SY_START_NEVER
};

/* Why the verdict is what it is. */
enum sy_start_reason {
    SY_START_FIRST = 1,   /* the log is new, and nobody knows another */
    SY_START_AGREED,      /* nobody who answered knows more than is here */
    SY_START_CUT_OFF,     /* nobody answered: the store is the one that was here before */
    SY_START_RESUMED,     /* its operator has marked the store, and everybody has answered */
    SY_START_WIPED,       /* the store is not the one that the key has signed for */
    SY_START_ROLLED_BACK, /* this key has signed more than is here */
    SY_START_OTHER_TREE   /* this key has signed another tree than the one that is here */
};

struct sy_start {
    uint64_t began_ms;
    uint64_t peers; /* that are to be asked */
    bool new_log;   /* there was no store */
    bool same_store;
    bool resumes; /* only after everybody has answered */
    bool answered[SY_NETWORK_NODES_MAX];
    enum sy_start_reason lost; /* 0: nothing speaks against it */
};

/* What is here. store_id is the one in the store, NULL when the store was just made; key_id the
 * one beside the key, NULL when the key has never signed. */
void sy_start_init(struct sy_start *start, const uint8_t *store_id, const uint8_t *key_id,
                   uint64_t peers, uint64_t now_ms);

/* Right after init: key_id is the mark of an operator, by which the log is to be resumed in the
 * store of that id. One that is not here any more changes nothing. */
void sy_start_resume(struct sy_start *start);

/* Somebody has shown a checkpoint of this log, which need not be the largest that he knows.
 * size is what is here now; same: is latest the root of what is here, at its size (not asked
 * where latest is larger)? */
void sy_start_shown(struct sy_start *start, const struct sy_signed_checkpoint *latest,
                    uint64_t size, bool same);

/* A peer has answered what it was asked: latest is the largest checkpoint of this log that it
 * knows, NULL when it knows none. */
void sy_start_answer(struct sy_start *start, uint32_t peer,
                     const struct sy_signed_checkpoint *latest, uint64_t size, bool same);

/* The verdict, and why; *reason, which may be NULL, is not set on WAIT. */
enum sy_start_verdict sy_start_verdict(const struct sy_start *start, uint64_t now_ms,
                                       enum sy_start_reason *reason);

/* The size of the checkpoint of a note that one of a node's own cosigners has signed: when it
 * is larger than what the node knows to have cosigned of that log, its store was put back, and
 * those keys never cosign again. SY_NOT_FOUND when none of them has; the errors of
 * sy_note_parse, sy_note_verify, sy_checkpoint_parse. */
SY_MUST_USE enum sy_err sy_start_cosigned(struct sy_bytes note, const struct sy_vkey *own,
                                          size_t own_count, uint64_t *size);

#endif
