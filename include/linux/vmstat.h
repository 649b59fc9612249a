/* SPDX-License-Identifier: MIT */
/* Counts of what the memory subsystem did since boot: /proc/vmstat. Any context. */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/percpu.h>

enum vm_event_item {
	PGSCAN_KSWAPD,	/* objects that kswapd looked at */
	PGSTEAL_KSWAPD, /* pages that came free by it */
	PGSCAN_DIRECT,	/* the same by allocations that found nothing */
	PGSTEAL_DIRECT,
	ALLOCSTALL,   /* allocations that went to reclaim themselves */
	PAGEOUTRUN,   /* times kswapd set to work */
	PGALLOC_WAIT, /* times an allocation slept until somebody freed */
	OOM_KILL,     /* processes that were killed for their memory */
	NR_VM_EVENTS,
};

DECLARE_PER_CPU(unsigned long, vm_events[NR_VM_EVENTS]);
extern const char *const vm_event_names[NR_VM_EVENTS]; /* as /proc/vmstat has them */

static __always_inline void count_vm_events(enum vm_event_item item, unsigned long n)
{
	this_cpu_add(vm_events[item], n);
}

static __always_inline void count_vm_event(enum vm_event_item item)
{
	this_cpu_inc(vm_events[item]);
}

static inline unsigned long vm_event(enum vm_event_item item)
{
	return this_cpu_read(vm_events[item]);
}

#endif
