/* SPDX-License-Identifier: MIT */
/*
 * The word mm_hooks (k896/mm_hooks.h), and what the fast paths of the page allocator compare with.
 *
 * Tests: tests/mm/page/fault_inject_test.c, tests/kernel/core/trace_test.c
 */
#include <k896/mm_hooks.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>

#include "internal.h"

unsigned int mm_hooks; /* written with interrupts off, like the limits that follow from it */
unsigned int nr_fast_orders = MAX_ORDER;
unsigned long fast_map_size, mem_map_size;

static void set_fast_limits(void)
{
	lockdep_assert_irqs_disabled();
	nr_fast_orders = mm_hooks ? 0 : MAX_ORDER;
	fast_map_size = mm_hooks & MM_HOOK_TRACE ? 0 : mem_map_size;
}

void mm_hooks_enable(unsigned int bits)
{
	unsigned long flags;

	VM_BUG_ON(bits & ~MM_HOOK_ALL);
	local_irq_save(flags);
	mm_hooks |= bits;
	set_fast_limits();
	local_irq_restore(flags);
}

void mm_hooks_disable(unsigned int bits)
{
	unsigned long flags;

	local_irq_save(flags);
	mm_hooks &= ~bits;
	set_fast_limits();
	local_irq_restore(flags);
}

void set_mem_map_size(unsigned long size)
{
	mem_map_size = size;
	mm_hooks_disable(0);
}
