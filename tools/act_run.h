/* act_run.h - what the command of a registry act does: fill in the act from the line, post it,
 * say what became of it.
 */
#ifndef SY_ACT_RUN_H
#define SY_ACT_RUN_H

#include "tools/options.h"
#include "tools/output.h"

/* The run function of every struct sy_act_command, which options->usage->about names. */
enum sy_exit sy_act_run(const struct sy_options *options, struct sy_output *o);

#endif
