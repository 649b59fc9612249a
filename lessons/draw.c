/* SPDX-License-Identifier: MIT */
/*
 * What several lessons draw (draw.h). Nothing here is taken from what an allocator says of itself: frames
 * come from a walk through the page tables, as the CPU makes it.
 */
#include <asm/pgtable.h>
#include <linux/kernel.h>

#include "draw.h"

#define TOO_SMALL 256 /* pages; Normal has a few in a machine of 17 MiB */

struct zone *lesson_zone(void)
{
	struct zone *zone = &contig_page_data.node_zones[ZONE_NORMAL];

	return zone->managed_pages > TOO_SMALL ? zone : &contig_page_data.node_zones[ZONE_DMA];
}

gfp_t lesson_gfp(void)
{
	return zone_idx(lesson_zone()) == ZONE_DMA ? GFP_KERNEL | GFP_DMA : GFP_KERNEL;
}

void count_free_blocks(const struct zone *zone, unsigned long counts[MAX_ORDER])
{
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		counts[order] = zone->free_area[order].nr_free;
}

void draw_orders(struct seq_file *m)
{
	seq_puts(m, "    order ");
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		seq_printf(m, "%5u", order);
	seq_puts(m, "\n");
}

void draw_counts(struct seq_file *m, const char *when, const unsigned long counts[MAX_ORDER])
{
	seq_printf(m, "    %-6s", when);
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		seq_printf(m, "%5lu", counts[order]);
	seq_puts(m, "\n");
}

void draw_free_lists(struct seq_file *m, const struct zone *zone)
{
	unsigned long counts[MAX_ORDER];

	count_free_blocks(zone, counts);
	draw_orders(m);
	draw_counts(m, "free", counts);
}

unsigned long walk_to_pfn(const void *addr)
{
	struct page_walk walk = walk_page_tables(swapper_pg_dir, (unsigned long)addr);

	return walk.present ? walk.phys >> PAGE_SHIFT : 0;
}

struct frames walk_frames(const void *start, unsigned int pages)
{
	struct frames f = { .pages = pages };
	unsigned long before = 0;

	for (unsigned int i = 0; i < pages; i++) {
		const void *addr = start + i * PAGE_SIZE;
		unsigned long pfn = walk_to_pfn(addr);

		f.mapped += pfn && pfn_valid(pfn);
		f.high += pfn && pfn_valid(pfn) && PageHighMem(pfn_to_page(pfn));
		f.breaks += i && pfn != before + 1;
		f.linear += (unsigned long)addr - PAGE_OFFSET == pfn << PAGE_SHIFT;
		before = pfn;
	}
	return f;
}

void draw_frames(struct seq_file *m, const void *start, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		const void *addr = start + i * PAGE_SIZE;
		unsigned long pfn = walk_to_pfn(addr);

		if (pfn)
			seq_printf(m,
				   "    %px -> frame %#7lx, physical %#010lx, %-7s difference %#lx\n",
				   addr, pfn, pfn << PAGE_SHIFT, page_zone(pfn_to_page(pfn))->name,
				   (unsigned long)addr - (pfn << PAGE_SHIFT));
		else
			seq_printf(m, "    %px -> nothing is mapped there\n", addr);
	}
}
