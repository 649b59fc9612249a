// SPDX-License-Identifier: MIT
/* Tests of kernel/thread/kthread.c, thread.c and pid.c. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/string.h>

#include "tests/support/reports.h"
#include "tests/support/step.h"

static unsigned int runs;

static int init(struct kunit *test)
{
	runs = 0;
	return 0;
}

static int run_until_stopped(void *data)
{
	runs++;
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return (long)data;
}

static int return_at_once(void *data)
{
	runs++;
	return (long)data;
}

static struct task_struct *create(struct kunit *test, int (*fn)(void *data), long data)
{
	struct task_struct *k = kthread_create(fn, (void *)data, "kthread_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	return k;
}

/* ---- life ---- */

static void stop_returns_what_the_function_returned(struct kunit *test)
{
	struct task_struct *k = create(test, run_until_stopped, 42);

	wake_up_process(k);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, runs, 1U);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 42);
}

static void a_thread_sleeps_until_its_first_wake_up(struct kunit *test)
{
	struct task_struct *k = create(test, run_until_stopped, 0);

	schedule_timeout_uninterruptible(5);
	KUNIT_EXPECT_EQ(test, runs, 0U);
	KUNIT_EXPECT_EQ(test, task_state_to_char(k), 'D');
	wake_up_process(k);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, runs, 1U);
	kthread_stop(k);
}

static void a_thread_stopped_before_it_began_never_runs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kthread_stop(create(test, run_until_stopped, 42)), -EINTR);
	KUNIT_EXPECT_EQ(test, runs, 0U);
}

/* Linux may leave it out here too, depending on who is faster. */
static void a_thread_that_was_woken_runs_though_it_is_stopped(struct kunit *test)
{
	struct task_struct *k = create(test, return_at_once, 42);

	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, runs, 0U);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 42);
	KUNIT_EXPECT_EQ(test, runs, 1U);
}

static void names_are_formatted_and_cut(struct kunit *test)
{
	struct task_struct *k =
		kthread_create(run_until_stopped, (void *)5, "a_rather_long/%d_name", 7);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	KUNIT_EXPECT_STREQ(test, k->comm, "a_rather_long/7");
	KUNIT_EXPECT_EQ(test, (long)kthread_data(k), 5L);
	KUNIT_EXPECT_PTR_EQ(test, kthread_func(k), run_until_stopped);
	KUNIT_EXPECT_EQ(test, k->flags, (unsigned int)PF_KTHREAD);
	kthread_stop(k);
}

static int tell_context(void *data)
{
	runs = !preempt_count() && !irqs_disabled() && in_task() && task_nice(current) == 0;
	return 0;
}

static void a_thread_starts_with_nothing_of_its_maker(struct kunit *test)
{
	struct task_struct *k;

	set_user_nice(current, -20);
	preempt_disable();
	preempt_enable();
	k = get_task_struct(create(test, tell_context, 0));
	wake_up_process(k);
	kthread_stop(k);
	put_task_struct(k);
	set_user_nice(current, 0);
	KUNIT_EXPECT_EQ(test, runs, 1U);
}

static int exit_early(void *data)
{
	kthread_exit(7);
}

static int complete_and_exit(void *data)
{
	kthread_complete_and_exit(data, 8);
}

static void a_thread_may_exit_from_anywhere(struct kunit *test)
{
	struct task_struct *k = get_task_struct(create(test, exit_early, 0));
	DECLARE_COMPLETION_ONSTACK(gone);

	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 7);
	put_task_struct(k);
	wake_up_process(create(test, complete_and_exit, (long)&gone));
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&gone, HZ), 0UL);
}

/* ---- stopping what cannot be stopped ---- */

static void stopping_a_finished_thread_returns_its_result(struct kunit *test)
{
	struct task_struct *k = get_task_struct(create(test, return_at_once, 23));
	unsigned long switches;

	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, task_state_to_char(k), 'X');
	switches = current->nvcsw;
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 23);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 23);
	KUNIT_EXPECT_EQ(test, current->nvcsw, switches);
	put_task_struct(k);
}

static void stopping_a_thread_that_is_gone_is_reported(struct kunit *test)
{
	struct task_struct *k = create(test, return_at_once, 0);
	struct reports before = mark_reports();

	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), -ESRCH);
	EXPECT_REPORTS(test, before, 1, "is no thread, or one that is gone");
}

static void stopping_no_thread_is_reported(struct kunit *test)
{
	static struct task_struct none;
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, kthread_stop(NULL), -ESRCH);
	KUNIT_EXPECT_EQ(test, kthread_stop(ERR_PTR(-ENOMEM)), -ESRCH);
	KUNIT_EXPECT_EQ(test, kthread_stop(&none), -ESRCH);
	none.pid = current->pid;
	none.flags = PF_KTHREAD;
	KUNIT_EXPECT_EQ(test, kthread_stop(&none), -ESRCH);
	EXPECT_REPORTS(test, before, 4, "is no thread, or one that is gone");
}

static int stop_myself(void *data)
{
	return kthread_stop(current);
}

static void a_thread_cannot_stop_itself(struct kunit *test)
{
	struct task_struct *k = get_task_struct(create(test, stop_myself, 0));
	struct reports before = mark_reports();

	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), -EDEADLK);
	EXPECT_REPORTS(test, before, 1, "stops itself");
	put_task_struct(k);
}

static void a_null_function_is_refused(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, PTR_ERR(kthread_create(NULL, NULL, "nothing")), (long)-EINVAL);
	EXPECT_REPORTS(test, before, 1, "kthread_create: no function");
}

/* ---- ending in a wrong state ---- */

static int exit_atomic(void *data)
{
	preempt_disable();
	return 0;
}

static int exit_with_interrupts_off(void *data)
{
	local_irq_disable();
	return 0;
}

static void a_thread_that_exits_atomic_is_reported_and_mended(struct kunit *test)
{
	struct reports before = mark_reports();
	struct task_struct *k = get_task_struct(create(test, exit_atomic, 0));

	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 0);
	put_task_struct(k);
	EXPECT_REPORTS(test, before, 1, "exited with preempt_count 1");
	k = get_task_struct(create(test, exit_with_interrupts_off, 0));
	wake_up_process(k);
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 0);
	put_task_struct(k);
	EXPECT_REPORTS(test, before, 2, "exited with irqs disabled");
	KUNIT_EXPECT_TRUE(test, preemptible());
}

/* ---- memory ---- */

static void no_memory_means_no_thread(struct kunit *test)
{
	struct task_struct *k;

	drain_all(); /* no spare stacks */
	fail_nth_page_alloc(1);
	k = kthread_create(run_until_stopped, NULL, "nothing");
	fail_nth_page_alloc(0);
	KUNIT_EXPECT_EQ(test, PTR_ERR(k), (long)-ENOMEM);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void a_stack_is_kept_for_the_next_thread(struct kunit *test)
{
	unsigned long free;

	drain_all();
	free = nr_free_pages();
	kthread_stop(create(test, run_until_stopped, 0));
	schedule_timeout_uninterruptible(1);
	fail_nth_page_alloc(1); /* not needed */
	kthread_stop(create(test, run_until_stopped, 0));
	fail_nth_page_alloc(0);
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

/* It wakes the task that stops it before it has ended, and then has to wait for the CPU. */
static void drain_all_waits_for_those_on_their_way_out(struct kunit *test)
{
	struct task_struct *k;
	unsigned long free;

	drain_all();
	free = nr_free_pages();
	k = create(test, run_until_stopped, 0);
	set_user_nice(k, 19);
	wake_up_process(k);
	schedule_timeout_uninterruptible(1);
	kthread_stop(k);
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

static void many_threads_come_and_go(struct kunit *test)
{
	struct task_struct *k[50];

	for (unsigned int round = 0; round < 5; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(k); i++) {
			k[i] = create(test, run_until_stopped, i);
			wake_up_process(k[i]);
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(k); i++)
			KUNIT_EXPECT_EQ(test, kthread_stop(k[i]), (int)i);
	}
}

static void create_and_stop(void *unused)
{
	struct task_struct *k = kthread_run(run_until_stopped, NULL, "stepped");

	if (!IS_ERR(k))
		kthread_stop(k);
}

static struct task_struct *rival;

static int rival_thread(void *unused)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
		create_and_stop(NULL);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static void wake_rival(void)
{
	wake_up_process(rival);
}

/* The interrupting code does the same: it makes and ends a thread. */
static void making_threads_may_be_interrupted_anywhere(struct kunit *test)
{
	unsigned int n = 1;

	rival = kthread_create(rival_thread, NULL, "rival");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rival);
	set_user_nice(rival, -10);
	wake_up_process(rival);
	while (n < 3000 && run_interrupted(n, create_and_stop, NULL, wake_rival))
		n += 3;
	KUNIT_EXPECT_GT(test, n, 300U);
	kthread_stop(rival);
}

/* ---- numbers ---- */

/* The task that is found exists only as long as the lock is held; here it is only compared. */
static const struct task_struct *find(pid_t pid)
{
	const struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	p = find_task_by_vpid(pid);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return p;
}

static void pids_find_their_task(struct kunit *test)
{
	struct task_struct *k = create(test, run_until_stopped, 0), *found;
	pid_t pid = k->pid;

	KUNIT_EXPECT_PTR_EQ(test, find(pid), k);
	found = find_get_task_by_vpid(pid);
	KUNIT_EXPECT_PTR_EQ(test, found, k);
	KUNIT_EXPECT_EQ(test, refcount_read(&k->usage), 2U);
	put_task_struct(found);
	kthread_stop(k);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_NULL(test, find(pid));
	KUNIT_EXPECT_NULL(test, find(0));
	KUNIT_EXPECT_NULL(test, find(-1));
	KUNIT_EXPECT_NULL(test, find_get_task_by_vpid(PID_MAX));
	KUNIT_EXPECT_PTR_EQ(test, find(1), current);
}

/* The numbers are given out in ascending order, then again from the lowest, and those in use are left out. */
static void pids_wrap_around_those_in_use(struct kunit *test)
{
	struct task_struct *kept = create(test, run_until_stopped, 0);
	pid_t before = kept->pid;
	unsigned int wraps = 0, wrong = 0;

	for (unsigned int i = 0; i < PID_MAX + 10; i++) {
		struct task_struct *k = create(test, run_until_stopped, 0);

		wraps += k->pid < before;
		wrong += k->pid == kept->pid || k->pid <= 1;
		before = k->pid;
		kthread_stop(k);
	}
	KUNIT_EXPECT_EQ(test, wraps, 1U);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	kthread_stop(kept);
}

/* All numbers are given out, to tasks that do nothing. */
static void no_number_means_no_thread(struct kunit *test)
{
	size_t size = PID_MAX / 2 * sizeof(struct task_struct);
	struct task_struct *half[2];
	unsigned int n = 0;

	for (unsigned int i = 0; i < 2; i++)
		half[i] = alloc_pages_exact(size,
					    GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_NORETRY);
	if (half[0] && half[1]) {
		while (!alloc_pid(&half[n % 2][n / 2]))
			n++;
		KUNIT_EXPECT_EQ(test, n, PID_MAX - 1 - nr_threads);
		KUNIT_EXPECT_EQ(test, PTR_ERR(kthread_create(return_at_once, NULL, "nothing")),
				(long)-EAGAIN);
		while (n--)
			free_pid(&half[n % 2][n / 2]);
	} else {
		kunit_mark_skipped(test, "no memory for %d tasks", PID_MAX);
	}
	for (unsigned int i = 0; i < 2; i++)
		if (half[i])
			free_pages_exact(half[i], size);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(stop_returns_what_the_function_returned),
	KUNIT_CASE(a_thread_sleeps_until_its_first_wake_up),
	KUNIT_CASE(a_thread_stopped_before_it_began_never_runs),
	KUNIT_CASE(a_thread_that_was_woken_runs_though_it_is_stopped),
	KUNIT_CASE(names_are_formatted_and_cut),
	KUNIT_CASE(a_thread_starts_with_nothing_of_its_maker),
	KUNIT_CASE(a_thread_may_exit_from_anywhere),
	KUNIT_CASE(stopping_a_finished_thread_returns_its_result),
	KUNIT_CASE(stopping_a_thread_that_is_gone_is_reported),
	KUNIT_CASE(stopping_no_thread_is_reported),
	KUNIT_CASE(a_thread_cannot_stop_itself),
	KUNIT_CASE(a_null_function_is_refused),
	KUNIT_CASE(a_thread_that_exits_atomic_is_reported_and_mended),
	KUNIT_CASE(no_memory_means_no_thread),
	KUNIT_CASE(a_stack_is_kept_for_the_next_thread),
	KUNIT_CASE(drain_all_waits_for_those_on_their_way_out),
	KUNIT_CASE(many_threads_come_and_go),
	KUNIT_CASE(making_threads_may_be_interrupted_anywhere),
	KUNIT_CASE(pids_find_their_task),
	KUNIT_CASE(pids_wrap_around_those_in_use),
	KUNIT_CASE(no_number_means_no_thread),
	{},
};

static struct kunit_suite suite = { .name = "kthread", .init = init, .test_cases = cases };
kunit_test_suite(suite);
