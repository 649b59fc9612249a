/* SPDX-License-Identifier: MIT */
/*
 * Reports, one at a time and not too many. See k896/report.h.
 *
 * Tests: tests/kernel/core/report_test.c
 */
#include <k896/report.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>

unsigned int report_count;
static DEFINE_PER_CPU(bool, report_printed);

/* All CPUs' together; a count that is lost to another CPU does no harm. */
static unsigned int era = 1;
static unsigned int held_back;
static unsigned long last_held_back; /* in jiffies */

static bool is_one_too_many(struct report_limit *limit)
{
	if (limit->era != era) {
		ratelimit_state_init(&limit->rs, REPORT_INTERVAL, REPORT_BURST);
		ratelimit_set_flags(&limit->rs, RATELIMIT_MSG_ON_RELEASE);
		limit->era = era;
	}
	return !__ratelimit(&limit->rs);
}

static void say_how_many(void)
{
	unsigned int count = held_back;

	held_back = 0;
	if (count)
		pr_err("%u reports were not printed: too many, or made while another was printed\n",
		       count);
}

bool __report_begin(unsigned long *flags, struct report_limit *limit)
{
	local_irq_save(*flags);
	report_count++;
	if (this_cpu_read(report_printed) || is_one_too_many(limit)) {
		held_back++;
		last_held_back = jiffies;
		local_irq_restore(*flags);
		return false;
	}
	this_cpu_write(report_printed, true);
	say_how_many();
	return true;
}

void report_end(unsigned long flags)
{
	this_cpu_write(report_printed, false);
	local_irq_restore(flags);
}

bool report_is_printed(void)
{
	return this_cpu_read(report_printed);
}

bool reports_are_held_back(void)
{
	return held_back != 0;
}

void reports_start_over(void)
{
	era++;
	held_back = 0;
}

void reports_second(void)
{
	if (unlikely(held_back) && time_after(jiffies, last_held_back + REPORT_INTERVAL))
		say_how_many();
}
