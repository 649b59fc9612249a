/* SPDX-License-Identifier: MIT */
/* Patterns for names. Tests: tests/lib/glob_test.c */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/types.h>

/**
 * glob_match - does a pattern describe a whole string?
 * @pat: * is any run of bytes, ? any one, [a-z] one of a class, [!a-z] one that is not in it,
 *	 \ takes the next byte as it is; a [ that is never closed stands for itself
 * @str: the string
 */
bool glob_match(const char *pat, const char *str);

#endif
