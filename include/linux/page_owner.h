/* SPDX-License-Identifier: MIT */
/* Who allocated a page, and who freed it last: in a DEBUG=1 build, unless page_owner=off. See mm/page/page_owner.c. */
#ifndef _LINUX_PAGE_OWNER_H
#define _LINUX_PAGE_OWNER_H

#include <linux/mm_types.h>

#ifdef CONFIG_PAGE_OWNER
/* For the page allocator, as a block goes out, comes back, and is made single pages of. Any context. */
void set_page_owner(struct page *page, unsigned int order, gfp_t gfp);
void reset_page_owner(struct page *page, unsigned int order);
void split_page_owner(struct page *page, unsigned int nr);

/* What is known about a page, with both stacks, on the console. Any context. */
void dump_page_owner(const struct page *page) __cold;

/* Boot: the books, of 48 bytes for each page of mem_map. */
void page_owner_init(unsigned long nr_pages);
#else
static inline void set_page_owner(struct page *page, unsigned int order, gfp_t gfp)
{
}
static inline void reset_page_owner(struct page *page, unsigned int order)
{
}
static inline void split_page_owner(struct page *page, unsigned int nr)
{
}
static inline void dump_page_owner(const struct page *page)
{
}
static inline void page_owner_init(unsigned long nr_pages)
{
}
#endif

#endif
