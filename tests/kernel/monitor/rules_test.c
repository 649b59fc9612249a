// SPDX-License-Identifier: MIT
/* Tests of kernel/monitor/rules.c: the table shows what happened, and says so when that is not Linux's rule. */
#include <k896/monitor.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kernel/monitor/trials.h"

static char text[4096];
static struct seq_file m;

static int start(struct kunit *test)
{
	memset(text, 0, sizeof(text));
	seq_init(&m, text, sizeof(text) - 1, NULL);
	return 0;
}

static bool asks_to_sleep(void)
{
	void *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	return p;
}

static bool asks_politely(void)
{
	void *p = kmalloc(64, GFP_NOWAIT);

	kfree(p);
	return p;
}

static void a_row_shows_what_happened(struct kunit *test)
{
	struct trial t = { "asks", asks_to_sleep, IN_TASKS, GOES_ON, "", NULL };
	struct rule_count count = show_rule(&m, &t);

	KUNIT_EXPECT_EQ(test, count.calls, NR_CONTEXTS);
	KUNIT_EXPECT_EQ(test, count.reports, NR_CONTEXTS - 4);
	KUNIT_EXPECT_REPORTS(test, NR_CONTEXTS - 4);
	KUNIT_EXPECT_EQ(test, count.faults, 0);
	KUNIT_EXPECT_STREQ(test, text,
			   "asks                       ok   ok   ok   ok  BUG  BUG  BUG  BUG  BUG"
			   "  BUG  BUG  BUG  BUG  BUG  BUG\n");
}

static void a_report_where_linux_allows_the_call_is_told(struct kunit *test)
{
	struct trial t = { "asks", asks_to_sleep, EVERYWHERE, GOES_ON, "", NULL };
	struct rule_count count = show_rule(&m, &t);

	KUNIT_EXPECT_EQ(test, count.faults, NR_CONTEXTS - 4);
	KUNIT_EXPECT_REPORTS(test, NR_CONTEXTS - 4);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "DIFFERS from Linux: asks in hardirq: "
						 "Linux allows it, here it was reported\n"));
	KUNIT_EXPECT_NULL(test, strstr(text, "asks in task:"));
}

static void silence_where_linux_forbids_the_call_is_told(struct kunit *test)
{
	struct trial t = { "asks", asks_politely, IN_TASKS, GOES_ON, "", NULL };
	struct rule_count count = show_rule(&m, &t);

	KUNIT_EXPECT_EQ(test, count.reports, 0);
	KUNIT_EXPECT_EQ(test, count.faults, NR_CONTEXTS - 4);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "asks in spinlock: Linux forbids it, here "
						 "nothing was reported\n"));
}

static void what_is_refused_without_a_report_is_told(struct kunit *test)
{
	struct trial t = { "asks", find_trial("vmalloc")->call, IN_TASKS, GOES_ON, "", NULL };

	KUNIT_EXPECT_EQ(test, show_rule(&m, &t).faults, NR_CONTEXTS - 4);
	KUNIT_EXPECT_REPORTS(test, NR_CONTEXTS - 4);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "   ok   no   no"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "it was refused, and did not go on\n"));
}

static bool cannot(void)
{
	return false;
}

static void what_could_not_be_prepared_is_told(struct kunit *test)
{
	struct trial t = { "asks", asks_politely, EVERYWHERE, GOES_ON, NULL, cannot };

	KUNIT_EXPECT_EQ(test, show_rule(&m, &t).faults, NR_CONTEXTS);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "asks in task: it could not be called\n"));
}

static void the_command_takes_a_pattern(struct kunit *test)
{
	char line[] = "rules kmalloc_*";

	KUNIT_EXPECT_EQ(test, monitor_execute(&m, line), 0);
	KUNIT_EXPECT_REPORTS(test, 2 * (NR_CONTEXTS - 4));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nkmalloc_atomic             ok   ok   ok"));
	KUNIT_EXPECT_NULL(test, strstr(text, "mutex_lock"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " 0 not as Linux's rule says\n"));
}

static void a_pattern_that_fits_nothing_is_said_so(struct kunit *test)
{
	char line[] = "rules nonsense";

	KUNIT_EXPECT_EQ(test, monitor_execute(&m, line), -ENOENT);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\"nonsense\""));
}

static struct kunit_case rules_cases[] = {
	KUNIT_CASE(a_row_shows_what_happened),
	KUNIT_CASE(a_report_where_linux_allows_the_call_is_told),
	KUNIT_CASE(silence_where_linux_forbids_the_call_is_told),
	KUNIT_CASE(what_is_refused_without_a_report_is_told),
	KUNIT_CASE(what_could_not_be_prepared_is_told),
	KUNIT_CASE(the_command_takes_a_pattern),
	KUNIT_CASE(a_pattern_that_fits_nothing_is_said_so),
	{},
};

static struct kunit_suite rules_suite = {
	.name = "rules",
	.init = start,
	.test_cases = rules_cases,
};
kunit_test_suite(rules_suite);
