/* SPDX-License-Identifier: MIT */
/*
 * Short windows onto high memory: a stack of fixmap slots, each a page table entry at a fixed
 * address.
 *
 *	slot 0	0xffffe000	the task's first mapping	idx = 3
 *	slot 1	0xffffd000	its second
 *	slot 2	0xffffc000	that of an interrupt handler which runs now
 *	slot 3			empty
 *
 * The stack belongs to the task: an interrupt handler takes the next slots on top of the
 * interrupted task's and leaves them as they were. When the CPU switches to another task, the entries are
 * saved in the task and cleared; when it switches back, they are written again, at the same addresses.
 * So a task may be preempted and may sleep while it holds such an address.
 *
 * There is no lock, and preemption stays on. The order of the steps is enough: a slot is claimed before its
 * entry is written, and given up after the entry is cleared and flushed. A task switch in between saves
 * an empty entry and writes an empty entry again. A slot that is not claimed is always empty, and not in a TLB.
 *
 * With more CPUs each would have its own slots, and a task that holds one must stay on its CPU.
 *
 * Tests: tests/mm/page/kmap_local_test.c.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>

#include "internal.h"
#include "mm/boot/internal.h"

static __always_inline unsigned long slot_addr(unsigned int idx)
{
	return __fix_to_virt(FIX_KMAP_BEGIN + idx * KM_INCR);
}

static __always_inline pte_t *slot_pte(unsigned int idx)
{
	return &fixmap_table[PTRS_PER_PTE - 1 - FIX_KMAP_BEGIN - idx * KM_INCR];
}

static __always_inline void *map_slot(struct task_struct *tsk, unsigned int idx, struct page *page)
{
	BUG_ON(idx >= KM_MAX_IDX);
	VM_BUG_ON(*slot_pte(idx));
	WRITE_ONCE(tsk->kmap_ctrl.idx, idx + 1);
	barrier();
	*slot_pte(idx) = page_to_phys(page) | _KERNEL_RW | kernel_global;
	barrier();
	kasan_unpoison_vmalloc((void *)slot_addr(idx), PAGE_SIZE);
	return (void *)slot_addr(idx);
}

static __always_inline void unmap_slot(struct task_struct *tsk, unsigned int idx, const void *addr)
{
	kasan_poison_vmalloc((void *)slot_addr(idx), PAGE_SIZE);
	*slot_pte(idx) = 0;
	flush_tlb_one((unsigned long)addr);
	WRITE_ONCE(tsk->kmap_ctrl.idx, idx);
}

void *__kmap_local_page(struct page *page)
{
	struct task_struct *tsk = current;

	return map_slot(tsk, tsk->kmap_ctrl.idx, page);
}

void __kunmap_local(const void *addr)
{
	struct task_struct *tsk = current;
	unsigned int idx = tsk->kmap_ctrl.idx - 1;

	if (WARN(slot_addr(idx) != ((unsigned long)addr & PAGE_MASK),
		 "kunmap_local: %px is not the last one mapped\n", addr))
		return;
	unmap_slot(tsk, idx, addr);
}

void __clear_highpage(struct page *page)
{
	struct task_struct *tsk = current;
	unsigned int idx = tsk->kmap_ctrl.idx;
	void *addr = map_slot(tsk, idx, page);

	clear_page(addr);
	unmap_slot(tsk, idx, addr);
}

static void switch_slots(struct task_struct *prev, struct task_struct *next)
{
	lockdep_assert_irqs_disabled();
	VM_BUG_ON(prev == next);
	for (unsigned int i = 0; i < prev->kmap_ctrl.idx; i++) {
		prev->kmap_ctrl.pteval[i] = *slot_pte(i);
		kasan_poison_vmalloc((void *)slot_addr(i), PAGE_SIZE);
		*slot_pte(i) = 0;
		flush_tlb_one(slot_addr(i));
	}
	for (unsigned int i = 0; i < next->kmap_ctrl.idx; i++) {
		*slot_pte(i) = next->kmap_ctrl.pteval[i];
		kasan_unpoison_vmalloc((void *)slot_addr(i), PAGE_SIZE);
	}
}

void __init kmap_local_init(void)
{
	kmap_local_switch = switch_slots;
}
