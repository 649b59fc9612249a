/* SPDX-License-Identifier: MIT */
/* Running a small suite inside a case, into a buffer, for the tests of the runner itself. */
#ifndef _TESTS_KUNIT_INNER_H
#define _TESTS_KUNIT_INNER_H

#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/seq_file.h>
#include <linux/string.h>

static char output[2048]; /* what the runner wrote */

static bool shuffled; /* as the run that these cases are in */

/* For a suite's init and exit: inner suites run in their own order. */
static inline void begin_inner(void)
{
	output[0] = '\0';
	shuffled = kunit_shuffled;
	kunit_shuffled = false;
}

static inline void end_inner(void)
{
	kunit_shuffled = shuffled;
}

static inline struct kunit_totals run(struct kunit_suite *suite, const char *glob)
{
	struct kunit_totals totals;
	struct seq_file out;

	seq_init(&out, output, sizeof(output) - 1, NULL);
	totals = kunit_run_suite(suite, glob, 1, &out);
	output[out.count] = '\0';
	return totals;
}

#define EXPECT_SAYS(test, text)                                                                    \
	KUNIT_EXPECT_TRUE_MSG(test, strstr(output, text) != NULL, "missing in:\n%s", output)

#endif
