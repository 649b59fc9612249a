/* SPDX-License-Identifier: MIT */
/*
 * The page allocator: blocks of 2^order pages, physically contiguous and aligned to their size.
 *
 * Unless said otherwise: a call whose flags have __GFP_DIRECT_RECLAIM (GFP_KERNEL, GFP_USER ...) may
 * sleep, so only tasks that hold no spinlock may make it; GFP_ATOMIC and GFP_NOWAIT are for any
 * context. Freeing never sleeps and is for any context. Every allocation may fail.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <asm/page.h>
#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/sched.h>

static inline bool gfpflags_allow_blocking(gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

/*
 * In a DEBUG=1 build: an allocation that may reclaim waits for what shrinkers take, even if it need not this time. So it is
 * reported under a lock that one of them takes (mm/page/fs_reclaim.c).
 */
#ifdef CONFIG_LOCKDEP
void __might_reclaim(void);
#define might_reclaim(gfp)                                                                         \
	do {                                                                                       \
		if (!(~(gfp) & (__GFP_DIRECT_RECLAIM | __GFP_FS)) &&                               \
		    unlikely(current->lockdep_depth))                                              \
			__might_reclaim();                                                         \
	} while (0)
#else
#define might_reclaim(gfp) ((void)0)
#endif

/*
 * What an allocation may do in the context of its caller: @gfp; or, when @gfp allows to sleep and the caller must
 * not, Linux's report of might_sleep() is printed, and the result is @gfp without __GFP_DIRECT_RECLAIM.
 */
#define gfp_in_context(gfp)                                                                        \
	({                                                                                         \
		gfp_t __gfp = (gfp);                                                               \
                                                                                                   \
		might_reclaim(__gfp);                                                              \
		if (gfpflags_allow_blocking(__gfp) &&                                              \
		    unlikely(preempt_count_nonzero() || irqs_disabled())) {                        \
			__might_sleep(__FILE__, __LINE__);                                         \
			__gfp &= ~__GFP_DIRECT_RECLAIM;                                            \
		}                                                                                  \
		__gfp;                                                                             \
	})

/* The zone in which a request starts; it falls back to the zones below. */
static __always_inline enum zone_type gfp_zone(gfp_t gfp)
{
	if (gfp & __GFP_DMA)
		return ZONE_DMA;
	return gfp & __GFP_HIGHMEM ? ZONE_HIGHMEM : ZONE_NORMAL;
}

/* Every allocator begins with this: in a context that must not sleep, a @gfp that allows it is reported. */
static __always_inline void might_alloc(gfp_t gfp)
{
	might_reclaim(gfp);
	might_sleep_if(gfpflags_allow_blocking(gfp));
}

/* alloc_pages() after its might_alloc(). */
struct page *__alloc_pages(gfp_t gfp, unsigned int order);

/**
 * alloc_pages() - allocate 2^order pages
 * @gfp: where from and how hard to try; with __GFP_COMP the pages become one compound page
 * @order: 0 to 10
 *
 * Return: the first page, its reference count 1; NULL on failure, which is reported unless
 * __GFP_NOWARN. The contents are undefined without __GFP_ZERO. Free with __free_pages().
 */
static __always_inline struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	might_alloc(gfp);
	return __alloc_pages(gfp, order);
}

static __always_inline struct page *alloc_page(gfp_t gfp)
{
	return alloc_pages(gfp, 0);
}

/**
 * __get_free_pages() - the same, as an address of the linear map
 *
 * @gfp must not contain __GFP_HIGHMEM: such a page has no address.
 * Return: the address, 0 on failure. Free with free_pages().
 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);

#define __get_free_page(gfp)	    __get_free_pages((gfp), 0)
#define __get_dma_pages(gfp, order) __get_free_pages((gfp) | __GFP_DMA, (order))

static inline unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

/**
 * __free_pages() - drop one reference; free the block if it was the last
 * @page: what alloc_pages() returned
 * @order: the order it was allocated with
 *
 * A free that cannot be right (twice, wrong order, a reserved page, no page at all) is reported as a
 * bad page and changes nothing.
 */
void __free_pages(struct page *page, unsigned int order);

/* By address; 0 is nothing. */
void free_pages(unsigned long addr, unsigned int order);

#define __free_page(page) __free_pages((page), 0)
#define free_page(addr)	  free_pages((addr), 0)

/**
 * alloc_pages_exact() - as many pages as @size needs, not rounded up to a power of two
 * @size: bytes, above 0
 *
 * Return: the linear address; NULL on failure. Free with free_pages_exact() and the same size.
 */
void *alloc_pages_exact(size_t size, gfp_t gfp);
void free_pages_exact(void *addr, size_t size);

/**
 * alloc_pages_bulk_array() - many single pages at once
 * @gfp: as for alloc_page()
 * @nr_pages: how many @pages is to have
 * @pages: filled from its first NULL on; the pages before that are kept
 *
 * Return: how many pages @pages has now. When these are fewer than @nr_pages, but more than before, it is not a
 * failure: call again for the rest. Free each with __free_page(), or all with release_pages().
 */
unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages, struct page **pages);

/* put_page() for each. Allocated again in bulk, they come in the same order. Any context. */
void release_pages(struct page **pages, int nr);

/* The smallest order that holds @size bytes. */
static __always_inline unsigned int get_order(unsigned long size)
{
	if (__builtin_constant_p(size))
		return size <= PAGE_SIZE ? 0 : 32 - __builtin_clz((size - 1) >> PAGE_SHIFT);
	size = (size - 1) >> PAGE_SHIFT;
	return size ? 32 - __builtin_clz(size) : 0;
}

/* Gives the pages of all per-CPU lists back to their zones. Any context. */
void drain_all_pages(void);

/*
 * Gives everything that is kept for later back where it came from, the per-CPU lists among it, so that numbers
 * of free pages can be compared. For tests and lessons. Task, may sleep.
 */
void drain_all(void);

/**
 * register_drain() - a function to be called by drain_all()
 * @hook: stays the caller's, for ever; hook->drain runs in a task and may sleep
 *
 * The hook that was registered last is called first: what it gives back may go to one that was registered before.
 * Boot.
 */
struct drain_hook {
	void (*drain)(void);
	struct drain_hook *next;
};
void register_drain(struct drain_hook *hook);

#endif
