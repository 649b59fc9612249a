/* SPDX-License-Identifier: MIT */
/*
 * The books of the page allocator in Linux's formats: /proc/meminfo, /proc/buddyinfo, /proc/zoneinfo and
 * /proc/vmstat. Lines about which this kernel has nothing to say are left out.
 *
 * Tests: tests/mm/show/meminfo_test.c; tests/boot reads them over the serial line.
 */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/vmstat.h>

#define K(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

/* What could be allocated without touching the reserves: lowmem_reserve and the high watermark of each zone. */
static unsigned long available_pages(void)
{
	long available = nr_free_pages();
	struct zone *zone;

	for_each_populated_zone(zone) {
		long reserve = 0;

		for (int j = zone_idx(zone); j < MAX_NR_ZONES; j++)
			reserve = max(reserve, zone->lowmem_reserve[j]);
		available -= min_t(long, reserve + high_wmark_pages(zone), zone->managed_pages);
	}
	return max(available, 0L);
}

void si_meminfo(struct sysinfo_mem *info)
{
	const struct zone *high = &contig_page_data.node_zones[ZONE_HIGHMEM];

	info->total = totalram_pages();
	info->free = nr_free_pages();
	info->total_high = high->managed_pages;
	info->free_high = high->free_pages;
	info->available = available_pages();
}

static void meminfo_line(struct seq_file *m, const char *name, unsigned long pages)
{
	seq_printf(m, "%-16s%8lu kB\n", name, K(pages));
}

int meminfo_show(struct seq_file *m)
{
	struct sysinfo_mem i;

	si_meminfo(&i);
	meminfo_line(m, "MemTotal:", i.total);
	meminfo_line(m, "MemFree:", i.free);
	meminfo_line(m, "MemAvailable:", i.available);
	meminfo_line(m, "HighTotal:", i.total_high);
	meminfo_line(m, "HighFree:", i.free_high);
	meminfo_line(m, "LowTotal:", i.total - i.total_high);
	meminfo_line(m, "LowFree:", i.free - i.free_high);
	meminfo_line(m, "Slab:", slab_pages());
	meminfo_line(m, "SReclaimable:", slab_reclaimable_pages());
	meminfo_line(m, "SUnreclaim:", slab_pages() - slab_reclaimable_pages());
	return 0;
}

/* As free(1) with -l. */
int free_show(struct seq_file *m)
{
	struct sysinfo_mem i;

	si_meminfo(&i);
	seq_puts(m, "               total        used        free   available\n");
	seq_printf(m, "Mem:      %10lu  %10lu  %10lu  %10lu\n", K(i.total), K(i.total - i.free),
		   K(i.free), K(i.available));
	seq_printf(m, "Low:      %10lu  %10lu  %10lu\n", K(i.total - i.total_high),
		   K(i.total - i.total_high - (i.free - i.free_high)), K(i.free - i.free_high));
	seq_printf(m, "High:     %10lu  %10lu  %10lu\n", K(i.total_high),
		   K(i.total_high - i.free_high), K(i.free_high));
	return 0;
}

int buddyinfo_show(struct seq_file *m)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		seq_printf(m, "Node 0, zone %8s ", zone->name);
		for (unsigned int order = 0; order < MAX_ORDER; order++)
			seq_printf(m, "%6lu ", zone->free_area[order].nr_free);
		seq_putc(m, '\n');
	}
	return 0;
}

static void show_zone(struct seq_file *m, const struct zone *zone)
{
	seq_printf(m, "Node 0, zone %8s\n", zone->name);
	seq_printf(m, "  pages free     %lu\n", zone->free_pages);
	seq_printf(m, "        min      %lu\n", min_wmark_pages(zone));
	seq_printf(m, "        low      %lu\n", low_wmark_pages(zone));
	seq_printf(m, "        high     %lu\n", high_wmark_pages(zone));
	seq_printf(m, "        spanned  %lu\n", zone->spanned_pages);
	seq_printf(m, "        present  %lu\n", zone->present_pages);
	seq_printf(m, "        managed  %lu\n", zone->managed_pages);
	seq_printf(m, "        protection: (%ld, %ld, %ld)\n", zone->lowmem_reserve[0],
		   zone->lowmem_reserve[1], zone->lowmem_reserve[2]);
	if (!populated_zone(zone))
		return;
	seq_printf(m, "      nr_free_pages %lu\n", zone->free_pages);
	seq_puts(m, "  pagesets\n    cpu: 0\n");
	seq_printf(m,
		   "              count: %lu\n              high:  %d\n              batch: %d\n",
		   zone_pcp_pages(zone), zone->pcp[0].high, zone->pcp[0].batch);
	seq_printf(m, "  start_pfn:           %lu\n", zone->zone_start_pfn);
}

int zoneinfo_show(struct seq_file *m)
{
	struct zone *zone;

	for_each_zone(zone)
		show_zone(m, zone);
	return 0;
}

int vmstat_show(struct seq_file *m)
{
	seq_printf(m, "nr_free_pages %lu\n", nr_free_pages());
	for (int i = 0; i < NR_VM_EVENTS; i++)
		seq_printf(m, "%s %lu\n", vm_event_names[i], vm_event(i));
	return 0;
}
