// SPDX-License-Identifier: MIT
/* Tests of kernel/core/lockdep*.c: the order of locks. The plain build has no lockdep. */
#ifdef CONFIG_LOCKDEP
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "tests/kernel/core/lockdep_locks.h"
#include "tests/support/reports.h"

/* Locks of their own classes for each case: what it plants is forgotten with their keys. */
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

/* ---- two locks ---- */

static unsigned int line_ab, line_ba;

static noinline void b_inside_a(void)
{
	mutex_lock(&t->a);
	line_ab = __LINE__ + 1;
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	mutex_unlock(&t->a);
}

static noinline void a_inside_b(void)
{
	mutex_lock(&t->b);
	line_ba = __LINE__ + 1;
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	mutex_unlock(&t->b);
}

static void one_order_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	for (int i = 0; i < 3; i++)
		b_inside_a();
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	EXPECT_SILENCE(test, before);
}

static void two_orders_are_a_circle(struct kunit *test)
{
	struct reports before = mark_reports();

	b_inside_a();
	a_inside_b();
	EXPECT_REPORTS(test, before, 1, "WARNING: possible circular locking dependency detected");
	EXPECT_PLACE(test, before, line_ab);
	EXPECT_PLACE(test, before, line_ba);
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "-> #1 (b){+.+.}-{3:3}:"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "-> #0 (a){+.+.}-{3:3}:"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "1 lock held by %s/%d:", current->comm,
					  current->pid));
	a_inside_b(); /* it is known now */
	b_inside_a();
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_order_is_silent),
	KUNIT_CASE(two_orders_are_a_circle),
	{},
};

static struct kunit_suite suite = { .name = "lockdep",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
