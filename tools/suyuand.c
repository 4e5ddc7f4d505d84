/* suyuand - a district (or city) node. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/node.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/options.h"
#include "tools/random.h"
#include "tools/report.h"

static const struct sy_option option_network = {
    .name = "network",
    .value = "FILE",
    .variable = "SUYUAN_NETWORK",
    .required = true,
    .help = {"network.json, or the directory it is in", "network.json，或其所在目录"}};
static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .required = true,
    .help = {"this node's key file, as 310000.key", "本节点的密钥文件，如 310000.key"}};
static const struct sy_option option_data = {
    .name = "data",
    .value = "DIR",
    .required = true,
    .help = {"where its logs are kept; made when it is not there", "日志所在目录；没有就建立"}};
static const struct sy_option option_listen = {
    .name = "listen",
    .value = "ADDR:PORT",
    .help = {"address to listen on; by default every address, with the port in nodes.json",
             "监听地址；默认为所有地址，端口见 nodes.json"}};

static const struct sy_option option_scrub = {
    .name = "scrub",
    .value = "SECONDS",
    .help = {"how long reading everything again, to find what a disk has damaged, takes; by "
             "default a week",
             "通读一遍全部内容（以发现磁盘损坏）所用的时间；默认一周"}};

static const struct sy_option option_subscription = {
    .name = "subscription",
    .value = "FILE",
    .help = {"which parts of other nodes' logs it keeps; by default the file subscription in "
             "--data, and all parts when there is none",
             "保存其他节点日志的哪些分部；默认取 --data 目录下的 subscription "
             "文件，没有则全部保存"}};

static const struct sy_option *const options_list[] = {
    &option_network,      &option_key,   &option_data, &option_listen,
    &option_subscription, &option_scrub, NULL};
static const struct sy_usage usage = {.options = options_list};

static const char *const help_page[SY_LANGUAGES] = {
    "suyuand: a node of a Suyuan network\n\n"
    "  suyuand --network FILE --key FILE --data DIR [--listen ADDR:PORT]\n"
    "          [--subscription FILE] [--scrub SECONDS]\n\n"
    "  --network FILE      network.json, or the directory it is in (or SUYUAN_NETWORK)\n"
    "  --key FILE          this node's key file, as 310000.key\n"
    "  --data DIR          where its logs are kept; made when it is not there\n"
    "  --listen ADDR:PORT  by default every address, with the port that nodes.json gives it\n"
    "  --subscription FILE which parts of other nodes' logs it keeps; by default the file\n"
    "                      subscription in --data, and all parts when there is none\n"
    "  --scrub SECONDS     how long reading everything again takes; by default a week\n"
    "  --lang en|zh        language of messages\n\n"
    "It writes one line an event to standard error, and stops in order on SIGTERM and "
    "SIGINT.\n\n"
    "A subscription has a line a log: whose it is (default: all others), which parts\n"
    "(all, none, or some of open chain commercial personal), and perhaps for how long.\n"
    "Entries, notices, the registry and the node's own log are kept whole, always.\n\n"
    "  default all for 365 days\n"
    "  310115 open chain\n\n"
    "example\n"
    "  suyuand --network net --key net/310000.key --data data\n",
    "suyuand：溯源网络的一个节点\n\n"
    "  suyuand --network 文件 --key 文件 --data 目录 [--listen 地址:端口]\n"
    "          [--subscription 文件] [--scrub 秒数]\n\n"
    "  --network 文件      network.json，或其所在目录（或 SUYUAN_NETWORK）\n"
    "  --key 文件          本节点的密钥文件，如 310000.key\n"
    "  --data 目录         日志所在目录；没有就建立\n"
    "  --listen 地址:端口  默认为所有地址，端口取自 nodes.json\n"
    "  --subscription 文件 保存其他节点日志的哪些分部；默认取 --data 目录下的 subscription "
    "文件，\n"
    "                      没有则全部保存\n"
    "  --scrub 秒数        通读一遍全部内容所用的时间；默认一周\n"
    "  --lang en|zh        消息语言\n\n"
    "每个事件在标准错误上写一行；收到 SIGTERM 或 SIGINT 时有序停止。\n\n"
    "订阅文件每行一个日志：属于哪个节点（default 为其余全部）、哪些分部（all、none，或\n"
    "open chain commercial personal 中的几个），还可写保存多久。条目、通告、登记册和本节点\n"
    "自己的日志始终完整保存。\n\n"
    "  default all for 365 days\n"
    "  310115 open chain\n\n"
    "示例\n"
    "  suyuand --network net --key net/310000.key --data data\n"};

/* Where to listen: as asked, or everywhere on the port that nodes.json gives the node. */
static bool find_listen(struct sy_output *o, const struct sy_options *options,
                        const struct sy_key_file *keys, const struct sy_addresses *addresses,
                        struct sy_address *out)
{
    const char *text = sy_options_value(options, "listen");
    const struct sy_key_line *line = sy_key_file_find(keys, SY_KEY_TRANSPORT, NULL);
    const struct sy_node_addresses *own = NULL;

    if (text != NULL) {
        if (sy_address_parse(sy_text(text), out) == SY_OK)
            return true;
        sy_output_error(o, SY_SAY(BAD_LISTEN, text));
        return false;
    }
    if (line == NULL) {
        sy_output_error(o, SY_SAY(NOT_A_NODE_KEY, sy_options_value(options, "key")));
        return false;
    }
    if (line != NULL)
        own = sy_addresses_of(addresses, sy_text(line->name));
    if (own == NULL || own->count == 0) {
        sy_output_error(o, SY_SAY(NO_LISTEN, NULL));
        return false;
    }
    *out = (struct sy_address){.host = "::", .port = own->address[0].port};
    return true;
}

/* How long a log is to take; 0 when nothing was asked for. */
static bool find_scrub(struct sy_output *o, const struct sy_options *options, uint64_t *out)
{
    enum { SECONDS_MAX = 366 * 24 * 3600 };
    const char *text = sy_options_value(options, "scrub");
    char *end = NULL;

    *out = 0;
    if (text == NULL)
        return true;
    *out = text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    if (*out == 0 || *out > SECONDS_MAX || *end != 0) {
        sy_output_error(o, SY_SAY(BAD_SCRUB, text));
        return false;
    }
    *out *= 1000;
    return true;
}

/* As asked, or as the data folder says. */
static bool find_subscription(struct sy_output *o, const struct sy_options *options,
                              struct sy_subscription *out)
{
    const char *path = sy_options_value(options, "subscription");
    struct sy_buffer beside = {0};
    bool good = true;

    sy_subscription_init(out);
    sy_buffer_put_text(&beside, sy_options_value(options, "data"));
    sy_buffer_put_text(&beside, "/subscription");
    if (path == NULL && sy_buffer_text(&beside) != NULL &&
        sy_file_exists(sy_buffer_text(&beside)))
        path = sy_buffer_text(&beside);
    if (path != NULL)
        good = sy_open_subscription(o, path, out);
    sy_buffer_close(&beside);
    return good;
}

/* A line for codes that are no node's: a policy may add one later. */
static void note_unknown(const struct sy_subscription *subscription,
                         const struct sy_network *network, const struct sy_logger *logger)
{
    for (size_t i = 0; i < subscription->count; i++) {
        const char *code = subscription->named[i].code;

        if (sy_network_node(network, sy_text(code)) == NULL)
            sy_log_line(logger, SY_LOG_WARNING, "subscription_unknown",
                        "node=%s reason=\"network.json has no such node\"", code);
    }
}

/* The loop runs when the node is open, or could not be opened. */
static void stop(void *data)
{
    struct sy_node *const *node = data;

    if (*node != NULL)
        sy_node_stop(*node);
}

/* A signal that comes while the node opens is heard when that is done: it must not end in the
 * middle because somebody saw it ready a moment too early. */
static enum sy_exit run_node(struct sy_output *o, struct sy_loop *loop,
                             const struct sy_node_options *options)
{
    struct sy_node_problem why;
    struct sy_node *node = NULL;
    enum sy_err err = sy_loop_on_signal(loop, stop, &node);

    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    err = sy_node_open(loop, options, &node, &why);
    if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NODE_NOT_STARTED, why.what, why.path, sy_err_name(err)));
        sy_loop_run(loop); /* what was half opened closes */
        return SY_EXIT_UNASKED;
    }
    sy_log_line(&options->logger, SY_LOG_INFO, "ready", "node=%s port=%u", sy_node_code(node),
                sy_node_port(node));
    sy_loop_run(loop);
    sy_node_close(node);
    return SY_EXIT_YES;
}

static enum sy_exit run(struct sy_output *o, const struct sy_options *options)
{
    struct sy_network *network = calloc(1, sizeof(*network));
    struct sy_addresses *addresses = calloc(1, sizeof(*addresses));
    struct sy_key_file keys;
    struct sy_address listen;
    struct sy_subscription subscription;
    struct sy_node_options node = {.network = network,
                                   .addresses = addresses,
                                   .keys = &keys,
                                   .key_path = sy_options_value(options, "key"),
                                   .data = sy_options_value(options, "data"),
                                   .logger = {2, SY_LOG_INFO}};
    struct sy_loop *loop = NULL;
    enum sy_exit status = SY_EXIT_UNASKED;

    if (network == NULL || addresses == NULL || sy_loop_open(&loop) != SY_OK ||
        sy_random_fill(node.store_id, sizeof(node.store_id)) != SY_OK ||
        sy_random_fill(node.chance, sizeof(node.chance)) != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    } else if (sy_open_genesis(o, sy_options_value(options, "network"), network) &&
               sy_open_addresses(o, sy_options_value(options, "network"), addresses) &&
               sy_open_key(o, sy_options_value(options, "key"), &keys)) {
        if (find_listen(o, options, &keys, addresses, &listen) &&
            find_scrub(o, options, &node.scrub_ms) &&
            find_subscription(o, options, &subscription)) {
            note_unknown(&subscription, network, &node.logger);
            node.subscription = &subscription;
            node.host = listen.host;
            node.port = listen.port;
            status = run_node(o, loop, &node);
        }
        sy_key_file_wipe(&keys);
    }
    if (loop != NULL)
        sy_loop_close(loop);
    free(addresses);
    free(network);
    return status;
}

static enum sy_language choose_language(int argc, const char *const *argv)
{
    enum sy_language language = sy_message_language_of(getenv);

    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0 && sy_message_language(argv[i + 1], &language))
            break;
    }
    return language;
}

/* What a burst made large goes back to the system: glibc would keep it, in an arena a thread,
 * and keep what it once mapped for the next time. Blocks as large as a stretch (mirror.h), or
 * twice that, come and go all the time while a mirror catches up: mapped anew each time, their
 * pages alone cost a fifth of its time and half of its giver's. */
static void bound_memory(void)
{
    enum { ARENAS = 2, MAPPED_BYTES = 4 << 20, TRIMMED_BYTES = 1 << 20 };

    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TRIM_THRESHOLD, TRIMMED_BYTES);
}

int main(int argc, char **argv)
{
    const char *const *words = (const char *const *)argv;
    enum sy_language language = choose_language(argc, words);
    struct sy_options options;
    struct sy_complaint why;
    struct sy_output output;
    enum sy_exit status = SY_EXIT_USAGE;

    bound_memory();
    sy_output_guard();
    sy_output_start(&output, "suyuand", language, false);
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        sy_output_text(&output, "suyuand " SY_VERSION "\n");
        status = SY_EXIT_YES;
    } else if (!sy_options_parse(&usage, argc - 1, words + 1, getenv, &options, &why)) {
        sy_output_error(&output, &(const struct sy_saying){
                                     .message = why.message,
                                     .words = {why.words[0], why.words[1], "suyuand"}});
    } else {
        if (options.help) {
            sy_output_text(&output, help_page[language]);
            status = SY_EXIT_YES;
        } else {
            status = run(&output, &options);
        }
        sy_options_close(&options);
    }
    return (int)sy_output_end(&output, status);
}
