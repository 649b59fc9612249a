/* SPDX-License-Identifier: MIT */
/* memblock's steps on any lists: mm/boot/memblock.c takes its own, the tests take others. Ranges end at 4 GiB or below. */
#ifndef _MM_MEMBLOCK_H
#define _MM_MEMBLOCK_H

#include <linux/memblock.h>

void memblock_add_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
void memblock_remove_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
bool memblock_next_free_in(struct memblock *mb, phys_addr_t from, phys_addr_t *base,
			   phys_addr_t *size);
phys_addr_t memblock_find_in(struct memblock *mb, phys_addr_t size, phys_addr_t align);

#endif
