// SPDX-License-Identifier: MIT
/* Tests of mm/boot/pgtable.c: what is mapped, with which rights, and what the CPU makes of it. */
#include <asm/cpufeature.h>
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

#include "mm/boot/internal.h"
#include "mm/page/internal.h"
#include "tests/support/user_mm.h"

static const unsigned long constant = 0x600df00d;

static struct page_walk walk(const void *addr)
{
	return walk_page_tables(swapper_pg_dir, (unsigned long)addr);
}

/* Counts the pages of [from, to) that can be written. */
static unsigned int writable_pages(const char *from, const char *to)
{
	unsigned int n = 0;

	for (; from < to; from += PAGE_SIZE)
		n += walk(from).writable;
	return n;
}

static void expect_kept(struct kunit *test, void *addr)
{
	unsigned long before, after;

	KUNIT_ASSERT_EQ(test, peek_kernel(addr, &before), 0);
	KUNIT_EXPECT_EQ(test, poke_kernel(addr, ~before), -EFAULT);
	KUNIT_ASSERT_EQ(test, peek_kernel(addr, &after), 0);
	KUNIT_EXPECT_EQ(test, after, before);
}

/* Rights */

static void a_write_to_text_faults(struct kunit *test)
{
	expect_kept(test, (void *)a_write_to_text_faults);
}

static void a_write_to_a_constant_faults(struct kunit *test)
{
	expect_kept(test, (void *)&constant);
}

static void all_text_and_constants_are_read_only(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, writable_pages(_text, _etext), 0);
	KUNIT_EXPECT_EQ(test, writable_pages(__start_rodata, __end_rodata), 0);
}

static void data_can_be_written(struct kunit *test)
{
	static unsigned long variable = 1;

	KUNIT_EXPECT_EQ(test, writable_pages(_sdata, _edata),
			DIV_ROUND_UP(_edata - _sdata, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, poke_kernel(&variable, 2), 0);
	KUNIT_EXPECT_EQ(test, variable, 2);
}

static void read_only_binds_the_kernel(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, read_cr0() & X86_CR0_WP);
}

static void no_kernel_page_is_the_users(struct kunit *test)
{
	for (unsigned long addr = PAGE_OFFSET; addr; addr += PMD_SIZE)
		KUNIT_EXPECT_FALSE(test, swapper_pg_dir[pgd_index(addr)] & _PAGE_USER);
}

/* What must not be there */

static void null_is_not_mapped(struct kunit *test)
{
	unsigned long value;

	KUNIT_EXPECT_EQ(test, peek_kernel(NULL, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, poke_kernel(NULL, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, peek_kernel((void *)(PAGE_SIZE - 4), &value), -EFAULT);
}

static void the_identity_map_of_boot_is_gone(struct kunit *test)
{
	unsigned long value;

	for (unsigned int i = 0; i < pgd_index(TASK_SIZE); i++)
		KUNIT_EXPECT_EQ(test, swapper_pg_dir[i], 0);
	KUNIT_EXPECT_EQ(test, peek_kernel((void *)0x100000, &value), -EFAULT);
}

static void the_page_below_the_boot_stack_is_missing(struct kunit *test)
{
	char *guard = init_stack_guard;
	unsigned long value;

	OPTIMIZER_HIDE_VAR(guard); /* or gcc sees an access outside the array */
	KUNIT_EXPECT_EQ(test, peek_kernel(guard, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, peek_kernel(guard + PAGE_SIZE - 4, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, peek_kernel(guard + PAGE_SIZE, &value), 0);
	KUNIT_EXPECT_EQ(test, peek_kernel(guard - 4, &value), 0);
}

static void the_last_page_is_never_mapped(struct kunit *test)
{
	unsigned long value;

	KUNIT_EXPECT_EQ(test, peek_kernel((void *)0xfffff000, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, peek_kernel((void *)-4, &value), -EFAULT);
}

static void behind_lowmem_is_a_hole(struct kunit *test)
{
	char *addr = high_memory;

	KUNIT_EXPECT_GE(test, VMALLOC_START - (unsigned long)addr, VMALLOC_OFFSET);
	for (; addr < (char *)VMALLOC_START; addr += PAGE_SIZE)
		if (walk(addr).present)
			KUNIT_FAIL(test, "%px is mapped", addr);
}

/* The linear map */

/* Of lowmem all is mapped but the page below the boot stack, and in a DEBUG=1 build what is free. */
static bool is_left_out(phys_addr_t phys)
{
	const struct page *page = pfn_to_page(PFN_DOWN(phys));

	return PFN_DOWN(phys) == PFN_DOWN(__pa(init_stack_guard)) ||
	       (debug_pagealloc_enabled() && !PageReserved(page) && !page_ref_count(page));
}

static void the_walk_agrees_with_the_linear_map(struct kunit *test)
{
	unsigned long size = (unsigned long)high_memory - PAGE_OFFSET;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int i = 0; i < 1000; i++) {
		unsigned long phys = prandom_u32_state(&rnd) % size;
		struct page_walk w = walk(__va(phys));

		if (!w.present)
			KUNIT_EXPECT_TRUE_MSG(test, is_left_out(phys), "%#lx", phys);
		else
			KUNIT_EXPECT_EQ(test, w.phys, phys);
	}
}

static void the_ends_of_lowmem_are_mapped(struct kunit *test)
{
	unsigned long value;

	KUNIT_EXPECT_EQ(test, peek_kernel((void *)PAGE_OFFSET, &value), 0);
	KUNIT_EXPECT_TRUE(test, !peek_kernel(high_memory - 4, &value) ||
					is_left_out(__pa(high_memory - 4)));
	KUNIT_EXPECT_EQ(test, peek_kernel(high_memory, &value), -EFAULT);
}

/* 4 MiB pages wherever a whole one fits behind the kernel image. */
static void pages_are_large_where_they_can_be(struct kunit *test)
{
	bool pse = boot_cpu_has(X86_FEATURE_PSE) && !debug_pagealloc_enabled();

	for (char *addr = (char *)PAGE_OFFSET; addr < (char *)high_memory; addr += PMD_SIZE) {
		bool fits = addr >= _end && (char *)high_memory - addr >= PMD_SIZE;

		KUNIT_EXPECT_EQ_MSG(test, walk(addr).size, pse && fits ? PMD_SIZE : PAGE_SIZE,
				    "%px", addr);
	}
}

static void kernel_pages_are_global(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kernel_global, boot_cpu_has(X86_FEATURE_PGE) ? _PAGE_GLOBAL : 0);
	for (char *addr = (char *)PAGE_OFFSET; addr < (char *)high_memory; addr += PMD_SIZE) {
		struct page_walk w = walk(addr);

		KUNIT_EXPECT_EQ_MSG(test, (w.pte ?: w.pgd) & _PAGE_GLOBAL, kernel_global, "%px",
				    addr);
	}
}

/* In words */

static char text[512];

static const char *pgwalk(unsigned long addr)
{
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	pgwalk_show(&m, addr);
	text[m.count] = '\0';
	return text;
}

static void pgwalk_says_where_it_leads(struct kunit *test)
{
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "-> physical %08lx, frame %#lx, a 4 KiB page, read-only",
		 __pa(_text) + 0x123, __pa(_text) >> PAGE_SHIFT);
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk((unsigned long)_text + 0x123), wanted));
}

/* All of what it says about a page of a process, and of one of the kernel's. */
static void pgwalk_names_each_flag(struct kunit *test)
{
	static char wanted[512];
	unsigned long pfn;
	int n;

	KUNIT_ASSERT_EQ(test, use_fresh_mm(test), 0);
	map_anon_at(FIXED_AT, PAGES(2), RW);
	KUNIT_ASSERT_EQ(test, write_user(FIXED_AT + 4, 1), 0);
	pfn = user_pfn(FIXED_AT);
	n = scnprintf(wanted, sizeof(wanted),
		      "address 20000123 = directory 128, table 0, offset 0x123\ncr3     %08lx\n"
		      "pgd[ 128] = %08x P RW U A\npte[   0] = %08lx P RW U A D\n",
		      read_cr3(), current->mm->pgd[pgd_index(FIXED_AT)],
		      pfn << PAGE_SHIFT | (user_pte(FIXED_AT) & ~PAGE_MASK));
	scnprintf(wanted + n, sizeof(wanted) - n,
		  "-> physical %08lx, frame %#lx, a 4 KiB page, writable, user and kernel\n",
		  (pfn << PAGE_SHIFT) + 0x123, pfn);
	KUNIT_EXPECT_STREQ(test, pgwalk(FIXED_AT + 0x123), wanted);
	user_word(test, FIXED_AT + PAGES(1));
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk(FIXED_AT + PAGES(1)), " P U A\n-> physical"));
	drop_mm(test);
}

static void pgwalk_knows_the_kernels_flags(struct kunit *test)
{
	void *cached = vmalloc(PAGE_SIZE);
	void __iomem *device = ioremap(0xb8000, PAGE_SIZE);
	const char *global = kernel_global ? " G\n" : "\n";
	char wanted[40];

	KUNIT_ASSERT_TRUE(test, cached && device);
	*(char *)cached = 1;
	scnprintf(wanted, sizeof(wanted), " P RW A D%s-> physical", global);
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk((unsigned long)cached), wanted));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ", writable, kernel only\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk((unsigned long)device), " PCD"));
	KUNIT_EXPECT_NULL(test, strstr(text, " U"));
	if (boot_cpu_has(X86_FEATURE_PSE) && !debug_pagealloc_enabled() &&
	    high_memory - (void *)_end > 2 * (long)PMD_SIZE) {
		void *large = (void *)(((unsigned long)high_memory - PMD_SIZE) & PMD_MASK);

		KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk((unsigned long)large), " PSE"));
		KUNIT_EXPECT_NOT_NULL(test,
				      strstr(text, ", a 4 MiB page, writable, kernel only\n"));
		KUNIT_EXPECT_NULL(test, strstr(text, "pte["));
	}
	vfree(cached);
	iounmap(device);
}

static void pgwalk_says_what_is_not_mapped(struct kunit *test)
{
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk(0xfffff000), "-> not mapped\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(pgwalk(0), "-> not mapped\n"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_write_to_text_faults),
	KUNIT_CASE(a_write_to_a_constant_faults),
	KUNIT_CASE(all_text_and_constants_are_read_only),
	KUNIT_CASE(data_can_be_written),
	KUNIT_CASE(read_only_binds_the_kernel),
	KUNIT_CASE(no_kernel_page_is_the_users),
	KUNIT_CASE(null_is_not_mapped),
	KUNIT_CASE(the_identity_map_of_boot_is_gone),
	KUNIT_CASE(the_page_below_the_boot_stack_is_missing),
	KUNIT_CASE(the_last_page_is_never_mapped),
	KUNIT_CASE(behind_lowmem_is_a_hole),
	KUNIT_CASE(the_walk_agrees_with_the_linear_map),
	KUNIT_CASE(the_ends_of_lowmem_are_mapped),
	KUNIT_CASE(pages_are_large_where_they_can_be),
	KUNIT_CASE(kernel_pages_are_global),
	KUNIT_CASE(pgwalk_says_where_it_leads),
	KUNIT_CASE(pgwalk_names_each_flag),
	KUNIT_CASE(pgwalk_knows_the_kernels_flags),
	KUNIT_CASE(pgwalk_says_what_is_not_mapped),
	{},
};

static struct kunit_suite pgtable_suite = { .name = "pgtable", .test_cases = cases };
kunit_test_suite(pgtable_suite);
