/* SPDX-License-Identifier: MIT */
/*
 * Counters: events (linux/vmstat.h), which have Linux's names where Linux has the same event, and free pages.
 * pgalloc_wait is ours: Linux does not count it.
 */
#include <linux/mm.h>
#include <linux/vmstat.h>

DEFINE_PER_CPU(unsigned long, vm_events[NR_VM_EVENTS]);

const char *const vm_event_names[NR_VM_EVENTS] = {
	[PGSCAN_KSWAPD] = "pgscan_kswapd", [PGSTEAL_KSWAPD] = "pgsteal_kswapd",
	[PGSCAN_DIRECT] = "pgscan_direct", [PGSTEAL_DIRECT] = "pgsteal_direct",
	[ALLOCSTALL] = "allocstall",	   [PAGEOUTRUN] = "pageoutrun",
	[PGALLOC_WAIT] = "pgalloc_wait",   [OOM_KILL] = "oom_kill",
};

unsigned long nr_free_pages(void)
{
	unsigned long sum = 0;
	struct zone *zone;

	for_each_zone(zone)
		sum += zone->free_pages;
	return sum;
}
