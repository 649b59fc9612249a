// SPDX-License-Identifier: MIT
/* Tests of kernel/process/exec.c, binfmt_elf.c, arg_pages.c and run.c: programs, and files that are none. */
#include <asm/process.h>
#include <k896/run.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/timer.h>
#include <uapi/linux/personality.h>

#include "kernel/process/task.h"
#include "tests/support/user_mm.h"
#include "tests/support/programs.h"
#include "tests/support/puppet.h"
#include "tests/support/reports.h"

#define EXITED(code) ((code) << 8)

TEST_PROGRAM(exit);
TEST_PROGRAM(bss);
TEST_PROGRAM(no_arguments);

static void exit_test_files(struct kunit *test)
{
	remove_test_files();
}

static int run(const char *path)
{
	const char *const argv[] = { path, NULL };

	return run_user_program(argv);
}

/* ---- programs ---- */

static void the_exit_code_comes_back(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(exit), EXITED(42));
}

static void the_stack_has_arguments_and_auxiliary_vector(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(stack, "one", "two"), 0);
}

static void bss_is_zero_and_writable(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(bss), 0);
}

/* ---- no programs ---- */

static void what_is_not_there_is_enoent(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run("/t/nothing"), -ENOENT);
	KUNIT_EXPECT_EQ(test, run("nothing"), -ENOENT);
}

static void without_the_right_to_execute_it_is_eacces(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, write_test_file("prog", "text", 4, 0644), 0);
	KUNIT_EXPECT_EQ(test, run("/t/prog"), -EACCES);
	KUNIT_EXPECT_EQ(test, run("/t"), -EACCES);
}

static void what_is_no_elf_file_is_enoexec(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, write_test_file("script", "#!/bin/sh\n", 10, 0755), 0);
	KUNIT_ASSERT_EQ(test, write_test_file("empty", "", 0, 0755), 0);
	KUNIT_EXPECT_EQ(test, run("/t/script"), -ENOEXEC);
	KUNIT_EXPECT_EQ(test, run("/t/empty"), -ENOEXEC);
}

/* Runs what @change has made of a program. */
static int run_changed(struct kunit *test, void (*change)(struct test_elf *elf))
{
	struct test_elf *elf = kmalloc(sizeof(*elf), GFP_KERNEL);
	int status;

	KUNIT_ASSERT_NOT_NULL(test, elf);
	make_test_elf(elf, exit);
	change(elf);
	status = write_test_file("prog", elf, sizeof(*elf), 0755);
	kfree(elf);
	KUNIT_ASSERT_EQ(test, status, 0);
	status = run("/t/prog");
	remove_test_files();
	return status;
}

static void ask_for_interpreter(struct test_elf *elf)
{
	elf->phdrs[2] = (Elf32_Phdr){ .p_type = PT_INTERP, .p_offset = 4000, .p_filesz = 16 };
	strscpy((char *)elf + 4000, "/lib/ld-linux.s", 16);
}

static void ask_for_itself(struct test_elf *elf)
{
	elf->phdrs[2] = (Elf32_Phdr){ .p_type = PT_INTERP, .p_offset = 4000, .p_filesz = 8 };
	strscpy((char *)elf + 4000, "/t/prog", 8);
}

static void an_interpreter_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_changed(test, ask_for_interpreter), -ENOENT);
	KUNIT_EXPECT_EQ(test, run_changed(test, ask_for_itself), -ELIBBAD);
}

static void make_last_segment_read_only(struct test_elf *elf)
{
	elf->phdrs[1].p_flags = PF_R;
}

static void bss_of_a_read_only_segment_does_no_harm(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_changed(test, make_last_segment_read_only), EXITED(42));
}

static void move_into_the_stack(struct test_elf *elf)
{
	elf->phdrs[1].p_vaddr = 0xbffff000;
	elf->phdrs[1].p_memsz = 4096;
}

static void a_segment_where_the_stack_goes_is_enomem(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_changed(test, move_into_the_stack), -ENOMEM);
}

static void enter_nowhere(struct test_elf *elf)
{
	elf->hdr.e_entry = 0x1000;
}

static void an_entry_that_leads_nowhere_is_its_own_fault(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_changed(test, enter_nowhere), 11);
}

static void make_position_independent(struct test_elf *elf)
{
	elf->hdr.e_type = ET_DYN;
	elf->hdr.e_entry -= TEST_CODE;
	elf->phdrs[0].p_vaddr = 0;
	elf->phdrs[1].p_vaddr = TEST_DATA - TEST_CODE;
}

static void a_position_independent_program_runs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_changed(test, make_position_independent), EXITED(42));
}

/* ---- mutants ---- */

/* One to four changes in the headers: a bit, a byte, or a word that is interesting. */
static void mutate(struct test_elf *elf, struct rnd_state *random)
{
	static const u32 words[] = { 0,		 1,	     0xfff,	 0x1000,     0x7fffffff,
				     0x80000000, 0xbffff000, 0xc0000000, 0xfffff000, 0xffffffff,
				     PT_LOAD,	 PT_INTERP,  TEST_CODE };
	const u32 room = offsetof(struct test_elf, code);
	u8 *bytes = (u8 *)elf;

	for (u32 n = 1 + prandom_u32_state(random) % 4; n; n--) {
		u32 at = prandom_u32_state(random) % room;
		u32 how = prandom_u32_state(random);

		if (how % 3 == 0)
			bytes[at] ^= 1 << (how >> 8) % 8;
		else if (how % 3 == 1)
			bytes[at] = how >> 8;
		else
			memcpy(bytes + at / 4 * 4, &words[(how >> 8) % ARRAY_SIZE(words)], 4);
	}
}

static void stop_waiting(struct timer_list *timer)
{
	interrupt_program();
}

/*
 * Nothing but the program is hurt, whatever its headers say: it runs, is refused, or dies of a signal. The
 * runner's ledger and the invariants of all memory are looked at behind it.
 */
static void mutants_hurt_nobody_but_themselves(struct kunit *test)
{
	struct test_elf *elf = kmalloc(sizeof(*elf), GFP_KERNEL);
	unsigned int ran = 0, refused = 0, died = 0, rounds = kunit_rounds(10000);
	int loglevel = console_loglevel;
	struct rnd_state random;
	struct timer_list alarm;

	KUNIT_ASSERT_NOT_NULL(test, elf);
	console_loglevel = 0; /* each that dies would be told */
	timer_setup_on_stack(&alarm, stop_waiting, 0);
	prandom_seed_state(&random, kunit_case_seed(test));
	for (unsigned int i = 0; i < rounds; i++) {
		int status;

		make_test_elf(elf, exit);
		mutate(elf, &random);
		if (write_test_file("prog", elf, sizeof(*elf), 0755))
			break;
		mod_timer(&alarm, jiffies + HZ); /* one may run for ever */
		status = run("/t/prog");
		remove_test_files();
		refused += status < 0;
		ran += status >= 0 && !(status & 0x7f);
		died += status >= 0 && status & 0x7f;
	}
	del_timer_sync(&alarm);
	destroy_timer_on_stack(&alarm);
	console_loglevel = loglevel;
	kfree(elf);
	kunit_info(test, "%u ran, %u were refused, %u died", ran, refused, died);
	KUNIT_EXPECT_EQ(test, ran + refused + died, rounds);
	KUNIT_EXPECT_GT(test, min3(ran, refused, died), rounds / 100);
}

/* ---- limits ---- */

static void arguments_have_limits(struct kunit *test)
{
	const unsigned long size = 160 << 10;
	char *text = kvmalloc(size, GFP_KERNEL);
	const char *argv[RUN_MAX_ARGS + 1] = { "/t/prog" };

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'a', size);
	text[size - 1] = 0;
	KUNIT_ASSERT_EQ(test, write_test_file("prog", "", 0, 0755), 0);
	argv[1] = text; /* one string of more than 128 KiB */
	KUNIT_EXPECT_EQ(test, run_user_program(argv), -E2BIG);
	for (unsigned int i = 1; i < RUN_MAX_ARGS; i++)
		argv[i] = text +
			  (40 << 10); /* 31 of 120 KiB: more than 2 MiB, a quarter of the stack */
	KUNIT_EXPECT_EQ(test, run_user_program(argv), -E2BIG);
	for (unsigned int i = 8; i < RUN_MAX_ARGS; i++)
		argv[i] = NULL;
	KUNIT_EXPECT_EQ(test, run_user_program(argv), -ENOEXEC); /* as far as the file */
	kvfree(text);
}

static void a_line_of_too_many_words_is_refused(struct kunit *test)
{
	char line[2 * (RUN_MAX_ARGS + 1) + 1];

	for (unsigned int i = 0; i < sizeof(line); i++)
		line[i] = i % 2 ? ' ' : 'a';
	line[sizeof(line) - 1] = 0;
	KUNIT_EXPECT_EQ(test, run_command_line(NULL, line), -E2BIG);
	KUNIT_EXPECT_EQ(test, run_in_background(NULL, line), -E2BIG);
}

static void long_arguments_arrive(struct kunit *test)
{
	char *text = kvmalloc(100 << 10, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'a', 100 << 10);
	text[(100 << 10) - 1] = 0;
	KUNIT_EXPECT_EQ(test, run_test_program(long_argument, text, "two"), 0);
	kvfree(text);
}

/* ---- failures ---- */

/* Whichever allocation fails: an errno, or the program runs. Nothing is left behind: the runner's ledger. */
static void exec_survives_each_failing_allocation(struct kunit *test)
{
	struct test_elf *elf = kmalloc(sizeof(*elf), GFP_KERNEL);
	bool reached = true;

	KUNIT_ASSERT_NOT_NULL(test, elf);
	make_test_elf(elf, bss);
	KUNIT_ASSERT_EQ(test, write_test_file("prog", elf, sizeof(*elf), 0755), 0);
	kfree(elf);
	for (unsigned int n = 1; reached; n++) {
		struct reports mark = mark_reports();

		fail_nth_slab_alloc(n);
		run("/t/prog");
		reached = fail_nth_slab_alloc_done();
		fail_nth_slab_alloc(0);
		EXPECT_FAILURES_ONLY(test, mark);
	}
	for (unsigned int n = 1; n < 100; n++) {
		struct reports mark = mark_reports();

		fail_nth_page_alloc(n);
		run("/t/prog");
		fail_nth_page_alloc(0);
		EXPECT_FAILURES_ONLY(test, mark);
	}
	KUNIT_EXPECT_EQ(test, run("/t/prog"), 0);
}

static void random_bytes_are_not_the_same_twice(struct kunit *test)
{
	u8 a[16] = {}, b[16] = {};

	get_random_bytes(a, sizeof(a));
	get_random_bytes(b, sizeof(b));
	KUNIT_EXPECT_NE(test, memcmp(a, b, sizeof(a)), 0);
}

/* ---- another program in the same process ---- */

static struct puppet process;
static struct mm_struct *shared; /* the test's, which has the process in it until exec */
static const char *const no_strings[] = { NULL };

static int write_program(const char *code, const char *end, unsigned int mode)
{
	struct test_elf *elf = kmalloc(sizeof(*elf), GFP_KERNEL);
	int err;

	if (!elf)
		return -ENOMEM;
	__make_test_elf(elf, code, end - code);
	err = write_test_file("prog", elf, sizeof(*elf), mode);
	kfree(elf);
	return err;
}

/* It comes back if that fails. */
static long become(const char *path)
{
	long err = do_execve(path, (struct user_strings){ no_strings, true },
			     (struct user_strings){ no_strings, true });

	if (!err) {
		kasan_unpoison_task_stack_below(current_pt_regs());
		enter_user_mode();
	}
	return err;
}

static long run_without_arguments(struct puppet *puppet)
{
	return become("/t/prog");
}

/* What a program has set for itself. */
static void set_much(void)
{
	current->sighand->action[SIGTERM - 1].sa_handler = 0x8048000;
	current->sighand->action[SIGHUP - 1].sa_handler = SIG_IGN;
	current->personality = ADDR_NO_RANDOMIZE | 8;
	current->flags |= PF_FORKNOEXEC;
	current->missing_syscall = 1;
	set_family_field(current, exit_signal, SIGUSR1);
	mmget(shared);
	switch_mm_current(shared);
	current->clear_child_tid = (int *)FIXED_AT;
	do_syscall(fcntl64, 1, F_SETFD, FD_CLOEXEC);
}

static long change_program(struct puppet *puppet)
{
	set_much();
	return become("/t/prog");
}

static long change_to_nothing(struct puppet *puppet)
{
	long err;

	set_much();
	err = become("/t/script");
	current->clear_child_tid = NULL; /* else its end clears the word */
	return do_syscall(fcntl64, 1, F_GETFD) == FD_CLOEXEC ? err : 0;
}

static void run_process(struct kunit *test, long (*act)(struct puppet *puppet))
{
	process = (struct puppet){ .act = act };
	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	shared = current->mm;
	map_anon_at(FIXED_AT, PAGES(1), RW);
	write_user(FIXED_AT, 1234);
	make_puppet(test, &process);
	set_tsk_comm(process.task, "before");
	let_go(&process);
	wait_until_it_has_left(process.task);
}

static void end_process(struct kunit *test)
{
	drop_puppet(&process);
	drop_mm(test);
}

static struct sigaction *action(int sig)
{
	return &process.task->sighand->action[sig - 1];
}

static void any_right_to_execute_is_enough(struct kunit *test)
{
	static const unsigned int modes[] = { 0100, 0010, 0001 };

	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		KUNIT_ASSERT_EQ(test,
				write_program(test_program_exit, test_program_exit_end, modes[i]),
				0);
		KUNIT_EXPECT_EQ(test, run("/t/prog"), EXITED(42));
		remove_test_files();
	}
}

static void a_program_has_at_least_one_argument(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test,
			write_program(test_program_no_arguments, test_program_no_arguments_end,
				      0755),
			0);
	run_process(test, run_without_arguments);
	KUNIT_EXPECT_EQ(test, process.task->exit_code, 0);
	end_process(test);
}

static void exec_forgets_what_was_the_old_programs(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, write_program(test_program_exit, test_program_exit_end, 0755), 0);
	run_process(test, change_program);
	KUNIT_EXPECT_EQ(test, process.task->exit_code, EXITED(42));
	KUNIT_EXPECT_STREQ(test, process.task->comm, "prog");
	KUNIT_EXPECT_EQ(test, action(SIGTERM)->sa_handler, SIG_DFL);
	KUNIT_EXPECT_EQ(test, action(SIGHUP)->sa_handler, SIG_IGN);
	KUNIT_EXPECT_EQ(test, process.task->personality, ADDR_NO_RANDOMIZE);
	KUNIT_EXPECT_FALSE(test, process.task->flags & PF_FORKNOEXEC);
	KUNIT_EXPECT_EQ(test, process.task->missing_syscall, 0);
	KUNIT_EXPECT_EQ(test, exit_signal_of(process.task), SIGCHLD);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL); /* CLONE_CHILD_CLEARTID */
	end_process(test);
}

static void an_exec_that_fails_changes_nothing(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, write_test_file("script", "#!/bin/sh\n", 10, 0755), 0);
	run_process(test, change_to_nothing);
	KUNIT_EXPECT_EQ(test, process.result, (long)-ENOEXEC);
	KUNIT_EXPECT_STREQ(test, process.task->comm, "before");
	KUNIT_EXPECT_EQ(test, action(SIGTERM)->sa_handler, 0x8048000);
	KUNIT_EXPECT_EQ(test, process.task->personality, ADDR_NO_RANDOMIZE | 8);
	KUNIT_EXPECT_TRUE(test, process.task->flags & PF_FORKNOEXEC);
	KUNIT_EXPECT_EQ(test, exit_signal_of(process.task), SIGUSR1);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1234UL);
	end_process(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_exit_code_comes_back),
	KUNIT_CASE(the_stack_has_arguments_and_auxiliary_vector),
	KUNIT_CASE(bss_is_zero_and_writable),
	KUNIT_CASE(what_is_not_there_is_enoent),
	KUNIT_CASE(without_the_right_to_execute_it_is_eacces),
	KUNIT_CASE(what_is_no_elf_file_is_enoexec),
	KUNIT_CASE(an_interpreter_is_refused),
	KUNIT_CASE(bss_of_a_read_only_segment_does_no_harm),
	KUNIT_CASE(a_segment_where_the_stack_goes_is_enomem),
	KUNIT_CASE(an_entry_that_leads_nowhere_is_its_own_fault),
	KUNIT_CASE(a_position_independent_program_runs),
	KUNIT_CASE(mutants_hurt_nobody_but_themselves),
	KUNIT_CASE(arguments_have_limits),
	KUNIT_CASE(a_line_of_too_many_words_is_refused),
	KUNIT_CASE(long_arguments_arrive),
	KUNIT_CASE(exec_survives_each_failing_allocation),
	KUNIT_CASE(any_right_to_execute_is_enough),
	KUNIT_CASE(a_program_has_at_least_one_argument),
	KUNIT_CASE(exec_forgets_what_was_the_old_programs),
	KUNIT_CASE(an_exec_that_fails_changes_nothing),
	KUNIT_CASE(random_bytes_are_not_the_same_twice),
	{},
};

static struct kunit_suite suite = { .name = "exec", .exit = exit_test_files, .test_cases = cases };
kunit_test_suite(suite);
