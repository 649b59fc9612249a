// SPDX-License-Identifier: MIT
/*
 * The life of address spaces (mm/user/mm.c): made, copied, ended; every allocation on the way may fail; and
 * the books notice what is wrong (mm/user/mm_check.c).
 */
#include <k896/check.h>
#include <k896/log.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>

#include "tests/support/noticed.h"
#include "tests/support/reports.h"
#include "tests/support/user_mm.h"

static void an_mm_begins_empty_and_ends_without_a_trace(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	KUNIT_EXPECT_EQ(test, mm->map_count, 0);
	KUNIT_EXPECT_EQ(test, mm->nr_ptes, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&mm->mm_users), 1);
	for (unsigned long i = 0; i < pgd_index(TASK_SIZE); i++)
		KUNIT_ASSERT_EQ(test, mm->pgd[i], 0U);
	for (unsigned long i = pgd_index(TASK_SIZE); i < PTRS_PER_PGD; i++)
		KUNIT_ASSERT_EQ(test, mm->pgd[i], swapper_pg_dir[i]);
	mmput(mm);
}

static void a_directory_that_is_used_again_is_empty(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	kthread_use_mm(mm);
	mmput(mm);
	map_anon_at(FIXED_AT, PAGES(1), RW);
	write_user(FIXED_AT, 1);
	kthread_unuse_mm(mm);
	an_mm_begins_empty_and_ends_without_a_trace(test);
}

static void page_tables_are_kept_for_the_next_and_given_up(struct kunit *test)
{
	unsigned long free;
	pte_t *table;

	drain_all();
	free = nr_free_pages();
	table = pte_alloc_table();
	KUNIT_ASSERT_NOT_NULL(test, table);
	for (unsigned int i = 0; i < PTRS_PER_PTE; i++)
		KUNIT_ASSERT_EQ(test, table[i], 0U);
	KUNIT_EXPECT_TRUE(test, PageTable(virt_to_page(table)));
	pte_free_table(table);
	KUNIT_EXPECT_PTR_EQ(test, pte_alloc_table(), table); /* the same again */
	pte_free_table(table);
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

static void at_most_64_page_tables_are_kept(struct kunit *test)
{
	static pte_t *tables[70] __no_kmemleak;
	unsigned long free;

	drain_all();
	free = nr_free_pages();
	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++) {
		tables[i] = pte_alloc_table();
		KUNIT_ASSERT_NOT_NULL(test, tables[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++) {
		pte_free_table(tables[i]);
		drain_all_pages();
		KUNIT_EXPECT_EQ(test, nr_free_pages(),
				free - ARRAY_SIZE(tables) + (i < 64 ? 0 : i - 63));
	}
	KUNIT_EXPECT_FALSE(test, PageTable(virt_to_page(tables[64])));
	drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

static void the_last_user_takes_it_along(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mmget(mm);
	mmput(mm);
	KUNIT_EXPECT_TRUE(test, mmget_not_zero(mm));
	mmput(mm);
	mmput(mm);
}

static void what_is_on_its_way_out_is_not_to_be_had(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	atomic_set(&mm->mm_users, 0);
	KUNIT_EXPECT_FALSE(test, mmget_not_zero(mm));
	KUNIT_EXPECT_EQ(test, atomic_read(&mm->mm_users), 0);
	atomic_set(&mm->mm_users, 1);
	mmput(mm);
}

static void a_kernel_thread_has_no_mm_to_get(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, use_fresh_mm(test), 0);
	KUNIT_EXPECT_NOT_NULL(test, current->mm);
	KUNIT_EXPECT_NULL(test, get_task_mm(current));
	drop_mm(test);
	KUNIT_EXPECT_NULL(test, current->mm);
	KUNIT_EXPECT_EQ(test, read_cr3(), __pa(swapper_pg_dir));
}

/* ---- fork ---- */

static void fork_copies_areas_and_numbers(struct kunit *test)
{
	struct mm_struct *child;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	map_anon_at(FIXED_AT, PAGES(3), RW);
	map_anon_at(FIXED_AT + PAGES(5), PAGES(1), PROT_READ);
	do_syscall(mprotect, FIXED_AT, PAGES(1), PROT_NONE);
	current->mm->start_brk = current->mm->brk = 0x12345678;
	child = dup_mm(current->mm);
	KUNIT_ASSERT_NOT_NULL(test, child);
	KUNIT_EXPECT_EQ(test, child->map_count, 3);
	KUNIT_EXPECT_EQ(test, child->total_vm, current->mm->total_vm);
	KUNIT_EXPECT_EQ(test, child->brk, 0x12345678UL);
	KUNIT_EXPECT_EQ(test, child->nr_ptes, 0UL); /* nothing was touched */
	KUNIT_EXPECT_EQ(test, mm_check(child), 0);
	mmput(child);
	drop_mm(test);
}

/* The parent's peaks are not the child's. */
static void fork_begins_new_peaks(struct kunit *test)
{
	struct mm_struct *child;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	map_anon_at(FIXED_AT, PAGES(6), RW);
	for (int i = 0; i < 6; i++)
		write_user(FIXED_AT + PAGES(i), 1);
	vm_munmap(FIXED_AT, PAGES(4));
	current->mm->hiwater_vm = 6;
	KUNIT_EXPECT_EQ(test, current->mm->hiwater_rss, 6UL);
	child = dup_mm(current->mm);
	KUNIT_ASSERT_NOT_NULL(test, child);
	KUNIT_EXPECT_EQ(test, child->hiwater_vm, 2UL);
	KUNIT_EXPECT_LE(test, child->hiwater_rss, 2UL);
	KUNIT_EXPECT_EQ(test, get_mm_rss(child), 2UL);
	mmput(child);
	drop_mm(test);
}

static void fork_leaves_out_what_it_was_told_to(struct kunit *test)
{
	struct mm_struct *child;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	map_anon_at(FIXED_AT, PAGES(3), RW);
	for (int i = 0; i < 3; i++)
		write_user(FIXED_AT + PAGES(i), 1);
	KUNIT_EXPECT_EQ(test, do_syscall(madvise, FIXED_AT, PAGES(1), MADV_DONTFORK), 0L);
	KUNIT_EXPECT_EQ(test, do_syscall(madvise, FIXED_AT + PAGES(1), PAGES(1), MADV_WIPEONFORK),
			0L);
	child = dup_mm(current->mm);
	KUNIT_ASSERT_NOT_NULL(test, child);
	KUNIT_EXPECT_EQ(test, child->map_count, 2);
	KUNIT_EXPECT_EQ(test, child->rss[MM_ANONPAGES], 1L);
	KUNIT_EXPECT_EQ(test, mm_check(child), 0);
	mmput(child);
	drop_mm(test);
}

/* The copy is not locked: its advice is followed. */
static void fork_does_not_hand_on_locks(struct kunit *test)
{
	struct mm_struct *child, *parent;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	parent = current->mm;
	vm_mmap(NULL, FIXED_AT, PAGES(2), RW, ANON | MAP_FIXED | MAP_LOCKED, 0);
	child = dup_mm(parent);
	KUNIT_ASSERT_NOT_NULL(test, child);
	KUNIT_EXPECT_EQ(test, child->mmap->vm_flags | VM_LOCKED, parent->mmap->vm_flags);
	KUNIT_EXPECT_EQ(test, child->mmap->vm_flags & VM_LOCKED, 0UL);
	switch_mm_current(child);
	KUNIT_EXPECT_EQ(test, do_syscall(madvise, FIXED_AT, PAGES(2), MADV_DONTNEED), 0L);
	switch_mm_current(parent);
	KUNIT_EXPECT_EQ(test, do_syscall(madvise, FIXED_AT, PAGES(2), MADV_DONTNEED), -EINVAL);
	mmput(child);
	drop_mm(test);
}

/* ---- failing allocations ---- */

static bool took(long ret)
{
	return !IS_ERR_VALUE(ret);
}

/* A bit of everything. Any step may fail; the books must be right after each. */
static void use_memory(struct kunit *test)
{
	struct mm_struct *child;
	unsigned long addr;

	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	if (took(map_anon_at(FIXED_AT, PAGES(8), RW)))
		for (int i = 0; i < 8; i++)
			write_user(FIXED_AT + PAGES(i), i + 1);
	do_syscall(mprotect, FIXED_AT + PAGES(2), PAGES(2), PROT_READ);
	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	addr = vm_mmap(NULL, 0, PAGES(3), RW, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, 0);
	if (took(addr))
		write_user(addr, 9);
	child = dup_mm(current->mm);
	if (child) {
		KUNIT_EXPECT_EQ(test, mm_check(child), 0);
		write_user(FIXED_AT, 3);
		mmput(child);
	}
	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	do_syscall(mremap, FIXED_AT + PAGES(1), PAGES(1), PAGES(1), MREMAP_MAYMOVE | MREMAP_FIXED,
		   FIXED_AT + 3 * PMD_SIZE);
	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	do_syscall(madvise, FIXED_AT + PAGES(5), PAGES(1), MADV_DONTFORK);
	vm_munmap(FIXED_AT + PAGES(6), PAGES(1));
	current->mm->start_brk = current->mm->brk = FIXED_AT + 5 * PMD_SIZE;
	do_syscall(brk, current->mm->brk + PAGES(3));
}

/* Each allocation fails once, one after the other, until a run needs no more. */
static void with_failing(struct kunit *test, void (*arm)(unsigned long n), bool (*happened)(void))
{
	int loglevel = console_loglevel;
	struct reports mark;
	unsigned long n = 0;
	bool failed;

	console_loglevel = 4; /* each failure is reported at length */
	do {
		drain_all(); /* or what is kept for later hides an allocation */
		mark = mark_reports();
		arm(++n);
		if (!use_fresh_mm(test)) {
			use_memory(test);
			drop_mm(test);
		}
		failed = happened();
		arm(0);
		EXPECT_FAILURES_ONLY(test, mark);
	} while (failed && n < 1000);
	console_loglevel = loglevel;
	KUNIT_EXPECT_GT(test, n, 5UL);
	kunit_info(test, "%lu allocations", n - 1);
}

static void every_page_allocation_may_fail(struct kunit *test)
{
	with_failing(test, fail_nth_page_alloc, fail_nth_page_alloc_done);
}

static void every_slab_allocation_may_fail(struct kunit *test)
{
	with_failing(test, fail_nth_slab_alloc, fail_nth_slab_alloc_done);
}

/* ---- the books ---- */

#define BROKEN(place, wrong, faults) EXPECT_FAULTS(test, place, wrong, mm_check(mm), faults)
#define NOTICED(place, wrong)	     EXPECT_NOTICED(test, place, wrong, mm_check(mm))

static void the_books_notice_wrong_areas(struct kunit *test)
{
	struct vm_area_struct *a, *b;
	u32 log = log_position();
	struct mm_struct *mm;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	mm = current->mm;
	map_anon_at(FIXED_AT, PAGES(2), RW);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ);
	a = mm->mmap;
	b = a->vm_next;
	KUNIT_EXPECT_EQ(test, mm_check(mm), 0);

	NOTICED(a->vm_end, a->vm_start);
	NOTICED(a->vm_end, a->vm_end - 1);
	BROKEN(b->vm_end, TASK_SIZE + PAGES(1), 2);
	NOTICED(a->vm_end, b->vm_start + PAGES(1));
	BROKEN(b->vm_prev, NULL, 4); /* so its gap is wrong, too, and two bounds */
	BROKEN(b->vm_mm, NULL, 1);
	BROKEN(a->vm_pgoff, a->vm_pgoff + 1, 1);
	BROKEN(b->vm_pgoff, 0, 1);
	BROKEN(mm->mmap_last, a, 1);
	BROKEN(mm->map_count, 3, 1);
	BROKEN(a->gap, a->gap - PAGES(1), 1);
	BROKEN(b->gap, b->gap + PAGES(1), 1);
	NOTICED(a->rb_subtree_gap, 0);
	NOTICED(mm->mm_rb.rb_node, NULL);
	KUNIT_EXPECT_GE(test, log_count(log, "mm_check: mm "), 14);
	drop_mm(test);
}

static void the_books_notice_wrong_counters(struct kunit *test)
{
	struct mm_struct *mm;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	mm = current->mm;
	map_anon_at(FIXED_AT, PAGES(2), RW);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ | PROT_EXEC);
	vm_mmap(NULL, FIXED_AT + PAGES(9), PAGES(1), RW, ANON | MAP_FIXED | MAP_GROWSDOWN, 0);
	KUNIT_ASSERT_EQ(test, write_user(FIXED_AT, 1), 0);
	KUNIT_EXPECT_EQ(test, mm_check(mm), 0);

	BROKEN(mm->total_vm, mm->total_vm + 1, 1);
	BROKEN(mm->data_vm, mm->data_vm - 1, 1);
	BROKEN(mm->stack_vm, mm->stack_vm + 1, 1);
	BROKEN(mm->exec_vm, 0, 1);
	BROKEN(mm->nr_ptes, 2, 1);
	for (unsigned int i = 0; i < NR_MM_COUNTERS; i++)
		BROKEN(mm->rss[i], mm->rss[i] + 1, 1);
	drop_mm(test);
}

static void the_books_notice_wrong_entries(struct kunit *test)
{
	pte_t *table, *written, *zero;
	struct mm_struct *mm;
	struct page *page;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	mm = current->mm;
	map_anon_at(FIXED_AT, PAGES(2), RW);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ);
	KUNIT_ASSERT_EQ(test, write_user(FIXED_AT, 1), 0);
	user_word(test, FIXED_AT + PAGES(3));
	written = table = find_pte(mm, FIXED_AT);
	zero = find_pte(mm, FIXED_AT + PAGES(3));
	KUNIT_ASSERT_TRUE(test, *written & _PAGE_RW && *zero & _PAGE_SPECIAL);
	page = pfn_to_page(pte_pfn(*written));
	KUNIT_EXPECT_EQ(test, mm_check(mm), 0);

	BROKEN(table[2], *zero, 1); /* between the areas */
	BROKEN(table[4], *zero, 1); /* behind them */
	BROKEN(*written, *written & ~_PAGE_PRESENT, 1);
	BROKEN(mm->mmap->vm_next->vm_flags, VM_MAY_ALL,
	       1);			    /* nobody may touch it, and it is there */
	BROKEN(*zero, *zero | _PAGE_RW, 2); /* the area is read-only, and it is the zero page */
	BROKEN(*written, *written | _PAGE_SPECIAL, 2); /* not the zero page; and one not counted */
	BROKEN(page->_mapcount.counter, 2, 2);	       /* more than users, and yet writable */
	BROKEN(page->_mapcount.counter, 0, 1);
	BROKEN(page->_refcount.counter, 0, 1);
	BROKEN(mm->mmap->has_anon, false, 1);
	BROKEN(virt_to_page(table)->flags, virt_to_page(table)->flags ^ 1UL << PG_table, 1);
	page->_refcount.counter = 2;
	BROKEN(page->_mapcount.counter, 2, 1); /* writable, with two mappings */
	page->_refcount.counter = 1;
	KUNIT_EXPECT_EQ(test, mm_check(mm), 0);
	drop_mm(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_mm_begins_empty_and_ends_without_a_trace),
	KUNIT_CASE(a_directory_that_is_used_again_is_empty),
	KUNIT_CASE(page_tables_are_kept_for_the_next_and_given_up),
	KUNIT_CASE(at_most_64_page_tables_are_kept),
	KUNIT_CASE(the_last_user_takes_it_along),
	KUNIT_CASE(a_kernel_thread_has_no_mm_to_get),
	KUNIT_CASE(fork_copies_areas_and_numbers),
	KUNIT_CASE(fork_leaves_out_what_it_was_told_to),
	KUNIT_CASE(fork_does_not_hand_on_locks),
	KUNIT_CASE(every_page_allocation_may_fail),
	KUNIT_CASE(every_slab_allocation_may_fail),
	KUNIT_CASE(the_books_notice_wrong_areas),
	KUNIT_CASE(the_books_notice_wrong_counters),
	KUNIT_CASE(the_books_notice_wrong_entries),
	KUNIT_CASE(fork_begins_new_peaks),
	KUNIT_CASE(what_is_on_its_way_out_is_not_to_be_had),
	{},
};

static struct kunit_suite suite = {
	.name = "mm",
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
