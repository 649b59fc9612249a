/* SPDX-License-Identifier: MIT */
/*
 * memblock: two sorted lists of ranges, "memory" and "reserved". What is in the first and not in the
 * second is free; memblock_alloc() takes from the top of that. When mem_map exists, all that is free
 * goes to the page allocator (mm/page/mm_init.c), and memblock is not used any more.
 *
 * Ranges end below 4 GiB, but an end of exactly 4 GiB is 2^32: ends are computed in 64 bits.
 *
 * Tests: tests/mm/boot/memblock_test.c, on lists of its own.
 */
#include <asm/page.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/memblock.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "memblock.h"

#define END_OF_MEMORY 0x100000000ULL

struct memblock memblock = {
	.memory.name = "memory",
	.reserved.name = "reserved",
};

static u64 end_of(const struct memblock_region *r)
{
	return (u64)r->base + r->size;
}

static void insert_at(struct memblock_type *type, unsigned int i, u64 base, u64 end)
{
	if (type->cnt == MEMBLOCK_MAX_REGIONS)
		panic("memblock: more than %u %s regions", MEMBLOCK_MAX_REGIONS, type->name);
	memmove(&type->regions[i + 1], &type->regions[i],
		(type->cnt - i) * sizeof(type->regions[0]));
	type->regions[i] = (struct memblock_region){ base, end - base };
	type->cnt++;
}

static void remove_at(struct memblock_type *type, unsigned int i)
{
	type->cnt--;
	memmove(&type->regions[i], &type->regions[i + 1],
		(type->cnt - i) * sizeof(type->regions[0]));
}

/* Removes every region that the new one overlaps or touches, then inserts the union of all of them. */
void memblock_add_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	u64 start = base, end = (u64)base + size;
	unsigned int i = 0;

	VM_BUG_ON(end > END_OF_MEMORY);
	if (!size)
		return;
	while (i < type->cnt && end_of(&type->regions[i]) < start)
		i++;
	while (i < type->cnt && type->regions[i].base <= end) {
		start = min_t(u64, start, type->regions[i].base);
		end = max(end, end_of(&type->regions[i]));
		remove_at(type, i);
	}
	insert_at(type, i, start, end);
}

/* Cuts the range out of every region that it overlaps; one that contains it becomes two. */
void memblock_remove_range(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	u64 start = base, end = (u64)base + size;

	VM_BUG_ON(end > END_OF_MEMORY);
	for (unsigned int i = 0; i < type->cnt;) {
		u64 r_start = type->regions[i].base, r_end = end_of(&type->regions[i]);

		if (r_end <= start || r_start >= end) {
			i++;
			continue;
		}
		remove_at(type, i);
		if (r_start < start)
			insert_at(type, i++, r_start, start);
		if (r_end > end)
			insert_at(type, i++, end, r_end);
	}
}

void __init memblock_add(phys_addr_t base, phys_addr_t size)
{
	memblock_add_range(&memblock.memory, base, size);
}

void __init memblock_remove(phys_addr_t base, phys_addr_t size)
{
	memblock_remove_range(&memblock.memory, base, size);
}

void __init memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	memblock_add_range(&memblock.reserved, base, size);
}

void __init memblock_free(phys_addr_t base, phys_addr_t size)
{
	memblock_remove_range(&memblock.reserved, base, size);
}

phys_addr_t memblock_phys_mem_size(void)
{
	phys_addr_t sum = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++)
		sum += memblock.memory.regions[i].size;
	return sum;
}

phys_addr_t memblock_end_of_dram(void)
{
	const struct memblock_type *m = &memblock.memory;

	return m->cnt ? end_of(&m->regions[m->cnt - 1]) : 0;
}

bool memblock_overlaps(const struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	for (unsigned int i = 0; i < type->cnt; i++)
		if (type->regions[i].base < (u64)base + size && end_of(&type->regions[i]) > base)
			return true;
	return false;
}

/*
 * From @from on, the first address that is memory and not reserved; the range ends where the memory ends or the
 * next reservation begins.
 */
static bool next_free(struct memblock *mb, u64 from, u64 *start, u64 *end)
{
	for (unsigned int i = 0; i < mb->memory.cnt; i++) {
		u64 at = max_t(u64, from, mb->memory.regions[i].base);
		u64 stop = end_of(&mb->memory.regions[i]);

		for (unsigned int j = 0; j < mb->reserved.cnt && at < stop; j++) {
			const struct memblock_region *r = &mb->reserved.regions[j];

			if (end_of(r) <= at)
				continue;
			if (r->base > at) {
				stop = min_t(u64, stop, r->base);
				break;
			}
			at = end_of(r);
		}
		if (at < stop) {
			*start = at;
			*end = stop;
			return true;
		}
	}
	return false;
}

bool memblock_next_free_in(struct memblock *mb, phys_addr_t from, phys_addr_t *base,
			   phys_addr_t *size)
{
	u64 start, end;

	if (!next_free(mb, from, &start, &end))
		return false;
	*base = start;
	*size = end - start;
	return true;
}

bool memblock_next_free(phys_addr_t from, phys_addr_t *base, phys_addr_t *size)
{
	return memblock_next_free_in(&memblock, from, base, size);
}

/* The highest free range of this size; 0 if there is none (page 0 is reserved, so 0 is never found). */
phys_addr_t memblock_find_in(struct memblock *mb, phys_addr_t size, phys_addr_t align)
{
	phys_addr_t base, length, best = 0;

	VM_BUG_ON(!size || !is_power_of_2(align));
	for (phys_addr_t from = 0; memblock_next_free_in(mb, from, &base, &length);
	     from = base + length) {
		u64 end = min_t(u64, (u64)base + length, mb->current_limit);

		if (end >= (u64)base + size && ((end - size) & ~((u64)align - 1)) >= base)
			best = (end - size) & ~((u64)align - 1);
		if ((u64)base + length >= END_OF_MEMORY)
			break;
	}
	return best;
}

void __init *memblock_alloc(size_t size, size_t align)
{
	phys_addr_t found = memblock_find_in(&memblock, size, align);

	VM_BUG_ON(system_state != SYSTEM_BOOTING);
	if (!found)
		panic("memblock: no room for %zu bytes below %#x", size, memblock.current_limit);
	memblock_reserve(found, size);
	return memset(__va(found), 0, size);
}
