// SPDX-License-Identifier: MIT
/* Tests of kernel/core/rwsem.c. What it has in common with other locks that sleep is in mutex_test.c. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>

#include "lockers.h"
#include "tests/support/reports.h"

static struct rw_semaphore rwsem;

static int init(struct kunit *test)
{
	init_rwsem(&rwsem);
	memset(order, 0, sizeof(order));
	return 0;
}

static int read_lock_note(void *data)
{
	down_read(&rwsem);
	note(*(char *)data);
	schedule_timeout_uninterruptible(2);
	note(*(char *)data);
	up_read(&rwsem);
	return 0;
}

static int write_lock_note(void *data)
{
	down_write(&rwsem);
	note(*(char *)data);
	schedule_timeout_uninterruptible(2);
	note(*(char *)data);
	up_write(&rwsem);
	return 0;
}

static int write_killably(void *data)
{
	return down_write_killable(&rwsem);
}

static int up_write_only(void *data)
{
	up_write(&rwsem);
	return 0;
}

static void readers_share_and_writers_do_not(struct kunit *test)
{
	down_read(&rwsem);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&rwsem), 1);
	KUNIT_EXPECT_EQ(test, down_write_trylock(&rwsem), 0);
	up_read(&rwsem);
	up_read(&rwsem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rwsem));
	down_write(&rwsem);
	KUNIT_EXPECT_TRUE(test, rwsem_is_locked(&rwsem));
	KUNIT_EXPECT_EQ(test, down_read_trylock(&rwsem), 0);
	KUNIT_EXPECT_EQ(test, down_write_trylock(&rwsem), 0);
	downgrade_write(&rwsem);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&rwsem), 1);
	up_read(&rwsem);
	up_read(&rwsem);
	KUNIT_EXPECT_EQ(test, down_write_killable(&rwsem), 0);
	up_write(&rwsem);
	KUNIT_EXPECT_EQ(test, down_read_killable(&rwsem), 0);
	up_read(&rwsem);
	KUNIT_EXPECT_EQ(test, down_read_interruptible(&rwsem), 0);
	up_read(&rwsem);
}

/* a b | C | d e: a reader does not overtake a waiting writer; readers behind each other go together. */
static void the_line_is_fair(struct kunit *test)
{
	struct task_struct *k[5];

	down_write(&rwsem);
	k[0] = start(test, read_lock_note, "a");
	k[1] = start(test, read_lock_note, "b");
	k[2] = start(test, write_lock_note, "C");
	k[3] = start(test, read_lock_note, "d");
	k[4] = start(test, read_lock_note, "e");
	KUNIT_EXPECT_TRUE(test, rwsem_is_contended(&rwsem));
	up_write(&rwsem);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&rwsem), 0); /* though only readers are in */
	for (unsigned int i = 0; i < 5; i++)
		end(k[i]);
	KUNIT_EXPECT_STREQ(test, order, "ababCCdede");
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rwsem));
	KUNIT_EXPECT_FALSE(test, rwsem_is_contended(&rwsem));
}

static void downgrading_lets_the_readers_in(struct kunit *test)
{
	struct task_struct *a, *b;

	down_write(&rwsem);
	a = start(test, read_lock_note, "a");
	b = start(test, write_lock_note, "B");
	downgrade_write(&rwsem);
	end(a);
	KUNIT_EXPECT_STREQ(test, order, "aa");
	up_read(&rwsem);
	end(b);
	KUNIT_EXPECT_STREQ(test, order, "aaBB");
}

static int read_killably(void *data)
{
	return down_read_killable(&rwsem);
}

static int read_interruptibly(void *data)
{
	return down_read_interruptible(&rwsem);
}

/* Only a deadly signal ends the one wait, any signal the other. */
static void a_reader_gives_up_for_a_signal(struct kunit *test)
{
	struct task_struct *killable, *interruptible;

	down_write(&rwsem);
	killable = start(test, read_killably, NULL);
	interruptible = start(test, read_interruptibly, NULL);
	KUNIT_EXPECT_EQ(test, READ_ONCE(killable->__state), TASK_KILLABLE);
	KUNIT_EXPECT_EQ(test, READ_ONCE(interruptible->__state), TASK_INTERRUPTIBLE);
	signal_wake_up(killable, false);
	signal_wake_up(interruptible, false);
	KUNIT_EXPECT_EQ(test, end(interruptible), -EINTR);
	KUNIT_EXPECT_EQ(test, READ_ONCE(killable->__state), TASK_KILLABLE);
	signal_wake_up(killable, true);
	KUNIT_EXPECT_EQ(test, end(killable), -EINTR);
	KUNIT_EXPECT_FALSE(test, rwsem_is_contended(&rwsem));
	up_write(&rwsem);
}

static void a_writer_that_gives_up_lets_those_behind_it_go(struct kunit *test)
{
	struct task_struct *a, *b;

	down_read(&rwsem);
	a = start(test, write_killably, "A");
	b = start(test, read_lock_note, "b");
	KUNIT_EXPECT_STREQ(test, order, "");
	signal_wake_up(a, true);
	KUNIT_EXPECT_EQ(test, end(a), -EINTR);
	end(b);
	KUNIT_EXPECT_STREQ(test, order, "bb");
	up_read(&rwsem);
}

static void wrong_unlocks_of_an_rwsem_are_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	up_read(&rwsem);
	EXPECT_REPORTS(test, before, 1, "but there is no reader");
	down_write(&rwsem);
	run(test, up_write_only);
	EXPECT_REPORTS(test, before, 2, "who is not its writer");
	KUNIT_EXPECT_TRUE(test, rwsem_is_locked(&rwsem));
	up_write(&rwsem);
	downgrade_write(&rwsem);
	EXPECT_REPORTS(test, before, 3, "downgrade_write() by init/1");
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&rwsem));
}

/* ---- the case that must panic ---- */

static void an_rwsem_wanted_by_its_writer_panics(struct kunit *test)
{
	down_write(&rwsem);
	down_read(&rwsem);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(readers_share_and_writers_do_not),
	KUNIT_CASE(the_line_is_fair),
	KUNIT_CASE(downgrading_lets_the_readers_in),
	KUNIT_CASE(a_reader_gives_up_for_a_signal),
	KUNIT_CASE(a_writer_that_gives_up_lets_those_behind_it_go),
	KUNIT_CASE(wrong_unlocks_of_an_rwsem_are_reported),
	KUNIT_CASE_PANIC(an_rwsem_wanted_by_its_writer_panics),
	{},
};

static struct kunit_suite suite = { .name = "rwsem", .init = init, .test_cases = cases };
kunit_test_suite(suite);
