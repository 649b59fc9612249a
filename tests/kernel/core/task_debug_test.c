// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/task_debug.c: each way to look at another's fields without lock or reference is noticed, with its
 * place. The normal build has none of these.
 */
#ifdef CONFIG_DEBUG_SPINLOCK
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kernel/signal/signal.h"
#include "tests/support/reports.h"

static struct task_struct *other;

static int until_stopped(void *arg)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

/* Earlier cases may have taken references that others gave back. */
static int init(struct kunit *test)
{
	memset(current->references, 0, sizeof(current->references));
	current->more_references = false;
	other = kthread_run(until_stopped, NULL, "other");
	return IS_ERR(other) ? PTR_ERR(other) : 0;
}

static void exit(struct kunit *test)
{
	kthread_stop(other);
}

/* Where, what, and which lock is missing. */
#define EXPECT_CAUGHT(test, field, rule)                                                           \
	do {                                                                                       \
		struct reports before = mark_reports();                                            \
                                                                                                   \
		(void)&task_field(other, field);                                                   \
		EXPECT_REPORTS(test, before, 1, "tests/kernel/core/task_debug_test.c:");           \
		EXPECT_REPORTS(test, before, 1, "->" #field " without " rule);                     \
	} while (0)

static void who_has_neither_lock_nor_reference_is_caught(struct kunit *test)
{
	EXPECT_CAUGHT(test, signal, "a reference or tasklist_lock");
	EXPECT_CAUGHT(test, sighand, "tasklist_lock");
	EXPECT_CAUGHT(test, real_parent, "tasklist_lock");
	EXPECT_CAUGHT(test, children, "tasklist_lock");
	EXPECT_CAUGHT(test, stop_signal, "tasklist_lock");
	EXPECT_CAUGHT(test, sibling, "tasklist_lock");
	EXPECT_CAUGHT(test, exit_signal, "tasklist_lock");
	EXPECT_CAUGHT(test, stop_report, "tasklist_lock");
	EXPECT_CAUGHT(test, vfork_done, "tasklist_lock");
	EXPECT_CAUGHT(test, exit_state, "tasklist_lock");
	EXPECT_CAUGHT(test, mm, "task_lock()");
	EXPECT_CAUGHT(test, files, "task_lock()");
}

static void who_has_the_lock_may_look(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	KUNIT_EXPECT_NULL(test, task_field(other, signal));
	KUNIT_EXPECT_NULL(test, task_field(other, sighand));
	KUNIT_EXPECT_NULL(test, task_field(other, real_parent));
	KUNIT_EXPECT_EQ(test, task_pgrp_nr(other), 0);
	KUNIT_EXPECT_PTR_EQ(test, find_task_by_vpid(other->pid), other);
	task_lock(other);
	KUNIT_EXPECT_NULL(test, task_field(other, mm));
	task_unlock(other);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	EXPECT_SILENCE(test, before);
}

/* tasklist_lock keeps nobody in its memory, and the lock of one task is not that of another. */
static void another_lock_does_not_count(struct kunit *test)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	EXPECT_CAUGHT(test, mm, "task_lock()");
	spin_unlock_irqrestore(&tasklist_lock, flags);
	task_lock_irq(current);
	EXPECT_CAUGHT(test, mm, "task_lock()");
	EXPECT_CAUGHT(test, real_parent, "tasklist_lock");
	task_unlock_irq(current);
}

static void a_reference_counts_as_long_as_one_has_it(struct kunit *test)
{
	struct reports before = mark_reports();
	struct task_struct *p = find_get_task_by_vpid(other->pid);

	KUNIT_ASSERT_PTR_EQ(test, p, other);
	get_task_struct(p);
	KUNIT_EXPECT_NULL(test, task_field(p, signal));
	put_task_struct(p);
	KUNIT_EXPECT_NULL(test, task_field(p, signal));
	EXPECT_SILENCE(test, before);
	EXPECT_CAUGHT(test, real_parent, "tasklist_lock");
	put_task_struct(p);
	EXPECT_CAUGHT(test, signal, "a reference");
}

/* The mistake that a lookup by number invites: the task is still there, but nothing keeps it. */
static void a_pointer_that_left_the_lock_is_caught(struct kunit *test)
{
	struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	p = find_task_by_vpid(other->pid);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	KUNIT_ASSERT_PTR_EQ(test, p, other);
	EXPECT_CAUGHT(test, signal, "a reference");
}

static void finding_without_the_lock_is_caught(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_EXPECT_PTR_EQ(test, find_task_by_vpid(other->pid), other);
	EXPECT_REPORTS(test, before, 1, "kernel/core/pid.c:");
}

static void sending_without_the_lock_is_caught(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, send_sig(SIGTERM, other, 1), 0);
	EXPECT_REPORTS(test, before, 1, "kernel/signal/signal.c:");
}

/* Somebody whom others know, and who has handlers. */
static void pending_signals_without_siglock_are_caught(struct kunit *test)
{
	struct sighand_struct *sighand = alloc_sighand();
	struct task_struct p = { .sighand = sighand };
	struct reports before = mark_reports();
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, sighand);
	KUNIT_EXPECT_EQ(test, pending_fatal(&p), 0); /* nobody knows it */
	debug_task_is_published(&p);
	spin_lock_irqsave(&sighand->siglock, flags);
	KUNIT_EXPECT_EQ(test, pending_fatal(&p), 0);
	spin_unlock_irqrestore(&sighand->siglock, flags);
	EXPECT_SILENCE(test, before);
	KUNIT_EXPECT_EQ(test, pending_fatal(&p), 0);
	EXPECT_REPORTS(test, before, 1, "siglock is not held");
	put_sighand(sighand);
}

static void what_is_ones_own_is_free(struct kunit *test)
{
	struct reports before = mark_reports();
	struct task_struct *made = kzalloc(sizeof(*made), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, made);
	KUNIT_EXPECT_NULL(test, task_field(current, signal));
	KUNIT_EXPECT_NULL(test, task_field(current, sighand));
	(void)task_field(current, mm);
	KUNIT_EXPECT_NULL(test, task_field(made, real_parent)); /* nobody else knows it */
	KUNIT_EXPECT_NULL(test, task_field(made, mm));
	EXPECT_SILENCE(test, before);
	kfree(made);
}

static void who_is_gone_is_nobodys(struct kunit *test)
{
	struct task_struct *made = kzalloc(sizeof(*made), GFP_KERNEL);
	struct task_struct *before = other;
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, made);
	debug_task_is_gone(made);
	other = made;
	spin_lock_irqsave(&tasklist_lock, flags);
	EXPECT_CAUGHT(test, signal, "a reference");
	EXPECT_CAUGHT(test, real_parent, "tasklist_lock");
	spin_unlock_irqrestore(&tasklist_lock, flags);
	other = before;
	kfree(made);
}

/* More references than are counted: then nothing is claimed. */
static void too_many_references_are_trusted(struct kunit *test)
{
	struct reports before;
	int i;

	for (i = 0; i < ARRAY_SIZE(current->references) + 1; i++)
		get_task_struct(current);
	before = mark_reports();
	KUNIT_EXPECT_NULL(test, task_field(other, signal));
	EXPECT_SILENCE(test, before);
	while (i--)
		put_task_struct(current);
	current->more_references = false;
	EXPECT_CAUGHT(test, signal, "a reference");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(who_has_neither_lock_nor_reference_is_caught),
	KUNIT_CASE(who_has_the_lock_may_look),
	KUNIT_CASE(another_lock_does_not_count),
	KUNIT_CASE(a_reference_counts_as_long_as_one_has_it),
	KUNIT_CASE(a_pointer_that_left_the_lock_is_caught),
	KUNIT_CASE(finding_without_the_lock_is_caught),
	KUNIT_CASE(sending_without_the_lock_is_caught),
	KUNIT_CASE(pending_signals_without_siglock_are_caught),
	KUNIT_CASE(what_is_ones_own_is_free),
	KUNIT_CASE(who_is_gone_is_nobodys),
	KUNIT_CASE(too_many_references_are_trusted),
	{},
};

static struct kunit_suite suite = {
	.name = "task_debug",
	.init = init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
#endif
