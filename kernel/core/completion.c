/* SPDX-License-Identifier: MIT */
/*
 * Completions: a counter and a queue of exclusive waiters under one lock. See linux/completion.h.
 *
 * A waiter takes its share of the counter under the lock under which complete() adds to it and wakes, so
 * once the waiter has it, complete() has no more business with the struct.
 */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>

#define DONE_ALL UINT_MAX

/* In a DEBUG=1 build a completion is active while tasks wait for it. Its lock is held. */
static void debug_waiter_comes(struct completion *x)
{
#ifdef CONFIG_DEBUG_OBJECTS
	if (!x->debug_waiters++)
		debug_object_activate(x, &completion_debug_descr);
#endif
}

static void debug_waiter_goes(struct completion *x)
{
#ifdef CONFIG_DEBUG_OBJECTS
	if (!--x->debug_waiters)
		debug_object_deactivate(x, &completion_debug_descr);
#endif
}

void complete(struct completion *x)
{
	unsigned long flags;

	if (debug_object_is_lost(x, &completion_debug_descr, "complete"))
		return;
	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != DONE_ALL)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL, 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

void complete_all(struct completion *x)
{
	unsigned long flags;

	if (debug_object_is_lost(x, &completion_debug_descr, "complete"))
		return;
	spin_lock_irqsave(&x->wait.lock, flags);
	x->done = DONE_ALL;
	__wake_up_locked(&x->wait, TASK_NORMAL, 0);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

static bool pass_locked(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != DONE_ALL)
		x->done--;
	return true;
}

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool passed;

	spin_lock_irqsave(&x->wait.lock, flags);
	passed = pass_locked(x);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return passed;
}

bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags); /* so that a complete() under way is over */
	done = x->done != 0;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}

/* x->wait.lock held, interrupts off; let go while sleeping. Ticks left, 0, or -ERESTARTSYS. */
static long __sched sleep_locked(struct completion *x, long timeout, unsigned int state)
{
	DEFINE_WAIT(entry);

	entry.flags = WQ_FLAG_EXCLUSIVE;
	debug_waiter_comes(x);
	do {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		if (list_empty(&entry.entry))
			__add_wait_queue_entry_tail(&x->wait, &entry);
		__set_current_state(state);
		spin_unlock_irq(&x->wait.lock);
		if (timeout == MAX_SCHEDULE_TIMEOUT)
			schedule();
		else
			timeout = schedule_timeout(timeout);
		spin_lock_irq(&x->wait.lock);
	} while (!x->done && timeout);
	__set_current_state(TASK_RUNNING);
	debug_object_forget(&entry);
	list_del_init(&entry.entry);
	debug_waiter_goes(x);
	return timeout;
}

/* might_sleep() has been said. */
static long __sched wait_for(struct completion *x, long timeout, unsigned int state)
{
	bool lost = debug_object_is_lost(x, &completion_debug_descr, "wait for"), passed;

	if (!lost && try_wait_for_completion(x))
		return timeout ?: 1;
	if (lost || !preemptible())
		return timeout == MAX_SCHEDULE_TIMEOUT && state != TASK_UNINTERRUPTIBLE ?
			       -ERESTARTSYS :
			       0;
	spin_lock_irq(&x->wait.lock);
	if (!x->done)
		timeout = sleep_locked(x, timeout, state);
	passed = pass_locked(x);
	spin_unlock_irq(&x->wait.lock);
	return passed && !timeout ? 1 : timeout;
}

void __sched wait_for_completion(struct completion *x)
{
	might_sleep();
	wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE);
}

unsigned long __sched wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	might_sleep();
	return wait_for(x, timeout, TASK_UNINTERRUPTIBLE);
}

int __sched wait_for_completion_interruptible(struct completion *x)
{
	might_sleep();
	return wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE) < 0 ? -ERESTARTSYS : 0;
}

int __sched wait_for_completion_killable(struct completion *x)
{
	might_sleep();
	return wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE) < 0 ? -ERESTARTSYS : 0;
}

long __sched wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	might_sleep();
	return wait_for(x, timeout, TASK_INTERRUPTIBLE);
}

long __sched wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	might_sleep();
	return wait_for(x, timeout, TASK_KILLABLE);
}
