// SPDX-License-Identifier: MIT
/* Tests of kernel/core/hung_task.c, with a shorter time but for one. All sleep, so the time costs nothing. */
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched/sysctl.h>
#include <linux/slab.h>

#include "tests/kernel/core/lockers.h"
#include "tests/support/reports.h"

static struct mutex mutex;
static struct rw_semaphore rwsem;
static struct completion done;
static unsigned long timeout;
static int warnings;

static int be_short(struct kunit *test)
{
	mutex_init(&mutex);
	init_rwsem(&rwsem);
	init_completion(&done);
	timeout = sysctl_hung_task_timeout_secs;
	warnings = sysctl_hung_task_warnings;
	sysctl_hung_task_timeout_secs = 2;
	return 0;
}

static void be_long_again(struct kunit *test)
{
	sysctl_hung_task_timeout_secs = timeout;
	sysctl_hung_task_warnings = warnings;
}

/* Sleeps on purpose: one more that hangs would be one too many. */
static void pass(unsigned int msecs)
{
	schedule_timeout_idle(msecs_to_jiffies(msecs));
}

enum { LINE_OF_LOCK = __LINE__ + 3 };
static int lock_mutex(void *data)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	return 0;
}

static int read_under_rwsem(void *data)
{
	down_read(&rwsem);
	up_read(&rwsem);
	return 0;
}

static int write_under_rwsem(void *data)
{
	down_write(&rwsem);
	up_write(&rwsem);
	return 0;
}

static int complete_never(void *data)
{
	wait_for_completion(&done);
	return 0;
}

#define EXPECT_HUNG(test, mark, k, secs)                                                           \
	KUNIT_EXPECT_TRUE(test, is_logged((mark).log,                                              \
					  "INFO: task %s:%d blocked for more than %u seconds.",    \
					  (k)->comm, (k)->pid, secs))

static void who_waits_for_a_mutex_and_who_has_it_is_told(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k;

	mutex_lock(&mutex);
	k = start(test, lock_mutex, NULL);
	pass(3500);
	EXPECT_HUNG(test, mark, k, 2U);
	KUNIT_EXPECT_TRUE(test,
			  is_logged(mark.log,
				    "INFO: task %s:%d is blocked on mutex %px, owned by task %s:%d.",
				    k->comm, k->pid, &mutex, current->comm, current->pid));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "task:%-15.15s state:D stack:", k->comm));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "task:%-15.15s state:", current->comm));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " lock_mutex+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " who_waits_for_a_mutex"));
	EXPECT_PLACE(test, mark, LINE_OF_LOCK);
	mutex_unlock(&mutex);
	end(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1);
}

static void who_waits_for_an_rwsem_is_told(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k;

	down_write(&rwsem);
	k = start(test, read_under_rwsem, NULL);
	pass(3500);
	EXPECT_HUNG(test, mark, k, 2U);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "is blocked on rwsem %px, owned by task %s:%d.",
					  &rwsem, current->comm, current->pid));
	up_write(&rwsem);
	end(k);

	down_read(&rwsem);
	k = start(test, write_under_rwsem, NULL);
	pass(3500);
	EXPECT_HUNG(test, mark, k, 2U);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "is blocked on rwsem %px, owned by readers.",
					  &rwsem));
	up_read(&rwsem);
	end(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 2);
}

static void an_owner_that_is_no_task_is_not_looked_at(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k, *me = current;

	mutex_lock(&mutex);
	k = start(test, lock_mutex, NULL);
	WRITE_ONCE(mutex.owner, (struct task_struct *)0xdead0000);
	pass(3500);
	WRITE_ONCE(mutex.owner, me);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "on mutex %px, whose owner is gone.", &mutex));
	mutex_unlock(&mutex);
	end(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1);
}

static void a_wake_up_that_never_comes_is_told_again_and_again(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k = start(test, complete_never, NULL);

	pass(7500);
	EXPECT_HUNG(test, mark, k, 2U);
	EXPECT_HUNG(test, mark, k, 4U);
	EXPECT_HUNG(test, mark, k, 6U);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " complete_never+0x"));
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "is blocked on"));
	complete(&done);
	end(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 3);
}

static void the_number_of_warnings_is_limited(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k = start(test, complete_never, NULL);

	sysctl_hung_task_warnings = 2;
	pass(11000);
	complete(&done);
	end(k);
	EXPECT_REPORTS(test, mark, 2, "blocked for more than 4 seconds");
	KUNIT_EXPECT_EQ(test, sysctl_hung_task_warnings, 0);
}

static void two_minutes_are_the_rule(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct task_struct *k;

	if (!cycles_are_instructions())
		kunit_skip(test, "it takes two minutes");
	sysctl_hung_task_timeout_secs = timeout;
	k = start(test, complete_never, NULL);
	pass(118000);
	EXPECT_SILENCE(test, mark);
	pass(4000);
	EXPECT_HUNG(test, mark, k, 120U);
	complete(&done);
	end(k);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1);
}

/* ---- right use ---- */

static int sleep_on_purpose(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_idle(20 * HZ);
	return 0;
}

static int sleep_until_killed(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_killable(20 * HZ);
	return 0;
}

static int sleep_in_pieces(void *data)
{
	while (!kthread_should_stop())
		msleep(500);
	return 0;
}

static int sleep_interruptibly(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(20 * HZ);
	return 0;
}

static int nothing(void *data)
{
	return 0;
}

static void right_sleeps_are_left_alone(struct kunit *test)
{
	static int (*const fns[])(void *) = { sleep_on_purpose, sleep_until_killed, sleep_in_pieces,
					      sleep_interruptibly };
	struct task_struct *k[ARRAY_SIZE(fns)], *unborn;
	struct reports mark = mark_reports();

	for (unsigned int i = 0; i < ARRAY_SIZE(fns); i++)
		k[i] = start(test, fns[i], NULL);
	unborn = kthread_create(nothing, NULL, "unborn");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, unborn);
	pass(5000);
	kthread_stop(unborn);
	for (unsigned int i = 0; i < ARRAY_SIZE(fns); i++)
		end(k[i]);
	sysctl_hung_task_timeout_secs = 0;
	k[0] = start(test, complete_never, NULL);
	pass(5000);
	complete(&done);
	end(k[0]);
	EXPECT_SILENCE(test, mark);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(who_waits_for_a_mutex_and_who_has_it_is_told),
	KUNIT_CASE(who_waits_for_an_rwsem_is_told),
	KUNIT_CASE(an_owner_that_is_no_task_is_not_looked_at),
	KUNIT_CASE(a_wake_up_that_never_comes_is_told_again_and_again),
	KUNIT_CASE(the_number_of_warnings_is_limited),
	KUNIT_CASE(two_minutes_are_the_rule),
	KUNIT_CASE(right_sleeps_are_left_alone),
	{},
};

static struct kunit_suite hung_task_suite = {
	.name = "hung_task",
	.init = be_short,
	.exit = be_long_again,
	.test_cases = cases,
};
kunit_test_suite(hung_task_suite);
