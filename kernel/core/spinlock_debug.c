/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks that watch their users, in a DEBUG=1 build.
 *
 * A lock knows its owner, and where it was taken. A lock that an interrupt handler takes is the interrupted task's
 * meanwhile; so a handler that wants what its task has, the deadlock of forgetting _irqsave, is "taken again by its
 * owner" too. There is one CPU, so a lock that is held when somebody asks for it is always an error. It is reported once
 * and forgiven: the lock counts, so that the unlocks match. An owner that is no task tells of a lock that nobody has
 * initialized, or whose memory was freed or written over: Linux has a magic number in each lock for that.
 *
 * Which locks a task holds, and in which order it may take them, is lockdep's (lockdep.c).
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
#include <linux/sched/task_stack.h>
#include <linux/spinlock.h>

static void __cold report_memory(const spinlock_t *lock, unsigned long here)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("BUG: spinlock bad magic on CPU#0, %s/%d\n", current->comm, current->pid);
	pr_err(" lock: %px, .owner: %px, which is no task\n", lock, lock->owner);
	pr_err(" never initialized, or its memory was freed or written over\n");
	pr_err(" now at %pBL\n", (void *)here);
	dump_stack();
	report_end(flags);
}

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

/* ---- the locks ---- */

void __spin_lock_init(spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	*lock = (spinlock_t){};
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SPIN);
	lock->dep_map.is_spinlock = true;
}

static __always_inline void take(spinlock_t *lock, unsigned int how, unsigned long here)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	if (likely(!lock->owner)) {
		__lock_acquire(&lock->dep_map, how | (flags & X86_EFLAGS_IF), here);
		lock->owner = current;
		lock->taken_at = here;
	} else if (is_no_task(&lock->owner)) {
		report_memory(lock, here);
	} else {
		report(lock, lock->owner == current ? "recursion" : "taken while held", here);
		lock->again++;
	}
	raw_local_irq_restore(flags);
}

void debug_spin_lock(spinlock_t *lock)
{
	take(lock, LOCK_HOW(0, 0, 0, 1), _RET_IP_);
}

void debug_spin_lock_nested(spinlock_t *lock, unsigned int subclass)
{
	take(lock, LOCK_HOW(subclass, 0, 0, 1), _RET_IP_);
}

bool debug_spin_trylock(spinlock_t *lock)
{
	if (READ_ONCE(lock->owner)) {
		if (is_no_task(&lock->owner))
			report_memory(lock, _RET_IP_);
		return false;
	}
	take(lock, LOCK_HOW(0, 1, 0, 1), _RET_IP_);
	return true;
}

static __always_inline void release(spinlock_t *lock, unsigned long here)
{
	__lock_release(lock->owner, &lock->dep_map, here);
	lock->owner = NULL;
	lock->released_at = here;
}

/* It is not the owner's last unlock. */
static noinline void unlock_specially(spinlock_t *lock, unsigned long here)
{
	if (!lock->owner) {
		report(lock, "already unlocked", here);
	} else if (is_no_task(&lock->owner)) {
		report_memory(lock, here);
	} else if (lock->again) {
		lock->again--;
	} else {
		report(lock, "wrong owner", here);
		release(lock, here);
	}
}

void debug_spin_unlock(spinlock_t *lock)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	if (likely(lock->owner == current && !lock->again))
		release(lock, _RET_IP_);
	else
		unlock_specially(lock, _RET_IP_);
	raw_local_irq_restore(flags);
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

bool rwsem_is_mine(const struct rw_semaphore *sem)
{
	return lock_is_held(&sem->dep_map);
}

void debug_spin_lock_is_gone(spinlock_t *lock)
{
	lock->owner = NULL;
	lock->again = 0;
}

void spin_lock_handover(spinlock_t *lock, struct task_struct *to)
{
	struct task_struct *from = lock->owner;

	__lock_release(from, &lock->dep_map, _RET_IP_);
	lockdep_switch(from, to);
	lock->owner = to;
	__lock_acquire(&lock->dep_map, LOCK_HOW(0, 0, 0, 1), _RET_IP_);
}
#endif
