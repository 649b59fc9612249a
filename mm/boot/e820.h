/* SPDX-License-Identifier: MIT */
/* The part of mm/boot/e820.c that reads a map: the machine's own, or one made up by a test. */
#ifndef _MM_E820_H
#define _MM_E820_H

#include <asm/bootinfo.h>

#include "memblock.h"

/*
 * Writes the map as sorted ranges. None is empty, none overlap, and two that touch differ in type. Where entries
 * overlap the largest type counts. Return: how many ranges there are, up to 2 * @n - 1, which @out must have room for.
 */
unsigned int e820_flatten(const struct boot_range *map, unsigned int n, struct boot_range *out);

/* Prints the entries as they are. */
void e820_print(const struct boot_range *map, unsigned int n);

/* Adds to @ram what a flat map of @nr ranges says is RAM below @limit. */
void e820_find_ram(struct memblock_type *ram, const struct boot_range *flat, unsigned int nr,
		   u64 limit);

#endif
