/* SPDX-License-Identifier: MIT */
/*
 * mremap: an area becomes larger or smaller, here or elsewhere, and keeps its pages.
 *
 *	shrink		the end is unmapped
 *	grow		in place, if there is room behind; else, with MREMAP_MAYMOVE, move
 *	move		a new area; the page table entries go over, no page is copied; the old area is unmapped
 *
 * A move makes everything that could fail first: the old area on its own, the new page tables, and last the new
 * area, which may become part of its neighbours, and could not be taken out of them again without memory.
 * Then it moves entries, which cannot fail, so a move is done or has changed nothing.
 *
 * Locked memory that becomes larger has its new pages at once; what MREMAP_DONTUNMAP leaves is not locked.
 *
 * Locks: mm->mmap_lock, for writing. Tests: tests/mm/user/mremap_test.c.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <uapi/asm/mman.h>

#include "vma.h"

struct remap {
	struct mm_struct *mm;
	unsigned long addr, old_len, new_len, flags, new_addr;
	struct vm_area_struct *vma; /* that has addr */
	unsigned long vm_flags;	    /* what it had before it grew or moved */
};

/* ---- moving entries ---- */

/* Tables at the new place for all that the old one has. 0 or -ENOMEM. */
static int make_tables(const struct remap *rm)
{
	for (unsigned long off = 0; off < rm->old_len;) {
		unsigned long from = rm->addr + off, to = rm->new_addr + off;
		unsigned long step =
			min(PMD_SIZE - (from & ~PMD_MASK), PMD_SIZE - (to & ~PMD_MASK));

		if (find_pte(rm->mm, from) && !make_pte(rm->mm, to))
			return -ENOMEM;
		off += step;
	}
	return 0;
}

/* The move has failed, and the new tables are empty. Around the new place nothing has changed. */
static void drop_tables(const struct remap *rm)
{
	struct vma_place place = find_place(rm->mm, rm->new_addr);

	if (rm->old_len)
		free_pgtables(rm->mm, rm->new_addr, rm->new_addr + rm->old_len,
			      place.prev ? place.prev->vm_end : 0,
			      place.next ? place.next->vm_start : TASK_SIZE);
}

static void move_entry(struct mm_struct *mm, unsigned long from, unsigned long to)
{
	pte_t *old = find_pte(mm, from), pte = *old;

	if (!pte)
		return;
	WRITE_ONCE(*old, 0);
	WRITE_ONCE(*find_pte(mm, to), pte);
	flush_tlb_page(mm, from);
}

static void move_entries(const struct remap *rm)
{
	for (unsigned long off = 0; off < rm->old_len; off += PAGE_SIZE) {
		if (find_pte(rm->mm, rm->addr + off))
			move_entry(rm->mm, rm->addr + off, rm->new_addr + off);
		else
			off += PMD_SIZE - ((rm->addr + off) & ~PMD_MASK) - PAGE_SIZE;
	}
}

/* ---- moving an area ---- */

/* The area of the new place, or what covers it; it is free. 0 or -ENOMEM. */
static int new_area(const struct remap *rm)
{
	struct vma_place place = find_place(rm->mm, rm->new_addr);
	struct vm_area_struct *old = rm->vma, *vma;
	struct vma_like like = {
		.vm_flags = old->vm_flags,
		.vm_file = old->vm_file,
		.vm_pgoff = old->vm_pgoff + ((rm->addr - old->vm_start) >> PAGE_SHIFT),
		.has_anon = old->has_anon,
	};

	if (!old->vm_file)
		like.vm_pgoff = rm->new_addr >> PAGE_SHIFT;
	if (vma_merge(rm->mm, place, rm->new_addr, rm->new_addr + rm->new_len, &like))
		return 0;
	vma = vm_area_alloc();
	if (!vma)
		return -ENOMEM;
	*vma = *old;
	vma->vm_start = rm->new_addr;
	vma->vm_end = rm->new_addr + rm->new_len;
	vma->vm_pgoff = like.vm_pgoff;
	if (vma->vm_file)
		get_file(vma->vm_file);
	vma_link(rm->mm, vma, place.prev);
	return 0;
}

/* Everything that can fail; undone if it does. */
static int prepare_move(struct remap *rm)
{
	int err;

	if (rm->mm->map_count >= sysctl_max_map_count - 3)
		return -ENOMEM;
	/* Its own area, so that unmapping it later needs no memory. */
	if (rm->old_len) {
		err = vma_isolate(&rm->vma, rm->addr, rm->addr + rm->old_len);
		if (err)
			return err;
	}
	err = make_tables(rm) ?: new_area(rm);
	if (err) {
		drop_tables(rm);
		vma_join(rm->mm, rm->vma);
		return err;
	}
	vm_stat_account(rm->mm, rm->vm_flags, rm->new_len >> PAGE_SHIFT);
	return 0;
}

/* MREMAP_DONTUNMAP: the old area is like one that was never touched. */
static void leave_old(struct remap *rm)
{
	struct vm_area_struct *vma = find_vma(rm->mm, rm->addr);

	if (!(rm->vm_flags & VM_LOCKED) || vma_isolate(&vma, rm->addr, rm->addr + rm->old_len))
		return;
	vma_set_flags(vma, rm->vm_flags & ~VM_LOCKED);
	vma_join(rm->mm, vma);
}

static unsigned long move(struct remap *rm)
{
	int err;

	rm->vm_flags = rm->vma->vm_flags;
	err = prepare_move(rm);
	if (err)
		return err;
	move_entries(rm);
	if (rm->flags & MREMAP_DONTUNMAP)
		leave_old(rm);
	else if (rm->old_len)
		do_munmap(rm->mm, rm->addr, rm->old_len);
	return rm->new_addr;
}

/* ---- what is allowed ---- */

/* May the area become this large? 0 or -errno. */
static int check_resize(const struct remap *rm)
{
	const struct vm_area_struct *vma = rm->vma;
	unsigned long pgoff = (rm->addr - vma->vm_start) >> PAGE_SHIFT;
	unsigned long pages = (rm->new_len - rm->old_len) >> PAGE_SHIFT;

	if (!rm->old_len && !(vma->vm_flags & (VM_SHARED | VM_MAYSHARE)))
		return -EINVAL;
	if (rm->flags & MREMAP_DONTUNMAP && vma->vm_flags & VM_DONTEXPAND)
		return -EINVAL;
	if (rm->old_len > vma->vm_end - rm->addr)
		return -EFAULT;
	if (rm->new_len == rm->old_len)
		return 0;
	pgoff += vma->vm_pgoff;
	if (pgoff + (rm->new_len >> PAGE_SHIFT) < pgoff)
		return -EINVAL;
	if (vma->vm_flags & VM_DONTEXPAND)
		return -EFAULT;
	if (!may_expand_vm(rm->mm, vma->vm_flags, pages))
		return -ENOMEM;
	return may_account(vma->vm_flags, pages);
}

/* Nothing lies behind the area for as far as it is to grow. */
static bool has_room_behind(const struct remap *rm)
{
	unsigned long end = rm->addr + rm->new_len;
	const struct vm_area_struct *next = rm->vma->vm_next;

	if (rm->vma->vm_end != rm->addr + rm->old_len || end < rm->addr || end > TASK_SIZE)
		return false;
	return !next || end <= vm_start_gap(next);
}

/* ---- the three ways ---- */

/* MREMAP_FIXED, or MREMAP_DONTUNMAP, which moves in any case. */
static unsigned long move_to(struct remap *rm)
{
	unsigned long map_flags = 0;
	int err;

	if (offset_in_page(rm->new_addr) || rm->new_len > TASK_SIZE ||
	    rm->new_addr > TASK_SIZE - rm->new_len)
		return -EINVAL;
	/* Does one begin inside the other? Written so, an end that wraps hides nothing. */
	if (rm->new_addr - rm->addr < rm->old_len || rm->addr - rm->new_addr < rm->new_len)
		return -EINVAL;
	if (rm->mm->map_count + 2 >= sysctl_max_map_count - 3)
		return -ENOMEM;
	if (rm->flags & MREMAP_FIXED) {
		map_flags = MAP_FIXED;
		if (rm->new_addr < mmap_min_addr)
			return -EPERM;
		err = do_munmap(rm->mm, rm->new_addr, rm->new_len);
		if (err)
			return err;
	}
	if (rm->old_len > rm->new_len) {
		err = do_munmap(rm->mm, rm->addr + rm->new_len, rm->old_len - rm->new_len);
		if (err)
			return err;
		rm->old_len = rm->new_len;
	}
	rm->vma = find_vma(rm->mm, rm->addr); /* munmap may have split it */
	err = check_resize(rm);
	if (err)
		return err;
	if (rm->flags & MREMAP_DONTUNMAP &&
	    !may_expand_vm(rm->mm, rm->vma->vm_flags, rm->old_len >> PAGE_SHIFT))
		return -ENOMEM;
	rm->new_addr = get_unmapped_area(rm->mm, rm->new_addr, rm->new_len, map_flags);
	return IS_ERR_VALUE(rm->new_addr) ? rm->new_addr : move(rm);
}

static unsigned long shrink(struct remap *rm)
{
	int err = 0;

	if (rm->old_len > rm->new_len)
		err = do_munmap(rm->mm, rm->addr + rm->new_len, rm->old_len - rm->new_len);
	return err ?: rm->addr;
}

static unsigned long grow_in_place(struct remap *rm)
{
	struct vm_area_struct *vma = rm->vma;

	rm->vm_flags = vma->vm_flags;
	vma_set_end(rm->mm, vma, rm->addr + rm->new_len);
	vm_stat_account(rm->mm, vma->vm_flags, (rm->new_len - rm->old_len) >> PAGE_SHIFT);
	vma_join(rm->mm, vma);
	return rm->addr;
}

static unsigned long grow(struct remap *rm)
{
	int err = check_resize(rm);

	if (err)
		return err;
	if (has_room_behind(rm))
		return grow_in_place(rm);
	if (!(rm->flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	rm->new_addr = get_unmapped_area(rm->mm, 0, rm->new_len, 0);
	return IS_ERR_VALUE(rm->new_addr) ? rm->new_addr : move(rm);
}

static unsigned long do_mremap(struct remap *rm)
{
	rm->vma = find_vma(rm->mm, rm->addr);
	if (!rm->vma || rm->vma->vm_start > rm->addr)
		return -EFAULT;
	if (rm->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		return move_to(rm);
	return rm->old_len >= rm->new_len ? shrink(rm) : grow(rm);
}

/* Of the arguments as they came; @new_len of 0, too, is what it is when it is rounded up. 0 or -EINVAL. */
static int check_arguments(unsigned long addr, unsigned long old_len, unsigned long new_len,
			   unsigned long flags)
{
	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP) ||
	    (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)) ||
	    (flags & MREMAP_DONTUNMAP && (!(flags & MREMAP_MAYMOVE) || old_len != new_len)))
		return -EINVAL;
	return offset_in_page(addr) || !PAGE_ALIGN(new_len) ? -EINVAL : 0;
}

/* Without the lock: brings in the pages that locked memory, now at @addr, has gained. */
static noinline void populate_growth(const struct remap *rm, unsigned long addr)
{
	if (!IS_ERR_VALUE(addr))
		mm_populate(rm->mm, addr + rm->old_len, addr + rm->new_len,
			    (rm->vm_flags & (VM_WRITE | VM_SHARED)) == VM_WRITE);
}

SYSCALL_DEFINE5(mremap, unsigned long, addr, unsigned long, old_len, unsigned long, new_len,
		unsigned long, flags, unsigned long, new_addr)
{
	struct remap rm = {
		.mm = current->mm,
		.addr = addr,
		.old_len = PAGE_ALIGN(old_len),
		.new_len = PAGE_ALIGN(new_len),
		.flags = flags,
		.new_addr = new_addr,
	};
	long ret = check_arguments(addr, old_len, new_len, flags);

	if (!ret)
		ret = mmap_write_lock_killable(rm.mm);
	if (ret)
		return ret;
	ret = do_mremap(&rm);
	mmap_write_unlock(rm.mm);
	if (unlikely(rm.vm_flags & VM_LOCKED))
		populate_growth(&rm, ret);
	return ret;
}
