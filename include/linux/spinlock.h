/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks. There is one CPU, so nobody can hold the lock while we ask for it, provided that nothing
 * that also wants it can come in between: that is what the forms are for.
 *
 *	spin_lock		against other tasks: no preemption
 *	spin_lock_bh		against softirqs too
 *	spin_lock_irq, _irqsave	against interrupt handlers too
 *
 * The holder must not sleep. With more CPUs a lock word would be added; the callers are right already.
 * As on Linux with one CPU, spin_trylock() always succeeds. Any context that the form allows; the plain
 * form from tasks only if no interrupt takes the same lock.
 *
 * In a DEBUG=1 build each lock knows its owner and where it was taken. Reported, with both places, and
 * then forgiven: taken again by its owner; taken while somebody else has it; released when nobody has it,
 * or by a stranger (kernel/core/spinlock_debug.c). What could go wrong with it one day is lockdep's (linux/lockdep.h).
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/lockdep_types.h>
#include <linux/preempt.h>
#include <linux/types.h>

struct task_struct;

typedef struct spinlock {
#ifdef CONFIG_DEBUG_SPINLOCK
	struct task_struct *owner;
	unsigned int again;	/* how often the owner took what it had */
	unsigned long taken_at; /* code addresses */
	unsigned long released_at;
	struct lockdep_map dep_map;
#endif
} spinlock_t;

/* For a member that is initialised with the struct around it; and with a name, for all others. */
#define __SPIN_LOCK_INITIALIZER(name)                                                              \
	{                                                                                          \
		__DEP_MAP(name, LD_WAIT_SPIN)                                                      \
	}
#define __SPIN_LOCK_UNLOCKED(name) (spinlock_t) __SPIN_LOCK_INITIALIZER(name)
#define DEFINE_SPINLOCK(name)	   spinlock_t name = __SPIN_LOCK_INITIALIZER(name)

#ifdef CONFIG_DEBUG_SPINLOCK
void __spin_lock_init(spinlock_t *lock, const char *name, struct lock_class_key *key);
#define spin_lock_init(lock)                                                                       \
	do {                                                                                       \
		static struct lock_class_key __key;                                                \
                                                                                                   \
		__spin_lock_init(lock, #lock, &__key);                                             \
	} while (0)
void debug_spin_lock(spinlock_t *lock);
void debug_spin_lock_nested(spinlock_t *lock, unsigned int subclass);
bool debug_spin_trylock(spinlock_t *lock);
void debug_spin_unlock(spinlock_t *lock);
bool spin_is_locked(spinlock_t *lock);
/* The lock that the previous task took is the new task's now: the scheduler's alone. */
void spin_lock_handover(spinlock_t *lock, struct task_struct *to);
/* Its owner has left, which lockdep has reported. */
void debug_spin_lock_is_gone(spinlock_t *lock);
#define assert_spin_locked(lock) WARN_ON(!spin_is_locked(lock))
#else
static inline void spin_lock_init(spinlock_t *lock)
{
	*lock = (spinlock_t){};
}

#define __spin_lock_init(lock, name, key)      spin_lock_init(lock)
#define debug_spin_lock(lock)		       ((void)(lock))
#define debug_spin_lock_nested(lock, subclass) ((void)(lock))
#define debug_spin_trylock(lock)	       ((void)(lock), true)
#define debug_spin_unlock(lock)		       ((void)(lock))
#define spin_is_locked(lock)		       ((void)(lock), false)
#define assert_spin_locked(lock)	       ((void)(lock))
#define spin_lock_handover(lock, to)	       ((void)(lock))
#endif

#define spin_lock(lock)                                                                            \
	do {                                                                                       \
		preempt_disable();                                                                 \
		debug_spin_lock(lock);                                                             \
	} while (0)

#define spin_unlock(lock)                                                                          \
	do {                                                                                       \
		debug_spin_unlock(lock);                                                           \
		preempt_enable();                                                                  \
	} while (0)

#define spin_lock_bh(lock)                                                                         \
	do {                                                                                       \
		local_bh_disable();                                                                \
		debug_spin_lock(lock);                                                             \
	} while (0)

#define spin_unlock_bh(lock)                                                                       \
	do {                                                                                       \
		debug_spin_unlock(lock);                                                           \
		local_bh_enable();                                                                 \
	} while (0)

#define spin_lock_irq(lock)                                                                        \
	do {                                                                                       \
		local_irq_disable();                                                               \
		spin_lock(lock);                                                                   \
	} while (0)

#define spin_unlock_irq(lock)                                                                      \
	do {                                                                                       \
		debug_spin_unlock(lock);                                                           \
		local_irq_enable();                                                                \
		preempt_enable();                                                                  \
	} while (0)

#define spin_lock_irqsave(lock, flags)                                                             \
	do {                                                                                       \
		local_irq_save(flags);                                                             \
		spin_lock(lock);                                                                   \
	} while (0)

#define spin_unlock_irqrestore(lock, flags)                                                        \
	do {                                                                                       \
		debug_spin_unlock(lock);                                                           \
		local_irq_restore(flags);                                                          \
		preempt_enable();                                                                  \
	} while (0)

/* Inside another lock of its class: linux/lockdep.h. */
#define spin_lock_nested(lock, subclass)                                                           \
	do {                                                                                       \
		preempt_disable();                                                                 \
		debug_spin_lock_nested(lock, subclass);                                            \
	} while (0)

#define spin_lock_bh_nested(lock, subclass)                                                        \
	do {                                                                                       \
		local_bh_disable();                                                                \
		debug_spin_lock_nested(lock, subclass);                                            \
	} while (0)

#define spin_lock_irqsave_nested(lock, flags, subclass)                                            \
	do {                                                                                       \
		local_irq_save(flags);                                                             \
		spin_lock_nested(lock, subclass);                                                  \
	} while (0)

/* 1 with the lock, 0 without it. */
#define spin_trylock(lock)                                                                         \
	({                                                                                         \
		bool __taken;                                                                      \
		preempt_disable();                                                                 \
		__taken = debug_spin_trylock(lock);                                                \
		if (!__taken)                                                                      \
			preempt_enable();                                                          \
		(int)__taken;                                                                      \
	})

#define spin_trylock_irqsave(lock, flags)                                                          \
	({                                                                                         \
		int __locked;                                                                      \
		local_irq_save(flags);                                                             \
		__locked = spin_trylock(lock);                                                     \
		if (!__locked)                                                                     \
			local_irq_restore(flags);                                                  \
		__locked;                                                                          \
	})

/* Linux's locks that stay spinning locks even in a real-time kernel; here all are. */
typedef spinlock_t raw_spinlock_t;
#define DEFINE_RAW_SPINLOCK(name)		DEFINE_SPINLOCK(name)
#define raw_spin_lock_init(lock)		spin_lock_init(lock)
#define raw_spin_lock_nested(lock, subclass)	spin_lock_nested(lock, subclass)
#define raw_spin_lock(lock)			spin_lock(lock)
#define raw_spin_unlock(lock)			spin_unlock(lock)
#define raw_spin_lock_irq(lock)			spin_lock_irq(lock)
#define raw_spin_unlock_irq(lock)		spin_unlock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags)	spin_lock_irqsave(lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags) spin_unlock_irqrestore(lock, flags)

#endif
