/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: one task at a time, the others sleep. The task that locks is the one that unlocks; never from
 * an interrupt. While it is held, its owner may sleep.
 *
 * The lock is handed over: unlocking gives it to the task that has waited longest, and no other task can take
 * it in between. That is fair and starves no task; the price is a task switch for each round when two tasks
 * lock in a tight loop. (Linux lets a newcomer take it first, within limits.) Priorities do not count, and
 * the owner does not inherit that of a waiter.
 *
 * Misuse is reported and, with one exception, harmless: a lock by the owner is counted, so that the unlocks
 * still match; an unlock by another task, or of a mutex that is free, does nothing. In a context that must
 * not sleep the call is reported, and a free mutex is taken. If it is held, the interruptible forms return
 * -EINTR, and mutex_lock(), the exception, panics, since it could only wait for ever.
 *
 * Tests: tests/kernel/core/mutex_test.c.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct task_struct;

/* Invariant: while a task is in wait_list, owner is not NULL. */
struct mutex {
	struct task_struct *owner; /* from NULL to a task: atomically; else under wait_lock */
	unsigned int again;	   /* the owner's: how often it has locked it again */
	spinlock_t wait_lock;
	struct list_head wait_list;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map dep_map;
#endif
};

#define __MUTEX_INITIALIZER(name)                                                                  \
	{                                                                                          \
		.wait_lock = __SPIN_LOCK_INITIALIZER((name).wait_lock),                            \
		.wait_list = LIST_HEAD_INIT((name).wait_list), __DEP_MAP(name, LD_WAIT_SLEEP)      \
	}
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

#ifdef CONFIG_LOCKDEP
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
#define mutex_init(lock)                                                                           \
	do {                                                                                       \
		static struct lock_class_key __key;                                                \
                                                                                                   \
		__mutex_init(lock, #lock, &__key);                                                 \
	} while (0)

/* Inside another lock of its class: linux/lockdep.h. */
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass);
#else
static inline void mutex_init(struct mutex *lock)
{
	*lock = (struct mutex){};
	INIT_LIST_HEAD(&lock->wait_list);
}

#define __mutex_init(lock, name, key)			mutex_init(lock)
#define mutex_lock_nested(lock, subclass)		mutex_lock(lock)
#define mutex_lock_interruptible_nested(lock, subclass) mutex_lock_interruptible(lock)
#define mutex_lock_killable_nested(lock, subclass)	mutex_lock_killable(lock)
#endif

/* The mutex is not used any more; it is reported if it is locked. */
void mutex_destroy(struct mutex *lock);

/* May sleep. */
void mutex_lock(struct mutex *lock);
/* May sleep. Return: 0 with the lock, -EINTR without it, for a (fatal) signal. */
int mutex_lock_interruptible(struct mutex *lock);
int mutex_lock_killable(struct mutex *lock);

#define mutex_lock_io(lock) mutex_lock(lock)

/* Does not sleep, but is for tasks only. Return: 1 with the lock, 0 without it. */
int mutex_trylock(struct mutex *lock);

/* Does not sleep. */
void mutex_unlock(struct mutex *lock);

static inline bool mutex_is_locked(struct mutex *lock)
{
	return READ_ONCE(lock->owner) != NULL;
}

#endif
