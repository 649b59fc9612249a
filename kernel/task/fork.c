/* SPDX-License-Identifier: MIT */
/*
 * fork(), vfork(), clone(): a new process from the one that runs.
 *
 *	alloc_thread()		stack, struct, number		known to nobody
 *	copy or share		handlers, limits, files, memory, FPU state
 *	sched_fork()		in the list of tasks, TASK_NEW
 *	link_to_family()	its parent can wait for it
 *	wake_up_new_task()	runs: child_returns() goes to user mode with the parent's registers, but 0 as the result
 *
 * Whatever fails before sched_fork() is unwound in reverse; nothing can fail behind it.
 *
 * A process has two references on its task: the scheduler's, which goes when it has died, and its parent's, which
 * goes when the parent has asked for the status (exit.c). What the process shares or holds without needing it when dead
 * goes at its death; what others may still look at (handlers, limits, pending signals) with the last reference.
 *
 * How many: max_threads, so that kernel stacks cover at most half of the vmalloc window and an eighth of
 * memory; and RLIMIT_NPROC, here of everybody, for there is only one user, root.
 *
 * Threads (CLONE_THREAD) are refused: -EINVAL, as Linux refuses combinations that it does not know.
 *
 * Tests: tests/kernel/fork_test.c; with user programs, tests/user.
 */
#include <asm/process.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <trace/events/sched.h>
#include <uapi/linux/sched.h>

#include "task.h"
#include "thread.h"
#include "user_thread.h"

unsigned int max_threads;
atomic_t nr_processes;

static struct kmem_cache *signal_cache;

/* ---- one's own of everything ---- */

static struct signal_struct *alloc_signal(void)
{
	struct signal_struct *sig = kmem_cache_zalloc(signal_cache, GFP_KERNEL);

	if (!sig)
		return NULL;
	init_waitqueue_head(&sig->wait_chldexit);
	timer_setup(&sig->real_timer, real_timer_expired, 0);
	return sig;
}

static struct signal_struct *dup_signal(const struct signal_struct *old)
{
	struct signal_struct *sig = alloc_signal();

	if (!sig)
		return NULL;
	memcpy(sig->rlim, old->rlim, sizeof(sig->rlim));
	sig->pgrp = old->pgrp;
	sig->session = old->session;
	return sig;
}

/* After the last reference. Any context. */
static void release_process(struct task_struct *p)
{
	flush_sigqueue(p);
	put_sighand(p->sighand);
	kmem_cache_free(signal_cache, p->signal);
	exit_thread(p);
	atomic_dec(&nr_processes);
	free_thread(p);
}

/* ---- limits ---- */

/* Stacks: half of the vmalloc window, with the guard page of each; an eighth of memory. */
static int __init fork_init(void)
{
	unsigned long window = (VMALLOC_END - VMALLOC_START) / 2 / (THREAD_SIZE + PAGE_SIZE);
	unsigned long memory = totalram_pages() / 8 >> THREAD_SIZE_ORDER;

	max_threads = clamp(min(window, memory), 20UL, (unsigned long)PID_MAX);
	signal_cache = KMEM_CACHE(signal_struct, SLAB_PANIC);
	return 0;
}
core_initcall(fork_init);

static bool too_many(void)
{
	return nr_threads >= max_threads || atomic_read(&nr_processes) >= rlimit(RLIMIT_NPROC);
}

/* ---- the copy ---- */

struct clone_args {
	unsigned long flags; /* with the exit signal in the low byte */
	unsigned long stack; /* 0: the parent's address */
	int __user *parent_tid, *child_tid;
	unsigned long tls;
};

static int check_flags(unsigned long flags)
{
	const unsigned long unknown = CLONE_PIDFD | CLONE_THREAD | CLONE_NEWNS | CLONE_NEWCGROUP |
				      CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
				      CLONE_NEWNET;

	if (flags & unknown)
		return -EINVAL;
	return flags & CLONE_SIGHAND && !(flags & CLONE_VM) ? -EINVAL : 0;
}

static int copy_signals(struct task_struct *p, unsigned long flags)
{
	p->blocked = current->blocked;
	p->sighand = flags & CLONE_SIGHAND ? get_sighand(current->sighand) :
					     dup_sighand(current->sighand);
	if (!p->sighand)
		return -ENOMEM;
	p->signal = dup_signal(current->signal);
	if (p->signal)
		return 0;
	put_sighand(p->sighand);
	return -ENOMEM;
}

static void drop_signals(struct task_struct *p)
{
	kmem_cache_free(signal_cache, p->signal);
	put_sighand(p->sighand);
}

static int copy_files(struct task_struct *p, unsigned long flags)
{
	p->files = flags & CLONE_FILES ? get_files(current->files) : dup_files(current->files);
	return p->files ? 0 : -ENOMEM;
}

static int copy_mm(struct task_struct *p, unsigned long flags)
{
	if (flags & CLONE_VM) {
		mmget(current->mm);
		p->mm = current->mm;
		return 0;
	}
	p->mm = dup_mm(current->mm);
	return p->mm ? 0 : -ENOMEM;
}

static int copy_parts(struct task_struct *p, const struct clone_args *args)
{
	int err = copy_thread(p, args->flags, args->stack, args->tls);

	if (err)
		return err;
	err = copy_signals(p, args->flags);
	if (err)
		goto out_thread;
	err = copy_files(p, args->flags);
	if (err)
		goto out_signals;
	err = copy_mm(p, args->flags);
	if (!err)
		return 0;
	put_files(p->files);
out_signals:
	drop_signals(p);
out_thread:
	exit_thread(p);
	return err;
}

/* ---- its first moments ---- */

/* In the child; @arg is where it wants to find its number, or NULL. */
static void child_returns(void *arg)
{
	int __user *tid = arg;

	if (tid)
		put_user(current->pid, tid); /* Linux, too, lets it run if that fails */
	enter_user_mode();
}

/* @as_sibling: not @parent's child but its parent's, who may end and change until the lock is held. */
static void link_to_family(struct task_struct *p, struct task_struct *parent, bool as_sibling)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	if (as_sibling)
		parent = parent->real_parent;
	p->real_parent = parent;
	list_add_tail(&p->sibling, &parent->children);
	atomic_inc(&nr_processes);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* From here on others see it. */
static void publish(struct task_struct *p, struct task_struct *parent, bool as_sibling,
		    void (*first)(void *arg), void *arg)
{
	INIT_LIST_HEAD(&p->children);
	start_thread(p, first, arg);
	p->release = release_process;
	get_task_struct(p); /* its parent's */
	link_to_family(p, parent, as_sibling);
}

static struct task_struct *copy_process(const struct clone_args *args)
{
	struct task_struct *p;
	int err = check_flags(args->flags);

	if (err)
		return ERR_PTR(err);
	if (signal_pending(current))
		return ERR_PTR(
			-ERESTARTNOINTR); /* what is for a group is for a parent and no child yet */
	if (too_many())
		return ERR_PTR(-EAGAIN);
	p = alloc_thread(GFP_KERNEL);
	if (IS_ERR(p))
		return p;
	err = copy_parts(p, args);
	if (err) {
		free_thread(p);
		return ERR_PTR(err);
	}
	memcpy(p->comm, current->comm, sizeof(p->comm));
	/* what a sibling's end sends to the common parent is not for this one to say */
	p->exit_signal = args->flags & CLONE_PARENT ? current->exit_signal : args->flags & CSIGNAL;
	if (args->flags & CLONE_CHILD_CLEARTID)
		p->clear_child_tid = args->child_tid;
	publish(p, current, args->flags & CLONE_PARENT, child_returns,
		args->flags & CLONE_CHILD_SETTID ? args->child_tid : NULL);
	return p;
}

/* Until the child has another memory or none; a fatal signal ends the wait, not the child. */
static void wait_for_vfork(struct task_struct *child, struct completion *done)
{
	unsigned long flags;

	if (!wait_for_completion_killable(done))
		return;
	spin_lock_irqsave(&tasklist_lock, flags);
	child->vfork_done = NULL;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static long do_clone(const struct clone_args *args)
{
	DECLARE_COMPLETION_ONSTACK(vfork_done);
	struct task_struct *p = copy_process(args);
	pid_t pid;

	if (IS_ERR(p))
		return PTR_ERR(p);
	trace_sched_process_fork(current, p);
	pid = p->pid;
	if (fatal_signal_pending(current))
		send_sig(SIGKILL, p,
			 1); /* its group is being killed: who came too late to be found, too */
	if (args->flags & CLONE_PARENT_SETTID)
		put_user(pid, args->parent_tid);
	if (!(args->flags & CLONE_VFORK)) {
		wake_up_new_task(p);
		return pid;
	}
	get_task_struct(p);
	p->vfork_done = &vfork_done;
	wake_up_new_task(p);
	wait_for_vfork(p, &vfork_done);
	put_task_struct(p);
	return pid;
}

SYSCALL_DEFINE0(fork)
{
	return do_clone(&(struct clone_args){ .flags = SIGCHLD });
}

SYSCALL_DEFINE0(vfork)
{
	return do_clone(&(struct clone_args){ .flags = CLONE_VFORK | CLONE_VM | SIGCHLD });
}

SYSCALL_DEFINE5(clone, unsigned long, flags, unsigned long, stack, int __user *, parent_tid,
		unsigned long, tls, int __user *, child_tid)
{
	return do_clone(&(struct clone_args){ flags, stack, parent_tid, child_tid, tls });
}

/* ---- a process out of nothing ---- */

static const struct rlimit default_limits[RLIM_NLIMITS] = {
	[RLIMIT_CPU] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_FSIZE] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_DATA] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_STACK] = { 8 << 20, RLIM_INFINITY },
	[RLIMIT_CORE] = { 0, RLIM_INFINITY },
	[RLIMIT_RSS] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_NOFILE] = { 1024, 4096 },
	[RLIMIT_MEMLOCK] = { 8 << 20, 8 << 20 },
	[RLIMIT_AS] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_LOCKS] = { RLIM_INFINITY, RLIM_INFINITY },
	[RLIMIT_MSGQUEUE] = { 819200, 819200 },
	[RLIMIT_RTTIME] = { RLIM_INFINITY, RLIM_INFINITY },
};

static int fresh_parts(struct task_struct *p)
{
	int err = -ENOMEM;

	if (alloc_user_thread(p))
		return -ENOMEM;
	p->sighand = alloc_sighand();
	if (!p->sighand)
		goto out_thread;
	p->signal = alloc_signal();
	if (!p->signal)
		goto out_sighand;
	p->files = alloc_files_on_console();
	err = PTR_ERR_OR_ZERO(p->files);
	if (err)
		goto out_signal;
	return 0;
out_signal:
	kmem_cache_free(signal_cache, p->signal);
out_sighand:
	put_sighand(p->sighand);
out_thread:
	exit_thread(p);
	return err;
}

static void set_default_limits(struct signal_struct *sig)
{
	memcpy(sig->rlim, default_limits, sizeof(sig->rlim));
	sig->rlim[RLIMIT_NPROC] = (struct rlimit){ max_threads / 2, max_threads / 2 };
	sig->rlim[RLIMIT_SIGPENDING] = sig->rlim[RLIMIT_NPROC];
}

struct task_struct *create_user_task(void (*first)(void *arg), void *arg)
{
	struct task_struct *p = alloc_thread(GFP_KERNEL);
	int err;

	if (IS_ERR(p))
		return p;
	err = fresh_parts(p);
	if (err) {
		free_thread(p);
		return ERR_PTR(err);
	}
	set_default_limits(p->signal);
	p->signal->pgrp = p->signal->session = p->pid;
	p->exit_signal = SIGCHLD;
	memcpy(p->comm, current->comm, sizeof(p->comm));
	publish(p, &init_task, false, first, arg);
	return p;
}
