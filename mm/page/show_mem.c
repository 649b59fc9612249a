/* SPDX-License-Identifier: MIT */
/* "Mem-Info:", the state of all zones at the end of a report that memory is short. Tests: tests/mm/show/meminfo_test.c. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>

#define K(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

/* "DMA: 1*4kB 0*8kB ... = 15360kB" */
static void show_zone_blocks(const struct zone *zone)
{
	unsigned long total = 0;

	printk("%s: ", zone->name);
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long n = zone->free_area[order].nr_free;

		total += n << order;
		pr_cont("%lu*%lukB ", n, K(1UL) << order);
	}
	pr_cont("= %lukB\n", K(total));
}

void show_mem(void)
{
	struct zone *zone;
	unsigned long reserved = 0, high = 0, present = 0;

	printk("Mem-Info:\n");
	for_each_populated_zone(zone) {
		printk("%s free:%lukB min:%lukB low:%lukB high:%lukB present:%lukB managed:%lukB free_pcp:%lukB\n",
		       zone->name, K(zone->free_pages), K(min_wmark_pages(zone)),
		       K(low_wmark_pages(zone)), K(high_wmark_pages(zone)), K(zone->present_pages),
		       K(zone->managed_pages), K(zone_pcp_pages(zone)));
		printk("lowmem_reserve[]: %ld %ld %ld\n", zone->lowmem_reserve[0],
		       zone->lowmem_reserve[1], zone->lowmem_reserve[2]);
		present += zone->present_pages;
		reserved += zone->present_pages - zone->managed_pages;
		if (zone_idx(zone) == ZONE_HIGHMEM)
			high = zone->present_pages;
	}
	for_each_populated_zone(zone)
		show_zone_blocks(zone);
	printk("%lu pages RAM\n%lu pages HighMem/MovableOnly\n%lu pages reserved\n", present, high,
	       reserved);
}
