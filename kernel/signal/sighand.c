/* SPDX-License-Identifier: MIT */
/*
 * What a process does about each signal: its handlers, which tasks may share (CLONE_SIGHAND), and which exec
 * sets to the default. They exist as long as a task has them, and a task has them as long as its struct
 * exists; only exec changes the pointer (linux/sched/task.h).
 *
 * Tests: tests/kernel/signal/signal_test.c.
 */
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "signal.h"

static struct kmem_cache *sighand_cache;

struct sighand_struct *alloc_sighand(void)
{
	struct sighand_struct *sighand = kmem_cache_zalloc(sighand_cache, GFP_KERNEL);

	if (!sighand)
		return NULL;
	spin_lock_init(&sighand->siglock);
	refcount_set(&sighand->count, 1);
	return sighand;
}

struct sighand_struct *dup_sighand(struct sighand_struct *old)
{
	struct sighand_struct *sighand = kmem_cache_alloc(sighand_cache, GFP_KERNEL);
	unsigned long flags;

	if (!sighand)
		return NULL;
	spin_lock_init(&sighand->siglock);
	refcount_set(&sighand->count, 1);
	spin_lock_irqsave(&old->siglock, flags);
	memcpy(sighand->action, old->action, sizeof(sighand->action));
	spin_unlock_irqrestore(&old->siglock, flags);
	return sighand;
}

/* Senders find the handlers through the task: they see the old ones or the new ones. */
struct sighand_struct *unshare_sighand(struct task_struct *p)
{
	struct sighand_struct *old = p->sighand, *own;
	unsigned long flags;

	if (refcount_read(&old->count) == 1)
		return old;
	own = dup_sighand(old);
	if (!own)
		return NULL;
	spin_lock_irqsave(&tasklist_lock, flags);
	p->sighand = own;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	put_sighand(old);
	return own;
}

struct sighand_struct *get_sighand(struct sighand_struct *sighand)
{
	refcount_inc(&sighand->count);
	return sighand;
}

void put_sighand(struct sighand_struct *sighand)
{
	if (refcount_dec_and_test(&sighand->count))
		kmem_cache_free(sighand_cache, sighand);
}

void flush_signal_handlers(struct task_struct *p, bool force_default)
{
	struct sighand_struct *sighand = task_field(p, sighand);
	struct sigaction *action = sighand->action;
	unsigned long flags;

	spin_lock_irqsave(&sighand->siglock, flags);
	for (unsigned int i = 0; i < _NSIG; i++) {
		bool stays = action[i].sa_handler == SIG_IGN && !force_default;

		action[i] = (struct sigaction){ .sa_handler = stays ? SIG_IGN : SIG_DFL };
	}
	spin_unlock_irqrestore(&sighand->siglock, flags);
}

struct sigaction action_now(struct task_struct *p, int sig)
{
	struct sighand_struct *sighand = task_field(p, sighand);
	struct sigaction action;
	unsigned long flags;

	spin_lock_irqsave(&sighand->siglock, flags);
	action = sighand->action[sig - 1];
	spin_unlock_irqrestore(&sighand->siglock, flags);
	return action;
}

static int __init sighand_init(void)
{
	sighand_cache = KMEM_CACHE(sighand_struct, SLAB_PANIC);
	return 0;
}
core_initcall(sighand_init);
