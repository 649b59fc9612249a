/* SPDX-License-Identifier: MIT */
/* The slow word, and failures on demand for the tests of those who allocate. */
#include <linux/fault-inject.h>
#include <linux/gfp_types.h>
#include <linux/irqflags.h>
#include <linux/mmzone.h>

unsigned int mm_slow;
unsigned int nr_fast_orders = MAX_ORDER;

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

/* One allocator's armed failure. Interrupts off. */
struct fault {
	unsigned long countdown; /* 1: the next allocation fails; 0: nothing is armed */
	unsigned int bit;	 /* of mm_slow, set while armed */
};

static struct fault page_alloc_fault = { .bit = MM_SLOW_FAIL_PAGE_ALLOC };
static struct fault slab_fault = { .bit = MM_SLOW_FAIL_SLAB_ALLOC };

static void arm(struct fault *fault, unsigned long n)
{
	unsigned long flags;

	local_irq_save(flags);
	fault->countdown = n;
	if (n)
		set_mm_slow(fault->bit);
	else
		clear_mm_slow(fault->bit);
	local_irq_restore(flags);
}

static bool should_fail(struct fault *fault, gfp_t gfp)
{
	unsigned long flags;
	bool fail = false;

	if (gfp & __GFP_NOFAIL)
		return false;
	local_irq_save(flags);
	if (fault->countdown && !--fault->countdown) {
		clear_mm_slow(fault->bit);
		fail = true;
	}
	local_irq_restore(flags);
	return fail;
}

void fail_nth_page_alloc(unsigned long n)
{
	arm(&page_alloc_fault, n);
}

bool fail_nth_page_alloc_done(void)
{
	return !page_alloc_fault.countdown;
}

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	return should_fail(&page_alloc_fault, gfp);
}

void fail_nth_slab_alloc(unsigned long n)
{
	arm(&slab_fault, n);
}

bool fail_nth_slab_alloc_done(void)
{
	return !slab_fault.countdown;
}

bool should_failslab(gfp_t gfp)
{
	return should_fail(&slab_fault, gfp);
}
