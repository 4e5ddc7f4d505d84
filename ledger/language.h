/* language.h - the languages in which people are spoken to. */
#ifndef SY_LANGUAGE_H
#define SY_LANGUAGE_H

enum sy_language { SY_ENGLISH, SY_CHINESE };
enum { SY_LANGUAGES = 2 };

#endif
