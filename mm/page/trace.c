/* SPDX-License-Identifier: MIT */
/*
 * The trace points of the allocators and of reclaim. While one of the allocators' is on, the allocators do not use
 * their fast paths; which one makes no difference.
 *
 * Tests: tests/kernel/core/trace_kmem_test.c
 */
#include <k896/mm_hooks.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mmdebug.h>

struct trace_event_call;
static void kmem_event_switched(struct trace_event_call *call);

#define CREATE_TRACE_POINTS
#include <trace/events/kmem.h>
#include <trace/events/vmscan.h>

#include "internal.h"

void (*kmem_watch_frees)(bool watch);
static unsigned int nr_enabled; /* trace_mutex */

static void kmem_event_switched(struct trace_event_call *call)
{
	bool was_on = nr_enabled, is_on;

	VM_BUG_ON(!kmem_watch_frees || (!call->enabled && !nr_enabled));
	nr_enabled += call->enabled ? 1 : -1;
	is_on = nr_enabled;
	if (was_on == is_on)
		return;
	kmem_watch_frees(is_on);
	if (is_on)
		mm_hooks_enable(MM_HOOK_TRACE);
	else
		mm_hooks_disable(MM_HOOK_TRACE);
}
