/* SPDX-License-Identifier: MIT */
/*
 * What struct mm_struct says about itself, checked against areas and page tables. For tests, and to be
 * called wherever something is suspected.
 *
 * Tests: every suite on address spaces calls it after each case; tests/mm/user/mm_test.c breaks things for it.
 */
#include <k896/check.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "vma.h"

struct census {
	struct mm_struct *mm;
	int faults;
	int areas;
	unsigned long pages, data, stack, code, nr_ptes;
	long rss[NR_MM_COUNTERS];
};

#define complain(c, fmt, ...)                                                                      \
	do {                                                                                       \
		(c)->faults++;                                                                     \
		pr_err("mm_check: mm %px: " fmt "\n", (c)->mm, ##__VA_ARGS__);                     \
	} while (0)

/* ---- areas ---- */

static void check_neighbours(struct census *c, const struct vm_area_struct *vma,
			     const struct vm_area_struct *prev)
{
	if (vma->vm_start >= vma->vm_end || vma->vm_end > TASK_SIZE ||
	    offset_in_page(vma->vm_start | vma->vm_end))
		complain(c, "area %08lx-%08lx is no range", vma->vm_start, vma->vm_end);
	if (vma->vm_prev != prev || vma->vm_mm != c->mm)
		complain(c, "area %08lx is not linked to its neighbour or its mm", vma->vm_start);
	if (prev && prev->vm_end > vma->vm_start)
		complain(c, "areas %08lx-%08lx and %08lx overlap", prev->vm_start, prev->vm_end,
			 vma->vm_start);
	if (!vma->vm_file && vma->vm_pgoff != vma->vm_start >> PAGE_SHIFT)
		complain(c, "area %08lx: anonymous, with offset %#lx", vma->vm_start,
			 vma->vm_pgoff);
}

/* Data, stack and code, as vm_stat_account() counts them. */
static void count_area(struct census *c, const struct vm_area_struct *vma)
{
	unsigned long flags = vma->vm_flags, pages = vma_pages(vma);

	c->areas++;
	c->pages += pages;
	if ((flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) == VM_WRITE)
		c->data += pages;
	else if (flags & VM_GROWSDOWN)
		c->stack += pages;
	else if ((flags & (VM_EXEC | VM_WRITE)) == VM_EXEC)
		c->code += pages;
}

static void check_areas(struct census *c)
{
	struct vm_area_struct *vma, *prev = NULL;

	for (vma = c->mm->mmap; vma; prev = vma, vma = vma->vm_next) {
		check_neighbours(c, vma, prev);
		count_area(c, vma);
	}
	if (c->mm->mmap_last != prev)
		complain(c, "the last area is not mmap_last");
}

/* The largest gap of a subtree; counts its nodes and sees to their order. */
static unsigned long check_subtree(struct census *c, struct rb_node *node, int *nodes,
				   unsigned long *last_end)
{
	struct vm_area_struct *vma;
	unsigned long gap, left, right, end;

	if (!node)
		return 0;
	vma = rb_entry(node, struct vm_area_struct, vm_rb);
	left = check_subtree(c, node->rb_left, nodes, last_end);
	if (vma->vm_start < *last_end)
		complain(c, "area %08lx is at the wrong place in the tree", vma->vm_start);
	++*nodes;
	end = vma->vm_prev ? vma->vm_prev->vm_end : 0;
	gap = vm_start_gap(vma) > end ? vm_start_gap(vma) - end : 0;
	if (vma->gap != gap)
		complain(c, "area %08lx: gap %#lx, noted as %#lx", vma->vm_start, gap, vma->gap);
	*last_end = vma->vm_end;
	right = check_subtree(c, node->rb_right, nodes, last_end);
	gap = max3(gap, left, right);
	if (vma->rb_subtree_gap < gap)
		complain(c, "area %08lx: largest gap below it %#lx, bound %#lx", vma->vm_start, gap,
			 vma->rb_subtree_gap);
	return gap;
}

static void check_tree(struct census *c)
{
	unsigned long last_end = 0;
	int nodes = 0;

	check_subtree(c, c->mm->mm_rb.rb_node, &nodes, &last_end);
	if (nodes != c->areas || c->mm->map_count != c->areas)
		complain(c, "%d areas, %d in the tree, counted as %d", c->areas, nodes,
			 c->mm->map_count);
}

/* ---- page tables ---- */

static void check_entry(struct census *c, unsigned long addr, pte_t pte)
{
	struct vm_area_struct *vma = find_vma(c->mm, addr);
	const struct page *page = pfn_to_page(pte_pfn(pte));

	if (!vma || vma->vm_start > addr) {
		complain(c, "entry %08x at %08lx, where no area is", pte, addr);
		return;
	}
	if (!(pte & _PAGE_PRESENT) != !(vma->vm_flags & VM_ACCESS_FLAGS))
		complain(c, "entry %08x at %08lx in an area with flags %#lx", pte, addr,
			 vma->vm_flags);
	if (pte & _PAGE_RW && !(vma->vm_flags & VM_WRITE))
		complain(c, "entry %08x at %08lx may be written to, the area not", pte, addr);
	if (pte & _PAGE_SPECIAL) {
		if (page != zero_page || pte & _PAGE_RW)
			complain(c, "entry %08x at %08lx is not the zero page's", pte, addr);
		return;
	}
	c->rss[mm_counter(page)]++;
	if (page_mapcount(page) < 1 || page_ref_count(page) < page_mapcount(page))
		complain(c, "page of %08lx: pfn %#lx, refcount %d, mapcount %d", addr,
			 page_to_pfn(page), page_ref_count(page), page_mapcount(page));
	if (page->mapping)
		return;
	if (!vma->has_anon)
		complain(c, "page at %08lx is anonymous, its area does not know", addr);
	if (pte & _PAGE_RW && page_mapcount(page) > 1)
		complain(c, "page at %08lx may be written to, and has %d mappings", addr,
			 page_mapcount(page));
}

static void check_table(struct census *c, unsigned long addr, const pte_t *table)
{
	c->nr_ptes++;
	if (!PageTable(virt_to_page(table)))
		complain(c, "table of %08lx is not marked as one", addr);
	for (unsigned int i = 0; i < PTRS_PER_PTE; i++)
		if (table[i])
			check_entry(c, addr + i * PAGE_SIZE, table[i]);
}

static void check_tables(struct census *c)
{
	for (unsigned long i = 0; i < pgd_index(TASK_SIZE); i++)
		if (pgd_present(c->mm->pgd[i]))
			check_table(c, i << PMD_SHIFT, pgd_table(c->mm->pgd[i]));
}

/* ---- the books ---- */

static void check_books(struct census *c)
{
	struct mm_struct *mm = c->mm;

	if (mm->total_vm != c->pages || mm->data_vm != c->data || mm->stack_vm != c->stack ||
	    mm->exec_vm != c->code)
		complain(c, "pages %lu data %lu stack %lu code %lu, noted as %lu %lu %lu %lu",
			 c->pages, c->data, c->stack, c->code, mm->total_vm, mm->data_vm,
			 mm->stack_vm, mm->exec_vm);
	if (mm->nr_ptes != c->nr_ptes)
		complain(c, "%lu page tables, noted as %lu", c->nr_ptes, mm->nr_ptes);
	for (unsigned int i = 0; i < NR_MM_COUNTERS; i++)
		if (mm->rss[i] != c->rss[i])
			complain(c, "%ld resident pages of kind %u, noted as %ld", c->rss[i], i,
				 mm->rss[i]);
}

int mm_check(struct mm_struct *mm)
{
	struct census c = { .mm = mm };

	mmap_write_lock(mm);
	check_areas(&c);
	check_tree(&c);
	check_tables(&c);
	check_books(&c);
	mmap_write_unlock(mm);
	return c.faults;
}
