/* SPDX-License-Identifier: MIT */
/*
 * A report: the kernel says that something is wrong, and goes on (WARN, BUG, a bad page, a slab's bookkeeping, an allocation
 * that failed, what a finder found). One at a time, whole, and not a thousand in a second.
 *
 *	if (!report_begin(&flags))
 *		return;
 *	pr_err("BUG: ...\n");
 *	dump_stack();
 *	report_end(flags);
 *
 * Of each kind, which is each place in the source that says report_begin(), not more than REPORT_BURST are printed within
 * REPORT_INTERVAL. All count in report_count. How many were not printed is said before the next one that is, or when it has
 * been quiet for a while. What goes wrong while a report is being printed, in the functions that print it, is counted with them.
 *
 * Tests: tests/kernel/core/report_test.c
 */
#ifndef _K896_REPORT_H
#define _K896_REPORT_H

#include <linux/ratelimit.h>
#include <linux/types.h>

#define REPORT_BURST	10
#define REPORT_INTERVAL (5 * HZ)

/* Of one kind of reports; zeroed at first. */
struct report_limit {
	struct ratelimit_state rs;
	unsigned int era; /* since the reports_start_over() of this number */
};

/**
 * report_begin() - may a report be printed now?
 * @flags: gets the state of interrupts, which are off until report_end()
 *
 * Any context, the middle of an allocator included: nothing is locked or allocated. Counts in report_count, whatever the
 * answer. Return: true, and report_end() must follow; false, and nothing has changed.
 */
#define report_begin(flags)                                                                        \
	({                                                                                         \
		static struct report_limit __limit;                                                \
		__report_begin(flags, &__limit);                                                   \
	})
bool __report_begin(unsigned long *flags, struct report_limit *limit) __cold;
void report_end(unsigned long flags) __cold;

/* Is a report being printed, on this CPU? Finders that watch the memory of others look the other way. */
bool report_is_printed(void);

/* Were the last reports not printed? What belongs to one, but comes behind it, is not said then. */
bool reports_are_held_back(void) __cold;

/* The next reports are printed, whatever came before them: a person asks, or a test case begins. */
void reports_start_over(void);

/* For the tick, once a second: says how many reports were not printed if no other will come to say it. */
void reports_second(void);

#endif
