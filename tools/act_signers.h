/* act_signers.h - who answers for a statement and whose keys sign it, from the line.
 *
 * Shape    of registry acts and, without --with, of records. The first --key is the
 *          submitter's. A key is the principal's own unless =ID behind it says whose it is.
 *          --with names one who signs elsewhere, later: a statement with such a signer is
 *          prepared, not sent.
 * Secret   close the struct after use.
 */
#ifndef SY_ACT_SIGNERS_H
#define SY_ACT_SIGNERS_H

#include "ledger/compose.h"
#include "ledger/key_file.h"
#include "ledger/network.h"
#include "tools/options.h"
#include "tools/output.h"

struct sy_act_signer {
    char subject[SY_SUBJECT_BYTES_MAX + 1]; /* empty: the principal's own */
    bool here;                              /* else key holds the public half alone */
    struct sy_secret_key key;
};

struct sy_act_signers {
    char principal[SY_SUBJECT_BYTES_MAX + 1];
    struct sy_key_file file; /* the first key's: its nonce secret counts */
    size_t count;
    size_t elsewhere; /* how many sign later */
    struct sy_act_signer signer[SY_SIGNERS_MAX];
};

/* Options of every command that signs acts. */
extern const struct sy_option sy_act_option_node; /* the registry's owner by default */
extern const struct sy_option sy_act_option_key;  /* required, repeated */
extern const struct sy_option sy_act_option_as;
extern const struct sy_option sy_act_option_with;    /* repeated */
extern const struct sy_option sy_act_option_prepare; /* where such a statement goes */

/* Read --key, --as and --with. On anything but SY_EXIT_YES it has been said, and there is
 * nothing to close. */
SY_MUST_USE enum sy_exit sy_act_signers_open(struct sy_output *o,
                                             const struct sy_options *options,
                                             const struct sy_network *network,
                                             struct sy_act_signers *out);

/* The same from --key and --as alone: all sign here. */
SY_MUST_USE enum sy_exit sy_act_signers_open_here(struct sy_output *o,
                                                  const struct sy_options *options,
                                                  const struct sy_network *network,
                                                  struct sy_act_signers *out);

/* The signers as compose.h takes them; borrowed. */
void sy_act_signers_list(const struct sy_act_signers *signers,
                         struct sy_further_signer out[SY_SIGNERS_MAX]);

/* The composed records as a statement of these signers, signed with the keys that are here. The
 * errors of sy_composer_finish. */
SY_MUST_USE enum sy_err sy_act_signers_sign(const struct sy_act_signers *signers,
                                            const struct sy_scope *scope,
                                            struct sy_composer *composer,
                                            struct sy_buffer *submission);

/* A key file's own key for acts: an authority's, or an organisation's that signs. SY_NOT_FOUND;
 * wipe the key. */
SY_MUST_USE enum sy_err sy_act_key(const struct sy_key_file *file, struct sy_secret_key *out);

/* NULL and twice are fine. */
void sy_act_signers_close(struct sy_act_signers *signers);

#endif
