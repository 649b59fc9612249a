/* SPDX-License-Identifier: MIT */
/*
 * The preconditions of mm's functions, as code. In a DEBUG=1 build one that does not hold ends the kernel
 * with file and line, and shows what it is about; in all others the condition is compiled and never
 * computed, so it costs nothing and must have no effect of its own.
 *
 * For faults of the kernel alone: what a driver or a program may get wrong is an error or a report, in every
 * build. Locks and contexts have their own: lockdep_assert_held() and the like (linux/lockdep.h),
 * mmap_assert_locked().
 *
 * Tests: tests/mm/page/mmdebug_test.c
 */
#ifndef _LINUX_MMDEBUG_H
#define _LINUX_MMDEBUG_H

#include <linux/bug.h>
#include <linux/build_bug.h>

struct mm_struct;
struct page;
struct vm_area_struct;

/* What is in them, in the log, and for a page why that is told. Any context. */
void dump_page(struct page *page, const char *reason) __cold;
void dump_vma(const struct vm_area_struct *vma) __cold;
void dump_mm(const struct mm_struct *mm) __cold;

#ifdef CONFIG_DEBUG_VM
#define __VM_BUG_ON(cond, show)                                                                    \
	do {                                                                                       \
		if (unlikely(cond)) {                                                              \
			show;                                                                      \
			BUG();                                                                     \
		}                                                                                  \
	} while (0)
#define VM_BUG_ON(cond)		   BUG_ON(cond)
#define VM_BUG_ON_PAGE(cond, page) __VM_BUG_ON(cond, dump_page(page, "VM_BUG_ON_PAGE(" #cond ")"))
#define VM_BUG_ON_VMA(cond, vma)   __VM_BUG_ON(cond, dump_vma(vma))
#define VM_BUG_ON_MM(cond, mm)	   __VM_BUG_ON(cond, dump_mm(mm))
#define VM_WARN_ON(cond)	   ((void)WARN_ON(cond))
#define VM_WARN_ON_ONCE(cond)	   ((void)WARN_ON_ONCE(cond))
#else
#define __VM_NOTHING(cond, what)   ((void)(sizeof((long)(cond)) + sizeof(what)))
#define VM_BUG_ON(cond)		   BUILD_BUG_ON_INVALID(cond)
#define VM_BUG_ON_PAGE(cond, page) __VM_NOTHING(cond, page)
#define VM_BUG_ON_VMA(cond, vma)   __VM_NOTHING(cond, vma)
#define VM_BUG_ON_MM(cond, mm)	   __VM_NOTHING(cond, mm)
#define VM_WARN_ON(cond)	   BUILD_BUG_ON_INVALID(cond)
#define VM_WARN_ON_ONCE(cond)	   BUILD_BUG_ON_INVALID(cond)
#endif

#endif
