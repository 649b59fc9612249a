/* SPDX-License-Identifier: MIT */
/*
 * Areas and address spaces in the log, when a precondition does not hold (linux/mmdebug.h).
 *
 * Tests: tests/mm/page/mmdebug_test.c
 */
#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/sched.h>

void __cold dump_vma(const struct vm_area_struct *vma)
{
	pr_emerg("vma %px start %08lx end %08lx mm %px prot %x file %px pgoff %lx flags: %#lx\n",
		 vma, vma->vm_start, vma->vm_end, vma->vm_mm, pgprot_val(vma->vm_page_prot),
		 vma->vm_file, vma->vm_pgoff, vma->vm_flags);
}

void __cold dump_mm(const struct mm_struct *mm)
{
	pr_emerg("mm %px users %d areas %d total_vm %lu pgd %px mmap_lock readers %u writer %px\n",
		 mm, atomic_read(&mm->mm_users), mm->map_count, mm->total_vm, mm->pgd,
		 mm->mmap_lock.readers, mm->mmap_lock.writer);
}
