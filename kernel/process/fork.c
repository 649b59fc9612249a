/* SPDX-License-Identifier: MIT */
/*
 * fork(), vfork(), clone(): a new process from the one that runs.
 *
 *	alloc_thread()		stack, struct, number		known to nobody
 *	copy or share		handlers, limits, files, memory, FPU state
 *	start_thread()		ready to run, TASK_NEW
 *	publish			one section of tasklist_lock: in the list of tasks, found by its number, its parent's child
 *	wake_up_new_task()	runs: child_returns() goes to user mode with the parent's registers, but 0 as the result
 *
 * Whatever fails before it is published is unwound in reverse; nothing can fail behind it.
 *
 * A signal to a group, or to all, must not miss a child that is being made: the sender sees the parent, but
 * no child yet. So what comes for the parent together with others, while it forks, is noted, and waits for
 * the child when it is published; in the same section it joins the group that its parent is in by then. A
 * parent that is being killed makes no child.
 *
 * A process has two references on its task: the scheduler's, which goes when it has died, and the family's,
 * which goes when the parent has asked for the status (exit.c). What the process shares or holds without
 * needing it when dead goes at its death; what others may still look at (handlers, limits) with the last
 * reference.
 *
 * How many: max_threads, so that kernel stacks cover at most half of the vmalloc window and an eighth of
 * memory; and RLIMIT_NPROC, here of everybody, for there is only one user, root.
 *
 * Threads (CLONE_THREAD) are refused: -EINVAL, as Linux refuses combinations that it does not know.
 *
 * Tests: tests/kernel/process/fork_test.c; with user programs, tests/user.
 */
#include <asm/process.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
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
#include "kernel/thread/thread.h"
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
	sig->umask = 022;
	init_waitqueue_head(&sig->wait_chldexit);
	spin_lock_init(&sig->timer_lock);
	timer_setup(&sig->real_timer, real_timer_expired, 0);
	return sig;
}

static struct signal_struct *dup_signal(const struct signal_struct *old)
{
	struct signal_struct *sig = alloc_signal();

	if (!sig)
		return NULL;
	memcpy(sig->rlim, old->rlim, sizeof(sig->rlim));
	sig->pwd = old->pwd;
	sig->umask = old->umask;
	update_cpu_timers(sig);
	return sig;
}

/* After the last reference. Any context. */
static void release_process(struct task_struct *p)
{
	put_sighand(p->sighand);
	kmem_cache_free(signal_cache, p->signal);
	exit_thread(p);
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
	if (flags & CLONE_PARENT && current->pid == 1)
		return -EINVAL; /* nobody waits for siblings of number 1 */
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

static void undo_parts(struct task_struct *p)
{
	mmput(p->mm);
	put_files(p->files);
	drop_signals(p);
	exit_thread(p);
}

/* ---- its first moments ---- */

/* In the child; @arg is where it wants to find its number, or NULL. */
static void child_returns(void *arg)
{
	int __user *tid = arg;

	if (tid)
		put_user(current->pid, tid); /* Linux, too, lets it run if that fails */
	kasan_unpoison_task_stack_below(current_pt_regs());
	enter_user_mode();
}

/* tasklist_lock held: from here on others see it, all of it. */
static void publish_locked(struct task_struct *p, struct task_struct *parent)
{
	lockdep_assert_held(&tasklist_lock);
	refcount_inc(&p->usage); /* the family's */
	p->real_parent = parent;
	list_add_tail(&p->sibling, &task_field(parent, children));
	atomic_inc(&nr_processes);
	add_task(p);
}

/* As the current task is now, which others may have changed while it forked. */
static void join_family_locked(struct task_struct *p, unsigned long flags)
{
	bool as_sibling = flags & CLONE_PARENT;

	p->signal->pgrp = task_pgrp_nr(current);
	p->signal->session = task_session_nr(current);
	/* a sibling does not choose what its end sends to the parent of both */
	p->exit_signal = as_sibling ? task_field(current, exit_signal) : flags & CSIGNAL;
	publish_locked(p, as_sibling ? task_field(current, real_parent) : current);
}

/* 0, or -EINTR: the current task is being killed. */
static int publish_child(struct task_struct *p, unsigned long clone_flags)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&tasklist_lock, flags);
	err = pass_signals_to_child(p);
	if (!err)
		join_family_locked(p, clone_flags);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

static struct task_struct *alloc_child(const struct clone_args *args)
{
	struct task_struct *p;
	int err;

	if (too_many())
		return ERR_PTR(-EAGAIN);
	p = alloc_thread(GFP_KERNEL);
	if (IS_ERR(p))
		return p;
	err = copy_parts(p, args);
	if (!err)
		return p;
	drop_thread(p);
	return ERR_PTR(err);
}

static void get_ready(struct task_struct *p, void (*first)(void *arg), void *arg)
{
	memcpy(p->comm, current->comm, sizeof(p->comm));
	p->personality = current->personality;
	p->no_new_privs = current->no_new_privs;
	INIT_LIST_HEAD(&p->children);
	start_thread(p, first, arg);
	p->release = release_process;
}

/* A whole process that nobody knows yet. */
static struct task_struct *make_child(const struct clone_args *args, struct completion *vfork_done)
{
	struct task_struct *p = alloc_child(args);

	if (IS_ERR(p))
		return p;
	p->flags = PF_FORKNOEXEC;
	if (args->flags & CLONE_CHILD_CLEARTID)
		p->clear_child_tid = args->child_tid;
	if (args->flags & CLONE_VFORK)
		p->vfork_done = vfork_done;
	get_ready(p, child_returns, args->flags & CLONE_CHILD_SETTID ? args->child_tid : NULL);
	return p;
}

static struct task_struct *copy_process(const struct clone_args *args,
					struct completion *vfork_done)
{
	sigset_t meanwhile = {};
	struct task_struct *p;
	int err = check_flags(args->flags) ?: collect_signals_for_child(&meanwhile);

	if (err)
		return ERR_PTR(err);
	p = make_child(args, vfork_done);
	err = IS_ERR(p) ? PTR_ERR(p) : publish_child(p, args->flags);
	if (!err)
		return p;
	collect_signals_for_child(NULL);
	if (!IS_ERR(p)) {
		undo_parts(p);
		drop_thread(p);
	}
	return ERR_PTR(err);
}

/* Until the child has another memory or none; a fatal signal ends the wait, not the child. */
static void wait_for_vfork(struct task_struct *child, struct completion *done)
{
	unsigned long flags;

	if (!wait_for_completion_killable(done))
		return;
	spin_lock_irqsave(&tasklist_lock, flags);
	task_field(child, vfork_done) = NULL;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* The child is not running yet, so it is there. */
static long do_clone(const struct clone_args *args)
{
	DECLARE_COMPLETION_ONSTACK(vfork_done);
	struct task_struct *p = copy_process(args, &vfork_done);
	pid_t pid;

	if (IS_ERR(p))
		return PTR_ERR(p);
	trace_sched_process_fork(current, p);
	pid = p->pid;
	if (args->flags & CLONE_PARENT_SETTID)
		put_user(pid, args->parent_tid);
	if (!(args->flags & CLONE_VFORK)) {
		wake_up_new_task(p);
		return pid;
	}
	get_task_struct(p);
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
	unsigned long flags;
	int err;

	if (IS_ERR(p))
		return p;
	err = fresh_parts(p);
	if (err) {
		drop_thread(p);
		return ERR_PTR(err);
	}
	set_default_limits(p->signal);
	p->signal->pgrp = p->signal->session = p->pid;
	p->exit_signal = SIGCHLD;
	get_ready(p, first, arg);
	spin_lock_irqsave(&tasklist_lock, flags);
	publish_locked(p, &init_task);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return p;
}
