/* SPDX-License-Identifier: MIT */
/*
 * Counting semaphores: at most a given number of holders at a time. They have no owner: anybody may call up(),
 * from any context. Waiters get their turn in the order in which they came; nobody overtakes.
 *
 * In a context that must not sleep a down is reported; if the count is not 0 it is taken; else down()
 * panics, since it could only wait for ever, and the other forms fail.
 *
 * Tests: tests/kernel/core/mutex_test.c.
 */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/spinlock.h>

/* lock. Invariant: while somebody is in wait_list, count is 0. */
struct semaphore {
	spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n)                                                           \
	{                                                                                          \
		.lock = __SPIN_LOCK_INITIALIZER((name).lock), .count = n,                          \
		.wait_list = LIST_HEAD_INIT((name).wait_list)                                      \
	}
#define DEFINE_SEMAPHORE(name) struct semaphore name = __SEMAPHORE_INITIALIZER(name, 1)

static inline void sema_init(struct semaphore *sem, int val)
{
	spin_lock_init(&sem->lock);
	sem->count = val;
	INIT_LIST_HEAD(&sem->wait_list);
}

/* May sleep. */
void down(struct semaphore *sem);
/* May sleep. Return: 0, or -EINTR for a (fatal) signal. */
int down_interruptible(struct semaphore *sem);
int down_killable(struct semaphore *sem);
/* May sleep. Return: 0, or -ETIME after that many ticks. */
int down_timeout(struct semaphore *sem, long timeout);

/* Any context. Return: 0 when taken, 1 when not: the other way round than mutex_trylock(), as in Linux. */
int down_trylock(struct semaphore *sem);
/* Any context. */
void up(struct semaphore *sem);

#endif
