/* SPDX-License-Identifier: MIT */
/*
 * A report of a finder (KASAN, UBSAN, lockdep, debug objects, the watchers, might_sleep()): one at a time, whole, and not
 * a thousand in a second.
 *
 *	if (!report_begin(&flags))
 *		return;
 *	pr_err("BUG: ...\n");
 *	dump_stack();
 *	report_end(flags);
 *
 * Not more than REPORT_BURST are printed within REPORT_INTERVAL. The others count: in report_count, and the next one that
 * is printed says first how many there were. What a finder finds while a report is being printed, in the functions that
 * print it, is counted with them.
 */
#ifndef _K896_REPORT_H
#define _K896_REPORT_H

#include <linux/jiffies.h>
#include <linux/types.h>

#define REPORT_BURST	10
#define REPORT_INTERVAL (5 * HZ)

/**
 * report_begin() - may a report be printed now?
 * @flags: gets the state of interrupts, which are off until report_end()
 *
 * Any context, the middle of an allocator included: nothing is locked or allocated. Counts in report_count, whatever the
 * answer. Return: true, and report_end() must follow; false, and nothing has changed.
 */
bool report_begin(unsigned long *flags);
void report_end(unsigned long flags);

/* Is a report being printed, on this CPU? Finders that watch the memory of others look the other way. */
bool report_is_printed(void);

/* The next report is printed, whatever came before it. Before each test case. */
void reports_start_over(void);

#endif
