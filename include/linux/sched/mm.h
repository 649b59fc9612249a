/* SPDX-License-Identifier: MIT */
/*
 * The life of an address space. It is made and ended in mm/user/mm.c; its areas are in mm/user/mmap.c, its
 * pages in mm/user/memory.c.
 *
 * current->mm is NULL for kernel threads. CR3 holds the directory of the last process that ran, and kernel
 * threads go on with it: the kernel half is the same. A task that leaves its mm (exit, exec) loads another
 * directory first, so an mm without users is never in CR3.
 */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>

/**
 * mm_alloc() - an empty address space with one user
 *
 * May sleep. Return: the mm, or NULL. Give back with mmput().
 */
struct mm_struct *mm_alloc(void);

/**
 * dup_mm() - fork's copy of @oldmm: the same areas; private pages shared and write protected on both sides
 *
 * Takes @oldmm's mmap_lock. May sleep. Return: the mm with one user, or NULL.
 */
struct mm_struct *dup_mm(struct mm_struct *oldmm);

static inline void mmget(struct mm_struct *mm)
{
	VM_BUG_ON_MM(atomic_read(&mm->mm_users) < 1, mm);
	atomic_inc(&mm->mm_users);
}

/* One more user, unless the last one has left already: false. Any context. */
bool mmget_not_zero(struct mm_struct *mm);

/*
 * The task's mm, with one more user; NULL: a kernel thread, or it has left it. Not in interrupts:
 * task_lock().
 */
struct mm_struct *get_task_mm(struct task_struct *p);

/* One user less; after the last one areas, pages, page tables and directory are freed. May sleep. */
void mmput(struct mm_struct *mm);

/**
 * switch_mm_current() - make @mm the current task's address space, in CR3 too
 * @mm: the caller's reference becomes the task's; NULL: the task leaves user space for good
 *
 * Return: the mm that it had before, with a reference that is the caller's now.
 */
struct mm_struct *switch_mm_current(struct mm_struct *mm);

/* A kernel thread gets a process's address space for a while, so that copy_to_user() and so on work. Task. */
void kthread_use_mm(struct mm_struct *mm);
void kthread_unuse_mm(struct mm_struct *mm);

/* Around reclaim, for lockdep: mm/page/fs_reclaim.c. Tasks. */
#ifdef CONFIG_LOCKDEP
void fs_reclaim_acquire(gfp_t gfp);
void fs_reclaim_release(gfp_t gfp);
#else
#define fs_reclaim_acquire(gfp) ((void)(gfp))
#define fs_reclaim_release(gfp) ((void)(gfp))
#endif

#endif
