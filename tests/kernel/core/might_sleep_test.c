// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/might_sleep.c: every function here that may sleep, called where it must not, makes
 * exactly one report that names it, does not sleep, and does what its header says.
 *
 * Contexts that a task makes for itself are all here; interrupts and their kin are in context_test.c.
 */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "tests/support/reports.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct completion completion;
static struct mutex mutex;
static struct semaphore sem;
static struct rw_semaphore rwsem;
static struct work_struct work;
static struct delayed_work dwork;
static struct task_struct *thread;

/* ---- one call each; the result that its header promises for a call that cannot wait ---- */

static bool call_schedule(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	return get_current_state() == TASK_RUNNING;
}

static bool call_yield(void)
{
	yield();
	return true;
}

static bool call_cond_resched(void)
{
	return cond_resched() == 0;
}

static bool call_might_sleep(void)
{
	might_sleep();
	return true;
}

static bool call_wait_event(void)
{
	wait_event(queue, false);
	return true;
}

static bool call_wait_event_timeout(void)
{
	return wait_event_timeout(queue, false, 10) == 0;
}

static bool call_wait_event_interruptible(void)
{
	return wait_event_interruptible(queue, false) == -ERESTARTSYS;
}

static bool call_wait_event_interruptible_timeout(void)
{
	return wait_event_interruptible_timeout(queue, false, 10) == 0;
}

static bool call_wait_event_true(void)
{
	return wait_event_interruptible(queue, true) == 0;
}

static bool call_wait_woken(void)
{
	DEFINE_WAIT_FUNC(entry, woken_wake_function);

	return wait_woken(&entry, TASK_INTERRUPTIBLE, 10) == 0;
}

static bool call_wait_for_completion(void)
{
	wait_for_completion(&completion);
	return true;
}

static bool call_wait_for_completion_timeout(void)
{
	return wait_for_completion_timeout(&completion, 10) == 0;
}

static bool call_wait_for_completion_interruptible(void)
{
	return wait_for_completion_interruptible(&completion) == -ERESTARTSYS;
}

static bool call_wait_for_completion_done(void)
{
	complete(&completion);
	return wait_for_completion_timeout(&completion, 10) == 10;
}

static bool call_mutex_lock(void)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	return true;
}

static bool call_mutex_lock_interruptible(void)
{
	int err = mutex_lock_interruptible(&mutex), held;

	if (err)
		return false;
	held = mutex.owner == current;
	mutex_unlock(&mutex);
	return held;
}

static bool call_mutex_lock_killable_held(void)
{
	bool refused;

	mutex_trylock(&mutex);
	refused = mutex_lock_killable(&mutex) == -EINTR;
	mutex_unlock(&mutex);
	return refused;
}

static bool call_down(void)
{
	down(&sem);
	up(&sem);
	return true;
}

static bool call_down_interruptible_used_up(void)
{
	bool refused = !down_trylock(&sem) && down_interruptible(&sem) == -EINTR;

	up(&sem);
	return refused;
}

static bool call_down_timeout_used_up(void)
{
	bool refused = !down_trylock(&sem) && down_timeout(&sem, 10) == -ETIME;

	up(&sem);
	return refused;
}

static bool call_down_read(void)
{
	down_read(&rwsem);
	up_read(&rwsem);
	return true;
}

static bool call_down_write(void)
{
	down_write(&rwsem);
	up_write(&rwsem);
	return true;
}

static bool call_down_write_killable_held(void)
{
	bool refused = down_read_trylock(&rwsem) && down_write_killable(&rwsem) == -EINTR;

	up_read(&rwsem);
	return refused;
}

static int wait_for_stop(void *data)
{
	wait_event(queue, kthread_should_stop());
	return 0;
}

static bool call_kthread_create(void)
{
	thread = kthread_create(wait_for_stop, NULL, "made");
	return !IS_ERR(thread);
}

/* Asks it to stop, and somebody else waits for it later. */
static bool call_kthread_stop(void)
{
	return kthread_stop(thread) == -EBUSY;
}

static bool call_flush_work(void)
{
	return !flush_work(&work);
}

static bool call_flush_delayed_work(void)
{
	return !flush_delayed_work(&dwork);
}

static bool call_cancel_work_sync(void)
{
	return !cancel_work_sync(&work);
}

static bool call_cancel_delayed_work_sync(void)
{
	return !cancel_delayed_work_sync(&dwork);
}

static bool call_flush_workqueue(void)
{
	flush_workqueue(system_wq);
	return true;
}

static bool call_drain_workqueue(void)
{
	drain_workqueue(system_wq);
	return true;
}

static bool call_alloc_workqueue(void)
{
	return !alloc_workqueue("none", 0, 0);
}

static bool call_destroy_workqueue(void)
{
	destroy_workqueue(system_wq); /* refused */
	return true;
}

static bool call_alloc_pages(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 0);

	if (page)
		__free_page(page);
	return page != NULL;
}

#define SLEEPING   "BUG: sleeping function called from invalid context at "
#define SCHEDULING "BUG: scheduling while atomic: init/1/0x"

/* @report: how it begins. @name: a function that stands on the stack that is shown. */
static const struct sleeper {
	const char *name, *report;
	bool (*call)(void);
} sleepers[] = {
	{ "schedule", SCHEDULING, call_schedule },
	{ "yield", SCHEDULING, call_yield },
	{ "call_cond_resched", SLEEPING, call_cond_resched },
	{ "call_might_sleep", SLEEPING "tests/kernel/core/might_sleep_test.c:", call_might_sleep },
	{ "call_wait_event", SLEEPING, call_wait_event },
	{ "call_wait_event_timeout", SLEEPING, call_wait_event_timeout },
	{ "call_wait_event_interruptible", SLEEPING, call_wait_event_interruptible },
	{ "call_wait_event_interruptible_timeout", SLEEPING,
	  call_wait_event_interruptible_timeout },
	{ "call_wait_event_true", SLEEPING, call_wait_event_true },
	{ "wait_woken", SLEEPING "kernel/core/wait.c:", call_wait_woken },
	{ "wait_for_completion", SLEEPING "kernel/core/completion.c:", call_wait_for_completion },
	{ "wait_for_completion_timeout", SLEEPING, call_wait_for_completion_timeout },
	{ "wait_for_completion_interruptible", SLEEPING, call_wait_for_completion_interruptible },
	{ "call_wait_for_completion_done", SLEEPING, call_wait_for_completion_done },
	{ "mutex_lock", SLEEPING "kernel/core/mutex.c:", call_mutex_lock },
	{ "mutex_lock_interruptible", SLEEPING, call_mutex_lock_interruptible },
	{ "mutex_lock_killable", SLEEPING, call_mutex_lock_killable_held },
	{ "down", SLEEPING "kernel/core/semaphore.c:", call_down },
	{ "down_interruptible", SLEEPING, call_down_interruptible_used_up },
	{ "down_timeout", SLEEPING, call_down_timeout_used_up },
	{ "down_read", SLEEPING "kernel/core/rwsem.c:", call_down_read },
	{ "down_write", SLEEPING, call_down_write },
	{ "down_write_killable", SLEEPING, call_down_write_killable_held },
	{ "kthread_create", SLEEPING "kernel/thread/kthread.c:", call_kthread_create },
	{ "kthread_stop", SLEEPING "kernel/thread/kthread.c:", call_kthread_stop },
	{ "flush_work", SLEEPING "kernel/thread/workqueue_item.c:", call_flush_work },
	{ "flush_delayed_work", SLEEPING, call_flush_delayed_work },
	{ "cancel_work_sync", SLEEPING, call_cancel_work_sync },
	{ "cancel_delayed_work_sync", SLEEPING, call_cancel_delayed_work_sync },
	{ "flush_workqueue", SLEEPING, call_flush_workqueue },
	{ "drain_workqueue", SLEEPING, call_drain_workqueue },
	{ "alloc_workqueue", SLEEPING, call_alloc_workqueue },
	{ "destroy_workqueue", SLEEPING, call_destroy_workqueue },
	{ "call_alloc_pages", SLEEPING, call_alloc_pages },
};

static void describe(const struct sleeper *s, char *desc)
{
	strscpy(desc, s->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(sleeper, sleepers, describe);

static void no_work(struct work_struct *unused)
{
}

static int loglevel;

static int init(struct kunit *test)
{
	loglevel = console_loglevel;
	console_loglevel = 0; /* more than a hundred reports: the log is enough */
	init_completion(&completion);
	mutex_init(&mutex);
	sema_init(&sem, 1);
	init_rwsem(&rwsem);
	INIT_WORK(&work, no_work);
	INIT_DELAYED_WORK(&dwork, no_work);
	thread = NULL;
	return 0;
}

static void exit(struct kunit *test)
{
	console_loglevel = loglevel;
}

static void make_thread(struct kunit *test, const struct sleeper *s)
{
	if (s->call != call_kthread_stop)
		return;
	thread = kthread_run(wait_for_stop, NULL, "to_stop");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, thread);
	get_task_struct(thread);
	schedule_timeout_uninterruptible(1);
}

static void end_thread(const struct sleeper *s)
{
	if (!thread)
		return;
	wake_up(&queue);
	kthread_stop(thread);
	if (s->call == call_kthread_stop)
		put_task_struct(thread);
	thread = NULL;
}

static DEFINE_SPINLOCK(lock);

static void take_lock(void)
{
	spin_lock(&lock);
}

static void give_lock(void)
{
	spin_unlock(&lock);
}

static void irqs_off(void)
{
	local_irq_disable();
}

static void irqs_on(void)
{
	local_irq_enable();
}

static void preempt_off(void)
{
	preempt_disable();
}

static void preempt_on(void)
{
	preempt_enable();
}

static void bh_off(void)
{
	local_bh_disable();
}

static void bh_on(void)
{
	local_bh_enable();
}

static const struct context {
	void (*enter)(void), (*leave)(void);
	const char *facts, *count; /* as the report tells them */
} contexts[] = {
	{ preempt_off, preempt_on,
	  "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: init",
	  "preempt_count: 1, expected: 0" },
	{ take_lock, give_lock,
	  "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: init",
	  "preempt_count: 1, expected: 0" },
	{ bh_off, bh_on, "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: init",
	  "preempt_count: 200, expected: 0" },
	{ irqs_off, irqs_on, "in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: 1, name: init",
	  "preempt_count: 0, expected: 0" },
};

static void call_in(struct kunit *test, const struct sleeper *s, const struct context *c)
{
	unsigned long switches;
	struct reports before;
	unsigned int count;
	bool as_promised, same;
	int line;

	make_thread(test, s);
	before = mark_reports();
	c->enter();
	count = preempt_count();
	switches = current->nvcsw + current->nivcsw;
	line = __LINE__ + 1;
	as_promised = s->call();
	same = count == preempt_count() && switches == current->nvcsw + current->nivcsw;
	c->leave();

	KUNIT_EXPECT_TRUE(test, as_promised);
	KUNIT_EXPECT_TRUE(test, same); /* neither slept nor changed the context */
	EXPECT_REPORTS(test, before, 1, s->report);
	EXPECT_PLACE(test, before, line);
	KUNIT_EXPECT_EQ(test, log_count(before.log, "BUG: s"), 1U); /* lockdep may add to it */
	KUNIT_EXPECT_TRUE_MSG(test, log_contains(before.log, s->name), "%s is not on the stack\n",
			      s->name);
	if (strcmp(s->report, SCHEDULING) != 0) {
		KUNIT_EXPECT_TRUE(test, log_contains(before.log, c->facts));
		KUNIT_EXPECT_TRUE(test, log_contains(before.log, c->count));
	}
	end_thread(s);
}

static void one_report_and_no_sleep(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(contexts); i++)
		call_in(test, test->param_value, &contexts[i]);
}

/* ---- what is silent ---- */

static void a_task_may_sleep(struct kunit *test)
{
	struct reports before = mark_reports();

	might_sleep();
	cond_resched();
	schedule();
	yield();
	mutex_lock(&mutex);
	might_sleep(); /* a mutex is no atomic context */
	schedule_timeout_uninterruptible(1);
	mutex_unlock(&mutex);
	might_sleep_if(true);
	EXPECT_SILENCE(test, before);
}

static void what_cannot_sleep_is_silent_in_atomic_context(struct kunit *test)
{
	struct reports before = mark_reports();

	preempt_disable();
	might_sleep_if(false);
	wake_up_process(current);
	complete(&completion);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&completion));
	KUNIT_EXPECT_EQ(test, mutex_trylock(&mutex), 1);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0);
	up(&sem);
	schedule_work(&work);
	cancel_work(&work);
	wake_up_all(&queue);
	preempt_enable();
	EXPECT_SILENCE(test, before);
}

static void boot_is_not_asked(struct kunit *test)
{
	struct reports before = mark_reports();

	preempt_disable();
	system_state = SYSTEM_BOOTING;
	might_sleep();
	system_state = SYSTEM_RUNNING;
	preempt_enable();
	EXPECT_SILENCE(test, before);
}

static void scheduling_while_atomic_tells_linuxs_count(struct kunit *test)
{
	struct reports before = mark_reports();

	local_bh_disable();
	preempt_disable();
	schedule();
	preempt_enable();
	local_bh_enable();
	EXPECT_REPORTS(test, before, 1, "BUG: scheduling while atomic: init/1/0x00000202");
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(one_report_and_no_sleep, sleeper_gen_params),
	KUNIT_CASE(a_task_may_sleep),
	KUNIT_CASE(what_cannot_sleep_is_silent_in_atomic_context),
	KUNIT_CASE(boot_is_not_asked),
	KUNIT_CASE(scheduling_while_atomic_tells_linuxs_count),
	{},
};

static struct kunit_suite suite = { .name = "might_sleep",
				    .init = init,
				    .exit = exit,
				    .test_cases = cases };
kunit_test_suite(suite);
