// SPDX-License-Identifier: MIT
/*
 * Tests of mm/show/page_show.c, mm/slab/slab_place.c, mm/boot/layout.c and of the view of one area in
 * mm/show/vmalloc_info.c: what they print is true.
 */
#include <asm/fixmap.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/kasan.h"

static char text[4096];
static struct seq_file m;

static int start(struct kunit *test)
{
	memset(text, 0, sizeof(text));
	seq_init(&m, text, sizeof(text) - 1, NULL);
	return 0;
}

static bool __printf(1, 2) says(const char *fmt, ...)
{
	char words[120];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	return strstr(text, words) != NULL;
}

/* ---- frames ---- */

static void every_page_of_a_block_knows_the_block(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);
	unsigned long pfn = page_to_pfn(page);

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (int i = 0; i < 8; i++) {
		start(test);
		page_show(&m, pfn + i);
		KUNIT_EXPECT_TRUE(test,
				  says("frame %#lx (%lu): physical 0x%08lx, zone %s, at 0x%08lx\n",
				       pfn + i, pfn + i, (pfn + i) << PAGE_SHIFT,
				       page_zone(page)->name,
				       (unsigned long)page_address(page + i)));
		KUNIT_EXPECT_TRUE(test,
				  says("in use: allocated; a block of order 3, frames %#lx-%#lx\n",
				       pfn, pfn + 7));
	}
	__free_pages(page, 3);
}

static void a_freed_block_is_on_the_cpus_list_and_then_in_the_zone(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	unsigned long pfn = page_to_pfn(page);

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	page_show_line(&m, pfn + 3);
	KUNIT_EXPECT_TRUE(test,
			  says("frame %#lx is free, on the CPU's own list; a block of order 2, frames %#lx-",
			       pfn + 3, pfn));
	drain_all_pages();
	start(test);
	page_show_line(&m, pfn + 3);
	KUNIT_EXPECT_TRUE(test, says("frame %#lx is free; a block of order ", pfn + 3));
}

/* It does not belong to the smaller block below it. */
static void a_page_that_no_block_covers_is_in_nobodys_books(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	unsigned long pfn = page_to_pfn(page);

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 1);
	atomic_set(&page[1]._refcount, 0);
	page_show_line(&m, pfn + 1);
	KUNIT_EXPECT_TRUE(test, says("frame %#lx is in nobody's books\n", pfn + 1));
	atomic_set(&page[1]._refcount, 1);
	__free_page(page);
	__free_page(page + 1);
}

static void a_block_is_named_for_its_user(struct kunit *test)
{
	void *object = kmalloc(100, GFP_KERNEL), *large = kmalloc(300000, GFP_KERNEL);

	page_show(&m, virt_to_phys(object) >> PAGE_SHIFT);
	KUNIT_EXPECT_TRUE(test, says("in use: a slab of kmalloc-128; "));
	KUNIT_EXPECT_TRUE(test, says("slab"));
	page_show(&m, (virt_to_phys(large) >> PAGE_SHIFT) + 100);
	KUNIT_EXPECT_TRUE(test, says("in use: kmalloc() of 300000 bytes; a block of order 7, "));
	kfree(object);
	kfree(large);
}

static void the_kernel_is_reserved(struct kunit *test)
{
	page_show(&m, virt_to_phys(text) >> PAGE_SHIFT);
	KUNIT_EXPECT_TRUE(test, says("reserved: never given out"));
	KUNIT_EXPECT_TRUE(test, says(" (reserved), 0 references, mapped 0 times\n"));
}

static void a_highmem_page_has_no_address(struct kunit *test)
{
	struct page *page;

	if (max_pfn == max_low_pfn)
		kunit_skip(test, "no highmem");
	page = alloc_page(GFP_HIGHUSER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	page_show(&m, page_to_pfn(page));
	KUNIT_EXPECT_TRUE(test, says("zone HighMem, highmem: no linear address\n"));
	__free_page(page);
}

static void a_number_that_is_no_frame_is_said_to_be_none(struct kunit *test)
{
	page_show(&m, max_pfn);
	page_show(&m, ~0UL);
	KUNIT_EXPECT_TRUE(test,
			  says("frame %#lx is no RAM: the last is %#lx\nframe 0xffffffff is no RAM",
			       max_pfn, max_pfn - 1));
}

/* ---- objects ---- */

static void an_address_is_found_in_its_object(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("place", 100, 0, 0, NULL);
	struct slab_place p;
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, s);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, a && b);
	KUNIT_ASSERT_TRUE(test, slab_locate(a + 57, &p));
	KUNIT_EXPECT_PTR_EQ(test, p.cache, s);
	KUNIT_EXPECT_EQ(test, p.start, (unsigned long)a);
	KUNIT_EXPECT_EQ(test, p.offset, 57);
	KUNIT_EXPECT_EQ(test, p.object_size, 100);
	KUNIT_EXPECT_EQ(test, p.in_use, 2);
	KUNIT_EXPECT_FALSE(test, p.free || p.next);
	kmem_cache_free(s, a);
	slab_place_show(&m, b);
	KUNIT_EXPECT_TRUE(test,
			  says("slab of place: %u objects of 100 bytes, one every %u, 1 in use\n",
			       p.objects, p.stride));
	KUNIT_EXPECT_TRUE(test, says("object %d at 0x%08lx, free\n", p.index, (unsigned long)a));
	kmem_cache_free(s, b);
	KUNIT_ASSERT_TRUE(test, slab_locate(a, &p));
	KUNIT_EXPECT_TRUE(test, p.free);
	KUNIT_EXPECT_EQ(test, p.in_use, 0);
	kmem_cache_destroy(s);
}

static void the_object_freed_last_is_the_next_one(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("place", 100, 0, 0, NULL);
	struct slab_place p;
	void *kept, *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, s);
	kept = kmem_cache_alloc(s, GFP_KERNEL);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, kept && a && b);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	KUNIT_ASSERT_TRUE(test, slab_locate(b, &p));
	KUNIT_EXPECT_TRUE(test, p.free && p.next);
	KUNIT_ASSERT_TRUE(test, slab_locate(a, &p));
	KUNIT_EXPECT_TRUE(test, p.free && !p.next);
	kmem_cache_free(s, kept);
	kmem_cache_destroy(s);
}

static void what_is_in_no_slab_is_in_no_place(struct kunit *test)
{
	struct slab_place p;

	KUNIT_EXPECT_FALSE(test, slab_locate(NULL, &p));
	KUNIT_EXPECT_FALSE(test, slab_locate(text, &p));
	KUNIT_EXPECT_FALSE(test, slab_locate((void *)~0UL, &p));
	KUNIT_EXPECT_FALSE(test, slab_locate((void *)VMALLOC_START, &p));
	slab_place_show(&m, text);
	KUNIT_EXPECT_STREQ(test, text, "");
}

/* ---- areas ---- */

static void an_area_shows_each_run_of_frames(struct kunit *test)
{
	struct page *pages[4] = {};
	unsigned long pfn;
	void *area;

	for (int i = 0; i < 4; i += 2) /* two pieces: a hole is kept between them */
		pages[i] = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	KUNIT_ASSERT_NOT_NULL(test, pages[2]);
	pages[1] = pages[0] + 1;
	pages[3] = pages[2] + 2; /* not beside pages[2] */
	area = vmap(pages, 4, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, area);
	vmalloc_area_show(&m, area + 5000);
	pfn = page_to_pfn(pages[0]);
	KUNIT_EXPECT_TRUE(test, says("area  0x%08lx-0x%08lx   20480 ", (unsigned long)area,
				     (unsigned long)area + 5 * PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, says("  0x%08lx -> frames %#lx-%#lx, 2 side by side, ",
				     (unsigned long)area, pfn, pfn + 1));
	KUNIT_EXPECT_TRUE(test, says("  0x%08lx -> frame %#lx, ",
				     (unsigned long)area + 3 * PAGE_SIZE, page_to_pfn(pages[3])));
	KUNIT_EXPECT_TRUE(test,
			  says("4 pages in 3 pieces: not contiguous in RAM; then a guard page\n"));
	vunmap(area);
	__free_pages(pages[0], 2);
	__free_pages(pages[2], 2);
}

static void no_area_is_said_to_be_none(struct kunit *test)
{
	vmalloc_area_show(&m, (void *)(VMALLOC_END - PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, says("no area of the vmalloc window\nbelow 0x"));
	KUNIT_EXPECT_TRUE(test, says("above nothing\n"));
}

/* ---- the map ---- */

static void every_address_lies_somewhere(struct kunit *test)
{
	const struct {
		unsigned long addr;
		const char *words;
	} places[] = {
		{ 0, "user space" },
		{ PAGE_OFFSET - 1, "user space" },
		{ PAGE_OFFSET, "lowmem" },
		{ (unsigned long)every_address_lies_somewhere, ".text" },
		{ (unsigned long)text, ".bss" },
		{ (unsigned long)high_memory, "the hole below the vmalloc window" },
		{ VMALLOC_START, "vmalloc" },
		{ VMALLOC_END, "a hole between the kernel's windows" },
		{ PKMAP_BASE, "pkmap" },
		{ FIXADDR_TOP - 1, "fixmap" },
		{ ~0UL, "the last page" },
	};

	for (int i = 0; i < ARRAY_SIZE(places); i++) {
		start(test);
		layout_address_show(&m, places[i].addr);
		KUNIT_EXPECT_TRUE_MSG(test,
				      says("0x%08lx lies in %s", places[i].addr, places[i].words),
				      "%s", text);
	}
}

static void every_flag_has_its_name(struct kunit *test)
{
	static const char *const names[] = { "locked",	 "dirty",   "lru",   "head", "slab",
					     "reserved", "private", "buddy", "table" };
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long flags;
	char wanted[40];

	KUNIT_ASSERT_NOT_NULL(test, page);
	flags = page->flags;
	KUNIT_ASSERT_EQ(test, (unsigned int)__NR_PAGEFLAGS, (unsigned int)ARRAY_SIZE(names));
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		if (i == PG_slab) /* would need a cache, too */
			continue;
		page->flags = flags | 1UL << i;
		snprintf(wanted, sizeof(wanted), " (%s), 1 reference, mapped 0 times\n", names[i]);
		start(test);
		page_show(&m, page_to_pfn(page));
		KUNIT_EXPECT_TRUE_MSG(test, says("%s", wanted), "%s lacks %s", text, wanted);
	}
	page->flags = flags;
	__free_page(page);
}

static struct kunit_case page_show_cases[] = {
	KUNIT_CASE(every_page_of_a_block_knows_the_block),
	KUNIT_CASE(a_freed_block_is_on_the_cpus_list_and_then_in_the_zone),
	KUNIT_CASE(a_page_that_no_block_covers_is_in_nobodys_books),
	KUNIT_CASE(a_block_is_named_for_its_user),
	KUNIT_CASE(the_kernel_is_reserved),
	KUNIT_CASE(a_highmem_page_has_no_address),
	KUNIT_CASE(a_number_that_is_no_frame_is_said_to_be_none),
	KUNIT_CASE(an_address_is_found_in_its_object),
	KUNIT_CASE(the_object_freed_last_is_the_next_one),
	KUNIT_CASE(what_is_in_no_slab_is_in_no_place),
	KUNIT_CASE(an_area_shows_each_run_of_frames),
	KUNIT_CASE(no_area_is_said_to_be_none),
	KUNIT_CASE(every_address_lies_somewhere),
	KUNIT_CASE(every_flag_has_its_name),
	{},
};

static struct kunit_suite page_show_suite = {
	.name = "page_show",
	.init = start,
	KASAN_LOOKS_AWAY,
	.test_cases = page_show_cases,
};
kunit_test_suite(page_show_suite);
