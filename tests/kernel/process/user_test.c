// SPDX-License-Identifier: MIT
/*
 * The user programs (user/), each run in its own case: afterwards the runner finds every page, page table
 * and object that it took given back. They come in the initramfs; without it the cases are skipped
 * (tests/user/test_programs.py brings it). What the programs print is compared with Linux's there.
 */
#include <k896/run.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/signal.h>
#include <linux/vmstat.h>

#include "tests/support/pressure.h"
#include "tests/support/reports.h"

static void need_programs(struct kunit *test)
{
	struct file *programs = filp_open("/bin/hello", O_RDONLY, 0);

	if (IS_ERR(programs))
		kunit_skip(test, "no user programs");
	fput(programs);
}

/* @status: as wait4() tells it. */
static void expect_status(struct kunit *test, int status, const char *name, const char *arg1,
			  const char *arg2)
{
	const char *argv[] = { name, arg1, arg2, NULL };
	unsigned long killed = vm_event(OOM_KILL);
	struct reports before = mark_reports();

	KUNIT_EXPECT_EQ(test, run_user_program(argv), status);
	/* a task that is killed in fork() gets no stack any more, and a warning says so */
	KUNIT_EXPECT_REPORTS(test, vm_event(OOM_KILL) - killed + failures_since(before));
}

#define EXIT(code) ((code) << 8)

/* kunit_rounds() and kunit_case_seed() as arguments of a program. */

static const char *rounds(unsigned int n)
{
	static char text[12];

	snprintf(text, sizeof(text), "%u", kunit_rounds(n));
	return text;
}

static const char *seed(struct kunit *test)
{
	static char text[12];

	snprintf(text, sizeof(text), "%u", (u32)kunit_case_seed(test));
	return text;
}

/* A case for each line: its name, the wait status, the program and its arguments. */
#define PROGRAMS(CASE)                                                                             \
	CASE(hello, 0, "hello")                                                                    \
	CASE(copy_on_write, 0, "cow")                                                              \
	CASE(one_address_two_pages, 0, "twins", "500")                                             \
	CASE(the_stack_grows_and_ends, 0, "stack")                                                 \
	CASE(small_and_large_mallocs, 0, "mallocs")                                                \
	CASE(random_mallocs, 0, "malloc_random", rounds(1000000), seed(test))                      \
	CASE(registers_of_fpu_and_sse, 0, "sse")                                                   \
	CASE(signals_in_every_state, 0, "signals")                                                 \
	CASE(jobs_and_their_groups, 0, "jobs")                                                     \
	CASE(what_children_used_is_added_up, 0, "usage")                                           \
	CASE(every_fault, 0, "faults")                                                             \
	CASE(a_null_pointer, SIGSEGV, "faults", "read_null")                                       \
	CASE(calls_about_memory_and_processes, 0, "systest")                                       \
	CASE(calls_at_the_border, 0, "systest", "-k")                                              \
	CASE(calls_about_files, 0, "filetest")                                                     \
	CASE(times_and_limits, 0, "timers")                                                        \
	CASE(settings_of_a_process, 0, "settings")                                                 \
	CASE(a_tree_that_cannot_be_changed, 0, "rofs")                                             \
	CASE(waiting_for_words, 0, "futex")                                                        \
	CASE(bad_pointers, 0, "badptr")                                                            \
	CASE(hostile_calls, 0, "sysfuzz", rounds(1000000), seed(test))                             \
	CASE(five_hundred_processes, 0, "many", "500")                                             \
	CASE(a_fork_bomb, 0, "forkbomb", "0")

#define PICK(a, b, c, ...) a, b, c
#define DEFINE(name, status, ...)                                                                  \
	static void name(struct kunit *test)                                                       \
	{                                                                                          \
		need_programs(test);                                                               \
		expect_status(test, status, PICK(__VA_ARGS__, NULL, NULL));                        \
	}
PROGRAMS(DEFINE)

/* Pages. To use up gigabytes takes long, and shows nothing more. */
#define ENOUGH (32UL << (20 - PAGE_SHIFT))

/* With few pages left for it, and the reports in the log alone: each has a list of all processes. */
static void use_up_memory(struct kunit *test, const char *name, const char *arg)
{
	int loglevel = console_loglevel;
	struct hoard hoard = {};

	need_programs(test);
	while (nr_free_pages() > ENOUGH &&
	       hoard_take(&hoard, GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN, MAX_ORDER - 1))
		;
	console_loglevel = 0;
	expect_status(test, 0, name, arg, NULL);
	console_loglevel = loglevel;
	hoard_give_all(&hoard);
}

static void out_of_memory(struct kunit *test)
{
	use_up_memory(test, "oom", "2");
}

static void a_storm_of_fifty(struct kunit *test)
{
	use_up_memory(test, "oomstorm", "50");
}

#define LIST(name, ...) KUNIT_CASE(name),
static struct kunit_case user_cases[] = { PROGRAMS(LIST) KUNIT_CASE(out_of_memory),
					  KUNIT_CASE(a_storm_of_fifty),
					  {} };

static struct kunit_suite user_suite = {
	.name = "user",
	.test_cases = user_cases,
};

kunit_test_suite(user_suite);
