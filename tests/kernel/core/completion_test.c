// SPDX-License-Identifier: MIT
/* Tests of kernel/core/completion.c. No wake-up is lost between any two instructions: wait_test.c. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "lockers.h"

static struct completion shared;

static int init(struct kunit *test)
{
	memset(order, 0, sizeof(order));
	return 0;
}

static void completions_count(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(x);

	KUNIT_EXPECT_FALSE(test, completion_done(&x));
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&x));
	complete(&x);
	complete(&x);
	KUNIT_EXPECT_TRUE(test, completion_done(&x));
	wait_for_completion(&x);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&x));
	KUNIT_EXPECT_FALSE(test, completion_done(&x));
	complete_all(&x);
	wait_for_completion(&x);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&x, 5), 5UL);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&x), 0);
	for (unsigned int i = 0; i < 10; i++) {
		complete(&x); /* more than all is all */
		KUNIT_EXPECT_TRUE(test, completion_done(&x));
	}
	reinit_completion(&x);
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&x));
}

static void a_completion_times_out(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(x);
	unsigned long start = jiffies;

	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&x, 5), 0UL);
	KUNIT_EXPECT_GE(test, jiffies - start, 5UL);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible_timeout(&x, 2), 0L);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&x.wait));
}

static void complete_silently(struct timer_list *timer)
{
	shared.done = 1;
}

static void a_completion_at_the_last_look_is_no_timeout(struct kunit *test)
{
	struct timer_list timer;

	init_completion(&shared);
	timer_setup_on_stack(&timer, complete_silently, 0);
	mod_timer(&timer, jiffies + 2);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&shared, 5), 1UL);
	del_timer_sync(&timer);
	destroy_timer_on_stack(&timer);
}

static void a_signal_ends_the_wait_for_a_completion(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(x);

	signal_wake_up(current, false);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&x), -ERESTARTSYS);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible_timeout(&x, 9), (long)-ERESTARTSYS);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable_timeout(&x, 1), 0L);
	signal_wake_up(current, true);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable(&x), -ERESTARTSYS);
	clear_signals(current);
}

static int wait_for_shared(void *data)
{
	wait_for_completion(&shared);
	note(*(char *)data);
	return 0;
}

static void completions_let_waiters_through_in_order(struct kunit *test)
{
	struct task_struct *k[4];

	init_completion(&shared);
	for (unsigned int i = 0; i < 4; i++)
		k[i] = start(test, wait_for_shared, &"abcd"[i]);
	complete(&shared);
	complete(&shared);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, order, "ab");
	KUNIT_EXPECT_EQ(test, k[3]->nvcsw, 1UL); /* it has not even been woken */
	complete_all(&shared);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, order, "abcd");
	for (unsigned int i = 0; i < 4; i++)
		end(k[i]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(completions_count),
	KUNIT_CASE(a_completion_times_out),
	KUNIT_CASE(a_completion_at_the_last_look_is_no_timeout),
	KUNIT_CASE(a_signal_ends_the_wait_for_a_completion),
	KUNIT_CASE(completions_let_waiters_through_in_order),
	{},
};

static struct kunit_suite suite = { .name = "completion", .init = init, .test_cases = cases };
kunit_test_suite(suite);
