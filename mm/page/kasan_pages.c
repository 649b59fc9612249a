// SPDX-License-Identifier: MIT
/*
 * KASAN's part of the page allocator, in a build with SAN=addr: a page of lowmem that is free must not be touched. High pages have no
 * shadow.
 *
 * Tests: tests/mm/page/kasan_pages_test.c
 */
#ifdef CONFIG_KASAN
#include <k896/kasan.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/printk.h>

void kasan_unpoison_pages(struct page *page, unsigned int order, bool init)
{
	if (!PageHighMem(page))
		kasan_unpoison(lowmem_page_address(page), PAGE_SIZE << order);
}

void kasan_poison_pages(struct page *page, unsigned int order, bool init)
{
	if (!PageHighMem(page))
		kasan_poison(lowmem_page_address(page), PAGE_SIZE << order, KASAN_PAGE_FREE);
}

static bool describe_page(const struct kasan_access *access)
{
	if (!virt_addr_valid((void *)access->bad))
		return false;
	pr_err("\nThe buggy address belongs to the physical page:\n");
	dump_page(virt_to_page(access->bad), "kasan: bad access detected");
	return true;
}

static int __init register_pages(void)
{
	static struct kasan_describer pages = { .describe = describe_page };

	register_kasan_describer(&pages);
	return 0;
}
core_initcall(register_pages);
#endif
