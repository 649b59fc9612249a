/* SPDX-License-Identifier: MIT */
/* The part of mm/e820.c that reads a map: for the machine's own, and for made-up ones in tests. */
#ifndef _MM_E820_H
#define _MM_E820_H

#include <asm/bootinfo.h>

#include "memblock.h"

/* Adds to @ram what a map of @n entries says is RAM below @limit. */
void e820_find_ram(struct memblock_type *ram, const struct boot_range *map, unsigned int n,
		   u64 limit);

#endif
