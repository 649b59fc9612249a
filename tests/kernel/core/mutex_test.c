// SPDX-License-Identifier: MIT
/* Tests of kernel/core/mutex.c and semaphore.c, and of what they have in common with rwsem.c. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>

#include "lockers.h"
#include "tests/support/reports.h"
#include "tests/support/step.h"

static struct mutex mutex;
static struct semaphore sem;
static struct rw_semaphore rwsem;

static int init(struct kunit *test)
{
	mutex_init(&mutex);
	sema_init(&sem, 1);
	init_rwsem(&rwsem);
	memset(order, 0, sizeof(order));
	return 0;
}

/* ---- what threads do ---- */

static int lock_mutex(void *data)
{
	mutex_lock(&mutex);
	note(*(char *)data);
	mutex_unlock(&mutex);
	return 0;
}

static int lock_mutex_interruptibly(void *data)
{
	int err = mutex_lock_interruptible(&mutex);

	if (!err)
		mutex_unlock(&mutex);
	return err;
}

static int unlock_mutex(void *data)
{
	mutex_unlock(&mutex);
	return 0;
}

/* ---- mutexes ---- */

static void a_mutex_has_an_owner_while_it_is_locked(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	mutex_lock(&mutex);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
	KUNIT_EXPECT_PTR_EQ(test, mutex.owner, current);
	KUNIT_EXPECT_EQ(test, mutex_trylock(&mutex), 0);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, mutex_trylock(&mutex), 1);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, mutex_lock_interruptible(&mutex), 0);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_EQ(test, mutex_lock_killable(&mutex), 0);
	mutex_unlock(&mutex);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	mutex_destroy(&mutex);
}

static void a_mutex_goes_to_who_waited_longest(struct kunit *test)
{
	struct task_struct *k[3];

	mutex_lock(&mutex);
	for (unsigned int i = 0; i < 3; i++)
		k[i] = start(test, lock_mutex, &"abc"[i]);
	KUNIT_EXPECT_STREQ(test, order, "");
	mutex_unlock(&mutex);
	KUNIT_EXPECT_PTR_EQ(test, mutex.owner, k[0]); /* handed over, though it has not run yet */
	KUNIT_EXPECT_EQ(test, mutex_trylock(&mutex), 0);
	mutex_lock(&mutex);
	note('m');
	mutex_unlock(&mutex);
	KUNIT_EXPECT_STREQ(test, order, "abcm");
	for (unsigned int i = 0; i < 3; i++)
		end(k[i]);
}

static void a_signal_ends_an_interruptible_wait_for_a_mutex(struct kunit *test)
{
	struct task_struct *a, *b;

	mutex_lock(&mutex);
	a = start(test, lock_mutex_interruptibly, "a");
	b = start(test, lock_mutex, "b");
	signal_wake_up(a, false);
	KUNIT_EXPECT_EQ(test, end(a), -EINTR);
	mutex_unlock(&mutex); /* it has left the queue: the next one's turn */
	KUNIT_EXPECT_EQ(test, end(b), 0);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
}

static void locking_twice_is_reported_and_counted(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&mutex);
	mutex_lock(&mutex);
	EXPECT_REPORTS(test, before, 1, "locked again by its owner");
	mutex_unlock(&mutex);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	EXPECT_REPORTS(test, before, 1, "locked again by its owner");
}

static void unlocking_by_a_stranger_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&mutex);
	run(test, unlock_mutex);
	EXPECT_REPORTS(test, before, 1, "unlocked by mutex_test/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "but held by init/1"));
	KUNIT_EXPECT_PTR_EQ(test, mutex.owner, current);
	mutex_unlock(&mutex);
}

static void unlocking_a_free_mutex_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_unlock(&mutex);
	EXPECT_REPORTS(test, before, 1, "but not locked");
	KUNIT_EXPECT_EQ(test, mutex_trylock(&mutex), 1);
	mutex_unlock(&mutex);
}

static void destroying_a_locked_mutex_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&mutex);
	mutex_destroy(&mutex);
	EXPECT_REPORTS(test, before, 1, "destroyed while init/1 holds it");
	mutex_unlock(&mutex);
}

static void the_owner_of_a_mutex_may_sleep(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&mutex);
	might_sleep();
	msleep(10);
	mutex_unlock(&mutex);
	EXPECT_SILENCE(test, before);
}

/* ---- exclusion, with an interrupt at every instruction ---- */

static struct task_struct *rival;
static unsigned int inside, rounds;
static bool both_inside;

static void enter_and_leave(void *unused)
{
	mutex_lock(&mutex);
	both_inside |= inside++ != 0;
	barrier();
	inside--;
	mutex_unlock(&mutex);
}

static int rival_thread(void *unused)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
		enter_and_leave(NULL);
		rounds++;
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static void wake_rival(void)
{
	wake_up_process(rival);
}

/* The rival, of higher priority, runs at once: it gets in, or waits and is let in. */
static void one_at_a_time_whatever_interrupts(struct kunit *test)
{
	unsigned int n = 1, before;

	both_inside = false;
	rounds = 0;
	rival = kthread_create(rival_thread, NULL, "rival");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rival);
	set_user_nice(rival, -10);
	wake_up_process(rival);
	do {
		before = rounds;
		if (!run_interrupted(n++, enter_and_leave, NULL, wake_rival))
			break;
		schedule_timeout_uninterruptible(1);
	} while (rounds == before + 1 && n < 1000);
	KUNIT_EXPECT_GT(test, n, 20U);
	KUNIT_EXPECT_EQ(test, rounds, n - 2);
	KUNIT_EXPECT_FALSE(test, both_inside);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	kthread_stop(rival);
}

/* ---- a lock that becomes free while somebody is on his way to wait for it ---- */

struct lock_ops {
	const char *name;
	void (*lock)(void), (*unlock)(void);
};

static struct completion held, over;
static struct task_struct *holder;

static void wake_holder(void)
{
	wake_up_process(holder);
}

static void lock_the_mutex(void)
{
	mutex_lock(&mutex);
}

static void unlock_the_mutex(void)
{
	mutex_unlock(&mutex);
}

static void lock_the_rwsem(void)
{
	down_write(&rwsem);
}

static void unlock_the_rwsem(void)
{
	up_write(&rwsem);
}

static void lock_to_read(void)
{
	down_read(&rwsem);
}

static void unlock_to_read(void)
{
	up_read(&rwsem);
}

static const struct lock_ops lock_ops[] = {
	{ "mutex", lock_the_mutex, unlock_the_mutex },
	{ "rwsem", lock_the_rwsem, unlock_the_rwsem },
	{ "rwsem_read", lock_to_read, unlock_to_read },
};

static void describe(const struct lock_ops *ops, char *desc)
{
	strscpy(desc, ops->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(lock_op, lock_ops, describe);

struct passing {
	const struct lock_ops *ops;
	unsigned int n;
};

/* Holds it, for writing where there is a difference, until it is woken. */
static int hold(void *data)
{
	const struct lock_ops *ops = data;
	bool read = ops->lock == lock_to_read;

	if (read)
		down_write(&rwsem);
	else
		ops->lock();
	set_current_state(TASK_UNINTERRUPTIBLE);
	complete(&held);
	schedule();
	if (read)
		up_write(&rwsem);
	else
		ops->unlock();
	return 0;
}

static void lock_and_unlock(void *arg)
{
	const struct lock_ops *ops = arg;

	ops->lock();
	ops->unlock();
}

static int want(void *data)
{
	struct passing *p = data;

	run_interrupted(p->n, lock_and_unlock, (void *)p->ops, wake_holder);
	complete(&over);
	return 0;
}

/* The holder lets go after the n-th instruction of the other, for all n until that one sleeps. */
static void a_lock_may_become_free_at_any_instruction(struct kunit *test)
{
	struct passing p = { .ops = test->param_value };
	struct reports mark = mark_reports();
	bool asleep = false;

	for (p.n = 1; p.n < 1000 && !asleep; p.n++) {
		struct task_struct *k;

		init_completion(&held);
		init_completion(&over);
		holder = kthread_create(hold, (void *)p.ops, "holder");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, holder);
		set_user_nice(holder, -10);
		wake_up_process(holder);
		wait_for_completion(&held);
		k = kthread_run(want, &p, "want");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
		if (wait_for_completion_timeout(&over, HZ))
			continue;
		asleep = true;
		KUNIT_EXPECT_TRUE_MSG(test, interrupt_is_to_come(),
				      "asleep for ever after instruction %u\n", p.n);
		if (interrupt_is_to_come())
			wake_holder();
		else
			lock_and_unlock((void *)p.ops);
		wait_for_completion(&over);
	}
	KUNIT_EXPECT_TRUE(test, asleep);
	KUNIT_EXPECT_GT(test, p.n, 20U);
	EXPECT_SILENCE(test, mark); /* whoever let go had it */
}

static unsigned long counter;

static int count_under_mutex(void *data)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, (unsigned long)data);
	for (unsigned int i = 0; i < 200; i++) {
		unsigned long seen;

		mutex_lock(&mutex);
		seen = counter;
		if (prandom_u32_state(&rnd) % 4 == 0)
			schedule_timeout_uninterruptible(prandom_u32_state(&rnd) % 3);
		counter = seen + 1;
		mutex_unlock(&mutex);
		if (prandom_u32_state(&rnd) % 2)
			yield();
	}
	return 0;
}

static void a_counter_under_a_mutex_loses_nothing(struct kunit *test)
{
	struct task_struct *k[8];

	counter = 0;
	for (unsigned int i = 0; i < 8; i++) {
		k[i] = kthread_create(count_under_mutex, (void *)((long)kunit_case_seed(test) + i),
				      "counter");
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k[i]);
		get_task_struct(k[i]);
		set_user_nice(k[i], (int)(i % 3) * 10 - 10);
	}
	for (unsigned int i = 0; i < 8; i++)
		wake_up_process(k[i]);
	for (unsigned int i = 0; i < 8; i++)
		end(k[i]);
	KUNIT_EXPECT_EQ(test, counter, 1600UL);
}

/* ---- semaphores ---- */

static int down_and_up(void *data)
{
	down(&sem);
	note(*(char *)data);
	up(&sem);
	return 0;
}

static int down_interruptibly(void *data)
{
	return down_interruptible(&sem);
}

static void a_semaphore_counts(struct kunit *test)
{
	sema_init(&sem, 2);
	down(&sem);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_interruptible(&sem), 0);
	up(&sem);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_killable(&sem), 0);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 3), 0);
	KUNIT_EXPECT_EQ(test, sem.count, 0U);
}

static void a_semaphore_wakes_in_order(struct kunit *test)
{
	struct task_struct *k[3];

	down(&sem);
	for (unsigned int i = 0; i < 3; i++)
		k[i] = start(test, down_and_up, &"abc"[i]);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1); /* it is a's already */
	for (unsigned int i = 0; i < 3; i++)
		end(k[i]);
	KUNIT_EXPECT_STREQ(test, order, "abc");
	KUNIT_EXPECT_EQ(test, sem.count, 1U);
}

static void a_semaphore_times_out(struct kunit *test)
{
	unsigned long begin = jiffies;

	down(&sem);
	KUNIT_EXPECT_EQ(test, down_timeout(&sem, 5), -ETIME);
	KUNIT_EXPECT_GE(test, jiffies - begin, 5UL);
	up(&sem);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 0); /* who gave up has left the queue */
}

static void a_signal_ends_an_interruptible_wait_for_a_semaphore(struct kunit *test)
{
	struct task_struct *a;

	down(&sem);
	a = start(test, down_interruptibly, "a");
	signal_wake_up(a, false);
	KUNIT_EXPECT_EQ(test, end(a), -EINTR);
	up(&sem);
	KUNIT_EXPECT_EQ(test, sem.count, 1U);
}

/* ---- all three ---- */

static int read_killably_and_leave(void *data)
{
	int err = down_read_killable(&rwsem);

	if (err != -EINTR)
		up_read(&rwsem);
	return err;
}

static int write_killably_and_leave(void *data)
{
	int err = down_write_killable(&rwsem);

	if (err != -EINTR)
		up_write(&rwsem);
	return err;
}

static void who_waited_for_a_lock_and_got_it_is_told_so(struct kunit *test)
{
	struct task_struct *k[4];

	mutex_lock(&mutex);
	down(&sem);
	down_write(&rwsem);
	k[0] = start(test, lock_mutex_interruptibly, NULL);
	k[1] = start(test, down_interruptibly, NULL);
	k[2] = start(test, read_killably_and_leave, NULL);
	k[3] = start(test, write_killably_and_leave, NULL);
	mutex_unlock(&mutex);
	up(&sem);
	up_write(&rwsem);
	for (unsigned int i = 0; i < ARRAY_SIZE(k); i++)
		KUNIT_EXPECT_EQ(test, end(k[i]), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&sem), 1); /* the waiter has it */
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rwsem));
}

/* ---- the case that must panic ---- */

static void a_held_mutex_wanted_in_atomic_context_panics(struct kunit *test)
{
	mutex_lock(&mutex);
	preempt_disable();
	mutex_lock(&mutex);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_mutex_has_an_owner_while_it_is_locked),
	KUNIT_CASE(a_mutex_goes_to_who_waited_longest),
	KUNIT_CASE(a_signal_ends_an_interruptible_wait_for_a_mutex),
	KUNIT_CASE(locking_twice_is_reported_and_counted),
	KUNIT_CASE(unlocking_by_a_stranger_is_reported),
	KUNIT_CASE(unlocking_a_free_mutex_is_reported),
	KUNIT_CASE(destroying_a_locked_mutex_is_reported),
	KUNIT_CASE(the_owner_of_a_mutex_may_sleep),
	KUNIT_CASE(one_at_a_time_whatever_interrupts),
	KUNIT_CASE_PARAM(a_lock_may_become_free_at_any_instruction, lock_op_gen_params),
	KUNIT_CASE(a_counter_under_a_mutex_loses_nothing),
	KUNIT_CASE(a_semaphore_counts),
	KUNIT_CASE(a_semaphore_wakes_in_order),
	KUNIT_CASE(a_semaphore_times_out),
	KUNIT_CASE(a_signal_ends_an_interruptible_wait_for_a_semaphore),
	KUNIT_CASE(who_waited_for_a_lock_and_got_it_is_told_so),
	KUNIT_CASE_PANIC(a_held_mutex_wanted_in_atomic_context_panics),
	{},
};

static struct kunit_suite suite = { .name = "mutex", .init = init, .test_cases = cases };
kunit_test_suite(suite);
