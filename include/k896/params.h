/* SPDX-License-Identifier: MIT */
/* Taking a line apart into words: the kernel command line and the monitor's. */
#ifndef _K896_PARAMS_H
#define _K896_PARAMS_H

#include <linux/types.h>

/**
 * next_word() - take one word off a line
 * @s: the line
 * @word: gets the word without its quotes, cut to @size - 1 bytes
 *
 * Quotes hold words with spaces together, wherever in the word they are. Any context.
 * Return: what follows the word, or NULL when there was none.
 */
const char *next_word(const char *s, char *word, size_t size);

#endif
