/* SPDX-License-Identifier: MIT */
/*
 * The memory of the machine: from its map to memblock's lists, from these to the limits that all of mm uses,
 * then the page tables of the linear map. mm/page/mm_init.c goes on from there.
 *
 *	max_pfn		the first frame behind RAM
 *	max_low_pfn	the first frame that the linear map does not reach: max_pfn, or the one at 896 MiB
 *	high_memory	where the linear map ends
 *
 * Tests: tests/mm/boot/init_test.c; tests/boot checks the zones against the machine's map at ten sizes.
 */
#include <asm/fixmap.h>
#include <k896/kasan.h>
#include <linux/debugobjects.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/stackdepot.h>

#include "internal.h"

unsigned long max_pfn, max_low_pfn;
void *high_memory;

/* ---- how much of it is lowmem ---- */

#define MIN_VMALLOC (16UL << 20)
#define MIN_LOWMEM  (128UL << 20) /* mem_map of 4 GiB takes 32 MiB of it */

unsigned long lowmem_limit = MAXMEM;

/* vmalloc=SIZE[KMG]: the window has at least this size, and lowmem has what is left. */
static int __init vmalloc_setup(char *value)
{
	unsigned long largest = VMALLOC_END - PAGE_OFFSET - VMALLOC_OFFSET - MIN_LOWMEM;
	char *end;
	u64 size = memparse(value, &end);

	if (end == value || *end)
		return 0;
	if (size < MIN_VMALLOC || size > largest) {
		pr_warn("vmalloc=%s: the window may have %lu to %lu MB\n", value, MIN_VMALLOC >> 20,
			largest >> 20);
		size = clamp_t(u64, size, MIN_VMALLOC, largest);
	}
	/* The window begins at a multiple of VMALLOC_OFFSET, and the hole below it has that size. */
	lowmem_limit = round_down(VMALLOC_END - (unsigned long)size, VMALLOC_OFFSET) -
		       VMALLOC_OFFSET - PAGE_OFFSET;
	return 1;
}
early_param("vmalloc=", vmalloc_setup);

static void __init find_limits(void)
{
	max_pfn = (u64)memblock_end_of_dram() >> PAGE_SHIFT;
	max_low_pfn = min(max_pfn, lowmem_limit >> PAGE_SHIFT);
	high_memory = __va(max_low_pfn << PAGE_SHIFT);
	pr_info("%luMB HIGHMEM available.\n", (max_pfn - max_low_pfn) >> (20 - PAGE_SHIFT));
	pr_info("%luMB LOWMEM available.\n", max_low_pfn >> (20 - PAGE_SHIFT));
}

#ifdef CONFIG_STACKDEPOT
/* 1/128 of the memory that the kernel can use, up to 4 MiB: some 50000 stacks. Not less than 512 KiB: it runs as many places. */
static void __init init_stack_depot(void)
{
	size_t size = clamp_t(size_t, (max_low_pfn << PAGE_SHIFT) / 128, 512 << 10, 4 << 20);

	stack_depot_give_memory(memblock_alloc(size, PAGE_SIZE), size);
}
#else
static inline void init_stack_depot(void)
{
}
#endif

#ifdef CONFIG_DEBUG_OBJECTS
/* 1/128 of it, up to 1 MiB: some 29000 objects. Not less than 512 KiB, half of that: tests arm 10000 timers. */
static void __init init_debug_objects(void)
{
	size_t size = clamp_t(size_t, (max_low_pfn << PAGE_SHIFT) / 128, 512 << 10, 1 << 20);

	debug_objects_give_memory(memblock_alloc(size, PAGE_SIZE), size);
}
#else
static inline void init_debug_objects(void)
{
}
#endif

void __init setup_memory(void)
{
	VM_BUG_ON(max_pfn); /* once */
	e820_init();
	e820_reserve();
	find_limits();
	paging_init();
	kasan_init();
	init_stack_depot();
	init_debug_objects();
}
