// SPDX-License-Identifier: MIT
/*
 * Tests of the life of a process (kernel/process/fork.c, exit.c, wait4.c, kernel/core/pid.c): it is found
 * whole or not at all, also by the tasks that hold its struct when it goes.
 */
#include <k896/check.h>
#include <k896/show.h>
#include <k896/task_mmu.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <uapi/linux/wait.h>

#include "kernel/process/task.h"
#include "kernel/thread/thread.h"
#include "tests/support/user_mm.h"
#include "tests/support/puppet.h"
#include "tests/support/step.h"

/* ---- processes that do what a case says ---- */

static struct completion may_end, may_wait;

static void end_when_told(void *arg)
{
	wait_for_completion(&may_end);
	do_exit(3 << 8);
}

/* Waits for a child, then ends. */
static void wait_when_told(void *arg)
{
	wait_for_completion(&may_wait);
	do_syscall(wait4, -1, 0, 0, 0);
	do_exit(0);
}

/* With a reference of the case's. */
static struct task_struct *start(struct kunit *test, void (*first)(void *arg), const char *comm)
{
	struct task_struct *p = create_user_task(first, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	get_task_struct(p);
	set_tsk_comm(p, comm);
	wake_up_new_task(p);
	return p;
}

static int init(struct kunit *test)
{
	init_completion(&may_end);
	init_completion(&may_wait);
	return 0;
}

static bool ps_shows(const char *comm)
{
	static char text[16384];
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	ps_show(&m);
	text[m.count] = 0;
	return strstr(text, comm);
}

/* What a caller that has only the number is told. */
static void expect_gone(struct kunit *test, pid_t pid)
{
	unsigned long flags;

	KUNIT_EXPECT_NULL(test, find_get_task_by_vpid(pid));
	KUNIT_EXPECT_EQ(test, kill_proc_info(0, NULL, pid), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(getpgid, pid), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(getsid, pid), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, pid, SIGKILL), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, -pid, SIGKILL), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(setpgid, pid, pid), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(prlimit64, pid, RLIMIT_CORE, 0, 0), -ESRCH);
	spin_lock_irqsave(&tasklist_lock, flags);
	KUNIT_EXPECT_NULL(test, find_task_by_vpid(pid));
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- gone, and held ---- */

static void who_is_gone_is_found_by_nobody_though_it_is_held(struct kunit *test)
{
	struct task_struct *p = start(test, end_when_told, "to be gone");
	pid_t pid = p->pid;
	unsigned long flags;

	KUNIT_EXPECT_EQ(test, do_syscall(getpgid, pid), pid);
	KUNIT_EXPECT_EQ(test, kill_proc_info(0, NULL, pid), 0);
	complete(&may_end);
	wait_until_it_has_left(p);
	expect_gone(test, pid);
	KUNIT_EXPECT_FALSE(test, ps_shows("to be gone"));
	KUNIT_EXPECT_EQ(test, p->exit_code, 3 << 8);
	KUNIT_EXPECT_EQ(test, task_field(p, signal)->rlim[RLIMIT_NOFILE].rlim_cur, 1024UL);
	spin_lock_irqsave(&tasklist_lock, flags);
	KUNIT_EXPECT_EQ(test, send_sig(SIGKILL, p, 0), 0); /* to nobody */
	spin_unlock_irqrestore(&tasklist_lock, flags);
	KUNIT_EXPECT_EQ(test, family_check(), 0);
	put_task_struct(p);
}

static void a_zombie_is_found_until_its_parent_has_asked(struct kunit *test)
{
	struct task_struct *parent = start(test, wait_when_told, "parent");
	struct task_struct *p = start(test, end_when_told, "zombie");
	pid_t pid = p->pid;

	adopt(parent, p);
	complete(&may_end);
	wait_until(p, EXIT_ZOMBIE);
	KUNIT_EXPECT_EQ(test, do_syscall(getpgid, pid), pid);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, pid, SIGKILL), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, -pid, 0), 0);
	KUNIT_EXPECT_TRUE(test, ps_shows("zombie"));
	KUNIT_EXPECT_EQ(test, family_check(), 0);
	complete(&may_wait);
	wait_until_it_has_left(p);
	expect_gone(test, pid);
	wait_until_it_has_left(parent);
	put_task_struct(p);
	put_task_struct(parent);
}

/* The parent asks, ends and is freed; its child's struct is still held, and shown. */
static void who_is_held_outlives_its_parent(struct kunit *test)
{
	struct task_struct *parent = start(test, wait_when_told, "parent");
	struct task_struct *p = start(test, end_when_told, "child");
	static char text[1024];
	struct seq_file m;

	adopt(parent, p);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(p), parent);
	complete(&may_end);
	complete(&may_wait);
	wait_until_it_has_left(parent);
	put_task_struct(parent);
	KUNIT_EXPECT_PTR_EQ(test, parent_of(p), &init_task);
	KUNIT_EXPECT_FALSE(test, ps_shows("child"));
	seq_init(&m, text, sizeof(text) - 1, NULL);
	KUNIT_EXPECT_EQ(test, proc_pid_status_show(&m, p), 0);
	text[m.count] = 0;
	KUNIT_EXPECT_TRUE(test, strstr(text, "PPid:\t0\n"));
	KUNIT_EXPECT_EQ(test, family_check(), 0);
	put_task_struct(p);
}

/* ---- not there yet ---- */

static void who_is_being_made_is_found_by_nobody(struct kunit *test)
{
	struct task_struct *p = alloc_thread(GFP_KERNEL);
	pid_t pid = p->pid;

	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	KUNIT_EXPECT_GT(test, pid, 1);
	expect_gone(test, pid);
	drop_thread(p);
	p = alloc_thread(GFP_KERNEL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	KUNIT_EXPECT_NE(test, p->pid, pid); /* used again only after all others */
	drop_thread(p);
}

/* ---- numbers of groups ---- */

static void join(struct task_struct *p, struct task_struct *leader)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	task_field(p, signal)->pgrp = leader->pid;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* Once through all numbers. */
static bool is_given_again(pid_t nr)
{
	static struct task_struct taker;
	bool found = false;

	for (unsigned int i = 0; i < PID_MAX; i++) {
		if (alloc_pid(&taker))
			return false;
		found |= taker.pid == nr;
		free_pid(&taker);
	}
	return found;
}

static void a_number_is_kept_for_its_group(struct kunit *test)
{
	struct task_struct *leader = start(test, end_when_told, "leader");
	struct task_struct *member = start(test, wait_when_told, "member");
	pid_t nr = leader->pid;

	join(member, leader);
	complete(&may_end);
	wait_until_it_has_left(leader);
	put_task_struct(leader);
	KUNIT_EXPECT_EQ(test, do_syscall(getpgid, nr), -ESRCH);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, -nr, 0), 0);
	KUNIT_EXPECT_FALSE(test, is_given_again(nr));
	complete(&may_wait);
	wait_until_it_has_left(member);
	put_task_struct(member);
	KUNIT_EXPECT_EQ(test, do_syscall(kill, -nr, 0), -ESRCH);
	KUNIT_EXPECT_TRUE(test, is_given_again(nr));
}

/* ---- in the middle ---- */

static struct task_struct *going;
static pid_t its_number;
static unsigned int wrong;

static void release_it(void *arg)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	leave_family_locked(going);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	release_task(going);
}

/* Either it is there with all it has, or it is not. */
static void look_for_it(void)
{
	long pgrp = do_syscall(getpgid, its_number);
	struct task_struct *p = find_get_task_by_vpid(its_number);

	wrong += pgrp != its_number && pgrp != -ESRCH;
	if (!p)
		return;
	wrong += p != going || !task_field(p, signal) || !p->sighand ||
		 task_field(p, signal)->rlim[RLIMIT_NOFILE].rlim_cur != 1024;
	put_task_struct(p);
}

static void it_is_there_whole_or_not_at_all(struct kunit *test)
{
	struct task_struct *parent = start(test, wait_when_told, "parent");
	bool interrupted = true;
	unsigned int n = 0;

	for (wrong = 0; interrupted; n += 3) {
		going = start(test, end_when_told, "going");
		its_number = going->pid;
		adopt(parent, going);
		complete(&may_end);
		wait_for_zombie(going);
		put_task_struct(going); /* the family's is the last */
		interrupted = run_interrupted(n + 1, release_it, NULL, look_for_it);
	}
	KUNIT_EXPECT_GT(test, n, 50U);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	complete(&may_wait); /* it has no child: ECHILD */
	wait_until_it_has_left(parent);
	put_task_struct(parent);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(who_is_gone_is_found_by_nobody_though_it_is_held),
	KUNIT_CASE(a_zombie_is_found_until_its_parent_has_asked),
	KUNIT_CASE(who_is_held_outlives_its_parent),
	KUNIT_CASE(who_is_being_made_is_found_by_nobody),
	KUNIT_CASE(a_number_is_kept_for_its_group),
	KUNIT_CASE(it_is_there_whole_or_not_at_all),
	{},
};

static struct kunit_suite suite = { .name = "task_life", .init = init, .test_cases = cases };
kunit_test_suite(suite);
