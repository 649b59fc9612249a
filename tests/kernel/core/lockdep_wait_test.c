// SPDX-License-Identifier: MIT
/*
 * Tests of what waits like a lock: reclaim (mm/page/fs_reclaim.c), work (kernel/thread/workqueue*.c), timers
 * (kernel/core/timer.c). Only in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "tests/kernel/core/lockdep_locks.h"
#include "tests/support/reports.h"

#define CIRCLE "WARNING: possible circular locking dependency detected"

static struct lockdep_locks *t;

static int init(struct kunit *test)
{
	t = make_lockdep_locks();
	return t ? 0 : -ENOMEM;
}

static void finish(struct kunit *test)
{
	drop_lockdep_locks(t);
}

/* ---- reclaim ---- */

/* What a shrinker does, without a shortage. */
static noinline unsigned int shrink(struct mutex *lock)
{
	fs_reclaim_acquire(GFP_KERNEL);
	mutex_lock(lock);
	mutex_unlock(lock);
	fs_reclaim_release(GFP_KERNEL);
	return __LINE__ - 3;
}

static noinline unsigned int allocate_under(struct mutex *lock, gfp_t gfp)
{
	mutex_lock(lock);
	kfree(kmalloc(100, gfp));
	mutex_unlock(lock);
	return __LINE__ - 2;
}

static void allocating_under_a_lock_of_reclaim_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int shrinks = shrink(&t->a), allocates;

	EXPECT_SILENCE(test, before);
	allocates = allocate_under(&t->a, GFP_KERNEL);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #0 (fs_reclaim){"));
	EXPECT_PLACE(test, before, allocates);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #1 (a){"));
	EXPECT_PLACE(test, before, shrinks);
}

static void so_is_reclaim_that_takes_a_lock_under_which_others_allocate(struct kunit *test)
{
	struct reports before = mark_reports();

	allocate_under(&t->a, GFP_KERNEL);
	shrink(&t->b);
	EXPECT_SILENCE(test, before);
	shrink(&t->a);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #1 (fs_reclaim){"));
}

static void allocations_that_do_not_reclaim_are_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	shrink(&t->a);
	allocate_under(&t->a, GFP_ATOMIC);
	allocate_under(&t->a, GFP_NOWAIT);
	allocate_under(&t->a, GFP_NOFS);
	allocate_under(&t->b, GFP_KERNEL);
	current->flags |= PF_MEMALLOC;
	allocate_under(&t->a, GFP_KERNEL);
	current->flags &= ~PF_MEMALLOC;
	EXPECT_SILENCE(test, before);
}

/* ---- work ---- */

static void work_that_takes_a(struct work_struct *work)
{
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
}

/* Twice in a case: each time another class. */
static noinline void flush_under(struct mutex *lock, void (*flush)(struct work_struct *))
{
	struct lock_class_key *key = kzalloc(sizeof(*key), GFP_KERNEL);
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, work_that_takes_a);
	lockdep_register_key(key);
	lockdep_init_map(&work.lockdep_map, "work", key, 0);
	schedule_work(&work);
	flush_work(&work);
	mutex_lock(lock);
	flush(&work);
	mutex_unlock(lock);
	destroy_work_on_stack(&work);
	lockdep_unregister_key(key);
	kfree(key);
}

static void flush_it(struct work_struct *work)
{
	flush_work(work);
}

static void cancel_it(struct work_struct *work)
{
	cancel_work_sync(work);
}

static void waiting_for_work_under_its_lock_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	flush_under(&t->b, flush_it);
	flush_under(&t->b, cancel_it);
	EXPECT_SILENCE(test, before);
	flush_under(&t->a, flush_it); /* although the work is done, this time */
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #0 (work){"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "work_that_takes_a+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "flush_under+0x"));
	flush_under(&t->a, cancel_it);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 2);
}

static void flushing_a_queue_under_a_lock_of_its_work_is_reported(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("lockdep_test", 0, 0);
	struct reports before = mark_reports();
	struct work_struct work;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	INIT_WORK_ONSTACK(&work, work_that_takes_a);
	queue_work(wq, &work);
	flush_workqueue(wq);
	mutex_lock(&t->b);
	flush_workqueue(wq);
	mutex_unlock(&t->b);
	EXPECT_SILENCE(test, before);
	mutex_lock(&t->a);
	flush_workqueue(wq);
	mutex_unlock(&t->a);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #0 (lockdep_test){"));
	destroy_workqueue(wq);
	destroy_work_on_stack(&work);
}

static void leaks_b(struct work_struct *work)
{
	mutex_lock(&t->b);
}

static void work_that_leaks_a_lock_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, leaks_b);
	schedule_work(&work);
	flush_work(&work);
	EXPECT_REPORTS(test, before, 1, "BUG: workqueue leaked lock or atomic: ");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "last function: leaks_b"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "1 lock held by kworker/"));
	destroy_work_on_stack(&work);
}

/* ---- timers ---- */

static void timer_that_takes_s(struct timer_list *timer)
{
	spin_lock(&t->s);
	spin_unlock(&t->s);
}

static noinline unsigned int delete_under(spinlock_t *lock, struct timer_list *timer)
{
	spin_lock_bh(lock);
	del_timer_sync(timer);
	spin_unlock_bh(lock);
	return __LINE__ - 2;
}

static void waiting_for_a_timer_under_its_lock_is_reported(struct kunit *test)
{
	struct lock_class_key *key = kzalloc(sizeof(*key), GFP_KERNEL);
	struct reports before = mark_reports();
	struct timer_list timer;
	unsigned int line;

	KUNIT_ASSERT_NOT_NULL(test, key);
	timer_setup_on_stack(&timer, timer_that_takes_s, 0);
	lockdep_register_key(key);
	lockdep_init_map(&timer.lockdep_map, "timer", key, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(30);
	delete_under(&t->t, &timer);
	EXPECT_SILENCE(test, before);
	line = delete_under(&t->s, &timer);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	EXPECT_PLACE(test, before, line - 1);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #0 (timer){"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "timer_that_takes_s+0x"));
	lockdep_unregister_key(key);
	kfree(key);
	destroy_timer_on_stack(&timer);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(allocating_under_a_lock_of_reclaim_is_reported),
	KUNIT_CASE(so_is_reclaim_that_takes_a_lock_under_which_others_allocate),
	KUNIT_CASE(allocations_that_do_not_reclaim_are_silent),
	KUNIT_CASE(waiting_for_work_under_its_lock_is_reported),
	KUNIT_CASE(flushing_a_queue_under_a_lock_of_its_work_is_reported),
	KUNIT_CASE(work_that_leaks_a_lock_is_reported),
	KUNIT_CASE(waiting_for_a_timer_under_its_lock_is_reported),
	{},
};

static struct kunit_suite suite = { .name = "lockdep_wait",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
