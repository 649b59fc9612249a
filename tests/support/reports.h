/* SPDX-License-Identifier: MIT */
/* What the kernel has said since a mark, or complained about: how often, and in which words. */
#ifndef _TESTS_REPORTS_H
#define _TESTS_REPORTS_H

#include <k896/log.h>
#include <k896/report.h>
#include <k896/sprintf.h>
#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/printk.h>

struct reports {
	unsigned int count;
	u32 log;
};

/* From here on the log has all reports, up to REPORT_BURST of each kind. */
static inline struct reports mark_reports(void)
{
	reports_start_over();
	return (struct reports){ report_count, log_position() };
}

/* log_contains() of a formatted text. */
static inline __printf(2, 3) bool is_logged(u32 since, const char *fmt, ...)
{
	char text[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return log_contains(since, text);
}

/*
 * Exactly @n reports since the mark, and @text in the log (exactly once each, if it is one's first line). The case has then
 * accounted for them.
 */
#define EXPECT_REPORTS(test, mark, n, text)                                                        \
	do {                                                                                       \
		KUNIT_EXPECT_REPORTS_SINCE(test, (mark).count, n);                                 \
		KUNIT_EXPECT_TRUE_MSG(test, log_contains((mark).log, text), "the log lacks: %s\n", \
				      text);                                                       \
	} while (0)

/* A report since the mark names this line of the file with the test: "(tests/mm/slab/slab_test.c:229)". */
#define EXPECT_PLACE(test, mark, line)                                                             \
	KUNIT_EXPECT_TRUE_MSG(test, is_logged((mark).log, "(%s:%u)", __FILE__, line),              \
			      "the log does not name %s:%u\n", __FILE__, line)

static inline unsigned int failures_since(struct reports mark)
{
	return log_count(mark.log, "page allocation failure: ") +
	       log_count(mark.log, "vmalloc error: ") +
	       log_count(mark.log, ") failed with error -12: "); /* kmem_cache_create() */
}

/* Allocations that failed may have said so since the mark, and nothing else was reported: for tests that let them fail. */
#define EXPECT_FAILURES_ONLY(test, mark)                                                           \
	KUNIT_EXPECT_REPORTS_SINCE(test, (mark).count, failures_since(mark))

#define EXPECT_SILENCE(test, mark) KUNIT_EXPECT_EQ(test, report_count - (mark).count, 0U)

#endif
