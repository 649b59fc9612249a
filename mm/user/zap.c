/* SPDX-License-Identifier: MIT */
/*
 * Taking pages out of an address space, and the page tables that are then empty.
 *
 * A page may go back to the page allocator only after no CPU can reach it any more. So entries are cleared
 * first, and the pages put aside; then the translations are flushed from the TLB, then the pages are given
 * back:
 *
 *	entry = 0, entry = 0 ...	batch: [page][page] ...	   flush	release
 *
 * A page that others have too (another process, a file) only loses a user and needs no place in the batch.
 * The zero page is not counted at all.
 *
 * Page tables: each covers 4 MiB. Those of a range go when the areas around leave the whole 4 MiB unused:
 *
 *	  ...prev]			     [next...
 *	|-- table --|-- table --|-- table --|-- table --|
 *	   stays	 goes	    goes       stays
 *
 * Locks: mm->mmap_lock, for writing. Tests: tests/mm/user/memory_test.c.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "vma.h"

#define BATCH 64

struct zap {
	struct mm_struct *mm;
	unsigned long first,
		last;	      /* addresses of the first and the last entry that is not flushed */
	unsigned int cleared; /* entries since the last flush */
	int nr;		      /* pages in the batch */
	struct page *pages[BATCH];
};

static noinline void flush_batch(struct zap *z)
{
	flush_tlb_range(z->mm, z->first, z->last + PAGE_SIZE);
	if (z->nr)
		release_pages(z->pages, z->nr);
	z->cleared = z->nr = 0;
}

/* One mapping less; the last reference has to wait for the flush. */
static __always_inline void drop_page(struct zap *z, struct page *page)
{
	atomic_dec(&page->_mapcount);
	if (page_ref_count(page) > 1 && likely(!atomic_dec_and_test(&page->_refcount)))
		return;
	atomic_set(&page->_refcount, 1);
	z->pages[z->nr++] = page;
}

static __always_inline void zap_pte(struct zap *z, pte_t *ptep, unsigned long addr)
{
	pte_t pte = *ptep;
	struct page *page;

	WRITE_ONCE(*ptep, 0);
	if (!z->cleared++)
		z->first = addr;
	z->last = addr;
	if (pte & _PAGE_SPECIAL)
		return;
	page = pfn_to_page(pte_pfn(pte));
	VM_BUG_ON_PAGE(page_mapcount(page) < 1 || page_ref_count(page) < 1, page);
	z->mm->rss[mm_counter(page)]--;
	drop_page(z, page);
	if (unlikely(z->nr == BATCH))
		flush_batch(z);
}

/*
 * Eight empty entries? The plain form looks at one after the other. But most of a large area may never have
 * been touched: eight with one branch.
 */
static __always_inline bool all_none(const pte_t *pte)
{
	return !(pte[0] | pte[1] | pte[2] | pte[3] | pte[4] | pte[5] | pte[6] | pte[7]);
}

/* Entries of one table. */
static void zap_table(struct zap *z, pte_t *pte, unsigned long addr, unsigned long end)
{
	const pte_t *first = pte, *last = pte + ((end - addr) >> PAGE_SHIFT);

	while (pte < last) {
		if (last - pte >= 8 && all_none(pte)) {
			pte += 8;
			continue;
		}
		if (*pte)
			zap_pte(z, pte, addr + (pte - first) * PAGE_SIZE);
		pte++;
	}
}

static void update_hiwater_rss(struct mm_struct *mm)
{
	mm->hiwater_rss = max(mm->hiwater_rss, get_mm_rss(mm));
}

void zap_page_range(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	struct zap z; /* the batch needs no zeroes */

	VM_BUG_ON_MM(!mm_may_change(vma->vm_mm), vma->vm_mm);
	VM_BUG_ON_VMA(!vma_has_range(vma, start, end), vma);
	z.mm = vma->vm_mm;
	z.cleared = z.nr = 0;
	update_hiwater_rss(vma->vm_mm);
	while (start < end) {
		unsigned long stop = min((start & PMD_MASK) + PMD_SIZE, end);
		pte_t *pte = find_pte(vma->vm_mm, start);

		if (pte)
			zap_table(&z, pte, start, stop);
		start = stop;
	}
	if (z.cleared)
		flush_batch(&z);
}

void free_pgtables(struct mm_struct *mm, unsigned long start, unsigned long end,
		   unsigned long floor, unsigned long ceiling)
{
	unsigned long first = max(pgd_index(start), pgd_index(floor + PMD_SIZE - 1));
	unsigned long behind = min(pgd_index(end - 1) + 1, pgd_index(ceiling));

	VM_BUG_ON_MM(!mm_may_change(mm), mm);
	VM_BUG_ON(!is_page_range(start, end) || floor > start || ceiling < end);
	for (unsigned long i = first; i < behind; i++) {
		pgd_t pgd = mm->pgd[i];

		if (!pgd_present(pgd))
			continue;
		WRITE_ONCE(mm->pgd[i], 0);
		flush_tlb_page(mm, i << PMD_SHIFT); /* the CPU keeps directory entries, too */
		pte_free_table(pgd_table(pgd));
		mm->nr_ptes--;
	}
}
