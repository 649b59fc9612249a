/* SPDX-License-Identifier: MIT */
/*
 * Mutexes. See linux/mutex.h for the rules.
 *
 * Taking a free one is one compare-and-exchange of the owner. All else happens under wait_lock: queueing,
 * and unlocking, which either passes the owner on or sets it to NULL. A waiter knows that it has the lock
 * by finding itself the owner, whatever woke it.
 */
#include <asm/cmpxchg.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>

struct waiter {
	struct list_head list;
	struct task_struct *task;
};

static __always_inline bool take_free(struct mutex *lock)
{
	return cmpxchg(&lock->owner, NULL, current) == NULL;
}

/* ---- locking ---- */

/* The owner locks again. It would wait for itself. */
static void __cold report_recursion(struct mutex *lock)
{
	WARN(1, "mutex %px: locked again by its owner %s/%d\n", lock, current->comm, current->pid);
	lock->again++;
}

static void __cold __noreturn cannot_wait(struct mutex *lock)
{
	panic("mutex %px: held by %s/%d, and wanted where nobody can wait", lock, lock->owner->comm,
	      lock->owner->pid);
}

/* lock->wait_lock held, interrupts off; let go while sleeping. */
static int __sched wait_locked(struct mutex *lock, struct waiter *waiter, unsigned int state)
{
	list_add_tail(&waiter->list, &lock->wait_list);
	while (lock->owner != current) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter->list);
			return -EINTR;
		}
		__set_current_state(state);
		spin_unlock_irq(&lock->wait_lock);
		schedule();
		spin_lock_irq(&lock->wait_lock);
	}
	return 0;
}

static int __sched noinline lock_slow(struct mutex *lock, unsigned int state)
{
	struct waiter waiter = { .task = current };
	int err = 0;

	if (!preemptible()) {
		if (state == TASK_UNINTERRUPTIBLE)
			cannot_wait(lock);
		return -EINTR;
	}
	if (lock->owner == current) {
		report_recursion(lock);
		return 0;
	}
	spin_lock_irq(&lock->wait_lock);
	if (!take_free(lock)) /* it may have become free meanwhile */
		err = wait_locked(lock, &waiter, state);
	spin_unlock_irq(&lock->wait_lock);
	__set_current_state(TASK_RUNNING);
	return err;
}

void __sched mutex_lock(struct mutex *lock)
{
	might_sleep();
	if (!take_free(lock))
		lock_slow(lock, TASK_UNINTERRUPTIBLE);
}

int __sched mutex_lock_interruptible(struct mutex *lock)
{
	might_sleep();
	return take_free(lock) ? 0 : lock_slow(lock, TASK_INTERRUPTIBLE);
}

int __sched mutex_lock_killable(struct mutex *lock)
{
	might_sleep();
	return take_free(lock) ? 0 : lock_slow(lock, TASK_KILLABLE);
}

int mutex_trylock(struct mutex *lock)
{
	return take_free(lock);
}

/* ---- unlocking ---- */

static void __cold report_stranger(struct mutex *lock)
{
	struct task_struct *owner = READ_ONCE(lock->owner);

	if (owner)
		WARN(1, "mutex %px: unlocked by %s/%d, but held by %s/%d\n", lock, current->comm,
		     current->pid, owner->comm, owner->pid);
	else
		WARN(1, "mutex %px: unlocked by %s/%d, but not locked\n", lock, current->comm,
		     current->pid);
}

static void hand_over_locked(struct mutex *lock)
{
	struct waiter *first = list_first_entry_or_null(&lock->wait_list, struct waiter, list);

	if (!first) {
		WRITE_ONCE(lock->owner, NULL);
		return;
	}
	list_del(&first->list);
	WRITE_ONCE(lock->owner, first->task);
	wake_up_process(first->task);
}

void mutex_unlock(struct mutex *lock)
{
	unsigned long flags;

	if (unlikely(lock->owner != current)) {
		report_stranger(lock);
		return;
	}
	if (unlikely(lock->again)) {
		lock->again--;
		return;
	}
	spin_lock_irqsave(&lock->wait_lock, flags);
	hand_over_locked(lock);
	spin_unlock_irqrestore(&lock->wait_lock, flags);
}

void mutex_destroy(struct mutex *lock)
{
	WARN(mutex_is_locked(lock), "mutex %px: destroyed while %s/%d holds it\n", lock,
	     lock->owner->comm, lock->owner->pid);
}
