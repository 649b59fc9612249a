/* SPDX-License-Identifier: MIT */
/*
 * Signals that are sent, and are pending until they are delivered.
 *
 * A task has a set of pending signals, and a list of what is known about them:
 *
 *	pending.signal		..0100 0000 0010	one bit a signal
 *	pending.first ---> [SIGUSR1, from 7] ---> [34, value 5] ---> [34, value 6]
 *
 * A standard signal (below 32) is pending at most once, and further ones are lost; real-time signals, from 32
 * on, are all queued, in order. Without memory for an entry a signal is pending as a bit alone; only a
 * real-time signal that a process queues is refused. RLIMIT_SIGPENDING limits what processes queue: what the
 * kernel, an exception or kill() says about a standard signal is kept in any case.
 *
 *	send_sig_info	ignored? drop		already pending? drop		queue, wake
 *	...
 *	the way back to user mode (signal_deliver.c)	dequeue, act
 *
 * A process has one thread, so there is one such set and not Linux's two.
 *
 * A signal whose action is the end of the process, and which is not blocked when it is sent, decides at once:
 * TIF_FATAL is set. From then on killable sleeps end, and the process dies on its way to user mode, whatever
 * it does to its handlers before. A process that is stopped acts on no signal but SIGKILL until SIGCONT.
 * Process 1, which adopts orphans, dies only of its own exceptions, and of a SIGKILL that the kernel itself
 * sends.
 *
 * Locks: sighand->siglock, interrupts off, inside tasklist_lock; also taken in interrupts (timers, Ctrl-C).
 * Sending to another task needs tasklist_lock, so that it exists and keeps its handlers.
 *
 * Tests: tests/kernel/signal/signal_test.c; with handlers, tests/user.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/pid.h>
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

static struct kmem_cache *sigqueue_cache;
static atomic_t nr_queued; /* of root, the one user there is: what RLIMIT_SIGPENDING limits */

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

/* Takes out the entry that *@link points to; the entry before it is @prev. */
static void unlink_entry(struct sigpending *pending, struct sigqueue **link, struct sigqueue *prev)
{
	struct sigqueue *q = *link;

	*link = q->next;
	if (pending->last == q)
		pending->last = prev;
}

/* Moves the first entry of @sig to @info, and clears the bit unless there are more. */
static void take(struct sigpending *pending, int sig, struct kernel_siginfo *info)
{
	struct sigqueue **link = &pending->first, *prev = NULL, *q;
	bool found = false, more = false;

	*info = (struct kernel_siginfo){ .si_signo = sig }; /* without an entry: SI_USER */
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

	assert_siglock_held(p);
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
	unsigned long flags;

	spin_lock_irqsave(&p->sighand->siglock, flags);
	drop_pending(p, (sigset_t){ { ~0UL, ~0UL } });
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
}

/* The signal of an exception comes before others: its frame must have the registers of the exception. */
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
	assert_siglock_held(p);
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

	assert_siglock_held(p);
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

/* @force: the kernel sends it, and nothing protects from its SIGKILL and SIGSTOP. */
static bool is_ignored_by_action(struct task_struct *p, int sig, bool force)
{
	unsigned long handler = action_of(p, sig)->sa_handler;

	if (handler == SIG_DFL)
		return is_in(sig, IGNORED_BY_DEFAULT) ||
		       (cannot_be_killed(p) && !(force && is_in(sig, CANNOT_BE_CAUGHT)));
	return handler == SIG_IGN;
}

/* A blocked signal stays pending: when it is unblocked there may be a handler. */
static bool is_ignored(struct task_struct *p, int sig, bool force)
{
	return !sigismember(&p->blocked, sig) && !sigismember(&p->real_blocked, sig) &&
	       is_ignored_by_action(p, sig, force);
}

static bool ends_by_default(struct task_struct *p, int sig)
{
	return action_of(p, sig)->sa_handler == SIG_DFL && !is_in(sig, STOPS | IGNORED_BY_DEFAULT);
}

/*
 * Is it certain now that @sig, which is not ignored, ends the process? Not while sigtimedwait() waits for it,
 * nor, but for SIGKILL, while the process is stopped.
 */
static bool is_fatal(struct task_struct *p, int sig)
{
	return ends_by_default(p, sig) && !sigismember(&p->real_blocked, sig) &&
	       (sig == SIGKILL || !task_field(p, stop_signal));
}

int pending_fatal(struct task_struct *p)
{
	sigset_t ready = sigandnsets(p->pending.signal, p->blocked);
	int sig;

	assert_siglock_held(p);
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

/* @always: the limit does not count. */
static struct sigqueue *alloc_sigqueue(struct task_struct *p, bool always)
{
	unsigned int n = atomic_inc_return(&nr_queued);
	struct sigqueue *q = NULL;

	if (always || n <= task_field(p, signal)->rlim[RLIMIT_SIGPENDING].rlim_cur)
		q = kmem_cache_alloc(sigqueue_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!q)
		atomic_dec(&nr_queued);
	return q;
}

/* @info NULL: from the kernel. 0, or -EAGAIN: a real-time signal of a process would be lost. siglock held. */
static int add_to_queue(struct task_struct *p, int sig, const struct kernel_siginfo *info)
{
	bool always = sig < SIGRTMIN && (!info || info->si_code >= 0);
	struct sigqueue *q = sig == SIGKILL ? NULL : alloc_sigqueue(p, always);

	assert_siglock_held(p);
	if (q) {
		q->info = info ? *info : (struct kernel_siginfo){ .si_code = SI_KERNEL };
		q->info.si_signo = sig;
		append(&p->pending, q);
	} else if (sig >= SIGRTMIN && info && info->si_code != SI_USER) {
		return -EAGAIN;
	}
	sigaddset(&p->pending.signal, sig);
	return 0;
}

/* What the parent is told is true from now on, not only when @p runs. siglock and tasklist_lock held. */
static void let_go_on(struct task_struct *p)
{
	assert_siglock_held(p);
	p->stop_dequeued = false;
	if (!task_field(p, stop_signal))
		return;
	task_field(p, stop_signal) = 0;
	task_field(p, stop_report) = STOP_REPORT_CONTINUED;
	wake_up_state(p, __TASK_STOPPED);
}

/* A stop signal and SIGCONT discard each other, whatever becomes of the signal itself. */
static void stop_or_continue(struct task_struct *p, int sig)
{
	if (is_in(sig, STOPS)) {
		drop_pending(p, sigset_of(M(SIGCONT)));
	} else if (sig == SIGCONT) {
		drop_pending(p, sigset_of(STOPS));
		let_go_on(p);
	}
}

/* The child that @p is making must get it, too (collect_signals_for_child()). */
static void note_for_child(struct task_struct *p, int sig)
{
	sigset_t *set = task_field(p, signal)->multiprocess;

	assert_siglock_held(p);
	if (!set)
		return;
	if (is_in(sig, STOPS))
		sigdelset(set, SIGCONT);
	else if (sig == SIGCONT)
		set->sig[0] &= ~STOPS;
	sigaddset(set, sig);
}

static void wake_for(struct task_struct *p, int sig)
{
	bool fatal = is_fatal(p, sig);

	if (fatal)
		task_field(p, stop_report) = 0; /* it has not gone on: it is dying */
	signal_wake_up(p, fatal);
}

static int send_locked(int sig, const struct kernel_siginfo *info, struct task_struct *p,
		       enum pid_type type)
{
	int err;

	assert_siglock_held(p);
	stop_or_continue(p, sig);
	if (is_ignored(p, sig, !info))
		return 0;
	if (type > PIDTYPE_TGID)
		note_for_child(p, sig);
	if (sig < SIGRTMIN && sigismember(&p->pending.signal, sig))
		return 0;
	err = add_to_queue(p, sig, info);
	if (!err && !sigismember(&p->blocked, sig))
		wake_for(p, sig);
	return err;
}

int do_send_sig_info(int sig, const struct kernel_siginfo *info, struct task_struct *p,
		     enum pid_type type)
{
	struct sighand_struct *sighand = task_field(p, sighand);
	unsigned long flags;
	int err = 0;

	if (!valid_signal(sig))
		return -EINVAL;
	if (!sig || !sighand)
		return 0;
	spin_lock_irqsave(&sighand->siglock, flags);
	if (!(p->flags & PF_EXITING))
		err = send_locked(sig, info, p, type);
	spin_unlock_irqrestore(&sighand->siglock, flags);
	return err;
}

int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p)
{
	return do_send_sig_info(sig, info, p, PIDTYPE_PID);
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	struct kernel_siginfo info = { .si_signo = sig, .si_pid = current->pid };

	return send_sig_info(sig, priv ? NULL : &info, p);
}

int kill_proc_info(int sig, struct kernel_siginfo *info, pid_t pid)
{
	struct task_struct *p;
	unsigned long flags;
	int err = -ESRCH;

	spin_lock_irqsave(&tasklist_lock, flags);
	p = find_task_by_vpid(pid);
	if (p)
		err = send_sig_info(sig, info, p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

/* ---- fork and exit ---- */

int collect_signals_for_child(sigset_t *set)
{
	struct task_struct *p = current;
	unsigned long flags;
	bool waiting;

	spin_lock_irqsave(&p->sighand->siglock, flags);
	recalc_sigpending();
	waiting = set && signal_pending(p);
	p->signal->multiprocess = waiting ? NULL : set;
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
	return waiting ? -ERESTARTNOINTR : 0;
}

int pass_signals_to_child(struct task_struct *child)
{
	struct task_struct *p = current;
	int err = 0;

	lockdep_assert_held(&tasklist_lock);
	spin_lock(&p->sighand->siglock);
	if (fatal_signal_pending(p))
		err = -EINTR;
	child->pending.signal = *p->signal->multiprocess;
	p->signal->multiprocess = NULL;
	recalc_sigpending_tsk(child);
	spin_unlock(&p->sighand->siglock);
	return err;
}

/* From now on nothing is queued for the current task. */
void exit_signals(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&p->sighand->siglock, flags);
	p->flags |= PF_EXITING;
	spin_unlock_irqrestore(&p->sighand->siglock, flags);
}

/* ---- exceptions ---- */

/* It can neither be blocked nor ignored: the instruction would only fail again. */
static void force(const struct kernel_siginfo *info)
{
	struct task_struct *p = current;
	int sig = info->si_signo;
	struct sigaction *action;
	unsigned long flags;

	spin_lock_irqsave(&p->sighand->siglock, flags);
	action = action_of(p, sig);
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

	if (p->pid == 1 || !task_field(p, sighand))
		return true;
	handler = action_now(p, sig).sa_handler;
	return handler == SIG_DFL || handler == SIG_IGN;
}

static int __init signal_init(void)
{
	sigqueue_cache = KMEM_CACHE(sigqueue, SLAB_PANIC);
	signal_hooks =
		(struct signal_hooks){ force_sig, force_sig_fault, send_sig, unhandled_signal };
	return 0;
}
core_initcall(signal_init);
