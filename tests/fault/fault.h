/* fault.h - what tests that break a node share: a node to start, kill and ask; a folder to
 * audit.
 *
 * Shape    every function asserts that what it asks for works; what a test expects to fail it
 *          asks for itself. The program of the node is the test's first argument.
 */
#ifndef SY_FAULT_H
#define SY_FAULT_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"

#include "ledger/checkpoint.h"
#include "net/error_reply.h"
#include "proto/entry.h"
#include "proto/message.h"
#include "tools/bench/load.h"
#include "tools/bench/stage.h"

enum { FAULT_TIMEOUT_MS = 30000, FAULT_PATH_BYTES = SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES };

/* Path of suyuand. */
extern const char *fault_daemon;

/* main of a test: keeps argv[1], and says with which seed random moments are chosen
 * (SUYUAN_FAULT_SEED). */
void fault_main(int argc, char **argv);

/* xorshift from that seed: 0 <= result < below. */
uint64_t fault_random(uint64_t below);

uint64_t fault_now_ms(void);

/* Founded, started, the organisation admitted. */
void fault_open(struct sy_stage *stage);

/* SIGTERM: it ends in order, with status 0. */
void fault_stop(struct sy_stage *stage);
void fault_start(struct sy_stage *stage);

/* One answer of one message. */
void fault_ask(struct sy_client *client, enum sy_frame_type type, struct sy_bytes payload,
               struct sy_frame_message *reply);

/* The answer is that error, by its stable name and its gRPC code. */
void fault_check_error(const struct sy_frame_message *reply, enum sy_err want);
void fault_refused(struct sy_client *client, enum sy_frame_type type, struct sy_bytes payload,
                   enum sy_err want);

/* An append that is taken: index of its entry. *known, which may be NULL, as the answer
 * says. */
uint64_t fault_append(struct sy_client *client, struct sy_bytes request, bool *known);

/* The checkpoint of the district's log, its signature checked. */
void fault_checkpoint(struct sy_client *client, const struct sy_stage *stage,
                      struct sy_checkpoint *out);

/* The later of two checkpoints continues the earlier, as the node proves. */
void fault_consistent(struct sy_client *client, const struct sy_stage *stage,
                      const struct sy_checkpoint *old, const struct sy_checkpoint *later);

/* The entry stands at that index under the checkpoint, as the node proves. */
void fault_included(struct sy_client *client, const struct sy_stage *stage,
                    const struct sy_checkpoint *checkpoint, uint64_t index,
                    struct sy_bytes entry);

/* Entry number index as the node has it. */
void fault_entry(struct sy_client *client, const struct sy_stage *stage, uint64_t index,
                 struct sy_buffer *out);

/* Status of the district's log; close the reply. */
void fault_status(struct sy_client *client, struct sy_status *status, struct sy_log_status *log,
                  struct sy_frame_message *reply);

/* Until the items' view has what the log has. */
void fault_wait_view(struct sy_client *client);

/* The folder of the stopped node, every rule checked; entries of the district's log. */
uint64_t fault_audit(struct sy_stage *stage);

/* Folders, with everything in them. */
void fault_remove(const char *path);
void fault_copy(const char *from, const char *to);

#endif
