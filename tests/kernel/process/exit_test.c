// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/process/exit.c and signal_parent.c: which task becomes the parent of an orphan, what
 * parents are told, and what is left of the memory. The family is three deep: grand, parent, child and
 * sibling; grand is the kernel's.
 */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <uapi/asm/siginfo.h>

#include "kernel/signal/signal.h"
#include "kernel/process/task.h"
#include "tests/support/user_mm.h"
#include "tests/support/puppet.h"

static struct puppet grand, parent, child, sibling;
static struct puppet *const family[] = { &grand, &parent, &child, &sibling };

/* Parents keep what they are told of the end of a child. */
static int make_family(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(family); i++) {
		*family[i] = (struct puppet){};
		make_puppet(test, family[i]);
		sigaddset(&family[i]->task->blocked, SIGCHLD);
		sigaddset(&family[i]->task->blocked, SIGUSR1);
	}
	adopt(grand.task, parent.task);
	adopt(parent.task, child.task);
	adopt(parent.task, sibling.task);
	return 0;
}

/* Parents first: nobody asks for the children that are left. */
static void end_family(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(family); i++)
		if (family[i]->task)
			end_puppet(family[i]);
	drop_mm(test);
}

static bool has(const struct puppet *puppet, int sig)
{
	return sigismember(&puppet->task->pending.signal, sig);
}

static void make_subreaper(struct puppet *puppet)
{
	task_field(puppet->task, signal)->is_child_subreaper = true;
}

static void set_action_on_sigchld(struct puppet *puppet, unsigned long handler, unsigned long flags)
{
	puppet->task->sighand->action[SIGCHLD - 1].sa_handler = handler;
	puppet->task->sighand->action[SIGCHLD - 1].sa_flags = flags;
}

/* ---- orphans ---- */

static void the_nearest_subreaper_adopts_orphans(struct kunit *test)
{
	make_subreaper(&grand);
	adopt(child.task, sibling.task);
	make_subreaper(&parent);
	make_zombie(&child);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(sibling.task), parent.task);
	make_zombie(&parent); /* its own orphans are not for it */
	KUNIT_EXPECT_PTR_EQ(test, parent_of(sibling.task), grand.task);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(child.task), grand.task);
	KUNIT_EXPECT_EQ(test, family_check(), 0);
}

static void without_a_subreaper_orphans_are_the_kernels(struct kunit *test)
{
	make_zombie(&parent);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(child.task), &init_task);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(sibling.task), &init_task);
}

/* It is no ancestor here; and the OOM killer leaves it alone as long as it is there. */
static void without_a_subreaper_orphans_go_to_the_reaper(struct kunit *test)
{
	bool (*spares)(struct task_struct * p) = oom_spares;

	adopt(&init_task, sibling.task);
	set_child_reaper(sibling.task);
	KUNIT_EXPECT_TRUE(test, oom_spares(sibling.task));
	KUNIT_EXPECT_FALSE(test, oom_spares(child.task));
	make_zombie(&parent);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(child.task), sibling.task);
	end_puppet(&sibling);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(child.task), &init_task);
	KUNIT_EXPECT_FALSE(test, oom_spares(sibling.task));
	sibling.task = NULL;
	oom_spares = spares;
}

/* Whatever the old parent wanted to be told. */
static void an_orphans_end_is_told_by_sigchld(struct kunit *test)
{
	make_subreaper(&grand);
	set_family_field(child.task, exit_signal, SIGUSR1);
	make_zombie(&parent);
	forget_pending(grand.task, sigset_of(M(SIGCHLD)));
	make_zombie(&child);
	KUNIT_EXPECT_TRUE(test, has(&grand, SIGCHLD));
	KUNIT_EXPECT_FALSE(test, has(&grand, SIGUSR1));
}

/* Its old parent has not asked; the new one is told, and may. */
static void a_zombie_that_is_orphaned_is_told_once_more(struct kunit *test)
{
	make_subreaper(&grand);
	make_zombie(&child);
	KUNIT_EXPECT_FALSE(test, has(&grand, SIGCHLD));
	set_family_field(parent.task, exit_signal, 0);
	make_zombie(&parent);
	KUNIT_EXPECT_TRUE(test, has(&grand, SIGCHLD));
	KUNIT_EXPECT_EQ(test, child.task->exit_state, EXIT_ZOMBIE);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(child.task), grand.task);
}

static void a_zombie_whose_new_parent_ignores_it_goes(struct kunit *test)
{
	make_subreaper(&grand);
	make_zombie(&child);
	set_action_on_sigchld(&grand, SIG_IGN, 0);
	set_family_field(parent.task, exit_signal, 0);
	make_zombie(&parent);
	wait_until_it_has_left(child.task);
	KUNIT_EXPECT_EQ(test, child.task->exit_state, EXIT_DEAD);
	KUNIT_EXPECT_EQ(test, parent.task->exit_state, EXIT_ZOMBIE);
}

static void who_asked_is_told_of_its_parents_end(struct kunit *test)
{
	child.task->pdeath_signal = SIGUSR1;
	make_zombie(&parent);
	KUNIT_EXPECT_TRUE(test, has(&child, SIGUSR1));
	KUNIT_EXPECT_TRUE(test, sigisemptyset(sibling.task->pending.signal));
	KUNIT_EXPECT_FALSE(test, has(&grand, SIGUSR1));
}

/* ---- what a parent is told ---- */

static struct kernel_siginfo told(struct puppet *puppet)
{
	struct kernel_siginfo info = {};
	struct sighand_struct *sighand;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	sighand = task_field(puppet->task, sighand);
	spin_lock(&sighand->siglock);
	dequeue_signal(puppet->task, (sigset_t){}, &info);
	spin_unlock(&sighand->siglock);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return info;
}

static void a_parent_is_told_how_its_child_ended(struct kunit *test)
{
	struct kernel_siginfo info;

	child.status = 7 << 8;
	sibling.status = SIGTERM;
	make_zombie(&child);
	info = told(&parent);
	KUNIT_EXPECT_EQ(test, info.si_signo, SIGCHLD);
	KUNIT_EXPECT_EQ(test, info.si_code, CLD_EXITED);
	KUNIT_EXPECT_EQ(test, info.si_status, 7);
	KUNIT_EXPECT_EQ(test, info.si_pid, child.task->pid);
	sibling.task->utime = 123;
	make_zombie(&sibling);
	info = told(&parent);
	KUNIT_EXPECT_EQ(test, info.si_code, CLD_KILLED);
	KUNIT_EXPECT_EQ(test, info.si_status, SIGTERM);
	KUNIT_EXPECT_EQ(test, info.si_utime, 123);
}

static void the_signal_is_the_one_that_was_asked_for(struct kunit *test)
{
	set_family_field(child.task, exit_signal, SIGUSR1);
	set_family_field(sibling.task, exit_signal, 0);
	make_zombie(&sibling);
	KUNIT_EXPECT_TRUE(test, sigisemptyset(parent.task->pending.signal));
	make_zombie(&child);
	KUNIT_EXPECT_TRUE(test, has(&parent, SIGUSR1));
	KUNIT_EXPECT_FALSE(test, has(&parent, SIGCHLD));
}

/* Told all the same, unless it ignores the signal. */
static void with_sa_nocldwait_no_zombie_stays(struct kunit *test)
{
	int before = atomic_read(&nr_processes);

	set_action_on_sigchld(&parent, 0x8048000, SA_NOCLDWAIT);
	let_go(&child);
	wait_until_it_has_left(child.task);
	KUNIT_EXPECT_EQ(test, child.task->exit_state, EXIT_DEAD);
	KUNIT_EXPECT_TRUE(test, has(&parent, SIGCHLD));
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_processes), before - 1);
	forget_pending(parent.task, sigset_of(M(SIGCHLD)));
	set_action_on_sigchld(&parent, SIG_IGN, 0);
	let_go(&sibling);
	wait_until_it_has_left(sibling.task);
	KUNIT_EXPECT_EQ(test, sibling.task->exit_state, EXIT_DEAD);
	KUNIT_EXPECT_FALSE(test, has(&parent, SIGCHLD));
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_processes), before - 2);
}

/* Only SIGCHLD says that nobody will ask. */
static void ignoring_sigchld_says_nothing_of_other_signals(struct kunit *test)
{
	set_action_on_sigchld(&parent, SIG_IGN, 0);
	set_family_field(child.task, exit_signal, SIGUSR1);
	make_zombie(&child);
	KUNIT_EXPECT_EQ(test, child.task->exit_state, EXIT_ZOMBIE);
	KUNIT_EXPECT_TRUE(test, has(&parent, SIGUSR1));
}

static void it_is_told_of_stops_unless_it_does_not_want_to(struct kunit *test)
{
	struct kernel_siginfo info;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	notify_parent_of_stop(child.task, CLD_STOPPED, SIGTSTP);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	info = told(&parent);
	KUNIT_EXPECT_EQ(test, info.si_code, CLD_STOPPED);
	KUNIT_EXPECT_EQ(test, info.si_status, SIGTSTP);
	KUNIT_EXPECT_EQ(test, info.si_pid, child.task->pid);
	spin_lock_irqsave(&tasklist_lock, flags);
	set_action_on_sigchld(&parent, 0x8048000, SA_NOCLDSTOP);
	notify_parent_of_stop(child.task, CLD_STOPPED, SIGTSTP);
	set_action_on_sigchld(&parent, SIG_IGN, 0);
	notify_parent_of_stop(child.task, CLD_CONTINUED, SIGCONT);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	KUNIT_EXPECT_FALSE(test, has(&parent, SIGCHLD));
}

static long exit_with_more(struct puppet *puppet)
{
	return do_syscall(exit, 0x155);
}

static long exit_group_with_more(struct puppet *puppet)
{
	return do_syscall(exit_group, 0x1234);
}

static void of_an_exit_code_eight_bits_count(struct kunit *test)
{
	child.act = exit_with_more;
	sibling.act = exit_group_with_more;
	make_zombie(&child);
	make_zombie(&sibling);
	KUNIT_EXPECT_EQ(test, child.task->exit_code, 0x5500);
	KUNIT_EXPECT_EQ(test, sibling.task->exit_code, 0x3400);
	KUNIT_EXPECT_EQ(test, task_field(sibling.task, signal)->group_exit_code, 0x3400);
}

/* ---- what is left of the memory ---- */

/* Ten pages, of which it gives back six. */
static long use_memory(struct puppet *puppet)
{
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return -ENOMEM;
	switch_mm_current(mm);
	map_anon_at(FIXED_AT, PAGES(10), RW);
	for (unsigned int i = 0; i < 10; i++)
		write_user(FIXED_AT + PAGES(i), i);
	return puppet->status ? 0 : vm_munmap(FIXED_AT, PAGES(6));
}

static void at_the_end_the_most_memory_it_had_is_kept(struct kunit *test)
{
	child.act = sibling.act = use_memory;
	sibling.status = 1 << 8; /* it keeps all ten */
	make_zombie(&child);
	make_zombie(&sibling);
	KUNIT_EXPECT_EQ(test, child.result | sibling.result, 0L);
	KUNIT_EXPECT_NULL(test, child.task->mm);
	KUNIT_EXPECT_EQ(test, task_field(child.task, signal)->maxrss, 40UL);
	KUNIT_EXPECT_EQ(test, task_field(sibling.task, signal)->maxrss, 40UL);
}

static struct mm_struct *shared;

static long share_memory(struct puppet *puppet)
{
	mmget(shared);
	switch_mm_current(shared);
	return 0;
}

/* CLONE_CHILD_CLEARTID: its word becomes 0, which others see. */
static void a_word_of_shared_memory_is_cleared_at_the_end(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	shared = current->mm;
	map_anon_at(FIXED_AT, PAGES(1), RW);
	write_user(FIXED_AT, 1234);
	write_user(FIXED_AT + 4, 5678);
	child.act = sibling.act = share_memory;
	child.task->clear_child_tid = (int *)FIXED_AT;
	make_zombie(&sibling);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1234UL);
	make_zombie(&child);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + 4), 5678UL);
}

/* ---- the invariant ---- */

static void the_invariant_finds_who_is_in_no_family(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, family_check(), 0);
	set_family_field(child.task, real_parent, grand.task);
	KUNIT_EXPECT_EQ(test, family_check(), 1);
	set_family_field(child.task, real_parent, parent.task);
}

static struct files_struct *files_of(struct task_struct *p)
{
	struct files_struct *files;

	task_lock_irq(p);
	files = task_field(p, files);
	task_unlock_irq(p);
	return files;
}

static void give_files(struct task_struct *p, struct files_struct *files)
{
	task_lock_irq(p);
	task_field(p, files) = files;
	task_unlock_irq(p);
}

static void the_invariant_finds_zombies_that_have_something(struct kunit *test)
{
	struct task_struct *p = child.task;

	make_zombie(&child);
	KUNIT_EXPECT_EQ(test, family_check(), 0);
	p->flags &= ~PF_EXITING;
	KUNIT_EXPECT_EQ(test, family_check(), 1);
	p->flags |= PF_EXITING;
	give_files(p, files_of(parent.task));
	KUNIT_EXPECT_EQ(test, family_check(), 1);
	give_files(p, NULL);
	adopt(p, sibling.task);
	KUNIT_EXPECT_EQ(test, family_check(), 1);
	adopt(parent.task, sibling.task);
	KUNIT_EXPECT_EQ(test, family_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_nearest_subreaper_adopts_orphans),
	KUNIT_CASE(without_a_subreaper_orphans_are_the_kernels),
	KUNIT_CASE(without_a_subreaper_orphans_go_to_the_reaper),
	KUNIT_CASE(an_orphans_end_is_told_by_sigchld),
	KUNIT_CASE(a_zombie_that_is_orphaned_is_told_once_more),
	KUNIT_CASE(a_zombie_whose_new_parent_ignores_it_goes),
	KUNIT_CASE(who_asked_is_told_of_its_parents_end),
	KUNIT_CASE(a_parent_is_told_how_its_child_ended),
	KUNIT_CASE(the_signal_is_the_one_that_was_asked_for),
	KUNIT_CASE(with_sa_nocldwait_no_zombie_stays),
	KUNIT_CASE(ignoring_sigchld_says_nothing_of_other_signals),
	KUNIT_CASE(it_is_told_of_stops_unless_it_does_not_want_to),
	KUNIT_CASE(of_an_exit_code_eight_bits_count),
	KUNIT_CASE(at_the_end_the_most_memory_it_had_is_kept),
	KUNIT_CASE(a_word_of_shared_memory_is_cleared_at_the_end),
	KUNIT_CASE(the_invariant_finds_who_is_in_no_family),
	KUNIT_CASE(the_invariant_finds_zombies_that_have_something),
	{},
};

static struct kunit_suite suite = {
	.name = "exit",
	.init = make_family,
	.exit = end_family,
	.test_cases = cases,
};
kunit_test_suite(suite);
