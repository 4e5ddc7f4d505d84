/* suyuan journey */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/command.h"
#include "tools/journey_tale.h"

static enum sy_exit tell_steps(struct sy_tale *tale)
{
    struct sy_walk_step step;
    enum sy_exit status;
    bool done = false;

    while (true) {
        status = sy_walk_next(tale->walk, &step, &done);
        if (status != SY_EXIT_YES || done)
            return status;
        sy_tale_step(tale, &step);
    }
}

static enum sy_exit tell(struct sy_output *o, struct sy_walk *walk,
                         const struct sy_get_journey *ask)
{
    struct sy_tale tale = {.output = o, .walk = walk, .limit = ask->limit.value};
    enum sy_exit status = sy_walk_open(walk, ask);

    if (status == SY_EXIT_YES) {
        sy_tale_begin(&tale);
        status = tell_steps(&tale);
    }
    if (status == SY_EXIT_YES)
        sy_tale_end(&tale);
    sy_tale_close(&tale);
    return status;
}

static enum sy_exit run_journey(const struct sy_options *options, struct sy_output *o)
{
    const char *limit = sy_options_value(options, "limit");
    struct sy_get_journey ask = {
        .item = sy_text(options->operands[0]),
        .direct = sy_options_value(options, "direct") != NULL,
    };
    struct sy_walk walk = {0};
    enum sy_exit status;

    if (limit != NULL &&
        !sy_command_count(o, "limit", limit, 1, SY_JOURNEY_STEPS_MAX, &ask.limit.value))
        return SY_EXIT_USAGE;
    ask.limit.has = limit != NULL;
    status = sy_peer_open(o, options, &walk.peer);
    if (status != SY_EXIT_YES)
        return status;
    status = sy_directory_open(walk.peer, options, &walk.directory);
    if (status == SY_EXIT_YES)
        status = tell(o, &walk, &ask);
    sy_walk_close(&walk);
    sy_directory_close(walk.directory);
    sy_peer_close(walk.peer);
    return status;
}

static const struct sy_option direct = {
    .name = "direct",
    .help = {"its own events only, without those of what contained it",
             "只看它自己的事件，不看装它的容器"}};
static const struct sy_option limit = {
    .name = "limit", .value = "N", .help = {"at most so many steps", "最多多少步"}};

static const struct sy_option *const journey_options[] = {
    &sy_option_network, &sy_option_node,     &direct, &limit, &sy_option_key,
    &sy_option_as,      &sy_option_no_cache, NULL};

const struct sy_command sy_command_journey = {
    .name = "journey",
    .usage = {.options = journey_options,
              .operands = "ITEM",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"what happened to an item, each step verified", "追溯一件物品，逐步核验"},
    .examples = {"  suyuan journey --network demo --node 310000 "
                 "urn:suyuan:1:ticket:sh:31011500720000012346:20261122\n"
                 "  suyuan journey '(01)06901234567892(10)L261123' --lang zh\n"
                 "  suyuan journey 06901234567892 --direct --json\n",
                 "  suyuan journey --network demo --node 310000 "
                 "urn:suyuan:1:ticket:sh:31011500720000012346:20261122\n"
                 "  suyuan journey '(01)06901234567892(10)L261123' --lang zh\n"
                 "  suyuan journey 06901234567892 --direct --json\n"},
    .run = run_journey};
