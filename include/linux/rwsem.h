/* SPDX-License-Identifier: MIT */
/*
 * Reader-writer semaphores: many readers or one writer, who may all sleep while they hold it.
 *
 * Fair: everybody queues, in one line. A reader who comes while a writer waits, waits behind him, so
 * readers cannot starve writers; when the front of the line are readers, all up to the next writer pass
 * together. Hence a task must not take for reading what it holds for reading already: a writer between the
 * two would stop both.
 *
 * Misuse is reported and does nothing: up_read() without readers, up_write() by anybody but the writer.
 * Taking it while holding it for writing panics: it could only wait for ever. So does, after the report, a
 * contended down_read() or down_write() in a context that must not sleep; the killable forms return -EINTR.
 *
 * Tests: tests/kernel/mutex_test.c.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/list.h>
#include <linux/spinlock.h>

struct task_struct;

/* wait_lock. Invariant: readers is 0 when there is a writer; somebody waits only while it is held. */
struct rw_semaphore {
	unsigned int readers;
	struct task_struct *writer;
	spinlock_t wait_lock;
	struct list_head wait_list;
};

#define __RWSEM_INITIALIZER(name)                                                                  \
	{                                                                                          \
		.wait_list = LIST_HEAD_INIT((name).wait_list)                                      \
	}
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

static inline void init_rwsem(struct rw_semaphore *sem)
{
	*sem = (struct rw_semaphore){};
	INIT_LIST_HEAD(&sem->wait_list);
}

/* May sleep. */
void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
/* May sleep. Return: 0, or -EINTR for a (fatal) signal. */
int down_read_interruptible(struct rw_semaphore *sem);
int down_read_killable(struct rw_semaphore *sem);
int down_write_killable(struct rw_semaphore *sem);

/* Do not sleep. Return: 1 when taken, 0 when not. */
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);

/* Do not sleep. */
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
/* The writer becomes a reader, with nobody in between. */
void downgrade_write(struct rw_semaphore *sem);

static inline int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->readers) || READ_ONCE(sem->writer);
}

static inline int rwsem_is_contended(struct rw_semaphore *sem)
{
	return !list_empty(&sem->wait_list);
}

#endif
