// SPDX-License-Identifier: MIT
/* Tests of mm/show/vmalloc_info.c, and of find_vm_area(). */
#include <k896/log.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/vmalloc/vmap_area.h"
#include "tests/support/reports.h"

static void an_address_tells_its_area(struct kunit *test)
{
	char *p = vmalloc(3 * PAGE_SIZE);
	struct vm_struct *vm = find_vm_area(p);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, vm);
	KUNIT_EXPECT_PTR_EQ(test, vm->addr, (void *)p);
	KUNIT_EXPECT_EQ(test, vm->size, 4 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vm->nr_pages, 3);
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(p + 2 * PAGE_SIZE + 5), vm);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p + 3 * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(&contig_page_data));
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr((void *)VMALLOC_END));
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr((void *)(VMALLOC_START - 1)));
	vfree(p);
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
}

/* Does a report say this about an address? */
#define is_described(addr, fmt, ...)                                                               \
	({                                                                                         \
		u32 __log = log_position();                                                        \
                                                                                                   \
		vmalloc_describe(addr);                                                            \
		is_logged(__log, fmt, ##__VA_ARGS__);                                              \
	})

static noinline void free_here(void *p)
{
	vfree(p);
	barrier(); /* no tail call */
}

static void a_freed_address_tells_its_last_area_to_the_byte(struct kunit *test)
{
	unsigned long before = (unsigned long)vmalloc(PAGE_SIZE);
	unsigned long p = (unsigned long)vmalloc(2 * PAGE_SIZE);
	unsigned long after = (unsigned long)vmalloc(3 * PAGE_SIZE), guard = p + 2 * PAGE_SIZE;

	KUNIT_ASSERT_TRUE(test, before && p && after);
	vfree((void *)before);
	vfree((void *)after);
	free_here((void *)p);
#define WAS(addr, where)                                                                           \
	is_described(addr, "vmalloc: %08lx was in " where "the area %08lx-%08lx, 8192 bytes",      \
		     addr, p, guard)
	KUNIT_EXPECT_TRUE(test, WAS(p, ""));
	KUNIT_EXPECT_TRUE(test, WAS(guard - 1, ""));
	KUNIT_EXPECT_TRUE(test, WAS(guard, "the guard page behind "));
	KUNIT_EXPECT_TRUE(test, WAS(guard + PAGE_SIZE - 1, "the guard page behind "));
	KUNIT_EXPECT_FALSE(test, WAS(p - 1, ""));
	KUNIT_EXPECT_FALSE(test, WAS(guard + PAGE_SIZE, "the guard page behind "));
	KUNIT_EXPECT_TRUE(test, is_described(p, "vmalloc:  freed by free_here+0x"));
	if (before + 2 * PAGE_SIZE == p)
		KUNIT_EXPECT_TRUE(test,
				  is_described(p - 1, "was in the guard page behind the area %08lx",
					       before));
	if (guard + PAGE_SIZE == after)
		KUNIT_EXPECT_TRUE(test, is_described(after, "was in the area %08lx", after));
#undef WAS
}

static void vmallocinfo_has_a_line_for_each_area(struct kunit *test)
{
	static char text[8192];
	char line[80];
	struct seq_file m;
	struct page *page = alloc_page(GFP_KERNEL);
	void *p = vmalloc(5000), *user = vmalloc_user(1),
	     *map = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, user);
	KUNIT_ASSERT_NOT_NULL(test, map);
	seq_init(&m, text, sizeof(text), NULL);
	vmallocinfo_show(&m);
	seq_putc(&m, '\0');
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
	scnprintf(line, sizeof(line), "0x%px-0x%px   12288 vmallocinfo_has_a_line_for_each_area+",
		  p, p + 12288);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s not in\n%s", line, text);
	KUNIT_EXPECT_NOT_NULL(test, strstr(strstr(text, line) ?: "", " pages=2 vmalloc\n"));
	scnprintf(line, sizeof(line), "0x%px-0x%px    8192 ", user, user + 8192);
	KUNIT_EXPECT_NOT_NULL(test, strstr(strstr(text, line) ?: "", " pages=1 vmalloc user\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " pages=1 vmap\n"));
	vunmap(map);
	vfree(user);
	vfree(p);
	__free_page(page);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_address_tells_its_area),
	KUNIT_CASE(a_freed_address_tells_its_last_area_to_the_byte),
	KUNIT_CASE(vmallocinfo_has_a_line_for_each_area),
	{},
};

static struct kunit_suite suite = { .name = "vmalloc_info", .test_cases = cases };
kunit_test_suite(suite);
