/* SPDX-License-Identifier: MIT */
/*
 * lockdep: in a DEBUG=1 build every lock is watched, and what could deadlock one day is reported on the first day.
 *
 * It does not wait for a deadlock. It learns rules while the kernel runs, of classes of locks instead of single ones,
 * and reports the first step that contradicts what it has seen before, by whichever task, however long ago:
 *
 *	order		a task that held A took B, another that held B took A: each was lucky so far
 *	interrupts	a lock that a handler takes was taken with interrupts on: the handler may come just then
 *	recursion	a lock inside another of its class, which may be the same one the next time
 *	waiting		a lock that sleeps inside one that spins
 *	leaving		a lock that is held at the end of a task, on the way to user mode, or when its memory is freed
 *
 * A class is the place that initialised its locks: all inodes' i_rwsem are one class. Where locks of a class are
 * rightly taken inside each other, the inner one says so: mutex_lock_nested(lock, SINGLE_DEPTH_NESTING).
 *
 * A function that must be called with a lock held, or with interrupts off, says so by an assertion, reported with file
 * and line. In the plain build all of this is nothing.
 *
 * What was reported is known from then on and not reported again; all else is watched on, where Linux's lockdep turns
 * itself off. How it works: kernel/core/lockdep.c. What it has learned: the monitor's `lockdep`, `lockdep_stats`.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/lockdep_types.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

struct mutex;
struct rw_semaphore;
struct task_struct;

#ifdef CONFIG_LOCKDEP

/* ---- naming classes: before the lock is used ---- */

/**
 * lockdep_init_map_waits() - a lock begins
 * @map: in the lock
 * @name: of the class in reports; not copied
 * @key: whose locks of one subclass are a class: static memory, or registered
 * @subclass: 0, or the one that the lock is in when it is taken without one
 * @inner: enum lockdep_wait_type, what may be taken inside
 * @outer: what it may be taken inside of, if that is something else; 0: it is not
 *
 * Any context.
 */
void lockdep_init_map_waits(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			    int subclass, u8 inner, u8 outer);
#define lockdep_init_map_wait(map, name, key, subclass, inner)                                     \
	lockdep_init_map_waits(map, name, key, subclass, inner, LD_WAIT_INV)
#define lockdep_init_map(map, name, key, subclass)                                                 \
	lockdep_init_map_wait(map, name, key, subclass, LD_WAIT_INV)

/* For one that may be freed while it is held: its class is what counts. */
static inline void lockdep_copy_map(struct lockdep_map *to, const struct lockdep_map *from)
{
	*to = *from;
}

/* Another class, before the lock is used. */
void lockdep_set_map_class(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			   unsigned int subclass);
#define lockdep_set_class_and_subclass(lock, key, sub)                                             \
	lockdep_set_map_class(&(lock)->dep_map, #key, key, sub)
#define lockdep_set_class(lock, key) lockdep_set_map_class(&(lock)->dep_map, #key, key, 0)
#define lockdep_set_class_and_name(lock, key, name)                                                \
	lockdep_set_map_class(&(lock)->dep_map, name, key, 0)
#define lockdep_set_subclass(lock, sub)                                                            \
	lockdep_set_map_class(&(lock)->dep_map, (lock)->dep_map.name, (lock)->dep_map.key, sub)
#define lockdep_match_class(lock, k) ((lock)->dep_map.key == (k))

/* Locks of this class may be taken in any order. */
extern struct lock_class_key __lockdep_no_validate__;
#define lockdep_set_novalidate_class(lock)                                                         \
	lockdep_set_class_and_name(lock, &__lockdep_no_validate__, #lock)

/* For a key in memory that is allocated. Unregistering forgets all that was learned of its locks, which are gone. */
void lockdep_register_key(struct lock_class_key *key);
void lockdep_unregister_key(struct lock_class_key *key);

/* ---- taking and releasing: for those that make locks ---- */

/**
 * lock_acquire() - a lock is about to be taken, or a trylock has taken it
 * @map: the lock's
 * @subclass: below MAX_LOCKDEP_SUBCLASSES
 * @trylock: it cannot wait, so nothing follows for the order
 * @read: 0 to write; 1 to read, behind a writer that waits; 2 to read, past it
 * @check: 0: its order is not looked at
 * @nest_lock: NULL, or the lock under which any number of this class may be taken
 * @ip: where, for reports
 *
 * Any context.
 */
void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read, int check,
		  struct lockdep_map *nest_lock, unsigned long ip);
void lock_release(struct lockdep_map *map, unsigned long ip);
/* It could be taken now, to wait for somebody who holds it: as taking and releasing it. Fast where that is no news. */
void lock_might_acquire(struct lockdep_map *map, unsigned long ip);
/* A writer becomes a reader. */
void lock_downgrade(struct lockdep_map *map, unsigned long ip);

/* A mistake that the lock itself has reported: lockdep shows what it knows of it, as a part of that report. */
void lock_release_told(struct lockdep_map *map, unsigned long ip);

/* The same with interrupts off, for locks that turn them off in any case. */
#define LOCK_HOW_SUBCLASS 7
#define LOCK_HOW_SLEEPS                                                                            \
	(1 << 7) /* might_sleep() has been said, and has reported where it must not */
#define LOCK_HOW(subclass, trylock, read, check)                                                   \
	((subclass) | (read) << 3 | (trylock) << 5 | (check) << 6)
/* @how: LOCK_HOW(), with X86_EFLAGS_IF if interrupts were on. */
void __lock_acquire(struct lockdep_map *map, unsigned int how, unsigned long ip);
void __lock_release(struct task_struct *task, struct lockdep_map *map, unsigned long ip);

/* Mutexes, rw_semaphores. */
#define SLEEPING_LOCK(subclass, trylock, read)                                                     \
	(LOCK_HOW(subclass, trylock, read, 1) | ((trylock) ? 0 : LOCK_HOW_SLEEPS))
static inline void lock_acquire_sleeping(struct lockdep_map *map, unsigned int how,
					 unsigned long ip)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	__lock_acquire(map, how | (flags & X86_EFLAGS_IF), ip);
	raw_local_irq_restore(flags);
}

/* The scheduler's: the CPU goes from one task to the other. */
void lockdep_switch(struct task_struct *prev, struct task_struct *next);

/* Does the current task hold it? @read: 0 to write, 1 to read, -1 in any way. */
int lock_is_held_type(const struct lockdep_map *map, int read);

unsigned int lockdep_depth(const struct task_struct *task);

/* Between the two, the locks of this CPU are not watched. Nests. */
void lockdep_off(void);
void lockdep_on(void);

/* ---- leaving ---- */

/* The locks that a task holds, as reports show them. */
void debug_show_held_locks(struct task_struct *task);
void debug_show_all_locks(void);
/* The current task forgets what it holds, which has been reported. */
void lockdep_forget_held(void);
/* The current task ends here: no lock is to be held. */
void debug_check_no_locks_held(void);
/* The current task leaves for user mode. */
void lockdep_sys_exit(void);
/* This memory is free from now on: no lock that the task holds may lie there. */
void __debug_check_no_locks_freed(const void *from, unsigned long len);
#define debug_check_no_locks_freed(from, len)                                                      \
	do {                                                                                       \
		if (unlikely(current->lockdep_depth))                                              \
			__debug_check_no_locks_freed(from, len);                                   \
	} while (0)

/* ---- asserting ---- */

bool spin_lock_is_mine(const spinlock_t *lock);
bool mutex_is_mine(const struct mutex *lock);
bool rwsem_is_mine(const struct rw_semaphore *sem);
bool rwsem_is_written_by_me(const struct rw_semaphore *sem);

#define lockdep_is_held(lock)                                                                      \
	_Generic((lock),                                                                           \
		struct mutex *: mutex_is_mine,                                                     \
		const struct mutex *: mutex_is_mine,                                               \
		struct rw_semaphore *: rwsem_is_mine,                                              \
		const struct rw_semaphore *: rwsem_is_mine,                                        \
		default: spin_lock_is_mine)(lock)
#define lockdep_is_held_type(lock, r) lock_is_held_type(&(lock)->dep_map, r)
#define lockdep_assert(cond)	      ((void)WARN_ON(!(cond)))
#define lockdep_assert_once(cond)     ((void)WARN_ON_ONCE(!(cond)))

#define lockdep_assert_held_write(sem)	lockdep_assert(rwsem_is_written_by_me(sem))
#define lockdep_assert_held_read(lock)	lockdep_assert(lockdep_is_held_type(lock, 1))
#define lockdep_assert_not_held(lock)	lockdep_assert(!lockdep_is_held(lock))
#define lockdep_assert_none_held_once() lockdep_assert_once(!lockdep_depth(current))

#define might_lock(lock)                                                                           \
	do {                                                                                       \
		lock_acquire(&(lock)->dep_map, 0, 0, 0, 1, NULL, _THIS_IP_);                       \
		lock_release(&(lock)->dep_map, _THIS_IP_);                                         \
	} while (0)
#define might_lock_read(lock)                                                                      \
	do {                                                                                       \
		lock_acquire(&(lock)->dep_map, 0, 0, 1, 1, NULL, _THIS_IP_);                       \
		lock_release(&(lock)->dep_map, _THIS_IP_);                                         \
	} while (0)
#define might_lock_nested(lock, subclass)                                                          \
	do {                                                                                       \
		lock_acquire(&(lock)->dep_map, subclass, 0, 0, 1, NULL, _THIS_IP_);                \
		lock_release(&(lock)->dep_map, _THIS_IP_);                                         \
	} while (0)

#else

#define lockdep_init_map_waits(map, name, key, sub, inner, outer) ((void)(name), (void)(key))
#define lockdep_init_map_wait(map, name, key, sub, inner)	  ((void)(name), (void)(key))
#define lockdep_init_map(map, name, key, sub)			  ((void)(map))
#define lockdep_copy_map(to, from)				  ((void)(to))
#define lockdep_set_class(lock, key)				  ((void)(key))
#define lockdep_set_class_and_name(lock, key, name)		  ((void)(key))
#define lockdep_set_class_and_subclass(lock, key, sub)		  ((void)(key))
#define lockdep_set_subclass(lock, sub)				  ((void)0)
#define lockdep_set_novalidate_class(lock)			  ((void)0)
#define lockdep_match_class(lock, key)				  true
#define lockdep_register_key(key)				  ((void)(key))
#define lockdep_unregister_key(key)				  ((void)(key))

#define lock_acquire(map, sub, trylock, read, check, nest, ip) ((void)0)
#define lock_release(map, ip)				       ((void)0)
#define lock_release_told(map, ip)			       ((void)0)
#define lock_acquire_sleeping(map, how, ip)		       ((void)0)
#define lock_might_acquire(map, ip)			       ((void)0)
#define lock_downgrade(map, ip)				       ((void)0)
#define lockdep_depth(task)				       0
#define lockdep_off()					       ((void)0)
#define lockdep_on()					       ((void)0)

#define debug_show_held_locks(task)	      ((void)(task))
#define debug_show_all_locks()		      ((void)0)
#define lockdep_forget_held()		      ((void)0)
#define debug_check_no_locks_held()	      ((void)0)
#define lockdep_sys_exit()		      ((void)0)
#define debug_check_no_locks_freed(from, len) ((void)0)

#define lockdep_is_held(lock)		((void)(lock), true)
#define lockdep_is_held_type(lock, r)	((void)(lock), true)
#define lockdep_assert(cond)		((void)sizeof(cond))
#define lockdep_assert_once(cond)	((void)sizeof(cond))
#define lockdep_assert_held_write(sem)	((void)sizeof(sem))
#define lockdep_assert_held_read(lock)	((void)sizeof(lock))
#define lockdep_assert_not_held(lock)	((void)sizeof(lock))
#define lockdep_assert_none_held_once() ((void)0)

#define might_lock(lock)		  ((void)0)
#define might_lock_read(lock)		  ((void)0)
#define might_lock_nested(lock, subclass) ((void)0)

#endif

#define lock_is_held(map) lock_is_held_type(map, -1)

#define lock_acquire_exclusive(map, sub, try, nest, ip) lock_acquire(map, sub, try, 0, 1, nest, ip)
#define lock_acquire_shared(map, sub, try, nest, ip)	lock_acquire(map, sub, try, 1, 1, nest, ip)
#define lock_acquire_shared_recursive(map, sub, try, nest, ip)                                     \
	lock_acquire(map, sub, try, 2, 1, nest, ip)
#define lock_map_acquire(map)	   lock_acquire_exclusive(map, 0, 0, NULL, _THIS_IP_)
#define lock_map_acquire_try(map)  lock_acquire_exclusive(map, 0, 1, NULL, _THIS_IP_)
#define lock_map_acquire_read(map) lock_acquire_shared_recursive(map, 0, 0, NULL, _THIS_IP_)
#define lock_map_release(map)	   lock_release(map, _THIS_IP_)

#define lockdep_assert_held(lock)	     lockdep_assert(lockdep_is_held(lock))
#define lockdep_assert_held_once(lock)	     lockdep_assert_once(lockdep_is_held(lock))
#define lockdep_assert_irqs_disabled()	     lockdep_assert(irqs_disabled())
#define lockdep_assert_irqs_enabled()	     lockdep_assert(!irqs_disabled())
#define lockdep_assert_in_irq()		     lockdep_assert(in_hardirq())
#define lockdep_assert_in_softirq()	     lockdep_assert(in_softirq() && !in_hardirq())
#define lockdep_assert_preemption_disabled() lockdep_assert(!preemptible())
#define lockdep_assert_preemption_enabled()  lockdep_assert(preemptible())

#endif
