/* SPDX-License-Identifier: MIT */
/*
 * The counters of linux/vmstat.h, with Linux's names where it has the same. pgalloc_wait is ours: Linux
 * has no count of it.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/vmstat.h>

DEFINE_PER_CPU(unsigned long, vm_events[NR_VM_EVENTS]);

static const char *const names[NR_VM_EVENTS] = {
	[PGSCAN_KSWAPD] = "pgscan_kswapd", [PGSTEAL_KSWAPD] = "pgsteal_kswapd",
	[PGSCAN_DIRECT] = "pgscan_direct", [PGSTEAL_DIRECT] = "pgsteal_direct",
	[ALLOCSTALL] = "allocstall",	   [PAGEOUTRUN] = "pageoutrun",
	[PGALLOC_WAIT] = "pgalloc_wait",   [OOM_KILL] = "oom_kill",
};

int vmstat_show(struct seq_file *m)
{
	seq_printf(m, "nr_free_pages %lu\n", nr_free_pages());
	for (int i = 0; i < NR_VM_EVENTS; i++)
		seq_printf(m, "%s %lu\n", names[i], vm_event(i));
	return 0;
}
