/* SPDX-License-Identifier: MIT */
/*
 * How a trial is run:
 *
 *	prepare		in the task that asks: what the call will use up (a cache, a thread to stop)
 *	call		in the context, nothing else; what changed is looked at right behind it
 *	clean_up	in the task again: what the call has left, or what it was refused to take
 *
 * and what Linux's rule says about what came of it.
 *
 * Tests: tests/kernel/monitor/context_test.c runs all of them in all contexts.
 */
#include <k896/report.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "trials.h"

const struct trial *find_trial(const char *name)
{
	for (const struct trial *t = trials; t < trials + nr_trials; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

/* ---- a run ---- */

static const struct trial *trial;
static struct trial_result seen;

static void call_trial(void)
{
	unsigned int count = preempt_count(), reports = report_count;
	bool irqs_off = irqs_disabled();
	unsigned long switches = current->nvcsw + current->nivcsw;

	seen.preempt_count = count;
	ask_context(seen.answers);
	seen.done = trial->call();
	seen.slept = current->nvcsw + current->nivcsw != switches;
	seen.context_changed = preempt_count() != count || irqs_disabled() != irqs_off;
	seen.reports = report_count - reports;
}

struct trial_result run_trial(const struct context *c, const struct trial *t)
{
	int level = console_loglevel;

	trial = t;
	seen = (struct trial_result){};
	if (prepare_trial(t)) {
		console_loglevel = 0; /* what a panic says, no more */
		seen.called = run_in_context(c, call_trial);
		console_loglevel = level;
	}
	clean_up_trial();
	reports_start_over(); /* whoever asked is told how many there were */
	return seen;
}

/* ---- Linux's rule ---- */

bool trial_is_allowed(const struct context *c, const struct trial *t)
{
	switch (t->where) {
	case IN_TASKS:
		return c->may_sleep;
	case IN_TASKS_AND_INTERRUPTS:
		return c->may_sleep || c->answers[IN_INTERRUPT] == '1';
	default:
		return true;
	}
}

static const char *fault_where_allowed(const struct trial_result *r)
{
	if (r->reports)
		return "Linux allows it, here it was reported";
	return r->done ? NULL : "it is allowed, but did not do what it is for";
}

static const char *fault_where_forbidden(const struct trial *t, const struct trial_result *r)
{
	if (r->reports != 1)
		return r->reports ? "it was reported more than once" :
				    "Linux forbids it, here nothing was reported";
	if (r->slept)
		return "it slept";
	if (r->done && t->otherwise == REFUSES)
		return "it was done, and not refused";
	if (!r->done && t->otherwise == GOES_ON)
		return "it was refused, and did not go on";
	return NULL;
}

const char *trial_fault(const struct context *c, const struct trial *t,
			const struct trial_result *r)
{
	if (!r->called)
		return "it could not be called";
	if (r->context_changed)
		return "it left another context";
	return trial_is_allowed(c, t) ? fault_where_allowed(r) : fault_where_forbidden(t, r);
}
