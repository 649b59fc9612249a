/* SPDX-License-Identifier: MIT */
/*
 * A function that must be called with a lock held, or with interrupts off, says so. Checked in a DEBUG=1 build, where a
 * spinlock knows its owner, and reported with file and line; else nothing.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#ifdef CONFIG_DEBUG_SPINLOCK
struct mutex;
struct rw_semaphore;

/* Does the current task hold it, or the interrupt on top of the task? Of readers it is only known that there are some. */
bool spin_lock_is_mine(const spinlock_t *lock);
bool mutex_is_mine(const struct mutex *lock);
bool rwsem_may_be_mine(const struct rw_semaphore *sem);
bool rwsem_is_written_by_me(const struct rw_semaphore *sem);

#define lockdep_is_held(lock)                                                                      \
	_Generic((lock),                                                                           \
		struct mutex *: mutex_is_mine,                                                     \
		const struct mutex *: mutex_is_mine,                                               \
		struct rw_semaphore *: rwsem_may_be_mine,                                          \
		const struct rw_semaphore *: rwsem_may_be_mine,                                    \
		default: spin_lock_is_mine)(lock)
#define lockdep_assert(cond) ((void)WARN_ON(!(cond)))

#define lockdep_assert_held_write(sem) lockdep_assert(rwsem_is_written_by_me(sem))
#else
#define lockdep_is_held(lock)	       ((void)(lock), true)
#define lockdep_assert(cond)	       ((void)sizeof(cond))
#define lockdep_assert_held_write(sem) ((void)sizeof(sem))
#endif

#define lockdep_assert_held(lock)	     lockdep_assert(lockdep_is_held(lock))
#define lockdep_assert_irqs_disabled()	     lockdep_assert(irqs_disabled())
#define lockdep_assert_irqs_enabled()	     lockdep_assert(!irqs_disabled())
#define lockdep_assert_preemption_disabled() lockdep_assert(!preemptible())

#endif
