/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads. See linux/kthread.h.
 *
 * struct kthread, in the same block of memory as the task, has what the thread is to run, whether it is to
 * stop, and its result. A thread is created asleep; the first wake-up starts it, and stopping it is a flag, a
 * wake-up and a wait:
 *
 *	kthread_create	asleep ---wake_up_process--->  run_thread:	threadfn(data)
 *	kthread_stop	flag, wake-up, wait    <---exited---		kthread_exit
 *
 * The task is freed when the scheduler has left it and no other reference is left. Until then its pid is in
 * use: a pointer to a thread that no longer exists is recognised by its pid.
 */
#include <asm/extable.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>

#include "thread.h"

enum {
	KTHREAD_SHOULD_STOP,
	KTHREAD_STARTED,   /* it has run */
	KTHREAD_CANCELLED, /* stopped before it was woken: threadfn is not called */
};

struct kthread {
	unsigned long flags;
	int (*threadfn)(void *data);
	void *data;
	long result;		  /* valid once exited is done */
	struct completion exited; /* complete_all() at its end */
};

static struct kthread *to_kthread(struct task_struct *k)
{
	return k->worker_private;
}

/* ---- beginning and end ---- */

/* A thread must not end with a lock held, with interrupts or preemption off, or in an interrupt. */
static __always_inline void check_leaving(void)
{
	if (in_interrupt())
		panic("Aiee, killing interrupt handler!");
	if (irqs_disabled()) {
		WARN(1, "%s[%d] exited with irqs disabled\n", current->comm, current->pid);
		local_irq_enable();
	}
	if (preempt_count()) {
		WARN(1, "%s[%d] exited with preempt_count %d\n", current->comm, current->pid,
		     preempt_count());
		preempt_count_set(0);
	}
	debug_check_no_locks_held();
}

void kthread_exit(long result)
{
	struct kthread *self = to_kthread(current);

	check_leaving();
	self->result = result;
	current->exit_code = result;
	current->flags |= PF_EXITING;
	complete_all(&self->exited);
	do_task_dead();
}

void kthread_complete_and_exit(struct completion *comp, long result)
{
	if (comp)
		complete(comp);
	kthread_exit(result);
}

static void run_thread(void *arg)
{
	struct kthread *self = arg;

	set_bit(KTHREAD_STARTED, &self->flags);
	if (test_bit(KTHREAD_CANCELLED, &self->flags))
		kthread_exit(-EINTR);
	kthread_exit(self->threadfn(self->data));
}

static struct task_struct *create(int (*threadfn)(void *data), void *data, gfp_t gfp)
{
	struct task_struct *p = alloc_thread(gfp);
	struct kthread *self;

	if (IS_ERR(p))
		return p;
	BUILD_BUG_ON(sizeof(struct kthread) > THREAD_EXTRA);
	self = thread_extra(p);
	self->threadfn = threadfn;
	self->data = data;
	init_completion(&self->exited);
	p->worker_private = self;
	p->flags = PF_KTHREAD;
	return p;
}

struct task_struct *kthread_create(int (*threadfn)(void *data), void *data, const char *namefmt,
				   ...)
{
	struct task_struct *p;
	unsigned long flags;
	va_list args;

	might_sleep();
	if (WARN(!threadfn, "kthread_create: no function\n"))
		return ERR_PTR(-EINVAL);
	p = create(threadfn, data, preemptible() ? GFP_KERNEL : GFP_NOWAIT);
	if (IS_ERR(p))
		return p;
	va_start(args, namefmt);
	vscnprintf(p->comm, sizeof(p->comm), namefmt, args);
	va_end(args);
	start_thread(p, run_thread, to_kthread(p));
	sched_set_normal(p, 0);
	p->__state = TASK_UNINTERRUPTIBLE; /* any wake-up starts it */
	spin_lock_irqsave(&tasklist_lock, flags);
	add_task(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return p;
}

/* ---- stopping ---- */

/* @k with a reference; NULL if @k is no thread that exists. Its memory may be freed already. */
static struct task_struct *get_kthread(struct task_struct *k)
{
	struct task_struct *found;
	unsigned long pid;

	if (peek_kernel(&k->pid, &pid))
		return NULL;
	found = find_get_task_by_vpid(pid);
	if (found && (found != k || !(k->flags & PF_KTHREAD))) {
		put_task_struct(found);
		found = NULL;
	}
	return found;
}

/* The caller has a reference to @k. */
static int __sched stop(struct kthread *kthread, struct task_struct *k)
{
	if (!test_bit(KTHREAD_STARTED, &kthread->flags) && !task_is_running(k))
		set_bit(KTHREAD_CANCELLED, &kthread->flags);
	set_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
	wake_up_process(k);
	if (preemptible())
		wait_for_completion(&kthread->exited);
	else if (!completion_done(&kthread->exited))
		return -EBUSY;
	return kthread->result;
}

int __sched kthread_stop(struct task_struct *k)
{
	int result;

	might_sleep();
	if (WARN(k == current, "kthread_stop: %s/%d stops itself\n", k->comm, k->pid))
		return -EDEADLK;
	if (WARN(!get_kthread(k), "kthread_stop: %px is no thread, or one that is gone\n", k))
		return -ESRCH;
	result = stop(to_kthread(k), k);
	put_task_struct(k);
	return result;
}

bool kthread_should_stop(void)
{
	return test_bit(KTHREAD_SHOULD_STOP, &to_kthread(current)->flags);
}

void *kthread_data(struct task_struct *k)
{
	return to_kthread(k)->data;
}

void *kthread_func(struct task_struct *k)
{
	return to_kthread(k)->threadfn;
}
