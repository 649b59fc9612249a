// SPDX-License-Identifier: MIT
/* Tests of kernel/thread/workqueue.c. */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/seq_file.h>

#include "work_items.h"

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
	KUNIT_EXPECT_STREQ(test, noted, "abA");
	kthread_stop(k);
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

static struct kunit_case cases[] = {
	KUNIT_CASE(destroying_a_queue_works_it_off_first),
	KUNIT_CASE(flush_workqueue_does_not_wait_for_later_work),
	KUNIT_CASE(the_list_of_queues_can_be_seen),
	{},
};

static struct kunit_suite suite = { .name = "workqueue",
				    .init = init_items,
				    .exit = exit_items,
				    .test_cases = cases };
kunit_test_suite(suite);
