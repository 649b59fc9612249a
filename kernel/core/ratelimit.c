/* SPDX-License-Identifier: MIT */
/*
 * Limits on how often something happens. See linux/ratelimit.h.
 *
 * Tests: tests/kernel/core/ratelimit_test.c
 */
#include <asm/cmpxchg.h>
#include <linux/irqflags.h>
#include <linux/ratelimit.h>

DEFINE_RATELIMIT_STATE(printk_ratelimit_state, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

static void begin_anew(struct ratelimit_state *rs, const char *func)
{
	rs->begin = jiffies;
	rs->printed = 0;
	if (rs->missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
		pr_warn("%s: %d callbacks suppressed\n", func, rs->missed);
		rs->missed = 0;
	}
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	unsigned long flags;
	int may = 0;

	if (!rs->interval)
		return 1;
	local_irq_save(flags);
	if (!xchg(&rs->locked, 1)) { /* else somebody else prints just now: that is enough */
		if (!rs->begin || time_after(jiffies, rs->begin + rs->interval))
			begin_anew(rs, func);
		may = rs->printed < rs->burst;
		*(may ? &rs->printed : &rs->missed) += 1;
		WRITE_ONCE(rs->locked, 0);
	}
	local_irq_restore(flags);
	return may;
}
