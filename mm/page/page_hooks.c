// SPDX-License-Identifier: MIT
/*
 * The finders that watch pages, in the order in which they may touch them: see page_hooks.h.
 *
 * Tests: tests/mm/page/page_owner_test.c, page_poison_test.c, debug_pagealloc_test.c.
 */
#include "page_hooks.h"

#ifdef CONFIG_PAGE_HOOKS
#include <linux/debugobjects.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/page_owner.h>

void post_alloc_hook(struct page *page, unsigned int order, gfp_t gfp)
{
	debug_pagealloc_map_pages(page, 1 << order);
	kasan_unpoison_pages(page, order, false);
	kernel_unpoison_pages(page, 1 << order);
	set_page_owner(page, order, gfp);
}

void free_pages_prepare(struct page *page, unsigned int order)
{
	if (!PageHighMem(page))
		debug_check_no_obj_freed(lowmem_page_address(page), PAGE_SIZE << order);
	reset_page_owner(page, order);
	kernel_poison_pages(page, 1 << order);
	kasan_poison_pages(page, order, false);
	debug_pagealloc_unmap_pages(page, 1 << order);
}

void __init free_core_hook(struct page *page, unsigned int order)
{
	kasan_poison_pages(page, order, false);
	debug_pagealloc_unmap_pages(page, 1 << order);
}

void __init page_hooks_init(unsigned long nr_pages)
{
	page_owner_init(nr_pages);
	page_poison_init(nr_pages);
}
#endif
