/* SPDX-License-Identifier: MIT */
/*
 * madvise: what a process says about its memory. Advice that changes what it sees is followed (DONTNEED, FREE,
 * the ones about fork); advice about speed is accepted and does nothing: there is nothing to read ahead, to
 * merge or to swap.
 *
 * MADV_FREE frees at once, as MADV_DONTNEED does; Linux waits until memory is short.
 *
 * Locks: mm->mmap_lock, for writing. Tests: tests/mm/user/madvise_test.c.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <uapi/asm/mman.h>

#include "vma.h"

struct advice {
	int behavior;
	bool takes_pages;	  /* locked memory keeps its pages: -EINVAL */
	unsigned long set, clear; /* of vm_flags */
	/* What is done to [start, end) of one area. 0 or -errno. NULL: nothing. */
	int (*apply)(struct vm_area_struct *vma, unsigned long start, unsigned long end);
};

static int dontneed(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	zap_page_range(vma, start, end);
	return 0;
}

static int free_lazily(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	return vma->vm_file ? -EINVAL : dontneed(vma, start, end);
}

/* A hole in shared memory: not done here. */
static int remove(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	if (!vma->vm_file)
		return -EINVAL;
	return (vma->vm_flags & (VM_SHARED | VM_WRITE)) == (VM_SHARED | VM_WRITE) ? -EOPNOTSUPP :
										    -EACCES;
}

static int only_private_anonymous(struct vm_area_struct *vma, unsigned long start,
				  unsigned long end)
{
	return vma->vm_file ? -EINVAL : 0;
}

static const struct advice advices[] = {
	{ MADV_NORMAL },
	{ MADV_RANDOM },
	{ MADV_SEQUENTIAL },
	{ MADV_WILLNEED },
	{ MADV_DONTNEED, .takes_pages = true, .apply = dontneed },
	{ MADV_DONTNEED_LOCKED, .apply = dontneed },
	{ MADV_FREE, .takes_pages = true, .apply = free_lazily },
	{ MADV_REMOVE, .takes_pages = true, .apply = remove },
	{ MADV_DONTFORK, .set = VM_DONTCOPY },
	{ MADV_DOFORK, .clear = VM_DONTCOPY },
	{ MADV_WIPEONFORK, .set = VM_WIPEONFORK, .apply = only_private_anonymous },
	{ MADV_KEEPONFORK, .clear = VM_WIPEONFORK },
	{ MADV_DONTDUMP, .set = VM_DONTDUMP },
	{ MADV_DODUMP, .clear = VM_DONTDUMP },
	{ MADV_MERGEABLE },
	{ MADV_UNMERGEABLE },
	{ MADV_HUGEPAGE },
	{ MADV_NOHUGEPAGE },
	{ MADV_COLD, .takes_pages = true },
	{ MADV_PAGEOUT, .takes_pages = true },
};

static const struct advice *find_advice(int behavior)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(advices); i++)
		if (advices[i].behavior == behavior)
			return &advices[i];
	return NULL;
}

/* [start, end) of one area; *areap is the area that has it afterwards. */
static int advise_area(const struct advice *advice, struct vm_area_struct **areap,
		       unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = *areap;
	unsigned long flags = (vma->vm_flags | advice->set) & ~advice->clear;
	int err = 0;

	if (advice->takes_pages && vma->vm_flags & VM_LOCKED)
		return -EINVAL;
	if (advice->apply)
		err = advice->apply(vma, start, end);
	if (err || flags == vma->vm_flags)
		return err;
	err = vma_isolate(&vma, start, end);
	if (err)
		return err;
	vma_set_flags(vma, flags);
	*areap = vma_join(vma->vm_mm, vma);
	return 0;
}

/* All areas of the range. A hole is an error, which is returned when all areas have been advised. */
static int advise_range(struct mm_struct *mm, const struct advice *advice, unsigned long start,
			unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	int hole = 0, err;

	while (vma && vma->vm_start < end) {
		if (vma->vm_start > start) {
			hole = -ENOMEM;
			start = vma->vm_start;
		}
		err = advise_area(advice, &vma, start, min(vma->vm_end, end));
		if (err)
			return err;
		start = vma->vm_end;
		if (start >= end)
			return hole;
		vma = vma->vm_next;
	}
	return -ENOMEM;
}

/* MADV_POPULATE_*: unlike for MAP_POPULATE, a failure is an error. */
static int populate(struct mm_struct *mm, unsigned long start, unsigned long end, bool write)
{
	for (; start < end; start += PAGE_SIZE) {
		enum fault_result result;

		if (fatal_signal_pending(current))
			return -EINTR;
		mmap_read_lock(mm);
		result = handle_mm_fault(mm, start, write);
		mmap_read_unlock(mm);
		if (result == FAULT_ACCERR)
			return -EINVAL;
		if (result == FAULT_MAPERR || result == FAULT_OOM)
			return -ENOMEM;
		if (result == FAULT_SIGBUS)
			return -EFAULT;
	}
	return 0;
}

SYSCALL_DEFINE3(madvise, unsigned long, start, size_t, len_in, int, behavior)
{
	bool populates = behavior == MADV_POPULATE_READ || behavior == MADV_POPULATE_WRITE;
	const struct advice *advice = find_advice(behavior);
	struct mm_struct *mm = current->mm;
	unsigned long len = PAGE_ALIGN(len_in), end = start + len;
	int err;

	if ((!advice && !populates) || offset_in_page(start) || (len_in && !len) || end < start)
		return -EINVAL;
	if (end == start)
		return 0;
	if (populates)
		return populate(mm, start, end, behavior == MADV_POPULATE_WRITE);
	err = mmap_write_lock_killable(mm);
	if (err)
		return err;
	err = advise_range(mm, advice, start, end);
	mmap_write_unlock(mm);
	return err;
}
