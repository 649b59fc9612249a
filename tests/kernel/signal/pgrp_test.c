// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/signal/pgrp.c: which process gets which signal in a shell's session, with a job of two
 * processes.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

#include "kernel/signal/signal.h"
#include "tests/support/puppet.h"

#define RT (SIGRTMIN + 3)

/*
 * The shell is parent of the leader, the leader of the worker; both are the job, a group in the shell's
 * session. The stranger has a session of its own.
 */
static struct puppet shell, leader, worker, stranger;

static int make_job(struct kunit *test)
{
	struct puppet *const all[] = { &shell, &leader, &worker, &stranger };
	pid_t session;

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++) {
		*all[i] = (struct puppet){};
		make_puppet(test, all[i]);
	}
	session = shell.task->pid;
	put_in_group(leader.task, leader.task->pid, session);
	put_in_group(worker.task, leader.task->pid, session);
	adopt(shell.task, leader.task);
	adopt(leader.task, worker.task);
	return 0;
}

/* Processes whose parents end first become children of the kernel, which never waits for them. */
static void end_job(struct kunit *test)
{
	struct puppet *const all[] = { &shell, &leader, &worker, &stranger };

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i]->task)
			end_puppet(all[i]);
}

static void end_now(struct puppet *puppet)
{
	end_puppet(puppet);
	puppet->task = NULL;
}

static bool has(const struct puppet *puppet, int sig)
{
	return sigismember(&puppet->task->pending.signal, sig);
}

static bool has_none(const struct puppet *puppet)
{
	return sigisemptyset(puppet->task->pending.signal);
}

static void stop(struct puppet *puppet)
{
	puppet->task->stop_signal = SIGTSTP;
}

/* ---- a signal for a group ---- */

static int send_to_job(int sig, int code)
{
	struct kernel_siginfo info = { .si_code = code };
	unsigned long flags;
	int err;

	spin_lock_irqsave(&tasklist_lock, flags);
	err = __kill_pgrp_info(sig, &info, leader.task->pid);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

static void a_signal_for_a_group_reaches_its_members_alone(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, send_to_job(SIGUSR1, SI_USER), 0);
	KUNIT_EXPECT_TRUE(test, has(&leader, SIGUSR1));
	KUNIT_EXPECT_TRUE(test, has(&worker, SIGUSR1));
	KUNIT_EXPECT_TRUE(test, has_none(&shell));
	KUNIT_EXPECT_TRUE(test, has_none(&stranger));
	KUNIT_EXPECT_EQ(test, send_to_job(_NSIG + 1, SI_USER), -EINVAL);
	KUNIT_EXPECT_EQ(test, send_to_job(0, SI_USER), 0);
}

static void a_group_without_members_is_esrch(struct kunit *test)
{
	put_in_group(leader.task, shell.task->pid, shell.task->pid);
	put_in_group(worker.task, shell.task->pid, shell.task->pid);
	KUNIT_EXPECT_EQ(test, send_to_job(SIGUSR1, SI_USER), -ESRCH);
	KUNIT_EXPECT_TRUE(test, has_none(&leader));
	put_in_group(leader.task, leader.task->pid, shell.task->pid);
}

static void may_queue(struct puppet *puppet, bool may)
{
	task_field(puppet->task, signal)->rlim[RLIMIT_SIGPENDING].rlim_cur = may ? 1000 : 0;
}

/* It is no error if a limit refuses the signal to one process, as long as another has taken it. */
static void it_is_sent_if_one_member_takes_it(struct kunit *test)
{
	may_queue(&leader, true);
	may_queue(&worker, false);
	KUNIT_EXPECT_EQ(test, send_to_job(RT, SI_QUEUE), 0);
	KUNIT_EXPECT_TRUE(test, has(&leader, RT) && has_none(&worker));
	may_queue(&leader, false);
	may_queue(&worker, true);
	KUNIT_EXPECT_EQ(test, send_to_job(RT + 1, SI_QUEUE), 0);
	KUNIT_EXPECT_TRUE(test, has(&worker, RT + 1) && !has(&leader, RT + 1));
	may_queue(&worker, false);
	KUNIT_EXPECT_EQ(test, send_to_job(RT + 2, SI_QUEUE), -EAGAIN);
}

/* ---- orphaned groups ---- */

static bool job_is_orphaned(const struct puppet *ignored)
{
	unsigned long flags;
	bool orphaned;

	spin_lock_irqsave(&tasklist_lock, flags);
	orphaned = is_orphaned_pgrp(leader.task->pid, ignored ? ignored->task : NULL);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return orphaned;
}

static void a_parent_outside_of_the_group_keeps_it(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, job_is_orphaned(NULL));
	KUNIT_EXPECT_FALSE(test, job_is_orphaned(&worker));
	KUNIT_EXPECT_TRUE(test, job_is_orphaned(&leader)); /* the worker's parent is in the group */
	adopt(shell.task, worker.task);
	KUNIT_EXPECT_FALSE(test, job_is_orphaned(&leader));
}

static void a_parent_in_another_session_does_not(struct kunit *test)
{
	adopt(stranger.task, leader.task);
	KUNIT_EXPECT_TRUE(test, job_is_orphaned(NULL));
	put_in_group(stranger.task, stranger.task->pid, shell.task->pid);
	KUNIT_EXPECT_FALSE(test, job_is_orphaned(NULL));
	adopt(&init_task, leader.task);
	KUNIT_EXPECT_TRUE(test, job_is_orphaned(NULL));
}

/* It has the number only while no other task can see it. */
static void number_one_does_not(struct kunit *test)
{
	pid_t pid = shell.task->pid;
	unsigned long flags;
	bool orphaned;

	spin_lock_irqsave(&tasklist_lock, flags);
	shell.task->pid = 1;
	orphaned = is_orphaned_pgrp(leader.task->pid, NULL);
	shell.task->pid = pid;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	KUNIT_EXPECT_TRUE(test, orphaned);
}

static void a_zombie_in_it_does_not(struct kunit *test)
{
	make_zombie(&leader);
	KUNIT_EXPECT_TRUE(test, job_is_orphaned(NULL));
	adopt(shell.task, worker.task);
	KUNIT_EXPECT_FALSE(test, job_is_orphaned(NULL));
}

/* ---- the process that ends ---- */

static void expect_woken(struct kunit *test, const struct puppet *puppet)
{
	KUNIT_EXPECT_TRUE(test, has(puppet, SIGHUP));
	KUNIT_EXPECT_EQ(test, puppet->task->stop_signal, 0);
}

static void when_the_shell_ends_its_stopped_job_is_told(struct kunit *test)
{
	stop(&worker);
	end_now(&shell);
	expect_woken(test, &leader);
	expect_woken(test, &worker);
	KUNIT_EXPECT_TRUE(test, has_none(&stranger));
}

/* Its new parent is in the session, too, and can wake it. */
static void a_job_that_a_subreaper_in_the_session_adopts_is_not(struct kunit *test)
{
	put_in_group(stranger.task, stranger.task->pid, shell.task->pid);
	task_field(stranger.task, signal)->is_child_subreaper = true;
	adopt(stranger.task, shell.task);
	stop(&leader);
	make_zombie(&shell);
	KUNIT_EXPECT_TRUE(test, has_none(&leader) && has_none(&worker));
	KUNIT_EXPECT_EQ(test, leader.task->stop_signal, SIGTSTP);
}

static void a_job_of_which_nobody_is_stopped_is_not(struct kunit *test)
{
	stop(&stranger);
	end_now(&shell);
	KUNIT_EXPECT_TRUE(test, has_none(&leader) && has_none(&worker));
	KUNIT_EXPECT_TRUE(test, has_none(&stranger));
}

static void when_the_last_with_a_parent_outside_ends_the_others_are_told(struct kunit *test)
{
	stop(&worker);
	adopt(&init_task, worker.task);
	make_zombie(&leader);
	expect_woken(test, &worker);
}

static void while_another_has_a_parent_outside_nobody_is_told(struct kunit *test)
{
	stop(&worker);
	adopt(shell.task, worker.task);
	make_zombie(&leader);
	KUNIT_EXPECT_TRUE(test, has_none(&worker));
	KUNIT_EXPECT_EQ(test, worker.task->stop_signal, SIGTSTP);
}

/* A process whose parent is in the group, or in another session, orphans no group: it was orphaned before. */
static void a_group_that_was_orphaned_before_is_not_told_again(struct kunit *test)
{
	adopt(stranger.task, leader.task);
	stop(&leader);
	end_now(&worker);
	KUNIT_EXPECT_FALSE(test, has(&leader, SIGHUP));
	end_now(&stranger);
	KUNIT_EXPECT_FALSE(test, has(&leader, SIGHUP));
	KUNIT_EXPECT_EQ(test, leader.task->stop_signal, SIGTSTP);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_signal_for_a_group_reaches_its_members_alone),
	KUNIT_CASE(a_group_without_members_is_esrch),
	KUNIT_CASE(it_is_sent_if_one_member_takes_it),
	KUNIT_CASE(a_parent_outside_of_the_group_keeps_it),
	KUNIT_CASE(a_parent_in_another_session_does_not),
	KUNIT_CASE(number_one_does_not),
	KUNIT_CASE(a_zombie_in_it_does_not),
	KUNIT_CASE(when_the_shell_ends_its_stopped_job_is_told),
	KUNIT_CASE(a_job_that_a_subreaper_in_the_session_adopts_is_not),
	KUNIT_CASE(a_job_of_which_nobody_is_stopped_is_not),
	KUNIT_CASE(when_the_last_with_a_parent_outside_ends_the_others_are_told),
	KUNIT_CASE(while_another_has_a_parent_outside_nobody_is_told),
	KUNIT_CASE(a_group_that_was_orphaned_before_is_not_told_again),
	{},
};

static struct kunit_suite suite = {
	.name = "pgrp",
	.init = make_job,
	.exit = end_job,
	.test_cases = cases,
};
kunit_test_suite(suite);
