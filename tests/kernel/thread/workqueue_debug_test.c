// SPDX-License-Identifier: MIT
/* Tests of kernel/thread/workqueue_debug.c, in a DEBUG=1 build. */
#ifdef CONFIG_DEBUG_OBJECTS
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "tests/support/reports.h"

static int line;

#define HERE (line = __LINE__)

#define EXPECT_FOUND(test, before, text)                                                           \
	do {                                                                                       \
		EXPECT_REPORTS(test, before, 1, text);                                             \
		EXPECT_PLACE(test, before, line);                                                  \
	} while (0)

static unsigned int done;

static void count(struct work_struct *work)
{
	done++;
}

/* With one worker, which sleeps as long as it is told to: what is queued behind it stays in the queue. */
static struct workqueue_struct *wq;
static bool busy;

static void be_busy(struct work_struct *work)
{
	while (READ_ONCE(busy))
		msleep(1);
}

static DECLARE_WORK(first, be_busy);

static int init(struct kunit *test)
{
	wq = alloc_ordered_workqueue("debugobjects", 0);
	KUNIT_ASSERT_NOT_NULL(test, wq);
	done = 0;
	busy = true;
	queue_work(wq, &first);
	return 0;
}

static void end(struct kunit *test)
{
	busy = false;
	if (wq)
		destroy_workqueue(wq);
}

static void right_use_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();
	struct delayed_work *work = kmalloc(sizeof(*work), GFP_KERNEL), mine;
	struct work_struct on_stack;

	KUNIT_ASSERT_NOT_NULL(test, work);
	INIT_WORK_ONSTACK(&on_stack, count);
	INIT_DELAYED_WORK_ONSTACK(&mine, count);
	INIT_DELAYED_WORK(work, count);
	queue_work(wq, &on_stack);
	queue_delayed_work(wq, &mine, 1000);
	queue_delayed_work(wq, work, 1);
	busy = false;
	flush_work(&on_stack);
	cancel_delayed_work_sync(&mine);
	flush_delayed_work(work);
	destroy_work_on_stack(&on_stack);
	destroy_delayed_work_on_stack(&mine);
	kfree(work);
	KUNIT_EXPECT_EQ(test, done, 2U);
	EXPECT_SILENCE(test, before);
}

static void queued_work_that_is_freed_is_reported(struct kunit *test)
{
	struct work_struct *work = kmalloc(sizeof(*work), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, work);
	INIT_WORK(work, count);
	queue_work(wq, work);
	HERE, kfree(work);
	EXPECT_FOUND(test, before,
		     "ODEBUG: free active (active state 0) object type: work_struct hint: count+0x0/");
	busy = false;
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, done, 0U); /* it was taken back */
}

/* The page is not mapped any more when the free is over. */
static void queued_work_in_a_page_that_is_freed_is_reported(struct kunit *test)
{
	struct work_struct *work = (void *)get_zeroed_page(GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, work);
	INIT_WORK(work, count);
	queue_work(wq, work);
	HERE, free_page((unsigned long)work);
	EXPECT_FOUND(test, before,
		     "ODEBUG: free active (active state 0) object type: work_struct hint: count+0x0/");
	busy = false;
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, done, 0U);
}

static void delayed_work_that_is_freed_is_reported(struct kunit *test)
{
	struct delayed_work *work = kmalloc(sizeof(*work), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, work);
	INIT_DELAYED_WORK(work, count);
	queue_delayed_work(wq, work, 1000);
	HERE, kfree(work);
	EXPECT_FOUND(test, before,
		     "ODEBUG: free active (active state 0) object type: timer_list hint: "
		     "delayed_work_timer_fn+0x0/");
}

static void queued_work_that_is_initialized_is_reported(struct kunit *test)
{
	static struct work_struct work;
	struct reports before = mark_reports();

	INIT_WORK(&work, count);
	queue_work(wq, &work);
	line = __LINE__ + 1;
	INIT_WORK(&work, count);
	EXPECT_FOUND(test, before, "ODEBUG: init active (active state 0) object type: work_struct");
	KUNIT_EXPECT_FALSE(test, work_pending(&work));
}

static void work_that_nobody_has_made_ready_is_reported(struct kunit *test)
{
	struct delayed_work *work = kmalloc(sizeof(*work), GFP_KERNEL);
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, work);
	memset(work, 0x5a, sizeof(*work));
	HERE, queue_work(wq, &work->work);
	EXPECT_FOUND(test, before,
		     "ODEBUG: assert_init not available (active state 0) object type: work_struct");
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&work->work));
	kfree(work);
}

static void work_on_the_stack_is_to_be_said_and_taken_back(struct kunit *test)
{
	struct reports before = mark_reports();
	struct work_struct work;

	line = __LINE__ + 1;
	INIT_WORK(&work, count);
	EXPECT_FOUND(test, before, ", but NOT annotated.");
	before = mark_reports();
	queue_work(wq, &work);
	HERE, destroy_work_on_stack(&work);
	EXPECT_FOUND(test, before, "ODEBUG: free active (active state 0) object type: work_struct");
	busy = false;
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, done, 0U);
}

static noinline void queue_and_return(void)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, count);
	queue_work(wq, &work);
	barrier_data(&work);
}

static void work_of_a_function_that_returned_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	struct work_struct work;

	queue_and_return();
	busy = false;
	flush_workqueue(wq);
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: run active (active state 0) object type: work_struct hint: count+0x0/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "has returned"));
	INIT_WORK_ONSTACK(&work, count);
	queue_work(wq, &work); /* the queue goes on */
	flush_work(&work);
	destroy_work_on_stack(&work);
	KUNIT_EXPECT_EQ(test, done, 1U);
}

static int leave_work(void *unused)
{
	queue_and_return();
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void work_on_the_stack_of_a_thread_that_ends_is_reported(struct kunit *test)
{
	struct task_struct *thread = kthread_run(leave_work, NULL, "leave_work");
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	msleep(10);
	kthread_stop(thread);
	msleep(20);
	EXPECT_REPORTS(test, before, 1,
		       "ODEBUG: free active (active state 0) object type: work_struct hint: count+0x0/");
	busy = false;
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, done, 0U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(right_use_is_silent),
	KUNIT_CASE(queued_work_that_is_freed_is_reported),
	KUNIT_CASE(queued_work_in_a_page_that_is_freed_is_reported),
	KUNIT_CASE(delayed_work_that_is_freed_is_reported),
	KUNIT_CASE(queued_work_that_is_initialized_is_reported),
	KUNIT_CASE(work_that_nobody_has_made_ready_is_reported),
	KUNIT_CASE(work_on_the_stack_is_to_be_said_and_taken_back),
	KUNIT_CASE(work_of_a_function_that_returned_is_reported),
	KUNIT_CASE(work_on_the_stack_of_a_thread_that_ends_is_reported),
	{},
};

static struct kunit_suite suite = {
	.name = "workqueue_debug",
	.init = init,
	.exit = end,
	.test_cases = cases,
};
kunit_test_suite(suite);
#endif
