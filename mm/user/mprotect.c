/* SPDX-License-Identifier: MIT */
/*
 * mprotect: other rights for pages that are mapped. Areas are split where the range begins and ends, get their
 * new flags, and become one with neighbours that they are now like; then the entries of resident pages follow.
 *
 * A right that is taken away must be gone when the call returns, so translations are forgotten. A right to
 * write that is given is not entered for a private page: its next write faults and finds out whether the page
 * has to be copied first.
 *
 * PROT_NONE leaves pages where they are: the entry loses the CPU's present bit and keeps ours.
 *
 * Locks: mm->mmap_lock, for writing. Tests: tests/mm/user/mprotect_test.c.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <uapi/asm/mman.h>
#include <uapi/linux/personality.h>

#include "vma.h"

/* What stays of an entry when its rights change. */
#define PTE_KEPT (PAGE_MASK | _PAGE_SPECIAL | _PAGE_DIRTY | _PAGE_ACCESSED)

/* A private page that is already writable stays so: it has been found to be its area's alone. */
static pte_t changed(pte_t pte, const struct vm_area_struct *vma)
{
	u32 prot = pgprot_val(vma->vm_page_prot);

	if (pte & _PAGE_SPECIAL)
		prot &= ~(_PAGE_RW | _PAGE_DIRTY);
	if (vma->vm_flags & VM_WRITE && pte & _PAGE_PRESENT)
		prot |= pte & _PAGE_RW;
	return (pte & PTE_KEPT) | prot;
}

static void change_table(struct vm_area_struct *vma, pte_t *pte, unsigned long addr,
			 unsigned long end)
{
	for (; addr < end; addr += PAGE_SIZE, pte++) {
		if (!*pte)
			continue;
		WRITE_ONCE(*pte, changed(*pte, vma));
		flush_tlb_page(vma->vm_mm, addr);
	}
}

/* The entries of [start, end), an area or part of one, follow its flags. */
static void change_protection(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	while (start < end) {
		unsigned long stop = min((start & PMD_MASK) + PMD_SIZE, end);
		pte_t *pte = find_pte(vma->vm_mm, start);

		if (pte)
			change_table(vma, pte, start, stop);
		start = stop;
	}
}

/* Private memory that becomes writable is data, and counts as such. */
static int check_limits(struct vm_area_struct *vma, unsigned long flags, unsigned long pages)
{
	if (!(flags & VM_WRITE) || vma->vm_flags & VM_WRITE)
		return 0;
	if (!may_expand_vm(vma->vm_mm, flags, pages) &&
	    may_expand_vm(vma->vm_mm, vma->vm_flags, pages))
		return -ENOMEM;
	return may_account(flags, pages);
}

/* Private locked memory gets its own pages when it may be written to. As for MAP_LOCKED, a failure is no error. */
static void make_present(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	for (; start < end && !fatal_signal_pending(current); start += PAGE_SIZE)
		if (handle_mm_fault(mm, start, true) != FAULT_OK)
			return;
}

/* [start, end) of one area. Return: 0 or -ENOMEM; *areap is the area that has these addresses now. */
static int change_area(struct vm_area_struct **areap, unsigned long start, unsigned long end,
		       unsigned long flags)
{
	struct vm_area_struct *vma = *areap;
	struct mm_struct *mm = vma->vm_mm;
	unsigned long pages = (end - start) >> PAGE_SHIFT, old = vma->vm_flags;
	int err;

	if (flags == old)
		return 0;
	err = check_limits(vma, flags, pages);
	if (!err)
		err = vma_isolate(&vma, start, end);
	if (err)
		return err;
	vm_stat_account(mm, old, -pages);
	vma_set_flags(vma, flags);
	vm_stat_account(mm, flags, pages);
	*areap = vma_join(mm, vma);
	change_protection(*areap, start, end);
	if (unlikely((old & (VM_WRITE | VM_SHARED | VM_LOCKED)) == VM_LOCKED && flags & VM_WRITE))
		make_present(mm, start, end);
	return 0;
}

/* Each area from @vma on; what was changed before an error stays changed, as in Linux. */
static int change_range(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			unsigned long prot)
{
	while (vma && vma->vm_start <= start) {
		unsigned long stop = min(vma->vm_end, end);
		unsigned long flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | prot;
		int err;

		if (prot & ~(vma->vm_flags >> 4)) /* each MAY bit is four above its right */
			return -EACCES;
		err = change_area(&vma, start, stop, flags);
		if (err)
			return err;
		if (stop == end)
			return 0;
		start = stop;
		vma = vma->vm_end > start ? vma : vma->vm_next;
	}
	return -ENOMEM; /* a hole */
}

static int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long len,
		       unsigned long prot)
{
	unsigned long grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP), end;
	struct vm_area_struct *vma;

	prot &= ~grows;
	if (offset_in_page(start) || grows == (PROT_GROWSDOWN | PROT_GROWSUP))
		return -EINVAL;
	if (!len)
		return 0;
	len = PAGE_ALIGN(len);
	end = start + len;
	if (end <= start)
		return -ENOMEM;
	if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	vma = find_vma(mm, start);
	if (!vma)
		return -ENOMEM;
	if (grows & PROT_GROWSUP)
		return vma->vm_start > start ? -ENOMEM : -EINVAL; /* none grows up here */
	if (grows) {
		if (vma->vm_start >= end)
			return -ENOMEM;
		if (!(vma->vm_flags & VM_GROWSDOWN))
			return -EINVAL;
		start = vma->vm_start;
	}
	if (prot & PROT_READ && current->personality & READ_IMPLIES_EXEC)
		prot |= PROT_EXEC;
	return change_range(vma, start, end, prot & VM_ACCESS_FLAGS);
}

SYSCALL_DEFINE3(mprotect, unsigned long, start, size_t, len, unsigned long, prot)
{
	struct mm_struct *mm = current->mm;
	int err = mmap_write_lock_killable(mm);

	if (err)
		return err;
	err = do_mprotect(mm, start, len, prot);
	mmap_write_unlock(mm);
	return err;
}
