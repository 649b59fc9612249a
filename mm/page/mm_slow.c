/* SPDX-License-Identifier: MIT */
/*
 * The slow word (k896/mm_slow.h), and what the fast paths of the page allocator compare with.
 *
 * Tests: tests/mm/page/fault_inject_test.c, tests/kernel/core/trace_test.c
 */
#include <k896/mm_slow.h>
#include <linux/irqflags.h>
#include <linux/mmzone.h>

#include "internal.h"

unsigned int mm_slow;
unsigned int nr_fast_orders = MAX_ORDER;
unsigned long fast_map_size, mem_map_size;

/* Interrupts off. */
static void set_fast_limits(void)
{
	nr_fast_orders = mm_slow ? 0 : MAX_ORDER;
	fast_map_size = mm_slow & MM_SLOW_TRACE ? 0 : mem_map_size;
}

void set_mm_slow(unsigned int bits)
{
	unsigned long flags;

	local_irq_save(flags);
	mm_slow |= bits;
	set_fast_limits();
	local_irq_restore(flags);
}

void clear_mm_slow(unsigned int bits)
{
	unsigned long flags;

	local_irq_save(flags);
	mm_slow &= ~bits;
	set_fast_limits();
	local_irq_restore(flags);
}

void set_mem_map_size(unsigned long size)
{
	mem_map_size = size;
	clear_mm_slow(0);
}
