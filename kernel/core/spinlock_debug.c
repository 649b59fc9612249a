/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks that watch their users, in a DEBUG=1 build.
 *
 * A lock knows its owner, and each task has a list of the locks that it holds, the last one first:
 *
 *	task->held_locks -> lock C -> lock A
 *
 * A lock that an interrupt handler takes is the interrupted task's meanwhile; so a handler that wants what
 * its task has, the deadlock of forgetting _irqsave, is "taken again by its owner" too. There is one CPU, so
 * a lock that is held when somebody asks for it is always an error. It is reported once and forgiven: the lock
 * counts, so that the unlocks match.
 *
 * All runs with interrupts off.
 *
 * Tests: tests/kernel/core/spinlock_debug_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_SPINLOCK
#include <k896/report.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static void __cold report(const spinlock_t *lock, const char *what, unsigned long here)
{
	const struct task_struct *owner = lock->owner;

	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("BUG: spinlock %s on CPU#0, %s/%d\n", what, current->comm, current->pid);
	pr_err(" lock: %px, .owner: %s/%d, .owner_cpu: %d\n", lock, owner ? owner->comm : "<none>",
	       owner ? owner->pid : -1, owner ? 0 : -1);
	if (owner)
		pr_err(" taken at %pBL\n", (void *)lock->taken_at);
	else if (lock->released_at)
		pr_err(" released before at %pBL\n", (void *)lock->released_at);
	pr_err(" now at %pBL\n", (void *)here);
	dump_stack();
	report_end(flags);
}

/* ---- the lists of the tasks ---- */

static void own(spinlock_t *lock, struct task_struct *task)
{
	lock->owner = task;
	lock->next_held = task->held_locks;
	task->held_locks = lock;
}

static void disown(spinlock_t *lock)
{
	spinlock_t **link = &lock->owner->held_locks;

	while (*link && *link != lock)
		link = &(*link)->next_held;
	if (*link)
		*link = lock->next_held;
	lock->owner = NULL;
	lock->next_held = NULL;
	lock->again = 0;
}

/* ---- the locks ---- */

void debug_spin_lock(spinlock_t *lock)
{
	unsigned long flags;

	local_irq_save(flags);
	if (!lock->owner) {
		own(lock, current);
		lock->taken_at = _RET_IP_;
	} else {
		report(lock, lock->owner == current ? "recursion" : "taken while held", _RET_IP_);
		lock->again++;
	}
	local_irq_restore(flags);
}

bool debug_spin_trylock(spinlock_t *lock)
{
	unsigned long flags;
	bool free;

	local_irq_save(flags);
	free = !lock->owner;
	if (free) {
		own(lock, current);
		lock->taken_at = _RET_IP_;
	}
	local_irq_restore(flags);
	return free;
}

void debug_spin_unlock(spinlock_t *lock)
{
	unsigned long flags;

	local_irq_save(flags);
	if (!lock->owner) {
		report(lock, "already unlocked", _RET_IP_);
	} else if (lock->again) {
		lock->again--;
	} else {
		if (lock->owner != current)
			report(lock, "wrong owner", _RET_IP_);
		disown(lock);
		lock->released_at = _RET_IP_;
	}
	local_irq_restore(flags);
}

bool spin_is_locked(spinlock_t *lock)
{
	return READ_ONCE(lock->owner) != NULL;
}

bool spin_lock_is_mine(const spinlock_t *lock)
{
	return READ_ONCE(lock->owner) == current;
}

bool mutex_is_mine(const struct mutex *lock)
{
	return READ_ONCE(lock->owner) == current;
}

bool rwsem_is_written_by_me(const struct rw_semaphore *sem)
{
	return READ_ONCE(sem->writer) == current;
}

bool rwsem_may_be_mine(const struct rw_semaphore *sem)
{
	return READ_ONCE(sem->readers) || rwsem_is_written_by_me(sem);
}

void spin_lock_handover(spinlock_t *lock, struct task_struct *to)
{
	disown(lock);
	own(lock, to);
}

void debug_check_no_locks_held(struct task_struct *task)
{
	unsigned long flags;

	local_irq_save(flags);
	while (task->held_locks) {
		spinlock_t *lock = task->held_locks;

		report(lock, "still held", _RET_IP_);
		disown(lock);
	}
	local_irq_restore(flags);
}
#endif
