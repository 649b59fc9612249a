/* SPDX-License-Identifier: MIT */
/* Counters of what the memory subsystem has done since boot: /proc/vmstat. Any context. */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/percpu.h>

enum vm_event_item {
	PGSCAN_KSWAPD,	/* objects that kswapd looked at */
	PGSTEAL_KSWAPD, /* pages that came free by it */
	PGSCAN_DIRECT,	/* the same for allocations that found nothing */
	PGSTEAL_DIRECT,
	ALLOCSTALL,   /* allocations that went to reclaim themselves */
	PAGEOUTRUN,   /* times kswapd began to work */
	PGALLOC_WAIT, /* times an allocation slept until a page was freed */
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
