/* SPDX-License-Identifier: MIT */
/*
 * What watches pages as they go out and come back, in builds that watch. In all others these are nothing.
 *
 *	post_alloc_hook		a block has been taken out of the lists: mapped, checked for poison, given an owner
 *	free_pages_prepare	all checks of a free have passed: looked through for objects that are in use, owner noted,
 *				poisoned, unmapped
 */
#ifndef _MM_PAGE_HOOKS_H
#define _MM_PAGE_HOOKS_H

#include <linux/mm.h>

#if defined(CONFIG_DEBUG_PAGEALLOC) || defined(CONFIG_KASAN)
#define CONFIG_PAGE_HOOKS 1
#endif

#ifdef CONFIG_PAGE_HOOKS
/* mm/page/page_hooks.c. Any context; interrupts as they are. */
void post_alloc_hook(struct page *page, unsigned int order, gfp_t gfp);
void free_pages_prepare(struct page *page, unsigned int order);
/* Boot: free memory that was never allocated goes to the lists; the books that are made before. */
void free_core_hook(struct page *page, unsigned int order);
void page_hooks_init(unsigned long nr_pages);
#else
static __always_inline void post_alloc_hook(struct page *page, unsigned int order, gfp_t gfp)
{
}
static __always_inline void free_pages_prepare(struct page *page, unsigned int order)
{
}
static inline void free_core_hook(struct page *page, unsigned int order)
{
}
static inline void page_hooks_init(unsigned long nr_pages)
{
}
#endif

/* ---- mm/page/debug_pagealloc.c ---- */

#ifdef CONFIG_DEBUG_PAGEALLOC
/* Is @page of those that cannot be touched while they are free? */
static inline bool is_unmapped_when_free(const struct page *page)
{
	return debug_pagealloc_enabled() && !PageHighMem(page);
}
#endif

/* ---- mm/page/page_poison.c ---- */

#ifdef CONFIG_PAGE_POISONING
void kernel_poison_pages(struct page *page, int numpages);
void kernel_unpoison_pages(struct page *page, int numpages);
void page_poison_init(unsigned long nr_pages);
#else
static inline void kernel_poison_pages(struct page *page, int numpages)
{
}
static inline void kernel_unpoison_pages(struct page *page, int numpages)
{
}
static inline void page_poison_init(unsigned long nr_pages)
{
}
#endif

#endif
