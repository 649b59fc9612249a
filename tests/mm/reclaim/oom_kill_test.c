// SPDX-License-Identifier: MIT
/*
 * Tests of the OOM killer (mm/reclaim/oom_kill.c) on tasks that only look like processes: which is chosen,
 * what is printed, and what it may do afterwards. With real processes: tests/user.
 */
#include <k896/log.h>
#include <linux/completion.h>
#include <linux/console.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/sched/task.h>
#include <linux/swap.h>

#include "mm/page/reclaim.h"
#include "mm/reclaim/oom.h"
#include "tests/support/puppet.h"
#include "tests/support/reports.h"
#include "tests/support/pressure.h"
#include "tests/support/user_mm.h"

/* A process with this many pages. */
static struct task_struct *process_with(struct kunit *test, const char *comm, int pages)
{
	struct mm_struct *mm = mm_alloc();
	struct task_struct *p;

	KUNIT_ASSERT_NOT_NULL(test, mm);
	kthread_use_mm(mm);
	map_anon_at(FIXED_AT, PAGES(pages), RW);
	for (int i = 0; i < pages; i++)
		write_user(FIXED_AT + PAGES(i), 1);
	kthread_unuse_mm(mm);
	p = pretend_process(test, comm, mm);
	mmput(mm);
	return p;
}

static bool kill_somebody(void)
{
	return out_of_memory(GFP_HIGHUSER_MOVABLE, 0);
}

static void nobody_to_kill_is_no_progress(struct kunit *test)
{
	u32 log = log_position();

	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_FALSE(test, log_contains(log, "oom-killer"));
}

static void the_largest_dies_and_the_report_is_linuxs(struct kunit *test)
{
	struct task_struct *small = process_with(test, "small", 5);
	struct task_struct *large = process_with(test, "large", 50);
	u32 log = log_position();

	KUNIT_EXPECT_FALSE(test, kill_somebody()); /* the caller is to wait for its memory */
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(large));
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(small));
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(log,
			     " invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "Mem-Info:"));
	KUNIT_EXPECT_EQ(test, log_count(log, "Tasks state (memory values in pages):"), 1U);
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(log,
			     "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name"));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(log,
				    "[%7d]     0 %5d       50       50     4096        0             0 large",
				    large->pid, large->pid));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(log,
				    "[%7d]     0 %5d        5        5     4096        0             0 small",
				    small->pid, small->pid));
	KUNIT_EXPECT_EQ(test, log_count(log, "             0 kswapd"), 0U); /* it has no memory */
	KUNIT_EXPECT_TRUE(test, is_logged(log, "task=large,pid=%d,uid=0", large->pid));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(log,
				    "Out of memory: Killed process %d (large) total-vm:200kB, anon-rss:200kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0",
				    large->pid));
	end_pretending(large);
	end_pretending(small);
}

static void nobody_else_dies_until_its_memory_is_back(struct kunit *test)
{
	struct task_struct *small = process_with(test, "small", 5);
	struct task_struct *large = process_with(test, "large", 50);

	kill_somebody();
	for (int i = 0; i < 10; i++)
		KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(small));
	end_pretending(large); /* the memory is back */
	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(small));
	end_pretending(small);
}

static void for_some_requests_nobody_dies(struct kunit *test)
{
	struct task_struct *p = process_with(test, "large", 50);

	KUNIT_EXPECT_FALSE(test, out_of_memory(GFP_KERNEL | GFP_DMA, 0));
	KUNIT_EXPECT_FALSE(test, out_of_memory(GFP_NOFS, 0));
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(p));
	end_pretending(p);
}

static void patience_with_a_victim_ends(struct kunit *test)
{
	struct task_struct *small = process_with(test, "small", 5);
	struct task_struct *large = process_with(test, "large", 50);

	kill_somebody();
	schedule_timeout_uninterruptible(11 * HZ);
	kill_somebody();
	KUNIT_EXPECT_REPORTS(test, 2);
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(small));
	end_pretending(large);
	end_pretending(small);
}

static void who_shares_the_memory_dies_too(struct kunit *test)
{
	struct task_struct *one = process_with(test, "one", 20);
	struct task_struct *other = pretend_process(test, "other", one->mm);

	kill_somebody();
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(one));
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(other));
	end_pretending(other);
	end_pretending(one);
}

static struct task_struct *spared;

static bool is_spared(struct task_struct *p)
{
	return p == spared;
}

static void the_first_process_is_spared(struct kunit *test)
{
	bool (*old)(struct task_struct * p) = oom_spares;
	struct task_struct *init = process_with(test, "init", 90), *p;

	spared = init;
	oom_spares = is_spared;
	p = process_with(test, "other", 5);
	kill_somebody();
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(p));
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(init));
	end_pretending(p);
	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(init));
	oom_spares = old;
	end_pretending(init);
	KUNIT_EXPECT_REPORTS(test, 1);
}

/* @p becomes a child of @parent, and with @vfork_done the child of its vfork(). */
static void make_child(struct task_struct *p, struct task_struct *parent,
		       struct completion *vfork_done)
{
	set_family_field(p, real_parent, parent);
	set_family_field(p, vfork_done, vfork_done);
}

static struct task_struct *sharer_of(struct kunit *test, struct task_struct *parent,
				     struct completion *vfork_done)
{
	struct task_struct *p = pretend_process(test, "sharer", parent->mm);

	make_child(p, parent, vfork_done);
	return p;
}

static void end_sharer(struct task_struct *p)
{
	make_child(p, NULL, NULL);
	end_pretending(p);
}

/* Killing it would free nothing; and the first process, killed with it, would be a victim for ever. */
static void who_has_the_first_processs_memory_is_spared(struct kunit *test)
{
	bool (*old)(struct task_struct * p) = oom_spares;
	struct task_struct *init = process_with(test, "init", 90), *vforked, *cloned, *p;
	struct completion done;

	init_completion(&done);
	vforked = sharer_of(test, init, &done);
	cloned = sharer_of(test, init, NULL);
	spared = init;
	oom_spares = is_spared;
	p = process_with(test, "other", 5);
	kill_somebody();
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(p));
	end_pretending(p);
	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(init));
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(vforked));
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(cloned));
	oom_spares = old;
	end_sharer(cloned);
	end_sharer(vforked);
	end_pretending(init);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void of_vfork_the_parent_is_chosen(struct kunit *test)
{
	struct task_struct *child = process_with(test, "child", 20);
	struct task_struct *parent = pretend_process(test, "parent", child->mm);
	u32 log = log_position();
	struct completion done;
	unsigned long flags;

	init_completion(&done);
	make_child(child, parent, &done);
	spin_lock_irqsave(&tasklist_lock, flags);
	KUNIT_EXPECT_EQ(test, oom_badness(child), 0UL);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	kill_somebody();
	KUNIT_EXPECT_TRUE(test, log_contains(log, "task=parent"));
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(child)); /* as all that have that memory */
	end_sharer(child);
	end_pretending(parent);
	KUNIT_EXPECT_REPORTS(test, 1);
}

/* Its memory is in files, which are closed after its address space has been freed. */
static void nobody_else_dies_until_its_files_are_closed(struct kunit *test)
{
	struct task_struct *small = process_with(test, "small", 5);
	struct task_struct *large = process_with(test, "large", 50);
	struct mm_struct *mm = large->mm;

	large->files = alloc_files();
	KUNIT_ASSERT_NOT_NULL(test, large->files);
	kill_somebody();
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(large));
	large->mm = NULL;
	mmput(mm);
	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_FALSE(test, tsk_is_oom_victim(small));
	put_files(large->files);
	large->files = NULL;
	KUNIT_EXPECT_FALSE(test, kill_somebody());
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(small));
	large->flags |= PF_KTHREAD;
	kthread_stop(large);
	end_pretending(small);
	KUNIT_EXPECT_REPORTS(test, 2);
}

/* At its own scheduler level it might never run. */
static void a_victim_runs_before_all_others(struct kunit *test)
{
	struct task_struct *large = process_with(test, "large", 50);

	set_user_nice(large, MAX_NICE);
	kill_somebody();
	KUNIT_EXPECT_EQ(test, large->prio, DEFAULT_PRIO + MIN_NICE);
	end_pretending(large);
	KUNIT_EXPECT_REPORTS(test, 1);
}

/* It may go below min, and when that is used up its request fails rather than waits. */
static void a_victim_does_not_wait_for_memory(struct kunit *test)
{
	struct hoard hoard = {};
	unsigned int below_min = 0;

	while (hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0))
		;
	mark_oom_victim(current);
	while (hoard_take(&hoard, GFP_KERNEL, 0))
		below_min++;
	clear_bit(TIF_MEMDIE, &current->thread_flags);
	KUNIT_EXPECT_GT(test, below_min, 10U);
	hoard_give_all(&hoard);
}

/* With how many locks the callers of printk() print, as a console sees it. */
static unsigned int depth;

static void note_depth(struct console *con, const char *s, size_t n)
{
	depth = max(depth, preempt_count());
}

/* Consoles are slow, and there may be a thousand tasks: meanwhile no lock is held, and no tick is lost. */
static void the_report_is_printed_without_a_lock(struct kunit *test)
{
	struct console con = { .name = "depth", .write = note_depth };
	struct task_struct *p = process_with(test, "large", 50);
	unsigned int usual;

	register_console(&con);
	depth = 0;
	pr_warn("a line\n");
	usual = depth;
	kill_somebody();
	KUNIT_EXPECT_TRUE(test, tsk_is_oom_victim(p));
	KUNIT_EXPECT_EQ(test, depth, usual);
	unregister_console(&con);
	end_pretending(p);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(nobody_to_kill_is_no_progress),
	KUNIT_CASE(the_largest_dies_and_the_report_is_linuxs),
	KUNIT_CASE(nobody_else_dies_until_its_memory_is_back),
	KUNIT_CASE(for_some_requests_nobody_dies),
	KUNIT_CASE(patience_with_a_victim_ends),
	KUNIT_CASE(who_shares_the_memory_dies_too),
	KUNIT_CASE(the_first_process_is_spared),
	KUNIT_CASE(who_has_the_first_processs_memory_is_spared),
	KUNIT_CASE(of_vfork_the_parent_is_chosen),
	KUNIT_CASE(nobody_else_dies_until_its_files_are_closed),
	KUNIT_CASE(a_victim_runs_before_all_others),
	KUNIT_CASE(the_report_is_printed_without_a_lock),
	KUNIT_CASE(a_victim_does_not_wait_for_memory),
	{},
};

static struct kunit_suite suite = {
	.name = "oom_kill",
	.test_cases = cases,
};
kunit_test_suite(suite);
