/* SPDX-License-Identifier: MIT */
/*
 * From a list of RAM ranges to a page allocator:
 *
 *	free_area_init	mem_map and zones
 *	mem_init	what is still free in memblock becomes free blocks
 *
 * mem_map has a struct page for every frame from 0 to the end of RAM, rounded up to the largest block.
 * A struct page of zeroes with its zone number is an ordinary page without a user; frames that are not
 * RAM, or are in use since boot, are marked reserved. So one short loop sets up the array, and only the
 * exceptions are visited again.
 *
 * Tests: tests/mm/boot/init_test.c; tests/boot checks the zones against the machine's map at ten sizes.
 */
#include <k896/show.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>

#include "internal.h"
#include "mm/boot/internal.h"
#include "page_hooks.h"

struct pglist_data contig_page_data = {
	.node_zones = {
		[ZONE_DMA].name = "DMA",
		[ZONE_NORMAL].name = "Normal",
		[ZONE_HIGHMEM].name = "HighMem",
	},
};
struct page *mem_map;
static unsigned long total_pages; /* given to the page allocator */

unsigned long totalram_pages(void)
{
	return total_pages;
}

/* ---- zones ---- */

/* RAM frames in [start, end). */
static unsigned long __init present_in(unsigned long start, unsigned long end)
{
	unsigned long sum = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];
		unsigned long from = max(start, (unsigned long)PFN_DOWN(r->base));
		unsigned long to =
			min(end, (unsigned long)(((u64)r->base + r->size) >> PAGE_SHIFT));

		if (from < to)
			sum += to - from;
	}
	return sum;
}

static void __init init_zone(struct zone *zone, unsigned long start, unsigned long end)
{
	zone->zone_start_pfn = start;
	zone->spanned_pages = end - start;
	zone->present_pages = present_in(start, end);
	spin_lock_init(&zone->lock);
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&zone->free_area[order].free_list);
	if (start < end)
		pr_info("  %-8s [mem %#018llx-%#018llx]\n", zone->name, (u64)start << PAGE_SHIFT,
			((u64)end << PAGE_SHIFT) - 1);
	else
		pr_info("  %-8s empty\n", zone->name);
}

static void __init init_zones(void)
{
	struct zone *zones = contig_page_data.node_zones;
	unsigned long dma_end = min(max_low_pfn, MAX_DMA_PFN);

	pr_info("Zone ranges:\n");
	init_zone(&zones[ZONE_DMA], 1, dma_end); /* frame 0 is never used */
	init_zone(&zones[ZONE_NORMAL], dma_end, max_low_pfn);
	init_zone(&zones[ZONE_HIGHMEM], max_low_pfn, max_pfn);
}

/* ---- mem_map ---- */

static void __init init_pages(unsigned long start, unsigned long end, enum zone_type zone)
{
	for (struct page *page = mem_map + start; page < mem_map + end; page++)
		*page = (struct page){ .flags = (unsigned long)zone << ZONES_SHIFT };
}

static void __init reserve_pages(unsigned long start, unsigned long end)
{
	for (unsigned long pfn = start; pfn < end; pfn++)
		SetPageReserved(pfn_to_page(pfn));
}

/* Frames between the RAM ranges, and behind the last one up to the end of the array. */
static void __init reserve_holes(unsigned long nr_pages)
{
	unsigned long at = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];

		reserve_pages(at, PFN_DOWN(r->base));
		at = ((u64)r->base + r->size) >> PAGE_SHIFT;
	}
	reserve_pages(at, nr_pages);
}

static void __init init_mem_map(void)
{
	unsigned long nr_pages = round_up(max_pfn, MAX_ORDER_NR_PAGES);
	unsigned long dma_end = min(max_low_pfn, MAX_DMA_PFN);

	mem_map = memblock_alloc(nr_pages * sizeof(struct page), PAGE_SIZE);
	page_hooks_init(nr_pages);
	set_mem_map_size(max_pfn * sizeof(struct page));
	init_pages(0, dma_end, ZONE_DMA);
	init_pages(dma_end, max_low_pfn, ZONE_NORMAL);
	init_pages(max_low_pfn, nr_pages, ZONE_HIGHMEM);
	reserve_holes(nr_pages);
	for (unsigned int i = 0; i < memblock.reserved.cnt; i++) {
		const struct memblock_region *r = &memblock.reserved.regions[i];
		unsigned long end = ((u64)r->base + r->size + PAGE_SIZE - 1) >> PAGE_SHIFT;

		reserve_pages(PFN_DOWN(r->base), min(end, nr_pages));
	}
}

void __init free_area_init(void)
{
	VM_BUG_ON(mem_map || !max_pfn); /* once, after setup_memory() */
	init_zones();
	init_mem_map();
}

/* ---- the end of boot memory ---- */

static void __init free_all(void)
{
	phys_addr_t base, size;

	for_each_free_mem_range(base, size) {
		unsigned long start = PFN_UP(base), end = ((u64)base + size) >> PAGE_SHIFT;

		if (start < end) {
			free_pages_core(start, end);
			total_pages += end - start;
		}
	}
}

static void __init print_memory_line(void)
{
	unsigned long high = contig_page_data.node_zones[ZONE_HIGHMEM].managed_pages;
	unsigned long present = memblock_phys_mem_size() >> 10;

	pr_info("Memory: %luK/%luK available (%luK kernel code, %luK rwdata, %luK rodata, %luK bss, %luK reserved, %luK highmem)\n",
		nr_free_pages() << 2, present, (unsigned long)(_etext - _text) >> 10,
		(unsigned long)(_edata - _sdata) >> 10,
		(unsigned long)(__end_rodata - __start_rodata) >> 10,
		(unsigned long)(_end - __bss_start) >> 10, present - (total_pages << 2), high << 2);
}

void __init mem_init(void)
{
	VM_BUG_ON(!mem_map || total_pages);
	free_all();
	init_per_zone_wmark_min();
	print_memory_line();
	layout_show(NULL);
}

void free_reserved_frames(unsigned long start, unsigned long end)
{
	VM_BUG_ON(start > end || end > max_pfn);
	for (unsigned long pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (WARN_ON(!PageReserved(page)))
			continue;
		ClearPageReserved(page);
		page_zone(page)->managed_pages++;
		total_pages++;
		atomic_set(&page->_refcount, 1);
		__free_page(page);
	}
}
