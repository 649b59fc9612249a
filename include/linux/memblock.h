/* SPDX-License-Identifier: MIT */
/*
 * Memory before the page allocator: which physical ranges are RAM, and which parts of them are in use. Boot
 * only, one caller at a time. Ranges are physical, [base, base + size), and end at 4 GiB or below.
 */
#ifndef _LINUX_MEMBLOCK_H
#define _LINUX_MEMBLOCK_H

#include <linux/types.h>

#define MEMBLOCK_MAX_REGIONS 160 /* each of the 128 entries of a memory map may be one */

struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
};

/* Sorted by base. Regions of one list neither overlap nor touch: regions that would are merged. */
struct memblock_type {
	const char *name;
	unsigned int cnt;
	struct memblock_region regions[MEMBLOCK_MAX_REGIONS];
};

extern struct memblock {
	phys_addr_t current_limit; /* memblock_alloc() stays below: only that is mapped yet */
	struct memblock_type memory;
	struct memblock_type reserved;
} memblock;

/* All of these panic when a list is full: the memory map would be wrong from then on. */
void memblock_add(phys_addr_t base, phys_addr_t size);
void memblock_remove(phys_addr_t base, phys_addr_t size);
void memblock_reserve(phys_addr_t base, phys_addr_t size);
void memblock_free(phys_addr_t base, phys_addr_t size);

/**
 * memblock_alloc() - memory that is never given back, as high as the limit allows
 * @size: bytes, above 0
 * @align: a power of two
 *
 * Return: zeroed memory at its linear address. Panics when there is none.
 */
void *memblock_alloc(size_t size, size_t align);

/* Sum of all RAM, and the end of the last region of it. */
phys_addr_t memblock_phys_mem_size(void);
phys_addr_t memblock_end_of_dram(void);

/* Is any byte of the range RAM; is any reserved? */
bool memblock_overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size);

/**
 * memblock_next_free() - the ranges that are RAM and not reserved, in ascending order
 * @from: search from here
 * @base, @size: the next range; its start is not below @from
 */
bool memblock_next_free(phys_addr_t from, phys_addr_t *base, phys_addr_t *size);

#define for_each_free_mem_range(base, size)                                                        \
	for (base = 0, size = 0; memblock_next_free(base + size, &base, &size);)

#endif
