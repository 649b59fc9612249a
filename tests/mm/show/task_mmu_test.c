// SPDX-License-Identifier: MIT
/* Tests of mm/show/task_mmu.c: maps and status of a process in Linux's form, and its frames. */
#include <k896/task_mmu.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/signal.h>
#include <linux/string.h>

#include "tests/support/user_mm.h"

static char text[4096];
static struct seq_file m;

static void begin(void)
{
	memset(text, 0, sizeof(text));
	seq_init(&m, text, sizeof(text) - 1, NULL);
}

static bool shows(const char *line)
{
	text[m.count] = 0;
	return strstr(text, line);
}

/* A process with a program, a heap, a stack and shared memory, and nothing else. */
static struct task_struct *some_process(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	map_anon_at(0x08048000, PAGES(2), PROT_READ | PROT_EXEC);
	mm->start_code = 0x08048000;
	mm->end_code = 0x08049234;
	mm->start_brk = mm->brk = 0x09000000;
	do_syscall(brk, 0x09003000);
	vm_mmap(NULL, FIXED_AT, PAGES(2), RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0);
	setup_arg_pages(STACK_TOP, 100, false);
	write_user(0x09000000, 1);
	write_user(0x09001000, 1);
	write_user(FIXED_AT, 1);
	user_word(test, 0x08048000);
	return pretend_process(test, "pretend", mm);
}

static void maps_are_linuxs(struct kunit *test)
{
	struct task_struct *p = some_process(test);
	char stack[80];

	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_maps_show(&m, p), 0);
	KUNIT_EXPECT_TRUE(test, shows("08048000-0804a000 r-xp 00000000 00:00 0 \n"));
	KUNIT_EXPECT_TRUE(test, shows("09000000-09003000 rw-p 00000000 00:00 0          [heap]\n"));
	KUNIT_EXPECT_TRUE(test, shows("20000000-20002000 rw-s 00000000 00:01 "));
	KUNIT_EXPECT_TRUE(test, shows("/dev/zero (deleted)\n"));
	snprintf(stack, sizeof(stack), "%08lx-%08lx rw-p 00000000 00:00 0          [stack]\n",
		 STACK_TOP - 0x20000, STACK_TOP);
	KUNIT_EXPECT_TRUE(test, shows(stack));
	end_pretending(p);
}

static void status_adds_up(struct kunit *test)
{
	struct task_struct *p = some_process(test);

	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_status_show(&m, p), 0);
	KUNIT_EXPECT_TRUE(test, shows("Name:\tpretend\n"));
	KUNIT_EXPECT_TRUE(test, shows("State:\tD (disk sleep)\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmPeak:\t     156 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmSize:\t     156 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmRSS:\t      12 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("RssAnon:\t       8 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("RssShmem:\t       4 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmData:\t      12 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmStk:\t     128 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmExe:\t       8 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmLib:\t       0 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmPTE:\t      12 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("Threads:\t1\n"));
	end_pretending(p);
}

static void peak_and_high_water_stay(struct kunit *test)
{
	struct task_struct *p = some_process(test);

	vm_munmap(0x08000000, 0x02000000);
	begin();
	proc_pid_status_show(&m, p);
	KUNIT_EXPECT_TRUE(test, shows("VmPeak:\t     156 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmSize:\t     136 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmHWM:\t      12 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmRSS:\t       4 kB\n"));
	end_pretending(p);
}

static void each_page_is_shown_with_its_frame(struct kunit *test)
{
	struct task_struct *p = some_process(test);
	char line[96];

	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_pt_show(&m, p, 0x09000000, true), 0);
	scnprintf(line, sizeof(line),
		  "  09001000     1 page   frame %#-16lx rw AD  anon  mapped 1\n",
		  user_pfn(0x09001000));
	KUNIT_EXPECT_TRUE_MSG(test, shows(line), "%s lacks %s", text, line);
	KUNIT_EXPECT_FALSE(test, shows("20000000"));
	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_pt_show(&m, p, 0, false), 0);
	KUNIT_EXPECT_TRUE(test, shows("shmem  mapped 1\n"));
	KUNIT_EXPECT_TRUE(test, shows("zero page\n"));
	KUNIT_EXPECT_EQ(test, proc_pid_pt_show(&m, p, 0x50000000, false), -EFAULT);
	end_pretending(p);
	KUNIT_EXPECT_EQ(test, proc_pid_pt_show(&m, current, 0, false), -ESRCH);
}

static void frames_in_a_row_are_one_line(struct kunit *test)
{
	struct task_struct *p;
	struct page *block = alloc_pages(GFP_KERNEL, 2);
	pte_t *pte;

	KUNIT_ASSERT_NOT_NULL(test, block);
	map_anon_at(FIXED_AT, PAGES(4), RW);
	for (int i = 0; i < 4; i++)
		user_word(test, FIXED_AT + PAGES(i));
	pte = find_pte(current->mm, FIXED_AT);
	KUNIT_ASSERT_NOT_NULL(test, pte);
	for (int i = 0; i < 4; i++)
		pte[i] = (page_to_phys(block) + PAGES(i)) | (pte[i] & ~(PAGE_MASK | _PAGE_SPECIAL));
	p = pretend_process(test, "pretend", current->mm);
	begin();
	proc_pid_pt_show(&m, p, 0, false);
	KUNIT_EXPECT_TRUE_MSG(test, shows("  20000000     4 pages  frames "), "%s", text);
	end_pretending(p);
	for (int i = 0; i < 4; i++)
		pte[i] = 0;
	__free_pages(block, 2);
}

/* The same frames, but another process has one of them as well. */
static void frames_with_other_users_are_another_line(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 1);
	struct task_struct *p;
	pte_t *pte;

	KUNIT_ASSERT_NOT_NULL(test, block);
	map_anon_at(FIXED_AT, PAGES(2), RW);
	user_word(test, FIXED_AT);
	user_word(test, FIXED_AT + PAGES(1));
	pte = find_pte(current->mm, FIXED_AT);
	for (int i = 0; i < 2; i++)
		pte[i] = (page_to_phys(block) + PAGES(i)) | (pte[i] & ~(PAGE_MASK | _PAGE_SPECIAL));
	atomic_set(&block[0]._mapcount, 1);
	atomic_set(&block[1]._mapcount, 2);
	p = pretend_process(test, "pretend", current->mm);
	begin();
	proc_pid_pt_show(&m, p, 0, false);
	KUNIT_EXPECT_TRUE(test, shows("  20000000     1 page   frame "));
	KUNIT_EXPECT_TRUE(test, shows("  20001000     1 page   frame "));
	KUNIT_EXPECT_TRUE(test, shows("mapped 2\n"));
	end_pretending(p);
	for (int i = 0; i < 2; i++) {
		pte[i] = 0;
		atomic_set(&block[i]._mapcount, 0);
	}
	__free_pages(block, 1);
}

/* An area whose first 4 MiB have never been touched. */
static void the_first_page_of_a_table_is_not_passed_over(struct kunit *test)
{
	struct task_struct *p;

	map_anon_at(FIXED_AT, 2 * PMD_SIZE + PAGES(1), RW);
	write_user(FIXED_AT + PMD_SIZE, 1);
	write_user(FIXED_AT + 2 * PMD_SIZE, 1);
	p = pretend_process(test, "pretend", current->mm);
	begin();
	proc_pid_pt_show(&m, p, 0, true);
	KUNIT_EXPECT_TRUE(test, shows("  20400000     1 page "));
	KUNIT_EXPECT_TRUE(test, shows("  20800000     1 page "));
	end_pretending(p);
}

static void a_heap_that_begins_at_the_break_is_the_heap(struct kunit *test)
{
	struct task_struct *p;

	map_anon_at(FIXED_AT, PAGES(2), RW);
	current->mm->start_brk = FIXED_AT - PAGES(1);
	current->mm->brk = FIXED_AT;
	p = pretend_process(test, "pretend", current->mm);
	begin();
	proc_pid_maps_show(&m, p);
	KUNIT_EXPECT_TRUE(test, shows("20000000-20002000 rw-p 00000000 00:00 0          [heap]\n"));
	current->mm->brk = FIXED_AT - 1;
	begin();
	proc_pid_maps_show(&m, p);
	KUNIT_EXPECT_TRUE(test, shows("20000000-20002000 rw-p 00000000 00:00 0 \n"));
	end_pretending(p);
}

/* What is not mapped for execution is no text, whatever the program's file said. */
static void text_is_no_more_than_what_may_be_executed(struct kunit *test)
{
	struct task_struct *p;

	map_anon_at(FIXED_AT, PAGES(2), PROT_READ | PROT_EXEC);
	current->mm->start_code = FIXED_AT;
	current->mm->end_code = FIXED_AT + PAGES(3);
	p = pretend_process(test, "pretend", current->mm);
	begin();
	proc_pid_status_show(&m, p);
	KUNIT_EXPECT_TRUE(test, shows("VmExe:\t       8 kB\n"));
	KUNIT_EXPECT_TRUE(test, shows("VmLib:\t       0 kB\n"));
	end_pretending(p);
}

static void signals_are_shown_up_to_the_last(struct kunit *test)
{
	static struct sighand_struct sighand;
	struct task_struct *p = some_process(test);

	memset(&sighand, 0, sizeof(sighand));
	sighand.action[0].sa_handler = SIG_IGN;
	sighand.action[31].sa_handler = 0x08048000;
	sighand.action[_NSIG - 2].sa_handler = 0x08048000;
	sighand.action[_NSIG - 1].sa_handler = SIG_IGN;
	p->sighand = &sighand;
	begin();
	proc_pid_status_show(&m, p);
	p->sighand = NULL;
	KUNIT_EXPECT_TRUE(test, shows("SigIgn:\t8000000000000001\n"));
	KUNIT_EXPECT_TRUE(test, shows("SigCgt:\t4000000080000000\n"));
	end_pretending(p);
}

static void a_task_without_memory_shows_none(struct kunit *test)
{
	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_maps_show(&m, current), 0);
	KUNIT_EXPECT_EQ(test, m.count, (size_t)0);
	KUNIT_EXPECT_EQ(test, proc_pid_status_show(&m, current), 0);
	KUNIT_EXPECT_FALSE(test, shows("VmSize"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(maps_are_linuxs),
	KUNIT_CASE(status_adds_up),
	KUNIT_CASE(peak_and_high_water_stay),
	KUNIT_CASE(each_page_is_shown_with_its_frame),
	KUNIT_CASE(frames_in_a_row_are_one_line),
	KUNIT_CASE(a_task_without_memory_shows_none),
	KUNIT_CASE(frames_with_other_users_are_another_line),
	KUNIT_CASE(the_first_page_of_a_table_is_not_passed_over),
	KUNIT_CASE(a_heap_that_begins_at_the_break_is_the_heap),
	KUNIT_CASE(text_is_no_more_than_what_may_be_executed),
	KUNIT_CASE(signals_are_shown_up_to_the_last),
	{},
};

static struct kunit_suite suite = {
	.name = "task_mmu",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
