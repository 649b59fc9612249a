// SPDX-License-Identifier: MIT
/*
 * Page faults (mm/user/memory.c): the zero page, pages of one's own, files, shared memory, and copy on write by
 * frame numbers and counts.
 */
#include <k896/check.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>

#include "tests/support/reports.h"
#include "tests/support/step.h"
#include "tests/support/pressure.h"
#include "tests/support/user_mm.h"

static struct page *page_at(unsigned long addr)
{
	return pfn_to_page(user_pfn(addr));
}

/* The running test goes over to another address space, and back; references stay with the caller. */
static void go_to(struct mm_struct *mm)
{
	kthread_unuse_mm(current->mm);
	kthread_use_mm(mm);
}

/* ---- memory without a file ---- */

static void reading_untouched_memory_costs_no_page(struct kunit *test)
{
	unsigned long addr = map_anon_at(FIXED_AT, PAGES(8), RW);
	long before = page_mapcount(zero_page);

	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(i)), 0UL);
	for (int i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, user_pfn(addr + PAGES(i)), page_to_pfn(zero_page));
		KUNIT_EXPECT_EQ(test, user_pte(addr + PAGES(i)) & _PAGE_RW, 0U);
	}
	KUNIT_EXPECT_EQ(test, get_mm_rss(current->mm), 0UL);
	KUNIT_EXPECT_EQ(test, (long)page_mapcount(zero_page), before);
}

static void the_first_write_breaks_the_zero_page(struct kunit *test)
{
	unsigned long addr = map_anon_at(FIXED_AT, PAGES(2), RW);

	user_word(test, addr);
	user_word(test, addr + PAGES(1));
	KUNIT_EXPECT_EQ(test, write_user(addr + 8, 1), 0);
	KUNIT_EXPECT_NE(test, user_pfn(addr), page_to_pfn(zero_page));
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 0UL);
	KUNIT_EXPECT_EQ(test, user_word(test, addr + 8), 1UL);
	KUNIT_EXPECT_EQ(test, page_ref_count(page_at(addr)), 1);
	KUNIT_EXPECT_EQ(test, page_mapcount(page_at(addr)), 1);
	KUNIT_EXPECT_EQ(test, user_pfn(addr + PAGES(1)), page_to_pfn(zero_page));
	for (unsigned int i = 0; i < PAGE_SIZE; i += 4)
		KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1) + i), 0UL);
}

static void pages_come_from_high_memory_first(struct kunit *test)
{
	unsigned long addr = map_anon_at(FIXED_AT, PAGES(1), RW);

	if (!highmem_left(1))
		kunit_skip(test, "no high memory is left");
	write_user(addr, 1);
	KUNIT_EXPECT_TRUE(test, PageHighMem(page_at(addr)));
}

static void prot_none_keeps_pages_and_everybody_out(struct kunit *test)
{
	unsigned long addr = map_anon_at(FIXED_AT, PAGES(1), RW), value, pfn;

	write_user(addr, 77);
	pfn = user_pfn(addr);
	KUNIT_EXPECT_EQ(test, do_syscall(mprotect, addr, PAGES(1), PROT_NONE), 0L);
	KUNIT_EXPECT_EQ(test, read_user(addr, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pfn(addr), pfn);
	KUNIT_EXPECT_EQ(test, do_syscall(mprotect, addr, PAGES(1), RW), 0L);
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 77UL);
	KUNIT_EXPECT_EQ(test, write_user(addr, 78), 0);
	KUNIT_EXPECT_EQ(test, user_pfn(addr), pfn);
}

static void what_may_only_be_read_cannot_be_written(struct kunit *test)
{
	unsigned long addr = map_anon_at(FIXED_AT, PAGES(1), PROT_READ);

	KUNIT_EXPECT_EQ(test, write_user(addr, 1), -EFAULT);
	user_word(test, addr);
	KUNIT_EXPECT_EQ(test, write_user(addr, 1), -EFAULT);
}

/* ---- copy on write ---- */

/* An address with a page of its own; its child; both held by the caller. */
static struct mm_struct *fork_one_page(struct kunit *test, unsigned long addr)
{
	struct mm_struct *child;

	map_anon_at(addr, PAGES(1), RW);
	KUNIT_ASSERT_EQ(test, write_user(addr, 1), 0);
	child = dup_mm(current->mm);
	KUNIT_ASSERT_NOT_NULL(test, child);
	return child;
}

static void fork_shares_the_page_and_protects_it(struct kunit *test)
{
	struct mm_struct *child = fork_one_page(test, FIXED_AT);
	struct page *page = page_at(FIXED_AT);

	KUNIT_EXPECT_EQ(test, page_mapcount(page), 2);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 2);
	KUNIT_EXPECT_EQ(test, user_pte(FIXED_AT) & _PAGE_RW, 0U);
	KUNIT_EXPECT_EQ(test, *find_pte(child, FIXED_AT) & (PAGE_MASK | _PAGE_RW),
			(pte_t)page_to_phys(page));
	KUNIT_EXPECT_EQ(test, child->rss[MM_ANONPAGES], 1L);
	KUNIT_EXPECT_EQ(test, mm_check(child), 0);
	mmput(child);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 1);
}

static void the_child_writes_into_a_copy(struct kunit *test)
{
	struct mm_struct *parent = current->mm, *child = fork_one_page(test, FIXED_AT);
	unsigned long pfn = user_pfn(FIXED_AT);

	mmget(parent);
	go_to(child);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 2), 0);
	KUNIT_EXPECT_NE(test, user_pfn(FIXED_AT), pfn);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 2UL);
	go_to(parent);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	KUNIT_EXPECT_EQ(test, page_ref_count(page_at(FIXED_AT)), 1);
	/* Now it is the parent's alone: no copy. */
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 3), 0);
	KUNIT_EXPECT_EQ(test, user_pfn(FIXED_AT), pfn);
	mmput(parent);
	mmput(child);
}

static void the_parent_writes_first_and_the_child_keeps_the_page(struct kunit *test)
{
	struct mm_struct *parent = current->mm, *child = fork_one_page(test, FIXED_AT);
	unsigned long pfn = user_pfn(FIXED_AT);

	mmget(parent);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 2), 0);
	KUNIT_EXPECT_NE(test, user_pfn(FIXED_AT), pfn);
	go_to(child);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 3), 0);
	KUNIT_EXPECT_EQ(test, user_pfn(FIXED_AT), pfn);
	go_to(parent);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 2UL);
	mmput(parent);
	mmput(child);
}

static void a_fork_of_a_fork_counts_three(struct kunit *test)
{
	struct mm_struct *parent = current->mm, *child = fork_one_page(test, FIXED_AT);
	struct mm_struct *grandchild = dup_mm(child);
	struct page *page = page_at(FIXED_AT);

	KUNIT_ASSERT_NOT_NULL(test, grandchild);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 3);
	mmput(child); /* the one between goes */
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 2);
	mmget(parent);
	go_to(grandchild);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 9), 0);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 1);
	go_to(parent);
	mmput(parent);
	mmput(grandchild);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
}

static void the_child_goes_on_when_the_parent_is_gone(struct kunit *test)
{
	struct mm_struct *child = fork_one_page(test, FIXED_AT);
	unsigned long pfn = user_pfn(FIXED_AT);

	go_to(child); /* the parent's last user has left */
	mmput(child);
	KUNIT_EXPECT_EQ(test, page_ref_count(page_at(FIXED_AT)), 1);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 2), 0);
	KUNIT_EXPECT_EQ(test, user_pfn(FIXED_AT), pfn);
}

static void a_page_that_somebody_else_holds_is_copied(struct kunit *test)
{
	struct page *page;

	mmput(fork_one_page(test, FIXED_AT)); /* leaves it write protected */
	page = page_at(FIXED_AT);
	get_page(page);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 2), 0);
	KUNIT_EXPECT_PTR_NE(test, page_at(FIXED_AT), page);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 0);
	put_page(page);
}

/* ---- shared memory ---- */

static void shared_memory_is_seen_by_the_child(struct kunit *test)
{
	struct mm_struct *parent = current->mm, *child;
	unsigned long addr = vm_mmap(NULL, 0, PAGES(4), RW, MAP_SHARED | MAP_ANONYMOUS, 0), pfn;

	write_user(addr, 5);
	pfn = user_pfn(addr);
	child = dup_mm(parent);
	KUNIT_ASSERT_NOT_NULL(test, child);
	mmget(parent);
	go_to(child);
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 5UL);
	KUNIT_EXPECT_EQ(test, user_pfn(addr), pfn);
	write_user(addr, 6);
	write_user(addr + PAGES(3), 7);
	go_to(parent);
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 6UL);
	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(3)), 7UL);
	KUNIT_EXPECT_EQ(test, parent->rss[MM_SHMEMPAGES], 2L);
	KUNIT_EXPECT_EQ(test, parent->rss[MM_ANONPAGES], 0L);
	mmput(parent);
	mmput(child);
}

/* ---- files ---- */

static int just_map(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}

static const struct file_operations test_fops = { .mmap = just_map };

/* A file of @pages pages and 100 bytes: each page begins with its number. */
static struct file *make_file(struct kunit *test, unsigned int pages, unsigned int flags)
{
	struct inode *inode = new_inode(S_IFREG | 0444);
	struct file *file;

	KUNIT_ASSERT_NOT_NULL(test, inode);
	inode->i_free = destroy_inode;
	inode->i_fop = &test_fops;
	inode->i_size = PAGES(pages) + 100;
	for (u32 i = 0; i <= pages; i++) {
		struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);

		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy_to_page(page, 0, (char *)&i, sizeof(i));
		KUNIT_ASSERT_EQ(test, add_to_page_cache(page, inode->i_mapping, i), 0);
		put_page(page);
	}
	file = alloc_file(inode, flags, &test_fops);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	return file;
}

static void a_files_pages_are_mapped_and_not_copied(struct kunit *test)
{
	struct file *file = make_file(test, 3, O_RDONLY);
	unsigned long addr = vm_mmap(file, 0, PAGES(3), PROT_READ, MAP_PRIVATE, PAGES(1));
	struct page *page = find_get_page(file->f_inode->i_mapping, 2);

	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 2UL);
	KUNIT_EXPECT_PTR_EQ(test, page_at(addr + PAGES(1)), page);
	KUNIT_EXPECT_EQ(test, write_user(addr, 1), -EFAULT);
	KUNIT_EXPECT_GE(test, current->mm->rss[MM_FILEPAGES], 1L);
	put_page(page);
	fput(file); /* the area holds it */
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 1UL);
}

static void a_private_write_copies_the_files_page(struct kunit *test)
{
	struct file *file = make_file(test, 2, O_RDONLY);
	unsigned long addr = vm_mmap(file, 0, PAGES(2), RW, MAP_PRIVATE, 0);
	unsigned long other = vm_mmap(file, 0, PAGES(2), PROT_READ, MAP_PRIVATE, 0);

	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 1UL); /* read, then written */
	KUNIT_EXPECT_EQ(test, write_user(addr + PAGES(1), 50), 0);
	KUNIT_EXPECT_EQ(test, write_user(addr + 4, 51), 0); /* written at once */
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 0UL);
	KUNIT_EXPECT_EQ(test, user_word(test, addr + 4), 51UL);
	KUNIT_EXPECT_EQ(test, user_word(test, other + PAGES(1)), 1UL);
	KUNIT_EXPECT_EQ(test, user_word(test, other + 4), 0UL);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
	fput(file);
}

static void behind_the_end_of_a_file_is_nothing(struct kunit *test)
{
	struct file *file = make_file(test, 1, O_RDONLY);
	unsigned long addr = vm_mmap(file, 0, PAGES(4), PROT_READ, MAP_PRIVATE, 0), value;

	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 1UL); /* its last, partly */
	KUNIT_EXPECT_EQ(test, read_user(addr + PAGES(2), &value), -EFAULT);
	KUNIT_EXPECT_EQ(test,
			under_mmap_lock(read, handle_mm_fault(current->mm, addr + PAGES(2), false)),
			FAULT_SIGBUS);
	fput(file);
}

static void a_file_is_mapped_only_as_it_was_opened(struct kunit *test)
{
	struct file *ro = make_file(test, 1, O_RDONLY), *wo = make_file(test, 1, O_WRONLY);
	unsigned long addr = vm_mmap(ro, 0, PAGES(1), PROT_READ, MAP_SHARED, 0);

	KUNIT_EXPECT_EQ(test, (long)vm_mmap(ro, 0, PAGES(1), RW, MAP_SHARED, 0), -EACCES);
	KUNIT_EXPECT_EQ(test, (long)vm_mmap(wo, 0, PAGES(1), PROT_READ, MAP_PRIVATE, 0), -EACCES);
	KUNIT_EXPECT_EQ(test, (long)vm_mmap(ro, 0, PAGES(1), RW, MAP_PRIVATE | MAP_GROWSDOWN, 0),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(mprotect, addr, PAGES(1), RW), -EACCES);
	ro->f_op = &(const struct file_operations){};
	KUNIT_EXPECT_EQ(test, (long)vm_mmap(ro, 0, PAGES(1), PROT_READ, MAP_PRIVATE, 0), -ENODEV);
	ro->f_op = &test_fops;
	fput(ro);
	fput(wo);
}

/* ---- two faults at once ---- */

/* What another task enters that faults at the same address, and is faster. */
static struct rival {
	pte_t *table; /* both NULL when they are entered */
	struct page *page;
} rival;

static void rival_enters_table(struct mm_struct *mm)
{
	pgd_t *pgd = &mm->pgd[pgd_index(FIXED_AT)];

	if (pgd_present(*pgd))
		return;
	*pgd = __pa(rival.table) | _PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED;
	mm->nr_ptes++;
	rival.table = NULL;
}

static void rival_faults(void)
{
	struct mm_struct *mm = current->mm;
	pte_t *pte;

	rival_enters_table(mm);
	pte = find_pte(mm, FIXED_AT);
	if (*pte)
		return;
	atomic_set(&rival.page->_mapcount, 1);
	mm->mmap->has_anon = true;
	*pte = page_to_phys(rival.page) | pgprot_val(mm->mmap->vm_page_prot) | _PAGE_RW |
	       _PAGE_DIRTY;
	mm->rss[MM_ANONPAGES]++;
	rival.page = NULL;
}

static void fault_here(void *write)
{
	handle_mm_fault(current->mm, FIXED_AT, write != NULL);
}

static void make_rival(struct kunit *test)
{
	rival.page = alloc_page(GFP_KERNEL);
	rival.table = pte_alloc_table();
	KUNIT_ASSERT_TRUE(test, rival.page && rival.table);
	*(u32 *)page_address(rival.page) = 7;
}

static void drop_rival(void)
{
	if (rival.page)
		__free_page(rival.page);
	if (rival.table)
		pte_free_table(rival.table);
}

/* At each of a fault's instructions: the first has the page; the other gives its page and its table back. */
static void expect_one_winner(struct kunit *test, bool write)
{
	unsigned int n = 0, lost = 0, won = 0;
	struct reports mark = mark_reports();
	bool injected;

	do {
		make_rival(test);
		map_anon_at(FIXED_AT, PAGES(1), RW);
		mmap_read_lock(current->mm);
		injected = run_interrupted(++n, fault_here, write ? &n : NULL, rival_faults);
		mmap_read_unlock(current->mm);
		KUNIT_ASSERT_EQ(test, user_word(test, FIXED_AT), rival.page ? 0UL : 7UL);
		KUNIT_ASSERT_EQ(test, mm_check(current->mm), 0);
		won += !!rival.page;
		lost += !rival.page;
		drop_rival();
		vm_munmap(FIXED_AT, PAGES(1));
	} while (injected);
	KUNIT_EXPECT_GT(test, lost, 20U);
	KUNIT_EXPECT_GT(test, won, 1U);
	EXPECT_SILENCE(test, mark);
}

static void of_two_that_write_at_once_one_has_it(struct kunit *test)
{
	expect_one_winner(test, true);
}

static void a_writer_beside_a_reader_has_it(struct kunit *test)
{
	expect_one_winner(test, false);
}

/* The other has entered the file's own page, as this one is about to. */
static void rival_reads_file(void)
{
	struct mm_struct *mm = current->mm;
	pte_t *pte = find_pte(mm, FIXED_AT + PAGES(1));

	if (*pte)
		return;
	get_page(rival.page);
	atomic_inc(&rival.page->_mapcount);
	*pte = page_to_phys(rival.page) | pgprot_val(mm->mmap->vm_page_prot);
	mm->rss[MM_SHMEMPAGES]++;
}

static void fault_second_page(void *unused)
{
	handle_mm_fault(current->mm, FIXED_AT + PAGES(1), false);
}

static void of_two_that_read_a_file_each_reference_is_counted_once(struct kunit *test)
{
	struct mm_struct *mm = current->mm;
	unsigned int n = 0;
	bool injected;

	vm_mmap(NULL, FIXED_AT, PAGES(2), RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0);
	write_user(FIXED_AT, 1); /* so there is a page table */
	write_user(FIXED_AT + PAGES(1), 1);
	rival.page = page_at(FIXED_AT + PAGES(1));
	do {
		mmap_write_lock(mm);
		zap_page_range(mm->mmap, FIXED_AT + PAGES(1), FIXED_AT + PAGES(2));
		mmap_write_unlock(mm);
		KUNIT_ASSERT_EQ(test, page_ref_count(rival.page), 1);
		mmap_read_lock(mm);
		injected = run_interrupted(++n, fault_second_page, NULL, rival_reads_file);
		mmap_read_unlock(mm);
		KUNIT_ASSERT_EQ(test, page_ref_count(rival.page), 2);
		KUNIT_ASSERT_EQ(test, page_mapcount(rival.page), 1);
		KUNIT_ASSERT_EQ(test, mm->rss[MM_SHMEMPAGES], 2L);
	} while (injected);
	KUNIT_EXPECT_GT(test, n, 20U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(reading_untouched_memory_costs_no_page),
	KUNIT_CASE(the_first_write_breaks_the_zero_page),
	KUNIT_CASE(pages_come_from_high_memory_first),
	KUNIT_CASE(prot_none_keeps_pages_and_everybody_out),
	KUNIT_CASE(what_may_only_be_read_cannot_be_written),
	KUNIT_CASE(fork_shares_the_page_and_protects_it),
	KUNIT_CASE(the_child_writes_into_a_copy),
	KUNIT_CASE(the_parent_writes_first_and_the_child_keeps_the_page),
	KUNIT_CASE(a_fork_of_a_fork_counts_three),
	KUNIT_CASE(the_child_goes_on_when_the_parent_is_gone),
	KUNIT_CASE(a_page_that_somebody_else_holds_is_copied),
	KUNIT_CASE(shared_memory_is_seen_by_the_child),
	KUNIT_CASE(a_files_pages_are_mapped_and_not_copied),
	KUNIT_CASE(a_private_write_copies_the_files_page),
	KUNIT_CASE(behind_the_end_of_a_file_is_nothing),
	KUNIT_CASE(a_file_is_mapped_only_as_it_was_opened),
	KUNIT_CASE(of_two_that_write_at_once_one_has_it),
	KUNIT_CASE(a_writer_beside_a_reader_has_it),
	KUNIT_CASE(of_two_that_read_a_file_each_reference_is_counted_once),
	{},
};

static struct kunit_suite suite = {
	.name = "memory",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
