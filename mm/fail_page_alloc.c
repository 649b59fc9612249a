/* SPDX-License-Identifier: MIT */
/* Failures of the page allocator on demand, for the tests of those who call it. */
#include <linux/fault-inject.h>
#include <linux/gfp_types.h>
#include <linux/irqflags.h>
#include <linux/mmzone.h>

unsigned int mm_slow;
unsigned int nr_fast_orders = MAX_ORDER;
static unsigned long countdown;

void set_mm_slow(unsigned int bits)
{
	unsigned long flags;

	local_irq_save(flags);
	mm_slow |= bits;
	nr_fast_orders = 0;
	local_irq_restore(flags);
}

void clear_mm_slow(unsigned int bits)
{
	unsigned long flags;

	local_irq_save(flags);
	mm_slow &= ~bits;
	nr_fast_orders = mm_slow ? 0 : MAX_ORDER;
	local_irq_restore(flags);
}

void fail_nth_page_alloc(unsigned long n)
{
	unsigned long flags;

	local_irq_save(flags);
	countdown = n;
	if (n)
		set_mm_slow(MM_SLOW_FAIL_PAGE_ALLOC);
	else
		clear_mm_slow(MM_SLOW_FAIL_PAGE_ALLOC);
	local_irq_restore(flags);
}

bool fail_nth_page_alloc_done(void)
{
	return !countdown;
}

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	unsigned long flags;
	bool fail = false;

	if (gfp & __GFP_NOFAIL)
		return false;
	local_irq_save(flags);
	if (countdown && !--countdown) {
		clear_mm_slow(MM_SLOW_FAIL_PAGE_ALLOC);
		fail = true;
	}
	local_irq_restore(flags);
	return fail;
}
