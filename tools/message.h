/* message.h - everything the programs say to people, in English and Chinese.
 *
 * Shape    a message has a stable code, which scripts and support staff match on, and a text
 *          with {0} to {3} where the words of the occasion go. An error also says what to do
 *          next.
 * Pure     static text only.
 */
#ifndef SY_MESSAGE_H
#define SY_MESSAGE_H

#include "ledger/language.h"
#include "proto/buffer.h"
#include "tools/message_list.h"

enum { SY_MESSAGE_WORDS_MAX = 4 };

#define SY_MESSAGE_CONSTANT(constant, ...) SY_MESSAGE_##constant,
enum sy_message { SY_MESSAGE_LIST(SY_MESSAGE_CONSTANT) SY_MESSAGE_COUNT };
#undef SY_MESSAGE_CONSTANT

/* A message with its words; those not given are empty. */
struct sy_saying {
    enum sy_message message;
    const char *words[SY_MESSAGE_WORDS_MAX];
};

/* SY_SAY(FILE_EXISTS, path): a saying for the length of the block. Without words: NULL. */
#define SY_SAY(constant, ...)                                                                  \
    (&(const struct sy_saying){.message = SY_MESSAGE_##constant, .words = {__VA_ARGS__}})

/* "file_exists" */
const char *sy_message_code(enum sy_message message);

/* The message of that code; SY_MESSAGE_COUNT when there is none. */
enum sy_message sy_message_find(const char *code);

/* Append the text, its words in place. */
void sy_message_put(struct sy_buffer *to, const struct sy_saying *saying,
                    enum sy_language language);

/* Append what to do next, likewise; nothing for a message that is no error. */
void sy_message_put_next(struct sy_buffer *to, const struct sy_saying *saying,
                         enum sy_language language);

/* The language of a --lang value ("en", "zh"); false for any other, *out unchanged. */
SY_MUST_USE bool sy_message_language(const char *name, enum sy_language *out);

/* The language of the environment: the first of LC_ALL, LC_MESSAGES and LANG that is not empty,
 * Chinese when it starts with "zh". */
enum sy_language sy_message_language_of(char *(*environment)(const char *variable));

#endif
