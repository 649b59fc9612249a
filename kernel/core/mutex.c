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
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>

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

/* Its owner is no task. */
static void __cold report_memory(const struct mutex *lock)
{
	WARN(1,
	     "mutex %px: its owner has ended, or it was never initialized, freed, or written over\n",
	     lock);
}

/* In a DEBUG=1 build all go on without such a lock, which nobody would ever unlock. */
static __always_inline bool is_bad(const struct mutex *lock)
{
#ifdef CONFIG_DEBUG_SPINLOCK
	if (is_no_task(&lock->owner)) {
		report_memory(lock);
		return true;
	}
#endif
	return false;
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
	struct lock_wait wait = { .kind = "mutex", .lock = lock, .owner = &lock->owner };
	struct waiter waiter = { .task = current };
	int err = 0;

	if (is_bad(lock))
		return 0;
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
	current->blocked_on = &wait;
	if (!take_free(lock)) /* it may have become free meanwhile */
		err = wait_locked(lock, &waiter, state);
	current->blocked_on = NULL;
	spin_unlock_irq(&lock->wait_lock);
	__set_current_state(TASK_RUNNING);
	return err;
}

static __always_inline int __sched lock_it(struct mutex *lock, unsigned int state,
					   unsigned int subclass, unsigned long ip)
{
	int err;

	might_sleep();
	lock_acquire_sleeping(&lock->dep_map, SLEEPING_LOCK(subclass, 0, 0), ip);
	if (take_free(lock))
		return 0;
	err = lock_slow(lock, state);
	if (err)
		lock_release(&lock->dep_map, ip);
	return err;
}

void __sched mutex_lock(struct mutex *lock)
{
	lock_it(lock, TASK_UNINTERRUPTIBLE, 0, _RET_IP_);
}

int __sched mutex_lock_interruptible(struct mutex *lock)
{
	return lock_it(lock, TASK_INTERRUPTIBLE, 0, _RET_IP_);
}

int __sched mutex_lock_killable(struct mutex *lock)
{
	return lock_it(lock, TASK_KILLABLE, 0, _RET_IP_);
}

#ifdef CONFIG_LOCKDEP
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	*lock = (struct mutex){};
	spin_lock_init(&lock->wait_lock);
	INIT_LIST_HEAD(&lock->wait_list);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SLEEP);
}

void __sched mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	lock_it(lock, TASK_UNINTERRUPTIBLE, subclass, _RET_IP_);
}

int __sched mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass)
{
	return lock_it(lock, TASK_INTERRUPTIBLE, subclass, _RET_IP_);
}

int __sched mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass)
{
	return lock_it(lock, TASK_KILLABLE, subclass, _RET_IP_);
}
#endif

int mutex_trylock(struct mutex *lock)
{
	if (!take_free(lock)) {
		is_bad(lock);
		return 0;
	}
	lock_acquire_sleeping(&lock->dep_map, SLEEPING_LOCK(0, 1, 0), _RET_IP_);
	return 1;
}

/* ---- unlocking ---- */

static void __cold report_stranger(struct mutex *lock)
{
	struct task_struct *owner = READ_ONCE(lock->owner);

	if (is_no_task(&lock->owner))
		report_memory(lock);
	else if (owner)
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
		lock_release_told(&lock->dep_map, _RET_IP_);
		return;
	}
	lock_release(&lock->dep_map, _RET_IP_);
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
