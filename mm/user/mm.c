/* SPDX-License-Identifier: MIT */
/*
 * The life of an address space: made empty, or as fork's copy; used; given back. See linux/sched/mm.h.
 *
 * Fork copies no memory. Parent and child get the same pages, write protected in both; the one that writes first
 * takes a copy of its own (mm/user/memory.c):
 *
 *	before			after fork			the child has written
 *	parent RW -> page A	parent r- -> page A <- r- child	parent r- -> page A	page A' <- RW child
 *
 * What is shared anyway, and pages of files that were only read, are not even entered in the child's tables:
 * a fault finds them again when the child first touches them.
 *
 * Tests: tests/mm/user/mm_test.c.
 */
#include <k896/report.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vma.h"

static struct kmem_cache *mm_cachep;
struct mm_struct *oom_mm;

/* ---- the beginning ---- */

static int mm_init(struct mm_struct *mm)
{
	atomic_set(&mm->mm_users, 1);
	init_rwsem(&mm->mmap_lock);
	mm->pgd = pgd_alloc();
	if (!mm->pgd)
		return -ENOMEM;
	mm->pgd_phys = __pa(mm->pgd);
	return 0;
}

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_zalloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	mm->mmap_base = mmap_base_below(STACK_TOP);
	mm->dumpable = true;
	if (!mm_init(mm))
		return mm;
	kmem_cache_free(mm_cachep, mm);
	return NULL;
}

/* ---- fork's copy ---- */

/* One entry for both sides. From now on neither may write to the page: the first that tries takes a copy. */
static __always_inline void copy_pte(struct mm_struct *mm, pte_t *dst, pte_t *src)
{
	pte_t pte = *src;
	struct page *page;

	if (!pte)
		return;
	if (pte & _PAGE_RW) {
		pte &= ~_PAGE_RW;
		*src = pte;
	}
	*dst = pte;
	if (unlikely(pte & _PAGE_SPECIAL))
		return;
	page = pfn_to_page(pte_pfn(pte));
	VM_BUG_ON_PAGE(page_mapcount(page) < 1 || page_ref_count(page) < 1, page);
	atomic_inc(&page->_refcount);
	atomic_inc(&page->_mapcount);
	mm->rss[mm_counter(page)]++;
}

int copy_page_range(struct vm_area_struct *dst, struct vm_area_struct *src)
{
	unsigned long addr = src->vm_start, end = src->vm_end;

	mmap_assert_write_locked(src->vm_mm); /* its entries lose their right to write */
	VM_BUG_ON_VMA(dst->vm_start != addr || dst->vm_end != end, dst);
	while (addr < end) {
		unsigned long stop = min((addr & PMD_MASK) + PMD_SIZE, end);
		pte_t *from = find_pte(src->vm_mm, addr), *to;

		if (from) {
			to = make_pte(dst->vm_mm, addr);
			if (!to)
				return -ENOMEM;
			for (pte_t *last = from + ((stop - addr) >> PAGE_SHIFT); from < last;)
				copy_pte(dst->vm_mm, to++, from++);
		}
		addr = stop;
	}
	return 0;
}

/* The child's area, linked at the end of those it has. */
static struct vm_area_struct *copy_vma(struct mm_struct *mm, const struct vm_area_struct *old,
				       struct vm_area_struct *last)
{
	struct vm_area_struct *vma = vm_area_alloc();

	if (!vma)
		return NULL;
	*vma = *old;
	if (vma->vm_file)
		get_file(vma->vm_file);
	vma->vm_flags &= ~VM_LOCKED; /* a lock is not inherited */
	if (vma->vm_flags & VM_WIPEONFORK)
		vma->has_anon = false;
	vma_link(mm, vma, last);
	return vma;
}

static int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm)
{
	struct vm_area_struct *last = NULL;

	for (struct vm_area_struct *old = oldmm->mmap; old; old = old->vm_next) {
		if (old->vm_flags & VM_DONTCOPY) {
			vm_stat_account(mm, old->vm_flags, -vma_pages(old));
			continue;
		}
		last = copy_vma(mm, old, last);
		if (!last || (last->has_anon && copy_page_range(last, old)))
			return -ENOMEM;
	}
	return 0;
}

/* What the child has from its parent without walking anything. */
static void copy_numbers(struct mm_struct *mm, const struct mm_struct *oldmm)
{
	*mm = *oldmm;
	mm->mmap = mm->mmap_last = mm->mmap_cache = NULL;
	mm->mm_rb = RB_ROOT;
	mm->map_count = 0;
	mm->nr_ptes = 0;
	mm->hiwater_rss = 0;
	mm->hiwater_vm = oldmm->total_vm;
	memset(mm->rss, 0, sizeof(mm->rss));
	if (mm->exe_file)
		get_file(mm->exe_file);
}

struct mm_struct *dup_mm(struct mm_struct *oldmm)
{
	struct mm_struct *mm = kmem_cache_alloc(mm_cachep, GFP_KERNEL);
	int err;

	VM_BUG_ON_MM(atomic_read(&oldmm->mm_users) < 1, oldmm);
	if (!mm)
		return NULL;
	mmap_write_lock(oldmm);
	copy_numbers(mm, oldmm);
	err = mm_init(mm);
	if (!err)
		err = dup_mmap(mm, oldmm);
	flush_tlb_mm(oldmm);
	mmap_write_unlock(oldmm);
	if (!err)
		return mm;
	if (mm->pgd) {
		mmput(mm);
	} else {
		if (mm->exe_file)
			fput(mm->exe_file);
		kmem_cache_free(mm_cachep, mm);
	}
	return NULL;
}

/* ---- the end ---- */

/* Nobody uses it any more, and it is in no CR3: nothing to flush, nothing to lock out. */
static void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma = mm->mmap, *next;

	for (; vma; vma = vma->vm_next)
		zap_page_range(vma, vma->vm_start, vma->vm_end);
	if (mm->mmap)
		free_pgtables(mm, mm->mmap->vm_start, mm->mmap_last->vm_end, 0, TASK_SIZE);
	for (vma = mm->mmap; vma; vma = next) {
		next = vma->vm_next;
		vm_area_free(vma);
	}
}

static __cold void report_books(const struct mm_struct *mm)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	for (unsigned int i = 0; i < NR_MM_COUNTERS; i++)
		if (mm->rss[i])
			pr_alert("BUG: Bad rss-counter state mm:%px type:%u val:%ld\n", mm, i,
				 mm->rss[i]);
	if (mm->nr_ptes)
		pr_alert("BUG: non-zero pgtables on freeing mm: %lu\n", mm->nr_ptes * PAGE_SIZE);
	report_end(flags);
}

static void check_books_at_end(const struct mm_struct *mm)
{
	unsigned long left = mm->nr_ptes;

	for (unsigned int i = 0; i < NR_MM_COUNTERS; i++)
		left |= mm->rss[i];
	if (unlikely(left))
		report_books(mm);
}

static noinline void end_mm(struct mm_struct *mm)
{
	VM_BUG_ON_MM(read_cr3() == mm->pgd_phys || rwsem_is_locked(&mm->mmap_lock), mm);
	exit_mmap(mm);
	if (unlikely(READ_ONCE(oom_mm) == mm))
		WRITE_ONCE(oom_mm, NULL);
	check_books_at_end(mm);
	if (mm->exe_file)
		fput(mm->exe_file);
	pgd_free(mm->pgd);
	kmem_cache_free(mm_cachep, mm);
}

void mmput(struct mm_struct *mm)
{
	might_sleep();
	VM_BUG_ON_MM(atomic_read(&mm->mm_users) < 1, mm);
	if (atomic_dec_and_test(&mm->mm_users))
		end_mm(mm);
}

/* ---- users ---- */

bool mmget_not_zero(struct mm_struct *mm)
{
	return atomic_inc_not_zero(&mm->mm_users);
}

struct mm_struct *get_task_mm(struct task_struct *p)
{
	struct mm_struct *mm;

	VM_BUG_ON(in_interrupt());
	task_lock_irq(p);
	mm = p->flags & PF_KTHREAD ? NULL : task_field(p, mm);
	if (mm)
		mmget(mm); /* it is in use as long as the task has it */
	task_unlock_irq(p);
	return mm;
}

struct mm_struct *switch_mm_current(struct mm_struct *mm)
{
	struct mm_struct *old;

	VM_BUG_ON_MM(mm && atomic_read(&mm->mm_users) < 1, mm);
	VM_BUG_ON(current->mm && READ_ONCE(current->mm->mmap_lock.writer) == current);
	task_lock_irq(current);
	old = current->mm;
	current->mm = mm;
	write_cr3(mm ? mm->pgd_phys : __pa(swapper_pg_dir));
	task_unlock_irq(current);
	return old;
}

void kthread_use_mm(struct mm_struct *mm)
{
	WARN_ON(!(current->flags & PF_KTHREAD) || current->mm);
	mmget(mm);
	switch_mm_current(mm);
}

void kthread_unuse_mm(struct mm_struct *mm)
{
	WARN_ON(current->mm != mm);
	switch_mm_current(NULL);
	mmput(mm);
}

static int __init mm_cache_init(void)
{
	mm_cachep = KMEM_CACHE(mm_struct, SLAB_PANIC);
	return 0;
}
core_initcall(mm_cache_init);
