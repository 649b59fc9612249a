// SPDX-License-Identifier: MIT
/* Tests of kernel/core/lockdep*.c: the order of locks. The plain build has no lockdep, and none of these. */
#ifdef CONFIG_LOCKDEP
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/kernel.h>

#include "tests/kernel/core/lockdep_locks.h"
#include "tests/support/reports.h"

#define CIRCLE	  "WARNING: possible circular locking dependency detected"
#define RECURSION "WARNING: possible recursive locking detected"

static struct lockdep_locks *t;

static long locks_held(void)
{
	return lockdep_depth(current);
}

KUNIT_LEDGER("held_locks", NULL, locks_held);

static int init(struct kunit *test)
{
	t = make_lockdep_locks();
	return t ? 0 : -ENOMEM;
}

static void finish(struct kunit *test)
{
	drop_lockdep_locks(t);
}

/* ---- circles ---- */

static noinline unsigned int lock_inside(struct mutex *outer, struct mutex *inner)
{
	mutex_lock(outer);
	mutex_lock(inner);
	mutex_unlock(inner);
	mutex_unlock(outer);
	return __LINE__ - 3;
}

/* With a place of its own. */
static noinline unsigned int lock_a_inside(struct mutex *outer)
{
	mutex_lock(outer);
	mutex_lock(&t->a);
	mutex_unlock(&t->a);
	mutex_unlock(outer);
	return __LINE__ - 3;
}

static void one_order_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	for (int i = 0; i < 3; i++) {
		lock_inside(&t->a, &t->b);
		lock_inside(&t->b, &t->c);
		lock_inside(&t->a, &t->c);
	}
	EXPECT_SILENCE(test, before);
}

static void two_orders_are_a_circle(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int first, second;

	first = lock_inside(&t->a, &t->b);
	second = lock_a_inside(&t->b);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	EXPECT_PLACE(test, before, first);
	EXPECT_PLACE(test, before, second);
	EXPECT_PLACE(test, before, second - 1); /* where the other was taken that is held */
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "-> #1 (b){+.+.}-{3:3}:"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "-> #0 (a){+.+.}-{3:3}:"));
	KUNIT_EXPECT_TRUE(test, is_logged(before.log, "1 lock held by %s/%d:", current->comm,
					  current->pid));
	KUNIT_EXPECT_FALSE(test, log_contains(before.log, "Chain exists of:"));
	lock_a_inside(&t->b); /* it is known now */
	lock_inside(&t->a, &t->b);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

static void a_circle_of_three_is_found_when_it_closes(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int first, last;

	first = lock_inside(&t->a, &t->b);
	lock_inside(&t->b, &t->c);
	EXPECT_SILENCE(test, before);
	last = lock_a_inside(&t->c);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	EXPECT_PLACE(test, before, first);
	EXPECT_PLACE(test, before, last);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #2 (c){"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #1 (b){"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #0 (a){"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "  a --> b --> c"));
}

/* The closing edge is no way for later searches. */
static void a_circle_is_no_reason_for_other_reports(struct kunit *test)
{
	struct reports before = mark_reports();

	lock_inside(&t->a, &t->b);
	lock_a_inside(&t->b);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
	lock_inside(&t->a, &t->c);
	lock_inside(&t->c, &t->b); /* b -> a is not gone along, or it would be one */
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
	lock_inside(&t->b, &t->c); /* but what is wrong besides is found */
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 2);
}

static noinline unsigned int lock_s_in_a(void)
{
	mutex_lock(&t->a);
	spin_lock(&t->s);
	spin_unlock(&t->s);
	mutex_unlock(&t->a);
	return __LINE__ - 3;
}

static noinline unsigned int lock_t_in_s(void)
{
	spin_lock(&t->s);
	spin_lock(&t->t);
	spin_unlock(&t->s); /* not in the reverse order */
	spin_unlock(&t->t);
	return __LINE__ - 3;
}

static noinline unsigned int try_s_in_t(void)
{
	spin_lock(&t->t);
	if (spin_trylock(&t->s))
		spin_unlock(&t->s);
	spin_unlock(&t->t);
	return __LINE__;
}

static noinline unsigned int lock_s_in_t(void)
{
	spin_lock(&t->t);
	spin_lock(&t->s);
	spin_unlock(&t->s);
	spin_unlock(&t->t);
	return __LINE__ - 3;
}

static void spinning_locks_have_an_order_too(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int first, second;

	lock_s_in_a();
	first = lock_t_in_s();
	EXPECT_SILENCE(test, before);
	second = lock_s_in_t();
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	EXPECT_PLACE(test, before, first);
	EXPECT_PLACE(test, before, second);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "-> #1 (t){+.+.}-{2:2}:"));
}

static void a_trylock_adds_no_order(struct kunit *test)
{
	struct reports before = mark_reports();

	lock_t_in_s();
	try_s_in_t();
	EXPECT_SILENCE(test, before);
}

/* It cannot wait itself, but others wait inside it. */
static void what_is_taken_inside_a_trylock_is_ordered(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_ASSERT_TRUE(test, mutex_trylock(&t->a));
	mutex_lock(&t->b);
	mutex_unlock(&t->b);
	mutex_unlock(&t->a);
	EXPECT_SILENCE(test, before);
	lock_a_inside(&t->b);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
}

static void so_it_is_behind_the_lock_around_that(struct kunit *test)
{
	struct reports before = mark_reports();

	mutex_lock(&t->a);
	KUNIT_ASSERT_TRUE(test, mutex_trylock(&t->b));
	mutex_lock(&t->c);
	mutex_unlock(&t->c);
	mutex_unlock(&t->b);
	mutex_unlock(&t->a);
	EXPECT_SILENCE(test, before);
	lock_a_inside(&t->c);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
}

/* ---- recursion and nesting ---- */

static struct mutex twins[2];

static noinline unsigned int lock_twins(void)
{
	mutex_lock(&twins[0]);
	mutex_lock(&twins[1]);
	mutex_unlock(&twins[1]);
	mutex_unlock(&twins[0]);
	return __LINE__ - 3;
}

static noinline void lock_twins_nested(unsigned int outer, unsigned int inner)
{
	mutex_lock(&twins[outer]);
	mutex_lock_nested(&twins[inner], SINGLE_DEPTH_NESTING);
	mutex_unlock(&twins[inner]);
	mutex_unlock(&twins[outer]);
}

static void make_twins(void)
{
	for (unsigned int i = 0; i < 2; i++) {
		mutex_init(&twins[i]);
		lockdep_set_class_and_name(&twins[i], &t->keys[0], "twin");
	}
}

static void two_of_a_class_are_reported_with_both_places(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line;

	make_twins();
	line = lock_twins();
	EXPECT_REPORTS(test, before, 1, RECURSION);
	EXPECT_PLACE(test, before, line);
	EXPECT_PLACE(test, before, line - 1);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "May be due to missing lock nesting"));
}

static void nested_ones_are_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	make_twins();
	lock_twins_nested(0, 1);
	lock_twins_nested(1, 0); /* which is first does not matter to a class */
	EXPECT_SILENCE(test, before);
}

static void levels_in_the_wrong_order_are_a_circle(struct kunit *test)
{
	struct reports before = mark_reports();

	make_twins();
	lock_twins_nested(0, 1);
	mutex_lock_nested(&twins[0], SINGLE_DEPTH_NESTING);
	mutex_lock(&twins[1]);
	mutex_unlock(&twins[1]);
	mutex_unlock(&twins[0]);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, "(twin/1){"));
}

static void a_lock_around_them_allows_any_number(struct kunit *test)
{
	struct reports before = mark_reports();

	make_twins();
	mutex_lock(&t->b);
	for (unsigned int i = 0; i < 2; i++)
		lock_acquire(&twins[i].dep_map, 0, 0, 0, 1, &t->b.dep_map, _THIS_IP_);
	for (unsigned int i = 0; i < 2; i++)
		lock_release(&twins[i].dep_map, _THIS_IP_);
	mutex_unlock(&t->b);
	EXPECT_SILENCE(test, before);
}

/* ---- readers ---- */

static noinline unsigned int read_twice(void)
{
	down_read(&t->r);
	down_read(&t->r);
	up_read(&t->r);
	up_read(&t->r);
	return __LINE__ - 3;
}

static void a_reader_that_comes_again_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned int line = read_twice();

	EXPECT_REPORTS(test, before, 1, RECURSION);
	EXPECT_PLACE(test, before, line);
	EXPECT_PLACE(test, before, line - 1);
}

/* A writer may wait between the two. */
static void readers_have_an_order(struct kunit *test)
{
	struct reports before = mark_reports();

	down_read(&t->r);
	down_read(&t->w);
	up_read(&t->w);
	up_read(&t->r);
	down_read(&t->w);
	EXPECT_SILENCE(test, before);
	down_read(&t->r);
	up_read(&t->r);
	up_read(&t->w);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
}

static void read_recursively(struct rw_semaphore *sem)
{
	lock_acquire_shared_recursive(&sem->dep_map, 0, 0, NULL, _THIS_IP_);
}

/* Past a writer that waits: then readers never wait for readers. */
static void readers_that_may_come_again_have_no_order(struct kunit *test)
{
	struct reports before = mark_reports();

	read_recursively(&t->r);
	read_recursively(&t->r);
	read_recursively(&t->w);
	lock_release(&t->w.dep_map, _THIS_IP_);
	lock_release(&t->r.dep_map, _THIS_IP_);
	lock_release(&t->r.dep_map, _THIS_IP_);
	read_recursively(&t->w);
	read_recursively(&t->r);
	lock_release(&t->r.dep_map, _THIS_IP_);
	EXPECT_SILENCE(test, before);
	down_write(&t->r); /* but a writer waits for both */
	up_write(&t->r);
	lock_release(&t->w.dep_map, _THIS_IP_);
	EXPECT_SILENCE(test, before); /* r -> w is of readers only: w's reader passes */
	down_write(&t->r);
	down_write(&t->w);
	up_write(&t->w);
	up_write(&t->r);
	EXPECT_REPORTS(test, before, 1, CIRCLE);
}

static void a_downgraded_writer_is_a_reader(struct kunit *test)
{
	struct reports before = mark_reports();

	down_write(&t->r);
	lockdep_assert_held_write(&t->r);
	downgrade_write(&t->r);
	lockdep_assert_held_read(&t->r);
	lockdep_assert_held(&t->r);
	up_read(&t->r);
	lockdep_assert_not_held(&t->r);
	EXPECT_SILENCE(test, before);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(one_order_is_silent),
	KUNIT_CASE(two_orders_are_a_circle),
	KUNIT_CASE(a_circle_of_three_is_found_when_it_closes),
	KUNIT_CASE(a_circle_is_no_reason_for_other_reports),
	KUNIT_CASE(spinning_locks_have_an_order_too),
	KUNIT_CASE(a_trylock_adds_no_order),
	KUNIT_CASE(what_is_taken_inside_a_trylock_is_ordered),
	KUNIT_CASE(so_it_is_behind_the_lock_around_that),
	KUNIT_CASE(two_of_a_class_are_reported_with_both_places),
	KUNIT_CASE(nested_ones_are_silent),
	KUNIT_CASE(levels_in_the_wrong_order_are_a_circle),
	KUNIT_CASE(a_lock_around_them_allows_any_number),
	KUNIT_CASE(a_reader_that_comes_again_is_reported),
	KUNIT_CASE(readers_have_an_order),
	KUNIT_CASE(readers_that_may_come_again_have_no_order),
	KUNIT_CASE(a_downgraded_writer_is_a_reader),
	{},
};

static struct kunit_suite suite = { .name = "lockdep",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
