/* SPDX-License-Identifier: MIT */
/*
 * Signals that are sent and wait.
 *
 * A task has a set of signals that wait, and a list of what is known about them:
 *
 *	pending.signal		..0100 0000 0010	one bit a signal
 *	pending.first ---> [SIGUSR1, from 7] ---> [34, value 5] ---> [34, value 6]
 *
 * Standard signals (below 32) wait at most once, later ones are lost; from 32 on each is queued, in order. What
 * cannot be queued for want of memory waits as a bit alone; only one from 32 on that a process sends is refused.
 *
 *	send_sig_info	ignored? drop		already waiting? drop		queue, wake
 *	...
 *	the way back to user mode (signal_deliver.c)	dequeue, act
 *
 * One thread a process so far, so there is one such set and not Linux's two.
 *
 * A signal whose action is the end of the process, sent to it while it is not blocked, decides: TIF_FATAL. From then
 * on a killable sleep ends, and the process dies on its way to user mode whatever it does to its handlers before.
 * Number 1, the process that adopts orphans, dies only of what its own exceptions do.
 *
 * Locks: sighand->siglock, interrupts off; also from interrupts (timers, Ctrl-C). Sending needs the receiver to stay:
 * a reference, or tasklist_lock.
 *
 * Tests: tests/kernel/signal_test.c; with handlers, tests/user.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "signal.h"

struct sigqueue {
	struct sigqueue *next;
	struct kernel_siginfo info;
};

static struct kmem_cache *sigqueue_cache, *sighand_cache;
static atomic_t
	nr_queued; /* of everybody: there is one user, root, whose limit is RLIMIT_SIGPENDING */

/* ---- handlers ---- */

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

	if (!sighand)
		return NULL;
	spin_lock_init(&sighand->siglock);
	refcount_set(&sighand->count, 1);
	memcpy(sighand->action, old->action, sizeof(sighand->action));
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
	struct sigaction *action = p->sighand->action;

	for (unsigned int i = 0; i < _NSIG; i++) {
		bool stays = action[i].sa_handler == SIG_IGN && !force_default;

		action[i] = (struct sigaction){ .sa_handler = stays ? SIG_IGN : SIG_DFL };
	}
}

/* ---- the queue; siglock held ---- */

static void append(struct sigpending *pending, struct sigqueue *q)
{
	q->next = NULL;
	if (pending->last)
		pending->last->next = q;
	else
		pending->first = q;
	pending->last = q;
}

static void free_sigqueue(struct sigqueue *q)
{
	kmem_cache_free(sigqueue_cache, q);
	atomic_dec(&nr_queued);
}

/* Takes out what stands behind *@link, whose predecessor is @prev. */
static void unlink_entry(struct sigpending *pending, struct sigqueue **link, struct sigqueue *prev)
{
	struct sigqueue *q = *link;

	*link = q->next;
	if (pending->last == q)
		pending->last = prev;
}

/* The first entry of @sig goes to @info; the bit goes too, unless there are more. */
static void take(struct sigpending *pending, int sig, struct kernel_siginfo *info)
{
	struct sigqueue **link = &pending->first, *prev = NULL, *q;
	bool found = false, more = false;

	*info = (struct kernel_siginfo){ .si_signo = sig }; /* nothing known: SI_USER of nobody */
	while ((q = *link)) {
		if (q->info.si_signo != sig) {
			prev = q;
			link = &q->next;
			continue;
		}
		if (found) {
			more = true;
			break;
		}
		found = true;
		*info = q->info;
		unlink_entry(pending, link, prev);
		free_sigqueue(q);
	}
	if (!more)
		sigdelset(&pending->signal, sig);
}

void drop_pending(struct task_struct *p, sigset_t set)
{
	struct sigqueue **link = &p->pending.first, *prev = NULL, *q;

	p->pending.signal = sigandnsets(p->pending.signal, set);
	while ((q = *link)) {
		if (sigismember(&set, q->info.si_signo)) {
			unlink_entry(&p->pending, link, prev);
			free_sigqueue(q);
		} else {
			prev = q;
			link = &q->next;
		}
	}
}

void flush_sigqueue(struct task_struct *p)
{
	drop_pending(p, (sigset_t){ { ~0UL, ~0UL } });
}

/* An exception comes before what others sent: its frame must tell the registers of the exception. */
static int next_signal(sigset_t ready)
{
	unsigned long low = ready.sig[0];

	if (low & FROM_EXCEPTIONS)
		low &= FROM_EXCEPTIONS;
	if (low)
		return __ffs(low) + 1;
	return ready.sig[1] ? __ffs(ready.sig[1]) + _NSIG_BPW + 1 : 0;
}

static void recalc_sigpending_tsk(struct task_struct *p)
{
	if (!sigisemptyset(sigandnsets(p->pending.signal, p->blocked)) ||
	    test_bit(TIF_FATAL, &p->thread_flags))
		set_bit(TIF_SIGPENDING, &p->thread_flags);
	else
		clear_bit(TIF_SIGPENDING, &p->thread_flags);
}

void recalc_sigpending(void)
{
	recalc_sigpending_tsk(current);
}

int dequeue_signal(struct task_struct *p, sigset_t mask, struct kernel_siginfo *info)
{
	int sig = next_signal(sigandnsets(p->pending.signal, mask));

	if (sig)
		take(&p->pending, sig, info);
	recalc_sigpending_tsk(p);
	return sig;
}

/* ---- what a signal would do; siglock held ---- */

static bool cannot_be_killed(const struct task_struct *p)
{
	return p->pid == 1;
}

static bool is_ignored_by_action(struct task_struct *p, int sig)
{
	unsigned long handler = action_of(p, sig)->sa_handler;

	if (handler == SIG_DFL)
		return is_in(sig, IGNORED_BY_DEFAULT) || cannot_be_killed(p);
	return handler == SIG_IGN;
}

/* A blocked one waits: by the time it is unblocked there may be a handler. */
bool is_ignored(struct task_struct *p, int sig)
{
	return !sigismember(&p->blocked, sig) && !sigismember(&p->real_blocked, sig) &&
	       is_ignored_by_action(p, sig);
}

static bool ends_by_default(struct task_struct *p, int sig)
{
	return action_of(p, sig)->sa_handler == SIG_DFL && !is_in(sig, STOPS | IGNORED_BY_DEFAULT);
}

/* Now, and without asking anybody: sigtimedwait() only wants to know of those that it waits for. */
static bool is_fatal(struct task_struct *p, int sig)
{
	return ends_by_default(p, sig) && !cannot_be_killed(p) &&
	       !sigismember(&p->real_blocked, sig);
}

int pending_fatal(struct task_struct *p)
{
	sigset_t ready = sigandnsets(p->pending.signal, p->blocked);
	int sig;

	if (sigismember(&ready, SIGKILL))
		return SIGKILL;
	while ((sig = next_signal(ready))) {
		if (ends_by_default(p, sig))
			return sig;
		sigdelset(&ready, sig);
	}
	return 0;
}

/* ---- sending ---- */

static struct sigqueue *alloc_sigqueue(struct task_struct *p)
{
	struct sigqueue *q;

	if (atomic_inc_return(&nr_queued) > p->signal->rlim[RLIMIT_SIGPENDING].rlim_cur)
		goto fail;
	q = kmem_cache_alloc(sigqueue_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (q)
		return q;
fail:
	atomic_dec(&nr_queued);
	return NULL;
}

/* 0, or -EAGAIN: a queued signal of a process's that would be lost. siglock held. */
static int add_to_queue(struct task_struct *p, int sig, const struct kernel_siginfo *info)
{
	struct sigqueue *q = sig == SIGKILL ? NULL : alloc_sigqueue(p);

	if (q) {
		q->info = *info;
		q->info.si_signo = sig;
		append(&p->pending, q);
	} else if (sig >= SIGRTMIN && info->si_code < 0) {
		return -EAGAIN;
	}
	sigaddset(&p->pending.signal, sig);
	return 0;
}

/* Stopping and going on undo each other, whatever becomes of the signal itself. */
static void stop_or_continue(struct task_struct *p, int sig)
{
	if (is_in(sig, STOPS)) {
		drop_pending(p, sigset_of(M(SIGCONT)));
	} else if (sig == SIGCONT) {
		drop_pending(p, sigset_of(STOPS));
		wake_up_state(p, __TASK_STOPPED);
	}
}

static int send_locked(int sig, const struct kernel_siginfo *info, struct task_struct *p)
{
	int err;

	stop_or_continue(p, sig);
	if (is_ignored(p, sig))
		return 0;
	if (sig < SIGRTMIN && sigismember(&p->pending.signal, sig))
		return 0;
	err = add_to_queue(p, sig, info);
	if (!err && !sigismember(&p->blocked, sig))
		signal_wake_up(p, is_fatal(p, sig));
	return err;
}

int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p)
{
	const struct kernel_siginfo from_kernel = { .si_signo = sig, .si_code = SI_KERNEL };
	unsigned long flags;
	int err = 0;

	if (!valid_signal(sig))
		return -EINVAL;
	if (!sig || !p->sighand || p->flags & PF_EXITING)
		return 0;
	spin_lock_irqsave(&p->sighand->siglock, flags);
	if (!p->exit_state)
		err = send_locked(sig, info ?: &from_kernel, p);
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
	return err;
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	struct kernel_siginfo info = { .si_signo = sig, .si_pid = current->pid };

	return send_sig_info(sig, priv ? NULL : &info, p);
}

/* ---- to the parent ---- */

static struct kernel_siginfo child_info(const struct task_struct *p, int why, int status)
{
	struct kernel_siginfo info = { .si_code = why, .si_pid = p->pid };

	info.si_status = status;
	info.si_utime = p->utime;
	info.si_stime = p->stime;
	return info;
}

bool notify_parent_of_exit(struct task_struct *p)
{
	struct task_struct *parent = p->real_parent;
	int killed_by = p->exit_code & 0x7f, sig = p->exit_signal;
	struct kernel_siginfo info = child_info(p, killed_by ? CLD_KILLED : CLD_EXITED,
						killed_by ?: p->exit_code >> 8 & 0xff);
	const struct sigaction *action;
	bool ignores;

	if (!parent->sighand)
		return true;
	action = action_of(parent, SIGCHLD);
	ignores = sig == SIGCHLD &&
		  (action->sa_handler == SIG_IGN || action->sa_flags & SA_NOCLDWAIT);
	if (valid_signal(sig) && sig && !(ignores && action->sa_handler == SIG_IGN))
		send_sig_info(sig, &info, parent);
	return ignores;
}

void notify_parent_of_stop(struct task_struct *p, int why, int status)
{
	struct kernel_siginfo info = child_info(p, why, status);
	struct task_struct *parent;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	p->stop_report = why == CLD_STOPPED ? status << 8 | 0x7f : 0xffff;
	parent = p->real_parent;
	if (parent->sighand) {
		if (!(action_of(parent, SIGCHLD)->sa_flags & SA_NOCLDSTOP))
			send_sig_info(SIGCHLD, &info, parent);
		wake_up_interruptible(&parent->signal->wait_chldexit);
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- exceptions ---- */

/* It cannot wait and cannot be ignored: the instruction would only fail again. */
static void force(const struct kernel_siginfo *info)
{
	struct task_struct *p = current;
	int sig = info->si_signo;
	struct sigaction *action = action_of(p, sig);
	unsigned long flags;

	spin_lock_irqsave(&p->sighand->siglock, flags);
	if (sigismember(&p->blocked, sig) || action->sa_handler == SIG_IGN) {
		action->sa_handler = SIG_DFL;
		sigdelset(&p->blocked, sig);
	}
	if (action->sa_handler == SIG_DFL)
		set_bit(TIF_FATAL, &p->thread_flags); /* number 1, too */
	if (!sigismember(&p->pending.signal, sig))
		add_to_queue(p, sig, info);
	recalc_sigpending();
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
}

void force_sig_fault(int sig, int code, void __user *addr)
{
	struct kernel_siginfo info = { .si_signo = sig, .si_code = code };

	info.si_addr = (unsigned long)addr;
	force(&info);
}

void force_sig(int sig)
{
	force(&(struct kernel_siginfo){ .si_signo = sig, .si_code = SI_KERNEL });
}

void force_sigsegv(int sig)
{
	unsigned long flags;

	if (sig == SIGSEGV) {
		spin_lock_irqsave(&current->sighand->siglock, flags);
		action_of(current, SIGSEGV)->sa_handler = SIG_DFL;
		spin_unlock_irqrestore(&current->sighand->siglock, flags);
	}
	force_sig(SIGSEGV);
}

bool unhandled_signal(struct task_struct *p, int sig)
{
	unsigned long handler;

	if (p->pid == 1 || !p->sighand)
		return true;
	handler = action_of(p, sig)->sa_handler;
	return handler == SIG_DFL || handler == SIG_IGN;
}

static int __init signal_init(void)
{
	sigqueue_cache = KMEM_CACHE(sigqueue, SLAB_PANIC);
	sighand_cache = KMEM_CACHE(sighand_struct, SLAB_PANIC);
	signal_hooks =
		(struct signal_hooks){ force_sig, force_sig_fault, send_sig, unhandled_signal };
	return 0;
}
core_initcall(signal_init);
