/* SPDX-License-Identifier: MIT */
/*
 * Reports of the finders, one at a time and not too many. See k896/report.h.
 *
 * Tests: tests/kernel/core/report_test.c
 */
#include <k896/report.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>

static DEFINE_PER_CPU(bool, report_printed);

/* All CPUs' together; a count that is lost to another CPU does no harm. */
static unsigned long interval_begin;
static unsigned int printed; /* within the interval */
static unsigned int held_back;

static bool is_one_too_many(void)
{
	if (time_after(jiffies, interval_begin + REPORT_INTERVAL) || !printed) {
		interval_begin = jiffies;
		printed = 0;
	}
	if (printed < REPORT_BURST) {
		printed++;
		return false;
	}
	return true;
}

bool report_begin(unsigned long *flags)
{
	local_irq_save(*flags);
	report_count++;
	if (this_cpu_read(report_printed) || is_one_too_many()) {
		held_back++;
		local_irq_restore(*flags);
		return false;
	}
	this_cpu_write(report_printed, true);
	if (held_back)
		pr_err("%u reports were not printed: too many, or made while another was printed\n",
		       held_back);
	held_back = 0;
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

void reports_start_over(void)
{
	printed = held_back = 0;
}
