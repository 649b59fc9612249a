// SPDX-License-Identifier: MIT
/* Tests of kernel/process/fork.c and exit.c, by programs that fork (programs.asm: they say which check failed). */
#include <k896/run.h>
#include <k896/check.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/sched/task.h>

#include "kernel/process/task.h"
#include "tests/support/programs.h"
#include "tests/support/reports.h"

KUNIT_INVARIANT("family", family_check);

static void a_child_has_a_copy_of_the_memory(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(fork_copies), 0);
}

static void vfork_shares_the_memory_and_waits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(vfork_shares), 0);
}

static void clone_refuses_threads_and_sets_numbers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(clone_flags), 0);
}

#define EXITED(code) ((code) << 8)

/* The program counts as one of its twenty. */
static void rlimit_nproc_is_the_end_of_forking(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(forks), EXITED(19));
}

static void so_is_the_number_of_threads(struct kunit *test)
{
	unsigned int before = max_threads;

	KUNIT_EXPECT_GT(test, max_threads, 100U);
	max_threads = nr_threads + 5;
	KUNIT_EXPECT_EQ(test, run_test_program(forks), EXITED(4));
	max_threads = before;
}

static void an_orphan_gets_another_parent_and_goes(struct kunit *test)
{
	unsigned int before = nr_threads;

	KUNIT_EXPECT_EQ(test, run_test_program(orphan), 0);
	for (unsigned int i = 0; i < 100 && nr_threads > before; i++)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, nr_threads, before);
}

static void zombies_go_with_their_parent(struct kunit *test)
{
	unsigned int before = nr_threads;

	KUNIT_EXPECT_EQ(test, run_test_program(leaves_zombies), 0);
	for (unsigned int i = 0; i < 100 && nr_threads > before; i++)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, nr_threads, before);
}

/* Whichever allocation fails, the program is told or dies, and nothing is left behind: the runner's ledger. */
static void fork_survives_each_failing_allocation(struct kunit *test)
{
	unsigned int failed = 0;

	for (unsigned int n = 1; n < 500; n++) {
		struct reports mark = mark_reports();
		int status;

		fail_nth_page_alloc(n);
		status = run_test_program(fork_copies);
		failed += fail_nth_page_alloc_done();
		fail_nth_page_alloc(0);
		EXPECT_FAILURES_ONLY(test, mark);
		KUNIT_EXPECT_TRUE(test, status == 0 || status == -ENOMEM || status == -ENOENT ||
						status > 0);
	}
	KUNIT_EXPECT_GT(test, failed, 0U);
}

static void fork_survives_each_failing_object(struct kunit *test)
{
	bool reached;

	for (unsigned int n = 1;; n++) {
		struct reports mark = mark_reports();

		fail_nth_slab_alloc(n);
		run_test_program(fork_copies);
		reached = fail_nth_slab_alloc_done();
		fail_nth_slab_alloc(0);
		EXPECT_FAILURES_ONLY(test, mark);
		if (!reached)
			break;
	}
	KUNIT_EXPECT_EQ(test, run_test_program(fork_copies), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_child_has_a_copy_of_the_memory),
	KUNIT_CASE(vfork_shares_the_memory_and_waits),
	KUNIT_CASE(clone_refuses_threads_and_sets_numbers),
	KUNIT_CASE(rlimit_nproc_is_the_end_of_forking),
	KUNIT_CASE(so_is_the_number_of_threads),
	KUNIT_CASE(an_orphan_gets_another_parent_and_goes),
	KUNIT_CASE(zombies_go_with_their_parent),
	KUNIT_CASE(fork_survives_each_failing_allocation),
	KUNIT_CASE(fork_survives_each_failing_object),
	{},
};

static struct kunit_suite suite = { .name = "fork", .test_cases = cases };
kunit_test_suite(suite);
