/* SPDX-License-Identifier: MIT */
/*
 * Reader-writer semaphores: many readers or one writer, all of which may sleep while they hold it.
 *
 * They are fair: all tasks that wait are in one queue. A reader that comes while a writer waits is queued
 * behind the writer, so readers cannot starve writers; when there are readers at the front of the queue, all
 * up to the next writer get it together. Hence a task must not take for reading what it holds for reading
 * already: if a writer waits between the two, both tasks wait for ever.
 *
 * Misuse is reported and changes nothing: up_read() without readers, up_write() by another task than the
 * writer. A task that holds it for writing and takes it again causes a panic, since it could only wait for
 * ever. So does, after the report, a down_read() or down_write() that would have to wait in a context that
 * must not sleep; the killable forms return -EINTR.
 *
 * Tests: tests/kernel/core/rwsem_test.c, mutex_test.c.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/*
 * All under wait_lock. Invariants: readers is 0 when there is a writer; nobody waits while nobody holds it.
 */
struct rw_semaphore {
	unsigned int readers;
	struct task_struct *writer;
	spinlock_t wait_lock;
	struct list_head wait_list;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map dep_map;
#endif
};

#define __RWSEM_INITIALIZER(name)                                                                  \
	{                                                                                          \
		.wait_lock = __SPIN_LOCK_INITIALIZER((name).wait_lock),                            \
		.wait_list = LIST_HEAD_INIT((name).wait_list), __DEP_MAP(name, LD_WAIT_SLEEP)      \
	}
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

#ifdef CONFIG_LOCKDEP
void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);
#define init_rwsem(sem)                                                                            \
	do {                                                                                       \
		static struct lock_class_key __key;                                                \
                                                                                                   \
		__init_rwsem(sem, #sem, &__key);                                                   \
	} while (0)
#else
static inline void init_rwsem(struct rw_semaphore *sem)
{
	*sem = (struct rw_semaphore){};
	INIT_LIST_HEAD(&sem->wait_list);
}
#define __init_rwsem(sem, name, key) init_rwsem(sem)
#endif

/* ---- slow: another task holds it or waits, or the context is wrong (kernel/core/rwsem.c) ---- */

void __down_read(struct rw_semaphore *sem);
void __down_write(struct rw_semaphore *sem);
int __down_read_killable(struct rw_semaphore *sem);
int __down_write_killable(struct rw_semaphore *sem);
void __up_read(struct rw_semaphore *sem);
void __up_write(struct rw_semaphore *sem);

/*
 * ---- fast: no other task holds it or waits ----
 *
 * The plain form is the same under spin_lock_irq(&sem->wait_lock), as it must be with more CPUs; with one CPU
 * it is enough that interrupts are off, or, for releasing, preemption.
 */

/* A reader may enter; interrupts off. */
static __always_inline bool rwsem_read_is_open(const struct rw_semaphore *sem)
{
	return !READ_ONCE(sem->writer) && list_empty(&sem->wait_list);
}

static __always_inline bool rwsem_fast_read(struct rw_semaphore *sem)
{
	bool open;

	if (unlikely(preempt_count_nonzero() || irqs_disabled()))
		return false;
	local_irq_disable();
	open = rwsem_read_is_open(sem);
	if (likely(open))
		sem->readers++;
	local_irq_enable();
	return likely(open);
}

static __always_inline bool rwsem_fast_write(struct rw_semaphore *sem)
{
	bool open;

	if (unlikely(preempt_count_nonzero() || irqs_disabled()))
		return false;
	local_irq_disable();
	open = !READ_ONCE(sem->writer) && !READ_ONCE(sem->readers);
	if (likely(open))
		sem->writer = current;
	local_irq_enable();
	return likely(open);
}

/* ---- taking ---- */

static __always_inline void rwsem_down_read(struct rw_semaphore *sem)
{
	if (!rwsem_fast_read(sem))
		__down_read(sem);
}

static __always_inline void rwsem_down_write(struct rw_semaphore *sem)
{
	if (!rwsem_fast_write(sem))
		__down_write(sem);
}

static __always_inline int rwsem_down_read_killable(struct rw_semaphore *sem)
{
	return rwsem_fast_read(sem) ? 0 : __down_read_killable(sem);
}

static __always_inline int rwsem_down_write_killable(struct rw_semaphore *sem)
{
	return rwsem_fast_write(sem) ? 0 : __down_write_killable(sem);
}

/* ---- releasing ---- */

static __always_inline void rwsem_up_read(struct rw_semaphore *sem)
{
	preempt_disable();
	if (likely(list_empty(&sem->wait_list) && sem->readers))
		sem->readers--;
	else
		__up_read(sem);
	preempt_enable();
}

static __always_inline void rwsem_up_write(struct rw_semaphore *sem)
{
	preempt_disable();
	if (likely(list_empty(&sem->wait_list) && sem->writer == current))
		sem->writer = NULL;
	else
		__up_write(sem);
	preempt_enable();
}

/* ---- what others call ---- */

#ifdef CONFIG_LOCKDEP
void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_read_killable(struct rw_semaphore *sem);
int down_write_killable(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

/* Inside another lock of its class: linux/lockdep.h. */
void down_read_nested(struct rw_semaphore *sem, unsigned int subclass);
void down_write_nested(struct rw_semaphore *sem, unsigned int subclass);
int down_read_killable_nested(struct rw_semaphore *sem, unsigned int subclass);
int down_write_killable_nested(struct rw_semaphore *sem, unsigned int subclass);
#else
/* May sleep. */
static __always_inline void down_read(struct rw_semaphore *sem)
{
	rwsem_down_read(sem);
}

static __always_inline void down_write(struct rw_semaphore *sem)
{
	rwsem_down_write(sem);
}

/* May sleep. Return: 0, or -EINTR for a fatal signal. */
static __always_inline int down_read_killable(struct rw_semaphore *sem)
{
	return rwsem_down_read_killable(sem);
}

static __always_inline int down_write_killable(struct rw_semaphore *sem)
{
	return rwsem_down_write_killable(sem);
}

/* These do not sleep. */
static __always_inline void up_read(struct rw_semaphore *sem)
{
	rwsem_up_read(sem);
}

static __always_inline void up_write(struct rw_semaphore *sem)
{
	rwsem_up_write(sem);
}

#define down_read_nested(sem, subclass)		  down_read(sem)
#define down_write_nested(sem, subclass)	  down_write(sem)
#define down_read_killable_nested(sem, subclass)  down_read_killable(sem)
#define down_write_killable_nested(sem, subclass) down_write_killable(sem)
#endif

/* May sleep. Return: 0, or -EINTR for a signal. */
int down_read_interruptible(struct rw_semaphore *sem);

/* Do not sleep. Return: 1 when taken, 0 when not. */
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);

/* The writer becomes a reader, and no other writer gets it in between. */
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
