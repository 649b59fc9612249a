/* SPDX-License-Identifier: MIT */
/* What the kernel has complained about since a mark: how often, and in which words. */
#ifndef _TESTS_REPORTS_H
#define _TESTS_REPORTS_H

#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/printk.h>

struct reports {
	unsigned int count;
	u32 log;
};

static inline struct reports mark_reports(void)
{
	return (struct reports){ report_count, log_position() };
}

/* Exactly @n reports since the mark, and @text in the log (exactly once each, if it is one's first line). */
#define EXPECT_REPORTS(test, mark, n, text)                                                        \
	do {                                                                                       \
		KUNIT_EXPECT_EQ(test, report_count - (mark).count, (unsigned int)(n));             \
		KUNIT_EXPECT_TRUE_MSG(test, log_contains((mark).log, text), "the log lacks: %s\n", \
				      text);                                                       \
	} while (0)

#define EXPECT_SILENCE(test, mark) KUNIT_EXPECT_EQ(test, report_count - (mark).count, 0U)

#endif
