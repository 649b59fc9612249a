// SPDX-License-Identifier: MIT
/*
 * Tests of mm/vmalloc/ioremap.c and kernel/x86/pat.c, on the text memory of the VGA, which is in the linear
 * map, too.
 */
#include <asm/cpufeature.h>
#include <asm/extable.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/reports.h"

#define VGA_TEXT 0xb8000
#define VGA_SIZE 0x8000
#define SCRATCH	 0x7000 /* in it: on a page that is not shown */

static u32 flags_of(const void __iomem *addr)
{
	return walk_page_tables(swapper_pg_dir, (unsigned long)addr).pte &
	       (_PAGE_PCD | _PAGE_PWT | _PAGE_PAT);
}

static void the_address_leads_to_the_device(struct kunit *test)
{
	u8 __iomem *vga = ioremap(VGA_TEXT, VGA_SIZE);
	volatile u8 *linear = __va(VGA_TEXT);
	unsigned long value;

	KUNIT_ASSERT_NOT_NULL(test, vga);
	KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(vga));
	writeb(0x12, vga + SCRATCH);
	writew(0x3456, vga + SCRATCH + 2);
	writel(0x789abcde, vga + SCRATCH + 4);
	KUNIT_EXPECT_EQ(test, linear[SCRATCH], 0x12);
	KUNIT_EXPECT_EQ(test, linear[SCRATCH + 3], 0x34);
	KUNIT_EXPECT_EQ(test, readb(vga + SCRATCH + 4), 0xde);
	KUNIT_EXPECT_EQ(test, readw(vga + SCRATCH + 2), 0x3456);
	KUNIT_EXPECT_EQ(test, readl(vga + SCRATCH + 4), 0x789abcde);
	KUNIT_EXPECT_NE(test, peek_kernel(vga + VGA_SIZE, &value), 0);
	iounmap(vga);
	KUNIT_EXPECT_NE(test, peek_kernel(vga, &value), 0);
}

static void an_address_need_not_be_a_pages_start(struct kunit *test)
{
	u8 __iomem *odd = ioremap(VGA_TEXT + SCRATCH + 0xffe, 4);
	volatile u8 *linear = __va(VGA_TEXT + SCRATCH + 0xffe);

	KUNIT_ASSERT_NOT_NULL(test, odd);
	KUNIT_EXPECT_EQ(test, offset_in_page(odd), 0xffe);
	KUNIT_EXPECT_EQ(test, find_vm_area((void *)((unsigned long)odd & PAGE_MASK))->nr_pages, 2);
	writeb(0x77, odd + 1);
	KUNIT_EXPECT_EQ(test, linear[1], 0x77);
	iounmap(odd);
}

static void each_kind_has_its_memory_type(struct kunit *test)
{
	static void __iomem *(*const kinds[])(resource_size_t,
					      unsigned long) = { ioremap, ioremap_uc, ioremap_wc,
								 ioremap_cache };
	u32 wc = boot_cpu_has(X86_FEATURE_PAT) ? _PAGE_PWT : _PAGE_PCD;
	const u32 flags[] = { _PAGE_PCD, _PAGE_PCD | _PAGE_PWT, wc, 0 };
	u32 low, high;
	u64 pat;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		void __iomem *p = kinds[i](VGA_TEXT, VGA_SIZE);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ_MSG(test, flags_of(p), flags[i], "kind %u", i);
		iounmap(p);
	}
	if (boot_cpu_has(X86_FEATURE_PAT)) {
		rdmsrl(MSR_IA32_CR_PAT, pat);
		rdmsr(MSR_IA32_CR_PAT, low, high);
		KUNIT_EXPECT_EQ(test, pat, 0x0407050600070106ULL);
		KUNIT_EXPECT_EQ(test, low, 0x00070106U);
		KUNIT_EXPECT_EQ(test, high, 0x04070506U);
	}
}

static void ram_is_refused(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	const struct {
		resource_size_t phys;
		unsigned long size;
	} bad[] = {
		{ page ? page_to_phys(page) : 0, 100 },
		{ 0x100000, PAGE_SIZE }, /* the kernel */
		{ 0xf0000, 0x10001 },	 /* its last byte */
		{ 0, 0x100000 },
	};

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct reports mark = mark_reports();

		KUNIT_EXPECT_NULL(test, ioremap(bad[i].phys, bad[i].size));
		EXPECT_REPORTS(test, mark, 1, "ioremap on RAM at 0x");
	}
	__free_page(page);
}

static void nonsense_is_refused(struct kunit *test)
{
	resource_size_t behind = max(0xc0000000UL, max_pfn << PAGE_SHIFT);

	KUNIT_EXPECT_NULL(test, ioremap(VGA_TEXT, 0));
	KUNIT_EXPECT_NULL(test, ioremap(0xfffff000, 0x2000));
	KUNIT_EXPECT_REPORTS(test, 2);
	/* larger than the window, and behind all RAM */
	KUNIT_EXPECT_NULL(test, ioremap(behind, 0xfff00000 - behind));
}

static void unmapping_what_is_no_mapping_is_reported(struct kunit *test)
{
	void *p = vmalloc(PAGE_SIZE);
	u8 __iomem *vga = ioremap(VGA_TEXT, VGA_SIZE);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, vga);
	iounmap(NULL);
	EXPECT_SILENCE(test, mark);
	iounmap(p);
	EXPECT_REPORTS(test, mark, 1, "iounmap: bad address");
	iounmap(vga + PAGE_SIZE);
	iounmap(__va(VGA_TEXT));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 3);
	readb(vga + PAGE_SIZE);
	iounmap(vga);
	mark = mark_reports();
	iounmap(vga);
	EXPECT_REPORTS(test, mark, 1, "iounmap: bad address");
	vfree(p);
}

static void vmallocinfo_says_where_it_leads(struct kunit *test)
{
	static char text[8192];
	void __iomem *vga = ioremap(VGA_TEXT, 100);
	struct seq_file m;

	seq_init(&m, text, sizeof(text), NULL);
	vmallocinfo_show(&m);
	seq_putc(&m, '\0');
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " phys=0x000b8000 ioremap\n"));
	iounmap(vga);
}

static void failures_lose_nothing(struct kunit *test)
{
	for (unsigned int n = 1; n <= 3; n++) {
		drain_all();
		fail_nth_page_alloc(n);
		iounmap(ioremap(VGA_TEXT, VGA_SIZE));
		fail_nth_page_alloc(0);
		drain_all();
		fail_nth_slab_alloc(n);
		iounmap(ioremap(VGA_TEXT, VGA_SIZE));
		fail_nth_slab_alloc(0);
	}
}

/* Larger than one page table maps, so that a new one is needed. */
static void without_memory_for_a_page_table_nothing_is_mapped(struct kunit *test)
{
	unsigned long size = 2 * PMD_SIZE;
	struct vm_struct *area = get_vm_area(size, VM_IOREMAP);
	unsigned long areas;

	KUNIT_ASSERT_NOT_NULL(test, area);
	drain_all();
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_EQ(test,
			map_vm_area_phys(area, 0xe0000000, size >> PAGE_SHIFT, PAGE_KERNEL_NOCACHE),
			-ENOMEM);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_EQ(test, area->nr_pages, 0U);
	KUNIT_EXPECT_FALSE(test,
			   walk_page_tables(swapper_pg_dir, (unsigned long)area->addr).present);
	free_vm_area(area);

	drain_all();
	areas = vmalloc_nr_areas();
	fail_nth_page_alloc(1);
	KUNIT_EXPECT_NULL(test, ioremap(0xe0000000, size));
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	drain_all();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_areas(), areas);
}

static struct kunit_case ioremap_cases[] = {
	KUNIT_CASE(the_address_leads_to_the_device),
	KUNIT_CASE(an_address_need_not_be_a_pages_start),
	KUNIT_CASE(each_kind_has_its_memory_type),
	KUNIT_CASE(ram_is_refused),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(unmapping_what_is_no_mapping_is_reported),
	KUNIT_CASE(vmallocinfo_says_where_it_leads),
	KUNIT_CASE(failures_lose_nothing),
	KUNIT_CASE(without_memory_for_a_page_table_nothing_is_mapped),
	{},
};

static struct kunit_suite ioremap_suite = { .name = "ioremap", .test_cases = ioremap_cases };
kunit_test_suite(ioremap_suite);
