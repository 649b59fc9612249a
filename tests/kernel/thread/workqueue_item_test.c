// SPDX-License-Identifier: MIT
/* Tests of kernel/thread/workqueue_item.c. */
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/prandom.h>

#include "tests/support/reports.h"
#include "tests/support/step.h"
#include "work_items.h"

/* ---- queueing ---- */

static void pending_work_is_not_queued_again(struct kunit *test)
{
	preempt_disable();
	KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[0].work));
	KUNIT_EXPECT_TRUE(test, work_pending(&items[0].work));
	KUNIT_EXPECT_FALSE(test, queue_work(wq, &items[0].work));
	KUNIT_EXPECT_FALSE(test, queue_work(ordered, &items[0].work));
	preempt_enable();
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
	KUNIT_EXPECT_FALSE(test, work_pending(&items[0].work));
}

static void queue_myself(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	if (++item->runs < 5)
		queue_work(wq, work);
}

static void work_may_queue_itself(struct kunit *test)
{
	INIT_WORK(&items[0].work, queue_myself);
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, items[0].runs, 5U);
}

static void work_without_a_function_is_refused(struct kunit *test)
{
	struct reports before = mark_reports();
	struct delayed_work bad;

	INIT_WORK(&items[0].work, NULL);
	INIT_DELAYED_WORK_ONSTACK(&bad, NULL);
	KUNIT_EXPECT_FALSE(test, queue_work(wq, &items[0].work));
	EXPECT_REPORTS(test, before, 1, "has no function");
	KUNIT_EXPECT_FALSE(test, queue_delayed_work(wq, &bad, 1));
	EXPECT_REPORTS(test, before, 2, "was not initialized");
	destroy_delayed_work_on_stack(&bad);
}

/* ---- delayed work ---- */

struct delayed_item {
	struct delayed_work dwork;
	unsigned long at;
	unsigned int runs;
};

static struct delayed_item later;

static void note_time(struct work_struct *work)
{
	struct delayed_item *item = container_of(to_delayed_work(work), struct delayed_item, dwork);

	item->at = jiffies;
	item->runs++;
}

static void init_later(void)
{
	memset(&later, 0, sizeof(later));
	INIT_DELAYED_WORK(&later.dwork, note_time);
}

static void delayed_work_comes_in_its_time(struct kunit *test)
{
	unsigned long start = jiffies;

	init_later();
	KUNIT_EXPECT_TRUE(test, queue_delayed_work(wq, &later.dwork, 7));
	KUNIT_EXPECT_FALSE(test, queue_delayed_work(wq, &later.dwork, 1));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&later.dwork));
	flush_workqueue(wq); /* timers do not count */
	KUNIT_EXPECT_EQ(test, later.runs, 0U);
	schedule_timeout_uninterruptible(10);
	KUNIT_EXPECT_EQ(test, later.runs, 1U);
	KUNIT_EXPECT_GE(test, later.at - start, 7UL);
	KUNIT_EXPECT_LE(test, later.at - start, 8UL);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&later.dwork, 0));
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&later.dwork));
	KUNIT_EXPECT_EQ(test, later.runs, 2U);
}

static void flushing_delayed_work_does_not_wait_for_the_timer(struct kunit *test)
{
	unsigned long start = jiffies;

	init_later();
	schedule_delayed_work(&later.dwork, 1000);
	KUNIT_EXPECT_TRUE(test, flush_delayed_work(&later.dwork));
	KUNIT_EXPECT_EQ(test, later.runs, 1U);
	KUNIT_EXPECT_LE(test, jiffies - start, 2UL);
	KUNIT_EXPECT_FALSE(test, flush_delayed_work(&later.dwork));
}

static void mod_delayed_work_changes_the_time(struct kunit *test)
{
	unsigned long start = jiffies;

	init_later();
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(wq, &later.dwork, 1000));
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(wq, &later.dwork, 5));
	schedule_timeout_uninterruptible(8);
	KUNIT_EXPECT_EQ(test, later.runs, 1U);
	KUNIT_EXPECT_GE(test, later.at - start, 5UL);
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(wq, &later.dwork, 0));
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, later.runs, 2U);
}

#define FAR 1000

static void queue_far(void *unused)
{
	queue_delayed_work(wq, &later.dwork, FAR);
}

static void modify_far(void *unused)
{
	mod_delayed_work(wq, &later.dwork, FAR);
}

static void cancel_later(void *unused)
{
	cancel_delayed_work(&later.dwork);
}

static void flush_and_queue_far(void *unused)
{
	flush_delayed_work(&later.dwork);
	queue_delayed_work(wq, &later.dwork, FAR);
}

static void mod_to_near(void)
{
	mod_delayed_work(wq, &later.dwork, 5);
}

/*
 * Whatever an interrupted call is about to do with the work: afterwards the new time is the valid one, or the
 * work is taken back.
 */
static void mod_delayed_work_is_heard_wherever_it_comes(struct kunit *test)
{
	static void (*const calls[])(void *) = { queue_far, modify_far, cancel_later,
						 flush_and_queue_far };

	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++) {
		unsigned int heard = 0;

		for (unsigned int n = 1;; n++) {
			unsigned long start = jiffies;
			bool injected;

			init_later();
			if (calls[i] != queue_far)
				queue_delayed_work(wq, &later.dwork, FAR + 1);
			injected = run_interrupted(n, calls[i], NULL, mod_to_near);
			if (!injected)
				break;
			if (delayed_work_pending(&later.dwork) &&
			    later.dwork.timer.expires - start <= 6)
				heard++;
			else if (calls[i] == queue_far)
				KUNIT_FAIL(test, "not heard at instruction %u", n);
			cancel_delayed_work_sync(&later.dwork);
		}
		cancel_delayed_work_sync(&later.dwork);
		KUNIT_EXPECT_GT(test, heard, 0U);
	}
}

static int cancel_later_sync(void *unused)
{
	cancel_delayed_work_sync(&later.dwork);
	return 0;
}

static void mod_again(struct work_struct *work)
{
	later.runs++;
	schedule_timeout_uninterruptible(5);
}

/*
 * While cancel_delayed_work_sync() waits, the work is not queued again, and no other call waits for the
 * cancel.
 */
static void mod_delayed_work_does_not_undo_a_cancel(struct kunit *test)
{
	struct task_struct *canceller;

	init_later();
	INIT_DELAYED_WORK(&later.dwork, mod_again);
	queue_delayed_work(wq, &later.dwork, 0);
	schedule_timeout_uninterruptible(1);
	KUNIT_ASSERT_EQ(test, later.runs, 1U);
	canceller = kthread_run(cancel_later_sync, NULL, "canceller");
	KUNIT_ASSERT_FALSE(test, IS_ERR(canceller));
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(wq, &later.dwork, 0));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work(&later.dwork));
	KUNIT_EXPECT_FALSE(test, queue_delayed_work(wq, &later.dwork, 0));
	flush_workqueue(wq);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, later.runs, 1U);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&later.dwork));
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(wq, &later.dwork, 0));
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, later.runs, 2U);
}

static void cancelled_delayed_work_does_not_come(struct kunit *test)
{
	init_later();
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work(&later.dwork));
	schedule_delayed_work(&later.dwork, 3);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work(&later.dwork));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&later.dwork));
	schedule_delayed_work(&later.dwork, 3);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&later.dwork));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&later.dwork));
	schedule_timeout_uninterruptible(6);
	KUNIT_EXPECT_EQ(test, later.runs, 0U);
	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&later.dwork, 0));
	flush_delayed_work(&later.dwork);
	KUNIT_EXPECT_EQ(test, later.runs, 1U);
}

static void come_again(struct work_struct *work)
{
	note_time(work);
	schedule_delayed_work(to_delayed_work(work), 1);
}

static void cancel_sync_ends_work_that_queues_itself(struct kunit *test)
{
	unsigned int runs;

	init_later();
	later.dwork.work.func = come_again;
	schedule_delayed_work(&later.dwork, 1);
	schedule_timeout_uninterruptible(20);
	KUNIT_EXPECT_GE(test, later.runs, 8U);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&later.dwork));
	runs = later.runs;
	schedule_timeout_uninterruptible(5);
	KUNIT_EXPECT_EQ(test, later.runs, runs);
}

/* ---- flush and cancel ---- */

static void flush_work_waits_for_that_work(struct kunit *test)
{
	items[0].sleep = 4;
	items[1].sleep = 50;
	KUNIT_EXPECT_FALSE(test, flush_work(&items[0].work));
	queue_work(wq, &items[1].work);
	queue_work(wq, &items[0].work);
	KUNIT_EXPECT_TRUE(test, flush_work(&items[0].work)); /* while it is pending */
	KUNIT_EXPECT_STREQ(test, noted, "baA");
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, flush_work(&items[0].work)); /* while it runs */
	KUNIT_EXPECT_STREQ(test, noted, "baAaA");
	KUNIT_EXPECT_FALSE(test, flush_work(&items[0].work));
}

static void cancelled_work_does_not_run(struct kunit *test)
{
	items[0].sleep = 3;
	queue_work(ordered, &items[0].work);
	queue_work(ordered, &items[1].work);
	queue_work(ordered, &items[2].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, cancel_work(&items[1].work));
	KUNIT_EXPECT_FALSE(test, cancel_work(&items[1].work));
	KUNIT_EXPECT_TRUE(test, cancel_work_sync(&items[2].work));
	KUNIT_EXPECT_FALSE(test, cancel_work(&items[0].work)); /* it runs */
	KUNIT_EXPECT_STREQ(test, noted, "a");
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&items[0].work)); /* waits for it */
	KUNIT_EXPECT_STREQ(test, noted, "aA");
}

static int flush_first(void *data)
{
	return flush_work(&items[1].work);
}

static void cancelling_lets_those_go_who_flush(struct kunit *test)
{
	struct task_struct *k;

	items[0].sleep = 20;
	queue_work(ordered, &items[0].work);
	queue_work(ordered, &items[1].work);
	k = kthread_run(flush_first, NULL, "flusher");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	schedule_timeout_uninterruptible(1);
	cancel_work(&items[1].work);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 1);
	KUNIT_EXPECT_STREQ(test, noted, "a");
}

static void requeue_slowly(struct work_struct *work)
{
	schedule_timeout_uninterruptible(3);
	container_of(work, struct item, work)->runs++;
	queue_work(wq, work);
}

static void cancel_sync_keeps_a_running_work_from_queueing_itself(struct kunit *test)
{
	INIT_WORK(&items[0].work, requeue_slowly);
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&items[0].work));
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
	schedule_timeout_uninterruptible(8);
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
}

/* ---- an item that would wait for itself ---- */

static void flush_myself(struct work_struct *work)
{
	items[0].runs += !flush_work(work);
}

static void cancel_myself(struct work_struct *work)
{
	items[0].runs += !cancel_work_sync(work);
}

static void flush_my_queue(struct work_struct *work)
{
	flush_workqueue(ordered);
	items[0].runs++;
}

static void flush_the_next(struct work_struct *work)
{
	items[0].runs += !flush_work(&items[1].work);
}

static void destroy_my_queue(struct work_struct *work)
{
	destroy_workqueue(ordered);
	items[0].runs++;
}

static const struct self_wait {
	const char *name;
	work_func_t func;
} self_waits[] = {
	{ "flush_work", flush_myself },
	{ "cancel_work_sync", cancel_myself },
	{ "flush_workqueue", flush_my_queue },
	{ "flush_work", flush_the_next },
	{ "destroy_workqueue", destroy_my_queue },
};

static void describe(const struct self_wait *w, char *desc)
{
	strscpy(desc, w->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(self_wait, self_waits, describe);

static void waiting_for_oneself_is_reported_and_does_not_hang(struct kunit *test)
{
	const struct self_wait *w = test->param_value;
	struct reports before = mark_reports();
	char text[60];

	INIT_WORK(&items[0].work, w->func);
	queue_work(ordered, &items[0].work);
	if (w->func == flush_the_next)
		queue_work(ordered, &items[1].work);
	schedule_timeout_uninterruptible(5);
	KUNIT_EXPECT_EQ(test, items[0].runs, 1U);
	scnprintf(text, sizeof(text), "workqueue: %s of ", w->name);
	EXPECT_REPORTS(test, before, 1, text);
	KUNIT_EXPECT_EQ(test, work_busy(&items[0].work), 0U);
}

/* ---- the queue is destroyed ---- */

static struct workqueue_struct *leaving;
static struct completion go, gone;

/* No other page is allocated in between, so the memory of the queue is all zeroes then. */
static int destroy_the_queue(void *unused)
{
	wait_for_completion(&go);
	destroy_workqueue(leaving);
	free_page(get_zeroed_page(GFP_KERNEL));
	complete(&gone);
	return 0;
}

static void let_it_go(void)
{
	complete(&go);
}

static void ask_about_the_item(void *unused)
{
	work_busy(&items[0].work);
	flush_work(&items[0].work);
	cancel_work_sync(&items[0].work);
}

/*
 * An item that is done may be asked about when its queue does not exist any more, and so also while the queue
 * is destroyed.
 */
static void the_queue_of_an_idle_item_may_go_at_any_instruction(struct kunit *test)
{
	bool injected = true;

	for (unsigned int n = 1; injected; n++) {
		struct task_struct *destroyer;

		leaving = alloc_workqueue("leaving", WQ_HIGHPRI, 0);
		KUNIT_ASSERT_NOT_NULL(test, leaving);
		queue_work(leaving, &items[0].work);
		flush_workqueue(leaving);
		init_completion(&go);
		init_completion(&gone);
		destroyer = kthread_run(destroy_the_queue, NULL, "destroyer");
		KUNIT_ASSERT_FALSE(test, IS_ERR(destroyer));
		set_user_nice(destroyer, MIN_NICE); /* before the interrupted task goes on */
		injected = run_interrupted(n, ask_about_the_item, NULL, let_it_go);
		if (!injected)
			complete(&go);
		wait_for_completion(&gone);
	}
	KUNIT_EXPECT_FALSE(test, work_pending(&items[0].work));
}

/* ---- under stress ---- */

static unsigned int queued, ran;
static struct rnd_state rnd;

static void count_run(struct work_struct *work)
{
	ran++;
	if (prandom_u32_state(&rnd) % 8 == 0)
		schedule_timeout_uninterruptible(prandom_u32_state(&rnd) % 3);
}

static void queue_one(void *unused)
{
	struct item *item = &items[prandom_u32_state(&rnd) % 8];

	queued += queue_work(prandom_u32_state(&rnd) % 2 ? wq : system_highpri_wq, &item->work);
}

static void queue_from_interrupt(void)
{
	queue_one(NULL);
}

/* Each work that was queued runs, and only those, whatever interrupts the queueing. */
static void nothing_queued_is_lost(struct kunit *test)
{
	queued = ran = 0;
	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (unsigned int i = 0; i < 8; i++)
		INIT_WORK(&items[i].work, count_run);
	for (unsigned int i = 0; i < 3000; i++) {
		run_interrupted(prandom_u32_state(&rnd) % 200 + 1, queue_one, NULL,
				queue_from_interrupt);
		if (prandom_u32_state(&rnd) % 4 == 0) {
			struct item *item = &items[prandom_u32_state(&rnd) % 8];

			queued -= cancel_work_sync(&item->work);
		}
	}
	flush_workqueue(wq);
	flush_workqueue(system_highpri_wq);
	KUNIT_EXPECT_GT(test, ran, 500U);
	KUNIT_EXPECT_EQ(test, ran, queued);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pending_work_is_not_queued_again),
	KUNIT_CASE(work_may_queue_itself),
	KUNIT_CASE(work_without_a_function_is_refused),
	KUNIT_CASE(delayed_work_comes_in_its_time),
	KUNIT_CASE(flushing_delayed_work_does_not_wait_for_the_timer),
	KUNIT_CASE(mod_delayed_work_changes_the_time),
	KUNIT_CASE(mod_delayed_work_is_heard_wherever_it_comes),
	KUNIT_CASE(mod_delayed_work_does_not_undo_a_cancel),
	KUNIT_CASE(cancelled_delayed_work_does_not_come),
	KUNIT_CASE(cancel_sync_ends_work_that_queues_itself),
	KUNIT_CASE(flush_work_waits_for_that_work),
	KUNIT_CASE(cancelled_work_does_not_run),
	KUNIT_CASE(cancelling_lets_those_go_who_flush),
	KUNIT_CASE(cancel_sync_keeps_a_running_work_from_queueing_itself),
	KUNIT_CASE_PARAM(waiting_for_oneself_is_reported_and_does_not_hang, self_wait_gen_params),
	KUNIT_CASE(the_queue_of_an_idle_item_may_go_at_any_instruction),
	KUNIT_CASE(nothing_queued_is_lost),
	{},
};

static struct kunit_suite suite = { .name = "workqueue_item",
				    .init = init_items,
				    .exit = exit_items,
				    .test_cases = cases };
kunit_test_suite(suite);
