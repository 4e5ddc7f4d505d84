#include "tools/delivery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/sequence.h"
#include "net/clock.h"
#include "proto/array.h"
#include "proto/submission.h"
#include "tools/receipt_file.h"
#include "tools/refusal_file.h"
#include "tools/report.h"

enum {
    WINDOW_COUNT = 64,
    WINDOW_BYTES = 6 << 20, /* on the way together: below a node's budget for a connection */
    DELAY_OFFLINE = 1
};

/* A statement that was sent and not answered. */
struct slot {
    bool busy;
    uint64_t id; /* of the request */
    size_t letter;
    struct sy_buffer submission;
};

struct run {
    const struct sy_delivery *d;
    struct slot slots[WINDOW_COUNT];
    size_t busy;
    size_t bytes;
    size_t next; /* letter to be sent */
    size_t done;
    bool stopping; /* send no more */
    enum sy_exit status;
    struct sy_progress progress;
};

enum sy_err sy_letters_add(struct sy_letters *letters, const struct sy_outbox_name *name,
                           size_t file)
{
    struct sy_letter *list =
        sy_array_room(letters->list, letters->count, &letters->capacity, sizeof(*list));

    if (list == NULL)
        return SY_NO_MEMORY;
    letters->list = list;
    letters->list[letters->count++] = (struct sy_letter){.name = *name, .file = file};
    return SY_OK;
}

void sy_letters_close(struct sy_letters *letters)
{
    for (size_t i = 0; i < letters->count; i++)
        free(letters->list[i].receipt);
    free(letters->list);
    *letters = (struct sy_letters){0};
}

static void stop(struct run *run, enum sy_exit status)
{
    run->stopping = true;
    if (status > run->status)
        run->status = status;
}

/* What cannot be done ends everything, answers that are due included. */
static void give_up(struct run *run)
{
    run->busy = 0;
    stop(run, SY_EXIT_UNASKED);
}

static void free_slot(struct run *run, struct slot *slot)
{
    run->bytes -= slot->submission.len;
    run->busy--;
    sy_buffer_close(&slot->submission);
    slot->busy = false;
}

static void send_slot(struct run *run, struct slot *slot)
{
    struct sy_append ask = {.origin = sy_text(run->d->origin),
                            .submission = sy_buffer_bytes(&slot->submission),
                            .witnesses = {run->d->witnesses > 0, run->d->witnesses}};
    struct sy_buffer payload = {0};

    sy_append_write(&ask, &payload);
    if (payload.err != SY_OK) {
        sy_output_error(run->d->output, SY_SAY(NO_MEMORY, NULL));
        give_up(run);
    } else if (sy_peer_send(run->d->peer, SY_FRAME_APPEND, sy_buffer_bytes(&payload),
                            &slot->id) != SY_OK) {
        sy_progress_end(&run->progress);
        (void)sy_peer_report(run->d->peer);
        give_up(run);
    }
    sy_buffer_close(&payload);
}

static struct slot *free_slot_of(struct run *run)
{
    for (size_t i = 0; i < WINDOW_COUNT; i++) {
        if (!run->slots[i].busy)
            return &run->slots[i];
    }
    sy_assert(false);
    return NULL;
}

static void send_next(struct run *run)
{
    struct sy_letter *letter = &run->d->letters->list[run->next];
    struct slot *slot = free_slot_of(run);
    enum sy_err err;

    slot->submission.max = SY_SUBMISSION_BYTES_MAX;
    err = sy_outbox_read(run->d->outbox, &letter->name, &slot->submission);
    if (err == SY_NOT_FOUND && letter->file == SY_LETTER_EARLIER) {
        /* Another process has delivered it meanwhile. */
        letter->state = SY_LETTER_TAKEN;
        letter->known = true;
        run->next++;
        return;
    }
    if (err != SY_OK) {
        sy_progress_end(&run->progress);
        if (err == SY_CORRUPT)
            sy_output_error(run->d->output,
                            SY_SAY(OUTBOX_DAMAGED, run->d->outbox->folder, letter->name.hex));
        else
            sy_report_file(run->d->output, err, run->d->outbox->folder);
        sy_buffer_close(&slot->submission);
        give_up(run);
        return;
    }
    slot->busy = true;
    slot->letter = run->next++;
    run->busy++;
    run->bytes += slot->submission.len;
    send_slot(run, slot);
}

static void keep_receipt(struct run *run, const struct slot *slot, const struct sy_taken *taken)
{
    struct sy_letter *letter = &run->d->letters->list[slot->letter];
    char path[SY_RECEIPT_PATH_BYTES];
    char other[SY_RECEIPT_PATH_BYTES];
    enum sy_err err;

    if (run->d->receipts == NULL)
        return;
    err = sy_taken_keep(taken, sy_buffer_bytes(&slot->submission), run->d->receipts, path);
    if (err == SY_OK)
        letter->receipt = strdup(path);
    if (err == SY_OK && letter->receipt == NULL)
        err = SY_NO_MEMORY;
    if (err == SY_OK)
        return;
    sy_progress_end(&run->progress);
    if (err == SY_EXISTS && sy_taken_stands_twice(taken, run->d->receipts, other))
        sy_output_error(run->d->output, SY_SAY(RECEIPT_OF_ANOTHER, other, letter->origin));
    else
        sy_report_file(run->d->output, err, path);
    stop(run, SY_EXIT_UNASKED);
}

/* It is in the log, and fewer hold it than was asked for. It stays in the outbox: sending it
 * again gives the receipt. */
static void say_short(struct run *run, const struct sy_taken *taken)
{
    const struct sy_delivery *d = run->d;
    char index[24];
    char reached[24];
    char asked[24];

    snprintf(index, sizeof(index), "%llu", (unsigned long long)taken->receipt.entry.index);
    snprintf(reached, sizeof(reached), "%llu", (unsigned long long)taken->witnesses);
    snprintf(asked, sizeof(asked), "%llu", (unsigned long long)d->witnesses);
    sy_progress_end(&run->progress);
    sy_output_error(d->output, SY_SAY(DURABILITY_SHORT, taken->receipt.trust.checkpoint.origin,
                                      index, reached, asked));
    stop(run, SY_EXIT_NO);
}

static void take_answer(struct run *run, struct slot *slot, struct sy_bytes reply)
{
    const struct sy_delivery *d = run->d;
    struct sy_letter *letter = &d->letters->list[slot->letter];
    struct sy_taken taken = {0};
    struct sy_receipt_problem why;
    enum sy_err err = sy_taken_read(&d->peer->network, sy_text(d->origin),
                                    sy_buffer_bytes(&slot->submission), reply, &taken, &why);

    if (err != SY_OK) {
        sy_progress_end(&run->progress);
        sy_output_error(d->output,
                        SY_SAY(ANSWER_WRONG, d->peer->node->code, why.what, sy_err_name(err)));
        stop(run, SY_EXIT_NO);
    } else if (taken.witnesses < d->witnesses && !taken.receipt.trust.log->closed) {
        say_short(run, &taken);
    } else {
        letter->state = SY_LETTER_TAKEN;
        letter->witnesses = taken.witnesses;
        letter->known = taken.known;
        letter->origin = taken.receipt.trust.log->vkey.name;
        letter->index = taken.receipt.entry.index;
        letter->records = taken.receipt.statement.record_count;
        keep_receipt(run, slot, &taken);
        if (letter->file == SY_LETTER_EARLIER && run->status == SY_EXIT_YES &&
            sy_outbox_remove(d->outbox, &letter->name) != SY_OK)
            stop(run, sy_report_file(d->output, SY_IO, d->outbox->folder));
    }
    sy_taken_close(&taken);
    run->done++;
}

static bool is_late(const struct sy_statement *statement)
{
    return sy_clock_us() - statement->signed_at > SY_SIGNED_BEFORE_MAX_US;
}

static void put_signers(const struct sy_signing *signing, struct sy_statement *statement)
{
    statement->signer_count = signing->signers->count;
    statement->has_delegation = signing->has_delegation;
    statement->delegation = signing->delegation;
    for (size_t i = 0; i < signing->signers->count; i++) {
        const struct sy_act_signer *one = &signing->signers->signer[i];

        statement->signers[i] =
            (struct sy_signer){.key = {one->key.public_key.bytes, SY_PUBLIC_KEY_BYTES}};
        if (one->subject[0] != 0)
            statement->signers[i].subject = sy_text(one->subject);
    }
}

/* The same records signed now, by all who sign today. */
static enum sy_err sign_again(const struct sy_signing *signing, struct sy_bytes old,
                              const struct sy_statement *read, struct sy_buffer *out)
{
    struct sy_statement statement = *read;
    struct sy_wire wire = sy_wire_open(old);
    struct sy_record_share record;
    struct sy_buffer bytes = {0};
    uint8_t signatures[SY_SIGNERS_MAX][SY_SIGNATURE_BYTES];
    struct sy_bytes borrowed[SY_SIGNERS_MAX];
    enum sy_err err;

    if (statement.delay == 0 && is_late(read))
        statement.delay = signing->delay != 0 ? signing->delay : DELAY_OFFLINE;
    statement.signed_at = sy_clock_us();
    put_signers(signing, &statement);
    sy_statement_write(&statement, &bytes);
    err = bytes.err;
    for (size_t i = 0; i < statement.signer_count && err == SY_OK; i++) {
        err = sy_statement_sign(&signing->scope, sy_buffer_bytes(&bytes),
                                &signing->signers->signer[i].key, signatures[i]);
        borrowed[i] = (struct sy_bytes){signatures[i], SY_SIGNATURE_BYTES};
    }
    if (err == SY_OK) {
        sy_submission_put_head(out, sy_buffer_bytes(&bytes), borrowed, statement.signer_count);
        while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK)
            sy_record_share_put(out, SY_SUBMISSION_RECORDS, &record);
        err = out->err;
    }
    sy_buffer_close(&bytes);
    return err;
}

static bool is_ours(const struct sy_signing *signing, const struct sy_signer *signer)
{
    for (size_t i = 0; i < signing->signers->count; i++) {
        const struct sy_act_signer *one = &signing->signers->signer[i];

        if (sy_bytes_equal(signer->subject, sy_text(one->subject)) &&
            sy_bytes_equal(signer->key,
                           (struct sy_bytes){one->key.public_key.bytes, SY_PUBLIC_KEY_BYTES}))
            return true;
    }
    return false;
}

/* Nobody's signature is lost: all who signed sign again. It waited too long, or a key that has
 * ended since is to stand beside one in force. */
static bool may_sign_again(const struct sy_signing *signing, enum sy_err refused,
                           const struct sy_statement *statement)
{
    bool joined = statement->signer_count < signing->signers->count;

    if (!sy_bytes_equal(statement->principal, signing->principal) ||
        !(refused == SY_BAD_TIME ? is_late(statement) : joined))
        return false;
    for (size_t i = 0; i < statement->signer_count; i++) {
        if (!is_ours(signing, &statement->signers[i]))
            return false;
    }
    return true;
}

/* False when it is not to be sent again. */
static bool send_again(struct run *run, struct slot *slot)
{
    const struct sy_delivery *d = run->d;
    struct sy_letter *letter = &d->letters->list[slot->letter];
    struct sy_submission sent;
    struct sy_statement statement;
    struct sy_buffer fresh = {0};
    enum sy_err err;

    if (letter->again || run->stopping ||
        sy_submission_read(sy_buffer_bytes(&slot->submission), &sent) != SY_OK ||
        sy_statement_read(sent.statement, &statement) != SY_OK ||
        !may_sign_again(d->signing, d->peer->err, &statement))
        return false;
    err = sign_again(d->signing, sy_buffer_bytes(&slot->submission), &statement, &fresh);
    if (err == SY_OK)
        err = sy_outbox_replace(d->outbox, &letter->name, sy_buffer_bytes(&fresh));
    if (err != SY_OK) {
        sy_buffer_close(&fresh);
        return false;
    }
    letter->again = true;
    sy_progress_end(&run->progress);
    sy_output_say(d->output, SY_SAY(SIGNED_AGAIN, letter->name.hex));
    run->bytes += fresh.len;
    run->bytes -= slot->submission.len;
    sy_buffer_close(&slot->submission);
    slot->submission = fresh;
    send_slot(run, slot);
    return true;
}

/* Another day the node may take it. */
static bool is_for_now(enum sy_err err)
{
    static const enum sy_err passing[] = {
        SY_BUSY,          SY_STOPPING,  SY_FULL,        SY_TIMEOUT, SY_UNREACHABLE, SY_NOT_YET,
        SY_NO_SPACE,      SY_NO_MEMORY, SY_IO,          SY_CORRUPT, SY_INTERNAL,    SY_QUORUM,
        SY_UNIMPLEMENTED, SY_CLOSED,    SY_CLOCK_AHEAD, SY_STARTING};

    for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
        if (passing[i] == err)
            return true;
    }
    return false;
}

static void say_refused(struct run *run, const struct sy_letter *letter)
{
    static const struct {
        enum sy_err err;
        enum sy_message message;
    } rows[] = {
        {SY_UNKNOWN_PRINCIPAL, SY_MESSAGE_REFUSED_UNKNOWN_PRINCIPAL},
        {SY_UNKNOWN_KEY, SY_MESSAGE_REFUSED_UNKNOWN_KEY},
        {SY_KEY_NOT_IN_FORCE, SY_MESSAGE_REFUSED_KEY_NOT_IN_FORCE},
        {SY_BAD_TIME, SY_MESSAGE_REFUSED_BAD_TIME},
        {SY_SUSPENDED, SY_MESSAGE_REFUSED_SUSPENDED},
        {SY_ENDED, SY_MESSAGE_REFUSED_ENDED},
        {SY_STEP_DENIED, SY_MESSAGE_REFUSED_STEP},
        {SY_BEYOND_DELEGATION, SY_MESSAGE_REFUSED_DELEGATION},
        {SY_UNLICENSED, SY_MESSAGE_REFUSED_LICENCE},
    };
    struct sy_peer *peer = run->d->peer;
    struct sy_buffer reason = {0};
    struct sy_saying saying = {.message = SY_MESSAGE_STATEMENT_REFUSED};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].err == peer->err)
            saying.message = rows[i].message;
    }
    sy_buffer_put_bytes(&reason, sy_buffer_bytes(&peer->name));
    if (peer->member.len > 0)
        sy_buffer_printf(&reason, " (%s)", sy_buffer_text(&peer->member));
    if (peer->detail.len > 0)
        sy_buffer_printf(&reason, ": %s", sy_buffer_text(&peer->detail));
    saying.words[0] = peer->node->code;
    saying.words[1] = sy_buffer_text(&reason);
    saying.words[2] = run->d->outbox->folder;
    saying.words[3] = letter->name.hex;
    sy_progress_end(&run->progress);
    sy_output_error(run->d->output, &saying);
    sy_buffer_close(&reason);
}

/* Beside the receipts, or beside the statement that was refused. */
static void keep_refusal(struct run *run, const struct slot *slot)
{
    const struct sy_delivery *d = run->d;
    char folder[SY_OUTBOX_PATH_BYTES + 16];

    snprintf(folder, sizeof(folder), "%s/refused", d->outbox->folder);
    sy_refusal_keep(d->peer, sy_text(d->origin), sy_buffer_bytes(&slot->submission),
                    d->receipts == NULL ? folder : d->receipts);
}

static void take_refusal(struct run *run, struct slot *slot)
{
    const struct sy_delivery *d = run->d;
    struct sy_letter *letter = &d->letters->list[slot->letter];

    if (d->peer->err == SY_STARTING)
        sy_progress_end(&run->progress);
    if (!run->stopping && sy_peer_await_start(d->peer)) {
        send_slot(run, slot);
        return;
    }
    if ((d->peer->err == SY_BAD_TIME || d->peer->err == SY_KEY_NOT_IN_FORCE) &&
        send_again(run, slot))
        return;
    if (is_for_now(d->peer->err)) {
        sy_progress_end(&run->progress);
        (void)sy_peer_report(d->peer);
        stop(run, SY_EXIT_UNASKED);
    } else {
        letter->state = SY_LETTER_REFUSED;
        say_refused(run, letter);
        if (sy_outbox_refuse(d->outbox, &letter->name) != SY_OK)
            sy_report_file(d->output, SY_IO, d->outbox->folder);
        else
            keep_refusal(run, slot);
        /* One of an earlier run does not hold up this one. */
        if (letter->file != SY_LETTER_EARLIER)
            stop(run, SY_EXIT_NO);
        else if (run->status == SY_EXIT_YES)
            run->status = SY_EXIT_NO;
    }
    free_slot(run, slot);
    run->done++;
}

static struct slot *slot_of(struct run *run, uint64_t id)
{
    for (size_t i = 0; i < WINDOW_COUNT; i++) {
        if (run->slots[i].busy && run->slots[i].id == id)
            return &run->slots[i];
    }
    return NULL;
}

static void receive(struct run *run)
{
    struct sy_frame_message message = {0};
    enum sy_err err = sy_peer_receive(run->d->peer, &message);
    struct slot *slot = err == SY_OK || run->d->peer->refused ? slot_of(run, message.id) : NULL;

    if (slot != NULL && err != SY_OK) {
        take_refusal(run, slot);
    } else if (slot != NULL && message.type == SY_FRAME_APPEND_REPLY) {
        take_answer(run, slot, sy_buffer_bytes(&message.payload));
        free_slot(run, slot);
    } else if (err != SY_OK || sy_peer_malformed(run->d->peer) != SY_OK) {
        sy_progress_end(&run->progress);
        (void)sy_peer_report(run->d->peer);
        give_up(run);
    }
    sy_frame_message_close(&message);
}

/* A node checks statements side by side and may take in the later one first: those of one file,
 * and with them its events, keep their order by going one after another. */
static bool keeps_order(const struct run *run)
{
    const struct sy_letter *list = run->d->letters->list;
    size_t file = list[run->next].file;

    for (size_t i = 0; i < WINDOW_COUNT && file != SY_LETTER_EARLIER; i++) {
        if (run->slots[i].busy && list[run->slots[i].letter].file == file)
            return false;
    }
    return true;
}

static bool has_room(const struct run *run)
{
    return !run->stopping && run->next < run->d->letters->count && run->busy < WINDOW_COUNT &&
           (run->busy == 0 || run->bytes < WINDOW_BYTES) && keeps_order(run);
}

enum sy_exit sy_delivery_run(const struct sy_delivery *delivery)
{
    struct run *run = calloc(1, sizeof(*run));
    enum sy_exit status;

    if (run == NULL) {
        sy_output_error(delivery->output, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    run->d = delivery;
    sy_progress_start(&run->progress, SY_MESSAGE_DELIVERING, delivery->output->language);
    while (has_room(run) || run->busy > 0) {
        if (has_room(run))
            send_next(run);
        else
            receive(run);
        sy_progress_step(&run->progress, run->done, delivery->letters->count);
    }
    sy_progress_end(&run->progress);
    for (size_t i = 0; i < WINDOW_COUNT; i++)
        sy_buffer_close(&run->slots[i].submission);
    status = run->status;
    free(run);
    return status;
}
