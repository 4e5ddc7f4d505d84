/* sim.h - a cluster in one process: real validity, sequencing and replication, above disks,
 * clocks and a network that a seed drives.
 *
 * Shape    node 0 owns the registry beside its district's log; log i < nodes is that of node i,
 *          log "nodes" is the registry. Everything that happens is an event at a time; equal
 *          seeds give equal runs. sim_store is the disk, sim_world the queue and the lines,
 *          sim_node carries effects out, sim_owner sequences, sim_serve answers, sim_liar
 *          spoils what a Byzantine node says, sim_fault strikes, sim_check holds the
 *          invariants.
 */
#ifndef SIM_H
#define SIM_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/checked.h"
#include "ledger/evidence.h"
#include "ledger/key_file.h"
#include "ledger/trust.h"
#include "net/frame.h"
#include "net/gossip.h"
#include "net/mirror.h"
#include "net/offer.h"
#include "net/start.h"

#define SIM_WALL_US ((int64_t)1795392000000000) /* 2026-11-23T00:00:00Z at 0 ms */

enum {
    SIM_NODES_MAX = 8,
    SIM_LOGS_MAX = SIM_NODES_MAX + 1,
    SIM_OWN_MAX = 2,
    SIM_ROWS_MAX = 256,
    SIM_JOBS_MAX = 24,
    SIM_HELD_STRETCHES = 2 * SY_MIRROR_WINDOW,
    SIM_PENDING_MAX = 32,
    SIM_RECEIPTS_MAX = 4096,
    SIM_ORGS_MAX = 64,
    SIM_TICK_MS = 400
};

/* X(name): faults that strike, liars' deeds, and recovery paths that run. */
#define SIM_COUNTS(X)                                                                          \
    X(message)                                                                                 \
    X(delay)                                                                                   \
    X(loss)                                                                                    \
    X(duplicate)                                                                               \
    X(reorder)                                                                                 \
    X(partition)                                                                               \
    X(partition_one_way)                                                                       \
    X(clogged)                                                                                 \
    X(crash)                                                                                   \
    X(crash_in_write)                                                                          \
    X(write_dropped)                                                                           \
    X(write_torn)                                                                              \
    X(write_kept)                                                                              \
    X(bit_rot)                                                                                 \
    X(isolated)                                                                                \
    X(disk_full)                                                                               \
    X(slow_disk)                                                                               \
    X(wiped)                                                                                   \
    X(rolled_back)                                                                             \
    X(clock_skew)                                                                              \
    X(clock_jump)                                                                              \
    X(liar)                                                                                    \
    X(lie_fork)                                                                                \
    X(lie_registry_fork)                                                                       \
    X(lie_reorder)                                                                             \
    X(lie_alter)                                                                               \
    X(lie_bad_entry)                                                                           \
    X(lie_bad_root)                                                                            \
    X(lie_bad_size)                                                                            \
    X(lie_replay)                                                                              \
    X(lie_size)                                                                                \
    X(lie_withhold)                                                                            \
    X(lie_silent)                                                                              \
    X(lie_garbage)                                                                             \
    X(lie_cosign)                                                                              \
    X(append)                                                                                  \
    X(append_again)                                                                            \
    X(append_invalid)                                                                          \
    X(commit)                                                                                  \
    X(receipt_local)                                                                           \
    X(receipt_witnessed)                                                                       \
    X(receipt_expired)                                                                         \
    X(quorum)                                                                                  \
    X(cosigned)                                                                                \
    X(stretch_stored)                                                                          \
    X(stretch_false)                                                                           \
    X(stretch_parked)                                                                          \
    X(stretch_unseen)                                                                          \
    X(stretch_at_odds)                                                                         \
    X(stretch_from_other)                                                                      \
    X(asked_again)                                                                             \
    X(asked_frozen)                                                                            \
    X(dropped)                                                                                 \
    X(compared)                                                                                \
    X(fault_stalled)                                                                           \
    X(repaired)                                                                                \
    X(evidence_found)                                                                          \
    X(evidence_fork)                                                                           \
    X(evidence_entry)                                                                          \
    X(evidence_received)                                                                       \
    X(start_agreed)                                                                            \
    X(start_cut_off)                                                                           \
    X(start_resumed)                                                                           \
    X(start_never)                                                                             \
    X(cosigner_lost)                                                                           \
    X(owner_recovered)                                                                         \
    X(healed)

#define SIM_COUNT_CONSTANT(name) SIM_##name,
enum sim_count { SIM_COUNTS(SIM_COUNT_CONSTANT) SIM_COUNT };
#undef SIM_COUNT_CONSTANT

/* A stored entry. share is its EntryShare; entry lies within it. */
struct sim_row {
    struct sy_bytes share;
    struct sy_bytes entry;
    struct sy_hash leaf;
    struct sy_hash id;
    char verb; /* of a registry act: 'A' admits, 'R' revokes; 0 otherwise */
    uint32_t org;
};

/* What one commit changes. */
struct sim_version {
    struct sy_log_head head;
    struct sy_mirror_held held;
};

/* The disk of one log: rows behind synced's are lost by a crash. */
struct sim_store {
    uint8_t id[SY_STORE_ID_BYTES];
    bool made;
    struct sim_row rows[SIM_ROWS_MAX];
    struct sy_hash nodes[2 * SIM_ROWS_MAX];
    struct sim_version now, synced;
};

enum sim_job_kind { SIM_JOB_APPEND = 1, SIM_JOB_STORE, SIM_JOB_REPAIR, SIM_JOB_COSIGN };

struct sim_job {
    enum sim_job_kind kind;
    uint64_t ticket;
    uint32_t peer;
    struct sy_signed_checkpoint checkpoint;
    /* What its beginning has found. */
    enum sy_err err;
    struct sy_stretch_result result;
};

struct sim_jobs {
    bool busy;
    size_t count;
    struct sim_job list[SIM_JOBS_MAX]; /* the first is under way when busy */
};

/* A stretch in memory. */
struct sim_stretch {
    bool used;
    uint64_t ticket;
    uint32_t peer;
    struct sy_stretch stretch;
    struct sy_buffer bytes;
    struct sy_bytes shares[SY_MIRROR_STRETCH_ENTRIES];
};

struct sim_pending {
    uint64_t id;
    uint64_t mirrors; /* 0: local */
    struct sy_bytes submission;
};

/* A log that the node owns. */
struct sim_owned {
    bool used;
    uint32_t log;
    struct sy_secret_key key;
    bool has_key_id; /* durable, beside the key */
    uint8_t key_id[SY_STORE_ID_BYTES];
    bool never;  /* durable */
    bool resume; /* durable: its operator has marked the store, to be gone on with */
    unsigned resumptions;
    uint64_t asked_ms; /* when those that have not answered were asked again */
    bool signing;
    bool catching_up;
    bool shown_otherwise; /* somebody has shown it more, or another tree, since it started */
    struct sy_start start;
    struct sy_offer offer;
    size_t pending_count;
    struct sim_pending pending[SIM_PENDING_MAX];
    size_t batch_count; /* of those that the commit under way takes */
    uint64_t batch_index[SIM_PENDING_MAX];

    /* A liar's second history. */
    bool forked;
    struct sim_store *branch;
    struct sy_offer branch_offer;
};

struct sim_node {
    uint32_t index;
    bool up;
    uint64_t epoch;
    uint64_t started_ms;
    int64_t skew_us;
    uint64_t restart_ms; /* when it is down */
    bool disk_full;
    uint64_t disk_full_until_ms;
    uint64_t disk_slow; /* times */
    uint64_t disk_slow_until_ms;
    bool crash_in_write;
    bool rotten; /* liar */
    uint64_t fork_ms;
    uint32_t side; /* who sees its other history: those of odd numbers, or of even ones */
    unsigned lies;
    bool cosigner_lost; /* durable: its keys never cosign again */
    uint32_t
        wiped; /* a bit a log: what it had signed of it was wiped; known to the world alone */
    bool lost; /* known to the world alone: its store was wiped or put back */
    struct sy_secret_key cosigners[2]; /* mirror, witness */
    struct sy_vkey cosigner_vkeys[2];
    struct sim_store *stores[SIM_LOGS_MAX];
    struct sim_owned own[SIM_OWN_MAX];
    struct sy_mirror mirrors[SIM_LOGS_MAX];
    struct sim_stretch stretches[SIM_LOGS_MAX][SIM_HELD_STRETCHES];
    struct sim_jobs jobs[SIM_LOGS_MAX];
    struct sy_gossip gossip;
    struct sy_buffer evidence[SIM_LOGS_MAX]; /* durable */
    struct sy_buffer proved[SIM_LOGS_MAX];   /* note with the quorum's cosignatures */
    struct sy_checkpoint proved_checkpoint[SIM_LOGS_MAX];
    struct sy_checkpoint registry; /* the largest proved one that is held here */
    uint64_t registry_shown;
    uint64_t scrub_log, scrub_index;
    bool snapshot_taken;
    struct sim_version snapshot[SIM_LOGS_MAX];
};

struct sim_message {
    uint32_t from, to;
    uint8_t type;
    uint32_t log;
    uint64_t id; /* of a request; an answer carries its request's */
    uint64_t size;
    struct sy_buffer payload;
};

enum sim_event_kind {
    SIM_DELIVER = 1,
    SIM_TICK,
    SIM_DISK,
    SIM_COMPARED,
    SIM_CLIENT,
    SIM_FAULT,
    SIM_LINK,
    SIM_CRASH
};

struct sim_event {
    uint64_t at_ms;
    uint64_t order;
    enum sim_event_kind kind;
    uint32_t node, log;
    uint64_t epoch;
    struct sim_message *message;
    struct sy_signed_checkpoint compared;
};

struct sim_line {
    uint64_t cut_until_ms;
    uint64_t clog_ms; /* added to every message */
    uint64_t busy_until_ms;
    bool connected;
    uint64_t cut_since_ms;
};

struct sim_receipt {
    uint32_t log;
    uint64_t index;
    struct sy_hash leaf;
    uint64_t mirrors; /* that held it */
    uint32_t holders; /* bit a node */
};

struct sim_world {
    uint64_t seed;
    uint64_t random;
    uint64_t now_ms;
    uint64_t heal_ms;
    bool healed;
    bool trace;
    uint32_t nodes;
    uint32_t logs;
    uint64_t faults; /* f */
    uint32_t liars;
    uint32_t lost;
    struct sy_network network;
    struct sy_vkey log_vkeys[SIM_LOGS_MAX];
    struct sim_node node[SIM_NODES_MAX];
    struct sim_line line[SIM_NODES_MAX][SIM_NODES_MAX];
    size_t event_count, event_capacity;
    struct sim_event *events; /* a heap */
    uint64_t order;
    uint64_t last_id;
    uint64_t statements;
    uint32_t orgs;       /* admitted so far */
    uint64_t unreliable; /* per thousand messages */
    uint64_t latency_ms;
    unsigned loss_permille, duplicate_permille;
    size_t receipt_count;
    struct sim_receipt receipts[SIM_RECEIPTS_MAX];

    /* What the checks remember. */
    bool excused[SIM_LOGS_MAX]; /* its owner signed on after a snapshot was put back: cut off */
    size_t signed_count[SIM_LOGS_MAX];
    struct sy_hash signed_leaves[SIM_LOGS_MAX][SIM_ROWS_MAX]; /* by an honest owner */
    size_t canon_count[SIM_LOGS_MAX];
    struct sy_hash canon[SIM_LOGS_MAX][SIM_ROWS_MAX]; /* what the quorum attests */
    struct sy_checkpoint last_cosigned[SIM_NODES_MAX][SIM_LOGS_MAX];
    size_t arena_count, arena_capacity;
    uint8_t **arena;
    uint64_t counts[SIM_COUNT];
    const char *failure; /* NULL: none */
    char failure_text[256];
};

extern const char *const sim_count_names[SIM_COUNT];

/* sim_world.c */
uint64_t sim_random(struct sim_world *w);
uint64_t sim_below(struct sim_world *w, uint64_t bound);
bool sim_chance(struct sim_world *w, unsigned permille);
void sim_count(struct sim_world *w, enum sim_count what);
void sim_fail(struct sim_world *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void sim_trace(struct sim_world *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct sy_bytes sim_keep(struct sim_world *w, struct sy_bytes bytes);
struct sim_event *sim_schedule(struct sim_world *w, uint64_t delay_ms, enum sim_event_kind kind,
                               uint32_t node);
bool sim_next(struct sim_world *w, struct sim_event *out);
void sim_send(struct sim_world *w, struct sim_message *message);
struct sim_message *sim_message(uint32_t from, uint32_t to, uint8_t type, uint32_t log);
void sim_message_free(struct sim_message *message);
void sim_lines_step(struct sim_world *w);
void sim_lines_break(struct sim_world *w, uint32_t node);
bool sim_line_open(const struct sim_world *w, uint32_t from, uint32_t to);

/* sim_store.c */
struct sy_merkle_source sim_source(struct sim_store *store);
struct sy_hash sim_root_at(struct sim_store *store, uint64_t size);
bool sim_put(struct sim_world *w, struct sim_store *store, struct sy_bytes share,
             const struct sy_entry_facts *facts);
void sim_sync(struct sim_store *store);
void sim_unwrite(struct sim_store *store);
void sim_cut_unsigned(struct sim_world *w, struct sim_store *store, uint32_t log,
                      const struct sy_mirror_held *held);
bool sim_row_sound(const struct sim_store *store, uint64_t index);
enum sy_err sim_find(const struct sim_store *store, const struct sy_hash *id, uint64_t *index);
enum sy_err sim_authorise(const struct sim_store *registry, uint64_t size,
                          const struct sy_statement *statement, const struct sim_world *w);
void sim_org_key(uint32_t org, struct sy_secret_key *out);
void sim_authority_key(struct sy_secret_key *out);

/* sim_node.c */
void sim_node_start(struct sim_world *w, struct sim_node *n);
void sim_node_stop(struct sim_world *w, struct sim_node *n);
void sim_node_free(struct sim_node *n);
void sim_mirror(struct sim_world *w, struct sim_node *n, uint32_t log,
                const struct sy_mirror_event *event);
void sim_damaged(struct sim_world *w, struct sim_node *n, uint32_t log, uint64_t index);
void sim_gossip(struct sim_world *w, struct sim_node *n, const struct sy_gossip_event *event);
void sim_tick(struct sim_world *w, struct sim_node *n);
void sim_disk_done(struct sim_world *w, struct sim_node *n, uint32_t log);
void sim_compared(struct sim_world *w, struct sim_node *n, uint32_t log,
                  const struct sy_signed_checkpoint *checkpoint);
void sim_connected(struct sim_world *w, struct sim_node *n, uint32_t peer, bool here);
void sim_job(struct sim_world *w, struct sim_node *n, uint32_t log, const struct sim_job *job);
void sim_take_evidence(struct sim_world *w, struct sim_node *n, uint32_t log,
                       struct sy_evidence *evidence);
void sim_learn_proved(struct sim_world *w, struct sim_node *n, uint32_t log,
                      struct sy_bytes note);
struct sim_owned *sim_owned(struct sim_node *n, uint32_t log);
struct sy_entry_rules sim_rules(struct sim_world *w, struct sim_node *n, uint32_t log);

/* sim_owner.c */
void sim_append(struct sim_world *w, struct sim_node *n, struct sim_owned *o);
void sim_append_begin(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                      struct sim_job *job);
void sim_append_done(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                     enum sy_err err);
void sim_offer(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
               const struct sy_offer_event *event);
void sim_owner_tick(struct sim_world *w, struct sim_node *n, struct sim_owned *o);
void sim_owner_shown(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                     const struct sy_signed_checkpoint *latest);
void sim_owner_answered(struct sim_world *w, struct sim_node *n, struct sim_owned *o,
                        uint32_t peer, const struct sy_signed_checkpoint *latest);
void sim_submit(struct sim_world *w, struct sim_node *n, struct sim_owned *o);
void sim_client(struct sim_world *w);
void sim_branch_commit(struct sim_world *w, struct sim_node *n, struct sim_owned *o);

/* sim_operator.c */
bool sim_to_be_resumed(struct sim_world *w);
void sim_operate(struct sim_world *w);
void sim_check_resumed(struct sim_world *w, struct sim_node *n, struct sim_owned *o);

/* sim_serve.c */
void sim_deliver(struct sim_world *w, struct sim_message *message);
void sim_show(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log);
void sim_show_held(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log);
void sim_ask_checkpoint(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log);

/* sim_liar.c */
enum sim_lie {
    SIM_LIE_FORK,
    SIM_LIE_SWAP, /* of its two histories, whom it shows which */
    SIM_LIE_REORDER,
    SIM_LIE_ALTER,
    SIM_LIE_BAD_ENTRY,
    SIM_LIE_BAD_ROOT,
    SIM_LIE_BAD_SIZE,
    SIM_LIE_REPLAY,
    SIM_LIE_SIZE,
    SIM_LIE_WITHHOLD,
    SIM_LIE_SILENT,
    SIM_LIE_GARBAGE,
    SIM_LIE_COSIGN,
    SIM_LIES
};
bool sim_lies(const struct sim_node *n, enum sim_lie lie);
bool sim_spoil(struct sim_world *w, struct sim_node *n, struct sim_message *message);
bool sim_other_side(const struct sim_node *n, const struct sim_owned *o, uint32_t peer);
void sim_fork(struct sim_world *w, struct sim_node *n, struct sim_owned *o);
void sim_cosign_blindly(struct sim_world *w, struct sim_node *n, uint32_t to, uint32_t log,
                        const struct sy_signed_checkpoint *checkpoint);

/* sim_fault.c */
void sim_plan(struct sim_world *w);
void sim_strike(struct sim_world *w);
void sim_heal(struct sim_world *w);

/* sim_check.c */
void sim_check_store(struct sim_world *w, struct sim_node *n, uint32_t log);
void sim_check_signed(struct sim_world *w, struct sim_node *n, uint32_t log,
                      const struct sy_checkpoint *checkpoint);
void sim_check_cosigned(struct sim_world *w, struct sim_node *n, uint32_t log,
                        const struct sy_checkpoint *checkpoint);
void sim_check_quorum(struct sim_world *w, uint32_t log, const struct sy_trust *trust);
void sim_check_receipts(struct sim_world *w);
void sim_check_evidence(struct sim_world *w, uint32_t log);
bool sim_converged(struct sim_world *w);
bool sim_log_honest(const struct sim_world *w, uint32_t log);
bool sim_node_honest(const struct sim_node *n);

/* sim_run.c */
struct sim_world *sim_open(uint64_t seed);
bool sim_run(struct sim_world *w);
void sim_close(struct sim_world *w);

#endif
