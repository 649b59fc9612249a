/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: one task at a time, the others sleep. The task that locks is the one that unlocks; never from
 * an interrupt. While it is held, its owner may sleep.
 *
 * The lock is handed over: unlocking gives it to the task that has waited longest, and nobody can take it
 * in between. That is fair and starves nobody; the price is a switch for each round when two tasks lock in a
 * tight loop. (Linux lets a newcomer be faster, up to a point.) Priorities play no part, and the owner does
 * not inherit that of a waiter.
 *
 * Misuse is reported and harmless, but one: locked again by its owner (counted, so that the unlocks still
 * match), unlocked by a stranger, unlocked when free (both do nothing). In a context that must not sleep the
 * call is reported; a free mutex is taken; on a held one mutex_lock() panics, since it could only wait for
 * ever, and the interruptible forms return -EINTR.
 *
 * Tests: tests/kernel/core/mutex_test.c.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct task_struct;

/* Invariant: while somebody is in wait_list, owner is not NULL. */
struct mutex {
	struct task_struct *owner; /* from NULL to a task: atomically; else wait_lock */
	unsigned int again;	   /* the owner's; how often it locked what it had */
	spinlock_t wait_lock;
	struct list_head wait_list;
};

#define __MUTEX_INITIALIZER(name)                                                                  \
	{                                                                                          \
		.wait_list = LIST_HEAD_INIT((name).wait_list)                                      \
	}
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

static inline void mutex_init(struct mutex *lock)
{
	*lock = (struct mutex){};
	INIT_LIST_HEAD(&lock->wait_list);
}

/* Says that it is not used any more; reported if it is locked. */
void mutex_destroy(struct mutex *lock);

/* May sleep. */
void mutex_lock(struct mutex *lock);
/* May sleep. Return: 0 with the lock, -EINTR without it, for a (fatal) signal. */
int mutex_lock_interruptible(struct mutex *lock);
int mutex_lock_killable(struct mutex *lock);

#define mutex_lock_nested(lock, subclass) mutex_lock(lock)
#define mutex_lock_io(lock)		  mutex_lock(lock)

/* Does not sleep, and is for tasks all the same. Return: 1 with the lock, 0 without it. */
int mutex_trylock(struct mutex *lock);

/* Does not sleep. */
void mutex_unlock(struct mutex *lock);

static inline bool mutex_is_locked(struct mutex *lock)
{
	return READ_ONCE(lock->owner) != NULL;
}

#endif
