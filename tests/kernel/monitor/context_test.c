// SPDX-License-Identifier: MIT
/*
 * The rule about sleeping, tested as a table: every context, times every call that has something to do
 * with it (kernel/monitor/contexts.h and trials.h).
 *
 * Where sleeping is forbidden there must be exactly one report, with the file of the function and, in its
 * stack, the name of the caller; nothing else may change. Where it is allowed there must be none.
 */
#include <k896/report.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "kernel/monitor/trials.h"

static void describe(const struct context *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(context, contexts, describe);

/* ---- the questions ---- */

static char answers[NR_QUESTIONS + 1];
static bool was_preemptible, was_nmi;

static void ask(void)
{
	ask_context(answers);
	was_preemptible = preemptible();
	was_nmi = in_nmi();
}

static void each_context_answers_as_in_linux(struct kunit *test)
{
	const struct context *c = test->param_value;

	memset(answers, '-', NR_QUESTIONS);
	KUNIT_EXPECT_TRUE(test, run_in_context(c, ask));
	for (int q = 0; q < NR_QUESTIONS; q++)
		KUNIT_EXPECT_EQ_MSG(test, answers[q], c->answers[q], "%s", context_questions[q]);
	KUNIT_EXPECT_EQ(test, was_preemptible, c->may_sleep);
	KUNIT_EXPECT_FALSE(test, was_nmi);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* ---- the rule ---- */

/* The first line of the report that @t makes where it must not be called. */
static void expected_line(const struct trial *t, char *line, size_t size)
{
	if (t->file)
		snprintf(line, size, "BUG: sleeping function called from invalid context at %s",
			 t->file);
	else
		snprintf(line, size, "BUG: scheduling while atomic: ");
}

/* A report made in the caller itself, by an inline function, comes from the part that is moved out of the way. */
static bool trace_shows_caller(const struct trial *t, u32 since)
{
	char caller[80], moved[80];

	snprintf(caller, sizeof(caller), " call_%s+", t->name);
	snprintf(moved, sizeof(moved), " call_%s.cold+", t->name);
	return log_contains(since, caller) || log_contains(since, moved);
}

static void expect_report(struct kunit *test, const struct trial *t, u32 since)
{
	char line[100];

	expected_line(t, line, sizeof(line));
	KUNIT_EXPECT_EQ_MSG(test, log_count(since, line), 1, "%s: %s", t->name, line);
	KUNIT_EXPECT_TRUE_MSG(test, trace_shows_caller(t, since),
			      "%s: its caller is not in the trace", t->name);
}

static void try(struct kunit *test, const struct context *c, const struct trial *t)
{
	u32 since = log_position();
	struct trial_result result;
	const char *fault;

	reports_start_over();
	result = run_trial(c, t);
	fault = trial_fault(c, t, &result);

	KUNIT_EXPECT_REPORTS(test, result.reports);
	if (fault)
		KUNIT_FAIL(test, "%s: %s", t->name, fault);
	if (!trial_is_allowed(c, t))
		expect_report(test, t, since);
}

static void the_rule_about_sleeping_holds(struct kunit *test)
{
	for (const struct trial *t = trials; t < trials + nr_trials; t++)
		try(test, test->param_value, t);
}

static struct kunit_case context_cases[] = {
	KUNIT_CASE_PARAM(each_context_answers_as_in_linux, context_gen_params),
	KUNIT_CASE_PARAM(the_rule_about_sleeping_holds, context_gen_params),
	{},
};

static struct kunit_suite context_suite = { .name = "context", .test_cases = context_cases };
kunit_test_suite(context_suite);
