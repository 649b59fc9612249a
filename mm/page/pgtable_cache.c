/* SPDX-License-Identifier: MIT */
/*
 * Page tables and directories of processes, kept for the next process.
 *
 * A page table that is given back is all zeroes: its last entry was cleared before. So it can be used again
 * without clearing 4 KiB. A few are kept in a stack; the others, and all when memory is short, go back to the
 * page allocator.
 *
 * Locks: none; preemption off, since a stack belongs to a CPU. Tasks only.
 *
 * Tests: tests/mm/user/mm_test.c.
 */
#include <asm/pgtable.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/preempt.h>
#include <linux/shrinker.h>
#include <linux/string.h>

#include "pgtable_cache.h"

#define MAX_SPARE 64

struct page *take_spare_table(struct table_stack *stack)
{
	struct page *page;

	VM_BUG_ON(!in_task());
	preempt_disable();
	page = stack->first;
	if (likely(page)) {
		stack->first = (struct page *)page->private;
		stack->nr--;
	}
	preempt_enable();
	return page;
}

void keep_spare_table(struct table_stack *stack, struct page *page)
{
	bool full;

	VM_BUG_ON(!in_task());
	VM_BUG_ON_PAGE(page_ref_count(page) != 1, page);
	preempt_disable();
	full = stack->nr >= MAX_SPARE;
	if (likely(!full)) {
		page->private = (unsigned long)stack->first;
		stack->first = page;
		stack->nr++;
	}
	preempt_enable();
	if (unlikely(full))
		stack->free(page);
}

/* ---- tables ---- */

static void free_table(struct page *page)
{
	ClearPageTable(page);
	__free_page(page);
}

static struct table_stack spare_tables = { .free = free_table };

static noinline pte_t *new_table(void)
{
	pte_t *table = (pte_t *)get_zeroed_page(GFP_KERNEL);

	if (table)
		SetPageTable(virt_to_page(table));
	return table;
}

pte_t *pte_alloc_table(void)
{
	struct page *page = take_spare_table(&spare_tables);

	return likely(page) ? lowmem_page_address(page) : new_table();
}

void pte_free_table(pte_t *table)
{
	VM_BUG_ON_PAGE(!PageTable(virt_to_page(table)), virt_to_page(table));
	VM_BUG_ON(memchr_inv(table, 0, PAGE_SIZE));
	keep_spare_table(&spare_tables, virt_to_page(table));
}

/* ---- giving them back ---- */

static struct table_stack *const stacks[] = { &spare_tables, &spare_directories };

static unsigned long count_spares(struct shrinker *shrinker, struct shrink_control *sc)
{
	return spare_tables.nr + spare_directories.nr;
}

static unsigned long free_spares(unsigned long nr)
{
	unsigned long freed = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(stacks); i++) {
		struct page *page;

		while (freed < nr && (page = take_spare_table(stacks[i]))) {
			stacks[i]->free(page);
			freed++;
		}
	}
	return freed;
}

static unsigned long scan_spares(struct shrinker *shrinker, struct shrink_control *sc)
{
	return free_spares(sc->nr_to_scan);
}

static void drain_spares(void)
{
	free_spares(ULONG_MAX);
}

static struct shrinker shrinker = {
	.count_objects = count_spares,
	.scan_objects = scan_spares,
	.seeks = DEFAULT_SEEKS,
};
static struct drain_hook drain_hook = { .drain = drain_spares };

static int __init pgtable_cache_init(void)
{
	register_drain(&drain_hook);
	return register_shrinker(&shrinker, "page tables");
}
core_initcall(pgtable_cache_init);
