// SPDX-License-Identifier: MIT
/* Tests of kernel/task/workqueue.c. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/workqueue.h>

#include "reports.h"
#include "step.h"

static struct workqueue_struct *wq, *ordered;

static char order[32];

static void note(char c)
{
	size_t n = strlen(order);

	if (n < sizeof(order) - 1)
		order[n] = c;
}

/* A work that notes its letter, and may sleep in between. */
struct item {
	struct work_struct work;
	char letter;
	unsigned int sleep;
	unsigned int runs;
};

static struct item items[8];

static void note_letter(struct work_struct *work)
{
	struct item *item = container_of(work, struct item, work);

	note(item->letter);
	if (item->sleep) {
		schedule_timeout_uninterruptible(item->sleep);
		note(item->letter - 'a' + 'A');
	}
	item->runs++;
}

static int init(struct kunit *test)
{
	memset(order, 0, sizeof(order));
	for (unsigned int i = 0; i < ARRAY_SIZE(items); i++) {
		items[i] = (struct item){ .letter = 'a' + i };
		INIT_WORK(&items[i].work, note_letter);
	}
	wq = alloc_workqueue("test", 0, 0);
	ordered = alloc_ordered_workqueue("test_%s", 0, "ordered");
	if (wq && ordered)
		return 0;
	if (wq)
		destroy_workqueue(wq);
	if (ordered)
		destroy_workqueue(ordered);
	return -ENOMEM;
}

static void exit(struct kunit *test)
{
	destroy_workqueue(wq);
	destroy_workqueue(ordered);
}

/* ---- queueing ---- */

static void work_starts_in_the_order_of_queueing(struct kunit *test)
{
	for (unsigned int i = 0; i < 8; i++)
		KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[i].work));
	flush_workqueue(wq);
	KUNIT_EXPECT_STREQ(test, order, "abcdefgh");
}

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

static void a_work_that_sleeps_does_not_hold_up_the_rest(struct kunit *test)
{
	items[0].sleep = items[1].sleep = 5;
	for (unsigned int i = 0; i < 3; i++)
		queue_work(wq, &items[i].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, order, "abc");
	flush_workqueue(wq);
	KUNIT_EXPECT_STREQ(test, order, "abcAB");
}

static void an_ordered_queue_does_one_at_a_time(struct kunit *test)
{
	items[0].sleep = items[1].sleep = 3;
	for (unsigned int i = 0; i < 3; i++)
		queue_work(ordered, &items[i].work);
	flush_workqueue(ordered);
	KUNIT_EXPECT_STREQ(test, order, "aAbBc");
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
	KUNIT_EXPECT_STREQ(test, order, "b.a");
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
	queue_work(ordered, &items[0].work); /* goes to where it runs */
	flush_work(&items[0].work);
	KUNIT_EXPECT_EQ(test, items[0].runs, 4U);
	KUNIT_EXPECT_EQ(test, most, 1U);
	KUNIT_EXPECT_EQ(test, work_busy(&items[0].work), 0U);
}

static void work_without_a_function_is_refused(struct kunit *test)
{
	struct reports before = mark_reports();
	struct delayed_work bad = {};

	INIT_WORK(&items[0].work, NULL);
	KUNIT_EXPECT_FALSE(test, queue_work(wq, &items[0].work));
	EXPECT_REPORTS(test, before, 1, "has no function");
	KUNIT_EXPECT_FALSE(test, queue_delayed_work(wq, &bad, 1));
	EXPECT_REPORTS(test, before, 2, "was not initialized");
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

/* Whatever somebody else is about to do with the work, the new time holds, or the work is taken back after it. */
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

/* While cancel_delayed_work_sync() waits nothing is queued anew, and nobody waits for the canceller. */
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
	KUNIT_EXPECT_STREQ(test, order, "baA");
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_TRUE(test, flush_work(&items[0].work)); /* while it runs */
	KUNIT_EXPECT_STREQ(test, order, "baAaA");
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
	KUNIT_EXPECT_STREQ(test, order, "a");
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&items[0].work)); /* waits for it */
	KUNIT_EXPECT_STREQ(test, order, "aA");
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
	KUNIT_EXPECT_STREQ(test, order, "a");
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

static int queue_long_work(void *data)
{
	schedule_timeout_uninterruptible(1);
	queue_work(wq, &items[1].work);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

static void flush_workqueue_does_not_wait_for_later_work(struct kunit *test)
{
	struct task_struct *k;

	items[0].sleep = 3;
	items[1].sleep = 100;
	queue_work(wq, &items[0].work);
	k = kthread_run(queue_long_work, NULL, "queuer"); /* while the flush waits */
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	flush_workqueue(wq);
	KUNIT_EXPECT_STREQ(test, order, "abA");
	kthread_stop(k);
}

/* ---- waiting for oneself ---- */

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

/* ---- bad works ---- */

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
	KUNIT_EXPECT_STREQ(test, order, "c");
}

/* ---- queues ---- */

static void destroying_a_queue_works_it_off_first(struct kunit *test)
{
	struct workqueue_struct *mine = alloc_workqueue("mine", WQ_UNBOUND, 4);

	KUNIT_ASSERT_NOT_NULL(test, mine);
	for (unsigned int i = 0; i < 8; i++) {
		items[i].sleep = 2;
		queue_work(mine, &items[i].work);
	}
	destroy_workqueue(mine);
	for (unsigned int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, items[i].runs, 1U);
	KUNIT_EXPECT_FALSE(test, cancel_work_sync(&items[0].work)); /* its queue is no more */
	KUNIT_EXPECT_EQ(test, work_busy(&items[0].work), 0U);
	destroy_workqueue(NULL);
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
	KUNIT_EXPECT_STREQ(test, order, "aAb");
	KUNIT_EXPECT_REPORTS(test, 1);
}

static struct page *hoard;

/* All that a request may have that does not wait, the largest blocks first. */
static void take_all_memory(void)
{
	const gfp_t gfp = GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN;
	struct page *page;

	drain_all();
	for (int order = MAX_ORDER - 1; order >= 0; order--)
		while ((page = alloc_pages(gfp, order))) {
			page->index = order;
			page->private = (unsigned long)hoard;
			hoard = page;
		}
}

static void give_memory_back(void)
{
	while (hoard) {
		struct page *page = hoard;

		hoard = (struct page *)page->private;
		__free_pages(page, page->index);
	}
}

/*
 * A work may be what frees memory: it does not wait for the memory of another worker. On a queue for reclaim the
 * next one does not even wait for one that sleeps.
 */
static void work_needs_no_memory_to_run(struct kunit *test)
{
	struct workqueue_struct *reclaim = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, reclaim);
	items[1].sleep = 3;
	items[3].sleep = 20;
	take_all_memory();
	queue_work(wq, &items[0].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, order, "a");
	queue_work(wq, &items[1].work);
	queue_work(wq, &items[2].work); /* there is no second worker, so it waits for the first */
	schedule_timeout_uninterruptible(6);
	KUNIT_EXPECT_STREQ(test, order, "abBc");
	for (unsigned int i = 3; i < 6; i++)
		queue_work(reclaim, &items[i].work);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_STREQ(test, order, "abBcdef");
	give_memory_back();
	destroy_workqueue(reclaim);
	KUNIT_EXPECT_STREQ(test, order, "abBcdefD");
	EXPECT_FAILURES_ONLY(test, mark); /* the manager tries again and again */
}

/* When a worker could not be made and all others sleep, it is tried again. */
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
	KUNIT_EXPECT_STREQ(test, order, "ab");
	flush_workqueue(wq);
}

/* Destroying does not wait for what is not needed any more. */
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

static void the_list_of_queues_can_be_seen(struct kunit *test)
{
	static char text[1024];
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	workqueues_show(&m);
	text[m.count] = 0;
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\nevents "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "\ntest_ordered                   1         0\n"));
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
	KUNIT_CASE(work_starts_in_the_order_of_queueing),
	KUNIT_CASE(pending_work_is_not_queued_again),
	KUNIT_CASE(a_work_that_sleeps_does_not_hold_up_the_rest),
	KUNIT_CASE(an_ordered_queue_does_one_at_a_time),
	KUNIT_CASE(work_may_sleep),
	KUNIT_CASE(high_priority_work_goes_first),
	KUNIT_CASE(work_may_queue_itself),
	KUNIT_CASE(work_never_runs_twice_at_once),
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
	KUNIT_CASE(flush_workqueue_does_not_wait_for_later_work),
	KUNIT_CASE_PARAM(waiting_for_oneself_is_reported_and_does_not_hang, self_wait_gen_params),
	KUNIT_CASE(what_a_work_leaves_behind_is_reported_and_mended),
	KUNIT_CASE(destroying_a_queue_works_it_off_first),
	KUNIT_CASE(max_active_bounds_what_runs_at_once),
	KUNIT_CASE(no_memory_means_no_queue_and_no_more_workers),
	KUNIT_CASE(work_needs_no_memory_to_run),
	KUNIT_CASE(a_worker_comes_when_memory_is_back),
	KUNIT_CASE(a_queue_without_memory_for_a_worker_can_go),
	KUNIT_CASE(the_list_of_queues_can_be_seen),
	KUNIT_CASE(nothing_queued_is_lost),
	{},
};

static struct kunit_suite suite = { .name = "workqueue",
				    .init = init,
				    .exit = exit,
				    .test_cases = cases };
kunit_test_suite(suite);
