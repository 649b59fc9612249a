/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: tasks wait until a condition is true, and another wakes them to test it again.
 *
 *	wait_event(queue, condition);			condition = true;
 *							wake_up(&queue);
 *
 * A wake-up is no promise: the condition is always tested again. It is evaluated many times, with the state
 * of the task already set, so it must not sleep.
 *
 * Each waiter has an entry on its own stack. Waking walks the queue from the front and calls each entry's
 * function: non-exclusive entries, which are in front, are all woken; of the exclusive ones as many as the
 * call says, in the order in which they came. So one wake_up() for one free slot wakes one of a hundred
 * exclusive waiters.
 *
 *	head -> [ any ][ any ] ... [ exclusive ][ exclusive ] ...
 *
 * Waking is for any context. Waiting may sleep. A wait_event() in a context that must not sleep is reported,
 * tests the condition once, and returns: as if the time was over (0), or as if a signal had come
 * (-ERESTARTSYS); plain wait_event() has no way to say that the condition is false, so its caller must test
 * it.
 *
 * Tests: tests/kernel/core/wait_test.c.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/debugobjects.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct wait_queue_entry;

/* Return: 1 if a task was woken, 0 if not, below 0: stop here. The queue's lock is held, interrupts off. */
typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE 0x01
#define WQ_FLAG_WOKEN	  0x02
#define WQ_FLAG_PRIORITY  0x20

struct wait_queue_entry {
	unsigned int flags;
	void *private; /* the task */
	wait_queue_func_t func;
	struct list_head entry;
};
typedef struct wait_queue_entry wait_queue_entry_t;

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)                                                        \
	{                                                                                          \
		.lock = __SPIN_LOCK_INITIALIZER((name).lock), .head = LIST_HEAD_INIT((name).head)  \
	}
#define DECLARE_WAIT_QUEUE_HEAD(name)                                                              \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)

static inline void __init_waitqueue_head(struct wait_queue_head *wq, const char *name,
					 struct lock_class_key *key)
{
	__spin_lock_init(&wq->lock, name, key);
	INIT_LIST_HEAD(&wq->head);
}

#ifdef CONFIG_LOCKDEP
#define init_waitqueue_head(wq)                                                                    \
	do {                                                                                       \
		static struct lock_class_key __key;                                                \
                                                                                                   \
		__init_waitqueue_head(wq, #wq, &__key);                                            \
	} while (0)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name)                                                      \
	struct wait_queue_head name = ({                                                           \
		init_waitqueue_head(&name);                                                        \
		name;                                                                              \
	})
#else
#define init_waitqueue_head(wq)		      __init_waitqueue_head(wq, NULL, NULL)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)
#endif

/* ---- entries ---- */

/* Wakes the task and leaves the entry where it is. */
int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
/* Wakes the task and takes the entry out. */
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags,
			     void *key);
/* For wait_woken(): remembers that it was called. */
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);

#define __WAITQUEUE_INITIALIZER(name, task)                                                        \
	{                                                                                          \
		.private = task, .func = default_wake_function, .entry = { NULL, NULL }            \
	}
#define DECLARE_WAITQUEUE(name, task)                                                              \
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, task)

#define DEFINE_WAIT_FUNC(name, function)                                                           \
	struct wait_queue_entry name = { .private = current,                                       \
					 .func = function,                                         \
					 .entry = LIST_HEAD_INIT((name).entry) }
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

static inline void init_waitqueue_entry(struct wait_queue_entry *entry, struct task_struct *p)
{
	entry->flags = 0;
	entry->private = p;
	entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *entry, wait_queue_func_t func)
{
	entry->flags = 0;
	entry->private = NULL;
	entry->func = func;
}

/* Initializes @entry for the current task; @flags 0 or WQ_FLAG_EXCLUSIVE. */
void init_wait_entry(struct wait_queue_entry *entry, int flags);
#define init_wait(entry) init_wait_entry((entry), 0)

/* Into the queue and out of it. Any context. */
void add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry);

/* In a DEBUG=1 build an entry is followed while it is in a queue. */
static inline void debug_wait_queued(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	debug_object_init_anywhere(entry, &wait_debug_descr);
	debug_object_activate(entry, &wait_debug_descr);
	debug_object_set_owner(entry, wq);
}

static inline void __add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	debug_wait_queued(wq, entry);
	list_add(&entry->entry, &wq->head);
}

static inline void __add_wait_queue_entry_tail(struct wait_queue_head *wq,
					       struct wait_queue_entry *entry)
{
	debug_wait_queued(wq, entry);
	list_add_tail(&entry->entry, &wq->head);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	debug_object_forget(entry);
	list_del(&entry->entry);
}

/* Does a task wait? Without the lock only a hint; the second orders the test behind earlier writes. */
static inline int waitqueue_active(struct wait_queue_head *wq)
{
	return !list_empty(&wq->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq)
{
	barrier();
	return waitqueue_active(wq);
}

/* ---- waking: any context ---- */

/**
 * __wake_up() - wake tasks that wait
 * @wq: the queue
 * @mode: only tasks that sleep in one of these states
 * @nr_exclusive: at most this many exclusive ones; 0 is all
 * @key: given to the entries' functions
 */
void __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive, void *key);
/* The same for a caller that holds wq->lock, interrupts off. */
void __wake_up_locked(struct wait_queue_head *wq, unsigned int mode, int nr_exclusive);

#define wake_up(wq)			 __wake_up(wq, TASK_NORMAL, 1, NULL)
#define wake_up_nr(wq, nr)		 __wake_up(wq, TASK_NORMAL, nr, NULL)
#define wake_up_all(wq)			 __wake_up(wq, TASK_NORMAL, 0, NULL)
#define wake_up_interruptible(wq)	 __wake_up(wq, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(wq, nr) __wake_up(wq, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(wq)	 __wake_up(wq, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(wq)	 wake_up_interruptible(wq)
#define wake_up_locked(wq)		 __wake_up_locked(wq, TASK_NORMAL, 1)
#define wake_up_all_locked(wq)		 __wake_up_locked(wq, TASK_NORMAL, 0)

/* ---- the parts of waiting ---- */

/* Queues it, if it is not queued yet, and sets the state: then test the condition, then schedule(). */
void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state);
/* Return: was it the first of the queue? */
bool prepare_to_wait_exclusive(struct wait_queue_head *wq, struct wait_queue_entry *entry,
			       int state);
/* Return: -ERESTARTSYS, and not in the queue, when a signal keeps the task from sleeping. */
long prepare_to_wait_event(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state);
/* Sets TASK_RUNNING, and takes it out of the queue. */
void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry);

/*
 * For conditions that sleep themselves, and so cannot be tested with the state set: the entry, with
 * woken_wake_function, remembers a wake-up that came meanwhile. add_wait_queue() comes first. Return: ticks
 * left.
 */
long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout);

/* ---- waiting ---- */

#define ___wait_is_interruptible(state)                                                            \
	(!__builtin_constant_p(state) || (state) == TASK_INTERRUPTIBLE || (state) == TASK_KILLABLE)

/*
 * The loop of all forms. @ret is the value of the whole when the condition has become true. @cmd sleeps, and
 * may change __ret or leave the loop.
 */
#define ___wait_event(wq, condition, state, exclusive, ret, cmd)                                   \
	({                                                                                         \
		__label__ __out;                                                                   \
		struct wait_queue_entry __entry;                                                   \
		long __ret = (ret);                                                                \
                                                                                                   \
		init_wait_entry(&__entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0);                    \
		for (;;) {                                                                         \
			long __signal = prepare_to_wait_event(&(wq), &__entry, (state));           \
                                                                                                   \
			if (condition)                                                             \
				break;                                                             \
			if (___wait_is_interruptible(state) && __signal) {                         \
				__ret = __signal;                                                  \
				goto __out;                                                        \
			}                                                                          \
			cmd;                                                                       \
		}                                                                                  \
		finish_wait(&(wq), &__entry);                                                      \
__out:                                                                                             \
		__ret;                                                                             \
	})

/* Is the waiting over? It is when the condition is true, and when there are no ticks left. */
#define ___wait_cond_timeout(condition)                                                            \
	({                                                                                         \
		bool __cond = (condition);                                                         \
		if (__cond && !__ret)                                                              \
			__ret = 1;                                                                 \
		__cond || !__ret;                                                                  \
	})

/**
 * wait_event() - sleep until @condition is true. Not even a signal ends it.
 */
#define wait_event(wq, condition)                                                                  \
	do {                                                                                       \
		might_sleep();                                                                     \
		if (condition)                                                                     \
			break;                                                                     \
		if (preemptible())                                                                 \
			(void)___wait_event(wq, condition, TASK_UNINTERRUPTIBLE, 0, 0,             \
					    schedule());                                           \
	} while (0)
#define io_wait_event(wq, condition) wait_event(wq, condition)

/**
 * wait_event_timeout() - the same, for at most @timeout ticks
 *
 * Return: 0 if the time was over and the condition false; else the ticks that were left, at least 1.
 */
#define wait_event_timeout(wq, condition, timeout)                                                 \
	({                                                                                         \
		long __ret = (timeout);                                                            \
		might_sleep();                                                                     \
		if (!___wait_cond_timeout(condition))                                              \
			__ret = !preemptible() ?                                                   \
					0 :                                                        \
					___wait_event(wq, ___wait_cond_timeout(condition),         \
						      TASK_UNINTERRUPTIBLE, 0, timeout,            \
						      __ret = schedule_timeout(__ret));            \
		__ret;                                                                             \
	})

#define __wait_event_state(wq, condition, state, exclusive)                                        \
	({                                                                                         \
		long __err = 0;                                                                    \
		might_sleep();                                                                     \
		if (!(condition))                                                                  \
			__err = !preemptible() ? -ERESTARTSYS :                                    \
						 ___wait_event(wq, condition, state, exclusive, 0, \
							       schedule());                        \
		(int)__err;                                                                        \
	})

/**
 * wait_event_interruptible() - sleep until @condition is true or a signal comes
 *
 * Return: 0, or -ERESTARTSYS for a signal.
 */
#define wait_event_interruptible(wq, condition)                                                    \
	__wait_event_state(wq, condition, TASK_INTERRUPTIBLE, 0)
/* Only a fatal signal ends it. */
#define wait_event_killable(wq, condition) __wait_event_state(wq, condition, TASK_KILLABLE, 0)
/* As an exclusive waiter. */
#define wait_event_interruptible_exclusive(wq, condition)                                          \
	__wait_event_state(wq, condition, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable_exclusive(wq, condition)                                               \
	__wait_event_state(wq, condition, TASK_KILLABLE, 1)
#define wait_event_exclusive(wq, condition)                                                        \
	((void)__wait_event_state(wq, condition, TASK_UNINTERRUPTIBLE, 1))
/* Not counted as load. */
#define wait_event_idle(wq, condition) ((void)__wait_event_state(wq, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq, condition)                                                   \
	((void)__wait_event_state(wq, condition, TASK_IDLE, 1))

/**
 * wait_event_interruptible_timeout() - until @condition, a signal, or @timeout ticks
 *
 * Return: -ERESTARTSYS for a signal, 0 if the time was over, else the ticks that were left, at least 1.
 */
#define wait_event_interruptible_timeout(wq, condition, timeout)                                   \
	__wait_event_state_timeout(wq, condition, TASK_INTERRUPTIBLE, timeout)
#define wait_event_killable_timeout(wq, condition, timeout)                                        \
	__wait_event_state_timeout(wq, condition, TASK_KILLABLE, timeout)
#define wait_event_idle_timeout(wq, condition, timeout)                                            \
	__wait_event_state_timeout(wq, condition, TASK_IDLE, timeout)

#define __wait_event_state_timeout(wq, condition, state, timeout)                                  \
	({                                                                                         \
		long __ret = (timeout);                                                            \
		might_sleep();                                                                     \
		if (!___wait_cond_timeout(condition))                                              \
			__ret = !preemptible() ?                                                   \
					0 :                                                        \
					___wait_event(wq, ___wait_cond_timeout(condition), state,  \
						      0, timeout,                                  \
						      __ret = schedule_timeout(__ret));            \
		__ret;                                                                             \
	})

/* @lock is held while the condition is tested, and released while the task sleeps. */
#define wait_event_lock_irq(wq, condition, lock)                                                   \
	do {                                                                                       \
		if (condition)                                                                     \
			break;                                                                     \
		(void)___wait_event(wq, condition, TASK_UNINTERRUPTIBLE, 0, 0, {                   \
			bool __may;                                                                \
			spin_unlock_irq(&(lock));                                                  \
			__may = preemptible();                                                     \
			schedule();                                                                \
			spin_lock_irq(&(lock));                                                    \
			if (!__may)                                                                \
				break;                                                             \
		});                                                                                \
	} while (0)

#endif
