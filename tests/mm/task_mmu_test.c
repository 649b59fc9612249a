// SPDX-License-Identifier: MIT
/* A process's memory, seen (mm/task_mmu.c): maps and status in Linux's form, and the frames. */
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/task_mmu.h>

#include "user_mm.h"

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

/* A heap, a stack, something shared, and nothing in the rest. */
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

	begin();
	KUNIT_EXPECT_EQ(test, proc_pid_maps_show(&m, p), 0);
	KUNIT_EXPECT_TRUE(test, shows("08048000-0804a000 r-xp 00000000 00:00 0 \n"));
	KUNIT_EXPECT_TRUE(test, shows("09000000-09003000 rw-p 00000000 00:00 0          [heap]\n"));
	KUNIT_EXPECT_TRUE(test, shows("20000000-20002000 rw-s 00000000 00:01 "));
	KUNIT_EXPECT_TRUE(test, shows("/dev/zero (deleted)\n"));
	KUNIT_EXPECT_TRUE(test,
			  shows("bffe0000-c0000000 rw-p 00000000 00:00 0          [stack]\n"));
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
	{},
};

static struct kunit_suite suite = {
	.name = "task_mmu",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
