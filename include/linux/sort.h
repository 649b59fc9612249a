/* SPDX-License-Identifier: MIT */
/* Sorting an array in place. Tests: tests/lib/sort_test.c */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

typedef int (*cmp_func_t)(const void *a, const void *b);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);

/**
 * sort - sort an array
 * @base: the array
 * @num: how many elements
 * @size: bytes of one
 * @cmp: below 0, 0 or above 0, as @a belongs before, beside or behind @b
 * @swap: exchanges two elements, or NULL for a plain exchange of their bytes
 *
 * n log n even at worst, no recursion and no memory; equal elements may change places. Any
 * context, but a long array takes its time.
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap);

/* As sort(), with a @priv that both functions get to see. */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap,
	    const void *priv);

#endif
