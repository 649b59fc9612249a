// SPDX-License-Identifier: MIT
/*
 * Tests of mm/page/debug_pagealloc.c. Only a DEBUG=1 build has it. The faults themselves end the kernel, so each of those runs alone
 * (tests/boot/test_debug_build.py).
 */
#ifdef CONFIG_DEBUG_PAGEALLOC
#include <asm/extable.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static bool can_be_read(const void *addr)
{
	unsigned long value;

	return !peek_kernel(addr, &value);
}

static void pages_can_be_used_until_they_are_freed(struct kunit *test)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		unsigned long size = PAGE_SIZE << order;
		char *p = (void *)__get_free_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 1, size);
		free_pages((unsigned long)p, order);
		if (!debug_pagealloc_enabled())
			continue;
		KUNIT_EXPECT_FALSE(test, can_be_read(p));
		KUNIT_EXPECT_FALSE(test, can_be_read(p + size - 4));
		KUNIT_EXPECT_FALSE(test, can_be_read(p + size / 2));
	}
}

static void parts_of_a_block_come_and_go_by_themselves(struct kunit *test)
{
	char *p = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_TRUE(test, can_be_read(p + i * PAGE_SIZE));
	if (debug_pagealloc_enabled())
		KUNIT_EXPECT_FALSE(test, can_be_read(p + 5 * PAGE_SIZE));
	free_page((unsigned long)p + 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, can_be_read(p + 2 * PAGE_SIZE), !debug_pagealloc_enabled());
	KUNIT_EXPECT_TRUE(test, can_be_read(p + PAGE_SIZE) && can_be_read(p + 3 * PAGE_SIZE));
	for (int i = 0; i < 5; i++)
		if (i != 2)
			free_page((unsigned long)p + i * PAGE_SIZE);
}

static void many_at_once_can_be_used(struct kunit *test)
{
	static struct page *pages[64];
	unsigned long n = 0, got;

	memset(pages, 0, sizeof(pages));
	while ((got = alloc_pages_bulk_array(GFP_KERNEL, ARRAY_SIZE(pages), pages)) > n &&
	       got < ARRAY_SIZE(pages))
		n = got;
	KUNIT_EXPECT_EQ(test, got, ARRAY_SIZE(pages));
	for (n = 0; n < got; n++)
		memset(lowmem_page_address(pages[n]), 2, PAGE_SIZE);
	release_pages(pages, got);
	for (n = 0; n < got && debug_pagealloc_enabled(); n++)
		KUNIT_EXPECT_FALSE(test, can_be_read(lowmem_page_address(pages[n])));
}

/* ---- planted: each panics ---- */

static unsigned int alloc_line, free_line;
static char *gone;

static noinline void get_and_free(void)
{
	/* clang-format off */
	alloc_line = __LINE__; gone = (void *)__get_free_pages(GFP_KERNEL, 1);
	*gone = 1;
	free_line = __LINE__; free_pages((unsigned long)gone, 1);
	/* clang-format on */
	barrier();
	pr_info("allocated at line %u, freed at line %u\n", alloc_line, free_line);
}

static void a_write_after_the_free_faults(struct kunit *test)
{
	get_and_free();
	gone[PAGE_SIZE + 0x123] = 1;
}

static void a_read_after_the_free_faults(struct kunit *test)
{
	get_and_free();
	pr_info("%d\n", READ_ONCE(gone[8]));
}

static irqreturn_t use_in_handler(int irq, void *unused)
{
	gone[4] = 1;
	return IRQ_HANDLED;
}

static void a_handler_that_uses_a_free_page_faults(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, use_in_handler, 0, "debug_pagealloc", NULL), 0);
	get_and_free();
	raise(TEST_IRQ);
}

/* An object whose slab has gone back. */
static void an_object_of_a_slab_that_is_gone_faults(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("gone", 1024, 0, 0, NULL);

	KUNIT_ASSERT_NOT_NULL(test, cache);
	gone = kmem_cache_alloc(cache, GFP_KERNEL);
	kmem_cache_free(cache, gone);
	kmem_cache_destroy(cache);
	gone[5] = 1;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pages_can_be_used_until_they_are_freed),
	KUNIT_CASE(parts_of_a_block_come_and_go_by_themselves),
	KUNIT_CASE(many_at_once_can_be_used),
	KUNIT_CASE_PANIC(a_write_after_the_free_faults),
	KUNIT_CASE_PANIC(a_read_after_the_free_faults),
	KUNIT_CASE_PANIC(a_handler_that_uses_a_free_page_faults),
	KUNIT_CASE_PANIC(an_object_of_a_slab_that_is_gone_faults),
	{},
};

static struct kunit_suite suite = { .name = "debug_pagealloc", .test_cases = cases };
kunit_test_suite(suite);
#endif
