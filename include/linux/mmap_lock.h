/* SPDX-License-Identifier: MIT */
/*
 * The lock of an address space: read to look at areas and to fill page tables in (faults), written to change
 * areas and to take pages out. Taken before any other lock of mm. Tasks; may sleep.
 */
#ifndef _LINUX_MMAP_LOCK_H
#define _LINUX_MMAP_LOCK_H

#include <linux/lockdep.h>
#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/rwsem.h>

/* The lock is held, by any task; for writing, by the current one. Checked in a DEBUG=1 build. */
static inline void mmap_assert_locked(struct mm_struct *mm)
{
	VM_BUG_ON_MM(!rwsem_is_locked(&mm->mmap_lock), mm);
}

static inline void mmap_assert_write_locked(struct mm_struct *mm)
{
	VM_BUG_ON_MM(READ_ONCE(mm->mmap_lock.writer) != current, mm);
}

static inline void mmap_read_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static inline int mmap_read_trylock(struct mm_struct *mm)
{
	return down_read_trylock(&mm->mmap_lock);
}

static inline void mmap_read_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

static inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
}

/* 0, or -EINTR for a fatal signal. */
static inline int mmap_write_lock_killable(struct mm_struct *mm)
{
	return down_write_killable(&mm->mmap_lock);
}

static inline void mmap_write_downgrade(struct mm_struct *mm)
{
	downgrade_write(&mm->mmap_lock);
}

static inline void mmap_write_unlock(struct mm_struct *mm)
{
	up_write(&mm->mmap_lock);
}

/*
 * For the page fault alone, which begins and ends with interrupts off. The plain form is local_irq_enable() and
 * mmap_read_lock(); mmap_read_unlock() and local_irq_disable(). But the lock's own fast path wants
 * interrupts off, too: the two together need not turn them on, off and on again.
 */
static __always_inline void mmap_read_lock_irqs_on(struct mm_struct *mm)
{
	lockdep_assert_irqs_disabled();
	if (likely(rwsem_read_is_open(&mm->mmap_lock))) {
		mm->mmap_lock.readers++;
		local_irq_enable();
	} else {
		local_irq_enable();
		mmap_read_lock(mm);
	}
}

static __always_inline void mmap_read_unlock_irqs_off(struct mm_struct *mm)
{
	mmap_assert_locked(mm);
	local_irq_disable();
	if (likely(list_empty(&mm->mmap_lock.wait_list)))
		mm->mmap_lock.readers--;
	else
		mmap_read_unlock(mm);
}

#endif
