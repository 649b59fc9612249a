// SPDX-License-Identifier: MIT
/* Tests of kernel/thread/workqueue_worker.c. */
#include <k896/log.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "tests/support/pressure.h"
#include "tests/support/reports.h"
#include "work_items.h"

/* ---- order ---- */

static void work_starts_in_the_order_of_queueing(struct kunit *test)
{
	for (unsigned int i = 0; i < 8; i++)
		KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[i].work));
	flush_workqueue(wq);
	KUNIT_EXPECT_STREQ(test, noted, "abcdefgh");
}

static void a_work_that_sleeps_does_not_hold_up_the_rest(struct kunit *test)
{
	items[0].sleep = items[1].sleep = 5;
	for (unsigned int i = 0; i < 3; i++)
		queue_work(wq, &items[i].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, noted, "abc");
	flush_workqueue(wq);
	KUNIT_EXPECT_STREQ(test, noted, "abcAB");
}

static void an_ordered_queue_does_one_at_a_time(struct kunit *test)
{
	items[0].sleep = items[1].sleep = 3;
	for (unsigned int i = 0; i < 3; i++)
		queue_work(ordered, &items[i].work);
	flush_workqueue(ordered);
	KUNIT_EXPECT_STREQ(test, noted, "aAbBc");
}

static void queue_from_timer(struct timer_list *timer)
{
	schedule_work(&items[0].work);
}

static struct task_struct *worker;

static void sleep_and_tell(struct work_struct *work)
{
	struct reports before = mark_reports();

	worker = current;
	might_sleep();
	msleep(10);
	items[0].runs += before.count == report_count && current_work() == work;
}

static void work_may_sleep(struct kunit *test)
{
	struct timer_list timer;

	INIT_WORK(&items[0].work, sleep_and_tell);
	timer_setup_on_stack(&timer, queue_from_timer, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(10);
	del_timer_sync(&timer);
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
	KUNIT_EXPECT_TRUE(test, worker->flags & PF_WQ_WORKER);
	KUNIT_EXPECT_NULL(test, current_work());
}

static void high_priority_work_goes_first(struct kunit *test)
{
	queue_work(system_wq, &items[0].work);
	queue_work(system_highpri_wq, &items[1].work); /* runs before this returns */
	note('.');
	flush_work(&items[0].work);
	KUNIT_EXPECT_STREQ(test, noted, "b.a");
}

static unsigned int inside, most;

static void count_inside(struct work_struct *work)
{
	most = max(most, ++inside);
	schedule_timeout_uninterruptible(3);
	inside--;
	container_of(work, struct item, work)->runs++;
}

static void work_never_runs_twice_at_once(struct kunit *test)
{
	inside = most = 0;
	INIT_WORK(&items[0].work, count_inside);
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[0].work));
	queue_work(wq, &items[1].work); /* may overtake */
	KUNIT_EXPECT_EQ(test, work_busy(&items[0].work),
			(unsigned int)(WORK_BUSY_PENDING | WORK_BUSY_RUNNING));
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, items[0].runs, 2U);
	KUNIT_EXPECT_EQ(test, items[1].runs, 1U);
	KUNIT_EXPECT_EQ(test, most, 1U);
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	queue_work(ordered, &items[0].work); /* is queued where it runs */
	flush_work(&items[0].work);
	KUNIT_EXPECT_EQ(test, items[0].runs, 4U);
	KUNIT_EXPECT_EQ(test, most, 1U);
	KUNIT_EXPECT_EQ(test, work_busy(&items[0].work), 0U);
}

static void max_active_bounds_what_runs_at_once(struct kunit *test)
{
	struct workqueue_struct *mine = alloc_workqueue("mine", 0, 3);

	KUNIT_ASSERT_NOT_NULL(test, mine);
	inside = most = 0;
	for (unsigned int i = 0; i < 8; i++) {
		INIT_WORK(&items[i].work, count_inside);
		queue_work(mine, &items[i].work);
	}
	destroy_workqueue(mine);
	KUNIT_EXPECT_EQ(test, most, 3U);
}

/* ---- what a work leaves behind ---- */

static void leak_preempt_count(struct work_struct *work)
{
	preempt_disable();
}

static void leak_irqs_off(struct work_struct *work)
{
	local_irq_disable();
}

static void what_a_work_leaves_behind_is_reported_and_mended(struct kunit *test)
{
	struct reports before = mark_reports();

	INIT_WORK(&items[0].work, leak_preempt_count);
	INIT_WORK(&items[1].work, leak_irqs_off);
	queue_work(ordered, &items[0].work);
	queue_work(ordered, &items[1].work);
	queue_work(ordered, &items[2].work);
	flush_workqueue(ordered);
	EXPECT_REPORTS(test, before, 2,
		       "BUG: workqueue leaked lock or atomic: kworker/test_or/0x00000001/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "last function: leak_irqs_off"));
	KUNIT_EXPECT_STREQ(test, noted, "c");
}

/* ---- without memory ---- */

static void no_memory_means_no_queue_and_no_more_workers(struct kunit *test)
{
	struct workqueue_struct *mine;

	for (unsigned int n = 1; n <= 2; n++) {
		drain_all(); /* no spare stacks */
		fail_nth_page_alloc(n);
		mine = alloc_workqueue("mine", 0, 0);
		fail_nth_page_alloc(0);
		KUNIT_EXPECT_NULL(test, mine);
		KUNIT_EXPECT_REPORTS(test, 1);
	}
	items[0].sleep = 2;
	drain_all();
	fail_nth_page_alloc(1); /* the second worker's stack */
	queue_work(wq, &items[0].work);
	queue_work(wq, &items[1].work);
	flush_workqueue(wq);
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_STREQ(test, noted, "aAb");
	KUNIT_EXPECT_REPORTS(test, 1);
}

/*
 * An item may be what frees memory: it does not wait for the memory of another worker. On a queue with
 * WQ_MEM_RECLAIM the next item does not even wait for one that sleeps.
 */
static void work_needs_no_memory_to_run(struct kunit *test)
{
	struct workqueue_struct *reclaim = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);
	struct reports mark = mark_reports();
	struct hoard hoard = {};

	KUNIT_ASSERT_NOT_NULL(test, reclaim);
	items[1].sleep = 3;
	items[3].sleep = 20;
	drain_all();
	hoard_all(&hoard, GFP_HIGHUSER | __GFP_NORETRY); /* all that can be had at once */
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, noted, "a");
	queue_work(wq, &items[1].work);
	queue_work(wq, &items[2].work); /* there is no second worker, so it waits for the first */
	schedule_timeout_uninterruptible(6);
	KUNIT_EXPECT_STREQ(test, noted, "abBc");
	for (unsigned int i = 3; i < 6; i++)
		queue_work(reclaim, &items[i].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, noted, "abBcdef");
	hoard_give_all(&hoard);
	destroy_workqueue(reclaim);
	KUNIT_EXPECT_STREQ(test, noted, "abBcdefD");
	EXPECT_FAILURES_ONLY(test, mark); /* the manager tries again and again */
}

/* When a worker could not be made and all others sleep, the manager tries again. */
static void a_worker_comes_when_memory_is_back(struct kunit *test)
{
	drain_all();
	items[0].sleep = 3 * HZ;
	fail_nth_page_alloc(1);
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_REPORTS(test, 1);
	queue_work(wq, &items[1].work);
	schedule_timeout_uninterruptible(2 * HZ);
	KUNIT_EXPECT_STREQ(test, noted, "ab");
	flush_workqueue(wq);
}

/* Destroying the queue does not wait for a worker that is not needed any more. */
static void a_queue_without_memory_for_a_worker_can_go(struct kunit *test)
{
	struct workqueue_struct *mine = alloc_workqueue("mine", 0, 0);
	unsigned long start;

	KUNIT_ASSERT_NOT_NULL(test, mine);
	drain_all();
	fail_nth_page_alloc(1);
	queue_work(mine, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_REPORTS(test, 1);
	start = jiffies;
	destroy_workqueue(mine);
	KUNIT_EXPECT_LE(test, jiffies - start, 1UL);
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(work_starts_in_the_order_of_queueing),
	KUNIT_CASE(a_work_that_sleeps_does_not_hold_up_the_rest),
	KUNIT_CASE(an_ordered_queue_does_one_at_a_time),
	KUNIT_CASE(work_may_sleep),
	KUNIT_CASE(high_priority_work_goes_first),
	KUNIT_CASE(work_never_runs_twice_at_once),
	KUNIT_CASE(max_active_bounds_what_runs_at_once),
	KUNIT_CASE(what_a_work_leaves_behind_is_reported_and_mended),
	KUNIT_CASE(no_memory_means_no_queue_and_no_more_workers),
	KUNIT_CASE(work_needs_no_memory_to_run),
	KUNIT_CASE(a_worker_comes_when_memory_is_back),
	KUNIT_CASE(a_queue_without_memory_for_a_worker_can_go),
	{},
};

static struct kunit_suite suite = { .name = "workqueue_worker",
				    .init = init_items,
				    .exit = exit_items,
				    .test_cases = cases };
kunit_test_suite(suite);
