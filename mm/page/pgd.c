/* SPDX-License-Identifier: MIT */
/*
 * Page directories. Each process has its own; the kernel's half, entries 768 to 1023, must be
 * the same in all of them, whichever is in CR3 when the kernel touches its memory.
 *
 *	swapper_pg_dir		process A		process B
 *	0-767    empty		0-767    A's		0-767    B's
 *	768-1023 -------------> the same tables <------ the same tables
 *
 * Sharing the tables makes that easy: all processes see an entry of a table at once. Only a directory
 * entry that comes or goes must be written everywhere, and that happens here: pgd_list has all
 * directories, and an entry is in each of them before alloc_kernel_tables() returns, so before its
 * caller can return an address that needs it. A new directory is copied and put into the list under the
 * same lock.
 *
 * Linux on i386 long did it the other way round: only swapper_pg_dir was written, and a process
 * that touched the address took a page fault, in which vmalloc_fault() copied the entry. That made
 * almost any kernel instruction one that may fault, page fault handlers included; since 5.8 entries
 * are written everywhere before use (arch_sync_kernel_mappings()), and since 5.9 the fault is there
 * again for the processors that come between writing the first and the last. Here the lock prevents
 * that.
 *
 * A directory that a process has left is kept for the next process, complete and in the list, and so are
 * its page tables (mm/page/pgtable_cache.c).
 *
 * Linux never frees a kernel page table. Here it is done when memory is short, or when tests compare the
 * number of free pages: mm/vmalloc/vmap_area.c knows when nothing of a table's 4 MiB is in use.
 *
 * Locks: pgd_lock; tasks only.
 *
 * Tests: tests/mm/vmalloc/vmalloc_test.c.
 */
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kasan.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "pgtable_cache.h"

#define KERNEL_PGD pgd_index(TASK_SIZE) /* with the shadow, in a SAN=addr build */

static DEFINE_SPINLOCK(pgd_lock);
static LIST_HEAD(pgd_list); /* pgd_lock; page->lru of all directories but swapper_pg_dir */

static pgd_t *new_directory(void)
{
	pgd_t *pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL);

	if (!pgd)
		return NULL;
	spin_lock(&pgd_lock);
	memcpy(pgd + KERNEL_PGD, swapper_pg_dir + KERNEL_PGD,
	       (PTRS_PER_PGD - KERNEL_PGD) * sizeof(pgd_t));
	list_add(&virt_to_page(pgd)->lru, &pgd_list);
	spin_unlock(&pgd_lock);
	return pgd;
}

static void free_directory(struct page *page)
{
	spin_lock(&pgd_lock);
	list_del(&page->lru);
	spin_unlock(&pgd_lock);
	__free_page(page);
}

struct table_stack spare_directories = { .free = free_directory };

pgd_t *pgd_alloc(void)
{
	struct page *page = take_spare_table(&spare_directories);

	return page ? lowmem_page_address(page) : new_directory();
}

void pgd_free(pgd_t *pgd)
{
	VM_BUG_ON(pgd == swapper_pg_dir || __pa(pgd) == (read_cr3() & PAGE_MASK));
	VM_BUG_ON(memchr_inv(pgd, 0, KERNEL_PGD * sizeof(pgd_t)));
	keep_spare_table(&spare_directories, virt_to_page(pgd));
}

static void set_everywhere_locked(unsigned long addr, pgd_t entry)
{
	struct page *page;

	lockdep_assert_held(&pgd_lock);
	swapper_pg_dir[pgd_index(addr)] = entry;
	list_for_each_entry(page, &pgd_list, lru)
		((pgd_t *)lowmem_page_address(page))[pgd_index(addr)] = entry;
}

static int alloc_kernel_table(unsigned long addr)
{
	unsigned long table = get_zeroed_page(GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);

	if (!table)
		return -ENOMEM;
	spin_lock(&pgd_lock);
	if (!has_kernel_table(addr)) {
		set_everywhere_locked(addr, __pa(table) | _KERNEL_RW);
		SetPageTable(virt_to_page(table));
		table = 0;
	}
	spin_unlock(&pgd_lock);
	free_page(table); /* another task was faster */
	return 0;
}

int alloc_kernel_tables(unsigned long start, unsigned long end)
{
	VM_BUG_ON(start < (unsigned long)high_memory || start > end);
	for (unsigned long addr = start & PMD_MASK; addr < end; addr += PMD_SIZE)
		if (unlikely(!has_kernel_table(addr)) && alloc_kernel_table(addr))
			return -ENOMEM;
	return kasan_populate_vmalloc(start, end - start + PAGE_SIZE); /* with a guard page */
}

void free_kernel_table(unsigned long addr)
{
	struct page *page = virt_to_page(pgd_table(swapper_pg_dir[pgd_index(addr)]));

	VM_BUG_ON(addr < (unsigned long)high_memory || !has_kernel_table(addr));
	spin_lock(&pgd_lock);
	set_everywhere_locked(addr, 0);
	spin_unlock(&pgd_lock);
	flush_tlb_all(); /* the CPU keeps directory entries as well */
	ClearPageTable(page);
	__free_page(page);
}
