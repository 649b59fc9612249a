/* SPDX-License-Identifier: MIT */
/* Failures of the page allocator on demand, for the tests of those who call it. */
#include <linux/fault-inject.h>
#include <linux/gfp_types.h>
#include <linux/irqflags.h>

unsigned int mm_slow;
static unsigned long countdown;

void fail_nth_page_alloc(unsigned long n)
{
	unsigned long flags;

	local_irq_save(flags);
	countdown = n;
	if (n)
		mm_slow |= MM_SLOW_FAIL_PAGE_ALLOC;
	else
		mm_slow &= ~MM_SLOW_FAIL_PAGE_ALLOC;
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
		mm_slow &= ~MM_SLOW_FAIL_PAGE_ALLOC;
		fail = true;
	}
	local_irq_restore(flags);
	return fail;
}
