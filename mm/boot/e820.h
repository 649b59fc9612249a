/* SPDX-License-Identifier: MIT */
/* The part of mm/boot/e820.c that reads a map: for the machine's own, and for made-up ones in tests. */
#ifndef _MM_E820_H
#define _MM_E820_H

#include <asm/bootinfo.h>

#include "memblock.h"

/*
 * Writes the map as sorted ranges, none of them empty, that neither overlap nor touch one of the same type. Where
 * entries overlap the largest type wins. Returns how many ranges there are: up to 2 * @n - 1.
 */
unsigned int e820_flatten(const struct boot_range *map, unsigned int n, struct boot_range *out);

/* The entries, as they are, in the log. */
void e820_print(const struct boot_range *map, unsigned int n);

/* Adds to @ram what a flat map of @nr ranges says is RAM below @limit. */
void e820_find_ram(struct memblock_type *ram, const struct boot_range *flat, unsigned int nr,
		   u64 limit);

#endif
